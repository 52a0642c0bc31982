//! What a glance at a body's tokens rules out: a parse that fails costs several that succeed.
//!
//! Only what certainly fails is ruled out. A keyword alone rules nothing out: where none can stand the grammar takes it
//! for a name. The tests parse what is ruled out, and hold that.

use super::tokens::{Kind, Tokens};
use super::{Shape, template};
use crate::language::rust::is_reserved;

/// What stands in a body that some shapes cannot have. Token trees in it, of attributes and of macro calls, may hold
/// anything and are passed over.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Glance {
    /// `#` that begins no attribute.
    mark: bool,
    /// Such a `#` behind an operand, where it says nothing of how an argument is shown.
    mark_after_operand: bool,
    /// Two operands side by side: no expression, type, pattern or statement has them.
    pair: bool,
    /// Two operands side by side, the first of which ends with a bracket: statements may have them.
    loose_pair: bool,
    /// The body begins with `let` or an item.
    item: bool,
    /// Something in the body does, between semicolons and braces.
    inner_item: bool,
    /// The same, but for what may begin a type too.
    no_type: bool,
    /// `let`, between semicolons and braces.
    binding: bool,
    /// What `quote_spanned!` leaves out may be at the beginning.
    has_span: bool,
    /// What no type has outside of brackets and braces.
    value: bool,
    /// The same, in braces as well that are no constant's.
    value_in_braces: bool,
}

/// What a token stands in: some group, a brace, brackets or braces in which types may hold values.
#[derive(Clone, Copy, Default)]
struct Within {
    /// Where the innermost one closes.
    close: usize,
    group: bool,
    brace: bool,
    values: bool,
}

impl Glance {
    /// Linear in the tokens.
    pub(super) fn new(tokens: &Tokens<'_>) -> Self {
        let mut glance = Self { has_span: template::span_arrow(tokens).is_some(), ..Self::default() };
        let mut groups: Vec<Within> = Vec::new();
        let mut at = 0;
        while let Some(kind) = tokens.kind(at) {
            if groups.last().is_some_and(|group| group.close == at) {
                groups.pop();
            }
            match kind {
                Kind::Open(_) if is_token_tree(tokens, at) => {
                    at = tokens.closing(at) + 1;
                    continue;
                }
                Kind::Open(bracket) => {
                    let around = groups.last().copied().unwrap_or_default();
                    let before = at.wrapping_sub(1);
                    let is_constant = ["<", ",", "="].iter().any(|mark| tokens.is(before, mark));
                    if bracket == b'{' && matches!(tokens.kind(before), Some(Kind::Word | Kind::Close(_))) {
                        glance.value |= !around.values && !around.brace;
                    }
                    groups.push(Within {
                        close: tokens.closing(at),
                        group: true,
                        brace: around.brace || bracket == b'{',
                        values: around.values || bracket == b'[' || bracket == b'{' && is_constant,
                    });
                }
                _ => {}
            }
            glance.token(tokens, at, groups.last().copied().unwrap_or_default());
            at += 1;
        }
        glance
    }

    fn token(&mut self, tokens: &Tokens<'_>, at: usize, within: Within) {
        let before = at.wrapping_sub(1);
        if tokens.is(at, "#") && !tokens.opens(at + 1, b'[') && !tokens.is(at + 1, "!") {
            self.mark = true;
            self.mark_after_operand |= ends_operand(tokens, before);
        }
        if is_operand(tokens, at) && ends_operand(tokens, before) {
            let is_closed = matches!(tokens.kind(before), Some(Kind::Close(_)));
            self.pair |= !is_closed;
            self.loose_pair |= is_closed && !within.group;
        }
        if !within.group && begins_statement(tokens, at) {
            let is_item = begins_item(tokens, at);
            self.binding |= is_item && tokens.is(at, "let");
            self.inner_item |= is_item;
            self.no_type |= is_item && !tokens.is(at, "impl");
            self.item |= is_item && at == super::after_attributes(tokens);
        }
        if !within.values && is_value(tokens, at) {
            self.value_in_braces = true;
            self.value |= !within.brace;
        }
    }

