//! The Markdown of a lesson: its title, its sections and its code blocks.

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use crate::lesson::block::Block;
use crate::lesson::fence::Fence;
use crate::problem::Flaw;
use crate::rule::spec::Text;
use crate::span::Span;

/// A part of a lesson under a heading of level 2.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Section {
    /// The heading's text, without marks of emphasis.
    pub heading: String,
    /// The Markdown up to the next heading of level 1 or 2, trimmed, with `\n` as line ends.
    pub text: String,
    /// The first paragraph in one line; where there is none, the first list or quotation.
    pub first_paragraph: String,
    /// The heading in the file.
    pub span: Span,
}

/// What the Markdown of a lesson holds.
#[derive(Clone, Debug, Default)]
pub(crate) struct Document {
    /// The text of each heading of level 1.
    pub(crate) titles: Vec<(String, Span)>,
    pub(crate) sections: Vec<Section>,
    pub(crate) blocks: Vec<Block>,
}

/// The open heading or code block.
enum Open {
    Nothing,
    Heading { level: HeadingLevel, text: String, start: usize },
    Code { text: Text, start: usize },
}

/// The section that is being read: where its text starts, and what it has to quote so far: nothing, a list or
/// quotation (1), a paragraph (2).
struct Body {
    start: usize,
    quoted: u8,
}

/// Reads the Markdown from `base` to the end of `file`, in time linear in its length.
pub(crate) fn read(file: &str, base: usize, flaws: &mut Vec<Flaw>) -> Document {
    let markdown = file.get(base..).unwrap_or_default();
    let mut document = Document::default();
    let mut open = Open::Nothing;
    // Containers around the event, and the section that is being read.
    let (mut depth, mut body) = (0_usize, None);
    let mut comment = false;
    for (event, range) in Parser::new_ext(markdown, Options::empty()).into_offset_iter() {
        let range = base + range.start..base + range.end;
        match event {
            Event::Start(Tag::Heading { level, .. }) if depth == 0 => {
                if level <= HeadingLevel::H2 {
                    end_section(file, &mut document, &mut body, range.start);
                }
                open = Open::Heading { level, text: String::new(), start: range.start };
            }
            Event::End(TagEnd::Heading(_)) if matches!(open, Open::Heading { .. }) => {
                if let Open::Heading { level, text, start } = std::mem::replace(&mut open, Open::Nothing) {
                    let span = trimmed(file, start..range.end);
                    let text = text.trim().to_owned();
                    if level == HeadingLevel::H1 {
                        document.titles.push((text, span));
                    } else if level == HeadingLevel::H2 {
                        document.sections.push(Section {
                            heading: text,
                            text: String::new(),
                            first_paragraph: String::new(),
                            span,
                        });
                        body = Some(Body { start: range.end, quoted: 0 });
                    }
                }
            }
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(_))) => {
                open = Open::Code { text: Text::default(), start: range.start };
            }
            Event::End(TagEnd::CodeBlock) if matches!(open, Open::Code { .. }) => {
                if let Open::Code { text, start } = std::mem::replace(&mut open, Open::Nothing) {
                    document.blocks.extend(end_block(file, text, start, range.end, flaws));
                }
            }
            Event::Start(tag) => {
                if let (0, Some(body)) = (depth, &mut body) {
                    let rank = match tag {
                        Tag::Paragraph => 2,
                        Tag::List(_) | Tag::BlockQuote(_) => 1,
                        _ => 0,
                    };
                    if rank > body.quoted {
                        body.quoted = rank;
                        quote(file, document.sections.last_mut(), range.clone());
                    }
                }
                if tag == Tag::HtmlBlock {
                    comment = file.get(range).unwrap_or_default().trim_start().starts_with("<!--");
                }
                if !inline(&tag) {
                    depth += 1;
                }
            }
            Event::End(end) if !inline_end(end) => depth = depth.saturating_sub(1),
            Event::Html(part) if !comment => warn_hidden_block(&part, range, flaws),
            Event::Text(part) => match &mut open {
                Open::Heading { text, .. } => text.push_str(&part),
                Open::Code { text, .. } => add_code(text, &part, file, range),
                Open::Nothing => {}
            },
            Event::Code(part) => {
                if let Open::Heading { text, .. } = &mut open {
                    text.push('`');
                    text.push_str(&part);
                    text.push('`');
                }
            }
            Event::SoftBreak | Event::HardBreak => {
                if let Open::Heading { text, .. } = &mut open {
                    text.push(' ');
                }
            }
            _ => {}
        }
    }
    end_section(file, &mut document, &mut body, file.len());
    document
}

