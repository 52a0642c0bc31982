//! Histories in memory: what each revision brought and took.

use std::collections::BTreeMap;
use std::sync::Mutex;

use super::*;
use crate::engine::{Engine, SearchError};
use crate::language::Language;
use crate::lesson::{ApprovalStatus, Lesson};
use crate::workspace::{Memory, Workspace};

/// Blobs by id, and which were read.
#[derive(Default)]
struct Store {
    blobs: BTreeMap<&'static str, &'static [u8]>,
    reads: Mutex<Vec<String>>,
}

impl Blobs for Store {
    fn read(&self, id: &str) -> Result<Vec<u8>, FileError> {
        self.reads.lock().unwrap().push(id.to_owned());
        let blob = self.blobs.get(id).ok_or_else(|| FileError::NotFound { path: id.to_owned() })?;
        Ok(blob.to_vec())
    }
}

fn store(blobs: &[(&'static str, &'static str)]) -> Store {
    Store { blobs: blobs.iter().map(|(id, text)| (*id, text.as_bytes())).collect(), ..Store::default() }
}

fn revision(id: &str, changes: &[(&str, &str, &str)]) -> Revision {
    let id_of = |id: &str| (!id.is_empty()).then(|| id.to_owned());
    let changes =
        changes.iter().map(|(path, before, after)| Change::new(*path, id_of(before), id_of(after))).collect();
    Revision::new(id, changes)
}

fn workspace() -> Workspace {
    let manifest = "[package]\nname = 'a'\nedition = '2021'\n[dependencies]\ntokio = '1'";
    Workspace::from_source([("Cargo.toml", manifest)].into_iter().collect::<Memory>()).unwrap()
}

fn lesson(rest: &str) -> Engine {
    let text = format!(
        "```toml\n[lesson]\ndate = 2026-01-01\n{rest}\n```\n# T\n## Root cause\na\n## Invariant\nb\n## Mitigation\nc\n"
    );
    let reading = Lesson::read("lessons/X.md", text.as_bytes());
    let lesson = reading.lesson.unwrap_or_else(|| panic!("{:?}", reading.problems));
    let (engine, problems) = Engine::new([(lesson, ApprovalStatus::Approved)]);
    assert_eq!(problems, []);
    engine
}

/// Each step as `revision: +line of path …, -line of path …`.
fn told(engine: &Engine, store: &Store, revisions: &[Revision]) -> Vec<String> {
    let replay = engine.replayer(&workspace()).replay(store, revisions, &ReplayOptions::default()).unwrap();
    let places = |sign: char, findings: &[Finding]| {
        let one = |finding: &Finding| format!(" {sign}{}:{}", finding.path, finding.location.start.line);
        findings.iter().map(one).collect::<String>()
    };
    replay
        .steps
        .iter()
        .map(|step| {
            let id = &revisions[step.revision].id;
            format!("{id}{}{}", places('+', &step.brought), places('-', &step.took))
        })
        .collect()
}

#[test]
fn each_revision_says_what_it_brought_and_took() {
    let store = store(&[
        ("empty", ""),
        ("one", "fn f() { bad(1); }\n"),
        ("moved down", "// more\n\nfn f() {\n    bad(1);\n}\n"),
        ("two", "fn f() { bad(1); }\nfn g() { bad(2); }\n"),
        ("twice", "fn f() { bad(1);\n bad(1); }\n"),
    ]);
    let engine = Engine::of_pattern(Language::Rust, "bad($X)").unwrap();
    let path = "src/lib.rs";
    for (changes, expected) in [
        (&[(path, "", "one")][..], &["r +src/lib.rs:1"][..]),
        (&[(path, "one", "")], &["r -src/lib.rs:1"]),
        (&[(path, "one", "moved down")], &[]),
        (&[(path, "one", "two")], &["r +src/lib.rs:2"]),
        (&[(path, "two", "one")], &["r -src/lib.rs:2"]),
        // Of two equal ones, the second is what came.
        (&[(path, "one", "twice")], &["r +src/lib.rs:2"]),
        // A move, and a copy.
        (&[(path, "one", ""), ("src/new.rs", "", "one")], &[]),
        (&[("src/new.rs", "", "one")], &["r +src/new.rs:1"]),
        (&[(path, "empty", "empty")], &[]),
        (&[("notes.md", "", "one")], &[]),
    ] {
        assert_eq!(told(&engine, &store, &[revision("r", changes)]), expected, "{changes:?}");
    }
}

#[test]
fn each_blob_is_searched_once() {
    let store = store(&[("a", "bad(1);"), ("b", "fn f() { bad(1) }"), ("c", "fn f() { bad(2) }")]);
    let engine = Engine::of_pattern(Language::Rust, "bad($X)").unwrap();
    let revisions = [
        revision("3", &[("src/lib.rs", "c", "b")]),
        revision("2", &[("src/lib.rs", "b", "c")]),
        revision("1", &[("src/lib.rs", "c", "b")]),
        revision("0", &[("src/lib.rs", "", "c")]),
    ];
    let replay = engine.replayer(&workspace()).replay(&store, &revisions, &ReplayOptions::default()).unwrap();
    assert_eq!((replay.steps.len(), replay.brought().count()), (4, 4));
    assert_eq!((replay.stats.files, replay.stats.files_parsed), (2, 2));
    let mut reads = store.reads.into_inner().unwrap();
    reads.sort();
    assert_eq!(reads, ["b", "c"]);
}

