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
    let in_object = match super::text::innermost_bracket(before) {
        Some(bracket) => bracket == '{',
        None => has_members(pattern),
    };
    if in_object && !before.ends_with(':') && !after.starts_with(':') {
        "\"hole\": 0".to_owned()
    } else {
        "\"hole\"".to_owned()
    }
}

/// Whether a pattern is members without the braces around them: a colon stands outside of all brackets.
fn has_members(pattern: &str) -> bool {
    let colon = |(at, _): (usize, &str)| {
        super::text::innermost_bracket(pattern.get(..at).unwrap_or_default()).is_none()
    };
    pattern.match_indices(':').any(colon)
}

fn literal(kind: &str, text: &str) -> Option<String> {
    match kind {
        "string" => serde_json::from_str::<String>(text).ok().map(|value| format!("\"{value}")),
        "number" => number(text),
        _ => None,
    }
}

/// A number by its value: a whole one to the last digit, however it is written.
fn number(text: &str) -> Option<String> {
    if let Ok(whole) = text.parse::<i128>() {
        return Some(whole.to_string());
    }
    let value: f64 = text.parse().ok()?;
    let is_whole = value.fract() == 0.0 && value.abs() < 1e30;
    // A negative zero is zero.
    Some(if is_whole { format!("{:.0}", value + 0.0) } else { format!("{value:?}") })
}
