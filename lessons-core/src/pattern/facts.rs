//! What a pattern must know of names and types, and cannot see in the tree alone.

use serde::{Deserialize, Serialize};

use super::answer::Answer;
use crate::syntax::Node;

/// A path that a pattern or a `type` asks for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) struct WantedPath {
    /// The segments; none for a metavariable, which any name fills.
    pub(crate) segments: Vec<Option<String>>,
    /// Anything may stand before the first segment; otherwise only what a path's beginning may leave out.
    pub(crate) any_prefix: bool,
}

/// Answers about names and types at a place in the file.
pub(crate) trait Facts {
    /// Whether the path written at `node` means `wanted`.
    fn path_is(&self, node: Node<'_>, wanted: &WantedPath) -> Answer;

    /// Whether the value at `node` is of one of the types `wanted`; `unknown` where its type cannot be told.
    fn type_is(&self, node: Node<'_>, wanted: &[WantedPath], unknown: bool) -> Answer;

    /// Whether the function that the path at `node` names takes `self`, so that `T::f(x)` is `x.f()`.
    fn takes_self(&self, node: Node<'_>) -> Answer;
}

/// Knows nothing but what is written: the last segments of a path.
#[cfg(test)]
pub(crate) struct AsWritten;

#[cfg(test)]
impl Facts for AsWritten {
    fn path_is(&self, node: Node<'_>, wanted: &WantedPath) -> Answer {
        let mut written: Vec<&str> =
            super::matcher::path::written_path(node).iter().map(|segment| segment.name.text()).collect();
        written.reverse();
        let Some(skip) = written.len().checked_sub(wanted.segments.len()) else { return Answer::No };
        if wanted.any_prefix && skip == 0 {
            return Answer::No;
        }
        let same = |(a, b): (&&str, &Option<String>)| b.as_deref().is_none_or(|b| b == *a);
        written[skip..].iter().zip(&wanted.segments).all(same).into()
    }

    fn type_is(&self, _: Node<'_>, _: &[WantedPath], unknown: bool) -> Answer {
        unknown.into()
    }

    fn takes_self(&self, node: Node<'_>) -> Answer {
        node.text().contains("::").into()
    }
}
