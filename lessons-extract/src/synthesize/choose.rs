//! Which of the proven rules become candidates: the best by cost and noise, with those like it, and where they hold.

use std::collections::{HashMap, HashSet};

use super::known::Recognised;
use super::rank;
use super::rule::{About, Rule};
use super::trial::Outcome;
use super::{Background, Candidate, Options};
use crate::fix::Fix;
use crate::proposal::{RuleDraft, ScopeDraft};
use crate::prove::{Proof, prove};

/// Rules whose noise is counted.
const COUNTED: usize = 30;
/// Rules of known mistakes whose noise is counted.
const RECOGNISED: usize = 8;

/// A proven rule, not ranked yet.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub(super) rule: Rule,
    pub(super) path: String,
    pub(super) outcome: Outcome,
    pub(super) cost: f64,
}

/// The best rules, with their noise and their proof on the whole fix.
pub(super) fn ranked(
    fix: &Fix,
    mut found: Vec<Found>,
    recognised: &[Recognised],
    background: &dyn Background,
    options: &Options<'_>,
) -> Vec<Candidate> {
    // Of rules that cost the same, the one that was thought of first: it is nearer to the change.
    found.sort_by(|a, b| a.cost.total_cmp(&b.cost));
    let mut seen: HashSet<String> = HashSet::new();
    found.retain(|one| seen.insert(one.rule.toml()));
    let found = chosen(found);
    let mut drafts: Vec<RuleDraft> = found.iter().map(|one| one.rule.draft()).collect();
    let recognised = recognised.get(..RECOGNISED).unwrap_or(recognised);
    drafts.extend(recognised.iter().map(|one| one.rule.clone()));
    let paths = found.iter().map(|one| &one.path).chain(recognised.iter().map(|one| &one.path));
    let paths: HashSet<&str> = paths.map(String::as_str).collect();
    let elsewhere = |rules: &[RuleDraft]| background.findings(rules, &|path| paths.contains(path));
    let mut noise = elsewhere(&drafts);
    let noise_of_known = noise.split_off(found.len()).into_iter().map(|paths| paths.len());
    let of_known: HashMap<&RuleDraft, usize> = drafts.iter().skip(found.len()).zip(noise_of_known).collect();
    let mut judged: Vec<Judged<'_>> = Vec::new();
    for (one, noise) in found.iter().zip(noise) {
        let cost = one.cost + rank::noise_cost(noise.len());
        judged.push(Judged { cost, noise: noise.len(), scope: ScopeDraft::default(), found: one });
        // Where it is the rest of the repository that is loud, it holds where the fix was: in the crate, the folder or
        // the file, the widest that is quiet.
        for (place, price) in places(&one.path) {
            let inside = noise.iter().filter(|path| path.starts_with(place.trim_end_matches("**"))).count();
            if noise.len() > LOUD && inside <= (noise.len() / 4).min(LOUD) {
                let cost = one.cost + price + rank::noise_cost(inside);
                let scope = ScopeDraft { paths: vec![place], ..ScopeDraft::default() };
                judged.push(Judged { cost, noise: inside, scope, found: one });
                break;
            }
        }
    }
    judged.sort_by(|a, b| a.cost.total_cmp(&b.cost));
    let mut candidates: Vec<Candidate> =
        known(fix, recognised, &of_known, judged.first(), &elsewhere).into_iter().collect();
    for best in &judged {
        if candidates.len() >= options.candidates {
            break;
        }
        let first = best.found.rule.draft();
        if candidates.iter().any(|known| known.rules.first() == Some(&first)) {
            continue;
        }
        let together = with_companions(best, &judged);
        let candidate = candidate(fix, &together).or_else(|| candidate(fix, &[best]));
        candidates.extend(candidate);
    }
    candidates
}

