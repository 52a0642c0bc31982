//! Bodies with arms: those of `match`, and those of `select!`, where each waits for a future of its own.
//!
//! An arm of `select!` is a `match_arm` whose `match_pattern` holds, in the order in which they are written, the
//! pattern, in the role `value` the future, and in the role `condition` what follows `, if`; the arm's own `value` is
//! its body. `else`, `complete` and `default` are arms without a future; `biased` is a name before the arms.

use std::ops::Range;

use super::rewrite::Edits;
use super::tokens::{Kind, Tokens};
use crate::span::Span;
use crate::syntax::Rendered;

/// What stands for an ellipsis among arms.
const GAP: &str = "_h => _h,";

/// One arm of `select!`, as places in the file.
struct Arm {
    pattern: Option<Span>,
    /// The pattern is `else`.
    is_else: bool,
    future: Option<Span>,
    condition: Option<Span>,
    body: Option<Span>,
    /// An ellipsis of a pattern.
    gap: Option<Span>,
}

/// The arms of `select!` as those of a `match`, with `edits`, and the word `biased`; none where they are no such arms.
pub(super) fn select(
    text: &str,
    tokens: &Tokens<'_>,
    body: Span,
    edits: &Edits,
) -> Option<(Rendered, Option<Span>)> {
    let mut at = 0usize;
    let mut biased = None;
    if tokens.is(0, "biased") && (tokens.is(1, ";") || tokens.is(1, ",")) {
        biased = tokens.get(0).map(|token| token.span);
        at = 2;
    }
    let start =
        at.checked_sub(1).and_then(|last| tokens.get(last)).map_or(body.start, |token| token.span.end);
    let mut rendered = Rendered::default();
    rendered.insert("match _x {", start);
    rendered.copy(text, Span::new(start, tokens.get(at).map_or(body.end, |token| token.span.start)));
    let copy = |rendered: &mut Rendered, span: Span| edits.copy(rendered, text, span);
    while at < tokens.len() {
        let (arm, next) = arm(tokens, at)?;
        at = next;
        if let Some(gap) = arm.gap {
            rendered.replace(GAP, gap);
            continue;
        }
        let arm_body = arm.body?;
        match arm.pattern {
            Some(pattern) if arm.is_else => rendered.replace("_", pattern),
            Some(pattern) => copy(&mut rendered, pattern),
            None => rendered.insert("_", arm.future?.start),
        }
        if let Some(future) = arm.future {
            rendered.insert(" if let _ = (", future.start);
            copy(&mut rendered, future);
            rendered.insert("\n)", future.end);
        }
        if let Some(condition) = arm.condition {
            rendered.insert(if arm.future.is_some() { " && (" } else { " if (" }, condition.start);
            copy(&mut rendered, condition);
            rendered.insert("\n)", condition.end);
        }
        rendered.insert(" => ", arm_body.start);
        copy(&mut rendered, arm_body);
        // A comma belongs to its arm; comments between arms stay.
        let last = tokens.get(at.saturating_sub(1))?;
        if last.span.start >= arm_body.end {
            rendered.insert("\n", arm_body.end);
            rendered.copy(text, last.span);
        } else {
            rendered.insert("\n,", arm_body.end);
        }
        let next = tokens.get(at).map_or(body.end, |token| token.span.start);
        rendered.copy(text, Span::new(last.span.end, next));
    }
    rendered.insert("\n}", body.end);
    Some((rendered, biased))
}

