//! The public lessons against real fixes: each speaks before the fix, where it was made, and is silent after it.
//!
//! Both tests want code that is not kept in this repository, so they are ignored. `LESSONS_FIXES` names a folder with
//! a folder per fix: `before.rs`, `after.rs`, `diff.patch` (unified, without context), and `row.json` with `n`, `file`,
//! `bug_class` and `syntactic_catchable`. `LESSONS_TREES` names folders of Rust code, parted by `:`.
//! `LESSONS_CLASS` narrows both to one class or lesson and lists each finding (`*` for all, and what the lessons of other
//! classes say far from the fix).

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on fails")]
#![expect(clippy::print_stdout, reason = "what is measured is read on the terminal")]

#[path = "support/laid_out.rs"]
mod laid_out;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Instant;

use lessons_core::{
    Approvals, Block, Disk, Engine, Finding, FindingKind, Lesson, LessonSet, Memory, Polarity, SearchOptions,
    Workspace,
};

use laid_out::{NEAR, Row, rows};

fn public_lessons() -> Vec<Lesson> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("public");
    let mut files = Vec::new();
    for entry in std::fs::read_dir(&folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "md") && !path.ends_with("README.md") {
            files.push((path.display().to_string(), std::fs::read(&path).unwrap()));
        }
    }
    files.sort();
    let set = LessonSet::read(files);
    // A lesson that does not load finds nothing, and would pass for a quiet one.
    let problems: Vec<String> = set.problems().iter().map(ToString::to_string).collect();
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    set.lessons().to_vec()
}

fn engine(lessons: &[Lesson]) -> Engine {
    let approvals = Approvals::default();
    let with_status = lessons.iter().map(|lesson| (lesson.clone(), approvals.status(lesson)));
    let (engine, problems) = Engine::new(with_status);
    for problem in &problems {
        println!("{problem}");
    }
    engine
}

fn asked() -> Option<String> {
    std::env::var("LESSONS_CLASS").ok().filter(|class| !class.is_empty())
}

/// The lesson's classes, or its id where it has none.
fn classes(lesson: &Lesson) -> impl Iterator<Item = &str> {
    lesson.tags.iter().filter_map(|tag| tag.strip_prefix("class:"))
}

fn is_asked(lesson: &Lesson) -> bool {
    asked()
        .is_none_or(|asked| asked == "*" || lesson.id == asked || classes(lesson).any(|class| class == asked))
}

/// The lines that a change touched, on one side of it: first and last, 1-based. A pure insertion touches the two lines
/// that it stands between.
fn changed_lines(patch: &str, new_side: bool) -> Vec<(u32, u32)> {
    let mut changed = Vec::new();
    for line in patch.lines().filter(|line| line.starts_with("@@ ")) {
        let Some(range) = line.split(' ').nth(if new_side { 2 } else { 1 }) else { continue };
        let range = range.trim_start_matches(['-', '+']);
        let (start, count) = range.split_once(',').unwrap_or((range, "1"));
        let (start, count): (u32, u32) = (start.parse().unwrap(), count.parse().unwrap());
        changed.push(if count == 0 { (start, start + 1) } else { (start, start + count - 1) });
    }
    changed
}

fn is_near(finding: &Finding, changed: &[(u32, u32)]) -> bool {
    let near = |line: u32| changed.iter().any(|&(from, to)| line + NEAR >= from && line <= to + NEAR);
    near(finding.location.start.line) || near(finding.location.end.line)
}

/// The findings of a file alone at its path.
fn search(engine: &Engine, path: &str, text: &str) -> Vec<Finding> {
    let files: Memory = [(path, text)].into_iter().collect();
    let workspace = Workspace::bare_tree(files).unwrap();
    let mut findings = engine.search(&workspace, &SearchOptions::default()).unwrap().findings;
    findings.retain(|finding| finding.kind == FindingKind::Forbidden);
    findings
}

