//! Any file can be asked about: no panic, every node of a body on its graph, work linear in the body.

use proptest::prelude::*;

use super::super::{Flow, Step};
use super::parsed;
use crate::locals::Locals;
use crate::syntax::{NodeId, Tree};

/// Asks everything about every `every`th node; how many nodes were visited.
pub(super) fn ask_everything(tree: &Tree, every: usize) -> usize {
    let locals = Locals::new(tree);
    let mut visited = 0;
    for edition_2024 in [false, true] {
        let flow = Flow::new(tree, &locals, edition_2024);
        for node in tree.nodes().step_by(every) {
            let mut visit = |_: crate::syntax::Node<'_>| {
                visited += 1;
                Step::Continue
            };
            flow.forward(node.id(), &mut visit);
            flow.while_held(node.id(), node.id(), &mut visit);
            flow.guarded(node.id(), &mut |_| Step::Continue);
            locals.definition(node);
        }
    }
    visited
}

#[test]
fn every_node_of_a_body_is_on_its_graph() {
    let code =
        "fn f(a: u8) -> u8 { let Some(ref x @ y) = a else { return 1 }; #[allow(x)] let z: Vec<u8> = b;
        if !(a && b || c) && let Some(d) = e { 'l: while let X { y, .. } = z { break 'l; } } else if x { }
        match a { A(1..=2) | B { .. } if c && d => x?, _ => { loop { continue } } }
        for (i, j) in k { i += j; *i = -j; } let c = |x: u8, y| -> u8 { x as u8 }; p!(a, b.c, d => e);
        S { a, b: c, ..d }; [1; 2]; (1, 2); &mut x[1..]; unsafe { x() }; f::<u8>(x).await; return x }";
    let tree = parsed(code);
    let locals = Locals::new(&tree);
    let flow = Flow::new(&tree, &locals, true);
    let function = tree.root().children().next().unwrap();
    let entry = function.children().find(|child| child.text().starts_with("(a")).unwrap();
    let body = function.children().last().unwrap();
    let mut unvisited: Vec<NodeId> = body.descendants().map(|node| node.id()).collect();
    flow.forward(entry.id(), &mut |node| {
        unvisited.retain(|id| *id != node.id());
        Step::Continue
    });
    let texts: Vec<&str> = unvisited.iter().map(|id| tree.node(*id).text()).collect();
    assert!(texts.is_empty(), "{texts:?}");
}

#[test]
fn deep_code_does_not_overflow_the_stack() {
    for (open, close) in [("{", "}"), ("(", ")"), ("if a {", "}"), ("x(|| ", ")"), ("a && (", ")"), ("&", "")]
    {
        let code = format!("fn f() {{ {}x{} }}", open.repeat(2_000), close.repeat(2_000));
        ask_everything(&parsed(&code), 97);
    }
}

#[test]
fn a_query_is_linear_in_its_body() {
    let code = "if a { let g = m.lock(); drop(g); } else { b(c, d)?; }\n".repeat(5_000);
    let tree = parsed(&format!("fn f() {{ let g = m.lock(); {code} }}"));
    ask_everything(&tree, 20_011);
}

proptest! {
    #[test]
    fn any_text_can_be_asked_about(words in prop::collection::vec(prop::sample::select(WORDS), 0..60)) {
        let code = format!("fn f() {{ {} }}", words.join(" "));
        ask_everything(&parsed(&code), 1);
    }
}

const WORDS: &[&str] = &[
    "let",
    "g",
    "=",
    "m.lock()",
    ";",
    "{",
    "}",
    "(",
    ")",
    "if",
    "else",
    "match",
    "=>",
    ",",
    "loop",
    "while",
    "for",
    "in",
    "break",
    "continue",
    "'a:",
    "'a",
    "return",
    "?",
    ".await",
    "&&",
    "||",
    "!",
    "|x|",
    "move",
    "async",
    "unsafe",
    "drop(g)",
    "spawn(",
    "Some(g)",
    "_",
    "&",
    "*",
    "S { g }",
    "p!(",
    "select!{",
    "fn h()",
    "x",
    "@",
    "|",
    "..",
    "1",
    "const",
    "try",
    "_ => x",
    "Ok(g) if c => g,",
];
