//! Whole lesson files: what a sound one says, what is told of the others, and that nothing else happens.

use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::*;
use crate::problem::Severity;

const TOML: &str = "[lesson]\ndate = 2026-04-12\n\n[forbid]\npattern = \"f($X)\"\n";
const TEXT: &str =
    "# Title\n\n## Root cause\n\nBecause.\n\n## Invariant\n\nAlways.\n\n## Mitigation\n\nWrite it so.\n";

fn file(toml: &str, text: &str) -> String {
    format!("```toml\n{toml}```\n\n{text}")
}

fn lesson(toml: &str, text: &str) -> Lesson {
    let reading = Lesson::read("lessons/INC-245.md", file(toml, text).as_bytes());
    assert_eq!(reading.problems, []);
    reading.lesson.unwrap()
}

#[test]
fn a_whole_lesson_is_read() {
    let text = r#"```toml
[lesson]
format = 1                     # optional; a newer one gives one clear error
id = "INC-245"
date = 2026-04-12              # of the incident
level = "deny"                 # deny | warn | note (default: warn)
postmortem = "docs/postmortems/INC-245.md"
introduced-by = ["1c0ffee"]
fixed-by = ["3f2a91c"]
tags = ["async", "locks"]
withdrawn = 2027-01-01

[scope]
crates = ["dispatcher*"]
paths = ["src/**", "!src/generated/**"]
tests = true
dependency = { tokio = "<1.40" }
language = "rust"

[forbid]
pattern = "let $GUARD = $LOCK.lock().unwrap();"
held-across = "$F.await"
where.LOCK.type = "std::sync::Mutex"
message = "the lock on `{LOCK}` is held across an await"

[[require]]
pattern = "g()"

[guard]
test = ["dispatcher::tests::inc_245"]
clippy = ["clippy::await_holding_lock"]
```

# Lock held across `await`

## Root Cause:

The guard lives
to the end of its *scope*.

More.

## Invariant

No lock across an await.

## Mitigation

Drop it first.

```rust,bad,file=src/x.rs
let guard = m.lock().unwrap();
f().await;
```

```rust,good,rule=require
g();
```
"#;
    let reading = Lesson::read("lessons/2026/INC-245.md", text.as_bytes());
    assert_eq!(reading.problems, []);
    let lesson = reading.lesson.unwrap();
    assert_eq!(lesson.id, "INC-245");
    assert_eq!(lesson.title, "Lock held across `await`");
    assert_eq!(lesson.date.to_string(), "2026-04-12");
    assert_eq!(lesson.withdrawn.map(|date| date.to_string()).as_deref(), Some("2027-01-01"));
    assert_eq!(lesson.level, Level::Deny);
    assert_eq!(lesson.postmortem, Some(Postmortem::Path("docs/postmortems/INC-245.md".to_owned())));
    assert_eq!(
        (lesson.introduced_by.as_slice(), lesson.fixed_by.as_slice()),
        (&["1c0ffee".to_owned()][..], &["3f2a91c".to_owned()][..])
    );
    assert_eq!(lesson.tags, ["async", "locks"]);
    assert!(lesson.scope.crates.matches("dispatcher-core") && !lesson.scope.crates.matches("core"));
    assert!(lesson.scope.tests);
    assert_eq!(lesson.scope.dependencies[0].name, "tokio");
    let kinds: Vec<_> =
        lesson.enforcement.rules().map(|(kind, at)| (kind, lesson.position(at.start).line)).collect();
    assert_eq!(kinds, [(RuleKind::Forbid, 20), (RuleKind::Require, 26)]);
    let guard = lesson.enforcement.guard.as_ref().unwrap();
    assert_eq!(guard.test, ["dispatcher::tests::inc_245"]);
    assert_eq!(guard.clippy, ["await_holding_lock"]);
    assert_eq!(lesson.root_cause(), "The guard lives to the end of its *scope*.");
    assert_eq!(lesson.invariant(), "No lock across an await.");
    assert_eq!(lesson.mitigation(), "Drop it first.\n".trim());
    assert_eq!(lesson.blocks.len(), 2);
    assert_eq!(lesson.blocks[0].text(), "let guard = m.lock().unwrap();\nf().await;\n");
    assert_eq!(lesson.blocks_that_are(Polarity::Good).count(), 1);
    assert!(lesson.lacks_for_approval().is_empty());
}

#[test]
fn what_is_not_said_has_its_default() {
    let lesson = lesson(TOML, TEXT);
    assert_eq!(
        (lesson.level, lesson.scope.tests, lesson.scope.language.as_str()),
        (Level::Warn, false, "rust")
    );
    assert!(lesson.scope.covers_path("any/where.rs", None));
    assert_eq!(lesson.lacks_for_approval().len(), 2);
    assert!(!lesson.is_withdrawn());
}

#[test]
fn bodies_of_every_kind() {
    let head = "[lesson]\ndate = 2026-04-12\n";
    for body in [
        "[forbid]\npattern = 'a'\n",
        "[[forbid]]\npattern = 'a'\n[[forbid]]\nkind = 'b'\n",
        "[require]\npattern = 'a'\n",
        "[guard]\ntest = 'a::b'\n",
        "[guard]\nclippy = ['x']\n",
        "[waive]\nreason = 'none'\n",
    ] {
        lesson(&format!("{head}{body}"), TEXT);
    }
    lesson("forbid = ['a', { kind = 'b' }]\nlesson.date = 2026-04-12\n", TEXT);
}

/// Each fault of the front matter alone, at its place and with a hint.
#[test]
fn faults_of_the_front_matter() {
    let date = "lesson.date = 2026-04-12\n";
    let forbid = "forbid = 'f()'\n";
    for (toml, at, message) in [
        (forbid.to_owned(), "", "`[lesson]` is missing"),
        (format!("{forbid}[lesson]\nlevel = 'deny'\n"), "[lesson]", "`[lesson]` has no `date`"),
        (format!("{forbid}lesson.date = 2026-02-30\n"), "2026-02-30", "day between 01 and 28"),
        (format!("{forbid}lesson.date = '2026-02-20'\n"), "'2026-02-20'", "takes a date, not a string"),
        (format!("{forbid}lesson.date = 2026-02-20T10:00:00Z\n"), "2026-02-20T10:00:00Z", "without a time"),
        (format!("{forbid}lesson.date = 10:00:00\n"), "10:00:00", "not a time"),
        (date.to_owned(), "", "enforces nothing"),
        (format!("{date}{forbid}lesson.level = 'dney'\n"), "'dney'", "no level `dney`"),
        (format!("{date}{forbid}lesson.id = 'INC-244'\n"), "'INC-244'", "not the file's name `INC-245`"),
        (format!("{date}{forbid}lesson.id = 'inc-245'\n"), "'inc-245'", "not the file's name"),
        (format!("{date}{forbid}lesson.id = '../x'\n"), "'../x'", "is no id"),
        (format!("{date}{forbid}lesson.format = 0\n"), "0", "`format`"),
        (format!("{date}{forbid}lesson.format = '1'\n"), "'1'", "`format`"),
        (format!("{date}{forbid}lesson.postmortem = '/x'\n"), "'/x'", "absolute"),
        (format!("{date}{forbid}lesson.postmortem = 'a/../../x'\n"), "'a/../../x'", "leaves the repository"),
        (format!("{date}{forbid}lesson.postmortem = 'http://x/y'\n"), "'http://x/y'", "`http` URL"),
        (format!("{date}{forbid}lesson.postmortem = 'file:///etc'\n"), "'file:///etc'", "`file` URL"),
        (format!("{date}{forbid}lesson.postmortem = 'https:///x'\n"), "'https:///x'", "without a host"),
        (format!("{date}{forbid}lesson.fixed-by = ['--upload-pack=x']\n"), "'--upload-pack=x'", "no commit"),
        (format!("{date}{forbid}lesson.fixed-by = 'abcd'\n"), "'abcd'", "takes a list"),
        (format!("{date}{forbid}lesson.tags = [1]\n"), "1", "takes a string"),
        (format!("{date}{forbid}lesson.tagz = []\n"), "tagz", "unknown key `tagz`"),
        (format!("{date}{forbid}scoep.tests = true\n"), "scoep", "unknown key `scoep`"),
        (format!("{date}{forbid}scope = 1\n"), "1", "takes a table"),
        (format!("{date}{forbid}scope.tests = 'no'\n"), "'no'", "takes a boolean"),
        (format!("{date}{forbid}scope.crates = []\n"), "[]", "is empty"),
        (format!("{date}{forbid}scope.paths = ['src/[']\n"), "'src/['", "does not parse"),
        (format!("{date}{forbid}scope.paths = ['a', 'src/']\n"), "'src/'", "match no file"),
        (format!("{date}{forbid}scope.dependency.tokio = '<'\n"), "'<'", "no version requirement"),
        (format!("{date}{forbid}scope.dependency = 'tokio'\n"), "'tokio'", "takes a table"),
        (format!("{date}{forbid}scope.language = 'cobol'\n"), "'cobol'", "no language"),
        (format!("{date}{forbid}guard = {{}}\n"), "{}", "names nothing that guards"),
        (format!("{date}{forbid}guard.test = ['a b']\n"), "'a b'", "names nothing"),
        (format!("{date}{forbid}guard.clippy = 'a b'\n"), "'a b'", "names nothing"),
        (format!("{date}waive = {{}}\n"), "{}", "without a `reason`"),
        (format!("{date}waive.reason = ''\n"), "''", "is empty"),
        (format!("{date}{forbid}waive = {{ reason = 'x' }}\n"), "{ reason = 'x' }", "`forbid` is one"),
        (
            format!("{date}waive = {{ reason = 'x' }}\nguard.test = 'a'\n"),
            "{ reason = 'x' }",
            "`guard` is one",
        ),
        (format!("{date}forbid = []\n"), "[]", "is empty"),
        (format!("{date}forbid = 7\n"), "7", "takes a rule"),
        (format!("{date}forbid = ''\n"), "''", "`pattern` is empty"),
        (format!("{date}{forbid}{forbid}"), "forbid", "duplicate key"),
    ] {
        let text = file(&toml, TEXT);
        let reading = Lesson::read("lessons/INC-245.md", text.as_bytes());
        let [problem] = reading.problems.as_slice() else { panic!("{toml}: {:#?}", reading.problems) };
        assert!(problem.message.contains(message), "{toml}: {problem}");
        assert_eq!(problem.span.of(&text), at, "{toml}: {problem}");
        assert!(problem.hint.is_some(), "{toml}: {problem}");
        assert!(reading.lesson.is_none(), "{toml}");
    }
}

/// One slip each, told once, with what to do about it.
#[test]
fn slips_are_told_once_with_advice() {
    let date = "[lesson]\ndate = 2026-04-12\n";
    for (toml, line, hint) in [
        (format!("{date}level = deny\n[forbid]\npattern = 'a'\n"), 4, "in quotes"),
        (format!("{date}level =\n[forbid]\npattern = 'a'\n"), 4, "in quotes"),
        (format!("{date}level 'deny'\n[forbid]\npattern = 'a'\n"), 4, "`key = value`"),
        (format!("{date}[forbid]\npattern = f()\n"), 5, "in quotes"),
        (format!("{date}[forbid]\npattern = \"\\d\"\n"), 5, "single quotes"),
        (format!("{date}[forbid]\npattern = '''\nf()\n"), 7, "three quotes"),
        (format!("{date}paths = ['src/**']\n[forbid]\npattern = 'a'\n"), 4, "under `[scope]`"),
        (format!("pattern = 'a'\n{date}[forbid]\npattern = 'a'\n"), 2, "under `[forbid]`"),
        (format!("{date}reason = 'a'\n[forbid]\npattern = 'a'\n"), 4, "under `[waive]`"),
        (format!("{date}[forbid]\npattern = 'a'\n[[forbid]]\npattern = 'b'\n"), 6, "[[forbid]]"),
    ] {
        let reading = Lesson::read("lessons/INC-245.md", file(&toml, TEXT).as_bytes());
        let [problem] = reading.problems.as_slice() else { panic!("{toml}: {:#?}", reading.problems) };
        assert!(problem.hint.as_ref().is_some_and(|told| told.contains(hint)), "{toml}: {problem:?}");
        assert_eq!(problem.line, line, "{toml}: {problem}");
    }
}

#[test]
fn faults_of_the_text() {
    for (text, line, message, severity) in [
        (TEXT.replace("# Title\n", ""), 6, "no title", Severity::Error),
        (TEXT.replace("# Title", "#"), 8, "the title is empty", Severity::Error),
        (TEXT.replace("## Invariant", "## Invariants"), 14, "`## Invariant` is missing", Severity::Error),
        (TEXT.replace("## Mitigation", "### Mitigation"), 6, "`## Mitigation` is missing", Severity::Error),
        (TEXT.replace("Because.", "<!-- todo -->"), 10, "`Root cause` says nothing", Severity::Error),
        (format!("{TEXT}# Another\n"), 21, "a second title", Severity::Warning),
        (format!("{TEXT}## Invariant\n\nx\n"), 21, "a second section", Severity::Warning),
        (format!("{TEXT}```rust,bad,fiel=x.rs\n```\n"), 21, "unknown tag", Severity::Warning),
        (format!("{TEXT}```rust,bad\nf();\n"), 21, "not closed", Severity::Warning),
        (format!("{TEXT}```toml,bad\n```\n"), 21, "scope's language is `rust`", Severity::Error),
        (format!("{TEXT}```rust,bad,good\n```\n"), 21, "not both", Severity::Error),
    ] {
        let reading = Lesson::read("lessons/INC-245.md", file(TOML, &text).as_bytes());
        let [problem] = reading.problems.as_slice() else { panic!("{text}: {:#?}", reading.problems) };
        assert!(problem.message.contains(message), "{problem}");
        // The front matter takes 7 lines, and a blank one follows.
        assert_eq!(
            (problem.line, problem.severity),
            (if line == 6 { 8 } else { line + 1 }, severity),
            "{problem}"
        );
        assert_eq!(reading.lesson.is_some(), severity == Severity::Warning, "{problem}");
    }
}

