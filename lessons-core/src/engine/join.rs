//! The second stage: the workspace answers what single files left open, and findings are made of it.

use std::cell::{LazyCell, OnceCell};
use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::barren::Barren;
use super::compiled::{CompiledLesson, RuleId, RuleSet};
use super::declarations::{Asked, Declarations};
use super::file::{self, FileInput, FileOutcome, Match};
use super::kept::{Kept, KeptFile};
use super::prefilter::Prefilter;
use super::scope::{Applies, applies};
use super::scout::scout;
use super::stretches::Stretches;
use super::suppression::Suppression;
use super::{SearchError, SearchOptions};
use crate::finding::{Captures, Finding, FindingKind, Location, SuppressionComment};
use crate::language::Language;
use crate::language::rust::Detail;
use crate::lesson::{ApprovalStatus, Level, RuleKind};
use crate::names::{FileSummary, Renames};
use crate::rule::Rule;
use crate::span::Span;
use crate::syntax::UnsearchedReason;
use crate::workspace::{ContentKey, FileEntry, FileError, Workspace};

/// What a search found.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Report {
    /// Everything that speaks, in order of path, position and lesson.
    pub findings: Vec<Finding>,
    /// Comments that let findings stand, in order of path and position.
    pub suppressions: Vec<SuppressionComment>,
    /// Code that could not be searched, in order of path and position.
    pub unsearched: Vec<UnsearchedCode>,
    /// Lessons that could not be judged somewhere, with the reason.
    pub not_applied: Vec<NotApplied>,
    /// How much was done.
    pub stats: Stats,
}

/// How much a search did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Stats {
    /// Lessons searched for.
    pub lessons: u64,
    /// Files in some lesson's scope.
    pub files: u64,
    /// Files that had to be parsed.
    pub files_parsed: u64,
    /// Bytes of those files.
    pub bytes: u64,
}

/// A stretch of a file, or a whole file, that was not searched.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[non_exhaustive]
pub struct UnsearchedCode {
    /// The file.
    pub path: String,
    /// Where in it; none for the whole file.
    pub location: Option<Location>,
    /// Why.
    pub reason: UnsearchedReason,
    /// More about the reason, such as the system's error.
    pub detail: Option<String>,
}

/// A lesson that could not be judged, and why.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[non_exhaustive]
pub struct NotApplied {
    /// The lesson's id.
    pub lesson: String,
    /// Why not, such as a missing lock file.
    pub reason: String,
    /// How many files that concerns; none where it is about the scope as a whole.
    pub files: u64,
}

/// Why a `[require]` is not judged where something was left out.
const UNJUDGED: &str = "a `[require]` is judged only when everything is searched";

/// One file after the first stage.
pub(super) struct Searched {
    path: String,
    bytes: u64,
    test_only: bool,
    pub(super) outcome: FileOutcome,
    unsearched: Vec<UnsearchedCode>,
    /// Scopes that could not be judged, and why.
    not_applied: Vec<(usize, String)>,
    /// Where the file could not be read, the scopes that it is in.
    unread: Vec<usize>,
}

impl Searched {
    /// Whether anything but its size is worth keeping.
    fn says_something(&self) -> bool {
        !self.outcome.is_empty() || !self.unsearched.is_empty() || !self.not_applied.is_empty()
    }
}

/// All files after the first stage. Of a file that says nothing only its size is kept: most do.
#[derive(Default)]
pub(super) struct AllSearched {
    stats: Stats,
    /// In order of path.
    files: Vec<Searched>,
}

impl AllSearched {
    pub(super) fn with(mut self, searched: Searched) -> Self {
        self.stats.files += 1;
        self.stats.files_parsed += u64::from(searched.outcome.parsed);
        self.stats.bytes += searched.bytes;
        self.files.extend(Some(searched).filter(Searched::says_something));
        self
    }

    fn and(mut self, mut more: Self) -> Self {
        self.stats.files += more.stats.files;
        self.stats.files_parsed += more.stats.files_parsed;
        self.stats.bytes += more.stats.bytes;
        self.files.append(&mut more.files);
        self
    }
}

