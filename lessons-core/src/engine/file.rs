//! The first stage: one file by itself, pure in its bytes, its edition and the rules.
//!
//! Nothing of the workspace is known here. Where a rule depends on what a name means in another file, both answers are
//! carried along as a [`Decision`]; the file also says what it declares, so that others can be answered.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::barren::Barren;
use super::budget::Budgets;
use super::calls::Told;
use super::compiled::{RuleId, RuleSet};
use super::decision::{self, Decision, Evaluated, Explored, Proviso};
use super::fingerprint::fingerprint;
use super::lines::Lines;
use super::prefilter::Prefilter;
use super::suppression::{Suppression, suppressions};
use crate::cache::CacheKey;
use crate::finding::{Captures, Fix, Location, Related};
use crate::flow::Flow;
use crate::language::Language;
use crate::language::rust::{Detail, Parts, SlicedText, test_regions};
use crate::locals::Locals;
use crate::names::{FileFacts, FileNames, FileSummary, Renames};
use crate::pattern::{Premise, Role, code_span};
use crate::rule::{Evaluator, Found, OutOfFuel, Rule, Search, Template};
use crate::span::Span;
use crate::syntax::{Builder, Node, Tree, Unparsed, Unsearched, UnsearchedReason};
use crate::workspace::Edition;

/// What one file says by itself.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct FileOutcome {
    pub(crate) candidates: Vec<Candidate>,
    pub(crate) summary: FileSummary,
    /// How much of what it declares the summary has.
    pub(crate) detail: Detail,
    pub(crate) suppressions: Vec<Suppression>,
    /// What only test builds compile.
    pub(crate) tests: Vec<Span>,
    pub(crate) unsearched: Vec<(Location, UnsearchedReason)>,
    /// The rules that took too many steps somewhere.
    pub(crate) gave_up: BTreeSet<RuleId>,
    pub(crate) parsed: bool,
    /// What was parsed, if that was asked for and is not the whole file.
    #[serde(skip)]
    pub(crate) sliced: Option<CacheKey>,
}

impl FileOutcome {
    /// Whether nothing was looked into.
    pub(crate) fn is_empty(&self) -> bool {
        // Where a rule gave up, something is unsearched.
        let Self {
            candidates,
            summary,
            detail: _,
            suppressions,
            tests: _,
            unsearched,
            gave_up: _,
            parsed: _,
            sliced: _,
        } = self;
        candidates.is_empty()
            && summary.modules.is_empty()
            && suppressions.is_empty()
            && unsearched.is_empty()
    }
}

/// A place where a rule may speak.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Candidate {
    pub(crate) rule: RuleId,
    pub(crate) decision: Decision<Match>,
}

/// A match, told so that the tree is no longer needed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Match {
    pub(crate) location: Location,
    pub(crate) captures: Captures,
    pub(crate) related: Vec<Related>,
    pub(crate) message: Option<String>,
    pub(crate) fix: Option<Fix>,
    pub(crate) fingerprint: String,
}

/// What a file is searched with.
pub(crate) struct FileInput<'a> {
    pub(crate) text: String,
    pub(crate) language: Language,
    /// The edition of its package: only asked for where something is parsed.
    pub(crate) edition: &'a dyn Fn() -> Edition,
    /// The rules whose scope the file is in; by [`RuleId`].
    pub(crate) applies: &'a dyn Fn(RuleId) -> bool,
    pub(crate) renames: &'a Renames,
    /// What tells which rules may find something; none to parse everything and try all of them.
    pub(crate) prefilter: Option<&'a Prefilter>,
    /// What need not be parsed again.
    pub(crate) barren: Option<&'a Barren>,
}

impl FileInput<'_> {
    /// The key of a search of these parts of the file, where that may be known to give nothing.
    fn sliced(
        &self,
        wanted: &BTreeMap<RuleId, Option<Vec<u32>>>,
        parts: &Parts,
        detail: Detail,
    ) -> Option<CacheKey> {
        let (Parts::Slices(slices), Some(_)) = (parts, self.barren) else { return None };
        let rules: Vec<(RuleId, bool)> = wanted.iter().map(|(id, places)| (*id, places.is_some())).collect();
        let text = SlicedText { slices, text: &self.text };
        Some(CacheKey::new("sliced", &(self.language.name(), (self.edition)(), detail, rules, text)))
    }
}

