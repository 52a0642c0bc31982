//! Reads a file's tokens into chunks: which brackets are open, which statement or item in each, and where it ends.

mod select;

use super::Detail;
use super::calls::CallReader;
use super::chunks::{Block, BlockId, Chunk, ChunkId, Item, Mark, NONE, Outline, least};
use super::frame::{Before, Frame, FrameKind, closing};
use super::lexer::{Lexer, Token};
use crate::span::Span;

/// Reads a file; none where its brackets do not pair. Linear in the text.
pub(super) fn read(text: &str, marks: &[Mark]) -> Option<Outline> {
    let mut reader = Reader {
        text: text.as_bytes(),
        lexer: Lexer::new(text),
        outline: Outline {
            chunks: Vec::new(),
            blocks: Vec::new(),
            words: marks.iter().map(|mark| mark.at).collect(),
            calls: Vec::new(),
            tests: Vec::new(),
            has_path: false,
        },
        frames: Vec::new(),
        marks,
        calls: CallReader::new(text.as_bytes(), marks.iter().any(|mark| mark.asks_for_tokens())),
        may_be_test: false,
        before: Before::Nothing,
        is_extern: false,
        is_const: false,
    };
    reader.push(FrameKind::Items, 0, 0, false);
    reader.run()?;
    Some(reader.outline)
}

struct Reader<'t> {
    text: &'t [u8],
    lexer: Lexer<'t>,
    outline: Outline,
    frames: Vec<Frame>,
    marks: &'t [Mark],
    calls: CallReader<'t>,
    /// Whether the file, or a module of it, may be one for tests.
    may_be_test: bool,
    before: Before,
    /// The modifiers of the item whose first words are being read.
    is_extern: bool,
    is_const: bool,
}

