//! `lessons/approvals.toml`: which lessons were approved, by whom, when, and in which state.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use toml_edit::{ArrayOfTables, DocumentMut, Item};

use crate::date::Date;
use crate::lesson::Lesson;
use crate::lesson::paths::check_id;
use crate::problem::{Flaw, Problem, place_problems};
use crate::rule::value::{self, Entry, Node, Table, Value};
use crate::span::{LineIndex, Span};

/// One approval of a lesson.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Approval {
    /// The lesson's id; `pack/ID` for a lesson of a pack.
    pub id: String,
    /// The lesson's digest when it was approved: 64 hexadecimal digits, in lower case.
    pub sha256: String,
    /// Who approved; a claim.
    pub by: String,
    /// When.
    pub at: Date,
}

impl Approval {
    /// An approval of the lesson `id` in the state that `sha256` names.
    #[must_use]
    pub fn new(id: impl Into<String>, sha256: &str, by: impl Into<String>, at: Date) -> Self {
        Self { id: id.into(), sha256: sha256.to_ascii_lowercase(), by: by.into(), at }
    }
}

/// Whether a lesson was approved as it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum ApprovalStatus {
    /// There is no approval.
    Proposed,
    /// There is an approval of what the lesson says.
    Approved,
    /// There is an approval of something else.
    Stale,
}

impl std::fmt::Display for ApprovalStatus {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Self::Proposed => "proposed",
            Self::Approved => "approved",
            Self::Stale => "stale",
        })
    }
}

/// The approvals of a repository.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Approvals {
    approvals: Vec<Approval>,
    /// Places in `approvals` by id in lower case.
    places: HashMap<String, usize>,
    problems: Vec<Problem>,
}

const KEYS: &[&str] = &["id", "sha256", "by", "at"];

impl Approvals {
    /// Reads the file; what is faulty is a problem, and the rest is read. No file is an empty one.
    #[must_use]
    pub fn read(path: &str, bytes: &[u8]) -> Self {
        let mut flaws = Vec::new();
        let text = std::str::from_utf8(bytes).unwrap_or_else(|error| {
            let valid = bytes.get(..error.valid_up_to()).unwrap_or_default();
            flaws.push(
                Flaw::error(Span::from_range(valid.len()..valid.len()), "the file is not UTF-8 here")
                    .hint("save it as UTF-8"),
            );
            std::str::from_utf8(valid).unwrap_or_default()
        });
        let (root, _) = value::read(text, 0..text.len(), &mut flaws);
        let mut approvals: Vec<Approval> = Vec::new();
        let mut places: HashMap<String, usize> = HashMap::new();
        for entry in &root.entries {
            match &entry.value.node {
                Node::List(items) if entry.key == "approval" => {
                    for item in items {
                        let Some(approval) = read_one(item, &mut flaws) else { continue };
                        let id = approval.id.to_ascii_lowercase();
                        match places.get(&id).and_then(|at| approvals.get_mut(*at)) {
                            Some(other) => {
                                let message = format!("a second approval of `{}`", approval.id);
                                flaws.push(
                                    Flaw::error(item.at, message)
                                        .hint("keep the one that holds; the last one counts"),
                                );
                                *other = approval;
                            }
                            None => {
                                places.insert(id, approvals.len());
                                approvals.push(approval);
                            }
                        }
                    }
                }
                _ if entry.key == "approval" => {
                    flaws.push(
                        Flaw::error(entry.value.at, "`approval` takes a list of tables")
                            .hint("write `[[approval]]`"),
                    );
                }
                _ => flaws.push(Flaw::unknown_key(entry.at, &entry.key, "the approvals", &["approval"])),
            }
        }
        Self { approvals, places, problems: place_problems(flaws, path, text, &LineIndex::new(text)) }
    }

    /// The approvals, in the order of the file.
    #[must_use]
    pub fn approvals(&self) -> &[Approval] {
        &self.approvals
    }

