//! The conversation with a model, or with an earlier run's transcript: how it goes is told, and it is kept.

use std::path::{Path, PathBuf};

use lessons_core::Cancel;
use lessons_extract::model::Transcript;
use lessons_extract::{Answers, Case, Event, Outcome, ProposeOptions, propose};

use super::surroundings::Known;
use crate::context::Context;
use crate::exit::Failure;
use crate::report::summary::count;
use crate::terminal::{Terminal, Verbosity, escape_line};

/// How a conversation ended, and what it cost.
pub(super) struct Said {
    pub(super) outcome: Outcome,
    /// What it cost, in a sentence.
    pub(super) cost: String,
}

/// Asks, and keeps what was said below the folder that cargo builds in, or the user's for such.
///
/// # Errors
/// When the model could not be asked.
pub(super) fn hold(
    context: &Context,
    id: &str,
    case: &Case<'_>,
    answers: Answers<'_>,
    known: &Known<'_>,
) -> Result<Said, Failure> {
    let terminal = context.terminal;
    let options = ProposeOptions::default();
    let is_replay = matches!(answers, Answers::Replay(_));
    let mut told = Told { terminal, line_open: false };
    let run = propose(case, answers, known, &options, &mut |event| told.event(event), &Cancel::new());
    told.end_line();
    if !is_replay && let Some(path) = keep(context, id, &run.transcript) {
        terminal.status(&format!("What was asked and answered: {}", path.display()));
    }
    let taken: usize = run.redactions.len();
    let secrets = match taken {
        0 => String::new(),
        _ => format!("; {} taken out before", count(taken as u64, "secret")),
    };
    let tokens = run.usage.total();
    let cost = match is_replay {
        true => "The answers are an earlier run's; no model was asked".to_owned(),
        false => format!("The model cost {tokens} of at most {} tokens{secrets}", options.budget),
    };
    let outcome = run.outcome.map_err(|error| Failure::new(error.to_string()))?;
    Ok(Said { outcome, cost })
}

/// Reads the transcript of an earlier run.
pub(super) fn transcript(path: &Path, named: &Path) -> Result<Transcript, Failure> {
    let shown = named.display();
    let text = std::fs::read_to_string(path)
        .map_err(|error| Failure::new(format!("the transcript {shown} cannot be read: {error}")))?;
    Transcript::read(&text).map_err(|error| Failure::new(format!("{shown}: {error}")))
}

/// Writes the transcript, which holds nothing that was taken out. That it cannot be kept is no reason to stop.
fn keep(context: &Context, id: &str, transcript: &Transcript) -> Option<PathBuf> {
    if transcript.entries.is_empty() {
        return None;
    }
    let folder = folder(context)?.join("transcripts");
    std::fs::create_dir_all(&folder).ok()?;
    let stamp = jiff::Timestamp::now().as_second();
    let path = folder.join(format!("{id}-{stamp}.jsonl"));
    std::fs::write(&path, transcript.to_json_lines()).ok()?;
    Some(path)
}

/// Where runs are kept.
fn folder(context: &Context) -> Option<PathBuf> {
    let target = context.project().ok()?.workspace.target_directory().map(|target| target.join("lessons"));
    let variable = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let user = || {
        let name = if cfg!(windows) { "LOCALAPPDATA" } else { "XDG_CACHE_HOME" };
        let caches = variable(name).or_else(|| std::env::home_dir().map(|home| home.join(".cache")))?;
        Some(caches.join("lessons"))
    };
    target.or_else(user)
}

/// Tells how it goes, on stderr.
struct Told {
    terminal: Terminal,
    /// Whether the last line is still being written over.
    line_open: bool,
}

impl Told {
    fn event(&mut self, event: &Event) {
        let line = match event {
            Event::Redacted(redactions) if !redactions.is_empty() => {
                format!("{} taken out of what is sent", count(redactions.len() as u64, "secret"))
            }
            Event::Shortened => "The document or the diff is long: what tells the cause is sent".to_owned(),
            Event::Asking { form, estimate, left } => {
                let what = if *form { "for a rule" } else { "what went wrong" };
                format!("Asking {what}: at most some {estimate} tokens, {left} are left")
            }
            Event::Receiving { characters } => return self.receiving(*characters),
            Event::Waiting { seconds, why } => format!("Waiting {seconds} s: {why}"),
            Event::Fallback(what) => what.clone(),
            Event::Spent { usage, budget } if self.terminal.verbosity() == Verbosity::Verbose => {
                format!("{} of {budget} tokens are spent", usage.total())
            }
            Event::Setback { attempt, repair, setback } => {
                let mended = if *repair == 0 { String::new() } else { format!(", repair {repair}") };
                format!("Try {attempt}{mended}: {setback}")
            }
            _ => return,
        };
        self.end_line();
        self.terminal.status(&escape_line(&line));
    }

    fn receiving(&mut self, characters: usize) {
        if self.terminal.person_waits() {
            self.terminal.err(&format!("\r   Receiving {characters} characters"));
            self.line_open = true;
        }
    }

    fn end_line(&mut self) {
        if std::mem::take(&mut self.line_open) {
            self.terminal.err(&format!("\r{}\r", " ".repeat(40)));
        }
    }
}
