//! A manifest's text as a table, with errors that carry its place.

use toml::{Table, Value};

use super::error::WorkspaceError;
use super::files::{FileError, FileSource};
use super::relative;
use crate::{LineIndex, Span};

/// One parsed `Cargo.toml`.
#[derive(Clone, Debug)]
pub(crate) struct Document {
    /// The manifest from the workspace's root.
    pub(crate) path: String,
    pub(crate) table: Table,
}

impl Document {
    /// The manifest at `path`, or none if there is no such file.
    pub(crate) fn read(source: &dyn FileSource, path: &str) -> Result<Option<Self>, WorkspaceError> {
        match source.read(path) {
            Ok(bytes) => Self::parse(path, &bytes).map(Some),
            Err(FileError::NotFound { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    pub(crate) fn parse(path: &str, bytes: &[u8]) -> Result<Self, WorkspaceError> {
        let table = table(bytes).map_err(|fault| WorkspaceError::Manifest {
            path: path.to_owned(),
            line: fault.line,
            column: fault.column,
            reason: fault.reason,
        })?;
        Ok(Self { path: path.to_owned(), table })
    }

    /// The package's directory.
    pub(crate) fn dir(&self) -> &str {
        relative::parent(&self.path)
    }

    pub(crate) fn package(&self) -> Option<&Table> {
        // `[project]` is the old name of `[package]`.
        section(&self.table, &["package"]).or_else(|| section(&self.table, &["project"]))
    }

    pub(crate) fn workspace(&self) -> Option<&Table> {
        section(&self.table, &["workspace"])
    }

    /// An error about this manifest that has no line of its own.
    pub(crate) fn error(&self, reason: impl Into<String>) -> WorkspaceError {
        WorkspaceError::Manifest { path: self.path.clone(), line: 1, column: 1, reason: reason.into() }
    }
}

/// What is wrong in a TOML text, and where (both counted from 1).
#[derive(Debug)]
pub(crate) struct Fault {
    pub(crate) line: u32,
    pub(crate) column: u32,
    pub(crate) reason: String,
}

/// Parses TOML bytes; a byte order mark is allowed.
pub(crate) fn table(bytes: &[u8]) -> Result<Table, Fault> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let before = bytes.get(..error.valid_up_to()).unwrap_or_default();
        let line = before.iter().filter(|&&byte| byte == b'\n').count();
        Fault {
            line: u32::try_from(line + 1).unwrap_or(u32::MAX),
            column: 1,
            reason: "the file is not UTF-8".into(),
        }
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    text.parse::<Table>().map_err(|error| {
        let range = error.span().unwrap_or_default();
        let position = LineIndex::new(text).position(text, Span::from_range(range).start);
        Fault { line: position.line, column: position.column, reason: error.message().to_owned() }
    })
}

/// Whether a manifest may have a table `workspace`; no is certain. Linear in the text, which is not parsed.
pub(crate) fn may_describe_workspace(bytes: &[u8]) -> bool {
    let text = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    let mut in_table = false;
    for line in text.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii_start) {
        let is_header = line.starts_with(b"[");
        in_table |= is_header;
        // Below a header the key is one of that table, as in `[lints]`.
        if is_header || !in_table {
            let is_mark = |byte: &&u8| matches!(byte, b'[' | b'"' | b'\'' | b' ' | b'\t');
            let key = line.get(line.iter().take_while(is_mark).count()..).unwrap_or_default();
            // A key in quotes may spell its letters in other ways.
            if key.starts_with(b"workspace") || line.contains(&b'\\') {
                return true;
            }
        }
    }
    false
}

/// The table at a path of keys.
pub(crate) fn section<'t>(table: &'t Table, keys: &[&str]) -> Option<&'t Table> {
    keys.iter().try_fold(table, |table, key| table.get(*key)?.as_table())
}

