//! A rule as written: the table of the lesson file as plain data, every part with its place in the file.

use crate::span::Span;

/// A string of the lesson file, decoded, that still knows where its characters stand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Text {
    /// The decoded value.
    pub(crate) value: String,
    /// The whole TOML value in the file, quotes included.
    pub(crate) at: Span,
    /// Pairs of (offset in `value`, offset in the file), ascending; between two pairs offsets advance alike.
    pub(crate) map: Vec<(u32, u32)>,
}

impl Text {
    /// Where in the lesson file the character at `offset` of the value stands.
    pub(crate) fn place(&self, offset: u32) -> u32 {
        let after = self.map.partition_point(|(value, _)| *value <= offset);
        match after.checked_sub(1).and_then(|index| self.map.get(index)) {
            Some((value, file)) => (file + (offset - value)).min(self.at.end),
            None => self.at.start,
        }
    }
}

/// A table of conditions on one node; all that are given must hold for one choice of bindings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct RuleSpec {
    /// The table or string in the lesson file.
    pub(crate) at: Span,
    pub(crate) pattern: Option<Text>,
    pub(crate) kind: Option<Text>,
    pub(crate) regex: Option<Text>,
    pub(crate) all: Option<Vec<RuleSpec>>,
    pub(crate) any: Option<Vec<RuleSpec>>,
    pub(crate) not: Option<Box<RuleSpec>>,
    pub(crate) inside: Option<Box<Relation>>,
    pub(crate) has: Option<Box<Relation>>,
    pub(crate) follows: Option<Box<RuleSpec>>,
    pub(crate) precedes: Option<Box<RuleSpec>>,
    pub(crate) context: Vec<(Context, Span)>,
    pub(crate) leads_to: Option<Box<Path>>,
    pub(crate) held_across: Option<Box<Path>>,
    pub(crate) guarded_by: Option<Box<RuleSpec>>,
    pub(crate) wheres: Vec<Where>,
    pub(crate) message: Option<Text>,
    pub(crate) fix: Option<Text>,
}

/// `inside` or `has`: a rule, and the rule that ends the search.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Relation {
    pub(crate) rule: RuleSpec,
    pub(crate) until: Option<RuleSpec>,
}

/// `leads-to` or `held-across`: what a path must reach, and what it must not meet before.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Path {
    pub(crate) rule: RuleSpec,
    pub(crate) unless: Option<RuleSpec>,
}

/// `where.X`: what the node bound to a metavariable satisfies.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Where {
    /// The metavariable's name without `$`, and where the key stands.
    pub(crate) name: String,
    pub(crate) at: Span,
    /// The conditions on the node itself; all absent where only `type` or `from` is given.
    pub(crate) rule: RuleSpec,
    /// Paths of types, one of which must be the node's.
    pub(crate) types: Vec<Text>,
    pub(crate) from: Option<Box<RuleSpec>>,
    /// `type-unknown = "match"`: a type that cannot be told counts as the one asked for.
    pub(crate) unknown_matches: bool,
}

/// A surrounding that `context` asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Context {
    Async,
    Loop,
    Const,
    Unsafe,
    Drop,
    Test,
}
