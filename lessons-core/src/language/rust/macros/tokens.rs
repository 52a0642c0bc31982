//! The tokens of a macro's body, with brackets paired: just enough to tell one shape of code from another.

use std::ops::Range;

use crate::span::Span;
use crate::syntax::Substitute;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// `(`, `[` or `{`.
    Open(u8),
    /// `)`, `]` or `}`.
    Close(u8),
    /// A name or a keyword.
    Word,
    Lifetime,
    /// A string of any sort.
    Text,
    /// A number or a character.
    Literal,
    Punctuation,
    /// A metavariable of a pattern; whether it stands for any number of nodes.
    Hole(bool),
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) span: Span,
    /// For a bracket: the index of the other one of its pair.
    partner: usize,
}

/// The tokens of one macro's body. Indices past the end are allowed everywhere and find nothing.
pub(super) struct Tokens<'t> {
    text: &'t str,
    all: Vec<Token>,
}

/// How many tokens are looked ahead for what closes a turbofish or a closure's parameters.
const LOOK_AHEAD: usize = 256;

/// Several characters that are one token; longer ones first.
const JOINED: &[&str] = &[
    "<<=", ">>=", "...", "..=", "=>", "==", "!=", "<=", ">=", "->", "::", "..", "&&", "||", "+=", "-=", "*=",
    "/=", "%=", "^=", "&=", "|=", "<<", ">>",
];

impl<'t> Tokens<'t> {
    /// The tokens in `body`; none where brackets do not pair or a string has no end.
    pub(super) fn new(text: &'t str, body: Span, substitutes: &[Substitute]) -> Option<Self> {
        let mut all: Vec<Token> = Vec::new();
        let mut open: Vec<usize> = Vec::new();
        let mut rest = body.of(text);
        let end = body.start as usize + rest.len();
        loop {
            rest = skip_blank(rest)?;
            let Some(first) = rest.chars().next() else { break };
            let at = end - rest.len();
            let hole = substitutes.iter().find(|hole| hole.span.start as usize == at);
            let (kind, len) = match hole {
                Some(hole) => (Kind::Hole(hole.many), hole.span.len() as usize),
                None => token(rest, first)?,
            };
            let mut partner = all.len();
            match kind {
                Kind::Open(_) => open.push(all.len()),
                Kind::Close(close) => {
                    partner = open.pop()?;
                    let index = all.len();
                    let opened = all.get_mut(partner)?;
                    let Kind::Open(bracket) = opened.kind else { return None };
                    if !matches!((bracket, close), (b'(', b')') | (b'[', b']') | (b'{', b'}')) {
                        return None;
                    }
                    opened.partner = index;
                }
                _ => {}
            }
            all.push(Token { kind, span: Span::from_range(at..at + len), partner });
            rest = rest.get(len.max(1)..)?;
        }
        open.is_empty().then_some(Self { text, all })
    }

    pub(super) fn len(&self) -> usize {
        self.all.len()
    }

    pub(super) fn get(&self, index: usize) -> Option<Token> {
        self.all.get(index).copied()
    }

    pub(super) fn kind(&self, index: usize) -> Option<Kind> {
        self.get(index).map(|token| token.kind)
    }

