//! TOML: its tables.

use super::Definition;
use crate::pattern::{Hole, Position};

pub(super) static DEFINITION: Definition = Definition {
    name: "toml",
    aliases: &[],
    extensions: &["toml"],
    file_names: &["Cargo.lock"],
    tree_sitter: || tree_sitter_toml_ng::LANGUAGE.into(),
    leaves: &["string", "quoted_key"],
    wrappers: &[],
    unordered: &["table", "inline_table", "document", "table_array_element"],
    lists: &["document", "table", "table_array_element", "inline_table", "array"],
    raw: &[],
    tokens: &[],
    omittable: &[],
    omittable_fields: &[],
    embedded: &[],
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
    let is_key = after.starts_with(['=', '.', ']']) || before.ends_with('.');
    let is_value = before.ends_with('=') || super::innermost_bracket(before) == Some('[') && !is_key;
    match (is_key, is_value) {
        (true, false) => "lessons_hole".to_owned(),
        (_, true) => "\"hole\"".to_owned(),
        (false, false) => "lessons_hole = 0".to_owned(),
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
        _ => None,
    }
}
