//! A rule on the code before and after a fix, and on blocks: what it finds where, and the first thing that is wrong.

use lessons_core::{
    ApprovalStatus, Engine, Finding, Lesson, Location, Polarity, Problem, RuleKind, with_parsed,
};

use crate::fix::{ChangedFile, ChangedLines, Fix};
use crate::proposal::{BlockDraft, RuleDraft, ScopeDraft};

/// One place where a rule matches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// The file of the fix.
    pub path: String,
    /// The place in that file's text.
    pub location: Location,
    /// Whether a line that the fix changed is among those of the match, or of what its path met.
    pub on_changed_line: bool,
    /// The code, from its first to its last byte.
    pub code: String,
}

/// How the rules fared on one block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlockResult {
    /// What the block was to be.
    pub polarity: Polarity,
    /// Whether the rules find a bad block, and are silent on a good one.
    pub holds: bool,
    /// What is wrong, in words; empty where nothing is.
    pub message: String,
}

/// What rules find before and after a fix and in blocks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proof {
    /// Where `[forbid]` rules match before.
    pub before: Vec<Hit>,
    /// Where they match after, in the files of the fix.
    pub after: Vec<Hit>,
    /// Where `[require]` rules match before: nowhere, if they require what the fix brought.
    pub met_before: Vec<Hit>,
    /// Where they match after: somewhere.
    pub met_after: Vec<Hit>,
    /// Each block, in the order in which they were given.
    pub blocks: Vec<BlockResult>,
    /// What kinds of rule were tried on the fix; none where there was no fix.
    pub tried: Vec<RuleKind>,
}

/// The first thing that keeps rules from being proven: one concrete place, for whoever repairs them.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Counterexample {
    /// They find nothing before the fix.
    MissesTheBug,
    /// They find something before the fix, but on no line that the fix changed.
    BesidesTheFix(Hit),
    /// They find this after the fix, in a file that they found before it.
    FindsTheFix(Hit),
    /// What is required is there before the fix.
    MetBefore(Hit),
    /// What is required is not there after the fix.
    NotMetAfter,
    /// The block of this number, from 0, did not come out as it should.
    Block(usize),
}

impl Proof {
    /// Whether the `[forbid]` rules match on a line that the fix changed, before it.
    #[must_use]
    pub fn on_changed_line(&self) -> bool {
        self.before.iter().any(|hit| hit.on_changed_line)
    }

    /// Whether everything was tried and came out: see [`counterexample`](Self::counterexample).
    #[must_use]
    pub fn holds(&self) -> bool {
        let something = !self.tried.is_empty() || !self.blocks.is_empty();
        something && self.counterexample().is_none()
    }

    /// What is wrong first. `[forbid]` rules must match a changed line before, and nothing after in the files where
    /// they did; `[require]` rules nothing before and something after; every block must come out as it should.
    #[must_use]
    pub fn counterexample(&self) -> Option<Counterexample> {
        self.of_forbid().or_else(|| self.of_require()).or_else(|| {
            let wrong = self.blocks.iter().position(|block| !block.holds);
            wrong.map(Counterexample::Block)
        })
    }

    fn of_forbid(&self) -> Option<Counterexample> {
        if !self.tried.contains(&RuleKind::Forbid) {
            return None;
        }
        if !self.on_changed_line() {
            let other = self.before.first().cloned().map(Counterexample::BesidesTheFix);
            return other.or(Some(Counterexample::MissesTheBug));
        }
        let was_found =
            |hit: &&Hit| self.before.iter().any(|old| old.on_changed_line && old.path == hit.path);
        self.after.iter().find(was_found).cloned().map(Counterexample::FindsTheFix)
    }

    fn of_require(&self) -> Option<Counterexample> {
        if !self.tried.contains(&RuleKind::Require) {
            return None;
        }
        match self.met_before.first() {
            Some(hit) => Some(Counterexample::MetBefore(hit.clone())),
            None => self.met_after.is_empty().then_some(Counterexample::NotMetAfter),
        }
    }
}

/// Tries rules on the files of a fix, and on blocks as a lesson's own are tried. Linear in the files' lengths for each
/// rule; whoever tries many rules on one file uses [`lessons_core::with_parsed`].
///
/// # Errors
/// What is wrong with the rules as they are written. Places are those of [`lesson_text`].
pub fn prove(
    rules: &[RuleDraft],
    scope: &ScopeDraft,
    fix: Option<&Fix>,
    blocks: &[BlockDraft],
) -> Result<Proof, Vec<Problem>> {
    let (lesson, engine) = compile(rules, scope, blocks)?;
    let mut proof = Proof::default();
    if let Some(fix) = fix {
        proof.tried = rules.iter().map(|rule| rule.kind).collect();
        proof.tried.sort();
        proof.tried.dedup();
        for file in &fix.files {
            let changed = file.changed_lines();
            let (forbidden, met) = hits(&engine, file, &changed, Side::Before);
            proof.before.extend(forbidden);
            proof.met_before.extend(met);
            let (forbidden, met) = hits(&engine, file, &changed, Side::After);
            proof.after.extend(forbidden);
            proof.met_after.extend(met);
        }
    }
    let failures = Engine::prove(&lesson).failures;
    proof.blocks = lesson
        .blocks
        .iter()
        .map(|block| {
            let failure = failures.iter().find(|failure| failure.block == block.span);
            BlockResult {
                polarity: block.polarity,
                holds: failure.is_none(),
                message: failure.map_or_else(String::new, |failure| failure.problem.message.clone()),
            }
        })
        .collect();
    Ok(proof)
}

