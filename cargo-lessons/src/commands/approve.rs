//! `cargo lessons approve`: shows a lesson with its proof and findings, asks, and writes the approval.

mod level;
pub(crate) mod show;

use lessons_core::{
    Approval, ApprovalStatus, ApprovalsFileError, Engine, Finding, FindingKind, Lesson, Level, Problem,
    Proof, SearchOptions, Severity, set_approval,
};

use crate::advice;
use crate::commands::{new, today};
use crate::context::{APPROVALS, Context, Project};
use crate::exit::{Exit, Failure};
use crate::git;
use crate::interrupt;
use crate::terminal::{Verbosity, escape_line};
use crate::write::WriteError;

/// The arguments of `approve`.
#[derive(Clone, Debug, Default, clap::Args)]
pub(crate) struct ApproveArgs {
    /// The lesson
    pub(crate) id: String,
    /// The level at which the lesson is put in force; written into its file
    #[arg(long, value_name = "deny|warn|note", value_parser = level_named)]
    pub(crate) level: Option<Level>,
    /// Ask nothing: approve exactly what was reviewed, by its digest
    #[arg(long, value_name = "SHA256")]
    pub(crate) digest: Option<String>,
}

fn level_named(name: &str) -> Result<Level, String> {
    Level::from_name(name).ok_or_else(|| "a level is `deny`, `warn` or `note`".to_owned())
}

/// What a reviewer has before them.
struct Review<'a> {
    lesson: &'a Lesson,
    proof: Proof,
    /// What the lesson finds in today's code.
    findings: Vec<Finding>,
}

/// Runs the command.
pub(crate) fn run(context: &Context, args: ApproveArgs) -> Result<Exit, Failure> {
    let project = context.project()?;
    let lesson = context.lesson(&args.id)?;
    let terminal = context.terminal;
    let level = args.level.unwrap_or(lesson.level);
    let revised = revise(lesson, level)?;
    if let Some(digest) = &args.digest {
        let now = revised.lesson.digest();
        if !now.eq_ignore_ascii_case(digest.trim()) {
            let at_level = args.level.map(|level| format!(" at level {level}")).unwrap_or_default();
            let option = args.level.map(|level| format!(" --level {level}")).unwrap_or_default();
            return Err(Failure::new(format!(
                "{} is not what was reviewed: its digest{at_level} is {now}, not {digest}",
                lesson.path
            ))
            .hint(format!(
                "review it again: `{}`",
                advice::command(&format!("approve {}{option}", lesson.id))
            )));
        }
    }
    let review = review(project, &revised.lesson)?;
    let faults = faults(&review);
    if args.digest.is_none() || terminal.verbosity() > Verbosity::Quiet {
        terminal.out(&show::review(project, project.lessons.status(lesson), &review));
    }
    if !faults.is_empty() {
        terminal.err(&show::refusal(lesson, &faults));
        return Ok(Exit::Findings);
    }
    if revised.text.is_none() && project.lessons.status(lesson) == ApprovalStatus::Approved {
        terminal.status(&format!("{} is approved already, as it stands", lesson.id));
        return Ok(Exit::Clean);
    }
    if args.digest.is_some() {
        return approve(context, project, lesson, &revised);
    }
    if !terminal.can_ask() {
        let level = args.level.map(|level| format!(" --level {level}")).unwrap_or_default();
        let (id, digest) = (&lesson.id, revised.lesson.digest());
        terminal.out(&format!(
            "\nTo approve exactly this:\n  {}\n",
            escape_line(&advice::command(&format!("approve {id}{level} --digest {digest}")))
        ));
        return Err(Failure::new("nothing was approved: there is no terminal to ask on")
            .hint("pass `--digest` with the digest of what was reviewed"));
    }
    match ask(&review)? {
        Answer::Approve => approve(context, project, lesson, &revised),
        Answer::AtWarn => approve(context, project, lesson, &revise(lesson, Level::Warn)?),
        Answer::No => {
            terminal.status("Nothing was approved.");
            Ok(Exit::Unable)
        }
    }
}

/// A lesson as it will be approved, with its file's new text where the level changes.
struct Revised {
    lesson: Lesson,
    text: Option<String>,
}

fn revise(lesson: &Lesson, level: Level) -> Result<Revised, Failure> {
    if lesson.level == level {
        return Ok(Revised { lesson: lesson.clone(), text: None });
    }
    let unable = || {
        Failure::new(format!("the level of {} cannot be set", lesson.path))
            .hint(format!("write `level = \"{level}\"` below its `[lesson]` by hand"))
    };
    let text = level::set(lesson, level).ok_or_else(unable)?;
    let revised = Lesson::read(&lesson.path, text.as_bytes()).lesson;
    let revised = revised.filter(|revised| revised.level == level).ok_or_else(unable)?;
    Ok(Revised { lesson: revised, text: Some(text) })
}

