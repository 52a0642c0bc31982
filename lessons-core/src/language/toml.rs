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
    open: &["table", "table_array_element"],
    alike: &[&["bare_key", "quoted_key"]],
    lists: &["document", "table", "table_array_element", "inline_table", "array"],
    raw: &[],
    tokens: &[],
    omittable: &[],
    omittable_fields: &[],
    embedded: &[],
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
        && super::innermost_bracket(before.get(..before.len() - line.len()).unwrap_or_default()).is_none();
    if in_header || after.starts_with(['=', '.']) {
        "lessons_hole".to_owned()
    } else if before.ends_with('=') || super::innermost_bracket(before) == Some('[') {
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
        // The moment is one with a blank or a small `t` in the middle.
        "offset_date_time" | "local_date_time" => Some(text.to_uppercase().replace(' ', "T")),
        _ => None,
    }
}
