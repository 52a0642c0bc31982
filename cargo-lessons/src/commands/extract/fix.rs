//! A fix as a commit holds it: the files before and after, with the editions that the manifests at that commit name.

use lessons_core::{Blobs as _, Language};
use lessons_extract::{ChangedFile, Fix};

use super::scene::workspace_at;
use crate::commands::day_of;
use crate::exit::Failure;
use crate::git::{Commit, Git, Moved};

/// How many files of one commit are looked at; of more, those that are no tests first.
const FILES: usize = 200;

/// A commit as a fix, and what could not be read of it.
pub(super) struct OfCommit {
    /// The commit.
    pub(super) commit: Commit,
    /// Its files.
    pub(super) fix: Fix,
    /// What was left out, one sentence each.
    pub(super) notes: Vec<String>,
}

/// Reads the commit that a revision names, against its first parent.
///
/// # Errors
/// When there is no such commit, or history was cut off right below it.
pub(super) fn of_commit(git: &Git, revision: &str) -> Result<OfCommit, Failure> {
    let commit = git.show(&git.commit(revision)?)?;
    let mut files: Vec<Moved> = git.files_of(&commit)?;
    let all = files.len();
    files.retain(|file| Language::of_path(file.path()).is_some());
    let workspace = workspace_at(git, &commit.id)?;
    let mut notes = Vec::new();
    if files.len() > FILES {
        notes.push(format!(
            "commit {} changes {all} files; {FILES} of them were looked at",
            short(&commit.id)
        ));
        files.sort_by_key(|file| workspace.place(file.path()).test_only);
        files.truncate(FILES);
        files.sort_by(|one, other| one.path().cmp(other.path()));
    }
    let mut fix = Fix {
        commit: Some(commit.id.clone()),
        parent: commit.parent.clone(),
        subject: Some(commit.subject.clone()),
        date: day_of(commit.time),
        ..Fix::default()
    };
    for file in &files {
        let side = |side: &Option<(String, String)>| side.as_ref().map(|(_, id)| text(git, id)).transpose();
        match (side(&file.before), side(&file.after)) {
            (Ok(before), Ok(after)) => {
                let edition = workspace.place(file.path()).edition;
                fix.files.push(ChangedFile::new(file.path(), before, after).with_edition(edition));
            }
            (Err(reason), _) | (_, Err(reason)) => {
                notes.push(format!("`{}` was left out: {reason}", file.path()));
            }
        }
    }
    Ok(OfCommit { commit, fix, notes })
}

fn text(git: &Git, id: &str) -> Result<String, String> {
    let bytes = git.read(id).map_err(|error| error.to_string())?;
    String::from_utf8(bytes).map_err(|_| "it is not UTF-8".to_owned())
}

/// A commit's id as people quote it.
pub(super) fn short(commit: &str) -> &str {
    commit.get(..12).unwrap_or(commit)
}
