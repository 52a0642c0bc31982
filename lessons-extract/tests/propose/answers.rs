//! Everything that can be wrong with an answer: it is said, mended, or given up; what is not proven never comes out.

use lessons_core::Polarity;
use lessons_extract::{Case, Outcome, Proven, RuleDraft, Surroundings, prove};
use serde_json::{Value, json};

use crate::server::Act;
use crate::{Told, fix, form, incident, right, run, run_case, say, story, with};

fn proven(told: &Told) -> &Proven {
    match &told.run.outcome {
        Ok(Outcome::Proven(all)) => &all[0],
        other => panic!("{other:?}\n{}", told.words()),
    }
}

/// What comes out holds, whatever was said.
fn holds(proven: &Proven) {
    let proposal = &proven.proposal;
    let proof = prove(&proposal.rules, &proposal.scope, Some(&fix()), &proposal.blocks).unwrap();
    assert!(proof.holds() && proof.on_changed_line(), "{:?}", proposal.rules);
}

#[test]
fn a_good_answer_is_proven() {
    let (told, server) = run(vec![story(), say(right())]);
    let proven = proven(&told);
    holds(proven);
    assert!(proven.by_model && proven.proof.on_changed_line());
    let proposal = &proven.proposal;
    assert_eq!(proposal.title, "A lock is held across an await");
    assert_eq!(
        proposal.rules,
        [RuleDraft::forbid(
            "pattern = \"$LOCK.lock().unwrap()\"\nheld-across = \"$F.await\"\nmessage = \"the lock on `{LOCK}` is held across an await\""
        )]
    );
    // The quote is the document's own words, with its line break.
    let quote = &proposal.quotes[0];
    assert_eq!(quote.text, "The queue's lock was held across an await");
    assert_eq!(&incident().text[quote.span.clone().unwrap()], quote.text);
    let polarities: Vec<_> = proposal.blocks.iter().map(|block| block.polarity).collect();
    assert_eq!(polarities, [Polarity::Bad, Polarity::Good]);
    assert_eq!(server.questions().len(), 2);
    assert_eq!(told.run.usage.total(), 300);
    assert_eq!(told.words(), "");
}

