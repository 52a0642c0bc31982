//! The module tree of each crate: from its root file through every `mod x;`.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::graph::{Crate, Graph, GraphId};
use super::path::ModuleId;
use super::summary::{FileSummary, ItemKind};
use crate::workspace::Edition;

/// What must be known of a crate to find its modules: one target of a package, as plain data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CrateFacts {
    /// The name as code writes it.
    pub(crate) name: String,
    pub(crate) edition: Edition,
    /// Path of the root file.
    pub(crate) root: String,
    /// Whether other crates can name it.
    pub(crate) is_library: bool,
    /// Whether only tests, benches or examples are compiled from it.
    pub(crate) is_test: bool,
    /// What its code calls its dependencies, and those crates' own names; its package's own library too. All targets
    /// of a package have the same.
    pub(crate) dependencies: Arc<[(String, String)]>,
}

/// Where each file stands.
#[derive(Debug, Default)]
pub(super) struct Placement {
    /// The modules that a file is, one for each crate that compiles it.
    pub(super) modules: HashMap<String, Vec<Placed>>,
    /// Modules whose files have not been read.
    pub(super) unread: Vec<UnreadFile>,
}

/// A file as a module of a crate.
#[derive(Clone, Copy, Debug)]
pub(super) struct Placed {
    pub(super) module: GraphId,
    /// Reached only where tests are compiled.
    pub(super) is_test: bool,
    /// Whether it is a module of a crate, and not just a file lying about.
    pub(super) is_known: bool,
}

/// Files that have not been read, because nothing has asked for them yet.
pub(super) struct Unread<'u> {
    /// Whether there is such a file.
    pub(super) is_there: &'u dyn Fn(&str) -> bool,
    /// Functions all of whose files have been read; none where every file has been.
    pub(super) functions: Option<&'u BTreeSet<String>>,
}

/// A file that `mod name;` stands for and that has not been read.
#[derive(Clone, Debug)]
pub(super) struct UnreadFile {
    pub(super) path: String,
    /// The folder in which files of modules in it are, unless they say otherwise.
    pub(super) folder: String,
    /// Whether an attribute says where it is.
    pub(super) is_elsewhere: bool,
}

impl UnreadFile {
    /// Whether `file` may be a module of it.
    pub(super) fn may_lead_to(&self, file: &str) -> bool {
        self.is_elsewhere
            || self.path == file
            || file.strip_prefix(&self.folder).is_some_and(|rest| rest.starts_with('/'))
            || self.folder.is_empty()
    }
}

/// Links all files into one graph.
pub(super) fn build<'a>(
    crates: &[CrateFacts],
    files: &BTreeMap<String, &'a FileSummary>,
    unread: &Unread<'_>,
) -> (Graph<&'a FileSummary>, Placement) {
    let mut builder = Builder { graph: Graph::empty(), files, unread, placement: Placement::default() };
    for krate in crates {
        builder.krate(krate, true);
    }
    // Files that no manifest speaks of: what looks like a crate's root is one.
    let mut roots: Vec<&String> = files.keys().filter(|path| root_rank(path).is_some()).collect();
    roots.sort_by_key(|path| (root_rank(path), path.len()));
    for path in roots {
        if !builder.placement.modules.contains_key(path) {
            // It may turn out to be a module: `src/tests/a.rs` looks like a root until `src/tests/mod.rs` is read.
            let is_known = !builder.placement.unread.iter().any(|unread| unread.may_lead_to(path));
            builder.krate(&derived(path), is_known);
        }
    }
    for path in files.keys() {
        if !builder.placement.modules.contains_key(path) {
            builder.krate(&derived(path), false);
        }
    }
    builder.link_crates(crates);
    let libraries = crates.iter().filter(|krate| krate.is_library && (unread.is_there)(&krate.root));
    let left = libraries.filter(|krate| !files.contains_key(&krate.root));
    let left = left.map(|krate| (krate.name.clone(), krate.root.clone())).collect();
    builder.graph.read_in_part(left, unread.functions.cloned());
    (builder.graph, builder.placement)
}

struct Builder<'f, 'a> {
    graph: Graph<&'a FileSummary>,
    files: &'f BTreeMap<String, &'a FileSummary>,
    unread: &'f Unread<'f>,
    placement: Placement,
}

