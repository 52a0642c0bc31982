//! Packages from manifest text alone, for revisions, bare repositories, and wherever cargo cannot run.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use rayon::prelude::*;
use semver::Version;
use toml::Value;

use super::dependencies::{Inherited, dependencies};
use super::document::{Document, is_inherited, may_describe_workspace, section, to_json};
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
        Ok(Some(Self::of(listing, document)))
    }

    /// A manifest with the lock file beside it.
    fn of(listing: &Listing<'_>, document: Document) -> Self {
        let lock = Lock::read(listing.source, &relative::join(document.dir(), "Cargo.lock"));
        Self { document, lock }
    }

    /// `[workspace.metadata.lessons]`.
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
    if root.document.workspace().is_none() && root.document.package().is_none() {
        return Err(root
            .document
            .error("neither [package] nor [workspace] is here; a manifest has at least one"));
    }
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
    let known: BTreeSet<&str> = members
        .iter()
        .map(|member| &*member.manifest_path)
        .chain(main.map(|main| &*main.document.path))
        .collect();
    let paths: Vec<&str> = listing.manifests().filter(|path| !known.contains(path)).collect();
    let roots = roots(listing, &paths);
    let package = |path: &&str| {
        let of = |document, root| package(listing, root, document, false).ok().flatten();
        if let Some(root) = roots.get(relative::parent(path)) {
            return of(&root.document, root);
        }
        let document = Document::read(listing.source, path).ok().flatten()?;
        match relative::ancestors(path).find_map(|dir| roots.get(dir)) {
            Some(root) => of(&document, root),
            // Without a workspace above it, a package is its own root.
            None => {
                let root = Root::of(listing, document);
                of(&root.document, &root)
            }
        }
    };
    let mut packages: Vec<Package> = paths.par_iter().filter_map(package).collect();
    packages.sort_by(|a, b| a.root.cmp(&b.root));
    packages
}