/// The rules as a candidate, if they hold together.
fn candidate(fix: &Fix, rules: &[&Judged<'_>]) -> Option<Candidate> {
    let first = rules.first()?;
    let drafts: Vec<RuleDraft> = rules.iter().map(|one| one.found.rule.draft()).collect();
    let proof = prove(&drafts, &first.scope, Some(fix), &[]).ok().filter(Proof::holds)?;
    let noise = rules.iter().map(|one| one.noise).sum();
    Some(Candidate {
        rules: drafts,
        scope: first.scope.clone(),
        path: first.found.path.clone(),
        proof,
        noise,
        known: None,
    })
}

/// A known mistake with more findings elsewhere than this is told by the fix's own rule first.
const KNOWN: usize = 5;

/// The mistake that the fix is known to repair: the quietest of the rules that others have for it; the fix's own best
/// rule where both speak on the same code, since that names what is used here; and what else is known to be the same
/// mistake, where little here does it: the next time it need not be the same call.
fn known(
    fix: &Fix,
    recognised: &[Recognised],
    noise: &HashMap<&RuleDraft, usize>,
    own: Option<&Judged<'_>>,
    elsewhere: &dyn Fn(&[RuleDraft]) -> Vec<Vec<String>>,
) -> Option<Candidate> {
    // A guard that blocks threads, over an await: the fix's own rule is the whole mistake, and nothing is shorter.
    if own.is_some_and(|own| own.found.rule.about == About::Blocking) {
        return None;
    }
    let noise_of = |rule: &RuleDraft| noise.get(rule).copied().unwrap_or_default();
    let quiet = recognised.iter().filter(|one| noise_of(&one.rule) <= KNOWN);
    let first = quiet.min_by_key(|one| {
        let noise = noise_of(&one.rule);
        (noise > QUIET, std::cmp::Reverse(one.outcome.runs.len()), noise)
    })?;
    let names_the_same = |own: &&Judged<'_>| {
        own.scope == ScopeDraft::default()
            && own.found.rule.about != About::Place
            && own.found.path == first.path
            && own.found.outcome.meets(&first.outcome)
            // As often here and elsewhere, it finds the same, and says no more.
            && !(own.noise > 0 && own.noise == noise_of(&first.rule))
            // A type names nothing that is used here, and the known rule has it.
            && own.found.rule.about != About::Typed
    };
    let own = own.filter(names_the_same).map(|own| (own.found.rule.draft(), own.noise));
    let others = first.others.get(..OTHERS).unwrap_or(&first.others);
    let drafts: Vec<RuleDraft> = others.iter().map(|other| other.rule.clone()).collect();
    let of_others = if drafts.is_empty() { Vec::new() } else { elsewhere(&drafts) };
    // Of callees that the fix has nothing to do with, nothing here speaks for calling it a mistake.
    let quiet = others
        .iter()
        .zip(of_others.iter().map(Vec::len))
        .filter(|(other, noise)| *noise <= if other.same_callees { QUIET } else { 0 });
    let others =
        quiet.map(|(other, noise)| (RuleDraft::forbid(format!("{ANOTHER}{}", other.rule.toml)), noise));
    let mut known = alone(fix, first.rule.clone(), noise_of(&first.rule), &first.path)?;
    known.known = Some(first.mistake.clone());
    for (rule, noise) in own.into_iter().chain(others) {
        if known.rules.len() >= TOGETHER {
            break;
        }
        known.rules.push(rule);
        match prove(&known.rules, &known.scope, Some(fix), &[]).ok().filter(Proof::holds) {
            Some(proof) => {
                known.noise += noise;
                known.proof = proof;
            }
            None => drop(known.rules.pop()),
        }
    }
    Some(known)
}

/// What stands above a rule that nothing in the fix has proven.
const ANOTHER: &str = "# The same mistake in another shape. The fix had none of it.\n";

/// A candidate of one rule that holds everywhere.
fn alone(fix: &Fix, rule: RuleDraft, noise: usize, path: &str) -> Option<Candidate> {
    let (rules, scope) = (vec![rule], ScopeDraft::default());
    let proof = prove(&rules, &scope, Some(fix), &[]).ok().filter(Proof::holds)?;
    Some(Candidate { rules, scope, path: path.to_owned(), proof, noise, known: None })
}

/// Rules of one candidate at most.
const TOGETHER: usize = 3;
/// Further rules of a known mistake whose noise is counted.
const OTHERS: usize = 12;
/// A further rule with more findings elsewhere than this would make the first louder than it is.
const QUIET: usize = 2;
/// How much worse than the first a further rule may be.
const WORSE: f64 = 3.0;

/// A rule, and the best ones like it for what the fix changed besides: a fix that mends a mistake in several places is
/// about all of them. What it did along the way is not the point, unless something was given up for it.
fn with_companions<'j, 'f>(first: &'j Judged<'f>, judged: &'j [Judged<'f>]) -> Vec<&'j Judged<'f>> {
    let mut rules = vec![first];
    for other in judged {
        if rules.len() >= TOGETHER || other.cost > first.cost + WORSE {
            break;
        }
        let rule = &other.found.rule;
        let general = rule.about != About::Place && rule.shape.locals == 0;
        let alike = first.found.rule.is_like(rule);
        let known = |run: &usize| {
            rules.iter().any(|one| one.found.path == other.found.path && one.found.outcome.runs.contains(run))
        };
        if other.scope == first.scope
            && other.noise <= QUIET
            && general
            && alike
            && !other.found.outcome.runs.iter().any(known)
        {
            rules.push(other);
        }
    }
    rules
}

/// A proven rule with its noise, and where it is to hold.
struct Judged<'a> {
    cost: f64,
    noise: usize,
    scope: ScopeDraft,
    found: &'a Found,
}

/// More findings elsewhere than this, and a scope is thought of.
const LOUD: usize = 10;
/// The places that a scope may name, from the crate of a file, as far as its path tells, down to the file, with what
/// each costs: a lesson that reaches farther is better.
fn places(path: &str) -> Vec<(String, f64)> {
    let mut places = Vec::new();
    if let Some(root) = path.rfind("/src/").and_then(|at| path.get(..=at)) {
        places.push((format!("{root}**"), 2.0));
    }
    if let Some(folder) = path.rfind('/').and_then(|at| path.get(..=at)) {
        places.push((format!("{folder}**"), 3.0));
    }
    places.push((path.to_owned(), 4.5));
    places
}

/// Rules worth counting noise for: the cheapest, and for every place that they speak on the longer ones too, in case
/// the short ones are noisy.
fn chosen(found: Vec<Found>) -> Vec<Found> {
    let half = COUNTED / 2;
    let mut kept: Vec<Found> = Vec::new();
    let mut rest: Vec<Found> = Vec::new();
    for one in found {
        if kept.len() < half { kept.push(one) } else { rest.push(one) }
    }
    let step = (rest.len() / (COUNTED - half)).max(1);
    kept.extend(rest.into_iter().step_by(step));
    kept.truncate(COUNTED + 2);
    kept
}
