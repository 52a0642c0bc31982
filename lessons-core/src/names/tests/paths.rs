//! Paths that one file decides.

use super::path_is;
use crate::workspace::Edition;

const RM: &str = "std::fs::remove_file";

#[test]
fn names_are_resolved_through_use() {
    for (code, path, expected, why) in [
        ("use std::fs; fn f() { «fs::remove_file»(p) }", RM, true, "a module"),
        ("fn f() { «std::fs::remove_file»(p) }", RM, true, "the whole path"),
        ("fn f() { «::std::fs::remove_file»(p) }", RM, true, "a leading ::"),
        ("use std::fs::remove_file as rm; fn f() { «rm»(p) }", RM, true, "an alias"),
        ("use std::fs::remove_file as rm; fn f() { «rm»(p) }", "rm", false, "the alias itself means nothing"),
        (
            "use std::{thread::{self, Builder}}; fn f() { «thread::sleep»(d) }",
            "std::thread::sleep",
            true,
            "self",
        ),
        ("use std::{fs::{remove_file as rm}}; fn f() { «rm»(p) }", RM, true, "nested groups with an alias"),
        ("use std::fs::*; fn f() { «remove_file»(p) }", RM, true, "a glob of the pattern's module"),
        ("use std::*; fn f() { «fs::remove_file»(p) }", RM, true, "a glob of the module around it"),
        (
            "use a::*; use b::*; use c::*; use d::*; use e::*; use g::*; use h::*; use i::*; use std::fs::*;
             fn f() { «remove_file»(p) }",
            RM,
            true,
            "many globs",
        ),
        ("use std::fs::*; fn remove_file() {} fn f() { «remove_file»(p) }", RM, false, "a nearer item"),
        ("use std::fs::*; use a::remove_file; fn f() { «remove_file»(p) }", RM, false, "a nearer use"),
        ("use std::fs::*; fn f(remove_file: F) { «remove_file»(p) }", RM, false, "a nearer variable"),
        ("use tokio::fs::*; fn f() { «remove_file»(p) }", RM, false, "a glob of another module"),
        ("fn f() { use std::fs; «fs::remove_file»(p) }", RM, true, "in a function"),
        ("fn f() { «fs::remove_file»(p); use std::fs; }", RM, true, "a use holds for its whole block"),
        ("fn g() { use std::fs; } fn f() { «fs::remove_file»(p) }", RM, false, "another function's"),
        ("fn f() { { use std::fs; } «fs::remove_file»(p) }", RM, false, "an inner block's"),
        ("use tokio::fs; fn f() { use std::fs; «fs::remove_file»(p) }", RM, true, "the inner one wins"),
        ("use std::fs; fn f() { { use tokio::fs; «fs::remove_file»(p) } }", RM, false, "and shadows"),
        ("use std::fs; fn f() { mod fs {} «fs::remove_file»(p) }", RM, false, "a module in a block shadows"),
        ("mod fs { pub fn remove_file() {} } fn f() { «fs::remove_file»(p) }", RM, false, "a module shadows"),
        ("use std::fs; mod a { fn f() { «fs::remove_file»(p) } }", RM, false, "a module sees only its own"),
        ("use std::fs; mod a { use super::*; fn f() { «fs::remove_file»(p) } }", RM, true, "super's glob"),
        ("use std::fs; mod a { fn f() { «super::fs::remove_file»(p) } }", RM, true, "super"),
        ("use std::fs; mod a { fn f() { «crate::fs::remove_file»(p) } }", RM, true, "crate"),
        ("use std::fs; fn f() { «self::fs::remove_file»(p) }", RM, true, "self"),
        (
            "mod a { mod b { fn f() { «super::super::fs::remove_file»(p) } } } use std::fs;",
            RM,
            true,
            "super twice",
        ),
        ("use std as s; use s::fs as t; fn f() { «t::remove_file»(p) }", RM, true, "a use of a use"),
        ("mod a { pub use std::fs::remove_file as rm; } fn f() { «a::rm»(p) }", RM, true, "a re-export"),
        (
            "mod a { pub use std::fs::remove_file as rm; } fn f() { «a::rm»(p) }",
            "a::rm",
            true,
            "by its own path",
        ),
        (
            "mod a { pub use self::b::*; mod b { pub use std::fs::*; } } fn f() { «a::remove_file»(p) }",
            RM,
            true,
            "globs of globs",
        ),
        ("extern crate std as s; fn f() { «s::fs::remove_file»(p) }", RM, true, "a renamed crate"),
        ("use core::mem::forget; fn f() { «forget»(p) }", "std::mem::forget", true, "core is std"),
        ("fn f() { «alloc::vec::Vec::new»() }", "std::vec::Vec::new", true, "alloc is std"),
        ("fn f() { «std::mem::forget»(p) }", "core::mem::forget", true, "in the pattern too"),
        ("use std::fs as r#type; fn f() { «r#type::remove_file»(p) }", RM, true, "a raw identifier"),
        ("use std::fs; fn f() { x.fs.«remove_file»(p) }", RM, false, "a method is no path"),
    ] {
        assert_eq!(path_is(code, path, Edition::E2021).0, expected, "{why}: {path} in {code}");
    }
}

