//! The settings: `lessons.toml` at the workspace's root, or `[workspace.metadata.lessons]`, with the same keys.

use lessons_core::{FileError, FileSource, LineIndex, Problem, Span};
use serde::Deserialize;

use crate::exit::Failure;

/// The file's name, at the workspace's root.
pub(crate) const FILE: &str = "lessons.toml";

/// The keys.
const KEYS: &[&str] = &["lessons", "exclude", "model", "base-url"];

/// What a repository may set. An unknown key is an error, so that a slip of the pen turns nothing off in silence.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(crate) struct Settings {
    /// The folder of the lessons, from the workspace's root; `lessons` by default.
    pub(crate) lessons: Option<String>,
    /// Globs of paths from the workspace's root that are never searched, such as `vendor/**`.
    pub(crate) exclude: Vec<String>,
    /// The model that `extract` asks.
    pub(crate) model: Option<String>,
    /// Where its server is. It is given no key unless the user confirms it.
    pub(crate) base_url: Option<String>,
}

impl Settings {
    /// The folder of the lessons, from the workspace's root.
    pub(crate) fn folder(&self) -> &str {
        self.lessons.as_deref().unwrap_or("lessons")
    }

    /// Reads them from a workspace's files, and from the table in its manifest.
    pub(crate) fn read(
        source: &dyn FileSource,
        manifest: Option<&serde_json::Value>,
    ) -> Result<Self, Failure> {
        let text = match source.read(FILE) {
            Ok(bytes) => Some(
                String::from_utf8(bytes)
                    .map_err(|_| Failure::new(format!("{FILE} is not UTF-8")).hint("save it as UTF-8"))?,
            ),
            Err(FileError::NotFound { .. }) => None,
            Err(error) => return Err(error.into()),
        };
        let settings = match (text, manifest) {
            (Some(_), Some(_)) => {
                return Err(Failure::new(format!(
                    "the settings stand both in {FILE} and in [workspace.metadata.lessons] of Cargo.toml"
                ))
                .hint("keep one of them"));
            }
            (Some(text), None) => Self::parse(&text)?,
            (None, Some(table)) => Self::deserialize(table).map_err(|error| {
                Failure::new(format!("Cargo.toml: in [workspace.metadata.lessons]: {error}"))
            })?,
            (None, None) => Self::default(),
        };
        if let Some(dir) = &settings.lessons
            && !is_inside(dir)
        {
            return Err(Failure::new(format!("the setting `lessons = {dir:?}` leads out of the workspace"))
                .hint("name a folder inside it, from the workspace's root"));
        }
        Ok(settings)
    }

    fn parse(text: &str) -> Result<Self, Failure> {
        let lines = LineIndex::new(text);
        let problem = |span: Option<std::ops::Range<usize>>, message: String| {
            Problem::error_at(FILE, text, &lines, Span::from_range(span.unwrap_or(0..0)), message)
        };
        let problems = match toml::de::DeTable::parse(text) {
            // Serde would place an unknown key at the start of its table.
            Ok(table) => table
                .get_ref()
                .keys()
                .filter(|key| !KEYS.contains(&key.get_ref().as_ref()))
                .map(|key| {
                    let message = format!("unknown key `{}`; known are {}", key.get_ref(), KEYS.join(", "));
                    problem(Some(key.span()), message)
                })
                .collect(),
            Err(error) => vec![problem(error.span(), error.message().to_owned())],
        };
        let failed = |problems| Failure {
            problems,
            text: Some(text.to_owned()),
            ..Failure::new(format!("the settings in {FILE} do not hold"))
        };
        if !problems.is_empty() {
            return Err(failed(problems));
        }
        toml::from_str(text).map_err(|error| failed(vec![problem(error.span(), error.message().to_owned())]))
    }
}

/// Whether a path from the root stays inside, by its words.
fn is_inside(path: &str) -> bool {
    use std::path::{Component, Path};
    !path.is_empty()
        && !path.contains('\\')
        && Path::new(path).components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir))
}

#[cfg(test)]
mod tests {
    use super::*;
    use lessons_core::Memory;

    fn read(text: &str) -> Result<Settings, Failure> {
        let files: Memory = [(FILE, text)].into_iter().collect();
        Settings::read(&files, None)
    }

    #[test]
    fn keys_are_read_and_slips_are_told_with_their_place() {
        let settings = read("lessons = 'docs/lessons'\nexclude = ['vendor/**']").unwrap();
        assert_eq!(settings.lessons.as_deref(), Some("docs/lessons"));
        assert_eq!(settings.exclude, ["vendor/**"]);
        for (text, line, words) in [
            ("lessons = 'x'\nexlude = []", 2, "unknown key `exlude`"),
            ("lessons = 7", 1, "string"),
            ("lessons", 1, ""),
        ] {
            let failure = read(text).unwrap_err();
            let [problem] = &failure.problems[..] else { panic!("{failure:?}") };
            assert_eq!((problem.path.as_str(), problem.line), (FILE, line), "{text}");
            assert!(problem.message.contains(words), "{problem:?}");
        }
    }

    #[test]
    fn the_manifest_says_the_same_and_both_are_too_many() {
        let table = serde_json::json!({ "exclude": ["a"] });
        assert_eq!(Settings::read(&Memory::new(), Some(&table)).unwrap().exclude, ["a"]);
        assert!(Settings::read(&Memory::new(), Some(&serde_json::json!({ "exlude": [] }))).is_err());
        let files: Memory = [(FILE, "")].into_iter().collect();
        assert!(Settings::read(&files, Some(&table)).unwrap_err().message.contains("both"));
    }

    #[test]
    fn no_setting_leads_out() {
        for dir in ["../x", "/x", "", "a/../../b", "..\\x"] {
            assert!(read(&format!("lessons = '{dir}'")).is_err(), "{dir}");
        }
    }
}
