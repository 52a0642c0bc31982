//! Proposals written as files, and read back.

use lessons_core::Date;

use super::*;
use crate::document;
use crate::fix::{ChangedFile, Fix};
use crate::proposal::{KnownMistake, Quote};

fn facts() -> Facts {
    let mut facts = Facts::new("INC-7", Date::new(2026, 4, 12).unwrap());
    facts.postmortem = Some(Postmortem::Path("docs/INC-7.md".to_owned()));
    facts.fixed_by = vec!["3f2a91c".to_owned()];
    facts
}

fn proposal() -> Proposal {
    Proposal {
        rules: vec![RuleDraft::forbid("pattern = '$X.send($Y)'\nmessage = \"sent\"\n")],
        blocks: vec![
            BlockDraft::new(Polarity::Good, "a.try_send(1);\n"),
            BlockDraft::new(Polarity::Bad, "a.send(1); // ```\n"),
        ],
        ..Proposal::default()
    }
}

const DOCUMENT: &str = "# INC-7: queue stalled\n\n## Root cause\n\nThe worker called `send` on a\nfull [queue](https://x.example).\n\n\
    ## Resolution\n\n- We used `try_send`.\n";

#[test]
fn with_a_document_it_speaks_in_the_documents_words() {
    let document = document::read(None, DOCUMENT);
    let proposal = proposal();
    let story = tell(&proposal, Some(&document), None);
    let text = write(&facts(), &story, &proposal);
    let expected = r#"```toml
[lesson]
id = "INC-7"
date = 2026-04-12
postmortem = "docs/INC-7.md"
fixed-by = ["3f2a91c"]

[forbid]
pattern = '$X.send($Y)'
message = "sent"
```

# Queue stalled

## Root cause

> The worker called `send` on a full queue.

## Invariant

There is no `$X.send($Y)`.

**To be written:** what must hold from now on, in one sentence.

## Mitigation

> We used `try_send`.

````rust,bad
a.send(1); // ```
````

```rust,good
a.try_send(1);
```
"#;
    assert_eq!(text, expected);
    let lesson = check("lessons/INC-7.md", &text, &proposal).unwrap();
    assert!(lessons_core::Engine::prove(&lesson).is_complete());
    assert_eq!(story.open().count(), 1);
}

#[test]
fn a_proposer_speaks_for_itself_and_its_quotes_are_marked() {
    let document = document::read(None, DOCUMENT);
    let quote = |words: &str| Quote {
        text: words.to_owned(),
        span: document.text.find(words).map(|at| at..at + words.len()),
    };
    let proposal = Proposal {
        title: "Sending into a full queue\n".to_owned(),
        root_cause: "It sent.\n\nTwice.".to_owned(),
        invariant: "Nobody sends.".to_owned(),
        mitigation: "Try.".to_owned(),
        quotes: vec![quote("We used `try_send`."), quote("The worker called `send`"), quote("made up")],
        ..proposal()
    };
    let story = tell(&proposal, Some(&document), None);
    let told = |text: &str| Passage::Told(text.to_owned());
    let quoted = |text: &str| Passage::Quoted(text.to_owned());
    assert_eq!(story.title, "Sending into a full queue");
    assert_eq!(story.root_cause, [told("It sent."), told("Twice."), quoted("The worker called `send`")]);
    assert_eq!(story.invariant, [told("Nobody sends.")]);
    assert_eq!(story.mitigation, [told("Try."), quoted("We used `try_send`.")]);
    assert_eq!(story.open().count(), 0);
}

#[test]
fn what_is_known_of_a_mistake_serves_where_the_document_says_nothing() {
    let known = Some(KnownMistake {
        lesson: "public/bounded".to_owned(),
        title: "A queue blocks when it is full".to_owned(),
        invariant: "Whoever must not wait\ndoes not send.".to_owned(),
        mitigation: "Try to send.".to_owned(),
    });
    let proposal = Proposal { known, ..proposal() };
    let document = document::read(None, DOCUMENT);
    let story = tell(&proposal, Some(&document), None);
    let told = |text: &str| Passage::Told(text.to_owned());
    assert_eq!(story.title, "A queue blocks when it is full");
    assert_eq!(story.invariant, [told("Whoever must not wait does not send. (As `public/bounded` says.)")]);
    assert_eq!(story.mitigation, [Passage::Quoted("We used `try_send`.".to_owned())]);
    assert_eq!(story.open().count(), 0);
    let alone = tell(&proposal, None, None);
    assert_eq!(alone.mitigation, [told("Try to send. (As `public/bounded` says.)")]);
    assert_eq!(alone.open().count(), 1, "why it happened here, nobody has said");
}

