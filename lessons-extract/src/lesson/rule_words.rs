//! What a rule says, in words: the invariant that it holds, where nobody has said it better.

use toml::{Table, Value};

use super::markdown::code_span;
use crate::proposal::RuleDraft;
use lessons_core::RuleKind;

/// One sentence for each rule; none for a rule that is too large to be told in one.
pub(super) fn invariant(rules: &[RuleDraft]) -> Option<String> {
    let sentences: Option<Vec<String>> = rules.iter().map(sentence).collect();
    sentences.filter(|sentences| !sentences.is_empty()).map(|sentences| sentences.join(" "))
}

/// The mistake of the first rule as a title, where its shape says more than a pattern alone. Metavariables are told as
/// the names that they stand for.
pub(super) fn title(rules: &[RuleDraft]) -> Option<String> {
    let rule = rules.first().filter(|rule| rule.kind == RuleKind::Forbid)?;
    let table: Table = rule.toml.parse().ok()?;
    let told = |value: &Value| pattern_of(value).and_then(|code| short(&named(&code)));
    let of = |key: &str| table.get(key).and_then(told);
    let code = of("pattern")?;
    if let Some(other) = of("held-across") {
        let other = if other.ends_with(".await`") { "an await".to_owned() } else { other };
        let lock = table.get("where").and_then(|of| of.get("LOCK")?.get("type")?.as_str());
        let held = lock.map_or(code, |lock| format!("The guard of a {}", code_span(lock)));
        return Some(format!("{held} is held across {other}"));
    }
    let not = table.get("not").and_then(Value::as_table);
    if let Some(guard) = not.and_then(|not| not.get("guarded-by")).and_then(told) {
        return Some(format!("{code} without {guard} before it"));
    }
    if let Some(around) = not.and_then(|not| not.get("inside")).and_then(told) {
        return Some(format!("{code} outside of {around}"));
    }
    if let Some(next) = not.and_then(|not| not.get("leads-to")).and_then(told) {
        return Some(format!("{code} without {next} after it"));
    }
    if let Some(part) = not.and_then(|not| not.get("has")).and_then(told) {
        return Some(format!("{code} without {part} in it"));
    }
    let other = of("leads-to")?;
    let unless = table.get("leads-to").and_then(Value::as_table).and_then(|leads| leads.get("unless"));
    Some(match unless.and_then(told) {
        Some(unless) => format!("{code} and then {other} without {unless} in between"),
        None => format!("{code} and then {other}"),
    })
}

/// A pattern as code that a person would write of it: `$TX.send($_)` as `tx.send`, and what a `let` takes without it.
fn named(pattern: &str) -> String {
    let mut text = String::new();
    let mut rest = pattern.trim();
    while let Some(at) = rest.find('$') {
        text.push_str(rest.get(..at).unwrap_or_default());
        rest = rest.get(at..).unwrap_or_default();
        let run = rest.starts_with("$$$");
        rest = rest.trim_start_matches('$');
        let end =
            rest.find(|char: char| !(char.is_ascii_alphanumeric() || char == '_')).unwrap_or(rest.len());
        let (name, after) = rest.split_at(end);
        text.push_str(&if run {
            "…".to_owned()
        } else {
            name.trim_end_matches(|char: char| char.is_ascii_digit()).to_lowercase()
        });
        rest = after;
    }
    text.push_str(rest);
    let taken =
        text.strip_prefix("let ").and_then(|text| text.split_once(" = ")).map(|(_, taken)| taken.to_owned());
    let text = taken.unwrap_or(text);
    // What a call is given says nothing where only holes are left of it.
    let bare = ["(_)", "(…)"].iter().find_map(|hole| text.trim_end_matches(';').strip_suffix(hole));
    bare.map_or_else(|| text.clone(), str::to_owned)
}

