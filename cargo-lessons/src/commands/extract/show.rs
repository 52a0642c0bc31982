//! What a person judges by: the rule, its proof, every possible repeat, what it would have said to the last commits,
//! and what is still to be written.

use std::fmt::Write as _;

use lessons_core::{Lesson, Polarity};
use lessons_extract::{Hit, Proof};

use super::draft::Draft;
use super::evidence::{Past, Place};
use super::fix::short;
use crate::advice;
use crate::commands::approve::show as review;
use crate::commands::day_of;
use crate::terminal::{Verbosity, escape_line};

/// How many places are listed; the rest is counted, unless `-v` was said.
const LISTED: usize = 20;
/// How many commits are listed.
const COMMITS: usize = 10;

/// Everything about a draft. Writing to a string cannot fail.
pub(super) fn evidence(draft: &Draft, cost: Option<&str>, verbosity: Verbosity) -> String {
    let lesson = &draft.lesson;
    let all = verbosity == Verbosity::Verbose;
    let mut text = String::new();
    let _ = writeln!(text, "{}: {}", lesson.id, escape_line(&lesson.title));
    let _ = writeln!(text, "  file    {}", escape_line(&lesson.path));
    let _ = writeln!(text, "  status  proposed: nobody has approved it");
    text.push_str(&review::rule(lesson));
    if let Some(none) = &draft.proposal.no_pattern {
        let _ = writeln!(text, "\nNo pattern finds this mistake: {}", escape_line(&none.reason));
    }
    text.push_str("\nProof\n");
    if let Some((fix, proof)) = &draft.on_fix {
        text.push_str(&on_fix(fix, proof));
    }
    text.push_str(&review::blocks(lesson, &draft.proof));
    text.push_str(&today(draft.evidence.today.as_deref(), lesson, all));
    text.push_str(&history(draft.evidence.history.as_ref(), all));
    let quotes = draft.proposal.quotes.iter().filter(|quote| quote.span.is_some());
    let quotes: Vec<String> = quotes
        .map(|quote| {
            format!("  \"{}\"\n", escape_line(&quote.text.split_whitespace().collect::<Vec<_>>().join(" ")))
        })
        .collect();
    if !quotes.is_empty() {
        let _ = write!(text, "\nThe document says\n{}", quotes.concat());
    }
    if let Some(cost) = cost {
        let _ = writeln!(text, "\n{}", escape_line(cost));
    }
    if !draft.open.is_empty() {
        text.push_str("\nStill to be written\n");
        draft.open.iter().for_each(|what| {
            let _ = writeln!(text, "  {}", escape_line(what));
        });
    }
    text
}

/// Before and after the fix.
fn on_fix(fix: &str, proof: &Proof) -> String {
    let mut text = String::new();
    let mut line = |when: &str, outcome: &str| {
        let _ = writeln!(text, "  {when} {fix}: {outcome}");
    };
    let found = |hits: &[Hit]| match hits.iter().find(|hit| hit.on_changed_line).or_else(|| hits.first()) {
        None => "silent".to_owned(),
        Some(hit) => {
            let more = hits.len() - 1;
            let more = if more == 0 { String::new() } else { format!(" and {more} more") };
            let changed = if hit.on_changed_line { ", on a line that the fix changed" } else { "" };
            // A pair of blocks of the document has no path of its own.
            match hit.path.as_str() {
                "block.rs" => format!("found{more}{changed}"),
                path => format!("found at {}:{}{more}{changed}", escape_line(path), hit.location.start.line),
            }
        }
    };
    if !proof.met_after.is_empty() || !proof.met_before.is_empty() {
        let met = |hits: &[Hit]| if hits.is_empty() { "missing" } else { "there" };
        line("before", met(&proof.met_before));
        line("after ", met(&proof.met_after));
    } else {
        line("before", &found(&proof.before));
        line("after ", &found(&proof.after));
    }
    text
}

fn today(places: Option<&[Place]>, lesson: &Lesson, all: bool) -> String {
    let Some(places) = places else { return "\nThere is no code here to search for repeats\n".to_owned() };
    let mut text = match places.len() {
        0 => "\nToday's code has no findings\n".to_owned(),
        1 => "\nToday's code has one finding: a possible repeat\n".to_owned(),
        count => format!("\nToday's code has {count} findings, each a possible repeat\n"),
    };
    let listed = if all { places.len() } else { LISTED };
    for place in places.iter().take(listed) {
        let code: String = place.code.chars().take(80).collect();
        let _ = writeln!(text, "  {}:{}: {}", escape_line(&place.path), place.line, escape_line(&code));
    }
    if places.len() > listed {
        let scan = advice::command(&format!("scan --lesson {}", lesson.id));
        let _ = writeln!(text, "  and {} more: `{}`", places.len() - listed, escape_line(&scan));
    }
    text
}

fn history(past: Option<&Past>, all: bool) -> String {
    let Some(past) = past else { return String::new() };
    if past.commits == 0 {
        return String::new();
    }
    let since = past.oldest.as_ref().and_then(|oldest| day_of(oldest.time));
    let since = since.map(|day| format!(", since {day}")).unwrap_or_default();
    let number = match past.commits {
        1 => "The last commit".to_owned(),
        count => format!("The last {count} commits"),
    };
    let brought: usize = past.brought.iter().map(|(_, places)| places.len()).sum();
    let mut text = match brought {
        0 => format!("\n{number}{since}, brought none"),
        1 => format!("\n{number}{since}, brought one"),
        count => format!("\n{number}{since}, brought {count}"),
    };
    text.push_str(if past.is_cut_off { " (this clone is shallow)\n" } else { "\n" });
    let listed = if all { past.brought.len() } else { COMMITS };
    for (commit, places) in past.brought.iter().take(listed) {
        let day = day_of(commit.time).map(|day| day.to_string()).unwrap_or_default();
        let subject: String = commit.subject.chars().take(72).collect();
        let _ = writeln!(text, "  {} {day} {}", short(&commit.id), escape_line(&subject));
        for place in places.iter().take(if all { places.len() } else { 3 }) {
            let _ = writeln!(text, "    {}:{}", escape_line(&place.path), place.line);
        }
        if !all && places.len() > 3 {
            let _ = writeln!(text, "    and {} more", places.len() - 3);
        }
    }
    if past.brought.len() > listed {
        let _ = writeln!(text, "  and {} more commits", past.brought.len() - listed);
    }
    text.push_str("  (each file by itself: what other files say of a name counts as unknown)\n");
    text
}

/// What blocks a lesson has.
pub(super) fn lacks(lesson: &Lesson) -> Option<&'static str> {
    let has = |polarity| lesson.blocks_that_are(polarity).next().is_some();
    match (has(Polarity::Bad), has(Polarity::Good)) {
        (true, true) => None,
        (true, false) => {
            Some("a block with the mitigation, tagged `rust,good`: the fix left nothing to cut it from")
        }
        _ => Some(
            "a block with the mistake, tagged `rust,bad`, and one with the mitigation, tagged `rust,good`",
        ),
    }
}
