//! Files of a directory on disk, without what git ignores, and what builds and tools leave behind.

use std::collections::HashSet;
use std::ffi::OsStr;
use std::fs::Metadata;
use std::io::Read as _;
use std::path::{Component, MAIN_SEPARATOR, Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::SystemTime;

use ignore::{DirEntry, WalkBuilder, WalkState};

use super::files::{FileEntry, FileError, FileSource};
use super::{relative, stamp};
use crate::language::Language;

/// The files of one directory.
///
/// The walk honours `.gitignore`, `.git/info/exclude` and `.ignore`, and skips `.git`, cargo's target directories and
/// what else is hidden and marked as a cache. Of other hidden files it lists what [`FileEntry::is_listed`] allows. A
/// user's global ignore file is left out, so that every machine sees the same files.
/// Symbolic links are not followed: what a link inside the root points to is listed under its own path,
/// and a link that leads out is listed with [`FileError::OutsideRoot`].
#[derive(Clone, Debug)]
pub struct Disk {
    root: PathBuf,
    canonical: PathBuf,
    size_limit: u64,
    is_stamped: bool,
    /// Directories that were found to be what their paths say, and no links, since the last listing.
    real: Arc<RwLock<HashSet<PathBuf>>>,
}

impl Disk {
    /// Files of more bytes than this are listed, but not read, unless [`with_size_limit`](Self::with_size_limit) says otherwise.
    pub const DEFAULT_SIZE_LIMIT: u64 = 8 * 1024 * 1024;

    /// The files below `root`.
    ///
    /// # Errors
    /// When `root` does not exist or is no directory.
    pub fn new(root: impl Into<PathBuf>) -> Result<Self, FileError> {
        let root = root.into();
        let shown = || root.display().to_string();
        let canonical = root.canonicalize().map_err(|error| from_io(shown(), &error))?;
        if !canonical.is_dir() {
            return Err(FileError::Unreadable { path: shown(), reason: "not a directory".to_owned() });
        }
        let size_limit = Self::DEFAULT_SIZE_LIMIT;
        Ok(Self { root, canonical, size_limit, is_stamped: true, real: Arc::default() })
    }

    /// The same directory with another limit on the size of a file, in bytes.
    #[must_use]
    pub const fn with_size_limit(mut self, bytes: u64) -> Self {
        self.size_limit = bytes;
        self
    }

    /// The same directory, its files listed without size and key: for whoever keeps nothing from run to run, asking for
    /// each file before it is read is in vain.
    #[must_use]
    pub const fn without_keys(mut self) -> Self {
        self.is_stamped = false;
        self
    }

    fn entry(&self, found: &DirEntry, listed: SystemTime) -> Option<FileEntry> {
        let below = found.path().strip_prefix(&self.canonical).ok()?;
        let Some(path) = slashed(below) else {
            let path = below.to_string_lossy().replace('\\', "/");
            let entry = FileEntry::new(path.clone());
            let is_file = found.file_type()?.is_file() && FileEntry::is_listed(&path);
            return is_file.then(|| entry.with_problem(FileError::NotUtf8Name { path }));
        };
        if !FileEntry::is_listed(&path) {
            return None;
        }
        let kind = found.file_type()?;
        if kind.is_symlink() {
            let problem = match found.path().canonicalize() {
                Ok(target) if target.starts_with(&self.canonical) => return None,
                Ok(_) => FileError::OutsideRoot { path: path.clone() },
                Err(error) => from_io(path.clone(), &error),
            };
            return Some(FileEntry::new(path).with_problem(problem));
        }
        if !kind.is_file() {
            return None;
        }
        let entry = FileEntry::new(path.clone());
        // Asking for a file takes as long as finding it: only what may be read is asked for.
        let is_read = Language::of_path(&path).is_some() || path.ends_with("Cargo.lock");
        if !is_read || !self.is_stamped {
            return Some(entry);
        }
        Some(match found.metadata() {
            Ok(metadata) if metadata.len() > self.size_limit => entry
                .with_size(metadata.len())
                .with_problem(FileError::TooLarge { path, size: metadata.len(), limit: self.size_limit }),
            Ok(metadata) => {
                let entry = entry.with_size(metadata.len());
                match stamp::of(&metadata, listed) {
                    Some(key) => entry.with_key(key),
                    None => entry,
                }
            }
            Err(error) => entry.with_problem(FileError::Unreadable { path, reason: error.to_string() }),
        })
    }

    /// Where a path below the root leads, links followed, and what stands there. It is asked before it is opened: opening
    /// a pipe would wait for a writer.
    fn resolve(&self, native: &Path) -> std::io::Result<(PathBuf, Metadata)> {
        let target = self.canonical.join(native);
        if let Some(dir) = target.parent()
            && self.is_real(dir)?
        {
            let metadata = target.symlink_metadata()?;
            if !metadata.is_symlink() {
                return Ok((target, metadata));
            }
        }
        let target = target.canonicalize()?;
        let metadata = target.metadata()?;
        Ok((target, metadata))
    }

    /// Whether no part of a directory's path is a link.
    fn is_real(&self, dir: &Path) -> std::io::Result<bool> {
        if self.real.read().unwrap_or_else(PoisonError::into_inner).contains(dir) {
            return Ok(true);
        }
        let is_real = dir.canonicalize()? == dir;
        if is_real {
            self.real.write().unwrap_or_else(PoisonError::into_inner).insert(dir.to_path_buf());
        }
        Ok(is_real)
    }

    /// The walk follows no link: where it found files, no part of the path is one.
    fn note_walked(&self, entries: &[FileEntry]) {
        let mut real = self.real.write().unwrap_or_else(PoisonError::into_inner);
        let in_one = |a: &FileEntry, b: &FileEntry| relative::parent(&a.path) == relative::parent(&b.path);
        let first_of_each = entries.chunk_by(in_one).filter_map(|files| files.first());
        let walked = first_of_each.filter(|entry| entry.problem.is_none());
        real.extend(walked.map(|entry| self.canonical.join(relative::parent(&entry.path))));
    }

    fn unreadable(&self, error: &ignore::Error) -> Option<FileEntry> {
        // A malformed line of a .gitignore is the repository's affair; only what kept a path from being seen counts.
        let path = path_of(error)?;
        let path = path.strip_prefix(&self.canonical).ok()?.to_string_lossy().replace('\\', "/");
        let reason = error.io_error().map_or_else(|| error.to_string(), ToString::to_string);
        Some(FileEntry::new(path.clone()).with_problem(FileError::Unreadable { path, reason }))
    }
}

impl FileSource for Disk {
    fn list(&self) -> Result<Vec<FileEntry>, FileError> {
        if let Err(error) = std::fs::read_dir(&self.canonical) {
            return Err(from_io(self.root.display().to_string(), &error));
        }
        let in_repository = self.canonical.ancestors().any(|dir| dir.join(".git").exists());
        let root = self.canonical.clone();
        let walk = WalkBuilder::new(&self.canonical)
            .hidden(false)
            .follow_links(false)
            .git_global(false)
            .require_git(false)
            // Above a tree that is in no repository, ignore files belong to somebody else.
            .parents(in_repository)
            .filter_entry(move |entry| entry.depth() == 0 || !is_left_by_tools(entry, &root))
            .build_parallel();
        let listed = SystemTime::now();
        self.real.write().unwrap_or_else(PoisonError::into_inner).clear();
        let found = Mutex::new(Vec::new());
        walk.run(|| {
            Box::new(|result| {
                let entry = match &result {
                    Ok(entry) if entry.depth() == 0 => None,
                    Ok(entry) => self.entry(entry, listed),
                    Err(error) => self.unreadable(error),
                };
                if let Some(entry) = entry {
                    found.lock().unwrap_or_else(PoisonError::into_inner).push(entry);
                }
                WalkState::Continue
            })
        });
        let mut entries = found.into_inner().unwrap_or_else(PoisonError::into_inner);
        entries.sort_by(|a, b| a.path.cmp(&b.path));
        entries.dedup_by(|a, b| a.path == b.path);
        self.note_walked(&entries);
        Ok(entries)
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, FileError> {
        let asked = || path.to_owned();
        let joined = relative::join("", path);
        let native = Path::new(&joined);
        if !relative::is_inside(&joined)
            || !native.components().all(|part| matches!(part, Component::Normal(_)))
        {
            return Err(FileError::OutsideRoot { path: asked() });
        }
        let (target, metadata) = self.resolve(native).map_err(|error| from_io(asked(), &error))?;
        if !target.starts_with(&self.canonical) {
            return Err(FileError::OutsideRoot { path: asked() });
        }
        if !metadata.is_file() {
            return Err(FileError::NotAFile { path: asked() });
        }
        let too_large = |size| FileError::TooLarge { path: asked(), size, limit: self.size_limit };
        if metadata.len() > self.size_limit {
            return Err(too_large(metadata.len()));
        }
        let file = std::fs::File::open(&target).map_err(|error| from_io(asked(), &error))?;
        let mut content = Vec::with_capacity(usize::try_from(metadata.len()).unwrap_or_default());
        // A file may grow between the question and the answer.
        file.take(self.size_limit.saturating_add(1))
            .read_to_end(&mut content)
            .map_err(|error| from_io(asked(), &error))?;
        if content.len() as u64 > self.size_limit {
            return Err(too_large(content.len() as u64));
        }
        Ok(content)
    }

    fn root(&self) -> Option<&Path> {
        Some(&self.root)
    }
}

/// Whether this is a folder of version control, one of cargo's target directories, or a hidden cache. A source directory
/// that happens to be called `target` (`src/target/mod.rs`) stands beside no manifest and holds no cache tag.
fn is_left_by_tools(entry: &DirEntry, root: &Path) -> bool {
    if !entry.file_type().is_some_and(|kind| kind.is_dir()) {
        return false;
    }
    let name = entry.file_name();
    if [".git", ".hg", ".jj", ".svn"].iter().any(|known| name == OsStr::new(known)) {
        return true;
    }
    let path = entry.path();
    let is_target = name == OsStr::new("target");
    let is_hidden = |part: Component<'_>| part.as_os_str().as_encoded_bytes().starts_with(b".");
    if !is_target && !path.strip_prefix(root).is_ok_and(|below| below.components().any(is_hidden)) {
        return false;
    }
    path.join("CACHEDIR.TAG").is_file()
        || is_target && path.parent().is_some_and(|dir| dir.join("Cargo.toml").is_file())
}

/// A path below the root, as the walk gives it, with `/` between its parts.
fn slashed(path: &Path) -> Option<String> {
    let path = path.to_str()?;
    Some(if MAIN_SEPARATOR == '/' { path.to_owned() } else { path.replace(MAIN_SEPARATOR, "/") })
}

fn path_of(error: &ignore::Error) -> Option<&Path> {
    let mut error = error;
    loop {
        match error {
            ignore::Error::WithPath { path, .. } => return Some(path),
            ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => error = err,
            _ => return None,
        }
    }
}

fn from_io(path: String, error: &std::io::Error) -> FileError {
    match error.kind() {
        std::io::ErrorKind::NotFound => FileError::NotFound { path },
        _ => FileError::Unreadable { path, reason: error.to_string() },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn tree(files: &[(&str, &str)]) -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        for (path, content) in files {
            let path = dir.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, content).unwrap();
        }
        dir
    }

    fn listed(disk: &Disk) -> Vec<String> {
        let shown = |entry: FileEntry| match entry.problem {
            None => entry.path,
            Some(problem) => format!("! {problem}"),
        };
        disk.list().unwrap().into_iter().map(shown).collect()
    }

    #[test]
    fn lists_what_belongs_to_the_source_in_order() {
        let dir = tree(&[
            ("Cargo.toml", ""),
            (".gitignore", "*.log\n/gen/\n"),
            (".ignore", "skipped.rs\n"),
            (".hidden/x.rs", ""),
            (".x.rs", ""),
            (".cargo/config.toml", ""),
            (".cargo/registry/CACHEDIR.TAG", ""),
            (".cargo/registry/src/a/Cargo.toml", ""),
            (".cache/CACHEDIR.TAG", ""),
            (".cache/a.json", ""),
            (".git/config.toml", ""),
            (".github/workflows/ci.yml", ""),
            (".github/CODEOWNERS", ""),
            ("b.rs", ""),
            ("a/z.rs", ""),
            ("a.rs", ""),
            ("a/skipped.rs", ""),
            ("x.log", ""),
            ("gen/x.rs", ""),
            ("a/gen/x.rs", ""),
            ("target/debug/x.rs", ""),
            ("a/target/mod.rs", ""),
            ("a/other/target/CACHEDIR.TAG", ""),
            ("a/other/target/x.rs", ""),
        ]);
        let disk = Disk::new(dir.path()).unwrap();
        let expected = [
            ".cargo/config.toml",
            ".github/workflows/ci.yml",
            "Cargo.toml",
            "a.rs",
            "a/gen/x.rs",
            "a/target/mod.rs",
            "a/z.rs",
            "b.rs",
        ];
        assert_eq!(listed(&disk), expected);
        assert_eq!(disk.list().unwrap(), disk.list().unwrap());
        assert_eq!(disk.read("x.log").unwrap(), b"", "what is ignored may be read by name");
    }

    #[test]
    fn ignore_files_above_a_tree_count_only_inside_a_repository() {
        let dir = tree(&[(".gitignore", "*.rs\n"), ("in/x.rs", "")]);
        let disk = Disk::new(dir.path().join("in")).unwrap();
        assert_eq!(listed(&disk), ["x.rs"]);
        fs::create_dir(dir.path().join(".git")).unwrap();
        assert!(listed(&disk).is_empty());
    }

    #[test]
    fn large_files_are_named_and_not_read() {
        let dir = tree(&[("big.rs", "0123456789"), ("small.rs", "01234567")]);
        let disk = Disk::new(dir.path()).unwrap().with_size_limit(8);
        assert_eq!(listed(&disk), ["! `big.rs` has 10 bytes, more than the limit of 8", "small.rs"]);
        assert!(matches!(disk.read("big.rs"), Err(FileError::TooLarge { size: 10, limit: 8, .. })));
        assert_eq!(disk.read("small.rs").unwrap().len(), 8);
    }

    #[test]
    fn nothing_outside_is_read_by_path() {
        let dir = tree(&[("in/x.rs", ""), ("secret", "s")]);
        let disk = Disk::new(dir.path().join("in")).unwrap();
        for path in ["../secret", "/etc/hostname", "a/../../secret", "..\\secret", "C:\\x"] {
            assert!(matches!(disk.read(path), Err(FileError::OutsideRoot { .. })), "{path}");
        }
        assert!(matches!(disk.read("y.rs"), Err(FileError::NotFound { .. })));
        assert!(matches!(disk.read(""), Err(FileError::NotAFile { .. })));
        assert!(Disk::new(dir.path().join("secret")).is_err());
        assert!(Disk::new(dir.path().join("absent")).is_err());
    }

    #[cfg(unix)]
    #[test]
    fn links_never_lead_out_and_loops_end() {
        use std::os::unix::fs::symlink;
        let dir = tree(&[("in/a/x.rs", "x"), ("out/secret.rs", "s")]);
        let root = dir.path().join("in");
        symlink("../out/secret.rs", root.join("leak.rs")).unwrap();
        symlink("../out", root.join("leaks")).unwrap();
        symlink("..", root.join("a/loop")).unwrap();
        symlink("self", root.join("self")).unwrap();
        symlink("a/x.rs", root.join("alias.rs")).unwrap();
        symlink("nowhere", root.join("dangling.rs")).unwrap();
        let disk = Disk::new(&root).unwrap();
        let listed = listed(&disk);
        assert_eq!(listed.iter().filter(|line| !line.starts_with('!')).collect::<Vec<_>>(), ["a/x.rs"]);
        for named in ["leak.rs", "leaks", "dangling.rs", "self"] {
            assert!(
                listed.iter().any(|line| line.starts_with(&format!("! `{named}`"))),
                "{named}: {listed:?}"
            );
        }
        for path in ["leak.rs", "leaks/secret.rs"] {
            assert!(matches!(disk.read(path), Err(FileError::OutsideRoot { .. })), "{path}");
        }
        assert!(disk.read("self").is_err());
        assert_eq!(disk.read("alias.rs").unwrap(), b"x");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn names_that_are_not_utf8_are_not_lost() {
        use std::os::unix::ffi::OsStrExt as _;
        let dir = tree(&[("a.rs", "")]);
        fs::write(dir.path().join(OsStr::from_bytes(b"b\xff.rs")), "").unwrap();
        let entries = Disk::new(dir.path()).unwrap().list().unwrap();
        assert!(matches!(entries[1].problem, Some(FileError::NotUtf8Name { .. })));
    }
}