    /// What is wrong with the file, sorted by place.
    #[must_use]
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// The approval of a lesson, by its id ignoring case.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Approval> {
        self.approvals.get(*self.places.get(&id.to_ascii_lowercase())?)
    }

    /// Whether a lesson of the repository is approved as it stands.
    #[must_use]
    pub fn status(&self, lesson: &Lesson) -> ApprovalStatus {
        self.status_of(&lesson.id, lesson.digest())
    }

    /// Whether `digest` of the lesson `id` is approved; for a pack's lesson the id is `pack/ID`.
    #[must_use]
    pub fn status_of(&self, id: &str, digest: &str) -> ApprovalStatus {
        match self.get(id) {
            None => ApprovalStatus::Proposed,
            Some(approval) if approval.sha256.eq_ignore_ascii_case(digest) => ApprovalStatus::Approved,
            Some(_) => ApprovalStatus::Stale,
        }
    }
}

fn read_one(item: &Value, flaws: &mut Vec<Flaw>) -> Option<Approval> {
    let Node::Table(table) = &item.node else {
        flaws.push(
            Flaw::error(item.at, "an approval is a table").hint("write `[[approval]]` and its keys below"),
        );
        return None;
    };
    for entry in table.entries.iter().filter(|entry| !KEYS.contains(&entry.key.as_str())) {
        flaws.push(Flaw::unknown_key(entry.at, &entry.key, "`[[approval]]`", KEYS));
    }
    let id = text(item, table, "id", flaws);
    let sha256 = text(item, table, "sha256", flaws);
    let by = text(item, table, "by", flaws);
    let at = required(item, table, "at", flaws).and_then(|entry| day(entry, flaws));
    let id = id.filter(|(id, at)| {
        let sound = match id.split_once('/') {
            Some((pack, id)) => check_id(pack).and(check_id(id)),
            None => check_id(id),
        };
        if let Err(error) = &sound {
            flaws.push(
                Flaw::error(*at, format!("`{id}` is no id: {error}"))
                    .hint("the id of a lesson, or `pack/ID`"),
            );
        }
        sound.is_ok()
    });
    let sha256 = sha256.filter(|(sha256, at)| {
        let sound = sha256.len() == 64 && sha256.bytes().all(|byte| byte.is_ascii_hexdigit());
        if !sound {
            flaws.push(
                Flaw::error(*at, "`sha256` is no SHA-256")
                    .hint("64 hexadecimal digits; `cargo lessons approve` writes it"),
            );
        }
        sound
    });
    Some(Approval::new(id?.0, &sha256?.0, by?.0, at?))
}

fn required<'a>(item: &Value, table: &'a Table, key: &str, flaws: &mut Vec<Flaw>) -> Option<&'a Entry> {
    let entry = table.get(key);
    if entry.is_none() {
        flaws.push(
            Flaw::error(item.at, format!("the approval has no `{key}`"))
                .hint("approve the lesson again with `cargo lessons approve`"),
        );
    }
    entry
}

fn text(item: &Value, table: &Table, key: &str, flaws: &mut Vec<Flaw>) -> Option<(String, Span)> {
    let value = &required(item, table, key, flaws)?.value;
    if let Node::Text(text) = &value.node {
        return Some((text.value.clone(), text.at));
    }
    flaws.push(
        Flaw::error(value.at, format!("`{key}` takes a string, not {}", value.describe()))
            .hint("write it in quotes"),
    );
    None
}

/// The day of `at`, which a hand may have written with a time or in quotes.
fn day(entry: &Entry, flaws: &mut Vec<Flaw>) -> Option<Date> {
    let day = match &entry.value.node {
        Node::Date(day, _) => *day,
        Node::Text(text) => text.value.parse().ok(),
        _ => None,
    };
    if day.is_none() {
        flaws.push(Flaw::error(entry.value.at, "`at` is no day").hint("write a day such as 2026-04-12"));
    }
    day
}

/// Why an approvals file could not be changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ApprovalsFileError {
    /// The file is no TOML; nothing can be put into it without losing something.
    #[error("the approvals file is not sound TOML; mend it first: {0}")]
    Syntax(String),
    /// `approval` is something else than `[[approval]]` tables.
    #[error("`approval` in the approvals file is no list of `[[approval]]` tables; mend it first")]
    Shape,
}

const HEADER: &str = "# What was approved, by whom and when; written by `cargo lessons approve`.\n\n";

