//! What was found out of one graph, kept for the next who asks, and what was asked for that has not been read.

use std::cell::Cell;
use std::collections::{BTreeSet, HashMap};
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use super::graph::{Callable, GraphId};
use super::path::{Path, PathRef};
use super::resolve::{Def, Target};

/// What an answer depends on and has not been read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Missing {
    /// Paths of files.
    pub(crate) files: BTreeSet<String>,
    /// Names of functions, wherever they are.
    pub(crate) functions: BTreeSet<String>,
}

/// A graph's memory; many may ask at once. What types ask for are few paths and few methods, and each of them many times.
#[derive(Debug, Default)]
pub(super) struct Memo {
    missing: Mutex<Missing>,
    meanings: Map<GraphId, HashMap<PathRef, Known<Meaning>>>,
    /// By the crate that asks.
    methods: Map<usize, HashMap<String, Known<Arc<Methods>>>>,
}

thread_local! {
    /// How often something was missing: an answer is found on one thread, and what others miss meanwhile is not its
    /// concern.
    static MISSES: Cell<u64> = const { Cell::new(0) };
}

/// What a path means.
type Meaning = Arc<[Target]>;

/// A map for many to read at once.
type Map<K, V> = RwLock<HashMap<K, V>>;

/// Something found out, and what that depends on.
#[derive(Clone, Debug)]
struct Known<T> {
    found: T,
    /// On what is not known in one file.
    is_open: bool,
    /// On what has not been read.
    is_incomplete: bool,
}

impl Memo {
    /// Notes what has not been read.
    pub(super) fn miss(&self, note: impl FnOnce(&mut Missing)) {
        note(&mut self.missing.lock().unwrap_or_else(PoisonError::into_inner));
        self.recall(true);
    }

    /// What was missing since the last time.
    pub(super) fn take_missing(&self) -> Missing {
        std::mem::take(&mut self.missing.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// What `find` gives, and whether anything was missing for it.
    pub(super) fn watched<T>(&self, find: impl FnOnce() -> T) -> (T, bool) {
        let before = MISSES.get();
        let found = find();
        (found, MISSES.get() != before)
    }

    /// Notes that something is used that was found while something was missing.
    pub(super) fn recall(&self, is_incomplete: bool) {
        if is_incomplete {
            MISSES.set(MISSES.get() + 1);
        }
    }

    /// What a path means, if that was found before; else what `find` says, with whether it depends on other files than
    /// the one. All who ask have the same renames.
    pub(super) fn meaning(
        &self,
        file: GraphId,
        path: &PathRef,
        find: impl FnOnce() -> (Vec<Target>, bool),
    ) -> (Meaning, bool) {
        let known = with(&self.meanings, |all| all.get(&file)?.get(path).cloned());
        let known = known.unwrap_or_else(|| {
            let ((targets, is_open), is_incomplete) = self.watched(find);
            let known = Known { found: targets.into(), is_open, is_incomplete };
            add(&self.meanings, file, |all| _ = all.insert(path.clone(), known.clone()));
            known
        });
        self.recall(known.is_incomplete);
        (known.found, known.is_open)
    }

    /// The methods of a name, as a crate sees them, if they were found before; else what `find` says, with whether it
    /// depends on other files than the one.
    pub(super) fn methods(
        &self,
        krate: usize,
        name: &str,
        find: impl FnOnce() -> (Methods, bool),
    ) -> (Arc<Methods>, bool) {
        let known = with(&self.methods, |all| all.get(&krate)?.get(name).cloned());
        let known = known.unwrap_or_else(|| {
            let ((methods, is_open), is_incomplete) = self.watched(find);
            let known = Known { found: Arc::new(methods), is_open, is_incomplete };
            add(&self.methods, krate, |all| _ = all.insert(name.to_owned(), known.clone()));
            known
        });
        self.recall(known.is_incomplete);
        (known.found, known.is_open)
    }
}

fn with<K, V, T>(map: &Map<K, V>, find: impl FnOnce(&HashMap<K, V>) -> Option<T>) -> Option<T> {
    find(&map.read().unwrap_or_else(PoisonError::into_inner))
}

fn add<K: Hash + Eq, V: Default>(map: &Map<K, V>, key: K, change: impl FnOnce(&mut V)) {
    change(map.write().unwrap_or_else(PoisonError::into_inner).entry(key).or_default());
}

/// The methods of one name by the types that they are declared for.
#[derive(Debug, Default)]
pub(crate) struct Methods {
    all: Vec<Callable>,
    /// Numbers of those for a type of the workspace, by its module and number.
    of_items: HashMap<(GraphId, u32), Vec<usize>>,
    /// Numbers of those for other types, by the path.
    of_others: HashMap<Path, Vec<usize>>,
}

impl Methods {
    /// Adds a method that is declared for what any of these targets mean.
    pub(crate) fn add<'t>(&mut self, callable: Callable, owners: impl Iterator<Item = &'t Target>) {
        let at = self.all.len();
        self.all.push(callable);
        for owner in owners {
            let methods = match (owner.def, owner.paths.first()) {
                (Def::Item(module, item), _) => self.of_items.entry((module, item)).or_default(),
                (Def::Outside, Some(path)) => self.of_others.entry(path.clone()).or_default(),
                _ => continue,
            };
            if methods.last() != Some(&at) {
                methods.push(at);
            }
        }
    }

    /// The methods that are declared for exactly one of these types, in the order in which they were added.
    pub(crate) fn of(&self, types: &[Target]) -> Vec<Callable> {
        let of_type = |target: &Target| match (target.def, target.paths.first()) {
            (Def::Item(module, item), _) => self.of_items.get(&(module, item)),
            // Methods that the workspace's own traits give to types of others.
            (Def::Outside, Some(path)) => self.of_others.get(path),
            _ => None,
        };
        let numbers: BTreeSet<usize> = types.iter().filter_map(of_type).flatten().copied().collect();
        numbers.into_iter().filter_map(|at| self.all.get(at).copied()).collect()
    }
}
