//! Names in more of the ways in which code brings them into scope.

use super::support::{check, check_in};

#[test]
fn paths_mean_what_they_resolve_to() {
    check(&[
        (
            "use in fn of module shadow order: local fn item nearer than use",
            "pattern = 'std::fs::read($A)'",
            "use std::fs::read; fn a() { fn read(x: u8) {} read(p); } fn b() { read(q); }",
            &["read(q)"],
        ),
        (
            "use after use site in fn",
            "pattern = 'std::fs::read($A)'",
            "fn a() { read(p); use std::fs::read; }",
            &["read(p)"],
        ),
        (
            "let shadows fn",
            "pattern = 'std::fs::read($A)'",
            "use std::fs::read; fn a() { let read = |x| x; read(p); }",
            &[],
        ),
        (
            "let shadows only after",
            "pattern = 'std::fs::read($A)'",
            "use std::fs::read; fn a() { read(p); let read = |x| x; read(q); }",
            &["read(p)"],
        ),
        (
            "closure param shadows",
            "pattern = 'std::fs::read($A)'",
            "use std::fs::read; fn a() { g(|read| read(p)); }",
            &[],
        ),
        (
            "match arm binding shadows",
            "pattern = 'std::fs::read($A)'",
            "use std::fs::read; fn a() { match x { read => read(p) } }",
            &[],
        ),
        ("generic param shadows type", "pattern = 'std::vec::Vec<$T>'", "fn a<Vec>(x: Vec<u8>) {}", &[]),
        (
            "inner block use",
            "pattern = 'std::fs::read($A)'",
            "fn a() { if x { use std::fs::read; read(p); } else { read(q); } }",
            &["read(p)"],
        ),
        (
            "super super",
            "pattern = 'std::fs::read($A)'",
            "use std::fs; mod b { mod c { fn d() { super::super::fs::read(p); super::fs::read(q); } } }",
            &["super::super::fs::read(p)"],
        ),
        (
            "self in nested group",
            "pattern = 'std::io::Error::new($$$)'",
            "use std::io::{self, Read}; fn a() { io::Error::new(b, c); }",
            &["io::Error::new(b, c)"],
        ),
        (
            "alias in group with self as",
            "pattern = 'std::io::Error::new($$$)'",
            "use std::io::{self as sio}; fn a() { sio::Error::new(b, c); }",
            &["sio::Error::new(b, c)"],
        ),
        (
            "use of alias of alias",
            "pattern = 'std::fs::read($A)'",
            "use std::fs as f; use f::read as r; fn a() { r(p); self::r(q); }",
            &["r(p)", "self::r(q)"],
        ),
        (
            "use of own module's reexport",
            "pattern = 'std::fs::read($A)'",
            "mod m { pub use std::fs::read; } use m::read; fn a() { read(p); m::read(q); }",
            &["read(p)", "m::read(q)"],
        ),
        (
            "glob of own module",
            "pattern = 'std::fs::read($A)'",
            "mod m { pub use std::fs::read; } use m::*; fn a() { read(p); }",
            &["read(p)"],
        ),
        (
            "private use through glob not visible to sibling... is visible to child",
            "pattern = 'std::fs::read($A)'",
            "use std::fs::read; mod m { use super::*; fn a() { read(p); } }",
            &["read(p)"],
        ),
        (
            "leading :: beats local mod",
            "pattern = 'std::fs::read($A)'",
            "mod std { pub mod fs { pub fn read(a: u8) {} } } fn a() { ::std::fs::read(p); self::std::fs::read(q); }",
            &["::std::fs::read(p)"],
        ),
        (
            "core::/alloc",
            "pattern = 'std::boxed::Box::new($A)'",
            "extern crate alloc; use alloc::boxed::Box; fn a() { Box::new(1); alloc::boxed::Box::new(2); }",
            &["Box::new(1)", "alloc::boxed::Box::new(2)"],
        ),
        ("prelude Box", "pattern = 'std::boxed::Box::new($A)'", "fn a() { Box::new(1); }", &["Box::new(1)"]),
        (
            "prelude shadowed by own struct",
            "pattern = 'std::boxed::Box::new($A)'",
            "struct Box; fn a() { Box::new(1); }",
            &[],
        ),
        (
            "type alias generic",
            "pattern = 'std::sync::Arc::new($A)'",
            "type A<T> = std::sync::Arc<T>; fn a() { A::new(1); A::<u8>::new(2); }",
            &["A::new(1)", "A::<u8>::new(2)"],
        ),
        (
            "alias of alias",
            "pattern = 'std::sync::Mutex::new($A)'",
            "use std::sync::Mutex as M0; type M1<T> = M0<T>; type M2 = M1<u8>; fn a() { M2::new(1); }",
            &["M2::new(1)"],
        ),
        (
            "type alias in type position",
            "pattern = 'std::sync::Mutex<$T>'",
            "use std::sync::Mutex as M; struct S { a: M<u8>, b: tokio::sync::Mutex<u8> }",
            &["M<u8>"],
        ),
        (
            "extern crate as",
            "pattern = 'tokio::spawn($A)'",
            "extern crate tokio as t; fn a() { t::spawn(b); }",
            &["t::spawn(b)"],
        ),
        (
            "path ends with segments: middle",
            "pattern = 'sync::Mutex::new($A)'",
            "use std::sync::Mutex; fn a() { Mutex::new(1); tokio::sync::Mutex::new(2); parking_lot::Mutex::new(3); }",
            &["Mutex::new(1)", "tokio::sync::Mutex::new(2)"],
        ),
        (
            "crate:: pattern",
            "pattern = 'crate::net::go($A)'",
            "mod net { pub fn go(a: u8) {} } use net::go; fn a() { go(1); net::go(2); crate::net::go(3); }",
            &["go(1)", "net::go(2)", "crate::net::go(3)"],
        ),
        (
            "tokio exact",
            "pattern = 'tokio::spawn($A)'",
            "fn a() { my::tokio::spawn(b); tokio::spawn(c); tokio::task::spawn(d); }",
            &["tokio::spawn(c)"],
        ),
        (
            "$T prefix needs prefix or resolved",
            "pattern = '$T::spawn($A)'",
            "use tokio::spawn; fn a() { spawn(b); std::thread::spawn(c); } mod m { fn b() { spawn(d); } }",
            &["spawn(b)", "std::thread::spawn(c)"],
        ),
        (
            "$T twice",
            "pattern = '$T::a($T::b())'",
            "x::y::a(x::y::b()); x::a(y::b())",
            &["x::y::a(x::y::b())"],
        ),
        (
            "lone identifier type",
            "pattern = 'Secret'",
            "struct Secret; fn a(x: Secret) -> Vec<Secret> { Secret::new() }",
            &["Secret", "Secret", "Secret", "Secret"],
        ),
        (
            "lone ident alias",
            "pattern = 'HashMap'",
            "use std::collections::HashMap as H; fn a(x: H<u8, u8>) { HashMap::new(); }",
            &["HashMap", "HashMap"],
        ),
        (
            "glob own pattern module unless nearer",
            "pattern = 'foo::bar($A)'",
            "use foo::*; fn a() { bar(1); } mod m { fn bar(a: u8) {} use foo::*; fn b() { bar(2); } }",
            &["bar(1)"],
        ),
        (
            "glob two modules ambiguous",
            "pattern = 'foo::bar($A)'",
            "use foo::*; use baz::*; fn a() { bar(1); }",
            &["bar(1)"],
        ),
        ("glob: other module", "pattern = 'foo::bar($A)'", "use baz::*; fn a() { bar(1); }", &[]),
        (
            "glob of enum",
            "pattern = 'Level::High'",
            "enum Level { High, Low } use Level::*; fn a() { g(High); g(Level::Low); }",
            &["High"],
        ),
        (
            "glob enum pattern position",
            "pattern = 'Level::High'",
            "use x::Level::*; fn a() { match b { High => 1, Low => 2 } }",
            &["High"],
        ),
        (
            "Self variant",
            "pattern = 'Level::High'",
            "enum Level { High } impl Level { fn a() { g(Self::High); } }",
            &["Self::High"],
        ),
        (
            "path in use position",
            "pattern = 'std::sync::Mutex'",
            "use std::sync::{Arc, Mutex}; fn a(x: Mutex<u8>) {}",
            &["Mutex", "Mutex<u8>"],
        ),
        (
            "use wildcard as name",
            "pattern = 'use std::sync::Mutex;'",
            "use std::sync::{Arc, Mutex}; use std::sync::Mutex;",
            &["use std::sync::Mutex;"],
        ),
        (
            "assoc type path",
            "pattern = 'Self::Error'",
            "trait A { type Error; fn a() -> Self::Error; }",
            &["Self::Error"],
        ),
        (
            "macro path through use",
            "pattern = 'tracing::info!($$$)'",
            "use tracing::info; use tracing as tr; fn a() { info!(\"a\"); tr::info!(\"b\"); log::info!(\"c\"); }",
            &["info!(\"a\")", "tr::info!(\"b\")"],
        ),
        (
            "macro local shadows",
            "pattern = 'tracing::info!($$$)'",
            "macro_rules! info { () => {} } fn a() { info!(\"a\"); }",
            &[],
        ),
        (
            "macro renamed",
            "pattern = 'tracing::info!($$$)'",
            "use tracing::info as i; fn a() { i!(\"a\"); }",
            &["i!(\"a\")"],
        ),
        (
            "derive path",
            "pattern = '#[derive(Serialize)]'",
            "#[derive(serde::Serialize, Debug)] struct A;",
            &["#[derive(serde::Serialize, Debug)]"],
        ),
        ("attr path", "pattern = '#[tokio::main]'", "use tokio::main; #[main] async fn a() {}", &["#[main]"]),
        (
            "trait impl path",
            "pattern = 'impl std::ops::Drop for $T { $$$ }'",
            "use std::ops::Drop; impl Drop for A { fn drop(&mut self) {} } impl core::ops::Drop for B { fn drop(&mut self) {} }",
            &[
                "impl Drop for A { fn drop(&mut self) {} }",
                "impl core::ops::Drop for B { fn drop(&mut self) {} }",
            ],
        ),
        (
            "impl prelude trait",
            "pattern = 'impl std::ops::Drop for $T { $$$ }'",
            "impl Drop for A { fn drop(&mut self) {} }",
            &["impl Drop for A { fn drop(&mut self) {} }"],
        ),
        (
            "impl own trait of the name",
            "pattern = 'impl std::ops::Drop for $T { $$$ }'",
            "trait Drop {} impl Drop for A { fn drop(&mut self) {} }",
            &[],
        ),
        (
            "bound path",
            "pattern = 'fn $F<T: std::fmt::Debug>($$$) { $$$ }'",
            "use std::fmt::Debug; fn a<T: Debug>(x: T) {}",
            &["fn a<T: Debug>(x: T) {}"],
        ),
        (
            "struct literal path",
            "pattern = 'cfg::Opts { $$$ }'",
            "use cfg::Opts as O; fn a() { g(O { x: 1 }); }",
            &["O { x: 1 }"],
        ),
        (
            "tuple struct pattern path",
            "pattern = 'std::option::Option::Some($X)'",
            "fn a() { if let Some(x) = y {} }",
            &["Some(x)"],
        ),
        (
            "const path",
            "pattern = 'std::f64::consts::PI'",
            "use std::f64::consts::*; fn a() { g(PI); }",
            &["PI"],
        ),
        (
            "static of a module",
            "pattern = 'limits::MAX'",
            "mod limits { pub const MAX: u8 = 1; } use limits::MAX as M; fn a() { g(M); g(limits::MAX); }",
            &["limits::MAX", "M", "limits::MAX"],
        ),
        (
            "workspace module fn by last segments",
            "pattern = 'net::connect($A)'",
            "mod net { pub mod v2 { pub fn connect(a: u8) {} } pub use v2::connect; } use net::connect; fn a() { connect(1); net::v2::connect(2); }",
            &["connect(1)"],
        ),
        (
            "pattern segment with generics",
            "pattern = 'Vec::<u8>::new()'",
            "Vec::<u8>::new(); Vec::<u16>::new(); Vec::new()",
            &["Vec::<u8>::new()"],
        ),
        (
            "qualified self",
            "pattern = '<$T as Default>::default()'",
            "<S as Default>::default(); S::default(); Default::default()",
            &["<S as Default>::default()"],
        ),
        (
            "use in trait method default",
            "pattern = 'std::fs::read($A)'",
            "use std::fs; trait T { fn a() { fs::read(p); } }",
            &["fs::read(p)"],
        ),
        (
            "local module same name in block",
            "pattern = 'std::fs::read($A)'",
            "use std::fs; fn a() { mod fs { pub fn read(x: u8) {} } fs::read(p); }",
            &[],
        ),
        (
            "use std self alias module hidden by local variable is no matter",
            "pattern = 'std::fs::read($A)'",
            "use std::fs; fn a(fs: u8) { fs::read(p); }",
            &["fs::read(p)"],
        ),
        ("struct field named like fn", "pattern = 'std::fs::read($A)'", "fn a() { x.read(p); }", &[]),
        (
            "std via macro body fn-local use",
            "pattern = 'std::fs::read($A)'",
            "fn a() { use std::fs::read; assert!(read(p).is_ok()); }",
            &["read(p)"],
        ),
        (
            "macro body with own use",
            "pattern = 'std::fs::read($A)'",
            "fn a() { m! { use std::fs::read; read(p); } }",
            &["read(p)"],
        ),
        (
            "raw idents",
            "pattern = 'm::r#type($A)'",
            "use m::r#type; fn a() { r#type(1); m::r#type(2); }",
            &["r#type(1)", "m::r#type(2)"],
        ),
        (
            "unresolved as written: suffix",
            "pattern = 'mystery::go($A)'",
            "a::mystery::go(1); mystery::go(2); go(3)",
            &["a::mystery::go(1)", "mystery::go(2)"],
        ),
        (
            "single-segment call pattern resolves last segment",
            "pattern = 'forget($A)'",
            "use std::mem::forget as fg; fn a() { std::mem::forget(x); fg(y); forget(z); }",
            &["std::mem::forget(x)", "fg(y)", "forget(z)"],
        ),
        (
            "variant through reexported type alias",
            "pattern = 'std::cmp::Ordering::Less'",
            "type O = std::cmp::Ordering; fn a() { g(O::Less); }",
            &["O::Less"],
        ),
        (
            "Iterator trait methods by path",
            "pattern = 'std::iter::Iterator::next($X)'",
            "fn a(v: std::vec::IntoIter<u8>) { Iterator::next(&mut v); v.next(); }",
            &["Iterator::next(&mut v)"],
        ),
    ]);
}

