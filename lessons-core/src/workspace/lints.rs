//! The Clippy lints that a manifest sets.

use std::collections::BTreeMap;

use toml::{Table, Value};

use super::document::section;
use super::packages::{LintLevel, LintSetting};

/// The settings of `[lints.clippy]`, or those of `[workspace.lints.clippy]` if the manifest inherits them.
pub(crate) fn clippy(manifest: &Table, workspace: Option<&Table>) -> BTreeMap<String, LintSetting> {
    let own = section(manifest, &["lints"]);
    let inherits = own.and_then(|lints| lints.get("workspace")).and_then(Value::as_bool) == Some(true);
    let lints = if inherits { workspace.and_then(|workspace| section(workspace, &["lints"])) } else { own };
    settings(lints.and_then(|lints| section(lints, &["clippy"])))
}

/// The settings of a `clippy` table; a level that does not exist is left out.
pub(crate) fn settings(clippy: Option<&Table>) -> BTreeMap<String, LintSetting> {
    let setting = |value: &Value| {
        let table = value.as_table();
        let level = level(value.as_str().or_else(|| table?.get("level")?.as_str())?)?;
        let priority = table.and_then(|table| table.get("priority")).and_then(Value::as_integer).unwrap_or(0);
        Some(LintSetting::new(level, priority))
    };
    let clippy = clippy.into_iter().flatten();
    // Cargo takes `-` for `_` nowhere else, but a lint's name is the same with either.
    clippy.filter_map(|(name, value)| Some((name.replace('-', "_"), setting(value)?))).collect()
}

fn level(text: &str) -> Option<LintLevel> {
    match text {
        "allow" => Some(LintLevel::Allow),
        "warn" => Some(LintLevel::Warn),
        "deny" => Some(LintLevel::Deny),
        "forbid" => Some(LintLevel::Forbid),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::document::table;

    #[test]
    fn levels_priorities_and_inheritance() {
        let workspace =
            table(b"[lints.clippy]\nall = { level = 'warn', priority = -1 }\nawait_holding_lock = 'deny'")
                .unwrap();
        let own = table(b"[lints.clippy]\nunwrap-used = 'forbid'\nodd = 'loud'\nother = 3").unwrap();
        let inheriting = table(b"[lints]\nworkspace = true").unwrap();
        assert_eq!(
            clippy(&own, Some(&workspace)),
            BTreeMap::from([("unwrap_used".to_owned(), LintSetting::new(LintLevel::Forbid, 0))])
        );
        let inherited = clippy(&inheriting, Some(&workspace));
        assert_eq!(inherited["all"], LintSetting::new(LintLevel::Warn, -1));
        assert_eq!(inherited["await_holding_lock"].level, LintLevel::Deny);
        assert!(clippy(&Table::new(), Some(&workspace)).is_empty());
    }
}
