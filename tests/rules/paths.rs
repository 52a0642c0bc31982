//! `leads-to`, `held-across`, `guarded-by`, `from`: what runs after, before, and where values come from.

use super::support::{check, check_in};

const LEADS: &str = "pattern = 'start()'\nleads-to = 'end()'";
const UNLESS: &str = "pattern = 'start()'\nleads-to = { pattern = 'end()', unless = 'stop()' }";
const YES: &[&str] = &["start()"];
const NO: &[&str] = &[];

#[test]
fn leads_to() {
    check(&[
        ("forward", LEADS, "start(); end();", YES),
        ("not backward", LEADS, "end(); start();", NO),
        ("not the match itself", "pattern = 'f($A)'\nleads-to = 'f($B)'", "f(1);", NO),
        ("some path", LEADS, "start(); if a { end() }", YES),
        ("a path of its own branch only", LEADS, "if a { start() } else { end() }", NO),
        ("a back edge", LEADS, "loop { end(); start(); }", YES),
        ("no back edge after a break", LEADS, "loop { end(); start(); break; }", NO),
        ("continue goes back", LEADS, "while a { end(); if b { start(); continue; } break; }", YES),
        ("a labelled break", LEADS, "'a: loop { loop { start(); break 'a; } end(); }", NO),
        (
            "a labelled break reaches what is behind",
            LEADS,
            "'a: loop { loop { start(); break 'a; } } end();",
            YES,
        ),
        ("a labelled continue", LEADS, "'a: loop { end(); loop { start(); continue 'a; } }", YES),
        ("return ends a path", LEADS, "start(); return; end();", NO),
        ("return on one branch does not", LEADS, "start(); if a { return; } end();", YES),
        ("? goes on", LEADS, "start()?; end();", YES),
        ("? leaves", "pattern = 'start()'\nleads-to = 'return $$$X'", "start()?; a();", NO),
        ("let else", LEADS, "let Some(a) = start() else { end(); return };", YES),
        (
            "the else does not run into what is behind",
            LEADS,
            "let Some(a) = b else { start(); return }; end();",
            NO,
        ),
        ("from a condition into both branches", LEADS, "if start() { a() } else { end() }", YES),
        ("from a scrutinee", LEADS, "match start() { _ => end() }", YES),
        ("an arm's if", LEADS, "match a { A if start() => b(), _ => end() }", YES),
        ("evaluation order of arguments", LEADS, "g(end(), start());", NO),
        ("evaluation order of arguments", LEADS, "g(start(), end());", YES),
        ("the receiver first", LEADS, "start().a(end());", YES),
        ("a closure runs where it is written", LEADS, "start(); g(|| end());", YES),
        ("a spawned closure is a body of its own", LEADS, "start(); spawn(|| end());", NO),
        ("any call whose name starts with spawn", LEADS, "start(); rt.spawn_blocking(move || end());", NO),
        ("an async block is a body of its own", LEADS, "start(); let a = async { end() };", NO),
        ("paths within a spawned closure", LEADS, "spawn(|| { start(); end() });", YES),
        ("a fn is another body", LEADS, "start(); fn g() { end(); }", NO),
        ("in a macro's arguments", LEADS, "start(); println!(\"{}\", end());", YES),
        (
            "past a run of statements",
            "pattern = 'a(); b();'\nleads-to = 'c()'",
            "c(); a(); b(); c();",
            &["a(); b();"],
        ),
        (
            "a run's own code is not after it",
            "pattern = 'a(); $$$; b();'\nleads-to = 'c()'",
            "a(); c(); b();",
            NO,
        ),
        ("unless met first", UNLESS, "start(); stop(); end();", NO),
        ("unless on one branch", UNLESS, "start(); if a { stop() } end();", YES),
        ("unless on both", UNLESS, "start(); if a { stop() } else { stop() } end();", NO),
        ("unless behind the end", UNLESS, "start(); end(); stop();", YES),
        ("unless before the start", UNLESS, "stop(); start(); end();", YES),
        ("unless on the back edge", UNLESS, "loop { end(); start(); stop(); }", NO),
        ("unless in a condition is passed either way", UNLESS, "start(); if stop() { a() } end();", NO),
        ("unless in a lazy operand is not", UNLESS, "start(); if a && stop() { b() } end();", YES),
        ("unless in a loop that may not run", UNLESS, "start(); for a in b { stop(); } end();", YES),
        (
            "unless binds nothing",
            "pattern = 'start()'\nleads-to = { pattern = 'end($A)', unless = 'stop($B)' }",
            "start(); stop(1); end(2);",
            NO,
        ),
        (
            "unless shares bindings",
            "pattern = 'open($A)'\nleads-to = { pattern = 'end()', unless = 'close($A)' }",
            "open(a); close(b); end();",
            &["open(a)"],
        ),
        (
            "unless shares bindings",
            "pattern = 'open($A)'\nleads-to = { pattern = 'end()', unless = 'close($A)' }",
            "open(a); close(a); end();",
            NO,
        ),
        (
            "one variable along a path",
            "pattern = 'open($A)'\nleads-to = 'use_it($A)'",
            "open(a); use_it(a);",
            &["open(a)"],
        ),
        (
            "another variable of the name",
            "pattern = 'open($A)'\nleads-to = 'use_it($A)'",
            "let a = 1; open(a); let a = 2; use_it(a);",
            NO,
        ),
        (
            "the same variable, borrowed",
            "pattern = 'open($A)'\nleads-to = 'use_it($A)'",
            "let a = 1; open(&a); use_it(&mut a);",
            &["open(&a)"],
        ),
        ("not.leads-to", "pattern = 'start()'\nnot.leads-to = 'end()'", "start(); end();", NO),
        ("not.leads-to", "pattern = 'start()'\nnot.leads-to = 'end()'", "end(); start();", YES),
        ("a constant is a body", LEADS, "const A: u8 = { start(); end() };", YES),
        ("a closure in a static", LEADS, "static A: L = L::new(|| { start(); end() });", YES),
    ]);
}

