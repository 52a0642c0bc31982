//! `cargo lessons explain`: tells one lesson in full.

use crate::context::Context;
use crate::exit::{Exit, Failure};

/// The arguments of `explain`.
#[derive(Clone, Debug, Default, clap::Args)]
pub(crate) struct ExplainArgs {
    /// The lesson
    pub(crate) id: String,
}

/// Runs the command.
pub(crate) fn run(_context: &Context, _args: ExplainArgs) -> Result<Exit, Failure> {
    Err(Failure::new("not there yet"))
}
