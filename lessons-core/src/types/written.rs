//! Types as they are written in the code.

use super::TypeTerm;
use crate::language::rust::{F, K, plain};
use crate::locals::Locals;
use crate::names::{Scopes, Written, self_type, written};
use crate::syntax::Node;

/// What stands for the name of raw pointers, which have none.
pub(super) const RAW_POINTER: &str = "*";

/// The names of an item's generic type and const parameters.
pub(crate) fn parameters(item: Node<'_>) -> Vec<String> {
    let list = item.get(F::TypeParameters).into_iter().flat_map(Node::children);
    list.filter(|parameter| matches!(parameter.k(), K::TypeParameter | K::ConstParameter))
        .filter_map(|parameter| parameter.get(F::Name))
        .map(|name| plain(name.text()).to_owned())
        .collect()
}

/// The type written at `node`. References are seen through.
pub(crate) fn term(node: Node<'_>, scopes: &Scopes, locals: &Locals<'_>) -> TypeTerm {
    let of = |node: Node<'_>| term(node, scopes, locals);
    match node.k() {
        K::ReferenceType => node.get(F::Type).map_or(TypeTerm::Unknown, of),
        K::PrimitiveType => TypeTerm::std(node.text()),
        K::TypeIdentifier if node.text() == "Self" => {
            self_type(node, scopes, locals).unwrap_or(TypeTerm::Unknown)
        }
        K::TypeIdentifier if locals.is_type_parameter(node) => parameter(node, scopes, locals),
        K::TypeIdentifier | K::ScopedTypeIdentifier | K::ScopedIdentifier | K::Identifier => {
            path(node, Vec::new(), scopes, locals)
        }
        K::GenericType | K::GenericTypeWithTurbofish => {
            let arguments = node.get(F::TypeArguments).into_iter().flat_map(Node::children);
            let arguments = arguments
                .filter(|argument| {
                    argument.field() != F::Bounds.into()
                        && !matches!(argument.k(), K::Lifetime | K::TypeBinding | K::TraitBounds)
                })
                .map(of)
                .collect();
            path(node, arguments, scopes, locals)
        }
        K::TupleType => TypeTerm::Tuple(node.children().map(of).collect()),
        K::UnitType => TypeTerm::unit(),
        K::ArrayType => TypeTerm::Sequence(Box::new(node.get(F::Element).map_or(TypeTerm::Unknown, of))),
        K::PointerType => {
            TypeTerm::Std(RAW_POINTER.to_owned(), vec![node.get(F::Type).map_or(TypeTerm::Unknown, of)])
        }
        K::FunctionType => {
            TypeTerm::Function(Box::new(node.get(F::ReturnType).map_or_else(TypeTerm::unit, of)))
        }
        K::NeverType => TypeTerm::Nameless,
        // A trait object is of the type that is the trait's.
        K::DynamicType => node.get(F::Trait).map_or(TypeTerm::Unknown, of),
        K::AbstractType => {
            TypeTerm::Bounded(node.get(F::Trait).into_iter().flat_map(bounds).map(of).collect())
        }
        K::BoundedType => bounds(node).into_iter().next().map_or(TypeTerm::Unknown, of),
        K::BracketedType | K::ParenthesizedExpression => node.children().next().map_or(TypeTerm::Unknown, of),
        _ => TypeTerm::Unknown,
    }
}

fn path(node: Node<'_>, arguments: Vec<TypeTerm>, scopes: &Scopes, locals: &Locals<'_>) -> TypeTerm {
    match written(node, scopes, locals) {
        Written::Path(path) => TypeTerm::Named(path, arguments),
        _ => TypeTerm::Unknown,
    }
}

/// A generic parameter: what it is bounded by, where that is written.
fn parameter(node: Node<'_>, scopes: &Scopes, locals: &Locals<'_>) -> TypeTerm {
    let name = node.text();
    for item in node.ancestors() {
        let declared = item
            .get(F::TypeParameters)
            .into_iter()
            .flat_map(Node::children)
            .find(|parameter| parameter.get(F::Name).is_some_and(|declared| declared.text() == name));
        let Some(declared) = declared else { continue };
        // A type's own parameters are filled in by whoever names the type.
        if !matches!(item.k(), K::FunctionItem | K::FunctionSignatureItem) {
            break;
        }
        let predicates = item
            .children()
            .filter(|child| child.k() == K::WhereClause)
            .flat_map(Node::children)
            .filter(|predicate| predicate.get(F::Left).is_some_and(|left| left.text() == name))
            .filter_map(|predicate| predicate.get(F::Bounds));
        let bounds: Vec<TypeTerm> = declared
            .get(F::Bounds)
            .into_iter()
            .chain(predicates)
            .flat_map(Node::children)
            // A bound that speaks of the parameter itself would not end.
            .filter(|bound| match bound.k() {
                K::TypeIdentifier | K::ScopedTypeIdentifier => !bound.contains(node),
                K::FunctionType => !bound.descendants().any(|part| locals.is_type_parameter(part)),
                _ => false,
            })
            .map(|bound| match bound.k() {
                K::FunctionType => term(bound, scopes, locals),
                _ => path(bound, Vec::new(), scopes, locals),
            })
            .collect();
        if !bounds.is_empty() {
            return TypeTerm::Bounded(bounds);
        }
        break;
    }
    TypeTerm::Parameter(name.to_owned())
}

/// The parts of `A + B`.
fn bounds(node: Node<'_>) -> Vec<Node<'_>> {
    let mut parts = vec![node];
    let mut at = 0;
    while let Some(part) = parts.get(at).copied() {
        if part.k() == K::BoundedType {
            parts.splice(at..=at, part.children().filter(|child| child.k() != K::Lifetime));
        } else {
            at += 1;
        }
    }
    parts
}