/// Each wrong answer is said, and then mended by the right one.
#[test]
fn wrong_answers_are_mended() {
    let condition = |key: &str| json!([{ "key": key, "patterns": ["$F.await"] }]);
    let text = right().to_string();
    let long = Act::Events(vec![
        json!({ "choices": [{ "delta": { "content": &text[..200] }, "finish_reason": "length" }] })
            .to_string(),
        "[DONE]".to_owned(),
    ]);
    let with_quote = with("/quotes", json!(["The lock was poisoned"]));
    for (name, answer, words, advice) in [
        ("truncated", long, "cut off at the limit of tokens", "Be much shorter"),
        (
            "malformed",
            say(text.replace("\"rules\":", "\"rules\"")),
            "is no JSON: expected `:`",
            "it is no JSON: expected `:`",
        ),
        ("broken off", say(&text[..200]), "is no JSON: it breaks off in line 1", "it breaks off"),
        ("prose", say("Use a better lock, I would say."), "is no JSON: there is no `{` in it", "no `{`"),
        (
            "another form",
            say(json!({ "rule": "x", "why": "y" })),
            "does not keep to the form",
            "missing or empty: title",
        ),
        ("no rule", say(with("/rules", json!([]))), "`rules` is empty", "`rules` is empty"),
        (
            "an empty rule",
            say(with("/rules/0/patterns", json!([]))),
            "a rule is empty",
            "at least one pattern",
        ),
        (
            "an empty condition",
            say(with("/rules/0/conditions/0/patterns", json!([""]))),
            "`held_across` is empty",
            "needs `patterns`",
        ),
        (
            "a strange condition",
            say(with("/rules/0/conditions", condition("nearby"))),
            "`nearby` is no key",
            "no key of a condition",
        ),
        (
            "a wrong quote",
            say(with_quote),
            "the document does not say “The lock was poisoned”",
            "not in the material word for word: The lock was poisoned",
        ),
        (
            "no pattern of Rust",
            say(form("let let let", false)),
            "the rule does not compile: ",
            "does not compile",
        ),
        (
            "a free name",
            say(with("/rules/0/message", json!("{OTHER} is held"))),
            "the rule does not compile: ",
            "OTHER",
        ),
        (
            "both sides",
            say(form("$LOCK.lock().unwrap()", false)),
            "the rule still finds the code after the fix: src/report.rs:4: queue.lock().unwrap()",
            "src/report.rs:4",
        ),
        (
            "misses the bug",
            say(form("$LOCK.read().unwrap()", true)),
            "finds nothing in the code before the fix: `$LOCK.read()` of the pattern does not fit `lock` (line 4 of src/report.rs)",
            "`$LOCK.read()` of the pattern does not fit `lock`",
        ),
        (
            "beside the fix",
            say(form("$LOCK.lock().unwrap().clear()", false)),
            "none that the fix changed: src/report.rs:9: queue.lock().unwrap().clear()",
            "src/report.rs:9",
        ),
        (
            "a block that it misses",
            say(with("/bad", json!(["queue.read().await;"]))),
            "does not find this bad block: queue.read().await;",
            "queue.read().await;",
        ),
        (
            "a block that it finds",
            say(with("/good", json!(["let g = queue.lock().unwrap();\nsend(g.len()).await;"]))),
            "finds this good block: let g",
            "finds this good block:\nlet g",
        ),
        (
            "a placeholder",
            say(form("REDACTED_EMAIL_1.lock().unwrap()", true)),
            "made of a placeholder",
            "placeholder",
        ),
        ("nothing", say(""), "with the schema the answer is empty", ""),
    ] {
        let (told, server) = run(vec![story(), answer, say(right())]);
        holds(proven(&told));
        assert!(told.words().contains(words), "{name}: {}", told.words());
        let questions = server.questions();
        assert!(
            questions.last().unwrap().said().contains(advice),
            "{name}: {}",
            questions.last().unwrap().said()
        );
    }
}

#[test]
fn empty_answers_are_said_and_asked_for_again() {
    let (told, server) = run(vec![story(), say(""), say(""), say(right())]);
    holds(proven(&told));
    assert!(
        told.words().contains("the answer is empty; a model that takes instructions"),
        "{}",
        told.words()
    );
    assert_eq!(server.questions()[2].body["response_format"]["type"], "json_object");
}

#[test]
fn strange_types_are_read() {
    for answer in [
        with("/title", json!(["A lock is held across an await"])),
        with("/rules/0/conditions/0/patterns", json!("$F.await")),
        with("/rules/0/regex", json!("")),
        json!({ "answer": right() }),
    ] {
        let (told, _server) = run(vec![story(), say(&answer)]);
        holds(proven(&told));
        assert_eq!(told.words(), "", "{answer}");
    }
    let (told, _server) = run(vec![story(), say(with("/title", json!(245)))]);
    assert_eq!(proven(&told).proposal.title, "245");
}

/// Where the strings of an answer stand.
fn strings(answer: &Value, at: &str, found: &mut Vec<String>) {
    match answer {
        Value::String(_) => found.push(at.to_owned()),
        Value::Array(all) => {
            all.iter().enumerate().for_each(|(n, one)| strings(one, &format!("{at}/{n}"), found));
        }
        Value::Object(all) => all.iter().for_each(|(key, one)| strings(one, &format!("{at}/{key}"), found)),
        _ => {}
    }
}

/// What can be read is, and what cannot is asked for again; nothing unproven comes out either way.
#[test]
fn a_number_may_stand_wherever_a_string_belongs() {
    let mut places = Vec::new();
    strings(&right(), "", &mut places);
    for key in
        ["/title", "/invariant", "/rules/0/patterns/0", "/rules/0/conditions/0/key", "/quotes/0", "/bad/0"]
    {
        assert!(places.iter().any(|place| place == key), "{key} of {places:?}");
    }
    for place in places {
        let (told, server) = run(vec![story(), say(with(&place, json!(245))), say(right())]);
        holds(proven(&told));
        // It was taken as it is, or its fault was told.
        assert_eq!(server.questions().len() > 2, !told.words().is_empty(), "{place}: {}", told.words());
    }
}

