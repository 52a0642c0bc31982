//! `cargo lessons extract`: from a post-mortem, a fix commit or both to a proposed lesson, proven on the fix.
//!
//! It reads, proposes, proves, shows what a person judges by, and writes the lesson's file and nothing else. It approves
//! nothing and sets no level.

mod ask;
mod candidates;
mod draft;
mod evidence;
mod fix;
mod incident;
mod scene;
mod show;

use std::path::PathBuf;

use crate::advice;
use crate::commands::{approve, new};
use crate::context::Context;
use crate::exit::{Exit, Failure};
use crate::terminal::{Verbosity, escape, escape_line};
use crate::write::{Root, WriteError};

use ask::{Answer, Choices};
use candidates::{Candidates, Found};
use draft::Draft;
use incident::Incident;
use scene::Scene;

/// The arguments of `extract`.
#[derive(Clone, Debug, Default, clap::Args)]
#[command(
    after_help = "Exit codes: 0 a lesson was written; 3 no rule could be proven, and nothing was written; 2 the work \
                  could not be done."
)]
pub(crate) struct ExtractArgs {
    /// Post-mortems: Markdown or plain text, by any template or none
    #[arg(value_name = "DOC")]
    pub(super) documents: Vec<PathBuf>,
    /// The commit that fixed it [default: the one that the document names]
    #[arg(long, value_name = "REV")]
    pub(super) fix_commit: Option<String>,
    /// The lesson's id [default: from the document or its file's name]
    #[arg(long, value_name = "ID")]
    pub(super) id: Option<String>,
    /// Ask no model: find the rule from the fix alone
    #[arg(long)]
    pub(super) offline: bool,
    /// Overwrite a lesson that has the id; its approval, if it has one, no longer fits
    #[arg(long)]
    pub(super) replace: bool,
    /// The git repository of the fix; a bare one too [default: that of the workspace]
    #[arg(long, value_name = "DIR")]
    pub(super) repo: Option<PathBuf>,
}

/// Runs the command.
pub(crate) fn run(context: &Context, args: ExtractArgs) -> Result<Exit, Failure> {
    if args.documents.is_empty() && args.fix_commit.is_none() {
        return Err(Failure::new("there is nothing to extract a lesson from")
            .hint("name a post-mortem, or the commit of a fix with `--fix-commit`"));
    }
    let scene = Scene::open(context, &args)?;
    let incidents = incident::read(context, &scene, &args)?;
    for incident in &incidents {
        place_of(&scene, incident, args.replace)?;
    }
    let several = incidents.len() > 1;
    let mut exit = Exit::Unproven;
    for incident in &incidents {
        if several {
            let title = incident.document.title.clone().unwrap_or_default();
            context.terminal.status(&format!("{}: {title}", incident.facts.id));
        }
        incident.notes.iter().for_each(|note| context.terminal.status(note));
        exit = exit.min(one(context, &scene, &args, incident)?);
    }
    Ok(exit)
}

/// One incident, from what was read to a file or none.
fn one(
    context: &Context,
    scene: &Scene<'_>,
    args: &ExtractArgs,
    incident: &Incident,
) -> Result<Exit, Failure> {
    let terminal = context.terminal;
    let candidates = match candidates::find(context, scene, args, incident)? {
        Found::Some(candidates) => candidates,
        Found::None(tried) => {
            terminal.err(&escape(&tried));
            terminal.err(&format!(
                "no rule could be proven for {}, and nothing was written\n",
                incident.facts.id
            ));
            return Ok(Exit::Unproven);
        }
    };
    let mut drafts = Drafts::new(candidates);
    let Some(mut draft) = drafts.next(context, scene, incident)? else {
        terminal.err(&escape(&drafts.refused.join("\n")));
        terminal.err(&format!("\nno lesson for {} holds, and nothing was written\n", incident.facts.id));
        return Ok(Exit::Unproven);
    };
    loop {
        terminal.out(&show::evidence(&draft, terminal.verbosity()));
        if !terminal.can_ask() {
            write(scene, incident, args.replace, &draft)?;
            written(context, &draft);
            return Ok(Exit::Clean);
        }
        let choices = Choices { others: drafts.left(), can_refine: false };
        match ask::decide(&draft.lesson, choices)? {
            Answer::Approve => {
                write(scene, incident, args.replace, &draft)?;
                let fresh = Context::new(context.common.clone(), terminal)?;
                let id = draft.lesson.id.clone();
                return approve::run(&fresh, approve::ApproveArgs { id, ..approve::ApproveArgs::default() });
            }
            Answer::Write => {
                write(scene, incident, args.replace, &draft)?;
                written(context, &draft);
                return Ok(Exit::Clean);
            }
            Answer::Edit => {
                if let Some((lesson, text)) = ask::edit(terminal, &draft.lesson.path, &draft.text)? {
                    draft.edited(context, scene, lesson, text)?;
                }
            }
            Answer::Refine(_) => {}
            Answer::Other => {
                if let Some(other) = drafts.next(context, scene, incident)? {
                    draft = other;
                }
            }
            Answer::Reject => {
                terminal.status("Nothing was written.");
                return Ok(Exit::Unproven);
            }
        }
    }
}