/// The text of an approvals file with `approval` put in or, where the lesson has one, in its place. Comments and other
/// approvals stay as they are.
///
/// # Errors
///
/// If the text is not sound TOML, or has another shape.
pub fn set_approval(text: &str, approval: &Approval) -> Result<String, ApprovalsFileError> {
    let text = text.trim_start_matches('\u{feff}');
    let text = if text.trim().is_empty() { HEADER } else { text };
    if value::too_deep(text).is_some() {
        let message = format!("keys, lists and tables lie more than {} deep", value::DEPTH);
        return Err(ApprovalsFileError::Syntax(message));
    }
    let mut document: DocumentMut = text
        .parse()
        .map_err(|error: toml_edit::TomlError| ApprovalsFileError::Syntax(error.message().to_owned()))?;
    let trailing = document.trailing().as_str().unwrap_or_default().to_owned();
    let tables = document.entry("approval").or_insert_with(|| Item::ArrayOfTables(ArrayOfTables::new()));
    let tables = tables.as_array_of_tables_mut().ok_or(ApprovalsFileError::Shape)?;
    let is_it = |table: &toml_edit::Table| {
        table.get("id").and_then(Item::as_str).is_some_and(|id| id.eq_ignore_ascii_case(&approval.id))
    };
    let mut found = false;
    tables.retain(|table| !is_it(table) || !std::mem::replace(&mut found, true));
    if !found {
        let mut table = toml_edit::Table::new();
        table.insert("id", toml_edit::value(&approval.id));
        // What stands after the last table stays where it is, before the new one.
        let line_end = if trailing.is_empty() || trailing.ends_with('\n') { "" } else { "\n" };
        let blank = if trailing.ends_with("\n\n") { "" } else { "\n" };
        table.decor_mut().set_prefix(format!("{trailing}{line_end}{blank}"));
        tables.push(table);
    }
    for table in tables.iter_mut().filter(|table| is_it(table)) {
        set(table, "id", approval.id.as_str().into());
        set(table, "sha256", approval.sha256.as_str().into());
        set(table, "by", approval.by.as_str().into());
        let date = toml_edit::Date { year: approval.at.year, month: approval.at.month, day: approval.at.day };
        set(table, "at", toml_edit::Datetime { date: Some(date), time: None, offset: None }.into());
    }
    if !found {
        document.set_trailing("");
    }
    let new = document.to_string();
    Ok(if text.contains("\r\n") { new.replace("\r\n", "\n").replace('\n', "\r\n") } else { new })
}

