//! What surrounds a rule: scopes, `require`, what is searched, other languages, proof.

use lessons_core::{Engine, FindingKind, Lesson, SearchOptions};

use super::support::{check, engine, found_in, lesson, report, workspace};

#[test]
fn scopes() {
    let files = &[
        ("Cargo.toml", "[workspace]\nmembers = ['x', 'y']\n"),
        ("x/Cargo.toml", "[package]\nname = 'disp-x'\nedition = '2021'\n[dependencies]\ntokio = '1'\n"),
        ("x/src/lib.rs", "fn a() { f(1); } mod gen; #[cfg(test)] mod t { fn b() { f(2); } }"),
        ("x/src/gen/mod.rs", "fn a() { f(3); }"),
        ("x/tests/a.rs", "fn a() { f(4); }"),
        ("x/benches/a.rs", "fn a() { f(5); }"),
        ("x/examples/a.rs", "fn a() { f(6); }"),
        ("y/Cargo.toml", "[package]\nname = 'other'\nedition = '2021'\n"),
        ("y/src/lib.rs", "fn a() { f(7); }"),
        (
            "Cargo.lock",
            "version = 3\n[[package]]\nname = 'disp-x'\nversion = '0.1.0'\ndependencies = ['tokio']\n[[package]]\nname = 'other'\nversion = '0.1.0'\n[[package]]\nname = 'tokio'\nversion = '1.39.2'\nsource = 'registry+x'\n",
        ),
    ][..];
    for (why, scope, expected) in [
        ("no scope: no test code", "", &["f(3)", "f(1)", "f(7)"][..]),
        ("tests", "tests = true", &["f(5)", "f(6)", "f(3)", "f(1)", "f(2)", "f(4)", "f(7)"]),
        ("crates, a glob", "crates = ['disp*']", &["f(3)", "f(1)"]),
        ("crates, a name", "crates = ['other']", &["f(7)"]),
        ("no such crate", "crates = ['nobody']", &[]),
        ("paths from the package's root", "paths = ['src/lib.rs']", &["f(1)", "f(7)"]),
        ("paths from the workspace's root", "paths = ['x/src/**']", &["f(3)", "f(1)"]),
        ("! wins", "paths = ['!src/gen/**', 'src/**']", &["f(1)", "f(7)"]),
        ("all that is given must hold", "crates = ['disp*']\npaths = ['src/lib.rs']", &["f(1)"]),
        ("a dependency's resolved version", "dependency = { tokio = '<1.40' }", &["f(3)", "f(1)"]),
        ("another version", "dependency = { tokio = '>=1.40' }", &[]),
        ("another dependency", "dependency = { serde = '*' }", &[]),
        ("a language", "language = 'rust'", &["f(3)", "f(1)", "f(7)"]),
    ] {
        let found = found_in(&format!("[scope]\n{scope}\n[forbid]\npattern = 'f($A)'"), "2021", files);
        assert_eq!(found, expected, "{why}");
    }
    let no_lock: Vec<_> = files.iter().copied().filter(|(path, _)| *path != "Cargo.lock").collect();
    let report =
        report("[scope]\ndependency = { tokio = '<1.40' }\n[forbid]\npattern = 'f($A)'", "2021", &no_lock);
    assert!(report.findings.is_empty());
    assert!(!report.not_applied.is_empty(), "no lock file: reported as not applied");
}

