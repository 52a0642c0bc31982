//! Patterns on code in macros: what is found, by its exact text in the file.

use proptest::prelude::*;

use super::{F, K};
use crate::language::Language;
use crate::pattern::Matched;
use crate::pattern::finder::matches;
use crate::span::Span;
use crate::syntax::{Builder, Tree, UnsearchedReason};

fn tree(code: &str) -> Tree {
    Builder::file(Language::Rust.grammar(), code.to_owned()).unwrap()
}

/// The text of every match, in order of place.
fn found(pattern: &str, code: &str) -> Vec<String> {
    let tree = tree(code);
    sound(&tree);
    let text = |one: Matched| {
        let (first, last) = (tree.node(one.first).span(), tree.node(one.last).span());
        Span::new(first.start, last.end).of(code).to_owned()
    };
    matches(&tree, pattern).into_iter().map(text).collect()
}

/// Spans lie in the file, on characters, within their parents, and siblings stand in order.
fn sound(tree: &Tree) {
    for node in tree.nodes() {
        let span = node.span();
        assert!(span.start <= span.end, "{node:?} {span:?}");
        assert!(tree.text().get(span.start as usize..span.end as usize).is_some(), "{node:?} {span:?}");
        if let Some(parent) = node.parent() {
            assert!(parent.span().contains(span), "{node:?} {span:?} in {parent:?} {:?}", parent.span());
        }
        let starts: Vec<_> = node.all_children().map(|child| child.span().start).collect();
        assert!(starts.is_sorted(), "{node:?}: {starts:?}");
    }
}

fn unsearched(code: &str) -> Vec<String> {
    let tree = tree(code);
    sound(&tree);
    let parts = tree.unsearched().iter().filter(|part| part.reason == UnsearchedReason::MacroBody);
    parts.map(|part| part.span.of(code).to_owned()).collect()
}

#[track_caller]
fn assert_finds(pattern: &str, body: &str, expected: &[&str]) {
    for body in [body.to_owned(), body.replace('\n', "\r\n"), format!("let ü = \"日本\"; {body}")] {
        let code = format!("async fn f() {{ {body}\n}}");
        let expected: Vec<String> = expected
            .iter()
            .map(|text| if body.contains("\r\n") { text.replace('\n', "\r\n") } else { (*text).to_owned() })
            .collect();
        assert_eq!(found(pattern, &code), expected, "{pattern} in {body}");
        assert_eq!(unsearched(&code), [""; 0], "in {body}");
    }
}