#[test]
fn everything_is_told_at_once_in_order_of_place() {
    let reading = Lesson::read(
        "lessons/-x.md",
        file("[lesson]\nlevel = 'x'\n[forbid]\npatern = 'a'\n", "# T\n").as_bytes(),
    );
    let lines: Vec<_> = reading.problems.iter().map(|problem| problem.line).collect();
    assert_eq!(reading.problems.len(), 8, "{:#?}", reading.problems);
    assert!(lines.is_sorted(), "{lines:?}");
    let shown = reading.problems.iter().find(|problem| problem.line == 5).unwrap().to_string();
    assert_eq!(shown, "lessons/-x.md:5:1: error: unknown key `patern` in `forbid`");
}

#[test]
fn a_newer_format_is_one_clear_error() {
    for format in ["2", "99999999999999999999999"] {
        let reading = Lesson::read(
            "lessons/INC-245.md",
            file(&format!("[lesson]\nformat = {format}\nnew = [1\n"), "").as_bytes(),
        );
        let [problem] = reading.problems.as_slice() else { panic!("{:#?}", reading.problems) };
        assert!(problem.message.contains("newer format"), "{problem}");
    }
}

#[test]
fn broken_toml_brings_no_complaints_about_what_was_not_reached() {
    let reading = Lesson::read("lessons/INC-245.md", file("[lesson\ndate = 2026-04-12\n", TEXT).as_bytes());
    assert!(
        reading.problems.iter().all(|problem| problem.message.starts_with("TOML")),
        "{:#?}",
        reading.problems
    );
    assert!(!reading.problems.is_empty() && reading.lesson.is_none());
}