/// What a blob has in common with one that gave nothing is not parsed again, and all that an answer depends on is
/// compared: the name's meaning, the function's code, its being test code.
#[test]
fn what_gave_nothing_is_not_parsed_again() {
    let rest = "fn rest() { let long = [0; 64]; call(long); } ".repeat(400);
    let file = |head: &str, body: &str, rest: &str| -> &'static str {
        Box::leak(format!("{head} fn f(x: &mut X) {{ {body} }} {rest}").into_boxed_str())
    };
    let quiet = file("use other::take;", "take(x);", &rest);
    let fires = file("use std::mem::take;", "take(x);", &rest);
    let store = store(&[
        ("quiet", quiet),
        ("elsewhere", file("use other::take;", "take(x);", &rest.replace("64", "65"))),
        ("renamed", fires),
        ("by its path", file("use other::take;", "take(x); std::mem::take(x);", &rest)),
        ("tests", file("use std::mem::take; #[cfg(test)]", "take(x);", &rest)),
    ]);
    let engine = lesson("[forbid]\npattern = 'std::mem::take($X)'");
    let workspace = workspace();
    let replayer = engine.replayer(&workspace);
    let mut parsed = Vec::new();
    for (before, after, brought) in [
        ("", "quiet", 0),
        ("quiet", "elsewhere", 0),
        ("elsewhere", "renamed", 1),
        ("renamed", "tests", 0),
        ("tests", "by its path", 1),
    ] {
        let revisions = [revision("r", &[("src/lib.rs", before, after)])];
        let replay = replayer.replay(&store, &revisions, &ReplayOptions::default()).unwrap();
        assert_eq!(replay.brought().count(), brought, "{before} to {after}");
        parsed.push(replay.stats.files_parsed);
    }
    // Of what is seen again, only what fires is parsed again.
    assert_eq!(parsed, [1, 0, 1, 2, 1]);
}

#[test]
fn where_a_file_stands_decides_as_it_does_today() {
    let store = store(&[("bad", "fn f() { bad(1); }\n#[cfg(test)]\nmod tests { fn g() { bad(2); } }\n")]);
    let all = |engine: &Engine, paths: &[&str]| {
        let changes: Vec<_> = paths.iter().map(|path| (*path, "", "bad")).collect();
        told(engine, &store, &[revision("r", &changes)])
    };
    let paths = ["src/a.rs", "src/a/tests.rs", "src/tests/b.rs", "tests/c.rs"];
    let code = lesson("[forbid]\npattern = 'bad($X)'");
    assert_eq!(all(&code, &paths), ["r +src/a.rs:1"]);
    let tests = lesson("[scope]\ntests = true\n[forbid]\npattern = 'bad($X)'");
    assert_eq!(all(&tests, &paths)[0].matches('+').count(), 8);
    let scoped = lesson("[scope]\npaths = ['src/b/**']\n[forbid]\npattern = 'bad($X)'");
    assert_eq!(all(&scoped, &["src/a.rs", "src/b/a.rs"]), ["r +src/b/a.rs:1"]);
    let elsewhere = lesson("[scope]\ncrates = ['other']\n[forbid]\npattern = 'bad($X)'");
    assert_eq!(all(&elsewhere, &["src/a.rs"]), [""; 0]);
    let required = lesson("[require]\npattern = 'bad($X)'");
    assert_eq!(all(&required, &["src/a.rs"]), [""; 0], "nothing is required of a single file");
}

#[test]
fn names_that_other_files_decide_are_no_match() {
    let store = store(&[
        ("std", "use std::fs::write;\nfn f() { write(1); }"),
        ("own", "use crate::disk::write;\nfn f() { write(1); }"),
        ("allowed", "fn f() {\n    // lessons:allow(X) it is right here\n    std::fs::write(1);\n}"),
    ]);
    let engine = lesson("[forbid]\npattern = 'std::fs::write($X)'");
    for (blob, expected) in [("std", 1), ("own", 0), ("allowed", 0)] {
        let steps = told(&engine, &store, &[revision("r", &[("src/lib.rs", "", blob)])]);
        assert_eq!(steps.len(), expected, "{blob}");
    }
}

#[test]
fn a_blob_that_cannot_be_searched_hides_nothing_else() {
    let mut store = store(&[("good", "fn f() { bad(1); }")]);
    store.blobs.insert("binary", &[0xff, 0xfe, 0]);
    let engine = Engine::of_pattern(Language::Rust, "bad($X)").unwrap();
    let revisions =
        [revision("r", &[("a.rs", "", "binary"), ("b.rs", "gone", "good"), ("c.rs", "good", "gone")])];
    let replay = engine.replayer(&workspace()).replay(&store, &revisions, &ReplayOptions::default()).unwrap();
    let unsearched: Vec<_> = replay.unsearched.iter().map(|code| (&*code.path, code.reason)).collect();
    use crate::syntax::UnsearchedReason::{NotUtf8, Unreadable};
    assert_eq!(unsearched, [("a.rs", NotUtf8), ("b.rs", Unreadable), ("c.rs", Unreadable)]);
    // What came and what went are equal, so nothing did.
    assert_eq!(replay.steps.len(), 0);
}

#[test]
fn a_replay_can_be_stopped() {
    let store = store(&[("a", "")]);
    let engine = Engine::of_pattern(Language::Rust, "bad($X)").unwrap();
    let options = ReplayOptions::default();
    options.cancel.cancel();
    let stopped =
        engine.replayer(&workspace()).replay(&store, &[revision("r", &[("a.rs", "", "a")])], &options);
    assert_eq!(stopped.unwrap_err(), SearchError::Cancelled);
}
