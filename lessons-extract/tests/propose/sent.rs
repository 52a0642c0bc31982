//! What leaves the machine, to the byte; nothing secret in it.

use lessons_extract::document::read;
use lessons_extract::model::{ApiKey, Endpoint};
use lessons_extract::{Case, ChangedFile, Fix, ProposeOptions, payload};
use serde_json::{Value, json};
use snapbox::{assert_data_eq, file};

use crate::{fix, form, incident, right, run, run_case, say, story};

/// A body as it is compared: without what is drawn anew, and without the rule language's reference, which has its own
/// tests.
fn shown(body: &Value) -> String {
    let mut body = body.clone();
    let mut mark = String::new();
    for message in body["messages"].as_array_mut().unwrap() {
        let text = message["content"].as_str().unwrap().to_owned();
        if let Some((_, rest)) = text.split_once("BEGIN-").filter(|_| message["role"] == "user") {
            mark = rest.chars().take(20).collect();
        }
        let text = text.replace(lessons_core::RULE_LANGUAGE, "(the rule language)");
        let text = if mark.is_empty() { text } else { text.replace(&mark, "MARK") };
        message["content"] = json!(text.lines().collect::<Vec<_>>());
    }
    serde_json::to_string_pretty(&body).unwrap() + "\n"
}

#[test]
fn bodies_are_as_they_should_be() {
    let (_, server) = run(vec![story(), say(form("$LOCK.lock().unwrap()", false)), say(right())]);
    let questions = server.questions();
    assert_data_eq!(shown(&questions[0].body), file!["snapshots/first.json"]);
    assert_data_eq!(shown(&questions[1].body), file!["snapshots/form.json"]);
    assert_data_eq!(shown(&questions[2].body), file!["snapshots/repair.json"]);
    for question in &questions {
        assert_eq!(question.path, "/v1/chat/completions");
        assert_eq!(question.header("authorization"), Some("Bearer test-key"));
        assert!(question.header("user-agent").unwrap().starts_with("cargo-lessons/"));
    }
}

#[test]
fn the_payload_that_is_shown_is_the_one_that_is_sent() {
    let (document, fix) = (incident(), fix());
    let case = Case { document: Some(&document), fix: Some(&fix), ..Case::default() };
    let (_, server) = run(vec![story(), say(right())]);
    let endpoint = Endpoint::new(server.url(), "test-model");
    let body: Value =
        serde_json::from_str(&payload(&case, &endpoint, &ProposeOptions::default()).unwrap()).unwrap();
    assert_eq!(shown(&body), shown(&server.questions()[0].body));
}

#[test]
fn azure_has_its_own_address_and_header() {
    let (document, fix) = (incident(), fix());
    let case = Case { document: Some(&document), fix: Some(&fix), ..Case::default() };
    let server = crate::Server::start(vec![story(), say(right())]);
    let mut endpoint = Endpoint::new(server.url().replace("/v1", ""), "my-deployment")
        .with_key(ApiKey::new("azure-key"))
        .with_limits(crate::limits());
    endpoint.azure_api_version = Some("2024-10-21".to_owned());
    let told = crate::run_with(
        &case,
        lessons_extract::Answers::Server(&endpoint),
        &(),
        &lessons_core::Cancel::new(),
    );
    assert!(told.run.outcome.is_ok(), "{:?}", told.run.outcome);
    let question = &server.questions()[0];
    assert_eq!(question.path, "/openai/deployments/my-deployment/chat/completions?api-version=2024-10-21");
    assert_eq!((question.header("api-key"), question.header("authorization")), (Some("azure-key"), None));
}

#[test]
fn a_key_that_no_header_holds_is_said() {
    let (document, fix) = (incident(), fix());
    let case = Case { document: Some(&document), fix: Some(&fix), ..Case::default() };
    let endpoint = Endpoint::new("http://127.0.0.1:9/v1", "m").with_key(ApiKey::new("two\nlines"));
    let told = crate::run_with(
        &case,
        lessons_extract::Answers::Server(&endpoint),
        &(),
        &lessons_core::Cancel::new(),
    );
    assert!(told.words().contains("the API key holds characters that no key has"), "{}", told.words());
    assert!(!told.words().contains("two"));
}

/// Secrets everywhere: in the document, in the diff, in the message, in the answers, in what goes back as a repair.
#[test]
fn no_secret_leaves_whatever_the_way() {
    let secrets = [
        format!("{}{}", "AKIA", "IOSFODNN7EXAMPLQ"),
        format!("{}{}", "ghp_", "q8Zr3kVwT5yLm2NxB7cJd9FhGs4PeUa6WiQo"),
        format!("{}{}", "tr0ub4dor", "-and-3"),
        "dana.scully@mail.example.org".to_owned(),
        "203.0.113.77".to_owned(),
        "ledger-7.prod.internal".to_owned(),
    ];
    let [aws, github, password, email, ip, host] = &secrets;
    let text = format!(
        "# INC-245\n\n{email} saw it on {host} ({ip}).\n\n## Root cause\n\nThe queue's lock was held across an await, with \
         {aws} in the log.\n\n```\nDB_PASSWORD={password}\n```\n"
    );
    let document = read(Some("INC-245.md"), &text);
    let mut files = fix().files;
    let commented = |text: &Option<String>| {
        text.as_ref().map(|text| format!("// ask {email}, password {password}\n{text}"))
    };
    let file = ChangedFile::new("src/report.rs", commented(&files[0].before), commented(&files[0].after));
    let env = ChangedFile::new(".env", Some(format!("TOKEN={github}\n")), Some("TOKEN=\n".to_owned()));
    files = vec![file, env];
    let fix = Fix { subject: Some(format!("Rotate {github}")), files, ..Fix::default() };
    let case = Case { document: Some(&document), fix: Some(&fix), ..Case::default() };
    // The model cannot know the secrets; should it say one, it goes no further.
    let mut wrong = form("$LOCK.lock().unwrap()", false);
    wrong["root_cause"] = json!(format!("{email} and {aws} did it"));
    wrong["bad"] = json!([format!("let g = queue.lock().unwrap(); // {github}\nsend(g).await;")]);
    let mut last = right();
    last["mitigation"] = json!(format!("Call {ip}, not {host}; {password}."));
    let (told, server) = run_case(&case, vec![story(), say(wrong), say(last)], &());
    let sent: String = server.questions().iter().map(|question| question.body.to_string()).collect();
    let kept = format!("{:?}{}{}", told.run.outcome, told.run.transcript.to_json_lines(), told.words());
    for secret in &secrets {
        assert!(!sent.contains(secret.as_str()), "{secret} was sent");
        assert!(!kept.contains(secret.as_str()), "{secret} was kept: {kept}");
    }
    assert!(sent.contains("REDACTED_EMAIL_1") && sent.contains("REDACTED_AWS_ACCESS_KEY_1"));
    let kinds: std::collections::BTreeSet<_> = told.run.redactions.iter().map(|it| it.kind).collect();
    for kind in ["aws-access-key", "email", "github-token", "host", "ip", "password"] {
        assert!(kinds.contains(kind), "{kind}: {kinds:?}");
    }
}
