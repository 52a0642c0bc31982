//! Drawing what a path may take in more than one way: conditions, `match`, loops, `select!`.
//!
//! A condition has two ends, so that what runs only when it held is known to come after all of its operands.

use super::build::{Builder, Target, is_lazy, label};
use super::graph::{PointId, Role};
use crate::language::rust::{F, K};
use crate::locals::names_constant;
use crate::syntax::Node;

/// Where the path stands when a condition held, and when it did not.
pub(super) struct Outcome {
    pub(super) yes: Vec<PointId>,
    pub(super) no: Vec<PointId>,
}

impl<'t> Builder<'t, '_> {
    /// Draws a condition.
    fn condition(&mut self, node: Node<'t>) -> Outcome {
        match node.k() {
            K::ParenthesizedExpression | K::UnaryExpression if negation(node).is_some() => {
                let mut outcome = Outcome { yes: self.here.clone(), no: Vec::new() };
                for child in node.children() {
                    if child.is_named() {
                        outcome = self.condition(child);
                    } else {
                        self.node(child);
                    }
                }
                if negation(node) == Some(true) {
                    std::mem::swap(&mut outcome.yes, &mut outcome.no);
                }
                self.each_way(node, outcome)
            }
            K::BinaryExpression if is_lazy(node) => {
                let any = node.get(F::Operator).is_some_and(|operator| operator.text() == "||");
                self.operands(node, any)
            }
            K::LetChain => self.operands(node, false),
            K::LetCondition => {
                self.child(node, F::Value);
                self.children_but(node, &[F::Value]);
                self.complete(node);
                self.open_outcome()
            }
            _ => {
                self.node(node);
                self.open_outcome()
            }
        }
    }

    /// Operands of which a later one runs only if the earlier ones held, or, of `any`, did not.
    fn operands(&mut self, node: Node<'t>, any: bool) -> Outcome {
        let mut short = Vec::new();
        for child in node.children() {
            if !child.is_named() {
                self.node(child);
                continue;
            }
            let mut outcome = self.condition(child);
            if any {
                std::mem::swap(&mut outcome.yes, &mut outcome.no);
            }
            short.extend(outcome.no);
            self.here = outcome.yes;
        }
        let long = std::mem::take(&mut self.here);
        let (yes, no) = if any { (short, long) } else { (long, short) };
        self.each_way(node, Outcome { yes, no })
    }

    /// Either way from where the path stands.
    fn open_outcome(&mut self) -> Outcome {
        let yes = std::mem::take(&mut self.here);
        Outcome { no: yes.clone(), yes }
    }

    /// `node` is complete, with one point for each way.
    fn each_way(&mut self, node: Node<'t>, outcome: Outcome) -> Outcome {
        let mut complete = |here: Vec<PointId>| {
            if here.is_empty() {
                return here;
            }
            self.here = here;
            let point = self.draft.point(node.id(), Role::OneOutcome);
            self.arrive(point);
            std::mem::take(&mut self.here)
        };
        let yes = complete(outcome.yes);
        let no = complete(outcome.no);
        if yes.is_empty() && no.is_empty() {
            // Dead code has its points too.
            self.draft.point(node.id(), Role::OneOutcome);
        }
        Outcome { yes, no }
    }

    /// A condition whose value is used, whichever it is.
    pub(super) fn either_way(&mut self, node: Node<'t>) {
        let outcome = self.condition(node);
        self.join(outcome);
    }

    pub(super) fn join(&mut self, outcome: Outcome) {
        self.here = outcome.yes;
        for point in outcome.no {
            if !self.here.contains(&point) {
                self.here.push(point);
            }
        }
    }

    pub(super) fn if_expression(&mut self, node: Node<'t>) {
        self.begin(node);
        let no = match node.get(F::Condition) {
            Some(condition) => {
                let outcome = self.condition(condition);
                self.here = outcome.yes;
                outcome.no
            }
            None => Vec::new(),
        };
        self.child(node, F::Consequence);
        let after_yes = std::mem::replace(&mut self.here, no);
        self.children_but(node, &[F::Condition, F::Consequence]);
        self.here.extend(after_yes);
        self.complete(node);
    }

    /// A pattern and its guard.
    pub(super) fn match_pattern(&mut self, node: Node<'t>) -> Outcome {
        let guard = node.get(F::Condition);
        self.children_but(node, &[F::Condition]);
        let pattern = node.children().find(|child| Some(*child) != guard);
        let always_fits = pattern.is_some_and(fits_anything);
        let mut no = if always_fits { Vec::new() } else { self.here.clone() };
        if let Some(guard) = guard {
            let outcome = self.condition(guard);
            self.here = outcome.yes;
            no.extend(outcome.no);
        }
        self.complete(node);
        Outcome { yes: std::mem::take(&mut self.here), no }
    }

    /// Arms are tried in order; the last one fits if none before did.
    pub(super) fn match_expression(&mut self, node: Node<'t>) {
        self.begin(node);
        self.children_but(node, &[F::Body]);
        let Some(block) = node.get(F::Body) else { return self.complete(node) };
        let mut after = Vec::new();
        for arm in block.children() {
            if arm.k() != K::MatchArm {
                self.node(arm);
                continue;
            }
            self.begin(arm);
            let mut misses = Vec::new();
            for part in arm.children() {
                if part.k() == K::MatchPattern {
                    let outcome = self.match_pattern(part);
                    misses = outcome.no;
                    self.here = outcome.yes;
                } else {
                    self.node(part);
                }
            }
            self.complete(arm);
            after.append(&mut self.here);
            self.here = misses;
        }
        // What fits no arm does not compile.
        self.here = after;
        self.complete(block);
        self.complete(node);
    }

    pub(super) fn while_expression(&mut self, node: Node<'t>) {
        self.begin_loop(node);
        let head = self.passage(node);
        let after = self.draft.point(node.id(), Role::Complete);
        let no = match node.get(F::Condition) {
            Some(condition) => {
                let outcome = self.condition(condition);
                self.here = outcome.yes;
                outcome.no
            }
            None => Vec::new(),
        };
        self.loop_body(node, head, after);
        self.here = no;
        self.arrive(after);
    }

    pub(super) fn loop_expression(&mut self, node: Node<'t>) {
        self.begin_loop(node);
        let head = self.passage(node);
        let after = self.draft.point(node.id(), Role::Complete);
        self.loop_body(node, head, after);
        if self.draft.is_reached(after) {
            self.here = vec![after];
        } else {
            // Nothing comes after a loop without end, but it is passed.
            self.here = vec![head];
            self.arrive(after);
            self.end();
        }
    }

    pub(super) fn for_expression(&mut self, node: Node<'t>) {
        self.begin_loop(node);
        self.child(node, F::Value);
        let head = self.passage(node);
        let after = self.draft.point(node.id(), Role::Complete);
        self.child(node, F::Pattern);
        self.loop_body(node, head, after);
        self.here = vec![head];
        self.arrive(after);
    }

    /// A loop's name is no part of a round: it is passed before the first one.
    fn begin_loop(&mut self, node: Node<'t>) {
        self.begin(node);
        for name in node.children().filter(|child| child.k() == K::Label) {
            self.node(name);
        }
    }

    /// The body, and the way back to the head.
    fn loop_body(&mut self, node: Node<'t>, head: PointId, after: PointId) {
        self.targets.push(Target { label: label(node), after, head: Some(head) });
        self.child(node, F::Body);
        self.targets.pop();
        self.jump(Some(head));
        self.draft.close_loop();
    }

    /// The head of a loop, to which its rounds come back.
    fn passage(&mut self, node: Node<'t>) -> PointId {
        let point = self.draft.point(node.id(), Role::Passage);
        self.arrive(point);
        self.draft.open_loop(point);
        point
    }

    /// A macro's body runs in order; of the arms of `select!`, all futures are made, then the body of one runs.
    pub(super) fn token_tree(&mut self, node: Node<'t>) {
        let mut arms = Vec::new();
        for part in node.children() {
            if part.k() != K::MatchArm {
                self.node(part);
                continue;
            }
            self.begin(part);
            if let Some(head) = part.get(F::Pattern) {
                self.future(head);
            }
            arms.push(part);
        }
        if !arms.is_empty() {
            let ready = std::mem::take(&mut self.here);
            let mut after = Vec::new();
            for arm in arms {
                self.here.clone_from(&ready);
                for part in arm.children() {
                    if part.k() == K::MatchPattern {
                        self.fits(part);
                    } else {
                        self.node(part);
                    }
                }
                self.complete(arm);
                after.append(&mut self.here);
            }
            self.here = after;
        }
        self.complete(node);
    }

    /// The condition and the future of an arm of `select!`.
    fn future(&mut self, head: Node<'t>) {
        if head.get(F::Value).is_some() {
            self.child(head, F::Condition);
            self.child(head, F::Value);
        }
    }

    /// The pattern of an arm of `select!`, or that and the guard of an arm of another macro.
    fn fits(&mut self, head: Node<'t>) {
        if head.get(F::Value).is_some() {
            self.children_but(head, &[F::Condition, F::Value]);
            self.complete(head);
        } else {
            let outcome = self.match_pattern(head);
            self.here = outcome.yes;
        }
    }
}

/// Whether a pattern fits every value: `_`, or a variable.
fn fits_anything(pattern: Node<'_>) -> bool {
    match pattern.k() {
        K::Identifier => !names_constant(pattern.text()),
        K::MutPattern | K::RefPattern => true,
        _ => pattern.text() == "_",
    }
}

/// For parentheses `false`, for `!` `true`, for any other operator none.
fn negation(node: Node<'_>) -> Option<bool> {
    match node.k() {
        K::ParenthesizedExpression => Some(false),
        _ => node.text().starts_with('!').then_some(true),
    }
}
