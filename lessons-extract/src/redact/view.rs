//! A text as somebody may have meant it: escapes decoded, split strings joined, with the place of every byte.
//!
//! A secret is a secret in a URL, in JSON, in a diff and in two halves of a string. Each way of writing is undone in a
//! copy of the text; what is found in the copy is cut out of the original.

use std::ops::Range;

use regex::Regex;

/// A copy of a text in which each byte knows the bytes of the original that it stands for.
pub(super) struct View {
    pub(super) text: String,
    /// Where in the original each byte of `text` begins and ends; none where both texts are the same.
    places: Option<Vec<(u32, u32)>>,
}

impl View {
    /// The text itself.
    pub(super) fn plain(text: &str) -> Self {
        Self { text: text.to_owned(), places: None }
    }

    /// The original's bytes for a range of the view's.
    pub(super) fn original(&self, range: &Range<usize>) -> Range<usize> {
        let Some(places) = &self.places else { return range.clone() };
        let start = places.get(range.start).map_or(0, |place| place.0 as usize);
        let end = range.end.checked_sub(1).and_then(|last| places.get(last));
        start..end.map_or(start, |place| place.1 as usize)
    }

    /// Escapes of URLs, JSON, Rust and HTML undone; none if there are none.
    pub(super) fn decoded(&self) -> Option<Self> {
        let mut built = Builder::new(self);
        let bytes = self.text.as_bytes();
        let mut at = 0;
        while let Some(first) = bytes.get(at) {
            let rest = self.text.get(at..).unwrap_or_default();
            let escape = match first {
                b'%' => percent(rest),
                b'\\' => backslash(rest),
                b'&' => entity(rest),
                _ => None,
            };
            match escape {
                Some((decoded, length)) => {
                    built.put(decoded, at..at + length);
                    at += length;
                }
                None => at += built.keep(rest, at),
            }
        }
        built.finish(bytes.len())
    }

    /// Strings that are put together (`"a" + "b"`, `concat!("a", "b")`, a line that goes on after `\`) in one piece;
    /// none if there are none.
    pub(super) fn joined(&self, seams: &Seams) -> Option<Self> {
        let mut cuts: Vec<Range<usize>> =
            seams.joint.find_iter(&self.text).map(|joint| joint.range()).collect();
        for call in seams.concat.find_iter(&self.text) {
            let inside = seams.comma.find_iter(call.as_str());
            cuts.extend(inside.map(|comma| call.start() + comma.start()..call.start() + comma.end()));
        }
        self.without(cuts)
    }

    /// Lines that break within a word, as mail and chat wrap them, in one piece; none if there are none.
    pub(super) fn unwrapped(&self, seams: &Seams) -> Option<Self> {
        // The characters at both sides stay; so that they can be those of two breaks, each break is looked for anew.
        let mut cuts = Vec::new();
        let mut from = 0;
        while let Some(found) = seams.wrap.find_at(&self.text, from) {
            let (start, end) = (found.start() + 1, found.end() - 1);
            cuts.push(start..end);
            from = end;
        }
        self.without(cuts)
    }

    fn without(&self, mut cuts: Vec<Range<usize>>) -> Option<Self> {
        cuts.sort_by_key(|cut| cut.start);
        let mut built = Builder::new(self);
        let mut at = 0;
        for cut in cuts {
            if cut.start < at {
                continue;
            }
            built.copy(at..cut.start);
            at = cut.end;
        }
        built.copy(at..self.text.len());
        built.finish(self.text.len())
    }
}

/// Where one string is written in pieces.
pub(super) struct Seams {
    /// The end of one string and the beginning of the next, with nothing but an operator, blanks and the marks of a diff
    /// or a quotation between them; or a line that goes on.
    joint: Regex,
    /// A `concat!` of strings.
    concat: Regex,
    /// The comma between two strings.
    comma: Regex,
    /// A line break between two characters of a word, with the marks of a diff or a quotation after it.
    wrap: Regex,
}

