//! Metavariables: finding `$X`, `$_`, `$$$X` and `$$$` in a pattern's text, and naming them across a rule.

use crate::language::Language;
use crate::span::Span;

/// A metavariable or an ellipsis, where it stands in the pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Hole {
    /// Its bytes in the pattern's text.
    pub(crate) span: Span,
    /// The name without `$`; none for `$_` and `$$$`.
    pub(crate) name: Option<String>,
    /// An ellipsis: any number of siblings.
    pub(crate) many: bool,
}

/// A named metavariable of a rule: its place in the rule's list of names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub(crate) struct Var(pub(crate) u16);

/// The names of a rule's metavariables, in order of first sight.
#[derive(Clone, Debug, Default)]
pub(crate) struct Vars {
    names: Vec<String>,
}

impl Vars {
    /// The number for `name`, given out at first sight.
    pub(crate) fn intern(&mut self, name: &str) -> Var {
        let index = self.names.iter().position(|known| known == name).unwrap_or_else(|| {
            self.names.push(name.to_owned());
            self.names.len() - 1
        });
        Var(u16::try_from(index).unwrap_or(u16::MAX))
    }

    /// The number of a name already seen.
    pub(crate) fn get(&self, name: &str) -> Option<Var> {
        let index = self.names.iter().position(|known| known == name)?;
        u16::try_from(index).ok().map(Var)
    }

    pub(crate) fn name(&self, var: Var) -> &str {
        self.names.get(var.0 as usize).map_or("", String::as_str)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (Var, &str)> {
        self.names
            .iter()
            .enumerate()
            .filter_map(|(index, name)| Some((Var(u16::try_from(index).ok()?), &**name)))
    }
}

/// Whether `name` may name a metavariable: a capital letter or `_`, then capitals, digits and `_`.
pub(crate) fn is_name(name: &str) -> bool {
    let mut chars = name.chars();
    chars.next().is_some_and(|c| c.is_ascii_uppercase() || c == '_')
        && chars.all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')
}

/// A `$` that begins no metavariable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct BadHole {
    pub(crate) span: Span,
    pub(crate) text: String,
}

/// The metavariables of `pattern` in order; what stands in strings, characters and comments is text.
pub(crate) fn holes(language: Language, pattern: &str) -> Result<Vec<Hole>, BadHole> {
    let mut holes = Vec::new();
    let bytes = pattern.as_bytes();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        if let Some(end) = text_end(language, pattern, at) {
            at = end;
            continue;
        }
        if *byte != b'$' {
            at += 1;
            continue;
        }
        let dollars = bytes[at..].iter().take_while(|byte| **byte == b'$').count();
        let name_start = at + dollars;
        let is_word = |byte: &&u8| byte.is_ascii_alphanumeric() || **byte == b'_';
        let name_len = bytes[name_start..].iter().take_while(is_word).count();
        let span = Span::from_range(at..name_start + name_len);
        let before = pattern.get(..at).unwrap_or_default();
        let word = before.len() - before.trim_end_matches(|c: char| c.is_alphanumeric() || c == '_').len();
        if language == Language::Rust && word > 0 {
            // A part of a name is nothing that stands by itself.
            let span = Span::from_range(at - word..name_start + name_len);
            return Err(BadHole { span, text: span.of(pattern).to_owned() });
        }
        let name = pattern.get(name_start..name_start + name_len).unwrap_or_default();
        let hole = match (dollars, name) {
            (1, "_") => Hole { span, name: None, many: false },
            (1, name) if is_name(name) => Hole { span, name: Some(name.to_owned()), many: false },
            (3, "" | "_") => Hole { span, name: None, many: true },
            (3, name) if is_name(name) => Hole { span, name: Some(name.to_owned()), many: true },
            _ if is_the_languages(language, pattern, span) => {
                at = span.end as usize;
                continue;
            }
            _ => return Err(BadHole { span, text: span.of(pattern).to_owned() }),
        };
        at = span.end as usize;
        holes.push(hole);
    }
    Ok(holes)
}

