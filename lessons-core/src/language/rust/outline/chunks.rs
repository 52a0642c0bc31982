//! The statements and items of a file as nested chunks of text, and which of them hold something that is looked for.

use super::{Reach, reader};

/// A word that is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Mark {
    /// Where the word begins.
    pub(crate) at: u32,
    pub(crate) reach: Reach,
    /// Whether it is looked for in test code too.
    pub(crate) in_tests: bool,
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
}

/// A statement or item, with its attributes.
#[derive(Clone, Debug)]
pub(super) struct Chunk {
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) item: Item,
    /// Whether all of it is wanted.
    pub(super) is_selected: bool,
    /// Whether it holds a macro call with items in it.
    pub(super) declares: bool,
    /// Whether something in its blocks is to be kept.
    pub(super) keeps_below: bool,
    pub(super) is_test: bool,
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

    /// Whether something of it is to be parsed.
    pub(super) fn is_kept(&self) -> bool {
        self.is_selected || self.keeps_below || self.declares || self.is_item()
    }
}
