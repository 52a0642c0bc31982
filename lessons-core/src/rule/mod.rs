//! The rule language: a rule as written, compiled, and asked of a node.

mod compile;
mod condition;
mod context;
mod eval;
pub(crate) mod keys;
mod origin;
pub(crate) mod read;
mod reference;
mod relation;
pub(crate) mod spec;
mod template;
mod text;
pub(crate) mod value;
mod words;

pub(crate) use compile::compile;
pub(crate) use condition::{Condition, Rule};
pub(crate) use eval::{Evaluator, Found, OutOfFuel, Search};
pub use reference::RULE_LANGUAGE;
pub(crate) use relation::siblings_to;
pub(crate) use template::Template;
pub(crate) use words::Needs;
