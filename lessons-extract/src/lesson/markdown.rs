//! Text that came from elsewhere, made fit for a lesson's Markdown: nothing in it is structure, a link or a command.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// The column after which lines are broken.
const WIDTH: usize = 118;

/// The paragraphs of a Markdown text, each as one line of Markdown: code spans stay, links are their text, addresses
/// are code, and everything that would mean something else is escaped. Headings, code blocks, quotation marks and HTML
/// are gone. A list is one paragraph an item.
pub(super) fn paragraphs(markdown: &str) -> Vec<String> {
    let clean: String = markdown.chars().filter(|char| *char == '\n' || is_plain(*char)).collect();
    let mut paragraphs = Vec::new();
    let mut line = String::new();
    let mut hidden = 0_u32;
    for event in Parser::new_ext(&clean, Options::empty()) {
        match event {
            Event::Start(Tag::CodeBlock(_) | Tag::HtmlBlock | Tag::Heading { .. }) => hidden += 1,
            Event::End(TagEnd::CodeBlock | TagEnd::HtmlBlock | TagEnd::Heading(_)) => {
                hidden = hidden.saturating_sub(1);
            }
            Event::Start(Tag::Paragraph | Tag::Item) | Event::End(TagEnd::Paragraph | TagEnd::Item) => {
                paragraphs.push(std::mem::take(&mut line));
            }
            _ if hidden > 0 => {}
            // `Vec<u8>` without backticks is no tag either.
            Event::Text(text) | Event::InlineHtml(text) => line.push_str(&escaped(&text)),
            Event::Code(code) => line.push_str(&code_span(&code)),
            Event::SoftBreak | Event::HardBreak => line.push(' '),
            _ => {}
        }
    }
    paragraphs.push(line);
    paragraphs
        .into_iter()
        .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
        .filter(|line| !line.is_empty())
        .collect()
}

/// One paragraph, not longer than `limit` characters, cut at the end of a sentence where there is one.
pub(super) fn shortened(paragraph: &str, limit: usize) -> String {
    let Some((end, _)) = paragraph.char_indices().nth(limit) else { return paragraph.to_owned() };
    let head = paragraph.get(..end).unwrap_or_default();
    let sentence = [". ", "? ", "! "].iter().filter_map(|stop| head.rfind(stop)).max();
    match sentence.filter(|at| *at > limit / 3) {
        Some(at) => head.get(..=at).unwrap_or_default().to_owned(),
        None => {
            let word = head.rfind(' ').unwrap_or(end);
            let open = head.get(..word).unwrap_or_default();
            // A code span that was cut open would swallow what follows.
            let closing = if open.matches('`').count() % 2 == 1 { "`" } else { "" };
            format!("{open}{closing} …")
        }
    }
}

/// A paragraph in lines, each after `prefix`. No line begins with what Markdown would take for a list, a heading, a
/// quotation, a rule or a fence.
pub(super) fn wrapped(paragraph: &str, prefix: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for word in paragraph.split(' ').filter(|word| !word.is_empty()) {
        let fits = prefix.len() + line.chars().count() + 1 + word.chars().count() <= WIDTH;
        if line.is_empty() {
            line.push_str(&if lines.is_empty() { at_start(word) } else { word.to_owned() });
        } else if fits || is_structure(word) {
            line.push(' ');
            line.push_str(word);
        } else {
            lines.push(std::mem::replace(&mut line, word.to_owned()));
        }
    }
    lines.push(line);
    lines.iter().map(|line| format!("{prefix}{line}").trim_end().to_owned() + "\n").collect()
}

/// One line of plain text for a title: no markup but code spans, no control characters.
pub(super) fn title(text: &str) -> String {
    let line = paragraphs(&text.replace(['\n', '\r'], " ")).join(" ");
    // What stood after a heading's or list's mark is the title too.
    let line =
        if line.is_empty() { paragraphs(text.trim_start_matches(['#', '-', ' '])).join(" ") } else { line };
    let line = shortened(&line, 110);
    line.trim_end_matches(['.', ' ']).to_owned()
}

/// Code without characters that steer a terminal or the direction of text.
pub(super) fn code(text: &str) -> String {
    text.replace("\r\n", "\n").chars().filter(|char| matches!(char, '\n' | '\t') || is_plain(*char)).collect()
}

/// Whether a character shows itself and does nothing else: no control, no change of direction, no hidden tag.
fn is_plain(char: char) -> bool {
    !char.is_control()
        && !matches!(
            char,
            '\u{061c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
                | '\u{fe00}'..='\u{fe0f}' | '\u{e0000}'..='\u{e0fff}'
        )
}

