//! Before the first stage: under which other names the workspace knows what the rules name.
//!
//! A file that renames something (`pub use std::fs::remove_file as rm`, `type Lock<T> = std::sync::Mutex<T>`) makes
//! other files name it without a word of the rule. Only files that hold such a word and a renaming are looked into, and
//! what was parsed for that is handed on, so that no file is parsed twice.

use std::collections::{BTreeSet, HashMap};

use aho_corasick::AhoCorasick;
use rayon::prelude::*;

use super::compiled::RuleSet;
use crate::language::Language;
use crate::locals::Locals;
use crate::names::{FileNames, FileSummary, Renames};
use crate::syntax::{Builder, Tree};
use crate::workspace::{FileEntry, Workspace};

/// What was learnt, and what was parsed for it, by path.
#[derive(Default)]
pub(super) struct Scouted {
    pub(super) renames: Renames,
    pub(super) trees: HashMap<String, Tree>,
}

/// Looks for renames of what the rules name, and of the names found so, until there are no new ones.
pub(super) fn scout(rules: &RuleSet, workspace: &Workspace, entries: &[&FileEntry]) -> Scouted {
    let mut wanted: BTreeSet<String> = rules.last_names().map(str::to_owned).collect();
    let mut scouted = Scouted { renames: Renames::new(workspace, std::iter::empty()), ..Scouted::default() };
    let mut summaries: Vec<FileSummary> = Vec::new();
    let mut left: Vec<&FileEntry> = entries
        .iter()
        .copied()
        .filter(|entry| Language::of_path(&entry.path) == Some(Language::Rust))
        .collect();
    let mut new = wanted.clone();
    while !new.is_empty() {
        let Ok(words) = AhoCorasick::new(&new) else { break };
        let found: Vec<(String, Tree, FileSummary)> = left
            .par_iter()
            .filter_map(|entry| {
                let text = String::from_utf8(workspace.source().read(&entry.path).ok()?).ok()?;
                if !words.is_match(&text) || !renames(&text) {
                    return None;
                }
                let tree = Builder::file(Language::Rust.grammar(), text).ok()?;
                let locals = Locals::new(&tree);
                let summary = FileNames::new(&tree, &locals, workspace.place(&entry.path).edition).summary();
                drop(locals);
                Some((entry.path.clone(), tree, summary))
            })
            .collect();
        for (path, tree, summary) in found {
            left.retain(|entry| entry.path != path);
            summaries.push(summary);
            scouted.trees.insert(path, tree);
        }
        scouted.renames = Renames::new(workspace, summaries.iter());
        new = scouted
            .renames
            .names_for(&wanted)
            .filter(|name| !wanted.contains(*name))
            .map(str::to_owned)
            .collect();
        wanted.extend(new.iter().cloned());
    }
    scouted
}

/// Whether a line may give another name to something, for others to see.
fn renames(text: &str) -> bool {
    text.lines().any(|line| {
        let line = line.trim_start();
        line.contains(" as ")
            || line.starts_with("type ")
            || line.starts_with("pub") && line.contains(" type ")
    })
}
