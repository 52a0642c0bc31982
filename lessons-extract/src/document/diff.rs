//! Unified diffs: files, hunks and lines, with the text before and after.

use std::ops::Range;

/// A unified diff as found in a document or printed by git.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Diff {
    /// The bytes of the diff, without a fence around it.
    pub span: Range<usize>,
    /// The section it stands in, an index into the document's sections.
    pub section: Option<usize>,
    /// The files it changes, in order.
    pub files: Vec<FileDiff>,
}

/// The changes of one file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct FileDiff {
    /// The path before, without `a/`; absent for a new file and in a diff without headers.
    pub old_path: Option<String>,
    /// The path after, without `b/`; absent for a deleted file and in a diff without headers.
    pub new_path: Option<String>,
    /// The hunks in order; none for a binary file or a pure rename.
    pub hunks: Vec<Hunk>,
}

/// A run of changed lines with its context.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Hunk {
    /// The first line before, 1-based; absent where the hunk does not say.
    pub old_start: Option<u32>,
    /// The first line after, 1-based; absent where the hunk does not say.
    pub new_start: Option<u32>,
    /// What follows the second `@@`: as a rule the enclosing function's head.
    pub heading: String,
    /// Context and removed lines, each ended by a line feed.
    pub before: String,
    /// Context and added lines, each ended by a line feed.
    pub after: String,
    /// The lines in order.
    pub lines: Vec<DiffLine>,
}

/// One line of a hunk.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct DiffLine {
    /// Context, removed or added.
    pub kind: LineKind,
    /// The line's bytes without its mark and its line end.
    pub span: Range<usize>,
}

/// What a diff says of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum LineKind {
    /// On both sides.
    Context,
    /// Only before.
    Removed,
    /// Only after.
    Added,
}

impl Diff {
    /// Reads the diff in `text`, such as the output of `git show`; lines outside of any file are passed over.
    /// Without a header of a file or hunk, lines that start with `+`, `-` or a blank make one hunk.
    pub fn parse(text: &str) -> Diff {
        parse(text, 0..text.len(), false).0
    }

    /// Whether any line was added or removed.
    pub fn changes_anything(&self) -> bool {
        let mut lines = self.files.iter().flat_map(|file| &file.hunks).flat_map(|hunk| &hunk.lines);
        lines.any(|line| line.kind != LineKind::Context)
    }
}

impl FileDiff {
    /// The path after, or the one before for a deleted file.
    pub fn path(&self) -> Option<&str> {
        self.new_path.as_deref().or(self.old_path.as_deref())
    }
}

/// How many lines a hunk still owes on each side.
#[derive(Clone, Copy)]
struct Owed {
    old: u32,
    new: u32,
}

/// Reads the diff in a part of `text`, and says where the last line that belongs to it ended. With
/// `stop_at_prose`, the first line after it that is neither empty nor of a diff ends the search.
pub(super) fn parse(text: &str, part: Range<usize>, stop_at_prose: bool) -> (Diff, usize) {
    let start = part.start;
    let mut diff = Diff { span: start..start, ..Diff::default() };
    let mut owed: Option<Owed> = None;
    let heads = ["diff --git ", "@@"];
    // Looked for once, and only where the part is known to be a diff: a part of a document may be long.
    let mut headless = !stop_at_prose
        && !lines(text, part.clone()).any(|(_, line)| heads.iter().any(|head| line.starts_with(head)));
    let mut end = start;
    let mut ahead = lines(text, part).peekable();
    while let Some((begin, line)) = ahead.next() {
        let next = ahead.peek().map_or("", |(_, next)| next);
        let inside = owed.is_some_and(|owed| owed.old > 0 || owed.new > 0);
        let taken = if inside && is_body(line) {
            if let (Some(hunk), Some(owed)) = (last_hunk(&mut diff), owed.as_mut()) {
                push(hunk, owed, begin, line);
            }
            true
        } else if let Some(rest) = line.strip_prefix("diff --git ") {
            headless = false;
            owed = None;
            let (old_path, new_path) = git_paths(rest);
            diff.files.push(FileDiff { old_path, new_path, hunks: Vec::new() });
            true
        } else if line.starts_with("--- ") && next.starts_with("+++ ") {
            headless = false;
            owed = None;
            let fresh = diff.files.last().is_none_or(|file| !file.hunks.is_empty());
            if fresh {
                diff.files.push(FileDiff::default());
            }
            if let Some(file) = diff.files.last_mut() {
                file.old_path = path(line.get(4..).unwrap_or_default());
                file.new_path = path(next.get(4..).unwrap_or_default());
            }
            true
        } else if let Some((hunk, counts)) = hunk_head(line) {
            headless = false;
            owed = Some(counts);
            if diff.files.is_empty() {
                diff.files.push(FileDiff::default());
            }
            if let Some(file) = diff.files.last_mut() {
                file.hunks.push(hunk);
            }
            true
        } else if headless && matches!(line.as_bytes().first(), Some(b'+' | b'-' | b' ')) {
            if diff.files.is_empty() {
                diff.files.push(FileDiff { hunks: vec![Hunk::default()], ..FileDiff::default() });
            }
            let mut unbounded = Owed { old: u32::MAX, new: u32::MAX };
            if let Some(hunk) = last_hunk(&mut diff) {
                push(hunk, &mut unbounded, begin, line);
            }
            true
        } else {
            header(&mut diff, line)
        };
        if taken {
            end = begin + line.len();
        } else if !headless && !line.is_empty() {
            if stop_at_prose {
                break;
            }
            owed = None;
        }
    }
    diff.span = start..end;
    (diff, end)
}

