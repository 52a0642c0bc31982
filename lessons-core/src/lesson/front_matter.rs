//! Reads the front matter of a lesson: what can be read, and what is wrong with the rest.

use crate::date::Date;
use crate::lesson::block::RuleKind;
use crate::lesson::enforcement::{Enforcement, Guard, Waive};
use crate::lesson::keys;
use crate::lesson::paths::{check_id, inside_repository};
use crate::lesson::scope::{DependencyRequirement, Globs, Scope};
use crate::lesson::{Level, Postmortem};
use crate::problem::{Flaw, nearest};
use crate::rule::keys::Key;
use crate::rule::read;
use crate::rule::spec::Text;
use crate::rule::value::{Entry, Node, Table, Value};
use crate::span::Span;

/// The newest format that this version reads.
const FORMAT: i64 = 1;

/// What the front matter says; what is missing or faulty is absent.
#[derive(Debug, Default)]
pub(crate) struct FrontMatter {
    pub(crate) id: Option<(String, Span)>,
    pub(crate) date: Option<(Date, Span)>,
    pub(crate) level: Level,
    pub(crate) postmortem: Option<Postmortem>,
    pub(crate) introduced_by: Vec<String>,
    pub(crate) fixed_by: Vec<String>,
    pub(crate) tags: Vec<String>,
    pub(crate) withdrawn: Option<(Date, Span)>,
    pub(crate) scope: Scope,
    pub(crate) enforcement: Enforcement,
    /// Whether each of these is written, well or badly.
    pub(crate) has_date: bool,
    pub(crate) has_body: bool,
}

/// The place of a `format` that this version does not read: the rest of such a file is not to be judged.
pub(crate) fn newer_format(root: &Table) -> Option<Flaw> {
    let format = table_in(root, "lesson")?.get("format")?;
    let newer = match format.value.node {
        Node::Integer(Some(number)) => number > FORMAT,
        Node::Integer(None) => true,
        _ => false,
    };
    newer.then(|| {
        Flaw::error(
            format.value.at,
            format!("the lesson has a newer format than {FORMAT}, the one this version reads"),
        )
        .hint("update the `lessons` tool")
    })
}

fn table_in<'a>(root: &'a Table, key: &str) -> Option<&'a Table> {
    match &root.get(key)?.value.node {
        Node::Table(table) => Some(table),
        _ => None,
    }
}

/// Reads the tables of the front matter. Where the TOML is not `sound`, a table whose header is broken has left its
/// keys at the top, and nothing is said about them.
pub(crate) fn read(root: &Table, sound: bool, flaws: &mut Vec<Flaw>) -> FrontMatter {
    let mut reader = Reader { front: FrontMatter::default(), flaws };
    let rust = !names_other_language(root);
    for entry in &root.entries {
        if sound || keys::ROOT.iter().any(|key| key.name == entry.key) {
            reader.root(entry, rust);
        }
    }
    reader.front
}

/// Whether the scope names a language that is not Rust; it decides which keys a rule may have, wherever it stands.
fn names_other_language(root: &Table) -> bool {
    let language = table_in(root, "scope").and_then(|scope| scope.get("language"));
    language.is_some_and(|entry| match &entry.value.node {
        Node::Text(text) => text.value != "rust" && keys::LANGUAGES.contains(&text.value.as_str()),
        _ => false,
    })
}

struct Reader<'a> {
    front: FrontMatter,
    flaws: &'a mut Vec<Flaw>,
}

