//! Asking a rule of a node: every choice of bindings is tried until one satisfies all conditions.
//!
//! Evaluation passes continuations: each condition, for each way in which it holds, calls what comes after it, so that
//! a later condition that fails makes an earlier one look for its next way. What is cheap comes first. What only other
//! files can tell is taken for granted, and what was is told with each way that is found (see [`Env`]).

mod paths;

use std::cell::{Cell, RefCell};

use super::condition::{Condition, Relation, Where};
use super::origin::Origins;
use super::{context, relation};
use crate::flow::Flow;
use crate::locals::Locals;
use crate::pattern::{
    Answer, Env, Facts, Held, Matched, Matcher, Premise, QuestionId, SameVariables, Trace, Way, unwrapped,
};
use crate::syntax::{Node, NodeId, Tree};

/// What is done with a way in which a condition holds: whether it will do.
type Then<'f> = &'f mut dyn FnMut(&mut Env) -> bool;

/// Steps that one rule may take at one node. A step is a part of a pattern tried, or a node visited on a path.
const FUEL: u32 = 200_000;

/// Steps that it may take there in any case, whatever it has taken before: what is told quickly is never left out.
const LEAST_FUEL: u32 = 64;

/// Ways in which a condition may hold, depending on the answers. Each is compared with those before it.
const MAX_WAYS: usize = 256;

/// Nodes that are passed over for one step.
const NODES_PER_STEP: u32 = 8;

/// One file, and what is known of it.
pub(crate) struct Evaluator<'a> {
    pub(crate) tree: &'a Tree,
    pub(crate) facts: &'a dyn Facts,
    pub(crate) locals: &'a Locals<'a>,
    pub(crate) flow: &'a Flow<'a>,
    /// Places where a person asks why a pattern did not match.
    pub(crate) trace: Option<&'a Trace>,
    fuel: Cell<u32>,
    /// Steps left to the rule in the whole file.
    budget: &'a Cell<u64>,
    /// Under an odd number of `not`s, where what is unknown must count as if it held.
    negated: Cell<bool>,
    /// Whether a path is being followed, along which a name must stay the same variable.
    on_path: Cell<bool>,
    /// A question without whose answer the search cannot go on.
    asked: Cell<Option<QuestionId>>,
    /// Conditions on names that nothing has bound yet, of the conditions that hold so far.
    open: RefCell<Vec<&'a Where>>,
}

/// A match of a rule: the bindings that satisfied it, from its first node to its last.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    pub(crate) env: Env,
    pub(crate) matched: Matched,
}

/// What a search found at a node.
#[derive(Debug)]
pub(crate) enum Search {
    /// The ways that the answers can make the first one, in order; whether there may be more that too many steps hid.
    Ways { ways: Vec<Found>, is_cut: bool },
    /// This must be answered before.
    Asks(QuestionId),
}

/// A rule took more steps at a node than are spent on one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct OutOfFuel;

/// The nodes that a condition is asked of: one, or the first and last of a run of statements.
#[derive(Clone, Copy)]
struct Place<'a> {
    first: Node<'a>,
    last: Node<'a>,
    /// Where the match begins: with the first node, or with an attribute before it.
    begin: NodeId,
}

impl<'a> Place<'a> {
    fn new(first: Node<'a>, matched: Matched) -> Self {
        Self { first, last: first.tree().node(matched.last), begin: matched.first }
    }

    /// The same with what another condition on the first node matched.
    fn and(self, matched: Matched) -> Self {
        let last = self.last.id().max(matched.last);
        Self { last: self.first.tree().node(last), begin: self.begin.min(matched.first), ..self }
    }

    fn matched(self) -> Matched {
        Matched { first: self.begin, last: self.last.id() }
    }
}

/// What is done with a way in which conditions hold, and where they do.
type ThenAt<'a, 'f> = &'f mut dyn FnMut(&mut Env, Place<'a>) -> bool;

impl<'a> Evaluator<'a> {
    /// `budget` are the steps that the rule may still take in this file.
    pub(crate) fn new(
        tree: &'a Tree,
        facts: &'a dyn Facts,
        locals: &'a Locals<'a>,
        flow: &'a Flow<'a>,
        budget: &'a Cell<u64>,
    ) -> Self {
        Self {
            tree,
            facts,
            locals,
            flow,
            trace: None,
            fuel: Cell::new(FUEL),
            budget,
            negated: Cell::new(false),
            on_path: Cell::new(false),
            asked: Cell::new(None),
            open: RefCell::default(),
        }
    }

