//! Finds people and machines: e-mail addresses, IP addresses, hosts that only an internal network knows.

use std::net::{Ipv4Addr, Ipv6Addr};
use std::ops::Range;

use regex::Regex;

/// The expressions, compiled.
pub(super) struct Expressions {
    email: Regex,
    v4: Regex,
    v6: Regex,
    host: Regex,
    authority: Regex,
    service: Regex,
}

impl Expressions {
    pub(super) fn new() -> Result<Self, regex::Error> {
        Ok(Self {
            email: Regex::new(
                r"[A-Za-z0-9._%+-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,62})\.){1,8}[A-Za-z]{2,24}",
            )?,
            v4: Regex::new(r"[0-9]{1,3}(?:\.[0-9]{1,3}){3}")?,
            v6: Regex::new(r"(?i)[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}(?:(?:\.[0-9]{1,3}){3})?")?,
            host: Regex::new(
                r"(?i)(?:[a-z0-9_](?:[a-z0-9_-]{0,62})\.){1,8}(?:internal|local|localdomain|lan|corp|intranet|intra|consul|svc|home\.arpa)\b|(?:[a-z0-9](?:[a-z0-9-]{0,62})\.){1,8}(?:(?:rds|cache|elb|compute|compute-1|es|redshift)\.amazonaws\.com|database\.windows\.net|core\.windows\.net|servicebus\.windows\.net|cloudapp\.azure\.com|ts\.net)\b",
            )?,
            authority: Regex::new(
                r"(?i)\b[a-z][a-z0-9+.-]{1,20}://(?:[^\s/@]{0,200}@)?([a-z0-9_-]{2,63})(?::[0-9]{1,5})?(?:[/?#\s\x22'`)>,;]|$)",
            )?,
            service: Regex::new(
                r"\b([a-z][a-z0-9-]{1,62}):(?:5432|3306|6379|9092|27017|9200|2379|5672|11211|1433|26257|9042|4222|8123|2181)\b",
            )?,
        })
    }

    /// What is found, with its label. `in_code` tells whether a range stands in code.
    pub(super) fn find(
        &self,
        text: &str,
        in_code: &dyn Fn(&Range<usize>) -> bool,
    ) -> Vec<(&'static str, Range<usize>)> {
        let mut found = Vec::new();
        for email in self.email.find_iter(text) {
            if !is_file_or_remote(email.as_str()) {
                found.push(("email", email.range()));
            }
        }
        for address in self.v4.find_iter(text) {
            if is_v4(text, &address.range()) {
                found.push(("ip", address.range()));
            }
        }
        for address in self.v6.find_iter(text) {
            if is_v6(text, &address.range()) {
                found.push(("ip", address.range()));
            }
        }
        for host in self.host.find_iter(text) {
            if is_host(text, &host.range(), in_code(&host.range())) {
                found.push(("host", host.range()));
            }
        }
        for expression in [&self.authority, &self.service] {
            for host in expression.captures_iter(text).filter_map(|captures| captures.get(1)) {
                if !host.as_str().eq_ignore_ascii_case("localhost") {
                    found.push(("host", host.range()));
                }
            }
        }
        found
    }
}

fn before(text: &str, at: usize) -> Option<char> {
    text.get(..at)?.chars().next_back()
}

fn after(text: &str, at: usize) -> Option<char> {
    text.get(at..)?.chars().next()
}

/// `icon@2x.png`, `git@github.com`: no person.
fn is_file_or_remote(text: &str) -> bool {
    let extension = text.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    text.starts_with("git@")
        || ["png", "jpg", "jpeg", "gif", "svg", "webp", "js", "css", "rs"].contains(&extension.as_str())
}

/// An address that names a machine of somebody's: no loopback, no wildcard, no part of a longer number.
fn is_v4(text: &str, range: &Range<usize>) -> bool {
    let part_of_more = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let follows = text.get(range.end..).unwrap_or_default();
    let goes_on = follows.starts_with(part_of_more)
        || follows.strip_prefix('.').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    let begins_earlier = before(text, range.start).is_some_and(|c| part_of_more(c) || c == '.');
    let Some(Ok(address)) = text.get(range.clone()).map(str::parse::<Ipv4Addr>) else { return false };
    !(goes_on
        || begins_earlier
        || address.is_loopback()
        || address.is_unspecified()
        || address.is_broadcast())
}

/// Like [`is_v4`]; `fe::be` is rather a path of modules, and `12:30:45` a time.
fn is_v6(text: &str, range: &Range<usize>) -> bool {
    let part_of_more = |c: char| c.is_alphanumeric() || c == '_' || c == ':';
    let written = text.get(range.clone()).unwrap_or_default();
    let Ok(address) = written.parse::<Ipv6Addr>() else { return false };
    let groups: Vec<&str> = written.split(':').filter(|group| !group.is_empty()).collect();
    let numbers = groups.iter().filter(|group| group.bytes().any(|byte| byte.is_ascii_digit())).count();
    let is_long = groups.first().is_some_and(|first| first.len() >= 3) && numbers >= 2;
    if groups.len() < 3 && !is_long || address.is_loopback() || address.is_unspecified() {
        return false;
    }
    !before(text, range.start).is_some_and(part_of_more)
        && !after(text, range.end).is_some_and(|c| part_of_more(c) || matches!(c, '(' | '!' | '<'))
}

/// A host rather than a field, a file or a part of a longer name. In code it stands in a URL, with a port, or alone in
/// a string.
fn is_host(text: &str, range: &Range<usize>, in_code: bool) -> bool {
    let written = text.get(range.clone()).unwrap_or_default();
    let head = text.get(..range.start).unwrap_or_default();
    let tail = text.get(range.end..).unwrap_or_default();
    let first = written.split('.').next().unwrap_or_default();
    let mut next = tail.chars();
    let goes_on = match next.next() {
        Some('.') => next.next().is_some_and(char::is_alphanumeric),
        Some(c) => c.is_alphanumeric() || matches!(c, '_' | '-' | '('),
        None => false,
    };
    let in_url = head.ends_with("//") || head.ends_with('@');
    let in_path = head.ends_with(['/', '.', '-', '_', ':', '&', '*']) && !in_url;
    let with_port = tail.strip_prefix(':').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    let quoted = head.ends_with(['"', '\'', '`']) && tail.starts_with(['"', '\'', '`', '/']);
    if goes_on || in_path || ["self", "this", "super", "crate"].contains(&first) {
        return false;
    }
    in_url || with_port || if in_code { quoted && head.ends_with('"') } else { true }
}
