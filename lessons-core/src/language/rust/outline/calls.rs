//! Method calls told from tokens alone: what they are called on, and where they end.
//!
//! A method binds closer than any operator, so the value it is called on begins where the chain of fields, calls and
//! indices before it does. That is read backwards; brackets are jumped over. Everything that is not of the plainest
//! kind is left to the parser.

use super::chunks::{ChunkId, Mark};
use super::lexer::Token;
use super::{Counts, Reach};
use crate::language::rust::is_reserved;
use crate::language::rust::macros::takes_expressions;
use crate::span::Span;

/// A method call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct MethodCall {
    /// Where the method's name stands.
    pub(crate) name: u32,
    /// The whole call.
    pub(crate) span: Span,
    /// What it is called on.
    pub(crate) receiver: Span,
    pub(crate) has_arguments: bool,
    /// The heads of the items around it, the innermost first.
    pub(crate) items: Vec<Span>,
}

/// A token where it stands.
#[derive(Clone, Copy, Debug)]
struct Placed {
    token: Token,
    start: u32,
    end: u32,
    /// The number of the bracket's other half, once that is known.
    pair: usize,
}

/// No other half.
const UNPAIRED: usize = usize::MAX;

/// What the tokens around a name say.
enum Reading {
    Call {
        receiver: Span,
        span: Span,
        arguments: Counts,
    },
    /// A function is called by its path, with arguments: a method perhaps.
    Path {
        arguments: Counts,
    },
    /// No method is called here.
    Another,
    /// Only the parser can tell; a call has so many arguments.
    Unknown {
        arguments: Counts,
    },
}

/// What the tokens of a statement say about the names in it.
#[derive(Default)]
pub(super) struct Statement {
    /// The calls of methods; their items are not known yet.
    pub(super) calls: Vec<MethodCall>,
    /// How much must be parsed, where only the parser can tell what some name does.
    pub(super) open: Option<Reach>,
    /// Whether some function is called by its path.
    pub(super) has_path: bool,
}

/// A name whose statement has not ended.
struct Named {
    statement: ChunkId,
    /// The number of its token.
    token: usize,
    mark: Mark,
    /// Whether it stands where only the parser can tell if this is code.
    is_opaque: bool,
}

/// What is longer than this is left to the parser, so that many calls in one chain cost no more than others: links of a
/// chain or names of a path, and tokens of generic arguments.
const LONGEST_CHAIN: usize = 256;

/// Reads the method calls of a file while its tokens are read.
pub(super) struct CallReader<'t> {
    text: &'t [u8],
    is_asked: bool,
    tokens: Vec<Placed>,
    named: Vec<Named>,
}

impl<'t> CallReader<'t> {
    /// Keeps nothing where no method call is asked for.
    pub(super) fn new(text: &'t [u8], is_asked: bool) -> Self {
        Self { text, is_asked, tokens: Vec::new(), named: Vec::new() }
    }

    /// Notes the next token.
    pub(super) fn note(&mut self, token: Token, start: usize, end: usize) {
        if self.is_asked {
            let span = Span::from_range(start..end);
            self.tokens.push(Placed { token, start: span.start, end: span.end, pair: UNPAIRED });
        }
    }

    /// The number of the token noted last.
    pub(super) fn last(&self) -> usize {
        self.tokens.len().saturating_sub(1)
    }

    /// Notes that the last token closes the bracket that is token `open`.
    pub(super) fn pair(&mut self, open: usize) {
        let close = self.last();
        for (at, other) in [(open, close), (close, open)] {
            if let Some(token) = self.tokens.get_mut(at) {
                token.pair = other;
            }
        }
    }

    /// Notes that the last token is a name that is looked for, in a statement.
    pub(super) fn name(&mut self, statement: ChunkId, mark: Mark, is_opaque: bool) {
        self.named.push(Named { statement, token: self.last(), mark, is_opaque });
    }

