//! Places in a text: byte ranges, and lines and columns counted the way people count them.

use serde::{Deserialize, Serialize};

/// A half-open range of bytes in one file: `start..end`, both counted from 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    /// Offset of the first byte.
    pub start: u32,
    /// Offset one past the last byte.
    pub end: u32,
}

impl Span {
    /// The bytes from `start` to before `end`.
    #[must_use]
    pub const fn new(start: u32, end: u32) -> Self {
        Self { start, end }
    }

    /// A span of a string's offsets; offsets past `u32::MAX` are clamped.
    #[must_use]
    pub fn from_range(range: std::ops::Range<usize>) -> Self {
        let clamp = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        Self { start: clamp(range.start), end: clamp(range.end) }
    }

    /// Length in bytes.
    #[must_use]
    pub const fn len(self) -> u32 {
        self.end.saturating_sub(self.start)
    }

    /// Whether the span holds no byte.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.end <= self.start
    }

    /// Whether `other` lies wholly within this span.
    #[must_use]
    pub const fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the two spans share at least one byte.
    #[must_use]
    pub const fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The text of this span, or an empty string where it does not lie on character boundaries of `text`.
    #[must_use]
    pub fn of(self, text: &str) -> &str {
        text.get(self.start as usize..self.end as usize).unwrap_or_default()
    }
}

/// A line and a column, both counted from 1; the column counts characters (Unicode scalar values), not bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Position {
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
}

/// Where each line of a text starts, so that offsets become positions in O(log lines).
#[derive(Clone, Debug)]
pub struct LineIndex {
    starts: Vec<u32>,
    /// Characters before every [`STRIDE`] bytes, so that columns of very long lines cost no more than others.
    characters: Vec<u32>,
}

const STRIDE: usize = 1024;

impl LineIndex {
    /// Indexes `text` in one pass; lines end with `\n`.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let newlines = memchr::memchr_iter(b'\n', text.as_bytes());
        let starts = std::iter::once(0).chain(newlines.map(|at| Span::from_range(0..at + 1).end)).collect();
        let mut before = 0;
        let characters = text
            .as_bytes()
            .chunks(STRIDE)
            .map(|chunk| {
                let after = before + count_characters(chunk);
                std::mem::replace(&mut before, after)
            })
            .collect();
        Self { starts, characters }
    }

    /// The number of lines; a text that ends with a newline counts the empty line after it.
    #[must_use]
    pub fn line_count(&self) -> u32 {
        Span::from_range(0..self.starts.len()).end
    }

    /// The line, from 1, that holds the byte at `offset`.
    #[must_use]
    pub fn line(&self, offset: u32) -> u32 {
        Span::from_range(0..self.starts.partition_point(|start| *start <= offset)).end.max(1)
    }

    /// Offset of the first byte of a line counted from 1; lines past the end start at the last line.
    #[must_use]
    pub fn line_start(&self, line: u32) -> u32 {
        let index = (line.max(1) as usize - 1).min(self.starts.len().saturating_sub(1));
        self.starts.get(index).copied().unwrap_or(0)
    }

    /// Line and column of the byte at `offset` in `text`, the text this index was made from.
    #[must_use]
    pub fn position(&self, text: &str, offset: u32) -> Position {
        let line = self.line(offset);
        let before = |offset: u32| self.characters_before(text, offset);
        Position { line, column: before(offset).saturating_sub(before(self.line_start(line))) + 1 }
    }

    fn characters_before(&self, text: &str, offset: u32) -> u32 {
        let offset = (offset as usize).min(text.len());
        let chunk = offset / STRIDE;
        let rest = text.as_bytes().get(chunk * STRIDE..offset).unwrap_or_default();
        self.characters.get(chunk).copied().unwrap_or_else(|| count_characters(text.as_bytes()))
            + count_characters(rest)
    }
}

/// The characters that begin in these bytes of UTF-8.
fn count_characters(bytes: &[u8]) -> u32 {
    Span::from_range(0..bytes.iter().filter(|byte| (**byte & 0xC0) != 0x80).count()).end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_lines_from_one_and_columns_in_characters() {
        let text = "a\nöö x\n";
        let index = LineIndex::new(text);
        for (offset, line, column) in [(0, 1, 1), (1, 1, 2), (2, 2, 1), (4, 2, 2), (7, 2, 4), (9, 3, 1)] {
            assert_eq!(index.position(text, offset), Position { line, column }, "offset {offset}");
        }
    }

    #[test]
    fn columns_of_very_long_lines_are_right() {
        for filler in ["a", "ö"] {
            for count in [STRIDE - 1, STRIDE, STRIDE + 1, 5000] {
                let text = format!("x\n{}!", filler.repeat(count));
                let index = LineIndex::new(&text);
                let offset = Span::from_range(0..text.len() - 1).end;
                assert_eq!(index.position(&text, offset).column as usize, count + 1, "{filler} {count}");
                assert_eq!(index.position(&text, offset + 1).column as usize, count + 2, "{filler} {count}");
            }
        }
    }

    #[test]
    fn offsets_past_the_end_stay_on_the_last_line() {
        let index = LineIndex::new("x");
        assert_eq!(index.position("x", 99).line, 1);
    }
}
