//! Finds the fenced `toml` block at the head of a lesson file.

use std::ops::Range;

use toml_parser::Source;
use toml_parser::lexer::TokenKind;

use crate::lesson::lint::SECTIONS;
use crate::problem::Flaw;
use crate::rule::value;
use crate::span::Span;

/// The front matter's TOML, and where the Markdown after it starts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fenced {
    pub(crate) toml: Range<usize>,
    pub(crate) rest: usize,
}

/// A run of backticks or tildes that opens or closes a code block, per CommonMark 0.31, section 4.5.
#[derive(Clone, Copy)]
pub(crate) struct Fence<'a> {
    mark: char,
    length: usize,
    /// What follows the run on its line, trimmed.
    pub(crate) info: &'a str,
    /// Where in the line that starts.
    pub(crate) info_at: usize,
}

impl<'a> Fence<'a> {
    /// The fence on `line`, if it is one; `line` may have its line end.
    pub(crate) fn on(line: &'a str) -> Option<Self> {
        let indented = line.trim_start_matches(' ');
        let mark = indented.chars().next().filter(|mark| matches!(mark, '`' | '~'))?;
        let info = indented.trim_start_matches(mark);
        let length = indented.len() - info.len();
        let code_span = mark == '`' && info.contains('`');
        let fence = Self { mark, length, info: info.trim(), info_at: line.len() - info.trim_start().len() };
        (length >= 3 && line.len() - indented.len() <= 3 && !code_span).then_some(fence)
    }

    fn closes(self, opening: Self) -> bool {
        self.mark == opening.mark && self.length >= opening.length && self.info.is_empty()
    }
}

/// Finds the leading block. A line that looks like the closing fence but stands in a multi-line TOML string does not
/// close it. Takes time linear in the text's length.
pub(crate) fn find(text: &str) -> Result<Fenced, Flaw> {
    let missing = |range: Range<usize>| {
        Flaw::error(Span::from_range(range), "the file does not start with a fenced `toml` block")
            .hint("start with a line ```toml, the lesson's TOML, and a line ```")
    };
    let start = head(text);
    let first = line_at(text, start);
    let at = start..start + first.trim_end().len();
    let opening = Fence::on(first).ok_or_else(|| missing(at.clone()))?;
    let language = opening.info.split([' ', '\t', ',', '{']).next().unwrap_or_default();
    if !language.eq_ignore_ascii_case("toml") {
        return Err(missing(at));
    }
    let body = start + first.len();
    let naive = closing_line(text, body, opening, false);
    let aware = closing_line(text, body, opening, true);
    let close = match (naive, aware) {
        (Some(naive), Some(aware)) if naive != aware && looks_unterminated(text, body, naive, aware) => naive,
        (_, Some(aware)) => aware,
        (Some(naive), None) => naive,
        (None, None) => return Err(unclosed(at)),
    };
    if swallows_document(text, body..close) {
        return Err(unclosed(at));
    }
    Ok(Fenced { toml: body..close, rest: close + line_at(text, close).len() })
}

fn unclosed(at: Range<usize>) -> Flaw {
    Flaw::error(Span::from_range(at), "the `toml` block is not closed")
        .hint("end it with a line of the same marks as the one that opens it, before the title")
}

/// Whether what seems to be the TOML goes on into the lesson's text, up to a fence that belongs to a block there: it is
/// no sound TOML, and has a section's heading or the first line of a code block in it.
fn swallows_document(text: &str, toml: Range<usize>) -> bool {
    let mut lines = text.get(toml.clone()).unwrap_or_default().lines();
    let of_document = |line: &str| {
        SECTIONS.iter().any(|(name, _)| {
            line.strip_prefix("## ").is_some_and(|heading| heading.trim().eq_ignore_ascii_case(name))
        }) || Fence::on(line).is_some_and(|fence| !fence.info.is_empty())
    };
    lines.any(of_document) && !value::read(text, toml, &mut Vec::new()).1
}

/// Whether the fences differ because a string was left open rather than because it holds a fence: the first one is
/// followed by the title, and the later one gives no sound TOML or leaves no title.
fn looks_unterminated(text: &str, body: usize, naive: usize, aware: usize) -> bool {
    let title = |line: &str| line.starts_with("# ");
    let after = |close: usize| text.get(close + line_at(text, close).len()..).unwrap_or_default();
    title(after(naive).trim_start())
        && (!after(aware).lines().any(title) || !value::read(text, body..aware, &mut Vec::new()).1)
}

