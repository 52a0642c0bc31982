//! What every Rust file knows of the standard library without a `use`: the prelude, its macros, its re-exports.

use super::path::{Namespace, Path};
use crate::workspace::Edition;

use Namespace::{Any, Type, Value};

/// The first edition whose prelude has the name, the name, its module, and what it is.
const PRELUDE: &[(Edition, &str, &str, Namespace)] = &[
    (Edition::E2015, "Send", "std::marker", Type),
    (Edition::E2015, "Sized", "std::marker", Type),
    (Edition::E2015, "Sync", "std::marker", Type),
    (Edition::E2015, "Unpin", "std::marker", Type),
    (Edition::E2015, "Copy", "std::marker", Type),
    (Edition::E2015, "Drop", "std::ops", Type),
    (Edition::E2015, "Fn", "std::ops", Type),
    (Edition::E2015, "FnMut", "std::ops", Type),
    (Edition::E2015, "FnOnce", "std::ops", Type),
    (Edition::E2015, "AsyncFn", "std::ops", Type),
    (Edition::E2015, "AsyncFnMut", "std::ops", Type),
    (Edition::E2015, "AsyncFnOnce", "std::ops", Type),
    (Edition::E2015, "drop", "std::mem", Value),
    (Edition::E2015, "size_of", "std::mem", Value),
    (Edition::E2015, "size_of_val", "std::mem", Value),
    (Edition::E2015, "align_of", "std::mem", Value),
    (Edition::E2015, "align_of_val", "std::mem", Value),
    (Edition::E2015, "Box", "std::boxed", Type),
    (Edition::E2015, "ToOwned", "std::borrow", Type),
    (Edition::E2015, "Clone", "std::clone", Type),
    (Edition::E2015, "PartialEq", "std::cmp", Type),
    (Edition::E2015, "PartialOrd", "std::cmp", Type),
    (Edition::E2015, "Eq", "std::cmp", Type),
    (Edition::E2015, "Ord", "std::cmp", Type),
    (Edition::E2015, "AsRef", "std::convert", Type),
    (Edition::E2015, "AsMut", "std::convert", Type),
    (Edition::E2015, "Into", "std::convert", Type),
    (Edition::E2015, "From", "std::convert", Type),
    (Edition::E2015, "Default", "std::default", Type),
    (Edition::E2015, "Iterator", "std::iter", Type),
    (Edition::E2015, "Extend", "std::iter", Type),
    (Edition::E2015, "IntoIterator", "std::iter", Type),
    (Edition::E2015, "DoubleEndedIterator", "std::iter", Type),
    (Edition::E2015, "ExactSizeIterator", "std::iter", Type),
    (Edition::E2015, "Option", "std::option", Type),
    (Edition::E2015, "Some", "std::option::Option", Any),
    (Edition::E2015, "None", "std::option::Option", Any),
    (Edition::E2015, "Result", "std::result", Type),
    (Edition::E2015, "Ok", "std::result::Result", Any),
    (Edition::E2015, "Err", "std::result::Result", Any),
    (Edition::E2015, "String", "std::string", Type),
    (Edition::E2015, "ToString", "std::string", Type),
    (Edition::E2015, "Vec", "std::vec", Type),
    (Edition::E2021, "TryFrom", "std::convert", Type),
    (Edition::E2021, "TryInto", "std::convert", Type),
    (Edition::E2021, "FromIterator", "std::iter", Type),
    (Edition::E2024, "Future", "std::future", Type),
    (Edition::E2024, "IntoFuture", "std::future", Type),
];

/// The path of a name of the standard prelude of `edition`.
pub(crate) fn prelude(name: &str, namespace: Namespace, edition: Edition) -> Option<Path> {
    let (_, _, module, _) = PRELUDE.iter().find(|(since, known, _, kind)| {
        *known == name && *since <= edition && (namespace.sees(*kind) || namespace == Namespace::Macro)
    })?;
    if namespace == Namespace::Macro {
        return None;
    }
    Some(module.split("::").chain([name]).map(str::to_owned).collect())
}

/// Macros of the standard library that need no `use`.
const MACROS: &[&str] = &[
    "assert",
    "assert_eq",
    "assert_ne",
    "cfg",
    "column",
    "compile_error",
    "concat",
    "dbg",
    "debug_assert",
    "debug_assert_eq",
    "debug_assert_ne",
    "env",
    "eprint",
    "eprintln",
    "file",
    "format",
    "format_args",
    "include",
    "include_bytes",
    "include_str",
    "line",
    "matches",
    "module_path",
    "option_env",
    "panic",
    "print",
    "println",
    "stringify",
    "thread_local",
    "todo",
    "try",
    "unimplemented",
    "unreachable",
    "vec",
    "write",
    "writeln",
];

/// The path of a macro of the standard library.
pub(crate) fn std_macro(name: &str) -> Option<Path> {
    MACROS.contains(&name).then(|| vec!["std".to_owned(), name.to_owned()])
}

/// Modules of the standard library whose names stand in another one too.
const REEXPORTS: &[(&[&str], &[&str])] = &[
    (&["std", "collections", "hash_map", "HashMap"], &["std", "collections", "HashMap"]),
    (&["std", "collections", "hash_set", "HashSet"], &["std", "collections", "HashSet"]),
    (&["std", "collections", "btree_map", "BTreeMap"], &["std", "collections", "BTreeMap"]),
    (&["std", "collections", "btree_set", "BTreeSet"], &["std", "collections", "BTreeSet"]),
    (&["std", "collections", "vec_deque", "VecDeque"], &["std", "collections", "VecDeque"]),
    (&["std", "collections", "binary_heap", "BinaryHeap"], &["std", "collections", "BinaryHeap"]),
    (&["std", "collections", "linked_list", "LinkedList"], &["std", "collections", "LinkedList"]),
    (&["std", "io", "prelude"], &["std", "io"]),
    (&["std", "sync", "poison"], &["std", "sync"]),
];

/// The one form of a path of the standard library: `core` and `alloc` are `std`, and a re-export of std's own is
/// the path that people write.
pub(crate) fn canonical(path: &[String]) -> Path {
    let mut path = path.to_vec();
    if let Some(first) = path.first_mut()
        && matches!(first.as_str(), "core" | "alloc")
    {
        *first = "std".to_owned();
    }
    for (from, to) in REEXPORTS {
        if path.len() >= from.len() && path.iter().zip(*from).all(|(a, b)| a == b) {
            let end = path.split_off(from.len());
            return to.iter().map(|segment| (*segment).to_owned()).chain(end).collect();
        }
    }
    path
}
