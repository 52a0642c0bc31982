//! Where a pattern can begin.

use crate::synthesize::code::{Code, Id};

/// The nodes around a core with which a pattern can begin, the core first, out to the statement and the blocks' owners
/// around it within the fn.
pub(in crate::synthesize) fn roots(code: &Code<'_>, core: Id, most: usize) -> Vec<Id> {
    let around = std::iter::once(core).chain(code.ancestors(core));
    let inside = around.take_while(|id| {
        !matches!(code.kind(*id), "function_item" | "impl_item" | "mod_item" | "source_file" | "trait_item")
    });
    inside
        .filter(|id| {
            let kind = code.kind(*id);
            kind.ends_with("_expression") && !matches!(kind, "parenthesized_expression")
                || kind.ends_with("_expr")
                || matches!(
                    kind,
                    "macro_invocation"
                        | "let_declaration"
                        | "expression_statement"
                        | "match_arm"
                        | "const_item"
                        | "static_item"
                        | "let_condition"
                        | "field_initializer"
                        | "field_declaration"
                )
        })
        // A method's name without its call is no expression.
        .filter(|id| !(code.kind(*id) == "field_expression" && code.field(*id) == "function"))
        .take(most)
        .collect()
}
