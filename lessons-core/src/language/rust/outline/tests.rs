//! Borders, and what is kept of a file, on code that is easy to get wrong.

use super::{Counted, Counts, Detail, Mark, Outline, Parts, Reach, Slices};
use crate::span::Span;

/// The outline of `code` when every word `mark` is looked for.
fn outline(code: &str, reach: Reach) -> Option<Outline> {
    let marks: Vec<Mark> = code
        .match_indices("mark")
        .map(|(at, _)| Mark {
            at: u32::try_from(at).unwrap(),
            reach: Some(reach),
            not_in_tests: true,
            ..Mark::default()
        })
        .collect();
    Outline::new(code, &marks)
}

/// The code, with so much behind it that dividing it is worth while.
fn padded(code: &str) -> String {
    format!("{code} // {}", "not worth parsing ".repeat(10 + code.len()))
}

/// What is parsed of `code` when every word `mark` is looked for.
fn kept(code: &str, reach: Reach, detail: Detail) -> String {
    match outline(code, reach).map(|outline| outline.parts(&padded(code), detail, None)) {
        None => "broken".to_owned(),
        Some(Parts::Whole) => "whole".to_owned(),
        Some(Parts::Slices(slices)) => text_of(&slices, code),
    }
}

/// The stretches of `code`.
fn text_of(slices: &Slices, code: &str) -> String {
    let texts: Vec<&str> = slices.spans.iter().map(|span| span.of(code)).collect();
    texts.join("…")
}

#[test]
fn calls_with_other_numbers_of_arguments_are_passed_over() {
    for (code, expected, why) in [
        ("a.mark(1, 2)", true, "the number that is asked for"),
        ("a.mark(1, 2,)", true, "a trailing comma is no argument"),
        ("a.mark(1)", false, "fewer"),
        ("a.mark()", false, "none"),
        ("a.mark(1, 2, 3)", false, "more"),
        ("a.mark((1, 2), [3, 4], f(5, 6))", false, "brackets in an argument"),
        ("a.mark((1, 2), [3, 4])", true, "as many with brackets"),
        ("a.mark(|b, c| d, e)", true, "a closure's parameters may be more"),
        ("a.mark(|b, c| d)", true, "or arguments"),
        ("a.mark(|b| c)", false, "but never fewer than that"),
        ("a.mark(f::<B, C>())", true, "as may generic arguments"),
        ("T::mark(a, 1, 2)", true, "by its path the receiver is one more"),
        ("T::mark(a, 1)", false, "by its path"),
        ("T::mark()", false, "a function without any"),
        ("a.mark.b(1, 2)", false, "a field"),
        ("m!(a.mark(1, 2))", true, "in a macro"),
        ("m!(a.mark(1))", false, "other numbers there"),
        ("m!(a.mark($x))", true, "a piece of a template may be many"),
        ("m!(mark)", false, "no call"),
        ("if a {}.mark(1)", false, "whatever it is called on"),
    ] {
        let text = padded(&format!("fn f() {{ {code}; }}"));
        let at = u32::try_from(text.find("mark").unwrap()).unwrap();
        let counted = Counted { counts: Counts::of(2), reach: Reach::Statement };
        let mark = Mark { at, counted: Some(counted), not_in_tests: true, ..Mark::default() };
        let outline = Outline::new(&text, &[mark]).unwrap();
        let Parts::Slices(slices) = outline.parts(&text, Detail::Modules, None) else {
            panic!("{code}: {why}")
        };
        assert_eq!(!slices.spans.is_empty(), expected, "{code}: {why}");
        assert!(slices.calls.is_empty(), "{code}: nobody asks for any number");
    }
}

