//! `cargo lessons test`: tests every lesson's file, blocks and approval.

use std::collections::BTreeMap;

use lessons_core::{
    ApprovalStatus, Engine, Lesson, Polarity, Problem, Severity, Span, check_decay, check_guards,
};
use rayon::prelude::*;

use crate::advice;
use crate::context::{Context, Lessons, Project};
use crate::exit::{Exit, Failure};
use crate::report::human::{draw_problem, print_unreadable};
use crate::report::snippet::Drawing;
use crate::report::summary::count;
use crate::terminal::{Terminal, Verbosity, escape_line};

/// The arguments of `test`.
#[derive(Clone, Debug, Default, clap::Args)]
#[command(after_help = "Exit codes: 0 all hold; 1 some lesson fails; 2 some lesson does not load.")]
pub(crate) struct TestArgs {
    /// The lessons to test [default: all]
    #[arg(value_name = "ID")]
    ids: Vec<String>,
}

/// Runs the command.
pub(crate) fn run(context: &Context, args: TestArgs) -> Result<Exit, Failure> {
    let project = context.project()?;
    project.lessons.check_present()?;
    let tested = Tested::new(project, &args.ids)?;
    tested.print(context.terminal, &project.lessons, true, true);
    if context.terminal.verbosity() == Verbosity::Verbose {
        let chosen = project.lessons.choose(&args.ids)?;
        cross_test(context.terminal, &chosen, project.lessons.set.lessons());
    }
    Ok(tested.exit())
}

/// What testing the lessons gave.
pub(crate) struct Tested {
    lessons: Vec<LessonTest>,
    /// What is wrong with files that belong to no lesson: the approvals.
    others: Vec<Problem>,
    unreadable: bool,
}

/// One lesson's test.
struct LessonTest {
    id: String,
    verdict: Verdict,
    remark: String,
    problems: Vec<Problem>,
}

/// How a lesson fared.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Ok,
    Ignored,
    Failed,
    /// The file gives no lesson, or its rules do not compile.
    DoesNotLoad,
}

impl Verdict {
    const fn name(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Ignored => "ignored",
            Self::Failed | Self::DoesNotLoad => "FAILED",
        }
    }
}

impl Tested {
    /// Tests the lessons with these ids; all if there are none.
    pub(crate) fn new(project: &Project, ids: &[String]) -> Result<Self, Failure> {
        let lessons = &project.lessons;
        let chosen = lessons.choose(ids)?;
        let mut by_file: BTreeMap<String, Vec<Problem>> = BTreeMap::new();
        for problem in lessons.problems() {
            by_file.entry(problem.path.clone()).or_default().push(problem);
        }
        let checked = in_workspace(project, &chosen);
        let mut tests: Vec<LessonTest> = chosen
            .par_iter()
            .map(|lesson| {
                let problems = by_file.get(&lesson.path).cloned().unwrap_or_default();
                let checked = checked.iter().filter(|problem| problem.path == lesson.path).cloned();
                test_one(lesson, lessons.status(lesson), problems, checked)
            })
            .collect();
        for path in lessons.set.unusable() {
            let id = stem(path);
            if ids.is_empty() || ids.iter().any(|wanted| wanted.eq_ignore_ascii_case(id)) {
                tests.push(LessonTest {
                    id: id.to_owned(),
                    verdict: Verdict::DoesNotLoad,
                    remark: "does not load".to_owned(),
                    problems: by_file.get(path).cloned().unwrap_or_default(),
                });
            }
        }
        tests.sort_by(|a, b| a.id.cmp(&b.id));
        let others = lessons.approvals.problems().to_vec();
        Ok(Self { lessons: tests, others, unreadable: !lessons.unreadable.is_empty() })
    }

    /// How a command ends that gave this.
    pub(crate) fn exit(&self) -> Exit {
        let errors =
            |problems: &[Problem]| problems.iter().any(|problem| problem.severity == Severity::Error);
        if self.unreadable || errors(&self.others) || self.has(Verdict::DoesNotLoad) {
            Exit::Unable
        } else if self.has(Verdict::Failed) {
            Exit::Findings
        } else {
            Exit::Clean
        }
    }

    fn has(&self, verdict: Verdict) -> bool {
        self.lessons.iter().any(|test| test.verdict == verdict)
    }

