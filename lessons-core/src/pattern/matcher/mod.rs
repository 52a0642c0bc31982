//! Trying a pattern at a node: every way in which it fits, one after the other, until one satisfies the caller.

mod call;
mod list;
pub(super) mod path;

use std::cell::{Cell, RefCell};

use super::compile::ELEMENTS;
use super::env::{Binding, Env, SameVariables};
use super::facts::Facts;
use super::form::{Form, FormId, FormNode, Order};
use super::metavariable::Var;
use super::same::unwrapped;
use super::{Alternative, Pattern};
use crate::language::Language;
use crate::language::rust::K;
use crate::span::Span;
use crate::syntax::{Node, NodeId, Tree};

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
    /// How many forms have fitted on the way that is being tried.
    fitted: Cell<u32>,
    /// With how many forms had fitted before it.
    farthest: RefCell<Option<(u32, Miss)>>,
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
    /// Of misses that got equally far, the first is kept: later ones come from other starts and other ways.
    fn note(&self, part: Span, node: Option<NodeId>) {
        let mut farthest = self.farthest.borrow_mut();
        let fitted = self.fitted.get();
        if farthest.is_none_or(|(known, _)| known < fitted) {
            *farthest = Some((fitted, Miss { part, node }));
        }
    }

    /// Goes on after one more form has fitted.
    fn deeper(&self, go_on: impl FnOnce() -> bool) -> bool {
        let before = self.fitted.get();
        self.fitted.set(before + 1);
        let will_do = go_on();
        self.fitted.set(before);
        will_do
    }

    /// The miss that got farthest, if there was any.
    pub(crate) fn farthest(&self) -> Option<Miss> {
        self.farthest.borrow().map(|(_, miss)| miss)
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
                self.run(forms, Some(node), env, then)
            }
            Form::Members(forms) => self.members(forms, node, env, then),
            _ => self.fits(alternative.root, node, env, &mut |env| then(env, node.id())),
        }
    }

    fn form(&self, id: FormId) -> &'p FormNode {
        self.pattern.forms.get(id)
    }

    fn grammar_is_rust(&self) -> bool {
        self.tree.grammar().language() == Language::Rust
    }

    fn is_kind(&self, node: Node<'t>, kind: crate::syntax::Kind) -> bool {
        self.tree.grammar().are_alike(node.kind(), kind)
    }

    /// What a metavariable stands for at a node: in Rust the node, in other languages without what only marks it as
    /// an element or a value.
    fn held(&self, node: Node<'t>) -> Node<'t> {
        if self.grammar_is_rust() { node } else { unwrapped(node) }
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

    fn bind_run(&self, env: &mut Env, var: Option<Var>, run: &[Node<'t>]) -> bool {
        env.bind(self.tree, var, self.same, || Binding::Run(run.iter().map(|node| node.id()).collect()))
    }

    fn omittable(&self, parent: Node<'t>, child: Node<'t>) -> bool {
        self.tree.grammar().is_omittable(parent.kind(), child.kind(), child.field())
    }

    /// Whether a pattern calls what a field holds, `(x.f)()`, where the parentheses tell it from a method.
    fn calls_field(&self, kind: crate::syntax::Kind, children: &[FormId]) -> bool {
        self.grammar_is_rust()
            && K::of(kind) == K::CallExpression
            && children.first().is_some_and(|function| {
                matches!(&self.form(*function).form, Form::Node { kind, .. } if K::of(*kind) == K::FieldExpression)
            })
    }

    /// Goes on after something of the pattern has fitted.
    fn deeper(&self, go_on: impl FnOnce() -> bool) -> bool {
        match self.trace {
            Some(trace) => trace.deeper(go_on),
            None => go_on(),
        }
    }

    /// Every way in which the form fits `node`.
    fn fits(&self, id: FormId, node: Node<'t>, env: &mut Env, then: Then<'_>) -> bool {
        if !self.step() {
            return false;
        }
        match self.trace {
            Some(trace) => self.form_fits(id, node, env, &mut |env| trace.deeper(|| then(env))),
            None => self.form_fits(id, node, env, then),
        }
    }

    fn form_fits(&self, id: FormId, node: Node<'t>, env: &mut Env, then: Then<'_>) -> bool {
        let mark = env.mark();
        let fitted = match &self.form(id).form {
            Form::Hole(var) => {
                (env.bind(self.tree, *var, self.same, || Binding::Node(self.held(node).id()))
                    || self.miss(id, Some(node)))
                    && then(env)
            }
            // A gap that stands where only one node can.
            Form::Gap(var) => self.bind_run(env, *var, &[node]) && then(env),
            Form::Leaf { kind, text, value } => {
                let code = if self.is_kind(node, *kind) { node } else { unwrapped(node) };
                (self.same_leaf(*kind, text, value.as_deref(), code) || self.miss(id, Some(node)))
                    && then(env)
            }
            Form::Node { kind, children, order } if node.kind() == *kind => {
                self.deeper(|| self.node(id, *kind, children, *order, node, env, then))
            }
            Form::Node { kind, children, order } => self.node(id, *kind, children, *order, node, env, then),
            Form::Statement(inner) => {
                let mut children = node.children();
                node.k() == K::ExpressionStatement
                    && (node.text().ends_with(';') || self.miss(id, Some(node)))
                    && children.next().is_some_and(|child| self.fits(*inner, child, env, then))
            }
            Form::Statements(forms) => self.run(forms, node.children().next(), env, &mut |env, _| then(env)),
            Form::Element(inner) => {
                (is_element(node) || self.miss(id, Some(node))) && self.fits(*inner, node, env, then)
            }
            Form::Members(_) => false,
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
        let code = if self.is_kind(node, kind) { node } else { unwrapped(node) };
        if !self.is_kind(code, kind) {
            return self.shorthand(kind, children, code, env, then) || self.miss(id, Some(node));
        }
        let found: Vec<Node<'t>> = code.children().collect();
        if self.calls_field(kind, children) && found.first().is_some_and(|f| f.k() == K::FieldExpression) {
            return self.miss(id, Some(node));
        }
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
            Order::Any | Order::Open => {
                self.unordered(children, &found, code, order == Order::Open, env, then)
            }
            Order::AnySubset => {
                let wanted = self.groups(children);
                let found = list::groups(&found);
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
}

/// Whether a node is an element of a list as the list's grammar has it, and not what stands in one.
fn is_element(node: Node<'_>) -> bool {
    let flow = |parent: Node<'_>| parent.kind_name() == "flow_sequence";
    ELEMENTS.contains(&node.kind_name()) || node.parent().is_some_and(flow)
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
