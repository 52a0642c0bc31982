//! Looking a path up: scopes, `use`, globs, the extern and the standard prelude, re-exports and type aliases.
//!
//! The order is the Rust Reference's (chapter "Name resolution"): blocks from the inside out, then the module, in each
//! of them declared names before globs; then crates, the standard prelude and primitive types. Globs of crates that
//! nobody here can look into may give any name: such a name is a guess that counts only if nothing nearer has it.

use std::borrow::Borrow;
use std::collections::BTreeSet;

use super::graph::{Graph, GraphId};
use super::path::{Namespace, Path, PathRef, Renames};
use super::prelude::{prelude, std_macro};
use super::scope;
use super::summary::{FileSummary, ItemKind, Use};
use crate::language::rust::is_primitive;
use crate::types::TypeTerm;
use crate::workspace::Edition;

/// Steps that one look-up may take; globs that import each other could take very many.
const FUEL: u32 = 4_000;

/// Imports and aliases that are followed one after the other, so that no chain of them costs the stack.
const MAX_DEPTH: u32 = 64;

/// Names of one thing that are kept, over a chain of re-exports.
const MAX_PATHS: usize = 16;

/// Globs of one module by which the path of another of its globs is looked up, one by the other. Without a bound, a
/// module with many globs would try them in every order.
const MAX_NESTED_GLOBS: usize = 2;

/// What a path turned out to mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Target {
    pub(crate) def: Def,
    /// Every path from a crate on that means it: the definition's and those of re-exports on the way.
    pub(crate) paths: Vec<Path>,
    /// Whether a glob import or a name that is declared nowhere is all there is to tell.
    pub(crate) is_guess: bool,
}

/// The definition behind a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Def {
    Module(GraphId),
    /// An item by its module and number.
    Item(GraphId, u32),
    /// A variant of an enum, by its number.
    Variant(GraphId, u32, u32),
    /// What belongs to the item by its type: a method, an associated constant.
    Member(GraphId, u32),
    /// Something of a crate outside the workspace, or a primitive type.
    Outside,
    /// Declared nowhere: a macro made it, or the code does not compile.
    Undeclared,
}

/// One look-up.
pub(crate) struct Lookup<'g, S> {
    pub(super) graph: &'g Graph<S>,
    pub(super) renames: &'g Renames,
    /// Last names of the paths that lead out of what is known.
    pub(crate) open: BTreeSet<String>,
    fuel: u32,
    depth: u32,
    /// `use` declarations that are being followed: none helps to resolve itself.
    following: Vec<(GraphId, u32)>,
    /// Glob look-ups under way.
    globbing: Vec<(GraphId, String)>,
}

impl<'g, S: Borrow<FileSummary>> Lookup<'g, S> {
    pub(crate) fn new(graph: &'g Graph<S>, renames: &'g Renames) -> Self {
        Self {
            graph,
            renames,
            open: BTreeSet::new(),
            fuel: FUEL,
            depth: 0,
            following: Vec::new(),
            globbing: Vec::new(),
        }
    }

    /// What the path written in a file means; `file` is any module of that file.
    pub(crate) fn path(&mut self, file: GraphId, path: &PathRef) -> Vec<Target> {
        let from = self.graph.in_file(file, path.module);
        self.segments(from, &path.segments, path.namespace, path.in_use)
    }

    fn edition(&self, at: GraphId) -> Edition {
        self.graph.krate(at).map_or(Edition::E2021, |krate| krate.edition)
    }

    fn step(&mut self) -> bool {
        self.fuel = self.fuel.saturating_sub(1);
        self.fuel > 0
    }

    /// Notes that looking for `last` leads out of what is known.
    fn leaves(&mut self, last: &str) {
        if !self.graph.is_whole {
            self.open.insert(last.to_owned());
        }
    }

