//! Bodies like a call's arguments, and what logging, map and JSON macros allow in them besides.

use std::ops::Range;

use super::rewrite::Edits;
use super::tokens::{Kind, Tokens};
use crate::span::Span;

/// Objects within objects deeper than this are left as they are.
const MAX_OBJECTS: usize = 64;

/// Edits that make a body the arguments of a call:
/// - `name: value` and `key => value` become assignments, as `name = value` is one;
/// - the marks of logging macros (`%x`, `?x`, `#x`) and of snapshots (`@"…"`) are left out;
/// - `{ "key": value }` becomes the fields of a struct without a name.
pub(super) fn edits(tokens: &Tokens<'_>) -> Edits {
    let mut edits = Edits::default();
    for part in tokens.split(0..tokens.len(), &[",", ";"]) {
        // `message; key => value` and `biased; a, b`.
        if tokens.is(part.end, ";")
            && let Some(token) = tokens.get(part.end)
        {
            edits.replace(token.span, ",");
        }
        argument(tokens, part, &mut edits);
    }
    edits
}

fn argument(tokens: &Tokens<'_>, part: Range<usize>, edits: &mut Edits) {
    let start = skip_marks(tokens, part.clone(), edits);
    let start = name(tokens, start..part.end, edits).unwrap_or(start);
    let start = skip_marks(tokens, start..part.end, edits);
    if !fields(tokens, start..part.end, edits) {
        value(tokens, start..part.end, edits, 0);
    }
}

/// Takes the braces off the fields of an event, `{ a = %b, ?c }`; says whether there are such. What a block may hold
/// as well, it holds.
fn fields(tokens: &Tokens<'_>, part: Range<usize>, edits: &mut Edits) -> bool {
    let (open, close) = (part.start, tokens.closing(part.start));
    if !tokens.opens(open, b'{') || close + 1 != part.end {
        return false;
    }
    let is_mark = |at: usize| tokens.is(at, "%") || tokens.is(at, "?");
    let is_marked = |field: &Range<usize>| {
        let equals = tokens.find(field.clone(), "=");
        is_mark(field.start) || equals.is_some_and(|equals| is_mark(equals + 1))
    };
    let all = tokens.split(tokens.within(open), &[","]);
    if !all.iter().any(is_marked) {
        return false;
    }
    for bracket in [open, close].into_iter().filter_map(|at| tokens.get(at)) {
        edits.blank(bracket.span);
    }
    if tokens.is(close - 1, ",")
        && let Some(comma) = tokens.get(close - 1)
    {
        edits.blank(comma.span);
    }
    for field in all {
        argument(tokens, field, edits);
    }
    true
}

/// The index after the marks that a logging or snapshot macro puts before a value.
fn skip_marks(tokens: &Tokens<'_>, part: Range<usize>, edits: &mut Edits) -> usize {
    let mut start = part.start;
    while start + 1 < part.end
        && ["%", "?", "@", "#", "mut", "else"].iter().any(|mark| tokens.is(start, mark))
    {
        if tokens.opens(start + 1, b'[') {
            break;
        }
        if let Some(token) = tokens.get(start) {
            edits.blank(token.span);
        }
        start += 1;
    }
    start
}

/// Makes an argument's name the left side of an assignment; the index of its value.
fn name(tokens: &Tokens<'_>, part: Range<usize>, edits: &mut Edits) -> Option<usize> {
    let mut mark = part.start;
    if tokens.kind(mark) == Some(Kind::Text) {
        mark += 1;
    } else {
        while matches!(tokens.kind(mark), Some(Kind::Word | Kind::Hole(false))) {
            mark += 1;
            if !tokens.is(mark, ".") && !tokens.is(mark, "::") {
                break;
            }
            mark += 1;
        }
    }
    let named =
        part.start < mark && mark < part.end && ["=", ":", "=>"].iter().any(|text| tokens.is(mark, text));
    if !named {
        let arrow = tokens.find(part.clone(), "=>")?;
        edits.replace(tokens.get(arrow)?.span, "=");
        return Some(arrow + 1);
    }
    for word in part.start..mark {
        // `type = x`: a keyword may be a field's name.
        if tokens.kind(word) == Some(Kind::Word) && is_keyword(tokens.text(word)) {
            edits.replace(tokens.get(word)?.span, "_k");
        }
    }
    // log's `name:?` and `name:debug = value` say how the value is shown.
    const SHOWN: &[&str] = &["?", "%", "debug", "display", "err", "error", "serde", "sval"];
    if tokens.is(mark, ":") && SHOWN.iter().any(|shown| tokens.is(mark + 1, shown)) {
        if mark + 2 == part.end {
            edits.blank(tokens.span(mark..mark + 2)?);
            return Some(part.end);
        }
        if tokens.is(mark + 2, "=") {
            edits.blank(tokens.span(mark..mark + 2)?);
            return Some(mark + 3);
        }
    }
    if !tokens.is(mark, "=") {
        edits.replace(tokens.get(mark)?.span, "=");
    }
    Some(mark + 1)
}

