//! Patterns: positions, metavariables, what is left out, lists, statements, chains.

use lessons_core::FindingKind;

use super::support::{check, found_in, report};

#[test]
fn every_position() {
    check(&[
        ("an expression", "pattern = '$A + 1'", "g(b + 1)", &["b + 1"]),
        ("a statement", "pattern = 'let $A = 1;'", "let b = 1;", &["let b = 1;"]),
        ("statements", "pattern = 'a(); b();'", "a(); b();", &["a(); b();"]),
        ("an item", "pattern = 'struct $S;'", "pub struct A;", &["pub struct A;"]),
        ("a type", "pattern = 'Box<dyn $T>'", "fn g(a: Vec<Box<dyn X>>) {}", &["Box<dyn X>"]),
        (
            "a reference type",
            "pattern = '&mut Vec<$T>'",
            "fn g(a: &mut Vec<u8>, b: &Vec<u8>) {}",
            &["&mut Vec<u8>"],
        ),
        ("a pattern", "pattern = 'Some(Some($X))'", "if let Some(Some(a)) = b {}", &["Some(Some(a))"]),
        (
            "a pattern of alternatives",
            "pattern = 'Err(_) | Ok(_)'",
            "match a { Err(_) | Ok(_) => 1 }",
            &["Err(_) | Ok(_)"],
        ),
        (
            "an attribute",
            "pattern = '#[allow($$$)]'",
            "#[allow(dead_code)] fn a() {}",
            &["#[allow(dead_code)]"],
        ),
        (
            "an inner attribute",
            "pattern = '#![allow(warnings)]'",
            "#![allow(warnings)]\nfn a() {}",
            &["#![allow(warnings)]"],
        ),
        (
            "a match arm",
            "pattern = 'Err(_) => {}'",
            "match a { Ok(b) => b, Err(_) => {} }",
            &["Err(_) => {}"],
        ),
        (
            "a field",
            "pattern = 'password: String'",
            "struct A { pub password: String, b: u8 }",
            &["pub password: String"],
        ),
        (
            "a field of a literal",
            "pattern = 'verify: false'",
            "let a = A { verify: false, b: 1 };",
            &["verify: false"],
        ),
        (
            "an arm of select!",
            "pattern = '$A = $B.recv() => $$$C'",
            "select! { x = rx.recv() => f(x), _ = t => g() }",
            &["x = rx.recv() => f(x),"],
        ),
        (
            "a trait's fn",
            "pattern = 'fn $F(&self) -> $T;'",
            "trait A { fn b(&self) -> u8; fn c(&self); }",
            &["fn b(&self) -> u8;"],
        ),
        (
            "an impl",
            "pattern = 'unsafe impl Send for $T {}'",
            "unsafe impl Send for A {} unsafe impl Sync for A {}",
            &["unsafe impl Send for A {}"],
        ),
        ("a macro call", "pattern = 'todo!()'", "todo!()", &["todo!()"]),
        ("extern crate", "pattern = 'extern crate $C;'", "extern crate a;", &["extern crate a;"]),
        ("a use", "pattern = 'use std::sync::Mutex;'", "use std::sync::Mutex;", &["use std::sync::Mutex;"]),
        (
            "a variant",
            "pattern = 'enum $E { $$$, Unknown, $$$ }'",
            "enum A { B, Unknown } enum C { D }",
            &["enum A { B, Unknown }"],
        ),
        ("one finding where it parses in several", "pattern = 'Some($X)'", "f(Some(1))", &["Some(1)"]),
    ]);
}

