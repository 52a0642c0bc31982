//! What is kept of a lesson's file from run to run, so that a file that has not changed is neither read as Markdown nor
//! compiled before something in it is needed.
//!
//! Only files without errors are known, and only when their rules compile: what is broken is read anew each time, and
//! told each time. A file is known by its path and its text, so nothing here can be older than the file.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::{Body, File, Lesson, Level, Reading, RuleKind, Scope};
use crate::cache::{self, Cache, CacheKey};
use crate::date::Date;
use crate::problem::Problem;
use crate::rule::Needs;
use crate::span::Span;

/// What is known of a rule that is not compiled yet.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct KnownRule {
    pub(crate) kind: RuleKind,
    /// The rule's place in the lesson's file.
    pub(crate) at: Span,
    pub(crate) needs: Needs,
}

/// What is known of a file.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Known {
    title: String,
    date: Date,
    level: Level,
    withdrawn: Option<Date>,
    scope: Scope,
    digest: String,
    /// What is wrong with the file, none of it an error.
    problems: Vec<Problem>,
    rules: Vec<KnownRule>,
}

/// Lessons that were sound, by path and text of their files.
#[derive(Debug, Default)]
pub(super) struct KnownLessons(HashMap<CacheKey, Known>);

/// The name of a file with its text.
pub(super) fn key(path: &str, text: &[u8]) -> CacheKey {
    CacheKey::new("lesson", &(path, text))
}

/// The name of what is kept. A store is kept for one folder of lessons.
fn place() -> CacheKey {
    CacheKey::new("lessons", &())
}

impl KnownLessons {
    /// What the last run kept. Linear in the number of lessons.
    pub(super) fn load(cache: &dyn Cache) -> Self {
        let known: Vec<([u8; 16], Known)> = cache::load(cache, &place()).unwrap_or_default();
        Self(known.into_iter().map(|(key, known)| (CacheKey::from_bytes(key), known)).collect())
    }

    /// The lesson in a file, if its text is known. Linear in the text.
    pub(super) fn read(&self, path: &str, bytes: &[u8]) -> Option<Reading> {
        if self.0.is_empty() {
            return None;
        }
        let key = key(path, bytes);
        let known = self.0.get(&key)?.clone();
        let text = std::str::from_utf8(bytes).ok()?.to_owned();
        let problems = known.problems;
        let file = File {
            rules: known.rules.into(),
            problems: problems.clone(),
            was_known: true,
            ..File::new(text, key)
        };
        let lesson = Lesson {
            id: super::paths::stem(path).to_owned(),
            path: path.to_owned(),
            title: known.title,
            date: known.date,
            level: known.level,
            withdrawn: known.withdrawn,
            scope: known.scope,
            digest: known.digest,
            file: file.into(),
        };
        Some(Reading { lesson: Some(lesson), problems })
    }
}

/// Keeps what is known of these lessons.
pub(super) fn keep(cache: &dyn Cache, lessons: &[Lesson]) {
    let known = |lesson: &Lesson| {
        let known = Known {
            title: lesson.title.clone(),
            date: lesson.date,
            level: lesson.level,
            withdrawn: lesson.withdrawn,
            scope: lesson.scope.clone(),
            digest: lesson.digest.clone(),
            problems: lesson.file.problems.clone(),
            rules: lesson.file.rules.get()?.clone(),
        };
        Some((*lesson.file.key.as_bytes(), known))
    };
    let known: Vec<_> = lessons.iter().filter_map(known).collect();
    cache::store(cache, place(), &known);
}

/// The rest of a file that was known.
pub(super) fn body(path: &str, file: &File) -> Body {
    // Only texts that were read without an error are known.
    let lesson = super::lint::read(path, file.text.as_bytes()).lesson;
    lesson.and_then(Lesson::into_body).unwrap_or_default()
}

#[cfg(test)]
#[path = "known_tests.rs"]
mod tests;
