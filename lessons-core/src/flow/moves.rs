//! Where a variable gives its value away: moves, `drop`, a new value.
//!
//! A move cannot be told from a copy without types, but a name that is used again was copied.

use std::cell::RefCell;
use std::collections::{HashMap, VecDeque};
use std::rc::Rc;

use super::body;
use super::graph::{Graph, PointId};
use super::life::Life;
use crate::language::rust::{F, K};
use crate::locals::{Locals, is_macro_argument};
use crate::syntax::{Node, NodeId, Tree};

/// The variables of a file that were asked about.
#[derive(Debug, Default)]
pub(super) struct Variables(RefCell<HashMap<NodeId, Rc<Variable>>>);

impl Variables {
    /// The variable that the identifier `owner` binds. Linear in its uses the first time.
    pub(super) fn get(&self, tree: &Tree, graph: &Graph, locals: &Locals<'_>, owner: NodeId) -> Rc<Variable> {
        if let Some(known) = self.0.borrow().get(&owner) {
            return Rc::clone(known);
        }
        let variable = Rc::new(Variable::new(tree, graph, locals, owner));
        self.0.borrow_mut().insert(owner, Rc::clone(&variable));
        variable
    }
}

/// One variable in the graph of the body that binds it. All points ascend.
#[derive(Debug)]
pub(super) struct Variable {
    /// Points where it is used.
    uses: Vec<PointId>,
    /// Points where it is bound.
    bound: Vec<PointId>,
    /// Points where it gets a new value, and the assignments.
    gets: Vec<(PointId, NodeId)>,
    /// Points where it gives its value away if it is not used again, and who takes it.
    gives: Vec<(PointId, NodeId)>,
    /// What was found out of the latter: whether it is used again.
    used_again: RefCell<HashMap<PointId, bool>>,
}

impl Variable {
    fn new(tree: &Tree, graph: &Graph, locals: &Locals<'_>, owner: NodeId) -> Self {
        let (mut uses, mut bound, mut gets, mut gives) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for name in locals.occurrences(owner).map(|name| tree.node(name)) {
            if locals.is_binding(name) {
                bound.extend(graph.complete(name.id()));
            } else if let Some(assignment) = assigned_by(name) {
                gets.extend(graph.complete(assignment.id()).map(|point| (point, assignment.id())));
            } else {
                if !is_let_go(name) {
                    uses.extend(points(graph, name));
                }
                for consumer in consumers(name, tree.node(owner)) {
                    gives.extend(points(graph, consumer).into_iter().map(|point| (point, consumer.id())));
                }
            }
        }
        uses.sort_unstable();
        bound.sort_unstable();
        gets.sort_unstable();
        gives.sort_unstable();
        Self { uses, bound, gets, gives, used_again: RefCell::default() }
    }

    /// Whether the value of `life` is gone from the variable at `point`.
    pub(super) fn ends(&self, point: PointId, tree: &Tree, graph: &Graph, life: &Life) -> bool {
        if at(&self.gets, point).any(|assignment| Some(assignment) != life.given_by) {
            return true;
        }
        // Who only hands the value on to the owner behind the test takes nothing.
        let hands_on = |consumer: NodeId| {
            matches!(tree.node(consumer).k(), K::Block | K::MatchArm)
                && life.handed_on_by.is_some_and(|whole| tree.node(whole).contains(tree.node(consumer)))
        };
        at(&self.gives, point).any(|consumer| !hands_on(consumer)) && !self.is_used_after(point, graph)
    }

    /// Whether the variable may be used after `point` while it has the same value. At most linear in the graph, and
    /// quick where no use comes later and no loop leads back to one.
    fn is_used_after(&self, point: PointId, graph: &Graph) -> bool {
        let bound = self.bound.first().copied().unwrap_or(graph.entry());
        let first = graph.first_after(point, bound);
        if self.uses.last().is_none_or(|last| *last < first) {
            return false;
        }
        if let Some(known) = self.used_again.borrow().get(&point) {
            return *known;
        }
        let gets = |point: PointId| {
            self.bound.binary_search(&point).is_ok() || at(&self.gets, point).next().is_some()
        };
        let mut seen = graph.marks();
        // The nearest first: a later use is soon met, whichever way a path takes to it.
        let mut open = VecDeque::from([point]);
        let mut used = false;
        while let Some(from) = open.pop_front().filter(|_| !used) {
            for next in graph.next(from).iter().copied().filter(|next| seen.insert(*next)) {
                used |= self.uses.binary_search(&next).is_ok();
                if !gets(next) {
                    open.push_back(next);
                }
            }
        }
        self.used_again.borrow_mut().insert(point, used);
        used
    }
}

