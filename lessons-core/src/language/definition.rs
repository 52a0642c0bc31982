//! What a language's one file states: plain tables, by the grammar's names.

use crate::syntax::{Builder, Remap};

/// The tables of one language.
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
    pub(super) fn names(&self) -> impl Iterator<Item = &'static str> {
        std::iter::once(self.name).chain(self.aliases.iter().copied())
    }
}

/// Lowers what stands in a node by itself; says false to have the children lowered as they are.
pub(crate) type Embed = fn(&mut Builder, tree_sitter::Node<'_>, &Remap) -> bool;
