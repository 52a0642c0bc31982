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

/// Whether every path from the entry to one of `targets` passes a node at which `guard` blocks. Asked backwards from
/// the targets, the nearest first, so that what lies before the guards costs nothing. Where `guard` stops, the answer
/// is no.
pub(super) fn guarded<'t>(
    tree: &'t Tree,
    graph: &Graph,
    targets: &[PointId],
    guard: &mut dyn FnMut(Node<'t>) -> Step,
) -> bool {
    let mut seen = graph.marks();
    let mut open: VecDeque<PointId> = targets.iter().copied().filter(|target| seen.insert(*target)).collect();
    let mut said = Said::default();
    while let Some(point) = open.pop_front() {
        if point == graph.entry() {
            return false;
        }
        for previous in graph.previous(point).iter().copied() {
            if !seen.insert(previous) {
                continue;
            }
            let here = graph.point(previous);
            let mut stopped = false;
            let blocked = said.ask(here.node, here.role, || {
                let step = guard(tree.node(here.node));
                stopped = step == Step::Stop;
                step == Step::Block
            });
            if stopped {
                return false;
            }
            if !blocked {
                open.push_back(previous);
            }
        }
    }
    true
}
