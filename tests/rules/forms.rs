//! Forms that are equal: fields, derives, attributes, sides, methods and functions.

use super::support::check;

#[test]
fn fields_derives_and_sides() {
    check(&[
        ("no order", "pattern = 'S { a: 1, b: $B }'", "g(S { b: 2, a: 1 })", &["S { b: 2, a: 1 }"]),
        ("all must be there", "pattern = 'S { a: 1 }'", "g(S { a: 1, b: 2 })", &[]),
        ("unless ..", "pattern = 'S { a: 1, .. }'", "g(S { b: 2, a: 1 }, S { b: 1 })", &["S { b: 2, a: 1 }"]),
        (
            "unless $$$",
            "pattern = 'S { a: 1, $$$R }'",
            "g(S { b: 2, a: 1, c: 3 }, S { a: 1 })",
            &["S { b: 2, a: 1, c: 3 }", "S { a: 1 }"],
        ),
        (".. covers ..base", "pattern = 'S { a: 1, .. }'", "g(S { a: 1, ..d })", &["S { a: 1, ..d }"]),
        ("a base that is not written", "pattern = 'S { a: 1 }'", "g(S { a: 1, ..d })", &[]),
        (
            "a base that is written",
            "pattern = 'S { a: 1, ..$D }'",
            "g(S { a: 1, ..d }, S { a: 1 })",
            &["S { a: 1, ..d }"],
        ),
        (
            "a struct pattern",
            "pattern = 'S { a: $A, b: $B }'",
            "let S { b: c, a: d } = e;",
            &["S { b: c, a: d }"],
        ),
        (
            "a field's value may tell which",
            "pattern = 'S { $F: 2, .. }'",
            "g(S { a: 1, b: 2 }, S { a: 1 })",
            &["S { a: 1, b: 2 }"],
        ),
        (
            "fields backtrack",
            "pattern = 'S { $F: $V, .. }'\nwhere.V.regex = '^2$'",
            "g(S { a: 1, b: 2 })",
            &["S { a: 1, b: 2 }"],
        ),
        (
            "a struct's declaration has no order",
            "pattern = 'struct S { a: u8, b: u8 }'",
            "struct S { b: u8, a: u8 }",
            &["struct S { b: u8, a: u8 }"],
        ),
        (
            "derives have no order",
            "pattern = '#[derive(Clone, Copy)]'",
            "#[derive(Copy, Debug, Clone)] struct A;",
            &["#[derive(Copy, Debug, Clone)]"],
        ),
        (
            "a derive that is not there",
            "pattern = '#[derive(Clone, Copy)]'",
            "#[derive(Clone)] struct A;",
            &[],
        ),
        (
            "attribute arguments",
            "pattern = '#[serde(default)]'",
            "struct A { #[serde(rename = \"b\", default)] a: u8 }",
            &["#[serde(rename = \"b\", default)]"],
        ),
        (
            "attribute arguments with a value",
            "pattern = '#[serde(rename = \"b\")]'",
            "struct A { #[serde(default, rename = \"b\")] a: u8, #[serde(rename = \"c\")] b: u8 }",
            &["#[serde(default, rename = \"b\")]"],
        ),
        (
            "an item with a derive",
            "pattern = '#[derive(Debug)] struct $S { $$$ }'",
            "#[derive(Clone, Debug)] struct A { a: u8 } struct B { b: u8 }",
            &["#[derive(Clone, Debug)] struct A { a: u8 }"],
        ),
        ("== has no sides", "pattern = 'a == $B'", "g(1 == a, a == 2)", &["1 == a", "a == 2"]),
        ("!= has no sides", "pattern = 'a != $B'", "g(1 != a)", &["1 != a"]),
        ("<= has", "pattern = 'a <= $B'", "g(1 <= a)", &[]),
        (
            "sides with a condition",
            "pattern = '$A == $B'\nwhere.A.regex = '^1$'",
            "g(a == 1, 1 == a)",
            &["a == 1", "1 == a"],
        ),
        ("arguments have an order", "pattern = 'g(1, 2)'", "g(2, 1)", &[]),
        ("named fields may be short", "pattern = 'S { a: $A }'", "g(S { a })", &["S { a }"]),
    ]);
}

