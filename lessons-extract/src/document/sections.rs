//! Sections: headings of every kind, what they mean, and how far they reach.

use super::Span;
use super::headings::{self, Meaning};
use super::markdown::{Block, Kind, Outline};
use super::mask::Masked;
use super::metadata::{self, Field};

/// A part of the document under a heading, a bold line or a key.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Section {
    /// The heading's text without markup.
    pub heading: String,
    /// 1 to 6 as in Markdown; 7 for a bold or bare line, 8 for a key before a value.
    pub level: u8,
    /// Where the heading is.
    pub heading_span: Span,
    /// What follows, up to the next heading that is not below this one: subsections are part of it.
    pub body: Span,
    /// What it is about, never empty: its heading's own meanings or else those of the section around it.
    pub meanings: Vec<Meaning>,
    /// Whether the meanings come from the section around it.
    pub inherited: bool,
    /// The first paragraph or list item that says something.
    pub paragraph: Option<Paragraph>,
    /// The section around it, an index into the document's sections.
    pub parent: Option<usize>,
}

/// A paragraph as plain text.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Paragraph {
    /// The text without markup, on one line.
    pub text: String,
    /// Where it is, markup included.
    pub span: Span,
}

/// The level of a bold or bare line.
const LINE: u8 = 7;
/// The level of a key before its value.
const KEY: u8 = 8;

/// A place where a section begins, or (without a heading) where one of level [`KEY`] ends.
#[derive(Debug)]
pub(super) struct Mark {
    level: u8,
    heading: Option<String>,
    heading_span: Span,
    body: usize,
    /// The heading's own meanings.
    meanings: Vec<Meaning>,
    /// The end of the list item or table row that it belongs to.
    until: Option<usize>,
}

/// Finds metadata and the beginnings of sections.
pub(super) fn marks(source: &str, masked: &Masked, outline: &Outline) -> (Vec<Field>, Vec<Mark>) {
    let mut finder = Finder { source, outline, fields: Vec::new(), marks: Vec::new(), single_h1: false };
    for (key, value, span) in &masked.fields {
        finder.fields.push(Field { key: key.clone(), value: value.clone(), span: span.clone(), front: true });
    }
    let h1s = outline.blocks.iter().filter(|block| block.kind == Kind::Heading(1)).count();
    finder.single_h1 = h1s == 1;
    let mut at = 0;
    while let Some(block) = outline.blocks.get(at) {
        match &block.kind {
            Kind::Heading(level) => finder.heading(block, *level, outline.blocks.get(at + 1)),
            Kind::Paragraph => finder.paragraph(block),
            Kind::Row { head: true, .. } => {
                let rows = outline.blocks.iter().skip(at + 1);
                let count = rows.take_while(|row| matches!(row.kind, Kind::Row { head: false, .. })).count();
                finder.table(outline.blocks.get(at..=at + count).unwrap_or_default());
                at += count;
            }
            _ => {}
        }
        at += 1;
    }
    (finder.fields, finder.marks)
}

struct Finder<'a> {
    source: &'a str,
    outline: &'a Outline,
    fields: Vec<Field>,
    marks: Vec<Mark>,
    single_h1: bool,
}

