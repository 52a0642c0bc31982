//! The rule language: a rule as written, compiled, and asked of a node.

mod compile;
mod condition;
mod context;
mod eval;
mod origin;
mod relation;
pub(crate) mod spec;
mod template;

pub(crate) use compile::{RuleError, compile};
pub(crate) use condition::{Condition, Rule};
pub(crate) use eval::{Evaluator, Found, OutOfFuel};
pub(crate) use relation::element;
pub(crate) mod keys;
pub(crate) mod read;
pub(crate) mod spec;
mod text;
pub(crate) mod value;
