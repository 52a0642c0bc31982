//! Rules of other languages over whole trees: relations, suppressions, scope, what could not be searched.

use super::{Engine, Report, SearchOptions};
use crate::lesson::{ApprovalStatus, Lesson};
use crate::workspace::{Memory, Workspace};

fn lesson(language: &str, rule: &str) -> Lesson {
    let text = format!(
        "```toml\n[lesson]\ndate = 2026-04-12\n[scope]\nlanguage = '{language}'\n[forbid]\n{rule}\n```\n\n# T\n\n\
         ## Root cause\nR.\n\n## Invariant\nI.\n\n## Mitigation\nM.\n"
    );
    let reading = Lesson::read("lessons/INC-1.md", text.as_bytes());
    reading.lesson.unwrap_or_else(|| panic!("{:?}", reading.problems))
}

fn search(language: &str, rule: &str, path: &str, text: &str) -> Report {
    let (engine, problems) = Engine::new([(lesson(language, rule), ApprovalStatus::Approved)]);
    assert_eq!(problems, [], "{rule}");
    let tree = Workspace::bare_tree([(path, text)].into_iter().collect::<Memory>()).unwrap();
    engine.search(&tree, &SearchOptions::default()).unwrap()
}

/// The lines of the findings, with their messages.
fn lines(language: &str, rule: &str, path: &str, text: &str) -> Vec<u32> {
    search(language, rule, path, text).findings.iter().map(|finding| finding.location.start.line).collect()
}

const POD: &str = "kind: Pod\nspec:\n  hostNetwork: true\n  containers:\n    - name: a\n      image: x:latest\n      resources: {}\n    - name: b\n      image: \"y:1\"\n      securityContext:\n        privileged: true\n";

#[test]
fn logic_relations_and_conditions_hold_in_yaml() {
    for (rule, expected) in [
        ("pattern = 'image: $I'\nwhere.I.regex = ':latest$'", &[6][..]),
        ("pattern = 'image: $I'\nwhere.I.not.regex = ':latest$'", &[9]),
        ("all = ['image: $I']\nnot.regex = 'latest'", &[9]),
        ("any = ['hostNetwork: true', 'privileged: true']", &[3, 11]),
        ("pattern = 'privileged: true'\ninside = '- name: b'", &[11]),
        ("pattern = 'privileged: true'\ninside = '- name: a'", &[]),
        ("pattern = '- name: $N'\nhas = 'privileged: true'", &[8]),
        ("pattern = '- name: $N'\nnot.has = 'resources: $R'", &[8]),
        ("kind = 'block_sequence_item'", &[5, 8]),
        ("kind = 'block_mapping_pair'\nregex = '^hostNetwork'", &[3]),
    ] {
        assert_eq!(lines("yaml", rule, "k8s/pod.yml", POD), expected, "{rule}");
    }
}

#[test]
fn logic_relations_and_conditions_hold_in_toml_and_json() {
    let toml = "[dependencies]\na = { git = 'u' }\n\n[profile.release]\npanic = 'abort'\n[profile.dev]\npanic = 'abort'\n";
    for (rule, expected) in [
        ("pattern = 'panic = \"abort\"'\ninside = '[profile.release]'", &[5][..]),
        ("pattern = '[profile.$P]'\nhas = 'panic = \"abort\"'", &[4, 6]),
        ("pattern = '$D = { git = $U, $$$ }'\nnot.has = 'rev = $R'\ninside = '[dependencies]'", &[2]),
        ("pattern = '[profile.$P]'\nwhere.P.regex = '^dev$'", &[6]),
    ] {
        assert_eq!(lines("toml", rule, "Cargo.toml", toml), expected, "{rule}");
    }
    let json = "{\n \"scripts\": {\n  \"install\": \"x\"\n },\n \"install\": 1\n}\n";
    for (rule, expected) in [
        ("pattern = '\"install\": $X'\ninside = '\"scripts\": $S'", &[3][..]),
        ("pattern = '\"install\": $X'\nwhere.X.kind = 'number'", &[5]),
        ("kind = 'object'\nnot.inside = { kind = 'object' }", &[1]),
    ] {
        assert_eq!(lines("json", rule, "package.json", json), expected, "{rule}");
    }
}