pub(super) fn search(
    rules: &RuleSet,
    workspace: &Workspace,
    options: &SearchOptions<'_>,
) -> Result<Report, SearchError> {
    let languages: BTreeSet<Language> = rules.lessons.iter().map(|lesson| lesson.language).collect();
    let entries: Vec<_> = workspace
        .entries()
        .iter()
        .filter(|entry| Language::of_path(&entry.path).is_some_and(|language| languages.contains(&language)))
        .filter(|entry| options.only.is_none_or(|only| only(&entry.path)))
        .filter(|entry| is_of_a_member(workspace, &entry.path))
        .collect();
    if let Some(progress) = options.progress {
        progress.begin(entries.len() as u64);
    }
    let complete = options.only.is_none();
    // What is kept was not searched for exhaustively.
    let cache = options.cache.filter(|_| !options.exhaustive);
    let kept = cache.map(|cache| Kept::new(cache, rules, workspace, &entries, complete));
    if let Some(report) = kept.as_ref().and_then(Kept::report) {
        return Ok(report);
    }
    let renames = scout(rules.last_names(), workspace, &entries);
    let prefilter = Prefilter::new(rules, &renames);
    let prefilter = (!options.exhaustive).then_some(&prefilter);
    let first_stage = FirstStage::new(rules, workspace, &renames, prefilter, kept.as_ref(), None);
    let search = |entry: &&FileEntry| {
        if options.cancel.is_cancelled() {
            return None;
        }
        let read = || workspace.source().read(&entry.path);
        let searched = first_stage.search(workspace, entry, read);
        if let Some(progress) = options.progress {
            progress.file_done();
        }
        Some(searched)
    };
    let searched = entries
        .par_iter()
        .map(search)
        .try_fold(AllSearched::default, |all, searched| Some(all.with(searched?)))
        .try_reduce(AllSearched::default, |all, more| Some(all.and(more)));
    let searched = searched.ok_or(SearchError::Cancelled)?;
    let report = join(rules, workspace, &entries, searched, complete);
    if let Some(kept) = kept {
        kept.keep(&report);
    }
    Ok(report)
}

/// Whether a file belongs to no other package than a member: what lies in the tree without being built is not searched.
pub(super) fn is_of_a_member(workspace: &Workspace, path: &str) -> bool {
    workspace.is_bare() || workspace.place(path).package.is_none_or(|package| package.member)
}

/// What every file is searched with.
pub(super) struct FirstStage<'a> {
    rules: &'a RuleSet,
    renames: &'a Renames,
    prefilter: Option<&'a Prefilter>,
    /// Scopes of which it may be unknown whether they hold.
    unsure: Vec<usize>,
    kept: Option<&'a Kept<'a>>,
    barren: Option<&'a Barren>,
}

impl<'a> FirstStage<'a> {
    pub(super) fn new(
        rules: &'a RuleSet,
        workspace: &Workspace,
        renames: &'a Renames,
        prefilter: Option<&'a Prefilter>,
        kept: Option<&'a Kept<'a>>,
        barren: Option<&'a Barren>,
    ) -> Self {
        Self { rules, renames, prefilter, unsure: rules.unsure_scopes(workspace.is_bare()), kept, barren }
    }

