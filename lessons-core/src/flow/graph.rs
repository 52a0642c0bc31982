//! The graph of one body: points that a path passes, and what may come next.

use std::cell::OnceCell;

use crate::span::Span;
use crate::syntax::NodeId;

/// A point of a graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct PointId(u32);

impl PointId {
    fn index(self) -> usize {
        self.0 as usize
    }
}

/// What happens at a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// The node is complete: an expression has its value, a pattern was tested, a statement is over.
    Complete,
    /// The same, of a condition that has one such point for each way it may go.
    OneOutcome,
    /// The node begins, or paths meet in it; nothing is visited.
    Passage,
}

/// One point: the node it stands for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Point {
    pub(super) node: NodeId,
    pub(super) role: Role,
}

/// Which points lie next to which.
#[derive(Debug, Default)]
struct Edges {
    /// Where the neighbours of each point begin in `targets`, and the end.
    starts: Vec<u32>,
    targets: Vec<PointId>,
}

impl Edges {
    /// Sorts `pairs` by their first point in linear time, keeping the order of the second.
    fn new(points: usize, pairs: impl Iterator<Item = (PointId, PointId)> + Clone) -> Self {
        let mut starts = vec![0u32; points + 1];
        for (from, _) in pairs.clone() {
            starts[from.index() + 1] += 1;
        }
        for index in 1..starts.len() {
            starts[index] += starts[index - 1];
        }
        let mut free = starts.clone();
        let mut targets = vec![PointId(0); pairs.clone().count()];
        for (from, to) in pairs {
            let slot = &mut free[from.index()];
            targets[*slot as usize] = to;
            *slot += 1;
        }
        Self { starts, targets }
    }

    fn of(&self, point: PointId) -> &[PointId] {
        let at = |index: usize| self.starts.get(index).map_or(0, |start| *start as usize);
        self.targets.get(at(point.index())..at(point.index() + 1)).unwrap_or_default()
    }
}

/// The control flow of one body. The first point is its entry.
#[derive(Debug)]
pub(super) struct Graph {
    points: Vec<Point>,
    pairs: Vec<(PointId, PointId)>,
    next: Edges,
    previous: OnceCell<Edges>,
    /// (node, point where it is complete), ascending.
    complete: Vec<(NodeId, PointId)>,
    /// (node, point where it begins), ascending, for nodes that hold statements.
    begin: Vec<(NodeId, PointId)>,
}

impl Graph {
    pub(super) fn entry(&self) -> PointId {
        PointId(0)
    }

    pub(super) fn point(&self, id: PointId) -> Point {
        // Ids are only made by the draft of the same graph.
        self.points[id.index()]
    }

    /// The points that may come next, in the order in which they were found.
    pub(super) fn next(&self, id: PointId) -> &[PointId] {
        self.next.of(id)
    }

    /// The points that may have come before.
    pub(super) fn previous(&self, id: PointId) -> &[PointId] {
        let reversed = || Edges::new(self.points.len(), self.pairs.iter().map(|(from, to)| (*to, *from)));
        self.previous.get_or_init(reversed).of(id)
    }

    /// The points at which `node` is complete.
    pub(super) fn complete(&self, node: NodeId) -> impl Iterator<Item = PointId> {
        run_of(&self.complete, node)
    }

    /// The point at which `node` begins; none for what holds no statements.
    pub(super) fn begin(&self, node: NodeId) -> Option<PointId> {
        run_of(&self.begin, node).next()
    }

    /// An empty set of points.
    pub(super) fn marks(&self) -> Marks {
        Marks(vec![false; self.points.len()])
    }
}

fn run_of(all: &[(NodeId, PointId)], node: NodeId) -> impl Iterator<Item = PointId> {
    let first = all.partition_point(|(known, _)| *known < node);
    let rest = all.get(first..).unwrap_or_default();
    rest.iter().take_while(move |(known, _)| *known == node).map(|(_, point)| *point)
}

/// A set of points of one graph.
#[derive(Clone, Debug)]
pub(super) struct Marks(Vec<bool>);

impl Marks {
    /// Adds a point; says whether it is new.
    pub(super) fn insert(&mut self, point: PointId) -> bool {
        self.0.get_mut(point.index()).is_some_and(|mark| !std::mem::replace(mark, true))
    }

    pub(super) fn contains(&self, point: PointId) -> bool {
        self.0.get(point.index()).copied().unwrap_or(false)
    }
}

/// A graph that is being drawn.
#[derive(Debug, Default)]
pub(super) struct Draft {
    points: Vec<Point>,
    pairs: Vec<(PointId, PointId)>,
    /// Whether anything leads to each point.
    reached: Vec<bool>,
    begin: Vec<(NodeId, PointId)>,
}

impl Draft {
    /// Adds a point that nothing leads to yet.
    pub(super) fn point(&mut self, node: NodeId, role: Role) -> PointId {
        let id = PointId(Span::from_range(0..self.points.len()).end);
        self.points.push(Point { node, role });
        self.reached.push(false);
        id
    }

    pub(super) fn edge(&mut self, from: PointId, to: PointId) {
        self.pairs.push((from, to));
        if let Some(reached) = self.reached.get_mut(to.index()) {
            *reached = true;
        }
    }

    /// Whether anything leads to `point`.
    pub(super) fn is_reached(&self, point: PointId) -> bool {
        self.reached.get(point.index()).copied().unwrap_or(false)
    }

    /// Notes that `node` begins at `point`.
    pub(super) fn begins(&mut self, node: NodeId, point: PointId) {
        self.begin.push((node, point));
    }

    pub(super) fn finish(mut self) -> Graph {
        let numbered = self.points.iter().enumerate();
        let mut complete: Vec<(NodeId, PointId)> = numbered
            .filter(|(_, point)| point.role != Role::Passage)
            .map(|(index, point)| (point.node, PointId(Span::from_range(0..index).end)))
            .collect();
        complete.sort_unstable();
        self.begin.sort_unstable();
        let next = Edges::new(self.points.len(), self.pairs.iter().copied());
        Graph {
            points: self.points,
            pairs: self.pairs,
            next,
            previous: OnceCell::new(),
            complete,
            begin: self.begin,
        }
    }
}
