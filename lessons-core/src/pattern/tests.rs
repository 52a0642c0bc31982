//! Table-driven tests of patterns on code, names known only as written.

use super::finder::matches;
use super::{Matched, Pattern, Vars};
use crate::language::Language;
use crate::span::Span;
use crate::syntax::Builder;

/// The text of every match, in order of place.
pub(super) fn found(language: Language, pattern: &str, code: &str) -> Vec<String> {
    let tree = Builder::file(language.grammar(), code.to_owned()).unwrap();
    let text = |one: Matched| super::code_span(tree.node(one.first), tree.node(one.last)).of(code).to_owned();
    matches(&tree, pattern).into_iter().map(text).collect()
}

#[track_caller]
fn assert_finds(pattern: &str, body: &str, expected: &[&str]) {
    let code = format!("async fn f() {{ {body}\n}}");
    assert_eq!(found(Language::Rust, pattern, &code), expected, "{pattern} in {body}");
}

#[track_caller]
fn assert_finds_item(pattern: &str, code: &str, expected: &[&str]) {
    assert_eq!(found(Language::Rust, pattern, code), expected, "{pattern} in {code}");
}

#[test]
fn expressions_and_what_they_leave_out() {
    for (pattern, body, expected) in [
        ("$X.unwrap()", "a.unwrap(); b.c().unwrap(); d.expect(1)", &["a.unwrap()", "b.c().unwrap()"][..]),
        ("$A.collect()", "it.collect::<Vec<_>>();", &["it.collect::<Vec<_>>()"]),
        ("Vec::new()", "Vec::<u8>::new();", &["Vec::<u8>::new()"]),
        ("(self.$F)($$$)", "self.f(1); (self.f)(2)", &["(self.f)(2)"]),
        ("self.$F($$$)", "self.f(1); (self.f)(2)", &["self.f(1)"]),
        ("$T::new()", "A::new(); a::B::new(); new();", &["A::new()", "a::B::new()"]),
        (
            "f($T::new(), $T::make())",
            "f(a::B::new(), a::B::make()); f(a::B::new(), a::C::make());",
            &["f(a::B::new(), a::B::make())"],
        ),
        (
            "let $A = $B;",
            "let _ = q(); let mut b = 2; let c: u8 = 3;",
            &["let _ = q();", "let mut b = 2;", "let c: u8 = 3;"],
        ),
        ("let $A = $B;", "let a = 1 else { return };", &[]),
        ("&$A", "f(&mut x, &y)", &["&y"]),
        ("&$S[$N..]", "let a: &u8 = f(&b[1..]);", &["&b[1..]"]),
        ("&mut $A", "f(&mut x, &y)", &["&mut x"]),
        ("$A + $B", "a - b; c + d", &["c + d"]),
        ("$A - $A", "a - b; (c) - c; x.y - x . y", &["(c) - c", "x.y - x . y"]),
        ("if $C { $$$ }", "if c {} else {} if d { e(); }", &["if d { e(); }"]),
        ("if $C { $$$ } else { $$$ }", "if c {} else if d {}", &["if c {} else if d {}"]),
        ("if $C { $$$ }", "if let Some(x) = y && z {}", &["if let Some(x) = y && z {}"]),
        ("return", "if a { return 5 } return", &["return"]),
        ("break", "loop { break 0 } loop { break }", &["break"]),
        ("break", "'l: loop { break 'l }", &["break 'l"]),
        ("foo($$$A, x, $$$B)", "foo(x); foo(a, x); foo(y)", &["foo(x)", "foo(a, x)"]),
        ("f(true)", "f(false); f(true)", &["f(true)"]),
        ("$A..$B", "a..b; a..=b;", &["a..b"]),
        ("!$A", "!a; -a; *a;", &["!a"]),
        ("foo($$$, 1, 2)", "foo(1, 3, 1, 2)", &["foo(1, 3, 1, 2)"]),
        ("foo($$$A, $X)", "foo(a, b); foo()", &["foo(a, b)"]),
        ("foo(bar($A))", "foo(/* c */ bar(2))", &["foo(/* c */ bar(2))"]),
        ("foo($A, $B)", "foo(a, b,); foo(a)", &["foo(a, b,)"]),
        ("$A == 0", "0 == x; y == 0; 0 != z", &["0 == x", "y == 0"]),
        ("$A < 0", "0 < x; y < 0", &["y < 0"]),
        ("sleep(1_000)", "sleep(1000); sleep(1000u64); sleep(1001)", &["sleep(1000)", "sleep(1000u64)"]),
        ("Cfg { a: 1, b: 2 }", "x(Cfg { b: 2, a: 1 }, Cfg { a: 1, b: 2, c: 3 })", &["Cfg { b: 2, a: 1 }"]),
        (
            "Cfg { a: 1, .. }",
            "x(Cfg { b: 2, a: 1 }, Cfg { a: 1, ..d })",
            &["Cfg { b: 2, a: 1 }", "Cfg { a: 1, ..d }"],
        ),
        ("Cfg { timeout: $T, $$$ }", "Cfg { a, timeout };", &["Cfg { a, timeout }"]),
        ("|$A| $B", "x(move |x| y)", &["move |x| y"]),
        ("a();\n$$$\nb();", "a(); c(); d(); b();", &["a(); c(); d(); b();"]),
        ("a(); $$$ $F.await", "a(); c(); d().await;", &["a(); c(); d().await;"]),
        ("loop { a(); $$$ b() }", "loop { a(); b() }", &["loop { a(); b() }"]),
        ("a(); $$$; b();", "a(); c(); d(); b();", &["a(); c(); d(); b();"]),
        ("a(); b()", "a(); b()", &["a(); b()"]),
        ("a(); b();", "a(); b()", &[]),
        ("f();", "f(); { f() }", &["f();"]),
        ("f()", "f(); { f() }", &["f()", "f()"]),
        (
            "$A.clone()",
            "Arc::clone(&a); Clone::clone(&b); c.clone()",
            &["Arc::clone(&a)", "Clone::clone(&b)", "c.clone()"],
        ),
        (
            "Client::builder().$$$.build()",
            "Client::builder().a(1).b()?.build(); Client::builder().build(); Other::builder().build()",
            &["Client::builder().a(1).b()?.build()", "Client::builder().build()"],
        ),
        ("match $X { $$$ }", "match a { _ => 1 }", &["match a { _ => 1 }"]),
        ("Some($X) => $Y", "match a { Some(1) => 2, Some(n) if n > 1 => 3, None => 4 }", &["Some(1) => 2,"]),
        ("$X.lock().await", "m.lock().await; m.lock()", &["m.lock().await"]),
        ("$X?", "a?; b", &["a?"]),
        ("unsafe { $$$ }", "unsafe { a() }", &["unsafe { a() }"]),
        ("log(\"$X\")", "log(\"$X\"); log(\"y\")", &["log(\"$X\")"]),
        ("f(\"a\\n\")", "f(r\"a\n\")", &["f(r\"a\n\")"]),
    ] {
        assert_finds(pattern, body, expected);
    }
}

