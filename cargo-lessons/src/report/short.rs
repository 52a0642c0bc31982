//! One line for each finding: `path:line:column: error[lessons::ID]: message`.

use super::diagnostic::Diagnostic;
use super::human::unsearched_line;
use crate::search::Outcome;
use crate::terminal::{Terminal, escape_line};

/// Writes findings and what is wrong with the lessons to stdout.
pub(crate) fn print(terminal: Terminal, outcome: &Outcome<'_>, unsearched: bool) {
    for problem in &outcome.problems {
        let text = outcome.sources.text(&problem.path);
        terminal.out(&line(&Diagnostic::of_problem(problem, text.as_deref().unwrap_or_default())));
    }
    super::human::print_unreadable(terminal, outcome.lessons);
    for finding in &outcome.report.findings {
        terminal.out(&line(&Diagnostic::of_finding(finding, None)));
    }
    if unsearched {
        for code in &outcome.report.unsearched {
            terminal.out(&format!("{}\n", unsearched_line(code)));
        }
    }
}

/// A diagnostic in one line, with a newline at its end.
pub(crate) fn line(diagnostic: &Diagnostic) -> String {
    let start = diagnostic.primary.location.start;
    let code = match &*diagnostic.code {
        "" => String::new(),
        code => format!("[{}]", escape_line(code)),
    };
    format!(
        "{}:{}:{}: {}{code}: {}\n",
        escape_line(&diagnostic.path),
        start.line,
        start.column,
        diagnostic.weight.name(),
        escape_line(&diagnostic.message),
    )
}