#[test]
fn macros_of_a_whole_crate() {
    check(&[
        (
            "extern crate in root makes macro known",
            "pattern = 'log::info!($$$)'",
            "#[macro_use] extern crate log; mod a { fn f() { info!(\"a\"); } } fn g() { info!(\"b\"); debug!(\"c\"); }",
            &["info!(\"a\")", "info!(\"b\")"],
        ),
        (
            "macro_use with list",
            "pattern = 'log::info!($$$)'",
            "#[macro_use(debug)] extern crate log; fn g() { info!(\"b\"); debug!(\"c\"); }",
            &[],
        ),
        (
            "macro_use of renamed crate",
            "pattern = 'log::info!($$$)'",
            "#[macro_use] extern crate log as l; fn g() { info!(\"b\"); l::info!(\"c\"); }",
            &["info!(\"b\")", "l::info!(\"c\")"],
        ),
        (
            "macro_use shadowed by macro_rules",
            "pattern = 'log::info!($$$)'",
            "#[macro_use] extern crate log; macro_rules! info { () => {} } fn f() { info!(); }",
            &[],
        ),
        (
            "two macro_use crates: either may have it",
            "pattern = 'log::info!($$$)'",
            "#[macro_use] extern crate log; #[macro_use] extern crate serde_json; fn f() { info!(\"b\"); }",
            &["info!(\"b\")"],
        ),
    ]);
}

#[test]
fn the_2015_edition_begins_at_the_root() {
    check_in(
        "2015",
        &[
            (
                "edition 2015 path",
                "pattern = 'std::fs::read($A)'",
                "use std::fs; mod b { fn c() { ::std::fs::read(p); } }",
                &["::std::fs::read(p)"],
            ),
            (
                "edition 2015 use from root",
                "pattern = 'std::fs::read($A)'",
                "mod m { pub use std::fs::read; } mod b { use m::read; fn c() { read(p); } }",
                &["read(p)"],
            ),
        ],
    );
}
