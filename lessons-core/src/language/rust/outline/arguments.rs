//! How many arguments calls have, as far as that is known.

use serde::{Deserialize, Serialize};

/// A set of numbers of arguments; those from [`MOST`] on count as one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) struct Counts(u32);

/// The last number that is told from others.
const MOST: u32 = u32::BITS - 1;

impl Counts {
    /// Any number.
    pub(crate) const ALL: Self = Self(u32::MAX);

    /// This number and no other.
    pub(crate) fn of(number: usize) -> Self {
        Self(1 << u32::try_from(number).map_or(MOST, |number| number.min(MOST)))
    }

    /// From one to this number.
    pub(crate) fn up_to(number: usize) -> Self {
        let last = Self::of(number).0;
        Self((last | (last - 1)) & !1)
    }

    pub(crate) fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether some number is in both.
    pub(crate) fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    pub(crate) fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// What stands in the brackets of `T::f(x, …)` where these stand in those of `x.f(…)`.
    pub(crate) fn with_receiver(self) -> Self {
        Self(self.0 << 1 | self.0 & (1 << MOST))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_told_apart_up_to_the_last() {
        for (a, b, expected) in [
            (Counts::of(0), Counts::of(0), true),
            (Counts::of(0), Counts::up_to(3), false),
            (Counts::of(3), Counts::up_to(3), true),
            (Counts::of(4), Counts::up_to(3), false),
            (Counts::of(1).with_receiver(), Counts::of(2), true),
            (Counts::of(1).with_receiver(), Counts::of(1), false),
            (Counts::of(40), Counts::of(90), true),
            (Counts::of(40).with_receiver(), Counts::of(90), true),
            (Counts::up_to(90), Counts::of(40), true),
            (Counts::ALL, Counts::of(0), true),
            (Counts::default(), Counts::ALL, false),
        ] {
            assert_eq!(a.meets(b), expected, "{a:?} {b:?}");
        }
    }
}
