//! One walk over a file that keeps the bindings in scope and notes what each name refers to.

use std::collections::HashMap;

use super::Table;
use crate::language::rust::{F, K};
use crate::syntax::{Node, NodeId, Tree};

/// The names of one namespace that are in scope, innermost last, and the order in which they came.
#[derive(Default)]
struct Names<'t> {
    bound: HashMap<&'t str, Vec<NodeId>>,
    order: Vec<&'t str>,
}

impl<'t> Names<'t> {
    fn bind(&mut self, name: &'t str, at: NodeId) {
        self.bound.entry(name).or_default().push(at);
        self.order.push(name);
    }

    fn get(&self, name: &str) -> Option<NodeId> {
        self.bound.get(name)?.last().copied()
    }

    /// Forgets what was bound since there were `len` names.
    fn leave(&mut self, len: usize) {
        for name in self.order.drain(len.min(self.order.len())..) {
            if let Some(bound) = self.bound.get_mut(name) {
                bound.pop();
            }
        }
    }
}

/// The walk. The arena's depth is bounded, so it may recurse.
pub(super) struct Resolver<'t> {
    tree: &'t Tree,
    values: Names<'t>,
    types: Names<'t>,
    table: Table,
}

impl<'t> Resolver<'t> {
    pub(super) fn new(tree: &'t Tree) -> Self {
        Self { tree, values: Names::default(), types: Names::default(), table: Table::default() }
    }

    pub(super) fn resolve(mut self) -> Table {
        self.node(self.tree.root());
        let mut table = self.table;
        table.by_name.sort_unstable();
        table.by_name.dedup_by_key(|(name, _)| *name);
        table.by_binding = table.by_name.iter().map(|(name, binding)| (*binding, *name)).collect();
        table.by_binding.sort_unstable();
        table.parameters.sort_unstable();
        table.parameters.dedup();
        table
    }

    fn node(&mut self, node: Node<'t>) {
        match node.k() {
            K::Identifier => self.name(node),
            K::SelfName => self.use_value(node),
            K::TypeIdentifier => self.use_type(node),
            K::ScopedIdentifier | K::ScopedTypeIdentifier => {
                // A path's first segment may be a type parameter, never a variable.
                match node.get(F::Path) {
                    Some(path) if matches!(path.k(), K::Identifier) => self.use_type(path),
                    Some(path) if !matches!(path.k(), K::SelfName) => self.node(path),
                    _ => {}
                }
            }
            K::LetDeclaration => {
                self.children_but(node, &[F::Pattern]);
                if let Some(pattern) = node.get(F::Pattern) {
                    self.pattern(pattern, node.get(F::Alternative).is_none());
                }
            }
            K::LetCondition => {
                self.child(node, F::Value);
                if let Some(pattern) = node.get(F::Pattern) {
                    self.pattern(pattern, false);
                }
            }
            K::IfExpression => {
                self.scope(|this| {
                    this.child(node, F::Condition);
                    this.child(node, F::Consequence);
                });
                self.child(node, F::Alternative);
            }
            K::ForExpression => {
                self.child(node, F::Value);
                self.scope(|this| {
                    if let Some(pattern) = node.get(F::Pattern) {
                        this.pattern(pattern, true);
                    }
                    this.child(node, F::Body);
                });
            }
            K::MatchPattern => {
                let (future, condition) = (node.get(F::Value), node.get(F::Condition));
                // In an arm of `select!` the future and the condition come before the pattern.
                for part in future.into_iter().chain(condition.filter(|_| future.is_some())) {
                    self.node(part);
                }
                let mut parts = node.children();
                if let Some(pattern) = parts.find(|child| Some(*child) != condition && Some(*child) != future)
                {
                    self.pattern(pattern, false);
                }
                if let Some(condition) = condition.filter(|_| future.is_none()) {
                    self.node(condition);
                }
            }
            K::Block | K::MatchArm | K::WhileExpression | K::TokenTree => {
                self.scope(|this| this.children(node));
            }
            K::ClosureExpression => self.scope(|this| {
                this.children_but(node, &[F::Body]);
                this.child(node, F::Body);
            }),
            K::ClosureParameters => {
                for child in node.children() {
                    match child.k() {
                        K::Parameter => self.node(child),
                        _ => self.pattern(child, true),
                    }
                }
            }
            K::Parameter => {
                self.child(node, F::Type);
                if let Some(pattern) = node.get(F::Pattern) {
                    self.pattern(pattern, true);
                }
            }
            K::SelfParameter => {
                for name in node.children().filter(|child| child.k() == K::SelfName) {
                    self.bind(name, 0);
                }
            }
            K::FunctionItem
            | K::FunctionSignatureItem
            | K::ImplItem
            | K::TraitItem
            | K::StructItem
            | K::EnumItem
            | K::UnionItem
            | K::TypeItem
            | K::AssociatedType
            | K::ConstItem
            | K::StaticItem
            | K::ModItem
            | K::MacroDefinition => self.item(node),
            K::MacroRule => self.child(node, F::Right),
            kind if is_compound_pattern(kind) => self.pattern(node, false),
            // `name = value` in a macro's body names an argument.
            K::AssignmentExpression if is_macro_argument(node) => self.child(node, F::Right),
            K::MacroInvocation => self.children_but(node, &[F::Macro]),
            K::UseDeclaration
            | K::ExternCrateDeclaration
            | K::AttributeItem
            | K::InnerAttributeItem
            | K::Label
            | K::Lifetime
            | K::VisibilityModifier => {}
            _ => self.children(node),
        }
    }

