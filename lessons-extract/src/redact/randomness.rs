//! Whether a word looks random, as keys do, or composed, as names and paths are.
//!
//! Each pair of neighbouring characters speaks for one or the other, with the logarithm of how much more often it
//! stands in random text than in the names of Rust code. The weights were fitted on 22,639 words of 20 characters and
//! more in tokio, meilisearch, cargo, hyper and rustls against random base-62 and base-36 words of 32.

/// Words shorter than this do not say enough.
pub(super) const SHORTEST: usize = 20;

/// Hundredths of a nat for a whole word, above which it may be random.
const TOTAL: i32 = 800;
/// Hundredths of a nat for each pair on average, above which it may be.
const AVERAGE: i32 = 30;

/// Whether a word of letters, digits, `+`, `_` and `-` looks random. Linear in its length.
pub(super) fn looks_random(word: &str) -> bool {
    word.len() >= SHORTEST
        && odds(word).is_some_and(|(total, pairs)| total > TOTAL && total > AVERAGE * pairs)
}

/// Whether a short value, given beside a word like `token`, looks random rather than composed.
pub(super) fn looks_odd(word: &str) -> bool {
    odds(word).is_some_and(|(total, pairs)| total > 150 && total > 40 * pairs)
}

/// The sum of the weights and the number of pairs; none for what is no key whatever its pairs: too few characters of
/// different kinds, an alphabet, a repetition.
fn odds(word: &str) -> Option<(i32, i32)> {
    let bytes = word.as_bytes();
    let has = |test: fn(&u8) -> bool| bytes.iter().any(test);
    let (lower, upper) = (has(u8::is_ascii_lowercase), has(u8::is_ascii_uppercase));
    if !(has(u8::is_ascii_digit) || (lower && upper)) {
        return None;
    }
    let mut seen = [false; 256];
    bytes.iter().for_each(|byte| seen[usize::from(*byte)] = true);
    let distinct = seen.iter().filter(|seen| **seen).count();
    let steps =
        bytes.windows(2).filter(|pair| matches!(pair, [a, b] if a.checked_add(1) == Some(*b))).count();
    if distinct * 3 < bytes.len().min(30) || steps * 2 > bytes.len() {
        return None;
    }
    // `OnlyLastFlagInBatchCanTakeArg`: short words, but words.
    let shouts = bytes.windows(2).any(|pair| pair.iter().all(u8::is_ascii_uppercase));
    if !has(u8::is_ascii_digit) && !shouts {
        return None;
    }
    let (mut total, mut pairs) = (0, 0);
    for piece in bytes.split(|byte| !byte.is_ascii_alphanumeric()) {
        // `MAX_RETRY_COUNT` is made of words too.
        let shouted = !piece.iter().any(u8::is_ascii_lowercase);
        for pair in piece.windows(2) {
            if let [a, b] = pair {
                let (a, b) =
                    if shouted { (a.to_ascii_lowercase(), b.to_ascii_lowercase()) } else { (*a, *b) };
                total += weight(a, b);
                pairs += 1;
            }
        }
    }
    Some((total, pairs))
}

fn weight(a: u8, b: u8) -> i32 {
    match (a.is_ascii_digit(), b.is_ascii_digit()) {
        (true, true) => return -56,
        (false, true) => return 206,
        (true, false) => return 213,
        (false, false) => {}
    }
    let usual = follows(a, b);
    match (a.is_ascii_uppercase(), b.is_ascii_uppercase()) {
        (false, true) => 266,
        (true, false) if usual => 162,
        (true, false) => 376,
        (true, true) if usual => 34,
        (true, true) => 300,
        (false, false) if usual => -172,
        (false, false) => 211,
    }
}

/// Whether the second letter often follows the first: the pairs that make up 97 % of those in the names of Rust code.
fn follows(a: u8, b: u8) -> bool {
    let row = usize::from(a.to_ascii_lowercase().wrapping_sub(b'a'));
    USUAL.get(row).is_some_and(|row| row.as_bytes().contains(&b.to_ascii_lowercase()))
}

/// Which letters often follow each letter of the alphabet.
const USUAL: [&str; 26] = [
    "bcdfgiklmnprstuvwy",    // a
    "aeilorsu",              // b
    "acehiklorstuy",         // c
    "adegilorsuy",           // d
    "abcdefgilmnpqrstuvwxy", // e
    "aefilortuy",            // f
    "aeghilnorsu",           // g
    "aeiortu",               // h
    "abcdefglmnoprstvxz",    // i
    "e",                     // j
    "aeis",                  // k
    "adeilopstuvy",          // l
    "abeimopsu",             // m
    "acdefghiklnopstuv",     // n
    "abcdfgiklmnoprstuvw",   // o
    "aehiloprstu",           // p
    "u",                     // q
    "acdefgiklmnoprstuvy",   // r
    "acehiklmopstuy",        // s
    "acdehilorstuy",         // t
    "abcdefgilmnprst",       // u
    "aeio",                  // v
    "aehinors",              // w
    "ceipt",                 // x
    "eilmnps",               // y
    "e",                     // z
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_no_keys() {
        for word in [
            "test_concurrent_reader_and_writer_2",
            "SocketAddrV4FromStrError",
            "MAX_CONCURRENT_REQUESTS_PER_HOST",
            "into_boxed_slice_unchecked",
            "abcdefghijklmnopqrstuvwxyz0123456789",
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
            "2026-04-12T10-30-00-incident-report",
            "xxxxxxxxxxxxxxxxxxxx1",
            "aaaaaaaaaaAAAAAAAAAA11111",
            "HTTP2_INITIAL_CONNECTION_WINDOW",
            "x86_64-unknown-linux-gnu",
            "OnlyLastFlagInBatchCanTakeArg",
        ] {
            assert!(!looks_random(word), "{word}");
        }
    }

    /// A generator that needs nothing and says the same each time (Steele and Vigna's `splitmix64`).
    fn random(alphabet: &[u8], length: usize, state: &mut u64) -> String {
        let mut next = || {
            *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
            let mut z = *state;
            z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
            z ^ (z >> 31)
        };
        (0..length).map(|_| alphabet[(next() % alphabet.len() as u64) as usize] as char).collect()
    }

    #[test]
    fn random_words_are_told() {
        let base62 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
        let mut state = 7;
        for (alphabet, length, least) in [
            (&base62[..], 20, 990),
            (&base62[..], 40, 1000),
            (&base62[26..], 24, 930),
            (&base62[26..], 40, 980),
        ] {
            let told = (0..1000).filter(|_| looks_random(&random(alphabet, length, &mut state))).count();
            assert!(told >= least, "{told} of 1000 of {length} from {}", alphabet.len());
        }
    }
}
