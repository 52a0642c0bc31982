//! The rules that one difference suggests, general ones first.

use super::code::{Code, Id};
use super::edits::{Edit, Kind, is_chain, receiver};
use super::rule::Rule;
use super::shape::{Detail, Shape, Shaper, roots};

/// Both sides of a file.
pub(super) struct Sides<'a> {
    pub(super) before: &'a Code<'a>,
    pub(super) after: &'a Code<'a>,
}

/// How far out a pattern's root may lie.
const OUTWARD: usize = 6;
/// How many calls around an insertion are tried.
const NEAR: usize = 6;

const DETAILS: &[Detail] = &[
    Detail::LEAST,
    Detail { links: 1, ..Detail::LEAST },
    Detail { links: 2, ..Detail::LEAST },
    Detail { links: 1, arguments: 1, ..Detail::LEAST },
    Detail { links: 3, arguments: 1, ..Detail::LEAST },
    Detail { links: 1, fields: true, ..Detail::LEAST },
    Detail { links: 2, arguments: 1, fields: true, literals: false },
    Detail { links: 3, arguments: 2, fields: true, literals: true },
];

/// The rules for one difference.
pub(super) fn seeds(sides: &Sides<'_>, edit: &Edit) -> Vec<Rule> {
    let mut rules = Vec::new();
    match &edit.kind {
        Kind::Replaced | Kind::Deleted => {
            for core in cores(sides, edit) {
                rules.extend(ladder(sides.before, core));
            }
            rules.extend(wrapped(sides, edit));
            rules.extend(held(sides, edit));
        }
        Kind::Link { name } => {
            rules.extend(missing_link(sides, edit, name));
            rules.extend(ladder(sides.before, edit.node));
            rules.extend(wrapped(sides, edit));
        }
        Kind::Inserted { previous, next } => {
            rules.extend(inserted(sides, edit, *previous, *next));
        }
    }
    rules
}

/// Patterns around a core: out to its statement, in to what it hangs on.
pub(super) fn ladder(code: &Code<'_>, core: Id) -> Vec<Rule> {
    let mut rules = Vec::new();
    for (outward, root) in roots(code, core, OUTWARD).into_iter().enumerate() {
        for detail in DETAILS {
            rules.push(Rule::new(Shaper::shape(code, root, core, *detail, &Shape::default()), outward));
        }
    }
    rules
}

/// What was lost with a difference: the node, and the calls and operators in it that are nowhere in what stands there
/// now, the smallest first.
fn cores(sides: &Sides<'_>, edit: &Edit) -> Vec<Id> {
    let (before, after) = (sides.before, sides.after);
    let there: Vec<u64> =
        edit.after.map_or_else(Vec::new, |node| after.subtree(node).map(|id| after.hash(id)).collect());
    let mut lost: Vec<Id> = before
        .subtree(edit.node)
        .filter(|id| {
            matches!(
                before.kind(*id),
                "call_expression"
                    | "macro_invocation"
                    | "binary_expression"
                    | "index_expression"
                    | "unary_expression"
                    | "compound_assignment_expr"
                    | "try_expression"
                    | "type_cast_expression"
                    | "type_identifier"
                    | "scoped_type_identifier"
            )
        })
        .filter(|id| !there.contains(&before.hash(*id)))
        .collect();
    lost.sort_by_key(|id| before.size(*id));
    lost.truncate(8);
    // What holds a lost call is lost with it: the smallest say it.
    let inner = lost.clone();
    lost.retain(|id| {
        let holds = inner.iter().filter(|other| *other != id && before.contains(*id, **other)).count();
        holds <= 2
    });
    if !lost.contains(&edit.node) {
        lost.push(edit.node);
    }
    lost.truncate(6);
    lost
}

/// A call that still stands, but now inside of something: the call where it is not inside of that.
fn wrapped(sides: &Sides<'_>, edit: &Edit) -> Vec<Rule> {
    let (before, after) = (sides.before, sides.after);
    let Some(to) = edit.after else { return Vec::new() };
    let mut rules = Vec::new();
    let calls = |code: &Code<'_>, id: Id| -> Vec<(Id, String)> {
        code.subtree(id).filter_map(|id| Some((id, code.callee(id)?))).collect()
    };
    let new_calls = calls(after, to);
    for (call, name) in calls(before, edit.node).into_iter().take(NEAR) {
        let around: Vec<String> = before.ancestors(call).filter_map(|id| before.callee(id)).collect();
        let Some((new, _)) = new_calls.iter().find(|(_, new)| *new == name) else { continue };
        let mut below = *new;
        let wrappers: Vec<(Id, Id)> = after
            .ancestors(*new)
            .take_while(|id| after.kind(*id) != "function_item")
            .map(|id| (id, std::mem::replace(&mut below, id)))
            .collect();
        for (wrapper, inner) in wrappers {
            let shape = match after.callee(wrapper) {
                Some(name) if around.contains(&name) => continue,
                Some(_) => {
                    // A method called on it is no wrapper but a link, unless it takes what went before.
                    let mut shape = Shaper::shape(after, wrapper, wrapper, Detail::LEAST, &Shape::default());
                    shape.variables.clear();
                    shape.text = anonymous(&shape.text);
                    shape
                }
                None if after.kind(wrapper) == "unary_expression" && after.text(wrapper).starts_with('!') => {
                    let mut shape = Shaper::shape(after, wrapper, inner, Detail::LEAST, &Shape::default());
                    shape.text = anonymous(&shape.text);
                    shape
                }
                None => continue,
            };
            if shape.text == "!$_" || shape.text.is_empty() {
                continue;
            }
            for detail in [Detail::LEAST, DETAILS[1], DETAILS[3]] {
                let core = Shaper::shape(before, call, call, detail, &Shape::default());
                rules.push(Rule::new(core, 0).with("not.inside", &shape).missing());
            }
        }
    }
    rules
}