/// Tags within a line of text; they are no containers of headings and paragraphs.
fn inline(tag: &Tag<'_>) -> bool {
    inline_end(tag.to_end())
}

fn inline_end(end: TagEnd) -> bool {
    matches!(end, TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link | TagEnd::Image)
}

/// A line of HTML that would open a test; in Markdown, HTML runs on to the next blank line.
fn warn_hidden_block(line: &str, range: std::ops::Range<usize>, flaws: &mut Vec<Flaw>) {
    let Some(fence) = Fence::on(line.trim()) else { return };
    let mut tags = fence.info.split([',', ' ']).skip(1);
    if tags.any(|tag| tag.eq_ignore_ascii_case("bad") || tag.eq_ignore_ascii_case("good")) {
        flaws.push(
            Flaw::warning(
                Span::from_range(range),
                "this code block is part of the HTML before it, and no test",
            )
            .hint("put a blank line before it"),
        );
    }
}

/// Keeps the paragraph, list or quotation at `range` as the section's first paragraph.
fn quote(file: &str, section: Option<&mut Section>, range: std::ops::Range<usize>) {
    if let Some(section) = section {
        let source = file.get(range).unwrap_or_default();
        // A list may hold more than its first paragraph: other paragraphs, code.
        let ends = |line: &&str| line.trim().is_empty() || Fence::on(line.trim_start()).is_some();
        let lines = source.lines().take_while(|line| !ends(line));
        section.first_paragraph = lines.flat_map(str::split_whitespace).collect::<Vec<_>>().join(" ");
    }
}

fn end_section(file: &str, document: &mut Document, body: &mut Option<Body>, end: usize) {
    if let (Some(body), Some(section)) = (body.take(), document.sections.last_mut()) {
        section.text = file.get(body.start..end).unwrap_or_default().trim().replace("\r\n", "\n");
    }
}

/// Adds code to a block's text, line ends as `\n`, and notes where each line stands in the file.
fn add_code(text: &mut Text, part: &str, file: &str, range: std::ops::Range<usize>) {
    let source = file.get(range.clone()).unwrap_or_default();
    let mut place = range.start;
    // The reader expands tabs and drops carriage returns; then the part is not the source, and only its start is known.
    let same = source == part;
    for line in part.split_inclusive('\n') {
        if same || place == range.start {
            let pair = Span::from_range(text.value.len()..place);
            text.map.push((pair.start, pair.end));
        }
        match line.strip_suffix("\r\n") {
            Some(content) => {
                text.value.push_str(content);
                text.value.push('\n');
            }
            None => text.value.push_str(line),
        }
        place += line.len();
    }
    if text.at == Span::default() {
        text.at = Span::from_range(range);
    } else {
        text.at.end = Span::from_range(range).end;
    }
}

fn end_block(file: &str, mut text: Text, start: usize, end: usize, flaws: &mut Vec<Flaw>) -> Option<Block> {
    let source = file.get(start..end).unwrap_or_default();
    let first = source.split_inclusive('\n').next().unwrap_or_default();
    let fence = Fence::on(first)?;
    if text.at == Span::default() {
        text.at = Span::from_range(start + first.len()..start + first.len());
    }
    let at = Span::from_range(start..start + first.trim_end().len());
    let last =
        source.get(first.len()..).unwrap_or_default().trim_end().lines().next_back().unwrap_or_default();
    if !last.trim_start_matches(['>', ' ', '\t']).starts_with(['`', '~']) {
        flaws.push(
            Flaw::warning(at, "the code block is not closed")
                .hint("end it with a line of the marks that open it"),
        );
    }
    Block::read(fence.info, start + fence.info_at, text, at, flaws)
}

