//! Where findings are, in which order, and what they say.

use lessons_core::FindingKind;

use super::support::{check, found_in, report};

#[test]
fn findings_have_an_order_and_a_place() {
    let files = [
        ("src/b.rs", "fn a() { f(2); g(1); f(1); }\n"),
        ("src/a.rs", "fn é() { f(\"é\"); f(3); }\n"),
        ("src/lib.rs", "mod a; mod b;"),
    ];
    assert_eq!(found_in("[forbid]\npattern = 'f($A)'", "2021", &files), ["f(\"é\")", "f(3)", "f(2)", "f(1)"]);
    let report = report("[forbid]\npattern = 'f($A)'", "2021", &files);
    let places: Vec<_> = report
        .findings
        .iter()
        .map(|one| (one.path.as_str(), one.location.start.line, one.location.start.column))
        .collect();
    assert_eq!(places, [("src/a.rs", 1, 10), ("src/a.rs", 1, 18), ("src/b.rs", 1, 10), ("src/b.rs", 1, 22)]);
    assert!(report.findings.iter().all(|one| one.kind == FindingKind::Forbidden));
}

#[test]
fn messages_and_fixes() {
    for (why, rule, code, message, fix) in [
        ("the title by default", "pattern = 'g($A)'", "g(1)", "Title", None),
        ("a name", "pattern = 'g($A)'\nmessage = 'no `{A}`'", "g( a.b )", "no `a.b`", None),
        (
            "a run",
            "pattern = 'g($$$A)'\nmessage = '{A}'\nfix = 'h({A})'",
            "g(1,  2)",
            "1,  2",
            Some("h(1,  2)"),
        ),
        ("an empty run", "pattern = 'g($$$A)'\nmessage = '<{A}>'\nfix = 'h({A})'", "g()", "<>", Some("h()")),
        ("other braces stay", "pattern = 'g($A)'\nmessage = '{} {a} {A}'", "g(1)", "{} {a} 1", None),
        (
            "a name that a path bound",
            "pattern = 'g()'\nleads-to = 'h($B)'\nmessage = '{B}'",
            "g(); h(2);",
            "2",
            None,
        ),
        (
            "a name that one way did not bind",
            "any = ['g($A)', 'h($B)']\nmessage = '<{A}{B}>'",
            "h(2)",
            "<2>",
            None,
        ),
        (
            "a fix",
            "pattern = '$A.len() == 0'\nfix = '{A}.is_empty()'",
            "0 == x.len()",
            "Title",
            Some("x.is_empty()"),
        ),
    ] {
        let file = super::support::file(code);
        let report = report(&format!("[forbid]\n{rule}"), "2021", &[("src/lib.rs", &file)]);
        let [finding] = report.findings.as_slice() else { panic!("{why}: {:?}", report.findings) };
        assert_eq!(finding.message, message, "{why}");
        assert_eq!(finding.fix.as_ref().map(|fix| fix.replacement.as_str()), fix, "{why}");
        if let Some(fix) = &finding.fix {
            assert_eq!(fix.span, finding.location.span, "{why}: the whole match is replaced");
        }
    }
}

#[test]
fn conditions_on_names_that_are_bound_later() {
    check(&[
        (
            "where in any on later-bound name",
            "any = [{ pattern = 'f($A)', where.N.regex = '^x$' }, 'g($A)']\ninside = 'h($$$, $N)'",
            "h(f(1), x); h(f(2), y); h(g(3), y)",
            &["f(1)", "g(3)"],
        ),
        (
            "where under nested any type",
            "any = [{ pattern = 'f($A)', where.N.type = 'u8' }]\nleads-to = 'k($N)'",
            "fn z(a: u8, b: u16) { f(1); k(b); } fn y(a: u8) { f(2); k(a); }",
            &["f(2)"],
        ),
    ]);
}
