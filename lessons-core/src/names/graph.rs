//! Modules and what they declare, linked as far as is known: one file by itself, or the whole workspace.

use std::borrow::Borrow;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use super::memo::{Memo, Methods, Missing};
use super::path::{ModuleId, Namespace, Path, PathRef, Renames, UNKNOWN_MODULE};
use super::resolve::{Lookup, Target};
use super::summary::{FileSummary, Item, ItemKind, Method, Module, Signature, Use};
use crate::workspace::Edition;

/// A module's number in a graph.
pub(crate) type GraphId = u32;

/// Modules of one or many files. A file that several crates compile is in it several times.
#[derive(Debug)]
pub(crate) struct Graph<S> {
    files: Vec<S>,
    modules: Vec<Entry>,
    pub(super) crates: Vec<Crate>,
    /// Every function by its name.
    callables: HashMap<String, Vec<Callable>>,
    memo: Memo,
    /// `mod a;`, by its module and the item's number, whose file is there and has not been read.
    unread: HashMap<(GraphId, u32), String>,
    /// Libraries whose root has not been read, by the name of the crate.
    unread_crates: HashMap<String, String>,
    /// Functions all of whose files have been read; none where all files have.
    read_functions: Option<BTreeSet<String>>,
    /// Whether this is all there is; otherwise what leads out of a file is not known yet.
    pub(super) is_whole: bool,
}

/// A function, by where it is declared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Callable {
    /// In an `impl`: a module of the file, and the method's number in the file.
    Method(GraphId, u32),
    /// In a trait: the module, the trait's number and the method's.
    Trait(GraphId, u32, u32),
    /// By itself: the module and the item's number.
    Function(GraphId, u32),
}

impl Callable {
    /// A module of the file that declares it.
    pub(crate) fn file(self) -> GraphId {
        match self {
            Self::Method(id, _) | Self::Trait(id, ..) | Self::Function(id, _) => id,
        }
    }
}

/// A crate of the workspace.
#[derive(Debug)]
pub(super) struct Crate {
    pub(super) name: String,
    pub(super) edition: Edition,
    /// Its root module; none where the root file was not given.
    pub(super) root: Option<GraphId>,
    /// What its code calls other crates of the workspace, by their place in the graph.
    pub(super) members: HashMap<String, usize>,
    /// The workspace's crates that have not been read, by what its code calls them.
    pub(super) asks_for: HashMap<String, String>,
    /// What its code calls outside crates, where that is not their own name.
    pub(super) renamed: HashMap<String, String>,
}

#[derive(Debug)]
struct Entry {
    file: u32,
    module: ModuleId,
    /// The graph's number of the file's first module.
    base: GraphId,
    parent: Option<GraphId>,
    krate: usize,
    /// Numbers of items in the module, in order of name.
    items: Vec<u32>,
    /// Numbers of `use`s that give a name, in order of name.
    uses: Vec<u32>,
    globs: Vec<u32>,
    /// `mod a;` by the item's number.
    files: HashMap<u32, GraphId>,
    /// What the file's own module is called where it is declared.
    name: String,
}

impl<S: Borrow<FileSummary>> Graph<S> {
    /// One file of which nobody knows what is around it.
    pub(crate) fn of_file(summary: S, edition: Edition) -> Self {
        let mut graph = Self::empty();
        graph.is_whole = false;
        graph.crates.push(Crate {
            name: UNKNOWN_MODULE.to_owned(),
            edition,
            root: None,
            members: HashMap::new(),
            asks_for: HashMap::new(),
            renamed: HashMap::new(),
        });
        graph.add(summary, 0, None, String::new());
        graph
    }

    pub(super) fn empty() -> Self {
        Self {
            files: Vec::new(),
            modules: Vec::new(),
            crates: Vec::new(),
            callables: HashMap::new(),
            memo: Memo::default(),
            unread: HashMap::new(),
            unread_crates: HashMap::new(),
            read_functions: None,
            is_whole: true,
        }
    }