    pub(super) fn search(
        &self,
        workspace: &Workspace,
        entry: &FileEntry,
        read: impl FnOnce() -> Result<Vec<u8>, FileError>,
    ) -> Searched {
        // Most files have nothing for which it matters where they stand.
        let place = LazyCell::new(|| workspace.place(&entry.path));
        let scopes = &self.rules.scopes;
        // Few of the lessons are asked about, and most share a scope.
        let judged: Vec<OnceCell<Applies>> = vec![OnceCell::new(); scopes.len()];
        let judge = |scope: usize| match (scopes.get(scope), judged.get(scope)) {
            (Some(written), Some(judged)) => judged.get_or_init(|| applies(written, &place)),
            _ => &Applies::No,
        };
        let not_applied = self.unsure.iter().filter_map(|scope| match judge(*scope) {
            Applies::NotApplied(reason) => Some((*scope, reason.clone())),
            Applies::Yes | Applies::No => None,
        });
        let mut searched = Searched {
            path: entry.path.clone(),
            bytes: 0,
            test_only: false,
            outcome: FileOutcome::default(),
            unsearched: Vec::new(),
            not_applied: not_applied.collect(),
            unread: Vec::new(),
        };
        let language = Language::of_path(&entry.path).unwrap_or_default();
        let kept = self.kept.map(|kept| {
            let in_scope: Vec<bool> = (0..scopes.len()).map(|scope| *judge(scope) == Applies::Yes).collect();
            kept.file(entry, &(language.name(), place.edition, &in_scope), self.renames)
        });
        let in_scope = |id: RuleId| *judge(self.rules.lesson_of(self.rules.rule(id)).scope) == Applies::Yes;
        let search = |text: String| {
            let content = kept.as_ref().map(|kept| (kept, ContentKey::of_content(text.as_bytes())));
            if let Some(known) = content.as_ref().and_then(|(kept, content)| kept.read(content)) {
                return known;
            }
            let bytes = text.len() as u64;
            let input = FileInput {
                text,
                language,
                edition: &|| place.edition,
                applies: &in_scope,
                renames: self.renames,
                prefilter: self.prefilter,
                barren: self.barren,
            };
            let outcome = file::search(self.rules, input);
            if let Some((kept, content)) = &content {
                kept.keep(content, bytes, &outcome);
            }
            (bytes, outcome)
        };
        let known = kept.as_ref().and_then(KeptFile::unread);
        let read = || entry.problem.clone().map_or_else(read, Err).map_err(unreadable).and_then(text);
        match known.map_or_else(|| read().map(search), Ok) {
            Ok((bytes, outcome)) => (searched.bytes, searched.outcome) = (bytes, outcome),
            Err((reason, detail)) => {
                let path = entry.path.clone();
                searched.unsearched.push(UnsearchedCode { path, location: None, reason, detail });
                searched.unread = (0..scopes.len()).filter(|scope| *judge(*scope) == Applies::Yes).collect();
            }
        }
        searched.unsearched.extend(searched.outcome.unsearched.iter().map(|(location, reason)| {
            let path = entry.path.clone();
            UnsearchedCode { path, location: Some(*location), reason: *reason, detail: None }
        }));
        searched.test_only = searched.says_something() && place.test_only;
        searched
    }
}

/// Why a whole file is not searched, and more about it.
type Unreadable = (UnsearchedReason, Option<String>);

fn unreadable(error: FileError) -> Unreadable {
    let reason = match error {
        FileError::TooLarge { .. } => UnsearchedReason::TooLarge,
        _ => UnsearchedReason::Unreadable,
    };
    (reason, Some(error.to_string()))
}

fn text(bytes: Vec<u8>) -> Result<String, Unreadable> {
    String::from_utf8(bytes).map_err(|_| (UnsearchedReason::NotUtf8, None))
}

