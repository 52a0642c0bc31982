//! The matching engine of lessons.
#![deny(missing_docs)]

mod flow;
mod language;
mod locals;
mod pattern;
mod rule;
mod span;
mod syntax;

pub use language::Language;
pub use span::{LineIndex, Position, Span};
pub use syntax::{Unsearched, UnsearchedReason};
