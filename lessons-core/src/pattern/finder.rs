//! For tests: every match of a pattern in a tree, names known only as written.

use std::cell::Cell;

use super::facts::AsWritten;
use super::{Env, Matched, Matcher, Pattern, Vars};
use crate::syntax::Tree;

/// One match for each node at which the pattern fits, in order of place.
pub(crate) fn matches(tree: &Tree, pattern: &str) -> Vec<Matched> {
    let pattern = Pattern::new(tree.grammar().language(), pattern, &mut Vars::default()).unwrap();
    let fuel = Cell::new(u32::MAX);
    let matcher =
        Matcher { tree, pattern: &pattern, facts: &AsWritten, fuel: &fuel, trace: None, same: None };
    let mut found = Vec::new();
    for node in tree.nodes() {
        matcher.at(node, &mut Env::default(), &mut |_, matched| {
            found.push(matched);
            true
        });
    }
    found
}
