//! The lesson file: an incident's story, the rule that keeps it from happening again, and the code that proves it.

mod approval;
mod block;
mod digest;
mod document;
mod enforcement;
mod fence;
mod front_matter;
pub(crate) mod keys;
mod known;
mod lint;
mod paths;
mod schema;
mod scope;
mod set;
mod template;

pub use approval::{Approval, ApprovalStatus, Approvals, ApprovalsFileError, set_approval};
pub use block::{Block, Polarity, RuleKind};
pub use document::Section;
pub use enforcement::{Enforcement, Guard, Waive};
pub(crate) use known::KnownRule;
pub use paths::{IdError, check_id};
pub use schema::front_matter_schema;
pub use scope::{DependencyRequirement, Globs, Scope};
pub use set::{LessonSet, is_lesson_file};
pub use template::new_lesson;

#[cfg(test)]
mod docs_tests;
#[cfg(test)]
mod tests;

use std::sync::{Arc, OnceLock};

use serde::{Deserialize, Serialize};

use crate::cache::CacheKey;
use crate::date::Date;
use crate::language::Language;
use crate::problem::{Flaw, Problem};
use crate::rule::spec::{RuleSpec, Text};
use crate::span::{LineIndex, Position, Span};

/// How much a finding of a lesson weighs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Level {
    /// Told, and no more.
    Note,
    /// A warning; the default.
    #[default]
    Warn,
    /// Fails a build.
    Deny,
}

impl Level {
    /// The level of this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Note, Self::Warn, Self::Deny].into_iter().find(|level| level.name() == name)
    }

    /// The level's name in the lesson file.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warn => "warn",
            Self::Deny => "deny",
        }
    }
}

impl std::fmt::Display for Level {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.name())
    }
}

/// Where a lesson's post-mortem is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Postmortem {
    /// A path from the repository's root that does not lead out of it by its words.
    Path(String),
    /// An https URL.
    Url(String),
}

impl std::fmt::Display for Postmortem {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (Self::Path(link) | Self::Url(link)) = self;
        formatter.write_str(link)
    }
}

/// One lesson without faults in its file. Whether its rules' patterns are sound is for the compiler of rules to say.
///
/// Its head is always there. The rest, its [`Body`], is what it dereferences to: of a file that an earlier run knew, the
/// body is read when it is first asked for.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Lesson {
    /// The id, equal to the stem of the file.
    pub id: String,
    /// The file, as it was named to the reader.
    pub path: String,
    /// What the mistake is.
    pub title: String,
    /// The day of the incident.
    pub date: Date,
    /// How much a finding weighs, before approval and settings cap it.
    pub level: Level,
    /// The day from which the lesson is kept for the record only.
    pub withdrawn: Option<Date>,
    /// Where the rules apply.
    pub scope: Scope,
    digest: String,
    file: Arc<File>,
}

/// What a lesson's file holds besides the lesson's head.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Body {
    /// Where the story is told in full.
    pub postmortem: Option<Postmortem>,
    /// Commits that brought the mistake.
    pub introduced_by: Vec<String>,
    /// Commits that removed it.
    pub fixed_by: Vec<String>,
    /// Words to find the lesson by.
    pub tags: Vec<String>,
    /// What enforces the lesson.
    pub enforcement: Enforcement,
    /// The parts under headings of level 2, in order.
    pub sections: Vec<Section>,
    /// The blocks tagged `bad` or `good`, in order.
    pub blocks: Vec<Block>,
}

impl std::ops::Deref for Lesson {
    type Target = Body;

    fn deref(&self) -> &Body {
        self.file.body.get_or_init(|| known::body(&self.path, &self.file))
    }
}

/// A lesson's file: its text, and what was found out of it so far.
#[derive(Clone, Debug)]
struct File {
    text: String,
    /// Names the path and the text.
    key: CacheKey,
    /// What is wrong with it, none of it an error.
    problems: Vec<Problem>,
    lines: OnceLock<LineIndex>,
    body: OnceLock<Body>,
    /// The rules, if they are known to compile.
    rules: OnceLock<Vec<KnownRule>>,
    /// Whether they were known before the file was read.
    was_known: bool,
}

impl File {
    fn new(text: String, key: CacheKey) -> Self {
        let (lines, body, rules) = (OnceLock::new(), OnceLock::new(), OnceLock::new());
        Self { text, key, problems: Vec::new(), lines, body, rules, was_known: false }
    }

    fn lines(&self) -> &LineIndex {
        self.lines.get_or_init(|| LineIndex::new(&self.text))
    }
}

/// What reading one lesson file gave.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Reading {
    /// The lesson, unless an error is among the problems.
    pub lesson: Option<Lesson>,
    /// All that is wrong with the file, sorted by place.
    pub problems: Vec<Problem>,
}

impl Lesson {
    /// Reads a lesson file, in time linear in its length. `path` names it in problems, and its stem is the id.
    #[must_use]
    pub fn read(path: &str, bytes: &[u8]) -> Reading {
        lint::read(path, bytes)
    }

