//! Splits a document that tells of several incidents.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::dates;
use super::identity;
use super::markdown::{self, Outline};
use super::mask;
use super::metadata;
use super::sections::{Section, innermost, one_line};
use super::{Date, Document, Meaning, Span, read_span};

/// A place where an incident may begin.
#[derive(Debug)]
struct Candidate {
    span: Span,
    heading: String,
    id: Option<String>,
    date: Option<Date>,
    /// `Incident 2:`.
    number: Option<u32>,
}

/// The incidents of a document, or the document alone.
pub(super) fn split(document: &Document) -> Vec<Document> {
    let source = document.slice(&document.span);
    let base = document.span.start;
    let year =
        document.date.or_else(|| document.dates.first().map(|mention| mention.date)).map(|date| date.year);
    let found = by_heading(document, year).or_else(|| {
        let outline = markdown::outline(source, &mask::mask(source).text);
        by_item(document, &outline, year, base)
    });
    let Some(candidates) = found else { return vec![document.clone()] };
    candidates.into_iter().enumerate().map(|(at, candidate)| part(document, at + 1, candidate)).collect()
}

/// Reads one incident, the `number`th. What its own text does not say is taken from its heading, then from
/// the document, whose id gets the number.
fn part(document: &Document, number: usize, candidate: Candidate) -> Document {
    let mut part = read_span(None, Arc::clone(&document.text), candidate.span);
    part.name.clone_from(&document.name);
    let numbered = || document.id.as_ref().map(|id| format!("{id}-{number}"));
    part.id = candidate.id.or(part.id).or_else(numbered);
    part.date = candidate.date.or(part.date).or(document.date);
    part.title = Some(candidate.heading).filter(|heading| !heading.is_empty());
    if part.authors.is_empty() {
        part.authors.clone_from(&document.authors);
    }
    part
}

/// Sections of one level that each have an id, a date or a number of their own.
fn by_heading(document: &Document, year: Option<u16>) -> Option<Vec<Candidate>> {
    let inside = |chosen: &[Candidate], at: usize| {
        let next = chosen.partition_point(|candidate| candidate.span.start <= at);
        next.checked_sub(1)
            .and_then(|last| chosen.get(last))
            .is_some_and(|candidate| candidate.span.contains(&at))
    };
    let cause_elsewhere = |level: u8, chosen: &[Candidate]| {
        document.sections.iter().any(|section| {
            section.level <= level
                && !section.inherited
                && section.meanings.contains(&Meaning::Cause)
                && !inside(chosen, section.heading_span.start)
        })
    };
    (1..=7_u8).find_map(|level| {
        let of_level = document
            .sections
            .iter()
            .filter(|section| section.level == level && may_hold_incidents(document, section));
        let candidates: Vec<Candidate> = of_level
            .filter_map(|section| {
                let span = section.heading_span.start..section.body.end;
                candidate(&section.heading, span, year)
            })
            .collect();
        let bare = candidates.iter().any(|candidate| says_only_when(&candidate.heading));
        let distinct = are_distinct(&candidates) && !(bare && cause_elsewhere(level, &candidates));
        distinct.then_some(candidates)
    })
}

/// A day in a timeline, an action item or an earlier incident is no incident of this document's. A timeline
/// may still be told incident by incident: then each has a cause or a fix of its own.
fn may_hold_incidents(document: &Document, section: &Section) -> bool {
    let neutral = |section: &Section| {
        section.meanings.iter().all(|meaning| matches!(meaning, Meaning::Other | Meaning::Context))
    };
    let first =
        document.sections.partition_point(|other| other.heading_span.start <= section.heading_span.start);
    let below =
        document.sections.iter().skip(first).take_while(|below| below.heading_span.start < section.body.end);
    let told = below.filter(|below| !below.inherited).any(|below| {
        below.level < 8
            && below.meanings.iter().any(|meaning| matches!(meaning, Meaning::Cause | Meaning::Fix))
    });
    let of_timeline = |section: &Section| section.meanings == [Meaning::Timeline];
    let mut around = section.parent.and_then(|at| document.sections.get(at));
    while let Some(outer) = around {
        let allowed = neutral(outer) || (told && of_timeline(outer));
        if !allowed {
            return false;
        }
        around = outer.parent.and_then(|at| document.sections.get(at));
    }
    section.inherited || neutral(section)
}

