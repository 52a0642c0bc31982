//! Which statements of a long function stay: those that must, and what names they use.

use std::collections::{BTreeMap, BTreeSet};

use tree_sitter::Node;

use super::items::{children, squeezed};
use super::removal::{Removal, lines_of, overlap, owns_its_lines};
use super::{LONG, Lines, Side};

/// How many cuts are tried one by one.
const TRIES: usize = 80;

/// Takes statements out of a long function, from the last to the first, where none of them must be kept and nothing that
/// stays uses what they bind: all at once if `holds` still does, else one by one.
pub(super) fn within(
    side: &Side<'_>,
    kept: &[Lines],
    removal: &mut Removal,
    holds: &dyn Fn(&Removal) -> bool,
) {
    if removal.apply(side.text).lines().count() <= LONG {
        return;
    }
    let statements = statements(side);
    let all = without(side, kept, removal, &statements, &mut |_| true);
    if holds(&all) {
        *removal = all;
        return;
    }
    let mut tries = 0;
    *removal = without(side, kept, removal, &statements, &mut |smaller| {
        tries += 1;
        tries <= TRIES && holds(smaller)
    });
}

/// What is taken out when each statement that has no part goes if `may` lets it.
fn without(
    side: &Side<'_>,
    kept: &[Lines],
    removal: &Removal,
    statements: &[Node<'_>],
    may: &mut dyn FnMut(&Removal) -> bool,
) -> Removal {
    let mut removal = removal.clone();
    for statement in statements {
        let lines = lines_of(*statement);
        if removal.covers(lines) || kept.iter().any(|kept| overlap(lines, *kept)) {
            continue;
        }
        let (left, places) = removal.rendered(side.text);
        let goes_on = |line: &u32| left.lines().skip(*line as usize).collect::<Vec<_>>().join("\n");
        let Some(after) = places.get(&lines.1).map(goes_on) else { continue };
        if uses(&after, *statement, side.text) {
            continue;
        }
        let mut smaller = removal.clone();
        smaller.add_marked(lines, statement.start_position().column);
        if may(&smaller) {
            removal = smaller;
        }
    }
    removal
}

/// The same statements taken out on the other side of a fix, beside what `outer` takes: those that the fix left alone.
pub(super) fn like(
    side: &Side<'_>,
    other: &Side<'_>,
    removed: &Removal,
    changed: &[Lines],
    outer: &Removal,
) -> Removal {
    let mut gone: BTreeMap<String, u32> = BTreeMap::new();
    for statement in statements(other).into_iter().filter(|statement| removed.covers(lines_of(*statement))) {
        *gone.entry(text(statement, other.text)).or_default() += 1;
    }
    let mut removal = outer.clone();
    for statement in statements(side) {
        let lines = lines_of(statement);
        if changed.iter().any(|changed| overlap(lines, *changed)) || removal.covers(lines) {
            continue;
        }
        if let Some(left) = gone.get_mut(&text(statement, side.text)).filter(|left| **left > 0) {
            *left -= 1;
            removal.add_marked(lines, statement.start_position().column);
        }
    }
    removal
}

/// Every statement of every function, and every arm of a `match`, that has its lines for itself, the last first, an
/// outer one before its inner.
fn statements<'t>(side: &'t Side<'_>) -> Vec<Node<'t>> {
    let mut found = Vec::new();
    let mut open = vec![side.tree.root_node()];
    while let Some(node) = open.pop() {
        for child in children(node) {
            open.push(child);
            let last = node.named_child(node.named_child_count().saturating_sub(1) as u32) == Some(child);
            let comment = child.kind().ends_with("comment");
            // A short tail is what the function gives.
            let tail = last && child.kind() != "expression_statement" && child.kind() != "let_declaration";
            let short = child.end_position().row - child.start_position().row < 2;
            let goes = match node.kind() {
                "block" => !(comment || tail && short),
                "match_block" => child.kind() == "match_arm",
                _ => false,
            };
            if goes && owns_its_lines(child, side.text) {
                found.push(child);
            }
        }
    }
    found.sort_by_key(|node| (std::cmp::Reverse(node.end_byte()), node.start_byte()));
    found
}

/// Whether a text uses a name that the statement binds.
fn uses(after: &str, statement: Node<'_>, source: &str) -> bool {
    let pattern = statement.child_by_field_name("pattern").filter(|_| statement.kind() == "let_declaration");
    let bound = pattern.and_then(|pattern| source.get(pattern.byte_range())).unwrap_or_default();
    let bound: BTreeSet<&str> = names(bound).collect();
    names(after).any(|name| bound.contains(name))
}

fn names(text: &str) -> impl Iterator<Item = &str> {
    text.split(|char: char| !(char.is_alphanumeric() || char == '_'))
        .filter(|word| word.starts_with(|char: char| char.is_lowercase() || char == '_'))
        .filter(|word| !matches!(*word, "_" | "mut" | "ref"))
}

fn text(statement: Node<'_>, source: &str) -> String {
    squeezed(source.get(statement.byte_range()).unwrap_or_default())
}
