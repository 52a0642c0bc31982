//! Findings over a history: what each revision brought and what it took away, from the blobs that it changed.
//!
//! The core knows no version control. Whoever has one lists the [`Revision`]s and reads [`Blobs`]; each blob that a
//! revision replaced or wrote is searched once for each path it stood at, however many revisions name it. A file is
//! searched by itself: what only another file could tell of a name or a type counts as unknown, which is no match.

mod replay;
#[cfg(test)]
mod tests;

pub use replay::Replayer;

use crate::engine::{Cancel, Progress, Stats, UnsearchedCode};
use crate::finding::Finding;
use crate::workspace::FileError;

/// Where the contents of files come from, by the ids that revisions name them with.
pub trait Blobs: Send + Sync {
    /// The content of a blob. Called from several threads, for each blob at most once a path.
    ///
    /// # Errors
    /// When there is no such blob, it is too large, or reading fails.
    fn read(&self, id: &str) -> Result<Vec<u8>, FileError>;
}

/// One step of a history: what it changed against the step before it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Revision {
    /// What it is known by, such as a commit's id.
    pub id: String,
    /// The files that it changed. A moved file is one that went and one that came.
    pub changes: Vec<Change>,
}

impl Revision {
    /// A revision that changed these files.
    #[must_use]
    pub fn new(id: impl Into<String>, changes: Vec<Change>) -> Self {
        Self { id: id.into(), changes }
    }
}

/// One file that a revision changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Change {
    /// The path from the root of the history's trees, with `/` between its parts.
    pub path: String,
    /// The blob that stood there before; none for a new file.
    pub before: Option<String>,
    /// The blob that stands there since; none for a file that is gone.
    pub after: Option<String>,
}

impl Change {
    /// A change of the file at `path`.
    #[must_use]
    pub fn new(path: impl Into<String>, before: Option<String>, after: Option<String>) -> Self {
        Self { path: path.into(), before, after }
    }
}

/// How a history is to be searched.
#[derive(Clone, Default)]
#[non_exhaustive]
pub struct ReplayOptions<'a> {
    /// Who is told of progress, in blobs.
    pub progress: Option<&'a dyn Progress>,
    /// What stops the search early.
    pub cancel: Cancel,
}

/// What a history gave, in the order of the revisions.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Replay {
    /// The revisions that brought findings or took some away.
    pub steps: Vec<Step>,
    /// How much was done; files are blobs.
    pub stats: Stats,
    /// Blobs that could not be read or parsed at all, in order of path.
    pub unsearched: Vec<UnsearchedCode>,
}

/// What one revision did to the findings.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Step {
    /// The index of the revision in the list that was given.
    pub revision: usize,
    /// Findings that its files have and had not before, in order of path and position. Code that was only moved, by
    /// its [fingerprint](Finding::fingerprint), is not among them.
    pub brought: Vec<Finding>,
    /// Findings that its files had and have no more, at the places of before.
    pub took: Vec<Finding>,
}

impl Replay {
    /// All findings that came in, with the index of the revision that brought each.
    pub fn brought(&self) -> impl Iterator<Item = (usize, &Finding)> {
        self.steps.iter().flat_map(|step| step.brought.iter().map(|finding| (step.revision, finding)))
    }
}