    /// What the tokens of a statement that is over now say about the names in it.
    pub(super) fn told(&mut self, statement: ChunkId) -> Statement {
        let first = self.named.partition_point(|named| named.statement < statement);
        let tokens = Tokens { text: self.text, all: &self.tokens };
        let mut told = Statement::default();
        for Named { token, mark, is_opaque, .. } in self.named.drain(first..) {
            let counted = |has: Counts, of: fn(Counts) -> Counts| {
                mark.counted.filter(|counted| of(counted.counts).meets(has)).map(|counted| counted.reach)
            };
            let open = match tokens.read(token) {
                Reading::Call { receiver, span, arguments } => {
                    let is_told = mark.reach.is_some() && !is_opaque;
                    if is_told {
                        told.calls.push(MethodCall {
                            name: mark.at,
                            span,
                            receiver,
                            has_arguments: arguments != Counts::of(0),
                            items: Vec::new(),
                        });
                    }
                    mark.reach.filter(|_| !is_told).max(counted(arguments, |counts| counts))
                }
                Reading::Another => None,
                Reading::Path { arguments } => {
                    let open = mark.reach.max(counted(arguments, Counts::with_receiver));
                    told.has_path |= open.is_some();
                    open
                }
                Reading::Unknown { arguments } => mark.reach.max(counted(arguments, |counts| counts)),
            };
            told.open = told.open.max(open);
        }
        told
    }

    /// Whether the last token, a bracket in a macro's body or the one that begins it, opens what may be no code.
    pub(super) fn opens_no_code(&self) -> bool {
        let tokens = Tokens { text: self.text, all: &self.tokens };
        let Some(before) = self.tokens.len().checked_sub(2) else { return true };
        let is_other_macro = || {
            before
                .checked_sub(1)
                .is_some_and(|name| tokens.is_name(name) && !takes_expressions(tokens.word(name)))
        };
        tokens.is(before, b'#') || tokens.is(before, b'!') && is_other_macro()
    }
}

/// The tokens of a file as far as they have been read.
#[derive(Clone, Copy)]
struct Tokens<'t> {
    text: &'t [u8],
    all: &'t [Placed],
}

impl<'t> Tokens<'t> {
    /// What stands at the name that is token `name`. Linear in the tokens of the chain before it.
    fn read(self, name: usize) -> Reading {
        let is_path = self.is_path_end(name);
        let dot = name.checked_sub(1).filter(|dot| self.is(*dot, b'.') && !self.is_range(*dot));
        if !is_path && dot.is_none() {
            return Reading::Another;
        }
        let unknown = Reading::Unknown { arguments: Counts::ALL };
        let Some(after) = self.behind_generics(name) else { return unknown };
        let Some(open) = self.get(after) else { return Reading::Another };
        match open.token {
            Token::Open(b'(') => {}
            // `(x.name)()`
            Token::Close(b')') if self.is_called(after) => return unknown,
            _ => return Reading::Another,
        }
        let Some(close) = self.get(open.pair) else { return unknown };
        let arguments = self.arguments(after);
        let Some(dot) = dot else {
            let has_none = open.pair == after + 1;
            return if has_none { Reading::Another } else { Reading::Path { arguments } };
        };
        let first = self.receiver(dot).and_then(|first| self.get(first));
        let last = dot.checked_sub(1).and_then(|last| self.get(last));
        let (Some(first), Some(last)) = (first, last) else { return Reading::Unknown { arguments } };
        Reading::Call {
            receiver: Span::new(first.start, last.end),
            span: Span::new(first.start, close.end),
            arguments,
        }
    }

    /// How many arguments there may be between the brackets that open here.
    fn arguments(self, open: usize) -> Counts {
        let close = self.get(open).map_or(UNPAIRED, |open| open.pair);
        let (mut at, mut commas, mut is_certain) = (open + 1, 0, true);
        if at == close {
            return Counts::of(0);
        }
        for _ in 0..LONGEST_CHAIN {
            if at == close {
                let number = if self.is(at - 1, b',') { commas } else { commas + 1 };
                return if is_certain { Counts::of(number) } else { Counts::up_to(number) };
            }
            let Some(token) = self.get(at) else { return Counts::ALL };
            match token.token {
                Token::Open(_) => at = token.pair,
                Token::Punctuation(b',') => commas += 1,
                // A closure's parameters, generic arguments.
                Token::Punctuation(b'|' | b'<') => is_certain = false,
                // A template's pieces.
                Token::Punctuation(b'$' | b'#') => return Counts::ALL,
                _ => {}
            }
            at = at.saturating_add(1);
        }
        Counts::ALL
    }

