//! Which code is a body of its own, and which body a node stands in.

use crate::language::rust::{F, K};
use crate::syntax::Node;

/// The root of the body that `node` stands in: a fn, a constant, a rule of a macro, an `async` block, a closure given to
/// `spawn`, or the file. None for what is no code that runs, such as a fn's name or a field of a struct.
pub(super) fn enclosing(node: Node<'_>) -> Option<Node<'_>> {
    let mut child = node;
    for parent in node.ancestors() {
        if is_root(parent) {
            return holds(parent, child).then_some(parent);
        }
        if parent.k().is_item() || parent.k() == K::DeclarationList {
            return None;
        }
        child = parent;
    }
    None
}

/// Whether `node` is the root of a body.
pub(super) fn is_root(node: Node<'_>) -> bool {
    match node.k() {
        K::SourceFile | K::FunctionItem | K::ConstItem | K::StaticItem | K::MacroRule => true,
        _ => is_detached(node),
    }
}

/// Whether a child of a body's root is part of the body, and not of its head.
pub(super) fn holds(root: Node<'_>, child: Node<'_>) -> bool {
    let field = child.field();
    match root.k() {
        K::SourceFile => true,
        K::ConstItem | K::StaticItem => field == F::Value.into(),
        K::MacroRule => field == F::Right.into(),
        K::FunctionItem | K::ClosureExpression => field == F::Parameters.into() || field == F::Body.into(),
        _ => child.is_named(),
    }
}

/// Whether `node` runs at another time than the code around it: an `async` block or closure, or a closure given to a
/// call whose name starts with `spawn`.
pub(super) fn is_detached(node: Node<'_>) -> bool {
    match node.k() {
        K::AsyncBlock | K::GenBlock => true,
        K::ClosureExpression => has_word(node, "async") || is_given_to_spawn(node),
        _ => false,
    }
}

/// Whether the closure was written with `move`.
pub(super) fn takes_by_move(node: Node<'_>) -> bool {
    has_word(node, "move")
}

fn has_word(node: Node<'_>, word: &str) -> bool {
    node.children()
        .take_while(|child| child.field() != F::Parameters.into())
        .any(|child| !child.is_named() && child.text() == word)
}

/// Whether a closure is an argument of `spawn…(…)`, or a part of one that runs no code around the closure.
fn is_given_to_spawn(closure: Node<'_>) -> bool {
    let mut child = closure;
    for parent in closure.ancestors() {
        match parent.k() {
            K::CallExpression if child.field() == F::Arguments.into() && spawns(parent.get(F::Function)) => {
                return true;
            }
            K::MacroInvocation => return spawns(parent.get(F::Macro)),
            K::Block if !is_tail(child) => return false,
            K::ClosureExpression | K::AsyncBlock | K::GenBlock | K::LetDeclaration => return false,
            K::ExpressionStatement if !is_tail(parent) => return false,
            kind if kind.is_item() => return false,
            _ => {}
        }
        child = parent;
    }
    false
}

fn spawns(function: Option<Node<'_>>) -> bool {
    function.and_then(last_name).is_some_and(|name| name.starts_with("spawn"))
}

/// Whether a macro call makes a list of its arguments.
pub(super) fn makes_list(node: Node<'_>) -> bool {
    node.k() == K::MacroInvocation
        && node.get(F::Macro).and_then(last_name).is_some_and(|name| matches!(name, "vec" | "smallvec"))
}

/// The last name of a path, or the name of a method.
pub(super) fn last_name(function: Node<'_>) -> Option<&str> {
    let function = match function.k() {
        K::GenericFunction => function.get(F::Function)?,
        _ => function,
    };
    match function.k() {
        K::Identifier => Some(function.text()),
        K::ScopedIdentifier => function.get(F::Name).map(Node::text),
        K::FieldExpression => function.get(F::FieldName).map(Node::text),
        _ => None,
    }
}

/// Whether `node` is the expression that gives its block its value.
pub(super) fn is_tail(node: Node<'_>) -> bool {
    let last = node.parent().is_some_and(|parent| parent.k() == K::Block) && node.next_sibling().is_none();
    last && match node.k() {
        K::LetDeclaration | K::EmptyStatement | K::Label => false,
        K::ExpressionStatement => !node.text().ends_with(';'),
        kind => !kind.is_item(),
    }
}
