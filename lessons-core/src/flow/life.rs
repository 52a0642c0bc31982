//! What becomes of the value that a match makes: who takes it, and how long it lives.

use super::body::{self, is_tail};
use super::scope::{self, Region};
use crate::language::rust::{F, K};
use crate::locals::{Locals, is_macro_argument, names_constant};
use crate::pattern::unwrapped;
use crate::syntax::{Node, NodeId};

/// Methods that hand on the value they are called on.
const HANDED_ON_BY: &[&str] = &["unwrap", "expect", "unwrap_or_else"];

/// The life of a value.
#[derive(Clone, Debug)]
pub(super) struct Life {
    /// The node after which the value is there, in the form in which it is kept.
    pub(super) after: NodeId,
    /// Where it may be alive.
    pub(super) region: Region,
    /// The variables that own it: the identifiers that bind them.
    pub(super) owners: Vec<NodeId>,
    /// The assignment that gave it to its owner.
    pub(super) given_by: Option<NodeId>,
    /// The `match` or `if let` that hands on what its patterns took: `match m.lock() { Ok(g) => g, … }`.
    pub(super) handed_on_by: Option<NodeId>,
}

impl Life {
    fn temporary(after: Node<'_>, region: Region) -> Self {
        Self { after: after.id(), region, owners: Vec::new(), given_by: None, handed_on_by: None }
    }
}

/// The life of the value that `node` makes: an expression, or a `let` for the variables it binds. None for what
/// makes no value that lives on.
pub(super) fn of(node: Node<'_>, locals: &Locals<'_>, edition_2024: bool) -> Option<Life> {
    if node.k() == K::LetDeclaration {
        let owners = bindings(node.get(F::Pattern)?, locals);
        return (!owners.is_empty()).then(|| bound(node, node, owners));
    }
    if !node.is_named() || body::is_item(node.k()) || node.k() == K::ExpressionStatement && !is_tail(node) {
        return None;
    }
    let after = handed_on(node);
    let temporary = |place| Some(Life::temporary(after, scope::of_temporary(place, edition_2024)));
    let mut value = after;
    // The part of the way at which the value was borrowed: from there on only the borrow moves.
    let mut borrowed: Option<Node<'_>> = None;
    let mut tuple_index = None;
    for parent in after.ancestors() {
        let field = value.field();
        match parent.k() {
            K::ParenthesizedExpression | K::UnsafeBlock | K::ElseClause | K::MatchBlock => {}
            K::ExpressionStatement if is_tail(parent) => {}
            K::Block if is_tail(value) => {}
            K::ReferenceExpression => borrowed = borrowed.or(Some(value)),
            K::TupleExpression => tuple_index = parent.children().position(|child| child == value),
            K::ArrayExpression
            | K::FieldInitializer
            | K::FieldInitializerList
            | K::BaseFieldInitializer
            | K::StructExpression => {}
            K::IfExpression if field == F::Consequence.into() || value.k() == K::ElseClause => {}
            K::MatchArm if field == F::Value.into() => {}
            K::MatchExpression if field == F::Body.into() => {}
            K::Arguments if parent.parent().is_some_and(makes_value_of_arguments) => {}
            K::CallExpression if field == F::Arguments.into() => {}
            K::TokenTree if parent.parent().is_some_and(body::makes_list) => {}
            K::MacroInvocation if body::makes_list(parent) => {}
            K::Arguments | K::TokenTree | K::ReturnExpression | K::BreakExpression | K::YieldExpression => {
                // What is moved there is gone when the call is made.
                return match (borrowed, parent.parent()) {
                    (Some(place), _) => temporary(place),
                    (None, Some(call)) if matches!(parent.k(), K::Arguments | K::TokenTree) => {
                        Some(Life::temporary(after, Region::within(outermost_tokens(call))))
                    }
                    (None, _) => Some(Life::temporary(after, Region::within(parent))),
                };
            }
            K::LetDeclaration if field == F::Value.into() => {
                let pattern =
                    part_of(parent.get(F::Pattern)?, tuple_index.filter(|_| value.k() == K::TupleExpression));
                let owners = bindings(pattern, locals);
                if owners.is_empty() {
                    return Some(Life::temporary(
                        after,
                        Region::of(parent).without(parent.get(F::Alternative)),
                    ));
                }
                return Some(bound(after, parent, owners));
            }
            K::LetCondition | K::MatchExpression if field == F::Value.into() => {
                let mut life = temporary(borrowed.unwrap_or(value))?;
                if borrowed.is_none() {
                    life.owners = tested_bindings(parent, locals);
                    hand_on(&mut life, parent, locals, edition_2024);
                }
                return Some(life);
            }
            // The future of an arm of `select!`: what it gives is the arm's.
            K::MatchPattern if field == F::Value.into() => {
                let pattern = parent.children().find(|child| *child != value)?;
                let region = parent.parent().map_or(Region::of(parent), Region::within);
                let owners = bindings(pattern, locals);
                return (!owners.is_empty()).then(|| Life { owners, ..Life::temporary(parent, region) });
            }
            K::AssignmentExpression if field == F::Right.into() && borrowed.is_none() => {
                let left = parent.get(F::Left).filter(|_| !is_macro_argument(parent));
                let owner = left.and_then(|left| locals.definition(left));
                return match (owner, left) {
                    (Some(owner), Some(left)) => Some(Life {
                        owners: vec![owner],
                        given_by: Some(parent.id()),
                        ..Life::temporary(after, scope::of_variable(left.tree().node(owner)))
                    }),
                    (None, Some(left)) if left.text() == "_" => temporary(value),
                    _ => Some(Life::temporary(after, Region::within(parent))),
                };
            }
            K::FieldExpression | K::IndexExpression | K::UnaryExpression => {
                return match (borrowed, extended(value)) {
                    (None, Some((statement, owners))) => {
                        Some(bound(after, statement, bindings(owners, locals)))
                    }
                    (place, _) => temporary(place.unwrap_or(value)),
                };
            }
            _ if field == F::Pattern.into() || field == F::Type.into() => return None,
            _ => return temporary(borrowed.unwrap_or(value)),
        }
        value = parent;
    }
    temporary(borrowed.unwrap_or(value))
}

