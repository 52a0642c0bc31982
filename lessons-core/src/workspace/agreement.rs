//! Cargo and manifest text must tell the same of a workspace.

use std::fs;
use std::path::Path;

use super::{Disk, Edition, FileSource, Package, Workspace};

type Files = &'static [(&'static str, &'static str)];

fn write(dir: &Path, files: Files) {
    for (path, content) in files {
        let path = dir.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }
}

/// What both readers say, after checking that it is the same.
fn agreed(name: &str, files: Files) -> Vec<Package> {
    let dir = tempfile::tempdir().unwrap();
    // A name that a URL has to escape, without links on the way to it.
    let root = dir.path().canonicalize().unwrap().join("some ünlikely dir");
    write(&root, files);
    let cargo = Workspace::discover(&root).unwrap_or_else(|error| panic!("{name}: {error}"));
    let text =
        Workspace::from_source(Disk::new(&root).unwrap()).unwrap_or_else(|error| panic!("{name}: {error}"));
    assert!(cargo.target_directory().is_some(), "{name}: cargo was not asked");
    let names =
        |workspace: &Workspace| workspace.packages().iter().map(|p| p.root.clone()).collect::<Vec<_>>();
    assert_eq!(names(&cargo), names(&text), "{name}: the packages");
    for (ours, theirs) in text.packages().iter().zip(cargo.packages()) {
        assert_eq!(ours.targets, theirs.targets, "{name}: targets of {}", ours.name);
        assert_eq!(ours.dependencies, theirs.dependencies, "{name}: dependencies of {}", ours.name);
        assert_eq!(ours, theirs, "{name}");
    }
    assert_eq!(cargo.settings(), text.settings(), "{name}");
    assert_eq!(cargo.clippy(), text.clippy(), "{name}");
    assert_eq!(cargo.has_lock(), text.has_lock(), "{name}");
    cargo.members().cloned().collect()
}

fn targets(package: &Package) -> Vec<String> {
    package.targets.iter().map(|t| format!("{} {} {}", t.kind.as_str(), t.crate_name, t.src_path)).collect()
}

#[test]
fn one_package_with_everything_in_its_usual_place() {
    let packages = agreed(
        "usual places",
        &[
            (
                "Cargo.toml",
                "[package]\nname = 'my-app'\nversion = '1.2.3-beta.1+build'\nedition = '2024'\n[package.metadata.lessons]\npack = true",
            ),
            ("Cargo.lock", "version = 4\n[[package]]\nname='my-app'\nversion='1.2.3-beta.1+build'\n"),
            ("src/lib.rs", ""),
            ("src/main.rs", "fn main() {}"),
            ("src/bin/one.rs", ""),
            ("src/bin/two/main.rs", ""),
            ("src/bin/two/part.rs", ""),
            ("src/bin/three/other.rs", ""),
            ("tests/a.rs", ""),
            ("tests/b/main.rs", ""),
            ("tests/common/mod.rs", ""),
            ("tests/data.txt", ""),
            ("benches/speed.rs", ""),
            ("examples/show.rs", ""),
            ("examples/multi/main.rs", ""),
            ("build.rs", "fn main() {}"),
        ],
    );
    assert_eq!(
        targets(&packages[0]),
        [
            "lib my_app src/lib.rs",
            "bin my_app src/main.rs",
            "bin one src/bin/one.rs",
            "bin two src/bin/two/main.rs",
            "custom-build build_script_build build.rs",
            "example multi examples/multi/main.rs",
            "example show examples/show.rs",
            "test a tests/a.rs",
            "test b tests/b/main.rs",
            "bench speed benches/speed.rs",
        ]
    );
    assert_eq!(packages[0].metadata, Some(serde_json::json!({"pack": true})));
    assert!(packages[0].resolved.as_ref().unwrap().iter().next().is_none());
}

