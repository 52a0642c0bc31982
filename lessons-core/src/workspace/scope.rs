//! Which files a rule speaks about: crates, paths, test code, and versions of dependencies.

use std::collections::BTreeMap;

use globset::{Glob, GlobBuilder, GlobSet, GlobSetBuilder};
use semver::{Prerelease, Version, VersionReq};

use super::lock::Lock;
use super::place::Place;
use super::relative;

/// A compiled scope. Everything that it names must hold; what it does not name restricts nothing.
#[derive(Clone, Debug, Default)]
pub(crate) struct Scope {
    crates: Option<Globs>,
    paths: Option<Globs>,
    tests: bool,
    dependencies: Vec<(String, VersionReq)>,
}

/// Whether a scope holds for a place.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub(crate) enum Applies {
    /// Everything holds.
    Yes,
    /// Something does not hold.
    No,
    /// It cannot be told, for this reason; the rule is not applied, and that is reported.
    NotApplied(String),
}

/// What is wrong with a scope as written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub(crate) enum ScopeError {
    /// A glob that does not parse.
    #[error("`{glob}` in `{key}` is no glob: {reason}")]
    Glob {
        /// `crates` or `paths`.
        key: &'static str,
        /// The glob as written.
        glob: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A version requirement that does not parse.
    #[error(
        "`{requirement}` for the dependency `{name}` is no version requirement: {reason}; write it as in Cargo.toml, e.g. \"<1.40\""
    )]
    Requirement {
        /// The dependency.
        name: String,
        /// The requirement as written.
        requirement: String,
        /// What is wrong with it.
        reason: String,
    },
}

impl Scope {
    /// A scope from plain text: globs over package names, globs over paths (a leading `!` takes out again, and wins),
    /// whether test code is searched, and version requirements by package name. Empty lists restrict nothing.
    ///
    /// # Errors
    /// The first glob or requirement that does not parse.
    pub(crate) fn new<C: AsRef<str>, P: AsRef<str>>(
        crates: &[C],
        paths: &[P],
        tests: bool,
        dependencies: &BTreeMap<String, String>,
    ) -> Result<Self, ScopeError> {
        let dependencies = dependencies.iter().map(|(name, text)| {
            let requirement = VersionReq::parse(text).map_err(|error| ScopeError::Requirement {
                name: name.clone(),
                requirement: text.clone(),
                reason: error.to_string(),
            })?;
            Ok((name.clone(), requirement))
        });
        Ok(Self {
            crates: Globs::new("crates", crates)?,
            paths: Globs::new("paths", paths)?,
            tests,
            dependencies: dependencies.collect::<Result<_, ScopeError>>()?,
        })
    }

    /// Whether code that only test builds compile is in scope.
    #[must_use]
    pub(crate) const fn includes_tests(&self) -> bool {
        self.tests
    }

    /// The same scope without `crates` and `dependency`, for a lesson's own blocks, where both count as satisfied.
    #[must_use]
    pub(crate) fn for_blocks(&self) -> Self {
        Self { crates: None, dependencies: Vec::new(), ..self.clone() }
    }

    /// The same scope without `paths` and with test code, for a block that does not say in which file it stands.
    #[must_use]
    pub(crate) fn anywhere(&self) -> Self {
        Self { paths: None, tests: true, ..self.clone() }
    }

    /// Whether this scope holds for a file.
    #[must_use]
    pub(crate) fn applies(&self, place: &Place<'_>) -> Applies {
        if place.test_only && !self.tests {
            return Applies::No;
        }
        if !self.paths.as_ref().is_none_or(|globs| globs.hold_path(place)) {
            return Applies::No;
        }
        if let Some(globs) = &self.crates {
            match place.package {
                Some(package) if globs.hold_name(&package.name) => {}
                None if place.bare => {
                    return Applies::NotApplied(
                        "the file belongs to no package, so `crates` cannot be judged".into(),
                    );
                }
                _ => return Applies::No,
            }
        }
        let mut unknown = None;
        for (name, requirement) in &self.dependencies {
            match versions(place, name) {
                Ok(versions) if versions.iter().any(|version| satisfies(requirement, version)) => {}
                Ok(_) => return Applies::No,
                Err(reason) => unknown = unknown.or(Some(reason)),
            }
        }
        unknown.map_or(Applies::Yes, Applies::NotApplied)
    }
}

