//! JavaScript: its tables.

use super::Definition;
use crate::pattern::{Hole, Position};

pub(super) static DEFINITION: Definition = Definition {
    name: "javascript",
    aliases: &["js"],
    extensions: &["js", "mjs", "cjs", "jsx"],
    file_names: &[],
    tree_sitter: || tree_sitter_javascript::LANGUAGE.into(),
    leaves: &["string"],
    wrappers: &["expression_statement", "parenthesized_expression"],
    unordered: &[],
    open: &[],
    alike: &[],
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
    raw: &[],
    tokens: &[
        ("const", &["lexical_declaration", "for_in_statement"]),
        ("let", &["lexical_declaration", "for_in_statement"]),
        ("var", &["for_in_statement"]),
        ("static", &["method_definition", "field_definition"]),
        ("get", &["method_definition"]),
        ("set", &["method_definition"]),
        (
            "async",
            &[
                "function_declaration",
                "function_expression",
                "arrow_function",
                "method_definition",
                "generator_function",
                "generator_function_declaration",
            ],
        ),
        ("await", &["for_in_statement"]),
        ("default", &["export_statement"]),
    ],
    omittable: &[
        ("decorator", &[]),
        (
            "async",
            &[
                "function_declaration",
                "function_expression",
                "arrow_function",
                "method_definition",
                "generator_function",
                "generator_function_declaration",
            ],
        ),
    ],
    omittable_fields: &[],
    embedded: &[],
    quotes: &[("\"", "\"", true), ("'", "'", true), ("`", "`", true)],
    comments: &[("//", "\n"), ("/*", "*/")],
    has_dollars: true,
    positions: &[
        Position::new("statements", "", "\n", "program"),
        Position::new("expression", "(", "\n)", "parenthesized_expression"),
        Position::new("property", "({", "\n})", "object"),
        Position::new("member", "class _C {", "\n}", "class_body"),
        Position::new("case", "switch (_x) {", "\n}", "switch_body"),
    ],
    placeholder,
    literal,
};

fn placeholder(pattern: &str, hole: &Hole) -> String {
    super::script_hole(pattern, hole)
}

fn literal(kind: &str, text: &str) -> Option<String> {
    super::script_literal(kind, text)
}
