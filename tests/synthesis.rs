//! The synthesiser against real fixes: how many end in a rule that holds, how quiet it is elsewhere, how far it carries.
//!
//! Ignored, since it wants code that is not kept in this repository. `LESSONS_FIXES` names a folder with a folder per
//! fix: `before.rs`, `after.rs`, and `row.json` with `n`, `repo`, `sha`, `file`, `bug_class` and
//! `syntactic_catchable`. `LESSONS_CLONES`, if set, names a folder of bare clones, `<owner>+<name>/repo`: then the
//! whole commit is the fix, and the tree after it the background. `LESSONS_ONLY` narrows it to some `n`, parted by
//! commas, and lists every candidate.
//!
//! ```sh
//! LESSONS_FIXES=… LESSONS_CLONES=… cargo test --release -p cargo-lessons --test synthesis -- --ignored --nocapture
//! ```

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on fails")]
#![expect(clippy::print_stdout, reason = "what is measured is read on the terminal")]

#[path = "support/laid_out.rs"]
mod laid_out;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use lessons_core::{Disk, Edition, Lesson, Workspace, with_parsed};
use lessons_extract::{
    Background, Candidate, ChangedFile, Fix, KnownMistakes, NoBackground, Options, Synthesis,
    WorkspaceBackground, compile, synthesize,
};

use laid_out::{NEAR, Row, rows};

fn git(repo: &Path, arguments: &[&str]) -> Option<Vec<u8>> {
    let output = Command::new("git").arg("-C").arg(repo).args(arguments).output().ok()?;
    output.status.success().then_some(output.stdout)
}

/// The bare clone of a row's repository.
fn clone(row: &Row) -> Option<PathBuf> {
    let clones = PathBuf::from(std::env::var_os("LESSONS_CLONES")?);
    let path = clones.join(row.repo.replace('/', "+")).join("repo");
    path.is_dir().then_some(path)
}

/// The whole commit where there is a clone, else the one file.
fn fix(row: &Row) -> Fix {
    let mut fix = Fix { commit: Some(row.sha.clone()), ..Fix::default() };
    let whole = clone(row).and_then(|repo| {
        let range = [format!("{}^", row.sha), row.sha.clone()];
        let names = git(&repo, &["diff", "--name-status", "-M", &range[0], &range[1]])?;
        let show = |revision: &str, path: &str| {
            String::from_utf8(git(&repo, &["show", &format!("{revision}:{path}")])?).ok()
        };
        for line in String::from_utf8(names).ok()?.lines() {
            let mut parts = line.split('\t');
            let (Some(_), Some(old)) = (parts.next(), parts.next()) else { continue };
            let new = parts.next().unwrap_or(old);
            if new.ends_with(".rs") {
                fix.files.push(ChangedFile::new(new, show(&range[0], old), show(&range[1], new)));
            } else {
                fix.files.push(ChangedFile::new(new, None, None));
            }
        }
        Some(())
    });
    if whole.is_none() {
        fix.files = vec![ChangedFile::new(&row.file, Some(row.before.clone()), Some(row.after.clone()))];
    }
    fix
}

/// The tree after a row's fix, unpacked once.
fn tree(row: &Row) -> Option<PathBuf> {
    let repo = clone(row)?;
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("trees").join(&row.sha);
    if !target.is_dir() {
        std::fs::create_dir_all(&target).unwrap();
        let archive = target.with_extension("tar");
        let out = format!("--output={}", archive.display());
        git(&repo, &["archive", "--format=tar", &out, &row.sha, "--", "*.rs", "*.toml"])?;
        Command::new("tar").arg("-xf").arg(&archive).arg("-C").arg(&target).status().ok()?;
        std::fs::remove_file(archive).ok()?;
    }
    Some(target)
}

#[derive(Default)]
struct Tally {
    rows: u32,
    proven: u32,
    in_file: u32,
    abstained: Vec<String>,
    failed: Vec<String>,
    noise: Vec<usize>,
    seconds: Vec<f64>,
}

fn median<T: Copy + PartialOrd>(values: &mut [T]) -> Option<T> {
    values.sort_by(|a, b| a.partial_cmp(b).unwrap());
    values.get(values.len() / 2).copied()
}

#[test]
#[ignore = "needs a folder of fixes in LESSONS_FIXES"]
fn fixes_end_in_rules() {
    let folder =
        PathBuf::from(std::env::var("LESSONS_FIXES").expect("LESSONS_FIXES names a folder of fixes"));
    let only = std::env::var("LESSONS_ONLY").ok().filter(|only| !only.is_empty());
    let only: Option<Vec<&str>> = only.as_deref().map(|only| only.split(',').collect());
    let rows = rows(&folder);
    let known = public();
    let mut tally = Tally::default();
    let mut rules: BTreeMap<String, Candidate> = BTreeMap::new();
    for row in &rows {
        let wanted = only.as_ref().is_none_or(|only| only.contains(&row.n.as_str()));
        if row.catchable == "no" || !wanted {
            continue;
        }
        let fix = fix(row);
        let workspace = tree(row).map(|tree| Workspace::bare_tree(Disk::new(tree).unwrap()).unwrap());
        let started = Instant::now();
        let background = workspace.as_ref().map(WorkspaceBackground::new);
        let background: &dyn Background = match &background {
            Some(background) => background,
            None => &NoBackground,
        };
        let synthesis = {
            let mut options = Options::default();
            options.known = Some(&known);
            synthesize(&fix, background, &options)
        };

        let took = started.elapsed();
        report(row, &synthesis, took, only.is_some(), &mut tally);
        if let Some(best) = synthesis.candidates.first() {
            rules.insert(row.n.clone(), best.clone());
        }
    }
    summary(&mut tally);
    pairs(&rows, &rules);
}

