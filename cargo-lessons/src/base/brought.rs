//! Which findings a change brought: they touch a line that it wrote, or the base has no such finding.

use std::collections::HashMap;

use lessons_core::{ApprovalStatus, Finding, FindingKind, Level, Location, Report, SuppressionComment};

use crate::git::Changes;

/// The report of the new side without what was there before. Findings are compared by kind, lesson, file as moved, and
/// fingerprint, and counted: a third finding like two of the base is a new one.
pub(super) fn narrow(mut now: Report, base: &Report, changes: &Changes) -> Report {
    let mut known: HashMap<_, usize> = HashMap::new();
    for finding in unique(base.findings.clone()) {
        *known.entry(key(&finding, finding.path.clone())).or_default() += 1;
    }
    now.findings = unique(now.findings)
        .into_iter()
        .filter(|finding| {
            if touches(finding, changes) {
                return true;
            }
            let before = changes.base_path(&finding.path).to_owned();
            match known.get_mut(&key(finding, before)) {
                Some(count) if *count > 0 => {
                    *count -= 1;
                    false
                }
                _ => true,
            }
        })
        .collect();
    let suppressed = new_suppressions(&now, base, changes);
    now.findings.extend(suppressed);
    now
}

/// What a finding is known by on both sides.
fn key(finding: &Finding, path: String) -> (FindingKind, String, String, String) {
    (finding.kind, finding.lesson.to_ascii_lowercase(), path, finding.fingerprint.clone())
}

/// One finding a place: an edited lesson and its version of the base both speak, and the graver one is kept.
fn unique(mut findings: Vec<Finding>) -> Vec<Finding> {
    let place = |finding: &Finding| {
        (finding.path.clone(), finding.location.span, finding.lesson.to_ascii_lowercase(), finding.kind)
    };
    findings.sort_by(|one, other| place(one).cmp(&place(other)).then_with(|| other.level.cmp(&one.level)));
    findings.dedup_by(|one, other| place(one) == place(other));
    findings
}

/// Whether a line that the finding stands on, or that one of its paths met, was written by the change.
fn touches(finding: &Finding, changes: &Changes) -> bool {
    let locations = std::iter::once(&finding.location).chain(finding.related.iter().map(|one| &one.location));
    let mut lines = locations.map(lines);
    lines.any(|(first, last)| changes.touches(&finding.path, first, last))
}

/// The first and the last line of a location. One that ends where a line begins has nothing of that line.
fn lines(location: &Location) -> (u32, u32) {
    let (first, end) = (location.start.line, location.end.line);
    let last = if location.end.column == 1 && end > first { end - 1 } else { end };
    (first, last)
}

/// A note for each suppression that the change brought and that has an effect.
fn new_suppressions(now: &Report, base: &Report, changes: &Changes) -> Vec<Finding> {
    let key = |one: &SuppressionComment, path: &str| {
        (path.to_owned(), one.lessons.join(",").to_ascii_lowercase(), one.reason.clone())
    };
    let mut known: HashMap<_, usize> = HashMap::new();
    for comment in base.suppressions.iter().filter(|comment| comment.used) {
        *known.entry(key(comment, &comment.path)).or_default() += 1;
    }
    let is_new = |comment: &&SuppressionComment| {
        let (first, last) = lines(&comment.location);
        if changes.touches(&comment.path, first, last) {
            return true;
        }
        match known.get_mut(&key(comment, changes.base_path(&comment.path))) {
            Some(count) if *count > 0 => {
                *count -= 1;
                false
            }
            _ => true,
        }
    };
    let new = now.suppressions.iter().filter(|comment| comment.used).filter(is_new);
    // What is suppressed is known to be a lesson; how it stands does not matter for a note.
    new.map(|comment| {
        Finding::new(
            FindingKind::Suppression,
            comment.lessons.first().cloned().unwrap_or_default(),
            Level::Note,
            ApprovalStatus::Approved,
            format!("this change suppresses {}: {}", comment.lessons.join(", "), comment.reason),
            comment.path.clone(),
            comment.location,
        )
    })
    .collect()
}
