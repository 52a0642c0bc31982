//! Names for the kinds and fields of the Rust grammar, so that code can match on them.

use std::sync::LazyLock;

use crate::language::Language;
use crate::syntax::{Field, Kind, Node};

macro_rules! kinds {
    ($($variant:ident $name:literal,)*) => {
        /// The kinds of the Rust grammar that the engine knows by name.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub(crate) enum K {
            $(#[doc = $name] $variant,)*
            /// Any other named kind, or a bare token.
            Other,
        }

        const NAMES: &[(&str, K)] = &[$(($name, K::$variant),)*];
    };
}

kinds! {
    SourceFile "source_file", LineComment "line_comment", BlockComment "block_comment",
    AttributeItem "attribute_item", InnerAttributeItem "inner_attribute_item", Attribute "attribute",
    MacroDefinition "macro_definition", MacroInvocation "macro_invocation", MacroRule "macro_rule", TokenTree "token_tree",
    ModItem "mod_item", ForeignModItem "foreign_mod_item", DeclarationList "declaration_list",
    StructItem "struct_item", UnionItem "union_item", EnumItem "enum_item",
    EnumVariantList "enum_variant_list", EnumVariant "enum_variant",
    FieldDeclarationList "field_declaration_list", FieldDeclaration "field_declaration",
    OrderedFieldDeclarationList "ordered_field_declaration_list",
    ExternCrateDeclaration "extern_crate_declaration", ConstItem "const_item", StaticItem "static_item",
    TypeItem "type_item", FunctionItem "function_item", FunctionSignatureItem "function_signature_item",
    FunctionModifiers "function_modifiers", WhereClause "where_clause", WherePredicate "where_predicate",
    ImplItem "impl_item", TraitItem "trait_item", AssociatedType "associated_type",
    TraitBounds "trait_bounds", TypeParameters "type_parameters", TypeParameter "type_parameter",
    ConstParameter "const_parameter", LifetimeParameter "lifetime_parameter",
    LetDeclaration "let_declaration", UseDeclaration "use_declaration",
    ScopedUseList "scoped_use_list", UseList "use_list", UseAsClause "use_as_clause",
    UseWildcard "use_wildcard", Parameters "parameters", SelfParameter "self_parameter",
    Parameter "parameter", VisibilityModifier "visibility_modifier", BracketedType "bracketed_type",
    QualifiedType "qualified_type", Lifetime "lifetime", ArrayType "array_type", TupleType "tuple_type",
    UnitType "unit_type", FunctionType "function_type", GenericType "generic_type",
    GenericTypeWithTurbofish "generic_type_with_turbofish", BoundedType "bounded_type",
    TypeArguments "type_arguments", TypeBinding "type_binding", ReferenceType "reference_type",
    PointerType "pointer_type", NeverType "never_type", AbstractType "abstract_type",
    DynamicType "dynamic_type", MutableSpecifier "mutable_specifier",
    ExpressionStatement "expression_statement", EmptyStatement "empty_statement",
    ScopedIdentifier "scoped_identifier", ScopedTypeIdentifier "scoped_type_identifier",
    RangeExpression "range_expression", UnaryExpression "unary_expression", TryExpression "try_expression",
    ReferenceExpression "reference_expression", BinaryExpression "binary_expression",
    AssignmentExpression "assignment_expression", CompoundAssignment "compound_assignment_expr",
    TypeCastExpression "type_cast_expression", ReturnExpression "return_expression",
    YieldExpression "yield_expression", CallExpression "call_expression", Arguments "arguments",
    ArrayExpression "array_expression", ParenthesizedExpression "parenthesized_expression",
    TupleExpression "tuple_expression", UnitExpression "unit_expression",
    StructExpression "struct_expression", FieldInitializerList "field_initializer_list",
    ShorthandFieldInitializer "shorthand_field_initializer", FieldInitializer "field_initializer",
    BaseFieldInitializer "base_field_initializer", IfExpression "if_expression",
    LetCondition "let_condition", LetChain "let_chain", ElseClause "else_clause",
    MatchExpression "match_expression", MatchBlock "match_block", MatchArm "match_arm",
    MatchPattern "match_pattern", WhileExpression "while_expression", LoopExpression "loop_expression",
    ForExpression "for_expression", ConstBlock "const_block", ClosureExpression "closure_expression",
    ClosureParameters "closure_parameters", Label "label", BreakExpression "break_expression",
    ContinueExpression "continue_expression", IndexExpression "index_expression",
    AwaitExpression "await_expression", FieldExpression "field_expression",
    UnsafeBlock "unsafe_block", AsyncBlock "async_block", GenBlock "gen_block", TryBlock "try_block",
    Block "block", TuplePattern "tuple_pattern", SlicePattern "slice_pattern",
    TupleStructPattern "tuple_struct_pattern", StructPattern "struct_pattern",
    FieldPattern "field_pattern", RemainingFieldPattern "remaining_field_pattern",
    MutPattern "mut_pattern", RangePattern "range_pattern", RefPattern "ref_pattern",
    CapturedPattern "captured_pattern", ReferencePattern "reference_pattern", OrPattern "or_pattern",
    GenericFunction "generic_function", GenericPattern "generic_pattern",
    IntegerLiteral "integer_literal", FloatLiteral "float_literal", StringLiteral "string_literal",
    RawStringLiteral "raw_string_literal", CharLiteral "char_literal", BooleanLiteral "boolean_literal",
    NegativeLiteral "negative_literal", Identifier "identifier", TypeIdentifier "type_identifier",
    FieldIdentifier "field_identifier", ShorthandFieldIdentifier "shorthand_field_identifier",
    PrimitiveType "primitive_type", SelfName "self", SuperName "super", CrateName "crate",
    Metavariable "metavariable",
}

