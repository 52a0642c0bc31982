//! The files of one commit, as the engine reads them.

use std::collections::BTreeMap;
use std::sync::Arc;

use lessons_core::{ContentKey, Disk, FileEntry, FileError, FileSource};

use super::objects::{Object, Objects};
use super::{Git, GitError, run};

/// The files of a commit below one directory. Links and submodules are no files here; hidden files are readable,
/// but not listed, as on disk.
#[derive(Clone, Debug)]
pub(crate) struct Tree {
    /// Object ids by the path from the directory.
    files: Arc<BTreeMap<String, String>>,
    /// Files whose names are not UTF-8, with an approximation of them.
    unnamed: Arc<Vec<String>>,
    objects: Arc<Objects>,
    /// The name of the id's scheme, for content keys.
    scheme: String,
}

impl Tree {
    /// Lists the files of `commit` below `prefix`, which is empty or ends with `/`; none where there is no such
    /// directory.
    pub(super) fn read(git: &Git, commit: &str, prefix: &str) -> Result<Self, GitError> {
        let mut command = git.command();
        command.args(["ls-tree", "-r", "-z", "--full-tree", commit]);
        if !prefix.is_empty() {
            command.args(["--", prefix]);
        }
        let listing = run(&mut command)?;
        let mut files = BTreeMap::new();
        let mut unnamed = Vec::new();
        for record in listing.split(|byte| *byte == 0) {
            let Some(tab) = record.iter().position(|byte| *byte == b'\t') else { continue };
            let (meta, path) = record.split_at(tab);
            let path = path.get(1..).unwrap_or_default();
            let meta = String::from_utf8_lossy(meta);
            let mut words = meta.split(' ');
            let (Some(mode), Some("blob"), Some(id)) = (words.next(), words.next(), words.next()) else {
                continue;
            };
            if !super::is_file(mode) {
                continue;
            }
            let Some(path) = path.strip_prefix(prefix.as_bytes()) else { continue };
            match std::str::from_utf8(path) {
                Ok(path) => {
                    files.insert(path.to_owned(), id.to_owned());
                }
                Err(_) => unnamed.push(String::from_utf8_lossy(path).into_owned()),
            }
        }
        Ok(Self {
            files: Arc::new(files),
            unnamed: Arc::new(unnamed),
            objects: Arc::clone(&git.objects),
            scheme: format!("git {}", git.format),
        })
    }
}

impl FileSource for Tree {
    fn list(&self) -> Result<Vec<FileEntry>, FileError> {
        let named =
            self.files.iter().filter(|(path, _)| FileEntry::is_listed(path)).map(|(path, id)| {
                FileEntry::new(path).with_key(ContentKey::of_id(&self.scheme, id.as_bytes()))
            });
        let unnamed = self
            .unnamed
            .iter()
            .filter(|path| FileEntry::is_listed(path))
            .map(|path| FileEntry::new(path).with_problem(FileError::NotUtf8Name { path: path.clone() }));
        let mut entries: Vec<_> = named.chain(unnamed).collect();
        entries.sort_by(|one, other| one.path.cmp(&other.path));
        Ok(entries)
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, FileError> {
        let path = path.to_owned();
        if path.starts_with('/') || path.split(['/', '\\']).any(|part| part == "..") {
            return Err(FileError::OutsideRoot { path });
        }
        let Some(id) = self.files.get(path.strip_prefix("./").unwrap_or(&path)) else {
            return Err(FileError::NotFound { path });
        };
        match self.objects.read(id, Disk::DEFAULT_SIZE_LIMIT) {
            Ok(Object::Content(content)) => Ok(content),
            Ok(Object::TooLarge(size)) => {
                Err(FileError::TooLarge { path, size, limit: Disk::DEFAULT_SIZE_LIMIT })
            }
            Ok(Object::Missing) => {
                let reason = format!("the object {id} is not in this repository; run `git fetch`");
                Err(FileError::Unreadable { path, reason })
            }
            Err(error) => Err(FileError::Unreadable { path, reason: error.to_string() }),
        }
    }
}
