//! The workspace: its packages, its files, and where each file stands.
//!
//! Files come through [`FileSource`], so that a directory, a git revision and an editor's buffers look alike.
//! Packages come from cargo where it can run ([`Workspace::discover`]) and from manifest text elsewhere
//! ([`Workspace::from_source`]); both give the same plain data. Nothing here uses the network.

mod dependencies;
mod document;
mod error;
mod facts;
mod files;
mod lints;
mod listing;
mod lock;
mod manifest;
mod members;
mod packages;
mod place;
pub(crate) mod relative;
mod targets;

#[cfg(test)]
#[cfg(feature = "workspace")]
mod agreement;
#[cfg(feature = "workspace")]
mod cargo;
#[cfg(feature = "workspace")]
mod discover;
#[cfg(feature = "workspace")]
mod disk;
#[cfg(feature = "workspace")]
mod sources;
#[cfg(feature = "workspace")]
mod stamp;
#[cfg(feature = "workspace")]
mod surroundings;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

#[cfg(feature = "workspace")]
pub use discover::Discovery;
#[cfg(feature = "workspace")]
pub use disk::Disk;
pub use error::WorkspaceError;
pub use files::{ContentKey, FileEntry, FileError, FileSource, Memory, Overlay};
pub use lock::Resolved;
pub use packages::{
    Dependency, DependencyKind, Edition, LintLevel, LintSetting, Package, Target, TargetKind, UnknownEdition,
};
pub use place::Place;

use crate::cache::{Cache, CacheKey};
use facts::Facts;
use listing::Listing;
use lock::Lock;
use manifest::Root;
use place::Atlas;

/// A workspace, or a tree without a manifest, as it was when it was read.
///
/// ```
/// use lessons_core::{Edition, Memory, Workspace};
///
/// let files: Memory = [
///     ("Cargo.toml", "[package]\nname = 'dispatcher'\nedition = '2024'"),
///     ("src/net/io.rs", ""),
///     ("tests/io.rs", ""),
/// ]
/// .into_iter()
/// .collect();
/// let workspace = Workspace::from_source(files)?;
///
/// let place = workspace.place("src/net/io.rs");
/// assert_eq!(place.edition, Edition::E2024);
/// assert!(!place.test_only);
/// assert!(workspace.place("tests/io.rs").test_only);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Workspace {
    source: Arc<dyn FileSource>,
    entries: Vec<FileEntry>,
    atlas: Atlas,
    lock: Lock,
    /// Whether there is no manifest at the root.
    bare: bool,
    edition: Edition,
    settings: Option<serde_json::Value>,
    clippy: BTreeMap<String, LintSetting>,
    /// Names what is known of packages; none where nothing is kept.
    facts: Option<CacheKey>,
    #[cfg(feature = "workspace")]
    target_directory: Option<std::path::PathBuf>,
}

impl Workspace {
    /// The workspace or package whose manifest stands at the source's root, from manifest text alone.
    ///
    /// # Errors
    /// When there is no manifest, it or a member's cannot be read, or the source cannot be listed.
    pub fn from_source(source: impl FileSource + 'static) -> Result<Self, WorkspaceError> {
        Self::from_shared(Arc::new(source), None)
    }

    fn from_shared(source: Arc<dyn FileSource>, cache: Option<&dyn Cache>) -> Result<Self, WorkspaceError> {
        let entries = source.list()?;
        let listing = Listing { source: &*source, entries: &entries };
        let make = || {
            let Some(root) = Root::read(&listing, "")? else {
                let dir = source.root().map_or_else(|| ".".to_owned(), |root| root.display().to_string());
                return Err(WorkspaceError::NoManifest { dir });
            };
            let packages = manifest::packages(&listing, &root)?;
            Ok(Facts::new(&listing, root, packages))
        };
        let (facts, key) = match cache {
            Some(cache) => {
                let (facts, key) = Facts::kept(cache, &listing, &"text", make)?;
                (facts, Some(key))
            }
            None => (make()?, None),
        };
        Ok(Self::assemble(source, entries, facts, key))
    }

    /// A tree that needs no manifest. Packages that lie in it are known from their manifests, as far as these can be
    /// read; everything else has the edition 2021, or the one given by [`with_edition`](Self::with_edition).
    ///
    /// # Errors
    /// When the source cannot be listed.
    pub fn bare_tree(source: impl FileSource + 'static) -> Result<Self, WorkspaceError> {
        Self::bare(Arc::new(source), None)
    }

    /// As [`bare_tree`](Self::bare_tree). What the manifests say is kept in the cache, and so can be what is found.
    ///
    /// # Errors
    /// As [`bare_tree`](Self::bare_tree).
    pub fn bare_tree_cached(
        source: impl FileSource + 'static,
        cache: &dyn Cache,
    ) -> Result<Self, WorkspaceError> {
        Self::bare(Arc::new(source), Some(cache))
    }

    fn bare(source: Arc<dyn FileSource>, cache: Option<&dyn Cache>) -> Result<Self, WorkspaceError> {
        let entries = source.list()?;
        let listing = Listing { source: &*source, entries: &entries };
        let make = || Facts::of_bare_tree(&listing);
        let (facts, key) = match cache {
            Some(cache) => {
                let (facts, key) = Facts::kept(cache, &listing, &"bare", || Ok(make()))?;
                (facts, Some(key))
            }
            None => (make(), None),
        };
        Ok(Self { bare: true, ..Self::assemble(source, entries, facts, key) })
    }