#[test]
fn inheritance_globs_and_path_dependencies() {
    let packages = agreed(
        "inheritance",
        &[
            (
                "Cargo.toml",
                "[workspace]\nresolver = '2'\nmembers = ['crates/*', 'tools/x']\nexclude = ['crates/skipped']\n\
                [workspace.package]\nversion = '0.3.0'\nedition = '2021'\n\
                [workspace.dependencies]\nlog = '0.4'\nshared = { path = 'libs/shared', version = '0.1' }\n\
                renamed = { package = 'serde_json', version = '>=1, <2', features = ['std'] }\n\
                [workspace.lints.clippy]\nall = { level = 'deny', priority = -1 }\nawait_holding_lock = 'warn'\n\
                [workspace.metadata.lessons]\nsince = 2026-01-01\nlist = [1, 'x']",
            ),
            (
                "crates/a/Cargo.toml",
                "[package]\nname = 'a'\nversion.workspace = true\nedition.workspace = true\n[lints]\nworkspace = true\n\
                [dependencies]\nlog.workspace = true\nrenamed = { workspace = true, optional = true }\nshared = { workspace = true }\n\
                any = '*'\nnoversion = { git = 'https://example.org/x.git' }\n\
                [dev-dependencies]\nlog = '0.4.1'\n[build-dependencies]\ncc = '=1.0.3'\n\
                [target.'cfg(unix)'.dependencies]\nlibc = { version = '~0.2', default-features = false }\n\
                [target.x86_64-pc-windows-msvc.dev-dependencies]\nwinapi = '0.3'",
            ),
            ("crates/a/src/lib.rs", ""),
            (
                "crates/b/Cargo.toml",
                "[package]\nname = 'b'\nedition = '2018'\n[lib]\nproc-macro = true\n[lints.clippy]\nunwrap_used = 'forbid'",
            ),
            ("crates/b/src/lib.rs", ""),
            ("crates/skipped/Cargo.toml", "[package]\nname = 'skipped'\n[workspace]\n"),
            ("crates/skipped/src/lib.rs", ""),
            (
                "libs/shared/Cargo.toml",
                "[package]\nname = 'shared'\nversion = '0.1.0'\n[dependencies]\ndeeper = { path = '../deeper' }\n[lib]\nname = 'sh'\npath = 'sh.rs'\ncrate-type = ['cdylib', 'rlib']",
            ),
            ("libs/shared/sh.rs", ""),
            ("libs/deeper/Cargo.toml", "[package]\nname = 'deeper'\nversion = '0.1.0'"),
            ("libs/deeper/src/lib.rs", ""),
            ("libs/unrelated/README.md", ""),
            ("tools/x/Cargo.toml", "[package]\nname = 'x'\nversion = '1.0.0'\npublish = false"),
            ("tools/x/src/main.rs", ""),
            (
                "Cargo.lock",
                "version = 4\n[[package]]\nname='a'\nversion='0.3.0'\ndependencies=['log','shared']\n[[package]]\nname='log'\nversion='0.4.20'\nsource='registry+x'\n[[package]]\nname='shared'\nversion='0.1.0'\n",
            ),
        ],
    );
    let names: Vec<&str> = packages.iter().map(|package| package.name.as_str()).collect();
    assert_eq!(names, ["a", "b", "deeper", "shared", "x"]);
    let a = &packages[0];
    assert_eq!((a.edition, a.version.to_string().as_str()), (Edition::E2021, "0.3.0"));
    let dependencies: Vec<String> = a
        .dependencies
        .iter()
        .map(|d| format!("{}={} {} {:?} {}", d.name, d.package, d.requirement, d.kind, d.optional))
        .collect();
    assert!(dependencies.contains(&"renamed=serde_json >=1, <2 Normal true".to_owned()), "{dependencies:?}");
    assert!(dependencies.contains(&"log=log ^0.4.1 Development false".to_owned()), "{dependencies:?}");
    assert_eq!(a.versions_of("log").unwrap()[0].to_string(), "0.4.20");
    assert_eq!(a.clippy["all"].priority, -1);
    assert_eq!(packages[1].clippy.keys().collect::<Vec<_>>(), ["unwrap_used"]);
    assert_eq!(packages[1].resolved, None);
    assert_eq!(packages[3].library_name(), Some("sh"));
}