fn sentence(rule: &RuleDraft) -> Option<String> {
    let table: Table = rule.toml.parse().ok()?;
    let code = short(table.get("pattern")?.as_str()?)?;
    if rule.kind == RuleKind::Require {
        return Some(format!("{code} stays in place."));
    }
    let told = |value: &Value| pattern_of(value).and_then(|code| short(&code));
    let mut clauses = Vec::new();
    for (key, value) in &table {
        clauses.push(match key.as_str() {
            "pattern" | "message" | "fix" | "where" | "type-unknown" => continue,
            "held-across" => format!("held across {}", told(value)?),
            "leads-to" => match value.as_table().and_then(|leads| leads.get("unless")) {
                Some(unless) => format!("followed by {} without {} in between", told(value)?, told(unless)?),
                None => format!("followed by {}", told(value)?),
            },
            "inside" => format!("inside {}", told(value)?),
            "has" => format!("with {} in it", told(value)?),
            "follows" => format!("after {}", told(value)?),
            "precedes" => format!("before {}", told(value)?),
            "guarded-by" => format!("after {} was passed", told(value)?),
            "context" => format!("in {} code", value.as_str()?),
            "not" => without(value.as_table()?, &told)?,
            _ => return None,
        });
    }
    let clauses: String = clauses.iter().map(|clause| format!(" {clause}")).collect();
    Some(format!("There is no {code}{clauses}."))
}

/// What must not be missing.
fn without(not: &Table, told: &dyn Fn(&Value) -> Option<String>) -> Option<String> {
    let (key, value) = not.iter().next().filter(|_| not.len() == 1)?;
    Some(match key.as_str() {
        "guarded-by" => format!("where {} was not passed before", told(value)?),
        "pattern" => format!("other than as {}", told(value)?),
        "has" => format!("without {} in it", told(value)?),
        "inside" => format!("outside of {}", told(value)?),
        "follows" => format!("without {} before it", told(value)?),
        "precedes" => format!("without {} after it", told(value)?),
        "leads-to" => format!("without {} after it", told(value)?),
        _ => return None,
    })
}

/// The pattern of a rule that is one, or that is a table with one.
fn pattern_of(value: &Value) -> Option<String> {
    let pattern = value.as_str().or_else(|| value.as_table()?.get("pattern")?.as_str())?;
    Some(pattern.to_owned())
}

/// A pattern as a span of code on one line; none for one that fills lines.
fn short(pattern: &str) -> Option<String> {
    let line = pattern.split_whitespace().collect::<Vec<_>>().join(" ");
    (line.chars().count() <= 90).then(|| code_span(line.trim_end_matches(';')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_told_in_words() {
        for (toml, expected) in [
            ("pattern = 'f($X)'", Some("There is no `f($X)`.")),
            (
                "pattern = 'let $G = $L.lock().unwrap();'\nheld-across = '$C.await'",
                Some("There is no `let $G = $L.lock().unwrap()` held across `$C.await`."),
            ),
            (
                "pattern = 'a()'\nnot.guarded-by = 'b()'\ncontext = 'async'",
                Some("There is no `a()` in async code where `b()` was not passed before."),
            ),
            (
                "pattern = 'a()'\nleads-to = { pattern = 'b()', unless = 'c()' }",
                Some("There is no `a()` followed by `b()` without `c()` in between."),
            ),
            ("any = ['a()', 'b()']", None),
        ] {
            assert_eq!(invariant(&[RuleDraft::forbid(toml)]).as_deref(), expected, "{toml}");
        }
        assert_eq!(
            invariant(&[RuleDraft::require("pattern = 'f()'")]).as_deref(),
            Some("`f()` stays in place.")
        );
        let held = "pattern = '$L.lock()'\nheld-across = '$C.await'";
        assert_eq!(title(&[RuleDraft::forbid(held)]).as_deref(), Some("`l.lock()` is held across an await"));
        let typed = format!("{held}\nwhere.LOCK.type = 'std::sync::Mutex'");
        assert_eq!(
            title(&[RuleDraft::forbid(typed)]).as_deref(),
            Some("The guard of a `std::sync::Mutex` is held across an await")
        );
        assert_eq!(title(&[RuleDraft::forbid("pattern = 'f()'")]), None);
        assert_eq!(named("let $GUARD = $_.find($$$ARGS, $X)?;"), "_.find(…, x)?;");
    }
}
