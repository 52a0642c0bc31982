//! Code, patterns and rules that are nested deeply.

use lessons_core::{ApprovalStatus, Engine, Lesson};

use super::inputs::REAL;
use super::{document, engine, in_time, search};

/// How deep: enough to overflow a stack in release, less in debug, where the same work takes longer.
const DEEP: usize = if cfg!(debug_assertions) { 3_000 } else { 100_000 };

#[test]
fn deep_code() {
    let engine = engine();
    for (what, before, open, inner, close) in [
        ("parentheses", "fn f() { ", "(", "x.unwrap()", ")"),
        ("blocks", "fn f() ", "{", "x.unwrap()", "}"),
        ("blocks with statements", "fn f() ", "{ x.unwrap();\n", "y", "}"),
        ("blocks with a call of a path", "fn f() ", "{ m::take(x);\n", "y", "}"),
        ("modules with functions", "", "mod a { fn f() { x.unwrap() }\n", "", "}"),
        ("functions with statements", "", "fn f() { let g = m.lock().unwrap();\n", "", "}"),
        ("closures with statements", "fn f() { ", "f(|x| { x.unwrap();\n", "", "})"),
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
