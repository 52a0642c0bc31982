//! The same mistakes in other clothes: other names, shapes and aliases, and inside macros.

use super::{finds, finds_in_file, holds};

#[test]
fn other_macros() {
    for body in [
        "eprint!(\"{:?}\", x.unwrap());",
        "assert!(x.unwrap() > 1, \"{}\", y);",
        "debug_assert_ne!(1, x.unwrap());",
        "let v = vec![1, x.unwrap(), 3];",
        "let v = vec![0; x.unwrap()];",
        "let j = serde_json::json!({ \"a\": { \"b\": [x.unwrap()] } });",
        "let j = json!([x.unwrap(), null, true]);",
        "futures::join!(f(x.unwrap()), g());",
        "tokio::try_join!(f(), g(x.unwrap()))?;",
        "select! { biased; _ = f(x.unwrap()) => {}, }",
        "futures::select! { a = f().fuse() => g(x.unwrap()), complete => {} }",
        "let a = matches!(b, Some(c) if c == x.unwrap());",
        "tracing::debug!(target: \"t\", a = x.unwrap(), \"m\");",
        "error!(\"a {} b {c}\", x.unwrap(), c = 1);",
        "let s = format!(\"{a:>w$}\", a = x.unwrap(), w = 3);",
        "panic!(\"{}\", x.unwrap());",
        "dbg!(x.unwrap());",
        "writeln!(f, \"{}\", x.unwrap()).ok();",
        "assert_matches!(x.unwrap(), Ok(_));",
        "my::own!(x.unwrap(); 2);",
        "lazy_static! { static ref A: u8 = x.unwrap(); }",
        "cfg_if! { if #[cfg(unix)] { x.unwrap(); } else { } }",
        "bail!(\"{}\", x.unwrap());",
        "vec![vec![x.unwrap()]];",
        "println!(\"{}\", vec![json!({ \"a\": x.unwrap() })].len());",
    ] {
        finds("inside a macro", "$A.unwrap()", body, &["x.unwrap()"]);
    }
}

