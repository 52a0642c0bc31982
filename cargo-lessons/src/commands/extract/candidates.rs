//! The proposals for one incident, the best first: a model's, as far as one is asked, and those that follow from the fix
//! alone.

use lessons_extract::model::Transcript;
use lessons_extract::{
    Answers, Background, Candidate, Case, KnownMistakes, NoBackground, NoPattern, Options, Outcome, Proposal,
    Refinement, RuleDraft, ScopeDraft, Setback, WorkspaceBackground, synthesize,
};

use super::conversation;
use super::endpoint::Choice;
use super::incident::Incident;
use super::scene::Scene;
use super::surroundings::Known;
use crate::context::Context;
use crate::exit::Failure;
use crate::public;

/// Proposals that are proven.
#[derive(Default)]
pub(super) struct Candidates {
    /// Each with the fix it was proven on: its place among the incident's.
    pub(super) proposals: Vec<(Proposal, Option<usize>)>,
    /// What asking a model cost, in a sentence.
    pub(super) cost: Option<String>,
}

/// What was found.
pub(super) enum Found {
    /// At least one proposal.
    Some(Candidates),
    /// None, and what was tried, a line each.
    None(Vec<String>),
}

/// Who is asked for proposals.
pub(super) enum Proposer {
    /// A model, or none.
    Choice(Choice),
    /// An earlier run.
    Replay(Transcript),
}

impl Proposer {
    fn answers(&self) -> Option<Answers<'_>> {
        match self {
            #[cfg(feature = "extract")]
            Self::Choice(Choice::Ask(endpoint)) => Some(Answers::Server(endpoint)),
            Self::Choice(Choice::Offline(_)) => None,
            Self::Replay(transcript) => Some(Answers::Replay(transcript)),
        }
    }

    /// Whether it can be asked a second time.
    pub(super) const fn can_refine(&self) -> bool {
        match self {
            #[cfg(feature = "extract")]
            Self::Choice(Choice::Ask(_)) => true,
            _ => false,
        }
    }
}

/// What the fixes give by themselves.
struct Synthesised {
    /// The best first.
    candidates: Vec<Candidate>,
    /// The fix that they were made from.
    of: Option<usize>,
    tried: Vec<String>,
}

impl Synthesised {
    /// The rule of each candidate that says most, for a model to know of.
    fn hints(&self) -> Vec<RuleDraft> {
        self.candidates.iter().filter_map(|one| one.rules.first()).cloned().collect()
    }
}

/// Finds proposals; with `wish`, other ones than the draft that a person wants to be changed.
pub(super) fn find(
    context: &Context,
    scene: &Scene<'_>,
    proposer: &Proposer,
    incident: &Incident,
    wish: Option<Refinement<'_>>,
) -> Result<Found, Failure> {
    let background = scene.today().map(WorkspaceBackground::new);
    let synthesised = from_fixes(incident, background.as_ref().map_or(&NoBackground, |known| known));
    let of_fix = |one: &Candidate| Proposal {
        rules: one.rules.clone(),
        scope: scope_of(scene, one),
        known: one.known.clone(),
        ..Proposal::default()
    };
    let mut proposals: Vec<(Proposal, Option<usize>)> =
        synthesised.candidates.iter().map(|one| (of_fix(one), synthesised.of)).collect();
    let Some(answers) = proposer.answers() else {
        return Ok(if proposals.is_empty() {
            Found::None(synthesised.tried)
        } else {
            Found::Some(Candidates { proposals, cost: None })
        });
    };
    let of = synthesised.of.or_else(|| (!incident.fixes.is_empty()).then_some(0));
    let remedy = of.and_then(|index| incident.fixes.get(index));
    let hints = synthesised.hints();
    let mut case = case(incident, remedy, &hints);
    case.refinement = wish;
    let known = Known {
        workspace: scene.today(),
        background: background.as_ref(),
        fix: remedy.map(|remedy| &remedy.fix),
    };
    let said = conversation::hold(context, &incident.facts.id, &case, answers, &known)?;
    match said.outcome {
        Outcome::Proven(proven) => {
            let mut all: Vec<_> = proven.into_iter().map(|one| (one.proposal, of)).collect();
            proposals.retain(|(proposal, _)| all.iter().all(|(other, _)| other.rules != proposal.rules));
            all.append(&mut proposals);
            Ok(Found::Some(Candidates { proposals: all, cost: Some(said.cost) }))
        }
        Outcome::NoPattern(proposal) => Ok(without_pattern(*proposal, of, said.cost)),
        Outcome::NotProven { setbacks, out_of_budget } => {
            let mut tried: Vec<String> = setbacks.iter().map(Setback::to_string).collect();
            if out_of_budget {
                tried.push("the budget of tokens was spent".to_owned());
            }
            tried.push(said.cost.clone());
            if wish.is_some() || proposals.is_empty() {
                tried.extend(synthesised.tried);
                return Ok(Found::None(tried));
            }
            tried.iter().for_each(|line| context.terminal.status(line));
            context.terminal.status("No rule of the model's holds; what follows comes from the fix alone");
            Ok(Found::Some(Candidates { proposals, cost: Some(said.cost) }))
        }
        _ => Ok(Found::None(vec!["the model's answer could not be used".to_owned()])),
    }
}

