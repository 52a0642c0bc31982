//! Rules tried on one file before and after a fix, many at once.

use std::collections::HashMap;

use lessons_core::{ApprovalStatus, Engine, Finding, Lesson, ParsedFile, Span};

use super::rule::Rule;
use crate::fix::ChangedLines;
use crate::proposal::{RuleDraft, ScopeDraft};
use crate::prove::lesson_text;

/// A file on both sides of a fix, parsed once.
pub(super) struct Trial<'a> {
    pub(super) before: &'a ParsedFile<'a>,
    pub(super) after: &'a ParsedFile<'a>,
    pub(super) changed: &'a ChangedLines,
}

/// What a rule does before and after.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Outcome {
    /// Which runs of changed lines it speaks on: those of each finding that touches any.
    pub(super) runs: Vec<usize>,
    /// Findings before that touch a changed line.
    pub(super) hits: Vec<Span>,
    /// Findings after.
    pub(super) after: usize,
}

impl Outcome {
    pub(super) fn is_proven(&self) -> bool {
        !self.runs.is_empty() && self.after == 0
    }

    /// Whether both speak on the same code: each of two places holds at least half of what either of them holds.
    pub(super) fn meets(&self, other: &Self) -> bool {
        let same = |one: &Span, two: &Span| {
            let both = one.end.min(two.end).saturating_sub(one.start.max(two.start));
            2 * both >= one.end.max(two.end) - one.start.min(two.start)
        };
        self.hits.iter().any(|one| other.hits.iter().any(|two| same(one, two)))
    }
}

/// Rules in one engine: they share its budget of steps for a file.
const AT_ONCE: usize = 40;

impl Trial<'_> {
    /// What each rule does; nothing for one that is no rule.
    pub(super) fn outcomes(&self, rules: &[RuleDraft]) -> Vec<Outcome> {
        rules.chunks(AT_ONCE).flat_map(|rules| self.chunk(rules)).collect()
    }

    fn chunk(&self, rules: &[RuleDraft]) -> Vec<Outcome> {
        let mut outcomes = vec![Outcome::default(); rules.len()];
        let lessons: Vec<Option<Lesson>> =
            rules.iter().enumerate().map(|(index, rule)| lesson(index, rule)).collect();
        let engine = engine(lessons.iter().flatten());
        for finding in self.before.search(&engine) {
            let Some(outcome) = number(&finding.lesson).and_then(|index| outcomes.get_mut(index)) else {
                continue;
            };
            let runs = self.runs(&finding);
            if !runs.is_empty() {
                outcome.hits.push(finding.location.span);
            }
            outcome.runs.extend(runs);
        }
        for outcome in &mut outcomes {
            outcome.runs.sort_unstable();
            outcome.runs.dedup();
        }
        // What does not speak on a changed line is not worth another search.
        let kept = lessons.iter().zip(&outcomes).filter(|(_, outcome)| !outcome.runs.is_empty());
        let engine = self::engine(kept.filter_map(|(lesson, _)| lesson.as_ref()));
        for finding in self.after.search(&engine) {
            if let Some(outcome) = number(&finding.lesson).and_then(|index| outcomes.get_mut(index)) {
                outcome.after += 1;
            }
        }
        outcomes
    }

    /// The runs of changed lines that a finding before touches, itself or by what its path met.
    pub(super) fn runs(&self, finding: &Finding) -> Vec<usize> {
        let places =
            std::iter::once(&finding.location).chain(finding.related.iter().map(|one| &one.location));
        let lines: Vec<(u32, u32)> = places.map(|place| (place.start.line, place.end.line)).collect();
        let touched =
            self.changed.before.iter().enumerate().filter(|(_, run)| {
                lines.iter().any(|(first, last)| run.start() <= last && first <= run.end())
            });
        touched.map(|(index, _)| index).collect()
    }
}

/// One lesson for a rule, with the rule's number as its id.
fn lesson(index: usize, rule: &RuleDraft) -> Option<Lesson> {
    let text = lesson_text(std::slice::from_ref(rule), &ScopeDraft::default(), &[]);
    Lesson::read(&format!("lessons/{index}.md"), text.as_bytes()).lesson
}

/// The number of a lesson's rule.
fn number(id: &str) -> Option<usize> {
    id.parse().ok()
}

/// An engine of what compiles.
fn engine<'a>(lessons: impl Iterator<Item = &'a Lesson>) -> Engine {
    Engine::new(lessons.map(|lesson| (lesson.clone(), ApprovalStatus::Proposed))).0
}

/// Rules that say the same are tried once; the first stays.
pub(super) fn distinct(rules: Vec<Rule>) -> Vec<Rule> {
    let mut seen: HashMap<String, ()> = HashMap::new();
    rules.into_iter().filter(|rule| seen.insert(rule.toml(), ()).is_none()).collect()
}
