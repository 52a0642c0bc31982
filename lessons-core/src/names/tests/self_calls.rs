//! Which functions are methods called by their path.

use super::{World, library};
use crate::pattern::Facts;

#[test]
fn a_type_s_or_trait_s_function_that_takes_self_is_a_method() {
    for (code, expected, why) in [
        ("use std::sync::Arc; fn f() { «Arc::clone»(&a) }", true, "a trait's method on a type"),
        ("fn f() { «Clone::clone»(&a) }", true, "a trait"),
        ("fn f() { «Option::unwrap»(x) }", true, "a known method of std"),
        ("fn f() { «std::option::Option::unwrap»(x) }", true, "by its path"),
        ("fn f() { «Option::<u8>::unwrap»(x) }", true, "with arguments"),
        ("fn f() { «<T as Tr>::go»(x) }", true, "a qualified path"),
        ("fn f() { «Vec::new»(x) }", false, "no self"),
        ("fn f() { «Vec::len»(&x) }", true, "self"),
        ("fn f() { «fs::clone»(x) }", false, "a module's function"),
        ("use std::fs; fn f() { «fs::remove_file»(x) }", false, "a module's"),
        ("mod m { pub fn clone() {} } fn f() { «m::clone»(x) }", false, "one of the file"),
        ("fn f() { «clone»(x) }", false, "no path"),
        ("fn f() { «Rc::downgrade»(&x) }", false, "a function that takes no self"),
        ("fn f() { «Default::default»(x) }", false, "a trait's that takes none"),
        ("struct S; impl S { fn go(&self) {} } fn f() { «S::go»(&x) }", true, "a method of the file"),
        ("struct S; impl S { fn go(x: u8) {} } fn f() { «S::go»(x) }", false, "which takes no self"),
        ("struct S; impl S { fn go(self: Box<Self>) {} } fn f() { «S::go»(x) }", true, "self with a type"),
        ("struct S; impl S { fn go(&self) {} fn f() { «Self::go»(&x) } }", true, "Self"),
        ("#[derive(Clone)] struct S; fn f() { «S::clone»(&x) }", true, "derived"),
        ("struct S; fn f() { «S::go»(&x) }", false, "nobody knows it"),
        ("trait T { fn go(&self); } fn f() { «T::go»(&x) }", true, "a trait of the file"),
        ("trait T { fn go(x: u8); } fn f() { «T::go»(x) }", false, "which says no"),
        ("trait T { fn go(&self); } struct S; fn f() { «S::go»(&x) }", true, "by a trait of the workspace"),
        ("enum E { V(u8) } fn f() { «E::V»(x) }", false, "a variant"),
        ("fn f<T: Clone>() { «T::clone»(&x) }", true, "a generic parameter"),
        ("type A = S; struct S; impl S { fn go(&self) {} } fn f() { «A::go»(&x) }", true, "an alias"),
    ] {
        let world = World::new(vec![library("app", "src/lib.rs")], &[("src/lib.rs", code)]);
        let (found, _) = world.ask("src/lib.rs", code, |facts, node| facts.takes_self(node));
        assert_eq!(found, expected, "{why}: {code}");
    }
}

#[test]
fn other_files_say_what_their_functions_take() {
    for (other, expected, why) in [
        ("pub struct S; impl S { pub fn go(&self) {} }", true, "a method"),
        ("pub struct S; impl S { pub fn go(x: u8) {} }", false, "a function"),
        ("pub mod S { pub fn go(x: u8) {} }", false, "a module's"),
        ("pub use b::S; mod b { pub struct S; impl S { pub fn go(&self) {} } }", true, "re-exported"),
        ("pub trait S { fn go(&self); }", true, "a trait's"),
    ] {
        let code = "mod other; use other::S; fn f() { «S::go»(&x) }";
        let files = [("src/lib.rs", code), ("src/other.rs", other)];
        let world = World::new(vec![library("app", "src/lib.rs")], &files);
        let (found, _) = world.ask("src/lib.rs", code, |facts, node| facts.takes_self(node));
        assert_eq!(found, expected, "{why}: {other}");
    }
}
