//! `cargo lessons extract`: from a post-mortem, a fix commit or both to a proposed lesson, proven on the fix.
//!
//! It reads, proposes, proves, shows what a person judges by, and writes the lesson's file and nothing else. It approves
//! nothing and sets no level.

mod ask;
mod candidates;
mod conversation;
mod draft;
mod endpoint;
mod evidence;
mod fix;
mod incident;
mod scene;
mod show;
mod surroundings;

use std::path::PathBuf;

use lessons_extract::Refinement;

use crate::advice;
use crate::commands::{approve, new};
use crate::context::Context;
use crate::exit::{Exit, Failure};
use crate::terminal::{Verbosity, escape, escape_line};
use crate::write::{Root, WriteError};

use ask::{Answer, Choices};
use candidates::{Candidates, Found, Proposer};
use draft::Draft;
use endpoint::Choice;
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
    /// The model to ask [default: that of the settings]
    #[arg(long, value_name = "NAME")]
    pub(super) model: Option<String>,
    /// Where its server's API begins, such as `http://localhost:11434/v1`
    #[arg(long, value_name = "URL")]
    pub(super) base_url: Option<String>,
    /// Ask no model: find the rule from the fix alone. Also what is done where no key is set
    #[arg(long, conflicts_with_all = ["model", "base_url", "show_payload", "replay"])]
    pub(super) offline: bool,
    /// Print what would be sent, and send nothing
    #[arg(long, conflicts_with = "replay")]
    pub(super) show_payload: bool,
    /// Take the answers from the transcript of an earlier run, without a network
    #[arg(long, value_name = "FILE", conflicts_with_all = ["model", "base_url"])]
    pub(super) replay: Option<PathBuf>,
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
    let proposer = proposer(context, &scene, &args, incidents.len())?;
    if args.show_payload {
        return show_payload(context, &scene, &proposer, &incidents);
    }
    let several = incidents.len() > 1;
    let mut exit = Exit::Unproven;
    for incident in &incidents {
        if several {
            let title = incident.document.title.clone().unwrap_or_default();
            context.terminal.status(&format!("{}: {title}", incident.facts.id));
        }
        incident.notes.iter().for_each(|note| context.terminal.status(note));
        exit = exit.min(one(context, &scene, &args, &proposer, incident)?);
    }
    Ok(exit)
}

/// Who is asked: the transcript named, else a model, else nobody, and why.
fn proposer(
    context: &Context,
    scene: &Scene<'_>,
    args: &ExtractArgs,
    incidents: usize,
) -> Result<Proposer, Failure> {
    if let Some(path) = &args.replay {
        if incidents > 1 {
            return Err(Failure::new("a transcript is of one incident, and there are several")
                .hint("extract one document at a time"));
        }
        return Ok(Proposer::Replay(conversation::transcript(&context.cwd.join(path), path)?));
    }
    let choice = endpoint::choose(args, &scene.project.settings)?;
    match &choice {
        Choice::Offline(reason) if !reason.is_empty() => context.terminal.status(reason),
        #[cfg(feature = "extract")]
        Choice::Ask(endpoint) if !args.show_payload => {
            context.terminal.status(&format!("Asking {} at {}", endpoint.model, endpoint.base_url));
        }
        _ => {}
    }
    Ok(Proposer::Choice(choice))
}

/// Prints what would be sent about each incident.
#[cfg_attr(not(feature = "extract"), expect(unused_variables, reason = "without a client nothing is sent"))]
fn show_payload(
    context: &Context,
    scene: &Scene<'_>,
    proposer: &Proposer,
    incidents: &[Incident],
) -> Result<Exit, Failure> {
    match proposer {
        #[cfg(feature = "extract")]
        Proposer::Choice(Choice::Ask(endpoint)) => {
            for incident in incidents {
                let payload = candidates::shown_payload(scene, endpoint, incident)?;
                context.terminal.out(&format!("{}\n", escape(&payload)));
            }
            Ok(Exit::Clean)
        }
        _ => Err(Failure::new(format!(
            "no model is asked about {} incidents, so nothing would be sent",
            incidents.len()
        ))),
    }
}

/// One incident, from what was read to a file or none.
fn one(
    context: &Context,
    scene: &Scene<'_>,
    args: &ExtractArgs,
    proposer: &Proposer,
    incident: &Incident,
) -> Result<Exit, Failure> {
    let terminal = context.terminal;
    let unproven = |tried: &[String]| {
        tried.iter().for_each(|line| terminal.err(&format!("{}\n", escape(line))));
        terminal
            .err(&format!("no rule could be proven for {}, and nothing was written\n", incident.facts.id));
    };
    let candidates = match candidates::find(context, scene, proposer, incident, None)? {
        Found::Some(candidates) => candidates,
        Found::None(tried) => {
            unproven(&tried);
            return Ok(Exit::Unproven);
        }
    };
    let mut drafts = Drafts::new(candidates);
    let Some(mut draft) = drafts.next(context, scene, incident)? else {
        unproven(&drafts.refused);
        return Ok(Exit::Unproven);
    };
    loop {
        terminal.out(&show::evidence(&draft, drafts.candidates.cost.as_deref(), terminal.verbosity()));
        let answer = match terminal.can_ask() {
            true => {
                let choices = Choices { others: drafts.left(), can_refine: proposer.can_refine() };
                ask::decide(&draft.lesson, choices)?
            }
            false => Answer::Write,
        };
        match answer {
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
            Answer::Refine(wish) => {
                let refinement = Refinement { proposal: &draft.proposal, wish: &wish };
                match candidates::find(context, scene, proposer, incident, Some(refinement))? {
                    Found::Some(candidates) => {
                        let mut refined = Drafts::new(candidates);
                        if let Some(other) = refined.next(context, scene, incident)? {
                            (drafts, draft) = (refined, other);
                        }
                    }
                    Found::None(tried) => {
                        tried.iter().for_each(|line| terminal.status(line));
                        terminal.status("Nothing better holds; the proposal stays as it is");
                    }
                }
            }
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
