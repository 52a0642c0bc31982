//! What the tests try: rules, tokens, code, and ways of making more of them.

use proptest::prelude::*;

/// One rule for every key and every equal form of code.
pub(crate) const RULES: &[&str] = &[
    "pattern = '$X.unwrap()'",
    "pattern = 'let $G = $L.lock().unwrap();'\nheld-across = '$F.await'\nwhere.L.type = 'std::sync::Mutex'",
    "pattern = '$L.lock()'\nheld-across = { pattern = '$F.await', unless = 'drop($_)' }",
    "pattern = '$A($$$X)'\nleads-to = { pattern = '$A($$$X)', unless = 'return $$$R' }",
    "pattern = 'f($$$)'\nnot.guarded-by = 'check($$$)'",
    "pattern = 'f($A)'\nwhere.A.from = 'g($_)'",
    "kind = 'call_expression'\nregex = 'a.*b'\ninside = { kind = 'block', until = { kind = 'closure_expression' } }",
    "pattern = '$A; $$$; $B;'\nhas = { pattern = '$C?', until = { kind = 'block' } }",
    "pattern = 'foo($$$A, $X, $$$B, $X, $$$C)'",
    "pattern = 'S { $F: $V, .. }'\nnot.any = ['S { a: 1, .. }', { context = 'test' }]",
    "pattern = '$A.$$$R.build()'\nwhere.R.has = '$_.a($$$)'",
    "pattern = '$T::new($$$)'\ncontext = ['async', 'loop', 'unsafe', 'const', 'drop']",
    "pattern = '$A == $B'\nfollows = 'let $A = $_;'\nprecedes = '$B()'",
    "pattern = '#[derive(Clone, Copy)] struct $S { $$$ }'",
    "pattern = 'match $X { $$$, $P => $E, $$$ }'\nall = [{ has = '$E?' }, { not.has = '$X?' }]",
    "pattern = 'std::sync::Mutex::lock($X)'",
    "pattern = 'x'",
    "pattern = 'Vec<$T>'\nmessage = '{T}'\nfix = 'Box<[{T}]>'",
];

pub(crate) const TOKENS: &[&str] = &[
    "fn",
    "f",
    "(",
    ")",
    "{",
    "}",
    "[",
    "]",
    "<",
    ">",
    ";",
    ",",
    ".",
    "..",
    "::",
    "=>",
    "->",
    "=",
    "==",
    "&",
    "&&",
    "|",
    "||",
    "!",
    "?",
    "#",
    "$",
    "'a",
    "'a'",
    "\"a{x}\"",
    "r#\"",
    "\"",
    "//",
    "/*",
    "*/",
    "\n",
    "1",
    "1.5e3",
    "0x",
    "b\"",
    "let",
    "mut",
    "if",
    "else",
    "match",
    "loop",
    "while",
    "for",
    "in",
    "break",
    "continue",
    "return",
    "async",
    "await",
    "move",
    "unsafe",
    "const",
    "static",
    "struct",
    "enum",
    "impl",
    "trait",
    "mod",
    "use",
    "as",
    "self",
    "Self",
    "super",
    "crate",
    "where",
    "dyn",
    "ref",
    "x",
    "y.lock()",
    ".unwrap()",
    ".await",
    "select!",
    "vec!",
    "println!",
    "matches!",
    "json!",
    "macro_rules!",
    "#[cfg(test)]",
    "#[derive(Clone)]",
    "drop(x)",
    "Vec<u8>",
    "S { a: 1, ..b }",
    "|a|",
    "std::sync::Mutex",
    "spawn",
    "é",
    "\u{202e}",
    "\u{0}",
    "@",
    "~",
    "\\",
];

pub(crate) const REAL: &str = r##"
use std::{collections::HashMap, sync::{Arc, Mutex as Lock}};
#[derive(Debug, Clone)] pub struct S<T> where T: Copy { pub a: Arc<Lock<T>>, b: HashMap<String, u8> }
impl<T: Copy> S<T> { async fn go(&self, n: usize) -> Result<u8, Error> {
    let mut g = self.a.lock().unwrap(); let Some(x) = self.b.get("k") else { return Err(e()) };
    'l: for (i, y) in self.b.iter().enumerate() { if i > n && let Some(z) = y.1.checked_add(1) { continue 'l; } else { drop(g); break; } }
    tokio::select! { r = rx.recv(), if n > 1 => { r?.unwrap(); } _ = tick() => f(1), else => {} }
    match self.b { _ if n == 0 => 1, HashMap { .. } => { println!("{n:?} {}", x) ; 2 } }; f(vec![1; 2]); unsafe { g(|a| a?) }
    let s = Client::builder().a(1).b()?.build(); while let Ok(v) = rx.try_recv() { json!({"a": [v, {"b": null}]}); }
    async move { h().await }.await; Ok(1_000u32 as u8) } }
