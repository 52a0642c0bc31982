//! A macro's body put into words that the grammar knows: edits at places of the file, and the text they make.

use std::borrow::Cow;

use crate::span::Span;
use crate::syntax::{Rendered, Substitute};

/// Words that stand for the bytes of a span when the body is parsed.
#[derive(Debug)]
struct Edit {
    span: Span,
    words: Cow<'static, str>,
}

/// The edits of one body; of two at one place the later one comes second, of two that overlap the earlier wins.
#[derive(Debug, Default)]
pub(in crate::language::rust) struct Edits {
    edits: Vec<Edit>,
}

impl Edits {
    /// Parses `words` instead of the bytes of `span`.
    pub(super) fn replace(&mut self, span: Span, words: impl Into<Cow<'static, str>>) {
        self.edits.push(Edit { span, words: words.into() });
    }

    /// Leaves the bytes of `span` out.
    pub(super) fn blank(&mut self, span: Span) {
        self.replace(span, " ");
    }

    /// Puts words before the byte at `at`.
    pub(super) fn insert(&mut self, at: u32, words: impl Into<Cow<'static, str>>) {
        self.replace(Span::new(at, at), words);
    }

    /// These edits, and `others` after them.
    pub(super) fn and(mut self, others: Self) -> Self {
        self.edits.extend(others.edits);
        self
    }

    /// Metavariables become the words that stand for them wherever no edit says otherwise. After this nothing is
    /// added.
    pub(in crate::language::rust) fn finish(mut self, body: Span, substitutes: &[Substitute]) -> Self {
        for hole in substitutes.iter().filter(|hole| body.contains(hole.span)) {
            if !self.edits.iter().any(|edit| edit.span.overlaps(hole.span)) {
                self.replace(hole.span, hole.words.clone());
            }
        }
        self.edits.sort_by_key(|edit| edit.span.start);
        self
    }

    /// Appends the text of `span` with the edits that lie in it.
    pub(in crate::language::rust) fn copy(&self, rendered: &mut Rendered, text: &str, span: Span) {
        let first = self.edits.partition_point(|edit| edit.span.start < span.start);
        let edits = self.edits.iter().skip(first).take_while(|edit| edit.span.start <= span.end);
        let mut at = span.start;
        for edit in edits {
            if edit.span.start < at || edit.span.end > span.end {
                continue;
            }
            if at < edit.span.start {
                rendered.copy(text, Span::new(at, edit.span.start));
            }
            rendered.replace(&edit.words, edit.span);
            at = edit.span.end;
        }
        if at < span.end {
            rendered.copy(text, Span::new(at, span.end));
        }
    }

    /// The body between words of our own.
    pub(super) fn render(
        &self,
        text: &str,
        body: Span,
        before: &'static str,
        after: &'static str,
    ) -> Rendered {
        let mut rendered = Rendered::default();
        rendered.insert(before, body.start);
        self.copy(&mut rendered, text, body);
        // The body may end in a line comment.
        rendered.insert("\n", body.end);
        rendered.insert(after, body.end);
        rendered
    }
}
