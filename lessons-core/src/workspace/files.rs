//! The trait through which all files come, with the sources that live in memory.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use super::relative;
use crate::language::Language;

/// Where files come from: a directory, a git revision, an editor's buffers, a map in a test.
///
/// Paths are relative to the source's root, `/`-separated, without `.` or `..`. A source is a snapshot as far as
/// its medium allows: the engine lists once and reads each file at most once a pass, from several threads.
pub trait FileSource: Send + Sync {
    /// Every file that may be searched, in order of path. What cannot be read is listed with its
    /// [`problem`](FileEntry::problem), so that nothing is left out in silence.
    ///
    /// # Errors
    /// When the root itself cannot be listed.
    fn list(&self) -> Result<Vec<FileEntry>, FileError>;

    /// The content of one file. A file that [`list`](Self::list) leaves out (an ignored `Cargo.lock`) may be read too.
    ///
    /// # Errors
    /// When there is no such file, it leaves the root, is too large, or reading fails.
    fn read(&self, path: &str) -> Result<Vec<u8>, FileError>;

    /// The directory that the paths are relative to, for a source that lies on disk.
    fn root(&self) -> Option<&Path> {
        None
    }
}

/// One file of a [`FileSource`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct FileEntry {
    /// Path from the source's root, `/`-separated.
    pub path: String,
    /// Size in bytes, where it is known without reading.
    pub size: Option<u64>,
    /// A name for the content, where the source has one for free; equal keys mean equal content.
    pub key: Option<ContentKey>,
    /// Why the content cannot be read, if that is known already.
    pub problem: Option<FileError>,
}

impl FileEntry {
    /// A readable file of unknown size.
    #[must_use]
    pub fn new(path: impl Into<String>) -> Self {
        Self { path: path.into(), size: None, key: None, problem: None }
    }

    /// Whether a source lists the file of this path. Of what is hidden, by a name that begins with a dot, only data and
    /// scripts are (`.github/workflows/ci.yml`, `.cargo/config.toml`): Rust there is a tool's copy of other code.
    #[must_use]
    pub fn is_listed(path: &str) -> bool {
        !path.split('/').any(|part| part.starts_with('.'))
            || Language::of_path(path).is_some_and(|language| language != Language::Rust)
    }

    /// The same entry with its size in bytes.
    #[must_use]
    pub fn with_size(mut self, size: u64) -> Self {
        self.size = Some(size);
        self
    }

    /// The same entry with a key for its content.
    #[must_use]
    pub fn with_key(mut self, key: ContentKey) -> Self {
        self.key = Some(key);
        self
    }

    /// The same entry, known to be unreadable.
    #[must_use]
    pub fn with_problem(mut self, problem: FileError) -> Self {
        self.problem = Some(problem);
        self
    }
}

/// A name for a file's content, for caches: equal keys mean equal bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ContentKey([u8; 32]);

impl ContentKey {
    /// The key of these bytes (their BLAKE3 hash).
    #[must_use]
    pub fn of_content(bytes: &[u8]) -> Self {
        Self(*blake3::hash(bytes).as_bytes())
    }

    /// The key for an identifier that `scheme` guarantees to name one content, such as a git object id.
    #[must_use]
    pub fn of_id(scheme: &str, id: &[u8]) -> Self {
        let mut hasher = blake3::Hasher::new_derive_key("lessons content identifier");
        // The length keeps scheme and id apart: ("ab", "c") is not ("a", "bc").
        hasher.update(&(scheme.len() as u64).to_le_bytes());
        hasher.update(scheme.as_bytes());
        hasher.update(id);
        Self(*hasher.finalize().as_bytes())
    }