/// The end of the run of `?`, `.await`, parentheses and methods that hand the value on.
fn handed_on(node: Node<'_>) -> Node<'_> {
    let mut value = node;
    while let Some(parent) = value.parent() {
        value = match parent.k() {
            K::ParenthesizedExpression | K::TryExpression | K::AwaitExpression => parent,
            K::FieldExpression => match method_call(parent) {
                Some(call) if body::last_name(parent).is_some_and(|name| HANDED_ON_BY.contains(&name)) => {
                    call
                }
                _ => break,
            },
            _ => break,
        };
    }
    value
}

/// The call of which `field` is the method.
fn method_call(field: Node<'_>) -> Option<Node<'_>> {
    field.parent().filter(|call| {
        call.k() == K::CallExpression && call.get(F::Function).is_some_and(|function| function == field)
    })
}

/// A value that variables bound by `statement` own.
fn bound(after: Node<'_>, statement: Node<'_>, owners: Vec<NodeId>) -> Life {
    let list = statement.parent().unwrap_or(statement);
    let region = Region::within(list).without(statement.get(F::Alternative));
    Life { owners, ..Life::temporary(after, region) }
}

/// The variables that a pattern binds.
fn bindings(pattern: Node<'_>, locals: &Locals<'_>) -> Vec<NodeId> {
    let names = std::iter::once(pattern).chain(pattern.descendants());
    let mut owners: Vec<NodeId> = names.filter_map(|name| locals.definition(name)).collect();
    owners.sort_unstable();
    owners.dedup();
    owners
}

/// The variables that the patterns of a `match` or a `let` condition bind.
fn tested_bindings(test: Node<'_>, locals: &Locals<'_>) -> Vec<NodeId> {
    if test.k() == K::LetCondition {
        return test.get(F::Pattern).map(|pattern| bindings(pattern, locals)).unwrap_or_default();
    }
    let arms = test.get(F::Body).into_iter().flat_map(Node::children);
    let patterns = arms.filter_map(|arm| arm.get(F::Pattern)).filter_map(|pattern| pattern.children().next());
    patterns.flat_map(|pattern| bindings(pattern, locals)).collect()
}

/// Lets `life` go on with who takes the value of the `match` or `if let` around `test`, where a branch of it is a
/// variable that the patterns bound.
fn hand_on(life: &mut Life, test: Node<'_>, locals: &Locals<'_>, edition_2024: bool) {
    let is_branch = |node: &Node<'_>| matches!(node.k(), K::MatchExpression | K::IfExpression);
    let Some(whole) = std::iter::once(test).chain(test.ancestors().take(2)).find(is_branch) else { return };
    let arms = whole.get(F::Body).into_iter().flat_map(Node::children).filter_map(|arm| arm.get(F::Value));
    let hands_on = arms.chain(whole.get(F::Consequence)).any(|branch| {
        let value = tail_of(branch);
        locals.definition(value).is_some_and(|variable| life.owners.contains(&variable))
    });
    if !hands_on {
        return;
    }
    if let Some(next) = self::of(whole, locals, edition_2024) {
        life.region = next.region.joined(life.region);
        life.owners.extend(next.owners);
        life.given_by = next.given_by;
        life.handed_on_by = Some(whole.id());
    }
}

/// The expression that gives a block its value.
fn tail_of(node: Node<'_>) -> Node<'_> {
    let mut node = unwrapped(node);
    while node.k() == K::Block {
        match node.children().last().filter(|last| is_tail(*last)) {
            Some(last) => node = unwrapped(last),
            None => break,
        }
    }
    node
}

/// The part of a tuple pattern that takes the value's part of a tuple.
fn part_of(pattern: Node<'_>, index: Option<usize>) -> Node<'_> {
    let parts = || pattern.children().filter(|child| child.k() != K::RemainingFieldPattern);
    let whole = pattern.k() == K::TuplePattern && parts().count() == pattern.children().count();
    index.filter(|_| whole).and_then(|index| parts().nth(index)).unwrap_or(pattern)
}

/// The `let` that extends the life of the temporary `value`, of which it borrows a part, and its pattern.
fn extended(value: Node<'_>) -> Option<(Node<'_>, Node<'_>)> {
    let mut child = value;
    let mut borrowed = false;
    for parent in value.ancestors() {
        match parent.k() {
            K::ParenthesizedExpression => {}
            K::FieldExpression if method_call(parent).is_none() => {}
            K::IndexExpression if parent.children().next() == Some(child) => {}
            K::UnaryExpression if parent.text().starts_with('*') && !borrowed => {}
            K::ReferenceExpression => borrowed = true,
            K::TupleExpression
            | K::ArrayExpression
            | K::FieldInitializer
            | K::FieldInitializerList
            | K::StructExpression
            | K::TypeCastExpression
                if borrowed => {}
            K::Block if borrowed && is_tail(child) => {}
            K::LetDeclaration if borrowed && child.field() == F::Value.into() => {
                let pattern = parent.get(F::Pattern)?;
                return (pattern.text() != "_").then_some((parent, pattern));
            }
            _ => return None,
        }
        child = parent;
    }
    None
}

/// Whether a call only puts its arguments into a value: `Some(x)`, `Wrapper(x)`.
fn makes_value_of_arguments(call: Node<'_>) -> bool {
    call.get(F::Function)
        .filter(|function| function.k() != K::FieldExpression)
        .and_then(body::last_name)
        .is_some_and(names_constant)
}

/// The macro call around nested token trees.
fn outermost_tokens(call: Node<'_>) -> Node<'_> {
    let mut call = call;
    while let Some(parent) = call.parent().filter(|_| call.k() == K::TokenTree) {
        call = parent;
    }
    call
}
