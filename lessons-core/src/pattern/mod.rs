//! Patterns: real code with metavariables, compiled once and tried at every node where it may begin.
//!
//! A pattern is put in every position in which code can stand (statements, a type, a match arm, …); each in which it
//! parses is one [`Alternative`]. Paths, method calls, chains and lists become forms of their own, because the same
//! mistake is written in more than one way; everything else is compared node by node.

mod answer;
mod compile;
#[cfg(test)]
mod data_tests;
mod env;
mod facts;
#[cfg(test)]
pub(crate) mod finder;
mod form;
#[cfg(test)]
mod grammar_tests;
mod matcher;
mod metavariable;
mod position;
mod read;
mod same;
mod shape;
mod skeleton;
mod starts;
#[cfg(test)]
mod tests;
mod text;
mod words;

pub(crate) use answer::{Answer, Held, Premise, QuestionId, Way};
pub(crate) use compile::PatternError;
pub(crate) use env::{Env, Role, SameVariables};
pub(crate) use facts::{Facts, WantedPath};
pub(crate) use matcher::{Matched, Matcher, Trace};
pub(crate) use metavariable::{Hole, Var, Vars, holes, is_name};
pub(crate) use position::Position;
pub(crate) use same::{code_span, unwrapped};
pub(crate) use words::{Clause, MethodCallShape, Word, best, either, keyword};

use crate::language::Language;
use crate::syntax::Kind;
use form::{FormId, Forms};

/// Words that stand for a metavariable while the pattern is parsed.
pub(crate) type Placeholder = fn(pattern: &str, hole: &Hole) -> String;

/// A compiled pattern.
#[derive(Clone, Debug)]
pub(crate) struct Pattern {
    text: String,
    forms: Forms,
    alternatives: Vec<Alternative>,
}

/// A pattern in one position.
#[derive(Clone, Debug)]
struct Alternative {
    root: FormId,
    /// Kinds of node at which a match can begin; none for any.
    starts: Option<Vec<Kind>>,
}

impl Pattern {
    /// Compiles `text`; its metavariables get their numbers from `vars`.
    ///
    /// # Errors
    /// When it parses in no position, or names a metavariable wrongly; with the place in `text`.
    pub(crate) fn new(language: Language, text: &str, vars: &mut Vars) -> Result<Self, PatternError> {
        compile::compile(language, text, vars)
    }

    /// Kinds of node at which a match can begin; none for any.
    pub(crate) fn starts(&self) -> Option<Vec<Kind>> {
        let mut kinds = Vec::new();
        for alternative in &self.alternatives {
            kinds.extend(alternative.starts.as_ref()?);
        }
        kinds.sort_unstable();
        kinds.dedup();
        Some(kinds)
    }

    /// The last names of the paths it asks for.
    pub(crate) fn last_names(&self) -> impl Iterator<Item = &str> {
        self.forms.last_names()
    }

    /// Whether it asks what a path means.
    pub(crate) fn asks_for_paths(&self) -> bool {
        self.forms.asks_for_paths()
    }

    /// Whether it finds a method call by the type of its receiver.
    pub(crate) fn asks_for_types(&self) -> bool {
        self.forms.asks_for_types()
    }

    /// The paths, methods and names of items that every match names.
    pub(crate) fn apis(&self) -> Vec<Vec<String>> {
        self.forms.apis()
    }

    /// The names it binds.
    pub(crate) fn names<'v>(&self, vars: &'v Vars) -> impl Iterator<Item = &'v str> {
        self.forms.vars().into_iter().map(|var| vars.name(var))
    }

    /// The pattern as written.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }
}
