//! A type that was found out, and what is inside it: layers of pointers, elements, payloads.

use super::std::{self as library, Gives};
use super::written::RAW_POINTER;
use crate::names::{Def, Target};

/// A type, as far as it is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Type {
    Unknown,
    /// A type with a name: what that means, and the generic arguments.
    Named(Vec<Target>, Vec<Type>),
    Tuple(Vec<Type>),
    /// An array or slice.
    Sequence(Box<Type>),
    /// Whatever satisfies these traits.
    Bounded(Vec<Type>),
    Future(Box<Type>),
    /// An iterator over these.
    Items(Box<Type>),
    /// A function or closure that gives this.
    Function(Box<Type>),
    /// Another type without a name.
    Nameless,
}

pub(super) fn is_carrier(name: &str) -> bool {
    name.ends_with("Result") || name.ends_with("Option")
}

pub(super) fn is_camel(name: &str) -> bool {
    name.starts_with(char::is_uppercase) && name.chars().any(char::is_lowercase)
}

pub(super) fn library_type(path: &str) -> Target {
    let path = path.split("::").map(str::to_owned).collect();
    Target { def: Def::Outside, paths: vec![path], is_guess: false }
}

pub(super) fn option(of: Type) -> Type {
    Type::Named(vec![library_type("std::option::Option")], vec![of])
}

/// The type that a path's last name belongs to.
pub(super) fn owner(member: &Target, def: Def) -> Target {
    let paths =
        member.paths.iter().map(|path| path.split_last().map_or(Vec::new(), |(_, rest)| rest.to_vec()));
    Target { def, paths: paths.filter(|path| !path.is_empty()).collect(), is_guess: member.is_guess }
}

/// `T::f(…)`, `Some(…)` and tuple structs of other crates.
pub(super) fn constructed(target: &Target, given: &[Type]) -> Option<Type> {
    let path = target.paths.first()?;
    let (last, before) = path.split_last()?;
    let first = || given.first().cloned().unwrap_or(Type::Unknown);
    match (before.last().map(String::as_str), last.as_str()) {
        (Some("Option"), "Some") => return Some(option(first())),
        (Some("Result"), "Ok") => {
            return Some(Type::Named(
                vec![library_type("std::result::Result")],
                vec![first(), Type::Unknown],
            ));
        }
        (Some("Result"), "Err") => {
            return Some(Type::Named(
                vec![library_type("std::result::Result")],
                vec![Type::Unknown, first()],
            ));
        }
        _ => {}
    }
    let of = before.last()?;
    if let Some(task) = spawned(before, last, given) {
        return Some(task);
    }
    if before.first().is_some_and(|first| first == "std")
        && let Some(gives) = library::function(of, last)
    {
        return Some(given_by(gives, &first(), &[], &[]));
    }
    if let Some((sender, receiver)) = library::channel(last) {
        let end = |name: &str| {
            let path = before.iter().cloned().chain([name.to_owned()]).collect();
            Type::Named(
                vec![Target { def: Def::Outside, paths: vec![path], is_guess: false }],
                vec![Type::Unknown],
            )
        };
        return Some(Type::Tuple(vec![end(sender), end(receiver)]));
    }
    let is_type = of.starts_with(char::is_uppercase) || crate::language::rust::is_primitive(of);
    if is_type {
        if super::traits::is_trait(of) && before.first().is_some_and(|first| first == "std") {
            return None;
        }
        // The handles that a smart pointer's functions give are not made of the argument's type.
        let wraps = library::WRAPPERS.contains(&of.as_str());
        if last == "new" && (of.starts_with("NonZero") || of == "NonNull") {
            return Some(option(Type::Named(vec![owner(target, Def::Outside)], Vec::new())));
        }
        let arguments = match last.as_str() {
            "new" | "from" | "pin" if wraps => vec![first()],
            "clone" => return given.first().cloned(),
            "try_unwrap" if wraps => {
                let inner = layers(&first()).nth(1).cloned().unwrap_or(Type::Unknown);
                return Some(Type::Named(vec![library_type("std::result::Result")], vec![inner, first()]));
            }
            "downgrade" if wraps => {
                let inner = layers(&first()).nth(1).cloned().unwrap_or(Type::Unknown);
                let mut weak = owner(target, Def::Outside);
                for name in weak.paths.iter_mut().filter_map(|path| path.last_mut()) {
                    "Weak".clone_into(name);
                }
                return Some(Type::Named(vec![weak], vec![inner]));
            }
            _ => Vec::new(),
        };
        return Some(Type::Named(vec![owner(target, Def::Outside)], arguments));
    }
    (is_camel(last) && target.def == Def::Outside).then(|| Type::Named(vec![target.clone()], Vec::new()))
}

