//! How long values live. In every case the value is that of the first `lock()`; awaits of `held…()` happen while it
//! is alive, awaits of `free…()` do not.

use super::{Walk, met, named};

#[derive(Clone, Copy)]
enum Edition {
    Both,
    Only2021,
    Only2024,
}
use Edition::{Both, Only2021, Only2024};

#[track_caller]
fn check(start: &str, cases: &[(Edition, &str, &str)]) {
    let mut wrong = Vec::new();
    for (edition, reason, code) in cases {
        for edition_2024 in [false, true] {
            if matches!((edition, edition_2024), (Only2021, true) | (Only2024, false)) {
                continue;
            }
            let found = met(Walk::Held { edition_2024 }, start, "$F.await", None, code);
            let expected = named("$F.await", "held", code);
            if found != expected {
                wrong.push(format!("{reason} (2024: {edition_2024}): {code}\n  met {found:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_let_keeps_the_value_to_the_end_of_its_scope() {
    check(
        "$L.lock()",
        &[
            (Both, "a let keeps it", "let g = m.lock(); held().await;"),
            (
                Both,
                "every await of the scope",
                "let g = m.lock(); held(1).await; if a { held(2).await } held(3).await",
            ),
            (Both, "through unwrap", "let g = m.lock().unwrap(); held().await;"),
            (Both, "through expect", "let g = m.lock().expect(\"x\"); held().await;"),
            (
                Both,
                "through unwrap_or_else",
                "let g = m.lock().unwrap_or_else(PoisonError::into_inner); held().await;",
            ),
            (Both, "through ?", "let g = m.lock()?; held().await;"),
            (Both, "through its own await, which is not met", "let g = m.lock().await; held().await;"),
            (Both, "through several", "let g = (m.lock().await?).unwrap(); held().await;"),
            (Both, "through &", "let g = &m.lock().unwrap(); held().await;"),
            (Both, "through &mut", "let g = &mut *m.lock().unwrap(); held().await;"),
            (Both, "a part borrowed from it", "let g = &m.lock().unwrap().x; held().await;"),
            (Both, "a part of a part", "let g = &mut m.lock().unwrap().x[1].y; held().await;"),
            (Both, "another method ends the run", "let v = m.lock().unwrap().clone(); free().await;"),
            (Both, "a part copied from it", "let v = m.lock().unwrap().x; free().await;"),
            (Both, "a dereferenced copy", "let v = *m.lock().unwrap(); free().await;"),
            (Both, "a borrow that a method takes", "let v = (&m.lock().unwrap()).len(); free().await;"),
            (Both, "`_` keeps nothing", "let _ = m.lock().unwrap(); free().await;"),
            (Both, "`_g` keeps it", "let _g = m.lock().unwrap(); held().await;"),
            (Both, "with a type", "let g: Guard<'_, u8> = m.lock().unwrap(); held().await;"),
            (Both, "mut", "let mut g = m.lock().unwrap(); held().await;"),
            (Both, "the block ends", "{ let g = m.lock().unwrap(); held().await; } free().await;"),
            (
                Both,
                "an inner block does not matter",
                "let g = m.lock().unwrap(); { held().await; } held().await;",
            ),
            (Both, "the tail of the block sees it", "{ let g = m.lock().unwrap(); held().await }"),
            (
                Both,
                "a value from a block that locked",
                "let x = { let g = m.lock().unwrap(); g.a }; free().await;",
            ),
            (Both, "the tail of a block is taken", "let g = { f(); m.lock().unwrap() }; held().await;"),
            (Both, "the end of an unsafe block", "let g = unsafe { m.lock() }; held().await;"),
            (Both, "a branch is taken", "let g = if a { m.lock() } else { n.get() }; held().await;"),
            (Both, "an arm is taken", "let g = match a { 1 => m.lock(), _ => n.get() }; held().await;"),
            (Both, "shadowing drops nothing", "let g = m.lock(); let g = 1; held().await;"),
            (Both, "destructured", "let (a, b) = m.lock().unwrap(); held().await;"),
            (Both, "destructured into nothing", "let (_, _) = m.lock().unwrap(); free().await;"),
            (Both, "a struct that holds it", "let x = W { g: m.lock(), n: 1 }; held().await;"),
            (Both, "a tuple that holds it", "let x = (1, m.lock()); held().await;"),
            (Both, "the part of the tuple that has it", "let (a, b) = (1, m.lock()); drop(b); free().await;"),
            (
                Both,
                "the part of the tuple that has it not",
                "let (a, b) = (1, m.lock()); drop(a); held().await;",
            ),
            (Both, "a variant that holds it", "let x = Some(m.lock()); held().await;"),
            (Both, "a list that holds it", "let x = vec![m.lock()]; held().await;"),
            (Both, "an argument of another call", "let x = wrap(m.lock()); free().await;"),
            (Both, "an argument of a method", "let x = s.wrap(m.lock().unwrap()); free().await;"),
            (Both, "let else keeps it", "let Ok(g) = m.lock() else { return }; held().await;"),
            (Both, "not in the else", "let Ok(g) = m.lock() else { free().await; return }; held().await;"),
            (Both, "declared, then assigned", "let g; g = m.lock(); held().await;"),
            (Both, "assigned to a variable of an outer block", "let g; { g = m.lock(); } held().await;"),
            (Both, "assigned in a struct", "let x; x = W { g: m.lock() }; held().await;"),
            (Both, "borrowed in a struct", "let x = W { g: &m.lock() }; held().await;"),
            (Both, "borrowed in a variant", "let x = Some(&m.lock().y); free().await;"),
            (Both, "bound by ref", "let ref g = m.lock(); held().await;"),
            (Both, "a value that a call in the argument makes", "let x = f(&m.lock()); free().await;"),
            (Both, "in a body of the file's", "let c = || { let g = m.lock(); held().await }; free().await;"),
            (Both, "a const block", "let x = const { let g = m.lock(); 1 }; free().await;"),
            (Both, "a box is a call", "let g = Box::new(m.lock()); free().await;"),
            (Both, "a wrapper by a path", "let g = a::W(m.lock()); held().await;"),
            (Both, "assigned to `_`", "_ = m.lock(); free().await;"),
            (Both, "a loop's break hands it on", "let g = loop { break m.lock(); }; held().await;"),
            (
                Both,
                "a labelled break",
                "let g = 'a: loop { loop { if b { break 'a m.lock() } } }; held().await;",
            ),
            (Both, "a break out of a block", "let g = 'a: { if b { break 'a m.lock() } n() }; held().await;"),
            (
                Both,
                "a break of an inner loop",
                "let g = loop { loop { break m.lock() }; break n() }; free().await;",
            ),
            (Both, "a break in parentheses", "let g = loop { break (m.lock()); }; held().await;"),
            (Both, "a break of a borrow", "let g = loop { break &m.lock().x; }; free().await;"),
            (Both, "through map_err", "let g = m.lock().map_err(|_| E)?; held().await;"),
            (Both, "through ok", "let Some(g) = m.lock().ok() else { return }; held().await;"),
            (Both, "through context", "let g = m.lock().await.context(\"x\")?; held().await;"),
            (
                Both,
                "map makes another value",
                "let n = m.lock().map(|g| g.len()).unwrap_or(0); free().await;",
            ),
            (Both, "a borrow as a trait object", "let g = &m.lock() as &dyn T; held().await;"),
            (Both, "a cast of the value", "let n = m.lock() as u8; free().await;"),
            (Both, "a part of the tuple bound by ref", "let (ref a, _) = (n(), m.lock()); held().await;"),
            (Both, "assigned to a tuple", "let (a, b); (a, b) = (n(), m.lock()); held().await;"),
            (Both, "the other part", "let (a, b); (a, b) = (m.lock(), n()); drop(b); held().await;"),
            (
                Both,
                "both arms of a match hand it on",
                "let g = match m.lock() { Ok(g) => g, Err(e) => e.into_inner() }; held().await;",
            ),
            (
                Both,
                "another arm leaves",
                "let g = match m.lock() { Ok(g) => g, Err(_) => return }; held().await;",
            ),
            (
                Only2024,
                "an if let hands it on, and its else has not got it",
                "let g = if let Ok(g) = m.lock() { g } else { free().await; return }; held().await;",
            ),
            (
                Only2021,
                "an if let hands it on, and its else has got it",
                "let g = if let Ok(g) = m.lock() { g } else { held().await; return }; held().await;",
            ),
            (Both, "assigned to something that outlives the body", "self.g = m.lock(); free().await;"),
        ],
    );
}

#[test]
fn a_drop_a_move_or_a_new_value_ends_it() {
    check(
        "$L.lock()",
        &[
            (Both, "drop", "let g = m.lock().unwrap(); drop(g); free().await;"),
            (Both, "mem::drop", "let g = m.lock().unwrap(); held().await; mem::drop(g); free().await;"),
            (Both, "std::mem::drop", "let g = m.lock().unwrap(); std::mem::drop(g); free().await;"),
            (Both, "a drop on one branch only", "let g = m.lock(); if a { drop(g); } held().await;"),
            (
                Both,
                "within that branch",
                "let g = m.lock(); if a { drop(g); free().await; } else { held().await; }",
            ),
            (Both, "drops on both", "let g = m.lock(); if a { drop(g) } else { drop(g) } free().await;"),
            (Both, "a drop in one arm", "let g = m.lock(); match a { 1 => drop(g), _ => {} } held().await;"),
            (Both, "a drop on the way out", "let g = m.lock(); if a { drop(g); return; } held().await;"),
            (Both, "a drop of another", "let g = m.lock(); drop(h); held().await;"),
            (Both, "a drop of a borrow", "let g = m.lock(); drop(&g); held().await;"),
            (
                Both,
                "a drop of another of that name",
                "let g = m.lock(); { let g = 1; drop(g); } held().await;",
            ),
            (
                Both,
                "the drop of a shadowed one cannot be written",
                "let g = m.lock(); let g = 1; drop(g); held().await;",
            ),
            (Both, "a call takes it", "let g = m.lock(); take(g); free().await;"),
            (Both, "the future of a call that takes it", "let g = m.lock(); free(g).await;"),
            (Both, "a method takes it", "let g = m.lock(); x.take(1, g); free().await;"),
            (Both, "a call borrows it", "let g = m.lock(); take(&mut g); held().await;"),
            (Both, "methods do not move it", "let g = m.lock(); g.push(1); g.x = 2; held().await;"),
            (Both, "used again: it was copied", "let g = m.lock(); take(g); g.x; held().await;"),
            (Both, "used again in the next round", "let g = m.lock(); loop { take(g); held().await; }"),
            (Both, "used before only", "let g = m.lock(); g.x; take(g); free().await;"),
            (Both, "another variable takes it", "let g = m.lock(); let h = g; free().await;"),
            (Both, "`let _ = g` takes nothing", "let g = m.lock(); let _ = g; held().await;"),
            (Both, "a struct takes it", "let g = m.lock(); let h = H { g, x: 1 }; free().await;"),
            (Both, "a struct's field takes it", "let g = m.lock(); let h = H { a: g }; free().await;"),
            (Both, "a variable of long life takes it", "let g = m.lock(); self.g = g; free().await;"),
            (Both, "a block hands it on", "let h = { let g = m.lock(); held().await; g }; free().await;"),
            (Both, "a move closure takes it", "let g = m.lock(); let c = move || g.x; free().await;"),
            (Both, "a closure borrows it", "let g = m.lock(); let c = || g.x; held().await;"),
            (Both, "a closure that drops it", "let g = m.lock(); run(|| drop(g)); free().await;"),
            (Both, "a move block takes it", "let g = m.lock(); let c = async move { g.x }; free().await;"),
            (Both, "a block borrows it", "let g = m.lock(); let c = async { g.x }; held().await;"),
            (
                Both,
                "a block that drops it has it",
                "let g = m.lock(); let c = async { drop(g) }; free().await;",
            ),
            (Both, "a spawned closure takes it", "let g = m.lock(); spawn(move || g.x); free().await;"),
            (Both, "a new value", "let mut g = m.lock(); g = other(); free().await;"),
            (Both, "a new value through it", "let mut g = m.lock(); *g = other(); held().await;"),
            (
                Both,
                "a wait that takes it and gives another",
                "let g = m.lock(); let g = c.wait(g); free().await;",
            ),
            (
                Both,
                "the same into the same variable",
                "let mut g = m.lock(); g = c.wait(g); g.x; free().await;",
            ),
            (Both, "a macro borrows it", "let g = m.lock(); println!(\"{}\", g); held().await;"),
            (Both, "a macro's argument of that name", "let g = m.lock(); info!(g = 1, \"x\"); held().await;"),
            (Both, "a drop by a method", "let g = m.lock(); g.drop_it(); held().await;"),
            (Both, "given to the loop", "let g = m.lock(); for x in g { held().await; } free().await;"),
            (
                Both,
                "an arm takes it",
                "let g = m.lock(); match a { 1 => take(g), _ => { held().await; drop(g) } } free().await;",
            ),
            (Both, "a return of something else", "let g = m.lock(); if a { return h; } held().await;"),
            (Both, "its own await takes it", "let g = m.lock(); g.await; free().await;"),
            (Both, "copied in a loop that ends", "let g = m.lock(); for x in y { take(g); } held().await;"),
            (
                Both,
                "taken in a loop that ends there",
                "let g = m.lock(); loop { take(g); break; } free().await;",
            ),
            (
                Both,
                "taken on one path, used on another",
                "let g = m.lock(); if a { take(g); free().await; return; } g.x; held().await;",
            ),
            (
                Both,
                "taken by a call whose other argument waits",
                "let g = m.lock(); f(g, held().await); free().await;",
            ),
            (Both, "compared", "let g = m.lock(); if g == h { } held().await;"),
            (Both, "a list takes it", "let g = m.lock(); let v = vec![g]; free().await;"),
            (Both, "captured by a format string", "let g = m.lock(); println!(\"{g}\"); held().await;"),
            (Both, "a return takes it away", "let g = m.lock(); if a { return g; } held().await;"),
        ],
    );
}

#[test]
fn temporaries_live_to_the_end_of_their_statement() {
    check(
        "$L.lock()",
        &[
            (Both, "its own statement", "m.lock(); free().await;"),
            (Both, "the rest of the statement", "m.lock().unwrap().push(held().await); free().await;"),
            (Both, "what was awaited before", "g(free().await, m.lock().x); free().await;"),
            (Both, "later arguments", "g(m.lock().unwrap(), held().await); free().await;"),
            (Both, "later arguments of a macro", "p!(m.lock().unwrap(), held().await); free().await;"),
            (Both, "a call that took it", "free(m.lock()).await; free().await;"),
            (Both, "a call that took a borrow", "held(&m.lock()).await; free().await;"),
            (Both, "a call that took a part", "held(m.lock().x).await; free().await;"),
            (Both, "the rest of a let", "let x = m.lock().x + held().await; free().await;"),
            (Both, "operands that come later", "let x = [m.lock().x, held().await]; free().await;"),
            (
                Both,
                "an assignment runs its right side first",
                "*m.lock().unwrap() = free().await; free().await;",
            ),
            (Both, "a match", "match m.lock() { g => held().await } free().await;"),
            (
                Both,
                "a match on a part",
                "match m.lock().unwrap().x { 1 => held().await, _ => held().await } free().await;",
            ),
            (
                Both,
                "the guard of an arm",
                "match m.lock().x { 1 if held().await => {} _ => {} } free().await;",
            ),
            (
                Both,
                "an arm that drops it",
                "match m.lock() { Ok(g) => { drop(g); free().await } Err(e) => held().await }",
            ),
            (
                Both,
                "an arm's part in alternatives",
                "match m.lock() { A(g) | B(g) => { held().await; drop(g); free().await } }",
            ),
            (Both, "if let", "if let Some(x) = m.lock().get() { held().await } free().await;"),
            (Both, "if let that takes it", "if let Ok(g) = m.lock() { held().await; drop(g); free().await }"),
            (
                Only2021,
                "the else of an if let",
                "if let Some(x) = m.lock().get() { } else { held().await } free().await;",
            ),
            (
                Only2024,
                "the else of an if let",
                "if let Some(x) = m.lock().get() { } else { free().await } free().await;",
            ),
            (Only2021, "a later else if", "if let Some(x) = m.lock().get() { } else if a { held().await }"),
            (Only2024, "a later else if", "if let Some(x) = m.lock().get() { } else if a { free().await }"),
            (
                Both,
                "a later condition of a chain",
                "if let Some(x) = m.lock().get() && held().await { held().await }",
            ),
            (Both, "an operand of a chain", "if m.lock().x && let Some(x) = free().await { free().await }"),
            (Both, "while let", "while let Some(x) = m.lock().get() { held().await; } free().await;"),
            (
                Both,
                "not into the next round",
                "while let Some(x) = free().await.pop(&m.lock()) { held().await; }",
            ),
            (
                Both,
                "a match on what follows",
                "while let Some(x) = m.lock().await.recv() { held().await; } free().await;",
            ),
            (Both, "for", "for x in m.lock().iter() { held().await; } free().await;"),
            (
                Both,
                "for over what it hands out",
                "for x in m.lock().unwrap().drain(..) { held().await; } free().await;",
            ),
            (Both, "a plain if", "if m.lock().x { free().await } else { free().await }"),
            (Both, "within the condition", "if m.lock().x == held().await { free().await }"),
            (Both, "a plain while", "while m.lock().x { free().await; }"),
            (Both, "a lazy boolean's operand", "let b = m.lock().x && free().await;"),
            (Both, "the other operand", "let b = a || m.lock().x == held().await; free().await;"),
            (Both, "a plain guard", "match a { 1 if m.lock().x => free().await, _ => free().await }"),
            (Both, "an arm's value", "match a { 1 => m.lock().x, _ => 1 }; free().await;"),
            (Both, "a branch", "g(if a { m.lock().x } else { 1 }, free().await);"),
            (
                Only2021,
                "the tail of a block in a statement",
                "g({ m.lock().x }, held().await); free().await;",
            ),
            (
                Only2024,
                "the tail of a block in a statement",
                "g({ m.lock().x }, free().await); free().await;",
            ),
            (
                Only2021,
                "a match that is the tail of a block",
                "g({ match m.lock().x { _ => held().await } }, held().await);",
            ),
            (
                Only2024,
                "a match that is the tail of a block",
                "g({ match m.lock().x { _ => held().await } }, free().await);",
            ),
            (Both, "a return takes it away", "if a { return m.lock(); } free().await;"),
            (
                Both,
                "a let else on a part",
                "let Some(x) = m.lock().get() else { free().await; return }; free().await;",
            ),
            (Both, "a closure's value", "run(|| m.lock().x); free().await;"),
            (Both, "in a closure", "run(|| { let g = m.lock(); g.x }); free().await;"),
        ],
    );
}

#[test]
fn paths_leave_the_scope_in_every_way() {
    check(
        "$L.lock()",
        &[
            (Both, "the next round has dropped it", "loop { free().await; let g = m.lock(); held().await; }"),
            (
                Both,
                "continue drops it",
                "loop { free().await; let g = m.lock(); if a { continue; } held().await; }",
            ),
            (Both, "break drops it", "loop { let g = m.lock(); if a { break; } } free().await;"),
            (
                Both,
                "taken before the loop",
                "let g = m.lock(); loop { held().await; if a { break } } held().await;",
            ),
            (
                Both,
                "dropped in the loop on the way out",
                "let g = m.lock(); loop { if a { drop(g); break } held().await; } free().await;",
            ),
            (
                Both,
                "a labelled break",
                "'a: { let g = m.lock(); if x { break 'a; } held().await; } free().await;",
            ),
            (
                Both,
                "an await in a select",
                "let g = m.lock(); select! { x = a => { held().await }, y = b => { held().await } }",
            ),
            (Both, "another body's awaits", "let g = m.lock(); let c = async { free().await };"),
            (Both, "an async closure's awaits", "let g = m.lock(); let c = async || free().await;"),
            (
                Both,
                "in an async block",
                "spawn(async move { let g = m.lock(); held().await; }); free().await;",
            ),
            (
                Both,
                "a select's other futures",
                "let g = m.lock(); select! { x = held().await => {}, y = b => {} } held().await;",
            ),
            (
                Both,
                "a select's arm that has it",
                "select! { g = m.lock() => { held().await; drop(g); free().await }, y = b => free().await } free().await;",
            ),
            (
                Both,
                "a select's arm that keeps nothing",
                "select! { _ = m.lock() => free().await, y = b => free().await }",
            ),
            (
                Both,
                "a drop in one arm of a select",
                "let g = m.lock(); select! { x = a => drop(g), y = b => { held().await } } held().await;",
            ),
            (
                Both,
                "a drop in all arms of a select",
                "let g = m.lock(); select! { x = a => drop(g), y = b => drop(g) } free().await;",
            ),
            (
                Both,
                "an argument of a test macro",
                "assert!(matches!(m.lock().x, Some(1)) && free().await); free().await;",
            ),
            (
                Both,
                "a loop in a block",
                "let g = m.lock(); 'a: { for x in y { if x { drop(g); break 'a; } } held().await; } held().await;",
            ),
            (Both, "after a panic", "let g = m.lock(); panic!(); free().await;"),
            (
                Both,
                "a closure that panics is not always run",
                "let g = m.lock(); let x = y.unwrap_or_else(|| panic!()); held().await;",
            ),
            (
                Both,
                "a closure that exits",
                "let g = m.lock().unwrap_or_else(|e| { log(e); std::process::exit(1) }); held().await;",
            ),
            (
                Both,
                "a loop with a name",
                "'a: while let Some(x) = m.lock().pop() { held().await; continue 'a; } free().await;",
            ),
            (Both, "a for with a name", "'a: for x in m.lock().iter() { held().await; } free().await;"),
            (
                Both,
                "assigned again to a tuple",
                "let (mut g, h) = (m.lock(), n()); (g, _) = (n(), n()); free().await;",
            ),
            (
                Both,
                "assigned in a loop, dropped in the next round",
                "let mut g = x; loop { held().await; g = y; free().await; g = m.lock(); }",
            ),
        ],
    );
}

#[test]
fn a_let_that_is_the_match_keeps_what_it_binds() {
    check(
        "let $G = $L.lock().unwrap();",
        &[
            (Both, "a let", "let g = m.lock().unwrap(); held().await;"),
            (Both, "a drop", "let g = m.lock().unwrap(); drop(g); free().await;"),
            (Both, "`_`", "let _ = m.lock().unwrap(); free().await;"),
            (Both, "the block ends", "{ let g = m.lock().unwrap(); } free().await;"),
        ],
    );
    check(
        "a(); let $G = $L.lock(); b();",
        &[
            (Both, "a run of statements", "a(); let g = m.lock(); b(); held().await;"),
            (
                Both,
                "a run that is not all",
                "{ a(); let g = m.lock(); b(); held().await; drop(g); free().await; } free().await;",
            ),
        ],
    );
}

#[test]
fn a_temporary_is_held_across_the_await_of_its_own_chain() {
    for edition_2024 in [false, true] {
        let code = "while let Some(x) = rx.lock().await.recv().await { g().await; } h().await";
        let found = met(Walk::Held { edition_2024 }, "$L.lock()", "$F.await", None, code);
        assert_eq!(found, ["rx.lock().await.recv().await", "g().await"]);
    }
}
