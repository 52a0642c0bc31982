//! What is found is the same whether files are parsed as a whole or only where something can match.
//!
//! The rules are of every kind that decides differently about how much of a file is looked at. The test runs over this
//! repository; `LESSONS_TREES` names further folders of Rust code, parted by `:`, for the ignored one.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on fails")]

use std::path::{Path, PathBuf};

use lessons_core::{
    ApprovalStatus, Disk, Engine, FileSource, Finding, LessonSet, Memory, SearchOptions, Workspace,
};

/// One rule of every kind, over names that are common.
const RULES: &[&str] = &[
    "pattern = '$X.unwrap()'",
    "pattern = '$X.clone()'",
    "pattern = '$X.len()'\ncontext = 'loop'",
    "pattern = '$X.push($Y)'\ninside = { kind = 'for_expression' }",
    "pattern = '$X.push($Y)'\nnot.inside = { kind = 'closure_expression' }",
    "pattern = '$X.iter()'\nwhere.X = 'self.$F'",
    "pattern = '$X.lock()'\nheld-across = '$Y.await'",
    "pattern = '$X.is_empty()'\nleads-to = 'return'",
    "pattern = '$X.push($Y)'\nguarded-by = '$X.is_empty()'",
    "pattern = '$X.push($Y)'\nnot.guarded-by = '$Z.len()'",
    "pattern = '$X.insert($$$)'\nwhere.X.type = 'std::collections::HashMap'",
    "pattern = '$X.insert($$$)'\nwhere.X.type = 'std::collections::BTreeMap'\nwhere.X.type-unknown = 'match'",
    "pattern = '$X.insert($K, $V)'",
    "pattern = '$X.insert($K, |$A, $B| $C)'",
    "pattern = '$X.len().max($Y)'",
    "pattern = '$X.map($F)'\nleads-to = '$Y.insert($K, $V)'",
    "pattern = '$X.get($Y)'\nwhere.Y.from = '$Z.len()'",
    "pattern = 'std::mem::take($X)'",
    "pattern = 'std::fs::read($X)'",
    "pattern = 'Vec::new()'",
    "pattern = '$T::new($$$)'\nhas = 'Vec::new()'",
    "pattern = 'Option<$T>'",
    "pattern = 'Box<dyn $T>'",
    "pattern = 'Arc<Mutex<$T>>'",
    "pattern = 'HashMap::from($$$)'",
    "pattern = 'String::from($X)'",
    "pattern = 'let $A = $B?;'",
    "pattern = 'return Err($E)'",
    "pattern = 'unsafe { $$$ }'",
    "pattern = 'match $X { $$$ }'\nhas = '$Y.unwrap()'",
    "pattern = 'if let Some($X) = $Y { $$$ }'",
    "pattern = 'impl Drop for $T { $$$ }'",
    "pattern = 'impl Default for $T { $$$ }'\nhas = 'Self { $$$ }'",
    "pattern = '#[derive(Clone)]'",
    "pattern = '#[derive(Debug, Default)] struct $S { $$$ }'",
    "pattern = 'fn new($$$) -> Self { $$$ }'",
    "pattern = 'use std::sync::Arc;'",
    "pattern = '$A.len(); $$$; $B.push($$$);'",
    "pattern = 'let $V = Vec::new(); $$$; $V.push($$$);'",
    "pattern = '$X as usize'",
    "pattern = 'println!($$$)'",
    "pattern = 'assert_eq!($A, $B)'",
    "pattern = 'format!($$$)'\nprecedes = '$X.push_str($$$);'",
    "pattern = 'self.$F.clone()'\nfollows = { pattern = 'let $L = $M;' }",
    "pattern = '$X.$$$.collect()'",
    "pattern = 'Some($X) => $Y'",
    "pattern = 'Self { $$$ }'",
    "pattern = 'path'",
    "kind = 'loop_expression'",
    "any = ['$X.expect($Y)', 'panic!($$$)', 'unreachable!($$$)']",
    "all = ['$X.map($F)', { has = { kind = 'closure_expression' } }]",
    "pattern = '$X.unwrap_or_default()'\nregex = 'parse'",
    "pattern = '$A + $B'\ninside = { pattern = 'fn $F($$$) -> usize { $$$ }' }",
];

/// An engine for the rules with these numbers.
fn engine(rules: std::ops::Range<usize>) -> Engine {
    let files = RULES.iter().enumerate().skip(rules.start).take(rules.len()).map(|(at, rule)| {
        let text = format!(
            "```toml\n[lesson]\ndate = 2026-01-01\n[scope]\ntests = {}\n[forbid]\n{rule}\n```\n# T\n\
             ## Root cause\na\n## Invariant\nb\n## Mitigation\nc\n",
            at % 2 == 0
        );
        (format!("lessons/D-{at:02}.md"), text)
    });
    let set = LessonSet::read(files);
    assert_eq!(set.problems(), []);
    let with_status = set.lessons().iter().map(|lesson| (lesson.clone(), ApprovalStatus::Approved));
    let (engine, problems) = Engine::new(with_status);
    assert_eq!(problems, []);
    engine
}

