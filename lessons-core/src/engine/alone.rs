//! One file after the other, each by itself: for contents that stand beside no others, such as old revisions.

use super::barren::Barren;
use super::compiled::RuleSet;
use super::join::{AllSearched, FirstStage, Report, is_of_a_member, join};
use super::prefilter::Prefilter;
use super::{Engine, FileError, Workspace};
use crate::language::Language;
use crate::names::Renames;
use crate::workspace::FileEntry;

/// The rules, ready to be asked of single files.
pub(crate) struct Alone<'a> {
    rules: &'a RuleSet,
    workspace: &'a Workspace,
    renames: Renames,
    prefilter: Prefilter,
    barren: Barren,
}

impl Engine {
    /// Prepares to search single files, which stand where the workspace says.
    pub(crate) fn alone<'a>(&'a self, workspace: &'a Workspace) -> Alone<'a> {
        let renames = Renames::new(workspace, std::iter::empty());
        let prefilter = Prefilter::new(&self.rules, &renames);
        Alone { rules: &self.rules, workspace, renames, prefilter, barren: Barren::default() }
    }
}

impl Alone<'_> {
    /// Whether a file of this path is searched at all: some lesson speaks its language, and it belongs to a member.
    pub(crate) fn concerns(&self, path: &str) -> bool {
        let spoken = |language| self.rules.lessons.iter().any(|lesson| lesson.language == language);
        Language::of_path(path).is_some_and(spoken) && is_of_a_member(self.workspace, path)
    }

    /// Searches one file. What depends on other files counts as unknown; nothing that is required is judged.
    pub(crate) fn search(&self, path: &str, content: Result<Vec<u8>, FileError>) -> Report {
        let Self { rules, workspace, renames, prefilter, barren } = self;
        let first_stage = FirstStage::new(rules, workspace, renames, Some(prefilter), None, Some(barren));
        let searched = first_stage.search(workspace, &FileEntry::new(path), || content);
        let sliced = searched.outcome.sliced;
        let report = join(rules, workspace, &[], AllSearched::default().with(searched), false);
        if report.findings.is_empty() {
            sliced.into_iter().for_each(|key| barren.note(key));
        }
        report
    }

    /// How many lessons are searched for.
    pub(crate) fn lessons(&self) -> u64 {
        self.rules.lessons.len() as u64
    }

    /// Whether a lesson is not about test code.
    pub(crate) fn leaves_out_tests(&self, lesson: &str) -> bool {
        self.rules.lessons.iter().any(|known| known.lesson.id == lesson && !known.in_tests)
    }
}
