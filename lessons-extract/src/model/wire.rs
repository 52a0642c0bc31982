//! The protocol's JSON: the body of a question, and the pieces of an answer, read leniently.

use serde::Serialize;
use serde_json::Value;

use super::chat::{Finish, Message, Reply, Request, Usage};
use super::schema::Schema;
use super::transport::told_by;

/// What a server was found not to take. Each was asked for first, for it makes answers better or limits them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Without {
    /// How the form is asked for.
    pub(super) format: Format,
    /// `stream_options`.
    pub(super) stream_options: bool,
    /// `max_completion_tokens`: its older name `max_tokens` is used.
    pub(super) completion_tokens: bool,
    /// Any limit of tokens.
    pub(super) tokens: bool,
}

/// How the form is asked for: with its schema, as some JSON object, in words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Format {
    #[default]
    Schema,
    Object,
    Words,
}

/// The body of a question.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Body<'r> {
    model: &'r str,
    messages: &'r [Message],
    stream: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    stream_options: Option<StreamOptions>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_completion_tokens: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_tokens: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    response_format: Option<ResponseFormat<'r>>,
}

#[derive(Clone, Copy, Debug, Serialize)]
struct StreamOptions {
    include_usage: bool,
}

#[derive(Clone, Debug, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum ResponseFormat<'r> {
    JsonSchema { json_schema: NamedSchema<'r> },
    JsonObject,
}

#[derive(Clone, Debug, Serialize)]
struct NamedSchema<'r> {
    name: &'static str,
    strict: bool,
    schema: &'r Schema,
}

/// The body of a question to a model.
pub(super) fn body<'r>(model: &'r str, request: &'r Request, without: Without) -> Body<'r> {
    let limit = (!without.tokens).then_some(request.most_tokens);
    let response_format = request.schema.as_ref().and_then(|schema| match without.format {
        Format::Schema => {
            let json_schema = NamedSchema { name: "lesson", strict: true, schema };
            Some(ResponseFormat::JsonSchema { json_schema })
        }
        Format::Object => Some(ResponseFormat::JsonObject),
        Format::Words => None,
    });
    Body {
        model,
        messages: &request.messages,
        stream: true,
        stream_options: (!without.stream_options).then_some(StreamOptions { include_usage: true }),
        max_completion_tokens: limit.filter(|_| !without.completion_tokens),
        max_tokens: limit.filter(|_| without.completion_tokens),
        response_format,
    }
}

impl Without {
    /// Takes from the next question what the server complains of; in words, what that is. None if it complains of
    /// nothing that could be left out.
    pub(super) fn adapt(&mut self, status: u16, complaint: &str) -> Option<String> {
        // 404 and 501 are what some gateways say to a parameter that they have no model for.
        if !matches!(status, 400 | 404 | 415 | 422 | 500 | 501) {
            return None;
        }
        let complaint = complaint.to_ascii_lowercase();
        let names = |words: &[&str]| words.iter().any(|word| complaint.contains(word));
        if names(&["stream_options", "include_usage"]) && !self.stream_options {
            self.stream_options = true;
            return Some("the server takes no `stream_options`".to_owned());
        }
        if names(&["max_completion_tokens", "max_tokens"]) && !self.tokens {
            if self.completion_tokens {
                self.tokens = true;
                return Some("the server takes no limit of tokens".to_owned());
            }
            self.completion_tokens = true;
            return Some("the server takes no `max_completion_tokens`".to_owned());
        }
        if names(&[
            "response_format",
            "json_schema",
            "json_object",
            "schema",
            "grammar",
            "guided",
            "structured",
        ]) {
            return self.coarser();
        }
        None
    }

    /// The next coarser way to ask for the form.
    pub(super) fn coarser(&mut self) -> Option<String> {
        let (next, words) = match self.format {
            Format::Schema => (Format::Object, "the server takes no schema: any JSON object is asked for"),
            Format::Object => {
                (Format::Words, "the server takes no `response_format`: the form is asked for in words")
            }
            Format::Words => return None,
        };
        self.format = next;
        Some(words.to_owned())
    }
}

/// An answer as it comes together.
#[derive(Debug, Default)]
pub(super) struct Assembly {
    content: String,
    refusal: String,
    finish: Option<Finish>,
    usage: Option<Usage>,
    /// Characters so far, what the model thinks included.
    pub(super) characters: usize,
    /// Whether anything was of the protocol.
    is_answer: bool,
}

