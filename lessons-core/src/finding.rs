//! What was found, as plain data: nothing here knows how it came about or how it is shown.

use serde::{Deserialize, Serialize};

use crate::lesson::{ApprovalStatus, Level};
use crate::span::{Position, Span};

/// A stretch of a file, in bytes and as people count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Location {
    /// The bytes.
    pub span: Span,
    /// Line and column of the first byte.
    pub start: Position,
    /// Line and column one past the last byte.
    pub end: Position,
}

impl Location {
    /// The location of `span` in `text`.
    #[must_use]
    pub fn new(text: &str, lines: &crate::span::LineIndex, span: Span) -> Self {
        Self { span, start: lines.position(text, span.start), end: lines.position(text, span.end) }
    }

    /// A location whose positions are known.
    #[must_use]
    pub const fn at(span: Span, start: Position, end: Position) -> Self {
        Self { span, start, end }
    }
}

/// What kind of thing speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum FindingKind {
    /// Code that a `[forbid]` matches.
    Forbidden,
    /// A `[require]` that matches nowhere in its scope; the place is the rule in the lesson's file.
    Missing,
    /// An approval that does not fit its lesson any more; the place is the lesson's file.
    Stale,
    /// A suppression that is wrong, or that suppresses nothing.
    Suppression,
    /// A change that weakens, unapproves or deletes an enforced lesson; the place is the lesson's file.
    Weakened,
}

/// Something that a path met besides the match itself.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Related {
    /// What it is, such as `reaches this`.
    pub label: String,
    /// Where it stands, in the finding's file.
    pub location: Location,
}

/// A comment `lessons:allow(ID) why`, by which a person lets findings stand.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SuppressionComment {
    /// The file, from the root of what was searched.
    pub path: String,
    /// The comment.
    pub location: Location,
    /// The lessons it names.
    pub lessons: Vec<String>,
    /// Why; empty where nothing is given.
    pub reason: String,
    /// Whether it suppressed a finding.
    pub used: bool,
}

/// A replacement that the lesson's author wrote.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Fix {
    /// The bytes to replace.
    pub span: Span,
    /// What to put there.
    pub replacement: String,
}

/// What metavariables stand for: pieces of code by name, in order of name.
///
/// There may be a hundred thousand findings, with a name or two each; so this is a list and no tree.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Captures(Box<[(String, String)]>);

impl Captures {
    /// What a metavariable, named without `$`, stands for. Linear in the number of names.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&String> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, text)| text)
    }

    /// The names and what they stand for, in order of name.
    pub fn iter(&self) -> impl Iterator<Item = (&String, &String)> {
        self.0.iter().map(|(name, text)| (name, text))
    }
}

impl FromIterator<(String, String)> for Captures {
    /// Of two with one name, the last one counts.
    fn from_iter<I: IntoIterator<Item = (String, String)>>(all: I) -> Self {
        let mut all: Vec<(String, String)> = all.into_iter().collect();
        all.reverse();
        all.sort_by(|(one, _), (other, _)| one.cmp(other));
        all.dedup_by(|(one, _), (other, _)| one == other);
        Self(all.into())
    }
}

impl std::ops::Index<&str> for Captures {
    type Output = String;

    /// # Panics
    /// When nothing has the name; [`get`](Self::get) asks.
    fn index(&self, name: &str) -> &String {
        #[allow(clippy::expect_used, reason = "as for every map")]
        self.get(name).expect("no metavariable has this name")
    }
}

impl Serialize for Captures {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter())
    }
}

impl<'de> Deserialize<'de> for Captures {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let all = std::collections::BTreeMap::deserialize(deserializer)?;
        Ok(all.into_iter().collect())
    }
}

/// One place where a lesson speaks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Finding {
    /// What kind of thing speaks.
    pub kind: FindingKind,
    /// The lesson's id.
    pub lesson: String,
    /// How much it weighs; a proposed lesson's is capped at [`Level::Note`].
    pub level: Level,
    /// Whether the lesson is approved.
    pub status: ApprovalStatus,
    /// One line: what was found.
    pub message: String,
    /// The file, from the root of what was searched, with `/` between its parts.
    pub path: String,
    /// The whole match, from its first to its last byte.
    pub location: Location,
    /// What the metavariables stand for.
    pub captures: Captures,
    /// What paths met.
    pub related: Vec<Related>,
    /// The author's replacement.
    pub fix: Option<Fix>,
    /// Stays the same when the code is moved, renamed around or reindented: 32 hexadecimal digits over the lesson,
    /// the matched code and the item that holds it. Equal findings of one file have equal fingerprints.
    pub fingerprint: String,
}

impl Finding {
    /// A finding about a lesson rather than about matched code, such as one that a comparison of two revisions gives.
    /// It has no captures, and is known by its kind and lesson.
    #[must_use]
    pub fn new(
        kind: FindingKind,
        lesson: impl Into<String>,
        level: Level,
        status: ApprovalStatus,
        message: impl Into<String>,
        path: impl Into<String>,
        location: Location,
    ) -> Self {
        let lesson = lesson.into();
        let fingerprint = format!("{kind:?}-{lesson}").to_lowercase();
        Self {
            kind,
            lesson,
            level,
            status,
            message: message.into(),
            path: path.into(),
            location,
            captures: Captures::default(),
            related: Vec::new(),
            fix: None,
            fingerprint,
        }
    }

    /// The order in which findings are reported: path, position, lesson.
    #[must_use]
    pub fn order(&self) -> impl Ord + '_ {
        (&self.path, self.location.span, &self.lesson, self.kind)
    }
}
