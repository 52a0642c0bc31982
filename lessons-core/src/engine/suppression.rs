//! `// lessons:allow(ID) why`: a finding that a person has looked at and lets stand.

use crate::language::Language;
use serde::{Deserialize, Serialize};

use crate::finding::Location;
use crate::rule::element;
use crate::span::{LineIndex, Span};
use crate::syntax::{Node, Tree};

/// One suppression comment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Suppression {
    /// The lessons it names.
    pub(crate) ids: Vec<String>,
    /// Why; empty where nothing is given, which is an error.
    pub(crate) reason: String,
    /// The comment.
    pub(crate) location: Location,
    /// The element it covers; none where none stands there.
    pub(crate) covers: Option<Span>,
}

const WORDS: &str = "lessons:allow";

/// The suppressions of a file, in order of place. Words in strings mean nothing: only comments are read.
pub(super) fn suppressions(tree: &Tree, lines: &LineIndex) -> Vec<Suppression> {
    if !tree.text().contains(WORDS) {
        return Vec::new();
    }
    let comments = tree.nodes().filter(|node| node.is_extra() && !node.is_error());
    comments.filter_map(|comment| read(tree, lines, comment)).collect()
}

fn read(tree: &Tree, lines: &LineIndex, comment: Node<'_>) -> Option<Suppression> {
    let text = comment.text();
    let body = text.trim_start_matches(['/', '*', '#', '!']).trim_end().trim_end_matches("*/").trim();
    let rest = body.strip_prefix(WORDS)?.trim_start();
    let (ids, reason) = match rest.strip_prefix('(').and_then(|inner| inner.split_once(')')) {
        Some((ids, reason)) => (ids, reason),
        None => ("", rest),
    };
    let ids = ids.split(',').map(str::trim).filter(|id| !id.is_empty()).map(str::to_owned).collect();
    let reason = reason.trim_start_matches([':', '-', '\u{2013}', '\u{2014}', ' ']).trim().to_owned();
    let covers = covered(tree, lines, comment);
    Some(Suppression { ids, reason, location: Location::new(tree.text(), lines, trimmed(comment)), covers })
}

/// A comment without the line break that some grammars count in.
fn trimmed(comment: Node<'_>) -> Span {
    let span = comment.span();
    let len = Span::from_range(0..comment.text().trim_end().len()).end;
    Span::new(span.start, span.start + len)
}

/// The element that a comment speaks of: on its own line, the next one; behind code, the one on that line.
fn covered(tree: &Tree, lines: &LineIndex, comment: Node<'_>) -> Option<Span> {
    let start = comment.span().start;
    let line_start = lines.line_start(lines.line(start));
    let before = Span::new(line_start, start).of(tree.text());
    if before.trim().is_empty() {
        next_element(tree, comment)
    } else {
        element_on_line(tree, line_start, start)
    }
}

/// The outermost element that begins on the line after the comment, or after the comments below it, with the
/// attributes before it. What stands behind the block that the comment ends is none.
fn next_element(tree: &Tree, comment: Node<'_>) -> Option<Span> {
    let end = comment.span().end;
    let first =
        tree.nodes().find(|node| !node.is_extra() && node.span().start >= end && !node.span().is_empty())?;
    let between = Span::new(trimmed(comment).end, first.span().start).of(tree.text());
    let breaks = between.matches('\n').count();
    let gap = between.split('\n').take(breaks).skip(1).any(|line| line.trim().is_empty());
    // Where indentation or a header ends a block, the comment before the next one is often counted to the last.
    let inside = tree.grammar().language() != Language::Rust
        || comment.parent().is_none_or(|parent| first.span().start < parent.span().end);
    if gap || !inside {
        return None;
    }
    // What begins at the same place stands in preorder, the outermost first.
    let begins = |node: &Node<'_>| !node.is_extra() && node.span().start == first.span().start;
    let outermost = tree.nodes().filter(begins).find(|node| is_element(*node))?;
    let mut span = outermost.span();
    let mut next = outermost;
    while next.kind_name().ends_with("attribute_item") {
        next = next.next_sibling()?;
        span.end = next.span().end;
    }
    Some(span)
}

/// The outermost element that begins on the line before the comment, else the innermost one that goes on there.
fn element_on_line(tree: &Tree, line_start: u32, comment: u32) -> Option<Span> {
    let begins = tree.nodes().find(|node| {
        (line_start..comment).contains(&node.span().start) && !node.is_extra() && is_element(*node)
    });
    if let Some(node) = begins {
        return Some(node.span());
    }
    let last = tree.nodes().filter(|node| !node.is_extra() && node.span().start < comment).last()?;
    let on_line = std::iter::once(last).chain(last.ancestors()).find(|node| node.span().end > line_start)?;
    element(on_line).map(Node::span)
}

/// A statement, item, field or arm: an element of a list that is no mere argument.
fn is_element(node: Node<'_>) -> bool {
    const FINE: &[&str] = &[
        "arguments",
        "parameters",
        "closure_parameters",
        "array_expression",
        "tuple_expression",
        "tuple_pattern",
        "slice_pattern",
        "tuple_struct_pattern",
        "type_arguments",
        "type_parameters",
    ];
    node.parent().is_some_and(|parent| {
        parent.tree().grammar().is_list(parent.kind()) && !FINE.contains(&parent.kind_name())
    })
}
