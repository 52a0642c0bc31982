//! Takes secrets out of a text before it leaves the machine, and puts stable placeholders in their place.
//!
//! A secret is told by its issuer's form, by the word beside it, or by looking random. It is looked for in the text as
//! it stands, with escapes undone, with split strings joined and with wrapped lines joined. What was taken out once is
//! taken out wherever else it stands. The result is searched again: what then is still found is an error, so nothing
//! leaves by mistake. Nothing puts a secret back.

mod harmless;
mod network;
mod randomness;
mod scan;
mod table;
mod view;

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::sync::OnceLock;

use regex::Regex;

use scan::{Hit, Scanner, overlap};

/// Why a text cannot be sent. The secret itself is never part of the message.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RedactError {
    /// The search for secrets could not be set up, so nothing was searched.
    #[error(
        "the search for secrets could not be set up ({0}): nothing is sent. This is a bug; please report it"
    )]
    Setup(String),
    /// A pattern of the caller's is no regular expression.
    #[error("the redaction pattern `{pattern}` is no regular expression: {reason}. Mend it in the settings")]
    Pattern {
        /// As it was given.
        pattern: String,
        /// What is wrong.
        reason: String,
    },
    /// After redaction there is still something that looks like a secret.
    #[error(
        "what would be sent still holds something like a secret ({0}): nothing is sent. Take it out of the document, or work with `--offline`"
    )]
    Left(&'static str),
}

/// One secret that was taken out, without the secret.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Redaction {
    /// What it is, such as `aws-access-key`.
    pub kind: &'static str,
    /// What stands in its place, such as `REDACTED_AWS_ACCESS_KEY_1`.
    pub placeholder: String,
    /// How often it stood in the texts.
    pub times: u32,
}

/// Takes secrets out of the texts of one run. The same secret has the same placeholder in all of them, however it is
/// written.
///
/// ```
/// use lessons_extract::redact::Redactor;
///
/// let mut redactor = Redactor::new(&[])?;
/// let text = redactor.redact("Page alice@corp.example, then call https://bob:swordfish@10.1.2.3/.", &[])?;
/// assert_eq!(text, "Page REDACTED_EMAIL_1, then call https://REDACTED_CREDENTIAL_URL_1/.");
/// # Ok::<(), lessons_extract::redact::RedactError>(())
/// ```
pub struct Redactor {
    scanner: &'static Scanner,
    own: Vec<Regex>,
    kept: Vec<String>,
    /// The placeholder of each secret.
    placeholders: HashMap<String, usize>,
    redactions: Vec<Redaction>,
    numbers: BTreeMap<&'static str, u32>,
    placeholder: Regex,
}

impl std::fmt::Debug for Redactor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Redactor").field("redactions", &self.redactions).finish_non_exhaustive()
    }
}

/// The label of what the caller's own patterns find.
const OWN: &str = "private";

impl Redactor {
    /// A redactor that also takes out what `own` regular expressions find: names of customers, of projects.
    ///
    /// # Errors
    /// If an expression does not compile: nothing is searched with half a table.
    pub fn new(own: &[String]) -> Result<Self, RedactError> {
        static SCANNER: OnceLock<Result<Scanner, String>> = OnceLock::new();
        let scanner = SCANNER
            .get_or_init(Scanner::new)
            .as_ref()
            .map_err(|reason| RedactError::Setup(reason.clone()))?;
        let own = own
            .iter()
            .map(|pattern| {
                Regex::new(pattern).map_err(|error| RedactError::Pattern {
                    pattern: pattern.clone(),
                    reason: error.to_string(),
                })
            })
            .collect::<Result<_, _>>()?;
        let placeholder = Regex::new(r"REDACTED_[A-Z0-9]+(?:_[A-Z0-9]+)*_[0-9]+")
            .map_err(|error| RedactError::Setup(error.to_string()))?;
        Ok(Self {
            scanner,
            own,
            kept: Vec::new(),
            placeholders: HashMap::new(),
            redactions: Vec::new(),
            numbers: BTreeMap::new(),
            placeholder,
        })
    }

    /// Lets these stand wherever they are: commit ids, which look like keys.
    pub fn keep(&mut self, words: impl IntoIterator<Item = String>) {
        self.kept.extend(words.into_iter().filter(|word| word.len() >= 7));
    }

    /// The text without secrets. `code` is where program code stands, in which `token: Token` is no secret.
    ///
    /// # Errors
    /// [`RedactError::Left`] if the result still holds something like a secret.
    pub fn redact(&mut self, text: &str, code: &[Range<usize>]) -> Result<String, RedactError> {
        let mut text = text.to_owned();
        let mut code = code.to_vec();
        // A second pass, because what was taken out may have hidden something beside it.
        for _ in 0..3 {
            let hits = self.hits(&text, &code);
            if hits.is_empty() {
                return Ok(text);
            }
            text = self.replace(&text, hits, &mut code);
        }
        match self.hits(&text, &code).first() {
            Some(hit) => Err(RedactError::Left(hit.label)),
            None => Ok(text),
        }
    }

    /// [`redact`](Self::redact) for a text that is all code.
    ///
    /// # Errors
    /// As [`redact`](Self::redact).
    pub fn redact_code(&mut self, text: &str) -> Result<String, RedactError> {
        self.redact(text, &[everything(text)])
    }

