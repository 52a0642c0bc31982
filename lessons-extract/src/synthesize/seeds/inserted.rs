//! Something came into a list: what stands beside it, without it.

use super::typed::places;
use super::{DETAILS, NEAR, Sides, anonymous, condition, ladder};
use crate::synthesize::code::Id;
use crate::synthesize::edits::Edit;
use crate::synthesize::rule::{About, Rule};
use crate::synthesize::shape::{Detail, Shape, Shaper};

/// Something came into a list: what stands beside it, without it.
pub(super) fn inserted(sides: &Sides<'_>, edit: &Edit, previous: Option<Id>, next: Option<Id>) -> Vec<Rule> {
    let (before, after) = (sides.before, sides.after);
    let Some(new) = edit.after else { return Vec::new() };
    let list = before.kind(edit.node);
    if !matches!(list, "block" | "macro_block") {
        return absent(sides, edit.node, new);
    }
    let mut rules = Vec::new();
    // What of the new statement is the point: its calls, of a condition those in the condition.
    let head = condition(after, new).unwrap_or(new);
    let essence: Vec<Id> = after
        .subtree(head)
        .filter(|id| matches!(after.kind(*id), "call_expression" | "macro_invocation"))
        .take(3)
        .collect();
    let calls = |ids: &[Id]| -> Vec<Id> {
        ids.iter()
            .flat_map(|id| before.subtree(*id))
            .filter(|id| {
                matches!(before.kind(*id), "call_expression" | "macro_invocation")
                    // A bare path such as `Poll::Pending` is what a body ends in.
                    || before.kind(*id) == "scoped_identifier" && before.parent(*id) == Some(edit.node)
            })
            .take(NEAR)
            .collect()
    };
    let siblings: Vec<Id> = before.named(edit.node).collect();
    let at = |id: Id| siblings.iter().position(|sibling| *sibling == id);
    let earlier: Vec<Id> = match previous.and_then(at) {
        Some(index) => {
            siblings.get(index.saturating_sub(2)..=index).unwrap_or_default().iter().rev().copied().collect()
        }
        None => Vec::new(),
    };
    let later: Vec<Id> = match next.and_then(at) {
        Some(index) => siblings.get(index..).unwrap_or_default().iter().take(4).copied().collect(),
        None => Vec::new(),
    };
    for essence in &essence {
        let missing = |shape: &Shape| Shaper::shape(after, *essence, *essence, Detail::LEAST, shape);
        for call in calls(&earlier) {
            for detail in [Detail::LEAST, Detail::GIVEN, DETAILS[1], DETAILS[3]] {
                let shape = Shaper::shape(before, call, call, detail, &Shape::default());
                let missing = missing(&shape);
                let rule = Rule::new(shape.clone(), 0).about(About::Statement);
                rules.push(rule.clone().with("not.leads-to", &missing));
                for reached in calls(&later).into_iter().take(2) {
                    let reached = Shaper::shape(before, reached, reached, Detail::LEAST, &shape);
                    let rule = rule.clone().with("leads-to.pattern", &reached);
                    rules.push(rule.with("leads-to.unless", &missing));
                }
            }
        }
        for call in calls(&later) {
            for detail in [Detail::LEAST, Detail::GIVEN, DETAILS[1], DETAILS[3]] {
                let shape = Shaper::shape(before, call, call, detail, &Shape::default());
                let missing = missing(&shape);
                rules.push(Rule::new(shape, 0).with("not.guarded-by", &missing).about(About::Statement));
            }
        }
    }
    // Where others do without it too, the fn is the place that must not.
    let here = places(before, edit.node);
    let placed = |rule: &Rule| {
        let place = here.last()?;
        Some(rule.clone().with_text("inside", place).about(About::Place))
    };
    let in_place: Vec<Rule> = rules.iter().filter_map(placed).collect();
    rules.extend(in_place);
    rules
}

/// An argument, field or arm that was not there: its owner without it.
fn absent(sides: &Sides<'_>, list: Id, new: Id) -> Vec<Rule> {
    let (before, after) = (sides.before, sides.after);
    let Some(owner) = before.parent(list) else { return Vec::new() };
    let mut rules: Vec<Rule> = ladder(before, owner).into_iter().take(2 * DETAILS.len()).collect();
    let inner = after.subtree(new).find(|id| {
        matches!(after.kind(*id), "call_expression" | "macro_invocation" | "tuple_struct_pattern")
    });
    if let Some(inner) = inner {
        let mut missing = Shaper::shape(after, inner, inner, Detail::LEAST, &Shape::default());
        missing.text = anonymous(&missing.text);
        let shape = Shaper::shape(before, owner, owner, Detail::LEAST, &Shape::default());
        rules.push(Rule::new(shape, 0).with("not.has", &missing).about(About::Wrapped));
    }
    rules
}
