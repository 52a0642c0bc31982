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
        (
            "on generic statement in closure",
            "fn a() {\n    let x = move || {\n        // lessons:allow(X) why\n        f(1);\n        f(2)\n    };\n}\n",
            &["f(2)"],
            &[],
        ),
        (
            "before let else",
            "fn a() {\n    // lessons:allow(X) why\n    let Some(x) = f(1) else {\n        f(2);\n        return;\n    };\n    f(3);\n}\n",
            &["f(3)"],
            &[],
        ),
        (
            "behind first line of a multi-line chain",
            "fn a() {\n    x // lessons:allow(X) why\n        .f(f(1))\n        .g(f(2));\n    f(3);\n}\n",
            &["f(3)"],
            &[],
        ),
        (
            "on a middle line of a chain covers the statement",
            "fn a() {\n    x\n        .f(f(1)) // lessons:allow(X) why\n        .g(f(2));\n    f(3);\n}\n",
            &["f(3)"],
            &[],
        ),
        (
            "before a middle line of chain",
            "fn a() {\n    x\n        // lessons:allow(X) why\n        .f(f(1));\n    f(3);\n}\n",
            &["f(1)", "f(3)"],
            &[Warn],
        ),
        (
            "on an argument's own line: arguments are no elements",
            "fn a() {\n    g(\n        f(1), // lessons:allow(X) why\n        f(2),\n    );\n}\n",
            &[],
            &[],
        ),
        (
            "on arm with block",
            "fn a() {\n    match x {\n        // lessons:allow(X) why\n        A => {\n            f(1);\n        }\n        B => f(2),\n    }\n}\n",
            &["f(2)"],
            &[],
        ),
        (
            "doc comment is no suppression? doc comment",
            "/// lessons:allow(X) why\nfn a() {\n    f(1);\n}\n",
            &[],
            &[],
        ),
        ("inner doc", "fn a() {\n    //! lessons:allow(X) why\n    f(1);\n}\n", &[], &[]),
        (
            "at start of file covers first item only",
            "// lessons:allow(X) why\nfn a() { f(1); }\nfn b() { f(2); }\n",
            &["f(2)"],
            &[],
        ),
        (
            "on mod",
            "// lessons:allow(X) why\nmod m {\n    fn a() { f(1); }\n    fn b() { f(2); }\n}\n",
            &[],
            &[],
        ),
        (
            "lower case and spaces",
            "fn a() {\n    //   lessons:allow( x )   because\n    f(1);\n}\n",
            &[],
            &[],
        ),
        (
            "a reason with signs in it",
            "fn a() {\n    // lessons:allow(X) because of (parens) and: colons\n    f(1);\n}\n",
            &[],
            &[],
        ),
        ("reason with dash", "fn a() {\n    f(1); // lessons:allow(X) — measured\n}\n", &[], &[]),
        ("no reason dash only", "fn a() {\n    f(1); // lessons:allow(X) —\n}\n", &["f(1)"], &[Deny]),
        (
            "in macro arm line",
            "fn a() {\n    tokio::select! {\n        _ = t => f(1), // lessons:allow(X) why\n        _ = u => f(2),\n    }\n}\n",
            &["f(2)"],
            &[],
        ),
        (
            "above macro call with trailing",
            "fn a() {\n    // lessons:allow(X) why\n    println!(\"{}\", f(1));\n    println!(\"{}\", f(2));\n}\n",
            &["f(2)"],
            &[],
        ),
        (
            "in vec! elements line",
            "fn a() {\n    let v = vec![\n        // lessons:allow(X) why\n        f(1),\n        f(2),\n    ];\n}\n",
            &["f(1)", "f(2)"],
            &[Warn],
        ),
        (
            "string containing words on same line as a real one",
            "fn a() {\n    f(\"lessons:allow(X) no\"); // lessons:allow(X) yes\n    f(\"// lessons:allow(X) no\");\n}\n",
            &["f(\"// lessons:allow(X) no\")"],
            &[],
        ),
        (
            "block comment multi line",
            "fn a() {\n    /* lessons:allow(X)\n       why it is right */\n    f(1);\n}\n",
            &[],
            &[],
        ),
        (
            "behind opening brace of fn",
            "fn a() { // lessons:allow(X) why\n    f(1);\n    f(2);\n}\n",
            &[],
            &[],
        ),
        (
            "before else branch",
            "fn a() {\n    if x {\n        f(1);\n    // lessons:allow(X) why\n    } else {\n        f(2);\n    }\n}\n",
            &["f(1)", "f(2)"],
            &[Warn],
        ),
        (
            "before attribute with doc",
            "impl A {\n    // lessons:allow(X) why\n    #[inline]\n    /// doc\n    #[must_use]\n    pub fn a() { f(1); }\n    fn b() { f(2); }\n}\n",
            &["f(2)"],
            &[],
        ),
        (
            "enum variant",
            "enum E {\n    A = f(1), // lessons:allow(X) why\n    B = f(2),\n}\n",
            &["f(2)"],
            &[],
        ),
        (
            "statement with two findings on a line",
            "fn a() {\n    f(1); f(2); // lessons:allow(X) why\n}\n",
            &["f(2)"],
            &[],
        ),
        (
            "trait method",
            "trait T {\n    // lessons:allow(X) why\n    fn a() { f(1); }\n    fn b() { f(2); }\n}\n",
            &["f(2)"],
            &[],
        ),
        (
            "where a match arm's guard",
            "fn a() {\n    match x {\n        y if f(1) => 1, // lessons:allow(X) why\n        _ => f(2),\n    }\n}\n",
            &["f(2)"],
            &[],
        ),
        (
            "tail expression after comment and attr",
            "fn a() -> u8 {\n    g();\n    // lessons:allow(X) why\n    #[allow(y)]\n    f(1)\n}\n",
            &[],
            &[],
        ),
        ("static", "// lessons:allow(X) why\nstatic A: u8 = f(1);\nstatic B: u8 = f(2);\n", &["f(2)"], &[]),
        (
            "closing brace line",
            "fn a() {\n    h(|| {\n        f(1);\n    }); // lessons:allow(X) why\n    f(2);\n}\n",
            &["f(2)"],
            &[],
        ),
        (
            "written as one name, in a file in which nothing is found",
            "// lessons_allow(X) why\nfn a() { h(1); }\n",
            &[],
            &[Level::Warn],
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
