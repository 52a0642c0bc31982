//! The languages that lessons speak: one grammar each, with the tables that tell what its nodes mean to a pattern.

#[cfg(feature = "bash")]
mod bash;
#[cfg(feature = "containerfile")]
mod containerfile;
#[cfg(feature = "go")]
mod go;
#[cfg(feature = "javascript")]
mod javascript;
mod json;
#[cfg(feature = "python")]
mod python;
pub(crate) mod rust;
#[cfg(feature = "sql")]
mod sql;
pub(crate) mod toml;
#[cfg(feature = "typescript")]
mod typescript;
pub(crate) mod yaml;
mod yaml_text;

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::syntax::{Builder, Field, Kind, Remap};

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

/// What a language's one file states: plain tables, by the grammar's names.
pub(crate) struct Definition {
    pub(crate) name: &'static str,
    pub(crate) aliases: &'static [&'static str],
    pub(crate) extensions: &'static [&'static str],
    pub(crate) file_names: &'static [&'static str],
    pub(crate) tree_sitter: fn() -> tree_sitter::Language,
    /// Kinds that are lowered without their children: their text is their value.
    pub(crate) leaves: &'static [&'static str],
    /// Kinds that only wrap one child: a pattern sees through them.
    pub(crate) wrappers: &'static [&'static str],
    /// Kinds whose children have no order.
    pub(crate) unordered: &'static [&'static str],
    /// Those of them that a pattern writes without a closing bracket: code may then have more children.
    pub(crate) open: &'static [&'static str],
    /// Kinds that are one to a pattern, such as the two ways to write a list.
    pub(crate) alike: &'static [&'static [&'static str]],
    /// Kinds whose children are the elements of a list: statements, items, arms, arguments, members.
    pub(crate) lists: &'static [&'static str],
    /// Kinds that keep all their tokens but brackets: what has no syntax of its own.
    pub(crate) raw: &'static [&'static str],
    /// Bare tokens that tell one node from another (all others are left out): the token, and the kinds of parent
    /// in which it counts, none for all.
    pub(crate) tokens: &'static [(&'static str, &'static [&'static str])],
    /// What code may have where a pattern says nothing: the child's kind (`*` for any) and the parent's.
    pub(crate) omittable: &'static [(&'static str, &'static [&'static str])],
    /// The same for children that are known by their role: the field's name and the parents' kinds.
    pub(crate) omittable_fields: &'static [(&'static str, &'static [&'static str])],
    /// Kinds of node whose content is parsed on its own, and what parses it.
    pub(crate) embedded: &'static [(&'static str, Embed)],
    /// What begins and ends texts in which `$` means nothing: strings, by their quotes and whether a backslash takes
    /// the meaning of what follows; the longer before the shorter.
    pub(crate) quotes: &'static [(&'static str, &'static str, bool)],
    /// What begins and ends comments.
    pub(crate) comments: &'static [(&'static str, &'static str)],
    /// Whether a `$` that begins no metavariable belongs to the language.
    pub(crate) has_dollars: bool,
    /// The places where a pattern may stand, tried in turn.
    pub(crate) positions: &'static [crate::pattern::Position],
    /// What stands for a metavariable or an ellipsis so that the pattern parses.
    pub(crate) placeholder: crate::pattern::Placeholder,
    /// The value of a literal, in a form that is equal when the values are.
    pub(crate) literal: fn(kind: &str, text: &str) -> Option<String>,
}

impl Definition {
    fn names(&self) -> impl Iterator<Item = &'static str> {
        std::iter::once(self.name).chain(self.aliases.iter().copied())
    }
}

