//! Where a file stands: its package, its target, its edition, and whether only test builds compile it.

use std::collections::BTreeMap;

use semver::Version;

use super::lock::Lock;
use super::packages::{Edition, Package, Target, TargetKind};
use super::relative;

/// Where one file of a workspace stands, by its path alone.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Place<'w> {
    /// The path from the workspace's root.
    pub path: String,
    /// The package whose directory is the nearest above the file.
    pub package: Option<&'w Package>,
    /// The path from that package's root.
    pub package_path: Option<String>,
    /// The target that the file most likely belongs to: its root file is this one or stands nearest above.
    /// Where a library and a binary share a directory, the library.
    pub target: Option<&'w Target>,
    /// Whether, by its path, only test builds compile the file: `tests/`, `benches/` and `examples/` of a package,
    /// the directories of such targets elsewhere, and packages that lie in those directories without being members.
    pub test_only: bool,
    /// The edition of the target, else of the package, else of the tree.
    pub edition: Edition,
    /// Whether there is no workspace manifest, so that nothing certain is known of packages.
    pub(crate) bare: bool,
    pub(crate) lock: &'w Lock,
}

impl<'w> Place<'w> {
    /// The versions that a dependency has for the code here; none where there are no dependencies at all.
    ///
    /// # Errors
    /// Why they are unknown, and what to do about it.
    pub(crate) fn versions_of(&self, name: &str) -> Result<Vec<&'w Version>, String> {
        let unknown = |why: String| format!("the version of `{name}` is unknown: {why}");
        if let Some(versions) = self.package.and_then(|package| package.versions_of(name)) {
            return Ok(versions);
        }
        match (self.lock, self.package) {
            (Lock::Broken(reason), _) => Err(unknown(format!("the lock file cannot be read ({reason})"))),
            (Lock::Graph(_), None) => Ok(Vec::new()),
            (Lock::Graph(_), Some(package)) if package.member => {
                Err(unknown(format!("Cargo.lock does not list `{}`; update it", package.name)))
            }
            (_, Some(package)) => Err(unknown(format!(
                "`{}` has no Cargo.lock; create one with `cargo generate-lockfile`",
                package.name
            ))),
            (Lock::Absent, None) if self.bare => Err(unknown("the file belongs to no package".to_owned())),
            (Lock::Absent, None) => {
                Err(unknown("there is no Cargo.lock; create one with `cargo generate-lockfile`".to_owned()))
            }
        }
    }
}

/// All packages of a tree, ready to be asked about paths.
#[derive(Clone, Debug)]
pub(crate) struct Atlas {
    packages: Vec<Package>,
    by_root: BTreeMap<String, usize>,
    regions: Vec<Regions>,
}

impl Atlas {
    /// Takes members first; of two packages with one root the first is kept.
    pub(crate) fn new(packages: Vec<Package>) -> Self {
        let mut by_root = BTreeMap::new();
        for (index, package) in packages.iter().enumerate() {
            by_root.entry(package.root.clone()).or_insert(index);
        }
        let regions = packages.iter().map(Regions::new).collect();
        Self { packages, by_root, regions }
    }

    pub(crate) fn packages(&self) -> &[Package] {
        &self.packages
    }

    /// O(depth of the path · log packages).
    pub(crate) fn place<'w>(&'w self, path: &str, edition: Edition, bare: bool, lock: &'w Lock) -> Place<'w> {
        let path = relative::join("", path);
        let owner = self.owner(&path);
        let target = owner.and_then(|(package, regions)| package.targets.get(regions.region(&path)?.target?));
        let package = owner.map(|(package, _)| package);
        Place {
            package,
            package_path: package
                .and_then(|package| relative::below(&package.root, &path))
                .map(str::to_owned),
            target,
            test_only: self.is_test_only(&path),
            edition: target
                .map(|target| target.edition)
                .or(package.map(|package| package.edition))
                .unwrap_or(edition),
            bare,
            lock,
            path,
        }
    }

    fn owner(&self, path: &str) -> Option<(&Package, &Regions)> {
        let index = relative::ancestors(path).find_map(|dir| self.by_root.get(dir))?;
        Some((self.packages.get(*index)?, self.regions.get(*index)?))
    }

