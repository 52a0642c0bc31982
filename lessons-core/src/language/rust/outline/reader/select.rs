//! What is selected around a word that is looked for.

use super::Reader;
use crate::language::rust::outline::Reach;
use crate::language::rust::outline::chunks::{ChunkId, Item, Mark, NONE};
use crate::language::rust::outline::frame::{Before, FrameKind};
use crate::language::rust::outline::lexer::IS_WORD;

impl Reader<'_> {
    /// Selects what is wanted around the word just read, if it is looked for.
    pub(super) fn found(&mut self) {
        let name = Self::offset(self.lexer.name);
        while let Some((mark, rest)) = self.marks.split_first()
            && mark.at <= name
        {
            self.marks = rest;
            if mark.at == name {
                let is_in_path = self.before == Before::Punctuation(b':') && self.is_in_path();
                self.select(*mark, is_in_path);
            }
        }
    }

    /// Whether the word just read stands behind a `::`, and not behind the `:` before a type or a field's value. Where
    /// something else than white space stands between, nobody looks.
    fn is_in_path(&self) -> bool {
        let before = self.text.get(..self.lexer.start).unwrap_or_default().trim_ascii_end();
        !before.ends_with(b":") || before.ends_with(b"::")
    }

    /// A format string has code in it: the names that it captures.
    pub(super) fn literal(&mut self) {
        self.plain_extern();
        let end = Self::offset(self.lexer.at);
        while let Some((mark, rest)) = self.marks.split_first()
            && mark.at < end
        {
            self.marks = rest;
            if mark.at > Self::offset(self.lexer.start) && self.is_captured(mark.at as usize) {
                self.select(*mark, false);
            }
        }
    }

    /// Whether a format string captures the name at `at`: `{name`, `{:name$}`.
    fn is_captured(&self, at: usize) -> bool {
        let before = at.checked_sub(1).and_then(|at| self.text.get(at));
        let after = self.text.get(at..).unwrap_or_default().iter().find(|byte| !IS_WORD[**byte as usize]);
        before == Some(&b'{') || after == Some(&b'$')
    }

    /// The name of a calling convention belongs to an item, any other literal begins a statement.
    fn plain_extern(&mut self) {
        if !self.is_extern {
            self.plain();
        }
    }

    fn select(&mut self, mark: Mark, is_in_path: bool) {
        let around = || self.frames.iter().filter_map(|frame| self.outline.chunks.get(frame.chunk as usize));
        if !mark.in_tests && around().any(|chunk| chunk.is_test) {
            return;
        }
        let is_test_open =
            || mark.not_in_tests && (self.may_be_test || around().any(|chunk| chunk.may_be_test));
        if mark.asks_for_tokens() && !is_test_open() {
            let (chunk, is_opaque) = (self.chunk(), !self.is_code());
            return self.calls.name(chunk, mark, is_opaque);
        }
        self.outline.has_path |= is_in_path;
        if let Some(reach) = mark.most() {
            self.select_around(self.chunk(), reach);
        }
    }

    /// Selects what is wanted around something in a statement that is open.
    pub(super) fn select_around(&mut self, statement: ChunkId, reach: Reach) {
        let chunk = match reach {
            Reach::Call | Reach::Surface | Reach::Statement => statement,
            Reach::Body => {
                let among_items = self.frames.iter().filter(|frame| frame.kind == FrameKind::Items);
                let mut chunks = among_items.map(|frame| frame.chunk).filter(|chunk| *chunk != NONE);
                let is_container = |chunk: &ChunkId| {
                    self.outline.chunks.get(*chunk as usize).is_some_and(|one| one.item == Item::Container)
                };
                chunks.find(|chunk| !is_container(chunk)).unwrap_or(statement)
            }
            Reach::Item | Reach::File => self.frames.first().map_or(NONE, |frame| frame.chunk),
        };
        if let Some(chunk) = self.get(chunk) {
            match reach {
                Reach::Call | Reach::Surface => chunk.is_touched = true,
                _ => chunk.is_selected = true,
            }
        }
    }

    /// Whether what is read is certainly code.
    fn is_code(&self) -> bool {
        let owner = self.top().map_or(0, |frame| frame.owner);
        let inner = self.frames.get(owner + 1..).unwrap_or_default();
        !inner.iter().any(|frame| frame.is_opaque)
    }
}