/// The first of several spellings of a key that is there (`crate-type`, `crate_type`).
pub(crate) fn either<'t>(table: &'t Table, keys: &[&str]) -> Option<&'t Value> {
    keys.iter().find_map(|key| table.get(*key))
}

/// The strings of an array, or a lone string; anything else is left out.
pub(crate) fn strings(value: Option<&Value>) -> Vec<&str> {
    match value {
        Some(Value::Array(values)) => values.iter().filter_map(Value::as_str).collect(),
        Some(Value::String(text)) => vec![text],
        _ => Vec::new(),
    }
}

/// Whether a value is `{ workspace = true }`.
pub(crate) fn is_inherited(value: &Value) -> bool {
    value.as_table().and_then(|table| table.get("workspace")).and_then(Value::as_bool) == Some(true)
}

/// A TOML value as JSON; dates become strings, numbers that JSON lacks become null.
pub(crate) fn to_json(value: &Value) -> serde_json::Value {
    use serde_json::Value as Json;
    match value {
        Value::String(text) => Json::String(text.clone()),
        Value::Integer(number) => Json::from(*number),
        Value::Float(number) => Json::from(*number),
        Value::Boolean(truth) => Json::Bool(*truth),
        Value::Datetime(date) => Json::String(date.to_string()),
        // The parser bounds how deep values nest.
        Value::Array(values) => Json::Array(values.iter().map(to_json).collect()),
        Value::Table(table) => {
            Json::Object(table.iter().map(|(key, value)| (key.clone(), to_json(value))).collect())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_carry_the_place() {
        let error = Document::parse("a/Cargo.toml", b"[package]\nname = \n").unwrap_err();
        assert!(error.to_string().starts_with("a/Cargo.toml:2:"), "{error}");
        let error = Document::parse("Cargo.toml", b"[package]\n\nname = \"\xff\"").unwrap_err();
        assert!(error.to_string().starts_with("Cargo.toml:3:1: the file is not UTF-8"), "{error}");
    }

    #[test]
    fn a_manifest_without_a_workspace_is_told_from_its_text() {
        for (text, expected) in [
            ("[package]\nname = 'a'\n[lints]\nworkspace = true", false),
            ("[package]\nversion.workspace = true\n[workspaces]", true),
            ("[package]\n  [ \"workspace\" ]\nmembers = []", true),
            ("[workspace.dependencies]\na = '1'", true),
            ("\u{feff}workspace = {}\n[package]", true),
            ("workspace.members = []\r\n[package]", true),
            ("[\"\\u0077orkspace\"]", true),
            ("", false),
        ] {
            assert_eq!(may_describe_workspace(text.as_bytes()), expected, "{text}");
            let parsed = Document::parse("Cargo.toml", text.as_bytes()).unwrap();
            assert!(expected || parsed.workspace().is_none(), "{text}");
        }
    }

    #[test]
    fn a_byte_order_mark_is_no_fault() {
        assert!(
            Document::parse("Cargo.toml", "\u{feff}[package]\nname = 'a'".as_bytes())
                .unwrap()
                .package()
                .is_some()
        );
    }

    #[test]
    fn json_keeps_what_the_manifest_says() {
        let table = table(b"a = 1\nb = [1.5, true, 'x']\nc = 2026-04-12\nd.e = nan").unwrap();
        let json = to_json(&Value::Table(table));
        assert_eq!(
            json,
            serde_json::json!({"a": 1, "b": [1.5, true, "x"], "c": "2026-04-12", "d": {"e": null}})
        );
    }

    #[test]
    fn nesting_is_bounded() {
        let deep = format!("a = {}1{}", "[".repeat(100_000), "]".repeat(100_000));
        assert!(table(deep.as_bytes()).is_err());
        let dotted = format!("{}a = 1", "a.".repeat(100_000));
        assert!(table(dotted.as_bytes()).is_err());
        let header = format!("[{}a]", "a.".repeat(100_000));
        assert!(table(header.as_bytes()).is_err());
    }
}
