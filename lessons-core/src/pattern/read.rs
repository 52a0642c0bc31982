//! From a parsed pattern to its forms.

use super::form::{Form, FormId, Forms, MethodForm, Order, PathForm, Segment};
use super::metavariable::{Hole, Var, Vars};
use super::position::ELEMENTS;
use crate::language::rust::{F, K, gives_name, is_last_name, is_path, plain};
use crate::language::{Language, toml};
use crate::span::Span;
use crate::syntax::{Field, Node, Tree};

/// Reads the parsed pattern into forms.
pub(super) struct Reader<'a, 't> {
    pub(super) tree: &'t Tree,
    pub(super) holes: &'a [Hole],
    pub(super) vars: &'a mut Vars,
    pub(super) forms: &'a mut Forms,
}

impl<'t> Reader<'_, 't> {
    fn is_rust(&self) -> bool {
        self.tree.grammar().language() == Language::Rust
    }

    /// The whole pattern: one node, or a run of statements. A `;` after the last one must be there in the code.
    pub(super) fn root(&mut self, elements: &[Node<'t>]) -> Option<FormId> {
        let (last, before) = elements.split_last()?;
        let mut forms: Vec<FormId> = before.iter().map(|node| self.read_element(*node)).collect();
        if before.is_empty()
            && let Some(form) = self.below(*last)
        {
            return Some(form);
        }
        let last_form = self.read_element(*last);
        let form = if self.is_rust() && last.k() == K::ExpressionStatement && last.text().ends_with(';') {
            match self.forms.get(last_form).form {
                Form::Gap(_) => last_form,
                _ => self.forms.push(Form::Statement(last_form), Field::NONE, last.span()),
            }
        } else {
            last_form
        };
        if forms.is_empty() {
            // A lone metavariable in some position is no pattern there.
            return (!matches!(self.forms.get(form).form, Form::Hole(_) | Form::Gap(_))).then_some(form);
        }
        forms.push(form);
        if forms.iter().all(|form| matches!(self.forms.get(*form).form, Form::Hole(_) | Form::Gap(_))) {
            return None;
        }
        let span = Span::new(elements.first()?.span().start, last.span().end);
        if self.is_rust() && is_attributed(elements) {
            let item = forms.pop()?;
            return Some(self.forms.push(Form::Attributed { attributes: forms, item }, Field::NONE, span));
        }
        let in_table = last.parent().is_some_and(|parent| self.tree.grammar().is_unordered(parent.kind()));
        let form = if in_table && !self.is_rust() { Form::Members(forms) } else { Form::Statements(forms) };
        Some(self.forms.push(form, Field::NONE, span))
    }

    /// A table's header, or a pair with a dotted key.
    fn below(&mut self, node: Node<'t>) -> Option<FormId> {
        let from_root = node.kind_name() == "table";
        if self.tree.grammar().language() != Language::Toml || !from_root && node.kind_name() != "pair" {
            return None;
        }
        let (mut keys, mut inner) = (Vec::new(), node);
        while let Some(part) = inner.children().last().filter(|last| toml::is_part(*last)) {
            keys.push(self.read(inner.children().next()?));
            inner = part.children().next()?;
        }
        if keys.is_empty() && !from_root {
            return None;
        }
        let span = node.span();
        let inner = self.read(inner);
        Some(self.forms.push(Form::Below { keys, from_root, inner }, Field::NONE, span))
    }

    /// A node at the pattern's top. What is written as an element of a list is no value elsewhere.
    fn read_element(&mut self, node: Node<'t>) -> FormId {
        let form = self.read(node);
        match self.forms.get(form).form {
            Form::Gap(_) => form,
            _ if ELEMENTS.contains(&node.kind_name()) => {
                self.forms.push(Form::Element(form), node.field(), node.span())
            }
            _ => form,
        }
    }

    fn read(&mut self, node: Node<'t>) -> FormId {
        let form = self.form(node);
        self.forms.push(form, node.field(), node.span())
    }

    fn hole(&self, node: Node<'t>) -> Option<&Hole> {
        self.holes.iter().find(|hole| hole.span == node.span())
    }

    fn var(&mut self, hole: &Hole) -> Option<Var> {
        hole.name.as_deref().map(|name| self.vars.intern(name))
    }

    fn form(&mut self, node: Node<'t>) -> Form {
        if let Some(hole) = self.hole(node).cloned()
            // `$P` in an arm is the pattern alone, `$T` among generics the name: the rest must be written.
            && !(self.is_rust() && matches!(node.k(), K::MatchPattern | K::TypeParameter) && !hole.many)
        {
            let var = self.var(&hole);
            return if hole.many { Form::Gap(var) } else { Form::Hole(var) };
        }
        if self.tree.grammar().is_wrapper(node.kind()) && !(self.is_rust() && node.k() == K::MutPattern) {
            let mut children = node.children();
            if let (Some(only), None) = (children.next(), children.next()) {
                return self.form(only);
            }
        }
        if self.is_rust()
            && let Some(form) = self.rust_form(node)
        {
            return form;
        }
        self.plain(node)
    }

    /// A node compared by kind and children.
    fn plain(&mut self, node: Node<'t>) -> Form {
        let kind = node.kind();
        if node.is_atom() {
            let text = node.text().to_owned();
            let value = (self.tree.grammar().definition().literal)(node.kind_name(), &text);
            return Form::Leaf { kind, text, value };
        }
        let children: Vec<FormId> = node.children().map(|child| self.read(child)).collect();
        let grammar = self.tree.grammar();
        let order = match grammar.is_unordered(kind) {
            true if grammar.is_open(kind) => Order::Open,
            true => Order::Any,
            false => Order::Fixed,
        };
        Form::Node { kind, children, order }
    }

    fn rust_form(&mut self, node: Node<'t>) -> Option<Form> {
        match node.k() {
            K::ElseClause => {
                let block = node.children().next()?;
                let mut inner = block.children();
                let only = inner.next()?;
                let hole = self.hole(unwrap_statement(only)).filter(|hole| hole.many).cloned()?;
                let var = self.var(&hole);
                (block.k() == K::Block && inner.next().is_none()).then_some(Form::AnyElse(var))
            }
            K::FieldExpression => {
                let field = node.get(F::FieldName)?;
                let hole = self.hole(field).filter(|hole| hole.many).cloned()?;
                let var = self.var(&hole);
                let base = self.read(node.get(F::Value)?);
                Some(Form::Chain { base, var })
            }
            K::CallExpression => self.method(node),
            K::BinaryExpression => {
                let operator = node.get(F::Operator)?.text();
                let Form::Node { kind, children, .. } = self.plain(node) else { return None };
                let order = if matches!(operator, "==" | "!=") { Order::Sides } else { Order::Fixed };
                Some(Form::Node { kind, children, order })
            }
            K::StructPattern => {
                let Form::Node { kind, children, .. } = self.plain(node) else { return None };
                Some(Form::Node { kind, children, order: Order::Any })
            }
            K::TokenTree if node.ancestors().any(|outer| outer.k() == K::Attribute) => {
                let Form::Node { kind, children, .. } = self.plain(node) else { return None };
                // What was parsed stands by itself, bare tokens between commas.
                let is_parsed = node.children().any(Node::is_fragment);
                let order = if is_parsed { Order::Open } else { Order::AnySubset };
                Some(Form::Node { kind, children, order })
            }
            K::ShorthandFieldInitializer => self.shorthand(node, K::FieldInitializer, F::FieldName, F::Value),
            K::FieldPattern => self.shorthand(node, K::FieldPattern, F::Name, F::Pattern),
            _ if is_path(node) && !is_given(node) => self.path(node).map(Form::Path),
            _ => None,
        }
    }

    /// The shorthand `name` in a struct's literal or pattern: `name: name`.
    fn shorthand(&mut self, node: Node<'t>, kind: K, name: F, value: F) -> Option<Form> {
        let mut children = node.children();
        let (Some(only), None) = (children.next(), children.next()) else { return None };
        if self.hole(only).is_some() {
            return None;
        }
        let field = K::FieldIdentifier.numbers().next()?;
        let text = plain(only.text()).to_owned();
        let path =
            PathForm { segments: vec![Segment::Name(text.clone())], generics: Vec::new(), global: false };
        let name = self.forms.push(Form::Leaf { kind: field, text, value: None }, name.into(), only.span());
        let value = self.forms.push(Form::Path(path), value.into(), only.span());
        Some(Form::Node { kind: kind.numbers().next()?, children: vec![name, value], order: Order::Fixed })
    }

    fn method(&mut self, call: Node<'t>) -> Option<Form> {
        let function = call.get(F::Function)?;
        let (target, turbofish) = match function.k() {
            K::GenericFunction => (function.get(F::Function)?, function.get(F::TypeArguments)),
            _ => (function, None),
        };
        if target.k() != K::FieldExpression {
            return None;
        }
        let field = target.get(F::FieldName)?;
        let name = match self.hole(field).cloned() {
            Some(hole) => Segment::Hole(self.var(&hole)),
            None => Segment::Name(plain(field.text()).to_owned()),
        };
        let receiver = self.read(target.get(F::Value)?);
        let turbofish = turbofish.map(|arguments| self.read(arguments));
        let arguments = self.read(call.get(F::Arguments)?);
        Some(Form::MethodCall(MethodForm { receiver, name, turbofish, arguments }))
    }

    fn path(&mut self, node: Node<'t>) -> Option<PathForm> {
        let mut segments = Vec::new();
        let mut generics = Vec::new();
        let mut global = false;
        let mut next = Some(node);
        while let Some(node) = next {
            if let Some(hole) = self.hole(node).cloned() {
                segments.push(Segment::Hole(self.var(&hole)));
                break;
            }
            match node.k() {
                K::ScopedIdentifier | K::ScopedTypeIdentifier => {
                    let name = node.get(F::Name)?;
                    segments.push(match self.hole(name).cloned() {
                        Some(hole) => Segment::Hole(self.var(&hole)),
                        None => Segment::Name(plain(name.text()).to_owned()),
                    });
                    next = node.get(F::Path);
                    global = next.is_none();
                }
                K::GenericType | K::GenericTypeWithTurbofish => {
                    let arguments = self.read(node.get(F::TypeArguments)?);
                    generics.push((segments.len(), arguments));
                    next = node.get(F::Type);
                }
                K::GenericFunction => {
                    let arguments = self.read(node.get(F::TypeArguments)?);
                    generics.push((segments.len(), arguments));
                    next = node.get(F::Function);
                }
                _ if node.is_atom() => {
                    segments.push(Segment::Name(plain(node.text()).to_owned()));
                    next = None;
                }
                _ => return None,
            }
        }
        segments.reverse();
        Some(PathForm { segments, generics, global })
    }
}

/// The expression in an expression statement.
fn unwrap_statement(node: Node<'_>) -> Node<'_> {
    match node.k() {
        K::ExpressionStatement => node.children().next().unwrap_or(node),
        _ => node,
    }
}

/// Whether what is written is one thing with the attributes before it.
fn is_attributed(elements: &[Node<'_>]) -> bool {
    let is_attribute = |node: &Node<'_>| node.k() == K::AttributeItem;
    elements.split_last().is_some_and(|(last, before)| !is_attribute(last) && before.iter().all(is_attribute))
}

/// Whether a name is given here, is one of a field or label, or is a part of a path, and so means nothing else.
fn is_given(node: Node<'_>) -> bool {
    let Some(parent) = node.parent() else { return false };
    match parent.k() {
        K::Label | K::Lifetime | K::LifetimeParameter => true,
        // Code in a macro's body, or a token of what has no syntax.
        K::TokenTree => !node.is_fragment(),
        _ => gives_name(node) || is_last_name(node),
    }
}
