//! Why a model could not be asked. Each says what is wrong and what to do; none holds the key or the document.

use crate::redact::RedactError;

/// Why a run ended without an answer. Nothing was written, and the document is as it was.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ModelError {
    /// The base URL is none.
    #[error(
        "the base URL `{url}` cannot be used: {reason}. Give one like `https://api.openai.com/v1` or `http://localhost:11434/v1`"
    )]
    BaseUrl {
        /// As it was given, without a user and a password in it.
        url: String,
        /// What is wrong.
        reason: String,
    },
    /// The key has characters that no header can hold.
    #[error(
        "the API key holds characters that no key has (a line break in the middle, for one): set the environment variable anew"
    )]
    Key,
    /// Nobody listens, or the name has no address.
    #[error("the server at {host} cannot be reached: {reason}. Check the base URL, and that the server runs")]
    Unreachable {
        /// Host and port.
        host: String,
        /// What the network says.
        reason: String,
    },
    /// It took too long.
    #[error(
        "the server at {host} did not {what} within {seconds} s, tried {tries} times. Try again later, take a smaller model, or raise the time limit"
    )]
    TimedOut {
        /// Host and port.
        host: String,
        /// What was waited for.
        what: &'static str,
        /// The limit.
        seconds: u64,
        /// How often it was asked.
        tries: u32,
    },
    /// The answer broke off each time.
    #[error(
        "the connection to {host} broke off in the middle of the answer, tried {tries} times: {reason}. Try again; behind a proxy, raise its time limit"
    )]
    Cut {
        /// Host and port.
        host: String,
        /// What the network says.
        reason: String,
        /// How often it was asked.
        tries: u32,
    },
    /// The answer does not end.
    #[error(
        "the answer of {host} is longer than {bytes} bytes and does not end: it was stopped. Take another model or server"
    )]
    Endless {
        /// Host and port.
        host: String,
        /// The limit.
        bytes: usize,
    },
    /// What came is not the protocol.
    #[error(
        "what {host} answers is no Chat Completions answer: {reason}. Check that the base URL ends where the server's API begins, often in `/v1`"
    )]
    Protocol {
        /// Host and port.
        host: String,
        /// What is wrong.
        reason: String,
    },
    /// The key is wrong or may not do this.
    #[error(
        "the server at {host} does not accept the key ({status}): {message}. Check the key in the environment and that it may use this model"
    )]
    Denied {
        /// Host and port.
        host: String,
        /// The HTTP status.
        status: u16,
        /// What the server says.
        message: String,
    },
    /// There is no such model or address.
    #[error(
        "the server at {host} knows no model `{model}`, or not this address ({status}): {message}. Check `--model` and the base URL"
    )]
    NotFound {
        /// Host and port.
        host: String,
        /// The model asked for.
        model: String,
        /// The HTTP status.
        status: u16,
        /// What the server says.
        message: String,
    },
    /// Too much was asked in too short a time.
    #[error(
        "the server at {host} is asked too often (429), tried {tries} times{wait}: {message}. Try again later"
    )]
    RateLimited {
        /// Host and port.
        host: String,
        /// How often it was asked.
        tries: u32,
        /// How long it wants to be left alone, in words, or nothing.
        wait: String,
        /// What the server says.
        message: String,
    },
    /// The account has no credit left.
    #[error(
        "the account has no quota left at {host}: {message}. See to the account's plan, or take another server with `--base-url`"
    )]
    Quota {
        /// Host and port.
        host: String,
        /// What the server says.
        message: String,
    },
    /// The document and the fix are longer than the model can read.
    #[error(
        "the document is longer than the model reads: {message}. Take a model with a longer context, or shorten the document"
    )]
    TooLong {
        /// What the server says.
        message: String,
    },
    /// Another error of the server's.
    #[error("the server at {host} answers with an error ({status}), tried {tries} times: {message}. {hint}")]
    Server {
        /// Host and port.
        host: String,
        /// The HTTP status; 200 if it came in the middle of an answer.
        status: u16,
        /// What the server says.
        message: String,
        /// How often it was asked.
        tries: u32,
        /// What to do.
        hint: &'static str,
    },
    /// Something secret would have left.
    #[error(transparent)]
    Redact(#[from] RedactError),
    /// The whole run took too long.
    #[error("the run took longer than its limit of {seconds} s. Raise the limit, or work with `--offline`")]
    Deadline {
        /// The limit.
        seconds: u64,
    },
    /// The next question would cost more than is left of the budget, and nothing was answered yet.
    #[error(
        "asking costs about {estimate} tokens, more than the budget of {budget}. Raise the budget, or shorten the document"
    )]
    Budget {
        /// What the first question is estimated at.
        estimate: u64,
        /// The limit.
        budget: u64,
    },
    /// Somebody stopped it.
    #[error("interrupted: nothing was written")]
    Cancelled,
    /// A replay has no more answers.
    #[error(
        "the transcript has only {answers} answers, and another question came up. It was recorded for another document, fix or version: record it anew"
    )]
    ReplayEnded {
        /// How many it has.
        answers: usize,
    },
    /// In a replay: what went wrong when it was recorded.
    #[error("{0} (replayed)")]
    Replayed(String),
    /// The client could not be set up or broke.
    #[error("the client could not be set up: {0}")]
    Setup(String),
}
