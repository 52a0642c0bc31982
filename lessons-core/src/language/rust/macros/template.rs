//! Templates of code: `#name` of `quote!` and `$name` of `macro_rules!` stand for a piece of it, `#(…),*` and `$(…),*`
//! for any number of them.

use std::collections::HashMap;
use std::ops::Range;

use super::rewrite::Edits;
use super::tokens::{Kind, Tokens};

/// What the pieces of a rule of `macro_rules!` are: fragment specifiers by name.
pub(super) type Fragments = HashMap<String, String>;

/// The pieces that the left side of a rule names.
pub(super) fn fragments(tokens: &Tokens<'_>) -> Fragments {
    let named = |at: usize| (tokens.text(at + 1).to_owned(), tokens.text(at + 3).to_owned());
    (0..tokens.len()).filter(|at| tokens.is(*at, "$") && tokens.is(*at + 2, ":")).map(named).collect()
}

/// How the pieces of a template are written, and what stands for them.
struct Template<'t> {
    /// What stands before each.
    mark: &'static str,
    /// Which piece a name stands for.
    piece: &'t dyn Fn(&str) -> Piece,
}

/// What stands for a piece.
enum Piece {
    /// Nothing, wherever it stands.
    Nothing,
    /// These words, wherever it stands.
    Words(String),
    /// This name for the mark and the name, or nothing where that does not fit.
    Name(String),
    /// The name alone, or nothing where that does not fit.
    Unmarked,
}

/// Edits for `quote!`. They leave the marks out. Of pieces that stand side by side, and where a word of the template
/// stands beside them, one is enough: `impl #generics Trait for #name #rest` implements a trait for `name`. A piece
/// that is a whole statement, item or arm is left out as well.
pub(super) fn of_quote(tokens: &Tokens<'_>) -> Edits {
    let mut edits = Edits::default();
    if let Some(arrow) = span_arrow(tokens)
        && is_span(tokens, arrow)
        && let Some(span) = tokens.span(0..arrow + 1)
    {
        edits.blank(span);
    }
    Template { mark: "#", piece: &|_| Piece::Unmarked }.edit(tokens, &mut edits);
    edits
}

/// Where the arrow of `quote_spanned!(span => …)` would be.
pub(super) fn span_arrow(tokens: &Tokens<'_>) -> Option<usize> {
    tokens.find(0..tokens.len().min(16), "=>")
}

/// Edits for the right side of a rule of `macro_rules!`, and for what stands in macro calls there.
pub(super) fn of_rule(tokens: &Tokens<'_>, fragments: &Fragments) -> Edits {
    let piece = |name: &str| match fragments.get(name).map(String::as_str) {
        Some("vis" | "item") => Piece::Nothing,
        Some("block") => Piece::Words("{}".to_owned()),
        Some("lifetime") => Piece::Words("'_p".to_owned()),
        _ if name == "crate" => Piece::Words(name.to_owned()),
        _ => Piece::Name(format!("_{name}")),
    };
    let mut edits = Edits::default();
    Template { mark: "$", piece: &piece }.edit(tokens, &mut edits);
    edits
}

