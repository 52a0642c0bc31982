//! What other matchers miss or match by mistake, each as a case: the rule, the code, and every match there must be.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

#[path = "peers/variants.rs"]
mod variants;

#[path = "rules/support.rs"]
#[allow(dead_code, reason = "the tables of the rule language need more")]
mod support;

/// The text of every finding of a rule (the lines of its table) in `src/lib.rs`, in order.
fn found(rule: &str, code: &str) -> Vec<String> {
    found_in(rule, "2021", &[("src/lib.rs", code)])
}

fn found_in(rule: &str, edition: &str, files: &[(&str, &str)]) -> Vec<String> {
    support::found_in(&format!("[forbid]\n{rule}"), edition, files)
}

/// A pattern on the body of an async function.
#[track_caller]
fn finds(why: &str, pattern: &str, body: &str, expected: &[&str]) {
    let code = format!("async fn f() {{\n{body}\n}}\n");
    assert_eq!(found(&format!("pattern = '''{pattern}'''"), &code), expected, "{why}: {pattern} in {body}");
}

/// A pattern on a file.
#[track_caller]
fn finds_in_file(why: &str, pattern: &str, code: &str, expected: &[&str]) {
    assert_eq!(found(&format!("pattern = '''{pattern}'''"), code), expected, "{why}: {pattern} in {code}");
}

/// The rule of the guard that is held across an await.
const HELD: &str = "pattern = '$L.lock()'\nheld-across = '$F.await'";

