//! The proposals for one incident, the best first: from the fix alone, without a model.

use lessons_extract::{Background, NoBackground, Options, Proposal, WorkspaceBackground, synthesize};

use super::ExtractArgs;
use super::incident::Incident;
use super::scene::Scene;
use crate::context::Context;
use crate::exit::Failure;

/// Proposals that are proven, each with the fix it was proven on: its place among the incident's.
pub(super) struct Candidates {
    pub(super) proposals: Vec<(Proposal, Option<usize>)>,
}

/// What was found.
pub(super) enum Found {
    /// At least one proposal.
    Some(Candidates),
    /// None, and what was tried.
    None(String),
}

/// Finds proposals.
pub(super) fn find(
    _context: &Context,
    scene: &Scene<'_>,
    _args: &ExtractArgs,
    incident: &Incident,
) -> Result<Found, Failure> {
    let workspace = scene.today().map(WorkspaceBackground::new);
    let background: &dyn Background = match &workspace {
        Some(workspace) => workspace,
        None => &NoBackground,
    };
    let mut tried = Vec::new();
    for (index, remedy) in incident.fixes.iter().enumerate() {
        let synthesis = synthesize(&remedy.fix, background, &Options::default());
        if synthesis.candidates.is_empty() {
            tried.push(match &synthesis.abstained {
                Some(reason) => format!("{}: {reason}", remedy.shown()),
                None => format!(
                    "{}: of {} rules tried, none holds before and after",
                    remedy.shown(),
                    synthesis.tried
                ),
            });
            continue;
        }
        let proposals = synthesis.candidates.into_iter().map(|candidate| {
            let proposal = Proposal { rules: vec![candidate.rule], ..Proposal::default() };
            (proposal, Some(index))
        });
        return Ok(Found::Some(Candidates { proposals: proposals.collect() }));
    }
    if tried.is_empty() {
        tried.push(
            "the document names no fix commit that is here, and shows no diff and no pair of bad and good code".to_owned(),
        );
    }
    Ok(Found::None(tried.iter().map(|line| format!("{line}\n")).collect()))
}
