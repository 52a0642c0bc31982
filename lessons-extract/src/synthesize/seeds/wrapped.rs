//! Code that still stands, but now inside of something: the code where it is not.

use super::typed::places;
use super::{DETAILS, NEAR, Sides, anonymous, condition, names};
use crate::synthesize::code::{Code, Id};
use crate::synthesize::edits::{Edit, is_chain, receiver};
use crate::synthesize::rank::{says_little, says_nothing};
use crate::synthesize::rule::{About, Rule};
use crate::synthesize::shape::{Detail, Shape, Shaper};

/// A call that still stands, but now inside of something: the call where it is not inside of that.
pub(super) fn wrapped(sides: &Sides<'_>, edit: &Edit) -> Vec<Rule> {
    let (before, after) = (sides.before, sides.after);
    let Some(function) = same_function(sides, edit) else { return Vec::new() };
    let mut rules = Vec::new();
    let calls = |code: &Code<'_>, id: Id| -> Vec<(Id, String)> {
        code.subtree(id).filter_map(|id| Some((id, code.callee(id)?))).collect()
    };
    let new_calls = calls(after, function);
    let telling = calls(before, edit.node).into_iter().filter(|(_, name)| !says_nothing(name));
    for (call, name) in telling.take(NEAR) {
        let within = names(before, call);
        let around: Vec<String> = before.ancestors(call).filter_map(|id| before.callee(id)).collect();
        let Some((new, _)) = new_calls.iter().find(|(_, new)| *new == name) else { continue };
        let mut below = *new;
        let wrappers: Vec<(Id, Id)> = after
            .ancestors(*new)
            .take_while(|id| after.kind(*id) != "function_item")
            .map(|id| (id, std::mem::replace(&mut below, id)))
            .collect();
        let now: Vec<String> = wrappers.iter().filter_map(|(id, _)| after.callee(*id)).collect();
        if around.iter().any(|name| !now.contains(name)) {
            // Something else is around it, instead of what was: that is gone, and says it better.
            continue;
        }
        for (wrapper, inner) in wrappers {
            let shape = match after.callee(wrapper) {
                Some(name) if around.contains(&name) || within.contains(&name) || is_arithmetic(&name) => {
                    continue;
                }
                // A method that works on anything is not what was missing.
                Some(name) if receiver(after, wrapper).is_some() && says_little(&name) => continue,
                Some(_) => Shaper::shape(after, wrapper, wrapper, Detail::LEAST, &Shape::default()),
                None if inner == *new && after.text(wrapper).starts_with('!') => {
                    Shaper::shape(after, wrapper, inner, Detail::LEAST, &Shape::default())
                }
                None => continue,
            };
            let shape = Shape { text: anonymous(&shape.text), variables: Vec::new(), ..shape };
            if shape.text == "!$_" || shape.text.is_empty() {
                continue;
            }
            for detail in [Detail::LEAST, DETAILS[1], DETAILS[3]] {
                let core = Shaper::shape(before, call, call, detail, &Shape::default());
                let rule = Rule::new(core, 0).with("not.inside", &shape).about(About::Wrapped);
                if is_async(before, call) && is_for_blocking(&shape) {
                    rules.push(rule.clone().with_text("context", "async"));
                }
                rules.push(rule);
            }
            rules.extend(argument(sides, call, wrapper, &shape));
        }
    }
    rules.extend(wrapped_value(sides, edit));
    rules
}

/// An expression that stands now in a call's arguments or behind a condition.
fn wrapped_value(sides: &Sides<'_>, edit: &Edit) -> Vec<Rule> {
    let (before, after) = (sides.before, sides.after);
    let Some(to) = edit.after else { return Vec::new() };
    let hash = before.hash(edit.node);
    let Some(new) = after.subtree(to).find(|id| *id != to && after.hash(*id) == hash) else {
        return Vec::new();
    };
    let mut rules = Vec::new();
    for wrapper in after.ancestors(new).take_while(|id| after.contains(to, *id)) {
        if let Some(name) = after.callee(wrapper) {
            let shape = Shaper::shape(after, wrapper, wrapper, Detail::LEAST, &Shape::default());
            let shape = Shape { text: anonymous(&shape.text), variables: Vec::new(), ..shape };
            if !is_arithmetic(&name) {
                rules.extend(argument(sides, edit.node, wrapper, &shape));
            }
        }
        let Some(condition) = condition(after, wrapper) else { continue };
        for detail in [Detail::LEAST, DETAILS[5]] {
            let core = Shaper::shape(before, edit.node, edit.node, detail, &Shape::default());
            let guard = Shaper::shape(after, condition, condition, detail, &core);
            let rule = Rule::new(core, 0).with("not.guarded-by", &guard);
            rules.push(rule.clone().about(About::Statement));
            for place in places(before, edit.node) {
                rules.push(rule.clone().with_text("inside", &place).about(About::Place));
            }
        }
    }
    rules
}

/// The fn after the fix that an edit is in: that of what stands there now, or the one of the same name.
fn same_function(sides: &Sides<'_>, edit: &Edit) -> Option<Id> {
    let (before, after) = (sides.before, sides.after);
    if let Some(function) = edit.after.and_then(|to| after.function(to)) {
        return Some(function);
    }
    let name = |code: &Code<'_>, id: Id| code.child(id, "name").map(|name| code.text(name).to_owned());
    let wanted = name(before, before.function(edit.node)?)?;
    after
        .subtree(0)
        .find(|id| after.kind(*id) == "function_item" && name(after, *id).as_ref() == Some(&wanted))
}

/// Whether a method is an operator that says what happens at the ends of its range.
fn is_arithmetic(name: &str) -> bool {
    ["saturating_", "checked_", "wrapping_", "overflowing_"].iter().any(|prefix| name.starts_with(prefix))
}

/// The call that takes a wrapped one as its argument, where that argument is not wrapped.
fn argument(sides: &Sides<'_>, call: Id, wrapper: Id, missing: &Shape) -> Vec<Rule> {
    let (before, after) = (sides.before, sides.after);
    let owner = before.ancestors(call).take(3).find(|id| before.callee(*id).is_some());
    let Some(owner) = owner.filter(|owner| !is_chain(before, *owner)) else { return Vec::new() };
    let name = before.callee(owner);
    if !after.ancestors(wrapper).take(3).any(|id| after.callee(id) == name) {
        return Vec::new();
    }
    let shape = Shaper::shape(before, owner, owner, Detail::LEAST, &Shape::default());
    vec![Rule::new(shape, 0).with("not.has", missing).about(About::Wrapped)]
}

/// Whether a node stands in an `async fn` or block.
fn is_async(code: &Code<'_>, id: Id) -> bool {
    code.ancestors(id)
        .find_map(|id| match code.kind(id) {
            "async_block" => Some(true),
            "function_item" => Some(
                code.named(id)
                    .any(|part| code.kind(part) == "function_modifiers" && code.text(part).contains("async")),
            ),
            "closure_expression" => Some(code.text(id).starts_with("async")),
            _ => None,
        })
        .unwrap_or(false)
}

/// Whether a call takes work that would block the runtime's thread.
fn is_for_blocking(shape: &Shape) -> bool {
    shape.names.iter().any(|name| name.contains("block"))
}