#[test]
fn require() {
    let rule = "[require]\npattern = 'limit($N)'\nmessage = 'the limit must stay'";
    for (why, tables, files, missing) in [
        ("missing anywhere", rule, &[("src/lib.rs", "fn a() {}")][..], true),
        ("there once", rule, &[("src/lib.rs", "mod b;"), ("src/b.rs", "fn a() { limit(1); }")], false),
        ("in a comment it is not there", rule, &[("src/lib.rs", "// limit(1)\nfn a() {}")], true),
        (
            "in test code it is not there",
            rule,
            &[("src/lib.rs", "#[cfg(test)] mod t { fn a() { limit(1); } }")],
            true,
        ),
        (
            "in test code, asked for",
            "[scope]\ntests = true\n[require]\npattern = 'limit($N)'",
            &[("src/lib.rs", "#[cfg(test)] mod t { fn a() { limit(1); } }")],
            false,
        ),
        (
            "in scope",
            "[scope]\npaths = ['src/b.rs']\n[require]\npattern = 'limit($N)'",
            &[("src/lib.rs", "mod b; fn a() { limit(1); }"), ("src/b.rs", "")],
            true,
        ),
        (
            "through names",
            "[require]\npattern = 'net::limit($N)'",
            &[
                ("src/lib.rs", "mod b; use b::net::limit as l; fn a() { l(1); }"),
                ("src/b.rs", "pub mod net { pub fn limit(a: u8) {} }"),
            ],
            false,
        ),
    ] {
        let report = report(tables, "2021", files);
        let kinds: Vec<_> = report.findings.iter().map(|one| one.kind).collect();
        assert_eq!(
            kinds,
            if missing { vec![FindingKind::Missing] } else { vec![] },
            "{why}: {:?}",
            report.findings
        );
    }
    let report = report(rule, "2021", &[("src/lib.rs", "")]);
    let [finding] = report.findings.as_slice() else { panic!("{:?}", report.findings) };
    assert_eq!(finding.message, "the limit must stay");
    assert_eq!(finding.path, "lessons/X.md");
    let text = String::from_utf8(lesson(rule)).unwrap();
    let line = text.lines().position(|line| line == "[require]").unwrap() + 1;
    let place = finding.location.start.line as usize;
    assert!((line..=line + 2).contains(&place), "the rule's line is {line}, the finding's {place}");
}

#[test]
fn require_is_judged_only_when_the_whole_scope_was_searched() {
    let engine = engine(&[("X", "[require]\npattern = 'limit($N)'")]);
    let workspace = workspace("2021", &[("src/lib.rs", "mod b;"), ("src/b.rs", "fn a() {}")]);
    let only = |path: &str| path == "src/lib.rs";
    let mut options = SearchOptions::default();
    options.only = Some(&only);
    let report = engine.search(&workspace, &options).unwrap();
    assert!(report.findings.is_empty(), "{:?}", report.findings);
    let report = engine.search(&workspace, &SearchOptions::default()).unwrap();
    assert_eq!(report.findings.len(), 1);
}

#[test]
fn require_is_not_judged_where_something_could_not_be_searched() {
    const RULE: &str = "[require]\npattern = 'limit($N)'";
    const COSTLY: &str = "[require]\npattern = 'g($$$A, $X, $$$B, $Y, $$$C, $Z, $$$D, $X, $$$E)'";
    let arguments: Vec<String> = (0..100).map(|n| n.to_string()).collect();
    let costly = format!("fn a() {{ g({}); }}", arguments.join(", "));
    for (why, tables, file, bytes, judged) in [
        ("all was read", RULE, "src/b.rs", &b"fn a() {}"[..], true),
        ("a file is not UTF-8", RULE, "src/b.rs", b"fn a() { \xff }", false),
        (
            "such a file is out of scope",
            "[scope]\npaths = ['src/l*']\n[require]\npattern = 'limit($N)'",
            "src/b.rs",
            b"\xff",
            true,
        ),
        ("it took too many steps", COSTLY, "src/b.rs", costly.as_bytes(), false),
        ("another rule would have taken too many", RULE, "src/b.rs", costly.as_bytes(), true),
    ] {
        let mut source = lessons_core::Memory::default();
        source.insert("Cargo.toml", "[package]\nname = 'a'\nedition = '2021'\n");
        source.insert("src/lib.rs", "mod b;");
        source.insert(file, bytes);
        let workspace = lessons_core::Workspace::from_source(source).unwrap();
        let report = engine(&[("X", tables)]).search(&workspace, &SearchOptions::default()).unwrap();
        assert_eq!(report.findings.len(), usize::from(judged), "{why}: {:?}", report.findings);
        assert_eq!(report.not_applied.len(), usize::from(!judged), "{why}: {:?}", report.not_applied);
    }
}

