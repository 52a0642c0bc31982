//! What a person at a terminal does with a draft: approve, edit, refine, see another one, or leave it.

use std::path::Path;
use std::process::Command;

use lessons_core::{Engine, Lesson};

use crate::exit::Failure;
use crate::interrupt;
use crate::terminal::{Terminal, escape};

/// What was decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// Write it, and go on to its approval.
    Approve,
    /// Write it as proposed.
    Write,
    /// Change its file first.
    Edit,
    /// Ask again, with this sentence.
    Refine(String),
    /// Show the next candidate.
    Other,
    /// Write nothing.
    Reject,
}

/// What can be done besides writing and rejecting.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Choices {
    pub(super) others: usize,
    pub(super) can_refine: bool,
}

/// Asks what to do with the draft that was shown. Leaving the question is rejecting it.
pub(super) fn decide(lesson: &Lesson, choices: Choices) -> Result<Answer, Failure> {
    let mut items = vec![
        ("approve it: write the file and go on to its approval".to_owned(), Answer::Approve),
        ("write it as proposed: it notes, and nobody has approved it".to_owned(), Answer::Write),
        ("edit it first".to_owned(), Answer::Edit),
    ];
    if choices.can_refine {
        items.push((
            "refine it: say in a sentence what is wrong with it".to_owned(),
            Answer::Refine(String::new()),
        ));
    }
    if choices.others > 0 {
        items.push((format!("see another candidate ({} more)", choices.others), Answer::Other));
    }
    items.push(("reject it: write nothing".to_owned(), Answer::Reject));
    let question = dialoguer::Select::new()
        .with_prompt(format!("What to do with {}", lesson.id))
        .items(items.iter().map(|(text, _)| text.as_str()))
        .default(1);
    let chosen = interrupt::ask(|| question.interact_opt())?;
    let answer = chosen.and_then(|index| items.into_iter().nth(index)).map(|(_, answer)| answer);
    Ok(match answer {
        Some(Answer::Refine(_)) => {
            let question =
                dialoguer::Input::<String>::new().with_prompt("What is wrong with it").allow_empty(true);
            Answer::Refine(interrupt::ask(|| question.interact_text())?)
        }
        Some(answer) => answer,
        None => Answer::Reject,
    })
}

/// Lets the person change the file's text in their editor until it holds or they give up. None if it was left as it
/// is, or is broken and was given up.
pub(super) fn edit(terminal: Terminal, path: &str, text: &str) -> Result<Option<(Lesson, String)>, Failure> {
    let name = Path::new(path).file_name().unwrap_or_default();
    let scratch = tempfile::tempdir()?;
    let file = scratch.path().join(name);
    std::fs::write(&file, text)?;
    loop {
        let status = interrupt::editor(|| editor(&file).status());
        if !status.as_ref().is_ok_and(std::process::ExitStatus::success) {
            let reason = status.map_or_else(|error| error.to_string(), |status| status.to_string());
            return Err(Failure::new(format!("the editor failed: {reason}"))
                .hint("set `EDITOR` to one that waits until the file is closed"));
        }
        let edited = String::from_utf8(std::fs::read(&file)?)
            .map_err(|_| Failure::new("the edited file is not UTF-8, and nothing was written"))?;
        if edited == text {
            return Ok(None);
        }
        let reading = Lesson::read(path, edited.as_bytes());
        let mut problems: Vec<String> = reading.problems.iter().map(ToString::to_string).collect();
        if let Some(lesson) = reading.lesson {
            let failures = Engine::prove(&lesson).failures;
            problems.extend(failures.iter().map(|failure| failure.problem.to_string()));
            if problems.is_empty() {
                return Ok(Some((lesson, edited)));
            }
        }
        for problem in problems {
            terminal.err(&format!("{}\n", escape(&problem)));
        }
        let question =
            dialoguer::Confirm::new().with_prompt("It does not hold. Edit it again?").default(true);
        if interrupt::ask(|| question.interact_opt())? != Some(true) {
            return Ok(None);
        }
    }
}

/// The person's editor on a file: `VISUAL`, `EDITOR`, else the system's.
fn editor(file: &Path) -> Command {
    let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.trim().is_empty());
    let words = variable("VISUAL").or_else(|| variable("EDITOR"));
    let words = words.unwrap_or_else(|| if cfg!(windows) { "notepad" } else { "vi" }.to_owned());
    // As git does: the words may be a command with options, or a path with blanks in quotation marks.
    let mut command = if cfg!(unix) {
        let mut shell = Command::new("sh");
        shell.arg("-c").arg(format!("{words} \"$@\"")).arg(&words);
        shell
    } else {
        let mut words = words.split_whitespace();
        let mut command = Command::new(words.next().unwrap_or("notepad"));
        command.args(words);
        command
    };
    command.arg(file);
    command
}
