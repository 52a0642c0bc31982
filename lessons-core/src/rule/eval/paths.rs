//! Conditions along the paths of a body: what a match leads to, what it is held across, what guards it.

use super::{Evaluator, Place, Then};
use crate::flow::Step;
use crate::pattern::{Env, Held, Role};
use crate::rule::condition::{Condition, Path};
use crate::syntax::Node;

/// What is done with each node that a path meets.
type Visit<'t, 'f> = &'f mut dyn FnMut(Node<'t>) -> Step;

/// Visits the nodes along the paths from a place.
type Walk<'f, 't> = &'f dyn Fn(Visit<'t, '_>);

impl<'a> Evaluator<'a> {
    pub(super) fn leads_to(
        &self,
        path: Option<&'a Path>,
        place: Place<'a>,
        env: &mut Env,
        then: Then<'_>,
    ) -> bool {
        let walk: Walk<'_, 'a> = &|visit| self.flow.forward(place.last.id(), visit);
        self.along(path, Role::LeadsTo, walk, env, then)
    }

    pub(super) fn held_across(
        &self,
        path: Option<&'a Path>,
        place: Place<'a>,
        env: &mut Env,
        then: Then<'_>,
    ) -> bool {
        let walk: Walk<'_, 'a> = &|visit| self.flow.while_held(place.first.id(), place.last.id(), visit);
        self.along(path, Role::HeldAcross, walk, env, then)
    }

    /// Follows paths, if there is anything to look for, until one reaches the rule before it meets `unless`.
    fn along(
        &self,
        path: Option<&'a Path>,
        role: Role,
        walk: Walk<'_, 'a>,
        env: &mut Env,
        then: Then<'_>,
    ) -> bool {
        let Some(path) = path else { return then(env) };
        let mut held = false;
        let on_path = self.on_path.replace(true);
        walk(&mut |node| {
            if !self.step() {
                return Step::Stop;
            }
            let unless = path.unless.as_ref();
            match unless.map_or(Held::No, |unless| self.negated(|| self.exists(unless, node, env))) {
                Held::No => {}
                Held::Yes => return Step::Block,
                // Where the path leads, and what is met first, depends on it.
                Held::Perhaps(ways) => {
                    self.ask(&ways);
                    return Step::Stop;
                }
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

    pub(super) fn guarded_by(
        &self,
        guard: Option<&'a Condition>,
        place: Place<'a>,
        env: &mut Env,
        then: Then<'_>,
    ) -> bool {
        let Some(guard) = guard else { return then(env) };
        let mark = env.mark();
        let mut met = None;
        let mut perhaps = None;
        let on_path = self.on_path.replace(true);
        let guarded = self.flow.guarded(place.first.id(), &mut |node| {
            if !self.step() {
                return Step::Stop;
            }
            if !guard.can_start(node.kind()) {
                return Step::Continue;
            }
            match self.exists(guard, node, env) {
                Held::No => return Step::Continue,
                Held::Yes => {}
                Held::Perhaps(ways) => perhaps = perhaps.take().or(Some(ways)),
            }
            met = met.or(Some(node));
            Step::Block
        });
        self.on_path.set(on_path);
        if !guarded {
            return false;
        }
        // Where it is guarded only by what may be a guard, that must be known.
        if let Some(ways) = perhaps {
            self.ask(&ways);
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
}
