//! From a type as data to what it is: names looked up, fields and results followed.

use std::borrow::Borrow;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::TypeTerm;
use super::gives::{awaited, iterator, passed};
use super::shape::{
    Type, agreed, argument, called, computed, constructed, element_by_index, given_by, is_camel, is_carrier,
    is_number, items, last_name, layers, library_type, mapped, option, owner, pointee, sliced,
};
use super::std as library;
use super::written::RAW_POINTER;
use crate::names::{
    Callable, Def, FileSummary, Graph, GraphId, ItemKind, Methods, PathRef, Renames, Target, Verdict,
};
use crate::pattern::WantedPath;

/// Whether a value is of a type; of one of several it is the last of these that it is of any.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Is {
    No,
    Unknown,
    /// It depends on other files.
    Open,
    Yes,
}

/// Generic parameters and what stands for them.
type Arguments = BTreeMap<String, Type>;

/// Steps that one type may take.
const FUEL: u32 = 2_000;

/// Following fields and results deeper than this, nothing is known.
const MAX_DEPTH: u32 = 48;

/// Finds out types in one file of a graph.
pub(crate) struct Types<'g, S> {
    graph: &'g Graph<S>,
    renames: &'g Renames,
    /// Any module of the file.
    file: GraphId,
    fuel: u32,
    depth: u32,
    is_open: bool,
}

impl<'g, S: Borrow<FileSummary>> Types<'g, S> {
    pub(crate) fn new(graph: &'g Graph<S>, renames: &'g Renames, file: GraphId) -> Self {
        Self { graph, renames, file, fuel: FUEL, depth: 0, is_open: false }
    }

    /// Whether the type of `term` is one of `wanted`; one segment is the last of any path.
    pub(crate) fn is(&mut self, term: &TypeTerm, wanted: &[WantedPath]) -> Is {
        let found = self.of(term);
        if self.is_open {
            return Is::Open;
        }
        wanted.iter().map(|one| self.compare(&found, one)).max().unwrap_or(Is::No)
    }

    fn compare(&self, found: &Type, wanted: &WantedPath) -> Is {
        match found {
            Type::Unknown => Is::Unknown,
            Type::Named(targets, arguments) => {
                let verdict = targets
                    .iter()
                    .flat_map(|target| &target.paths)
                    .map(|path| self.renames.is(path, wanted))
                    .max()
                    .unwrap_or(Verdict::No);
                match verdict {
                    Verdict::Yes => return Is::Yes,
                    Verdict::Perhaps => return Is::Open,
                    Verdict::No => {}
                }
                if let Some(name) = last_name(targets).filter(|name| library::TRANSPARENT.contains(name)) {
                    return pointee(name, arguments).map_or(Is::Unknown, |inner| self.compare(inner, wanted));
                }
                if targets.iter().all(|target| target.is_guess) { Is::Unknown } else { Is::No }
            }
            Type::Bounded(bounds) => {
                let any = bounds.iter().any(|bound| self.compare(bound, wanted) == Is::Yes);
                if any { Is::Yes } else { Is::Unknown }
            }
            Type::Sequence(_) => match wanted.segments.last().and_then(Option::as_deref) {
                Some("slice") => Is::Yes,
                // Which of the two it is, is not kept.
                Some("array") => Is::Unknown,
                _ => Is::No,
            },
            Type::Tuple(_) | Type::Future(_) | Type::Items(_) | Type::Function(_) | Type::Nameless => Is::No,
        }
    }

    /// The type of `term`.
    pub(crate) fn of(&mut self, term: &TypeTerm) -> Type {
        let file = self.file;
        self.term(term, file, &Arguments::new())
    }

    /// A term written in the file of module `file`.
    fn term(&mut self, term: &TypeTerm, file: GraphId, arguments: &Arguments) -> Type {
        self.fuel = self.fuel.saturating_sub(1);
        if self.fuel == 0 || self.depth >= MAX_DEPTH {
            return Type::Unknown;
        }
        self.depth += 1;
        let found = self.found(term, file, arguments);
        self.depth -= 1;
        found
    }

