//! A TOML string decoded so that every character of the value knows its place in the file.

use crate::rule::spec::Text;
use crate::span::Span;

/// Decodes the TOML string `raw`, quotes included, which starts at `base` in its file.
///
/// Line ends of multi-line strings become `\n`, so that a checkout with CRLF has the same rules. Faulty escapes
/// are kept as they stand; the TOML reader has reported them.
pub(crate) fn decode(raw: &str, base: usize) -> Text {
    let at = Span::from_range(base..base.saturating_add(raw.len()));
    let mut decoder = Decoder { value: String::new(), map: Vec::new(), rest: raw, file: base };
    match raw {
        _ if raw.starts_with("\"\"\"") => decoder.multi_line("\"\"\"", true),
        _ if raw.starts_with("'''") => decoder.multi_line("'''", false),
        _ if raw.starts_with('"') => decoder.single_line('"', true),
        _ => decoder.single_line('\'', false),
    }
    Text { value: decoder.value, at, map: decoder.map }
}

struct Decoder<'a> {
    value: String,
    map: Vec<(u32, u32)>,
    rest: &'a str,
    file: usize,
}

impl Decoder<'_> {
    fn single_line(&mut self, quote: char, escapes: bool) {
        self.skip(1);
        self.rest = self.rest.strip_suffix(quote).unwrap_or(self.rest);
        self.body(escapes);
    }

    fn multi_line(&mut self, delimiter: &str, escapes: bool) {
        self.skip(delimiter.len());
        if self.rest.starts_with("\r\n") {
            self.skip(2);
        } else if self.rest.starts_with('\n') {
            self.skip(1);
        }
        self.rest = self.rest.strip_suffix(delimiter).unwrap_or(self.rest);
        self.body(escapes);
    }

    fn body(&mut self, escapes: bool) {
        self.mark();
        loop {
            let stop = |byte: &u8| *byte == b'\r' || (escapes && *byte == b'\\');
            let plain = self.rest.bytes().position(|byte| stop(&byte)).unwrap_or(self.rest.len());
            self.value.push_str(self.rest.get(..plain).unwrap_or_default());
            self.skip(plain);
            if self.rest.starts_with("\r\n") {
                self.replace(2, '\n');
            } else if self.rest.starts_with('\\') {
                self.escape();
            } else if let Some(character) = self.rest.chars().next() {
                self.replace(character.len_utf8(), character);
            } else {
                return;
            }
        }
    }

    fn escape(&mut self) {
        let after = self.rest.get(1..).unwrap_or_default();
        let simple = |character| Some((2, character));
        let hex = |digits: usize| {
            let code = after.get(1..=digits).filter(|code| code.bytes().all(|byte| byte.is_ascii_hexdigit()));
            let character = code.and_then(|code| u32::from_str_radix(code, 16).ok()).and_then(char::from_u32);
            character.map(|character| (2 + digits, character))
        };
        let decoded = match after.chars().next() {
            Some('b') => simple('\u{8}'),
            Some('t') => simple('\t'),
            Some('n') => simple('\n'),
            Some('f') => simple('\u{c}'),
            Some('r') => simple('\r'),
            Some('e') => simple('\u{1b}'),
            Some('"') => simple('"'),
            Some('\\') => simple('\\'),
            Some('x') => hex(2),
            Some('u') => hex(4),
            Some('U') => hex(8),
            _ => None,
        };
        if let Some((length, character)) = decoded {
            return self.replace(length, character);
        }
        // A backslash that ends its line swallows all white space up to the next character.
        let continued = after.trim_start_matches([' ', '\t']);
        if continued.starts_with('\n') || continued.starts_with("\r\n") {
            let next = continued.trim_start_matches([' ', '\t', '\r', '\n']);
            self.skip(self.rest.len() - next.len());
            self.mark();
        } else {
            self.replace(1, '\\');
        }
    }

    /// Puts `character` for the next `length` bytes of the file.
    fn replace(&mut self, length: usize, character: char) {
        self.mark();
        self.value.push(character);
        self.skip(length);
        self.mark();
    }

    fn mark(&mut self) {
        let pair = Span::from_range(self.value.len()..self.file);
        if self.map.last() != Some(&(pair.start, pair.end)) {
            self.map.push((pair.start, pair.end));
        }
    }

    fn skip(&mut self, length: usize) {
        self.rest = self.rest.get(length..).unwrap_or_default();
        self.file = self.file.saturating_add(length);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Every `@` of the value must be mapped to an `@` of the file.
    fn assert_maps(raw: &str, value: &str) {
        for base in [0, 7] {
            let text = decode(raw, base);
            assert_eq!(text.value, value, "{raw}");
            let file = format!("{}{raw}", " ".repeat(base));
            let in_file: Vec<_> = file.match_indices('@').map(|(at, _)| at).collect();
            let mapped: Vec<_> =
                value.match_indices('@').map(|(at, _)| text.place(at as u32) as usize).collect();
            assert_eq!(mapped, in_file, "{raw:?}");
        }
    }

    #[test]
    fn places_are_exact_in_every_kind_of_string() {
        for (raw, value) in [
            ("\"ab@c\"", "ab@c"),
            ("'a\\@'", "a\\@"),
            (r#""\t@\"@\\@\u00e9@\U0001F600@\x41@\e@""#, "\t@\"@\\@é@\u{1F600}@A@\u{1b}@"),
            ("'''@'@''@'''", "@'@''@"),
            ("'''\n@\n@'''", "@\n@"),
            ("'''\r\n@\r\n@'''", "@\n@"),
            ("\"\"\"\n@\\n@\n@\"\"\"", "@\n@\n@"),
            ("\"\"\"a @\\\n   \n\t @b\\  \r\n  @\"\"\"", "a @@b@"),
            ("\"\"\"a\\\\\n@\"\"\"", "a\\\n@"),
            ("\"\"\"@\"\"@\"\"\"\"", "@\"\"@\""),
            ("\"ü@ü@\"", "ü@ü@"),
        ] {
            assert_maps(raw, value);
        }
    }

    #[test]
    fn the_end_of_the_value_lies_within_the_string() {
        let text = decode("\"ab\"", 3);
        assert_eq!((text.place(2), text.place(99)), (6, 7));
    }

    proptest! {
        #[test]
        fn decoding_agrees_with_the_toml_reader(
            raw in r#"("|'|"""|''')([a-z@ 'é"\n\t]|\\["\\ntue]|\\\n |\\u00e9|\r\n){0,12}("|'|"""|''')"#
        ) {
            if let Ok(value) = toml::de::DeValue::parse(&raw)
                && let Some(expected) = value.get_ref().as_str()
            {
                prop_assert_eq!(decode(&raw, 0).value, expected.replace("\r\n", "\n"));
            }
        }

        #[test]
        fn nothing_panics(raw in "\\PC*") {
            decode(&raw, 5);
        }
    }
}
