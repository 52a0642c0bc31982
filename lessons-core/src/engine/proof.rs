//! A lesson on its own blocks: the code that broke must be found, the code that fixed it must not.

use super::block::{as_file, shift};
use super::join::Report;
use super::scope::for_block;
use super::{Engine, SearchOptions};
use crate::finding::FindingKind;
use crate::language::Language;
use crate::lesson::{ApprovalStatus, Block, Lesson, Polarity, RuleKind};
use crate::problem::Problem;
use crate::span::Span;
use crate::workspace::{Edition, Memory, Workspace};

/// How a lesson fared on its blocks.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Proof {
    /// Bad blocks that were tried.
    pub bad: u32,
    /// Good blocks that were tried.
    pub good: u32,
    /// Blocks on which the lesson is wrong.
    pub failures: Vec<BlockFailure>,
}

/// A block on which a lesson is wrong.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct BlockFailure {
    /// Whether the block was to be found or not.
    pub polarity: Polarity,
    /// The block in the lesson's file.
    pub block: Span,
    /// What is wrong, at the place in the lesson's file.
    pub problem: Problem,
}

impl Proof {
    /// Whether every block came out as it should, and there is one of each.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.failures.is_empty() && self.bad > 0 && self.good > 0
    }
}

pub(super) fn prove(lesson: &Lesson) -> Proof {
    let mut proof = Proof::default();
    for block in &lesson.blocks {
        match block.polarity {
            Polarity::Bad => proof.bad += 1,
            Polarity::Good => proof.good += 1,
        }
        if let Some(failure) = fails(lesson, block) {
            proof.failures.push(failure);
        }
    }
    proof
}

fn fails(lesson: &Lesson, block: &Block) -> Option<BlockFailure> {
    let fail = |at: Span, message: String, hint: &str| BlockFailure {
        polarity: block.polarity,
        block: block.span,
        problem: lesson.problem_at(at, message, Some(hint.to_owned())),
    };
    let file = as_file(Language::named(&lesson.scope.language).unwrap_or_default(), block.text());
    let report = match search(lesson, block, &file) {
        Ok(report) => report,
        Err(reason) => {
            return Some(fail(block.span, reason, "the block is a file, or the body of a function"));
        }
    };
    let kind = match block.rule {
        Some(RuleKind::Require) => FindingKind::Missing,
        _ => FindingKind::Forbidden,
    };
    let found = report.findings.iter().find(|finding| finding.kind == kind);
    match (block.polarity, found) {
        (Polarity::Bad, None) => Some(fail(
            block.span,
            "the lesson does not find this bad block".to_owned(),
            "change the rule until it does, or the block until it shows the mistake",
        )),
        (Polarity::Good, Some(finding)) => {
            let shift = Span::from_range(0..shift(&file, block.text())).end;
            let place = |offset: u32| block.place(offset.saturating_sub(shift));
            let (start, end) = (place(finding.location.span.start), place(finding.location.span.end));
            let at = if kind == FindingKind::Missing { block.span } else { Span::new(start, end) };
            Some(fail(
                at,
                format!("the lesson speaks on this good block: {}", finding.message),
                "narrow the rule",
            ))
        }
        _ => None,
    }
}

/// Searches one block with the one lesson; `crates` and `dependency` count as satisfied.
fn search(lesson: &Lesson, block: &Block, file: &str) -> Result<Report, String> {
    // A withdrawn lesson is searched for no more, but its blocks are still what proves it.
    let mut lesson = lesson.clone();
    lesson.withdrawn = None;
    let (mut engine, problems) = Engine::new([(lesson, ApprovalStatus::Approved)]);
    if let Some(problem) = problems.first() {
        return Err(problem.message.clone());
    }
    engine.rules.rescope(|scope| for_block(scope, block.file.is_some()));
    let wanted = block.rule.unwrap_or(RuleKind::Forbid);
    engine.rules.keep(|rule| rule.kind == wanted);
    let language = engine.rules.lessons.first().map(|lesson| lesson.language).unwrap_or_default();
    let edition = block.edition.as_deref().and_then(|edition| edition.parse().ok()).unwrap_or(Edition::E2021);
    let path = block.file.clone().unwrap_or_else(|| format!("block.{}", language.extension()));
    let mut files = Memory::new();
    files.insert(&path, file);
    let workspace = Workspace::bare_tree(files).map_err(|error| error.to_string())?.with_edition(edition);
    engine.search(&workspace, &SearchOptions::default()).map_err(|error| error.to_string())
}
