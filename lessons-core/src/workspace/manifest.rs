//! Packages from manifest text alone, for revisions, bare repositories, and wherever cargo cannot run.

use std::collections::BTreeMap;
use std::path::Path;

use semver::Version;
use toml::Value;

use super::dependencies::{Inherited, dependencies};
use super::document::{Document, is_inherited, section, to_json};
use super::error::WorkspaceError;
use super::listing::Listing;
use super::lock::Lock;
use super::packages::{Edition, LintSetting, Package};
use super::{lints, members, relative, targets};

/// A workspace's manifest with its lock file: what its members inherit and resolve.
pub(crate) struct Root {
    pub(crate) document: Document,
    pub(crate) lock: Lock,
}

impl Root {
    /// The manifest in the directory `dir`, or none if there is no such file.
    pub(crate) fn read(listing: &Listing<'_>, dir: &str) -> Result<Option<Self>, WorkspaceError> {
        let Some(document) = Document::read(listing.source, &relative::join(dir, "Cargo.toml"))? else {
            return Ok(None);
        };
        let lock = Lock::read(listing.source, &relative::join(dir, "Cargo.lock"));
        Ok(Some(Self { document, lock }))
    }

    /// `[workspace.metadata.lessons]`, or in a workspace of one package `[package.metadata.lessons]`'s neighbour.
    pub(crate) fn settings(&self) -> Option<serde_json::Value> {
        section(self.document.workspace()?, &["metadata"])?.get("lessons").map(to_json)
    }

    /// `[workspace.lints.clippy]`, or what the only package sets.
    pub(crate) fn clippy(&self) -> BTreeMap<String, LintSetting> {
        match self.document.workspace().and_then(|workspace| section(workspace, &["lints", "clippy"])) {
            Some(table) => lints::settings(Some(table)),
            None => lints::clippy(&self.document.table, None),
        }
    }

    fn inherited(&self) -> Inherited<'_> {
        let table = self.document.workspace().and_then(|workspace| section(workspace, &["dependencies"]));
        Inherited { table, dir: self.document.dir() }
    }
}

/// The members of the workspace whose manifest stands at the source's root.
pub(crate) fn packages(listing: &Listing<'_>, root: &Root) -> Result<Vec<Package>, WorkspaceError> {
    let mut packages = Vec::new();
    for document in members::members(listing, &root.document)? {
        if let Some(package) = package(listing, root, &document, true)? {
            packages.push(package);
        }
    }
    packages.sort_by(|a, b| a.root.cmp(&b.root));
    Ok(packages)
}

/// Packages that lie in the tree and belong to none of `members`: excluded ones, fixtures, workspaces of their own.
/// What cannot be read of them is left out: they are not what was asked for.
pub(crate) fn detached(listing: &Listing<'_>, main: Option<&Root>, members: &[Package]) -> Vec<Package> {
    let mut roots: BTreeMap<&str, Option<Root>> = BTreeMap::new();
    let mut packages = Vec::new();
    for path in listing.manifests() {
        if members.iter().any(|member| member.manifest_path == path)
            || main.is_some_and(|main| main.document.path == path)
        {
            continue;
        }
        let Ok(Some(document)) = Document::read(listing.source, path) else { continue };
        let owner = relative::ancestors(path).find(|dir| {
            let root = roots.entry(dir).or_insert_with(|| Root::read(listing, dir).ok().flatten());
            root.as_ref().is_some_and(|root| root.document.workspace().is_some())
        });
        // Without a workspace above it, a package is its own root.
        let dir = owner.unwrap_or_else(|| relative::parent(path));
        if let Some(Some(root)) = roots.get(dir)
            && let Ok(Some(package)) = package(listing, root, &document, false)
        {
            packages.push(package);
        }
    }
    packages.sort_by(|a, b| a.root.cmp(&b.root));
    packages
}

/// The package of one manifest, or none if it only describes a workspace.
fn package(
    listing: &Listing<'_>,
    root: &Root,
    manifest: &Document,
    member: bool,
) -> Result<Option<Package>, WorkspaceError> {
    let Some(table) = manifest.package() else { return Ok(None) };
    let shared = root.document.workspace().and_then(|workspace| section(workspace, &["package"]));
    let inherit = |key: &str| -> Result<Option<&Value>, WorkspaceError> {
        match table.get(key) {
            Some(value) if is_inherited(value) => {
                shared.and_then(|shared| shared.get(key)).map(Some).ok_or_else(|| {
                    manifest.error(format!(
                        "`{key}` is inherited, but [workspace.package] has no `{key}`; add it there"
                    ))
                })
            }
            other => Ok(other),
        }
    };
    let name = table.get("name").and_then(Value::as_str).filter(|name| !name.is_empty());
    let name = name.ok_or_else(|| manifest.error("[package] has no name; give it one"))?;
    let version = match inherit("version")? {
        None => Version::new(0, 0, 0),
        Some(value) => value.as_str().and_then(|text| text.trim().parse().ok()).ok_or_else(|| {
            manifest.error(format!("the version {value} of `{name}` is not of the form 1.2.3"))
        })?,
    };
    let edition = match inherit("edition")? {
        None => Edition::E2015,
        Some(value) => value.as_str().and_then(Edition::nearest).ok_or_else(|| {
            manifest
                .error(format!("{value} is no Rust edition; write \"2015\", \"2018\", \"2021\" or \"2024\""))
        })?,
    };
    Ok(Some(Package {
        id: package_id(listing.source.root(), manifest.dir(), name, &version),
        root: manifest.dir().to_owned(),
        manifest_path: manifest.path.clone(),
        edition,
        member,
        targets: targets::targets(manifest, table, name, edition, listing)?,
        dependencies: dependencies(manifest, root.inherited())?,
        resolved: root.lock.resolved(name, &version),
        clippy: lints::clippy(&manifest.table, root.document.workspace()),
        metadata: section(table, &["metadata"]).and_then(|metadata| metadata.get("lessons")).map(to_json),
        name: name.to_owned(),
        version,
    }))
}

/// The id that cargo gives a package on disk. Without a directory on disk the path begins at the source's root.
fn package_id(root: Option<&Path>, dir: &str, name: &str, version: &Version) -> String {
    let root = root.map(|root| root.to_string_lossy().replace('\\', "/")).unwrap_or_default();
    let path = relative::join(&root, dir);
    let path = path.trim_start_matches('/');
    let mut url = String::from("path+file:///");
    for byte in path.bytes() {
        // The characters that a URL's path may hold as they are.
        if byte.is_ascii_alphanumeric() || b"-._~/!$&'()*+,;=:@[]|^".contains(&byte) {
            url.push(char::from(byte));
        } else {
            url.push_str(&format!("%{byte:02X}"));
        }
    }
    if relative::file_name(path) == name {
        format!("{url}#{version}")
    } else {
        format!("{url}#{name}@{version}")
    }
}
