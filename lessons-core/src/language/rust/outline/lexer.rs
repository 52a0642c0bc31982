//! The tokens of a Rust file, as far as its borders need them: comments and texts skipped, words and brackets told.
//!
//! One pass over the bytes without looking back; nothing is allocated. It follows the Rust Reference's chapter
//! "Lexical structure": nested block comments, raw strings with hashes, lifetimes told from characters.

/// A token, or what stands for several that mean the same to the borders.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// A name or keyword; its end is where the lexer stands.
    Word,
    /// A string, character or number.
    Literal,
    Lifetime,
    /// `(`, `[` or `{`.
    Open(u8),
    /// `)`, `]` or `}`.
    Close(u8),
    /// `=>`
    Arrow,
    /// Any other single character, or the last one of `->`, `==`, `<=`, `>=`, `!=`.
    Punctuation(u8),
}

/// Reads tokens one after the other.
#[derive(Clone, Debug)]
pub(super) struct Lexer<'t> {
    bytes: &'t [u8],
    /// Where the next token is looked for.
    pub(super) at: usize,
    /// Where the last token began.
    pub(super) start: usize,
    /// Where its name begins: behind the `r#` of a raw one.
    pub(super) name: usize,
    /// Whether a comment or text without an end was met.
    pub(super) is_broken: bool,
}

const fn word_bytes() -> [bool; 256] {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        let c = byte as u8;
        table[byte] = c.is_ascii_alphanumeric() || c == b'_' || c >= 0x80;
        byte += 1;
    }
    table
}

/// Bytes of names; everything beyond ASCII counts, as only names and texts hold it.
pub(crate) static IS_WORD: [bool; 256] = word_bytes();

/// The tokens of a piece of Rust as texts; how characters of punctuation are put together is nobody's business.
pub(crate) fn tokens(text: &str) -> impl Iterator<Item = &str> {
    let mut lexer = Lexer::new(text);
    std::iter::from_fn(move || {
        lexer.next()?;
        text.get(lexer.start..lexer.at)
    })
}

/// The tokens that an item is known by, given its text from its first word or any modifier on: its name, of an `impl`
/// all that stands before its body.
pub(crate) fn item_name(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = tokens(text);
    let keyword = rest
        .find(|token| matches!(*token, "fn" | "trait" | "mod" | "impl" | "macro_rules"))
        .unwrap_or_default();
    let most = if keyword == "impl" { usize::MAX } else { 1 };
    rest.filter(|token| *token != "!").take(most).take_while(|token| !matches!(*token, "{" | ";"))
}

