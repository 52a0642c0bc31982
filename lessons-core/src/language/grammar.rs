//! A grammar with a language's tables resolved to the grammar's own numbers.

use std::collections::HashMap;

use super::{Definition, Embed, Language};
use crate::syntax::{Field, Kind};

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
    pub(super) fn new(language: Language) -> Self {
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

    /// The field of this name, none where the grammar has no such.
    pub(crate) fn field(&self, name: &str) -> Field {
        let id = self.field_names.iter().position(|known| *known == name);
        id.and_then(|id| u16::try_from(id).ok()).map_or(Field::NONE, Field)
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
