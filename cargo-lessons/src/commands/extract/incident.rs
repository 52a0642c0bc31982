//! What is read: the documents with their incidents, and for each the fixes that it names or shows.

use std::path::Path;

use lessons_core::{Date, Postmortem, check_id};
use lessons_extract::document::{self, CodeBlock, Document, Polarity, Role};
use lessons_extract::lesson::Facts;
use lessons_extract::{BlockDraft, Fix};

use super::ExtractArgs;
use super::fix::{self, short};
use super::scene::Scene;
use crate::commands::today;
use crate::context::Context;
use crate::exit::Failure;
use crate::git::GitError;

/// The largest document, in bytes. What is larger is a log.
const LARGEST: u64 = 8 << 20;

/// One incident, as far as it was told.
pub(super) struct Incident {
    /// What the lesson's front matter says.
    pub(super) facts: Facts,
    /// The post-mortem, or the fix's message where there is none.
    pub(super) document: Document,
    /// What the code was and became, the fix that says most first.
    pub(super) fixes: Vec<Remedy>,
    /// What was not found or left out, one sentence each.
    pub(super) notes: Vec<String>,
}

/// A fix, and the blocks of the document that it was made of.
pub(super) struct Remedy {
    pub(super) fix: Fix,
    /// The document's own blocks, as their author wrote them.
    pub(super) blocks: Vec<BlockDraft>,
}

impl Remedy {
    /// What it is, for people.
    pub(super) fn shown(&self) -> String {
        match &self.fix.commit {
            Some(commit) => format!("commit {}", short(commit)),
            None if self.blocks.is_empty() => "the document's diff".to_owned(),
            None => "the document's code blocks".to_owned(),
        }
    }
}

/// Reads the documents and commits that the arguments name.
///
/// # Errors
/// When one cannot be read, or the ids are wrong or not distinct.
pub(super) fn read(
    context: &Context,
    scene: &Scene<'_>,
    args: &ExtractArgs,
) -> Result<Vec<Incident>, Failure> {
    let mut incidents = Vec::new();
    for path in &args.documents {
        let whole = document(&context.cwd.join(path), path)?;
        let parts = whole.incidents();
        let several = parts.len() > 1;
        for (index, part) in parts.into_iter().enumerate() {
            let number = several.then_some(index + 1);
            incidents.push(of_document(context, scene, args, path, part, number)?);
        }
    }
    if let Some(revision) = &args.fix_commit {
        match incidents.as_mut_slice() {
            [] => incidents.push(of_commit(scene, revision)?),
            [only] => {
                let found = fix::of_commit(scene.repository()?, revision)?;
                only.facts.fixed_by = vec![short(&found.commit.id).to_owned()];
                // It was said which fix is meant.
                only.fixes = vec![Remedy { fix: found.fix, blocks: Vec::new() }];
                only.notes = found.notes;
            }
            several => {
                return Err(Failure::new(format!(
                    "`--fix-commit` is about one incident, and there are {}",
                    several.len()
                ))
                .hint("name the fix in each incident's text, or extract one document at a time"));
            }
        }
    }
    name(&mut incidents, args)?;
    for incident in &mut incidents {
        date(incident)?;
    }
    Ok(incidents)
}

fn document(path: &Path, named: &Path) -> Result<Document, Failure> {
    let unreadable = |reason: String| Failure::new(format!("`{}` cannot be read: {reason}", named.display()));
    let about = std::fs::metadata(path).map_err(|error| unreadable(error.to_string()))?;
    if about.is_dir() {
        return Err(unreadable("it is a folder".to_owned()).hint("name the post-mortem's file"));
    }
    if about.len() > LARGEST {
        return Err(unreadable(format!("it has {} bytes, more than {LARGEST}", about.len())));
    }
    let bytes = std::fs::read(path).map_err(|error| unreadable(error.to_string()))?;
    Ok(document::read_bytes(named.to_str(), &bytes))
}