#[test]
fn three_repairs_then_five_fresh_tries_then_nothing() {
    let (told, server) = run(vec![story(), say(form("$LOCK.read().unwrap()", true))]);
    let Ok(Outcome::NotProven { setbacks, out_of_budget }) = &told.run.outcome else {
        panic!("{:?}", told.run.outcome)
    };
    assert_eq!((setbacks.len(), *out_of_budget), (24, false));
    let questions = server.questions();
    assert_eq!(questions.len(), 1 + 6 * 4);
    let fresh = questions[5].said();
    assert!(
        fresh.contains("These rules were tried and did not hold") && fresh.contains("$LOCK.read().unwrap()")
    );
}

#[test]
fn a_refusal_ends_it_soon() {
    let refusal = Act::Events(vec![
        json!({ "choices": [{ "delta": { "refusal": "I will not." } }] }).to_string(),
        json!({ "choices": [{ "delta": {}, "finish_reason": "stop" }] }).to_string(),
    ]);
    let (told, server) = run(vec![refusal]);
    assert!(matches!(told.run.outcome, Ok(Outcome::NotProven { .. })), "{:?}", told.run.outcome);
    assert!(told.words().contains("the model refuses to answer (“I will not.”)"), "{}", told.words());
    assert_eq!(server.questions().len(), 2);
    let (told, _server) = run(vec![story(), say("I'm sorry, but I can't help with that.")]);
    assert!(told.words().contains("refuses to answer (“I'm sorry"), "{}", told.words());
    let filtered = Act::Events(vec![
        json!({ "choices": [{ "delta": { "content": "{" }, "finish_reason": "content_filter" }] })
            .to_string(),
    ]);
    let (told, _server) = run(vec![story(), filtered]);
    assert!(told.words().contains("content filter"), "{}", told.words());
}

#[test]
fn a_failed_first_step_is_no_end() {
    for first in [say(""), say("QUOTE: nobody said this\n")] {
        let (told, _server) = run(vec![first, say(right())]);
        holds(proven(&told));
        assert!(!told.words().is_empty());
    }
}

#[test]
fn an_own_block_that_fails_does_not_lose_a_proof() {
    let (told, _server) = run(vec![story(), say(with("/bad", json!(["queue.read().await;"])))]);
    let proven = proven(&told);
    holds(proven);
    assert!(proven.proposal.blocks.iter().all(|block| block.polarity == Polarity::Good));
}

/// Counts as many findings as it is told.
struct Noise(usize);

impl Surroundings for Noise {
    fn noise(&self, rules: &[RuleDraft], _: &lessons_extract::ScopeDraft) -> Option<usize> {
        Some(if rules[0].toml.contains("queue.lock") { 0 } else { self.0 })
    }

    fn test(&self, _: &str) -> Result<String, String> {
        Err(String::new())
    }

    fn lint(&self, _: &str) -> Result<(), String> {
        Err(String::new())
    }

    fn dependency(&self, _: &str) -> Result<String, String> {
        Err(String::new())
    }
}

#[test]
fn a_noisy_rule_is_narrowed_and_kept_as_the_other_choice() {
    let (document, fix) = (incident(), fix());
    let case = Case { document: Some(&document), fix: Some(&fix), ..Case::default() };
    let mut narrow = form("queue.lock().unwrap()", true);
    narrow["rules"][0]["message"] = Value::Null;
    let (told, _server) = run_case(&case, vec![story(), say(right()), say(narrow)], &Noise(40));
    let Ok(Outcome::Proven(all)) = &told.run.outcome else { panic!("{:?}", told.run.outcome) };
    assert_eq!(all.iter().map(|it| it.noise).collect::<Vec<_>>(), [Some(0), Some(40)]);
    assert!(told.words().contains("finds 40 places elsewhere"), "{}", told.words());
    // Where nothing quieter comes, what was proven is what there is.
    let (told, _server) = run_case(&case, vec![story(), say(right())], &Noise(40));
    assert_eq!(proven(&told).noise, Some(40));
}