    /// The token behind a name and the generic arguments that it is given, `name::<…>`; none where only the parser can
    /// tell.
    fn behind_generics(self, name: usize) -> Option<usize> {
        let first = name + 3;
        if !(self.is_path_end(first) && self.is(first, b'<')) {
            return Some(name + 1);
        }
        let mut depth = 0_usize;
        let mut at = first;
        for _ in 0..LONGEST_CHAIN {
            let token = self.get(at)?;
            match token.token {
                Token::Punctuation(b'<') => depth += 1,
                // `->` has two characters.
                Token::Punctuation(b'>') if token.end - token.start == 1 => {
                    depth -= 1;
                    if depth == 0 {
                        return Some(at + 1);
                    }
                }
                Token::Open(b'(' | b'[') => at = token.pair,
                _ if is_in_generics(token.token) => {}
                _ => return None,
            }
            at = at.checked_add(1)?;
        }
        None
    }

    /// Whether the value that brackets end with at `close` is called: `(…)(`.
    fn is_called(self, close: usize) -> bool {
        let mut tokens = self.all.get(close..).unwrap_or_default().iter().map(|token| token.token);
        tokens.find(|token| *token != Token::Close(b')')) == Some(Token::Open(b'('))
    }

    /// The first token of what the method behind `dot` is called on.
    fn receiver(self, dot: usize) -> Option<usize> {
        let mut at = dot.checked_sub(1)?;
        for _ in 0..LONGEST_CHAIN {
            let first = match self.get(at)?.token {
                Token::Punctuation(b'?') => {
                    at = at.checked_sub(1)?;
                    continue;
                }
                Token::Close(b')') => {
                    let open = self.get(at)?.pair;
                    match open.checked_sub(1) {
                        Some(callee) if self.ends_callee(callee)? => self.callee(callee)?,
                        _ => First::At(open),
                    }
                }
                Token::Close(b']') => {
                    let open = self.get(at)?.pair;
                    match open.checked_sub(1) {
                        Some(indexed) if self.ends_value(indexed) => First::Behind(indexed),
                        Some(mark) if self.is(mark, b'!') => self.callee(mark)?,
                        Some(mark) if self.is(mark, b'#') || self.is(mark, b'>') => return None,
                        _ => First::At(open),
                    }
                }
                Token::Word => self.callee(at)?,
                Token::Literal => match at.checked_sub(1) {
                    // `x.0`
                    Some(dot) if self.is(dot, b'.') && !self.is_range(dot) => {
                        First::Behind(dot.checked_sub(1)?)
                    }
                    _ if self.first_byte(at).is_ascii_digit() => return None,
                    _ => First::At(at),
                },
                _ => return None,
            };
            match first {
                First::Behind(last) => at = last,
                First::At(first) => return self.may_begin(first).then_some(first),
            }
        }
        None
    }

    /// Whether brackets behind this token are the arguments of a call of it; none where only the parser can tell.
    fn ends_callee(self, at: usize) -> Option<bool> {
        match self.get(at)?.token {
            Token::Word => Some(!is_keyword(self.word(at))),
            Token::Punctuation(b'>') => Some(true),
            Token::Punctuation(b'!') => Some(at.checked_sub(1).is_some_and(|name| self.is_name(name))),
            // The call of what an expression gives.
            Token::Close(_) | Token::Punctuation(b'?') => None,
            _ => Some(false),
        }
    }

    /// Whether brackets behind this token are an index into it.
    fn ends_value(self, at: usize) -> bool {
        match self.get(at).map(|token| token.token) {
            Some(Token::Word) => !is_keyword(self.word(at)),
            Some(Token::Close(bracket)) => bracket != b'}',
            Some(Token::Punctuation(byte)) => byte == b'?',
            _ => false,
        }
    }

