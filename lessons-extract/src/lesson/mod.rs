//! Writes a proposal as the lesson file that a person would have written.
//!
//! [`tell`] finds the words, [`cut`] the code, [`write()`] makes the file of them, and [`check`] reads it back.

mod cut;
mod markdown;
mod rule_words;
mod said;
mod story;
#[cfg(test)]
mod tests;
mod title;

use std::fmt::Write as _;

use lessons_core::{Date, Lesson, Level, Polarity, Postmortem, RuleKind};

pub use cut::cut;
pub use story::{Passage, Story, tell};

use crate::proposal::{BlockDraft, Instead, NoPattern, Proposal, RuleDraft, ScopeDraft};
use crate::prove::toml_string;
use markdown::{code, longest_run, wrapped};

/// What a lesson's front matter says of the incident.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Facts {
    /// The lesson's id.
    pub id: String,
    /// The day of the incident.
    pub date: Date,
    /// Where the day is from, if it is not known to be the incident's: a comment beside it.
    pub date_note: Option<String>,
    /// Where the story is told in full.
    pub postmortem: Option<Postmortem>,
    /// Commits that brought the mistake.
    pub introduced_by: Vec<String>,
    /// Commits that removed it.
    pub fixed_by: Vec<String>,
}

impl Facts {
    /// An incident of which id and day are known.
    #[must_use]
    pub fn new(id: impl Into<String>, date: Date) -> Self {
        let id = id.into();
        Self { id, date, date_note: None, postmortem: None, introduced_by: Vec::new(), fixed_by: Vec::new() }
    }
}

/// The text of the lesson's file. Linear in the length of its parts.
#[must_use]
pub fn write(facts: &Facts, story: &Story, proposal: &Proposal) -> String {
    let toml = front_matter(facts, proposal);
    let fence = fence(&toml);
    let mut text = format!("{fence}toml\n{toml}{fence}\n\n# {}\n", story.title);
    for (heading, passages) in [
        ("Root cause", &story.root_cause),
        ("Invariant", &story.invariant),
        ("Mitigation", &story.mitigation),
    ] {
        let _ = write!(text, "\n## {heading}\n");
        for passage in passages {
            text.push('\n');
            text.push_str(&match passage {
                Passage::Told(line) => wrapped(line, ""),
                Passage::Quoted(line) => wrapped(line, "> "),
                Passage::Open(what) => wrapped(&format!("**To be written:** {what}."), ""),
            });
        }
    }
    for polarity in [Polarity::Bad, Polarity::Good] {
        for block in proposal.blocks.iter().filter(|block| block.polarity == polarity) {
            text.push('\n');
            text.push_str(&fenced(block));
        }
    }
    text
}

/// Reads back a file that [`write()`] made: whatever the parts held, it must have the proposal's rules and blocks and no
/// more, no level, and its story. Nothing that comes from elsewhere can smuggle in what is a person's to give.
///
/// # Errors
/// What differs, in words.
pub fn check(path: &str, text: &str, proposal: &Proposal) -> Result<Lesson, String> {
    let reading = Lesson::read(path, text.as_bytes());
    let Some(lesson) = reading.lesson else {
        let problem = reading.problems.first().map(ToString::to_string);
        return Err(problem.unwrap_or_else(|| "the lesson does not load".to_owned()));
    };
    let instead = proposal.no_pattern.as_ref().map(|none| &none.instead);
    let required = match instead {
        Some(Instead::Require(rule)) => Some(rule),
        _ => None,
    };
    let rules: Vec<&RuleDraft> = proposal.rules.iter().chain(required).collect();
    if let Some(rule) = rules.iter().find(|rule| !is_one_table(&rule.toml)) {
        return Err(format!("a rule holds more than one table: {}", rule.toml));
    }
    let differs = |what: &str| Err(format!("the file has another {what} than was proposed"));
    if lesson.level != Level::default() || lesson.withdrawn.is_some() || !lesson.tags.is_empty() {
        return differs("front matter");
    }
    let kinds: Vec<RuleKind> = lesson.enforcement.rules().map(|(kind, _)| kind).collect();
    if kinds != rules.iter().map(|rule| rule.kind).collect::<Vec<_>>() {
        return differs("set of rules");
    }
    let guarded = matches!(instead, Some(Instead::Guard { .. }));
    if lesson.enforcement.guard.is_some() != guarded {
        return differs("guard");
    }
    let blocks = |polarity| {
        let of = proposal.blocks.iter().filter(move |block| block.polarity == polarity);
        of.map(|block| code(&block.text).trim_end().to_owned())
    };
    let proposed: Vec<String> = blocks(Polarity::Bad).chain(blocks(Polarity::Good)).collect();
    let read = lesson.blocks.iter().map(|block| block.text().trim_end().to_owned());
    if !read.eq(proposed) {
        return differs("proof");
    }
    Ok(lesson)
}

