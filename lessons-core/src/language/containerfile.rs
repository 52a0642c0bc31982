//! Containerfiles, also called Dockerfiles: the tables. `$NAME` in capitals is a metavariable; write `${NAME}` for a variable of the file.

use super::Definition;
use crate::pattern::{Hole, Position};

pub(super) static DEFINITION: Definition = Definition {
    name: "containerfile",
    aliases: &["dockerfile", "docker"],
    extensions: &["dockerfile", "containerfile"],
    file_names: &["Dockerfile", "Containerfile"],
    tree_sitter: || tree_sitter_containerfile::LANGUAGE.into(),
    leaves: &["double_quoted_string", "single_quoted_string"],
    wrappers: &[],
    unordered: &[],
    open: &[],
    alike: &[&["unquoted_string", "double_quoted_string", "single_quoted_string"]],
    lists: &["source_file"],
    raw: &[],
    tokens: &[],
    omittable: &[],
    omittable_fields: &[],
    embedded: &[],
    quotes: &[("\"", "\"", true), ("'", "'", false)],
    comments: &[("#", "\n")],
    has_dollars: true,
    positions: &[Position::new("instructions", "", "\n", "source_file")],
    placeholder,
    literal,
};

/// An ellipsis on a line of its own stands for whole instructions.
fn placeholder(pattern: &str, hole: &Hole) -> String {
    if hole.many && super::text::is_alone(pattern, hole) { "RUN lessons_hole" } else { "lessons_hole" }
        .to_owned()
}

fn literal(kind: &str, text: &str) -> Option<String> {
    match kind {
        "double_quoted_string" | "single_quoted_string" => super::text::quoted(text),
        "unquoted_string" => Some(format!("\"{text}")),
        _ => None,
    }
}