/// Lowers what stands in a node by itself; says false to have the children lowered as they are.
pub(crate) type Embed = fn(&mut Builder, tree_sitter::Node<'_>, &Remap) -> bool;

/// What is to be done with a node's children.
#[derive(Clone, Copy)]
pub(crate) enum Lowering {
    Leaf,
    Children,
    Embedded(Embed),
}

/// A grammar with its tables resolved to the grammar's numbers.
pub(crate) struct Grammar {
    language: Language,
    definition: &'static Definition,
    tree_sitter: &'static tree_sitter::Language,
    kinds: Vec<KindFacts>,
    field_names: Vec<&'static str>,
    by_name: HashMap<&'static str, Vec<Kind>>,
    omittable_fields: Vec<(Field, Vec<Kind>)>,
}

#[derive(Clone, Default)]
struct KindFacts {
    name: &'static str,
    leaf: bool,
    wrapper: bool,
    unordered: bool,
    open: bool,
    list: bool,
    raw: bool,
    embed: Option<Embed>,
    /// Every kind that is one with this, itself included; empty for itself alone.
    alike: Vec<Kind>,
    /// For a bare token: whether it counts, and in which parents only.
    token: Option<Vec<Kind>>,
    /// Parents in which a node of this kind may be left out.
    omittable_in: Option<Vec<Kind>>,
    /// Whether everything in this kind may be left out.
    omits_all: bool,
}

impl std::fmt::Debug for Grammar {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Grammar").field(&self.name()).finish()
    }
}

impl Grammar {
    fn new(language: Language) -> Self {
        let definition = language.definition();
        // Made once for the life of the program; its names are then static too.
        let tree_sitter: &'static _ = Box::leak(Box::new((definition.tree_sitter)()));
        let count = u16::try_from(tree_sitter.node_kind_count()).unwrap_or(u16::MAX);
        let mut by_name: HashMap<&'static str, Vec<Kind>> = HashMap::new();
        let mut kinds = vec![KindFacts::default(); count as usize];
        for id in 0..count {
            let name = tree_sitter.node_kind_for_id(id).unwrap_or_default();
            by_name.entry(name).or_default().push(Kind(id));
            if let Some(facts) = kinds.get_mut(id as usize) {
                facts.name = name;
            }
        }
        let resolve = |names: &[&str]| -> Vec<Kind> {
            names.iter().flat_map(|name| by_name.get(name).into_iter().flatten().copied()).collect()
        };
        let named = |name: &str| -> Vec<usize> {
            by_name.get(name).into_iter().flatten().map(|kind| kind.0 as usize).collect()
        };
        for name in definition.leaves {
            named(name).into_iter().for_each(|id| kinds[id].leaf = true);
        }
        for name in definition.wrappers {
            named(name).into_iter().for_each(|id| kinds[id].wrapper = true);
        }
        for name in definition.unordered {
            named(name).into_iter().for_each(|id| kinds[id].unordered = true);
        }
        for name in definition.open {
            named(name).into_iter().for_each(|id| kinds[id].open = true);
        }
        for names in definition.alike {
            let class = resolve(names);
            class.iter().for_each(|kind| kinds[kind.0 as usize].alike = class.clone());
        }
        for name in definition.lists {
            named(name).into_iter().for_each(|id| kinds[id].list = true);
        }
        for name in definition.raw {
            named(name).into_iter().for_each(|id| kinds[id].raw = true);
        }
        for (name, embed) in definition.embedded {
            named(name).into_iter().for_each(|id| kinds[id].embed = Some(*embed));
        }
        for (name, parents) in definition.tokens {
            named(name).into_iter().for_each(|id| kinds[id].token = Some(resolve(parents)));
        }
        for (name, parents) in definition.omittable {
            if *name == "*" {
                resolve(parents).into_iter().for_each(|parent| kinds[parent.0 as usize].omits_all = true);
            } else {
                named(name).into_iter().for_each(|id| kinds[id].omittable_in = Some(resolve(parents)));
            }
        }
        let fields = u16::try_from(tree_sitter.field_count()).unwrap_or(0);
        let field_names: Vec<&'static str> = std::iter::once("")
            .chain((1..=fields).map(|id| tree_sitter.field_name_for_id(id).unwrap_or_default()))
            .collect();
        let omittable_fields = definition
            .omittable_fields
            .iter()
            .filter_map(|(name, parents)| {
                let id = field_names.iter().position(|known| known == name)?;
                Some((Field(u16::try_from(id).ok()?), resolve(parents)))
            })
            .collect();
        Self { language, definition, tree_sitter, kinds, field_names, by_name, omittable_fields }
    }

