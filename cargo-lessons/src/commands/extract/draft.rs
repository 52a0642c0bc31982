//! A lesson on trial: what was proposed, proven, and written down as its file would be.

use lessons_core::{Engine, Lesson, Proof};
use lessons_extract::lesson::{self, Story};
use lessons_extract::{Proposal, RuleDraft, ScopeDraft, prove};

use super::evidence::{self, Evidence};
use super::incident::{Incident, Remedy};
use super::scene::Scene;
use crate::context::Context;
use crate::exit::Failure;

/// How many findings in today's code, besides the fixed file, a lesson may have before its scope is narrowed.
const NOISY: usize = 10;

/// A lesson that could be written.
pub(super) struct Draft {
    /// The lesson as it reads back.
    pub(super) lesson: Lesson,
    /// The text of its file.
    pub(super) text: String,
    /// What was proposed.
    pub(super) proposal: Proposal,
    /// What the rules find before and after the fix, and in which fix; none where there was none to try them on.
    pub(super) on_fix: Option<(String, lessons_extract::Proof)>,
    /// How it fares on its own blocks.
    pub(super) proof: Proof,
    /// What it finds elsewhere.
    pub(super) evidence: Evidence,
    /// What a person still has to write.
    pub(super) open: Vec<String>,
}

/// Makes a lesson of a proposal that was proven on a fix: its blocks are cut from the fix where it has none, and its
/// scope is narrowed where today's code asks for it.
///
/// # Errors
/// `Err(Ok(reason))` if the proposal does not make a lesson that holds.
pub(super) fn draft(
    context: &Context,
    scene: &Scene<'_>,
    incident: &Incident,
    remedy: Option<&Remedy>,
    mut proposal: Proposal,
) -> Result<Result<Draft, String>, Failure> {
    if proposal.blocks.is_empty()
        && let Some(remedy) = remedy
    {
        proposal.blocks = blocks(&proposal.rules, &proposal.scope, remedy);
    }
    let fix = remedy.map(|remedy| &remedy.fix);
    let story = lesson::tell(&proposal, Some(&incident.document), fix);
    let mut made = match write(scene, incident, &story, &proposal) {
        Ok(made) => made,
        Err(reason) => return Ok(Err(reason)),
    };
    let mut today = evidence::today(context, scene, &made.0)?;
    let narrower = fix.and_then(|fix| narrower(scene, &proposal, fix, &today));
    if let Some(scope) = narrower {
        let blocks = remedy.map(|remedy| blocks(&proposal.rules, &scope, remedy)).unwrap_or_default();
        let narrowed = Proposal { scope, blocks, ..proposal.clone() };
        if let Ok(other) = write(scene, incident, &story, &narrowed)
            && Engine::prove(&other.0).is_complete()
        {
            (proposal, made) = (narrowed, other);
            today = evidence::today(context, scene, &made.0)?;
        }
    }
    let (lesson, text) = made;
    let on_fix = remedy.and_then(|remedy| {
        let proof = prove(&proposal.rules, &proposal.scope, Some(&remedy.fix), &proposal.blocks).ok()?;
        Some((remedy.shown(), proof))
    });
    let history = evidence::history(context, scene, &lesson)?;
    Ok(Ok(Draft {
        proof: Engine::prove(&lesson),
        open: story.open().map(str::to_owned).collect(),
        evidence: Evidence { today, history },
        on_fix,
        lesson,
        text,
        proposal,
    }))
}

/// The file that a lesson of this id has.
pub(super) fn path_of(scene: &Scene<'_>, id: &str) -> String {
    format!("{}/{id}.md", scene.project.lessons.shown)
}

fn write(
    scene: &Scene<'_>,
    incident: &Incident,
    story: &Story,
    proposal: &Proposal,
) -> Result<(Lesson, String), String> {
    let text = lesson::write(&incident.facts, story, proposal);
    let lesson = lesson::check(&path_of(scene, &incident.facts.id), &text, proposal)?;
    Ok((lesson, text))
}

/// The code that proves the rules: as the document's author wrote it, if it does, else cut from the fix.
fn blocks(rules: &[RuleDraft], scope: &ScopeDraft, remedy: &Remedy) -> Vec<lessons_extract::BlockDraft> {
    let holds = |blocks: &[lessons_extract::BlockDraft]| {
        let proof = prove(rules, scope, None, blocks);
        !blocks.is_empty() && proof.is_ok_and(|proof| proof.blocks.iter().all(|block| block.holds))
    };
    if holds(&remedy.blocks) { remedy.blocks.clone() } else { lesson::cut(rules, scope, &remedy.fix) }
}

/// A scope for a lesson that speaks too often elsewhere: the fixed file's crate, if it is quiet there, else the file.
/// A lesson about test code searches test code.
fn narrower(
    scene: &Scene<'_>,
    proposal: &Proposal,
    fix: &lessons_extract::Fix,
    today: &Option<Vec<evidence::Place>>,
) -> Option<ScopeDraft> {
    if proposal.scope != ScopeDraft::default() {
        return None;
    }
    let workspace = scene.today()?;
    let fixed: Vec<&str> = fix.files.iter().map(|file| file.path.as_str()).collect();
    let elsewhere: Vec<&evidence::Place> =
        today.iter().flatten().filter(|place| !fixed.contains(&place.path.as_str())).collect();
    if elsewhere.len() <= NOISY {
        return None;
    }
    let path = lessons_extract::prove(&proposal.rules, &proposal.scope, Some(fix), &[]).ok()?;
    let path = path.before.into_iter().find(|hit| hit.on_changed_line)?.path;
    let package = workspace.place(&path).package?;
    let inside = elsewhere
        .iter()
        .filter(|place| workspace.place(&place.path).package.is_some_and(|other| other.name == package.name));
    let mut scope = ScopeDraft { crates: vec![package.name.clone()], ..ScopeDraft::default() };
    if inside.count() > NOISY {
        scope.paths = vec![path];
    }
    Some(scope)
}

impl Draft {
    /// Takes the file as a person edited it.
    pub(super) fn edited(
        &mut self,
        context: &Context,
        scene: &Scene<'_>,
        lesson: Lesson,
        text: String,
    ) -> Result<(), Failure> {
        self.evidence.today = evidence::today(context, scene, &lesson)?;
        self.evidence.history = evidence::history(context, scene, &lesson)?;
        self.proof = Engine::prove(&lesson);
        // What was proven on the fix was another rule's doing, unless the rule stayed.
        if lesson.front_matter().of(&text) != self.lesson.front_matter().of(&self.text) {
            self.on_fix = None;
        }
        self.open
            .retain(|what| text.split_whitespace().collect::<Vec<_>>().join(" ").contains(what.as_str()));
        (self.lesson, self.text) = (lesson, text);
        Ok(())
    }
}
