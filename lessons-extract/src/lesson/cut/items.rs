//! Which items stay: those around what must be kept, then what these need, in the order in which it is likely.

use std::collections::BTreeSet;

use tree_sitter::Node;

use super::removal::{Removal, lines_of, overlap, owns_its_lines};
use super::{Lines, Side};

/// Keeps the items around `kept` and as few others as `holds` asks for: none, then what is imported, then what is
/// named by what stays, then all.
pub(super) fn around(side: &Side<'_>, kept: &[Lines], holds: &dyn Fn(&Removal) -> bool) -> Removal {
    let spine = spine(side, kept.iter().take(1));
    let others: Vec<Node<'_>> = items(side, &spine);
    let mut wanted: BTreeSet<usize> = BTreeSet::new();
    let removal_of = |wanted: &BTreeSet<usize>| {
        let mut removal = Removal::default();
        let gone = others.iter().enumerate().filter(|(index, _)| !wanted.contains(index));
        gone.for_each(|(_, node)| removal.add(lines_of(*node)));
        removal
    };
    let mut removal = removal_of(&wanted);
    let mut steps = 0;
    while !holds(&removal) {
        let kept_text = removal.apply(side.text);
        let words = words(&kept_text);
        let before = wanted.len();
        for (index, node) in others.iter().enumerate() {
            let named = name(*node, side.text).is_some_and(|name| words.contains(name));
            // Twice what is named, as a type names types; after that everything that is no function.
            if node.kind() == "use_declaration" || named || steps > 2 && node.kind() != "function_item" {
                wanted.insert(index);
            }
        }
        steps += 1;
        if wanted.len() == before && steps > 3 {
            return Removal::default();
        }
        removal = removal_of(&wanted);
    }
    // Of what came along, only what is needed stays; the largest goes first.
    let mut by_size: Vec<usize> = wanted.iter().copied().collect();
    by_size.sort_by_key(|index| others.get(*index).map(|node| std::cmp::Reverse(node.byte_range().len())));
    for index in by_size.into_iter().take(60) {
        let fewer: BTreeSet<usize> = wanted.iter().copied().filter(|other| *other != index).collect();
        let smaller = removal_of(&fewer);
        if holds(&smaller) {
            (wanted, removal) = (fewer, smaller);
        }
    }
    removal
}

/// The same items on the other side of a fix: what was kept there, what was changed inside of it, and what is new and
/// named by these.
pub(super) fn like(
    side: &Side<'_>,
    other: &Side<'_>,
    removed: &Removal,
    kept: &[Lines],
    changed: &[Lines],
) -> Removal {
    let names_of_spine: Vec<String> = spine(other, kept.iter().take(1))
        .into_iter()
        .filter_map(|node| signature(node, other.text))
        .collect();
    let mut spine_here = Vec::new();
    find_spine(side.tree.root_node(), side.text, &names_of_spine, &mut spine_here);
    let nearest =
        || changed.iter().map(|lines| spine(side, std::iter::once(lines))).find(|spine| !spine.is_empty());
    if spine_here.len() < names_of_spine.len().min(1)
        && let Some(spine) = nearest()
    {
        spine_here = spine;
    }
    let other_items = items(other, &spine(other, kept.iter().take(1)));
    let text =
        |node: &Node<'_>, side: &Side<'_>| squeezed(side.text.get(node.byte_range()).unwrap_or_default());
    let (gone, stayed): (Vec<Node<'_>>, Vec<Node<'_>>) =
        other_items.into_iter().partition(|node| removed.covers(lines_of(*node)));
    let there = |nodes: &[Node<'_>], node: &Node<'_>| {
        let here = text(node, side);
        let called = signature(*node, side.text);
        nodes
            .iter()
            .any(|one| text(one, other) == here || called.is_some() && signature(*one, other.text) == called)
    };
    let mut removal = Removal::default();
    let (mut new, mut keep) = (Vec::new(), spine_here.clone());
    for node in items(side, &spine_here) {
        if there(&stayed, &node) {
            keep.push(node);
        } else if there(&gone, &node) {
            removal.add(lines_of(node));
        } else {
            new.push(node);
        }
    }
    let named: BTreeSet<String> = keep
        .iter()
        .flat_map(|node| words(side.text.get(node.byte_range()).unwrap_or_default()))
        .map(str::to_owned)
        .collect();
    for node in new {
        if !name(node, side.text).is_some_and(|name| named.contains(name)) {
            removal.add(lines_of(node));
        }
    }
    removal
}

/// The items from the outermost in that hold some lines.
fn spine<'t>(side: &'t Side<'_>, lines: impl Iterator<Item = &'t Lines>) -> Vec<Node<'t>> {
    let lines: Vec<Lines> = lines.copied().collect();
    let mut spine = Vec::new();
    let mut node = side.tree.root_node();
    while let Some(inner) = children(node).into_iter().find(|child| {
        let own = lines_of(*child);
        is_item(*child) && lines.iter().any(|lines| overlap(own, *lines))
    }) {
        spine.push(inner);
        match inner.child_by_field_name("body").filter(|body| body.kind() == "declaration_list") {
            Some(body) => node = body,
            None => break,
        }
    }
    spine
}

