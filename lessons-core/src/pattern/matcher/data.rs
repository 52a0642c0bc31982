//! What TOML and YAML write in more than one way: tables below headers, aliases, merged mappings.

use super::Matcher;
use crate::language::{Language, toml, yaml};
use crate::pattern::env::Env;
use crate::pattern::form::{Form, FormId};
use crate::pattern::same::unwrapped;
use crate::syntax::{Kind, Node};

impl<'t> Matcher<'t, '_> {
    /// The node below wrappers; in YAML the one that an alias stands for, unless the alias itself is asked for.
    pub(super) fn meant(&self, node: Node<'t>, kind: Kind) -> Node<'t> {
        let inner = unwrapped(node);
        if self.is_kind(inner, kind) { inner } else { self.unaliased(inner) }
    }

    /// What a YAML alias stands for; any other node itself.
    pub(super) fn unaliased(&self, node: Node<'t>) -> Node<'t> {
        if self.tree.grammar().language() != Language::Yaml || node.kind_name() != "alias" {
            return node;
        }
        // The look-up costs what stands before.
        self.fuel.set(self.fuel.get().saturating_sub(node.id().0 / 64));
        yaml::anchored(node).map_or(node, unwrapped)
    }

    /// The pairs of a YAML mapping with those that it takes in by `<<`; none where it takes in nothing.
    pub(super) fn with_merged(&self, pairs: &[Node<'t>], mapping: Kind) -> Option<Vec<Node<'t>>> {
        if self.tree.grammar().language() != Language::Yaml || !pairs.iter().any(|pair| yaml::is_merge(*pair))
        {
            return None;
        }
        let (merges, mut all): (Vec<Node<'t>>, Vec<Node<'t>>) =
            pairs.iter().partition(|pair| yaml::is_merge(**pair));
        for value in merges.into_iter().filter_map(|merge| merge.children().last()) {
            let one = self.meant(value, mapping);
            let is_mapping = self.tree.grammar().is_unordered(one.kind());
            let sources: Vec<Node<'t>> = if is_mapping { vec![one] } else { one.children().collect() };
            for pair in sources.into_iter().flat_map(|source| self.meant(source, mapping).children()) {
                let key = |pair: &Node<'t>| pair.children().next().map(Node::text);
                // What is written here, or taken in before, wins.
                if self.step() && !all.iter().any(|own| key(own) == key(&pair)) {
                    all.push(pair);
                }
            }
        }
        Some(all)
    }

    /// Whether a pattern that names nothing of a table stands at one that is not written as a value. `$K = $V` is a
    /// pair, and `[a]` the table itself, not one pair of it.
    pub(super) fn says_too_little(&self, children: &[FormId], code: Node<'t>) -> bool {
        let is_hole = |form: &FormId| matches!(self.form(*form).form, Form::Hole(_));
        children.is_empty() && toml::is_part(code)
            || children.len() == 2
                && children.iter().all(is_hole)
                && code.children().last().is_some_and(toml::is_spread)
    }

    /// Goes up from a pair through the pairs and tables with these keys, the innermost last; `then` gets the outermost
    /// node that is written as one with the pair.
    pub(super) fn below(
        &self,
        keys: &[FormId],
        from_root: bool,
        pair: Node<'t>,
        env: &mut Env,
        then: &mut dyn FnMut(&mut Env, Node<'t>) -> bool,
    ) -> bool {
        let mut owners = Vec::new();
        let (mut top, mut written) = (pair, Some(pair));
        for _ in keys {
            let Some(owner) = top.parent().and_then(Node::parent) else { return false };
            let in_one = written.is_some() && top.parent().is_some_and(toml::is_part);
            written = in_one.then_some(owner);
            owners.push((owner, written));
            top = owner;
        }
        if from_root && top.parent().is_some_and(|parent| parent.parent().is_some()) {
            return false;
        }
        let first = owners.iter().filter_map(|(_, written)| *written).next_back().unwrap_or(pair);
        let names: Option<Vec<Node<'t>>> =
            owners.iter().rev().map(|(owner, _)| owner.children().next()).collect();
        names.is_some_and(|names| self.sequence(keys, &names, pair, env, &mut |env| then(env, first)))
    }
}
