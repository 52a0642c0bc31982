//! The matching engine of lessons.
#![deny(missing_docs)]

mod rule;
mod span;
mod workspace;

pub use span::{LineIndex, Position, Span};
#[cfg(feature = "workspace")]
pub use workspace::Disk;
pub use workspace::{
    Applies, ContentKey, Dependency, DependencyKind, Edition, FileEntry, FileError, FileSource, LintLevel,
    LintSetting, Memory, Overlay, Package, Place, ResolvedVersion, Scope, ScopeError, Target, TargetKind,
    UnknownEdition, Workspace, WorkspaceError,
};