/// The lines of a part of `text` with their first byte, without line ends.
pub(super) fn lines(text: &str, part: Range<usize>) -> impl Iterator<Item = (usize, &str)> {
    let mut at = part.start;
    text.get(part).unwrap_or_default().split_inclusive('\n').map(move |line| {
        let begin = at;
        at += line.len();
        (begin, line.trim_end_matches('\n').trim_end_matches('\r'))
    })
}

/// Whether a line can stand in a hunk; an empty one is a context line whose blank an editor cut.
fn is_body(line: &str) -> bool {
    matches!(line.as_bytes().first(), None | Some(b'+' | b'-' | b' ' | b'\\'))
}

fn last_hunk(diff: &mut Diff) -> Option<&mut Hunk> {
    diff.files.last_mut()?.hunks.last_mut()
}

fn push(hunk: &mut Hunk, owed: &mut Owed, begin: usize, line: &str) {
    let kind = match line.as_bytes().first() {
        Some(b'+') => LineKind::Added,
        Some(b'-') => LineKind::Removed,
        Some(b'\\') => return,
        _ => LineKind::Context,
    };
    let mark = usize::from(!line.is_empty());
    let content = line.get(mark..).unwrap_or_default();
    hunk.lines.push(DiffLine { kind, span: begin + mark..begin + line.len() });
    if kind != LineKind::Added {
        owed.old = owed.old.saturating_sub(1);
        hunk.before.push_str(content);
        hunk.before.push('\n');
    }
    if kind != LineKind::Removed {
        owed.new = owed.new.saturating_sub(1);
        hunk.after.push_str(content);
        hunk.after.push('\n');
    }
}

/// Reads git's extended header lines and tells whether `line` is one.
fn header(diff: &mut Diff, line: &str) -> bool {
    let Some(file) = diff.files.last_mut().filter(|file| file.hunks.is_empty()) else {
        return line.starts_with('\\');
    };
    if line.starts_with("new file mode ") {
        file.old_path = None;
    } else if line.starts_with("deleted file mode ") {
        file.new_path = None;
    } else if let Some(from) = line.strip_prefix("rename from ") {
        file.old_path = Some(unquote(from));
    } else if let Some(to) = line.strip_prefix("rename to ") {
        file.new_path = Some(unquote(to));
    } else {
        let known = ["index ", "old mode ", "new mode ", "similarity ", "copy ", "Binary files ", "+++ "];
        return known.iter().any(|start| line.starts_with(start));
    }
    true
}

/// `@@ -a,b +c,d @@ heading`. Without numbers the hunk runs to the next line that cannot be of one.
fn hunk_head(line: &str) -> Option<(Hunk, Owed)> {
    let rest = line.strip_prefix("@@")?;
    if rest.starts_with('@') {
        return None;
    }
    let mut hunk = Hunk::default();
    let mut owed = Owed { old: u32::MAX, new: u32::MAX };
    if let Some((numbers, heading)) = rest.split_once("@@") {
        hunk.heading = heading.trim().to_owned();
        let mut parts = numbers.split_whitespace();
        let range = |part: Option<&str>, sign: char| {
            let part = part?.strip_prefix(sign)?;
            let (start, count) = part.split_once(',').unwrap_or((part, "1"));
            Some((start.parse::<u32>().ok()?, count.parse::<u32>().ok()?))
        };
        let (old, new) = (range(parts.next(), '-'), range(parts.next(), '+'));
        if let (Some((old_start, old)), Some((new_start, new))) = (old, new) {
            (hunk.old_start, hunk.new_start) = (Some(old_start), Some(new_start));
            owed = Owed { old, new };
        }
    } else {
        hunk.heading = rest.trim().to_owned();
    }
    Some((hunk, owed))
}

/// The two paths of a `diff --git` line. Unquoted paths with blanks are split where both halves agree.
fn git_paths(rest: &str) -> (Option<String>, Option<String>) {
    let rest = rest.trim();
    if let Some(inner) = rest.strip_prefix('"')
        && let Some(close) = inner.find("\" ")
    {
        let (old, new) = (inner.get(..close), inner.get(close + 2..));
        return (old.and_then(|old| path(&format!("\"{old}\""))), new.and_then(path));
    }
    let split = rest.find(" b/").or_else(|| rest.find(' '));
    match split {
        Some(at) => (path(rest.get(..at).unwrap_or_default()), path(rest.get(at + 1..).unwrap_or_default())),
        None => (path(rest), path(rest)),
    }
}