/// Steps are counted for every rule by itself: what is found does not depend on what else is searched for.
#[test]
fn a_costly_rule_silences_no_other_and_is_counted() {
    let calls: String = (0..60)
        .map(|call| {
            let arguments: Vec<String> = (0..100).map(|n| format!("{call}{n}")).collect();
            format!("g({});\nh({call});\n", arguments.join(", "))
        })
        .collect();
    let files = [("src/lib.rs", &*format!("fn a() {{\n{calls}}}\n"))];
    let workspace = workspace("2021", &files);
    let costly = "[forbid]\npattern = 'g($$$A, $X, $$$B, $Y, $$$C, $Z, $$$D, $X, $$$E)'";
    let cheap = "[forbid]\npattern = 'h($N)'\nfollows = 'g($$$)'";
    let both = "[[forbid]]\npattern = 'g($$$A, $X, $$$B, $Y, $$$C, $Z, $$$D, $X, $$$E)'\n[[forbid]]\npattern = 'h($N)'";
    for (why, lessons) in [
        ("two lessons", &[("A", costly), ("B", cheap)][..]),
        ("two rules of a lesson", &[("A", both)]),
        ("many lessons", &[("A", costly), ("B", costly), ("C", costly), ("D", cheap)]),
    ] {
        let report = engine(lessons).search(&workspace, &SearchOptions::default()).unwrap();
        assert_eq!(report.findings.len(), 60, "{why}");
        assert_eq!(report.unsearched.len(), 60, "{why}: every costly place is counted, once");
        let too_complex = |one: &lessons_core::UnsearchedCode| {
            one.reason == lessons_core::UnsearchedReason::TooComplex && one.path == "src/lib.rs"
        };
        assert!(report.unsearched.iter().all(too_complex), "{why}: {:?}", report.unsearched);
    }
}

/// What other files decide matters only where all else holds: however many names of a body may be anything, a rule is
/// not tried for each way in which they may turn out.
#[test]
fn names_that_do_not_matter_are_not_asked_about() {
    let calls: String = (0..200).map(|n| format!("other{n}::act{n}(list);\n")).collect();
    let code = format!("use elsewhere::*;\nfn a() {{\nlet held = list.write();\n{calls}list.read();\n}}\n");
    let rule = "[forbid]\npattern = '$LOCK.$AGAIN()'\nwhere.AGAIN.regex = '^(read|write)$'\n\
        inside = { kind = 'block', has = { pattern = '$LOCK.$TAKE()', where.TAKE.regex = '^(read|write)$', \
        held-across = '$LOCK.$AGAIN()' } }\nguarded-by = '$LOCK.$TAKE()'";
    let report = report(rule, "2021", &[("src/lib.rs", &code), ("src/other0.rs", "pub fn act0(_: List) {}")]);
    assert!(report.unsearched.is_empty(), "{:?}", report.unsearched);
    let found: Vec<&str> = report.findings.iter().map(|one| one.location.span.of(&code)).collect();
    assert_eq!(found, ["list.read()"]);
}

#[test]
fn files_that_cannot_be_searched_are_counted() {
    let engine = engine(&[("X", "[forbid]\npattern = 'f($A)'")]);
    let mut source = lessons_core::Memory::default();
    source.insert("Cargo.toml", "[package]\nname = 'a'\nedition = '2021'\n");
    source.insert("src/lib.rs", "fn a() { f(1); }");
    source.insert("src/bad.rs", &b"fn a() { f(2); \xff }"[..]);
    let workspace = lessons_core::Workspace::from_source(source).unwrap();
    let report = engine.search(&workspace, &SearchOptions::default()).unwrap();
    assert_eq!(report.findings.len(), 1);
    assert_eq!(report.unsearched.len(), 1, "{:?}", report.unsearched);
    assert_eq!(report.unsearched[0].path, "src/bad.rs");
}

