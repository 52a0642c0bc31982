//! `lessons:allow(ID) why`: every place where it may stand, and how it may be wrong.

use lessons_core::{FindingKind, Level, SearchOptions};

use super::support::{engine, workspace};

/// The texts of the lesson's findings, and the levels of findings about suppressions.
fn run(code: &str) -> (Vec<String>, Vec<Level>) {
    let engine = engine(&[("X", "[forbid]\npattern = 'f($A)'"), ("Y", "[forbid]\npattern = 'g($A)'")]);
    let report =
        engine.search(&workspace("2021", &[("src/lib.rs", code)]), &SearchOptions::default()).unwrap();
    let of = |kind: FindingKind| report.findings.iter().filter(move |one| one.kind == kind);
    let found = of(FindingKind::Forbidden).map(|one| one.location.span.of(code).to_owned()).collect();
    (found, of(FindingKind::Suppression).map(|one| one.level).collect())
}

#[test]
fn suppressions() {
    use Level::{Deny, Warn};
    let cases: &[(&str, &str, &[&str], &[Level])] = &[
        ("behind a statement", "fn a() {\n    f(1); // lessons:allow(X) why\n    f(2);\n}\n", &["f(2)"], &[]),
        (
            "before a statement",
            "fn a() {\n    // lessons:allow(X) why\n    f(1);\n    f(2);\n}\n",
            &["f(2)"],
            &[],
        ),
        (
            "of the whole statement",
            "fn a() {\n    // lessons:allow(X) why\n    let b = h(\n        f(1),\n        f(2),\n    );\n    f(3);\n}\n",
            &["f(3)"],
            &[],
        ),
        (
            "behind a statement of several lines",
            "fn a() {\n    let b = h(  // lessons:allow(X) why\n        f(1),\n        f(2),\n    );\n    f(3);\n}\n",
            &["f(3)"],
            &[],
        ),
        (
            "behind its last line",
            "fn a() {\n    let b = h(\n        f(1),\n    ); // lessons:allow(X) why\n    f(3);\n}\n",
            &["f(3)"],
            &[],
        ),
        ("before the tail", "fn a() {\n    // lessons:allow(X) why\n    f(1)\n}\n", &[], &[]),
        (
            "before an item",
            "// lessons:allow(X) why\nfn a() {\n    f(1);\n}\nfn b() { f(2); }\n",
            &["f(2)"],
            &[],
        ),
        (
            "attributes between",
            "// lessons:allow(X) why\n#[inline]\n#[cold]\nfn a() {\n    f(1);\n}\nfn b() { f(2); }\n",
            &["f(2)"],
            &[],
        ),
        ("behind an attribute", "#[inline]\n// lessons:allow(X) why\nfn a() {\n    f(1);\n}\n", &[], &[]),
        ("a doc comment between", "// lessons:allow(X) why\n/// doc\nfn a() {\n    f(1);\n}\n", &[], &[]),
        ("before an impl", "// lessons:allow(X) why\nimpl A {\n    fn a() { f(1); }\n}\n", &[], &[]),
        (
            "before a method",
            "impl A {\n    // lessons:allow(X) why\n    fn a() { f(1); }\n    fn b() { f(2); }\n}\n",
            &["f(2)"],
            &[],
        ),
        (
            "before an arm",
            "fn a() {\n    match b {\n        // lessons:allow(X) why\n        1 => f(1),\n        _ => f(2),\n    }\n}\n",
            &["f(2)"],
            &[],
        ),
        (
            "behind an arm",
            "fn a() {\n    match b {\n        1 => f(1), // lessons:allow(X) why\n        _ => f(2),\n    }\n}\n",
            &["f(2)"],
            &[],
        ),
        (
            "before a field of a literal",
            "fn a() {\n    let s = S {\n        // lessons:allow(X) why\n        b: f(1),\n        c: f(2),\n    };\n}\n",
            &["f(2)"],
            &[],
        ),
        (
            "before a field",
            "struct S {\n    // lessons:allow(X) why\n    a: [u8; f(1)],\n    b: [u8; f(2)],\n}\n",
            &["f(2)"],
            &[],
        ),
        (
            "before a variant",
            "enum E {\n    // lessons:allow(X) why\n    A = f(1),\n    B = f(2),\n}\n",
            &["f(2)"],
            &[],
        ),
        (
            "in a macro's body",
            "fn a() {\n    select! {\n        // lessons:allow(X) why\n        b = c => f(1),\n        d = e => f(2),\n    }\n}\n",
            &["f(2)"],
            &[],
        ),
        (
            "behind a line in a macro's body",
            "fn a() {\n    any! {\n        f(1); // lessons:allow(X) why\n        f(2);\n    }\n}\n",
            &["f(2)"],
            &[],
        ),
        (
            "before a macro",
            "fn a() {\n    // lessons:allow(X) why\n    any!(f(1), f(2));\n    f(3);\n}\n",
            &["f(3)"],
            &[],
        ),
        ("several ids", "fn a() {\n    // lessons:allow(X, Y) why\n    h(f(1), g(1));\n}\n", &[], &[]),
        (
            "only the ids named",
            "fn a() {\n    // lessons:allow(X) why\n    h(f(1), g(1));\n}\n",
            &["g(1)"],
            &[],
        ),
        (
            "two comments",
            "fn a() {\n    // lessons:allow(X) why\n    // lessons:allow(Y) why\n    h(f(1), g(1));\n}\n",
            &[],
            &[],
        ),
        (
            "one before and one behind",
            "fn a() {\n    // lessons:allow(X) why\n    h(f(1), g(1)); // lessons:allow(Y) why\n}\n",
            &[],
            &[],
        ),
        ("a block comment", "fn a() {\n    /* lessons:allow(X) why */\n    f(1);\n}\n", &[], &[]),
        ("the case of an id does not matter", "fn a() {\n    f(1); // lessons:allow(x) why\n}\n", &[], &[]),
        ("no reason", "fn a() {\n    f(1); // lessons:allow(X)\n}\n", &["f(1)"], &[Deny]),
        ("punctuation is no reason", "fn a() {\n    f(1); // lessons:allow(X):\n}\n", &["f(1)"], &[Deny]),
        ("no id", "fn a() {\n    f(1); // lessons:allow() why\n}\n", &["f(1)"], &[Deny]),
        ("unused", "fn a() {\n    // lessons:allow(X) why\n    h(1);\n}\n", &[], &[Warn]),
        ("unused behind", "fn a() {\n    h(1); // lessons:allow(X) why\n    f(1);\n}\n", &["f(1)"], &[Warn]),
        (
            "not two lines before",
            "fn a() {\n    // lessons:allow(X) why\n    h(1);\n    f(1);\n}\n",
            &["f(1)"],
            &[Warn],
        ),
        ("in a string", "fn a() {\n    let s = \"// lessons:allow(X) why\"; f(1);\n}\n", &["f(1)"], &[]),
        (
            "in a raw string before the line",
            "fn a() {\n    let s = r#\"\n    // lessons:allow(X) why\n    \"#;\n    f(1);\n}\n",
            &["f(1)"],
            &[],
        ),
        (
            "in the middle of a comment",
            "fn a() {\n    // see lessons:allow(X) why\n    f(1);\n}\n",
            &["f(1)"],
            &[],
        ),
        (
            "at the end of a block",
            "fn a() {\n    f(1);\n    // lessons:allow(X) why\n}\nfn b() { f(2); }\n",
            &["f(1)", "f(2)"],
            &[Warn],
        ),
        (
            "a blank line between",
            "fn a() {\n    // lessons:allow(X) why\n\n    f(1);\n}\n",
            &["f(1)"],
            &[Warn],
        ),
        (
            "an else's block is a part of its statement",
            "fn a() {\n    // lessons:allow(X) why\n    if b {\n        f(1);\n    } else {\n        f(2);\n    }\n}\n",
            &[],
            &[],
        ),
        (
            "a statement in a closure",
            "fn a() {\n    h(|| {\n        // lessons:allow(X) why\n        f(1);\n        f(2);\n    });\n}\n",
            &["f(2)"],
            &[],
        ),
        ("CRLF", "fn a() {\r\n    // lessons:allow(X) why\r\n    f(1);\r\n}\r\n", &[], &[]),
    ];
    let mut wrong = Vec::new();
    for (why, code, found, levels) in cases {
        let (is_found, is_level) = run(code);
        if is_found != *found || is_level != *levels {
            wrong.push(format!(
                "{why}\n{code}  found {is_found:?} {is_level:?}\n  expected {found:?} {levels:?}"
            ));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}