#[test]
fn declared_targets_by_edition() {
    const FILES: &[(&str, &str)] = &[
        ("src/lib.rs", ""),
        ("src/main.rs", ""),
        ("src/bin/seen.rs", ""),
        ("src/bin/extra.rs", ""),
        ("src/odd.rs", ""),
        ("tests/a.rs", ""),
        ("tests/b.rs", ""),
        ("benches/c.rs", ""),
        ("examples/d.rs", ""),
        ("it/e.rs", ""),
        ("make.rs", "fn main() {}"),
    ];
    for edition in ["2015", "2018", "2024"] {
        let manifest = format!(
            "[package]\nname = 'p'\nversion = '0.1.0'\nedition = '{edition}'\nbuild = 'make.rs'\nautobenches = false\n\
             [[bin]]\nname = 'seen'\n[[bin]]\nname = 'odd'\npath = 'src/odd.rs'\n[[test]]\nname = 'e'\npath = 'it/e.rs'\n\
             [[example]]\nname = 'd'\ncrate-type = ['staticlib']"
        );
        let mut files = FILES.to_vec();
        let manifest: &'static str = manifest.leak();
        files.push(("Cargo.toml", manifest));
        let packages = agreed(edition, files.leak());
        let has = |name: &str| packages[0].targets.iter().any(|target| target.name == name);
        assert_eq!(
            (has("extra"), has("b"), has("c"), has("odd")),
            (edition != "2015", edition != "2015", false, true)
        );
    }
}

#[test]
fn odd_but_valid() {
    agreed("nothing but a name", &[("Cargo.toml", "[package]\nname = 'n'\n"), ("src/main.rs", "")]);
    agreed(
        "no build script",
        &[("Cargo.toml", "[package]\nname = 'n'\nbuild = false\n"), ("src/main.rs", ""), ("build.rs", "")],
    );
    agreed(
        "target edition",
        &[
            ("Cargo.toml", "[package]\nname = 'n'\nedition = '2018'\n[lib]\nedition = '2021'\n"),
            ("src/lib.rs", ""),
        ],
    );
    agreed(
        "old names",
        &[
            (
                "Cargo.toml",
                "[project]\nname = 'n'\nversion = '0.1.0'\n[lib]\nproc_macro = true\n[dev_dependencies]\nlog = '0.4'",
            ),
            ("src/lib.rs", ""),
        ],
    );
    agreed(
        "a root package and a member",
        &[
            (
                "Cargo.toml",
                "[package]\nname = 'top'\nversion='1.0.0'\n[workspace]\nmembers = ['sub/*/*']\n[dependencies]\nx = { path = 'x' }",
            ),
            ("src/lib.rs", ""),
            ("sub/deep/one/Cargo.toml", "[package]\nname='one'"),
            ("sub/deep/one/src/lib.rs", ""),
            ("x/Cargo.toml", "[package]\nname='x'\nversion='1.0.0'\n[dependencies]\ny = { path = '../y' }"),
            ("x/src/lib.rs", ""),
            ("y/Cargo.toml", "[package]\nname='y'\nversion='1.0.0'\n"),
            ("y/src/lib.rs", ""),
        ],
    );
    agreed(
        "a lone package takes no members",
        &[
            ("Cargo.toml", "[package]\nname = 'top'\nversion='1.0.0'\n[dependencies]\nx = { path = 'x' }"),
            ("src/lib.rs", ""),
            ("x/Cargo.toml", "[package]\nname='x'\nversion='1.0.0'\n"),
            ("x/src/lib.rs", ""),
        ],
    );
    agreed(
        "a bin named like the package",
        &[
            (
                "Cargo.toml",
                "[package]\nname = 'top'\nedition='2021'\n[[bin]]\nname = 'other-name'\npath = 'src/main.rs'\n",
            ),
            ("src/main.rs", ""),
        ],
    );
    agreed(
        "a bin directory and a bin file of one name are declared apart",
        &[
            (
                "Cargo.toml",
                "[package]\nname = 'top'\nedition='2021'\nautobins = false\n[[bin]]\nname = 'cli'\npath = 'src/bin/cli/main.rs'\n",
            ),
            ("src/bin/cli/main.rs", ""),
            ("src/bin/x.rs", ""),
        ],
    );
    agreed(
        "an excluded path dependency",
        &[
            ("Cargo.toml", "[workspace]\nmembers = ['a']\nexclude = ['vendor']"),
            (
                "a/Cargo.toml",
                "[package]\nname='a'\nversion='1.0.0'\n[dependencies]\nv = { path = '../vendor/v' }",
            ),
            ("a/src/lib.rs", ""),
            ("vendor/v/Cargo.toml", "[package]\nname='v'\nversion='1.0.0'"),
            ("vendor/v/src/lib.rs", ""),
        ],
    );
    agreed(
        "a member below an excluded directory",
        &[
            ("Cargo.toml", "[workspace]\nmembers = ['vendor/v']\nexclude = ['vendor']"),
            ("vendor/v/Cargo.toml", "[package]\nname='v'\nversion='1.0.0'"),
            ("vendor/v/src/lib.rs", ""),
        ],
    );
    agreed(
        "a target that git ignores",
        &[
            (".gitignore", "Cargo.lock\ngenerated.rs\n"),
            ("Cargo.lock", "version = 4"),
            ("Cargo.toml", "[package]\nname='v'\n[lib]\npath = 'generated.rs'"),
            ("generated.rs", ""),
        ],
    );
    agreed(
        "platforms in every spelling",
        &[
            (
                "Cargo.toml",
                "[package]\nname='v'\n[target.'cfg( any(unix,target_os=\"wasi\",not(windows),) )'.dependencies]\nlog = '0.4'",
            ),
            ("src/lib.rs", ""),
        ],
    );
    agreed(
        "globs in exclude",
        &[
            ("Cargo.toml", "[workspace]\nmembers = ['a', 'v1', 'v2/x']\nexclude = ['v*', 'w?/']"),
            ("a/Cargo.toml", "[package]\nname='a'\nversion='1.0.0'\n[dependencies]\nw = { path = '../w1' }"),
            ("a/src/lib.rs", ""),
            ("w1/Cargo.toml", "[package]\nname='w'\nversion='1.0.0'"),
            ("w1/src/lib.rs", ""),
            ("v1/Cargo.toml", "[package]\nname='v1'\nversion='1.0.0'"),
            ("v1/src/lib.rs", ""),
            ("v2/x/Cargo.toml", "[package]\nname='v2'\nversion='1.0.0'"),
            ("v2/x/src/lib.rs", ""),
        ],
    );
    agreed(
        "an old library named like its package",
        &[("Cargo.toml", "[package]\nname='old-one'\n[lib]\nname = 'old_one'\n"), ("src/old_one.rs", "")],
    );
    agreed(
        "a path dependency of a dev-dependency table by platform",
        &[
            ("Cargo.toml", "[workspace]\nmembers = ['a']"),
            (
                "a/Cargo.toml",
                "[package]\nname='a'\nversion='1.0.0'\n[target.'cfg(all(unix, not(target_os = \"macos\")))'.dev-dependencies]\nv = { path = '../v' }",
            ),
            ("a/src/lib.rs", ""),
            ("v/Cargo.toml", "[package]\nname='v'\nversion='1.0.0'"),
            ("v/src/lib.rs", ""),
        ],
    );
}

