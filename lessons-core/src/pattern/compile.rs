//! From a pattern's text to its forms: put in every position in which code can stand, parsed, and read.

use super::form::{Form, Forms};
use super::metavariable::{BadHole, Vars, holes};
use super::position::{cover, elements, first_error, place};
use super::read::Reader;
use super::shape::{only_child, shape};
use super::skeleton::Positions;
use super::starts::{names, starts};
use super::text::{balanced, is_bare_link, is_lone_name, open_rest, without_parentheses};
use super::{Alternative, Pattern};
use crate::language::Language;
use crate::span::Span;
use crate::syntax::Field;

/// Why a pattern cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub(crate) struct PatternError {
    /// Where in the pattern's text.
    pub(crate) span: Span,
    pub(crate) message: String,
    pub(crate) hint: Option<String>,
}

impl PatternError {
    pub(super) fn new(span: Span, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { span, message: message.into(), hint: Some(hint.into()) }
    }
}

/// Patterns longer than this are refused: they are files, not patterns.
const MAX_LEN: usize = 16 * 1024;

pub(super) fn compile(language: Language, text: &str, vars: &mut Vars) -> Result<Pattern, PatternError> {
    let whole = Span::from_range(0..text.len());
    if text.len() > MAX_LEN {
        return Err(PatternError::new(
            whole,
            "the pattern is longer than 16 KiB",
            "match the part that matters",
        ));
    }
    if text.trim().is_empty() {
        return Err(PatternError::new(
            whole,
            "the pattern is empty",
            "write the code that must not come back",
        ));
    }
    let mut found = holes(language, text).map_err(|BadHole { span, text }| {
        PatternError::new(
            span,
            format!("`{text}` is no metavariable"),
            "write $NAME with capitals, $_ for any one node, $$$ or $$$NAME for any number",
        )
    })?;
    if let [only] = found.as_slice()
        && only.span.of(text) == without_parentheses(text)
    {
        return Err(PatternError::new(
            only.span,
            "a lone metavariable matches everything",
            "write some code around it, or use `kind`",
        ));
    }
    if language == Language::Rust {
        balanced(text)?;
        open_rest(text, &mut found);
        for hole in &mut found {
            hole.span.end += crate::language::rust::comma_of_arms(text, hole);
        }
    }
    let grammar = language.grammar();
    let mut pattern = Pattern { text: text.to_owned(), forms: Forms::default(), alternatives: Vec::new() };
    if language == Language::Rust && is_lone_name(text.trim()) {
        let root = pattern.forms.push(Form::Name(text.trim().to_owned()), Field::NONE, whole);
        pattern.alternatives.push(Alternative { root, starts: Some(names()) });
        return Ok(pattern);
    }
    let mut seen = Vec::new();
    let mut farthest: Option<(Span, &'static str)> = None;
    let mut positions = Positions::of(grammar, text, &found);
    for (number, position) in grammar.definition().positions.iter().enumerate() {
        if position.name == "statement" && !pattern.alternatives.is_empty() || !positions.may_hold(number) {
            continue;
        }
        let tree = place(grammar, text, &found, position);
        if let Some(error) = first_error(&tree, text) {
            if farthest.is_none_or(|(span, _)| span.start < error.start) {
                farthest = Some((error, position.name));
            }
            continue;
        }
        let Some(elements) = elements(&tree, position).filter(|all| cover(all, text)) else { continue };
        let before = pattern.forms.len();
        let mut reader = Reader { tree: &tree, holes: &found, vars, forms: &mut pattern.forms };
        let Some(root) = reader.root(&elements) else {
            pattern.forms.truncate(before);
            continue;
        };
        let shape = shape(&pattern.forms, root);
        if seen.contains(&shape) || only_child(&pattern.forms, root).is_some_and(|only| seen.contains(&only))
        {
            pattern.forms.truncate(before);
            continue;
        }
        seen.push(shape);
        let starts = starts(&pattern.forms, root, grammar);
        pattern.alternatives.push(Alternative { root, starts });
        positions.holds(number);
    }
    positions.done();
    if pattern.alternatives.is_empty() && language == Language::Rust && is_bare_link(text.trim()) {
        return Err(PatternError::new(
            whole,
            "the pattern does not say what this is called on",
            format!("write `$X{}`", text.trim()),
        ));
    }
    if pattern.alternatives.is_empty() {
        let (span, position) = farthest.unwrap_or((whole, "statements"));
        return Err(PatternError::new(
            span,
            format!("the pattern is no {language} code: it parses nowhere, as {position} it goes wrong here"),
            match language {
                Language::Rust if compares_a_cast(text) => {
                    "after a type Rust takes `<` for generics: write `($A as $T) < $B`"
                }
                Language::Rust => {
                    "a pattern is an expression, statements, an item, a type, a pattern, an arm, a field or an attribute"
                }
                _ => {
                    "a pattern is a piece of a file as it would stand there, with metavariables for its parts"
                }
            },
        ));
    }
    Ok(pattern)
}

/// Whether a `<` may stand behind the type of a cast.
fn compares_a_cast(text: &str) -> bool {
    text.split(" as ").skip(1).any(|rest| {
        let behind = rest.trim_start_matches(|c: char| c.is_alphanumeric() || matches!(c, '_' | '$' | ':'));
        behind.trim_start().starts_with('<')
    })
}
