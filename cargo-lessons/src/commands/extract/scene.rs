//! Where an incident happened: the repository with its commits, and today's code, in which the mistake may stand again.

use lessons_core::Workspace;

use crate::context::{Context, Project};
use crate::exit::Failure;
use crate::git::{Git, GitError};

use super::ExtractArgs;

/// A project with its repository and its code as it is now.
pub(super) struct Scene<'c> {
    /// The workspace that the lesson is written into.
    pub(super) project: &'c Project,
    /// The repository; none where there is no git.
    pub(super) git: Option<Git>,
    today: Today<'c>,
}

enum Today<'c> {
    Workspace(&'c Workspace),
    /// The last commit of a repository that is not the working directory's.
    Revision(Box<Workspace>),
    Nothing,
}

impl<'c> Scene<'c> {
    /// Opens the repository named by `--repo`, else that of the workspace, else that of the working directory.
    ///
    /// # Errors
    /// When `--repo` names no repository, or the workspace cannot be read.
    pub(super) fn open(context: &'c Context, args: &ExtractArgs) -> Result<Self, Failure> {
        let project = context.project()?;
        let git = match &args.repo {
            Some(dir) => Some(Git::open(&context.cwd.join(dir))?),
            None => match Git::open(&project.root) {
                Ok(git) => Some(git),
                Err(GitError::NotARepository { .. } | GitError::NotInstalled) => None,
                Err(error) => return Err(error.into()),
            },
        };
        let here = args.repo.is_none() && !project.workspace.is_bare();
        let today = match &git {
            _ if here => Today::Workspace(&project.workspace),
            Some(git) => last_commit(git)?,
            None => Today::Nothing,
        };
        Ok(Self { project, git, today })
    }

    /// Today's code; none where there is neither a manifest nor a commit.
    pub(super) fn today(&self) -> Option<&Workspace> {
        match &self.today {
            Today::Workspace(workspace) => Some(workspace),
            Today::Revision(workspace) => Some(workspace),
            Today::Nothing => None,
        }
    }

    /// The repository, for what cannot be done without.
    pub(super) fn repository(&self) -> Result<&Git, Failure> {
        self.git
            .as_ref()
            .ok_or_else(|| GitError::NotARepository { dir: self.project.root.display().to_string() }.into())
    }
}

fn last_commit<'c>(git: &Git) -> Result<Today<'c>, Failure> {
    match git.commit("HEAD") {
        Ok(head) => Ok(Today::Revision(Box::new(workspace_at(git, &head)?))),
        // A repository without a commit has no code.
        Err(GitError::UnknownRevision { .. }) => Ok(Today::Nothing),
        Err(error) => Err(error.into()),
    }
}

/// A commit's files with the packages that its manifests name, as far as they can be read.
pub(super) fn workspace_at(git: &Git, commit: &str) -> Result<Workspace, Failure> {
    let tree = git.tree(commit)?;
    Ok(Workspace::from_source(tree.clone()).or_else(|_| Workspace::bare_tree(tree))?)
}
