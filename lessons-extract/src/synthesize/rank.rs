//! Which of several proven rules says the fix's point: general, named, about what changed, and quiet elsewhere.

use super::rule::Rule;
use super::trial::Outcome;

/// Names that say little: nearly every file has them.
const COMMON: &[&str] = &[
    "unwrap",
    "expect",
    "clone",
    "into",
    "iter",
    "into_iter",
    "map",
    "as_ref",
    "as_mut",
    "to_string",
    "to_owned",
    "new",
    "get",
    "get_mut",
    "push",
    "len",
    "is_empty",
    "next",
    "collect",
    "ok",
    "err",
    "ok_or",
    "and_then",
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
    "default",
    "Default",
    "from",
    "deref",
    "borrow",
    "unwrap_or",
    "unwrap_or_else",
    "unwrap_or_default",
    "cloned",
    "copied",
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
    "iter_mut",
    "as_str",
    "usize",
    "u8",
    "u16",
    "u32",
    "u64",
    "i32",
    "i64",
    "bool",
    "str",
    "format!",
    "debug!",
    "info!",
    "warn!",
    "trace!",
    "error!",
    "panic!",
];

/// How much speaks against a rule, before noise is known; less is better.
pub(super) fn cost(rule: &Rule, outcome: &Outcome) -> f64 {
    let shape = &rule.shape;
    let strong = shape.names.iter().filter(|name| !COMMON.contains(&name.as_str())).count();
    let tokens = tokens(&shape.text);
    let mut cost = 0.35 * tokens as f64;
    cost += 1.5 * shape.literals as f64 + 0.3 * shape.fields as f64;
    cost += 0.6 * rule.outward as f64;
    cost += 0.08 * shape.text.len().saturating_sub(70) as f64;
    cost -= 1.2 * strong.min(2) as f64;
    if strong == 0 {
        cost += 1.5;
    }
    if rule.says_what_is_missing {
        cost -= 2.5;
    }
    cost -= 1.2 * outcome.runs.len().saturating_sub(1).min(4) as f64;
    cost += 0.5 * (rule.keys.len() as f64);
    cost
}

/// How much the findings elsewhere speak against a rule.
pub(super) fn noise_cost(noise: usize) -> f64 {
    match noise {
        0 => 0.0,
        1..=2 => 0.8,
        3..=5 => 2.5,
        6..=10 => 6.0,
        _ => 14.0 + (noise as f64).ln() * 3.0,
    }
}

/// Tokens of a pattern other than holes.
fn tokens(pattern: &str) -> usize {
    let words = pattern
        .split(|char: char| !(char.is_alphanumeric() || char == '_' || char == '$'))
        .filter(|word| !word.is_empty() && !word.starts_with('$'));
    let marks = pattern
        .chars()
        .filter(|char| matches!(char, '.' | '?' | '=' | '{' | '+' | '-' | '*' | '/' | '!' | '&'))
        .count();
    words.count() + marks / 2
}
