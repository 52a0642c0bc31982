//! Where results are kept: in the target directory of the workspace, else in the user's cache directory.
//!
//! One file for each tree, named by a hash of its directory. Which directory cargo builds into is read from where
//! cargo reads it, so that cargo need not be asked; where that is not so, the user's directory is taken.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use lessons_core::{CacheFile, CacheKey};

/// The files of results that a command has open. Written by [`save`](Self::save), at the latest when they are dropped.
#[derive(Default)]
pub(crate) struct Caches {
    off: Cell<bool>,
    open: RefCell<BTreeMap<PathBuf, Arc<CacheFile>>>,
}

/// Results of a tree that is in no workspace: at most so many files of them are in the user's directory.
const FILES: usize = 64;

impl Caches {
    /// Keeps nothing from now on, and uses nothing that was kept.
    pub(crate) fn turn_off(&self) {
        self.off.set(true);
    }

    /// Writes what was found out and is not written yet.
    pub(crate) fn save(&self) {
        for (path, file) in self.open.borrow().iter() {
            let folder = path.parent().unwrap_or(path);
            let is_new = !folder.exists();
            if file.save() {
                tidy(folder, is_new);
            }
        }
    }

    /// The results for the tree in `dir`, which is seen from `near`: the working directory or a manifest.
    pub(crate) fn of_tree(&self, dir: &Path, near: &Path) -> Option<Arc<CacheFile>> {
        if self.off.get() {
            return None;
        }
        let dir = dir.canonicalize().ok()?;
        let folder = folder(near)?;
        let path = folder.join(file_name(&dir));
        let mut open = self.open.borrow_mut();
        Some(Arc::clone(open.entry(path).or_insert_with_key(|path| Arc::new(CacheFile::open(path)))))
    }
}

/// The name of a tree's file; every build of the command has its own.
fn file_name(dir: &Path) -> String {
    let program = std::env::current_exe().and_then(std::fs::metadata).ok();
    let build = program.map(|file| (file.len(), file.modified().ok()));
    let key = CacheKey::new("tree", &(env!("CARGO_PKG_VERSION"), build, dir));
    let hex: String = key.as_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{hex}.cache")
}

impl Drop for Caches {
    fn drop(&mut self) {
        self.save();
    }
}

/// Drops what nobody needs any more: results of builds and trees that are gone, and what an interrupted run left.
fn tidy(folder: &Path, is_new: bool) {
    if is_new && folder.parent().is_some_and(|target| target.ends_with("target")) {
        mark_as_cache(folder);
    }
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    let mut files: Vec<(SystemTime, PathBuf)> = entries
        .flatten()
        .filter_map(|entry| Some((entry.metadata().ok()?.modified().ok()?, entry.path())))
        .collect();
    files.sort();
    let day = Duration::from_secs(24 * 60 * 60);
    let is_old = |time: &SystemTime| time.elapsed().is_ok_and(|age| age > day);
    let (kept, begun): (Vec<_>, Vec<_>) = files
        .into_iter()
        .partition(|(_, path)| path.extension().is_some_and(|extension| extension == "cache"));
    let begun = begun
        .into_iter()
        .filter(|(time, path)| is_old(time) && path.extension().is_some_and(|extension| extension == "new"));
    let too_many = kept.len().saturating_sub(FILES);
    for (_, path) in kept.into_iter().take(too_many).chain(begun) {
        let _ = std::fs::remove_file(path);
    }
}

/// Cargo tells backup programs to pass over its target directory when it makes it, and only then. Git is told too:
/// what is kept is nothing to commit, and no reason for `scan --fix` to call the tree changed.
fn mark_as_cache(folder: &Path) {
    const TAG: &str = "Signature: 8a477f597d28d172789f06886806bc55\n\
        # This file is a cache directory tag created by cargo-lessons.\n\
        # For information about cache directory tags see https://bford.info/cachedir/\n";
    if let Some(target) = folder.parent() {
        let tag = target.join("CACHEDIR.TAG");
        let holds_more = std::fs::read_dir(target).is_ok_and(|entries| entries.count() > 1);
        if !holds_more && !tag.exists() {
            let _ = std::fs::write(tag, TAG);
            let _ = std::fs::write(target.join(".gitignore"), "*\n");
        }
    }
}

