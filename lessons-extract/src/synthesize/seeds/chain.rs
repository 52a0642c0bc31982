//! A method chain that lacked a link.

use super::{DETAILS, Sides};
use crate::synthesize::edits::{Edit, receiver};
use crate::synthesize::rank::says_little;
use crate::synthesize::rule::{About, Rule};
use crate::synthesize::shape::{Detail, Shape, Shaper};

/// A method chain that lacks a link.
pub(super) fn missing_link(sides: &Sides<'_>, edit: &Edit, name: &str) -> Vec<Rule> {
    let (before, after) = (sides.before, sides.after);
    let mut rules = Vec::new();
    let Some(method) = name.strip_suffix('(') else { return rules };
    // The root, and the last call of the chain.
    let mut root = edit.node;
    let mut last = None;
    while let Some(inner) = receiver(before, root) {
        if last.is_none() && before.kind(root) == "call_expression" {
            last = Some(root);
        }
        root = inner;
    }
    let arguments = edit.after.and_then(|link| after.child(link, "arguments"));
    let arguments = match arguments.map(|list| after.named(list).count()) {
        Some(0) | None => "()",
        Some(1) => "($_)",
        Some(_) => "($$$)",
    };
    let root_shape = Shaper::shape(before, root, root, Detail::LEAST, &Shape::default());
    if let (Some(last), true) = (last, before.kind(root) == "call_expression") {
        let ending = before.callee(last).unwrap_or_default();
        let end_arguments = before.child(last, "arguments").map_or(0, |list| before.named(list).count());
        let end_arguments = if end_arguments == 0 { "()" } else { "($$$)" };
        let shape = Shape {
            text: format!("{}.$$$.{ending}{end_arguments}", root_shape.text),
            names: [root_shape.names.clone(), vec![ending.clone()]].concat(),
            ..root_shape.clone()
        };
        let with = Shape {
            text: format!("{}.$$$.{method}{arguments}.$$$.{ending}{end_arguments}", root_shape.text),
            names: vec![method.to_owned()],
            ..root_shape.clone()
        };
        rules.push(Rule::new(shape, 0).with("not.pattern", &with).about(About::Builder));
    }
    // What the link hangs on, where nobody calls the link on it.
    let link =
        Shape { text: format!("$_.{method}{arguments}"), names: vec![method.to_owned()], ..Shape::default() };
    if let Some(hangs_on) = edit.after.and_then(|node| receiver(after, node)) {
        let same = before.subtree(edit.node).find(|id| before.hash(*id) == after.hash(hangs_on));
        for detail in [Detail::LEAST, DETAILS[1], DETAILS[3]] {
            let Some(same) = same else { break };
            let shape = Shaper::shape(before, same, same, detail, &Shape::default());
            rules.push(Rule::new(shape, 0).with("not.inside", &link).about(if says_little(method) {
                About::Statement
            } else {
                About::Link
            }));
        }
    }
    rules
}