    /// Where the path, field or macro whose last token this is begins.
    fn callee(self, last: usize) -> Option<First> {
        let mut at = last;
        let is_macro = self.is(at, b'!');
        if is_macro {
            at = at.checked_sub(1)?;
        }
        for _ in 0..LONGEST_CHAIN {
            if self.is(at, b'>') {
                at = self.before_generics(at)?;
            }
            let is_await = self.word(at) == b"await";
            if self.get(at)?.token != Token::Word || is_keyword(self.word(at)) && !is_await {
                return None;
            }
            let Some(before) = at.checked_sub(1) else { return Some(First::At(at)) };
            if self.is(before, b'.') && !self.is_range(before) {
                return if is_macro { None } else { Some(First::Behind(before.checked_sub(1)?)) };
            }
            if is_await {
                return None;
            }
            let Some(separator) = before.checked_sub(1).filter(|_| self.is_path_end(at)) else {
                // A macro's call that may be a statement by itself.
                let is_statement = matches!(
                    self.get(before).map(|token| token.token),
                    Some(Token::Punctuation(b';') | Token::Open(b'{') | Token::Close(_))
                );
                return if is_macro && is_statement { None } else { Some(First::At(at)) };
            };
            match separator.checked_sub(1).and_then(|name| Some((name, self.get(name)?.token))) {
                Some((name, Token::Word)) if self.is_name(name) => at = name,
                Some((name, Token::Punctuation(b'>'))) => at = name,
                _ => return Some(First::At(separator)),
            }
        }
        None
    }

    /// The name before the generic arguments that end here: `name::<…>`.
    fn before_generics(self, end: usize) -> Option<usize> {
        let mut depth = 0_usize;
        let mut at = end;
        for _ in 0..LONGEST_CHAIN {
            let token = self.get(at)?;
            match token.token {
                // `->` has two characters.
                Token::Punctuation(b'>') if token.end - token.start == 1 => depth += 1,
                Token::Punctuation(b'<') => {
                    depth -= 1;
                    if depth == 0 {
                        return self.is_path_end(at).then(|| at.checked_sub(3)).flatten();
                    }
                }
                Token::Close(b')' | b']') => at = token.pair,
                token if is_in_generics(token) => {}
                _ => return None,
            }
            at = at.checked_sub(1)?;
        }
        None
    }

    /// Whether a value may begin at this token, by what stands before it.
    fn may_begin(self, first: usize) -> bool {
        let Some(before) = first.checked_sub(1) else { return true };
        match self.get(before).map(|token| token.token) {
            Some(Token::Word) => matches!(
                self.word(before),
                b"return" | b"break" | b"in" | b"if" | b"match" | b"while" | b"mut" | b"yield"
            ),
            Some(Token::Punctuation(byte)) => match byte {
                b'.' => self.is_range(before),
                b'?' | b'#' | b'$' | b'@' => false,
                _ => true,
            },
            Some(Token::Open(_) | Token::Close(b'}') | Token::Arrow) => true,
            _ => false,
        }
    }

    fn get(self, at: usize) -> Option<&'t Placed> {
        self.all.get(at)
    }

    fn is(self, at: usize, byte: u8) -> bool {
        self.get(at).is_some_and(|token| token.token == Token::Punctuation(byte))
    }

    /// Whether `::` stands before this token.
    fn is_path_end(self, at: usize) -> bool {
        at >= 2 && self.is(at - 1, b':') && self.is(at - 2, b':')
    }

    /// Whether a dot is the end of `..`.
    fn is_range(self, dot: usize) -> bool {
        dot.checked_sub(1).is_some_and(|before| self.is(before, b'.'))
    }

    fn word(self, at: usize) -> &'t [u8] {
        let span = self.get(at).filter(|token| token.token == Token::Word);
        span.and_then(|token| self.text.get(token.start as usize..token.end as usize)).unwrap_or_default()
    }

    fn is_name(self, at: usize) -> bool {
        self.get(at).is_some_and(|token| token.token == Token::Word) && !is_keyword(self.word(at))
    }

    fn first_byte(self, at: usize) -> u8 {
        self.get(at).and_then(|token| self.text.get(token.start as usize)).copied().unwrap_or(b'0')
    }
}

/// Where an operand begins: at a token, or before what ends with one.
enum First {
    At(usize),
    Behind(usize),
}

/// Whether this may stand between the angle brackets of generic arguments, but for brackets.
fn is_in_generics(token: Token) -> bool {
    matches!(
        token,
        Token::Word
            | Token::Lifetime
            | Token::Literal
            // A `>` of two characters is `->`.
            | Token::Punctuation(b':' | b',' | b'&' | b'*' | b'+' | b'=' | b'>')
    )
}

/// Words that name nothing, those that only some editions reserve too: they are left to the parser.
fn is_keyword(word: &[u8]) -> bool {
    matches!(word, b"box" | b"gen" | b"try" | b"yield") || std::str::from_utf8(word).is_ok_and(is_reserved)
}
