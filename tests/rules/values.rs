//! Types of values: what loops, closures, constants, pins and locks give, and what patterns take apart.

use super::support::found_in;

const USES: &str = "use std::sync::{Mutex, Arc, RwLock, PoisonError, LockResult}; use std::pin::Pin; use std::collections::HashMap;";

#[test]
fn the_type_of_a_value_is_told_from_what_gives_it() {
    let mut wrong = Vec::new();
    for (why, code, of_type, expected) in [
        (
            "loop break",
            "fn f() { let m = loop { break Mutex::new(1); }; m.hit(); }",
            "std::sync::Mutex",
            &["m.hit()"][..],
        ),
        (
            "loop break labelled",
            "fn f() { let m = 'a: loop { loop { break 'a Mutex::new(1); } }; m.hit(); }",
            "std::sync::Mutex",
            &["m.hit()"][..],
        ),
        (
            "labelled block",
            "fn f() { let m = 'a: { if x { break 'a Mutex::new(1); } Mutex::new(2) }; m.hit(); }",
            "std::sync::Mutex",
            &["m.hit()"][..],
        ),
        (
            "loop inner break not its own",
            "fn f() { let m = loop { loop { break 1; } break Mutex::new(1); }; m.hit(); }",
            "std::sync::Mutex",
            &["m.hit()"][..],
        ),
        (
            "assoc const",
            "struct S; impl S { const M: Mutex<u8> = Mutex::new(1); fn f() { S::M.hit(); Self::M.hit(); } }",
            "std::sync::Mutex",
            &["S::M.hit()", "Self::M.hit()"][..],
        ),
        (
            "trait assoc const",
            "trait T { const M: Mutex<u8>; fn f() { Self::M.hit(); } }",
            "std::sync::Mutex",
            &["Self::M.hit()"][..],
        ),
        (
            "const",
            "const M: Mutex<u8> = Mutex::new(1); fn f() { M.hit(); }",
            "std::sync::Mutex",
            &["M.hit()"][..],
        ),
        (
            "static",
            "static M: Mutex<u8> = Mutex::new(1); fn f() { M.hit(); }",
            "std::sync::Mutex",
            &["M.hit()"][..],
        ),
        (
            "closure result",
            "fn f() { let c = || Mutex::new(1); c().hit(); }",
            "std::sync::Mutex",
            &["c().hit()"][..],
        ),
        (
            "closure result annotated",
            "fn f() { let c = |x: u8| -> Mutex<u8> { g(x) }; c(1).hit(); }",
            "std::sync::Mutex",
            &["c(1).hit()"][..],
        ),
        (
            "closure in let",
            "fn f() { let c = || Mutex::new(1); let m = c(); m.hit(); }",
            "std::sync::Mutex",
            &["m.hit()"][..],
        ),
        (
            "Fn param result",
            "fn f(c: impl Fn() -> Mutex<u8>) { c().hit(); }",
            "std::sync::Mutex",
            &["c().hit()"][..],
        ),
        (
            "dyn Fn param",
            "fn f(c: &dyn Fn(u8) -> Mutex<u8>) { c(1).hit(); }",
            "std::sync::Mutex",
            &["c(1).hit()"][..],
        ),
        (
            "generic Fn bound",
            "fn f<F: Fn() -> Mutex<u8>>(c: F) { c().hit(); }",
            "std::sync::Mutex",
            &["c().hit()"][..],
        ),
        ("fn pointer", "fn f(c: fn() -> Mutex<u8>) { c().hit(); }", "std::sync::Mutex", &["c().hit()"][..]),
        (
            "map closure",
            "fn f(o: Option<u8>) { let m = o.map(|x| Mutex::new(x)).unwrap(); m.hit(); }",
            "std::sync::Mutex",
            &["m.hit()"][..],
        ),
        (
            "map fn",
            "fn f(o: Option<u8>) { let m = o.map(Mutex::new).unwrap(); m.hit(); }",
            "std::sync::Mutex",
            &["m.hit()"][..],
        ),
        (
            "unwrap_or_else closure",
            "fn f(o: Option<Mutex<u8>>) { let m = o.unwrap_or_else(|| Mutex::new(1)); m.hit(); }",
            "std::sync::Mutex",
            &["m.hit()"][..],
        ),
        (
            "pin get_mut",
            "fn f(p: Pin<&mut Mutex<u8>>) { p.get_mut().hit(); }",
            "std::sync::Mutex",
            &["p.get_mut().hit()"][..],
        ),
        (
            "pin as_mut",
            "fn f(mut p: Pin<&mut Mutex<u8>>) { p.as_mut().hit(); }",
            "std::sync::Mutex",
            &["p.as_mut().hit()"][..],
        ),
        (
            "pin get_ref",
            "fn f(p: Pin<&Mutex<u8>>) { p.get_ref().hit(); }",
            "std::sync::Mutex",
            &["p.get_ref().hit()"][..],
        ),
        (
            "pin as_ref",
            "fn f(p: Pin<&mut Mutex<u8>>) { p.as_ref().hit(); }",
            "std::sync::Mutex",
            &["p.as_ref().hit()"][..],
        ),
        (
            "pin new",
            "fn f(p: Mutex<u8>) { Pin::new(&mut p).hit(); }",
            "std::sync::Mutex",
            &["Pin::new(&mut p).hit()"][..],
        ),
        (
            "pin unsafe",
            "fn f(p: Pin<&mut Mutex<u8>>) { unsafe { p.get_unchecked_mut() }.hit(); }",
            "std::sync::Mutex",
            &["unsafe { p.get_unchecked_mut() }.hit()"][..],
        ),
        (
            "mutex get_mut is inner",
            "fn f(m: &mut Mutex<Foo>) { m.get_mut().unwrap().hit(); }",
            "Foo",
            &["m.get_mut().unwrap().hit()"][..],
        ),
        (
            "poison into_inner",
            "fn f(m: &Mutex<Foo>) { m.lock().unwrap_or_else(PoisonError::into_inner).hit(); }",
            "Foo",
            &["m.lock().unwrap_or_else(PoisonError::into_inner).hit()"][..],
        ),
        (
            "poison closure",
            "fn f(m: &Mutex<Foo>) { m.lock().unwrap_or_else(|e| e.into_inner()).hit(); }",
            "Foo",
            &["m.lock().unwrap_or_else(|e| e.into_inner()).hit()"][..],
        ),
        (
            "match poison",
            "fn f(m: &Mutex<Foo>) { let g = match m.lock() { Ok(g) => g, Err(e) => e.into_inner() }; g.hit(); }",
            "Foo",
            &["g.hit()"][..],
        ),
        (
            "poison arm only",
            "fn f(m: &Mutex<Foo>) { if let Err(e) = m.lock() { e.into_inner().hit(); } }",
            "Foo",
            &["e.into_inner().hit()"][..],
        ),
        (
            "rwlock read",
            "fn f(m: &RwLock<Foo>) { m.read().unwrap().hit(); }",
            "Foo",
            &["m.read().unwrap().hit()"][..],
        ),
        (
            "into_inner",
            "fn f(m: Mutex<Foo>) { m.into_inner().unwrap().hit(); }",
            "Foo",
            &["m.into_inner().unwrap().hit()"][..],
        ),
        (
            "arc try_unwrap",
            "fn f(m: Arc<Foo>) { Arc::try_unwrap(m).unwrap().hit(); }",
            "Foo",
            &["Arc::try_unwrap(m).unwrap().hit()"][..],
        ),
        ("if let some", "fn f(m: Option<Foo>) { if let Some(x) = m { x.hit(); } }", "Foo", &["x.hit()"][..]),
        (
            "let else",
            "fn f(m: Option<Foo>) { let Some(x) = m else { return }; x.hit(); }",
            "Foo",
            &["x.hit()"][..],
        ),
        (
            "tuple",
            "fn f(m: (Foo, u8)) { let (a, b) = m; a.hit(); b.hit(); m.0.hit(); }",
            "Foo",
            &["a.hit()", "m.0.hit()"][..],
        ),
        (
            "for over vec",
            "fn f(m: Vec<Foo>) { for x in m { x.hit(); } for x in &m { x.hit(); } for x in m.iter() { x.hit(); } }",
            "Foo",
            &["x.hit()", "x.hit()", "x.hit()"][..],
        ),
        (
            "for enumerate",
            "fn f(m: Vec<Foo>) { for (i, x) in m.iter().enumerate() { x.hit(); } }",
            "Foo",
            &["x.hit()"][..],
        ),
        (
            "hashmap values",
            "fn f(m: HashMap<u8, Foo>) { for x in m.values() { x.hit(); } for (k, v) in &m { v.hit(); } m.get(&1).unwrap().hit(); m[&1].hit(); }",
            "Foo",
            &["x.hit()", "v.hit()", "m.get(&1).unwrap().hit()", "m[&1].hit()"][..],
        ),
        (
            "index vec",
            "fn f(m: Vec<Foo>) { m[0].hit(); m[1..].hit(); m.first().unwrap().hit(); }",
            "Foo",
            &["m[0].hit()", "m.first().unwrap().hit()"][..],
        ),
        (
            "struct update",
            "struct S { a: Foo } fn f(s: S) { let S { a } = s; a.hit(); }",
            "Foo",
            &["a.hit()"][..],
        ),
        (
            "enum variant",
            "enum E { A(Foo), B { x: Foo } } fn f(e: E) { match e { E::A(a) => a.hit(), E::B { x } => x.hit() } }",
            "Foo",
            &["a.hit()", "x.hit()"][..],
        ),
        (
            "clone deref",
            "fn f(a: Arc<Foo>) { (*a).hit(); a.clone().hit(); Arc::clone(&a).hit(); a.as_ref().hit(); }",
            "Foo",
            &["(*a).hit()", "a.clone().hit()", "Arc::clone(&a).hit()", "a.as_ref().hit()"][..],
        ),
        ("cast", "fn f(a: u8) { (a as Foo).hit(); }", "Foo", &["(a as Foo).hit()"][..]),
        (
            "if else",
            "fn f(c: bool) { let a = if c { Foo::new() } else { Foo::other() }; a.hit(); }",
            "Foo",
            &["a.hit()"][..],
        ),
        (
            "await",
            "async fn g() -> Foo { x() } async fn f() { g().await.hit(); }",
            "Foo",
            &["g().await.hit()"][..],
        ),
        (
            "result alias",
            "type R<T> = Result<T, ()>; fn g() -> R<Foo> { x() } fn f() { g().unwrap().hit(); g()?.hit(); }",
            "Foo",
            &["g().unwrap().hit()", "g()?.hit()"][..],
        ),
        (
            "default",
            "fn f() { let a: Foo = Default::default(); a.hit(); let b = Foo::default(); b.hit(); Foo::default().hit() }",
            "Foo",
            &["a.hit()", "b.hit()", "Foo::default().hit()"][..],
        ),
        (
            "self field",
            "struct S { m: Arc<Mutex<u8>> } impl S { fn f(&self) { self.m.hit(); let m = &self.m; m.hit(); let Self { m } = self; m.hit(); } }",
            "std::sync::Mutex",
            &["self.m.hit()", "m.hit()", "m.hit()"][..],
        ),
        ("assign later", "fn f() { let a; a = Foo::new(); a.hit(); }", "Foo", &["a.hit()"][..]),
        (
            "closure param from iter",
            "fn f(v: Vec<Foo>) { v.iter().for_each(|x| x.hit()); v.iter().map(|x| x.hit()); v.into_iter().filter(|x| x.hit()); }",
            "Foo",
            &["x.hit()", "x.hit()", "x.hit()"][..],
        ),
        ("vec macro", "fn f() { for x in vec![Foo::new()] { x.hit(); } }", "Foo", &["x.hit()"][..]),
        (
            "array",
            "fn f(a: [Foo; 3]) { for x in a { x.hit(); } a[0].hit(); }",
            "Foo",
            &["x.hit()", "a[0].hit()"][..],
        ),
        ("box dyn", "fn f(a: Box<dyn Foo>) { a.hit(); }", "Foo", &["a.hit()"][..]),
        (
            "generic bound",
            "fn f<T: Foo>(a: T, b: impl Foo) { a.hit(); b.hit(); }",
            "Foo",
            &["a.hit()", "b.hit()"][..],
        ),
        (
            "take/replace",
            "fn f(mut a: Option<Foo>) { a.take().unwrap().hit(); std::mem::take(&mut a).unwrap().hit(); }",
            "Foo",
            &["a.take().unwrap().hit()", "std::mem::take(&mut a).unwrap().hit()"][..],
        ),
        (
            "spawn join",
            "fn f() { let h = std::thread::spawn(|| Foo::new()); h.join().unwrap().hit(); }",
            "Foo",
            &["h.join().unwrap().hit()"][..],
        ),
    ] {
        let tables = format!("[forbid]\npattern = '$X.hit()'\nwhere.X.type = '{of_type}'");
        let found = found_in(&tables, "2021", &[("src/lib.rs", &format!("{USES} {code}"))]);
        if found != expected {
            wrong.push(format!("{why}\n  {code}\n  found    {found:?}\n  expected {expected:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