/// Searches one file.
pub(crate) fn search(rules: &RuleSet, input: FileInput<'_>) -> FileOutcome {
    let rust = input.language == Language::Rust;
    let Some(Wanted { mut parts, detail, rules: mut wanted }) = wanted(rules, &input) else {
        return FileOutcome::default();
    };
    let lines = Lines::default();
    let told = match &mut parts {
        Parts::Slices(slices) => Told::new(rules, slices, &mut wanted, &input.text, &lines),
        Parts::Whole => Told::default(),
    };
    if matches!(&parts, Parts::Slices(slices) if slices.spans.is_empty()) {
        return FileOutcome { candidates: told.candidates, tests: told.tests, ..FileOutcome::default() };
    }
    let sliced = input.sliced(&wanted, &parts, detail);
    if let (Some(barren), Some(key)) = (input.barren, &sliced)
        && told.candidates.is_empty()
        && barren.knows(key)
    {
        return FileOutcome::default();
    }
    let tries = rules.dispatch(wanted.keys().copied());
    let grammar = input.language.grammar();
    let parsed = match parts {
        Parts::Whole => Builder::file(grammar, input.text),
        Parts::Slices(slices) => Builder::slices(grammar, input.text, slices),
    };
    let tree = match parsed {
        Ok(tree) => tree,
        Err(Unparsed(text)) => {
            let whole = Span::from_range(0..text.len());
            let place = Location::new(&text, lines.of(&text), whole);
            return FileOutcome {
                unsearched: vec![(place, UnsearchedReason::SyntaxError)],
                ..FileOutcome::default()
            };
        }
    };
    let locals = Locals::new(&tree);
    let edition = (input.edition)();
    let names = FileNames::new(&tree, &locals, edition);
    let flow = Flow::new(&tree, &locals, edition >= Edition::E2024);
    let mut outcome = FileOutcome {
        summary: if rust { names.summary() } else { FileSummary::default() },
        detail,
        suppressions: suppressions(&tree, &lines),
        tests: if rust { test_regions(&tree) } else { Vec::new() },
        candidates: told.candidates,
        parsed: true,
        sliced,
        ..FileOutcome::default()
    };
    outcome.tests.extend(told.tests);
    let mut unsearched = tree.unsearched().to_vec();
    let mut budgets = Budgets::new(&tree);
    let place = Searched { tree: &tree, lines: &lines, locals: &locals, names: &names, flow: &flow };
    for node in tree.nodes().filter(|node| !node.is_error()) {
        for id in tries.at(node.kind()) {
            let places = wanted.get(&id).and_then(Option::as_deref);
            let is_told = told.places.contains(&(id, node.span()));
            if is_told || places.is_some_and(|places| !holds_any(node, places)) {
                continue;
            }
            let Some(rule) = rules.compiled(id) else { continue };
            let explored = place.decide(rule, node, input.renames, budgets.of(id));
            if !matches!(explored, Ok(Explored { is_cut: false, .. })) {
                outcome.gave_up.insert(id);
                unsearched.push(Unsearched { span: node.span(), reason: UnsearchedReason::TooComplex });
            }
            if let Ok(Explored { decision, .. }) = explored
                && !decision.is_never()
            {
                outcome.candidates.push(Candidate { rule: id, decision });
            }
        }
    }
    unsearched.sort();
    unsearched.dedup();
    outcome.unsearched = unsearched
        .into_iter()
        .map(|one| (Location::new(tree.text(), lines.of(tree.text()), one.span), one.reason))
        .collect();
    outcome
}

/// What is to be done with a file.
struct Wanted {
    parts: Parts,
    detail: Detail,
    /// The rules to try, with the places of the words of which every match holds one, where there are such.
    rules: BTreeMap<RuleId, Option<Vec<u32>>>,
}

/// What is to be done with a file; none where no rule can find anything in it.
fn wanted(rules: &RuleSet, input: &FileInput<'_>) -> Option<Wanted> {
    let Some(prefilter) = input.prefilter.filter(|_| input.language == Language::Rust) else {
        let all = rules.of_language(input.language).filter(|id| (input.applies)(*id));
        return Some(Wanted {
            parts: Parts::Whole,
            detail: Detail::Types,
            rules: all.map(|id| (id, None)).collect(),
        });
    };
    let hits = prefilter.look(&input.text, input.applies)?;
    let in_tests = |id| rules.lesson_of(rules.rule(id)).in_tests;
    let (parts, detail) = prefilter.parts(&input.text, &hits, &in_tests);
    Some(Wanted { parts, detail, rules: prefilter.candidates(hits) })
}

