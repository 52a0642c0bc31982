//! The incident's id and the document's title.

use std::sync::LazyLock;

use regex::Regex;

use super::Meaning;
use super::headings;
use super::markdown::{Kind, Outline};
use super::mask::Masked;
use super::metadata::{self, Field, Key};
use super::prose;
use super::sections::{Section, one_line};

/// Ids that are ids wherever they stand.
static SURE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?-u:\b)(?:(?:INC|INCIDENT|IR|RCA|PIR|PM|POSTMORTEM|OUTAGE|OUT)[-_][A-Z]{0,10}-?[0-9]{1,8}(?:-[0-9]{1,4}){0,2}|RUSTSEC-[0-9]{4}-[0-9]{4}|CVE-[0-9]{4}-[0-9]{4,7}|GHSA(?:-[0-9a-z]{4}){3}|(?i:inc|incident)-[0-9]{1,8})(?-u:\b)",
    )
    .ok()
});

/// A ticket of any project, trusted only in titles, file names and fields.
static TICKET: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?-u:\b)[A-Z][A-Z0-9]{1,9}-[0-9]{1,6}(?-u:\b)").ok());

/// `incident #465`, `Incident no. 465`, `INC 465`.
static NUMBERED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?-u:\b)(?i:(?P<word>incident|outage|post-?mortem)\s{0,2}(?:(?:#|№)\s?|(?:no\.?|number|id:?)\s#?)|inc\s#?)(?P<number>[0-9]{1,8})(?-u:\b)",
    )
    .ok()
});

/// What looks like a ticket and is a name.
const NAMES: &[&str] = &[
    "UTF", "SHA", "ISO", "RFC", "SEV", "P", "TLS", "HTTP", "IPV", "X", "ARM", "AES", "MD", "BASE", "UTC",
    "GMT", "COVID", "PR", "MR", "TOP", "CWE", "US", "EU", "AP", "AZ", "H", "T", "Q", "V", "GPT", "ED", "CRC",
    "FIPS", "US-EAST",
];

/// The id in a short text such as a title: a sure one, a numbered incident, a ticket.
pub(super) fn in_title(text: &str) -> Option<String> {
    sure(text).or_else(|| numbered(text)).or_else(|| {
        let tickets = TICKET.as_ref()?.find_iter(text).map(|found| found.as_str());
        let known = |ticket: &&str| ticket.split('-').next().is_some_and(|name| !NAMES.contains(&name));
        tickets.filter(known).map(str::to_owned).next()
    })
}

fn sure(text: &str) -> Option<String> {
    SURE.as_ref()?.find(text).map(|found| found.as_str().to_owned())
}

fn numbered(text: &str) -> Option<String> {
    let number = NUMBERED.as_ref()?.captures(text)?.name("number")?;
    Some(format!("INC-{}", number.as_str()))
}

/// A lesson's id made of any text, or none: letters, digits, `.`, `_` and `-`, with a letter or digit first.
fn as_id(text: &str) -> Option<String> {
    let kept = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '_' | '-');
    let mapped: String = text.chars().map(|letter| if kept(letter) { letter } else { '-' }).collect();
    let id = mapped.trim_matches(['.', '_', '-']).to_owned();
    (!id.is_empty() && id.len() <= 100).then_some(id)
}

/// The id that a field's value gives: `#465` is a number of an incident, a sentence is none.
fn in_field(field: &Field) -> Option<String> {
    let value = field.value.trim().trim_start_matches('#');
    if value.bytes().all(|byte| byte.is_ascii_digit()) && !value.is_empty() {
        return Some(format!("INC-{value}"));
    }
    let word = !value.contains(char::is_whitespace) && value.bytes().any(|byte| byte.is_ascii_digit());
    in_title(value).or_else(|| if word && !value.contains("://") { as_id(value) } else { None })
}

/// The incident's id. A field is asked first, then the file's name, the title, the prose (what is said of
/// earlier incidents aside), and last the file's name as it is.
pub(super) fn id(
    name: Option<&str>,
    title: Option<&str>,
    fields: &[Field],
    prose: &str,
    sections: &[Section],
) -> Option<String> {
    let stem = name.and_then(stem);
    metadata::values(fields, Key::Id)
        .find_map(in_field)
        .or_else(|| {
            in_title(&stem?.replace('_', "-").to_ascii_uppercase()).and_then(|id| as_written(&id, stem?))
        })
        .or_else(|| in_title(title?))
        .or_else(|| in_prose(prose, sections))
        .or_else(|| stem.filter(|stem| !is_generic(stem)).and_then(as_id))
}

/// The part of the stem that equals `id` in upper case, as the stem spells it.
fn as_written(id: &str, stem: &str) -> Option<String> {
    let at = stem.replace('_', "-").to_ascii_uppercase().find(id)?;
    stem.get(at..at + id.len()).map(str::to_owned)
}