#[test]
fn a_pattern_s_path_is_the_end_of_a_resolved_one() {
    for (code, path, expected, why) in [
        ("use std::fs; fn f() { «fs::remove_file»(p) }", "fs::remove_file", true, "an end"),
        (
            "use std::fs::remove_file; fn f() { «remove_file»(p) }",
            "fs::remove_file",
            true,
            "of the resolved path",
        ),
        (
            "use std::fs as x; fn f() { «x::remove_file»(p) }",
            "x::remove_file",
            false,
            "not of the written one",
        ),
        ("fn f() { «a::std::fs::remove_file»(p) }", RM, false, "exact from std on"),
        ("fn f() { «x::tokio::spawn»(p) }", "tokio::spawn", false, "exact from a crate's name on"),
        ("fn f() { «tokio::spawn»(p) }", "tokio::spawn", true, "the crate itself"),
        ("fn f() { «Foo::new»() }", "Foo::new", true, "as written where it cannot be resolved"),
        ("fn f() { «a::b::Foo::new»() }", "b::Foo::new", true, "an end of it"),
        ("fn f() { «Foo::new»() }", "$T::new", true, "any prefix"),
        ("fn f() { «new»() }", "$T::new", false, "there is none"),
        ("fn f(new: F) { «new»() }", "new", true, "a variable by its name"),
        ("fn f<T: A>() { «T::new»() }", "T::new", true, "a generic parameter by its name"),
        ("use std::fs::File as T; fn f<T: A>() { «T::new»() }", "File::new", false, "which shadows"),
        (
            "use a::T; fn f<T>() { use std::fs::File as T; «T::open»() }",
            "File::open",
            true,
            "unless a block's use does",
        ),
        (
            "fn f(rm: F) { use std::fs::remove_file as rm; «rm»(p) }",
            RM,
            true,
            "a block's use shadows a parameter",
        ),
        (
            "fn f() { use std::fs::remove_file as rm; let rm = 1; «rm»(p) }",
            RM,
            false,
            "a let in it shadows the use",
        ),
        ("fn f() { «Vec::<u8>::new»() }", "std::vec::Vec::new", true, "turbofish and prelude"),
        (
            "fn f(x: «Option»<u8>) {}",
            "std::option::Option",
            false,
            "which the type with its arguments stands for",
        ),
        ("fn f(x: «Option<u8>») {}", "std::option::Option", true, "a generic type"),
        ("fn f() { «Some»(1) }", "Option::Some", true, "a variant of the prelude"),
        ("fn f() { «None» }", "std::option::Option::None", true, "one without fields"),
        ("fn f() { match x { «None» => 1 } }", "std::option::Option::None", true, "in a pattern"),
        ("struct Vec; fn f() { «Vec::new»() }", "std::vec::Vec::new", false, "an item shadows the prelude"),
        ("fn f() { «drop»(x) }", "std::mem::drop", true, "a function of the prelude"),
        ("fn drop() {} fn f() { «drop»(x) }", "std::mem::drop", false, "a function of the file"),
        ("fn f() { let drop = 1; «drop»(x) }", "std::mem::drop", false, "a variable"),
        ("fn f() { «u8::from_str»(x) }", "u8::from_str", true, "a primitive type"),
        ("use std::u8; fn f() { «u8::MAX» }", "std::u8::MAX", true, "the module of that name"),
        ("fn f() { «println»!() }", "std::println", true, "a macro of std"),
        ("fn f() { «std::println»!() }", "std::println", true, "by its path"),
        ("use tracing::info as println; fn f() { «println»!() }", "tracing::info", true, "an imported macro"),
        (
            "macro_rules! println { () => {} } fn f() { «println»!() }",
            "std::println",
            false,
            "a macro of the file",
        ),
        ("fn println() {} fn f() { «println»!() }", "std::println", true, "a function is no macro"),
        (
            "use std::collections::hash_map::HashMap; fn f() { «HashMap::new»() }",
            "std::collections::HashMap::new",
            true,
            "std's own re-export",
        ),
        ("fn f() { «<Foo as Clone>::clone»(x) }", "std::clone::Clone::clone", true, "a trait's function"),
        ("fn f() { «<Foo as Clone>::clone»(x) }", "Foo::clone", true, "of the type"),
        ("fn f() { «<std::fs::File>::open»(x) }", "std::fs::File::open", true, "a type in brackets"),
        ("struct A; impl A { fn n() {} fn f() { «Self::n»() } }", "A::n", true, "Self"),
        (
            "use std::fs::File; impl Tr for File { fn f() { «Self::open»() } }",
            "std::fs::File::open",
            true,
            "another's type",
        ),
        ("trait A { fn n(); fn f() { «Self::n»() } }", "A::n", true, "Self in a trait"),
        ("#[«tokio::main»] fn f() {}", "tokio::main", true, "an attribute"),
        ("fn test() {} #[«test»] fn f() {}", "test", true, "one by itself"),
    ] {
        assert_eq!(path_is(code, path, Edition::E2021).0, expected, "{why}: {path} in {code}");
    }
}