#[test]
fn a_file_that_is_no_text_is_told_at_its_place() {
    let reading = Lesson::read("lessons/a.md", b"```toml\n\xff");
    assert_eq!(reading.problems[0].to_string(), "lessons/a.md:2:1: error: the file is not UTF-8 here");
}

#[test]
fn a_problem_of_a_rule_points_into_its_string() {
    let toml = "[lesson]\ndate = 2026-04-12\n[forbid]\npattern = '''\nok();\n  @ bad'''\n";
    let lesson = lesson(toml, TEXT);
    let (_, rule) = &lesson.enforcement.rules[0];
    let pattern = rule.pattern.as_ref().unwrap();
    let place = pattern.place(pattern.value.find('@').unwrap() as u32);
    let problem = lesson.problem_at(Span::new(place, place + 1), "no", Some("yes".to_owned()));
    assert_eq!(problem.to_string(), "lessons/INC-245.md:7:3: error: no");
    assert_eq!(problem.hint.as_deref(), Some("yes"));
}

#[test]
fn other_languages_take_their_blocks_and_keys() {
    let toml = "[lesson]\ndate = 2026-04-12\n[scope]\nlanguage = 'toml'\n[forbid]\npattern = 'a = $X'\n";
    let with = lesson(toml, &format!("{TEXT}\n```toml,bad\na = 1\n```\n"));
    assert_eq!(with.blocks[0].language, "toml");
    let reading = Lesson::read("L.md", file(&format!("{toml}leads-to = 'x'\n"), TEXT).as_bytes());
    assert!(reading.problems[0].message.contains("`leads-to` is for Rust only"), "{:?}", reading.problems);
}

