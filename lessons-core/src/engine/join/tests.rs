//! What is said once, and what could not be judged.

use super::*;
use crate::engine::Engine;
use crate::lesson::Lesson;
use crate::workspace::Memory;

/// A search of some files of a bare tree with one lesson of these rules.
fn search(rules: &str, files: &[(&str, &str)], only: Option<&str>) -> Report {
    let text = format!(
        "```toml\nlesson.date = 2026-01-01\n{rules}\n```\n# T\n## Root cause\na\n## Invariant\nb\n## Mitigation\nc\n"
    );
    let reading = Lesson::read("lessons/X.md", text.as_bytes());
    let lesson = reading.lesson.unwrap_or_else(|| panic!("{:?}", reading.problems));
    let (engine, problems) = Engine::new([(lesson, ApprovalStatus::Approved)]);
    assert_eq!(problems, []);
    let source: Memory = files.iter().copied().collect();
    let takes = |path: &str| only == Some(path);
    let options = SearchOptions { only: only.is_some().then_some(&takes as _), ..SearchOptions::default() };
    engine.search(&Workspace::bare_tree(source).unwrap(), &options).unwrap()
}

#[test]
fn what_is_required_is_judged_whole_or_told_as_unjudged() {
    let files = [("src/a.rs", "fn h() { f(1) }"), ("src/b.rs", "fn i() {}")];
    for (pattern, only, missing, unjudged) in [
        ("f(1)", None, 0, 0),
        ("f(2)", None, 1, 0),
        ("f(2)", Some("src/a.rs"), 0, 1),
        ("f(1)", Some("src/b.rs"), 0, 1),
        ("f(1)", Some("src/a.rs"), 0, 0),
    ] {
        let report = search(&format!("require = '{pattern}'"), &files, only);
        let told = (report.findings.len(), report.not_applied.len());
        assert_eq!(told, (missing, unjudged), "{pattern} in {only:?}: {report:?}");
        assert!(report.not_applied.iter().all(|lack| lack.lesson == "X" && lack.files == 0));
    }
}

#[test]
fn a_module_that_looks_like_a_crate_is_test_code_if_what_leads_to_it_says_so() {
    let code = "fn f(all: &mut Vec<u8>) { for one in [1] { all.push(one); } }";
    for (cfg, expected) in [("#[cfg(test)] ", 0), ("", 1)] {
        let root = format!("fn g() {{}} {cfg}mod tests;");
        let files =
            [("src/lib.rs", root.as_str()), ("src/tests/mod.rs", "mod util;"), ("src/tests/util.rs", code)];
        let report = search(
            "forbid.pattern = '$X.push($Y)'\nforbid.inside.kind = 'for_expression'",
            &[("Cargo.toml", "[package]\nname = 'a'"), files[0], files[1], files[2]],
            None,
        );
        assert_eq!(report.findings.len(), expected, "{cfg}{report:?}");
    }
}
