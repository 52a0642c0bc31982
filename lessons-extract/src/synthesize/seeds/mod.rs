//! The rules that one difference suggests, general ones first.

mod chain;
mod derived;
mod held;
mod inserted;
mod typed;
mod wrapped;

use std::collections::HashSet;

use super::code::{Code, Id};
use super::edits::{Edit, Kind};
use super::rule::{About, Rule};
use super::shape::{Detail, Shape, Shaper, roots};
use chain::missing_link;
use derived::derived;
use held::held;
use inserted::inserted;
use typed::{placed, typed};
use wrapped::wrapped;

/// Both sides of a file.
pub(super) struct Sides<'a> {
    pub(super) before: &'a Code<'a>,
    pub(super) after: &'a Code<'a>,
}

/// How far out a pattern's root may lie.
const OUTWARD: usize = 6;
/// How many calls around an insertion are tried.
const NEAR: usize = 6;

/// Chains are followed in, then arguments, then fields; literals and the names of locals come last.
const DETAILS: &[Detail] = &[
    Detail::LEAST,
    Detail { links: 1, ..Detail::LEAST },
    Detail { links: 2, ..Detail::LEAST },
    Detail { links: 1, arguments: 2, ..Detail::LEAST },
    Detail { links: 3, arguments: 2, ..Detail::LEAST },
    Detail { links: 1, fields: true, ..Detail::LEAST },
    Detail { links: 2, arguments: 2, fields: true, ..Detail::LEAST },
    Detail { links: 3, arguments: 3, fields: true, literals: true, locals: false },
    Detail { links: 3, arguments: 3, fields: true, literals: true, locals: true },
];

/// The rules for one difference.
pub(super) fn seeds(sides: &Sides<'_>, edit: &Edit) -> Vec<Rule> {
    let mut rules = derived(sides, edit);
    match &edit.kind {
        Kind::Replaced | Kind::Deleted => {
            for core in cores(sides, edit) {
                rules.extend(ladder(sides.before, core));
                rules.extend(typed(sides.before, core));
            }
            rules.extend(placed(sides.before, edit.node));
            rules.extend(wrapped(sides, edit));
            rules.extend(held(sides, edit));
        }
        Kind::Link { name } => {
            rules.extend(missing_link(sides, edit, name));
            rules.extend(ladder(sides.before, edit.node));
            rules.extend(wrapped(sides, edit));
            rules.extend(held(sides, edit));
        }
        Kind::Inserted { previous, next } => {
            rules.extend(inserted(sides, edit, *previous, *next));
        }
    }
    let there: HashSet<String> = edit.after.map(|to| names(sides.after, to)).unwrap_or_default();
    let lost: HashSet<String> = names(sides.before, edit.node).difference(&there).cloned().collect();
    for rule in &mut rules {
        rule.names_what_is_gone =
            rule.about == About::Lost && rule.shape.names.iter().any(|name| lost.contains(name));
    }
    rules
}

/// The callees, macros and types that a subtree names.
fn names(code: &Code<'_>, id: Id) -> HashSet<String> {
    code.subtree(id)
        .filter_map(|id| match code.kind(id) {
            "type_identifier" => Some(code.text(id).to_owned()),
            _ => code.callee(id),
        })
        .collect()
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
