//! Asking a rule of a node: every choice of bindings is tried until one satisfies all conditions.
//!
//! Evaluation passes continuations: each condition, for each way in which it holds, calls what comes after it, so that
//! a later condition that fails makes an earlier one look for its next way. What is cheap comes first; what other files
//! decide is owed until all else holds, and only then asked.

use std::cell::{Cell, RefCell};

use super::condition::{Condition, Path, Relation, Where};
use super::origin::Origins;
use super::{context, relation};
use crate::flow::{Flow, Step};
use crate::locals::Locals;
use crate::pattern::{Env, Facts, Matched, Matcher, Open, Role, SameVariables, Told, Trace, unwrapped};
use crate::syntax::{Node, NodeId, Tree};

/// What is done with a way in which a condition holds: whether it will do.
type Then<'f> = &'f mut dyn FnMut(&mut Env) -> bool;

/// What is done with each node that a path meets.
type Visit<'t, 'f> = &'f mut dyn FnMut(Node<'t>) -> Step;

/// Steps that one rule may take at one node. A step is a part of a pattern tried, or a node visited on a path.
const FUEL: u32 = 200_000;

/// Steps that it may take there in any case, whatever it has taken before: what is told quickly is never left out.
const LEAST_FUEL: u32 = 64;

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
    /// Steps that were left when an answer was missing: no more are taken then.
    spared: Cell<u32>,
    /// Steps left to the rule in the whole file.
    budget: &'a Cell<u64>,
    /// Under an odd number of `not`s, where what is unknown must count as if it held.
    negated: Cell<bool>,
    /// Whether a path is being followed, along which a name must stay the same variable.
    on_path: Cell<bool>,
    /// Conditions on names that nothing has bound yet, of the conditions that hold so far.
    open: RefCell<Vec<Where>>,
}

/// A match of a rule: the bindings that satisfied it, from its first node to its last.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    pub(crate) env: Env,
    pub(crate) matched: Matched,
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