    /// Adds a file's modules; the first is the file's.
    pub(super) fn add(&mut self, summary: S, krate: usize, parent: Option<GraphId>, name: String) -> GraphId {
        let number = |index: usize| u32::try_from(index).unwrap_or(u32::MAX);
        let base = number(self.modules.len());
        let file = number(self.files.len());
        for (module, entry) in summary.borrow().modules.iter().enumerate() {
            let mut items: Vec<u32> = (0..number(entry.items.len())).collect();
            items.sort_by_key(|item| entry.items.get(*item as usize).map(|item| item.name.as_str()));
            let all = || entry.uses.iter().enumerate().map(|(at, one)| (number(at), one));
            let mut uses: Vec<u32> =
                all().filter(|(_, one)| !one.is_glob && one.name.is_some()).map(|(at, _)| at).collect();
            uses.sort_by_key(|one| entry.uses.get(*one as usize).and_then(|one| one.name.as_deref()));
            self.modules.push(Entry {
                file,
                module: number(module),
                base,
                parent: match entry.parent {
                    Some(inner) => Some(base + inner),
                    None => parent,
                },
                krate,
                items,
                uses,
                globs: all().filter(|(_, one)| one.is_glob).map(|(at, _)| at).collect(),
                files: HashMap::new(),
                name: name.clone(),
            });
        }
        self.index_callables(summary.borrow(), base);
        self.files.push(summary);
        base
    }

    fn index_callables(&mut self, summary: &FileSummary, base: GraphId) {
        let mut add = |name: &str, callable| match self.callables.get_mut(name) {
            Some(all) => all.push(callable),
            None => _ = self.callables.insert(name.to_owned(), vec![callable]),
        };
        for (at, method) in (0..).zip(&summary.methods) {
            add(&method.name, Callable::Method(base, at));
        }
        for (module, entry) in (base..).zip(&summary.modules) {
            for (at, item) in (0..).zip(&entry.items) {
                match &item.kind {
                    ItemKind::Function(_) => add(&item.name, Callable::Function(module, at)),
                    ItemKind::Trait { methods } => {
                        for (number, (name, _)) in (0..).zip(methods) {
                            add(name, Callable::Trait(module, at, number));
                        }
                    }
                    _ => {}
                }
            }
        }
    }

    /// Every function of this name; one of a file that several crates compile once, for the crate of `from` if that
    /// is one of them.
    pub(crate) fn callables(&self, from: GraphId, name: &str) -> Vec<Callable> {
        if self.read_functions.as_ref().is_some_and(|read| !read.contains(name)) {
            self.memo.miss(|missing| _ = missing.functions.insert(name.to_owned()));
        }
        let all = self.callables.get(name).map(Vec::as_slice).unwrap_or_default();
        let krate = |id| self.entry(id).map(|entry| entry.krate);
        let home = krate(from);
        let mut seen = HashSet::new();
        let (own, others): (Vec<Callable>, Vec<Callable>) =
            all.iter().copied().partition(|callable| krate(callable.file()) == home);
        own.into_iter()
            .chain(others)
            .filter(|callable| {
                let file = self.summary(callable.file()).map(std::ptr::from_ref);
                let module = self.entry(callable.file()).map(|entry| entry.module);
                let number = match *callable {
                    Callable::Method(_, at) | Callable::Function(_, at) => (at, 0),
                    Callable::Trait(_, at, number) => (at, number + 1),
                };
                seen.insert((file, module, number, matches!(callable, Callable::Method(..))))
            })
            .collect()
    }

    /// The functions of this name in the file that a module is in. Nothing is missing for that.
    pub(crate) fn callables_beside(&self, module: GraphId, name: &str) -> impl Iterator<Item = Callable> {
        let file = self.entry(module).and_then(|entry| module.checked_sub(entry.module));
        let all = self.callables.get(name).map(Vec::as_slice).unwrap_or_default();
        all.iter().copied().filter(move |callable| Some(callable.file()) == file)
    }

    /// A function's type.
    pub(crate) fn signature(&self, callable: Callable) -> Option<&Signature> {
        match callable {
            Callable::Method(file, at) => Some(&self.method(file, at)?.signature),
            Callable::Function(module, at) => match &self.item(module, at)?.kind {
                ItemKind::Function(signature) => Some(signature),
                _ => None,
            },
            Callable::Trait(module, at, number) => match &self.item(module, at)?.kind {
                ItemKind::Trait { methods } => methods.get(number as usize).map(|(_, signature)| signature),
                _ => None,
            },
        }
    }

