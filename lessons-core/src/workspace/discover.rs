//! The workspace around a directory or manifest on disk, asked of cargo where it can run.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::document::{Document, section, to_json};
use super::files::FileSource;
use super::listing::Listing;
use super::manifest::Root;
use super::{Disk, FileError, Workspace, WorkspaceError, cargo, lints, members};

impl Workspace {
    /// The workspace that `path`, a directory or a manifest, belongs to. Cargo is asked for the packages, without
    /// dependencies and without the network; where it cannot be run, the manifests' text is read instead.
    ///
    /// # Errors
    /// When there is no manifest, cargo cannot read it (with what cargo said), or files cannot be listed.
    pub fn discover(path: impl AsRef<Path>) -> Result<Self, WorkspaceError> {
        Self::discover_with_limit(path, Disk::DEFAULT_SIZE_LIMIT)
    }

    /// As [`discover`](Self::discover), reading no file of more bytes than the limit.
    ///
    /// # Errors
    /// As [`discover`](Self::discover).
    pub fn discover_with_limit(path: impl AsRef<Path>, size_limit: u64) -> Result<Self, WorkspaceError> {
        let manifest = nearest_manifest(path.as_ref())?;
        let Some(answer) = cargo::ask(&manifest)? else { return from_text(&manifest, size_limit) };
        let source: Arc<dyn FileSource> = Arc::new(Disk::new(&answer.root)?.with_size_limit(size_limit));
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
        let mut workspace = Self::assemble(source, entries, root, packages);
        workspace.target_directory = Some(answer.target_directory);
        Ok(workspace)
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
fn from_text(manifest: &Path, size_limit: u64) -> Result<Workspace, WorkspaceError> {
    let own = manifest.parent().unwrap_or(Path::new(""));
    let disk = |dir: &Path| Ok::<_, WorkspaceError>(Disk::new(dir)?.with_size_limit(size_limit));
    for dir in own.ancestors().filter(|dir| dir.join("Cargo.toml").is_file()) {
        let source = disk(dir)?;
        let Ok(Some(document)) = Document::read(&source, "Cargo.toml") else { continue };
        if document.workspace().is_none() {
            continue;
        }
        let entries = source.list()?;
        let path = super::relative::from_native(dir, manifest);
        let members = members::members(&Listing { source: &source, entries: &entries }, &document);
        if dir == own || members.is_ok_and(|members| members.iter().any(|member| member.path == path)) {
            return Workspace::from_source(source);
        }
    }
    Workspace::from_source(disk(own)?)
}
