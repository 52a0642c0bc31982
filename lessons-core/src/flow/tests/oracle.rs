//! Paths and lives of values against the compiler: random fns are compiled and run with their conditions going every
//! way, and what happened is compared with what the graphs say.
//!
//! `ORACLE_SEED` and `ORACLE_COUNT` search further than the few fns of every run.

mod expressions;
mod generate;
mod statements;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use super::super::{Flow, Step};
use super::parsed;
use crate::locals::Locals;
use crate::syntax::{Node, NodeId, Tree};
use generate::{Generator, UNWATCHED};

const RUNTIME: &str = include_str!("oracle/runtime.rs");

/// How often each fn is run.
const RUNS: u64 = 3_000;

type Pairs = BTreeSet<(u32, u32)>;

/// What is true of one fn.
#[derive(Debug, Default)]
struct Truth {
    /// (site, mark): a value of the site may be alive at the mark.
    held: Pairs,
    /// (mark, mark): the second may come after the first.
    leads: Pairs,
    /// (mark, mark): the first comes only after the second.
    guards: Pairs,
    /// The marks that were reached and the sites that made a value, a bit for each.
    reached: u64,
    made: u64,
}

/// The program of these fns, a line each.
fn program(functions: &BTreeMap<String, String>) -> String {
    let lines = functions.values().map(|text| format!("{text}\n"));
    let calls = functions.keys().map(|name| format!("watch(\"{name}\", {RUNS}, {name});\n"));
    format!("{RUNTIME}{}fn main() {{\n{}}}\n", lines.collect::<String>(), calls.collect::<String>())
}

/// Compiles the fns, leaving out those that do not compile.
fn compile(functions: &mut BTreeMap<String, String>, edition: &str, dir: &Path) -> std::path::PathBuf {
    let (file, program_file) = (dir.join("main.rs"), dir.join("main"));
    loop {
        std::fs::write(&file, program(functions)).unwrap();
        let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
        let output = Command::new(rustc)
            .args(["--edition", edition, "-Copt-level=0", "-Cdebuginfo=0", "--error-format=json", "-o"])
            .arg(&program_file)
            .arg(&file)
            .output()
            .unwrap();
        if output.status.success() {
            return program_file;
        }
        let errors = String::from_utf8_lossy(&output.stderr);
        let messages = errors.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
        let lines: BTreeSet<u64> = messages
            .filter(|message| message["level"] == "error")
            .flat_map(|message| message["spans"].as_array().cloned().unwrap_or_default())
            .filter_map(|span| span["line_start"].as_u64())
            .collect();
        let before = functions.len();
        let mut line = RUNTIME.lines().count() as u64;
        functions.retain(|_, _| {
            line += 1;
            !lines.contains(&line)
        });
        assert!(functions.len() < before, "{errors}");
    }
}

/// Runs the program.
fn run(program: &Path) -> BTreeMap<String, Truth> {
    let output = Command::new(program).output().unwrap();
    assert!(output.status.success());
    let text = String::from_utf8(output.stdout).unwrap();
    let mut lines = text.lines();
    let mut truths = BTreeMap::new();
    while let Some(head) = lines.next() {
        let mut head = head.split(' ');
        let name = head.next().unwrap().to_owned();
        let mut mask = || head.next().unwrap().parse::<u64>().unwrap();
        let (reached, made) = (mask(), mask());
        let mut pairs = || -> Pairs {
            let masks = lines.next().unwrap().split(' ').map(|mask| mask.parse::<u64>().unwrap());
            let of = |(of, mask): (usize, u64)| bits(mask).map(move |bit| (of as u32, bit));
            masks.enumerate().flat_map(of).collect()
        };
        let (held, leads, unguarded) = (pairs(), pairs(), pairs());
        let guards = bits(reached)
            .flat_map(|mark| (0..64).map(move |guard| (mark, guard)))
            .filter(|pair| !unguarded.contains(pair))
            .collect();
        truths.insert(name, Truth { held, leads, guards, reached, made });
    }
    truths
}

fn bits(mask: u64) -> impl Iterator<Item = u32> {
    (0..64).filter(move |bit| mask >> bit & 1 == 1)
}

