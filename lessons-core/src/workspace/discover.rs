//! The workspace around a directory or manifest on disk, asked of cargo where it can run.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::document::{Document, section, to_json};
use super::facts::{self, Facts};
use super::files::FileSource;
use super::listing::Listing;
use super::manifest::Root;
use super::{Disk, FileError, Workspace, WorkspaceError, cargo, lints, members, surroundings};
use crate::cache::{self, Cache, CacheKey};

/// How a workspace is to be found.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct Discovery<'a> {
    /// Files of more bytes than this are not read.
    pub size_limit: u64,
    /// Where what cargo and the manifests say is kept, so that cargo is asked again only when something changed.
    pub cache: Option<&'a dyn Cache>,
}

impl Default for Discovery<'_> {
    fn default() -> Self {
        Self { size_limit: Disk::DEFAULT_SIZE_LIMIT, cache: None }
    }
}

impl Discovery<'_> {
    /// The files below a directory. They are asked for stamps only where something is kept.
    fn disk(&self, dir: &Path) -> Result<Disk, FileError> {
        let disk = Disk::new(dir)?.with_size_limit(self.size_limit);
        Ok(if self.cache.is_some() { disk } else { disk.without_keys() })
    }
}

/// Where cargo found the workspace of a manifest.
#[derive(Debug, Serialize, Deserialize)]
struct Found {
    root: PathBuf,
    target_directory: PathBuf,
}

impl Workspace {
    /// The workspace that `path`, a directory or a manifest, belongs to. Cargo is asked for the packages, without
    /// dependencies and without the network; where it cannot be run, the manifests' text is read instead.
    ///
    /// # Errors
    /// When there is no manifest, cargo cannot read it (with what cargo said), or files cannot be listed.
    pub fn discover(path: impl AsRef<Path>) -> Result<Self, WorkspaceError> {
        Self::discover_with(path, &Discovery::default())
    }

    /// As [`discover`](Self::discover), with a limit on files and with a cache.
    ///
    /// # Errors
    /// As [`discover`](Self::discover).
    pub fn discover_with(path: impl AsRef<Path>, how: &Discovery<'_>) -> Result<Self, WorkspaceError> {
        let manifest = nearest_manifest(path.as_ref())?;
        let key = CacheKey::new("cargo", &surroundings::of(&manifest));
        if let Some(cache) = how.cache
            && let Some(workspace) = Self::known(cache, key, how.size_limit)
        {
            return Ok(workspace);
        }
        let Some(answer) = cargo::ask(&manifest)? else { return from_text(&manifest, how) };
        let source: Arc<dyn FileSource> = Arc::new(how.disk(&answer.root)?);
        let entries = source.list()?;
        let listing = Listing { source: &*source, entries: &entries };
        let Some(root) = Root::read(&listing, "")? else {
            return Err(WorkspaceError::NoManifest { dir: answer.root.display().to_string() });
        };
        let mut packages = answer.packages;
        for package in &mut packages {
            package.resolved = root.lock.resolved(&package.name, &package.version);
            // A member outside the workspace's directory is cargo's to read, not ours.
            if let Ok(Some(own)) = Document::read(&*source, &package.manifest_path) {
                package.clippy = lints::clippy(&own.table, root.document.workspace());
                let metadata = own.package().and_then(|table| section(table, &["metadata"]));
                package.metadata = metadata.and_then(|metadata| metadata.get("lessons")).map(to_json);
            }
        }
        let facts = Facts::new(&listing, root, packages);
        let facts_key = how.cache.map(|cache| {
            let facts_key = facts::key(&listing, &key);
            facts.store(cache, &listing, facts_key);
            let found = Found { root: answer.root, target_directory: answer.target_directory.clone() };
            cache::store(cache, key, &found);
            facts_key
        });
        let mut workspace = Self::assemble(source, entries, facts, facts_key);
        workspace.target_directory = Some(answer.target_directory);
        Ok(workspace)
    }