    /// The first way in which `condition` holds at `node`, whatever the answers to open questions are.
    pub(crate) fn find(&self, condition: &'a Condition, node: Node<'a>) -> Result<Search, OutOfFuel> {
        let fuel = u32::try_from(self.budget.get()).map_or(FUEL, |left| left.clamp(LEAST_FUEL, FUEL));
        self.fuel.set(fuel);
        let found = RefCell::new(Vec::new());
        let mut env = Env::default();
        let is_sure = self.settled(condition, node, &mut env, &mut |env, matched| {
            found.borrow_mut().push(Found { env: env.clone(), matched });
            self.found(env)
        });
        self.budget.set(self.budget.get().saturating_sub(u64::from(fuel - self.fuel.get())));
        if let Some(question) = self.asked.take() {
            return Ok(Search::Asks(question));
        }
        let is_cut = !is_sure && self.fuel.get() == 0;
        match found.into_inner() {
            ways if ways.is_empty() && is_cut => Err(OutOfFuel),
            ways => Ok(Search::Ways { ways, is_cut }),
        }
    }

    /// Notes that a way is found.
    fn found(&self, env: &mut Env) -> bool {
        if env.found() >= MAX_WAYS {
            self.fuel.set(0);
        }
        true
    }

    /// Takes one step; says no when there are none left.
    fn step(&self) -> bool {
        let left = self.fuel.get();
        self.fuel.set(left.saturating_sub(1));
        left > 0
    }

    /// Gives up until one of the questions on which `ways` depend is answered.
    fn ask(&self, ways: &[Way]) {
        self.asked.set(ways.iter().flatten().find_map(Premise::question));
        self.fuel.set(0);
    }

    /// Every way in which the condition holds at `node`, with the ends of each match.
    fn solve(
        &self,
        condition: &'a Condition,
        node: Node<'a>,
        env: &mut Env,
        then: &mut dyn FnMut(&mut Env, Matched) -> bool,
    ) -> bool {
        if !self.step() {
            return false;
        }
        if let Some(kinds) = &condition.kinds
            && !kinds.contains(&node.kind())
        {
            return false;
        }
        if let Some(regex) = &condition.regex
            && !regex.is_match(&relation::text_without_comments(node))
        {
            return false;
        }
        let mark = env.mark();
        let held = match &condition.pattern {
            Some(pattern) => {
                let same: &SameVariables<'a, '_> = &|a, b| self.same_variables(a, b);
                let matcher = Matcher {
                    tree: self.tree,
                    pattern,
                    facts: self.facts,
                    fuel: &self.fuel,
                    trace: self.trace,
                    same: self.on_path.get().then_some(same),
                };
                matcher.at(node, env, &mut |env, matched| {
                    let place = Place::new(node, matched);
                    self.rest(condition, place, env, &mut |env, place| then(env, place.matched()))
                })
            }
            None => {
                let place = Place::new(node, Matched { first: node.id(), last: node.id() });
                self.rest(condition, place, env, &mut |env, place| then(env, place.matched()))
            }
        };
        if !held {
            env.undo(mark);
        }
        held
    }

    /// The conditions besides pattern, kind and regex.
    fn rest(&self, condition: &'a Condition, place: Place<'a>, env: &mut Env, then: ThenAt<'a, '_>) -> bool {
        context::hold(&condition.context, place.first)
            && self.all(&condition.all, condition, place, env, then)
    }

    fn all(
        &self,
        all: &'a [Condition],
        condition: &'a Condition,
        place: Place<'a>,
        env: &mut Env,
        then: ThenAt<'a, '_>,
    ) -> bool {
        match all.split_first() {
            Some((first, rest)) => self.solve(first, place.first, env, &mut |env, matched| {
                self.all(rest, condition, place.and(matched), env, then)
            }),
            None => self.any(condition, place, env, then),
        }
    }

    fn any(&self, condition: &'a Condition, place: Place<'a>, env: &mut Env, then: ThenAt<'a, '_>) -> bool {
        let Some(any) = &condition.any else {
            return self.wheres(condition, place, env, &mut |env| then(env, place));
        };
        any.iter().any(|one| {
            self.solve(one, place.first, env, &mut |env, matched| {
                let place = place.and(matched);
                self.wheres(condition, place, env, &mut |env| then(env, place))
            })
        })
    }

    /// The conditions on names that are bound by now; those on names that a relation or a path binds come last.
    fn wheres(&self, condition: &'a Condition, place: Place<'a>, env: &mut Env, then: Then<'_>) -> bool {
        let wheres: Vec<&'a Where> = condition.wheres.iter().collect();
        // What is known to be of another type is not followed along paths.
        self.types(&wheres, env, &mut |env| {
            self.bound_ones(&wheres, env, &mut |left, env| {
                self.relations(condition, place, env, &mut |env| {
                    self.bound_ones(left, env, &mut |unbound, env| {
                        self.not(condition.not.as_deref(), place, env, &mut |env| {
                            self.types(&wheres, env, &mut |env| self.leaving_open(unbound, || then(env)))
                        })
                    })
                })
            })
        })
    }

