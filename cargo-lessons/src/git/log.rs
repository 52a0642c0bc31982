//! The main line of history, newest first, with the blobs that each step changed.

use lessons_core::{Change, Disk, FileError, Revision};

use super::objects::Object;
use super::{Git, GitError, run};

/// A commit of the main line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Logged {
    /// Its full id.
    pub(crate) id: String,
    /// When it was committed, in seconds since 1970.
    pub(crate) time: i64,
    /// The first line of its message.
    pub(crate) subject: String,
}

/// Commits, and what each changed against its first parent; the lists run side by side.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Log {
    pub(crate) commits: Vec<Logged>,
    pub(crate) revisions: Vec<Revision>,
    /// Whether there would be more commits, had the clone not been cut off.
    pub(crate) is_cut_off: bool,
}

/// How a commit begins in git's answer: no message can hold it, as it stands where a field begins.
const COMMIT: char = '\u{1}';

impl Git {
    /// The last `count` commits of the line of first parents that ends at `tip`. A merge counts as the one step by
    /// which its branch came in, and a moved file as one that went and one that came; links and submodules are no
    /// files. Paths are from the directory asked for, and what lies outside of it is left out.
    ///
    /// # Errors
    /// When git cannot list them.
    pub(crate) fn log(&self, tip: &str, count: usize) -> Result<Log, GitError> {
        let number = count.to_string();
        let mut command = self.command();
        command.args(["log", "--first-parent", "--diff-merges=first-parent", "--root", "--raw", "-z"]);
        command.args(["--no-abbrev", "--no-renames", "--no-show-signature", "--no-notes", "--no-ext-diff"]);
        command.args(["--ignore-submodules=all", "--encoding=UTF-8"]);
        command.args(["--format=%x01%H%x00%ct%x00%s", "-n", &number, tip, "--"]);
        let mut log = read(&run(&mut command)?, &self.prefix);
        // The oldest commit of a shallow clone looks as if it had written everything.
        if self.is_shallow() {
            let borders = self.borders();
            for (commit, revision) in log.commits.iter().zip(&mut log.revisions) {
                if borders.contains(&commit.id) {
                    revision.changes.clear();
                    log.is_cut_off = true;
                }
            }
        }
        Ok(log)
    }
}

/// Blobs by their object ids.
impl lessons_core::Blobs for Git {
    fn read(&self, id: &str) -> Result<Vec<u8>, FileError> {
        let path = || format!("object {id}");
        match self.objects.read(id, Disk::DEFAULT_SIZE_LIMIT) {
            Ok(Object::Content(content)) => Ok(content),
            Ok(Object::TooLarge(size)) => {
                Err(FileError::TooLarge { path: path(), size, limit: Disk::DEFAULT_SIZE_LIMIT })
            }
            Ok(Object::Missing) => {
                let reason = "it is not in this repository; run `git fetch`".to_owned();
                Err(FileError::Unreadable { path: path(), reason })
            }
            Err(error) => Err(FileError::Unreadable { path: path(), reason: error.to_string() }),
        }
    }
}

/// Reads what `git log --raw -z` prints in the format above.
fn read(answer: &[u8], prefix: &str) -> Log {
    let mut log = Log::default();
    let mut fields = answer.split(|byte| *byte == 0);
    while let Some(field) = fields.next() {
        let text = String::from_utf8_lossy(field);
        let text = text.trim_start_matches('\n');
        if let Some(id) = text.strip_prefix(COMMIT) {
            let (Some(time), Some(subject)) = (fields.next(), fields.next()) else { break };
            log.commits.push(Logged {
                id: id.to_owned(),
                time: String::from_utf8_lossy(time).parse().unwrap_or_default(),
                subject: String::from_utf8_lossy(subject).into_owned(),
            });
            log.revisions.push(Revision::new(id, Vec::new()));
        } else if let Some(meta) = text.strip_prefix(':') {
            let Some(path) = fields.next() else { break };
            // A name that is not UTF-8 is no name of a module either.
            let path = std::str::from_utf8(path).ok().and_then(|path| path.strip_prefix(prefix));
            if let (Some(path), Some(revision)) = (path, log.revisions.last_mut()) {
                revision.changes.extend(change(meta, path));
            }
        }
    }
    log
}

/// A change as `100644 100755 OLD NEW M`; none where neither side is a file.
fn change(meta: &str, path: &str) -> Option<Change> {
    let mut words = meta.split(' ');
    let (old_mode, new_mode) = (words.next()?, words.next()?);
    let (old, new) = (words.next()?, words.next()?);
    let blob = |mode: &str, id: &str| super::is_file(mode).then(|| id.to_owned());
    let change = Change::new(path, blob(old_mode, old), blob(new_mode, new));
    (change.before.is_some() || change.after.is_some()).then_some(change)
}
