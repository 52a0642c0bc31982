//! Which lines differ between two texts.

use std::ops::RangeInclusive;

use similar::{Algorithm, DiffOp};

/// The lines that a change touched, on either side, counted from 1. Where lines were only added or only removed, the
/// other side has the two lines between which that happened.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChangedLines {
    /// Runs of lines before, in order.
    pub before: Vec<RangeInclusive<u32>>,
    /// Runs of lines after, in order.
    pub after: Vec<RangeInclusive<u32>>,
}

impl ChangedLines {
    /// The lines in which two texts differ (Myers' algorithm, bounded in time for texts that have little in common).
    #[must_use]
    pub fn between(before: &str, after: &str) -> Self {
        let (old, new): (Vec<&str>, Vec<&str>) = (before.lines().collect(), after.lines().collect());
        let mut lines = Self::default();
        for op in similar::capture_diff_slices(Algorithm::Myers, &old, &new) {
            if !matches!(op, DiffOp::Equal { .. }) {
                lines.before.push(touched(op.old_range()));
                lines.after.push(touched(op.new_range()));
            }
        }
        lines
    }

    /// Whether any of the lines from `first` to `last` was touched before the change.
    #[must_use]
    pub fn touches_before(&self, first: u32, last: u32) -> bool {
        touches(&self.before, first, last)
    }

    /// Whether any of the lines from `first` to `last` was touched after the change.
    #[must_use]
    pub fn touches_after(&self, first: u32, last: u32) -> bool {
        touches(&self.after, first, last)
    }
}

fn touched(lines: std::ops::Range<usize>) -> RangeInclusive<u32> {
    let line = |index: usize| u32::try_from(index).unwrap_or(u32::MAX);
    if lines.is_empty() {
        line(lines.start).max(1)..=line(lines.start + 1)
    } else {
        line(lines.start + 1)..=line(lines.end)
    }
}

fn touches(runs: &[RangeInclusive<u32>], first: u32, last: u32) -> bool {
    runs.iter().any(|run| *run.start() <= last && first <= *run.end())
}