pub(super) fn join(
    rules: &RuleSet,
    workspace: &Workspace,
    entries: &[&FileEntry],
    searched: AllSearched,
    complete: bool,
) -> Report {
    let AllSearched { stats, mut files } = searched;
    let stats = Stats { lessons: rules.lessons.len() as u64, ..stats };
    let known: BTreeMap<String, (Detail, FileSummary)> = files
        .iter_mut()
        .filter(|file| !file.outcome.summary.modules.is_empty())
        .map(|file| (file.path.clone(), (file.outcome.detail, std::mem::take(&mut file.outcome.summary))))
        .collect();
    let asked = asked(rules, &files);
    let mut declarations = Declarations::new(workspace, entries, known, &asked);
    let answers = declarations.answer(&asked);
    let symbols = declarations.symbols();
    let mut report = Report {
        stats: Stats { files_parsed: stats.files_parsed + declarations.parsed(), ..stats },
        ..Report::default()
    };
    let unread: BTreeSet<usize> = files.iter().flat_map(|file| file.unread.iter().copied()).collect();
    let gave_up: BTreeSet<RuleId> =
        files.iter().flat_map(|file| file.outcome.gave_up.iter().copied()).collect();
    let mut required: BTreeSet<RuleId> = BTreeSet::new();
    let mut unjudged: BTreeMap<(usize, String), u64> = BTreeMap::new();
    // Each file's part of the memory is given back as soon as its findings are made.
    for mut file in files {
        for (scope, reason) in std::mem::take(&mut file.not_applied) {
            *unjudged.entry((scope, reason)).or_default() += 1;
        }
        report.unsearched.append(&mut file.unsearched);
        let test_only = file.test_only || symbols.is_test_only(&file.path);
        let candidates = std::mem::take(&mut file.outcome.candidates);
        let tests = Stretches::new(file.outcome.tests.iter().copied().enumerate());
        let comments = &file.outcome.suppressions;
        let covers = comments.iter().enumerate().filter(|(_, comment)| !comment.reason.is_empty());
        let covers = Stretches::new(covers.filter_map(|(number, comment)| Some((number, comment.covers?))));
        let mut used: Vec<_> = comments.iter().map(|comment| vec![false; comment.ids.len()]).collect();
        for candidate in candidates {
            let rule = rules.rule(candidate.rule);
            let compiled = rules.lesson_of(rule);
            let Some(found) = candidate.decision.resolve(&|question| answers.get(&file.path, question))
            else {
                continue;
            };
            let in_test = test_only || tests.hold(found.location.span);
            if in_test && !compiled.in_tests {
                continue;
            }
            if rule.kind == RuleKind::Require {
                required.insert(candidate.rule);
                continue;
            }
            if suppressed(&covers, comments, compiled, &found, &mut used) {
                continue;
            }
            report.findings.push(forbidden(compiled, &file.path, found));
        }
        let in_test = |span| test_only || tests.hold(span);
        suppression_findings(rules, &file, &used, &in_test, &mut report.findings);
        report.suppressions.extend(comments.iter().zip(used).map(|(comment, used)| SuppressionComment {
            path: file.path.clone(),
            location: comment.location,
            lessons: comment.ids.clone(),
            reason: comment.reason.clone(),
            used: used.contains(&true),
        }));
    }
    let mut not_applied: BTreeMap<(usize, &str), u64> = BTreeMap::new();
    for (number, lesson) in rules.lessons.iter().enumerate() {
        let reasons = unjudged
            .range((lesson.scope, String::new())..)
            .take_while(|((scope, _), _)| *scope == lesson.scope);
        not_applied.extend(reasons.map(|((_, reason), files)| ((number, reason.as_str()), *files)));
    }
    let unmet = rules.rules.iter().enumerate().filter_map(|(index, rule)| {
        let id = RuleId(u32::try_from(index).ok()?);
        (rule.kind == RuleKind::Require && !required.contains(&id)).then_some((id, rule))
    });
    for (id, rule) in unmet {
        if !complete || unread.contains(&rules.lesson_of(rule).scope) || gave_up.contains(&id) {
            not_applied.entry((rule.lesson, UNJUDGED)).or_default();
            continue;
        }
        let unjudged_somewhere = not_applied.range((rule.lesson, "")..).next();
        if unjudged_somewhere.is_none_or(|((lesson, _), _)| *lesson != rule.lesson) {
            report.findings.push(missing(rules.lesson_of(rule), rule.span, rules.compiled(id)));
        }
    }
    report
        .findings
        .extend(rules.lessons.iter().filter(|lesson| lesson.status == ApprovalStatus::Stale).map(stale));
    report.not_applied = not_applied
        .into_iter()
        .filter_map(|((lesson, reason), files)| {
            let lesson = rules.lessons.get(lesson)?.lesson.id.clone();
            Some(NotApplied { lesson, reason: reason.to_owned(), files })
        })
        .collect();
    report.unsearched.sort();
    report.suppressions.sort();
    report.findings.sort_by(|a, b| a.order().cmp(&b.order()));
    report
}

/// The files of which it matters where they stand, with the questions that their candidates depend on.
fn asked<'f>(rules: &RuleSet, files: &'f [Searched]) -> Asked<'f> {
    let mut asked = BTreeMap::new();
    for file in files {
        let mut questions = BTreeSet::new();
        // Only tests compiled in from elsewhere may be left out because of where their file stands.
        let mut is_placed = !file.outcome.suppressions.is_empty();
        for candidate in &file.outcome.candidates {
            candidate.decision.questions(&mut questions);
            is_placed |= !rules.lesson_of(rules.rule(candidate.rule)).in_tests;
        }
        if is_placed || !questions.is_empty() {
            asked.insert(file.path.as_str(), questions);
        }
    }
    asked
}

