//! Real fixes, laid out in a folder of their own each: `before.rs`, `after.rs`, `diff.patch`, `row.json`.

#![allow(dead_code, reason = "each test reads the fields that it needs")]

use std::path::Path;

/// A finding counts as at a change when it begins or ends this many lines from a changed line, or nearer.
pub(crate) const NEAR: u32 = 3;

/// One fix; what is not there is empty.
pub(crate) struct Row {
    pub(crate) n: String,
    pub(crate) repo: String,
    pub(crate) sha: String,
    pub(crate) file: String,
    pub(crate) class: String,
    pub(crate) catchable: String,
    pub(crate) date: String,
    pub(crate) before: String,
    pub(crate) after: String,
    pub(crate) patch: String,
}

/// The fixes in a folder, in order of their number.
pub(crate) fn rows(folder: &Path) -> Vec<Row> {
    let mut rows = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let dir = entry.unwrap().path();
        let text = |name: &str| std::fs::read_to_string(dir.join(name)).ok();
        let Some(row) = text("row.json") else { continue };
        let row: serde_json::Value = serde_json::from_str(&row).unwrap();
        let field = |name: &str| row[name].as_str().unwrap_or_default().to_owned();
        rows.push(Row {
            n: field("n"),
            repo: field("repo"),
            sha: field("sha"),
            file: field("file"),
            class: field("bug_class"),
            catchable: field("syntactic_catchable"),
            date: field("date"),
            before: text("before.rs").unwrap_or_default(),
            after: text("after.rs").unwrap_or_default(),
            patch: text("diff.patch").unwrap_or_default(),
        });
    }
    rows.sort_by_key(|row| row.n.parse::<u32>().unwrap_or(0));
    rows
}