const HELD: &str = "pattern = '$L.lock()'\nheld-across = '$F.await'";

#[test]
fn held_across() {
    let one: &[&str] = &["m.lock()"];
    check(&[
        ("a let", HELD, "let g = m.lock(); f().await;", one),
        ("?", HELD, "let g = m.lock()?; f().await;", one),
        (".await", HELD, "let g = m.lock().await; f().await;", one),
        (".unwrap()", HELD, "let g = m.lock().unwrap(); f().await;", one),
        (".expect(…)", HELD, "let g = m.lock().expect(\"a\"); f().await;", one),
        (".unwrap_or_else(…)", HELD, "let g = m.lock().unwrap_or_else(|e| e.into_inner()); f().await;", one),
        ("&", HELD, "let g = &m.lock(); f().await;", one),
        ("another method gives another value", HELD, "let n = m.lock().len(); f().await;", NO),
        ("its own await is before it is alive", HELD, "let g = m.lock().await;", NO),
        ("its scope ends", HELD, "{ let g = m.lock(); } f().await;", NO),
        ("drop", HELD, "let g = m.lock(); drop(g); f().await;", NO),
        ("drop of another", HELD, "let g = m.lock(); drop(h); f().await;", one),
        ("drop on one branch", HELD, "let g = m.lock(); if a { drop(g); } f().await;", one),
        (
            "drop in a branch that returns does not help",
            HELD,
            "let g = m.lock(); if a { drop(g); return; } f().await;",
            one,
        ),
        ("a move into a fn", HELD, "let g = m.lock(); consume(g); f().await;", NO),
        ("a name used again was copied", HELD, "let g = m.lock(); consume(g); f().await; consume(g);", one),
        ("a borrow is no move", HELD, "let g = m.lock(); consume(&g); f().await;", one),
        ("returned", HELD, "let g = m.lock(); return g; f().await;", NO),
        ("moved into another name", HELD, "let g = m.lock(); let h = g; f().await;", NO),
        (
            "moved into another name and dropped there",
            HELD,
            "let g = m.lock(); let h = g; drop(h); f().await;",
            NO,
        ),
        ("let _", HELD, "let _ = m.lock(); f().await;", NO),
        ("let _g", HELD, "let _g = m.lock(); f().await;", one),
        ("a temporary in a statement", HELD, "m.lock().push(f().await);", one),
        ("a temporary ends with the statement", HELD, "m.lock().push(1); f().await;", NO),
        ("arguments before the lock", HELD, "g(f().await, m.lock());", NO),
        ("match", HELD, "match m.lock().pop() { Some(a) => f().await, None => {} }", one),
        ("after the match", HELD, "match m.lock().pop() { Some(a) => b, None => {} } f().await;", NO),
        ("while let", HELD, "while let Some(a) = m.lock().pop() { f(a).await; }", one),
        ("for", HELD, "for a in m.lock().iter() { f(a).await; }", one),
        ("a plain condition", HELD, "if m.lock().is_empty() { f().await; }", NO),
        ("a plain condition of while", HELD, "while m.lock().is_empty() { f().await; }", NO),
        ("in a block of a let", HELD, "let n = { let g = m.lock(); *g }; f().await;", NO),
        ("an async block is another body", HELD, "let g = m.lock(); let a = async { f().await };", NO),
        ("in a spawned async block", HELD, "spawn(async move { let g = m.lock(); f().await; });", one),
        (
            "unless",
            "pattern = '$L.lock()'\nheld-across = { pattern = '$F.await', unless = 'stop()' }",
            "let g = m.lock(); stop(); f().await;",
            NO,
        ),
        (
            "a whole statement",
            "pattern = 'let $G = $L.lock().unwrap();'\nheld-across = '$F.await'",
            "let g = m.lock().unwrap(); f().await; let h = n.lock().unwrap(); drop(h);",
            &["let g = m.lock().unwrap();"],
        ),
        (
            "not.held-across",
            "pattern = '$L.lock()'\nnot.held-across = '$F.await'",
            "let g = m.lock(); f().await; let h = n.lock(); drop(h); f().await;",
            &["n.lock()"],
        ),
        (
            "bindings are shared",
            "pattern = '$L.lock()'\nheld-across = '$L.lock()'",
            "let g = m.lock(); n.lock(); m.lock();",
            one,
        ),
        ("in a macro's arguments", HELD, "println!(\"{}\", g(m.lock(), f().await));", one),
        ("replaced", HELD, "let mut g = m.lock(); g = other(); f().await;", NO),
    ]);
    check_in(
        "2021",
        &[
            ("2021: if let, its else", HELD, "if let Some(a) = m.lock().pop() {} else { f().await; }", one),
            ("2021: a tail's temporary", HELD, "let x = { m.lock().get() }.a(f().await);", one),
        ],
    );
    check_in(
        "2024",
        &[
            ("2024: if let, its else", HELD, "if let Some(a) = m.lock().pop() {} else { f().await; }", NO),
            ("2024: if let, its body", HELD, "if let Some(a) = m.lock().pop() { f().await; }", one),
            ("2024: a tail's temporary", HELD, "let x = { m.lock().get() }.a(f().await);", NO),
        ],
    );
}