fn in_prose(text: &str, sections: &[Section]) -> Option<String> {
    let earlier = |at: usize| {
        let of_others = |section: &Section| section.meanings.contains(&Meaning::Recurrence);
        let (before, _) = prose::around(text, at, at);
        let before = before.to_lowercase();
        super::sections::innermost(sections, at).and_then(|at| sections.get(at)).is_some_and(of_others)
            || [
                "similar to",
                "as in",
                "same as",
                "related",
                "earlier",
                "previous",
                "like",
                "see",
                "duplicate",
            ]
            .iter()
            .any(|word| before.contains(word))
    };
    let sure = SURE.as_ref()?.find_iter(text).take(1_000).find(|found| !earlier(found.start()));
    let numbered = NUMBERED.as_ref()?.find_iter(text).take(1_000).find(|found| !earlier(found.start()));
    match (sure, numbered) {
        (Some(sure), Some(number)) if number.start() < sure.start() => self::numbered(number.as_str()),
        (Some(sure), _) => Some(sure.as_str().to_owned()),
        (None, number) => self::numbered(number?.as_str()),
    }
}

/// The file's name without directories and extension.
fn stem(name: &str) -> Option<&str> {
    let file = name.rsplit(['/', '\\']).next()?;
    let known = ["md", "markdown", "mdx", "txt", "rst", "adoc", "patch", "diff", "eml", "html"];
    let stem = match file.rsplit_once('.') {
        Some((stem, extension)) if known.contains(&extension.to_ascii_lowercase().as_str()) => stem,
        _ => file,
    };
    (!stem.is_empty()).then_some(stem)
}

/// Names and titles that every such document could have.
fn is_generic(text: &str) -> bool {
    let normal = headings::normalise(text);
    const GENERIC: &[&str] = &[
        "postmortem",
        "post mortem",
        "incident",
        "incident report",
        "incident postmortem",
        "incident post mortem",
        "readme",
        "index",
        "document",
        "doc",
        "notes",
        "report",
        "rca",
        "root cause analysis",
        "template",
        "outage",
        "title",
        "stdin",
        "postmortem template",
        "incident review",
        "post incident review",
        "post incident report",
        "retrospective",
        "after action report",
        "incident postmortem report",
        "message",
        "commit",
        "untitled",
        "postmortem report",
    ];
    normal.is_empty() || GENERIC.contains(&normal.as_str())
}

/// The title: a field, the first heading that is no section's, the first line of text without headings.
pub(super) fn title(masked: &Masked, outline: &Outline, fields: &[Field]) -> Option<String> {
    let of_field = |front: bool| {
        let mut titles = metadata::values(fields, Key::Title).filter(move |field| field.front == front);
        titles.next().map(|field| field.value.clone())
    };
    let mut headings_ = outline.blocks.iter().filter_map(|block| match block.kind {
        Kind::Heading(level) => Some((level, one_line(&block.text))),
        _ => None,
    });
    let says = |text: &str| {
        !is_generic(text)
            && !metadata::is_blank(text)
            && headings::exact(text).is_empty()
            && metadata::key(text).is_none()
    };
    let first_heading = headings_.clone().find(|(level, text)| *level == 1 && says(text));
    let first_heading = first_heading
        .or_else(|| headings_.next().filter(|(_, text)| says(text) && headings::meanings(text).is_empty()))
        .map(|(_, text)| without_label(&text));
    let line = || {
        let block = outline.blocks.first().filter(|block| block.kind == Kind::Paragraph)?;
        let line = one_line(block.text.lines().next()?);
        let key = line.split_once(": ").is_some_and(|(key, _)| metadata::key(key).is_some());
        (line.len() <= 120 && says(&line) && !key && !line.ends_with(['.', ':'])).then_some(line)
    };
    if masked.is_commit {
        of_field(true).or_else(line)
    } else {
        of_field(true).or(first_heading).or_else(|| of_field(false)).or_else(line)
    }
}

/// "Postmortem: queue stalled" without what every title says.
fn without_label(title: &str) -> String {
    match title.split_once(": ") {
        Some((label, rest)) if is_generic(label) && !metadata::is_blank(rest) => rest.trim().to_owned(),
        _ => title.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_in_titles() {
        for (text, expected) in [
            ("INC-245: queue stalled", Some("INC-245")),
            ("Sonnets down (incident #465)", Some("INC-465")),
            ("Incident no. 12", Some("INC-12")),
            ("OPS-77 disk full", Some("OPS-77")),
            ("RUSTSEC-2023-0001", Some("RUSTSEC-2023-0001")),
            ("UTF-8 slices panic", None),
            ("SEV-1: SHA-256 mismatch", None),
            ("Title (incident #)", None),
            ("The incident 3 days ago", None),
        ] {
            assert_eq!(in_title(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn file_names_give_ids() {
        for (name, expected) in [
            ("docs/INC-245.md", Some("INC-245")),
            ("inc-245-queue.md", Some("inc-245")),
            ("2025-09-29-flags-is-down.md", Some("2025-09-29-flags-is-down")),
            ("postmortem.md", None),
            ("README.md", None),
            ("queue stall (prod).txt", Some("queue-stall--prod")),
            ("...", None),
            ("", None),
        ] {
            assert_eq!(id(Some(name), None, &[], "", &[]).as_deref(), expected, "{name}");
        }
    }
}
