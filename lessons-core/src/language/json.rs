//! JSON: its tables.

use super::Definition;
use crate::pattern::{Hole, Position};

pub(super) static DEFINITION: Definition = Definition {
    name: "json",
    aliases: &[],
    extensions: &["json", "jsonc"],
    file_names: &[],
    tree_sitter: || tree_sitter_json::LANGUAGE.into(),
    leaves: &["string"],
    wrappers: &["document"],
    unordered: &["object"],
    open: &[],
    alike: &[],
    lists: &["object", "array"],
    raw: &[],
    tokens: &[],
    omittable: &[],
    omittable_fields: &[],
    embedded: &[],
    quotes: &[("\"", "\"", true)],
    comments: &[("//", "\n"), ("/*", "*/")],
    has_dollars: false,
    positions: &[
        Position::new("value", "", "\n", "document"),
        Position::new("member", "{", "\n}", "object"),
        Position::new("element", "[", "\n]", "array"),
    ],
    placeholder,
    literal,
};

/// A string is a key and a value alike; an ellipsis among members needs a whole member.
fn placeholder(pattern: &str, hole: &Hole) -> String {
    let before = pattern.get(..hole.span.start as usize).unwrap_or_default().trim_end();
    let after = pattern.get(hole.span.end as usize..).unwrap_or_default().trim_start();
    let in_object = super::text::innermost_bracket(before) == Some('{');
    if in_object && !before.ends_with(':') && !after.starts_with(':') {
        "\"hole\": 0".to_owned()
    } else {
        "\"hole\"".to_owned()
    }
}

fn literal(kind: &str, text: &str) -> Option<String> {
    match kind {
        "string" => serde_json::from_str::<String>(text).ok().map(|value| format!("\"{value}")),
        "number" => text.parse::<f64>().ok().map(|value| format!("{value:?}")),
        _ => None,
    }
}
