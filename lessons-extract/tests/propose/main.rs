//! Proposing with a model: against a server that speaks the protocol as it is told, and by replay.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

mod answers;
mod injection;
mod no_pattern;
mod replay;
mod sent;
mod server;
mod trouble;

use std::time::{Duration, Instant};

use lessons_core::Cancel;
use lessons_extract::document::{self, Document};
use lessons_extract::model::{ApiKey, Endpoint, Limits};
use lessons_extract::{Answers, Case, ChangedFile, Event, Fix, ProposeOptions, Run, Surroundings, propose};
use serde_json::{Value, json};

use server::{Act, Server};

const DOCUMENT: &str = "# INC-245: reports stalled\n\nDate: 2026-04-12\n\n## Root cause\n\nThe queue's lock was held \
                        across an await, so\nevery other task waited for it.\n\n## Mitigation\n\nThe length is taken \
                        first.\n";

const BEFORE: &str = "use std::sync::Mutex;\n\npub async fn report(queue: &Mutex<Vec<Job>>) {\n    let jobs = \
                      queue.lock().unwrap();\n    send(jobs.len()).await;\n}\n\npub fn other(queue: &Mutex<Vec<Job>>) {\n    \
                      queue.lock().unwrap().clear();\n}\n";

const AFTER: &str = "use std::sync::Mutex;\n\npub async fn report(queue: &Mutex<Vec<Job>>) {\n    let length = \
                     queue.lock().unwrap().len();\n    send(length).await;\n}\n\npub fn other(queue: &Mutex<Vec<Job>>) {\n    \
                     queue.lock().unwrap().clear();\n}\n";

pub(crate) fn fix() -> Fix {
    let file = ChangedFile::new("src/report.rs", Some(BEFORE.to_owned()), Some(AFTER.to_owned()));
    Fix { subject: Some("Take the length first".to_owned()), files: vec![file], ..Fix::default() }
}

pub(crate) fn incident() -> Document {
    document::read(Some("INC-245.md"), DOCUMENT)
}

/// A form with this pattern, held across an await or not.
pub(crate) fn form(pattern: &str, held_across: bool) -> Value {
    let condition = json!({
        "key": "held_across", "name": null, "patterns": ["$F.await"], "node_kind": null, "regex": null,
        "values": [], "unless": [], "until": []
    });
    json!({
        "title": "A lock is held across an await",
        "root_cause": "The guard of the queue's lock lived on while the report was sent.",
        "invariant": "No guard of a std lock is alive at an await.",
        "mitigation": "Take what is needed out of the guard, and let it go before the await.",
        "quotes": ["The queue's lock was held across an await"],
        "rules": [{
            "kind": "forbid", "patterns": [pattern], "node_kind": null, "regex": null,
            "conditions": if held_across { json!([condition]) } else { json!([]) },
            "message": "the lock on `{LOCK}` is held across an await"
        }],
        "bad": ["let jobs = queue.lock().unwrap();\nsend(jobs.len()).await;"],
        "good": ["let length = queue.lock().unwrap().len();\nsend(length).await;"],
        "no_pattern": null
    })
}

/// The form that is right.
pub(crate) fn right() -> Value {
    form("$LOCK.lock().unwrap()", true)
}

/// The form with another value at a JSON pointer.
pub(crate) fn with(pointer: &str, value: Value) -> Value {
    let mut form = right();
    *form.pointer_mut(pointer).unwrap() = value;
    form
}

pub(crate) fn say(text: impl std::fmt::Display) -> Act {
    Act::Say(text.to_string())
}

/// The free text that comes first.
pub(crate) fn story() -> Act {
    say("The guard lives across the await.\nQUOTE: The queue's lock was held across an await\n")
}

/// Limits that a test can wait for.
pub(crate) fn limits() -> Limits {
    let mut limits = Limits::default();
    limits.begin = Duration::from_millis(600);
    limits.idle = Duration::from_millis(600);
    limits.answer = Duration::from_millis(1500);
    limits.retry_after = Duration::from_secs(1);
    limits.pause = Duration::from_millis(5);
    limits.tries = 3;
    limits.bytes = 200_000;
    limits
}

/// A run against a server, with what it told.
pub(crate) struct Told {
    pub(crate) run: Run,
    pub(crate) events: Vec<Event>,
    pub(crate) took: Duration,
}

impl Told {
    /// What a person would read.
    pub(crate) fn words(&self) -> String {
        let mut words: Vec<String> = Vec::new();
        for event in &self.events {
            match event {
                Event::Setback { setback, .. } => words.push(setback.to_string()),
                Event::Waiting { why, .. } => words.push(why.clone()),
                Event::Fallback(what) => words.push(what.clone()),
                _ => {}
            }
        }
        if let Err(error) = &self.run.outcome {
            words.push(error.to_string());
        }
        words.join("\n")
    }
}

pub(crate) fn run_with(
    case: &Case<'_>,
    answers: Answers<'_>,
    surroundings: &dyn Surroundings,
    cancel: &Cancel,
) -> Told {
    let (begin, mut events) = (Instant::now(), Vec::new());
    let options = ProposeOptions::default();
    let run = propose(case, answers, surroundings, &options, &mut |event| events.push(event.clone()), cancel);
    Told { run, events, took: begin.elapsed() }
}

/// The usual case against a server with these acts.
pub(crate) fn run(acts: Vec<Act>) -> (Told, Server) {
    let (document, fix) = (incident(), fix());
    let case = Case { document: Some(&document), fix: Some(&fix), ..Case::default() };
    run_case(&case, acts, &())
}

pub(crate) fn run_case(case: &Case<'_>, acts: Vec<Act>, surroundings: &dyn Surroundings) -> (Told, Server) {
    let server = Server::start(acts);
    let endpoint =
        Endpoint::new(server.url(), "test-model").with_key(ApiKey::new(" test-key\n")).with_limits(limits());
    let told = run_with(case, Answers::Server(&endpoint), surroundings, &Cancel::new());
    (told, server)
}
