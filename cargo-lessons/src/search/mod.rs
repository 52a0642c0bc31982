//! One search as the user asked for it: the workspace, or the trees and files named, with the lessons chosen.

mod fix;
mod gone;
mod merge;
mod packages;
mod parts;
mod shown;

use std::path::PathBuf;

use lessons_core::{
    Cache, Edition, Engine, Finding, FindingKind, Lesson, Level, Problem, Progress, Report, SearchOptions,
    Severity, Workspace,
};

use crate::base::Base;
use crate::context::{Context, Lessons};
use crate::exit::{Exit, Failure};
use crate::report::sources::Sources;
pub(crate) use fix::fixes;
use shown::Shown;

/// What to search, and for what.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Request<'r> {
    /// The trees and files to search; the workspace if there are none.
    pub(crate) paths: &'r [PathBuf],
    /// The edition of files that belong to no package.
    pub(crate) edition: Option<Edition>,
    /// The lessons to search for, by id; all if there are none.
    pub(crate) lessons: &'r [String],
    /// The revision to which a change is compared.
    pub(crate) base: Option<&'r str>,
    /// Whether to look into code too in which nothing can be found, for a complete list of what cannot be searched.
    pub(crate) exhaustive: bool,
}

/// What a search gave: paths are as they are to be shown.
pub(crate) struct Outcome<'a> {
    /// The findings.
    pub(crate) report: Report,
    /// What is wrong with the lessons.
    pub(crate) problems: Vec<Problem>,
    /// The lessons that were to be searched for.
    pub(crate) lessons: &'a Lessons,
    /// The lessons before the change that is looked at.
    before: Option<&'a Lessons>,
    /// The texts that findings quote.
    pub(crate) sources: Sources<'a>,
    /// How many files there were to choose from, whatever they are written in.
    pub(crate) there: usize,
}

impl Outcome<'_> {
    /// The lesson of a finding.
    pub(crate) fn lesson(&self, finding: &Finding) -> Option<&Lesson> {
        let before = || self.before.and_then(|lessons| lessons.set.get(&finding.lesson));
        self.lessons.set.get(&finding.lesson).or_else(before)
    }

    /// How many findings have this level.
    pub(crate) fn count(&self, level: Level) -> usize {
        self.report.findings.iter().filter(|finding| finding.level == level).count()
    }

    /// The files of lessons that cannot be used.
    pub(crate) fn unusable(&self) -> Vec<&str> {
        let errors = self.problems.iter().filter(|problem| problem.severity == Severity::Error);
        let mut paths: Vec<&str> = errors.map(|problem| problem.path.as_str()).collect();
        paths.sort_unstable();
        paths.dedup();
        paths
    }

    /// How a command ends that gave this.
    pub(crate) fn exit(&self) -> Exit {
        if !self.lessons.unreadable.is_empty() || !self.unusable().is_empty() {
            Exit::Unable
        } else if self.count(Level::Deny) > 0 {
            Exit::Findings
        } else {
            Exit::Clean
        }
    }
}

/// Searches, and tells `progress` how it goes.
pub(crate) fn run<'a>(
    context: &'a Context,
    request: Request<'_>,
    progress: &dyn Progress,
) -> Result<Outcome<'a>, Failure> {
    let named = !request.paths.is_empty();
    let project = if named { context.project()? } else { context.workspace()? };
    let base = request.base.map(|revision| context.base(revision)).transpose()?;
    let (workspace, lessons) = match base {
        Some(base) => (&base.now.workspace, &base.now.lessons),
        None => (&project.workspace, &project.lessons),
    };
    lessons.check_present()?;
    let (engine, compiled) = engine(lessons, base, request.lessons)?;
    let (mut report, sources, there) = over_parts(context, &engine, workspace, base, request, progress)?;
    let weakened: Vec<String> = report
        .findings
        .iter()
        .filter(|one| one.kind == FindingKind::Weakened)
        .map(|one| one.lesson.clone())
        .collect();
    let told =
        |id: &str| !wanted(request.lessons, id) || weakened.iter().any(|one| one.eq_ignore_ascii_case(id));
    report.findings.extend(gone::findings(lessons, base, &told));
    let mut outcome = Outcome {
        report,
        problems: lessons.problems().into_iter().chain(compiled).collect(),
        lessons,
        before: base.map(|base| &base.lessons),
        sources,
        there,
    };
    if !request.lessons.is_empty() {
        outcome.report.findings.retain(|finding| {
            finding.kind != FindingKind::Suppression
                || request.lessons.iter().any(|id| id.eq_ignore_ascii_case(&finding.lesson))
        });
        outcome.problems.retain(|problem| concerns(problem, request.lessons));
    }
    let shown = Shown::lessons(context, &project.root, lessons, named);
    // A lesson that the change deletes has its text at the base alone.
    let before = base.iter().flat_map(|base| &base.lessons.files);
    for (path, bytes) in before.chain(&lessons.files) {
        outcome.sources.lesson(shown.path(path), bytes);
    }
    for problem in &mut outcome.problems {
        problem.path = shown.path(&problem.path);
    }
    for finding in outcome.report.findings.iter_mut().filter(|finding| is_in_lesson(finding)) {
        finding.path = shown.path(&finding.path);
    }
    outcome.problems.sort();
    outcome.problems.dedup();
    outcome.report.findings.sort_by(|a, b| a.order().cmp(&b.order()));
    Ok(outcome)
}

