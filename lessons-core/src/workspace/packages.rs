//! Packages as plain data: what cargo knows about them that a rule's scope or a name's resolution may ask for.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use semver::Version;
use serde::{Deserialize, Serialize};

use super::lock::Resolved;

/// One package of a workspace, or one that merely lies in its directory.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Package {
    /// The package's name, as its manifest writes it.
    pub name: String,
    /// The package's version; `0.0.0` if the manifest has none.
    pub version: Version,
    /// The package id as `cargo metadata` prints it.
    pub id: String,
    /// The package's directory from the workspace's root; `""` for the root itself.
    pub root: String,
    /// The manifest from the workspace's root.
    pub manifest_path: String,
    /// The edition of the package's targets.
    pub edition: Edition,
    /// Whether the package is a member of the workspace; `false` for a package that is excluded or a workspace of its own.
    pub member: bool,
    /// What cargo compiles of it, in order of kind and name.
    pub targets: Vec<Target>,
    /// Declared dependencies of every kind and platform, in order of name.
    pub dependencies: Vec<Dependency>,
    /// What the lock file resolves for this package; `None` if no lock file tells. The lock file is not written with the
    /// package.
    #[serde(skip)]
    pub resolved: Option<Resolved>,
    /// The Clippy lints and groups that the manifest sets, inherited ones too, without `clippy::`.
    pub clippy: BTreeMap<String, LintSetting>,
    /// The table `[package.metadata.lessons]`.
    #[serde(with = "super::facts::json")]
    pub metadata: Option<serde_json::Value>,
}

impl Package {
    /// The name of the library as code writes it, if the package has one.
    #[must_use]
    pub fn library_name(&self) -> Option<&str> {
        self.library().map(|target| target.crate_name.as_str())
    }

    /// The library or procedural macro, if the package has one.
    #[must_use]
    pub fn library(&self) -> Option<&Target> {
        self.targets.iter().find(|target| matches!(target.kind, TargetKind::Lib | TargetKind::ProcMacro))
    }

    /// The resolved versions of a dependency that this package's code can mean: the ones it depends on itself, or,
    /// where it does not, those that its dependencies bring. `-` and `_` are one. `None` if no lock file tells.
    #[must_use]
    pub fn versions_of(&self, dependency: &str) -> Option<Vec<&Version>> {
        let same = |name: &str| name.len() == dependency.len() && folded(name).eq(folded(dependency));
        let all: Vec<(&Version, bool)> = self
            .resolved
            .as_ref()?
            .iter()
            .filter(|(name, ..)| same(name))
            .map(|(_, version, direct)| (version, direct))
            .collect();
        let any_direct = all.iter().any(|(_, direct)| *direct);
        Some(
            all.into_iter()
                .filter(|(_, direct)| *direct || !any_direct)
                .map(|(version, _)| version)
                .collect(),
        )
    }
}

/// One thing that cargo compiles of a package.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Target {
    /// What it is.
    pub kind: TargetKind,
    /// The target's name as cargo prints it.
    pub name: String,
    /// The name as code writes it: `-` is `_`.
    pub crate_name: String,
    /// The root file from the workspace's root.
    pub src_path: String,
    /// What the compiler makes of it: `lib`, `rlib`, `cdylib`, `bin`, `proc-macro`, …
    pub crate_types: Vec<String>,
    /// The target's edition, nearly always the package's.
    pub edition: Edition,
}

/// What a [`Target`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum TargetKind {
    /// A library of any crate type but procedural macros.
    Lib,
    /// A procedural macro.
    ProcMacro,
    /// A binary.
    Bin,
    /// A build script.
    BuildScript,
    /// An example.
    Example,
    /// An integration test.
    Test,
    /// A benchmark.
    Bench,
}

impl TargetKind {
    /// Whether only test builds compile such a target.
    #[must_use]
    pub const fn is_test_only(self) -> bool {
        matches!(self, Self::Example | Self::Test | Self::Bench)
    }

