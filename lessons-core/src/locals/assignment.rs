//! What is assigned to a variable, to all of it or to a part: `x = …`, `x.y += …`, `(x, _) = …`.

use crate::language::rust::{F, K};
use crate::syntax::Node;

/// What is assigned where `name` stands; none where nothing is.
pub(super) fn assigned(name: Node<'_>) -> Option<Node<'_>> {
    let mut child = name;
    for parent in name.ancestors() {
        match parent.k() {
            K::AssignmentExpression | K::CompoundAssignment => {
                return (child.field() == F::Left.into()).then(|| parent.get(F::Right)).flatten();
            }
            K::FieldExpression | K::IndexExpression if parent.children().next() != Some(child) => {
                return None;
            }
            K::FieldExpression
            | K::IndexExpression
            | K::UnaryExpression
            | K::ParenthesizedExpression
            | K::TupleExpression
            | K::ArrayExpression
            | K::StructExpression
            | K::FieldInitializerList
            | K::FieldInitializer
            | K::ShorthandFieldInitializer => child = parent,
            _ => return None,
        }
    }
    None
}
