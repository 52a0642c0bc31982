//! The value of a Rust literal, so that `1_000` is `1000` and `"\n"` is what `r"` and a line break are.

/// A form that is equal when the values are; none where the text is no literal of a known kind.
pub(super) fn value(kind: &str, text: &str) -> Option<String> {
    match kind {
        "integer_literal" => integer(text),
        "float_literal" => float(text),
        "string_literal" | "raw_string_literal" => string(text),
        "char_literal" => character(text),
        _ => None,
    }
}

/// Suffixes that a number may carry; without one in the pattern any will do.
const SUFFIXES: &[&str] =
    &["u8", "u16", "u32", "u64", "u128", "usize", "i8", "i16", "i32", "i64", "i128", "isize", "f32", "f64"];

fn integer(text: &str) -> Option<String> {
    let digits: String = text.chars().filter(|c| *c != '_').collect();
    let (digits, suffix) = split_suffix(&digits);
    let (radix, digits) = match digits.get(..2) {
        Some("0x" | "0X") => (16, &digits[2..]),
        Some("0o" | "0O") => (8, &digits[2..]),
        Some("0b" | "0B") => (2, &digits[2..]),
        _ => (10, digits),
    };
    let value = u128::from_str_radix(digits, radix).ok()?;
    Some(format!("{value}{}", suffix.map(|s| format!(":{s}")).unwrap_or_default()))
}

fn split_suffix(digits: &str) -> (&str, Option<&'static str>) {
    let hexadecimal = digits.starts_with("0x") || digits.starts_with("0X");
    let found = SUFFIXES.iter().find(|suffix| {
        digits.len() > suffix.len() && digits.ends_with(**suffix) && !(hexadecimal && suffix.starts_with('f'))
    });
    match found {
        Some(suffix) => (&digits[..digits.len() - suffix.len()], Some(suffix)),
        None => (digits, None),
    }
}

fn float(text: &str) -> Option<String> {
    let digits: String = text.chars().filter(|c| *c != '_').collect();
    let (digits, suffix) = split_suffix(&digits);
    let value: f64 = digits.parse().ok()?;
    Some(format!("{value:?}{}", suffix.map(|s| format!(":{s}")).unwrap_or_default()))
}

fn string(text: &str) -> Option<String> {
    let quote = text.find('"')?;
    let prefix = &text[..quote];
    let raw = prefix.contains('r');
    let sort: String = prefix.chars().filter(|c| matches!(c, 'b' | 'c')).collect();
    let hashes = prefix.chars().rev().take_while(|c| *c == '#').count();
    let body = text.get(quote + 1..text.len().checked_sub(1 + hashes)?)?;
    let value = if raw { body.to_owned() } else { unescape(body) };
    Some(format!("{sort}\"{value}"))
}

fn character(text: &str) -> Option<String> {
    let (sort, body) = match text.strip_prefix('b') {
        Some(rest) => ("b", rest),
        None => ("", text),
    };
    let body = body.strip_prefix('\'')?.strip_suffix('\'')?;
    Some(format!("{sort}'{}", unescape(body)))
}

/// Escapes as the Rust Reference has them; an unknown one stays as written.
fn unescape(body: &str) -> String {
    let mut out = String::with_capacity(body.len());
    let mut rest = body.chars();
    while let Some(c) = rest.next() {
        if c == '\r' && rest.as_str().starts_with('\n') {
            continue;
        }
        if c != '\\' {
            out.push(c);
            continue;
        }
        match rest.next() {
            Some('n') => out.push('\n'),
            Some('r') => out.push('\r'),
            Some('t') => out.push('\t'),
            Some('0') => out.push('\0'),
            Some('\\') => out.push('\\'),
            Some('\'') => out.push('\''),
            Some('"') => out.push('"'),
            Some('\n' | '\r') => rest = rest.as_str().trim_start().chars(),
            Some('x') => {
                let code = rest.as_str().get(..2).and_then(|hex| u8::from_str_radix(hex, 16).ok());
                match code {
                    Some(code) => {
                        out.push(char::from(code));
                        rest = rest.as_str()[2..].chars();
                    }
                    None => out.push_str("\\x"),
                }
            }
            Some('u') => {
                let code = rest.as_str().strip_prefix('{').and_then(|rest| rest.split_once('}'));
                let digits = code.map(|(digits, _)| digits.replace('_', ""));
                let found =
                    digits.and_then(|hex| u32::from_str_radix(&hex, 16).ok()).and_then(char::from_u32);
                match (found, code) {
                    (Some(found), Some((_, after))) => {
                        out.push(found);
                        rest = after.chars();
                    }
                    _ => out.push_str("\\u"),
                }
            }
            Some(other) => out.extend(['\\', other]),
            None => out.push('\\'),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_are_equal_when_their_values_are() {
        for (kind, a, b) in [
            ("integer_literal", "1_000", "1000"),
            ("integer_literal", "0xff", "255"),
            ("integer_literal", "0b1010u8", "10u8"),
            ("float_literal", "1.0", "1e0"),
            ("float_literal", "1_0.5", "10.50"),
            ("string_literal", r#""a\nb""#, "\"a\nb\""),
            ("string_literal", r#""a\\b""#, r##"r#"a\b"#"##),
            ("string_literal", "\"a\\\n   b\"", "\"ab\""),
            ("string_literal", r#""\u{e9}\x41""#, "\"éA\""),
            ("char_literal", r"'\u{41}'", "'A'"),
        ] {
            assert_eq!(value(kind, a), value(kind, b), "{a} and {b}");
            assert!(value(kind, a).is_some(), "{a}");
        }
    }

    #[test]
    fn literals_of_other_values_or_sorts_differ() {
        for (kind, a, b) in [
            ("integer_literal", "1", "2"),
            ("integer_literal", "1u8", "1u16"),
            ("string_literal", "\"a\"", "b\"a\""),
            ("char_literal", "'a'", "b'a'"),
        ] {
            assert_ne!(value(kind, a), value(kind, b), "{a} and {b}");
        }
    }

    #[test]
    fn broken_literals_have_no_value_and_do_not_panic() {
        for text in ["\"", "r#\"\"", "'", "0x", "", "b", "é\"", "\"\\x", "\"\\u{zz}\""] {
            for kind in ["integer_literal", "float_literal", "string_literal", "char_literal"] {
                let _ = value(kind, text);
            }
        }
    }
}