    fn found(&mut self, term: &TypeTerm, file: GraphId, arguments: &Arguments) -> Type {
        match term {
            TypeTerm::Unknown => Type::Unknown,
            TypeTerm::Named(path, given) => {
                let given = given.iter().map(|one| self.term(one, file, arguments)).collect();
                let targets = self.lookup(file, path).to_vec();
                self.named(targets, given)
            }
            TypeTerm::Std(path, given) => {
                let given = given.iter().map(|one| self.term(one, file, arguments)).collect();
                Type::Named(vec![library_type(path)], given)
            }
            TypeTerm::Parameter(name) => arguments.get(name).cloned().unwrap_or(Type::Unknown),
            TypeTerm::Bounded(bounds) => {
                Type::Bounded(bounds.iter().map(|one| self.term(one, file, arguments)).collect())
            }
            TypeTerm::Tuple(parts) => {
                Type::Tuple(parts.iter().map(|one| self.term(one, file, arguments)).collect())
            }
            TypeTerm::Sequence(inner) => Type::Sequence(Box::new(self.term(inner, file, arguments))),
            TypeTerm::Function(result) => Type::Function(Box::new(self.term(result, file, arguments))),
            TypeTerm::Nameless => Type::Nameless,
            TypeTerm::Field(of, name) => {
                let of = self.term(of, file, arguments);
                self.field(&of, name)
            }
            TypeTerm::Payload(of, path, field) => {
                let of = self.term(of, file, arguments);
                self.payload(&of, file, path, field)
            }
            TypeTerm::Call(path, given) => {
                let given: Vec<Type> = given.iter().map(|one| self.term(one, file, arguments)).collect();
                self.call(file, path, &given)
            }
            TypeTerm::Value(path) => self.value(file, path),
            TypeTerm::Method(of, name) => {
                let of = self.term(of, file, arguments);
                self.method(&of, file, name)
            }
            TypeTerm::Called(of) => called(&self.term(of, file, arguments)),
            TypeTerm::Mapped(of, name, function) => {
                let of = self.term(of, file, arguments);
                let gives = self.method(&of, file, name);
                match called(&self.term(function, file, arguments)) {
                    Type::Unknown => gives,
                    result => mapped(gives, name, result),
                }
            }
            TypeTerm::Passed(of, name) => {
                let is_static = matches!(**of, TypeTerm::Value(_));
                let of = self.term(of, file, arguments);
                // A static of `thread_local!` is known by the type of what it holds.
                if is_static && name == "with" { of } else { passed(&of, name) }
            }
            TypeTerm::Awaited(of) => match self.term(of, file, arguments) {
                Type::Future(inner) => *inner,
                other => awaited(other),
            },
            TypeTerm::Tried(of) => {
                let of = self.term(of, file, arguments);
                self.tried(&of)
            }
            TypeTerm::Dereferenced(of) => match self.term(of, file, arguments) {
                Type::Named(targets, arguments) => {
                    let is_pointer =
                        |name: &&str| library::TRANSPARENT.contains(name) || *name == RAW_POINTER;
                    match last_name(&targets).filter(is_pointer) {
                        Some(name) => pointee(name, &arguments).cloned().unwrap_or(Type::Unknown),
                        None => Type::Named(targets, arguments),
                    }
                }
                other => other,
            },
            TypeTerm::Indexed(of) => {
                let of = self.term(of, file, arguments);
                layers(&of).find_map(element_by_index).unwrap_or(Type::Unknown)
            }
            TypeTerm::Sliced(of) => {
                let of = self.term(of, file, arguments);
                sliced(&of)
            }
            TypeTerm::Computed(left, right) => {
                let (left, right) = (self.term(left, file, arguments), self.term(right, file, arguments));
                computed(left, right)
            }
            TypeTerm::Iterated(of) => {
                let of = self.term(of, file, arguments);
                layers(&of).find_map(items).unwrap_or(Type::Unknown)
            }
            TypeTerm::Future(of) => Type::Future(Box::new(self.term(of, file, arguments))),
            TypeTerm::OneOf(all) => {
                let all: Vec<Type> = all.iter().map(|one| self.term(one, file, arguments)).collect();
                agreed(all.into_iter().filter(|one| !matches!(one, Type::Unknown)))
            }
        }
    }