/// The versions that a dependency has for the code of a place; none where the place has no dependencies at all.
fn versions<'w>(place: &Place<'w>, name: &str) -> Result<Vec<&'w Version>, String> {
    let unknown = |why: String| format!("the version of `{name}` is unknown: {why}");
    if let Some(versions) = place.package.and_then(|package| package.versions_of(name)) {
        return Ok(versions);
    }
    match (place.lock, place.package) {
        (Lock::Broken(reason), _) => Err(unknown(format!("the lock file cannot be read ({reason})"))),
        (Lock::Graph(_), None) => Ok(Vec::new()),
        (Lock::Graph(_), Some(package)) if package.member => {
            Err(unknown(format!("Cargo.lock does not list `{}`; update it", package.name)))
        }
        (_, Some(package)) => Err(unknown(format!(
            "`{}` has no Cargo.lock; create one with `cargo generate-lockfile`",
            package.name
        ))),
        (Lock::Absent, None) if place.bare => Err(unknown("the file belongs to no package".to_owned())),
        (Lock::Absent, None) => {
            Err(unknown("there is no Cargo.lock; create one with `cargo generate-lockfile`".to_owned()))
        }
    }
}

/// A pre-release counts as the release that it leads to: an incident in 1.39 is one in 1.39.0-rc.1 too.
fn satisfies(requirement: &VersionReq, version: &Version) -> bool {
    if requirement.matches(version) {
        return true;
    }
    let mut release = version.clone();
    release.pre = Prerelease::EMPTY;
    !version.pre.is_empty() && requirement.matches(&release)
}

/// Globs of which one must hold and none of those with `!` may.
#[derive(Clone, Debug)]
struct Globs {
    /// None where only `!` globs are written: then everything else is in.
    wanted: Option<GlobSet>,
    refused: GlobSet,
}

impl Globs {
    fn new<S: AsRef<str>>(key: &'static str, globs: &[S]) -> Result<Option<Self>, ScopeError> {
        if globs.is_empty() {
            return Ok(None);
        }
        let (mut wanted, mut refused) = (GlobSetBuilder::new(), GlobSetBuilder::new());
        let mut any_wanted = false;
        let fault = |glob: &str, reason: String| ScopeError::Glob { key, glob: glob.to_owned(), reason };
        for text in globs.iter().map(AsRef::as_ref) {
            let glob = |pattern: &str| compile(key, pattern).map_err(|reason| fault(text, reason));
            match text.strip_prefix('!') {
                Some(pattern) => refused.add(glob(pattern)?),
                None => {
                    any_wanted = true;
                    wanted.add(glob(text)?)
                }
            };
        }
        let build = |set: &GlobSetBuilder| {
            set.build().map_err(|error| fault(error.glob().unwrap_or_default(), error.kind().to_string()))
        };
        Ok(Some(Self { wanted: any_wanted.then(|| build(&wanted)).transpose()?, refused: build(&refused)? }))
    }

    fn hold_path(&self, place: &Place<'_>) -> bool {
        let is_in = |globs: &GlobSet| {
            globs.is_match(&place.path)
                || place.package_path.as_ref().is_some_and(|path| globs.is_match(path))
        };
        self.wanted.as_ref().is_none_or(is_in) && !is_in(&self.refused)
    }

