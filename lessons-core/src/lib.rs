//! The matching engine of lessons.
#![deny(missing_docs)]

mod date;
mod engine;
mod finding;
mod flow;
mod language;
mod lesson;
mod locals;
mod names;
mod pattern;
mod problem;
mod rule;
mod span;
mod syntax;
mod types;
mod workspace;

pub use date::{Date, DateError};
pub use engine::{
    BlockFailure, Cancel, Engine, NotApplied, Progress, Proof, Report, SearchError, SearchOptions, Stats,
    UnsearchedCode,
};
pub use finding::{Finding, FindingKind, Fix, Location, Related};
pub use language::Language;
pub use lesson::{
    Approval, ApprovalStatus, Approvals, ApprovalsFileError, Block, DependencyRequirement, Enforcement,
    Globs, Guard, IdError, Lesson, LessonSet, Level, Polarity, Postmortem, Reading, RuleKind, Scope, Section,
    Waive, check_id, front_matter_schema, is_lesson_file, new_lesson, set_approval,
};
pub use problem::{Problem, Severity};
pub use span::{LineIndex, Position, Span};
pub use syntax::{Unsearched, UnsearchedReason};
#[cfg(feature = "workspace")]
pub use workspace::Disk;
pub use workspace::{
    ContentKey, Dependency, DependencyKind, Edition, FileEntry, FileError, FileSource, LintLevel,
    LintSetting, Memory, Overlay, Package, Place, ResolvedVersion, Target, TargetKind, UnknownEdition,
    Workspace, WorkspaceError,
};
