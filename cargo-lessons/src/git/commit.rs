//! One commit: what its message says, and which files it changed.

use super::{Git, GitError, run};

/// A commit as it stands in the repository.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Commit {
    /// Its full id.
    pub(crate) id: String,
    /// Its first parent; none for a root, or where history was cut off.
    pub(crate) parent: Option<String>,
    /// How many parents it has.
    pub(crate) parents: usize,
    /// When it was written, in seconds since 1970.
    pub(crate) time: i64,
    /// The first line of its message.
    pub(crate) subject: String,
    /// The whole message.
    pub(crate) message: String,
}

/// A file on both sides of a commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Moved {
    /// Path and blob before.
    pub(crate) before: Option<(String, String)>,
    /// Path and blob after.
    pub(crate) after: Option<(String, String)>,
}

impl Moved {
    /// The path after, or before where the file is gone.
    pub(crate) fn path(&self) -> &str {
        self.after.as_ref().or(self.before.as_ref()).map(|(path, _)| path.as_str()).unwrap_or_default()
    }
}

impl Git {
    /// What a commit is, by its full id.
    ///
    /// # Errors
    /// When git does not know it.
    pub(crate) fn show(&self, commit: &str) -> Result<Commit, GitError> {
        let format = "--format=%H%x00%P%x00%at%x00%s%x00%B";
        let mut command = self.command();
        command.args(["log", "-1", "--no-show-signature", "--no-notes", "--encoding=UTF-8", "--no-patch"]);
        let answer = run(command.args([format, commit, "--"]))?;
        let text = String::from_utf8_lossy(&answer);
        let mut fields = text.split('\0').map(str::to_owned);
        let mut next = || fields.next().unwrap_or_default();
        let (id, parents, time, subject, message) = (next(), next(), next(), next(), next());
        Ok(Commit {
            id,
            parent: parents.split(' ').find(|parent| !parent.is_empty()).map(str::to_owned),
            parents: parents.split_whitespace().count(),
            time: time.parse().unwrap_or_default(),
            subject,
            message: message.trim_end().to_owned(),
        })
    }

    /// The files that a commit changed against its first parent, all of them for a root. A file that was moved and
    /// kept most of its lines is one file; links and submodules are none. Paths are from the directory asked for, and
    /// what lies outside of it is left out.
    ///
    /// # Errors
    /// When git cannot compare them, or history was cut off right below the commit.
    pub(crate) fn files_of(&self, commit: &Commit) -> Result<Vec<Moved>, GitError> {
        if commit.parent.is_none() && self.is_shallow() && self.borders().contains(&commit.id) {
            let advice = self.advice("fetch it");
            return Err(GitError::CutOff { commit: commit.id.clone(), advice });
        }
        let mut command = self.command();
        command.args(["diff-tree", "-r", "-z", "-M", "--raw", "--no-abbrev", "--no-commit-id", "--root"]);
        command.args(["--no-ext-diff", "--ignore-submodules=all"]);
        match &commit.parent {
            Some(parent) => command.args([parent, &commit.id, "--"]),
            None => command.args([&commit.id, "--"]),
        };
        Ok(read(&run(&mut command)?, &self.prefix))
    }
}

/// Reads what `git diff-tree --raw -z -M` prints: `:MODE MODE OLD NEW STATUS`, a path, and a second one for a move.
fn read(answer: &[u8], prefix: &str) -> Vec<Moved> {
    let mut files = Vec::new();
    let mut fields = answer.split(|byte| *byte == 0);
    while let Some(field) = fields.next() {
        let meta = String::from_utf8_lossy(field).into_owned();
        let Some(meta) = meta.strip_prefix(':') else { continue };
        let mut words = meta.split(' ');
        let mut word = || words.next().unwrap_or_default();
        let (old_mode, new_mode, old, new, status) = (word(), word(), word(), word(), word());
        let Some(first) = fields.next() else { break };
        let second = match status.starts_with(['R', 'C']) {
            true => fields.next().unwrap_or_default(),
            false => first,
        };
        let side = |mode: &str, path: &[u8], id: &str| {
            let path = std::str::from_utf8(path).ok()?.strip_prefix(prefix)?;
            super::is_file(mode).then(|| (path.to_owned(), id.to_owned()))
        };
        let file = Moved { before: side(old_mode, first, old), after: side(new_mode, second, new) };
        if file.before.is_some() || file.after.is_some() {
            files.push(file);
        }
    }
    files
}