/// A finding in one line, its rule first.
fn told(one: &Finding) -> String {
    let rule = one.lesson.trim_start_matches("D-").parse::<usize>().ok();
    let rule = rule.and_then(|at| RULES.get(at)).unwrap_or(&"");
    format!("{} {rule:?} {}:{:?} {:?} {:?}", one.lesson, one.path, one.location, one.captures, one.related)
}

/// Compares both ways over a tree, all rules at once and each by itself; says how much was found.
fn compare(tree: &str, files: impl FileSource + 'static) -> usize {
    let workspace = Workspace::bare_tree(files).unwrap();
    let search = |rules, exhaustive| -> Vec<String> {
        let mut options = SearchOptions::default();
        options.exhaustive = exhaustive;
        engine(rules).search(&workspace, &options).unwrap().findings.iter().map(told).collect()
    };
    let whole = search(0..RULES.len(), true);
    assert_eq!(whole, search(0..RULES.len(), false), "all rules at once: {tree}");
    for at in 0..RULES.len() {
        let alone = search(at..at + 1, false);
        let expected: Vec<&String> =
            whole.iter().filter(|one| one.starts_with(&format!("D-{at:02} "))).collect();
        let missed: Vec<_> = expected.iter().filter(|one| !alone.contains(one)).take(5).collect();
        let extra: Vec<_> = alone.iter().filter(|one| !expected.contains(one)).take(5).collect();
        assert!(missed.is_empty() && extra.is_empty(), "{tree}\nmissed {missed:#?}\nextra {extra:#?}");
    }
    whole.len()
}

#[test]
fn the_same_is_found_in_slices_as_in_whole_files() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../lessons-core/src/names");
    assert!(compare("names", Disk::new(root).unwrap()) > 500, "there is something to find");
}

/// Code that is easy to get wrong without parsing it, of which each piece was found wrong once or nearly.
const PIECES: &[&str] = &[
    "impl From<U> for usize { fn from(v: U) -> Self { v.0 as Self } }",
    "fn a(v: Vec<u8>) { v.iter::<u8>(); v.get::<Vec<[u8; 2]>>(1); v.len::<{ 1 }>(); (v.len)(); Vec::len(&v); }",
    "fn b(v: &mut Vec<u8>) { v.0.push(1); Vec::push(v, 1); <Vec<u8>>::push(v, 1); v.push::<fn(u8) -> u8>(1); }",
    "#[expect(unused)] fn c() { iter::once(1); T::iter(); T::get(1); x.map(T::clone).len; x.push; }",
    "fn d() { info!(a = x.unwrap(), %y.clone(), \"{}\", z.len()); q! { x.push(1) => y.clone() } r![x.unwrap] }",
    "macro_rules! e { ($x:expr) => { $x.unwrap(); $x.clone::<u8>() }; } fn f() { e!(x.unwrap()) }",
    "mod g { use std::sync::Arc as Shared; fn h(a: &Shared<u8>) { Shared::clone(a); loop { a.clone().len(); } } }",
    "fn k(m: &mut M) { m.insert(1, |a, b| a); m.insert(f::<A, B>()); M::insert(m, 1, 2,); m.insert((1, 2)); m.map(x); }",
    "fn l(m: &mut M) { m.insert(a < b, c > (d),); m.insert(/* 1, 2 */); q!(m.insert(1, m.len().max(2))); M::len(m).max(3); }",
    "macro_rules! n { ($($a:expr),*) => { m.insert($($a),*); m.insert($($a),*, 1); m.insert(1, 2, 3) } }",
    "impl M { fn insert(self, k: u8, v: u8) { o![a b m.insert(1, 2) c]; self.map(|(a, b)| a).insert(k, v).len(); } }",
    "fn i() { let v = if a { b } else { c }.unwrap(); match d { _ => e }.clone(); (f)(g).len(); h?(i).push(1); }",
    "fn j() { for k in 0..v.len() { w.push(k); } let m = &n[..o.len()]; p.q.await.unwrap()?.clone().r[0].len(); }",
];

#[test]
fn the_same_is_found_in_code_that_is_easy_to_get_wrong() {
    let padding = "fn nothing() { let nothing = 1; }\n".repeat(100);
    let files =
        PIECES.iter().enumerate().map(|(at, code)| (format!("src/m{at}.rs"), format!("{padding}{code}\n")));
    let modules: String = (0..PIECES.len()).map(|at| format!("mod m{at};\n")).collect();
    let root = [("src/lib.rs".to_owned(), modules)];
    let files: Memory = root.into_iter().chain(files).collect();
    let found = compare("pieces", files);
    assert!(found > 25, "there is something to find, not only {found} places");
}

#[test]
#[ignore = "wants folders of Rust code: LESSONS_TREES"]
fn the_same_is_found_in_real_trees() {
    let trees = std::env::var("LESSONS_TREES").expect("LESSONS_TREES names folders");
    let mut failed = Vec::new();
    for tree in trees.split(':').map(PathBuf::from) {
        let disk = Disk::new(&tree).unwrap();
        match std::panic::catch_unwind(|| compare(&tree.display().to_string(), disk)) {
            Ok(found) => eprintln!("{}: {found} findings, the same both ways", tree.display()),
            Err(_) => failed.push(tree),
        }
    }
    assert!(failed.is_empty(), "{failed:?}");
}
