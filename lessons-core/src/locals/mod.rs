//! Local variables of Rust bodies: which binding each name refers to.
//!
//! Only what a body itself binds is known here: `let`s, parameters, patterns, generic parameters. A name that is none
//! of these is a path, and somebody else's question. The table is made in one walk over the file, on the first
//! question, so that a file nobody asks about costs nothing.

mod assignment;
mod scope;
#[cfg(test)]
mod tests;

use std::sync::OnceLock;

use crate::syntax::{Node, NodeId, Tree};
use scope::Resolver;
pub(crate) use scope::{is_macro_argument, names_constant};

/// The local variables of one file.
#[derive(Debug)]
pub(crate) struct Locals<'t> {
    tree: &'t Tree,
    table: OnceLock<Table>,
    /// (binding, what is assigned to it), ascending by binding.
    assignments: OnceLock<Vec<(NodeId, NodeId)>>,
}

/// Names and what they refer to.
#[derive(Debug, Default)]
struct Table {
    /// (name, binding), ascending by name.
    by_name: Vec<(NodeId, NodeId)>,
    /// (binding, name), ascending.
    by_binding: Vec<(NodeId, NodeId)>,
    /// Names of generic type or const parameters, declarations and uses, ascending.
    parameters: Vec<NodeId>,
}

impl<'t> Locals<'t> {
    /// The local variables of `tree`; nothing is done before the first question.
    pub(crate) fn new(tree: &'t Tree) -> Self {
        Self { tree, table: OnceLock::new(), assignments: OnceLock::new() }
    }

    /// The identifier that binds the variable `name` refers to: itself for a binding, none for what is no local
    /// variable. All alternatives of an or-pattern bind one variable, the first one's. `self` is bound by the
    /// `self` of the parameter list. O(log names) after one linear pass.
    pub(crate) fn definition(&self, name: Node<'_>) -> Option<NodeId> {
        let table = self.table();
        let found = table.by_name.binary_search_by_key(&name.id(), |(name, _)| *name).ok()?;
        table.by_name.get(found).map(|(_, binding)| *binding)
    }

    /// Every name that refers to the variable bound at `binding`, in order of place, the binding itself first.
    pub(crate) fn occurrences(&self, binding: NodeId) -> impl Iterator<Item = NodeId> {
        let all = &self.table().by_binding;
        let first = all.partition_point(|(known, _)| *known < binding);
        let rest = all.get(first..).unwrap_or_default();
        rest.iter().take_while(move |(known, _)| *known == binding).map(|(_, name)| *name)
    }

    /// Everything that is assigned to the variable bound at `binding`, to all of it or to a part, in order of place.
    /// O(log names) after one linear pass.
    pub(crate) fn assigned(&self, binding: NodeId) -> impl Iterator<Item = Node<'t>> {
        let all = self.assignments.get_or_init(|| {
            let names = self.table().by_binding.iter();
            let value = |name: &NodeId| Some(assignment::assigned(self.tree.node(*name))?.id());
            names.filter_map(|(binding, name)| Some((*binding, value(name)?))).collect()
        });
        let first = all.partition_point(|(known, _)| *known < binding);
        let rest = all.get(first..).unwrap_or_default();
        rest.iter().take_while(move |(known, _)| *known == binding).map(|(_, value)| self.tree.node(*value))
    }

    /// Whether `name` binds a variable, rather than using one.
    pub(crate) fn is_binding(&self, name: Node<'_>) -> bool {
        self.definition(name).is_some() && scope::in_binding_position(name)
    }

    /// Whether `name` declares or refers to a generic type or const parameter.
    pub(crate) fn is_type_parameter(&self, name: Node<'_>) -> bool {
        self.table().parameters.binary_search(&name.id()).is_ok()
    }

    fn table(&self) -> &Table {
        self.table.get_or_init(|| Resolver::new(self.tree).resolve())
    }
}
