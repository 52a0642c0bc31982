//! Code that only test builds compile.

use super::{F, K, cfg};
use crate::span::Span;
use crate::syntax::{Node, Tree};

/// Whether `node` stands in an item under `#[cfg(test)]` or in a `#[test]` function of its file.
pub(crate) fn is_test_code(node: Node<'_>) -> bool {
    std::iter::once(node).chain(node.ancestors()).any(|node| attributes(node).any(is_test_attribute))
}

/// The stretches of a file that only test builds compile, in order of place.
pub(crate) fn test_regions(tree: &Tree) -> Vec<Span> {
    let mut regions: Vec<Span> = Vec::new();
    for attribute in
        tree.nodes().filter(|node| node.k() == K::AttributeItem || node.k() == K::InnerAttributeItem)
    {
        if !is_test_attribute(attribute) {
            continue;
        }
        let span = match attribute.k() {
            // `#![cfg(test)]` speaks of everything it stands in.
            K::InnerAttributeItem => attribute.parent().map(Node::span),
            _ => attributed(attribute).map(|item| Span::new(attribute.span().start, item.span().end)),
        };
        regions.extend(span);
    }
    // `cfg_if!` puts an attribute where a condition stands.
    let branches = tree.nodes().filter(|node| node.in_macro() && node.k() == K::IfExpression);
    regions.extend(branches.filter_map(|branch| {
        let predicate = branch.get(F::Condition)?.text().strip_prefix("#[cfg")?.strip_suffix(']')?;
        cfg::needs_test(predicate).then(|| branch.get(F::Consequence).map(Node::span)).flatten()
    }));
    regions.sort_unstable();
    regions
}

/// The node that an outer attribute speaks of.
pub(crate) fn attributed(attribute: Node<'_>) -> Option<Node<'_>> {
    let parent = attribute.parent()?;
    if holds_attributes(parent) {
        return Some(parent);
    }
    std::iter::successors(attribute.next_sibling(), |node| node.next_sibling())
        .find(|node| node.k() != K::AttributeItem)
        .or(Some(parent))
}

/// Whether a node's attributes are its children, and not what stands before it.
fn holds_attributes(node: Node<'_>) -> bool {
    matches!(node.k(), K::MatchArm | K::FieldInitializer | K::ShorthandFieldInitializer)
}

/// The attributes before a node, and the inner ones at the beginning of it.
pub(crate) fn attributes(node: Node<'_>) -> impl Iterator<Item = Node<'_>> {
    let before = std::iter::successors(node.previous_sibling(), |node| node.previous_sibling())
        .take_while(|sibling| matches!(sibling.k(), K::AttributeItem | K::VisibilityModifier))
        .filter(|sibling| sibling.k() == K::AttributeItem && node.k() != K::AttributeItem);
    let mut outer: Vec<Node<'_>> = before.collect();
    outer.reverse();
    if holds_attributes(node) {
        outer.extend(node.children().take_while(|child| child.k() == K::AttributeItem));
    }
    // To look for the body of what has none takes as long as it has children, and a block may have very many.
    let body =
        Some(node).filter(|node| node.k().is_item()).and_then(|node| node.get(F::Body)).unwrap_or(node);
    let inner = body.children().take_while(|child| child.k() == K::InnerAttributeItem);
    outer.into_iter().chain(inner)
}

/// `#[test]`, `#[tokio::test(…)]`, `#[bench]`, `#[cfg(test)]`, `#[cfg(all(test, …))]`.
fn is_test_attribute(item: Node<'_>) -> bool {
    let Some(attribute) = item.children().find(|child| child.k() == K::Attribute) else { return false };
    let Some(path) = attribute.children().next() else { return false };
    let name = path.text().rsplit("::").next().unwrap_or_default().trim();
    match name {
        "test" | "bench" | "rstest" | "test_case" | "quickcheck" | "proptest" | "wasm_bindgen_test" => true,
        "cfg" => attribute.get(F::Arguments).is_some_and(|arguments| cfg::needs_test(arguments.text())),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;
    use crate::syntax::Builder;

    #[test]
    fn only_what_test_builds_compile_is_test_code() {
        for (code, expected) in [
            ("#[cfg(test)] mod t { fn f() { x(); } }", true),
            ("#[cfg(test)]\n#[allow(x)]\npub mod t { fn f() { x(); } }", true),
            ("#[test] fn f() { x(); }", true),
            ("#[tokio::test(flavor = \"a\")] async fn f() { x(); }", true),
            ("#[cfg(all(test, unix))] fn f() { x(); }", true),
            ("mod t { #![cfg(test)] fn f() { x(); } }", true),
            ("#![cfg(test)] fn f() { x(); }", true),
            ("fn f() { #[cfg(test)] x(); }", true),
            ("fn f() { match y { #[cfg(test)] 1 => x(), _ => {} } }", true),
            ("fn f() { S { #[cfg(test)] y: x() } }", true),
            ("#[cfg(not(test))] fn f() { x(); }", false),
            ("#[cfg(any(test, feature = \"a\"))] fn f() { x(); }", false),
            ("#[cfg(feature = \"test\")] fn f() { x(); }", false),
            ("#[cfg(test)] fn g() {} fn f() { x(); }", false),
        ] {
            let tree = Builder::file(Language::Rust.grammar(), code.to_owned()).unwrap();
            let call = tree.nodes().find(|node| node.k() == K::CallExpression).unwrap();
            assert_eq!(is_test_code(call), expected, "{code}");
            let regions = test_regions(&tree);
            assert_eq!(regions.iter().any(|region| region.contains(call.span())), expected, "{code}");
        }
    }
}
