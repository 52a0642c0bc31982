//! Long runs: any pattern, rule and source, for as many minutes as are wished.
//!
//! ```sh
//! LESSONS_FUZZ_MINUTES=30 cargo test --release -p cargo-lessons --test robust -- --ignored fuzz
//! ```
//!
//! Each of the three runs until the engine has worked for that long, in CPU time. Making up and keeping the values takes
//! a fifth of that besides (sources), as much (patterns), or four times as much (rules). `LESSONS_FUZZ_SOURCES` names
//! folders, divided as in `PATH`, whose Rust files are cut up and put together again, beside this repository's own. What
//! is being tried is kept in `target/tmp/fuzz-*.txt`, for a run that ends without a word.

#![allow(clippy::print_stdout, reason = "how much was tried is told to who asked for it")]

use std::cell::Cell;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use lessons_core::{ApprovalStatus, Engine, Lesson};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use super::inputs::{REAL, RULES, boundary, mutation, rule, soup, token};
use super::{document, engine_of, is_sound, limit, search, timed};

/// Between the parts of what is being tried, in the file that keeps it.
const BETWEEN: &str = "\n\u{2500}\n";

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

/// How long to go on; a second if nobody says.
fn wished() -> Duration {
    let minutes = std::env::var("LESSONS_FUZZ_MINUTES").ok().and_then(|text| text.parse::<f64>().ok());
    minutes.map_or(Duration::from_secs(1), |minutes| Duration::from_secs_f64(minutes * 60.0))
}

