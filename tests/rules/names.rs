//! Names: what a path in a pattern finds, and what it does not.

use super::support::{check, found_in};

#[test]
fn names_are_resolved_through_use() {
    const RM: &str = "pattern = 'std::fs::remove_file($A)'";
    check(&[
        ("an alias", RM, "use std::fs::remove_file as rm; fn a() { rm(p); }", &["rm(p)"]),
        (
            "an alias of a module",
            RM,
            "use std::fs as f; fn a() { f::remove_file(p); }",
            &["f::remove_file(p)"],
        ),
        (
            "a group",
            RM,
            "use std::fs::{copy, remove_file}; fn a() { remove_file(p); copy(p) }",
            &["remove_file(p)"],
        ),
        (
            "a nested group",
            RM,
            "use std::{io, fs::{self, remove_file as r}}; fn a() { r(p); fs::remove_file(q); }",
            &["r(p)", "fs::remove_file(q)"],
        ),
        ("a glob", RM, "use std::fs::*; fn a() { remove_file(p); }", &["remove_file(p)"]),
        ("a glob of another module", RM, "use tokio::fs::*; fn a() { remove_file(p); }", &[]),
        (
            "a fn-local use",
            RM,
            "fn a() { use std::fs; fs::remove_file(p); } fn b() { fs::remove_file(q); }",
            &["fs::remove_file(p)"],
        ),
        (
            "a block's use",
            RM,
            "fn a() { { use std::fs; fs::remove_file(p); } fs::remove_file(q); }",
            &["fs::remove_file(p)"],
        ),
        (
            "a module that hides another",
            RM,
            "use std::fs; mod b { mod fs { pub fn remove_file(a: u8) {} } fn c() { fs::remove_file(p); } } fn d() { fs::remove_file(q); }",
            &["fs::remove_file(q)"],
        ),
        (
            "use does not reach into modules",
            RM,
            "use std::fs::remove_file; mod b { fn c() { remove_file(p); } }",
            &[],
        ),
        (
            "super",
            RM,
            "use std::fs; mod b { fn c() { super::fs::remove_file(p); } }",
            &["super::fs::remove_file(p)"],
        ),
        (
            "use super::*",
            RM,
            "use std::fs; mod b { use super::*; fn c() { fs::remove_file(p); } }",
            &["fs::remove_file(p)"],
        ),
        (
            "crate",
            RM,
            "use std::fs; mod b { fn c() { crate::fs::remove_file(p); } }",
            &["crate::fs::remove_file(p)"],
        ),
        ("self", RM, "use std::fs; fn c() { self::fs::remove_file(p); }", &["self::fs::remove_file(p)"]),
        (
            "a leading ::",
            RM,
            "mod std {} fn c() { ::std::fs::remove_file(p); }",
            &["::std::fs::remove_file(p)"],
        ),
        (
            "a local variable hides",
            RM,
            "use std::fs::remove_file; fn a(remove_file: F) { remove_file(p); }",
            &[],
        ),
        (
            "a nearer item wins over a glob",
            RM,
            "use std::fs::*; fn remove_file(a: u8) {} fn b() { remove_file(p); }",
            &[],
        ),
        (
            "an explicit use wins over a glob",
            RM,
            "use std::fs::*; use other::remove_file; fn b() { remove_file(p); }",
            &[],
        ),
        ("another crate's", RM, "use tokio::fs; async fn a() { fs::remove_file(p).await; }", &[]),
        ("from std on it is exact", RM, "fn a() { my::std::fs::remove_file(p); }", &[]),
        (
            "a use of its own is found too",
            "pattern = 'std::fs::remove_file'",
            "use std::fs::remove_file; fn a() { g(remove_file); }",
            &["std::fs::remove_file", "remove_file"],
        ),
        (
            "core is std",
            "pattern = 'std::ptr::null()'",
            "use core::ptr; fn a() { ptr::null(); }",
            &["ptr::null()"],
        ),
        (
            "alloc is std",
            "pattern = 'std::rc::Rc::new($A)'",
            "use alloc::rc::Rc; fn a() { Rc::new(1); }",
            &["Rc::new(1)"],
        ),
        (
            "std in the code, core in the pattern",
            "pattern = 'core::mem::forget($A)'",
            "fn a() { std::mem::forget(b); }",
            &["std::mem::forget(b)"],
        ),
        (
            "a type alias",
            "pattern = 'std::collections::HashMap::new()'",
            "type M = std::collections::HashMap<u8, u8>; fn a() { M::new(); }",
            &["M::new()"],
        ),
        ("the prelude", "pattern = 'std::option::Option::Some($A)'", "fn a() { Some(1); }", &["Some(1)"]),
        (
            "a macro's use",
            "pattern = 'tokio::spawn($A)'",
            "use tokio::spawn; fn a() { b!(spawn(c)); }",
            &["spawn(c)"],
        ),
        (
            "a path that cannot be resolved is as written",
            "pattern = 'log4::init()'",
            "use nothing::*; fn a() { log4::init(); log5::init(); }",
            &["log4::init()"],
        ),
        (
            "every path that ends with the segments",
            "pattern = 'fs::remove_file($A)'",
            "use std::fs::remove_file; use tokio::fs as t; fn a() { remove_file(p); t::remove_file(q); }",
            &["remove_file(p)", "t::remove_file(q)"],
        ),
        (
            "and no other",
            "pattern = 'fs::remove_file($A)'",
            "fn a() { remove_file(p); xfs::remove_file(q); }",
            &[],
        ),
        (
            "$T is any prefix",
            "pattern = '$T::remove_file($A)'",
            "use std::fs::remove_file; fn a() { fs::remove_file(p); a::b::remove_file(q); }",
            &["fs::remove_file(p)", "a::b::remove_file(q)"],
        ),
        (
            "$T is the whole prefix",
            "pattern = '$T::go($A)'\nwhere.T.regex = '^x::y$'",
            "fn a() { x::y::go(p); y::go(q); }",
            &["x::y::go(p)"],
        ),
        (
            "$T is also a type",
            "pattern = '$T::new()'",
            "struct S; fn a() { S::new(); Vec::<u8>::new(); }",
            &["S::new()", "Vec::<u8>::new()"],
        ),
        (
            "a lone name matches wherever it stands",
            "pattern = 'danger'",
            "use a::danger; struct S { danger: u8 } fn f(s: S) { s.danger; danger(); s.danger() }",
            &["danger", "danger", "danger", "danger", "danger"],
        ),
        ("and no part of one", "pattern = 'danger'", "fn f() { dangerous(); no_danger() }", &[]),
        (
            "a called name is the last of any path, and no method",
            "pattern = 'danger($$$)'",
            "fn f() { danger(1); a::danger(2); x.danger(3) }",
            &["danger(1)", "a::danger(2)"],
        ),
        (
            "Self",
            "pattern = 'Thing::new()'",
            "struct Thing; impl Thing { fn a() { Self::new(); } }",
            &["Self::new()"],
        ),
        (
            "a glob of an enum",
            "pattern = 'Ordering::Relaxed'",
            "use std::sync::atomic::Ordering::*; fn a() { b.load(Relaxed); }",
            &["Relaxed"],
        ),
        (
            "a variant through an alias",
            "pattern = 'std::sync::atomic::Ordering::Relaxed'",
            "use std::sync::atomic::Ordering as O; fn a() { b.load(O::Relaxed); }",
            &["O::Relaxed"],
        ),
        (
            "a type in a turbofish",
            "pattern = 'std::collections::HashMap'",
            "use std::collections::HashMap as H; fn a() { b::<H<u8, u8>>(); }",
            &["std::collections::HashMap", "H<u8, u8>"],
        ),
    ]);
}

