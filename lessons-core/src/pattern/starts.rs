//! Kinds of node at which a form can begin to match, so that few nodes are tried.

use super::form::{Form, FormId, Forms};
use super::position::ELEMENTS;
use crate::language::rust::K;
use crate::language::{Grammar, Language};
use crate::syntax::Kind;

/// Kinds of node at which a match can begin; none for any.
pub(super) fn starts(forms: &Forms, root: FormId, grammar: &Grammar) -> Option<Vec<Kind>> {
    let of = |kinds: &[K]| Some(kinds.iter().copied().flat_map(K::numbers).collect());
    match &forms.get(root).form {
        Form::Hole(_) | Form::Gap(_) => None,
        Form::Leaf { kind, .. } | Form::Node { kind, .. } => match grammar.language() {
            Language::Rust if K::of(*kind) == K::FieldInitializer => {
                of(&[K::FieldInitializer, K::ShorthandFieldInitializer])
            }
            _ => {
                let mut kinds = grammar.alike(*kind).to_vec();
                kinds.push(*kind);
                Some(kinds)
            }
        },
        Form::Element(inner) => {
            let mut kinds = starts(forms, *inner, grammar)?;
            kinds.extend(ELEMENTS.iter().flat_map(|name| grammar.kinds_named(name)));
            kinds.extend(grammar.kinds_named("flow_node"));
            Some(kinds)
        }
        Form::Attributed { item, .. } | Form::Below { inner: item, .. } => starts(forms, *item, grammar),
        Form::Members(members) => {
            let gap = |form: &FormId| matches!(forms.get(*form).form, Form::Gap(_));
            let members = members.iter().filter(|form| !gap(form));
            members
                .map(|form| starts(forms, *form, grammar))
                .collect::<Option<Vec<_>>>()
                .map(|all| all.concat())
        }
        Form::Statement(_) => of(&[K::ExpressionStatement, K::MacroInvocation]),
        Form::Statements(statements) => match statements.first().map(|first| &forms.get(*first).form) {
            Some(Form::Hole(_) | Form::Gap(_)) | None => None,
            Some(_) => {
                let mut kinds = starts(forms, *statements.first()?, grammar)?;
                match grammar.language() {
                    Language::Rust => kinds.extend(K::ExpressionStatement.numbers()),
                    _ => kinds.extend(grammar.wrappers()),
                }
                Some(kinds)
            }
        },
        Form::Path(_) => of(&[
            K::Identifier,
            K::TypeIdentifier,
            K::PrimitiveType,
            K::ScopedIdentifier,
            K::ScopedTypeIdentifier,
            K::GenericType,
            K::GenericTypeWithTurbofish,
            K::GenericFunction,
            K::SelfName,
            K::CrateName,
            K::SuperName,
        ]),
        Form::MethodCall(_) => of(&[K::CallExpression]),
        Form::Chain { .. } => {
            of(&[K::FieldExpression, K::CallExpression, K::TryExpression, K::AwaitExpression])
        }
        Form::AnyElse(_) => of(&[K::ElseClause]),
        Form::Name(_) => Some(names()),
    }
}

/// Kinds of node that are a name.
pub(super) fn names() -> Vec<Kind> {
    [K::Identifier, K::TypeIdentifier, K::FieldIdentifier, K::ShorthandFieldIdentifier, K::PrimitiveType]
        .into_iter()
        .flat_map(K::numbers)
        .collect()
}
