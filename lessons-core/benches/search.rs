//! What the stages of a search cost, on code made up here: `cargo bench -p lessons-core`.

#![allow(clippy::unwrap_used, reason = "a benchmark may fail")]

use std::collections::HashMap;
use std::sync::Mutex;

use divan::counter::{BytesCount, ItemsCount};
use lessons_core::{
    ApprovalStatus, Cache, CacheKey, ContentKey, Engine, FileEntry, FileError, FileSource, LessonSet, Memory,
    SearchOptions, Workspace,
};

fn main() {
    divan::main();
}

const FILES: usize = 50;

/// A file of functions that do what server code does.
fn code(file: usize) -> String {
    let mut text = String::from("use std::sync::{Arc, Mutex};\nuse std::collections::HashMap;\n\n");
    for number in 0..40 {
        text.push_str(&format!(
            "/// Step {number} of {file}.\npub async fn step_{number}(state: Arc<Mutex<HashMap<u64, String>>>) -> Option<String> {{\n    \
                let key = compute_{number}(7, \"a text (with brackets\");\n    \
                if key > 10 {{\n        let mut guard = state.lock().unwrap();\n        guard.insert(key, format!(\"{{key}}\"));\n    }}\n    \
                let answer = fetch_{number}(key).await?;\n    \
                for part in answer.split(',') {{\n        log_{number}(part.trim(), key as usize);\n    }}\n    \
                state.lock().unwrap().get(&key).cloned()\n}}\n\n"
        ));
    }
    text
}

/// A file of which most is in the bodies of macros.
fn macros(file: usize) -> String {
    let mut text = String::new();
    for number in 0..40 {
        text.push_str(&format!(
            "async fn run_{file}_{number}() {{\n    println!(\"{{}} {{}}\", a.load().unwrap(), b.len());\n    \
                assert_eq!(x.get(1).unwrap(), vec![first(), second().unwrap()]);\n    \
                tokio::select! {{\n        value = next.recv() => {{ use_it(value.unwrap()); }}\n        _ = stop.changed() => return,\n    }}\n}}\n"
        ));
    }
    text
}

fn files(make: fn(usize) -> String) -> Memory {
    (0..FILES).map(|file| (format!("src/m{file}.rs"), make(file))).collect()
}

fn lesson(rule: &str) -> String {
    format!(
        "```toml\n[lesson]\ndate = 2026-01-01\n\n[forbid]\n{rule}\n```\n\n# A mistake\n\n## Root cause\n\na\n\n\
         ## Invariant\n\nb\n\n## Mitigation\n\nc\n"
    )
}

fn lessons(rules: &[&str]) -> LessonSet {
    LessonSet::read(rules.iter().enumerate().map(|(at, rule)| (format!("L-{at}.md"), lesson(rule))))
}

fn engine(rules: &[&str]) -> Engine {
    let set = lessons(rules);
    let with_status = set.lessons().iter().map(|lesson| (lesson.clone(), ApprovalStatus::Approved));
    let (engine, problems) = Engine::new(with_status);
    assert!(problems.is_empty() && set.problems().is_empty());
    engine
}

fn search(bencher: divan::Bencher<'_, '_>, make: fn(usize) -> String, rules: &[&str]) {
    let engine = engine(rules);
    let workspace = Workspace::bare_tree(files(make)).unwrap();
    let bytes: usize = (0..FILES).map(|file| make(file).len()).sum();
    bencher
        .counter(BytesCount::new(bytes))
        .bench_local(|| engine.search(&workspace, &SearchOptions::default()).unwrap());
}

/// Nothing that the lesson names is there.
#[divan::bench]
fn prefilter(bencher: divan::Bencher<'_, '_>) {
    search(bencher, code, &["pattern = '$X.set_nonblocking($Y)'"]);
}

/// Every file is parsed as a whole.
#[divan::bench]
fn parse(bencher: divan::Bencher<'_, '_>) {
    search(bencher, code, &["kind = 'source_file'\nregex = 'there is no such text'"]);
}

/// A name that is everywhere.
#[divan::bench]
fn find(bencher: divan::Bencher<'_, '_>) {
    search(bencher, code, &["pattern = '$X.unwrap()'"]);
}

