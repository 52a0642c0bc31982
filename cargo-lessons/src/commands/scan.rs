//! `cargo lessons scan`: searches the workspace, or the trees named.

use crate::context::Context;
use crate::exit::{Exit, Failure};

/// The arguments of `scan`.
#[derive(Clone, Debug, Default, clap::Args)]
pub(crate) struct ScanArgs {}

/// Runs the command.
pub(crate) fn run(_context: &Context, _args: ScanArgs) -> Result<Exit, Failure> {
    Err(Failure::new("not there yet"))
}
