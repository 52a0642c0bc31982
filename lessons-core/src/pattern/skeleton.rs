//! The skeleton of a pattern: its text without what is only a name or a number.
//!
//! Patterns of one skeleton parse in the same positions. Most positions fail, and failing is what takes time: they are
//! tried once for each skeleton, however many patterns there are.

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, PoisonError};

use super::metavariable::Hole;
use crate::language::{Grammar, Language};

/// In which positions of the grammar patterns of a skeleton can stand.
static KNOWN: LazyLock<Mutex<HashMap<String, Vec<usize>>>> = LazyLock::new(Mutex::default);

/// More skeletons than this are not remembered: a program that makes patterns up must not fill the memory.
const MOST: usize = 4096;

/// Names that the grammar takes for types wherever they stand.
const PRIMITIVE: [&str; 17] = [
    "u8", "i8", "u16", "i16", "u32", "i32", "u64", "i64", "u128", "i128", "isize", "usize", "f32", "f64",
    "bool", "str", "char",
];

/// Remembers where a pattern can stand.
pub(super) struct Positions {
    skeleton: Option<String>,
    known: Option<Vec<usize>>,
    found: Vec<usize>,
}

impl Positions {
    /// What is known of patterns like this one.
    pub(super) fn of(grammar: &Grammar, text: &str, holes: &[Hole]) -> Self {
        let skeleton = skeleton(grammar, text, holes);
        let all = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
        let known = skeleton.as_ref().and_then(|skeleton| all.get(skeleton).cloned());
        Self { skeleton, known, found: Vec::new() }
    }

    /// Whether a position is worth trying.
    pub(super) fn may_hold(&self, position: usize) -> bool {
        self.known.as_ref().is_none_or(|known| known.contains(&position))
    }

    /// The pattern can stand in this position.
    pub(super) fn holds(&mut self, position: usize) {
        self.found.push(position);
    }

    /// Every position was tried.
    pub(super) fn done(self) {
        let Some(skeleton) = self.skeleton.filter(|_| self.known.is_none() && !self.found.is_empty()) else {
            return;
        };
        let mut all = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() < MOST {
            all.insert(skeleton, self.found);
        }
    }
}

/// The skeleton of a Rust pattern; none where names decide how it is read, as those of macros do, or where it holds
/// texts and comments.
fn skeleton(grammar: &Grammar, text: &str, holes: &[Hole]) -> Option<String> {
    if grammar.language() != Language::Rust || !text.is_ascii() || text.contains(['!', '"', '\'', '/', '#']) {
        return None;
    }
    let mut skeleton = String::with_capacity(text.len());
    let mut rest = holes;
    let mut at = 0;
    while let Some(first) = text.get(at..).and_then(|text| text.chars().next()) {
        if let Some((hole, others)) = rest.split_first()
            && hole.span.start as usize <= at
        {
            skeleton.push_str(if hole.many { "$$$" } else { "$X" });
            // What an ellipsis of arms takes with it is part of its text.
            skeleton.extend(hole.span.of(text).chars().filter(char::is_ascii_punctuation));
            at = hole.span.end as usize;
            rest = others;
            continue;
        }
        if !(first.is_alphanumeric() || first == '_') {
            skeleton.push(first);
            at += 1;
            continue;
        }
        let length = text.get(at..)?.find(|c: char| !c.is_alphanumeric() && c != '_');
        let word = text.get(at..length.map_or(text.len(), |length| at + length))?;
        at += word.len();
        skeleton.push_str(match first {
            _ if word == "_" || PRIMITIVE.contains(&word) || grammar.symbol(word).is_some() => word,
            '0'..='9' if word.bytes().all(|byte| byte.is_ascii_digit()) => "0",
            '0'..='9' => word,
            first if first.is_uppercase() => "Name",
            _ => "name",
        });
    }
    Some(skeleton)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pattern::text::open_rest;
    use crate::pattern::{Pattern, Vars, holes};

    fn of(text: &str) -> Option<String> {
        let mut holes = holes(Language::Rust, text).unwrap();
        open_rest(text, &mut holes);
        skeleton(Language::Rust.grammar(), text, &holes)
    }

    #[test]
    fn names_and_numbers_do_not_count_and_all_else_does() {
        for (one, other, same) in [
            ("$X.unwrap()", "$OTHER.expect()", true),
            ("$X.f($A, 1)", "$X.g($B, 27)", true),
            ("a::b($$$)", "client::call($$$ARGS)", true),
            ("$X.f($A)", "$X.f($$$)", false),
            ("$X.f()", "$X.f();", false),
            ("Name::f()", "name::f()", false),
            ("$X as u8", "$X as Byte", false),
            ("$X as u8", "$X as u16", false),
            ("return $X", "yield $X", false),
            ("f(1)", "f(1u8)", false),
            ("x.await", "x.field", false),
        ] {
            assert_eq!(of(one) == of(other), same, "{one} and {other}");
        }
        for text in ["vec![$X]", "f(\"a\")", "f('a')", "'a: loop {}", "f(/* x */)", "#[test]", "f(ü)"] {
            assert_eq!(of(text), None, "{text}");
        }
    }

    #[test]
    fn what_is_remembered_changes_no_pattern() {
        for (first, second) in [
            ("$X.unwrap()", "$Y.expect()"),
            ("let $G = $L.lock().unwrap();", "let $A = $B.read().expect();"),
            ("std::fs::remove_file($P)", "tokio::task::block_in_place($F)"),
            ("fn $F($$$) -> u8 { $$$ }", "fn $G($$$) -> u8 { $$$ }"),
            ("match $X { $$$, Some($Y) => $Z, $$$ }", "match $X { $$$, Ok($Y) => $Z, $$$ }"),
            ("Foo { a: $X, .. }", "Bar { b: $X, .. }"),
            ("a: Vec<$T>", "b: Box<$T>"),
            ("impl Drop for $T { $$$ }", "impl Clone for $T { $$$ }"),
            ("if $C { $$$ } else { $$$ }", "if $D { $$$ } else { $$$ }"),
            ("$A + $B", "$C + $D"),
            ("Vec<u8>", "Box<u8>"),
            ("|$X| $Y.f()", "|$X| $Y.g()"),
        ] {
            let compile =
                |text: &str| format!("{:?}", Pattern::new(Language::Rust, text, &mut Vars::default()));
            let before = compile(second);
            compile(first);
            assert!(
                of(first).is_some_and(|skeleton| KNOWN.lock().unwrap().contains_key(&skeleton)),
                "{first}"
            );
            assert_eq!(of(first), of(second));
            assert_eq!(compile(second), before);
            assert_eq!(of(second).map(|_| ()), Some(()));
        }
    }
}