    fn segments(
        &mut self,
        from: GraphId,
        segments: &[String],
        namespace: Namespace,
        in_use: bool,
    ) -> Vec<Target> {
        if !self.step() || self.depth >= MAX_DEPTH {
            return Vec::new();
        }
        self.depth += 1;
        let outer = std::mem::take(&mut self.open);
        let (mut targets, mut rest) = self.first(from, segments, namespace, in_use);
        while let Some((name, after)) = rest.split_first() {
            let wanted = if after.is_empty() { namespace } else { Namespace::Type };
            if !self.open.is_empty() {
                // A name before the last one leads out: the path's last name is what counts.
                self.open.clear();
                self.open.extend(segments.last().cloned());
            }
            targets = targets.iter().flat_map(|target| self.below(target, name, wanted)).collect();
            rest = after;
        }
        self.open.extend(outer);
        self.depth -= 1;
        targets
    }

    /// What the beginning of a path means, and the segments after it.
    fn first<'s>(
        &mut self,
        from: GraphId,
        segments: &'s [String],
        namespace: Namespace,
        in_use: bool,
    ) -> (Vec<Target>, &'s [String]) {
        let Some((first, rest)) = segments.split_first() else { return (Vec::new(), &[]) };
        let last = segments.last().map_or("", String::as_str);
        let old = self.edition(from) == Edition::E2015;
        match first.as_str() {
            "" => {
                let Some((name, after)) = rest.split_first() else { return (Vec::new(), &[]) };
                if old {
                    let namespace = if after.is_empty() { namespace } else { Namespace::Type };
                    return (self.at_root(from, name, namespace, last), after);
                }
                (self.krate(from, name, last), after)
            }
            "crate" | "$crate" => (self.root(from, last), rest),
            "self" => {
                let module = self.graph.enclosing(from);
                (vec![self.module(module)], rest)
            }
            "super" => {
                let mut module = self.graph.enclosing(from);
                let mut rest = segments;
                while let Some((_, after)) = rest.split_first().filter(|(name, _)| *name == "super") {
                    match self.graph.parent(module) {
                        Some(parent) => module = self.graph.enclosing(parent),
                        None => {
                            self.leaves(last);
                            return (self.as_written("super"), after);
                        }
                    }
                    rest = after;
                }
                (vec![self.module(module)], rest)
            }
            _ if in_use && old => {
                let namespace = if rest.is_empty() { namespace } else { Namespace::Type };
                (self.at_root(from, first, namespace, last), rest)
            }
            _ => {
                let namespace = if rest.is_empty() { namespace } else { Namespace::Type };
                (self.in_scope(from, first, namespace, !rest.is_empty() || in_use, last), rest)
            }
        }
    }

    fn module(&self, id: GraphId) -> Target {
        Target { def: Def::Module(id), paths: vec![self.graph.path(id)], is_guess: false }
    }

    /// The root of the crate that `from` belongs to.
    fn root(&mut self, from: GraphId, last: &str) -> Vec<Target> {
        match self.graph.krate(from).and_then(|krate| krate.root) {
            Some(root) => vec![self.module(root)],
            None => {
                self.leaves(last);
                self.as_written("crate")
            }
        }
    }

    /// The beginning of a path that cannot be resolved, where there is nobody else to ask.
    fn as_written(&self, name: &str) -> Vec<Target> {
        let target = Target { def: Def::Undeclared, paths: vec![vec![name.to_owned()]], is_guess: true };
        if self.graph.is_whole { vec![target] } else { Vec::new() }
    }

    /// A path of the 2015 edition that begins at the crate's root.
    fn at_root(&mut self, from: GraphId, name: &str, namespace: Namespace, last: &str) -> Vec<Target> {
        let root = self.graph.krate(from).and_then(|krate| krate.root);
        let found = match root {
            Some(root) => self.declared(root, name, namespace, true),
            None => {
                let is_known = is_std(name) || self.renames.crates.contains(name);
                if !is_known {
                    self.leaves(last);
                }
                Vec::new()
            }
        };
        if found.is_empty() { self.krate(from, name, last) } else { found }
    }

    /// The crate that code in `from` calls `name`.
    fn krate(&mut self, from: GraphId, name: &str, last: &str) -> Vec<Target> {
        let outside = |name: &str| {
            let name = if is_std(name) { "std" } else { name };
            vec![Target { def: Def::Outside, paths: vec![vec![name.to_owned()]], is_guess: false }]
        };
        if is_std(name) {
            return outside(name);
        }
        let Some(krate) = self.graph.krate(from) else { return outside(name) };
        if let Some(renamed) = krate.renamed.get(name) {
            return outside(renamed);
        }
        let member = krate.members.get(name).copied().or_else(|| {
            self.graph.crates.iter().position(|known| known.name == name && known.root.is_some())
        });
        if let Some(root) =
            member.and_then(|member| self.graph.crates.get(member)).and_then(|krate| krate.root)
        {
            let mut module = self.module(root);
            // What this crate calls the other one is a path too.
            push_path(&mut module.paths, vec![name.to_owned()]);
            return vec![module];
        }
        if !self.graph.is_whole && self.renames.may_be_member(name) {
            self.leaves(last);
        }
        self.graph.ask_for_crate(krate.asks_for.get(name).map_or(name, String::as_str));
        outside(name)
    }

    /// Whether code in `from` has a crate of this name for certain.
    fn is_crate(&self, from: GraphId, name: &str) -> bool {
        is_std(name)
            || self.graph.krate(from).is_some_and(|krate| {
                krate.renamed.contains_key(name)
                    || krate.members.contains_key(name)
                    || krate.asks_for.contains_key(name)
            })
    }

    /// A path's first name, looked up from where it is written.
    fn in_scope(
        &mut self,
        from: GraphId,
        name: &str,
        namespace: Namespace,
        may_be_crate: bool,
        last: &str,
    ) -> Vec<Target> {
        let mut guesses = Vec::new();
        let mut scope = Some(from);
        while let Some(at) = scope {
            let found = self.declared(at, name, namespace, true);
            // What a declaration names is final, even where nobody can tell yet what that is.
            let is_imported = self.graph.uses_named(at, name).next().is_some();
            let is_followed = !found.is_empty() || !self.open.is_empty();
            if found.iter().any(|target| !target.is_guess) || is_imported && is_followed {
                return found;
            }
            guesses.extend(found);
            let is_block = self.graph.module(at).is_some_and(|module| module.is_block);
            scope = self.graph.parent(at).filter(|parent| is_block && *parent < at);
        }
        let edition = self.edition(from);
        let outside = |path: Path| Target { def: Def::Outside, paths: vec![path], is_guess: false };
        let macros = match namespace {
            Namespace::Macro => {
                std_macro(name).map_or_else(|| self.macro_use(from, name), |path| vec![outside(path)])
            }
            _ => Vec::new(),
        };
        if !macros.is_empty() {
            guesses.extend(macros);
        } else if let Some(path) = prelude(name, namespace, edition) {
            guesses.push(outside(path));
        } else if is_primitive(name) && namespace == Namespace::Type {
            guesses.push(outside(vec![name.to_owned()]));
        } else if may_be_crate && self.is_crate(from, name) {
            // What a glob import may bring comes after a crate that is there, and never in the place of `std`.
            let krate = self.krate(from, name, last);
            if is_std(name) {
                return krate;
            }
            guesses.splice(0..0, krate);
        } else if may_be_crate {
            guesses.extend(self.krate(from, name, last));
        } else if guesses.is_empty() {
            guesses.push(Target { def: Def::Undeclared, paths: vec![vec![name.to_owned()]], is_guess: true });
        }
        guesses
    }

    /// A macro that `#[macro_use] extern crate` at the crate's root may have put into scope everywhere.
    fn macro_use(&mut self, from: GraphId, name: &str) -> Vec<Target> {
        let graph = self.graph;
        let Some(root) = graph.krate(from).and_then(|krate| krate.root) else {
            self.leaves(name);
            return Vec::new();
        };
        let items = graph.module(root).into_iter().flat_map(|module| &module.items);
        let crates: Vec<&str> = items
            .filter_map(|item| match &item.kind {
                ItemKind::ExternCrate { name: krate, macros } if macros.may_hold(name) => {
                    Some(krate.as_str())
                }
                _ => None,
            })
            .collect();
        let mut found = Vec::new();
        for krate in crates {
            for of in self.krate(root, krate, name) {
                found.extend(self.below(&of, name, Namespace::Macro));
            }
        }
        for target in &mut found {
            target.is_guess = true;
        }
        found
    }

    /// What a module itself knows under a name: items and `use`s first, then globs.
    fn declared(&mut self, at: GraphId, name: &str, namespace: Namespace, private_too: bool) -> Vec<Target> {
        let graph = self.graph;
        let mut found = Vec::new();
        for (item, declared) in graph.items_named(at, name) {
            if declared.is_in(namespace) && (private_too || declared.is_visible) {
                found.extend(self.item(at, item));
            }
        }
        for (number, one) in graph.uses_named(at, name) {
            if private_too || one.is_visible {
                found.extend(self.import(at, number, one, namespace));
            }
        }
        if found.is_empty() { self.through_globs(at, name, namespace, private_too) } else { found }
    }

    fn item(&mut self, at: GraphId, item: u32) -> Vec<Target> {
        let graph = self.graph;
        if let Some(module) = graph.declared(at, item) {
            return vec![self.module(module)];
        }
        let Some(declared) = graph.item(at, item) else { return Vec::new() };
        let mut path = graph.path(at);
        path.push(declared.name.clone());
        let mut target = Target { def: Def::Item(at, item), paths: vec![path], is_guess: false };
        match &declared.kind {
            ItemKind::ExternCrate { name, .. } if name == "self" => self.root(at, ""),
            ItemKind::ExternCrate { name, .. } => self.krate(at, name, name),
            ItemKind::Alias { target: aliased, .. } => {
                for aliased in self.aliased(at, aliased) {
                    for path in aliased.paths {
                        push_path(&mut target.paths, path);
                    }
                }
                vec![target]
            }
            _ => vec![target],
        }
    }

    /// What a type alias in module `at` stands for.
    fn aliased(&mut self, at: GraphId, aliased: &TypeTerm) -> Vec<Target> {
        scope::named(aliased).map(|path| self.path(at, &path)).unwrap_or_default()
    }

    fn import(&mut self, at: GraphId, number: u32, one: &Use, namespace: Namespace) -> Vec<Target> {
        if self.following.contains(&(at, number)) {
            return Vec::new();
        }
        self.following.push((at, number));
        let mut found = self.segments(at, &one.path, namespace, true);
        self.following.pop();
        if one.is_visible
            && let Some(name) = &one.name
        {
            let mut path = self.graph.path(at);
            path.push(name.clone());
            for target in &mut found {
                push_path(&mut target.paths, path.clone());
            }
        }
        found
    }

    fn through_globs(
        &mut self,
        at: GraphId,
        name: &str,
        namespace: Namespace,
        private_too: bool,
    ) -> Vec<Target> {
        let key = (at, name.to_owned());
        let nested = self.globbing.iter().filter(|(module, _)| *module == at).count();
        if !self.step() || nested >= MAX_NESTED_GLOBS || self.globbing.contains(&key) {
            return Vec::new();
        }
        self.globbing.push(key);
        let graph = self.graph;
        let (mut found, mut guesses) = (Vec::new(), Vec::new());
        for (number, one) in graph.globs(at) {
            if self.following.contains(&(at, number)) || !(private_too || one.is_visible) {
                continue;
            }
            self.following.push((at, number));
            let outer = std::mem::take(&mut self.open);
            let modules = self.segments(at, &one.path, Namespace::Type, true);
            if !self.open.is_empty() {
                self.open = BTreeSet::from([name.to_owned()]);
            }
            for module in modules {
                let of_module = self.glob(at, &module, name, namespace);
                for mut target in of_module {
                    if one.is_visible {
                        let mut path = graph.path(at);
                        path.push(name.to_owned());
                        push_path(&mut target.paths, path);
                    }
                    if target.is_guess { guesses.push(target) } else { found.push(target) }
                }
            }
            self.open.extend(outer);
            self.following.pop();
        }
        self.globbing.pop();
        if found.is_empty() { guesses } else { found }
    }

    /// What a glob import of `module` gives under a name.
    fn glob(&mut self, at: GraphId, module: &Target, name: &str, namespace: Namespace) -> Vec<Target> {
        let graph = self.graph;
        match module.def {
            Def::Module(other) if other == at => Vec::new(),
            Def::Module(other) => {
                let private_too = graph.is_within(at, other);
                self.declared(other, name, namespace, private_too)
            }
            Def::Item(owner, item) => match graph.item(owner, item).map(|item| &item.kind) {
                Some(ItemKind::Enum { variants, .. }) if variants.iter().any(|(known, _)| known == name) => {
                    self.below(module, name, namespace)
                }
                Some(ItemKind::Alias { target, .. }) => {
                    let aliased = self.aliased(owner, target);
                    aliased.iter().flat_map(|target| self.glob(at, target, name, namespace)).collect()
                }
                Some(ItemKind::ModuleFile { .. }) => {
                    self.leaves(name);
                    self.guess(module, name)
                }
                _ => Vec::new(),
            },
            Def::Outside | Def::Undeclared => self.guess(module, name),
            Def::Variant(..) | Def::Member(..) => Vec::new(),
        }
    }

    fn guess(&self, module: &Target, name: &str) -> Vec<Target> {
        if self.graph.is_whole || matches!(module.def, Def::Outside) {
            vec![Target { def: Def::Outside, paths: longer(&module.paths, name), is_guess: true }]
        } else {
            Vec::new()
        }
    }

    /// What `name` means after a path that means `target`.
    fn below(&mut self, target: &Target, name: &str, namespace: Namespace) -> Vec<Target> {
        if !self.step() {
            return Vec::new();
        }
        let graph = self.graph;
        let member =
            |def| vec![Target { def, paths: longer(&target.paths, name), is_guess: target.is_guess }];
        match target.def {
            Def::Module(module) => {
                let mut found = self.declared(module, name, namespace, true);
                if found.is_empty() {
                    let exists = namespace != Namespace::Any
                        && !self.declared(module, name, Namespace::Any, true).is_empty();
                    return if exists { Vec::new() } else { undeclared(target, name) };
                }
                for target_path in target.paths.iter().skip(1) {
                    for one in &mut found {
                        let mut path = target_path.clone();
                        path.push(name.to_owned());
                        push_path(&mut one.paths, path);
                    }
                }
                found
            }
            Def::Item(owner, item) => match graph.item(owner, item).map(|item| &item.kind) {
                Some(ItemKind::Enum { variants, .. }) => {
                    match variants.iter().position(|(known, _)| known == name) {
                        Some(at) => member(Def::Variant(owner, item, u32::try_from(at).unwrap_or(u32::MAX))),
                        None => member(Def::Member(owner, item)),
                    }
                }
                Some(ItemKind::Struct { .. } | ItemKind::Trait { .. }) => member(Def::Member(owner, item)),
                Some(ItemKind::Alias { target: aliased, .. }) => {
                    let aliased = self.aliased(owner, aliased);
                    let mut found: Vec<Target> =
                        aliased.iter().flat_map(|one| self.below(one, name, namespace)).collect();
                    if found.is_empty() {
                        found = member(Def::Undeclared);
                    }
                    for one in &mut found {
                        for path in longer(&target.paths, name) {
                            push_path(&mut one.paths, path);
                        }
                    }
                    found
                }
                Some(ItemKind::ModuleFile { .. }) => {
                    self.leaves(name);
                    if graph.is_whole { undeclared(target, name) } else { Vec::new() }
                }
                _ => Vec::new(),
            },
            Def::Variant(..) | Def::Member(..) | Def::Undeclared => undeclared(target, name),
            Def::Outside => member(Def::Outside),
        }
    }
}

/// Whether this is one of the crates that `std` is the face of.
fn is_std(name: &str) -> bool {
    matches!(name, "std" | "core" | "alloc")
}

fn undeclared(target: &Target, name: &str) -> Vec<Target> {
    vec![Target { def: Def::Undeclared, paths: longer(&target.paths, name), is_guess: true }]
}

fn longer(paths: &[Path], name: &str) -> Vec<Path> {
    paths.iter().map(|path| path.iter().cloned().chain([name.to_owned()]).collect()).collect()
}

fn push_path(paths: &mut Vec<Path>, path: Path) {
    if paths.len() < MAX_PATHS && !paths.contains(&path) {
        paths.push(path);
    }
}
