//! Whether a piece of code is the mistake, the remedy, or neither, by the words around it.

use super::headings::Meaning;

/// Which side of the incident a piece of code is on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Polarity {
    /// The code that made the incident.
    Bad,
    /// The code that ends it.
    Good,
    /// The text does not say.
    Unknown,
    /// A remedy that was tried or considered, and given up.
    Rejected,
}

/// What a polarity rests on, the strongest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Evidence {
    /// A tag of the code block: `rust,bad`.
    Tag,
    /// A comment in the code: `// before`.
    Comment,
    /// The words next to the code.
    Words,
    /// The heading above it: "Before".
    Heading,
    /// What the section around it is about: weak.
    Section,
    /// Nothing.
    None,
}

use Polarity::{Bad, Good, Rejected, Unknown};

/// What a tag of an info string says.
pub(super) fn of_tag(tag: &str) -> Option<Polarity> {
    match tag.to_lowercase().replace(['\'', '’', '_', '-'], "").as_str() {
        "bad" | "before" | "dont" | "wrong" | "incorrect" | "broken" | "buggy" | "old" | "vulnerable"
        | "❌" => Some(Bad),
        "good" | "after" | "do" | "right" | "correct" | "fixed" | "new" | "safe" | "✅" => Some(Good),
        "rejected" | "tried" | "abandoned" => Some(Rejected),
        _ => None,
    }
}

/// What a comment line in code says, where it says nothing else: `// before`, `// BAD: held across`, `// ❌`.
pub(super) fn of_comment(line: &str) -> Option<Polarity> {
    let line = line.trim();
    let body = ["///", "//", "#", "--", "/*"].iter().find_map(|mark| line.strip_prefix(mark))?;
    let body = body.trim_start_matches(['-', '=', ' ', '*']).trim_end_matches(['-', '=', '*', '/', ' ']);
    let (head, alone) = match body.split_once([':', '-', '—', ',', '(']) {
        Some((head, _)) => (head.trim(), false),
        None => (body.trim(), true),
    };
    let first = head.split_whitespace().next()?;
    let few = head.split_whitespace().count() <= if alone { 3 } else { 2 };
    let known =
        !matches!(first.to_lowercase().as_str(), "do" | "new" | "old" | "right" | "safe") || head == first;
    of_tag(first).filter(|_| few && known).or_else(|| match words(head).as_str() {
        "the bug" | "the fix" | "this is wrong" | "not ok" => {
            Some(if head.contains("fix") { Good } else { Bad })
        }
        _ => None,
    })
}

