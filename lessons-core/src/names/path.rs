//! Paths as plain data: as written in a module, resolved from a crate on, and whether one is what a rule asks for.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::prelude::canonical;
use crate::pattern::WantedPath;

/// The number of a module in a [`FileSummary`](super::FileSummary); 0 is the file itself.
pub(crate) type ModuleId = u32;

/// What kind of name a path's last segment may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) enum Namespace {
    Type,
    Value,
    Macro,
    /// In a `use`, which takes a name from all of them.
    Any,
}

impl Namespace {
    /// Whether an item of namespace `item` may be meant.
    pub(crate) fn sees(self, item: Self) -> bool {
        self == Self::Any || item == Self::Any || self == item
    }
}

/// A path as written, and where: it means nothing without the module.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) struct PathRef {
    /// The module, or block with items of its own, in the file.
    pub(crate) module: ModuleId,
    /// The segments; the first may be `crate`, `self`, `super` or, for a leading `::`, empty.
    pub(crate) segments: Vec<String>,
    pub(crate) namespace: Namespace,
    /// Whether this is the path of a `use` declaration, which before 2018 begins at the crate's root.
    pub(crate) in_use: bool,
}

impl PathRef {
    pub(crate) fn new(module: ModuleId, segments: Vec<String>, namespace: Namespace) -> Self {
        Self { module, segments, namespace, in_use: false }
    }
}

/// A resolved path: from a crate's name on, or as written where that is not known.
pub(crate) type Path = Vec<String>;

/// Whether a path is the wanted one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Verdict {
    No,
    /// It depends on what stands before the part that the file knows.
    Perhaps,
    Yes,
}

/// The first segment of a path of which only the part from the file's own module on is known.
pub(crate) const UNKNOWN_MODULE: &str = "?";

/// What the workspace knows of names before any file is resolved: it decides which questions a file has to ask.
/// [`Renames::default`] knows nothing, so that more is asked and names that a re-export changes are missed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) struct Renames {
    /// Names that a `use … as`, a type alias or an `extern crate … as` seen outside of its file gives, and the
    /// names that they stand for in the end.
    pub(crate) names: BTreeMap<String, BTreeSet<String>>,
    /// The names under which crates that are not in the workspace are known.
    pub(crate) crates: BTreeSet<String>,
    /// The names under which the workspace's own crates, and outside ones that a manifest renames, are known; none
    /// where nobody said.
    pub(crate) members: Option<BTreeSet<String>>,
}

impl Renames {
    /// Whether `name` is a crate's, so that a wanted path that begins with it is exact.
    fn is_crate(&self, name: &str) -> bool {
        matches!(name, "std" | "crate") || self.crates.contains(name) || self.is_member(name)
    }

    fn is_member(&self, name: &str) -> bool {
        self.members.as_ref().is_some_and(|members| members.contains(name))
    }

    /// The names under which something whose last name is among `wanted` is known elsewhere.
    pub(crate) fn names_for<'a>(&'a self, wanted: &'a BTreeSet<String>) -> impl Iterator<Item = &'a str> {
        let meant = |names: &BTreeSet<String>| !names.is_disjoint(wanted);
        self.names.iter().filter(move |(_, names)| meant(names)).map(|(name, _)| name.as_str())
    }

    /// Whether a crate of this name may be one of the workspace's.
    pub(crate) fn may_be_member(&self, name: &str) -> bool {
        self.members.as_ref().is_none_or(|members| members.contains(name))
    }

    /// Whether a path whose last name is `written` may turn out to end in `wanted`.
    pub(crate) fn may_be(&self, written: &str, wanted: Option<&str>) -> bool {
        wanted.is_none_or(|wanted| {
            wanted == written || self.names.get(written).is_some_and(|names| names.contains(wanted))
        })
    }

    /// Whether the resolved path `path` is `wanted`.
    pub(crate) fn is(&self, path: &[String], wanted: &WantedPath) -> Verdict {
        let wanted_segments = canonical_wanted(&wanted.segments);
        let first = wanted_segments.first().and_then(Option::as_deref).filter(|_| !wanted.any_prefix);
        let exact = first.is_some_and(|first| self.is_crate(first));
        if path.first().is_some_and(|first| first == UNKNOWN_MODULE) {
            let known = path.get(1..).unwrap_or_default();
            return match first {
                Some(first) if exact && first != "crate" && !self.is_member(first) => Verdict::No,
                _ => unplaced(known, &wanted_segments, exact),
            };
        }
        let path = canonical(path);
        let verdict = |yes| if yes { Verdict::Yes } else { Verdict::No };
        if exact && first == Some("crate") {
            // Any of the workspace's crates.
            let ours = path.first().is_some_and(|first| first == "crate" || self.is_member(first));
            return verdict(
                ours && same(path.get(1..).unwrap_or_default(), wanted_segments.get(1..).unwrap_or_default()),
            );
        }
        let Some(skip) = path.len().checked_sub(wanted_segments.len()) else { return Verdict::No };
        if exact && skip > 0 || wanted.any_prefix && skip == 0 {
            return Verdict::No;
        }
        verdict(path.get(skip..).is_some_and(|end| same(end, &wanted_segments)))
    }
}

