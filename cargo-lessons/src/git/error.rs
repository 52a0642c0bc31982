//! What can go wrong with git, and what to do about it.

/// Why the repository could not be asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum GitError {
    #[error("the `git` program is not found; install git, or put it on the PATH")]
    NotInstalled,
    #[error("`git` cannot be run: {reason}")]
    NotRun { reason: String },
    #[error("`{dir}` is in no git repository; run this inside of one, or without a base revision")]
    NotARepository { dir: String },
    #[error(
        "`{revision}` is no name of a revision: it is empty, begins with `-` or holds a control character"
    )]
    BadName { revision: String },
    #[error("there is no commit `{revision}` in this repository; {advice}")]
    UnknownRevision { revision: String, advice: String },
    #[error("`{revision}` and HEAD share no history; {advice}")]
    NoMergeBase { revision: String, advice: String },
    #[error(
        "what commit `{commit}` changed is not known, for its parent is not in this repository; {advice}"
    )]
    CutOff { commit: String, advice: String },
    #[error("`git {subcommand}` failed: {stderr}")]
    Failed { subcommand: String, stderr: String },
}

impl GitError {
    /// The error for a program that did not start.
    pub(super) fn not_run(error: &std::io::Error) -> Self {
        if error.kind() == std::io::ErrorKind::NotFound {
            Self::NotInstalled
        } else {
            Self::NotRun { reason: error.to_string() }
        }
    }
}