/// Phrases before the code. The longest at a place is taken; a strong one beats a weak one, the last of
/// equals wins.
const BEFORE: &[(&str, Polarity, bool)] = &[
    // The mistake.
    ("before", Bad, true),
    ("before the fix", Bad, true),
    ("before the change", Bad, true),
    ("before this", Bad, true),
    ("before the incident", Bad, true),
    ("without the fix", Bad, true),
    ("prior to the fix", Bad, true),
    ("previously", Bad, true),
    ("used to be", Bad, true),
    ("used to read", Bad, true),
    ("used to look", Bad, true),
    ("used to", Bad, true),
    ("looked like", Bad, true),
    ("originally", Bad, true),
    ("old code", Bad, true),
    ("old version", Bad, true),
    ("the old", Bad, false),
    ("original code", Bad, true),
    ("broken", Bad, false),
    ("buggy", Bad, false),
    ("faulty", Bad, false),
    ("vulnerable", Bad, false),
    ("bad", Bad, false),
    ("wrong", Bad, false),
    ("offending", Bad, true),
    ("culprit", Bad, true),
    ("the bug", Bad, false),
    ("the problem", Bad, false),
    ("the mistake", Bad, false),
    ("problematic", Bad, false),
    ("incorrect", Bad, false),
    ("caused", Bad, true),
    ("causes", Bad, true),
    ("cause is", Bad, true),
    ("cause was", Bad, true),
    ("caused by", Bad, true),
    ("triggered by", Bad, true),
    ("panicked", Bad, true),
    ("panics", Bad, true),
    ("panic at", Bad, true),
    ("deadlocks", Bad, true),
    ("deadlocked", Bad, true),
    ("crashed", Bad, true),
    ("leaked", Bad, true),
    ("leaks", Bad, true),
    ("failed", Bad, false),
    ("fails", Bad, false),
    ("hung", Bad, false),
    ("due to", Bad, true),
    ("because of", Bad, true),
    ("instead of", Bad, true),
    ("rather than", Bad, true),
    ("in place of", Bad, true),
    ("no longer", Bad, true),
    ("stop using", Bad, true),
    ("stopped using", Bad, true),
    ("do not use", Bad, true),
    ("dont use", Bad, true),
    ("never use", Bad, true),
    ("do not", Bad, true),
    ("dont", Bad, true),
    ("never", Bad, true),
    ("avoid", Bad, true),
    ("must not", Bad, true),
    ("should not", Bad, true),
    ("shouldnt", Bad, true),
    ("do not write", Bad, true),
    ("never call", Bad, true),
    ("ban", Bad, true),
    ("banned", Bad, true),
    ("forbid", Bad, true),
    ("remove", Bad, true),
    ("removed", Bad, true),
    ("removing", Bad, true),
    ("deleted", Bad, true),
    ("dropped the", Bad, true),
    ("replaced", Bad, true),
    ("replacing", Bad, true),
    ("replace", Bad, true),
    ("replaces", Bad, true),
    ("changed from", Bad, true),
    ("migrated from", Bad, true),
    ("moved away from", Bad, true),
    ("replaced this", Bad, true),
    ("missing", Good, true),
    ("lacked", Good, true),
    ("forgot", Good, true),
    // The remedy.
    ("after", Good, true),
    ("after the fix", Good, true),
    ("after the change", Good, true),
    ("with the fix", Good, true),
    ("the fix", Good, true),
    ("fix is", Good, true),
    ("fix was", Good, true),
    ("to fix", Good, true),
    ("fixed by", Good, true),
    ("fixed with", Good, true),
    ("fixed version", Good, true),
    ("fixed code", Good, true),
    ("fixed it", Good, true),
    ("we fixed", Good, true),
    ("fixes", Good, false),
    ("fix", Good, false),
    ("fixed", Good, false),
    ("corrected", Good, true),
    ("now reads", Good, true),
    ("now looks", Good, true),
    ("now uses", Good, true),
    ("now use", Good, true),
    ("now calls", Good, true),
    ("now", Good, false),
    ("reads now", Good, true),
    ("is now", Good, true),
    ("are now", Good, true),
    ("became", Good, true),
    ("instead", Good, true),
    ("use this instead", Good, true),
    ("replaced by", Good, true),
    ("replaced with", Good, true),
    ("replaced it with", Good, true),
    ("replaced this with", Good, true),
    ("replaced that with", Good, true),
    ("replace it with", Good, true),
    ("with this", Good, true),
    ("changed to", Good, true),
    ("changed it to", Good, true),
    ("switched to", Good, true),
    ("moved to", Good, true),
    ("migrated to", Good, true),
    ("should use", Good, true),
    ("should be", Good, true),
    ("should have been", Good, true),
    ("should have read", Good, true),
    ("must be", Good, true),
    ("always use", Good, true),
    ("prefer", Good, true),
    ("correct", Good, false),
    ("resolved by", Good, true),
    ("solution", Good, false),
    ("mitigated by", Good, true),
    ("mitigation", Good, false),
    ("mitigated with", Good, true),
    ("workaround", Good, false),
    ("safe", Good, false),
    ("adding", Good, false),
    ("added", Good, false),
    ("good", Good, false),
    // What was given up.
    ("we tried", Rejected, true),
    ("tried", Rejected, true),
    ("first attempt", Rejected, true),
    ("first tried", Rejected, true),
    ("our first fix", Rejected, true),
    ("first fix", Rejected, true),
    ("attempted", Rejected, true),
    ("we considered", Rejected, true),
    ("considered", Rejected, true),
    ("rejected", Rejected, true),
    ("did not help", Rejected, true),
    ("didnt help", Rejected, true),
    ("did not work", Rejected, true),
    ("didnt work", Rejected, true),
    ("abandoned", Rejected, true),
    ("discarded", Rejected, true),
    ("ruled out", Rejected, true),
    ("decided against", Rejected, true),
    ("not fixed by", Rejected, true),
    ("was not enough", Rejected, true),
    ("an alternative", Rejected, true),
    // Neither side, though it holds words of one.
    ("not caused by", Unknown, true),
    ("wasnt caused by", Unknown, true),
    ("nothing wrong with", Unknown, true),
    ("long before", Unknown, true),
    ("after that", Unknown, true),
    ("after a", Unknown, true),
    ("well after", Unknown, true),
    ("shortly after", Unknown, true),
    ("shortly before", Unknown, true),
    ("minutes after", Unknown, true),
    ("minutes before", Unknown, true),
    ("before calling", Unknown, true),
    ("after calling", Unknown, true),
    ("before the call", Unknown, true),
    ("after the call", Unknown, true),
    ("was used", Unknown, false),
    ("is used", Unknown, false),
];

