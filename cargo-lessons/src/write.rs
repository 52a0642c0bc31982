//! Writes files whole or not at all: a killed process, a full disk or a second process leaves the old or the new one.
//!
//! A file is written under a hidden name beside its place, brought to the disk, and renamed. Whoever writes holds a
//! lock on the folder from reading the old content to renaming, so that of two changes at once none is lost, and may
//! take away what a killed process left behind.

use std::fs::{self, File};
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

/// Why a file was not written. Nothing was changed then.
#[derive(Debug, thiserror::Error)]
pub(crate) enum WriteError {
    #[error("`{path}` is there already and is not overwritten; rename or remove it first")]
    Exists { path: String },
    #[error("`{path}` leads out of the repository and is not written; put a file of its own there")]
    Outside { path: String },
    #[error("`{path}` was changed by another program meanwhile; run the command again")]
    Changed { path: String },
    #[error("`{path}` cannot be written: {source}")]
    Io { path: String, source: std::io::Error },
}

/// How the hidden files begin and end that are renamed once they are complete.
const BEFORE: &str = ".lessons-";
const AFTER: &str = ".tmp";

/// A directory tree that is written to, and never left.
#[derive(Clone, Debug)]
pub(crate) struct Root {
    dir: PathBuf,
    canonical: PathBuf,
}

impl Root {
    /// The tree below `dir`.
    pub(crate) fn new(dir: &Path) -> Result<Self, WriteError> {
        let canonical = dir.canonicalize().map_err(|error| io(dir, error))?;
        Ok(Self { dir: dir.to_owned(), canonical })
    }

    /// Writes a new file, and the folders that lead to it.
    ///
    /// # Errors
    /// When something stands there, a link too.
    pub(crate) fn create(&self, path: &Path, content: &[u8]) -> Result<(), WriteError> {
        let place = self.place(path)?;
        if place.symlink_metadata().is_ok() {
            return Err(WriteError::Exists { path: shown(path) });
        }
        let folder = self.folder(&place, path)?;
        put(&folder, &place, content, None).map_err(|error| match error.kind() {
            ErrorKind::AlreadyExists => WriteError::Exists { path: shown(path) },
            _ => io(path, error),
        })
    }

    /// Writes what `change` makes of the file's content, none where there is no file. The content is read under the
    /// lock, so the change of another process is either seen, or made on top of this one. Nothing is written where
    /// the content stays as it is.
    ///
    /// # Errors
    /// When `change` fails, or writing does.
    pub(crate) fn update<E: From<WriteError>>(
        &self,
        path: &Path,
        change: impl FnOnce(Option<&[u8]>) -> Result<Vec<u8>, E>,
    ) -> Result<(), E> {
        let place = self.place(path)?;
        let folder = self.folder(&place, path)?;
        // A link inside the tree stays a link.
        let place = match place.canonicalize() {
            Ok(target) if target.starts_with(&self.canonical) => target,
            Ok(_) => return Err(WriteError::Outside { path: shown(path) }.into()),
            Err(error) if error.kind() == ErrorKind::NotFound && place.symlink_metadata().is_err() => place,
            Err(error) => return Err(io(path, error).into()),
        };
        let old = read(&place).map_err(|error| io(path, error))?;
        let new = change(old.as_deref())?;
        if old.as_deref() == Some(new.as_slice()) {
            return Ok(());
        }
        // Editors do not know the lock.
        if read(&place).map_err(|error| io(path, error))? != old {
            return Err(WriteError::Changed { path: shown(path) }.into());
        }
        let permissions = fs::metadata(&place).ok().map(|metadata| metadata.permissions());
        match put(&folder, &place, &new, old.is_some().then_some(permissions)) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                Err(WriteError::Changed { path: shown(path) }.into())
            }
            other => other.map_err(|error| io(path, error).into()),
        }
    }

    /// The place of a path, which may be taken from the tree's root; its folder, as far as it exists, is inside.
    fn place(&self, path: &Path) -> Result<PathBuf, WriteError> {
        let outside = || WriteError::Outside { path: shown(path) };
        let full = self.dir.join(path);
        let name = full.file_name().ok_or_else(outside)?.to_owned();
        let folder = full.parent().ok_or_else(outside)?;
        // Folders that are still to be made cannot lead out but by `..`.
        let mut missing = Vec::new();
        let mut existing = folder;
        let mut inside = loop {
            match existing.canonicalize() {
                Ok(canonical) => break canonical,
                Err(error) if error.kind() == ErrorKind::NotFound && existing.symlink_metadata().is_err() => {
                    missing.push(existing.file_name().ok_or_else(outside)?.to_owned());
                    existing = existing.parent().ok_or_else(outside)?;
                }
                Err(error) => return Err(io(path, error)),
            }
        };
        if !inside.starts_with(&self.canonical) {
            return Err(outside());
        }
        inside.extend(missing.iter().rev());
        Ok(inside.join(name))
    }

    /// Makes the folder of a place, locks it, and takes away what a killed process left there.
    fn folder(&self, place: &Path, path: &Path) -> Result<Folder, WriteError> {
        let dir = place.parent().unwrap_or(&self.canonical).to_owned();
        fs::create_dir_all(&dir).map_err(|error| io(path, error))?;
        Ok(Folder::lock(dir))
    }
}

