//! The graph of one body: points that a path passes, and what may come next.

use std::cell::{OnceCell, RefCell};

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
    /// The loops, by their heads.
    loops: Vec<Loop>,
    /// Sets of points that nobody uses now.
    spare: RefCell<Vec<Stamps>>,
}

/// A loop: the points from its head to its end, and the loop around it.
#[derive(Clone, Copy, Debug)]
struct Loop {
    head: PointId,
    end: PointId,
    around: Option<u32>,
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

    /// An empty set of points. Takes constant time but for the first sets in use at once.
    pub(super) fn marks(&self) -> Marks<'_> {
        let mut stamps = self.spare.borrow_mut().pop().unwrap_or_default();
        stamps.now = stamps.now.wrapping_add(1);
        if stamps.now == 0 || stamps.of.len() != self.points.len() {
            stamps = Stamps { of: vec![0; self.points.len()], now: 1 };
        }
        Marks { graph: self, stamps }
    }

    /// The first point that a path from `point` may come to: points are numbered in the order in which they run, and
    /// only a loop around `point` leads back, to its head. A loop that begins before `since` does not count.
    pub(super) fn first_after(&self, point: PointId, since: PointId) -> PointId {
        let before = self.loops.partition_point(|one| one.head <= point);
        let mut next = before.checked_sub(1);
        let mut first = point;
        while let Some(one) = next.and_then(|at| self.loops.get(at)).filter(|one| one.head >= since) {
            if one.end >= point {
                first = one.head;
            }
            next = one.around.map(|at| at as usize);
        }
        first
    }
}

fn run_of(all: &[(NodeId, PointId)], node: NodeId) -> impl Iterator<Item = PointId> {
    let first = all.partition_point(|(known, _)| *known < node);
    let rest = all.get(first..).unwrap_or_default();
    rest.iter().take_while(move |(known, _)| *known == node).map(|(_, point)| *point)
}

/// A set of points of one graph.
#[derive(Debug)]
pub(super) struct Marks<'g> {
    graph: &'g Graph,
    stamps: Stamps,
}

/// A set that is emptied by counting up: a point is in it if its stamp is the newest.
#[derive(Debug, Default)]
struct Stamps {
    of: Vec<u32>,
    now: u32,
}

impl Marks<'_> {
    /// Adds a point; says whether it is new.
    pub(super) fn insert(&mut self, point: PointId) -> bool {
        let now = self.stamps.now;
        self.stamps.of.get_mut(point.index()).is_some_and(|stamp| std::mem::replace(stamp, now) != now)
    }
}

impl Drop for Marks<'_> {
    fn drop(&mut self) {
        self.graph.spare.borrow_mut().push(std::mem::take(&mut self.stamps));
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
    loops: Vec<Loop>,
    /// The loops that are open, outermost first.
    open: Vec<u32>,
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

    /// A loop begins at `head`.
    pub(super) fn open_loop(&mut self, head: PointId) {
        let at = Span::from_range(0..self.loops.len()).end;
        self.loops.push(Loop { head, end: head, around: self.open.last().copied() });
        self.open.push(at);
    }

    /// The innermost open loop ends with the last point so far.
    pub(super) fn close_loop(&mut self) {
        let end = PointId(Span::from_range(0..self.points.len()).end.saturating_sub(1));
        if let Some(one) = self.open.pop().and_then(|at| self.loops.get_mut(at as usize)) {
            one.end = end;
        }
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
            loops: self.loops,
            spare: RefCell::default(),
        }
    }
}
