//! TOML: its tables.
//!
//! A table is written in three ways: `a = { b = 1 }`, `a.b = 1` and `[a]` over `b = 1`. All are lowered to one shape, a
//! pair or `table` of a key and of what it holds, so that a pattern finds one where another is written.

use super::Definition;
use crate::pattern::{Hole, Position};
use crate::span::Span;
use crate::syntax::{Builder, Field, Remap};

/// What a table with a header holds. The name is one of the grammar's own symbols that no parsed node has.
const BODY: &str = "document_repeat1";
/// What a dotted key tells of the table that its first part names: the one pair. Such a symbol too.
const PART: &str = "_inline_pair";
/// Dotted keys with more parts stay as they are.
const MAX_PARTS: usize = 16;

pub(super) static DEFINITION: Definition = Definition {
    name: "toml",
    aliases: &[],
    extensions: &["toml"],
    file_names: &["Cargo.lock"],
    tree_sitter: || tree_sitter_toml_ng::LANGUAGE.into(),
    leaves: &["string", "quoted_key"],
    wrappers: &[],
    unordered: &[BODY, PART, "inline_table", "document", "table_array_element"],
    open: &[BODY, PART, "table_array_element"],
    alike: &[&["bare_key", "quoted_key"], &["table", "pair"], &["inline_table", BODY, PART]],
    lists: &["document", BODY, "table_array_element", "inline_table", "array"],
    raw: &[],
    tokens: &[],
    omittable: &[],
    omittable_fields: &[],
    embedded: &[("table", embed), ("pair", embed)],
    quotes: &[("\"\"\"", "\"\"\"", true), ("'''", "'''", false), ("\"", "\"", true), ("'", "'", false)],
    comments: &[("#", "\n")],
    has_dollars: false,
    positions: &[
        Position::new("document", "", "\n", "document"),
        Position::new("value", "hole = ", "\n", "pair").without_first(),
    ],
    placeholder,
    literal,
};

/// A bare word is a key, a string a value; an ellipsis among pairs needs a whole pair.
fn placeholder(pattern: &str, hole: &Hole) -> String {
    let before = pattern.get(..hole.span.start as usize).unwrap_or_default().trim_end_matches([' ', '\t']);
    let after = pattern.get(hole.span.end as usize..).unwrap_or_default().trim_start_matches([' ', '\t']);
    let line = before.rsplit('\n').next().unwrap_or_default();
    // `[$X]` on a line of its own is a header, `= [$X]` holds an element.
    let in_header = line.trim_start().starts_with('[')
        && !line.contains([',', ']'])
        && super::text::innermost_bracket(before.get(..before.len() - line.len()).unwrap_or_default())
            .is_none();
    if in_header || after.starts_with(['=', '.']) {
        "lessons_hole".to_owned()
    } else if before.ends_with('=') || super::text::innermost_bracket(before) == Some('[') {
        "\"hole\"".to_owned()
    } else if before.ends_with('.') {
        "lessons_hole".to_owned()
    } else {
        "lessons_hole = 0".to_owned()
    }
}

fn literal(kind: &str, text: &str) -> Option<String> {
    match kind {
        // Reading the text as TOML decodes every kind of string alike.
        "string" | "quoted_key" => {
            let table: toml::Table = toml::from_str(&format!("v = {text}")).ok()?;
            table.get("v").and_then(|value| value.as_str()).map(|value| format!("\"{value}"))
        }
        "integer" => {
            let table: toml::Table = toml::from_str(&format!("v = {text}")).ok()?;
            table.get("v").and_then(toml::Value::as_integer).map(|value| value.to_string())
        }
        "bare_key" => Some(format!("\"{text}")),
        "float" => text.replace('_', "").parse::<f64>().ok().map(|value| format!("{value:?}")),
        "offset_date_time" | "local_date_time" | "local_time" => Some(time(text)),
        _ => None,
    }
}

/// A time as it is mostly written: a `T` in the middle, no zeros at the end of a fraction, `Z` for no offset.
fn time(text: &str) -> String {
    let text = text.to_uppercase().replace(' ', "T");
    let text = text.strip_suffix("+00:00").map(|start| format!("{start}Z")).unwrap_or(text);
    let Some((whole, rest)) = text.split_once('.') else { return text };
    let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    let (fraction, offset) = rest.split_at(digits);
    match fraction.trim_end_matches('0') {
        "" => format!("{whole}{offset}"),
        fraction => format!("{whole}.{fraction}{offset}"),
    }
}

/// Lowers a table, or a pair with a dotted key, in the shape that all have.
fn embed(builder: &mut Builder, node: tree_sitter::Node<'_>, remap: &Remap) -> bool {
    let mut cursor = node.walk();
    let children: Vec<_> = node.named_children(&mut cursor).collect();
    let Some((key, rest)) = children.split_first() else {
        return false;
    };
    let mut keys = Vec::new();
    parts(*key, &mut keys);
    let is_table = node.kind() == "table";
    let symbols = ["pair", PART, BODY].map(|name| builder.grammar().symbol(name));
    let ([Some(pair), Some(part), Some(body)], Some((first, inner))) = (symbols, keys.split_first()) else {
        return false;
    };
    if node.has_error() || keys.len() > MAX_PARTS || inner.is_empty() && !is_table {
        return false;
    }
    builder.subtree(*first, None, remap);
    for key in inner {
        let span = remap.span(Span::from_range(key.start_byte()..node.end_byte()));
        builder.open(part, Field::NONE, span, true);
        builder.open(pair, Field::NONE, span, true);
        builder.subtree(*key, None, remap);
    }
    if is_table {
        let start = rest.first().map_or(node.end_byte(), tree_sitter::Node::start_byte);
        builder.open(body, Field::NONE, remap.span(Span::from_range(start..node.end_byte())), true);
    }
    rest.iter().for_each(|child| builder.subtree(*child, None, remap));
    if is_table {
        builder.close();
    }
    for _ in inner {
        builder.close();
        builder.close();
    }
    true
}

/// The parts of a key.
fn parts<'t>(key: tree_sitter::Node<'t>, keys: &mut Vec<tree_sitter::Node<'t>>) {
    if key.kind() != "dotted_key" {
        keys.push(key);
        return;
    }
    // Each dotted key holds the one before its last part.
    let (mut key, mut reversed) = (key, Vec::new());
    while key.kind() == "dotted_key" && reversed.len() <= MAX_PARTS {
        let mut cursor = key.walk();
        let all: Vec<_> = key.named_children(&mut cursor).collect();
        let Some((first, after)) = all.split_first() else {
            break;
        };
        reversed.extend(after.iter().rev());
        key = *first;
    }
    reversed.push(key);
    keys.extend(reversed.into_iter().rev());
}

/// Whether a node holds a table's pairs without being written as a table: what stands below a header, or after the
/// first part of a dotted key.
pub(crate) fn is_spread(node: crate::syntax::Node<'_>) -> bool {
    matches!(node.kind_name(), BODY | PART)
}

/// Whether a node is what a dotted key tells of a table, which may hold more.
pub(crate) fn is_part(node: crate::syntax::Node<'_>) -> bool {
    node.kind_name() == PART
}
