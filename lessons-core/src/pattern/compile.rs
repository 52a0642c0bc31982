//! From a pattern's text to its forms: put in every position in which code can stand, parsed, and read.

use super::form::{Form, FormId, Forms, MethodForm, Order, PathForm, Segment};
use super::metavariable::{BadHole, Hole, Var, Vars, holes};
use super::{Alternative, Pattern};
use crate::language::rust::{F, K};
use crate::language::{Grammar, Language};
use crate::span::Span;
use crate::syntax::{Builder, Field, Kind, Node, Rendered, Substitute, Tree, parse};

/// A place where a pattern may stand: the code around it, and the node that then holds it.
pub(crate) struct Position {
    name: &'static str,
    before: &'static str,
    after: &'static str,
    container: &'static str,
    field: Option<&'static str>,
    kind: Option<&'static str>,
    skip_first: bool,
    skip_last: bool,
    at_start: bool,
}

impl Position {
    pub(crate) const fn new(
        name: &'static str,
        before: &'static str,
        after: &'static str,
        container: &'static str,
    ) -> Self {
        Self {
            name,
            before,
            after,
            container,
            field: None,
            kind: None,
            skip_first: false,
            skip_last: false,
            at_start: false,
        }
    }

    /// Only the child in this role is the pattern.
    pub(crate) const fn only_field(mut self, field: &'static str) -> Self {
        self.field = Some(field);
        self
    }

    /// Only nodes of this kind are the pattern, and it has no others.
    pub(crate) const fn only_kind(mut self, kind: &'static str) -> Self {
        self.kind = Some(kind);
        self
    }

    /// The container begins with the pattern: the same kind deeper inside is a part of it.
    pub(crate) const fn at_start(mut self) -> Self {
        self.at_start = true;
        self
    }

    /// The container's last child is not the pattern's.
    pub(crate) const fn without_last(mut self) -> Self {
        self.skip_last = true;
        self
    }

    /// The container's first child is not the pattern's.
    pub(crate) const fn without_first(mut self) -> Self {
        self.skip_first = true;
        self
    }
}

/// Why a pattern cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub(crate) struct PatternError {
    /// Where in the pattern's text.
    pub(crate) span: Span,
    pub(crate) message: String,
    pub(crate) hint: Option<String>,
}

impl PatternError {
    fn new(span: Span, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { span, message: message.into(), hint: Some(hint.into()) }
    }
}

/// Patterns longer than this are refused: they are files, not patterns.
const MAX_LEN: usize = 16 * 1024;

