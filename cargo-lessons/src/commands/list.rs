//! `cargo lessons list`: lists the lessons.

use crate::context::Context;
use crate::exit::{Exit, Failure};

/// The arguments of `list`.
#[derive(Clone, Debug, Default, clap::Args)]
pub(crate) struct ListArgs {}

/// Runs the command.
pub(crate) fn run(_context: &Context, _args: ListArgs) -> Result<Exit, Failure> {
    Err(Failure::new("not there yet"))
}