/// An incident that a document tells; `number` is its place in a document of several.
fn of_document(
    context: &Context,
    scene: &Scene<'_>,
    args: &ExtractArgs,
    path: &Path,
    document: Document,
    number: Option<usize>,
) -> Result<Incident, Failure> {
    let id = document.id.clone().or_else(|| {
        let stem = slug(&path.file_stem()?.to_string_lossy())?;
        Some(number.map_or(stem.clone(), |number| format!("{stem}-{number}")))
    });
    let mut facts = Facts::new(id.unwrap_or_default(), today()?);
    facts.postmortem = inside(context, scene, path);
    let role = |role: Role| document.commits.iter().filter(move |commit| commit.role == role);
    facts.introduced_by = distinct(role(Role::Introduced).map(|commit| commit.hash.clone()));
    let mut named = distinct(role(Role::Fix).map(|commit| commit.hash.clone()));
    if let ([], [only]) = (named.as_slice(), document.commits.as_slice())
        && only.role == Role::Mentioned
    {
        named.push(only.hash.clone());
    }
    facts.fixed_by.clone_from(&named);
    let (mut fixes, mut notes) = (Vec::new(), Vec::new());
    if args.fix_commit.is_none() {
        for hash in &named {
            match commit_of(scene, hash)? {
                Ok(found) => {
                    notes.extend(found.notes);
                    fixes.push(Remedy { fix: found.fix, blocks: Vec::new() });
                }
                Err(reason) => notes.push(reason),
            }
        }
    }
    let diffs = document.diffs.iter().filter(|diff| diff.changes_anything());
    fixes.extend(diffs.map(|diff| Remedy { fix: Fix::from_diff(diff), blocks: Vec::new() }));
    fixes.extend(of_blocks(&document));
    Ok(Incident { facts, document, fixes, notes })
}

/// An incident of which nothing but the fix is known. Its message is the document.
fn of_commit(scene: &Scene<'_>, revision: &str) -> Result<Incident, Failure> {
    let found = fix::of_commit(scene.repository()?, revision)?;
    let document = document::read(None, &found.commit.message);
    let id = document.id.clone();
    let short = short(&found.commit.id).to_owned();
    let id = id.unwrap_or_else(|| format!("FIX-{}", short.get(..7).unwrap_or(&short)));
    let mut facts = Facts::new(id, today()?);
    facts.fixed_by = vec![short];
    let mut incident = Incident {
        facts,
        document,
        fixes: vec![Remedy { fix: found.fix, blocks: Vec::new() }],
        notes: found.notes,
    };
    // A day that a commit's message names is about something else.
    incident.document.date = None;
    Ok(incident)
}

/// A commit that a document names; why not, where the repository does not have it.
fn commit_of(scene: &Scene<'_>, hash: &str) -> Result<Result<fix::OfCommit, String>, Failure> {
    let Some(git) = &scene.git else {
        return Ok(Err(format!(
            "commit {hash}, which the document names, was not looked at: there is no git repository here"
        )));
    };
    match git.commit(hash) {
        Ok(id) => fix::of_commit(git, &id).map(Ok),
        Err(GitError::UnknownRevision { advice, .. }) => {
            Ok(Err(format!("commit {hash}, which the document names, is not in the repository; {advice}")))
        }
        Err(error) => Err(error.into()),
    }
}

/// Bad and good blocks of code, in pairs as they come.
fn of_blocks(document: &Document) -> Vec<Remedy> {
    let rust = |block: &&CodeBlock| {
        let language = block.language.as_deref();
        language.is_none_or(|language| matches!(language, "rust" | "rs")) && block.looks_like_code()
    };
    let of = |polarity| {
        let fenced = |block: &&CodeBlock| block.kind != document::CodeKind::Inline;
        document.code.iter().filter(fenced).filter(rust).filter(move |block| block.polarity == polarity)
    };
    let pairs = of(Polarity::Bad).zip(of(Polarity::Good));
    pairs
        .map(|(bad, good)| Remedy {
            fix: Fix::from_blocks(&bad.text, &good.text),
            blocks: vec![
                BlockDraft::new(lessons_core::Polarity::Bad, bad.text.clone()),
                BlockDraft::new(lessons_core::Polarity::Good, good.text.clone()),
            ],
        })
        .collect()
}

