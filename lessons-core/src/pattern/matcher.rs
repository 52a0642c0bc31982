//! Trying a pattern at a node: every way in which it fits, one after the other, until one satisfies the caller.

use std::cell::{Cell, RefCell};

use super::compile::is_path;
use super::env::{Binding, Env, SameVariables};
use super::facts::{Facts, WantedPath};
use super::form::{Form, FormId, FormNode, MethodForm, Order, PathForm, Segment};
use super::metavariable::Var;
use super::same::{unwrapped, without_borrow};
use super::{Alternative, Pattern};
use crate::language::Language;
use crate::language::rust::{F, K};
use crate::span::Span;
use crate::syntax::{Field, Node, NodeId, Tree};

/// What is done with a way in which the pattern fits: whether it will do.
type Then<'a> = &'a mut dyn FnMut(&mut Env) -> bool;

/// One pattern on one file.
pub(crate) struct Matcher<'t, 'p> {
    pub(crate) tree: &'t Tree,
    pub(crate) pattern: &'p Pattern,
    pub(crate) facts: &'p dyn Facts,
    /// Steps left for this file's rule and place; at none everything is a miss.
    pub(crate) fuel: &'p Cell<u32>,
    /// Where misses are noted for a person who asks why.
    pub(crate) trace: Option<&'p Trace>,
    /// Along a path a local name must still be the same variable.
    pub(crate) same: Option<&'p SameVariables<'t, 'p>>,
}

/// The miss that got farthest into the pattern.
#[derive(Debug, Default)]
pub(crate) struct Trace {
    farthest: RefCell<Option<Miss>>,
}

/// A part of the pattern that did not fit a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Miss {
    /// The part, in the pattern's text.
    pub(crate) part: Span,
    /// The node it was tried on; none where the code had nothing left.
    pub(crate) node: Option<NodeId>,
}

impl Trace {
    fn note(&self, part: Span, node: Option<NodeId>) {
        let mut farthest = self.farthest.borrow_mut();
        if farthest.is_none_or(|known| (known.part.start, known.part.end) <= (part.start, part.end)) {
            *farthest = Some(Miss { part, node });
        }
    }

    /// The miss that got farthest, if there was any.
    pub(crate) fn farthest(&self) -> Option<Miss> {
        *self.farthest.borrow()
    }
}

impl<'t, 'p> Matcher<'t, 'p> {
    /// Tries the pattern at `node`. For each way in which it fits, `then` gets the bindings and the last node of the
    /// match, until it says that this one will do.
    pub(crate) fn at(
        &self,
        node: Node<'t>,
        env: &mut Env,
        then: &mut dyn FnMut(&mut Env, NodeId) -> bool,
    ) -> bool {
        self.pattern.alternatives.iter().any(|alternative| {
            let starts = alternative.starts.as_ref();
            starts
                .is_none_or(|kinds| kinds.binary_search(&node.kind()).is_ok() || kinds.contains(&node.kind()))
                && self.alternative(alternative, node, env, then)
        })
    }

    fn alternative(
        &self,
        alternative: &Alternative,
        node: Node<'t>,
        env: &mut Env,
        then: &mut dyn FnMut(&mut Env, NodeId) -> bool,
    ) -> bool {
        match &self.form(alternative.root).form {
            Form::Statements(forms) => {
                if node.parent().is_none() || node.is_extra() {
                    return false;
                }
                let siblings: Vec<Node<'t>> =
                    std::iter::successors(Some(node), |node| node.next_sibling()).collect();
                self.run(forms, &siblings, env, then)
            }
            _ => self.fits(alternative.root, node, env, &mut |env| then(env, node.id())),
        }
    }