#[test]
fn fields_and_sides_in_other_clothes() {
    check(&[
        (
            "fields shorthand any order",
            "pattern = 'Cfg { a, b: 2 }'",
            "g(Cfg { b: 2, a }, Cfg { b: 2, a: a }, Cfg { a })",
            &["Cfg { b: 2, a }", "Cfg { b: 2, a: a }"],
        ),
        (
            "$$$ covers base",
            "pattern = 'Cfg { a: 1, $$$ }'",
            "g(Cfg { a: 1, ..d }, Cfg { b: 2, a: 1, ..Default::default() }, Cfg { ..d })",
            &["Cfg { a: 1, ..d }", "Cfg { b: 2, a: 1, ..Default::default() }"],
        ),
        (
            ".. first",
            "pattern = 'Cfg { .. }'",
            "g(Cfg { a: 1 }, Cfg {}, Other { a: 1 })",
            &["Cfg { a: 1 }", "Cfg {}"],
        ),
        (
            "struct pattern ..",
            "pattern = 'Cfg { a: $A, .. }'",
            "let Cfg { b, a: x, .. } = c; let Cfg { a: y } = d; let Cfg { a, b: _ } = e;",
            &["Cfg { b, a: x, .. }", "Cfg { a: y }", "Cfg { a, b: _ }"],
        ),
        (
            "struct pattern without .. against code with ..",
            "pattern = 'Cfg { a: $A }'",
            "let Cfg { a: x, .. } = c; let Cfg { a: y } = d;",
            &["Cfg { a: y }"],
        ),
        (
            "duplicated hole fields",
            "pattern = 'P { x: $V, y: $V }'",
            "g(P { y: 1, x: 1 }, P { x: 1, y: 2 })",
            &["P { y: 1, x: 1 }"],
        ),
        (
            "base written only",
            "pattern = 'Cfg { ..$B }'",
            "g(Cfg { ..d }, Cfg { a: 1, ..d })",
            &["Cfg { ..d }"],
        ),
        (
            "base with rest",
            "pattern = 'Cfg { $$$, ..Default::default() }'",
            "g(Cfg { a: 1, ..Default::default() }, Cfg { a: 1, ..x }, Cfg { ..Default::default() })",
            &["Cfg { a: 1, ..Default::default() }", "Cfg { ..Default::default() }"],
        ),
        (
            "enum struct variant",
            "pattern = 'E::V { a: $A, .. }'",
            "match x { E::V { b, a: 1 } => 1, E::V { .. } => 2, E::W { a: 1 } => 3 }",
            &["E::V { b, a: 1 }"],
        ),
        (
            "derive subset order",
            "pattern = '#[derive(Copy, Clone)]'",
            "#[derive(Debug, Clone, Eq, Copy)] struct A; #[derive(Clone)] struct B;",
            &["#[derive(Debug, Clone, Eq, Copy)]"],
        ),
        (
            "derive path alias",
            "pattern = '#[derive(serde::Serialize)]'",
            "use serde::Serialize; #[derive(Debug, Serialize)] struct A; #[derive(rkyv::Serialize)] struct B;",
            &["#[derive(Debug, Serialize)]"],
        ),
        (
            "two derives",
            "pattern = '#[derive(Clone, Copy)]'",
            "#[derive(Clone)] #[derive(Copy)] struct A;",
            &[],
        ),
        (
            "attr args nested",
            "pattern = '#[cfg(all(unix, test))]'\nmessage = \"x\"",
            "#[cfg(all(feature = \"a\", unix))] struct A; #[cfg(all(unix, windows, feature = \"test\"))] struct B;",
            &[],
        ),
        (
            "attr nested in any order",
            "pattern = '#[cfg(all(unix, feature = \"a\"))]'",
            "#[cfg(all(feature = \"a\", unix))] struct A;",
            &["#[cfg(all(feature = \"a\", unix))]"],
        ),
        (
            "serde attr more",
            "pattern = '#[serde(default)]'",
            "struct A { #[serde(default, rename = \"x\")] a: u8, #[serde(rename = \"default\")] b: u8, #[serde(default = \"f\")] c: u8 }",
            &["#[serde(default, rename = \"x\")]"],
        ),
        (
            "serde attr value any",
            "pattern = '#[serde(default = $F)]'",
            "struct A { #[serde(rename = \"x\", default = \"f\")] a: u8, #[serde(default)] b: u8 }",
            &["#[serde(rename = \"x\", default = \"f\")]"],
        ),
        (
            "attr with no args against args",
            "pattern = '#[inline]'",
            "#[inline] fn a() {} #[inline(always)] fn b() {}",
            &["#[inline]"],
        ),
        (
            "derive on item pattern",
            "pattern = '#[derive(Debug)] struct $S { $$$, password: $T, $$$ }'",
            "#[derive(Clone, Debug)] pub struct A { user: X, password: String } #[derive(Clone)] struct B { password: String }",
            &["#[derive(Clone, Debug)] pub struct A { user: X, password: String }"],
        ),
        (
            "derive on item, order of attributes",
            "pattern = '#[derive(Debug)] #[serde(x)] struct $S { $$$ }'",
            "#[serde(x)] #[derive(Debug)] struct A { a: u8 }",
            &["#[serde(x)] #[derive(Debug)] struct A { a: u8 }"],
        ),
        (
            "derive with doc comments between",
            "pattern = '#[derive(Debug)] struct $S;'",
            "#[derive(Debug)] #[non_exhaustive] /// doc\npub struct A;",
            &["#[derive(Debug)] #[non_exhaustive] /// doc\npub struct A;"],
        ),
        (
            "== sides with method",
            "pattern = '$A.len() == 0'",
            "g(0 == a.len(), a.len() == 0, a.len() != 0)",
            &["0 == a.len()", "a.len() == 0"],
        ),
        ("== nested", "pattern = 'a == b'", "g((b) == (a), a == b == c)", &["(b) == (a)", "a == b"]),
        ("> has sides", "pattern = '$A > 0'", "g(0 < a, a > 0)", &["a > 0"]),
        ("&& has sides", "pattern = '$A && true'", "g(true && a, a && true)", &["a && true"]),
        (
            "UFCS with args",
            "pattern = '$X.insert($K, $V)'",
            "HashMap::insert(&mut m, 1, 2); m.insert(1, 2); db::insert(m, 1, 2)",
            &["HashMap::insert(&mut m, 1, 2)", "m.insert(1, 2)"],
        ),
        (
            "UFCS std type known to take self",
            "pattern = '$X.unwrap()'",
            "g(Option::unwrap(a), Result::unwrap(b), core::option::Option::unwrap(c))",
            &["Option::unwrap(a)", "Result::unwrap(b)", "core::option::Option::unwrap(c)"],
        ),
        ("UFCS no self fn", "pattern = '$X.from($A)'", "String::from(\"a\"); u8::from(a, b)", &[]),
        (
            "UFCS with turbofish",
            "pattern = '$X.parse::<$T>()'",
            "str::parse::<u8>(a); a.parse::<u8>()",
            &["str::parse::<u8>(a)", "a.parse::<u8>()"],
        ),
        ("UFCS as value in map is not a call", "pattern = '$X.clone()'", "a.map(Clone::clone)", &[]),
        (
            "UFCS chain",
            "pattern = '$X.lock().unwrap()'",
            "Mutex::lock(&m).unwrap(); Result::unwrap(Mutex::lock(&m)); Result::unwrap(m.lock())",
            &["Mutex::lock(&m).unwrap()", "Result::unwrap(Mutex::lock(&m))", "Result::unwrap(m.lock())"],
        ),
        (
            "own trait imported",
            "pattern = '$X.go()'",
            "mod t { pub trait Go { fn go(&self); fn make() -> u8; } } use t::Go as G; fn a() { G::go(&x); <u8 as G>::go(&y); }",
            &["G::go(&x)", "<u8 as G>::go(&y)"],
        ),
        (
            "associated fn without self of a trait",
            "pattern = '$X.make()'",
            "trait Go { fn make(a: u8); } fn a() { Go::make(x); <u8 as Go>::make(y); }",
            &[],
        ),
        (
            "type param T: Trait",
            "pattern = '$X.go()'",
            "trait Go { fn go(&self); } fn a<T: Go>(x: T) { T::go(&x); }",
            &["T::go(&x)"],
        ),
        (
            "path pattern as method: type known",
            "pattern = 'std::collections::HashMap::insert($M, $K, $V)'",
            "use std::collections::HashMap; fn a(m: &mut HashMap<u8, u8>, n: &mut Other) { m.insert(1, 2); n.insert(1, 2); }",
            &["m.insert(1, 2)"],
        ),
        (
            "path pattern trait method not found as method",
            "pattern = 'Clone::clone($X)'",
            "fn a(x: u8) { x.clone(); Clone::clone(&x); }",
            &["Clone::clone(&x)"],
        ),
    ]);
}