/// Sets a key and keeps the comments around its value.
fn set(table: &mut toml_edit::Table, key: &str, mut value: toml_edit::Value) {
    if let Some(old) = table.get(key).and_then(Item::as_value) {
        *value.decor_mut() = old.decor().clone();
    }
    match table.get_mut(key) {
        Some(item) => *item = Item::Value(value),
        None => {
            table.insert(key, Item::Value(value));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn approval(id: &str, digit: &str) -> Approval {
        Approval::new(id, &digit.repeat(64), "Ada \"A\" <a@b>", Date::new(2026, 5, 1).unwrap())
    }

    fn read(text: &str) -> Approvals {
        Approvals::read("lessons/approvals.toml", text.as_bytes())
    }

    #[test]
    fn what_is_written_is_read() {
        let text = set_approval("", &approval("INC-1", "a")).unwrap();
        let text = set_approval(&text, &approval("pack/INC-2", "B")).unwrap();
        let approvals = read(&text);
        assert_eq!(approvals.problems(), []);
        assert_eq!(approvals.approvals(), [approval("INC-1", "a"), approval("pack/INC-2", "b")]);
        for (id, digit, status) in [
            ("INC-1", "a", ApprovalStatus::Approved),
            ("inc-1", "A", ApprovalStatus::Approved),
            ("INC-1", "b", ApprovalStatus::Stale),
            ("INC-2", "b", ApprovalStatus::Proposed),
            ("pack/INC-2", "b", ApprovalStatus::Approved),
        ] {
            assert_eq!(approvals.status_of(id, &digit.repeat(64)), status, "{id} {digit}");
        }
    }

    #[test]
    fn replacing_keeps_all_else() {
        let old = format!(
            "# head\r\n[[approval]]\r\nid = 'INC-1' # one\r\nby = \"x\"   # who\r\nsha256 = \"{}\"\r\nat = 2025-01-01\r\n\r\n# two\r\n[[approval]]\r\nid = \"INC-2\"\r\n# end\r\n",
            "0".repeat(64)
        );
        let new = set_approval(&old, &approval("inc-1", "a")).unwrap();
        for kept in [
            "# head\r\n",
            "# one\r\n",
            "# who\r\n",
            "\r\n\r\n# two\r\n[[approval]]\r\nid = \"INC-2\"\r\n# end\r\n",
        ] {
            assert!(new.contains(kept), "{kept:?} in {new}");
        }
        assert!(!new.replace("\r\n", "").contains('\n'));
        assert_eq!(read(&new).approvals(), [approval("inc-1", "a")]);
        assert_eq!(set_approval(&new, &approval("inc-1", "a")).unwrap(), new);
    }

    #[test]
    fn of_two_approvals_one_is_left() {
        let two = set_approval("", &approval("A", "1")).unwrap();
        let two = format!("{two}\n{}", two.replace(&"1".repeat(64), &"2".repeat(64)));
        let both = read(&two);
        assert!(both.problems()[0].message.contains("second approval"), "{:?}", both.problems());
        assert_eq!(both.approvals(), [approval("A", "2")]);
        assert_eq!(read(&set_approval(&two, &approval("A", "3")).unwrap()).problems(), []);
    }

    #[test]
    fn faults_are_told_and_the_rest_is_read() {
        let sound = set_approval("", &approval("A", "1")).unwrap();
        for (fault, message) in [
            ("[[approval]]\nid = 'B'\n", "no `sha256`"),
            ("[[approval]]\nid = '../x'\n", "is no id"),
            ("[[approval]]\nsha256 = 'x'\n", "no SHA-256"),
            ("[[approval]]\nat = 7\n", "`at` is no day"),
            ("[[approval]]\nby = 7\n", "takes a string, not a number"),
            ("[[approval]]\nwho = 'x'\n", "unknown key `who`"),
            ("[approvals]\n", "unknown key `approvals`"),
            ("[[approval]]\nat = 2026-02-30\n", "TOML"),
        ] {
            let approvals = read(&format!("{sound}\n{fault}"));
            assert_eq!(approvals.approvals(), [approval("A", "1")], "{fault}");
            assert!(
                approvals.problems().iter().any(|problem| problem.message.contains(message)),
                "{fault} {:?}",
                approvals.problems()
            );
        }
        assert_eq!(set_approval("approval = 1\n", &approval("A", "1")), Err(ApprovalsFileError::Shape));
        assert!(matches!(set_approval("= 1\n", &approval("A", "1")), Err(ApprovalsFileError::Syntax(_))));
        assert_eq!(Approvals::read("x", b"\xff").problems().len(), 1);
    }

    proptest! {
        #[test]
        fn any_file_is_read_or_told(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let approvals = Approvals::read("x", &bytes);
            prop_assert!(approvals.approvals().is_empty() || approvals.problems().is_empty());
        }

        #[test]
        fn an_approval_survives_being_written(by in "\\PC*|[\\x00-\\x7f]{0,8}", comment in "[ -~]{0,20}", crlf in any::<bool>()) {
            let old = format!("# {comment}\n\n[[approval]] # {comment}\nid = \"B\"\n# {comment}\n");
            let old = if crlf { old.replace('\n', "\r\n") } else { old };
            let new = Approval { by, ..approval("A", "1") };
            let text = set_approval(&old, &new).unwrap();
            prop_assert!(text.starts_with(&old));
            let approvals = read(&text);
            prop_assert_eq!(approvals.get("a"), Some(&new));
            prop_assert_eq!(set_approval(&text, &new), Ok(text));
        }
    }

    #[test]
    fn a_deep_file_is_refused() {
        let dotted = vec!["a"; 60].join(".");
        let deep = format!("{dotted} = {{ {dotted} = 1 }}");
        assert!(matches!(set_approval(&deep, &approval("A", "1")), Err(ApprovalsFileError::Syntax(_))));
    }
}