#[test]
fn of_what_a_file_declares_only_asked_methods_are_kept() {
    let asked = std::collections::BTreeSet::from(["get".to_owned()]);
    for (code, expected, why) in [
        ("impl A { fn get(&self) { a } fn b() {} }", "impl A {…fn get(&self) {…}…}", "by their names"),
        ("impl A { fn r#get() {} fn b() {} }", "impl A {…fn r#get() {}…}", "a raw name is the same"),
        ("impl A { fn b() {} } fn c() {}", "fn c() {}", "an `impl` without any goes too"),
        ("trait T { fn b(); type C; }", "trait T {…type C;…}", "a trait is a name by itself"),
        ("mod m { impl A { fn b() {} } fn c() {} }", "mod m {…fn c() {}…}", "in a module"),
        (
            "impl A { fn b() { use c::D; e() } fn f() {} }",
            "impl A {…fn b() {…use c::D;…}…}",
            "what a body declares stays",
        ),
        ("impl A { m! { fn get() {} } fn b() {} }", "impl A {…m! { fn get() {} }…}", "as does a macro's"),
        ("impl A { const B: u8 = 1; }", "impl A {…const B: u8 = 1;…}", "and a constant"),
        ("fn f() { impl A { fn b() {} } use c::D; }", "fn f() {…use c::D;…}", "in a body"),
    ] {
        let text = padded(code);
        let parts = Outline::new(&text, &[]).unwrap().parts(&text, Detail::Names, Some(&asked));
        let Parts::Slices(slices) = parts else { panic!("{code}: {why}") };
        assert_eq!(text_of(&slices, &text), expected, "{code}: {why}");
    }
}

#[test]
fn statements_are_told_apart() {
    for (code, expected, why) in [
        ("fn f() { a(); mark(); b(); }", "fn f() {…mark();…}", "statements end at `;`"),
        ("fn f() { a(); mark() }", "fn f() {…mark() }", "a tail expression"),
        (
            "fn f() { if a { b(); } mark(); c(); }",
            "fn f() {…mark();…}",
            "a block ends a statement before a name",
        ),
        (
            "fn f() { if a { mark(); b(); } else { c(); } d(); }",
            "fn f() {…if a {…mark();…} else {…}…}",
            "nested blocks",
        ),
        (
            "fn f() { if a { mark() } else { c(); } d(); }",
            "fn f() {…if a { mark() } else { c(); }…}",
            "a brace without a `;` belongs to its statement",
        ),
        (
            "fn f() { match a { B { c } => { d(); mark(); }, _ => e() } g(); }",
            "fn f() {…match a { B { c } => {…mark();…}, _ => e() }…}",
            "arms stand as they are",
        ),
        ("fn f() { x(|| { a(); mark(); }).b(); c(); }", "fn f() {…x(|| {…mark();…}).b();…}", "closures"),
        ("fn f() { let S { a, b } = c; mark(); }", "fn f() {…mark();…}", "a pattern's braces"),
        ("fn f() { let a = S { b: mark }; c(); }", "fn f() {…let a = S { b: mark };…}", "a struct's braces"),
        ("fn f() { m! { a; mark; b } c(); }", "fn f() {…m! { a; mark; b }…}", "macros are whole"),
        (
            "fn f() { let a = [0; 3]; // mark\n \"mark\"; '\"'; b::<'a>(); /* /* mark */ mark */ }",
            "",
            "texts and comments are no code",
        ),
        (
            "fn f() { p!(\"{mark} {}\", 1); a(); }",
            "fn f() {…p!(\"{mark} {}\", 1);…}",
            "a format string captures",
        ),
        (
            "fn f() { r#\"a\"mark\"#; b\"mark\"; br##\"\"#mark\"##; r#mark(); }",
            "fn f() {…r#mark(); }",
            "raw texts and names",
        ),
        (
            "fn f() { use a::b; const C: u8 = 1; mark(); d(); }",
            "fn f() {… use a::b; const C: u8 = 1; mark();…}",
            "items in bodies are names",
        ),
        (
            "fn f<const N: usize>() -> [u8; { N }] where T: A, { mark(); a(); }",
            "fn f<const N: usize>() -> [u8; { N }] where T: A, {…mark();…}",
            "braces in a head",
        ),
        ("fn f() { 'a: loop { mark(); break 'a; } }", "fn f() {…'a: loop {…mark();…} }", "labels"),
        (
            "fn f() { unsafe { mark(); a(); } b(); }",
            "fn f() {…unsafe {…mark();…}…}",
            "unsafe blocks are no items",
        ),
        ("fn f() { const { a(); mark(); } }", "fn f() {…const {…mark();…} }", "const blocks are no items"),
        (
            "fn f() { async move { a(); mark(); }; b(); }",
            "fn f() {…async move {…mark();…};…}",
            "async blocks",
        ),
        (
            "fn f() { let a = if b { c(); mark(); 1 } else { 2 }; d(); }",
            "fn f() {…let a = if b {…mark();…} else {…};…}",
            "else belongs to its if",
        ),
        ("fn f() { a(); #[b] mark(); }", "fn f() {…#[b] mark();…}", "attributes belong to their statement"),
        (
            "fn f() { a(); let Some(b) = c else { mark(); return; }; d(); }",
            "fn f() {…let Some(b) = c else {…mark();…};…}",
            "let else",
        ),
    ] {
        let kept = kept(code, Reach::Statement, Detail::Names);
        assert_eq!(squeezed(&kept), squeezed(expected), "{why}: {code}");
    }
}

