//! The closing line: how much was found, and how much was searched.

use std::collections::{BTreeSet, HashSet};
use std::time::Duration;

use lessons_core::Level;

use super::diagnostic::Weight;
use super::snippet::Drawing;
use crate::advice;
use crate::search::Outcome;
use crate::terminal::{Terminal, Verbosity};

/// Writes the closing line to stderr, and what keeps the answer from being whole; not with `-q`.
pub(crate) fn print(terminal: Terminal, outcome: &Outcome<'_>, listed: bool, took: Duration) {
    if terminal.verbosity() == Verbosity::Quiet {
        return;
    }
    let drawing = Drawing::new(terminal.stderr_color());
    let report = &outcome.report;
    for lack in &report.not_applied {
        let message = match lack.files {
            0 => format!("{} was not judged: {}", lack.lesson, lack.reason),
            files => format!("{} was not applied to {}: {}", lack.lesson, count(files, "file"), lack.reason),
        };
        terminal.err(&drawing.line(Weight::Warning, &message, None));
    }
    if report.stats.lessons == 0 && outcome.problems.is_empty() {
        let message = format!("there are no lessons to search for in {}", outcome.lessons.shown);
        terminal.err(&drawing.line(
            Weight::Warning,
            &message,
            Some(&format!("`{}` starts one", advice::command("new ID"))),
        ));
    }
    if report.stats.lessons > 0 && report.stats.files == 0 {
        terminal.err(&drawing.line(Weight::Warning, &nothing_searched(outcome), None));
    }
    let unusable = outcome.unusable().len();
    if unusable > 0 {
        let verb = if unusable == 1 { "does" } else { "do" };
        let message =
            format!("{} of {} {verb} not load", count(unusable as u64, "file"), outcome.lessons.shown);
        terminal.err(&drawing.line(Weight::Error, &message, None));
    }
    let weight = match () {
        () if outcome.count(Level::Deny) > 0 => Weight::Error,
        () if outcome.count(Level::Warn) > 0 => Weight::Warning,
        () => Weight::Note,
    };
    let mut line = found(outcome);
    line.push_str(&format!(
        " in {}, searched for {}",
        count(report.stats.files, "file"),
        count(report.stats.lessons, "lesson")
    ));
    if !report.unsearched.is_empty() {
        line.push_str(&format!("; {} could not be searched", count(report.unsearched.len() as u64, "place")));
        if !listed {
            line.push_str(" (`--unsearched` lists them)");
        }
    }
    if terminal.person_waits() {
        line.push_str(&format!(", in {:.2} s", took.as_secs_f64()));
    }
    terminal.err(&drawing.line(weight, &line, None));
}

/// Why no file was searched: nothing found there means nothing.
fn nothing_searched(outcome: &Outcome<'_>) -> String {
    if outcome.there == 0 {
        return "nothing was searched: there are no files".to_owned();
    }
    let lessons = outcome.lessons.set.lessons().iter().filter(|lesson| !lesson.is_withdrawn());
    let languages: BTreeSet<_> = lessons.map(|lesson| &*lesson.scope.language).collect();
    let languages: Vec<_> = languages.into_iter().collect();
    format!(
        "nothing was searched: of {} none is in a language of the lessons ({})",
        count(outcome.there as u64, "file"),
        languages.join(", ")
    )
}

/// `3 findings of 2 lessons (1 deny, 2 note)`.
fn found(outcome: &Outcome<'_>) -> String {
    let findings = &outcome.report.findings;
    if findings.is_empty() {
        return "no findings".to_owned();
    }
    let ids: HashSet<&str> = findings.iter().map(|finding| finding.lesson.as_str()).collect();
    let ids = ids.into_iter().map(str::to_ascii_lowercase);
    // A comment that names no lesson is of none.
    let lessons: BTreeSet<_> = ids.filter(|id| !id.is_empty() && id != "suppression").collect();
    let of = match lessons.len() {
        0 => String::new(),
        number => format!(" of {}", count(number as u64, "lesson")),
    };
    let levels: Vec<_> = [Level::Deny, Level::Warn, Level::Note]
        .into_iter()
        .filter(|level| outcome.count(*level) > 0)
        .map(|level| format!("{} {level}", outcome.count(level)))
        .collect();
    format!("{}{of} ({})", count(findings.len() as u64, "finding"), levels.join(", "))
}

/// A number with its noun.
pub(crate) fn count(number: u64, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}
