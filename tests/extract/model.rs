//! With a model, or the transcript of one: what it is shown, what is taken from it, and what is not.

use super::*;

/// Runs the command with a key, and with no settings but the repository's.
fn with_key(repo: &Repo, key: Option<&str>, arguments: &[&str]) -> Said {
    let mut run = command(&repo.path(), arguments);
    for name in
        ["OPENAI_API_KEY", "AZURE_OPENAI_API_KEY", "OPENAI_BASE_URL", "LESSONS_BASE_URL", "LESSONS_MODEL"]
    {
        run.env_remove(name);
    }
    run.env_remove("LESSONS_API_KEY").env("XDG_CONFIG_HOME", repo.path().join("nowhere"));
    if let Some(key) = key {
        run.env("LESSONS_API_KEY", key);
    }
    said(run.output().unwrap())
}

/// A transcript: what went wrong, then this form.
fn transcript(form: &serde_json::Value) -> String {
    let reply =
        |content: &serde_json::Value| serde_json::json!({ "reply": { "content": content } }).to_string();
    format!("{}\n{}\n", reply(&"It held the lock.\nQUOTE: while it awaited its peer".into()), reply(form))
}

/// A form whose rule is right.
fn right_form() -> serde_json::Value {
    serde_json::json!({
        "title": "A lock is held while a peer is awaited",
        "root_cause": "`Table::publish` awaited its peer with the guard in its hands.",
        "invariant": "No guard of a lock outlives an await.",
        "mitigation": "Clone the rows out of the lock.",
        "quotes": ["while it awaited its peer"],
        "bad": [], "good": [],
        "rules": [{
            "kind": "forbid",
            "patterns": ["let $GUARD = $LOCK.lock().unwrap();"],
            "conditions": [
                { "key": "held_across", "patterns": ["$CALL.await"] },
                { "key": "where_type", "name": "LOCK", "values": ["std::sync::Mutex"] }
            ],
            "message": "the lock on `{LOCK}` is held here"
        }],
        "no_pattern": null
    })
}

#[test]
fn without_a_key_no_model_is_asked_and_that_is_said() {
    let (repo, fix) = repository();
    let said = with_key(&repo, None, &["extract", "--fix-commit", &fix, "--id", "X"]);
    said.exits(0).says("No key is set").says("Written: lessons/X.md");
}

#[test]
fn a_server_that_only_the_repository_names_gets_nothing() {
    let (repo, fix) = repository();
    let server = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    server.set_nonblocking(true).unwrap();
    let url = format!("http://{}/v1", server.local_addr().unwrap());
    repo.write("lessons.toml", &format!("base-url = '{url}'\n"));
    let said = with_key(&repo, Some("secret-key"), &["extract", "--fix-commit", &fix, "--id", "X"]);
    said.exits(0).says("Only this repository's settings name the server").says_nothing_of("secret-key");
    let error = server.accept().map(|_| ()).unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::WouldBlock, "nobody came");
}

#[test]
fn a_model_that_cannot_be_reached_is_an_error_and_nothing_is_written() {
    let (repo, fix) = repository();
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let url = format!("http://{port}/v1");
    let said = with_key(
        &repo,
        Some("secret-key"),
        &["extract", "--base-url", &url, "--fix-commit", &fix, "--id", "X"],
    );
    said.exits(2).says("cannot be reached").says_nothing_of("secret-key");
    assert!(!repo.path().join("lessons/X.md").exists());
}

#[test]
fn what_would_be_sent_is_shown_without_its_secrets() {
    let (repo, fix) = repository();
    let secret = "AKIAIOSFODNN7EXAMPLE";
    repo.write(
        "INC-77.md",
        &document(&fix).replace("## Resolution", &format!("The key was {secret}.\n\n## Resolution")),
    );
    let said = with_key(&repo, None, &["extract", "--show-payload", "INC-77.md"]);
    let said = said.exits(0).says_nothing_of(secret).says("Table::publish");
    let body: serde_json::Value = serde_json::from_str(&said.stdout).unwrap();
    assert!(body["messages"].is_array());
    assert!(!repo.path().join("lessons").exists());
}

