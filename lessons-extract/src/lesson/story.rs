//! What a lesson tells besides its rules, and in whose words: the proposer's, the document's, or what the diff shows.
//! What nobody said is left open, and marked as such for a person; it is never made up.

use lessons_core::Polarity;

use super::markdown::{code_span, paragraphs, shortened, title as plain_title};
use super::{rule_words, said, title};
use crate::document::{Document, Meaning, Paragraph};
use crate::fix::Fix;
use crate::proposal::{KnownMistake, Proposal};

/// The longest passage, in characters: a lesson is quoted in every long report.
const LONGEST: usize = 900;

/// The parts of a lesson that people read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Story {
    /// The mistake in one line.
    pub title: String,
    /// What in the code let it happen.
    pub root_cause: Vec<Passage>,
    /// What must hold from now on.
    pub invariant: Vec<Passage>,
    /// What to write instead.
    pub mitigation: Vec<Passage>,
}

/// A paragraph, as one line of Markdown, by who said it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Passage {
    /// The proposer's words, or what follows from the code.
    Told(String),
    /// Words of the document or of the commit's message, set as a quotation.
    Quoted(String),
    /// What a person still has to write.
    Open(String),
}

impl Story {
    /// What a person still has to write.
    pub fn open(&self) -> impl Iterator<Item = &str> {
        let all = self.root_cause.iter().chain(&self.invariant).chain(&self.mitigation);
        all.filter_map(|passage| match passage {
            Passage::Open(what) => Some(what.as_str()),
            _ => None,
        })
    }
}

/// Tells a proposal's story: in its own words as far as it has some, then in the document's, then in what the fix
/// shows. Linear in the texts' lengths.
#[must_use]
pub fn tell(proposal: &Proposal, document: Option<&Document>, fix: Option<&Fix>) -> Story {
    Story {
        title: title_of(proposal, document, fix),
        root_cause: root_cause(proposal, document, fix),
        invariant: invariant(proposal, document, fix),
        mitigation: mitigation(proposal, document, fix),
    }
}

fn title_of(proposal: &Proposal, document: Option<&Document>, fix: Option<&Fix>) -> String {
    let subject = fix.and_then(|fix| fix.subject.as_deref());
    // A commit's message that was read as a document has its subject for a title.
    let told = document.and_then(|document| document.title.as_deref());
    let of_document = told.filter(|told| !subject.is_some_and(|subject| subject.contains(told.trim())));
    let candidates = [
        Some(proposal.title.clone()),
        proposal.known.as_ref().map(|known| known.title.clone()),
        rule_words::title(&proposal.rules),
        subject.and_then(title::of_subject),
        of_document.map(|told| title::capital(without_id(told, document))),
        subject.map(title::plain),
        Some("To be named: the mistake in one line".to_owned()),
    ];
    let mut plain = candidates.into_iter().flatten().map(|text| plain_title(&text));
    plain.find(|text| !text.is_empty()).unwrap_or_default()
}

/// A document's title without the id before it: `INC-245: queue stalled`.
fn without_id<'t>(told: &'t str, document: Option<&Document>) -> &'t str {
    let Some(id) = document.and_then(|document| document.id.as_deref()) else { return told };
    let bare = told.trim_start_matches(['[', '(', '#']);
    let head = bare.get(..id.len()).filter(|head| head.eq_ignore_ascii_case(id));
    let rest = head
        .and_then(|_| bare.get(id.len()..))
        .map(|rest| rest.trim_start_matches([']', ')', ':', '-', '–', '—', '|', '.', ' ']));
    rest.filter(|rest| !rest.is_empty()).unwrap_or(told)
}

fn root_cause(proposal: &Proposal, document: Option<&Document>, fix: Option<&Fix>) -> Vec<Passage> {
    let mut passages = told(&proposal.root_cause);
    if !passages.is_empty() {
        passages.extend(quotes(proposal, document, |meaning| meaning != Some(Meaning::Fix)));
        return passages;
    }
    if let Some(quoted) =
        document.and_then(said::cause_section).and_then(|(document, paragraph)| quoted(document, paragraph))
    {
        return vec![quoted];
    }
    if let Some(cause) = post_mortem(document, fix).and_then(said::cause) {
        return vec![Passage::Quoted(shortened(&cause, LONGEST))];
    }
    passages.extend(
        document.and_then(|document| first(document, Meaning::Context).or_else(|| body(document, fix))),
    );
    passages.extend(fix.and_then(what_changed).map(Passage::Told));
    passages.push(Passage::Open("what in the code let it happen, in one paragraph".to_owned()));
    passages
}

/// The document, unless it is the message of the fix's commit, which says what was done and not what must hold.
fn post_mortem<'d>(document: Option<&'d Document>, fix: Option<&Fix>) -> Option<&'d Document> {
    let subject = fix.and_then(|fix| fix.subject.as_deref()).unwrap_or_default().trim();
    document.filter(|document| subject.is_empty() || !document.text.trim_start().starts_with(subject))
}

