//! The rule language, sentence by sentence: the rule, the code, and every match there must be, or must not be.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

#[path = "rules/support.rs"]
mod support;

#[path = "rules/context.rs"]
mod context;
#[path = "rules/documents.rs"]
mod documents;
#[path = "rules/logic.rs"]
mod logic;
#[path = "rules/macros.rs"]
mod macros;
#[path = "rules/names.rs"]
mod names;
#[path = "rules/paths.rs"]
mod paths;
#[path = "rules/patterns.rs"]
mod patterns;
#[path = "rules/suppressions.rs"]
mod suppressions;
#[path = "rules/types.rs"]
mod types;
