//! What the synthesiser makes of fixes, kind by kind, and why it makes nothing of some.
#![allow(clippy::unwrap_used, reason = "a test may fail")]

use lessons_core::{Lesson, Memory, Workspace};
use proptest::prelude::*;

use super::*;

fn fix(path: &str, before: &str, after: &str) -> Fix {
    let file = ChangedFile::new(path, Some(before.to_owned()), Some(after.to_owned()));
    Fix { files: vec![file], ..Fix::default() }
}

fn synthesis(before: &str, after: &str) -> Synthesis {
    synthesize(&fix("src/lib.rs", before, after), &NoBackground, &Options::default())
}

/// A fn with a body, and one around it that must not matter.
fn body(head: &str, statements: &str) -> String {
    format!("fn other() {{\n    unrelated(1);\n}}\n\n{head} {{\n{statements}\n}}\n")
}

#[test]
fn each_kind_of_fix_gives_the_rule_that_says_it() {
    for (name, head, before, after, wanted) in [
        (
            "an unwrap that is handled",
            "fn f(path: &Path) -> &Path",
            "    open(1);\n    path.parent().unwrap()",
            "    open(1);\n    path.parent().unwrap_or(path)",
            &["pattern = \"$PATH.parent().unwrap()\""][..],
        ),
        (
            "blocking work in async code",
            "async fn f(index: Index, query: Query)",
            "    let found = run_search(&index, query);\n    found",
            "    let found = spawn_blocking(move || run_search(&index, query)).await?;\n    found",
            &["pattern = \"run_search($$$)\"", "not.inside = \"spawn_blocking($_)\"", "context = \"async\""],
        ),
        (
            "a link that a builder lacked",
            "fn f() -> Client",
            "    Client::builder().agent(NAME).build()",
            "    Client::builder().agent(NAME).timeout(LIMIT).build()",
            &["Client::builder().$$$.build()", "not.pattern", ".timeout($_)"],
        ),
        (
            "a guard that lives in its scrutinee",
            "fn f(jobs: &RefCell<Jobs>)",
            "    while let Some(job) = jobs.borrow_mut().pop() {\n        run(job, jobs);\n    }",
            "    loop {\n        let Some(job) = jobs.borrow_mut().pop() else { break };\n        run(job, jobs);\n    }",
            &["$JOBS.borrow_mut()", "held-across = \"run("],
        ),
        (
            "a guard that blocks threads, of a lock whose type is known",
            "async fn f(job: &std::sync::Mutex<Jobs>)",
            "    let jobs = job.lock().unwrap();\n    send(jobs.len()).await;",
            "    let count = job.lock().unwrap().len();\n    send(count).await;",
            &[
                "pattern = \"let $GUARD = $LOCK.lock().unwrap();\"",
                "held-across = \"$CALL.await\"",
                "where.LOCK = { type = \"std::sync::Mutex\" }",
            ],
        ),
        (
            "a guard that blocks threads, of a lock whose type is not known",
            "async fn f(jobs: &Jobs)",
            "    let held = jobs.all.lock().unwrap();\n    send(held.len()).await;",
            "    let count = jobs.all.lock().unwrap().len();\n    send(count).await;",
            &["pattern = \"let $HELD = $ALL.lock().unwrap();\"", "held-across = \"$CALL.await\""],
        ),
        (
            "a lock that is taken twice",
            "fn f(a: &A)",
            "    let all = a.all.write();\n    check(a.all.read().len());\n    drop(all);",
            "    let all = a.all.write();\n    check(all.len());\n    drop(all);",
            &["let $ALL = $ALL2.write();", "held-across = \"$ALL2.read()\""],
        ),
        (
            "a statement that was missing",
            "fn f(socket: &mut S) -> R",
            "    socket.write_all(GREETING)?;\n    socket.read_exact(buffer)?;\n    done()",
            "    socket.write_all(GREETING)?;\n    socket.flush()?;\n    socket.read_exact(buffer)?;\n    done()",
            &["$SOCKET.", "$SOCKET.flush()"],
        ),
        (
            "an operator whose type is the point",
            "fn f(now: Instant, then: Instant) -> bool",
            "    now - then > LIMIT",
            "    now.saturating_duration_since(then) > LIMIT",
            &["pattern = \"$A - $B\"", "where.A.type = \"Instant\""],
        ),
        (
            "a bound that was missing",
            "fn f()",
            "    let (tx, rx) = mpsc::channel();\n    go(tx, rx)",
            "    let (tx, rx) = mpsc::sync_channel(3);\n    go(tx, rx)",
            &["pattern = \"mpsc::channel()\""],
        ),
        (
            "an error that was swallowed",
            "fn f(state: &State) -> R",
            "    let _ = evaluate(state, 1);\n    finish(state)",
            "    let _ = evaluate(state, 1)?;\n    finish(state)",
            &["let _ = evaluate($$$);"],
        ),
        (
            "a condition that was the wrong way round",
            "fn f(waker: &Waker, cx: &Context) -> bool",
            "    waker.will_wake(cx.waker())",
            "    !waker.will_wake(cx.waker())",
            &["$WAKER.will_wake($_)", "not.inside = \"!$_.will_wake($_)\""],
        ),
        (
            "a print that was left",
            "fn f(command: &Command)",
            "    println!(\"{command:?}\");\n    run(command)",
            "    run(command)",
            &["pattern = \"println!($$$)\""],
        ),
        (
            "a guard that is cloned out of its lock",
            "async fn f(rows: &Mutex<Vec<u32>>)",
            "    let guard = rows.lock().unwrap();\n    send(&guard).await;",
            "    let guard = rows.lock().unwrap().clone();\n    send(&guard).await;",
            &["let $GUARD = $ROWS.lock().unwrap();", "held-across = \"$CALL.await\""],
        ),
        (
            "a statement after the last one, which changed too",
            "fn f(out: &mut W) -> R",
            "    write!(out, \"{}\", code())",
            "    write!(out, \"{}\", code())?;\n    out.flush()",
            &["write!($OUT, $$$)", "not.leads-to = \"$OUT.flush()\""],
        ),
        (
            "an operator without any name",
            "fn width(all: u16, column: u16) -> u16",
            "    all - column",
            "    all.saturating_sub(column)",
            &["$ALL - $COLUMN", "inside = \"fn width($$$) { $$$ }\""],
        ),
    ] {
        let synthesis = synthesis(&body(head, before), &body(head, after));
        let best =
            synthesis.candidates.first().unwrap_or_else(|| panic!("{name}: {:?}", synthesis.abstained));
        for part in wanted {
            assert!(best.rules[0].toml.contains(part), "{name}: {part} is not in\n{}", best.rules[0].toml);
        }
        assert!(best.proof.holds(), "{name}");
    }
}

