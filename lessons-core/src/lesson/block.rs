//! A code block of a lesson: the tests of its rule.

use serde::{Deserialize, Serialize};

use crate::lesson::paths;
use crate::problem::{Flaw, nearest};
use crate::rule::spec::Text;
use crate::span::Span;

/// What a block shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Polarity {
    /// The mistake: every such block gives at least one finding.
    Bad,
    /// Code without the mistake: no such block gives a finding.
    Good,
}

/// Which kind of rule something is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum RuleKind {
    /// `[forbid]`: may match nowhere in scope.
    Forbid,
    /// `[require]`: must match at least once in scope.
    Require,
}

impl RuleKind {
    /// The name of the rule's table.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Forbid => "forbid",
            Self::Require => "require",
        }
    }
}

/// A fenced block tagged `bad` or `good`. Blocks without such a tag are illustrations, and are not kept.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Block {
    /// The language, in lower case: `rust`, `toml` …
    pub language: String,
    /// Whether the block shows the mistake.
    pub polarity: Polarity,
    /// `file=`: the path that the block pretends to be at.
    pub file: Option<String>,
    /// `edition=`: `2015` to `2024`.
    pub edition: Option<String>,
    /// `rule=`: the block is this rule's whole scope.
    pub rule: Option<RuleKind>,
    /// The line that opens the block.
    pub span: Span,
    text: Text,
}

/// The editions of Rust that the parser tells apart.
const EDITIONS: &[&str] = &["2015", "2018", "2021", "2024"];

/// What a tag may be.
const TAGS: &[&str] = &["bad", "good", "file=", "edition=", "rule="];

/// Tags of rustdoc, which editors know and which mean nothing here.
const RUSTDOC: &[&str] = &["ignore", "no_run", "should_panic", "compile_fail", "text"];

impl Block {
    /// The code, with `\n` as line ends.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text.value
    }

    /// The code in the lesson file, from its first to its last byte.
    #[must_use]
    pub const fn text_span(&self) -> Span {
        self.text.at
    }

    /// Where in the lesson file the byte at `offset` of [`text`](Self::text) stands.
    #[must_use]
    pub fn place(&self, offset: u32) -> u32 {
        self.text.place(offset)
    }

    /// Reads an info string that starts at `start` in the file; `None` for a block that is no test.
    pub(crate) fn read(
        info: &str,
        start: usize,
        text: Text,
        span: Span,
        flaws: &mut Vec<Flaw>,
    ) -> Option<Self> {
        let mut words = words(info, start);
        let language = words.next().map(|(word, _)| word.to_lowercase())?;
        let words: Vec<_> = words.collect();
        let bad = words.iter().find(|(word, _)| word.eq_ignore_ascii_case("bad"));
        let good = words.iter().find(|(word, _)| word.eq_ignore_ascii_case("good"));
        let polarity = match (bad, good) {
            (Some(_), Some((_, at))) => {
                flaws.push(
                    Flaw::error(*at, "a block is `bad` or `good`, not both").hint("split it into two blocks"),
                );
                Polarity::Bad
            }
            (Some(_), None) => Polarity::Bad,
            (None, Some(_)) => Polarity::Good,
            (None, None) => {
                if info.contains(',') {
                    words.iter().for_each(|(word, at)| warn_illustration(word, *at, flaws));
                }
                return None;
            }
        };
        let mut block = Self { language, polarity, file: None, edition: None, rule: None, span, text };
        for (word, at) in words {
            block.tag(word, at, flaws);
        }
        Some(block)
    }

    fn tag(&mut self, word: &str, at: Span, flaws: &mut Vec<Flaw>) {
        let (name, value) = word.split_once('=').unwrap_or((word, ""));
        let mut refuse = |message: String, hint: &str| flaws.push(Flaw::error(at, message).hint(hint));
        match name.to_lowercase().as_str() {
            "bad" | "good" if !word.contains('=') => {}
            "file" => match paths::inside_repository(value) {
                Ok(()) => self.file = Some(value.to_owned()),
                Err(why) => refuse(format!("`{word}`: {why}"), "write a path such as `file=src/lib.rs`"),
            },
            "edition" if EDITIONS.contains(&value) => self.edition = Some(value.to_owned()),
            "edition" => refuse(format!("there is no edition `{value}`"), "one of 2015, 2018, 2021, 2024"),
            "rule" => match value {
                "forbid" => self.rule = Some(RuleKind::Forbid),
                "require" => self.rule = Some(RuleKind::Require),
                _ => refuse(format!("there is no rule `{value}`"), "write `rule=require` or `rule=forbid`"),
            },
            _ => flaws.push(unknown_tag(word, at)),
        }
    }
}

