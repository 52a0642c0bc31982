//! A lesson's block as a file: what parses as no file is the body of a function.

use crate::language::Language;
use crate::language::rust::K;
use crate::syntax::{Builder, Tree};

/// The block's text as a file that can be searched. Offsets of the text shift by the length of what is put before it;
/// see [`BEFORE`] and [`BEFORE_ASYNC`].
pub(super) fn as_file(language: Language, text: &str) -> String {
    if language != Language::Rust || is_file(text) {
        return text.to_owned();
    }
    let body = format!("{BEFORE}{text}{AFTER}");
    let awaits = parse(&body).is_some_and(|tree| tree.nodes().any(|node| node.k() == K::AwaitExpression));
    if awaits { format!("{BEFORE_ASYNC}{text}{AFTER}") } else { body }
}

/// What is put before the body of a function.
pub(super) const BEFORE: &str = "fn lesson() {";
/// What is put before a body that awaits.
pub(super) const BEFORE_ASYNC: &str = "async fn lesson() {";
const AFTER: &str = "\n}";

/// How many bytes stand before the block's own in the file made of it.
pub(super) fn shift(file: &str, text: &str) -> usize {
    file.len().saturating_sub(text.len()).saturating_sub(if file.len() == text.len() {
        0
    } else {
        AFTER.len()
    })
}

fn parse(text: &str) -> Option<Tree> {
    Builder::file(Language::Rust.grammar(), text.to_owned()).ok()
}

/// Whether the text has only items at its top.
fn is_file(text: &str) -> bool {
    let Some(tree) = parse(text) else { return true };
    let statements = tree.root().children().any(|node| {
        matches!(node.k(), K::LetDeclaration)
            || node.k() == K::ExpressionStatement
                && node.children().next().is_none_or(|inner| inner.k() != K::MacroInvocation)
            || node.k() == K::Other
            || node.kind_name().ends_with("_expression")
            || node.kind_name().ends_with("_literal")
            || node.k() == K::Identifier
    });
    !statements && !tree.nodes().any(|node| node.is_error())
}