    /// Which language this is.
    pub(crate) fn language(&self) -> Language {
        self.language
    }

    pub(crate) fn name(&self) -> &'static str {
        self.definition.name
    }

    pub(crate) fn definition(&self) -> &'static Definition {
        self.definition
    }

    pub(crate) fn tree_sitter(&self) -> &tree_sitter::Language {
        self.tree_sitter
    }

    /// How many kinds the grammar has; every [`Kind`] of a tree but the made-up error root is below.
    pub(crate) fn kind_count(&self) -> usize {
        self.kinds.len()
    }

    /// The grammar's name of a kind.
    pub(crate) fn kind_name(&self, kind: Kind) -> &'static str {
        self.facts(kind).map_or("ERROR", |facts| facts.name)
    }

    /// Every named kind that is called `name`; empty where the grammar has none.
    pub(crate) fn kinds_named(&self, name: &str) -> Vec<Kind> {
        let kinds = self.by_name.get(name).into_iter().flatten().copied();
        kinds.filter(|kind| self.tree_sitter.node_kind_is_named(kind.0)).collect()
    }

    /// The first symbol of this name, hidden ones too.
    pub(crate) fn symbol(&self, name: &str) -> Option<Kind> {
        self.by_name.get(name).into_iter().flatten().copied().next()
    }

    /// Names of all named kinds, for hints.
    pub(crate) fn kind_names(&self) -> impl Iterator<Item = &'static str> {
        self.by_name
            .iter()
            .filter(|(_, kinds)| kinds.iter().any(|kind| self.tree_sitter.node_kind_is_named(kind.0)))
            .map(|(name, _)| *name)
    }

    /// The name of a field, empty for none.
    pub(crate) fn field_name(&self, field: Field) -> &'static str {
        self.field_names.get(field.0 as usize).copied().unwrap_or_default()
    }

    /// What is to be done with the children of a node.
    pub(crate) fn lowering(&self, kind: Kind) -> Lowering {
        match self.facts(kind) {
            Some(KindFacts { embed: Some(embed), .. }) => Lowering::Embedded(*embed),
            Some(KindFacts { leaf: true, .. }) => Lowering::Leaf,
            _ => Lowering::Children,
        }
    }

    /// Whether a bare token tells one node from another.
    pub(crate) fn keeps_token(&self, parent: Option<Kind>, field: Field, token: Kind) -> bool {
        if self.field_name(field) == "operator" {
            return true;
        }
        if parent.and_then(|parent| self.facts(parent)).is_some_and(|parent| parent.raw) {
            return !matches!(self.kind_name(token), "(" | ")" | "[" | "]" | "{" | "}");
        }
        match self.facts(token).and_then(|facts| facts.token.as_deref()) {
            Some([]) => true,
            Some(parents) => parent.is_some_and(|parent| parents.contains(&parent)),
            None => false,
        }
    }

    /// Whether a node only wraps one child that a pattern may see through to.
    pub(crate) fn is_wrapper(&self, kind: Kind) -> bool {
        self.facts(kind).is_some_and(|facts| facts.wrapper)
    }

    /// Every kind that only wraps one child.
    pub(crate) fn wrappers(&self) -> impl Iterator<Item = Kind> {
        self.definition.wrappers.iter().flat_map(|name| self.by_name.get(name).into_iter().flatten().copied())
    }

    /// Whether the children of a node are the elements of a list.
    pub(crate) fn is_list(&self, kind: Kind) -> bool {
        self.facts(kind).is_some_and(|facts| facts.list)
    }

    /// Whether the children of a node have no order.
    pub(crate) fn is_unordered(&self, kind: Kind) -> bool {
        self.facts(kind).is_some_and(|facts| facts.unordered)
    }

    /// Whether a table of this kind, as a pattern writes it, leaves open what else there is.
    pub(crate) fn is_open(&self, kind: Kind) -> bool {
        self.facts(kind).is_some_and(|facts| facts.open)
    }

    /// Every kind that is one with this to a pattern; empty for itself alone.
    pub(crate) fn alike(&self, kind: Kind) -> &[Kind] {
        self.facts(kind).map(|facts| facts.alike.as_slice()).unwrap_or_default()
    }

    /// Whether two kinds are one to a pattern.
    pub(crate) fn are_alike(&self, a: Kind, b: Kind) -> bool {
        a == b || self.alike(a).contains(&b)
    }

    /// Whether code may have a child of this kind and role where the pattern has none.
    pub(crate) fn is_omittable(&self, parent: Kind, child: Kind, field: Field) -> bool {
        let by_kind = match self.facts(child).and_then(|facts| facts.omittable_in.as_deref()) {
            Some([]) => true,
            Some(parents) => parents.contains(&parent),
            None => false,
        };
        by_kind
            || self.facts(parent).is_some_and(|facts| facts.omits_all)
            || self
                .omittable_fields
                .iter()
                .any(|(known, parents)| *known == field && parents.contains(&parent))
    }

    fn facts(&self, kind: Kind) -> Option<&KindFacts> {
        self.kinds.get(kind.0 as usize)
    }
}

