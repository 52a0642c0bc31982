//! The lock file: which versions a package reaches.

use std::collections::{BTreeSet, HashMap, VecDeque};
use std::fmt;
use std::sync::{Arc, OnceLock};

use semver::Version;
use serde::{Deserialize, Serialize};
use toml::{Table, Value};

use super::document;
use super::files::{FileError, FileSource};

/// What became of a workspace's lock file.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) enum Lock {
    Absent,
    /// It is there and tells nothing, for this reason.
    Broken(String),
    Graph(Arc<Graph>),
}

impl Lock {
    pub(crate) fn read(source: &dyn FileSource, path: &str) -> Self {
        match source.read(path) {
            Ok(bytes) => match document::table(&bytes) {
                Ok(table) => Self::Graph(Arc::new(Graph::new(&table))),
                Err(fault) => {
                    Self::Broken(format!("{path}:{}:{}: {}", fault.line, fault.column, fault.reason))
                }
            },
            Err(FileError::NotFound { .. }) => Self::Absent,
            Err(error) => Self::Broken(error.to_string()),
        }
    }

    /// What `name` `version`, a package without a registry, reaches; none if the lock does not know it.
    pub(crate) fn resolved(&self, name: &str, version: &Version) -> Option<Resolved> {
        match self {
            Self::Graph(graph) => Some(Resolved::new(Arc::clone(graph), graph.place(name, version)?)),
            Self::Absent | Self::Broken(_) => None,
        }
    }
}

/// The packages of a lock file and what depends on what.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Graph {
    packages: Vec<Locked>,
    edges: Vec<Vec<usize>>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Locked {
    name: String,
    version: Version,
    source: Option<String>,
}

impl Graph {
    /// Reads every format of lock file, back to the `[root]` of the first; what is malformed is left out.
    fn new(table: &Table) -> Self {
        let listed =
            table.get("package").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_table);
        let root = table.get("root").and_then(Value::as_table);
        let entries: Vec<(Locked, &Table)> =
            listed.chain(root).filter_map(|entry| Some((locked(entry)?, entry))).collect();

        let mut by_name: HashMap<&str, Vec<usize>> = HashMap::new();
        for (index, (locked, _)) in entries.iter().enumerate() {
            by_name.entry(&locked.name).or_default().push(index);
        }
        let edges = entries
            .iter()
            .map(|(_, entry)| {
                let wanted = document::strings(entry.get("dependencies"));
                wanted.iter().flat_map(|wanted| find(wanted, &entries, &by_name)).collect()
            })
            .collect();
        Self { packages: entries.into_iter().map(|(locked, _)| locked).collect(), edges }
    }

    /// Every package: name, version, and source where it is not one of the workspace's own or at a path.
    #[cfg(feature = "workspace")]
    pub(crate) fn locked(&self) -> impl Iterator<Item = (&str, &Version, Option<&str>)> {
        self.packages.iter().map(|locked| (locked.name.as_str(), &locked.version, locked.source.as_deref()))
    }

    fn place(&self, name: &str, version: &Version) -> Option<usize> {
        let local = |locked: &Locked| locked.name == name && locked.source.is_none();
        let exact = |locked: &Locked| local(locked) && locked.version == *version;
        // A lock file that lags behind a version bump still tells what the package depends on.
        self.packages.iter().position(exact).or_else(|| self.packages.iter().position(local))
    }

    /// Every package that one depends on, in order of name and version; whether it does so itself.
    fn reached_from(&self, start: usize) -> Vec<(usize, bool)> {
        let direct: BTreeSet<usize> = self.edges.get(start).into_iter().flatten().copied().collect();
        let mut seen = BTreeSet::from([start]);
        let mut queue = VecDeque::from([start]);
        while let Some(at) = queue.pop_front() {
            for &next in self.edges.get(at).into_iter().flatten() {
                if seen.insert(next) {
                    queue.push_back(next);
                }
            }
        }
        seen.remove(&start);
        let mut reached: Vec<(usize, bool)> =
            seen.into_iter().map(|index| (index, direct.contains(&index))).collect();
        let key = |(index, direct): &(usize, bool)| {
            self.packages.get(*index).map(|locked| (locked.name.as_str(), &locked.version, *direct))
        };
        reached.sort_by(|a, b| key(a).cmp(&key(b)));
        // One version of several sources.
        reached.dedup_by(|a, b| key(a) == key(b));
        reached
    }
}

/// What a lock file resolves for a package, direct or not. The packages of a workspace share one lock file; what each
/// of them reaches is found out when somebody asks, and kept.
#[derive(Clone)]
pub struct Resolved {
    lock: Arc<Graph>,
    start: usize,
    reached: Arc<OnceLock<Vec<(usize, bool)>>>,
}

impl Resolved {
    pub(crate) fn new(lock: Arc<Graph>, start: usize) -> Self {
        Self { lock, start, reached: Arc::default() }
    }