#[derive(Default)]
struct Tally {
    rows: u32,
    before: u32,
    after: u32,
    others: usize,
    /// What all lessons found elsewhere in these files, whatever their class.
    others_of_all: usize,
    lines: usize,
    /// Rows that were missed, and rows that are still found.
    missed: Vec<String>,
    stays: Vec<String>,
}

impl Tally {
    fn print(&self, name: &str) {
        let rate = |count: usize| 1000.0 * count as f64 / (self.lines.max(1)) as f64;
        println!(
            "{name:28} rows {:3}  before {:3}  after {:3}  others {:4} ({:.2} per 1,000 lines; {:.2} of all lessons)  missed {} stays {}",
            self.rows,
            self.before,
            self.after,
            self.others,
            rate(self.others),
            rate(self.others_of_all),
            self.missed.join(","),
            self.stays.join(",")
        );
    }

    fn add(&mut self, row: &Row, (others, others_of_all): (usize, usize), before: bool, after: bool) {
        self.rows += 1;
        self.others_of_all += others_of_all;
        self.before += u32::from(before);
        self.after += u32::from(after);
        self.others += others;
        self.lines += row.before.lines().count();
        if !before {
            self.missed.push(row.n.clone());
        }
        if after {
            self.stays.push(row.n.clone());
        }
    }
}

fn show(finding: &Finding, side: &str, text: &str) {
    let (at, message) = (finding.location.start.line, &finding.message);
    let line = text.lines().nth(at.saturating_sub(1) as usize).unwrap_or_default();
    println!("  {side} {}:{at} {}: {message} | {}", finding.path, finding.lesson, line.trim());
}

#[test]
#[ignore = "needs a folder of fixes in LESSONS_FIXES"]
fn lessons_speak_before_the_fix_and_not_after_it() {
    let folder =
        PathBuf::from(std::env::var("LESSONS_FIXES").expect("LESSONS_FIXES names a folder of fixes"));
    let lessons = public_lessons();
    let engine = engine(&lessons);
    let of_class = |finding: &Finding, class: &str| {
        let lesson = lessons.iter().find(|lesson| lesson.id == finding.lesson);
        lesson.is_some_and(|lesson| is_asked(lesson) && classes(lesson).any(|of| of == class))
    };
    let mut table: BTreeMap<String, Tally> = BTreeMap::new();
    let mut total = Tally::default();
    let mut far: BTreeMap<String, usize> = BTreeMap::new();
    for row in rows(&folder) {
        if asked().is_some() && !lessons.iter().any(|l| is_asked(l) && classes(l).any(|c| c == row.class)) {
            continue;
        }
        let (old, new) = (changed_lines(&row.patch, false), changed_lines(&row.patch, true));
        let elsewhere =
            |findings: &[Finding]| findings.iter().filter(|finding| !is_near(finding, &old)).count();
        let mut before = search(&engine, &row.file, &row.before);
        let others_of_all = elsewhere(&before);
        for finding in before.iter().filter(|finding| !is_near(finding, &old)) {
            *far.entry(finding.lesson.clone()).or_default() += usize::from(row.catchable != "no");
            if asked().as_deref() == Some("*") && !of_class(finding, &row.class) {
                show(finding, "far   ", &row.before);
            }
        }
        before.retain(|finding| of_class(finding, &row.class));
        let mut after = search(&engine, &row.file, &row.after);
        after.retain(|finding| of_class(finding, &row.class));
        let others = (elsewhere(&before), others_of_all);
        let fires = before.iter().any(|finding| is_near(finding, &old));
        let stays = after.iter().any(|finding| is_near(finding, &new));
        if asked().is_some() {
            println!("{} ({}), changed {old:?} to {new:?}", row.n, row.catchable);
            for finding in &before {
                show(finding, if is_near(finding, &old) { "before" } else { "other " }, &row.before);
            }
            for finding in after.iter().filter(|finding| is_near(finding, &new)) {
                show(finding, "AFTER ", &row.after);
            }
        }
        table.entry(row.class.clone()).or_default().add(&row, others, fires, stays);
        if row.catchable != "no" {
            total.add(&row, others, fires, stays);
        }
    }
    for (class, tally) in &table {
        tally.print(class);
    }
    total.print("total of yes and partly");
    let mut far: Vec<(String, usize)> = far.into_iter().collect();
    far.sort_by(|(a, of_a), (b, of_b)| of_b.cmp(of_a).then(a.cmp(b)));
    let far: Vec<String> = far.iter().map(|(lesson, count)| format!("{lesson} {count}")).collect();
    println!("others by lesson: {}", far.join(", "));
}

