//! What a change did to the syntax: both sides walked together, items paired by owner and name, lists by what they have
//! in common (longest common subsequence of subtree hashes), method chains link by link.

use std::collections::HashMap;

use super::code::{Code, Id};

/// One smallest difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Edit {
    pub(super) kind: Kind,
    /// The node before that is no longer there as it was; of an insertion, the list that got longer.
    pub(super) node: Id,
    /// What stands there after; nothing for a deletion.
    pub(super) after: Option<Id>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Something else stands there.
    Replaced,
    /// Nothing stands there.
    Deleted,
    /// An element came into a list, between two that were there.
    Inserted { previous: Option<Id>, next: Option<Id> },
    /// A link came into a method chain: `node` is the whole chain before, `after` ends in the link.
    Link { name: String },
}

/// The differences between two texts, in order, outside of test code.
pub(super) fn edits(before: &Code<'_>, after: &Code<'_>) -> Vec<Edit> {
    let mut walk = Walk { before, after, edits: Vec::new() };
    walk.align(0, 0);
    // Of attributes, only what is derived is code that does something.
    let attribute =
        |code: &Code<'_>, id: Id| code.kind(id) == "attribute_item" && !code.text(id).contains("derive");
    walk.edits
        .retain(|edit| !attribute(before, edit.node) && !edit.after.is_some_and(|id| attribute(after, id)));
    walk.edits
        .retain(|edit| !before.is_test(edit.node) && edit.after.is_none_or(|node| !after.is_test(node)));
    walk.edits
}

/// Two statements of one kind with less than this in common are not the same statement, changed.
const ALIKE: f64 = 0.4;
/// Lists longer than this, beyond what they have in common at both ends, are not compared element by element.
const LONGEST: usize = 3_000;

struct Walk<'a> {
    before: &'a Code<'a>,
    after: &'a Code<'a>,
    edits: Vec<Edit>,
}

/// A link of a method chain.
struct Link {
    /// The expression that ends in this link.
    node: Id,
    /// `name(`, `name`, `?` or `await`.
    key: String,
    arguments: Option<Id>,
}

impl Edit {
    /// Whether it is an item that was not there, which says nothing of the code that was.
    pub(super) fn is_new_item(&self, after: &Code<'_>) -> bool {
        matches!(self.kind, Kind::Inserted { .. }) && self.after.is_some_and(|id| key(after, id).is_some())
    }
}