#[test]
fn items_types_patterns_and_attributes() {
    for (pattern, code, expected) in [
        (
            "fn $F($$$) -> $R { $$$ }",
            "pub async unsafe fn f<T>() -> u8 where T: X {} fn g() {}",
            &["pub async unsafe fn f<T>() -> u8 where T: X {}"][..],
        ),
        ("fn $F($$$) { $$$ }", "fn g() -> u8 { 1 }", &["fn g() -> u8 { 1 }"]),
        ("impl $T { $$$ }", "impl<T> B<T> {} impl X for B {}", &["impl<T> B<T> {}"]),
        (
            "impl Drop for $T { $$$ }",
            "impl Clone for X {} impl Drop for X { fn drop(&mut self) {} }",
            &["impl Drop for X { fn drop(&mut self) {} }"],
        ),
        ("Option<$T>", "struct S { a: Option<u8>, b: Vec<Option<u8>> }", &["Option<u8>", "Option<u8>"]),
        ("Arc<Mutex<$T>>", "type A = Arc<Mutex<u8>>;", &["Arc<Mutex<u8>>"]),
        ("HashMap<$K, $V>", "fn f(a: HashMap<u8, u8>) {}", &["HashMap<u8, u8>"]),
        ("#[derive(Clone)]", "#[derive(Debug, Clone)] struct S;", &["#[derive(Debug, Clone)]"]),
        (
            "#[test] fn $F() { $$$ }",
            "#[test] #[ignore] fn a() {} fn b() {}",
            &["#[test] #[ignore] fn a() {}"],
        ),
        ("struct $S { $$$ }", "pub struct A<T> { a: T }", &["pub struct A<T> { a: T }"]),
        ("trait $T { $$$ }", "trait A { fn f(); }", &["trait A { fn f(); }"]),
        ("enum $E { $$$ }", "enum A { B, C(u8) }", &["enum A { B, C(u8) }"]),
        ("$F: Option<$T>", "struct S { a: u8, pub b: Option<u8> }", &["pub b: Option<u8>"]),
        ("static mut $X: $T = $V;", "static mut A: u8 = 1; static B: u8 = 1;", &["static mut A: u8 = 1;"]),
        (
            "Poll::Pending",
            "fn f() { match x { Poll::Pending => y, _ => z(Poll::Pending) } }",
            &["Poll::Pending", "Poll::Pending"],
        ),
        ("use std::sync::Mutex;", "use std::sync::Mutex; use a::b;", &["use std::sync::Mutex;"]),
        ("dangerous", "fn f() { dangerous(x.dangerous()) }", &["dangerous", "dangerous"]),
    ] {
        assert_finds_item(pattern, code, expected);
    }
}