/// Candidates that become drafts one after the other: each costs a search and a replay.
struct Drafts {
    candidates: Candidates,
    next: usize,
    /// Why candidates gave no draft.
    refused: Vec<String>,
}

impl Drafts {
    fn new(candidates: Candidates) -> Self {
        Self { candidates, next: 0, refused: Vec::new() }
    }

    fn left(&self) -> usize {
        self.candidates.proposals.len().saturating_sub(self.next)
    }

    fn next(
        &mut self,
        context: &Context,
        scene: &Scene<'_>,
        incident: &Incident,
    ) -> Result<Option<Draft>, Failure> {
        while let Some((proposal, remedy)) = self.candidates.proposals.get(self.next) {
            self.next += 1;
            let remedy = remedy.and_then(|index| incident.fixes.get(index));
            match draft::draft(context, scene, incident, remedy, proposal.clone())? {
                Ok(draft) => return Ok(Some(draft)),
                Err(reason) => self.refused.push(reason),
            }
        }
        Ok(None)
    }
}

/// Where a lesson is written: a new file, or the one to replace.
fn place_of(scene: &Scene<'_>, incident: &Incident, replace: bool) -> Result<PathBuf, Failure> {
    let lessons = &scene.project.lessons;
    let id = &incident.facts.id;
    let Some(taken) = new::taken(scene.project, id) else { return Ok(lessons.dir.join(format!("{id}.md"))) };
    if !replace {
        return Err(Failure::new(format!("the id `{id}` is taken, ignoring case, by {taken}"))
            .hint("`--replace` overwrites that file, `--id` names another"));
    }
    let name = taken.strip_prefix(&lessons.shown).unwrap_or(taken).trim_start_matches('/');
    if name != format!("{id}.md") && !name.ends_with(&format!("/{id}.md")) {
        return Err(Failure::new(format!("`{taken}` writes the id `{id}` in other letters"))
            .hint("give its id as it is written there with `--id`"));
    }
    Ok(lessons.dir.join(name))
}

/// Writes the lesson's file. Nothing outside of the lessons' folder is written, whatever links stand there.
fn write(scene: &Scene<'_>, incident: &Incident, replace: bool, draft: &Draft) -> Result<(), Failure> {
    let place = place_of(scene, incident, replace)?;
    let folder = &scene.project.lessons.dir;
    let root = if folder.is_dir() { Root::new(folder)? } else { new::writable(scene.project)? };
    let content = draft.text.as_bytes();
    if !replace {
        return Ok(root.create(&place, content)?);
    }
    Ok(root.update::<WriteError>(&place, |_| Ok(content.to_vec()))?)
}

/// Says what to do next.
fn written(context: &Context, draft: &Draft) {
    let terminal = context.terminal;
    let id = &draft.lesson.id;
    terminal.out(&format!("\nWritten: {}\n", escape_line(&draft.lesson.path)));
    if terminal.verbosity() == Verbosity::Quiet {
        return;
    }
    if let Some(lacking) = show::lacks(&draft.lesson) {
        terminal.status(&format!("Before it can be approved it needs {lacking}"));
    }
    let write = if draft.open.is_empty() { "read it" } else { "write what is marked `To be written`" };
    let approve = advice::command(&format!("approve {id}"));
    terminal.status(&format!("Next: {write}, then `{approve}`. Until then it only notes."));
}
