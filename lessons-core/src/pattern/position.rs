//! The positions in which a pattern may stand, and the pattern parsed in one of them.

use super::metavariable::Hole;
use super::text::code_chars;
use crate::language::rust::{K, is_reserved};
use crate::language::{Grammar, Language};
use crate::span::Span;
use crate::syntax::{Builder, Node, Rendered, Substitute, Tree, parse};

/// A place where a pattern may stand: the code around it, and the node that then holds it.
pub(crate) struct Position {
    pub(super) name: &'static str,
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

/// The pattern in a position, parsed; spans are the pattern's own.
pub(super) fn place(grammar: &'static Grammar, text: &str, holes: &[Hole], position: &Position) -> Tree {
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
pub(super) fn first_error(tree: &Tree, text: &str) -> Option<Span> {
    let error = tree.nodes().find(|node| node.is_error());
    let node = error.or_else(|| tree.nodes().find(|node| is_misplaced_word(*node)))?;
    let end = Span::from_range(0..text.len()).end;
    // An error node often begins at what still fits; its first leaf that does not is more to the point.
    let inner = node.descendants().find(|inner| inner.is_error()).unwrap_or(node);
    Some(Span::new(inner.span().start.min(end), inner.span().end.min(end)))
}

/// Whether a name is a word that no name can be: the grammar takes `else { a }` for a struct's literal.
fn is_misplaced_word(node: Node<'_>) -> bool {
    node.tree().grammar().language() == Language::Rust
        && matches!(node.k(), K::Identifier | K::TypeIdentifier | K::FieldIdentifier)
        && is_reserved(node.text())
        && node.ancestors().all(|outer| !matches!(outer.k(), K::TokenTree | K::Lifetime | K::Label))
}

/// Kinds that only make their child an element of a list.
pub(super) const ELEMENTS: &[&str] = &["block_sequence_item"];

/// Kinds that hold a whole file.
const WHOLE: &[&str] = &["stream", "document"];

/// The nodes that are the pattern.
pub(super) fn elements<'t>(tree: &'t Tree, position: &Position) -> Option<Vec<Node<'t>>> {
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
pub(super) fn cover(elements: &[Node<'_>], text: &str) -> bool {
    let end = elements.last().map_or(0, |last| last.span().end as usize);
    let rest = text.get(end..).unwrap_or_default();
    // A `;` that is written must be there; Rust's statements have their own.
    let is_rust = elements.first().is_some_and(|first| first.tree().grammar().language() == Language::Rust);
    code_chars(rest).all(|(_, c)| c.is_whitespace() || c == ',' || c == ';' && !is_rust)
}
