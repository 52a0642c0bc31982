//! The keys that a rule table may hold: one list for the reader, its hints and the JSON Schema.

/// A key of a table of the lesson file.
#[derive(Debug)]
pub(crate) struct Key {
    pub(crate) name: &'static str,
    /// One sentence for editors that read the schema.
    pub(crate) doc: &'static str,
    pub(crate) shape: Shape,
}

/// What values a key takes.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Shape {
    Text,
    Texts,
    TextOrTexts,
    Integer,
    Boolean,
    Date,
    Choice(&'static [&'static str]),
    ChoiceOrChoices(&'static [&'static str]),
    /// A table with these keys.
    Table(&'static [Key]),
    /// A table whose keys are free and whose values are strings.
    TextMap,
    /// A rule, or a string for its pattern.
    Rule(Place),
    /// Rules in a list.
    Rules,
    /// A rule or a list of them, as `[forbid]` and `[[forbid]]`.
    RuleOrRules,
    /// A table from the names of metavariables to rules.
    Wheres,
}

/// Where a rule stands, which decides on the keys it has beside the conditions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// `[forbid]`, `[require]`.
    Top,
    /// An element of `all` or `any`, or `not`: a condition on a node that the rule around it has found.
    Condition,
    /// What `follows`, `guarded-by`, `from`, `until` … look for.
    Target,
    /// `inside`, `has`.
    Relation,
    /// `leads-to`, `held-across`.
    Path,
    /// `where.X`.
    Where,
}

impl Place {
    /// The keys beside [`CONDITIONS`].
    pub(crate) const fn extra_keys(self) -> &'static [Key] {
        match self {
            Self::Top => TOP,
            Self::Condition | Self::Target => &[],
            Self::Relation => RELATION,
            Self::Path => PATH,
            Self::Where => WHERE,
        }
    }

    /// Whether such a rule finds nodes by itself, so that it must say by what.
    pub(crate) const fn needs_anchor(self) -> bool {
        !matches!(self, Self::Condition | Self::Where)
    }
}

/// The surroundings that `context` knows.
pub(crate) const CONTEXTS: &[&str] = &["async", "loop", "const", "unsafe", "drop", "test"];

const fn key(name: &'static str, shape: Shape, doc: &'static str) -> Key {
    Key { name, doc, shape }
}

/// Keys of every rule.
pub(crate) const CONDITIONS: &[Key] = &[
    key("pattern", Shape::Text, "Code with metavariables."),
    key("kind", Shape::Text, "A tree-sitter node kind."),
    key("regex", Shape::Text, "A regular expression over the node's text without comments, unanchored."),
    key("all", Shape::Rules, "Rules that all hold."),
    key("any", Shape::Rules, "Rules of which one holds."),
    key("not", Shape::Rule(Place::Condition), "A rule that does not hold."),
    key("inside", Shape::Rule(Place::Relation), "A rule that some ancestor satisfies."),
    key("has", Shape::Rule(Place::Relation), "A rule that some descendant satisfies."),
    key(
        "follows",
        Shape::Rule(Place::Target),
        "A rule that some earlier element of the enclosing list satisfies.",
    ),
    key(
        "precedes",
        Shape::Rule(Place::Target),
        "A rule that some later element of the enclosing list satisfies.",
    ),
    key("context", Shape::ChoiceOrChoices(CONTEXTS), "What the node lies in; of a list, all."),
    key("leads-to", Shape::Rule(Place::Path), "A rule that some path forward from the match reaches."),
    key(
        "held-across",
        Shape::Rule(Place::Path),
        "A rule that some path reaches while the match's value is alive.",
    ),
    key(
        "unless",
        Shape::Rule(Place::Target),
        "With `leads-to` or `held-across`: a path that meets this first does not count.",
    ),
    key(
        "guarded-by",
        Shape::Rule(Place::Target),
        "A rule that every path from the body's entry to the match passes.",
    ),
    key("where", Shape::Wheres, "For each metavariable, the rule that the node bound to it satisfies."),
];

const TOP: &[Key] = &[
    key("message", Shape::Text, "What a finding says; `{X}` is filled in. The lesson's title by default."),
    key("fix", Shape::Text, "The code to put for the match; `{X}` is filled in."),
];

const RELATION: &[Key] =
    &[key("until", Shape::Rule(Place::Target), "The node that satisfies this is the last one tried.")];

/// `unless` is a condition's key already: beside `leads-to` and within it.
const PATH: &[Key] = &[];

const WHERE: &[Key] = &[
    key("type", Shape::TextOrTexts, "The node's type: a path, or a list of paths of which one is it."),
    key(
        "from",
        Shape::Rule(Place::Target),
        "The node, or what gave the variable in it its value, is or holds code that satisfies this.",
    ),
    key("type-unknown", Shape::Choice(&["match"]), "A type that cannot be told counts as the one asked for."),
];

/// Relations, of which `not` may hold one.
pub(crate) const RELATIONS: &[&str] =
    &["inside", "has", "follows", "precedes", "leads-to", "held-across", "guarded-by"];

/// Keys that need what only Rust's grammar tells: paths of execution, bodies, types.
pub(crate) const RUST_ONLY: &[&str] = &[
    "follows",
    "precedes",
    "context",
    "leads-to",
    "held-across",
    "unless",
    "guarded-by",
    "type",
    "from",
    "type-unknown",
];