/// Phrases that begin what follows inline code.
const AFTER: &[(&str, Polarity)] = &[
    ("instead of", Good),
    ("instead", Good),
    ("rather than", Good),
    ("fixes", Good),
    ("fixed", Good),
    ("is now used", Good),
    ("is the fix", Good),
    ("was the fix", Good),
    ("is safe", Good),
    ("caused", Bad),
    ("panicked", Bad),
    ("panics", Bad),
    ("deadlocked", Bad),
    ("deadlocks", Bad),
    ("blocked", Bad),
    ("blocks", Bad),
    ("leaked", Bad),
    ("leaks", Bad),
    ("crashed", Bad),
    ("failed", Bad),
    ("was wrong", Bad),
    ("is wrong", Bad),
    ("was the culprit", Bad),
    ("is the culprit", Bad),
    ("was the cause", Bad),
    ("was the problem", Bad),
    ("was replaced", Bad),
    ("were replaced", Bad),
    ("is replaced", Bad),
    ("has been replaced", Bad),
    ("was removed", Bad),
    ("was deleted", Bad),
    ("must not", Bad),
    ("should not", Bad),
    ("shouldnt", Bad),
    ("must never", Bad),
    ("is banned", Bad),
    ("is forbidden", Bad),
    ("is held across", Bad),
    ("was held across", Bad),
    ("held across", Bad),
    ("is held", Bad),
    ("was held", Bad),
    ("dropped the", Bad),
    ("drops the", Bad),
    ("did not help", Rejected),
    ("didnt help", Rejected),
    ("did not work", Rejected),
    ("didnt work", Rejected),
    ("was rejected", Rejected),
    ("was tried", Rejected),
    ("was considered", Rejected),
    ("was not enough", Rejected),
    ("made it worse", Rejected),
    ("was discarded", Rejected),
    ("and rejected", Rejected),
    ("but rejected", Rejected),
    ("but that did not", Rejected),
    ("but it did not", Rejected),
    ("but that didnt", Rejected),
    ("but this did not", Rejected),
];

/// What gives up the code before it: the start of the sentence after a block.
const GIVEN_UP: &[&str] = &[
    "rejected",
    "did not help",
    "didnt help",
    "did not work",
    "didnt work",
    "made it worse",
    "was not enough",
    "wasnt enough",
    "was discarded",
    "was abandoned",
    "abandoned",
    "did not fix",
    "didnt fix",
    "ruled out",
    "gave up on",
    "decided against",
    "was rolled back",
    "we discarded",
];

/// What the text right before a block or a piece of inline code says. Sentences are tried from the last one
/// back; the first that says anything decides.
pub(super) fn of_lead(lead: &str, sentences: usize) -> Option<Polarity> {
    let mut rest = lead.trim_end();
    for _ in 0..sentences {
        if rest.is_empty() {
            break;
        }
        let body = rest.trim_end_matches(['.', ':', '!', '?', ';', ' ', '\n']);
        let sentence = super::prose::last_sentence(body);
        if let Some(found) = of_sentence(sentence) {
            return (found != Unknown).then_some(found);
        }
        rest = body.get(..body.len() - sentence.len()).unwrap_or_default().trim_end();
    }
    None
}

fn of_sentence(sentence: &str) -> Option<Polarity> {
    let normal = words(sentence);
    let tokens: Vec<&str> = normal.split(' ').collect();
    let mut best: Option<(bool, Polarity)> = None;
    let mut at = 0;
    while at < tokens.len() {
        let rest = tokens.get(at..).unwrap_or_default();
        let hit = BEFORE
            .iter()
            .filter_map(|(phrase, polarity, strong)| {
                let length = phrase.split(' ').count();
                let matches =
                    phrase.split(' ').zip(rest).filter(|(wanted, word)| wanted == *word).count() == length;
                matches.then_some((length, *polarity, *strong))
            })
            .max_by_key(|(length, ..)| *length);
        match hit {
            Some((length, polarity, strong)) => {
                if best.is_none_or(|(known, old)| {
                    // What was given up stays so, whatever words the sentence spends on why.
                    old != Rejected && (strong || !known)
                }) {
                    best = Some((strong, polarity));
                }
                at += length;
            }
            None => at += 1,
        }
    }
    best.map(|(_, polarity)| polarity)
}

/// What the text right after inline code says.
pub(super) fn of_trail(trail: &str) -> Option<Polarity> {
    let normal = words(super::prose::first_sentence(trail));
    let found = AFTER.iter().filter(|(phrase, _)| starts_with_phrase(&normal, phrase));
    found.max_by_key(|(phrase, _)| phrase.len()).map(|(_, polarity)| *polarity)
}