const GUARDED: &str = "pattern = 'act()'\nguarded-by = 'check()'";
const UNGUARDED: &str = "pattern = 'act()'\nnot.guarded-by = 'check()'";

#[test]
fn guarded_by() {
    for (why, code, guarded) in [
        ("straight", "check(); act();", true),
        ("the other way round", "act(); check();", false),
        ("none", "act();", false),
        ("on one branch", "if a { check(); } act();", false),
        ("on both branches", "if a { check(); } else { check(); } act();", true),
        ("the other branch returns", "if a { check(); } else { return; } act();", true),
        ("a condition is passed by being evaluated", "if check() { act(); }", true),
        ("whichever way it goes", "if check() { return; } act();", true),
        ("its else too", "if check() {} else { act(); }", true),
        ("a lazy operand may not be", "if a && check() {} act();", false),
        ("but in the branch it was", "if a && check() { act(); }", true),
        ("or not", "if a || check() { act(); }", false),
        ("?", "check()?; act();", true),
        ("let else", "let Some(a) = check() else { return }; act();", true),
        ("in a loop that may not run", "for a in b { check(); } act();", false),
        ("in a loop that runs", "loop { check(); break; } act();", true),
        ("after a break that came before", "loop { if a { break; } check(); } act();", false),
        ("in the loop before", "while a { check(); act(); }", true),
        ("an earlier turn is not enough", "while a { act(); check(); }", false),
        ("on all arms", "match a { A => check(), _ => check() } act();", true),
        ("on one arm", "match a { A => check(), _ => b() } act();", false),
        ("the scrutinee", "match check() { A => act(), _ => {} }", true),
        ("in the arguments", "act2(check(), act());", true),
        ("a labelled break jumps over it", "'a: { if b { break 'a; } check(); } act();", false),
        ("a closure runs where it is written", "check(); g(|| act());", true),
        ("what guards a spawned closure's place guards it", "check(); spawn(|| act());", true),
        ("and an async block's", "check(); let a = async { act() };", true),
        ("a spawned closure guards nothing behind it", "spawn(|| check()); act();", false),
        ("an async block guards nothing behind it", "let a = async { check() }; act();", false),
        ("a fn is guarded by nothing outside", "check(); fn g() { act(); }", false),
    ] {
        let (when, not): (&[&str], &[&str]) = if guarded { (&["act()"], NO) } else { (NO, &["act()"]) };
        check(&[(why, GUARDED, code, when), (why, UNGUARDED, code, not)]);
    }
    check(&[
        (
            "bindings are shared",
            "pattern = 'act($A)'\nnot.guarded-by = 'check($A)'",
            "check(a); act(a); act(b);",
            &["act(b)"],
        ),
        (
            "one variable along a path",
            "pattern = 'act($A)'\nnot.guarded-by = 'check($A)'",
            "let a = 1; check(a); let a = 2; act(a);",
            &["act(a)"],
        ),
        (
            "a guard with a condition",
            "pattern = 'act()'\nguarded-by = { pattern = 'check($A)', where.A.regex = '2' }",
            "check(1); act();",
            NO,
        ),
        (
            "a guard with a condition",
            "pattern = 'act()'\nguarded-by = { pattern = 'check($A)', where.A.regex = '2' }",
            "check(1); check(2); act();",
            &["act()"],
        ),
    ]);
}

