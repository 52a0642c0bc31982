//! `cargo lessons check`: tests the lessons, then searches the code.

use crate::context::Context;
use crate::exit::{Exit, Failure};

/// The arguments of `check`.
#[derive(Clone, Debug, Default, clap::Args)]
pub(crate) struct CheckArgs {}

/// Runs the command.
pub(crate) fn run(_context: &Context, _args: CheckArgs) -> Result<Exit, Failure> {
    Err(Failure::new("not there yet"))
}