fn trimmed(file: &str, range: std::ops::Range<usize>) -> Span {
    let length = file.get(range.clone()).unwrap_or_default().trim_end().len();
    Span::from_range(range.start..range.start + length)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_all(markdown: &str) -> Document {
        read(markdown, 0, &mut Vec::new())
    }

    #[test]
    fn titles_and_sections_are_read_as_markdown_means_them() {
        let document = read_all(
            "# A *lock* in `x`\n\n## Root cause\n\n- a list\n\nThe first\nparagraph.\n\nAnother.\n\n### Deeper\n\nMore.\n\n\
             > ## Quoted\n\nInvariant\n---------\n\n```text\n# no title\n## no heading\n```\n",
        );
        assert_eq!(document.titles.len(), 1);
        assert_eq!(document.titles[0].0, "A lock in `x`");
        let headings: Vec<_> = document.sections.iter().map(|section| section.heading.as_str()).collect();
        assert_eq!(headings, ["Root cause", "Invariant"]);
        assert_eq!(document.sections[0].first_paragraph, "The first paragraph.");
        assert!(document.sections[0].text.ends_with("> ## Quoted"), "{:?}", document.sections[0].text);
        assert_eq!(document.sections[1].first_paragraph, "");
    }

    #[test]
    fn a_list_is_quoted_where_no_paragraph_is() {
        for (markdown, quoted) in [
            ("1. one\n2. two\n", "1. one 2. two"),
            ("1. one\n   ```rust\n   f();\n   ```\n2. two\n", "1. one"),
            ("1. one\n\n   more\n", "1. one"),
            ("> one\n> two\n", "> one > two"),
        ] {
            let document = read_all(&format!("## Root cause\n\n{markdown}"));
            assert_eq!(document.sections[0].first_paragraph, quoted);
        }
    }

    #[test]
    fn a_test_that_html_hides_is_told() {
        for (markdown, told) in [
            ("<details>\n```rust,bad\nf();\n```\n</details>\n", 1),
            ("<details>\n\n```rust,bad\nf();\n```\n\n</details>\n", 0),
            ("<details>\n```text\nx\n```\n</details>\n", 0),
            ("<!--\n```rust,bad\nf();\n```\n-->\n", 0),
        ] {
            let mut flaws = Vec::new();
            read(markdown, 0, &mut flaws);
            assert_eq!(flaws.len(), told, "{markdown}: {flaws:?}");
            assert!(flaws.iter().all(|flaw| flaw.at.of(markdown).starts_with("```rust,bad")));
        }
    }

    #[test]
    fn code_keeps_its_places_with_any_line_ends_and_in_containers() {
        for markdown in [
            "x\n\n```rust,bad\nlet a = 1;\n\tlet @ = 2;\n```\n",
            "x\r\n\r\n```rust,bad\r\nlet a = 1;\r\n\tlet @ = 2;\r\n```\r\n",
            "- x\n\n  ```rust,bad\n  let a = 1;\n  \tlet @ = 2;\n  ```\n",
            "> ~~~~ rust,bad\n> let a = 1;\n> \tlet @ = 2;\n> ~~~~\n",
        ] {
            let document = read_all(markdown);
            let block = &document.blocks[0];
            let at = block.text().find('@').unwrap();
            assert_eq!(block.text().lines().next(), Some("let a = 1;"), "{markdown:?}");
            assert!(!block.text().contains('\r'));
            let place = block.place(at as u32) as usize;
            assert!(
                markdown[..=place].contains("let") && markdown[place..].starts_with('@'),
                "{markdown:?} {place}"
            );
        }
    }
}
