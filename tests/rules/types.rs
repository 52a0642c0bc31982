//! `where.X.type`: what is known, what is not, and what that means under `not`.

use super::support::{check, found_in};

#[test]
fn types() {
    const M: &str = "pattern = '$X.lock()'\nwhere.X.type = 'std::sync::Mutex'";
    const LIST: &str = "pattern = '$X.lock()'\nwhere.X.type = ['std::sync::Mutex', 'parking_lot::Mutex']";
    const NOT: &str = "pattern = '$X.lock()'\nnot.where.X.type = 'std::sync::Mutex'";
    const WHERE_NOT: &str =
        "pattern = '$X.lock()'\nwhere.X.not.pattern = 'never'\nwhere.X.type = 'std::sync::Mutex'";
    const UNKNOWN: &str =
        "pattern = '$X.lock()'\nwhere.X.type = 'std::sync::Mutex'\nwhere.X.type-unknown = 'match'";
    const NOT_UNKNOWN: &str =
        "pattern = '$X.lock()'\nnot.where.X = { type = 'std::sync::Mutex', type-unknown = 'match' }";
    const NO_FLOAT: &str =
        "pattern = '$A / $B'\nnot.where.A = { type = ['f32', 'f64'], type-unknown = 'match' }";
    check(&[
        (
            "unless it is a float",
            NO_FLOAT,
            "fn a(x: f64, n: u64, s: &S) { x / 2.0; n / 2; s.y() / 2; (x as f32) / 2.0; }",
            &["n / 2", "s.y() / 2"],
        ),
        ("a declaration", M, "use std::sync::Mutex; fn a(m: Mutex<u8>) { m.lock(); }", &["m.lock()"]),
        ("another of the name", M, "use tokio::sync::Mutex; fn a(m: Mutex<u8>) { m.lock(); }", &[]),
        (
            "one segment is the last of any path",
            "pattern = '$X.lock()'\nwhere.X.type = 'Mutex'",
            "use tokio::sync::Mutex; fn a(m: Mutex<u8>, n: RwLock<u8>) { m.lock(); n.lock(); }",
            &["m.lock()"],
        ),
        (
            "two segments",
            "pattern = '$X.lock()'\nwhere.X.type = 'sync::Mutex'",
            "use tokio::sync::Mutex; fn a(m: Mutex<u8>) { m.lock(); }",
            &["m.lock()"],
        ),
        (
            "a list",
            LIST,
            "use parking_lot as p; fn a(m: std::sync::Mutex<u8>, n: p::Mutex<u8>, o: p::RwLock<u8>) { m.lock(); n.lock(); o.lock(); }",
            &["m.lock()", "n.lock()"],
        ),
        ("&", M, "use std::sync::*; fn a(m: &&mut Mutex<u8>) { m.lock(); }", &["m.lock()"]),
        (
            "Box, Rc, Arc, Pin",
            M,
            "use std::{sync::*, rc::Rc, pin::Pin}; fn a(m: Box<Mutex<u8>>, n: Rc<Mutex<u8>>, o: Arc<Mutex<u8>>, p: Pin<Box<Mutex<u8>>>) { m.lock(); n.lock(); o.lock(); p.lock(); }",
            &["m.lock()", "n.lock()", "o.lock()", "p.lock()"],
        ),
        (
            "not Vec or Option",
            M,
            "use std::sync::*; fn a(m: Vec<Mutex<u8>>, n: Option<Mutex<u8>>) { m.lock(); n.lock(); }",
            &[],
        ),
        (
            "the type of what a pointer holds, and the pointer",
            "pattern = '$X.go()'\nwhere.X.type = 'std::sync::Arc'",
            "use std::sync::*; fn a(m: Arc<Mutex<u8>>) { m.go(); }",
            &["m.go()"],
        ),
        ("an annotation", M, "fn a() { let m: std::sync::Mutex<u8> = b(); m.lock(); }", &["m.lock()"]),
        ("a constructor", M, "fn a() { let m = std::sync::Mutex::new(1); m.lock(); }", &["m.lock()"]),
        (
            "a constructor behind an Arc",
            M,
            "use std::sync::{Arc, Mutex}; fn a() { let m = Arc::new(Mutex::new(1)); m.lock(); }",
            &["m.lock()"],
        ),
        (
            "a field",
            M,
            "struct S { m: std::sync::Mutex<u8> } impl S { fn a(&self) { self.m.lock(); } }",
            &["self.m.lock()"],
        ),
        (
            "a field of a parameter",
            M,
            "struct S { m: std::sync::Mutex<u8> } fn a(s: &S) { s.m.lock(); }",
            &["s.m.lock()"],
        ),
        (
            "a fn's result",
            M,
            "fn make() -> std::sync::Mutex<u8> { b() } fn a() { make().lock(); let m = make(); m.lock(); }",
            &["make().lock()", "m.lock()"],
        ),
        (
            "a method's result",
            M,
            "struct S; impl S { fn m(&self) -> &std::sync::Mutex<u8> { b() } } fn a(s: S) { s.m().lock(); }",
            &["s.m().lock()"],
        ),
        (
            "a clone is of the same type",
            M,
            "use std::sync::*; fn a(m: Arc<Mutex<u8>>) { let n = m.clone(); n.lock(); let o = Arc::clone(&m); o.lock(); }",
            &["n.lock()", "o.lock()"],
        ),
        ("a static", M, "static M: std::sync::Mutex<u8> = b(); fn a() { M.lock(); }", &["M.lock()"]),
        ("unknown is no match", M, "fn a() { let m = b(); m.lock(); }", &[]),
        (
            "and no match under not",
            NOT,
            "use std::sync::Mutex; fn a(n: Mutex<u8>, o: u8) { let m = b(); m.lock(); n.lock(); o.lock(); }",
            &["o.lock()"],
        ),
        (
            "beside another condition",
            WHERE_NOT,
            "use std::sync::Mutex; fn a(n: Mutex<u8>, o: u8) { n.lock(); o.lock(); }",
            &["n.lock()"],
        ),
        (
            "type-unknown = match",
            UNKNOWN,
            "use std::sync::Mutex; fn a(n: Mutex<u8>, o: u8) { let m = b(); m.lock(); n.lock(); o.lock(); }",
            &["m.lock()", "n.lock()"],
        ),
        (
            "type-unknown = match turns it round under not",
            NOT_UNKNOWN,
            "use std::sync::Mutex; fn a(n: Mutex<u8>, o: u8) { let m = b(); m.lock(); n.lock(); o.lock(); }",
            &["m.lock()", "o.lock()"],
        ),
        (
            "a type of a type",
            "pattern = 'let $A: $T = $V;'\nwhere.T.type = 'std::sync::Mutex'",
            "use std::sync::Mutex as L; fn a() { let m: L<u8> = b(); let n: u8 = c(); }",
            &["let m: L<u8> = b();"],
        ),
        (
            "a self parameter",
            "pattern = '$X.go()'\nwhere.X.type = 'S'",
            "struct S; struct T; impl S { fn a(&self) { self.go(); } } impl T { fn a(&self) { self.go(); } }",
            &["self.go()"],
        ),
        (
            "of a run some node",
            "pattern = 'f($$$A)'\nwhere.A.type = 'String'",
            "fn a(s: String, n: u8) { f(n, s); f(n); }",
            &["f(n, s)"],
        ),
        (
            "inside a spawned closure",
            M,
            "use std::sync::*; fn a(m: Arc<Mutex<u8>>) { spawn(move || { m.lock(); }); }",
            &["m.lock()"],
        ),
        (
            "a pattern's binding",
            M,
            "use std::sync::*; fn a(x: Option<Arc<Mutex<u8>>>) { if let Some(m) = x { m.lock(); } }",
            &["m.lock()"],
        ),
        (
            "double negation",
            "pattern = '$X.lock()'\nnot.not.where.X.type = 'std::sync::Mutex'",
            "use std::sync::Mutex; fn a(n: Mutex<u8>, o: u8) { let m = b(); m.lock(); n.lock(); o.lock(); }",
            &["n.lock()"],
        ),
    ]);
}

