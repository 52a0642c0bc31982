//! A conversation with a model as plain data, and what answers it.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{ModelError, Schema};

/// Who speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Role {
    /// What the model is told to be.
    System,
    /// What it is asked.
    User,
    /// What it answered before.
    Assistant,
}

/// One message of a conversation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Message {
    /// Who speaks.
    pub role: Role,
    /// What is said.
    pub content: String,
}

impl Message {
    pub(crate) fn system(content: impl Into<String>) -> Self {
        Self { role: Role::System, content: content.into() }
    }

    pub(crate) fn user(content: impl Into<String>) -> Self {
        Self { role: Role::User, content: content.into() }
    }

    pub(crate) fn assistant(content: impl Into<String>) -> Self {
        Self { role: Role::Assistant, content: content.into() }
    }
}

/// What is asked: the conversation so far, and how it is to be answered.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Request {
    pub(crate) messages: Vec<Message>,
    /// The schema of the answer; free text without one.
    pub(crate) schema: Option<Schema>,
    /// The most tokens of an answer.
    pub(crate) most_tokens: u32,
}

/// How an answer ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Finish {
    /// The model had said everything.
    #[default]
    Stop,
    /// The limit of tokens was reached.
    Length,
    /// The server's filter cut it off.
    Filter,
}

/// Tokens, as the server counts them, or as estimated where it does not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Usage {
    /// Tokens of what was asked.
    pub asked: u64,
    /// Tokens of what was answered, what the model thought included.
    pub answered: u64,
}

impl Usage {
    /// Both together.
    #[must_use]
    pub fn total(self) -> u64 {
        self.asked.saturating_add(self.answered)
    }

    pub(crate) fn plus(self, other: Self) -> Self {
        Self {
            asked: self.asked.saturating_add(other.asked),
            answered: self.answered.saturating_add(other.answered),
        }
    }
}

/// Tokens of a text by rule of thumb: English and code have some four bytes to a token, so three are on the safe side.
pub(crate) fn estimate(text: &str) -> u64 {
    text.len() as u64 / 3 + 4
}

/// What a model answered.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Reply {
    /// The text. In a transcript written by hand it may also be the form itself.
    #[serde(deserialize_with = "text_or_form")]
    pub content: String,
    /// What the model said instead, if it refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refusal: Option<String>,
    /// How it ended.
    pub finish: Finish,
    /// What it cost, if the server told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub usage: Option<Usage>,
}

fn text_or_form<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    Ok(match Value::deserialize(deserializer)? {
        Value::String(text) => text,
        Value::Null => String::new(),
        other => other.to_string(),
    })
}

/// What goes on while an answer is waited for. A replay waits for nothing.
#[cfg_attr(not(feature = "model"), expect(dead_code, reason = "only a server makes wait"))]
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Progress {
    /// So many characters have come.
    Receiving(usize),
    /// The server cannot answer now; it is asked again after so many seconds.
    Waiting { seconds: u64, why: String },
    /// The server does not take something, so it is asked in another way.
    Fallback(String),
}

/// Something that answers.
pub(crate) trait Model {
    /// Asks, and waits for the whole answer.
    fn ask(&mut self, request: &Request, on_progress: &mut dyn FnMut(Progress)) -> Result<Reply, ModelError>;
}
