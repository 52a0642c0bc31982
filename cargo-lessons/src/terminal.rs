//! The way out: two streams, whether they are coloured, and what is done so that no text can command a terminal.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::IsTerminal as _;
use std::sync::{Mutex, PoisonError};

/// When to colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum ColorChoice {
    /// When a terminal reads, unless NO_COLOR or CLICOLOR say otherwise.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// How much to say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Verbosity {
    /// `-q`: findings and errors alone.
    Quiet,
    /// What a reader needs.
    #[default]
    Normal,
    /// `-v`: everything that is known.
    Verbose,
}

/// What goes to stdout and has not gone yet. Where no person reads, many findings go at once: one system call for each
/// would cost more than finding them.
static WAITING: Mutex<Vec<u8>> = Mutex::new(Vec::new());

/// As much waits, in bytes.
const WAITS: usize = 1 << 16;

/// Where to write. A reader that goes away ends the output, not the command.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Terminal {
    stdout_is_terminal: bool,
    stdout_color: bool,
    stderr_color: bool,
    stderr_is_terminal: bool,
    verbosity: Verbosity,
}

impl Terminal {
    /// Decides from the option, then `CARGO_TERM_COLOR`, `NO_COLOR`, `CLICOLOR_FORCE`, `CLICOLOR`, then the streams.
    pub(crate) fn new(choice: Option<ColorChoice>, verbosity: Verbosity) -> Self {
        let variable = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
        let color = |is_terminal| wants_color(choice, &variable, is_terminal);
        let stdout_is_terminal = std::io::stdout().is_terminal();
        let stderr_is_terminal = std::io::stderr().is_terminal();
        Self {
            stdout_is_terminal,
            stdout_color: color(stdout_is_terminal),
            stderr_color: color(stderr_is_terminal),
            stderr_is_terminal,
            verbosity,
        }
    }

    /// Whether stdout is coloured.
    pub(crate) const fn stdout_color(self) -> bool {
        self.stdout_color
    }

    /// Whether stderr is coloured.
    pub(crate) const fn stderr_color(self) -> bool {
        self.stderr_color
    }

    /// Whether a person waits: stderr is a terminal, and `-q` was not said.
    pub(crate) fn person_waits(self) -> bool {
        self.stderr_is_terminal && self.verbosity > Verbosity::Quiet
    }

    /// Whether a question can be asked: stdin and stderr are terminals.
    pub(crate) fn can_ask(self) -> bool {
        self.stderr_is_terminal && std::io::stdin().is_terminal()
    }

    /// How much to say.
    pub(crate) const fn verbosity(self) -> Verbosity {
        self.verbosity
    }

    /// Writes text that is safe already (see [`escape`]) to stdout, at the latest with the next text to stderr or
    /// [`flush`](Self::flush).
    pub(crate) fn out(self, text: &str) {
        let mut waiting = WAITING.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.extend_from_slice(text.as_bytes());
        if self.stdout_is_terminal || waiting.len() >= WAITS {
            write_all(std::io::stdout().lock(), &waiting);
            waiting.clear();
        }
    }

    /// Writes what waits for stdout.
    pub(crate) fn flush(self) {
        let waiting = std::mem::take(&mut *WAITING.lock().unwrap_or_else(PoisonError::into_inner));
        if !waiting.is_empty() {
            write_all(std::io::stdout().lock(), &waiting);
        }
    }

    /// Writes text that is safe already (see [`escape`]) to stderr.
    pub(crate) fn err(self, text: &str) {
        self.flush();
        write_all(std::io::stderr().lock(), text.as_bytes());
    }

    /// One line to stderr that says what is going on; not with `-q`. Text from elsewhere is escaped.
    pub(crate) fn status(self, line: &str) {
        if self.verbosity > Verbosity::Quiet {
            self.err(&format!("{}\n", escape(line)));
        }
    }
}

/// A stream that is closed, or full, is nobody's error: who reads no more wants no more, and the exit code still tells.
fn write_all(mut stream: impl std::io::Write, text: &[u8]) {
    let _ = stream.write_all(text).and_then(|()| stream.flush());
}

