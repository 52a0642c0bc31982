//! TypeScript, and TypeScript with JSX: their tables.

use super::Definition;
use crate::pattern::{Hole, Position};

const SCRIPT: Definition = Definition {
    name: "typescript",
    aliases: &["ts"],
    extensions: &["ts", "mts", "cts"],
    file_names: &[],
    tree_sitter: || tree_sitter_typescript::LANGUAGE_TYPESCRIPT.into(),
    leaves: &["string", "predefined_type", "accessibility_modifier"],
    wrappers: &["expression_statement", "parenthesized_expression", "parenthesized_type"],
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
        "interface_body",
        "object_type",
        "enum_body",
    ],
    raw: &[],
    tokens: &[
        ("const", &["lexical_declaration", "for_in_statement"]),
        ("let", &["lexical_declaration", "for_in_statement"]),
        ("var", &["for_in_statement"]),
        ("static", &["method_definition", "public_field_definition"]),
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
        ("type", &["import_statement", "export_statement"]),
        ("declare", &["ambient_declaration"]),
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
        ("type_annotation", &[]),
        ("accessibility_modifier", &[]),
        ("override_modifier", &[]),
        ("type_parameters", &[]),
        ("type_arguments", &["call_expression", "new_expression"]),
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
        Position::new("type", "type _T =", "\n;", "type_alias_declaration").only_field("value"),
        Position::new("signature", "interface _I {", "\n}", "interface_body"),
    ],
    placeholder,
    literal,
};

pub(super) static DEFINITION: Definition = SCRIPT;

/// With JSX, for which casts in angle brackets had to go: a grammar of its own.
pub(super) static TSX: Definition = Definition {
    name: "tsx",
    aliases: &[],
    extensions: &["tsx"],
    tree_sitter: || tree_sitter_typescript::LANGUAGE_TSX.into(),
    ..SCRIPT
};

fn placeholder(pattern: &str, hole: &Hole) -> String {
    super::script_hole(pattern, hole)
}

fn literal(kind: &str, text: &str) -> Option<String> {
    super::script_literal(kind, text)
}
