//! Files that are no Rust, no text or no files.

use lessons_core::{SearchOptions, Workspace};

use super::{engine, in_time};

#[test]
fn odd_files() {
    let engine = engine();
    let dir = tempfile::tempdir().unwrap();
    let path = |name: &str| dir.path().join(name);
    std::fs::create_dir_all(path("src/deep")).unwrap();
    std::fs::write(path("Cargo.toml"), "[package]\nname = 'a'\nedition = '2021'\n").unwrap();
    std::fs::write(path("src/lib.rs"), "fn f() { x.unwrap(); }").unwrap();
    std::fs::write(path("src/latin.rs"), b"fn f() { y.unwrap(); } // \xe9").unwrap();
    std::fs::write(path("src/bom.rs"), b"\xef\xbb\xbffn f() { z.unwrap(); }").unwrap();
    std::fs::write(path("src/empty.rs"), b"").unwrap();
    std::fs::write(path("src/nul.rs"), b"fn f() { \0 }").unwrap();
    let huge = "fn f() { x.unwrap(); }\n".repeat(50 * 1024 * 1024 / 23);
    std::fs::write(path("src/huge.rs"), huge).unwrap();
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(path("src"), path("src/deep/loop")).unwrap();
        std::os::unix::fs::symlink("/etc", path("src/out")).unwrap();
        std::os::unix::fs::symlink(path("nowhere"), path("src/dangling.rs")).unwrap();
    }
    let locked = path("src/locked.rs");
    std::fs::write(&locked, "fn f() { w.unwrap(); }").unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        std::fs::set_permissions(&locked, std::fs::Permissions::from_mode(0o000)).unwrap();
    }
    // Root can read everything.
    let is_locked = std::fs::read(&locked).is_err();
    let workspace = Workspace::from_source(lessons_core::Disk::new(dir.path()).unwrap()).unwrap();
    let report = in_time("a folder of odd files", 5_000_000, || {
        engine.search(&workspace, &SearchOptions::default()).unwrap()
    });
    let found: Vec<_> =
        report.findings.iter().filter(|one| one.lesson == "L0").map(|one| one.path.as_str()).collect();
    let expected: &[&str] = if is_locked {
        &["src/bom.rs", "src/lib.rs"]
    } else {
        &["src/bom.rs", "src/lib.rs", "src/locked.rs"]
    };
    assert_eq!(found, expected);
    let mut unsearched: Vec<_> = report.unsearched.iter().map(|one| one.path.as_str()).collect();
    unsearched.dedup();
    for path in ["src/latin.rs", "src/huge.rs"] {
        assert!(unsearched.contains(&path), "{path} is not counted: {unsearched:?}");
    }
}
