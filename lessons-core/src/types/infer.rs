//! How the type of an expression, a pattern's name or a type in the code could be found out.

use std::cell::Cell;

use super::{TypeTerm, std as library, written};
use crate::language::rust::{F, K, plain};
use crate::locals::Locals;
use crate::names::{Namespace, PathRef, Scopes, Written, self_type, written as written_path};
use crate::pattern::unwrapped;
use crate::syntax::Node;

/// Definitions, fields and calls followed one after the other; past this a type is unknown.
const MAX_DEPTH: u32 = 40;

/// Parts that one term may have.
const MAX_PARTS: u32 = 400;

/// How to find out the type of what stands at `node`.
pub(crate) fn term_of(node: Node<'_>, scopes: &Scopes, locals: &Locals<'_>) -> TypeTerm {
    Inference { scopes, locals, depth: Cell::new(0), parts: Cell::new(0) }.of(node)
}

struct Inference<'a, 't> {
    scopes: &'a Scopes,
    locals: &'a Locals<'t>,
    depth: Cell<u32>,
    parts: Cell<u32>,
}

impl Inference<'_, '_> {
    fn of(&self, node: Node<'_>) -> TypeTerm {
        let (depth, parts) = (self.depth.get(), self.parts.get());
        if depth >= MAX_DEPTH || parts >= MAX_PARTS {
            return TypeTerm::Unknown;
        }
        self.depth.set(depth + 1);
        self.parts.set(parts + 1);
        let term = self.expression(unwrapped(node));
        self.depth.set(depth);
        term
    }

    fn boxed(&self, node: Option<Node<'_>>) -> Box<TypeTerm> {
        Box::new(node.map_or(TypeTerm::Unknown, |node| self.of(node)))
    }

    fn written(&self, node: Node<'_>) -> TypeTerm {
        written::term(node, self.scopes, self.locals)
    }