/// Whether one of the places lies in the node.
fn holds_any(node: Node<'_>, places: &[u32]) -> bool {
    let span = node.span();
    let before = places.partition_point(|place| *place < span.start);
    places.get(before).is_some_and(|place| *place < span.end)
}

/// A file with everything that evaluation needs.
pub(super) struct Searched<'a> {
    pub(super) tree: &'a Tree,
    pub(super) lines: &'a Lines,
    pub(super) locals: &'a Locals<'a>,
    pub(super) names: &'a FileNames<'a>,
    pub(super) flow: &'a Flow<'a>,
}

impl<'a> Searched<'a> {
    pub(super) fn decide(
        &self,
        rule: &Rule,
        node: Node<'a>,
        renames: &Renames,
        budget: &Cell<u64>,
    ) -> Result<Explored<Match>, OutOfFuel> {
        Decision::explore(&mut |assumed| {
            let answer =
                |question: &_| assumed.iter().find(|(known, _)| known == question).map(|(_, answer)| *answer);
            let facts = FileFacts::new(self.names, renames, &answer);
            let evaluator = Evaluator::new(self.tree, &facts, self.locals, self.flow, budget);
            Ok(match evaluator.find(&rule.root, node)? {
                Search::Ways { ways, is_cut } => {
                    Evaluated::Found { found: ways.iter().map(|way| self.way(rule, way)).collect(), is_cut }
                }
                Search::Asks(question) => match self.names.question(question) {
                    Some(question) => Evaluated::Asks(question),
                    None => Evaluated::Found { found: Vec::new(), is_cut: true },
                },
            })
        })
    }

    /// A match, and what must turn out for it.
    fn way(&self, rule: &Rule, found: &Found) -> decision::Found<Match> {
        let provisos = found.env.premises().iter().filter_map(|premise| self.proviso(premise)).collect();
        decision::Found { provisos, found: self.tell(rule, found) }
    }

    fn proviso(&self, premise: &Premise) -> Option<Proviso> {
        let all = |way: &Vec<Premise>| way.iter().filter_map(|premise| self.proviso(premise)).collect();
        Some(match premise {
            Premise::Is(question) => Proviso::Is(self.names.question(*question)?),
            Premise::NoneOf(ways) => Proviso::NoneOf(ways.iter().map(all).collect()),
        })
    }

    /// A match in words and numbers.
    fn tell(&self, rule: &Rule, found: &Found) -> Match {
        let text = self.tree.text();
        let place = |span| Location::new(text, self.lines.of(text), span);
        let span = code_span(self.tree.node(found.matched.first), self.tree.node(found.matched.last));
        let capture = |var| {
            let span = found.env.get(var)?.span(self.tree)?;
            Some(span.of(text).trim_start().to_owned())
        };
        let captures: Captures =
            rule.vars.iter().filter_map(|(var, name)| Some((name.to_owned(), capture(var)?))).collect();
        let related = found
            .env
            .notes()
            .iter()
            .map(|(role, node)| Related {
                label: label(*role).to_owned(),
                location: place(self.tree.node(*node).span()),
            })
            .collect();
        // A run of nothing is bound.
        let is_bound = |name: &str| rule.vars.get(name).is_some_and(|var| found.env.get(var).is_some());
        let fingerprint =
            fingerprint(self.tree.node(found.matched.first), self.tree.node(found.matched.last));
        Match::new(rule, place(span), captures, related, fingerprint, &is_bound)
    }
}

impl Match {
    /// A match with what the rule says about it. `is_bound` tells the names that this way of matching has bound.
    pub(super) fn new(
        rule: &Rule,
        location: Location,
        captures: Captures,
        related: Vec<Related>,
        fingerprint: String,
        is_bound: &dyn Fn(&str) -> bool,
    ) -> Self {
        let fill = |template: &Template| template.fill(|name| captures.get(name).cloned());
        // A name without a binding would leave a hole in the code.
        let fix = rule.fix.as_ref().filter(|fix| fix.names().all(|(name, _)| is_bound(name)));
        Self {
            location,
            message: rule.message.as_ref().map(fill),
            fix: fix.map(|fix| Fix { span: location.span, replacement: fill(fix) }),
            related,
            fingerprint,
            captures,
        }
    }
}

fn label(role: Role) -> &'static str {
    match role {
        Role::LeadsTo => "leads to this",
        Role::HeldAcross => "still held here",
        Role::GuardedBy => "guarded by this",
    }
}
