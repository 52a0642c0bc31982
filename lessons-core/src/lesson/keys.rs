//! The keys of a lesson's front matter: one list for the reader, its hints and the JSON Schema.

use crate::language::Language;
use crate::rule::keys::{CONDITIONS, Key, Place, Shape};

/// The names of the levels.
pub(crate) const LEVELS: &[&str] = &["deny", "warn", "note"];

/// The languages a scope may name.
pub(crate) const LANGUAGES: &[&str] = &language_names();

/// The names in [`Language::ALL`].
const fn language_names() -> [&'static str; Language::ALL.len()] {
    let mut names = [""; Language::ALL.len()];
    let mut at = 0;
    while at < names.len() {
        names[at] = Language::ALL[at].name();
        at += 1;
    }
    names
}

const fn key(name: &'static str, shape: Shape, doc: &'static str) -> Key {
    Key { name, doc, shape }
}

/// The tables of the front matter.
pub(crate) const ROOT: &[Key] = &[
    key("lesson", Shape::Table(LESSON), "What the lesson is about."),
    key("scope", Shape::Table(SCOPE), "Where the rules apply; everything given must hold."),
    key("forbid", Shape::RuleOrRules, "What may match nowhere in scope."),
    key("require", Shape::RuleOrRules, "What must match at least once in scope."),
    key("guard", Shape::Table(GUARD), "What else enforces the lesson, checked for still being there."),
    key("waive", Shape::Table(WAIVE), "There is no code lesson, on purpose."),
];

/// `[lesson]`.
pub(crate) const LESSON: &[Key] = &[
    key("format", Shape::Integer, "The format of the file; 1."),
    key("id", Shape::Text, "The lesson's id: the file's stem."),
    key("date", Shape::Date, "The day of the incident."),
    key("level", Shape::Choice(LEVELS), "How much a finding weighs; `warn` by default."),
    key("postmortem", Shape::Text, "The post-mortem: a path inside the repository, or an https URL."),
    key("introduced-by", Shape::Texts, "The commits that brought the mistake."),
    key("fixed-by", Shape::Texts, "The commits that removed it."),
    key("tags", Shape::Texts, "Words to find the lesson by."),
    key("withdrawn", Shape::Date, "The day from which the lesson is kept for the record only."),
];

/// `[scope]`.
pub(crate) const SCOPE: &[Key] = &[
    key("crates", Shape::Texts, "Names of packages, as globs; `!` excludes."),
    key(
        "paths",
        Shape::Texts,
        "Paths from the workspace's or the package's root, as globs; `!` excludes and wins.",
    ),
    key(
        "tests",
        Shape::Boolean,
        "Whether code that only test builds compile is searched; `false` by default.",
    ),
    key("dependency", Shape::TextMap, "Crates and the resolved versions of them for which the lesson holds."),
    key("language", Shape::Choice(LANGUAGES), "The language of the code; `rust` by default."),
];

/// `[guard]`.
pub(crate) const GUARD: &[Key] = &[
    key("test", Shape::TextOrTexts, "Tests that exist and are not ignored, as `package::module::name`."),
    key("clippy", Shape::TextOrTexts, "Clippy lints that the workspace turns on."),
];

/// `[waive]`.
pub(crate) const WAIVE: &[Key] = &[key("reason", Shape::Text, "Why there is no code lesson.")];

/// The keys of `[lesson]` that the approval's digest leaves out: tags, links and commits.
pub(crate) const NOT_DIGESTED: &[&str] = &["tags", "postmortem", "introduced-by", "fixed-by"];

/// The names in `keys`.
pub(crate) fn names(keys: &'static [Key]) -> Vec<&'static str> {
    keys.iter().map(|key| key.name).collect()
}

/// The keys of a rule at the top, of which `Place` knows the rest.
pub(crate) const RULE: Shape = Shape::Rule(Place::Top);

/// The tables that have a key of this name, for one that stands elsewhere.
pub(crate) fn home(key: &str) -> Option<&'static str> {
    let has = |keys: &'static [Key]| keys.iter().any(|known| known.name == key);
    [
        (LESSON, "`[lesson]`"),
        (SCOPE, "`[scope]`"),
        (CONDITIONS, "`[forbid]` or `[require]`"),
        (Place::Top.extra_keys(), "`[forbid]` or `[require]`"),
        (GUARD, "`[guard]`"),
        (WAIVE, "`[waive]`"),
    ]
    .into_iter()
    .find_map(|(keys, home)| has(keys).then_some(home))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scope_may_name_every_language() {
        for language in Language::ALL {
            assert!(LANGUAGES.contains(&language.name()), "{language:?}");
        }
    }
}