#[test]
fn what_cannot_give_a_rule_says_why() {
    let code = "fn f(a: u8) {\n    g(a);\n}\n";
    for (path, before, after, reason) in [
        ("README.md", "a", "b", Reason::NoRust),
        ("tests/a.rs", code, "fn f(a: u8) {\n    h(a);\n}\n", Reason::TestsOnly),
        ("src/a.rs", code, "/// Says so.\nfn f(a: u8) {\n\n    g(a); // indeed\n}\n", Reason::DocsOnly),
        ("src/a.rs", code, "fn f(b: u8) {\n    g(b);\n}\n", Reason::Renames),
        (
            "src/a.rs",
            "fn f() { a(); }\nfn g() { b(); }\n",
            "fn g() { b(); }\nfn f() { a(); }\n",
            Reason::MovedCode,
        ),
        ("src/a.rs", "fn f() { a(); }\n", "fn f() { a(); }\n#[test]\nfn t() { f(); }\n", Reason::TestsOnly),
        ("src/a.rs", "fn f() { a(); }\n", "fn f() { a(); }\nfn g() { b(); }\n", Reason::NewCodeOnly),
    ] {
        let synthesis = synthesize(&fix(path, before, after), &NoBackground, &Options::default());
        assert_eq!(synthesis.candidates, [], "{path} {after}");
        assert_eq!(synthesis.abstained, Some(reason), "{path} {after}");
    }
    let new =
        Fix { files: vec![ChangedFile::new("src/a.rs", None, Some(code.to_owned()))], ..Fix::default() };
    assert_eq!(synthesize(&new, &NoBackground, &Options::default()).abstained, Some(Reason::NewCodeOnly));
}

