//! A handle on one node of a file's arena.

use super::{Field, Flags, Kind, NodeId, Tree};
use crate::span::Span;

/// One node; cheap to copy. Equality is identity.
#[derive(Clone, Copy)]
pub(crate) struct Node<'t> {
    tree: &'t Tree,
    id: NodeId,
}

impl PartialEq for Node<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id && std::ptr::eq(self.tree, other.tree)
    }
}

impl Eq for Node<'_> {}

impl std::fmt::Debug for Node<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {:?}", self.kind_name(), self.text())
    }
}

impl<'t> Node<'t> {
    pub(super) fn new(tree: &'t Tree, id: NodeId) -> Self {
        Self { tree, id }
    }

    pub(crate) fn id(self) -> NodeId {
        self.id
    }

    pub(crate) fn tree(self) -> &'t Tree {
        self.tree
    }

    pub(crate) fn kind(self) -> Kind {
        self.tree.data(self.id).kind
    }

    /// The grammar's name of the kind, such as `call_expression`.
    pub(crate) fn kind_name(self) -> &'static str {
        self.tree.grammar().kind_name(self.kind())
    }

    /// The role in the parent.
    pub(crate) fn field(self) -> Field {
        self.tree.data(self.id).field
    }

    pub(crate) fn span(self) -> Span {
        self.tree.data(self.id).span
    }

    /// The node's text in the file, comments and all.
    pub(crate) fn text(self) -> &'t str {
        self.span().of(self.tree.text())
    }

    /// A rule of the grammar, not a bare token such as `+`.
    pub(crate) fn is_named(self) -> bool {
        self.has(Flags::NAMED)
    }

    /// A comment, or text that the parser skipped.
    pub(crate) fn is_extra(self) -> bool {
        self.has(Flags::EXTRA)
    }

    /// An error node, or a token that the parser made up.
    pub(crate) fn is_error(self) -> bool {
        self.has(Flags::ERROR)
    }

    /// Stands in the body of a macro call.
    pub(crate) fn in_macro(self) -> bool {
        self.has(Flags::IN_MACRO)
    }

    /// The root of a fragment that was parsed on its own, such as a macro's body.
    pub(crate) fn is_fragment(self) -> bool {
        self.has(Flags::FRAGMENT)
    }

    fn has(self, flag: u8) -> bool {
        self.tree.data(self.id).flags.0 & flag != 0
    }

    pub(crate) fn parent(self) -> Option<Self> {
        self.tree.data(self.id).parent.map(|id| Self { tree: self.tree, id: id.get() })
    }

    /// From the parent up to the root.
    pub(crate) fn ancestors(self) -> impl Iterator<Item = Self> {
        std::iter::successors(self.parent(), |node| node.parent())
    }

    /// The children that mean something: no comments.
    pub(crate) fn children(self) -> impl Iterator<Item = Self> + Clone {
        self.all_children().filter(|child| !child.is_extra())
    }

    /// Every child, comments too.
    pub(crate) fn all_children(self) -> impl Iterator<Item = Self> + Clone {
        let end = self.end();
        let first = Some(NodeId(self.id.0 + 1)).filter(|id| id.0 < end);
        let tree = self.tree;
        std::iter::successors(first, move |id| Some(NodeId(tree.data(*id).end)).filter(|next| next.0 < end))
            .map(move |id| Self { tree, id })
    }

    /// The first child with this role.
    pub(crate) fn child(self, field: Field) -> Option<Self> {
        self.all_children().find(|child| child.field() == field)
    }

    /// Every node below this one, in preorder, comments left out.
    pub(crate) fn descendants(self) -> impl Iterator<Item = Self> {
        self.all_descendants().filter(|node| !node.is_extra())
    }

    /// As [`descendants`](Self::descendants), without one of them and all below it.
    pub(crate) fn descendants_without(self, left_out: Option<Self>) -> impl Iterator<Item = Self> {
        let (tree, end) = (self.tree, self.end());
        let (from, to) = left_out.map_or((end, end), |node| (node.id.0, node.end()));
        let kept = (self.id.0 + 1..from).chain(to..end).map(move |id| Self { tree, id: NodeId(id) });
        kept.filter(|node| !node.is_extra())
    }

    /// Every node below this one, in preorder, comments too.
    pub(crate) fn all_descendants(self) -> impl Iterator<Item = Self> {
        let tree = self.tree;
        (self.id.0 + 1..self.end()).map(move |id| Self { tree, id: NodeId(id) })
    }

    /// Whether `other` is this node or stands below it.
    pub(crate) fn contains(self, other: Self) -> bool {
        (self.id.0..self.end()).contains(&other.id.0)
    }

    /// Has no parts: a name, a literal, an operator. `{}` and `break` are no atoms, they only happen to be empty.
    pub(crate) fn is_atom(self) -> bool {
        self.has(Flags::ATOM)
    }

    /// The next sibling that is no comment.
    pub(crate) fn next_sibling(self) -> Option<Self> {
        let parent_end = self.parent()?.end();
        let mut id = self.end();
        while id < parent_end {
            let node = Self { tree: self.tree, id: NodeId(id) };
            if !node.is_extra() {
                return Some(node);
            }
            id = node.end();
        }
        None
    }

    /// The sibling before this one that is no comment. Costs as much as that sibling is deep.
    pub(crate) fn previous_sibling(self) -> Option<Self> {
        let parent = self.parent()?;
        let mut node = self;
        loop {
            // In preorder the last node below the sibling stands right before this one, or else the parent does.
            let below = Self { tree: self.tree, id: NodeId(node.id.0.checked_sub(1)?) };
            if below == parent {
                return None;
            }
            node =
                std::iter::once(below).chain(below.ancestors()).find(|one| one.parent() == Some(parent))?;
            if !node.is_extra() {
                return Some(node);
            }
        }
    }

    /// One past the number of the last node below this one.
    pub(crate) fn end(self) -> u32 {
        self.tree.data(self.id).end
    }
}