/// The mistakes that the public lessons know.
fn public() -> KnownMistakes {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("public");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    KnownMistakes::new(
        "public",
        files.filter_map(|path| Lesson::read(path.to_str().unwrap(), &std::fs::read(&path).unwrap()).lesson),
    )
}

fn report(row: &Row, synthesis: &Synthesis, took: Duration, all: bool, tally: &mut Tally) {
    tally.rows += 1;
    tally.seconds.push(took.as_secs_f64());
    let Row { n, class, catchable, .. } = row;
    println!("== {n} {class} ({catchable}), {} rules tried in {took:.1?}", synthesis.tried);
    let Some(best) = synthesis.candidates.first() else {
        match synthesis.abstained {
            Some(reason) => {
                println!("abstained: {reason}");
                tally.abstained.push(n.clone());
            }
            None => {
                println!("FAILED");
                tally.failed.push(n.clone());
            }
        }
        return;
    };
    tally.proven += 1;
    tally.noise.push(best.noise);
    if best.path == row.file || best.proof.before.iter().any(|hit| hit.path == row.file) {
        tally.in_file += 1;
    } else {
        println!("(in {})", best.path);
    }
    for candidate in synthesis.candidates.iter().take(if all { usize::MAX } else { 1 }) {
        let paths = &candidate.scope.paths;
        println!(
            "noise {}{}",
            candidate.noise,
            if paths.is_empty() { String::new() } else { format!(" in {paths:?}") }
        );
        if let Some(known) = &candidate.known {
            println!("known as {}: {}", known.lesson, known.title);
        }
        for rule in &candidate.rules {
            println!("{}", rule.toml);
        }
    }
}

fn summary(tally: &mut Tally) {
    let rows = tally.rows.max(1);
    let loud = tally.noise.iter().filter(|noise| **noise > 10).count();
    println!(
        "\n{} rows: proven {} ({:.0} %), in the row's own file {} ({:.0} %)",
        tally.rows,
        tally.proven,
        100.0 * f64::from(tally.proven) / f64::from(rows),
        tally.in_file,
        100.0 * f64::from(tally.in_file) / f64::from(rows),
    );
    println!("abstained {:?}\nfailed {:?}", tally.abstained, tally.failed);
    println!(
        "findings elsewhere: median {:?}, above 10 in {loud} of {} ({:.0} %)",
        median(&mut tally.noise.clone()),
        tally.noise.len(),
        100.0 * loud as f64 / tally.noise.len().max(1) as f64,
    );
    let most = tally.seconds.iter().copied().fold(0.0, f64::max);
    println!("time: median {:.1} s, at most {most:.1} s", median(&mut tally.seconds).unwrap_or(0.0));
}

/// Pairs of one class in one repository: whether one fix's rule finds the other's code, at its change.
fn pairs(rows: &[Row], rules: &BTreeMap<String, Candidate>) {
    let (mut pairs, mut carried) = (0, Vec::new());
    let mut missed = Vec::new();
    for first in rows {
        for second in rows {
            let one_class = first.class == second.class && first.repo == second.repo;
            let earlier = (&first.date, &first.n) < (&second.date, &second.n);
            if !one_class || !earlier || first.catchable == "no" || second.catchable == "no" {
                continue;
            }
            pairs += 1;
            let name = format!("{}→{} ({})", first.n, second.n, first.class);
            let found = rules.get(&first.n).is_some_and(|rule| finds(rule, second));
            if found { carried.push(name) } else { missed.push(name) }
        }
    }
    println!(
        "pairs of a class in a repository, the earlier fix's rule on the later one's code: {} of {pairs} ({:.0} %): {}; not {}",
        carried.len(),
        100.0 * carried.len() as f64 / f64::from(pairs.max(1)),
        carried.join(", "),
        missed.join(", ")
    );
}

fn finds(candidate: &Candidate, row: &Row) -> bool {
    let Ok((_, engine)) = compile(&candidate.rules, &candidate.scope, &[]) else { return false };
    let changed =
        ChangedFile::new(&row.file, Some(row.before.clone()), Some(row.after.clone())).changed_lines();
    let findings =
        with_parsed(&row.file, &row.before, Edition::E2021, |file| file.search(&engine)).unwrap_or_default();
    findings.iter().any(|finding| {
        let places =
            std::iter::once(&finding.location).chain(finding.related.iter().map(|one| &one.location));
        places.map(|place| (place.start.line, place.end.line)).any(|(first, last)| {
            changed.before.iter().any(|run| *run.start() <= last + NEAR && first <= *run.end() + NEAR)
        })
    })
}
