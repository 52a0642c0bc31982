//! Dates: ISO and written out, only those that exist, and which one is the incident's.

use std::fmt;
use std::sync::LazyLock;

use regex::Regex;

use super::Span;
use super::metadata::{self, Field, Key};
use super::prose;

/// A day of the Gregorian calendar that exists. Displayed as `2026-04-12`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub struct Date {
    /// 1970 to 2199: anything else is a number that looks like a date.
    pub year: u16,
    /// 1 to 12.
    pub month: u8,
    /// 1 to 31.
    pub day: u8,
}

impl Date {
    /// The date, if there is such a day.
    pub fn new(year: u16, month: u8, day: u8) -> Option<Date> {
        let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
        let days = match month {
            1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
            4 | 6 | 9 | 11 => 30,
            2 if leap => 29,
            2 => 28,
            _ => return None,
        };
        ((1970..=2199).contains(&year) && (1..=days).contains(&day)).then_some(Date { year, month, day })
    }
}

impl fmt::Display for Date {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

/// A date in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct DateMention {
    /// The date.
    pub date: Date,
    /// What its sentence says about it.
    pub role: DateRole,
    /// Where it stands.
    pub span: Span,
}

/// What a sentence says about a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DateRole {
    /// Something began or went wrong, or a time of day stands beside it.
    Incident,
    /// The document, or a change, was published, written, due, released.
    Other,
    /// Neither.
    Unknown,
}

const MONTHS: &str = "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?";

/// Year first, day first, month first. `12–13 April 2026` and `April 12-13, 2026` give the first day.
static DATE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let written = r"(?:\s?(?:st|nd|rd|th))?";
    let range = r"(?:\s?(?:-|–|to|and)\s?\d{1,2}(?:st|nd|rd|th)?)?";
    // "October 21 and October 30, 2025", "September 29 to October 2, 2025"
    let months = format!(r"(?:\s?(?:-|–|to|and|through)\s?(?:(?:{MONTHS})\.?\s)?\d{{1,2}}(?:st|nd|rd|th)?)?");
    Regex::new(&format!(
        r"(?ix)
        (?P<y1>\d{{4}})(?P<s1>[-/.])(?P<m1>\d{{1,2}})(?P<s2>[-/.])(?P<d1>\d{{1,2}})
        | (?P<d2>\d{{1,2}}){written}{range}[\s-](?:of\s)?(?P<m2>{MONTHS})\.?,?[\s-](?P<y2>\d{{4}})
        | (?P<m3>{MONTHS})\.?\s(?P<d3>\d{{1,2}}){written}{months}(?:,\s?|\s)(?P<y3>\d{{4}})"
    ))
    .ok()
});

/// A day and month without a year: `September 3`, `3 Sep`.
static PARTIAL: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(&format!(
        r"(?ix)\b(?: (?P<m>{MONTHS})\.?\s(?P<d>\d{{1,2}}) | (?P<d2>\d{{1,2}})\s(?P<m2>{MONTHS}) )(?:st|nd|rd|th)?\b"
    ))
    .ok()
});

fn month(name: &str) -> Option<u8> {
    const NAMES: [&str; 12] =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let start = name.get(..3)?.to_ascii_lowercase();
    NAMES.iter().position(|known| *known == start).and_then(|at| u8::try_from(at + 1).ok())
}