    fn lookup(&mut self, file: GraphId, path: &PathRef) -> Arc<[Target]> {
        let (targets, is_open) = self.graph.meaning(self.renames, file, path);
        self.is_open |= is_open;
        targets
    }

    /// A type by its name; what an alias stands for has the alias's names too.
    fn named(&mut self, targets: Vec<Target>, given: Vec<Type>) -> Type {
        if targets.is_empty() {
            return Type::Unknown;
        }
        let alias = targets.iter().find_map(|target| match target.def {
            Def::Item(module, item) => match &self.graph.item(module, item)?.kind {
                ItemKind::Alias { parameters, target: aliased } => {
                    Some((target, module, parameters, aliased))
                }
                _ => None,
            },
            _ => None,
        });
        let Some((own, module, parameters, aliased)) = alias else { return Type::Named(targets, given) };
        let arguments = parameters.iter().cloned().zip(given).collect();
        let mut found = self.term(aliased, module, &arguments);
        if let Type::Named(known, _) = &mut found
            && let Some(first) = known.first_mut()
        {
            for path in &own.paths {
                if !first.paths.contains(path) {
                    first.paths.push(path.clone());
                }
            }
        }
        found
    }

    fn field(&mut self, of: &Type, name: &str) -> Type {
        for layer in layers(of) {
            if let Type::Tuple(parts) = layer {
                return name
                    .parse()
                    .ok()
                    .and_then(|at: usize| parts.get(at))
                    .cloned()
                    .unwrap_or(Type::Unknown);
            }
            let Type::Named(targets, given) = layer else { continue };
            for target in targets {
                let Def::Item(module, item) = target.def else { continue };
                let graph = self.graph;
                let Some(ItemKind::Struct { parameters, fields, .. }) =
                    graph.item(module, item).map(|item| &item.kind)
                else {
                    continue;
                };
                if let Some((_, term)) = fields.iter().find(|(known, _)| known == name) {
                    let arguments = parameters.iter().cloned().zip(given.iter().cloned()).collect();
                    return self.term(term, module, &arguments);
                }
            }
        }
        Type::Unknown
    }

    /// What a pattern of a variant or struct finds in a field.
    fn payload(&mut self, of: &Type, file: GraphId, path: &PathRef, field: &str) -> Type {
        let targets = self.lookup(file, path);
        let graph = self.graph;
        for target in targets.iter() {
            let (module, item, variant) = match target.def {
                Def::Variant(module, item, variant) => (module, item, Some(variant)),
                Def::Item(module, item) => (module, item, None),
                Def::Outside => {
                    let at = match target.paths.first().and_then(|path| path.last()).map(String::as_str) {
                        Some("Some" | "Ok") => 0,
                        Some("Err") => 1,
                        _ => continue,
                    };
                    return layers(of)
                        .find_map(|layer| argument(layer, &["Option", "Result"], at))
                        .unwrap_or(Type::Unknown);
                }
                _ => continue,
            };
            let (parameters, fields) = match (graph.item(module, item).map(|item| &item.kind), variant) {
                (Some(ItemKind::Enum { parameters, variants }), Some(variant)) => {
                    (parameters, variants.get(variant as usize).map(|(_, fields)| fields.as_slice()))
                }
                (Some(ItemKind::Struct { parameters, fields, .. }), None) => {
                    (parameters, Some(fields.as_slice()))
                }
                (Some(ItemKind::Alias { .. }), None) => return self.field(of, field),
                _ => continue,
            };
            let Some((_, term)) = fields.into_iter().flatten().find(|(known, _)| known == field) else {
                continue;
            };
            let given = layers(of).find_map(|layer| match layer {
                Type::Named(targets, given)
                    if targets.iter().any(|target| target.def == Def::Item(module, item)) =>
                {
                    Some(given.clone())
                }
                _ => None,
            });
            let arguments = parameters.iter().cloned().zip(given.unwrap_or_default()).collect();
            return self.term(term, module, &arguments);
        }
        Type::Unknown
    }

