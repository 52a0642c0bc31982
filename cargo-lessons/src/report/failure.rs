//! Why the work could not be done, for a person.

use super::diagnostic::{Diagnostic, Weight};
use super::snippet::Drawing;
use crate::exit::Failure;
use crate::terminal::Terminal;

/// Writes a failure to stderr.
pub(crate) fn print(terminal: Terminal, failure: &Failure) {
    let drawing = Drawing::new(terminal.stderr_color());
    for problem in &failure.problems {
        let text = failure.text.as_deref();
        let diagnostic = Diagnostic::of_problem(problem, text.unwrap_or_default());
        terminal.err(&format!("{}\n", drawing.draw(&diagnostic, text, diagnostic.children.iter())));
    }
    terminal.err(&drawing.line(Weight::Error, &failure.message, failure.hint.as_deref()));
}