macro_rules! fields {
    ($($variant:ident $name:literal,)*) => {
        /// The fields of the Rust grammar: a child's role in its parent.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[repr(usize)]
        pub(crate) enum F {
            $(#[doc = $name] $variant,)*
        }

        const FIELD_NAMES: &[&str] = &[$($name,)*];
    };
}

fields! {
    Alias "alias", Alternative "alternative", Argument "argument", Arguments "arguments", Body "body",
    Bounds "bounds", Condition "condition", Consequence "consequence",
    Element "element", FieldName "field", Function "function", Left "left", Length "length", List "list",
    Macro "macro", Name "name", Operator "operator", Parameters "parameters", Path "path",
    Pattern "pattern", ReturnType "return_type", Right "right", Trait "trait", Type "type",
    TypeArguments "type_arguments", TypeParameters "type_parameters", Value "value",
}

struct Tables {
    kinds: Vec<K>,
    fields: Vec<Field>,
}

static TABLES: LazyLock<Tables> = LazyLock::new(|| {
    let grammar = Language::Rust.grammar();
    let mut kinds = vec![K::Other; grammar.kind_count()];
    for (name, variant) in NAMES {
        for kind in grammar.kinds_named(name) {
            if let Some(entry) = kinds.get_mut(kind.0 as usize) {
                *entry = *variant;
            }
        }
    }
    let id = |name: &&str| grammar.tree_sitter().field_id_for_name(name).map_or(0, |id| id.get());
    Tables { kinds, fields: FIELD_NAMES.iter().map(|name| Field(id(name))).collect() }
});

impl K {
    /// The name for a kind of the Rust grammar.
    pub(crate) fn of(kind: Kind) -> Self {
        TABLES.kinds.get(kind.0 as usize).copied().unwrap_or(Self::Other)
    }

    /// Items: they declare, and nothing of them runs where they stand.
    pub(crate) fn is_item(self) -> bool {
        matches!(
            self,
            K::FunctionItem
                | K::FunctionSignatureItem
                | K::ConstItem
                | K::StaticItem
                | K::StructItem
                | K::UnionItem
                | K::EnumItem
                | K::TypeItem
                | K::AssociatedType
                | K::ImplItem
                | K::TraitItem
                | K::ModItem
                | K::ForeignModItem
                | K::UseDeclaration
                | K::ExternCrateDeclaration
                | K::MacroDefinition
        )
    }

    /// The grammar's numbers of this kind.
    pub(crate) fn numbers(self) -> impl Iterator<Item = Kind> {
        let all = TABLES.kinds.iter().enumerate();
        all.filter(move |(_, kind)| **kind == self).filter_map(|(id, _)| u16::try_from(id).ok().map(Kind))
    }
}

impl From<F> for Field {
    fn from(field: F) -> Self {
        TABLES.fields.get(field as usize).copied().unwrap_or(Self::NONE)
    }
}

impl<'t> Node<'t> {
    /// The kind of a node of a Rust file.
    pub(crate) fn k(self) -> K {
        K::of(self.kind())
    }

    /// The child with this role in a node of a Rust file.
    pub(crate) fn get(self, field: F) -> Option<Self> {
        self.child(field.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_one_of_the_grammars() {
        let grammar = Language::Rust.grammar();
        for (name, _) in NAMES {
            assert!(!grammar.kinds_named(name).is_empty(), "no kind {name}");
        }
        for name in FIELD_NAMES {
            assert!(grammar.tree_sitter().field_id_for_name(name).is_some(), "no field {name}");
        }
    }
}
