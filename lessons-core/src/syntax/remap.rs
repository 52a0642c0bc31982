//! Text that was rewritten before parsing, and the way back from its offsets to the file's.

use crate::span::Span;

/// A text put together from pieces of a file and from words of our own, to be parsed in the file's stead.
#[derive(Clone, Debug, Default)]
pub(crate) struct Rendered {
    text: String,
    remap: Remap,
}

impl Rendered {
    /// Appends the bytes of `span` as they stand in `source`.
    pub(crate) fn copy(&mut self, source: &str, span: Span) {
        self.remap.push(self.text.len(), span.start, true);
        self.text.push_str(span.of(source));
        self.remap.end = span.end;
    }

    /// Appends words of our own that stand for the bytes of `span`; every place in them maps into it.
    pub(crate) fn replace(&mut self, words: &str, span: Span) {
        self.remap.push(self.text.len(), span.start, false);
        self.text.push_str(words);
        self.remap.push(self.text.len(), span.end, false);
        self.remap.end = self.remap.end.max(span.end);
    }

    /// Appends words of our own that stand for nothing, at the file's offset `at`.
    pub(crate) fn insert(&mut self, words: &str, at: u32) {
        self.replace(words, Span::new(at, at));
    }

    /// The text to parse.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// The way back alone.
    pub(crate) fn into_remap(self) -> Remap {
        self.remap
    }

    /// The way back.
    pub(crate) fn remap(&self) -> &Remap {
        &self.remap
    }
}

/// Maps offsets of a rewritten text to the file's.
#[derive(Clone, Debug, Default)]
pub(crate) struct Remap {
    /// (offset in the text, offset in the file, whether offsets advance alike from here), ascending.
    pieces: Vec<(u32, u32, bool)>,
    end: u32,
}

impl Remap {
    fn push(&mut self, text: usize, file: u32, advances: bool) {
        self.pieces.push((Span::from_range(0..text).end, file, advances));
    }

    /// The file's span of a span of the text. A start maps into the piece that begins there, an end into the
    /// piece that ends there, so that no node grows over words that were put in around it.
    pub(crate) fn span(&self, text: Span) -> Span {
        if self.pieces.is_empty() {
            return text;
        }
        let start = self.start(text.start);
        let end = if text.is_empty() { start } else { self.end(text.end) };
        Span::new(start, end.max(start))
    }

    /// Whether the byte at `offset` of the text belongs to words of our own.
    pub(crate) fn is_own(&self, offset: usize) -> bool {
        let offset = Span::from_range(0..offset).end;
        let pieces = self.pieces.partition_point(|(text, ..)| *text <= offset);
        pieces.checked_sub(1).and_then(|index| self.pieces.get(index)).is_some_and(|(.., advances)| !advances)
    }

    fn start(&self, offset: u32) -> u32 {
        self.place(self.pieces.partition_point(|(text, ..)| *text <= offset), offset)
    }

    fn end(&self, offset: u32) -> u32 {
        let pieces = self.pieces.partition_point(|(text, ..)| *text < offset);
        match pieces.checked_sub(1).and_then(|index| self.pieces.get(index)) {
            // The end of words of our own is where the next piece says they end.
            Some((_, _, false)) => self.pieces.get(pieces).map_or(self.end, |(_, file, _)| *file),
            _ => self.place(pieces, offset),
        }
    }

    fn place(&self, pieces: usize, offset: u32) -> u32 {
        match pieces.checked_sub(1).and_then(|index| self.pieces.get(index)) {
            Some((text, file, true)) => file + (offset - text),
            Some((_, file, false)) => *file,
            None => offset,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_map_back_through_copied_replaced_and_inserted_words() {
        let source = "foo(a => b)";
        let mut rendered = Rendered::default();
        rendered.insert("fn w() { ", 4);
        rendered.copy(source, Span::new(4, 6));
        rendered.replace(";", Span::new(6, 8));
        rendered.copy(source, Span::new(8, 10));
        rendered.insert(" }", 10);
        assert_eq!(rendered.text(), "fn w() { a ; b }");
        let at = |words: &str| {
            let start = rendered.text().find(words).unwrap();
            rendered.remap().span(Span::from_range(start..start + words.len()))
        };
        assert_eq!(at("a"), Span::new(4, 5));
        assert_eq!(at(";"), Span::new(6, 8));
        assert_eq!(at("b"), Span::new(9, 10));
        assert_eq!(at("fn w() { a"), Span::new(4, 5));
        assert_eq!(at("a ; b }"), Span::new(4, 10));
    }
}