#[test]
fn type_aliases_are_seen_through() {
    for (code, path, expected, why) in [
        (
            "type M<T> = std::sync::Mutex<T>; fn f() { «M::new»(1) }",
            "std::sync::Mutex::new",
            true,
            "a function of it",
        ),
        ("type M<T> = std::sync::Mutex<T>; fn f(x: «M<u8>») {}", "std::sync::Mutex", true, "the type"),
        ("type M<T> = std::sync::Mutex<T>; fn f(x: «M<u8>») {}", "M", true, "its own name"),
        (
            "use std::sync::Mutex; type A = Mutex<u8>; type B = A; fn f() { «B::new»(1) }",
            "std::sync::Mutex::new",
            true,
            "of an alias",
        ),
        ("type A = B; type B = A; fn f() { «B::new»(1) }", "std::sync::Mutex::new", false, "a cycle ends"),
        (
            "fn f() { type L = std::sync::Mutex<u8>; «L::new»(1) }",
            "std::sync::Mutex::new",
            true,
            "in a block",
        ),
        ("enum E { A } type T = E; fn f() { «T::A» }", "E::A", true, "a variant"),
        ("enum E { A } use E::*; fn f() { «A» }", "E::A", true, "a glob of an enum"),
    ] {
        assert_eq!(path_is(code, path, Edition::E2021).0, expected, "{why}: {path} in {code}");
    }
}