/// Where the string, character or comment that begins at `at` ends; none where none begins there.
pub(super) fn text_end(language: Language, pattern: &str, at: usize) -> Option<usize> {
    let rest = pattern.get(at..)?;
    let closed = |open: usize, close: &str| {
        rest.get(open..)
            .and_then(|body| body.find(close))
            .map_or(pattern.len(), |end| at + open + end + close.len())
    };
    match language {
        Language::Rust => {
            if rest.starts_with("//") {
                return Some(rest.find('\n').map_or(pattern.len(), |end| at + end));
            }
            if rest.starts_with("/*") {
                return Some(closed(2, "*/"));
            }
            if rest.starts_with('"') {
                return Some(at + quoted_len(rest, '"'));
            }
            if rest.starts_with('\'') {
                // A lifetime has no closing quote; its name may be a metavariable.
                return rest.get(1..).and_then(|body| {
                    let len = character_len(body)?;
                    Some(at + 1 + len)
                });
            }
            let raw = rest.strip_prefix('b').or_else(|| rest.strip_prefix('c')).unwrap_or(rest);
            let hashes = raw.strip_prefix('r')?.bytes().take_while(|byte| *byte == b'#').count();
            let prefix = rest.len() - raw.len() + 1 + hashes;
            let after_word =
                pattern.get(..at)?.chars().next_back().is_some_and(|c| c.is_alphanumeric() || c == '_');
            if after_word || !rest.get(prefix..)?.starts_with('"') {
                return None;
            }
            Some(closed(prefix + 1, &format!("\"{}", "#".repeat(hashes))))
        }
        _ => {
            let definition = language.grammar().definition();
            let before = pattern.get(..at)?.chars().next_back();
            let comment = definition.comments.iter().find(|(open, _)| rest.starts_with(open));
            if let Some((open, close)) = comment
                // In most of these languages, `a#b` is a word.
                && (*open != "#" || before.is_none_or(char::is_whitespace))
            {
                return Some(closed(open.len(), close));
            }
            if language == Language::Yaml && before.is_some_and(char::is_alphanumeric) {
                // An apostrophe in a plain text.
                return None;
            }
            let (open, close, escapes) =
                definition.quotes.iter().find(|(open, ..)| rest.starts_with(open))?;
            let body = rest.get(open.len()..)?;
            Some(at + open.len() + text_len(body, close, *escapes))
        }
    }
}

/// Whether a `$` that begins no metavariable belongs to the language: `${{ … }}`, `$(…)`, `$1`.
fn is_the_languages(language: Language, pattern: &str, span: Span) -> bool {
    if language.grammar().definition().has_dollars {
        return true;
    }
    if language != Language::Yaml {
        return false;
    }
    // A whole value that is nearly a metavariable is most likely meant to be one.
    let word = span.of(pattern).trim_start_matches('$');
    let delimits = |c: char| c.is_whitespace() || ",:[]{}-".contains(c);
    let before = pattern.get(..span.start as usize).and_then(|text| text.chars().next_back());
    let after = pattern.get(span.end as usize..).and_then(|text| text.chars().next());
    word.is_empty() && after.is_some_and(|c| !c.is_whitespace())
        || !(before.is_none_or(delimits) && after.is_none_or(delimits))
}

/// Length of a text up to its closing quote, that included; to the end if it never closes.
fn text_len(body: &str, close: &str, escapes: bool) -> usize {
    let mut escaped = false;
    for (at, c) in body.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if escapes => escaped = true,
            _ if body.get(at..).is_some_and(|rest| rest.starts_with(close)) => return at + close.len(),
            _ => {}
        }
    }
    body.len()
}

/// Length of a quoted string with backslash escapes, both quotes included; to the end if it never closes.
fn quoted_len(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            c if c == quote => return at + c.len_utf8(),
            _ => {}
        }
    }
    text.len()
}

/// Length of a character literal after its opening quote, the closing one included; none for a lifetime.
fn character_len(body: &str) -> Option<usize> {
    let first = body.chars().next()?;
    if first == '\\' {
        return body.get(2..)?.find('\'').map(|end| end + 3);
    }
    body.get(first.len_utf8()..)?.starts_with('\'').then(|| first.len_utf8() + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holes_are_found_outside_of_text() {
        for (pattern, expected) in [
            ("$X.unwrap()", vec![("X", false)]),
            ("foo($$$A, $_, $$$)", vec![("A", true), ("", false), ("", true)]),
            (r#"log("$X", '$', $Y)"#, vec![("Y", false)]),
            (r##"f(r#"$X"#, br"$Z", $Y)"##, vec![("Y", false)]),
            ("/* $X */ $Y // $Z", vec![("Y", false)]),
            ("&'a $T", vec![("T", false)]),
            ("'$A: loop {}", vec![("A", false)]),
        ] {
            let found = holes(Language::Rust, pattern).unwrap();
            let found: Vec<_> = found.iter().map(|h| (h.name.as_deref().unwrap_or(""), h.many)).collect();
            assert_eq!(found, expected, "{pattern}");
        }
    }

    #[test]
    fn a_dollar_that_begins_no_metavariable_is_an_error() {
        for pattern in ["$x", "$", "$$X", "$$$$X", "$Xy", "$1"] {
            assert!(holes(Language::Rust, pattern).is_err(), "{pattern}");
        }
    }
}
