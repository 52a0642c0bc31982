//! Bodies that are made of types and names, such as a table's columns or the arguments of a macro that writes `impl`s.

use super::rewrite::Edits;
use super::tokens::{Kind, Tokens};

/// Edits for a body whose parts are types, between commas: attributes are left out.
pub(super) fn plain(tokens: &Tokens<'_>) -> Edits {
    let mut edits = Edits::default();
    let mut at = 0;
    while at < tokens.len() {
        at = attribute(tokens, at, &mut edits).unwrap_or(at + 1);
    }
    edits
}

/// Leaves an attribute out; the index after it.
fn attribute(tokens: &Tokens<'_>, at: usize, edits: &mut Edits) -> Option<usize> {
    if !tokens.is(at, "#") || !tokens.opens(at + 1, b'[') {
        return None;
    }
    let end = tokens.closing(at + 1) + 1;
    edits.blank(tokens.span(at..end)?);
    Some(end)
}

/// Edits for bodies that are made of types and bounds, such as `path::of::<T>(A, B): Send & !Sync`, and of names, such
/// as `posts (id) { id -> Integer, title -> Nullable<Text> }`: what holds them together or stands between them becomes
/// a comma, braces become parentheses.
pub(super) fn loose(tokens: &Tokens<'_>) -> Edits {
    // Words that say what is made of the names and types.
    const MARKS: &[&str] = &["struct", "enum", "pub", "type", "const", "static", "where", "trait"];
    let mut edits = Edits::default();
    let (mut at, mut angles, mut comma) = (0, 0u32, true);
    while let Some(token) = tokens.get(at) {
        if let Some(after) = attribute(tokens, at, &mut edits) {
            at = after;
            continue;
        }
        let text = tokens.text(at);
        let after_type = at > 0
            && (matches!(tokens.kind(at - 1), Some(Kind::Word | Kind::Close(_)))
                || tokens.is(at - 1, ">")
                || tokens.is(at - 1, ">>"));
        at += 1;
        match text {
            "<" => angles += 1,
            ">" => angles = angles.saturating_sub(1),
            ">>" => angles = angles.saturating_sub(2),
            _ => {}
        }
        if angles > 0 || text.starts_with('>') {
            comma = false;
            continue;
        }
        let is_joint = text == "&" && after_type || [",", ";", ":", "->", "=>", "<-"].contains(&text);
        let separates = matches!(token.kind, Kind::Punctuation) && is_joint;
        match token.kind {
            _ if separates => {
                edits.replace(token.span, if comma { " " } else { "," });
                comma = true;
                continue;
            }
            Kind::Punctuation if text == "!" => edits.blank(token.span),
            Kind::Word if MARKS.contains(&text) => {
                edits.blank(token.span);
                continue;
            }
            Kind::Open(b'[') => at = tokens.closing(at - 1) + 1,
            Kind::Open(bracket) => {
                let follows = !comma && !tokens.is(at.wrapping_sub(2), "fn");
                match (follows, bracket) {
                    (true, b'{') => edits.replace(token.span, ", ("),
                    (false, b'{') => edits.replace(token.span, "("),
                    (true, _) => edits.insert(token.span.start, ", "),
                    (false, _) => {}
                }
                comma = true;
                continue;
            }
            Kind::Close(b'}') => edits.replace(token.span, ")"),
            Kind::Word if !comma && after_type && is_name(tokens, at - 2) => {
                edits.insert(token.span.start, ", ");
            }
            _ => {}
        }
        comma = false;
    }
    edits
}

/// Whether a type may end with this token: no word that begins one.
fn is_name(tokens: &Tokens<'_>, at: usize) -> bool {
    !matches!(tokens.text(at), "dyn" | "impl" | "mut" | "const" | "fn" | "for" | "unsafe" | "extern" | "as")
}
