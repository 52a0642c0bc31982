//! What has no name of its own: the type of what it works on, or the place where it stands.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::DETAILS;
use crate::synthesize::code::{Code, Id};
use crate::synthesize::rank::says_little;
use crate::synthesize::rule::{About, Rule};
use crate::synthesize::shape::{Detail, Shape, Shaper, roots};

/// Operators, loops and indices have no name: the type of what they work on stands for it.
pub(super) fn typed(code: &Code<'_>, core: Id) -> Vec<Rule> {
    let root = std::iter::once(core).chain(code.ancestors(core).take(2)).find(|id| {
        matches!(
            code.kind(*id),
            "binary_expression"
                | "compound_assignment_expr"
                | "for_expression"
                | "index_expression"
                | "type_cast_expression"
        )
    });
    let Some(root) = root else { return Vec::new() };
    let mut shape = Shaper::shape(code, root, root, Detail::LEAST, &Shape::default());
    let operator = code.children(root).iter().copied().find(|id| code.field(*id) == "operator");
    if let Some(operator) = operator {
        // Comparing goes wrong nowhere.
        if matches!(code.text(operator), "<" | ">" | "<=" | ">=" | "==" | "!=" | "&&" | "||") {
            return Vec::new();
        }
        // Whatever the operands are, their type is the point.
        let variables = vec![("A".to_owned(), String::new()), ("B".to_owned(), String::new())];
        shape = Shape { text: format!("$A {} $B", code.text(operator)), variables, ..Shape::default() };
    }
    let mut rules = Vec::new();
    for (variable, _) in shape.variables.iter().take(2) {
        for of in types(code) {
            let rule = Rule::new(shape.clone(), 0).with_text(&format!("where.{variable}.type"), of);
            rules.push(rule.about(About::Typed));
        }
    }
    rules
}

/// The types that a file names most, those of every crate left out.
fn types<'c>(code: &Code<'c>) -> Vec<&'c str> {
    const MOST: usize = 40;
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for id in code.subtree(0) {
        let is_type = code.kind(id) == "type_identifier"
            || code.kind(id) == "identifier"
                && code.text(id).starts_with(|first: char| first.is_ascii_uppercase());
        let name = code.text(id);
        if is_type && name.len() > 1 && name.chars().any(char::is_lowercase) && !says_little(name) {
            *counts.entry(name).or_default() += 1;
        }
    }
    let mut types: Vec<(&str, usize)> = counts.into_iter().collect();
    types.sort_by_key(|(name, count)| (Reverse(*count), *name));
    types.into_iter().map(|(name, _)| name).take(MOST).collect()
}

/// Where nothing has a name: the least pattern in its `impl`, or in its fn.
pub(super) fn placed(code: &Code<'_>, core: Id) -> Vec<Rule> {
    let places = places(code, core);
    let mut rules = Vec::new();
    for root in roots(code, core, 4) {
        for detail in [Detail::LEAST, DETAILS[5], DETAILS[7], DETAILS[8]] {
            let shape = Shaper::shape(code, root, core, detail, &Shape::default());
            for place in &places {
                rules.push(Rule::new(shape.clone(), 0).with_text("inside", place).about(About::Place));
            }
        }
    }
    rules
}

/// Patterns of the `impl` and of the fn that a node is in.
pub(super) fn places(code: &Code<'_>, node: Id) -> Vec<String> {
    let owner = code.ancestors(node).find(|id| code.kind(*id) == "impl_item");
    let of = owner.and_then(|owner| code.child(owner, "type")).map(|of| {
        let name = code.text(of).split('<').next().unwrap_or_default().trim().to_owned();
        format!("impl {name} {{ $$$ }}")
    });
    let function = code.function(node).and_then(|id| code.child(id, "name"));
    let function = function.map(|name| format!("fn {}($$$) {{ $$$ }}", code.text(name)));
    of.into_iter().chain(function).collect()
}
