//! The document as a flat list of blocks with plain text and source positions; only this file knows the
//! Markdown parser.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::Span;

/// The blocks, list items and links of a document, each in order.
#[derive(Debug, Default)]
pub(super) struct Outline {
    pub(super) blocks: Vec<Block>,
    pub(super) items: Vec<Item>,
    pub(super) links: Vec<MarkdownLink>,
}

/// A list item.
#[derive(Debug)]
pub(super) struct Item {
    pub(super) span: Span,
    /// Which list of the document, counted in order.
    pub(super) list: usize,
    /// 1 for an item of an outermost list.
    pub(super) depth: usize,
}

/// A link or image with its target.
#[derive(Debug)]
pub(super) struct MarkdownLink {
    pub(super) target: String,
    pub(super) text: String,
    pub(super) span: Span,
}

/// What a block is.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Heading(u8),
    Paragraph,
    /// One row of a table; cells are ranges of the block's text.
    Row {
        head: bool,
        cells: Vec<Range<usize>>,
    },
    /// Code: `info` is absent for indented code, `content` spans the code in the source.
    Code {
        info: Option<String>,
        content: Span,
    },
}

/// A leaf block.
#[derive(Debug)]
pub(super) struct Block {
    pub(super) kind: Kind,
    pub(super) span: Span,
    /// Plain text; for code, the code.
    pub(super) text: String,
    /// Runs of text: (offset in `text`, offset in the source, length). Ascending in both.
    pub(super) runs: Vec<(usize, usize, usize)>,
    /// Inline code: range of `text`, and span in the source with backticks.
    pub(super) inline: Vec<(Range<usize>, Span)>,
    /// Where emphasis that starts the text ends, as an offset in `text`.
    pub(super) strong: Option<usize>,
    /// The innermost list item around it, an index into [`Outline::items`].
    pub(super) item: Option<usize>,
}

impl Block {
    /// The source position of an offset in the text.
    pub(super) fn source_at(&self, offset: usize) -> usize {
        let after = self.runs.partition_point(|(start, ..)| *start <= offset);
        match after.checked_sub(1).and_then(|last| self.runs.get(last)) {
            Some((start, source, length)) => source + (offset - start).min(*length),
            None => self.span.start,
        }
    }

    /// The source of a range of the text, up to its last byte: markup after it is not part of it.
    pub(super) fn span_of(&self, range: Range<usize>) -> Span {
        let start = self.source_at(range.start);
        let end = range.end.checked_sub(1).filter(|_| range.start < range.end);
        let after = end.map_or(0, |last| self.runs.partition_point(|(from, ..)| *from <= last));
        let end = after.checked_sub(1).and_then(|last| self.runs.get(last));
        let end = end.map(|(from, source, length)| source + (range.end - from).min(*length));
        start..end.unwrap_or(start).max(start)
    }

    /// The offset in the text of a source position.
    pub(super) fn text_at(&self, source: usize) -> usize {
        let after = self.runs.partition_point(|(_, start, _)| *start <= source);
        match after.checked_sub(1).and_then(|last| self.runs.get(last)) {
            Some((start, from, length)) => start + (source - from).min(*length),
            None => 0,
        }
    }

    /// The text that stands in a part of the source.
    pub(super) fn text_in(&self, span: &Span) -> &str {
        self.text.get(self.text_at(span.start)..self.text_at(span.end)).unwrap_or_default()
    }

    /// Whether it holds prose.
    pub(super) fn is_prose(&self) -> bool {
        !matches!(self.kind, Kind::Code { .. })
    }
}

/// Reads the blocks of `masked`, taking the text from `source`, which has the same positions.
pub(super) fn outline(source: &str, masked: &str) -> Outline {
    let mut reader = Reader { source, ..Reader::default() };
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    for (event, span) in Parser::new_ext(masked, options).into_offset_iter() {
        reader.event(event, span);
    }
    reader.close();
    reader.outline
}

#[derive(Default)]
struct Reader<'a> {
    source: &'a str,
    outline: Outline,
    open: Option<Block>,
    items: Vec<usize>,
    lists: Vec<usize>,
    list_count: usize,
    links: Vec<usize>,
    head: bool,
    cell: Option<usize>,
    in_html: Option<Span>,
}

