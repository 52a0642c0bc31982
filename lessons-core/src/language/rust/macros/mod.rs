//! The bodies of macro calls are code: they are put into words that the grammar knows, parsed, and lowered in place.
//!
//! A body is read as the first of these shapes that parses without an error; the macro's name and a glance at its
//! tokens say which are tried, and in what order:
//!
//! | shape | what becomes a child of the `token_tree` |
//! |---|---|
//! | arguments | each argument; `name = value`, `name: value` and `key => value` are assignments |
//! | array | `x; n`: both, the length in the role `length` |
//! | statements | each statement or item, and the tail expression |
//! | arms | each `match_arm` |
//! | `select!` | each arm, see [`arms`] |
//! | `matches!` | the expression, the `match_pattern`, and what follows |
//! | types | each type |
//! | head, bounds | the parts of an `impl` before its braces, each predicate of a `where` |
//! | loose arguments, loose types | each part; a comma is put between what stands side by side |
//! | parts | what stands between commas or semicolons, each read as one of these by itself |
//!
//! Every child is the root of a fragment and everything below stands in a macro. A format string has the names that
//! it captures as its children. What has no shape keeps its tokens and is counted as not searched. Macros in a body
//! are lowered as their nodes are met, from the file's own text: offsets are always the file's.

mod arguments;
mod arms;
#[cfg(test)]
mod census;
mod family;
mod format;
mod glance;
mod lower;
mod rewrite;
mod statements;
mod template;
#[cfg(test)]
mod tests;
mod tokens;
mod types;

pub(super) use family::takes_expressions;
use family::{Family, family};
use glance::Glance;
use lower::lower;
pub(super) use rewrite::Edits;
use template::Fragments;
use tokens::{Kind as TokenKind, Tokens};

use super::{F, K, plain};
use crate::span::Span;
use crate::syntax::{Builder, Node, Remap, Rendered, UnsearchedReason, parse_clean};

/// Macros in macros deeper than this are not searched.
const MAX_NESTING: u32 = 16;

/// Of bodies with more bytes than this only some shapes are tried: each costs a parse.
const LARGE: u32 = 32 * 1024;
const MOST_IF_LARGE: usize = 8;

/// A way to read a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    Arguments,
    Array,
    Statements,
    /// Statements whose last `;` is missing.
    OpenStatements,
    Arms,
    Select,
    Matches,
    Types,
    CfgIf,
    Bitflags,
    Proptest,
    QuotedStatements,
    QuotedArguments,
    QuotedArms,
    QuotedTypes,
    /// What stands between `impl` and the braces.
    Head,
    /// What stands after `where`.
    Bounds,
    LooseArguments,
    LooseTypes,
}

/// A body that parsed.
struct Reading {
    shape: Shape,
    parsed: tree_sitter::Tree,
    remap: Remap,
    /// `biased` before the arms of `select!`.
    biased: Option<Span>,
    /// The format string, and the names that it captures.
    format: Option<(Span, Vec<Span>)>,
}

/// Lowers the body of a macro call, the right side of a rule of `macro_rules!`, or what `#[derive]` derives; says false
/// for every other token tree, and for bodies that are no code.
pub(super) fn embed(builder: &mut Builder, node: tree_sitter::Node<'_>, remap: &Remap) -> bool {
    let around = builder.around().map(Node::k);
    if !matches!(around, Some(K::MacroInvocation | K::Attribute | K::MacroRule)) {
        return false;
    }
    let is_rule = around == Some(K::MacroRule);
    let name = builder.first_around().filter(|_| !is_rule).map_or("", |path| path.text());
    let name = plain(name.rsplit("::").next().unwrap_or(name).trim());
    if node.has_error() || node.end_byte() < node.start_byte() + 2 {
        return false;
    }
    let whole = remap.span(Span::from_range(node.byte_range()));
    if !builder.reads_macro(whole) {
        return false;
    }
    let body = remap.span(Span::from_range(node.start_byte() + 1..node.end_byte() - 1));
    if around == Some(K::Attribute) {
        let reading = Some(name)
            .filter(|name| *name == "derive")
            .and_then(|_| Tokens::new(builder.text(), body, builder.substitutes()))
            .filter(holds_code)
            .and_then(|tokens| Reader { builder, fragments: None }.read_as(Shape::Types, &tokens, body));
        return match reading {
            Some(reading) => {
                lower(builder, &reading);
                true
            }
            None => false,
        };
    }
    if builder.macro_depth() >= MAX_NESTING {
        builder.unsearched(whole, UnsearchedReason::TooDeep);
        return false;
    }
    let readings = match Tokens::new(builder.text(), body, builder.substitutes()) {
        Some(tokens) if !holds_code(&tokens) => return false,
        Some(tokens) => {
            let family = if is_rule { Some(Family::Statements) } else { family(name) };
            let reader = Reader { builder, fragments: fragments(builder, &tokens) };
            let whole = reader.read(family, &tokens, body).map(|reading| vec![reading]);
            whole.or_else(|| reader.read_parts(&tokens, body))
        }
        None => None,
    };
    match readings {
        Some(readings) => {
            builder.in_macro(|builder| readings.iter().for_each(|reading| lower(builder, reading)));
            true
        }
        None => {
            builder.unsearched(whole, UnsearchedReason::MacroBody);
            false
        }
    }
}

