//! Cuts the files of a fix to what matters: the function that broke and what the rule needs to find it there, before
//! and after. Every cut is tried: the bad block still fires where the file did, the good one is still silent.

mod items;
mod removal;
mod statements;

use lessons_core::{Engine, Finding, ParsedFile, Polarity, with_parsed};
use tree_sitter::Tree;

use crate::fix::{ChangedFile, ChangedLines, Fix};
use crate::proposal::{BlockDraft, RuleDraft, ScopeDraft};
use crate::prove::{compile, prove};
use crate::syntax;
use removal::Removal;

/// A function with more lines than this is cut inside, too.
const LONG: usize = 24;

/// A bad and a good block for rules that are proven on the fix: the first place where they match a changed line, cut to
/// what matters, and the same code after the fix. Without the good block where the fix left nothing of the file; none
/// where the rules match no changed line, or do not compile.
///
/// Costs a parse of the file and a few dozen of the function, each with a run of the rules.
#[must_use]
pub fn cut(rules: &[RuleDraft], scope: &ScopeDraft, fix: &Fix) -> Vec<BlockDraft> {
    let Ok((_, engine)) = compile(rules, scope, &[]) else { return Vec::new() };
    let blocks = fix.files.iter().filter(|file| file.is_rust()).find_map(|file| of_file(&engine, file));
    let Some((file, bad, good)) = blocks else { return Vec::new() };
    let block = |polarity, text: String| {
        let mut block = BlockDraft::new(polarity, text);
        block.file = (!scope.paths.is_empty()).then(|| file.path.clone());
        let edition = file.edition.to_string();
        block.edition = (edition != "2021").then_some(edition);
        block
    };
    let mut blocks = vec![block(Polarity::Bad, bad)];
    blocks.extend(good.map(|good| block(Polarity::Good, good)));
    // As a block, a text stands in a file of its own; what holds there is what counts.
    let holds = |blocks: &[BlockDraft]| {
        prove(rules, scope, None, blocks).is_ok_and(|proof| proof.blocks.iter().all(|block| block.holds))
    };
    if holds(&blocks) {
        return blocks;
    }
    blocks.truncate(1);
    if holds(&blocks) { blocks } else { Vec::new() }
}

/// One side of a file.
struct Side<'a> {
    text: &'a str,
    tree: Tree,
}

impl<'a> Side<'a> {
    fn new(text: &'a str) -> Option<Self> {
        Some(Self { text, tree: syntax::parse(text)? })
    }
}

/// The two blocks of a file in which the rules match a changed line.
fn of_file<'f>(engine: &Engine, file: &'f ChangedFile) -> Option<(&'f ChangedFile, String, Option<String>)> {
    let before = file.before.as_deref()?;
    let changed = file.changed_lines();
    let finding = search(engine, file, before)?.into_iter().find(|finding| touches(finding, &changed))?;
    let side = Side::new(before)?;
    let fires = |removal: &Removal| {
        let text = removal.apply(side.text);
        let line = removal.moved(side.text, finding.location.start.line);
        let found = search(engine, file, &text).unwrap_or_default();
        found.iter().any(|found| Some(found.location.start.line) == line) && parses(&text, &side)
    };
    let kept = protected(&finding, &changed.before);
    let mut removal = items::around(&side, &kept, &fires);
    statements::within(&side, &kept, &mut removal, &fires);
    let bad = removal.apply(side.text);
    let good = file
        .after
        .as_deref()
        .and_then(|after| counterpart(engine, file, after, &changed, (&side, &removal, &kept)));
    Some((file, bad, good))
}

/// The code after the fix that stands for what was cut from before it.
fn counterpart(
    engine: &Engine,
    file: &ChangedFile,
    after: &str,
    changed: &ChangedLines,
    (before, removed, kept): (&Side<'_>, &Removal, &[Lines]),
) -> Option<String> {
    let side = Side::new(after)?;
    let silent = |removal: &Removal| {
        let text = removal.apply(side.text);
        let found = search(engine, file, &text);
        found.is_some_and(|found| found.is_empty()) && parses(&text, &side) && !text.trim().is_empty()
    };
    let changed: Vec<Lines> = changed.after.iter().map(|lines| (*lines.start(), *lines.end())).collect();
    let outer = items::like(&side, before, removed, kept, &changed);
    let inner = statements::like(&side, before, removed, &changed, &outer);
    let whole = Removal::default();
    [inner, outer, whole].into_iter().find(silent).map(|removal| removal.apply(side.text))
}

/// Lines of a file, first and last, counted from 1.
type Lines = (u32, u32);

/// The lines of a match that must stay: where it begins and ends, what its paths met, and the changed lines in it.
fn protected(finding: &Finding, changed: &[std::ops::RangeInclusive<u32>]) -> Vec<Lines> {
    let (first, last) = (finding.location.start.line, finding.location.end.line);
    let related =
        finding.related.iter().map(|related| (related.location.start.line, related.location.end.line));
    let short = last - first < 6;
    let own = if short { vec![(first, last)] } else { vec![(first, first), (last, last)] };
    let near = changed.iter().map(|lines| (*lines.start(), *lines.end()));
    own.into_iter().chain(related).chain(near).collect()
}

/// What the `[forbid]` rules find in a text at the file's place.
fn search(engine: &Engine, file: &ChangedFile, text: &str) -> Option<Vec<Finding>> {
    with_parsed(&file.path, text, file.edition, |parsed: &ParsedFile<'_>| parsed.search(engine))
}

fn touches(finding: &Finding, changed: &ChangedLines) -> bool {
    let related = finding.related.iter().map(|related| &related.location);
    let mut all = std::iter::once(&finding.location).chain(related);
    all.any(|location| changed.touches_before(location.start.line, location.end.line))
}

/// Whether a cut text is still code, as far as the whole was.
fn parses(text: &str, whole: &Side<'_>) -> bool {
    whole.tree.root_node().has_error()
        || syntax::parse(text).is_some_and(|tree| !tree.root_node().has_error())
}

#[cfg(test)]
mod tests;