/// Whether TOML lines are the body of one table, and open no other.
fn is_one_table(body: &str) -> bool {
    let whole: Result<toml::Table, _> = format!("[rule]\n{body}").parse();
    whole.is_ok_and(|table| table.len() == 1)
}

fn front_matter(facts: &Facts, proposal: &Proposal) -> String {
    let list = |items: &[String]| items.iter().map(|item| toml_string(item)).collect::<Vec<_>>().join(", ");
    let mut toml = format!("[lesson]\nid = {}\ndate = {}", toml_string(&facts.id), facts.date);
    if let Some(note) = &facts.date_note {
        let _ = write!(toml, "   # {}", code(note).replace('\n', " "));
    }
    toml.push('\n');
    if let Some(postmortem) = &facts.postmortem {
        let _ = writeln!(toml, "postmortem = {}", toml_string(&postmortem.to_string()));
    }
    for (key, commits) in [("introduced-by", &facts.introduced_by), ("fixed-by", &facts.fixed_by)] {
        if !commits.is_empty() {
            let _ = writeln!(toml, "{key} = [{}]", list(commits));
        }
    }
    if proposal.scope != ScopeDraft::default() {
        toml.push_str("\n[scope]\n");
        for (key, globs) in [("crates", &proposal.scope.crates), ("paths", &proposal.scope.paths)] {
            if !globs.is_empty() {
                let _ = writeln!(toml, "{key} = [{}]", list(globs));
            }
        }
        if proposal.scope.tests {
            toml.push_str("tests = true\n");
        }
    }
    toml.push_str(&rules(&proposal.rules));
    if let Some(none) = &proposal.no_pattern {
        toml.push_str(&enforced_instead(none));
    }
    toml
}

/// The rules' tables: `[forbid]` where there is one of a kind, `[[forbid]]` for several.
fn rules(rules: &[RuleDraft]) -> String {
    let mut toml = String::new();
    for rule in rules {
        let several = rules.iter().filter(|other| other.kind == rule.kind).count() > 1;
        let name = rule.kind.name();
        let header = if several { format!("[[{name}]]") } else { format!("[{name}]") };
        let _ = write!(toml, "\n{header}\n{}\n", rule.toml.trim_end());
    }
    toml
}

/// What stands in the place of a rule.
fn enforced_instead(none: &NoPattern) -> String {
    let reason = code(&none.reason).replace('\n', " ");
    match &none.instead {
        Instead::Guard { tests, lints } => {
            let mut toml = format!("\n[guard]   # {reason}\n");
            for (key, names) in [("test", tests), ("clippy", lints)] {
                if !names.is_empty() {
                    let names: Vec<String> = names.iter().map(|name| toml_string(name)).collect();
                    let _ = writeln!(toml, "{key} = [{}]", names.join(", "));
                }
            }
            toml
        }
        Instead::Require(rule) => rules(std::slice::from_ref(rule)),
        Instead::Dependency { name, requirement } => {
            let reason = format!("{reason} (`{}` {} has the fix)", code(name), code(requirement));
            format!("\n[waive]\nreason = {}\n", toml_string(&reason))
        }
        _ => format!("\n[waive]\nreason = {}\n", toml_string(&reason)),
    }
}

/// A block between fences that its code does not hold.
fn fenced(block: &BlockDraft) -> String {
    let text = code(&block.text);
    let fence = fence(&text);
    let polarity = if block.polarity == Polarity::Bad { "bad" } else { "good" };
    let mut tags = format!("rust,{polarity}");
    // A path with a blank or a comma cannot be written in a tag.
    let plain =
        |path: &&String| path.chars().all(|char| char.is_ascii_alphanumeric() || "/._-".contains(char));
    if let Some(file) = block.file.as_ref().filter(plain) {
        let _ = write!(tags, ",file={file}");
    }
    if let Some(edition) = block.edition.as_ref().filter(plain) {
        let _ = write!(tags, ",edition={edition}");
    }
    format!("{fence}{tags}\n{}\n{fence}\n", text.trim_end())
}

/// A fence longer than any run of backticks in the text.
fn fence(text: &str) -> String {
    "`".repeat(longest_run(text).max(2) + 1)
}
