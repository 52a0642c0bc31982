//! Where a variable gives its value away: moves, `drop`, a new value.
//!
//! A move cannot be told from a copy without types, but a name that is used again was copied.

use super::body;
use super::graph::{Graph, Marks, PointId};
use super::life::Life;
use super::scope::Region;
use crate::language::rust::{F, K};
use crate::locals::{Locals, is_macro_argument};
use crate::syntax::{Node, NodeId, Tree};

/// The points of `graph` at which the value of `life` is gone from its owners.
pub(super) fn ends(tree: &Tree, graph: &Graph, locals: &Locals<'_>, life: &Life) -> Marks {
    let mut ends = graph.marks();
    for owner in &life.owners {
        Variable::new(tree, graph, locals, *owner, life.handed_on_by).ends(life, &mut ends);
    }
    ends
}

/// One variable in the graph of the body that binds it.
struct Variable<'a> {
    graph: &'a Graph,
    /// Points where it is used.
    uses: Vec<PointId>,
    /// Points where it is bound.
    bound: Vec<PointId>,
    /// Assignments that give it a new value, and their points.
    gets: Vec<(NodeId, PointId)>,
    /// Points where it gives its value away, if it is not used again.
    gives: Vec<PointId>,
}

impl<'a> Variable<'a> {
    fn new(
        tree: &Tree,
        graph: &'a Graph,
        locals: &Locals<'_>,
        owner: NodeId,
        handed_on_by: Option<NodeId>,
    ) -> Self {
        let mut this =
            Self { graph, uses: Vec::new(), bound: Vec::new(), gets: Vec::new(), gives: Vec::new() };
        for name in locals.occurrences(owner).map(|name| tree.node(name)) {
            if locals.is_binding(name) {
                this.bound.extend(graph.complete(name.id()));
            } else if let Some(assignment) = assigned_by(name) {
                this.gets.extend(graph.complete(assignment.id()).map(|point| (assignment.id(), point)));
            } else {
                this.uses.extend(points(graph, name));
                let hands_on = |consumer: &Node<'_>| {
                    matches!(consumer.k(), K::Block | K::MatchArm)
                        && handed_on_by.is_some_and(|whole| tree.node(whole).contains(*consumer))
                };
                let consumers = consumers(name, tree.node(owner));
                for consumer in consumers.into_iter().filter(|consumer| !hands_on(consumer)) {
                    this.gives.extend(points(graph, consumer));
                }
            }
        }
        this
    }

    fn ends(&self, life: &Life, ends: &mut Marks) {
        for (assignment, point) in &self.gets {
            if Some(*assignment) != life.given_by {
                ends.insert(*point);
            }
        }
        if self.gives.is_empty() {
            return;
        }
        let used_after = self.used_after(life.region);
        for point in self.gives.iter().filter(|point| !used_after.contains(**point)) {
            ends.insert(*point);
        }
    }

    /// The points after which the variable may be used while it has the same value. Linear in the graph.
    fn used_after(&self, region: Region) -> Marks {
        let mut gets = self.graph.marks();
        for point in self.bound.iter().chain(self.gets.iter().map(|(_, point)| point)) {
            gets.insert(*point);
        }
        let (mut after, mut before) = (self.graph.marks(), self.graph.marks());
        let mut open: Vec<PointId> =
            self.uses.iter().copied().filter(|point| before.insert(*point)).collect();
        while let Some(point) = open.pop() {
            for previous in self.graph.previous(point) {
                if region.contains(self.graph.point(*previous).node)
                    && after.insert(*previous)
                    && !gets.contains(*previous)
                    && before.insert(*previous)
                {
                    open.push(*previous);
                }
            }
        }
        after
    }
}

/// The points at which `node` is complete, or, where it stands in a body of its own, that body.
fn points(graph: &Graph, node: Node<'_>) -> Vec<PointId> {
    std::iter::once(node)
        .chain(node.ancestors())
        .map(|node| graph.complete(node.id()).collect::<Vec<_>>())
        .find(|points| !points.is_empty())
        .unwrap_or_default()
}

/// The assignment that gives `name` a new value.
fn assigned_by(name: Node<'_>) -> Option<Node<'_>> {
    name.parent().filter(|parent| {
        parent.k() == K::AssignmentExpression && name.field() == F::Left.into() && !is_macro_argument(*parent)
    })
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
