//! `break` before a value that begins like an operator: the grammar takes `break (x)` for a call, `break -1` for a
//! difference, `break &x` and `break [x]` for more of the kind. They are put right as they are met.

use super::macros::Edits;
use crate::span::Span;
use crate::syntax::{Builder, Field, Kind, Remap, Rendered, parse_clean};

/// Longer values, in bytes, are left as the grammar has them: values lie in values, and each is parsed again.
const LONGEST: u32 = 4_096;

/// Lowers an expression that begins with `break` as that `break` and its value; says false for every other one.
pub(super) fn embed(builder: &mut Builder, node: tree_sitter::Node<'_>, remap: &Remap) -> bool {
    let whole = remap.span(Span::from_range(node.byte_range()));
    if whole.len() > LONGEST {
        return false;
    }
    let after_word = whole.of(builder.text()).strip_prefix("break");
    if after_word.is_none_or(|rest| rest.starts_with(|c: char| c.is_alphanumeric() || c == '_' || c == '!')) {
        return false;
    }
    let mut first = node;
    while first.kind() != "break_expression" {
        match first.child(0) {
            Some(child) => first = child,
            None => return false,
        }
    }
    let Some(start) = first.end_byte().checked_sub(node.start_byte()) else { return false };
    let value = Span::new(whole.start + Span::from_range(0..start).end, whole.end);
    let mut rendered = Rendered::default();
    rendered.insert("fn _f() { (", value.start);
    let edits = Edits::default().finish(value, builder.substitutes());
    edits.copy(&mut rendered, builder.text(), value);
    rendered.insert("\n) }", value.end);
    let Some(parsed) = parse_clean(builder.grammar(), rendered.text()) else { return false };
    let at = "fn _f() { (".len();
    let Some(inner) = parsed.root_node().named_descendant_for_byte_range(at - 1, rendered.text().len() - 2)
    else {
        return false;
    };
    let mut cursor = inner.walk();
    let Some(inner) = inner.named_children(&mut cursor).find(|child| !child.is_extra()) else { return false };
    builder.turn_into(Kind(first.kind_id()));
    let mut cursor = first.walk();
    for label in first.named_children(&mut cursor) {
        builder.subtree(label, None, remap);
    }
    builder.subtree(inner, Some(Field::NONE), rendered.remap());
    true
}