#[test]
fn leaves_of_use_declarations_are_paths() {
    for (code, path, expected, why) in [
        ("use «std::fs::remove_file»;", RM, true, "a path"),
        ("use std::{fs::{«remove_file» as rm}};", RM, true, "a leaf of nested groups"),
        ("use std::{fs::{remove_file as «rm»}};", RM, false, "the name it is given"),
        ("use «std::fs»::remove_file;", RM, false, "a part of it"),
        ("use «std::fs»::remove_file;", "std::fs", true, "which is a path of its own"),
        ("use std::{«fs»::{remove_file}};", "std::fs", true, "a group's beginning"),
        ("use std::fs::{«self»};", "std::fs", true, "self"),
        ("use std::fs::«remove_file»;", RM, false, "a name that the whole path stands for"),
        ("use ::{«std::fs»};", "std::fs", true, "leading ::"),
        ("use std as s; use «s::fs::remove_file»;", RM, true, "through another use"),
        ("use «tokio»;", "tokio", true, "a crate"),
    ] {
        assert_eq!(path_is(code, path, Edition::E2021).0, expected, "{why}: {path} in {code}");
    }
}

#[test]
fn editions_differ_in_where_paths_begin() {
    for (edition, code, path, expected, why) in [
        (
            Edition::E2015,
            "use std::fs; mod a { use fs; fn f() { «fs::remove_file»() } }",
            RM,
            true,
            "from the root",
        ),
        (
            Edition::E2015,
            "use std::fs; mod a { fn f() { «::fs::remove_file»() } }",
            RM,
            true,
            "leading :: too",
        ),
        (Edition::E2015, "mod a { fn f() { «::std::fs::remove_file»() } }", RM, true, "or a crate"),
        (
            Edition::E2015,
            "extern crate tokio; use tokio::spawn; fn f() { «spawn»() }",
            "tokio::spawn",
            true,
            "a crate",
        ),
        (
            Edition::E2018,
            "use std::fs; mod a { fn f() { «::fs::remove_file»() } }",
            RM,
            false,
            "a crate called fs",
        ),
        (Edition::E2018, "fn f() { «tokio::spawn»() }", "tokio::spawn", true, "a crate needs no declaration"),
        (
            Edition::E2018,
            "fn f() { «TryFrom::try_from»() }",
            "std::convert::TryFrom::try_from",
            false,
            "not yet",
        ),
        (
            Edition::E2021,
            "fn f() { «TryFrom::try_from»() }",
            "std::convert::TryFrom::try_from",
            true,
            "in its prelude",
        ),
    ] {
        assert_eq!(path_is(code, path, edition).0, expected, "{why}: {path} in {code}");
    }
}

#[test]
fn a_file_asks_only_what_others_decide() {
    for (code, path, asks, why) in [
        ("use std::fs; fn f() { «fs::remove_file»(p) }", RM, 0, "std is known"),
        ("use tokio::fs; fn f() { «fs::remove_file»(p) }", RM, 0, "a crate outside the workspace is too"),
        ("fn f() { «crate::a::copy»(p) }", RM, 0, "the last name is another"),
        ("fn f() { «crate::a::remove_file»(p) }", RM, 1, "it may be re-exported"),
        ("use super::*; fn f() { «remove_file»(p) }", RM, 1, "it may come from a glob"),
        ("use super::*; fn f() { «other»(p) }", RM, 0, "a glob keeps names"),
        ("fn remove_file() {} fn f() { «remove_file»(p) }", "a::remove_file", 1, "the module may be a"),
        ("fn remove_file() {} fn f() { «remove_file»(p) }", RM, 0, "the file's own is not std's"),
        ("fn remove_file() {} fn f() { «remove_file»(p) }", "remove_file", 0, "its name is known"),
    ] {
        assert_eq!(path_is(code, path, Edition::E2021).1, asks, "{why}: {path} in {code}");
    }
}
