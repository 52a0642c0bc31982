//! Before the first stage: under which other names the workspace knows what the rules name.
//!
//! A file that renames something (`pub use std::fs::remove_file as rm`, `type Lock<T> = std::sync::Mutex<T>`) makes
//! other files name it without a word of the rule. Only files that give such a word another name are looked into, and
//! only what they declare is parsed.

use std::collections::BTreeSet;

use rayon::prelude::*;

use super::declarations::summary;
use super::prefilter::alias;
use super::words::WordSet;
use crate::language::Language;
use crate::language::rust::Detail;
use crate::names::{FileSummary, Renames};
use crate::workspace::{FileEntry, Workspace};

/// Looks for renames of what the rules name, and of the names found so, until there are no new ones.
pub(super) fn scout<'n>(
    names: impl Iterator<Item = &'n str>,
    workspace: &Workspace,
    entries: &[&FileEntry],
) -> Renames {
    let mut wanted: BTreeSet<String> = names.map(str::to_owned).collect();
    let mut renames = Renames::new(workspace, std::iter::empty());
    let mut summaries: Vec<FileSummary> = Vec::new();
    let mut left: Vec<&FileEntry> = entries
        .iter()
        .copied()
        .filter(|entry| entry.problem.is_none() && Language::of_path(&entry.path) == Some(Language::Rust))
        .collect();
    let mut new = wanted.clone();
    while !new.is_empty() {
        let words = WordSet::new(new.into_iter().collect());
        let found: Vec<(&FileEntry, FileSummary)> = left
            .par_iter()
            .filter_map(|entry| {
                let text = String::from_utf8(workspace.source().read(&entry.path).ok()?).ok()?;
                let mut renames = false;
                words.find(text.as_bytes(), |at, _| renames = renames || alias(&text, at as usize).is_some());
                let summary = renames.then(|| summary(workspace, &entry.path, text, Detail::Names))??;
                Some((*entry, summary))
            })
            .collect();
        if found.is_empty() {
            break;
        }
        for (entry, summary) in found {
            left.retain(|other| other.path != entry.path);
            summaries.push(summary);
        }
        renames = Renames::new(workspace, summaries.iter());
        new = renames.names_for(&wanted).filter(|name| !wanted.contains(*name)).map(str::to_owned).collect();
        wanted.extend(new.iter().cloned());
    }
    renames
}
