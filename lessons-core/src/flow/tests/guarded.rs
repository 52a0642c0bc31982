//! Whether `act()` is reached only past `check()`.

use super::super::{Flow, Step};
use super::{matches, parsed, whole};
use crate::locals::Locals;
use crate::syntax::Node;

fn is_guarded(act: &str, code: &str) -> Option<bool> {
    let tree = parsed(&whole(code));
    let locals = Locals::new(&tree);
    let flow = Flow::new(&tree, &locals, true);
    let guards: Vec<_> = matches(&tree, "check($$$)").into_iter().map(|(first, _)| first).collect();
    let (first, _) = *matches(&tree, act).first()?;
    let guard = &mut |node: Node<'_>| if guards.contains(&node.id()) { Step::Block } else { Step::Continue };
    Some(flow.guarded(first, guard))
}

#[test]
fn every_path_passes_the_guard() {
    let mut wrong = Vec::new();
    for (expected, reason, code) in [
        (true, "a statement before", "check(); act();"),
        (false, "none", "act();"),
        (false, "after", "act(); check();"),
        (false, "on one branch", "if a { check(); } act();"),
        (true, "on both", "if a { check(); } else { check(); } act();"),
        (true, "a condition, taken", "if check() { act() }"),
        (true, "a condition, not taken", "if check() { } else { act() }"),
        (true, "a condition, after", "if check() { } act()"),
        (true, "an early return", "if !check() { return; } act()"),
        (true, "the other branch returns", "if a { check(); } else { return; } act()"),
        (true, "the other branch panics", "if a { check(); } else { panic!() } act()"),
        (true, "the right of and, within", "if a && check() { act() }"),
        (false, "the right of and, after", "if a && check() { } act()"),
        (false, "the right of or, within", "if a || check() { act() }"),
        (true, "the right of or, in the else", "if a || check() { } else { act() }"),
        (true, "negated", "if !(a || check()) { act() }"),
        (true, "a chain", "if let Some(x) = a && check(x) { act() }"),
        (true, "a let condition's value", "if let Some(x) = check() { act() }"),
        (true, "?", "check()?; act()"),
        (true, "let else", "let Ok(x) = check() else { return }; act()"),
        (true, "a match's value", "match check() { A => act(), _ => {} }"),
        (true, "an arm's guard, within", "match a { A if check() => act(), _ => {} }"),
        (false, "an arm's guard, other arm", "match a { A if check() => {}, _ => act() }"),
        (true, "an irrefutable arm's guard, other arm", "match a { x if check() => {}, _ => act() }"),
        (false, "within a loop that may not run", "for x in y { check(); } act()"),
        (true, "before in the same round", "for x in y { check(); act(); }"),
        (false, "after in the same round", "for x in y { act(); check(); }"),
        (true, "a loop runs once at least", "loop { check(); if a { break } } act()"),
        (true, "a while's condition", "while check() { act() }"),
        (true, "an argument", "act(check())"),
        (true, "an earlier argument", "g(check(), act())"),
        (false, "a later argument", "g(act(), check())"),
        (true, "a closure runs where it is written", "run(|| check()); act()"),
        (true, "around a closure", "check(); run(|| act());"),
        (true, "around an async block", "check(); let f = async { act() };"),
        (false, "after an async block", "let f = async { act() }; check();"),
        (true, "in the async block", "let f = async { check(); act() };"),
        (true, "around a spawned closure", "check(); spawn(move || act());"),
        (false, "not around a spawned closure", "if a { check(); } spawn(move || act());"),
        (false, "in a spawned closure before", "spawn(move || check()); act()"),
        (true, "two bodies out", "check(); spawn(async move { spawn(move || act()) });"),
        (false, "a nested fn is no part of its place", "check(); fn g() { act() }"),
        (true, "code no path reaches", "return; act()"),
        (true, "the exit of the process", "if a { std::process::exit(1) } else { check() } act()"),
        (true, "a select's precondition", "select! { x = a, if check() => act(), }"),
        (false, "another arm's body", "select! { x = a => check(), y = b => act() }"),
        (true, "a lazy argument", "assert!(check() && act())"),
        (true, "a loop's first round", "let mut a = check(); loop { act(); a = 1; }"),
        (false, "the next round only", "loop { act(); check(); }"),
        (true, "a select's future", "select! { x = check() => act(), }"),
    ] {
        if is_guarded("act($$$)", code) != Some(expected) {
            wrong.push(format!("{reason}: {code}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_match_that_holds_code_is_reached_where_it_begins() {
    for (expected, act, code) in [
        (false, "unsafe { $$$ }", "unsafe { check(); f() }"),
        (true, "unsafe { $$$ }", "check(); unsafe { f() }"),
        (false, "loop { $$$ }", "loop { check(); }"),
        (false, "for $X in $Y { $$$ }", "for x in y { check(); }"),
        (false, "if $C { $$$ }", "if a { check(); }"),
        (true, "let $X = $Y;", "let a = check();"),
    ] {
        assert_eq!(is_guarded(act, code), Some(expected), "{act} in {code}");
    }
}