#[test]
fn other_names() {
    for (why, pattern, code, expected) in [
        (
            "a module's alias",
            "std::fs::remove_file($A)",
            "use std::fs as f; fn g() { f::remove_file(p); }",
            &["f::remove_file(p)"][..],
        ),
        (
            "an alias within a group",
            "std::fs::remove_file($A)",
            "use std::{fs::{remove_file as rm, write}, io}; fn g() { rm(p) }",
            &["rm(p)"],
        ),
        (
            "in a macro",
            "std::fs::remove_file($A)",
            "use std::fs as f; fn g() { dbg!(f::remove_file(p)); }",
            &["f::remove_file(p)"],
        ),
        (
            "std itself by another name",
            "std::fs::remove_file($A)",
            "use std as s; fn g() { s::fs::remove_file(p); }",
            &["s::fs::remove_file(p)"],
        ),
        (
            "through super",
            "std::fs::remove_file($A)",
            "use std::fs; mod m { fn g() { super::fs::remove_file(p); } }",
            &["super::fs::remove_file(p)"],
        ),
        (
            "through a glob of super",
            "std::fs::remove_file($A)",
            "use std::fs; mod m { use super::*; fn g() { fs::remove_file(p); } }",
            &["fs::remove_file(p)"],
        ),
        (
            "self in a path",
            "std::fs::remove_file($A)",
            "use std::fs; fn g() { self::fs::remove_file(p); }",
            &["self::fs::remove_file(p)"],
        ),
        (
            "not called at once",
            "std::fs::remove_file",
            "use std::fs; fn g() { let f = fs::remove_file; a.map(fs::remove_file); }",
            &["fs::remove_file", "fs::remove_file"],
        ),
        (
            "a nested group",
            "std::thread::sleep($D)",
            "use ::std::{thread::{sleep as nap}, time::*}; fn f() { nap(d); }",
            &["nap(d)"],
        ),
        (
            "in a fn within a fn",
            "std::thread::sleep($D)",
            "fn f() { use std::thread; fn g() { use std::thread; thread::sleep(d); } }",
            &["thread::sleep(d)"],
        ),
        ("another sleep", "std::thread::sleep($D)", "use tokio::time::sleep; fn f() { sleep(d); }", &[]),
        (
            "an alias of an alias",
            "std::sync::Mutex::new($X)",
            "type M<T> = std::sync::Mutex<T>; type N = M<u8>; fn f() { N::new(1); }",
            &["N::new(1)"],
        ),
        (
            "an alias in a module",
            "std::sync::Mutex::new($X)",
            "mod m { pub type M<T> = std::sync::Mutex<T>; } use m::M; fn f() { M::<u8>::new(1); }",
            &["M::<u8>::new(1)"],
        ),
        (
            "a re-export and an alias",
            "std::sync::Mutex::new($X)",
            "mod m { pub use std::sync::Mutex as Lock; } fn f() { m::Lock::new(1); }",
            &["m::Lock::new(1)"],
        ),
        (
            "a type in angle brackets",
            "std::sync::Mutex::new($X)",
            "use std::sync::Mutex; fn f() { <Mutex<u8>>::new(1); }",
            &["<Mutex<u8>>::new(1)"],
        ),
        (
            "a method by path, borrowed",
            "$A.clone()",
            "use std::rc::Rc as R; fn f() { R::clone(&self.a); Clone::clone(&*b); }",
            &["R::clone(&self.a)", "Clone::clone(&*b)"],
        ),
        ("a method of a chain", "$A.clone()", "fn f() { a.b()?.clone().c(); }", &["a.b()?.clone()"]),
        (
            "another HashMap",
            "std::collections::HashMap<$K, $V>",
            "use hashbrown::HashMap; struct S(HashMap<u8, u8>);",
            &[],
        ),
        ("in an impl's head", "HashMap<$K, $V>", "impl<K, V> A for HashMap<K, V> {}", &["HashMap<K, V>"]),
        ("in a turbofish", "Option<$T>", "fn f() { g::<Option<u8>>(); }", &["Option<u8>"]),
        (
            "in a cast and a closure",
            "Option<$T>",
            "fn f() { |a: Option<u8>| a as Option<u8>; }",
            &["Option<u8>", "Option<u8>"],
        ),
        (
            "in a bound",
            "Arc<Mutex<$T>>",
            "fn f<A: Into<Arc<Mutex<u8>>>>() where B: From<Arc<Mutex<u16>>> {}",
            &["Arc<Mutex<u8>>", "Arc<Mutex<u16>>"],
        ),
    ] {
        finds_in_file(why, pattern, code, expected);
    }
}