/// Where the first line that is not blank starts, behind a byte order mark.
fn head(text: &str) -> usize {
    let mut at = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    loop {
        let line = line_at(text, at);
        if line.is_empty() || !line.trim().is_empty() {
            return at;
        }
        at += line.len();
    }
}

/// The line that starts at `at`, with its line end.
fn line_at(text: &str, at: usize) -> &str {
    let rest = text.get(at..).unwrap_or_default();
    rest.split_inclusive('\n').next().unwrap_or_default()
}

/// Where the first closing fence from `body` on starts, outside strings if `outside_strings`.
fn closing_line(text: &str, body: usize, opening: Fence<'_>, outside_strings: bool) -> Option<usize> {
    let closes = |at: usize| Fence::on(line_at(text, at)).is_some_and(|fence| fence.closes(opening));
    let toml = text.get(body..)?;
    if closes(body) {
        return Some(body);
    }
    if outside_strings {
        let mut tokens = Source::new(toml).lex();
        tokens.find_map(|token| {
            let after = body + token.span().end();
            let ends_line = token.kind() == TokenKind::Newline && text.get(..after)?.ends_with('\n');
            (ends_line && closes(after)).then_some(after)
        })
    } else {
        toml.match_indices('\n').map(|(at, _)| body + at + 1).find(|at| closes(*at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn toml_of(text: &str) -> Option<&str> {
        find(text).ok().map(|fenced| &text[fenced.toml])
    }

    #[test]
    fn the_block_is_found_however_it_is_written() {
        for (text, toml) in [
            ("```toml\na = 1\n```\n# T", "a = 1\n"),
            ("\u{feff}```toml\na = 1\n```\n", "a = 1\n"),
            ("\r\n  \r\n```toml\r\na = 1\r\n```\r\n", "a = 1\r\n"),
            ("`````TOML\na = 1\n```\n`````\n", "a = 1\n```\n"),
            ("~~~ toml lesson\na = '```'\n~~~", "a = '```'\n"),
            ("   ```toml\na = 1\n  ```  \n", "a = 1\n"),
            ("```toml\n```", ""),
            ("```toml\na = '''\n```\n'''\n```\n", "a = '''\n```\n'''\n"),
            ("```toml\na = \"\"\"\n```\n\\\"\"\"\"\n```\n", "a = \"\"\"\n```\n\\\"\"\"\"\n"),
            ("```toml\n# it's a comment '''\n```\n'''\n```\n", "# it's a comment '''\n"),
            ("```toml\na = 'it''s\n```\n", "a = 'it''s\n"),
            // A string left open: the fence before the title is meant, whatever closes the string later on.
            ("```toml\na = '''x\n```\n\n# T\n```rust\n'''y\n```\n", "a = '''x\n"),
            ("```toml\na = '''x\n```\n", "a = '''x\n"),
            ("```toml\na = '''x\n```\n# T\n```rust\n'''\n```\n", "a = '''x\n"),
        ] {
            assert_eq!(toml_of(text), Some(toml), "{text:?}");
        }
    }

    #[test]
    fn what_is_no_leading_block_is_refused() {
        for text in [
            "",
            "# T\n```toml\n```",
            "```rust\n```",
            "```\na = 1\n```",
            "```toml\na = 1\n",
            "``toml\n``\n",
            "    ```toml\n```\n",
            "```toml\n````x\n",
            "```toml\n~~~\n",
            "---\nid: x\n---\n",
        ] {
            assert_eq!(toml_of(text), None, "{text:?}");
        }
    }

    #[test]
    fn a_block_that_is_never_closed_is_no_toml() {
        let document = "# T\n\n## Root cause\nIt's a = [ b.\n\n";
        for blocks in ["", "```rust,bad\nf();\n```\n", "```\nf();\n```\n", "~~~rust\n~~~\n"] {
            let text = format!("```toml\na = 1\n\n{document}{blocks}");
            let flaw = find(&text).unwrap_err();
            assert_eq!(flaw.at, Span::new(0, 7), "{text}");
            assert!(flaw.message.contains("not closed"), "{text}: {}", flaw.message);
        }
        // Sound TOML may say all of that.
        let toml = "## Root cause\na = \"\"\"\n```rust\nf();\n\"\"\"\n";
        assert_eq!(toml_of(&format!("```toml\n{toml}```\n{document}")), Some(toml));
    }

    #[test]
    fn the_rest_starts_after_the_closing_line() {
        let text = "```toml\r\n```\r\n# T";
        assert_eq!(&text[find(text).unwrap().rest..], "# T");
    }
}
