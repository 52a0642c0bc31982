//! A rule on its way: a shape, the keys beside it, and where it came from.

use super::shape::Shape;
use crate::proposal::RuleDraft;
use crate::prove::toml_string;

/// A rule to try.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Rule {
    pub(super) shape: Shape,
    /// Keys beside `pattern`, dotted, with their values as TOML.
    pub(super) keys: Vec<(String, String)>,
    /// Names that the keys bring.
    pub(super) key_names: Vec<String>,
    /// Whether a key says what was missing, and not only where the code stands.
    pub(super) says_what_is_missing: bool,
    /// How many steps the pattern's root is away from what the fix changed.
    pub(super) outward: usize,
}

impl Rule {
    pub(super) fn new(shape: Shape, outward: usize) -> Self {
        Self { shape, keys: Vec::new(), key_names: Vec::new(), says_what_is_missing: false, outward }
    }

    /// The same rule with a key whose value is a rule that `shape` is the pattern of.
    pub(super) fn with(mut self, key: &str, shape: &Shape) -> Self {
        self.keys.push((key.to_owned(), toml_string(&shape.text)));
        self.key_names.extend(shape.names.iter().cloned());
        self
    }

    /// The same rule, known to say what was missing.
    pub(super) fn missing(mut self) -> Self {
        self.says_what_is_missing = true;
        self
    }

    /// Whether anything says which API it is about.
    pub(super) fn has_name(&self) -> bool {
        self.shape.has_name()
            || self.keys.iter().any(|(key, _)| key.ends_with(".type"))
            || self.keys.iter().any(|(key, value)| key == "inside" && value.contains("impl "))
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
