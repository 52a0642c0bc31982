//! What is known of a name or type, and what a way to match takes for granted where nothing is known yet.

use std::rc::Rc;

/// The number of a question that only other files can answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct QuestionId(pub(crate) u32);

/// What one file can tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    Yes,
    No,
    Open(QuestionId),
}

impl From<bool> for Answer {
    fn from(is_so: bool) -> Self {
        if is_so { Self::Yes } else { Self::No }
    }
}

/// What must turn out for something to hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Premise {
    /// The question is answered with yes.
    Is(QuestionId),
    /// Of each of these ways something turns out not to be so.
    NoneOf(Rc<[Way]>),
}

impl Premise {
    /// A question that it depends on.
    pub(crate) fn question(&self) -> Option<QuestionId> {
        match self {
            Self::Is(question) => Some(*question),
            Self::NoneOf(ways) => ways.iter().flatten().find_map(Self::question),
        }
    }
}

/// What one way in which a condition holds takes for granted, in the order in which it was asked.
pub(crate) type Way = Vec<Premise>;

/// Whether a condition holds at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Held {
    Yes,
    No,
    /// In any of these ways.
    Perhaps(Vec<Way>),
}