    pub(crate) fn method(&self, file: GraphId, at: u32) -> Option<&Method> {
        self.summary(file)?.methods.get(at as usize)
    }

    /// Says which file `mod a;`, an item of `module`, stands for.
    pub(super) fn link(&mut self, module: GraphId, item: u32, file: GraphId) {
        if let Some(entry) = self.modules.get_mut(module as usize) {
            entry.files.insert(item, file);
        }
    }

    /// Says that the file of `mod a;`, an item of `module`, has not been read.
    pub(super) fn leave_unread(&mut self, module: GraphId, item: u32, file: String) {
        self.unread.insert((module, item), file);
    }

    /// Says which libraries have not been read, by crate and root, and of which functions all files have.
    pub(super) fn read_in_part(
        &mut self,
        crates: HashMap<String, String>,
        functions: Option<BTreeSet<String>>,
    ) {
        self.unread_crates = crates;
        self.read_functions = functions;
    }

    /// Notes that the crate of this name is asked for, if it is one that has not been read.
    pub(super) fn ask_for_crate(&self, name: &str) {
        if let Some(root) = self.unread_crates.get(name) {
            self.memo.miss(|missing| _ = missing.files.insert(root.clone()));
        }
    }

    /// What the path written in a file means, and whether that depends on other files than the graph's; it is looked up
    /// once. `file` is any module of the file; all who ask have the same renames.
    pub(crate) fn meaning(&self, renames: &Renames, file: GraphId, path: &PathRef) -> (Arc<[Target]>, bool) {
        self.memo.meaning(file, path, || {
            let mut lookup = Lookup::new(self, renames);
            let targets = lookup.path(file, path);
            (targets, !lookup.open.is_empty())
        })
    }

    /// The methods of this name as the crate of `from` sees them: what `find` says, unless they were found before.
    pub(crate) fn methods(
        &self,
        from: GraphId,
        name: &str,
        find: impl FnOnce() -> (Methods, bool),
    ) -> (Arc<Methods>, bool) {
        let krate = self.entry(from).map_or(usize::MAX, |entry| entry.krate);
        self.memo.methods(krate, name, find)
    }

    /// What `find` gives, and whether anything that it depends on has not been read.
    pub(super) fn watched<T>(&self, find: impl FnOnce() -> T) -> (T, bool) {
        self.memo.watched(find)
    }

    /// What was asked for since the last time and has not been read.
    pub(super) fn take_missing(&self) -> Missing {
        self.memo.take_missing()
    }

    fn entry(&self, id: GraphId) -> Option<&Entry> {
        self.modules.get(id as usize)
    }

    /// Whether everything is known, so that nothing leads out.
    pub(crate) fn is_whole(&self) -> bool {
        self.is_whole
    }

    pub(super) fn summary(&self, id: GraphId) -> Option<&FileSummary> {
        self.files.get(self.entry(id)?.file as usize).map(Borrow::borrow)
    }

    /// The graph's number of another module of the same file.
    pub(crate) fn in_file(&self, id: GraphId, module: ModuleId) -> GraphId {
        self.entry(id).map_or(id, |entry| entry.base + module)
    }

    pub(super) fn module(&self, id: GraphId) -> Option<&Module> {
        let entry = self.entry(id)?;
        self.files.get(entry.file as usize)?.borrow().modules.get(entry.module as usize)
    }

    pub(crate) fn item(&self, id: GraphId, item: u32) -> Option<&Item> {
        self.module(id)?.items.get(item as usize)
    }

    pub(super) fn parent(&self, id: GraphId) -> Option<GraphId> {
        self.entry(id)?.parent
    }

    pub(super) fn krate(&self, id: GraphId) -> Option<&Crate> {
        self.crates.get(self.entry(id)?.krate)
    }

    /// The module that code in a block belongs to, or the module itself.
    pub(super) fn enclosing(&self, id: GraphId) -> GraphId {
        let mut id = id;
        while self.module(id).is_some_and(|module| module.is_block)
            && let Some(parent) = self.parent(id).filter(|parent| *parent < id)
        {
            id = parent;
        }
        id
    }