    /// The lock file, and the package's place in it.
    pub(crate) fn parts(&self) -> (&Arc<Graph>, usize) {
        (&self.lock, self.start)
    }

    /// Every package with its version, in order of name and version, and whether the package depends on it itself and
    /// not only through others. Linear in the lock file the first time.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Version, bool)> {
        let reached = self.reached.get_or_init(|| self.lock.reached_from(self.start));
        reached.iter().filter_map(|(index, direct)| {
            let locked = self.lock.packages.get(*index)?;
            Some((locked.name.as_str(), &locked.version, *direct))
        })
    }
}

impl PartialEq for Resolved {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl fmt::Debug for Resolved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

fn locked(entry: &Table) -> Option<Locked> {
    Some(Locked {
        name: entry.get("name")?.as_str()?.to_owned(),
        version: entry.get("version")?.as_str()?.parse().ok()?,
        source: entry.get("source").and_then(Value::as_str).map(str::to_owned),
    })
}

/// The entries that `name`, `name version` or `name version (source)` means; only as much is written as is needed.
fn find(wanted: &str, entries: &[(Locked, &Table)], by_name: &HashMap<&str, Vec<usize>>) -> Vec<usize> {
    let mut words = wanted.splitn(3, ' ');
    let name = words.next().unwrap_or_default();
    let version = words.next();
    let source = words.next().map(|word| word.trim_start_matches('(').trim_end_matches(')'));
    let fits = |index: &usize| {
        entries.get(*index).is_some_and(|(locked, _)| {
            version.is_none_or(|version| locked.version.to_string() == version)
                && source.is_none_or(|source| locked.source.as_deref() == Some(source))
        })
    };
    by_name.get(name).into_iter().flatten().copied().filter(fits).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::files::Memory;

    const LOCK: &str = r#"
version = 4
[[package]]
name = "app"
version = "0.1.0"
dependencies = ["helper", "rand 0.8.5"]
[[package]]
name = "helper"
version = "0.2.0"
dependencies = ["rand 0.7.3 (registry+https://example.org/index)", "app"]
[[package]]
name = "other"
version = "1.0.0"
dependencies = ["tokio"]
[[package]]
name = "rand"
version = "0.7.3"
source = "registry+https://example.org/index"
[[package]]
name = "rand"
version = "0.8.5"
source = "registry+https://example.org/index"
[[package]]
name = "tokio"
version = "1.39.0"
source = "registry+https://example.org/index"
"#;

    fn read(text: &str) -> Lock {
        Lock::read(&[("Cargo.lock", text)].into_iter().collect::<Memory>(), "Cargo.lock")
    }

    fn shown(lock: &Lock, name: &str, version: &str) -> Option<Vec<String>> {
        let resolved = lock.resolved(name, &version.parse().unwrap())?;
        let show = |(name, version, direct)| format!("{name} {version}{}", if direct { "!" } else { "" });
        Some(resolved.iter().map(show).collect())
    }

    #[test]
    fn walks_the_graph_through_cycles() {
        let lock = read(LOCK);
        assert_eq!(shown(&lock, "app", "0.1.0").unwrap(), ["helper 0.2.0!", "rand 0.7.3", "rand 0.8.5!"]);
        assert_eq!(shown(&lock, "other", "1.0.0").unwrap(), ["tokio 1.39.0!"]);
        assert_eq!(
            shown(&lock, "other", "1.0.1").unwrap(),
            ["tokio 1.39.0!"],
            "a version bump keeps the graph"
        );
        assert_eq!(shown(&lock, "tokio", "1.39.0"), None, "a registry's package is no member");
        assert_eq!(shown(&lock, "absent", "1.0.0"), None);
    }

    #[test]
    fn the_first_format_has_a_root() {
        let lock = read(
            "[root]\nname='a'\nversion='1.0.0'\ndependencies=['b 2.0.0 (registry+x)']\n[[package]]\nname='b'\nversion='2.0.0'\nsource='registry+x'",
        );
        assert_eq!(shown(&lock, "a", "1.0.0").unwrap(), ["b 2.0.0!"]);
    }

    #[test]
    fn a_broken_lock_says_where() {
        let Lock::Broken(reason) = read("version = 4\n<<<<<<< ours\n") else { panic!("read a conflict") };
        assert!(reason.starts_with("Cargo.lock:2:"), "{reason}");
        assert!(matches!(Lock::read(&Memory::new(), "Cargo.lock"), Lock::Absent));
    }

    #[test]
    fn odd_shapes_are_left_out() {
        for text in [
            "package = 1",
            "[[package]]\nname = 1",
            "[[package]]\nname='a'\nversion='x'",
            "[[package]]\nname='a'\nversion='1.0.0'\ndependencies=[1, '', ' ', 'a b c']",
        ] {
            assert!(matches!(read(text), Lock::Graph(_)), "{text}");
        }
    }
}
