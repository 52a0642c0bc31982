//! What a pattern must know of names and types, and cannot see in the tree alone.

use serde::{Deserialize, Serialize};

use crate::syntax::Node;

/// A path that a pattern or a `type` asks for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) struct WantedPath {
    /// The segments; none for a metavariable, which any name fills.
    pub(crate) segments: Vec<Option<String>>,
    /// Anything may stand before the first segment; otherwise only what a path's beginning may leave out.
    pub(crate) any_prefix: bool,
}

/// What is said of a name or a type at a place in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Told {
    Yes,
    No,
    /// Other files decide.
    If(Open),
}

impl From<bool> for Told {
    fn from(yes: bool) -> Self {
        if yes { Self::Yes } else { Self::No }
    }
}

/// The number of a question that other files decide; the [`Facts`] that gave it know which one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Open(pub(crate) u32);

/// Answers about names and types at a place in the file. Nothing is asked of other files but by
/// [`is_granted`](Self::is_granted), once all else holds: most questions turn out not to matter.
pub(crate) trait Facts {
    /// Whether the path written at `node` means `wanted`.
    fn path_is(&self, node: Node<'_>, wanted: &WantedPath) -> Told;

    /// Whether the value at `node` is of the type `wanted`; `unknown` where its type cannot be told.
    fn type_is(&self, node: Node<'_>, wanted: &WantedPath, unknown: bool) -> Told;

    /// Whether the function that the path at `node` names takes `self`, so that `T::f(x)` is `x.f()`.
    fn takes_self(&self, node: Node<'_>) -> Told;

    /// Whether one of the questions is answered with yes. Where that is not known yet, no; whoever asks on behalf of a
    /// file learns of it from the implementation.
    fn is_granted(&self, one_of: &[Open]) -> bool;

    /// Whether an answer was needed that is not known yet: whatever is found now does not count.
    fn is_waiting(&self) -> bool;
}

/// Knows nothing but what is written: the last segments of a path.
#[cfg(test)]
pub(crate) struct AsWritten;

#[cfg(test)]
impl Facts for AsWritten {
    fn path_is(&self, node: Node<'_>, wanted: &WantedPath) -> Told {
        let mut written: Vec<&str> =
            super::matcher::path::written_path(node).iter().map(|segment| segment.name.text()).collect();
        written.reverse();
        let Some(skip) = written.len().checked_sub(wanted.segments.len()) else { return Told::No };
        if wanted.any_prefix && skip == 0 {
            return Told::No;
        }
        let mut ends = written[skip..].iter().zip(&wanted.segments);
        Told::from(ends.all(|(a, b)| b.as_deref().is_none_or(|b| b == *a)))
    }

    fn type_is(&self, _: Node<'_>, _: &WantedPath, unknown: bool) -> Told {
        unknown.into()
    }

    fn takes_self(&self, node: Node<'_>) -> Told {
        node.text().contains("::").into()
    }

    fn is_granted(&self, _: &[Open]) -> bool {
        false
    }

    fn is_waiting(&self) -> bool {
        false
    }
}
