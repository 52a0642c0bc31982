//! Every position in which a pattern may stand, and what stands in none.

use super::support::{check, problems};

#[test]
fn variants() {
    check(&[
        (
            "enum variants",
            "pattern = 'enum $E { $$$, $V($T), $$$ }'",
            "enum A { B, C(u8), D } enum F { G } enum H { I(u8, u16) }",
            &["enum A { B, C(u8), D }"],
        ),
        (
            "enum struct variants with $$$ inside (known gap)",
            "pattern = '#[derive(Debug)] enum $E { $$$, $V { $$$, $N: $T, $$$ }, $$$ }'",
            "#[derive(Debug, Clone)] enum A { B, C { x: u8, y: u8 } } #[derive(Debug)] enum D { E(u8) }",
            &["#[derive(Debug, Clone)] enum A { B, C { x: u8, y: u8 } }"],
        ),
        (
            "enum struct variants w/o derive",
            "pattern = 'enum $E { $$$, $V { $$$ }, $$$ }'",
            "enum A { B, C { x: u8, y: u8 } } enum D { E(u8) }",
            &["enum A { B, C { x: u8, y: u8 } }"],
        ),
        (
            "variant pattern",
            "pattern = '$V { password: $T }'",
            "enum A { B, C { password: u8 } }",
            &["C { password: u8 }"],
        ),
    ]);
}

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
fn every_sort_of_code() {
    check(&[
        ("expression: closure", "pattern = '|$A| $A + 1'", "g(|x| x + 1, |y| z + 1)", &["|x| x + 1"]),
        ("expression block", "pattern = '{ a(); b() }'", "let x = { a(); b() };", &["{ a(); b() }"]),
        ("unsafe block", "pattern = 'unsafe { $$$ }'", "unsafe { a() }", &["unsafe { a() }"]),
        (
            "async block",
            "pattern = 'async move { $$$ }'",
            "g(async move { a() }); g(async { b() })",
            &["async move { a() }"],
        ),
        (
            "async block leaves out move",
            "pattern = 'async { $$$ }'",
            "g(async move { a() }); g(async { b() })",
            &["async move { a() }", "async { b() }"],
        ),
        ("range", "pattern = '$A..'", "g(a.., a..b)", &["a.."]),
        ("index", "pattern = '$A[0]'", "g(a[0], b[1], c()[0])", &["a[0]", "c()[0]"]),
        (
            "cast",
            "pattern = '$A as u32'",
            "g(a as u32, b as u64, c.len() as u32)",
            &["a as u32", "c.len() as u32"],
        ),
        ("tuple", "pattern = '($A, $A)'", "g((1, 1), (1, 2)); h(1, 1)", &["(1, 1)"]),
        (
            "array type",
            "pattern = '[u8; $N]'",
            "fn a(x: [u8; 4], y: [u16; 4]) { let z: [u8; M] = b; }",
            &["[u8; 4]", "[u8; M]"],
        ),
        (
            "fn pointer type",
            "pattern = 'fn($A) -> $B'",
            "struct S { a: fn(u8) -> u8, b: fn(u8) }",
            &["fn(u8) -> u8"],
        ),
        (
            "impl trait type",
            "pattern = 'impl Future<Output = $T>'",
            "fn a() -> impl Future<Output = u8> { b }",
            &["impl Future<Output = u8>"],
        ),
        (
            "dyn with bounds",
            "pattern = 'Box<dyn Error + Send + Sync>'",
            "fn a() -> Result<(), Box<dyn Error + Send + Sync>> { b }",
            &["Box<dyn Error + Send + Sync>"],
        ),
        (
            "slice type",
            "pattern = '&[u8]'",
            "fn a(x: &[u8], y: &mut [u8], z: &'a [u8]) {}",
            &["&[u8]", "&'a [u8]"],
        ),
        ("raw pointer type", "pattern = '*mut $T'", "fn a(x: *mut u8, y: *const u8) {}", &["*mut u8"]),
        ("tuple type", "pattern = '($A, $B)'", "fn a(x: (u8, u16)) {}", &["(u8, u16)"]),
        (
            "never type",
            "pattern = 'fn $F() -> ! { $$$ }'",
            "fn a() -> ! { loop {} } fn b() {}",
            &["fn a() -> ! { loop {} }"],
        ),
        (
            "slice pattern",
            "pattern = '[$A, ..]'",
            "let [x, ..] = y else { return }; match z { [a, b] => 1, [c, ..] => 2 }",
            &["[x, ..]", "[c, ..]"],
        ),
        (
            "binding pattern",
            "pattern = '$X @ Some(_)'",
            "match z { a @ Some(_) => 1, b @ None => 2 }",
            &["a @ Some(_)"],
        ),
        (
            "range pattern",
            "pattern = '0..=9'",
            "match z { 0..=9 => 1, 1..=9 => 2, _ => g(0..=9) }",
            &["0..=9", "0..=9"],
        ),
        (
            "ref pattern",
            "pattern = 'Some(ref $X)'",
            "match z { Some(ref a) => 1, Some(b) => 2 }",
            &["Some(ref a)"],
        ),
        ("wildcard arm", "pattern = '_ => {}'", "match z { 1 => {}, _ => {} }", &["_ => {}"]),
        (
            "arm with wildcard and call",
            "pattern = '_ => unreachable!()'",
            "match z { 1 => unreachable!(), _ => unreachable!(), }",
            &["_ => unreachable!(),"],
        ),
        (
            "arm with block",
            "pattern = 'Err($E) => { $$$ }'",
            "match z { Ok(_) => {} Err(e) => { log(e) } }",
            &["Err(e) => { log(e) }"],
        ),
        (
            "Err arm with any body",
            "pattern = 'Err(_) => $X'",
            "match z { Ok(_) => {} Err(_) => return, }",
            &["Err(_) => return,"],
        ),
        (
            "field decl pub",
            "pattern = 'pub $F: Mutex<$T>'",
            "struct S { pub a: Mutex<u8>, b: Mutex<u8> }",
            &["pub a: Mutex<u8>"],
        ),
        (
            "field decl",
            "pattern = '$F: Rc<$T>'",
            "struct S { a: Rc<u8>, #[x] pub(crate) b: Rc<u16> }",
            &["a: Rc<u8>", "pub(crate) b: Rc<u16>"],
        ),
        (
            "attr with path",
            "pattern = '#[tokio::main]'",
            "#[tokio::main] async fn main() {}",
            &["#[tokio::main]"],
        ),
        (
            "attr with args any",
            "pattern = '#[tokio::main($$$)]'",
            "#[tokio::main(flavor = \"current_thread\")] async fn main() {}",
            &["#[tokio::main(flavor = \"current_thread\")]"],
        ),
        ("attr key value", "pattern = '#[path = $P]'", "#[path = \"x.rs\"] mod a;", &["#[path = \"x.rs\"]"]),
        (
            "two attributes",
            "pattern = '#[a] #[b] fn $F() {}'",
            "#[a] #[b] fn f() {} #[b] fn g() {}",
            &["#[a] #[b] fn f() {}"],
        ),
        (
            "trait item",
            "pattern = 'trait $T { $$$ }'",
            "pub trait A: B { fn c(); }",
            &["pub trait A: B { fn c(); }"],
        ),
        (
            "trait with bound",
            "pattern = 'trait $T: Send { $$$ }'",
            "trait A: Send {} trait B {}",
            &["trait A: Send {}"],
        ),
        (
            "const item",
            "pattern = 'const $N: $T = $V;'",
            "const A: u8 = 1; pub const B: u16 = 2;",
            &["const A: u8 = 1;", "pub const B: u16 = 2;"],
        ),
        (
            "assoc const",
            "pattern = 'const MAX: usize = $V;'",
            "impl A { const MAX: usize = 3; }",
            &["const MAX: usize = 3;"],
        ),
        (
            "type alias",
            "pattern = 'type $N = $T;'",
            "type A<T> = B<T>; impl I for X { type Out = u8; }",
            &["type A<T> = B<T>;", "type Out = u8;"],
        ),
        ("enum", "pattern = 'enum $E { $$$ }'", "pub enum A { B, C(u8) }", &["pub enum A { B, C(u8) }"]),
        ("mod", "pattern = 'mod $M { $$$ }'", "mod a { fn b() {} } mod c;", &["mod a { fn b() {} }"]),
        ("mod decl", "pattern = 'mod $M;'", "mod a { fn b() {} } pub mod c;", &["pub mod c;"]),
        (
            "extern block",
            "pattern = 'extern \"C\" { $$$ }'",
            "extern \"C\" { fn a(); }",
            &["extern \"C\" { fn a(); }"],
        ),
        (
            "extern fn",
            "pattern = 'extern \"C\" fn $F($$$) { $$$ }'",
            "pub extern \"C\" fn a() {} fn b() {}",
            &["pub extern \"C\" fn a() {}"],
        ),
        ("union", "pattern = 'union $U { $$$ }'", "union A { b: u8 }", &["union A { b: u8 }"]),
        (
            "tuple struct",
            "pattern = 'struct $S($T);'",
            "pub struct A(u8); struct B(u8, u8); struct C { a: u8 }",
            &["pub struct A(u8);"],
        ),
        (
            "tuple struct any",
            "pattern = 'struct $S($$$);'",
            "pub struct A(u8); struct B(u8, u8); struct C { a: u8 }",
            &["pub struct A(u8);", "struct B(u8, u8);"],
        ),
        (
            "static mut",
            "pattern = 'static mut $N: $T = $V;'",
            "static mut A: u8 = 1; static B: u8 = 2;",
            &["static mut A: u8 = 1;"],
        ),
        (
            "use group",
            "pattern = 'use std::{$$$};'",
            "use std::{fs, io}; use std::fs;",
            &["use std::{fs, io};"],
        ),
        ("use glob", "pattern = 'use $P::*;'", "use a::b::*; use a::c;", &["use a::b::*;"]),
        (
            "macro_rules",
            "pattern = 'macro_rules! $M { $$$ }'",
            "macro_rules! a { () => {} }",
            &["macro_rules! a { () => {} }"],
        ),
        (
            "if let",
            "pattern = 'if let Some($X) = $Y { $$$ }'",
            "if let Some(a) = b { c() } if let Ok(a) = b {}",
            &["if let Some(a) = b { c() }"],
        ),
        (
            "while let",
            "pattern = 'while let Some($X) = $Y.next() { $$$ }'",
            "while let Some(a) = b.next() { c() }",
            &["while let Some(a) = b.next() { c() }"],
        ),
        (
            "for",
            "pattern = 'for $P in $I { $$$ }'",
            "'a: for (x, y) in z.iter() { g() }",
            &["'a: for (x, y) in z.iter() { g() }"],
        ),
        ("loop", "pattern = 'loop { $$$ }'", "'a: loop { g() }", &["'a: loop { g() }"]),
        (
            "match with 2 arms in order",
            "pattern = 'match $X { Ok($A) => $B, Err($C) => $D }'",
            "match a { Ok(b) => b, Err(c) => d } match a { Err(c) => d, Ok(b) => b }",
            &["match a { Ok(b) => b, Err(c) => d }"],
        ),
        (
            "let type",
            "pattern = 'let $A: Vec<$T> = Vec::new();'",
            "let mut a: Vec<u8> = Vec::new(); let b = Vec::new();",
            &["let mut a: Vec<u8> = Vec::new();"],
        ),
        ("uninit let", "pattern = 'let $A;'", "let a; let b = 1; let c: u8;", &["let a;", "let c: u8;"]),
        ("assignment", "pattern = '$A = $B'", "a = b; a += b; let c = d; x.y = 3;", &["a = b", "x.y = 3"]),
        ("compound", "pattern = '$A *= 2'", "a *= 2; a = a * 2;", &["a *= 2"]),
        ("negation", "pattern = '!$A'", "g(!a, -b)", &["!a"]),
        ("deref", "pattern = '*$A = $B;'", "*a = 1; a = 1;", &["*a = 1;"]),
        ("await", "pattern = '$A.await'", "a.await; a().await?;", &["a.await", "a().await"]),
        ("try", "pattern = '$A?'", "a?; b()?.c();", &["a?", "b()?"]),
        ("return val", "pattern = 'return Err($E);'", "return Err(a); ", &["return Err(a);"]),
        ("return in arm", "pattern = 'return Err($E)'", "match a { _ => return Err(b) }", &["return Err(b)"]),
        (
            "break label",
            "pattern = '''break 'outer;'''",
            "'outer: loop { break 'outer; } loop { break; }",
            &["break 'outer;"],
        ),
        (
            "continue",
            "pattern = 'continue'",
            "loop { continue; } 'a: loop { continue 'a; }",
            &["continue", "continue 'a"],
        ),
        (
            "macro with path",
            "pattern = 'tokio::select! { $$$ }'",
            "use tokio::select; fn a() { select! { x = y => z } futures::select! { x = y => z } }",
            &["select! { x = y => z }"],
        ),
        (
            "select arm else",
            "pattern = 'else => $X'",
            "tokio::select! { x = y => z, else => panic!() }",
            &["else => panic!()"],
        ),
        (
            "select arm with guard",
            "pattern = '$A = $B, if $C => $D'",
            "tokio::select! { x = y, if ok => z, w = v => u }",
            &["x = y, if ok => z,"],
        ),
        ("variants", "pattern = 'Unknown'", "enum A { Unknown, B }", &["Unknown"]),
        (
            "variant with data",
            "pattern = 'Other(String)'",
            "enum A { Other(String), B(u8) }",
            &["Other(String)"],
        ),
        ("parameter", "pattern = '$P: &Vec<$T>'", "fn a(x: &Vec<u8>, y: &[u8]) {}", &["x: &Vec<u8>"]),
        (
            "self param",
            "pattern = 'fn $F(mut self, $$$) { $$$ }'",
            "impl A { fn a(mut self) {} fn b(self) {} }",
            &["fn a(mut self) {}"],
        ),
        (
            "where clause",
            "pattern = 'fn $F<$T>($$$) where $T: Send { $$$ }'",
            "fn a<T>() where T: Send {} fn b<T>() {}",
            &["fn a<T>() where T: Send {}"],
        ),
        (
            "generic fn",
            "pattern = 'fn $F<T: Clone>($$$) { $$$ }'",
            "fn a<T: Clone>() {} fn b<T>() {}",
            &["fn a<T: Clone>() {}"],
        ),
        (
            "impl generic",
            "pattern = 'impl<T> Drop for $S<T> { $$$ }'",
            "impl<T> Drop for A<T> { fn drop(&mut self) {} } impl Drop for B { fn drop(&mut self) {} }",
            &["impl<T> Drop for A<T> { fn drop(&mut self) {} }"],
        ),
        (
            "lifetime in pattern",
            "pattern = '''&'static str'''",
            "fn a(x: &'static str, y: &str, z: &'a str) {}",
            &["&'static str"],
        ),
    ]);
}

#[test]
fn what_parses_nowhere_is_an_error() {
    for (why, pattern) in [
        ("error garbage", "foo($A"),
        ("error nested", "foo($A,, $B)"),
        ("error operator", "$A + + "),
        ("lone", "$A"),
        ("lone list", "$$$A"),
        ("lone with paren", "($A)"),
        ("lowercase metavar", "foo($a)"),
        ("mixed", "foo($Abc)"),
        ("double dollar", "foo($$A)"),
        ("only comment", "// hello"),
        ("underscore alone", "$_"),
        ("quoted unclosed", "foo(\"a)"),
        ("part of name", "foo_$A()"),
        ("part of name after", "$A_foo()"),
        ("never operator", "$A $B $C"),
        ("metavar as operator", "a $OP b"),
        ("match guard expression must not be taken as pattern", "if a"),
        ("nested else block", "else { $$$ }"),
        ("reserved word pattern", "unsafe"),
        ("reserved 2", "else"),
        ("reserved where", "where"),
    ] {
        let found = problems(&format!("[forbid]\npattern = '''{pattern}'''"));
        assert!(!found.is_empty(), "{why}: {pattern}");
    }
}
