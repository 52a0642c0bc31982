//! Several searches as one report.

use std::collections::BTreeMap;

use lessons_core::{Finding, FindingKind, NotApplied, Report};

/// Puts reports together; of each, whether it saw a part of its tree only.
///
/// What `require` misses is missing only where no tree has it and all were searched whole; what is said of a lesson,
/// and not of code, is said once.
pub(super) fn merge(mut reports: Vec<(Report, bool)>) -> Report {
    if reports.len() == 1
        && let Some((report, _)) = reports.pop()
    {
        return report;
    }
    let partial = reports.iter().any(|(_, partial)| *partial);
    let trees = reports.len();
    let mut merged = Report::default();
    let mut of_lessons: BTreeMap<String, (usize, Finding)> = BTreeMap::new();
    for (report, _) in reports {
        for finding in report.findings {
            match finding.kind {
                FindingKind::Forbidden | FindingKind::Suppression => merged.findings.push(finding),
                _ => {
                    let key = format!("{}-{:?}", finding.fingerprint, finding.location.span);
                    of_lessons.entry(key).or_insert((0, finding)).0 += 1;
                }
            }
        }
        merged.unsearched.extend(report.unsearched);
        merged.not_applied.extend(report.not_applied);
        merged.stats.lessons = merged.stats.lessons.max(report.stats.lessons);
        merged.stats.files += report.stats.files;
        merged.stats.files_parsed += report.stats.files_parsed;
        merged.stats.bytes += report.stats.bytes;
    }
    let counts = |times: usize, finding: &Finding| {
        finding.kind != FindingKind::Missing || (times == trees && !partial)
    };
    merged.findings.extend(
        of_lessons.into_values().filter(|(times, finding)| counts(*times, finding)).map(|(_, one)| one),
    );
    merged.unsearched.sort();
    merged.unsearched.dedup();
    merged.not_applied.sort();
    merged.not_applied.dedup_by(|next: &mut NotApplied, kept| {
        let same = (&next.lesson, &next.reason) == (&kept.lesson, &kept.reason);
        if same {
            kept.files += next.files;
        }
        same
    });
    merged
}