#[test]
fn items_are_told_apart() {
    for (code, expected, why) in [
        (
            "fn a() { b(); } fn c() { mark(); }",
            "fn a() {…} fn c() { mark(); }",
            "bodies without it are empty",
        ),
        ("impl A { fn b() { c() } fn d() { mark() } }", "impl A { fn b() {…} fn d() { mark() } }", "methods"),
        ("mod a { fn b() { mark(); c(); } }", "mod a { fn b() {…mark();…} }", "modules"),
        ("struct A { b: u8 } fn c() {}", "struct A {…} fn c() {}", "fields are no names"),
        ("struct A(u8); enum B { C, D { e: u8 } }", "struct A(u8); enum B {…}", "tuple structs end at `;`"),
        (
            "#![a] #[b] #[c(d)] pub(crate) fn e() { f() }",
            "#![a] #[b] #[c(d)] pub(crate) fn e() {…}",
            "attributes stay",
        ),
        ("/// mark\nfn a() {} //! mark\n", "", "documentation is no code: nothing is to be searched"),
        (
            "#[cfg(test)] mod t { fn a() { mark(); } } fn b() { mark }",
            "#[cfg(test)] mod t { fn a() {…} } fn b() { mark }",
            "test code",
        ),
        ("#[tokio::test] async fn a() { mark(); }", "", "a test alone"),
        (
            "const A: &[u8] = &[1, 2]; static mut B: u8 = { mark(); 1 };",
            "const A: &[u8] = &[1, 2]; static mut B: u8 = { mark();…};",
            "constants",
        ),
        (
            "const _: () = { impl A for B { fn c() { d(); } } };",
            "const _: () = { impl A for B { fn c() {…} } };",
            "items in constants",
        ),
        (
            "extern \"C\" { fn a(); } unsafe extern \"C\" fn b() { c(); } extern crate d;",
            "extern \"C\" { fn a(); } unsafe extern \"C\" fn b() {…} extern crate d;",
            "extern",
        ),
        (
            "macro_rules! a { ($b:expr) => { mark; }; } fn c() {}",
            "macro_rules! a { ($b:expr) => { mark; }; } fn c() {}",
            "a macro's rules",
        ),
        (
            "macro_rules! a { ($b:expr) => { c; }; } thread_local! { static D: u8 = 1; } e! { f }",
            "macro_rules! a {…} thread_local! { static D: u8 = 1; }",
            "macros that declare",
        ),
        (
            "use a::{b, c::{self, d}}; type E<T> = F<T>; mod g;",
            "use a::{b, c::{self, d}}; type E<T> = F<T>; mod g;",
            "names",
        ),
        (
            "trait A { fn b(); fn c() { d(); } const E: u8; }",
            "trait A { fn b(); fn c() {…} const E: u8; }",
            "traits",
        ),
        (
            "fn a() { fn b() { c(); } impl D for E { fn f() { g(); } } h(); }",
            "fn a() { fn b() {…} impl D for E { fn f() {…} }…}",
            "items in bodies count without it",
        ),
        ("fn a() { b(; }", "broken", "brackets that do not pair"),
        ("fn a() { \"", "broken", "a text without an end"),
    ] {
        let kept = kept(code, Reach::Statement, Detail::Names);
        assert_eq!(squeezed(&kept), squeezed(expected), "{why}: {code}");
    }
}

