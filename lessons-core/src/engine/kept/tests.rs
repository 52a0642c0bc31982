//! With a cache a search says what it says without; what did not change is not searched again.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use super::*;
use crate::engine::{Engine, SearchOptions};
use crate::finding::FindingKind;
use crate::lesson::{ApprovalStatus, Lesson};
use crate::workspace::{FileError, FileSource, Memory};

/// A store in memory.
#[derive(Default)]
struct Map(Mutex<BTreeMap<CacheKey, Vec<u8>>>);

impl Cache for Map {
    fn get(&self, key: &CacheKey) -> Option<Vec<u8>> {
        self.0.lock().unwrap().get(key).cloned()
    }

    fn put(&self, key: CacheKey, value: Vec<u8>) {
        self.0.lock().unwrap().insert(key, value);
    }
}

/// Files that count how often they are read, with names for their contents or without.
struct Counted {
    files: Memory,
    named: bool,
    reads: &'static AtomicU64,
}

impl FileSource for Counted {
    fn list(&self) -> Result<Vec<FileEntry>, FileError> {
        let mut entries = self.files.list()?;
        for entry in entries.iter_mut().filter(|_| self.named) {
            entry.key = Some(ContentKey::of_content(&self.files.read(&entry.path)?));
        }
        Ok(entries)
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, FileError> {
        self.reads.fetch_add(u64::from(path.ends_with(".rs")), Ordering::Relaxed);
        self.files.read(path)
    }
}

fn engine(rules: &[&str]) -> Engine {
    let lessons = rules.iter().enumerate().map(|(at, rule)| {
        let text = format!(
            "```toml\n[lesson]\ndate = 2026-01-01\n{rule}\n```\n# T\n## Root cause\na\n## Invariant\nb\n## Mitigation\nc\n"
        );
        let reading = Lesson::read(&format!("lessons/L-{at}.md"), text.as_bytes());
        (reading.lesson.unwrap_or_else(|| panic!("{:?}", reading.problems)), ApprovalStatus::Approved)
    });
    let (engine, problems) = Engine::new(lessons);
    assert!(problems.is_empty(), "{problems:?}");
    engine
}

const FILES: [(&str, &str); 6] = [
    ("Cargo.toml", "[package]\nname = 'a'\nedition = '2021'"),
    ("src/lib.rs", "mod a;\nmod b;\nmod c;\npub use std::fs::remove_file as rm;\n"),
    ("src/a.rs", "use crate::rm;\nfn f() { rm(\"x\"); g().unwrap(); }\n"),
    ("src/b.rs", "// lessons:allow(L-0) known\nfn f() { g().unwrap(); }\nfn h() { g().unwrap( }\n"),
    ("src/c.rs", "fn f() { nothing(); }\n"),
    ("src/d.rs", "fn f() { another(); }\n"),
];

const RULES: [&str; 2] =
    ["[forbid]\npattern = '$X.unwrap()'", "[forbid]\npattern = 'std::fs::remove_file($P)'"];

/// What a search says, and how many files it parsed and read.
fn search(engine: &Engine, files: &Memory, named: bool, cache: Option<&dyn Cache>) -> (String, u64, u64) {
    let reads: &'static AtomicU64 = Box::leak(Box::default());
    let source = Counted { files: files.clone(), named, reads };
    let workspace = match cache {
        Some(cache) => Workspace::bare_tree_cached(source, cache).unwrap(),
        None => Workspace::bare_tree(source).unwrap(),
    };
    let options = SearchOptions { cache, ..SearchOptions::default() };
    let mut report = engine.search(&workspace, &options).unwrap();
    let parsed = std::mem::take(&mut report.stats.files_parsed);
    (format!("{report:#?}"), parsed, reads.load(Ordering::Relaxed))
}

fn files() -> Memory {
    FILES.into_iter().collect()
}

#[test]
fn an_unchanged_tree_is_answered_without_reading() {
    let (engine, cache) = (engine(&RULES), Map::default());
    let (plain, ..) = search(&engine, &files(), true, None);
    assert!(plain.contains("src/a.rs") && plain.contains("known"), "{plain}");
    let (first, parsed, read) = search(&engine, &files(), true, Some(&cache));
    assert!(parsed > 0 && read > 0);
    assert_eq!(first, plain);
    assert_eq!(search(&engine, &files(), true, Some(&cache)), (plain, 0, 0));
}

#[test]
fn without_names_contents_are_read_and_nothing_is_parsed() {
    let (engine, cache) = (engine(&RULES), Map::default());
    let (plain, ..) = search(&engine, &files(), false, None);
    search(&engine, &files(), true, Some(&cache));
    let (again, parsed, read) = search(&engine, &files(), false, Some(&cache));
    assert_eq!((again, parsed), (plain, 0));
    assert!(read > 0);
}

#[test]
fn what_changed_is_searched_again_and_nothing_else() {
    let engine = engine(&RULES);
    for (path, text, parsed_again) in [
        ("src/c.rs", "fn f() { x.unwrap(); }\n", 1),
        // What a file declares reaches others, which need no second search of their own.
        ("src/a.rs", "use crate::rm;\nfn rm() {}\nfn f() { rm(1); }\n", 1),
        ("src/new.rs", "fn f() { x.unwrap(); }\n", 1),
        // The manifest names the edition of every file; three of them hold a word of the rules.
        ("Cargo.toml", "[package]\nname = 'a'\nedition = '2024'", 3),
    ] {
        let cache = Map::default();
        search(&engine, &files(), true, Some(&cache));
        let mut changed = files();
        changed.insert(path, text);
        let (plain, ..) = search(&engine, &changed, true, None);
        let (kept, parsed, _) = search(&engine, &changed, true, Some(&cache));
        assert_eq!((kept, parsed), (plain, parsed_again), "{path}");
        // Back again: the answer of before is still there.
        assert_eq!(search(&engine, &files(), true, Some(&cache)).1, 0);
    }
}

#[test]
fn other_rules_and_other_statuses_have_other_answers() {
    let cache = Map::default();
    let changed = [&RULES[..1], &RULES[1..], &["[forbid]\npattern = '$X.unwrap()'\nmessage = 'm'"][..]];
    search(&engine(&RULES), &files(), true, Some(&cache));
    for rules in changed {
        let engine = engine(rules);
        let (plain, ..) = search(&engine, &files(), true, None);
        assert_eq!(search(&engine, &files(), true, Some(&cache)).0, plain, "{rules:?}");
    }
    let lessons: Vec<Lesson> = engine(&RULES).lessons().cloned().collect();
    let (proposed, _) = Engine::new(lessons.into_iter().map(|lesson| (lesson, ApprovalStatus::Proposed)));
    let (plain, ..) = search(&proposed, &files(), true, None);
    assert_eq!(search(&proposed, &files(), true, Some(&cache)).0, plain);
}

#[test]
fn a_part_of_the_tree_has_its_own_answer() {
    let (engine, cache) = (engine(&["[require]\npattern = 'absent()'"]), Map::default());
    let source = Counted { files: files(), named: true, reads: Box::leak(Box::default()) };
    let workspace = Workspace::bare_tree_cached(source, &cache).unwrap();
    let only = |path: &str| path == "src/c.rs";
    let mut options = SearchOptions { cache: Some(&cache), ..SearchOptions::default() };
    let whole = engine.search(&workspace, &options).unwrap();
    options.only = Some(&only);
    let part = engine.search(&workspace, &options).unwrap();
    let missing = |report: &Report| report.findings.iter().any(|one| one.kind == FindingKind::Missing);
    assert!(missing(&whole) && !missing(&part));
    assert_eq!((whole.not_applied.len(), part.not_applied.len()), (0, 1));
}
