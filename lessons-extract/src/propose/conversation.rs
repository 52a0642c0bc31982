//! One run's conversation: what is asked is verified and recorded, what is answered is cleaned, redacted and counted.

use crate::clean;
use crate::model::{
    Entry, Message, Model, ModelError, Progress, Reply, Request, Role, Schema, Transcript, Usage, estimate,
};
use crate::redact::Redactor;

use super::Event;

/// What an answer is expected to cost at most, in tokens, when a question is weighed against the budget.
const ANSWER: u64 = 2_000;

/// Why nothing more is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Stop {
    Error(ModelError),
    /// The next question would go beyond the budget.
    Budget,
}

/// Asks a model on behalf of one run.
pub(super) struct Conversation<'r> {
    pub(super) model: Box<dyn Model + 'r>,
    pub(super) redactor: Redactor,
    pub(super) transcript: Transcript,
    pub(super) spent: Usage,
    pub(super) budget: u64,
    pub(super) most_tokens: u32,
    pub(super) on_event: &'r mut dyn FnMut(&Event),
    /// The messages of the last question.
    last: Vec<Message>,
    answers: usize,
}

impl<'r> Conversation<'r> {
    pub(super) fn new(
        model: Box<dyn Model + 'r>,
        redactor: Redactor,
        (budget, most_tokens): (u64, u32),
        on_event: &'r mut dyn FnMut(&Event),
    ) -> Self {
        Self {
            model,
            redactor,
            transcript: Transcript::default(),
            spent: Usage::default(),
            budget,
            most_tokens,
            on_event,
            last: Vec::new(),
            answers: 0,
        }
    }

    pub(super) fn event(&mut self, event: Event) {
        if let Some(note) = event.note() {
            self.transcript.entries.push(Entry::Note(note));
        }
        (self.on_event)(&event);
    }

    /// A text for the model without secrets.
    pub(super) fn redacted(&mut self, text: &str) -> Result<String, Stop> {
        self.redactor.redact_code(&clean::visible(text)).map_err(|error| Stop::Error(error.into()))
    }

    /// Asks, if it may: nothing secret leaves, and the budget holds it.
    pub(super) fn ask(&mut self, messages: Vec<Message>, schema: Option<Schema>) -> Result<Reply, Stop> {
        // What is asked of a model is ours, except for what stands in the user's and the model's messages.
        for message in messages.iter().filter(|message| message.role != Role::System) {
            self.redactor.verify(&message.content).map_err(|error| Stop::Error(error.into()))?;
        }
        let asked = messages.iter().map(|message| estimate(&message.content)).sum::<u64>();
        let cost = asked.saturating_add(ANSWER.min(self.most_tokens.into()));
        if self.spent.total().saturating_add(cost) > self.budget {
            if self.answers == 0 {
                return Err(Stop::Error(ModelError::Budget { estimate: cost, budget: self.budget }));
            }
            return Err(Stop::Budget);
        }
        let event =
            Event::Asking { form: schema.is_some(), estimate: cost, left: self.budget - self.spent.total() };
        self.event(event);
        let kept = self.last.iter().zip(&messages).take_while(|(old, new)| old == new).count();
        self.transcript.entries.push(Entry::Request {
            kept,
            messages: messages.iter().skip(kept).cloned().collect(),
            form: schema.is_some(),
        });
        self.last.clone_from(&messages);
        let request = Request { messages, schema, most_tokens: self.most_tokens };
        let (mut notes, on_event) = (Vec::new(), &mut *self.on_event);
        let result = self.model.ask(&request, &mut |progress| {
            let event = match progress {
                Progress::Receiving(characters) => Event::Receiving { characters },
                Progress::Waiting { seconds, why } => Event::Waiting { seconds, why },
                Progress::Fallback(what) => Event::Fallback(what),
            };
            notes.extend(event.note());
            on_event(&event);
        });
        self.transcript.entries.extend(notes.into_iter().map(Entry::Note));
        match result {
            Ok(reply) => Ok(self.keep(reply, asked)),
            Err(error) => {
                if error != ModelError::Cancelled {
                    self.transcript.entries.push(Entry::Failure(error.to_string()));
                }
                Err(Stop::Error(error))
            }
        }
    }

    /// Records an answer as it goes on from here: nothing hidden in it, nothing secret.
    fn keep(&mut self, mut reply: Reply, asked: u64) -> Reply {
        let usage = reply.usage.unwrap_or(Usage { asked, answered: estimate(&reply.content) });
        self.spent = self.spent.plus(usage);
        self.answers += 1;
        // An answer in which something secret cannot be told from the rest counts as none.
        for text in std::iter::once(&mut reply.content).chain(&mut reply.refusal) {
            *text = self.redactor.redact_code(&clean::visible(text)).unwrap_or_default();
        }
        self.transcript.entries.push(Entry::Reply(reply.clone()));
        self.event(Event::Spent { usage: self.spent, budget: self.budget });
        reply
    }
}

/// Adds what the user says; two messages of one speaker become one, for some servers insist on turns.
pub(super) fn say(messages: &mut Vec<Message>, message: Message) {
    match messages.last_mut() {
        Some(last) if last.role == message.role => {
            last.content.push_str("\n\n");
            last.content.push_str(&message.content);
        }
        _ => messages.push(message),
    }
}
