//! What a finding is known by when the code around it moves.

use crate::language::Language;
use crate::language::rust::{F, K};
use crate::rule::siblings_to;
use crate::syntax::Node;

/// A hash over the matched code, layout and comments aside, and the names of the items that hold it. Line numbers,
/// the file's name and the code around it do not count, so a finding keeps its fingerprint when it moves.
pub(super) fn fingerprint(first: Node<'_>, last: Node<'_>) -> String {
    let mut hasher = blake3::Hasher::new();
    let mut add = |text: &str| {
        hasher.update(text.as_bytes());
        hasher.update(&[0]);
    };
    for node in siblings_to(first, last) {
        for leaf in std::iter::once(node).chain(node.descendants()).filter(|node| node.is_atom()) {
            add(leaf.text());
        }
    }
    add("");
    if first.tree().grammar().language() == Language::Rust {
        for item in first.ancestors() {
            let name = match item.k() {
                K::FunctionItem | K::TraitItem | K::ModItem | K::MacroDefinition => item.get(F::Name),
                K::ImplItem => item.get(F::Type),
                _ => None,
            };
            if let Some(name) = name {
                add(name.text());
            }
        }
    }
    let digest = hasher.finalize();
    digest.to_hex().chars().take(32).collect()
}
