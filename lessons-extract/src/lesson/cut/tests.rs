//! Files before and after a fix, and what is cut from them.

use lessons_core::Edition;

use super::*;

fn fix(before: &str, after: &str) -> Fix {
    let mut file = ChangedFile::new("src/lib.rs", Some(before.to_owned()), Some(after.to_owned()));
    file.edition = Edition::E2021;
    Fix { files: vec![file], ..Fix::default() }
}

fn texts(rule: &str, before: &str, after: &str) -> Vec<String> {
    let blocks = cut(&[RuleDraft::forbid(rule)], &ScopeDraft::default(), &fix(before, after));
    blocks.into_iter().map(|block| block.text).collect()
}

const LOCK: &str =
    "pattern = 'let $G = $L.lock().unwrap();'\nheld-across = '$C.await'\nwhere.L.type = 'std::sync::Mutex'";

#[test]
fn a_function_with_what_the_rule_needs() {
    let file = |body: &str| {
        format!(
            "//! Docs.\n\nuse std::collections::BTreeMap;\nuse std::sync::Mutex;\n\n/// Unused.\n#[derive(Debug)]\nstruct Other;\n\n\
             /// The table.\nstruct Table {{\n    rows: Mutex<BTreeMap<u32, u32>>,\n}}\n\nimpl Table {{\n    fn new() -> Self {{\n        \
             todo!()\n    }}\n\n    /// Reads.\n    async fn read(&self) {{\n{body}    }}\n}}\n\nfn free() {{}}\n"
        )
    };
    let bad = "        let rows = self.rows.lock().unwrap();\n        send(&rows).await;\n";
    let good = "        let row = {\n            let rows = self.rows.lock().unwrap();\n            rows[0]\n        };\n        \
                send(row).await;\n";
    let cut = |body: &str| {
        format!(
            "use std::sync::Mutex;\n\nstruct Table {{\n    rows: Mutex<BTreeMap<u32, u32>>,\n}}\n\nimpl Table {{\n    \
             async fn read(&self) {{\n{body}    }}\n}}\n"
        )
    };
    assert_eq!(texts(LOCK, &file(bad), &file(good)), [cut(bad), cut(good)]);
}

#[test]
fn nothing_but_the_function_where_the_rule_needs_no_more() {
    let file = |call: &str| {
        format!(
            "use a::b;\n\n#[test]\nfn other() {{}}\n\n#[inline]\nfn f(x: u32) -> u32 {{\n    {call}\n}}\n"
        )
    };
    let cut = |call: &str| format!("#[inline]\nfn f(x: u32) -> u32 {{\n    {call}\n}}\n");
    let rule = "pattern = '$X.unwrap()'";
    assert_eq!(texts(rule, &file("g(x).unwrap()"), &file("g(x)?")), [cut("g(x).unwrap()"), cut("g(x)?")]);
}

#[test]
fn a_long_function_loses_what_has_no_part_in_it() {
    let filler: String = (0..30)
        .map(|number| format!("    let a{number} = call({number});\n    note(a{number});\n"))
        .collect();
    let file = |call: &str| {
        format!("fn f() {{\n    let client = build();\n{filler}    {call}\n{filler}    done()\n}}\n")
    };
    let cut = |call: &str| {
        format!("fn f() {{\n    let client = build();\n    // …\n    {call}\n    // …\n    done()\n}}\n")
    };
    let rule = "pattern = '$C.send($X)'";
    let blocks = texts(rule, &file("client.send(1);"), &file("client.send_all(1);"));
    assert_eq!(blocks, [cut("client.send(1);"), cut("client.send_all(1);")]);
}

#[test]
fn what_the_fix_adds_comes_along() {
    let before = "fn f() {\n    a.send(1);\n}\n\nfn other() {}\n";
    let after = "fn f() {\n    checked(1);\n}\n\nfn checked(x: u32) {\n    a.try_send(x);\n}\n\nfn new() {}\n\nfn other() {}\n";
    let good = "fn f() {\n    checked(1);\n}\n\nfn checked(x: u32) {\n    a.try_send(x);\n}\n";
    assert_eq!(texts("pattern = '$A.send($X)'", before, after), ["fn f() {\n    a.send(1);\n}\n", good]);
}

#[test]
fn what_cannot_be_shown_is_left_out() {
    let bad = "fn f() {\n    a.send(1);\n}\n";
    // The function is gone, and nothing else of the file is left.
    assert_eq!(texts("pattern = '$A.send($X)'", bad, ""), [bad]);
    // The rule finds nothing that the fix changed.
    assert_eq!(texts("pattern = 'other()'", bad, "fn f() {}\n"), [""; 0]);
    assert_eq!(texts("pattern = '$$$'", bad, "fn f() {}\n"), [""; 0]);
}
