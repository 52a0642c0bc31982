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
        (
            "a run of a chain",
            "pattern = 'A::new().$$$R.build()'\nmessage = '<{R}>'\nfix = 'B::new(){R}.build()'",
            "A::new().a(1).b()?.build()",
            "<.a(1).b()?>",
            Some("B::new().a(1).b()?.build()"),
        ),
        (
            "what attributes hold besides",
            "pattern = '#[a(b, $$$A)] fn $F() {}'\nmessage = '<{A}>'",
            "#[a(c = 1, b)] fn g() {}",
            "<c = 1>",
            None,
        ),
        (
            "fields left over",
            "pattern = 'S { $$$A, b: 1, $$$ }'\nmessage = '<{A}>'",
            "g(S { c: 2, b: 1 })",
            "<c: 2>",
            None,
        ),
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

#[test]
fn matches_of_several_nodes() {
    check(&[
        (
            "held: unaffected by attributed",
            "pattern = '#[allow($$$)] let $G = m.lock();'\nheld-across = '$F.await'",
            "#[allow(x)] let g = m.lock(); f().await;",
            &["#[allow(x)] let g = m.lock();"],
        ),
        (
            "an attribute without an item is no comment's",
            "pattern = '#[x] $ITEM'",
            "fn a() {}\n// b\n#[x] fn c() {}\n#[x]",
            &["#[x] fn c() {}"],
        ),
        (
            "follows with attributes on items",
            "pattern = 'fn b() {}'\nfollows = 'fn a() {}'",
            "#[x] fn a() {} #[y] fn b() {}",
            &["fn b() {}"],
        ),
        (
            "precedes over attributed pattern",
            "pattern = '#[x] fn a() {}'\nprecedes = '#[y] fn b() {}'",
            "#[x] fn a() {} #[y] fn b() {}",
            &["#[x] fn a() {}"],
        ),
        (
            "has inside attributed",
            "pattern = '#[x] fn $F() { $$$ }'\nhas = 'f($A)'",
            "#[x] fn a() { f(1) } #[x] fn b() {}",
            &["#[x] fn a() { f(1) }"],
        ),
        (
            "regex over attributed is the item's text",
            "pattern = '#[x] fn $F() { $$$ }'\nregex = '^fn b'",
            "#[x] fn a() {} #[x] fn b() {}",
            &["#[x] fn b() {}"],
        ),
        (
            "kind with attributed",
            "pattern = '#[x] fn $F() { $$$ }'\nkind = 'function_item'",
            "#[x] fn a() {}",
            &["#[x] fn a() {}"],
        ),
        (
            "any of attributed and plain: one finding per node",
            "any = ['#[x] fn $F() {}', 'fn $F() {}']",
            "#[x] fn a() {}",
            &["#[x] fn a() {}"],
        ),
        (
            "message bound in attribute",
            "pattern = '#[deprecated($$$R)] fn $F($$$) { $$$ }'\nwhere.R.has = '\"old\"'",
            "#[deprecated(note = \"old\")] fn a() {} #[deprecated] fn b() {}",
            &["#[deprecated(note = \"old\")] fn a() {}"],
        ),
        (
            "any of statement runs: whole span",
            "any = ['a(); $$$; b();', 'c();']",
            "a(); x(); b(); c();",
            &["a(); x(); b();", "c();"],
        ),
        ("all of statement runs", "all = ['a(); b();', 'a();']", "a(); b();", &["a(); b();"]),
        (
            "any with not and has",
            "any = ['a(); b();', 'd();']\nhas = 'b()'",
            "a(); b(); d();",
            &["a(); b();"],
        ),
    ]);
}
