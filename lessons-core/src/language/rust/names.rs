//! Which nodes write a path, and which give a name.

use super::{F, K};
use crate::syntax::Node;

/// A name without `r#`.
pub(crate) fn plain(name: &str) -> &str {
    name.strip_prefix("r#").unwrap_or(name)
}

/// Whether no item, variable or field can have this name, `r#` aside; words that begin or end a path are names here.
pub(crate) fn is_reserved(word: &str) -> bool {
    const WORDS: &[&str] = &[
        "as", "async", "await", "break", "const", "continue", "dyn", "else", "enum", "extern", "fn", "for",
        "if", "impl", "in", "let", "loop", "match", "mod", "move", "mut", "pub", "ref", "return", "static",
        "struct", "trait", "type", "unsafe", "use", "where", "while",
    ];
    WORDS.contains(&word)
}

/// Whether a node is a path, from its outermost node.
pub(crate) fn is_path(node: Node<'_>) -> bool {
    match node.k() {
        K::Identifier
        | K::TypeIdentifier
        | K::PrimitiveType
        | K::ScopedIdentifier
        | K::ScopedTypeIdentifier
        | K::SelfName
        | K::CrateName
        | K::SuperName => true,
        K::GenericType | K::GenericTypeWithTurbofish => node.get(F::Type).is_some_and(is_path),
        K::GenericFunction => node.get(F::Function).is_some_and(is_path),
        _ => false,
    }
}

/// Whether `node` gives a name to an item, a field or a parameter, or says which field is meant, rather than using a
/// name.
pub(crate) fn gives_name(node: Node<'_>) -> bool {
    let Some(parent) = node.parent() else { return false };
    let role = node.field();
    match parent.k() {
        K::FunctionItem
        | K::FunctionSignatureItem
        | K::StructItem
        | K::EnumItem
        | K::UnionItem
        | K::TraitItem
        | K::ModItem
        | K::TypeItem
        | K::AssociatedType
        | K::ConstItem
        | K::StaticItem
        | K::EnumVariant
        | K::TypeParameter
        | K::ConstParameter
        | K::MacroDefinition
        | K::FieldDeclaration
        | K::FieldPattern
        | K::TypeBinding => role == F::Name.into(),
        K::ExternCrateDeclaration => role == F::Name.into() || role == F::Alias.into(),
        K::UseAsClause => role == F::Alias.into(),
        K::FieldInitializer => role == F::FieldName.into(),
        _ => false,
    }
}

/// Whether `node` is only the last name of a path, which the path's own node stands for.
pub(crate) fn is_last_name(node: Node<'_>) -> bool {
    node.field() == F::Name.into()
        && node
            .parent()
            .is_some_and(|parent| matches!(parent.k(), K::ScopedIdentifier | K::ScopedTypeIdentifier))
}

/// Types that need no path.
const PRIMITIVES: &[&str] = &[
    "bool", "char", "str", "u8", "u16", "u32", "u64", "u128", "usize", "i8", "i16", "i32", "i64", "i128",
    "isize", "f16", "f32", "f64", "f128",
];

/// Whether `name` is a primitive type.
pub(crate) fn is_primitive(name: &str) -> bool {
    PRIMITIVES.contains(&name)
}