#[test]
fn items_with_attributes() {
    check(&[
        (
            "inside attributed struct",
            "pattern = '$F: String'\ninside = '#[derive(Debug)] struct $S { $$$ }'",
            "#[derive(Clone, Debug)] struct A { a: String } struct B { b: String }",
            &["a: String"],
        ),
        (
            "inside attributed fn",
            "pattern = 'f($A)'\ninside = '#[tokio::main] async fn $F($$$) { $$$ }'",
            "#[tokio::main] async fn a() { f(1) } async fn b() { f(2) }",
            &["f(1)"],
        ),
        (
            "inside attributed impl",
            "pattern = 'fn $F($$$) { $$$ }'\ninside = '#[async_trait] impl $T for $U { $$$ }'",
            "#[async_trait] impl A for B { fn x() {} } impl C for D { fn y() {} }",
            &["fn x() {}"],
        ),
        (
            "not inside attributed",
            "pattern = 'f($A)'\nnot.inside = '#[cold] fn $F() { $$$ }'",
            "#[inline] #[cold] fn a() { f(1) } fn b() { f(2) }",
            &["f(2)"],
        ),
        (
            "has attributed field",
            "pattern = 'struct $S { $$$ }'\nhas = '#[serde(skip)] $F: $T'",
            "struct A { #[serde(skip, default)] a: u8 } struct B { a: u8 }",
            &["struct A { #[serde(skip, default)] a: u8 }"],
        ),
        (
            "attributed order irrelevant",
            "pattern = '#[a] #[b] fn $F() {}'",
            "#[b] #[x] #[a] fn f() {} #[a] fn g() {}",
            &["#[b] #[x] #[a] fn f() {}"],
        ),
        (
            "attributed with binding",
            "pattern = '#[$A] #[$B] fn $F() {}'\nwhere.A.regex = 'b'",
            "#[a] #[b] fn f() {}",
            &["#[a] #[b] fn f() {}"],
        ),
        (
            "attributed statement",
            "pattern = '#[allow($$$)] let $A = $B;'",
            "#[allow(unused)] let x = 1; let y = 2;",
            &["#[allow(unused)] let x = 1;"],
        ),
        (
            "attributed variant",
            "pattern = '#[error($M)] $V($T)'",
            "enum E { #[error(\"x\")] A(u8), B(u8) }",
            &["#[error(\"x\")] A(u8)"],
        ),
        (
            "attributed twice same needs two",
            "pattern = '#[a] #[a] fn $F() {}'",
            "#[a] fn f() {} #[a] #[a] fn g() {}",
            &["#[a] #[a] fn g() {}"],
        ),
        (
            "derive metavar",
            "pattern = '#[derive($$$, $D, $$$)] struct $S;'\nwhere.D.regex = '^Serialize$'",
            "#[derive(Debug, Serialize)] struct A; #[derive(Debug)] struct B;",
            &["#[derive(Debug, Serialize)] struct A;"],
        ),
        (
            "derive std path",
            "pattern = '#[derive(std::clone::Clone)]'",
            "#[derive(Clone)] struct A;",
            &["#[derive(Clone)]"],
        ),
        (
            "derive alias",
            "pattern = '#[derive(serde::Serialize)]'",
            "use serde::Serialize as S; #[derive(S)] struct A; use serde; #[derive(serde::Serialize)] struct B;",
            &["#[derive(S)]", "#[derive(serde::Serialize)]"],
        ),
        ("lone name in derive", "pattern = 'Zeroize'", "#[derive(Zeroize)] struct A;", &["Zeroize"]),
        (
            "derive with cfg_attr",
            "pattern = '#[cfg_attr(feature = \"serde\", derive(Serialize))]'",
            "#[cfg_attr(feature = \"serde\", derive(Serialize, Deserialize))] struct A;",
            &["#[cfg_attr(feature = \"serde\", derive(Serialize, Deserialize))]"],
        ),
    ]);
}

