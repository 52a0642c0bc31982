//! What is proposed, whoever proposes it: a lesson's parts as plain data.
//!
//! A proposal has no level, no approval and no path to write to: these are a person's to give.

use lessons_core::{Polarity, RuleKind};

/// A lesson before a person has read it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proposal {
    /// The mistake in one line.
    pub title: String,
    /// What went wrong, in the document's facts.
    pub root_cause: String,
    /// What must hold from now on.
    pub invariant: String,
    /// What worked.
    pub mitigation: String,
    /// What the document says word for word.
    pub quotes: Vec<Quote>,
    /// The rules, of which each is a shape of the one mistake; none where there is [`no_pattern`](Self::no_pattern).
    pub rules: Vec<RuleDraft>,
    /// Where the rules hold; everywhere by default.
    pub scope: ScopeDraft,
    /// Code that proves the rules.
    pub blocks: Vec<BlockDraft>,
    /// Why no rule can find the mistake, if none can.
    pub no_pattern: Option<NoPattern>,
    /// The known mistake that it is, if it is one: what others said of it serves where nobody has said it here.
    pub known: Option<KnownMistake>,
}

/// A mistake that others have told in a lesson.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownMistake {
    /// The lesson, as `pack/ID`.
    pub lesson: String,
    /// The mistake in one line.
    pub title: String,
    /// What must hold.
    pub invariant: String,
    /// What works instead.
    pub mitigation: String,
}

/// A passage of the document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quote {
    /// The words as they stand in the document.
    pub text: String,
    /// Their bytes in the document, once they were found there.
    pub span: Option<std::ops::Range<usize>>,
}

/// A rule as it is written below its table's header: TOML lines such as `pattern = "f($X)"`. Nested tables are dotted
/// keys or inline, so that the lines can stand under `[forbid]` and `[[forbid]]` alike.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RuleDraft {
    /// `[forbid]` or `[require]`.
    pub kind: RuleKind,
    /// The table's body.
    pub toml: String,
}

impl RuleDraft {
    /// A rule that may match nowhere.
    #[must_use]
    pub fn forbid(toml: impl Into<String>) -> Self {
        Self { kind: RuleKind::Forbid, toml: toml.into() }
    }

    /// A rule that must match at least once in the scope.
    #[must_use]
    pub fn require(toml: impl Into<String>) -> Self {
        Self { kind: RuleKind::Require, toml: toml.into() }
    }
}

/// `[scope]`; what is empty is left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ScopeDraft {
    /// Names of packages.
    pub crates: Vec<String>,
    /// Globs of paths.
    pub paths: Vec<String>,
    /// Whether code that only test builds compile is searched.
    pub tests: bool,
}

/// A code block of the lesson.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlockDraft {
    /// Whether the block shows the mistake or the mitigation.
    pub polarity: Polarity,
    /// The code: a file, or the body of a function.
    pub text: String,
    /// The path that it pretends to be at.
    pub file: Option<String>,
    /// The edition, as `2024`; the lesson's default otherwise.
    pub edition: Option<String>,
}

impl BlockDraft {
    /// A block that stands nowhere in particular.
    #[must_use]
    pub fn new(polarity: Polarity, text: impl Into<String>) -> Self {
        Self { polarity, text: text.into(), file: None, edition: None }
    }
}

/// "This cannot be a pattern", which is a good answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoPattern {
    /// Why not.
    pub reason: String,
    /// What enforces the invariant instead.
    pub instead: Instead,
}

/// The next best enforcement.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Instead {
    /// Nothing does.
    #[default]
    Nothing,
    /// `[guard]`: tests as `package::module::name`, and Clippy lints without `clippy::`.
    Guard {
        /// Tests.
        tests: Vec<String>,
        /// Lints.
        lints: Vec<String>,
    },
    /// `[require]`: the mitigation that must stay, as a rule.
    Require(RuleDraft),
    /// A dependency from this version on, in Cargo's form.
    Dependency {
        /// The package.
        name: String,
        /// The versions that are right.
        requirement: String,
    },
}
