//! Lowers a body that parsed: what our own words hold becomes the children of the `token_tree`.

use super::{F, K, Reading, Shape};
use crate::span::Span;
use crate::syntax::{Builder, Field, Kind, Remap};

/// The first node below `root` of this kind, outermost first.
fn find<'t>(root: tree_sitter::Node<'t>, kind: K) -> Option<tree_sitter::Node<'t>> {
    let mut node = root;
    // The wrapper's own nodes are a few levels deep, each the first that is named.
    for _ in 0..8 {
        if kind_of(node) == kind {
            return Some(node);
        }
        let mut cursor = node.walk();
        let inner = node.named_children(&mut cursor).find(|child| !child.is_extra());
        node = match kind {
            // `_m(…)`, `match _x {…}`, `type _T = (…);`: the last one, not the name before it.
            K::Arguments | K::MatchBlock | K::TupleType
                if matches!(kind_of(node), K::CallExpression | K::MatchExpression | K::TypeItem) =>
            {
                let count = node.named_child_count();
                node.named_child(count.checked_sub(1)?.try_into().ok()?)?
            }
            _ => inner?,
        };
    }
    None
}

/// Lowers a body that parsed, in place.
pub(super) fn lower(builder: &mut Builder, reading: &Reading) {
    let root = reading.parsed.root_node();
    let remap = &reading.remap;
    let container = match reading.shape {
        Shape::Arguments | Shape::QuotedArguments | Shape::LooseArguments => find(root, K::Arguments),
        Shape::Array => find(root, K::ArrayExpression),
        Shape::Arms | Shape::QuotedArms | Shape::Select => find(root, K::MatchBlock),
        Shape::Bounds => find(root, K::FunctionItem),
        Shape::Types | Shape::QuotedTypes | Shape::LooseTypes => find(root, K::TupleType),
        Shape::Matches => find(root, K::MatchExpression),
        _ => find(root, K::Block),
    };
    let Some(container) = container else { return };
    match reading.shape {
        Shape::Matches => lower_matches(builder, container, remap),
        Shape::Head => for_children(container, |child, field| match kind_of(child) {
            K::ImplItem => for_children(child, |part, role| match kind_of(part) {
                K::DeclarationList if remap.is_own(part.start_byte()) => {}
                _ => builder.fragment(part, role, remap),
            }),
            _ => builder.fragment(child, field, remap),
        }),
        Shape::Bounds => for_children(container, |child, _| {
            if kind_of(child) == K::WhereClause {
                for_children(child, |predicate, field| builder.fragment(predicate, field, remap));
            }
        }),
        Shape::Select => {
            if let (Some(span), Some(kind)) = (reading.biased, K::Identifier.numbers().next()) {
                builder.leaf(kind, Field::NONE, span, true);
            }
            for_children(container, |child, _| match kind_of(child) {
                K::MatchArm => lower_arm(builder, child, remap),
                _ => builder.fragment(child, Field::NONE, remap),
            });
        }
        _ => for_children(container, |child, field| {
            let span = remap.span(Span::from_range(child.byte_range()));
            match &reading.format {
                Some((literal, captured)) if *literal == span && !captured.is_empty() => {
                    builder.open_atom(Kind(child.kind_id()), field, span);
                    for name in captured {
                        if let Some(kind) = name_kind(name.of(builder.text())).numbers().next() {
                            builder.leaf(kind, Field::NONE, *name, true);
                        }
                    }
                    builder.close();
                }
                _ => builder.fragment(child, field, remap),
            }
        }),
    }
}

fn name_kind(name: &str) -> K {
    if name == "self" { K::SelfName } else { K::Identifier }
}

/// The named children with their roles, comments too.
fn for_children(node: tree_sitter::Node<'_>, mut each: impl FnMut(tree_sitter::Node<'_>, Field)) {
    let mut cursor = node.walk();
    if !cursor.goto_first_child() {
        return;
    }
    loop {
        if cursor.node().is_named() {
            each(cursor.node(), Field(cursor.field_id().map_or(0, |id| id.get())));
        }
        if !cursor.goto_next_sibling() {
            return;
        }
    }
}