/// A folder that this process alone writes to, as far as others of this program go.
struct Folder {
    dir: PathBuf,
    /// Held until the folder is dropped, and given back by the system if the process is killed.
    _lock: Option<File>,
}

impl Folder {
    /// Waits for the lock. A file system without locks is written to all the same: renaming is whole even there.
    fn lock(dir: PathBuf) -> Self {
        let lock = open_for_lock(&dir).filter(|file| file.lock().is_ok());
        if lock.is_some() {
            // No one else writes here, so these are nobody's.
            for entry in fs::read_dir(&dir).into_iter().flatten().flatten() {
                let name = entry.file_name();
                if name.to_str().is_some_and(|name| name.starts_with(BEFORE) && name.ends_with(AFTER)) {
                    let _ = fs::remove_file(entry.path());
                }
            }
        }
        Self { dir, _lock: lock }
    }
}

/// What the lock is on: the folder itself, so that nothing is left in it.
#[cfg(unix)]
fn open_for_lock(dir: &Path) -> Option<File> {
    File::open(dir).ok()
}

/// What the lock is on, where folders cannot be opened: a file in the system's folder for such, named by a hash.
#[cfg(not(unix))]
fn open_for_lock(dir: &Path) -> Option<File> {
    use std::hash::{DefaultHasher, Hash as _, Hasher as _};
    let mut hasher = DefaultHasher::new();
    dir.hash(&mut hasher);
    let path = std::env::temp_dir().join(format!("lessons-{:016x}.lock", hasher.finish()));
    File::options().create(true).truncate(false).write(true).open(path).ok()
}

/// Writes beside the place and renames: over what is there with its permissions (none where they are not known), or,
/// if `over` is none, only where nothing is.
fn put(
    folder: &Folder,
    place: &Path,
    content: &[u8],
    over: Option<Option<fs::Permissions>>,
) -> std::io::Result<()> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(BEFORE).suffix(AFTER);
    #[cfg(unix)]
    {
        // What the umask leaves of it is what any new file gets; the default is for secrets.
        use std::os::unix::fs::PermissionsExt as _;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let mut file = builder.tempfile_in(&folder.dir)?;
    file.write_all(content)?;
    if let Some(Some(permissions)) = &over {
        file.as_file().set_permissions(permissions.clone())?;
    }
    file.as_file().sync_all()?;
    match over {
        Some(_) => file.persist(place),
        None => file.persist_noclobber(place),
    }
    .map_err(|error| error.error)?;
    // The name is on the disk once its folder is; some systems cannot say so.
    if let Ok(dir) = File::open(&folder.dir) {
        let _ = dir.sync_all();
    }
    Ok(())
}

