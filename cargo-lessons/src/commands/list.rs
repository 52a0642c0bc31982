//! `cargo lessons list`: lists the lessons.

use std::collections::BTreeSet;

use lessons_core::{ApprovalStatus, Engine, Lesson, RuleKind, Severity};
use serde_json::json;

use crate::advice;
use crate::context::{Context, Lessons};
use crate::exit::{Exit, Failure};
use crate::report::diagnostic::Weight;
use crate::report::json;
use crate::report::snippet::Drawing;
use crate::report::summary::count;
use crate::terminal::{Verbosity, escape_line};

/// The arguments of `list`.
#[derive(Clone, Debug, Default, clap::Args)]
pub(crate) struct ListArgs {
    /// Only lessons with this tag
    #[arg(long, value_name = "TAG")]
    tag: Option<String>,
    /// The format of the list
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    message_format: ListFormat,
}

/// The formats of the list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum ListFormat {
    /// A table for people
    #[default]
    Human,
    /// One JSON object a line
    Json,
}

/// Runs the command.
pub(crate) fn run(context: &Context, args: ListArgs) -> Result<Exit, Failure> {
    let lessons = &context.project()?.lessons;
    lessons.check_present()?;
    let wanted = |lesson: &&Lesson| args.tag.as_ref().is_none_or(|tag| lesson.tags.contains(tag));
    let listed: Vec<&Lesson> = lessons.set.lessons().iter().filter(wanted).collect();
    match args.message_format {
        ListFormat::Human => table(context, lessons, &listed),
        ListFormat::Json => {
            listed.iter().for_each(|lesson| json::line(context.terminal, &object(lessons, lesson)))
        }
    }
    let (_, unsound) =
        Engine::new(lessons.set.lessons().iter().map(|one| (one.clone(), lessons.status(one))));
    let problems = lessons.problems().into_iter().chain(unsound);
    let errors = problems.filter(|problem| problem.severity == Severity::Error);
    let broken: BTreeSet<_> = errors.map(|problem| problem.path).collect();
    if !broken.is_empty() || !lessons.unreadable.is_empty() {
        let number = (broken.len() + lessons.unreadable.len()) as u64;
        let message =
            format!("{} cannot be used; `{}` says why", count(number, "file"), advice::command("test"));
        context.terminal.err(&Drawing::new(context.terminal.stderr_color()).line(
            Weight::Error,
            &message,
            None,
        ));
        return Ok(Exit::Unable);
    }
    Ok(Exit::Clean)
}

fn table(context: &Context, lessons: &Lessons, listed: &[&Lesson]) {
    let status = |lesson: &Lesson| match (lesson.is_withdrawn(), lessons.status(lesson)) {
        (true, _) => "withdrawn".to_owned(),
        (false, status) => status.to_string(),
    };
    let rows: Vec<[String; 5]> =
        std::iter::once(["ID", "LEVEL", "STATUS", "DATE", "TITLE"].map(str::to_owned))
            .chain(listed.iter().map(|lesson| {
                let title = escape_line(&lesson.title).into_owned();
                [lesson.id.clone(), lesson.level.to_string(), status(lesson), lesson.date.to_string(), title]
            }))
            .collect();
    let width = |column: usize| {
        rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let widths = [width(0), width(1), width(2), width(3)];
    for [id, level, status, date, title] in &rows {
        let [a, b, c, d] = widths;
        context.terminal.out(&format!("{id:a$}  {level:b$}  {status:c$}  {date:d$}  {title}\n"));
    }
    if context.terminal.verbosity() > Verbosity::Quiet {
        context.terminal.status(&count(listed.len() as u64, "lesson"));
    }
}

fn object(lessons: &Lessons, lesson: &Lesson) -> serde_json::Value {
    let status: ApprovalStatus = lessons.status(lesson);
    let enforcement = &lesson.enforcement;
    let enforced_by: Vec<&str> = [
        ("forbid", enforcement.has(RuleKind::Forbid)),
        ("require", enforcement.has(RuleKind::Require)),
        ("guard", enforcement.guard.is_some()),
        ("waive", enforcement.waive.is_some()),
    ]
    .into_iter()
    .filter_map(|(name, there)| there.then_some(name))
    .collect();
    json!({
        "reason": "lessons-lesson",
        "id": lesson.id,
        "path": lesson.path,
        "title": lesson.title,
        "date": lesson.date.to_string(),
        "level": lesson.level.name(),
        "status": status.to_string(),
        "withdrawn": lesson.withdrawn.map(|date| date.to_string()),
        "language": lesson.scope.language,
        "enforced_by": enforced_by,
        "tags": lesson.tags,
        "postmortem": lesson.postmortem.as_ref().map(ToString::to_string),
        "digest": lesson.digest(),
    })
}
