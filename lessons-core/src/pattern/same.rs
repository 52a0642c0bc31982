//! Whether two pieces of code are the same but for layout, comments and redundant parentheses.

use super::matcher::link_base;
use crate::language::Language;
use crate::span::Span;
use crate::syntax::Node;

/// Whether `a` and `b` are one piece of code: layout, comments, redundant parentheses and a leading `&`, `&mut` or
/// `*` aside. Linear in the size of the smaller.
pub(crate) fn same_code(a: Node<'_>, b: Node<'_>) -> bool {
    let (a, b) = (without_borrow(a), without_borrow(b));
    a == b || same_leaves(leaves(a, None), leaves(b, None))
}

/// Whether two links of method chains are the same, whatever they are applied to. Linear in their own size.
pub(crate) fn same_link(a: Node<'_>, b: Node<'_>) -> bool {
    same_leaves(leaves(a, link_base(a)), leaves(b, link_base(b)))
}

fn same_leaves<'t>(
    mut left: impl Iterator<Item = Node<'t>>,
    mut right: impl Iterator<Item = Node<'t>>,
) -> bool {
    loop {
        match (left.next(), right.next()) {
            (None, None) => return true,
            (Some(l), Some(r)) if same_leaf(l, r) => {}
            _ => return false,
        }
    }
}

/// The innermost node below wrappers such as parentheses.
pub(crate) fn unwrapped(node: Node<'_>) -> Node<'_> {
    wrappers(node).last().unwrap_or(node)
}

/// The node and what it wraps, each the only thing in the one before.
pub(crate) fn wrappers(node: Node<'_>) -> impl Iterator<Item = Node<'_>> {
    std::iter::successors(Some(node), |node| {
        if !node.tree().grammar().is_wrapper(node.kind()) {
            return None;
        }
        let mut children = node.children().filter(|child| !is_marker(*child));
        children.next().filter(|_| children.next().is_none())
    })
}

/// The bytes from the first node to the last, without comments and white space that a grammar counts in at the end.
pub(crate) fn code_span(first: Node<'_>, last: Node<'_>) -> Span {
    let text = last.tree().text();
    let blank = |from: u32, to: u32| from <= to && Span::new(from, to).of(text).trim().is_empty();
    let mut end = last.span().end;
    let mut node = Some(last).filter(|node| node.tree().grammar().language() != Language::Rust);
    while let Some(around) = node {
        node = None;
        for child in around.all_children().collect::<Vec<_>>().into_iter().rev() {
            if !blank(child.span().end, end) {
                break;
            }
            if !child.is_extra() {
                end = child.span().end;
                node = Some(child);
                break;
            }
            end = child.span().start;
        }
    }
    let start = first.span().start;
    if last.tree().grammar().language() == Language::Rust {
        return Span::new(start, end);
    }
    let code = Span::new(start, end.max(start)).of(text);
    Span::from_range(start as usize..start as usize + code.trim_end().len())
}

/// Whether a node only says how its parent is written, such as `mut`.
fn is_marker(node: Node<'_>) -> bool {
    // An anchor gives a value a name and does not change it; of bounds, lifetimes may be left out.
    matches!(node.kind_name(), "mutable_specifier" | "anchor" | "lifetime")
}

/// The node below parentheses and a leading `&`, `&mut` or `*`.
pub(crate) fn without_borrow(node: Node<'_>) -> Node<'_> {
    let mut node = unwrapped(node);
    loop {
        let inner = match node.kind_name() {
            "reference_expression" | "reference_type" | "reference_pattern" => {
                node.children().filter(|child| child.is_named() && !is_marker(*child)).last()
            }
            "unary_expression" if node.text().starts_with('*') => node.children().last(),
            _ => None,
        };
        match inner {
            Some(inner) => node = unwrapped(inner),
            None => return node,
        }
    }
}

/// The leaves that carry meaning, with the kinds of the nodes that open before each so that shape counts too; without
/// those of one node below.
fn leaves<'t>(node: Node<'t>, left_out: Option<Node<'t>>) -> impl Iterator<Item = Node<'t>> {
    std::iter::once(node)
        .chain(node.descendants_without(left_out))
        .filter(|node| !node.tree().grammar().is_wrapper(node.kind()))
}

fn same_leaf(a: Node<'_>, b: Node<'_>) -> bool {
    match (a.is_atom(), b.is_atom()) {
        (true, true) => same_text(a, b),
        (false, false) => a.tree().grammar().are_alike(a.kind(), b.kind()),
        _ => false,
    }
}

/// Whether two leaves read alike: names by their text, literals by their value.
pub(crate) fn same_text(a: Node<'_>, b: Node<'_>) -> bool {
    if a.text() == b.text() {
        return true;
    }
    let value = |node: Node<'_>| (node.tree().grammar().definition().literal)(node.kind_name(), node.text());
    matches!((value(a), value(b)), (Some(a), Some(b)) if a == b)
}