#[test]
fn names_bounds_and_words() {
    check(&[
        ("method raw ident", "pattern = '$X.r#type()'", "a.r#type(); a.type_()", &["a.r#type()"]),
        ("field raw ident", "pattern = '$X.r#type'", "a.r#type; a.b", &["a.r#type"]),
        ("lone raw ident", "pattern = 'r#type'", "let r#type = 1; g(r#type);", &["r#type", "r#type"]),
        (
            "shorthand let struct",
            "pattern = 'let S { a, b } = $X;'",
            "let S { b, a } = x; let S { a: a, b } = y; let S { a, b: c } = z;",
            &["let S { b, a } = x;", "let S { a: a, b } = y;"],
        ),
        (
            "shorthand bind in pattern",
            "pattern = 'S { a: $A }'\nwhere.A.regex = '^a$'",
            "let S { a } = x; let S { a: b } = y;",
            &["S { a }"],
        ),
        (
            "struct pattern ref",
            "pattern = 'S { a: ref $A, .. }'",
            "let S { ref a, b } = x; let S { a: ref c, .. } = y;",
            &["S { a: ref c, .. }"],
        ),
        ("struct with mut shorthand", "pattern = 'S { a: $A }'", "let S { mut a } = x;", &["S { mut a }"]),
        (
            "call of a closure field with generic",
            "pattern = '(self.f)($A)'",
            "(self.f)(1); self.f(1); self.f::<u8>(1)",
            &["(self.f)(1)"],
        ),
        (
            "field pattern is not method",
            "pattern = '$A.len'",
            "a.len(); a.len::<u8>(); a.len.b(); g(a.len)",
            &["a.len", "a.len"],
        ),
        (
            "field chain",
            "pattern = 'self.inner.$F'",
            "self.inner.a; self.inner.b(); self.inner.c.d()",
            &["self.inner.a", "self.inner.c"],
        ),
        ("bare return keyword ok", "pattern = 'return'", "return", &["return"]),
        ("async closure", "pattern = 'async |$X| $B'", "g(async |x| y, |x| y)", &["async |x| y"]),
        (
            "dyn with lifetime inside Box",
            "pattern = 'Box<dyn $T>'",
            "fn a(x: Box<dyn Fn() + 'a>, y: Box<dyn A + Send>, z: Box<dyn B>) {}",
            &["Box<dyn Fn() + 'a>", "Box<dyn B>"],
        ),
        (
            "bounds with lifetime",
            "pattern = 'Box<dyn A + Send>'",
            "fn a(x: Box<dyn A + Send + 'static>, y: Box<dyn A>) {}",
            &["Box<dyn A + Send + 'static>"],
        ),
        (
            "lifetime written",
            "pattern = '''Box<dyn A + 'static>'''",
            "fn a(x: Box<dyn A + 'static>, y: Box<dyn A>, z: Box<dyn A + 'a>) {}",
            &["Box<dyn A + 'static>"],
        ),
        (
            "trait method of type param",
            "pattern = '$X.go($$$)'",
            "mod t { pub trait Go { fn go(&self, a: u8); } } use t::Go; fn a<G: Go>(x: G) { G::go(&x, 1); go::go(&x, 1); }",
            &["G::go(&x, 1)"],
        ),
        (
            "T::new for generic not method",
            "pattern = '$X.new()'",
            "trait N { fn new(a: u8) -> Self; } fn a<T: N>(x: u8) { T::new(x); <T as N>::new(x); }",
            &[],
        ),
        (
            "macro_rules body",
            "pattern = 'macro_rules! $M { $$$ }'",
            "macro_rules! a { () => {}; ($x:expr) => { $x } } macro_rules! b ( () => () );",
            &["macro_rules! a { () => {}; ($x:expr) => { $x } }", "macro_rules! b ( () => () );"],
        ),
        (
            "macro_rules named",
            "pattern = 'macro_rules! secret { $$$ }'",
            "macro_rules! a { () => {} } macro_rules! secret { () => {} }",
            &["macro_rules! secret { () => {} }"],
        ),
        (
            "macro statement in impl",
            "pattern = 'foo!($$$);'",
            "impl A { foo!(1); } foo! { 2 } fn b() { foo!(3); foo!(4) }",
            &["foo!(1);", "foo!(3);"],
        ),
        ("statement starts inside expression", "pattern = 'a(); $$$'", "a(); b();", &["a();"]),
        (
            "unsafe trait written",
            "pattern = 'unsafe trait $T { $$$ }'",
            "unsafe trait A {} trait B {}",
            &["unsafe trait A {}"],
        ),
        (
            "negative impl",
            "pattern = 'impl !$T for $U {}'",
            "impl !Send for A {} impl Send for B {}",
            &["impl !Send for A {}"],
        ),
        (
            "generics of fn partially",
            "pattern = 'fn $F<T: Clone>($$$) { $$$ }'",
            "fn a<'a, T: Clone>() {} fn b<T>() {} fn c<T: Clone, U>() {}",
            &["fn a<'a, T: Clone>() {}"],
        ),
        ("empty statements", "pattern = 'a(); b();'", "a();;; b(); a(); {} b();", &["a();;; b();"]),
    ]);
}