#[test]
fn unwrap_is_found_in_every_shape() {
    for body in [
        r#"println!("{}", x.unwrap());"#,
        "assert_eq!(x.unwrap(), 1);",
        "assert_eq![1, x.unwrap(), \"why {}\", 1];",
        "vec![x.unwrap()];",
        "vec![x.unwrap(); 3];",
        "vec![0; x.unwrap()];",
        r#"json!({"a": x.unwrap()});"#,
        r#"json!({"a": [{"b": 1, c: x.unwrap()}], (key()): null, "d": {}});"#,
        r#"serde_json::json!([1, {x.unwrap(): 1}]);"#,
        "tokio::select! { a = x.unwrap() => {} }",
        "tokio::select! { biased; a = b(), if x.unwrap() => {} else => {} }",
        "select! { a = b() => x.unwrap(), complete => break, default => {} }",
        "select! { recv(a) -> m => m, send(b, c) -> _ => {}, default(x.unwrap()) => {} }",
        "tokio::join!(x.unwrap(), b); ",
        "try_join!(a, x.unwrap())",
        "matches!(x.unwrap(), Some(_) | None)",
        "matches!(a, Some(n) if x.unwrap() > n)",
        "assert_matches!(a, Some(_), \"{}\", x.unwrap())",
        "assert_matches!(a, Some(n) => x.unwrap())",
        "info!(a = x.unwrap(), \"b\");",
        "info!(target: \"t\", a = %x.unwrap(), ?b, c.d = ?e, \"b {}\", f);",
        "tracing::info_span!(parent: &span, \"name\", a = ?x.unwrap()).entered();",
        "debug!(type = x.unwrap(), \"a\");",
        "slog::info!(log, \"m\"; \"k\" => x.unwrap(), \"l\" => %y);",
        "log::info!(a:? = x.unwrap(), b:%; \"m\");",
        "lazy_static! { static ref A: u8 = x.unwrap(); }",
        "thread_local! { static A: RefCell<u8> = const { x.unwrap() }; pub static B: u8 = 1 }",
        "bitflags! { #[derive(Debug)] pub struct A: u32 { const B = x.unwrap(); const _ = !0; } }",
        "cfg_if! { if #[cfg(unix)] { fn a() { x.unwrap(); } } else if #[cfg(b)] { } else { fn a() {} } }",
        "hashmap! { \"a\" => x.unwrap(), b => c, };",
        "hashmap!(a::<B, C>() => x.unwrap())",
        "async_stream::stream! { for await y in z { yield x.unwrap(); } }",
        "proptest! { #![proptest_config(a())] #[test] fn f(a in 0..9u8, b in x.unwrap()) { c(a, b); } }",
        "proptest! { #[test] fn f(ref a in b()) { x.unwrap(); } }",
        "insta::assert_snapshot!(x.unwrap(), @\"a\");",
        "insta::assert_json_snapshot!(a, { \".b\" => x.unwrap() }, @r###\"\"###);",
        "unknown! { a(); x.unwrap() }",
        "unknown! { struct A { b: u8 } impl A { fn c() { x.unwrap(); } } }",
        "unknown!(a => x.unwrap(), Some(b) if c => d)",
        "unknown!(name: x.unwrap(), other: 1)",
        "outer!(format!(\"{}\", inner!(a, [x.unwrap()])));",
        "vec![/* a */ x.unwrap(), // )\n b]",
        "dbg!(r#type, \")\", ')', '\\'', x.unwrap(), r#\"\"]\"#)",
        "assert!(a.b(|c| { x.unwrap(); c }), \"{a}\");",
        "if_chain!(a, _, x.unwrap())",
        "assert_data_eq!(x.unwrap(), str![[\"a\"]].raw())",
        "test!(IPv4 name, x.unwrap())",
        "run!(name, |a: A, mut b: B| { x.unwrap(); })",
        "quote! { fn #name(#(#args),*) { x.unwrap(); } }",
    ] {
        assert_finds("$A.unwrap()", body, &["x.unwrap()"]);
        assert_finds("$A.expect($B)", body, &[]);
    }
}

