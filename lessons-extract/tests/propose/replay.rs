//! A run again from its transcript, without a network.

use lessons_core::Cancel;
use lessons_extract::model::{Entry, ModelError, Transcript};
use lessons_extract::{Answers, Case, Outcome};

use crate::{fix, form, incident, right, run, run_with, say, story};

#[test]
fn a_run_is_replayed_as_it_was() {
    let (document, fix) = (incident(), fix());
    let case = Case { document: Some(&document), fix: Some(&fix), ..Case::default() };
    let (told, server) = run(vec![story(), say(form("$LOCK.lock().unwrap()", false)), say(right())]);
    drop(server);
    let text = told.run.transcript.to_json_lines();
    assert!(!text.contains("test-key") && !text.contains("127.0.0.1"), "{text}");
    let transcript = Transcript::read(&text).unwrap();
    let again = run_with(&case, Answers::Replay(&transcript), &(), &Cancel::new());
    assert_eq!(again.run.outcome, told.run.outcome);
    assert_eq!(again.run.usage, told.run.usage);
    // What is asked is the same to the byte, marks included.
    let requests = |transcript: &Transcript| -> Vec<Entry> {
        transcript.entries.iter().filter(|entry| matches!(entry, Entry::Request { .. })).cloned().collect()
    };
    assert_eq!(requests(&again.run.transcript), requests(&transcript));
    // The rule language is recorded once, not with each question.
    assert_eq!(text.matches("# The rule language").count(), 1);
}

#[test]
fn a_transcript_that_ends_early_is_said() {
    let (document, fix) = (incident(), fix());
    let case = Case { document: Some(&document), fix: Some(&fix), ..Case::default() };
    let transcript = Transcript::read("{\"reply\": {\"content\": \"words\"}}\n").unwrap();
    let told = run_with(&case, Answers::Replay(&transcript), &(), &Cancel::new());
    assert_eq!(told.run.outcome, Err(ModelError::ReplayEnded { answers: 1 }));
    assert!(told.words().contains("has only 1 answers"), "{}", told.words());
}

#[test]
fn a_failure_is_replayed_as_one() {
    let (document, fix) = (incident(), fix());
    let case = Case { document: Some(&document), fix: Some(&fix), ..Case::default() };
    let (told, _server) = run(vec![crate::Act::Status(401, "", "no".to_owned())]);
    let transcript = Transcript::read(&told.run.transcript.to_json_lines()).unwrap();
    let again = run_with(&case, Answers::Replay(&transcript), &(), &Cancel::new());
    let (first, second) =
        (told.run.outcome.unwrap_err().to_string(), again.run.outcome.unwrap_err().to_string());
    assert_eq!(second, format!("{first} (replayed)"));
}

#[test]
fn what_a_replay_proposes_is_proven_like_everything() {
    let (document, fix) = (incident(), fix());
    let case = Case { document: Some(&document), fix: Some(&fix), ..Case::default() };
    let reply = |content: String| serde_json::json!({ "reply": { "content": content } }).to_string();
    let mut lines = vec![reply("words".to_owned())];
    lines.extend((0..24).map(|_| reply(form("$LOCK.lock().unwrap()", false).to_string())));
    let transcript = Transcript::read(&lines.join("\n")).unwrap();
    let told = run_with(&case, Answers::Replay(&transcript), &(), &Cancel::new());
    assert!(matches!(told.run.outcome, Ok(Outcome::NotProven { .. })), "{:?}", told.run.outcome);
}
