//! Lessons compiled for one pass: their rules by the kinds of node at which they can begin.

use std::collections::HashMap;
use std::sync::Arc;

use crate::cache::CacheKey;
use crate::language::Language;
use crate::language::rust::Detail;
use crate::lesson::{ApprovalStatus, Lesson, Level, RuleKind, Scope};
use crate::problem::Problem;
use crate::rule::{Needs, Rule, compile};
use crate::span::Span;
use crate::syntax::Kind;

/// A rule's place in the engine's list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub(crate) struct RuleId(pub(crate) u32);

/// A lesson ready to be searched for.
#[derive(Clone, Debug)]
pub(crate) struct CompiledLesson {
    pub(crate) lesson: Arc<Lesson>,
    pub(crate) status: ApprovalStatus,
    /// Its scope: an index into the rule set's.
    pub(crate) scope: usize,
    /// Whether test code is in its scope.
    pub(crate) in_tests: bool,
    pub(crate) language: Language,
}

/// One rule of a lesson.
#[derive(Clone, Debug)]
pub(crate) struct CompiledRule {
    /// Index into the lessons.
    pub(crate) lesson: usize,
    pub(crate) kind: RuleKind,
    pub(crate) rule: Rule,
    pub(crate) needs: Needs,
    /// The rule's place in the lesson's file.
    pub(crate) span: Span,
}

impl CompiledLesson {
    /// The level at which its findings speak: a proposed lesson's never above a note.
    pub(crate) fn level(&self) -> Level {
        match self.status {
            ApprovalStatus::Proposed => self.lesson.level.min(Level::Note),
            ApprovalStatus::Approved | ApprovalStatus::Stale => self.lesson.level,
        }
    }
}

/// All rules of all lessons, and which of them can begin at which kind of node.
#[derive(Clone, Debug, Default)]
pub(crate) struct RuleSet {
    pub(crate) lessons: Vec<CompiledLesson>,
    pub(crate) rules: Vec<CompiledRule>,
    /// The scopes of the lessons, each once.
    pub(crate) scopes: Vec<Scope>,
    scope_numbers: HashMap<Scope, usize>,
    by_language: HashMap<Language, Dispatch>,
}

/// Rules by kind of node.
#[derive(Clone, Debug, Default)]
pub(crate) struct Dispatch {
    by_kind: Vec<Vec<RuleId>>,
    anywhere: Vec<RuleId>,
}

impl Dispatch {
    /// Puts a rule in its places.
    pub(crate) fn add(&mut self, id: RuleId, rule: &Rule) {
        match rule.root.starts() {
            None => self.anywhere.push(id),
            Some(kinds) => {
                for kind in kinds {
                    let index = kind.0 as usize;
                    if self.by_kind.len() <= index {
                        self.by_kind.resize(index + 1, Vec::new());
                    }
                    self.by_kind[index].push(id);
                }
            }
        }
    }

    /// The rules that can begin at a node of this kind.
    pub(crate) fn at(&self, kind: Kind) -> impl Iterator<Item = RuleId> {
        let here = self.by_kind.get(kind.0 as usize).map(Vec::as_slice).unwrap_or_default();
        here.iter().chain(&self.anywhere).copied()
    }
}

impl RuleSet {
    /// A lesson's rules, with their kinds and places, or all that is wrong with them.
    pub(crate) fn compile(lesson: &Lesson) -> Result<Vec<(RuleKind, Rule, Span)>, Vec<Problem>> {
        let language = Language::named(&lesson.scope.language).unwrap_or_default();
        let mut problems = Vec::new();
        let mut rules = Vec::new();
        for (kind, spec) in &lesson.enforcement.rules {
            match compile(language, spec) {
                Ok(rule) => rules.push((*kind, rule, spec.at)),
                Err(errors) => problems.extend(
                    errors.into_iter().map(|error| lesson.problem_at(error.span, error.message, error.hint)),
                ),
            }
        }
        if problems.is_empty() { Ok(rules) } else { Err(problems) }
    }

