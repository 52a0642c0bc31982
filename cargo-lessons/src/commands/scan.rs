//! `cargo lessons scan`: searches the workspace, or the trees named.

use std::mem::ManuallyDrop;
use std::path::PathBuf;
use std::time::Instant;

use lessons_core::Edition;

use crate::commands::fix::{self, FixArgs};
use crate::context::Context;
use crate::exit::{Exit, Failure};
use crate::report::progress::Bar;
use crate::report::{self, MessageFormat, summary};
use crate::search::{self, Request};

/// The arguments of `scan`.
#[derive(Clone, Debug, Default, clap::Args)]
#[command(
    after_help = "Findings go to stdout, everything else to stderr. A tree that is named needs no manifest. \
                        Exit codes: 0 nothing at level deny; 1 findings at level deny; 2 the work could not be \
                        done, or some lesson does not load."
)]
pub(crate) struct ScanArgs {
    /// Files and folders to search [default: the workspace]
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Search for this lesson alone; may be said more than once
    #[arg(long = "lesson", value_name = "ID")]
    only: Vec<String>,
    /// Only what the change since this revision brought
    #[arg(long, value_name = "REV")]
    base: Option<String>,
    /// The edition of files that belong to no package [default: 2021]
    #[arg(long, value_name = "YEAR")]
    edition: Option<Edition>,
    /// Search everything anew, and keep nothing for the next time
    #[arg(long)]
    no_cache: bool,
    #[command(flatten)]
    fixing: FixArgs,
    #[command(flatten)]
    output: OutputArgs,
}

/// How findings are shown.
#[derive(Clone, Debug, Default, PartialEq, Eq, clap::Args)]
pub(crate) struct OutputArgs {
    /// The format of findings
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub(crate) message_format: MessageFormat,
    /// List the code that could not be searched
    #[arg(long)]
    pub(crate) unsearched: bool,
}

/// Runs the command.
pub(crate) fn run(context: &Context, args: ScanArgs) -> Result<Exit, Failure> {
    let request = Request {
        paths: &args.paths,
        edition: args.edition,
        lessons: &args.only,
        base: args.base.as_deref(),
        exhaustive: args.output.unsearched,
    };
    if args.no_cache {
        context.caches.turn_off();
    }
    if !args.fixing.fix {
        return search_and_print(context, request, &args.output);
    }
    fix::run(context, request, &args.fixing)?;
    // What was read before the fixes is old.
    let context = Context::new(context.common.clone(), context.terminal)?;
    if args.no_cache {
        context.caches.turn_off();
    }
    search_and_print(&context, request, &args.output)
}

/// Searches, shows what was found, and says how the command ends.
pub(crate) fn search_and_print(
    context: &Context,
    request: Request<'_>,
    output: &OutputArgs,
) -> Result<Exit, Failure> {
    let started = Instant::now();
    let bar = Bar::new(context.terminal);
    // Nothing but the exit code comes after this: giving back what was found, piece by piece, would take a tenth of the
    // time.
    let outcome = ManuallyDrop::new(search::run(context, request, &bar)?);
    drop(bar);
    report::print(context.terminal, output.message_format, &outcome, output.unsearched);
    summary::print(context.terminal, &outcome, output.unsearched, started.elapsed());
    Ok(outcome.exit())
}