#[test]
fn patterns_that_are_macro_calls_find_macro_calls() {
    for (pattern, body, expected) in [
        (
            "println!(\"{}\", $X)",
            "println!(\"{}\", a); println![\"{}\", b,]; println!(\"{}\");",
            &["println!(\"{}\", a)", "println![\"{}\", b,]"][..],
        ),
        ("assert!($C)", "assert!(a == b); assert!(a, \"b\");", &["assert!(a == b)"]),
        ("assert!($A == $B)", "assert!(a == b)", &["assert!(a == b)"]),
        ("vec![$X; $N]", "vec![0; n]; vec![0, n]; vec!(1; 2)", &["vec![0; n]", "vec!(1; 2)"]),
        ("vec![$X, $Y]", "vec![0; n]; vec![0, n]", &["vec![0, n]"]),
        (
            "select! { $$$ }",
            "tokio::select! { a = b() => {} _ = c, if d => e, else => f }; select! {}",
            &["tokio::select! { a = b() => {} _ = c, if d => e, else => f }", "select! {}"],
        ),
        (
            "select! { $$$, _ = $F => $B, $$$ }",
            "select! { a = b() => {} _ = c => e, else => f }; select! { else => f }",
            &["select! { a = b() => {} _ = c => e, else => f }"],
        ),
        (
            "select! { biased; $$$ }",
            "select! { biased; a = b => c }; select! { a = b => c }",
            &["select! { biased; a = b => c }"],
        ),
        (
            "$P = $F => $B",
            "select! { a = b() => {} _ = c, if d => e, else => f }; match a { b => c }",
            &["a = b() => {}"],
        ),
        (
            "$P = $F, if $C => $B",
            "select! { a = b() => {} _ = c, if d => e, else => f }",
            &["_ = c, if d => e,"],
        ),
        ("else => $B", "select! { a = b() => {} else => f }", &["else => f"]),
        (
            "Some(Err($E)) = $S.join_next() => $B",
            "tokio::select! {\n Some(Err(e)) = set.join_next() => { g(e) }\n _ = x => {}\n}",
            &["Some(Err(e)) = set.join_next() => { g(e) }"],
        ),
        (
            "Some($X) => $B",
            "select! { Some(a) = b => c }; unknown! { Some(a) => b, _ => c }",
            &["Some(a) => b,"],
        ),
        (
            "matches!($E, Some($X))",
            "matches!(a.b(), Some(c)); matches!(a, None); matches!(a, Some(b) if c)",
            &["matches!(a.b(), Some(c))"],
        ),
        (
            "matches!($E, $P if $C)",
            "matches!(a, None); matches!(a, Some(b) if c)",
            &["matches!(a, Some(b) if c)"],
        ),
        ("info!($$$)", "info!(a = %b, \"c {d}\", e); warn!(\"a\")", &["info!(a = %b, \"c {d}\", e)"]),
        ("info!($X)", "info!(\"c {d}\"); info!(\"c {}\", d)", &["info!(\"c {d}\")"]),
        (
            "info!(user = $U, $$$)",
            "info!(user = %b.c(), \"d\"); info!(users = 1, \"d\")",
            &["info!(user = %b.c(), \"d\")"],
        ),
        (
            "json!($X)",
            "json!({\"a\": 1}); json!([1]); json!({})",
            &["json!({\"a\": 1})", "json!([1])", "json!({})"],
        ),
        (
            "json!({ \"a\": $X, $$$ })",
            "json!({\"b\": 1, \"a\": f()}); json!({\"b\": 1})",
            &["json!({\"b\": 1, \"a\": f()})"],
        ),
        ("hashmap! { $K => $V }", "hashmap! { \"a\" => b(c), }", &["hashmap! { \"a\" => b(c), }"]),
        ("lock($A); $$$; send($B);", "unknown! { lock(a); b(); send(c); d() }", &["lock(a); b(); send(c);"]),
        ("tokio::spawn($F)", "vec![tokio::spawn(async { a })]", &["tokio::spawn(async { a })"]),
        ("std::mem::take($X)", "dbg!(std::mem::take(&mut a))", &["std::mem::take(&mut a)"]),
        ("dbg!(std::mem::take($X))", "dbg!(std::mem::take(&mut a))", &["dbg!(std::mem::take(&mut a))"]),
        ("$M!($$$)", "a!(b); c!{ d; e }", &["a!(b)", "c!{ d; e }"]),
        (
            "thread_local! { $$$ }",
            "thread_local! { static A: B = c(); }",
            &["thread_local! { static A: B = c(); }"],
        ),
        (
            "lazy_static! { $$$; static ref $X: $T = $E; $$$ }",
            "lazy_static! { pub static ref A: B = c(); }",
            &["lazy_static! { pub static ref A: B = c(); }"],
        ),
        ("cfg_if! { $$$ }", "cfg_if! { if #[cfg(a)] { b() } }", &["cfg_if! { if #[cfg(a)] { b() } }"]),
        ("vec![$$$, $X]", "vec![a, b]; vec![a; b]; vec![]", &["vec![a, b]"]),
        ("json!({ $K: $V })", "json!({\"a\": b}); json!({})", &["json!({\"a\": b})"]),
        ("write!($F, $$$)", "write!(f, \"{x}\", y)", &["write!(f, \"{x}\", y)"]),
        ("assert_eq!($A.unwrap(), $B)", "assert_eq!(a.unwrap(), b)", &["assert_eq!(a.unwrap(), b)"]),
        ("matches!($$$)", "matches!(a, B(c) if d)", &["matches!(a, B(c) if d)"]),
        (
            "unknown! { $$$, $P => f($X), $$$ }",
            "unknown! { A(a) => f(b), _ => c }",
            &["unknown! { A(a) => f(b), _ => c }"],
        ),
        ("let $X = $F;", "stream! { let a = b(); yield a; }", &["let a = b();"]),
        ("static $X: $T = $V;", "thread_local! { static A: B = c; }", &["static A: B = c;"]),
        ("fn a() { $$$ }", "cfg_rt! { pub fn a() { b } }", &["pub fn a() { b }"]),
        ("log(\"{x}\")", "dbg!(log(\"{x}\"))", &["log(\"{x}\")"]),
        ("$X = $V", "info!(a = %b, \"c\"); d = e", &["a = %b", "d = e"]),
        ("unknown!(<$$$>)", "unknown!(<a b>)", &["unknown!(<a b>)"]),
    ] {
        let code = format!("async fn f() {{ {body}\n}}");
        assert_eq!(found(pattern, &code), expected, "{pattern} in {body}");
    }
}

