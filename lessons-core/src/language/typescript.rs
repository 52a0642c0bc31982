//! TypeScript, and TypeScript with JSX: their tables.

use super::Definition;
use super::script::{ASYNC, definition};
use crate::pattern::Position;

pub(super) static DEFINITION: Definition = Definition {
    aliases: &["ts"],
    extensions: &["ts", "mts", "cts"],
    ..typescript("typescript", || tree_sitter_typescript::LANGUAGE_TYPESCRIPT.into())
};

/// With JSX, for which casts in angle brackets had to go: a grammar of its own.
pub(super) static TSX: Definition =
    Definition { extensions: &["tsx"], ..typescript("tsx", || tree_sitter_typescript::LANGUAGE_TSX.into()) };

const POSITIONS: &[Position] = &[
    Position::new("statements", "", "\n", "program"),
    Position::new("expression", "(", "\n)", "parenthesized_expression"),
    Position::new("property", "({", "\n})", "object"),
    Position::new("member", "class _C {", "\n}", "class_body"),
    Position::new("case", "switch (_x) {", "\n}", "switch_body"),
    Position::new("type", "type _T =", "\n;", "type_alias_declaration").only_field("value"),
    Position::new("signature", "interface _I {", "\n}", "interface_body"),
];

/// What the two have in common.
const fn typescript(name: &'static str, tree_sitter: fn() -> tree_sitter::Language) -> Definition {
    Definition {
        leaves: &["string", "predefined_type", "accessibility_modifier"],
        wrappers: &["expression_statement", "parenthesized_expression", "parenthesized_type"],
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
        tokens: &[
            ("const", &["lexical_declaration", "for_in_statement"]),
            ("let", &["lexical_declaration", "for_in_statement"]),
            ("var", &["for_in_statement"]),
            ("static", &["method_definition", "public_field_definition"]),
            ("get", &["method_definition"]),
            ("set", &["method_definition"]),
            ("async", ASYNC),
            ("await", &["for_in_statement"]),
            ("default", &["export_statement"]),
            ("type", &["import_statement", "export_statement"]),
            ("declare", &["ambient_declaration"]),
        ],
        omittable: &[
            ("decorator", &[]),
            ("async", ASYNC),
            ("type_annotation", &[]),
            ("accessibility_modifier", &[]),
            ("override_modifier", &[]),
            ("type_parameters", &[]),
            ("type_arguments", &["call_expression", "new_expression"]),
        ],
        positions: POSITIONS,
        ..definition(name, tree_sitter)
    }
}
