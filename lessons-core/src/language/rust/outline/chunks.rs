//! The statements and items of a file as nested chunks of text, and which of them hold something that is looked for.

use super::calls::MethodCall;
use super::{Counts, Detail, Reach, reader};
use crate::span::Span;

/// A word that is looked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Mark {
    /// Where the word begins.
    pub(crate) at: u32,
    /// How much is looked at for the sake of those who look for any use of the word; none where nobody does.
    pub(crate) reach: Option<Reach>,
    /// And of those who look for it as a call's name.
    pub(crate) counted: Option<Counted>,
    /// Whether it is looked for in test code too.
    pub(crate) in_tests: bool,
    /// Whether some of those who look for it leave test code out.
    pub(crate) not_in_tests: bool,
}

/// Who looks for a call with certain numbers of arguments.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Counted {
    pub(crate) counts: Counts,
    pub(crate) reach: Reach,
}

impl Mark {
    /// How much is looked at for somebody's sake.
    pub(super) fn most(self) -> Option<Reach> {
        self.reach.max(self.counted.map(|counted| counted.reach))
    }

    /// Whether tokens alone may tell that nothing must be parsed.
    pub(super) fn asks_for_tokens(self) -> bool {
        self.reach.is_none_or(|reach| reach == Reach::Call)
    }
}

pub(super) type ChunkId = u32;
pub(super) type BlockId = u32;
/// No chunk, no block.
pub(super) const NONE: u32 = u32::MAX;

/// The outline of one file.
#[derive(Debug)]
pub(crate) struct Outline {
    pub(super) chunks: Vec<Chunk>,
    pub(super) blocks: Vec<Block>,
    /// Where the words stand that are looked for, in order.
    pub(super) words: Vec<u32>,
    /// The method calls that tokens told.
    pub(super) calls: Vec<MethodCall>,
    /// What is under `#[test]` and the like, as far as tokens tell.
    pub(super) tests: Vec<Span>,
    /// Whether one of the words stands behind `::`.
    pub(super) has_path: bool,
}

/// A statement or item, with its attributes.
#[derive(Clone, Debug)]
pub(super) struct Chunk {
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) item: Item,
    /// Whether all of it is wanted.
    pub(super) is_selected: bool,
    /// Whether all of it is wanted but blocks in which nothing is.
    pub(super) is_touched: bool,
    /// The least detail that the items need which stand in it where no chunks are: in a macro call.
    pub(super) declares: Option<Detail>,
    /// The least detail at which something in its blocks is kept.
    pub(super) below: Option<Detail>,
    pub(super) is_test: bool,
    /// Whether an attribute says something about tests that only the parser understands.
    pub(super) may_be_test: bool,
    /// Where the word stands that says which item it is.
    pub(super) keyword: u32,
    /// What may be left out when only the head is wanted: fields, rules of a macro, the value of a constant.
    pub(super) tail: (u32, u32),
    pub(super) first_block: BlockId,
    pub(super) last_block: BlockId,
    pub(super) next: ChunkId,
}

/// What is between two braces, as statements or items.
#[derive(Clone, Debug)]
pub(super) struct Block {
    /// Behind the opening brace.
    pub(super) open: u32,
    /// At the closing brace.
    pub(super) close: u32,
    pub(super) first: ChunkId,
    pub(super) last: ChunkId,
    pub(super) next: BlockId,
}

/// What a chunk is, as its first words tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Item {
    /// Attributes and modifiers so far.
    Prefix,
    /// A statement, or nothing known.
    Plain,
    /// `#![…]`
    InnerAttribute,
    /// `use`, `extern crate`, `type`
    Declaration,
    Function,
    /// `mod`, `impl`, `trait`, `extern "C"`: items within items.
    Container,
    /// `struct`, `enum`, `union`
    Fields,
    /// `const`, `static`
    Constant,
    MacroRules,
}

impl Outline {
    /// Reads a file; none where its brackets do not pair. `marks` are in order of place. Linear in the text.
    pub(crate) fn new(text: &str, marks: &[Mark]) -> Option<Self> {
        reader::read(text, marks)
    }

    /// The chunks of the file itself.
    pub(super) fn chunks(&self) -> impl Iterator<Item = &Chunk> {
        self.chunks_of(0)
    }

    pub(super) fn chunks_of(&self, block: BlockId) -> impl Iterator<Item = &Chunk> {
        let first = self.blocks.get(block as usize).map_or(NONE, |block| block.first);
        std::iter::successors(self.chunks.get(first as usize), |chunk| self.chunks.get(chunk.next as usize))
    }

    pub(super) fn blocks_of<'o>(
        &'o self,
        chunk: &Chunk,
    ) -> impl Iterator<Item = (BlockId, &'o Block)> + use<'o> {
        let get = |id: BlockId| Some((id, self.blocks.get(id as usize)?));
        std::iter::successors(get(chunk.first_block), move |(_, block)| get(block.next))
    }
}

impl Chunk {
    /// Whether it is an item that others may depend on.
    pub(super) fn is_item(&self) -> bool {
        !matches!(self.item, Item::Plain | Item::Prefix)
    }

    /// The least detail at which something of it is parsed; none where it never is.
    pub(super) fn kept_from(&self) -> Option<Detail> {
        if self.is_selected || self.is_touched {
            return Some(Detail::Modules);
        }
        least(self.declared_from(), self.below)
    }

    /// The least detail that needs the items which it is, or which stand in it where no chunks are.
    pub(super) fn declared_from(&self) -> Option<Detail> {
        let is_module_file = self.item == Item::Container && self.first_block == NONE;
        let own = if is_module_file || self.item == Item::InnerAttribute {
            Some(Detail::Modules)
        } else {
            self.is_item().then_some(Detail::Names)
        };
        least(own, self.declares)
    }
}

/// The lesser of two, none being more than any.
pub(super) fn least(a: Option<Detail>, b: Option<Detail>) -> Option<Detail> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (one, None) | (None, one) => one,
    }
}
