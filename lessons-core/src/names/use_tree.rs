//! `use` declarations: every leaf of the tree with its whole path, and the way from a node in it to that path.

use crate::language::rust::{F, K, plain};
use crate::syntax::Node;

/// One leaf of a `use` declaration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Leaf {
    pub(crate) path: Vec<String>,
    /// The name it gives; none for `as _` and for a glob.
    pub(crate) name: Option<String>,
    pub(crate) is_glob: bool,
}

/// The leaves of a `use` declaration, in order of place.
pub(crate) fn leaves(declaration: Node<'_>) -> Vec<Leaf> {
    let mut leaves = Vec::new();
    if let Some(argument) = declaration.get(F::Argument) {
        collect(argument, &[], &mut leaves);
    }
    leaves
}

/// The arena's depth is bounded, so this may recurse.
fn collect(node: Node<'_>, prefix: &[String], leaves: &mut Vec<Leaf>) {
    match node.k() {
        K::UseList => {
            for child in node.children() {
                collect(child, prefix, leaves);
            }
        }
        K::ScopedUseList => {
            let prefix = match node.get(F::Path) {
                Some(path) => join(prefix, path),
                None => global(prefix),
            };
            if let Some(list) = node.get(F::List) {
                collect(list, &prefix, leaves);
            }
        }
        K::UseWildcard => {
            let path = match node.children().next() {
                Some(path) => join(prefix, path),
                None => prefix.to_vec(),
            };
            leaves.push(Leaf { path, name: None, is_glob: true });
        }
        K::UseAsClause => {
            let Some(path) = node.get(F::Path) else { return };
            let alias = node.get(F::Alias).map(|alias| plain(alias.text()).to_owned());
            let path = without_self(join(prefix, path));
            leaves.push(Leaf { path, name: alias.filter(|alias| alias != "_"), is_glob: false });
        }
        _ => {
            let path = without_self(join(prefix, node));
            let name = path.last().filter(|last| !is_relative(last)).cloned();
            leaves.push(Leaf { path, name, is_glob: false });
        }
    }
}

/// The whole path of a node in a `use` declaration: what the groups around it begin with, and the path it is.
pub(crate) fn whole_path(node: Node<'_>) -> Vec<String> {
    let mut groups = Vec::new();
    let mut below = node;
    for ancestor in node.ancestors() {
        match ancestor.k() {
            K::ScopedUseList if ancestor.get(F::Path) != Some(below) => groups.push(ancestor.get(F::Path)),
            K::UseDeclaration => break,
            _ => {}
        }
        below = ancestor;
    }
    let mut prefix = Vec::new();
    for group in groups.into_iter().rev() {
        prefix = match group {
            Some(path) => join(&prefix, path),
            None => global(&prefix),
        };
    }
    without_self(join(&prefix, node))
}

/// `a::{self}` is `a`.
fn without_self(mut path: Vec<String>) -> Vec<String> {
    if path.len() > 1 && path.last().is_some_and(|last| last == "self") {
        path.pop();
    }
    path
}

fn is_relative(segment: &str) -> bool {
    matches!(segment, "self" | "super" | "crate" | "")
}

fn global(prefix: &[String]) -> Vec<String> {
    if prefix.is_empty() { vec![String::new()] } else { prefix.to_vec() }
}

fn join(prefix: &[String], path: Node<'_>) -> Vec<String> {
    let mut segments = Vec::new();
    let mut next = Some(path);
    while let Some(node) = next {
        next = match node.k() {
            K::ScopedIdentifier | K::ScopedTypeIdentifier => {
                segments.extend(node.get(F::Name).map(|name| plain(name.text()).to_owned()));
                let path = node.get(F::Path);
                if path.is_none() && prefix.is_empty() {
                    segments.push(String::new());
                }
                path
            }
            _ => {
                segments.push(plain(node.text()).to_owned());
                None
            }
        };
    }
    segments.reverse();
    prefix.iter().cloned().chain(segments).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;
    use crate::syntax::Builder;

    #[test]
    fn every_leaf_has_its_whole_path() {
        for (code, expected, why) in [
            ("use a;", &["a as a"][..], "a crate or module"),
            ("use a::b;", &["a::b as b"], "a path"),
            ("use a::b as c;", &["a::b as c"], "an alias"),
            ("use a::B as _;", &["a::B as _"], "no name"),
            ("use a::*;", &["a::*"], "glob"),
            ("use *;", &["*"], "glob of nothing"),
            ("use ::a::b;", &["::a::b as b"], "leading ::"),
            ("use ::{a, b};", &["::a as a", "::b as b"], "leading :: before a group"),
            ("use {a, b::c};", &["a as a", "b::c as c"], "a group alone"),
            (
                "use std::{fs::{self, File, read as r}, io::*};",
                &["std::fs as fs", "std::fs::File as File", "std::fs::read as r", "std::io::*"],
                "nested groups, self, alias and glob",
            ),
            ("use std::{self as s};", &["std as s"], "self with an alias"),
            ("use super::super::a;", &["super::super::a as a"], "super"),
            ("use crate::r#type;", &["crate::type as type"], "raw identifier"),
        ] {
            let tree = Builder::file(Language::Rust.grammar(), code.to_owned()).unwrap();
            let declaration = tree.nodes().find(|node| node.k() == K::UseDeclaration).unwrap();
            let found: Vec<String> = leaves(declaration)
                .iter()
                .map(|leaf| match leaf.is_glob {
                    true => leaf.path.iter().map(String::as_str).chain(["*"]).collect::<Vec<_>>().join("::"),
                    false => format!("{} as {}", leaf.path.join("::"), leaf.name.as_deref().unwrap_or("_")),
                })
                .collect();
            assert_eq!(found, expected, "{why}: {code}");
        }
    }
}
