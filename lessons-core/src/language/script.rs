//! What JavaScript and TypeScript have in common.

use super::Definition;
use super::text::{innermost_bracket, is_alone, number, quoted};
use crate::pattern::Hole;

/// Kinds that `async` may begin.
pub(super) const ASYNC: &[&str] = &[
    "function_declaration",
    "function_expression",
    "arrow_function",
    "method_definition",
    "generator_function",
    "generator_function_declaration",
];

/// The tables of a language that is called `name`, empty where the two differ.
pub(super) const fn definition(name: &'static str, tree_sitter: fn() -> tree_sitter::Language) -> Definition {
    Definition {
        name,
        aliases: &[],
        extensions: &[],
        file_names: &[],
        tree_sitter,
        leaves: &[],
        wrappers: &[],
        unordered: &[],
        open: &[],
        alike: &[],
        lists: &[],
        raw: &[],
        tokens: &[],
        omittable: &[],
        omittable_fields: &[],
        embedded: &[],
        quotes: &[("\"", "\"", true), ("'", "'", true), ("`", "`", true)],
        comments: &[("//", "\n"), ("/*", "*/")],
        has_dollars: true,
        positions: &[],
        placeholder,
        literal,
    }
}

/// What stands for a metavariable of JavaScript and its kin: a name; for statements one with its `;`.
fn placeholder(pattern: &str, hole: &Hole) -> String {
    let before = pattern.get(..hole.span.start as usize).unwrap_or_default();
    let in_block =
        matches!(innermost_bracket(before), None | Some('{')) && !before.trim_end().ends_with([',', '(']);
    if hole.many && in_block && is_alone(pattern, hole) { "lessons_hole;" } else { "lessons_hole" }.to_owned()
}

fn literal(kind: &str, text: &str) -> Option<String> {
    match kind {
        "string" => quoted(text),
        "number" => number(text.trim_end_matches('n')),
        _ => None,
    }
}