#[test]
fn the_synthesisers_rule_takes_the_models_story() {
    let (document, fix) = (incident(), fix());
    let candidates = [
        RuleDraft::forbid("pattern = \"never()\""),
        RuleDraft::forbid("pattern = \"$Q.lock().unwrap()\"\nheld-across = \"send($$$).await\""),
    ];
    let case =
        Case { document: Some(&document), fix: Some(&fix), candidates: &candidates, ..Case::default() };
    let (told, server) = run_case(&case, vec![story(), say(form("$LOCK.read().unwrap()", true))], &());
    let proven = proven(&told);
    holds(proven);
    assert!(!proven.by_model);
    assert_eq!(proven.proposal.rules, candidates[1..]);
    assert_eq!(proven.proposal.title, "A lock is held across an await");
    assert!(server.questions()[0].said().contains("held-across = \"send($$$).await\""));
}

#[test]
fn without_a_fix_blocks_must_prove_it() {
    let document = incident();
    let case = Case { document: Some(&document), ..Case::default() };
    let (told, _server) = run_case(&case, vec![story(), say(with("/good", json!([]))), say(right())], &());
    assert!(told.words().contains("there is nothing to prove the rule on"), "{}", told.words());
    let proven = proven(&told);
    assert!(proven.proof.tried.is_empty() && proven.proof.holds());
}

#[test]
fn a_person_may_refine() {
    let (told, _server) = run(vec![story(), say(right())]);
    let proposal = &proven(&told).proposal;
    let (document, fix) = (incident(), fix());
    let refinement =
        Some(lessons_extract::Refinement { proposal, wish: "only where the queue is locked\u{1b}[2J" });
    let case = Case { document: Some(&document), fix: Some(&fix), refinement, ..Case::default() };
    let (told, server) = run_case(
        &case,
        vec![say(form("queue.lock().unwrap()", true).to_string().replace("{LOCK}", "queue"))],
        &(),
    );
    holds(proven(&told));
    let asked = server.questions()[0].said();
    assert!(
        asked.contains("only where the queue is locked\n")
            && asked.contains("pattern = \"$LOCK.lock().unwrap()\"")
    );
    assert_eq!(server.questions().len(), 1);
}

#[test]
fn the_budget_is_shown_and_kept() {
    let (document, fix) = (incident(), fix());
    let case = Case { document: Some(&document), fix: Some(&fix), ..Case::default() };
    let server = crate::Server::start(vec![story(), say(form("$LOCK.read().unwrap()", true))]);
    let endpoint = lessons_extract::model::Endpoint::new(server.url(), "m").with_limits(crate::limits());
    let mut options = lessons_extract::ProposeOptions::default();
    let mut ask = |budget: u64| {
        options.budget = budget;
        let mut events = Vec::new();
        let answers = lessons_extract::Answers::Server(&endpoint);
        let mut on_event = |event: &lessons_extract::Event| events.push(event.clone());
        let run = lessons_extract::propose(
            &case,
            answers,
            &(),
            &options,
            &mut on_event,
            &lessons_core::Cancel::new(),
        );
        (run, events)
    };
    let (run, _) = ask(5_000);
    let error = run.outcome.unwrap_err().to_string();
    assert!(error.contains("more than the budget of 5000"), "{error}");
    assert_eq!(server.questions().len(), 0);
    let (run, events) = ask(12_000);
    assert!(matches!(run.outcome, Ok(Outcome::NotProven { out_of_budget: true, .. })), "{:?}", run.outcome);
    let asking = events.iter().find_map(|event| match event {
        lessons_extract::Event::Asking { estimate, left, .. } => Some((*estimate, *left)),
        _ => None,
    });
    assert!(asking.is_some_and(|(estimate, left)| estimate > 5_000 && left == 12_000), "{asking:?}");
    assert!(events.iter().any(|event| matches!(event, lessons_extract::Event::Spent { budget: 12_000, .. })));
}
