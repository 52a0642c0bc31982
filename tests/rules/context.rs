//! `context`: what the match lies in.

use super::support::{check, found_in};

#[test]
fn async_is_of_the_nearest_body() {
    check(&[
        (
            "an async fn",
            "pattern = 'f()'\ncontext = 'async'",
            "async fn a() { f(); } fn b() { f() }",
            &["f()"],
        ),
        ("an async block", "pattern = 'f()'\ncontext = 'async'", "fn a() { async { f() }; }", &["f()"]),
        (
            "an async move block",
            "pattern = 'f()'\ncontext = 'async'",
            "fn a() { async move { f() }; }",
            &["f()"],
        ),
        ("an async closure", "pattern = 'f()'\ncontext = 'async'", "fn a() { g(async || f()); }", &["f()"]),
        (
            "a closure in an async fn is not",
            "pattern = 'f()'\ncontext = 'async'",
            "async fn a() { g(|| f()); }",
            &[],
        ),
        (
            "a closure whose body is an async block",
            "pattern = 'f()'\ncontext = 'async'",
            "fn a() { g(|| async { f() }); }",
            &["f()"],
        ),
        (
            "a fn in an async fn is not",
            "pattern = 'f()'\ncontext = 'async'",
            "async fn a() { fn b() { f(); } }",
            &[],
        ),
        (
            "an async method",
            "pattern = 'f()'\ncontext = 'async'",
            "impl A { pub(crate) async unsafe fn a(&self) { f(); } }",
            &["f()"],
        ),
        (
            "in a macro's body",
            "pattern = 'f()'\ncontext = 'async'",
            "async fn a() { select! { x = y => f(), } }",
            &["f()"],
        ),
        (
            "not.context",
            "pattern = 'f()'\nnot.context = 'async'",
            "async fn a() { f(1); } fn b() { f() }",
            &["f()"],
        ),
    ]);
}

#[test]
fn loops_are_of_the_same_body() {
    check(&[
        ("loop", "pattern = 'f()'\ncontext = 'loop'", "loop { f() } f();", &["f()"]),
        ("while, its condition too", "pattern = 'f()'\ncontext = 'loop'", "while f() { g() }", &["f()"]),
        ("for", "pattern = 'f()'\ncontext = 'loop'", "for a in b { if c { f() } }", &["f()"]),
        (
            "what a for iterates over is evaluated once",
            "pattern = 'f()'\ncontext = 'loop'",
            "for a in f() {}",
            &[],
        ),
        ("a closure is another body", "pattern = 'f()'\ncontext = 'loop'", "loop { g(|| f()) }", &[]),
        ("a fn is another body", "pattern = 'f()'\ncontext = 'loop'", "loop { fn g() { f(); } }", &[]),
    ]);
}

#[test]
fn constants_unsafe_code_and_drop() {
    check(&[
        ("a constant", "pattern = 'f()'\ncontext = 'const'", "const A: u8 = f();", &["f()"]),
        ("a static", "pattern = 'f()'\ncontext = 'const'", "static A: u8 = f();", &["f()"]),
        ("a const fn", "pattern = 'f()'\ncontext = 'const'", "const fn a() -> u8 { f() }", &["f()"]),
        ("a const block", "pattern = 'f()'\ncontext = 'const'", "const { f() }; f();", &["f()"]),
        (
            "an array's length",
            "pattern = 'f()'\ncontext = 'const'",
            "let a = [f(); g()]; let b = [0; f()];",
            &["f()"],
        ),
        (
            "an associated constant",
            "pattern = 'f()'\ncontext = 'const'",
            "impl A { const B: u8 = f(); }",
            &["f()"],
        ),
        (
            "a fn in a constant is not",
            "pattern = 'f()'\ncontext = 'const'",
            "const A: u8 = { fn b() { f(); } 1 };",
            &[],
        ),
        ("a plain fn is not", "pattern = 'f()'\ncontext = 'const'", "fn a() { f() }", &[]),
        ("an unsafe block", "pattern = 'f()'\ncontext = 'unsafe'", "unsafe { f() } f();", &["f()"]),
        ("an unsafe fn", "pattern = 'f()'\ncontext = 'unsafe'", "unsafe fn a() { f() }", &["f()"]),
        ("seen through closures", "pattern = 'f()'\ncontext = 'unsafe'", "unsafe { g(|| f()) }", &["f()"]),
        ("not through a fn", "pattern = 'f()'\ncontext = 'unsafe'", "unsafe { fn g() { f(); } }", &[]),
        (
            "drop",
            "pattern = 'f()'\ncontext = 'drop'",
            "impl Drop for A { fn drop(&mut self) { f(); } }",
            &["f()"],
        ),
        (
            "drop, by its path",
            "pattern = 'f()'\ncontext = 'drop'",
            "impl std::ops::Drop for A { fn drop(&mut self) { f(); } }",
            &["f()"],
        ),
        (
            "drop seen through closures",
            "pattern = 'f()'\ncontext = 'drop'",
            "impl<T> Drop for A<T> { fn drop(&mut self) { g(|| f()); } }",
            &["f()"],
        ),
        (
            "a fn in drop is not",
            "pattern = 'f()'\ncontext = 'drop'",
            "impl Drop for A { fn drop(&mut self) { fn g() { f(); } } }",
            &[],
        ),
        (
            "another drop is not",
            "pattern = 'f()'\ncontext = 'drop'",
            "impl A { fn drop(&mut self) { f(); } }",
            &[],
        ),
        (
            "another trait's is not",
            "pattern = 'f()'\ncontext = 'drop'",
            "impl Sink for A { fn drop(&mut self) { f(); } }",
            &[],
        ),
        (
            "a list: all hold",
            "pattern = 'f()'\ncontext = ['async', 'loop']",
            "loop { f(1); f() } f();",
            &["f()"],
        ),
        (
            "a list: one is not enough",
            "pattern = 'f()'\ncontext = ['unsafe', 'loop']",
            "loop { f() } unsafe { f() }",
            &[],
        ),
    ]);
}

