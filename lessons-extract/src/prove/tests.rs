//! What holds a proof up, and what brings it down.
#![allow(clippy::unwrap_used, reason = "a test may fail")]

use super::*;

fn fix(before: &str, after: &str) -> Fix {
    let file = ChangedFile::new("src/lib.rs", Some(before.to_owned()), Some(after.to_owned()));
    Fix { files: vec![file], ..Fix::default() }
}

const BEFORE: &str = "fn f(a: A) {\n    a.old();\n    other();\n    wait(a.lock());\n}\n";
const AFTER: &str = "fn f(a: A) {\n    a.new();\n    other();\n    wait(a.lock());\n}\n";

#[test]
fn one_counterexample_for_every_way_to_be_wrong() {
    let blocks = [BlockDraft::new(Polarity::Bad, "b.old()"), BlockDraft::new(Polarity::Good, "`b`.new()")];
    for (toml, is) in [
        ("pattern = '$X.old()'", None),
        ("pattern = '$X.older()'", Some("MissesTheBug")),
        ("pattern = 'wait($X)'", Some("BesidesTheFix")),
        ("pattern = '''\n$X.$_();\nother();'''", Some("FindsTheFix")),
        ("pattern = 'a.old()'", Some("Block(0)")),
    ] {
        let rules = [RuleDraft::forbid(toml)];
        let proof = prove(&rules, &ScopeDraft::default(), Some(&fix(BEFORE, AFTER)), &blocks).unwrap();
        let found = proof.counterexample().map(|found| format!("{found:?}"));
        match is {
            None => assert!(found.is_none() && proof.holds(), "{toml}: {found:?}"),
            Some(is) => {
                assert!(found.as_ref().is_some_and(|found| found.starts_with(is)), "{toml}: {found:?}")
            }
        }
    }
}

#[test]
fn what_is_required_must_come_with_the_fix() {
    for (toml, is) in [
        ("pattern = '$X.new()'", None),
        ("pattern = 'other()'", Some("MetBefore")),
        ("pattern = 'nowhere()'", Some("NotMetAfter")),
    ] {
        let rules = [RuleDraft::require(toml)];
        let proof = prove(&rules, &ScopeDraft::default(), Some(&fix(BEFORE, AFTER)), &[]).unwrap();
        let found = proof.counterexample().map(|found| format!("{found:?}"));
        assert_eq!(found.is_none(), is.is_none(), "{toml}: {found:?}");
        assert!(found.unwrap_or_default().starts_with(is.unwrap_or_default()), "{toml}");
    }
}

#[test]
fn a_path_that_meets_a_changed_line_is_on_it() {
    let before = "async fn f() {\n    let g = lock();\n    g.use_it();\n    send().await;\n}\n";
    let after = before.replace("    send", "    drop(g);\n    send");
    let rules = [RuleDraft::forbid("pattern = 'let $G = lock();'\nheld-across = '$F.await'")];
    let proof = prove(&rules, &ScopeDraft::default(), Some(&fix(before, &after)), &[]).unwrap();
    assert!(proof.holds(), "{proof:?}");
}

#[test]
fn a_rule_that_is_none_is_told_with_its_place() {
    let rules = [RuleDraft::forbid("pattern = 'f('")];
    let problems = prove(&rules, &ScopeDraft::default(), None, &[]).unwrap_err();
    assert!(!problems.is_empty() && problems[0].line == 5, "{problems:?}");
}

#[test]
fn any_text_is_a_toml_string() {
    for text in ["a", "a\"b", "a'b\"c", "a\nb", "a\\b", "'''\n\"", "\u{1}\r\n", "x'", "a\nb'"] {
        let rules = [RuleDraft::forbid(format!("pattern = 'f()'\nmessage = {}", toml_string(text)))];
        assert!(compile(&rules, &ScopeDraft::default(), &[]).is_ok(), "{text:?} {}", toml_string(text));
    }
}