    /// The name that cargo prints.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Lib => "lib",
            Self::ProcMacro => "proc-macro",
            Self::Bin => "bin",
            Self::BuildScript => "custom-build",
            Self::Example => "example",
            Self::Test => "test",
            Self::Bench => "bench",
        }
    }
}

/// One declared dependency.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Dependency {
    /// The name that the manifest declares, which is the one that code writes.
    pub name: String,
    /// The package's own name; differs from `name` where `package = "…"` renames it.
    pub package: String,
    /// Which table declares it.
    pub kind: DependencyKind,
    /// The platform (`cfg(unix)`, a triple) that it is limited to.
    pub platform: Option<String>,
    /// Whether only a feature turns it on.
    pub optional: bool,
    /// The version requirement; `*` where none is written.
    pub requirement: String,
    /// The directory of a path dependency, from the workspace's root; begins with `..` where it leaves it.
    pub path: Option<String>,
}

impl Dependency {
    /// The name as code writes it: `-` is `_`.
    #[must_use]
    pub fn crate_name(&self) -> String {
        crate_name(&self.name)
    }
}

/// The table that declares a dependency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum DependencyKind {
    /// `[dependencies]`
    Normal,
    /// `[dev-dependencies]`
    Development,
    /// `[build-dependencies]`
    Build,
}

/// A Rust edition, older ones first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Edition {
    /// 2015, also what a manifest without an edition means.
    E2015,
    /// 2018
    E2018,
    /// 2021
    E2021,
    /// 2024
    E2024,
}

impl Edition {
    /// The year.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::E2015 => "2015",
            Self::E2018 => "2018",
            Self::E2021 => "2021",
            Self::E2024 => "2024",
        }
    }

    /// The newest edition known here whose rules hold for `text`, so that a manifest from the future is still read.
    pub(crate) fn nearest(text: &str) -> Option<Self> {
        text.parse().ok().or_else(|| {
            let year: u16 = text.parse().ok()?;
            (year > 2024 && text.len() == 4).then_some(Self::E2024)
        })
    }
}

impl fmt::Display for Edition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Edition {
    type Err = UnknownEdition;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "2015" => Ok(Self::E2015),
            "2018" => Ok(Self::E2018),
            "2021" => Ok(Self::E2021),
            "2024" => Ok(Self::E2024),
            _ => Err(UnknownEdition { text: text.to_owned() }),
        }
    }
}

/// A text that is no edition.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is no Rust edition; write 2015, 2018, 2021 or 2024")]
#[non_exhaustive]
pub struct UnknownEdition {
    /// What was written.
    pub text: String,
}

/// How a manifest sets one lint or lint group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct LintSetting {
    /// The level.
    pub level: LintLevel,
    /// Where groups and lints overlap, the higher priority wins.
    pub priority: i64,
}

impl LintSetting {
    pub(crate) const fn new(level: LintLevel, priority: i64) -> Self {
        Self { level, priority }
    }
}

/// A lint's level, weakest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum LintLevel {
    /// Off.
    Allow,
    /// A warning.
    Warn,
    /// An error.
    Deny,
    /// An error that code cannot turn off.
    Forbid,
}

/// The bytes of a name, with `-` as `_`.
fn folded(name: &str) -> impl Iterator<Item = u8> {
    name.bytes().map(|byte| if byte == b'-' { b'_' } else { byte })
}

/// A package's or target's name as code writes it.
pub(crate) fn crate_name(name: &str) -> String {
    name.replace('-', "_")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn editions_are_ordered_and_read() {
        assert!(Edition::E2015 < Edition::E2018 && Edition::E2021 < Edition::E2024);
        for text in ["2015", "2018", "2021", "2024"] {
            assert_eq!(text.parse::<Edition>().unwrap().to_string(), text);
        }
        assert!("2020".parse::<Edition>().unwrap_err().to_string().contains("2020"));
        assert_eq!(Edition::nearest("2027"), Some(Edition::E2024));
        assert_eq!(Edition::nearest("2019"), None);
        assert_eq!(Edition::nearest("+2027"), None);
    }
}