impl Finder<'_> {
    fn heading(&mut self, block: &Block, level: u8, next: Option<&Block>) {
        let text = one_line(&block.text);
        let mut meanings = headings::meanings(&text);
        if level == 1 && self.single_h1 && headings::exact(&text).is_empty() {
            // The document's title, which may well speak of a cause: it says nothing about the whole text.
            meanings = vec![Meaning::Other];
        }
        if let Some((key, value)) = text.split_once(':').filter(|(key, _)| metadata::key(key).is_some()) {
            self.field(key, value, block.span.clone());
        } else if metadata::key(&text).is_some() {
            let line = next.filter(|next| next.kind == Kind::Paragraph && next.text.len() <= 300);
            if let Some(line) = line {
                self.field(&text, &line.text, line.span.clone());
            }
        }
        self.marks.push(Mark {
            level,
            heading: Some(text),
            heading_span: block.span.clone(),
            body: block.span.end,
            meanings,
            until: None,
        });
    }

    fn paragraph(&mut self, block: &Block) {
        let until = block.item.and_then(|item| self.outline.items.get(item)).map(|item| item.span.end);
        if self.bold(block, until) {
            return;
        }
        let mut start = 0;
        for (number, line) in block.text.split_inclusive('\n').enumerate() {
            let from = start;
            start += line.len();
            let text = line.trim();
            if number == 0 && text.len() <= 48 && !text.is_empty() {
                let meanings = headings::exact(text);
                if !meanings.is_empty() && !text.ends_with(['.', ',']) {
                    let span = block.span_of(from..from + line.trim_end().len());
                    self.mark(LINE, text, span.clone(), span.end, meanings, until);
                    continue;
                }
            }
            let indent = line.len() - line.trim_start().len();
            if let Some(split) = key_end(line) {
                self.keyed(block, from + indent, from + split, from + line.len(), until);
            }
        }
    }

    /// A paragraph that starts with emphasis: a bold line that stands for a heading, or a key in bold.
    fn bold(&mut self, block: &Block, until: Option<usize>) -> bool {
        let Some(strong) = block.strong else { return false };
        let head = block.text.get(..strong).unwrap_or_default();
        let rest = block.text.get(strong..).unwrap_or_default();
        let key = head.trim().trim_end_matches([':', '.', '-', '–', '—']).trim();
        if key.is_empty() || key.contains('\n') || key.len() > 120 {
            return false;
        }
        let span = block.span_of(0..strong);
        let value = rest.trim_start_matches([':', '-', '–', '—', ' ']);
        if value.trim().is_empty() {
            let meanings = headings::meanings(key);
            let is_heading = !meanings.is_empty() || !head.trim().ends_with(['.', '!', ',']);
            if is_heading && until.is_none_or(|_| !meanings.is_empty()) {
                self.mark(LINE, key, span, block.span.end, meanings, until);
                return true;
            }
            return false;
        }
        let run_in = head.trim().ends_with([':', '.', '-', '–', '—'])
            || rest.trim_start().starts_with([':', '-', '–', '—']);
        // Several bold keys in one paragraph are lines like any other.
        if !run_in
            || rest.trim().contains('\n')
                && block.text.split('\n').filter(|line| key_end(line).is_some()).count() > 1
        {
            return false;
        }
        let value_start = block.source_at(block.text.len() - value.len());
        if metadata::key(key).is_some() {
            self.field(key, value, value_start..block.span.end);
        }
        let meanings = headings::exact(key);
        if !meanings.is_empty() {
            self.mark(KEY, key, span, value_start, meanings, until);
        }
        metadata::key(key).is_some() || !headings::exact(key).is_empty()
    }

    /// A line `key: value` at `from..to` of a block's text with its colon at `split`.
    fn keyed(&mut self, block: &Block, from: usize, split: usize, to: usize, until: Option<usize>) {
        let key = block.text.get(from..split).unwrap_or_default().trim();
        let value = block.text.get(split + 1..to).unwrap_or_default();
        let meanings = headings::exact(key);
        let known = metadata::key(key).is_some();
        if !known && meanings.is_empty() {
            return;
        }
        let lead = value.len() - value.trim_start().len();
        let place = block.span_of(split + 1 + lead..to.max(split + 1 + lead));
        let (start, end) = (place.start, place.end);
        if known {
            self.field(key, value, start..end);
        }
        let heading_span = block.span_of(from..split);
        if meanings.is_empty() {
            let at = block.source_at(from);
            self.marks.push(Mark {
                level: KEY,
                heading: None,
                heading_span: at..at,
                body: at,
                meanings,
                until: None,
            });
        } else {
            let body = if value.trim().is_empty() { heading_span.end + 1 } else { start };
            self.mark(KEY, key, heading_span, body, meanings, until);
        }
    }

    /// A table of metadata: keys in the first column, or in the head above one row.
    fn table(&mut self, rows: &[Block]) {
        let Some((head, body)) = rows.split_first() else { return };
        let names: Vec<&str> = cells(head).map(|(_, text)| text).collect();
        let across = names.iter().filter(|name| metadata::key(name).is_some()).count();
        if let ([row], true) = (body, across >= 2) {
            for (name, (range, value)) in names.iter().zip(cells(row)) {
                if metadata::key(name).is_some() {
                    self.field(name, value, row.span_of(range));
                }
            }
            return;
        }
        for row in rows.iter().filter(|row| cells(row).count() == 2) {
            let mut pair = cells(row);
            let (Some((key_range, key)), Some((range, value))) = (pair.next(), pair.next()) else { continue };
            let span = row.span_of(range);
            if metadata::key(key).is_some() && key != "ID" {
                self.field(key, value, span.clone());
            }
            let meanings = headings::exact(key);
            if !meanings.is_empty() && !value.trim().is_empty() {
                let heading = row.span_of(key_range);
                self.mark(KEY, key, heading, span.start, meanings, Some(row.span.end));
            }
        }
    }

    fn field(&mut self, key: &str, value: &str, span: Span) {
        let value = one_line(value);
        let span = if self.source.get(span.clone()).is_some() { span } else { 0..0 };
        let key = one_line(key);
        self.fields.push(Field { key, value, span, front: false });
    }

    fn mark(
        &mut self,
        level: u8,
        heading: &str,
        span: Span,
        body: usize,
        meanings: Vec<Meaning>,
        until: Option<usize>,
    ) {
        let heading = Some(one_line(heading));
        self.marks.push(Mark { level, heading, heading_span: span, body, meanings, until });
    }
}

