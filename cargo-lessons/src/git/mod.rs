//! The repository, asked through the `git` program: never through a shell, never with optional locks.
//!
//! Works in working trees, linked worktrees, subdirectories and bare repositories, with SHA-1 and SHA-256 ids.

mod changes;
mod commit;
mod error;
mod log;
mod objects;
mod patch;
#[cfg(test)]
mod tests;
mod tree;

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::Arc;

pub(crate) use changes::Changes;
pub(crate) use commit::{Commit, Moved};
pub(crate) use error::GitError;
#[cfg(test)]
pub(crate) use log::Log;
pub(crate) use log::Logged;
pub(crate) use tree::Tree;

use objects::Objects;

/// Variables that a hook inherits and that point at another repository, index or output than the one asked for.
/// Those for object directories stay: in a receiving hook, new objects are found through them alone.
const FOREIGN: &[&str] = &[
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_COMMON_DIR",
    "GIT_PREFIX",
    "GIT_NAMESPACE",
    "GIT_LITERAL_PATHSPECS",
    "GIT_GLOB_PATHSPECS",
    "GIT_NOGLOB_PATHSPECS",
    "GIT_ICASE_PATHSPECS",
    "GIT_DIFF_OPTS",
    "GIT_EXTERNAL_DIFF",
    "GIT_TRACE",
];

/// A repository, and a directory in it.
#[derive(Clone, Debug)]
pub(crate) struct Git {
    /// Where git is run: the working tree's root, or the repository where there is none.
    dir: PathBuf,
    /// The directory asked for, from the working tree's root: empty, or ending with `/`.
    prefix: String,
    bare: bool,
    /// `sha1` or `sha256`.
    format: String,
    objects: Arc<Objects>,
}

impl Git {
    /// The repository that `dir` lies in. In a bare repository, paths are taken from the root of its trees.
    ///
    /// # Errors
    /// When git is not installed, or `dir` is in no repository.
    pub(crate) fn open(dir: &Path) -> Result<Self, GitError> {
        let query = ["rev-parse", "--is-inside-work-tree", "--absolute-git-dir", "--show-prefix"];
        let output = output(command(dir).args(query))?;
        if !output.status.success() {
            return Err(not_opened(dir, &output));
        }
        let text = text_of(output.stdout, "rev-parse")?;
        let mut lines = text.split('\n');
        let inside = lines.next() == Some("true");
        let git_dir = PathBuf::from(lines.next().unwrap_or_default());
        let prefix = lines.next().unwrap_or_default().to_owned();
        let top = match inside {
            true => {
                let top = run(command(dir).args(["rev-parse", "--show-toplevel"]))?;
                PathBuf::from(text_of(top, "rev-parse")?.trim_end_matches(['\n', '\r']))
            }
            false => git_dir,
        };
        // Older versions of git do not know the question, and have one format.
        let format = run(command(&top).args(["rev-parse", "--show-object-format"]))
            .ok()
            .and_then(|bytes| String::from_utf8(bytes).ok())
            .map_or_else(|| "sha1".to_owned(), |text| text.trim().to_owned());
        let objects = Arc::new(Objects::new(top.clone()));
        Ok(Self { dir: top, prefix, bare: !inside, format, objects })
    }

    /// Whether there is no working tree here.
    pub(crate) const fn is_bare(&self) -> bool {
        self.bare
    }

    /// The working tree's root; the repository itself where there is none.
    pub(crate) fn top(&self) -> &Path {
        &self.dir
    }

    /// The directory asked for, from the working tree's root: empty, or ending with `/`.
    pub(crate) fn prefix(&self) -> &str {
        &self.prefix
    }

    /// The commit that a revision names, as its full id.
    ///
    /// # Errors
    /// When there is none; a name that begins with `-` is refused.
    pub(crate) fn commit(&self, revision: &str) -> Result<String, GitError> {
        if revision.is_empty() || revision.starts_with('-') || revision.contains(char::is_control) {
            return Err(GitError::BadName { revision: revision.escape_debug().to_string() });
        }
        let peeled = format!("{revision}^{{commit}}");
        let output = output(self.command().args(["rev-parse", "--verify", "--quiet", &peeled]))?;
        let id = text_of(output.stdout, "rev-parse")?.trim().to_owned();
        if output.status.success() && !id.is_empty() {
            return Ok(id);
        }
        Err(GitError::UnknownRevision {
            revision: revision.to_owned(),
            advice: self.advice("fetch it, or name a revision that `git rev-parse` knows"),
        })
    }

    /// The commit at which the line of history of HEAD left that of `revision`: what a reviewer compares with.
    ///
    /// # Errors
    /// When either is unknown, or they share no history as far as it was fetched.
    pub(crate) fn merge_base(&self, revision: &str) -> Result<String, GitError> {
        let (theirs, ours) = (self.commit(revision)?, self.commit("HEAD")?);
        let output = output(self.command().args(["merge-base", &theirs, &ours]))?;
        let text = text_of(output.stdout, "merge-base")?;
        match text.lines().next() {
            Some(id) if output.status.success() => Ok(id.to_owned()),
            _ => Err(GitError::NoMergeBase {
                revision: revision.to_owned(),
                advice: self.advice("name a revision that HEAD descends from"),
            }),
        }
    }

    /// The files of a commit below the directory asked for.
    ///
    /// # Errors
    /// When git cannot list them.
    pub(crate) fn tree(&self, commit: &str) -> Result<Tree, GitError> {
        Tree::read(self, commit, &self.prefix)
    }