/// Searches with an engine of its own, without lessons.
pub(crate) fn with_engine<'a>(
    context: &'a Context,
    engine: &Engine,
    request: Request<'_>,
    progress: &dyn Progress,
) -> Result<(Report, Sources<'a>), Failure> {
    let project = if request.paths.is_empty() { context.workspace()? } else { context.project()? };
    let (mut report, sources, _) = over_parts(context, engine, &project.workspace, None, request, progress)?;
    report.findings.retain(|finding| finding.kind == FindingKind::Forbidden);
    Ok((report, sources))
}

/// Searches every part that the request names, and puts together what was found; counts the files that are there.
fn over_parts<'a>(
    context: &'a Context,
    engine: &Engine,
    workspace: &'a Workspace,
    base: Option<&Base>,
    request: Request<'_>,
    progress: &dyn Progress,
) -> Result<(Report, Sources<'a>, usize), Failure> {
    let known: Vec<&str> = match base {
        Some(base) => base.now.lessons.set.ids().chain(base.lessons.set.ids()).collect(),
        None => context.project()?.lessons.set.ids().collect(),
    };
    let mut sources = Sources::default();
    let mut reports = Vec::new();
    let mut there = 0;
    for part in parts::parts(context, &context.project()?.root, workspace, request, &mut sources)? {
        let workspace = sources.tree(part.tree);
        let only = |path: &str| part.takes(workspace, path);
        there += workspace.entries().iter().filter(|entry| only(&entry.path)).count();
        let mut options = SearchOptions::default();
        options.only = part.is_partial().then_some(&only as _);
        options.progress = Some(progress);
        options.exhaustive = request.exhaustive;
        let cache = context.results(sources.root(part.tree));
        options.cache = cache.as_deref().map(|cache| cache as &dyn Cache);
        let mut report = engine.search(workspace, &options)?;
        report.tell_unknown_ids(known.iter().copied());
        if let Some(base) = base {
            report = base.brought(engine, report, &options)?;
        }
        for findings in report.findings.chunk_by_mut(|a, b| a.path == b.path) {
            let Some(path) = findings.first().map(|finding| finding.path.clone()) else { continue };
            let mut in_code = findings.iter_mut().filter(|finding| !is_in_lesson(finding)).peekable();
            if in_code.peek().is_some() {
                let shown = part.shown.path(&path);
                sources.file(&shown, part.tree, &path);
                in_code.for_each(|finding| finding.path.clone_from(&shown));
            }
        }
        for code in &mut report.unsearched {
            code.path = part.shown.path(&code.path);
        }
        reports.push((report, part.is_partial()));
    }
    Ok((merge::merge(reports), sources, there))
}

/// The engine for the lessons chosen, and what is wrong with their rules.
fn engine(lessons: &Lessons, base: Option<&Base>, ids: &[String]) -> Result<(Engine, Vec<Problem>), Failure> {
    let chosen = lessons.choose(ids)?;
    let (engine, problems) =
        Engine::new(chosen.into_iter().map(|lesson| (lesson.clone(), lessons.status(lesson))));
    lessons.keep();
    let Some(base) = base else { return Ok((engine, problems)) };
    let both = base.all_lessons().into_iter().filter(|(lesson, _)| wanted(ids, &lesson.id));
    Ok((Engine::new(both).0, problems))
}

/// Whether a lesson is searched for: all are if none are named.
fn wanted(ids: &[String], id: &str) -> bool {
    ids.is_empty() || ids.iter().any(|wanted| wanted.eq_ignore_ascii_case(id))
}

/// Whether a finding's place is in its lesson's file.
const fn is_in_lesson(finding: &Finding) -> bool {
    !matches!(finding.kind, FindingKind::Forbidden | FindingKind::Suppression)
}

/// Whether a problem is about one of the lessons named, or about the approvals.
fn concerns(problem: &Problem, ids: &[String]) -> bool {
    let name = problem.path.rsplit('/').next().unwrap_or_default();
    name.strip_suffix(".md").is_none_or(|stem| ids.iter().any(|id| id.eq_ignore_ascii_case(stem)))
}