#[test]
fn test_code() {
    let code = "#[cfg(test)] mod t { fn a() { f(1); } }\n#[test] fn b() { f(2); }\nfn c() { f(3); }\n#[cfg(all(test, unix))] fn d() { f(4); }\n#[cfg(not(test))] fn e() { f(5); }\n#[cfg(any(test, feature = \"x\"))] fn g() { f(6); }\n#[tokio::test] async fn h() { f(7); }\n";
    let files = &[("src/lib.rs", code)];
    assert_eq!(
        found_in("[scope]\ntests = true\n[forbid]\npattern = 'f($A)'\ncontext = 'test'", "2021", files),
        ["f(1)", "f(2)", "f(4)", "f(7)"],
        "context test"
    );
    assert_eq!(
        found_in("[forbid]\npattern = 'f($A)'", "2021", files),
        ["f(3)", "f(5)", "f(6)"],
        "what only test builds compile is not searched"
    );
    assert_eq!(
        found_in("[scope]\ntests = true\n[forbid]\npattern = 'f($A)'\nnot.context = 'test'", "2021", files),
        ["f(3)", "f(5)", "f(6)"],
        "not.context"
    );
}

#[test]
fn code_that_only_test_builds_compile() {
    check(&[
        (
            "cfg(test) on use, block, statement, expr",
            "pattern = 'f($A)'",
            "#[cfg(test)] use x; fn a() { #[cfg(test)] { f(1); } f(2); #[cfg(test)] let y = f(3); }",
            &["f(2)"],
        ),
        (
            "cfg(all)",
            "pattern = 'f($A)'",
            "#[cfg(all(test, feature = \"x\"))] mod t { fn a() { f(1); } } #[cfg(any(test, feature = \"x\"))] mod u { fn a() { f(2); } } #[cfg(not(test))] fn b() { f(3); }",
            &["f(2)", "f(3)"],
        ),
        (
            "attr forms",
            "pattern = 'f($A)'",
            "#[test] fn a() { f(1); } #[tokio::test] async fn b() { f(2); } #[rstest] fn c() { f(3); } #[bench] fn d(b: &mut B) { f(4); } #[test_case(1)] fn e() { f(5); } fn g() { f(6); }",
            &["f(6)"],
        ),
        (
            "cfg_attr is not cfg",
            "pattern = 'f($A)'",
            "#[cfg_attr(test, derive(Debug))] struct A { a: [u8; f(1)] }",
            &["f(1)"],
        ),
        (
            "impl and fields",
            "pattern = 'f($A)'",
            "#[cfg(test)] impl A { fn b() { f(1); } } struct S { #[cfg(test)] a: [u8; f(2)], b: [u8; f(3)] } enum E { #[cfg(test)] A = f(4), B = f(5) }",
            &["f(3)", "f(5)"],
        ),
        (
            "match arm",
            "pattern = 'f($A)'",
            "fn a() { match x { #[cfg(test)] 1 => f(1), _ => f(2) } }",
            &["f(2)"],
        ),
        (
            "inner attribute of mod",
            "pattern = 'f($A)'",
            "mod t { #![cfg(test)] fn a() { f(1); } } fn b() { f(2); }",
            &["f(2)"],
        ),
        (
            "cfg(not(not(test)))",
            "pattern = 'f($A)'",
            "#[cfg(not(not(test)))] fn a() { f(1); } fn b() { f(2); }",
            &["f(2)"],
        ),
        (
            "macro item",
            "pattern = 'f($A)'",
            "#[cfg(test)] thread_local! { static A: u8 = f(1); } thread_local! { static B: u8 = f(2); }",
            &["f(2)"],
        ),
        (
            "in macro body",
            "pattern = 'f($A)'",
            "cfg_if! { if #[cfg(test)] { fn a() { f(1); } } else { fn b() { f(2); } } }",
            &["f(2)"],
        ),
        (
            "statement macro",
            "pattern = 'f($A)'",
            "fn a() { #[cfg(test)] println!(\"{}\", f(1)); println!(\"{}\", f(2)); }",
            &["f(2)"],
        ),
        (
            "doctests are comments",
            "pattern = 'f($A)'",
            "/// ```\n/// f(1);\n/// ```\nfn a() { f(2); }",
            &["f(2)"],
        ),
        (
            "const and static",
            "pattern = 'f($A)'",
            "#[cfg(test)] const A: u8 = f(1); #[cfg(test)] static B: u8 = f(2); const C: u8 = f(3);",
            &["f(3)"],
        ),
        (
            "cfg(test) fn with attributes",
            "pattern = 'f($A)'",
            "#[inline] #[cfg(test)] #[cold] pub(crate) fn a() { f(1); } fn b() { f(2); }",
            &["f(2)"],
        ),
        (
            "cfg(all(not(test)))",
            "pattern = 'f($A)'",
            "#[cfg(all(not(test), unix))] fn a() { f(1); }",
            &["f(1)"],
        ),
        (
            "cfg(any(test)) only",
            "pattern = 'f($A)'",
            "#[cfg(any(test))] fn a() { f(1); } #[cfg(any(all(test, unix), test))] fn b() { f(2); } fn c() { f(3); }",
            &["f(3)"],
        ),
        (
            "quickcheck and proptest",
            "pattern = 'f($A)'",
            "proptest! { #[test] fn a(x in 0..1) { f(1); } } fn c() { f(3); }",
            &["f(3)"],
        ),
        (
            "closure in test",
            "pattern = 'f($A)'",
            "#[test] fn a() { let x = || f(1); } #[cfg(test)] fn b() -> impl Fn() { || f(2) } fn c() { f(3); }",
            &["f(3)"],
        ),
        (
            "test module named tests without cfg",
            "pattern = 'f($A)'",
            "mod tests { fn a() { f(1); } }",
            &["f(1)"],
        ),
        (
            "cfg_if else if",
            "pattern = 'f($A)'",
            "cfg_if! { if #[cfg(unix)] { fn a() { f(1); } } else if #[cfg(test)] { fn b() { f(2); } } }",
            &["f(1)"],
        ),
    ]);
}

