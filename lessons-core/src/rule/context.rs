//! The surroundings that `context` asks for.

use super::spec::Context;
use crate::language::Language;
use crate::language::rust::{F, K, is_test_code};
use crate::syntax::Node;

/// Whether all of `contexts` surround `node`.
pub(super) fn hold(contexts: &[Context], node: Node<'_>) -> bool {
    contexts.is_empty()
        || node.tree().grammar().language() == Language::Rust
            && contexts.iter().all(|context| holds(*context, node))
}

fn holds(context: Context, node: Node<'_>) -> bool {
    match context {
        Context::Async => is_async(node),
        Context::Loop => in_loop(node),
        Context::Const => is_const(node),
        Context::Unsafe => is_unsafe(node),
        Context::Drop => in_drop(node),
        Context::Test => is_test_code(node),
    }
}

/// The nearest enclosing fn, closure or async block is async.
fn is_async(node: Node<'_>) -> bool {
    for (child, ancestor) in steps_up(node) {
        match ancestor.k() {
            K::AsyncBlock => return true,
            K::ClosureExpression if inside_body(ancestor, child) => return has_word(ancestor, "async"),
            K::FunctionItem if inside_body(ancestor, child) => return modifier(ancestor, "async"),
            _ => {}
        }
    }
    false
}

/// Pairs of a node and its parent, upwards.
fn steps_up(node: Node<'_>) -> impl Iterator<Item = (Node<'_>, Node<'_>)> {
    std::iter::successors(Some(node), |node| node.parent()).filter_map(|node| Some((node, node.parent()?)))
}

fn inside_body(owner: Node<'_>, child: Node<'_>) -> bool {
    owner.get(F::Body).is_some_and(|body| body.contains(child))
}

fn has_word(node: Node<'_>, word: &str) -> bool {
    node.children().any(|child| !child.is_named() && child.text() == word)
}

fn modifier(function: Node<'_>, word: &str) -> bool {
    function.children().any(|child| child.k() == K::FunctionModifiers && has_word(child, word))
}

/// A loop of the same body.
fn in_loop(node: Node<'_>) -> bool {
    for (child, ancestor) in steps_up(node) {
        match ancestor.k() {
            K::LoopExpression | K::ForExpression if inside_body(ancestor, child) => return true,
            // The condition is evaluated again and again as well.
            K::WhileExpression => return true,
            K::ClosureExpression | K::AsyncBlock | K::FunctionItem => return false,
            _ => {}
        }
    }
    false
}

fn is_const(node: Node<'_>) -> bool {
    for (child, ancestor) in steps_up(node) {
        match ancestor.k() {
            K::ConstBlock => return true,
            K::ConstItem | K::StaticItem if child.field() == F::Value.into() => return true,
            K::ArrayType if child.field() == F::Length.into() => return true,
            K::ArrayExpression if child.field() == F::Length.into() => return true,
            K::TypeArguments | K::ConstParameter if child.k() == K::Block => return true,
            K::EnumVariant if child.field() == F::Value.into() => return true,
            K::FunctionItem if inside_body(ancestor, child) => return modifier(ancestor, "const"),
            K::ClosureExpression => return false,
            _ => {}
        }
    }
    false
}

/// An unsafe block or fn; seen through closures.
fn is_unsafe(node: Node<'_>) -> bool {
    for (child, ancestor) in steps_up(node) {
        match ancestor.k() {
            K::UnsafeBlock => return true,
            K::FunctionItem if inside_body(ancestor, child) => return modifier(ancestor, "unsafe"),
            _ => {}
        }
    }
    false
}

/// `Drop::drop`; seen through closures.
fn in_drop(node: Node<'_>) -> bool {
    for (child, ancestor) in steps_up(node) {
        if ancestor.k() != K::FunctionItem || !inside_body(ancestor, child) {
            continue;
        }
        let named_drop = ancestor.get(F::Name).is_some_and(|name| name.text() == "drop");
        let implements =
            ancestor.ancestors().find(|node| node.k() == K::ImplItem).and_then(|node| node.get(F::Trait));
        let of_drop = implements.is_some_and(|path| {
            path.text() == "Drop" || path.get(F::Name).is_some_and(|name| name.text() == "Drop")
        });
        return named_drop && of_drop;
    }
    false
}
