//! Lessons' own fixes, put into text on trial: a fix stays if the file still parses, the finding is gone, and no
//! other came in its place. Nothing is written; whoever asked gets the new texts.

use std::collections::BTreeMap;

use super::join::Report;
use super::{Engine, SearchError, SearchOptions};
use crate::finding::{Finding, FindingKind, Fix};
use crate::language::Language;
use crate::span::Span;
use crate::syntax::{Builder, UnsearchedReason, parse};
use crate::workspace::{FileError, Overlay, Workspace, WorkspaceError};

/// What became of the fixes.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct FixOutcome {
    /// Files that change, in order of path.
    pub files: Vec<FixedFile>,
    /// Fixes that were not applied, in order of path and position.
    pub refused: Vec<RefusedFix>,
}

/// A file with fixes applied.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct FixedFile {
    /// The file, from the root of what was searched.
    pub path: String,
    /// The text that the fixes are for.
    pub before: String,
    /// The text with them.
    pub after: String,
    /// The findings that are gone by it, in order of position.
    pub findings: Vec<Finding>,
}

/// A fix that was not applied.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct RefusedFix {
    /// The finding that it belongs to.
    pub finding: Finding,
    /// Why not.
    pub reason: FixRefusal,
}

/// Why a fix was not applied.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FixRefusal {
    /// Another fix, which comes first, changes some of the same code.
    #[error("it overlaps another fix; run the command again once that one is in")]
    Overlaps,
    /// The file would not parse any more.
    #[error("the code would not parse with it; correct the lesson's `fix`")]
    DoesNotParse,
    /// The finding would still be there.
    #[error("the lesson would still speak here; correct the lesson's `fix`")]
    DoesNotSilence,
    /// A lesson would speak that does not now.
    #[error("it would bring a finding of {lesson}; correct the lesson's `fix`")]
    BringsFinding {
        /// That lesson's id.
        lesson: String,
    },
    /// The file could not be read again, or was changed meanwhile.
    #[error("the file changed meanwhile; run the command again")]
    Changed,
}

/// How often what is left is tried again after some fixes were taken out; each time takes out at least one.
const ROUNDS: usize = 8;

/// A fix on trial.
struct Trial<'f> {
    finding: &'f Finding,
    fix: Fix,
    refused: Option<FixRefusal>,
}

/// A file on trial.
struct File<'f> {
    text: String,
    /// Those accepted so far do not overlap; in order of place.
    trials: Vec<Trial<'f>>,
}

impl Engine {
    /// Tries the fixes of `findings`, which a search of `workspace` gave. Of fixes that overlap the first is taken.
    /// Costs two searches of the workspace, and one more for each round in which some fix turns out bad.
    ///
    /// # Errors
    /// When the search is cancelled or the files cannot be listed.
    pub fn fix(
        &self,
        workspace: &Workspace,
        findings: &[Finding],
        options: &SearchOptions<'_>,
    ) -> Result<FixOutcome, SearchError> {
        let mut outcome = FixOutcome::default();
        let mut files = files(workspace, findings, &mut outcome);
        if files.is_empty() {
            return Ok(outcome);
        }
        // Everything is searched: what a name means here may be said in any other file.
        let all = || SearchOptions { cancel: options.cancel.clone(), ..SearchOptions::default() };
        let before = self.search(workspace, &all())?;
        for round in 0.. {
            let mut overlay = Overlay::new(std::sync::Arc::clone(workspace.source()));
            for (path, file) in &files {
                overlay.set(path, file.applied().0);
            }
            let trial = workspace.clone().with_files(overlay).map_err(|error| match error {
                WorkspaceError::File(error) => error,
                other => FileError::Unreadable { path: ".".to_owned(), reason: other.to_string() },
            })?;
            let after = self.search(&trial, &all())?;
            let mut good = true;
            for (path, file) in &mut files {
                good &= file.judge(path, &before, &after, round >= ROUNDS);
            }
            if good {
                break;
            }
        }
        for (path, file) in files {
            let after = file.applied().0;
            let mut fixed = Vec::new();
            for trial in file.trials {
                match trial.refused {
                    None => fixed.push(trial.finding.clone()),
                    Some(reason) => {
                        outcome.refused.push(RefusedFix { finding: trial.finding.clone(), reason })
                    }
                }
            }
            if !fixed.is_empty() {
                outcome.files.push(FixedFile { path, before: file.text, after, findings: fixed });
            }
        }
        outcome.refused.sort_by(|a, b| a.finding.order().cmp(&b.finding.order()));
        Ok(outcome)
    }
}

