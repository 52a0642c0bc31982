//! What may run after `start()`: calls of `reached…()` may, calls of `missed…()` may not. `stop()` ends a path.

use super::{Walk, met, named};

#[test]
fn paths_follow_evaluation() {
    let mut wrong = Vec::new();
    for (reason, code) in [
        ("statements", "missed(); start(); reached();"),
        ("the tail", "start(); reached()"),
        ("operands before", "g(missed(), start(), reached());"),
        ("the receiver runs first", "missed().a(start()).b(reached());"),
        ("operators", "missed() + start() + reached();"),
        ("the right side of an assignment runs first", "x[reached()] = start();"),
        ("both branches", "start(); if a { reached(1) } else { reached(2) } reached(3)"),
        ("from one branch", "if a { start(); reached() } else { missed() } reached();"),
        ("from a condition", "if start() { reached() } else if reached() { reached() } else { reached() }"),
        ("else if", "if missed() { } else if start() { reached() }"),
        ("arms", "match start() { A if reached() => reached(), _ => reached() } reached()"),
        ("from one arm", "match a { A => start(), B => missed() } reached()"),
        (
            "from a guard",
            "match a { A if start() => reached(), B if reached() => reached(), C => reached() }",
        ),
        ("an arm before", "match a { A => missed(), B if start() => 1, C => reached() }"),
        ("return", "start(); if a { reached(); return; missed() } reached()"),
        ("return ends", "start(); return; missed()"),
        ("?", "start()?; reached()"),
        ("a loop comes back", "loop { reached(1); start(); reached(2); }"),
        ("after a loop only by break", "loop { start(); } missed();"),
        ("break", "loop { start(); if a { break } reached() } reached()"),
        ("break with a value", "let x = loop { break start(); }; reached(x)"),
        ("continue", "loop { reached(); if a { start(); continue; missed() } }"),
        ("labelled break", "'a: loop { loop { start(); break 'a; } missed() } reached()"),
        ("labelled continue", "'a: loop { reached(); loop { start(); continue 'a; } missed() }"),
        ("plain break leaves the inner loop", "loop { loop { start(); break; } reached() } missed()"),
        ("labelled block", "'a: { if start() { break 'a; } reached() } reached()"),
        ("while comes back", "while reached() { start(); } reached()"),
        ("while may not run", "start(); while reached() { reached() } reached()"),
        ("while let", "while let Some(x) = reached() { start(); } reached()"),
        ("for evaluates its iterator once", "for x in missed() { reached(); start(); } reached()"),
        ("let else", "let Some(x) = start() else { reached(); return }; reached()"),
        ("from the else", "let Some(x) = a else { start(); return }; missed()"),
        ("lazy and", "start() && reached(); reached()"),
        ("lazy and from the right", "missed() && start(); reached()"),
        ("a closure runs where it is written", "start(); run(|| reached());"),
        ("from a closure", "run(|| { start(); return; missed() }); reached()"),
        ("? in a closure leaves the closure", "run(|| { start()?; reached() }); reached()"),
        ("a spawned closure is another body", "start(); spawn(move || missed()); reached()"),
        ("by any path and name", "start(); std::thread::spawn_scoped(s, || missed()); reached()"),
        ("within another argument", "start(); pool.spawn(Box::new(move || missed())); reached()"),
        ("at the end of a block", "start(); spawn({ let a = reached(); move || missed(a) }); reached()"),
        (
            "a closure that only makes an argument",
            "start(); spawn({ let a = run(|| reached()); move || missed(a) });",
        ),
        ("from a spawned closure", "spawn(move || { start(); reached() }); missed()"),
        ("a closure in a spawned one runs there", "spawn(move || { start(); run(|| reached()) }); missed()"),
        ("an async block is another body", "start(); let f = async { missed() }; reached()"),
        ("from an async block", "async { start(); reached() }.await; missed()"),
        ("a nested fn is another body", "start(); fn g() { missed() } reached()"),
        ("a constant is another body", "start(); const A: u8 = missed(); reached()"),
        ("unsafe and const blocks", "start(); unsafe { reached() } const { reached() }"),
        ("try blocks", "let x = try { start()?; reached() }; reached()"),
        ("panic", "start(); if a { panic!(\"x\"); missed() } reached()"),
        ("unreachable", "start(); match a { A => reached(), B => unreachable!() } reached()"),
        ("todo", "start(); todo!(); missed()"),
        ("exit", "start(); std::process::exit(1); missed()"),
        ("abort", "start(); if a { process::abort(); } reached()"),
        ("bail", "start(); bail!(\"x\"); missed()"),
        ("a panic in a closure ends the body", "run(|| { start(); panic!() }); missed()"),
        ("await", "start().await; reached().await"),
        ("macro arguments", "p!(missed(), start(), reached()); reached()"),
        ("arms of a select", "select! { x = start() => reached(1), y = reached() => reached(2) } reached(3)"),
        (
            "from an arm of a select",
            "select! { x = missed() => { start(); reached() } y = b => missed() } reached()",
        ),
        ("a select's condition", "start(); select! { x = a, if reached() => 1, else => reached() }"),
        ("a select in a loop", "loop { select! { x = reached() => start(), y = b => break } } reached()"),
        ("matches", "start(); matches!(reached(), Some(x) if reached());"),
        ("assert", "start(); assert!(reached() && reached());"),
        ("the arms of any macro", "p! { A => { start() } B => { missed() } }"),
        ("statements in a macro", "p! { missed(); start(); reached() } reached()"),
        ("a spawning macro", "start(); spawn!(move || missed());"),
        ("struct fields", "S { a: missed(), b: start(), c: reached(), ..reached() };"),
        ("index and range", "x[start()..reached()]; reached()"),
        ("return's value", "return g(start(), reached());"),
        ("stop ends a path", "start(); stop(); missed()"),
        ("stop on one branch", "start(); if a { stop(); missed() } reached()"),
        ("stop on every branch", "start(); if a { stop() } else { stop() } missed()"),
        (
            "stop in a condition is passed either way",
            "start(); if stop() { missed() } else { missed() } missed()",
        ),
        (
            "stop on the right of a lazy and",
            "start(); if a && stop() { missed() } else { reached() } reached()",
        ),
        (
            "stop on the right of a lazy or",
            "start(); if a || stop() { reached() } else { missed() } reached()",
        ),
        ("stop behind a negation", "start(); if !(a && stop()) { reached() } else { missed() } reached()"),
        ("stop in a chain", "start(); if let A = b && stop() { missed() } reached()"),
        (
            "stop in an irrefutable arm's guard",
            "start(); match a { x if stop() => missed(), _ => missed() } missed()",
        ),
        ("stop in a guard", "start(); match a { A if stop() => missed(), _ => reached() } reached()"),
        ("stop in the body of a loop", "start(); while a { stop(); missed() } reached()"),
        ("dead code leads on", "return; start(); reached()"),
    ] {
        let reached = met(Walk::Leads, "start()", "reached($$$)", Some("stop()"), code);
        let missed = met(Walk::Leads, "start()", "missed($$$)", Some("stop()"), code);
        if reached != named("reached($$$)", "", code) || !missed.is_empty() {
            wrong.push(format!("{reason}: {code}\n  met {reached:?} {missed:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn statements_patterns_and_types_are_met_too() {
    for (target, code) in [
        ("let $A = $B;", "start(); let a = 1;"),
        ("Some($X)", "start(); match a { Some(x) => 1, _ => 2 }"),
        ("Some($X) => $Y", "start(); match a { Some(x) => 1, _ => 2 }"),
        ("Vec<$T>", "start(); let a: Vec<u8> = b;"),
        ("if $C { $$$ }", "start(); if a { b }"),
        ("return $X", "start(); return 1"),
        ("$X?", "start(); a?;"),
        ("use a::b;", "start(); use a::b;"),
        ("|$X| $Y", "start(); run(|x| y);"),
        ("async { $$$ }", "start(); async { 1 };"),
        ("return $X;", "start(); return 1;"),
        ("return;", "start(); if a { return; }"),
        ("{ return $X }", "start(); if a { return 1 }"),
        ("Err($E) => return $E", "start(); match a { Ok(x) => x, Err(e) => return e }"),
        ("panic!($$$);", "start(); panic!();"),
        ("loop { $$$ }", "start(); loop { a(); }"),
        ("let Some($X) = $Y else { $$$ };", "start(); let Some(x) = y else { return };"),
    ] {
        assert!(!met(Walk::Leads, "start()", target, None, code).is_empty(), "{target} in {code}");
    }
}

#[test]
fn a_match_of_several_statements_is_over_after_its_last() {
    let code = "start(); missed(); end(); reached();";
    let found = met(Walk::Leads, "start(); $$$; end();", "$F($$$)", None, code);
    assert_eq!(found, ["reached()"]);
}

#[test]
fn top_level_statements_are_one_body() {
    let code = "fn g() { missed() }\nstart();\nreached();\n";
    assert_eq!(met(Walk::Leads, "start()", "$F($$$)", None, code), ["reached()"]);
}