impl Walk<'_> {
    fn push(&mut self, kind: Kind, node: Id, after: Option<Id>) {
        self.edits.push(Edit { kind, node, after });
    }

    fn align(&mut self, b: Id, a: Id) {
        let (before, after) = (self.before, self.after);
        if before.hash(b) == after.hash(a) {
            return;
        }
        if is_chain(before, b) && is_chain(after, a) {
            return self.chains(b, a);
        }
        if before.kind(b) != after.kind(a) || before.children(b).is_empty() || after.children(a).is_empty() {
            return self.push(Kind::Replaced, b, Some(a));
        }
        let (old, new) = (before.children(b), after.children(a));
        let (gaps, tokens) = gaps(before, old, after, new);
        if tokens {
            // An operator or a keyword: nothing smaller than the whole says it.
            return self.push(Kind::Replaced, b, Some(a));
        }
        for gap in gaps {
            self.gap(b, &gap);
        }
    }

    fn gap(&mut self, list: Id, gap: &Gap) {
        let (before, after) = (self.before, self.after);
        let mut left: Vec<Id> = gap.new.clone();
        let mut unpaired: Vec<Id> = Vec::new();
        // What stood where something stands now.
        let mut was: HashMap<Id, Id> = HashMap::new();
        for &old in &gap.old {
            let paired = match key(before, old) {
                Some(wanted) => left.iter().position(|new| key(after, *new).as_ref() == Some(&wanted)),
                None => {
                    let same_role = |new: &Id| {
                        before.field(old) == after.field(*new)
                            && (!before.field(old).is_empty() || gap.old.len() == 1 && gap.new.len() == 1)
                            && key(after, *new).is_none()
                    };
                    left.iter().position(same_role).or_else(|| {
                        let alike = left.iter().enumerate().filter(|(_, new)| {
                            before.kind(old) == after.kind(**new) && key(after, **new).is_none()
                        });
                        alike
                            .map(|(at, new)| (at, similarity(before, old, after, *new)))
                            .filter(|(_, similarity)| *similarity >= ALIKE)
                            .max_by(|a, b| a.1.total_cmp(&b.1))
                            .map(|(at, _)| at)
                    })
                }
            };
            match paired {
                Some(at) => {
                    let new = left.remove(at);
                    was.insert(new, old);
                    self.align(old, new);
                }
                None => unpaired.push(old),
            }
        }
        // What is left stands for each other in order, as far as it is of a kind to.
        let statements = |code: &Code<'_>, id: Id| key(code, id).is_none();
        for old in unpaired {
            let at = left.iter().position(|new| statements(before, old) && statements(after, *new));
            match at.filter(|_| gap.new.len() <= 2) {
                Some(at) => {
                    let new = left.remove(at);
                    was.insert(new, old);
                    self.push(Kind::Replaced, old, Some(new));
                }
                None => self.push(Kind::Deleted, old, None),
            }
        }
        for new in left {
            let at = gap.new.iter().position(|other| *other == new).unwrap_or_default();
            let (earlier, later) = gap.new.split_at(at);
            let previous = earlier.iter().rev().find_map(|other| was.get(other)).copied().or(gap.previous);
            let next = later.iter().find_map(|other| was.get(other)).copied().or(gap.next);
            self.push(Kind::Inserted { previous, next }, list, Some(new));
        }
    }

    fn chains(&mut self, b: Id, a: Id) {
        let (before, after) = (self.before, self.after);
        let (old_root, old) = links(before, b);
        let (new_root, new) = links(after, a);
        let keys = |links: &[Link], code: &Code<'_>| -> Vec<(String, u64)> {
            let hash = |link: &Link| link.arguments.map_or(0, |arguments| code.hash(arguments));
            links.iter().map(|link| (link.key.clone(), hash(link))).collect()
        };
        let common = common(&keys(&old, before), &keys(&new, after));
        let roots_alike = before.hash(old_root) == after.hash(new_root);
        if common.is_empty() && !roots_alike {
            let names = |links: &[Link]| links.iter().map(|link| link.key.clone()).collect::<Vec<_>>();
            if names(&old).iter().all(|name| !names(&new).contains(name)) {
                return self.push(Kind::Replaced, b, Some(a));
            }
        }
        if !roots_alike {
            self.align(old_root, new_root);
        }
        let mut starts = (0, 0);
        let mut ends = common;
        ends.push((old.len(), new.len()));
        for (old_end, new_end) in ends {
            let (gone, come) = (old.get(starts.0..old_end), new.get(starts.1..new_end));
            let (gone, come) = (gone.unwrap_or_default(), come.unwrap_or_default());
            starts = (old_end + 1, new_end + 1);
            match (gone.first(), gone.last(), come.first()) {
                (Some(first), Some(_), Some(new)) if first.key == new.key && gone.len() == come.len() => {
                    for (old, new) in gone.iter().zip(come) {
                        match (old.arguments, new.arguments) {
                            (Some(old), Some(new)) if before.kind(old) == after.kind(new) => {
                                self.align(old, new)
                            }
                            _ => self.push(Kind::Replaced, old.node, Some(new.node)),
                        }
                    }
                }
                (Some(_), Some(last), _) => {
                    let to = come.last().map_or(a, |new| new.node);
                    self.push(Kind::Replaced, last.node, Some(to));
                }
                (None, _, Some(_)) => {
                    for link in come.iter() {
                        let name = link.key.clone();
                        self.push(Kind::Link { name }, b, Some(link.node));
                    }
                }
                _ => {}
            }
        }
    }
}

/// Elements of two lists between two pairs that they have in common.
struct Gap {
    old: Vec<Id>,
    new: Vec<Id>,
    previous: Option<Id>,
    next: Option<Id>,
}

/// What two lists do not have in common, and whether there are tokens other than commas in it.
fn gaps(before: &Code<'_>, old: &[Id], after: &Code<'_>, new: &[Id]) -> (Vec<Gap>, bool) {
    let keys = |code: &Code<'_>, ids: &[Id]| -> Vec<(&'static str, u64)> {
        ids.iter().map(|id| (code.field(*id), code.hash(*id))).collect()
    };
    let is_comma = |code: &Code<'_>, id: &Id| matches!(code.kind(*id), "," | ";");
    let old: Vec<Id> = old.iter().copied().filter(|id| !is_comma(before, id)).collect();
    let new: Vec<Id> = new.iter().copied().filter(|id| !is_comma(after, id)).collect();
    let mut pairs = common(&keys(before, &old), &keys(after, &new));
    pairs.push((old.len(), new.len()));
    let (mut gaps, mut tokens) = (Vec::new(), false);
    let mut starts = (0, 0);
    for (old_end, new_end) in pairs {
        let gone = old.get(starts.0..old_end).unwrap_or_default();
        let come = new.get(starts.1..new_end).unwrap_or_default();
        tokens |= gone.iter().any(|id| !before.is_named(*id)) || come.iter().any(|id| !after.is_named(*id));
        if !gone.is_empty() || !come.is_empty() {
            let named = |id: &&Id| before.is_named(**id);
            gaps.push(Gap {
                old: gone.to_vec(),
                new: come.to_vec(),
                previous: old.get(..starts.0).unwrap_or_default().last().filter(named).copied(),
                next: old.get(old_end).filter(named).copied(),
            });
        }
        starts = (old_end + 1, new_end + 1);
    }
    (gaps, tokens)
}