#[test]
fn metavariables() {
    check(&[
        ("a variable", "pattern = 'let $X = 1;'", "let a = 1;", &["let a = 1;"]),
        ("a method", "pattern = 'a.$M()'", "a.b(); c.b();", &["a.b()"]),
        ("a field", "pattern = '$A.$F = 1'", "a.b = 1; c = 1;", &["a.b = 1"]),
        ("a type", "pattern = 'let $A: $T = $B;'", "let a: u8 = 1; let b = 2;", &["let a: u8 = 1;"]),
        ("a macro", "pattern = '$M!(1)'", "a!(1); b!(2);", &["a!(1)"]),
        ("a segment", "pattern = 'a::$B::c()'", "a::x::c(); a::c();", &["a::x::c()"]),
        ("never an operator", "pattern = '$A + $B'", "g(a * b)", &[]),
        ("$_ twice is any two", "pattern = 'g($_, $_)'", "g(1, 2)", &["g(1, 2)"]),
        (
            "$X twice is one piece of code",
            "pattern = 'g($X, $X)'",
            "g(1, 2); g(a.b, a . b); g(/* c */ 1, 1);",
            &["g(a.b, a . b)", "g(/* c */ 1, 1)"],
        ),
        (
            "redundant parentheses aside",
            "pattern = '$X - $X'",
            "g((a + b) - ((a + b)))",
            &["(a + b) - ((a + b))"],
        ),
        (
            "a leading & aside",
            "pattern = 'g($X, $X)'",
            "g(&a, a); g(&mut a, *a); g(&a, b)",
            &["g(&a, a)", "g(&mut a, *a)"],
        ),
        ("an inner & counts", "pattern = 'g($X, $X)'", "g(h(&a), h(a))", &[]),
        (
            "literals by value",
            "pattern = 'g($X, $X)'",
            "g(1_0, 10); g(0xa, 0xA); g(\"a\", \"\\x61\")",
            &["g(1_0, 10)", "g(0xa, 0xA)", "g(\"a\", \"\\x61\")"],
        ),
        (
            "a run twice",
            "pattern = 'g([$$$X], [$$$X])'",
            "g([1, 2], [1, 2]); g([1], [2])",
            &["g([1, 2], [1, 2])"],
        ),
        (
            "a name is of any role",
            "pattern = 'S { $F: self.$F }'",
            "g(S { a: self.a }, S { a: self.b })",
            &["S { a: self.a }"],
        ),
        ("fewest first", "pattern = 'g($$$A, $$$B)'\nwhere.B.regex = '1'", "g(1)", &["g(1)"]),
        ("one finding per starting node", "pattern = 'g($$$, $A, $$$)'", "g(1, 2, 3)", &["g(1, 2, 3)"]),
        ("nested matches are separate", "pattern = 'g($A)'", "g(g(1))", &["g(g(1))", "g(1)"]),
        ("a chain's nested matches", "pattern = '$X.f()'", "a.f().f()", &["a.f()", "a.f().f()"]),
        (
            "one finding per rule: two rules",
            "[[forbid]]\npattern = 'g($A)'\n[[forbid]]\npattern = 'g(1)'\nmessage = 'another'",
            "g(1)",
            &["g(1)", "g(1)"],
        ),
        ("no part of a string", "pattern = 'g(\"$X\")'", "g(\"a\"); g(\"$X\")", &["g(\"$X\")"]),
        (
            "a lifetime stays itself",
            "pattern = \"&'static mut $T\"",
            "fn g(a: &'static mut u8) {}",
            &["&'static mut u8"],
        ),
    ]);
}

