//! The stretch of syntax in which a temporary or a variable lives, by the Rust Reference's chapter on destructors.

use super::body::{self, is_tail};
use super::build::is_lazy;
use crate::language::rust::{F, K};
use crate::syntax::{Node, NodeId};

/// Stretches of consecutive nodes of the arena, each in or out; of those that a node lies in the last one counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Region {
    stretches: Vec<(u32, u32, bool)>,
}

impl Region {
    /// `node` and what is below it.
    pub(super) fn of(node: Node<'_>) -> Self {
        Self::between(node, node)
    }

    /// What is below `node`.
    pub(super) fn within(node: Node<'_>) -> Self {
        Self { stretches: vec![(node.id().0 + 1, node.end(), true)] }
    }

    /// From `first` to the end of `last`.
    pub(super) fn between(first: Node<'_>, last: Node<'_>) -> Self {
        Self { stretches: vec![(first.id().0, last.end(), true)] }
    }

    /// Without `node` and what is below it.
    pub(super) fn without(mut self, node: Option<Node<'_>>) -> Self {
        self.stretches.extend(node.map(|node| (node.id().0, node.end(), false)));
        self
    }

    /// Without what is below `node`.
    pub(super) fn without_inside(mut self, node: Node<'_>) -> Self {
        self.stretches.push((node.id().0 + 1, node.end(), false));
        self
    }

    /// This region, and `inner`.
    pub(super) fn with(mut self, inner: Self) -> Self {
        self.stretches.extend(inner.stretches);
        self
    }

    pub(super) fn contains(&self, node: NodeId) -> bool {
        let around = self.stretches.iter().rev().find(|(first, end, _)| (*first..*end).contains(&node.0));
        around.is_some_and(|(.., inside)| *inside)
    }
}

/// Where a temporary made by the expression `node` lives.
pub(super) fn of_temporary(node: Node<'_>, edition_2024: bool) -> Region {
    let mut child = node;
    // Whether the way up came through the value of a `let` condition.
    let mut tested = false;
    for parent in node.ancestors() {
        let field = child.field();
        match parent.k() {
            K::ExpressionStatement if is_tail(parent) => {}
            K::ExpressionStatement => return Region::of(parent),
            K::LetDeclaration if field == F::Alternative.into() => return Region::of(child),
            K::LetDeclaration => return Region::of(parent).without(parent.get(F::Alternative)),
            K::LetCondition => tested = true,
            K::LetChain if !tested => return Region::of(child),
            K::BinaryExpression if is_lazy(parent) && !tested => return Region::of(child),
            K::IfExpression if field == F::Condition.into() => match (tested, parent.get(F::Consequence)) {
                (false, _) => return Region::of(child),
                (true, Some(consequence)) if edition_2024 => return Region::between(child, consequence),
                (true, _) => {}
            },
            K::IfExpression | K::ElseClause => return Region::of(child),
            K::WhileExpression if field == F::Condition.into() => {
                return match parent.get(F::Body) {
                    Some(body) if tested => Region::between(child, body),
                    _ => Region::of(child),
                };
            }
            K::WhileExpression | K::LoopExpression => return Region::of(child),
            K::ForExpression if field == F::Body.into() => return Region::of(child),
            K::MatchArm if field == F::Value.into() => return Region::of(child),
            K::MatchArm if tested => return Region::of(parent),
            K::MatchPattern if !tested => return Region::of(child),
            K::Block if !is_tail(child) => return Region::of(child),
            K::Block if edition_2024 => return Region::of(child),
            K::ClosureExpression => return Region::of(child),
            kind if kind.is_item() || kind == K::SourceFile || body::is_root(parent) => {
                return Region::of(child);
            }
            _ => {}
        }
        if !matches!(parent.k(), K::LetCondition | K::LetChain | K::BinaryExpression | K::MatchPattern) {
            tested = false;
        }
        child = parent;
    }
    Region::of(child)
}

/// Where the variable that the identifier `binding` binds is in scope, from its binding on.
pub(super) fn of_variable(binding: Node<'_>) -> Region {
    let mut child = binding;
    for parent in binding.ancestors() {
        match parent.k() {
            K::LetDeclaration => {
                let list = parent.parent().unwrap_or(parent);
                return Region::within(list).without(parent.get(F::Alternative));
            }
            K::IfExpression => {
                let body = parent.get(F::Consequence).unwrap_or(child);
                return Region::between(child, body);
            }
            K::WhileExpression => return Region::between(child, parent.get(F::Body).unwrap_or(child)),
            K::ForExpression => return parent.get(F::Body).map_or(Region::of(child), Region::of),
            K::MatchArm | K::ClosureExpression | K::FunctionItem => return Region::within(parent),
            kind if kind.is_item() || kind == K::Block => return Region::within(parent),
            _ => child = parent,
        }
    }
    Region::of(child)
}