    /// Whether no body with these tokens parses in this shape.
    pub(super) fn rules_out(&self, shape: Shape) -> bool {
        let pair = self.pair || self.loose_pair;
        match shape {
            Shape::Arguments => self.mark_after_operand || pair || self.inner_item,
            Shape::Array => self.mark || pair || self.inner_item,
            Shape::Matches => self.mark || pair || self.item,
            Shape::Statements | Shape::OpenStatements => self.mark || self.pair,
            Shape::Types => self.mark || pair || self.no_type || self.value,
            Shape::LooseArguments => self.mark || self.binding,
            Shape::LooseTypes => self.mark || self.value_in_braces,
            Shape::QuotedArguments => self.inner_item && !self.has_span,
            Shape::Arms
            | Shape::Select
            | Shape::CfgIf
            | Shape::Bitflags
            | Shape::Proptest
            | Shape::QuotedStatements
            | Shape::QuotedArms
            | Shape::QuotedTypes
            | Shape::Head
            | Shape::Bounds => false,
        }
    }
}

/// Whether brackets that open here hold what no grammar looks into: `name!(…)`, `macro_rules! name {…}`, `#[…]`.
fn is_token_tree(tokens: &Tokens<'_>, open: usize) -> bool {
    let Some(before) = open.checked_sub(1) else { return false };
    let is_defined = tokens.kind(before) == Some(Kind::Word) && tokens.is(before.wrapping_sub(1), "!");
    tokens.is(before, "!") || tokens.opens(open, b'[') && tokens.is(before, "#") || is_defined
}

/// Whether a token is a name, a literal or a string, and a piece of no template.
fn is_operand(tokens: &Tokens<'_>, at: usize) -> bool {
    // Words that mean something only beside others.
    const CONTEXTUAL: &[&str] = &[
        "_",
        "auto",
        "box",
        "crate",
        "default",
        "gen",
        "macro_rules",
        "raw",
        "safe",
        "try",
        "union",
        "yield",
    ];
    match tokens.kind(at) {
        Some(Kind::Literal | Kind::Text) => true,
        Some(Kind::Word) => {
            let word = tokens.text(at);
            !is_reserved(word) && !CONTEXTUAL.contains(&word) && !is_piece(tokens, at)
        }
        _ => false,
    }
}

/// Whether an operand ends with this token.
fn ends_operand(tokens: &Tokens<'_>, at: usize) -> bool {
    match tokens.kind(at) {
        // Neither an attribute nor a repetition in a template.
        Some(Kind::Close(_)) => {
            let open = tokens.opening(at);
            !is_piece(tokens, open) && !is_token_tree(tokens, open)
        }
        _ => is_operand(tokens, at),
    }
}

/// `$name`, `#(…)`
fn is_piece(tokens: &Tokens<'_>, at: usize) -> bool {
    let before = at.wrapping_sub(1);
    tokens.is(before, "$") || tokens.is(before, "#")
}

/// Whether a statement would begin here, by what stands before it.
fn begins_statement(tokens: &Tokens<'_>, at: usize) -> bool {
    let Some(before) = at.checked_sub(1) else { return true };
    tokens.is(before, ";")
        || match tokens.kind(before) {
            Some(Kind::Close(b'}')) => true,
            Some(Kind::Close(b']')) => tokens.is(tokens.opening(before).wrapping_sub(1), "#"),
            _ => false,
        }
}

/// Whether these are the first two words of a `let` or an item.
fn begins_item(tokens: &Tokens<'_>, at: usize) -> bool {
    // `fn as u8` is what a name is cast to.
    let is_operator = ["as", "else", "if", "in", "where"].contains(&tokens.text(at + 1));
    tokens.kind(at + 1) == Some(Kind::Word)
        && !is_operator
        && matches!(
            tokens.text(at),
            "let" | "struct" | "enum" | "trait" | "mod" | "use" | "type" | "fn" | "impl" | "pub"
        )
}

/// Whether a token stands in no type.
fn is_value(tokens: &Tokens<'_>, at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|before| tokens.kind(before));
    match tokens.kind(at) {
        Some(Kind::Text) => match before {
            None | Some(Kind::Open(_) | Kind::Close(_)) => true,
            Some(Kind::Word) => !tokens.is(at.wrapping_sub(1), "extern"),
            _ => false,
        },
        Some(Kind::Punctuation) => {
            tokens.is(at, ".")
                && at.checked_sub(1).is_none_or(|before| !is_piece(tokens, tokens.opening(before)))
        }
        _ => false,
    }
}