    /// A lesson that forbids a pattern everywhere, and tells no story. Its file is the pattern's text.
    pub(crate) fn of_pattern(language: Language, pattern: &str) -> Self {
        let at = Span::from_range(0..pattern.len());
        let text = Text { value: pattern.to_owned(), at, map: vec![(0, 0)] };
        let rule = RuleSpec { at, pattern: Some(text), ..RuleSpec::default() };
        Self {
            id: "pattern".to_owned(),
            path: "pattern".to_owned(),
            title: "the pattern matches here".to_owned(),
            date: Date { year: 0, month: 1, day: 1 },
            level: Level::Note,
            withdrawn: None,
            scope: Scope { tests: true, language: language.name().to_owned(), ..Scope::default() },
            digest: String::new(),
            file: Arc::new(File {
                body: Body {
                    enforcement: Enforcement {
                        rules: vec![(RuleKind::Forbid, rule)],
                        ..Enforcement::default()
                    },
                    ..Body::default()
                }
                .into(),
                ..File::new(pattern.to_owned(), known::key("pattern", pattern.as_bytes()))
            }),
        }
    }

    /// The same lesson with other blocks.
    #[must_use]
    pub fn with_blocks(&self, blocks: Vec<Block>) -> Self {
        let body = Body { blocks, ..Body::clone(self) };
        let file = File { body: body.into(), ..File::clone(&self.file) };
        Self { file: Arc::new(file), ..self.clone() }
    }

    fn into_body(self) -> Option<Body> {
        Arc::unwrap_or_clone(self.file).body.into_inner()
    }

    /// The rules, if they are known to compile.
    pub(crate) fn known_rules(&self) -> Option<&[KnownRule]> {
        self.file.rules.get().map(Vec::as_slice)
    }

    /// The rules compile, and this is what is known of them.
    pub(crate) fn know(&self, rules: Vec<KnownRule>) {
        // What another thread found out meanwhile is the same.
        let _ = self.file.rules.set(rules);
    }

    /// Whether the rules were found to compile after the file was read.
    fn is_news(&self) -> bool {
        !self.file.was_known && self.file.rules.get().is_some()
    }

    /// Names the path and the text of the file.
    pub(crate) fn key(&self) -> CacheKey {
        self.file.key
    }

    /// The section with this heading, ignoring case and a colon at its end.
    #[must_use]
    pub fn section(&self, heading: &str) -> Option<&Section> {
        lint::section(&self.sections, heading)
    }

    /// The first paragraph of `## Root cause`.
    #[must_use]
    pub fn root_cause(&self) -> &str {
        self.first_paragraph("Root cause")
    }

    /// The first paragraph of `## Invariant`.
    #[must_use]
    pub fn invariant(&self) -> &str {
        self.first_paragraph("Invariant")
    }

    /// The first paragraph of `## Mitigation`.
    #[must_use]
    pub fn mitigation(&self) -> &str {
        self.first_paragraph("Mitigation")
    }

    fn first_paragraph(&self, heading: &str) -> &str {
        self.section(heading).map(|section| section.first_paragraph.as_str()).unwrap_or_default()
    }

    /// The blocks that show the mistake, or the ones that do not.
    pub fn blocks_that_are(&self, polarity: Polarity) -> impl Iterator<Item = &Block> {
        self.blocks.iter().filter(move |block| block.polarity == polarity)
    }

    /// Whether the lesson is no longer enforced. A day still to come counts: withdrawing is a decision, not a timer.
    #[must_use]
    pub const fn is_withdrawn(&self) -> bool {
        self.withdrawn.is_some()
    }

    /// What an approval confirms, as 64 hexadecimal digits: SHA-256 over the front matter (all but tags, links and
    /// commits) and the blocks. Layout, order of keys, comments, quoting and line ends do not change it.
    #[must_use]
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// What keeps the lesson from being approved: a `forbid` needs a block of each kind.
    #[must_use]
    pub fn lacks_for_approval(&self) -> Vec<Problem> {
        let forbid = self.enforcement.rules().find(|(kind, _)| *kind == RuleKind::Forbid);
        let Some((_, at)) = forbid else { return Vec::new() };
        [(Polarity::Bad, "bad", "the mistake"), (Polarity::Good, "good", "the mitigation")]
            .into_iter()
            .filter(|(polarity, ..)| self.blocks_that_are(*polarity).next().is_none())
            .map(|(_, tag, shown)| {
                let message = format!("approving a `forbid` needs a block tagged `{}`", tag);
                self.problem_at(
                    at,
                    message,
                    Some(format!("add a block ```{},{tag} with {shown}", self.scope.language)),
                )
            })
            .collect()
    }

    /// The text of the file.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.file.text
    }

    /// The TOML between the fences at the head of the file.
    #[must_use]
    pub fn front_matter(&self) -> Span {
        // A lesson was only made of a file with sound front matter.
        fence::find(&self.file.text).map(|fenced| Span::from_range(fenced.toml)).unwrap_or_default()
    }

    /// Line and column of an offset in the file.
    #[must_use]
    pub fn position(&self, offset: u32) -> Position {
        self.file.lines().position(&self.file.text, offset)
    }

    /// An error at a place of this lesson's file, for what is found when its rules are compiled or tested.
    #[must_use]
    pub fn problem_at(&self, at: Span, message: impl Into<String>, hint: Option<String>) -> Problem {
        Flaw { hint, ..Flaw::error(at, message) }.into_problem(&self.path, &self.file.text, self.file.lines())
    }
}
