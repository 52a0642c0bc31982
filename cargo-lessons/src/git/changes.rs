//! Which lines a change wrote, and which files it moved.

use std::collections::BTreeMap;
use std::io::{BufReader, Read as _, Write as _};
use std::ops::RangeInclusive;
use std::path::Path;
use std::process::{Command, Stdio};

use super::{Git, GitError, failed, patch, run};

/// How the new side of a change differs from the old one. Paths are from the working tree's root, or from the
/// directory given to [`below`](Self::below).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Changes {
    /// Lines that the new side has and the old one had not, by new path; in order, without overlaps.
    lines: BTreeMap<String, Vec<RangeInclusive<u32>>>,
    /// Old paths of moved files by their new ones.
    moved: BTreeMap<String, String>,
}

impl Changes {
    pub(super) fn add_lines(&mut self, path: &str, lines: RangeInclusive<u32>) {
        self.lines.entry(path.to_owned()).or_default().push(lines);
    }

    pub(super) fn add_rename(&mut self, from: String, to: String) {
        self.moved.insert(to, from);
    }

    /// Whether one of the lines `first` to `last`, counted from 1, was written by the change.
    pub(crate) fn touches(&self, path: &str, first: u32, last: u32) -> bool {
        let ranges = self.lines.get(path).map(Vec::as_slice).unwrap_or_default();
        ranges.iter().any(|range| *range.start() <= last && first <= *range.end())
    }

    /// Where the file stood before the change.
    pub(crate) fn base_path<'a>(&'a self, path: &'a str) -> &'a str {
        self.moved.get(path).map_or(path, String::as_str)
    }

    /// Where a file of the old side stands now, if it was moved.
    pub(crate) fn moved_to(&self, base_path: &str) -> Option<&str> {
        self.moved.iter().find(|(_, from)| *from == base_path).map(|(to, _)| to.as_str())
    }

    /// The files with changed lines, in order.
    #[cfg(test)]
    pub(crate) fn paths(&self) -> impl Iterator<Item = &str> {
        self.lines.keys().map(String::as_str)
    }

    /// The same with paths from a directory, which is empty or ends with `/`. A file that came from outside it has
    /// no old path there.
    pub(crate) fn below(self, prefix: &str) -> Self {
        let inside = |path: String| path.strip_prefix(prefix).map(str::to_owned);
        Self {
            lines: self.lines.into_iter().filter_map(|(path, lines)| Some((inside(path)?, lines))).collect(),
            moved: self
                .moved
                .into_iter()
                .filter_map(|(to, from)| Some((inside(to)?, inside(from)?)))
                .collect(),
        }
    }
}

/// What `git diff` is told, so that no setting of the user or the repository changes what it prints.
const DIFF: &[&str] = &[
    "diff",
    "-U0",
    "-M",
    "--inter-hunk-context=0",
    "--no-ext-diff",
    "--no-textconv",
    "--no-color",
    "--no-relative",
    "--text",
    "--diff-algorithm=histogram",
    "--ignore-submodules=all",
    "--src-prefix=a/",
    "--dst-prefix=b/",
];

/// The lines of commit `new` that `old` has not.
pub(super) fn between(git: &Git, old: &str, new: &str) -> Result<Changes, GitError> {
    diff(git.command().args(DIFF).args([old, new, "--"]))
}

/// The lines of the working tree that `commit` has not. Untracked files count, and may be what a tracked one was
/// moved to.
pub(super) fn of_worktree(git: &Git, commit: &str) -> Result<Changes, GitError> {
    let list = ["ls-files", "-z", "--others", "--exclude-standard"];
    let untracked: Vec<Vec<u8>> = run(git.command().args(list))?
        .split(|byte| *byte == 0)
        // A name that ends with `/` is a repository inside this one.
        .filter(|path| !path.is_empty() && path.last() != Some(&b'/'))
        .map(<[u8]>::to_vec)
        .collect();
    if untracked.is_empty() {
        return diff(git.command().args(DIFF).args([commit, "--"]));
    }
    if let Some(changes) = with_untracked(git, commit, &untracked) {
        return Ok(changes);
    }
    let mut changes = diff(git.command().args(DIFF).args([commit, "--"]))?;
    for path in untracked.into_iter().filter_map(|path| String::from_utf8(path).ok()) {
        changes.add_lines(&path, 1..=u32::MAX);
    }
    Ok(changes)
}

/// Compares with an index in which the untracked files are announced, so that git finds out which of them were moved.
/// Index and objects are copies in a temporary directory: the repository is only read. None if that cannot be done.
fn with_untracked(git: &Git, commit: &str, untracked: &[Vec<u8>]) -> Option<Changes> {
    let scratch = tempfile::tempdir().ok()?;
    let index = scratch.path().join("index");
    let real = path_of(git, "index")?;
    if Path::new(&real).exists() {
        std::fs::copy(&real, &index).ok()?;
    }
    let objects = scratch.path().join("objects");
    std::fs::create_dir(&objects).ok()?;
    let mut alternates = std::env::var_os("GIT_OBJECT_DIRECTORY")
        .or_else(|| path_of(git, "objects").map(std::ffi::OsString::from))?;
    if let Some(more) = std::env::var_os("GIT_ALTERNATE_OBJECT_DIRECTORIES") {
        alternates.push(if cfg!(windows) { ";" } else { ":" });
        alternates.push(more);
    }
    let scratched = || {
        let mut command = git.command();
        command.env("GIT_INDEX_FILE", &index).env("GIT_OBJECT_DIRECTORY", &objects);
        command.env("GIT_ALTERNATE_OBJECT_DIRECTORIES", &alternates);
        command
    };
    let mut add = scratched();
    add.args(["add", "--intent-to-add", "--ignore-errors", "--pathspec-from-file=-", "--pathspec-file-nul"]);
    let mut child = add.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().ok()?;
    let written = child.stdin.take().map(|mut input| input.write_all(&untracked.join(&0)));
    let status = child.wait().ok()?;
    if !status.success() || written.is_none_or(|written| written.is_err()) {
        return None;
    }
    diff(scratched().args(DIFF).args([commit, "--"])).ok()
}

/// Where git keeps a part of the repository, from the working tree's root or absolute.
fn path_of(git: &Git, part: &str) -> Option<std::path::PathBuf> {
    let path = run(git.command().args(["rev-parse", "--git-path", part])).ok()?;
    let path = String::from_utf8(path).ok()?;
    Some(git.top().join(path.trim_end_matches(['\n', '\r'])))
}

/// Runs a diff and reads it while it is printed: a change may be larger than memory.
fn diff(command: &mut Command) -> Result<Changes, GitError> {
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| GitError::not_run(&error))?;
    let (Some(output), Some(mut errors)) = (child.stdout.take(), child.stderr.take()) else {
        return Err(failed(command, b"no output"));
    };
    // Read beside the patch, or a long warning would hold up git for ever.
    let errors = std::thread::spawn(move || {
        let mut said = Vec::new();
        let _ = errors.read_to_end(&mut said);
        said
    });
    let changes = patch::read(BufReader::new(output));
    let status = child.wait().map_err(|error| GitError::not_run(&error))?;
    let said = errors.join().unwrap_or_default();
    match changes {
        Ok(changes) if status.success() => Ok(changes),
        Ok(_) => Err(failed(command, &said)),
        Err(error) => Err(GitError::NotRun { reason: error.to_string() }),
    }
}