/// Every date in a text, with its place. What touches further digits, letters or separators is none: it is a
/// version, an id or a part of a path.
pub(super) fn find(text: &str) -> Vec<(Date, Span)> {
    let Some(regex) = DATE.as_ref() else { return Vec::new() };
    let mut found = Vec::new();
    for captures in regex.captures_iter(text) {
        let Some(whole) = captures.get(0) else { continue };
        let bytes = text.as_bytes();
        let before = whole.start().checked_sub(1).and_then(|at| bytes.get(at));
        let (after, further) = (bytes.get(whole.end()), bytes.get(whole.end() + 1));
        if before.is_some_and(|byte| byte.is_ascii_alphanumeric() || b"-/.#".contains(byte)) {
            continue;
        }
        let glued =
            |byte: &u8| byte.is_ascii_digit() || (byte.is_ascii_alphabetic() && !matches!(byte, b'T' | b't'));
        let joined =
            after.is_some_and(|byte| b"-/.".contains(byte)) && further.is_some_and(u8::is_ascii_digit);
        if after.is_some_and(glued) || joined {
            continue;
        }
        let number = |name: &str| captures.name(name).and_then(|part| part.as_str().parse::<u16>().ok());
        let named = |name: &str| captures.name(name).and_then(|part| month(part.as_str()));
        let date = if captures.name("y1").is_some() {
            let separators = captures.name("s1").map(|part| part.as_str())
                == captures.name("s2").map(|part| part.as_str());
            let (month, day) = (number("m1").unwrap_or(0) as u8, number("d1").unwrap_or(0) as u8);
            number("y1").filter(|_| separators).and_then(|year| Date::new(year, month, day))
        } else {
            let year = number("y2").or(number("y3"));
            let month = named("m2").or_else(|| named("m3"));
            let day = number("d2").or(number("d3")).unwrap_or(0) as u8;
            year.zip(month).and_then(|(year, month)| Date::new(year, month, day))
        };
        if let Some(date) = date {
            found.push((date, whole.range()));
        }
    }
    found
}

/// The first date in a short text, where a missing year is taken from `year`.
pub(super) fn first(text: &str, year: Option<u16>) -> Option<(Date, Span)> {
    let whole = find(text).into_iter().next();
    whole.or_else(|| {
        let captures = PARTIAL.as_ref()?.captures(text)?;
        let name = captures.name("m").or_else(|| captures.name("m2"))?;
        let day = captures.name("d").or_else(|| captures.name("d2"))?;
        let date = Date::new(year?, month(name.as_str())?, day.as_str().parse().ok()?)?;
        Some((date, captures.get(0)?.range()))
    })
}

/// A date in a file's name, such as `2025-09-29-flags.md`, `2025_09_29.md` or a directory before it.
pub(super) fn in_name(name: &str) -> Option<Date> {
    let parts: Vec<&str> = name.split(|letter: char| !letter.is_ascii_alphanumeric()).collect();
    parts.windows(3).rev().find_map(|window| match window {
        [year, month, day] if year.len() == 4 && month.len() == 2 && day.len() == 2 => {
            Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
        }
        _ => None,
    })
}

const INCIDENT_WORDS: &[&str] = &[
    "began",
    "started",
    "outage",
    "incident",
    "experienced",
    "occurred",
    "happened",
    "went down",
    "failed",
    "alert",
    "paged",
    "degraded",
    "unavailable",
    "first seen",
    "start:",
    "crashed",
    "stalled",
    "stopped",
];

/// Words shortly before a date that tie it to something else.
const OTHER_WORDS: &[&str] = &[
    "published",
    "posted",
    "written",
    "updated",
    "modified",
    "reviewed",
    "review",
    "due",
    "merged",
    "released",
    "introduced",
    "deployed",
    "planned",
    "scheduled",
    "created",
    "meeting",
    "version",
    "since",
    "until",
    "before",
    "commit",
];

/// How far before a date [`OTHER_WORDS`] count, in bytes.
const NEAR: usize = 32;

/// The dates of the prose with what their sentences say.
pub(super) fn mentions(prose: &str) -> Vec<DateMention> {
    let mut mentions = Vec::new();
    for (date, span) in find(prose) {
        let (before, after) = prose::around(prose, span.start, span.end);
        let sentence = format!("{before} {after}").to_lowercase();
        let lead = before.get(prose::floor(before, before.len().saturating_sub(NEAR))..).unwrap_or_default();
        let lead = lead.to_lowercase();
        let tied =
            lead.split(|letter: char| !letter.is_alphanumeric()).any(|word| OTHER_WORDS.contains(&word));
        let has = |words: &[&str]| words.iter().any(|word| sentence.contains(word));
        let role = if tied {
            DateRole::Other
        } else if has(INCIDENT_WORDS) || has_time(after) {
            DateRole::Incident
        } else {
            DateRole::Unknown
        };
        mentions.push(DateMention { date, role, span });
    }
    mentions
}

/// Whether a time of day follows closely.
fn has_time(after: &str) -> bool {
    let near = after.get(..prose::floor(after, 16)).unwrap_or_default();
    near.as_bytes().windows(4).any(|window| {
        matches!(window, [hour, b':', ten, one] if hour.is_ascii_digit() && ten.is_ascii_digit() && one.is_ascii_digit())
    })
}

