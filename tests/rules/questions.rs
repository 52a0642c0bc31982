//! Rules whose names other files decide: each case with every choice of which names are the ones that are asked for.

use super::support::report;

/// Which of the names, in this order, are the ones of `crate::asked`; the others are of the same name and elsewhere.
const NAMES: [&str; 3] = ["f", "g", "h"];

/// Why, the rule, the code, and what is found if the names that are given are meant.
type Case = (&'static str, &'static str, &'static str, fn(f: bool, g: bool, h: bool) -> Vec<&'static str>);

/// The text of every match where these names are the ones that are asked for; all code must have been searched.
#[track_caller]
fn found(rule: &str, code: &str, meant: [bool; 3]) -> Vec<String> {
    let code = format!("use crate::names::*; {code}");
    let names = NAMES.iter().zip(meant).map(|(name, meant)| {
        let from = if meant { "asked" } else { "other" };
        format!("pub use crate::{from}::{name};\n")
    });
    let functions = "pub fn f() {} pub fn g() {} pub fn h() {}";
    let files = [
        ("src/lib.rs", "mod asked; mod other; mod names; mod code;"),
        ("src/asked.rs", functions),
        ("src/other.rs", functions),
        ("src/names.rs", &names.collect::<String>()),
        ("src/code.rs", &code),
    ];
    let report = report(rule, "2024", &files);
    assert!(report.unsearched.is_empty(), "{rule}: {:?}", report.unsearched);
    report.findings.iter().map(|one| one.location.span.of(&code).to_owned()).collect()
}

#[test]
fn every_answer_is_right() {
    let cases: &[Case] = &[
        (
            "the first alternative that holds",
            "[forbid]\nany = ['crate::asked::f($A)', 'crate::asked::g($A)', '$A(1)']",
            "fn c() { f(2); g(2); h(1); }",
            |f, g, _| {
                [f.then_some("f(2)"), g.then_some("g(2)"), Some("h(1)")].into_iter().flatten().collect()
            },
        ),
        (
            "not",
            "[forbid]\npattern = 'crate::asked::f($$$)'\nnot.inside.any = ['crate::asked::g($$$)', 'crate::asked::h($$$)']",
            "fn c() { f(1); g(f(2)); h(f(3)); g(h(f(4))) }",
            |f, g, h| {
                let all = [(true, "f(1)"), (!g, "f(2)"), (!h, "f(3)"), (!g && !h, "f(4)")];
                all.into_iter().filter(|(is_found, _)| f && *is_found).map(|(_, text)| text).collect()
            },
        ),
        (
            "not in not",
            "[forbid]\npattern = 'x($A)'\nnot.inside = { pattern = 'crate::asked::f($$$)', not.inside = 'crate::asked::g($$$)' }",
            "fn c() { f(x(1)); g(f(x(2))); }",
            |f, g, _| {
                if !f {
                    vec!["x(1)", "x(2)"]
                } else if g {
                    vec!["x(2)"]
                } else {
                    Vec::new()
                }
            },
        ),
        (
            "until, going out",
            "[forbid]\npattern = 'x($A)'\ninside = { pattern = 'crate::asked::f($$$)', until = 'crate::asked::g($$$)' }",
            "fn c() { f(x(1)); f(g(x(2))); g(f(x(3))); }",
            |f, g, _| match (f, g) {
                (false, _) => Vec::new(),
                (true, false) => vec!["x(1)", "x(2)", "x(3)"],
                (true, true) => vec!["x(1)", "x(3)"],
            },
        ),
        (
            "until, going in",
            "[forbid]\npattern = 'x($$$)'\nhas = { pattern = 'crate::asked::f($$$)', until = 'crate::asked::g($$$)' }",
            "fn c() { x(f(1)); x(g(f(2))); x(g(1), f(3)); x(f(g(4))) }",
            |f, g, _| match (f, g) {
                (false, _) => Vec::new(),
                (true, false) => vec!["x(f(1))", "x(g(f(2)))", "x(g(1), f(3))", "x(f(g(4)))"],
                (true, true) => vec!["x(f(1))", "x(g(1), f(3))", "x(f(g(4)))"],
            },
        ),
        (
            "leads-to",
            "[forbid]\npattern = 'x($A)'\nleads-to = 'crate::asked::f($$$)'",
            "fn c() { x(1); f(); } fn d() { x(2); g(); }",
            |f, _, _| if f { vec!["x(1)"] } else { Vec::new() },
        ),
        (
            "unless",
            "[forbid]\npattern = 'x($A)'\nleads-to = { pattern = 'crate::asked::f($$$)', unless = 'crate::asked::g($$$)' }",
            "fn c() { x(1); g(); f(); } fn d() { x(2); if y { g(); } else { h(); } f(); } fn e() { x(3); h(); f(); }",
            |f, g, _| match (f, g) {
                (false, _) => Vec::new(),
                (true, false) => vec!["x(1)", "x(2)", "x(3)"],
                (true, true) => vec!["x(2)", "x(3)"],
            },
        ),
        (
            "guarded-by",
            "[forbid]\npattern = 'x($A)'\nnot.guarded-by = { any = ['crate::asked::f()', 'crate::asked::g()'] }",
            "fn c() { f(); x(1); } fn d() { if y { f(); } else { g(); } x(2); } fn e() { h(); x(3); } fn i() { if y { f(); } x(4); }",
            |f, g, _| {
                let all = [(!f, "x(1)"), (!(f && g), "x(2)"), (true, "x(3)"), (true, "x(4)")];
                all.into_iter().filter(|(is_found, _)| *is_found).map(|(_, text)| text).collect()
            },
        ),
    ];
    for (why, rule, code, expected) in cases {
        for choice in 0..8u8 {
            let meant @ [f, g, h] = [0, 1, 2].map(|bit| choice & (1 << bit) != 0);
            assert_eq!(found(rule, code, meant), expected(f, g, h), "{why}: {NAMES:?} are {meant:?}");
        }
    }
}

/// Each place depends on dozens of names, and each of these on others: no place is too much.
#[test]
fn many_questions_are_asked_in_few_steps() {
    let named = |letter: &str| {
        (0..24).map(|at| format!("'crate::asked::{letter}{at}($$$)'")).collect::<Vec<_>>().join(", ")
    };
    let rule = format!("[forbid]\nany = [{}]\nnot.inside.any = [{}]", named("f"), named("g"));
    let calls: String = (0..24).map(|at| format!("g0(g{at}(g1(f{at}(1)))); f{at}(2); ")).collect();
    let code = format!("use crate::names::*; fn c() {{ {calls} }}");
    let functions =
        |letter: &str| (0..24).map(|at| format!("pub fn {letter}{at}() {{}} ")).collect::<String>();
    let asked = format!("{} {}", functions("f"), functions("g"));
    let files = [
        ("src/lib.rs", "mod asked; mod other; mod names; mod code;"),
        ("src/asked.rs", asked.as_str()),
        ("src/other.rs", &functions("g")),
        ("src/names.rs", "pub use crate::other::*; pub use crate::asked::{f0, f1, f2, f3};"),
        ("src/code.rs", &code),
    ];
    let report = report(&rule, "2024", &files);
    assert!(report.unsearched.is_empty(), "{:?}", report.unsearched.first());
    // None of the calls around is the one that is asked for.
    assert_eq!(report.findings.len(), 8);
}
