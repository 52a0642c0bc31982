//! Templates of code: `#name` stands for a piece of it, `#(…),*` for any number of them.

use super::rewrite::Edits;
use super::tokens::{Kind, Tokens};

/// Edits that leave the marks out. Of pieces that stand side by side, and where a word of the template stands beside
/// them, one is enough: `impl #generics Trait for #name #rest` implements a trait for `name`. A piece that is a whole
/// statement, item or arm is left out as well.
pub(super) fn edits(tokens: &Tokens<'_>) -> Edits {
    let mut edits = Edits::default();
    // `quote_spanned!(span => …)`
    if let Some(arrow) = tokens.find(0..tokens.len().min(16), "=>")
        && is_span(tokens, arrow)
        && let Some(span) = tokens.span(0..arrow + 1)
    {
        edits.blank(span);
    }
    let mut around: Vec<usize> = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        match tokens.kind(at) {
            Some(Kind::Open(_)) => around.push(at),
            Some(Kind::Close(_)) => drop(around.pop()),
            _ => {}
        }
        if !tokens.is(at, "#") {
            at += 1;
            continue;
        }
        if tokens.opens(at + 1, b'(') {
            at = repetition(tokens, at, around.last().copied(), &mut edits);
            continue;
        }
        let start = at;
        while tokens.is(at, "#") && tokens.kind(at + 1) == Some(Kind::Word) {
            at += 2;
        }
        if at == start {
            at += 1;
            continue;
        }
        let kept = kept(tokens, start, at, around.last().copied());
        for piece in (start..at).filter(|piece| Some(*piece) != kept).filter_map(|piece| tokens.get(piece)) {
            edits.blank(piece.span);
        }
    }
    edits
}

/// Whether what stands before an arrow says where the template's spans come from: it is a value, and no pattern.
fn is_span(tokens: &Tokens<'_>, arrow: usize) -> bool {
    let names_span = (0..arrow).any(|at| tokens.text(at).to_lowercase().ends_with("span"));
    (0..arrow).all(|at| !tokens.is(at, "#")) && (names_span || !tokens.opens(arrow + 1, b'{'))
}

/// What stands beside a run of pieces.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Beside {
    /// Something that has ended, or that begins.
    Operand,
    /// Something that an operand is a part of.
    Operator,
    /// The beginning or the end of a statement, item, arm or argument.
    Edge,
}

/// The name among the pieces from `start` to `end` that is kept, if any.
fn kept(tokens: &Tokens<'_>, start: usize, end: usize, around: Option<usize>) -> Option<usize> {
    let (before, after) = (before(tokens, start), after(tokens, start, end));
    let is_whole = before == Beside::Edge && after == Beside::Edge;
    match (before, after) {
        (Beside::Operand, _) | (_, Beside::Operand) => None,
        _ if is_whole && around.is_some_and(|open| !has_tail(tokens, open)) => None,
        (Beside::Operator, _) => Some(start + 1),
        (Beside::Edge, _) => Some(end - 1),
    }
}

fn before(tokens: &Tokens<'_>, start: usize) -> Beside {
    let Some(before) = start.checked_sub(1) else { return Beside::Edge };
    let opening = || tokens.opening(before).checked_sub(1);
    match tokens.kind(before) {
        Some(Kind::Word) if is_leading(tokens.text(before)) => Beside::Operator,
        Some(Kind::Word | Kind::Literal | Kind::Text) => Beside::Operand,
        // An attribute.
        Some(Kind::Close(b']')) if opening().is_some_and(|mark| tokens.is(mark, "#")) => Beside::Edge,
        Some(Kind::Close(b'}')) => Beside::Edge,
        Some(Kind::Close(_)) => Beside::Operand,
        Some(Kind::Open(b'{')) => Beside::Edge,
        Some(Kind::Open(_)) if tokens.is(before.wrapping_sub(1), "#") => Beside::Edge,
        Some(Kind::Punctuation) => match tokens.text(before) {
            ">" | ">>" | "?" => Beside::Operand,
            ";" => Beside::Edge,
            "*" if before > 0 && is_repetition(tokens, before - 1) => Beside::Edge,
            _ => Beside::Operator,
        },
        _ => Beside::Operator,
    }
}

