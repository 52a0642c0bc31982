//! A value that was alive while something happened that must not meet it.

use super::{DETAILS, NEAR, Sides};
use crate::synthesize::code::{Code, Id};
use crate::synthesize::edits::{Edit, is_chain};
use crate::synthesize::rank::says_nothing;
use crate::synthesize::rule::{About, Rule};
use crate::synthesize::shape::{Detail, Shape, Shaper};

/// A value held across something: `let`s and temporaries before a difference, and the calls after them.
pub(super) fn held(sides: &Sides<'_>, edit: &Edit) -> Vec<Rule> {
    let code = sides.before;
    let mut rules = Vec::new();
    let Some(function) = code.function(edit.node) else { return rules };
    let end = code.range(edit.node).end;
    // What makes a value that may be a guard: a method without arguments, on what is no local function's result.
    let makers: Vec<Id> = code
        .subtree(function)
        .filter(|id| code.kind(*id) == "call_expression" && is_chain(code, *id))
        .filter(|id| code.child(*id, "arguments").is_some_and(|list| code.named(list).count() == 0))
        .filter(|id| is_guard(&code.callee(*id).unwrap_or_default()))
        .map(|id| code.parent(id).filter(|parent| code.kind(*parent) == "await_expression").unwrap_or(id))
        .collect();
    let before: Vec<Id> = makers.iter().copied().filter(|id| code.range(*id).end <= end).collect();
    for maker in before.into_iter().rev().take(3) {
        let root = kept_by(code, maker).unwrap_or(maker);
        let shape = Shaper::shape(code, root, maker, Detail::LEAST, &Shape::default());
        let end = code.range(maker).end;
        let is_later_await = |id: &Id| code.kind(*id) == "await_expression" && code.range(*id).start >= end;
        let blocking =
            code.callee(maker).filter(|name| code.kind(maker) == "call_expression" && blocks(name));
        if let Some(taken) = blocking
            && code.subtree(function).any(|id| is_later_await(&id))
        {
            rules.extend(over_an_await(&shape, &taken));
        }
        let mut targets: Vec<Id> = code
            .subtree(function)
            .filter(|id| {
                code.range(*id).start >= end
                    && matches!(code.kind(*id), "call_expression" | "await_expression" | "macro_invocation")
            })
            .filter(|id| !code.contains(*id, maker))
            .collect();
        // What takes another guard is most likely what must not happen meanwhile.
        targets.sort_by_key(|id| !code.callee(*id).is_some_and(|name| is_guard(&name)));
        for target in targets.into_iter().take(2 * NEAR) {
            for detail in [Detail::LEAST, DETAILS[1]] {
                let across = Shaper::shape(code, target, target, detail, &shape);
                rules.push(Rule::new(shape.clone(), 0).with("held-across", &across).about(About::Held));
            }
        }
    }
    rules
}

/// A guard that blocks threads, over an await; and the same where the lock's type is known, which says why it blocks.
fn over_an_await(shape: &Shape, taken: &str) -> Vec<Rule> {
    let across = Shape { text: "$CALL.await".to_owned(), ..Shape::default() };
    let rule = |shape| Rule::new(shape, 0).with("held-across", &across).about(About::Blocking);
    let of_std = shape.text.contains(&format!(".{taken}().unwrap()"))
        || shape.text.contains(&format!(".{taken}().expect("));
    let of = if of_std { "std::sync" } else { "parking_lot" };
    let lock = format!("{of}::{}", if taken == "lock" { "Mutex" } else { "RwLock" });
    let typed = with_roles(shape).map(|shape| {
        rule(shape)
            .with_value("where.LOCK", format!("{{ type = \"{lock}\" }}"))
            .with_text("message", "the lock on `{LOCK}` is still held while this awaits")
    });
    std::iter::once(rule(shape.clone())).chain(typed).collect()
}

/// The shape with metavariables that say what they are: the lock, and the guard where a `let` keeps it.
fn with_roles(shape: &Shape) -> Option<Shape> {
    let roles: &[&str] = match (shape.text.starts_with("let "), shape.variables.len()) {
        (true, 2) => &["GUARD", "LOCK"],
        (false, 1) => &["LOCK"],
        _ => return None,
    };
    let mut shape = shape.clone();
    let mut named: Vec<(&mut (String, String), &&str)> = shape.variables.iter_mut().zip(roles).collect();
    // Of two names that begin alike the longer one first. What has its role is marked, and no name any more.
    named.sort_by_key(|((name, _), _)| std::cmp::Reverse(name.len()));
    for ((name, _), role) in named {
        shape.text = shape.text.replace(&format!("${name}"), &format!("$\u{0}{role}"));
        (*role).clone_into(name);
    }
    shape.text = shape.text.replace('\u{0}', "");
    Some(shape)
}

/// The `let` that keeps the value of a call, through links that hand it on.
fn kept_by(code: &Code<'_>, maker: Id) -> Option<Id> {
    let mut below = maker;
    for node in code.ancestors(maker) {
        let hands_on = match code.kind(node) {
            "let_declaration" => return (code.field(below) == "value").then_some(node),
            "try_expression" | "await_expression" => true,
            "field_expression" => code.field(node) == "function",
            "call_expression" => code.callee(node).is_some_and(|name| says_nothing(&name)),
            _ => false,
        };
        if !hands_on {
            return None;
        }
        below = node;
    }
    None
}

/// Whether a method's name is that of one that makes its thread wait for a guard, where nothing awaits it.
fn blocks(name: &str) -> bool {
    matches!(name, "lock" | "read" | "write" | "upgradable_read")
}

/// Whether a method's name is that of one that lends a guard.
fn is_guard(name: &str) -> bool {
    matches!(
        name,
        "lock"
            | "read"
            | "write"
            | "borrow"
            | "borrow_mut"
            | "try_lock"
            | "try_read"
            | "try_write"
            | "upgradable_read"
            | "lock_owned"
            | "read_owned"
            | "write_owned"
            | "blocking_lock"
            | "blocking_read"
            | "blocking_write"
            | "acquire"
            | "get_mut"
            | "enter"
    ) || name.ends_with("_lock")
        || name.starts_with("lock_")
}
