//! `cargo lessons explain`: tells one lesson in full, or all that a rule can say.

mod markdown;

use std::fmt::Write as _;

use lessons_core::{Engine, Lesson, Polarity, Proof, RULE_LANGUAGE};
use serde_json::{Value, json};

use crate::context::{Context, Project};
use crate::exit::{Exit, Failure};
use crate::terminal::{escape, escape_line};

/// The arguments of `explain`.
#[derive(Clone, Debug, Default, clap::Args)]
pub(crate) struct ExplainArgs {
    /// The lesson
    #[arg(required_unless_present = "rules")]
    pub(crate) id: Option<String>,
    /// Print the reference of the rule language, as Markdown
    #[arg(long, conflicts_with = "id")]
    pub(crate) rules: bool,
    /// How to tell it
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub(crate) message_format: Format,
}

/// How a lesson is told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Format {
    /// For a reader
    #[default]
    Human,
    /// One JSON object
    Json,
}

/// Runs the command.
pub(crate) fn run(context: &Context, args: ExplainArgs) -> Result<Exit, Failure> {
    let Some(id) = args.id.filter(|_| !args.rules) else {
        context.terminal.out(RULE_LANGUAGE);
        return Ok(Exit::Clean);
    };
    let project = context.project()?;
    let lesson = context.lesson(&id)?;
    let proof = Engine::prove(lesson);
    match args.message_format {
        Format::Human => context.terminal.out(&escape(&human(project, lesson, &proof))),
        Format::Json => context.terminal.out(&format!("{}\n", object(project, lesson, &proof))),
    }
    Ok(Exit::Clean)
}

/// The lesson for a reader: what is known of it, its story, its rule, its proof.
fn human(project: &Project, lesson: &Lesson, proof: &Proof) -> String {
    let mut text = String::new();
    let title = format!("{}: {}", lesson.id, lesson.title);
    let _ = writeln!(text, "{title}\n{}\n", "=".repeat(title.chars().count().min(100)));
    for (name, value) in facts(project, lesson) {
        let _ = writeln!(text, "{name:<14}{}", escape_line(&value));
    }
    let _ = writeln!(text, "\n{}", markdown::plain(story(lesson)).trim_end());
    let _ = writeln!(text, "\nRule\n----\n");
    for line in lesson.front_matter().of(lesson.source()).trim_end().lines() {
        let _ = writeln!(text, "    {line}");
    }
    if !lesson.blocks.is_empty() {
        let _ = writeln!(text, "\nProof\n-----\n");
    }
    for block in &lesson.blocks {
        let line = lesson.position(block.span.start).line;
        let outcome = match (block.polarity, holds(proof, block)) {
            (Polarity::Bad, true) => "bad, and found",
            (Polarity::Bad, false) => "bad, and NOT FOUND",
            (_, true) => "good, and silent",
            (_, false) => "good, and NOT SILENT",
        };
        let _ = writeln!(text, "{}:{line}: {outcome}", lesson.path);
    }
    text
}

fn holds(proof: &Proof, block: &lessons_core::Block) -> bool {
    proof.failures.iter().all(|failure| failure.block != block.span)
}

/// The Markdown after the front matter.
fn story(lesson: &Lesson) -> &str {
    let rest = lesson.source().get(lesson.front_matter().end as usize..).unwrap_or_default();
    rest.split_once('\n').map_or("", |(_, rest)| rest)
}

/// What is known of the lesson, by name.
fn facts(project: &Project, lesson: &Lesson) -> Vec<(&'static str, String)> {
    let status = project.lessons.status(lesson);
    let status = match project.lessons.approval(lesson) {
        Some(approval) => format!("{status} ({} on {})", approval.by, approval.at),
        None => status.to_string(),
    };
    let scope = &lesson.scope;
    let list = |items: &[String]| (!items.is_empty()).then(|| items.join(", "));
    let dependencies: Vec<_> =
        scope.dependencies.iter().map(|one| format!("{} {}", one.name, one.requirement)).collect();
    [
        ("file", Some(lesson.path.clone())),
        ("incident", Some(lesson.date.to_string())),
        ("level", Some(lesson.level.to_string())),
        ("status", Some(status)),
        ("withdrawn", lesson.withdrawn.map(|date| date.to_string())),
        ("post-mortem", lesson.postmortem.as_ref().map(ToString::to_string)),
        ("introduced by", list(&lesson.introduced_by)),
        ("fixed by", list(&lesson.fixed_by)),
        ("tags", list(&lesson.tags)),
        ("crates", list(scope.crates.patterns())),
        ("paths", list(scope.paths.patterns())),
        ("dependencies", list(&dependencies)),
        ("tests", scope.tests.then(|| "searched too".to_owned())),
        ("language", (scope.language != "rust").then(|| scope.language.clone())),
        ("waived", lesson.enforcement.waive.as_ref().map(|waive| waive.reason.clone())),
        ("digest", Some(lesson.digest().to_owned())),
    ]
    .into_iter()
    .filter_map(|(name, value)| Some((name, value?)))
    .collect()
}

/// The lesson as one JSON object.
fn object(project: &Project, lesson: &Lesson, proof: &Proof) -> Value {
    let approval = project.lessons.approval(lesson).map(
        |approval| json!({ "by": approval.by, "at": approval.at.to_string(), "sha256": approval.sha256 }),
    );
    let blocks: Vec<_> = lesson
        .blocks
        .iter()
        .map(|block| {
            json!({
                "polarity": if block.polarity == Polarity::Bad { "bad" } else { "good" },
                "language": block.language,
                "line": lesson.position(block.span.start).line,
                "file": block.file,
                "edition": block.edition,
                "rule": block.rule.map(|rule| rule.name()),
                "text": block.text(),
                "holds": holds(proof, block),
            })
        })
        .collect();
    let sections: Vec<_> = lesson
        .sections
        .iter()
        .map(|section| json!({ "heading": section.heading, "text": section.text }))
        .collect();
    let scope = &lesson.scope;
    let dependencies: serde_json::Map<_, _> =
        scope.dependencies.iter().map(|one| (one.name.clone(), one.requirement.to_string().into())).collect();
    json!({
        "reason": "lessons-explanation",
        "version": 1,
        "id": lesson.id,
        "title": lesson.title,
        "path": lesson.path,
        "date": lesson.date.to_string(),
        "level": lesson.level.name(),
        "status": project.lessons.status(lesson).to_string(),
        "approval": approval,
        "digest": lesson.digest(),
        "withdrawn": lesson.withdrawn.map(|date| date.to_string()),
        "postmortem": lesson.postmortem.as_ref().map(ToString::to_string),
        "introduced_by": lesson.introduced_by,
        "fixed_by": lesson.fixed_by,
        "tags": lesson.tags,
        "scope": {
            "crates": scope.crates.patterns(),
            "paths": scope.paths.patterns(),
            "tests": scope.tests,
            "dependency": dependencies,
            "language": scope.language,
        },
        "front_matter": lesson.front_matter().of(lesson.source()),
        "sections": sections,
        "blocks": blocks,
    })
}
