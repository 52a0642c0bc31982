//! Why the work could not be done, for a person.

use crate::exit::Failure;
use crate::terminal::{Terminal, escape};

/// Writes a failure to stderr.
pub(crate) fn print(terminal: Terminal, failure: &Failure) {
    let mut text = format!("error: {}\n", escape(&failure.message));
    for problem in &failure.problems {
        text.push_str(&format!("{}\n", escape(&problem.to_string())));
    }
    if let Some(hint) = &failure.hint {
        text.push_str(&format!("  = help: {}\n", escape(hint)));
    }
    terminal.err(&text);
}
