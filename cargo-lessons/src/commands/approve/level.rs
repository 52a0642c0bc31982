//! Sets the level in a lesson's file; every other byte of it stays.

use lessons_core::{Lesson, Level};
use toml_edit::{Document, Item};

/// The text of the file with another level. None where the front matter has a shape that cannot be edited.
pub(super) fn set(lesson: &Lesson, level: Level) -> Option<String> {
    let source = lesson.source();
    let front = lesson.front_matter();
    let (start, end) = (front.start as usize, front.end as usize);
    let toml = source.get(start..end)?;
    let document = Document::parse(toml).ok()?;
    let about = document.get("lesson")?;
    let table = about.as_table_like()?;
    let (range, text) = match table.get("level") {
        Some(level_now) => (level_now.span()?, format!("\"{level}\"")),
        None => {
            // The date is always there; the level goes before it, written in the same way.
            let (date, _) = table.get_key_value("date")?;
            let at = date.span()?.start;
            if matches!(about, Item::Value(toml_edit::Value::InlineTable(table)) if !table.is_dotted()) {
                (at..at, format!("level = \"{level}\", "))
            } else {
                let line = toml.get(..at)?.rfind('\n').map_or(0, |newline| newline + 1);
                let before = toml.get(line..at)?;
                let end = if toml.contains("\r\n") { "\r\n" } else { "\n" };
                (line..line, format!("{before}level = \"{level}\"{end}"))
            }
        }
    };
    let (from, to) = (start + range.start, start + range.end);
    Some(format!("{}{text}{}", source.get(..from)?, source.get(to..)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_level_changes() {
        for (before, after) in [
            (
                "[lesson]\ndate = 2026-01-02\nlevel  =  'warn'   # why\n",
                "[lesson]\ndate = 2026-01-02\nlevel  =  \"deny\"   # why\n",
            ),
            (
                "# c\n[lesson] # d\n  date = 2026-01-02\n",
                "# c\n[lesson] # d\n  level = \"deny\"\n  date = 2026-01-02\n",
            ),
            ("lesson.date = 2026-01-02\n", "lesson.level = \"deny\"\nlesson.date = 2026-01-02\n"),
            (
                "lesson.date = 2026-01-02\nlesson.level = \"note\"\n",
                "lesson.date = 2026-01-02\nlesson.level = \"deny\"\n",
            ),
            (
                "lesson = { tags = ['a'], date = 2026-01-02 }\n",
                "lesson = { tags = ['a'], level = \"deny\", date = 2026-01-02 }\n",
            ),
            (
                "lesson = { level = \"warn\", date = 2026-01-02 }\n",
                "lesson = { level = \"deny\", date = 2026-01-02 }\n",
            ),
            ("[lesson]\r\ndate = 2026-01-02\r\n", "[lesson]\r\nlevel = \"deny\"\r\ndate = 2026-01-02\r\n"),
            (
                "[lesson]\ntags = [\"level = \\\"warn\\\"\"]\n\"date\" = 2026-01-02\n",
                "[lesson]\ntags = [\"level = \\\"warn\\\"\"]\nlevel = \"deny\"\n\"date\" = 2026-01-02\n",
            ),
        ] {
            let file = |toml: &str| {
                let rule = if toml.contains("\n[") || toml.starts_with('[') {
                    "[waive]\nreason = 'r'\n"
                } else {
                    "waive.reason = 'r'\n"
                };
                format!(
                    "\u{feff}```toml\n{toml}{rule}```\r\n# T  \n## Root cause\na\n## Invariant\nb\n## Mitigation\nlevel = \"warn\""
                )
            };
            let reading = Lesson::read("x.md", file(before).as_bytes());
            let lesson = reading.lesson.unwrap_or_else(|| panic!("{:?}", reading.problems));
            let text = set(&lesson, Level::Deny).unwrap();
            assert_eq!(text, file(after));
            let lesson = Lesson::read("x.md", text.as_bytes()).lesson.unwrap();
            assert_eq!(lesson.level, Level::Deny);
        }
    }
}
