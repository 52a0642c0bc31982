//! What manifests and lock files say of a tree, as plain data that can be kept from run to run.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::files::ContentKey;
use super::listing::Listing;
use super::lock::{Graph, Lock, Resolved};
use super::manifest::{self, Root};
use super::packages::{LintSetting, Package};
use super::{WorkspaceError, relative};
use crate::cache::{self, Cache, CacheKey};

/// Everything that is known of a tree besides its files.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Facts {
    /// Members first, then packages that lie in the tree.
    pub(crate) packages: Vec<Package>,
    pub(crate) lock: Lock,
    #[serde(with = "json")]
    pub(crate) settings: Option<serde_json::Value>,
    pub(crate) clippy: BTreeMap<String, LintSetting>,
}

impl Facts {
    /// The facts of a workspace whose members are known.
    pub(crate) fn new(listing: &Listing<'_>, root: Root, members: Vec<Package>) -> Self {
        let detached = manifest::detached(listing, Some(&root), &members);
        Self {
            packages: members.into_iter().chain(detached).collect(),
            settings: root.settings(),
            clippy: root.clippy(),
            lock: root.lock,
        }
    }

    /// The facts of a tree that needs no manifest.
    pub(crate) fn of_bare_tree(listing: &Listing<'_>) -> Self {
        Self {
            packages: manifest::detached(listing, None, &[]),
            lock: Lock::Absent,
            settings: None,
            clippy: BTreeMap::new(),
        }
    }

    /// The facts that `make` works out, kept by everything that they depend on; the key is another for other facts.
    pub(crate) fn kept(
        cache: &dyn Cache,
        listing: &Listing<'_>,
        parts: &impl std::hash::Hash,
        make: impl FnOnce() -> Result<Self, WorkspaceError>,
    ) -> Result<(Self, CacheKey), WorkspaceError> {
        let key = key(listing, parts);
        if let Some(facts) = Self::load(cache, listing, &key) {
            return Ok((facts, key));
        }
        let facts = make()?;
        facts.store(cache, listing, key);
        Ok((facts, key))
    }

    /// The facts stored under a key, unless a manifest that the listing leaves out has changed.
    pub(crate) fn load(cache: &dyn Cache, listing: &Listing<'_>, key: &CacheKey) -> Option<Self> {
        let (mut facts, unlisted, locks): (Self, Unlisted, Locks) = cache::load(cache, key)?;
        locks.hand_out(&mut facts.packages);
        (unlisted == facts.unlisted(listing)).then_some(facts)
    }

    pub(crate) fn store(&self, cache: &dyn Cache, listing: &Listing<'_>, key: CacheKey) {
        cache::store(cache, key, &(self, self.unlisted(listing), Locks::of(&self.packages)));
    }

    /// Manifests that are no files of the listing, because they are ignored or lie outside, with their contents.
    fn unlisted(&self, listing: &Listing<'_>) -> Unlisted {
        let paths = self.packages.iter().map(|package| package.manifest_path.as_str());
        paths
            .filter(|path| !listing.lists(path))
            .map(|path| (path.to_owned(), outside(listing, path)))
            .collect()
    }
}

/// The lock files that packages share.
#[derive(Default, Serialize, Deserialize)]
struct Locks {
    graphs: Vec<Arc<Graph>>,
    /// For each package the number of its lock file and the package's place in it.
    places: Vec<Option<(usize, usize)>>,
}

impl Locks {
    fn of(packages: &[Package]) -> Self {
        let mut locks = Self::default();
        for package in packages {
            let place = package.resolved.as_ref().map(|resolved| {
                let (graph, start) = resolved.parts();
                let known = locks.graphs.iter().position(|known| Arc::ptr_eq(known, graph));
                let number = known.unwrap_or_else(|| {
                    locks.graphs.push(Arc::clone(graph));
                    locks.graphs.len() - 1
                });
                (number, start)
            });
            locks.places.push(place);
        }
        locks
    }

    fn hand_out(&self, packages: &mut [Package]) {
        for (package, place) in packages.iter_mut().zip(&self.places) {
            package.resolved = place
                .and_then(|(number, start)| Some(Resolved::new(Arc::clone(self.graphs.get(number)?), start)));
        }
    }
}

type Unlisted = Vec<(String, Option<[u8; 32]>)>;

/// The content of a file that may lie outside.
fn outside(listing: &Listing<'_>, path: &str) -> Option<[u8; 32]> {
    let bytes = match listing.source.root() {
        Some(root) => std::fs::read(root.join(path)).ok()?,
        None => listing.source.read(path).ok()?,
    };
    Some(*ContentKey::of_content(&bytes).as_bytes())
}

/// A key over all that facts depend on: `parts`, the paths of the tree, every manifest in it and every lock file.
pub(crate) fn key(listing: &Listing<'_>, parts: &impl std::hash::Hash) -> CacheKey {
    let paths: Vec<&str> = listing.entries.iter().map(|entry| entry.path.as_str()).collect();
    let root = (!listing.lists("Cargo.toml")).then_some("Cargo.toml");
    let manifests: Vec<_> = root
        .into_iter()
        .chain(listing.manifests())
        .map(|path| {
            let lock = relative::join(relative::parent(path), "Cargo.lock");
            (path, content(listing, path), content(listing, &lock))
        })
        .collect();
    let root = listing.source.root().map(Path::as_os_str);
    CacheKey::new("facts", &(parts, root, paths, manifests))
}

/// The content of a file, by what the source calls it if it does, or why it cannot be read.
fn content(listing: &Listing<'_>, path: &str) -> Result<ContentKey, String> {
    if let Some(key) = listing.entry(path).and_then(|entry| entry.key) {
        return Ok(key);
    }
    listing.source.read(path).map(|bytes| ContentKey::of_content(&bytes)).map_err(|error| error.to_string())
}

/// JSON as a text, for formats that do not describe themselves.
pub(super) mod json {
    use serde::{Deserialize as _, Deserializer, Serialize as _, Serializer, de::Error as _};
    use serde_json::Value;

    pub(crate) fn serialize<S: Serializer>(value: &Option<Value>, serializer: S) -> Result<S::Ok, S::Error> {
        value.as_ref().map(Value::to_string).serialize(serializer)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
        let text = Option::<String>::deserialize(deserializer)?;
        text.map(|text| serde_json::from_str(&text)).transpose().map_err(D::Error::custom)
    }
}