/// Whether a comment lets the finding stand; the comment's id is marked as used.
fn suppressed(
    covers: &Stretches,
    comments: &[Suppression],
    lesson: &CompiledLesson,
    found: &Match,
    used: &mut [Vec<bool>],
) -> bool {
    let mut suppressed = false;
    for number in covers.around(found.location.span) {
        let (Some(suppression), Some(used)) = (comments.get(number), used.get_mut(number)) else { continue };
        for (id, used) in suppression.ids.iter().zip(used) {
            if id.eq_ignore_ascii_case(&lesson.lesson.id) {
                *used = true;
                suppressed = true;
            }
        }
    }
    suppressed
}

/// What a `[forbid]` that matches says.
pub(super) fn forbidden(compiled: &CompiledLesson, path: &str, found: Match) -> Finding {
    Finding {
        kind: FindingKind::Forbidden,
        lesson: compiled.lesson.id.clone(),
        level: compiled.level(),
        status: compiled.status,
        message: found.message.unwrap_or_else(|| compiled.lesson.title.clone()),
        path: path.to_owned(),
        location: found.location,
        captures: found.captures,
        related: found.related,
        fix: found.fix,
        fingerprint: found.fingerprint,
    }
}

/// A finding whose place is in the lesson's own file.
fn in_lesson(
    compiled: &CompiledLesson,
    kind: FindingKind,
    level: Level,
    span: Span,
    message: String,
) -> Finding {
    let lesson = &compiled.lesson;
    let (start, end) = (lesson.position(span.start), lesson.position(span.end));
    Finding {
        kind,
        lesson: lesson.id.clone(),
        level,
        status: compiled.status,
        message,
        path: lesson.path.clone(),
        location: Location::at(span, start, end),
        captures: Captures::default(),
        related: Vec::new(),
        fix: None,
        fingerprint: format!("{:?}-{}", kind, lesson.id).to_lowercase(),
    }
}

fn missing(compiled: &CompiledLesson, span: Span, rule: Option<&Rule>) -> Finding {
    let message = rule.and_then(|rule| rule.message.as_ref()).map_or_else(
        || format!("what `{}` requires is nowhere in its scope", compiled.lesson.title),
        |template| template.fill(|_| None),
    );
    in_lesson(compiled, FindingKind::Missing, compiled.level(), span, message)
}

fn stale(compiled: &CompiledLesson) -> Finding {
    let message = "the lesson was changed after it was approved; review it and approve it again".to_owned();
    in_lesson(compiled, FindingKind::Stale, Level::Deny, Span::new(0, 0), message)
}

/// Suppressions that are wrong or without a reason are errors, those that suppress nothing warnings.
fn suppression_findings(
    rules: &RuleSet,
    file: &Searched,
    used: &[Vec<bool>],
    in_test: &dyn Fn(Span) -> bool,
    findings: &mut Vec<Finding>,
) {
    let lesson = |id: &str| rules.lesson_named(id);
    for (suppression, used) in file.outcome.suppressions.iter().zip(used) {
        // A lesson that is not searched for here may well be suppressed here.
        let in_test = in_test(suppression.location.span);
        let judged = |id: &str| lesson(id).is_some_and(|lesson| !in_test || lesson.in_tests);
        findings.extend(suppression.faults(used, judged).into_iter().map(|fault| Finding {
            kind: FindingKind::Suppression,
            level: fault.level,
            status: lesson(&fault.lesson).map_or(ApprovalStatus::Proposed, |lesson| lesson.status),
            message: fault.message,
            path: file.path.clone(),
            location: suppression.location,
            captures: Captures::default(),
            related: Vec::new(),
            fix: None,
            fingerprint: format!("suppression-{}", fault.lesson).to_lowercase(),
            lesson: fault.lesson,
        }));
    }
}

#[cfg(test)]
mod tests;
