//! Parsing text with tree-sitter, bounded in work, into a tree-sitter tree that only the lowering sees.

use std::cell::RefCell;
use std::collections::HashMap;
use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use crate::language::Grammar;

/// Why a text has no tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ParseFailure {
    /// The parser was stopped: the text has so many errors that recovery would take too long.
    TooManyErrors,
}

thread_local! {
    static PARSERS: RefCell<HashMap<&'static str, tree_sitter::Parser>> = RefCell::new(HashMap::new());
}

/// Parser steps (in hundreds) that any text may take, and how many more for every KiB. Of 134,000 parses of real
/// files, macro bodies and what was tried for them, none took more than 1,000 and 8 a KiB besides; most take some 3 a
/// KiB. Code whose tokens are all one character wide takes more. The bound counts steps and not seconds so that equal
/// input gives equal output.
const STEPS: usize = 2_000;
const STEPS_PER_KIB: usize = 30;

/// The last resort against text on which one step takes the parser a second, as errors in very deep nesting do: a
/// hundred times what code takes. That much may pass, and then the parser's thread may take that much: a machine that
/// is busy with other things stops nobody.
const TIME: Duration = Duration::from_millis(500);
const TIME_PER_KIB: Duration = Duration::from_millis(5);

/// How long one text may still be parsed.
struct Deadline {
    time: Duration,
    begun: Instant,
    /// What the thread had taken when the time had passed; asking costs more than the other clock.
    taken: Option<Duration>,
}

impl Deadline {
    fn new(bytes: usize) -> Self {
        let kib = u32::try_from(bytes / 1024).unwrap_or(u32::MAX);
        Self { time: TIME + TIME_PER_KIB * kib, begun: Instant::now(), taken: None }
    }

    fn is_over(&mut self) -> bool {
        if self.begun.elapsed() < self.time {
            return false;
        }
        let Some(now) = taken() else { return true };
        let first = *self.taken.get_or_insert(now);
        now.saturating_sub(first) >= self.time
    }
}

/// The CPU time that this thread has taken, where the system tells it.
#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
fn taken() -> Option<Duration> {
    rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime).try_into().ok()
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
fn taken() -> Option<Duration> {
    None
}

/// Parses `text`.
pub(crate) fn parse(grammar: &'static Grammar, text: &str) -> Result<tree_sitter::Tree, ParseFailure> {
    parse_while(grammar, text, |_| true)
}

/// Parses `text`, which must have no error: the first one ends the work.
pub(crate) fn parse_clean(grammar: &'static Grammar, text: &str) -> Option<tree_sitter::Tree> {
    let tree = parse_while(grammar, text, |state| !state.has_error()).ok()?;
    (!tree.root_node().has_error()).then_some(tree)
}

fn parse_while(
    grammar: &'static Grammar,
    text: &str,
    go_on: impl Fn(&tree_sitter::ParseState) -> bool,
) -> Result<tree_sitter::Tree, ParseFailure> {
    PARSERS.with_borrow_mut(|parsers| {
        let parser = match parsers.entry(grammar.name()) {
            std::collections::hash_map::Entry::Occupied(entry) => entry.into_mut(),
            std::collections::hash_map::Entry::Vacant(entry) => {
                let mut parser = tree_sitter::Parser::new();
                parser.set_language(grammar.tree_sitter()).map_err(|_| ParseFailure::TooManyErrors)?;
                entry.insert(parser)
            }
        };
        let kib = text.len() / 1024;
        let mut left = STEPS + kib * STEPS_PER_KIB;
        let mut deadline = Deadline::new(text.len());
        let mut progress = |state: &tree_sitter::ParseState| {
            left = left.saturating_sub(1);
            if left > 0 && !deadline.is_over() && go_on(state) {
                ControlFlow::Continue(())
            } else {
                ControlFlow::Break(())
            }
        };
        let options = tree_sitter::ParseOptions::new().progress_callback(&mut progress);
        let bytes = text.as_bytes();
        let tree = parser.parse_with_options(
            &mut |offset, _| bytes.get(offset..).unwrap_or_default(),
            None,
            Some(options),
        );
        // A stopped parser would go on with the next text otherwise.
        parser.reset();
        tree.ok_or(ParseFailure::TooManyErrors)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_that_others_take_ends_no_parse() {
        let time = Duration::from_millis(2);
        let mut deadline = Deadline { time, begun: Instant::now() - Duration::from_secs(60), taken: None };
        let Some(before) = taken() else {
            return assert!(deadline.is_over(), "nobody tells who took the time");
        };
        assert!(!deadline.is_over(), "in that minute the thread took nothing");
        while !deadline.is_over() {}
        assert!(taken().unwrap() - before >= time, "it is over when the thread itself took that long");
    }
}
