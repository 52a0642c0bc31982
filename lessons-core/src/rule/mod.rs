//! The rule language: a rule as written, compiled, and asked of a node.

pub(crate) mod spec;
