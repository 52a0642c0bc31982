//! From a post-mortem to a proposed lesson.
#![deny(missing_docs)]

pub mod document;
pub mod redact;
