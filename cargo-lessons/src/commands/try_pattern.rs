//! `cargo lessons try`: tries a pattern on the spot.

use crate::context::Context;
use crate::exit::{Exit, Failure};

/// The arguments of `try`.
#[derive(Clone, Debug, Default, clap::Args)]
pub(crate) struct TryArgs {}

/// Runs the command.
pub(crate) fn run(_context: &Context, _args: TryArgs) -> Result<Exit, Failure> {
    Err(Failure::new("not there yet"))
}
