//! An answer, checked and proven: what it takes to become a proposal.

use lessons_core::{Language, Polarity, WhyNot, why_not};

use super::setback::Setback;
use super::{Case, Proven, Surroundings};
use crate::clean;
use crate::document::Document;
use crate::model::{Finish, Reply};
use crate::prompt::{self, Form, FormError};
use crate::proposal::{BlockDraft, NoPattern, Proposal, Quote, RuleDraft};
use crate::prove::{Counterexample, Proof, prove};

/// What became of an answer.
pub(super) enum Verdict {
    /// Proven, with the quotes that were wrong.
    Proven(Box<Proven>, Vec<String>),
    /// No rule can find it.
    NoPattern(Box<Proposal>),
    /// No rule can find it, but what is named instead is not there.
    NoPatternYet(Box<Proposal>, Setback),
    /// Proven on the fix and the document's blocks, but not on all of the answer's own.
    Almost(Box<Proven>, Setback),
    /// Wrong, and the rules that were tried, in words.
    Wrong(Setback, Option<String>),
}

/// Reads the form of an answer.
pub(super) fn form(reply: &Reply) -> Result<Form, Setback> {
    if let Some(words) = &reply.refusal {
        return Err(Setback::Refused(clean::line(words, 300)));
    }
    match reply.finish {
        Finish::Length => return Err(Setback::Truncated),
        Finish::Filter => return Err(Setback::Filtered),
        Finish::Stop => {}
    }
    if reply.content.trim().is_empty() {
        return Err(Setback::Empty);
    }
    prompt::read(&reply.content).map_err(|error| match error {
        FormError::NotJson(_) if is_refusal(&reply.content) => {
            Setback::Refused(clean::line(&reply.content, 300))
        }
        FormError::NotJson(why) => Setback::NotJson(why),
        FormError::Other(why) => Setback::NotTheForm(why),
    })
}

/// Servers without a field for it let the model refuse in plain words.
fn is_refusal(text: &str) -> bool {
    let text = clean::line(text, 200).to_lowercase().replace('’', "'");
    !text.contains('{')
        && [
            "i can't",
            "i cannot",
            "i'm sorry",
            "i am sorry",
            "i won't",
            "i'm unable",
            "i am unable",
            "as an ai",
        ]
        .iter()
        .any(|start| text.starts_with(start))
}

/// Proves what a form proposes.
pub(super) fn assess(
    form: &Form,
    redacted: &str,
    case: &Case<'_>,
    surroundings: &dyn Surroundings,
) -> Verdict {
    let (quotes, wrong) = quotes(form, redacted, case.document);
    let forbids = form.rules.iter().any(|rule| rule.kind == lessons_core::RuleKind::Forbid);
    if let Some(named) = form.no_pattern.as_ref().filter(|_| !forbids) {
        let story = |instead| Proposal {
            no_pattern: Some(NoPattern { reason: named.reason.clone(), instead }),
            blocks: case.blocks.to_vec(),
            ..story(form, quotes.clone(), case)
        };
        return match super::instead::check(named, form, case, surroundings) {
            Ok(instead) => Verdict::NoPattern(Box::new(story(instead))),
            Err(setback) => {
                Verdict::NoPatternYet(Box::new(story(crate::proposal::Instead::Nothing)), setback)
            }
        };
    }
    let rules = match form.rules.iter().map(|rule| rule.draft()).collect::<Result<Vec<_>, _>>() {
        Ok(rules) => rules,
        Err(why) => return Verdict::Wrong(Setback::EmptyRule(why), None),
    };
    let tried = rules.iter().map(|rule| clean::line(&rule.toml, 300)).collect::<Vec<_>>().join("; ");
    let fail = |setback: Setback| Verdict::Wrong(setback, Some(tried.clone()));
    if rules.iter().any(|rule| rule.toml.contains("REDACTED_")) {
        return fail(Setback::Placeholder);
    }
    let own = |texts: &[String], polarity| {
        texts.iter().map(move |text| BlockDraft::new(polarity, text.clone())).collect::<Vec<_>>()
    };
    let mut blocks = case.blocks.to_vec();
    blocks.extend(own(&form.bad, Polarity::Bad));
    blocks.extend(own(&form.good, Polarity::Good));
    let proof = match prove(&rules, &case.scope, case.fix, &blocks) {
        Ok(proof) => proof,
        Err(problems) => return fail(Setback::of_problems(&problems)),
    };
    let has = |polarity| blocks.iter().any(|block| block.polarity == polarity);
    if proof.tried.is_empty() && !(has(Polarity::Bad) && has(Polarity::Good)) {
        return fail(Setback::NothingToProveOn);
    }
    let proven = |proof: Proof, blocks: Vec<BlockDraft>| {
        let noise = surroundings.noise(&rules, &case.scope);
        let proposal = Proposal { rules: rules.clone(), blocks, ..story(form, quotes.clone(), case) };
        Box::new(Proven { proposal, proof, noise, by_model: true })
    };
    match proof.counterexample() {
        None => Verdict::Proven(proven(proof, blocks), wrong),
        Some(Counterexample::Block(index)) if index >= case.blocks.len() => {
            let setback = Setback::of_counterexample(&Counterexample::Block(index), &blocks);
            // Without the blocks of the answer's own that do not come out.
            let holds = |index: usize| proof.blocks.get(index).is_some_and(|block| block.holds);
            let kept: Vec<BlockDraft> = blocks
                .iter()
                .enumerate()
                .filter(|(index, _)| *index < case.blocks.len() || holds(*index))
                .map(|(_, block)| block.clone())
                .collect();
            match prove(&rules, &case.scope, case.fix, &kept) {
                Ok(proof) if proof.holds() && !proof.tried.is_empty() => {
                    Verdict::Almost(proven(proof, kept), setback)
                }
                _ => fail(setback),
            }
        }
        Some(Counterexample::MissesTheBug) => fail(Setback::MissesTheBug(explain(form, case))),
        Some(counterexample) => fail(Setback::of_counterexample(&counterexample, &blocks)),
    }
}

