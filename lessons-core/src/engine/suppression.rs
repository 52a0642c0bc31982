//! `// lessons:allow(ID) why`: a finding that a person has looked at and lets stand.

use crate::language::Language;
use serde::{Deserialize, Serialize};

use super::Report;
use crate::finding::{Finding, FindingKind, Location};
use crate::lesson::{ApprovalStatus, Level, check_id};
use crate::problem::nearest;
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
    /// How it is miswritten, if it is; it names no lesson and covers nothing then.
    pub(crate) slip: Option<Slip>,
}

/// A comment that was meant as a suppression and is none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Slip {
    /// The words are not `lessons:allow`; the ids as written.
    Words(String),
    /// This id stands in no parentheses.
    Parentheses(String),
}

/// A comment that speaks because of what is wrong with it.
pub(super) struct Fault {
    pub(super) level: Level,
    /// The lesson it is about, or would be; empty where none is named.
    pub(super) lesson: String,
    pub(super) message: String,
}

impl Suppression {
    /// What is wrong with it: `used` says of each id whether a finding of it was suppressed, `judged` whether one
    /// could have been.
    pub(super) fn faults(&self, used: &[bool], judged: impl Fn(&str) -> bool) -> Vec<Fault> {
        let fault = |level, lesson: &str, message| Fault { level, lesson: lesson.to_owned(), message };
        let first = self.ids.first().map(String::as_str).unwrap_or_default();
        match &self.slip {
            Some(Slip::Words(ids)) => {
                let message = format!("this comment suppresses nothing; write `lessons:allow({ids}) reason`");
                return vec![fault(Level::Warn, "", message)];
            }
            Some(Slip::Parentheses(id)) => {
                let message = format!(
                    "a suppression names its lesson in parentheses: write `lessons:allow({id}) reason`"
                );
                return vec![fault(Level::Deny, "", message)];
            }
            None if self.ids.is_empty() => {
                let message = "a suppression names no lesson: write `lessons:allow(ID) reason`".to_owned();
                return vec![fault(Level::Deny, "", message)];
            }
            None if self.reason.is_empty() => {
                let ids = self.ids.join(", ");
                let message = format!("a suppression needs a reason: write `lessons:allow({ids}) reason`");
                return vec![fault(Level::Deny, first, message)];
            }
            None => {}
        }
        let unused = self.ids.iter().zip(used).filter(|(id, used)| !**used && judged(id));
        let message = |id: &str| match self.ids.as_slice() {
            [_] => format!("this suppression of {id} suppresses nothing; remove it"),
            _ => format!("this suppression suppresses nothing of {id}; remove {id} from it"),
        };
        unused.map(|(id, _)| fault(Level::Warn, id, message(id))).collect()
    }
}

impl Report {
    /// Adds a warning for each suppression of a lesson that is not there. `known` are the ids of all lessons, also of
    /// those that were not searched for, are withdrawn or do not load. To be called once, before paths are changed.
    pub fn tell_unknown_ids<'a>(&mut self, known: impl IntoIterator<Item = &'a str>) {
        let known: Vec<&str> = known.into_iter().collect();
        for comment in &self.suppressions {
            let is_known = |id: &str| known.iter().any(|known| known.eq_ignore_ascii_case(id));
            for id in comment.lessons.iter().filter(|id| !is_known(id)) {
                let near = nearest(id, known.iter().copied());
                let near = near.map(|near| format!("; did you mean {near}?")).unwrap_or_default();
                self.findings.push(Finding {
                    fingerprint: format!("suppression-{id}").to_lowercase(),
                    ..Finding::new(
                        FindingKind::Suppression,
                        id.clone(),
                        Level::Warn,
                        ApprovalStatus::Proposed,
                        format!("this suppression suppresses nothing: there is no lesson {id}{near}"),
                        comment.path.clone(),
                        comment.location,
                    )
                });
            }
        }
        self.findings.sort_by(|a, b| a.order().cmp(&b.order()));
    }
}

/// What every such comment has in it, a miswritten one too.
const WORDS: &str = "lessons";

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
    let after = body.strip_prefix(WORDS)?;
    let rest = after.trim_start_matches([':', '-', '_', ' ']).strip_prefix("allow")?;
    let exact = after.starts_with(":allow");
    if rest.starts_with(|next: char| next.is_alphanumeric() || matches!(next, '_' | '-')) {
        return None;
    }
    let location = Location::new(tree.text(), lines, trimmed(comment));
    let slipped = |slip| {
        let (ids, reason) = (Vec::new(), String::new());
        Some(Suppression { ids, reason, location, covers: None, slip })
    };
    let rest = rest.trim_start();
    let Some((ids, reason)) = rest.strip_prefix('(').and_then(|inner| inner.split_once(')')) else {
        // Without parentheses, other words than the right ones may be a sentence about lessons.
        return if exact { slipped(bare_id(rest).map(Slip::Parentheses)) } else { None };
    };
    if !exact {
        return slipped(Some(Slip::Words(ids.trim().to_owned())));
    }
    let ids = ids.split(',').map(str::trim).filter(|id| !id.is_empty()).map(str::to_owned).collect();
    let reason = reason.trim_start_matches([':', '-', '\u{2013}', '\u{2014}', ' ']).trim().to_owned();
    Some(Suppression { ids, reason, location, covers: covered(tree, lines, comment), slip: None })
}

/// The first word where it looks like an id rather than like the reason.
fn bare_id(rest: &str) -> Option<String> {
    let word = rest.split_whitespace().next()?.trim_matches([':', ',', '[', ']', '(', ')']);
    let is_id = word.contains(|c: char| c.is_ascii_digit()) && check_id(word).is_ok();
    is_id.then(|| word.to_owned())
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

#[cfg(test)]
mod tests;