pub(super) fn compile(language: Language, text: &str, vars: &mut Vars) -> Result<Pattern, PatternError> {
    let whole = Span::from_range(0..text.len());
    if text.len() > MAX_LEN {
        return Err(PatternError::new(
            whole,
            "the pattern is longer than 16 KiB",
            "match the part that matters",
        ));
    }
    if text.trim().is_empty() {
        return Err(PatternError::new(
            whole,
            "the pattern is empty",
            "write the code that must not come back",
        ));
    }
    let mut found = holes(language, text).map_err(|BadHole { span, text }| {
        PatternError::new(
            span,
            format!("`{text}` is no metavariable"),
            "write $NAME with capitals, $_ for any one node, $$$ or $$$NAME for any number",
        )
    })?;
    if let [only] = found.as_slice()
        && only.span.of(text) == text.trim()
    {
        return Err(PatternError::new(
            only.span,
            "a lone metavariable matches everything",
            "write some code around it, or use `kind`",
        ));
    }
    if language == Language::Rust {
        balanced(text)?;
        open_rest(text, &mut found);
        for hole in &mut found {
            hole.span.end += crate::language::rust::comma_of_arms(text, hole);
        }
    }
    let grammar = language.grammar();
    let mut pattern = Pattern { text: text.to_owned(), forms: Forms::default(), alternatives: Vec::new() };
    if language == Language::Rust && is_lone_name(text.trim()) {
        let root = pattern.forms.push(Form::Name(text.trim().to_owned()), Field::NONE, whole);
        let starts = names().flat_map(K::numbers).collect();
        pattern.alternatives.push(Alternative { root, starts: Some(starts) });
        return Ok(pattern);
    }
    let mut seen = Vec::new();
    let mut farthest: Option<(Span, &'static str)> = None;
    for position in grammar.definition().positions {
        if position.name == "statement" && !pattern.alternatives.is_empty() {
            continue;
        }
        let tree = place(grammar, text, &found, position);
        if let Some(error) = first_error(&tree, text) {
            if farthest.is_none_or(|(span, _)| span.start < error.start) {
                farthest = Some((error, position.name));
            }
            continue;
        }
        let Some(elements) = elements(&tree, position).filter(|all| cover(all, text)) else { continue };
        let mut reader = Reader { tree: &tree, holes: &found, vars, forms: &mut pattern.forms };
        let Some(root) = reader.root(&elements) else { continue };

        let shape = shape(&pattern.forms, root);
        if seen.contains(&shape) || only_child(&pattern.forms, root).is_some_and(|only| seen.contains(&only))
        {
            continue;
        }
        seen.push(shape);
        let starts = starts(&pattern.forms, root, grammar);
        pattern.alternatives.push(Alternative { root, starts });
    }
    if pattern.alternatives.is_empty() && language == Language::Rust && is_bare_link(text.trim()) {
        return Err(PatternError::new(
            whole,
            "the pattern does not say what this is called on",
            format!("write `$X{}`", text.trim()),
        ));
    }
    if pattern.alternatives.is_empty() {
        let (span, position) = farthest.unwrap_or((whole, "statements"));
        return Err(PatternError::new(
            span,
            format!("the pattern is no {language} code: it parses nowhere, as {position} it goes wrong here"),
            match language {
                Language::Rust => {
                    "a pattern is an expression, statements, an item, a type, a pattern, an arm, a field or an attribute"
                }
                _ => {
                    "a pattern is a piece of a file as it would stand there, with metavariables for its parts"
                }
            },
        ));
    }
    Ok(pattern)
}

/// Whether the pattern is a method call, a field or `.await` without what stands before its dot.
fn is_bare_link(text: &str) -> bool {
    text.strip_prefix('.')
        .is_some_and(|link| link.starts_with(|c: char| c.is_alphabetic() || "_$".contains(c)))
}

/// Brackets must close, or the pattern would swallow the code it is put into.
fn balanced(text: &str) -> Result<(), PatternError> {
    let mut open: Vec<(char, usize)> = Vec::new();
    for (at, c) in code_chars(text) {
        let expected = match c {
            '(' | '[' | '{' => {
                open.push((c, at));
                continue;
            }
            ')' => '(',
            ']' => '[',
            '}' => '{',
            _ => continue,
        };
        if open.pop().is_none_or(|(bracket, _)| bracket != expected) {
            let span = Span::from_range(at..at + 1);
            return Err(PatternError::new(span, format!("`{c}` closes nothing"), "remove it or open it"));
        }
    }
    match open.pop() {
        Some((c, at)) => {
            let span = Span::from_range(at..at + 1);
            Err(PatternError::new(span, format!("`{c}` is never closed"), "close it"))
        }
        None => Ok(()),
    }
}

/// The characters of a Rust pattern that stand in no string, character or comment.
fn code_chars(text: &str) -> impl Iterator<Item = (usize, char)> {
    let mut skip_to = 0;
    text.char_indices().filter(move |(at, _)| {
        if *at < skip_to {
            return false;
        }
        match super::metavariable::text_end(Language::Rust, text, *at) {
            Some(end) => {
                skip_to = end;
                false
            }
            None => true,
        }
    })
}

/// `..` before a closing brace leaves the other fields open, as `$$$` does.
fn open_rest(text: &str, holes: &mut Vec<Hole>) {
    for (at, c) in code_chars(text) {
        if c == '}'
            && let Some(before) = text.get(..at)
            && let Some(head) = before.trim_end().strip_suffix("..")
            && head.trim_end().ends_with([',', '{'])
        {
            let span = Span::from_range(head.len()..head.len() + 2);
            holes.push(Hole { span, name: None, many: true });
        }
    }
    holes.sort_by_key(|hole| hole.span);
}

fn is_lone_name(text: &str) -> bool {
    let plain = text.chars().all(|c| c.is_alphanumeric() || c == '_')
        && text.chars().next().is_some_and(|c| c.is_alphabetic() || c == '_');
    const WORDS: &[&str] = &[
        "return", "break", "continue", "true", "false", "self", "Self", "crate", "super", "_", "yield",
        "loop", "async", "await", "dyn", "fn", "if", "match",
    ];
    plain && !WORDS.contains(&text)
}

fn names() -> impl Iterator<Item = K> {
    [K::Identifier, K::TypeIdentifier, K::FieldIdentifier, K::ShorthandFieldIdentifier, K::PrimitiveType]
        .into_iter()
}

/// The pattern in a position, parsed; spans are the pattern's own.
fn place(grammar: &'static Grammar, text: &str, holes: &[Hole], position: &Position) -> Tree {
    let mut rendered = Rendered::default();
    let mut builder = Builder::new(grammar, text.to_owned());
    if !position.before.is_empty() {
        // Where nothing stands before, a space would change the indentation.
        rendered.insert(position.before, 0);
        rendered.insert(" ", 0);
    }
    let mut at = 0;
    for hole in holes {
        let words = (grammar.definition().placeholder)(text, hole);
        rendered.copy(text, Span::new(at, hole.span.start));
        rendered.replace(&words, hole.span);
        builder.substitute(Substitute { span: hole.span, words, many: hole.many });
        at = hole.span.end;
    }
    let end = Span::from_range(0..text.len()).end;
    rendered.copy(text, Span::new(at, end));
    rendered.insert(position.after, end);
    if let Ok(parsed) = parse(grammar, rendered.text()) {
        builder.subtree(parsed.root_node(), None, rendered.remap());
    }
    builder.finish()
}

/// Where the parser failed first, as a place in the pattern.
fn first_error(tree: &Tree, text: &str) -> Option<Span> {
    let node = tree.nodes().find(|node| node.is_error())?;
    let end = Span::from_range(0..text.len()).end;
    // An error node often begins at what still fits; its first leaf that does not is more to the point.
    let inner = node.descendants().find(|inner| inner.is_error()).unwrap_or(node);
    Some(Span::new(inner.span().start.min(end), inner.span().end.min(end)))
}

/// Kinds that only make their child an element of a list.
pub(super) const ELEMENTS: &[&str] = &["block_sequence_item"];

/// Kinds that hold a whole file.
const WHOLE: &[&str] = &["stream", "document"];

/// The nodes that are the pattern.
fn elements<'t>(tree: &'t Tree, position: &Position) -> Option<Vec<Node<'t>>> {
    let container = tree.nodes().find(|node| node.kind_name() == position.container)?;
    let before = tree.nodes().filter(|node| !node.is_extra()).find(|node| !WHOLE.contains(&node.kind_name()));
    if position.at_start && before.is_some_and(|first| first.span().start < container.span().start) {
        return None;
    }
    let grammar = tree.grammar();
    let mut children: Vec<Node<'t>> = container
        .children()
        .filter(|child| position.field.is_none_or(|field| grammar.field_name(child.field()) == field))
        .collect();
    // A bracket of the pattern's own before its first child: this is a part of the pattern, not around it.
    let opening = children
        .first()
        .map(|first| Span::new(container.span().start, first.span().start.max(container.span().start)));
    let opening = opening.map(|span| span.of(tree.text()).trim_start()).unwrap_or_default();
    if grammar.language() != Language::Rust
        && !position.before.is_empty()
        && opening.starts_with(['{', '[', '('])
    {
        return None;
    }
    if position.skip_first && !children.is_empty() {
        children.remove(0);
    }
    if position.skip_last {
        children.pop();
    }
    if position.name == "expression" && children.len() > 1 {
        // Two things in one pair of parentheses are no expression, such as a name and its type.
        return None;
    }
    // A statement that only our own `;` made is not the pattern's.
    children.retain(|child| !child.span().is_empty());
    if position.kind.is_some_and(|kind| children.iter().any(|child| child.kind_name() != kind)) {
        return None;
    }
    (!children.is_empty()).then_some(children)
}