#[test]
fn what_never_matters() {
    check(&[
        ("layout", "pattern = 'g( 1,2 )'", "g(\n1,\n  2)", &["g(\n1,\n  2)"]),
        ("a trailing comma", "pattern = 'g(1, 2,)'", "g(1, 2)", &["g(1, 2)"]),
        ("redundant parentheses of the code", "pattern = 'a + 1'", "g((a) + (1))", &["(a) + (1)"]),
        ("redundant parentheses of the pattern", "pattern = '(a) + (1)'", "g(a + 1)", &["a + 1"]),
        ("parentheses of a condition", "pattern = 'if a { b() }'", "if (a) { b() }", &["if (a) { b() }"]),
        (
            "commas between arms",
            "pattern = 'match $X { $$$, None => $E, $$$ }'",
            "match a { Some(b) => 1, None => 2 } match a { None => 2, _ => 3, } match a { _ => 1 }",
            &["match a { Some(b) => 1, None => 2 }", "match a { None => 2, _ => 3, }"],
        ),
        ("needed parentheses change the tree", "pattern = '$A * b + c'", "g(a * (b + c))", &[]),
        (
            "numbers",
            "pattern = 'g(1_000)'",
            "g(1000); g(0x3e8); g(1_0_0_0usize); g(1001)",
            &["g(1000)", "g(0x3e8)", "g(1_0_0_0usize)"],
        ),
        (
            "a suffix that is written must be there",
            "pattern = 'g(1u8)'",
            "g(1u8); g(1u16); g(1)",
            &["g(1u8)"],
        ),
        ("floats", "pattern = 'g(1.0)'", "g(1.0); g(1.00); g(1e0); g(1.5)", &["g(1.0)", "g(1.00)", "g(1e0)"]),
        (
            "strings",
            "pattern = 'g(\"a\\\"b\")'",
            "g(\"a\\\"b\"); g(r#\"a\"b\"#); g(\"ab\")",
            &["g(\"a\\\"b\")", "g(r#\"a\"b\"#)"],
        ),
        (
            "characters",
            "pattern = \"g('a')\"",
            "g('a'); g('\\x61'); g('\\u{61}'); g('b')",
            &["g('a')", "g('\\x61')", "g('\\u{61}')"],
        ),
        ("bytes are no strings", "pattern = 'g(\"a\")'", "g(b\"a\"); g(c\"a\")", &[]),
        ("booleans", "pattern = 'g(true)'", "g(true); g(false)", &["g(true)"]),
        ("negative numbers", "pattern = 'g(-1)'", "g(-1); g(1)", &["g(-1)"]),
        (
            "delimiters of a macro",
            "pattern = 'vec![$$$]'",
            "vec!(1); vec!{2}; vec![3]",
            &["vec!(1)", "vec!{2}", "vec![3]"],
        ),
        ("comments in the pattern", "pattern = 'g(/* a */ 1)'", "g(1)", &["g(1)"]),
    ]);
}

