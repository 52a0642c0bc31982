//! Code blocks and inline code with the side of the incident they are on, and the diffs among them.

use super::Span;
use super::diff::{self, Diff};
use super::markdown::{Block, Kind, Outline};
use super::mask::Masked;
use super::polarity::{self, Evidence, Polarity};
use super::sections::{self, Section};

/// A piece of code in the document.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct CodeBlock {
    /// How it is set.
    pub kind: CodeKind,
    /// The first word of the info string, lower case: `rust`.
    pub language: Option<String>,
    /// The other words of the info string: `bad`, `file=src/x.rs`.
    pub tags: Vec<String>,
    /// The code.
    pub text: String,
    /// The whole block, fences or backticks included.
    pub span: Span,
    /// The code alone; in a quote or list it includes the markers between lines, which [`Self::text`] has not.
    pub content: Span,
    /// The innermost section around it, an index into the document's sections.
    pub section: Option<usize>,
    /// Which side it is on.
    pub polarity: Polarity,
    /// What that rests on.
    pub evidence: Evidence,
}

/// How a piece of code is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CodeKind {
    /// Between fences.
    Fenced,
    /// Indented by four.
    Indented,
    /// Between backticks in a line.
    Inline,
}

impl CodeBlock {
    /// Whether it is a program's text rather than a log, a shell session or other output. Inline code counts
    /// when it holds more than one name.
    pub fn looks_like_code(&self) -> bool {
        match self.kind {
            CodeKind::Inline => {
                let code = self.text.trim();
                let starts_command =
                    ["cargo ", "git ", "kubectl ", "systemctl ", "curl ", "http", "/", "-", "$", "#"];
                !starts_command.iter().any(|start| code.starts_with(start))
                    && (code.contains("::") || code.contains(['(', '!', '?', '=', '&', ';', '{', '[']))
            }
            _ => !is_output(self.language.as_deref(), &self.text),
        }
    }
}

/// Languages whose blocks hold what a machine printed, or what was typed at one.
const OUTPUT: &[&str] = &[
    "text",
    "txt",
    "log",
    "logs",
    "console",
    "shell",
    "sh",
    "bash",
    "zsh",
    "fish",
    "output",
    "terminal",
    "plain",
    "plaintext",
    "shell-session",
    "sh-session",
    "stdout",
    "stderr",
    "csv",
    "mermaid",
    "promql",
    "http",
    "markdown",
    "md",
    "powershell",
    "none",
    "ascii",
];

/// Whether a block is output: by its language, or else by what most of its lines start with.
fn is_output(language: Option<&str>, text: &str) -> bool {
    if let Some(language) = language {
        return OUTPUT.contains(&language);
    }
    let (mut lines, mut output) = (0_usize, 0_usize);
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()).take(40) {
        lines += 1;
        let stamped = line.trim_start_matches('[').bytes().take(4).filter(u8::is_ascii_digit).count() == 4
            || line.bytes().take(2).all(|byte| byte.is_ascii_digit())
                && line.as_bytes().get(2) == Some(&b':');
        let starts = [
            "thread '",
            "$ ",
            "ERROR",
            "WARN",
            "INFO",
            "DEBUG",
            "[ERROR",
            "[WARN",
            "[INFO",
            "error",
            "panicked at",
            "note: run with",
            "stack backtrace",
            "at ",
        ];
        if stamped || starts.iter().any(|start| line.starts_with(start)) {
            output += 1;
        }
    }
    output > 0 && output * 2 >= lines
}

/// The language and tags of an info string: `rust,bad`, `rust bad`, `rust {.bad}`, `bad`.
fn info_words(info: &str) -> (Option<String>, Vec<String>) {
    let split = |letter: char| letter.is_whitespace() || matches!(letter, ',' | '{' | '}');
    let mut words: Vec<String> = info
        .split(split)
        .map(|word| word.trim_matches(['.', '"']))
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect();
    if words.first().is_none_or(|first| polarity::of_tag(first).is_some()) {
        return (None, words);
    }
    let language = words.remove(0).to_lowercase();
    (Some(language), words)
}

fn is_diff(info: Option<&str>, text: &str) -> bool {
    let language = info.and_then(|info| info_words(info).0);
    match language.as_deref() {
        Some("diff" | "patch" | "udiff") => true,
        Some(other) => other.starts_with("diff-"),
        None => text.starts_with("diff --git ") || (text.starts_with("--- ") && text.contains("\n@@ ")),
    }
}