/// Whether a value is of one of the types that a rule asks for, as far as one file tells.
enum Type {
    Wanted,
    Other,
    /// One of the questions decides.
    Open(Vec<Open>),
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
            spared: Cell::new(0),
            budget,
            negated: Cell::new(false),
            on_path: Cell::new(false),
            open: RefCell::default(),
        }
    }

    /// The first way in which `condition` holds at `node`.
    pub(crate) fn find(&self, condition: &Condition, node: Node<'a>) -> Result<Option<Found>, OutOfFuel> {
        let fuel = u32::try_from(self.budget.get()).map_or(FUEL, |left| left.clamp(LEAST_FUEL, FUEL));
        self.fuel.set(fuel);
        self.spared.set(0);
        let found = RefCell::new(None);
        let mut env = Env::default();
        self.settled(condition, node, &mut env, &mut |env, matched| {
            *found.borrow_mut() = Some(Found { env: env.clone(), matched });
            true
        });
        let left = self.fuel.get() + self.spared.get();
        self.budget.set(self.budget.get().saturating_sub(u64::from(fuel - left)));
        match found.into_inner() {
            None if left == 0 => Err(OutOfFuel),
            found => Ok(found),
        }
    }

    /// Takes one step; says no when there are none left.
    fn step(&self) -> bool {
        let left = self.fuel.get();
        self.fuel.set(left.saturating_sub(1));
        left > 0
    }

    /// Every way in which the condition holds at `node`, with the ends of each match.
    fn solve(
        &self,
        condition: &Condition,
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
    fn rest(&self, condition: &Condition, place: Place<'a>, env: &mut Env, then: ThenAt<'a, '_>) -> bool {
        context::hold(&condition.context, place.first)
            && self.all(&condition.all, condition, place, env, then)
    }

    fn all(
        &self,
        all: &[Condition],
        condition: &Condition,
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

    fn any(&self, condition: &Condition, place: Place<'a>, env: &mut Env, then: ThenAt<'a, '_>) -> bool {
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
    fn wheres(&self, condition: &Condition, place: Place<'a>, env: &mut Env, then: Then<'_>) -> bool {
        // What is known to be of another type is not followed along paths.
        if condition.wheres.iter().any(|one| matches!(self.type_of(one, env), Type::Other)) {
            return false;
        }
        let wheres: Vec<&Where> = condition.wheres.iter().collect();
        self.bound_ones(&wheres, env, &mut |left, env| {
            self.relations(condition, place, env, &mut |env| {
                self.bound_ones(left, env, &mut |unbound, env| {
                    self.not(condition.not.as_deref(), place, env)
                        && self.types(&condition.wheres, env)
                        && self.leaving_open(unbound, || then(env))
                })
            })
        })
    }

    /// Goes on with conditions on names that may still be bound by what this condition is a part of.
    fn leaving_open(&self, wheres: &[&Where], go_on: impl FnOnce() -> bool) -> bool {
        let before = self.open.borrow().len();
        self.open.borrow_mut().extend(wheres.iter().map(|one| (*one).clone()));
        let held = go_on();
        self.open.borrow_mut().truncate(before);
        held
    }

    /// Every way in which the condition holds with all names bound that will be, and other files grant what it owes. A
    /// name that this way did not bind is not constrained.
    fn settled(
        &self,
        condition: &Condition,
        node: Node<'a>,
        env: &mut Env,
        then: &mut dyn FnMut(&mut Env, Matched) -> bool,
    ) -> bool {
        let before = self.open.borrow().len();
        let mark = env.mark();
        self.solve(condition, node, env, &mut |env, matched| {
            let open: Vec<Where> = self.open.borrow().iter().skip(before).cloned().collect();
            let open: Vec<&Where> = open.iter().filter(|one| env.get(one.var).is_some()).collect();
            self.bound_ones(&open, env, &mut |_, env| {
                open.iter().all(|one| self.has_type(one, env))
                    && env.owed_since(mark).all(|one_of| self.is_granted(one_of))
                    && then(env, matched)
            })
        })
    }

    /// Whether other files grant one of these. Where that is not known yet, nothing more is looked for.
    fn is_granted(&self, one_of: &[Open]) -> bool {
        let granted = self.facts.is_granted(one_of);
        if self.facts.is_waiting() {
            self.spared.set(self.spared.get() + self.fuel.replace(0));
        }
        granted
    }

    /// Every way in which the conditions on bound names hold; `then` gets the others.
    fn bound_ones(
        &self,
        wheres: &[&Where],
        env: &mut Env,
        then: &mut dyn FnMut(&[&Where], &mut Env) -> bool,
    ) -> bool {
        let Some(at) = wheres.iter().position(|one| env.get(one.var).is_some()) else {
            return then(wheres, env);
        };
        let mut left = wheres.to_vec();
        let one = left.remove(at);
        self.bound(one, env, &mut |env| self.bound_ones(&left, env, then))
    }

    fn relations(&self, condition: &Condition, place: Place<'a>, env: &mut Env, then: Then<'_>) -> bool {
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

    fn paths(&self, condition: &Condition, place: Place<'a>, env: &mut Env, then: Then<'_>) -> bool {
        self.leads_to(condition.leads_to.as_deref(), place, env, &mut |env| {
            self.held_across(condition.held_across.as_deref(), place, env, &mut |env| {
                self.guarded_by(condition.guarded_by.as_deref(), place, env, then)
            })
        })
    }

    fn inside(&self, inside: Option<&Relation>, place: Place<'a>, env: &mut Env, then: Then<'_>) -> bool {
        let Some(inside) = inside else { return then(env) };
        for node in place.first.ancestors() {
            if self.solve(&inside.rule, node, env, &mut |env, _| then(env)) {
                return true;
            }
            if self.ends(inside, node, env) {
                return false;
            }
        }
        false
    }

    fn has(&self, has: Option<&Relation>, place: Place<'a>, env: &mut Env, then: Then<'_>) -> bool {
        let Some(has) = has else { return then(env) };
        let inclusive = has.inclusive || place.first != place.last;
        relation::siblings_to(place.first, place.last).any(|node| self.below(has, node, inclusive, env, then))
    }

    /// Tries a `has` on what stands below `node`, and on the node itself where `inclusive`.
    fn below(&self, has: &Relation, node: Node<'a>, inclusive: bool, env: &mut Env, then: Then<'_>) -> bool {
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
            if self.ends(has, node, env) {
                skip_in = Some(node);
            }
        }
        false
    }

    /// Whether `until` says that `node` is the last one tried.
    fn ends(&self, relation: &Relation, node: Node<'a>, env: &mut Env) -> bool {
        relation.until.as_ref().is_some_and(|until| self.exists(until, node, env))
    }

    /// Tries a rule on the elements beside the place.
    fn beside<I: Iterator<Item = Node<'a>>>(
        &self,
        rule: Option<&Condition>,
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

    fn leads_to(&self, path: Option<&Path>, place: Place<'a>, env: &mut Env, then: Then<'_>) -> bool {
        let Some(path) = path else { return then(env) };
        self.along(path, Role::LeadsTo, env, then, &|visit| {
            self.flow.forward(place.last.id(), visit);
        })
    }

    fn held_across(&self, path: Option<&Path>, place: Place<'a>, env: &mut Env, then: Then<'_>) -> bool {
        let Some(path) = path else { return then(env) };
        self.along(path, Role::HeldAcross, env, then, &|visit| {
            self.flow.while_held(place.first.id(), place.last.id(), visit);
        })
    }

    /// Follows paths until one reaches the rule before it meets `unless`.
    fn along(
        &self,
        path: &Path,
        role: Role,
        env: &mut Env,
        then: Then<'_>,
        walk: &dyn Fn(Visit<'a, '_>),
    ) -> bool {
        let mut held = false;
        let on_path = self.on_path.replace(true);
        walk(&mut |node| {
            if !self.step() {
                return Step::Stop;
            }
            if path.unless.as_ref().is_some_and(|unless| self.negated(|| self.exists(unless, node, env))) {
                return Step::Block;
            }
            if !path.rule.can_start(node.kind()) {
                return Step::Continue;
            }
            let mark = env.mark();
            env.note(role, node.id());
            held = self.solve(&path.rule, node, env, &mut |env, _| {
                let outer = self.on_path.replace(on_path);
                let held = then(env);
                self.on_path.set(outer);
                held
            });
            if held {
                return Step::Stop;
            }
            env.undo(mark);
            Step::Continue
        });
        self.on_path.set(on_path);
        held
    }

    fn guarded_by(&self, guard: Option<&Condition>, place: Place<'a>, env: &mut Env, then: Then<'_>) -> bool {
        let Some(guard) = guard else { return then(env) };
        let mark = env.mark();
        let mut met = None;
        let on_path = self.on_path.replace(true);
        let guarded = self.flow.guarded(place.first.id(), &mut |node| {
            if !self.step() {
                return Step::Stop;
            }
            if !guard.can_start(node.kind()) || !self.exists(guard, node, env) {
                return Step::Continue;
            }
            met = met.or(Some(node));
            Step::Block
        });
        self.on_path.set(on_path);
        if !guarded {
            return false;
        }
        // No path leads to dead code: nothing is said of it, and nothing that is missing before it.
        let Some(met) = met else { return self.negated.get() && then(env) };
        env.note(Role::GuardedBy, met.id());
        // The names of the nearest guard are the ones that a message can show.
        let held = self.solve(guard, met, env, &mut |env, _| then(env));
        if !held {
            env.undo(mark);
        }
        held
    }

    fn not(&self, not: Option<&Condition>, place: Place<'a>, env: &mut Env) -> bool {
        let Some(not) = not else { return true };
        let held = self.negated(|| self.exists(not, place.first, env));
        !held && self.fuel.get() > 0
    }

    /// Asks what keeps something from being found: there what is unknown counts as if it held.
    fn negated(&self, ask: impl FnOnce() -> bool) -> bool {
        let outer = self.negated.replace(!self.negated.get());
        let answer = ask();
        self.negated.set(outer);
        answer
    }

    /// Whether there is any way in which the condition holds; binds nothing.
    fn exists(&self, condition: &Condition, node: Node<'a>, env: &mut Env) -> bool {
        let mark = env.mark();
        let held = self.settled(condition, node, env, &mut |_, _| true);
        env.undo(mark);
        held
    }

    /// The conditions on what a name is bound to, but for its type.
    fn bound(&self, condition: &Where, env: &mut Env, then: Then<'_>) -> bool {
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
    fn bound_node(&self, rule: &Condition, node: Node<'a>, env: &mut Env, then: Then<'_>) -> bool {
        let inner = unwrapped(node);
        let mut on = |node: Node<'a>| self.solve(rule, node, env, &mut |env, _| then(env));
        on(node) || inner != node && on(inner)
    }

    fn from(&self, condition: &Where, nodes: &[NodeId], env: &mut Env, then: Then<'_>) -> bool {
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

    fn types(&self, wheres: &[Where], env: &mut Env) -> bool {
        wheres.iter().all(|condition| self.has_type(condition, env))
    }

    /// Goes on if what a name is bound to is of one of the types asked for, or may be.
    fn has_type(&self, condition: &Where, env: &mut Env) -> bool {
        match self.type_of(condition, env) {
            Type::Wanted => true,
            Type::Other => false,
            Type::Open(questions) => {
                env.owe(questions);
                true
            }
        }
    }

    /// What one file tells of the type of what a name is bound to.
    fn type_of(&self, condition: &Where, env: &Env) -> Type {
        if condition.types.is_empty() {
            return Type::Wanted;
        }
        let Some(binding) = env.get(condition.var) else { return Type::Wanted };
        let unknown = condition.unknown_matches != self.negated.get();
        let mut open = Vec::new();
        for node in binding.nodes().iter().map(|id| self.tree.node(*id)) {
            for wanted in &condition.types {
                match self.facts.type_is(node, wanted, unknown) {
                    Told::Yes => return Type::Wanted,
                    Told::No => {}
                    Told::If(question) => open.push(question),
                }
            }
        }
        if open.is_empty() { Type::Other } else { Type::Open(open) }
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