#[test]
fn other_shapes() {
    for (why, pattern, body, expected) in [
        (
            "a pattern that takes apart",
            "let $A = $B;",
            "let (a, mut b): (u8, u8) = c;",
            &["let (a, mut b): (u8, u8) = c;"][..],
        ),
        ("with an attribute", "let $A = $B;", "#[allow(unused)] let a = b;", &["let a = b;"]),
        ("first of many", "foo($$$A, x, $$$B)", "foo(x, x, y)", &["foo(x, x, y)"]),
        ("last of many", "foo($$$A, x, $$$B)", "foo(y, y, x,)", &["foo(y, y, x,)"]),
        ("within a macro", "foo($$$A, x, $$$B)", "dbg!(foo(y, x))", &["foo(y, x)"]),
        ("many pairs", "foo($$$, 1, 2)", "foo(1, 1, 1, 2)", &["foo(1, 1, 1, 2)"]),
        (
            "a line comment",
            "foo(bar($A))",
            "foo(\n// c\nbar(2) /* d */,\n)",
            &["foo(\n// c\nbar(2) /* d */,\n)"],
        ),
        ("parentheses", "foo(bar($A))", "foo((bar((2))))", &["foo((bar((2))))"]),
        ("turbofish of a path's segment", "Vec::new()", "Vec::<Vec<u8>>::new()", &["Vec::<Vec<u8>>::new()"]),
        ("turbofish on a free fn", "size_of()", "std::mem::size_of::<u8>()", &["std::mem::size_of::<u8>()"]),
        ("statements next to each other", "a(); $$$; b();", "a(); b();", &["a(); b();"]),
        (
            "statements, the last without `;`",
            "a(); $$$; b()",
            "a(); let c = d; b()",
            &["a(); let c = d; b()"],
        ),
        ("statements in a closure", "a(); $$$; b();", "c(|| { a(); d(); b(); });", &["a(); d(); b();"]),
        ("fields by their names alone", "Cfg { a: $A, b: $B }", "Cfg { b, a }", &["Cfg { b, a }"]),
        ("a path before the fields", "Cfg { a: 1, .. }", "m::Cfg { b: 2, a: 1 }", &["m::Cfg { b: 2, a: 1 }"]),
        ("== of calls", "$A.len() == 0", "0 == a.b().len()", &["0 == a.b().len()"]),
        ("!= too", "$A != None", "None != a", &["None != a"]),
        ("an async closure", "|$A| $B", "g(async move |x| y)", &["async move |x| y"]),
        ("a closure with a type", "|$A| $B", "g(|x: u8| -> u8 { y })", &["|x: u8| -> u8 { y }"]),
        ("in a closure's default", "$X.unwrap()", "a.unwrap_or_else(|| b.unwrap())", &["b.unwrap()"]),
        (
            "in a range and an index",
            "$X.unwrap()",
            "a[b.unwrap()..c.unwrap()]",
            &["b.unwrap()", "c.unwrap()"],
        ),
        ("in a label's block", "$X.unwrap()", "'a: { break 'a b.unwrap() }", &["b.unwrap()"]),
        (
            "in an arm's condition",
            "$X.unwrap()",
            "match a { b if c.unwrap() => d.unwrap(), _ => {} }",
            &["c.unwrap()", "d.unwrap()"],
        ),
        ("in a let chain", "$X.unwrap()", "if let Some(a) = b && c.unwrap() {}", &["c.unwrap()"]),
        ("in a const block", "$X.unwrap()", "const { a.unwrap() }", &["a.unwrap()"]),
        ("across lines", "$A.b().c()", "x\n    .b() // d\n    .c()", &["x\n    .b() // d\n    .c()"]),
    ] {
        finds(why, pattern, body, expected);
    }
    for (why, pattern, code, expected) in [
        (
            "in a trait",
            "fn $F($$$) -> $R { $$$ }",
            "trait A { fn f(&self) -> u8 { 1 } }",
            &["fn f(&self) -> u8 { 1 }"][..],
        ),
        (
            "extern",
            "fn $F($$$) -> $R { $$$ }",
            "pub(crate) const extern \"C\" fn f<'a, const N: usize>(a: &'a u8) -> u8 { 1 }",
            &["pub(crate) const extern \"C\" fn f<'a, const N: usize>(a: &'a u8) -> u8 { 1 }"],
        ),
        (
            "a type with generics",
            "impl $T { $$$ }",
            "impl<'a, T> m::B<'a, T> where T: X { fn f() {} }",
            &["impl<'a, T> m::B<'a, T> where T: X { fn f() {} }"],
        ),
        ("an impl of a trait is another", "impl $T { $$$ }", "impl A for B {}", &[]),
        (
            "a trait by its path",
            "impl Drop for $T { $$$ }",
            "impl<T> std::ops::Drop for A<T> { fn drop(&mut self) {} }",
            &["impl<T> std::ops::Drop for A<T> { fn drop(&mut self) {} }"],
        ),
        (
            "derive by its path",
            "#[derive(Clone)]",
            "#[derive(Debug, std::clone::Clone, Copy)] enum E {}",
            &["#[derive(Debug, std::clone::Clone, Copy)]"],
        ),
        (
            "derives of two lines",
            "#[derive(Clone)]",
            "#[derive(Debug)] #[derive(Clone)] struct S;",
            &["#[derive(Clone)]"],
        ),
        ("another derive", "#[derive(Clone)]", "#[derive(CloneRef)] struct S;", &[]),
    ] {
        finds_in_file(why, pattern, code, expected);
    }
}