impl Reader<'_> {
    fn event(&mut self, event: Event<'_>, span: Span) {
        match event {
            Event::Start(tag) => self.start(tag, span),
            Event::End(tag) => self.end(tag, span),
            Event::Text(text) => {
                let source = self.source.get(span.clone()).filter(|slice| slice.len() == text.len());
                let text = source.map_or_else(|| text.to_string(), str::to_owned);
                self.push(&text, span);
            }
            Event::Code(code) => {
                let inner = self.source.get(span.clone()).and_then(|raw| raw.find(code.as_ref()));
                let place =
                    inner.map_or(span.clone(), |inner| span.start + inner..span.start + inner + code.len());
                let from = self.block(&span).text.len();
                self.push(&code, place);
                let block = self.block(&span);
                let to = block.text.len();
                block.inline.push((from..to, span));
            }
            Event::SoftBreak | Event::HardBreak => self.push("\n", span),
            Event::Html(_) => {}
            Event::InlineHtml(html) if is_generic(self.source, span.start, &html) => {
                self.push(&html, span);
            }
            Event::Rule => self.close(),
            _ => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>, span: Span) {
        match tag {
            Tag::Heading { level, .. } => self.open(Kind::Heading(level_number(level)), span),
            Tag::Paragraph => self.open(Kind::Paragraph, span),
            Tag::CodeBlock(kind) => {
                let info = match kind {
                    CodeBlockKind::Fenced(info) => Some(info.trim().to_owned()),
                    CodeBlockKind::Indented => None,
                };
                let content = span.end..span.end;
                self.open(Kind::Code { info, content }, span);
            }
            Tag::HtmlBlock => {
                self.close();
                self.in_html = Some(span);
            }
            Tag::List(_) => {
                self.close();
                self.lists.push(self.list_count);
                self.list_count += 1;
            }
            Tag::Item => {
                self.close();
                let list = self.lists.last().copied().unwrap_or_default();
                self.items.push(self.outline.items.len());
                self.outline.items.push(Item { span, list, depth: self.lists.len() });
            }
            Tag::TableHead | Tag::TableRow => {
                self.head = tag == Tag::TableHead;
                self.open(Kind::Row { head: self.head, cells: Vec::new() }, span);
            }
            Tag::TableCell => {
                if let Some(block) = &mut self.open {
                    if !block.text.is_empty() {
                        block.text.push('\t');
                    }
                    self.cell = Some(block.text.len());
                }
            }
            Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. } => {
                self.links.push(self.outline.links.len());
                self.outline.links.push(MarkdownLink {
                    target: dest_url.into_string(),
                    text: String::new(),
                    span,
                });
            }
            Tag::BlockQuote(_) | Tag::Table(_) => self.close(),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd, span: Span) {
        match tag {
            TagEnd::Heading(_)
            | TagEnd::Paragraph
            | TagEnd::CodeBlock
            | TagEnd::TableHead
            | TagEnd::TableRow
            | TagEnd::BlockQuote(_) => self.close(),
            TagEnd::TableCell => {
                let from = self.cell.take();
                if let (Some(from), Some(block)) = (from, &mut self.open) {
                    let to = block.text.len();
                    if let Kind::Row { cells, .. } = &mut block.kind {
                        cells.push(from..to);
                    }
                }
            }
            TagEnd::Strong => {
                if let Some(block) = &mut self.open {
                    let starts = block.source_at(0) < span.start + 4 && block.source_at(0) >= span.start;
                    if block.strong.is_none() && starts {
                        block.strong = Some(block.text.len());
                    }
                }
            }
            TagEnd::HtmlBlock => {
                if let Some(html) = self.in_html.take() {
                    self.html(html);
                }
            }
            TagEnd::Item => {
                self.close();
                self.items.pop();
            }
            TagEnd::List(_) => {
                self.close();
                self.lists.pop();
            }
            TagEnd::Link | TagEnd::Image => {
                self.links.pop();
            }
            _ => {}
        }
    }

    fn open(&mut self, kind: Kind, span: Span) {
        self.close();
        self.open = Some(Block {
            kind,
            span,
            text: String::new(),
            runs: Vec::new(),
            inline: Vec::new(),
            strong: None,
            item: self.items.last().copied(),
        });
    }

    /// The open block, or a new paragraph: the text of a tight list's item has none of its own.
    fn block(&mut self, span: &Span) -> &mut Block {
        let item = self.items.last().copied();
        self.open.get_or_insert_with(|| Block {
            kind: Kind::Paragraph,
            span: span.clone(),
            text: String::new(),
            runs: Vec::new(),
            inline: Vec::new(),
            strong: None,
            item,
        })
    }

    fn push(&mut self, text: &str, span: Span) {
        for &link in self.links.last().into_iter() {
            if let Some(link) = self.outline.links.get_mut(link) {
                link.text.push_str(text);
            }
        }
        let same = span.len() == text.len();
        let block = self.block(&span);
        block.span.end = block.span.end.max(span.end);
        if let Kind::Code { content, .. } = &mut block.kind {
            if content.start == content.end {
                *content = span.clone();
            }
            content.end = content.end.max(span.end);
        }
        if same || text == "\n" {
            block.runs.push((block.text.len(), span.start, text.len().min(span.len())));
        }
        block.text.push_str(text);
    }

    fn close(&mut self) {
        let Some(mut block) = self.open.take() else { return };
        if block.is_prose() {
            blank_placeholders(&mut block);
        }
        self.outline.blocks.push(block);
    }

    /// Reads a block of HTML as a heading or a paragraph, without its tags and comments.
    fn html(&mut self, span: Span) {
        let source = self.source;
        let Some(raw) = source.get(span.clone()) else { return };
        let level = raw.trim_start().strip_prefix("<h").and_then(|rest| rest.bytes().next());
        let kind = match level {
            Some(level @ b'1'..=b'6') => Kind::Heading(level - b'0'),
            _ => Kind::Paragraph,
        };
        self.open(kind, span.clone());
        let mut at = 0;
        while let Some(rest) = raw.get(at..).filter(|rest| !rest.is_empty()) {
            let skip = if rest.starts_with("<!--") {
                rest.find("-->").map_or(rest.len(), |end| end + 3)
            } else if rest.starts_with('<') {
                rest.find('>').map_or(rest.len(), |end| end + 1)
            } else {
                let end = rest.find('<').unwrap_or(rest.len());
                let start = span.start + at;
                self.push(rest.get(..end).unwrap_or_default(), start..start + end);
                end
            };
            at += skip;
        }
        self.close();
    }
}

