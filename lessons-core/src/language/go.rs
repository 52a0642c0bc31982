//! Go: its tables.

use super::Definition;
use crate::pattern::{Hole, Position};

pub(super) static DEFINITION: Definition = Definition {
    name: "go",
    aliases: &["golang"],
    extensions: &["go"],
    file_names: &[],
    tree_sitter: || tree_sitter_go::LANGUAGE.into(),
    leaves: &["interpreted_string_literal", "raw_string_literal"],
    wrappers: &["expression_statement", "parenthesized_expression"],
    unordered: &[],
    open: &[],
    alike: &[&["interpreted_string_literal", "raw_string_literal"]],
    lists: &[
        "source_file",
        "statement_list",
        "field_declaration_list",
        "literal_value",
        "argument_list",
        "parameter_list",
        "var_spec_list",
        "import_spec_list",
    ],
    raw: &[],
    tokens: &[
        ("<-", &["channel_type", "receive_statement"]),
        (":=", &["range_clause"]),
        ("...", &["variadic_argument"]),
    ],
    omittable: &[],
    omittable_fields: &[
        ("result", &["function_declaration", "method_declaration", "func_literal"]),
        ("type_parameters", &["function_declaration", "type_spec"]),
    ],
    embedded: &[],
    quotes: &[("\"", "\"", true), ("`", "`", false), ("'", "'", true)],
    comments: &[("//", "\n"), ("/*", "*/")],
    has_dollars: false,
    positions: &[
        Position::new("statements", "package _p\nfunc _f() {\n", "\n}", "statement_list"),
        Position::new("items", "package _p\n", "\n", "source_file").without_first(),
        Position::new("type", "package _p\ntype _T", "\n", "type_spec").only_field("type"),
        Position::new("element", "package _p\nvar _ = _T{", "\n}", "literal_value"),
        Position::new("field", "package _p\ntype _T struct {\n", "\n}", "field_declaration_list"),
    ],
    placeholder,
    literal,
};

fn placeholder(_: &str, _: &Hole) -> String {
    "lessons_hole".to_owned()
}

fn literal(kind: &str, text: &str) -> Option<String> {
    match kind {
        "interpreted_string_literal" => super::text::quoted(text),
        "raw_string_literal" => Some(format!("\"{}", text.trim_matches('`'))),
        "int_literal" | "float_literal" => super::text::number(text),
        _ => None,
    }
}