#[test]
fn other_languages_have_the_same_patterns() {
    for (language, pattern, code, expected) in [
        (Language::Toml, "lto = $V", "[profile.release]\nlto = true\n", &["lto = true"][..]),
        (Language::Toml, "panic = \"abort\"", "[profile.release]\npanic = 'abort'\n", &["panic = 'abort'"]),
        (
            Language::Json,
            "\"retries\": $N",
            "{ \"retries\": 3, \"x\": { \"retries\": 4 } }",
            &["\"retries\": 3", "\"retries\": 4"],
        ),
        (Language::Json, "{ \"a\": 1, \"b\": 2 }", "[{ \"b\": 2, \"a\": 1 }]", &["{ \"b\": 2, \"a\": 1 }"]),
        (Language::Yaml, "image: $I", "a:\n  image: nginx\n  b: 1\n", &["image: nginx"]),
    ] {
        assert_eq!(found(language, pattern, code), expected, "{pattern} in {code}");
    }
}

#[test]
fn a_pattern_that_parses_nowhere_is_an_error_that_points_at_the_place() {
    for (pattern, at) in
        [("foo($X", 3..4), ("$X", 0..2), ("", 0..0), ("$x.unwrap()", 0..2), ("foo)", 3..4), ("let = ;", 4..5)]
    {
        let error = Pattern::new(Language::Rust, pattern, &mut Vars::default()).unwrap_err();
        assert_eq!(error.span, Span::from_range(at), "{pattern}: {error}");
    }
}

#[test]
fn what_is_called_on_nothing_gets_the_missing_part_as_a_hint() {
    for (pattern, hint) in [
        (".unwrap()", "write `$X.unwrap()`"),
        (" .$F($$$).await ", "write `$X.$F($$$).await`"),
        (".len", "write `$X.len`"),
    ] {
        let error = Pattern::new(Language::Rust, pattern, &mut Vars::default()).unwrap_err();
        assert_eq!(error.hint.as_deref(), Some(hint), "{pattern}");
    }
    for pattern in ["..5", "..=$X"] {
        assert!(Pattern::new(Language::Rust, pattern, &mut Vars::default()).is_ok(), "{pattern}");
    }
}
