//! A file's lines, counted only where somebody asks for a place: in most files nothing is found.

use std::cell::OnceCell;

use crate::span::LineIndex;

/// The lines of one text.
#[derive(Debug, Default)]
pub(super) struct Lines(OnceCell<LineIndex>);

impl Lines {
    /// The lines of `text`, always the same one. Linear in the text the first time.
    pub(super) fn of(&self, text: &str) -> &LineIndex {
        self.0.get_or_init(|| LineIndex::new(text))
    }
}