#[test]
fn keys_that_need_rust_are_errors() {
    for rule in [
        "pattern = 'a: 1'\nfollows = 'b: 1'",
        "pattern = 'a: 1'\ncontext = 'async'",
        "pattern = 'a: $X'\nwhere.X.type = 'T'",
        "pattern = 'a: 1'\nguarded-by = 'b: 1'",
    ] {
        let text = format!(
            "```toml\n[lesson]\ndate = 2026-04-12\n[scope]\nlanguage = 'yaml'\n[forbid]\n{rule}\n```\n# T\n"
        );
        let problems = Lesson::read("lessons/INC-1.md", text.as_bytes()).problems;
        assert!(problems.iter().any(|problem| problem.message.contains("Rust")), "{rule}: {problems:?}");
    }
}

#[test]
fn suppressions_cover_the_member_after_them_or_on_their_line() {
    for (language, path, rule, text, expected) in [
        (
            "yaml",
            "a.yaml",
            "hostNetwork: true",
            "spec:\n  # lessons:allow(INC-1) the node's own agent\n  hostNetwork: true\n",
            &[][..],
        ),
        (
            "yaml",
            "a.yaml",
            "hostNetwork: true",
            "spec:\n  hostNetwork: true # lessons:allow(INC-1) why\n",
            &[],
        ),
        (
            "yaml",
            "a.yaml",
            "image: $I",
            "c:\n  # lessons:allow(INC-1) first only\n  - image: a\n    x: 1\n  - image: b\n",
            &["b"],
        ),
        ("yaml", "a.yaml", "image: $I", "a: '# lessons:allow(INC-1) no'\nimage: b\n", &["b"]),
        (
            "toml",
            "Cargo.toml",
            "panic = $I",
            "# lessons:allow(INC-1) all of it\n[profile.release]\nlto = 1\npanic = 2\n[profile.dev]\npanic = 3\n",
            &["3"],
        ),
        (
            "toml",
            "Cargo.toml",
            "panic = $I",
            "[profile.release]\npanic = 2 # lessons:allow(INC-1) why\n[profile.dev]\npanic = 3\n",
            &["3"],
        ),
        (
            "toml",
            "Cargo.toml",
            "panic = $I",
            "[profile.dev]\npanic = 3\n\n# lessons:allow(INC-1) why\n[profile.release]\npanic = 2\n",
            &["3"],
        ),
        (
            "yaml",
            "a.yaml",
            "image: $I",
            "a:\n  image: 1\n# lessons:allow(INC-1) why\nb:\n  image: 2\n",
            &["1"],
        ),
        (
            "toml",
            "Cargo.toml",
            "panic = $I",
            "[profile.release]\n# lessons:allow(INC-1) why\npanic = 2\n",
            &[],
        ),
    ] {
        let report = search(language, &format!("pattern = '{rule}'"), path, text);
        let found: Vec<_> =
            report.findings.iter().map(|finding| finding.captures.get("I").map_or("", |i| i)).collect();
        assert_eq!(found, expected, "{text}");
    }
    let bare = search("yaml", "pattern = 'a: 1'", "a.yaml", "# lessons:allow(INC-1)\na: 1\n");
    assert_eq!(bare.findings.len(), 2, "a suppression without a reason: {:?}", bare.findings);
}

#[test]
fn what_has_no_syntax_is_counted() {
    for (language, path, rule, text) in [
        ("json", "a.json", "\"a\": 1", "{ \"a\": 1, \"b\": }"),
        ("toml", "a.toml", "a = 1", "a = 1\nb = = 2\n"),
        ("yaml", "a.yaml", "a: 1", "a: 1\nb: [1\n"),
    ] {
        let report = search(language, &format!("pattern = '{rule}'"), path, text);
        assert!(!report.unsearched.is_empty(), "{text}");
    }
}

#[test]
fn findings_and_captures_end_with_the_code() {
    let text = "[a]\nx = 1\n\n# of the next\n[b]\ny = 2 # why\n";
    let report = search("toml", "pattern = '[$T]'", "a.toml", text);
    let found: Vec<_> = report.findings.iter().map(|finding| finding.location.span.of(text)).collect();
    assert_eq!(found, ["[a]\nx = 1", "[b]\ny = 2"]);
    let report = search("yaml", "pattern = 'a: $X'", "a.yaml", "a:\n  b: 1\n  # end\nc: 2\n");
    assert_eq!(report.findings[0].captures["X"], "b: 1");
}