#[test]
fn types_of_parts_sums_and_lazy_values() {
    check(&[
        (
            "raw pointers, cells",
            "pattern = '$X.lock()'\nwhere.X.type = 'std::sync::Mutex'",
            "use std::sync::Mutex; use std::cell::UnsafeCell; struct S { m: Mutex<u8>, c: UnsafeCell<Mutex<u8>> } unsafe fn a(p: *const S, s: &S) { (*p).m.lock(); let r = &*p; r.m.lock(); (*s.c.get()).lock(); }",
            &["(*p).m.lock()", "r.m.lock()", "(*s.c.get()).lock()"],
        ),
        (
            "tuple behind pointer, padded",
            "pattern = '$X.lock()'\nwhere.X.type = 'std::sync::Mutex'",
            "use std::sync::{Arc, Condvar, Mutex}; use crossbeam_utils::CachePadded; struct P { m: Mutex<u8> } struct S { t: Arc<(Mutex<bool>, Condvar)>, v: Vec<CachePadded<P>> } fn a(s: &S, i: usize) { s.t.0.lock(); let (m, c) = &*s.t; m.lock(); let p = &s.v[i]; p.m.lock(); }",
            &["s.t.0.lock()", "m.lock()", "p.m.lock()"],
        ),
        (
            "options",
            "pattern = '$X.unwrap()'\nwhere.X.type = 'Option'",
            "use std::time::Instant; use std::num::NonZeroU64; fn a(d: Duration, n: u64) { Instant::now().checked_sub(d).unwrap(); NonZeroU64::new(n).unwrap(); n.checked_add(1).unwrap(); std::ptr::NonNull::new(p).unwrap(); n.parse().unwrap(); }",
            &[
                "Instant::now().checked_sub(d).unwrap()",
                "NonZeroU64::new(n).unwrap()",
                "n.checked_add(1).unwrap()",
                "std::ptr::NonNull::new(p).unwrap()",
            ],
        ),
        (
            "pin_project",
            "pattern = '$X.unwrap()'\nwhere.X.type = 'Option'",
            "pin_project! { pub struct F<Fut> { #[pin] fut: Fut, tx: Option<u8> } } impl<Fut> Future for F<Fut> { fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) { let this = self.project(); this.tx.take().unwrap(); let mut me = self.as_mut().project(); me.tx.as_mut().unwrap(); self.get_mut().tx.take().unwrap(); } }",
            &["this.tx.take().unwrap()", "me.tx.as_mut().unwrap()"],
        ),
        (
            "binary ops unknown",
            "pattern = '$A as u8'\nwhere.A.type = 'u32'",
            "fn f(a: u32, b: Foo) { (a + 1) as u8; (1 + a) as u8; (b + a) as u8; (a >> 8) as u8; (1 << a) as u8; (a & 0xff) as u8; (-b) as u8; (a * b.c) as u8; u32::MAX as u8; (a < 1) as u8; }",
            &[
                "(a + 1) as u8",
                "(1 + a) as u8",
                "(a >> 8) as u8",
                "(a & 0xff) as u8",
                "(a * b.c) as u8",
                "u32::MAX as u8",
            ],
        ),
        (
            "slices",
            "pattern = 'f($A)'\nwhere.A.type = 'slice'",
            "fn a(x: &[u8], y: Vec<u8>, z: &mut [u8]) { f(x); f(y); f(z); f(&y[1..]); f(&x[..2]); f(&y); f(b\"ab\"); }",
            &["f(x)", "f(z)", "f(&y[1..])", "f(&x[..2])", "f(b\"ab\")"],
        ),
        (
            "lazies",
            "pattern = '$X.lock()'\nwhere.X.type = 'Mutex'",
            "use once_cell::sync::Lazy; use std::sync::{LazyLock, Mutex}; static A: Lazy<Mutex<u8>> = Lazy::new(|| x); static B: LazyLock<Mutex<u8>, fn() -> Mutex<u8>> = LazyLock::new(x); thread_local! { static C: Mutex<u8> = y; } fn a() { A.lock(); B.lock(); C.with(|c| c.lock()); crate::A.lock(); }",
            &["A.lock()", "B.lock()", "c.lock()", "crate::A.lock()"],
        ),
        (
            "parking_lot try_lock",
            "pattern = 'f($G)'\nwhere.G.type = 'parking_lot::MutexGuard'",
            "use parking_lot::Mutex; fn a(m: &Mutex<u8>) { if let Some(g) = m.try_lock() { f(g); } let g = m.lock(); f(g); }",
            &["f(g)", "f(g)"],
        ),
        (
            "Option unwrap",
            "pattern = '$X.lock()'\nwhere.X.type = 'std::sync::Mutex'",
            "use std::sync::*; struct S { m: Option<Arc<Mutex<u8>>>, v: Vec<Mutex<u8>> } impl S { fn a(&self) { self.m.as_ref().unwrap().lock(); self.v[0].lock(); for m in &self.v { m.lock(); } for m in self.v.iter() { m.lock(); } self.v.iter().map(|m| m.lock()); if let Some(m) = &self.m { m.lock(); } self.v.first().unwrap().lock(); } }",
            &[
                "self.m.as_ref().unwrap().lock()",
                "self.v[0].lock()",
                "m.lock()",
                "m.lock()",
                "m.lock()",
                "m.lock()",
                "self.v.first().unwrap().lock()",
            ],
        ),
        (
            "HashMap get",
            "pattern = '$X.lock()'\nwhere.X.type = 'std::sync::Mutex'",
            "use std::sync::*; use std::collections::HashMap; fn a(h: &HashMap<String, Arc<Mutex<u8>>>) { h.get(\"a\").unwrap().lock(); h[\"a\"].lock(); if let Some(m) = h.get(\"x\") { m.lock(); } for (k, m) in h { m.lock(); } for m in h.values() { m.lock(); } let m = h.get(\"x\")?; m.lock(); let Some(m) = h.get(\"y\") else { return }; m.lock(); }",
            &[
                "h.get(\"a\").unwrap().lock()",
                "h[\"a\"].lock()",
                "m.lock()",
                "m.lock()",
                "m.lock()",
                "m.lock()",
                "m.lock()",
            ],
        ),
        (
            "OnceLock/LazyLock static",
            "pattern = '$X.lock()'\nwhere.X.type = 'std::sync::Mutex'",
            "use std::sync::*; static A: LazyLock<Mutex<u8>> = LazyLock::new(|| Mutex::new(1)); static B: OnceLock<Mutex<u8>> = OnceLock::new(); fn a() { A.lock(); B.get().unwrap().lock(); B.get_or_init(|| Mutex::new(1)).lock(); }",
            &["A.lock()", "B.get().unwrap().lock()", "B.get_or_init(|| Mutex::new(1)).lock()"],
        ),
        (
            "guard type",
            "pattern = 'f($A)'\nwhere.A.type = 'std::sync::MutexGuard'",
            "use std::sync::*; fn a(m: &Mutex<u8>) { let g = m.lock().unwrap(); f(g); let h = m.lock().unwrap_or_else(|e| e.into_inner()); f(h); let Ok(i) = m.lock() else { return }; f(i); if let Ok(j) = m.try_lock() { f(j); } match m.lock() { Ok(k) => f(k), Err(e) => f(e.into_inner()) } }",
            &["f(g)", "f(h)", "f(i)", "f(j)", "f(k)", "f(e.into_inner())"],
        ),
        (
            "len is usize",
            "pattern = '$A as u32'\nwhere.A.type = 'usize'",
            "fn f(v: Vec<u64>, s: &str, a: [u8; 4]) { v.len() as u32; s.len() as u32; a.len() as u32; v.iter().count() as u32; (v.len() - 1) as u32; x.len() as u32; }",
            &[
                "v.len() as u32",
                "s.len() as u32",
                "a.len() as u32",
                "v.iter().count() as u32",
                "(v.len() - 1) as u32",
            ],
        ),
    ]);
}