impl Template<'_> {
    fn edit(&self, tokens: &Tokens<'_>, edits: &mut Edits) {
        let mut around: Vec<usize> = Vec::new();
        let mut at = 0;
        while at < tokens.len() {
            match tokens.kind(at) {
                Some(Kind::Open(_)) => around.push(at),
                Some(Kind::Close(_)) => drop(around.pop()),
                _ => {}
            }
            if !tokens.is(at, self.mark) {
                at += 1;
                continue;
            }
            if tokens.opens(at + 1, b'(') {
                at = self.repetition(tokens, at, around.last().copied(), edits);
                continue;
            }
            let start = at;
            while tokens.is(at, self.mark) && tokens.kind(at + 1) == Some(Kind::Word) {
                at += 2;
            }
            if at == start {
                at += 1;
                continue;
            }
            self.pieces(tokens, start..at, around.last().copied(), edits);
        }
    }

    /// Edits a run of pieces side by side.
    fn pieces(&self, tokens: &Tokens<'_>, run: Range<usize>, around: Option<usize>, edits: &mut Edits) {
        let named = |mark: usize| (mark, (self.piece)(tokens.text(mark + 1)));
        let pieces: Vec<(usize, Piece)> = run.clone().step_by(2).map(named).collect();
        let fits = |(mark, piece): &(usize, Piece)| {
            matches!(piece, Piece::Name(_) | Piece::Unmarked).then_some(*mark)
        };
        let kept = match self.kept(tokens, run, around) {
            Some(End::First) => pieces.iter().find_map(fits),
            Some(End::Last) => pieces.iter().rev().find_map(fits),
            None => None,
        };
        for (mark, piece) in pieces {
            let Some(whole) = tokens.span(mark..mark + 2) else { continue };
            match piece {
                Piece::Words(words) => edits.replace(whole, words),
                Piece::Name(name) if Some(mark) == kept => edits.replace(whole, name),
                Piece::Unmarked if Some(mark) == kept => {
                    tokens.span(mark..mark + 1).into_iter().for_each(|mark| edits.blank(mark))
                }
                _ => edits.blank(whole),
            }
        }
    }

    /// Which of a run of pieces is kept, if any.
    fn kept(&self, tokens: &Tokens<'_>, run: Range<usize>, around: Option<usize>) -> Option<End> {
        let (before, after) = (self.before(tokens, run.start), self.after(tokens, run));
        let is_whole = before == Beside::Edge && after == Beside::Edge;
        match (before, after) {
            (Beside::Operand, _) | (_, Beside::Operand) => None,
            _ if is_whole && around.is_some_and(|open| !has_tail(tokens, open)) => None,
            (Beside::Operator, _) => Some(End::First),
            (Beside::Edge, _) => Some(End::Last),
        }
    }

    fn before(&self, tokens: &Tokens<'_>, start: usize) -> Beside {
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
            Some(Kind::Open(_)) if tokens.is(before.wrapping_sub(1), self.mark) => Beside::Edge,
            Some(Kind::Punctuation) => match tokens.text(before) {
                ";" => Beside::Edge,
                "*" | "+" | "?" if before > 0 && self.is_repetition(tokens, before - 1) => Beside::Edge,
                ">" | ">>" | "?" => Beside::Operand,
                _ => Beside::Operator,
            },
            _ => Beside::Operator,
        }
    }

    fn after(&self, tokens: &Tokens<'_>, run: Range<usize>) -> Beside {
        let Range { start, end } = run;
        match tokens.kind(end) {
            None | Some(Kind::Close(_)) => Beside::Edge,
            Some(Kind::Word) if matches!(tokens.text(end), "as" | "in" | "if" | "else" | "for" | "where") => {
                Beside::Operator
            }
            Some(Kind::Word | Kind::Lifetime | Kind::Literal | Kind::Text) => Beside::Operand,
            // `#(…)*`, `#[…]`
            Some(Kind::Punctuation) if tokens.is(end, "#") || tokens.is(end, self.mark) => Beside::Operand,
            // `&#lifetime ()`
            Some(Kind::Open(b'(')) if start > 0 && tokens.is(start - 1, "&") && is_apart(tokens, end) => {
                Beside::Operand
            }
            _ => Beside::Operator,
        }
    }

    /// Whether a group that closes here is one of `#(…)*`.
    fn is_repetition(&self, tokens: &Tokens<'_>, close: usize) -> bool {
        tokens.opening(close).checked_sub(1).is_some_and(|mark| tokens.is(mark, self.mark))
    }

    /// Whether this token says how often a group may stand.
    fn repeats(&self, token: &str) -> bool {
        token.ends_with('*') || self.mark == "$" && matches!(token, "+" | "?")
    }

    /// Takes `#(` and `)*` off, and a separator that would join the last one to nothing; all of it where it only repeats
    /// pieces that are whole statements, items or arms. The index to go on at.
    fn repetition(&self, tokens: &Tokens<'_>, at: usize, around: Option<usize>, edits: &mut Edits) -> usize {
        let close = tokens.closing(at + 1);
        let Some(star) = (close + 1..close + 3).find(|star| self.repeats(tokens.text(*star))) else {
            return at + 1;
        };
        let is_piece =
            tokens.is(at + 2, self.mark) && tokens.kind(at + 3) == Some(Kind::Word) && close == at + 4;
        let is_whole = star == close + 1 || around.is_some_and(|open| !has_tail(tokens, open));
        // Arguments are worth keeping, and `where` needs something.
        let is_wanted =
            at.checked_sub(1).is_some_and(|before| tokens.opens(before, b'(') || tokens.is(before, "where"));
        if is_piece
            && is_whole
            && !is_wanted
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
}

/// Which end of a run of pieces.
enum End {
    First,
    Last,
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
