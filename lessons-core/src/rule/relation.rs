//! Where a node stands among others: the elements before and after it, and its text.

use crate::syntax::Node;

/// The element of the nearest enclosing list that a node stands in, itself perhaps.
pub(crate) fn element(node: Node<'_>) -> Option<Node<'_>> {
    std::iter::once(node)
        .chain(node.ancestors())
        .find(|node| node.parent().is_some_and(|parent| parent.tree().grammar().is_list(parent.kind())))
}

/// The elements before the one that `node` stands in, the nearest first.
pub(crate) fn earlier(node: Node<'_>) -> impl Iterator<Item = Node<'_>> {
    std::iter::successors(element(node).and_then(Node::previous_sibling), |node| node.previous_sibling())
}

/// The elements after the one that `node` stands in, the nearest first.
pub(crate) fn later(node: Node<'_>) -> impl Iterator<Item = Node<'_>> {
    std::iter::successors(element(node).and_then(Node::next_sibling), |node| node.next_sibling())
}

/// From `first` to its sibling `last`, both included.
pub(crate) fn siblings_to<'t>(first: Node<'t>, last: Node<'t>) -> impl Iterator<Item = Node<'t>> {
    std::iter::successors(Some(first), move |node| node.next_sibling().filter(|_| *node != last))
}

/// A node's text with its comments left out; the text itself where the node is a comment.
pub(crate) fn text_without_comments(node: Node<'_>) -> std::borrow::Cow<'_, str> {
    let span = node.span();
    let comments: Vec<_> = node
        .all_descendants()
        .filter(|inner| inner.is_extra() && !inner.is_error())
        .map(Node::span)
        .collect();
    if comments.is_empty() {
        return node.text().into();
    }
    let mut text = String::with_capacity(span.len() as usize);
    let mut at = span.start;
    for comment in comments.into_iter().filter(|comment| span.contains(*comment)) {
        if comment.start < at {
            continue;
        }
        text.push_str(crate::span::Span::new(at, comment.start).of(node.tree().text()));
        at = comment.end;
    }
    text.push_str(crate::span::Span::new(at, span.end).of(node.tree().text()));
    text.into()
}