/// A workspace in which `stop()` is called so often in each of two crates.
fn workspace(here: usize, there: usize) -> Workspace {
    let calls = |count: usize| format!("fn f() {{\n{}}}\n", "    stop();\n".repeat(count));
    let files: Memory = [
        ("here/Cargo.toml".to_owned(), "[package]\nname = 'here'".to_owned()),
        ("here/src/other.rs".to_owned(), calls(here)),
        ("there/Cargo.toml".to_owned(), "[package]\nname = 'there'".to_owned()),
        ("there/src/lib.rs".to_owned(), calls(there)),
    ]
    .into_iter()
    .collect();
    Workspace::bare_tree(files).unwrap()
}

#[test]
fn a_scope_is_written_only_where_the_rest_is_loud() {
    let fix = fix("here/src/lib.rs", "fn f() {\n    stop();\n}\n", "fn f() {\n    wait();\n}\n");
    for (here, there, noise, paths) in
        [(0, 0, 0, &[][..]), (0, 3, 3, &[]), (0, 90, 0, &["here/**"]), (60, 90, 0, &["here/src/lib.rs"])]
    {
        let workspace = workspace(here, there);
        let synthesis = synthesize(&fix, &WorkspaceBackground::new(&workspace), &Options::default());
        let best = &synthesis.candidates[0];
        assert_eq!(best.rules[0].toml, "pattern = \"stop()\"\n");
        assert_eq!(
            (best.noise, best.scope.paths.as_slice()),
            (noise, &*paths.iter().map(|p| (*p).to_owned()).collect::<Vec<_>>())
        );
    }
}

#[test]
fn a_loud_rule_gives_way_to_one_that_says_more() {
    let before = "fn f(path: &Path) {\n    keep(path.parent().unwrap());\n}\n";
    let after = "fn f(path: &Path) {\n    keep(path.parent().unwrap_or(path));\n}\n";
    let loud = "fn g(p: &Path) {\n    p.parent().unwrap();\n}\n".repeat(60);
    let files: Memory = [("src/other.rs", loud)].into_iter().collect();
    let workspace = Workspace::bare_tree(files).unwrap();
    let synthesis = synthesize(
        &fix("src/lib.rs", before, after),
        &WorkspaceBackground::new(&workspace),
        &Options::default(),
    );
    assert_eq!(synthesis.candidates[0].rules[0].toml, "pattern = \"keep($PATH.parent().unwrap())\"\n");
    assert_eq!(synthesis.candidates[0].noise, 0);
}

#[test]
fn a_mistake_made_several_times_is_found_everywhere_it_was_fixed() {
    let before =
        body("fn f(a: A, b: B)", "    a.send(one()).unwrap();\n    other();\n    b.send(two()).unwrap();");
    let after =
        body("fn f(a: A, b: B)", "    let _ = a.send(one());\n    other();\n    let _ = b.send(two());");
    let best = &synthesis(&before, &after).candidates[0];
    assert_eq!(best.proof.before.len(), 2, "{}", best.rules[0].toml);
}