/// Text in which no character is markup; addresses become code, so that nobody is led away by a click.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for (index, word) in text.split(' ').enumerate() {
        if index > 0 {
            escaped.push(' ');
        }
        if word.contains("://") || word.starts_with("www.") {
            escaped.push_str(&code_span(word));
            continue;
        }
        let mut before = None;
        let mut rest = word.chars().peekable();
        while let Some(char) = rest.next() {
            let inner = |char: Option<char>| char.is_some_and(char::is_alphanumeric);
            let special = match char {
                '\\' | '`' | '*' | '<' | '[' | ']' | '&' | '|' | '~' => true,
                '_' => !(inner(before) && inner(rest.peek().copied())),
                _ => false,
            };
            if special {
                escaped.push('\\');
            }
            escaped.push(char);
            before = Some(char);
        }
    }
    escaped
}

/// Code between as many backticks as it needs.
pub(super) fn code_span(code: &str) -> String {
    let code = code.trim();
    if code.is_empty() {
        return String::new();
    }
    let run = longest_run(code);
    if run == 0 {
        return format!("`{code}`");
    }
    let ticks = "`".repeat(run + 1);
    format!("{ticks} {code} {ticks}")
}

/// The longest run of backticks.
pub(super) fn longest_run(text: &str) -> usize {
    text.split(|char| char != '`').map(str::len).max().unwrap_or(0)
}

/// Whether a line that begins with this word would be something else than text.
fn is_structure(word: &str) -> bool {
    let number = word.trim_start_matches(|char: char| char.is_ascii_digit());
    let numbered = number.len() < word.len() && (number == "." || number == ")");
    numbered
        || matches!(word.chars().next(), Some('#' | '>' | '=' | '+' | '-' | '|'))
        || ["```", "~~~", "***", "___", "* "].iter().any(|mark| word.starts_with(mark))
        || word == "*"
}

/// A first word that means nothing but itself.
fn at_start(word: &str) -> String {
    if !is_structure(word) {
        return word.to_owned();
    }
    match word.find(['.', ')']) {
        Some(at) if word.starts_with(|char: char| char.is_ascii_digit()) => {
            let (number, mark) = word.split_at(at);
            format!("{number}\\{mark}")
        }
        // Code spans hold no escapes; one that begins a line with three backticks gets a harmless neighbour.
        _ if word.starts_with("```") => format!("\u{a0}{word}"),
        _ => format!("\\{word}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_but_words_and_code_is_left() {
        for (text, expected) in [
            ("plain *text* with `code`", &["plain text with `code`"][..]),
            ("# Heading\n\ntext", &["text"]),
            ("- one\n- two `x`\n", &["one", "two `x`"]),
            ("> quoted\n> on", &["quoted on"]),
            ("see [here](https://evil.example/x) now", &["see here now"]),
            ("![alt](https://evil.example/x.png)", &["alt"]),
            ("go to https://evil.example, now", &["go to `https://evil.example,` now"]),
            ("<https://evil.example>", &["`https://evil.example`"]),
            ("a <script>alert(1)</script> b", &["a \\<script>alert(1)\\</script> b"]),
            ("<!-- hidden -->\n\nshown", &["shown"]),
            ("```rust\ncode\n```\n\ntext", &["text"]),
            ("a\u{1b}[31mb\u{202e}c\u{e0041}d\u{200b}", &["a\\[31mbcd"]),
            ("snake_case and _x_ and a*b", &["snake_case and x and a\\*b"]),
            ("`` a`b ``", &["`` a`b ``"]),
            ("Arc<Mutex<T>> &mut", &["Arc\\<Mutex\\<T>> \\&mut"]),
        ] {
            assert_eq!(paragraphs(text), expected, "{text:?}");
        }
    }

    #[test]
    fn a_wrapped_paragraph_is_one_paragraph_again() {
        let words = "- # > 1. 2) + = * ``` ~~~ | word `code` 10. a-b 12 -x #1";
        for prefix in ["", "> "] {
            for start in 0..20 {
                let text: Vec<&str> = words.split(' ').cycle().skip(start).take(80).collect();
                let escaped = super::escaped(&text.join(" ")).replace("\\`", "");
                let wrapped = wrapped(&escaped, prefix);
                let again = paragraphs(&wrapped);
                assert_eq!(again.len(), 1, "{wrapped}");
                assert!(wrapped.lines().all(|line| line.starts_with(prefix.trim_end())));
            }
        }
    }

    #[test]
    fn what_is_long_ends_with_a_sentence() {
        assert_eq!(shortened("One two. Three four five.", 12), "One two.");
        assert_eq!(shortened("short", 12), "short");
        assert_eq!(shortened("a `code span` that is long", 9), "a `code` …");
    }
}
