//! From a document and a fix to a proven proposal, with a model's help.
//!
//! The model is asked in free text, then for a form; the form's rule is compiled and proven; what fails goes back with one
//! concrete counterexample; what cannot be mended is tried afresh. Whatever the model says, only what was proven here
//! comes out, and a form has no field for anything else.

mod assess;
mod conversation;
mod instead;
mod run;
mod setback;

use std::time::Duration;

use lessons_core::Cancel;

use crate::document::Document;
use crate::fix::Fix;
#[cfg(feature = "model")]
use crate::model::Endpoint;
use crate::model::{ModelError, Transcript, Usage};
use crate::proposal::{BlockDraft, Proposal, RuleDraft, ScopeDraft};
use crate::prove::Proof;
#[cfg(feature = "model")]
use crate::redact::RedactError;
use crate::redact::Redaction;
pub use setback::Setback;

/// What a lesson is to be proposed for.
#[derive(Clone, Debug, Default)]
pub struct Case<'a> {
    /// The post-mortem.
    pub document: Option<&'a Document>,
    /// The fix; without it a rule is proven on blocks alone.
    pub fix: Option<&'a Fix>,
    /// Blocks of the document that the rule must find or must not find.
    pub blocks: &'a [BlockDraft],
    /// Where the rule is to hold.
    pub scope: ScopeDraft,
    /// Rules that are proven already, the best first: a hint for the model, and what is fallen back on.
    pub candidates: &'a [RuleDraft],
    /// A person's wish about an earlier proposal.
    pub refinement: Option<Refinement<'a>>,
}

/// "Make it so."
#[derive(Clone, Copy, Debug)]
pub struct Refinement<'a> {
    /// What was proposed.
    pub proposal: &'a Proposal,
    /// What the person says.
    pub wish: &'a str,
}

/// Who answers.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Answers<'a> {
    /// A server.
    #[cfg(feature = "model")]
    Server(&'a Endpoint),
    /// An earlier run, without a network: everything else is done anew.
    Replay(&'a Transcript),
}

/// What is known of the code around: whoever has a workspace answers.
pub trait Surroundings {
    /// How often the rules speak elsewhere than in the fix; none if nobody counted.
    fn noise(&self, rules: &[RuleDraft], scope: &ScopeDraft) -> Option<usize> {
        let _ = (rules, scope);
        None
    }

    /// The test of this name as a `[guard]` takes it, if there is one that runs.
    ///
    /// # Errors
    /// Why there is none, in words.
    fn test(&self, name: &str) -> Result<String, String>;

    /// Whether Clippy has this lint and the workspace turns it on. `name` has no `clippy::` before it.
    ///
    /// # Errors
    /// Why not, in words.
    fn lint(&self, name: &str) -> Result<(), String>;

    /// The version to which a dependency is resolved.
    ///
    /// # Errors
    /// Why there is none, in words.
    fn dependency(&self, name: &str) -> Result<String, String>;
}

/// Nothing is known: no test, lint or dependency is there.
impl Surroundings for () {
    fn test(&self, name: &str) -> Result<String, String> {
        Err(format!("there is no workspace in which to look for the test `{name}`"))
    }

    fn lint(&self, name: &str) -> Result<(), String> {
        Err(format!("there is no workspace that could turn on `clippy::{name}`"))
    }

    fn dependency(&self, name: &str) -> Result<String, String> {
        Err(format!("there is no lock file in which to look for `{name}`"))
    }
}

/// How much may be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ProposeOptions {
    /// Tokens for the whole run, asked and answered.
    pub budget: u64,
    /// The most tokens of one answer.
    pub most_tokens: u32,
    /// How often one try is mended, each time with one counterexample.
    pub repairs: u32,
    /// How often it is tried afresh.
    pub fresh_tries: u32,
    /// Findings elsewhere above which a proven rule is narrowed once more.
    pub noisy: usize,
    /// For the whole run.
    pub limit: Duration,
    /// Further regular expressions for what must not leave the machine.
    pub redact: Vec<String>,
}

impl Default for ProposeOptions {
    fn default() -> Self {
        Self {
            budget: 200_000,
            most_tokens: 4_096,
            repairs: 3,
            fresh_tries: 5,
            noisy: 10,
            limit: Duration::from_secs(900),
            redact: Vec::new(),
        }
    }
}

