//! What the texts of several languages have in common: brackets, lines, numbers and strings.

/// The innermost bracket still open at the end of `text`; strings are not told apart, as a pattern's are short.
pub(super) fn innermost_bracket(text: &str) -> Option<char> {
    let mut depth = 0usize;
    for c in text.chars().rev() {
        match c {
            '}' | ']' => depth += 1,
            '{' | '[' if depth > 0 => depth -= 1,
            '{' | '[' => return Some(c),
            _ => {}
        }
    }
    None
}

/// Whether a metavariable is all that stands on its line.
#[cfg(any(feature = "containerfile", feature = "javascript", feature = "typescript"))]
pub(super) fn is_alone(pattern: &str, hole: &crate::pattern::Hole) -> bool {
    let before = pattern.get(..hole.span.start as usize).unwrap_or_default();
    let after = pattern.get(hole.span.end as usize..).unwrap_or_default();
    let blank = |text: Option<&str>| text.unwrap_or_default().trim().is_empty();
    blank(before.rsplit('\n').next()) && blank(after.split('\n').next())
}

/// A number by its value, `_` aside; whole numbers also in base 2, 8 and 16.
#[cfg(any(feature = "go", feature = "javascript", feature = "python", feature = "typescript"))]
pub(super) fn number(text: &str) -> Option<String> {
    let plain = text.replace('_', "").to_lowercase();
    let base = |prefix: &str, radix| {
        plain.strip_prefix(prefix).and_then(|digits| i128::from_str_radix(digits, radix).ok())
    };
    let whole = base("0x", 16).or_else(|| base("0o", 8)).or_else(|| base("0b", 2));
    if let Some(value) = whole.or_else(|| plain.parse().ok()) {
        return Some(value.to_string());
    }
    plain.parse::<f64>().ok().map(|value| format!("{value:?}"))
}

/// A text by its value, whichever quotes it stands in; none where an escape is not known.
#[cfg(any(feature = "containerfile", feature = "go", feature = "javascript", feature = "typescript"))]
pub(super) fn quoted(text: &str) -> Option<String> {
    let quote = text.chars().next()?;
    let body = text.strip_prefix(quote)?.strip_suffix(quote)?;
    if !body.contains('\\') {
        return Some(format!("\"{body}"));
    }
    let double = body.replace("\\'", "'").replace('"', "\\\"").replace("\\\\\"", "\\\"");
    serde_json::from_str::<String>(&format!("\"{double}\"")).ok().map(|value| format!("\"{value}"))
}