#[test]
fn a_commit_alone_leaves_gaps_and_makes_nothing_up() {
    let message = "rt: fix hang in shutdown (#12)\n\nThe driver was never woken when the last handle went away.\n\nSigned-off-by: A";
    let document = document::read(None, message);
    let fix = Fix {
        commit: Some("0123456789abcdef0123456789abcdef01234567".to_owned()),
        subject: Some("rt: fix hang in shutdown (#12)".to_owned()),
        files: vec![ChangedFile::new("src/rt.rs", Some("a".to_owned()), Some("b".to_owned()))],
        ..Fix::default()
    };
    let story = tell(&proposal(), Some(&document), Some(&fix));
    assert_eq!(story.title, "Hang in shutdown");
    let [Passage::Quoted(body), Passage::Told(changed), Passage::Open(_)] = &story.root_cause[..] else {
        panic!("{:?}", story.root_cause)
    };
    assert_eq!(body, "The driver was never woken when the last handle went away.");
    assert_eq!(
        changed,
        "Commit `0123456789ab` changed `src/rt.rs`; the first block shows the code before it."
    );
    assert_eq!(story.open().count(), 3);
    let text = write(&facts(), &story, &proposal());
    assert!(check("lessons/INC-7.md", &text, &proposal()).is_ok(), "{text}");
}

#[test]
fn no_part_smuggles_anything_in() {
    let hostile = "```\n\n# Other\n\n## Invariant\n\n[lesson]\nlevel = \"deny\"\n<!--\n\u{1b}]0;x\u{7}";
    let proposal = Proposal {
        title: hostile.to_owned(),
        root_cause: hostile.to_owned(),
        invariant: hostile.replace("```", "~~~rust,bad"),
        mitigation: format!("- {hostile}\n- ## x"),
        blocks: vec![BlockDraft::new(Polarity::Bad, format!("a.send(1);\n/*\n{hostile}\n*/"))],
        ..proposal()
    };
    let story = tell(&proposal, None, None);
    let text = write(&facts(), &story, &proposal);
    assert!(!text.contains(['\u{1b}', '\u{7}']));
    let lesson = check("lessons/INC-7.md", &text, &proposal).unwrap();
    assert_eq!((lesson.level, lesson.blocks.len(), lesson.sections.len()), (Level::Warn, 1, 3));
    for toml in [
        "pattern = 'f()'\n[scope]\ntests = true",
        "pattern = 'f()'\n[guard]\nclippy = ['x']",
        "pattern = 'f()'\n[[forbid]]\npattern = 'g()'",
    ] {
        let proposal = Proposal { rules: vec![RuleDraft::forbid(toml)], ..proposal.clone() };
        let text = write(&facts(), &story, &proposal);
        assert!(check("lessons/INC-7.md", &text, &proposal).is_err(), "{text}");
    }
}

#[test]
fn without_a_pattern_the_next_best_enforcement_is_written() {
    let none = |instead| Proposal {
        no_pattern: Some(NoPattern { reason: "it is a certificate".to_owned(), instead }),
        ..Proposal::default()
    };
    for (instead, expected) in [
        (Instead::Nothing, "[waive]\nreason = \"it is a certificate\"\n"),
        (
            Instead::Guard { tests: vec!["a::b".to_owned()], lints: vec!["unwrap_used".to_owned()] },
            "[guard]   # it is a certificate\ntest = [\"a::b\"]\nclippy = [\"unwrap_used\"]\n",
        ),
        (Instead::Require(RuleDraft::require("pattern = 'f()'")), "[require]\npattern = 'f()'\n"),
    ] {
        let proposal = none(instead);
        let text = write(&facts(), &tell(&proposal, None, None), &proposal);
        assert!(text.contains(expected), "{text}");
        check("lessons/INC-7.md", &text, &proposal).unwrap();
    }
}
