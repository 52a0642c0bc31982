//! Table-driven tests of control flow, and the harness that asks about code with telling names.

mod guarded;
mod held;
mod leads;
mod oracle;
mod robust;

use super::{Flow, Step};
use crate::language::Language;
use crate::locals::Locals;
use crate::pattern::finder;
use crate::syntax::{Builder, NodeId, Tree};

pub(super) fn parsed(code: &str) -> Tree {
    Builder::file(Language::Rust.grammar(), code.to_owned()).unwrap()
}

/// Whether a file is code as it stands, or a body.
fn whole(code: &str) -> String {
    if code.starts_with("fn ") || code.starts_with("async fn ") {
        code.to_owned()
    } else {
        format!("async fn f() {{ {code} }}")
    }
}

/// Every match of `pattern`: its first and last node.
pub(super) fn matches(tree: &Tree, pattern: &str) -> Vec<(NodeId, NodeId)> {
    finder::matches(tree, pattern).into_iter().map(|one| (one.first, one.last)).collect()
}

/// What a walk is asked to do.
#[derive(Clone, Copy)]
pub(super) enum Walk {
    Leads,
    Held { edition_2024: bool },
}

/// Walks from the first match of `start`, past no match of `unless`; the texts of all matches of `target` that were
/// met, in order of place.
pub(super) fn met(walk: Walk, start: &str, target: &str, unless: Option<&str>, code: &str) -> Vec<String> {
    let tree = parsed(&whole(code));
    let locals = Locals::new(&tree);
    let edition_2024 = matches!(walk, Walk::Held { edition_2024: true });
    let flow = Flow::new(&tree, &locals, edition_2024);
    let Some((first, last)) = matches(&tree, start).first().copied() else {
        return vec![format!("no {start}")];
    };
    let targets: Vec<NodeId> = matches(&tree, target).into_iter().map(|(first, _)| first).collect();
    let blocks: Vec<NodeId> = unless
        .map(|unless| matches(&tree, unless).into_iter().map(|(first, _)| first).collect())
        .unwrap_or_default();
    let mut found = Vec::new();
    let mut visited = std::collections::HashSet::new();
    let mut visit = |node: crate::syntax::Node<'_>| {
        assert!(visited.insert(node.id()), "{node:?} was visited twice in {code}");
        if targets.contains(&node.id()) {
            found.push(node.id());
        }
        if blocks.contains(&node.id()) { Step::Block } else { Step::Continue }
    };
    match walk {
        Walk::Leads => flow.forward(last, &mut visit),
        Walk::Held { .. } => flow.while_held(first, last, &mut visit),
    }
    found.sort_unstable();
    found.into_iter().map(|id| tree.node(id).text().to_owned()).collect()
}

/// The matches of `target` that begin with `name`, in order of place: what a test's code says should be met.
pub(super) fn named(target: &str, name: &str, code: &str) -> Vec<String> {
    let tree = parsed(&whole(code));
    let all = matches(&tree, target).into_iter().map(|(first, _)| tree.node(first).text().to_owned());
    all.filter(|text| text.starts_with(name)).collect()
}
