//! The matching engine of lessons.
#![deny(missing_docs)]

mod rule;
mod span;

pub use span::{LineIndex, Position, Span};
