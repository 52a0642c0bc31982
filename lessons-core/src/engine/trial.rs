//! A pattern tried on the spot, outside of any lesson, and why it does not match somewhere.

use std::cell::Cell;

use super::Engine;
use crate::finding::Location;
use crate::language::Language;
use crate::language::rust::attributed;
use crate::lesson::{ApprovalStatus, Lesson};
use crate::locals::Locals;
use crate::names::{FileFacts, FileNames, Question, Renames};
use crate::pattern::{Env, Matcher, Pattern, Trace, Vars};
use crate::problem::Problem;
use crate::span::{LineIndex, Span};
use crate::syntax::{Builder, Node, NodeId, Tree};
use crate::workspace::Edition;

/// Why a pattern does not match on a line, as far as can be told.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum WhyNot {
    /// No code begins on the line.
    NoCode,
    /// The parser found no syntax there, or no shape for a macro's body.
    Unsearched,
    /// Code begins there, but none with which the pattern can begin.
    NoStart,
    /// Of what was tried, this got farthest into the pattern before it did not fit.
    Part {
        /// The part of the pattern that does not fit, in bytes of the pattern's text.
        part: Span,
        /// That part on one line, cut short where it is long.
        wanted: String,
        /// The code on which it was tried; none where the code ends before.
        code: Option<Location>,
        /// That code on one line, cut short where it is long.
        found: Option<String>,
        /// For a name in the code: the path that it stands for, where that is another than is written.
        means: Option<String>,
    },
    /// The pattern fits, and ends before this code does.
    Besides {
        /// The code that the pattern has not.
        code: Location,
    },
    /// It fits as it is written, so the names mean something else here.
    Names,
}

/// Steps spent on the explanation of one line.
const FUEL: u32 = 2_000_000;

impl Engine {
    /// An engine for one pattern, which is searched for everywhere, tests included. Its findings carry the lesson id
    /// `pattern` and what the metavariables stand for.
    ///
    /// # Errors
    /// What is wrong with the pattern; places are those of the pattern's text.
    pub fn of_pattern(language: Language, pattern: &str) -> Result<Self, Vec<Problem>> {
        let (engine, problems) =
            Self::new([(Lesson::of_pattern(language, pattern), ApprovalStatus::Approved)]);
        if problems.is_empty() { Ok(engine) } else { Err(problems) }
    }
}

/// Why `pattern` does not match code that begins on `line` of `text`, counted from 1. That it matches there is for a
/// search to tell.
///
/// # Errors
/// What is wrong with the pattern.
pub fn why_not(language: Language, pattern: &str, text: &str, line: u32) -> Result<WhyNot, Vec<Problem>> {
    Engine::of_pattern(language, pattern)?;
    let Ok(compiled) = Pattern::new(language, pattern, &mut Vars::default()) else {
        // `of_pattern` has compiled it.
        return Ok(WhyNot::NoStart);
    };
    let Ok(tree) = Builder::file(language.grammar(), text.to_owned()) else {
        return Ok(WhyNot::Unsearched);
    };
    Ok(explain(&compiled, &tree, line))
}

fn explain(pattern: &Pattern, tree: &Tree, line: u32) -> WhyNot {
    let lines = LineIndex::new(tree.text());
    let begins_here = |node: &Node<'_>| lines.line(node.span().start) == line;
    let (trace, fuel) = (Trace::default(), Cell::new(FUEL));
    let (locals, renames) = (Locals::new(tree), Renames::default());
    let answers = |question: &Question| Some(!matches!(question, Question::PathIs { .. }));
    let names = FileNames::new(tree, &locals, Edition::E2021);
    // A name that other files decide is told as what it is here; their types are taken to be what the pattern asks for.
    let facts = FileFacts::new(&names, &renames, &answers);
    let mut same = None;
    if !tree.nodes().any(|node| begins_here(&node) && node.id() != NodeId(0)) {
        return no_code(tree, &lines, line);
    }
    // An item begins with its attributes.
    let attributes = tree.nodes().filter(|node| node.kind_name() == "attribute_item");
    let items = attributes.filter(begins_here).filter_map(attributed);
    for node in tree.nodes().filter(begins_here).chain(items) {
        let matcher = Matcher { tree, pattern, facts: &facts, fuel: &fuel, trace: Some(&trace), same: None };
        if matcher.at(node, &mut Env::default(), &mut |_, _| true) {
            same = Some(node);
        }
    }
    if same.is_some() {
        return WhyNot::Names;
    }
    match trace.farthest() {
        Some(miss) => {
            let node = miss.node.map(|id| tree.node(id));
            let place = |node: Node<'_>| Location::new(tree.text(), &lines, node.span());
            match node {
                Some(node) if miss.part.is_empty() => WhyNot::Besides { code: place(node) },
                Some(node)
                    if node.text() == miss.part.of(pattern.text()) && names.meaning(node).is_none() =>
                {
                    WhyNot::Names
                }
                _ => WhyNot::Part {
                    part: miss.part,
                    wanted: brief(miss.part.of(pattern.text())),
                    found: node.map(|node| brief(node.text())),
                    code: node.map(place),
                    means: node.and_then(|node| names.meaning(node)),
                },
            }
        }
        None if is_unsearched(tree, &lines, line) => WhyNot::Unsearched,
        None => WhyNot::NoStart,
    }
}

