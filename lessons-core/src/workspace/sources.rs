//! Where the sources of dependencies lie on this machine: vendored, in cargo's registry, in its checkouts.

use std::path::{Path, PathBuf};

use super::Workspace;
use super::lock::Lock;

impl Workspace {
    /// The folders with the sources of all dependencies that can be found, and whether these are all there are.
    /// Nothing is downloaded.
    pub(crate) fn dependency_sources(&self) -> (Vec<PathBuf>, bool) {
        let Lock::Graph(graph) = &self.lock else {
            let mut declared = self.members().flat_map(|package| &package.dependencies);
            return (Vec::new(), declared.all(|dependency| self.lies_inside(dependency.path.as_deref())));
        };
        let vendored = self.vendored();
        let cargo = cargo_home();
        let (mut dirs, mut complete) = (Vec::new(), true);
        for (name, version, source) in graph.locked() {
            let found = match source {
                None => {
                    if self.packages().iter().any(|package| package.name == name) {
                        continue;
                    }
                    self.path_dependency(name)
                }
                Some(source) => in_vendor(&vendored, name, &version.to_string())
                    .or_else(|| in_cargo_home(cargo.as_deref()?, name, &version.to_string(), source)),
            };
            complete &= found.is_some();
            dirs.extend(found);
        }
        dirs.sort();
        dirs.dedup();
        (dirs, complete)
    }

    fn lies_inside(&self, path: Option<&str>) -> bool {
        path.is_some_and(|path| self.packages().iter().any(|package| package.root == path))
    }

    /// A path dependency outside of the workspace's directory.
    fn path_dependency(&self, name: &str) -> Option<PathBuf> {
        let mut declared = self.packages().iter().flat_map(|package| &package.dependencies);
        let path = declared.find(|dependency| dependency.package == name)?.path.as_deref()?;
        Some(self.root()?.join(path)).filter(|dir| dir.is_dir())
    }

    /// The folders that cargo's configuration names as holding vendored sources, and the usual one.
    fn vendored(&self) -> Vec<PathBuf> {
        let Some(root) = self.root() else { return Vec::new() };
        let read = |path: &str| std::fs::read_to_string(root.join(path)).ok();
        let text = read(".cargo/config.toml").or_else(|| read(".cargo/config"));
        let table = text.and_then(|text| text.parse::<toml::Table>().ok()).unwrap_or_default();
        let sources = table.get("source").and_then(toml::Value::as_table).into_iter().flatten();
        let named = sources.filter_map(|(_, source)| Some(root.join(source.get("directory")?.as_str()?)));
        named.chain([root.join("vendor")]).filter(|dir| dir.is_dir()).collect()
    }
}

fn in_vendor(vendored: &[PathBuf], name: &str, version: &str) -> Option<PathBuf> {
    let exact = |dir: &PathBuf| Some(dir.join(format!("{name}-{version}"))).filter(|dir| dir.is_dir());
    let plain = |dir: &PathBuf| {
        let dir = Some(dir.join(name)).filter(|dir| dir.is_dir())?;
        let manifest = std::fs::read_to_string(dir.join("Cargo.toml")).ok()?.parse::<toml::Table>().ok()?;
        let found = manifest.get("package")?.get("version")?.as_str()?;
        (found == version).then_some(dir)
    };
    vendored.iter().find_map(|dir| exact(dir).or_else(|| plain(dir)))
}

fn in_cargo_home(home: &Path, name: &str, version: &str, source: &str) -> Option<PathBuf> {
    let folders =
        |dir: PathBuf| std::fs::read_dir(dir).into_iter().flatten().flatten().map(|entry| entry.path());
    if source.starts_with("git+") {
        // The folder of a checkout is called by the first digits of the commit.
        let commit = source.rsplit_once('#')?.1;
        return folders(home.join("git/checkouts")).flat_map(folders).find(|dir| {
            let name = dir.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            name.len() >= 7 && commit.starts_with(name)
        });
    }
    folders(home.join("registry/src"))
        .map(|dir| dir.join(format!("{name}-{version}")))
        .find(|dir| dir.is_dir())
}

fn cargo_home() -> Option<PathBuf> {
    match std::env::var_os("CARGO_HOME").filter(|home| !home.is_empty()) {
        Some(home) => Some(PathBuf::from(home)),
        None => Some(std::env::home_dir()?.join(".cargo")),
    }
}