/// The handle of a thread or task, with what its function or future gives in the end.
fn spawned(before: &[String], name: &str, given: &[Type]) -> Option<Type> {
    let handle = match (before.first()?.as_str(), before.last()?.as_str(), name) {
        ("std", "thread", "spawn") => "std::thread::JoinHandle",
        ("tokio", "tokio" | "task", "spawn" | "spawn_blocking" | "spawn_local") => "tokio::task::JoinHandle",
        _ => return None,
    };
    let result = match given.first() {
        Some(Type::Function(result) | Type::Future(result)) => (**result).clone(),
        _ => Type::Unknown,
    };
    Some(Type::Named(vec![library_type(handle)], vec![result]))
}

/// What calling a value gives.
pub(super) fn called(of: &Type) -> Type {
    let result = |of: &Type| match of {
        Type::Function(result) => Some((**result).clone()),
        _ => None,
    };
    layers(of)
        .find_map(|layer| match layer {
            Type::Bounded(bounds) => bounds.iter().find_map(result),
            layer => result(layer),
        })
        .unwrap_or(Type::Unknown)
}

/// What a method gives that is given a function, of what it gives for any.
pub(super) fn mapped(gives: Type, name: &str, result: Type) -> Type {
    match (name, gives) {
        ("and_then" | "map_or_else", _) => result,
        ("filter_map" | "flat_map" | "map_while", Type::Items(_)) => {
            Type::Items(Box::new(items(&result).unwrap_or(Type::Unknown)))
        }
        (_, Type::Items(_)) => Type::Items(Box::new(result)),
        (_, Type::Named(targets, mut given)) => {
            if let Some(first) = given.first_mut().filter(|first| **first == Type::Unknown) {
                *first = result;
            }
            Type::Named(targets, given)
        }
        (_, gives) => gives,
    }
}

pub(super) fn given_by(gives: Gives, receiver: &Type, targets: &[Target], given: &[Type]) -> Type {
    let nth = |at: usize| given.get(at).cloned().unwrap_or(Type::Unknown);
    let result = |of| Type::Named(vec![library_type("std::result::Result")], vec![of, Type::Unknown]);
    match gives {
        Gives::Same => receiver.clone(),
        Gives::First => nth(0),
        Gives::Second => nth(1),
        Gives::OptionOf(at) => option(nth(at)),
        Gives::OptionOfSame => option(receiver.clone()),
        Gives::Raw => Type::Named(vec![library_type(RAW_POINTER)], vec![nth(0)]),
        Gives::ResultOf(at) => result(nth(at)),
        Gives::Guard(guard) => {
            let path = targets.first().and_then(|target| target.paths.first());
            let is_std = path.and_then(|path| path.first()).is_some_and(|first| first == "std");
            let mut path: Vec<String> = path
                .and_then(|path| path.split_last())
                .map(|(_, module)| module.to_vec())
                .unwrap_or_default();
            path.push(guard.to_owned());
            let target = Target { def: Def::Outside, paths: vec![path], is_guess: false };
            let guard = Type::Named(vec![target], vec![nth(0)]);
            if !is_std {
                return guard;
            }
            let poison = Type::Named(vec![library_type("std::sync::PoisonError")], vec![guard.clone()]);
            Type::Named(vec![library_type("std::result::Result")], vec![guard, poison])
        }
        Gives::TryGuard(guard) => {
            let plain = given_by(Gives::Guard(guard), receiver, targets, given);
            let is_option = targets
                .iter()
                .flat_map(|target| &target.paths)
                .any(|path| matches!(path.first().map(String::as_str), Some("parking_lot" | "spin")));
            match argument(&plain, &["Result"], 0) {
                Some(guard) => result(guard),
                None if is_option => option(plain),
                None => result(plain),
            }
        }
        Gives::PlainGuard(guard) => Type::Named(vec![library_type(guard)], vec![nth(0)]),
        Gives::Items => items(receiver).map_or(Type::Unknown, |inner| Type::Items(Box::new(inner))),
        Gives::ItemsOf(at) => Type::Items(Box::new(nth(at))),
        Gives::ItemsLike(path) => Type::Items(Box::new(Type::Named(vec![library_type(path)], Vec::new()))),
        Gives::OptionLike(path) => option(Type::Named(vec![library_type(path)], Vec::new())),
        Gives::ResultLike(path) => result(Type::Named(vec![library_type(path)], Vec::new())),
        Gives::Type(path) => Type::Named(vec![library_type(path)], Vec::new()),
    }
}

/// The type itself, and what stands behind it where it is a pointer.
pub(super) fn layers(of: &Type) -> impl Iterator<Item = &Type> {
    std::iter::successors(Some(of), |layer| match layer {
        Type::Named(targets, given) => {
            let name = last_name(targets)?;
            let seen_through = library::TRANSPARENT.contains(&name) || library::DEREF.contains(&name);
            pointee(name, given).filter(|_| seen_through)
        }
        _ => None,
    })
}

