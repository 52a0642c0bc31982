//! What a pattern's text tells before it is parsed.

use super::compile::PatternError;
use super::metavariable::Hole;
use crate::language::Language;
use crate::language::rust::is_reserved;
use crate::span::Span;

/// Whether the pattern is a method call, a field or `.await` without what stands before its dot.
pub(super) fn is_bare_link(text: &str) -> bool {
    text.strip_prefix('.')
        .is_some_and(|link| link.starts_with(|c: char| c.is_alphabetic() || "_$".contains(c)))
}

/// Brackets must close, or the pattern would swallow the code it is put into.
pub(super) fn balanced(text: &str) -> Result<(), PatternError> {
    let mut open: Vec<(char, usize)> = Vec::new();
    for (at, c) in code_chars(text) {
        let expected = match c {
            '(' | '[' | '{' => {
                open.push((c, at));
                continue;
            }
            ')' => '(',
            ']' => '[',
            '}' => '{',
            _ => continue,
        };
        if open.pop().is_none_or(|(bracket, _)| bracket != expected) {
            let span = Span::from_range(at..at + 1);
            return Err(PatternError::new(span, format!("`{c}` closes nothing"), "remove it or open it"));
        }
    }
    match open.pop() {
        Some((c, at)) => {
            let span = Span::from_range(at..at + 1);
            Err(PatternError::new(span, format!("`{c}` is never closed"), "close it"))
        }
        None => Ok(()),
    }
}

/// The characters of a Rust pattern that stand in no string, character or comment.
pub(super) fn code_chars(text: &str) -> impl Iterator<Item = (usize, char)> {
    let mut skip_to = 0;
    text.char_indices().filter(move |(at, _)| {
        if *at < skip_to {
            return false;
        }
        match super::metavariable::text_end(Language::Rust, text, *at) {
            Some(end) => {
                skip_to = end;
                false
            }
            None => true,
        }
    })
}

/// `..` before a closing brace leaves the other fields open, as `$$$` does.
pub(super) fn open_rest(text: &str, holes: &mut Vec<Hole>) {
    for (at, c) in code_chars(text) {
        if c == '}'
            && let Some(before) = text.get(..at)
            && let Some(head) = before.trim_end().strip_suffix("..")
            && head.trim_end().ends_with([',', '{'])
        {
            let span = Span::from_range(head.len()..head.len() + 2);
            holes.push(Hole { span, name: None, many: true });
        }
    }
    holes.sort_by_key(|hole| hole.span);
}

/// Whether the pattern is one name and nothing else.
pub(super) fn is_lone_name(text: &str) -> bool {
    const WORDS: &[&str] = &["true", "false", "self", "Self", "crate", "super", "_", "yield"];
    let is_name = text.chars().all(|c| c.is_alphanumeric() || c == '_')
        && text.chars().next().is_some_and(|c| c.is_alphabetic() || c == '_');
    is_name && !WORDS.contains(&text) && !is_reserved(text)
}

/// The pattern without parentheses around all of it.
pub(super) fn without_parentheses(text: &str) -> &str {
    let mut text = text.trim();
    while let Some(inner) = text.strip_prefix('(').and_then(|inner| inner.strip_suffix(')')) {
        text = inner.trim();
    }
    text
}
