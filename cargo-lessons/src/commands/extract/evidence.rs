//! What a proposed lesson finds besides its own proof: in today's code, and in what the last commits brought.

use lessons_core::{
    ApprovalStatus, Engine, Finding, FindingKind, Lesson, LineIndex, Progress, ReplayOptions, SearchOptions,
    Workspace,
};

use super::scene::Scene;
use crate::context::Context;
use crate::exit::Failure;
use crate::git::Logged;
use crate::report::progress::Bar;

/// How many commits are replayed.
const COMMITS: usize = 1000;
/// How many of them at once: between two, the time is looked at.
const AT_ONCE: usize = 50;
/// After this long, no further commits are replayed.
const LONGEST: std::time::Duration = std::time::Duration::from_secs(3);

/// What a lesson finds elsewhere.
pub(super) struct Evidence {
    /// Every place in today's code; none where there is no code.
    pub(super) today: Option<Vec<Place>>,
    /// What the last commits brought; none where there is no history.
    pub(super) history: Option<Past>,
}

/// A place where the lesson speaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// The file.
    pub(super) path: String,
    /// The line, from 1.
    pub(super) line: u32,
    /// The first line of the code; the message where there is no code.
    pub(super) code: String,
}

/// What the lesson would have said to each of the last commits.
pub(super) struct Past {
    /// How many commits there were.
    pub(super) commits: usize,
    /// The oldest of them.
    pub(super) oldest: Option<Logged>,
    /// What was brought, by the commit that brought it, newest first.
    pub(super) brought: Vec<(Logged, Vec<Place>)>,
    /// Whether history was cut off when the repository was cloned.
    pub(super) is_cut_off: bool,
}

/// Searches today's code, as if the lesson were approved.
pub(super) fn today(
    context: &Context,
    scene: &Scene<'_>,
    lesson: &Lesson,
) -> Result<Option<Vec<Place>>, Failure> {
    let Some(workspace) = scene.today() else { return Ok(None) };
    let bar = Bar::new(context.terminal);
    let mut options = SearchOptions::default();
    options.progress = Some(&bar);
    let mut report = engine(lesson).search(workspace, &options)?;
    report.findings.retain(|one| matches!(one.kind, FindingKind::Forbidden | FindingKind::Missing));
    let mut places: Vec<Place> = report.findings.iter().map(|finding| place(workspace, finding)).collect();
    // Several rules may speak on one line, which is one place to look at.
    places.dedup_by(|one, before| (&one.path, one.line) == (&before.path, before.line));
    Ok(Some(places))
}

/// Replays the last commits, each file by itself.
pub(super) fn history(
    context: &Context,
    scene: &Scene<'_>,
    lesson: &Lesson,
) -> Result<Option<Past>, Failure> {
    let (Some(git), Some(workspace)) = (&scene.git, scene.today()) else { return Ok(None) };
    let Ok(head) = git.commit("HEAD") else { return Ok(None) };
    let log = git.log(&head, COMMITS)?;
    let engine = engine(lesson);
    let replayer = engine.replayer(workspace);
    let started = std::time::Instant::now();
    let mut past = Past { commits: 0, oldest: None, brought: Vec::new(), is_cut_off: log.is_cut_off };
    for (commits, revisions) in log.commits.chunks(AT_ONCE).zip(log.revisions.chunks(AT_ONCE)) {
        if started.elapsed() > LONGEST {
            break;
        }
        let bar = Bar::new(context.terminal);
        let mut options = ReplayOptions::default();
        options.progress = Some(&bar as &dyn Progress);
        let replay = replayer.replay(git, revisions, &options)?;
        past.commits += commits.len();
        past.oldest = commits.last().cloned();
        for step in replay.steps.iter().filter(|step| !step.brought.is_empty()) {
            let Some(commit) = commits.get(step.revision) else { continue };
            let mut places: Vec<Place> = step.brought.iter().map(bare_place).collect();
            places.dedup_by(|one, before| (&one.path, one.line) == (&before.path, before.line));
            past.brought.push((commit.clone(), places));
        }
    }
    Ok(Some(past))
}

fn engine(lesson: &Lesson) -> Engine {
    // It has read back and compiled, or there would be no draft.
    Engine::new([(lesson.clone(), ApprovalStatus::Approved)]).0
}

fn place(workspace: &Workspace, finding: &Finding) -> Place {
    let mut place = bare_place(finding);
    let read = || String::from_utf8(workspace.source().read(&finding.path).ok()?).ok();
    if finding.kind == FindingKind::Forbidden
        && let Some(text) = read()
    {
        let start = LineIndex::new(&text).line_start(finding.location.start.line) as usize;
        let line = text.get(start..).and_then(|rest| rest.lines().next()).unwrap_or_default();
        line.trim().clone_into(&mut place.code);
    }
    place
}

/// A place without its code.
fn bare_place(finding: &Finding) -> Place {
    Place { path: finding.path.clone(), line: finding.location.start.line, code: finding.message.clone() }
}
