//! All lessons in one pass over each file, in parallel over the files, with the same answer in the same order always.
//!
//! Two stages. *Per file* ([`file`]): a file by itself gives candidates, some of them with open questions about names
//! and types, and a summary of what it declares. *Join* ([`join`]): the summaries of all files answer the questions,
//! suppressions and test code are taken out, `require` rules are counted, and what is left is sorted.

mod alone;
mod barren;
mod block;
mod budget;
mod calls;
mod compiled;
#[cfg(test)]
mod data_tests;
mod decay;
mod decision;
mod declarations;
mod file;
mod fingerprint;
mod fix;
mod guard;
mod join;
mod kept;
mod lines;
mod parsed;
mod prefilter;
mod progress;
mod proof;
mod scope;
mod scout;
mod stretches;
mod suppression;
mod trial;
mod words;

use std::sync::Arc;

use rayon::prelude::*;

pub(crate) use alone::Alone;
pub use decay::check_decay;
pub use fix::{FixOutcome, FixRefusal, FixedFile, RefusedFix};
pub use guard::check_guards;
pub use join::{NotApplied, Report, Stats, UnsearchedCode};
pub use parsed::{ParsedFile, with_parsed};
pub use progress::{Cancel, Progress};
pub use proof::{BlockFailure, Proof};
pub use trial::{WhyNot, why_not};

use crate::cache::Cache;
use crate::lesson::{ApprovalStatus, Lesson};
use crate::problem::Problem;
use crate::workspace::{FileError, Workspace};
use compiled::RuleSet;

/// Why a search gave no report.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SearchError {
    /// The [`Cancel`] switch was turned.
    #[error("the search was cancelled")]
    Cancelled,
    /// The files could not be listed.
    #[error(transparent)]
    Files(#[from] FileError),
}

/// Lessons compiled for searching. Cheap to share between threads; a search borrows it.
#[derive(Clone, Debug, Default)]
pub struct Engine {
    rules: RuleSet,
}

/// How a search is to be done.
#[derive(Clone, Default)]
#[non_exhaustive]
pub struct SearchOptions<'a> {
    /// Which files to search, by their paths; all that are in a lesson's scope by default. `require` rules are
    /// judged only when nothing is left out.
    pub only: Option<&'a (dyn Fn(&str) -> bool + Sync)>,
    /// Who is told of progress.
    pub progress: Option<&'a dyn Progress>,
    /// Whether to parse every file in scope as a whole, also where nothing can be found. That takes longer and finds
    /// the same; the report's list of code that was not searched is complete then.
    pub exhaustive: bool,
    /// What stops the search early.
    pub cancel: Cancel,
    /// Where what was found is kept, so that only what changed is searched again.
    pub cache: Option<&'a dyn Cache>,
}

impl Engine {
    /// Makes lessons ready. A lesson whose rules are wrong is left out and its problems are returned; withdrawn and
    /// waived lessons have nothing to search for. Rules that are [known](crate::LessonSet::read_kept) to be sound are
    /// compiled when a file has what they need. Runs on the current rayon pool.
    pub fn new(lessons: impl IntoIterator<Item = (Lesson, ApprovalStatus)>) -> (Self, Vec<Problem>) {
        let mut engine = Self::default();
        let mut problems = Vec::new();
        let lessons: Vec<_> = lessons.into_iter().filter(|(lesson, _)| !lesson.is_withdrawn()).collect();
        let compiled: Vec<_> = lessons
            .into_par_iter()
            .map(|(lesson, status)| (RuleSet::rules_of(&lesson), lesson, status))
            .collect();
        for (rules, lesson, status) in compiled {
            match rules {
                Ok(rules) => engine.rules.insert(Arc::new(lesson), status, rules),
                Err(wrong) => problems.extend(wrong),
            }
        }
        problems.sort();
        (engine, problems)
    }

    /// The lessons that are searched for.
    pub fn lessons(&self) -> impl Iterator<Item = &Lesson> {
        self.rules.lessons.iter().map(|compiled| &*compiled.lesson)
    }

    /// Searches a workspace, on the current rayon pool. Files are read, searched and dropped one by one; what is kept
    /// of each is what it declares and what was found.
    ///
    /// # Errors
    /// When the files cannot be listed, or the search is cancelled. A file that cannot be read is counted in the
    /// report and hides nothing else.
    pub fn search(&self, workspace: &Workspace, options: &SearchOptions<'_>) -> Result<Report, SearchError> {
        join::search(&self.rules, workspace, options)
    }

    /// Tests a lesson on its own blocks: every bad block gives a finding, every good block none.
    #[must_use]
    pub fn prove(lesson: &Lesson) -> Proof {
        proof::prove(lesson)
    }
}
