//! A title that names the mistake, from what a commit says it does.

/// Words with which a commit says that something is no more; what follows names the mistake.
const ENDED: &[&str] = &[
    "fix",
    "fixes",
    "fixed",
    "fixing",
    "bugfix",
    "hotfix",
    "avoid",
    "avoids",
    "prevent",
    "prevents",
    "stop",
    "eliminate",
    "resolve",
    "resolves",
    "remove",
    "removes",
    "don't",
    "dont",
    "do not",
    "never",
    "no longer",
];

/// What follows in two words or less says nothing: "fix bug", "fix tests".
const EMPTY: &[&str] = &[
    "bug", "bugs", "issue", "issues", "test", "tests", "build", "ci", "typo", "typos", "lint", "clippy",
    "warning", "warnings", "it", "this", "review", "comments",
];

/// The mistake that a commit's subject names: without its prefix, its numbers and the word that says it is gone.
/// `None` where the subject does not say what was wrong.
pub(super) fn of_subject(subject: &str) -> Option<String> {
    let subject = without_numbers(without_prefix(subject.trim()));
    let lower = subject.to_lowercase();
    let (said, rest) = ENDED.iter().find_map(|word| {
        let rest = lower.strip_prefix(word)?;
        rest.starts_with([' ', ':']).then(|| (*word, subject.get(word.len()..).unwrap_or_default()))
    })?;
    let rest = rest.trim_start_matches([':', ' ']).trim_end_matches(['.', ' ']);
    let words: Vec<&str> = rest.split_whitespace().collect();
    let last = words.last().map(|word| word.to_lowercase()).unwrap_or_default();
    if words.is_empty() || words.len() <= 2 && EMPTY.contains(&last.as_str()) {
        return None;
    }
    // "don't unwrap the header": the mistake is to do it.
    let negated = matches!(said, "don't" | "dont" | "do not" | "never" | "no longer");
    let rest = without_article(rest);
    Some(capital(&if negated { gerund(rest) } else { rest.to_owned() }))
}

/// The subject as it stands, without its prefix and numbers.
pub(super) fn plain(subject: &str) -> String {
    capital(without_numbers(without_prefix(subject.trim())))
}

/// Without `fix(rt): `, `rt: `, `[backport] `.
fn without_prefix(subject: &str) -> &str {
    let mut subject = subject;
    while let Some(rest) = subject.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        subject = rest.1.trim_start();
    }
    let Some((head, rest)) = subject.split_once(": ") else { return subject };
    let is_scope = head.chars().all(|char| char.is_alphanumeric() || "_-./()!,*&` ".contains(char));
    let short = head.split_whitespace().count() <= 3 && head.len() <= 40;
    if is_scope && short && !rest.trim().is_empty() { rest.trim() } else { subject }
}

/// Without `(#1234)` at the end, and `, closes #12`.
fn without_numbers(subject: &str) -> &str {
    let mut subject = subject.trim();
    while let Some((head, tail)) = subject.rsplit_once(" (") {
        let numbers = tail.strip_suffix(')').is_some_and(|tail| {
            tail.chars().any(|char| char.is_ascii_digit())
                && tail.chars().all(|char| char.is_ascii_digit() || " #,".contains(char))
                || tail.to_lowercase().starts_with("clos")
                || tail.to_lowercase().starts_with("fix")
        });
        if !numbers {
            break;
        }
        subject = head.trim();
    }
    subject
}

fn without_article(text: &str) -> &str {
    let lower = text.to_lowercase();
    ["a ", "an ", "the "]
        .iter()
        .find(|article| lower.starts_with(**article))
        .and_then(|article| text.get(article.len()..))
        .unwrap_or(text)
}

/// `hold the lock` as `holding the lock`; other words stay.
fn gerund(text: &str) -> String {
    let (verb, rest) = text.split_once(' ').unwrap_or((text, ""));
    let is_word = verb.len() > 1 && verb.chars().all(|char| char.is_ascii_lowercase());
    if !is_word || verb.ends_with("ing") {
        return text.to_owned();
    }
    let stem = verb.strip_suffix('e').filter(|stem| !stem.ends_with('e')).unwrap_or(verb);
    let rest = if rest.is_empty() { String::new() } else { format!(" {rest}") };
    format!("{stem}ing{rest}")
}

/// With a capital letter, unless it begins with a name in code.
pub(super) fn capital(text: &str) -> String {
    let first = text.split(' ').next().unwrap_or_default();
    let is_name =
        first.contains(['_', ':', '`', '(', '.', '/']) || first.chars().skip(1).any(char::is_uppercase);
    let mut chars = text.chars();
    match chars.next() {
        Some(letter) if !is_name => letter.to_uppercase().chain(chars).collect(),
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mistake_is_what_is_gone() {
        for (subject, expected) in [
            ("rt: fix deadlock in shutdown (#1234)", Some("Deadlock in shutdown")),
            ("fix(net): a panic when the duration overflows", None),
            ("Fix a panic when the duration overflows", Some("Panic when the duration overflows")),
            ("Avoid holding the lock across await", Some("Holding the lock across await")),
            ("fix: prevent double close (#1, #2)", Some("Double close")),
            ("don't hold the lock while waiting", Some("Holding the lock while waiting")),
            ("[v1.x] Fixes leak of waker", Some("Leak of waker")),
            ("fix tests", None),
            ("Use a timeout", None),
            ("Fix", None),
        ] {
            assert_eq!(of_subject(subject).as_deref(), expected, "{subject}");
        }
        assert_eq!(
            plain("fix(net): a panic when the duration overflows (#7)"),
            "A panic when the duration overflows"
        );
    }
}