/// A path of which only the end is known, in a module of the workspace.
fn unplaced(known: &[String], wanted: &[Option<String>], exact: bool) -> Verdict {
    match known.len().checked_sub(wanted.len()) {
        Some(skip) => match known.get(skip..).is_some_and(|end| same(end, wanted)) {
            // A crate's name in the middle of a path is a module's.
            true if exact => Verdict::No,
            true => Verdict::Yes,
            false => Verdict::No,
        },
        None => {
            let end = wanted.get(wanted.len() - known.len()..).unwrap_or_default();
            if same(known, end) { Verdict::Perhaps } else { Verdict::No }
        }
    }
}

fn same(path: &[String], wanted: &[Option<String>]) -> bool {
    path.len() == wanted.len() && path.iter().zip(wanted).all(|(a, b)| b.as_ref().is_none_or(|b| a == b))
}

/// A wanted path in the one form that [`canonical`] gives resolved ones; relative beginnings say nothing.
fn canonical_wanted(segments: &[Option<String>]) -> Vec<Option<String>> {
    let relative = segments
        .iter()
        .take_while(|segment| matches!(segment.as_deref(), Some("self" | "super" | "")))
        .count()
        .min(segments.len().saturating_sub(1));
    let segments = segments.get(relative..).unwrap_or_default();
    let named: Option<Vec<String>> = segments.iter().cloned().collect();
    match named {
        Some(named) => canonical(&named).into_iter().map(Some).collect(),
        None => {
            let mut segments = segments.to_vec();
            if let Some(Some(first)) = segments.first_mut()
                && matches!(first.as_str(), "core" | "alloc")
            {
                *first = "std".to_owned();
            }
            segments
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is(path: &str, wanted: &str) -> Verdict {
        let any_prefix = wanted.starts_with("$T::");
        let wanted = wanted.strip_prefix("$T::").unwrap_or(wanted);
        let segments = wanted.split("::").map(|s| (s != "_").then(|| s.to_owned())).collect();
        let names = Renames {
            crates: BTreeSet::from(["tokio".to_owned()]),
            members: Some(BTreeSet::from(["app".to_owned()])),
            ..Renames::default()
        };
        let path: Vec<String> = path.split("::").map(str::to_owned).collect();
        names.is(&path, &WantedPath { segments, any_prefix })
    }

    #[test]
    fn a_wanted_path_is_an_end_of_a_path_or_the_whole_from_a_crate_on() {
        for (path, wanted, expected, why) in [
            ("std::fs::read", "std::fs::read", Verdict::Yes, "equal"),
            ("std::fs::read", "fs::read", Verdict::Yes, "an end"),
            ("std::fs::read", "read", Verdict::Yes, "one segment is the last"),
            ("std::fs::read", "s::read", Verdict::No, "segments are whole"),
            ("tokio::fs::read", "std::fs::read", Verdict::No, "another crate"),
            ("my::std::fs::read", "std::fs::read", Verdict::No, "exact from std on"),
            ("my::tokio::fs::read", "tokio::fs::read", Verdict::No, "exact from a crate's name on"),
            ("my::local::fs::read", "local::fs::read", Verdict::Yes, "no crate's name"),
            ("std::mem::drop", "core::mem::drop", Verdict::Yes, "core is std"),
            ("alloc::vec::Vec", "std::vec::Vec", Verdict::Yes, "alloc is std"),
            (
                "std::collections::hash_map::HashMap",
                "std::collections::HashMap",
                Verdict::Yes,
                "std's own re-export",
            ),
            ("std::vec::Vec::new", "$T::new", Verdict::Yes, "any prefix"),
            ("new", "$T::new", Verdict::No, "a prefix there must be"),
            ("std::fs::read", "std::_::read", Verdict::Yes, "any name"),
            ("app::a::b", "crate::a::b", Verdict::Yes, "the workspace's crate"),
            ("app::x::a::b", "crate::a::b", Verdict::No, "exact from the crate on"),
            ("std::a::b", "crate::a::b", Verdict::No, "not the workspace's"),
            ("?::a::b", "a::b", Verdict::Yes, "the part that is known is enough"),
            ("?::a::b", "x::a::b", Verdict::Perhaps, "the part before it may be x"),
            ("?::a::b", "x::b", Verdict::No, "whatever stands before"),
            ("?::a::b", "std::a::b", Verdict::No, "nothing of the workspace is std's"),
            ("?::b", "crate::a::b", Verdict::Perhaps, "the module may be a"),
            ("?::b", "$T::b", Verdict::Yes, "a crate's name stands before"),
            ("app::a::b", "super::b", Verdict::Yes, "relative to nothing known"),
        ] {
            assert_eq!(is(path, wanted), expected, "{path} is {wanted}: {why}");
        }
    }
}