#[test]
fn format_strings_hold_the_names_that_they_capture() {
    for (body, expected) in [
        ("println!(\"é {x} {y}\");", &["x"][..]),
        ("format!(\"{x:?} {x}\")", &["x", "x"]),
        ("panic!(\"{:>x$}\", a)", &["x"]),
        ("info!(a = 1, \"{x}\")", &["x"]),
        ("bail!(\"{x:#?}\")", &["x"]),
        ("assert!(a, \"{x}\")", &["x"]),
        ("assert_eq!(a, b, \"{x}\")", &["x"]),
        ("write!(f, r#\"{x}\"#)", &["x"]),
        ("error!(target: \"{x}\", \"{x}\")", &["x"]),
        ("println!(\"{{x}} {}\", 1)", &[]),
        ("println!(\"{x}\", x = 1)", &["x"]),
        ("assert_eq!(\"{x}\", b)", &[]),
        ("unknown!(\"{x}\")", &[]),
    ] {
        let code = format!("fn f() {{ {body} }}");
        assert_eq!(found("x", &code), expected, "{body}");
    }
    let code = "fn f() { println!(\"é {x}\"); }";
    let tree = tree(code);
    let name = tree.nodes().find(|node| node.text() == "x").unwrap();
    assert!(name.in_macro());
    assert_eq!(name.span().start as usize, code.find("x}").unwrap());
}

#[test]
fn macros_stand_in_every_position() {
    for code in [
        "tokio_test! { fn a() { x.unwrap(); } }",
        "mod a { cfg_rt! { pub fn b() { x.unwrap() } } }",
        "impl A { delegate! { fn b(&self) -> u8 { x.unwrap() } } }",
        "fn f() { let a!(x.unwrap()) = b; }",
        "type A = b!(x.unwrap());",
        "#[doc = a!(x.unwrap())] fn f() {}",
    ] {
        assert_eq!(found("$A.unwrap()", code), ["x.unwrap()"], "{code}");
        assert_eq!(unsearched(code), [""; 0], "{code}");
    }
}

#[test]
fn what_has_no_shape_is_counted_and_keeps_its_tokens() {
    let code = "fn f() { a!(<b ; + x.unwrap()); g!(); h!{ /* i */ }; j!(=>) }";
    assert_eq!(unsearched(code), ["(<b ; + x.unwrap())"]);
    assert_eq!(found("$A.unwrap()", code), [""; 0]);
    assert_eq!(found("x", code), ["x"]);
    assert_eq!(
        unsearched("macro_rules! a { ($b:expr) => { $b.unwrap() } } #[c(d = <e>)] fn f() {}"),
        [""; 0]
    );
}