/// The diffs of a document in order, raw or in blocks.
pub(super) fn diffs(source: &str, masked: &Masked, outline: &Outline, sections: &[Section]) -> Vec<Diff> {
    let mut diffs = masked.diffs.clone();
    for block in &outline.blocks {
        if let Kind::Code { info, content } = &block.kind
            && is_diff(info.as_deref(), &block.text)
        {
            diffs.push(block_diff(source, block, content));
        }
    }
    for diff in &mut diffs {
        diff.section = sections::innermost(sections, diff.span.start);
    }
    diffs.sort_by_key(|diff| diff.span.start);
    diffs
}

/// Reads a block's diff where the block stands in one piece, else from its text: lines in a quote or list have
/// markers between them, so their spans are looked up.
fn block_diff(source: &str, block: &Block, content: &Span) -> Diff {
    let whole = source.get(content.clone()).is_some_and(|slice| slice == block.text);
    if whole {
        return diff::parse(source, content.clone(), false).0;
    }
    let mut diff = Diff::parse(&block.text);
    diff.span = content.clone();
    for line in diff.files.iter_mut().flat_map(|file| &mut file.hunks).flat_map(|hunk| &mut hunk.lines) {
        line.span = block.span_of(line.span.clone());
    }
    diff
}

/// The code of a document in order.
pub(super) fn code(source: &str, outline: &Outline, sections: &[Section]) -> Vec<CodeBlock> {
    let mut found: Vec<CodeBlock> = Vec::new();
    // The polarity that an announcement of two blocks leaves for the second.
    let mut second: Option<Polarity> = None;
    for (at, block) in outline.blocks.iter().enumerate() {
        let previous = at.checked_sub(1).and_then(|at| outline.blocks.get(at));
        let next = outline.blocks.get(at + 1);
        match &block.kind {
            Kind::Code { info, content } if !is_diff(info.as_deref(), &block.text) => {
                let code = fenced(source, block, info.as_deref(), content, sections);
                let lead = previous.filter(|previous| previous.is_prose());
                let announced = second.take().or_else(|| {
                    let both = lead.is_some_and(|lead| polarity::announces_both(&lead.text));
                    let pair = both && next.is_some_and(|next| matches!(next.kind, Kind::Code { .. }));
                    second = pair.then_some(Polarity::Good);
                    pair.then_some(Polarity::Bad)
                });
                push_parts(&mut found, block, judged(code, block, lead, next, sections, announced));
            }
            Kind::Code { .. } => second = None,
            _ => {
                second = None;
                inline(block, sections, &mut found);
            }
        }
    }
    found
}

fn fenced(
    source: &str,
    block: &Block,
    info: Option<&str>,
    content: &Span,
    sections: &[Section],
) -> CodeBlock {
    let (language, tags) = info.map(info_words).unwrap_or_default();
    let content = if source.get(content.clone()).is_some() { content.clone() } else { block.span.clone() };
    CodeBlock {
        kind: if info.is_some() { CodeKind::Fenced } else { CodeKind::Indented },
        language,
        tags,
        text: block.text.clone(),
        span: block.span.clone(),
        content,
        section: sections::innermost(sections, block.span.start),
        polarity: Polarity::Unknown,
        evidence: Evidence::None,
    }
}

/// How far before a block its words are looked for, in bytes.
const LEAD: usize = 600;