/// A text on one line, cut short after 40 characters.
fn brief(text: &str) -> String {
    const LONGEST: usize = 40;
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", line.get(..end).unwrap_or_default()),
        None => line,
    }
}

fn no_code(tree: &Tree, lines: &LineIndex, line: u32) -> WhyNot {
    if is_unsearched(tree, lines, line) { WhyNot::Unsearched } else { WhyNot::NoCode }
}

fn is_unsearched(tree: &Tree, lines: &LineIndex, line: u32) -> bool {
    tree.unsearched()
        .iter()
        .any(|code| (lines.line(code.span.start)..=lines.line(code.span.end)).contains(&line))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::SearchOptions;
    use crate::workspace::{Memory, Workspace};

    #[test]
    fn a_pattern_is_searched_for_everywhere() {
        let files: Memory =
            [("src/lib.rs", "fn f() { g(1) }"), ("tests/t.rs", "fn f() { g(2) }")].into_iter().collect();
        let workspace = Workspace::bare_tree(files).unwrap();
        let engine = Engine::of_pattern(Language::Rust, "g($X)").unwrap();
        let report = engine.search(&workspace, &SearchOptions::default()).unwrap();
        let captures: Vec<_> = report.findings.iter().map(|finding| finding.captures["X"].as_str()).collect();
        assert_eq!(captures, ["1", "2"]);
    }

    #[test]
    fn a_bad_pattern_is_told_at_its_place() {
        let problems = Engine::of_pattern(Language::Rust, "f($x)").unwrap_err();
        assert_eq!((problems[0].path.as_str(), problems[0].span), ("pattern", Span::new(2, 4)));
    }

    #[test]
    fn the_part_that_does_not_fit_is_named() {
        let text = "fn f() {\n    g(1, 2);\n\n    // c\n    h!(#);\n}\n";
        let why = |pattern: &str, line| why_not(Language::Rust, pattern, text, line).unwrap();
        let part = |pattern: &str, line| match why(pattern, line) {
            WhyNot::Part { part, wanted, code, found, .. } => {
                assert_eq!(wanted, part.of(pattern));
                assert_eq!(found.as_deref(), code.map(|code| code.span.of(text)));
                (wanted, found)
            }
            other => panic!("{other:?}"),
        };
        assert_eq!(part("g($X, 3)", 2), ("3".to_owned(), Some("2".to_owned())));
        match why("g(1)", 2) {
            WhyNot::Besides { code } => assert_eq!(code.span.of(text), "2"),
            other => panic!("{other:?}"),
        }
        assert_eq!(why("g($X, 3)", 3), WhyNot::NoCode);
        assert_eq!(why("struct $X;", 2), WhyNot::NoStart);
    }
    #[test]
    fn a_name_that_means_something_else_is_told() {
        let text =
            "use other::fs;\nuse std::fs::write as put;\n\nfn f() {\n    fs::write(1);\n    put(1);\n}\n";
        let means = |pattern: &str, line| match why_not(Language::Rust, pattern, text, line).unwrap() {
            WhyNot::Part { means, .. } => means,
            other => panic!("{other:?}"),
        };
        assert_eq!(means("std::fs::write($X)", 5).as_deref(), Some("other::fs::write"));
        assert_eq!(means("std::fs::read($X)", 6).as_deref(), Some("std::fs::write"));
    }

    #[test]
    fn the_miss_that_got_farthest_is_told() {
        for (pattern, code, part, found) in [
            // Each start of the chain is tried; the one that fitted more says more.
            ("a.f().g()", "b.f().g();", "a", Some("b")),
            ("$X.f(1).g()", "a.f(2).g();", "1", Some("2")),
            // Of equals the first.
            ("f(1)", "f(2); f(3);", "1", Some("2")),
            ("f(1, 2)", "f(3, 4); f(1, 5);", "2", Some("5")),
            ("f($X, $X)", "f(a, b);", "$X", Some("b")),
            ("f($X, 1)", "f(2);", "1", None),
        ] {
            let text = format!("fn h() {{\n{code}\n}}\n");
            let why = why_not(Language::Rust, pattern, &text, 2).unwrap();
            let WhyNot::Part { wanted, found: code, .. } = why else { panic!("{pattern}: {why:?}") };
            assert_eq!((wanted.as_str(), code.as_deref()), (part, found), "{pattern}");
        }
    }

    #[test]
    fn a_long_text_is_cut_short() {
        assert_eq!(brief("a\n    b"), "a b");
        assert_eq!(brief(&"ä".repeat(41)), format!("{}…", "ä".repeat(40)));
    }
}
