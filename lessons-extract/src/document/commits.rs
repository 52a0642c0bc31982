//! Commits, pull requests and issues, and the part they played.

use std::sync::LazyLock;

use regex::Regex;

use super::Span;
use super::links::Link;
use super::markdown::{Kind, Outline};
use super::prose::{self, BREAK};

/// A commit named in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Commit {
    /// 7 to 40 hexadecimal digits, lower case.
    pub hash: String,
    /// What its sentence says of it.
    pub role: Role,
    /// Where it stands.
    pub span: Span,
}

/// A pull request or issue named in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Reference {
    /// Which of the two, as far as the text tells.
    pub kind: ReferenceKind,
    /// `owner/name`, where it is given.
    pub repository: Option<String>,
    /// The number.
    pub number: u64,
    /// What its sentence says of it.
    pub role: Role,
    /// Where it stands.
    pub span: Span,
}

/// What a number refers to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ReferenceKind {
    /// A pull or merge request.
    Pull,
    /// An issue.
    Issue,
    /// `#123` alone may be either.
    Unknown,
}

/// The part that a commit or a request played in the incident.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Role {
    /// It ended the mistake.
    Fix,
    /// It made the mistake, or was reverted for it.
    Introduced,
    /// The text does not say, or denies it.
    Mentioned,
}

static HASH: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?-u:\b)(?:[0-9a-f]{7,40}|[0-9A-F]{7,40})(?-u:\b)").ok());

static NUMBER: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?i)(?P<repo>[a-z0-9_.-]{1,60}/[a-z0-9_.-]{1,100})?(?P<mark>(?-u:\b)GH-|[#!])(?P<number>[0-9]{1,9})(?-u:\b)|(?-u:\b)(?P<word>PR|MR|pull request|merge request|issue)s?\s(?:no\.?\s)?(?P<plain>[0-9]{1,9})(?-u:\b)",
    )
    .ok()
});

static URL_COMMIT: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"/(?:commits?|-/commit|rev)/(?P<hash>[0-9a-fA-F]{7,40})(?:[/?#.]|$)").ok());

static URL_NUMBER: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"^https?://[^/]+/(?P<repo>[^/\s]+/[^/\s]+)(?:/-)?/(?P<kind>pull|pulls|issues|merge_requests)/(?P<number>\d{1,9})(?:[/?#.]|$)",
    )
    .ok()
});

/// What says that the following commit is the fix.
const FIX_BEFORE: &[&str] = &[
    "fixed by",
    "fixed in",
    "fixed with",
    "fixed via",
    "fix in",
    "fix is",
    "fix was",
    "the fix",
    "fix:",
    "fix",
    "fixes in",
    "fix commit",
    "resolved by",
    "resolved in",
    "resolved with",
    "resolved via",
    "solved by",
    "solved in",
    "patched in",
    "patched by",
    "mitigated by",
    "mitigated in",
    "addressed in",
    "addressed by",
    "corrected in",
    "corrected by",
    "reverted in",
    "reverted by",
    "rolled back in",
    "rolled back by",
    "repaired in",
    "fixed-by",
    "fixed",
    "resolution:",
    "we merged",
    "hotfix",
    "fixing commit",
    "remedied by",
    "closed by",
];

/// What says that the following commit made the mistake.
const INTRODUCED_BEFORE: &[&str] = &[
    "introduced by",
    "introduced in",
    "introduced with",
    "introduced-by",
    "introduced",
    "caused by",
    "cause was",
    "regression from",
    "regression in",
    "regression since",
    "regressed in",
    "regressed by",
    "regression",
    "broken by",
    "broken in",
    "broken since",
    "since",
    "culprit",
    "offending commit",
    "bad commit",
    "first bad commit",
    "triggered by",
    "reverted",
    "reverting",
    "revert of",
    "reverts commit",
    "reverts",
    "revert",
    "rolled back",
    "rolling back",
    "git revert",
    "due to",
    "traced to",
    "traced back to",
    "bisected to",
    "came from",
    "came with",
    "originated in",
    "shipped in",
    "fixes:",
    "added in",
];

/// What says of the commit before it that it is the fix, or made the mistake.
const AFTER: &[(&str, Role)] = &[
    ("fixes", Role::Fix),
    ("fixed", Role::Fix),
    ("resolves", Role::Fix),
    ("resolved", Role::Fix),
    ("solves", Role::Fix),
    ("corrects", Role::Fix),
    ("corrected", Role::Fix),
    ("reverts", Role::Fix),
    ("is the fix", Role::Fix),
    ("was the fix", Role::Fix),
    ("addresses", Role::Fix),
    ("addressed", Role::Fix),
    ("patched", Role::Fix),
    ("introduced", Role::Introduced),
    ("broke", Role::Introduced),
    ("caused", Role::Introduced),
    ("introduces", Role::Introduced),
    ("regressed", Role::Introduced),
    ("was reverted", Role::Introduced),
    ("was rolled back", Role::Introduced),
    ("is the culprit", Role::Introduced),
    ("was the culprit", Role::Introduced),
    ("triggered", Role::Introduced),
    ("is the first bad commit", Role::Introduced),
    ("removed the", Role::Introduced),
];