    fn children(&mut self, node: Node<'t>) {
        for child in node.children() {
            self.node(child);
        }
    }

    fn child(&mut self, node: Node<'t>, field: F) {
        if let Some(child) = node.get(field) {
            self.node(child);
        }
    }

    fn children_but(&mut self, node: Node<'t>, left_out: &[F]) {
        for child in node.children() {
            if !left_out.iter().any(|field| child.field() == (*field).into()) {
                self.node(child);
            }
        }
    }

    /// Runs `body`, then forgets what it bound.
    fn scope(&mut self, body: impl FnOnce(&mut Self)) {
        let (values, types) = (self.values.order.len(), self.types.order.len());
        body(self);
        self.values.leave(values);
        self.types.leave(types);
    }

    /// An item sees no variable of what is around it, and generic parameters only of its `impl` or `trait`.
    fn item(&mut self, node: Node<'t>) {
        let outer_values = std::mem::take(&mut self.values);
        let associated = node
            .parent()
            .and_then(Node::parent)
            .is_some_and(|owner| matches!(owner.k(), K::ImplItem | K::TraitItem));
        let outer_types = (!associated).then(|| std::mem::take(&mut self.types));
        self.scope(|this| {
            if let Some(parameters) = node.get(F::TypeParameters) {
                for parameter in parameters.children() {
                    if let Some(name) = parameter.get(F::Name).filter(|name| name.k() != K::Lifetime) {
                        this.types.bind(name.text(), name.id());
                        this.table.parameters.push(name.id());
                    }
                }
            }
            this.children_but(node, &[F::Name]);
        });
        self.values = outer_values;
        if let Some(types) = outer_types {
            self.types = types;
        }
    }

    /// Binds the names in a pattern. `irrefutable` says that the pattern cannot be a constant's name.
    fn pattern(&mut self, pattern: Node<'t>, irrefutable: bool) {
        let before = self.values.order.len();
        self.bindings(pattern, irrefutable, before);
    }

    fn bindings(&mut self, pattern: Node<'t>, irrefutable: bool, before: usize) {
        match pattern.k() {
            K::Identifier => {
                if irrefutable || !names_constant(pattern.text()) {
                    self.bind(pattern, before);
                }
            }
            K::SelfName | K::ShorthandFieldIdentifier => self.bind(pattern, before),
            K::MutPattern | K::RefPattern | K::CapturedPattern => {
                for child in pattern.children() {
                    self.bindings(child, true, before);
                }
            }
            K::TupleStructPattern | K::StructPattern => {
                self.child(pattern, F::Type);
                for child in pattern.children().filter(|child| child.field() != F::Type.into()) {
                    self.bindings(child, false, before);
                }
            }
            K::FieldPattern => {
                let part = pattern.get(F::Pattern).or_else(|| pattern.get(F::Name));
                if let Some(part) = part {
                    self.bindings(part, false, before);
                }
            }
            K::TuplePattern | K::SlicePattern | K::ReferencePattern | K::OrPattern => {
                for child in pattern.children() {
                    self.bindings(child, false, before);
                }
            }
            _ => self.node(pattern),
        }
    }

