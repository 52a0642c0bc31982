//! "This cannot be a pattern": with the reason, and something else that is really there.

use lessons_extract::{Case, Instead, Outcome, RuleDraft, Surroundings};
use serde_json::{Value, json};

use crate::{Told, fix, incident, run_case, say, story, with};

/// A workspace with one of each.
struct Workspace;

impl Surroundings for Workspace {
    fn test(&self, name: &str) -> Result<String, String> {
        match name.rsplit("::").next() {
            Some("renews_in_time") => Ok("gateway::tls::renews_in_time".to_owned()),
            _ => Err(format!("there is no test `{name}` in the workspace")),
        }
    }

    fn lint(&self, name: &str) -> Result<(), String> {
        match name {
            "await_holding_lock" => Ok(()),
            _ => Err(format!("the workspace does not turn on `clippy::{name}`")),
        }
    }

    fn dependency(&self, name: &str) -> Result<String, String> {
        match name {
            "tokio" => Ok("1.40.2".to_owned()),
            _ => Err(format!("`{name}` is in no lock file")),
        }
    }
}

fn answer(instead: &str, name: &str, version: Value, rules: Value) -> Value {
    let mut form = with("/rules", rules);
    form["no_pattern"] = json!({
        "reason": "A certificate ran out; no code was wrong.", "instead": instead, "name": name, "version": version
    });
    form["bad"] = json!([]);
    form["good"] = json!([]);
    form
}

fn no_pattern(answers: Vec<Value>) -> (Told, Instead) {
    let (document, fix) = (incident(), fix());
    let case = Case { document: Some(&document), fix: Some(&fix), ..Case::default() };
    let acts = std::iter::once(story()).chain(answers.into_iter().map(say)).collect();
    let (told, _server) = run_case(&case, acts, &Workspace);
    let Ok(Outcome::NoPattern(proposal)) = &told.run.outcome else { panic!("{:?}", told.run.outcome) };
    assert!(proposal.rules.is_empty() && !proposal.title.is_empty() && !proposal.quotes.is_empty());
    let no_pattern = proposal.no_pattern.clone().unwrap();
    assert_eq!(no_pattern.reason, "A certificate ran out; no code was wrong.");
    (told, no_pattern.instead)
}

#[test]
fn what_is_there_enforces_it() {
    let guard = |tests: &[&str], lints: &[&str]| Instead::Guard {
        tests: tests.iter().map(|it| (*it).to_owned()).collect(),
        lints: lints.iter().map(|it| (*it).to_owned()).collect(),
    };
    let require = json!([{ "kind": "require", "patterns": ["queue.lock().unwrap().len()"], "conditions": [], "message": null }]);
    for (answer, instead) in [
        (
            answer("test", "tls::renews_in_time", json!(null), json!([])),
            guard(&["gateway::tls::renews_in_time"], &[]),
        ),
        (
            answer("clippy", "clippy::await-holding-lock", json!(null), json!([])),
            guard(&[], &["await_holding_lock"]),
        ),
        (
            answer("dependency", "tokio", json!(">=1.40"), json!([])),
            Instead::Dependency { name: "tokio".to_owned(), requirement: ">=1.40".to_owned() },
        ),
        (
            answer("require", "", json!(null), require),
            Instead::Require(RuleDraft::require("pattern = \"queue.lock().unwrap().len()\"")),
        ),
        (answer("nothing", "", json!(null), json!([])), Instead::Nothing),
    ] {
        let (told, found) = no_pattern(vec![answer]);
        assert_eq!(found, instead);
        assert_eq!(told.words(), "");
    }
}

#[test]
fn what_is_not_there_is_mended_or_dropped() {
    let required = |pattern: &str| json!([{ "kind": "require", "patterns": [pattern], "conditions": [], "message": null }]);
    for (answer, words) in [
        (answer("test", "tests::no_such", json!(null), json!([])), "there is no test `tests::no_such`"),
        (answer("test", "", json!(null), json!([])), "`name` does not say which"),
        (answer("clippy", "unwrap_used", json!(null), json!([])), "does not turn on `clippy::unwrap_used`"),
        (answer("clippy", "rm -rf /", json!(null), json!([])), "`name` does not say which"),
        (answer("dependency", "serde", json!(">=1"), json!([])), "`serde` is in no lock file"),
        (
            answer("dependency", "tokio", json!(">=1.41"), json!([])),
            "resolved to 1.40.2, which `>=1.41` does not take",
        ),
        (
            answer("dependency", "tokio", json!("newest"), json!([])),
            "`newest` is no requirement on a version",
        ),
        (answer("require", "", json!(null), json!([])), "`rules` holds no rule of that kind"),
        (answer("require", "", json!(null), required("audit()")), "is not there after the fix"),
        (answer("require", "", json!(null), required("send($$$)")), "was there before the fix"),
    ] {
        // Mended:
        let good = super::no_pattern::answer("clippy", "await_holding_lock", json!(null), json!([]));
        let (told, found) = no_pattern(vec![answer.clone(), good]);
        assert!(told.words().contains(words), "{words}: {}", told.words());
        assert!(matches!(found, Instead::Guard { .. }));
        // Not mended: the reason stays, the claim goes.
        let (_, found) = no_pattern(vec![answer]);
        assert_eq!(found, Instead::Nothing);
    }
}
