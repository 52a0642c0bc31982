//! Finding many words in a text at once: whole names only, never parts of longer ones.

use aho_corasick::packed;

use crate::language::rust::IS_WORD;

/// The number of a word in its set.
pub(super) type WordId = u32;

/// Up to this many words are looked for as texts, which vector instructions do at some GB/s; more of them by hashing
/// every name of the file, which costs the same for any number.
const FEW: usize = 32;

/// A set of words, ready to be looked for.
#[derive(Clone, Debug)]
pub(super) struct WordSet {
    words: Vec<String>,
    searcher: Searcher,
}

#[derive(Clone, Debug)]
enum Searcher {
    None,
    One(Box<memchr::memmem::Finder<'static>>),
    Few(packed::Searcher),
    Many(Table),
}

impl WordSet {
    /// Linear in the words' length.
    pub(super) fn new(words: Vec<String>) -> Self {
        let searcher = match words.as_slice() {
            [] => Searcher::None,
            [one] => Searcher::One(Box::new(memchr::memmem::Finder::new(one.as_bytes()).into_owned())),
            _ if words.len() > FEW => Searcher::Many(Table::new(&words)),
            _ => {
                let mut builder =
                    packed::Config::new().match_kind(packed::MatchKind::LeftmostLongest).builder();
                builder.extend(&words);
                // There is none where the processor lacks the instructions.
                builder.build().map_or_else(|| Searcher::Many(Table::new(&words)), Searcher::Few)
            }
        };
        Self { words, searcher }
    }

    /// Calls `found` with each place where a word begins, in order. Linear in the text.
    pub(super) fn find(&self, text: &[u8], mut found: impl FnMut(u32, WordId)) {
        let is_whole = |start: usize, end: usize| {
            let is_word = |at: Option<&u8>| at.is_some_and(|byte| IS_WORD[*byte as usize]);
            !is_word(start.checked_sub(1).and_then(|at| text.get(at))) && !is_word(text.get(end))
        };
        let mut found = |at: usize, word: WordId| found(u32::try_from(at).unwrap_or(u32::MAX), word);
        match &self.searcher {
            Searcher::None => {}
            Searcher::One(finder) => {
                let len = finder.needle().len();
                finder.find_iter(text).filter(|at| is_whole(*at, at + len)).for_each(|at| found(at, 0));
            }
            Searcher::Few(searcher) => {
                let matches = searcher.find_iter(text).filter(|one| is_whole(one.start(), one.end()));
                matches.for_each(|one| found(one.start(), one.pattern().as_u32()));
            }
            Searcher::Many(table) => table.find(text, &self.words, &mut found),
        }
    }
}

/// Words by their hash, in one flat table that is at most a quarter full.
#[derive(Clone, Debug)]
struct Table {
    slots: Vec<WordId>,
    shift: u32,
}

const EMPTY: WordId = WordId::MAX;

/// Odd, with its bits spread evenly: 2^64 divided by the golden ratio (Knuth, The Art of Computer Programming, 6.4).
const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;

impl Table {
    fn new(words: &[String]) -> Self {
        let bits = (words.len() * 4).next_power_of_two().trailing_zeros().clamp(8, 31);
        let mut table = Self { slots: vec![EMPTY; 1 << bits], shift: 64 - bits };
        for (id, word) in (0..).zip(words) {
            let hash = word.bytes().fold(0, step);
            let slot = table.probe(hash).find(|slot| table.slots[*slot] == EMPTY);
            if let Some(slot) = slot {
                table.slots[slot] = id;
            }
        }
        table
    }

    /// Slots to look at for a hash, endlessly.
    fn probe(&self, hash: u64) -> impl Iterator<Item = usize> + use<> {
        let mask = self.slots.len() - 1;
        let first = usize::try_from(hash.wrapping_mul(SPREAD) >> self.shift).unwrap_or(0);
        (0..).map(move |at| (first + at) & mask)
    }

    fn find(&self, text: &[u8], words: &[String], found: &mut impl FnMut(usize, WordId)) {
        let mut at = 0;
        while at < text.len() {
            if !IS_WORD[text[at] as usize] {
                at += 1;
                continue;
            }
            let start = at;
            let mut hash = 0;
            while let Some(byte) = text.get(at)
                && IS_WORD[*byte as usize]
            {
                hash = step(hash, *byte);
                at += 1;
            }
            for slot in self.probe(hash) {
                let id = self.slots[slot];
                if id == EMPTY {
                    break;
                }
                if words.get(id as usize).is_some_and(|word| word.as_bytes() == &text[start..at]) {
                    found(start, id);
                    break;
                }
            }
        }
    }
}

fn step(hash: u64, byte: u8) -> u64 {
    (hash.rotate_left(5) ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(words: &[&str], text: &str) -> Vec<(u32, String)> {
        let set = WordSet::new(words.iter().map(|word| (*word).to_owned()).collect());
        let mut all = Vec::new();
        set.find(text.as_bytes(), |at, word| all.push((at, set.words[word as usize].clone())));
        all
    }

    #[test]
    fn only_whole_words_are_found_however_many_are_looked_for() {
        let text = "send sender x.send() r#send send_all (send)é séend send";
        let many: Vec<String> = (0..100).map(|n| format!("w{n}")).collect();
        for others in
            [&[][..], &["send_all", "senders"], &many.iter().map(String::as_str).collect::<Vec<_>>()]
        {
            let words: Vec<&str> = std::iter::once("send").chain(others.iter().copied()).collect();
            let at: Vec<u32> = found(&words, text)
                .into_iter()
                .filter(|(_, word)| word == "send")
                .map(|(at, _)| at)
                .collect();
            assert_eq!(at, [0, 14, 23, 38, 53], "{}", words.len());
        }
        assert_eq!(found(&[], text), []);
    }
}
