//! Finds secrets in a text, in every way in which they may be written there.

use std::ops::Range;

use aho_corasick::AhoCorasick;
use regex::Regex;

use super::harmless::{is_public_number, is_public_word};
use super::network;
use super::randomness::{SHORTEST, looks_odd, looks_random};
use super::table::{FORMS, Gate};
use super::view::{Seams, View};

/// Something that must not leave the machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Hit {
    /// Its bytes in the text that was searched.
    pub(super) range: Range<usize>,
    /// What it is.
    pub(super) label: &'static str,
    /// Where hits overlap, the lowest gives the name.
    pub(super) rank: usize,
    /// The secret itself, as it is once escapes are undone.
    pub(super) value: String,
}

/// Everything that is searched for, compiled.
pub(super) struct Scanner {
    keywords: AhoCorasick,
    /// The form that each keyword belongs to.
    owners: Vec<usize>,
    forms: Vec<Regex>,
    network: network::Expressions,
    seams: Seams,
    word: Regex,
    hash: Regex,
}

/// How far a view departs from the text decides what is looked for in it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Trust {
    /// The text itself, with escapes undone, or with strings joined.
    Close,
    /// Lines joined: only forms that tell themselves.
    Unwrapped,
}

impl Scanner {
    pub(super) fn new() -> Result<Self, String> {
        let text = |error: &dyn std::fmt::Display| error.to_string();
        let mut owners = Vec::new();
        let mut keywords: Vec<&str> = Vec::new();
        for (index, form) in FORMS.iter().enumerate() {
            keywords.extend(form.keywords);
            owners.resize(keywords.len(), index);
        }
        let keywords = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .build(keywords)
            .map_err(|error| text(&error))?;
        let forms: Result<Vec<Regex>, _> = FORMS.iter().map(|form| Regex::new(form.expression)).collect();
        Ok(Self {
            keywords,
            owners,
            forms: forms.map_err(|error| text(&error))?,
            network: network::Expressions::new().map_err(|error| text(&error))?,
            seams: Seams::new().map_err(|error| text(&error))?,
            word: Regex::new(r"[A-Za-z0-9+_-]{20,}=*|[A-Za-z0-9+/_-]{20,}=*")
                .map_err(|error| text(&error))?,
            hash: Regex::new(r"(?i)[0-9a-f]{32,}").map_err(|error| text(&error))?,
        })
    }

    /// Every hit, in no order, overlapping ones too. `code` is where a bare word beside `password` is most likely a name
    /// or a type. Linear in the text for each way of writing it.
    pub(super) fn hits(&self, text: &str, code: &[Range<usize>]) -> Vec<Hit> {
        let mut hits = Vec::new();
        let plain = View::plain(text);
        let decoded = plain.decoded();
        let close = decoded.as_ref().unwrap_or(&plain);
        self.search(&plain, Trust::Close, code, &mut hits);
        if decoded.is_some() {
            self.search(close, Trust::Close, code, &mut hits);
        }
        // What is escaped twice, as JSON in a URL.
        if let Some(twice) = decoded.as_ref().and_then(View::decoded) {
            self.search(&twice, Trust::Close, code, &mut hits);
        }
        let joined = close.joined(&self.seams);
        if let Some(joined) = &joined {
            self.search(joined, Trust::Close, code, &mut hits);
        }
        if let Some(unwrapped) = joined.as_ref().unwrap_or(close).unwrapped(&self.seams) {
            let mut wrapped = Vec::new();
            self.search(&unwrapped, Trust::Unwrapped, code, &mut wrapped);
            // A token that was found whole does not go on with the next line's first word.
            let whole = |other: &&Hit| other.rank < FORMS.len();
            wrapped.retain(|hit| !hits.iter().filter(whole).any(|other| overlap(&hit.range, &other.range)));
            hits.extend(wrapped);
        }
        hits
    }

