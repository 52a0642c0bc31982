//! What a lesson's front matter enforces: rules, guards, or a waiver.

use crate::lesson::block::RuleKind;
use crate::rule::spec::RuleSpec;
use crate::span::Span;

/// What keeps a mistake from happening again. At least one part is there, and a waiver stands alone.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Enforcement {
    pub(crate) rules: Vec<(RuleKind, RuleSpec)>,
    /// Tests and lints that enforce the lesson too.
    pub guard: Option<Guard>,
    /// Why there is no code lesson.
    pub waive: Option<Waive>,
}

impl Enforcement {
    /// The kind and the place of each rule, in the order of the file: the table's header, or the rule's string.
    pub fn rules(&self) -> impl Iterator<Item = (RuleKind, Span)> {
        self.rules.iter().map(|(kind, rule)| (*kind, rule.at))
    }

    /// Whether there is a rule of this kind.
    #[must_use]
    pub fn has(&self, kind: RuleKind) -> bool {
        self.rules.iter().any(|(other, _)| *other == kind)
    }
}

/// `[guard]`: what else enforces a lesson.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Guard {
    /// Tests, as `package::module::name`.
    pub test: Vec<String>,
    /// Clippy lints, without `clippy::`.
    pub clippy: Vec<String>,
    /// Where each of `test` stands, in order.
    pub(crate) test_at: Vec<Span>,
    /// Where each of `clippy` stands, in order.
    pub(crate) clippy_at: Vec<Span>,
    /// The table in the lesson file.
    pub at: Span,
}

/// `[waive]`: there is no code lesson, on purpose.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Waive {
    /// Why.
    pub reason: String,
    /// The table in the lesson file.
    pub at: Span,
}