fn wants_color(
    choice: Option<ColorChoice>,
    variable: &dyn Fn(&str) -> Option<std::ffi::OsString>,
    is_terminal: bool,
) -> bool {
    let said = choice.or_else(|| match variable("CARGO_TERM_COLOR")?.to_str()? {
        "always" => Some(ColorChoice::Always),
        "never" => Some(ColorChoice::Never),
        _ => None,
    });
    match said {
        Some(ColorChoice::Always) => return true,
        Some(ColorChoice::Never) => return false,
        Some(ColorChoice::Auto) | None => {}
    }
    if variable("NO_COLOR").is_some() {
        return false;
    }
    if variable("CLICOLOR_FORCE").is_some_and(|value| value != "0") {
        return true;
    }
    let dumb = variable("TERM").is_some_and(|term| term == "dumb");
    is_terminal && !dumb && variable("CLICOLOR").is_none_or(|value| value != "0")
}

/// `text` with everything that could steer a terminal, or turn the order of what is read, in a visible form: control
/// characters but tab and newline, and the characters that change the direction of text.
pub(crate) fn escape(text: &str) -> Cow<'_, str> {
    escape_with(text, |character| matches!(character, '\n' | '\t'))
}

/// As [`escape`], and newlines and tabs too: for what has to stay one line.
pub(crate) fn escape_line(text: &str) -> Cow<'_, str> {
    escape_with(text, |_| false)
}

fn escape_with(text: &str, keep: fn(char) -> bool) -> Cow<'_, str> {
    let harmful = |character: char| is_harmful(character) && !keep(character);
    if !text.contains(harmful) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        if harmful(character) {
            // Writing to a string cannot fail.
            let _ = write!(escaped, "{}", character.escape_default());
        } else {
            escaped.push(character);
        }
    }
    Cow::Owned(escaped)
}

/// Whether a character does something to a terminal or to the direction of text instead of showing itself.
pub(crate) fn is_harmful(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{061c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_raw_is_left() {
        for (text, expected) in [
            ("plain ö 漢字\tx\ny", "plain ö 漢字\tx\ny"),
            ("\u{1b}[31mred", "\\u{1b}[31mred"),
            ("a\rb", "a\\rb"),
            ("\u{7}\u{8}\u{7f}\u{9b}31m", "\\u{7}\\u{8}\\u{7f}\\u{9b}31m"),
            ("a\u{202e}b\u{2066}", "a\\u{202e}b\\u{2066}"),
        ] {
            assert_eq!(escape(text), expected);
        }
        assert_eq!(escape_line("a\nb\tc"), "a\\nb\\tc");
    }

    #[test]
    fn colour_is_decided_in_order() {
        use ColorChoice::{Always, Auto, Never};
        type Case = (Option<ColorChoice>, &'static [(&'static str, &'static str)], bool, bool);
        let cases: &[Case] = &[
            (None, &[], true, true),
            (None, &[], false, false),
            (Some(Always), &[("NO_COLOR", "1")], false, true),
            (Some(Never), &[("CARGO_TERM_COLOR", "always")], true, false),
            (Some(Auto), &[("CARGO_TERM_COLOR", "always")], false, false),
            (None, &[("CARGO_TERM_COLOR", "always"), ("NO_COLOR", "1")], false, true),
            (None, &[("CARGO_TERM_COLOR", "never")], true, false),
            (None, &[("NO_COLOR", "1")], true, false),
            (None, &[("CLICOLOR", "0")], true, false),
            (None, &[("CLICOLOR_FORCE", "1")], false, true),
            (None, &[("TERM", "dumb")], true, false),
        ];
        for (choice, variables, is_terminal, expected) in cases {
            let variable = |name: &str| {
                variables.iter().find(|(known, _)| *known == name).map(|(_, value)| value.into())
            };
            assert_eq!(wants_color(*choice, &variable, *is_terminal), *expected, "{choice:?} {variables:?}");
        }
    }
}