#[test]
fn other_languages() {
    for (why, language, path, rule, code, expected) in [
        (
            "toml",
            "toml",
            "a/config.toml",
            "pattern = 'lto = $V'",
            "[profile.release]\nlto = true\nx = 1\n",
            &["lto = true"][..],
        ),
        ("toml, by value", "toml", "a/config.toml", "pattern = 'a = \"b\"'", "a = 'b'\n", &["a = 'b'"]),
        (
            "toml, where",
            "toml",
            "a/config.toml",
            "pattern = 'a = $V'\nwhere.V.regex = '2'",
            "a = 1\n[x]\na = 2\n",
            &["a = 2"],
        ),
        (
            "toml, tables have no order",
            "toml",
            "a/config.toml",
            "pattern = 'x = { a = 1, b = 2 }'",
            "x = { b = 2, a = 1 }\n",
            &["x = { b = 2, a = 1 }"],
        ),
        (
            "yaml",
            "yaml",
            "a/b.yaml",
            "pattern = 'image: $I'\nwhere.I.regex = 'latest'",
            "a:\n  image: x:latest\nb:\n  image: y:1\n",
            &["image: x:latest"],
        ),
        (
            "yaml, inside",
            "yaml",
            "a/b.yaml",
            "pattern = 'privileged: true'\ninside = 'securityContext: $X'",
            "securityContext:\n  privileged: true\nother:\n  privileged: true\n",
            &["privileged: true"],
        ),
        (
            "json",
            "json",
            "a/b.json",
            "pattern = '\"retries\": $N'",
            "{ \"retries\": 3 }\n",
            &["\"retries\": 3"],
        ),
        (
            "json, not",
            "json",
            "a/b.json",
            "pattern = '\"n\": $N'\nnot.where.N.regex = '3'",
            "[{ \"n\": 3 }, { \"n\": 4 }]\n",
            &["\"n\": 4"],
        ),
    ] {
        let tables = format!("[scope]\nlanguage = '{language}'\n[forbid]\n{rule}");
        let found = found_in(&tables, "2021", &[("src/lib.rs", ""), (path, code)]);
        assert_eq!(found, expected, "{why}");
    }
}

#[test]
fn blocks_prove_a_lesson() {
    let prove = |blocks: &str, rule: &str| {
        let mut text = lesson(rule);
        text.extend_from_slice(blocks.as_bytes());
        let reading = Lesson::read("lessons/X.md", &text);
        let lesson = reading.lesson.unwrap_or_else(|| panic!("{:?}", reading.problems));
        Engine::prove(&lesson).failures.len()
    };
    let rule = "[forbid]\npattern = 'f().await'";
    for (why, rule, blocks, failures) in [
        ("both hold", rule, "```rust,bad\nf().await;\n```\n```rust,good\ng().await;\n```\n", 0),
        ("a bad block finds nothing", rule, "```rust,bad\ng().await;\n```\n", 1),
        ("a good block finds something", rule, "```rust,good\nf().await;\n```\n", 1),
        ("a file as it stands", rule, "```rust,bad\nasync fn a() { f().await; }\n```\n", 0),
        (
            "paths are tested with file=",
            "[scope]\npaths = ['src/a.rs']\n[forbid]\npattern = 'f()'",
            "```rust,bad,file=src/a.rs\nf();\n```\n```rust,good,file=src/b.rs\nf();\n```\n",
            0,
        ),
        (
            "crates count as satisfied",
            "[scope]\ncrates = ['nobody']\n[forbid]\npattern = 'f()'",
            "```rust,bad\nf();\n```\n",
            0,
        ),
        (
            "dependency counts as satisfied",
            "[scope]\ndependency = { tokio = '<1' }\n[forbid]\npattern = 'f()'",
            "```rust,bad\nf();\n```\n",
            0,
        ),
        (
            "an edition",
            "[forbid]\npattern = '$L.lock()'\nheld-across = '$F.await'",
            "```rust,bad,edition=2021\nif let Some(a) = m.lock().pop() {} else { f().await }\n```\n```rust,good,edition=2024\nif let Some(a) = m.lock().pop() {} else { f().await }\n```\n",
            0,
        ),
        (
            "require: a block is the whole scope",
            "[require]\npattern = 'f()'",
            "```rust,bad,rule=require\ng();\n```\n```rust,good,rule=require\nf();\n```\n",
            0,
        ),
    ] {
        assert_eq!(prove(blocks, rule), failures, "{why}");
    }
    check(&[("the same rule on a workspace", "pattern = 'f().await'", "f().await; f()", &["f().await"])]);
}
