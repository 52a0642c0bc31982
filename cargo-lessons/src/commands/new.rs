//! `cargo lessons new`: starts a lesson's file.

use crate::context::Context;
use crate::exit::{Exit, Failure};

/// The arguments of `new`.
#[derive(Clone, Debug, Default, clap::Args)]
pub(crate) struct NewArgs {
    /// The lesson
    pub(crate) id: String,
}

/// Runs the command.
pub(crate) fn run(_context: &Context, _args: NewArgs) -> Result<Exit, Failure> {
    Err(Failure::new("not there yet"))
}