    fn expression(&self, node: Node<'_>) -> TypeTerm {
        let first = || node.children().find(|child| child.is_named());
        let last = || node.children().filter(|child| child.is_named()).last();
        match node.k() {
            K::Identifier | K::ScopedIdentifier | K::GenericFunction | K::ShorthandFieldIdentifier => {
                self.name(node)
            }
            K::SelfName => self.name(node),
            K::ReferenceExpression => *self.boxed(node.get(F::Value)),
            K::UnaryExpression if node.text().starts_with('*') => TypeTerm::Dereferenced(self.boxed(last())),
            K::UnaryExpression => *self.boxed(last()),
            K::TryExpression => TypeTerm::Tried(self.boxed(first())),
            K::AwaitExpression => TypeTerm::Awaited(self.boxed(first())),
            K::TypeCastExpression => node.get(F::Type).map_or(TypeTerm::Unknown, |to| self.written(to)),
            K::StructExpression => node.get(F::Name).map_or(TypeTerm::Unknown, |name| self.struct_of(name)),
            K::CallExpression => self.call(node),
            K::FieldExpression => match node.get(F::FieldName) {
                Some(field) => {
                    TypeTerm::Field(self.boxed(node.get(F::Value)), plain(field.text()).to_owned())
                }
                None => TypeTerm::Unknown,
            },
            K::IndexExpression => {
                let of = self.boxed(first());
                match last().map(unwrapped).is_some_and(|index| index.k() == K::RangeExpression) {
                    true => TypeTerm::Sliced(of),
                    false => TypeTerm::Indexed(of),
                }
            }
            K::TupleExpression => TypeTerm::Tuple(
                node.children().filter(|part| part.is_named()).map(|part| self.of(part)).collect(),
            ),
            K::UnitExpression => TypeTerm::unit(),
            K::ArrayExpression => {
                TypeTerm::Sequence(self.boxed(first().filter(|part| part.k() != K::AttributeItem)))
            }
            K::StringLiteral | K::RawStringLiteral => match node.text().starts_with(['b', 'c']) {
                true => TypeTerm::Sequence(Box::new(TypeTerm::std("u8"))),
                false => TypeTerm::std("str"),
            },
            K::CharLiteral => TypeTerm::std(if node.text().starts_with('b') { "u8" } else { "char" }),
            K::BooleanLiteral => TypeTerm::std("bool"),
            K::IntegerLiteral | K::FloatLiteral => number(node.text()),
            K::BinaryExpression => match node.get(F::Operator).map(Node::text) {
                Some("==" | "!=" | "<" | "<=" | ">" | ">=" | "&&" | "||") => TypeTerm::std("bool"),
                Some("<<" | ">>") => {
                    TypeTerm::Computed(self.boxed(node.get(F::Left)), Box::new(TypeTerm::Unknown))
                }
                _ => TypeTerm::Computed(self.boxed(node.get(F::Left)), self.boxed(node.get(F::Right))),
            },
            K::ClosureExpression => self.closure(node),
            K::RangeExpression => TypeTerm::Nameless,
            K::AsyncBlock => {
                TypeTerm::Future(Box::new(last().map_or(TypeTerm::Unknown, |block| self.block(block))))
            }
            K::Block => self.block(node),
            K::UnsafeBlock | K::ConstBlock => last().map_or(TypeTerm::Unknown, |block| self.block(block)),
            K::IfExpression => {
                let otherwise = node.get(F::Alternative).and_then(|clause| clause.children().last());
                match (node.get(F::Consequence), otherwise) {
                    (Some(then), Some(otherwise)) => {
                        TypeTerm::OneOf(vec![self.block(then), self.of(otherwise)])
                    }
                    _ => TypeTerm::unit(),
                }
            }
            K::MatchExpression => {
                let arms = node.get(F::Body).into_iter().flat_map(Node::children);
                let values = arms.filter(|arm| arm.k() == K::MatchArm).filter_map(|arm| arm.get(F::Value));
                TypeTerm::OneOf(values.map(|value| self.of(value)).collect())
            }
            K::LoopExpression => TypeTerm::OneOf(self.broken(node)),
            K::MacroInvocation => self.macro_call(node),
            // A type in the code, such as what `Vec<$T>` binds.
            K::TypeIdentifier
            | K::ScopedTypeIdentifier
            | K::GenericType
            | K::GenericTypeWithTurbofish
            | K::PrimitiveType
            | K::ReferenceType
            | K::TupleType
            | K::UnitType
            | K::ArrayType
            | K::DynamicType
            | K::AbstractType => self.written(node),
            K::SelfParameter => self.self_value(node),
            K::Parameter => node.get(F::Type).map_or(TypeTerm::Unknown, |written| self.written(written)),
            K::MutPattern | K::RefPattern | K::ReferencePattern => {
                last().map_or(TypeTerm::Unknown, |inner| self.of(inner))
            }
            K::CapturedPattern => first().map_or(TypeTerm::Unknown, |inner| self.of(inner)),
            _ => TypeTerm::Unknown,
        }
    }

    /// What a closure gives: its result as written, or its body.
    fn closure(&self, closure: Node<'_>) -> TypeTerm {
        let body = || closure.get(F::Body).map_or(TypeTerm::Unknown, |body| self.block(body));
        let result = closure.get(F::ReturnType).map_or_else(body, |written| self.written(written));
        let is_async = closure
            .children()
            .take_while(|child| child.field() != F::Parameters.into())
            .any(|child| child.text() == "async");
        let result = Box::new(result);
        TypeTerm::Function(if is_async { Box::new(TypeTerm::Future(result)) } else { result })
    }

