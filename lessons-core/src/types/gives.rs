//! What iterators give, what closures are given, and what awaiting gives.

use super::shape::{Type, items, last_name, layers, library_type, option};
use super::std as library;

/// What a method of an iterator gives.
pub(super) fn iterator(of: &Type, inner: &Type, name: &str) -> Type {
    let prim = |name: &str| Type::Named(vec![library_type(name)], Vec::new());
    match name {
        "next" | "next_back" | "last" | "nth" | "nth_back" | "peek" | "find" | "rfind" | "max" | "min"
        | "max_by" | "min_by" | "max_by_key" | "min_by_key" | "reduce" | "next_if" => option(inner.clone()),
        "find_map" => option(Type::Unknown),
        "position" | "rposition" => option(prim("usize")),
        "count" => prim("usize"),
        "any" | "all" => prim("bool"),
        "iter" | "into_iter" | "rev" | "skip" | "take" | "filter" | "peekable" | "cloned" | "copied"
        | "skip_while" | "take_while" | "chain" | "fuse" | "step_by" | "inspect" | "cycle" => of.clone(),
        "map" | "filter_map" | "flat_map" | "map_while" | "scan" => Type::Items(Box::new(Type::Unknown)),
        "flatten" => Type::Items(Box::new(items(inner).unwrap_or(Type::Unknown))),
        "enumerate" => Type::Items(Box::new(Type::Tuple(vec![prim("usize"), inner.clone()]))),
        "zip" => Type::Items(Box::new(Type::Tuple(vec![inner.clone(), Type::Unknown]))),
        _ => Type::Unknown,
    }
}

/// What a closure that is given to a method gets as its first parameter.
pub(super) fn passed(of: &Type, name: &str) -> Type {
    for layer in layers(of) {
        match layer {
            Type::Items(inner) if library::passes_items(name) => return (**inner).clone(),
            Type::Named(targets, given) => {
                if let Some(at) = last_name(targets).and_then(|receiver| library::passes(receiver, name)) {
                    return given.get(at).cloned().unwrap_or(Type::Unknown);
                }
            }
            _ => {}
        }
    }
    Type::Unknown
}

/// What awaiting a value that is no `async fn`'s gives: tasks and one-shot channels give a `Result`.
pub(super) fn awaited(of: Type) -> Type {
    let is_task = match &of {
        Type::Named(targets, _) => {
            let path = targets.first().and_then(|target| target.paths.first());
            path.is_some_and(|path| {
                let ends = |name: &str| path.last().is_some_and(|last| last == name);
                ends("JoinHandle") || ends("Receiver") && path.iter().any(|segment| segment == "oneshot")
            })
        }
        _ => false,
    };
    match of {
        Type::Named(_, given) if is_task => {
            let inner = given.into_iter().next().unwrap_or(Type::Unknown);
            Type::Named(vec![library_type("std::result::Result")], vec![inner, Type::Unknown])
        }
        other => other,
    }
}