/// Words that may stand between a commit and the verb after it.
const LINKS: &[&str] =
    &["which", "that", "and", "has", "had", "then", "later", "finally", "it", "also", "who", "probably"];

const DENIALS: &[&str] = &["not", "never", "wasnt", "isnt", "didnt", "without", "neither", "nor"];

/// The commits of the document in order. Hexadecimal digits are a commit when they can be nothing else, or
/// stand where only a commit can.
pub(super) fn commits(source: &str, prose: &str, outline: &Outline, links: &[Link]) -> Vec<Commit> {
    let mut commits = Vec::new();
    let Some(regex) = HASH.as_ref() else { return commits };
    let mut last_end = 0;
    let mut last_role = Role::Mentioned;
    for found in regex.find_iter(prose) {
        if !stands_alone(prose, found.start(), found.end()) {
            continue;
        }
        let (before, after) = prose::around(prose, found.start(), found.end());
        if !is_hash(found.as_str(), before) {
            continue;
        }
        let role = role_in_list(prose, last_end, last_role, found.start(), before, after);
        (last_end, last_role) = (found.end(), role);
        commits.push(Commit { hash: found.as_str().to_ascii_lowercase(), role, span: found.range() });
    }
    for link in links {
        let hash = URL_COMMIT
            .as_ref()
            .and_then(|regex| regex.captures(&link.url))
            .and_then(|found| found.name("hash"));
        if let Some(hash) = hash {
            let (before, after) = prose::around(prose, link.span.start, link.span.end);
            let role = role(before, after);
            commits.push(Commit { hash: hash.as_str().to_ascii_lowercase(), role, span: link.span.clone() });
        }
    }
    for block in &outline.blocks {
        if let Kind::Code { content, .. } = &block.kind {
            in_code(source, content, regex, &mut commits);
        }
    }
    commits.sort_by_key(|commit| (commit.span.start, commit.span.end));
    // The text of a link to a commit, and the link, are one.
    commits.dedup_by(|next, kept| {
        let same = next.span.start < kept.span.end
            && (next.hash.starts_with(&kept.hash) || kept.hash.starts_with(&next.hash));
        if same {
            if next.hash.len() > kept.hash.len() {
                kept.hash.clone_from(&next.hash);
            }
            if kept.role == Role::Mentioned {
                kept.role = next.role;
            }
        }
        same
    });
    commits
}

/// In code only what git itself prints or takes is a commit: `git show <hash>`, `commit <hash>`, a line of
/// `git log --oneline`. Everything else hexadecimal there is data.
fn in_code(source: &str, content: &Span, regex: &Regex, commits: &mut Vec<Commit>) {
    const COMMANDS: &[&str] =
        &["commit", "revert", "show", "cherry-pick", "checkout", "bad", "good", "reset", "--hard"];
    for (begin, line) in super::diff::lines(source, content.clone()) {
        let Some(found) = regex.find(line) else { continue };
        let before = line.get(..found.start()).unwrap_or_default();
        let after = line.get(found.end()..).unwrap_or_default();
        let word = before.split_whitespace().next_back().unwrap_or_default();
        let oneline = before.trim().is_empty()
            && after.starts_with(' ')
            && after.trim_start().starts_with(|letter: char| letter.is_alphabetic() || letter == '(')
            && mixed(found.as_str());
        if COMMANDS.contains(&word) && before.ends_with(' ') || oneline && matches!(found.len(), 7..=12 | 40)
        {
            let role = match word {
                "revert" | "bad" => Role::Introduced,
                _ => Role::Mentioned,
            };
            let span = begin + found.start()..begin + found.end();
            commits.push(Commit { hash: found.as_str().to_ascii_lowercase(), role, span });
        }
    }
}

/// Whether nothing is glued to the digits that makes them a part of something else.
fn stands_alone(text: &str, start: usize, end: usize) -> bool {
    let bytes = text.as_bytes();
    let before = start.checked_sub(1).and_then(|at| bytes.get(at));
    let (after, further) = (bytes.get(end), bytes.get(end + 1));
    let glued = before.is_some_and(|byte| b"-_.#$%+/=&".contains(byte))
        || after.is_some_and(|byte| b"-_=%".contains(byte));
    // A path, host or version goes on; a sentence does not.
    let goes_on =
        after.is_some_and(|byte| b"./:".contains(byte)) && further.is_some_and(u8::is_ascii_alphanumeric);
    !glued && !goes_on
}

