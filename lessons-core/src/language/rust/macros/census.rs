//! How many macro calls, and rules of `macro_rules!`, of real code are searched; run by hand on a folder:
//! `LESSONS_CENSUS=DIR cargo test --release -p lessons-core census -- --ignored --nocapture`.

use std::collections::HashMap;
use std::path::PathBuf;

use super::{F, K};
use crate::language::Language;
use crate::syntax::{Builder, UnsearchedReason};

#[test]
#[ignore = "reads the folders that LESSONS_CENSUS names"]
fn census() {
    let folders = std::env::var("LESSONS_CENSUS").unwrap_or_default();
    for folder in folders.split_whitespace() {
        one(folder);
    }
}

fn one(folder: &str) {
    let verbose = std::env::var("LESSONS_CENSUS_SHOW").ok();
    let (mut calls, mut failed, mut bytes) = (0u32, 0u32, 0usize);
    let mut names: HashMap<String, (u32, u32)> = HashMap::new();
    let mut pending = vec![PathBuf::from(folder)];
    let mut spent = std::time::Duration::ZERO;
    while let Some(path) = pending.pop() {
        if path.is_dir() && !path.is_symlink() {
            pending.extend(std::fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
            continue;
        }
        let Some(text) =
            path.extension().filter(|e| *e == "rs").and_then(|_| std::fs::read_to_string(&path).ok())
        else {
            continue;
        };
        bytes += text.len();
        let begun = std::time::Instant::now();
        let Ok(tree) = Builder::file(Language::Rust.grammar(), text) else { continue };
        spent += begun.elapsed();
        for node in tree.nodes().filter(|node| matches!(node.k(), K::MacroInvocation | K::MacroRule)) {
            let Some(body) = node.children().find(|child| child.k() == K::TokenTree) else { continue };
            let name = node.get(F::Macro).map_or("(a rule)", |path| path.text()).to_owned();
            let entry = names.entry(name.clone()).or_default();
            entry.0 += 1;
            calls += 1;
            let missed = tree
                .unsearched()
                .iter()
                .any(|part| part.span == body.span() && part.reason == UnsearchedReason::MacroBody);
            if missed {
                entry.1 += 1;
                failed += 1;
                if verbose.as_deref().is_some_and(|wanted| wanted == "*" || name.ends_with(wanted)) {
                    let text: String = node.text().chars().take(400).collect();
                    println!("--- {}\n{text}", path.display());
                }
            }
        }
    }
    let share = 100.0 * f64::from(calls - failed) / f64::from(calls.max(1));
    println!(
        "{folder}: {calls} calls, {failed} not searched, {share:.2} % searched, {bytes} bytes in {spent:?}"
    );
    let mut worst: Vec<_> = names.into_iter().filter(|(_, (_, failed))| *failed > 0).collect();
    worst.sort_by_key(|(name, (_, failed))| (std::cmp::Reverse(*failed), name.clone()));
    for (name, (calls, failed)) in worst.into_iter().take(25) {
        println!("  {failed:5} of {calls:5} {name}");
    }
}
