//! Whether a lesson's scope holds for a file.

use crate::lesson::{Globs, Scope};
use crate::workspace::Place;

/// Whether a scope holds for a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Applies {
    /// Everything holds.
    Yes,
    /// Something does not hold.
    No,
    /// It cannot be told, for this reason; the lesson is not applied, and that is reported.
    NotApplied(String),
}

/// Whether everything that `scope` names holds for `place`.
pub(super) fn applies(scope: &Scope, place: &Place<'_>) -> Applies {
    if place.test_only && !scope.tests || !scope.covers_path(&place.path, place.package_path.as_deref()) {
        return Applies::No;
    }
    if !scope.crates.is_empty() {
        match place.package {
            Some(package) if scope.covers_crate(&package.name) => {}
            None if place.bare => {
                return Applies::NotApplied(
                    "the file belongs to no package, so `crates` cannot be judged".into(),
                );
            }
            _ => return Applies::No,
        }
    }
    let mut unknown = None;
    for requirement in &scope.dependencies {
        match place.versions_of(&requirement.name) {
            Ok(versions) if versions.iter().any(|version| requirement.allows(version)) => {}
            Ok(_) => return Applies::No,
            Err(reason) => unknown = unknown.or(Some(reason)),
        }
    }
    unknown.map_or(Applies::Yes, Applies::NotApplied)
}

/// The scope for a lesson's own block: `crates` and `dependency` count as satisfied; where the block does not say in
/// which file it stands, `paths` and `tests` do too.
pub(super) fn for_block(scope: &Scope, has_file: bool) -> Scope {
    let mut scope = scope.clone();
    scope.crates = Globs::default();
    scope.dependencies.clear();
    if !has_file {
        scope.paths = Globs::default();
        scope.tests = true;
    }
    scope
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lesson::Lesson;
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

    fn scope(crates: &[&str], paths: &[&str], tests: bool, dependencies: &[(&str, &str)]) -> Scope {
        let mut keys = format!("tests = {tests}\n");
        for (key, globs) in [("crates", crates), ("paths", paths)] {
            if !globs.is_empty() {
                keys += &format!("{key} = {globs:?}\n");
            }
        }
        for (name, text) in dependencies {
            keys += &format!("dependency.{name} = {text:?}\n");
        }
        let lesson = format!(
            "```toml\n[lesson]\ndate = 2026-01-01\n[scope]\n{keys}[forbid]\npattern = 'f()'\n```\n# T\n\
             ## Root cause\na\n## Invariant\nb\n## Mitigation\nc\n"
        );
        let reading = Lesson::read("lessons/X.md", lesson.as_bytes());
        assert!(reading.problems.is_empty(), "{:?}", reading.problems);
        reading.lesson.unwrap().scope
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
            let applies = applies(&scope(crates, paths, false, &[]), &workspace.place(path));
            assert_eq!(applies == Applies::Yes, yes, "{crates:?} {paths:?} {path}");
        }
    }

    #[test]
    fn test_code_is_out_unless_asked_for() {
        let workspace = workspace(None);
        let place = workspace.place("crates/core/tests/a.rs");
        assert_eq!(applies(&scope(&[], &[], false, &[]), &place), Applies::No);
        assert_eq!(applies(&scope(&[], &[], true, &[]), &place), Applies::Yes);
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
            let applies = applies(&scope(&[], &[], false, dependencies), &place);
            assert_eq!(applies, if yes { Applies::Yes } else { Applies::No }, "{dependencies:?}");
        }
    }

    #[test]
    fn what_cannot_be_told_says_why() {
        let dependent = scope(&[], &[], false, &[("tokio", "*")]);
        let reason = |workspace: &Workspace, path: &str| match applies(&dependent, &workspace.place(path)) {
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
            applies(&dependent, &loose.place("x.rs")),
            Applies::No,
            "a file of no package depends on nothing"
        );
        // What another condition excludes needs no reason.
        let elsewhere = scope(&["other"], &[], false, &[("tokio", "*")]);
        assert_eq!(applies(&elsewhere, &workspace(None).place(file)), Applies::No);

        let bare = Workspace::bare_tree([("x.rs", "")].into_iter().collect::<Memory>()).unwrap();
        let named = scope(&["other"], &[], false, &[]);
        assert!(matches!(applies(&named, &bare.place("x.rs")), Applies::NotApplied(_)));
        assert!(reason(&bare, "x.rs").contains("no package"));
        assert_eq!(applies(&for_block(&named, true), &bare.place("x.rs")), Applies::Yes);
    }
}
