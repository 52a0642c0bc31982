//! The matching engine of lessons: rules from post-mortems, asked of code.
//!
//! A *lesson* is a Markdown file with the story of an incident, the rule that keeps it from happening again, and code
//! that proves the rule. This crate reads lessons, proves them on their own blocks, and searches workspaces for code
//! that breaks them. It is synchronous, knows no network and no git, never prints, and runs on the caller's rayon pool.
//!
//! The central decision is that a file is searched in two stages. The first sees one file and nothing else; where it
//! depends on what a name means elsewhere, it carries both answers along. The second joins all files of a workspace and
//! answers. So a file's result depends on its bytes, its edition and the rules alone: it can be cached by content, and
//! an editor searches one file again, not the workspace. `docs/architecture.md` has the rest.
//!
//! ````
//! use lessons_core::{Approvals, Engine, LessonSet, Memory, SearchOptions, Workspace};
//!
//! let lesson = r#"```toml
//! [lesson]
//! date = 2026-04-12
//!
//! [forbid]
//! pattern = "std::thread::sleep($TIME)"
//! context = "async"
//! ```
//!
//! ## Sleeping in async code stops the runtime
//!
//! ### Root cause
//! A retry slept on a worker thread.
//!
//! ### Invariant
//! Async code never blocks its thread.
//!
//! ### Mitigation
//! Await the runtime's own sleep.
//! "#;
//! let lessons = LessonSet::read([("lessons/INC-7.md", lesson)]);
//! assert_eq!(lessons.problems(), []);
//! let approvals = Approvals::default();
//! let with_status = lessons.lessons().iter().map(|lesson| (lesson.clone(), approvals.status(lesson)));
//! let (engine, problems) = Engine::new(with_status);
//! assert!(problems.is_empty());
//!
//! let files: Memory = [
//!     ("Cargo.toml", "[package]\nname = 'retry'\nedition = '2024'"),
//!     ("src/lib.rs", "use std::thread as t;\n\nasync fn retry() {\n    t::sleep(DELAY);\n}\n"),
//! ]
//! .into_iter()
//! .collect();
//! let workspace = Workspace::from_source(files)?;
//! let report = engine.search(&workspace, &SearchOptions::default())?;
//! let finding = &report.findings[0];
//! assert_eq!((finding.path.as_str(), finding.location.start.line), ("src/lib.rs", 4));
//! assert_eq!(finding.captures["TIME"], "DELAY");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ````
#![deny(missing_docs)]

mod cache;
mod date;
mod engine;
mod finding;
mod flow;
mod history;
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

#[cfg(feature = "workspace")]
pub use cache::CacheFile;
pub use cache::{Cache, CacheKey};
pub use date::{Date, DateError};
pub use engine::{
    BlockFailure, Cancel, Engine, FixOutcome, FixRefusal, FixedFile, NotApplied, ParsedFile, Progress, Proof,
    RefusedFix, Report, SearchError, SearchOptions, Stats, UnsearchedCode, WhyNot, check_decay, check_guards,
    why_not, with_parsed,
};
pub use finding::{Captures, Finding, FindingKind, Fix, Location, Related, SuppressionComment};
pub use history::{Blobs, Change, Replay, ReplayOptions, Replayer, Revision, Step};
pub use language::Language;
pub use lesson::{
    Approval, ApprovalStatus, Approvals, ApprovalsFileError, Block, Body, DependencyRequirement, Enforcement,
    Globs, Guard, IdError, Lesson, LessonSet, Level, Polarity, Postmortem, Reading, RuleKind, Scope, Section,
    Waive, check_id, front_matter_schema, is_lesson_file, new_lesson, set_approval,
};
pub use problem::{Problem, Severity};
pub use rule::RULE_LANGUAGE;
pub use span::{LineIndex, Position, Span};
pub use syntax::UnsearchedReason;
pub use workspace::{
    ContentKey, Dependency, DependencyKind, Edition, FileEntry, FileError, FileSource, LintLevel,
    LintSetting, Memory, Overlay, Package, Place, Resolved, Target, TargetKind, UnknownEdition, Workspace,
    WorkspaceError,
};
#[cfg(feature = "workspace")]
pub use workspace::{Discovery, Disk};