#[test]
fn other_false_matches() {
    for (why, pattern, body) in [
        ("`&raw` is not `&`", "&$A", "g(&raw const x)"),
        ("another operator", "$A + $B", "g(a += b, a && b, a * b)"),
        ("a unary operator", "-$A", "g(!x, *x)"),
        ("`if let` with an else", "if $C { $$$ }", "if let Some(a) = b {} else if c {} else {}"),
        ("continue is not break", "break", "loop { continue }"),
        ("a label does not give a value", "break", "'a: loop { break 'a 1 }"),
        ("a value that is a block", "return", "return { 1 }"),
        ("another method that begins so", "$A.unwrap()", "a.unwrap_or(b); a.unwrap_or_default()"),
        ("a field", "$A.unwrap()", "a.unwrap; (a.unwrap)()"),
        ("an argument more", "$A.lock()", "a.lock(1)"),
        ("a string's words", "$A.unwrap()", "g(\"x.unwrap()\", r#\"y.unwrap()\"#)"),
        ("a comment's words", "$A.unwrap()", "// x.unwrap()\n/* y.unwrap() */"),
        ("another name for the same hole", "$A == $A", "a == b"),
        ("a range that is open", "$A..$B", "..b"),
        ("inclusive or not", "$A..$B", "a..=b"),
    ] {
        finds(why, pattern, body, &[]);
    }
}

#[test]
fn other_guards_across_an_await() {
    holds(&[
        ("another name", "2021", "let mut state = self.inner.lock(); self.flush(&mut state).await;", 1),
        ("through map_err and ?", "2021", "let g = m.lock().map_err(e)?; h().await;", 1),
        ("in an option", "2021", "let g = Some(m.lock()); h().await;", 1),
        ("in a tuple", "2021", "let (g, n) = (m.lock(), 1); h().await;", 1),
        ("assigned later", "2021", "let g; g = m.lock(); h().await;", 1),
        ("in a loop", "2021", "loop { let g = m.lock(); h().await; }", 1),
        ("in a nested block", "2021", "let g = m.lock(); if a { { h().await } }", 1),
        ("an await in an argument", "2021", "let g = m.lock(); k(h().await);", 1),
        ("an await in a macro", "2021", "let g = m.lock(); println!(\"{}\", h().await);", 1),
        ("within join!", "2021", "let g = m.lock(); tokio::join!(h(), async { k().await });", 0),
        ("a temporary of the same statement", "2021", "m.lock().push(h().await);", 1),
        ("an argument's temporary", "2021", "k(m.lock().len(), h().await);", 1),
        ("a temporary of an arm", "2021", "match m.lock().len() { 0 => h().await, _ => {} }", 1),
        ("while let", "2021", "while let Some(x) = m.lock().pop() { h(x).await; }", 1),
        ("for", "2021", "for x in m.lock().iter() { h(x).await; }", 1),
        ("let else", "2021", "let Some(x) = m.lock().pop() else { return h().await };", 0),
        ("a reference", "2021", "let g = &m.lock(); h().await;", 1),
        ("a move to another", "2021", "let g = m.lock(); let k = g; h().await;", 0),
        ("moved into a call", "2021", "let g = m.lock(); take(g); h().await;", 0),
        ("returned", "2021", "let g = m.lock(); if a { return g; } h().await;", 1),
        (
            "dropped in a closure's body that is spawned",
            "2021",
            "let g = m.lock(); spawn(move || drop(g)); h().await;",
            0,
        ),
        ("dropped and taken again", "2021", "let mut g = m.lock(); drop(g); g = m.lock(); h().await;", 1),
        ("shadowed, not dropped", "2021", "let g = m.lock(); let g = 1; h().await;", 1),
        ("after the loop", "2021", "for a in b { let g = m.lock(); k(); } h().await;", 0),
        ("`_g` is kept", "2021", "let _g = m.lock(); h().await;", 1),
        ("the tail's temporary, 2021", "2021", "let r = { m.lock().len() }; h().await;", 0),
        ("a plain while condition", "2021", "while m.lock().ok() { h().await }", 0),
        ("an async block", "2021", "let g = m.lock(); let f = async { h().await }; drop(g); f.await;", 0),
    ]);
}
