//! Calls in a pattern: methods that are also written as functions, functions that are also methods, chains with gaps.

use super::path::written_path;
use super::{Matcher, Then};
use crate::language::rust::{F, K, plain};
use crate::pattern::answer::Answer;
use crate::pattern::env::{Binding, Env};
use crate::pattern::facts::WantedPath;
use crate::pattern::form::{Form, FormId, MethodForm, Segment};
use crate::pattern::metavariable::Var;
use crate::pattern::same::{unwrapped, without_borrow};
use crate::syntax::{Node, NodeId};

impl<'t> Matcher<'t, '_> {
    pub(super) fn method(
        &self,
        id: FormId,
        call: &MethodForm,
        node: Node<'t>,
        env: &mut Env,
        then: Then<'_>,
    ) -> bool {
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
            return self.deeper(|| {
                self.fits(call.receiver, value, env, &mut |env| {
                    self.fits(call.arguments, arguments, env, &mut with_turbofish)
                })
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
        let takes_self = self.facts.takes_self(target);
        // What other files decide is asked last.
        let fitted = takes_self != Answer::No
            && self.fits(call.receiver, without_borrow(receiver), env, &mut |env| {
                self.sequence(children, &given, arguments, env, &mut |env| {
                    env.granted(takes_self, &mut with_turbofish)
                })
            });
        if !fitted {
            env.undo(mark);
        }
        fitted
    }

    pub(super) fn segment(&self, segment: &Segment, name: Node<'t>, env: &mut Env) -> bool {
        match segment {
            Segment::Name(wanted) => plain(name.text()) == wanted,
            Segment::Hole(var) => env.bind(self.tree, *var, self.same, || Binding::Node(name.id())),
        }
    }

    /// `T::name(receiver, arguments)` in the pattern finds `receiver.name(arguments)` where the receiver is known
    /// to be a `T`.
    pub(super) fn call_as_method(
        &self,
        children: &[FormId],
        call: Node<'t>,
        env: &mut Env,
        then: Then<'_>,
    ) -> bool {
        let &[function, arguments] = children else { return false };
        let Form::Path(path) = &self.form(function).form else { return false };
        let Form::Node { children: wanted, .. } = &self.form(arguments).form else { return false };
        let Some((Segment::Name(name), prefix)) = path.segments.split_last() else { return false };
        if !path.is_of_type() {
            return false;
        }
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
        if target.k() != K::FieldExpression || plain(field.text()) != name {
            return false;
        }
        let Some((receiver, rest)) = wanted.split_first() else { return false };
        let named = |segment: &Segment| match segment {
            Segment::Name(name) => Some(name.clone()),
            Segment::Hole(_) => None,
        };
        let segments = prefix.iter().map(named).collect();
        let given_nodes: Vec<Node<'t>> = given.children().collect();
        let wanted_type = WantedPath { segments, any_prefix: false };
        let is_gap = matches!(self.form(*receiver).form, Form::Gap(_));
        let fitted = |env: &mut Env, then: Then<'_>| {
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
        // The type is asked last: finding it out takes longest.
        fitted(env, &mut |env| {
            env.granted(self.facts.type_is(value, std::slice::from_ref(&wanted_type), false), &mut *then)
        })
    }

    /// Any run of links, the empty one first, down to the base.
    pub(super) fn chain(
        &self,
        base: FormId,
        var: Option<Var>,
        node: Node<'t>,
        env: &mut Env,
        then: Then<'_>,
    ) -> bool {
        let mut links = Vec::new();
        let mut current = unwrapped(node);
        let mark = env.mark();
        loop {
            if !self.step() {
                return false;
            }
            let run: Vec<NodeId> = links.iter().rev().copied().collect();
            if env.bind(self.tree, var, self.same, || Binding::Links(run))
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
