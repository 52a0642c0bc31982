//! Mistakes that are known already: a fix may repair one that others have told in a lesson, and told better.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use toml::{Table, Value};

use lessons_core::{ApprovalStatus, Engine, Lesson, RuleKind};

use super::rank::says_little;
use super::trial::{Outcome, Trial};
use crate::proposal::{KnownMistake, RuleDraft};

/// Lessons whose rules are tried on a fix beside those that follow from it.
#[derive(Debug)]
pub struct KnownMistakes {
    pack: String,
    lessons: Vec<Lesson>,
    engine: Engine,
}

/// A rule of a known mistake that holds on a file of the fix.
#[derive(Clone, Debug)]
pub(super) struct Recognised {
    pub(super) mistake: KnownMistake,
    pub(super) rule: RuleDraft,
    pub(super) path: String,
    pub(super) outcome: Outcome,
    /// What else its lesson forbids, and the fix had none of: of the callees that the rule found, then what is a mistake
    /// in the same way; of those, the shortest first.
    pub(super) others: Vec<Other>,
}

/// A rule of a known mistake that nothing in the fix has proven.
#[derive(Clone, Debug)]
pub(super) struct Other {
    pub(super) rule: RuleDraft,
    /// Whether it forbids something of the callees that the fix mended.
    pub(super) same_callees: bool,
}

impl KnownMistakes {
    /// The lessons of a pack that forbid something in Rust. Their scopes are not kept: the fix says where a rule is to
    /// hold, and the code around it whether it is too loud there.
    #[must_use]
    pub fn new(pack: impl Into<String>, lessons: impl IntoIterator<Item = Lesson>) -> Self {
        let lessons: Vec<Lesson> =
            lessons.into_iter().filter(|lesson| lesson.scope.language == "rust").collect();
        let proposed = lessons.iter().map(|lesson| (lesson.clone(), ApprovalStatus::Proposed));
        let (engine, _) = Engine::new(proposed);
        Self { pack: pack.into(), lessons, engine }
    }

    /// The rules that hold on a file: they speak on a changed line before, and nowhere after.
    pub(super) fn recognised(&self, path: &str, before: &str, trial: &Trial<'_>) -> Vec<Recognised> {
        let findings = trial.before.search(&self.engine);
        let speak: BTreeSet<&str> = findings
            .iter()
            .filter(|finding| !trial.runs(finding).is_empty())
            .map(|finding| finding.lesson.as_str())
            .collect();
        let mut all = Vec::new();
        for lesson in self.lessons.iter().filter(|lesson| speak.contains(lesson.id.as_str())) {
            let rules = rules(lesson);
            let outcomes = trial.outcomes(&rules);
            let (proven, rest): (Vec<_>, Vec<_>) =
                rules.into_iter().zip(outcomes).partition(|(_, outcome)| outcome.is_proven());
            for (rule, outcome) in proven {
                let mut called = BTreeSet::new();
                outcome.hits.iter().for_each(|hit| names(hit.of(before), &mut called));
                let other = |rule: &RuleDraft| Other {
                    rule: rule.clone(),
                    same_callees: !called.is_disjoint(&named(rule)),
                };
                let mut others: Vec<Other> = rest.iter().map(|(rule, _)| other(rule)).collect();
                let asked = conditions(&rule);
                others.sort_by_cached_key(|other| {
                    let shared = conditions(&other.rule).intersection(&asked).count();
                    (!other.same_callees, Reverse(shared), other.rule.toml.len())
                });
                let mistake = self.mistake(lesson);
                all.push(Recognised { mistake, rule, path: path.to_owned(), outcome, others });
            }
        }
        all
    }

    fn mistake(&self, lesson: &Lesson) -> KnownMistake {
        KnownMistake {
            lesson: format!("{}/{}", self.pack, lesson.id),
            title: lesson.title.clone(),
            invariant: lesson.invariant().to_owned(),
            mitigation: lesson.mitigation().to_owned(),
        }
    }
}

/// The `[forbid]` tables of a lesson, as they are written.
fn rules(lesson: &Lesson) -> Vec<RuleDraft> {
    let tables = lesson.enforcement.rules().filter(|(kind, _)| *kind == RuleKind::Forbid);
    let body = |at: lessons_core::Span| {
        let (_, after) = lesson.source().get(at.start as usize..)?.split_once('\n')?;
        let mut lines: Vec<&str> = after.lines().take_while(|line| !line.starts_with(['[', '`'])).collect();
        // A comment at the end is about what comes next.
        while lines.last().is_some_and(|line| line.trim().is_empty() || line.starts_with('#')) {
            lines.pop();
        }
        Some(RuleDraft::forbid(lines.join("\n")))
    };
    tables.filter_map(|(_, at)| body(at)).collect()
}

/// The keys that say what makes it a mistake, wherever they stand in a rule: along which path, of what type, where.
const WAYS: &[&str] =
    &["leads-to", "held-across", "guarded-by", "from", "type", "inside", "follows", "precedes", "context"];

/// In which ways a rule's code is a mistake.
fn conditions(rule: &RuleDraft) -> BTreeSet<&'static str> {
    let mut found = BTreeSet::new();
    let mut tables = vec![Value::Table(rule.toml.parse().unwrap_or_default())];
    while let Some(value) = tables.pop() {
        match value {
            Value::Array(values) => tables.extend(values),
            Value::Table(table) => {
                found.extend(WAYS.iter().filter(|key| table.contains_key(**key)));
                tables.extend(table.into_iter().map(|(_, value)| value));
            }
            _ => {}
        }
    }
    found
}

/// The callees, macros and crates that a rule's own patterns name.
fn named(rule: &RuleDraft) -> BTreeSet<String> {
    let table: Table = rule.toml.parse().unwrap_or_default();
    let mut found = BTreeSet::new();
    patterns(&Value::Table(table), &mut |pattern| names(pattern, &mut found));
    found
}

/// The callees, macros and crates that code names, other than those that every file has.
fn names(code: &str, found: &mut BTreeSet<String>) {
    let is_word = |char: char| char.is_alphanumeric() || char == '_';
    let mut rest = code;
    while let Some(at) = rest.find(is_word) {
        let (before, word) = rest.split_at(at);
        let (word, after) = word.split_at(word.find(|char| !is_word(char)).unwrap_or(word.len()));
        let called = ["(", "!(", "![", "::"].iter().any(|next| after.starts_with(next));
        if called && !before.ends_with('$') && !says_little(word) {
            found.insert(word.to_owned());
        }
        rest = after;
    }
}

/// Calls `told` with each pattern that code may have to match.
fn patterns(rule: &Value, told: &mut dyn FnMut(&str)) {
    match rule {
        Value::String(pattern) => told(pattern),
        Value::Array(rules) => rules.iter().for_each(|rule| patterns(rule, told)),
        Value::Table(table) => {
            let own = table.iter().filter(|(key, _)| matches!(key.as_str(), "pattern" | "any" | "all"));
            own.for_each(|(_, rule)| patterns(rule, told));
        }
        _ => {}
    }
}
