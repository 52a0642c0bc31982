//! YAML: its tables.

use super::Definition;
use crate::pattern::{Hole, Position};

pub(super) static DEFINITION: Definition = Definition {
    name: "yaml",
    aliases: &["yml"],
    extensions: &["yaml", "yml"],
    file_names: &[],
    tree_sitter: || tree_sitter_yaml::LANGUAGE.into(),
    leaves: &["double_quote_scalar", "single_quote_scalar", "block_scalar"],
    wrappers: &["stream", "document", "block_node", "flow_node", "plain_scalar"],
    unordered: &["block_mapping", "flow_mapping"],
    lists: &["block_mapping", "block_sequence", "flow_mapping", "flow_sequence"],
    raw: &[],
    tokens: &[],
    omittable: &[],
    omittable_fields: &[],
    embedded: &[],
    positions: &[
        Position::new("mapping", "", "\n", "block_mapping"),
        Position::new("document", "", "\n", "document"),
        Position::new("flow element", "[", "\n]", "flow_sequence"),
    ],
    placeholder,
    literal,
};

/// A plain scalar is a key and a value alike; an ellipsis among pairs or elements needs a whole one.
fn placeholder(pattern: &str, hole: &Hole) -> String {
    let line_start = pattern.get(..hole.span.start as usize).unwrap_or_default();
    let before = line_start.rsplit('\n').next().unwrap_or_default();
    let after = pattern.get(hole.span.end as usize..).unwrap_or_default().trim_start_matches(' ');
    let in_flow = super::innermost_bracket(line_start).is_some();
    let alone = before.trim().is_empty() && (after.is_empty() || after.starts_with('\n'));
    if hole.many && alone && !in_flow { "lessons_hole: 0".to_owned() } else { "lessons_hole".to_owned() }
}

fn literal(kind: &str, text: &str) -> Option<String> {
    match kind {
        "double_quote_scalar" => serde_json::from_str::<String>(text).ok().map(|value| format!("\"{value}")),
        "single_quote_scalar" => {
            let body = text.strip_prefix('\'')?.strip_suffix('\'')?;
            Some(format!("\"{}", body.replace("''", "'")))
        }
        "string_scalar" => Some(format!("\"{text}")),
        _ => None,
    }
}
