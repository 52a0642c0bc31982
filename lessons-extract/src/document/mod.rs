//! What a post-mortem says, as plain data: who, when, which sections, which code, which commits.
//!
//! [`read`] takes Markdown, plain text, a commit message, an advisory with front matter or a list of
//! `Key: value` lines, and never fails: what it cannot place it leaves out. Every fact carries the bytes of
//! the document it was read from, so that whatever is built on it can be shown beside its source. It holds
//! no opinion on whether the facts make a lesson.

mod blocks;
mod commits;
mod dates;
mod diff;
mod headings;
mod identity;
mod incidents;
mod links;
mod markdown;
mod mask;
mod metadata;
mod polarity;
mod prose;
mod sections;

use std::ops::Range;
use std::sync::Arc;

pub use blocks::{CodeBlock, CodeKind};
pub use commits::{Commit, Reference, ReferenceKind, Role};
pub use dates::{Date, DateMention, DateRole};
pub use diff::{Diff, DiffLine, FileDiff, Hunk, LineKind};
pub use headings::{Meaning, meanings};
pub use links::{Link, Location};
pub use metadata::Field;
pub use polarity::{Evidence, Polarity};
pub use sections::{Paragraph, Section};

/// A range of bytes of [`Document::text`], always on character boundaries.
pub type Span = Range<usize>;

/// A post-mortem, read. All spans point into [`text`](Self::text).
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Document {
    /// The whole text as it was given.
    pub text: Arc<str>,
    /// The part of the text that this document covers: all of it, or one incident (see [`Self::incidents`]).
    pub span: Span,
    /// The file name or path it was read from.
    pub name: Option<String>,
    /// The incident's id, valid as a lesson's id: from metadata, the file name, the title or the prose.
    pub id: Option<String>,
    /// The title, without markup; generic ones ("Post-mortem") are passed over.
    pub title: Option<String>,
    /// The incident's date as far as it can be told from the publication date and others.
    pub date: Option<Date>,
    /// Every date named, in order.
    pub dates: Vec<DateMention>,
    /// Who wrote it.
    pub authors: Vec<String>,
    /// The document's state, such as `Final`.
    pub status: Option<String>,
    /// The severity, as written.
    pub severity: Option<String>,
    /// Metadata in order: front matter, `Key: value` lines, tables, headings with one line below.
    pub fields: Vec<Field>,
    /// The sections in order, the outer before the inner.
    pub sections: Vec<Section>,
    /// Code blocks and inline code in order. A fenced diff is in [`diffs`](Self::diffs) alone.
    pub code: Vec<CodeBlock>,
    /// Unified diffs, fenced or raw.
    pub diffs: Vec<Diff>,
    /// Commits named, each once for every place.
    pub commits: Vec<Commit>,
    /// Pull requests and issues named.
    pub references: Vec<Reference>,
    /// URLs, those of links and those in the text.
    pub links: Vec<Link>,
    /// Places in code, such as `src/queue.rs:119:5` in a panic's message.
    pub locations: Vec<Location>,
}

/// Reads a document. Infallible and linear in the text's length; `name` is the file's name or path, which
/// may hold the id or the date.
///
/// ```
/// use lessons_extract::document::{Meaning, Polarity, read};
///
/// let text = "# INC-245: queue stalled\n\nDate: 12 April 2026\n\n## Root cause\n\nThis deadlocked:\n\n\
///             ```rust\nlet g = m.lock().unwrap();\n```\n";
/// let document = read(None, text);
/// assert_eq!(document.id.as_deref(), Some("INC-245"));
/// assert_eq!(document.date.unwrap().to_string(), "2026-04-12");
/// assert_eq!(document.code[0].polarity, Polarity::Bad);
/// assert!(document.first(Meaning::Cause).is_some());
/// ```
pub fn read(name: Option<&str>, text: &str) -> Document {
    read_span(name, Arc::from(text), 0..text.len())
}

/// [`read`] for bytes of unknown encoding: what is not UTF-8 becomes U+FFFD, and spans point into the result.
pub fn read_bytes(name: Option<&str>, bytes: &[u8]) -> Document {
    read(name, &String::from_utf8_lossy(bytes))
}

