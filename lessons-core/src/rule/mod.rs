//! The rule language: a rule as written, compiled, and asked of a node.

pub(crate) mod keys;
pub(crate) mod read;
pub(crate) mod spec;
mod text;
pub(crate) mod value;