/// The same beside lessons about flow and types whose names are nowhere: what they would need is not worked out, so it
/// costs what [`find`] costs.
#[divan::bench]
fn find_beside_flow(bencher: divan::Bencher<'_, '_>) {
    search(
        bencher,
        code,
        &[
            "pattern = '$X.unwrap()'",
            "pattern = '$X.try_read_owned()'\nheld-across = '$F.await'",
            "pattern = '$X.set_nonblocking($Y)'\nwhere.X.type = 'std::net::TcpStream'",
            "pattern = '$X.copy_within($$$)'\nguarded-by = '$X.len()'",
        ],
    );
}

/// Paths through bodies, and types.
#[divan::bench]
fn flow(bencher: divan::Bencher<'_, '_>) {
    search(
        bencher,
        code,
        &["pattern = '$X.lock()'\nheld-across = '$F.await'\nwhere.X.type = 'std::sync::Mutex'"],
    );
}

#[divan::bench]
fn macro_bodies(bencher: divan::Bencher<'_, '_>) {
    search(bencher, macros, &["pattern = '$X.unwrap()'"]);
}

/// Rules of a few kinds, no two about the same names.
fn many(count: usize) -> Vec<String> {
    (0..count)
        .map(|at| match at % 3 {
            0 => format!("pattern = '$X.call_{at}($A, {at})'"),
            1 => format!("pattern = 'library_{}::call_{at}($$$)'", at % 7),
            _ => format!("pattern = 'let $G = $L.take_{at}();'\nheld-across = '$F.await'"),
        })
        .collect()
}

/// Reading and compiling lessons that nobody has seen before.
#[divan::bench(args = [10, 1_000])]
fn load(bencher: divan::Bencher<'_, '_>, count: usize) {
    let rules = many(count);
    let rules: Vec<&str> = rules.iter().map(String::as_str).collect();
    bencher.counter(ItemsCount::new(count)).bench_local(|| engine(&rules));
}

/// Lessons that an earlier run knew.
#[divan::bench(args = [10, 1_000, 10_000])]
fn load_known(bencher: divan::Bencher<'_, '_>, count: usize) {
    let files: Vec<_> =
        many(count).iter().enumerate().map(|(at, rule)| (format!("L-{at}.md"), lesson(rule))).collect();
    let kept = Map::default();
    let load = || {
        let set = LessonSet::read_kept(files.iter().map(|(path, text)| (path, text)), &kept);
        let with_status = set.lessons().iter().map(|lesson| (lesson.clone(), ApprovalStatus::Approved));
        let (engine, problems) = Engine::new(with_status);
        assert!(problems.is_empty());
        set.keep(&kept);
        engine
    };
    load();
    bencher.counter(ItemsCount::new(count)).bench_local(load);
}

/// A store in memory.
#[derive(Default)]
struct Map(Mutex<HashMap<CacheKey, Vec<u8>>>);

impl Cache for Map {
    fn get(&self, key: &CacheKey) -> Option<Vec<u8>> {
        self.0.lock().unwrap().get(key).cloned()
    }

    fn put(&self, key: CacheKey, value: Vec<u8>) {
        self.0.lock().unwrap().insert(key, value);
    }
}

/// Files that have a name for their contents without being read, as files on disk do.
struct Named(Memory);

impl FileSource for Named {
    fn list(&self) -> Result<Vec<FileEntry>, FileError> {
        let named = |entry: FileEntry| {
            let key = ContentKey::of_id("bench", entry.path.as_bytes());
            entry.with_key(key)
        };
        Ok(self.0.list()?.into_iter().map(named).collect())
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, FileError> {
        self.0.read(path)
    }
}

/// Listing aside: an unchanged tree, of which the answer is kept.
#[divan::bench]
fn cache(bencher: divan::Bencher<'_, '_>) {
    let engine = engine(&["pattern = '$X.unwrap()'"]);
    let kept = Map::default();
    let workspace = Workspace::bare_tree_cached(Named(files(code)), &kept).unwrap();
    let mut options = SearchOptions::default();
    options.cache = Some(&kept);
    let first = engine.search(&workspace, &options).unwrap();
    assert!(first.stats.files_parsed > 0);
    bencher.bench_local(|| {
        let again = engine.search(&workspace, &options).unwrap();
        assert_eq!(again.stats.files_parsed, 0);
        again
    });
}
