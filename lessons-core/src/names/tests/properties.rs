//! Whatever the code, looking at it ends, without a panic.

use proptest::prelude::*;

use super::super::collect::summarise;
use super::{CrateFacts, FileFacts, FileNames, Question, Symbols, World, library, parsed, wanted};
use crate::locals::Locals;
use crate::pattern::Facts;
use crate::workspace::Edition;

/// Asks everything of every node, in both steps.
fn ask_all(code: &str) {
    let tree = parsed(code);
    let locals = Locals::new(&tree);
    let summary = summarise(&tree, &locals).summary;
    let stored = serde_json::to_string(&summary).unwrap();
    assert_eq!(serde_json::from_str::<super::FileSummary>(&stored).unwrap(), summary);
    let names = FileNames::new(&tree, &locals, Edition::E2021);
    let crates: [CrateFacts; 1] = [library("app", "src/lib.rs")];
    let symbols = Symbols::of_crates(&crates, [("src/lib.rs", &summary)].into_iter());
    let answer = |question: &Question| Some(symbols.answer("src/lib.rs", question));
    let facts = FileFacts::new(&names, symbols.renames(), &answer);
    for node in tree.nodes() {
        for path in ["std::sync::Mutex::new", "$T::$N"] {
            facts.path_is(node, &wanted(path));
        }
        facts.type_is(node, &[wanted("std::sync::Mutex")], false);
        facts.takes_self(node);
    }
}

const WORDS: &[&str] = &[
    "use", "mod", "a", "b", "Self", "self", "super", "crate", "::", "{", "}", "*", ";", "as", "fn", "f", "(",
    ")", "impl", "struct", "S", "T", "<", ">", "type", "=", "let", "x", ":", ",", "Some", "&", ".", "lock",
    "?", "match", "=>", "pub", "enum", "trait", "for", "in", "!", "vec", "1", "std", "sync", "Mutex", "new",
    "await", "async",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_words_are_looked_at_without_a_panic(words in proptest::collection::vec(0..WORDS.len(), 0..60)) {
        let code: Vec<&str> = words.into_iter().map(|at| WORDS[at]).collect();
        ask_all(&code.join(" "));
    }

    #[test]
    fn any_uses_end(uses in proptest::collection::vec((0..4usize, 0..4usize, 0..5usize), 0..12)) {
        let mut code = String::new();
        for module in 0..4 {
            code.push_str(&format!("pub mod m{module} {{ "));
            for (_, to, how) in uses.iter().filter(|(from, ..)| *from == module) {
                code.push_str(&match how {
                    0 => format!("pub use crate::m{to}::*; "),
                    1 => format!("pub use super::m{to}::x as x; "),
                    2 => format!("pub use crate::m{to}::m{to}; "),
                    3 => format!("pub type x = super::m{to}::x; "),
                    _ => format!("pub use super::m{to} as y; pub use self::y::*; "),
                });
            }
            code.push_str("fn f() { x::a(); y::x() } } ");
        }
        ask_all(&code);
    }
}

#[test]
fn globs_that_all_import_each_other_end_soon() {
    let names: Vec<String> = (0..40).map(|at| format!("m{at}")).collect();
    let uses: String = names.iter().map(|name| format!("pub use crate::{name}::*; ")).collect();
    let modules: String = names.iter().map(|name| format!("pub mod {name} {{ {uses} }} ")).collect();
    let code = format!("{modules} use m0::*; fn f() {{ «nowhere::x»() }}");
    let world = World::new(vec![library("app", "src/lib.rs")], &[("src/lib.rs", &code)]);
    let start = std::time::Instant::now();
    assert!(!world.ask("src/lib.rs", &code, |facts, node| facts.path_is(node, &wanted("std::fs::x"))).0);
    assert!(start.elapsed().as_secs() < 5, "{:?}", start.elapsed());
}

#[test]
fn long_chains_of_variables_and_calls_end() {
    let lets: String = (1..2_000).map(|at| format!("let x{at} = x{}.clone();", at - 1)).collect();
    ask_all(&format!("fn f() {{ let x0 = std::sync::Mutex::new(1); {lets} }}"));
    let calls = ".a(b)".repeat(150);
    ask_all(&format!("fn f() {{ x{calls}; }}"));
    let arms: String =
        (1..40).map(|at| format!("let x{at} = if c {{ x{0} }} else {{ x{0} }};", at - 1)).collect();
    ask_all(&format!("fn f() {{ let x0 = Vec::new(); {arms} }}"));
}
