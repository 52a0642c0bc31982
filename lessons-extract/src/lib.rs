//! From a post-mortem to a proposed lesson.
#![deny(missing_docs)]

pub mod document;
mod fix;
pub mod lesson;
mod proposal;
mod prove;
mod syntax;
mod synthesize;

pub use fix::{ChangedFile, ChangedLines, Fix};
pub use proposal::{BlockDraft, Instead, NoPattern, Proposal, Quote, RuleDraft, ScopeDraft};
pub use prove::{BlockResult, Counterexample, Hit, Proof, compile, lesson_text, prove, toml_string};
pub use synthesize::{
    Background, Candidate, NoBackground, Options, Reason, Synthesis, WorkspaceBackground, synthesize,
};
