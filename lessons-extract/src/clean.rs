//! Texts of others made fit to show: nothing that a terminal obeys, that hides, or that turns the reading direction.

/// The text without control characters (line feeds and tabs stay), escape sequences, and characters that nobody sees:
/// zero width, bidirectional overrides, tags, private use. Line ends become line feeds. Linear.
pub(crate) fn visible(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    while let Some(next) = rest.next() {
        match next {
            '\r' if rest.peek() == Some(&'\n') => {}
            '\r' | '\u{2028}' | '\u{2029}' | '\u{85}' => result.push('\n'),
            '\u{1b}' | '\u{9b}' => skip_escape(next, &mut rest),
            '\n' | '\t' => result.push(next),
            other if is_hidden(other) => {}
            other => result.push(other),
        }
    }
    result
}

/// Skips what belongs to an escape sequence: up to the letter that ends it, or a string up to its terminator. A broken
/// one ends with the line.
fn skip_escape(first: char, rest: &mut std::iter::Peekable<std::str::Chars<'_>>) {
    let kind = if first == '\u{9b}' { Some('[') } else { rest.next_if(|c| matches!(c, ' '..='~')) };
    match kind {
        Some('[') => {
            while rest.next_if(|c| matches!(c, ' '..='?')).is_some() {}
            rest.next_if(|c| matches!(c, '@'..='~'));
        }
        Some(']' | 'P' | 'X' | '^' | '_') => {
            while let Some(next) = rest.next_if(|c| *c != '\n') {
                if matches!(next, '\u{7}' | '\u{9c}')
                    || (next == '\u{1b}' && rest.next_if_eq(&'\\').is_some())
                {
                    break;
                }
            }
        }
        _ => {}
    }
}

fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
                | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}'
                | '\u{e000}'..='\u{f8ff}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
                | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}'
                | '\u{f0000}'..='\u{10ffff}'
        )
}

/// A text on one line, blanks joined, cut short after `longest` characters.
pub(crate) fn line(text: &str, longest: usize) -> String {
    let line = visible(text).split_whitespace().collect::<Vec<_>>().join(" ");
    cut(&line, longest)
}

/// A text cut short after `longest` characters.
pub(crate) fn cut(text: &str, longest: usize) -> String {
    match text.char_indices().nth(longest) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default().trim_end()),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_hidden_is_left() {
        for (text, seen) in [
            ("a\r\nb\rc\td", "a\nb\nc\td"),
            ("\u{1b}[31mred\u{1b}[0m", "red"),
            ("\u{1b}]8;;https://x.example\u{7}link\u{1b}]8;;\u{1b}\\", "link"),
            ("\u{9b}2Jgone", "gone"),
            ("a\u{202e}b\u{200b}c\u{feff}", "abc"),
            ("hid\u{e0041}\u{e0042}den\u{fe0f}", "hidden"),
            ("nul\0bell\u{7}", "nulbell"),
            ("\u{1b}", ""),
            ("Grüße 漢字 – “ja” 🦀", "Grüße 漢字 – “ja” 🦀"),
        ] {
            assert_eq!(visible(text), seen, "{text:?}");
        }
        assert_eq!(line(" a\n  b\u{1b}[1m c ", 4), "a b…");
    }
}
