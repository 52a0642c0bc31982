//! `cargo lessons test`: tests every lesson on its own blocks.

use crate::context::Context;
use crate::exit::{Exit, Failure};

/// The arguments of `test`.
#[derive(Clone, Debug, Default, clap::Args)]
pub(crate) struct TestArgs {}

/// Runs the command.
pub(crate) fn run(_context: &Context, _args: TestArgs) -> Result<Exit, Failure> {
    Err(Failure::new("not there yet"))
}