/// The workspaces around these manifests, by directory: those that can be read. Of no other manifest anything is kept, as
/// there may be thousands.
fn roots<'p>(listing: &Listing<'_>, manifests: &[&'p str]) -> BTreeMap<&'p str, Root> {
    let dirs: BTreeSet<&str> = manifests.iter().flat_map(|path| relative::ancestors(path)).collect();
    let root = |dir| {
        let path = relative::join(dir, "Cargo.toml");
        let bytes = listing.source.read(&path).ok().filter(|bytes| may_describe_workspace(bytes))?;
        let document = Document::parse(&path, &bytes).ok()?;
        document.workspace()?;
        Some((dir, Root::of(listing, document)))
    };
    dirs.into_par_iter().filter_map(root).collect()
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::{Memory, Workspace};
    use proptest::prelude::*;

    fn read(manifest: &[u8], lock: &[u8]) -> Result<Workspace, WorkspaceError> {
        let files: Memory = [
            ("Cargo.toml", manifest),
            ("Cargo.lock", lock),
            ("src/lib.rs", b""),
            ("a/Cargo.toml", manifest),
            ("b/Cargo.toml", b"[package]\nname = 'b'\nversion.workspace = true"),
        ]
        .into_iter()
        .collect();
        let _ = Workspace::bare_tree(files.clone());
        Workspace::from_source(files)
    }

    #[test]
    fn faults_say_where_and_what_to_do() {
        for (manifest, said) in [
            ("", "Cargo.toml:1:1: neither [package] nor [workspace]"),
            ("[package", "Cargo.toml:1:9: "),
            ("[package]\nversion = '1.0.0'", "[package] has no name"),
            ("[package]\nname = 'a'\nversion = '1'", "the version \"1\" of `a`"),
            ("[package]\nname = 'a'\nedition = '2020'", "\"2020\" is no Rust edition"),
            ("[package]\nname = 'a'\nedition.workspace = true", "[workspace.package] has no `edition`"),
            (
                "[package]\nname = 'a'\n[dependencies]\nx.workspace = true",
                "[workspace.dependencies] has no `x`",
            ),
            ("[package]\nname = 'a'\n[[bin]]\npath = 'x.rs'", "a [[bin]] has no name"),
            ("[workspace]\nmembers = ['gone']", "the workspace's member `gone/Cargo.toml` does not exist"),
            ("[workspace]\nmembers = ['a[']", "the member `a[` is no glob"),
            ("[workspace]\nmembers = ['b']", "b/Cargo.toml:1:1: `version` is inherited"),
        ] {
            let error = read(manifest.as_bytes(), b"").unwrap_err().to_string();
            assert!(error.contains(said), "{manifest:?}: {error}");
        }
        let error = Workspace::from_source(Memory::new()).unwrap_err();
        assert!(matches!(error, WorkspaceError::NoManifest { .. }));
    }

    #[test]
    fn packages_beside_the_workspace_are_known_as_far_as_they_can_be_read() {
        let files: Memory = [
            ("Cargo.toml", "[package]\nname = 'top'"),
            ("broken/Cargo.toml", "[package"),
            ("fuzz/Cargo.toml", "[workspace]\nmembers = ['*']\n[workspace.package]\nedition = '2024'"),
            ("fuzz/Cargo.lock", "[[package]]\nname='f'\nversion='0.0.0'\ndependencies=['x']\n[[package]]\nname='x'\nversion='2.0.0'"),
            ("fuzz/f/Cargo.toml", "[package]\nname = 'f'\nedition.workspace = true"),
        ]
        .into_iter()
        .collect();
        for workspace in
            [Workspace::from_source(files.clone()).unwrap(), Workspace::bare_tree(files).unwrap()]
        {
            let place = workspace.place("fuzz/f/src/lib.rs");
            let package = place.package.unwrap();
            assert_eq!((package.name.as_str(), package.member, place.edition), ("f", false, Edition::E2024));
            assert_eq!(package.versions_of("x").unwrap(), [&Version::new(2, 0, 0)]);
            assert_eq!(workspace.place("broken/src/lib.rs").package.unwrap().name, "top");
            assert_eq!(workspace.members().count(), usize::from(!workspace.is_bare()));
        }
    }

    #[test]
    fn ids_are_cargos() {
        let version = Version::new(1, 0, 0);
        for (root, dir, id) in [
            (Some("/w/my app"), "a", "path+file:///w/my%20app/a#1.0.0"),
            (Some("/w"), "b", "path+file:///w/b#a@1.0.0"),
            (None, "b", "path+file:///b#a@1.0.0"),
            (None, "", "path+file:///#a@1.0.0"),
        ] {
            assert_eq!(package_id(root.map(Path::new), dir, "a", &version), id);
        }
    }

    /// Pieces that are right apart, wrong together, or of the wrong type.
    const PIECES: [&str; 30] = [
        "[package]\n",
        "[workspace]\n",
        "[workspace.package]\n",
        "[lib]\n",
        "[[bin]]\n",
        "[[test]]\n",
        "[dependencies]\n",
        "[target.'cfg(unix)'.dependencies]\n",
        "[workspace.dependencies]\n",
        "[lints]\n",
        "[workspace.lints.clippy]\n",
        "[workspace.metadata.lessons]\n",
        "[[package]]\n",
        "[target]\n",
        "name = 'a'\n",
        "name = 1\n",
        "name = ''\n",
        "version.workspace = true\n",
        "version = '1.0.0'\n",
        "edition = 2021\n",
        "edition.workspace = true\n",
        "members = ['*', '**', '..', '/', '']\n",
        "members = 'a'\n",
        "exclude = ['', 1]\n",
        "path = '../../..'\n",
        "x = { path = '.', package = '' }\n",
        "x.workspace = true\n",
        "dependencies = ['a', 'a 1.0.0']\n",
        "build = [1, '']\n",
        "all = { level = 'deny', priority = 'x' }\n",
    ];

    proptest! {
        #[test]
        fn any_bytes_are_data_or_an_error(manifest: Vec<u8>, lock: Vec<u8>) {
            let _ = read(&manifest, &lock);
            let whole = read(b"[package]\nname = 'a'", &lock);
            prop_assert!(whole.is_ok());
        }

        #[test]
        fn any_tables_are_data_or_an_error(
            manifest in prop::collection::vec(prop::sample::select(&PIECES[..]), 0..12),
            lock in prop::collection::vec(prop::sample::select(&PIECES[..]), 0..8),
        ) {
            if let Ok(workspace) = read(manifest.concat().as_bytes(), lock.concat().as_bytes()) {
                for path in ["a/src/lib.rs", "..", "", "/", "../../x", "a\\b"] {
                    let _ = workspace.place(path);
                }
            }
        }
    }
}
