//! Ctrl-C while a person is asked: the terminal is left as it was, and an editor's file does not stay behind.

use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};

use dialoguer::console::Term;

use crate::exit::Failure;

/// What shells say of a program that Ctrl-C ended.
const INTERRUPTED: i32 = 130;

/// Whether Ctrl-C is the editor's affair, as git has it.
static EDITOR_IS_OPEN: AtomicBool = AtomicBool::new(false);

/// Asks a question: whoever leaves it with Ctrl-C gets a cursor back.
///
/// # Errors
/// When there is no terminal to ask at.
pub(crate) fn ask<T>(question: impl FnOnce() -> Result<T, dialoguer::Error>) -> Result<T, Failure> {
    watch();
    question().map_err(|dialoguer::Error::IO(error)| {
        if error.kind() == std::io::ErrorKind::Interrupted {
            end();
        }
        Failure::new(format!("the question cannot be asked: {error}"))
    })
}

/// Runs what has the terminal meanwhile.
pub(crate) fn editor<T>(run: impl FnOnce() -> T) -> T {
    watch();
    EDITOR_IS_OPEN.store(true, Ordering::SeqCst);
    let result = run();
    EDITOR_IS_OPEN.store(false, Ordering::SeqCst);
    result
}

/// Sets the handler, once. Where that cannot be done, Ctrl-C ends the program as it does everywhere.
fn watch() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let _ = ctrlc::set_handler(|| {
            if !EDITOR_IS_OPEN.load(Ordering::SeqCst) {
                end();
            }
        });
    });
}

/// Ends the program. Files are written in one step each, so there is nothing to undo.
fn end() -> ! {
    let term = Term::stderr();
    let _ = term.show_cursor().and_then(|()| term.write_line(""));
    std::process::exit(INTERRUPTED);
}
