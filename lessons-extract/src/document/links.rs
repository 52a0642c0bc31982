//! URLs and places in code.

use std::sync::LazyLock;

use regex::Regex;

use super::Span;
use super::markdown::Outline;

/// A URL in the text or the target of a link.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Link {
    /// The target, as written.
    pub url: String,
    /// The link's text; the URL itself for a bare one.
    pub text: String,
    /// Where it stands.
    pub span: Span,
}

/// A place in a source file.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Location {
    /// The path as written.
    pub path: String,
    /// 1-based.
    pub line: u32,
    /// 1-based, where it is given.
    pub column: Option<u32>,
    /// Where it stands.
    pub span: Span,
}

static URL: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#"https?://[^\s<>"'`\\|\x1e]{1,2000}"#).ok());

/// The end of a place in code: a file's extension, line and perhaps column. The path before it is read
/// backwards, so that the search never looks far ahead.
static LOCATION: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"\.(?:rs|toml|ya?ml|json|py|go|sql|tsx?|jsx?|c|cc|cpp|h)(?::(?P<line>[0-9]{1,7})(?::(?P<column>[0-9]{1,6}))?|\#L(?P<hash>[0-9]{1,7})(?:C(?P<hashcol>[0-9]{1,6}))?)",
    )
    .ok()
});

/// The longest path that is looked for, in bytes.
const LONGEST_PATH: usize = 300;

/// Where the path that ends at `end` begins.
fn path_start(text: &str, end: usize) -> usize {
    let bytes = text.get(..end).unwrap_or_default().bytes().rev().take(LONGEST_PATH);
    end - bytes.take_while(|byte| byte.is_ascii_alphanumeric() || b"_./\\@+-".contains(byte)).count()
}

/// The URLs of a text, without the punctuation of the sentence around them.
pub(super) fn url_spans(text: &str) -> Vec<Span> {
    let Some(regex) = URL.as_ref() else { return Vec::new() };
    regex
        .find_iter(text)
        .map(|found| {
            let mut url = found.as_str();
            loop {
                let trimmed = url.trim_end_matches(['.', ',', ';', ':', '!', '?', '*', '_']);
                let unbalanced = |open: char, close: char| {
                    trimmed.ends_with(close) && trimmed.matches(open).count() < trimmed.matches(close).count()
                };
                let shorter = if unbalanced('(', ')') || unbalanced('[', ']') || unbalanced('{', '}') {
                    trimmed.get(..trimmed.len() - 1).unwrap_or_default()
                } else {
                    trimmed
                };
                if shorter.len() == url.len() {
                    break;
                }
                url = shorter;
            }
            // `[text](url)`: the text of a link whose brackets do not balance ends before its target.
            let end = url.find("](").unwrap_or(url.len());
            found.start()..found.start() + end
        })
        .collect()
}

/// The links of a document in order: Markdown links, and bare URLs of its prose.
pub(super) fn links(source: &str, outline: &Outline) -> Vec<Link> {
    let mut links = Vec::new();
    for link in &outline.links {
        if link.target.starts_with("http://") || link.target.starts_with("https://") {
            links.push(Link {
                url: link.target.clone(),
                text: link.text.trim().to_owned(),
                span: link.span.clone(),
            });
        }
    }
    let known = links.len();
    for block in outline.blocks.iter().filter(|block| block.is_prose()) {
        for found in url_spans(&block.text) {
            let span = block.span_of(found);
            let Some(url) = source.get(span.clone()).filter(|url| url.starts_with("http")) else { continue };
            let inside = links.get(..known).unwrap_or_default();
            let near = inside.partition_point(|link| link.span.start <= span.start);
            if near
                .checked_sub(1)
                .and_then(|near| inside.get(near))
                .is_some_and(|link| link.span.end >= span.end)
            {
                continue;
            }
            links.push(Link { url: url.to_owned(), text: url.to_owned(), span });
        }
    }
    links.sort_by_key(|link| link.span.start);
    links
}

/// The places in code that prose, code blocks (a panic's message) and permalinks name.
pub(super) fn locations(source: &str, outline: &Outline, links: &[Link]) -> Vec<Location> {
    let Some(regex) = LOCATION.as_ref() else { return Vec::new() };
    let mut locations = Vec::new();
    for block in &outline.blocks {
        for captures in regex.captures_iter(&block.text) {
            let Some(whole) = captures.get(0) else { continue };
            let start = path_start(&block.text, whole.start());
            let path_end = whole.start() + whole.as_str().find([':', '#']).unwrap_or(whole.len());
            let path = block.text.get(start..path_end).unwrap_or_default();
            // A URL's path is read from its link.
            if start == whole.start() || path.starts_with("//") {
                continue;
            }
            let span = block.span_of(start..whole.end());
            if source.get(span.clone()) == block.text.get(start..whole.end()) {
                locations.extend(location(&captures, path, span));
            }
        }
    }
    for link in links {
        // `https://host/owner/repo/blob/<commit>/src/x.rs#L10-L20`
        let Some((_, rest)) = link.url.split_once("/blob/").or_else(|| link.url.split_once("/-/blob/"))
        else {
            continue;
        };
        let Some((_, place)) = rest.split_once('/') else { continue };
        if let Some(captures) = regex.captures(place) {
            let path = place.split('#').next().unwrap_or_default();
            locations.extend(location(&captures, path, link.span.clone()));
        }
    }
    locations.sort_by_key(|location| location.span.start);
    locations
}

fn location(captures: &regex::Captures<'_>, path: &str, span: Span) -> Option<Location> {
    let number = |name: &str| captures.name(name).and_then(|part| part.as_str().parse::<u32>().ok());
    let line = number("line").or(number("hash")).filter(|line| *line > 0)?;
    Some(Location { path: path.to_owned(), line, column: number("column").or(number("hashcol")), span })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_end_where_the_sentence_goes_on() {
        for (text, expected) in [
            ("see https://a.b/c.", "https://a.b/c"),
            ("(https://a.b/c)", "https://a.b/c"),
            ("https://a.b/c_(d), x", "https://a.b/c_(d)"),
            ("<https://a.b/>", "https://a.b/"),
            ("**https://a.b/c**", "https://a.b/c"),
        ] {
            let spans = url_spans(text);
            assert_eq!(&text[spans[0].clone()], expected, "{text}");
        }
    }
}