#[test]
fn a_rule_that_looks_farther_gets_more() {
    let code =
        "struct S { x: u8 } mod m { impl A { fn f() { a(); mark(); } fn g() { b(); } } fn h() { c(); } }";
    for (reach, expected) in [
        (Reach::Statement, "struct S {…} mod m { impl A { fn f() {…mark(); } fn g() {…} } fn h() {…} }"),
        (Reach::Body, "struct S {…} mod m { impl A { fn f() { a(); mark(); } fn g() {…} } fn h() {…} }"),
        (
            Reach::Item,
            "struct S {…} mod m { impl A { fn f() { a(); mark(); } fn g() { b(); } } fn h() { c(); } }",
        ),
    ] {
        assert_eq!(squeezed(&kept(code, reach, Detail::Names)), squeezed(expected), "{reach:?}");
    }
    assert_eq!(kept("struct S { x: u8 }", Reach::Statement, Detail::Types), "struct S { x: u8 }");
}

#[test]
fn where_nothing_depends_on_names_only_modules_are_kept() {
    for (code, expected, why) in [
        ("use a::b; fn f() { a(); mark(); } fn g() {}", "fn f() {…mark(); }", "no names"),
        ("#![cfg(test)] struct S { x: u8 } impl S { fn f() {} }", "#![cfg(test)]", "what all of it is"),
        (
            "#[cfg(test)] mod a; mod b { fn f() {} } mod c { mod d; fn g() {} }",
            "#[cfg(test)] mod a; mod c { mod d; }",
            "modules",
        ),
        (
            "cfg_if! { if #[cfg(a)] { mod b; } } thread_local! { static C: u8 = 1; }",
            "cfg_if! { if #[cfg(a)] { mod b; } }",
            "modules in macros",
        ),
        (
            "fn f() { fn g() { a(); mark(); } b(); }",
            "fn f() { fn g() {…mark(); }…}",
            "heads of what holds a word",
        ),
    ] {
        let kept = kept(code, Reach::Statement, Detail::Modules);
        assert_eq!(squeezed(&kept), squeezed(expected), "{why}: {code}");
    }
}

#[test]
fn a_name_behind_a_path_needs_names() {
    for (code, expected) in [
        ("fn f() { a::mark(); }", Detail::Names),
        ("fn f() { a:: /* b */ mark(); }", Detail::Names),
        ("fn f() { a.mark(); }", Detail::Modules),
        ("fn f() { S { a: mark }; }", Detail::Modules),
        ("fn f() { a ::\n mark(); }", Detail::Names),
    ] {
        assert_eq!(outline(code, Reach::Surface).unwrap().detail(Detail::Modules), expected, "{code}");
    }
}

#[test]
fn a_rule_of_one_word_sees_no_block_without_it() {
    for (code, expected, why) in [
        (
            "fn f() { if a { b(); c() } else { d(); mark() } e(); }",
            "fn f() {…if a {…} else {…mark() }…}",
            "blocks of a statement",
        ),
        (
            "fn f() { match a { B => { b(); } C => mark(), D => { d(|| { e(); mark(); g() }) } } h(); }",
            "fn f() {…match a { B => {…} C => mark(), D => { d(|| {…mark();…}) } }…}",
            "arms",
        ),
        ("const A: u8 = { b(); mark() };", "const A: u8 = {…mark() };", "constants"),
        ("struct A { b: [u8; mark()] }", "struct A { b: [u8; mark()] }", "fields"),
    ] {
        let kept = kept(code, Reach::Surface, Detail::Modules);
        assert_eq!(squeezed(&kept), squeezed(expected), "{why}: {code}");
    }
}

#[test]
fn macros_are_read_for_a_word_or_where_everything_is() {
    let code = "fn f() { a!(b); c!(mark); if d { e!(g); h!(\"{mark}\"); } }";
    for (reach, expected) in [
        (Reach::Surface, vec!["(mark)", "(\"{mark}\")"]),
        (Reach::Item, vec!["(b)", "(mark)", "(g)", "(\"{mark}\")"]),
    ] {
        let Parts::Slices(slices) = outline(code, reach).unwrap().parts(&padded(code), Detail::Modules, None)
        else {
            panic!("all of it");
        };
        let bodies = ["(b)", "(mark)", "(g)", "(\"{mark}\")"];
        let at = |body: &&str| {
            let start = code.find(*body).unwrap();
            Span::from_range(start..start + body.len())
        };
        let read: Vec<&str> = bodies.into_iter().filter(|body| slices.reads_macro(at(body))).collect();
        assert_eq!(read, expected, "{reach:?}");
    }
}

