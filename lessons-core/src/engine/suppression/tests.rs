//! What suppressions say when they are miswritten, unknown or of no use.

use crate::engine::{Engine, Report, SearchOptions};
use crate::lesson::{ApprovalStatus, Lesson, Level};
use crate::workspace::{Memory, Workspace};

/// A search for `f()` as INC-245 and for `g()` as INC-7 in the body of a function.
fn search(body: &str) -> Report {
    let lesson = |id: &str, pattern: &str| {
        let text = format!(
            "```toml\nlesson.date = 2026-01-01\nforbid = '{pattern}'\n```\n# T\n## Root cause\na\n## Invariant\nb\n## Mitigation\nc\n"
        );
        let lesson = Lesson::read(&format!("lessons/{id}.md"), text.as_bytes()).lesson.unwrap();
        (lesson, ApprovalStatus::Approved)
    };
    let (engine, problems) = Engine::new([lesson("INC-245", "f()"), lesson("INC-7", "g()")]);
    assert_eq!(problems, []);
    let source: Memory = [("src/lib.rs", format!("fn h() {{\n{body}\n}}\n"))].into_iter().collect();
    engine.search(&Workspace::bare_tree(source).unwrap(), &SearchOptions::default()).unwrap()
}

/// Level and message of everything a body gives, with the unknown ids told.
fn told(body: &str) -> Vec<(Level, String)> {
    let mut report = search(body);
    report.tell_unknown_ids(["INC-245", "INC-7", "INC-3"]);
    report.findings.into_iter().map(|finding| (finding.level, finding.message)).collect()
}

#[test]
fn what_is_wrong_with_a_suppression_is_said() {
    let unknown = "this suppression suppresses nothing: there is no lesson";
    for (body, expected) in [
        ("// lessons:allow(INC-245) fine\nf();", vec![]),
        ("// lessons:allow(inc-245): fine\nf();", vec![]),
        (
            "f(); // lessons:allow(INC-245, INC-7) both",
            vec![(
                Level::Warn,
                "this suppression suppresses nothing of INC-7; remove INC-7 from it".to_owned(),
            )],
        ),
        (
            "h(); // lessons:allow(INC-7) why",
            vec![(Level::Warn, "this suppression of INC-7 suppresses nothing; remove it".to_owned())],
        ),
        (
            "// lessons:allow(INC-254) why\nh();",
            vec![(Level::Warn, format!("{unknown} INC-254; did you mean INC-245?"))],
        ),
        ("// lessons:allow(OPS) why\nh();", vec![(Level::Warn, format!("{unknown} OPS"))]),
        // A lesson that was not searched for is known all the same.
        ("// lessons:allow(INC-3) why\nh();", vec![]),
        (
            "// lessons:allow INC-7 why\nh();",
            vec![(
                Level::Deny,
                "a suppression names its lesson in parentheses: write `lessons:allow(INC-7) reason`"
                    .to_owned(),
            )],
        ),
        (
            "// lessons:allow because it is fine\nh();",
            vec![(Level::Deny, "a suppression names no lesson: write `lessons:allow(ID) reason`".to_owned())],
        ),
        (
            "// lessons:allow(INC-7)\nh();",
            vec![(
                Level::Deny,
                "a suppression needs a reason: write `lessons:allow(INC-7) reason`".to_owned(),
            )],
        ),
    ] {
        assert_eq!(told(body), expected, "{body}");
    }
}

#[test]
fn a_slip_in_the_words_suppresses_nothing_and_is_told() {
    for words in ["lessons: allow", "lessons::allow", "lessons allow", "lessons-allow", "lessons :allow"] {
        let body = format!("// {words}(INC-245) why\nf();");
        let expected = "this comment suppresses nothing; write `lessons:allow(INC-245) reason`".to_owned();
        assert_eq!(told(&body), [(Level::Warn, expected), (Level::Warn, "T".to_owned())], "{body}");
    }
}

#[test]
fn prose_about_lessons_is_no_suppression() {
    for comment in
        ["lessons allow for growth", "lessons: allowed(x)", "lessons:allowance(INC-7) x", "lessons"]
    {
        assert_eq!(told(&format!("// {comment}\nh();")), [], "{comment}");
    }
}
