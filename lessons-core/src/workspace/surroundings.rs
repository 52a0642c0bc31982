//! What the answer of `cargo metadata` depends on besides the workspace's own files.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// Variables that choose cargo, its directories and the toolchain.
const VARIABLES: [&str; 7] = [
    "CARGO",
    "CARGO_HOME",
    "CARGO_TARGET_DIR",
    "CARGO_BUILD_TARGET_DIR",
    "RUSTUP_HOME",
    "RUSTUP_TOOLCHAIN",
    "PATH",
];

/// Files in a directory or above it that cargo and its proxy look at.
const FILES: [&str; 5] =
    ["Cargo.toml", ".cargo/config.toml", ".cargo/config", "rust-toolchain.toml", "rust-toolchain"];

/// Everything around a manifest that may change the answer.
#[derive(Hash)]
pub(super) struct Surroundings {
    manifest: PathBuf,
    variables: Vec<Option<OsString>>,
    files: Vec<(PathBuf, Vec<u8>)>,
}

/// The surroundings of a manifest.
pub(super) fn of(manifest: &Path) -> Surroundings {
    let above = manifest.parent().into_iter().flat_map(Path::ancestors);
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| std::env::home_dir().map(|home| home.join(".cargo")));
    let own = home.into_iter().flat_map(|home| [home.join("config.toml"), home.join("config")]);
    let paths = above.flat_map(|dir| FILES.map(|file| dir.join(file))).chain(own);
    Surroundings {
        manifest: manifest.to_path_buf(),
        variables: VARIABLES.iter().map(std::env::var_os).collect(),
        files: paths.filter_map(|path| Some((path.clone(), std::fs::read(path).ok()?))).collect(),
    }
}
