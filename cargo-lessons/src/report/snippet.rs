//! One diagnostic as rustc would print it: the place with its code, what is underlined in it, and the notes.

use std::ops::Range;

use annotate_snippets::{
    Annotation, AnnotationKind, Group, Level, Origin, Renderer, Snippet, renderer::DecorStyle,
};

use super::diagnostic::{Child, Diagnostic, Mark, Weight};
use crate::terminal::{escape, escape_line, is_harmful};

/// Notes are broken after so many characters, as prose is read.
const WIDTH: usize = 96;

/// A stretch of code of more bytes than this is not shown; the place is named.
const SHOWN: usize = 16 * 1024;

/// How diagnostics are drawn.
#[derive(Clone, Debug)]
pub(crate) struct Drawing {
    renderer: Renderer,
}

impl Drawing {
    /// With colours, or without.
    pub(crate) const fn new(color: bool) -> Self {
        let renderer = if color { Renderer::styled().hyperlink(false) } else { Renderer::plain() };
        Self { renderer: renderer.decor_style(DecorStyle::Ascii) }
    }

    /// The diagnostic with these of its children, with a newline at its end; `text` is the file's, if it can be read.
    pub(crate) fn draw<'a>(
        &self,
        diagnostic: &Diagnostic,
        text: Option<&str>,
        children: impl Iterator<Item = &'a Child>,
    ) -> String {
        let path = escape_line(&diagnostic.path);
        let code = escape_line(&diagnostic.code);
        let message = escape_line(&diagnostic.message);
        let window = text.and_then(|text| Window::new(text, diagnostic));
        let title = level(diagnostic.weight).primary_title(&*message);
        let title = if code.is_empty() { title } else { title.id(&*code) };
        let mut group = match &window {
            Some(window) => title.element(
                Snippet::source(&*window.text)
                    .path(&*path)
                    .line_start(window.line)
                    .annotations(window.annotations(diagnostic)),
            ),
            None => {
                let start = diagnostic.primary.location.start;
                title.element(
                    Origin::path(&*path).line(start.line as usize).char_column(start.column as usize),
                )
            }
        };
        for child in children {
            group = group.element(level(child.weight).message(wrap(&escape(&child.message))));
        }
        let mut drawn = self.renderer.render(&[group]);
        drawn.push('\n');
        drawn
    }

    /// A line without a place, such as `error: …`, with a newline at its end, and what to do about it.
    pub(crate) fn line(&self, weight: Weight, message: &str, hint: Option<&str>) -> String {
        let message = escape(message);
        let hint = hint.map(|hint| wrap(&escape(hint)));
        let mut group = Group::with_title(level(weight).primary_title(&*message));
        if let Some(hint) = &hint {
            group = group.element(Level::HELP.message(&**hint));
        }
        let mut drawn = self.renderer.render(&[group]);
        drawn.push('\n');
        drawn
    }
}

const fn level(weight: Weight) -> Level<'static> {
    match weight {
        Weight::Error => Level::ERROR,
        Weight::Warning => Level::WARNING,
        Weight::Note => Level::NOTE,
        Weight::Help => Level::HELP,
    }
}

/// The lines of a file that a diagnostic is about.
struct Window {
    text: String,
    /// The number of the first of them, from 1.
    line: usize,
    /// Offset of the first of them in the file.
    start: usize,
}

impl Window {
    /// None where the file is no longer what it was, or there is too much to show.
    fn new(text: &str, diagnostic: &Diagnostic) -> Option<Self> {
        let marks = || std::iter::once(&diagnostic.primary).chain(&diagnostic.related);
        let first = marks().map(|mark| mark.location.span.start).min()? as usize;
        let last = marks().map(|mark| mark.location.span.end).max()? as usize;
        let line = marks().map(|mark| mark.location.start.line).min()? as usize;
        let start = text.get(..first)?.rfind('\n').map_or(0, |at| at + 1);
        let end = text.get(last..)?.find('\n').map_or(text.len(), |at| last + at);
        let cut = text.get(start..end).filter(|cut| cut.len() <= SHOWN)?;
        Some(Self { text: visible(cut), line, start })
    }

    fn annotations<'a>(&self, diagnostic: &'a Diagnostic) -> Vec<Annotation<'a>> {
        let primary = AnnotationKind::Primary.span(self.range(&diagnostic.primary));
        let context = diagnostic.related.iter().map(|mark| {
            let label = mark.label.as_deref().map(escape_line);
            AnnotationKind::Context.span(self.range(mark)).label(label)
        });
        std::iter::once(primary).chain(context).collect()
    }

    fn range(&self, mark: &Mark) -> Range<usize> {
        let place = |offset: u32| (offset as usize).saturating_sub(self.start).min(self.text.len());
        place(mark.location.span.start)..place(mark.location.span.end)
    }
}

/// Code with every character that steers a terminal put into a visible one of the same length in bytes, so that
/// offsets stay. What the renderer makes visible itself (control characters of ASCII, overrides) is left to it.
fn visible(code: &str) -> String {
    let code = code.strip_suffix('\r').unwrap_or(code);
    let mut shown = String::with_capacity(code.len());
    let mut characters = code.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            // The end of a line in Windows' way.
            '\r' if characters.peek() == Some(&'\n') => shown.push(' '),
            '\n' | '\t' => shown.push(character),
            _ if !character.is_ascii() && is_harmful(character) => {
                shown.push(if character.len_utf8() == 2 { '¤' } else { '\u{fffd}' });
            }
            _ => shown.push(character),
        }
    }
    shown
}

/// Breaks prose at spaces; a word is never broken.
fn wrap(text: &str) -> String {
    let mut lines = Vec::new();
    for line in text.lines() {
        let mut current = String::new();
        let mut width = 0;
        for word in line.split(' ') {
            let length = word.chars().count();
            if width > 0 && width + 1 + length > WIDTH {
                lines.push(std::mem::take(&mut current));
                width = 0;
            }
            if width > 0 {
                current.push(' ');
                width += 1;
            }
            current.push_str(word);
            width += length;
        }
        lines.push(current);
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prose_is_broken_at_spaces_only() {
        let long = "x".repeat(200);
        assert_eq!(wrap(&long), long);
        let text = wrap(&"word ".repeat(50));
        assert!(
            text.lines().count() == 3 && text.lines().all(|line| line.chars().count() <= WIDTH),
            "{text}"
        );
        assert_eq!(wrap("a\nb"), "a\nb");
    }

    #[test]
    fn what_is_made_visible_keeps_its_length() {
        for code in ["a\u{9b}31m", "\u{feff}x", "a\r\nb\r", "\u{200e}\u{061c}", "a\u{2028}b"] {
            let shown = visible(code);
            assert_eq!(shown.len(), code.strip_suffix('\r').unwrap_or(code).len(), "{code:?}");
            assert!(!shown.chars().any(|character| is_harmful(character) && character != '\n'), "{shown:?}");
        }
    }
}