/// The arm that begins at `at`, and where the next one begins.
fn arm(tokens: &Tokens<'_>, at: usize) -> Option<(Arm, usize)> {
    let end = tokens.len();
    let mut arm = Arm { pattern: None, is_else: false, future: None, condition: None, body: None, gap: None };
    if let Some(Kind::Hole(many)) = tokens.kind(at)
        && (many || at + 1 == end || tokens.is(at + 1, ","))
        && !["=", "=>", "->"].iter().any(|mark| tokens.is(at + 1, mark))
    {
        arm.gap = tokens.get(at).map(|token| token.span);
        return Some((arm, at + 1 + usize::from(tokens.is(at + 1, ","))));
    }
    let arrow = tokens.find(at..end, "=>")?;
    head(tokens, at..arrow, &mut arm)?;
    let start = arrow + 1;
    let block = tokens.opens(start, b'{')
        && !tokens.is(tokens.next(start), ".")
        && !tokens.is(tokens.next(start), "?");
    let (body, next) = if block {
        let next = tokens.next(start);
        (start..next, next + usize::from(tokens.is(next, ",")))
    } else {
        match tokens.find(start..end, ",") {
            Some(comma) => (start..comma, comma + 1),
            None => (start..end, end),
        }
    };
    arm.body = Some(tokens.span(body)?);
    Some((arm, next))
}

/// What stands before the arrow: `pattern = future, if condition`, `recv(channel) -> pattern` or a word.
fn head(tokens: &Tokens<'_>, head: Range<usize>, arm: &mut Arm) -> Option<()> {
    if let Some(equals) = tokens.find(head.clone(), "=") {
        arm.pattern = Some(tokens.span(head.start..equals)?);
        let rest = equals + 1..head.end;
        let comma = tokens.top(rest.clone()).find(|at| tokens.is(*at, ",") && tokens.is(*at + 1, "if"));
        arm.future = Some(tokens.span(rest.start..comma.unwrap_or(rest.end))?);
        if let Some(comma) = comma {
            arm.condition = Some(tokens.span(comma + 2..rest.end)?);
        }
    } else if let Some(arrow) = tokens.find(head.clone(), "->") {
        arm.future = Some(tokens.span(head.start..arrow)?);
        arm.pattern = Some(tokens.span(arrow + 1..head.end)?);
    } else if head.len() > 1 && tokens.is(head.start, "default") {
        arm.future = Some(tokens.span(head)?);
    } else {
        arm.is_else = head.len() == 1 && tokens.is(head.start, "else");
        arm.pattern = Some(tokens.span(head)?);
    }
    Some(())
}

/// Edits for the arms of a `match`: an ellipsis that stands alone becomes an arm.
pub(super) fn edits(tokens: &Tokens<'_>) -> Edits {
    let mut edits = Edits::default();
    for at in tokens.top(0..tokens.len()) {
        let Some(token) = tokens.get(at).filter(|token| token.kind == Kind::Hole(true)) else { continue };
        let begins = at == 0
            || tokens.is(at - 1, ",")
            || matches!(tokens.kind(at - 1), Some(Kind::Close(b'}') | Kind::Hole(true)));
        if !begins || tokens.is(at + 1, "=>") {
            continue;
        }
        edits.replace(token.span, GAP);
        if let Some(comma) = tokens.get(at + 1).filter(|_| tokens.is(at + 1, ",")) {
            edits.blank(comma.span);
        }
    }
    edits
}

/// `expression, pattern if condition`, with more arguments or `=> body` after it, as a `match` with one arm.
pub(super) fn matches(text: &str, tokens: &Tokens<'_>, body: Span, edits: &Edits) -> Option<Rendered> {
    let comma = tokens.find(0..tokens.len(), ",")?;
    let value = tokens.span(0..comma)?;
    let mut parts = tokens.split(comma + 1..tokens.len(), &[",", "=>"]).into_iter();
    let pattern = parts.next()?;
    let is_arrow = tokens.is(pattern.end, "=>");
    let rest = pattern.end + 1..tokens.len();
    let pattern = tokens.span(pattern)?;
    let mut rendered = Rendered::default();
    rendered.insert("match (", body.start);
    edits.copy(&mut rendered, text, value);
    rendered.insert("\n) {", value.end);
    edits.copy(&mut rendered, text, pattern);
    rendered.insert(" => ", pattern.end);
    match tokens.span(rest) {
        Some(rest) if is_arrow => edits.copy(&mut rendered, text, rest),
        Some(rest) => {
            rendered.insert("_m(", rest.start);
            edits.copy(&mut rendered, text, rest);
            rendered.insert("\n)", rest.end);
        }
        None => rendered.insert("{}", body.end),
    }
    rendered.insert("\n}", body.end);
    Some(rendered)
}
