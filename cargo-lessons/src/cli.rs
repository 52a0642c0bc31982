//! The arguments: the options that all commands share, and the list of commands.

use std::path::PathBuf;

use clap::{ArgAction, Args, CommandFactory as _, Parser, Subcommand};

use crate::commands::{approve, check, explain, extract, init, list, new, scan, test, try_pattern};
use crate::terminal::{ColorChoice, Verbosity};

/// Post-mortems that fail the build.
///
/// Each lesson is a Markdown file in `lessons/` that tells an incident's story, holds the rule that keeps it from
/// happening again, and the code that proves the rule. Without a command, `check` is run.
#[derive(Debug, Parser)]
#[command(
    name = "cargo lessons",
    bin_name = "cargo lessons",
    version,
    disable_help_subcommand = true,
    after_help = "Exit codes: 0 nothing at level deny; 1 findings at level deny, or a failed test; \
                  2 the work could not be done; 3 `extract` could prove no rule."
)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) common: Common,
    /// What `check` takes: for when no command is named.
    #[command(flatten)]
    pub(crate) check: check::CheckArgs,
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
}

impl Cli {
    /// The options that all commands share, and the command: `check` if none is named.
    ///
    /// # Errors
    /// When options of `check` stand before the name of another command, which would not see them.
    pub(crate) fn into_parts(self) -> Result<(Common, Command), clap::Error> {
        let Some(command) = self.command else { return Ok((self.common, Command::Check(self.check))) };
        if self.check != check::CheckArgs::default() {
            let message = "options that are not common to all commands stand behind the command's name";
            return Err(Self::command().error(clap::error::ErrorKind::ArgumentConflict, message));
        }
        Ok((self.common, command))
    }
}

/// What can be done.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Test the lessons, then search the code: what CI runs
    Check(check::CheckArgs),
    /// Search the workspace, or the files and folders named
    Scan(scan::ScanArgs),
    /// Test every lesson on its own code blocks
    Test(test::TestArgs),
    /// List the lessons
    List(list::ListArgs),
    /// Try a pattern on the spot
    Try(try_pattern::TryArgs),
    /// Tell one lesson in full
    Explain(explain::ExplainArgs),
    /// Propose a lesson from a post-mortem, a fix commit or both, and prove it
    Extract(extract::ExtractArgs),
    /// Review a lesson, and approve it
    Approve(approve::ApproveArgs),
    /// Set up `lessons/` in this repository
    Init(init::InitArgs),
    /// Start a new lesson's file
    New(new::NewArgs),
}

/// The options that every command takes.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Common options")]
pub(crate) struct Common {
    /// The manifest of the workspace, or its directory
    #[arg(long, global = true, value_name = "PATH")]
    pub(crate) manifest_path: Option<PathBuf>,
    /// Only these packages; `*` and `?` are wild
    #[arg(short, long = "package", global = true, value_name = "SPEC")]
    pub(crate) packages: Vec<String>,
    /// All packages but these; `*` and `?` are wild
    #[arg(long = "exclude", global = true, value_name = "SPEC")]
    pub(crate) excluded: Vec<String>,
    /// The folder of the lessons [default: `lessons` at the workspace's root]
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) lessons: Option<PathBuf>,
    /// When to colour [default: when a terminal reads]
    #[arg(long, global = true, value_enum, value_name = "WHEN")]
    pub(crate) color: Option<ColorChoice>,
    /// Say less: findings and errors alone
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub(crate) quiet: bool,
    /// Say more
    #[arg(short, long, global = true, action = ArgAction::Count)]
    pub(crate) verbose: u8,
}

impl Common {
    /// What `-q` and `-v` ask for.
    pub(crate) const fn verbosity(&self) -> Verbosity {
        match (self.quiet, self.verbose) {
            (true, _) => Verbosity::Quiet,
            (false, 0) => Verbosity::Normal,
            (false, _) => Verbosity::Verbose,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_arguments_are_consistent() {
        Cli::command().debug_assert();
    }
}
