//! Calls after which nothing of the body runs any more.

use std::collections::HashMap;

use super::body;
use crate::language::rust::{F, K, plain, tokens};
use crate::locals::Locals;
use crate::syntax::Node;

/// Macros that never come back.
const MACROS: &[&str] = &["panic", "unreachable", "todo", "unimplemented", "bail"];

/// Functions of `std` that never come back: module and name.
const FUNCTIONS: &[(&str, &str)] = &[
    ("process", "exit"),
    ("process", "abort"),
    ("panic", "resume_unwind"),
    ("panic", "panic_any"),
    ("hint", "unreachable_unchecked"),
];

/// Whether a macro call never comes back.
pub(super) fn macro_diverges(call: Node<'_>) -> bool {
    let name = call.get(F::Macro).and_then(body::last_name).unwrap_or_default();
    MACROS.contains(&name)
}

/// The functions of a file by name: whether all that have the name are declared with the result `!`.
///
/// They are read from the tokens of the text: which parts of the file were parsed makes no difference.
#[derive(Debug)]
pub(super) struct Diverging(HashMap<String, bool>);

impl Diverging {
    /// Linear in the text, which is only looked at where it holds such a result.
    pub(super) fn of(text: &str) -> Self {
        let mut functions = HashMap::new();
        let diverges = |(at, arrow): (usize, &str)| {
            text.get(at + arrow.len()..).is_some_and(|rest| rest.trim_start().starts_with('!'))
        };
        if !text.match_indices("->").any(diverges) {
            return Self(functions);
        }
        let mut rest = tokens(text).peekable();
        while let Some(token) = rest.next() {
            if token != "fn" {
                continue;
            }
            // What has no name is a type.
            let Some(name) = rest.next_if(|name| !matches!(*name, "(" | "$")) else { continue };
            if rest.peek() == Some(&"<") {
                skip(&mut rest, "<", ">");
            }
            if rest.peek() != Some(&"(") {
                continue;
            }
            skip(&mut rest, "(", ")");
            let diverges = rest.next_if_eq(&"->").is_some() && rest.next_if_eq(&"!").is_some();
            functions.entry(plain(name).to_owned()).and_modify(|all| *all &= diverges).or_insert(diverges);
        }
        Self(functions)
    }

    /// Whether a call of `function` never comes back: one of `std`, or one of this file, called by its name alone, as
    /// `Self::name` or on `self`.
    pub(super) fn ends<'t>(&self, function: Node<'t>, locals: &Locals<'t>) -> bool {
        let function = match function.k() {
            K::GenericFunction => function.get(F::Function).unwrap_or(function),
            _ => function,
        };
        let Some(name) = body::last_name(function) else { return false };
        let is_own = || self.0.get(plain(name)).copied().unwrap_or(false);
        match function.k() {
            K::Identifier => is_own() && locals.definition(function).is_none(),
            K::FieldExpression => {
                function.get(F::Value).is_some_and(|value| value.k() == K::SelfName) && is_own()
            }
            K::ScopedIdentifier => function.get(F::Path).is_some_and(|path| match body::last_name(path) {
                Some("self" | "Self") => is_own(),
                Some(module) => FUNCTIONS.contains(&(module, name)),
                None => path.k() == K::SelfName && is_own(),
            }),
            _ => false,
        }
    }
}

/// Reads on to the bracket that closes the one that comes next.
fn skip<'t>(tokens: &mut impl Iterator<Item = &'t str>, open: &str, close: &str) {
    let mut depth = 0usize;
    for token in tokens {
        if token == open {
            depth += 1;
        } else if token == close {
            depth = depth.saturating_sub(1);
        }
        if depth == 0 {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_that_never_return_are_told_by_their_tokens() {
        for (text, expected) in [
            ("fn a() -> ! { loop {} }", &["a"][..]),
            ("fn a() {}", &[]),
            ("fn a() -> u8 { 1 } fn b()->!;", &["b"]),
            ("fn a<F: Fn(u8) -> !>(f: F) {}", &[]),
            ("fn a<F: Fn(u8) -> Vec<Vec<u8>>>(f: F, g: fn() -> u8) -> ! { loop {} }", &["a"]),
            ("fn a(f: fn() -> !) -> u8 {}", &[]),
            ("// fn a() -> ! {}\nfn b() { let x = \"fn c() -> !\"; }", &[]),
            ("mod x { fn a() -> ! {} } mod y { fn a() {} }", &[]),
            ("fn r#a() -> ! {}", &["a"]),
            ("type A = fn() -> !;", &[]),
            ("macro_rules! m { ($n:ident) => { fn $n() -> ! {} } }", &[]),
            ("fn a() -> !", &["a"]),
            ("fn a(", &[]),
        ] {
            let Diverging(functions) = Diverging::of(text);
            let found: Vec<String> =
                functions.into_iter().filter(|(_, all)| *all).map(|(name, _)| name).collect();
            assert_eq!(found, expected, "{text}");
        }
    }
}
