//! What was wrong with an answer: in words for the person who waits, and for the model that mends it.

use std::fmt;

use lessons_core::{Polarity, Problem};

use crate::clean;
use crate::prove::{Counterexample, Hit};

/// Why an answer did not become a proposal. None of them ends the run by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Setback {
    /// The model does not want to answer; its words.
    Refused(String),
    /// The server's filter cut the answer off.
    Filtered,
    /// The answer ran into the limit of tokens.
    Truncated,
    /// There was no text in the answer.
    Empty,
    /// The answer is no JSON; where it ends to be.
    NotJson(String),
    /// The answer is JSON, but not the form; what is missing.
    NotTheForm(String),
    /// A rule says nothing; what is missing.
    EmptyRule(String),
    /// A quote is not in the document.
    WrongQuote(String),
    /// A rule is made of a placeholder, which stands in no code.
    Placeholder,
    /// A rule does not compile.
    DoesNotCompile {
        /// What is wrong.
        message: String,
        /// What to do.
        hint: Option<String>,
    },
    /// There is neither a fix nor a pair of blocks to prove a rule on.
    NothingToProveOn,
    /// A rule finds nothing before the fix; why, where that can be told.
    MissesTheBug(Option<String>),
    /// A rule finds something before the fix, but nothing that the fix changed.
    BesidesTheFix(String),
    /// A rule finds the code before and after the fix.
    FlagsBothSides(String),
    /// What is required was there before the fix already.
    MetBefore(String),
    /// What is required is not there after the fix.
    NotMetAfter,
    /// A block did not come out as it should.
    Block {
        /// What it was to be.
        polarity: Polarity,
        /// Its text.
        text: String,
    },
    /// The rule finds this many places elsewhere.
    Noisy(usize),
    /// The enforcement that is named instead of a rule is not there; why not.
    NotReal(String),
}

impl Setback {
    pub(super) fn of_counterexample(counterexample: &Counterexample, blocks: &[crate::BlockDraft]) -> Self {
        match counterexample {
            Counterexample::MissesTheBug => Self::MissesTheBug(None),
            Counterexample::BesidesTheFix(hit) => Self::BesidesTheFix(place(hit)),
            Counterexample::FindsTheFix(hit) => Self::FlagsBothSides(place(hit)),
            Counterexample::MetBefore(hit) => Self::MetBefore(place(hit)),
            Counterexample::NotMetAfter => Self::NotMetAfter,
            Counterexample::Block(index) => match blocks.get(*index) {
                Some(block) => Self::Block { polarity: block.polarity, text: clean::visible(&block.text) },
                None => Self::NotMetAfter,
            },
        }
    }

    pub(super) fn of_problems(problems: &[Problem]) -> Self {
        match problems.first() {
            Some(problem) => Self::DoesNotCompile {
                message: clean::line(&problem.message, 300),
                hint: problem.hint.as_deref().map(|hint| clean::line(hint, 300)),
            },
            None => Self::DoesNotCompile { message: "it is no lesson".to_owned(), hint: None },
        }
    }

    /// What the model is told to mend; none where telling it is of no use.
    pub(super) fn advice(&self) -> Option<String> {
        Some(match self {
            Self::Refused(_) | Self::Filtered | Self::Empty => return None,
            Self::Truncated => {
                "the answer was cut off at the limit of tokens. Be much shorter, and do not think aloud."
                    .to_owned()
            }
            Self::NotJson(why) => format!(
                "it is no JSON: {why}. Answer with the JSON object alone, with every text in double quotes."
            ),
            Self::Block { polarity, text } => {
                let is_bad = *polarity == Polarity::Bad;
                let (what, verb) = if is_bad { ("bad", "does not find") } else { ("good", "finds") };
                format!("the rule {verb} this {what} block:\n{}", clean::cut(text, 1_500))
            }
            Self::WrongQuote(quote) => format!("this quote is not in the material word for word: {quote}"),
            Self::Noisy(count) => format!(
                "the rule also finds {count} places elsewhere in the code, where nothing is known to be wrong. Make it say what makes this one a mistake."
            ),
            other => format!("{other}."),
        })
    }
}

/// A hit with its code, as a person and a model read it.
fn place(hit: &Hit) -> String {
    let code = clean::cut(&clean::visible(&hit.code), 400);
    format!("{}:{}: {code}", clean::line(&hit.path, 200), hit.location.start.line)
}

impl fmt::Display for Setback {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(words) => write!(
                f,
                "the model refuses to answer (“{}”); another model may not",
                clean::line(words, 200)
            ),
            Self::Filtered => f.write_str("the server's content filter cut the answer off; another model or server may not"),
            Self::Truncated => f.write_str("the answer was cut off at the limit of tokens; a larger limit or another model helps"),
            Self::Empty => f.write_str("the answer is empty; a model that takes instructions and JSON is needed"),
            Self::NotJson(why) => write!(f, "the answer is no JSON: {why}"),
            Self::NotTheForm(why) => write!(f, "the answer does not keep to the form: {why}"),
            Self::EmptyRule(why) => f.write_str(why),
            Self::WrongQuote(quote) => write!(
                f,
                "the document does not say “{}”, which the answer quotes; the quote is left out",
                clean::line(quote, 120)
            ),
            Self::Placeholder => f.write_str(
                "the rule is made of a placeholder (REDACTED_…), which stands in no code; a metavariable belongs there",
            ),
            Self::DoesNotCompile { message, hint: Some(hint) } => write!(f, "the rule does not compile: {message} ({hint})"),
            Self::DoesNotCompile { message, hint: None } => write!(f, "the rule does not compile: {message}"),
            Self::NothingToProveOn => f.write_str(
                "there is nothing to prove the rule on: name the fix (`--fix-commit`), or a bad and a good block are needed",
            ),
            Self::MissesTheBug(None) => f.write_str("the rule finds nothing in the code before the fix"),
            Self::MissesTheBug(Some(why)) => write!(f, "the rule finds nothing in the code before the fix: {why}"),
            Self::BesidesTheFix(place) => {
                write!(f, "the rule finds code before the fix, but none that the fix changed: {place}")
            }
            Self::FlagsBothSides(place) => write!(f, "the rule still finds the code after the fix: {place}"),
            Self::MetBefore(place) => write!(f, "what the rule requires was there before the fix: {place}"),
            Self::NotMetAfter => f.write_str("what the rule requires is not there after the fix"),
            Self::Block { polarity: Polarity::Bad, text } => {
                write!(f, "the rule does not find this bad block: {}", clean::line(text, 200))
            }
            Self::Block { text, .. } => {
                write!(f, "the rule finds this good block: {}", clean::line(text, 200))
            }
            Self::Noisy(count) => write!(f, "the rule finds {count} places elsewhere, which is more than a lesson should"),
            Self::NotReal(why) => write!(f, "what is named to enforce it instead is not there: {why}"),
        }
    }
}
