//! Before the first stage: under which other names the workspace knows what the rules name.
//!
//! A file that renames something (`pub use std::fs::remove_file as rm`, `type Lock<T> = std::sync::Mutex<T>`) makes
//! other files name it without a word of the rule. Only files that give such a word another name are looked into, and
//! only what they declare is parsed.

use std::collections::BTreeSet;

use rayon::prelude::*;

use super::declarations::summary;
use super::prefilter::{LONGEST_DECLARATION, alias};
use super::words::WordSet;
use crate::language::Language;
use crate::language::rust::{Detail, IS_WORD};
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
    let (mut new, no_methods) = (wanted.clone(), BTreeSet::new());
    let keywords = WordSet::new(KEYWORDS.map(str::to_owned).to_vec());
    while !new.is_empty() {
        let found: Vec<(&FileEntry, FileSummary)> = left
            .par_iter()
            .filter_map(|entry| {
                let text = String::from_utf8(workspace.source().read(&entry.path).ok()?).ok()?;
                let renames = gives_another_name(&text, &keywords, &|name| new.contains(name));
                let summary = renames
                    .then(|| summary(workspace, &entry.path, text, Detail::Names, Some(&no_methods)))??;
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

/// What gives another name: `use a::b as c`, `type C = a::b`.
const KEYWORDS: [&str; 2] = ["as", "type"];

/// Whether a text gives another name to one that is wanted. As these keywords are few, it costs the same for any number of
/// wanted names. Linear in the text.
fn gives_another_name(text: &str, keywords: &WordSet, is_wanted: &dyn Fn(&str) -> bool) -> bool {
    let gives = |at: usize, name: &str| is_wanted(name) && alias(text, at).is_some();
    let mut renames = false;
    keywords.find(text.as_bytes(), |at, keyword| {
        let at = at as usize;
        renames = renames
            || match KEYWORDS.get(keyword as usize) {
                Some(&"as") => word_before(text, at).is_some_and(|(at, name)| gives(at, name)),
                _ => words_of_declaration(text, at).any(|(at, name)| gives(at, name)),
            };
    });
    renames
}

/// The word that stands before white space before `at`, and where it begins.
fn word_before(text: &str, at: usize) -> Option<(usize, &str)> {
    let before = text.get(..at)?.trim_end();
    let letters = before.bytes().rev().take_while(|byte| IS_WORD[*byte as usize]).count();
    let start = before.len() - letters;
    Some((start, before.get(start..)?))
}

/// The words from `at` to the end of the declaration, and where they begin.
fn words_of_declaration(text: &str, at: usize) -> impl Iterator<Item = (usize, &str)> {
    let rest = text.get(at..).unwrap_or_default().as_bytes();
    let rest = rest.get(..LONGEST_DECLARATION).unwrap_or(rest);
    let end = rest.iter().position(|byte| matches!(byte, b';' | b'{' | b'}')).unwrap_or(rest.len());
    let mut words =
        rest.get(..end).unwrap_or_default().chunk_by(|a, b| IS_WORD[*a as usize] == IS_WORD[*b as usize]);
    let mut next = at;
    std::iter::from_fn(move || {
        let start = next;
        next += words.next()?.len();
        Some((start, text.get(start..next)?))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_names_are_seen_where_they_are_given() {
        let keywords = WordSet::new(KEYWORDS.map(str::to_owned).to_vec());
        for (text, expected) in [
            ("pub use std::fs::wanted as rm;", true),
            ("use a::{b,\n wanted\n as c};", true),
            ("use r#wanted as c;", true),
            ("type Lock<T> = std::sync::wanted<T>;", true),
            ("/* a */ pub(crate) type é = &'a\nwanted;", true),
            ("type A = B; fn f() { wanted as u8 }", true),
            ("type A = B; fn f() { wanted }", false),
            ("fn f() { wantedas c; unwanted as c; has wanted; }", false),
            ("use wanted; use a as b;", false),
            ("// type", false),
            ("as", false),
        ] {
            assert_eq!(gives_another_name(text, &keywords, &|name| name == "wanted"), expected, "{text}");
        }
    }
}