/// Why, the edition, the body of an async function, how many guards are held in it.
type Guards = (&'static str, &'static str, &'static str, usize);

#[track_caller]
fn holds(cases: &[Guards]) {
    for (why, edition, body, expected) in cases {
        let code = format!("async fn f() {{ {body} }}");
        let matches = found_in(HELD, edition, &[("src/lib.rs", &code)]);
        assert_eq!(matches.len(), *expected, "{why} ({edition}): {body} gave {matches:?}");
    }
}

#[test]
fn macro_bodies_are_code() {
    for (body, expected) in [
        ("println!(\"{}\", x.unwrap());", "x.unwrap()"),
        ("assert_eq!(a.unwrap(), 1);", "a.unwrap()"),
        ("let v = vec![y.unwrap()];", "y.unwrap()"),
        ("let v = vec![y.unwrap(); 3];", "y.unwrap()"),
        ("let j = json!({\"a\": x.unwrap()});", "x.unwrap()"),
        ("let j = json!({\"a\": [1, {\"b\": x.unwrap()}]});", "x.unwrap()"),
        ("select! { r = rx.recv() => { r.unwrap(); } }", "r.unwrap()"),
        ("tokio::select! { Some(r) = rx.recv(), if a.unwrap() => 1, else => 2 }", "a.unwrap()"),
        ("join!(a.unwrap(), b);", "a.unwrap()"),
        ("if matches!(x.unwrap(), Some(1) if true) {}", "x.unwrap()"),
        ("info!(id = %x.unwrap(), \"sent\");", "x.unwrap()"),
        ("info!(?y, n = x.unwrap(), \"{}\", 1);", "x.unwrap()"),
        ("write!(f, \"{}\", format!(\"{}\", x.unwrap()))?;", "x.unwrap()"),
        ("thread_local! { static A: u8 = x.unwrap(); }", "x.unwrap()"),
        ("anyhow::ensure!(x.unwrap() > 1, \"no\");", "x.unwrap()"),
    ] {
        finds("macro bodies are searched", "$A.unwrap()", body, &[expected]);
    }
}

#[test]
fn names_are_what_they_mean() {
    for (why, pattern, code, expected) in [
        (
            "a module alias hides the first segments",
            "std::fs::remove_file($A)",
            "use std::fs; fn f() { fs::remove_file(p); }",
            &["fs::remove_file(p)"][..],
        ),
        (
            "a leading `::` is the same path",
            "std::fs::remove_file($A)",
            "fn f() { ::std::fs::remove_file(p); }",
            &["::std::fs::remove_file(p)"],
        ),
        (
            "an alias of the function",
            "std::fs::remove_file($A)",
            "use std::fs::remove_file as rm; fn f() { rm(p); }",
            &["rm(p)"],
        ),
        (
            "nested groups with self",
            "std::thread::sleep($D)",
            "use std::{thread::{self, Builder}}; fn f() { thread::sleep(d); }",
            &["thread::sleep(d)"],
        ),
        (
            "a type alias",
            "std::sync::Mutex::new($X)",
            "type M<T> = std::sync::Mutex<T>; fn f() { M::new(1); }",
            &["M::new(1)"],
        ),
        (
            "a glob",
            "std::fs::remove_file($A)",
            "use std::fs::*; fn f() { remove_file(p); }",
            &["remove_file(p)"],
        ),
        (
            "a nearer item wins over a glob",
            "std::fs::remove_file($A)",
            "use std::fs::*; fn remove_file(p: u8) {} fn f() { remove_file(p); }",
            &[],
        ),
        (
            "a fn-local use",
            "std::fs::remove_file($A)",
            "fn f() { use std::fs::remove_file; remove_file(p); } fn g() { remove_file(q); }",
            &["remove_file(p)"],
        ),
        (
            "core is std",
            "std::mem::forget($A)",
            "fn f() { core::mem::forget(x); }",
            &["core::mem::forget(x)"],
        ),
        (
            "another function of the name",
            "std::fs::remove_file($A)",
            "mod fs { pub fn remove_file(p: u8) {} } fn f() { fs::remove_file(1); }",
            &[],
        ),
        (
            "a shorter pattern matches every path that ends so",
            "fs::remove_file($A)",
            "use std::fs::remove_file; fn f() { remove_file(p); }",
            &["remove_file(p)"],
        ),
        ("the prelude", "std::mem::drop($A)", "fn f() { drop(x); }", &["drop(x)"]),
        ("a local shadows", "std::mem::drop($A)", "fn f(drop: fn(u8)) { drop(1); }", &[]),
        (
            "a type in scope",
            "std::collections::HashMap<$K, $V>",
            "use std::collections as c; fn f(a: c::HashMap<u8, u8>, b: my::HashMap<u8, u8>) {}",
            &["c::HashMap<u8, u8>"],
        ),
        (
            "a method by its trait",
            "$A.clone()",
            "fn f() { Arc::clone(&a); Clone::clone(&b); <u8 as Clone>::clone(&c); }",
            &["Arc::clone(&a)", "Clone::clone(&b)", "<u8 as Clone>::clone(&c)"],
        ),
        ("a module's function is no method", "$A.copy()", "fn f() { fs::copy(a); }", &[]),
    ] {
        finds_in_file(why, pattern, code, expected);
    }
}

#[test]
fn names_cross_files() {
    for (why, rule, files, expected) in [
        (
            "a re-export",
            "pattern = 'std::sync::Mutex::new($X)'",
            &[
                ("src/lib.rs", "mod sync; mod a;"),
                ("src/sync.rs", "pub use std::sync::Mutex;"),
                ("src/a.rs", "use crate::sync::Mutex; fn f() { Mutex::new(1); }"),
            ][..],
            &["Mutex::new(1)"][..],
        ),
        (
            "a renamed re-export of a function",
            "pattern = 'std::fs::remove_file($X)'",
            &[
                ("src/lib.rs", "mod io; mod a;"),
                ("src/io.rs", "pub use std::fs::remove_file as rm;"),
                ("src/a.rs", "fn f() { crate::io::rm(p); }"),
            ],
            &["crate::io::rm(p)"],
        ),
        (
            "a type alias in another file",
            "pattern = 'std::sync::Mutex::new($X)'",
            &[
                ("src/lib.rs", "mod types; mod a;"),
                ("src/types.rs", "pub type Lock<T> = std::sync::Mutex<T>;"),
                ("src/a.rs", "use crate::types::Lock; fn f() { Lock::new(1); }"),
            ],
            &["Lock::new(1)"],
        ),
        (
            "a field's type in another file",
            "pattern = '$L.lock()'\nwhere.L.type = 'std::sync::Mutex'",
            &[
                ("src/lib.rs", "mod s; mod a;"),
                (
                    "src/s.rs",
                    "use std::sync::Mutex as Lock; pub struct S { pub m: Lock<u8>, pub t: tokio::sync::Mutex<u8> }",
                ),
                ("src/a.rs", "use crate::s::S; fn f(s: &S) { s.m.lock(); s.t.lock(); }"),
            ],
            &["s.m.lock()"],
        ),
        (
            "a test module's file",
            "pattern = '$X.unwrap()'",
            &[
                ("src/lib.rs", "#[cfg(test)] mod checks; mod a;"),
                ("src/checks.rs", "fn f() { x.unwrap(); }"),
                ("src/a.rs", "fn f() { y.unwrap(); }"),
            ],
            &["y.unwrap()"],
        ),
    ] {
        assert_eq!(found_in(rule, "2021", files), expected, "{why}");
    }
}

#[test]
fn what_a_pattern_leaves_out() {
    for (why, pattern, body, expected) in [
        (
            "`_`, `mut` and a type",
            "let $A = $B;",
            "let _ = q();\nlet mut b = 2;\nlet c: u8 = 3;",
            &["let _ = q();", "let mut b = 2;", "let c: u8 = 3;"][..],
        ),
        ("ellipses backtrack", "foo($$$A, x, $$$B)", "foo(x); foo(a, x); foo(b)", &["foo(x)", "foo(a, x)"]),
        ("ellipses backtrack", "foo($$$, 1, 2)", "foo(1, 3, 1, 2)", &["foo(1, 3, 1, 2)"]),
        ("an ellipsis before a name", "foo($$$A, $X)", "foo(a, b); foo()", &["foo(a, b)"]),
        ("comments", "foo(bar($A))", "foo(/* c */ bar(2))", &["foo(/* c */ bar(2))"]),
        ("turbofish", "$A.collect()", "it.collect::<Vec<_>>()", &["it.collect::<Vec<_>>()"]),
        ("turbofish", "Vec::new()", "Vec::<u8>::new()", &["Vec::<u8>::new()"]),
        ("statements with a gap", "a(); $$$; b();", "a(); x(); b();", &["a(); x(); b();"]),
        ("fields have no order", "Cfg { a: 1, b: 2 }", "g(Cfg { b: 2, a: 1 })", &["Cfg { b: 2, a: 1 }"]),
        ("sides of ==", "$A == 0", "g(0 == x)", &["0 == x"]),
        ("move", "|$A| $B", "g(move |x| y)", &["move |x| y"]),
        ("let … else blocks", "$X.unwrap()", "let Some(a) = b else { c.unwrap(); return };", &["c.unwrap()"]),
        ("break with a block", "$X.unwrap()", "loop { break { c.unwrap() } }", &["c.unwrap()"]),
        (
            "scrutinees",
            "$X.unwrap()",
            "match c.unwrap() { _ => {} } if let Some(x) = d.unwrap() {} while e.unwrap() {}",
            &["c.unwrap()", "d.unwrap()", "e.unwrap()"],
        ),
        (
            "match as written",
            "match $X { $$$ }",
            "match a { 1 => 2, _ => 3 }",
            &["match a { 1 => 2, _ => 3 }"],
        ),
    ] {
        finds(why, pattern, body, expected);
    }
    for (why, pattern, code, expected) in [
        (
            "visibility, async, unsafe, generics, where",
            "fn $F($$$) -> $R { $$$ }",
            "pub async unsafe fn f<T>() -> u8 where T: X {}",
            &["pub async unsafe fn f<T>() -> u8 where T: X {}"][..],
        ),
        ("generics of an impl", "impl $T { $$$ }", "impl<T> B<T> {}", &["impl<T> B<T> {}"]),
        (
            "types anywhere",
            "Option<$T>",
            "struct S(Option<u8>); fn f(a: &[Option<u8>]) {}",
            &["Option<u8>", "Option<u8>"],
        ),
        ("nested types", "Arc<Mutex<$T>>", "static A: Arc<Mutex<u8>> = x;", &["Arc<Mutex<u8>>"]),
        (
            "derives have no order and may hold more",
            "#[derive(Clone)]",
            "#[derive(Debug, Clone)] struct S;",
            &["#[derive(Debug, Clone)]"],
        ),
        (
            "an impl of this trait",
            "impl Drop for $T { $$$ }",
            "impl Drop for A { fn drop(&mut self) {} }",
            &["impl Drop for A { fn drop(&mut self) {} }"],
        ),
    ] {
        finds_in_file(why, pattern, code, expected);
    }
}

#[test]
fn what_must_not_be_found() {
    for (why, pattern, body) in [
        ("`&mut` is not `&`", "&$A", "g(&mut x)"),
        ("operators are themselves", "$A + $B", "g(a - b)"),
        ("an `else` must be written", "if $C { $$$ }", "if c {} else {}"),
        ("a value must be written", "return", "if c { return 5 }"),
        ("a value must be written", "break", "loop { break 0 }"),
    ] {
        finds(why, pattern, body, &[]);
    }
    finds_in_file(
        "another trait",
        "impl Drop for $T { $$$ }",
        "impl Clone for X { fn clone(&self) -> X { X } }",
        &[],
    );
    let suppressed = "fn f() {\n    let s = \"// lessons:allow(X) no\"; x.unwrap();\n}\n";
    finds_in_file("words in a string suppress nothing", "$X.unwrap()", suppressed, &["x.unwrap()"]);
}

#[test]
fn a_guard_across_an_await() {
    holds(&[
        ("a bound guard", "2021", "let g = m.lock(); h().await;", 1),
        ("a scrutinee's temporary", "2021", "match m.lock() { g => h().await }", 1),
        ("a scrutinee's temporary", "2024", "match m.lock() { g => h().await }", 1),
        ("if let, 2021", "2021", "if let Some(x) = m.lock().get() { h().await }", 1),
        ("if let, 2024", "2024", "if let Some(x) = m.lock().get() { h().await }", 1),
        ("the else of if let, 2021", "2021", "if let Some(x) = m.lock().get() {} else { h().await }", 1),
        ("the else of if let, 2024", "2024", "if let Some(x) = m.lock().get() {} else { h().await }", 0),
        ("inside select!", "2021", "let g = m.lock(); tokio::select! { a = h() => { k().await } }", 1),
        ("a drop on one branch only", "2021", "let g = m.lock(); if c { drop(g); } h().await;", 1),
        (
            "a drop on every branch",
            "2021",
            "let g = m.lock(); if c { drop(g); } else { drop(g); } h().await;",
            0,
        ),
        ("dropped before", "2021", "let g = m.lock(); drop(g); h().await;", 0),
        ("dropped by its path", "2021", "let g = m.lock(); std::mem::drop(g); h().await;", 0),
        ("a block of its own", "2021", "{ let g = m.lock(); } h().await;", 0),
        ("a plain condition", "2021", "if m.lock().ok() { h().await }", 0),
        ("a temporary ends with its statement", "2021", "let n = m.lock().len(); h().await;", 0),
        ("`let _` keeps nothing", "2021", "let _ = m.lock(); h().await;", 0),
        ("through `?` and `expect`", "2021", "let g = m.lock().expect(\"x\"); h().await;", 1),
    ]);
}

#[test]
fn conditions_on_what_a_name_is_bound_to() {
    for (why, rule, body, expected) in [
        ("`has` includes the node", "pattern = 'let $A = $X;'\nwhere.X.has = '$Y.b()'", "let x = a.b();", 1),
        (
            "under `any` too",
            "pattern = 'let $A = $X;'\nwhere.X.any = [{ has = '$Y.b()' }]",
            "let x = a.b();",
            1,
        ),
        (
            "and under `not`",
            "pattern = 'let $A = $X;'\nwhere.X.not = { has = '$Y.b()' }",
            "let x = a.b();",
            0,
        ),
        ("a macro's call", "pattern = 'let $A = $X;'\nwhere.X.has = 'm!($$$)'", "let x = m!(1);", 1),
        ("elsewhere `has` does not", "pattern = '$Y.b()'\nhas = '$Z.b()'", "a.b();", 0),
        (
            "a name that a path binds",
            "pattern = '$L.lock()'\nleads-to = '$X.$M()'\nwhere.M.regex = '^send$'",
            "m.lock(); a.recv();",
            0,
        ),
        (
            "a name that a path binds, later on it",
            "pattern = '$L.lock()'\nleads-to = '$X.$M()'\nwhere.M.regex = '^send$'",
            "m.lock(); a.recv(); a.send();",
            1,
        ),
        (
            "a name that another condition binds",
            "pattern = 'let $A = $X;'\nwhere.N.regex = '^c$'\nwhere.X.has = '$Y.$N()'",
            "let x = a.b();",
            0,
        ),
    ] {
        let matches = found(rule, &format!("fn f() {{ {body} }}"));
        assert_eq!(matches.len(), expected, "{why}: {rule} in {body} gave {matches:?}");
    }
}
