//! Reads a whole lesson file and tells everything that is wrong with it at once.

use std::sync::Arc;

use crate::language::Language;
use crate::lesson::document::{Document, Section};
use crate::lesson::front_matter::{self, FrontMatter};
use crate::lesson::paths::{check_id, stem};
use crate::lesson::{Body, File, Lesson, Reading, digest, document, fence, known};
use crate::problem::{Flaw, Severity, nearest, place_problems};
use crate::rule::value::{self, Table};
use crate::span::{LineIndex, Span};

/// The sections that every lesson has, and what each says.
pub(crate) const SECTIONS: [(&str, &str); 3] = [
    ("Root cause", "what in the code let it happen"),
    ("Invariant", "what must hold from now on"),
    ("Mitigation", "what to write instead"),
];

/// The largest lesson file that is read: places are 32-bit, and no story needs more.
const LARGEST: usize = 64 << 20;

pub(crate) fn read(path: &str, bytes: &[u8]) -> Reading {
    let text = match std::str::from_utf8(bytes) {
        Ok(text) if text.len() <= LARGEST => text,
        Ok(_) => {
            return unreadable(
                path,
                "",
                Flaw::error(Span::default(), "the file is larger than 64 MiB")
                    .hint("a lesson is a text for people"),
            );
        }
        Err(error) => {
            let valid = bytes.get(..error.valid_up_to()).unwrap_or_default();
            let valid = std::str::from_utf8(valid).unwrap_or_default();
            let at = Span::from_range(valid.len()..valid.len());
            return unreadable(
                path,
                valid,
                Flaw::error(at, "the file is not UTF-8 here").hint("save it as UTF-8"),
            );
        }
    };
    let lines = LineIndex::new(text);
    let mut flaws = Vec::new();
    let draft = draft(path, text, &mut flaws);
    let sound = !flaws.iter().any(|flaw| flaw.severity == Severity::Error);
    let problems = place_problems(flaws, path, text, &lines);
    let lesson = draft.filter(|_| sound).and_then(|draft| {
        let key = known::key(path, text.as_bytes());
        let problems = problems.clone();
        draft.finish(path, File { problems, lines: lines.into(), ..File::new(text.to_owned(), key) })
    });
    Reading { lesson, problems }
}

fn unreadable(path: &str, text: &str, flaw: Flaw) -> Reading {
    Reading { lesson: None, problems: place_problems(vec![flaw], path, text, &LineIndex::new(text)) }
}

/// A lesson as far as it could be read.
struct Draft {
    id: String,
    front: FrontMatter,
    document: Document,
    root: Table,
}

fn draft(path: &str, text: &str, flaws: &mut Vec<Flaw>) -> Option<Draft> {
    let fenced = match fence::find(text) {
        Ok(fenced) => fenced,
        Err(flaw) => {
            flaws.push(flaw);
            return None;
        }
    };
    let head = Span::from_range(fenced.toml.start..fenced.toml.start);
    let mut toml_flaws = Vec::new();
    let (root, sound) = value::read(text, fenced.toml, &mut toml_flaws);
    if let Some(flaw) = front_matter::newer_format(&root) {
        flaws.push(flaw);
        return None;
    }
    let front = front_matter::read(&root, sound, flaws);
    // What stands where the TOML is broken was only guessed, and is not judged a second time.
    let guessed = |flaw: &Flaw| {
        toml_flaws.iter().any(|fault| flaw.at.contains(Span::new(fault.at.start, fault.at.start)))
    };
    flaws.retain(|flaw| !guessed(flaw));
    flaws.append(&mut toml_flaws);
    let document = document::read(text, fenced.rest, flaws);
    if sound {
        // Where the TOML is broken, what seems to be missing may only not have been reached.
        check_required(&root, &front, head, flaws);
    }
    check_waiver(&front, flaws);
    check_dates(&front, flaws);
    check_document(&document, Span::from_range(fenced.rest..fenced.rest), flaws);
    check_languages(&front, &document, flaws);
    let id = check_stem(path, &front, head, flaws);
    Some(Draft { id, front, document, root })
}

impl Draft {
    fn finish(self, path: &str, file: File) -> Option<Lesson> {
        let (date, _) = self.front.date?;
        let (title, _) = self.document.titles.into_iter().next()?;
        let digest = digest::digest(&self.id, &self.root, &self.document.blocks);
        let body = Body {
            postmortem: self.front.postmortem,
            introduced_by: self.front.introduced_by,
            fixed_by: self.front.fixed_by,
            tags: self.front.tags,
            enforcement: self.front.enforcement,
            sections: self.document.sections,
            blocks: self.document.blocks,
        };
        Some(Lesson {
            id: self.id,
            path: path.to_owned(),
            title,
            date,
            level: self.front.level,
            withdrawn: self.front.withdrawn.map(|(date, _)| date),
            scope: self.front.scope,
            digest,
            file: Arc::new(File { body: body.into(), ..file }),
        })
    }
}

