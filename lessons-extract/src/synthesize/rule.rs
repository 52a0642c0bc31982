//! A rule on its way: a shape, the keys beside it, and where it came from.

use super::shape::Shape;
use crate::proposal::RuleDraft;
use crate::prove::toml_string;

/// What a rule says of the fix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum About {
    /// What is gone.
    Lost,
    /// Something is around it now.
    Wrapped,
    /// A link that a chain lacked.
    Link,
    /// A link that a chain from its root to its end lacked.
    Builder,
    /// A statement that was missing before or after it.
    Statement,
    /// A value that was alive too long.
    Held,
    /// A guard that blocks threads was alive over an await: the one way to hold a guard that is always wrong.
    Blocking,
    /// The type of something that has no name of its own.
    Typed,
    /// Where it stands, as the last resort.
    Place,
}

/// A rule to try.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Rule {
    pub(super) shape: Shape,
    /// Keys beside `pattern`, dotted, with their values as TOML.
    pub(super) keys: Vec<(String, String)>,
    /// Names that the keys bring.
    pub(super) key_names: Vec<String>,
    /// What the keys say of the fix.
    pub(super) about: About,
    /// Whether the pattern names something that is not there after the fix.
    pub(super) names_what_is_gone: bool,
    /// How many steps the pattern's root is away from what the fix changed.
    pub(super) outward: usize,
}

impl Rule {
    pub(super) fn new(shape: Shape, outward: usize) -> Self {
        Self {
            shape,
            keys: Vec::new(),
            key_names: Vec::new(),
            about: About::Lost,
            names_what_is_gone: false,
            outward,
        }
    }

    /// The same rule with a key whose value is a rule that `shape` is the pattern of.
    pub(super) fn with(mut self, key: &str, shape: &Shape) -> Self {
        self.keys.push((key.to_owned(), toml_string(&shape.text)));
        self.key_names.extend(shape.names.iter().cloned());
        self
    }

    /// The same rule with a key whose value is a text.
    pub(super) fn with_text(mut self, key: &str, value: &str) -> Self {
        self.keys.push((key.to_owned(), toml_string(value)));
        self
    }

    /// The same rule with a key whose value is TOML.
    pub(super) fn with_value(mut self, key: &str, toml: String) -> Self {
        self.keys.push((key.to_owned(), toml));
        self
    }

    /// The same rule, known to be about something.
    pub(super) fn about(mut self, about: About) -> Self {
        self.about = about;
        self
    }

    /// Whether a metavariable of the pattern stands in a key too, so that both are about one thing.
    pub(super) fn shares_a_variable(&self) -> bool {
        let stands_in = |name: &str| {
            let written = format!("${name}");
            self.keys.iter().any(|(_, value)| {
                value.match_indices(&written).any(|(at, _)| {
                    let next = value.get(at + written.len()..).and_then(|rest| rest.chars().next());
                    !next
                        .is_some_and(|next| next.is_ascii_uppercase() || next.is_ascii_digit() || next == '_')
                })
            })
        };
        self.shape.variables.iter().any(|(name, _)| stands_in(name))
    }

    /// Whether two rules are about one mistake: they name a callee, macro or type in common, or lack the same.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        let same_key = self.keys.iter().any(|key| key.0 != "inside" && other.keys.contains(key));
        same_key || self.shape.names.iter().any(|name| other.shape.names.contains(name))
    }

    /// Whether anything says which API it is about.
    pub(super) fn has_name(&self) -> bool {
        self.shape.has_name() || matches!(self.about, About::Typed | About::Place)
    }

    /// The table's body.
    pub(super) fn toml(&self) -> String {
        let mut text = format!("pattern = {}\n", toml_string(&self.shape.text));
        for (key, value) in &self.keys {
            text += &format!("{key} = {value}\n");
        }
        text
    }

    pub(super) fn draft(&self) -> RuleDraft {
        RuleDraft::forbid(self.toml())
    }
}
