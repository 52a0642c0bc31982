//! For people: the code and, once for each lesson, the story behind it.

use std::collections::BTreeSet;

use lessons_core::UnsearchedCode;

use super::diagnostic::Diagnostic;
use super::snippet::Drawing;
use super::sources::valid_part;
use crate::context::Lessons;
use crate::search::Outcome;
use crate::terminal::{Terminal, Verbosity, escape_line};

/// Writes findings to stdout, and what is wrong with the lessons to stderr.
pub(crate) fn print(terminal: Terminal, outcome: &Outcome<'_>, unsearched: bool) {
    print_problems(terminal, outcome);
    let drawing = Drawing::new(terminal.stdout_color());
    let verbose = terminal.verbosity() == Verbosity::Verbose;
    let mut told = BTreeSet::new();
    for finding in &outcome.report.findings {
        let diagnostic = Diagnostic::of_finding(finding, outcome.lesson(finding));
        let text = outcome.sources.text(&finding.path);
        // The story once; after that the place will do.
        let first = told.insert((&finding.lesson, finding.kind));
        let children = diagnostic.children.iter().filter(|child| verbose || (first && !child.verbose));
        let drawn = drawing.draw(&diagnostic, text.as_deref(), children);
        terminal.out(&format!("{drawn}\n"));
    }
    if unsearched {
        for code in &outcome.report.unsearched {
            terminal.out(&format!("{}\n", unsearched_line(code)));
        }
    }
}

/// Writes what is wrong with the lessons to stderr.
pub(crate) fn print_problems(terminal: Terminal, outcome: &Outcome<'_>) {
    let drawing = Drawing::new(terminal.stderr_color());
    for problem in &outcome.problems {
        let text = outcome.sources.text(&problem.path);
        let diagnostic = Diagnostic::of_problem(problem, text.as_deref().unwrap_or_default());
        if diagnostic.weight > super::diagnostic::Weight::Error && terminal.verbosity() == Verbosity::Quiet {
            continue;
        }
        let drawn = drawing.draw(&diagnostic, text.as_deref(), diagnostic.children.iter());
        terminal.err(&format!("{drawn}\n"));
    }
    print_unreadable(terminal, outcome.lessons);
}

/// Writes which lesson files could not be read at all.
pub(crate) fn print_unreadable(terminal: Terminal, lessons: &Lessons) {
    let drawing = Drawing::new(terminal.stderr_color());
    for error in &lessons.unreadable {
        let message = format!("in {}: {error}", lessons.shown);
        terminal.err(&drawing.line(super::diagnostic::Weight::Error, &message, None));
    }
}

/// Problems with a lesson's files, drawn in the text that the lessons hold.
pub(crate) fn draw_problem(drawing: &Drawing, problem: &lessons_core::Problem, lessons: &Lessons) -> String {
    let text = lessons.files.get(&problem.path).map(|bytes| valid_part(bytes));
    let diagnostic = Diagnostic::of_problem(problem, text.unwrap_or_default());
    drawing.draw(&diagnostic, text, diagnostic.children.iter())
}

/// One line for code that was not searched: place and reason.
pub(crate) fn unsearched_line(code: &UnsearchedCode) -> String {
    let place = match code.location {
        Some(location) => format!("{}:{}:{}", code.path, location.start.line, location.start.column),
        None => code.path.clone(),
    };
    let detail = code.detail.as_deref().map(|detail| format!(" ({detail})")).unwrap_or_default();
    escape_line(&format!("{place}: not searched: {}{detail}", code.reason)).into_owned()
}
