//! The stretches of a file that must be parsed: what is selected in full, and of the rest what names depend on.

use super::Parts;
use super::chunks::{Block, BlockId, Chunk, Item, Outline};
use crate::span::Span;

/// How much is kept of what is not selected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Detail {
    /// What items there are, and what `use` and `type` make of names.
    Names,
    /// Fields and the types of constants too.
    Types,
}

/// A constant up to this many bytes is not worth dividing.
const SHORT: u32 = 160;

impl Outline {
    /// What to parse of the file of `len` bytes.
    pub(crate) fn parts(&self, len: usize, detail: Detail) -> Parts {
        let mut slices = Slices { outline: self, detail, spans: Vec::new() };
        slices.chunks(self.chunks());
        let kept: usize = slices.spans.iter().map(|span| span.len() as usize).sum();
        // Putting slices together costs a little too.
        if kept * 8 > len * 7 { Parts::Whole } else { Parts::Slices(slices.spans) }
    }
}

struct Slices<'o> {
    outline: &'o Outline,
    detail: Detail,
    spans: Vec<Span>,
}

impl<'o> Slices<'o> {
    fn keep(&mut self, start: u32, end: u32) {
        match self.spans.last_mut() {
            Some(last) if last.end >= start => last.end = last.end.max(end),
            _ if start < end => self.spans.push(Span::new(start, end)),
            _ => {}
        }
    }

    fn chunks(&mut self, chunks: impl Iterator<Item = &'o Chunk>) {
        for chunk in chunks.filter(|chunk| chunk.is_kept()) {
            self.chunk(chunk);
        }
    }

    fn chunk(&mut self, chunk: &'o Chunk) {
        let (start, end) = (chunk.start, chunk.end);
        if chunk.is_selected || chunk.declares {
            return self.keep(start, end);
        }
        let (tail, tail_end) = chunk.tail;
        match chunk.item {
            Item::InnerAttribute | Item::Declaration | Item::Prefix => self.keep(start, end),
            Item::Fields if self.detail == Detail::Types => self.keep(start, end),
            Item::Fields | Item::MacroRules if tail > 0 => {
                self.keep(start, tail);
                self.keep(tail_end, end);
            }
            Item::Fields | Item::MacroRules => self.keep(start, end),
            Item::Constant if !chunk.keeps_below => {
                if end - start > SHORT && tail > 0 {
                    self.keep(start, tail);
                    self.keep(end.saturating_sub(1), end);
                } else {
                    self.keep(start, end);
                }
            }
            Item::Function | Item::Container | Item::Constant | Item::Plain => {
                let blocks: Vec<(BlockId, &Block)> = self.outline.blocks_of(chunk).collect();
                let mut from = start;
                for (id, block) in blocks {
                    self.keep(from, block.open);
                    self.chunks(self.outline.chunks_of(id));
                    from = block.close;
                }
                self.keep(from, end);
            }
        }
    }
}
