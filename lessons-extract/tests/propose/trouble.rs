//! Everything that can go wrong with a server: each has its message, none hangs.

use std::time::Duration;

use lessons_core::Cancel;
use lessons_extract::model::{Endpoint, ModelError};
use lessons_extract::{Answers, Case, Outcome};
use serde_json::json;

use crate::server::{Act, Server};
use crate::{fix, incident, limits, right, run, run_with, say, story};

fn error(message: &str) -> String {
    json!({ "error": { "message": message, "type": "x", "code": null } }).to_string()
}

#[test]
fn what_passes_is_waited_out() {
    let bad_gateway = Act::Status(502, "", "<html>Bad Gateway</html>".to_owned());
    for (name, trouble, words) in [
        ("429 with Retry-After", Act::Status(429, "retry-after: 0.2\r\n", error("slow down")), "slow down"),
        ("429 without", Act::Status(429, "", "rate limited".to_owned()), "rate limited"),
        ("500", Act::Status(500, "", error("oops")), "oops"),
        ("502 of a proxy", bad_gateway, "Bad Gateway"),
        ("503", Act::Status(503, "", String::new()), "503"),
        ("no answer", Act::Silent, "begin to answer"),
        ("a stall", Act::Stall, "go on with its answer"),
        ("a cut", Act::Cut, "broken off"),
        ("an error in the middle", Act::Events(vec![error("overloaded")]), "overloaded"),
    ] {
        let (told, server) = run(vec![trouble, story(), say(right())]);
        assert!(matches!(told.run.outcome, Ok(Outcome::Proven(_))), "{name}: {:?}", told.run.outcome);
        assert!(told.words().contains(words), "{name}: {}", told.words());
        assert_eq!(server.questions().len(), 3, "{name}");
    }
}

#[test]
fn what_does_not_pass_is_said() {
    for (name, trouble, words, questions) in [
        (
            "429 always",
            Act::Status(429, "", error("slow down")),
            "is asked too often (429), tried 3 times: slow down",
            3,
        ),
        (
            "a long Retry-After",
            Act::Status(429, "retry-after: 3600\r\n", error("later")),
            "it asks to wait 3600 s: later",
            1,
        ),
        (
            "no quota",
            Act::Status(
                429,
                "",
                json!({ "error": { "message": "pay", "type": "insufficient_quota" } }).to_string(),
            ),
            "the account has no quota left",
            1,
        ),
        (
            "500 always",
            Act::Status(500, "", error("oops")),
            "answers with an error (500), tried 3 times: oops. Try again later",
            3,
        ),
        ("a wrong key", Act::Status(401, "", error("bad key")), "does not accept the key (401): bad key", 1),
        ("no such model", Act::Status(404, "", error("no such model")), "knows no model `test-model`", 1),
        (
            "no such address",
            Act::Status(404, "", "404 page not found".to_owned()),
            "or not this address (404)",
            1,
        ),
        (
            "a strange request",
            Act::Status(400, "", error("the moon is wrong")),
            "(400), tried 1 times: the moon is wrong",
            1,
        ),
        (
            "too long",
            Act::Status(400, "", error("This model's maximum context length is 8192 tokens")),
            "longer than the model reads",
            1,
        ),
        (
            "elsewhere",
            Act::Status(307, "location: http://evil.example/v1\r\n", String::new()),
            "it sends elsewhere, to http://evil.example/v1. Give the address that it names",
            1,
        ),
        ("no answer", Act::Silent, "did not begin to answer within 1 s, tried 3 times", 3),
        ("a stall", Act::Stall, "did not go on with its answer within 1 s", 3),
        ("only comments", Act::Ping, "did not go on with its answer within 1 s", 3),
        ("a cut", Act::Cut, "broke off in the middle of the answer, tried 3 times", 3),
        ("no end", Act::Endless, "is longer than 200000 bytes and does not end", 1),
        (
            "no JSON",
            Act::Events(vec!["{broken".to_owned()]),
            "is no Chat Completions answer: it is no JSON",
            1,
        ),
        ("another protocol", Act::Whole(json!({ "hello": 1 })), "it holds no `choices`", 1),
        ("nothing at all", Act::Events(vec!["[DONE]".to_owned()]), "it holds no `choices`", 1),
    ] {
        let (told, server) = run(vec![trouble]);
        assert!(told.run.outcome.is_err(), "{name}");
        assert!(told.words().contains(words), "{name}: {}", told.words());
        assert_eq!(server.questions().len(), questions, "{name}");
        assert!(told.took < Duration::from_secs(10), "{name}: {:?}", told.took);
        // Each is in the transcript, for whoever asks afterwards.
        assert!(told.run.transcript.to_json_lines().contains("\"failure\""), "{name}");
    }
}

