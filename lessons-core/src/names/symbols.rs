//! The workspace's names: module trees over all files, and the answers to what single files could not tell.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::facts::{Question, method_of, trait_method};
use super::graph::Graph;
use super::memo::Missing;
use super::path::{PathRef, Renames, Verdict};
use super::scope::named;
use super::summary::{FileSummary, ItemKind};
use super::tree::{self, Placed, Placement, Unread};
use crate::pattern::WantedPath;
use crate::types::{Is, Types};
use crate::workspace::{Package, TargetKind, Workspace};

pub(crate) use super::tree::CrateFacts;

/// Every name of a workspace.
pub(crate) struct Symbols<'a> {
    graph: Graph<&'a FileSummary>,
    placement: Placement,
    renames: Renames,
}

impl<'a> Symbols<'a> {
    /// The names of a workspace's files, given by path and what they declare. Linear in what they declare.
    pub(crate) fn new<'p>(
        workspace: &Workspace,
        files: impl Iterator<Item = (&'p str, &'a FileSummary)>,
    ) -> Self {
        Self::of_crates(&crates(workspace), files)
    }

    /// The names of those files of a workspace that have been read; [`missing`](Self::missing) tells which answers
    /// depend on more. `is_there` says which files there are, `functions` of which functions all files have been read; none where all have.
    pub(crate) fn in_part<'p>(
        workspace: &Workspace,
        files: impl Iterator<Item = (&'p str, &'a FileSummary)>,
        is_there: &dyn Fn(&str) -> bool,
        functions: Option<&BTreeSet<String>>,
    ) -> Self {
        Self::build(&crates(workspace), files, &Unread { is_there, functions })
    }

    /// The names of crates' files.
    pub(crate) fn of_crates<'p>(
        crates: &[CrateFacts],
        files: impl Iterator<Item = (&'p str, &'a FileSummary)>,
    ) -> Self {
        Self::build(crates, files, &Unread { is_there: &|_| false, functions: None })
    }

    fn build<'p>(
        crates: &[CrateFacts],
        files: impl Iterator<Item = (&'p str, &'a FileSummary)>,
        unread: &Unread<'_>,
    ) -> Self {
        let files: BTreeMap<String, &'a FileSummary> = files
            .filter(|(_, summary)| !summary.modules.is_empty())
            .map(|(path, summary)| (path.to_owned(), summary))
            .collect();
        let (graph, placement) = tree::build(crates, &files, unread);
        let renames = Renames::of_crates(crates, files.values().copied());
        Self { graph, placement, renames }
    }

    /// What must be read before the answers given since the last time are right, and where `file` stands is known.
    pub(crate) fn missing<'p>(&self, files: impl Iterator<Item = &'p str>) -> Missing {
        let mut missing = self.graph.take_missing();
        let unplaced: Vec<&str> = files.filter(|file| !self.is_placed(file)).collect();
        for unread in &self.placement.unread {
            if unplaced.iter().any(|file| unread.may_lead_to(file)) {
                missing.files.insert(unread.path.clone());
            }
        }
        missing
    }

    /// What the file's question is answered with; no for a file that is not known. A file that several crates compile
    /// is right in any of them.
    pub(crate) fn answer(&self, file: &str, question: &Question) -> bool {
        self.placed(file).iter().any(|placed| match question {
            Question::PathIs { paths, wanted } => paths.iter().any(|path| self.path_is(placed, path, wanted)),
            Question::TypeIs { term, wanted, unknown } => {
                match Types::new(&self.graph, &self.renames, placed.module).is(term, wanted) {
                    Is::Yes => true,
                    Is::No => false,
                    Is::Unknown | Is::Open => *unknown,
                }
            }
            Question::TakesSelf { path } => {
                method_of(&self.graph, &self.renames, placed.module, path).unwrap_or(false)
            }
            Question::IsTraitMethod { name } => trait_method(&self.graph, placed.module, name),
        })
    }

    /// The answer, unless it depends on what has not been read; [`missing`](Self::missing) tells then what. None for a file
    /// of which it is not known where it stands.
    pub(crate) fn settled(&self, file: &str, question: &Question) -> Option<bool> {
        // What is not placed yet asks for what it needs all the same: it may be nobody's module.
        let (answer, is_incomplete) = self.graph.watched(|| self.answer(file, question));
        (!is_incomplete && self.is_placed(file)).then_some(answer)
    }

    fn path_is(&self, placed: &Placed, path: &PathRef, wanted: &WantedPath) -> bool {
        let (targets, _) = self.graph.meaning(&self.renames, placed.module, path);
        let mut paths = targets.iter().flat_map(|target| &target.paths);
        paths.any(|path| self.renames.is(path, wanted) == Verdict::Yes)
    }

    fn placed(&self, file: &str) -> &[Placed] {
        self.placement.modules.get(file).map(Vec::as_slice).unwrap_or_default()
    }

    /// Whether it is known where the file stands.
    fn is_placed(&self, file: &str) -> bool {
        self.placed(file).iter().any(|placed| placed.is_known)
    }

    /// Whether the file is compiled for tests only: every `mod` that leads to it is under `#[cfg(test)]`.
    pub(crate) fn is_test_only(&self, file: &str) -> bool {
        let placed = self.placed(file);
        !placed.is_empty() && placed.iter().all(|placed| placed.is_test)
    }

    /// The paths of the modules that the file is, from their crates on; none for a file of no crate.
    pub(crate) fn module_paths(&self, file: &str) -> impl Iterator<Item = Vec<String>> {
        let placed = self.placed(file).iter().filter(|placed| placed.is_known);
        placed.map(|placed| self.graph.path(placed.module))
    }

    /// The names that decide which questions a file must ask.
    #[cfg(test)]
    pub(crate) fn renames(&self) -> &Renames {
        &self.renames
    }
}

