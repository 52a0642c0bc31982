//! Rust code as tree-sitter reads it.

use std::sync::LazyLock;

use tree_sitter::{Language, Node, Parser, Tree, TreeCursor};

static RUST: LazyLock<Language> = LazyLock::new(|| tree_sitter_rust::LANGUAGE.into());

/// The syntax of a text; errors are nodes in it. `None` only where the parser itself cannot be set up.
pub(crate) fn parse(text: &str) -> Option<Tree> {
    let mut parser = Parser::new();
    parser.set_language(&RUST).ok()?;
    parser.parse(text, None)
}

/// A node's kind, as a name that outlives its tree.
pub(crate) fn kind(node: Node<'_>) -> &'static str {
    RUST.node_kind_for_id(node.kind_id()).unwrap_or("ERROR")
}

/// The role of a cursor's node in its parent; empty for none.
pub(crate) fn field(cursor: &TreeCursor<'_>) -> &'static str {
    cursor.field_id().and_then(|id| RUST.field_name_for_id(id.get())).unwrap_or("")
}
