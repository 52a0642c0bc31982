//! The boundaries of `docs/architecture.md`, held over the modules' imports and the crates' dependencies.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// Every Rust file below a folder, in order of path.
fn rust_files(dir: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}

/// The files of a crate that are no unit tests.
fn sources(crate_name: &str) -> Vec<PathBuf> {
    let is_test = |path: &PathBuf| {
        let mut parts = path.components().rev().map(|part| part.as_os_str().to_string_lossy().into_owned());
        parts.next().is_some_and(|name| name == "tests.rs" || name.ends_with("_tests.rs"))
            || parts.next().is_some_and(|name| name == "tests")
            || is_declared_for_tests(path)
    };
    rust_files(&root().join(crate_name).join("src")).into_iter().filter(|path| !is_test(path)).collect()
}

/// Whether the module above declares this one under `#[cfg(test)]`.
fn is_declared_for_tests(path: &Path) -> bool {
    let name = path.file_stem().unwrap().to_str().unwrap();
    let above = path.parent().unwrap().join("mod.rs");
    std::fs::read_to_string(above).is_ok_and(|text| text.contains(&format!("#[cfg(test)]\nmod {name};")))
}

/// A file's code: no comments, and nothing from its unit tests on.
fn code(path: &Path) -> String {
    let text = std::fs::read_to_string(path).unwrap();
    let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
    code.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// The top module that a file of a crate belongs to.
fn module(source: &Path, file: &Path) -> String {
    let relative = file.strip_prefix(source).unwrap();
    let first = relative.components().next().unwrap().as_os_str().to_str().unwrap();
    first.trim_end_matches(".rs").to_owned()
}

/// For each top module, the other top modules that its files name through `crate::`, tests left out.
fn imports(crate_name: &str) -> BTreeMap<String, BTreeSet<String>> {
    let source = root().join(crate_name).join("src");
    let mut imports: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for file in sources(crate_name) {
        let from = module(&source, &file);
        for (at, _) in code(&file).match_indices("crate::") {
            let code = code(&file);
            let to: String =
                code[at + 7..].chars().take_while(|c| c.is_ascii_lowercase() || *c == '_').collect();
            if !to.is_empty() && to != from {
                imports.entry(from.clone()).or_default().insert(to);
            }
        }
    }
    imports
}

#[test]
fn modules_of_the_core_know_only_what_is_below_them() {
    // Who never knows whom. What is not named here may know each other.
    let absences: &[(&str, &[&str])] = &[
        (
            "span",
            &["problem", "language", "syntax", "pattern", "rule", "lesson", "engine", "workspace", "finding"],
        ),
        (
            "syntax",
            &["pattern", "rule", "lesson", "engine", "workspace", "finding", "names", "flow", "locals"],
        ),
        ("pattern", &["rule", "lesson", "engine", "workspace", "finding", "names", "flow", "locals"]),
        ("locals", &["pattern", "rule", "lesson", "engine", "workspace", "finding", "names", "flow"]),
        ("flow", &["rule", "lesson", "engine", "finding", "names"]),
        ("names", &["rule", "lesson", "engine", "finding", "flow"]),
        ("types", &["rule", "lesson", "engine", "finding", "flow"]),
        ("rule", &["lesson", "engine", "workspace", "finding", "names"]),
        ("lesson", &["engine", "syntax", "pattern", "workspace", "finding", "names", "flow", "locals"]),
        ("workspace", &["engine", "syntax", "pattern", "rule", "finding", "names", "flow", "locals"]),
        ("finding", &["engine", "syntax", "pattern", "rule", "workspace", "names", "flow", "locals"]),
        ("language", &["rule", "lesson", "engine", "workspace", "finding", "names", "flow", "locals"]),
    ];
    let imports = imports("lessons-core");
    for (module, never) in absences {
        let known = imports.get(*module).cloned().unwrap_or_default();
        let broken: Vec<_> = never.iter().filter(|name| known.contains(**name)).collect();
        assert!(broken.is_empty(), "`{module}` must never know {broken:?}");
    }
    assert!(imports["engine"].contains("rule"), "the test reads imports: the engine knows rules");
}

#[test]
fn the_core_never_prints_and_knows_no_network_no_git_and_no_async_runtime() {
    for name in ["lessons-core", "lessons-extract"] {
        for file in sources(name) {
            let code = code(&file);
            for word in ["println!(", "eprintln!(", "print!(", "TcpStream", "UdpSocket"] {
                let said = code.match_indices(word).any(|(at, _)| !code[..at].ends_with(['"', 'e', '`']));
                assert!(!said, "{} uses {word}", file.display());
            }
        }
    }
    let manifest = std::fs::read_to_string(root().join("lessons-core/Cargo.toml")).unwrap();
    for name in ["tokio", "async-openai", "reqwest", "git2", "gix", "clap", "indicatif"] {
        let names = manifest.lines().any(|line| line.starts_with(name));
        assert!(!names, "lessons-core depends on {name}");
    }
}

#[test]
fn only_the_room_of_the_model_knows_a_network() {
    for file in sources("lessons-extract") {
        let in_room = file.components().any(|part| part.as_os_str() == "model");
        let code = code(&file);
        for word in ["reqwest", "tokio::", "async_openai", "rustls::", "tower::"] {
            assert!(in_room || !code.contains(word), "{} uses {word}", file.display());
        }
    }
    let imports = imports("lessons-extract");
    for module in ["document", "fix", "prove", "redact", "synthesize"] {
        let known = imports.get(module).cloned().unwrap_or_default();
        let broken: Vec<_> =
            ["model", "prompt", "propose"].into_iter().filter(|name| known.contains(*name)).collect();
        assert!(broken.is_empty(), "`{module}` must never know {broken:?}");
    }
    assert!(!imports["model"].contains("prove") && !imports["model"].contains("prompt"));
}

#[test]
fn no_foreign_type_stands_in_a_public_signature_of_the_core() {
    for file in sources("lessons-core") {
        for line in code(&file).lines() {
            let line = line.trim_start();
            let public = line.starts_with("pub fn")
                || line.starts_with("pub const fn")
                || line.starts_with("pub type");
            for foreign in ["tree_sitter::", "toml::", "toml_edit::", "cargo_metadata::"] {
                assert!(!(public && line.contains(foreign)), "{}: {line}", file.display());
            }
        }
    }
}

#[test]
fn only_the_command_depends_on_both_libraries() {
    let dependencies = |name: &str| {
        let manifest = std::fs::read_to_string(root().join(name).join("Cargo.toml")).unwrap();
        let own: BTreeSet<String> = ["lessons-core", "lessons-extract", "cargo-lessons"]
            .into_iter()
            .filter(|known| manifest.lines().any(|line| line.starts_with(*known)))
            .map(str::to_owned)
            .collect();
        own
    };
    assert!(dependencies("lessons-core").is_empty());
    assert!(!dependencies("lessons-extract").contains("cargo-lessons"));
    assert!(dependencies("cargo-lessons").contains("lessons-core"));
}

#[test]
fn every_file_says_in_its_first_line_what_lives_there() {
    for name in ["lessons-core", "lessons-extract", "cargo-lessons"] {
        for file in rust_files(&root().join(name).join("src")) {
            let text = std::fs::read_to_string(&file).unwrap();
            assert!(text.starts_with("//! "), "{} does not open with a sentence", file.display());
        }
    }
}
