//! Table-driven tests: `«name»` marks the name asked about, `‹name›` the binding it must refer to.

use super::Locals;
use crate::language::Language;
use crate::span::Span;
use crate::syntax::{Builder, Node, Tree};

fn parsed(code: &str) -> Tree {
    Builder::file(Language::Rust.grammar(), code.to_owned()).unwrap()
}

/// The innermost node at `span`.
fn node_at(tree: &Tree, span: Span) -> Node<'_> {
    tree.nodes().filter(|node| node.span() == span).last().unwrap()
}

/// The code without marks, the span of what stood in `open`…`close`.
fn marked(code: &str, open: char, close: char) -> (String, Option<Span>) {
    let Some((before, rest)) = code.split_once(open) else { return (code.to_owned(), None) };
    let (name, after) = rest.split_once(close).unwrap();
    let without = |text: &str| text.replace(['«', '»', '‹', '›'], "");
    let start = without(before).len();
    (without(&format!("{before}{name}{after}")), Some(Span::from_range(start..start + name.len())))
}

#[test]
fn a_name_refers_to_the_innermost_binding_in_scope() {
    for (code, reason) in [
        ("fn f() { let ‹a› = 1; «a»; }", "a let"),
        ("fn f() { let «a» = 1; }", "outside: nothing marked means the binding itself"),
        ("fn f() { let ‹a› = 1; let a = «a»; }", "a let is not in scope in its own value"),
        ("fn f() { let a = 1; let ‹a› = 2; «a»; }", "shadowing"),
        ("fn f() { let ‹a› = 1; { let a = 2; } «a»; }", "a block ends a scope"),
        ("fn f(‹a›: u8) { let a = 1 + «a»; }", "a parameter"),
        ("fn f(‹a›: u8) { let Some(a) = b else { return «a» }; }", "the else of a let does not see it"),
        ("fn f(&‹self›) { «self».x }", "self"),
        ("fn f() { let a = 1; g(|‹a›| «a» + 1) }", "a closure's parameter"),
        ("fn f() { let ‹a› = 1; g(|a| a + 1, «a») }", "a closure's parameter ends with it"),
        ("fn f() { let ‹a› = 1; g(move || «a») }", "captured"),
        ("fn f(x: u8) { match x { ‹n› if «n» > 1 => 2, _ => 3 } }", "a guard sees the arm's pattern"),
        ("fn f(n: u8) { match n { Some(‹n›) => «n», _ => 3 } }", "an arm's pattern"),
        ("fn f(‹n›: u8) { match n { Some(n) => 1, _ => «n» } }", "another arm does not see it"),
        ("fn f(n: u8) { match n { None => 1, ‹m› => «m» } }", "None is no binding"),
        ("fn f() { if let Some(‹a›) = a { «a» } }", "if let"),
        ("fn f(‹a›: u8) { if let Some(a) = «a» { } }", "the value of an if let is outside"),
        ("fn f(‹a›: u8) { if let Some(a) = b { } else { «a» } }", "the else does not see it"),
        ("fn f() { if let Some(‹a›) = b && let Some(c) = «a» { c } }", "a later condition of a chain"),
        ("fn f() { if let Some(‹a›) = b && g() { «a» } }", "the body after a chain"),
        ("fn f() { while let Some(‹a›) = b { «a» } }", "while let"),
        ("fn f() { for (i, ‹a›) in b { «a» } }", "for"),
        ("fn f(‹a›: u8) { for a in «a» { } }", "the iterator is outside"),
        ("fn f(a: u8) { fn g(‹a›: u8) { «a» } }", "a nested fn's own"),
        ("fn f() { let ‹a› = 1; S { «a» } }", "shorthand field initializer"),
        ("fn f() { let S { ‹a›, .. } = s; «a» }", "shorthand field pattern"),
        ("fn f() { let S { a: ‹b›, .. } = s; «b» }", "field pattern"),
        ("fn f() { match x { ‹a› @ Some(_) => «a» } }", "captured pattern"),
        ("fn f() { let (ref ‹a›, mut b) = x; «a» }", "ref"),
        ("fn f() { let (ref a, mut ‹b›) = x; «b» }", "mut"),
        ("fn f() { match x { A(‹n›) | B(n) => «n» } }", "alternatives bind one variable"),
        ("fn f() { match x { A(‹n›) | B(«n») => n } }", "and the later ones refer to the first"),
        ("fn f() { let ‹g› = |x| x; «g»(1) }", "a called closure"),
        ("fn f() { let ‹r#type› = 1; «r#type» }", "raw identifier"),
        ("fn f() { let ‹a› = 1; p!(«a») }", "a macro's argument"),
        ("fn f() { let ‹a› = 1; p!(x.b, b::c, «a») }", "a later one"),
        ("fn f() { let ‹a› = 1; let b = async { «a» }; }", "an async block"),
        ("fn f() { let ‹X› = 1; «X» }", "a let that cannot fail binds whatever its name"),
        ("fn f() { let [‹a›, ..] = x; «a» }", "slice"),
        ("fn f() { let &‹a› = x; «a» }", "reference pattern"),
        ("fn f() { let ‹a›; «a» = 1; }", "assignment"),
        ("fn f() { let ‹a› = 1; loop { break «a» } }", "break"),
    ] {
        let (plain, name) = marked(code, '«', '»');
        let (_, binding) = marked(code, '‹', '›');
        let tree = parsed(&plain);
        let name = node_at(&tree, name.unwrap());
        let found = Locals::new(&tree).definition(name).map(|id| tree.node(id).span());
        assert_eq!(found, Some(binding.unwrap_or(name.span())), "{reason}: {code}");
    }
}

