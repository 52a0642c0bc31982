//! Conditional compilation: what a `cfg` predicate says without knowing more than that this is no test build.

/// Predicates in predicates deeper than this are not looked into.
const MAX_DEPTH: u32 = 32;

/// Whether a predicate, in its parentheses, can only hold in test builds.
pub(super) fn needs_test(predicate: &str) -> bool {
    let inner = predicate.trim().strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
    inner.is_some_and(|inner| parts(inner).any(|one| value(one, 0) == Some(false)))
}

/// Whether a predicate holds outside of tests; none where that depends on the build.
fn value(predicate: &str, depth: u32) -> Option<bool> {
    let predicate = predicate.trim();
    if depth > MAX_DEPTH {
        return None;
    }
    let Some((name, arguments)) = predicate.strip_suffix(')').and_then(|rest| rest.split_once('(')) else {
        return match predicate {
            "test" | "false" => Some(false),
            "true" => Some(true),
            _ => None,
        };
    };
    let mut values = parts(arguments).map(|part| value(part, depth + 1));
    match name.trim() {
        "not" => values.next().flatten().map(|holds| !holds),
        "all" => decided(values, false),
        "any" => decided(values, true),
        _ => None,
    }
}

/// `all` and `any`: one part that is `deciding` decides, otherwise all must be known.
fn decided(values: impl Iterator<Item = Option<bool>>, deciding: bool) -> Option<bool> {
    let mut is_known = true;
    for value in values {
        if value == Some(deciding) {
            return value;
        }
        is_known &= value.is_some();
    }
    is_known.then_some(!deciding)
}

/// The parts between commas that stand in no parentheses and no string; an empty one is none.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    let (mut depth, mut in_string) = (0_i32, false);
    text.split(move |c: char| {
        match c {
            '"' => in_string = !in_string,
            '(' if !in_string => depth += 1,
            ')' if !in_string => depth -= 1,
            _ => {}
        }
        c == ',' && depth == 0 && !in_string
    })
    .filter(|part| !part.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_predicate_needs_test_if_nothing_else_makes_it_hold() {
        for (predicate, expected) in [
            ("(test)", true),
            ("( test , )", true),
            ("(all(test, unix))", true),
            ("(any(test))", true),
            ("(any(all(test, unix), test))", true),
            ("(not(not(test)))", true),
            ("(all(not(test), test))", true),
            ("(any(test, unix))", false),
            ("(not(test))", false),
            ("(not(all(test, unix)))", false),
            ("(any(not(test), test))", false),
            ("(all())", false),
            ("(any())", true),
            ("(feature = \"test\")", false),
            ("(all(feature = \"a, test\", unix))", false),
            ("(my_test)", false),
            ("", false),
            ("(not(test)", false),
        ] {
            assert_eq!(needs_test(predicate), expected, "{predicate}");
        }
    }
}