#[test]
fn public_types_go_between_threads() {
    fn assert<T: Send + Sync + 'static>() {}
    assert::<LessonSet>();
    assert::<Reading>();
    assert::<Approvals>();
    assert::<ApprovalsFileError>();
}

#[test]
fn control_characters_stay_in_the_data() {
    let lesson = lesson(TOML, &TEXT.replace("Because.", "Be\u{1b}[31mcause."));
    assert_eq!(lesson.root_cause(), "Be\u{1b}[31mcause.");
}

/// Megabytes of what is hard on readers; a quadratic one would take minutes.
#[test]
fn time_is_linear() {
    let head = file(TOML, TEXT);
    let size = if cfg!(debug_assertions) { 1_000_000 } else { 5_000_000 };
    let fill = |piece: &str| piece.repeat(size / piece.len());
    for text in [
        format!("{head}{}", fill("a ")),
        format!("{head}{}", fill("[")),
        format!("{head}{}", fill("> ")),
        format!("{head}{}", fill("`` ` ")),
        format!("{head}{}", fill("*a _b")),
        format!("{head}{}", fill("<!--")),
        format!("{head}{}", fill("## Root cause\n\nx\n\n")),
        format!("{head}{}", fill("```rust,bad,x\nf();\n```\n")),
        format!("{head}{}", fill("- ")),
        fill("```\n"),
        fill("\n"),
        format!("```toml\n{}", fill("'''\n```\n")),
        format!("```toml\n{}", fill("\"\"\"\n```\n")),
        format!("```toml\n{}```\n", fill("a = [\n")),
        format!("```toml\n{}```\n", fill("a.b = '\n")),
        format!("```toml\nx = \"{}\"\n```\n", fill("\\u0041")),
        format!("```toml\nlesson.tags = [{}]\n```\n", fill("1,")),
        format!("```toml\nforbid = [{}]\n```\n", fill("{},")),
        format!("```toml\n{}```\n", (0..size / 25).map(|n| format!("k{n} = {n}\n")).collect::<String>()),
        format!("```toml\n{}```\n", (0..size / 25).map(|n| format!("[t.k{n}]\n")).collect::<String>()),
    ] {
        let start = Instant::now();
        let reading = Lesson::read("lessons/INC-245.md", text.as_bytes());
        let taken = start.elapsed();
        assert!(
            taken < Duration::from_secs(30),
            "{taken:?} for {:?}",
            text.chars().skip(170).take(40).collect::<String>()
        );
        assert!(reading.problems.len() <= 101);
    }
}

