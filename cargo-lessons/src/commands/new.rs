//! `cargo lessons new`: starts a lesson's file.

use std::path::Path;

use lessons_core::{Date, check_id};

use crate::advice;
use crate::commands::today;
use crate::context::{Context, Project};
use crate::exit::{Exit, Failure};
use crate::terminal::escape;
use crate::write::Root;

/// The arguments of `new`.
#[derive(Clone, Debug, Default, clap::Args)]
pub(crate) struct NewArgs {
    /// The id, and so the file's name: ASCII letters, digits, `.`, `_` and `-`, such as INC-245
    #[arg(allow_hyphen_values = true)]
    pub(crate) id: String,
    /// The title, which names the mistake
    #[arg(long, value_name = "TEXT")]
    pub(crate) title: Option<String>,
    /// The day of the incident [default: today, in UTC]
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub(crate) date: Option<Date>,
}

/// Runs the command.
pub(crate) fn run(context: &Context, args: NewArgs) -> Result<Exit, Failure> {
    check_id(&args.id).map_err(|error| {
        Failure::new(format!("`{}` is no id for a lesson: {error}", args.id))
            .hint("choose one such as INC-245; it names the file, and is what people quote")
    })?;
    if args.title.as_deref().is_some_and(|title| title.trim().is_empty() || title.contains(char::is_control))
    {
        return Err(Failure::new("the title is empty, or is more than one line of text")
            .hint("name the mistake in a few words, or leave out `--title` and fill it in later"));
    }
    let project = context.project()?;
    let lessons = &project.lessons;
    if let Some(taken) = taken(project, &args.id) {
        return Err(Failure::new(format!("the id `{}` is taken, ignoring case, by {taken}", args.id))
            .hint("choose another id, or change that file; it is not overwritten"));
    }
    let date = match args.date {
        Some(date) => date,
        None => today()?,
    };
    let mut text = lessons_core::new_lesson(&args.id, date);
    if let Some(title) = &args.title {
        text = text.replacen("\n#\n", &format!("\n# {}\n", title.trim()), 1);
    }
    let shown = format!("{}/{}.md", lessons.shown, args.id);
    let place = lessons.dir.join(format!("{}.md", args.id));
    writable(project)?.create(&place, text.as_bytes())?;
    context.terminal.out(&format!("{}\n", escape(&shown)));
    let (test, approve) =
        (advice::command(&format!("test {}", args.id)), advice::command(&format!("approve {}", args.id)));
    let check = advice::command("check");
    context.terminal.status(&format!(
        "Next: tell the story and write the rule, run `{test}` until it holds, then `{approve}`. Until the \
         file is filled in it does not load, and `{check}` ends with exit code 2."
    ));
    Ok(Exit::Clean)
}

/// The tree that lessons are written to: the workspace, or the folder named if it lies elsewhere.
pub(crate) fn writable(project: &Project) -> Result<Root, Failure> {
    let inside = project.lessons.dir.starts_with(&project.root);
    let dir: &Path = if inside { &project.root } else { &project.lessons.dir };
    Ok(Root::new(dir)?)
}

/// The file that has the id already, ignoring case, whether or not it loads.
pub(crate) fn taken<'a>(project: &'a Project, id: &str) -> Option<&'a str> {
    project.lessons.files.keys().map(String::as_str).find(|path| {
        let name = path.rsplit('/').next().unwrap_or_default();
        name.strip_suffix(".md").is_some_and(|stem| stem.eq_ignore_ascii_case(id))
    })
}
