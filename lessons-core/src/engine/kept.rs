//! What a search keeps for the next one: its whole answer, and what it found out of each file.
//!
//! The answer depends on the rules, on what is known of packages, and on the files: where every file has a name for its
//! content without being read, an unchanged tree is answered from the list of files alone. What a file says by itself
//! is kept by the file's content, so that after a change only what changed is searched again.

use serde::{Deserialize, Serialize};

use super::compiled::RuleSet;
use super::file::FileOutcome;
use super::join::Report;
use crate::cache::{self, Cache, CacheKey};
use crate::names::Renames;
use crate::workspace::{ContentKey, FileEntry, Workspace};

/// What may be kept of one search.
pub(super) struct Kept<'a> {
    cache: &'a dyn Cache,
    rules: CacheKey,
    /// Names the whole answer; none where the files alone do not tell it.
    report: Option<CacheKey>,
}

/// What a file says by itself, with its length in bytes.
type Known = (u64, FileOutcome);

/// What is stored for a file: what it says, or where that is stored under the file's content.
#[derive(Serialize, Deserialize)]
enum Stored<T> {
    Known(u64, T),
    At([u8; 16]),
}

impl<'a> Kept<'a> {
    /// Linear in the text of the lessons and the number of files.
    pub(super) fn new(
        cache: &'a dyn Cache,
        rules: &RuleSet,
        workspace: &Workspace,
        entries: &[&FileEntry],
        complete: bool,
    ) -> Self {
        let rules = rules.key();
        let report = workspace.key().and_then(|workspace| {
            let files: Option<Vec<_>> = entries.iter().map(|entry| name(entry)).collect();
            Some(CacheKey::new("report", &(rules, workspace, files?, complete)))
        });
        Self { cache, rules, report }
    }

    /// The answer of the last search, if nothing changed. No file was parsed for it.
    pub(super) fn report(&self) -> Option<Report> {
        let mut report: Report = cache::load(self.cache, &self.report?)?;
        report.stats.files_parsed = 0;
        Some(report)
    }

    /// Keeps the answer.
    pub(super) fn keep(&self, report: &Report) {
        if let Some(key) = self.report {
            cache::store(self.cache, key, report);
        }
    }

    /// What is kept of one file. What it says depends on what is `around` it, on names given elsewhere, and on its
    /// content.
    pub(super) fn file<'k>(
        &'k self,
        entry: &'k FileEntry,
        around: &(impl std::hash::Hash + ?Sized),
        renames: &Renames,
    ) -> KeptFile<'k> {
        let around = CacheKey::new("file", &(self.rules, around, renames));
        let free = entry.key.filter(|_| entry.problem.is_none());
        KeptFile { cache: self.cache, around, free: free.map(|key| named(around, &key)) }
    }
}

/// What is kept of one file.
pub(super) struct KeptFile<'k> {
    cache: &'k dyn Cache,
    /// Names all that the outcome depends on besides the content.
    around: CacheKey,
    /// Names the outcome by what the source calls the content.
    free: Option<CacheKey>,
}

impl KeptFile<'_> {
    /// What the file says, if its source has a name for the content and that is known.
    pub(super) fn unread(&self) -> Option<Known> {
        match cache::load(self.cache, &self.free?)? {
            Stored::Known(bytes, outcome) => Some((bytes, unparsed(outcome))),
            Stored::At(key) => self.stored(CacheKey::from_bytes(key)),
        }
    }

    /// What the file says, by its content.
    pub(super) fn read(&self, content: &ContentKey) -> Option<Known> {
        let key = named(self.around, content);
        let known = self.stored(key)?;
        self.point_to(key);
        Some(known)
    }

    /// Keeps what a file of so many bytes says.
    pub(super) fn keep(&self, content: &ContentKey, bytes: u64, outcome: &FileOutcome) {
        let key = named(self.around, content);
        cache::store(self.cache, key, &Stored::Known(bytes, outcome));
        self.point_to(key);
    }

    fn stored(&self, key: CacheKey) -> Option<Known> {
        match cache::load(self.cache, &key)? {
            Stored::Known(bytes, outcome) => Some((bytes, unparsed(outcome))),
            Stored::At(_) => None,
        }
    }

    fn point_to(&self, key: CacheKey) {
        // A source may call a content by its hash.
        if let Some(free) = self.free.filter(|free| *free != key) {
            cache::store(self.cache, free, &Stored::<FileOutcome>::At(*key.as_bytes()));
        }
    }
}

fn named(around: CacheKey, content: &ContentKey) -> CacheKey {
    CacheKey::new("outcome", &(around, content))
}

/// This time the file was not parsed.
fn unparsed(outcome: FileOutcome) -> FileOutcome {
    FileOutcome { parsed: false, ..outcome }
}

/// A file's path and what stands for its content; none if only reading it would tell.
fn name(entry: &FileEntry) -> Option<(&str, Result<ContentKey, String>)> {
    let content = match (&entry.problem, entry.key) {
        (Some(problem), _) => Err(problem.to_string()),
        (None, key) => Ok(key?),
    };
    Some((&entry.path, content))
}

#[cfg(test)]
mod tests;
