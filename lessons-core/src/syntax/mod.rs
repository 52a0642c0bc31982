//! A file as the engine sees it: one flat arena of nodes over the file's own text, whatever was parsed to fill it.
//!
//! A file is a forest of fragments: the whole file, one item, a macro body. Each fragment is parsed on its own and
//! lowered into the same arena in preorder, so a node's parent may lie in another fragment and nobody has to know.
//! Offsets are always the file's.

mod lower;
mod node;
mod parse;
mod remap;

pub(crate) use lower::{Builder, MAX_DEPTH, Substitute, Unparsed};
pub(crate) use node::Node;
pub(crate) use parse::{parse, parse_clean};
pub(crate) use remap::{Remap, Rendered};

use crate::language::Grammar;
use crate::span::Span;

/// A node's kind: the grammar's own number for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Kind(pub(crate) u16);

/// A child's role in its parent: the grammar's own number for the field, 0 for none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Field(pub(crate) u16);

impl Field {
    /// No field.
    pub(crate) const NONE: Self = Self(0);
}

/// A node's place in the arena. Nodes are numbered in preorder: ancestors come before their descendants, and
/// everything earlier in the file before everything later.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct NodeId(pub(crate) u32);

#[derive(Clone, Copy, Debug)]
struct NodeData {
    kind: Kind,
    field: Field,
    span: Span,
    parent: Option<NonMaxId>,
    /// One past the last descendant.
    end: u32,
    flags: Flags,
}

/// A node number other than the largest, so that `Option` costs nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct NonMaxId(std::num::NonZeroU32);

impl NonMaxId {
    fn new(id: NodeId) -> Option<Self> {
        std::num::NonZeroU32::new(id.0.wrapping_add(1)).map(Self)
    }

    fn get(self) -> NodeId {
        NodeId(self.0.get() - 1)
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Flags(u8);

impl Flags {
    const NAMED: u8 = 1;
    /// A comment, or what the parser skipped.
    const EXTRA: u8 = 2;
    const ERROR: u8 = 4;
    /// Stands in a macro's body.
    const IN_MACRO: u8 = 8;
    /// The root of a fragment that was parsed on its own.
    const FRAGMENT: u8 = 16;
    /// Has no parts: its text says what it is.
    const ATOM: u8 = 32;
}

/// The syntax of one file.
#[derive(Debug)]
pub(crate) struct Tree {
    grammar: &'static Grammar,
    text: String,
    nodes: Vec<NodeData>,
    unsearched: Vec<Unsearched>,
}

/// A stretch of a file that no rule could look into, and why.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Unsearched {
    pub(crate) span: Span,
    pub(crate) reason: UnsearchedReason,
}

/// Why a stretch of code, or a whole file, could not be searched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum UnsearchedReason {
    /// The body of a macro call fits none of the shapes that code takes.
    MacroBody,
    /// The parser found no syntax here.
    SyntaxError,
    /// Nested deeper than the engine follows.
    TooDeep,
    /// A rule needed more steps at one place than the engine spends.
    TooComplex,
    /// The file is not UTF-8.
    NotUtf8,
    /// The file is larger than the engine reads.
    TooLarge,
    /// The file or folder could not be read.
    Unreadable,
}

impl std::fmt::Display for UnsearchedReason {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::MacroBody => "the macro's body has no shape of code",
            Self::SyntaxError => "no syntax here",
            Self::TooDeep => "nested too deeply",
            Self::TooComplex => "a rule needs too many steps here",
            Self::NotUtf8 => "not UTF-8",
            Self::TooLarge => "too large",
            Self::Unreadable => "could not be read",
        })
    }
}

impl Tree {
    /// The grammar the file was parsed with.
    pub(crate) fn grammar(&self) -> &'static Grammar {
        self.grammar
    }

    /// The file's text.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// The root of the file.
    pub(crate) fn root(&self) -> Node<'_> {
        self.node(NodeId(0))
    }

    /// The node with this number; numbers come from this tree.
    pub(crate) fn node(&self, id: NodeId) -> Node<'_> {
        Node::new(self, id)
    }

    /// Every node in preorder, the root first.
    pub(crate) fn nodes(&self) -> impl Iterator<Item = Node<'_>> {
        (0..self.len()).map(|id| self.node(NodeId(id)))
    }

    /// The number of nodes.
    pub(crate) fn len(&self) -> u32 {
        Span::from_range(0..self.nodes.len()).end
    }

    /// What could not be looked into, in order of place.
    pub(crate) fn unsearched(&self) -> &[Unsearched] {
        &self.unsearched
    }

    fn data(&self, id: NodeId) -> &NodeData {
        // Ids are only made from this arena, which always holds a root; a foreign one would be a bug here.
        &self.nodes[id.0 as usize]
    }
}
