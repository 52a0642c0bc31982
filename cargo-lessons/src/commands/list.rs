//! `cargo lessons list`: lists the lessons.

use std::collections::BTreeSet;

use lessons_core::{Engine, Lesson, RuleKind, Severity};
use serde_json::json;

use crate::advice;
use crate::context::Context;
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
    let (_, unsound) =
        Engine::new(lessons.set.lessons().iter().map(|one| (one.clone(), lessons.status(one))));
    let problems = lessons.problems().into_iter().chain(unsound);
    let errors = problems.filter(|problem| problem.severity == Severity::Error);
    let broken: BTreeSet<_> = errors.map(|problem| problem.path).collect();
    let status = |lesson: &Lesson| {
        if broken.contains(&lesson.path) { "broken".to_owned() } else { lessons.status(lesson).to_string() }
    };
    // What tags a file has that does not load, nobody knows.
    let lost: &[String] = if args.tag.is_none() { lessons.set.unusable() } else { &[] };
    match args.message_format {
        ListFormat::Human => table(context, &listed, &status, lost),
        ListFormat::Json => {
            let objects = listed.iter().map(|lesson| object(lesson, &status(lesson)));
            objects
                .chain(lost.iter().map(|path| unloaded(path)))
                .for_each(|one| json::line(context.terminal, &one));
        }
    }
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

fn table(context: &Context, listed: &[&Lesson], status: &dyn Fn(&Lesson) -> String, lost: &[String]) {
    let status =
        |lesson: &Lesson| if lesson.is_withdrawn() { "withdrawn".to_owned() } else { status(lesson) };
    let rows: Vec<[String; 5]> =
        std::iter::once(["ID", "LEVEL", "STATUS", "DATE", "TITLE"].map(str::to_owned))
            .chain(listed.iter().map(|lesson| {
                let title = escape_line(&lesson.title).into_owned();
                [lesson.id.clone(), lesson.level.to_string(), status(lesson), lesson.date.to_string(), title]
            }))
            .chain(lost.iter().map(|path| {
                let title = format!("{} does not load", escape_line(path));
                [stem(path), "-".to_owned(), "broken".to_owned(), "-".to_owned(), title]
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

/// The id that a file stands for which does not load.
fn stem(path: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or_default();
    escape_line(name.strip_suffix(".md").unwrap_or(name)).into_owned()
}

fn unloaded(path: &str) -> serde_json::Value {
    json!({ "reason": "lessons-lesson", "id": stem(path), "path": path, "status": "broken" })
}

fn object(lesson: &Lesson, status: &str) -> serde_json::Value {
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
        "status": status,
        "withdrawn": lesson.withdrawn.map(|date| date.to_string()),
        "language": lesson.scope.language,
        "enforced_by": enforced_by,
        "tags": lesson.tags,
        "postmortem": lesson.postmortem.as_ref().map(ToString::to_string),
        "digest": lesson.digest(),
    })
}