/// Reads one part of a text; every span in the result is shifted to the whole.
fn read_span(name: Option<&str>, text: Arc<str>, span: Span) -> Document {
    let source = text.get(span.clone()).unwrap_or_default();
    let masked = mask::mask(source);
    let outline = markdown::outline(source, &masked.text);
    let prose = prose::prose(source, &outline);
    let links = links::links(source, &outline);
    let (mut fields, marks) = sections::marks(source, &masked, &outline);
    let sections = sections::build(source.len(), marks, &outline);
    let diffs = blocks::diffs(source, &masked, &outline, &sections);
    let code = blocks::code(source, &outline, &sections);
    let commits = commits::commits(source, &prose, &outline, &links);
    let references = commits::references(&prose, &links);
    let dates = dates::mentions(&prose);
    let locations = links::locations(source, &outline, &links);
    metadata::sort(&mut fields);
    let title = identity::title(&masked, &outline, &fields);
    let id = identity::id(name, title.as_deref(), &fields, &prose, &sections);
    let date = dates::incident(name, title.as_deref(), &fields, &dates);
    let mut document = Document {
        span: span.clone(),
        name: name.map(str::to_owned),
        id,
        title,
        date,
        dates,
        authors: metadata::authors(&fields),
        status: metadata::value(&fields, metadata::Key::Status),
        severity: metadata::value(&fields, metadata::Key::Severity),
        fields,
        sections,
        code,
        diffs,
        commits,
        references,
        links,
        locations,
        text,
    };
    document.shift(span.start);
    document
}

impl Document {
    /// The text of a span; empty for one that is not of this document.
    pub fn slice(&self, span: &Span) -> &str {
        self.text.get(span.clone()).unwrap_or_default()
    }

    /// The sections of a meaning, in order.
    pub fn with_meaning(&self, meaning: Meaning) -> impl Iterator<Item = &Section> {
        self.sections.iter().filter(move |section| section.meanings.contains(&meaning))
    }

    /// The first paragraph of the first section of a meaning that has one.
    pub fn first(&self, meaning: Meaning) -> Option<&Paragraph> {
        self.with_meaning(meaning).find_map(|section| section.paragraph.as_ref())
    }

    /// Whether the document points at code at all: a snippet, a diff, a commit or a place in a source file.
    /// Without any of it a cause is, most likely, not one that a pattern can find.
    pub fn names_code(&self) -> bool {
        !self.diffs.is_empty()
            || !self.commits.is_empty()
            || !self.locations.is_empty()
            || self.code.iter().any(|block| block.looks_like_code())
    }

    /// The incidents of a document that tells of several, each under a heading or list item with its own id
    /// or date; otherwise the document itself. Spans still point into the whole [`text`](Self::text).
    pub fn incidents(&self) -> Vec<Document> {
        incidents::split(self)
    }

    /// Moves every span by `by` bytes.
    fn shift(&mut self, by: usize) {
        if by == 0 {
            return;
        }
        let moved = |span: &mut Span| *span = span.start + by..span.end + by;
        self.dates.iter_mut().for_each(|it| moved(&mut it.span));
        self.fields.iter_mut().for_each(|it| moved(&mut it.span));
        for section in &mut self.sections {
            moved(&mut section.heading_span);
            moved(&mut section.body);
            if let Some(paragraph) = &mut section.paragraph {
                moved(&mut paragraph.span);
            }
        }
        for block in &mut self.code {
            moved(&mut block.span);
            moved(&mut block.content);
        }
        for diff in &mut self.diffs {
            moved(&mut diff.span);
            let hunks = diff.files.iter_mut().flat_map(|file| &mut file.hunks);
            hunks.flat_map(|hunk| &mut hunk.lines).for_each(|line| moved(&mut line.span));
        }
        self.commits.iter_mut().for_each(|it| moved(&mut it.span));
        self.references.iter_mut().for_each(|it| moved(&mut it.span));
        self.links.iter_mut().for_each(|it| moved(&mut it.span));
        self.locations.iter_mut().for_each(|it| moved(&mut it.span));
    }
}

#[cfg(test)]
mod tests;
