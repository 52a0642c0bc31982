//! What the metavariables stand for while a match is tried, and the way back when it fails.

use super::metavariable::Var;
use super::same::same_code;
use crate::syntax::{NodeId, Tree};

/// What one metavariable stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Binding {
    /// One node.
    Node(NodeId),
    /// Any number of siblings.
    Run(Vec<NodeId>),
}

impl Binding {
    /// The first node, if there is one.
    pub(crate) fn first(&self) -> Option<NodeId> {
        self.nodes().first().copied()
    }

    /// All nodes.
    pub(crate) fn nodes(&self) -> &[NodeId] {
        match self {
            Self::Node(node) => std::slice::from_ref(node),
            Self::Run(nodes) => nodes,
        }
    }
}

/// The bindings of one try, in the order they were made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Env {
    bound: Vec<(Var, Binding)>,
}

impl Env {
    /// What `var` stands for.
    pub(crate) fn get(&self, var: Var) -> Option<&Binding> {
        self.bound.iter().find(|(known, _)| *known == var).map(|(_, binding)| binding)
    }

    /// Every binding.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (Var, &Binding)> {
        self.bound.iter().map(|(var, binding)| (*var, binding))
    }

    /// A mark to come back to with [`undo`](Self::undo).
    pub(crate) fn mark(&self) -> usize {
        self.bound.len()
    }

    /// Forgets what was bound since `mark`.
    pub(crate) fn undo(&mut self, mark: usize) {
        self.bound.truncate(mark);
    }

    /// Binds `var`, or compares where it is bound already: one name is one piece of code.
    pub(crate) fn bind(&mut self, tree: &Tree, var: Option<Var>, binding: impl FnOnce() -> Binding) -> bool {
        let Some(var) = var else { return true };
        let binding = binding();
        match self.get(var) {
            None => {
                self.bound.push((var, binding));
                true
            }
            Some(known) => {
                let (known, new) = (known.nodes(), binding.nodes());
                known.len() == new.len()
                    && known.iter().zip(new).all(|(a, b)| same_code(tree.node(*a), tree.node(*b)))
            }
        }
    }
}
