//! Table-driven tests of names and types on code with a marked place, over one file or a workspace.

mod paths;
mod properties;
mod self_calls;
mod types;
mod workspace;

use std::cell::Cell;

use super::{CrateFacts, FileFacts, FileNames, FileSummary, Question, Symbols};
use crate::language::Language;

use crate::locals::Locals;
use crate::pattern::{Answer, Facts, WantedPath, unwrapped};
use crate::syntax::{Builder, Node, Tree};
use crate::workspace::Edition;

fn parsed(code: &str) -> Tree {
    Builder::file(Language::Rust.grammar(), code.to_owned()).unwrap()
}

/// Code without the marks, and the place between them.
fn marked(code: &str) -> (String, usize, usize) {
    let start = code.find('«').unwrap_or_else(|| panic!("no place is marked in {code}"));
    let code = code.replacen('«', "", 1);
    let end = code.find('»').unwrap();
    (code.replacen('»', "", 1), start, end)
}

/// The outermost node at the marked place, as a pattern would meet it.
fn node_at(tree: &Tree, start: usize, end: usize) -> Node<'_> {
    let spans = |node: &Node<'_>| {
        let span = node.span();
        (span.start as usize, span.end as usize) == (start, end)
            && !matches!(node.kind_name(), "match_pattern" | "attribute")
    };
    unwrapped(tree.nodes().find(spans).expect("a node at the marked place"))
}

fn wanted(path: &str) -> WantedPath {
    let (any_prefix, path) = match path.strip_prefix("$T::") {
        Some(rest) => (true, rest),
        None => (false, path),
    };
    let segments = path.split("::").map(|name| (!name.starts_with('$')).then(|| name.to_owned())).collect();
    WantedPath { segments, any_prefix }
}

/// A workspace in memory.
struct World {
    crates: Vec<CrateFacts>,
    files: Vec<(String, FileSummary)>,
    edition: Edition,
}

fn library(name: &str, root: &str) -> CrateFacts {
    CrateFacts {
        name: name.to_owned(),
        edition: Edition::E2021,
        root: root.to_owned(),
        is_library: true,
        is_test: false,
        dependencies: [("tokio".to_owned(), "tokio".to_owned())].into(),
    }
}

impl World {
    fn new(crates: Vec<CrateFacts>, files: &[(&str, &str)]) -> Self {
        let edition = crates.first().map_or(Edition::E2021, |krate| krate.edition);
        let files = files
            .iter()
            .map(|(path, text)| {
                let tree = parsed(&text.replace(['«', '»'], ""));
                let locals = Locals::new(&tree);
                ((*path).to_owned(), FileNames::new(&tree, &locals, edition).summary())
            })
            .collect();
        Self { crates, files, edition }
    }

    fn symbols(&self) -> Symbols<'_> {
        let files = self.files.iter().map(|(path, summary)| (path.as_str(), summary));
        Symbols::of_crates(&self.crates, files)
    }

    /// Asks about the marked place of one file; how many questions the workspace had to answer comes with it.
    fn ask(&self, path: &str, code: &str, ask: impl Fn(&FileFacts<'_>, Node<'_>) -> Answer) -> (bool, usize) {
        let (code, start, end) = marked(code);
        let tree = parsed(&code);
        let locals = Locals::new(&tree);
        let names = FileNames::new(&tree, &locals, self.edition);
        let symbols = self.symbols();
        let questions = Cell::new(0);
        let answer = |question: &Question| {
            questions.set(questions.get() + 1);
            // A question is kept in a cache between the two steps.
            let stored: Question = serde_json::from_str(&serde_json::to_string(question).unwrap()).unwrap();
            assert_eq!(stored, *question);
            Some(symbols.answer(path, &stored))
        };
        let renames = symbols.renames().clone();
        let facts = FileFacts::new(&names, &renames, &answer);
        (ask(&facts, node_at(&tree, start, end)) == Answer::Yes, questions.get())
    }
}

/// Whether the marked path of a lone file is the wanted one, and whether other files were asked.
fn path_is(code: &str, path: &str, edition: Edition) -> (bool, usize) {
    let mut krate = library("app", "src/lib.rs");
    krate.edition = edition;
    let world = World::new(vec![krate], &[("src/lib.rs", code)]);
    world.ask("src/lib.rs", code, |facts, node| facts.path_is(node, &wanted(path)))
}
