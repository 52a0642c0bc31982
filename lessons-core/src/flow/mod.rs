//! Control flow: what may run after a piece of code, what must have run before it, and how long its value lives.
//!
//! A fn, a constant, an `async` block and a closure given to `spawn…(…)` are bodies, each with a graph of its own; any
//! other closure runs where it is written. A graph has one point for every node of the body's syntax, passed when the
//! node is complete: an expression when it has its value, a pattern when it was tested, a statement when it is over.
//! So a rule may match anywhere on a path. Conditions have a point for each way they may go, so that code behind
//! `a && b` is known to come after `b`, while code behind the `if` is not.
//!
//! How long a value lives is a stretch of syntax (until the end of a block, a statement, a condition) cut short by the
//! points at which its owner gives it away. A path that leaves the stretch has dropped the value, so unwinding, `?`,
//! `break` and back edges need no rules of their own.
//!
//! Graphs are drawn on the first question about their body and kept. Each question is linear in what its paths pass.

mod body;
mod branch;
mod build;
mod diverge;
mod graph;
mod life;
mod moves;
mod scope;
#[cfg(test)]
mod tests;
mod walk;

use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use crate::language::rust::K;
use crate::locals::Locals;
use crate::pattern::unwrapped;
use crate::syntax::{Node, NodeId, Tree};
use build::Builder;
use diverge::Diverging;
use graph::{Graph, PointId};
use moves::Variables;

/// What a visitor wants next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// Go on.
    Continue,
    /// The path ends at this node; other paths go on.
    Block,
    /// Nothing more is wanted.
    Stop,
}

/// The control flow of one file of Rust.
#[derive(Debug)]
pub(crate) struct Flow<'t> {
    tree: &'t Tree,
    locals: &'t Locals<'t>,
    edition_2024: bool,
    diverging: OnceCell<Diverging>,
    graphs: RefCell<HashMap<NodeId, Rc<Graph>>>,
    variables: Variables,
}

impl<'t> Flow<'t> {
    /// The flow of `tree`; nothing is done before the first question. `edition_2024` says that temporaries live as
    /// they do from edition 2024 on.
    pub(crate) fn new(tree: &'t Tree, locals: &'t Locals<'t>, edition_2024: bool) -> Self {
        Self {
            tree,
            locals,
            edition_2024,
            diverging: OnceCell::new(),
            graphs: RefCell::default(),
            variables: Variables::default(),
        }
    }

    /// Visits every node that may run after `last`, nearest first, to the end of the body. A match of several
    /// statements is over after its last one. Each node is visited once at most.
    pub(crate) fn forward(&self, last: NodeId, visit: &mut dyn FnMut(Node<'t>) -> Step) {
        if let Some(graph) = self.graph_around(self.tree.node(last)) {
            walk::forward(self.tree, &graph, graph.complete(last), &|_| true, visit);
        }
    }

    /// Visits what may run after the match from `first` to `last` while the value it makes is alive: that of its
    /// first `let`, else of the expression.
    pub(crate) fn while_held(&self, first: NodeId, last: NodeId, visit: &mut dyn FnMut(Node<'t>) -> Step) {
        let first = self.tree.node(first);
        let Some(graph) = self.graph_around(first) else { return };
        let run = std::iter::successors(Some(first), |node| node.next_sibling())
            .take_while(|node| node.id() <= last)
            .find(|node| node.k() == K::LetDeclaration);
        let value = run.unwrap_or(first);
        let Some(life) = life::of(value, self.locals, self.edition_2024) else { return };
        let variable = |owner: &NodeId| self.variables.get(self.tree, &graph, self.locals, *owner);
        let owners: Vec<_> = life.owners.iter().map(variable).collect();
        let alive = |point: PointId| {
            life.region.contains(graph.point(point).node)
                && !owners.iter().any(|owner| owner.ends(point, self.tree, &graph, &life))
        };
        // A run of statements is over after its last one.
        let from = if self.tree.node(life.after).contains(self.tree.node(last)) { life.after } else { last };
        walk::forward(self.tree, &graph, graph.complete(from), &alive, visit);
    }

    /// Whether every path from the body's entry to `node` passes a node at which `guard` blocks; it is asked of the
    /// nearest first. A body inside another one keeps what guarded the place where it stands. Code that no path reaches
    /// is guarded.
    pub(crate) fn guarded(&self, node: NodeId, guard: &mut dyn FnMut(Node<'t>) -> Step) -> bool {
        let mut node = self.tree.node(node);
        while let Some(root) = body::enclosing(node) {
            let graph = self.graph(root);
            let inner = unwrapped(node);
            let targets: Vec<PointId> = match graph.begin(inner.id()) {
                Some(begin) => vec![begin],
                None => graph.complete(node.id()).collect(),
            };
            if !targets.is_empty() && walk::guarded(self.tree, &graph, &targets, guard) {
                return true;
            }
            if !body::is_detached(root) {
                return false;
            }
            node = root;
        }
        false
    }

    fn graph_around(&self, node: Node<'t>) -> Option<Rc<Graph>> {
        body::enclosing(node).map(|root| self.graph(root))
    }

    fn graph(&self, root: Node<'t>) -> Rc<Graph> {
        if let Some(known) = self.graphs.borrow().get(&root.id()) {
            return Rc::clone(known);
        }
        let diverging = self.diverging.get_or_init(|| Diverging::of(self.tree.text()));
        let graph = Rc::new(Builder::body(root, diverging, self.locals));
        self.graphs.borrow_mut().insert(root.id(), Rc::clone(&graph));
        graph
    }
}
