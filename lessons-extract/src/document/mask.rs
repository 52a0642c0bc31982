//! Takes out what is not Markdown before the Markdown is read: front matter, git headers, raw diffs.
//!
//! The masked text has the length of the source, with blanks in place of what was taken, so that every
//! position in one is a position in the other.

use super::Span;
use super::diff::{self, Diff};

/// The source made fit for a Markdown parser, and what was taken out.
#[derive(Debug, Default)]
pub(super) struct Masked {
    /// As long as the source.
    pub(super) text: String,
    /// Key, value and value's span of front matter and git headers.
    pub(super) fields: Vec<(String, String, Span)>,
    /// Where the front matter is, fence included.
    pub(super) front: Option<Span>,
    /// Diffs that stand in the text without a fence.
    pub(super) diffs: Vec<Diff>,
    /// Whether the text is a commit as `git show` or `git format-patch` print it.
    pub(super) is_commit: bool,
}

/// Containers that open further right than this are read as text. It bounds the depth of nesting and with it
/// the parser's work per line, which would otherwise grow with the square of the input.
const DEEPEST: usize = 192;

/// Masks a source.
pub(super) fn mask(source: &str) -> Masked {
    let mut masked = Masked::default();
    let mut bytes = source.as_bytes().to_vec();
    let mut at = 0;
    if source.starts_with('\u{feff}') {
        at = '\u{feff}'.len_utf8();
        blank(&mut bytes, 0..at);
    }
    if let Some(end) = front_matter(source, at, &mut masked) {
        blank(&mut bytes, at..end);
        masked.front = Some(at..end);
        at = end;
    } else if let Some(end) = git_header(source, at, &mut masked) {
        blank(&mut bytes, at..end);
        at = end;
        masked.is_commit = true;
    }
    let dedent = masked.is_commit;
    let mut fence: Option<(u8, usize)> = None;
    let mut skip = at;
    for (begin, line) in diff::lines(source, at..source.len()) {
        if begin < skip {
            continue;
        }
        let bare = line.trim_start();
        let run = fence_run(bare);
        match (fence, run) {
            (Some((mark, length)), Some((other, longer)))
                if mark == other && longer >= length && bare.len() == longer + trailing_blanks(bare) =>
            {
                fence = None;
            }
            (Some(_), _) => {}
            (None, Some(opened)) => fence = Some(opened),
            (None, None) if starts_diff(source, begin, line) => {
                let (diff, end) = diff::parse(source, begin..source.len(), true);
                blank(&mut bytes, begin..end);
                skip = end;
                masked.diffs.push(diff);
                continue;
            }
            (None, None) => {}
        }
        flatten(&mut bytes, begin, line);
        if dedent && begin > 0 && line.starts_with("    ") && bytes.get(begin - 1) == Some(&b'\n') {
            // `git show` indents the message by four, which would make it code: the line break moves one to
            // the right and leaves three.
            bytes.swap(begin - 1, begin);
        }
    }
    masked.text = String::from_utf8(bytes).unwrap_or_else(|_| source.to_owned());
    masked
}

/// Overwrites everything but line ends; `span` covers whole characters.
fn blank(bytes: &mut [u8], span: Span) {
    for byte in bytes.get_mut(span).into_iter().flatten() {
        if !matches!(*byte, b'\n' | b'\r') {
            *byte = b' ';
        }
    }
}

/// The mark and length of a fence that starts `bare`.
fn fence_run(bare: &str) -> Option<(u8, usize)> {
    let mark = bare.bytes().next().filter(|mark| matches!(mark, b'`' | b'~'))?;
    let length = bare.bytes().take_while(|byte| *byte == mark).count();
    let info = bare.get(length..).unwrap_or_default();
    (length >= 3 && !(mark == b'`' && info.contains('`'))).then_some((mark, length))
}

fn trailing_blanks(bare: &str) -> usize {
    bare.len() - bare.trim_end().len()
}

fn starts_diff(source: &str, begin: usize, line: &str) -> bool {
    if line.starts_with("diff --git ") {
        return true;
    }
    if !line.starts_with("--- ") {
        return false;
    }
    let mut next = diff::lines(source, begin..source.len()).map(|(_, line)| line).skip(1);
    next.next().is_some_and(|line| line.starts_with("+++ "))
        && next.next().is_some_and(|line| line.starts_with("@@ "))
}

/// Turns the markers of containers that open beyond [`DEEPEST`] into letters.
fn flatten(bytes: &mut [u8], begin: usize, line: &str) {
    let lead = line.bytes().take_while(|byte| b" \t>-*+.)0123456789".contains(byte)).count();
    if lead <= DEEPEST {
        return;
    }
    for at in begin + DEEPEST..begin + lead {
        let followed_by_blank = matches!(bytes.get(at + 1), None | Some(b' ' | b'\t' | b'\n' | b'\r'));
        if let Some(byte) = bytes.get_mut(at)
            && (*byte == b'>' || (followed_by_blank && b"-*+.)".contains(byte)))
        {
            *byte = b'x';
        }
    }
}