fn mixed(digits: &str) -> bool {
    digits.bytes().any(|byte| byte.is_ascii_digit()) && digits.bytes().any(|byte| byte.is_ascii_alphabetic())
}

/// Whether the digits can be a commit, given what stands before them.
fn is_hash(digits: &str, before: &str) -> bool {
    let tail = before.trim_end_matches([' ', '\n', '(', ':', '[', '"']).to_ascii_lowercase();
    let introduced = ["commit", "sha", "revision", "rev", "commits", "hash", "revert", "reverts"];
    if introduced.iter().any(|word| tail.ends_with(word)) {
        return true;
    }
    let exponent = digits.split_once(['e', 'E']).is_some_and(|(mantissa, exponent)| {
        !mantissa.is_empty()
            && [mantissa, exponent].iter().all(|part| part.bytes().all(|byte| byte.is_ascii_digit()))
    });
    let id = ["id", "trace", "span", "uuid", "md5", "checksum", "digest", "address", "key", "token"];
    let is_id = id.iter().any(|word| tail.ends_with(word));
    // 16 and 32 digits are span, trace and checksum lengths, which git does not abbreviate to.
    mixed(digits) && !exponent && !is_id && !matches!(digits.len(), 16 | 32)
}

/// The role of the commit or number at `start`: that of the one before it if only "and" or a comma lies
/// between, else what the sentence says.
fn role_in_list(prose: &str, last_end: usize, last: Role, start: usize, before: &str, after: &str) -> Role {
    let gap = prose.get(last_end..start).filter(|gap| last_end > 0 && gap.len() <= 32);
    let listed = gap.is_some_and(|gap| {
        !gap.contains(char::from(BREAK))
            && gap
                .split(|letter: char| !letter.is_alphanumeric())
                .all(|word| matches!(word, "" | "and" | "or" | "commit"))
            && !gap.contains([';', '.'])
    });
    if listed {
        return last;
    }
    // What was said of the one before is spent on it.
    let own = prose::floor(before, before.len().saturating_sub(start.saturating_sub(last_end)));
    role(before.get(own..).unwrap_or_default(), after)
}

/// What a sentence says of what stands between `before` and `after`.
fn role(before: &str, after: &str) -> Role {
    let earlier = HASH.as_ref().and_then(|regex| regex.find_iter(before).last());
    let before = before.get(earlier.map_or(0, |found| found.end())..).unwrap_or_default();
    let (before, after) = (words(before), words(after.get(..prose::floor(after, 80)).unwrap_or_default()));
    let nearest = |phrases: &[&str]| phrases.iter().filter_map(|phrase| last_phrase(&before, phrase)).max();
    let fix = nearest(FIX_BEFORE);
    let introduced = nearest(INTRODUCED_BEFORE);
    let adjacent = |found: Option<(usize, usize)>| {
        let words = found.map(|(end, _)| before.get(end..).unwrap_or_default().trim().to_owned());
        words.is_some_and(|words| {
            words.split(' ').all(|word| {
                matches!(
                    word,
                    "" | "commit" | "in" | "by" | "pr" | "the" | "change" | "is" | "was" | "see" | "from"
                )
            })
        })
    };
    if !adjacent(fix.max(introduced)) {
        let mut rest = after.trim_start();
        while let Some((word, next)) = rest.split_once(' ').filter(|(word, _)| LINKS.contains(word)) {
            debug_assert!(!word.is_empty());
            rest = next.trim_start();
        }
        let starts = |phrase: &str| {
            rest.strip_prefix(phrase).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
        };
        if let Some((_, role)) = AFTER.iter().find(|(phrase, _)| starts(phrase)) {
            return *role;
        }
    }
    let (found, role) = match (fix, introduced) {
        (Some(fix), Some(introduced)) if fix > introduced => (fix, Role::Fix),
        (_, Some(introduced)) => (introduced, Role::Introduced),
        (Some(fix), None) => (fix, Role::Fix),
        (None, None) => return Role::Mentioned,
    };
    let start = found.0.saturating_sub(found.1);
    let lead = before.get(..start).unwrap_or_default().trim_end();
    let denied = lead.split(' ').rev().take(3).any(|word| DENIALS.contains(&word));
    // "the fix for 1c0ffee", "since we shipped the proxy of 1c0ffee": a loose word far off says nothing.
    let phrase = before.get(start..found.0).unwrap_or_default();
    let mut gap = before.get(found.0..).unwrap_or_default().split_whitespace();
    let far = LOOSE.contains(&phrase) && (gap.clone().count() > 3 || gap.any(|word| word == "for"));
    if denied || far { Role::Mentioned } else { role }
}