/// Pairs of indices of a longest common subsequence.
fn common<T: PartialEq>(old: &[T], new: &[T]) -> Vec<(usize, usize)> {
    let head = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let (old_rest, new_rest) = (old.get(head..).unwrap_or_default(), new.get(head..).unwrap_or_default());
    let tail = old_rest.iter().rev().zip(new_rest.iter().rev()).take_while(|(a, b)| a == b).count();
    let (rows, columns) = (old_rest.len() - tail, new_rest.len() - tail);
    let mut pairs: Vec<(usize, usize)> = (0..head).map(|at| (at, at)).collect();
    if rows <= LONGEST && columns <= LONGEST {
        let width = columns + 1;
        let mut table = vec![0u32; (rows + 1) * width];
        let at = |row: usize, column: usize| row * width + column;
        for row in (0..rows).rev() {
            for column in (0..columns).rev() {
                table[at(row, column)] = if old_rest[row] == new_rest[column] {
                    table[at(row + 1, column + 1)] + 1
                } else {
                    table[at(row + 1, column)].max(table[at(row, column + 1)])
                };
            }
        }
        let (mut row, mut column) = (0, 0);
        while row < rows && column < columns {
            if old_rest[row] == new_rest[column] {
                pairs.push((head + row, head + column));
                (row, column) = (row + 1, column + 1);
            } else if table[at(row + 1, column)] >= table[at(row, column + 1)] {
                row += 1;
            } else {
                column += 1;
            }
        }
    }
    pairs.extend((0..tail).map(|at| (head + rows + at, head + columns + at)));
    pairs
}

/// What an item is called, with its owner: its kind, and its name or the type and trait of an `impl`.
fn key(code: &Code<'_>, id: Id) -> Option<String> {
    let kind = code.kind(id);
    let part = |field: &str| code.child(id, field).map(|child| code.text(child)).unwrap_or_default();
    match kind {
        "impl_item" => Some(format!("impl {} for {}", part("trait"), part("type"))),
        _ if kind.ends_with("_item") && !part("name").is_empty() => Some(format!("{kind} {}", part("name"))),
        "field_declaration" | "enum_variant" => Some(format!("{kind} {}", part("name"))),
        _ => None,
    }
}

/// How much two subtrees have in common: twice their common leaves over all (Dice's coefficient of the multisets).
fn similarity(before: &Code<'_>, b: Id, after: &Code<'_>, a: Id) -> f64 {
    let leaves = |code: &Code<'_>, id: Id| {
        let mut leaves: HashMap<u64, usize> = HashMap::new();
        for leaf in code.subtree(id).filter(|leaf| code.is_named(*leaf) && code.children(*leaf).is_empty()) {
            *leaves.entry(code.hash(leaf)).or_default() += 1;
        }
        leaves
    };
    let (old, new) = (leaves(before, b), leaves(after, a));
    let shared: usize =
        old.iter().map(|(leaf, count)| (*count).min(new.get(leaf).copied().unwrap_or(0))).sum();
    let all: usize = old.values().sum::<usize>() + new.values().sum::<usize>();
    2.0 * shared as f64 / all.max(1) as f64
}

/// Whether an expression is a method chain or one link of it.
pub(super) fn is_chain(code: &Code<'_>, id: Id) -> bool {
    match code.kind(id) {
        "try_expression" | "await_expression" | "field_expression" => true,
        "call_expression" => code.child(id, "function").is_some_and(|function| is_method(code, function)),
        _ => false,
    }
}

/// Whether what a call calls is a method: a field, maybe with a turbofish.
fn is_method(code: &Code<'_>, function: Id) -> bool {
    let inner = code.child(function, "function").filter(|_| code.kind(function) == "generic_function");
    code.kind(inner.unwrap_or(function)) == "field_expression"
}

/// The expression that a link of a chain hangs on.
pub(super) fn receiver(code: &Code<'_>, id: Id) -> Option<Id> {
    match code.kind(id) {
        "try_expression" | "await_expression" => code.named(id).next(),
        "field_expression" => code.child(id, "value"),
        "call_expression" => {
            let mut function = code.child(id, "function")?;
            if code.kind(function) == "generic_function" {
                function = code.child(function, "function")?;
            }
            (code.kind(function) == "field_expression").then(|| code.child(function, "value")).flatten()
        }
        _ => None,
    }
}

/// The root of a chain, and its links from there on.
fn links(code: &Code<'_>, id: Id) -> (Id, Vec<Link>) {
    let mut links = Vec::new();
    let mut node = id;
    while let Some(inner) = receiver(code, node) {
        let key = match code.kind(node) {
            "try_expression" => "?".to_owned(),
            "await_expression" => "await".to_owned(),
            "call_expression" => format!("{}(", code.callee(node).unwrap_or_default()),
            _ => code.child(node, "field").map(|field| code.text(field).to_owned()).unwrap_or_default(),
        };
        links.push(Link { node, key, arguments: code.child(node, "arguments") });
        node = inner;
    }
    links.reverse();
    (node, links)
}