/// The lesson and the engine for rules that are only proposed.
///
/// # Errors
/// What is wrong with the rules as they are written. Places are those of [`lesson_text`].
pub fn compile(
    rules: &[RuleDraft],
    scope: &ScopeDraft,
    blocks: &[BlockDraft],
) -> Result<(Lesson, Engine), Vec<Problem>> {
    let text = lesson_text(rules, scope, blocks);
    let reading = Lesson::read("lessons/PROPOSED.md", text.as_bytes());
    let Some(lesson) = reading.lesson else { return Err(reading.problems) };
    let (engine, problems) = Engine::new([(lesson.clone(), ApprovalStatus::Proposed)]);
    if problems.is_empty() { Ok((lesson, engine)) } else { Err(problems) }
}

/// A lesson file with these rules and blocks and no story, for checking them. Its first rule starts in line 4 where
/// the scope is empty.
#[must_use]
pub fn lesson_text(rules: &[RuleDraft], scope: &ScopeDraft, blocks: &[BlockDraft]) -> String {
    let mut text = String::from("```toml\n[lesson]\ndate = 2000-01-01\n");
    let list = |items: &[String]| items.iter().map(|item| toml_string(item)).collect::<Vec<_>>().join(", ");
    if *scope != ScopeDraft::default() {
        text += "[scope]\n";
        for (key, items) in [("crates", &scope.crates), ("paths", &scope.paths)] {
            if !items.is_empty() {
                text += &format!("{key} = [{}]\n", list(items));
            }
        }
        if scope.tests {
            text += "tests = true\n";
        }
    }
    for rule in rules {
        text += &format!("[[{}]]\n{}\n", rule.kind.name(), rule.toml.trim_end());
    }
    text +=
        "```\n\n# Proposed\n\n## Root cause\n\nOpen.\n\n## Invariant\n\nOpen.\n\n## Mitigation\n\nOpen.\n";
    for block in blocks {
        let polarity = if block.polarity == Polarity::Bad { "bad" } else { "good" };
        let mut tags = format!("rust,{polarity}");
        if let Some(file) = &block.file {
            tags += &format!(",file={file}");
        }
        if let Some(edition) = &block.edition {
            tags += &format!(",edition={edition}");
        }
        let fence = "`".repeat(longest_run(&block.text).max(2) + 1);
        text += &format!("\n{fence}{tags}\n{}\n{fence}\n", block.text.trim_end_matches('\n'));
    }
    text
}

/// A TOML string with this value: a literal one where that can hold it, over several lines where the value has some.
#[must_use]
pub fn toml_string(value: &str) -> String {
    let printable = |char: char| char == '\t' || !char.is_control();
    let lines = value.contains('\n');
    if !lines && !value.contains(['"', '\\']) && value.chars().all(printable) {
        return format!("\"{value}\"");
    }
    if !lines && !value.contains('\'') && value.chars().all(printable) {
        return format!("'{value}'");
    }
    if lines
        && !value.contains("'''")
        && !value.ends_with('\'')
        && value.chars().all(|char| char == '\n' || printable(char))
    {
        return format!("'''\n{value}'''");
    }
    let escaped: String = value
        .chars()
        .map(|char| match char {
            '"' => "\\\"".to_owned(),
            '\\' => "\\\\".to_owned(),
            '\n' => "\\n".to_owned(),
            '\t' => "\\t".to_owned(),
            '\r' => "\\r".to_owned(),
            char if char.is_control() => format!("\\u{:04X}", u32::from(char)),
            char => char.to_string(),
        })
        .collect();
    format!("\"{escaped}\"")
}

/// The longest run of backticks.
fn longest_run(text: &str) -> usize {
    text.split(|char| char != '`').map(str::len).max().unwrap_or(0)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Before,
    After,
}

/// Where the rules match on one side of a file: those of `[forbid]`, and those of `[require]`.
fn hits(engine: &Engine, file: &ChangedFile, changed: &ChangedLines, side: Side) -> (Vec<Hit>, Vec<Hit>) {
    let text = if side == Side::Before { &file.before } else { &file.after };
    let Some(text) = text else { return Default::default() };
    let hit = |finding: &Finding| Hit {
        path: file.path.clone(),
        location: finding.location,
        on_changed_line: touches(finding, changed, side),
        code: finding.location.span.of(text).to_owned(),
    };
    let search = |parsed: &lessons_core::ParsedFile<'_>| {
        let of = |findings: Vec<Finding>| findings.iter().map(hit).collect::<Vec<_>>();
        (of(parsed.search(engine)), of(parsed.met(engine)))
    };
    with_parsed(&file.path, text, file.edition, search).unwrap_or_default()
}

/// Whether a finding lies on changed lines, itself or by what its path met.
fn touches(finding: &Finding, changed: &ChangedLines, side: Side) -> bool {
    let related = finding.related.iter().map(|related| &related.location);
    std::iter::once(&finding.location).chain(related).any(|location| {
        let (first, last) = (location.start.line, location.end.line);
        match side {
            Side::Before => changed.touches_before(first, last),
            Side::After => changed.touches_after(first, last),
        }
    })
}

#[cfg(test)]
mod tests;