    /// The key's bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

/// Why a file or a tree could not be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FileError {
    /// There is no such file.
    #[error("`{path}`: no such file")]
    NotFound {
        /// The path asked for.
        path: String,
    },
    /// The path, or the symbolic link that stands there, leads out of the root.
    #[error("`{path}` leads out of the tree and is not read; put the file itself inside")]
    OutsideRoot {
        /// The path asked for.
        path: String,
    },
    /// Something stands there that is no regular file.
    #[error("`{path}` is not a regular file")]
    NotAFile {
        /// The path asked for.
        path: String,
    },
    /// The file is larger than the limit.
    #[error("`{path}` has {size} bytes, more than the limit of {limit}")]
    TooLarge {
        /// The path asked for.
        path: String,
        /// Size in bytes.
        size: u64,
        /// The limit in bytes.
        limit: u64,
    },
    /// The name is not UTF-8; the path is an approximation.
    #[error("`{path}`: the file's name is not UTF-8; rename it to have it searched")]
    NotUtf8Name {
        /// The name, with what is not UTF-8 replaced.
        path: String,
    },
    /// Reading failed, for a reason that the source names.
    #[error("`{path}`: {reason}")]
    Unreadable {
        /// The path asked for.
        path: String,
        /// What the operating system or the repository said.
        reason: String,
    },
}

impl FileError {
    /// The file that the error is about.
    #[must_use]
    pub fn path(&self) -> &str {
        match self {
            Self::NotFound { path }
            | Self::OutsideRoot { path }
            | Self::NotAFile { path }
            | Self::TooLarge { path, .. }
            | Self::NotUtf8Name { path }
            | Self::Unreadable { path, .. } => path,
        }
    }
}

impl<S: FileSource + ?Sized> FileSource for Arc<S> {
    fn list(&self) -> Result<Vec<FileEntry>, FileError> {
        (**self).list()
    }
    fn read(&self, path: &str) -> Result<Vec<u8>, FileError> {
        (**self).read(path)
    }
    fn root(&self) -> Option<&Path> {
        (**self).root()
    }
}

impl<S: FileSource + ?Sized> FileSource for Box<S> {
    fn list(&self) -> Result<Vec<FileEntry>, FileError> {
        (**self).list()
    }
    fn read(&self, path: &str) -> Result<Vec<u8>, FileError> {
        (**self).read(path)
    }
    fn root(&self) -> Option<&Path> {
        (**self).root()
    }
}

/// Files in memory, for tests and for embedding.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Memory {
    files: BTreeMap<String, Vec<u8>>,
}

impl Memory {
    /// No files.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Puts a file, in place of what stood there. A path that leaves the root can be put, but not read.
    pub fn insert(&mut self, path: &str, content: impl Into<Vec<u8>>) {
        self.files.insert(relative::join("", path), content.into());
    }

    /// Takes a file away and returns its content.
    pub fn remove(&mut self, path: &str) -> Option<Vec<u8>> {
        self.files.remove(&relative::join("", path))
    }
}

impl<P: AsRef<str>, C: Into<Vec<u8>>> FromIterator<(P, C)> for Memory {
    fn from_iter<I: IntoIterator<Item = (P, C)>>(files: I) -> Self {
        let mut memory = Self::new();
        for (path, content) in files {
            memory.insert(path.as_ref(), content);
        }
        memory
    }
}

impl FileSource for Memory {
    fn list(&self) -> Result<Vec<FileEntry>, FileError> {
        let inside = self.files.iter().filter(|(path, _)| relative::is_inside(path));
        Ok(inside.map(|(path, content)| FileEntry::new(path).with_size(content.len() as u64)).collect())
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, FileError> {
        let joined = relative::join("", path);
        if !relative::is_inside(&joined) {
            return Err(FileError::OutsideRoot { path: path.to_owned() });
        }
        self.files.get(&joined).cloned().ok_or_else(|| FileError::NotFound { path: path.to_owned() })
    }
}

/// Files of another source, with some replaced, added or hidden: an editor's unsaved buffers, a fix on trial.
#[derive(Clone, Debug)]
pub struct Overlay<S> {
    below: S,
    above: BTreeMap<String, Option<Vec<u8>>>,
}

impl<S: FileSource> Overlay<S> {
    /// The files of `below` as they are.
    #[must_use]
    pub const fn new(below: S) -> Self {
        Self { below, above: BTreeMap::new() }
    }

