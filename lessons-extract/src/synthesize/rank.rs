//! Which of several proven rules says the fix's point: general, named, about what changed, and quiet elsewhere.
//!
//! The weights were set by reading what they choose on real fixes; each says one thing that a reader minds.

use super::rule::{About, Rule};
use super::trial::Outcome;

/// Names that say nothing: every file has them.
const EMPTY: &[&str] = &[
    "unwrap",
    "expect",
    "clone",
    "into",
    "Some",
    "None",
    "Ok",
    "Err",
    "Self",
    "Box",
    "Vec",
    "String",
    "Option",
    "Result",
    "Arc",
    "Rc",
    "ok",
    "usize",
    "u8",
    "u16",
    "u32",
    "u64",
    "i32",
    "i64",
    "bool",
    "str",
    "as_ref",
    "as_mut",
    "to_string",
    "to_owned",
    "deref",
    "default",
    "Default",
    "new",
    "iter",
    "into_iter",
    "iter_mut",
    "map_err",
    "cloned",
    "copied",
];

/// Names that say little: they are those of many things.
const COMMON: &[&str] = &[
    "map",
    "get",
    "get_mut",
    "push",
    "len",
    "is_empty",
    "next",
    "collect",
    "err",
    "ok_or",
    "and_then",
    "from",
    "borrow",
    "unwrap_or",
    "unwrap_or_else",
    "unwrap_or_default",
    "is_some",
    "is_none",
    "is_ok",
    "is_err",
    "filter",
    "find",
    "any",
    "all",
    "min",
    "max",
    "contains",
    "insert",
    "remove",
    "as_str",
    "format!",
    "debug!",
    "info!",
    "warn!",
    "trace!",
    "error!",
    "take",
    "send",
    "read",
    "write",
    "lock",
    "chars",
    "count",
    "sum",
    "last",
    "first",
    "push_str",
    "extend",
];

/// How much a name says, from 0 to 1.
fn weight(name: &str) -> f64 {
    if EMPTY.contains(&name) {
        0.0
    } else if COMMON.contains(&name) {
        0.6
    } else {
        1.0
    }
}

/// Whether a name is that of a link which only changes the form of what it hangs on.
pub(super) fn says_little(name: &str) -> bool {
    weight(name) < 1.0
}

/// Whether a name is that of a link which hands on what it hangs on.
pub(super) fn says_nothing(name: &str) -> bool {
    weight(name) == 0.0
}

/// How much speaks against a rule, before noise is known; less is better.
pub(super) fn cost(rule: &Rule, outcome: &Outcome) -> f64 {
    let shape = &rule.shape;
    let typed = if rule.about == About::Typed { 1.0 } else { 0.0 };
    let named: f64 = typed + shape.names.iter().map(|name| weight(name)).sum::<f64>();
    let mut cost = 0.4 * tokens(&shape.text) as f64;
    cost += 1.5 * shape.literals as f64 + 0.4 * shape.fields as f64 + 4.0 * shape.locals as f64;
    cost += 0.6 * rule.outward as f64;
    cost += 0.08 * shape.text.len().saturating_sub(70) as f64;
    cost += 0.6 * shape.text.matches("{ $$$").count() as f64;
    cost -= 1.4 * named.min(1.0) + 0.3 * (named - 1.0).clamp(0.0, 1.0);
    if named < 0.5 {
        cost += 1.5;
    }
    if shape.hidden > 0 {
        // What was unwrapped says more than that it was.
        let plain = shape.names.iter().any(|name| weight(name) == 0.0 || name.starts_with("unwrap"));
        cost += if plain { 2.5 } else { 0.4 };
    }
    if rule.names_what_is_gone {
        cost -= 1.0;
    }
    // A rule that finds several of the places that were changed alike says what they share.
    cost -= 1.2 * outcome.hits.len().min(outcome.runs.len()).saturating_sub(1).min(4) as f64;
    cost += match rule.about {
        About::Lost => 0.0,
        About::Wrapped => -1.5,
        About::Link => -2.0,
        About::Builder => -3.5,
        About::Held if rule.shares_a_variable() => -3.0,
        About::Held => -1.5,
        About::Blocking => -4.0,
        About::Statement if rule.shares_a_variable() => -0.5,
        About::Statement => 3.0,
        About::Typed => -1.2,
        About::Place => 5.0,
    };
    if rule.keys.iter().any(|(key, _)| key == "context") {
        // Where the mistake is one says more than what it is.
        cost -= 0.5;
    }
    if rule.about == About::Blocking && rule.keys.iter().any(|(key, _)| key.starts_with("where.")) {
        // What kind of lock it is says why it blocks.
        cost -= 1.5;
    }
    cost + 0.3 * rule.keys.len() as f64
}

/// How much the findings elsewhere speak against a rule. Few may well be the same mistake: a rule with some reaches
/// farther than the same rule with a name more and none.
pub(super) fn noise_cost(noise: usize) -> f64 {
    match noise {
        0 => 0.0,
        1..=2 => 0.2,
        3..=5 => 0.9,
        6..=10 => 2.2,
        _ => 8.0 + (noise as f64).ln() * 2.0,
    }
}

/// Words that every statement has.
const GRAMMAR: &[&str] = &["let", "_", "if", "else", "match", "for", "in", "while", "mut", "fn", "impl"];

/// Tokens of a pattern other than holes.
fn tokens(pattern: &str) -> usize {
    let words = pattern
        .split(|char: char| !(char.is_alphanumeric() || char == '_' || char == '$'))
        .filter(|word| !word.is_empty() && !word.starts_with('$') && !GRAMMAR.contains(word));
    let is_mark = |char: &char| matches!(char, '.' | '?' | '=' | '{' | '+' | '-' | '*' | '/' | '!' | '&');
    words.count() + pattern.chars().filter(is_mark).count() / 2
}