/// Tries values until the time is over. The value that fails is made as small as possible, and told.
fn run<S: Strategy<Value = Vec<String>>>(name: &str, values: &S, work: fn(&[String])) {
    let trace = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("fuzz-{name}.txt"));
    let (spent, tried) = (Cell::new(Duration::ZERO), Cell::new(0_u64));
    let mut told = 0;
    while spent.get() < wished() {
        // Whoever ends it early knows how far it came.
        let minutes = spent.get().as_secs() / 60;
        if minutes > told {
            told = minutes;
            println!("{name}: {} values in {minutes} min so far", tried.get());
        }
        let config = Config { cases: 64, failure_persistence: None, ..Config::default() };
        TestRunner::new(config)
            .run(values, |value| {
                fs::write(&trace, value.join(BETWEEN)).unwrap();
                let size = value.iter().map(String::len).sum::<usize>();
                let ((), took) = timed(|| work(&value));
                spent.set(spent.get() + took);
                tried.set(tried.get() + 1);
                prop_assert!(took < limit(size), "{size} bytes took {took:?}");
                Ok(())
            })
            .unwrap_or_else(|failure| panic!("{name}, after {} values: {failure}", tried.get()));
    }
    println!("{name}: {} values in {:?}", tried.get(), spent.get());
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    let mut paths: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() && !path.is_symlink() && path.file_name().is_some_and(|name| name != "target") {
            files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// Pieces of real code: runs of lines of up to about two screens.
fn pieces() -> Vec<String> {
    let mut paths = Vec::new();
    files(Path::new(ROOT), &mut paths);
    let others = std::env::var_os("LESSONS_FUZZ_SOURCES").unwrap_or_default();
    std::env::split_paths(&others).for_each(|folder| files(&folder, &mut paths));
    let mut pieces = vec![REAL.to_owned()];
    for text in paths.iter().filter_map(|path| fs::read_to_string(path).ok()) {
        let lines: Vec<&str> = text.lines().collect();
        pieces.extend(lines.chunks(80).map(|chunk| chunk.join("\n")));
    }
    pieces
}

/// The rules of this repository's lessons, and those of the tests.
fn rules() -> Vec<String> {
    let mut rules: Vec<String> = RULES.iter().map(|rule| (*rule).to_owned()).collect();
    for folder in ["cargo-lessons/public", "docs/lessons"] {
        let entries = fs::read_dir(Path::new(ROOT).join(folder)).into_iter().flatten().flatten();
        let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
        paths.sort();
        for text in paths.iter().filter_map(|path| fs::read_to_string(path).ok()) {
            let front = text.split("```").nth(1).unwrap_or_default();
            let rule = |part: &str| part.split("\n[").next().unwrap_or_default().to_owned();
            rules.extend(front.split("[forbid]").skip(1).map(|part| rule(part.trim_start_matches(']'))));
        }
    }
    rules
}

/// A piece of real code with changes.
fn code() -> impl Strategy<Value = String> {
    let pieces = pieces();
    let piece = prop::sample::select(pieces);
    prop_oneof![
        4 => (piece.clone(), piece.clone(), any::<prop::sample::Index>(), any::<prop::sample::Index>()).prop_map(|(a, b, at, from)| {
            // One piece in the middle of another.
            let at = boundary(&a, at.index(a.len() + 1));
            let from = boundary(&b, from.index(b.len() + 1));
            format!("{}{}{}", &a[..at], &b[from..], &a[at..])
        }),
        4 => piece.prop_flat_map(mutation),
        1 => soup(),
        1 => (token(), 1..2_000_usize).prop_map(|(token, times)| format!("fn f() {{ {} }}", token.repeat(times))),
        1 => (token(), token(), 1..400_usize).prop_map(|(open, close, times)| format!("fn f() {{ {} x {} }}", open.repeat(times), close.repeat(times))),
    ]
}

/// Part of a line or a few lines of `code`, with some of the words made holes.
fn holes(
    code: &str,
    from: prop::sample::Index,
    len: usize,
    picks: &[(prop::sample::Index, &'static str)],
) -> String {
    let start = boundary(code, from.index(code.len() + 1));
    let end = boundary(code, start + len);
    let mut text = code[start..end].trim().to_owned();
    for (pick, hole) in picks {
        let words: Vec<(usize, usize)> = words(&text);
        if let Some((start, end)) = (!words.is_empty()).then(|| words[pick.index(words.len())]) {
            text.replace_range(start..end, hole);
        }
    }
    text
}

/// Where the words of a text stand.
fn words(text: &str) -> Vec<(usize, usize)> {
    let mut words = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        match start {
            None if c.is_alphanumeric() || c == '_' => start = Some(at),
            Some(begin) if !c.is_alphanumeric() && c != '_' => {
                words.push((begin, at));
                start = None;
            }
            _ => {}
        }
    }
    words
}

/// Code, and a pattern made of a part of it.
fn pattern_of_code() -> impl Strategy<Value = Vec<String>> {
    const HOLES: &[&str] =
        &["$A", "$B", "$A", "$_", "$$$", "$$$C", "a.$$$.b", "$A.$$$R.f()", "$F($$$)", "$A; $$$; $B"];
    let picks = prop::collection::vec((any::<prop::sample::Index>(), prop::sample::select(HOLES)), 0..6);
    let part = (any::<prop::sample::Index>(), 1..160_usize, picks, 0..8_u8);
    (code(), part, soup()).prop_map(|(code, (from, len, picks, other), soup)| {
        let pattern = if other == 0 { soup } else { holes(&code, from, len, &picks) };
        vec![code, pattern]
    })
}

#[test]
#[ignore = "runs as long as LESSONS_FUZZ_MINUTES says"]
fn fuzz_patterns() {
    run("patterns", &pattern_of_code(), |value| {
        let [code, pattern] = value else { return };
        let quoted = serde_json::Value::String(pattern.clone()).to_string();
        let reading = Lesson::read("lessons/X.md", document(&format!("pattern = {quoted}")).as_bytes());
        let (engine, _) = Engine::new(reading.lesson.map(|lesson| (lesson, ApprovalStatus::Approved)));
        is_sound(&search(&engine, code.clone()), code);
        if let Ok(why) = lessons_core::why_not(lessons_core::Language::Rust, pattern, code, 3) {
            let _ = format!("{why:?}");
        }
    });
}

#[test]
#[ignore = "runs as long as LESSONS_FUZZ_MINUTES says"]
fn fuzz_rules() {
    let known = prop::sample::select(rules());
    let rule = prop_oneof![2 => rule(), 1 => known.clone(), 3 => known.prop_flat_map(mutation)];
    let value = (code(), rule).prop_map(|(code, rule)| vec![code, rule]);
    run("rules", &value, |value| {
        let [code, rule] = value else { return };
        let reading = Lesson::read("lessons/X.md", document(rule).as_bytes());
        assert!(reading.lesson.is_some() || !reading.problems.is_empty());
        let (engine, _) = Engine::new(reading.lesson.map(|lesson| (lesson, ApprovalStatus::Approved)));
        is_sound(&search(&engine, code.clone()), code);
    });
}

#[test]
#[ignore = "runs as long as LESSONS_FUZZ_MINUTES says"]
fn fuzz_sources() {
    let rules = rules();
    let value = (code(), prop::sample::subsequence(rules.clone(), 1..=rules.len().min(12)));
    let value = value.prop_map(|(code, mut rules)| {
        rules.insert(0, code);
        rules
    });
    run("sources", &value, |value| {
        let [code, rules @ ..] = value else { return };
        let rules: Vec<&str> = rules.iter().map(String::as_str).collect();
        is_sound(&search(&engine_of(&rules), code.clone()), code);
    });
}