#[test]
fn methods_and_functions() {
    check(&[
        (
            "T::f(&x)",
            "pattern = '$X.clone()'",
            "fn a() { Arc::clone(&b); Clone::clone(&c); }",
            &["Arc::clone(&b)", "Clone::clone(&c)"],
        ),
        (
            "<T as Tr>::f(x)",
            "pattern = '$X.clone()'",
            "fn a() { <B as Clone>::clone(b); }",
            &["<B as Clone>::clone(b)"],
        ),
        (
            "the receiver is bound without its &",
            "pattern = '$X.clone()'\nwhere.X.regex = '^b$'",
            "fn a() { Arc::clone(&b); Arc::clone(&c); }",
            &["Arc::clone(&b)"],
        ),
        (
            "a workspace's trait",
            "pattern = '$X.go($A)'",
            "trait Go { fn go(&self, a: u8); } fn a() { Go::go(&b, 1); b.go(2); }",
            &["Go::go(&b, 1)", "b.go(2)"],
        ),
        (
            "a method known to take self",
            "pattern = '$X.go()'",
            "struct S; impl S { fn go(&self) {} fn make() {} } fn a() { S::go(&s); }",
            &["S::go(&s)"],
        ),
        (
            "a function that takes no self",
            "pattern = '$X.make()'",
            "struct S; impl S { fn make(a: u8) {} } fn a() { S::make(s); }",
            &[],
        ),
        (
            "a module's fn",
            "pattern = '$X.read()'",
            "mod io { pub fn read(a: u8) {} } fn a() { io::read(b); fs::read(c); }",
            &[],
        ),
        (
            "a path pattern finds a method call",
            "pattern = 'std::sync::Mutex::lock($X)'",
            "use std::sync::Mutex; fn a(m: &Mutex<u8>) { m.lock(); Mutex::lock(m); }",
            &["m.lock()", "Mutex::lock(m)"],
        ),
        (
            "only when the receiver's type is known",
            "pattern = 'std::sync::Mutex::lock($X)'",
            "fn a() { m.lock(); let t: Tx = b(); t.lock(); }",
            &[],
        ),
        (
            "arguments behind the receiver",
            "pattern = 'std::vec::Vec::push($V, 1)'",
            "fn a(v: Vec<u8>) { v.push(1); v.push(2); }",
            &["v.push(1)"],
        ),
    ]);
}