impl<'t> Lexer<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { bytes: text.as_bytes(), at: 0, start: 0, name: 0, is_broken: false }
    }

    fn byte(&self, at: usize) -> u8 {
        self.bytes.get(at).copied().unwrap_or(0)
    }

    /// The text of the word read last.
    pub(super) fn text(&self) -> &'t [u8] {
        self.bytes.get(self.name..self.at).unwrap_or_default()
    }

    /// The first byte of the next token, comments skipped; 0 at the end. Reads nothing.
    pub(super) fn peek(&self) -> u8 {
        let mut ahead = self.clone();
        ahead.skip();
        ahead.byte(ahead.at)
    }

    /// The next token; none at the end.
    pub(super) fn next(&mut self) -> Option<Token> {
        self.skip();
        (self.start, self.name) = (self.at, self.at);
        let first = *self.bytes.get(self.at)?;
        Some(match first {
            b'a'..=b'z' | b'A'..=b'Z' | b'_' | 0x80.. => self.word(first),
            b'(' | b'[' | b'{' => self.one(Token::Open(first)),
            b')' | b']' | b'}' => self.one(Token::Close(first)),
            b'"' => {
                self.at += 1;
                self.text_end();
                Token::Literal
            }
            b'\'' => self.quote(),
            b'0'..=b'9' => self.number(),
            b'=' if self.byte(self.at + 1) == b'>' => self.two(Token::Arrow),
            b'-' if self.byte(self.at + 1) == b'>' => self.two(Token::Punctuation(b'>')),
            b'=' | b'!' | b'<' | b'>' if self.byte(self.at + 1) == b'=' => self.two(Token::Punctuation(b'~')),
            _ => self.one(Token::Punctuation(first)),
        })
    }

    fn one(&mut self, token: Token) -> Token {
        self.at += 1;
        token
    }

    fn two(&mut self, token: Token) -> Token {
        self.at += 2;
        token
    }

    /// White space and comments.
    fn skip(&mut self) {
        loop {
            match self.byte(self.at) {
                b' ' | b'\n' | b'\t' | b'\r' => self.at += 1,
                b'/' if self.byte(self.at + 1) == b'/' => {
                    let rest = self.bytes.get(self.at..).unwrap_or_default();
                    let len = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
                    self.at += len;
                }
                b'/' if self.byte(self.at + 1) == b'*' => {
                    self.at += self.block_comment();
                }
                0x0b | 0x0c => self.at += 1,
                _ => return,
            }
        }
    }

    fn block_comment(&mut self) -> usize {
        let (mut at, mut depth) = (self.at + 2, 1);
        while depth > 0 {
            let rest = self.bytes.get(at..).unwrap_or_default();
            let Some(next) = memchr::memchr2(b'*', b'/', rest) else {
                self.is_broken = true;
                return self.bytes.len() - self.at;
            };
            at += next;
            match (self.byte(at), self.byte(at + 1)) {
                (b'*', b'/') => {
                    depth -= 1;
                    at += 2;
                }
                (b'/', b'*') => {
                    depth += 1;
                    at += 2;
                }
                _ => at += 1,
            }
        }
        at - self.at
    }

    fn word(&mut self, first: u8) -> Token {
        while IS_WORD[self.byte(self.at) as usize] {
            self.at += 1;
        }
        let next = self.byte(self.at);
        if next != b'"' && next != b'#' && next != b'\'' {
            return Token::Word;
        }
        let word = self.text();
        match (word, next) {
            (b"r" | b"br" | b"cr", b'"' | b'#') => self.raw(),
            (b"b" | b"c", b'"') => {
                self.at += 1;
                self.text_end();
                Token::Literal
            }
            (b"b", b'\'') if first == b'b' => {
                self.quote();
                Token::Literal
            }
            _ => Token::Word,
        }
    }

    /// A raw string, or a raw identifier.
    fn raw(&mut self) -> Token {
        let hashes = self.bytes.get(self.at..).unwrap_or_default().iter().take_while(|b| **b == b'#').count();
        if self.byte(self.at + hashes) != b'"' {
            if hashes == 1 && IS_WORD[self.byte(self.at + 1) as usize] {
                self.at += 1;
                self.name = self.at;
                while IS_WORD[self.byte(self.at) as usize] {
                    self.at += 1;
                }
            }
            return Token::Word;
        }
        self.at += hashes + 1;
        loop {
            let rest = self.bytes.get(self.at..).unwrap_or_default();
            let Some(quote) = memchr::memchr(b'"', rest) else {
                self.is_broken = true;
                self.at = self.bytes.len();
                return Token::Literal;
            };
            self.at += quote + 1;
            let after = self.bytes.get(self.at..self.at + hashes);
            if after.is_some_and(|after| after.iter().all(|b| *b == b'#')) {
                self.at += hashes;
                return Token::Literal;
            }
        }
    }

    /// From behind the opening quote to behind the closing one.
    fn text_end(&mut self) {
        loop {
            let rest = self.bytes.get(self.at..).unwrap_or_default();
            let Some(next) = memchr::memchr2(b'"', b'\\', rest) else {
                self.is_broken = true;
                self.at = self.bytes.len();
                return;
            };
            self.at += next;
            if self.byte(self.at) == b'"' {
                self.at += 1;
                return;
            }
            self.at = (self.at + 2).min(self.bytes.len());
        }
    }

    /// A character, or a lifetime.
    fn quote(&mut self) -> Token {
        // Behind the quote, which a `b` may stand before.
        let body = self.at + 1;
        if self.byte(body) == b'\\' {
            let rest = self.bytes.get(body + 2..).unwrap_or_default();
            let end = memchr::memchr(b'\'', rest).unwrap_or(rest.len());
            self.at = (body + 2 + end + 1).min(self.bytes.len());
            return Token::Literal;
        }
        let width = match self.byte(body) {
            0xf0.. => 4,
            0xe0.. => 3,
            0xc0.. => 2,
            _ => 1,
        };
        if self.byte(body + width) == b'\'' {
            self.at = body + width + 1;
            return Token::Literal;
        }
        self.at = body;
        while IS_WORD[self.byte(self.at) as usize] {
            self.at += 1;
        }
        Token::Lifetime
    }

    fn number(&mut self) -> Token {
        loop {
            while IS_WORD[self.byte(self.at) as usize] {
                self.at += 1;
            }
            if self.byte(self.at) == b'.' && self.byte(self.at + 1).is_ascii_digit() {
                self.at += 1;
                continue;
            }
            return Token::Literal;
        }
    }
}
