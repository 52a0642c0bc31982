//! How results are shown: one output format a file, all from the same plain data.

pub(crate) mod diagnostic;
pub(crate) mod failure;
pub(crate) mod human;
pub(crate) mod json;
pub(crate) mod progress;
pub(crate) mod short;
pub(crate) mod snippet;
pub(crate) mod sources;
pub(crate) mod summary;

use crate::search::Outcome;
use crate::terminal::Terminal;

/// The formats of findings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum MessageFormat {
    /// For people: the code, and the story behind it
    #[default]
    Human,
    /// One line for each finding
    Short,
    /// One JSON object a line, as cargo prints rustc's
    Json,
}

/// Writes what a search gave.
pub(crate) fn print(terminal: Terminal, format: MessageFormat, outcome: &Outcome<'_>, unsearched: bool) {
    match format {
        MessageFormat::Human => human::print(terminal, outcome, unsearched),
        MessageFormat::Short => short::print(terminal, outcome, unsearched),
        MessageFormat::Json => json::print(terminal, outcome, unsearched),
    }
}
