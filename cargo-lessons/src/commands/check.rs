//! `cargo lessons check`: tests the lessons, then searches the code.

use crate::commands::scan::{OutputArgs, search_and_print};
use crate::commands::test;
use crate::context::Context;
use crate::exit::{Exit, Failure};
use crate::report::MessageFormat;
use crate::search::Request;

/// The arguments of `check`.
#[derive(Clone, Debug, Default, PartialEq, Eq, clap::Args)]
pub(crate) struct CheckArgs {
    /// Only what the change since this revision brought
    #[arg(long, value_name = "REV")]
    base: Option<String>,
    /// Search everything anew, and keep nothing for the next time
    #[arg(long)]
    no_cache: bool,
    #[command(flatten)]
    output: OutputArgs,
}

/// Runs the command: the search too where a test fails, so that one run tells everything.
pub(crate) fn run(context: &Context, args: CheckArgs) -> Result<Exit, Failure> {
    if args.no_cache {
        context.caches.turn_off();
    }
    let project = context.workspace()?;
    project.lessons.check_present()?;
    let tested = test::Tested::new(project, &[])?;
    // Findings own stdout where a machine reads it; what does not load is told by the search.
    let people = args.output.message_format == MessageFormat::Human;
    tested.print(context.terminal, &project.lessons, people, false);
    let request = Request { base: args.base.as_deref(), ..Request::default() };
    let searched = search_and_print(context, request, &args.output)?;
    Ok(searched.max(tested.exit()))
}
