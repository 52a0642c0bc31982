//! The prose of a document at its source positions: everything else is blank.

use super::markdown::{Kind, Outline};

/// Separates blocks and cells in [`prose`], where a sentence must not run on.
pub(super) const BREAK: u8 = 0x1e;

/// A text as long as the source that holds only what a reader reads as prose, inline code included: no
/// markup, code blocks, comments, blanks of a template or link targets.
pub(super) fn prose(source: &str, outline: &Outline) -> String {
    let mut bytes: Vec<u8> = source.bytes().map(|byte| if byte == b'\n' { byte } else { b' ' }).collect();
    for block in outline.blocks.iter().filter(|block| block.is_prose()) {
        for &(text, at, length) in &block.runs {
            let run = block.text.get(text..text + length).unwrap_or_default();
            if let Some(room) = bytes.get_mut(at..at + run.len()).filter(|_| run != "\n") {
                room.copy_from_slice(run.as_bytes());
            }
        }
        let mut starts = vec![0];
        if let Kind::Row { cells, .. } = &block.kind {
            starts.extend(cells.iter().map(|cell| cell.start));
        }
        for start in starts {
            let before = block.source_at(start).checked_sub(1).and_then(|before| bytes.get_mut(before));
            if let Some(byte) = before.filter(|byte| matches!(**byte, b' ' | b'\n')) {
                *byte = BREAK;
            }
        }
    }
    // Runs replace whole characters, or leave the length alone: anything else is a mistake of the parser's.
    let mut text =
        String::from_utf8(bytes).unwrap_or_else(|_| source.replace(|letter: char| !letter.is_ascii(), " "));
    if text.len() != source.len() {
        text.clear();
    }
    blank_urls(text)
}

/// Overwrites URLs: the dates, numbers and hashes in them are no statements.
fn blank_urls(text: String) -> String {
    let mut bytes = text.as_bytes().to_vec();
    for url in super::links::url_spans(&text) {
        bytes.get_mut(url).into_iter().flatten().for_each(|byte| *byte = b' ');
    }
    String::from_utf8(bytes).unwrap_or(text)
}

/// How far a sentence is looked for on either side, in bytes.
const REACH: usize = 400;

/// The sentence around a span, split at it: what stands before and after, at most [`REACH`] bytes each. A
/// semicolon ends a sentence: what it joins has subjects of its own.
pub(super) fn around(prose: &str, start: usize, end: usize) -> (&str, &str) {
    let low = floor(prose, start.saturating_sub(REACH));
    let high = floor(prose, (end + REACH).min(prose.len()));
    let before = prose.get(low..start).unwrap_or_default();
    let after = prose.get(end..high).unwrap_or_default();
    (last_sentence(before), first_sentence(after))
}

/// What follows the last end of a sentence.
pub(super) fn last_sentence(text: &str) -> &str {
    let end = ends(text).last().unwrap_or(0);
    text.get(end..).unwrap_or_default()
}

/// What stands before the first end of a sentence.
pub(super) fn first_sentence(text: &str) -> &str {
    let end = ends(text).next().unwrap_or(text.len());
    text.get(..end).unwrap_or_default()
}

/// The offsets after each end of a sentence: `.!?;` before a blank, a blank line, a [`BREAK`].
fn ends(text: &str) -> impl Iterator<Item = usize> {
    let bytes = text.as_bytes();
    bytes.iter().enumerate().filter_map(move |(at, byte)| {
        let next = bytes.get(at + 1);
        let ends = match byte {
            b'.' | b'!' | b'?' => {
                let word = bytes.get(at.saturating_sub(3)..at).unwrap_or_default();
                next.is_some_and(u8::is_ascii_whitespace) && word != b"e.g" && word != b"i.e"
            }
            b'\n' => next == Some(&b'\n'),
            b';' | &BREAK => true,
            _ => false,
        };
        ends.then_some(at + 1)
    })
}

/// The last character boundary at or before `at`.
pub(super) fn floor(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}
