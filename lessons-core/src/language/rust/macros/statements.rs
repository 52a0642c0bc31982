//! Bodies that hold statements or items, and the macros that write items in a way of their own.

use std::ops::Range;

use super::rewrite::Edits;
use super::tokens::Tokens;

/// Edits that make a body the statements of a block: `for await` is a `for`, and a last `;` may be missing.
pub(super) fn edits(tokens: &Tokens<'_>, close: bool) -> Edits {
    let mut edits = Edits::default();
    for at in 1..tokens.len() {
        if tokens.is(at, "await")
            && tokens.is(at - 1, "for")
            && let Some(token) = tokens.get(at)
        {
            edits.blank(token.span);
        }
    }
    if close && let Some(last) = tokens.len().checked_sub(1).and_then(|last| tokens.get(last)) {
        edits.insert(last.span.end, ";");
    }
    edits
}

/// `if #[cfg(…)] { … }`: the attribute stands for a condition.
pub(super) fn cfg_if(tokens: &Tokens<'_>) -> Edits {
    let mut edits = Edits::default();
    for at in tokens.top(0..tokens.len()) {
        if tokens.is(at, "if")
            && tokens.is(at + 1, "#")
            && tokens.opens(at + 2, b'[')
            && let Some(span) = tokens.span(at + 1..tokens.closing(at + 2) + 1)
        {
            edits.replace(span, "true");
        }
    }
    edits
}

/// `struct Name: Type { const A = 1; }`: a module of constants.
pub(super) fn bitflags(tokens: &Tokens<'_>) -> Edits {
    let mut edits = Edits::default();
    for at in tokens.top(0..tokens.len()) {
        if tokens.is(at, "struct")
            && let Some(token) = tokens.get(at)
        {
            edits.replace(token.span, "mod");
        }
        if tokens.is(at, "struct") || tokens.is(at, "impl") {
            let Some(open) = tokens.top(at..tokens.len()).take(64).find(|index| tokens.opens(*index, b'{'))
            else {
                continue;
            };
            if let Some(colon) = tokens.find(at..open, ":")
                && let Some(kind) = tokens.span(colon..open)
            {
                edits.blank(kind);
            }
            for part in tokens.split(tokens.within(open), &[";"]) {
                constant(tokens, part, &mut edits);
            }
        }
    }
    edits
}

fn constant(tokens: &Tokens<'_>, part: Range<usize>, edits: &mut Edits) {
    let Some(word) = tokens.find(part.clone(), "const") else { return };
    if tokens.is(word + 1, "_")
        && let Some(name) = tokens.get(word + 1)
    {
        edits.replace(name.span, "_k");
    }
    if tokens.is(word + 2, "=")
        && let Some(equals) = tokens.get(word + 2)
    {
        edits.insert(equals.span.start, ": _ ");
    }
}

/// `fn test(a in strategy()) { … }`: the parameters become `let a = strategy();` at the start of the body.
pub(super) fn proptest(tokens: &Tokens<'_>) -> Edits {
    let mut edits = Edits::default();
    let tops: Vec<usize> = tokens.top(0..tokens.len()).collect();
    for pair in tops.windows(3) {
        let &[word, _, open] = pair else { continue };
        if !tokens.is(word, "fn") || !tokens.opens(open, b'(') {
            continue;
        }
        let close = tokens.closing(open);
        let parts = tokens.split(tokens.within(open), &[","]);
        let body = close + 1;
        if !tokens.opens(body, b'{') || parts.is_empty() {
            continue;
        }
        if !parts.iter().all(|part| tokens.find(part.clone(), "in").is_some()) {
            continue;
        }
        let spans = (tokens.get(open), tokens.get(close), tokens.get(body));
        let (Some(open), Some(close), Some(brace)) = spans else { continue };
        edits.replace(open.span, "() ");
        for (at, part) in parts.into_iter().enumerate() {
            let (Some(span), Some(within)) = (tokens.span(part.clone()), tokens.find(part.clone(), "in"))
            else {
                continue;
            };
            edits.insert(span.start, if at == 0 { "{ let " } else { "let " });
            if let Some(token) = tokens.get(within) {
                edits.replace(token.span, "=");
            }
            edits.insert(span.end, ";");
            if tokens.is(part.end, ",")
                && let Some(comma) = tokens.get(part.end)
            {
                edits.blank(comma.span);
            }
        }
        edits.blank(close.span);
        edits.blank(brace.span);
    }
    edits
}