    /// A const, static, unit struct or variant.
    fn value(&mut self, file: GraphId, path: &PathRef) -> Type {
        let targets = self.lookup(file, path);
        let graph = self.graph;
        for target in targets.iter() {
            match target.def {
                Def::Item(module, item) => match graph.item(module, item).map(|item| &item.kind) {
                    Some(ItemKind::Value(term)) => return self.term(term, module, &Arguments::new()),
                    Some(ItemKind::Struct { .. }) => return Type::Named(vec![target.clone()], Vec::new()),
                    Some(ItemKind::Function(_)) => return Type::Nameless,
                    _ => {}
                },
                Def::Variant(module, item, _) => {
                    return Type::Named(vec![owner(target, Def::Item(module, item))], Vec::new());
                }
                Def::Member(module, item) => return self.constant(target, module, item, path),
                Def::Outside => {
                    let last = target.paths.first().and_then(|path| path.last());
                    let of_type = target.paths.first().and_then(|path| path.iter().rev().nth(1));
                    if let (Some("MAX" | "MIN"), Some(number)) =
                        (last.map(String::as_str), of_type.filter(|name| is_number(name)))
                    {
                        return Type::Named(vec![library_type(number)], Vec::new());
                    }
                    // `Ordering::Less`, not `T::MAX`.
                    if last.is_some_and(|name| is_camel(name)) && of_type.is_some_and(|name| is_camel(name)) {
                        return Type::Named(vec![owner(target, Def::Outside)], Vec::new());
                    }
                }
                _ => {}
            }
        }
        Type::Unknown
    }

    /// What calling a path gives.
    fn call(&mut self, file: GraphId, path: &PathRef, given: &[Type]) -> Type {
        let targets = self.lookup(file, path);
        let graph = self.graph;
        let mut undeclared = None;
        for target in targets.iter() {
            match target.def {
                Def::Item(module, item) => match graph.item(module, item).map(|item| &item.kind) {
                    Some(ItemKind::Function(_)) => {
                        return self.result(Callable::Function(module, item), &Arguments::new());
                    }
                    Some(ItemKind::Struct { .. }) => return Type::Named(vec![target.clone()], Vec::new()),
                    // A tuple struct by its alias.
                    Some(ItemKind::Alias { .. }) => return self.named(vec![target.clone()], Vec::new()),
                    _ => {}
                },
                Def::Variant(module, item, _) => {
                    return Type::Named(vec![owner(target, Def::Item(module, item))], Vec::new());
                }
                Def::Member(module, item) => return self.associated(target, module, item, path),
                Def::Outside | Def::Undeclared => {
                    if let Some(found) = constructed(target, given) {
                        return found;
                    }
                    if target.def == Def::Undeclared {
                        undeclared = Some(target);
                    }
                }
                Def::Module(_) => {}
            }
        }
        match undeclared.and_then(|target| target.paths.first()?.last()) {
            Some(name) => {
                self.agreed_result(file, name, &|callable| matches!(callable, Callable::Function(..)))
            }
            None => Type::Unknown,
        }
    }