    /// Makes sure that a text holds no secret, before it is sent. Whole parts of it may be code, so that names and types
    /// beside `token` count for nothing here.
    ///
    /// # Errors
    /// [`RedactError::Left`] with the kind of what was found.
    pub fn verify(&self, text: &str) -> Result<(), RedactError> {
        match self.hits(text, &[everything(text)]).first() {
            Some(hit) => Err(RedactError::Left(hit.label)),
            None => Ok(()),
        }
    }

    /// What was taken out so far, in order.
    #[must_use]
    pub fn redactions(&self) -> &[Redaction] {
        &self.redactions
    }

    /// Everything to take out, in order and apart from each other.
    fn hits(&self, text: &str, code: &[Range<usize>]) -> Vec<Hit> {
        let mut hits = self.scanner.hits(text, code);
        for pattern in &self.own {
            for found in pattern.find_iter(text).filter(|found| !found.is_empty()) {
                let value = found.as_str().to_owned();
                hits.push(Hit { range: found.range(), label: OWN, rank: 0, value });
            }
        }
        for (secret, index) in &self.placeholders {
            if !is_telling(secret) {
                continue;
            }
            let label = self.redactions.get(*index).map_or(OWN, |redaction| redaction.kind);
            for (at, found) in text.match_indices(secret.as_str()) {
                hits.push(Hit { range: at..at + found.len(), label, rank: 0, value: secret.clone() });
            }
        }
        // A placeholder goes as a whole or stays as a whole.
        for held in self.placeholder.find_iter(text).map(|found| found.range()) {
            for hit in hits.iter_mut().filter(|hit| overlap(&hit.range, &held)) {
                hit.range = hit.range.start.min(held.start)..hit.range.end.max(held.end);
            }
        }
        hits.retain(|hit| !hit.range.is_empty() && !self.may_stay(text, &hit.range));
        merge(hits)
    }

    /// Whether what was found is a placeholder, or a word that is kept.
    fn may_stay(&self, text: &str, range: &Range<usize>) -> bool {
        let found = text.get(range.clone()).unwrap_or_default();
        let rest = self.placeholder.replace_all(found, "");
        let rest = rest.trim_matches(|c: char| !c.is_alphanumeric());
        rest.is_empty() || self.kept.iter().any(|word| word.eq_ignore_ascii_case(rest))
    }

    fn replace(&mut self, text: &str, hits: Vec<Hit>, code: &mut [Range<usize>]) -> String {
        let mut result = String::with_capacity(text.len());
        let mut at = 0;
        let mut moves = Vec::with_capacity(hits.len());
        for hit in hits {
            result.push_str(text.get(at..hit.range.start).unwrap_or_default());
            result.push_str(&self.placeholder(hit.label, hit.value));
            at = hit.range.end;
            moves.push((hit.range.end, result.len()));
        }
        result.push_str(text.get(at..).unwrap_or_default());
        let moved = |place: usize| {
            let (old, new) = match moves.partition_point(|(old, _)| *old <= place).checked_sub(1) {
                Some(index) => moves.get(index).copied().unwrap_or_default(),
                None => (0, 0),
            };
            (new + (place - old)).min(result.len())
        };
        for range in code {
            *range = moved(range.start)..moved(range.end);
        }
        result
    }

    fn placeholder(&mut self, kind: &'static str, secret: String) -> String {
        let Self { placeholders, redactions, numbers, .. } = self;
        let index = *placeholders.entry(secret).or_insert_with(|| {
            let number = numbers.entry(kind).or_default();
            *number += 1;
            let name = kind.to_ascii_uppercase().replace('-', "_");
            redactions.push(Redaction { kind, placeholder: format!("REDACTED_{name}_{number}"), times: 0 });
            redactions.len() - 1
        });
        let Some(redaction) = redactions.get_mut(index) else { return "REDACTED_PRIVATE_0".to_owned() };
        redaction.times += 1;
        redaction.placeholder.clone()
    }
}

fn everything(text: &str) -> Range<usize> {
    0..text.len()
}

/// Whether a secret is unlike any word, so that it may be taken out wherever its characters stand.
fn is_telling(secret: &str) -> bool {
    let has = |test: fn(&u8) -> bool| secret.as_bytes().iter().any(test);
    secret.len() >= 8 && has(u8::is_ascii_digit) && has(u8::is_ascii_alphabetic)
        || secret.len() >= 8 && secret.contains('@')
}

/// Hits that overlap become one, named by the one with the lowest rank.
fn merge(mut hits: Vec<Hit>) -> Vec<Hit> {
    hits.sort_by_key(|hit| (hit.range.start, std::cmp::Reverse(hit.range.end), hit.rank));
    let mut merged: Vec<Hit> = Vec::with_capacity(hits.len());
    for hit in hits {
        match merged.last_mut() {
            Some(last) if overlap(&last.range, &hit.range) => {
                last.range.end = last.range.end.max(hit.range.end);
                if hit.rank < last.rank {
                    (last.label, last.rank, last.value) = (hit.label, hit.rank, hit.value);
                }
            }
            _ => merged.push(hit),
        }
    }
    merged
}

#[cfg(test)]
mod tests;
