//! Verbatim quotes: each must stand in the document, blanks and typographic quotation marks aside.

use crate::proposal::Quote;

/// The quote as the document has it, or none if the document does not say it. Linear in both.
pub(crate) fn find(document: &str, quote: &str) -> Option<Quote> {
    let text: Vec<(usize, char)> = letters(document).collect();
    // Marks around the quote may be the document's own.
    let (start, wanted) = [quote, trim(quote)].into_iter().find_map(|quote| {
        let wanted: Vec<char> = letters(quote).map(|(_, c)| c).collect();
        let start = (wanted.len() >= 3).then(|| position(&text, &wanted))??;
        Some((start, wanted))
    })?;
    let (first, _) = text.get(start)?;
    let (last, _) = text.get(start + wanted.len() - 1)?;
    let end = last + document.get(*last..)?.chars().next()?.len_utf8();
    let span = *first..end;
    Some(Quote { text: document.get(span.clone())?.to_owned(), span: Some(span) })
}

/// The lines that a free text marks as quotes.
pub(crate) fn marked(text: &str) -> Vec<String> {
    let mut quotes = Vec::new();
    for line in text.lines() {
        let line = line.trim().trim_start_matches(['-', '*', ' ']);
        let quote = line.strip_prefix("QUOTE:").or_else(|| line.strip_prefix("**QUOTE:**"));
        if let Some(quote) = quote.map(trim).filter(|quote| !quote.is_empty()) {
            quotes.push(quote.to_owned());
        }
    }
    quotes
}

fn trim(quote: &str) -> &str {
    quote.trim().trim_matches(['"', '“', '”', '„', '«', '»']).trim()
}

/// The characters that count, with their places: no blanks, no marks of quoted lines, quotation marks made alike.
fn letters(text: &str) -> impl Iterator<Item = (usize, char)> + '_ {
    text.char_indices().filter(|(_, c)| !c.is_whitespace()).filter(|(_, c)| *c != '>').map(|(at, c)| {
        let alike = match c {
            '“' | '”' | '„' => '"',
            '‘' | '’' => '\'',
            '–' | '—' => '-',
            other => other,
        };
        (at, alike)
    })
}

/// Where `wanted` begins in `text`: Knuth, Morris and Pratt's search, so that no text makes it slow.
fn position(text: &[(usize, char)], wanted: &[char]) -> Option<usize> {
    let mut fail = vec![0usize; wanted.len()];
    let mut k = 0;
    for (at, c) in wanted.iter().enumerate().skip(1) {
        while k > 0 && wanted.get(k) != Some(c) {
            k = fail.get(k - 1).copied().unwrap_or(0);
        }
        if wanted.get(k) == Some(c) {
            k += 1;
        }
        if let Some(slot) = fail.get_mut(at) {
            *slot = k;
        }
    }
    let mut matched = 0;
    for (at, (_, c)) in text.iter().enumerate() {
        while matched > 0 && wanted.get(matched) != Some(c) {
            matched = fail.get(matched - 1).copied().unwrap_or(0);
        }
        if wanted.get(matched) == Some(c) {
            matched += 1;
        }
        if matched == wanted.len() {
            return Some(at + 1 - matched);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quote_is_the_documents_own_words() {
        let document = "The lock was\n> held across\nan `.await` – “for ever”.";
        for (quote, found) in [
            ("held across an `.await`", Some("held across\nan `.await`")),
            ("\"The lock was held\"", Some("The lock was\n> held")),
            ("an `.await` - \"for ever\"", Some("an `.await` – “for ever”")),
            ("the lock was", None),
            ("held forever", None),
            ("", None),
            ("a", None),
        ] {
            let quote = find(document, quote);
            assert_eq!(quote.as_ref().map(|quote| quote.text.as_str()), found);
            if let Some(quote) = quote {
                assert_eq!(&document[quote.span.unwrap()], quote.text);
            }
        }
    }

    #[test]
    fn repetitions_are_found() {
        assert!(find("aabaabaaab", "aabaaab").is_some());
        assert!(find(&"a".repeat(10_000), &format!("{}b", "a".repeat(5_000))).is_none());
    }

    #[test]
    fn quotes_are_marked_by_their_line() {
        assert_eq!(marked("x\nQUOTE: \"a b\"\n- QUOTE: c d\nQUOTE:\n"), ["a b", "c d"]);
    }
}
