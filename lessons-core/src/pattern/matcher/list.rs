//! Lists in a pattern: statements, children in order and in any order, ellipses with backtracking.

use super::{Matcher, Then};
use crate::language::rust::K;
use crate::pattern::env::Env;
use crate::pattern::form::{Form, FormId};
use crate::pattern::metavariable::Var;
use crate::syntax::{Field, Node, NodeId};

impl<'t> Matcher<'t, '_> {
    /// Statements from `first` on; what follows the last is free.
    pub(super) fn run(
        &self,
        forms: &[FormId],
        first: Option<Node<'t>>,
        env: &mut Env,
        then: &mut dyn FnMut(&mut Env, NodeId) -> bool,
    ) -> bool {
        first.is_some_and(|node| self.statements(forms, first, node.id(), env, then))
    }

    fn statements(
        &self,
        forms: &[FormId],
        first: Option<Node<'t>>,
        last: NodeId,
        env: &mut Env,
        then: &mut dyn FnMut(&mut Env, NodeId) -> bool,
    ) -> bool {
        let Some((form, rest)) = forms.split_first() else { return then(env, last) };
        let mark = env.mark();
        let mut next = first;
        if let Form::Gap(var) = self.form(*form).form {
            let mut run: Vec<Node<'t>> = Vec::new();
            while self.step() {
                let end = run.last().map_or(last, |node| node.id());
                if self.bind_run(env, var, &run) && self.statements(rest, next, end, env, then) {
                    return true;
                }
                env.undo(mark);
                let Some(node) = next else { return false };
                run.push(node);
                next = node.next_sibling();
            }
            return false;
        }
        while self.step() {
            let Some(node) = next else { return self.miss(*form, None) };
            next = node.next_sibling();
            if self.fits(*form, node, env, &mut |env| self.statements(rest, next, node.id(), env, then)) {
                return true;
            }
            env.undo(mark);
            // Between two statements an attribute may stand that the pattern does not write.
            let skipped = node.parent().is_some_and(|parent| self.omittable(parent, node));
            if !skipped || node.id() == last {
                return false;
            }
        }
        false
    }

    /// Children one after the other; what the code has besides must be omittable.
    pub(super) fn sequence(
        &self,
        forms: &[FormId],
        nodes: &[Node<'t>],
        parent: Node<'t>,
        env: &mut Env,
        then: Then<'_>,
    ) -> bool {
        if !self.step() {
            return false;
        }
        let mark = env.mark();
        let Some((form, rest)) = forms.split_first() else {
            return match nodes.iter().find(|node| !self.omittable(parent, **node)) {
                None => then(env),
                Some(extra) => self.besides(*extra),
            };
        };
        if let Form::Gap(var) = self.form(*form).form {
            for taken in 0..=nodes.len() {
                let (run, after) = nodes.split_at(taken);
                if self.bind_run(env, var, run) && self.sequence(rest, after, parent, env, then) {
                    return true;
                }
                env.undo(mark);
            }
            return false;
        }
        let mut nodes = nodes;
        loop {
            let Some((node, after)) = nodes.split_first() else { return self.miss(*form, None) };
            if self.same_role(*form, *node) {
                let fitted =
                    self.fits(*form, *node, env, &mut |env| self.sequence(rest, after, parent, env, then));
                if fitted {
                    return true;
                }
                env.undo(mark);
            }
            if !self.omittable(parent, *node) || !self.step() {
                return self.miss(*form, Some(*node));
            }
            nodes = after;
        }
    }

    /// Whether pattern and code have the child in the same role.
    pub(super) fn same_role(&self, form: FormId, node: Node<'t>) -> bool {
        let role = self.form(form).field;
        role == node.field() || (role == Field::NONE && !self.grammar_is_rust())
    }

    /// Children in any order, each form on a child of its own; a gap takes what is left.
    pub(super) fn unordered(
        &self,
        forms: &[FormId],
        nodes: &[Node<'t>],
        parent: Node<'t>,
        open: bool,
        env: &mut Env,
        then: Then<'_>,
    ) -> bool {
        let (gaps, fixed) = self.gaps(forms);
        let gaps = (open || fixed.len() < forms.len()).then_some(gaps.as_slice());
        self.assign(&fixed, &mut vec![false; nodes.len()], nodes, parent, gaps, env, then)
    }

    /// The names of the gaps among forms that have no order, and the other forms.
    fn gaps(&self, forms: &[FormId]) -> (Vec<Var>, Vec<FormId>) {
        let (gaps, fixed): (Vec<FormId>, Vec<FormId>) =
            forms.iter().copied().partition(|form| matches!(self.form(*form).form, Form::Gap(_)));
        let name = |gap: FormId| match self.form(gap).form {
            Form::Gap(var) => var,
            _ => None,
        };
        (gaps.into_iter().filter_map(name).collect(), fixed)
    }

    /// Binds each gap among things without order to all that is left: which of them holds which nobody can say.
    fn bind_left(&self, env: &mut Env, gaps: &[Var], left: &[Node<'t>]) -> bool {
        gaps.iter().all(|var| self.bind_run(env, Some(*var), left))
    }

    #[allow(clippy::too_many_arguments, reason = "the state of one backtracking search")]
    pub(super) fn assign(
        &self,
        forms: &[FormId],
        taken: &mut [bool],
        nodes: &[Node<'t>],
        parent: Node<'t>,
        gaps: Option<&[Var]>,
        env: &mut Env,
        then: Then<'_>,
    ) -> bool {
        if !self.step() {
            return false;
        }
        let Some((form, rest)) = forms.split_first() else {
            let left: Vec<Node<'t>> =
                nodes.iter().zip(taken.iter()).filter(|(_, taken)| !**taken).map(|(node, _)| *node).collect();
            return match gaps {
                Some(gaps) => self.bind_left(env, gaps, &left) && then(env),
                None => match left.iter().find(|node| !self.omittable(parent, **node)) {
                    None => then(env),
                    Some(extra) => self.besides(*extra),
                },
            };
        };
        let mark = env.mark();
        for (at, node) in nodes.iter().enumerate() {
            if taken.get(at).copied().unwrap_or(true) || !self.same_role(*form, *node) {
                continue;
            }
            taken[at] = true;
            let mut inner = taken.to_vec();
            if self.fits(*form, *node, env, &mut |env| {
                self.assign(rest, &mut inner, nodes, parent, gaps, env, then)
            }) {
                return true;
            }
            env.undo(mark);
            taken[at] = false;
        }
        self.miss(*form, None)
    }

    /// Attributes before `item`, in any order and among others; `then` gets the first of them.
    pub(super) fn attributes(
        &self,
        forms: &[FormId],
        item: Node<'t>,
        env: &mut Env,
        then: &mut dyn FnMut(&mut Env, Node<'t>) -> bool,
    ) -> bool {
        // A comment has none, and is not among its parent's children.
        if item.is_extra() {
            return false;
        }
        let mut before: Vec<Node<'t>> = Vec::new();
        for sibling in item.parent().into_iter().flat_map(Node::children).take_while(|one| *one != item) {
            if sibling.k() != K::AttributeItem {
                before.clear();
            } else {
                before.push(sibling);
            }
        }
        self.each_attribute(forms, &before, None, env, then)
    }

    fn each_attribute(
        &self,
        forms: &[FormId],
        left: &[Node<'t>],
        first: Option<Node<'t>>,
        env: &mut Env,
        then: &mut dyn FnMut(&mut Env, Node<'t>) -> bool,
    ) -> bool {
        let Some((form, rest)) = forms.split_first() else {
            return first.is_some_and(|first| then(env, first));
        };
        let mark = env.mark();
        for (at, node) in left.iter().enumerate() {
            let others: Vec<Node<'t>> = left.iter().copied().filter(|other| other != node).collect();
            let first = first.filter(|first| first.id() < node.id()).or(left.get(at).copied());
            let fitted = self.step()
                && self
                    .fits(*form, *node, env, &mut |env| self.each_attribute(rest, &others, first, env, then));
            if fitted {
                return true;
            }
            env.undo(mark);
        }
        self.miss(*form, None)
    }

    /// Members of the table that holds `first`, in any order: `first` is one of them, the others come after it. So a
    /// table is found once, whichever way it is written.
    pub(super) fn members(
        &self,
        forms: &[FormId],
        first: Node<'t>,
        env: &mut Env,
        then: &mut dyn FnMut(&mut Env, NodeId) -> bool,
    ) -> bool {
        let table = first.parent().filter(|table| self.tree.grammar().is_unordered(table.kind()));
        if table.is_none() || first.is_extra() {
            return false;
        }
        let nodes: Vec<Node<'t>> = std::iter::successors(Some(first), |node| node.next_sibling()).collect();
        let (gaps, fixed) = self.gaps(forms);
        let mark = env.mark();
        fixed.iter().enumerate().any(|(at, form)| {
            let rest: Vec<FormId> =
                fixed.iter().enumerate().filter(|(i, _)| *i != at).map(|(_, f)| *f).collect();
            let mut taken = vec![false; nodes.len()];
            taken[0] = true;
            let fitted =
                self.fits(*form, first, env, &mut |env| self.later(&rest, &taken, &nodes, &gaps, env, then));
            if !fitted {
                env.undo(mark);
            }
            fitted
        })
    }

    /// The forms on nodes that are not taken yet, in any order.
    fn later(
        &self,
        forms: &[FormId],
        taken: &[bool],
        nodes: &[Node<'t>],
        gaps: &[Var],
        env: &mut Env,
        then: &mut dyn FnMut(&mut Env, NodeId) -> bool,
    ) -> bool {
        if !self.step() {
            return false;
        }
        let Some((form, rest)) = forms.split_first() else {
            let (held, left): (Vec<_>, Vec<_>) = nodes.iter().zip(taken).partition(|(_, taken)| **taken);
            let left: Vec<Node<'t>> = left.into_iter().map(|(node, _)| *node).collect();
            let last = held.last().map(|(node, _)| node.id());
            return self.bind_left(env, gaps, &left) && last.is_some_and(|last| then(env, last));
        };
        let mark = env.mark();
        for (at, node) in nodes.iter().enumerate() {
            if taken.get(at).copied().unwrap_or(true) {
                continue;
            }
            let mut taken = taken.to_vec();
            taken[at] = true;
            if self.fits(*form, *node, env, &mut |env| self.later(rest, &taken, nodes, gaps, env, then)) {
                return true;
            }
            env.undo(mark);
        }
        self.miss(*form, None)
    }

    /// Forms between commas, and the names of the gaps among them.
    pub(super) fn groups(&self, forms: &[FormId]) -> (Vec<Var>, Vec<Vec<FormId>>) {
        let comma = |form: &FormId| matches!(&self.form(*form).form, Form::Leaf { text, .. } if text == ",");
        let groups = forms.split(comma).filter(|group| !group.is_empty());
        let is_gap =
            |group: &&[FormId]| matches!(group, [only] if matches!(self.form(*only).form, Form::Gap(_)));
        let (gaps, fixed): (Vec<&[FormId]>, Vec<&[FormId]>) = groups.partition(is_gap);
        (self.gaps(&gaps.concat()).0, fixed.into_iter().map(<[FormId]>::to_vec).collect())
    }

    /// Groups of tokens between commas, in any order; the code may have more.
    #[allow(clippy::too_many_arguments, reason = "the state of one backtracking search")]
    pub(super) fn subset(
        &self,
        wanted: &[Vec<FormId>],
        gaps: &[Var],
        taken: &mut [bool],
        found: &[Vec<Node<'t>>],
        parent: Node<'t>,
        env: &mut Env,
        then: Then<'_>,
    ) -> bool {
        let Some((group, rest)) = wanted.split_first() else {
            let left = found.iter().zip(taken.iter()).filter(|(_, taken)| !**taken);
            let left: Vec<Node<'t>> = left.flat_map(|(nodes, _)| nodes.iter().copied()).collect();
            return self.bind_left(env, gaps, &left) && then(env);
        };
        let mark = env.mark();
        for (at, nodes) in found.iter().enumerate() {
            if taken.get(at).copied().unwrap_or(true) || !self.step() {
                continue;
            }
            taken[at] = true;
            let mut inner = taken.to_vec();
            if self.sequence(group, nodes, parent, env, &mut |env| {
                self.subset(rest, gaps, &mut inner, found, parent, env, then)
            }) {
                return true;
            }
            env.undo(mark);
            taken[at] = false;
        }
        false
    }
}

/// Tokens between commas.
pub(super) fn groups<'t>(nodes: &[Node<'t>]) -> Vec<Vec<Node<'t>>> {
    nodes
        .split(|node| node.text() == ",")
        .filter(|group| !group.is_empty())
        .map(<[Node<'t>]>::to_vec)
        .collect()
}
