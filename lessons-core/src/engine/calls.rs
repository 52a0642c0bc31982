//! Findings of rules that ask for nothing but a method call, at calls that tokens told: nothing was parsed for them.

use std::collections::{BTreeMap, BTreeSet};

use super::compiled::{RuleId, RuleSet};
use super::decision::Decision;
use super::file::{Candidate, Match};
use super::fingerprint;
use super::lines::Lines;
use crate::finding::{Captures, Location};
use crate::language::rust::{MethodCall, Slices};
use crate::pattern::MethodCallShape;
use crate::rule::Rule;
use crate::span::Span;

/// What tokens alone tell of a file.
#[derive(Default)]
pub(super) struct Told {
    pub(super) candidates: Vec<Candidate>,
    /// Where these candidates are.
    pub(super) places: BTreeSet<(RuleId, Span)>,
    /// What only test builds compile.
    pub(super) tests: Vec<Span>,
}

impl Told {
    /// Takes the calls out of what is to be parsed, and their names out of the places of the rules' words, of which
    /// only those remain that the parser must be asked about. Rules without any are taken out too.
    pub(super) fn new(
        rules: &RuleSet,
        slices: &mut Slices,
        wanted: &mut BTreeMap<RuleId, Option<Vec<u32>>>,
        text: &str,
        lines: &Lines,
    ) -> Self {
        let calls = std::mem::take(&mut slices.calls);
        let mut told = Self { tests: std::mem::take(&mut slices.tests), ..Self::default() };
        if calls.is_empty() {
            return told;
        }
        let of_name = |name: u32| calls.binary_search_by_key(&name, |call| call.name).ok();
        wanted.retain(|id, places| {
            let (Some(shape), Some(places)) = (rules.rule(*id).needs.call, places) else { return true };
            let Some(rule) = rules.compiled(*id) else { return true };
            places.retain(|place| {
                let Some(call) = of_name(*place).and_then(|at| calls.get(at)) else { return true };
                if shape.has_arguments || !call.has_arguments {
                    let found = tell(rule, shape, call, text, lines);
                    told.places.insert((*id, call.span));
                    told.candidates.push(Candidate { rule: *id, decision: Decision::certain(found) });
                }
                false
            });
            !places.is_empty()
        });
        told
    }
}

fn tell(rule: &Rule, shape: MethodCallShape, call: &MethodCall, text: &str, lines: &Lines) -> Match {
    let receiver = shape.receiver.map(|var| rule.vars.name(var));
    let captures: Captures =
        receiver.map(|name| (name.to_owned(), call.receiver.of(text).to_owned())).into_iter().collect();
    let location = Location::new(text, lines.of(text), call.span);
    let items = call.items.iter().map(|item| item.of(text));
    let fingerprint = fingerprint::of_rust(call.span.of(text), items);
    let is_bound = |name: &str| receiver == Some(name);
    Match::new(rule, location, captures, Vec::new(), fingerprint, &is_bound)
}
