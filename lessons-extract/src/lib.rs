//! From a post-mortem to a proposed lesson.
//!
//! The proof is cheap, the meaning is not: a program finds some rule that separates the code before a fix from the code
//! after it for nearly every fix, and many of those rules mean nothing. So each does what it is good at. A model reads the
//! story and says what the mistake was; [`prove`] compiles the rule and tries it on the code before and after the fix and
//! on blocks; a person reads the result and decides. [`propose`] is the conversation between the first two:
//!
//! 1. What will be sent is searched for secrets, which stable placeholders replace ([`redact`]). Nothing puts them back.
//! 2. The model tells in free text what went wrong, with quotes that must stand in the document word for word.
//! 3. It fills in a form. The form has no field for a path, a command, a link or a level, so no document can make it ask
//!    for one; prose loses links and markup, and nothing that a terminal obeys gets through.
//! 4. The form's rule is compiled and proven. What fails goes back with one concrete counterexample, at most three times;
//!    then it is tried afresh, at most five times, within a budget of tokens.
//! 5. Out come proposals whose rules hold here and now, or the reason why no rule can find the mistake, with something
//!    else that enforces the invariant and is really there, or everything that was tried.
//!
//! A server is only one way to get answers. A run leaves a [`Transcript`](model::Transcript), and answers from one take
//! the same way through compiling and proving, without a network:
//!
//! ```
//! use lessons_core::Cancel;
//! use lessons_extract::model::Transcript;
//! use lessons_extract::{Answers, Case, ChangedFile, Fix, Outcome, ProposeOptions, document, propose};
//!
//! let text = "# INC-7: retries stop the runtime\n\n## Root cause\n\nA retry slept on a worker thread.\n";
//! let document = document::read(Some("INC-7.md"), text);
//! let before = "async fn retry() {\n    std::thread::sleep(PAUSE);\n}\n".to_owned();
//! let after = "async fn retry() {\n    tokio::time::sleep(PAUSE).await;\n}\n".to_owned();
//! let file = ChangedFile::new("src/retry.rs", Some(before), Some(after));
//! let fix = Fix { files: vec![file], ..Fix::default() };
//!
//! let transcript = Transcript::read(
//!     r#"
//!     {"reply": {"content": "It slept.\nQUOTE: A retry slept on a worker thread."}}
//!     {"reply": {"content": {
//!         "title": "Async code sleeps on its thread",
//!         "root_cause": "A retry slept on a worker thread.",
//!         "invariant": "Async code never blocks its thread.",
//!         "mitigation": "Await the runtime's own sleep.",
//!         "quotes": ["A retry slept on a worker thread."],
//!         "bad": [], "good": [],
//!         "rules": [{"kind": "forbid", "patterns": ["std::thread::sleep($_)"], "conditions": [
//!             {"key": "context", "patterns": [], "values": ["async"]}], "message": null}],
//!         "no_pattern": null}}}
//!     "#,
//! )?;
//! let case = Case { document: Some(&document), fix: Some(&fix), ..Case::default() };
//! let options = ProposeOptions::default();
//! let run = propose(&case, Answers::Replay(&transcript), &(), &options, &mut |_| {}, &Cancel::new());
//! let Outcome::Proven(proven) = run.outcome? else { panic!("not proven") };
//! assert_eq!(proven[0].proposal.rules[0].toml, "pattern = \"std::thread::sleep($_)\"\ncontext = \"async\"");
//! assert!(proven[0].proof.on_changed_line());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! `Answers::Server` asks any server that speaks the Chat Completions protocol, behind the cargo feature `model`; the
//! feature `tls` adds https. The crate is synchronous to its caller and writes no file; cancelling leaves nothing behind.
#![deny(missing_docs)]

mod clean;
pub mod document;
mod fix;
pub mod lesson;
pub mod model;
mod prompt;
mod proposal;
mod propose;
mod prove;
pub mod redact;
mod syntax;
mod synthesize;

pub use fix::{ChangedFile, ChangedLines, Fix};
pub use proposal::{BlockDraft, Instead, KnownMistake, NoPattern, Proposal, Quote, RuleDraft, ScopeDraft};
#[cfg(feature = "model")]
pub use propose::payload;
pub use propose::{
    Answers, Case, Event, Outcome, ProposeOptions, Proven, Refinement, Run, Setback, Surroundings, propose,
};
pub use prove::{BlockResult, Counterexample, Hit, Proof, compile, lesson_text, prove, toml_string};
pub use synthesize::{
    Background, Candidate, KnownMistakes, NoBackground, Options, Reason, Synthesis, WorkspaceBackground,
    synthesize,
};
