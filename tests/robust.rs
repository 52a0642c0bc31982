//! No input makes the search panic, hang or overflow the stack: any source, any pattern, any rule.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

#[path = "robust/any.rs"]
mod any;
#[path = "robust/depth.rs"]
mod depth;
#[path = "robust/files.rs"]
mod files;
#[path = "robust/inputs.rs"]
mod inputs;
#[path = "robust/long.rs"]
mod long;
#[path = "robust/size.rs"]
mod size;

use std::time::{Duration, Instant};

use lessons_core::{ApprovalStatus, Engine, Lesson, Memory, Report, SearchOptions, Workspace};

use inputs::RULES;

fn document(rule: &str) -> String {
    format!(
        "```toml\n[lesson]\ndate = 2026-01-01\n[scope]\ntests = true\n[forbid]\n{rule}\n```\n# T\n## Root cause\na\n## Invariant\nb\n## Mitigation\nc\n"
    )
}

/// An engine for these rules, each in a lesson of its own.
#[track_caller]
fn engine_of(rules: &[&str]) -> Engine {
    let lessons = rules.iter().enumerate().map(|(number, rule)| {
        let reading = Lesson::read(&format!("lessons/L{number}.md"), document(rule).as_bytes());
        (reading.lesson.unwrap_or_else(|| panic!("{rule}: {:?}", reading.problems)), ApprovalStatus::Approved)
    });
    let (engine, problems) = Engine::new(lessons);
    assert!(problems.is_empty(), "{problems:?}");
    engine
}

fn engine() -> Engine {
    engine_of(RULES)
}

fn search(engine: &Engine, source: impl Into<Vec<u8>>) -> Report {
    let mut files = Memory::default();
    files.insert("Cargo.toml", "[package]\nname = 'a'\nedition = '2024'\n");
    files.insert("src/lib.rs", source.into());
    engine.search(&Workspace::from_source(files).unwrap(), &SearchOptions::default()).unwrap()
}

/// A second for 100 KB in release; a debug build is allowed twenty times as much, as machines are shared.
fn limit(bytes: usize) -> Duration {
    let of_release =
        Duration::from_secs(1).max(Duration::from_secs(1) * u32::try_from(bytes).unwrap() / 100_000);
    of_release * if cfg!(debug_assertions) { 20 } else { 2 }
}

/// Does the work on one thread and gives the time that it took there, whatever else the machine does meanwhile; where
/// the system does not tell that, the time that passed.
fn timed<T: Send>(work: impl FnOnce() -> T + Send) -> (T, Duration) {
    // The first of three numbers is the thread's time in nanoseconds.
    let told = || std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = || told()?.split(' ').next()?.parse().ok().map(Duration::from_nanos);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    pool.install(|| {
        let (start, before) = (Instant::now(), nanoseconds());
        let result = work();
        let took = before.zip(nanoseconds()).map(|(before, after)| after.saturating_sub(before));
        (result, took.unwrap_or_else(|| start.elapsed()))
    })
}

#[track_caller]
fn in_time<T: Send>(what: &str, bytes: usize, work: impl FnOnce() -> T + Send) -> T {
    let (result, took) = timed(work);
    assert!(took < limit(bytes), "{what} ({bytes} bytes) took {took:?}");
    result
}

/// What holds of every report: spans lie in the file and on character boundaries, findings are in order.
fn is_sound(report: &Report, source: &str) {
    for finding in report.findings.iter().filter(|one| one.path == "src/lib.rs") {
        let span = finding.location.span;
        assert!(source.get(span.start as usize..span.end as usize).is_some(), "{span:?} in {source:?}");
    }
    let places: Vec<_> =
        report.findings.iter().map(|one| (&one.path, one.location.span, &one.lesson)).collect();
    assert!(places.is_sorted(), "{places:?}");
}
