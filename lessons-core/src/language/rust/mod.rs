//! Rust: its tables, and what only Rust has.

mod breaks;
mod cfg;
mod kinds;
mod literal;
mod macros;
mod names;
mod outline;
mod placeholder;
mod test_code;

pub(crate) use kinds::{F, K};
pub(crate) use names::{gives_name, is_last_name, is_path, is_primitive, is_reserved, plain};
pub(crate) use outline::{
    Counted, Counts, Detail, IS_WORD, Mark, MethodCall, Outline, Parts, Reach, SlicedText, Slices, item_name,
    tokens,
};
pub(crate) use placeholder::comma_of_arms;
pub(crate) use test_code::{attributed, attributes, is_test_code, test_regions};

use super::Definition;
use crate::pattern::Position;

pub(super) static DEFINITION: Definition = Definition {
    name: "rust",
    aliases: &["rs"],
    extensions: &["rs"],
    file_names: &[],
    tree_sitter: || tree_sitter_rust::LANGUAGE.into(),
    leaves: &[
        "string_literal",
        "raw_string_literal",
        "char_literal",
        "boolean_literal",
        "line_comment",
        "block_comment",
    ],
    wrappers: &["parenthesized_expression", "expression_statement", "mut_pattern", "bounded_type"],
    open: &[],
    alike: &[&["string_literal", "raw_string_literal"]],
    unordered: &["field_initializer_list", "field_declaration_list"],
    lists: &[
        "source_file",
        "block",
        "declaration_list",
        "field_declaration_list",
        "ordered_field_declaration_list",
        "enum_variant_list",
        "match_block",
        "field_initializer_list",
        "arguments",
        "parameters",
        "closure_parameters",
        "array_expression",
        "tuple_expression",
        "tuple_pattern",
        "slice_pattern",
        "tuple_struct_pattern",
        "struct_pattern",
        "type_arguments",
        "type_parameters",
        "use_list",
        "token_tree",
    ],
    raw: &["token_tree"],
    tokens: &[
        ("-", &["unary_expression"]),
        ("!", &["unary_expression", "impl_item"]),
        ("*", &["unary_expression"]),
        ("&", &["self_parameter"]),
        ("..", &[]),
        ("..=", &[]),
        ("...", &[]),
        ("_", &[]),
        ("async", &[]),
        ("unsafe", &["function_modifiers", "impl_item", "trait_item", "foreign_mod_item"]),
        ("const", &["function_modifiers", "reference_expression", "pointer_type"]),
        ("move", &[]),
        ("static", &["closure_expression"]),
        ("ref", &[]),
        ("raw", &["reference_expression"]),
        ("default", &["function_modifiers"]),
    ],
    omittable: &[
        ("attribute_item", &[]),
        ("inner_attribute_item", &[]),
        ("visibility_modifier", &[]),
        ("mutable_specifier", &["let_declaration", "parameter", "field_pattern"]),
        ("empty_statement", &[]),
        ("type_parameters", &[]),
        ("lifetime_parameter", &[]),
        ("for_lifetimes", &[]),
        ("where_clause", &[]),
        ("lifetime", &["reference_type", "self_parameter", "type_arguments", "trait_bounds", "bounded_type"]),
        ("function_modifiers", &[]),
        ("label", &[]),
        ("move", &[]),
        ("async", &["closure_expression"]),
        ("unsafe", &["impl_item", "trait_item", "foreign_mod_item"]),
        ("*", &["function_modifiers"]),
    ],
    // A bound is written here or in a `where` clause.
    omittable_fields: &[
        ("type", &["let_declaration"]),
        ("return_type", &["function_item", "function_signature_item", "closure_expression"]),
        ("bounds", &["trait_item", "type_parameter"]),
    ],
    embedded: &[
        ("token_tree", macros::embed),
        ("call_expression", breaks::embed),
        ("binary_expression", breaks::embed),
        ("index_expression", breaks::embed),
        ("field_expression", breaks::embed),
        ("try_expression", breaks::embed),
        ("await_expression", breaks::embed),
        ("range_expression", breaks::embed),
        ("type_cast_expression", breaks::embed),
        ("assignment_expression", breaks::embed),
        ("compound_assignment_expr", breaks::embed),
    ],
    // Rust's own are told apart in `pattern::metavariable`.
    quotes: &[],
    comments: &[],
    has_dollars: false,
    positions: &[
        Position::new("statements", "fn _f() {", "\n}", "block"),
        Position::new("statement", "fn _f() {", "\n;}", "block"),
        Position::new("item", "", "\n", "source_file"),
        Position::new("associated item", "impl _T {", "\n}", "declaration_list"),
        Position::new("type", "type _T =", "\n;", "type_item").only_field("type"),
        Position::new("pattern", "fn _f() { match _x {", "\n=> {} } }", "match_pattern"),
        Position::new("match arm", "fn _f() { match _x {", "\n} }", "match_block"),
        Position::new("field", "struct _S {", "\n}", "field_declaration_list"),
        Position::new("field value", "fn _f() { _S {", "\n} }", "field_initializer_list"),
        Position::new("variant", "enum _E {", "\n}", "enum_variant_list"),
        Position::new("parameter", "fn _f(", "\n) {}", "parameters"),
        Position::new("attribute", "", "\nstruct _S;", "source_file").without_last(),
        Position::new("arm of select!", "fn _f() { select! {", "\n} }", "token_tree").only_kind("match_arm"),
    ],
    placeholder: placeholder::placeholder,
    literal: literal::value,
};