#[test]
fn names_of_the_workspace() {
    for (why, rule, files, expected) in [
        (
            "a re-export",
            "pattern = 'std::fs::remove_file($A)'",
            &[
                ("src/lib.rs", "pub mod io; mod a;"),
                ("src/io.rs", "pub use std::fs::*;"),
                ("src/a.rs", "use crate::io::remove_file; fn f() { remove_file(p); }"),
            ][..],
            &["remove_file(p)"][..],
        ),
        (
            "a re-export of a module",
            "pattern = 'std::fs::remove_file($A)'",
            &[
                ("src/lib.rs", "pub use std::fs as files; mod a;"),
                ("src/a.rs", "fn f() { crate::files::remove_file(p); super::files::remove_file(q); }"),
            ],
            &["crate::files::remove_file(p)", "super::files::remove_file(q)"],
        ),
        (
            "a chain of re-exports",
            "pattern = 'std::fs::remove_file($A)'",
            &[
                ("src/lib.rs", "mod a; mod b; mod c;"),
                ("src/a.rs", "pub use std::fs::remove_file as x;"),
                ("src/b.rs", "pub use crate::a::x as y;"),
                ("src/c.rs", "use crate::b::y; fn f() { y(p); }"),
            ],
            &["y(p)"],
        ),
        (
            "re-exports in a circle end",
            "pattern = 'std::fs::remove_file($A)'",
            &[
                ("src/lib.rs", "mod a; mod b;"),
                ("src/a.rs", "pub use crate::b::*; fn f() { remove_file(p); }"),
                ("src/b.rs", "pub use crate::a::*;"),
            ],
            &[],
        ),
        (
            "a fn by the crate's name",
            "pattern = 'a::danger()'",
            &[
                ("src/lib.rs", "pub fn danger() {} mod b;"),
                ("src/b.rs", "use crate::danger; fn f() { danger(); super::danger(); }"),
            ],
            &["danger()", "super::danger()"],
        ),
        (
            "another fn of the name",
            "pattern = 'a::danger()'",
            &[
                ("src/lib.rs", "pub fn danger() {} mod b;"),
                ("src/b.rs", "fn danger() {} fn f() { danger(); }"),
            ],
            &[],
        ),
        (
            "a macro that the root takes from another crate",
            "pattern = 'log::info!($$$)'",
            &[
                ("src/lib.rs", "#[macro_use]\nextern crate log;\nmod b;"),
                ("src/b.rs", "fn f() { info!(\"x\"); other!(\"y\"); }"),
            ],
            &["info!(\"x\")"],
        ),
        (
            "a rule of a macro names its crate",
            "pattern = 'a::imp::go($A)'",
            &[
                ("src/lib.rs", "pub mod imp { pub fn go(a: u8) {} } mod m;"),
                ("src/m.rs", "macro_rules! g { ($a:expr) => { $crate::imp::go($a) }; }"),
            ],
            &["$crate::imp::go($a)"],
        ),
        (
            "a binary sees its library by name",
            "pattern = 'a::danger()'",
            &[
                ("src/lib.rs", "pub fn danger() {}"),
                ("src/main.rs", "use a::danger; fn main() { danger(); }"),
            ],
            &["danger()"],
        ),
        (
            "a type of another file",
            "pattern = '$X.go()'\nwhere.X.type = 'Client'",
            &[
                ("src/lib.rs", "mod b; mod c;"),
                ("src/b.rs", "pub struct Client; pub fn make() -> Client { Client }"),
                (
                    "src/c.rs",
                    "use crate::b::make; fn f() { let c = make(); c.go(); let d = other(); d.go(); }",
                ),
            ],
            &["c.go()"],
        ),
        (
            "a method that takes self, in another file",
            "pattern = '$X.go()'",
            &[
                ("src/lib.rs", "mod b; mod c;"),
                ("src/b.rs", "pub struct S; impl S { pub fn go(&self) {} pub fn stop(a: u8) {} }"),
                ("src/c.rs", "use crate::b::S; fn f() { S::go(&s); S::stop(1); }"),
            ],
            &["S::go(&s)"],
        ),
    ] {
        assert_eq!(found_in(&format!("[forbid]\n{rule}"), "2021", files), expected, "{why}");
    }
}