/// Proves the lesson and searches the workspace, as if it were approved.
fn review<'a>(project: &Project, lesson: &'a Lesson) -> Result<Review<'a>, Failure> {
    let (engine, problems) = Engine::new([(lesson.clone(), ApprovalStatus::Approved)]);
    if !problems.is_empty() {
        return Err(Failure {
            message: format!("{} does not load", lesson.path),
            hint: Some("mend its rule first".to_owned()),
            problems,
            text: Some(lesson.source().to_owned()),
        });
    }
    let report = engine.search(&project.workspace, &SearchOptions::default())?;
    let about_code =
        |finding: &Finding| matches!(finding.kind, FindingKind::Forbidden | FindingKind::Missing);
    let findings = report.findings.into_iter().filter(about_code).collect();
    Ok(Review { lesson, proof: Engine::prove(lesson), findings })
}

/// What keeps the lesson from being approved, each with its place.
fn faults(review: &Review<'_>) -> Vec<Problem> {
    let lacks = review.lesson.lacks_for_approval();
    lacks.into_iter().chain(review.proof.failures.iter().map(|failure| failure.problem.clone())).collect()
}

enum Answer {
    Approve,
    AtWarn,
    No,
}

/// Asks what to do; a lesson that would turn the build red today is not put in force by a mere yes.
fn ask(review: &Review<'_>) -> Result<Answer, Failure> {
    let id = &review.lesson.id;
    if review.findings.is_empty() || review.lesson.level != Level::Deny {
        let question = dialoguer::Confirm::new()
            .with_prompt(format!("Approve {id} at level {}?", review.lesson.level))
            .default(false);
        let yes = interrupt::ask(|| question.interact_opt())?;
        return Ok(if yes == Some(true) { Answer::Approve } else { Answer::No });
    }
    let question = dialoguer::Select::new()
        .with_prompt(format!("{id} would fail today's build. Choose what to do"))
        .items([
            "fix the code first, and approve nothing now",
            "approve it at level warn: it is told, and fails no build",
            "approve it at level deny: the build fails until the code is fixed",
        ])
        .default(0);
    Ok(match interrupt::ask(|| question.interact_opt())? {
        Some(1) => Answer::AtWarn,
        Some(2) => Answer::Approve,
        _ => Answer::No,
    })
}

/// Writes the level, then the approval. Killed in between, the lesson is stale or proposed, and nothing is in force
/// that nobody approved.
fn approve(
    context: &Context,
    project: &Project,
    lesson: &Lesson,
    revised: &Revised,
) -> Result<Exit, Failure> {
    let lessons = &project.lessons;
    let root = new::writable(project)?;
    let approval = Approval::new(&lesson.id, revised.lesson.digest(), approver(project)?, today()?);
    let name = lesson.path.strip_prefix(&lessons.shown).unwrap_or(&lesson.path).trim_start_matches('/');
    let file = lessons.dir.join(name);
    let reviewed = lessons.files.get(&lesson.path).map(Vec::as_slice);
    // Also where the level stays: what is approved is what was shown, not what an editor has saved since.
    root.update::<Failure>(&file, |now| match now {
        Some(now) if Some(now) == reviewed => {
            Ok(revised.text.as_ref().map_or(now.to_vec(), |text| text.clone().into_bytes()))
        }
        _ => Err(WriteError::Changed { path: lesson.path.clone() }.into()),
    })?;
    root.update::<Failure>(&lessons.dir.join(APPROVALS), |now| {
        let now = std::str::from_utf8(now.unwrap_or_default()).map_err(|_| {
            Failure::new(format!("{}/{APPROVALS} is not UTF-8; mend it first", lessons.shown))
        })?;
        let text = set_approval(now, &approval).map_err(|error: ApprovalsFileError| {
            Failure::new(format!("{}/{APPROVALS}: {error}", lessons.shown))
        })?;
        Ok(text.into_bytes())
    })?;
    let broken = lessons.approvals.problems().iter().filter(|problem| problem.severity == Severity::Error);
    for problem in broken {
        context.terminal.status(&problem.to_string());
    }
    context.terminal.status(&format!(
        "{} is approved at level {} by {}; commit {}/{APPROVALS} with it",
        lesson.id, revised.lesson.level, approval.by, lessons.shown
    ));
    Ok(Exit::Clean)
}

/// Who approves: what git says, else the system. A claim, which the review of the commit confirms.
fn approver(project: &Project) -> Result<String, Failure> {
    let variable = |name| std::env::var(name).ok().filter(|value| !value.trim().is_empty());
    git::identity(&project.root).or_else(|| variable("USER")).or_else(|| variable("USERNAME")).ok_or_else(
        || {
            Failure::new("it cannot be told who approves")
                .hint("run `git config user.name \"…\"` and `git config user.email …`")
        },
    )
}