impl Renames {
    /// Collects the renames of a workspace's files.
    pub(crate) fn new<'a>(workspace: &Workspace, files: impl Iterator<Item = &'a FileSummary>) -> Self {
        Self::of_crates(&crates(workspace), files)
    }

    /// Collects the renames of crates' files.
    pub(crate) fn of_crates<'a>(facts: &[CrateFacts], files: impl Iterator<Item = &'a FileSummary>) -> Self {
        let mut direct: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for file in files {
            let declares_files = file.modules.iter().any(|module| {
                module.items.iter().any(|item| matches!(item.kind, ItemKind::ModuleFile { .. }))
            });
            for module in &file.modules {
                for one in module.uses.iter().filter(|one| one.is_visible || declares_files) {
                    if let (Some(name), Some(last)) = (one.name.as_deref(), one.path.last())
                        && name != last
                    {
                        direct.entry(name).or_default().insert(last);
                    }
                }
                for item in module.items.iter().filter(|item| item.is_visible || declares_files) {
                    let target = match &item.kind {
                        ItemKind::Alias { target, .. } => last_of(target),
                        ItemKind::ExternCrate { name, .. } => Some(name.as_str()),
                        _ => None,
                    };
                    if let Some(target) = target.filter(|target| *target != item.name) {
                        direct.entry(&item.name).or_default().insert(target);
                    }
                }
            }
        }
        let closed = |name: &str| {
            let mut all: BTreeSet<String> = BTreeSet::new();
            let mut open = vec![name];
            while let Some(next) = open.pop() {
                for target in direct.get(next).into_iter().flatten() {
                    if all.insert((*target).to_owned()) {
                        open.push(target);
                    }
                }
            }
            all
        };
        let names = direct.keys().map(|name| ((*name).to_owned(), closed(name))).collect();
        let mut members: BTreeSet<String> = facts.iter().map(|krate| krate.name.clone()).collect();
        let mut crates = BTreeSet::new();
        let of_packages = facts.chunk_by(|a, b| Arc::ptr_eq(&a.dependencies, &b.dependencies));
        let dependencies = of_packages.filter_map(|targets| Some(&targets.first()?.dependencies));
        for (written, name) in dependencies.flat_map(|dependencies| &**dependencies) {
            if written != name {
                members.insert(written.clone());
            }
            crates.insert(name.clone());
        }
        crates.retain(|name| !members.contains(name));
        Self { names, crates, members: (!facts.is_empty()).then_some(members) }
    }
}

fn last_of(term: &crate::types::TypeTerm) -> Option<&str> {
    match term {
        crate::types::TypeTerm::Named(path, _) => path.segments.last().map(String::as_str),
        crate::types::TypeTerm::Std(path, _) => path.rsplit("::").next(),
        _ => named(term).and(None),
    }
}

/// The crates of a workspace.
fn crates(workspace: &Workspace) -> Vec<CrateFacts> {
    let libraries: BTreeMap<&str, &str> = workspace
        .packages()
        .iter()
        .filter_map(|package| Some((package.name.as_str(), package.library_name()?)))
        .collect();
    workspace.packages().iter().flat_map(|package| crates_of(package, &libraries)).collect()
}

fn crates_of(package: &Package, libraries: &BTreeMap<&str, &str>) -> Vec<CrateFacts> {
    let mut dependencies: Vec<(String, String)> = package
        .dependencies
        .iter()
        .map(|dependency| {
            let library = libraries.get(dependency.package.as_str()).map(|name| (*name).to_owned());
            let name = library.unwrap_or_else(|| dependency.package.replace('-', "_"));
            // A package's library may be called other than the package; the manifest's name is then the package's.
            let written =
                if dependency.name == dependency.package { name.clone() } else { dependency.crate_name() };
            (written, name)
        })
        .collect();
    dependencies.extend(package.library_name().map(|name| (name.to_owned(), name.to_owned())));
    dependencies.sort();
    dependencies.dedup();
    let dependencies: Arc<[_]> = dependencies.into();
    package
        .targets
        .iter()
        .map(|target| CrateFacts {
            name: target.crate_name.clone(),
            edition: target.edition,
            root: target.src_path.clone(),
            is_library: matches!(target.kind, TargetKind::Lib | TargetKind::ProcMacro),
            is_test: matches!(target.kind, TargetKind::Test | TargetKind::Bench | TargetKind::Example),
            dependencies: Arc::clone(&dependencies),
        })
        .collect()
}
