//! The languages that lessons speak: one grammar each, with the tables that tell what its nodes mean to a pattern.

#[cfg(feature = "bash")]
mod bash;
#[cfg(feature = "containerfile")]
mod containerfile;
mod definition;
#[cfg(feature = "go")]
mod go;
mod grammar;
#[cfg(feature = "javascript")]
mod javascript;
mod json;
#[cfg(feature = "python")]
mod python;
pub(crate) mod rust;
#[cfg(any(feature = "javascript", feature = "typescript"))]
mod script;
#[cfg(feature = "sql")]
mod sql;
mod text;
pub(crate) mod toml;
#[cfg(feature = "typescript")]
mod typescript;
pub(crate) mod yaml;
mod yaml_text;

use serde::{Deserialize, Serialize};

pub(crate) use definition::{Definition, Embed};
pub(crate) use grammar::{Grammar, Lowering};

/// A language that rules can be written for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Language {
    /// Rust, with everything the rule language has.
    #[default]
    Rust,
    /// TOML.
    Toml,
    /// YAML.
    Yaml,
    /// JSON.
    Json,
    /// Shell scripts.
    #[cfg(feature = "bash")]
    Bash,
    /// Containerfiles, also called Dockerfiles.
    #[cfg(feature = "containerfile")]
    Containerfile,
    /// Go.
    #[cfg(feature = "go")]
    Go,
    /// JavaScript.
    #[cfg(feature = "javascript")]
    JavaScript,
    /// Python.
    #[cfg(feature = "python")]
    Python,
    /// SQL.
    #[cfg(feature = "sql")]
    Sql,
    /// TypeScript.
    #[cfg(feature = "typescript")]
    TypeScript,
    /// TypeScript with JSX.
    #[cfg(feature = "typescript")]
    Tsx,
}

impl Language {
    /// Every language this build knows.
    pub const ALL: &'static [Self] = &[
        Self::Rust,
        Self::Toml,
        Self::Yaml,
        Self::Json,
        #[cfg(feature = "bash")]
        Self::Bash,
        #[cfg(feature = "containerfile")]
        Self::Containerfile,
        #[cfg(feature = "go")]
        Self::Go,
        #[cfg(feature = "javascript")]
        Self::JavaScript,
        #[cfg(feature = "python")]
        Self::Python,
        #[cfg(feature = "sql")]
        Self::Sql,
        #[cfg(feature = "typescript")]
        Self::TypeScript,
        #[cfg(feature = "typescript")]
        Self::Tsx,
    ];

    /// The name lessons use for it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.definition().name
    }

    /// The language with this name, as in `language = "toml"` or a fence's info string.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|language| language.definition().names().any(|known| known == name))
    }

    /// The language of a file, by its name.
    #[must_use]
    pub fn of_path(path: &str) -> Option<Self> {
        let name = path.rsplit('/').next().unwrap_or(path);
        let extension = name.rsplit_once('.').map(|(_, extension)| extension);
        Self::ALL.iter().copied().find(|language| {
            let definition = language.definition();
            definition.file_names.iter().any(|known| {
                name.strip_prefix(known).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
            }) || extension.is_some_and(|extension| definition.extensions.contains(&extension))
        })
    }

    /// The usual ending of its files.
    pub(crate) fn extension(self) -> &'static str {
        self.definition().extensions.first().copied().unwrap_or("txt")
    }

    const fn definition(self) -> &'static Definition {
        match self {
            Self::Rust => &rust::DEFINITION,
            Self::Toml => &toml::DEFINITION,
            Self::Yaml => &yaml::DEFINITION,
            Self::Json => &json::DEFINITION,
            #[cfg(feature = "bash")]
            Self::Bash => &bash::DEFINITION,
            #[cfg(feature = "containerfile")]
            Self::Containerfile => &containerfile::DEFINITION,
            #[cfg(feature = "go")]
            Self::Go => &go::DEFINITION,
            #[cfg(feature = "javascript")]
            Self::JavaScript => &javascript::DEFINITION,
            #[cfg(feature = "python")]
            Self::Python => &python::DEFINITION,
            #[cfg(feature = "sql")]
            Self::Sql => &sql::DEFINITION,
            #[cfg(feature = "typescript")]
            Self::TypeScript => &typescript::DEFINITION,
            #[cfg(feature = "typescript")]
            Self::Tsx => &typescript::TSX,
        }
    }

    /// The grammar, made once.
    pub(crate) fn grammar(self) -> &'static Grammar {
        static GRAMMARS: [std::sync::OnceLock<Grammar>; Language::ALL.len()] =
            [const { std::sync::OnceLock::new() }; Language::ALL.len()];
        let index = Self::ALL.iter().position(|language| *language == self).unwrap_or(0);
        GRAMMARS[index].get_or_init(|| Grammar::new(self))
    }
}

impl std::fmt::Display for Language {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_is_one_that_lessons_may_name() {
        let names: Vec<_> = Language::ALL.iter().map(|language| language.name()).collect();
        assert_eq!(names, crate::lesson::keys::LANGUAGES);
        for language in Language::ALL {
            assert_eq!(Language::named(language.name()), Some(*language));
            assert_eq!(Language::of_path(&format!("a/b.{}", language.extension())), Some(*language));
        }
    }

    #[test]
    fn tables_name_what_the_grammars_have() {
        for language in Language::ALL {
            let (grammar, definition) = (language.grammar(), language.definition());
            let listed = [
                definition.leaves,
                definition.wrappers,
                definition.unordered,
                definition.open,
                definition.lists,
            ];
            let alike = definition.alike.iter().copied();
            let parents =
                definition.tokens.iter().chain(definition.omittable).chain(definition.omittable_fields);
            for name in listed.into_iter().chain(alike).chain(parents.map(|(_, parents)| *parents)).flatten()
            {
                assert!(grammar.symbol(name).is_some(), "{language} has no `{name}`");
            }
        }
    }
}
