//! Which of the proven rules become candidates: the best by cost and noise, with those like it, and where they hold.

use std::collections::HashSet;

use super::rank;
use super::rule::{About, Rule};
use super::{Background, Candidate, Options};
use crate::fix::Fix;
use crate::proposal::{RuleDraft, ScopeDraft};
use crate::prove::{Proof, prove};

/// Rules whose noise is counted.
const COUNTED: usize = 30;

/// A proven rule, not ranked yet.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub(super) rule: Rule,
    pub(super) path: String,
    /// Which of the file's runs of changed lines it speaks on.
    pub(super) runs: Vec<usize>,
    pub(super) cost: f64,
}

/// The best rules, with their noise and their proof on the whole fix.
pub(super) fn ranked(
    fix: &Fix,
    mut found: Vec<Found>,
    background: &dyn Background,
    options: &Options,
) -> Vec<Candidate> {
    // Of rules that cost the same, the one that was thought of first: it is nearer to the change.
    found.sort_by(|a, b| a.cost.total_cmp(&b.cost));
    let mut seen: HashSet<String> = HashSet::new();
    found.retain(|one| seen.insert(one.rule.toml()));
    let found = chosen(found);
    let drafts: Vec<RuleDraft> = found.iter().map(|one| one.rule.draft()).collect();
    let paths: HashSet<&str> = found.iter().map(|one| one.path.as_str()).collect();
    let noise = background.findings(&drafts, &|path| paths.contains(path));
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
    let mut candidates: Vec<Candidate> = Vec::new();
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
    })
}

/// Rules of one candidate at most.
const TOGETHER: usize = 3;
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
            rules.iter().any(|one| one.found.path == other.found.path && one.found.runs.contains(run))
        };
        if other.scope == first.scope
            && other.noise <= QUIET
            && general
            && alike
            && !other.found.runs.iter().any(known)
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