#[test]
fn what_a_pattern_leaves_out_and_the_code_may_have() {
    check(&[
        ("attributes", "pattern = 'fn $F() {}'", "#[inline] fn a() {}", &["fn a() {}"]),
        ("attributes of a statement", "pattern = 'let $A = 1;'", "#[cfg(unix)] let a = 1;", &["let a = 1;"]),
        (
            "doc comments",
            "pattern = 'struct $S { a: u8 }'",
            "struct A { /// doc\n a: u8 }",
            &["struct A { /// doc\n a: u8 }"],
        ),
        (
            "visibility",
            "pattern = 'fn $F() {}'",
            "pub(in crate::a) fn a() {}",
            &["pub(in crate::a) fn a() {}"],
        ),
        ("mut of a let", "pattern = 'let a = 1;'", "let mut a = 1;", &["let mut a = 1;"]),
        (
            "mut that is written",
            "pattern = 'let mut a = 1;'",
            "let mut a = 1; let a = 1;",
            &["let mut a = 1;"],
        ),
        (
            "a let's type that is written",
            "pattern = 'let a: u8 = 1;'",
            "let a: u8 = 1; let a: u16 = 1; let a = 1;",
            &["let a: u8 = 1;"],
        ),
        ("generics of an item", "pattern = 'struct $S($T);'", "struct A<T>(T);", &["struct A<T>(T);"]),
        (
            "generics of a type",
            "pattern = 'fn g(a: Vec) {}'",
            "fn g(a: Vec<u8>) {}",
            &["fn g(a: Vec<u8>) {}"],
        ),
        (
            "generics that are written",
            "pattern = 'Vec<u8>'",
            "fn g(a: Vec<u8>, b: Vec<u16>, c: Vec) {}",
            &["Vec<u8>"],
        ),
        ("lifetimes", "pattern = '&mut $T'", "fn g(a: &'a mut u8) {}", &["&'a mut u8"]),
        ("where", "pattern = 'fn $F() {}'", "fn a() where u8: Copy {}", &["fn a() where u8: Copy {}"]),
        (
            "async, unsafe, const, extern",
            "pattern = 'fn $F() {}'",
            "async fn a() {} unsafe fn b() {} const fn c() {} extern \"C\" fn d() {}",
            &["async fn a() {}", "unsafe fn b() {}", "const fn c() {}", "extern \"C\" fn d() {}"],
        ),
        (
            "async that is written",
            "pattern = 'async fn $F() {}'",
            "async fn a() {} fn b() {} async unsafe fn c() {}",
            &["async fn a() {}", "async unsafe fn c() {}"],
        ),
        (
            "unsafe that is written",
            "pattern = 'unsafe fn $F() {}'",
            "unsafe fn a() {} fn b() {}",
            &["unsafe fn a() {}"],
        ),
        ("a return type", "pattern = 'fn $F() { $$$ }'", "fn a() -> u8 { 1 }", &["fn a() -> u8 { 1 }"]),
        (
            "a return type that is written",
            "pattern = 'fn $F() -> u8 { $$$ }'",
            "fn a() -> u8 { 1 } fn b() -> u16 { 1 } fn c() {}",
            &["fn a() -> u8 { 1 }"],
        ),
        (
            "turbofish that is written",
            "pattern = '$A.parse::<u8>()'",
            "a.parse::<u8>(); a.parse::<u16>(); a.parse();",
            &["a.parse::<u8>()"],
        ),
        ("turbofish of a path", "pattern = 'g::<u8>()'", "g::<u8>(); g();", &["g::<u8>()"]),
        ("move", "pattern = '|| $A'", "g(move || a)", &["move || a"]),
        ("move that is written", "pattern = 'move || $A'", "g(move || a, || b)", &["move || a"]),
        ("async of a closure is no fn's", "pattern = '|| $A'", "g(|| a)", &["|| a"]),
        ("labels", "pattern = 'loop { $$$ }'", "'a: loop { b() }", &["'a: loop { b() }"]),
        (
            "a label that is written",
            "pattern = \"'a: loop { $$$ }\"",
            "'a: loop { b() } loop { c() }",
            &["'a: loop { b() }"],
        ),
        ("a label of break", "pattern = 'break'", "'a: loop { break 'a; }", &["break 'a"]),
        ("async move", "pattern = 'async { $$$ }'", "async move { a() }", &["async move { a() }"]),
        (
            "generics of an impl's type",
            "pattern = 'impl Foo for $T { $$$ }'",
            "impl<T: X> Foo for B<T> where T: Y { fn a() {} }",
            &["impl<T: X> Foo for B<T> where T: Y { fn a() {} }"],
        ),
        (
            "visibility of a field",
            "pattern = 'struct S { a: u8 }'",
            "struct S { pub a: u8 }",
            &["struct S { pub a: u8 }"],
        ),
    ]);
}