/// What stands beside `point` in a list in order of points.
fn at(all: &[(PointId, NodeId)], point: PointId) -> impl Iterator<Item = NodeId> {
    let first = all.partition_point(|(known, _)| *known < point);
    let rest = all.get(first..).unwrap_or_default();
    rest.iter().take_while(move |(known, _)| *known == point).map(|(_, node)| *node)
}

/// The points at which `node` is complete, or, where it stands in a body of its own, that body.
fn points(graph: &Graph, node: Node<'_>) -> Vec<PointId> {
    std::iter::once(node)
        .chain(node.ancestors())
        .map(|node| graph.complete(node.id()).collect::<Vec<_>>())
        .find(|points| !points.is_empty())
        .unwrap_or_default()
}

/// Whether `name` stands where nothing is done with it: `let _ = name;`.
fn is_let_go(name: Node<'_>) -> bool {
    name.parent().is_some_and(|parent| {
        let side = |side: F| parent.get(side).is_some_and(|place| place.text() == "_");
        match parent.k() {
            K::LetDeclaration => name.field() == F::Value.into() && side(F::Pattern),
            K::AssignmentExpression => name.field() == F::Right.into() && side(F::Left),
            _ => false,
        }
    })
}

/// The assignment that gives `name` a new value: `name = …`, `(name, _) = …`.
fn assigned_by(name: Node<'_>) -> Option<Node<'_>> {
    let mut child = name;
    for parent in name.ancestors() {
        match parent.k() {
            K::TupleExpression | K::ArrayExpression | K::ParenthesizedExpression => child = parent,
            K::AssignmentExpression => {
                return (child.field() == F::Left.into() && !is_macro_argument(parent)).then_some(parent);
            }
            _ => return None,
        }
    }
    None
}

/// The nodes that, once complete, have taken the value of the variable bound by `owner` that `name` stands for: what
/// takes it by value, and every `move` closure or block around it.
fn consumers<'t>(name: Node<'t>, owner: Node<'t>) -> Vec<Node<'t>> {
    let mut found = Vec::new();
    let mut child = name;
    let mut by_value = true;
    for parent in name.ancestors() {
        if parent.contains(owner) {
            break;
        }
        if by_value {
            by_value = match taking(parent, child) {
                Taking::HandsOn => true,
                Taking::Takes => {
                    found.push(parent);
                    false
                }
                Taking::Leaves => false,
            };
        }
        let captures = matches!(parent.k(), K::ClosureExpression | K::AsyncBlock | K::GenBlock);
        if captures && body::takes_by_move(parent) {
            found.push(parent);
        }
        child = parent;
    }
    found
}

/// What a node does with the value of one of its children.
enum Taking {
    /// Its own value is that value, or it is a part of who takes it.
    HandsOn,
    Takes,
    /// It uses the place, and the value stays there.
    Leaves,
}

fn taking(parent: Node<'_>, child: Node<'_>) -> Taking {
    let is = |field: F| child.field() == field.into();
    let names_nothing = |side: F| parent.get(side).is_some_and(|place| place.text() == "_");
    let takes = match parent.k() {
        K::ParenthesizedExpression
        | K::UnsafeBlock
        | K::Arguments
        | K::FieldInitializerList
        | K::FieldInitializer => return Taking::HandsOn,
        K::TokenTree if parent.parent().is_some_and(body::makes_list) => return Taking::HandsOn,
        K::Block => body::is_tail(child),
        K::CallExpression => is(F::Arguments),
        K::LetDeclaration => is(F::Value) && !names_nothing(F::Pattern),
        K::AssignmentExpression => is(F::Right) && !names_nothing(F::Left) && !is_macro_argument(parent),
        K::ForExpression | K::MatchArm => is(F::Value),
        K::ClosureExpression => is(F::Body),
        K::MacroInvocation
        | K::ReturnExpression
        | K::BreakExpression
        | K::YieldExpression
        | K::StructExpression
        | K::BaseFieldInitializer
        | K::ShorthandFieldInitializer
        | K::TupleExpression
        | K::ArrayExpression
        | K::TryExpression
        | K::AwaitExpression
        | K::ExpressionStatement => true,
        _ => false,
    };
    if takes { Taking::Takes } else { Taking::Leaves }
}