/// The folder of results for who works at `near`.
fn folder(near: &Path) -> Option<PathBuf> {
    let near = std::path::absolute(near).ok()?;
    let dir = if near.is_dir() { near.as_path() } else { near.parent()? };
    let manifests = || dir.ancestors().filter(|dir| dir.join("Cargo.toml").is_file());
    let Some(package) = manifests().next() else { return users() };
    let set = ["CARGO_TARGET_DIR", "CARGO_BUILD_TARGET_DIR"].into_iter().find_map(std::env::var_os);
    let target = match set.filter(|set| !set.is_empty()) {
        Some(set) => std::path::absolute(set).ok()?,
        None => dir.ancestors().find_map(configured).unwrap_or_else(|| {
            let is_workspace = |dir: &&Path| {
                std::fs::read_to_string(dir.join("Cargo.toml")).is_ok_and(|text| text.contains("[workspace"))
            };
            manifests().find(is_workspace).unwrap_or(package).join("target")
        }),
    };
    Some(target.join("lessons"))
}

/// The target directory that cargo's configuration in `dir` names.
fn configured(dir: &Path) -> Option<PathBuf> {
    let files = [".cargo/config.toml", ".cargo/config"].map(|file| dir.join(file));
    let text = files.iter().find_map(|file| std::fs::read_to_string(file).ok())?;
    let table: toml::Table = text.parse().ok()?;
    Some(dir.join(table.get("build")?.get("target-dir")?.as_str()?))
}

/// The user's folder.
fn users() -> Option<PathBuf> {
    let variable = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let caches = if cfg!(windows) {
        variable("LOCALAPPDATA")
    } else if cfg!(target_os = "macos") {
        std::env::home_dir().map(|home| home.join("Library/Caches"))
    } else {
        variable("XDG_CACHE_HOME").or_else(|| std::env::home_dir().map(|home| home.join(".cache")))
    };
    Some(caches?.join("lessons"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn results_lie_where_cargo_builds() {
        let dir = tempfile::tempdir().unwrap();
        for (path, text) in [
            ("ws/Cargo.toml", "[workspace]\nmembers = ['a']"),
            ("ws/a/Cargo.toml", "[package]\nname = 'a'"),
            ("ws/a/src/lib.rs", ""),
            ("alone/Cargo.toml", "[package]\nname = 'b'"),
            ("set/.cargo/config.toml", "[build]\ntarget-dir = 'out'"),
            ("set/c/Cargo.toml", "[package]\nname = 'c'"),
        ] {
            let path = dir.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        for (near, target) in [
            ("ws", "ws/target"),
            ("ws/a/src", "ws/target"),
            ("ws/a/Cargo.toml", "ws/target"),
            ("alone", "alone/target"),
            ("set/c", "set/out"),
        ] {
            assert_eq!(
                folder(&dir.path().join(near)),
                Some(dir.path().join(target).join("lessons")),
                "{near}"
            );
        }
    }

    #[test]
    fn old_results_make_room() {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().join("target/lessons");
        fs::create_dir_all(&folder).unwrap();
        for number in 0..FILES + 5 {
            fs::write(folder.join(format!("{number:03}.cache")), "").unwrap();
        }
        fs::write(folder.join("other"), "").unwrap();
        tidy(&folder, true);
        assert_eq!(fs::read_dir(&folder).unwrap().count(), FILES + 1);
        assert!(folder.join("other").exists());
        assert!(dir.path().join("target/CACHEDIR.TAG").exists());
        assert_eq!(fs::read_to_string(dir.path().join("target/.gitignore")).unwrap(), "*\n");
    }
}
