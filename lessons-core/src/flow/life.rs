//! What becomes of the value that a match makes: who takes it, and how long it lives.

use super::body::{self, is_tail};
use super::build::label;
use super::scope::{self, Region};
use crate::language::rust::{F, K};
use crate::locals::{Locals, is_macro_argument, names_constant};
use crate::pattern::unwrapped;
use crate::syntax::{Node, NodeId};

/// Methods that hand on the value they are called on.
const HANDED_ON_BY: &[&str] = &[
    "unwrap",
    "expect",
    "unwrap_or_else",
    "unwrap_or",
    "unwrap_unchecked",
    // These change the error beside it, and the kind of what holds both.
    "ok",
    "map_err",
    "inspect_err",
    "ok_or",
    "ok_or_else",
    "context",
    "with_context",
    "wrap_err",
    "wrap_err_with",
];

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
    if !node.is_named() || node.k().is_item() || node.k() == K::ExpressionStatement && !is_tail(node) {
        return None;
    }
    let after = handed_on(node);
    Value { after, at: after, borrowed: None, tuple_index: None, locals, edition_2024 }.follow()
}

/// A value on its way to who takes it.
struct Value<'t, 'a> {
    /// The expression that makes it.
    after: Node<'t>,
    /// The outermost expression known to be it, or to hold it.
    at: Node<'t>,
    /// What was borrowed on the way: from there on only the borrow moves.
    borrowed: Option<Node<'t>>,
    /// Its place in the tuple that holds it.
    tuple_index: Option<usize>,
    locals: &'a Locals<'a>,
    edition_2024: bool,
}