    pub(super) fn text(&self, index: usize) -> &'t str {
        self.get(index).map_or("", |token| token.span.of(self.text))
    }

    /// Whether the token is this punctuation or word; a string's text never is.
    pub(super) fn is(&self, index: usize, text: &str) -> bool {
        matches!(self.kind(index), Some(Kind::Punctuation | Kind::Word)) && self.text(index) == text
    }

    pub(super) fn opens(&self, index: usize, bracket: u8) -> bool {
        self.kind(index) == Some(Kind::Open(bracket))
    }

    /// Where the group that opens here closes; the token itself where none does.
    pub(super) fn closing(&self, index: usize) -> usize {
        match self.get(index) {
            Some(Token { kind: Kind::Open(_), partner, .. }) => partner,
            _ => index,
        }
    }

    /// Where the group that closes here opens; the token itself where none does.
    pub(super) fn opening(&self, index: usize) -> usize {
        match self.get(index) {
            Some(Token { kind: Kind::Close(_), partner, .. }) => partner,
            _ => index,
        }
    }

    /// The tokens between the brackets of the group that opens here.
    pub(super) fn within(&self, index: usize) -> Range<usize> {
        let close = self.closing(index);
        (index + 1).min(close)..close
    }

    /// The token after this one, a group, the arguments of a turbofish or a closure's parameters taken as one.
    pub(super) fn next(&self, index: usize) -> usize {
        if self.is(index, "::") && self.text(index + 1).starts_with('<') {
            return self.after_angles(index + 1).unwrap_or(index + 1);
        }
        if self.is(index, "|") && self.begins(index) {
            return self.after_parameters(index).unwrap_or(index + 1);
        }
        self.closing(index) + 1
    }

    /// Whether an expression may begin here, so that `|` is a closure's.
    fn begins(&self, index: usize) -> bool {
        let Some(before) = index.checked_sub(1) else { return true };
        match self.kind(before) {
            Some(Kind::Punctuation) => !self.is(before, "?"),
            Some(Kind::Word) => {
                matches!(self.text(before), "move" | "async" | "return" | "static" | "else" | "in")
            }
            Some(Kind::Open(_)) | None => true,
            _ => false,
        }
    }

    fn after_parameters(&self, open: usize) -> Option<usize> {
        let mut index = open + 1;
        let end = self.len().min(open + LOOK_AHEAD);
        while index < end && !self.is(index, "=>") && !self.is(index, ";") {
            if self.is(index, "|") {
                return Some(index + 1);
            }
            index = self.closing(index) + 1;
        }
        None
    }

    fn after_angles(&self, open: usize) -> Option<usize> {
        let mut depth = 0i32;
        let mut index = open;
        while index < self.len().min(open + LOOK_AHEAD) {
            match self.text(index) {
                "<" => depth += 1,
                "<<" => depth += 2,
                ">" => depth -= 1,
                ">>" => depth -= 2,
                ";" | "=>" | "&&" | "||" => return None,
                _ => {}
            }
            if depth <= 0 {
                return Some(index + 1);
            }
            index = self.closing(index) + 1;
        }
        None
    }

    /// The tokens of `range` that stand in no group of it.
    pub(super) fn top(&self, range: Range<usize>) -> impl Iterator<Item = usize> {
        let end = range.end.min(self.len());
        std::iter::successors(Some(range.start), |index| Some(self.next(*index)))
            .take_while(move |index| *index < end)
    }

    /// The first of the top tokens of `range` that is `text`.
    pub(super) fn find(&self, range: Range<usize>, text: &str) -> Option<usize> {
        self.top(range).find(|index| self.is(*index, text))
    }

    /// The parts of `range` between the separators, the separators left out; no empty part after the last one.
    pub(super) fn split(&self, range: Range<usize>, separators: &[&str]) -> Vec<Range<usize>> {
        let mut parts = Vec::new();
        let mut start = range.start;
        for index in self.top(range.clone()) {
            if separators.iter().any(|separator| self.is(index, separator)) {
                parts.push(start..index);
                start = index + 1;
            }
        }
        if start < range.end {
            parts.push(start..range.end);
        }
        parts
    }

    /// From the first byte of the range's first token to the last byte of its last.
    pub(super) fn span(&self, range: Range<usize>) -> Option<Span> {
        let first = self.get(range.start)?;
        let last = self.get(range.end.checked_sub(1)?)?;
        Some(Span::new(first.span.start, last.span.end.max(first.span.start)))
    }
}

/// The text from the next token on; none where a comment has no end.
fn skip_blank(mut rest: &str) -> Option<&str> {
    loop {
        rest = rest.trim_start();
        if rest.starts_with("//") {
            rest = rest.find('\n').and_then(|end| rest.get(end..)).unwrap_or_default();
        } else if rest.starts_with("/*") {
            let mut depth = 0usize;
            let mut at = 0;
            loop {
                let here = rest.get(at..).unwrap_or_default();
                if here.starts_with("/*") {
                    depth += 1;
                    at += 2;
                } else if here.starts_with("*/") {
                    depth -= 1;
                    at += 2;
                } else {
                    at += here.chars().next()?.len_utf8();
                }
                if depth == 0 {
                    break;
                }
            }
            rest = rest.get(at..)?;
        } else {
            return Some(rest);
        }
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn word_len(text: &str) -> usize {
    text.find(|c: char| !is_word(c)).unwrap_or(text.len())
}

/// Kind and length in bytes of the token that `rest` begins with.
fn token(rest: &str, first: char) -> Option<(Kind, usize)> {
    match first {
        '(' | '[' | '{' => return Some((Kind::Open(first as u8), 1)),
        ')' | ']' | '}' => return Some((Kind::Close(first as u8), 1)),
        '"' => return Some((Kind::Text, quoted_len(rest, 0)?)),
        '\'' => return Some(quote(rest)),
        _ => {}
    }
    if first.is_ascii_digit() {
        return Some((Kind::Literal, number_len(rest)));
    }
    if !is_word(first) {
        let joined = JOINED.iter().find(|joined| rest.starts_with(**joined));
        return Some((Kind::Punctuation, joined.map_or(first.len_utf8(), |joined| joined.len())));
    }
    let len = word_len(rest);
    let after = rest.get(len..).unwrap_or_default();
    match rest.get(..len)? {
        "b" | "c" if after.starts_with('"') => Some((Kind::Text, quoted_len(rest, len)?)),
        "b" if after.starts_with('\'') => Some((Kind::Literal, len + quote(after).1)),
        "r" | "br" | "cr" if after.starts_with(['"', '#']) => {
            let hashes = after.bytes().take_while(|byte| *byte == b'#').count();
            match after.get(hashes..) {
                Some(body) if body.starts_with('"') => {
                    let close = format!("\"{}", "#".repeat(hashes));
                    let end = body.get(1..)?.find(&close)?;
                    Some((Kind::Text, len + hashes + 1 + end + close.len()))
                }
                // A raw name: `r#type`.
                Some(name) if hashes == 1 => Some((Kind::Word, len + 1 + word_len(name))),
                _ => Some((Kind::Word, len)),
            }
        }
        _ => Some((Kind::Word, len)),
    }
}

/// Length of a string with escapes whose opening quote stands at `open`.
fn quoted_len(rest: &str, open: usize) -> Option<usize> {
    let mut escaped = false;
    for (at, c) in rest.get(open + 1..)?.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return Some(open + 1 + at + 1),
            _ => {}
        }
    }
    None
}

