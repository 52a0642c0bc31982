//! The test functions of a workspace, by the paths under which people know them.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use crate::language::Language;
use crate::language::rust::{F, K, attributes};
use crate::locals::Locals;
use crate::names::{FileNames, FileSummary, Symbols};
use crate::syntax::{Builder, Node, Tree};
use crate::workspace::Workspace;

/// What is known of a function that may be a test.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// It is run.
    Runs,
    /// It is ignored, for this reason if one is given.
    Ignored(Option<String>),
    /// A `cfg` that never holds stands before it or around it.
    NeverCompiled,
    /// It has no attribute that makes it a test.
    NoTest,
}

/// Functions with the names that were asked for, by their paths.
#[derive(Debug, Default)]
pub(super) struct TestFns {
    found: BTreeMap<Vec<String>, Vec<Standing>>,
    /// For each function the path that says most plainly which one it is.
    plain: BTreeSet<Vec<String>>,
}

/// One function of a file: its modules inside the file, its name, and what it is.
type InFile = (Vec<String>, Standing);

/// Attributes whose last name makes a function a test.
const TEST_ATTRIBUTES: &[&str] =
    &["test", "rstest", "test_case", "test_matrix", "quickcheck", "proptest", "wasm_bindgen_test", "apply"];

impl TestFns {
    /// Reads the functions of the members that `wanted` may mean.
    pub(super) fn read<'n>(workspace: &Workspace, wanted: impl Iterator<Item = &'n String>) -> Self {
        // A test with cases is known by its own name and, with one more segment, by each case's.
        let names: BTreeSet<String> =
            wanted.flat_map(|path| segments(path).into_iter().rev().take(2)).collect();
        if names.is_empty() {
            return Self::default();
        }
        let read: Vec<(String, FileSummary, Vec<InFile>)> = workspace
            .entries()
            .par_iter()
            .filter(|entry| Language::of_path(&entry.path) == Some(Language::Rust))
            .filter(|entry| workspace.place(&entry.path).package.is_none_or(|package| package.member))
            .filter_map(|entry| {
                let text = String::from_utf8(workspace.source().read(&entry.path).ok()?).ok()?;
                let holds = names.iter().any(|name| text.contains(name.as_str()));
                if !holds && !text.contains("mod ") {
                    return None;
                }
                let tree = Builder::file(Language::Rust.grammar(), text).ok()?;
                let locals = Locals::new(&tree);
                let edition = workspace.place(&entry.path).edition;
                let summary = FileNames::new(&tree, &locals, edition).summary();
                let functions = if holds { functions(&tree, &names) } else { Vec::new() };
                Some((entry.path.clone(), summary, functions))
            })
            .collect();
        let symbols = Symbols::new(workspace, read.iter().map(|(path, summary, _)| (path.as_str(), summary)));
        let mut tests = Self::default();
        for (file, _, functions) in read.iter().filter(|(.., functions)| !functions.is_empty()) {
            let package = workspace.place(file).package.map(|package| folded(&package.name));
            for module in symbols.module_paths(file) {
                for (inner, standing) in functions {
                    tests.add(package.as_deref(), &module, inner, standing);
                }
            }
        }
        tests
    }

    fn add(&mut self, package: Option<&str>, module: &[String], inner: &[String], standing: &Standing) {
        let path: Vec<String> = module.iter().chain(inner).map(|name| folded(name)).collect();
        let mut names = vec![path.clone()];
        if let (Some(package), Some((krate, rest))) = (package, path.split_first())
            && krate != package
        {
            let head = || std::iter::once(package.to_owned());
            // A library or binary of another name than its package, and a target of its own.
            names.push(head().chain(rest.iter().cloned()).collect());
            names.push(head().chain(path.iter().cloned()).collect());
        }
        for name in names {
            self.found.entry(name).or_default().push(standing.clone());
        }
        self.plain.insert(path);
    }

    /// What is known of the functions with this path.
    pub(super) fn named(&self, path: &str) -> Vec<&Standing> {
        let path = segments(path);
        let whole = self.found.get(&path);
        let case = || {
            let (_, test) = path.split_last()?;
            self.found.get(test)
        };
        whole.or_else(case).into_iter().flatten().collect()
    }

    /// Functions of the same name in other places.
    pub(super) fn elsewhere(&self, path: &str) -> Vec<String> {
        let name = segments(path).pop();
        self.plain
            .iter()
            .filter(|known| known.last() == name.as_ref())
            .map(|known| known.join("::"))
            .collect()
    }
}

/// The parts of a path, with `-` as `_`.
fn segments(path: &str) -> Vec<String> {
    path.split("::").filter(|part| !part.is_empty()).map(folded).collect()
}

fn folded(name: &str) -> String {
    name.trim_start_matches("r#").replace('-', "_")
}

/// The functions of a file with such names that are items of modules.
fn functions(tree: &Tree, names: &BTreeSet<String>) -> Vec<InFile> {
    let mut found = Vec::new();
    for function in tree.nodes().filter(|node| node.k() == K::FunctionItem) {
        let Some(name) = function.get(F::Name).map(|name| folded(name.text())) else { continue };
        if !names.contains(&name) {
            continue;
        }
        let mut path = vec![name];
        let mut is_item = true;
        for around in function.ancestors() {
            match around.k() {
                K::ModItem => path.extend(around.get(F::Name).map(|name| folded(name.text()))),
                K::FunctionItem | K::ImplItem | K::TraitItem | K::ClosureExpression => is_item = false,
                _ => {}
            }
        }
        if is_item {
            path.reverse();
            found.push((path, standing(function)));
        }
    }
    found
}

fn standing(function: Node<'_>) -> Standing {
    let never = std::iter::once(function).chain(function.ancestors()).flat_map(attributes).any(|item| {
        let text: String = item.text().chars().filter(|c| !c.is_whitespace()).collect();
        text.contains("[cfg(any())]") || text.contains("[cfg(false)]") || text.contains("[cfg(FALSE)]")
    });
    let named: Vec<(String, Node<'_>)> = attributes(function).filter_map(name_of).collect();
    if !named.iter().any(|(name, _)| TEST_ATTRIBUTES.contains(&name.as_str())) {
        return Standing::NoTest;
    }
    if never {
        return Standing::NeverCompiled;
    }
    match named.iter().find(|(name, _)| name == "ignore") {
        Some((_, attribute)) => Standing::Ignored(reason(*attribute)),
        None => Standing::Runs,
    }
}

/// The last name of an attribute's path, and the attribute without its brackets.
fn name_of(item: Node<'_>) -> Option<(String, Node<'_>)> {
    let attribute = item.children().find(|child| child.k() == K::Attribute)?;
    let path = attribute.children().next()?.text();
    Some((path.rsplit("::").next().unwrap_or(path).trim().to_owned(), attribute))
}

/// The text of `ignore = "…"`.
fn reason(attribute: Node<'_>) -> Option<String> {
    let (_, value) = attribute.text().split_once('=')?;
    let text = value.trim().trim_matches('"');
    (!text.is_empty()).then(|| text.to_owned())
}