#[test]
#[ignore = "needs folders of code in LESSONS_TREES"]
fn lessons_are_quiet_on_other_code() {
    let trees = std::env::var("LESSONS_TREES").expect("LESSONS_TREES names folders of code");
    let mut lessons = public_lessons();
    lessons.retain(is_asked);
    let engine = engine(&lessons);
    let mut counts: BTreeMap<&str, BTreeMap<String, usize>> = BTreeMap::new();
    let mut lines: BTreeMap<String, usize> = BTreeMap::new();
    for tree in trees.split(':').map(Path::new) {
        let name = tree.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let disk = Disk::new(tree).unwrap();
        let workspace = Workspace::bare_tree(disk).unwrap();
        let started = Instant::now();
        let report = engine.search(&workspace, &SearchOptions::default()).unwrap();
        let took = started.elapsed();
        let mut texts: BTreeMap<&str, String> = BTreeMap::new();
        for entry in workspace.entries().iter().filter(|entry| entry.path.ends_with(".rs")) {
            let text = std::fs::read_to_string(tree.join(&entry.path)).unwrap_or_default();
            *lines.entry(name.clone()).or_default() += text.lines().count();
            texts.insert(&entry.path, text);
        }
        for finding in report.findings.iter().filter(|finding| finding.kind == FindingKind::Forbidden) {
            let Some(lesson) = lessons.iter().find(|lesson| lesson.id == finding.lesson) else { continue };
            *counts.entry(&lesson.id).or_default().entry(name.clone()).or_default() += 1;
            if asked().is_some() {
                show(finding, &name, texts.get(finding.path.as_str()).map_or("", String::as_str));
            }
        }
        println!("{name}: {} lines in {took:.1?}", lines[&name]);
    }
    let all: usize = lines.values().sum();
    for lesson in &lessons {
        let of_tree = counts.get(lesson.id.as_str()).cloned().unwrap_or_default();
        let found: usize = of_tree.values().sum();
        let rate = 1000.0 * found as f64 / all.max(1) as f64;
        println!("{:36} {found:6} ({rate:.3} per 1,000 lines)  {of_tree:?}", lesson.id);
    }
}

#[test]
fn every_public_lesson_proves_itself() {
    let mut failures = Vec::new();
    for lesson in public_lessons() {
        let (_, problems) = Engine::new([(lesson.clone(), Approvals::default().status(&lesson))]);
        failures.extend(problems.iter().map(ToString::to_string));
        failures.extend(lesson.lacks_for_approval().iter().map(ToString::to_string));
        let proof = Engine::prove(&lesson);
        failures.extend(proof.failures.iter().map(|failure| failure.problem.to_string()));
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// What one lesson shows as right is right to the others too.
#[test]
fn no_lesson_speaks_on_the_good_blocks_of_another() {
    let lessons = public_lessons();
    let engine = engine(&lessons);
    let mut failures = Vec::new();
    for lesson in &lessons {
        // A tree without a manifest is read in edition 2021.
        let of_2021 = |block: &&Block| block.edition.as_deref().is_none_or(|edition| edition == "2021");
        for block in lesson.blocks_that_are(Polarity::Good).filter(of_2021) {
            let path = block.file.as_deref().unwrap_or("src/good.rs");
            let findings = search(&engine, path, block.text());
            failures.extend(findings.iter().map(|finding| {
                format!("{} on a good block of {}: {}", finding.lesson, lesson.id, finding.message)
            }));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
