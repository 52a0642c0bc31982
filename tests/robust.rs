//! No input makes the search panic, hang or overflow the stack: any source, any pattern, any rule.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use lessons_core::{ApprovalStatus, Engine, Lesson, LessonSet, Memory, Report, SearchOptions, Workspace};
use proptest::prelude::*;

/// One rule for every key and every equal form of code.
const RULES: &[&str] = &[
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

fn document(rule: &str) -> String {
    format!(
        "```toml\n[lesson]\ndate = 2026-01-01\n[scope]\ntests = true\n[forbid]\n{rule}\n```\n# T\n## Root cause\na\n## Invariant\nb\n## Mitigation\nc\n"
    )
}

fn engine() -> Engine {
    let lessons = RULES.iter().enumerate().map(|(number, rule)| {
        let reading = Lesson::read(&format!("lessons/L{number}.md"), document(rule).as_bytes());
        (reading.lesson.unwrap_or_else(|| panic!("{rule}: {:?}", reading.problems)), ApprovalStatus::Approved)
    });
    let (engine, problems) = Engine::new(lessons);
    assert!(problems.is_empty(), "{problems:?}");
    engine
}

fn search(engine: &Engine, source: impl Into<Vec<u8>>) -> Report {
    let mut files = Memory::default();
    files.insert("Cargo.toml", "[package]\nname = 'a'\nedition = '2024'\n");
    files.insert("src/lib.rs", source.into());
    engine.search(&Workspace::from_source(files).unwrap(), &SearchOptions::default()).unwrap()
}

/// A second for 100 KB in release; a debug build is allowed twenty times as much, as machines are shared.
fn limit(bytes: usize) -> Duration {
    let of_release =
        Duration::from_secs(1).max(Duration::from_secs(1) * u32::try_from(bytes).unwrap() / 100_000);
    of_release * if cfg!(debug_assertions) { 20 } else { 2 }
}

#[track_caller]
fn in_time<T>(what: &str, bytes: usize, work: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let result = work();
    assert!(start.elapsed() < limit(bytes), "{what} ({bytes} bytes) took {:?}", start.elapsed());
    result
}

const TOKENS: &[&str] = &[
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

const REAL: &str = r##"
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

fn soup() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(TOKENS), 0..200).prop_map(|tokens| tokens.join(" "))
}