    /// The lines of the working tree that differ from `commit`, untracked files included; in a bare repository,
    /// those of HEAD.
    ///
    /// # Errors
    /// When git cannot compare them.
    pub(crate) fn changes_since(&self, commit: &str) -> Result<Changes, GitError> {
        if self.bare { changes::between(self, commit, "HEAD") } else { changes::of_worktree(self, commit) }
    }

    /// The files of the working tree that differ from HEAD or are not tracked, in git's order.
    ///
    /// # Errors
    /// When git cannot compare them.
    pub(crate) fn uncommitted(&self) -> Result<Vec<String>, GitError> {
        let list = ["status", "--porcelain=v1", "-z", "--untracked-files=normal", "--no-renames"];
        let text = run(self.command().args(list))?;
        let entries = text.split(|byte| *byte == 0).filter(|entry| !entry.is_empty());
        Ok(entries
            .map(|entry| String::from_utf8_lossy(entry.get(3..).unwrap_or_default()).into_owned())
            .collect())
    }

    /// The folder in which git looks for hooks.
    ///
    /// # Errors
    /// When git cannot tell.
    pub(crate) fn hooks(&self) -> Result<PathBuf, GitError> {
        let path = run(self.command().args(["rev-parse", "--git-path", "hooks"]))?;
        Ok(self.dir.join(text_of(path, "rev-parse")?.trim_end_matches(['\n', '\r'])))
    }

    /// Whether history was cut off when the repository was cloned.
    pub(crate) fn is_shallow(&self) -> bool {
        run(self.command().args(["rev-parse", "--is-shallow-repository"]))
            .is_ok_and(|answer| answer.starts_with(b"true"))
    }

    /// The commits whose parents were left out when the repository was cloned.
    fn borders(&self) -> Vec<String> {
        let path = run(self.command().args(["rev-parse", "--git-path", "shallow"])).unwrap_or_default();
        let path = self.dir.join(String::from_utf8_lossy(&path).trim_end_matches(['\n', '\r']));
        let list = std::fs::read_to_string(path).unwrap_or_default();
        list.lines().map(str::to_owned).collect()
    }

    fn advice(&self, otherwise: &str) -> String {
        if self.is_shallow() {
            "this clone is shallow: run `git fetch --unshallow`, or set `fetch-depth: 0` (GitHub) or \
             `GIT_DEPTH: 0` (GitLab) in the CI job"
                .to_owned()
        } else {
            otherwise.to_owned()
        }
    }

    fn command(&self) -> Command {
        command(&self.dir)
    }
}

/// Who the person at the keyboard is: git's `user.name` and `user.email` as they hold in `dir`. A claim.
pub(crate) fn identity(dir: &Path) -> Option<String> {
    let get = |key| {
        let value = run(command(dir).args(["config", "--get", key])).ok()?;
        let value = String::from_utf8(value).ok()?.trim().to_owned();
        (!value.is_empty()).then_some(value)
    };
    match (get("user.name"), get("user.email")) {
        (Some(name), Some(email)) => Some(format!("{name} <{email}>")),
        (Some(name), None) => Some(name),
        (None, Some(email)) => Some(format!("<{email}>")),
        (None, None) => None,
    }
}

/// Whether a mode is that of a regular file: no link, no submodule, nothing.
fn is_file(mode: &str) -> bool {
    matches!(mode, "100644" | "100755" | "100664")
}

/// A call of git in `dir`, deaf to what may come from the environment and to settings that run programs.
fn command(dir: &Path) -> Command {
    let mut command = Command::new("git");
    FOREIGN.iter().for_each(|name| {
        command.env_remove(name);
    });
    command.env("LC_ALL", "C").env("GIT_TERMINAL_PROMPT", "0").env("GIT_PAGER", "cat");
    command.arg("-C").arg(dir);
    command.args(["--no-optional-locks", "--literal-pathspecs", "-c", "core.quotePath=false"]);
    command.args(["-c", "core.fsmonitor=false", "-c", "color.ui=false"]);
    command.stdin(Stdio::null());
    command
}

fn output(command: &mut Command) -> Result<Output, GitError> {
    command.output().map_err(|error| GitError::not_run(&error))
}

/// What a call prints; an error with what git said if it fails.
fn run(command: &mut Command) -> Result<Vec<u8>, GitError> {
    let output = output(command)?;
    if output.status.success() { Ok(output.stdout) } else { Err(failed(command, &output.stderr)) }
}

fn failed(command: &Command, stderr: &[u8]) -> GitError {
    // The subcommand stands after the options that every call has.
    let mut arguments = command.get_args().map(OsStr::to_string_lossy).skip(10);
    let subcommand = arguments.next().unwrap_or_default().into_owned();
    GitError::Failed { subcommand, stderr: String::from_utf8_lossy(stderr).trim().to_owned() }
}

fn text_of(bytes: Vec<u8>, subcommand: &str) -> Result<String, GitError> {
    String::from_utf8(bytes).map_err(|_| GitError::Failed {
        subcommand: subcommand.to_owned(),
        stderr: "its answer is not UTF-8; give the directories UTF-8 names".to_owned(),
    })
}

fn not_opened(dir: &Path, output: &Output) -> GitError {
    let stderr = String::from_utf8_lossy(&output.stderr);
    if stderr.contains("not a git repository") || stderr.contains("No such file or directory") {
        return GitError::NotARepository { dir: dir.display().to_string() };
    }
    GitError::Failed { subcommand: "rev-parse".to_owned(), stderr: stderr.trim().to_owned() }
}
