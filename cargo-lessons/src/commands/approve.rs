//! `cargo lessons approve`: shows a lesson with its proof and findings, and approves it.

use crate::context::Context;
use crate::exit::{Exit, Failure};

/// The arguments of `approve`.
#[derive(Clone, Debug, Default, clap::Args)]
pub(crate) struct ApproveArgs {
    /// The lesson
    pub(crate) id: String,
}

/// Runs the command.
pub(crate) fn run(_context: &Context, _args: ApproveArgs) -> Result<Exit, Failure> {
    Err(Failure::new("not there yet"))
}
