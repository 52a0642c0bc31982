//! What a model writes as prose, as plain paragraphs: no links, no headings, no fences, no markup that runs or hides.

use std::sync::LazyLock;

use regex::Regex;

use crate::clean;

/// The longest text of a section, in characters.
const LONGEST: usize = 1_600;

/// A title, a message: one line without links and markup, at most `longest` characters.
pub(crate) fn line(text: &str, longest: usize) -> String {
    clean::cut(&clean::line(&plain(text), usize::MAX), longest)
}

/// Paragraphs without links and markup, lists of them kept. Empty if nothing is left.
pub(crate) fn paragraphs(text: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    for written in plain(text).lines() {
        let bare = written.trim();
        // A fence, a rule, a table's or a heading's mark would start something new in the lesson's file.
        let is_fence = bare.starts_with("```") || bare.starts_with("~~~") || bare.starts_with("+++");
        let is_rule = bare.len() >= 3 && bare.chars().all(|c| matches!(c, '-' | '=' | '*' | '_' | ' '));
        if is_fence || is_rule {
            continue;
        }
        let bare = bare.trim_start_matches(['#', '>', '|', ' ']);
        lines.push(bare.trim_end().to_owned());
    }
    let joined = lines.join("\n");
    let paragraphs = joined.split("\n\n").map(str::trim).filter(|paragraph| !paragraph.is_empty());
    clean::cut(&paragraphs.collect::<Vec<_>>().join("\n\n"), LONGEST)
}

/// Whether a text points out of itself.
pub(crate) fn has_link(text: &str) -> bool {
    let found = |expression: &LazyLock<Option<Regex>>| {
        expression.as_ref().is_none_or(|expression| expression.is_match(text))
    };
    found(&URL) || found(&LINK)
}

/// `[words](target)`, `![words](target)`, `[words][label]`; the words are group 1.
static LINK: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"!?\[([^\[\]\n]*)\](?:\([^()\n]*(?:\([^()\n]*\)[^()\n]*)*\)|\[[^\[\]\n]*\])").ok()
});
/// A URL, or what is shown as one.
static URL: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r#"(?i)<?\b(?:(?:https?|ftp|file|data|javascript|vbscript|mailto|ssh|git)://?|(?:javascript|data|vbscript|mailto):|www\.)[^\s<>"'`)\]]+>?"#)
        .ok()
});
/// An HTML tag or comment. `Vec<u8>` and `a < b` are none.
static TAG: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r#"(?s)<!--.*?-->|</?(?i:a|img|script|style|iframe|svg|object|embed|form|input|link|meta|base|div|span|p|br|b|i|h[1-6]|table|details|summary|video|audio)\b[^<>]*>"#).ok()
});
/// A definition of a link's label.
static LABEL: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(?m)^\s*\[[^\]\n]+\]:.*$").ok());

fn plain(text: &str) -> String {
    let mut text = clean::visible(text);
    // Without its expression a text is not cleaned, so nothing of it is kept.
    for (expression, with) in [(&LABEL, ""), (&TAG, ""), (&LINK, "$1"), (&URL, "(link)")] {
        // What was taken out may have hidden another: `[[a](b)](c)`.
        for _ in 0..3 {
            let Some(expression) = expression.as_ref() else { return String::new() };
            let next = expression.replace_all(&text, with).into_owned();
            if next == text {
                break;
            }
            text = next;
        }
    }
    // A suppression in a lesson's prose means nothing, but nobody should copy one from there.
    text.replace("lessons:allow", "lessons: allow")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prose_is_plain() {
        for (text, expected) in [
            ("See [the fix](https://evil.example/x) now", "See the fix now"),
            ("![a](data:text/html,x) <https://evil.example>", "a (link)"),
            ("visit www.evil.example or HTTPS://EVIL.example/a", "visit (link) or (link)"),
            ("[[a](b)](https://c.example)", "a"),
            (
                "# Mitigation\n\n```toml\n[lesson]\nlevel = \"deny\"\n```\n---\nend",
                "Mitigation\n\n[lesson]\nlevel = \"deny\"\nend",
            ),
            ("a <script>alert(1)</script> <!-- hidden --> b", "a alert(1)  b"),
            ("`Vec<u8>` where a < b", "`Vec<u8>` where a < b"),
            ("\u{1b}[2Jone\n\n\n\ntwo", "one\n\ntwo"),
            ("text\n[label]: https://evil.example\nmore", "text\n\nmore"),
        ] {
            assert_eq!(paragraphs(text), expected, "{text}");
            assert!(!has_link(&paragraphs(text)), "{text}");
        }
        assert_eq!(line("# A\nlock is held", 40), "# A lock is held");
        assert!(has_link("https://x.example") && !has_link("`std::sync::Mutex` is held"));
    }
}
