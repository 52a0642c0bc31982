//! Guards that stand, and those that do not.

use super::*;
use crate::workspace::Memory;

const MANIFEST: &str = "[package]\nname = 'dis-patch'\nedition = '2024'\n[lib]\nname = 'dispatcher'\n";

fn lesson(guard: &str, scope: &str) -> Lesson {
    let text = format!(
        "```toml\n[lesson]\ndate = 2026-04-12\n{scope}[guard]\n{guard}\n```\n\n# T\n\n## Root cause\nR.\n\n\
         ## Invariant\nI.\n\n## Mitigation\nM.\n"
    );
    let reading = Lesson::read("lessons/INC-1.md", text.as_bytes());
    reading.lesson.unwrap_or_else(|| panic!("{:?}", reading.problems))
}

fn check(files: &[(&str, &str)], lesson: &Lesson) -> Vec<Problem> {
    let files: Memory = files.iter().copied().collect();
    check_guards(&Workspace::from_source(files).unwrap(), &[lesson])
}

fn told(files: &[(&str, &str)], guard: &str) -> String {
    let problems = check(files, &lesson(guard, ""));
    problems.iter().map(|problem| problem.message.as_str()).collect::<Vec<_>>().join("; ")
}

#[test]
fn a_test_is_known_by_every_path_that_people_use() {
    let files = [
        ("Cargo.toml", MANIFEST),
        (
            "src/lib.rs",
            "mod net;\n#[cfg(test)]\nmod tests { mod deep { #[tokio::test(flavor = \"x\")] async fn inc_1() {} } }",
        ),
        ("src/net/mod.rs", "#[cfg(test)] mod tests;"),
        ("src/net/tests.rs", "#[rstest]\n#[case(1)]\nfn inc_2() {}"),
        ("src/bin/tool.rs", "#[test] fn inc_3() {}"),
        ("tests/io.rs", "mod more;\n#[test]\npub fn inc_4() {}"),
        ("tests/more/mod.rs", "#[test] fn inc_5() {}"),
        ("src/stray.rs", "#[test] fn inc_6() {}"),
    ];
    for (name, exists) in [
        ("dispatcher::tests::deep::inc_1", true),
        ("dis-patch::tests::deep::inc_1", true),
        ("dis_patch::dispatcher::tests::deep::inc_1", true),
        ("dispatcher::net::tests::inc_2", true),
        ("dispatcher::net::tests::inc_2::case_1", true),
        ("tool::inc_3", true),
        ("dis-patch::tool::inc_3", true),
        ("io::inc_4", true),
        ("dis-patch::io::inc_4", true),
        ("io::more::inc_5", true),
        ("dis-patch::io::more::inc_5", true),
        ("tests::deep::inc_1", false),
        ("dispatcher::inc_1", false),
        ("inc_4", false),
        ("dispatcher::stray::inc_6", false),
        ("dispatcher::tests::inc_7", false),
        ("other::tests::deep::inc_1", false),
    ] {
        let told = told(&files, &format!("test = ['{name}']"));
        assert_eq!(told.is_empty(), exists, "{name}: {told}");
    }
}

#[test]
fn a_test_that_does_not_run_guards_nothing() {
    for (code, expected) in [
        ("#[test]\n#[ignore]\nfn inc_1() {}", "is ignored, so"),
        ("#[ignore = \"takes hours\"]\n#[test]\nfn inc_1() {}", "is ignored (takes hours), so"),
        ("#[test]\n#[cfg_attr(miri, ignore)]\nfn inc_1() {}", ""),
        ("#[test]\n#[cfg(any())]\nfn inc_1() {}", "never compiled"),
        ("#[cfg( any( ) )]\nmod x { #[test]\nfn inc_1() {} }", "never compiled"),
        ("fn inc_1() {}", "without a test attribute"),
        ("// #[test]\nfn inc_1() {}", "without a test attribute"),
        ("const T: &str = \"#[test] fn inc_1() {}\";", "there is no test"),
        ("fn f() { #[test] fn inc_1() {} }", "there is no test"),
        ("#[test] fn inc_10() {}", "there is no test"),
    ] {
        let name = if code.contains("mod x") { "dispatcher::x::inc_1" } else { "dispatcher::inc_1" };
        let told = told(&[("Cargo.toml", MANIFEST), ("src/lib.rs", code)], &format!("test = '{name}'"));
        assert!(told.contains(expected) && told.is_empty() == expected.is_empty(), "{code}: {told}");
    }
}

#[test]
fn what_is_missing_is_told_at_its_place() {
    let files = [("Cargo.toml", MANIFEST), ("src/lib.rs", "mod a { #[test] fn inc_1() {} }")];
    let lesson = lesson("test = [\n  'dispatcher::a::inc_1',\n  'dispatcher::b::inc_1',\n]", "");
    let problems = check(&files, &lesson);
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert_eq!((problems[0].line, problems[0].column), (7, 3));
    assert!(problems[0].hint.as_ref().unwrap().contains("dispatcher::a::inc_1"), "{problems:?}");
}

