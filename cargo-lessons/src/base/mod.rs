//! `--base REV`: what a change brought, judged by what held before it.
//!
//! The base is the commit at which HEAD left REV, as reviewers expect. From it come the settings and the approvals, so
//! that no change approves itself; lessons come from both sides, and an approved lesson that the change edits or
//! deletes stays in force in the base's version.

mod brought;
mod weakened;

use std::path::Path;

use lessons_core::{ApprovalStatus, Engine, Lesson, Report, SearchError, SearchOptions, Workspace};

use crate::context::{self, Context, Lessons};
use crate::exit::Failure;
use crate::git::{Changes, Git};
use crate::settings::Settings;
use crate::terminal::Verbosity;

/// Both sides of a change, and what lies between them.
pub(crate) struct Base {
    /// The base as a workspace.
    pub(crate) workspace: Workspace,
    /// The base's lessons and approvals.
    pub(crate) lessons: Lessons,
    /// What the change wrote and moved, with paths from the workspace's root.
    pub(crate) changes: Changes,
    /// The working tree as the base's settings see it: with what they exclude and no more, and the lessons of the
    /// folder that they name.
    pub(crate) now: Now,
}

/// The new side of a change.
pub(crate) struct Now {
    pub(crate) workspace: Workspace,
    pub(crate) lessons: Lessons,
}

impl Base {
    /// Compares the workspace at `root` with the base that `revision` gives.
    ///
    /// # Errors
    /// When there is no repository, no such revision, no common history, or the base's settings do not hold.
    pub(crate) fn read(context: &Context, root: &Path, revision: &str) -> Result<Self, Failure> {
        let git = Git::open(root)?;
        let commit = git.merge_base(revision)?;
        let tree = git.tree(&commit)?;
        let changes = git.changes_since(&commit)?.below(git.prefix());
        // A base whose manifest is broken must not keep anyone from mending it.
        let workspace =
            Workspace::from_source(tree.clone()).or_else(|_| Workspace::bare_tree(tree.clone()))?;
        let settings = Settings::read(&tree, workspace.settings()).map_err(|failure| Failure {
            message: format!("at the base {}: {}", short(&commit), failure.message),
            ..failure
        })?;
        let now = Now::read(context, root, &settings)?;
        let lessons = base_lessons(&now.lessons, &workspace, root, &commit)?;
        let workspace = context::exclude(workspace, &settings)?;
        if context.terminal.verbosity() > Verbosity::Quiet {
            let line = format!("Comparing with {}, where HEAD left {revision}", short(&commit));
            context.terminal.status(&line);
        }
        Ok(Self { workspace, lessons, changes, now })
    }

    /// The lessons of both sides, with the status that the base's approvals give them: the new side's version of each,
    /// and the base's of those that are approved there and were edited or deleted. An edited version is proposed
    /// until its approval has been merged.
    pub(crate) fn all_lessons(&self) -> Vec<(Lesson, ApprovalStatus)> {
        let mut all: Vec<_> =
            self.now.lessons.set.lessons().iter().map(|now| (now.clone(), self.status(now))).collect();
        let enforced = self.enforced().filter(|base| self.lessons.status(base) == ApprovalStatus::Approved);
        let replaced = enforced.filter(|base| {
            self.now.lessons.set.get(&base.id).is_none_or(|now| now.digest() != base.digest())
        });
        all.extend(replaced.map(|base| (base.clone(), ApprovalStatus::Approved)));
        all
    }

    /// Of a search of the new side, what the change brought; the base is searched for that. What weakens a lesson,
    /// and what was suppressed, is added.
    ///
    /// # Errors
    /// When the search is cancelled, or files cannot be listed.
    pub(crate) fn brought(
        &self,
        engine: &Engine,
        now: Report,
        options: &SearchOptions<'_>,
    ) -> Result<Report, SearchError> {
        // Everything is searched at the base: a file may have stood elsewhere.
        let mut everywhere = SearchOptions::default();
        everywhere.cancel = options.cancel.clone();
        let mut base = engine.search(&self.workspace, &everywhere)?;
        base.tell_unknown_ids(self.lessons.set.ids());
        let mut report = brought::narrow(now, &base, &self.changes);
        report.findings.extend(weakened::findings(self));
        report.findings.sort_by(|one, other| one.order().cmp(&other.order()));
        Ok(report)
    }

    /// What the base's approvals say of a lesson of the new side. One that was edited speaks beside the base's
    /// version, as a proposal; that it was edited is told on its own.
    fn status(&self, now: &Lesson) -> ApprovalStatus {
        let base = self.lessons.set.get(&now.id).map(|base| self.lessons.status(base));
        match (self.lessons.status(now), base) {
            (ApprovalStatus::Stale, Some(ApprovalStatus::Approved)) => ApprovalStatus::Proposed,
            (status, _) => status,
        }
    }

    /// The lessons that have an approval at the base and are not withdrawn there.
    fn enforced(&self) -> impl Iterator<Item = &Lesson> {
        let lessons = self.lessons.set.lessons().iter();
        lessons.filter(|base| !base.is_withdrawn() && self.lessons.status(base) != ApprovalStatus::Proposed)
    }
}

impl Now {
    fn read(context: &Context, root: &Path, settings: &Settings) -> Result<Self, Failure> {
        let workspace = context.discover(root).or_else(|error| match error {
            lessons_core::WorkspaceError::NoManifest { .. } => {
                Workspace::bare_tree(lessons_core::Disk::new(root)?)
            }
            error => Err(error),
        })?;
        let lessons = match &context.common.lessons {
            Some(dir) => Lessons::named(dir, context, root)?,
            None => Lessons::inside(settings.folder(), context, root)?,
        };
        Ok(Self { workspace: context::exclude(workspace, settings)?, lessons })
    }
}

/// The lessons of the same folder at the base. A folder outside the repository has no base: it is taken as it is.
fn base_lessons(now: &Lessons, base: &Workspace, root: &Path, commit: &str) -> Result<Lessons, Failure> {
    let inside = now.dir.starts_with(root) || now.dir == root.join(&now.shown);
    if inside {
        return Ok(Lessons::in_tree(&now.shown, base));
    }
    let git = Git::open(&now.dir)?;
    let tree = git.tree(commit)?;
    let workspace = Workspace::bare_tree(tree)?;
    Ok(Lessons::of_tree(now.dir.clone(), &now.shown, &workspace))
}

/// A commit id as people quote it.
fn short(commit: &str) -> &str {
    commit.get(..12).unwrap_or(commit)
}