    /// Adds a lesson with its rules.
    pub(crate) fn insert(
        &mut self,
        lesson: Arc<Lesson>,
        status: ApprovalStatus,
        rules: Vec<(RuleKind, Rule, Span)>,
    ) {
        let language = Language::named(&lesson.scope.language).unwrap_or_default();
        let (number, scope) = (self.lessons.len(), self.scope(&lesson.scope));
        let in_tests = lesson.scope.tests;
        self.lessons.push(CompiledLesson { lesson, status, scope, in_tests, language });
        for (kind, rule, span) in rules {
            let needs = rule.needs();
            self.dispatch(language, CompiledRule { lesson: number, kind, rule, needs, span });
        }
    }

    /// The number of a scope. Most lessons have one of a few.
    fn scope(&mut self, scope: &Scope) -> usize {
        *self.scope_numbers.entry(scope.clone()).or_insert_with(|| {
            self.scopes.push(scope.clone());
            self.scopes.len() - 1
        })
    }

    /// Judges the lessons by other scopes than their own.
    pub(crate) fn rescope(&mut self, change: impl Fn(&Scope) -> Scope) {
        self.scopes = self.scopes.iter().map(change).collect();
        for lesson in &mut self.lessons {
            lesson.in_tests = self.scopes.get(lesson.scope).is_some_and(|scope| scope.tests);
        }
    }

    fn dispatch(&mut self, language: Language, rule: CompiledRule) {
        let id = RuleId(Span::from_range(0..self.rules.len()).end);
        self.by_language.entry(language).or_default().add(id, &rule.rule);
        self.rules.push(rule);
    }

    /// All rules for a language, in order.
    pub(crate) fn of_language(&self, language: Language) -> impl Iterator<Item = RuleId> {
        let rules = (0..).map(RuleId).zip(&self.rules);
        rules.filter(move |(_, rule)| self.lesson_of(rule).language == language).map(|(id, _)| id)
    }

    /// Scopes of which it may be unknown in a place whether they hold.
    pub(crate) fn unsure_scopes(&self, is_bare: bool) -> Vec<usize> {
        let is_unsure = |scope: &Scope| !scope.dependencies.is_empty() || is_bare && !scope.crates.is_empty();
        (0..).zip(&self.scopes).filter(|(_, scope)| is_unsure(scope)).map(|(number, _)| number).collect()
    }

    /// How much of a file's declarations the answers may depend on.
    pub(crate) fn detail(&self) -> Detail {
        if self.rules.iter().any(|rule| rule.needs.types) { Detail::Types } else { Detail::Names }
    }

    /// A key over all that the rules say.
    pub(crate) fn key(&self) -> CacheKey {
        let lessons: Vec<_> = self
            .lessons
            .iter()
            .map(|one| (&one.lesson.path, one.lesson.source(), one.status, one.language.name()))
            .collect();
        let rules: Vec<_> = self.rules.iter().map(|rule| (rule.lesson, rule.span)).collect();
        CacheKey::new("rules", &(lessons, rules))
    }

    /// Drops the rules that `keep` refuses.
    pub(crate) fn keep(&mut self, keep: impl Fn(&CompiledRule) -> bool) {
        let rules = std::mem::take(&mut self.rules);
        self.by_language.clear();
        for rule in rules.into_iter().filter(|rule| keep(rule)) {
            let language = self.lesson_of(&rule).language;
            self.dispatch(language, rule);
        }
    }

    /// The last names of all paths and types that the rules ask for.
    pub(crate) fn last_names(&self) -> impl Iterator<Item = &str> {
        let mut names: Vec<&str> = Vec::new();
        for rule in &self.rules {
            rule.rule.root.last_names(&mut names);
        }
        names.into_iter()
    }

    /// Which rules of a language can begin where; none if there are no rules for it.
    pub(crate) fn for_language(&self, language: Language) -> Option<&Dispatch> {
        self.by_language.get(&language)
    }

    pub(crate) fn rule(&self, id: RuleId) -> &CompiledRule {
        // Ids are only made by `dispatch` on this list.
        &self.rules[id.0 as usize]
    }

    pub(crate) fn lesson_of(&self, rule: &CompiledRule) -> &CompiledLesson {
        // A rule is only added together with its lesson.
        &self.lessons[rule.lesson]
    }
}
