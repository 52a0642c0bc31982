//! Rust code as tree-sitter reads it.

use tree_sitter::{Parser, Tree};

/// The syntax of a text; errors are nodes in it. `None` only where the parser itself cannot be set up.
pub(crate) fn parse(text: &str) -> Option<Tree> {
    let mut parser = Parser::new();
    parser.set_language(&tree_sitter_rust::LANGUAGE.into()).ok()?;
    parser.parse(text, None)
}
