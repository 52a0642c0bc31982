//! What a reviewer is shown: the rule, how it fares on its blocks, and what it finds in today's code.

use std::fmt::Write as _;

use lessons_core::{ApprovalStatus, Lesson, Polarity, Problem, Proof};

use super::Review;
use crate::advice;
use crate::context::Project;
use crate::terminal::{escape, escape_line};

/// How many findings are listed; the rest is counted.
const LISTED: usize = 20;

/// The whole review; `status` is that of the file as it stands. Writing to a string cannot fail.
pub(super) fn review(project: &Project, status: ApprovalStatus, review: &Review<'_>) -> String {
    let lesson = review.lesson;
    let mut text = String::new();
    let _ = writeln!(text, "{}: {}", lesson.id, escape_line(&lesson.title));
    let _ = writeln!(text, "  file    {}", escape_line(&lesson.path));
    let status = match status {
        ApprovalStatus::Proposed => "proposed: nobody has approved it".to_owned(),
        ApprovalStatus::Approved => "approved".to_owned(),
        _ => project.lessons.approval(lesson).map_or_else(String::new, |approval| {
            format!("stale: {} approved another version on {}", approval.by, approval.at)
        }),
    };
    let _ = writeln!(text, "  status  {}", escape_line(&status));
    let _ = writeln!(text, "  level   {}", lesson.level);
    let _ = writeln!(text, "  digest  {}", lesson.digest());
    text.push_str(&rule(lesson));
    text.push_str("\nProof\n");
    text.push_str(&blocks(lesson, &review.proof));
    text.push_str(&findings(review));
    text
}

/// The front matter: what is approved besides the blocks.
pub(crate) fn rule(lesson: &Lesson) -> String {
    let mut text = String::from("\nRule\n");
    for line in lesson.front_matter().of(lesson.source()).trim_end().lines() {
        let _ = writeln!(text, "  {}", escape_line(line));
    }
    text
}

/// One line a block: found or silent, as it should be, or not.
pub(crate) fn blocks(lesson: &Lesson, proof: &Proof) -> String {
    let mut text = String::new();
    if lesson.blocks.is_empty() {
        text.push_str("  no blocks\n");
    }
    for block in &lesson.blocks {
        let failed = proof.failures.iter().any(|failure| failure.block == block.span);
        let (polarity, outcome) = match (block.polarity, failed) {
            (Polarity::Bad, false) => ("bad ", "found"),
            (Polarity::Bad, true) => ("bad ", "NOT FOUND"),
            (_, false) => ("good", "silent"),
            (_, true) => ("good", "NOT SILENT"),
        };
        let line = lesson.position(block.span.start).line;
        let first = block.text().lines().find(|line| !line.trim().is_empty()).unwrap_or_default().trim();
        let first: String = first.chars().take(60).collect();
        let _ = writeln!(text, "  line {line:<4} {polarity}  {outcome:<10}  {}", escape_line(&first));
    }
    text
}

fn findings(review: &Review<'_>) -> String {
    let findings = &review.findings;
    let mut text = match findings.len() {
        0 => "\nToday's code has no findings\n".to_owned(),
        1 => "\nToday's code has one finding\n".to_owned(),
        count => format!("\nToday's code has {count} findings\n"),
    };
    for finding in findings.iter().take(LISTED) {
        let start = finding.location.start;
        let place = format!("{}:{}:{}", finding.path, start.line, start.column);
        let _ = writeln!(text, "  {}: {}", escape_line(&place), escape_line(&finding.message));
    }
    if findings.len() > LISTED {
        let _ = writeln!(
            text,
            "  and {} more: `{}`",
            findings.len() - LISTED,
            escape_line(&advice::command(&format!("scan --lesson {}", review.lesson.id)))
        );
    }
    text
}

/// Why the lesson is not approved, with the places.
pub(super) fn refusal(lesson: &Lesson, faults: &[Problem]) -> String {
    let mut text = String::new();
    for fault in faults {
        let _ = writeln!(text, "{}", escape(&fault.to_string()));
        if let Some(hint) = &fault.hint {
            let _ = writeln!(text, "  = help: {}", escape(hint));
        }
    }
    let _ = writeln!(text, "error: {} is not approved: its proof does not hold", lesson.id);
    text
}