impl Assembly {
    /// Adds one piece: a chunk of a stream, or a whole answer.
    ///
    /// # Errors
    /// What the server says if the piece tells of an error: its message and its code.
    pub(super) fn add(&mut self, piece: &Value) -> Result<(), (String, String)> {
        if piece.get("error").is_some_and(|error| !error.is_null()) {
            let (message, code) = told_by(piece);
            return Err((message.unwrap_or_else(|| "an error without words".to_owned()), code));
        }
        if let Some(usage) = piece.get("usage").filter(|usage| usage.is_object()) {
            let count = |name: &str| usage.get(name).and_then(number).unwrap_or(0);
            self.usage = Some(Usage { asked: count("prompt_tokens"), answered: count("completion_tokens") });
        }
        let Some(choice) = piece.get("choices").and_then(|choices| choices.get(0)) else { return Ok(()) };
        let said = choice.get("delta").or_else(|| choice.get("message")).unwrap_or(choice);
        for name in ["reasoning_content", "reasoning"] {
            self.characters += said.get(name).map_or(0, |text| words(text).len());
        }
        if let Some(text) = said.get("content").or_else(|| choice.get("text")) {
            let text = words(text);
            self.characters += text.len();
            self.content.push_str(&text);
            self.is_answer = true;
        }
        if let Some(refusal) = said.get("refusal") {
            self.refusal.push_str(&words(refusal));
        }
        if let Some(reason) = choice.get("finish_reason").and_then(Value::as_str) {
            self.is_answer = true;
            self.finish = Some(match reason {
                "length" | "max_tokens" | "model_length" => Finish::Length,
                "content_filter" | "safety" | "recitation" => Finish::Filter,
                _ => Finish::Stop,
            });
        }
        Ok(())
    }

    /// The answer, if there was any of the protocol.
    pub(super) fn finish(self) -> Option<Reply> {
        (self.is_answer || !self.refusal.is_empty()).then_some(Reply {
            content: self.content,
            refusal: Some(self.refusal).filter(|refusal| !refusal.is_empty()),
            finish: self.finish.unwrap_or_default(),
            usage: self.usage,
        })
    }
}

/// A text, a number, or the texts of a list of parts.
fn words(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Bool(truth) => truth.to_string(),
        Value::Array(parts) => parts.iter().map(words).collect(),
        Value::Object(part) => part.get("text").map(words).unwrap_or_default(),
        Value::Null => String::new(),
    }
}

fn number(value: &Value) -> Option<u64> {
    match value {
        Value::String(text) => text.trim().parse().ok(),
        other => other.as_u64().or_else(|| {
            let number = other.as_f64()?;
            (number.is_finite() && (0.0..1e15).contains(&number)).then_some(number as u64)
        }),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn pieces_of_every_server_are_read() {
        let mut assembly = Assembly::default();
        for piece in [
            json!({ "id": 7, "created": 1.5, "choices": [{ "index": 0, "delta": { "role": "assistant", "content": null } }] }),
            json!({ "choices": [{ "delta": { "reasoning_content": "hm" } }] }),
            json!({ "choices": [{ "delta": { "content": "a" }, "finish_reason": null }], "service_tier": 3 }),
            json!({ "choices": [{ "delta": { "content": 42 } }] }),
            json!({ "choices": [{ "delta": { "content": [{ "type": "text", "text": "b" }] } }] }),
            json!({ "choices": [{ "delta": {}, "finish_reason": "eos" }] }),
            json!({ "choices": [], "usage": { "prompt_tokens": "12", "completion_tokens": 3.0 } }),
            json!({ "ping": true }),
        ] {
            assembly.add(&piece).unwrap();
        }
        assert_eq!(assembly.characters, 6);
        let reply = assembly.finish().unwrap();
        assert_eq!((reply.content.as_str(), reply.finish), ("a42b", Finish::Stop));
        assert_eq!(reply.usage, Some(Usage { asked: 12, answered: 3 }));
        assert_eq!(Assembly::default().finish(), None);
    }

    #[test]
    fn errors_in_the_middle_are_told() {
        let mut assembly = Assembly::default();
        let told = assembly.add(&json!({ "error": { "message": "overloaded", "code": 529 } }));
        assert_eq!(told, Err(("overloaded".to_owned(), "529".to_owned())));
    }

    #[test]
    fn what_a_server_does_not_take_is_left_out() {
        let mut without = Without::default();
        assert!(without.adapt(400, "Unknown parameter: 'stream_options'").is_some());
        assert!(without.adapt(400, "'max_completion_tokens' is not supported").is_some());
        assert!(without.adapt(422, "response_format: json_schema unsupported").is_some());
        assert_eq!(without.format, Format::Object);
        assert!(without.adapt(400, "invalid response_format").is_some());
        assert_eq!(without.format, Format::Words);
        assert!(without.adapt(400, "invalid response_format").is_none());
        assert!(without.adapt(429, "response_format").is_none());
        assert!(without.adapt(400, "the model is asleep").is_none());
        let request = Request { messages: vec![], schema: Some(Schema::Text("x")), most_tokens: 9 };
        assert_eq!(
            json!(body("m", &request, without)),
            json!({ "model": "m", "messages": [], "stream": true, "max_tokens": 9 })
        );
    }
}