/// The words of an info string, parted by commas and white space, with their places.
fn words(info: &str, start: usize) -> impl Iterator<Item = (&str, Span)> {
    let separator = |character: char| character == ',' || character.is_whitespace();
    let mut at = start;
    info.split_inclusive(separator).filter_map(move |part| {
        let word = part.trim_end_matches(separator);
        let span = Span::from_range(at..at + word.len());
        at += part.len();
        (!word.is_empty()).then_some((word, span))
    })
}

fn unknown_tag(word: &str, at: Span) -> Flaw {
    let flaw = Flaw::warning(at, format!("unknown tag `{word}` on a code block"));
    match nearest(
        word.split('=').next().unwrap_or_default(),
        TAGS.iter().map(|tag| tag.trim_end_matches('=')),
    ) {
        Some(tag) => flaw.hint(format!("did you mean `{tag}`?")),
        None => flaw.hint(format!("known tags: {}", TAGS.join(", "))),
    }
}

fn warn_illustration(word: &str, at: Span, flaws: &mut Vec<Flaw>) {
    let rustdoc = RUSTDOC.contains(&word) || word.starts_with("edition");
    if !rustdoc {
        flaws.push(unknown_tag(word, at));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(info: &str) -> (Option<Block>, Vec<Flaw>) {
        let mut flaws = Vec::new();
        let block = Block::read(info, 0, Text::default(), Span::default(), &mut flaws);
        (block, flaws)
    }

    #[test]
    fn tags_are_read_in_any_order() {
        let (block, flaws) = read("Rust, good rule=require,file=src/a.rs edition=2024");
        let block = block.unwrap();
        assert!(flaws.is_empty(), "{flaws:?}");
        assert_eq!((block.language.as_str(), block.polarity), ("rust", Polarity::Good));
        assert_eq!(block.rule, Some(RuleKind::Require));
        assert_eq!(block.file.as_deref(), Some("src/a.rs"));
        assert_eq!(block.edition.as_deref(), Some("2024"));
    }

    #[test]
    fn illustrations_are_no_tests() {
        for info in ["", "rust", "text some words", "rust,ignore", "rust,edition2021"] {
            assert_eq!(read(info), (None, Vec::new()), "{info}");
        }
    }

    #[test]
    fn slips_in_tags_are_told_at_their_place() {
        for (info, at, message) in [
            ("rust,baad", "baad", "unknown tag"),
            ("rust,bad,edtion=2024", "edtion=2024", "unknown tag"),
            ("rust,bad,good", "good", "not both"),
            ("rust,bad,file=../x.rs", "file=../x.rs", "leaves the repository"),
            ("rust,bad,file=", "file=", "empty"),
            ("rust,bad,edition=2020", "edition=2020", "no edition"),
            ("rust,bad,rule=forbidden", "rule=forbidden", "no rule"),
        ] {
            let (_, flaws) = read(info);
            assert_eq!(flaws.len(), 1, "{info}: {flaws:?}");
            assert_eq!(flaws[0].at.of(info), at);
            assert!(flaws[0].message.contains(message), "{flaws:?}");
        }
    }
}