/// The calls whose function ends with `name`, and their number.
fn numbered(tree: &Tree, name: &str) -> BTreeMap<NodeId, u32> {
    let number = |node: Node<'_>| {
        let (function, number) = node.text().strip_suffix(')')?.rsplit_once('(')?;
        let is_call = node.kind_name() == "call_expression" && function.ends_with(name);
        // A mark is called by its name, a lock on a name of one letter.
        if is_call && function.len() <= name.len() + 1 { number.parse().ok() } else { None }
    };
    tree.nodes().filter_map(|node| Some((node.id(), number(node)?))).collect()
}

/// What the graph says of a fn.
fn claimed(text: &str, edition_2024: bool) -> Truth {
    let tree = parsed(text);
    let locals = Locals::new(&tree);
    let flow = Flow::new(&tree, &locals, edition_2024);
    let (marks, sites) = (numbered(&tree, "a"), numbered(&tree, ".lock"));
    let mut claimed = Truth::default();
    for (node, site) in &sites {
        flow.while_held(*node, *node, &mut |met| {
            claimed.held.extend(marks.get(&met.id()).map(|mark| (*site, *mark)));
            Step::Continue
        });
    }
    for (node, mark) in &marks {
        flow.forward(*node, &mut |met| {
            claimed.leads.extend(marks.get(&met.id()).map(|later| (*mark, *later)));
            Step::Continue
        });
        let is_guard = |guard: &NodeId| {
            flow.guarded(*node, &mut |met| if met.id() == *guard { Step::Block } else { Step::Continue })
        };
        let guards = marks.iter().filter(|(guard, _)| is_guard(guard));
        claimed.guards.extend(guards.map(|(_, guard)| (*mark, *guard)));
    }
    claimed
}

/// What the graph says and is not so, or does not say and is so. That a path was taken on no run is no proof: with
/// paths, only what happened counts.
fn differences(text: &str, truth: &Truth, edition_2024: bool) -> Vec<String> {
    let claimed = claimed(text, edition_2024);
    let is_reached = |mark: u32| truth.reached >> mark & 1 == 1;
    let is_watched =
        |pair: &&(u32, u32)| pair.0 != UNWATCHED && truth.made >> pair.0 & 1 == 1 && is_reached(pair.1);
    let list = |what: &str, pairs: Vec<&(u32, u32)>| (!pairs.is_empty()).then(|| format!("{what} {pairs:?}"));
    [
        list("held, and not seen", truth.held.difference(&claimed.held).filter(is_watched).collect()),
        list("not held", claimed.held.difference(&truth.held).filter(is_watched).collect()),
        list("leads, and not seen", truth.leads.difference(&claimed.leads).collect()),
        list(
            "does not guard",
            claimed.guards.difference(&truth.guards).filter(|pair| is_reached(pair.0)).collect(),
        ),
    ]
    .into_iter()
    .flatten()
    .collect()
}

#[test]
fn what_runs_is_what_the_graph_says() {
    let from_environment =
        |name: &str, default| std::env::var(name).map_or(default, |text| text.parse::<u64>().unwrap());
    let (seed, count) = (from_environment("ORACLE_SEED", 1), from_environment("ORACLE_COUNT", 60));
    let dir = tempfile::tempdir().unwrap();
    let mut wrong = Vec::new();
    for (edition, edition_2024) in [("2021", false), ("2024", true)] {
        let generate = |number| {
            let name = format!("f{number}");
            let text = Generator::new(seed * 1_000_003 + number, edition_2024).function(&name);
            (name, text)
        };
        let mut functions: BTreeMap<String, String> = (0..count).map(generate).collect();
        let program = compile(&mut functions, edition, dir.path());
        assert!(functions.len() as u64 > count / 2, "most of what is generated should compile");
        let truths = run(&program);
        for (name, text) in &functions {
            let differences = differences(text, &truths[name], edition_2024);
            if !differences.is_empty() {
                wrong.push((text.len(), format!("{edition}: {text}\n  {}", differences.join("\n  "))));
            }
        }
    }
    wrong.sort();
    let texts: Vec<String> = wrong.into_iter().map(|(_, text)| text).take(20).collect();
    assert!(texts.is_empty(), "{}", texts.join("\n"));
}
