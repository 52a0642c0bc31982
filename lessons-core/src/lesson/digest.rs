//! The digest that an approval confirms.

use sha2::{Digest, Sha256};

use crate::lesson::block::{Block, Polarity};
use crate::lesson::keys::NOT_DIGESTED;
use crate::rule::value::{Node, Table, Value};

/// SHA-256 over the front matter and the blocks in a form in which only their meaning is left.
///
/// Every key counts unless it is listed as not counting, so that a key that is added later cannot be forgotten.
/// Keys that say what is the default anyway are left out.
pub(crate) fn digest(id: &str, root: &Table, blocks: &[Block]) -> String {
    let mut canon = Canon(Sha256::new());
    canon.part("lesson", "1");
    canon.part("id", id);
    canon.table(root, "");
    for block in blocks {
        canon.part("block", &block.language);
        canon.part(
            "polarity",
            match block.polarity {
                Polarity::Bad => "bad",
                Polarity::Good => "good",
            },
        );
        canon.part("file", block.file.as_deref().unwrap_or_default());
        canon.part("edition", block.edition.as_deref().unwrap_or_default());
        canon.part("rule", block.rule.map(super::RuleKind::name).unwrap_or_default());
        canon.part("code", block.text());
    }
    canon.0.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

struct Canon(Sha256);

impl Canon {
    /// A name and a text, each with its length, so that no two sequences of parts have the same bytes.
    fn part(&mut self, name: &str, text: &str) {
        for field in [name, text] {
            self.0.update((field.len() as u64).to_le_bytes());
            self.0.update(field.as_bytes());
        }
    }

    /// Keys in the order of their bytes, with their number.
    fn table(&mut self, table: &Table, path: &str) {
        let mut entries: Vec<_> = table
            .entries
            .iter()
            .map(|entry| {
                (entry, if path.is_empty() { entry.key.clone() } else { format!("{path}.{}", entry.key) })
            })
            .filter(|(entry, path)| counts(path, &entry.value))
            .collect();
        entries.sort_by(|(one, _), (other, _)| one.key.cmp(&other.key));
        self.part("table", &entries.len().to_string());
        for (entry, path) in entries {
            self.part("key", &entry.key);
            // Only `lesson` and `scope` have keys that do not count; a long path is not carried on.
            let known = if matches!(path.as_str(), "lesson" | "scope") { path.as_str() } else { "…" };
            self.value(&entry.value, known);
        }
    }

    fn value(&mut self, value: &Value, path: &str) {
        match &value.node {
            Node::Text(text) => self.part("string", &text.value),
            Node::Integer(number) => {
                self.part("integer", &number.map(|number| number.to_string()).unwrap_or_default())
            }
            Node::Float(text) => self.part("float", text),
            Node::Boolean(truth) => self.part("boolean", if *truth { "true" } else { "false" }),
            Node::Date(_, text) => self.part("date", text),
            Node::List(items) => {
                self.part("list", &items.len().to_string());
                items.iter().for_each(|item| self.value(item, "…"));
            }
            Node::Table(table) => self.table(table, path),
        }
    }
}

/// Whether a key of the front matter counts: it is no tag, link or commit, and says more than the default. The id
/// counts by itself, written or not; an empty `[scope]` is none.
fn counts(path: &str, value: &Value) -> bool {
    match (path, &value.node) {
        ("lesson.id" | "lesson.format", _) => false,
        ("lesson.level", Node::Text(text)) => text.value != "warn",
        ("scope.language", Node::Text(text)) => text.value != "rust",
        ("scope.tests", Node::Boolean(tests)) => *tests,
        ("scope", Node::Table(scope)) => {
            scope.entries.iter().any(|entry| counts(&format!("scope.{}", entry.key), &entry.value))
        }
        _ => path.strip_prefix("lesson.").is_none_or(|key| !NOT_DIGESTED.contains(&key)),
    }
}

#[cfg(test)]
mod tests {
    use crate::lesson::Lesson;

    const TOML: &str = "[lesson]\ndate = 2026-04-12\nlevel = \"deny\"\ntags = [\"a\"]\n\n[scope]\npaths = [\"src/**\"]\n\n\
        [forbid]\npattern = '''\nf($X);\ng($X);'''\nwhere.X.type = \"T\"\nmessage = \"m\"\n";
    const REST: &str = "\n# T\n\n## Root cause\n\na\n\n## Invariant\n\nb\n\n## Mitigation\n\nc\n\n```rust,bad\nf(x);\ng(x);\n```\n";

    fn digest(toml: &str, rest: &str) -> String {
        let reading = Lesson::read("L.md", format!("```toml\n{toml}```\n{rest}").as_bytes());
        reading.lesson.unwrap_or_else(|| panic!("{:?}", reading.problems)).digest().to_owned()
    }

    #[test]
    fn layout_does_not_count() {
        let first = digest(TOML, REST);
        assert_eq!(first.len(), 64);
        for (toml, rest) in [
            (TOML.replace('\n', "\r\n"), REST.replace('\n', "\r\n")),
            (TOML.replace("level = \"deny\"\n", "").replace("[lesson]", "# c\n[lesson]\nlevel   = 'deny' # c"), REST.to_owned()),
            (TOML.replace("pattern = '''\nf($X);\ng($X);'''", "pattern = \"f($X);\\ng($X);\""), REST.to_owned()),
            (TOML.replace("where.X.type = \"T\"", "where = { X = { type = \"T\" } }"), REST.to_owned()),
            (TOML.replace("tags = [\"a\"]", "tags = [\"b\"]\npostmortem = \"x.md\"\nfixed-by = [\"abcd\"]\nintroduced-by = [\"abcd\"]"), REST.to_owned()),
            (TOML.replace("[lesson]", "[lesson]\nid = \"L\"\nformat = 1"), REST.to_owned()),
            (TOML.replace("[scope]", "[scope]\ntests = false\nlanguage = 'rust'"), REST.to_owned()),
            (TOML.to_owned(), REST.replace("# T", "# Another").replace("\na\n", "\nanother\n")),
            (TOML.to_owned(), REST.replace("```rust,bad", "~~~~ rust bad").replace("g(x);\n```", "g(x);\n~~~~")),
            (TOML.to_owned(), format!("{REST}\n```rust\nillustration\n```\n")),
        ] {
            assert_eq!(digest(&toml, &rest), first, "{toml}\n{rest}");
        }
    }

    #[test]
    fn what_is_enforced_counts() {
        let mut seen = vec![digest(TOML, REST)];
        for (toml, rest) in [
            (TOML.replace("deny", "note"), REST.to_owned()),
            (TOML.replace("deny", "warn"), REST.to_owned()),
            (TOML.replace("2026-04-12", "2026-04-13"), REST.to_owned()),
            (TOML.replace("src/**", "src/*"), REST.to_owned()),
            (TOML.replace("[scope]", "[scope]\ntests = true"), REST.to_owned()),
            (TOML.replace("f($X)", "f( $X)"), REST.to_owned()),
            (TOML.replace("\"T\"", "\"U\""), REST.to_owned()),
            (TOML.replace("\"T\"", "\"T\"\nwhere.X.type-unknown = \"match\""), REST.to_owned()),
            (TOML.replace("[forbid]", "[require]"), REST.to_owned()),
            (TOML.replace("\"m\"", "\"n\""), REST.to_owned()),
            (TOML.replace("[scope]", "withdrawn = 2027-01-01\n[scope]"), REST.to_owned()),
            (TOML.to_owned(), REST.replace("g(x)", "h(x)")),
            (TOML.to_owned(), REST.replace(",bad", ",good")),
            (TOML.to_owned(), REST.replace(",bad", ",bad,file=src/a.rs")),
            (TOML.to_owned(), REST.replace(",bad", ",bad,edition=2021")),
            (TOML.to_owned(), REST.replace(",bad", ",bad,rule=forbid")),
        ] {
            let digest = digest(&toml, &rest);
            assert!(!seen.contains(&digest), "{toml}\n{rest}");
            seen.push(digest);
        }
    }
}