fn invariant(proposal: &Proposal, document: Option<&Document>, fix: Option<&Fix>) -> Vec<Passage> {
    let passages = told(&proposal.invariant);
    if !passages.is_empty() {
        return passages;
    }
    if let Some(norm) = post_mortem(document, fix).and_then(said::norm) {
        return vec![Passage::Quoted(shortened(&norm, LONGEST))];
    }
    if let Some(known) = proposal.known.as_ref().and_then(|known| as_known(&known.invariant, known)) {
        return vec![known];
    }
    let mut passages: Vec<Passage> =
        rule_words::invariant(&proposal.rules).map(Passage::Told).into_iter().collect();
    passages.push(Passage::Open("what must hold from now on, in one sentence".to_owned()));
    passages
}

fn mitigation(proposal: &Proposal, document: Option<&Document>, fix: Option<&Fix>) -> Vec<Passage> {
    let mut passages = told(&proposal.mitigation);
    if !passages.is_empty() {
        passages.extend(quotes(proposal, document, |meaning| meaning == Some(Meaning::Fix)));
        return passages;
    }
    if let Some(quoted) = document.and_then(|document| first(document, Meaning::Fix)) {
        return vec![quoted];
    }
    if let Some(remedy) = post_mortem(document, fix).and_then(said::remedy) {
        return vec![Passage::Quoted(shortened(&remedy, LONGEST))];
    }
    if let Some(known) = proposal.known.as_ref().and_then(|known| as_known(&known.mitigation, known)) {
        return vec![known];
    }
    let has_good = proposal.blocks.iter().any(|block| block.polarity == Polarity::Good);
    if let Some(commit) = fix.and_then(|fix| fix.commit.as_deref()).filter(|_| has_good) {
        let shown = format!("The last block shows what commit {} wrote instead.", code_span(short(commit)));
        passages.push(Passage::Told(shown));
    }
    passages.push(Passage::Open("what to write instead, in one paragraph".to_owned()));
    passages
}

/// The proposer's text, a passage a paragraph.
fn told(text: &str) -> Vec<Passage> {
    paragraphs(text).into_iter().map(|line| Passage::Told(shortened(&line, LONGEST))).collect()
}

/// What the lesson of a known mistake says, and which lesson it is.
fn as_known(text: &str, known: &KnownMistake) -> Option<Passage> {
    let line = paragraphs(text).into_iter().next()?;
    Some(Passage::Told(format!("{} (As {} says.)", shortened(&line, LONGEST), code_span(&known.lesson))))
}

/// The passages that the proposer quotes and that stand in the document, by what their section is about.
fn quotes(
    proposal: &Proposal,
    document: Option<&Document>,
    wanted: impl Fn(Option<Meaning>) -> bool,
) -> Vec<Passage> {
    let Some(document) = document else { return Vec::new() };
    let about = |span: &std::ops::Range<usize>| {
        let holds = |section: &&crate::document::Section| {
            section.body.start <= span.start && span.end <= section.body.end
        };
        document.sections.iter().rfind(holds).and_then(|section| section.meanings.first().copied())
    };
    let found =
        proposal.quotes.iter().filter(|quote| quote.span.as_ref().is_some_and(|span| wanted(about(span))));
    found
        .flat_map(|quote| paragraphs(&quote.text))
        .map(|line| Passage::Quoted(shortened(&line, LONGEST)))
        .collect()
}

/// The first paragraph of a meaning, word for word.
fn first(document: &Document, meaning: Meaning) -> Option<Passage> {
    document.first(meaning).and_then(|paragraph| quoted(document, paragraph))
}

fn quoted(document: &Document, paragraph: &Paragraph) -> Option<Passage> {
    let lines = paragraphs(document.slice(&paragraph.span));
    // Markup that is not Markdown may hide the text; then its plain form serves.
    let line = lines.into_iter().next().or_else(|| paragraphs(&paragraph.text).into_iter().next())?;
    Some(Passage::Quoted(shortened(&line, LONGEST)))
}

/// The first paragraph of a text without sections, such as a commit's message below its subject.
fn body(document: &Document, fix: Option<&Fix>) -> Option<Passage> {
    let subject = fix.and_then(|fix| fix.subject.as_deref()).unwrap_or_default();
    let text = document.slice(&document.span);
    let said = text.trim_start().strip_prefix(subject.trim()).unwrap_or(text);
    let is_trailer = |line: &str| {
        let key = line.split_once(": ").map(|(key, _)| key);
        key.is_some_and(|key| key.contains('-') && !key.contains(' '))
            || line.starts_with("\\#")
            || line.starts_with("Closes")
    };
    let line = paragraphs(said).into_iter().find(|line| !is_trailer(line) && line.split(' ').count() > 3)?;
    Some(Passage::Quoted(shortened(&line, LONGEST)))
}

/// Which code the fix changed, without saying why.
fn what_changed(fix: &Fix) -> Option<String> {
    let files: Vec<&str> =
        fix.files.iter().filter(|file| file.before.is_some()).map(|file| file.path.as_str()).collect();
    let first = files.first().filter(|path| **path != "block.rs")?;
    let more = match files.len() - 1 {
        0 => String::new(),
        1 => " and another file".to_owned(),
        count => format!(" and {count} other files"),
    };
    let who = fix
        .commit
        .as_deref()
        .map_or_else(|| "The fix".to_owned(), |commit| format!("Commit {}", code_span(short(commit))));
    Some(format!("{who} changed {}{more}; the first block shows the code before it.", code_span(first)))
}

/// A commit's id as people quote it.
pub(super) fn short(commit: &str) -> &str {
    commit.get(..12).unwrap_or(commit)
}
