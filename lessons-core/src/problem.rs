//! What is wrong in a file that people write: said with its place, and with what to do about it.

use serde::{Deserialize, Serialize};

use crate::span::{LineIndex, Span};

/// How much a problem weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Severity {
    /// The file cannot be used as it stands.
    Error,
    /// The file can be used, but something in it has no effect or looks like a slip.
    Warning,
}

impl std::fmt::Display for Severity {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Self::Error => "error",
            Self::Warning => "warning",
        })
    }
}

/// One thing that is wrong in a file, with its place.
///
/// The message may quote the file, control characters included; whoever shows it escapes them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, thiserror::Error)]
#[error("{path}:{line}:{column}: {severity}: {message}")]
#[non_exhaustive]
pub struct Problem {
    /// The file, as it was named to the reader.
    pub path: String,
    /// The bytes of the file that the message is about.
    pub span: Span,
    /// Line of the span's start, from 1.
    pub line: u32,
    /// Column of the span's start in characters, from 1.
    pub column: u32,
    /// Whether the file is unusable for it.
    pub severity: Severity,
    /// What is wrong.
    pub message: String,
    /// What to do about it, where that is known.
    pub hint: Option<String>,
}

impl Problem {
    /// An error at a span of `text`, the file's text, which `lines` indexes.
    #[must_use]
    pub fn error_at(
        path: &str,
        text: &str,
        lines: &LineIndex,
        span: Span,
        message: impl Into<String>,
    ) -> Self {
        Flaw::error(span, message).into_problem(path, text, lines)
    }
}

/// A problem that does not know its file yet: what readers of a part of a file collect.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Flaw {
    pub(crate) at: Span,
    pub(crate) severity: Severity,
    pub(crate) message: String,
    pub(crate) hint: Option<String>,
}

impl Flaw {
    pub(crate) fn error(at: Span, message: impl Into<String>) -> Self {
        Self { at, severity: Severity::Error, message: message.into(), hint: None }
    }

    pub(crate) fn warning(at: Span, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(at, message) }
    }

    pub(crate) fn hint(self, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }

    /// A key that is not among `known`, with the nearest of them as the hint.
    pub(crate) fn unknown_key(at: Span, key: &str, place: &str, known: &[&str]) -> Self {
        let flaw = Self::error(at, format!("unknown key `{key}` in {place}"));
        match nearest(key, known.iter().copied()) {
            Some(name) => flaw.hint(format!("did you mean `{name}`?")),
            None => flaw.hint(format!("known keys: {}", known.join(", "))),
        }
    }

    pub(crate) fn into_problem(self, path: &str, text: &str, lines: &LineIndex) -> Problem {
        let position = lines.position(text, self.at.start);
        Problem {
            path: path.to_owned(),
            span: self.at,
            line: position.line,
            column: position.column,
            severity: self.severity,
            message: self.message,
            hint: self.hint,
        }
    }
}

/// How many problems of one file are listed; what is beyond is counted.
const LISTED: usize = 100;

/// Sorts by place, drops what is said twice, and cuts a flood short, errors before warnings.
pub(crate) fn place_problems(
    mut flaws: Vec<Flaw>,
    path: &str,
    text: &str,
    lines: &LineIndex,
) -> Vec<Problem> {
    flaws.sort();
    flaws.dedup();
    if flaws.len() > LISTED {
        flaws.sort_by_key(|flaw| flaw.severity);
        let more = flaws.split_off(LISTED);
        flaws.sort();
        if let Some(first) = more.first() {
            flaws.push(Flaw {
                message: format!("and {} further problems", more.len()),
                hint: None,
                ..first.clone()
            });
        }
    }
    flaws.into_iter().map(|flaw| flaw.into_problem(path, text, lines)).collect()
}

/// The candidate a slip of the pen away from `word` (optimal string alignment distance), if there is one.
pub(crate) fn nearest<'a>(word: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    // The distance takes time in the product of the lengths; nobody types a key of 40 characters.
    if word.len() > 40 {
        return None;
    }
    let normal = |text: &str| text.to_lowercase().replace('_', "-");
    let word = normal(word);
    let allowed = match word.chars().count() {
        0..=2 => 0,
        3..=5 => 1,
        _ => 2,
    };
    candidates
        .map(|candidate| (strsim::osa_distance(&word, &normal(candidate)), candidate))
        .filter(|(distance, _)| *distance <= allowed)
        .min()
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_near_miss_finds_its_key_and_a_stranger_none() {
        let keys = ["pattern", "held-across", "kind", "any", "all"];
        for (word, expected) in [
            ("patern", Some("pattern")),
            ("held_across", Some("held-across")),
            ("Kind", Some("kind")),
            ("knid", Some("kind")),
            ("colour", None),
            ("xy", None),
        ] {
            assert_eq!(nearest(word, keys.into_iter()), expected, "{word}");
        }
    }

    #[test]
    fn a_flood_is_cut_and_keeps_its_errors() {
        let mut flaws: Vec<_> = (0..300).map(|at| Flaw::warning(Span::new(at, at), "w")).collect();
        flaws.push(Flaw::error(Span::new(299, 299), "e"));
        let problems = place_problems(flaws, "x", "", &LineIndex::new(""));
        assert_eq!(problems.len(), LISTED + 1);
        assert!(problems.iter().any(|problem| problem.message == "e"));
        assert!(problems.last().unwrap().message.contains("201"), "{:?}", problems.last());
    }
}