#[test]
fn from_follows_local_variables() {
    const FROM: &str = "pattern = 'act($A)'\nwhere.A.from = 'env::var($_)'";
    let a: &[&str] = &["act(a)"];
    check(&[
        ("the node itself", FROM, "act(env::var(1));", &["act(env::var(1))"]),
        ("code in the node", FROM, "act(g(env::var(1)?));", &["act(g(env::var(1)?))"]),
        ("a local variable", FROM, "let a = env::var(1); act(a);", a),
        ("what gave it its value holds the code", FROM, "let a = g(env::var(1)?, 2); act(a);", a),
        (
            "several steps",
            FROM,
            "let x = env::var(1); let y = x.trim(); let a = format!(\"{y}\"); act(a);",
            a,
        ),
        ("another variable", FROM, "let b = env::var(1); let a = 2; act(a);", NO),
        ("assigned later", FROM, "let mut a = 1; a = env::var(1); act(a);", a),
        ("declared, then assigned", FROM, "let a; if c { a = env::var(1); } else { a = 2; } act(a);", a),
        ("a pattern", FROM, "let Ok(a) = env::var(1) else { return }; act(a);", a),
        ("if let", FROM, "if let Ok(a) = env::var(1) { act(a); }", a),
        ("match", FROM, "match env::var(1) { Ok(a) => act(a), _ => {} }", a),
        ("for", FROM, "for a in env::var(1).iter() { act(a); }", a),
        ("a closure's parameter", FROM, "env::var(1).map(|a| act(a));", a),
        ("through a captured variable", FROM, "let a = env::var(1); run(|| act(a));", a),
        ("a shadowed variable", FROM, "let a = env::var(1); let a = 2; act(a);", NO),
        ("shadowed by itself", FROM, "let a = env::var(1); let a = a.trim(); act(a);", a),
        ("not across fns", FROM, "fn g(a: u8) { act(a); } fn h() { let a = env::var(1); g(a); }", NO),
        ("a branch", FROM, "let a = if c { env::var(1) } else { x }; act(a);", a),
        ("a part of a tuple", FROM, "let (a, b) = env::var(1).pair(); act(a);", a),
        ("compound assignment", FROM, "let mut a = 1; a += env::var(1); act(a);", a),
        (
            "under not",
            "pattern = 'act($A)'\nnot.where.A.from = 'env::var($_)'",
            "let a = env::var(1); act(a); act(b);",
            &["act(b)"],
        ),
        (
            "a rule with bindings",
            "pattern = 'act($A)'\nwhere.A.from = 'get($K)'\nwhere.K.regex = 'x'",
            "let a = get(x); let b = get(y); act(a); act(b);",
            a,
        ),
    ]);
}