    /// Puts a file over whatever `below` has at that path.
    pub fn set(&mut self, path: &str, content: impl Into<Vec<u8>>) {
        self.above.insert(relative::join("", path), Some(content.into()));
    }

    /// Makes a file of `below` look absent.
    pub fn hide(&mut self, path: &str) {
        self.above.insert(relative::join("", path), None);
    }

    /// Shows again what `below` has at that path.
    pub fn clear(&mut self, path: &str) {
        self.above.remove(&relative::join("", path));
    }
}

impl<S: FileSource> FileSource for Overlay<S> {
    fn list(&self) -> Result<Vec<FileEntry>, FileError> {
        let mut entries = self.below.list()?;
        entries.retain(|entry| !self.above.contains_key(&entry.path));
        for (path, content) in &self.above {
            if let Some(content) = content
                && relative::is_inside(path)
            {
                let key = ContentKey::of_content(content);
                entries.push(FileEntry::new(path).with_size(content.len() as u64).with_key(key));
            }
        }
        entries.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(entries)
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, FileError> {
        let joined = relative::join("", path);
        if !relative::is_inside(&joined) {
            return Err(FileError::OutsideRoot { path: path.to_owned() });
        }
        match self.above.get(&joined) {
            Some(Some(content)) => Ok(content.clone()),
            Some(None) => Err(FileError::NotFound { path: path.to_owned() }),
            None => self.below.read(path),
        }
    }

    fn root(&self) -> Option<&Path> {
        self.below.root()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(source: &impl FileSource) -> Vec<String> {
        source.list().unwrap().into_iter().map(|entry| entry.path).collect()
    }

    #[test]
    fn memory_lists_in_order_and_reads() {
        let memory: Memory = [("src/b.rs", "b"), ("./a.rs", "a"), ("src/../c.rs", "c"), ("../out.rs", "no")]
            .into_iter()
            .collect();
        assert_eq!(paths(&memory), ["a.rs", "c.rs", "src/b.rs"]);
        assert_eq!(memory.read("c.rs").unwrap(), b"c");
        assert_eq!(memory.read("d.rs"), Err(FileError::NotFound { path: "d.rs".into() }));
        assert_eq!(memory.read("../out.rs"), Err(FileError::OutsideRoot { path: "../out.rs".into() }));
        assert_eq!(memory.list().unwrap()[0].size, Some(1));
    }

    #[test]
    fn overlay_replaces_adds_and_hides() {
        let below: Memory = [("a.rs", "old"), ("b.rs", "b")].into_iter().collect();
        let mut overlay = Overlay::new(below);
        overlay.set("a.rs", "new text");
        overlay.set("c/d.rs", "d");
        overlay.hide("b.rs");
        assert_eq!(paths(&overlay), ["a.rs", "c/d.rs"]);
        assert_eq!(overlay.read("a.rs").unwrap(), b"new text");
        assert!(matches!(overlay.read("b.rs"), Err(FileError::NotFound { .. })));
        assert!(matches!(overlay.read("../a.rs"), Err(FileError::OutsideRoot { .. })));
        let entry = &overlay.list().unwrap()[0];
        assert_eq!((entry.size, entry.key), (Some(8), Some(ContentKey::of_content(b"new text"))));
        overlay.clear("b.rs");
        overlay.clear("a.rs");
        assert_eq!(overlay.read("b.rs").unwrap(), b"b");
        assert_eq!(overlay.read("a.rs").unwrap(), b"old");
    }

    #[test]
    fn keys_tell_contents_and_schemes_apart() {
        assert_eq!(ContentKey::of_content(b"x"), ContentKey::of_content(b"x"));
        assert_ne!(ContentKey::of_content(b"x"), ContentKey::of_content(b"y"));
        assert_ne!(ContentKey::of_id("git", b"x"), ContentKey::of_content(b"x"));
        assert_ne!(ContentKey::of_id("ab", b"c"), ContentKey::of_id("a", b"bc"));
    }
}