fn check_required(root: &Table, front: &FrontMatter, head: Span, flaws: &mut Vec<Flaw>) {
    let lesson = root.get("lesson").map(|entry| entry.value.at);
    if !front.has_date {
        let message = if lesson.is_some() { "`[lesson]` has no `date`" } else { "`[lesson]` is missing" };
        flaws.push(
            Flaw::error(lesson.unwrap_or(head), message)
                .hint("write the day of the incident: `date = 2026-04-12` under `[lesson]`"),
        );
    }
    if !front.has_body {
        flaws.push(
            Flaw::error(head, "the lesson enforces nothing")
                .hint("write one of `[forbid]`, `[require]`, `[guard]` and `[waive]`"),
        );
    }
}

fn check_waiver(front: &FrontMatter, flaws: &mut Vec<Flaw>) {
    let Some(waive) = &front.enforcement.waive else { return };
    let other = front.enforcement.rules.first().map(|(kind, _)| kind.name());
    if let Some(other) = other.or(front.enforcement.guard.as_ref().map(|_| "guard")) {
        flaws.push(
            Flaw::error(waive.at, format!("`[waive]` says there is no code lesson, and `{other}` is one"))
                .hint("keep one of the two"),
        );
    }
}

fn check_dates(front: &FrontMatter, flaws: &mut Vec<Flaw>) {
    if let (Some((date, _)), Some((withdrawn, at))) = (front.date, front.withdrawn)
        && withdrawn < date
    {
        flaws.push(
            Flaw::warning(at, "the lesson was withdrawn before its incident").hint("check the two dates"),
        );
    }
}

fn check_document(document: &Document, rest: Span, flaws: &mut Vec<Flaw>) {
    match document.titles.as_slice() {
        [] => flaws.push(
            Flaw::error(rest, "the lesson has no title")
                .hint("name the mistake after the `toml` block: `# Lock held across an await`"),
        ),
        [(title, at), others @ ..] => {
            if title.is_empty() {
                flaws.push(Flaw::error(*at, "the title is empty").hint("name the mistake"));
            }
            if let Some(section) = document.sections.first().filter(|section| section.span < *at) {
                flaws.push(
                    Flaw::warning(section.span, "a section stands before the title")
                        .hint("move the title up"),
                );
            }
            for (_, at) in others {
                flaws.push(Flaw::warning(*at, "a second title").hint("a section's heading has two `#`"));
            }
        }
    }
    for (name, says) in SECTIONS {
        let mut found = document.sections.iter().filter(|section| is_called(section, name));
        match found.next() {
            None => missing_section(document, name, says, rest, flaws),
            Some(section) if section.first_paragraph.is_empty() => {
                flaws.push(
                    Flaw::error(section.span, format!("the section `{name}` says nothing"))
                        .hint(format!("say {says}, in a paragraph")),
                );
            }
            Some(_) => {}
        }
        for section in found {
            flaws.push(
                Flaw::warning(section.span, format!("a second section `{name}`"))
                    .hint("only the first is quoted"),
            );
        }
    }
}

fn missing_section(document: &Document, name: &str, says: &str, rest: Span, flaws: &mut Vec<Flaw>) {
    let required = |section: &&Section| !SECTIONS.iter().any(|(name, _)| is_called(section, name));
    let headings = document.sections.iter().filter(required);
    let near = headings.clone().find(|section| nearest(&section.heading, std::iter::once(name)).is_some());
    let message = format!("the section `## {name}` is missing");
    flaws.push(match near {
        Some(section) => {
            Flaw::error(section.span, message).hint(format!("is `{}` meant to be it?", section.heading))
        }
        None => Flaw::error(rest, message).hint(format!("add it and say {says}")),
    });
}

/// A block in another language than the scope's would never be searched.
fn check_languages(front: &FrontMatter, document: &Document, flaws: &mut Vec<Flaw>) {
    let language = &front.scope.language;
    let wanted = Language::named(language);
    let is_other =
        |name: &str| name != language && Language::named(name).is_none_or(|one| Some(one) != wanted);
    for block in document.blocks.iter().filter(|block| is_other(&block.language)) {
        flaws.push(
            Flaw::error(
                block.span,
                format!("the block is `{}`, and the scope's language is `{language}`", block.language),
            )
            .hint(format!("write ```{language},…, or set `language` under `[scope]`")),
        );
    }
}

/// The file's stem, which is the lesson's id.
fn check_stem(path: &str, front: &FrontMatter, head: Span, flaws: &mut Vec<Flaw>) -> String {
    let stem = stem(path);
    match (&front.id, check_id(stem)) {
        (Some((id, at)), _) if id != stem => {
            flaws.push(
                Flaw::error(*at, format!("the id `{id}` is not the file's name `{stem}`"))
                    .hint(format!("rename the file to `{id}.md`, or remove `id`")),
            );
        }
        (None, Err(error)) => {
            flaws.push(
                Flaw::error(head, format!("the file's name `{stem}` is no id: {error}"))
                    .hint("rename it to something like `INC-245.md`"),
            );
        }
        _ => {}
    }
    stem.to_owned()
}

fn is_called(section: &Section, name: &str) -> bool {
    let heading = section.heading.trim().trim_end_matches(':').trim_end();
    heading.replace('-', " ").eq_ignore_ascii_case(name)
}

pub(crate) fn section<'a>(sections: &'a [Section], name: &str) -> Option<&'a Section> {
    let name = name.replace('-', " ");
    sections.iter().find(|section| is_called(section, &name))
}