    /// The values with which a loop or labelled block is left by `break`.
    fn broken(&self, target: Node<'_>) -> Vec<TypeTerm> {
        let label = |node: Node<'_>| {
            node.children().find(|child| child.k() == K::Label).map(|label| label.text().to_owned())
        };
        let is_loop =
            |node: &Node<'_>| matches!(node.k(), K::LoopExpression | K::WhileExpression | K::ForExpression);
        let leaves = |one: &Node<'_>| {
            let label_of_break = label(*one);
            one.ancestors()
                .take_while(|outer| {
                    !matches!(outer.k(), K::ClosureExpression | K::AsyncBlock) && !outer.k().is_item()
                })
                .find(|outer| match &label_of_break {
                    Some(name) => label(*outer).as_ref() == Some(name) && outer.k() != K::BreakExpression,
                    None => is_loop(outer),
                })
                == Some(target)
        };
        let breaks = target.descendants().filter(|node| node.k() == K::BreakExpression).filter(leaves);
        let value = |child: &Node<'_>| child.is_named() && child.k() != K::Label;
        breaks.filter_map(|one| one.children().filter(value).last()).map(|value| self.of(value)).collect()
    }

    /// The tail of a block, and what a labelled one is left with.
    fn block(&self, block: Node<'_>) -> TypeTerm {
        if block.k() != K::Block {
            return self.of(block);
        }
        if block.children().any(|child| child.k() == K::Label) {
            let mut all = self.broken(block);
            all.push(self.tail(block));
            return TypeTerm::OneOf(all);
        }
        self.tail(block)
    }

    fn tail(&self, block: Node<'_>) -> TypeTerm {
        match block.children().filter(|child| child.is_named() && child.k() != K::Label).last() {
            Some(tail) if tail.k() == K::ExpressionStatement && tail.text().ends_with(';') => {
                TypeTerm::Unknown
            }
            Some(tail) if tail.k() != K::LetDeclaration => self.of(tail),
            _ => TypeTerm::unit(),
        }
    }

    /// `vec![…]` and `format!(…)`.
    fn macro_call(&self, call: Node<'_>) -> TypeTerm {
        let Some(Written::Path(path)) =
            call.get(F::Macro).map(|name| written_path(name, self.scopes, self.locals))
        else {
            return TypeTerm::Unknown;
        };
        match path.segments.last().map(String::as_str) {
            Some("vec") => {
                let element = call.children().filter(|child| child.k() != K::Identifier).last();
                let element = element.into_iter().flat_map(Node::children).find(|child| child.is_named());
                let element = element.map_or(TypeTerm::Unknown, |element| self.of(element));
                TypeTerm::Std("std::vec::Vec".to_owned(), vec![element])
            }
            Some("format") => TypeTerm::std("std::string::String"),
            Some("write" | "writeln") => {
                TypeTerm::Std("std::result::Result".to_owned(), vec![TypeTerm::unit(), TypeTerm::Unknown])
            }
            _ => TypeTerm::Unknown,
        }
    }

    fn call(&self, call: Node<'_>) -> TypeTerm {
        let Some(function) = call.get(F::Function).map(unwrapped) else { return TypeTerm::Unknown };
        let target = match function.k() {
            K::GenericFunction => function.get(F::Function).unwrap_or(function),
            _ => function,
        };
        if target.k() == K::FieldExpression {
            let Some(name) = target.get(F::FieldName) else { return TypeTerm::Unknown };
            let (of, name) = (self.boxed(target.get(F::Value)), plain(name.text()).to_owned());
            let given = call
                .get(F::Arguments)
                .into_iter()
                .flat_map(Node::children)
                .filter(|one| one.is_named())
                .last();
            return match given.filter(|_| library::gives_what_it_is_given(&name)) {
                Some(function) => TypeTerm::Mapped(of, name, Box::new(self.function(function))),
                None => TypeTerm::Method(of, name),
            };
        }
        let arguments = call.get(F::Arguments).into_iter().flat_map(Node::children);
        let arguments = arguments.filter(|argument| argument.is_named()).take(2);
        match written_path(target, self.scopes, self.locals) {
            Written::Path(path) => {
                TypeTerm::Call(path, arguments.map(|argument| self.of(argument)).collect())
            }
            Written::Any(paths) => match paths.into_iter().last() {
                Some(path) => TypeTerm::Call(path, arguments.map(|argument| self.of(argument)).collect()),
                None => TypeTerm::Unknown,
            },
            // A closure in a variable, or a function of a generic parameter.
            Written::Local(_) | Written::Nothing => TypeTerm::Called(self.boxed(Some(target))),
        }
    }

    /// What is given to a method that calls it: a closure, a variable, or a function by its path.
    fn function(&self, given: Node<'_>) -> TypeTerm {
        let given = unwrapped(given);
        match written_path(given, self.scopes, self.locals) {
            Written::Path(path) if given.k() != K::SelfName => {
                TypeTerm::Function(Box::new(TypeTerm::Call(path, Vec::new())))
            }
            _ => self.of(given),
        }
    }

    /// `S { … }`, or a variant written like that.
    fn struct_of(&self, name: Node<'_>) -> TypeTerm {
        match written_path(name, self.scopes, self.locals) {
            // What is called so is a struct, or a variant of the type before it.
            Written::Path(mut path) => {
                path.namespace = Namespace::Type;
                TypeTerm::Call(path, Vec::new())
            }
            _ => self.written(name),
        }
    }

    fn name(&self, node: Node<'_>) -> TypeTerm {
        if let Some(binding) = self.locals.definition(node) {
            return self.binding(node.tree().node(binding));
        }
        match written_path(node, self.scopes, self.locals) {
            Written::Path(path) if node.k() != K::SelfName => TypeTerm::Value(path),
            _ => TypeTerm::Unknown,
        }
    }

    fn self_value(&self, node: Node<'_>) -> TypeTerm {
        self_type(node, self.scopes, self.locals).unwrap_or(TypeTerm::Unknown)
    }

    /// The type of the variable that is bound at `name`.
    fn binding(&self, name: Node<'_>) -> TypeTerm {
        let Some(parent) = name.parent() else { return TypeTerm::Unknown };
        if parent.k() == K::SelfParameter {
            return self.self_value(parent);
        }
        self.place(name)
    }

    /// The type of what a pattern is matched with: found from the outermost pattern on inwards.
    fn place(&self, pattern: Node<'_>) -> TypeTerm {
        let (depth, parts) = (self.depth.get(), self.parts.get());
        let Some(parent) = pattern.parent().filter(|_| depth < MAX_DEPTH && parts < MAX_PARTS) else {
            return TypeTerm::Unknown;
        };
        self.depth.set(depth + 1);
        self.parts.set(parts + 1);
        let term = self.place_in(pattern, parent);
        self.depth.set(depth);
        term
    }

    fn place_in(&self, pattern: Node<'_>, parent: Node<'_>) -> TypeTerm {
        let typed = |node: Node<'_>| node.get(F::Type).map(|written| self.written(written));
        match parent.k() {
            K::LetDeclaration => {
                typed(parent).filter(|term| !is_inferred(parent, term)).unwrap_or_else(|| {
                    match parent.get(F::Value) {
                        Some(value) => self.of(value),
                        None => self.assigned(pattern, parent),
                    }
                })
            }
            K::Parameter => {
                let is_self = parent.get(F::Pattern).is_some_and(|pattern| pattern.k() == K::SelfName);
                match parent.parent().filter(|list| list.k() == K::ClosureParameters) {
                    _ if is_self => self.self_value(parent),
                    Some(list) if parent.get(F::Type).is_none() => self.passed(list, parent),
                    _ => typed(parent).unwrap_or(TypeTerm::Unknown),
                }
            }
            K::LetCondition => *self.boxed(parent.get(F::Value)),
            K::ForExpression => TypeTerm::Iterated(self.boxed(parent.get(F::Value))),
            K::MatchPattern => {
                let outer = parent.ancestors().find(|outer| outer.k() == K::MatchExpression);
                *self.boxed(outer.and_then(|outer| outer.get(F::Value)))
            }
            K::ConstItem | K::StaticItem => typed(parent).unwrap_or(TypeTerm::Unknown),
            K::TuplePattern => {
                let at = position(parent, pattern, None);
                match written_out(parent).and_then(|tuple| tuple.children().nth(at)) {
                    // The other parts need not be looked at.
                    Some(part) => self.of(part),
                    None => TypeTerm::Field(Box::new(self.place(parent)), at.to_string()),
                }
            }
            K::ClosureParameters => self.passed(parent, pattern),
            K::SlicePattern => TypeTerm::Indexed(Box::new(self.place(parent))),
            K::TupleStructPattern => {
                let Some(variant) = parent.get(F::Type) else { return TypeTerm::Unknown };
                let Written::Path(mut path) = written_path(variant, self.scopes, self.locals) else {
                    return TypeTerm::Unknown;
                };
                path.namespace = Namespace::Value;
                let at = position(parent, pattern, Some(variant));
                TypeTerm::Payload(Box::new(self.place(parent)), path, at.to_string())
            }
            K::FieldPattern => {
                let Some((name, of)) = parent.get(F::Name).zip(parent.parent()) else {
                    return TypeTerm::Unknown;
                };
                let path = of.get(F::Type).map(|of| written_path(of, self.scopes, self.locals));
                match path {
                    Some(Written::Path(path)) => TypeTerm::Payload(
                        Box::new(self.struct_place(of, &path)),
                        path,
                        plain(name.text()).to_owned(),
                    ),
                    _ => TypeTerm::Unknown,
                }
            }
            K::OrPattern
            | K::MutPattern
            | K::RefPattern
            | K::ReferencePattern
            | K::CapturedPattern
            | K::ParenthesizedExpression => self.place(parent),
            _ => TypeTerm::Unknown,
        }
    }

    /// The values that a variable gets which is declared without one.
    fn assigned(&self, name: Node<'_>, declaration: Node<'_>) -> TypeTerm {
        let scope = declaration.parent().into_iter().flat_map(Node::descendants);
        let values = scope
            .filter(|node| node.k() == K::AssignmentExpression)
            .filter(|one| {
                one.get(F::Left).is_some_and(|left| self.locals.definition(left) == Some(name.id()))
            })
            .filter_map(|one| one.get(F::Right));
        TypeTerm::OneOf(values.map(|value| self.of(value)).collect())
    }

    /// What a closure's first parameter gets from the method that is given the closure.
    fn passed(&self, parameters: Node<'_>, parameter: Node<'_>) -> TypeTerm {
        let method = || {
            let arguments = parameters.parent()?.parent().filter(|list| list.k() == K::Arguments)?;
            let function =
                arguments.parent()?.get(F::Function).filter(|one| one.k() == K::FieldExpression)?;
            Some((function.get(F::Value), function.get(F::FieldName)?))
        };
        match method().filter(|_| parameters.children().next() == Some(parameter)) {
            Some((receiver, name)) => TypeTerm::Passed(self.boxed(receiver), plain(name.text()).to_owned()),
            None => TypeTerm::Unknown,
        }
    }

    /// What a struct pattern is matched with; a struct's own name says it where nothing else does.
    fn struct_place(&self, pattern: Node<'_>, path: &PathRef) -> TypeTerm {
        let found = self.place(pattern);
        TypeTerm::OneOf(vec![found, TypeTerm::Named(path.clone(), Vec::new())])
    }
}