#[test]
fn what_a_pattern_leaves_out_and_the_code_may_not_have() {
    check(&[
        ("else", "pattern = 'if $C { $$$ }'", "if a { b() } else { c() }", &[]),
        ("let else", "pattern = 'let $A = $B;'", "let Some(a) = b else { return };", &[]),
        (
            "let else that is written",
            "pattern = 'let $A = $B else { $$$ };'",
            "let Some(a) = b else { return }; let c = d;",
            &["let Some(a) = b else { return };"],
        ),
        ("an arm's if", "pattern = 'Some($A) => $B'", "match a { Some(b) if b > 1 => 2, _ => 3 }", &[]),
        (
            "an arm's if that is written",
            "pattern = 'Some($A) if $C => $B'",
            "match a { Some(b) if b > 1 => 2, Some(c) => 3 }",
            &["Some(b) if b > 1 => 2,"],
        ),
        ("a value of return", "pattern = 'return;'", "if a { return 1; } return;", &["return;"]),
        ("a value of break", "pattern = 'break;'", "loop { break 1; } loop { break; }", &["break;"]),
        (
            "a value of return that may be",
            "pattern = 'return $$$X'",
            "if a { return 1 } return;",
            &["return 1", "return"],
        ),
        ("arguments", "pattern = 'g(1)'", "g(1, 2); g(1)", &["g(1)"]),
        ("no arguments", "pattern = 'g()'", "g(1); g()", &["g()"]),
        ("operators", "pattern = 'g($A)'", "g(1) + 1; !g(2)", &["g(1)", "g(2)"]),
        ("a pattern that has no `!`", "pattern = 'if a { $$$ }'", "if !a { b() }", &[]),
        ("?", "pattern = 'let $A = g();'", "let a = g()?; let b = g();", &["let b = g();"]),
        (".await", "pattern = 'let $A = g();'", "let a = g().await; let b = g();", &["let b = g();"]),
        ("mut of &mut", "pattern = 'g(&a)'", "g(&mut a); g(&a)", &["g(&a)"]),
        ("mut of a pointer", "pattern = '*const $T'", "fn g(a: *const u8, b: *mut u8) {}", &["*const u8"]),
        (
            "mut of a reference type",
            "pattern = 'fn $F(a: &u8) {}'",
            "fn a(a: &mut u8) {} fn b(a: &u8) {}",
            &["fn b(a: &u8) {}"],
        ),
        (
            "&mut self is not &self",
            "pattern = 'fn $F(&self) { $$$ }'",
            "impl A { fn a(&mut self) {} fn b(&self) {} fn c(self) {} }",
            &["fn b(&self) {}"],
        ),
        ("= is not ..=", "pattern = '$A..=$B'", "g(a..b, a..=b)", &["a..=b"]),
        ("compound operators", "pattern = '$A += $B'", "a -= b; a += b;", &["a += b"]),
        ("<< is not >>", "pattern = '$A << $B'", "g(a >> b, a << b)", &["a << b"]),
        (
            "any condition",
            "pattern = 'if $C { $$$ }'",
            "if let Some(a) = b && c { d() }",
            &["if let Some(a) = b && c { d() }"],
        ),
        (
            "any condition of while",
            "pattern = 'while $C { $$$ }'",
            "while let Some(a) = b { d() }",
            &["while let Some(a) = b { d() }"],
        ),
        (
            "else { $$$ } is also else if",
            "pattern = 'if $C { $$$ } else { $$$ }'",
            "if a {} else if b {} else {}",
            &["if a {} else if b {} else {}", "if b {} else {}"],
        ),
        (
            "else with code is itself",
            "pattern = 'if $C { $$$ } else { a() }'",
            "if a {} else { a() } if b {} else { b() }",
            &["if a {} else { a() }"],
        ),
        (
            "self is not &self",
            "pattern = 'fn $F(self) { $$$ }'",
            "impl A { fn b(&self) {} fn c(self) {} }",
            &["fn c(self) {}"],
        ),
        ("an array is no repetition", "pattern = '[1, 2]'", "g([1; 2], [1, 2])", &["[1, 2]"]),
        ("a repetition is no array", "pattern = '[1; 2]'", "g([1; 2], [1, 2])", &["[1; 2]"]),
        ("an open range has a side", "pattern = 'a..'", "g(a.., ..a)", &["a.."]),
        ("dyn is not impl", "pattern = 'Box<dyn $T>'", "fn g(a: Box<impl X>) {}", &[]),
        (
            "static mut",
            "pattern = 'static $A: $T = $V;'",
            "static mut A: u8 = 1; static B: u8 = 1;",
            &["static B: u8 = 1;"],
        ),
    ]);
}

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
fn statements_and_chains() {
    check(&[
        ("consecutive", "pattern = 'a(); b();'", "a(); x(); b();", &[]),
        ("of one block", "pattern = 'a(); b();'", "a(); { b(); }", &[]),
        ("a comment between", "pattern = 'a(); b();'", "a(); /* x */ b();", &["a(); /* x */ b();"]),
        (
            "$$$ is any run",
            "pattern = 'a(); $$$ b();'",
            "a(); x(); if c {} b(); y();",
            &["a(); x(); if c {} b();"],
        ),
        ("$$$ is also an empty one", "pattern = 'a(); $$$ b();'", "a(); b();", &["a(); b();"]),
        ("the tail is a statement", "pattern = 'a(); b()'", "a(); b()", &["a(); b()"]),
        ("`;` of the last must be there", "pattern = 'a(); b();'", "a(); b()", &[]),
        ("without it both match", "pattern = 'a(); b()'", "a(); b();", &["a(); b();"]),
        (
            "a value thrown away",
            "pattern = '$X.send($A);'",
            "let a = t.send(1); t.send(2); t.send(3)?; t.send(4)",
            &["t.send(2);"],
        ),
        (
            "one pattern without `;` finds each",
            "pattern = '$X.send($A)'",
            "let a = t.send(1); t.send(2); t.send(4)",
            &["t.send(1)", "t.send(2)", "t.send(4)"],
        ),
        (
            "a block's statements from the middle",
            "pattern = 'b(); c();'",
            "a(); b(); c(); d();",
            &["b(); c();"],
        ),
        (
            "statements share bindings",
            "pattern = 'let $A = $B; drop($A);'",
            "let a = 1; drop(a); let b = 1; drop(c);",
            &["let a = 1; drop(a);"],
        ),
        (
            "statements backtrack",
            "pattern = 'a(); $$$ b($X); c($X);'",
            "a(); b(1); x(); b(2); c(2);",
            &["a(); b(1); x(); b(2); c(2);"],
        ),
        ("in an arm's block", "pattern = 'a(); b();'", "match x { _ => { a(); b(); } }", &["a(); b();"]),
        (
            "in a macro",
            "pattern = 'a(); b();'",
            "thread_local! { static X: u8 = { a(); b(); 1 }; }",
            &["a(); b();"],
        ),
        ("in a closure", "pattern = 'a(); b();'", "g(|| { a(); b(); })", &["a(); b();"]),
        (
            "items of a file",
            "pattern = 'struct A; struct B;'",
            "struct A; struct B;",
            &["struct A; struct B;"],
        ),
        (
            "an attribute between",
            "pattern = 'a(); let x = 1;'",
            "a(); #[allow(b)] let x = 1;",
            &["a(); #[allow(b)] let x = 1;"],
        ),
        (
            "only the pattern's own last `;` counts",
            "pattern = 'if a { b(); }'",
            "if a { b(); } if a { b() }",
            &["if a { b(); }", "if a { b() }"],
        ),
        (
            "without `;` in a block",
            "pattern = 'if a { b() }'",
            "if a { b(); } if a { b() }",
            &["if a { b(); }", "if a { b() }"],
        ),
        (
            "a chain",
            "pattern = 'A::new().$$$.build()'",
            "A::new().a(1).b.c()?.d().await.build()",
            &["A::new().a(1).b.c()?.d().await.build()"],
        ),
        ("an empty run", "pattern = 'A::new().$$$.build()'", "A::new().build()", &["A::new().build()"]),
        ("no index in a run", "pattern = 'A::new().$$$.build()'", "A::new().a()[0].build()", &[]),
        ("another beginning", "pattern = 'A::new().$$$.build()'", "B::new().a().build()", &[]),
        ("another end", "pattern = 'A::new().$$$.build()'", "A::new().a().run()", &[]),
        (
            "two runs",
            "pattern = '$A.iter().$$$.map($F).$$$.collect()'",
            "a.iter().b().map(f).c().d().collect()",
            &["a.iter().b().map(f).c().d().collect()"],
        ),
        (
            "a run that must hold something",
            "pattern = '$A.$$$R.build()'\nwhere.R.has = '$_.tls(false)'",
            "a.x().tls(false).build(); a.x().build()",
            &["a.x().tls(false).build()"],
        ),
        ("in a let else block", "pattern = 'f()'", "let Some(a) = b else { f(); return };", &["f()"]),
        ("in a scrutinee", "pattern = 'f()'", "match f() { _ => 1 }", &["f()"]),
        ("in a default of a const generic and a type", "pattern = 'f()'", "fn g(a: [u8; f()]) {}", &["f()"]),
        ("in an arm's guard", "pattern = 'f()'", "match a { b if f() => 1, _ => 2 }", &["f()"]),
        ("in an attribute nothing runs", "pattern = 'f()'", "#[a(f())] fn b() {}", &[]),
        ("in a struct's base", "pattern = 'f()'", "g(S { a: 1, ..f() })", &["f()"]),
        ("in a label's block", "pattern = 'f()'", "'a: { f() }", &["f()"]),
        ("in a closure's default", "pattern = 'f()'", "let a = |b: [u8; f()]| 1;", &["f()"]),
        ("in a discriminant", "pattern = 'f()'", "enum A { B = f() }", &["f()"]),
    ]);
}

