//! How many steps each rule may take in one file.
//!
//! Every rule has its own, so that what one rule finds never depends on which others are searched for beside it.
//! Counted in steps and not in seconds, so that equal input gives equal output.

use std::cell::Cell;
use std::collections::HashMap;

use super::compiled::RuleId;
use crate::syntax::Tree;

/// Steps that a rule may take in a file, and how many more for each of its nodes; see
/// [`Evaluator`](crate::rule::Evaluator) for what a step is.
const STEPS: u64 = 3_000_000;
const STEPS_PER_NODE: u64 = 50;

/// The steps that are left to each rule in one file.
#[derive(Debug)]
pub(super) struct Budgets {
    whole: u64,
    left: HashMap<RuleId, Cell<u64>>,
}

impl Budgets {
    pub(super) fn new(tree: &Tree) -> Self {
        Self { whole: STEPS + STEPS_PER_NODE * u64::from(tree.len()), left: HashMap::new() }
    }

    /// The steps left to a rule.
    pub(super) fn of(&mut self, rule: RuleId) -> &Cell<u64> {
        self.left.entry(rule).or_insert_with(|| Cell::new(self.whole))
    }
}
