//! Where names are: in the standard library, in the workspace, in its dependencies as far as their sources are here.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Mutex;

use aho_corasick::AhoCorasick;
use rayon::prelude::*;

use crate::language::Language;
use crate::syntax::Builder;
use crate::workspace::{TargetKind, Workspace};

/// The public names of `std`, `core`, `alloc`, `proc_macro` and `test` in Rust 1.95, platform intrinsics left out:
/// modules, items, methods, associated items, variants and fields, as their documentation lists them, sorted.
const STD: &str = include_str!("std_names.txt");

/// Words of the language that stand where names do.
const WORDS: &[&str] = &["crate", "self", "super", "Self", "static", "async", "_"];

/// Whether the standard library has something of this name.
pub(super) fn is_of_std(name: &str) -> bool {
    WORDS.contains(&name) || crate::language::rust::is_primitive(name) || std_names().contains(name)
}

fn std_names() -> &'static std::collections::HashSet<&'static str> {
    static NAMES: std::sync::OnceLock<std::collections::HashSet<&'static str>> = std::sync::OnceLock::new();
    NAMES.get_or_init(|| STD.lines().collect())
}

/// What is known of the names that were asked for.
#[derive(Debug, Default)]
pub(super) struct Known {
    /// Names of crates: members, dependencies and what manifests call them.
    crates: BTreeSet<String>,
    /// Whether it is known which crates there are.
    crates_known: bool,
    /// Names that the workspace's code holds.
    here: BTreeSet<String>,
    /// Names that dependencies hold, and whether all of these could be looked into.
    elsewhere: BTreeSet<String>,
    complete: bool,
    asked: BTreeSet<String>,
}

impl Known {
    /// Looks for names, in the dependencies only for those that the workspace does not have.
    pub(super) fn read<'n>(workspace: &Workspace, wanted: impl Iterator<Item = &'n str>) -> Self {
        let mut known = Self { asked: wanted.map(str::to_owned).collect(), ..Self::default() };
        for package in workspace.packages() {
            known.crates.insert(package.name.replace('-', "_"));
            known.crates.extend(package.library_name().map(str::to_owned));
            for dependency in &package.dependencies {
                known.crates.insert(dependency.crate_name());
                known.crates.insert(dependency.package.replace('-', "_"));
            }
            let resolved = package.resolved.iter().flat_map(|resolved| resolved.iter());
            known.crates.extend(resolved.map(|(name, ..)| name.replace('-', "_")));
        }
        let mut external = workspace.members().flat_map(|package| &package.dependencies);
        known.crates_known = workspace.has_lock() || external.all(|dependency| dependency.path.is_some());
        known.here = in_workspace(workspace, &known.asked);
        let left: BTreeSet<String> =
            known.asked.iter().filter(|word| !known.here.contains(*word)).cloned().collect();
        if left.is_empty() {
            known.complete = true;
        } else {
            let (dirs, complete) = workspace.dependency_sources();
            known.complete = complete;
            known.elsewhere = in_dirs(&dirs, &left);
        }
        known
    }

    /// Whether no crate of this name is in the dependency graph, and that can be told.
    pub(super) fn is_no_crate(&self, name: &str) -> bool {
        self.crates_known && !self.crates.contains(&name.replace('-', "_"))
    }

    /// Whether the workspace's own code does not hold the name.
    pub(super) fn is_not_here(&self, name: &str) -> bool {
        !self.here.contains(name)
    }

    /// Whether the name is nowhere, and that can be told.
    pub(super) fn is_nowhere(&self, name: &str) -> bool {
        self.complete
            && self.asked.contains(name)
            && !self.crates.contains(name)
            && !self.here.contains(name)
            && !self.elsewhere.contains(name)
    }
}

/// The words that the workspace's Rust files hold outside of comments; where build scripts may generate code, also
/// those of its other files, for they may be what it is made from.
fn in_workspace(workspace: &Workspace, words: &BTreeSet<String>) -> BTreeSet<String> {
    if words.is_empty() {
        return BTreeSet::new();
    }
    let Ok(search) = AhoCorasick::new(words) else { return words.clone() };
    let words: Vec<&String> = words.iter().collect();
    let generates = workspace
        .members()
        .flat_map(|package| &package.targets)
        .any(|target| target.kind == TargetKind::BuildScript);
    let held = workspace.entries().par_iter().filter_map(|entry| {
        let rust = Language::of_path(&entry.path) == Some(Language::Rust);
        let data = generates && !entry.path.ends_with(".md");
        if !rust && !data {
            return None;
        }
        let text = String::from_utf8(workspace.source().read(&entry.path).ok()?).ok()?;
        let found = held_words(&search, &text);
        if found.is_empty() || !rust {
            return Some(found.into_iter().map(|(word, _)| word).collect::<BTreeSet<usize>>());
        }
        let Ok(tree) = Builder::file(Language::Rust.grammar(), text.clone()) else {
            return Some(found.into_iter().map(|(word, _)| word).collect());
        };
        let comments: Vec<_> = tree.nodes().filter(|node| node.is_extra()).map(|node| node.span()).collect();
        let in_code =
            |at: usize| !comments.iter().any(|span| (span.start as usize..span.end as usize).contains(&at));
        Some(found.into_iter().filter(|(_, at)| in_code(*at)).map(|(word, _)| word).collect())
    });
    let held: BTreeSet<usize> = held.flatten_iter().collect();
    held.into_iter().filter_map(|word| words.get(word).map(|word| (*word).clone())).collect()
}

/// The words that Rust files below some folders hold.
fn in_dirs(dirs: &[PathBuf], words: &BTreeSet<String>) -> BTreeSet<String> {
    let left = Mutex::new(words.clone());
    let lock = || left.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    dirs.par_iter().for_each(|dir| {
        let mut open = vec![dir.clone()];
        while let Some(next) = open.pop() {
            let wanted = lock().clone();
            if wanted.is_empty() {
                return;
            }
            let Ok(search) = AhoCorasick::new(&wanted) else { return };
            let wanted: Vec<&String> = wanted.iter().collect();
            for entry in std::fs::read_dir(&next).into_iter().flatten().flatten() {
                let Ok(kind) = entry.file_type() else { continue };
                let path = entry.path();
                if kind.is_dir() {
                    open.push(path);
                } else if kind.is_file()
                    && path.extension().is_some_and(|extension| extension == "rs")
                    && let Ok(bytes) = std::fs::read(&path)
                {
                    let text = String::from_utf8_lossy(&bytes);
                    for (word, _) in held_words(&search, &text) {
                        if let Some(word) = wanted.get(word) {
                            lock().remove(*word);
                        }
                    }
                }
            }
        }
    });
    let left = lock().clone();
    words.iter().filter(|word| !left.contains(*word)).cloned().collect()
}

/// Whole words of the search, by number, and where they stand.
fn held_words(search: &AhoCorasick, text: &str) -> Vec<(usize, usize)> {
    let part = |c: char| c.is_alphanumeric() || c == '_';
    search
        .find_overlapping_iter(text)
        .filter(|found| {
            let before = text.get(..found.start()).and_then(|text| text.chars().next_back());
            let after = text.get(found.end()..).and_then(|text| text.chars().next());
            !before.is_some_and(part) && !after.is_some_and(part)
        })
        .map(|found| (found.pattern().as_usize(), found.start()))
        .collect()
}