#[test]
fn results_of_the_workspace_s_fns_if_all_of_that_name_agree() {
    let rule = "[forbid]\npattern = '$X.lock()'\nwhere.X.type = 'std::sync::Mutex'";
    let agree = [
        ("src/lib.rs", "mod b; mod c; fn a() { let x = other(); x.table().lock(); }"),
        ("src/b.rs", "impl B { fn table(&self) -> std::sync::Mutex<u8> { m() } }"),
        ("src/c.rs", "use std::sync::Mutex; impl C { fn table(&self) -> Mutex<u16> { m() } }"),
    ];
    assert_eq!(found_in(rule, "2021", &agree), ["x.table().lock()"], "all agree");
    let differ = [agree[0], agree[1], ("src/c.rs", "impl C { fn table(&self) -> u8 { m() } }")];
    assert_eq!(found_in(rule, "2021", &differ), [""; 0], "one differs");
}

/// Wherever a type can be asked for, what cannot be told is no match, stays so under `not`, and `type-unknown` turns
/// that round.
#[test]
fn unknown_types_in_every_place() {
    const CODE: &str = "use std::sync::Mutex; fn a(m: Mutex<u8>, n: u8) { let u = b(); start(); u.lock(); }";
    let m = "type = 'std::sync::Mutex'";
    let unknown = "type = 'std::sync::Mutex', type-unknown = 'match'";
    let known = "pattern = '$X.lock()'";
    for (why, rule) in [
        ("any", "any = [{ PATTERN, where.X = { TYPE } }]"),
        ("all", "all = [{ PATTERN, where.X = { TYPE } }]"),
        ("has", "kind = 'function_item'\nhas = { PATTERN, where.X = { TYPE } }"),
        ("inside", "pattern = 'u'\ninside = { PATTERN, where.X = { TYPE } }"),
        ("precedes", "pattern = 'start();'\nprecedes = { PATTERN, where.X = { TYPE } }"),
        ("follows", "PATTERN\nfollows = { pattern = 'let $X = b();', where.X = { TYPE } }"),
        ("leads-to", "pattern = 'start()'\nleads-to = { PATTERN, where.X = { TYPE } }"),
        ("held-across", "pattern = 'b()'\nheld-across = { PATTERN, where.X = { TYPE } }"),
        (
            "guarded-by",
            "pattern = 'u.lock()'\nguarded-by = { pattern = 'let $X = b();', where.X = { TYPE } }",
        ),
        ("not", "PATTERN\nnot.where.X = { TYPE }"),
        ("not.not", "PATTERN\nnot.not.where.X = { TYPE }"),
        ("not.has", "kind = 'function_item'\nnot.has = { PATTERN, where.X = { TYPE } }"),
        ("not.leads-to", "pattern = 'start()'\nnot.leads-to = { PATTERN, where.X = { TYPE } }"),
        (
            "not.guarded-by",
            "pattern = 'u.lock()'\nnot.guarded-by = { pattern = 'let $X = b();', where.X = { TYPE } }",
        ),
        (
            "unless",
            "pattern = 'b()'\nleads-to = { pattern = 'u.lock()', unless = { pattern = 'start()', inside = { kind = 'block', has = { PATTERN, where.X = { TYPE } } } } }",
        ),
        ("a where in a where", "pattern = '$E;'\nwhere.E = { PATTERN, where.X = { TYPE } }"),
    ] {
        let with = |ty: &str| format!("[forbid]\n{}", rule.replace("PATTERN", known).replace("TYPE", ty));
        let count = |ty: &str| found_in(&with(ty), "2021", &[("src/lib.rs", CODE)]).len();
        assert_eq!((count(m), count(unknown)), (0, 1), "{why}: {}", with(unknown));
    }
}