    /// `T::f(…)` for a type of the workspace: what `f` says, else `T`.
    fn associated(&mut self, target: &Target, module: GraphId, item: u32, path: &PathRef) -> Type {
        let Some(name) = path.segments.last() else { return Type::Unknown };
        let graph = self.graph;
        let of = Type::Named(vec![owner(target, Def::Item(module, item))], Vec::new());
        if matches!(graph.item(module, item).map(|item| &item.kind), Some(ItemKind::Trait { .. })) {
            let callable = graph
                .callables(module, name)
                .into_iter()
                .find(|one| matches!(one, Callable::Trait(m, i, _) if (*m, *i) == (module, item)));
            return callable.map_or(Type::Unknown, |callable| self.result(callable, &Arguments::new()));
        }
        let found = self.own_methods(&of, name);
        if found.is_empty() {
            self.is_open |= !graph.is_whole();
            return of;
        }
        agreed(found.into_iter())
    }

    /// A constant of a type or trait of the workspace.
    fn constant(&mut self, target: &Target, module: GraphId, item: u32, path: &PathRef) -> Type {
        let Some(name) = path.segments.last() else { return Type::Unknown };
        let graph = self.graph;
        let is_constant =
            |callable: &Callable| graph.signature(*callable).is_some_and(|signature| signature.is_const);
        let owner = owner(target, Def::Item(module, item));
        let mut all = self.methods(name).of(&[owner]);
        all.extend(
            graph.callables(module, name).into_iter().filter(
                |callable| matches!(callable, Callable::Trait(m, i, _) if (*m, *i) == (module, item)),
            ),
        );
        all.retain(is_constant);
        agreed(
            all.into_iter()
                .map(|callable| self.result(callable, &Arguments::new()))
                .collect::<Vec<_>>()
                .into_iter(),
        )
    }

    /// What the methods of this name give that are declared for exactly this type of the workspace.
    fn own_methods(&mut self, of: &Type, name: &str) -> Vec<Type> {
        let Type::Named(targets, given) = of else { return Vec::new() };
        let mut found = Vec::new();
        for callable in self.methods(name).of(targets) {
            let Callable::Method(file, at) = callable else { continue };
            let Some(method) = self.graph.method(file, at) else { continue };
            let TypeTerm::Named(_, parameters) = &method.owner else { continue };
            let arguments = parameters
                .iter()
                .zip(given)
                .filter_map(|(parameter, given)| match parameter {
                    TypeTerm::Parameter(name) => Some((name.clone(), given.clone())),
                    _ => None,
                })
                .collect();
            found.push(self.result(callable, &arguments));
        }
        found
    }

    /// The methods of this name by the types that they are declared for.
    fn methods(&mut self, name: &str) -> Arc<Methods> {
        let find = || {
            // Whoever asks first, the same is found.
            let mut types = Types::new(self.graph, self.renames, self.file);
            let mut methods = Methods::default();
            for callable in self.graph.callables(self.file, name) {
                let Callable::Method(file, at) = callable else { continue };
                let Some(method) = self.graph.method(file, at) else { continue };
                let TypeTerm::Named(path, _) = &method.owner else { continue };
                types.fuel = FUEL;
                let owners = types.lookup(file, path);
                let aliased = owners.iter().flat_map(|owner| types.behind_alias(owner)).collect::<Vec<_>>();
                methods.add(callable, owners.iter().chain(&aliased));
            }
            (methods, types.is_open)
        };
        let (methods, is_open) = self.graph.methods(self.file, name, find);
        self.is_open |= is_open;
        methods
    }

    /// What a type alias stands for in the end; nothing for what is none.
    fn behind_alias(&mut self, target: &Target) -> Vec<Target> {
        let Def::Item(module, item) = target.def else { return Vec::new() };
        let Some(ItemKind::Alias { .. }) = self.graph.item(module, item).map(|item| &item.kind) else {
            return Vec::new();
        };
        match self.named(vec![target.clone()], Vec::new()) {
            Type::Named(aliased, _) => aliased,
            _ => Vec::new(),
        }
    }