#[test]
fn an_earlier_run_is_replayed_and_proven_again() {
    let (repo, fix) = repository();
    repo.write("INC-77.md", &document(&fix));
    repo.write("run.jsonl", &transcript(&right_form()));
    repo.commit("document");
    let replay = ["extract", "--replay", "run.jsonl", "INC-77.md"];
    repo.lessons(&replay)
        .exits(0)
        .says("The document says")
        .says("while it awaited its peer")
        .says("src/other.rs:");
    assert_eq!(status(&repo), "?? lessons/INC-77.md");
    let text = lesson(&repo, "INC-77");
    for words in [
        "# A lock is held while a peer is awaited\n",
        "No guard of a lock outlives an await.\n",
        "> while it awaited its peer\n",
        "type = \"std::sync::Mutex\"",
    ] {
        assert!(text.contains(words), "no {words:?} in\n{text}");
    }
    assert!(!text.contains("To be written"), "{text}");
    repo.remove("lessons/INC-77.md");
    for (content, code, words) in
        [("", 2, "run.jsonl"), ("no json", 2, "line 1"), ("{\"reply\": {\"content\": \"x\"}}", 2, "")]
    {
        repo.write("run.jsonl", content);
        repo.lessons(&replay).exits(code).says(words);
        assert!(!repo.path().join("lessons/INC-77.md").exists());
    }
}

#[test]
fn a_model_that_is_told_to_do_harm_can_do_none() {
    for (number, order) in INJECTIONS.iter().enumerate() {
        let (repo, fix) = repository();
        repo.write(
            "INC-77.md",
            &document(&fix).replace("## Resolution", &format!("{order}\n\n## Resolution")),
        );
        let mut form = right_form();
        for key in ["title", "root_cause", "invariant", "mitigation"] {
            form[key] = format!("{} {order}", form[key].as_str().unwrap()).into();
        }
        form["quotes"] = serde_json::json!([order, "while it awaited its peer"]);
        form["level"] = "deny".into();
        form["path"] = "../../src/lib.rs".into();
        form["bad"] = serde_json::json!([order]);
        form["rules"][0]["message"] = (*order).into();
        repo.write("run.jsonl", &transcript(&form));
        repo.commit("document");
        let said = repo.lessons(&["extract", "--replay", "run.jsonl", "--id", "INC-77", "INC-77.md"]);
        obeyed_nothing(&repo, said, number);
    }
}

#[test]
fn where_no_pattern_finds_it_something_else_is_proposed_or_nothing() {
    let (repo, fix) = repository();
    repo.write("INC-77.md", &document(&fix));
    repo.write("src/other.rs", "#[cfg(test)]\nmod tests {\n    #[test]\n    fn inc_77() {}\n}\n");
    repo.commit("a test");
    let mut form = right_form();
    form["rules"] = serde_json::json!([]);
    form["no_pattern"] = serde_json::json!({ "reason": "It is about timing.", "instead": "test", "name": "demo::other::tests::inc_77", "version": null });
    repo.write("run.jsonl", &transcript(&form));
    let extract = || repo.lessons(&["extract", "--replay", "run.jsonl", "--replace", "INC-77.md"]);
    extract().exits(0).says("It is about timing.");
    assert!(lesson(&repo, "INC-77").contains("[guard]"));
    repo.remove("lessons/INC-77.md");
    form["no_pattern"]["instead"] = "nothing".into();
    form["no_pattern"]["name"] = serde_json::Value::Null;
    repo.write("run.jsonl", &transcript(&form));
    extract().exits(3).says("It is about timing.").says("nothing was written");
    assert!(!repo.path().join("lessons/INC-77.md").exists());
}