impl<'a> Builder<'_, 'a> {
    fn krate(&mut self, facts: &CrateFacts, is_known: bool) {
        let Some(summary) = self.files.get(&facts.root).copied() else { return };
        let number = self.graph.crates.len();
        self.graph.crates.push(Crate {
            name: facts.name.clone(),
            edition: facts.edition,
            root: None,
            members: HashMap::new(),
            asks_for: HashMap::new(),
            renamed: HashMap::new(),
        });
        let root = self.graph.add(summary, number, None, String::new());
        if is_known && let Some(krate) = self.graph.crates.last_mut() {
            krate.root = Some(root);
        }
        let mut seen = BTreeSet::from([facts.root.clone()]);
        let placed = Placed { module: root, is_test: facts.is_test || summary.is_test, is_known };
        let mut open = vec![(facts.root.clone(), summary, placed, true)];
        while let Some((path, summary, placed, owns_directory)) = open.pop() {
            self.placement.modules.entry(path.clone()).or_default().push(placed);
            for (module, entry) in (0..).zip(&summary.modules) {
                for (at, item) in (0..).zip(&entry.items) {
                    let ItemKind::ModuleFile { path: written } = &item.kind else { continue };
                    let found =
                        candidates(&path, owns_directory, summary, module, &item.name, written.as_deref())
                            .into_iter()
                            .find(|(file, _)| self.files.contains_key(file) || (self.unread.is_there)(file));
                    let Some((file, owns_directory)) = found else { continue };
                    let Some(child) = self.files.get(&file).copied() else {
                        let parent = self.graph.in_file(placed.module, module);
                        self.graph.leave_unread(parent, at, file.clone());
                        self.placement.unread.push(UnreadFile {
                            folder: folder_of(&file, owns_directory),
                            path: file,
                            is_elsewhere: written.is_some(),
                        });
                        continue;
                    };
                    // A file that is its own module's would never end.
                    if !seen.insert(file.clone()) {
                        continue;
                    }
                    let parent = self.graph.in_file(placed.module, module);
                    let base = self.graph.add(child, number, Some(parent), item.name.clone());
                    self.graph.link(parent, at, base);
                    let is_test = placed.is_test || item.is_test || child.is_test;
                    open.push((file, child, Placed { module: base, is_test, is_known }, owns_directory));
                }
            }
        }
    }

    /// Names of dependencies become the workspace's own crates, or stay those of others.
    fn link_crates(&mut self, facts: &[CrateFacts]) {
        let libraries: HashMap<&str, &str> = facts
            .iter()
            .filter(|krate| krate.is_library)
            .map(|krate| (krate.name.as_str(), krate.root.as_str()))
            .collect();
        let roots: HashMap<&str, usize> = facts
            .iter()
            .filter(|krate| krate.is_library)
            .filter_map(|krate| {
                let root = libraries.get(krate.name.as_str()).copied()?;
                let number = self
                    .graph
                    .crates
                    .iter()
                    .position(|known| known.name == krate.name && known.root.is_some())?;
                let is_it = self.graph.crates.get(number)?.root
                    == self.placement.modules.get(root)?.first().map(|p| p.module);
                is_it.then_some((krate.name.as_str(), number))
            })
            .collect();
        let unread_libraries: BTreeSet<&str> = libraries
            .iter()
            .filter(|(_, root)| !self.files.contains_key(**root) && (self.unread.is_there)(root))
            .map(|(name, _)| *name)
            .collect();
        for krate in facts {
            let Some(placed) = self.placement.modules.get(&krate.root) else { continue };
            for placed in placed.clone() {
                let Some(known) =
                    self.graph.crates.iter_mut().find(|known| known.root == Some(placed.module))
                else {
                    continue;
                };
                for (written, name) in &*krate.dependencies {
                    match roots.get(name.as_str()) {
                        Some(number) => _ = known.members.insert(written.clone(), *number),
                        None if unread_libraries.contains(name.as_str()) => {
                            known.asks_for.insert(written.clone(), name.clone());
                        }
                        None if written != name => _ = known.renamed.insert(written.clone(), name.clone()),
                        None => {}
                    }
                }
            }
        }
    }
}

/// Where the file of `mod name;` may be, and whether its own modules then stand beside it rather than in a folder of
/// its name. As the Reference says in "Module Source Filenames".
fn candidates(
    file: &str,
    owns_directory: bool,
    summary: &FileSummary,
    module: ModuleId,
    name: &str,
    written: Option<&str>,
) -> Vec<(String, bool)> {
    let directory = parent(file);
    let mut base = folder_of(file, owns_directory);
    let mut inline = Vec::new();
    let mut next = Some(summary.enclosing_module(module));
    while let Some(id) = next {
        let Some(entry) = summary.modules.get(id as usize) else { break };
        next = entry.parent.filter(|parent| *parent < id);
        if !entry.is_block && next.is_some() {
            inline.push(entry.name.as_str());
        }
    }
    inline.reverse();
    for name in &inline {
        base = join(&base, name);
    }
    match written {
        Some(written) if inline.is_empty() => vec![(join(directory, written), true)],
        Some(written) => vec![(join(&base, written), true)],
        None => {
            vec![(join(&base, &format!("{name}.rs")), false), (join(&base, &format!("{name}/mod.rs")), true)]
        }
    }
}