    fn is_test_only(&self, path: &str) -> bool {
        let mut path = path;
        loop {
            let Some((package, regions)) = self.owner(path) else { return is_below_test_directory(path) };
            if regions.region(path).is_some_and(|region| region.test_only) {
                return true;
            }
            // A package that is no member may be a fixture of the one around it.
            if package.member || package.root.is_empty() {
                return false;
            }
            path = &package.root;
        }
    }
}

const TEST_DIRECTORIES: [&str; 3] = ["tests", "benches", "examples"];

/// Without a package: whether the path goes through `tests`, `benches` or `examples` before any `src`.
fn is_below_test_directory(path: &str) -> bool {
    let mut dirs = relative::parent(path).split('/').take_while(|dir| *dir != "src");
    dirs.any(|dir| TEST_DIRECTORIES.contains(&dir))
}

/// What a directory or file of a package is compiled for.
#[derive(Clone, Copy, Debug)]
struct Region {
    test_only: bool,
    /// Index into the package's targets.
    target: Option<usize>,
}

/// A package's files by what compiles them; a longer path wins.
#[derive(Clone, Debug)]
struct Regions {
    root: String,
    files: BTreeMap<String, Region>,
    dirs: BTreeMap<String, Region>,
}

impl Regions {
    fn new(package: &Package) -> Self {
        let mut regions = Self { root: package.root.clone(), files: BTreeMap::new(), dirs: BTreeMap::new() };
        // A target may share its root file with another; what any normal build compiles is no test code.
        let by_kind = |test: bool| {
            let targets = package.targets.iter().enumerate();
            targets.filter(move |(_, target)| target.kind.is_test_only() == test)
        };
        for (index, target) in by_kind(false) {
            let region = Region { test_only: false, target: Some(index) };
            regions.files.entry(target.src_path.clone()).or_insert(region);
            if let Some(dir) = code_directory(package, target) {
                regions.dirs.entry(dir).or_insert(region);
            }
        }
        for (index, target) in by_kind(true) {
            let region = Region { test_only: true, target: Some(index) };
            regions.files.entry(target.src_path.clone()).or_insert(region);
            let dir = relative::parent(&target.src_path);
            // A folder of examples is asked about once, not for each of them.
            if dir != package.root && !regions.dirs.contains_key(dir) && !regions.shares_with_code(dir) {
                regions.dirs.insert(dir.to_owned(), region);
            }
        }
        for dir in TEST_DIRECTORIES {
            let region = Region { test_only: true, target: None };
            regions.dirs.entry(relative::join(&package.root, dir)).or_insert(region);
        }
        regions
    }

    /// Whether normal code lies in `dir`, or `dir` in a directory of normal code.
    fn shares_with_code(&self, dir: &str) -> bool {
        let holds = |outer: &str, inner: &str| outer == inner || relative::below(outer, inner).is_some();
        let code_file = self.files.iter().any(|(file, region)| !region.test_only && holds(dir, file));
        let code_dir = self.dirs.iter().any(|(other, region)| !region.test_only && holds(other, dir));
        // `tests/it/main.rs` is test code even where the library's root is the package's.
        let standard = TEST_DIRECTORIES.iter().any(|name| holds(&relative::join(&self.root, name), dir));
        code_file || (code_dir && !standard)
    }

    fn region(&self, path: &str) -> Option<Region> {
        let dir = || relative::ancestors(path).find_map(|dir| self.dirs.get(dir));
        self.files.get(path).or_else(dir).copied()
    }
}

/// The directory whose files are modules of a normal target.
fn code_directory(package: &Package, target: &Target) -> Option<String> {
    // A build script stands beside everything else; only its own file is surely its own.
    if target.kind == TargetKind::BuildScript {
        return None;
    }
    let dir = relative::parent(&target.src_path);
    let in_package = relative::below(&package.root, dir).unwrap_or(dir);
    // A binary put among the examples does not make code of its neighbours.
    if TEST_DIRECTORIES.contains(&in_package) {
        return Some(relative::join(dir, relative::stem(&target.src_path)));
    }
    Some(dir.to_owned())
}

#[cfg(test)]
mod tests {
    use crate::workspace::{Edition, Memory, Workspace};

