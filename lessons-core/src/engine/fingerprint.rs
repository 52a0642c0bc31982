//! What a finding is known by when the code around it moves.

use crate::language::Language;
use crate::language::rust::{K, item_name, tokens};
use crate::rule::siblings_to;
use crate::span::Span;
use crate::syntax::Node;

/// A hash over the matched code, layout and comments aside, and the names of the items that hold it. Line numbers,
/// the file's name and the code around it do not count, so a finding keeps its fingerprint when it moves.
pub(super) fn fingerprint(first: Node<'_>, last: Node<'_>) -> String {
    if first.tree().grammar().language() == Language::Rust {
        let text = first.tree().text();
        let code = Span::new(first.span().start, last.span().end.max(first.span().end));
        let is_named = |node: &Node<'_>| {
            matches!(node.k(), K::FunctionItem | K::TraitItem | K::ModItem | K::MacroDefinition | K::ImplItem)
        };
        return of_rust(code.of(text), first.ancestors().filter(is_named).map(Node::text));
    }
    let nodes = siblings_to(first, last);
    let leaves = nodes.flat_map(|node| std::iter::once(node).chain(node.descendants()));
    hash(leaves.filter(|node| node.is_atom()).map(Node::text).chain([""]))
}

/// The fingerprint of Rust code, given its text and those of the items around it, the innermost first. Of the text and
/// not of nodes, as not all of a match need have been parsed.
pub(super) fn of_rust<'t>(code: &'t str, items: impl Iterator<Item = &'t str>) -> String {
    let mut code = tokens(code).peekable();
    // A comma before a bracket is layout.
    let code = std::iter::from_fn(move || {
        loop {
            let token = code.next()?;
            if token != "," || !code.peek().is_some_and(|next| matches!(*next, ")" | "]" | "}")) {
                return Some(token);
            }
        }
    });
    hash(code.chain([""]).chain(items.flat_map(item_name)))
}

fn hash<'t>(texts: impl Iterator<Item = &'t str>) -> String {
    let mut hasher = blake3::Hasher::new();
    for text in texts {
        hasher.update(text.as_bytes());
        hasher.update(&[0]);
    }
    hasher.finalize().to_hex().chars().take(32).collect()
}