/// The incident's date: from a key that asks for it, the title, a plain `Date`, a sentence about the
/// incident, the file's name, the front matter, and last any sentence that does not speak of publication.
pub(super) fn incident(
    name: Option<&str>,
    title: Option<&str>,
    fields: &[Field],
    mentions: &[DateMention],
) -> Option<Date> {
    let dated = |wanted: Key, front: Option<bool>| {
        let mut of_key =
            metadata::values(fields, wanted).filter(|field| front.is_none_or(|front| field.front == front));
        of_key.find_map(|field| first(&field.value, None)).map(|(date, _)| date)
    };
    let named = name.and_then(in_name);
    let said =
        |role: DateRole| mentions.iter().find(|mention| mention.role == role).map(|mention| mention.date);
    dated(Key::IncidentDate, None)
        .or_else(|| first(title?, named.map(|date| date.year)).map(|(date, _)| date))
        .or_else(|| dated(Key::Date, Some(false)))
        .or_else(|| said(DateRole::Incident))
        .or(named)
        .or_else(|| dated(Key::Date, Some(true)))
        .or_else(|| said(DateRole::Unknown))
        .or_else(|| dated(Key::OtherDate, None))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_in_the_usual_forms() {
        for text in [
            "2026-04-12",
            "2026/04/12",
            "2026-4-12",
            "2026.04.12",
            "on 12 April 2026.",
            "12 Apr 2026",
            "12-Apr-2026",
            "April 12, 2026",
            "April 12th, 2026",
            "APR 12 2026",
            "the 12th of April, 2026",
            "2026-04-12T10:00:00Z",
            "(2026-04-12)",
            "12–13 April 2026",
            "April 12-14, 2026",
            "between April 12 and April 14, 2026",
            "Sunday, April 12, 2026 at 10:00",
            "2026-04-12 10:00",
            "2026-04-12.",
            "2026-04-12: down",
        ] {
            let dates: Vec<_> = find(text).into_iter().map(|(date, _)| date.to_string()).collect();
            assert_eq!(dates, ["2026-04-12"], "{text}");
        }
    }

    #[test]
    fn what_is_no_date_is_none() {
        for text in [
            "2026-02-30",
            "2026-13-01",
            "31 April 2026",
            "February 29, 2026",
            "12026-04-12",
            "2026-04-123",
            "2026-04/12",
            "RUSTSEC-2023-0001",
            "CVE-2023-12345",
            "1.2026.04.12",
            "2026-04-12-1",
            "2026-04-12a",
            "00 May 2026",
            "April 2026",
            "version 2026.4",
            "550e8400-2026-04-12",
            "maybe 12, 2026",
            "1850-01-01",
        ] {
            assert_eq!(find(text), [], "{text}");
        }
        assert!(Date::new(2024, 2, 29).is_some() && Date::new(2100, 2, 29).is_none());
    }

    #[test]
    fn the_incidents_date_is_told_from_others() {
        for (text, expected) in [
            ("Published on 2026-04-20. The outage began on 2026-04-12.", "2026-04-12"),
            ("The change was merged on 2026-04-01; on 2026-04-12 requests failed due to it.", "2026-04-12"),
            ("Last updated 2026-05-01.\n\nAt 10:00 on 2026-04-12 the queue stopped.", "2026-04-12"),
            ("Due: 2026-06-01. Seen 2026-04-12.", "2026-04-12"),
        ] {
            let date = incident(None, None, &[], &mentions(text));
            assert_eq!(date.map(|date| date.to_string()).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn names_and_partial_dates() {
        let day = Date::new(2025, 9, 3);
        assert_eq!(in_name("docs/2025-09-03-flags-down.md"), day);
        assert_eq!(in_name("blog/2025/09/03/post.md"), day);
        assert_eq!(in_name("v1-2-3.md"), None);
        assert_eq!(first("September 3: metrics", Some(2025)).map(|(date, _)| date), day);
        assert_eq!(first("3 Sep", Some(2025)).map(|(date, _)| date), day);
        assert_eq!(first("September 3", None), None);
    }
}