    fn workspace() -> Workspace {
        let files: Memory = [
            ("Cargo.toml", "[workspace]\nmembers = ['app', 'odd', 'tests/kit', 'app/inner']\nexclude = ['fuzz']"),
            ("app/Cargo.toml", "[package]\nname = 'app'\nedition = '2024'\n[[bin]]\nname='demo'\npath='examples/demo.rs'\n[[test]]\nname='it'\npath='it/main.rs'\n[[test]]\nname='inline'\npath='src/inline.rs'"),
            ("app/build.rs", ""), ("app/src/lib.rs", ""), ("app/src/main.rs", ""), ("app/src/bin/tool.rs", ""),
            ("app/examples/demo.rs", ""), ("app/examples/plain.rs", ""), ("app/it/main.rs", ""), ("app/src/inline.rs", ""),
            ("app/inner/Cargo.toml", "[package]\nname = 'inner'\nedition = '2018'"), ("app/inner/src/lib.rs", ""),
            ("app/tests/fixture/Cargo.toml", "[package]\nname = 'fixture'\n[workspace]"), ("app/tests/fixture/src/lib.rs", ""),
            ("odd/Cargo.toml", "[package]\nname = 'odd'\n[lib]\npath = 'lib.rs'"), ("odd/lib.rs", ""),
            ("tests/kit/Cargo.toml", "[package]\nname = 'kit'"), ("tests/kit/src/lib.rs", ""),
            ("fuzz/Cargo.toml", "[package]\nname = 'app-fuzz'\nedition = '2021'"), ("fuzz/src/main.rs", ""),
        ].into_iter().collect();
        Workspace::from_source(files).unwrap()
    }

    #[test]
    fn files_stand_in_the_deepest_package() {
        let workspace = workspace();
        for (path, package, package_path, target, test_only, edition) in [
            ("app/src/net/mod.rs", "app", "src/net/mod.rs", "lib app", false, Edition::E2024),
            ("app/src/main.rs", "app", "src/main.rs", "bin app", false, Edition::E2024),
            ("app/src/bin/tool.rs", "app", "src/bin/tool.rs", "bin tool", false, Edition::E2024),
            ("app/build.rs", "app", "build.rs", "custom-build build-script-build", false, Edition::E2024),
            ("app/tests/common/mod.rs", "app", "tests/common/mod.rs", "", true, Edition::E2024),
            ("app/benches/b.rs", "app", "benches/b.rs", "", true, Edition::E2024),
            ("app/examples/plain.rs", "app", "examples/plain.rs", "example plain", true, Edition::E2024),
            ("app/examples/demo.rs", "app", "examples/demo.rs", "bin demo", false, Edition::E2024),
            ("app/examples/demo/part.rs", "app", "examples/demo/part.rs", "bin demo", false, Edition::E2024),
            ("app/it/helper.rs", "app", "it/helper.rs", "test it", true, Edition::E2024),
            ("app/src/inline.rs", "app", "src/inline.rs", "test inline", true, Edition::E2024),
            ("app/src/tests/mod.rs", "app", "src/tests/mod.rs", "lib app", false, Edition::E2024),
            ("app/inner/src/lib.rs", "inner", "src/lib.rs", "lib inner", false, Edition::E2018),
            ("app/tests/fixture/src/lib.rs", "fixture", "src/lib.rs", "lib fixture", true, Edition::E2015),
            ("odd/deep/x.rs", "odd", "deep/x.rs", "lib odd", false, Edition::E2015),
            ("odd/tests/x.rs", "odd", "tests/x.rs", "", true, Edition::E2015),
            ("tests/kit/src/lib.rs", "kit", "src/lib.rs", "lib kit", false, Edition::E2015),
            ("fuzz/src/main.rs", "app-fuzz", "src/main.rs", "bin app-fuzz", false, Edition::E2021),
        ] {
            let place = workspace.place(path);
            let shown = place.target.map(|t| format!("{} {}", t.kind.as_str(), t.name)).unwrap_or_default();
            assert_eq!(place.package.unwrap().name, package, "{path}");
            assert_eq!(place.package_path.as_deref(), Some(package_path), "{path}");
            assert_eq!(
                (shown.as_str(), place.test_only, place.edition),
                (target, test_only, edition),
                "{path}"
            );
        }
    }

    #[test]
    fn files_of_no_package() {
        let workspace = workspace();
        for (path, test_only) in
            [("tools/x.rs", false), ("tests/ui/x.rs", true), ("x.rs", false), ("a/src/tests/x.rs", false)]
        {
            let place = workspace.place(path);
            assert!(
                place.package.is_none() && place.target.is_none() && place.package_path.is_none(),
                "{path}"
            );
            assert_eq!((place.test_only, place.edition), (test_only, Edition::E2021), "{path}");
        }
    }
}
