//! What can keep a workspace from being read, with the place and what to do.

use super::files::FileError;

/// Why a workspace could not be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum WorkspaceError {
    /// No manifest where one is needed.
    #[error("no Cargo.toml in `{dir}` or above it; name the manifest, or the tree to search without one")]
    NoManifest {
        /// Where the search began.
        dir: String,
    },
    /// A manifest that says what cannot be.
    #[error("{path}:{line}:{column}: {reason}")]
    Manifest {
        /// The manifest from the workspace's root.
        path: String,
        /// The line, counted from 1; 1 where the fault has no place of its own.
        line: u32,
        /// The column in characters, counted from 1.
        column: u32,
        /// What is wrong and what to do.
        reason: String,
    },
    /// Cargo ran and could not read the workspace.
    #[error("cargo cannot read `{manifest}`:\n{stderr}")]
    Cargo {
        /// The manifest given to cargo.
        manifest: String,
        /// What cargo said.
        stderr: String,
    },
    /// A file that is needed cannot be read.
    #[error(transparent)]
    File(#[from] FileError),
}