/// The innermost bracket still open at the end of `text`; strings are not told apart, as a pattern's are short.
fn innermost_bracket(text: &str) -> Option<char> {
    let mut depth = 0usize;
    for c in text.chars().rev() {
        match c {
            '}' | ']' => depth += 1,
            '{' | '[' if depth > 0 => depth -= 1,
            '{' | '[' => return Some(c),
            _ => {}
        }
    }
    None
}

/// Whether a metavariable is all that stands on its line.
#[cfg(any(feature = "containerfile", feature = "javascript", feature = "typescript"))]
fn is_alone(pattern: &str, hole: &crate::pattern::Hole) -> bool {
    let before = pattern.get(..hole.span.start as usize).unwrap_or_default();
    let after = pattern.get(hole.span.end as usize..).unwrap_or_default();
    let blank = |text: Option<&str>| text.unwrap_or_default().trim().is_empty();
    blank(before.rsplit('\n').next()) && blank(after.split('\n').next())
}

/// A number by its value, `_` aside; whole numbers also in base 2, 8 and 16.
#[cfg(any(feature = "go", feature = "javascript", feature = "python", feature = "typescript"))]
fn number(text: &str) -> Option<String> {
    let plain = text.replace('_', "").to_lowercase();
    let base = |prefix: &str, radix| {
        plain.strip_prefix(prefix).and_then(|digits| i128::from_str_radix(digits, radix).ok())
    };
    let whole = base("0x", 16).or_else(|| base("0o", 8)).or_else(|| base("0b", 2));
    if let Some(value) = whole.or_else(|| plain.parse().ok()) {
        return Some(value.to_string());
    }
    plain.parse::<f64>().ok().map(|value| format!("{value:?}"))
}

/// A text by its value, whichever quotes it stands in; none where an escape is not known.
#[cfg(any(feature = "containerfile", feature = "go", feature = "javascript", feature = "typescript"))]
fn quoted(text: &str) -> Option<String> {
    let quote = text.chars().next()?;
    let body = text.strip_prefix(quote)?.strip_suffix(quote)?;
    if !body.contains('\\') {
        return Some(format!("\"{body}"));
    }
    let double = body.replace("\\'", "'").replace('"', "\\\"").replace("\\\\\"", "\\\"");
    serde_json::from_str::<String>(&format!("\"{double}\"")).ok().map(|value| format!("\"{value}"))
}

/// What stands for a metavariable of JavaScript and its kin: a name; for statements one with its `;`.
#[cfg(any(feature = "javascript", feature = "typescript"))]
fn script_hole(pattern: &str, hole: &crate::pattern::Hole) -> String {
    let before = pattern.get(..hole.span.start as usize).unwrap_or_default();
    let in_block =
        matches!(innermost_bracket(before), None | Some('{')) && !before.trim_end().ends_with([',', '(']);
    if hole.many && in_block && is_alone(pattern, hole) { "lessons_hole;" } else { "lessons_hole" }.to_owned()
}

#[cfg(any(feature = "javascript", feature = "typescript"))]
fn script_literal(kind: &str, text: &str) -> Option<String> {
    match kind {
        "string" => quoted(text),
        "number" => number(text.trim_end_matches('n')),
        _ => None,
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