/// The items of these kinds and names, from the outermost in.
fn find_spine<'t>(within: Node<'t>, text: &str, signatures: &[String], spine: &mut Vec<Node<'t>>) {
    let Some((first, rest)) = signatures.split_first() else { return };
    let fits = |node: &Node<'_>| signature(*node, text).as_ref() == Some(first);
    for child in children(within).into_iter().filter(fits) {
        let mut inner = vec![child];
        if let Some(body) = child.child_by_field_name("body").filter(|_| !rest.is_empty()) {
            find_spine(body, text, rest, &mut inner);
        }
        // Of two `impl` blocks for one type, the one that has the function.
        if inner.len() > spine.len() {
            *spine = inner;
        }
    }
}

/// The items beside a spine, at each of its levels, with comments. What shares a line with something else is left.
fn items<'t>(side: &'t Side<'_>, spine: &[Node<'t>]) -> Vec<Node<'t>> {
    let bodies = spine.iter().filter_map(|node| node.child_by_field_name("body"));
    let lists = bodies.filter(|body| body.kind() == "declaration_list");
    std::iter::once(side.tree.root_node())
        .chain(lists)
        .flat_map(children)
        .filter(|node| {
            !spine.contains(node) && node.kind() != "attribute_item" && owns_its_lines(*node, side.text)
        })
        .collect()
}

fn is_item(node: Node<'_>) -> bool {
    node.kind().ends_with("_item") && node.kind() != "attribute_item" || node.kind() == "macro_definition"
}

pub(super) fn children(node: Node<'_>) -> Vec<Node<'_>> {
    let mut cursor = node.walk();
    node.named_children(&mut cursor).collect()
}

/// What an item is called; for an `impl`, its type.
fn name<'t>(node: Node<'_>, text: &'t str) -> Option<&'t str> {
    let named = node.child_by_field_name("name").or_else(|| node.child_by_field_name("type"))?;
    let whole = text.get(named.byte_range())?;
    whole.split(|char: char| !(char.is_alphanumeric() || char == '_')).find(|part| !part.is_empty())
}

/// Kind and head of an item: what it is known by on both sides of a fix.
fn signature(node: Node<'_>, text: &str) -> Option<String> {
    let part = |field| {
        node.child_by_field_name(field).and_then(|part| text.get(part.byte_range())).unwrap_or_default()
    };
    let known = format!(
        "{} {} {} {}",
        node.kind(),
        part("name"),
        part("trait"),
        if node.kind() == "impl_item" { part("type") } else { "" }
    );
    (is_item(node) && known.trim() != node.kind()).then_some(known)
}

/// The names in a text.
fn words(text: &str) -> BTreeSet<&str> {
    text.split(|char: char| !(char.is_alphanumeric() || char == '_'))
        .filter(|word| !word.is_empty())
        .collect()
}

/// A text without its layout.
pub(super) fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