#[test]
fn a_fix_of_two_mistakes_is_about_both() {
    let before = body(
        "fn f(a: A, path: &Path)",
        "    a.publish(one()).unwrap();\n    other();\n    path.parent().unwrap();",
    );
    let after = body("fn f(a: A, path: &Path)", "    a.publish(one())?;\n    other();\n    path.parent()?;");
    let best = &synthesis(&before, &after).candidates[0];
    let rules: Vec<&str> = best.rules.iter().map(|rule| rule.toml.as_str()).collect();
    assert_eq!(rules.len(), 2, "{rules:?}");
    for name in [".publish(", ".parent()"] {
        assert!(rules.iter().any(|rule| rule.contains(name)), "{rules:?}");
    }
}

#[test]
fn a_trait_that_must_not_be_derived() {
    let of = |derives: &str, rest: &str| {
        format!(
            "#[derive({derives})]\npub struct Settings {{\n    pub uri: String,\n    size: u8,\n}}\n{rest}"
        )
    };
    let by_hand = "impl fmt::Debug for Settings {\n    fn fmt(&self, f: &mut F) -> R {\n        hide(&self.uri)\n    }\n}\n";
    let best = &synthesis(&of("Clone, Debug", ""), &of("Clone", by_hand)).candidates[0];
    assert_eq!(best.rules[0].toml, "pattern = \"#[derive(Debug)] struct $T { uri: $_, .. }\"\n");
    let best = &synthesis(&of("Debug", ""), &of("Clone", "")).candidates[0];
    assert_eq!(best.rules[0].toml, "pattern = \"#[derive(Debug)] struct Settings { $$$ }\"\n");
}

fn pack() -> KnownMistakes {
    KnownMistakes::new("public", lesson("queue-without-bound", PACK))
}

fn lesson(id: &str, text: &str) -> Option<Lesson> {
    Lesson::read(&format!("public/{id}.md"), text.as_bytes()).lesson
}

/// A lesson on channels without a bound, and other shapes of that.
const PACK: &str = r#"```toml
[lesson]
date = 2026-01-01

[scope]
paths = ["!build.rs"]

# A channel.
[[forbid]]
any = ["mpsc::channel()", "flume::unbounded()"]
message = "no bound"

# Another one.
[[forbid]]
pattern = "let $PAIR = mpsc::unbounded($_);"

