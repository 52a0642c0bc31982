//! Walks over a body's graph, each linear in the graph.

use std::collections::{HashMap, VecDeque};

use super::Step;
use super::graph::{Graph, Marks, PointId, Role};
use crate::syntax::{Node, NodeId, Tree};

/// What a callback said of nodes that have more than one point, so that it hears of each node once.
#[derive(Default)]
struct Said(HashMap<NodeId, bool>);

impl Said {
    fn ask(&mut self, node: NodeId, role: Role, ask: impl FnOnce() -> bool) -> bool {
        match role {
            Role::Passage => false,
            Role::Complete => ask(),
            Role::OneOutcome => *self.0.entry(node).or_insert_with(ask),
        }
    }
}

/// Visits what may come after the points `from`, nearest first, as long as `alive` says so of a point.
pub(super) fn forward<'t>(
    tree: &'t Tree,
    graph: &Graph,
    from: impl Iterator<Item = PointId>,
    alive: &dyn Fn(PointId) -> bool,
    visit: &mut dyn FnMut(Node<'t>) -> Step,
) {
    let mut seen = graph.marks();
    let mut open = VecDeque::new();
    let mut said = Said::default();
    let mut stopped = false;
    let push = |point: PointId, seen: &mut Marks<'_>, open: &mut VecDeque<PointId>| {
        for next in graph.next(point) {
            if alive(*next) && seen.insert(*next) {
                open.push_back(*next);
            }
        }
    };
    for point in from {
        push(point, &mut seen, &mut open);
    }
    while let Some(point) = open.pop_front() {
        let here = graph.point(point);
        let blocked = said.ask(here.node, here.role, || match visit(tree.node(here.node)) {
            Step::Continue => false,
            Step::Block => true,
            Step::Stop => {
                stopped = true;
                true
            }
        });
        if stopped {
            return;
        }
        if !blocked {
            push(point, &mut seen, &mut open);
        }
    }
}

/// Whether every path from the entry to one of `targets` passes a node that `guard` accepts.
pub(super) fn guarded<'t>(
    tree: &'t Tree,
    graph: &Graph,
    targets: &[PointId],
    guard: &mut dyn FnMut(Node<'t>) -> bool,
) -> bool {
    // Only what lies on a way to a target is asked about.
    let mut leads = graph.marks();
    let mut open: Vec<PointId> = targets.iter().copied().filter(|target| leads.insert(*target)).collect();
    while let Some(point) = open.pop() {
        open.extend(graph.previous(point).iter().copied().filter(|previous| leads.insert(*previous)));
    }
    let mut seen = graph.marks();
    let mut open = VecDeque::new();
    let mut said = Said::default();
    if leads.contains(graph.entry()) && seen.insert(graph.entry()) {
        open.push_back(graph.entry());
    }
    while let Some(point) = open.pop_front() {
        if targets.contains(&point) {
            return false;
        }
        let here = graph.point(point);
        if said.ask(here.node, here.role, || guard(tree.node(here.node))) {
            continue;
        }
        open.extend(
            graph.next(point).iter().copied().filter(|next| leads.contains(*next) && seen.insert(*next)),
        );
    }
    true
}