/// The folder in which the files of a file's modules are.
fn folder_of(file: &str, owns_directory: bool) -> String {
    let stem = file.rsplit('/').next().and_then(|name| name.strip_suffix(".rs")).unwrap_or_default();
    if owns_directory { parent(file).to_owned() } else { join(parent(file), stem) }
}

fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(directory, _)| directory)
}

/// A path relative to a directory, `.` and `..` worked out.
fn join(directory: &str, path: &str) -> String {
    let mut parts: Vec<&str> = directory.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split(['/', '\\']) {
        match part {
            "" | "." => {}
            ".." => _ = parts.pop(),
            part => parts.push(part),
        }
    }
    let joined = parts.join("/");
    if directory.starts_with('/') { format!("/{joined}") } else { joined }
}

/// Whether a file that no manifest speaks of is a crate's root, by where it stands.
pub(crate) fn looks_like_root(path: &str) -> bool {
    root_rank(path).is_some()
}

/// How likely a file is a crate's root, by where it stands.
fn root_rank(path: &str) -> Option<u8> {
    let mut parts = path.rsplit('/');
    let name = parts.next()?;
    match (name, parts.next()) {
        ("lib.rs", _) => Some(0),
        ("main.rs", _) => Some(1),
        ("build.rs", Some(folder)) if folder != "src" => Some(2),
        ("build.rs", None) => Some(2),
        (_, Some("bin" | "tests" | "benches" | "examples")) => Some(2),
        _ => None,
    }
}

fn derived(path: &str) -> CrateFacts {
    let mut folders = parent(path).rsplit('/').filter(|folder| !folder.is_empty());
    let stem = path.rsplit('/').next().and_then(|name| name.strip_suffix(".rs")).unwrap_or("crate");
    let name = match (stem, folders.next()) {
        ("lib" | "main", Some("src")) => folders.next().unwrap_or("crate"),
        ("lib" | "main", Some(folder)) => folder,
        ("lib" | "main", None) => "crate",
        _ => stem,
    };
    CrateFacts {
        name: name.replace('-', "_"),
        edition: Edition::E2021,
        root: path.to_owned(),
        is_library: stem == "lib",
        is_test: false,
        dependencies: Arc::default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::names::summary::Module;

    #[test]
    fn module_files_are_looked_for_where_the_reference_says() {
        let module = |name: &str, parent| Module {
            name: name.to_owned(),
            parent,
            is_block: false,
            uses: Vec::new(),
            items: Vec::new(),
        };
        let summary =
            FileSummary { modules: vec![module("", None), module("a", Some(0))], ..FileSummary::default() };
        for (file, owns, within, written, expected, why) in [
            ("src/lib.rs", true, 0, None, &["src/x.rs", "src/x/mod.rs"][..], "a root"),
            ("src/m/mod.rs", true, 0, None, &["src/m/x.rs", "src/m/x/mod.rs"], "mod.rs"),
            ("src/m.rs", false, 0, None, &["src/m/x.rs", "src/m/x/mod.rs"], "a file beside its folder"),
            ("src/lib.rs", true, 1, None, &["src/a/x.rs", "src/a/x/mod.rs"], "in an inline module"),
            ("src/m.rs", false, 1, None, &["src/m/a/x.rs", "src/m/a/x/mod.rs"], "both"),
            ("src/m.rs", false, 0, Some("y.rs"), &["src/y.rs"], "#[path] beside the file"),
            ("src/m.rs", false, 0, Some("../y.rs"), &["y.rs"], "#[path] upwards"),
            ("src/m.rs", false, 1, Some("y.rs"), &["src/m/a/y.rs"], "#[path] in an inline module"),
            ("lib.rs", true, 0, None, &["x.rs", "x/mod.rs"], "no folder"),
        ] {
            let found = candidates(file, owns, &summary, within, "x", written);
            let found: Vec<&str> = found.iter().map(|(path, _)| path.as_str()).collect();
            assert_eq!(found, expected, "{why}: {file}");
        }
    }
}