/// Whether the nodes are the whole pattern: a parser that recovers may leave the end of it to something else.
fn cover(elements: &[Node<'_>], text: &str) -> bool {
    let end = elements.last().map_or(0, |last| last.span().end as usize);
    let rest = text.get(end..).unwrap_or_default();
    code_chars(rest).all(|(_, c)| c.is_whitespace() || matches!(c, ';' | ','))
}

/// Reads the parsed pattern into forms.
struct Reader<'a, 't> {
    tree: &'t Tree,
    holes: &'a [Hole],
    vars: &'a mut Vars,
    forms: &'a mut Forms,
}

impl<'t> Reader<'_, 't> {
    fn is_rust(&self) -> bool {
        self.tree.grammar().language() == Language::Rust
    }

    /// The whole pattern: one node, or a run of statements. A `;` after the last one must be there in the code.
    fn root(&mut self, elements: &[Node<'t>]) -> Option<FormId> {
        let (last, before) = elements.split_last()?;
        let mut forms: Vec<FormId> = before.iter().map(|node| self.read_element(*node)).collect();
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
        let in_table = last.parent().is_some_and(|parent| self.tree.grammar().is_unordered(parent.kind()));
        let form = if in_table && !self.is_rust() { Form::Members(forms) } else { Form::Statements(forms) };
        Some(self.forms.push(form, Field::NONE, span))
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
            // `$P` in an arm is the pattern alone: a condition must be written.
            && !(self.is_rust() && node.k() == K::MatchPattern)
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
            K::TokenTree if node.parent().is_some_and(|parent| parent.k() == K::Attribute) => {
                let Form::Node { kind, children, .. } = self.plain(node) else { return None };
                Some(Form::Node { kind, children, order: Order::AnySubset })
            }
            _ if is_path(node) && !is_declared(node) => self.path(node).map(Form::Path),
            _ => None,
        }
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
            None => Segment::Name(field.text().to_owned()),
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
                        None => Segment::Name(name.text().to_owned()),
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
                    segments.push(Segment::Name(node.text().to_owned()));
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

/// Whether a node is a path, from its outermost node.
pub(super) fn is_path(node: Node<'_>) -> bool {
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

/// Whether a name is given here, or is one of a field or label, and so means nothing else.
fn is_declared(node: Node<'_>) -> bool {
    let Some(parent) = node.parent() else { return false };
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
        | K::ExternCrateDeclaration => node.field() == F::Name.into(),
        K::FieldInitializer => node.field() == F::FieldName.into(),
        K::UseAsClause => node.field() == F::Alias.into(),
        K::TypeBinding => node.field() == F::Name.into(),
        K::Label | K::Lifetime | K::LifetimeParameter | K::ShorthandFieldInitializer => true,
        // Code in a macro's body, or a token of what has no syntax.
        K::TokenTree => !node.is_fragment(),
        K::Attribute => false,
        _ => false,
    }
}

/// Kinds of node at which a match can begin; none for any.
fn starts(forms: &Forms, root: FormId, grammar: &Grammar) -> Option<Vec<Kind>> {
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
        Form::Members(members) => {
            let gap = |form: &FormId| matches!(forms.get(*form).form, Form::Gap(_));
            let members = members.iter().filter(|form| !gap(form));
            members
                .map(|form| starts(forms, *form, grammar))
                .collect::<Option<Vec<_>>>()
                .map(|all| all.concat())
        }
        Form::Statement(_) => of(&[K::ExpressionStatement]),
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
        Form::Name(_) => of(&names().collect::<Vec<_>>()),
    }
}

/// The shape of the one element of what has no order: a table of one pair asks no more than the pair.
fn only_child(forms: &Forms, root: FormId) -> Option<String> {
    match &forms.get(root).form {
        Form::Node { children, order: Order::Any, .. } => match children.as_slice() {
            [only] => Some(shape(forms, *only)),
            _ => None,
        },
        _ => None,
    }
}

/// A form in one line, equal for forms that ask the same.
fn shape(forms: &Forms, id: FormId) -> String {
    let node = forms.get(id);
    let list = |ids: &[FormId]| ids.iter().map(|id| shape(forms, *id)).collect::<Vec<_>>().join(" ");
    match &node.form {
        Form::Hole(var) => format!("${var:?}"),
        Form::Gap(var) => format!("$$${var:?}"),
        Form::Leaf { kind, text, .. } => format!("{}:{text:?}", kind.0),
        Form::Node { kind, children, .. } => format!("({} {})", kind.0, list(children)),
        Form::Statement(inner) => format!("({};)", shape(forms, *inner)),
        Form::Statements(all) => format!("[{}]", list(all)),
        Form::Element(inner) => format!("(- {})", shape(forms, *inner)),
        Form::Members(all) => format!("{{{}}}", list(all)),
        Form::Path(path) => {
            let generics: Vec<_> = path.generics.iter().map(|(at, id)| (at, shape(forms, *id))).collect();
            format!("path {:?} {generics:?} {}", path.segments, path.global)
        }
        Form::MethodCall(call) => format!(
            "(call {} {:?} {:?} {})",
            shape(forms, call.receiver),
            call.name,
            call.turbofish.map(|id| shape(forms, id)),
            shape(forms, call.arguments)
        ),
        Form::Chain { base, var } => format!("(chain {} {var:?})", shape(forms, *base)),
        Form::AnyElse(var) => format!("else {var:?}"),
        Form::Name(name) => format!("name {name}"),
    }
}
