//! Metadata: which keys mean what, and the values that say nothing.

use super::Span;
use super::headings::normalise;

/// A key and its value, from front matter, a `Key: value` line, a table or a heading with a line below.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Field {
    /// The key as written, without markup.
    pub key: String,
    /// The value as plain text.
    pub value: String,
    /// The value's bytes, markup included.
    pub span: Span,
    /// Whether it stands in front matter, whose date is often that of publication.
    pub front: bool,
}

/// What a metadata key asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Key {
    Id,
    Title,
    IncidentDate,
    Date,
    OtherDate,
    Authors,
    Status,
    Severity,
    /// Known, but of no use here; its line still ends the one before.
    Known,
}

const KEYS: &[(Key, &[&str])] = &[
    (
        Key::Id,
        &[
            "id",
            "incident id",
            "incident",
            "incident number",
            "incident no",
            "incident key",
            "incident ref",
            "number",
            "incident reference",
            "reference",
            "postmortem id",
            "post mortem id",
            "ticket",
            "incident ticket",
            "key",
            "jira",
            "case",
            "event id",
            "aliases",
        ],
    ),
    (Key::Title, &["title", "subject", "incident title", "incident name", "name", "headline"]),
    (
        Key::IncidentDate,
        &[
            "incident date",
            "date of incident",
            "incident start",
            "incident start time",
            "start",
            "start time",
            "started",
            "started at",
            "began",
            "start date",
            "outage date",
            "outage start",
            "date of outage",
            "occurred",
            "occurred on",
            "incident began",
            "date and time",
            "date and times",
            "incident date and time",
            "impact start",
            "impact start time",
            "start of impact",
            "event date",
            "incident dates",
            "time of incident",
            "when",
        ],
    ),
    (Key::Date, &["date", "dates", "day"]),
    (
        Key::OtherDate,
        &[
            "published",
            "publication date",
            "published on",
            "updated",
            "last updated",
            "last modified",
            "lastmod",
            "created",
            "created at",
            "written",
            "written on",
            "review date",
            "reviewed",
            "meeting date",
            "postmortem date",
            "post mortem date",
            "postmortem meeting",
            "due",
            "due date",
            "commit date",
            "authordate",
            "commitdate",
            "pubdate",
            "date published",
            "date written",
            "document date",
            "withdrawn",
        ],
    ),
    (
        Key::Authors,
        &[
            "author",
            "authors",
            "written by",
            "owner",
            "owners",
            "postmortem owner",
            "prepared by",
            "owner team",
            "post mortem owner",
            "lead author",
            "incident commander",
            "reported by",
        ],
    ),
    (Key::Status, &["status", "state", "postmortem status", "incident status", "document status"]),
    (
        Key::Severity,
        &[
            "severity",
            "sev",
            "severity level",
            "incident severity",
            "priority",
            "incident level",
            "level",
            "informational",
            "severity rating",
        ],
    ),
    (
        Key::Known,
        &[
            "end",
            "end time",
            "ended",
            "detect time",
            "detected",
            "duration",
            "problem type",
            "impact type",
            "subsystem",
            "team",
            "service",
            "services",
            "component",
            "components",
            "tags",
            "keywords",
            "package",
            "url",
            "categories",
            "participants",
            "attendees",
            "customers affected",
            "users affected",
            "time to detect",
            "time to resolve",
            "ttd",
            "ttr",
            "resolved at",
            "resolve time",
            "resolved",
            "status time",
            "commit",
            "fixed by",
            "introduced by",
            "fixes",
            "signed off by",
            "co authored by",
            "reviewed by",
            "approved by",
            "closes",
            "see also",
            "from",
            "to",
            "channel",
            "slack channel",
            "undetected time",
            "area",
            "labels",
            "type",
            "version",
            "mttr",
            "mttd",
        ],
    ),
];

/// What a key asks for, if it is one that is known.
pub(super) fn key(raw: &str) -> Option<Key> {
    if raw.len() > 60 {
        return None;
    }
    let normal = normalise(raw);
    KEYS.iter().find(|(_, names)| names.contains(&normal.as_str())).map(|(key, _)| *key)
}

/// The values of a key that say something, in order.
pub(super) fn values(fields: &[Field], wanted: Key) -> impl Iterator<Item = &Field> {
    fields.iter().filter(move |field| key(&field.key) == Some(wanted) && !is_blank(&field.value))
}

/// The first value of a key that says something.
pub(super) fn value(fields: &[Field], wanted: Key) -> Option<String> {
    values(fields, wanted).next().map(|field| field.value.clone())
}

/// The authors: names between commas, semicolons or "and".
pub(super) fn authors(fields: &[Field]) -> Vec<String> {
    let mut authors: Vec<String> = Vec::new();
    for field in values(fields, Key::Authors) {
        let value = field.value.replace(" and ", ",").replace(" & ", ",");
        for name in value.split([',', ';', '\n']) {
            let name = name.split('<').next().unwrap_or_default().trim();
            if !is_blank(name) && !authors.iter().any(|known| known == name) {
                authors.push(name.to_owned());
            }
        }
    }
    authors
}

/// Puts fields in the order of the text.
pub(super) fn sort(fields: &mut [Field]) {
    fields.sort_by_key(|field| field.span.start);
}

/// Whether a text says nothing: empty, punctuation, `TBD`, or one pair of brackets that asks for a value.
pub(super) fn is_blank(text: &str) -> bool {
    let text = text.trim();
    let asks = |open: &str, close: &str| {
        let inner = text.strip_prefix(open).and_then(|text| text.strip_suffix(close));
        inner.is_some_and(|inner| !inner.contains(['[', ']', '{', '}', '<', '>']))
    };
    if asks("[", "]") || asks("{{", "}}") || asks("{", "}") || asks("<", ">") {
        return true;
    }
    let words: String =
        text.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    matches!(
        words.as_str(),
        "" | "tbd"
            | "todo"
            | "tba"
            | "na"
            | "none"
            | "unknown"
            | "xxx"
            | "yyyymmdd"
            | "ddmmyyyy"
            | "mmddyyyy"
            | "fillin"
            | "fillmein"
            | "pending"
            | "placeholder"
            | "loremipsum"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_known_by_any_spelling() {
        for (raw, expected) in [
            ("Date", Some(Key::Date)),
            ("**Incident-Date**", Some(Key::IncidentDate)),
            ("START TIME", Some(Key::IncidentDate)),
            ("Last updated", Some(Key::OtherDate)),
            ("Incident #", Some(Key::Id)),
            ("Severity", Some(Key::Severity)),
            ("Owner Team", Some(Key::Authors)),
            ("Colour", None),
        ] {
            assert_eq!(key(raw), expected, "{raw}");
        }
    }

    #[test]
    fn a_templates_blanks_say_nothing() {
        for text in
            ["", " ", "TBD", "<date>", "[your name here]", "{{ id }}", "YYYY-MM-DD", "N/A", "...", "—"]
        {
            assert!(is_blank(text), "{text}");
        }
        for text in ["2026-04-12", "[a](b) and [c]", "0", "Ann"] {
            assert!(!is_blank(text), "{text}");
        }
    }
}
