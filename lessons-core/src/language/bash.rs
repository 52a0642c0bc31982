//! Shell scripts: the tables. `$NAME` in capitals is a metavariable; write `${NAME}` for a variable of the script.

use super::Definition;
use crate::pattern::{Hole, Position};

pub(super) static DEFINITION: Definition = Definition {
    name: "bash",
    aliases: &["sh", "shell"],
    extensions: &["sh", "bash"],
    file_names: &[],
    tree_sitter: || tree_sitter_bash::LANGUAGE.into(),
    leaves: &["raw_string"],
    wrappers: &[],
    unordered: &[],
    open: &[],
    alike: &[],
    lists: &["program", "compound_statement", "do_group", "subshell", "if_statement", "case_item"],
    raw: &[],
    tokens: &[
        (">", &["file_redirect"]),
        (">>", &["file_redirect"]),
        ("<", &["file_redirect"]),
        ("&>", &["file_redirect"]),
        ("&>>", &["file_redirect"]),
        (">|", &["file_redirect"]),
        (">&", &["file_redirect"]),
        ("<&", &["file_redirect"]),
        ("&&", &["list"]),
        ("||", &["list"]),
        ("|", &["pipeline"]),
        ("|&", &["pipeline"]),
        ("[[", &["test_command"]),
        ("[", &["test_command"]),
        ("+=", &["variable_assignment"]),
    ],
    omittable: &[],
    omittable_fields: &[],
    embedded: &[],
    quotes: &[("\"", "\"", true), ("'", "'", false)],
    comments: &[("#", "\n")],
    has_dollars: true,
    positions: &[Position::new("statements", "", "\n", "program")],
    placeholder,
    literal,
};

fn placeholder(_: &str, _: &Hole) -> String {
    "lessons_hole".to_owned()
}

/// A word says the same in single quotes.
fn literal(kind: &str, text: &str) -> Option<String> {
    match kind {
        "word" if !text.contains('\\') => Some(format!("\"{text}")),
        "raw_string" => Some(format!("\"{}", text.trim_matches('\''))),
        _ => None,
    }
}
