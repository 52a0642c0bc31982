//! Lessons made ready for one pass: what their rules need, and each rule itself once something that it needs is there.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use crate::cache::CacheKey;
use crate::language::Language;
use crate::lesson::{ApprovalStatus, KnownRule, Lesson, Level, RuleKind, Scope};
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
    /// Index into the lesson's rules.
    number: usize,
    pub(crate) kind: RuleKind,
    pub(crate) needs: Needs,
    /// The rule's place in the lesson's file.
    pub(crate) span: Span,
    compiled: OnceLock<Option<Rule>>,
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

/// All rules of all lessons.
#[derive(Clone, Debug, Default)]
pub(crate) struct RuleSet {
    pub(crate) lessons: Vec<CompiledLesson>,
    pub(crate) rules: Vec<CompiledRule>,
    /// The scopes of the lessons, each once.
    pub(crate) scopes: Vec<Scope>,
    scope_numbers: HashMap<Scope, usize>,
    /// Indices into the lessons by id in lower case.
    ids: HashMap<String, usize>,
}

/// The language that a lesson's rules are about.
fn language_of(lesson: &Lesson) -> Language {
    Language::named(&lesson.scope.language).unwrap_or_default()
}

/// Rules by kind of node.
#[derive(Clone, Debug, Default)]
pub(crate) struct Dispatch {
    by_kind: Vec<Vec<RuleId>>,
    anywhere: Vec<RuleId>,
}

impl Dispatch {
    /// Puts a rule in its places.
    fn add(&mut self, id: RuleId, rule: &Rule) {
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
    /// The rules of a lesson, or all that is wrong with them. Rules that are known to compile are not compiled.
    pub(crate) fn rules_of(lesson: &Lesson) -> Result<Vec<CompiledRule>, Vec<Problem>> {
        // Its lesson's index is told when it is inserted.
        let rule = |(at, known): (usize, &KnownRule), compiled| CompiledRule {
            lesson: usize::MAX,
            number: at,
            kind: known.kind,
            needs: known.needs.clone(),
            span: known.at,
            compiled,
        };
        if let Some(known) = lesson.known_rules() {
            return Ok(known.iter().enumerate().map(|one| rule(one, OnceLock::new())).collect());
        }
        let language = language_of(lesson);
        let mut problems = Vec::new();
        let (mut known, mut compiled) = (Vec::new(), Vec::new());
        for (kind, spec) in &lesson.enforcement.rules {
            match compile(language, spec) {
                Ok(rule) => {
                    known.push(KnownRule { kind: *kind, at: spec.at, needs: rule.needs() });
                    compiled.push(OnceLock::from(Some(rule)));
                }
                Err(errors) => problems.extend(
                    errors.into_iter().map(|error| lesson.problem_at(error.span, error.message, error.hint)),
                ),
            }
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        let rules =
            known.iter().enumerate().zip(compiled).map(|(one, compiled)| rule(one, compiled)).collect();
        lesson.know(known);
        Ok(rules)
    }

    /// Adds a lesson with its rules.
    pub(crate) fn insert(&mut self, lesson: Arc<Lesson>, status: ApprovalStatus, rules: Vec<CompiledRule>) {
        let (number, scope, in_tests) = (self.lessons.len(), self.scope(&lesson.scope), lesson.scope.tests);
        let language = language_of(&lesson);
        self.ids.entry(lesson.id.to_ascii_lowercase()).or_insert(number);
        self.lessons.push(CompiledLesson { lesson, status, scope, in_tests, language });
        self.rules.extend(rules.into_iter().map(|rule| CompiledRule { lesson: number, ..rule }));
    }

    /// The number of a scope. Most lessons have one of a few.
    fn scope(&mut self, scope: &Scope) -> usize {
        if let Some(number) = self.scope_numbers.get(scope) {
            return *number;
        }
        let number = self.scopes.len();
        self.scopes.push(scope.clone());
        self.scope_numbers.insert(scope.clone(), number);
        number
    }

    /// Judges the lessons by other scopes than their own.
    pub(crate) fn rescope(&mut self, change: impl Fn(&Scope) -> Scope) {
        self.scopes = self.scopes.iter().map(change).collect();
        for lesson in &mut self.lessons {
            lesson.in_tests = self.scopes.get(lesson.scope).is_some_and(|scope| scope.tests);
        }
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

    /// A key over all that the rules say.
    pub(crate) fn key(&self) -> CacheKey {
        let lessons: Vec<_> =
            self.lessons.iter().map(|one| (one.lesson.key(), one.status, one.language.name())).collect();
        let rules: Vec<_> = self.rules.iter().map(|rule| (rule.lesson, rule.span)).collect();
        CacheKey::new("rules", &(lessons, rules))
    }

    /// Drops the rules that `keep` refuses.
    pub(crate) fn keep(&mut self, keep: impl Fn(&CompiledRule) -> bool) {
        self.rules.retain(keep);
    }

    /// The last names of all paths and types that the rules ask for.
    pub(crate) fn last_names(&self) -> impl Iterator<Item = &str> {
        self.rules.iter().flat_map(|rule| &rule.needs.names).map(String::as_str)
    }

    /// Which of these rules can begin where. Compiles them.
    pub(crate) fn dispatch(&self, rules: impl Iterator<Item = RuleId>) -> Dispatch {
        let mut dispatch = Dispatch::default();
        for id in rules {
            if let Some(rule) = self.compiled(id) {
                dispatch.add(id, rule);
            }
        }
        dispatch
    }

    /// The rule itself, compiled when it is first asked for.
    pub(crate) fn compiled(&self, id: RuleId) -> Option<&Rule> {
        let one = self.rule(id);
        let compiled = || {
            let lesson = self.lesson_of(one);
            // It is known to compile: who adds a lesson was told all that is wrong with it.
            compile(lesson.language, &lesson.lesson.enforcement.rules.get(one.number)?.1).ok()
        };
        one.compiled.get_or_init(compiled).as_ref()
    }

    /// The lesson with this id, ignoring case.
    pub(crate) fn lesson_named(&self, id: &str) -> Option<&CompiledLesson> {
        self.lessons.get(*self.ids.get(&id.to_ascii_lowercase())?)
    }

    pub(crate) fn rule(&self, id: RuleId) -> &CompiledRule {
        // Ids are only made for this list.
        &self.rules[id.0 as usize]
    }

    pub(crate) fn lesson_of(&self, rule: &CompiledRule) -> &CompiledLesson {
        // A rule is only added together with its lesson.
        &self.lessons[rule.lesson]
    }
}