/// A pattern whose metavariables have no names: under `not` they would be taken for the ones of the pattern.
fn anonymous(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text.chars().peekable();
    while let Some(char) = rest.next() {
        out.push(char);
        if char == '$' && rest.peek().is_some_and(|next| next.is_ascii_uppercase()) && !out.ends_with("$$") {
            while rest
                .next_if(|next| next.is_ascii_uppercase() || next.is_ascii_digit() || *next == '_')
                .is_some()
            {}
            out.push('_');
        }
    }
    out
}

/// A method chain that lacks a link.
fn missing_link(sides: &Sides<'_>, edit: &Edit, name: &str) -> Vec<Rule> {
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
        rules.push(Rule::new(shape, 0).with("not.pattern", &with).missing());
    }
    // What the link hangs on, where nobody calls the link on it.
    let link =
        Shape { text: format!("$_.{method}{arguments}"), names: vec![method.to_owned()], ..Shape::default() };
    if let Some(hangs_on) = edit.after.and_then(|node| receiver(after, node)) {
        let same = before.subtree(edit.node).find(|id| before.hash(*id) == after.hash(hangs_on));
        for detail in [Detail::LEAST, DETAILS[1], DETAILS[3]] {
            let Some(same) = same else { break };
            let shape = Shaper::shape(before, same, same, detail, &Shape::default());
            rules.push(Rule::new(shape, 0).with("not.inside", &link).missing());
        }
    }
    rules
}

/// A value held across something: `let`s and temporaries before a difference, and the calls after them.
fn held(sides: &Sides<'_>, edit: &Edit) -> Vec<Rule> {
    let code = sides.before;
    let mut rules = Vec::new();
    let Some(function) = code.function(edit.node) else { return rules };
    let start = code.range(edit.node).start;
    // What makes a value that may be a guard: a method without arguments, on what is no local function's result.
    let makers: Vec<Id> = code
        .subtree(function)
        .filter(|id| code.kind(*id) == "call_expression" && is_chain(code, *id))
        .filter(|id| code.child(*id, "arguments").is_some_and(|list| code.named(list).count() == 0))
        .filter(|id| is_guard(&code.callee(*id).unwrap_or_default()))
        .collect();
    let before: Vec<Id> = makers.iter().copied().filter(|id| code.range(*id).start <= start).collect();
    for maker in before.into_iter().rev().take(3) {
        let statement = code
            .ancestors(maker)
            .take_while(|id| !matches!(code.kind(*id), "block" | "closure_expression"))
            .find(|id| code.kind(*id) == "let_declaration");
        let root = statement.unwrap_or(maker);
        let shape = Shaper::shape(code, root, maker, Detail::LEAST, &Shape::default());
        let end = code.range(maker).end;
        let targets = code
            .subtree(function)
            .filter(|id| {
                code.range(*id).start >= end
                    && matches!(code.kind(*id), "call_expression" | "await_expression" | "macro_invocation")
            })
            .filter(|id| !code.contains(*id, maker));
        for target in targets.take(2 * NEAR) {
            for detail in [Detail::LEAST, DETAILS[1]] {
                let across = Shaper::shape(code, target, target, detail, &shape);
                rules.push(Rule::new(shape.clone(), 0).with("held-across", &across).missing());
            }
        }
    }
    rules
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

/// Something came into a list: what stands beside it, without it.
fn inserted(sides: &Sides<'_>, edit: &Edit, previous: Option<Id>, next: Option<Id>) -> Vec<Rule> {
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
            .filter(|id| matches!(before.kind(*id), "call_expression" | "macro_invocation"))
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
        for call in calls(&earlier) {
            for detail in [Detail::LEAST, DETAILS[1], DETAILS[3]] {
                let shape = Shaper::shape(before, call, call, detail, &Shape::default());
                let missing = Shaper::shape(after, *essence, *essence, Detail::LEAST, &shape);
                let rule = Rule::new(shape.clone(), 0);
                rules.push(rule.clone().with("not.leads-to", &missing).missing());
                for reached in calls(&later).into_iter().take(2) {
                    let reached = Shaper::shape(before, reached, reached, Detail::LEAST, &shape);
                    rules.push(
                        rule.clone()
                            .with("leads-to.pattern", &reached)
                            .with("leads-to.unless", &missing)
                            .missing(),
                    );
                }
            }
        }
        for call in calls(&later) {
            for detail in [Detail::LEAST, DETAILS[1], DETAILS[3]] {
                let shape = Shaper::shape(before, call, call, detail, &Shape::default());
                let missing = Shaper::shape(after, *essence, *essence, Detail::LEAST, &shape);
                rules.push(Rule::new(shape, 0).with("not.guarded-by", &missing).missing());
            }
        }
    }
    rules
}

/// The condition of an `if`, the value of a `match`.
fn condition(code: &Code<'_>, statement: Id) -> Option<Id> {
    let inner = if code.kind(statement) == "expression_statement" {
        code.named(statement).next()?
    } else {
        statement
    };
    match code.kind(inner) {
        "if_expression" | "while_expression" => code.child(inner, "condition"),
        "match_expression" => code.child(inner, "value"),
        _ => None,
    }
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
        rules.push(Rule::new(shape, 0).with("not.has", &missing).missing());
    }
    rules
}
