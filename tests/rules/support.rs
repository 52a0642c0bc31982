//! One lesson, some files, what it finds.

use lessons_core::{ApprovalStatus, Engine, Lesson, Memory, Report, SearchOptions, Workspace};

/// Why, the lines of a rule's table, the code, the text of every match in order.
pub(crate) type Case = (&'static str, &'static str, &'static str, &'static [&'static str]);

/// A lesson with these lines before its sections.
pub(crate) fn lesson(tables: &str) -> Vec<u8> {
    let text = format!(
        "```toml\n[lesson]\ndate = 2026-01-01\n{tables}\n```\n# Title\n## Root cause\na\n## Invariant\nb\n## Mitigation\nc\n"
    );
    text.into_bytes()
}

/// An engine with these lessons, by id.
#[track_caller]
pub(crate) fn engine(lessons: &[(&str, &str)]) -> Engine {
    let read = |(id, tables): &(&str, &str)| {
        let reading = Lesson::read(&format!("lessons/{id}.md"), &lesson(tables));
        assert!(reading.lesson.is_some(), "{tables}: {:?}", reading.problems);
        assert!(reading.problems.is_empty(), "{tables}: {:?}", reading.problems);
        (reading.lesson.unwrap(), ApprovalStatus::Approved)
    };
    let (engine, problems) = Engine::new(lessons.iter().map(read));
    assert!(problems.is_empty(), "{lessons:?}: {problems:?}");
    engine
}

/// A package `a` with these files; a manifest among them wins.
pub(crate) fn workspace(edition: &str, files: &[(&str, &str)]) -> Workspace {
    let manifest = format!("[package]\nname = 'a'\nedition = '{edition}'\n[dependencies]\ntokio = '1'\n");
    let mut source = Memory::default();
    source.insert("Cargo.toml", manifest);
    for (path, code) in files {
        source.insert(path, *code);
    }
    Workspace::from_source(source).unwrap()
}

#[track_caller]
pub(crate) fn report(tables: &str, edition: &str, files: &[(&str, &str)]) -> Report {
    engine(&[("X", tables)]).search(&workspace(edition, files), &SearchOptions::default()).unwrap()
}

/// The text of every match in files of the newest edition.
#[track_caller]
pub(crate) fn found_in(tables: &str, edition: &str, files: &[(&str, &str)]) -> Vec<String> {
    let report = report(tables, edition, files);
    let text = |path: &str| files.iter().find(|(known, _)| *known == path).unwrap().1;
    report.findings.iter().map(|one| one.location.span.of(text(&one.path)).to_owned()).collect()
}

/// Code that begins with an item is a file, any other the body of an async fn.
pub(crate) fn file(code: &str) -> String {
    const ITEMS: &[&str] = &[
        "fn ",
        "use ",
        "struct ",
        "enum ",
        "impl ",
        "impl<",
        "mod ",
        "pub ",
        "async fn ",
        "#[",
        "#!",
        "trait ",
        "type ",
        "static ",
        "const ",
        "unsafe fn ",
        "unsafe impl ",
        "extern ",
        "macro_rules!",
        "//!",
        "union ",
    ];
    if ITEMS.iter().any(|word| code.starts_with(word)) {
        code.to_owned()
    } else {
        format!("async fn f() {{\n{code}\n}}\n")
    }
}

/// Runs every case with this edition; says all that went wrong at once.
#[track_caller]
pub(crate) fn check_in(edition: &str, cases: &[Case]) {
    let mut wrong = Vec::new();
    for (why, rule, code, expected) in cases {
        let rule = if rule.contains("[forbid]") { (*rule).to_owned() } else { format!("[forbid]\n{rule}") };
        let found = found_in(&rule, edition, &[("src/lib.rs", &file(code))]);
        if found != *expected {
            wrong.push(format!("{why}\n  {rule}\n  {code}\n  found    {found:?}\n  expected {expected:?}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {} cases:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

#[track_caller]
pub(crate) fn check(cases: &[Case]) {
    check_in("2021", cases);
}

/// Runs every case on a file of data in this language; says all that went wrong at once.
#[track_caller]
pub(crate) fn check_data(language: &str, cases: &[Case]) {
    let (scope, path) =
        (format!("[scope]\nlanguage = '{language}'\npaths = ['x/**']"), format!("x/a.{language}"));
    let mut wrong = Vec::new();
    for (why, rule, code, expected) in cases {
        let found = found_in(&format!("{scope}\n[forbid]\n{rule}"), "2021", &[(&path, code)]);
        if found != *expected {
            wrong.push(format!("{why}\n  {rule}\n  {code}\n  found    {found:?}\n  expected {expected:?}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {} cases:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

/// The problems of a lesson that does not load, or whose rule does not compile.
pub(crate) fn problems(tables: &str) -> Vec<String> {
    let reading = Lesson::read("lessons/X.md", &lesson(tables));
    let (_, compiling) = Engine::new(reading.lesson.map(|lesson| (lesson, ApprovalStatus::Approved)));
    let all = reading.problems.iter().chain(&compiling);
    all.map(|problem| format!("{problem} {:?}", problem.hint)).collect()
}