    fn result(&mut self, callable: Callable, arguments: &Arguments) -> Type {
        let Some(signature) = self.graph.signature(callable) else { return Type::Unknown };
        let result = self.term(&signature.result, callable.file(), arguments);
        if signature.is_async { Type::Future(Box::new(result)) } else { result }
    }

    /// What every function of this name gives, if they agree.
    fn agreed_result(&mut self, from: GraphId, name: &str, counts: &dyn Fn(&Callable) -> bool) -> Type {
        if !self.graph.is_whole() {
            self.is_open = true;
            return Type::Unknown;
        }
        let all: Vec<Callable> = self.graph.callables(from, name).into_iter().filter(counts).collect();
        let all: Vec<Type> =
            all.into_iter().map(|callable| self.result(callable, &Arguments::new())).collect();
        agreed(all.into_iter())
    }

    fn method(&mut self, of: &Type, file: GraphId, name: &str) -> Type {
        let layers: Vec<&Type> = layers(of).collect();
        for layer in &layers {
            if let Type::Named(targets, given) = layer {
                let found = self.own_methods(layer, name);
                if !found.is_empty() {
                    return agreed(found.into_iter());
                }
                let own = targets.iter().any(|target| matches!(target.def, Def::Item(..)));
                if let Some(gives) =
                    last_name(targets).filter(|_| !own).and_then(|receiver| library::method(receiver, name))
                {
                    return given_by(gives, layer, targets, given);
                }
                if own && !library::SAME.contains(&name) {
                    // A derive, a macro or a trait with a body gives it.
                    return self
                        .agreed_result(file, name, &|callable| matches!(callable, Callable::Trait(..)));
                }
            }
            if let Type::Sequence(inner) = layer {
                match name {
                    "iter" | "iter_mut" | "into_iter" => return Type::Items(inner.clone()),
                    "first" | "last" | "get" | "get_mut" | "first_mut" | "last_mut" => {
                        // By a range it is a part of the same; its element is told all the same.
                        return option((**inner).clone());
                    }
                    "split_first" | "split_last" | "split_at_checked" | "first_chunk" => {
                        return option(Type::Unknown);
                    }
                    "chunks" | "chunks_exact" | "windows" | "split" => {
                        return Type::Items(Box::new(layer.to_owned().clone()));
                    }
                    "len" => return Type::Named(vec![library_type("usize")], Vec::new()),
                    "is_empty" | "contains" => return Type::Named(vec![library_type("bool")], Vec::new()),
                    _ => {}
                }
            }
        }
        if library::SAME.contains(&name) {
            return of.clone();
        }
        if name == "to_string" && !matches!(of, Type::Unknown) {
            return Type::Named(vec![library_type("std::string::String")], Vec::new());
        }
        match of {
            Type::Unknown if !library::COMMON.contains(&name) => {
                let graph = self.graph;
                self.agreed_result(file, name, &|callable| {
                    graph.signature(*callable).is_some_and(|signature| signature.takes_self)
                })
            }
            // What made it is taken for a constructor: `T::connect(a).unwrap()` is a `T`.
            Type::Named(..)
                if matches!(
                    name,
                    "unwrap" | "expect" | "unwrap_or_else" | "unwrap_or_default" | "unwrap_or"
                ) =>
            {
                of.clone()
            }
            Type::Items(inner) => iterator(of, inner, name),
            _ => Type::Unknown,
        }
    }

    fn tried(&mut self, of: &Type) -> Type {
        match of {
            Type::Named(targets, given) if last_name(targets).is_some_and(is_carrier) => {
                given.first().cloned().unwrap_or(Type::Unknown)
            }
            // What made it is taken for a constructor: `T::open(a)?` is a `T`.
            Type::Named(..) => of.clone(),
            _ => Type::Unknown,
        }
    }
}
