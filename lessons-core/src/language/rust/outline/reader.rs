//! Reads a file's tokens into chunks: which brackets are open, which statement or item in each, and where it ends.

use super::Reach;
use super::chunks::{Block, BlockId, Chunk, ChunkId, Item, Mark, NONE, Outline};
use super::lexer::{IS_WORD, Lexer, Token};

/// Reads a file; none where its brackets do not pair. Linear in the text.
pub(super) fn read(text: &str, marks: &[Mark]) -> Option<Outline> {
    let mut reader = Reader {
        text: text.as_bytes(),
        lexer: Lexer::new(text),
        outline: Outline { chunks: Vec::new(), blocks: Vec::new() },
        frames: Vec::new(),
        marks,
        before: Before::Nothing,
        is_extern: false,
        is_const: false,
    };
    reader.push(FrameKind::Items, 0, 0, false);
    reader.run()?;
    Some(reader.outline)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum FrameKind {
    Items,
    Body,
    /// A block if a `;` turns up.
    Unsure,
    /// Brackets, or the fields of a type.
    Group,
    /// The body of a macro call or definition.
    Macro,
}

#[derive(Clone, Copy, Debug)]
struct Frame {
    kind: FrameKind,
    closer: u8,
    /// Where it opens.
    at: u32,
    block: BlockId,
    /// The chunk that is open in it.
    chunk: ChunkId,
    has_semicolon: bool,
    /// The nearest frame, itself perhaps, that has chunks.
    owner: usize,
    /// Whether it is the body of the item whose chunk is open around it.
    is_body: bool,
}

/// What the token before was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Before {
    Nothing,
    /// A name, behind which `!` begins a macro call.
    Name,
    /// A word behind which a brace certainly opens a block.
    Opener,
    Keyword,
    /// `name!`
    Call,
    Arrow,
    Hash,
    Punctuation(u8),
    Other,
}

struct Reader<'t> {
    text: &'t [u8],
    lexer: Lexer<'t>,
    outline: Outline,
    frames: Vec<Frame>,
    marks: &'t [Mark],
    before: Before,
    /// The modifiers of the item whose first words are being read.
    is_extern: bool,
    is_const: bool,
}

impl Reader<'_> {
    fn run(&mut self) -> Option<()> {
        while let Some(token) = self.lexer.next() {
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
            declares: false,
            keeps_below: false,
            is_test: false,
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
        if let Some(frame) = self.frames.last_mut() {
            let chunk = std::mem::replace(&mut frame.chunk, NONE);
            if let Some(chunk) = self.get(chunk) {
                chunk.end = Self::offset(end);
            }
        }
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
        });
    }

    fn word(&mut self) -> Before {
        self.begin();
        self.found();
        let word = self.lexer.text();
        if self.in_macro() {
            if is_item_word(word)
                && let Some(chunk) = self.current()
            {
                chunk.declares = true;
            }
            return Before::Other;
        }
        if self.is_direct() && self.item() == Item::Prefix {
            let item = self.first_words(word);
            if let Some(chunk) = self.current() {
                chunk.item = item;
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

    /// Selects what is wanted around the word just read, if it is looked for.
    fn found(&mut self) {
        let name = Self::offset(self.lexer.name);
        while let Some((mark, rest)) = self.marks.split_first()
            && mark.at <= name
        {
            self.marks = rest;
            if mark.at == name {
                self.select(*mark);
            }
        }
    }

    /// A format string has code in it: the names that it captures.
    fn literal(&mut self) {
        self.plain_extern();
        let end = Self::offset(self.lexer.at);
        while let Some((mark, rest)) = self.marks.split_first()
            && mark.at < end
        {
            self.marks = rest;
            if mark.at > Self::offset(self.lexer.start) && self.is_captured(mark.at as usize) {
                self.select(*mark);
            }
        }
    }

    /// Whether a format string captures the name at `at`: `{name`, `{:name$}`.
    fn is_captured(&self, at: usize) -> bool {
        let before = at.checked_sub(1).and_then(|at| self.text.get(at));
        let after = self.text.get(at..).unwrap_or_default().iter().find(|byte| !IS_WORD[**byte as usize]);
        before == Some(&b'{') || after == Some(&b'$')
    }

    /// The name of a calling convention belongs to an item, any other literal begins a statement.
    fn plain_extern(&mut self) {
        if !self.is_extern {
            self.plain();
        }
    }

    fn select(&mut self, mark: Mark) {
        let chunks = self.frames.iter().filter_map(|frame| self.outline.chunks.get(frame.chunk as usize));
        if !mark.in_tests && chunks.into_iter().any(|chunk| chunk.is_test) {
            return;
        }
        let chunk = match mark.reach {
            Reach::Statement => self.chunk(),
            Reach::Body => {
                let among_items = self.frames.iter().filter(|frame| frame.kind == FrameKind::Items);
                let mut chunks = among_items.map(|frame| frame.chunk).filter(|chunk| *chunk != NONE);
                let is_container = |chunk: &ChunkId| {
                    self.outline.chunks.get(*chunk as usize).is_some_and(|one| one.item == Item::Container)
                };
                chunks.find(|chunk| !is_container(chunk)).unwrap_or_else(|| self.chunk())
            }
            Reach::Item | Reach::File => self.frames.first().map_or(NONE, |frame| frame.chunk),
        };
        if let Some(chunk) = self.get(chunk) {
            chunk.is_selected = true;
        }
    }

    fn open(&mut self, bracket: u8) {
        let starts_chunk = self.is_direct() && self.chunk() == NONE;
        self.begin();
        let (at, closer) = (self.lexer.start, closing(bracket));
        if self.in_macro() {
            return self.push(FrameKind::Macro, closer, at, false);
        }
        let item = self.item();
        let is_direct = self.is_direct();
        if self.before == Before::Call || is_direct && item == Item::MacroRules {
            if self.before == Before::Call {
                self.plain();
            }
            return self.push(FrameKind::Macro, closer, at, true);
        }
        if bracket != b'{' {
            if self.before != Before::Hash && self.before != Before::Punctuation(b'#') && !self.in_prefix() {
                self.plain();
            }
            return self.push(FrameKind::Group, closer, at, false);
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
            Item::InnerAttribute => self.end_chunk(self.lexer.at),
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
        if is_test
            && frame.closer == b']'
            && let Some(chunk) = self.current()
        {
            chunk.is_test = true;
        }
    }

    /// Gives a finished block to the chunk around it.
    fn attach(&mut self, id: BlockId, close: u32) {
        let keeps = self.outline.chunks_of(id).any(Chunk::is_kept);
        if let Some(block) = self.outline.blocks.get_mut(id as usize) {
            block.close = close;
        }
        self.append(id);
        if let Some(chunk) = self.current() {
            chunk.keeps_below |= keeps;
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
                outer.keeps_below |= chunk.keeps_below;
                outer.declares |= chunk.declares || chunk.is_item();
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

fn closing(bracket: u8) -> u8 {
    match bracket {
        b'(' => b')',
        b'[' => b']',
        _ => b'}',
    }
}

/// Whether an item begins with this word.
fn is_item_word(word: &[u8]) -> bool {
    matches!(
        word,
        b"use"
            | b"mod"
            | b"type"
            | b"fn"
            | b"impl"
            | b"struct"
            | b"enum"
            | b"trait"
            | b"static"
            | b"const"
            | b"extern"
            | b"union"
            | b"macro_rules"
    )
}