    fn assemble(
        source: Arc<dyn FileSource>,
        entries: Vec<FileEntry>,
        facts: Facts,
        key: Option<CacheKey>,
    ) -> Self {
        Self {
            source,
            entries,
            atlas: Atlas::new(facts.packages),
            lock: facts.lock,
            bare: false,
            edition: Edition::E2021,
            settings: facts.settings,
            clippy: facts.clippy,
            facts: key,
            #[cfg(feature = "workspace")]
            target_directory: None,
        }
    }

    /// The same workspace with another edition for files that belong to no package.
    #[must_use]
    pub const fn with_edition(mut self, edition: Edition) -> Self {
        self.edition = edition;
        self
    }

    /// The same packages over other files: an editor's buffers over the disk, a fix on trial.
    ///
    /// # Errors
    /// When the source cannot be listed.
    pub fn with_files(mut self, source: impl FileSource + 'static) -> Result<Self, WorkspaceError> {
        self.source = Arc::new(source);
        self.entries = self.source.list()?;
        Ok(self)
    }

    /// The workspace's directory, where its files lie on disk.
    #[must_use]
    pub fn root(&self) -> Option<&Path> {
        self.source.root()
    }

    /// Where cargo puts what it builds, if cargo was asked.
    #[cfg(feature = "workspace")]
    #[must_use]
    pub fn target_directory(&self) -> Option<&Path> {
        self.target_directory.as_deref()
    }

    /// The members, in order of their directories, then other packages that lie in the tree.
    #[must_use]
    pub fn packages(&self) -> &[Package] {
        self.atlas.packages()
    }

    /// The members alone, in order of their directories.
    pub fn members(&self) -> impl Iterator<Item = &Package> {
        self.packages().iter().filter(|package| package.member)
    }

    /// The files as they were listed when the workspace was read, in order of path.
    #[must_use]
    pub fn entries(&self) -> &[FileEntry] {
        &self.entries
    }

    /// Where the files come from.
    #[must_use]
    pub fn source(&self) -> &Arc<dyn FileSource> {
        &self.source
    }

    /// A key over all that is known of the tree besides its files; none where nothing of that was to be kept.
    pub(crate) fn key(&self) -> Option<CacheKey> {
        Some(CacheKey::new("workspace", &(self.facts?, self.bare, self.edition)))
    }

    /// Whether a lock file was read.
    #[must_use]
    pub const fn has_lock(&self) -> bool {
        matches!(self.lock, Lock::Graph(_))
    }

    /// Without files from disk no dependency's source is at hand; whether there are none to look for.
    #[cfg(not(feature = "workspace"))]
    pub(crate) fn dependency_sources(&self) -> (Vec<std::path::PathBuf>, bool) {
        (Vec::new(), self.members().all(|package| package.dependencies.is_empty()))
    }

    /// Whether this is a tree without a manifest of its own.
    #[must_use]
    pub const fn is_bare(&self) -> bool {
        self.bare
    }

    /// The table `[workspace.metadata.lessons]`.
    #[must_use]
    pub const fn settings(&self) -> Option<&serde_json::Value> {
        self.settings.as_ref()
    }

    /// The Clippy lints and groups of `[workspace.lints.clippy]`, else of the root package, without `clippy::`.
    #[must_use]
    pub const fn clippy(&self) -> &BTreeMap<String, LintSetting> {
        &self.clippy
    }

    /// Where a file stands, by its path from the root; the file need not exist. O(depth of the path · log packages).
    #[must_use]
    pub fn place(&self, path: &str) -> Place<'_> {
        self.atlas.place(path, self.edition, self.bare, &self.lock)
    }
}

impl std::fmt::Debug for Workspace {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Workspace")
            .field("root", &self.root())
            .field("packages", &self.packages())
            .field("files", &self.entries.len())
            .field("has_lock", &self.has_lock())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn public_types_cross_threads() {
        fn assert<T: Send + Sync>() {}
        assert::<Workspace>();
        assert::<Place<'_>>();
        assert::<Package>();
        assert::<WorkspaceError>();
        #[cfg(feature = "workspace")]
        assert::<Disk>();
    }

    #[test]
    fn a_bare_tree_has_the_edition_that_is_said() {
        let files: Memory = [("a.rs", ""), ("tests/b.rs", "")].into_iter().collect();
        let tree = Workspace::bare_tree(files).unwrap();
        assert_eq!(
            (tree.place("a.rs").edition, tree.is_bare(), tree.has_lock()),
            (Edition::E2021, true, false)
        );
        assert!(tree.place("tests/b.rs").test_only && !tree.place("a.rs").test_only);
        assert_eq!(tree.with_edition(Edition::E2024).place("a.rs").edition, Edition::E2024);
    }

    #[test]
    fn other_files_keep_the_packages() {
        let files: Memory =
            [("Cargo.toml", "[package]\nname = 'a'"), ("src/lib.rs", "old")].into_iter().collect();
        let workspace = Workspace::from_source(files.clone()).unwrap();
        let mut overlay = Overlay::new(files);
        overlay.set("src/new.rs", "");
        let workspace = workspace.with_files(overlay).unwrap();
        assert_eq!(workspace.entries().len(), 3);
        assert_eq!(workspace.place("src/new.rs").package.unwrap().name, "a");
    }
}
