//! The code before and after a fix, from a commit's files, from a diff, or from a bad and a good block.

mod fragment;
mod lines;

use lessons_core::{Date, Edition};

use crate::document::{Diff, FileDiff};
pub use lines::ChangedLines;

/// A fix: what the code was before, and what it is after.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fix {
    /// The commit, in full.
    pub commit: Option<String>,
    /// Its first parent.
    pub parent: Option<String>,
    /// The first line of its message.
    pub subject: Option<String>,
    /// The day it was committed.
    pub date: Option<Date>,
    /// The files it changed, in order of path.
    pub files: Vec<ChangedFile>,
}

/// One file that a fix changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangedFile {
    /// The path after the fix, or before it where the file was removed.
    pub path: String,
    /// The text before; none for a file that is new.
    pub before: Option<String>,
    /// The text after; none for a file that is gone.
    pub after: Option<String>,
    /// The edition of the file's package.
    pub edition: Edition,
}

impl ChangedFile {
    /// A file with its two texts.
    #[must_use]
    pub fn new(path: impl Into<String>, before: Option<String>, after: Option<String>) -> Self {
        Self { path: path.into(), before, after, edition: Edition::E2021 }
    }

    /// The same file in a package of this edition.
    #[must_use]
    pub fn with_edition(mut self, edition: Edition) -> Self {
        self.edition = edition;
        self
    }

    /// Whether the path is that of Rust code.
    #[must_use]
    pub fn is_rust(&self) -> bool {
        self.path.ends_with(".rs")
    }

    /// Which lines the fix changed. Linear for texts that differ little.
    #[must_use]
    pub fn changed_lines(&self) -> ChangedLines {
        ChangedLines::between(
            self.before.as_deref().unwrap_or_default(),
            self.after.as_deref().unwrap_or_default(),
        )
    }
}

impl Fix {
    /// The fix that a diff shows. A diff holds pieces of files; each hunk becomes a file of its own, with the path of
    /// the hunk's file, closed so that it parses. Whoever has the repository has more to give: whole files.
    #[must_use]
    pub fn from_diff(diff: &Diff) -> Self {
        let files = diff.files.iter().flat_map(|file| {
            let path = path(file);
            file.hunks.iter().map(move |hunk| {
                let (before, after) = fragment::close(&hunk.heading, &hunk.before, &hunk.after);
                ChangedFile::new(path.clone(), Some(before), Some(after))
            })
        });
        Self { files: files.collect(), ..Self::default() }
    }

    /// The fix that a bad and a good block show: a file, or the body of a function each.
    #[must_use]
    pub fn from_blocks(bad: &str, good: &str) -> Self {
        let (before, after) = fragment::close("", bad, good);
        Self { files: vec![ChangedFile::new("block.rs", Some(before), Some(after))], ..Self::default() }
    }
}

/// The path of a diff's file; a diff without one is taken for Rust.
fn path(file: &FileDiff) -> String {
    file.path().unwrap_or("block.rs").to_owned()
}

#[cfg(test)]
mod tests;
