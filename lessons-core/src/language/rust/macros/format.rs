//! The names that a format string captures: `{name}`, `{name:?}`, `{0:>width$}`.

use crate::span::Span;

/// The captured names in the string literal at `literal`, in order of place, those in `given` left out.
pub(super) fn captured(text: &str, literal: Span, given: &[&str]) -> Vec<Span> {
    let written = literal.of(text);
    let Some(open) = written.find('"') else { return Vec::new() };
    let raw = written.get(..open).is_some_and(|prefix| prefix.contains('r'));
    let mut found = Vec::new();
    let mut at = open + 1;
    while let Some(c) = written.get(at..).and_then(|rest| rest.chars().next()) {
        let rest = written.get(at..).unwrap_or_default();
        if c == '\\' && !raw {
            at += escape_len(rest);
        } else if rest.starts_with("{{") {
            at += 2;
        } else if c == '{' {
            let Some(len) = rest.find('}') else { break };
            argument(rest.get(1..len).unwrap_or_default(), at + 1, &mut found);
            at += len + 1;
        } else {
            at += c.len_utf8();
        }
    }
    found.retain(|span| !given.contains(&span.of(written)));
    let start = literal.start;
    found.into_iter().map(|span| Span::new(start + span.start, start + span.end)).collect()
}

fn escape_len(rest: &str) -> usize {
    if rest.starts_with("\\u{") {
        return rest.find('}').map_or(rest.len(), |end| end + 1);
    }
    1 + rest.get(1..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8)
}

/// One `name:spec` that begins at `at`.
fn argument(body: &str, at: usize, found: &mut Vec<Span>) {
    let (name, spec) = body.split_once(':').unwrap_or((body, ""));
    let trimmed = name.trim();
    if is_name(trimmed) {
        let start = at + (name.len() - name.trim_start().len());
        found.push(Span::from_range(start..start + trimmed.len()));
    }
    let spec_start = at + name.len() + 1;
    for (dollar, _) in spec.match_indices('$') {
        let before = spec.get(..dollar).unwrap_or_default();
        let start = before.rfind(|c: char| !(c.is_alphanumeric() || c == '_')).map_or(0, |last| {
            last + before.get(last..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8)
        });
        // `{:0width$}`: the zero is a flag.
        let start = match before.get(start..) {
            Some(word) if word.starts_with('0') => start + 1,
            _ => start,
        };
        if is_name(before.get(start..).unwrap_or_default()) {
            found.push(Span::from_range(spec_start + start..spec_start + dollar));
        }
    }
}

fn is_name(name: &str) -> bool {
    name.chars().all(|c| c.is_alphanumeric() || c == '_')
        && name.chars().next().is_some_and(|c| c.is_alphabetic() || c == '_')
        && name != "_"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn captured_names_have_their_place_in_the_literal() {
        for (literal, given, expected) in [
            (r#""{x}""#, &[][..], &["x"][..]),
            (r#""{x:?} {} {0} {{y}} {é}""#, &[], &["x", "é"]),
            (r#""{x:>width$.prec$} {:0w$}""#, &[], &["x", "width", "prec", "w"]),
            (r##"r#"\{x} "{y}""#"##, &[], &["x", "y"]),
            (r#""\u{41} \"{x}\"""#, &[], &["x"]),
            (r#""{x} {y}""#, &["x"], &["y"]),
            (r#""{"#, &[], &[]),
            (r#""{:.*} {:+} {self}""#, &[], &["self"]),
            (r#""{ x }""#, &[], &["x"]),
        ] {
            let text = format!("ä{literal}");
            let span = Span::from_range(2..text.len());
            let found: Vec<_> =
                captured(&text, span, given).into_iter().map(|span| span.of(&text).to_owned()).collect();
            assert_eq!(found, expected, "{literal}");
        }
    }
}