/// Pieces that lesson files are made of, in any order.
fn scraps() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "```toml\n",
        "```\n",
        "~~~\n",
        "````\n",
        "'''",
        "\"\"\"",
        "[lesson]\n",
        "date = 2026-04-12\n",
        "[forbid]\n",
        "[[forbid]]\n",
        "pattern = 'f()'\n",
        "pattern = \"\\u00e9\\\n",
        "where.X.type = ",
        "= {",
        "}",
        "[",
        "]",
        ",",
        "\r\n",
        "\u{feff}",
        "# T\n",
        "## Root cause\n",
        "## Invariant\n",
        "x\n\n",
        "## Mitigation\n",
        "> ",
        "- ",
        "\t",
        "```rust,bad,file=\n",
        "é",
        "\0",
        "'",
        "\"",
        "\\",
        "not = { has = 'a', inside = 'b' }\n",
        "[scope]\n",
        "paths = ['a', '[']\n",
        "dependency.x = '<1'\n",
        "format = 1\n",
    ]);
    prop::collection::vec(pieces, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn any_bytes_give_a_lesson_or_problems(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let reading = Lesson::read("lessons/INC-245.md", &bytes);
        prop_assert!(reading.lesson.is_some() || !reading.problems.is_empty());
    }

    #[test]
    fn any_scraps_give_a_lesson_or_problems(text in scraps(), fenced in any::<bool>()) {
        let text = if fenced { format!("```toml\n{text}") } else { text };
        let reading = Lesson::read("lessons/INC-245.md", text.as_bytes());
        let errors = reading.problems.iter().any(|problem| problem.severity == Severity::Error);
        prop_assert_eq!(reading.lesson.is_none(), errors);
        for problem in &reading.problems {
            prop_assert!(problem.span.start as usize <= text.len() && problem.span.end as usize <= text.len());
            prop_assert!(text.is_char_boundary(problem.span.start as usize), "{:?}", problem);
        }
        let again = Lesson::read("lessons/INC-245.md", text.as_bytes());
        prop_assert_eq!(again.problems, reading.problems);
    }

    /// Cutting a sound lesson anywhere, or changing one byte, never panics and never hides that something is wrong.
    #[test]
    fn a_damaged_lesson_is_read_or_told(at in 0_usize..200, byte in any::<u8>()) {
        let mut bytes = file(TOML, TEXT).into_bytes();
        let at = at % bytes.len();
        bytes[at] = byte;
        let reading = Lesson::read("lessons/INC-245.md", &bytes);
        prop_assert!(reading.lesson.is_some() || !reading.problems.is_empty());
        let cut = Lesson::read("lessons/INC-245.md", &bytes[..at]);
        prop_assert!(cut.lesson.is_some() || !cut.problems.is_empty());
    }
}
