//! SQL: its tables.

use super::Definition;
use crate::pattern::{Hole, Position};

pub(super) static DEFINITION: Definition = Definition {
    name: "sql",
    aliases: &[],
    extensions: &["sql"],
    file_names: &[],
    tree_sitter: || tree_sitter_sequel::LANGUAGE.into(),
    leaves: &[],
    wrappers: &["statement", "term", "field", "parenthesized_expression"],
    unordered: &[],
    open: &[],
    alike: &[],
    lists: &["program", "block", "transaction", "column_definitions"],
    raw: &[],
    tokens: &[],
    omittable: &[],
    omittable_fields: &[],
    embedded: &[],
    quotes: &[("'", "'", false), ("\"", "\"", false), ("`", "`", false)],
    comments: &[("--", "\n"), ("/*", "*/")],
    has_dollars: true,
    positions: &[
        Position::new("statements", "", "\n;", "program"),
        Position::new("expression", "SELECT", "\n;", "select_expression"),
        Position::new("condition", "SELECT _a FROM _t WHERE", "\n;", "where").only_field("predicate"),
        Position::new("column", "CREATE TABLE _t (", "\n);", "column_definitions"),
    ],
    placeholder,
    literal,
};

/// An ellipsis among the definitions of columns needs a type.
fn placeholder(pattern: &str, hole: &Hole) -> String {
    let before = pattern.get(..hole.span.start as usize).unwrap_or_default();
    let definitions = before.to_lowercase().contains("create table") && before.contains('(');
    if hole.many && definitions { "lessons_hole int" } else { "lessons_hole" }.to_owned()
}

/// Keywords and names without quotes have no case.
fn literal(kind: &str, text: &str) -> Option<String> {
    match kind {
        "identifier" if !text.starts_with(['"', '`', '[']) => Some(format!("\"{}", text.to_lowercase())),
        "identifier" => Some(format!("\"{}", text.trim_matches(['"', '`', '[', ']']))),
        _ if kind.starts_with("keyword_") => Some(kind.to_owned()),
        _ => None,
    }
}
