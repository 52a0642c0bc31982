//! What a document says without a heading for it: the norm that it sets, and in a text without sections the cause and
//! the remedy, told by the words that people use for them.

use super::markdown::paragraphs;
use crate::document::{Document, Meaning, Paragraph, Section};

/// Words with which people say what must hold from now on.
const NORMS: &[&str] = &[
    "never",
    "always",
    "must",
    "should",
    "shall",
    "may not",
    "do not",
    "does not",
    "don't",
    "doesn't",
    "no longer",
    "only",
    "has to",
    "have to",
    "needs to",
    "need to",
    "forbid",
    "forbidden",
];

/// Words that make a plain statement in a list of things to do no norm but a task.
const TASKS: &[&str] = &["ticket", "owner", "todo", "tbd", "p0", "p1", "p2", "done", "eta", "jira", "asap"];

/// Words with which a task for somebody begins, whatever it says after that.
const CHORES: &[&str] = &[
    "make",
    "ensure",
    "review",
    "add",
    "write",
    "investigate",
    "look",
    "check",
    "document",
    "improve",
    "consider",
    "create",
    "alert",
    "monitor",
    "train",
    "update",
    "audit",
    "find",
    "talk",
    "ask",
    "decide",
    "schedule",
];

/// Words with which people begin to say how it was mended.
const REMEDIES: &[&str] = &[
    "fix",
    "fixed",
    "resolved",
    "mitigated",
    "patched",
    "reverted",
    "rolled",
    "mended",
    "repaired",
    "solution",
    "resolution",
    "workaround",
];

/// Words with which people say why.
const CAUSES: &[&str] =
    &["because", "since", "due", "cause", "caused", "causes", "reason", "therefore", "hence", "so"];

/// The sentence that says what must hold from now on: of what the document says against a repetition, else of a text
/// without sections its last one that sets a norm.
pub(super) fn norm(document: &Document) -> Option<String> {
    let sections: Vec<_> = document.with_meaning(Meaning::Prevention).collect();
    if !sections.is_empty() {
        let told = sections.iter().flat_map(|section| paragraphs(document.slice(&section.body)));
        let told: Vec<String> = told.collect();
        return told
            .iter()
            .find_map(|paragraph| sentences(paragraph).find(|one| is_norm(one)).map(str::to_owned));
    }
    let told = plain(document)?;
    let (last, rest) = told.split_last()?;
    // What is said first tells the story; what must not happen again is said last.
    let found = sentences(last).filter(|one| is_norm(one)).last();
    found.filter(|_| !rest.is_empty()).map(str::to_owned)
}

/// The first paragraph of what a heading calls the cause; of a problem's description only where nothing else is there.
pub(super) fn cause_section(document: &Document) -> Option<(&Document, &Paragraph)> {
    let symptom =
        |section: &&Section| words(&section.heading).iter().any(|word| word == "problem" || word == "issue");
    let with_text = || document.with_meaning(Meaning::Cause).filter(|section| section.paragraph.is_some());
    let section = with_text().find(|section| !symptom(section)).or_else(|| with_text().next())?;
    Some((document, section.paragraph.as_ref()?))
}

/// How to prevent it, where nothing says how it was mended: the first thing to do that is a sentence about code.
pub(super) fn remedy(document: &Document) -> Option<String> {
    let mut told = document
        .with_meaning(Meaning::Prevention)
        .flat_map(|section| paragraphs(document.slice(&section.body)));
    if let Some(action) = told.find(|paragraph| paragraph.contains('`') && !is_task(paragraph)) {
        return Some(action);
    }
    plain(document)?.into_iter().find(|paragraph| is_remedy(paragraph))
}

/// Why it happened, of a text without sections: the first paragraph that gives a reason, else the first that is no
/// title, no remedy and no norm.
pub(super) fn cause(document: &Document) -> Option<String> {
    let told = plain(document)?;
    let norm = norm(document);
    let story = |paragraph: &&String| {
        paragraph.split(' ').count() >= 8 && !is_remedy(paragraph) && norm.as_ref() != Some(*paragraph)
    };
    let gives_reason =
        |paragraph: &&String| words(paragraph).iter().any(|word| CAUSES.contains(&word.as_str()));
    let reason = told.iter().filter(story).find(gives_reason);
    reason.or_else(|| told.iter().find(story)).cloned()
}

