//! One file, parsed once, on which many rules are tried one after the other.

use std::cell::Cell;

use super::Engine;
use super::budget::Budgets;
use super::compiled::{RuleId, RuleSet};
use super::file::Searched;
use super::join::forbidden;
use super::lines::Lines;
use super::scope::{Applies, applies, for_block};
use super::stretches::Stretches;
use crate::finding::Finding;
use crate::flow::Flow;
use crate::language::Language;
use crate::language::rust::test_regions;
use crate::lesson::RuleKind;
use crate::locals::Locals;
use crate::names::{FileNames, FileSummary, Renames, Symbols};
use crate::rule::OutOfFuel;
use crate::syntax::{Builder, Node, Tree};
use crate::workspace::{Edition, Memory, Workspace};

/// A file whose syntax, names and control flow are kept between searches; see [`with_parsed`].
pub struct ParsedFile<'a> {
    path: &'a str,
    language: Language,
    searched: Searched<'a>,
    workspace: &'a Workspace,
    symbols: Symbols<'a>,
    renames: Renames,
    tests: Stretches,
}

impl std::fmt::Debug for ParsedFile<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ParsedFile").field("path", &self.path).finish_non_exhaustive()
    }
}

/// Parses one file and hands it to `body`, which may try as many engines on it as it likes: each try costs a walk over
/// the file's nodes and what the rules ask of them, not another parse. The file counts as standing alone at `path`;
/// its language is the path's. `None` if there is no such language or the text cannot be parsed.
///
/// ```
/// use lessons_core::{Edition, Engine, Language, with_parsed};
///
/// let text = "fn run() { first().unwrap(); second(); }";
/// let found = with_parsed("src/lib.rs", text, Edition::E2024, |file| {
///     ["$X.unwrap()", "second()", "third()"].map(|pattern| {
///         let engine = Engine::of_pattern(Language::Rust, pattern).unwrap();
///         file.search(&engine).len()
///     })
/// });
/// assert_eq!(found, Some([1, 1, 0]));
/// ```
pub fn with_parsed<R>(
    path: &str,
    text: &str,
    edition: Edition,
    body: impl FnOnce(&ParsedFile<'_>) -> R,
) -> Option<R> {
    let language = Language::of_path(path)?;
    let tree = Builder::file(language.grammar(), text.to_owned()).ok()?;
    let alone: Memory = [(path, "")].into_iter().collect();
    let workspace = Workspace::bare_tree(alone).ok()?.with_edition(edition);
    let lines = Lines::default();
    let locals = Locals::new(&tree);
    let names = FileNames::new(&tree, &locals, edition);
    let flow = Flow::new(&tree, &locals, edition >= Edition::E2024);
    let rust = language == Language::Rust;
    let summary = if rust { names.summary() } else { FileSummary::default() };
    let tests = if rust { test_regions(&tree) } else { Vec::new() };
    let file = ParsedFile {
        path,
        language,
        workspace: &workspace,
        symbols: Symbols::new(&workspace, std::iter::once((path, &summary))),
        renames: Renames::new(&workspace, std::iter::once(&summary)),
        tests: Stretches::new(tests.into_iter().enumerate()),
        searched: Searched { tree: &tree, lines: &lines, locals: &locals, names: &names, flow: &flow },
    };
    Some(body(&file))
}

impl ParsedFile<'_> {
    /// What the `[forbid]` rules of the lessons find here, in order of place. As in a lesson's block, `crates` and
    /// `dependency` of a scope count as satisfied, and suppressions let nothing stand. Linear in the file's nodes for
    /// the kinds of nodes at which the rules can begin.
    #[must_use]
    pub fn search(&self, engine: &Engine) -> Vec<Finding> {
        self.matches(&engine.rules, RuleKind::Forbid)
    }

    /// Whether a `[require]` rule of the lessons is met here: each of them in order, as [`search`](Self::search) does
    /// for `[forbid]`, with one finding for every place that meets it.
    #[must_use]
    pub fn met(&self, engine: &Engine) -> Vec<Finding> {
        self.matches(&engine.rules, RuleKind::Require)
    }

    fn matches(&self, rules: &RuleSet, kind: RuleKind) -> Vec<Finding> {
        let mut findings: Vec<Finding> = Vec::new();
        let dispatch = rules.dispatch(rules.of_language(self.language));
        let place = self.workspace.place(self.path);
        let in_scope: Vec<bool> = rules
            .lessons
            .iter()
            .map(|lesson| applies(&for_block(&lesson.lesson.scope, true), &place) == Applies::Yes)
            .collect();
        let tree: &Tree = self.searched.tree;
        let mut budgets = Budgets::new(tree);
        for node in tree.nodes().filter(|node| !node.is_error()) {
            for id in dispatch.at(node.kind()) {
                let rule = rules.rule(id);
                if rule.kind != kind || !in_scope.get(rule.lesson).copied().unwrap_or(false) {
                    continue;
                }
                findings.extend(self.at(rules, id, node, budgets.of(id)));
            }
        }
        findings.sort_by(|a, b| a.order().cmp(&b.order()));
        findings
    }

    fn at(&self, rules: &RuleSet, id: RuleId, node: Node<'_>, budget: &Cell<u64>) -> Option<Finding> {
        let rule = rules.rule(id);
        let compiled = rules.lesson_of(rule);
        let node = self.searched.tree.node(node.id());
        let explored = match self.searched.decide(rules.compiled(id)?, node, &self.renames, budget) {
            Ok(explored) => explored,
            // What needs too many steps is no match, as in a search.
            Err(OutOfFuel) => return None,
        };
        let found = explored.decision.resolve(&|question| self.symbols.answer(self.path, question))?;
        let in_test = self.tests.hold(found.location.span);
        if in_test && !compiled.in_tests {
            return None;
        }
        Some(forbidden(compiled, self.path, found))
    }
}