/// Real-looking code of which pieces are removed, doubled, swapped or replaced by tokens.
fn mutated() -> impl Strategy<Value = String> {
    let edit = (0..REAL.len(), 0..60_usize, prop::sample::select(TOKENS), 0..4_u8);
    prop::collection::vec(edit, 1..12).prop_map(|edits| {
        let mut code = REAL.to_owned();
        for (at, len, token, what) in edits {
            let start = (0..=at.min(code.len())).rev().find(|at| code.is_char_boundary(*at)).unwrap();
            let end = (start + len).min(code.len());
            let end = (end..=code.len()).find(|at| code.is_char_boundary(*at)).unwrap();
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

fn pattern() -> impl Strategy<Value = String> {
    let holes: Vec<&str> =
        ["$X", "$_", "$$$", "$$$X", ".$$$.", "$A.f()", "$Y($$$)", "let $X = $Y;", "$T::a", "{ $$$ }"]
            .to_vec();
    let part = prop_oneof![prop::sample::select(holes), prop::sample::select(TOKENS)];
    prop::collection::vec(part, 1..14).prop_map(|parts| parts.join(" "))
}

/// Any TOML of the rule language's keys, nested.
fn rule() -> impl Strategy<Value = String> {
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

fn config() -> ProptestConfig {
    ProptestConfig {
        cases: std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(48),
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

/// What holds of every report: spans lie in the file and on character boundaries, findings are in order.
fn is_sound(report: &Report, source: &str) {
    for finding in report.findings.iter().filter(|one| one.path == "src/lib.rs") {
        let span = finding.location.span;
        assert!(source.get(span.start as usize..span.end as usize).is_some(), "{span:?} in {source:?}");
    }
    let places: Vec<_> =
        report.findings.iter().map(|one| (&one.path, one.location.span, &one.lesson)).collect();
    assert!(places.is_sorted(), "{places:?}");
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn any_bytes_are_source(bytes in prop::collection::vec(any::<u8>(), 0..2_000)) {
        let engine = engine();
        in_time("bytes", bytes.len(), || search(&engine, bytes.clone()));
        let text = String::from_utf8_lossy(&bytes).into_owned();
        is_sound(&search(&engine, text.clone()), &text);
    }

    #[test]
    fn any_tokens_are_source(code in soup()) {
        let report = in_time("tokens", code.len(), || search(&engine(), code.clone()));
        is_sound(&report, &code);
        let body = format!("async fn f() {{ {code} }}");
        is_sound(&search(&engine(), body.clone()), &body);
    }

    #[test]
    fn any_change_of_real_code_is_source(code in mutated()) {
        let report = in_time("mutated", code.len(), || search(&engine(), code.clone()));
        is_sound(&report, &code);
    }

    #[test]
    fn any_text_is_a_pattern_or_an_error(text in prop_oneof![pattern(), soup(), "\\PC{0,60}", mutated()]) {
        let quoted = serde_json::Value::String(text.clone()).to_string();
        let reading = Lesson::read("lessons/X.md", document(&format!("pattern = {quoted}")).as_bytes());
        let (engine, _) = Engine::new(reading.lesson.map(|lesson| (lesson, ApprovalStatus::Approved)));
        let report = in_time(&text, REAL.len(), || search(&engine, REAL));
        is_sound(&report, REAL);
    }

    #[test]
    fn any_table_is_a_rule_or_an_error(rule in rule()) {
        let set = in_time(&rule, rule.len(), || LessonSet::read([("lessons/X.md", document(&rule))].iter().map(|(path, text)| (*path, text.as_bytes()))));
        let (engine, _) = Engine::new(set.lessons().iter().map(|lesson| (lesson.clone(), ApprovalStatus::Approved)));
        let report = in_time(&rule, REAL.len(), || search(&engine, REAL));
        is_sound(&report, REAL);
    }

    #[test]
    fn any_text_is_a_lesson_or_an_error(text in "(```|toml|\\[lesson\\]|\n|# |## Root cause|forbid|=|\"|'|\\PC{0,8}){0,40}") {
        let reading = Lesson::read("lessons/X.md", text.as_bytes());
        prop_assert!(reading.lesson.is_some() || !reading.problems.is_empty());
    }

    #[test]
    fn equal_input_gives_equal_output_with_any_number_of_threads(codes in prop::collection::vec(mutated(), 1..6)) {
        let run = |threads: usize| {
            let mut files = Memory::default();
            files.insert("Cargo.toml", "[package]\nname = 'a'\nedition = '2021'\n");
            for (number, code) in codes.iter().enumerate() {
                files.insert(&format!("src/m{number}.rs"), code.clone());
            }
            let workspace = Workspace::from_source(files).unwrap();
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            format!("{:?}", pool.install(|| engine().search(&workspace, &SearchOptions::default()).unwrap()))
        };
        prop_assert_eq!(run(1), run(8));
    }
}

/// How deep: enough to overflow a stack in release, less in debug, where the same work takes longer.
const DEEP: usize = if cfg!(debug_assertions) { 3_000 } else { 100_000 };

#[test]
fn deep_code() {
    let engine = engine();
    for (what, before, open, inner, close) in [
        ("parentheses", "fn f() { ", "(", "x.unwrap()", ")"),
        ("blocks", "fn f() ", "{", "x.unwrap()", "}"),
        ("brackets", "fn f() { ", "[", "1", "]"),
        ("generics", "fn f(x: ", "Vec<", "u8", ">"),
        ("closures", "fn f() { ", "|x| ", "x", ""),
        ("calls of closures", "fn f() { ", "f(|x| ", "x", ")"),
        ("macros", "fn f() { ", "a!(", "x.unwrap()", ")"),
        ("macros with braces", "fn f() { ", "a!{", "x.unwrap()", "}"),
        ("else if", "fn f() { ", "if a {} else ", "{}", ""),
        ("a chain", "fn f() { x", ".f()", "", ""),
        ("a chain of ?", "fn f() { x", "?", "", ""),
        ("a chain of await", "async fn f() { x", ".await", "", ""),
        ("fields", "fn f() { x", ".y", "", ""),
        ("operators", "fn f() { x", " + x", "", ""),
        ("lazy operators", "fn f() { x", " && x", "", ""),
        ("comparisons", "fn f() { ", "!", "x", ""),
        ("negations", "fn f() { ", "-", "x", ""),
        ("references", "fn f() { ", "&", "x", ""),
        ("modules", "", "mod a {", "fn f() { x.unwrap() }", "}"),
        ("use groups", "use a::", "{a::", "b", "}"),
        ("paths", "fn f() { a", "::a", "", ""),
        ("patterns", "fn f() { let ", "S(", "x", ")"),
        ("matches", "fn f() { ", "match a { _ => ", "x", "}"),
        ("loops", "fn f() { ", "loop { ", "x.lock()", "}"),
        ("async blocks", "fn f() { ", "async { ", "x.lock()", "}"),
        ("fns", "", "fn f() { ", "x.unwrap()", "}"),
        ("lets", "fn f() { ", "let g = m.lock().unwrap(); ", "", ""),
        ("unclosed braces", "fn f() ", "{", "", ""),
        ("unclosed parentheses", "fn f() { ", "(", "", ""),
        ("closing only", "", "}", "", ""),
        ("attributes", "", "#[a] ", "fn f() {}", ""),
        ("strings", "fn f() { p!(", "\"{a}\", ", "b", ")"),
        ("block comments", "", "/*", "", "*/"),
        ("types", "type A = ", "&", "u8", ";"),
        ("bounds", "fn f<T: ", "A + ", "B>() {}", ""),
        ("derefs", "fn f() { ", "*", "x", ""),
        ("index", "fn f() { x", "[0]", "", ""),
        ("returns", "fn f() { ", "return ", "x", ""),
        ("breaks", "fn f() { loop { ", "break ", "x", ""),
        ("ranges", "fn f() { ", "..", "x", ""),
        ("casts", "fn f() { x", " as u8", "", ""),
        ("assignments", "fn f() { ", "x = ", "x", ""),
        ("lets of blocks", "fn f() { ", "let x = {", "x", "};"),
        ("select", "fn f() { ", "select! { a = b => ", "x", " }"),
        ("json", "fn f() { json!(", "{\"a\": ", "x", "}"),
        ("suppressions", "fn f() { ", "// lessons:allow(L0) why\n", "x.unwrap()", ""),
    ] {
        let code = format!("{before}{}{inner}{}", open.repeat(DEEP), close.repeat(DEEP));
        in_time(what, code.len(), || search(&engine, code.clone()));
    }
}

#[test]
fn deep_patterns_and_rules() {
    for (open, inner, close) in [
        ("(", "$X", ")"),
        ("f(", "$X", ")"),
        ("{", "$X", "}"),
        ("", "x", ".f()"),
        ("", "$$$", ", $$$"),
        ("", "$A;", " $$$;"),
        ("&", "x", ""),
        ("$$$A, ", "x", ""),
    ] {
        for times in [100, 1_000, 5_000] {
            let text = format!("f({}{inner}{})", open.repeat(times), close.repeat(times));
            in_time(&format!("{open}{inner}{close}"), text.len(), || {
                let reading =
                    Lesson::read("lessons/X.md", document(&format!("pattern = '{text}'")).as_bytes());
                let (engine, _) =
                    Engine::new(reading.lesson.map(|lesson| (lesson, ApprovalStatus::Approved)));
                search(&engine, REAL);
            });
        }
    }
    for (open, close) in [
        ("not = { ", " }"),
        ("all = [{ ", " }]"),
        ("inside = { ", " }"),
        ("where.A = { ", " }"),
        ("leads-to = { pattern = '$A', ", " }"),
    ] {
        for times in [10, 60, 1_000, 20_000] {
            let rule =
                format!("pattern = 'f($A)'\n{}pattern = 'f()'{}", open.repeat(times), close.repeat(times));
            in_time(open, rule.len(), || {
                let reading = Lesson::read("lessons/X.md", document(&rule).as_bytes());
                let (engine, _) =
                    Engine::new(reading.lesson.map(|lesson| (lesson, ApprovalStatus::Approved)));
                search(&engine, REAL);
            });
        }
    }
}

#[test]
fn much_code() {
    let engine = engine();
    let (guards, size) = if cfg!(debug_assertions) { (300, 20_000) } else { (20_000, 1_000_000) };
    let mut bodies = String::from("async fn f() {\n");
    for number in 0..guards {
        writeln!(bodies, "let g{number} = m{number}.lock().unwrap(); h().await;").unwrap();
    }
    bodies.push('}');
    in_time("guards", bodies.len(), || search(&engine, bodies.clone()));
    for piece in [
        "} ) ] fn let '  #",
        "{ ( [ ",
        "a!( ",
        "< < ",
        "\" ' ",
        "/* ",
        "r#\" ",
        "=> ",
        "\u{0}",
        "let x = ",
        "match ",
        "#[",
        "$x:expr ",
        "é",
        "f(1, 2);",
        "x.unwrap();\n",
        "A::a(&b);",
        "if a { b } else ",
    ] {
        let code = piece.repeat(size / piece.len());
        in_time(piece, code.len(), || search(&engine, code.clone()));
        let code = format!("fn f() {{ {code} }}");
        in_time(piece, code.len(), || search(&engine, code.clone()));
    }
}

/// One long body, and rules that ask of each of its places what comes after, what was before and what gave the value.
#[test]
fn many_places_in_one_body() {
    const TYPE: &str = "where.L.type = 'std::sync::Mutex'";
    let places = if cfg!(debug_assertions) { 400 } else { 20_000 };
    let each = |line: &dyn Fn(usize) -> String| (0..places).map(line).collect::<String>();
    let guards = each(&|n| format!("let g{n} = m{n}.lock().unwrap(); h().await;\n"));
    let quiet = each(&|n| format!("let g{n} = m{n}.lock().unwrap(); h();\n"));
    let given = each(&|n| format!("let g{n} = m.lock(); take(g{n});\n"));
    let opened = each(&|n| format!("open(a{n});\n")) + &each(&|n| format!("close(a{n});\n"));
    let chain = each(&|n| format!("let x{} = f(x{n}); act(x{n});\n", n + 1));
    let again = each(&|_| "g = m.lock(); take(g);\n".to_owned());
    let arms = format!("match a {{ {} }}", each(&|n| format!("{n} => {{ open(a); f(); }}\n")));
    let branches = each(&|n| format!("if a{n} {{ drop(g); open(a); }}\n"));
    for (what, rule, code) in [
        (
            "held, of another type",
            format!("pattern = '$L.lock()'\nheld-across = '$F.await'\n{TYPE}"),
            &guards,
        ),
        ("held", "pattern = '$L.lock()'\nheld-across = '$F.await'".to_owned(), &guards),
        ("held across nothing", "pattern = '$L.lock()'\nheld-across = '$F.await'".to_owned(), &quiet),
        ("held to the move", "pattern = '$L.lock()'\nheld-across = '$F.await'".to_owned(), &given),
        ("held by one variable", "pattern = '$L.lock()'\nheld-across = '$F.await'".to_owned(), &again),
        ("dropped on branches", "pattern = 'm.lock()'\nheld-across = '$F.await'".to_owned(), &branches),
        ("leads", "pattern = 'open($A)'\nleads-to = 'close($A)'".to_owned(), &opened),
        ("leads nowhere", "pattern = 'open($A)'\nnot.leads-to = 'shut($A)'".to_owned(), &opened),
        ("guarded", "pattern = 'close($A)'\nguarded-by = 'open($A)'".to_owned(), &opened),
        ("not guarded", "pattern = 'open($A)'\nnot.guarded-by = 'check($A)'".to_owned(), &opened),
        ("arms", "pattern = 'open($A)'\nnot.guarded-by = 'check($A)'\nleads-to = 'f()'".to_owned(), &arms),
        ("from", "pattern = 'act($A)'\nwhere.A.from = 'env::var($_)'".to_owned(), &chain),
        ("from, of another type", "pattern = 'act($A)'\nwhere.A.type = 'u8'".to_owned(), &chain),
    ] {
        let reading = Lesson::read("lessons/X.md", document(&rule).as_bytes());
        let (engine, problems) = Engine::new(reading.lesson.map(|lesson| (lesson, ApprovalStatus::Approved)));
        assert!(problems.is_empty() && reading.problems.is_empty(), "{rule}: {:?}", reading.problems);
        let code = format!("async fn f() {{ let g = m.lock(); let mut x0 = 1;\n{code} }}");
        in_time(what, code.len(), || search(&engine, code.clone()));
    }
}

#[test]
fn odd_files() {
    let engine = engine();
    let dir = tempfile::tempdir().unwrap();
    let path = |name: &str| dir.path().join(name);
    std::fs::create_dir_all(path("src/deep")).unwrap();
    std::fs::write(path("Cargo.toml"), "[package]\nname = 'a'\nedition = '2021'\n").unwrap();
    std::fs::write(path("src/lib.rs"), "fn f() { x.unwrap(); }").unwrap();
    std::fs::write(path("src/latin.rs"), b"fn f() { y.unwrap(); } // \xe9").unwrap();
    std::fs::write(path("src/bom.rs"), b"\xef\xbb\xbffn f() { z.unwrap(); }").unwrap();
    std::fs::write(path("src/empty.rs"), b"").unwrap();
    std::fs::write(path("src/nul.rs"), b"fn f() { \0 }").unwrap();
    let huge = "fn f() { x.unwrap(); }\n".repeat(50 * 1024 * 1024 / 23);
    std::fs::write(path("src/huge.rs"), huge).unwrap();
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(path("src"), path("src/deep/loop")).unwrap();
        std::os::unix::fs::symlink("/etc", path("src/out")).unwrap();
        std::os::unix::fs::symlink(path("nowhere"), path("src/dangling.rs")).unwrap();
    }
    let locked = path("src/locked.rs");
    std::fs::write(&locked, "fn f() { w.unwrap(); }").unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        std::fs::set_permissions(&locked, std::fs::Permissions::from_mode(0o000)).unwrap();
    }
    // Root can read everything.
    let is_locked = std::fs::read(&locked).is_err();
    let workspace = Workspace::from_source(lessons_core::Disk::new(dir.path()).unwrap()).unwrap();
    let report = in_time("a folder of odd files", 5_000_000, || {
        engine.search(&workspace, &SearchOptions::default()).unwrap()
    });
    let found: Vec<_> =
        report.findings.iter().filter(|one| one.lesson == "L0").map(|one| one.path.as_str()).collect();
    let expected: &[&str] = if is_locked {
        &["src/bom.rs", "src/lib.rs"]
    } else {
        &["src/bom.rs", "src/lib.rs", "src/locked.rs"]
    };
    assert_eq!(found, expected);
    let mut unsearched: Vec<_> = report.unsearched.iter().map(|one| one.path.as_str()).collect();
    unsearched.dedup();
    for path in ["src/latin.rs", "src/huge.rs"] {
        assert!(unsearched.contains(&path), "{path} is not counted: {unsearched:?}");
    }
}