/// An argument's value: objects in it become structs without a name.
fn value(tokens: &Tokens<'_>, part: Range<usize>, edits: &mut Edits, depth: usize) {
    if depth > MAX_OBJECTS {
        return;
    }
    let start = part.start;
    if start + 1 == part.end && tokens.kind(start) == Some(Kind::Word) {
        // A keyword, or `_`, that is all there is names something.
        let text = tokens.text(start);
        if is_keyword(text)
            && !["self", "Self", "true", "false", "return", "break", "continue"].contains(&text)
            && let Some(token) = tokens.get(start)
        {
            edits.replace(token.span, "_k");
        }
    }
    if tokens.opens(start, b'[') && tokens.closing(start) + 1 == part.end {
        for element in tokens.split(tokens.within(start), &[","]) {
            value(tokens, element, edits, depth + 1);
        }
    }
    if !tokens.opens(start, b'{') || tokens.closing(start) + 1 != part.end {
        return;
    }
    let Some(open) = tokens.get(start).map(|token| token.span.start) else { return };
    let entries = tokens.split(tokens.within(start), &[","]);
    if !entries.iter().any(|entry| colon(tokens, entry.clone()).is_some()) {
        return;
    }
    edits.insert(open, "_S ");
    for entry in entries {
        self::entry(tokens, entry, edits, depth);
    }
}

/// Where the key of an object's entry ends. What comes before must be able to be a key: in a block, `:` stands
/// after `let x`, a label or a closure's parameter.
fn colon(tokens: &Tokens<'_>, entry: Range<usize>) -> Option<usize> {
    let first = tokens.kind(entry.start)?;
    if first == Kind::Lifetime || first == Kind::Word && is_keyword(tokens.text(entry.start)) {
        return None;
    }
    tokens
        .top(entry.clone())
        .take_while(|index| !tokens.is(*index, ";") && !tokens.is(*index, "|"))
        .find(|index| *index > entry.start && (tokens.is(*index, ":") || tokens.is(*index, "=>")))
}

fn entry(tokens: &Tokens<'_>, entry: Range<usize>, edits: &mut Edits, depth: usize) {
    let Some(key) = tokens.get(entry.start) else { return };
    let Some(colon) = colon(tokens, entry.clone()) else {
        if entry.len() == 1 && matches!(key.kind, Kind::Text) {
            edits.replace(key.span, "_k");
        }
        return;
    };
    let (Some(mark), Some(whole)) = (tokens.get(colon), tokens.span(entry.clone())) else { return };
    if entry.start + 1 == colon && !matches!(key.kind, Kind::Open(_)) {
        edits.replace(key.span, "_k");
        edits.replace(mark.span, ":");
        value(tokens, colon + 1..entry.end, edits, depth + 1);
    } else {
        // A key that is worked out is code as well.
        edits.insert(whole.start, "_k: (");
        edits.replace(mark.span, ",");
        value(tokens, colon + 1..entry.end, edits, depth + 1);
        edits.insert(whole.end, ")");
    }
}

/// Edits for bodies that only look like arguments: what stands side by side with no comma gets one, and so does a
/// mark that no expression has. `IPv4 ttl, set_ttl(40)` are three arguments.
pub(super) fn loose(tokens: &Tokens<'_>) -> Edits {
    let mut edits = Edits::default();
    // Words that begin no expression and stand in none: here they are names.
    const NAMES: &[&str] = &[
        "struct", "enum", "fn", "type", "mod", "impl", "trait", "pub", "where", "in", "static", "const",
        "use", "extern",
    ];
    let is_name = |at: usize| {
        let text = tokens.text(at);
        !is_keyword(text) || text == "self" || NAMES.contains(&text)
    };
    let ends = |at: usize| match tokens.kind(at) {
        Some(Kind::Word) => is_name(at),
        Some(Kind::Text | Kind::Literal | Kind::Close(_)) => true,
        _ => false,
    };
    let begins = |at: usize| match tokens.kind(at) {
        Some(Kind::Word) => is_name(at),
        Some(Kind::Text | Kind::Literal) => true,
        _ => false,
    };
    let mut comma = true;
    for at in tokens.top(0..tokens.len()) {
        let Some(token) = tokens.get(at) else { break };
        if [",", ";", ":", "=>", "->", "<-", "~", "@"].iter().any(|mark| tokens.is(at, mark)) {
            edits.replace(token.span, if comma { " " } else { "," });
            comma = true;
            continue;
        }
        if !comma && at > 0 && ends(at - 1) && begins(at) {
            edits.insert(token.span.start, ", ");
        }
        if token.kind == Kind::Word && NAMES.contains(&tokens.text(at)) {
            edits.replace(token.span, "_k");
        }
        comma = false;
    }
    edits
}

/// The format string of a macro: the first argument from the `first`th on that is a lone string, and the names that
/// arguments after it give.
pub(super) fn format_string<'t>(tokens: &Tokens<'t>, first: usize) -> Option<(Span, Vec<&'t str>)> {
    let parts = tokens.split(0..tokens.len(), &[",", ";"]);
    let at = parts
        .iter()
        .skip(first)
        .position(|part| part.len() == 1 && tokens.kind(part.start) == Some(Kind::Text))?
        + first;
    let literal = tokens.get(parts.get(at)?.start)?.span;
    let given = parts.iter().skip(at + 1).filter(|part| tokens.is(part.start + 1, "="));
    Some((literal, given.map(|part| tokens.text(part.start)).collect()))
}

fn is_keyword(word: &str) -> bool {
    const KEYWORDS: &[&str] = &[
        "as", "async", "await", "break", "const", "continue", "crate", "dyn", "else", "enum", "extern",
        "false", "fn", "for", "if", "impl", "in", "let", "loop", "match", "mod", "move", "mut", "pub", "ref",
        "return", "self", "Self", "static", "struct", "super", "trait", "true", "type", "unsafe", "use",
        "where", "while", "_",
    ];
    KEYWORDS.contains(&word)
}