    fn form(&self, id: FormId) -> &'p FormNode {
        self.pattern.forms.get(id)
    }

    fn grammar_is_rust(&self) -> bool {
        self.tree.grammar().language() == Language::Rust
    }

    /// Takes one step; says no when there are none left.
    fn step(&self) -> bool {
        let left = self.fuel.get();
        self.fuel.set(left.saturating_sub(1));
        left > 0
    }

    fn miss(&self, id: FormId, node: Option<Node<'t>>) -> bool {
        if let Some(trace) = self.trace {
            trace.note(self.form(id).span, node.map(Node::id));
        }
        false
    }

    /// Statements from the first of `siblings` on; what follows the last is free.
    fn run(
        &self,
        forms: &[FormId],
        siblings: &[Node<'t>],
        env: &mut Env,
        then: &mut dyn FnMut(&mut Env, NodeId) -> bool,
    ) -> bool {
        let Some(first) = siblings.first() else { return false };
        self.statements(forms, siblings, first.id(), env, then)
    }

    fn statements(
        &self,
        forms: &[FormId],
        siblings: &[Node<'t>],
        last: NodeId,
        env: &mut Env,
        then: &mut dyn FnMut(&mut Env, NodeId) -> bool,
    ) -> bool {
        let Some((form, rest)) = forms.split_first() else { return then(env, last) };
        if !self.step() {
            return false;
        }
        if let Form::Gap(var) = self.form(*form).form {
            let mark = env.mark();
            for taken in 0..=siblings.len() {
                let (run, after) = siblings.split_at(taken);
                if self.bind_run(env, var, run)
                    && self.statements(rest, after, run.last().map_or(last, |node| node.id()), env, then)
                {
                    return true;
                }
                env.undo(mark);
            }
            return false;
        }
        let Some((node, after)) = siblings.split_first() else { return self.miss(*form, None) };
        if self.fits(*form, *node, env, &mut |env| self.statements(rest, after, node.id(), env, then)) {
            return true;
        }
        // Between two statements an attribute may stand that the pattern does not write.
        node.parent().is_some_and(|parent| self.omittable(parent, *node))
            && node.id() != last
            && self.statements(forms, after, last, env, then)
    }

    fn bind_run(&self, env: &mut Env, var: Option<Var>, run: &[Node<'t>]) -> bool {
        env.bind(self.tree, var, self.same, || Binding::Run(run.iter().map(|node| node.id()).collect()))
    }

    fn omittable(&self, parent: Node<'t>, child: Node<'t>) -> bool {
        self.tree.grammar().is_omittable(parent.kind(), child.kind(), child.field())
    }

    /// Every way in which the form fits `node`.
    fn fits(&self, id: FormId, node: Node<'t>, env: &mut Env, then: Then<'_>) -> bool {
        if !self.step() {
            return false;
        }
        let mark = env.mark();
        let fitted = match &self.form(id).form {
            Form::Hole(var) => env.bind(self.tree, *var, self.same, || Binding::Node(node.id())) && then(env),
            // A gap that stands where only one node can.
            Form::Gap(var) => self.bind_run(env, *var, &[node]) && then(env),
            Form::Leaf { kind, text, value } => {
                let code = if node.kind() == *kind { node } else { unwrapped(node) };
                (self.same_leaf(*kind, text, value.as_deref(), code) || self.miss(id, Some(node)))
                    && then(env)
            }
            Form::Node { kind, children, order } => self.node(id, *kind, children, *order, node, env, then),
            Form::Statement(inner) => {
                let mut children = node.children();
                node.k() == K::ExpressionStatement
                    && (node.text().ends_with(';') || self.miss(id, Some(node)))
                    && children.next().is_some_and(|child| self.fits(*inner, child, env, then))
            }
            Form::Statements(forms) => {
                let siblings: Vec<Node<'t>> = node.children().collect();
                self.run(forms, &siblings, env, &mut |env, _| then(env))
            }
            Form::Path(path) => self.path(id, path, unwrapped(node), env, then),
            Form::MethodCall(call) => self.method(id, call, unwrapped(node), env, then),
            Form::Chain { base, var } => self.chain(*base, *var, node, env, then),
            Form::AnyElse(var) => {
                node.k() == K::ElseClause
                    && env.bind(self.tree, *var, self.same, || {
                        Binding::Run(node.children().map(Node::id).collect())
                    })
                    && then(env)
            }
            Form::Name(name) => (node.is_atom() && node.text() == name) && then(env),
        };
        if !fitted {
            env.undo(mark);
        }
        fitted
    }

    fn same_leaf(&self, kind: crate::syntax::Kind, text: &str, value: Option<&str>, code: Node<'t>) -> bool {
        if code.text() == text && code.is_atom() {
            return code.kind() == kind
                || self.grammar_is_rust() && is_name(K::of(kind)) && is_name(code.k());
        }
        let Some(value) = value else { return false };
        let literal = self.tree.grammar().definition().literal;
        literal(code.kind_name(), code.text()).is_some_and(|found| {
            // A number without a suffix stands for the value in any type.
            let unsuffixed = value.starts_with(|c: char| c.is_ascii_digit()) && !value.contains(':');
            found == value || unsuffixed && found.split(':').next() == Some(value)
        })
    }

    #[allow(clippy::too_many_arguments, reason = "the parts of one form")]
    fn node(
        &self,
        id: FormId,
        kind: crate::syntax::Kind,
        children: &[FormId],
        order: Order,
        node: Node<'t>,
        env: &mut Env,
        then: Then<'_>,
    ) -> bool {
        let code = if node.kind() == kind { node } else { unwrapped(node) };
        if code.kind() != kind {
            return self.shorthand(kind, children, code, env, then) || self.miss(id, Some(node));
        }
        let found: Vec<Node<'t>> = code.children().collect();
        let mark = env.mark();
        match order {
            Order::Fixed => {
                if self.sequence(children, &found, code, env, then) {
                    return true;
                }
                env.undo(mark);
                self.grammar_is_rust()
                    && K::of(kind) == K::CallExpression
                    && self.call_as_method(children, code, env, then)
            }
            Order::Sides => {
                if self.sequence(children, &found, code, env, then) {
                    return true;
                }
                env.undo(mark);
                let (&[left, operator, right], &[a, sign, b]) = (children, found.as_slice()) else {
                    return false;
                };
                self.fits(operator, sign, env, &mut |env| {
                    self.fits(left, b, env, &mut |env| self.fits(right, a, env, then))
                })
            }
            Order::Any => self.unordered(children, &found, code, env, then),
            Order::AnySubset => {
                let wanted = self.groups(children);
                let found = groups(&found);
                self.subset(&wanted, &mut vec![false; found.len()], &found, code, env, then)
            }
        }
    }

    /// `name: value` also fits the shorthand `name`.
    fn shorthand(
        &self,
        kind: crate::syntax::Kind,
        children: &[FormId],
        code: Node<'t>,
        env: &mut Env,
        then: Then<'_>,
    ) -> bool {
        if !self.grammar_is_rust()
            || K::of(kind) != K::FieldInitializer
            || code.k() != K::ShorthandFieldInitializer
        {
            return false;
        }
        let (&[name, value], Some(written)) = (children, code.children().last()) else { return false };
        self.fits(name, written, env, &mut |env| self.fits(value, written, env, then))
    }

    /// Children one after the other; what the code has besides must be omittable.
    fn sequence(
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
                Some(extra) => {
                    if let Some(trace) = self.trace {
                        let end = self.pattern.text().len();
                        trace.note(Span::from_range(end..end), Some(extra.id()));
                    }
                    false
                }
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
        let Some((node, after)) = nodes.split_first() else { return self.miss(*form, None) };
        if self.same_role(*form, *node) {
            let fitted =
                self.fits(*form, *node, env, &mut |env| self.sequence(rest, after, parent, env, then));
            if fitted {
                return true;
            }
            env.undo(mark);
        }
        self.omittable(parent, *node) && self.sequence(forms, after, parent, env, then)
    }

    /// Whether pattern and code have the child in the same role.
    fn same_role(&self, form: FormId, node: Node<'t>) -> bool {
        let role = self.form(form).field;
        role == node.field() || (role == Field::NONE && !self.grammar_is_rust())
    }

    /// Children in any order, each form on a child of its own; a gap takes what is left.
    fn unordered(
        &self,
        forms: &[FormId],
        nodes: &[Node<'t>],
        parent: Node<'t>,
        env: &mut Env,
        then: Then<'_>,
    ) -> bool {
        let gap = forms.iter().find_map(|form| match self.form(*form).form {
            Form::Gap(var) => Some(var),
            _ => None,
        });
        let fixed: Vec<FormId> =
            forms.iter().copied().filter(|form| !matches!(self.form(*form).form, Form::Gap(_))).collect();
        self.assign(&fixed, &mut vec![false; nodes.len()], nodes, parent, gap, env, then)
    }

    #[allow(clippy::too_many_arguments, reason = "the state of one backtracking search")]
    fn assign(
        &self,
        forms: &[FormId],
        taken: &mut Vec<bool>,
        nodes: &[Node<'t>],
        parent: Node<'t>,
        gap: Option<Option<Var>>,
        env: &mut Env,
        then: Then<'_>,
    ) -> bool {
        if !self.step() {
            return false;
        }
        let Some((form, rest)) = forms.split_first() else {
            let left: Vec<Node<'t>> =
                nodes.iter().zip(taken.iter()).filter(|(_, taken)| !**taken).map(|(node, _)| *node).collect();
            return match gap {
                Some(var) => self.bind_run(env, var, &left) && then(env),
                None => left.iter().all(|node| self.omittable(parent, *node)) && then(env),
            };
        };
        let mark = env.mark();
        for (at, node) in nodes.iter().enumerate() {
            if taken.get(at).copied().unwrap_or(true) || !self.same_role(*form, *node) {
                continue;
            }
            taken[at] = true;
            let mut inner = taken.clone();
            if self.fits(*form, *node, env, &mut |env| {
                self.assign(rest, &mut inner, nodes, parent, gap, env, then)
            }) {
                return true;
            }
            env.undo(mark);
            taken[at] = false;
        }
        self.miss(*form, None)
    }

    /// Forms between commas.
    fn groups(&self, forms: &[FormId]) -> Vec<Vec<FormId>> {
        let comma = |form: &FormId| matches!(&self.form(*form).form, Form::Leaf { text, .. } if text == ",");
        forms.split(comma).filter(|group| !group.is_empty()).map(<[FormId]>::to_vec).collect()
    }

    /// Groups of tokens between commas, in any order; the code may have more.
    fn subset(
        &self,
        wanted: &[Vec<FormId>],
        taken: &mut Vec<bool>,
        found: &[Vec<Node<'t>>],
        parent: Node<'t>,
        env: &mut Env,
        then: Then<'_>,
    ) -> bool {
        let Some((group, rest)) = wanted.split_first() else { return then(env) };
        if let [only] = group.as_slice()
            && matches!(self.form(*only).form, Form::Gap(_))
        {
            return self.subset(rest, taken, found, parent, env, then);
        }
        let mark = env.mark();
        for (at, nodes) in found.iter().enumerate() {
            if taken.get(at).copied().unwrap_or(true) || !self.step() {
                continue;
            }
            taken[at] = true;
            let mut inner = taken.clone();
            if self.sequence(group, nodes, parent, env, &mut |env| {
                self.subset(rest, &mut inner, found, parent, env, then)
            }) {
                return true;
            }
            env.undo(mark);
            taken[at] = false;
        }
        false
    }

    fn path(&self, id: FormId, path: &PathForm, node: Node<'t>, env: &mut Env, then: Then<'_>) -> bool {
        if !is_path(node) && node.k() != K::FieldIdentifier {
            return self.miss(id, Some(node));
        }
        let any_prefix = matches!(path.segments.first(), Some(Segment::Hole(_)));
        let named = if any_prefix { path.segments.get(1..).unwrap_or_default() } else { &path.segments };
        let segments = named
            .iter()
            .map(|segment| match segment {
                Segment::Name(name) => Some(name.clone()),
                Segment::Hole(_) => None,
            })
            .collect();
        let written = written_path(node);
        // Cheap first: what is written in the pattern with generics must be written in the code.
        if path
            .generics
            .iter()
            .any(|(at, _)| written.get(*at).is_none_or(|segment| segment.generics.is_none()))
        {
            return self.miss(id, Some(node));
        }
        if !self.facts.path_is(node, &WantedPath { segments, any_prefix }) {
            return self.miss(id, Some(node));
        }
        for (at, segment) in path.segments.iter().rev().enumerate() {
            let Segment::Hole(var) = segment else { continue };
            let leading = any_prefix && at + 1 == path.segments.len();
            let bound = match written.get(at) {
                Some(segment) if leading => segment.prefix,
                Some(segment) => Some(segment.name),
                None => None,
            };
            match bound {
                Some(bound) if env.bind(self.tree, *var, self.same, || Binding::Node(bound.id())) => {}
                None if var.is_none() && !leading => {}
                _ => return self.miss(id, Some(node)),
            }
        }
        self.generics(&path.generics, &written, env, then)
    }

    fn generics(
        &self,
        wanted: &[(usize, FormId)],
        written: &[Written<'t>],
        env: &mut Env,
        then: Then<'_>,
    ) -> bool {
        let Some(((at, form), rest)) = wanted.split_first() else { return then(env) };
        let arguments = written.get(*at).and_then(|segment| segment.generics);
        arguments.is_some_and(|arguments| {
            self.fits(*form, arguments, env, &mut |env| self.generics(rest, written, env, then))
        })
    }

    fn method(&self, id: FormId, call: &MethodForm, node: Node<'t>, env: &mut Env, then: Then<'_>) -> bool {
        if node.k() != K::CallExpression {
            return self.miss(id, Some(node));
        }
        let (Some(function), Some(arguments)) = (node.get(F::Function), node.get(F::Arguments)) else {
            return false;
        };
        let (target, turbofish) = match function.k() {
            K::GenericFunction => (function.get(F::Function), function.get(F::TypeArguments)),
            _ => (Some(function), None),
        };
        let Some(target) = target else { return false };
        let mark = env.mark();
        let mut with_turbofish = |env: &mut Env| match (call.turbofish, turbofish) {
            (None, _) => then(env),
            (Some(form), Some(written)) => self.fits(form, written, env, then),
            (Some(form), None) => self.miss(form, Some(node)),
        };
        if target.k() == K::FieldExpression {
            let (Some(value), Some(field)) = (target.get(F::Value), target.get(F::FieldName)) else {
                return false;
            };
            if !self.segment(&call.name, field, env) {
                return self.miss(id, Some(field));
            }
            return self.fits(call.receiver, value, env, &mut |env| {
                self.fits(call.arguments, arguments, env, &mut with_turbofish)
            });
        }
        // `T::name(&receiver, arguments)`
        let written = written_path(target);
        let Some(last) = written.first() else { return false };
        if written.len() < 2 && last.prefix.is_none() || !self.segment(&call.name, last.name, env) {
            return self.miss(id, Some(node));
        }
        let mut given = arguments.children();
        let Some(receiver) = given.next() else { return self.miss(id, Some(node)) };
        let Form::Node { children, .. } = &self.form(call.arguments).form else { return false };
        let given: Vec<Node<'t>> = given.collect();
        let fitted = self.facts.takes_self(target)
            && self.fits(call.receiver, without_borrow(receiver), env, &mut |env| {
                self.sequence(children, &given, arguments, env, &mut with_turbofish)
            });
        if !fitted {
            env.undo(mark);
        }
        fitted
    }

    fn segment(&self, segment: &Segment, name: Node<'t>, env: &mut Env) -> bool {
        match segment {
            Segment::Name(wanted) => name.text() == wanted,
            Segment::Hole(var) => env.bind(self.tree, *var, self.same, || Binding::Node(name.id())),
        }
    }

    /// `T::name(receiver, arguments)` in the pattern finds `receiver.name(arguments)` where the receiver is known
    /// to be a `T`.
    fn call_as_method(&self, children: &[FormId], call: Node<'t>, env: &mut Env, then: Then<'_>) -> bool {
        let &[function, arguments] = children else { return false };
        let Form::Path(path) = &self.form(function).form else { return false };
        let Form::Node { children: wanted, .. } = &self.form(arguments).form else { return false };
        let Some((Segment::Name(name), prefix)) = path.segments.split_last() else { return false };
        let prefix: Option<Vec<Option<String>>> = prefix
            .iter()
            .map(|segment| match segment {
                Segment::Name(name) => Some(Some(name.clone())),
                Segment::Hole(_) => None,
            })
            .collect();
        let Some(segments) = prefix.filter(|prefix| !prefix.is_empty()) else { return false };
        let Some(target) = call.get(F::Function) else { return false };
        let target = match target.k() {
            K::GenericFunction => target.get(F::Function).unwrap_or(target),
            _ => target,
        };
        let (Some(value), Some(field), Some(given)) =
            (target.get(F::Value), target.get(F::FieldName), call.get(F::Arguments))
        else {
            return false;
        };
        if target.k() != K::FieldExpression || field.text() != name {
            return false;
        }
        let Some((receiver, rest)) = wanted.split_first() else { return false };
        let given_nodes: Vec<Node<'t>> = given.children().collect();
        let wanted_type = WantedPath { segments, any_prefix: false };
        let is_gap = matches!(self.form(*receiver).form, Form::Gap(_));
        let mut fitted = |env: &mut Env, then: Then<'_>| {
            if is_gap {
                let mut all = vec![value];
                all.extend(&given_nodes);
                self.sequence(wanted, &all, given, env, then)
            } else {
                self.fits(*receiver, value, env, &mut |env| {
                    self.sequence(rest, &given_nodes, given, env, then)
                })
            }
        };
        // The type is asked last: it may be a question for the whole workspace.
        fitted(env, &mut |env| self.facts.type_is(value, &wanted_type, false) && then(env))
    }

    /// Any run of links, the empty one first, down to the base.
    fn chain(&self, base: FormId, var: Option<Var>, node: Node<'t>, env: &mut Env, then: Then<'_>) -> bool {
        let mut links = Vec::new();
        let mut current = unwrapped(node);
        let mark = env.mark();
        loop {
            if !self.step() {
                return false;
            }
            let run: Vec<NodeId> = links.iter().rev().copied().collect();
            if env.bind(self.tree, var, self.same, || Binding::Run(run))
                && self.fits(base, current, env, then)
            {
                return true;
            }
            env.undo(mark);
            links.push(current.id());
            let Some(below) = link_base(current) else { return false };
            current = unwrapped(below);
        }
    }
}

/// What a method call, a field, `?` or `.await` is applied to.
pub(crate) fn link_base(node: Node<'_>) -> Option<Node<'_>> {
    match node.k() {
        K::CallExpression => {
            let function = node.get(F::Function)?;
            let target = match function.k() {
                K::GenericFunction => function.get(F::Function)?,
                _ => function,
            };
            (target.k() == K::FieldExpression).then(|| target.get(F::Value)).flatten()
        }
        K::FieldExpression => node.get(F::Value),
        K::TryExpression | K::AwaitExpression => node.children().next(),
        _ => None,
    }
}

fn is_name(kind: K) -> bool {
    matches!(
        kind,
        K::Identifier
            | K::TypeIdentifier
            | K::FieldIdentifier
            | K::ShorthandFieldIdentifier
            | K::PrimitiveType
            | K::SelfName
            | K::CrateName
            | K::SuperName
    )
}

/// Tokens between commas.
fn groups<'t>(nodes: &[Node<'t>]) -> Vec<Vec<Node<'t>>> {
    nodes
        .split(|node| node.text() == ",")
        .filter(|group| !group.is_empty())
        .map(<[Node<'t>]>::to_vec)
        .collect()
}

/// One segment of a path as written.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Written<'t> {
    pub(crate) name: Node<'t>,
    pub(crate) generics: Option<Node<'t>>,
    /// The path before this segment.
    pub(crate) prefix: Option<Node<'t>>,
}

/// The segments of a path as written, the last one first.
pub(crate) fn written_path(node: Node<'_>) -> Vec<Written<'_>> {
    let mut segments = Vec::new();
    let mut generics = None;
    let mut next = Some(node);
    while let Some(node) = next {
        next = match node.k() {
            K::ScopedIdentifier | K::ScopedTypeIdentifier => {
                let prefix = node.get(F::Path);
                if let Some(name) = node.get(F::Name) {
                    segments.push(Written { name, generics: generics.take(), prefix });
                }
                prefix
            }
            K::GenericType | K::GenericTypeWithTurbofish => {
                generics = node.get(F::TypeArguments);
                node.get(F::Type)
            }
            K::GenericFunction => {
                generics = node.get(F::TypeArguments);
                node.get(F::Function)
            }
            _ => {
                segments.push(Written { name: node, generics: generics.take(), prefix: None });
                None
            }
        };
    }
    segments
}