    /// Cargo takes `-` and `_` for one in names, and so do people.
    fn hold_name(&self, name: &str) -> bool {
        let is_in = |globs: &GlobSet| {
            globs.is_match(name)
                || globs.is_match(name.replace('-', "_"))
                || globs.is_match(name.replace('_', "-"))
        };
        self.wanted.as_ref().is_none_or(is_in) && !is_in(&self.refused)
    }
}

fn compile(key: &str, pattern: &str) -> Result<Glob, String> {
    if pattern.trim().is_empty() {
        return Err("it is empty; leave it out".into());
    }
    let mut text = pattern.to_owned();
    if key == "paths" {
        // Every path counts from a root, so a leading `/` or `./` says nothing new.
        let rooted = pattern.trim_start_matches("./").trim_start_matches('/');
        if !relative::is_inside(&relative::join("", rooted)) || rooted.split('/').any(|part| part == "..") {
            return Err(
                "it leaves the repository; write it from the workspace's or the package's root".into()
            );
        }
        text = if rooted.is_empty() || rooted == "." {
            "**".to_owned()
        } else if rooted.ends_with('/') {
            format!("{rooted}**")
        } else {
            rooted.to_owned()
        };
    }
    GlobBuilder::new(&text)
        .literal_separator(true)
        .backslash_escape(true)
        .build()
        .map_err(|error| error.kind().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::{Memory, Workspace};

    const LOCK: &str = "[[package]]\nname='dispatcher-core'\nversion='0.0.0'\ndependencies=['tokio 1.39.0-rc.1', 'mid']\n[[package]]\nname='mid'\nversion='1.0.0'\nsource='r'\ndependencies=['tokio 0.2.0', 'deep_dep']\n[[package]]\nname='tokio'\nversion='1.39.0-rc.1'\nsource='r'\n[[package]]\nname='tokio'\nversion='0.2.0'\nsource='r'\n[[package]]\nname='deep_dep'\nversion='3.1.0'\nsource='r'";

    fn workspace(lock: Option<&str>) -> Workspace {
        let mut files: Memory = [
            ("Cargo.toml", "[workspace]\nmembers = ['crates/*']"),
            ("crates/core/Cargo.toml", "[package]\nname = 'dispatcher-core'"),
            ("crates/core/src/lib.rs", ""),
        ]
        .into_iter()
        .collect();
        if let Some(lock) = lock {
            files.insert("Cargo.lock", lock);
        }
        Workspace::from_source(files).unwrap()
    }

    fn scope(
        crates: &[&str],
        paths: &[&str],
        tests: bool,
        dependencies: &[(&str, &str)],
    ) -> Result<Scope, ScopeError> {
        let dependencies =
            dependencies.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
        Scope::new(crates, paths, tests, &dependencies)
    }

    #[test]
    fn paths_and_crates() {
        let workspace = workspace(None);
        let file = "crates/core/src/net/io.rs";
        for (crates, paths, path, yes) in [
            (&[][..], &[][..], file, true),
            (&["dispatcher*"], &[], file, true),
            (&["dispatcher_core"], &[], file, true),
            (&["core"], &[], file, false),
            (&["other", "dispatcher-core"], &[], file, true),
            (&["*", "!dispatcher*"], &[], file, false),
            (&["dispatcher*"], &[], "tools/x.rs", false),
            (&[], &["src/**"], file, true),
            (&[], &["crates/core/src/**"], file, true),
            (&[], &["./crates/"], file, true),
            (&[], &["/src/"], file, true),
            (&[], &["src/*"], file, false),
            (&[], &["src/*"], "crates/core/src/lib.rs", true),
            (&[], &["src/*/io.rs"], file, true),
            (&[], &["**/io.rs"], file, true),
            (&[], &["**/*.rs", "!src/net/**"], file, false),
            (&[], &["!crates/core/src/net/**", "src/**"], file, false),
            (&[], &["!src/gen/**"], file, true),
            (&[], &["src/net/{io,tcp}.rs"], file, true),
            (&[], &["src/**"], "crates/core/tests/a.rs", false),
        ] {
            let applies = scope(crates, paths, false, &[]).unwrap().applies(&workspace.place(path));
            assert_eq!(applies == Applies::Yes, yes, "{crates:?} {paths:?} {path}");
        }
    }

    #[test]
    fn test_code_is_out_unless_asked_for() {
        let workspace = workspace(None);
        let place = workspace.place("crates/core/tests/a.rs");
        assert_eq!(scope(&[], &[], false, &[]).unwrap().applies(&place), Applies::No);
        assert_eq!(scope(&[], &[], true, &[]).unwrap().applies(&place), Applies::Yes);
    }

    #[test]
    fn dependency_versions() {
        let workspace = workspace(Some(LOCK));
        let place = workspace.place("crates/core/src/lib.rs");
        for (dependencies, yes) in [
            (&[("tokio", "<1.40")][..], true),
            (&[("tokio", ">=1.39")], true),
            (&[("tokio", "<1.39")], false),
            // The package's own code means the version it depends on itself.
            (&[("tokio", "<1.0")], false),
            (&[("deep-dep", "3")], true),
            (&[("absent", "*")], false),
            (&[("tokio", "*"), ("deep_dep", "<3")], false),
        ] {
            let applies = scope(&[], &[], false, dependencies).unwrap().applies(&place);
            assert_eq!(applies, if yes { Applies::Yes } else { Applies::No }, "{dependencies:?}");
        }
    }

    #[test]
    fn what_cannot_be_told_says_why() {
        let dependent = scope(&[], &[], false, &[("tokio", "*")]).unwrap();
        let reason = |workspace: &Workspace, path: &str| match dependent.applies(&workspace.place(path)) {
            Applies::NotApplied(reason) => reason,
            other => panic!("{other:?}"),
        };
        let file = "crates/core/src/lib.rs";
        assert!(reason(&workspace(None), file).contains("`dispatcher-core` has no Cargo.lock"));
        assert!(reason(&workspace(None), "x.rs").contains("there is no Cargo.lock"));
        assert!(reason(&workspace(Some("=")), file).contains("Cargo.lock:1:1"));
        assert!(reason(&workspace(Some("version = 4")), file).contains("does not list `dispatcher-core`"));
        let loose = workspace(Some(LOCK));
        assert_eq!(
            dependent.applies(&loose.place("x.rs")),
            Applies::No,
            "a file of no package depends on nothing"
        );
        // What another condition excludes needs no reason.
        let elsewhere = scope(&["other"], &[], false, &[("tokio", "*")]).unwrap();
        assert_eq!(elsewhere.applies(&workspace(None).place(file)), Applies::No);

        let bare = Workspace::bare_tree([("x.rs", "")].into_iter().collect::<Memory>()).unwrap();
        let named = scope(&["other"], &[], false, &[]).unwrap();
        assert!(matches!(named.applies(&bare.place("x.rs")), Applies::NotApplied(_)));
        assert!(reason(&bare, "x.rs").contains("no package"));
        assert_eq!(named.for_blocks().applies(&bare.place("x.rs")), Applies::Yes);
    }

    #[test]
    fn errors_name_the_glob() {
        for (crates, paths, named) in [
            (&["a["][..], &[][..], "`a[` in `crates`"),
            (&[], &["src/{a"], "`src/{a` in `paths`"),
            (&[], &["!"], "`!` in `paths` is no glob: it is empty"),
            (&[], &["../other/**"], "leaves the repository"),
            (&[], &["src/../../x"], "leaves the repository"),
        ] {
            let error = scope(crates, paths, false, &[]).unwrap_err().to_string();
            assert!(error.contains(named), "{error}");
        }
        let error = scope(&[], &[], false, &[("tokio", "< one")]).unwrap_err().to_string();
        assert!(error.contains("`< one` for the dependency `tokio`"), "{error}");
    }
}
