//! What is taken out of a text, in whole lines.

use std::collections::{BTreeMap, BTreeSet};

use tree_sitter::Node;

use super::Lines;

/// What stands where statements were left out.
const LEFT_OUT: &str = "// …";

/// Lines that are taken out, counted from 1.
#[derive(Clone, Debug, Default)]
pub(super) struct Removal {
    out: BTreeSet<u32>,
    /// Lines in whose place a comment says that something was left out, with its indentation.
    marked: BTreeMap<u32, usize>,
}

impl Removal {
    /// Takes lines out.
    pub(super) fn add(&mut self, (first, last): Lines) {
        self.out.extend(first..=last);
    }

    /// Takes lines out, and a comment with this indentation says so.
    pub(super) fn add_marked(&mut self, lines: Lines, indentation: usize) {
        self.add(lines);
        self.marked.insert(lines.0, indentation);
    }

    /// Whether all of some lines are taken out.
    pub(super) fn covers(&self, (first, last): Lines) -> bool {
        (first..=last).all(|line| self.out.contains(&line))
    }

    /// The text without the lines; no two empty lines in a row, and none at either end of a body.
    pub(super) fn apply(&self, text: &str) -> String {
        self.rendered(text).0
    }

    /// Where a line of the text stands after [`apply`](Self::apply); none if it was taken out.
    pub(super) fn moved(&self, text: &str, line: u32) -> Option<u32> {
        self.rendered(text).1.get(&line).copied()
    }

    /// The text without the lines, and the new place of each line that is left.
    pub(super) fn rendered(&self, text: &str) -> (String, BTreeMap<u32, u32>) {
        let mut lines: Vec<String> = Vec::new();
        let mut places = BTreeMap::new();
        for (number, line) in (1..).zip(text.lines()) {
            if let Some(indentation) = self.marked.get(&number) {
                let mark = format!("{}{LEFT_OUT}", " ".repeat(*indentation));
                if lines.last().is_none_or(|last| last.trim() != LEFT_OUT) {
                    lines.push(mark);
                }
            }
            if self.out.contains(&number) {
                continue;
            }
            let last = lines.last().map(|last| last.trim_end()).unwrap_or_default();
            if line.trim().is_empty() && (last.is_empty() || last.ends_with('{') || last.trim() == LEFT_OUT) {
                continue;
            }
            while line.trim_start().starts_with('}')
                && lines.last().is_some_and(|last| last.trim().is_empty())
            {
                lines.pop();
            }
            lines.push(line.to_owned());
            places.insert(number, u32::try_from(lines.len()).unwrap_or(u32::MAX));
        }
        while lines.last().is_some_and(|last| last.trim().is_empty()) {
            lines.pop();
        }
        (lines.iter().map(|line| format!("{line}\n")).collect(), places)
    }
}

/// The lines of a node, with the attributes and comments right before it.
pub(super) fn lines_of(node: Node<'_>) -> Lines {
    let mut first = node;
    let belongs = |before: &Node<'_>, to: Node<'_>| {
        let adds = before.kind() == "attribute_item" || before.kind().ends_with("comment");
        adds && last_row(*before) + 1 >= to.start_position().row
            && before.start_position().row < to.start_position().row
    };
    while let Some(before) = first.prev_sibling().filter(|before| belongs(before, first)) {
        first = before;
    }
    (line(first.start_position().row), line(last_row(node)))
}

/// The last row that a node has something on: some nodes end with a newline.
fn last_row(node: Node<'_>) -> usize {
    let end = node.end_position();
    if end.column == 0 && end.row > node.start_position().row { end.row - 1 } else { end.row }
}

fn line(row: usize) -> u32 {
    u32::try_from(row + 1).unwrap_or(u32::MAX)
}

/// Whether a node has its lines for itself, so that they can be taken out.
pub(super) fn owns_its_lines(node: Node<'_>, text: &str) -> bool {
    let start = node.start_byte();
    let before = text.get(..start).and_then(|head| head.rsplit('\n').next()).unwrap_or_default();
    let after =
        text.get(node.end_byte()..).and_then(|tail| tail.split('\n').next()).unwrap_or_default().trim();
    before.trim().is_empty()
        && (after.is_empty()
            || after == ","
            || after == ";"
            || after.starts_with("//")
            || node.kind().ends_with("comment"))
}

/// Whether two stretches of lines share one.
pub(super) const fn overlap(one: Lines, other: Lines) -> bool {
    one.0 <= other.1 && other.0 <= one.1
}