#[test]
fn lints_are_on_as_cargo_and_the_attributes_say() {
    for (lints, code, lint, on) in [
        ("", "", "await_holding_lock", true),
        ("", "", "unwrap_used", false),
        ("unwrap_used = 'warn'", "", "unwrap_used", true),
        ("unwrap_used = 'warn'", "", "clippy::unwrap_used", true),
        ("restriction = 'warn'", "", "unwrap_used", true),
        ("all = 'warn'", "", "unwrap_used", false),
        ("pedantic = { level = 'warn', priority = -1 }", "", "large_futures", true),
        ("pedantic = { level = 'warn', priority = -1 }\nlarge_futures = 'allow'", "", "large_futures", false),
        ("pedantic = { level = 'warn', priority = 1 }\nlarge_futures = 'allow'", "", "large_futures", true),
        ("all = 'allow'", "", "await_holding_lock", false),
        (
            "all = { level = 'allow', priority = -1 }\nawait_holding_lock = 'deny'",
            "",
            "await_holding_lock",
            true,
        ),
        // Of equal priority the names come from last to first.
        ("all = 'allow'\nawait_holding_lock = 'deny'", "", "await_holding_lock", false),
        ("all = 'allow'\nawait_holding_lock = 'forbid'", "", "await_holding_lock", true),
        ("", "#![warn(clippy::unwrap_used, clippy::todo)]", "unwrap_used", true),
        ("", "//! Docs.\n#![forbid(clippy::unwrap_used)]", "unwrap_used", true),
        ("", "#![cfg_attr(not(test), deny(clippy::todo, clippy::unwrap_used))]", "unwrap_used", true),
        ("", "#![cfg_attr(test, allow(clippy::await_holding_lock))]", "await_holding_lock", true),
        ("", "// #![warn(clippy::unwrap_used)]", "unwrap_used", false),
        ("", "#![allow(clippy::await_holding_lock)]", "await_holding_lock", false),
        ("", "#![allow(clippy::suspicious)]", "await_holding_lock", false),
        ("", "#![allow(warnings)]", "await_holding_lock", false),
        ("await_holding_lock = 'forbid'", "#![allow(clippy::all)]", "await_holding_lock", true),
        ("unwrap_used = 'deny'", "mod m { #![allow(clippy::unwrap_used)] }", "unwrap_used", true),
    ] {
        let manifest = format!("{MANIFEST}[lints.clippy]\n{lints}\n");
        let told = told(&[("Cargo.toml", &manifest), ("src/lib.rs", code)], &format!("clippy = '{lint}'"));
        assert_eq!(told.is_empty(), on, "{lints} / {code} / {lint}: {told}");
    }
}

#[test]
fn flags_in_cargos_configuration_count() {
    for (flags, on) in [
        ("['-W', 'clippy::unwrap_used']", true),
        ("['-Dclippy::unwrap_used']", true),
        ("'--warn=clippy::restriction -C opt-level=1'", true),
        ("['-Aclippy::unwrap_used']", false),
    ] {
        let config = format!("[build]\nrustflags = {flags}");
        let files = [("Cargo.toml", MANIFEST), ("src/lib.rs", ""), (".cargo/config.toml", config.as_str())];
        assert_eq!(told(&files, "clippy = 'unwrap_used'").is_empty(), on, "{flags}");
    }
}

#[test]
fn every_member_in_scope_has_the_lint() {
    let files = [
        ("Cargo.toml", "[workspace]\nmembers = ['a', 'b']\n[workspace.lints.clippy]\nunwrap_used = 'deny'"),
        ("a/Cargo.toml", "[package]\nname = 'a'\n[lints]\nworkspace = true"),
        ("a/src/lib.rs", ""),
        ("b/Cargo.toml", "[package]\nname = 'b'"),
        ("b/src/lib.rs", ""),
    ];
    assert!(told(&files, "clippy = 'unwrap_used'").contains("not turned on in `b`"));
    assert!(check(&files, &lesson("clippy = 'unwrap_used'", "[scope]\ncrates = ['a']\n")).is_empty());
    assert_eq!(check(&files, &lesson("clippy = 'unwrap_used'", "[scope]\ncrates = ['c']\n")).len(), 1);
}

#[test]
fn names_that_clippy_does_not_have_are_errors() {
    let files = |lints| [("Cargo.toml", lints), ("src/lib.rs", "")];
    let plain = files(MANIFEST);
    for (lint, expected) in [
        ("await_holding_locks", "no lint `await_holding_locks`"),
        ("pedantic", "is a group"),
        ("all", "is a group"),
        ("nonsense", "no lint"),
    ] {
        assert!(told(&plain, &format!("clippy = '{lint}'")).contains(expected), "{lint}");
    }
    let problems = check(&plain, &lesson("clippy = 'await_holding_locks'", ""));
    assert_eq!(problems[0].hint.as_deref(), Some("did you mean `await_holding_lock`?"));
    let newer = format!("{MANIFEST}[lints.clippy]\nlint_of_tomorrow = 'warn'");
    assert_eq!(told(&files(&newer), "clippy = 'lint_of_tomorrow'"), "");
}

#[test]
fn without_a_workspace_the_guard_is_not_checked_and_that_is_said() {
    let tree = Workspace::bare_tree(Memory::new()).unwrap();
    let problems = check_guards(&tree, &[&lesson("test = 'a::b'", "")]);
    assert_eq!(problems[0].severity, Severity::Warning);
}