#[test]
fn names_that_are_no_local_variable() {
    for (code, reason) in [
        ("fn f() { let a = 1; } fn g() { «a» }", "another body"),
        ("fn f() { let a = 1; fn g() { «a» } }", "a nested fn sees no variable"),
        ("fn f(a: u8) { x.«a» }", "a field"),
        ("fn f(a: u8) { «a»::b() }", "a module"),
        ("fn f(a: u8) { b::«a»() }", "a path's segment"),
        ("fn f(a: u8) { S { «a»: 1 } }", "a field's name"),
        ("fn f(a: u8) { «a»!() }", "a macro"),
        ("fn f(a: u8) { p!(b.«a») }", "a field in a macro's body"),
        ("fn f(a: u8) { p!(b::«a») }", "a segment in a macro's body"),
        ("fn f() { match x { «None» => 1, _ => 2 } }", "a variant"),
        ("fn f() { let «None» = x else { return }; }", "a variant in a let that can fail"),
        ("fn f() { { let a = 1; } «a» }", "out of scope"),
        ("fn f() { «a»; let a = 1; }", "before the let"),
        ("fn f() { if let Some(a) = b {} «a» }", "after the if let"),
        ("fn f() { 'a: loop { let a = 1; break '«a» } }", "a label"),
        ("fn f<const N: usize>() { «N» }", "a const parameter"),
    ] {
        let (plain, name) = marked(code, '«', '»');
        let tree = parsed(&plain);
        let locals = Locals::new(&tree);
        assert_eq!(locals.definition(node_at(&tree, name.unwrap())), None, "{reason}: {code}");
    }
}

#[test]
fn generic_parameters_are_known() {
    for (code, expected) in [
        ("fn f<T>(x: «T») {}", true),
        ("fn f<«T»>(x: T) {}", true),
        ("fn f<T>() { «T»::new() }", true),
        ("fn f<T>() -> «T»::Out {}", true),
        ("impl<T> S<T> { fn f(x: «T») {} }", true),
        ("fn f<const N: usize>() -> [u8; «N»] {}", true),
        ("struct S<T> { x: «T» }", true),
        ("fn f<T>() { fn g(x: «T») {} }", false),
        ("fn f<T>() {} fn g(x: «T») {}", false),
        ("fn f<T>(x: a::«T») {}", false),
    ] {
        let (plain, name) = marked(code, '«', '»');
        let tree = parsed(&plain);
        let locals = Locals::new(&tree);
        assert_eq!(locals.is_type_parameter(node_at(&tree, name.unwrap())), expected, "{code}");
    }
}

#[test]
fn occurrences_come_in_order_and_know_their_role() {
    let tree = parsed("fn f(a: u8) { g(a, |b| a + b); let a = a; a }");
    let locals = Locals::new(&tree);
    let first = tree.nodes().find(|node| node.text() == "a").unwrap();
    let all: Vec<u32> = locals.occurrences(first.id()).map(|id| tree.node(id).span().start).collect();
    assert_eq!(all, [5, 16, 23, 39]);
    let binding = |id| locals.is_binding(tree.node(id));
    assert_eq!(locals.occurrences(first.id()).map(binding).collect::<Vec<_>>(), [true, false, false, false]);
}

#[test]
fn a_body_with_many_bindings_takes_linear_time() {
    let lets: String = (0..20_000).map(|n| format!("let a{n} = 1; a{n}; ")).collect();
    let tree = parsed(&format!("fn f() {{ {lets} }}"));
    let last = tree.nodes().filter(|node| node.text() == "a19999").last().unwrap();
    assert!(Locals::new(&tree).definition(last).is_some());
}