/// Phrases that only speak of a commit close by.
const LOOSE: &[&str] =
    &["fix", "the fix", "fixed", "since", "regression", "due to", "introduced", "reverted", "revert"];

/// End and length of the last whole-word occurrence of a phrase; the longer one wins where two end together.
fn last_phrase(text: &str, phrase: &str) -> Option<(usize, usize)> {
    let mut end = text.len();
    while let Some(at) = text.get(..end).and_then(|text| text.rfind(phrase)) {
        let bytes = text.as_bytes();
        let left = at.checked_sub(1).and_then(|at| bytes.get(at)).is_none_or(|byte| *byte == b' ');
        let right = bytes.get(at + phrase.len()).is_none_or(|byte| *byte == b' ');
        if left && right {
            return Some((at + phrase.len(), phrase.len()));
        }
        end = at + phrase.len() - 1;
    }
    None
}

/// Lower case words with single blanks; a colon and a hyphen stay with their word, apostrophes go.
fn words(text: &str) -> String {
    let kept: String = text
        .chars()
        .filter(|letter| !matches!(letter, '\'' | '’'))
        .map(|letter| if letter.is_alphanumeric() || matches!(letter, ':' | '-') { letter } else { ' ' })
        .collect();
    super::sections::one_line(&kept.to_lowercase())
}

/// The pull requests and issues of the document in order. `incident #465` is an incident.
pub(super) fn references(prose: &str, links: &[Link]) -> Vec<Reference> {
    let mut references = Vec::new();
    let mut last_end = 0;
    let mut last_role = Role::Mentioned;
    for captures in NUMBER.as_ref().map(|regex| regex.captures_iter(prose)).into_iter().flatten() {
        let Some(whole) = captures.get(0) else { continue };
        let (before, after) = prose::around(prose, whole.start(), whole.end());
        let lead = before.trim_end().to_lowercase();
        let glued = before.ends_with(|letter: char| {
            letter.is_alphanumeric() || matches!(letter, '&' | '/' | '#' | '!' | '-')
        });
        let number = captures.name("number").or_else(|| captures.name("plain"));
        let number =
            number.and_then(|number| number.as_str().parse::<u64>().ok()).filter(|number| *number > 0);
        let other = [
            "incident",
            "outage",
            "case",
            "ticket",
            "postmortem",
            "step",
            "node",
            "shard",
            "item",
            "priority",
            "sev",
            "severity",
            "rule",
        ];
        let Some(number) = number.filter(|_| !glued && !other.iter().any(|word| lead.ends_with(word))) else {
            continue;
        };
        let mark = captures.name("mark").map_or("", |mark| mark.as_str());
        let word = captures.name("word").map_or("", |word| word.as_str()).to_lowercase();
        let says = |name: &str| word == name || lead.ends_with(name) || lead.ends_with(&format!("{name}s"));
        let kind =
            if mark == "!" || ["pr", "mr", "pull request", "merge request"].iter().any(|name| says(name)) {
                ReferenceKind::Pull
            } else if ["issue", "closes", "bug"].iter().any(|name| says(name)) {
                ReferenceKind::Issue
            } else {
                ReferenceKind::Unknown
            };
        if mark == "!" && captures.name("repo").is_none() && lead.is_empty() {
            continue;
        }
        let role = role_in_list(prose, last_end, last_role, whole.start(), before, after);
        (last_end, last_role) = (whole.end(), role);
        let repository = captures.name("repo").map(|repo| repo.as_str().to_owned());
        references.push(Reference { kind, repository, number, role, span: whole.range() });
    }
    for link in links {
        let Some(captures) = URL_NUMBER.as_ref().and_then(|regex| regex.captures(&link.url)) else {
            continue;
        };
        let number = captures.name("number").and_then(|number| number.as_str().parse::<u64>().ok());
        let kind = match captures.name("kind").map(|kind| kind.as_str()) {
            Some("issues") => ReferenceKind::Issue,
            _ => ReferenceKind::Pull,
        };
        if let Some(number) = number {
            let (before, after) = prose::around(prose, link.span.start, link.span.end);
            let repository = captures.name("repo").map(|repo| repo.as_str().to_owned());
            let role = role(before, after);
            references.push(Reference { kind, repository, number, role, span: link.span.clone() });
        }
    }
    references.sort_by_key(|reference| (reference.span.start, reference.span.end));
    // The text of a link and the link are one; the link knows more.
    references.dedup_by(|next, kept| {
        let same = next.number == kept.number && next.span.start < kept.span.end;
        if same {
            kept.repository = kept.repository.take().or(next.repository.take());
            if kept.kind == ReferenceKind::Unknown {
                kept.kind = next.kind;
            }
            if kept.role == Role::Mentioned {
                kept.role = next.role;
            }
        }
        same
    });
    references
}