/// What our own parentheses hold.
fn inner(node: tree_sitter::Node<'_>) -> tree_sitter::Node<'_> {
    let mut cursor = node.walk();
    node.named_children(&mut cursor).find(|child| !child.is_extra()).unwrap_or(node)
}

fn lower_matches(builder: &mut Builder, expression: tree_sitter::Node<'_>, remap: &Remap) {
    if let Some(value) = expression.child_by_field_name("value") {
        builder.fragment(inner(value), Field::NONE, remap);
    }
    let Some(block) = find(expression, K::MatchBlock) else { return };
    let mut arms = 0;
    for_children(block, |child, _| arms += usize::from(kind_of(child) == K::MatchArm));
    if arms > 1 {
        // `value, pattern => body, pattern => body`
        return for_children(block, |arm, field| builder.fragment(arm, field, remap));
    }
    let arm = inner(block);
    for_children(arm, |child, field| {
        let own = field == F::Value.into();
        match kind_of(child) {
            // Words of our own: `_m(…)` around further arguments, or no body.
            K::CallExpression if own && remap.is_own(child.start_byte()) => {
                if let Some(arguments) = find(child, K::Arguments) {
                    for_children(arguments, |argument, field| builder.fragment(argument, field, remap));
                }
            }
            K::Block if own && remap.is_own(child.start_byte()) => {}
            _ => builder.fragment(child, field, remap),
        }
    });
}

fn lower_arm(builder: &mut Builder, arm: tree_sitter::Node<'_>, remap: &Remap) {
    let head = arm.child_by_field_name("pattern").map(|head| (head, head_parts(head, remap)));
    let mut span = remap.span(Span::from_range(arm.byte_range()));
    if let Some((_, parts)) = &head
        && let Some(Part { span: first, .. }) = parts.first()
    {
        // `recv(channel) -> pattern` begins with what waits.
        span.start = span.start.min(first.start);
    }
    builder.open_fragment(Kind(arm.kind_id()), Field::NONE, span);
    for_children(arm, |child, field| match &head {
        Some((head, parts)) if head.id() == child.id() => {
            let (Some(first), Some(last)) = (parts.first(), parts.last()) else { return };
            let span = Span::new(first.span.start, last.span.end);
            builder.open(Kind(child.kind_id()), field, span, true);
            for part in parts {
                builder.subtree(part.node, Some(part.field), remap);
            }
            builder.close();
        }
        _ => builder.subtree(child, Some(field), remap),
    });
    builder.close();
}

/// A part of what stands before an arm's arrow.
struct Part<'t> {
    node: tree_sitter::Node<'t>,
    field: Field,
    span: Span,
}

/// Pattern, future and condition of an arm of `select!`, in the order of the file.
fn head_parts<'t>(head: tree_sitter::Node<'t>, remap: &Remap) -> Vec<Part<'t>> {
    let mut found: Vec<(tree_sitter::Node<'t>, Field)> = Vec::with_capacity(3);
    found.extend(head.child(0).map(|pattern| (pattern, Field::NONE)));
    let mut guard = |guard: tree_sitter::Node<'t>| {
        found.push(match guard.child_by_field_name("value") {
            Some(future) if kind_of(guard) == K::LetCondition => (inner(future), F::Value.into()),
            _ => (inner(guard), F::Condition.into()),
        });
    };
    match head.child_by_field_name("condition") {
        Some(chain) if kind_of(chain) == K::LetChain => {
            let mut cursor = chain.walk();
            chain.named_children(&mut cursor).filter(|child| !child.is_extra()).for_each(&mut guard);
        }
        Some(only) => guard(only),
        None => {}
    }
    let part = |(node, field): (tree_sitter::Node<'t>, Field)| {
        let span = remap.span(Span::from_range(node.byte_range()));
        Part { node, field, span }
    };
    let mut parts: Vec<Part<'t>> = found.into_iter().map(part).filter(|part| !part.span.is_empty()).collect();
    parts.sort_by_key(|part| part.span);
    parts
}

/// The kind of a node by name.
fn kind_of(node: tree_sitter::Node<'_>) -> K {
    K::of(Kind(node.kind_id()))
}
