//! The matching engine of lessons.
#![deny(missing_docs)]

mod language;
mod locals;
mod pattern;
mod date;
mod lesson;
mod problem;
mod rule;
mod span;
mod syntax;
mod workspace;

pub use language::Language;
pub use date::{Date, DateError};
pub use lesson::{
    Approval, ApprovalStatus, Approvals, ApprovalsFileError, Block, Dependency, Enforcement, Globs, Guard,
    IdError, Lesson, LessonSet, Level, Polarity, Postmortem, Reading, RuleKind, Scope, Section, Waive,
    check_id, front_matter_schema, is_lesson_file, new_lesson, set_approval,
};
pub use problem::{Problem, Severity};
pub use span::{LineIndex, Position, Span};
pub use syntax::{Unsearched, UnsearchedReason};
#[cfg(feature = "workspace")]
pub use workspace::Disk;
pub use workspace::{
    Applies, ContentKey, Dependency, DependencyKind, Edition, FileEntry, FileError, FileSource, LintLevel,
    LintSetting, Memory, Overlay, Package, Place, ResolvedVersion, Scope, ScopeError, Target, TargetKind,
    UnknownEdition, Workspace, WorkspaceError,
};