#[test]
fn method_calls_are_told_by_their_tokens() {
    for (code, expected) in [
        ("a.mark();", "a"),
        ("let b = &mut a.b.mark(c, d);", "a.b"),
        ("let b = -a.b(c).d[e]?.await.mark()?;", "a.b(c).d[e]?.await"),
        ("f(g, h.mark(), i);", "h"),
        ("S { a: b.mark() };", "b"),
        ("if a.mark() { b(); }", "a"),
        ("match (a, b).mark() { _ => {} }", "(a, b)"),
        ("let x = y || !(a && b).mark();", "(a && b)"),
        ("for a in 0..b.mark() {}", "b"),
        ("let s = c[..b.mark()];", "b"),
        ("let a = std::env::var(\"A\").mark();", "std::env::var(\"A\")"),
        ("let a = ::std::mem::take(b).mark();", "::std::mem::take(b)"),
        ("let a = s.parse::<Vec<(u8, &'static str)>>().mark();", "s.parse::<Vec<(u8, &'static str)>>()"),
        ("let a = Vec::<u8>::new().mark();", "Vec::<u8>::new()"),
        ("let a = Self::b(self.c).mark();", "Self::b(self.c)"),
        ("a.0.mark();", "a.0"),
        ("let a = \"b\".mark();", "\"b\""),
        ("let a = format!(\"b\").mark();", "format!(\"b\")"),
        ("let a = |b| b.mark();", "b"),
        ("return a.mark();", "a"),
        ("a /* b. */ . mark ( /* none */ );", "a"),
        ("a.r#mark();", "a"),
        ("let a = [1, 2].mark();", "[1, 2]"),
        ("let a = b < c.mark();", "c"),
        ("let a = b.mark::<Vec<(C, [u8; 2])>, fn(D) -> E>(f);", "b"),
        ("let a = b.c::<D>().mark::<E>()?;", "b.c::<D>()"),
        // Left to the parser.
        ("let a = { b }.mark();", "?"),
        ("let a = f(b)(c).mark();", "?"),
        ("let a = <T as U>::f(b).mark();", "?"),
        ("let a = b.mark::<{ C }>();", "?"),
        ("let a = T::mark(b);", "?"),
        ("let a = T::mark::<C>(b);", "?"),
        ("(a.mark)();", "?"),
        ("((T::mark))(a);", "?"),
        ("let a = 1.mark();", "?"),
        ("a!(b).mark();", "?"),
        ("a!(b.mark());", "?"),
        ("assert_eq!(a.mark(), vec![b.c().mark(), d(|| { e; f.mark() })]);", "a b.c() f"),
        ("vec![a!(b.mark())];", "?"),
        ("let a = format!(\"{}\", b.mark()).mark();", "b format!(\"{}\", b.mark())"),
        ("a(b, |c| d).mark(e, #[f(g.mark())] h);", "?"),
        // No call of a method.
        ("let a = b.mark;", ""),
        ("let mark = mark(a);", ""),
        ("let a = S { mark: 1 };", ""),
        ("a(b.mark);", ""),
        ("let a = b.mark == c;", ""),
        ("use a::mark::B; let a = mark::c(d);", ""),
        ("let a = b.map(T::mark);", ""),
        ("let a = T::mark();", ""),
        ("#[mark(b, c = \"d\")] let a = 1;", ""),
        ("a! { mark: b, mark(c), T::mark }", ""),
    ] {
        let code = format!("fn f() {{ z(); {code} }}");
        let outline = outline(&code, Reach::Call).unwrap();
        let receivers: Vec<&str> = outline.calls.iter().map(|call| call.receiver.of(&code)).collect();
        let is_left = outline.chunks.iter().any(|chunk| chunk.is_touched);
        let told = if is_left { "?".to_owned() } else { receivers.join(" ") };
        assert_eq!(told, expected, "{code}");
        if !is_left {
            let parts = outline.parts(&padded(&code), Detail::Modules, None);
            assert!(
                receivers.is_empty() || matches!(parts, Parts::Slices(slices) if slices.spans.is_empty())
            );
        }
    }
}

/// Without spaces: where white space at a border goes does not matter.
fn squeezed(text: &str) -> String {
    text.replace([' ', '\n', '…'], "")
}
