//! Which of many stretches of a file hold a place.

use crate::span::Span;

/// Stretches by where they begin.
#[derive(Debug)]
pub(super) struct Stretches {
    /// With their numbers, ascending.
    by_start: Vec<(Span, usize)>,
    /// The furthest end of any up to the same one.
    furthest: Vec<u32>,
}

impl Stretches {
    pub(super) fn new(spans: impl Iterator<Item = (usize, Span)>) -> Self {
        let mut by_start: Vec<(Span, usize)> = spans.map(|(number, span)| (span, number)).collect();
        by_start.sort_unstable();
        let furthest = by_start.iter().scan(0, |furthest, (span, _)| {
            *furthest = span.end.max(*furthest);
            Some(*furthest)
        });
        Self { furthest: furthest.collect(), by_start }
    }

    /// The numbers of those that hold `span`, the last to begin first. Takes logarithmic time, and as much again as
    /// there are stretches inside the widest of them before `span`.
    pub(super) fn around(&self, span: Span) -> impl Iterator<Item = usize> {
        let before = self.by_start.partition_point(|(one, _)| one.start <= span.start);
        let reaching = self.by_start.iter().zip(&self.furthest).take(before).rev();
        reaching
            .take_while(move |(_, furthest)| **furthest >= span.end)
            .filter(move |((one, _), _)| one.contains(span))
            .map(|((_, number), _)| *number)
    }

    pub(super) fn hold(&self, span: Span) -> bool {
        self.around(span).next().is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn those_that_hold_a_place() {
        let spans = [(10, 20), (0, 100), (12, 15), (30, 40), (30, 35), (200, 300)];
        let stretches = Stretches::new(spans.iter().map(|(start, end)| Span::new(*start, *end)).enumerate());
        for ((start, end), expected) in [
            ((13, 14), &[2, 0, 1][..]),
            ((14, 16), &[0, 1]),
            ((30, 40), &[3, 1]),
            ((31, 33), &[3, 4, 1]),
            ((20, 30), &[1]),
            ((99, 101), &[]),
            ((150, 160), &[]),
            ((250, 250), &[5]),
        ] {
            let found: Vec<usize> = stretches.around(Span::new(start, end)).collect();
            assert_eq!(found, expected, "{start}..{end}");
            assert_eq!(stretches.hold(Span::new(start, end)), !expected.is_empty());
        }
    }
}