/// Whether the sentence after a block gives up the code in it.
pub(super) fn gives_up(trail: &str) -> bool {
    let normal = words(super::prose::first_sentence(trail));
    let points_back = ["this", "that", "it", "we", "which", "but", "unfortunately"];
    let start = normal.split(' ').next().unwrap_or_default();
    let padded = format!(" {normal} ");
    points_back.contains(&start) && GIVEN_UP.iter().any(|phrase| padded.contains(&format!(" {phrase} ")))
}

fn starts_with_phrase(text: &str, phrase: &str) -> bool {
    text.strip_prefix(phrase).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
}

/// What a heading above the code says: "Before", "The broken version".
pub(super) fn of_heading(heading: &str) -> Option<Polarity> {
    let normal = words(heading);
    if normal.split(' ').count() > 5 {
        return None;
    }
    of_sentence(heading).filter(|found| *found != Unknown).or_else(|| of_tag(&normal))
}

/// What the section's meaning says; one that is both cause and fix says nothing.
pub(super) fn of_meanings(meanings: &[Meaning]) -> Option<Polarity> {
    let bad = meanings.contains(&Meaning::Cause);
    let good = meanings.contains(&Meaning::Fix) || meanings.contains(&Meaning::Prevention);
    match (bad, good) {
        (true, false) => Some(Bad),
        (false, true) => Some(Good),
        _ => None,
    }
}

/// Whether a sentence announces two blocks, first the mistake and then the remedy.
pub(super) fn announces_both(lead: &str) -> bool {
    let normal = words(super::prose::last_sentence(lead.trim_end().trim_end_matches([':', '.'])));
    ["before and after", "before after", "before vs after", "bad and good", "wrong and right", "old and new"]
        .iter()
        .any(|phrase| normal.ends_with(phrase))
}

/// Lower case words with single blanks, without apostrophes and punctuation.
fn words(text: &str) -> String {
    let kept: String = text
        .chars()
        .filter(|letter| !matches!(letter, '\'' | '’'))
        .map(|letter| if letter.is_alphanumeric() { letter } else { ' ' })
        .collect();
    super::sections::one_line(&kept.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leads_say_which_side_the_code_is_on() {
        for (lead, expected) in [
            ("Before:", Some(Bad)),
            ("After:", Some(Good)),
            ("The broken code:", Some(Bad)),
            ("This caused the stall:", Some(Bad)),
            ("The fix:", Some(Good)),
            ("Before the fix, the handler read:", Some(Bad)),
            ("After the fix:", Some(Good)),
            ("The handler now reads:", Some(Good)),
            ("It used to be", Some(Bad)),
            ("To fix the broken call we wrote:", Some(Good)),
            ("Use this instead:", Some(Good)),
            ("Use a bounded channel instead of:", Some(Bad)),
            ("We replaced it with:", Some(Good)),
            ("We replaced", Some(Bad)),
            ("We tried this and rejected it:", Some(Rejected)),
            ("Our first fix did not help:", Some(Rejected)),
            ("The guard deadlocked the dispatcher. Simplified:", Some(Bad)),
            ("It was not caused by", None),
            ("The function takes a map.", None),
            ("", None),
        ] {
            assert_eq!(of_lead(lead, 3), expected, "{lead}");
        }
    }

    #[test]
    fn tags_and_comments() {
        for (tag, expected) in
            [("bad", Some(Bad)), ("don't", Some(Bad)), ("after", Some(Good)), ("rust", None), ("toml", None)]
        {
            assert_eq!(of_tag(tag), expected, "{tag}");
        }
        for (line, expected) in [
            ("// before", Some(Bad)),
            ("// GOOD: dropped first", Some(Good)),
            ("    // --- after ---", Some(Good)),
            ("// ❌", Some(Bad)),
            ("// do the work", None),
            ("// before we lock anything else here", None),
            ("let before = 1;", None),
        ] {
            assert_eq!(of_comment(line), expected, "{line}");
        }
    }

    #[test]
    fn what_follows_can_give_code_up() {
        assert!(gives_up("This was rejected: it only hides the wait."));
        assert!(gives_up("But it did not help."));
        assert!(!gives_up("The reviewers rejected the earlier plan."));
        assert_eq!(of_trail(" caused a deadlock"), Some(Bad));
        assert_eq!(of_trail(" instead of "), Some(Good));
        assert_eq!(of_trail(" is a map"), None);
    }
}
