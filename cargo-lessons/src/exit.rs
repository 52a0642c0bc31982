//! How the command ends: its exit codes, and the reasons why the work could not be done.

use std::process::ExitCode;

use lessons_core::{FileError, Problem, SearchError, WorkspaceError};

use crate::git::GitError;
use crate::write::WriteError;

/// The exit codes, which scripts may rely on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Exit {
    /// 0: nothing at level deny.
    Clean = 0,
    /// 1: findings at level deny, or a failed `test`.
    Findings = 1,
    /// 2: the work could not be done: arguments, settings, git, or a lesson that does not load.
    Unable = 2,
    /// 3: from `extract` alone: no rule could be proven, and nothing was written.
    Unproven = 3,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// Why the work could not be done. Ends the command with [`Exit::Unable`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Failure {
    /// What is wrong, in one sentence; may quote names and text as they came.
    pub(crate) message: String,
    /// What to do about it.
    pub(crate) hint: Option<String>,
    /// The places in files that are wrong, each with its own message.
    pub(crate) problems: Vec<Problem>,
    /// The text of the file that they are in.
    pub(crate) text: Option<String>,
}

impl Failure {
    /// A failure without a hint.
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), ..Self::default() }
    }

    /// The same failure with what to do about it.
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

impl From<WorkspaceError> for Failure {
    fn from(error: WorkspaceError) -> Self {
        Self::new(error.to_string())
    }
}

impl From<FileError> for Failure {
    fn from(error: FileError) -> Self {
        Self::new(error.to_string())
    }
}

impl From<SearchError> for Failure {
    fn from(error: SearchError) -> Self {
        Self::new(error.to_string())
    }
}

impl From<GitError> for Failure {
    fn from(error: GitError) -> Self {
        Self::new(error.to_string())
    }
}

impl From<WriteError> for Failure {
    fn from(error: WriteError) -> Self {
        Self::new(error.to_string())
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self::new(error.to_string())
    }
}