/// A rule of the synthesiser's with the story that a model told.
pub(super) fn with_rule(form: &Form, redacted: &str, rule: &RuleDraft, case: &Case<'_>) -> Option<Proven> {
    let rules = vec![rule.clone()];
    let proof = prove(&rules, &case.scope, case.fix, case.blocks).ok()?;
    let (quotes, _) = quotes(form, redacted, case.document);
    let proposal = Proposal { rules, blocks: case.blocks.to_vec(), ..story(form, quotes, case) };
    (proof.holds() && !proof.tried.is_empty()).then_some(Proven {
        proposal,
        proof,
        noise: None,
        by_model: false,
    })
}

fn story(form: &Form, quotes: Vec<Quote>, case: &Case<'_>) -> Proposal {
    Proposal {
        title: form.title.clone(),
        root_cause: form.root_cause.clone(),
        invariant: form.invariant.clone(),
        mitigation: form.mitigation.clone(),
        quotes,
        scope: case.scope.clone(),
        ..Proposal::default()
    }
}

/// The quotes that the document holds, and those that it does not. Quotes point into the caller's text where they are
/// found there; one that holds a placeholder has no place there. A quote with a link in it is left out.
fn quotes(form: &Form, redacted: &str, document: Option<&Document>) -> (Vec<Quote>, Vec<String>) {
    let (mut right, mut wrong) = (Vec::<Quote>::new(), Vec::new());
    for quote in &form.quotes {
        let Some(found) = prompt::find_quote(redacted, quote) else {
            if document.is_some() {
                wrong.push(clean::line(quote, 200));
            }
            continue;
        };
        if prompt::has_link(&found.text) || right.iter().any(|other| other.text == found.text) {
            continue;
        }
        let span = document.and_then(|document| {
            let found = prompt::find_quote(document.slice(&document.span), &found.text)?.span?;
            Some(found.start + document.span.start..found.end + document.span.start)
        });
        right.push(Quote { text: found.text, span });
    }
    (right, wrong)
}

/// Why the first pattern does not match on the lines that the fix changed: the place where it got farthest.
fn explain(form: &Form, case: &Case<'_>) -> Option<String> {
    /// Lines that are looked at.
    const MOST: usize = 40;
    let pattern = form.rules.first()?.shape.patterns.first()?;
    let mut looked = 0;
    for file in case.fix?.files.iter().filter(|file| file.is_rust()) {
        let Some(before) = file.before.as_deref() else { continue };
        let changed = file.changed_lines();
        let lines = u32::try_from(before.lines().count()).unwrap_or(u32::MAX);
        for line in (1..=lines).filter(|line| changed.touches_before(*line, *line)) {
            looked += 1;
            if looked > MOST {
                return None;
            }
            let place =
                |words: String| Some(format!("{} (line {line} of {})", words, clean::line(&file.path, 200)));
            match why_not(Language::Rust, pattern, before, line) {
                Ok(WhyNot::Part { wanted, found, means, .. }) => {
                    let found = found.map_or_else(
                        || "nothing".to_owned(),
                        |found| format!("`{}`", clean::line(&found, 80)),
                    );
                    let means = means
                        .map(|means| format!(", which means `{}`", clean::line(&means, 80)))
                        .unwrap_or_default();
                    return place(format!(
                        "`{}` of the pattern does not fit {found}{means}",
                        clean::line(&wanted, 80)
                    ));
                }
                Ok(WhyNot::Besides { .. }) => {
                    return place("the pattern ends before the code does".to_owned());
                }
                _ => {}
            }
        }
    }
    None
}
