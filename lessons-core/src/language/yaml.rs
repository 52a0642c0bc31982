//! YAML: its tables.

use super::Definition;
use super::yaml_text::{block, double_quoted, plain, single_quoted};
use crate::pattern::{Hole, Position};
use crate::span::Span;
use crate::syntax::{Builder, Field, Node, NodeId, Remap};

pub(super) static DEFINITION: Definition = Definition {
    name: "yaml",
    aliases: &["yml"],
    extensions: &["yaml", "yml"],
    file_names: &[],
    tree_sitter: || tree_sitter_yaml::LANGUAGE.into(),
    leaves: &["double_quote_scalar", "single_quote_scalar", "block_scalar"],
    wrappers: &["stream", "document", "block_node", "flow_node", "plain_scalar", "block_sequence_item"],
    unordered: &["block_mapping", "flow_mapping"],
    open: &["block_mapping"],
    alike: &[
        &["block_mapping", "flow_mapping"],
        &["block_mapping_pair", "flow_pair"],
        &["block_sequence", "flow_sequence"],
        &["string_scalar", "double_quote_scalar", "single_quote_scalar", "block_scalar"],
    ],
    lists: &["block_mapping", "block_sequence", "flow_mapping", "flow_sequence"],
    raw: &[],
    tokens: &[],
    omittable: &[],
    omittable_fields: &[],
    embedded: &[("block_mapping_pair", embed), ("flow_pair", embed), ("block_sequence_item", embed)],
    quotes: &[("\"", "\"", true), ("'", "'", false)],
    comments: &[("#", "\n")],
    has_dollars: false,
    positions: &[
        Position::new("mapping", "", "\n", "block_mapping").at_start(),
        Position::new("sequence", "", "\n", "block_sequence").at_start(),
        // A table or list of more than one line is one of the positions before.
        Position::new("document", "", "\n", "document").only_kind("flow_node"),
    ],
    placeholder,
    literal,
};

/// A plain scalar is a key and a value alike; an ellipsis among pairs or elements needs a whole one.
fn placeholder(pattern: &str, hole: &Hole) -> String {
    let until = pattern.get(..hole.span.start as usize).unwrap_or_default();
    let rest = pattern.get(hole.span.end as usize..).unwrap_or_default();
    let line = until.rsplit('\n').next().unwrap_or_default();
    let after = rest.trim_start_matches(' ');
    let alone = line.trim().is_empty() && (after.is_empty() || after.starts_with(['\n', '\r', '#']));
    if !hole.many || !alone || super::text::innermost_bracket(until).is_some() {
        return "lessons_hole".to_owned();
    }
    let beside =
        |other: &str| other.strip_prefix(line).is_some_and(|text| text == "-" || text.starts_with("- "));
    let mut lines =
        until.lines().rev().skip(1).chain(rest.lines().skip(1)).filter(|line| !line.trim().is_empty());
    if lines.any(beside) { "- lessons_hole".to_owned() } else { "lessons_hole: 0".to_owned() }
}

fn literal(kind: &str, text: &str) -> Option<String> {
    match kind {
        "double_quote_scalar" => Some(format!("\"{}", double_quoted(text)?)),
        "single_quote_scalar" => Some(format!("\"{}", single_quoted(text)?)),
        "block_scalar" => Some(format!("\"{}", block(text)?)),
        "string_scalar" => Some(format!("\"{}", plain(text))),
        "boolean_scalar" => Some(text.to_lowercase()),
        "null_scalar" => Some("null".to_owned()),
        "integer_scalar" => integer(text).map(|value| value.to_string()),
        "float_scalar" => match text.to_lowercase().trim_start_matches('+') {
            special @ (".inf" | "-.inf" | ".nan") => Some(special.to_owned()),
            number => number.parse::<f64>().ok().map(|value| format!("{value:?}")),
        },
        _ => None,
    }
}

/// Gives a pair or an element without a value the one that it has: null, written with no characters.
fn embed(builder: &mut Builder, node: tree_sitter::Node<'_>, remap: &Remap) -> bool {
    let is_pair = node.kind() != "block_sequence_item";
    let mut cursor = node.walk();
    let has_value = match is_pair {
        true => node.child_by_field_name("value").is_some(),
        false => node.named_children(&mut cursor).any(|child| !child.is_extra()),
    };
    let kind = builder.grammar().kinds_named("null_scalar").first().copied();
    let Some(null) = kind.filter(|_| !has_value && !node.has_error()) else { return false };
    if let Some(key) = node.child_by_field_name("key") {
        builder.subtree(key, Some(builder.grammar().field("key")), remap);
    }
    let role = if is_pair { builder.grammar().field("value") } else { Field::NONE };
    builder.leaf(null, role, remap.span(Span::from_range(node.end_byte()..node.end_byte())), true);
    true
}

/// The core schema's integers: decimal, `0o` and `0x`.
fn integer(text: &str) -> Option<i128> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let value = match digits.get(..2) {
        Some("0x") => i128::from_str_radix(digits.get(2..)?, 16),
        Some("0o") => i128::from_str_radix(digits.get(2..)?, 8),
        _ => digits.parse(),
    };
    value.ok().map(|value: i128| if negative { -value } else { value })
}

/// The node that an alias stands for: the last one before it with the anchor. Linear in what stands before.
pub(crate) fn anchored(alias: Node<'_>) -> Option<Node<'_>> {
    let name = alias.text().strip_prefix('*').filter(|_| alias.kind_name() == "alias")?;
    let before = (0..alias.id().0).rev().map(|id| alias.tree().node(NodeId(id)));
    let is_anchor =
        |node: &Node<'_>| node.kind_name() == "anchor" && node.text().strip_prefix('&') == Some(name);
    before.filter(is_anchor).find_map(Node::parent)
}

/// Whether a pair of a mapping takes in what another mapping holds: `<<: *base`.
pub(crate) fn is_merge(pair: Node<'_>) -> bool {
    pair.children().next().is_some_and(|key| key.text() == "<<")
}