/// YAML between `---`, TOML between `+++`, or a first fenced `toml` block as advisories have it. Read line by
/// line: flat keys are enough, and a front matter with mistakes still gives its good lines.
fn front_matter(source: &str, at: usize, masked: &mut Masked) -> Option<usize> {
    let mut lines = diff::lines(source, at..source.len()).skip_while(|(_, line)| line.trim().is_empty());
    let (_, first) = lines.next()?;
    let first = first.trim_end();
    let close = match first {
        "---" => "---",
        "+++" => "+++",
        _ => {
            let (_, length) = fence_run(first)?;
            let info = first.get(length..).unwrap_or_default().trim();
            matches!(info, "toml" | "yaml").then(|| first.get(..length).unwrap_or_default())?
        }
    };
    let yaml = close == "---" || first.ends_with("yaml");
    let mut fields = Vec::new();
    let mut last_key: Option<String> = None;
    for (begin, line) in lines.take(2_000) {
        let bare = line.trim_end();
        if bare == close || (close == "---" && bare == "...") {
            if fields.is_empty() {
                return None;
            }
            masked.fields.append(&mut fields);
            return Some(begin + line.len());
        }
        if let Some(element) = bare.trim_start().strip_prefix("- ") {
            if let Some(key) = &last_key {
                fields.push(field(source, begin, line, key, element));
            }
            continue;
        }
        let split = bare.find(if yaml { ':' } else { '=' }).filter(|_| !bare.starts_with(['#', '[']));
        let (Some(key), Some(value)) =
            (split.and_then(|split| bare.get(..split)), split.and_then(|split| bare.get(split + 1..)))
        else {
            continue;
        };
        let key = key.trim().trim_matches('"').to_owned();
        if key.is_empty() || key.contains(char::is_whitespace) && close != "---" {
            continue;
        }
        if !value.trim().is_empty() {
            fields.push(field(source, begin, line, &key, value));
        }
        last_key = Some(key);
    }
    None
}

/// A field whose value is a part of `line`, without quotes and brackets.
fn field(source: &str, begin: usize, line: &str, key: &str, value: &str) -> (String, String, Span) {
    let value = value.split(" #").next().unwrap_or_default();
    let value = value.trim().trim_matches(['"', '\'', '[', ']']).trim();
    let offset = line.rfind(value).unwrap_or_default();
    let start = begin + offset;
    debug_assert!(source.get(start..start + value.len()).is_some());
    (key.to_owned(), value.replace(['"', '\''], ""), start..start + value.len())
}

/// The header of a commit (`git show`) or of a mailed patch (`git format-patch`).
fn git_header(source: &str, at: usize, masked: &mut Masked) -> Option<usize> {
    let mut lines = diff::lines(source, at..source.len());
    let (_, first) = lines.next()?;
    let hash = first.strip_prefix("commit ").or_else(|| first.strip_prefix("From "))?;
    let hash = hash.split(' ').next()?;
    if hash.len() < 7 || hash.len() > 40 || !hash.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let start = at + first.find(hash)?;
    let mut fields = vec![("commit".to_owned(), hash.to_owned(), start..start + hash.len())];
    for (begin, line) in lines.take(64) {
        if line.trim().is_empty() {
            masked.fields.append(&mut fields);
            return Some(begin);
        }
        let Some((key, value)) = line.split_once(':') else { continue };
        let key = if key == "Date" || key == "AuthorDate" { "commit date" } else { key };
        let value = value.trim();
        let value =
            value.strip_prefix("[PATCH").and_then(|rest| rest.split_once("] ")).map_or(value, |it| it.1);
        fields.push(field(source, begin, line, key, value));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mask_keeps_length_and_takes_front_matter_diffs_and_headers() {
        let text = "\u{feff}---\nid: INC-1\nauthors:\n  - Ann\n  - Bo\n---\n# T\n\ndiff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n\nend\n";
        let masked = mask(text);
        assert_eq!(masked.text.len(), text.len());
        assert_eq!(masked.text.split_whitespace().collect::<Vec<_>>(), ["#", "T", "end"]);
        let values: Vec<_> =
            masked.fields.iter().map(|(key, value, _)| (key.as_str(), value.as_str())).collect();
        assert_eq!(values, [("id", "INC-1"), ("authors", "Ann"), ("authors", "Bo")]);
        assert!(masked.fields.iter().all(|(_, value, span)| &text[span.clone()] == value));
        assert_eq!(masked.diffs.len(), 1);
    }

    #[test]
    fn a_rule_or_an_unclosed_front_matter_is_text() {
        for text in ["---\n\nHello\n\n---\n", "---\nid: x\n", "+++\n+++\n", "```toml\na = 1\n"] {
            assert_eq!(mask(text).front, None, "{text:?}");
        }
    }

    #[test]
    fn a_commits_message_is_no_code() {
        let text = "commit 3f2a91c0\nAuthor: A <a@b.c>\nDate: x\n\n    Fix the lock\n\n    Body\n";
        let masked = mask(text);
        assert!(masked.is_commit);
        assert_eq!(masked.text.len(), text.len());
        assert!(masked.text.contains("\n   Fix the lock"));
    }
}