/// `let x: _ = …` says nothing.
fn is_inferred(declaration: Node<'_>, term: &TypeTerm) -> bool {
    *term == TypeTerm::Unknown && declaration.get(F::Type).is_some_and(|written| written.text() == "_")
}

/// The number of a pattern among its siblings, counted from the front; after a `..` nobody knows.
fn position(parent: Node<'_>, pattern: Node<'_>, but: Option<Node<'_>>) -> usize {
    let before = parent.children().filter(|child| Some(*child) != but).take_while(|child| *child != pattern);
    let mut count = 0;
    for child in before {
        if child.k() == K::RemainingFieldPattern || child.text() == ".." {
            return usize::MAX;
        }
        count += 1;
    }
    count
}

/// The tuple that a `let` without a type takes apart with this pattern, where it is written out.
fn written_out(pattern: Node<'_>) -> Option<Node<'_>> {
    let statement = pattern.parent().filter(|parent| parent.k() == K::LetDeclaration)?;
    let value = statement.get(F::Value).filter(|_| statement.get(F::Type).is_none()).map(unwrapped)?;
    (value.k() == K::TupleExpression).then_some(value)
}

/// The type of a number: its suffix; without one it may be any.
fn number(text: &str) -> TypeTerm {
    const SUFFIXES: &[&str] = &[
        "u8", "u16", "u32", "u64", "u128", "usize", "i8", "i16", "i32", "i64", "i128", "isize", "f32", "f64",
    ];
    match SUFFIXES.iter().find(|suffix| text.ends_with(*suffix)) {
        Some(suffix) => TypeTerm::std(suffix),
        None => TypeTerm::Unknown,
    }
}
