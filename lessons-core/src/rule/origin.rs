//! What gave a local variable its value, followed within the body.

use std::collections::HashSet;

use crate::language::Language;
use crate::language::rust::{F, K};
use crate::locals::Locals;
use crate::syntax::{Node, NodeId, Tree};

/// The node itself, and every expression that gave a local variable in it its value, and so on for the variables in
/// those. Each variable is followed once; linear in the body for each.
pub(crate) fn origins<'a>(tree: &'a Tree, locals: &Locals<'a>, node: Node<'a>) -> Vec<Node<'a>> {
    let mut origins = vec![node];
    if tree.grammar().language() != Language::Rust {
        return origins;
    }
    let mut seen: HashSet<NodeId> = HashSet::new();
    let mut next = 0;
    while let Some(origin) = origins.get(next).copied() {
        next += 1;
        for name in std::iter::once(origin).chain(origin.descendants()) {
            if let Some(definition) = locals.definition(name)
                && seen.insert(definition)
            {
                sources(tree, locals, tree.node(definition), &mut origins);
            }
        }
    }
    origins
}

/// Adds what is bound or assigned to the variable that `definition` introduces.
fn sources<'a>(tree: &'a Tree, locals: &Locals<'a>, definition: Node<'a>, origins: &mut Vec<Node<'a>>) {
    let mut child = definition;
    for ancestor in definition.ancestors() {
        let value = match ancestor.k() {
            K::LetDeclaration | K::LetCondition | K::ForExpression => ancestor.get(F::Value),
            K::MatchArm => ancestor
                .ancestors()
                .find(|node| node.k() == K::MatchExpression)
                .and_then(|found| found.get(F::Value)),
            // A closure's parameter is given by what the closure is passed to: `value.map(|x| …)`.
            K::ClosureExpression => receiver(ancestor),
            K::FunctionItem => None,
            _ => {
                child = ancestor;
                continue;
            }
        };
        // The value holds the definition where a closure or block in it does; then this is not its pattern.
        if let Some(value) = value.filter(|value| *value != child && !value.contains(definition)) {
            origins.push(value);
        }
        break;
    }
    let body = definition.ancestors().find(|node| node.k() == K::FunctionItem);
    let body = body.unwrap_or_else(|| tree.root());
    for node in body.descendants() {
        if matches!(node.k(), K::AssignmentExpression | K::CompoundAssignment)
            && let (Some(left), Some(right)) = (node.get(F::Left), node.get(F::Right))
            && locals.definition(left) == Some(definition.id())
        {
            origins.push(right);
        }
    }
}

/// The receiver of the method call that a closure is an argument of.
fn receiver(closure: Node<'_>) -> Option<Node<'_>> {
    let arguments = closure.parent().filter(|node| node.k() == K::Arguments)?;
    let function = arguments.parent()?.get(F::Function)?;
    (function.k() == K::FieldExpression).then(|| function.get(F::Value)).flatten()
}