    /// Binds one name of a pattern that began when `before` names were in scope: a name that the same pattern has
    /// bound already is the other branch of an or-pattern.
    fn bind(&mut self, name: Node<'t>, before: usize) {
        let text = plain(name.text());
        let same_pattern = self.values.order.get(before..).unwrap_or_default().contains(&text);
        let binding = match self.values.get(text) {
            Some(first) if same_pattern && name.k() != K::SelfName => first,
            _ => {
                self.values.bind(text, name.id());
                name.id()
            }
        };
        self.table.by_name.push((name.id(), binding));
    }

    fn name(&mut self, node: Node<'t>) {
        if !is_part_of_raw_path(node) {
            self.use_value(node);
        }
    }

    fn use_value(&mut self, node: Node<'t>) {
        match self.values.get(plain(node.text())) {
            Some(binding) => self.table.by_name.push((node.id(), binding)),
            None => self.use_type(node),
        }
    }

    fn use_type(&mut self, node: Node<'t>) {
        if self.types.get(node.text()).is_some() {
            self.table.parameters.push(node.id());
        }
    }
}

/// Whether a name stands where it binds: in a pattern or a parameter list, not in an expression.
pub(super) fn in_binding_position(name: Node<'_>) -> bool {
    let mut child = name;
    for parent in name.ancestors() {
        match parent.k() {
            K::LetDeclaration | K::LetCondition | K::ForExpression | K::Parameter => {
                return child.field() == F::Pattern.into();
            }
            K::MatchPattern => {
                return child.field() != F::Condition.into() && child.field() != F::Value.into();
            }
            K::ClosureParameters | K::SelfParameter => return true,
            kind if is_compound_pattern(kind) || kind == K::FieldPattern => child = parent,
            _ => return false,
        }
    }
    false
}

/// Kinds of pattern with parts.
fn is_compound_pattern(kind: K) -> bool {
    matches!(
        kind,
        K::TuplePattern
            | K::SlicePattern
            | K::TupleStructPattern
            | K::StructPattern
            | K::MutPattern
            | K::RefPattern
            | K::CapturedPattern
            | K::ReferencePattern
            | K::OrPattern
    )
}

/// Constants, unit structs and variants begin with a capital letter, variables do not.
pub(crate) fn names_constant(name: &str) -> bool {
    plain(name).chars().find(|c| *c != '_').is_some_and(char::is_uppercase)
}

/// Whether `node` stands where a macro takes its arguments.
pub(crate) fn is_macro_argument(node: Node<'_>) -> bool {
    node.in_macro()
        && node.parent().is_some_and(|parent| {
            parent.k() == K::TokenTree
                || parent.k() == K::Arguments
                    && !parent.parent().is_some_and(|call| call.k() == K::CallExpression)
        })
}

/// A raw identifier is the name without its mark.
fn plain(name: &str) -> &str {
    name.strip_prefix("r#").unwrap_or(name)
}

/// In a macro body that nobody parsed, a name beside `.` or `::` is a field, a method or a path's segment, and one
/// before `!` a macro.
fn is_part_of_raw_path(name: Node<'_>) -> bool {
    let Some(parent) = name.parent().filter(|parent| parent.k() == K::TokenTree) else { return false };
    let end = name.span().end as usize;
    let text = parent.tree().text();
    let before = text.get(parent.span().start as usize..name.span().start as usize).unwrap_or_default();
    let after = text.get(end..parent.span().end as usize).unwrap_or_default().trim_start();
    let before = before.trim_end();
    before.ends_with("::")
        || before.ends_with('.') && !before.ends_with("..")
        || after.starts_with("::")
        || after.starts_with('!') && !after.starts_with("!=")
}