fn level_number(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}

/// Tags that are markup; anything else right after a name is taken for generics: `Vec<u8>`.
const TAGS: &[&str] = &[
    "a", "b", "br", "code", "del", "details", "div", "em", "hr", "i", "img", "ins", "kbd", "li", "ol", "p",
    "pre", "s", "small", "span", "strong", "sub", "summary", "sup", "table", "tbody", "td", "th", "thead",
    "tr", "tt", "u", "ul",
];

/// Whether inline HTML is generics that were left without backticks.
fn is_generic(source: &str, start: usize, html: &str) -> bool {
    let before = source.get(..start).and_then(|before| before.chars().next_back());
    let name = html.trim_start_matches('<').split(|letter: char| !letter.is_ascii_alphanumeric()).next();
    before.is_some_and(|before| before.is_alphanumeric() || before == '_' || before == ':')
        && name.is_some_and(|name| !name.is_empty() && !TAGS.contains(&name.to_ascii_lowercase().as_str()))
}

/// The longest `<...>` that is taken for a template's blank.
const LONGEST_BLANK: usize = 240;

/// Overwrites a template's `<...>` in prose with blanks: it is a question, not an answer.
fn blank_placeholders(block: &mut Block) {
    if !block.text.contains('<') {
        return;
    }
    let mut bytes = block.text.as_bytes().to_vec();
    let mut opened: Option<usize> = None;
    let mut inline = block.inline.iter().peekable();
    for at in 0..bytes.len() {
        while inline.next_if(|(range, _)| range.end <= at).is_some() {}
        if inline.peek().is_some_and(|(range, _)| range.contains(&at)) {
            opened = None;
            continue;
        }
        match bytes.get(at) {
            Some(b'<') => {
                let before = at.checked_sub(1).and_then(|before| bytes.get(before));
                let named = before.is_some_and(|byte| byte.is_ascii_alphanumeric() || b"_:<".contains(byte));
                let spaced = matches!(bytes.get(at + 1), None | Some(b' ' | b'=' | b'-'));
                opened = (!named && !spaced).then_some(at);
            }
            Some(b'\n') => opened = None,
            Some(b'>') => {
                if let Some(start) = opened.take().filter(|start| at - start <= LONGEST_BLANK) {
                    bytes.iter_mut().take(at + 1).skip(start).for_each(|byte| *byte = b' ');
                }
            }
            _ => {}
        }
    }
    if let Ok(text) = String::from_utf8(bytes) {
        block.text = text;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(source: &str) -> Vec<String> {
        outline(source, source).blocks.into_iter().map(|block| block.text).collect()
    }

    #[test]
    fn blocks_have_plain_text_and_source_positions() {
        let source = "# A *b*\n\n- **Date**: x\n- y `z`\n\n| k | v |\n|---|---|\n| a | `b` |\n";
        let outline = outline(source, source);
        let texts: Vec<_> = outline.blocks.iter().map(|block| block.text.as_str()).collect();
        assert_eq!(texts, ["A b", "Date: x", "y z", "k\tv", "a\tb"]);
        assert_eq!(outline.blocks[1].strong, Some(4));
        let z = &outline.blocks[2];
        assert_eq!(&source[z.source_at(2)..z.source_at(2) + 1], "z");
        assert_eq!(&source[z.inline[0].1.clone()], "`z`");
        assert_eq!(z.text_at(z.source_at(2)), 2);
    }

    #[test]
    fn comments_and_blanks_are_no_text_but_generics_are() {
        assert_eq!(texts("<!-- fill\n\nin --> \n\na <!-- b --> c\n")[1], "a  c");
        assert_eq!(texts("Vec<u8> and <describe the fault> end")[0], "Vec<u8> and  end");
        assert_eq!(texts("It was <...>, `Arc<T>`")[0], "It was      , Arc<T>");
        assert_eq!(texts("<details><summary>Root cause</summary>\n\nx")[0].trim(), "Root cause");
        assert_eq!(texts("a < b and c > d")[0], "a < b and c > d");
    }
}
