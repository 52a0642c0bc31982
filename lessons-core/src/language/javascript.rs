//! JavaScript: its tables.

use super::Definition;
use super::script::{ASYNC, definition};
use crate::pattern::Position;

pub(super) static DEFINITION: Definition = Definition {
    aliases: &["js"],
    extensions: &["js", "mjs", "cjs", "jsx"],
    leaves: &["string"],
    wrappers: &["expression_statement", "parenthesized_expression"],
    lists: &[
        "program",
        "statement_block",
        "class_body",
        "switch_body",
        "arguments",
        "formal_parameters",
        "array",
        "object",
        "named_imports",
    ],
    tokens: &[
        ("const", &["lexical_declaration", "for_in_statement"]),
        ("let", &["lexical_declaration", "for_in_statement"]),
        ("var", &["for_in_statement"]),
        ("static", &["method_definition", "field_definition"]),
        ("get", &["method_definition"]),
        ("set", &["method_definition"]),
        ("async", ASYNC),
        ("await", &["for_in_statement"]),
        ("default", &["export_statement"]),
    ],
    omittable: &[("decorator", &[]), ("async", ASYNC)],
    positions: &[
        Position::new("statements", "", "\n", "program"),
        Position::new("expression", "(", "\n)", "parenthesized_expression"),
        Position::new("property", "({", "\n})", "object"),
        Position::new("member", "class _C {", "\n}", "class_body"),
        Position::new("case", "switch (_x) {", "\n}", "switch_body"),
    ],
    ..definition("javascript", || tree_sitter_javascript::LANGUAGE.into())
};