/// The document's path from the workspace's root; none for one that lies elsewhere.
fn inside(context: &Context, scene: &Scene<'_>, path: &Path) -> Option<Postmortem> {
    let root = scene.project.root.canonicalize().ok()?;
    let full = context.cwd.join(path).canonicalize().ok()?;
    let below = full.strip_prefix(root).ok()?.to_str()?.replace('\\', "/");
    Some(Postmortem::Path(below))
}

/// Gives each incident its id: the one asked for, or its own.
fn name(incidents: &mut [Incident], args: &ExtractArgs) -> Result<(), Failure> {
    if let Some(id) = &args.id {
        check_id(id).map_err(|error| Failure::new(format!("`{id}` is no id for a lesson: {error}")))?;
        let [only] = incidents else {
            return Err(Failure::new(format!(
                "`--id` names one lesson, and there are {} incidents",
                incidents.len()
            ))
            .hint("leave it out: each incident has an id of its own, from its text or its file's name"));
        };
        only.facts.id.clone_from(id);
        return Ok(());
    }
    for incident in incidents.iter() {
        let id = &incident.facts.id;
        if check_id(id).is_err() {
            let name = incident.document.name.clone().unwrap_or_default();
            return Err(Failure::new(format!("neither `{name}` nor its text has an id for the lesson"))
                .hint("give one with `--id`, such as INC-245"));
        }
        let same = incidents.iter().filter(|other| other.facts.id.eq_ignore_ascii_case(id)).count();
        if same > 1 {
            return Err(Failure::new(format!("{same} incidents have the id `{id}`"))
                .hint("extract one document at a time, and name its lesson with `--id`"));
        }
    }
    Ok(())
}

/// The day of the incident, from the document; else that of the fix, else today, and the file says so.
fn date(incident: &mut Incident) -> Result<(), Failure> {
    let told = incident.document.date.and_then(|date| Date::new(date.year, date.month, date.day));
    let fixed = incident.fixes.iter().find_map(|remedy| remedy.fix.date);
    let (date, note) = match (told, fixed) {
        (Some(date), _) => (date, None),
        (None, Some(date)) => (date, Some("of the fix; the incident's is not known")),
        (None, None) => (today()?, Some("of this file; the incident's is not known")),
    };
    incident.facts.date = date;
    incident.facts.date_note = note.map(str::to_owned);
    Ok(())
}

fn distinct(items: impl Iterator<Item = String>) -> Vec<String> {
    let mut distinct: Vec<String> = Vec::new();
    for item in items {
        if !distinct.contains(&item) {
            distinct.push(item);
        }
    }
    distinct
}

/// A file's stem as an id; none if nothing of it can be one.
fn slug(stem: &str) -> Option<String> {
    let kept: String = stem
        .chars()
        .map(|char| if char.is_ascii_alphanumeric() || ".-_".contains(char) { char } else { '-' })
        .collect();
    let parts: Vec<&str> = kept.split('-').filter(|part| !part.is_empty()).collect();
    let slug = parts.join("-").trim_matches(['.', '_']).to_owned();
    check_id(&slug).is_ok().then_some(slug)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_names_become_ids() {
        for (stem, id) in [
            ("INC-245", Some("INC-245")),
            ("queue stalled (final)", Some("queue-stalled-final")),
            ("2026-04-12 Störung", Some("2026-04-12-St-rung")),
            ("...", None),
            ("漢字", None),
        ] {
            assert_eq!(slug(stem).as_deref(), id, "{stem}");
        }
    }
}
