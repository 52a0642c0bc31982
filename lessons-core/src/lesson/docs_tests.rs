//! The examples of `docs/lesson-file.md`, read as what they are.

use super::*;
use crate::problem::Severity;

/// The fenced blocks of a page: info string and content. A line of the page is a fence or it is not; no containers.
fn examples(page: &str) -> Vec<(String, String)> {
    let (mut found, mut open) = (Vec::new(), None::<(String, String, String)>);
    for line in page.lines() {
        let marks: String = line.chars().take_while(|mark| *mark == '`').collect();
        match &mut open {
            Some((fence, info, text)) if line == fence => {
                found.push((std::mem::take(info), std::mem::take(text)));
                open = None;
            }
            Some((_, _, text)) => {
                text.push_str(line);
                text.push('\n');
            }
            None if marks.len() >= 3 => {
                open = Some((marks.clone(), line[marks.len()..].to_owned(), String::new()))
            }
            None => {}
        }
    }
    assert!(open.is_none(), "a block of the page is not closed");
    found
}

/// The lesson around a part of a front matter.
fn complete(toml: &str) -> String {
    let mut toml = toml.to_owned();
    if !["forbid", "require", "guard", "waive"].iter().any(|body| toml.contains(body)) {
        toml = format!("{toml}[forbid]\npattern = 'f()'\n");
    }
    if !toml.contains("[lesson]") {
        toml = format!("[lesson]\ndate = 2026-04-12\n{toml}");
    }
    format!("```toml\n{toml}```\n# T\n## Root cause\na\n## Invariant\nb\n## Mitigation\nc\n")
}

#[test]
fn every_example_of_the_reference_is_what_it_says() {
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/lesson-file.md");
    let page = std::fs::read_to_string(file).unwrap();
    let examples = examples(&page);
    let read = |text: &str| Lesson::read("lessons/INC-245.md", text.as_bytes());
    let mut seen = 0;
    for (at, (info, text)) in examples.iter().enumerate() {
        match info.as_str() {
            "markdown" => {
                let reading = read(text);
                assert_eq!(reading.problems, [], "{text}");
                let proof = reading.lesson.as_ref().map(crate::Engine::prove).unwrap();
                assert!(proof.is_complete(), "{:?}", proof.failures);
            }
            "toml" if text.contains("[[approval]]") => {
                let approvals = Approvals::read("lessons/approvals.toml", text.as_bytes());
                assert_eq!((approvals.problems(), approvals.approvals().len()), (&[][..], 1));
            }
            "toml" => assert_eq!(read(&complete(text)).problems, [], "{text}"),
            "markdown,fails" => {
                let told: String = read(text).problems.iter().map(|problem| format!("{problem}\n")).collect();
                assert_eq!(told, examples[at + 1].1);
            }
            "text" => continue,
            other => panic!("the page has a block `{other}` that no test knows"),
        }
        seen += 1;
    }
    assert!(seen >= 12, "only {seen} examples");
}

#[test]
fn every_key_is_in_the_reference() {
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/lesson-file.md");
    let page = std::fs::read_to_string(file).unwrap();
    for key in [keys::ROOT, keys::LESSON, keys::SCOPE, keys::GUARD, keys::WAIVE].into_iter().flatten() {
        let (plain, table) = (format!("`{}`", key.name), format!("`[{}]`", key.name));
        assert!(page.contains(&plain) || page.contains(&table), "`{}` is not explained", key.name);
    }
}

#[test]
fn what_the_reference_says_of_floods_holds() {
    let toml = format!(
        "[lesson]\ndate = 2026-04-12\n{}",
        (0..150).map(|n| format!("k{n} = 1\n")).collect::<String>()
    );
    let reading = Lesson::read("L.md", complete(&toml).as_bytes());
    assert_eq!(reading.problems.len(), 101);
    assert!(reading.problems.iter().all(|problem| problem.severity == Severity::Error));
}