/// Items of one outermost list that each begin with an id or a date, in a document without sections of its
/// own for cause and fix.
fn by_item(document: &Document, outline: &Outline, year: Option<u16>, base: usize) -> Option<Vec<Candidate>> {
    let told = |section: &Section| {
        section.level <= 7
            && section.meanings.iter().any(|meaning| matches!(meaning, Meaning::Cause | Meaning::Fix))
    };
    if document.sections.iter().any(told) {
        return None;
    }
    let mut lists: Vec<(usize, Vec<Candidate>, usize)> = Vec::new();
    for (at, item) in outline.items.iter().enumerate().filter(|(_, item)| item.depth == 1) {
        if lists.last().is_none_or(|(list, ..)| *list != item.list) {
            lists.push((item.list, Vec::new(), 0));
        }
        let first = outline.blocks.partition_point(|block| block.span.start < item.span.start);
        let blocks = outline.blocks.iter().skip(first).take_while(|block| block.span.start < item.span.end);
        let Some(block) = outline.blocks.get(first).filter(|block| block.item == Some(at)) else { continue };
        let length: usize = blocks.map(|block| block.text.len()).sum();
        let Some((_, candidates, items)) = lists.last_mut() else { continue };
        *items += 1;
        let section =
            innermost(&document.sections, base + item.span.start).and_then(|at| document.sections.get(at));
        let neutral = section.is_none_or(|section| {
            section.meanings.iter().all(|meaning| matches!(meaning, Meaning::Other | Meaning::Context))
        });
        let line = block.text.lines().next().unwrap_or_default();
        let head_end = block.strong.unwrap_or_else(|| line.find([':', '—', '–']).unwrap_or(line.len()));
        let head = line.get(..super::prose::floor(line, head_end.min(120))).unwrap_or_default();
        // One line says when something happened; an incident has a story.
        if neutral && length >= 120 {
            let whole = base + item.span.start..base + item.span.end;
            candidates.extend(candidate(head, whole, year).map(|mut candidate| {
                let rest = line.get(..super::prose::floor(line, 120)).unwrap_or_default();
                if says_only_when(&candidate.heading) {
                    candidate.heading = one_line(rest);
                }
                candidate
            }));
        }
    }
    let chosen = lists
        .into_iter()
        .filter(|(_, candidates, items)| candidates.len() * 2 >= *items && are_distinct(candidates));
    let (_, candidates, _) = chosen.max_by_key(|(_, candidates, _)| candidates.len())?;
    Some(candidates)
}

/// What a heading or the head of an item says of an incident, if anything.
fn candidate(heading: &str, span: Span, year: Option<u16>) -> Option<Candidate> {
    // "## 1.2.0 - 2026-04-12" is a release.
    let release = heading.trim_start_matches(['v', '[']).split([' ', ']']).next().is_some_and(|word| {
        word.matches('.').count() >= 1 && word.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
    });
    if release || heading.len() > 200 {
        return None;
    }
    let id = identity::in_title(heading);
    let date = dates::first(heading, year).map(|(date, _)| date);
    let number = numbered(heading);
    let any = id.is_some() || date.is_some() || number.is_some();
    any.then(|| Candidate { span, heading: one_line(heading), id, date, number })
}

/// `Incident 2`, `Outage #3: …`, `Second incident` is left to the id or date beside it.
fn numbered(heading: &str) -> Option<u32> {
    let mut words = heading.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    let word = words.find(|word| !word.bytes().all(|byte| byte.is_ascii_digit()))?.to_lowercase();
    if !matches!(word.as_str(), "incident" | "outage" | "event") {
        return None;
    }
    words.next()?.parse().ok()
}

/// Whether there are several incidents, and no two are the same one. An id says who is who; without ids, two
/// on one day may differ by their headings.
fn are_distinct(candidates: &[Candidate]) -> bool {
    let mark = |candidate: &Candidate| match (&candidate.id, candidate.number) {
        (Some(id), _) => id.to_ascii_lowercase(),
        (None, Some(number)) => format!("#{number}"),
        (None, None) => candidate.date.map(|date| date.to_string()).unwrap_or_default(),
    };
    let marks: BTreeSet<_> = candidates.iter().map(mark).collect();
    let named = |candidate: &Candidate| {
        let heading = if candidate.id.is_none() && candidate.number.is_none() {
            candidate.heading.as_str()
        } else {
            ""
        };
        (mark(candidate), heading.to_owned())
    };
    let all: BTreeSet<_> = candidates.iter().map(named).collect();
    marks.len() >= 2 && all.len() == candidates.len()
}

/// Whether a heading is a date and nothing else: a day of a timeline.
fn says_only_when(heading: &str) -> bool {
    let Some((_, span)) = dates::first(heading, Some(2000)) else { return false };
    let rest = format!(
        "{} {}",
        heading.get(..span.start).unwrap_or_default(),
        heading.get(span.end..).unwrap_or_default()
    );
    let days =
        ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "utc", "on", "day"];
    let words = rest.split(|letter: char| !letter.is_alphabetic()).filter(|word| !word.is_empty());
    metadata::is_blank(&rest) || words.map(str::to_lowercase).all(|word| days.contains(&word.as_str()))
}