fn read(place: &Path) -> std::io::Result<Option<Vec<u8>>> {
    match fs::read(place) {
        Ok(content) => Ok(Some(content)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

fn io(path: &Path, source: std::io::Error) -> WriteError {
    WriteError::Io { path: shown(path), source }
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree() -> (tempfile::TempDir, Root) {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir_all(dir.path().join("in/lessons")).unwrap();
        let root = Root::new(&dir.path().join("in")).unwrap();
        (dir, root)
    }

    fn names(dir: &Path) -> Vec<String> {
        let mut names: Vec<_> = fs::read_dir(dir)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn new_files_never_replace_and_old_ones_keep_their_permissions() {
        let (dir, root) = tree();
        root.create(Path::new("a/b/x.md"), b"new").unwrap();
        assert!(matches!(root.create(Path::new("a/b/x.md"), b"other"), Err(WriteError::Exists { .. })));
        let place = dir.path().join("in/a/b/x.md");
        assert_eq!(fs::read(&place).unwrap(), b"new");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            fs::set_permissions(&place, fs::Permissions::from_mode(0o640)).unwrap();
            root.update::<WriteError>(Path::new("a/b/x.md"), |_| Ok(b"newer".to_vec())).unwrap();
            assert_eq!(fs::metadata(&place).unwrap().permissions().mode() & 0o777, 0o640);
        }
        root.update::<WriteError>(Path::new("a/b/x.md"), |old| Ok([old.unwrap(), b"!"].concat())).unwrap();
        assert!(fs::read(&place).unwrap().ends_with(b"!"));
        assert_eq!(names(&dir.path().join("in/a/b")), ["x.md"]);
    }

    #[test]
    fn leftovers_of_a_killed_process_go_with_the_next_write() {
        let (dir, root) = tree();
        let lessons = dir.path().join("in/lessons");
        fs::write(lessons.join(".lessons-Ab12.tmp"), "half").unwrap();
        fs::write(lessons.join(".keep"), "").unwrap();
        root.update::<WriteError>(Path::new("lessons/approvals.toml"), |_| Ok(b"x".to_vec())).unwrap();
        assert_eq!(names(&lessons), [".keep", "approvals.toml"]);
    }

    #[test]
    fn a_failed_change_and_an_editor_leave_the_file_alone() {
        let (dir, root) = tree();
        let path = Path::new("lessons/x");
        let place = dir.path().join("in/lessons/x");
        fs::write(&place, "old").unwrap();
        let failed = root.update(path, |_| Err(WriteError::Exists { path: String::new() }));
        assert!(failed.is_err());
        let raced = root.update::<WriteError>(path, |_| {
            fs::write(&place, "an editor's").unwrap();
            Ok(b"ours".to_vec())
        });
        assert!(matches!(raced, Err(WriteError::Changed { .. })));
        assert_eq!(fs::read(&place).unwrap(), b"an editor's");
        assert_eq!(names(&dir.path().join("in/lessons")), ["x"]);
    }

    #[test]
    fn changes_at_once_are_all_kept() {
        let (dir, root) = tree();
        let path = Path::new("lessons/list");
        std::thread::scope(|scope| {
            for thread in 0..8 {
                let root = &root;
                scope.spawn(move || {
                    for line in 0..10 {
                        let add = |old: Option<&[u8]>| {
                            Ok([old.unwrap_or_default(), format!("{thread}-{line}\n").as_bytes()].concat())
                        };
                        root.update::<WriteError>(path, add).unwrap();
                    }
                });
            }
        });
        assert_eq!(fs::read_to_string(dir.path().join("in/lessons/list")).unwrap().lines().count(), 80);
    }

    #[cfg(unix)]
    #[test]
    fn nothing_outside_is_written() {
        use std::os::unix::fs::symlink;
        let (dir, root) = tree();
        let outside = dir.path().join("outside");
        fs::create_dir(&outside).unwrap();
        fs::write(outside.join("f"), "theirs").unwrap();
        let lessons = dir.path().join("in/lessons");
        symlink(&outside, lessons.join("dir")).unwrap();
        symlink(outside.join("f"), lessons.join("file")).unwrap();
        symlink(outside.join("absent"), lessons.join("dangling")).unwrap();
        symlink("inner", lessons.join("link")).unwrap();
        fs::write(lessons.join("inner"), "i").unwrap();
        for path in
            ["lessons/dir/f", "lessons/dir/new/f", "lessons/file", "lessons/dangling", "../outside/f", ".."]
        {
            let path = Path::new(path);
            assert!(root.update::<WriteError>(path, |_| Ok(b"ours".to_vec())).is_err(), "{path:?}");
            assert!(root.create(path, b"ours").is_err(), "{path:?}");
        }
        assert_eq!(names(&outside), ["f"]);
        assert_eq!(fs::read(outside.join("f")).unwrap(), b"theirs");
        root.update::<WriteError>(Path::new("lessons/link"), |_| Ok(b"ours".to_vec())).unwrap();
        assert!(lessons.join("link").symlink_metadata().unwrap().is_symlink());
        assert_eq!(fs::read(lessons.join("inner")).unwrap(), b"ours");
    }
}
