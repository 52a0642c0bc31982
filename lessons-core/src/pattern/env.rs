//! What the metavariables stand for while a match is tried, what it takes for granted, and the way back when it fails.
//!
//! Where a question is open, a try goes on as if the answer were yes and keeps that as a [`Premise`]. When it succeeds, its
//! premises are noted, and it counts as failed at the last of them: the search goes on with what holds otherwise. Whatever
//! takes the premises of a way that was found before for granted is not tried again. So one search finds, in order, all ways
//! that the answers can make the first one.

use super::answer::{Answer, Held, Premise, Way};
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
    /// What this try takes for granted, those around what is being asked first.
    premises: Vec<Premise>,
    /// How many of them were there when it was asked.
    given: usize,
    /// The ways that were found for it.
    ways: Vec<Way>,
}

/// A state of an [`Env`] to come back to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mark {
    bound: usize,
    notes: usize,
    premises: usize,
}

impl Env {
    /// What `var` stands for.
    pub(crate) fn get(&self, var: Var) -> Option<&Binding> {
        self.bound.iter().find(|(known, _)| *known == var).map(|(_, binding)| binding)
    }

    /// A mark to come back to with [`undo`](Self::undo).
    pub(crate) fn mark(&self) -> Mark {
        Mark { bound: self.bound.len(), notes: self.notes.len(), premises: self.premises.len() }
    }

    /// Notes a node that a path met.
    pub(crate) fn note(&mut self, role: Role, node: NodeId) {
        self.notes.push((role, node));
    }

    /// The nodes that paths met.
    pub(crate) fn notes(&self) -> &[(Role, NodeId)] {
        &self.notes
    }

    /// Forgets what was bound since `mark`.
    pub(crate) fn undo(&mut self, mark: Mark) {
        self.bound.truncate(mark.bound);
        self.notes.truncate(mark.notes);
        self.premises.truncate(mark.premises);
    }

    /// What this try takes for granted.
    pub(crate) fn premises(&self) -> &[Premise] {
        &self.premises
    }

    /// Goes on if the answer is yes; where it is open, taking that for granted.
    pub(crate) fn granted(&mut self, answer: Answer, then: impl FnOnce(&mut Self) -> bool) -> bool {
        match answer {
            Answer::Yes => then(self),
            Answer::No => false,
            Answer::Open(question) => self.granting(Premise::Is(question), then),
        }
    }

    /// Goes on if something does not hold; where that is open, taking it for granted.
    pub(crate) fn unless(&mut self, held: Held, then: impl FnOnce(&mut Self) -> bool) -> bool {
        match held {
            Held::Yes => false,
            Held::No => then(self),
            Held::Perhaps(ways) => self.granting(Premise::NoneOf(ways.into()), then),
        }
    }

    /// Goes on taking the premise for granted. It has never succeeded then, unless the premise stood before.
    fn granting(&mut self, premise: Premise, then: impl FnOnce(&mut Self) -> bool) -> bool {
        if self.premises.contains(&premise) {
            return then(self);
        }
        let mark = self.mark();
        self.premises.push(premise);
        if !self.is_settled() {
            then(self);
        }
        self.undo(mark);
        false
    }

    /// Whether there is nothing to find with these premises: a way that was found needs no more of them, or they exclude
    /// each other.
    fn is_settled(&self) -> bool {
        let are_given = |way: &Way| way.iter().all(|premise| self.premises.contains(premise));
        self.ways.iter().any(are_given)
            || self.premises.iter().any(|premise| match premise {
                Premise::Is(_) => false,
                Premise::NoneOf(ways) => ways.iter().any(are_given),
            })
    }

    /// Notes that a way is found, with what it takes for granted beyond what was given; how many there are now.
    pub(crate) fn found(&mut self) -> usize {
        self.ways.push(self.premises.get(self.given..).unwrap_or_default().to_vec());
        self.ways.len()
    }

    /// Whether `search` finds a way, or which ones, with what is taken for granted so far given; binds nothing.
    pub(crate) fn ask(&mut self, search: impl FnOnce(&mut Self) -> bool) -> Held {
        let mark = self.mark();
        let ways = std::mem::take(&mut self.ways);
        let given = std::mem::replace(&mut self.given, self.premises.len());
        let held = search(self);
        self.undo(mark);
        self.given = given;
        match std::mem::replace(&mut self.ways, ways) {
            _ if held => Held::Yes,
            ways if ways.is_empty() => Held::No,
            ways => Held::Perhaps(ways),
        }
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
