//! `cargo lessons init`: sets up lessons in a repository.

use crate::context::Context;
use crate::exit::{Exit, Failure};

/// The arguments of `init`.
#[derive(Clone, Debug, Default, clap::Args)]
pub(crate) struct InitArgs {}

/// Runs the command.
pub(crate) fn run(_context: &Context, _args: InitArgs) -> Result<Exit, Failure> {
    Err(Failure::new("not there yet"))
}