/// The files with their fixes, those refused that overlap an earlier one or do not parse.
fn files<'f>(
    workspace: &Workspace,
    findings: &'f [Finding],
    outcome: &mut FixOutcome,
) -> BTreeMap<String, File<'f>> {
    let mut by_file: BTreeMap<&str, Vec<(&Finding, &Fix)>> = BTreeMap::new();
    for finding in findings.iter().filter(|finding| finding.kind == FindingKind::Forbidden) {
        if let Some(fix) = &finding.fix {
            by_file.entry(&finding.path).or_default().push((finding, fix));
        }
    }
    let mut files = BTreeMap::new();
    for (path, mut fixes) in by_file {
        fixes.sort_by(|a, b| (a.1.span, a.0.order()).cmp(&(b.1.span, b.0.order())));
        let text = workspace.source().read(path).ok().and_then(|bytes| String::from_utf8(bytes).ok());
        let is_place = |text: &String, span: Span| text.get(span.start as usize..span.end as usize).is_some();
        match text.filter(|text| fixes.iter().all(|(_, fix)| is_place(text, fix.span))) {
            Some(text) => {
                files.insert(path.to_owned(), File::new(path, text, &fixes));
            }
            None => {
                outcome.refused.extend(fixes.iter().map(|(finding, _)| RefusedFix {
                    finding: (*finding).clone(),
                    reason: FixRefusal::Changed,
                }))
            }
        }
    }
    files
}

impl<'f> File<'f> {
    fn new(path: &str, text: String, fixes: &[(&'f Finding, &'f Fix)]) -> Self {
        let language = Language::of_path(path).unwrap_or_default();
        let (errors, windows) = (errors(language, &text), text.contains("\r\n"));
        let mut end = 0;
        let mut trials: Vec<Trial<'f>> = Vec::new();
        for (finding, fix) in fixes {
            let mut fix = (*fix).clone();
            if windows {
                fix.replacement = fix.replacement.replace("\r\n", "\n").replace('\n', "\r\n");
            }
            let span = fix.span;
            let overlaps = trials.iter().any(|other| {
                other.refused.is_none()
                    && (other.fix.span == span || span.start < end && other.fix.span.end > span.start)
            });
            let alone = || replaced(&text, std::iter::once(&fix)).0;
            let refused = match overlaps {
                true => Some(FixRefusal::Overlaps),
                false => (self::errors(language, &alone()) > errors).then_some(FixRefusal::DoesNotParse),
            };
            if refused.is_none() {
                end = end.max(span.end);
            }
            trials.push(Trial { finding, fix, refused });
        }
        let mut file = Self { text, trials };
        if self::errors(language, &file.applied().0) > errors {
            file.refuse_all(&FixRefusal::DoesNotParse);
        }
        file
    }

    fn refuse_all(&mut self, reason: &FixRefusal) {
        for trial in self.trials.iter_mut().filter(|trial| trial.refused.is_none()) {
            trial.refused = Some(reason.clone());
        }
    }

    /// The text with the accepted fixes, and where each of these then stands.
    fn applied(&self) -> (String, Vec<Span>) {
        let accepted = self.trials.iter().filter(|trial| trial.refused.is_none());
        replaced(&self.text, accepted.map(|trial| &trial.fix))
    }

    /// Refuses the fixes that the search shows to be bad, or all if this is the `last` try; says whether all are good.
    fn judge(&mut self, path: &str, before: &Report, after: &Report, last: bool) -> bool {
        let (_, places) = self.applied();
        let mut places = places.into_iter();
        let mut good = true;
        for trial in self.trials.iter_mut().filter(|trial| trial.refused.is_none()) {
            let Some(place) = places.next() else { break };
            let was = speaking(before, path, trial.fix.span);
            let is = speaking(after, path, place);
            let own = trial.finding.lesson.as_str();
            let count = |of: &BTreeMap<&str, usize>, lesson: &str| of.get(lesson).copied().unwrap_or(0);
            let brought = is.iter().find(|(lesson, now)| **lesson != own && **now > count(&was, lesson));
            trial.refused = if count(&is, own) >= count(&was, own).max(1) {
                Some(FixRefusal::DoesNotSilence)
            } else {
                brought.map(|(lesson, _)| FixRefusal::BringsFinding { lesson: (*lesson).to_owned() })
            };
            good &= trial.refused.is_none();
        }
        if last && !good {
            self.refuse_all(&FixRefusal::DoesNotSilence);
        }
        good
    }
}

