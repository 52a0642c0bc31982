//! Searches each blob once for its path, then compares the two sides of every revision.

use std::collections::{BTreeMap, HashMap};

use rayon::prelude::*;

use super::{Blobs, Change, Replay, ReplayOptions, Revision, Step};
use crate::engine::{Alone, Engine, Report, SearchError};
use crate::finding::{Finding, FindingKind};
use crate::workspace::Workspace;

/// A blob at a path: what a file says depends on both, for where it stands decides edition and scope.
type Key<'a> = (&'a str, &'a str);

/// An engine that searches histories, in as many parts as are wished: what was searched in one is known in the next.
pub struct Replayer<'a> {
    alone: Alone<'a>,
}

impl Engine {
    /// Prepares to search a history. `workspace` says where files stand, for all revisions alike: packages, editions and
    /// versions are those that it knows. A file named `tests.rs` or `test.rs`, or in a folder `tests`, is taken for test
    /// code, because the `mod` that would tell stands in another file.
    #[must_use]
    pub fn replayer<'a>(&'a self, workspace: &'a Workspace) -> Replayer<'a> {
        Replayer { alone: self.alone(workspace) }
    }
}

impl Replayer<'_> {
    /// Searches a part of a history: what each revision brought, and what it took away. Rules that require something are
    /// not judged, for no revision is searched as a whole. Of a blob only those parts are parsed in which something may
    /// be found, and that stood in no other blob in which there was nothing.
    ///
    /// # Errors
    /// When the search is cancelled. A blob that cannot be read is listed in the result and hides nothing else.
    pub fn replay(
        &self,
        blobs: &dyn Blobs,
        revisions: &[Revision],
        options: &ReplayOptions<'_>,
    ) -> Result<Replay, SearchError> {
        let alone = &self.alone;
        let changes = || revisions.iter().flat_map(|revision| &revision.changes);
        let mut keys: Vec<Key<'_>> =
            changes().filter(|change| alone.concerns(&change.path)).flat_map(sides).collect();
        keys.sort_unstable();
        keys.dedup();
        if let Some(progress) = options.progress {
            progress.begin(keys.len() as u64);
        }
        let reports: Vec<Option<Report>> = keys
            .par_iter()
            .map(|(path, id)| {
                if options.cancel.is_cancelled() {
                    return None;
                }
                let report = search(alone, blobs, path, id);
                if let Some(progress) = options.progress {
                    progress.file_done();
                }
                Some(report)
            })
            .collect();
        let reports: Option<Vec<Report>> = reports.into_iter().collect();
        let mut replay = Replay::default();
        replay.stats.lessons = alone.lessons();
        let mut found: HashMap<Key<'_>, Vec<Finding>> = HashMap::new();
        for (key, report) in keys.into_iter().zip(reports.ok_or(SearchError::Cancelled)?) {
            replay.stats.files += report.stats.files;
            replay.stats.files_parsed += report.stats.files_parsed;
            replay.stats.bytes += report.stats.bytes;
            replay.unsearched.extend(report.unsearched.into_iter().filter(|code| code.location.is_none()));
            if !report.findings.is_empty() {
                found.insert(key, report.findings);
            }
        }
        let steps = revisions.iter().enumerate().map(|(index, revision)| compare(index, revision, &found));
        replay.steps = steps.filter(|step| !step.brought.is_empty() || !step.took.is_empty()).collect();
        Ok(replay)
    }
}

/// The blobs of a change's two sides.
fn sides(change: &Change) -> impl Iterator<Item = Key<'_>> {
    [&change.before, &change.after].into_iter().flatten().map(|id| (change.path.as_str(), id.as_str()))
}

fn search(alone: &Alone<'_>, blobs: &dyn Blobs, path: &str, id: &str) -> Report {
    let mut report = alone.search(path, blobs.read(id));
    let is_test = is_named_for_tests(path);
    report.findings.retain(|finding| {
        finding.kind == FindingKind::Forbidden && !(is_test && alone.leaves_out_tests(&finding.lesson))
    });
    report
}

/// Whether a module's file is, by its name, one that as a rule only test builds compile.
fn is_named_for_tests(path: &str) -> bool {
    let mut parts = path.rsplit('/');
    parts.next().is_some_and(|name| matches!(name, "tests.rs" | "test.rs"))
        || parts.any(|folder| folder == "tests")
}

/// What a revision's files have on one side alone, by lesson and fingerprint; of equal ones, the later in order.
fn compare(index: usize, revision: &Revision, found: &HashMap<Key<'_>, Vec<Finding>>) -> Step {
    let side = |id: fn(&Change) -> Option<&String>| {
        let mut findings: Vec<&Finding> = revision
            .changes
            .iter()
            .filter_map(|change| found.get(&(change.path.as_str(), id(change)?.as_str())))
            .flatten()
            .collect();
        findings.sort_by(|one, other| one.order().cmp(&other.order()));
        findings
    };
    let (before, after) = (side(|change| change.before.as_ref()), side(|change| change.after.as_ref()));
    Step { revision: index, brought: without(&after, &before), took: without(&before, &after) }
}

/// The findings of one side that have no equal on the other.
fn without(of: &[&Finding], other: &[&Finding]) -> Vec<Finding> {
    fn key(finding: &Finding) -> (&str, &str) {
        (&finding.lesson, &finding.fingerprint)
    }
    let mut equals: BTreeMap<(&str, &str), u32> = BTreeMap::new();
    for finding in other {
        *equals.entry(key(finding)).or_default() += 1;
    }
    of.iter()
        .filter(|finding| match equals.get_mut(&key(finding)) {
            Some(left) if *left > 0 => {
                *left -= 1;
                false
            }
            _ => true,
        })
        .map(|finding| (*finding).clone())
        .collect()
}