/// A character or a lifetime.
fn quote(rest: &str) -> (Kind, usize) {
    let body = rest.get(1..).unwrap_or_default();
    let mut chars = body.char_indices();
    match chars.next() {
        Some((_, '\\')) => {
            chars.next();
            let close = chars.find(|(_, c)| *c == '\'' || *c == '\n');
            (Kind::Literal, close.map_or(1, |(at, _)| 1 + at + 1))
        }
        Some((_, first)) if body.get(first.len_utf8()..).is_some_and(|rest| rest.starts_with('\'')) => {
            (Kind::Literal, 1 + first.len_utf8() + 1)
        }
        _ => {
            // A raw one: `'r#type`.
            let raw = body.strip_prefix("r#").map_or(0, word_len);
            (Kind::Lifetime, 1 + if raw > 0 { 2 + raw } else { word_len(body) })
        }
    }
}

/// A number's point belongs to it in `1.0`, not in `1.max()` and not in `1..2`.
fn number_len(rest: &str) -> usize {
    let mut len = word_len(rest);
    let fraction = rest.get(len..).and_then(|after| after.strip_prefix('.'));
    if let Some(fraction) = fraction.filter(|fraction| fraction.starts_with(|c: char| c.is_ascii_digit())) {
        len += 1 + word_len(fraction);
    }
    len
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Option<Vec<&str>> {
        let tokens = Tokens::new(text, Span::from_range(0..text.len()), &[])?;
        Some((0..tokens.len()).map(|index| tokens.text(index)).collect())
    }

    #[test]
    fn text_is_split_into_tokens() {
        for (text, expected) in [
            ("a=>b, 'x' 'a: b'\\''", &["a", "=>", "b", ",", "'x'", "'a", ":", "b'\\''"][..]),
            ("&'r#a T, 'r #b", &["&", "'r#a", "T", ",", "'r", "#", "b"]),
            ("1.0..=2 1.max(x)", &["1.0", "..=", "2", "1", ".", "max", "(", "x", ")"]),
            ("r#\"a\"b\"# r#type b\"\\\"\"", &["r#\"a\"b\"#", "r#type", "b\"\\\"\""]),
            ("a // b ) \n /* c /* d */ } */ e", &["a", "e"]),
            ("é = \"ü\"", &["é", "=", "\"ü\""]),
        ] {
            assert_eq!(texts(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_does_not_close_has_no_tokens() {
        for text in ["(", ")", "(]", "\"a", "/* a", "r#\"a\""] {
            assert_eq!(texts(text), None, "{text}");
        }
    }

    #[test]
    fn groups_and_turbofish_are_one_at_the_top() {
        let text = "f::<A, B>(x, y), { a; b }, c";
        let tokens = Tokens::new(text, Span::from_range(0..text.len()), &[]).unwrap();
        let parts = tokens.split(0..tokens.len(), &[","]);
        let texts: Vec<_> = parts.into_iter().map(|part| tokens.span(part).unwrap().of(text)).collect();
        assert_eq!(texts, ["f::<A, B>(x, y)", "{ a; b }", "c"]);
    }
}
