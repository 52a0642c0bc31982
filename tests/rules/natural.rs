//! Rules as a person would write them from the reference and the words of a post-mortem.

use super::support::{check, check_in};

#[test]
fn from_the_words_of_a_post_mortem() {
    check(&[
        (
            "? in end itself",
            "pattern='begin($X)'\nleads-to={pattern='$E?', unless='end($X)'}",
            "fn f() { begin(x); end(x)?; }",
            &[],
        ),
        (
            "guarded by && ",
            "pattern='use_it($X)'\nnot.guarded-by='check($X)'",
            "fn f(x: u8) { if check(x) && use_it(x) {} if a || check(x) { use_it(x) } }",
            &[],
        ),
        (
            "select any",
            "pattern='$L.lock().unwrap()'\nheld-across={ any=['$F.await','select! { $$$ }','join!($$$)','try_join!($$$)'] }",
            "async fn f() { let g = a.lock().unwrap(); tokio::select! { _ = b() => {}, _ = c() => {} } }",
            &["a.lock().unwrap()"],
        ),
        (
            "futures select",
            "pattern='$L.lock().unwrap()'\nheld-across={ any=['$F.await','select! { $$$ }','join!($$$)','try_join!($$$)'] }",
            "async fn f() { let g = a.lock().unwrap(); futures::select! { _ = b() => {}, complete => {} } }",
            &["a.lock().unwrap()"],
        ),
        (
            "join any",
            "pattern='$L.lock().unwrap()'\nheld-across={ any=['$F.await','select! { $$$ }','join!($$$)','try_join!($$$)'] }",
            "async fn f() { let g = a.lock().unwrap(); tokio::join!(b(), c()); }",
            &["a.lock().unwrap()"],
        ),
        (
            "select in fn",
            "pattern='$L.lock().unwrap()'\nheld-across={ any=['$F.await','select! { $$$ }','join!($$$)','try_join!($$$)'] }",
            "async fn f() { { let g = a.lock().unwrap(); } tokio::select! { _ = b() => {}, _ = c() => {} } }",
            &[],
        ),
        (
            "std Mutex via RwLock write",
            "pattern='$L.write().unwrap()'\nheld-across='$F.await'\nwhere.L.type='std::sync::RwLock'",
            "use std::sync::RwLock; struct S { m: RwLock<u8> } impl S { async fn f(&self) { let mut g = self.m.write().unwrap(); *g += 1; self.h().await; } }",
            &["self.m.write().unwrap()"],
        ),
        (
            "unbounded channel",
            "pattern='unbounded_channel()'",
            "use tokio::sync::mpsc; fn f() { let (a, b) = mpsc::unbounded_channel(); let (c, d) = tokio::sync::mpsc::unbounded_channel::<u8>(); }",
            &["mpsc::unbounded_channel()", "tokio::sync::mpsc::unbounded_channel::<u8>()"],
        ),
        (
            "spawn not joined",
            "pattern='tokio::spawn($F);'",
            "use tokio::{spawn, task}; fn f() { spawn(a()); let h = spawn(b()); task::spawn(c()); tokio::spawn(d()); }",
            &["spawn(a());", "tokio::spawn(d());"],
        ),
        (
            "spawn re-export",
            "any=['tokio::spawn($F);','tokio::task::spawn($F);']",
            "use tokio::{spawn, task}; fn f() { spawn(a()); let h = spawn(b()); task::spawn(c()); tokio::spawn(d()); }",
            &["spawn(a());", "task::spawn(c());", "tokio::spawn(d());"],
        ),
        (
            "let underscore result",
            "pattern='let _ = $E;'\nwhere.E.has='$X.send($$$)'",
            "fn f() { let _ = tx.send(1); let _x = tx.send(2); _ = tx.send(3); let _ = tx.send(4).await; }",
            &["let _ = tx.send(1);", "let _ = tx.send(4).await;"],
        ),
        (
            "assign underscore",
            "pattern='_ = $E;'",
            "fn f() { _ = tx.send(3); let _ = tx.send(1); }",
            &["_ = tx.send(3);"],
        ),
        (
            "ok dropped",
            "pattern='$X.ok();'",
            "fn f() { a().ok(); let b = c().ok(); d().ok() }",
            &["a().ok();"],
        ),
        (
            "map unwrap in closure",
            "pattern='$I.map(|$A| $A.unwrap())'",
            "fn f() { v.iter().map(|x| x.unwrap()); v.iter().map(|x| { x.unwrap() }); v.iter().map(|x: u8| x.unwrap()); }",
            &["v.iter().map(|x| x.unwrap())", "v.iter().map(|x: u8| x.unwrap())"],
        ),
        (
            "if let Ok ignoring err",
            "pattern='if let Ok($A) = $B { $$$ }'",
            "fn f() { if let Ok(a) = b() { c(a) } if let Ok(a) = b() { } else { } if let Ok(_) = b() {} }",
            &["if let Ok(a) = b() { c(a) }", "if let Ok(_) = b() {}"],
        ),
        (
            "match err arm empty",
            "pattern='Err($_) => {}'",
            "fn f() { match a() { Ok(b) => c(), Err(_) => {} } match a() { Ok(b) => c(), Err(e) => (), } }",
            &["Err(_) => {}"],
        ),
        (
            "err arm unit or block",
            "any=['Err($_) => {}','Err($_) => ()']",
            "fn f() { match a() { Ok(b) => c(), Err(_) => {} } match a() { Ok(b) => c(), Err(e) => (), } }",
            &["Err(_) => {}", "Err(e) => (),"],
        ),
        (
            "saturating",
            "pattern='$A - $B'\nwhere.A.type='usize'",
            "fn f(a: usize, v: Vec<u8>) { a - 1; v.len() - 1; let n = v.len(); n - 2; b - 1; }",
            &["a - 1", "v.len() - 1", "n - 2"],
        ),
        (
            "duration sub",
            "pattern='$A - $B'\nwhere.A.type=['Instant','Duration']",
            "use std::time::{Instant, Duration}; fn f(a: Instant, b: Instant) { let d = a - b; let t = Instant::now() - d; d - Duration::from_secs(1); }",
            &["a - b", "Instant::now() - d", "d - Duration::from_secs(1)"],
        ),
        (
            "compound assign",
            "pattern='$A -= $B'",
            "fn f() { self.count -= 1; a -= b; a += 1; }",
            &["self.count -= 1", "a -= b"],
        ),
        (
            "atomics relaxed",
            "pattern='$A.load(Ordering::Relaxed)'",
            "use std::sync::atomic::{AtomicBool, Ordering::{self, Relaxed}}; fn f(a: &AtomicBool) { a.load(Relaxed); a.load(Ordering::Relaxed); a.load(Ordering::SeqCst); }",
            &["a.load(Relaxed)", "a.load(Ordering::Relaxed)"],
        ),
        (
            "atomics glob",
            "pattern='$A.load(Ordering::Relaxed)'",
            "use std::sync::atomic::Ordering::*; fn f() { a.load(Relaxed); }",
            &["a.load(Relaxed)"],
        ),
        (
            "env var unwrap",
            "pattern='std::env::var($N).unwrap()'",
            "use std::env; fn f() { env::var(\"A\").unwrap(); std::env::var(\"B\").expect(\"b\"); }",
            &["env::var(\"A\").unwrap()"],
        ),
        (
            "env unwrap or expect",
            "pattern='std::env::var($N).$M($$$)'\nwhere.M.regex='^(unwrap|expect)$'",
            "use std::env; fn f() { env::var(\"A\").unwrap(); std::env::var(\"B\").expect(\"b\"); env::var(\"C\").ok(); }",
            &["env::var(\"A\").unwrap()", "std::env::var(\"B\").expect(\"b\")"],
        ),
        (
            "recursion",
            "pattern='fn $F($$$) { $$$ }'\nhas='$F($$$)'",
            "fn a(x: u8) { if x > 0 { a(x - 1) } } fn b() { a(1) }",
            &["fn a(x: u8) { if x > 0 { a(x - 1) } }"],
        ),
        (
            "clone in loop",
            "pattern='$X.clone()'\ncontext='loop'",
            "fn f() { for a in b.clone() { c.clone(); } while d.clone() {} g.iter().for_each(|x| x.clone()); }",
            &["c.clone()", "d.clone()"],
        ),
        (
            "println in lib",
            "pattern='println!($$$)'",
            "fn f() { println!(); println!(\"a\"); eprintln!(\"b\"); std::println!(\"c\"); }",
            &["println!()", "println!(\"a\")", "std::println!(\"c\")"],
        ),
        (
            "transmute types",
            "pattern='std::mem::transmute::<$A, $B>($X)'",
            "use std::mem::transmute; fn f() { unsafe { transmute::<u8, i8>(a); transmute(b); } }",
            &["transmute::<u8, i8>(a)"],
        ),
        (
            "default hasher",
            "pattern='HashMap::new()'",
            "use std::collections::HashMap as Map; fn f() { Map::new(); let m: Map<u8, u8> = HashMap::default(); std::collections::HashMap::<u8, u8>::new(); }",
            &["Map::new()", "std::collections::HashMap::<u8, u8>::new()"],
        ),
        (
            "generic type pattern",
            "pattern='HashMap<$K, $V>'",
            "use std::collections::HashMap; struct S { a: HashMap<u8, Vec<u8>> } fn f(m: &std::collections::HashMap<u8, u8>) -> Option<HashMap<u8, u8>> { HashMap::<u8, u8>::new() }",
            &[
                "HashMap<u8, Vec<u8>>",
                "std::collections::HashMap<u8, u8>",
                "HashMap<u8, u8>",
                "HashMap::<u8, u8>",
            ],
        ),
        (
            "type pos Arc<Mutex>",
            "pattern='Arc<Mutex<$T>>'",
            "use std::sync::{Arc, Mutex as M}; type A = Arc<M<u8>>; struct S(Arc<std::sync::Mutex<u8>>);",
            &["Arc<M<u8>>", "Arc<std::sync::Mutex<u8>>"],
        ),
        (
            "fn with param type",
            "pattern='fn $F($$$, $P: &String, $$$) { $$$ }'",
            "fn a(x: u8, s: &String) {} fn b(s: &str) {} fn c(s: &String) -> u8 { 1 }",
            &["fn a(x: u8, s: &String) {}", "fn c(s: &String) -> u8 { 1 }"],
        ),
        (
            "method in impl",
            "pattern='impl $T for $S { $$$ fn drop($$$) { $$$ } $$$ }'",
            "impl Drop for A { fn drop(&mut self) { a() } }",
            &["impl Drop for A { fn drop(&mut self) { a() } }"],
        ),
        (
            "pub field",
            "pattern='pub password: $T'",
            "struct S { pub password: String, password2: String } struct T { password: String }",
            &["pub password: String"],
        ),
        (
            "static mut",
            "pattern='static mut $X: $T = $V;'",
            "static mut A: u8 = 1; static B: u8 = 1; pub static mut C: u8 = 2;",
            &["static mut A: u8 = 1;", "pub static mut C: u8 = 2;"],
        ),
        (
            "cfg attr",
            "pattern='#[cfg(debug_assertions)]'",
            "#[cfg(debug_assertions)] fn a() {} #[cfg(all(unix, debug_assertions))] fn b() {} #[cfg(not(debug_assertions))] fn c() {}",
            &["#[cfg(debug_assertions)]"],
        ),
        (
            "allow attr",
            "pattern='#[allow(clippy::unwrap_used)]'",
            "#[allow(dead_code, clippy::unwrap_used)] fn a() {} #![allow(clippy::unwrap_used)]",
            &["#[allow(dead_code, clippy::unwrap_used)]"],
        ),
        (
            "inner attr",
            "pattern='#![allow(dead_code)]'",
            "#![allow(dead_code, unused)]\nfn a() {}",
            &["#![allow(dead_code, unused)]"],
        ),
        (
            "extern c fn",
            "pattern='extern \"C\" fn $F($$$) { $$$ }'",
            "pub extern \"C\" fn a(x: u8) {} fn b() {} unsafe extern \"C\" fn c() -> u8 { 1 }",
            &["pub extern \"C\" fn a(x: u8) {}", "unsafe extern \"C\" fn c() -> u8 { 1 }"],
        ),
        (
            "await inside loop",
            "pattern='$F.await'\ncontext='loop'",
            "async fn f() { for a in b().await { c().await; } while let Some(x) = s.next().await { d(x).await; } }",
            &["c().await", "s.next().await", "d(x).await"],
        ),
        (
            "block_on in async",
            "pattern='$R.block_on($F)'\ncontext='async'",
            "async fn f() { rt.block_on(g()); spawn_blocking(move || rt.block_on(h())); }",
            &["rt.block_on(g())"],
        ),
        (
            "block_on path",
            "pattern='block_on($F)'\ncontext='async'",
            "use futures::executor::block_on as b; async fn f() { b(g()); futures::executor::block_on(h()); } fn g() { b(h()); }",
            &["b(g())", "futures::executor::block_on(h())"],
        ),
        (
            "regex on callee",
            "pattern='$F($$$)'\nwhere.F.regex='^get_unchecked'",
            "fn f() { get_unchecked_mut(a); get(b); x.get_unchecked(c); }",
            &["get_unchecked_mut(a)"],
        ),
        (
            "method name hole",
            "pattern='$X.$M($$$)'\nwhere.M.regex='unchecked'",
            "fn f() { x.get_unchecked(c); y.get(d); z.from_unchecked::<u8>(1); }",
            &["x.get_unchecked(c)", "z.from_unchecked::<u8>(1)"],
        ),
        (
            "nested match of if in if",
            "pattern='if $A { $$$ }'\ninside={ pattern='if $B { $$$ }', until={ kind='function_item' } }",
            "fn f() { if a { if b { c() } } if d {} }",
            &["if b { c() }"],
        ),
        (
            "precedes",
            "pattern='$F.flush();'\nnot.precedes='$F.sync_all();'",
            "fn f() { a.flush(); a.sync_all(); b.flush(); c(); }",
            &["b.flush();"],
        ),
        (
            "precedes other var",
            "pattern='$F.flush();'\nnot.precedes='$F.sync_all();'",
            "fn f() { a.flush(); b.sync_all(); }",
            &["a.flush();"],
        ),
        (
            "where from fn param",
            "pattern='Command::new($P)'\nwhere.P.from='$R.query($$$)'",
            "use std::process::Command; fn f(r: Req) { let q = r.query(\"x\"); let p = format!(\"{}/bin\", q); Command::new(p); Command::new(\"ls\"); Command::new(&format!(\"{q}\")); }",
            &["Command::new(p)", "Command::new(&format!(\"{q}\"))"],
        ),
        (
            "sql format",
            "pattern='$C.execute($Q, $$$)'\nwhere.Q.from='format!($$$)'",
            "fn f() { let q = format!(\"select {}\", x); c.execute(&q, &[]); c.execute(\"select 1\", &[]); c.execute(&format!(\"a {x}\"), &[]); c.execute(q.as_str(), &[]); }",
            &["c.execute(&q, &[])", "c.execute(&format!(\"a {x}\"), &[])", "c.execute(q.as_str(), &[])"],
        ),
        (
            "from through loops",
            "pattern='open($P)'\nwhere.P.from='read_line($$$)'",
            "fn f() { let mut p = String::new(); loop { p = read_line(); if x { break } } open(&p); }",
            &["open(&p)"],
        ),
        (
            "labelled",
            "pattern='loop { $$$ }'",
            "fn f() { 'a: loop { break 'a; } loop {} }",
            &["'a: loop { break 'a; }", "loop {}"],
        ),
        (
            "closure move",
            "pattern='thread::spawn(|| $B)'",
            "use std::thread; fn f() { thread::spawn(move || a()); thread::spawn(|| b()); thread::spawn(move || { c(); }); std::thread::Builder::new().spawn(|| d()); }",
            &["thread::spawn(move || a())", "thread::spawn(|| b())", "thread::spawn(move || { c(); })"],
        ),
        (
            "return in async block",
            "pattern='return $X'\ncontext='async'",
            "async fn f() { return 1; } fn g() { let a = async { return 2; }; return 3; }",
            &["return 1", "return 2"],
        ),
        (
            "try_from",
            "pattern='$X.try_into().unwrap()'",
            "fn f() { let a: u8 = b.try_into().unwrap(); TryInto::<u8>::try_into(c).unwrap(); }",
            &["b.try_into().unwrap()", "TryInto::<u8>::try_into(c).unwrap()"],
        ),
    ]);
}

#[test]
fn in_the_newest_edition() {
    check_in(
        "2024",
        &[
            (
                "let chain",
                "pattern='$X.unwrap()'",
                "fn f() { if let Some(a) = b && a.unwrap() > 1 {} }",
                &["a.unwrap()"],
            ),
            (
                "guard in if let 2024 else",
                "pattern='$L.lock().unwrap()'\nheld-across='$F.await'",
                "async fn f() { if let Some(x) = a.lock().unwrap().get() { } else { g().await } }",
                &[],
            ),
        ],
    );
}