impl Reader<'_> {
    fn fault(&mut self, at: Span, message: impl Into<String>, hint: impl Into<String>) {
        self.flaws.push(Flaw::error(at, message).hint(hint));
    }

    fn root(&mut self, entry: &Entry, rust: bool) {
        let value = &entry.value;
        match entry.key.as_str() {
            "lesson" => self.each(entry, "[lesson]", keys::LESSON, Self::lesson),
            "scope" => self.each(entry, "[scope]", keys::SCOPE, Self::scope),
            "forbid" => self.rules(RuleKind::Forbid, value, rust),
            "require" => self.rules(RuleKind::Require, value, rust),
            "guard" => {
                self.front.has_body = true;
                self.front.enforcement.guard = Some(Guard { at: value.at, ..Guard::default() });
                self.each(entry, "[guard]", keys::GUARD, Self::guard);
                self.check_guard(value);
            }
            "waive" => {
                self.front.has_body = true;
                self.front.enforcement.waive = Some(Waive { reason: String::new(), at: value.at });
                self.each(entry, "[waive]", keys::WAIVE, Self::waive);
                self.check_waive(value);
            }
            _ => self.unknown(entry, "the front matter", keys::ROOT),
        }
    }

    /// Reads each key of a table that is among `known`, and tells of the others.
    fn each(&mut self, entry: &Entry, place: &str, known: &'static [Key], read: fn(&mut Self, &Entry)) {
        let Node::Table(table) = &entry.value.node else {
            let message = format!("`{}` takes a table, not {}", entry.key, entry.value.describe());
            return self.fault(entry.value.at, message, format!("write `{place}` and its keys below"));
        };
        for entry in &table.entries {
            if known.iter().any(|key| key.name == entry.key) {
                read(self, entry);
            } else {
                self.unknown(entry, &format!("`{place}`"), known);
            }
        }
    }

    fn unknown(&mut self, entry: &Entry, place: &str, known: &'static [Key]) {
        let flaw = Flaw::unknown_key(entry.at, &entry.key, place, &keys::names(known));
        self.flaws.push(match keys::home(&entry.key) {
            Some(home) => flaw.hint(format!("it belongs under {home}")),
            None => flaw,
        });
    }

    fn rules(&mut self, kind: RuleKind, value: &Value, rust: bool) {
        self.front.has_body = true;
        let rules = read::rules(kind.name(), value, rust, self.flaws);
        self.front.enforcement.rules.extend(rules.into_iter().map(|rule| (kind, rule)));
    }

    fn lesson(&mut self, entry: &Entry) {
        let value = &entry.value;
        match entry.key.as_str() {
            "format" => self.format(value),
            "id" => self.id(entry),
            "date" => {
                self.front.has_date = true;
                self.front.date = self.date(entry);
            }
            "level" => self.level(entry),
            "postmortem" => self.postmortem(entry),
            "introduced-by" => self.front.introduced_by = self.commits(entry),
            "fixed-by" => self.front.fixed_by = self.commits(entry),
            "tags" => self.front.tags = values(self.texts(entry, true)),
            "withdrawn" => self.front.withdrawn = self.date(entry),
            _ => self.unknown(entry, "`[lesson]`", keys::LESSON),
        }
    }

    fn format(&mut self, value: &Value) {
        if !matches!(value.node, Node::Integer(Some(number)) if number >= FORMAT) {
            self.fault(
                value.at,
                "`format` takes the number of the file's format",
                "write `format = 1`, or remove the key",
            );
        }
    }

    fn id(&mut self, entry: &Entry) {
        let Some(id) = self.text(entry) else { return };
        if let Err(error) = check_id(&id.value) {
            return self.fault(
                id.at,
                format!("`{}` is no id: {error}", id.value),
                "an id such as `INC-245`, equal to the file's name without `.md`",
            );
        }
        self.front.id = Some((id.value, id.at));
    }

    fn date(&mut self, entry: &Entry) -> Option<(Date, Span)> {
        let value = &entry.value;
        let hint = "write a day without quotes, such as 2026-04-12";
        match &value.node {
            Node::Date(Some(date), text) if *text == date.to_string() => return Some((*date, value.at)),
            Node::Date(Some(_), _) => {
                self.fault(value.at, format!("`{}` is a day, without a time", entry.key), hint);
            }
            // The TOML reader has told of the day that does not exist, unless it is a time alone.
            Node::Date(None, text) if text.is_empty() => {}
            Node::Date(None, _) => {
                self.fault(value.at, format!("`{}` is a day, not a time", entry.key), hint)
            }
            _ => {
                let message = format!("`{}` takes a date, not {}", entry.key, value.describe());
                self.fault(value.at, message, hint);
            }
        }
        None
    }

    fn level(&mut self, entry: &Entry) {
        let Some(text) = self.text(entry) else { return };
        match Level::from_name(&text.value) {
            Some(level) => self.front.level = level,
            None => {
                let message = format!("there is no level `{}`", text.value);
                self.fault(text.at, message, choice_hint(&text.value, keys::LEVELS));
            }
        }
    }

    fn postmortem(&mut self, entry: &Entry) {
        let Some(text) = self.text(entry) else { return };
        let link = text.value;
        let scheme = link.split_once("://").map(|(scheme, rest)| (scheme.to_lowercase(), rest));
        match scheme {
            Some((scheme, rest)) if scheme == "https" && !rest.starts_with('/') && !rest.is_empty() => {
                if rest.contains(char::is_whitespace) {
                    self.fault(
                        text.at,
                        "`postmortem` is no URL: it holds white space",
                        "write `%20` for a space",
                    );
                } else {
                    self.front.postmortem = Some(Postmortem::Url(link));
                }
            }
            Some((scheme, _)) if scheme == "https" => {
                self.fault(text.at, "`postmortem` is a URL without a host", "write `https://host/path`");
            }
            Some((scheme, _)) => {
                self.fault(
                    text.at,
                    format!("`postmortem` is a `{scheme}` URL"),
                    "write an https URL or a path inside the repository",
                );
            }
            None => match inside_repository(&link) {
                Ok(()) => self.front.postmortem = Some(Postmortem::Path(link)),
                Err(why) => self.fault(
                    text.at,
                    format!("`postmortem`: {why}"),
                    "write a path from the repository's root, with `/`, or an https URL",
                ),
            },
        }
    }

    fn commits(&mut self, entry: &Entry) -> Vec<String> {
        let texts = self.texts(entry, true);
        for text in &texts {
            let hex = text.value.bytes().all(|byte| byte.is_ascii_hexdigit());
            if !hex || !(4..=64).contains(&text.value.len()) {
                self.fault(
                    text.at,
                    format!("`{}` is no commit", text.value),
                    "write the commit's hash, 4 to 64 hexadecimal digits",
                );
            }
        }
        values(texts)
    }

    fn scope(&mut self, entry: &Entry) {
        let value = &entry.value;
        match entry.key.as_str() {
            "crates" => self.front.scope.crates = self.globs(entry),
            "paths" => self.front.scope.paths = self.globs(entry),
            "tests" => match value.node {
                Node::Boolean(tests) => self.front.scope.tests = tests,
                _ => self.fault(
                    value.at,
                    format!("`tests` takes a boolean, not {}", value.describe()),
                    "write `true` or `false`",
                ),
            },
            "dependency" => self.dependencies(entry),
            "language" => {
                let Some(text) = self.text(entry) else { return };
                if keys::LANGUAGES.contains(&text.value.as_str()) {
                    self.front.scope.language = text.value;
                } else {
                    let message = format!("there is no language `{}`", text.value);
                    self.fault(text.at, message, choice_hint(&text.value, keys::LANGUAGES));
                }
            }
            _ => self.unknown(entry, "`[scope]`", keys::SCOPE),
        }
    }

    fn globs(&mut self, entry: &Entry) -> Globs {
        let texts = self.texts(entry, false);
        let patterns: Vec<_> = texts.iter().map(|text| text.value.as_str()).collect();
        let (globs, faults) = Globs::new(&patterns);
        for (index, fault) in faults {
            if let Some(text) = texts.get(index) {
                self.fault(text.at, format!("`{}`: {fault}", text.value), fault.hint(&text.value));
            }
        }
        globs
    }

    fn dependencies(&mut self, entry: &Entry) {
        let Node::Table(table) = &entry.value.node else {
            let message = format!("`dependency` takes a table, not {}", entry.value.describe());
            return self.fault(entry.value.at, message, "write `dependency = { tokio = \"<1.40\" }`");
        };
        if table.entries.is_empty() {
            self.fault(
                entry.value.at,
                "`dependency` is empty",
                "name a crate and its versions, or remove the key",
            );
        }
        for entry in &table.entries {
            let Some(text) = self.text(entry) else { continue };
            match DependencyRequirement::new(&entry.key, &text.value) {
                Ok(dependency) => self.front.scope.dependencies.push(dependency),
                Err(error) => self.fault(
                    text.at,
                    format!("`{}` is no version requirement: {error}", text.value),
                    "write one as in Cargo.toml, such as `<1.40` or `>=1.2, <2`",
                ),
            }
        }
    }

    fn guard(&mut self, entry: &Entry) {
        let texts = self.text_or_texts(entry);
        let test = entry.key == "test";
        let (mut names, mut places) = (Vec::new(), Vec::new());
        for text in texts {
            let (name, sound, hint) = if test {
                let spaced = text
                    .value
                    .contains(|character: char| character.is_whitespace() || character.is_control());
                (text.value.as_str(), !spaced, "a test's path such as `package::module::tests::name`")
            } else {
                let name = text.value.strip_prefix("clippy::").unwrap_or(&text.value);
                let word = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
                (name, word && !name.is_empty(), "a lint's name such as `await_holding_lock`")
            };
            if sound {
                names.push(name.to_owned());
                places.push(text.at);
            } else {
                self.fault(text.at, format!("`{}` in `{}` names nothing", text.value, entry.key), hint);
            }
        }
        if let Some(guard) = &mut self.front.enforcement.guard {
            if test {
                (guard.test, guard.test_at) = (names, places);
            } else {
                (guard.clippy, guard.clippy_at) = (names, places);
            }
        }
    }

    fn check_guard(&mut self, value: &Value) {
        if matches!(&value.node, Node::Table(table) if !keys::GUARD.iter().any(|key| table.get(key.name).is_some()))
        {
            self.fault(
                value.at,
                "`[guard]` names nothing that guards",
                "add `test = [\"…\"]` or `clippy = [\"…\"]`",
            );
        }
    }

    fn waive(&mut self, entry: &Entry) {
        if let (Some(text), Some(waive)) = (self.text(entry), &mut self.front.enforcement.waive) {
            waive.reason = text.value;
        }
    }

    fn check_waive(&mut self, value: &Value) {
        if matches!(&value.node, Node::Table(table) if table.get("reason").is_none()) {
            self.fault(
                value.at,
                "`[waive]` without a `reason`",
                "say why there is no code lesson: `reason = \"…\"`",
            );
        }
    }

    fn text(&mut self, entry: &Entry) -> Option<Text> {
        self.text_value(&entry.key, &entry.value)
    }

    fn text_value(&mut self, key: &str, value: &Value) -> Option<Text> {
        match &value.node {
            Node::Text(text) if text.value.trim().is_empty() => {
                self.fault(value.at, format!("`{key}` is empty"), "fill it in, or remove it");
                None
            }
            Node::Text(text) => Some(text.clone()),
            _ => {
                self.fault(
                    value.at,
                    format!("`{key}` takes a string, not {}", value.describe()),
                    "write it in quotes",
                );
                None
            }
        }
    }

    fn text_or_texts(&mut self, entry: &Entry) -> Vec<Text> {
        match &entry.value.node {
            Node::Text(_) => self.text(entry).into_iter().collect(),
            _ => self.texts(entry, false),
        }
    }

    fn texts(&mut self, entry: &Entry, may_be_empty: bool) -> Vec<Text> {
        let (key, value) = (&entry.key, &entry.value);
        let Node::List(items) = &value.node else {
            self.fault(
                value.at,
                format!("`{key}` takes a list of strings, not {}", value.describe()),
                format!("write `{key} = [\"…\"]`"),
            );
            return Vec::new();
        };
        if items.is_empty() && !may_be_empty {
            self.fault(value.at, format!("`{key}` is empty"), "write at least one, or remove the key");
        }
        items.iter().filter_map(|item| self.text_value(key, item)).collect()
    }
}

fn values(texts: Vec<Text>) -> Vec<String> {
    texts.into_iter().map(|text| text.value).collect()
}

fn choice_hint(word: &str, choices: &'static [&'static str]) -> String {
    match nearest(word, choices.iter().copied()) {
        Some(name) => format!("did you mean `{name}`?"),
        None => format!("one of {}", choices.join(", ")),
    }
}
