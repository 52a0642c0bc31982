//! Where a lesson's rules apply: packages, paths, dependencies, language.

use std::sync::OnceLock;

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use semver::{Prerelease, Version, VersionReq};
use serde::{Deserialize, Serialize};

/// Where a lesson's rules apply; everything given must hold.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Scope {
    /// The names of packages.
    pub crates: Globs,
    /// Paths from the workspace's or the package's root, with `/`.
    pub paths: Globs,
    /// Whether code that only test builds compile is searched.
    pub tests: bool,
    /// Versions of dependencies for which the lesson holds, in the order of the file.
    pub dependencies: Vec<DependencyRequirement>,
    /// The language of the code: `rust`, `toml`, `yaml` or `json`.
    pub language: String,
}

impl Default for Scope {
    fn default() -> Self {
        Self {
            crates: Globs::default(),
            paths: Globs::default(),
            tests: false,
            dependencies: Vec::new(),
            language: "rust".to_owned(),
        }
    }
}

impl Scope {
    /// Whether a package is covered. Cargo takes `-` and `_` for one in names, and so do people.
    #[must_use]
    pub fn covers_crate(&self, name: &str) -> bool {
        let spellings = [name.to_owned(), name.replace('-', "_"), name.replace('_', "-")];
        let either = |test: &dyn Fn(&str) -> bool| spellings.iter().any(|name| test(name));
        !either(&|name| self.crates.excludes(name)) && either(&|name| self.crates.includes(name))
    }

    /// Whether a file is covered, given its path from the workspace's root and, inside a package, from the package's
    /// root. A glob with `!` that matches either path excludes it.
    #[must_use]
    pub fn covers_path(&self, from_workspace: &str, from_package: Option<&str>) -> bool {
        let from_package = from_package.unwrap_or(from_workspace);
        let globs = &self.paths;
        let either = |test: &dyn Fn(&str) -> bool| test(from_workspace) || test(from_package);
        !either(&|path| globs.excludes(path)) && either(&|path| globs.includes(path))
    }
}

/// A list of globs, of which those with a leading `!` exclude. An empty list matches everything.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Globs {
    patterns: Vec<String>,
    /// Compiled when a name is first tried; before that where the globs are new, to know that they can be.
    #[serde(skip)]
    sets: OnceLock<Sets>,
}

#[derive(Clone, Debug, Default)]
struct Sets {
    include: GlobSet,
    exclude: GlobSet,
    only_excludes: bool,
}

/// Globs are equal when they are written alike.
impl PartialEq for Globs {
    fn eq(&self, other: &Self) -> bool {
        self.patterns == other.patterns
    }
}

impl Eq for Globs {}

impl std::hash::Hash for Globs {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.patterns.hash(state);
    }
}

/// Why a glob is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum GlobFault {
    #[error("the glob is empty")]
    Empty,
    #[error("the glob begins with `/` and would match nothing")]
    Absolute,
    #[error("the glob ends with `/` and would match no file")]
    Folder,
    #[error("the glob holds `..` and would match nothing")]
    Parent,
    #[error("the glob does not parse: {0}")]
    Syntax(String),
}

impl GlobFault {
    pub(crate) fn hint(&self, glob: &str) -> String {
        let bare = glob.trim_start_matches('!').trim_start_matches('/');
        match self {
            Self::Empty => "write a glob such as `src/**`, or remove it".to_owned(),
            Self::Absolute => format!("globs are taken from the workspace's or the package's root: `{bare}`"),
            Self::Folder => format!("write `{bare}**` for all that is in the folder"),
            Self::Parent => "name the path from the workspace's root".to_owned(),
            Self::Syntax(_) => {
                "`*`, `?`, `**`, `[a-z]` and `{a,b}` are special; `\\` takes that away".to_owned()
            }
        }
    }
}

impl Globs {
    /// Compiles globs; those that fault are left out and returned with their index.
    pub(crate) fn new(patterns: &[&str]) -> (Self, Vec<(usize, GlobFault)>) {
        let mut faults = Vec::new();
        let mut sound = Vec::new();
        for (index, pattern) in patterns.iter().enumerate() {
            match compile(pattern.strip_prefix('!').unwrap_or(pattern)) {
                Ok(_) => sound.push((*pattern).to_owned()),
                Err(fault) => faults.push((index, fault)),
            }
        }
        let sets = Sets::new(&sound).unwrap_or_else(|error| {
            faults.push((0, GlobFault::Syntax(error.to_string())));
            Sets::default()
        });
        (Self { patterns: sound, sets: sets.into() }, faults)
    }

    /// The globs as written.
    #[must_use]
    pub fn patterns(&self) -> &[String] {
        &self.patterns
    }

    /// Whether the list is empty, so that everything matches.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.patterns.is_empty()
    }

    /// Whether some glob matches and none with `!` does. Takes time linear in the name's length.
    #[must_use]
    pub fn matches(&self, name: &str) -> bool {
        self.includes(name) && !self.excludes(name)
    }

    fn includes(&self, name: &str) -> bool {
        self.patterns.is_empty() || self.sets().only_excludes || self.sets().include.is_match(name)
    }

    fn excludes(&self, name: &str) -> bool {
        !self.patterns.is_empty() && self.sets().exclude.is_match(name)
    }

    fn sets(&self) -> &Sets {
        // Those that could not be compiled never came to be kept.
        self.sets.get_or_init(|| Sets::new(&self.patterns).unwrap_or_default())
    }
}