/// What goes on during a run. All texts are fit for a terminal.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Event {
    /// So much was taken out of what will be sent.
    Redacted(Vec<Redaction>),
    /// The document or the diff is too long and was cut to what tells the cause.
    Shortened,
    /// A question goes out.
    Asking {
        /// Whether it asks for the form.
        form: bool,
        /// Tokens that it will cost at most, estimated.
        estimate: u64,
        /// Tokens that are left of the budget.
        left: u64,
    },
    /// So many characters of the answer have come.
    Receiving {
        /// Of this answer.
        characters: usize,
    },
    /// The server is asked again after a pause.
    Waiting {
        /// How long the pause is.
        seconds: u64,
        /// Why.
        why: String,
    },
    /// The server does not take something, and is asked in another way.
    Fallback(String),
    /// What the run has cost so far.
    Spent {
        /// Tokens.
        usage: Usage,
        /// The limit.
        budget: u64,
    },
    /// An answer did not do.
    Setback {
        /// The try, counted from 1.
        attempt: u32,
        /// How often it was mended before.
        repair: u32,
        /// What was wrong.
        setback: Setback,
    },
}

impl Event {
    /// What the transcript notes of it.
    fn note(&self) -> Option<String> {
        match self {
            Self::Waiting { seconds, why } => Some(format!("waiting {seconds} s: {why}")),
            Self::Fallback(what) => Some(what.clone()),
            Self::Setback { attempt, repair, setback } => {
                Some(format!("try {attempt}, repair {repair}: {setback}"))
            }
            Self::Shortened => Some("the material was shortened".to_owned()),
            Self::Redacted(_) | Self::Asking { .. } | Self::Receiving { .. } | Self::Spent { .. } => None,
        }
    }
}

/// A proposal whose rules were proven.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Proven {
    /// What is proposed.
    pub proposal: Proposal,
    /// On what it was proven. Where nothing was tried on a fix, the blocks are all there is.
    pub proof: Proof,
    /// Findings elsewhere, if they were counted.
    pub noise: Option<usize>,
    /// Whether the rule is the model's; else it is one of the case's candidates, and only the story is the model's.
    pub by_model: bool,
}

/// How a run ended.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Outcome {
    /// Proposals, the best first; never empty.
    Proven(Vec<Proven>),
    /// "This cannot be a pattern": the story, with [`Proposal::no_pattern`].
    NoPattern(Box<Proposal>),
    /// Nothing could be proven; what was wrong, in order. The last is the latest.
    NotProven {
        /// What was wrong with each answer.
        setbacks: Vec<Setback>,
        /// Whether the budget ended it, rather than the number of tries.
        out_of_budget: bool,
    },
}

/// A run: how it ended, and what is to be kept of it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Run {
    /// How it ended, or why it could not be done.
    pub outcome: Result<Outcome, ModelError>,
    /// What was asked and answered, without secrets. Empty after a cancellation.
    pub transcript: Transcript,
    /// What it cost.
    pub usage: Usage,
    /// What was taken out before anything was sent.
    pub redactions: Vec<Redaction>,
}

/// Proposes a lesson for a case: asks, compiles, proves, repairs. Nothing is written. Returns within
/// [`ProposeOptions::limit`] and the time that proving the last answer takes; soon after `cancel` is turned.
pub fn propose(
    case: &Case<'_>,
    answers: Answers<'_>,
    surroundings: &dyn Surroundings,
    options: &ProposeOptions,
    on_event: &mut dyn FnMut(&Event),
    cancel: &Cancel,
) -> Run {
    run::run(case, answers, surroundings, options, on_event, cancel)
}

/// The body of the first question, as JSON, exactly as [`propose`] would send it but for the number in its marks, which
/// is drawn anew for each run.
///
/// # Errors
/// If something secret would be left in it.
#[cfg(feature = "model")]
pub fn payload(
    case: &Case<'_>,
    endpoint: &Endpoint,
    options: &ProposeOptions,
) -> Result<String, RedactError> {
    run::payload(case, endpoint, options)
}