    fn search(&self, view: &View, trust: Trust, code: &[Range<usize>], hits: &mut Vec<Hit>) {
        let text = view.text.as_str();
        let in_code = |range: &Range<usize>| code.iter().any(|code| overlap(code, &view.original(range)));
        let mut present = vec![false; FORMS.len()];
        for found in self.keywords.find_overlapping_iter(text) {
            let owner = self.owners.get(found.pattern().as_usize());
            if let Some(present) = owner.and_then(|owner| present.get_mut(*owner)) {
                *present = true;
            }
        }
        let mut add = |rank: usize, label: &'static str, range: Range<usize>| {
            let value = text.get(range.clone()).unwrap_or_default().to_owned();
            hits.push(Hit { range: view.original(&range), label, rank, value });
        };
        for ((rank, form), expression) in FORMS.iter().enumerate().zip(&self.forms) {
            if !present.get(rank).copied().unwrap_or(true)
                || (trust == Trust::Unwrapped && form.gate != Gate::Form)
            {
                continue;
            }
            let mut from = 0;
            while let Some(found) = expression.captures_at(text, from) {
                let (whole, secret) = (found.get(0), found.get(1).or(found.get(0)));
                let (Some(whole), Some(secret)) = (whole, secret) else { break };
                let range = secret.range();
                if passes(form.gate, text, &range, in_code(&range)) {
                    from = whole.end();
                    add(rank, form.label, range);
                } else {
                    // What did not pass may hide one that does: `token: password=…`.
                    from = range.start.max(whole.start() + 1);
                }
                from = (from..=text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len());
            }
        }
        if trust == Trust::Unwrapped {
            return;
        }
        let rank = FORMS.len();
        for (label, range) in self.network.find(text, &in_code) {
            add(rank, label, range);
        }
        for (label, range) in self.random(text, &in_code) {
            add(rank + 1, label, range);
        }
    }

    /// Words that look random, and long hexadecimal numbers, unless they are public by what they are.
    fn random<'t>(
        &'t self,
        text: &'t str,
        in_code: &'t dyn Fn(&Range<usize>) -> bool,
    ) -> impl Iterator<Item = (&'static str, Range<usize>)> + 't {
        let words = self.word.find_iter(text).flat_map(|word| {
            let whole = word.as_str().trim_end_matches('=');
            let mut ranges = Vec::new();
            if whole.bytes().all(|byte| byte.is_ascii_hexdigit()) {
                return ranges;
            }
            let is_key =
                |part: &str| looks_random(part) && !part.bytes().all(|byte| byte.is_ascii_hexdigit());
            // A path is judged by its parts, unless it is random as a whole.
            if !whole.contains('/') {
                ranges.extend(looks_random(whole).then(|| word.range()));
            } else if !is_path(whole) && is_key(&whole.replace('/', "")) {
                let lead = whole.len() - whole.trim_start_matches('/').len();
                ranges.push(word.start() + lead..word.end());
            } else {
                let mut at = word.start();
                for part in whole.split('/') {
                    ranges.extend(is_key(part).then(|| at..at + part.len()));
                    at += part.len() + 1;
                }
            }
            ranges.retain(|range| !is_public_word(text, range));
            ranges
        });
        let hashes = self.hash.find_iter(text).filter_map(|hash| {
            let all = hash.as_str();
            let mixed = all.bytes().any(|byte| byte.is_ascii_digit())
                && all.bytes().any(|byte| byte.is_ascii_alphabetic());
            let mut seen = [false; 128];
            all.bytes().for_each(|byte| seen[usize::from(byte & 0x7f)] = true);
            let many = seen.iter().filter(|seen| **seen).count() >= 8;
            let bounded = !(neighbour(text, hash.start(), true).is_some_and(|c| c.is_ascii_alphanumeric())
                || neighbour(text, hash.end(), false).is_some_and(|c| c.is_ascii_alphanumeric()));
            let number = all.len() <= 32 && text.get(..hash.start()).is_some_and(|head| head.ends_with("0x"));
            (mixed
                && many
                && (bounded || text.get(..hash.start()).is_some_and(|head| head.ends_with("0x")))
                && !number
                && !is_public_number(text, &hash.range(), in_code(&hash.range())))
            .then(|| ("key", hash.range()))
        });
        words.map(|range| ("key", range)).chain(hashes)
    }
}

/// Whether two ranges share a byte.
pub(super) fn overlap(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start < b.end && b.start < a.end
}

fn neighbour(text: &str, at: usize, before: bool) -> Option<char> {
    if before { text.get(..at)?.chars().next_back() } else { text.get(at..)?.chars().next() }
}

/// Whether a text with slashes has parts that are words.
fn is_path(text: &str) -> bool {
    let parts: Vec<&str> = text.split('/').filter(|part| !part.is_empty()).collect();
    let is_hash = |part: &str| part.bytes().all(|byte| byte.is_ascii_hexdigit());
    let wordy = |part: &&&str| is_hash(part) || (part.len() < SHORTEST && !looks_odd(part));
    parts.iter().filter(wordy).count() * 4 >= parts.len() * 3
}

