//! What looks like a key and is none, told by what stands beside it: commits, digests, test vectors, names of files.

use std::ops::Range;

/// How much of the text before a number tells what it is, in bytes.
const NEAR: usize = 48;

/// Words beside which a number is a key after all.
const SECRET: &[&str] =
    &["secret", "token", "passw", "pwd", "key", "auth", "credential", "seed", "mnemonic", "signing", "psk"];

/// Words beside which a number of a digest's length is one.
const DIGESTS: &[&str] = &[
    "hash",
    "digest",
    "checksum",
    "sha1",
    "sha-1",
    "sha256",
    "sha-256",
    "sha384",
    "sha512",
    "sha3",
    "md5",
    "blake",
    "etag",
    "fingerprint",
    "integrity",
    "expected",
    "object",
    "uuid",
    "guid",
    "merkle",
    "genesis",
];

/// Words before which git, cargo and hosts of repositories write commits and objects.
const COMMITS: &[&str] =
    &["commit", "rev", "blob/", "tree/", "raw/", "compare/", "parent", "merge", "index ", "git#", "sha1"];

/// Lengths of digests in hexadecimal digits: 128, 160, 224, 256, 384 and 512 bits.
const LENGTHS: &[usize] = &[32, 40, 56, 64, 96, 128];

/// Whether a hexadecimal number is public by what it is. `in_code` tells whether it stands in program code.
pub(super) fn is_public_number(text: &str, number: &Range<usize>, in_code: bool) -> bool {
    let before = before(text, number.start);
    let says = |words: &[&str]| words.iter().any(|word| before.contains(word));
    // Git's own word is enough, also beside `token`.
    if number.len() == 40 && says(COMMITS) || number.len() == 64 && says(&["checksum", "sha256"]) {
        return true;
    }
    if says(SECRET) {
        return false;
    }
    let is_digest = LENGTHS.contains(&number.len()) && says(DIGESTS);
    let is_commit = in_code && number.len() == 40 && is_comment(text, number.start);
    is_digest || is_commit || in_code && is_vector(text, number.start)
}

/// Whether a random word is the digest of a lock file or a page's script, or the name of a file.
pub(super) fn is_public_word(text: &str, word: &Range<usize>) -> bool {
    const FILES: &[&str] =
        &[".jpg", ".jpeg", ".png", ".gif", ".webp", ".svg", ".css", ".js", ".woff2", ".wasm", ".rs"];
    let before = before(text, word.start);
    let after = text.get(word.end..).unwrap_or_default();
    let itself = text.get(word.clone()).unwrap_or_default();
    let is_integrity = ["sha1-", "sha256-", "sha384-", "sha512-", "sha256:", "sha512:"]
        .iter()
        .any(|name| before.ends_with(name) || itself.starts_with(name));
    let file = FILES.iter().find_map(|name| after.strip_prefix(name));
    is_integrity || file.is_some_and(|rest| !rest.starts_with(|next: char| next.is_ascii_alphanumeric()))
}

/// What stands before a place on its line, in small letters.
fn before(text: &str, at: usize) -> String {
    let mut head = at.saturating_sub(NEAR);
    while !text.is_char_boundary(head) {
        head += 1;
    }
    let near = text.get(head..at).unwrap_or_default();
    near.rsplit('\n').next().unwrap_or(near).to_ascii_lowercase()
}

/// Whether a place is in a comment that has its line for itself.
fn is_comment(text: &str, at: usize) -> bool {
    let line = text.get(..at).unwrap_or_default().rsplit('\n').next().unwrap_or_default();
    let line = line.trim_start().trim_start_matches(['+', '-', ' ']);
    line.starts_with("//") || line.starts_with("* ")
}

/// Whether a place is in bytes that code spells out: `hex!("…")`, over several lines too.
fn is_vector(text: &str, at: usize) -> bool {
    let head = text.get(..at).unwrap_or_default();
    let open = head.trim_end_matches(|char: char| char.is_ascii_hexdigit() || char.is_whitespace());
    let Some(open) = open.strip_suffix('"') else { return false };
    let open = open.trim_end().trim_end_matches('b');
    ["hex!(", "hex_literal!(", "hex::decode(", "from_hex(", "decode_hex(", "unhex("]
        .iter()
        .any(|call| open.ends_with(call))
}

#[cfg(test)]
mod tests {
    use crate::redact::Redactor;

    const SHA1: &str = "46af40017c0704142516b5740cf1a000ba4fd7c1";
    const SHA256: &str = "b35cedb8ac6906c20c52b09ad2719228310d8f8a51746a75b853060a4e3c0e6e";

    #[test]
    fn what_is_public_stays_and_the_same_beside_a_secret_goes() {
        for (stays, code) in [
            (true, format!("// each selection after {SHA1} ?")),
            (true, format!("hex!(\n    \"{SHA256}\n     {SHA256}\"\n)")),
            (true, format!("let expected = \"{SHA256}\";")),
            (true, format!("const GENESIS_HASH: &str = \"{SHA256}\";")),
            (true, format!("rev = \"{SHA1}\"")),
            (true, "\"/w500/6FfCtAuVAW8XJjZ7eWeLibRLWTw.jpg\"".to_owned()),
            (
                true,
                "integrity=\"sha384-oqVuAfXRKap7fdgcCY5uykM6R9GqQ8KuxyrxHNQlGYl1kPzQho1wx4JwY8wC\""
                    .to_owned(),
            ),
            (false, format!("let x = \"{SHA1}\"; // each selection")),
            (false, format!("const VALUE: &str = \"{SHA256}\";")),
            (false, format!("let key = hex!(\"{SHA256}\");")),
            (false, format!("let expected_token = \"{SHA256}\";")),
            (false, format!("const SIGNING_HASH_SEED: &str = \"{SHA256}\";")),
            (false, "\"/w500/6FfCtAuVAW8XJjZ7eWeLibRLWTw\"".to_owned()),
        ] {
            let redacted = Redactor::new(&[]).unwrap().redact_code(&code).unwrap();
            assert_eq!(redacted == code, stays, "{code}\n{redacted}");
        }
    }
}