#[cfg(test)] mod t { #[test] fn a() { assert!(matches!(x, Some(_) | None)); } } // lessons:allow(L0) why
impl<T> Drop for S<T> { fn drop(&mut self) { std::mem::forget(std::thread::sleep(D)); } }
"##;

pub(crate) fn token() -> impl Strategy<Value = &'static str> + Clone {
    prop::sample::select(TOKENS)
}

pub(crate) fn soup() -> impl Strategy<Value = String> {
    prop::collection::vec(token(), 0..200).prop_map(|tokens| tokens.join(" "))
}

/// Real-looking code of which pieces are removed, doubled, swapped or replaced by tokens.
pub(crate) fn mutated() -> impl Strategy<Value = String> {
    mutation(REAL.to_owned())
}

/// The last boundary of a character up to `at`.
pub(crate) fn boundary(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

/// The same of any text.
pub(crate) fn mutation(text: String) -> impl Strategy<Value = String> {
    let edit = (any::<prop::sample::Index>(), 0..60_usize, token(), 0..4_u8);
    prop::collection::vec(edit, 1..12).prop_map(move |edits| {
        let mut code = text.clone();
        for (at, len, token, what) in edits {
            let start = boundary(&code, at.index(code.len() + 1));
            let end = boundary(&code, start + len).max(start);
            let piece = code[start..end].to_owned();
            match what {
                0 => code.replace_range(start..end, ""),
                1 => code.replace_range(start..end, token),
                2 => code.insert_str(start, &piece),
                _ => code.insert_str(start, token),
            }
        }
        code
    })
}

pub(crate) fn pattern() -> impl Strategy<Value = String> {
    let holes: Vec<&str> =
        ["$X", "$_", "$$$", "$$$X", ".$$$.", "$A.f()", "$Y($$$)", "let $X = $Y;", "$T::a", "{ $$$ }"]
            .to_vec();
    let part = prop_oneof![prop::sample::select(holes), token()];
    prop::collection::vec(part, 1..14).prop_map(|parts| parts.join(" "))
}

/// Any TOML of the rule language's keys, nested.
pub(crate) fn rule() -> impl Strategy<Value = String> {
    let text = prop_oneof![pattern(), Just("$X.unwrap()".to_owned()), Just("f($A)".to_owned()), "\\PC{0,20}"];
    let quoted = text.prop_map(|text| serde_json::Value::String(text).to_string());
    let leaf = prop_oneof![
        quoted.clone().prop_map(|text| format!("pattern = {text}")),
        quoted.clone().prop_map(|text| format!("regex = {text}")),
        prop::sample::select(
            &[
                "kind = 'block'",
                "kind = 'x'",
                "context = 'async'",
                "context = ['loop', 1]",
                "type = 'u8'",
                "from = 'f()'",
                "until = 'f()'",
                "unless = 'f()'",
                "message = '{A}'",
                "fix = '{X'",
                "where = 1",
                "where.A.type = 'u8'",
                "where.X.type-unknown = 'match'",
                "any = []",
                "all = 1",
                "not = {}",
                "q = 1"
            ][..]
        )
        .prop_map(str::to_owned),
    ];
    let key = prop::sample::select(
        &[
            "not",
            "inside",
            "has",
            "follows",
            "precedes",
            "leads-to",
            "held-across",
            "guarded-by",
            "where.X",
            "where.A",
            "where.A.from",
            "not.not",
            "inside.until",
            "leads-to.unless",
        ][..],
    );
    let list = prop::sample::select(&["all", "any", "not.any", "not.all"][..]);
    let table = leaf.prop_recursive(4, 24, 4, move |inner| {
        prop_oneof![
            (key.clone(), prop::collection::vec(inner.clone(), 1..3))
                .prop_map(|(key, inner)| format!("{key} = {{ {} }}", inner.join(", "))),
            (list.clone(), prop::collection::vec(inner, 0..4)).prop_map(|(key, inner)| format!(
                "{key} = [{}]",
                inner.iter().map(|one| format!("{{ {one} }}")).collect::<Vec<_>>().join(", ")
            )),
        ]
    });
    prop::collection::vec(table, 1..4).prop_map(|tables| tables.join("\n"))
}