    /// Shows verdicts and places on stdout, or on stderr where stdout is a machine's. With `alone`, everything is
    /// told; otherwise a search follows that tells what does not load, and success takes one line.
    pub(crate) fn print(&self, terminal: Terminal, lessons: &Lessons, to_stdout: bool, alone: bool) {
        let write = |text: &str| if to_stdout { terminal.out(text) } else { terminal.err(text) };
        let color = if to_stdout { terminal.stdout_color() } else { terminal.stderr_color() };
        let quiet = terminal.verbosity() == Verbosity::Quiet;
        let verbose = terminal.verbosity() == Verbosity::Verbose;
        for test in &self.lessons {
            let failed = matches!(test.verdict, Verdict::Failed | Verdict::DoesNotLoad);
            if failed || (alone && !quiet) || verbose {
                let remark = format!(" ({})", test.remark);
                let remark = if test.remark.is_empty() { "" } else { &remark };
                write(&format!("test {} ... {}{}\n", escape_line(&test.id), test.verdict.name(), remark));
            }
        }
        let drawing = Drawing::new(color);
        let told =
            |test: &&LessonTest| !test.problems.is_empty() && (alone || test.verdict == Verdict::Failed);
        let mut problems: Vec<_> = self.lessons.iter().filter(told).flat_map(|test| &test.problems).collect();
        if alone {
            problems.extend(&self.others);
            print_unreadable(terminal, lessons);
        }
        for problem in problems.iter().filter(|problem| !quiet || problem.severity == Severity::Error) {
            write(&format!("\n{}", draw_problem(&drawing, problem, lessons)));
        }
        if !quiet {
            let gap = if alone || !problems.is_empty() { "\n" } else { "" };
            write(&format!("{gap}{}\n\n", self.result()));
        }
    }

    fn result(&self) -> String {
        let number = |verdict| self.lessons.iter().filter(|test| test.verdict == verdict).count();
        let (failed, broken) = (number(Verdict::Failed), number(Verdict::DoesNotLoad));
        let verdict = if self.exit() == Exit::Clean { "ok" } else { "FAILED" };
        format!(
            "test result: {verdict}. {} passed; {} failed; {} ignored",
            count(number(Verdict::Ok) as u64, "lesson"),
            failed + broken,
            number(Verdict::Ignored)
        )
    }
}

/// What the workspace says of lessons: guards that are gone, and approved rules whose API is nowhere any more.
fn in_workspace(project: &Project, lessons: &[&Lesson]) -> Vec<Problem> {
    let approved = |lesson: &&&Lesson| project.lessons.status(lesson) == ApprovalStatus::Approved;
    let approved: Vec<&Lesson> = lessons.iter().filter(approved).copied().collect();
    let mut problems = check_guards(&project.workspace, lessons);
    problems.extend(check_decay(&project.workspace, &approved));
    problems
}

fn test_one(
    lesson: &Lesson,
    status: ApprovalStatus,
    mut problems: Vec<Problem>,
    checked: impl Iterator<Item = Problem>,
) -> LessonTest {
    let done =
        |verdict, remark: String, problems| LessonTest { id: lesson.id.clone(), verdict, remark, problems };
    if let Some(date) = lesson.withdrawn {
        return done(Verdict::Ignored, format!("withdrawn on {date}"), problems);
    }
    let (_, unsound) = Engine::new([(lesson.clone(), status)]);
    if !unsound.is_empty() {
        problems.extend(unsound);
        return done(Verdict::DoesNotLoad, "does not load".to_owned(), problems);
    }
    problems.extend(checked);
    let proof = Engine::prove(lesson);
    problems.extend(proof.failures.into_iter().map(|failure| failure.problem));
    match status {
        ApprovalStatus::Stale => problems.push(lesson.problem_at(
            Span::default(),
            "the lesson was changed after it was approved",
            Some(format!(
                "review it and approve it again: `{}`",
                advice::command(&format!("approve {}", lesson.id))
            )),
        )),
        ApprovalStatus::Approved => problems.extend(lesson.lacks_for_approval()),
        _ => {}
    }
    let failed = problems.iter().any(|problem| problem.severity == Severity::Error);
    let blocks = match (proof.bad, proof.good) {
        (0, 0) if lesson.enforcement.waive.is_some() => "waived".to_owned(),
        (0, 0) if lesson.enforcement.guard.is_some() => "guarded".to_owned(),
        (0, 0) => "no blocks".to_owned(),
        (bad, good) => format!("{bad} bad, {good} good"),
    };
    let verdict = if failed { Verdict::Failed } else { Verdict::Ok };
    done(verdict, format!("{status}; {blocks}"), problems)
}

/// Tells which lessons speak on other lessons' good blocks: not wrong, but worth a look.
fn cross_test(terminal: Terminal, chosen: &[&Lesson], all: &[Lesson]) {
    let lines: Vec<String> = chosen
        .par_iter()
        .filter(|lesson| !lesson.is_withdrawn())
        .flat_map_iter(|lesson| {
            all.iter()
                .filter(|other| other.id != lesson.id && other.scope.language == lesson.scope.language)
                .flat_map(|other| speaks_on(lesson, other))
                .collect::<Vec<_>>()
        })
        .collect();
    for line in lines {
        terminal.out(&format!("note: {}\n", escape_line(&line)));
    }
}

fn speaks_on(lesson: &Lesson, other: &Lesson) -> Vec<String> {
    let blocks = other.blocks_that_are(Polarity::Good).filter(|block| block.rule.is_none());
    let foreign = lesson.with_blocks(blocks.cloned().collect());
    let tell = |at: Span| {
        let line = other.position(at.start).line;
        format!("{} speaks on a good block of {} ({}:{line})", lesson.id, other.id, other.path)
    };
    Engine::prove(&foreign).failures.into_iter().map(|failure| tell(failure.block)).collect()
}

fn stem(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or_default();
    name.strip_suffix(".md").unwrap_or(name)
}
