//! Fixes from diffs and blocks parse, and say which lines changed.
#![allow(clippy::unwrap_used, reason = "a test may fail")]

use super::*;

fn parses(text: &str) -> bool {
    !crate::syntax::parse(text).unwrap().root_node().has_error()
}

#[test]
fn a_hunk_becomes_a_file_that_parses() {
    for (name, hunk) in [
        (
            "the middle of a fn",
            "@@ -1,3 +1,3 @@ fn f(x: u8) {\n     let a = 1;\n-    g(a);\n+    h(a);\n     k();\n",
        ),
        ("no heading", "@@ -1,2 +1,2 @@\n     let a = 1;\n-    g(a);\n+    h(a);\n"),
        ("the end of a fn", "@@ -1,3 +1,3 @@ impl X {\n-    g('{', \"}\");\n+    h('a');\n }\n \n"),
        ("a fn's head", "@@ -1,3 +1,3 @@ impl X\n fn f() {\n-    g();\n+    h().await;\n     if a {\n"),
        ("two ends", "@@ -1,3 +1,3 @@ impl X {\n-    g(b);\n+    h(a);\n     }\n }\n"),
    ] {
        let fix = Fix::from_diff(&Diff::parse(&format!("--- a/src/x.rs\n+++ b/src/x.rs\n{hunk}")));
        let [file] = fix.files.as_slice() else { panic!("{name}: {fix:?}") };
        assert_eq!(file.path, "src/x.rs");
        for text in [&file.before, &file.after] {
            assert!(parses(text.as_deref().unwrap()), "{name}: {text:?}");
        }
        let changed = file.changed_lines();
        assert_eq!((changed.before.len(), changed.after.len()), (1, 1), "{name}");
    }
}

#[test]
fn blocks_are_files_or_bodies() {
    for (bad, good) in
        [("a();\nb()", "a()?;\nb()"), ("fn f() { a() }", "fn f() { b() }"), ("f(x)", "g(x).await")]
    {
        let fix = Fix::from_blocks(bad, good);
        assert!(parses(fix.files[0].before.as_deref().unwrap()), "{bad}");
        assert!(parses(fix.files[0].after.as_deref().unwrap()), "{good}");
    }
}

#[test]
fn changed_lines_of_each_side() {
    for (before, after, old, new) in [
        ("a\nb\nc", "a\nx\nc", vec![2..=2], vec![2..=2]),
        ("a\nc", "a\nb\nc", vec![1..=2], vec![2..=2]),
        ("a\nb\nc", "a\nc", vec![2..=2], vec![1..=2]),
        ("a", "a", vec![], vec![]),
        ("", "a", vec![1..=1], vec![1..=1]),
    ] {
        let lines = ChangedLines::between(before, after);
        assert_eq!((lines.before, lines.after), (old, new), "{before:?} {after:?}");
    }
}