#[test]
fn nesting_is_followed_only_so_far() {
    let deep =
        |levels: usize| format!("fn f() {{ {}x.unwrap(){} }}", "a!(".repeat(levels), ")".repeat(levels));
    assert_eq!(found("$A.unwrap()", &deep(16)), ["x.unwrap()"]);
    let tree = tree(&deep(200));
    sound(&tree);
    assert!(tree.unsearched().iter().any(|part| part.reason == UnsearchedReason::TooDeep));
}

proptest! {
    #[test]
    fn any_body_is_lowered_within_its_bounds(
        name in "println|select|json|vec|matches|cfg_if|bitflags|proptest|quote|info|hashmap|foo",
        body in "[ a-c\\(\\)\\[\\]{}=>,;:.#%?@\"'$|é0-9\\\\/*!&<\n-]{0,40}",
    ) {
        sound(&tree(&format!("fn f() {{ {name}!({body}) }}")));
    }

    #[test]
    fn any_pieces_of_code_are_lowered_within_their_bounds(
        name in "println|select|json|vec|matches|cfg_if|bitflags|proptest|quote|info|hashmap|foo",
        pieces in prop::collection::vec(prop::sample::select(vec![
            "a", "b.c()", "=>", "=", ",", ";", "{", "}", "(", ")", "[", "]", "\"é{x}\"", "\"{x:y$}\" ", "if", "else",
            "biased;", "match a { b => c }", "d!(e)", "json!({\"k\": 1})", "{\"k\": [1, {\"l\": 2}]}", "let", "static ref",
            "fn f(a in b) {}", "struct A: B { const C = 1; }", "#[cfg(a)]", "#x", "#(#x),*", "%", "?", "@", "->", ":",
            "::<A, B>", "_", "// c\n", "/* d */", "|x|", "for await", "in", "default", "1.0", "'a", "\r\n", "..",
            "pub", "impl", "fn", "type", "use", "A", "{ A }", "(A)", "[A; 1]", "<A>", "<", ">", "&", "union", "extern crate",
            "$x", "$($x)*", "$($x);+", "macro_rules! a { () => {} }", "A { a: b }", "if a { b }", "as", "dyn", "box", "mut",
        ]), 0..14),
    ) {
        let pieces = pieces.join(" ");
        sound(&tree(&format!("fn f() {{ é!{{}} {name}!{{{pieces}}} }}")));
        if let Ok(tree) = Builder::file(Language::Rust.grammar(), format!("macro_rules! a {{ ($x:ident) => {{{pieces}}} }}")) {
            sound(&tree);
        }
    }

    #[test]
    fn any_text_is_lowered(code in "\\PC{0,60}") {
        let code = format!("fn f() {{ a!({code}) }}");
        if let Ok(tree) = Builder::file(Language::Rust.grammar(), code) {
            sound(&tree);
        }
    }
}

#[test]
fn types_in_bodies_are_types() {
    for body in ["a!(Option<u8>, B)", "a!(b::c<Option<u8>>(&D, E): Send & !Unpin)", "a!(Option<u8>: Send)"] {
        let code = format!("fn f() {{ {body}; }}");
        assert_eq!(found("Option<$T>", &code), ["Option<u8>"], "{body}");
    }
}

#[test]
fn comments_in_bodies_are_comments() {
    let tree =
        tree("fn f() { select! {\n // a\n b = c => d, // e\n f = g => {} /* h */ } vec![i, /* j */ k] }");
    let comments: Vec<_> = tree.nodes().filter(|node| node.is_extra()).map(|node| node.text()).collect();
    assert_eq!(comments, ["// a", "// e", "/* h */", "/* j */"]);
}

#[test]
fn parts_of_a_select_arm_have_roles() {
    let tree = tree("fn f() { select! { Some(a) = b(), if c => d } }");
    let head = tree.nodes().find(|node| node.k() == K::MatchPattern).unwrap();
    assert_eq!(head.children().next().unwrap().text(), "Some(a)");
    assert_eq!(head.get(F::Value).unwrap().text(), "b()");
    assert_eq!(head.get(F::Condition).unwrap().text(), "c");
    assert_eq!(head.parent().unwrap().get(F::Value).unwrap().text(), "d");
}