/// Where a candidate holds; a crate by its name, which outlives its folder.
fn scope_of(scene: &Scene<'_>, candidate: &Candidate) -> ScopeDraft {
    let package = scene.today().and_then(|workspace| workspace.place(&candidate.path).package);
    match (package, candidate.scope.paths.as_slice()) {
        (Some(package), [path]) if *path == format!("{}/**", package.root) => {
            ScopeDraft { crates: vec![package.name.clone()], ..ScopeDraft::default() }
        }
        _ => candidate.scope.clone(),
    }
}

/// The body of the first question about an incident, exactly as it would be sent.
#[cfg(feature = "extract")]
pub(super) fn shown_payload(
    scene: &Scene<'_>,
    endpoint: &lessons_extract::model::Endpoint,
    incident: &Incident,
) -> Result<String, Failure> {
    let background = scene.today().map(WorkspaceBackground::new);
    let synthesised = from_fixes(incident, background.as_ref().map_or(&NoBackground, |known| known));
    let of = synthesised.of.or_else(|| (!incident.fixes.is_empty()).then_some(0));
    let remedy = of.and_then(|index| incident.fixes.get(index));
    let options = lessons_extract::ProposeOptions::default();
    lessons_extract::payload(&case(incident, remedy, &synthesised.hints()), endpoint, &options)
        .map_err(|error| Failure::new(error.to_string()))
}

fn case<'i>(
    incident: &'i Incident,
    remedy: Option<&'i super::incident::Remedy>,
    candidates: &'i [RuleDraft],
) -> Case<'i> {
    Case {
        document: Some(&incident.document),
        fix: remedy.map(|remedy| &remedy.fix),
        blocks: remedy.map(|remedy| remedy.blocks.as_slice()).unwrap_or_default(),
        candidates,
        ..Case::default()
    }
}

/// The rules of the first fix that gives some.
fn from_fixes(incident: &Incident, background: &dyn Background) -> Synthesised {
    let mut tried = Vec::new();
    let known = KnownMistakes::new(public::PACK, public::lessons());
    let mut options = Options::default();
    options.known = Some(&known);
    for (index, remedy) in incident.fixes.iter().enumerate() {
        let synthesis = synthesize(&remedy.fix, background, &options);
        if !synthesis.candidates.is_empty() {
            return Synthesised { candidates: synthesis.candidates, of: Some(index), tried };
        }
        tried.push(match &synthesis.abstained {
            Some(reason) => format!("{}: {reason}", remedy.shown()),
            None => {
                format!("{}: of {} rules tried, none holds before and after", remedy.shown(), synthesis.tried)
            }
        });
    }
    if tried.is_empty() {
        tried.push(
            "the document names no fix commit that is here, and shows no diff and no pair of bad and good code"
                .to_owned(),
        );
    }
    Synthesised { candidates: Vec::new(), of: None, tried }
}

/// "This cannot be a pattern": a lesson with what enforces it instead, or the reason alone.
fn without_pattern(proposal: Proposal, of: Option<usize>, cost: String) -> Found {
    match &proposal.no_pattern {
        Some(NoPattern { instead: lessons_extract::Instead::Nothing, reason }) => Found::None(vec![
            format!("no pattern finds this mistake: {reason}"),
            "nothing else that enforces it is there either; where that is decided, say so in a lesson with `[waive]`"
                .to_owned(),
            cost,
        ]),
        _ => Found::Some(Candidates { proposals: vec![(proposal, of)], cost: Some(cost) }),
    }
}