#[test]
fn findings_have_an_order_and_a_place() {
    let files = [
        ("src/b.rs", "fn a() { f(2); g(1); f(1); }\n"),
        ("src/a.rs", "fn é() { f(\"é\"); f(3); }\n"),
        ("src/lib.rs", "mod a; mod b;"),
    ];
    assert_eq!(found_in("[forbid]\npattern = 'f($A)'", "2021", &files), ["f(\"é\")", "f(3)", "f(2)", "f(1)"]);
    let report = report("[forbid]\npattern = 'f($A)'", "2021", &files);
    let places: Vec<_> = report
        .findings
        .iter()
        .map(|one| (one.path.as_str(), one.location.start.line, one.location.start.column))
        .collect();
    assert_eq!(places, [("src/a.rs", 1, 10), ("src/a.rs", 1, 18), ("src/b.rs", 1, 10), ("src/b.rs", 1, 22)]);
    assert!(report.findings.iter().all(|one| one.kind == FindingKind::Forbidden));
}

#[test]
fn messages_and_fixes() {
    for (why, rule, code, message, fix) in [
        ("the title by default", "pattern = 'g($A)'", "g(1)", "Title", None),
        ("a name", "pattern = 'g($A)'\nmessage = 'no `{A}`'", "g( a.b )", "no `a.b`", None),
        (
            "a run",
            "pattern = 'g($$$A)'\nmessage = '{A}'\nfix = 'h({A})'",
            "g(1,  2)",
            "1,  2",
            Some("h(1,  2)"),
        ),
        ("an empty run", "pattern = 'g($$$A)'\nmessage = '<{A}>'\nfix = 'h({A})'", "g()", "<>", Some("h()")),
        ("other braces stay", "pattern = 'g($A)'\nmessage = '{} {a} {A}'", "g(1)", "{} {a} 1", None),
        (
            "a name that a path bound",
            "pattern = 'g()'\nleads-to = 'h($B)'\nmessage = '{B}'",
            "g(); h(2);",
            "2",
            None,
        ),
        (
            "a name that one way did not bind",
            "any = ['g($A)', 'h($B)']\nmessage = '<{A}{B}>'",
            "h(2)",
            "<2>",
            None,
        ),
        (
            "a fix",
            "pattern = '$A.len() == 0'\nfix = '{A}.is_empty()'",
            "0 == x.len()",
            "Title",
            Some("x.is_empty()"),
        ),
    ] {
        let file = super::support::file(code);
        let report = report(&format!("[forbid]\n{rule}"), "2021", &[("src/lib.rs", &file)]);
        let [finding] = report.findings.as_slice() else { panic!("{why}: {:?}", report.findings) };
        assert_eq!(finding.message, message, "{why}");
        assert_eq!(finding.fix.as_ref().map(|fix| fix.replacement.as_str()), fix, "{why}");
        if let Some(fix) = &finding.fix {
            assert_eq!(fix.span, finding.location.span, "{why}: the whole match is replaced");
        }
    }
}

#[test]
fn a_break_has_its_value_however_that_begins() {
    check(&[
        ("a tuple", "pattern = 'break ($A, $B)'", "loop { break (1, x); }", &["break (1, x)"]),
        ("any value", "pattern = 'break $A'", "loop { break (1, x); }", &["break (1, x)"]),
        ("a negative number", "pattern = 'break -1'", "loop { break -1; }", &["break -1"]),
        ("a borrow", "pattern = 'break &$A'", "loop { break &x.y; }", &["break &x.y"]),
        ("a name and a value", "pattern = 'break $A'", "'a: loop { break 'a [x]; }", &["break 'a [x]"]),
        ("in a macro", "pattern = 'break ($A)'", "m!(loop { break (x); });", &["break (x)"]),
        ("no value is no value", "pattern = 'break'", "loop { break (1, x); }", &[]),
        ("no call", "pattern = '$F(1, $X)'", "loop { break (1, x); }", &[]),
        ("what the value holds", "pattern = 'f($A)'", "loop { break *f(x)?; }", &["f(x)"]),
    ]);
}
