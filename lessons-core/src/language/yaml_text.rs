//! What YAML's texts say, whichever of the five styles they are written in (YAML 1.2.2, sections 7.3 and 8.1).

/// A plain text: its line breaks are folded.
pub(super) fn plain(text: &str) -> String {
    fold(text)
}

/// A text in single quotes, in which two of them are one.
pub(super) fn single_quoted(text: &str) -> Option<String> {
    let body = text.strip_prefix('\'')?.strip_suffix('\'')?;
    Some(fold(body).replace("''", "'"))
}

/// A text in double quotes with its escapes; none where one of them does not exist.
pub(super) fn double_quoted(text: &str) -> Option<String> {
    let body = text.strip_prefix('"')?.strip_suffix('"')?;
    let folded = fold(&joined(body));
    let mut value = String::with_capacity(folded.len());
    let mut chars = folded.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            value.push(c);
            continue;
        }
        let digits = match chars.next()? {
            'x' => 2,
            'u' => 4,
            'U' => 8,
            escape => {
                value.push(escaped(escape)?);
                continue;
            }
        };
        let code: String = chars.by_ref().take(digits).collect();
        value.push(u32::from_str_radix(&code, 16).ok().and_then(char::from_u32)?);
    }
    Some(value)
}

/// The character that a letter after a backslash stands for.
fn escaped(letter: char) -> Option<char> {
    Some(match letter {
        '0' => '\0',
        'a' => '\u{7}',
        'b' => '\u{8}',
        't' | '\t' => '\t',
        'n' => '\n',
        'v' => '\u{b}',
        'f' => '\u{c}',
        'r' => '\r',
        'e' => '\u{1b}',
        'N' => '\u{85}',
        '_' => '\u{a0}',
        'L' => '\u{2028}',
        'P' => '\u{2029}',
        ' ' | '"' | '/' | '\\' => letter,
        _ => return None,
    })
}

/// Takes away the line breaks that a backslash stands before, with the white space that follows.
fn joined(body: &str) -> String {
    let mut text = String::with_capacity(body.len());
    let mut chars = body.chars().peekable();
    while let Some(c) = chars.next() {
        match (c, chars.peek()) {
            ('\\', Some('\n' | '\r')) => while chars.next_if(|next| next.is_whitespace()).is_some() {},
            ('\\', Some(_)) => {
                text.push(c);
                text.extend(chars.next());
            }
            _ => text.push(c),
        }
    }
    text
}

/// Folds line breaks: one is a blank, each further one a line break.
fn fold(text: &str) -> String {
    if !text.contains('\n') {
        return text.to_owned();
    }
    let mut value = String::with_capacity(text.len());
    let mut breaks = 0;
    let count = text.lines().count();
    for (at, line) in text.lines().enumerate() {
        let line = if at > 0 { line.trim_start() } else { line };
        let line = if at + 1 < count { line.trim_end() } else { line };
        if at > 0 {
            breaks += 1;
        }
        if line.is_empty() && at + 1 < count {
            continue;
        }
        match breaks {
            0 => {}
            1 => value.push(' '),
            more => value.extend(std::iter::repeat_n('\n', more - 1)),
        }
        breaks = 0;
        value.push_str(line);
    }
    value
}

/// A text after `|` or `>`, with its indentation taken off.
pub(super) fn block(text: &str) -> Option<String> {
    let (header, body) = text.split_once('\n').unwrap_or((text, ""));
    let folded = header.starts_with('>');
    let header = header.split('#').next().unwrap_or_default();
    let indent = |line: &str| line.len() - line.trim_start_matches(' ').len();
    let content = |line: &&str| !line.trim().is_empty();
    let base = body.lines().find(content).map_or(0, indent);
    let lines: Vec<&str> =
        body.lines().map(|line| line.get(base.min(indent(line))..).unwrap_or("")).collect();
    let used = lines.iter().rposition(content).map_or(0, |last| last + 1);
    let (used, trailing) = lines.split_at(used);
    let mut value = String::new();
    let mut before: Option<&str> = None;
    let mut blank = 0;
    for line in used {
        if line.is_empty() {
            blank += 1;
            continue;
        }
        let is_text = |line: &str| !line.starts_with([' ', '\t']);
        let breaks = match before {
            None => blank,
            Some(before) if folded && is_text(before) && is_text(line) => blank,
            Some(_) => blank + 1,
        };
        if breaks == 0 && before.is_some() {
            value.push(' ');
        }
        value.extend(std::iter::repeat_n('\n', breaks));
        value.push_str(line);
        (before, blank) = (Some(*line), 0);
    }
    if header.contains('+') {
        value.extend(std::iter::repeat_n('\n', trailing.len() + 1));
    } else if !header.contains('-') && before.is_some() {
        value.push('\n');
    }
    Some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_style_says_its_text() {
        for (value, expected) in [
            (plain("a b"), "a b"),
            (plain("a\n  b\n\n  c"), "a b\nc"),
            (single_quoted("'it''s'").unwrap(), "it's"),
            (double_quoted(r#""a\tb\x41\u00e9""#).unwrap(), "a\tbA\u{e9}"),
            (double_quoted("\"a\n  b \\\n  c\"").unwrap(), "a b c"),
            (double_quoted(r#""\\n""#).unwrap(), "\\n"),
            (block("|\n  a\n   b\n").unwrap(), "a\n b\n"),
            (block("|-\n  a\n\n  b\n\n").unwrap(), "a\n\nb"),
            (block("|+ # why\n  a\n\n").unwrap(), "a\n\n"),
            (block(">\n  a\n  b\n\n  c\n").unwrap(), "a b\nc\n"),
            (block(">-\n  a\n    b\n  c").unwrap(), "a\n  b\nc"),
            (block("|").unwrap(), ""),
        ] {
            assert_eq!(value, expected);
        }
        assert_eq!(double_quoted(r#""\q""#), None);
    }
}