/// A path without quotes, time stamp and `a/` or `b/`; `/dev/null` is none.
fn path(raw: &str) -> Option<String> {
    let raw = raw.split('\t').next().unwrap_or_default().trim_end();
    let path = unquote(raw);
    if path == "/dev/null" || path.is_empty() {
        return None;
    }
    let bare = path.strip_prefix("a/").or_else(|| path.strip_prefix("b/"));
    Some(bare.map_or(path.clone(), str::to_owned))
}

/// Undoes git's quoting: `"caf\303\251.rs"`.
fn unquote(raw: &str) -> String {
    let Some(inner) = raw.strip_prefix('"').and_then(|raw| raw.strip_suffix('"')) else {
        return raw.to_owned();
    };
    let mut bytes = Vec::with_capacity(inner.len());
    let mut rest = inner.bytes().peekable();
    while let Some(byte) = rest.next() {
        if byte != b'\\' {
            bytes.push(byte);
            continue;
        }
        match rest.next() {
            Some(b'n') => bytes.push(b'\n'),
            Some(b't') => bytes.push(b'\t'),
            Some(first @ b'0'..=b'7') => {
                let mut value = u32::from(first - b'0');
                for _ in 0..2 {
                    if let Some(digit) = rest.next_if(|digit| (b'0'..=b'7').contains(digit)) {
                        value = value * 8 + u32::from(digit - b'0');
                    }
                }
                bytes.push((value & 0xff) as u8);
            }
            Some(other) => bytes.push(other),
            None => {}
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn git_show_gives_files_hunks_and_both_sides() {
        let text = "commit 3f2a91c\n\n    Fix\n\ndiff --git a/src/q.rs b/src/q.rs\nindex 1..2 100644\n--- a/src/q.rs\n\
                    +++ b/src/q.rs\n@@ -1,3 +1,3 @@ fn drain()\n a\n-b\n+c\n d\n@@ -10 +10,2 @@\n x\n+y\n\
                    diff --git a/old.rs b/old.rs\ndeleted file mode 100644\n--- a/old.rs\n+++ /dev/null\n@@ -1 +0,0 @@\n-gone\n";
        let diff = Diff::parse(text);
        assert_eq!(diff.files.len(), 2);
        let hunk = &diff.files[0].hunks[0];
        assert_eq!((hunk.before.as_str(), hunk.after.as_str()), ("a\nb\nd\n", "a\nc\nd\n"));
        assert_eq!((hunk.old_start, hunk.heading.as_str()), (Some(1), "fn drain()"));
        assert_eq!(diff.files[0].hunks[1].after, "x\ny\n");
        assert_eq!(&text[hunk.lines[1].span.clone()], "b");
        assert_eq!(
            (diff.files[1].old_path.as_deref(), diff.files[1].path()),
            (Some("old.rs"), Some("old.rs"))
        );
        assert_eq!(diff.files[1].new_path, None);
    }

    #[test]
    fn removed_lines_that_look_like_headers_stay_lines() {
        let text = "--- a/q.sql\n+++ b/q.sql\n@@ -1,2 +1,2 @@\n--- old comment\n-x\n+++ new\n+y\n";
        let diff = Diff::parse(text);
        assert_eq!(diff.files.len(), 1);
        assert_eq!(diff.files[0].hunks[0].before, "-- old comment\nx\n");
        assert_eq!(diff.files[0].hunks[0].after, "++ new\ny\n");
    }

    #[test]
    fn loose_diffs_are_read() {
        for (text, before, after) in [
            ("-a\n+b\n", "a\n", "b\n"),
            ("@@ ... @@\n ctx\n-a\n+b\n", "ctx\na\n", "ctx\nb\n"),
            ("--- a/x\r\n+++ b/x\r\n@@ -1,3 +1,3 @@\r\n a\r\n\r\n-b\r\n+c\r\n", "a\n\nb\n", "a\n\nc\n"),
        ] {
            let diff = Diff::parse(text);
            let hunk = &diff.files[0].hunks[0];
            assert_eq!((hunk.before.as_str(), hunk.after.as_str()), (before, after), "{text:?}");
        }
    }

    #[test]
    fn renames_quotes_and_new_files() {
        let text = "diff --git \"a/caf\\303\\251.rs\" \"b/caf\\303\\251.rs\"\nrename from a.rs\nrename to b.rs\n\
                    diff --git a/n.rs b/n.rs\nnew file mode 100644\n--- /dev/null\n+++ b/n.rs\n@@ -0,0 +1 @@\n+n\n";
        let diff = Diff::parse(text);
        assert_eq!(diff.files[0].new_path.as_deref(), Some("b.rs"));
        assert_eq!(
            (diff.files[1].old_path.as_deref(), diff.files[1].new_path.as_deref()),
            (None, Some("n.rs"))
        );
        let quoted = Diff::parse("diff --git \"a/caf\\303\\251.rs\" \"b/caf\\303\\251.rs\"\n");
        assert_eq!(quoted.files[0].path(), Some("café.rs"));
    }
}