[[forbid]]
pattern = "Vec::new()"
```

# A queue without a bound

## Root cause

It grew.

## Invariant

Every queue has a bound.

## Mitigation

Give it one.
"#;

#[test]
fn a_known_mistake_is_told_as_it_is_known() {
    let pack = pack();
    let options = Options { known: Some(&pack), ..Options::default() };
    let before = body("fn f()", "    let (tx, rx) = mpsc::channel();\n    go(tx, rx)");
    let after = body("fn f()", "    let (tx, rx) = mpsc::sync_channel(3);\n    go(tx, rx)");
    let of = |before: &str, after: &str, elsewhere: &str| {
        let files: Memory = [("src/other.rs", elsewhere.to_owned())].into_iter().collect();
        let workspace = Workspace::bare_tree(files).unwrap();
        let fix = fix("src/lib.rs", before, after);
        synthesize(&fix, &WorkspaceBackground::new(&workspace), &options).candidates
    };
    let candidates = of(&before, &after, "");
    let known = candidates[0].known.as_ref().unwrap();
    assert_eq!(
        (&*known.lesson, &*known.title, &*known.invariant),
        ("public/queue-without-bound", "A queue without a bound", "Every queue has a bound.")
    );
    let rules: Vec<&str> = candidates[0].rules.iter().map(|rule| rule.toml.trim()).collect();
    // The rule that is known; the fix's own, which names what stands here; what is forbidden of the same module.
    assert_eq!(
        rules,
        [
            "any = [\"mpsc::channel()\", \"flume::unbounded()\"]\nmessage = \"no bound\"",
            "pattern = \"mpsc::channel()\"",
            "# The same mistake in another shape. The fix had none of it.\npattern = \"let $PAIR = mpsc::unbounded($_);\"",
        ]
    );
    assert!(candidates[0].proof.holds());
    assert_eq!(candidates[1].known, None, "the fix's own rule is another choice");

    // What is loud here is not what this repository calls a mistake, and what another fix changed is no such mistake.
    let loud = "fn f() {\n    flume::unbounded();\n}\n".repeat(9);
    assert_eq!(of(&before, &after, &loud)[0].known, None);
    let other = of(&body("fn f()", "    stop()"), &body("fn f()", "    wait()"), "");
    assert_eq!(other[0].known, None);
    // Where the rule still speaks after the fix, it was not what the fix was about.
    let still = body("fn f()", "    let (tx, rx) = named(mpsc::channel());\n    go(tx, rx)");
    assert!(of(&before, &still, "").iter().all(|candidate| candidate.known.is_none()));
}

/// The next time it need not be the same call: what else is known to be the same mistake belongs to the lesson, unless
/// something here does it and nobody has called that a mistake.
#[test]
fn a_known_mistake_is_known_in_other_shapes() {
    let rule = "any = [\"mpsc::channel()\", \"flume::unbounded()\"]\nmessage = \"no bound\"";
    let whole = PACK.replace(rule, "pattern = \"drain::whole($_)\"").replace("Vec::new()", "sink::rest($_)");
    let pack = KnownMistakes::new("public", lesson("taken-whole", &whole));
    let options = Options { known: Some(&pack), ..Options::default() };
    let fix = fix(
        "src/lib.rs",
        &body("fn f(a: A)", "    go(drain::whole(a))"),
        &body("fn f(a: A)", "    go(drain::part(a, 3))"),
    );
    let shapes = |elsewhere: &str| {
        let files: Memory = [("src/other.rs", elsewhere.to_owned())].into_iter().collect();
        let workspace = Workspace::bare_tree(files).unwrap();
        let candidate =
            synthesize(&fix, &WorkspaceBackground::new(&workspace), &options).candidates.remove(0);
        candidate.rules.iter().filter(|rule| rule.toml.contains("another shape")).count()
    };
    assert_eq!((shapes(""), shapes("fn f() { sink::rest(b) }")), (1, 1), "the other one is left");
    assert_eq!(shapes("fn f() { sink::rest(b); let p = mpsc::unbounded(3); }"), 0);
}

#[test]
fn a_diff_alone_is_enough() {
    let diff = "--- a/src/x.rs\n+++ b/src/x.rs\n@@ -10,3 +10,3 @@ fn f(path: &Path) {\n     let a = 1;\n\
                -    use_it(path.parent().unwrap());\n+    use_it(path.parent()?);\n     k();\n";
    let fix = Fix::from_diff(&crate::document::Diff::parse(diff));
    let synthesis = synthesize(&fix, &NoBackground, &Options::default());
    assert_eq!(synthesis.candidates[0].rules[0].toml, "pattern = \"$PATH.parent().unwrap()\"\n");
}

/// Lines of which texts are made that are nearly Rust.
const LINES: &[&str] = &[
    "fn f(a: A) {",
    "}",
    "a.b().c(1)?;",
    "let x = y.lock().unwrap();",
    "if a { return; }",
    "match x {",
    "Some(n) => n.go(),",
    "vec![0; n]",
    "println!(\"{a}\", b = c)",
    "impl T for U {",
    "'",
    "\"",
    "é.ö()",
    "|x| x + 1",
    "x[1..]",
    "async move {",
    "((((",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn nothing_makes_it_panic(
        old in prop::collection::vec(0..LINES.len(), 0..12),
        new in prop::collection::vec(0..LINES.len(), 0..12),
    ) {
        let text = |lines: &[usize]| lines.iter().map(|line| LINES[*line]).collect::<Vec<_>>().join("\n");
        let synthesis = synthesis(&text(&old), &text(&new));
        for candidate in &synthesis.candidates {
            prop_assert!(candidate.proof.holds());
        }
    }
}
