//! `// lessons:allow(ID) why`: a finding that a person has looked at and lets stand.

use crate::language::Language;
use serde::{Deserialize, Serialize};

use super::Report;
use super::lines::Lines;
use crate::finding::{Finding, FindingKind, Location};
use crate::lesson::{ApprovalStatus, Level, check_id};
use crate::problem::nearest;
use crate::span::Span;
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

/// The words by one of which such a comment is found in a text.
pub(super) const NAMES: &[&str] = &[WORDS, "lessons_allow", "lessonsallow"];

/// Whether the text from such a word on goes on as a suppression does, or as one that is miswritten.
pub(super) fn may_begin(text: &str) -> bool {
    text.strip_prefix(WORDS).and_then(said).is_some()
}

/// What stands behind `allow`, given what stands behind the first word.
fn said(after: &str) -> Option<&str> {
    after.trim_start_matches([':', '-', '_', ' ']).strip_prefix("allow")
}

/// The suppressions of a file, in order of place. Words in strings mean nothing: only comments are read.
pub(super) fn suppressions(tree: &Tree, lines: &Lines) -> Vec<Suppression> {
    if !tree.text().contains(WORDS) {
        return Vec::new();
    }
    let code = Code::new(tree);
    let comments = tree.nodes().filter(|node| node.is_extra() && !node.is_error());
    comments.filter_map(|comment| read(&code, lines, comment)).collect()
}

/// What stands where in a file, so that a comment's element is found in logarithmic time.
struct Code<'t> {
    tree: &'t Tree,
    /// Nodes that hold something, in order of place.
    nodes: Vec<Node<'t>>,
    /// Where blank lines begin.
    blanks: Vec<u32>,
}

impl<'t> Code<'t> {
    fn new(tree: &'t Tree) -> Self {
        let nodes = tree.nodes().filter(|node| !node.is_extra() && !node.span().is_empty()).collect();
        let mut at = 0;
        let mut blanks = Vec::new();
        for line in tree.text().split_inclusive('\n') {
            if line.trim().is_empty() && line.ends_with('\n') {
                blanks.push(at);
            }
            at += Span::from_range(0..line.len()).end;
        }
        Self { tree, nodes, blanks }
    }

    /// The nodes that begin at `at` or later.
    fn from(&self, at: u32) -> &[Node<'t>] {
        let before = self.nodes.partition_point(|node| node.span().start < at);
        self.nodes.get(before..).unwrap_or_default()
    }

    fn is_blank_between(&self, start: u32, end: u32) -> bool {
        let before = self.blanks.partition_point(|at| *at < start);
        self.blanks.get(before).is_some_and(|at| *at < end)
    }
}

fn read(code: &Code<'_>, lines: &Lines, comment: Node<'_>) -> Option<Suppression> {
    let text = comment.text();
    let body = text.trim_start_matches(['/', '*', '#', '!']).trim_end().trim_end_matches("*/").trim();
    let after = body.strip_prefix(WORDS)?;
    let rest = said(after)?;
    let exact = after.starts_with(":allow");
    if rest.starts_with(|next: char| next.is_alphanumeric() || matches!(next, '_' | '-')) {
        return None;
    }
    let location = Location::new(code.tree.text(), lines.of(code.tree.text()), trimmed(comment));
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
    Some(Suppression { ids, reason, location, covers: covered(code, lines, comment), slip: None })
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
fn covered(code: &Code<'_>, lines: &Lines, comment: Node<'_>) -> Option<Span> {
    let start = comment.span().start;
    let lines = lines.of(code.tree.text());
    let line_start = lines.line_start(lines.line(start));
    let before = Span::new(line_start, start).of(code.tree.text());
    if before.trim().is_empty() {
        next_element(code, comment)
    } else {
        element_on_line(code, line_start, start)
    }
}

/// The outermost element that begins on the line after the comment, or after the comments below it, with the
/// attributes before it. What stands behind the block that the comment ends is none.
fn next_element(code: &Code<'_>, comment: Node<'_>) -> Option<Span> {
    let end = comment.span().end;
    let after = code.from(end);
    let first = *after.first()?;
    let gap = code.is_blank_between(trimmed(comment).end, first.span().start);
    // Where indentation or a header ends a block, the comment before the next one is often counted to the last.
    let inside = code.tree.grammar().language() != Language::Rust
        || comment.parent().is_none_or(|parent| first.span().start < parent.span().end);
    if gap || !inside {
        return None;
    }
    // What begins at the same place stands in preorder, the outermost first.
    let begins = |node: &&Node<'_>| node.span().start == first.span().start;
    let outermost = *after.iter().take_while(begins).find(|node| is_element(**node))?;
    let mut span = outermost.span();
    let mut next = outermost;
    while next.kind_name().ends_with("attribute_item") {
        next = next.next_sibling()?;
        span.end = next.span().end;
    }
    Some(span)
}

/// The outermost element that begins on the line before the comment, else the innermost one that goes on there.
fn element_on_line(code: &Code<'_>, line_start: u32, comment: u32) -> Option<Span> {
    let on_line = code.from(line_start).iter().take_while(|node| node.span().start < comment);
    if let Some(node) = on_line.copied().find(|node| is_element(*node)) {
        return Some(node.span());
    }
    let before = code.nodes.partition_point(|node| node.span().start < comment);
    let last = *code.nodes.get(before.checked_sub(1)?)?;
    let around = std::iter::once(last).chain(last.ancestors());
    around.filter(|node| node.span().end > line_start).find(|node| is_element(*node)).map(Node::span)
}

/// A statement, item, field or arm: an element of a list that is no mere argument, of a macro's call neither.
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
    // A macro's body holds statements, items and arms from the first on, or none.
    const COARSE: &[&str] = &["_statement", "_declaration", "_item", "match_arm", "macro_definition"];
    let is_coarse = |node: Node<'_>| COARSE.iter().any(|end| node.kind_name().ends_with(end));
    node.parent().is_some_and(|parent| {
        parent.tree().grammar().is_list(parent.kind())
            && !FINE.contains(&parent.kind_name())
            && (parent.kind_name() != "token_tree" || parent.children().next().is_some_and(is_coarse))
    })
}

#[cfg(test)]
mod tests;