/// Whether a value is one that must go, beyond its form.
fn passes(gate: Gate, text: &str, range: &Range<usize>, in_code: bool) -> bool {
    let value = text.get(range.clone()).unwrap_or_default();
    let mixed = value.bytes().any(|byte| byte.is_ascii_digit())
        && value.bytes().any(|byte| byte.is_ascii_alphabetic());
    match gate {
        Gate::Form => true,
        _ if is_template(value) => false,
        Gate::Password => true,
        Gate::Token => {
            !value.contains(char::is_whitespace) && mixed && (looks_odd(value) || has_symbol(value))
        }
        Gate::BarePassword => {
            let direct = text.get(..range.start).is_some_and(|head| head.ends_with('='));
            let telling = mixed || has_symbol(value);
            !is_code(value)
                && if in_code {
                    direct && (telling || is_parameter(text, range))
                } else {
                    telling || direct || is_yaml(text, range)
                }
        }
        Gate::BareToken => {
            let direct = text.get(..range.start).is_some_and(|head| head.ends_with('='));
            (!in_code || direct)
                && !is_code(value)
                && !is_date(value)
                && mixed
                && (looks_odd(value) || has_symbol(value))
        }
    }
}

/// `?key=value`, `;key=value`, `"key=value`: within a URL or a string, not a macro's argument.
fn is_parameter(text: &str, range: &Range<usize>) -> bool {
    let head = text.get(..range.start).unwrap_or_default().trim_end_matches('=');
    let head = head.trim_end_matches(|c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-'));
    head.ends_with(['?', '&', ';', '"', '\''])
}

/// A variable, a blank to fill in, or something already taken out.
fn is_template(value: &str) -> bool {
    let first = value.chars().next().unwrap_or(' ');
    value.contains("${")
        || value.contains("{{")
        || value.contains("$(")
        || (value.contains('{') && value.contains('}'))
        || matches!(first, '<' | '$' | '%' | '[' | '(')
        || value.chars().all(|c| c == first || matches!(c, '.' | '…'))
        || ["null", "none", "true", "false", "redacted", "undefined", "nil"]
            .contains(&value.trim_matches(['[', ']', '<', '>', '*', '.']).to_ascii_lowercase().as_str())
}

/// A character that passwords have, and words and paths do not.
fn has_symbol(value: &str) -> bool {
    value.contains(['!', '@', '#', '$', '%', '^', '&', '*', '+', '=', '~', '?'])
        && value.bytes().any(|byte| byte.is_ascii_alphanumeric())
        && !value.ends_with(['?', '!'])
}

/// A call, a path, a type, a field: what stands after `token =` in code.
fn is_code(value: &str) -> bool {
    const TYPES: [&str; 22] = [
        "String", "str", "Option", "Vec", "Box", "Arc", "Rc", "Cow", "Some", "None", "bool", "char", "u8",
        "u16", "u32", "u64", "u128", "usize", "i8", "i32", "i64", "f64",
    ];
    let is_name = |part: &str| {
        part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
            && part.bytes().next().is_some_and(|byte| byte.is_ascii_alphabetic() || byte == b'_')
    };
    value.contains(['(', '<']) && value.contains(|c: char| c.is_ascii_alphabetic())
        || value.contains("::")
        || value.contains("->")
        || value.starts_with(['&', '*', '|', '/', '.'])
        || TYPES.contains(&value.trim_end_matches('.'))
        || (value.contains('.') && value.split('.').all(is_name) && !looks_odd(value))
}

/// A date, a time, a version or a duration.
fn is_date(value: &str) -> bool {
    value.bytes().take(4).all(|byte| byte.is_ascii_digit())
        && value.bytes().filter(|byte| byte.is_ascii_alphabetic()).count() <= 2
}

/// A line that is `key: value` and nothing else, as settings are.
fn is_yaml(text: &str, range: &Range<usize>) -> bool {
    let line_start = text.get(..range.start).and_then(|head| head.rfind('\n')).map_or(0, |at| at + 1);
    let line_end =
        text.get(range.end..).and_then(|tail| tail.find('\n')).map_or(text.len(), |at| range.end + at);
    let key = text.get(line_start..range.start).unwrap_or_default();
    let key = key.trim_start_matches([' ', '\t', '+', '-', '>', '|']).trim_end();
    let rest = text.get(range.end..line_end).unwrap_or_default();
    let Some(name) = key.strip_suffix([':', '=']) else { return false };
    let name = name.trim_end();
    !name.is_empty()
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_.-".contains(&byte))
        && (rest.trim().is_empty() || rest.trim_start().starts_with('#'))
}