/// Finds a block's polarity: tags, its first line, the words before, the heading, the section.
fn judged(
    mut code: CodeBlock,
    block: &Block,
    lead: Option<&Block>,
    next: Option<&Block>,
    sections: &[Section],
    announced: Option<Polarity>,
) -> CodeBlock {
    let tag = code.tags.iter().flat_map(|tag| tag.split(['=', '"'])).find_map(polarity::of_tag);
    let comment = || code.text.lines().find(|line| !line.trim().is_empty()).and_then(polarity::of_comment);
    let output = is_output(code.language.as_deref(), &code.text);
    let said = || {
        // The words in another section, or in a list item that is over, speak of something else.
        let lead = lead.filter(|lead| !matches!(lead.kind, Kind::Heading(_)))?;
        let same = sections::innermost(sections, lead.span.start.max(lead.span.end.saturating_sub(1)))
            == code.section;
        let heads = code
            .section
            .and_then(|at| sections.get(at))
            .is_some_and(|section| section.body.start >= lead.span.start);
        let tail = lead.text.get(super::prose::floor(&lead.text, lead.text.len().saturating_sub(LEAD))..)?;
        if same || heads { polarity::of_lead(tail, 3) } else { None }
    };
    let given_up = || {
        let next = next.filter(|next| next.kind == Kind::Paragraph && next.item == block.item)?;
        let head = next.text.get(..super::prose::floor(&next.text, LEAD))?;
        polarity::gives_up(head).then_some(Polarity::Rejected)
    };
    let headed = || {
        let section = code.section.and_then(|at| sections.get(at))?;
        polarity::of_heading(&section.heading).filter(|_| section.inherited)
    };
    let meant = || {
        let section = code.section.and_then(|at| sections.get(at))?;
        polarity::of_meanings(&section.meanings)
    };
    let (polarity, evidence) = tag
        .map(|found| (found, Evidence::Tag))
        .or_else(|| comment().map(|found| (found, Evidence::Comment)))
        .or_else(|| announced.map(|found| (found, Evidence::Words)))
        .filter(|_| !output || tag.is_some())
        .or(if output { Some((Polarity::Unknown, Evidence::None)) } else { None })
        .or_else(|| given_up().or_else(said).map(|found| (found, Evidence::Words)))
        .or_else(|| headed().map(|found| (found, Evidence::Heading)))
        .or_else(|| meant().map(|found| (found, Evidence::Section)))
        .unwrap_or((Polarity::Unknown, Evidence::None));
    (code.polarity, code.evidence) = (polarity, evidence);
    code
}

/// Adds a block, in two parts where comments in it divide before from after.
fn push_parts(found: &mut Vec<CodeBlock>, block: &Block, code: CodeBlock) {
    let mut marks: Vec<(usize, Polarity)> = Vec::new();
    for (begin, line) in diff::lines(&code.text, 0..code.text.len()) {
        if let Some(side) = polarity::of_comment(line)
            && marks.last().is_none_or(|(_, last)| *last != side)
        {
            marks.push((begin, side));
        }
    }
    let first_is_first = marks
        .first()
        .is_some_and(|(begin, _)| code.text.get(..*begin).is_some_and(|text| text.trim().is_empty()));
    if marks.len() < 2 || !first_is_first || code.evidence == Evidence::Tag {
        found.push(code);
        return;
    }
    let ends = marks.iter().skip(1).map(|(begin, _)| *begin).chain([code.text.len()]);
    for ((begin, side), end) in marks.iter().zip(ends) {
        let mut part = code.clone();
        part.text = code.text.get(*begin..end).unwrap_or_default().to_owned();
        part.content = block.span_of(*begin..end);
        (part.polarity, part.evidence) = (*side, Evidence::Comment);
        found.push(part);
    }
}

/// How far from inline code words are looked for, in bytes: a few words, for a sentence speaks of many names.
const NEAR: usize = 48;

/// Adds the inline code of a block of prose.
fn inline(block: &Block, sections: &[Section], found: &mut Vec<CodeBlock>) {
    let text = &block.text;
    let mut last_end = 0;
    for (number, (range, span)) in block.inline.iter().enumerate() {
        let code = text.get(range.clone()).unwrap_or_default();
        let next_start = block.inline.get(number + 1).map_or(text.len(), |(next, _)| next.start);
        let low = super::prose::floor(text, range.start.saturating_sub(NEAR)).max(last_end);
        let high = super::prose::floor(text, (range.end + NEAR).min(next_start)).max(range.end);
        let before = super::prose::last_sentence(text.get(low..range.start).unwrap_or_default());
        let after = text.get(range.end..high).unwrap_or_default();
        last_end = range.end;
        let section = sections::innermost(sections, span.start);
        let meant = || {
            section
                .and_then(|at| sections.get(at))
                .and_then(|section| polarity::of_meanings(&section.meanings))
        };
        let (polarity, evidence) = polarity::of_trail(after)
            .or_else(|| polarity::of_lead(before, 1))
            .map(|polarity| (polarity, Evidence::Words))
            .or_else(|| meant().map(|polarity| (polarity, Evidence::Section)))
            .unwrap_or((Polarity::Unknown, Evidence::None));
        found.push(CodeBlock {
            kind: CodeKind::Inline,
            language: None,
            tags: Vec::new(),
            text: code.to_owned(),
            span: span.clone(),
            content: block.span_of(range.clone()),
            section,
            polarity,
            evidence,
        });
    }
}