impl Seams {
    pub(super) fn new() -> Result<Self, regex::Error> {
        Ok(Self {
            joint: Regex::new(r##"(?:["'`][\s+.&>|~\\-]{0,60}["'`])|(?:\\\r?\n[\s>+|-]*)"##)?,
            concat: Regex::new(r#"concat!?\s*[(\[{][^()\[\]{}]*[)\]}]"#)?,
            comma: Regex::new(r#"["'`]\s*,[\s>+|-]*["'`]"#)?,
            wrap: Regex::new(r"[A-Za-z0-9+/=_.-]\r?\n[ \t>+|-]*[A-Za-z0-9+/=_.-]")?,
        })
    }
}

/// `%41` as `A`; only printable ASCII.
fn percent(rest: &str) -> Option<(char, usize)> {
    printable(rest.get(1..3)?, 3)
}

/// `\n`, `\/`, `\"`, `\x41`, `\u0041`, `\u{41}`.
fn backslash(rest: &str) -> Option<(char, usize)> {
    match rest.as_bytes().get(1)? {
        b'n' => Some(('\n', 2)),
        b'r' => Some(('\r', 2)),
        b't' => Some(('\t', 2)),
        mark @ (b'/' | b'"' | b'\'' | b'\\') => Some((*mark as char, 2)),
        b'x' => printable(rest.get(2..4)?, 4),
        b'u' => match rest.get(2..)?.strip_prefix('{') {
            Some(braced) => {
                let digits = braced.get(..braced.find('}')?)?;
                printable(digits, digits.len() + 4)
            }
            None => printable(rest.get(2..6)?, 6),
        },
        _ => None,
    }
}

fn printable(digits: &str, length: usize) -> Option<(char, usize)> {
    if digits.is_empty() || digits.len() > 6 || !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return None;
    }
    let code = u32::from_str_radix(digits, 16).ok()?;
    char::from_u32(code).filter(|found| (' '..='~').contains(found)).map(|found| (found, length))
}

/// `&amp;`, `&#64;`, `&#x40;`.
fn entity(rest: &str) -> Option<(char, usize)> {
    let end = rest.bytes().take(10).position(|byte| byte == b';')?;
    let name = rest.get(1..end)?;
    let decoded = match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "commat" => '@',
        "colon" => ':',
        "equals" => '=',
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code).filter(|found| (' '..='~').contains(found))?
        }
    };
    Some((decoded, end + 1))
}

/// Writes a view of a view; every place is the original's.
struct Builder<'v> {
    from: &'v View,
    text: String,
    places: Vec<(u32, u32)>,
}

impl<'v> Builder<'v> {
    fn new(from: &'v View) -> Self {
        Self {
            from,
            text: String::with_capacity(from.text.len()),
            places: Vec::with_capacity(from.text.len()),
        }
    }

    /// One character for a range of the view that is built from.
    fn put(&mut self, decoded: char, range: Range<usize>) {
        let original = self.from.original(&range);
        self.text.push(decoded);
        self.places.extend(std::iter::repeat_n(place(&original), decoded.len_utf8()));
    }

    /// The first character of `rest`, which stands at `at`; returns its length.
    fn keep(&mut self, rest: &str, at: usize) -> usize {
        let length = rest.chars().next().map_or(1, char::len_utf8);
        self.copy(at..at + length);
        length
    }

    fn copy(&mut self, range: Range<usize>) {
        let Some(text) = self.from.text.get(range.clone()) else { return };
        self.text.push_str(text);
        match &self.from.places {
            Some(places) => self.places.extend_from_slice(places.get(range).unwrap_or_default()),
            None => self.places.extend(range.map(|at| place(&(at..at + 1)))),
        }
    }

    /// The view, if it is another than what it was built from.
    fn finish(self, before: usize) -> Option<View> {
        (self.text.len() != before).then_some(View { text: self.text, places: Some(self.places) })
    }
}

fn place(range: &Range<usize>) -> (u32, u32) {
    let short = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    (short(range.start), short(range.end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_undone_in_place() {
        for (text, decoded) in [
            ("a%40b", "a@b"),
            ("a%zzb%4", ""),
            (r"https:\/\/x", "https://x"),
            (r"A\x42\u{43}D", "ABCD"),
            ("k&#64;h &amp; &#x41;", "k@h & A"),
            (r"-----\nMII\n", "-----\nMII\n"),
        ] {
            let view = View::plain(text);
            let decoded_view = view.decoded();
            assert_eq!(decoded_view.as_ref().map_or("", |view| &view.text), decoded, "{text}");
        }
        let view = View::plain("ä%40ö\\u0041").decoded().unwrap();
        let at = view.text.find('A').unwrap();
        assert_eq!(view.original(&(at..at + 1)), 7..13);
        assert_eq!(view.original(&(2..3)), 2..5);
    }

    #[test]
    fn split_strings_are_joined() {
        for (text, joined) in [
            (r#"let k = "abc" + "def";"#, r#"let k = "abcdef";"#),
            (r#"concat!("abc", "def", "g")"#, r#"concat!("abcdefg")"#),
            ("\"abc\\\n     def\"", "\"abcdef\""),
            ("+    'abc' .\n+    'def'", "+    'abcdef'"),
            (r#"["abc", "def"]"#, ""),
        ] {
            let view = View::plain(text).joined(&Seams::new().unwrap());
            assert_eq!(view.as_ref().map_or("", |view| &view.text), joined, "{text}");
        }
        let view = View::plain(r#""ab" + "cd""#).joined(&Seams::new().unwrap()).unwrap();
        assert_eq!(view.original(&(1..5)), 1..10);
    }

    #[test]
    fn wrapped_words_are_joined() {
        let view = View::plain("> abc\n> def\n> g.\n\nh").unwrapped(&Seams::new().unwrap()).unwrap();
        assert_eq!(view.text, "> abcdefg.\n\nh");
        assert_eq!(view.original(&(2..8)), 2..11);
    }
}