fn after(tokens: &Tokens<'_>, start: usize, end: usize) -> Beside {
    match tokens.kind(end) {
        None | Some(Kind::Close(_)) => Beside::Edge,
        Some(Kind::Word) if matches!(tokens.text(end), "as" | "in" | "if" | "else" | "for" | "where") => {
            Beside::Operator
        }
        Some(Kind::Word | Kind::Lifetime | Kind::Literal | Kind::Text) => Beside::Operand,
        // `#(…)*`, `#[…]`
        Some(Kind::Punctuation) if tokens.is(end, "#") => Beside::Operand,
        // `&#lifetime ()`
        Some(Kind::Open(b'(')) if start > 0 && tokens.is(start - 1, "&") && is_apart(tokens, end) => {
            Beside::Operand
        }
        _ => Beside::Operator,
    }
}

/// Whether something stands between a token and the one before it.
fn is_apart(tokens: &Tokens<'_>, at: usize) -> bool {
    let end = at.checked_sub(1).and_then(|before| tokens.get(before)).map(|token| token.span.end);
    tokens.get(at).is_some_and(|token| Some(token.span.start) != end)
}

/// Whether the last thing in the group that opens at `open` may be a value: there are none among items and arms.
fn has_tail(tokens: &Tokens<'_>, open: usize) -> bool {
    let mut at = open;
    if !tokens.opens(open, b'{') {
        return true;
    }
    while let Some(before) = at.checked_sub(1) {
        at = tokens.opening(before);
        match tokens.text(at) {
            "match" | "impl" | "trait" | "mod" | "extern" | "struct" | "union" => return false,
            "fn" | "else" | "if" | "while" | "loop" | "async" | "move" | "=>" | "=" | ";" | "}" | "{" => {
                break;
            }
            _ => {}
        }
    }
    true
}

/// Whether an operand, a type or a name follows this word.
fn is_leading(word: &str) -> bool {
    matches!(
        word,
        "let"
            | "mut"
            | "ref"
            | "return"
            | "break"
            | "if"
            | "while"
            | "match"
            | "in"
            | "as"
            | "for"
            | "impl"
            | "dyn"
            | "fn"
            | "struct"
            | "enum"
            | "union"
            | "trait"
            | "type"
            | "const"
            | "static"
            | "mod"
            | "use"
            | "pub"
            | "else"
            | "move"
            | "where"
            | "unsafe"
            | "async"
            | "await"
            | "crate"
    )
}

/// Whether a group that closes here is one of `#(…)*`.
fn is_repetition(tokens: &Tokens<'_>, close: usize) -> bool {
    tokens.opening(close).checked_sub(1).is_some_and(|mark| tokens.is(mark, "#"))
}

/// Takes `#(` and `)*` off, and a separator that would join the last one to nothing; all of it where it only repeats
/// pieces that are whole statements, items or arms. The index to go on at.
fn repetition(tokens: &Tokens<'_>, at: usize, around: Option<usize>, edits: &mut Edits) -> usize {
    let close = tokens.closing(at + 1);
    let Some(star) = (close + 1..close + 3).find(|star| tokens.text(*star).ends_with('*')) else {
        return at + 1;
    };
    let is_piece = tokens.is(at + 2, "#") && tokens.kind(at + 3) == Some(Kind::Word) && close == at + 4;
    let is_whole = star == close + 1 || around.is_some_and(|open| !has_tail(tokens, open));
    if is_piece
        && is_whole
        && let Some(span) = tokens.span(at..star + 1)
    {
        edits.blank(span);
        return star + 1;
    }
    for token in [at, at + 1, close].into_iter().filter_map(|at| tokens.get(at)) {
        edits.blank(token.span);
    }
    for separator in close + 1..=star {
        let Some(token) = tokens.get(separator) else { continue };
        if separator == star || !matches!(tokens.text(separator), "," | ";") {
            edits.blank(token.span);
        }
    }
    at + 1
}