impl Reader<'_> {
    fn run(&mut self) -> Option<()> {
        while let Some(token) = self.lexer.next() {
            self.calls.note(token, self.lexer.start, self.lexer.at);
            let before = match token {
                Token::Word => self.word(),
                Token::Literal => {
                    self.begin();
                    self.literal();
                    Before::Other
                }
                Token::Lifetime => {
                    self.begin();
                    self.plain();
                    Before::Other
                }
                Token::Open(bracket) => {
                    self.open(bracket);
                    Before::Punctuation(bracket)
                }
                Token::Close(bracket) => {
                    self.close(bracket)?;
                    Before::Punctuation(bracket)
                }
                Token::Arrow => {
                    self.begin();
                    Before::Arrow
                }
                Token::Punctuation(b) => self.punctuation(b),
            };
            self.before = before;
        }
        if self.lexer.is_broken || self.frames.len() != 1 {
            return None;
        }
        self.end_chunk(self.lexer.at);
        Some(())
    }

    fn top(&self) -> Option<&Frame> {
        self.frames.last()
    }

    /// Whether the innermost brackets are those whose chunk is open.
    fn is_direct(&self) -> bool {
        self.top()
            .is_some_and(|frame| matches!(frame.kind, FrameKind::Items | FrameKind::Body | FrameKind::Unsure))
    }

    fn in_macro(&self) -> bool {
        self.top().is_some_and(|frame| frame.kind == FrameKind::Macro)
    }

    fn chunk(&self) -> ChunkId {
        let owner = self.top().map_or(0, |frame| frame.owner);
        self.frames.get(owner).map_or(NONE, |frame| frame.chunk)
    }

    fn get(&mut self, chunk: ChunkId) -> Option<&mut Chunk> {
        self.outline.chunks.get_mut(chunk as usize)
    }

    fn current(&mut self) -> Option<&mut Chunk> {
        self.get(self.chunk())
    }

    fn item(&self) -> Item {
        self.outline.chunks.get(self.chunk() as usize).map_or(Item::Plain, |chunk| chunk.item)
    }

    fn offset(at: usize) -> u32 {
        u32::try_from(at).unwrap_or(u32::MAX)
    }

    /// Opens a chunk at the token just read, unless one is open.
    fn begin(&mut self) {
        if self.chunk() != NONE || !self.is_direct() {
            return;
        }
        let start = Self::offset(self.lexer.start);
        self.begin_at(start);
    }

    fn begin_at(&mut self, start: u32) {
        let id = Self::offset(self.outline.chunks.len());
        self.outline.chunks.push(Chunk {
            start,
            end: start,
            item: Item::Prefix,
            is_selected: false,
            is_touched: false,
            declares: None,
            below: None,
            is_test: false,
            may_be_test: false,
            keyword: NONE,
            tail: (0, 0),
            first_block: NONE,
            last_block: NONE,
            next: NONE,
        });
        let Some(frame) = self.frames.last_mut() else { return };
        frame.chunk = id;
        let block = frame.block;
        if let Some(block) = self.outline.blocks.get_mut(block as usize) {
            let last = std::mem::replace(&mut block.last, id);
            match self.outline.chunks.get_mut(last as usize) {
                Some(last) => last.next = id,
                None => block.first = id,
            }
        }
        (self.is_extern, self.is_const) = (false, false);
    }

    fn end_chunk(&mut self, end: usize) {
        let Some(id) = self.top().map(|frame| frame.chunk).filter(|chunk| *chunk != NONE) else { return };
        self.calls_of(id);
        if let Some(frame) = self.frames.last_mut() {
            frame.chunk = NONE;
        }
        let end = Self::offset(end);
        let Some(chunk) = self.get(id) else { return };
        chunk.end = end;
        if chunk.is_test {
            let test = Span::new(chunk.start, end);
            self.outline.tests.push(test);
        }
    }

    /// Reads the method calls whose names stand in a statement that ends here. Where one cannot be told, the statement
    /// is parsed.
    fn calls_of(&mut self, id: ChunkId) {
        let mut told = self.calls.told(id);
        self.outline.has_path |= told.has_path;
        if let Some(reach) = told.open {
            self.select_around(id, reach);
        } else if !told.calls.is_empty() {
            let items = self.items();
            told.calls.iter_mut().for_each(|call| call.items.clone_from(&items));
            self.outline.calls.append(&mut told.calls);
        }
    }

    /// The heads of the items around this place, the innermost first.
    fn items(&self) -> Vec<Span> {
        let here = Self::offset(self.lexer.at);
        let around =
            self.frames.iter().rev().filter_map(|frame| self.outline.chunks.get(frame.chunk as usize));
        around.filter(|chunk| chunk.keyword != NONE).map(|chunk| Span::new(chunk.keyword, here)).collect()
    }

    /// Says that the open chunk is no item.
    fn plain(&mut self) {
        if self.is_direct()
            && let Some(chunk) = self.current()
            && chunk.item == Item::Prefix
        {
            chunk.item = Item::Plain;
        }
    }

    fn push(&mut self, kind: FrameKind, closer: u8, at: usize, is_body: bool) {
        let has_chunks = matches!(kind, FrameKind::Items | FrameKind::Body | FrameKind::Unsure);
        let owner = match self.top() {
            Some(top) if !has_chunks => top.owner,
            _ => self.frames.len(),
        };
        let block = if has_chunks { Self::offset(self.outline.blocks.len()) } else { NONE };
        if has_chunks {
            let open = Self::offset(at + usize::from(closer != 0));
            self.outline.blocks.push(Block { open, close: open, first: NONE, last: NONE, next: NONE });
        }
        self.frames.push(Frame {
            kind,
            closer,
            at: Self::offset(at),
            block,
            chunk: NONE,
            has_semicolon: false,
            owner,
            is_body,
            token: self.calls.last(),
            is_opaque: false,
        });
    }

    fn push_macro(&mut self, closer: u8, at: usize, is_body: bool, is_opaque: bool) {
        self.push(FrameKind::Macro, closer, at, is_body);
        if let Some(frame) = self.frames.last_mut() {
            frame.is_opaque = is_opaque;
        }
    }

    fn word(&mut self) -> Before {
        self.begin();
        self.found();
        let word = self.lexer.text();
        if self.in_macro() {
            if let Some(detail) = detail_of(word)
                && let Some(chunk) = self.current()
            {
                chunk.declares = least(chunk.declares, Some(detail));
            }
            return Before::Other;
        }
        if self.is_direct() && self.item() == Item::Prefix {
            let item = self.first_words(word);
            let at = Self::offset(self.lexer.start);
            if let Some(chunk) = self.current() {
                chunk.item = item;
                if matches!(item, Item::Function | Item::Container) {
                    chunk.keyword = at;
                }
            }
        }
        match word {
            b"else" | b"loop" | b"unsafe" | b"async" | b"move" | b"try" | b"const" | b"gen" => Before::Opener,
            b"if" | b"while" | b"match" | b"return" | b"in" | b"let" | b"mut" | b"ref" | b"break" | b"as"
            | b"where" | b"impl" | b"dyn" | b"yield" | b"for" => Before::Keyword,
            _ => Before::Name,
        }
    }

    /// What the chunk is, as far as this word tells.
    fn first_words(&mut self, word: &[u8]) -> Item {
        let among_items = self.top().is_some_and(|frame| frame.kind == FrameKind::Items);
        match word {
            b"pub" | b"async" | b"unsafe" => Item::Prefix,
            b"default" | b"safe" | b"auto" if among_items => Item::Prefix,
            b"const" => {
                self.is_const = true;
                Item::Prefix
            }
            b"extern" => {
                self.is_extern = true;
                Item::Prefix
            }
            b"crate" if self.is_extern => Item::Declaration,
            b"use" | b"type" => Item::Declaration,
            b"fn" => Item::Function,
            b"mod" | b"impl" | b"trait" => Item::Container,
            b"struct" | b"enum" => Item::Fields,
            b"union" if among_items || self.lexer.peek().is_ascii_alphabetic() => Item::Fields,
            b"static" => Item::Constant,
            b"macro_rules" if self.lexer.peek() == b'!' => Item::MacroRules,
            // `const fn` went on above; `const { … }`, `const move` and `const |x|` are no items.
            b"move" => Item::Plain,
            _ if self.is_const => Item::Constant,
            _ => Item::Plain,
        }
    }

    fn open(&mut self, bracket: u8) {
        let starts_chunk = self.is_direct() && self.chunk() == NONE;
        self.begin();
        let (at, closer) = (self.lexer.start, closing(bracket));
        if self.in_macro() {
            let is_opaque = self.calls.opens_no_code();
            return self.push_macro(closer, at, false, is_opaque);
        }
        let item = self.item();
        let is_direct = self.is_direct();
        if self.before == Before::Call || is_direct && item == Item::MacroRules {
            if self.before == Before::Call {
                self.plain();
            }
            let is_opaque = item == Item::MacroRules || self.calls.opens_no_code();
            return self.push_macro(closer, at, true, is_opaque);
        }
        if bracket != b'{' {
            if self.before != Before::Hash && self.before != Before::Punctuation(b'#') && !self.in_prefix() {
                self.plain();
            }
            let is_attribute = matches!(self.before, Before::Hash | Before::Punctuation(b'#'));
            self.push(FrameKind::Group, closer, at, false);
            if let Some(frame) = self.frames.last_mut() {
                frame.is_opaque = is_attribute;
            }
            return;
        }
        let kind = match item {
            Item::Container if is_direct => FrameKind::Items,
            Item::Prefix if is_direct && self.is_extern => FrameKind::Items,
            Item::Function if is_direct => FrameKind::Body,
            Item::Fields if is_direct => FrameKind::Group,
            Item::Declaration if is_direct => FrameKind::Group,
            _ if starts_chunk => FrameKind::Body,
            _ => match self.before {
                Before::Arrow | Before::Opener => FrameKind::Body,
                Before::Punctuation(b'|' | b'=' | b'(') => FrameKind::Body,
                _ => FrameKind::Unsure,
            },
        };
        if item == Item::Prefix && is_direct {
            let is_extern = self.is_extern;
            if let Some(chunk) = self.current() {
                chunk.item = if is_extern { Item::Container } else { Item::Plain };
            }
        }
        let is_body = is_direct && matches!(self.item(), Item::Function | Item::Container | Item::Fields);
        self.push(kind, closer, at, is_body);
    }

    /// Whether brackets here belong to attributes or visibility: `#[…]`, `pub(…)`.
    fn in_prefix(&self) -> bool {
        self.item() == Item::Prefix && self.before == Before::Name
    }

    fn close(&mut self, bracket: u8) -> Option<()> {
        let frame = *self.top()?;
        if frame.closer != bracket || self.frames.len() < 2 {
            return None;
        }
        let at = self.lexer.start;
        self.calls.pair(frame.token);
        let has_chunks = frame.owner + 1 == self.frames.len();
        if has_chunks {
            self.end_chunk(at);
        }
        self.frames.pop();
        if has_chunks {
            if frame.kind == FrameKind::Unsure && !frame.has_semicolon {
                self.dissolve(frame.block);
            } else {
                self.attach(frame.block, Self::offset(at));
            }
        }
        if !self.is_direct() {
            return Some(());
        }
        match self.item() {
            Item::Prefix => self.attribute(frame),
            Item::InnerAttribute => {
                let text = self.text.get(frame.at as usize..at).unwrap_or_default();
                self.may_be_test |= memchr::memmem::find(text, b"test").is_some();
                self.end_chunk(self.lexer.at);
            }
            Item::Fields | Item::MacroRules if frame.is_body => {
                let tail = (frame.at + 1, Self::offset(at));
                if let Some(chunk) = self.current() {
                    chunk.tail = tail;
                }
                self.end_item(bracket);
            }
            Item::Function | Item::Container if frame.is_body => self.end_item(bracket),
            Item::Plain if bracket == b'}' => self.end_statement(),
            _ => {}
        }
        Some(())
    }

    /// Ends an item behind its body. A brace in generic arguments is no body.
    fn end_item(&mut self, bracket: u8) {
        if bracket == b'}' && !matches!(self.lexer.peek(), b'>' | b',') {
            self.end_chunk(self.lexer.at);
        }
    }

    /// Ends a statement behind a brace, where another one certainly begins.
    fn end_statement(&mut self) {
        if self.top().is_some_and(|frame| frame.kind == FrameKind::Items) {
            return self.end_chunk(self.lexer.at);
        }
        let mut ahead = self.lexer.clone();
        let begins = match ahead.next() {
            Some(Token::Word) => !matches!(ahead.text(), b"else" | b"as" | b"in"),
            Some(Token::Punctuation(b'#')) => true,
            _ => false,
        };
        if begins {
            self.end_chunk(self.lexer.at);
        }
    }

    /// Notes an attribute that only test builds compile for.
    fn attribute(&mut self, frame: Frame) {
        let text = self.text.get(frame.at as usize + 1..self.lexer.start).unwrap_or_default().trim_ascii();
        let is_test = matches!(text, b"test" | b"bench" | b"cfg(test)") || text.ends_with(b"::test");
        let may_be_test = is_test || memchr::memmem::find(text, b"test").is_some();
        if may_be_test
            && frame.closer == b']'
            && let Some(chunk) = self.current()
        {
            chunk.is_test |= is_test;
            chunk.may_be_test |= !is_test;
        }
    }

    /// Gives a finished block to the chunk around it.
    fn attach(&mut self, id: BlockId, close: u32) {
        let keeps = self.outline.chunks_of(id).map(Chunk::kept_from).fold(None, least);
        if let Some(block) = self.outline.blocks.get_mut(id as usize) {
            block.close = close;
        }
        self.append(id);
        if let Some(chunk) = self.current() {
            chunk.below = least(chunk.below, keeps);
        }
    }

    fn append(&mut self, id: BlockId) {
        let Some(chunk) = self.current() else { return };
        let last = std::mem::replace(&mut chunk.last_block, id);
        if last == NONE {
            chunk.first_block = id;
        }
        if let Some(last) = self.outline.blocks.get_mut(last as usize) {
            last.next = id;
        }
    }

    /// What is between these braces belongs to the chunk around them after all.
    fn dissolve(&mut self, id: BlockId) {
        let mut inner = self.outline.blocks.get(id as usize).map_or(NONE, |block| block.first);
        while let Some(chunk) = self.outline.chunks.get(inner as usize).cloned() {
            let mut block = chunk.first_block;
            while let Some(next) = self.outline.blocks.get(block as usize).map(|block| block.next) {
                if let Some(block) = self.outline.blocks.get_mut(block as usize) {
                    block.next = NONE;
                }
                self.append(block);
                block = next;
            }
            if let Some(outer) = self.current() {
                outer.is_selected |= chunk.is_selected;
                outer.is_touched |= chunk.is_touched;
                outer.below = least(outer.below, chunk.below);
                outer.declares = least(outer.declares, chunk.declared_from());
            }
            inner = chunk.next;
        }
    }

    fn punctuation(&mut self, byte: u8) -> Before {
        if byte == b';' && self.is_direct() {
            self.end_chunk(self.lexer.at);
            if let Some(frame) = self.frames.last_mut() {
                frame.has_semicolon = true;
            }
            return Before::Punctuation(byte);
        }
        let starts = self.is_direct() && self.chunk() == NONE;
        self.begin();
        match byte {
            b'#' => return Before::Hash,
            b'!' if self.before == Before::Name => return Before::Call,
            b'!' if self.before == Before::Hash => {
                if self.is_direct()
                    && self.item() == Item::Prefix
                    && let Some(chunk) = self.current()
                {
                    chunk.item = Item::InnerAttribute;
                }
                return Before::Hash;
            }
            b'=' if self.is_direct() && self.item() == Item::Constant => {
                let at = Self::offset(self.lexer.start);
                if let Some(chunk) = self.current()
                    && chunk.tail == (0, 0)
                {
                    chunk.tail = (at, at);
                }
            }
            _ => {}
        }
        if starts || self.is_direct() && !matches!(byte, b'*' | b'?' | b'<' | b'>' | b':' | b'&') {
            self.plain();
        }
        Before::Punctuation(byte)
    }
}

/// The detail that needs the item which begins with this word, if one does.
fn detail_of(word: &[u8]) -> Option<Detail> {
    match word {
        b"mod" => Some(Detail::Modules),
        b"use" | b"type" | b"fn" | b"impl" | b"struct" | b"enum" | b"trait" | b"static" | b"const"
        | b"extern" | b"union" | b"macro_rules" => Some(Detail::Names),
        _ => None,
    }
}
