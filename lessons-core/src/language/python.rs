//! Python: its tables.

use super::Definition;
use crate::pattern::{Hole, Position};

pub(super) static DEFINITION: Definition = Definition {
    name: "python",
    aliases: &["py"],
    extensions: &["py", "pyi"],
    file_names: &[],
    tree_sitter: || tree_sitter_python::LANGUAGE.into(),
    leaves: &[],
    wrappers: &["expression_statement", "parenthesized_expression"],
    unordered: &[],
    open: &[],
    alike: &[],
    lists: &["module", "block", "argument_list", "parameters", "list", "tuple", "set", "dictionary"],
    raw: &[],
    tokens: &[
        ("<", &["comparison_operator"]),
        ("<=", &["comparison_operator"]),
        ("==", &["comparison_operator"]),
        ("!=", &["comparison_operator"]),
        (">=", &["comparison_operator"]),
        (">", &["comparison_operator"]),
        ("<>", &["comparison_operator"]),
        ("in", &["comparison_operator"]),
        ("not in", &["comparison_operator"]),
        ("is", &["comparison_operator"]),
        ("is not", &["comparison_operator"]),
        ("async", &["function_definition", "with_statement", "for_statement", "for_in_clause"]),
        ("from", &["yield"]),
    ],
    omittable: &[("async", &["function_definition"])],
    omittable_fields: &[
        ("return_type", &["function_definition"]),
        ("type_parameters", &["function_definition", "class_definition"]),
    ],
    embedded: &[],
    quotes: &[("\"\"\"", "\"\"\"", true), ("'''", "'''", true), ("\"", "\"", true), ("'", "'", true)],
    comments: &[("#", "\n")],
    has_dollars: false,
    positions: &[
        Position::new("statements", "", "\n", "module"),
        Position::new("argument", "_f(", "\n)", "argument_list"),
        Position::new("dictionary entry", "{", "\n}", "dictionary"),
        Position::new("decorator", "", "\ndef _f(): pass", "decorated_definition").without_last(),
        Position::new("handler", "if 1:\n try:\n  pass\n", "\n", "try_statement").without_first(),
    ],
    placeholder,
    literal,
};

/// Among the entries of a dictionary, an ellipsis is what `**` unpacks.
fn placeholder(pattern: &str, hole: &Hole) -> String {
    let before = pattern.get(..hole.span.start as usize).unwrap_or_default();
    let after = pattern.get(hole.span.end as usize..).unwrap_or_default().trim_start();
    let entry = before.trim_end().ends_with(['{', ',']) && !after.starts_with(':');
    let inside = before.rsplit('{').next().unwrap_or_default();
    let alone = inside.trim().is_empty() && after.starts_with('}');
    let among = inside.contains(':') || after.split('}').next().unwrap_or_default().contains(':');
    let dictionary =
        hole.many && entry && super::text::innermost_bracket(before) == Some('{') && (alone || among);
    if dictionary { "**lessons_hole" } else { "lessons_hole" }.to_owned()
}

/// Quotes of every kind are one; what stands before them is not.
fn literal(kind: &str, text: &str) -> Option<String> {
    match kind {
        "string_start" => Some(format!("start:{}", text.trim_end_matches(['"', '\'']).to_lowercase())),
        "string_end" => Some("end".to_owned()),
        "integer" | "float" => super::text::number(text),
        _ => None,
    }
}