impl Sets {
    /// Compiles globs that are sound one by one.
    fn new(patterns: &[String]) -> Result<Self, globset::Error> {
        let (mut include, mut exclude) = (GlobSetBuilder::new(), GlobSetBuilder::new());
        for pattern in patterns {
            let (set, glob) = match pattern.strip_prefix('!') {
                Some(glob) => (&mut exclude, glob),
                None => (&mut include, pattern.as_str()),
            };
            if let Ok(glob) = compile(glob) {
                set.add(glob);
            }
        }
        let only_excludes = patterns.iter().all(|pattern| pattern.starts_with('!'));
        Ok(Self { include: include.build()?, exclude: exclude.build()?, only_excludes })
    }
}

fn compile(glob: &str) -> Result<globset::Glob, GlobFault> {
    if glob.trim().is_empty() {
        return Err(GlobFault::Empty);
    } else if glob.starts_with('/') {
        return Err(GlobFault::Absolute);
    } else if glob.ends_with('/') {
        return Err(GlobFault::Folder);
    } else if glob.split('/').any(|part| part == "..") {
        return Err(GlobFault::Parent);
    }
    GlobBuilder::new(glob.strip_prefix("./").unwrap_or(glob))
        .literal_separator(true)
        // The same on every system, so that a lesson means the same everywhere.
        .backslash_escape(true)
        .build()
        .map_err(|error| GlobFault::Syntax(error.kind().to_string()))
}

/// The versions of a dependency for which a lesson holds.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "(String, String)", try_from = "(String, String)")]
#[non_exhaustive]
pub struct DependencyRequirement {
    /// The crate's name.
    pub name: String,
    /// The requirement as written, such as `<1.40`.
    pub requirement: String,
    parsed: VersionReq,
}

impl From<DependencyRequirement> for (String, String) {
    fn from(written: DependencyRequirement) -> Self {
        (written.name, written.requirement)
    }
}

impl TryFrom<(String, String)> for DependencyRequirement {
    type Error = semver::Error;

    fn try_from((name, requirement): (String, String)) -> Result<Self, semver::Error> {
        Self::new(&name, &requirement)
    }
}

impl DependencyRequirement {
    pub(crate) fn new(name: &str, requirement: &str) -> Result<Self, semver::Error> {
        let parsed = VersionReq::parse(requirement)?;
        Ok(Self { name: name.to_owned(), requirement: requirement.to_owned(), parsed })
    }

    /// Whether a resolved version meets the requirement, by cargo's rules. But a pre-release counts as the release
    /// that it leads to: an incident in 1.39 is one in 1.39.0-rc.1 too.
    #[must_use]
    pub fn allows(&self, version: &Version) -> bool {
        let release = Version { pre: Prerelease::EMPTY, ..version.clone() };
        self.parsed.matches(version) || self.parsed.matches(&release)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scope(paths: &[&str]) -> Scope {
        let (paths, faults) = Globs::new(paths);
        assert_eq!(faults, []);
        Scope { paths, ..Scope::default() }
    }

    #[test]
    fn paths_are_taken_from_either_root_and_exclusion_wins() {
        for (paths, workspace, package, covered) in [
            (&["src/**", "!src/generated/**"][..], "crates/a/src/x.rs", Some("src/x.rs"), true),
            (
                &["src/**", "!src/generated/**"],
                "crates/a/src/generated/x.rs",
                Some("src/generated/x.rs"),
                false,
            ),
            (&["!src/generated/**", "src/**"], "src/generated/x.rs", None, false),
            (&["crates/a/**"], "crates/a/src/x.rs", Some("src/x.rs"), true),
            (&["crates/a/**", "!src/x.rs"], "crates/a/src/x.rs", Some("src/x.rs"), false),
            (&["!tests/**"], "src/x.rs", None, true),
            (&["src/*.rs"], "src/a/b.rs", None, false),
            (&["./src/*.rs"], "src/b.rs", None, true),
            (&["**/handlers/*.rs"], "handlers/b.rs", None, true),
            (&["src/{a,b}.rs"], "src/b.rs", None, true),
            (&[], "anything", None, true),
        ] {
            assert_eq!(scope(paths).covers_path(workspace, package), covered, "{paths:?} {workspace}");
        }
    }

    #[test]
    fn globs_that_can_match_nothing_are_faults() {
        for (glob, fault) in [
            ("", GlobFault::Empty),
            ("!", GlobFault::Empty),
            ("/src/**", GlobFault::Absolute),
            ("src/", GlobFault::Folder),
            ("../a/**", GlobFault::Parent),
        ] {
            assert_eq!(Globs::new(&[glob]).1, [(0, fault)], "{glob}");
        }
        assert!(matches!(Globs::new(&["a", "src/[a"]).1.as_slice(), [(1, GlobFault::Syntax(_))]));
    }

    #[test]
    fn requirements_follow_cargo() {
        let tokio = DependencyRequirement::new("tokio", "<1.40").unwrap();
        for (version, allowed) in
            [("1.39.9", true), ("1.40.0", false), ("1.39.0-rc.1", true), ("1.40.0-rc.1", false)]
        {
            assert_eq!(tokio.allows(&Version::parse(version).unwrap()), allowed, "{version}");
        }
        assert!(DependencyRequirement::new("tokio", "1.x.y.z").is_err());
    }
}
