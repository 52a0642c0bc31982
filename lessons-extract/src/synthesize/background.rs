//! How often rules speak elsewhere: the code against which noise is measured.

use lessons_core::{ApprovalStatus, Engine, FindingKind, Lesson, SearchOptions, Workspace};

use crate::proposal::{RuleDraft, ScopeDraft};
use crate::prove::lesson_text;

/// Code that a rule should mostly leave alone, given by whoever calls.
pub trait Background {
    /// The files in which each rule speaks, once for every finding, outside of those for which `except` holds. A rule
    /// that does not compile finds nothing.
    fn findings(&self, rules: &[RuleDraft], except: &(dyn Fn(&str) -> bool + Sync)) -> Vec<Vec<String>>;
}

/// No code at all: everything is as quiet as everything else.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoBackground;

impl Background for NoBackground {
    fn findings(&self, rules: &[RuleDraft], _except: &(dyn Fn(&str) -> bool + Sync)) -> Vec<Vec<String>> {
        vec![Vec::new(); rules.len()]
    }
}

/// A workspace, searched as `scan` does.
#[derive(Debug)]
pub struct WorkspaceBackground<'a> {
    workspace: &'a Workspace,
}

impl<'a> WorkspaceBackground<'a> {
    /// Nothing is read before the first search.
    #[must_use]
    pub const fn new(workspace: &'a Workspace) -> Self {
        Self { workspace }
    }
}

impl Background for WorkspaceBackground<'_> {
    fn findings(&self, rules: &[RuleDraft], except: &(dyn Fn(&str) -> bool + Sync)) -> Vec<Vec<String>> {
        let mut found = vec![Vec::new(); rules.len()];
        let lessons = rules.iter().enumerate().filter_map(|(index, rule)| {
            let text = lesson_text(std::slice::from_ref(rule), &ScopeDraft::default(), &[]);
            Lesson::read(&format!("lessons/{index}.md"), text.as_bytes()).lesson
        });
        let (engine, _) = Engine::new(lessons.map(|lesson| (lesson, ApprovalStatus::Proposed)));
        let mut options = SearchOptions::default();
        let only = |path: &str| path.ends_with(".rs") && !except(path);
        options.only = Some(&only);
        let Ok(report) = engine.search(self.workspace, &options) else { return found };
        for finding in report.findings.iter().filter(|finding| finding.kind == FindingKind::Forbidden) {
            if let Some(paths) = finding.lesson.parse().ok().and_then(|index: usize| found.get_mut(index)) {
                paths.push(finding.path.clone());
            }
        }
        found
    }
}