    /// What cargo said the last time, if nothing changed that it depends on.
    fn known(cache: &dyn Cache, key: CacheKey, size_limit: u64) -> Option<Self> {
        let found: Found = cache::load(cache, &key)?;
        let source: Arc<dyn FileSource> = Arc::new(Disk::new(&found.root).ok()?.with_size_limit(size_limit));
        let entries = source.list().ok()?;
        let listing = Listing { source: &*source, entries: &entries };
        let facts_key = facts::key(&listing, &key);
        let facts = Facts::load(cache, &listing, &facts_key)?;
        let mut workspace = Self::assemble(source, entries, facts, Some(facts_key));
        workspace.target_directory = Some(found.target_directory);
        Some(workspace)
    }
}

/// The manifest itself, or the one in the directory or the nearest above it.
fn nearest_manifest(path: &Path) -> Result<PathBuf, WorkspaceError> {
    let none = || WorkspaceError::NoManifest { dir: path.display().to_string() };
    let absolute = std::path::absolute(path).map_err(|_| none())?;
    if absolute.is_file() {
        return Ok(absolute);
    }
    if !absolute.is_dir() {
        return Err(FileError::NotFound { path: path.display().to_string() }.into());
    }
    absolute
        .ancestors()
        .map(|dir| dir.join("Cargo.toml"))
        .find(|manifest| manifest.is_file())
        .ok_or_else(none)
}

/// The workspace of a manifest without cargo's help: the nearest one above that counts it a member, else its own.
fn from_text(manifest: &Path, how: &Discovery<'_>) -> Result<Workspace, WorkspaceError> {
    let own = manifest.parent().unwrap_or(Path::new(""));
    for dir in own.ancestors().filter(|dir| dir.join("Cargo.toml").is_file()) {
        let source = how.disk(dir)?;
        let Ok(Some(document)) = Document::read(&source, "Cargo.toml") else { continue };
        if document.workspace().is_none() {
            continue;
        }
        let entries = source.list()?;
        let path = super::relative::from_native(dir, manifest);
        let members = members::members(&Listing { source: &source, entries: &entries }, &document);
        if dir == own || members.is_ok_and(|members| members.iter().any(|member| member.path == path)) {
            return Workspace::from_shared(Arc::new(source), how.cache);
        }
    }
    Workspace::from_shared(Arc::new(how.disk(own)?), how.cache)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn without_cargo_the_text_is_read() {
        let dir = tempfile::tempdir().unwrap();
        for (path, content) in [
            ("Cargo.toml", "[workspace]\nmembers = ['a']\nexclude = ['b']"),
            ("a/Cargo.toml", "[package]\nname = 'a'"),
            ("b/Cargo.toml", "[package]\nname = 'b'"),
        ] {
            let path = dir.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, content).unwrap();
        }
        for (manifest, root, members) in
            [("Cargo.toml", "", ["a"]), ("a/Cargo.toml", "", ["a"]), ("b/Cargo.toml", "b", ["b"])]
        {
            let workspace = from_text(&dir.path().join(manifest), &Discovery::default()).unwrap();
            assert_eq!(workspace.root().unwrap(), dir.path().join(root), "{manifest}");
            assert_eq!(workspace.members().map(|package| package.name.as_str()).collect::<Vec<_>>(), members);
            assert_eq!(workspace.target_directory(), None);
        }
    }

    #[test]
    fn a_member_outside_is_known_and_its_files_are_not_read() {
        let dir = tempfile::tempdir().unwrap();
        for (path, content) in [
            ("ws/Cargo.toml", "[workspace]\nmembers = ['../out']"),
            ("out/Cargo.toml", "[package]\nname = 'out'\nworkspace = '../ws'"),
            ("out/src/lib.rs", ""),
        ] {
            let path = dir.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, content).unwrap();
        }
        let workspace = Workspace::discover(dir.path().join("ws")).unwrap();
        assert_eq!(workspace.packages()[0].root, "../out");
        assert_eq!(workspace.entries().len(), 1);
        assert!(Workspace::from_source(Disk::new(dir.path().join("ws")).unwrap()).is_ok());
    }
}