#[test]
fn nobody_there_is_said() {
    let (document, fix) = (incident(), fix());
    let case = Case { document: Some(&document), fix: Some(&fix), ..Case::default() };
    // A port that was free a moment ago.
    let url = Server::start(vec![Act::Silent]).url();
    let endpoint = Endpoint::new(url, "m").with_limits(limits());
    let told = run_with(&case, Answers::Server(&endpoint), &(), &Cancel::new());
    assert!(told.words().contains("cannot be reached: "), "{}", told.words());
    let wrong = Endpoint::new("localhost:80/v1", "m");
    let told = run_with(&case, Answers::Server(&wrong), &(), &Cancel::new());
    assert!(matches!(told.run.outcome, Err(ModelError::BaseUrl { .. })), "{:?}", told.run.outcome);
}

#[test]
fn what_a_server_does_not_take_is_left_out() {
    let refuse = |what: &str| Act::Status(400, "", error(&format!("Unsupported parameter: {what}")));
    let (told, server) = run(vec![
        refuse("stream_options"),
        refuse("max_completion_tokens"),
        story(),
        refuse("response_format.json_schema"),
        Act::Status(422, "", error("json_object is not supported")),
        say(right()),
    ]);
    assert!(matches!(told.run.outcome, Ok(Outcome::Proven(_))), "{:?}", told.run.outcome);
    let bodies: Vec<_> = server.questions().into_iter().map(|question| question.body).collect();
    let has = |index: usize, name: &str| bodies[index].get(name).is_some();
    assert!(has(0, "stream_options") && !has(1, "stream_options") && !has(5, "stream_options"));
    assert!(has(1, "max_completion_tokens") && has(2, "max_tokens") && !has(2, "max_completion_tokens"));
    assert_eq!(bodies[3]["response_format"]["type"], "json_schema");
    assert_eq!(bodies[4]["response_format"]["type"], "json_object");
    assert!(!has(5, "response_format"));
}

#[test]
fn a_server_may_answer_in_one_piece() {
    let whole = |text: String| {
        Act::Whole(json!({
            "id": 1, "created": 1.5, "object": "chat.completion", "model": "m", "service_tier": {},
            "choices": [{ "index": "0", "message": { "role": "assistant", "content": text }, "finish_reason": "eos" }],
            "usage": { "prompt_tokens": "7", "completion_tokens": 3.0, "total_tokens": null }
        }))
    };
    let (told, _server) = run(vec![whole("Locks.".to_owned()), whole(right().to_string())]);
    assert!(matches!(told.run.outcome, Ok(Outcome::Proven(_))), "{:?}", told.run.outcome);
    assert_eq!(told.run.usage.total(), 20);
}

#[test]
fn a_run_can_be_stopped() {
    let (document, fix) = (incident(), fix());
    let case = Case { document: Some(&document), fix: Some(&fix), ..Case::default() };
    let server = Server::start(vec![story(), Act::Endless]);
    let mut long = limits();
    (long.answer, long.bytes) = (Duration::from_secs(60), usize::MAX);
    let endpoint = Endpoint::new(server.url(), "m").with_limits(long);
    let cancel = Cancel::new();
    let switch = cancel.clone();
    let thread = std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(400));
        switch.cancel();
    });
    let told = run_with(&case, Answers::Server(&endpoint), &(), &cancel);
    thread.join().unwrap();
    assert_eq!(told.run.outcome, Err(ModelError::Cancelled));
    assert!(told.run.transcript.entries.is_empty());
    assert!(told.took < Duration::from_secs(3), "{:?}", told.took);
}

#[test]
fn it_works_within_a_runtime() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let outcome = runtime.block_on(async { run(vec![story(), say(right())]).0.run.outcome });
    assert!(matches!(outcome, Ok(Outcome::Proven(_))), "{outcome:?}");
}