/// How many findings each lesson has that touch a place.
fn speaking<'r>(report: &'r Report, path: &str, place: Span) -> BTreeMap<&'r str, usize> {
    let mut counts = BTreeMap::new();
    for finding in &report.findings {
        let span = finding.location.span;
        if finding.kind == FindingKind::Forbidden
            && finding.path == path
            && span.start < place.end.max(place.start + 1)
            && place.start < span.end
        {
            *counts.entry(finding.lesson.as_str()).or_default() += 1;
        }
    }
    counts
}

/// The text with some places replaced, which are in order and do not overlap, and where the new code stands.
fn replaced<'x>(text: &str, fixes: impl Iterator<Item = &'x Fix>) -> (String, Vec<Span>) {
    let (mut new, mut places, mut at) = (String::with_capacity(text.len()), Vec::new(), 0);
    for fix in fixes {
        let span = Span::new(fix.span.start.max(at), fix.span.end.max(at));
        new.push_str(Span::new(at, span.start).of(text));
        let start = new.len();
        new.push_str(&fix.replacement);
        places.push(Span::from_range(start..new.len()));
        at = span.end;
    }
    new.push_str(text.get(at as usize..).unwrap_or_default());
    (new, places)
}

/// How many places of a text have no syntax, macro bodies of no shape among them.
fn errors(language: Language, text: &str) -> usize {
    let grammar = language.grammar();
    let (Ok(parsed), Ok(tree)) = (parse(grammar, text), Builder::file(grammar, text.to_owned())) else {
        return usize::MAX;
    };
    // The arena leaves out tokens that the parser made up, such as a bracket that is missing.
    let mut open = vec![parsed.root_node()];
    let mut errors = 0;
    while let Some(node) = open.pop() {
        errors += usize::from(node.is_error() || node.is_missing());
        let mut cursor = node.walk();
        open.extend(node.children(&mut cursor).filter(|child| child.has_error()));
    }
    let bodies = tree.unsearched().iter().filter(|place| place.reason == UnsearchedReason::MacroBody);
    errors + bodies.count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lesson::{ApprovalStatus, Lesson};
    use crate::workspace::Memory;

    fn lesson(id: &str, rule: &str) -> Lesson {
        let text = format!(
            "```toml\n[lesson]\ndate = 2026-04-12\n{rule}\n```\n\n# T\n\n## Root cause\nR.\n\n## Invariant\nI.\n\n\
             ## Mitigation\nM.\n"
        );
        let reading = Lesson::read(&format!("lessons/{id}.md"), text.as_bytes());
        reading.lesson.unwrap_or_else(|| panic!("{:?}", reading.problems))
    }

    fn fix(rules: &[&str], files: &[(&str, &str)]) -> FixOutcome {
        let lessons = rules.iter().enumerate().map(|(at, rule)| lesson(&format!("INC-{at}"), rule));
        let (engine, problems) = Engine::new(lessons.map(|lesson| (lesson, ApprovalStatus::Approved)));
        assert_eq!(problems, []);
        let workspace = Workspace::bare_tree(files.iter().copied().collect::<Memory>()).unwrap();
        let report = engine.search(&workspace, &SearchOptions::default()).unwrap();
        engine.fix(&workspace, &report.findings, &SearchOptions::default()).unwrap()
    }

    /// The new text of the only file, and why other fixes were refused.
    fn fixed(rules: &[&str], code: &str) -> (String, Vec<String>) {
        let outcome = fix(rules, &[("a.rs", code)]);
        let after = outcome.files.first().map_or(code.to_owned(), |file| file.after.clone());
        let why = |refused: &RefusedFix| {
            format!("{:?}", refused.reason).split([' ', '{']).next().unwrap().to_owned()
        };
        (after, outcome.refused.iter().map(why).collect())
    }

    const SLEEP: &str = "[forbid]\npattern = 'std::thread::sleep($T)'\nfix = 'pause({T}).await'";

    #[test]
    fn fixes_are_applied_where_they_silence_and_parse() {
        for (rules, code, expected, refused) in [
            (
                &[SLEEP][..],
                "async fn f() { std::thread::sleep(A /* a */ + B); std::thread::sleep(c(1, 2)) }",
                "async fn f() { pause(A /* a */ + B).await; pause(c(1, 2)).await }",
                &[][..],
            ),
            // A captured expression is put in as it was written.
            (
                &["[forbid]\npattern = 'half($X)'\nfix = '{X} / 2'"],
                "fn f() { half(a + b) }",
                "fn f() { a + b / 2 }",
                &[],
            ),
            // Nested: the outer one first, the inner one with the next run.
            (
                &["[forbid]\npattern = 'old($X)'\nfix = 'new({X})'"],
                "fn f() { old(old(1)) }",
                "fn f() { new(old(1)) }",
                &["Overlaps"],
            ),
            (
                &["[forbid]\npattern = 'f($X)'\nfix = 'f({X}, )'"],
                "fn g() { f(1) }",
                "fn g() { f(1) }",
                &["DoesNotSilence"],
            ),
            (
                &["[forbid]\npattern = 'f($X)'\nfix = 'g({X}'"],
                "fn g() { f(1) }",
                "fn g() { f(1) }",
                &["DoesNotParse"],
            ),
            (
                &["[forbid]\npattern = 'f($$$A)'\nfix = 'g({A}, 1)'"],
                "fn g() { f(2); f() }",
                "fn g() { g(2, 1); f() }",
                &["DoesNotParse"],
            ),
            (&["[forbid]\npattern = 'f($$$A)'\nfix = 'g({A})'"], "fn g() { f() }", "fn g() { g() }", &[]),
            (
                &["[forbid]\npattern = 'f($X)'\nfix = 'g({X})'", "[forbid]\npattern = 'g($X)'"],
                "fn h() { f(1) }",
                "fn h() { f(1) }",
                &["BringsFinding"],
            ),
            (
                &[
                    "[forbid]\npattern = 'f($X)'\nfix = 'g({X})'",
                    "[forbid]\npattern = 'f($X)'\nfix = 'h({X})'",
                ],
                "fn i() { f(1) }",
                "fn i() { g(1) }",
                &["Overlaps"],
            ),
            // A name that this branch did not bind leaves no hole: there is no fix.
            (
                &["[forbid]\nany = ['f($X)', 'g($Y)']\nfix = 'h({X})'"],
                "fn i() { f(1); g(2) }",
                "fn i() { h(1); g(2) }",
                &[],
            ),
            (&["[forbid]\npattern = 'f($X);'\nfix = ''"], "fn i() { f(1); g() }", "fn i() {  g() }", &[]),
            (
                &["[forbid]\npattern = 'f($X)'\nfix = \"{\\n{X}\\n}\""],
                "fn i() {\r\n    f(1)\r\n}",
                "fn i() {\r\n    {\r\n1\r\n}\r\n}",
                &[],
            ),
            (
                &["[forbid]\npattern = 'f($X)'\nfix = 'g({X})'"],
                "fn i() { assert!(f(\"ä\") == 1, \"{}\", f(2)); }",
                "fn i() { assert!(g(\"ä\") == 1, \"{}\", g(2)); }",
                &[],
            ),
        ] {
            assert_eq!(
                fixed(rules, code),
                (expected.to_owned(), refused.iter().map(|r| (*r).to_owned()).collect()),
                "{rules:?} {code}"
            );
        }
    }

    #[test]
    fn names_are_judged_over_all_files() {
        // `hidden` is the forbidden function under a name that only another file gives it.
        let files = [
            ("lib.rs", "mod a; mod b;"),
            ("a.rs", "pub use std::thread::sleep as nap;"),
            ("b.rs", "fn f() { std::thread::sleep(X) }"),
        ];
        let bad = "[forbid]\npattern = 'std::thread::sleep($T)'\nfix = 'crate::a::nap({T})'";
        let outcome = fix(&[bad], &files);
        assert!(outcome.files.is_empty());
        assert_eq!(outcome.refused[0].reason, FixRefusal::DoesNotSilence);
        assert_eq!(fix(&[SLEEP], &files).files.len(), 1);
    }

    #[test]
    fn findings_without_a_fix_are_no_concern() {
        let outcome = fix(&["[forbid]\npattern = 'f($X)'"], &[("a.rs", "fn i() { f(1) }")]);
        assert!(outcome.files.is_empty() && outcome.refused.is_empty());
    }
}