/// The colon that ends a key at the start of a line: few words, then a blank or nothing.
fn key_end(line: &str) -> Option<usize> {
    let colon = line.bytes().take(80).position(|byte| byte == b':')?;
    let key = line.get(..colon)?.trim();
    let blank = matches!(line.as_bytes().get(colon + 1), None | Some(b' ' | b'\t' | b'\n' | b'\r'));
    (blank && !key.is_empty() && key.split_whitespace().count() <= 6 && !key.contains(['`', '/', '.']))
        .then_some(colon)
}

fn cells(row: &Block) -> impl Iterator<Item = (std::ops::Range<usize>, &str)> {
    let ranges = match &row.kind {
        Kind::Row { cells, .. } => cells.as_slice(),
        _ => &[],
    };
    ranges.iter().map(|range| (range.clone(), row.text.get(range.clone()).unwrap_or_default().trim()))
}

/// Text on one line with single blanks.
pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Closes every section at the next mark of its level or above.
pub(super) fn build(length: usize, marks: Vec<Mark>, outline: &Outline) -> Vec<Section> {
    let mut sections: Vec<Section> = Vec::new();
    let mut open: Vec<(usize, Option<usize>)> = Vec::new();
    for mark in marks {
        let at = mark.heading_span.start;
        while let Some(&(last, until)) = open.last() {
            let Some(section) = sections.get_mut(last) else { break };
            let over = until.is_some_and(|until| until <= at);
            if !over && section.level < mark.level {
                break;
            }
            section.body.end = until.map_or(at, |until| until.min(at)).max(section.body.start);
            open.pop();
        }
        let Some(heading) = mark.heading else { continue };
        let parent = open.last().map(|(parent, _)| *parent);
        let inherited = mark.meanings.is_empty();
        let meanings = match parent.and_then(|parent| sections.get(parent)) {
            Some(parent) if inherited => parent.meanings.clone(),
            _ if inherited => vec![Meaning::Other],
            _ => mark.meanings,
        };
        let body = mark.body.min(length);
        open.push((sections.len(), mark.until));
        sections.push(Section {
            heading,
            level: mark.level,
            heading_span: mark.heading_span,
            body: body..length,
            meanings,
            inherited,
            paragraph: None,
            parent,
        });
    }
    for (last, until) in open {
        if let Some(section) = sections.get_mut(last) {
            section.body.end = until.unwrap_or(length).clamp(section.body.start, length);
        }
    }
    // A child never reaches out of its parent.
    for at in 0..sections.len() {
        let limit =
            sections.get(at).and_then(|section| section.parent).and_then(|parent| sections.get(parent));
        let limit = limit.map(|parent| parent.body.end);
        if let (Some(limit), Some(section)) = (limit, sections.get_mut(at)) {
            section.body.end = section.body.end.min(limit).max(section.body.start);
        }
    }
    let paragraphs: Vec<_> = sections.iter().map(|section| paragraph(section, &sections, outline)).collect();
    for (section, paragraph) in sections.iter_mut().zip(paragraphs) {
        section.paragraph = paragraph;
    }
    sections
}

/// The first text of a section that says something, the headings below it aside.
fn paragraph(section: &Section, sections: &[Section], outline: &Outline) -> Option<Paragraph> {
    let body = &section.body;
    let first = outline.blocks.partition_point(|block| block.span.end <= body.start);
    let blocks = outline.blocks.iter().skip(first).take_while(|block| block.span.start < body.end);
    for block in blocks.filter(|block| matches!(block.kind, Kind::Paragraph | Kind::Row { head: false, .. }))
    {
        let mut span = block.span.start.max(body.start)..block.span.end.min(body.end);
        // A bold line, or a key before its value, that heads a section of its own.
        let below = sections.partition_point(|other| other.heading_span.start < span.start);
        if let Some(below) = sections.get(below).filter(|below| below.heading_span.start < span.end) {
            if one_line(block.text_in(&(span.start..below.heading_span.start))).is_empty() {
                span.start = below.body.start.max(span.start);
            } else {
                span.end = below.heading_span.start;
            }
        }
        if span.start >= span.end {
            continue;
        }
        let text = one_line(block.text_in(&span));
        if !metadata::is_blank(&text) {
            return Some(Paragraph { text, span });
        }
    }
    None
}

/// The innermost section that holds a position, an index into `sections`.
pub(super) fn innermost(sections: &[Section], at: usize) -> Option<usize> {
    let mut found = sections.partition_point(|section| section.body.start <= at).checked_sub(1);
    while let Some(section) = found.and_then(|index| sections.get(index)) {
        if section.body.contains(&at) {
            break;
        }
        found = section.parent;
    }
    found
}
