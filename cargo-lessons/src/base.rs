//! What a change brought: findings that its base did not have.

use lessons_core::Report;

use crate::context::Context;
use crate::exit::Failure;

/// Keeps the findings that the change since `revision` brought.
pub(crate) fn restrict(_report: &mut Report, _context: &Context, revision: &str) -> Result<(), Failure> {
    Err(Failure::new(format!("`--base {revision}`: comparing with a revision is not there yet")))
}
