//! Trying a pattern at a node: every way in which it fits, one after the other, until one satisfies the caller.

mod call;
mod data;
mod list;
pub(super) mod path;

pub(crate) use call::link_base;

use std::cell::{Cell, RefCell};

use super::env::{Binding, Env, SameVariables};
use super::facts::Facts;
use super::form::{Form, FormId, FormNode, Order};
use super::metavariable::Var;
use super::position::ELEMENTS;
use super::same::{unwrapped, wrappers};
use super::{Alternative, Pattern};
use crate::language::Language;
use crate::language::rust::{F, K, plain};
use crate::span::Span;
use crate::syntax::{Node, NodeId, Tree};

/// What is done with a way in which the pattern fits: whether it will do.
type Then<'a> = &'a mut dyn FnMut(&mut Env) -> bool;

/// The same for the whole pattern, with the nodes from which to which it fits.
type ThenMatched<'a> = &'a mut dyn FnMut(&mut Env, Matched) -> bool;

/// The first and the last of the siblings that a pattern fits. The first is the node at which it was tried, or an
/// attribute before that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Matched {
    pub(crate) first: NodeId,
    pub(crate) last: NodeId,
}

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
    /// Tries the pattern at `node`. For each way in which it fits, `then` gets the bindings and the ends of the match,
    /// until it says that this one will do.
    pub(crate) fn at(&self, node: Node<'t>, env: &mut Env, then: ThenMatched<'_>) -> bool {
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
        then: ThenMatched<'_>,
    ) -> bool {
        let matched = |first: Node<'t>, last| Matched { first: first.id(), last };
        match &self.form(alternative.root).form {
            Form::Statements(forms) => {
                let in_list = node.parent().is_some_and(|parent| self.tree.grammar().is_list(parent.kind()));
                // Only Rust's lists are told in full.
                (in_list || node.parent().is_some() && !self.grammar_is_rust())
                    && !node.is_extra()
                    && self.run(forms, Some(node), env, &mut |env, last| then(env, matched(node, last)))
            }
            Form::Members(forms) => {
                self.members(forms, node, env, &mut |env, last| then(env, matched(node, last)))
            }
            Form::Attributed { attributes, item } => self.fits(*item, node, env, &mut |env| {
                self.attributes(attributes, node, env, &mut |env, first| then(env, matched(first, node.id())))
            }),
            Form::Below { keys, from_root, inner } => self.fits(*inner, node, env, &mut |env| {
                self.below(keys, *from_root, node, env, &mut |env, around| {
                    then(env, matched(around, around.id()))
                })
            }),
            Form::Statement(inner) if node.k() == K::MacroInvocation => {
                // Among items the `;` after a macro's call is a node of its own.
                let end = node.next_sibling().filter(|next| next.k() == K::EmptyStatement);
                end.is_some_and(|end| {
                    self.fits(*inner, node, env, &mut |env| then(env, matched(node, end.id())))
                })
            }
            _ => self.fits(alternative.root, node, env, &mut |env| then(env, matched(node, node.id()))),
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
    /// an element or a value, and for an alias what has its anchor.
    fn held(&self, node: Node<'t>) -> Node<'t> {
        if self.grammar_is_rust() { node } else { self.unaliased(unwrapped(node)) }
    }

    /// Of a closure's parameter the pattern, where the form writes no type for it.
    fn without_type(&self, id: FormId, node: Node<'t>) -> Node<'t> {
        let of_closure = node.k() == K::Parameter
            && node.parent().is_some_and(|list| list.k() == K::ClosureParameters)
            && !matches!(&self.form(id).form, Form::Node { kind, .. } if K::of(*kind) == K::Parameter);
        if of_closure { node.get(F::Pattern).unwrap_or(node) } else { node }
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

    /// The code has a node that the pattern has not.
    fn besides(&self, extra: Node<'t>) -> bool {
        if let Some(trace) = self.trace {
            let end = self.pattern.text().len();
            trace.note(Span::from_range(end..end), Some(extra.id()));
        }
        false
    }

    fn bind_run(&self, env: &mut Env, var: Option<Var>, run: &[Node<'t>]) -> bool {
        env.bind(self.tree, var, self.same, || Binding::Run(run.iter().map(|node| node.id()).collect()))
    }

    fn omittable(&self, parent: Node<'t>, child: Node<'t>) -> bool {
        self.tree.grammar().is_omittable(parent.kind(), child.kind(), child.field())
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
        let node = self.without_type(id, node);
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
                let code = if self.is_kind(node, *kind) { node } else { self.meant(node, *kind) };
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
            // These fit no single node; see `alternative`.
            Form::Members(_) | Form::Attributed { .. } | Form::Below { .. } => false,
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
            Form::Name(name) => (node.is_atom() && plain(node.text()) == name) && then(env),
        };
        if !fitted {
            env.undo(mark);
        }
        fitted
    }

    fn same_leaf(&self, kind: crate::syntax::Kind, text: &str, value: Option<&str>, code: Node<'t>) -> bool {
        if code.text() == text && code.is_atom() && code.kind() == kind {
            return true;
        }
        if self.grammar_is_rust() && is_name(K::of(kind)) {
            return is_name(code.k()) && plain(code.text()) == plain(text);
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
        let inner = self.meant(node, kind);
        // A pattern may ask for a wrapper, which may well hold another one.
        let mark = env.mark();
        for wrapper in wrappers(node).filter(|one| *one != inner && self.is_kind(*one, kind)) {
            if self.code(id, children, order, wrapper, env, then) {
                return true;
            }
            env.undo(mark);
        }
        if !self.is_kind(inner, kind) {
            return self.shorthand(kind, children, inner, env, then) || self.miss(id, Some(node));
        }
        self.code(id, children, order, inner, env, then)
    }

    /// The children of a node of the form's own kind.
    fn code(
        &self,
        id: FormId,
        children: &[FormId],
        order: Order,
        code: Node<'t>,
        env: &mut Env,
        then: Then<'_>,
    ) -> bool {
        if !self.grammar_is_rust() && self.says_too_little(children, code) {
            return self.miss(id, Some(code));
        }
        if self.grammar_is_rust() && is_method(code) {
            return self.miss(id, Some(code));
        }
        if let Some(name) = self.short_field(children, code) {
            return self.short(children, name, env, then) || self.miss(id, Some(code));
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
                    && code.k() == K::CallExpression
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
                let open = order == Order::Open;
                self.unordered(children, &found, code, open, env, then)
                    || self.with_merged(&found, code.kind()).is_some_and(|found| {
                        env.undo(mark);
                        self.unordered(children, &found, code, open, env, then)
                    })
            }
            Order::AnySubset => {
                let (gaps, wanted) = self.groups(children);
                let found = list::groups(&found);
                self.subset(&wanted, &gaps, &mut vec![false; found.len()], &found, code, env, then)
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
        code.children().last().is_some_and(|written| self.short(children, written, env, then))
    }

    /// The one name of a struct pattern's field, where the pattern here has a name and what is bound to it.
    fn short_field(&self, children: &[FormId], code: Node<'t>) -> Option<Node<'t>> {
        let is_short = self.grammar_is_rust()
            && code.k() == K::FieldPattern
            && code.get(F::Pattern).is_none()
            && code.children().all(|child| child.field() == F::Name.into() || self.omittable(code, child));
        let is_long = children.last().is_some_and(|last| self.form(*last).field == F::Pattern.into());
        code.get(F::Name).filter(|_| is_short && is_long)
    }

    /// `name: value` on a name that stands for both.
    fn short(&self, children: &[FormId], written: Node<'t>, env: &mut Env, then: Then<'_>) -> bool {
        let &[name, value] = children else { return false };
        self.fits(name, written, env, &mut |env| self.fits(value, written, env, then))
    }
}

/// Whether a node only looks like a field: the receiver and the name of a method that is called. `(x.f)()` calls what a
/// field holds.
fn is_method(node: Node<'_>) -> bool {
    node.k() == K::FieldExpression
        && node.field() == F::Function.into()
        && node.parent().is_some_and(|parent| matches!(parent.k(), K::CallExpression | K::GenericFunction))
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