/// What a pointer of this name points to, of its generic arguments.
pub(super) fn pointee<'t>(name: &str, given: &'t [Type]) -> Option<&'t Type> {
    // Locks and their guards may name the kind of lock before the value, lazy values the function after it.
    if name.starts_with("Lazy") { given.first() } else { given.last() }
}

/// A part of a vector, slice or text.
pub(super) fn sliced(of: &Type) -> Type {
    let name = |of: &Type| match of {
        Type::Named(targets, _) => last_name(targets).map(str::to_owned),
        _ => None,
    };
    match layers(of).find(|layer| name(layer).as_deref() == Some("String")) {
        Some(_) => Type::Named(vec![library_type("str")], Vec::new()),
        None => match layers(of).find_map(|layer| argument(layer, &["Vec"], 0)) {
            Some(element) => Type::Sequence(Box::new(element)),
            None => of.clone(),
        },
    }
}

/// What an arithmetic operator gives: for numbers, which have the same type, for `String + &str`, and for times.
pub(super) fn computed(left: Type, right: Type) -> Type {
    let number =
        |of: &Type| matches!(of, Type::Named(targets, _) if last_name(targets).is_some_and(is_number));
    let is = |of: &Type, names: &[&str]| matches!(of, Type::Named(targets, _) if last_name(targets).is_some_and(|name| names.contains(&name)));
    match (&left, &right) {
        // A moment less a moment is a time; all else with a time is what stands before it.
        (moment, other)
            if is(moment, &["Instant", "SystemTime"]) && is(other, &["Instant", "SystemTime"]) =>
        {
            return Type::Named(vec![library_type("std::time::Duration")], Vec::new());
        }
        (time, _) if is(time, &["Instant", "SystemTime", "Duration"]) => return left,
        _ => {}
    }
    let is_text = matches!(&left, Type::Named(targets, _) if last_name(targets) == Some("String"));
    match (left, right) {
        (left, _) if number(&left) || is_text => left,
        // A literal, or what is not known: only a number is added to this one.
        (Type::Unknown, right) if number(&right) => right,
        _ => Type::Unknown,
    }
}

/// Whether this is a primitive number's name.
pub(super) fn is_number(name: &str) -> bool {
    crate::language::rust::is_primitive(name) && !matches!(name, "bool" | "char" | "str")
}

pub(super) fn last_name(targets: &[Target]) -> Option<&str> {
    targets.first()?.paths.first()?.last().map(String::as_str)
}

/// A generic argument of a type with one of these names.
pub(super) fn argument(of: &Type, names: &[&str], at: usize) -> Option<Type> {
    match of {
        Type::Named(targets, given) if last_name(targets).is_some_and(|name| names.contains(&name)) => {
            given.get(at).cloned()
        }
        _ => None,
    }
}

pub(super) fn element_by_index(of: &Type) -> Option<Type> {
    match of {
        Type::Sequence(inner) => Some((**inner).clone()),
        _ => argument(of, &["Vec", "VecDeque"], 0).or_else(|| argument(of, &["HashMap", "BTreeMap"], 1)),
    }
}

pub(super) fn items(of: &Type) -> Option<Type> {
    match of {
        Type::Sequence(inner) | Type::Items(inner) => Some((**inner).clone()),
        Type::Named(targets, given) => match last_name(targets)? {
            "HashMap" | "BTreeMap" => Some(Type::Tuple(given.iter().take(2).cloned().collect())),
            "Vec" | "VecDeque" | "HashSet" | "BTreeSet" | "BinaryHeap" | "LinkedList" | "Option"
            | "Receiver" => given.first().cloned(),
            _ => None,
        },
        _ => None,
    }
}

/// The one type that all are; arguments in which they differ are unknown.
pub(super) fn agreed(mut all: impl Iterator<Item = Type>) -> Type {
    let Some(first) = all.next() else { return Type::Unknown };
    all.fold(first, |one, other| common(one, &other))
}

fn common(one: Type, other: &Type) -> Type {
    if same(&one, other) {
        return one;
    }
    match (one, other) {
        (Type::Named(targets, given), Type::Named(others, other_given))
            if first_path(&targets) == first_path(others) && given.len() == other_given.len() =>
        {
            let given = given.into_iter().zip(other_given).map(|(a, b)| common(a, b)).collect();
            Type::Named(targets, given)
        }
        _ => Type::Unknown,
    }
}

fn first_path(targets: &[Target]) -> Option<&Vec<String>> {
    targets.first().and_then(|target| target.paths.first())
}

pub(super) fn same(a: &Type, b: &Type) -> bool {
    match (a, b) {
        (Type::Named(a, a_given), Type::Named(b, b_given)) => {
            first_path(a) == first_path(b)
                && a_given.len() == b_given.len()
                && a_given.iter().zip(b_given).all(|(a, b)| same(a, b))
        }
        (Type::Unknown, Type::Unknown) => true,
        _ => a == b,
    }
}