/// Whether there is anything but punctuation in a body.
fn holds_code(tokens: &Tokens<'_>) -> bool {
    (0..tokens.len()).any(|at| {
        !matches!(
            tokens.kind(at),
            Some(TokenKind::Punctuation | TokenKind::Open(_) | TokenKind::Close(_) | TokenKind::Lifetime)
        )
    })
}

/// The pieces of the rule of `macro_rules!` around a body that names some.
fn fragments(builder: &Builder, tokens: &Tokens<'_>) -> Option<Fragments> {
    if !(0..tokens.len()).any(|at| tokens.is(at, "$")) {
        return None;
    }
    let rule = builder.open_nodes().find(|node| node.k() == K::MacroRule);
    let left = rule.and_then(|rule| builder.first_of(rule)).map(Node::span);
    let left = left.and_then(|left| Tokens::new(builder.text(), left, &[]));
    Some(left.map(|left| template::fragments(&left)).unwrap_or_default())
}

/// Reads bodies in one shape after the other.
struct Reader<'b> {
    builder: &'b Builder,
    /// What the pieces are, in a rule of `macro_rules!`.
    fragments: Option<Fragments>,
}

impl Reader<'_> {
    /// The first shape that fits.
    fn read(&self, family: Option<Family>, tokens: &Tokens<'_>, body: Span) -> Option<Reading> {
        let glance = Glance::new(tokens);
        let mut shapes = shapes(family, tokens);
        shapes.retain(|shape| self.may_be(*shape, &glance, tokens, body));
        if body.len() > LARGE && shapes.len() > MOST_IF_LARGE {
            // The likeliest, and the two that fit most.
            shapes.drain(MOST_IF_LARGE - 2..shapes.len() - 2);
        }
        let mut reading = shapes.into_iter().find_map(|shape| self.read_as(shape, tokens, body))?;
        if let Some(Family::Format(first)) = family
            && reading.shape == Shape::Arguments
        {
            let captured = |(literal, given): (Span, Vec<&str>)| {
                (literal, format::captured(self.builder.text(), literal, &given))
            };
            reading.format = arguments::format_string(tokens, first).map(captured);
        }
        Some(reading)
    }

    /// What stands between the commas and semicolons, each in the first shape that fits; none where one has none.
    fn read_parts(&self, tokens: &Tokens<'_>, body: Span) -> Option<Vec<Reading>> {
        let separators: Vec<Span> = tokens
            .top(0..tokens.len())
            .filter(|at| tokens.is(*at, ",") || tokens.is(*at, ";"))
            .filter_map(|at| tokens.get(at).map(|token| token.span))
            .collect();
        let starts = std::iter::once(body.start).chain(separators.iter().map(|separator| separator.end));
        let ends = separators.iter().map(|separator| separator.start).chain([body.end]);
        let mut readings = Vec::new();
        for (start, end) in starts.zip(ends) {
            let part = Span::new(start, end);
            let tokens = Tokens::new(self.builder.text(), part, self.builder.substitutes())?;
            if !holds_code(&tokens) {
                continue;
            }
            let shapes =
                [Shape::Arguments, Shape::Types, Shape::Statements, Shape::LooseArguments, Shape::LooseTypes];
            let glance = Glance::new(&tokens);
            let mut shapes = shapes.into_iter().filter(|shape| self.may_be(*shape, &glance, &tokens, part));
            readings.push(shapes.find_map(|shape| self.read_as(shape, &tokens, part))?);
        }
        (!separators.is_empty()).then_some(readings)
    }

    /// Whether a body may parse in this shape. The tests parse what is ruled out.
    fn may_be(&self, shape: Shape, glance: &Glance, tokens: &Tokens<'_>, body: Span) -> bool {
        let is_ruled_out = glance.rules_out(shape);
        #[cfg(test)]
        if is_ruled_out {
            let text = body.of(self.builder.text());
            assert!(self.read_as(shape, tokens, body).is_none(), "{shape:?} parses: {text}\n{glance:?}");
        }
        #[cfg(not(test))]
        let _ = (tokens, body);
        !is_ruled_out
    }

    /// The body read in one way; none where it does not parse.
    fn read_as(&self, shape: Shape, tokens: &Tokens<'_>, body: Span) -> Option<Reading> {
        let (rendered, biased) = self.render(shape, tokens, body)?;
        let parsed = parse_clean(self.builder.grammar(), rendered.text())?;
        Some(Reading { shape, parsed, remap: rendered.into_remap(), biased, format: None })
    }

    fn render(&self, shape: Shape, tokens: &Tokens<'_>, body: Span) -> Option<(Rendered, Option<Span>)> {
        let (text, substitutes) = (self.builder.text(), self.builder.substitutes());
        let pieces = || self.fragments.as_ref().map(|fragments| template::of_rule(tokens, fragments));
        let between = |edits: Edits, before, after| {
            let mut edits = edits.and(pieces().unwrap_or_default());
            name_macros(tokens, &mut edits);
            Some((edits.finish(body, substitutes).render(text, body, before, after), None))
        };
        match shape {
            Shape::Arguments => between(arguments::edits(tokens), "_m(", ");"),
            Shape::QuotedArguments => between(template::of_quote(tokens), "_m(", ");"),
            Shape::QuotedArms => between(template::of_quote(tokens), "match _x {", "}"),
            Shape::QuotedTypes => between(template::of_quote(tokens), "type _T = (", ");"),
            Shape::Head => {
                let mut edits = template::of_quote(tokens);
                edits.insert(tokens.get(after_attributes(tokens))?.span.start, "impl ");
                between(edits, "{", " {} }")
            }
            Shape::Bounds => between(template::of_quote(tokens), "fn _f() where ", " {}"),
            Shape::LooseArguments => between(arguments::loose(tokens), "_m(", ");"),
            Shape::Array => between(Edits::default(), "[", "];"),
            Shape::Statements => between(statements::edits(tokens, false), "{", "}"),
            Shape::OpenStatements => between(statements::edits(tokens, true), "{", "}"),
            Shape::QuotedStatements => between(template::of_quote(tokens), "{", "}"),
            Shape::CfgIf => between(statements::cfg_if(tokens), "{", "}"),
            Shape::Bitflags => between(statements::bitflags(tokens), "{", "}"),
            Shape::Proptest => between(statements::proptest(tokens), "{", "}"),
            Shape::Arms => between(arms::edits(tokens), "match _x {", "}"),
            Shape::LooseTypes => between(types::loose(tokens), "type _T = (", ");"),
            Shape::Types => between(types::plain(tokens), "type _T = (", ");"),
            Shape::Select => {
                let edits = pieces().unwrap_or_default().finish(body, substitutes);
                arms::select(text, tokens, body, &edits)
            }
            Shape::Matches => {
                let edits = pieces().unwrap_or_default().finish(body, substitutes);
                Some((arms::matches(text, tokens, body, &edits)?, None))
            }
        }
    }
}

