//! What the metavariables stand for while a match is tried, and the way back when it fails.

use super::facts::{Open, Told};
use super::matcher::link_base;
use super::metavariable::Var;
use super::same::{code_span, same_code, same_link, without_borrow};
use crate::span::Span;
use crate::syntax::{Node, NodeId, Tree};

/// What one metavariable stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Binding {
    /// One node.
    Node(NodeId),
    /// Any number of siblings.
    Run(Vec<NodeId>),
    /// Any number of links of a method chain, each of which holds what it is applied to.
    Links(Vec<NodeId>),
}

impl Binding {
    /// All nodes.
    pub(crate) fn nodes(&self) -> &[NodeId] {
        match self {
            Self::Node(node) => std::slice::from_ref(node),
            Self::Run(nodes) | Self::Links(nodes) => nodes,
        }
    }

    /// The code that it stands for; none for an empty run.
    pub(crate) fn span(&self, tree: &Tree) -> Option<Span> {
        let nodes = self.nodes();
        let (first, last) = (tree.node(*nodes.first()?), tree.node(*nodes.last()?));
        let span = code_span(first, last);
        let base = link_base(first).filter(|_| matches!(self, Self::Links(_)));
        Some(base.map_or(span, |base| Span::new(base.span().end.min(span.end), span.end)))
    }
}

/// What a path met, besides the match itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Role {
    LeadsTo,
    HeldAcross,
    GuardedBy,
}

/// Whether two equal pieces of code also mean the same local variables.
pub(crate) type SameVariables<'t, 'f> = dyn Fn(Node<'t>, Node<'t>) -> bool + 'f;

/// The bindings of one try, in the order they were made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Env {
    bound: Vec<(Var, Binding)>,
    notes: Vec<(Role, NodeId)>,
    /// What other files must grant: of each, one.
    owed: Vec<Vec<Open>>,
}

/// A state of an [`Env`] to come back to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mark {
    bound: usize,
    notes: usize,
    owed: usize,
}

impl Env {
    /// What `var` stands for.
    pub(crate) fn get(&self, var: Var) -> Option<&Binding> {
        self.bound.iter().find(|(known, _)| *known == var).map(|(_, binding)| binding)
    }

    /// A mark to come back to with [`undo`](Self::undo).
    pub(crate) fn mark(&self) -> Mark {
        Mark { bound: self.bound.len(), notes: self.notes.len(), owed: self.owed.len() }
    }

    /// Notes a node that a path met.
    pub(crate) fn note(&mut self, role: Role, node: NodeId) {
        self.notes.push((role, node));
    }

    /// The nodes that paths met.
    pub(crate) fn notes(&self) -> &[(Role, NodeId)] {
        &self.notes
    }

    /// Goes on with what is told of a name or a type, unless that is no; what other files decide is owed.
    pub(crate) fn take(&mut self, told: Told) -> bool {
        match told {
            Told::Yes => true,
            Told::No => false,
            Told::If(open) => {
                self.owe(vec![open]);
                true
            }
        }
    }

    /// Goes on as if one of the questions was answered with yes.
    pub(crate) fn owe(&mut self, one_of: Vec<Open>) {
        self.owed.push(one_of);
    }

    /// What was owed since `mark`.
    pub(crate) fn owed_since(&self, mark: Mark) -> impl Iterator<Item = &[Open]> {
        self.owed.iter().skip(mark.owed).map(Vec::as_slice)
    }

    /// Forgets what was bound since `mark`.
    pub(crate) fn undo(&mut self, mark: Mark) {
        self.bound.truncate(mark.bound);
        self.notes.truncate(mark.notes);
        self.owed.truncate(mark.owed);
    }

    /// Binds `var`, or compares where it is bound already: one name is one piece of code.
    /// With `same`, its local names must be the same variables too.
    pub(crate) fn bind<'a>(
        &mut self,
        tree: &'a Tree,
        var: Option<Var>,
        same: Option<&SameVariables<'a, '_>>,
        binding: impl FnOnce() -> Binding,
    ) -> bool {
        let Some(var) = var else { return true };
        let binding = binding();
        match self.get(var) {
            None => {
                self.bound.push((var, binding));
                true
            }
            Some(known) => {
                let are_links = matches!(known, Binding::Links(_));
                let (known, new) = (known.nodes(), binding.nodes());
                known.len() == new.len()
                    && known.iter().zip(new).all(|(a, b)| {
                        let (a, b) = (tree.node(*a), tree.node(*b));
                        if are_links {
                            return same_link(a, b);
                        }
                        same_code(a, b) && same.is_none_or(|same| same(without_borrow(a), without_borrow(b)))
                    })
            }
        }
    }
}