#[test]
fn every_place_that_is_evaluated_when_the_code_is_compiled() {
    check(&[
        ("const item", "pattern='f($A)'\ncontext='const'", "const A: u8 = f(1);", &["f(1)"]),
        ("static", "pattern='f($A)'\ncontext='const'", "static A: u8 = f(1);", &["f(1)"]),
        ("const fn", "pattern='f($A)'\ncontext='const'", "const fn a() { f(1); }", &["f(1)"]),
        ("const generic arg", "pattern='f($A)'\ncontext='const'", "fn a() { g::<{ f(1) }>(); }", &["f(1)"]),
        ("array len type", "pattern='f($A)'\ncontext='const'", "fn a(x: [u8; f(1)]) { }", &["f(1)"]),
        ("array len expr", "pattern='f($A)'\ncontext='const'", "fn a() { let x = [0; f(1)]; }", &["f(1)"]),
        ("array elem no const", "pattern='f($A)'\ncontext='const'", "fn a() { let x = [f(1); 3]; }", &[]),
        ("discriminant", "pattern='f($A)'\ncontext='const'", "enum E { A = f(1) }", &["f(1)"]),
        ("const block", "pattern='f($A)'\ncontext='const'", "fn a() { let x = const { f(1) }; }", &["f(1)"]),
        (
            "const pattern block",
            "pattern='f($A)'\ncontext='const'",
            "fn a() { match x { const { f(1) } => {} _ => {} } }",
            &["f(1)"],
        ),
        ("const in trait", "pattern='f($A)'\ncontext='const'", "trait T { const A: u8 = f(1); }", &["f(1)"]),
        (
            "const in impl",
            "pattern='f($A)'\ncontext='const'",
            "impl T for S { const A: u8 = f(1); }",
            &["f(1)"],
        ),
        (
            "const generic default",
            "pattern='f($A)'\ncontext='const'",
            "struct S<const N: usize = { f(1) }>;",
            &["f(1)"],
        ),
        (
            "fn in const block",
            "pattern='f($A)'\ncontext='const'",
            "fn a() { const { fn b() { f(1); } } }",
            &[],
        ),
        ("vec! len", "pattern='f($A)'\ncontext='const'", "fn a() { let x = vec![0; f(1)]; }", &[]),
        (
            "thread_local const",
            "pattern='f($A)'\ncontext='const'",
            "thread_local! { static A: u8 = const { f(1) }; }",
            &["f(1)"],
        ),
        (
            "generic arg type",
            "pattern='f($A)'\ncontext='const'",
            "fn a() { let x: S<{ f(1) }> = y; }",
            &["f(1)"],
        ),
        ("assert in const _", "pattern='f($A)'\ncontext='const'", "const _: () = assert!(f(1));", &["f(1)"]),
        (
            "fn body in static",
            "pattern='f($A)'\ncontext='const'",
            "static A: fn() = { fn g() { f(1); } g };",
            &[],
        ),
        ("closure in const fn", "pattern='f($A)'\ncontext='const'", "const fn a() { let c = || f(1); }", &[]),
        (
            "lazy static",
            "pattern='f($A)'\ncontext='const'",
            "static A: LazyLock<u8> = LazyLock::new(|| f(1));",
            &[],
        ),
    ]);
}