    /// Goes on with conditions on names that may still be bound by what this condition is a part of.
    fn leaving_open(&self, wheres: &[&'a Where], go_on: impl FnOnce() -> bool) -> bool {
        let before = self.open.borrow().len();
        self.open.borrow_mut().extend(wheres);
        let held = go_on();
        self.open.borrow_mut().truncate(before);
        held
    }

    /// Every way in which the condition holds with all names bound that will be. A name that this way did not bind is
    /// not constrained.
    fn settled(
        &self,
        condition: &'a Condition,
        node: Node<'a>,
        env: &mut Env,
        then: &mut dyn FnMut(&mut Env, Matched) -> bool,
    ) -> bool {
        let before = self.open.borrow().len();
        self.solve(condition, node, env, &mut |env, matched| {
            let mut open = self.open.borrow().get(before..).unwrap_or_default().to_vec();
            open.retain(|one| env.get(one.var).is_some());
            self.bound_ones(&open, env, &mut |_, env| self.types(&open, env, &mut |env| then(env, matched)))
        })
    }

    /// Every way in which the conditions on bound names hold; `then` gets the others.
    fn bound_ones(
        &self,
        wheres: &[&'a Where],
        env: &mut Env,
        then: &mut dyn FnMut(&[&'a Where], &mut Env) -> bool,
    ) -> bool {
        let Some(at) = wheres.iter().position(|one| env.get(one.var).is_some()) else {
            return then(wheres, env);
        };
        let mut left = wheres.to_vec();
        let one = left.remove(at);
        self.bound(one, env, &mut |env| self.bound_ones(&left, env, then))
    }

    fn relations(&self, condition: &'a Condition, place: Place<'a>, env: &mut Env, then: Then<'_>) -> bool {
        self.inside(condition.inside.as_deref(), place, env, &mut |env| {
            self.has(condition.has.as_deref(), place, env, &mut |env| {
                let earlier = || relation::earlier(place.first);
                self.beside(condition.follows.as_deref(), earlier, env, &mut |env| {
                    let later = || relation::later(place.last);
                    self.beside(condition.precedes.as_deref(), later, env, &mut |env| {
                        self.paths(condition, place, env, then)
                    })
                })
            })
        })
    }

    fn paths(&self, condition: &'a Condition, place: Place<'a>, env: &mut Env, then: Then<'_>) -> bool {
        self.leads_to(condition.leads_to.as_deref(), place, env, &mut |env| {
            self.held_across(condition.held_across.as_deref(), place, env, &mut |env| {
                self.guarded_by(condition.guarded_by.as_deref(), place, env, then)
            })
        })
    }

    fn inside(&self, inside: Option<&'a Relation>, place: Place<'a>, env: &mut Env, then: Then<'_>) -> bool {
        match inside {
            Some(inside) => self.around(inside, place.first.parent(), env, then),
            None => then(env),
        }
    }

    /// Tries an `inside` on a node, and on what stands around it.
    fn around(&self, inside: &'a Relation, node: Option<Node<'a>>, env: &mut Env, then: Then<'_>) -> bool {
        let mut next = node;
        while let Some(node) = next {
            if self.solve(&inside.rule, node, env, &mut |env, _| then(env)) {
                return true;
            }
            next = node.parent();
            match self.ends(inside, node, env) {
                Held::No => {}
                ends => return env.unless(ends, |env| self.around(inside, next, env, then)),
            }
        }
        false
    }

    fn has(&self, has: Option<&'a Relation>, place: Place<'a>, env: &mut Env, then: Then<'_>) -> bool {
        let Some(has) = has else { return then(env) };
        let inclusive = has.inclusive || place.first != place.last;
        relation::siblings_to(place.first, place.last).any(|node| self.below(has, node, inclusive, env, then))
    }

    /// Tries a `has` on what stands below `node`, and on the node itself where `inclusive`.
    fn below(
        &self,
        has: &'a Relation,
        node: Node<'a>,
        inclusive: bool,
        env: &mut Env,
        then: Then<'_>,
    ) -> bool {
        let mut skip_in: Option<Node<'a>> = None;
        let own = std::iter::once(node).filter(|_| inclusive);
        for (passed, node) in (1..).zip(own.chain(node.descendants())) {
            if passed % NODES_PER_STEP == 0 && !self.step() {
                return false;
            }
            if skip_in.is_some_and(|skipped| skipped.contains(node)) {
                continue;
            }
            if has.rule.can_start(node.kind()) && self.solve(&has.rule, node, env, &mut |env, _| then(env)) {
                return true;
            }
            match self.ends(has, node, env) {
                Held::No => {}
                ends => {
                    skip_in = Some(node);
                    if env.unless(ends, |env| self.below(has, node, false, env, then)) {
                        return true;
                    }
                }
            }
        }
        false
    }

    /// Whether `until` says that `node` is the last one tried.
    fn ends(&self, relation: &'a Relation, node: Node<'a>, env: &mut Env) -> Held {
        relation.until.as_ref().map_or(Held::No, |until| self.exists(until, node, env))
    }

    /// Tries a rule on the elements beside the place.
    fn beside<I: Iterator<Item = Node<'a>>>(
        &self,
        rule: Option<&'a Condition>,
        elements: impl FnOnce() -> I,
        env: &mut Env,
        then: Then<'_>,
    ) -> bool {
        let Some(rule) = rule else { return then(env) };
        for element in elements() {
            if !self.step() {
                return false;
            }
            let inner = unwrapped(element);
            if self.solve(rule, element, env, &mut |env, _| then(env))
                || inner != element && self.solve(rule, inner, env, &mut |env, _| then(env))
            {
                return true;
            }
        }
        false
    }

    fn not(&self, not: Option<&'a Condition>, place: Place<'a>, env: &mut Env, then: Then<'_>) -> bool {
        let Some(not) = not else { return then(env) };
        let held = self.negated(|| self.exists(not, place.first, env));
        self.fuel.get() > 0 && env.unless(held, then)
    }

    /// Asks what keeps something from being found: there what is unknown counts as if it held.
    fn negated<T>(&self, ask: impl FnOnce() -> T) -> T {
        let outer = self.negated.replace(!self.negated.get());
        let answer = ask();
        self.negated.set(outer);
        answer
    }

    /// Whether there is any way in which the condition holds; binds nothing.
    fn exists(&self, condition: &'a Condition, node: Node<'a>, env: &mut Env) -> Held {
        env.ask(|env| self.settled(condition, node, env, &mut |env, _| self.found(env)))
    }

    /// The conditions on what a name is bound to, but for its type.
    fn bound(&self, condition: &'a Where, env: &mut Env, then: Then<'_>) -> bool {
        let Some(binding) = env.get(condition.var).cloned() else { return then(env) };
        let nodes = binding.nodes();
        if condition.rule.is_empty() {
            return self.from(condition, nodes, env, then);
        }
        nodes.iter().any(|id| {
            let node = self.tree.node(*id);
            let mut then = |env: &mut Env| self.from(condition, nodes, env, then);
            self.bound_node(&condition.rule, node, env, &mut then)
        })
    }

    /// A condition on a bound node; `has` includes the node itself here, and parentheses around it do not count.
    fn bound_node(&self, rule: &'a Condition, node: Node<'a>, env: &mut Env, then: Then<'_>) -> bool {
        let inner = unwrapped(node);
        let mut on = |node: Node<'a>| self.solve(rule, node, env, &mut |env, _| then(env));
        on(node) || inner != node && on(inner)
    }

    fn from(&self, condition: &'a Where, nodes: &[NodeId], env: &mut Env, then: Then<'_>) -> bool {
        let Some(from) = &condition.from else { return then(env) };
        let step = || self.step();
        for id in nodes {
            for origin in Origins::new(self.tree, self.locals, self.tree.node(*id), &step) {
                for node in std::iter::once(origin).chain(origin.descendants()) {
                    if !self.step() {
                        return false;
                    }
                    if from.0.can_start(node.kind())
                        && self.solve(&from.0, node, env, &mut |env, _| then(env))
                    {
                        return true;
                    }
                }
            }
        }
        false
    }

    /// Whether what names are bound to is of one of the types asked for.
    fn types(&self, wheres: &[&'a Where], env: &mut Env, then: Then<'_>) -> bool {
        let Some((first, rest)) = wheres.split_first() else { return then(env) };
        self.type_of(first, env, &mut |env| self.types(rest, env, then))
    }

    fn type_of(&self, condition: &'a Where, env: &mut Env, then: Then<'_>) -> bool {
        let Some(binding) = env.get(condition.var).filter(|_| !condition.types.is_empty()) else {
            return then(env);
        };
        let unknown = condition.unknown_matches != self.negated.get();
        let answer = |id: &NodeId| self.facts.type_is(self.tree.node(*id), &condition.types, unknown);
        let mut answers: Vec<Answer> = binding.nodes().iter().map(answer).collect();
        if answers.contains(&Answer::Yes) {
            answers = vec![Answer::Yes];
        }
        answers.into_iter().any(|answer| env.granted(answer, &mut *then))
    }

    /// Whether local names in two equal pieces of code mean the same variables.
    fn same_variables(&self, a: Node<'a>, b: Node<'a>) -> bool {
        let of = |node: Node<'a>| {
            std::iter::once(node)
                .chain(node.descendants())
                .filter_map(|node| self.locals.definition(node))
                .collect::<Vec<_>>()
        };
        of(a) == of(b)
    }
}