    /// Whether `inner` is `outer` or a module in it.
    pub(super) fn is_within(&self, inner: GraphId, outer: GraphId) -> bool {
        std::iter::successors(Some(inner), |id| self.parent(*id).filter(|parent| parent < id))
            .any(|id| id == outer)
    }

    /// The module that a `mod` item declares, if it is known.
    pub(super) fn declared(&self, id: GraphId, item: u32) -> Option<GraphId> {
        match self.item(id, item)?.kind {
            ItemKind::Module(module) => Some(self.in_file(id, module)),
            ItemKind::ModuleFile { .. } => {
                let found = self.entry(id)?.files.get(&item).copied();
                if found.is_none()
                    && let Some(file) = self.unread.get(&(id, item))
                {
                    self.memo.miss(|missing| _ = missing.files.insert(file.clone()));
                }
                found
            }
            _ => None,
        }
    }

    /// The items of a module that have this name.
    pub(super) fn items_named(&self, id: GraphId, name: &str) -> impl Iterator<Item = (u32, &Item)> {
        let found = self.entry(id).zip(self.module(id)).map(|(entry, module)| {
            let key = |item: &u32| module.items.get(*item as usize).map_or("", |item| item.name.as_str());
            let first = entry.items.partition_point(|item| key(item) < name);
            let last = entry.items.partition_point(|item| key(item) <= name);
            (entry.items.get(first..last).unwrap_or_default(), module)
        });
        found.into_iter().flat_map(|(items, module)| {
            items.iter().filter_map(|at| Some((*at, module.items.get(*at as usize)?)))
        })
    }

    /// The `use`s of a module that give this name.
    pub(super) fn uses_named(&self, id: GraphId, name: &str) -> impl Iterator<Item = (u32, &Use)> {
        let found = self.entry(id).zip(self.module(id)).map(|(entry, module)| {
            let key = |one: &u32| module.uses.get(*one as usize).and_then(|one| one.name.as_deref());
            let first = entry.uses.partition_point(|one| key(one) < Some(name));
            let last = entry.uses.partition_point(|one| key(one) <= Some(name));
            (entry.uses.get(first..last).unwrap_or_default(), module)
        });
        found.into_iter().flat_map(|(uses, module)| {
            uses.iter().filter_map(|at| Some((*at, module.uses.get(*at as usize)?)))
        })
    }

    /// The glob imports of a module.
    pub(super) fn globs(&self, id: GraphId) -> impl Iterator<Item = (u32, &Use)> {
        self.entry(id).zip(self.module(id)).into_iter().flat_map(|(entry, module)| {
            entry.globs.iter().filter_map(|at| Some((*at, module.uses.get(*at as usize)?)))
        })
    }

    /// The path of a module from its crate on.
    pub(super) fn path(&self, id: GraphId) -> Path {
        let mut segments = Vec::new();
        let mut next = Some(self.enclosing(id));
        while let Some(id) = next {
            next = self.parent(id).filter(|parent| *parent < id);
            let Some(module) = self.module(id) else { break };
            let file_name = self.entry(id).filter(|entry| entry.module == 0).map(|entry| &entry.name);
            segments.extend(file_name.or(Some(&module.name)).filter(|name| !name.is_empty()).cloned());
        }
        if let Some(krate) = self.krate(id) {
            segments.push(krate.name.clone());
        }
        segments.reverse();
        segments
    }
}

impl Item {
    /// Whether a name of this namespace may mean the item.
    pub(super) fn is_in(&self, namespace: Namespace) -> bool {
        match &self.kind {
            ItemKind::Module(_)
            | ItemKind::ModuleFile { .. }
            | ItemKind::Enum { .. }
            | ItemKind::Trait { .. }
            | ItemKind::Alias { .. }
            | ItemKind::ExternCrate { .. } => namespace.sees(Namespace::Type),
            ItemKind::Struct { as_value, .. } => {
                namespace.sees(Namespace::Type) || *as_value && namespace.sees(Namespace::Value)
            }
            ItemKind::Function(_) | ItemKind::Value(_) => namespace.sees(Namespace::Value),
            ItemKind::Macro => namespace.sees(Namespace::Macro),
        }
    }
}