/// The shapes to try, the likeliest first.
fn shapes(family: Option<Family>, tokens: &Tokens<'_>) -> Vec<Shape> {
    use Shape::{
        Arguments, Arms, Array, Bitflags, Bounds, CfgIf, Head, LooseArguments, LooseTypes, Matches,
        OpenStatements, Proptest, QuotedArguments, QuotedArms, QuotedStatements, QuotedTypes, Select,
        Statements, Types,
    };
    let mut shapes = Vec::with_capacity(8);
    match family {
        Some(Family::Arguments | Family::Format(_) | Family::Pairs) => {}
        Some(Family::Statements) => shapes.push(Statements),
        Some(Family::Select) => shapes.push(Select),
        Some(Family::Matches) => shapes.push(Matches),
        Some(Family::CfgIf) => shapes.push(CfgIf),
        Some(Family::Bitflags) => shapes.push(Bitflags),
        Some(Family::Proptest) => shapes.push(Proptest),
        Some(Family::Quote) => shapes.extend([QuotedArguments, QuotedStatements]),
        None => {}
    }
    let all = 0..tokens.len();
    let arrow = tokens.find(all.clone(), "=>");
    let semicolons = tokens.top(all.clone()).filter(|at| tokens.is(*at, ";")).count();
    let last = tokens.len().saturating_sub(1);
    let is_known = matches!(family, Some(Family::Arguments | Family::Format(_) | Family::Pairs));
    if let Some(arrow) = arrow.filter(|_| !is_known) {
        if tokens.find(0..arrow, "=").is_some() || tokens.is(0, "else") {
            shapes.push(Select);
        } else if !keys(tokens) {
            shapes.push(Arms);
        }
    }
    if semicolons == 1 && !tokens.is(last, ";") && !is_statement(tokens) {
        shapes.push(Array);
    }
    let is_statements = semicolons > 0 || is_statement(tokens);
    if is_statements && !is_known {
        shapes.extend([Statements, OpenStatements, Arguments]);
    } else {
        shapes.extend([Arguments, Statements]);
    }
    if arrow.is_some() {
        shapes.extend([Arms, Select]);
    }
    if tokens.find(all, ",").is_some() {
        shapes.push(Matches);
    }
    shapes.push(Types);
    if (0..tokens.len()).any(|at| tokens.is(at, "#") && !tokens.opens(at + 1, b'[')) {
        // A macro call in a template of code.
        shapes.extend([QuotedArguments, QuotedStatements]);
        shapes.push(QuotedTypes);
        if arrow.is_some() {
            shapes.push(QuotedArms);
        }
    }
    if tokens.find(0..tokens.len(), "for").is_some() || tokens.is(0, "<") {
        shapes.push(Head);
    }
    if tokens.find(0..tokens.len(), ":").is_some() {
        shapes.push(Bounds);
    }
    if (0..tokens.len()).any(|at| tokens.is(at, "<")) {
        // Generics are no comparisons.
        shapes.push(LooseTypes);
    }
    shapes.extend([LooseArguments, LooseTypes]);
    let mut tried = Vec::with_capacity(shapes.len());
    shapes.retain(|shape| {
        let new = !tried.contains(shape);
        tried.push(*shape);
        new
    });
    shapes
}