impl<'t> Value<'t, '_> {
    fn follow(mut self) -> Option<Life> {
        while let Some(parent) = self.at.parent() {
            if parent.k() == K::BreakExpression
                && let Some(left) = broken(parent)
            {
                self.at = left;
                continue;
            }
            if !self.is_handed_on_by(parent) {
                return self.taken_by(parent);
            }
            match parent.k() {
                K::ReferenceExpression => self.borrowed = self.borrowed.or(Some(self.at)),
                K::TupleExpression => self.tuple_index = parent.children().position(|child| child == self.at),
                _ => {}
            }
            self.at = parent;
        }
        Some(self.temporary())
    }

    /// Whether the value of `parent` is this value, or holds it.
    fn is_handed_on_by(&self, parent: Node<'t>) -> bool {
        let is = |field: F| self.at.field() == field.into();
        match parent.k() {
            K::ParenthesizedExpression
            | K::UnsafeBlock
            | K::ElseClause
            | K::MatchBlock
            | K::ReferenceExpression
            | K::TupleExpression
            | K::ArrayExpression
            | K::FieldInitializer
            | K::FieldInitializerList
            | K::BaseFieldInitializer
            | K::StructExpression => true,
            // `&x as &dyn T` is the same borrow; another cast makes another value.
            K::TypeCastExpression => self.borrowed.is_some() && is(F::Value),
            K::ExpressionStatement => is_tail(parent),
            K::Block => is_tail(self.at),
            K::IfExpression => is(F::Consequence) || self.at.k() == K::ElseClause,
            K::MatchArm => is(F::Value),
            K::MatchExpression => is(F::Body),
            K::Arguments => parent.parent().is_some_and(makes_value_of_arguments),
            K::CallExpression => is(F::Arguments),
            K::TokenTree => parent.parent().is_some_and(body::makes_list),
            K::MacroInvocation => body::makes_list(parent),
            _ => false,
        }
    }

    fn taken_by(self, parent: Node<'t>) -> Option<Life> {
        let field = self.at.field();
        let is = |other: F| field == other.into();
        match parent.k() {
            // What is moved there is gone when the call is made.
            K::Arguments | K::TokenTree => parent.parent().map(|call| self.moved_into(call_around(call))),
            K::ReturnExpression | K::BreakExpression | K::YieldExpression => Some(self.moved_into(parent)),
            K::LetDeclaration if is(F::Value) => self.bound_by(parent),
            K::LetCondition | K::MatchExpression if is(F::Value) => Some(self.tested_by(parent)),
            // The future of an arm of `select!`: what it gives is the arm's.
            K::MatchPattern if is(F::Value) => {
                let pattern = parent.children().find(|child| *child != self.at)?;
                let owners = bindings(pattern, self.locals);
                let region = Region::within(parent.parent()?);
                (!owners.is_empty()).then(|| Life { owners, ..Life::temporary(parent, region) })
            }
            K::AssignmentExpression if is(F::Right) && self.borrowed.is_none() => {
                Some(self.assigned_by(parent))
            }
            K::FieldExpression | K::IndexExpression | K::UnaryExpression if self.borrowed.is_none() => {
                Some(match extended(self.at) {
                    Some(statement) => bound(self.after, statement, Vec::new()),
                    None => self.temporary(),
                })
            }
            _ if is(F::Pattern) || is(F::Type) => None,
            _ => Some(self.temporary()),
        }
    }

    fn temporary(&self) -> Life {
        let place = self.borrowed.unwrap_or(self.at);
        Life::temporary(self.after, scope::of_temporary(place, self.edition_2024))
    }

    /// Until `taker` is complete.
    fn moved_into(&self, taker: Node<'_>) -> Life {
        match self.borrowed {
            Some(_) => self.temporary(),
            None => Life::temporary(self.after, Region::within(taker)),
        }
    }

    fn bound_by(&self, statement: Node<'_>) -> Option<Life> {
        let pattern = statement.get(F::Pattern)?;
        // A `ref` keeps the whole of the tuple.
        let borrows = pattern.descendants().any(|part| part.k() == K::RefPattern);
        let index = self.tuple_index.filter(|_| self.at.k() == K::TupleExpression && !borrows);
        let owners = bindings(part_of(pattern, index), self.locals);
        if owners.is_empty() {
            let region = Region::of(statement).without(statement.get(F::Alternative));
            return Some(Life::temporary(self.after, region));
        }
        // A borrow is copied, and whoever drops it drops nothing.
        let owners = if self.borrowed.is_some() { Vec::new() } else { owners };
        Some(bound(self.after, statement, owners))
    }

    fn tested_by(&self, test: Node<'_>) -> Life {
        let mut life = self.temporary();
        if self.borrowed.is_none() {
            life.owners = tested_bindings(test, self.locals);
            hand_on(&mut life, test, self.locals, self.edition_2024);
        }
        life
    }

    fn assigned_by(&self, assignment: Node<'_>) -> Life {
        let left = assignment.get(F::Left).filter(|_| !is_macro_argument(assignment));
        let index = self.tuple_index.filter(|_| self.at.k() == K::TupleExpression);
        let left = left.map(|left| part_of(left, index));
        match left.map(|left| (left, self.locals.definition(left))) {
            Some((left, Some(owner))) => Life {
                owners: vec![owner],
                given_by: Some(assignment.id()),
                ..Life::temporary(self.after, scope::of_variable(left.tree().node(owner)))
            },
            Some((left, None)) if left.text() == "_" => self.temporary(),
            _ => self.moved_into(assignment),
        }
    }
}

/// The loop or block that a `break` leaves, and gives its value.
fn broken(node: Node<'_>) -> Option<Node<'_>> {
    let name = label(node);
    node.ancestors().take_while(|outer| !body::is_root(*outer) && outer.k() != K::ClosureExpression).find(
        |outer| match outer.k() {
            K::LoopExpression => name.is_none() || label(*outer) == name,
            K::Block => name.is_some() && label(*outer) == name,
            _ => false,
        },
    )
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
        // Within the test it lives as the test says, behind it as who took it.
        life.region = next.region.without_inside(whole).with(life.region.clone());
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

/// The part of a tuple pattern, or of a tuple that is assigned to, that takes the value's part of a tuple.
fn part_of(pattern: Node<'_>, index: Option<usize>) -> Node<'_> {
    let parts = || pattern.children().filter(|child| child.k() != K::RemainingFieldPattern);
    let whole = matches!(pattern.k(), K::TuplePattern | K::TupleExpression)
        && parts().count() == pattern.children().count();
    index.filter(|_| whole).and_then(|index| parts().nth(index)).unwrap_or(pattern)
}

/// The `let` that extends the life of the temporary `value`, of which it borrows a part.
fn extended(value: Node<'_>) -> Option<Node<'_>> {
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
                return (pattern.text() != "_").then_some(parent);
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

/// The call, or the macro call around nested token trees.
fn call_around(call: Node<'_>) -> Node<'_> {
    let mut call = call;
    while let Some(parent) = call.parent().filter(|_| call.k() == K::TokenTree) {
        call = parent;
    }
    call
}