#[test]
fn cargo_is_asked_from_anywhere_inside() {
    let dir = tempfile::tempdir().unwrap();
    write(
        dir.path(),
        &[
            ("Cargo.toml", "[workspace]\nmembers = ['a']"),
            ("a/Cargo.toml", "[package]\nname = 'a'"),
            ("a/src/lib.rs", ""),
        ],
    );
    for start in ["", "a", "a/src", "a/Cargo.toml", "Cargo.toml"] {
        let workspace = Workspace::discover(dir.path().join(start)).unwrap();
        assert_eq!(workspace.members().map(|p| p.root.as_str()).collect::<Vec<_>>(), ["a"], "{start}");
        assert_eq!(workspace.root().unwrap().canonicalize().unwrap(), dir.path().canonicalize().unwrap());
    }
}

#[test]
fn cargos_own_words_reach_the_reader() {
    let dir = tempfile::tempdir().unwrap();
    write(dir.path(), &[("Cargo.toml", "[package]\nname = 'a'\nversion = 'one'\n"), ("src/lib.rs", "")]);
    let error = Workspace::discover(dir.path()).unwrap_err().to_string();
    assert!(error.contains("Cargo.toml") && error.contains("version"), "{error}");
    let text = Workspace::from_source(Disk::new(dir.path()).unwrap()).unwrap_err().to_string();
    assert!(text.contains("one"), "{text}");

    let empty = tempfile::tempdir().unwrap();
    let error = Workspace::discover(empty.path().join("absent")).unwrap_err().to_string();
    assert!(error.contains("absent"), "{error}");
}

#[test]
fn asking_writes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    write(
        dir.path(),
        &[
            ("Cargo.toml", "[package]\nname = 'a'\n[dependencies]\nabsent-from-every-registry = '1'"),
            ("src/lib.rs", ""),
        ],
    );
    let workspace = Workspace::discover(dir.path()).unwrap();
    assert!(!workspace.has_lock());
    let left: Vec<String> =
        Disk::new(dir.path()).unwrap().list().unwrap().into_iter().map(|e| e.path).collect();
    assert_eq!(left, ["Cargo.toml", "src/lib.rs"]);
}