/// The paragraphs of a text without sections, its title aside; none of another.
fn plain(document: &Document) -> Option<Vec<String>> {
    if document
        .sections
        .iter()
        .any(|section| !section.meanings.iter().all(|meaning| *meaning == Meaning::Other))
    {
        return None;
    }
    let mut told = paragraphs(document.slice(&document.span));
    let title = document.title.as_deref().unwrap_or_default();
    if told.first().is_some_and(|first| first.contains(title) && first.split(' ').count() <= 12) {
        told.remove(0);
    }
    Some(told)
}

fn is_norm(sentence: &str) -> bool {
    let lower = format!(" {} ", words(sentence).join(" "));
    sentence.split(' ').count() >= 4
        && !sentence.contains('?')
        && !is_task(sentence)
        && !words(sentence).first().is_some_and(|word| CHORES.contains(&word.as_str()))
        && NORMS.iter().any(|norm| lower.contains(&format!(" {norm} ")))
}

fn is_task(text: &str) -> bool {
    words(text).iter().any(|word| TASKS.contains(&word.as_str()))
}

fn is_remedy(paragraph: &str) -> bool {
    words(paragraph).iter().take(4).any(|word| REMEDIES.contains(&word.as_str()))
}

/// The words of a text, without marks, in small letters.
fn words(text: &str) -> Vec<String> {
    let word = |word: &str| word.trim_matches(|char: char| !char.is_alphanumeric()).to_lowercase();
    text.split_whitespace().map(word).filter(|word| !word.is_empty()).collect()
}

/// The sentences of a paragraph.
fn sentences(paragraph: &str) -> impl Iterator<Item = &str> {
    let mut rest = paragraph;
    std::iter::from_fn(move || {
        let end = [". ", "! ", "? "]
            .iter()
            .filter_map(|stop| rest.find(stop))
            .min()
            .map_or(rest.len(), |at| at + 1);
        let (sentence, after) = rest.split_at_checked(end)?;
        rest = after.trim_start();
        (!sentence.trim().is_empty()).then(|| sentence.trim())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::read;

    #[test]
    fn a_norm_is_one_sentence_against_a_repetition() {
        for (document, expected) in [
            (
                "# A\n\n## Root cause\n\nIt must have slept.\n\n## Action items\n\n- Page the on-call [P1]\n- Never wait in `drop`. It blocks.\n",
                Some("Never wait in `drop`."),
            ),
            (
                "# A\n\n## Corrective actions\n\nTypes that hold credentials do not derive `Debug`.\n",
                Some("Types that hold credentials do not derive `Debug`."),
            ),
            ("# A\n\n## Action items\n\n- Make sure that this must not come back.\n", None),
            ("# A\n\n## Follow-ups\n\n- Ticket OPS-1: we should look into it\n- Add a dashboard\n", None),
            (
                "It froze\n\nThe lock was held while listeners ran, so it waited for itself.\n\nFixed in 3f2a91c: cloned.\n\nWe should never call listeners with the lock held.\n",
                Some("We should never call listeners with the lock held."),
            ),
            ("It must have been the lock that was held here.\n", None),
        ] {
            assert_eq!(norm(&read(None, document)).as_deref(), expected, "{document}");
        }
    }

    #[test]
    fn a_text_without_sections_has_a_cause_and_a_remedy() {
        let text = "Focus deadlock, 30 June 2022\n\nEvery app froze as soon as its window lost focus. The handler held\nthe lock, so we \
                    waited for ourselves.\n\nFix was 185b0e314e: clone the listeners out first.\n";
        let document = read(None, text);
        let cause = cause(&document).unwrap();
        assert!(cause.starts_with("Every app froze"), "{cause}");
        assert_eq!(remedy(&document).as_deref(), Some("Fix was 185b0e314e: clone the listeners out first."));
        let sections = read(None, "# A\n\n## Root cause\n\nIt slept for as long as it could.\n");
        assert_eq!((super::cause(&sections), remedy(&sections)), (None, None));
    }
}
