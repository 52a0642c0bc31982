//! The commands that are advised: with the options by which this one found its workspace and its lessons.

use std::fmt::Write as _;
use std::path::Path;
use std::sync::OnceLock;

use crate::cli::Common;

/// The options of this run, as they were given; they never change.
static OPTIONS: OnceLock<String> = OnceLock::new();

/// Keeps the options for all advice that follows.
pub(crate) fn remember(common: &Common) {
    let _ = OPTIONS.set(options(common));
}

/// A command to run from the same directory, such as `cargo lessons --lessons docs/lessons approve INC-1`.
pub(crate) fn command(rest: &str) -> String {
    format!("cargo lessons{} {rest}", OPTIONS.get().map(String::as_str).unwrap_or_default())
}

fn options(common: &Common) -> String {
    let mut text = String::new();
    for (name, value) in [("manifest-path", &common.manifest_path), ("lessons", &common.lessons)] {
        if let Some(value) = value {
            // Writing to a string cannot fail.
            let _ = write!(text, " --{name} {}", quoted(value));
        }
    }
    text
}

/// A path as one word of a shell.
fn quoted(path: &Path) -> String {
    let path = path.to_string_lossy();
    let plain = |c: char| c.is_alphanumeric() || "/._-+=:,@%\\".contains(c);
    if !path.is_empty() && path.chars().all(plain) {
        return path.into_owned();
    }
    format!("'{}'", path.replace('\'', "'\\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_repeated_as_a_shell_reads_them() {
        for (manifest, lessons, expected) in [
            (None, None, ""),
            (Some("docs/demo/Cargo.toml"), None, " --manifest-path docs/demo/Cargo.toml"),
            (Some("a b"), Some("it's"), " --manifest-path 'a b' --lessons 'it'\\''s'"),
            (None, Some("$HOME"), " --lessons '$HOME'"),
        ] {
            let common = Common {
                manifest_path: manifest.map(Into::into),
                lessons: lessons.map(Into::into),
                ..Common::default()
            };
            assert_eq!(options(&common), expected);
        }
    }
}