/// Whether the body begins as only a statement or an item does.
fn is_statement(tokens: &Tokens<'_>) -> bool {
    matches!(
        tokens.text(0),
        "let"
            | "fn"
            | "pub"
            | "struct"
            | "enum"
            | "impl"
            | "trait"
            | "mod"
            | "use"
            | "static"
            | "const"
            | "type"
            | "extern"
            | "union"
            | "macro_rules"
            | "#"
    ) || tokens.len() > 1
        && tokens.top(0..tokens.len()).last().is_some_and(|at| at > 0 && tokens.opens(at, b'{'))
        && tokens.find(0..tokens.len(), ",").is_none()
}

/// Whether what stands before each arrow is a literal: then these are keys, as a `match` would need a `_`.
fn keys(tokens: &Tokens<'_>) -> bool {
    tokens.split(0..tokens.len(), &[",", ";"]).into_iter().all(|part| {
        matches!(tokens.kind(part.start), Some(TokenKind::Text | TokenKind::Literal | TokenKind::Hole(true)))
    })
}

/// The grammar takes `str!` for a type: another word for the macro's name stands in.
fn name_macros(tokens: &Tokens<'_>, edits: &mut Edits) {
    for at in 0..tokens.len() {
        if tokens.is(at, "str")
            && tokens.is(at + 1, "!")
            && let Some(token) = tokens.get(at)
        {
            edits.replace(token.span, "str_");
        }
    }
}

/// The index after the attributes that a body begins with.
fn after_attributes(tokens: &Tokens<'_>) -> usize {
    let mut at = 0;
    while tokens.is(at, "#") && tokens.opens(at + 1, b'[') {
        at = tokens.closing(at + 1) + 1;
    }
    at
}
