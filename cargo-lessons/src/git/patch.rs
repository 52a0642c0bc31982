//! Reads a patch without context lines: which lines of which new file it writes, and which files it moves.

use std::io::BufRead;
use std::ops::RangeInclusive;

use super::Changes;

/// What `git diff -U0` with the prefixes `a/` and `b/` prints, read line by line.
pub(super) fn read(mut patch: impl BufRead) -> std::io::Result<Changes> {
    let mut changes = Changes::default();
    let mut new_path: Option<String> = None;
    let mut moved_from: Option<String> = None;
    // Lines of the hunk that are still to come: what they say is content, whatever it looks like.
    let mut content = 0_u64;
    let mut line = Vec::new();
    loop {
        line.clear();
        if patch.read_until(b'\n', &mut line)? == 0 {
            return Ok(changes);
        }
        if line.last() == Some(&b'\n') {
            line.pop();
        }
        if content > 0 && matches!(line.first(), Some(b'+' | b'-')) {
            content -= 1;
        } else if let Some(path) = line.strip_prefix(b"* Unmerged path ") {
            if let Some(path) = name(path) {
                changes.add_lines(&path, 1..=u32::MAX);
            }
        } else if line.starts_with(b"diff --git ") {
            new_path = None;
        } else if let Some(path) = line.strip_prefix(b"rename from ") {
            moved_from = name(path);
        } else if let Some(path) = line.strip_prefix(b"rename to ") {
            if let (Some(from), Some(to)) = (moved_from.take(), name(path)) {
                changes.add_rename(from, to);
            }
        } else if let Some(path) = line.strip_prefix(b"+++ ") {
            // A tab ends a name that has a space in it.
            let path = path.strip_suffix(b"\t").unwrap_or(path);
            new_path = name(path).and_then(|path| path.strip_prefix("b/").map(str::to_owned));
        } else if let Some((removed, added, lines)) = hunk(&line) {
            content = removed + added;
            if let (Some(path), Some(lines)) = (&new_path, lines) {
                changes.add_lines(path, lines);
            }
        }
    }
}

/// The counts of removed and added lines of a hunk's header, and the added lines.
fn hunk(line: &[u8]) -> Option<(u64, u64, Option<RangeInclusive<u32>>)> {
    let line = String::from_utf8_lossy(line);
    let (ranges, _) = line.strip_prefix("@@ -")?.split_once(" @@")?;
    let (old, new) = ranges.split_once(" +")?;
    let range = |text: &str| -> Option<(u32, u32)> {
        let (start, count) = text.split_once(',').unwrap_or((text, "1"));
        Some((start.parse().ok()?, count.parse().ok()?))
    };
    let ((_, removed), (start, added)) = (range(old)?, range(new)?);
    let lines = (added > 0).then(|| start..=start.saturating_add(added - 1));
    Some((removed.into(), added.into(), lines))
}

/// A file's name as git prints it: as it is, or in quotes with C's escapes. None where it is not UTF-8.
fn name(printed: &[u8]) -> Option<String> {
    let Some(quoted) = printed.strip_prefix(b"\"").and_then(|rest| rest.strip_suffix(b"\"")) else {
        return String::from_utf8(printed.to_vec()).ok();
    };
    let mut bytes = Vec::with_capacity(quoted.len());
    let mut rest = quoted.iter().copied();
    while let Some(byte) = rest.next() {
        if byte != b'\\' {
            bytes.push(byte);
            continue;
        }
        bytes.push(match rest.next()? {
            b'a' => 7,
            b'b' => 8,
            b't' => b'\t',
            b'n' => b'\n',
            b'v' => 11,
            b'f' => 12,
            b'r' => b'\r',
            digit @ b'0'..=b'3' => {
                let mut octal = || rest.next().filter(|digit| matches!(digit, b'0'..=b'7'));
                (digit - b'0') * 64 + (octal()? - b'0') * 8 + (octal()? - b'0')
            }
            other => other,
        });
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_is_never_taken_for_a_header() {
        let patch = "diff --git a/x.rs b/x.rs\n--- a/x.rs\n+++ b/x.rs\n@@ -2,2 +2,3 @@ fn f() {\n--- a/y.rs\n-old\n\
            +++ b/y.rs\n+@@ -1 +1 @@\n+diff --git a/z b/z\n\\ No newline at end of file\n@@ -9 +10,0 @@\n-gone\n\
            @@ -20,0 +20 @@\n+new\n";
        let changes = read(patch.as_bytes()).unwrap();
        assert_eq!(changes.paths().collect::<Vec<_>>(), ["x.rs"]);
        for (line, changed) in [(1, false), (2, true), (4, true), (5, false), (10, false), (20, true)] {
            assert_eq!(changes.touches("x.rs", line, line), changed, "{line}");
        }
        assert!(changes.touches("x.rs", 5, 20) && !changes.touches("y.rs", 1, 99));
    }

    #[test]
    fn names_are_read_as_git_writes_them() {
        for (printed, expected) in [
            ("b/a.rs", Some("b/a.rs")),
            ("b/ü b.rs", Some("b/ü b.rs")),
            (r#""b/a\"b\\c\td\303\274.rs""#, Some("b/a\"b\\c\tdü.rs")),
            (r#""b/\377""#, None),
            (r#""b/\3""#, None),
        ] {
            assert_eq!(name(printed.as_bytes()).as_deref(), expected, "{printed}");
        }
    }

    #[test]
    fn moves_deletions_and_conflicts() {
        let patch = "diff --git a/o.rs b/n.rs\nsimilarity index 90%\nrename from o.rs\nrename to n.rs\n--- a/o.rs\n\
            +++ b/n.rs\n@@ -1 +1 @@\n-a\n+b\ndiff --git a/d.rs b/d.rs\ndeleted file mode 100644\n--- a/d.rs\n\
            +++ /dev/null\n@@ -1 +0,0 @@\n-x\n* Unmerged path c d.rs\ndiff --git a/e f.rs b/e f.rs\n\
            --- a/e f.rs\t\n+++ b/e f.rs\t\n@@ -0,0 +1 @@\n+x\n";
        let changes = read(patch.as_bytes()).unwrap();
        assert_eq!(changes.base_path("n.rs"), "o.rs");
        assert_eq!(changes.base_path("x.rs"), "x.rs");
        assert_eq!(changes.paths().collect::<Vec<_>>(), ["c d.rs", "e f.rs", "n.rs"]);
    }
}