#[test]
fn constants_of_types_and_traits_wherever_they_are_declared() {
    let rule = "[forbid]\npattern = '$A / $B'\nwhere.B.type = 'f64'";
    let file =
        "mod b; use b::{S, T, U}; fn f(x: u8) { x / S::RATE; x / <S as T>::LIMIT; x / U::RATE; x / S::new; }";
    let other = "pub struct S; impl S { pub const RATE: f64 = 1.0; pub fn new() -> f64 { 1.0 } } \
                 pub trait T { const LIMIT: f64; } impl T for S { const LIMIT: f64 = 2.0; } \
                 pub struct U; impl U { pub const RATE: u8 = 1; }";
    let found = found_in(rule, "2021", &[("src/lib.rs", file), ("src/b.rs", other)]);
    assert_eq!(found, ["x / S::RATE"]);
}

#[test]
fn glob_imports_bring_no_other_std() {
    let code =
        "use super::*; use bar::*; use std::time::Instant; fn f() { let now = Instant::now(); now - x; }";
    for (why, root) in [
        ("the module around has nothing", "mod b;"),
        ("it has a glob of its own", "mod b; use foo::*;"),
        ("it has another type of the name", "mod b; pub struct Instant;"),
        ("nobody knows where the file stands", ""),
    ] {
        let rule = "[forbid]\npattern = '$A - $B'\nwhere.A.type = 'std::time::Instant'";
        let found = found_in(rule, "2021", &[("src/lib.rs", root), ("src/b.rs", code)]);
        assert_eq!(found, ["now - x"], "{why}");
    }
}
