//! The stretches of a file that must be parsed: what is selected in full, and of the rest what names depend on.

use std::collections::BTreeSet;
use std::hash::{Hash, Hasher};

use serde::{Deserialize, Serialize};

use super::Parts;
use super::calls::MethodCall;
use super::chunks::{Block, BlockId, Chunk, Item, Outline};
use super::lexer::tokens;
use crate::span::Span;
use crate::syntax::MAX_DEPTH;

/// How much is kept of what is not selected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) enum Detail {
    /// Which files are its modules: all that is asked where nothing depends on names.
    #[default]
    Modules,
    /// What items there are, and what `use` and `type` make of names.
    Names,
    /// Fields and the types of constants too.
    Types,
}

/// The stretches of a file that are parsed, and which macro bodies in them are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Slices {
    /// In order and disjoint.
    pub(crate) spans: Vec<Span>,
    /// Where every macro's body is parsed, in order.
    whole: Vec<Span>,
    /// Where the words stand for whose sake a macro's body is parsed anywhere else, in order.
    words: Vec<u32>,
    /// Method calls that need not be parsed, by the place of their names.
    pub(crate) calls: Vec<MethodCall>,
    /// What only test builds compile, as far as that matters to these calls.
    pub(crate) tests: Vec<Span>,
}

impl Slices {
    /// Whether the body of a macro is to be parsed. O(log words).
    pub(crate) fn reads_macro(&self, body: Span) -> bool {
        let next = self.words.get(self.words.partition_point(|at| *at < body.start));
        let around = self.whole.partition_point(|whole| whole.start <= body.start).checked_sub(1);
        next.is_some_and(|at| *at < body.end)
            || around.and_then(|at| self.whole.get(at)).is_some_and(|whole| body.end <= whole.end)
    }
}

/// What of a text is parsed, wherever in it that stands: equal ones give equal trees but for their places.
pub(crate) struct SlicedText<'a> {
    pub(crate) slices: &'a Slices,
    pub(crate) text: &'a str,
}

impl Hash for SlicedText<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let Slices { spans, whole, words, calls: _, tests: _ } = self.slices;
        for span in spans {
            span.of(self.text).hash(state);
            for whole in whole.iter().filter(|whole| whole.start < span.end && span.start < whole.end) {
                (0_u8, whole.start.saturating_sub(span.start), whole.end.saturating_sub(span.start))
                    .hash(state);
            }
            let from = words.partition_point(|at| *at < span.start);
            for at in words.iter().skip(from).take_while(|at| **at < span.end) {
                (1_u8, at - span.start).hash(state);
            }
        }
    }
}

/// A constant up to this many bytes is not worth dividing.
const SHORT: u32 = 160;

impl Outline {
    /// The detail that a file needs of which `detail` is asked: a name behind `::` may be a function of what another
    /// name means, whether or not somebody asks for one.
    pub(crate) fn detail(&self, detail: Detail) -> Detail {
        if self.has_path { detail.max(Detail::Names) } else { detail }
    }

    /// What to parse of the text that this is the outline of. Of the functions of types and traits, where types do not
    /// decide, only the `methods` are kept, if not all are asked for.
    ///
    /// Nothing is parsed where words are looked for and nothing must be searched: what there is are method calls, or words
    /// that mean something else. Which modules the file has, and what it declares, is not known then.
    pub(crate) fn parts(self, text: &str, detail: Detail, methods: Option<&BTreeSet<String>>) -> Parts {
        let methods = methods.filter(|_| detail < Detail::Types).map(|names| Methods { text, names });
        let mut cutter = Cutter {
            outline: &self,
            detail,
            methods,
            slices: Slices::default(),
            is_searched: false,
            depth: 0,
            is_owned: false,
        };
        cutter.chunks(self.chunks());
        let Cutter { mut slices, is_searched, .. } = cutter;
        if !self.words.is_empty() && !is_searched {
            slices.spans.clear();
        }
        slices.words = self.words;
        slices.calls = self.calls;
        slices.calls.sort_unstable_by_key(|call| call.name);
        slices.tests = self.tests;
        let kept: usize = slices.spans.iter().map(|span| span.len() as usize).sum();
        // Putting slices together costs a little too.
        if kept * 8 > text.len() * 7 { Parts::Whole } else { Parts::Slices(slices) }
    }
}

/// The functions of types and traits that are kept where nothing else in them is.
#[derive(Clone, Copy)]
struct Methods<'m> {
    text: &'m str,
    names: &'m BTreeSet<String>,
}

impl<'m> Methods<'m> {
    /// The words of an item from the one that says what it is.
    fn words(self, chunk: &Chunk) -> impl Iterator<Item = &'m str> {
        tokens(self.text.get(chunk.keyword as usize..).unwrap_or_default())
    }

    fn holds(self, function: &Chunk) -> bool {
        let name = self.words(function).nth(1).unwrap_or_default();
        self.names.contains(name.strip_prefix("r#").unwrap_or(name))
    }

    fn is_impl(self, container: &Chunk) -> bool {
        self.words(container).next() == Some("impl")
    }

    fn is_owner(self, container: &Chunk) -> bool {
        matches!(self.words(container).next(), Some("impl" | "trait"))
    }
}

struct Cutter<'o> {
    outline: &'o Outline,
    detail: Detail,
    /// None where all are kept.
    methods: Option<Methods<'o>>,
    slices: Slices,
    /// Whether there is anything to be searched.
    is_searched: bool,
    /// How many blocks are around the chunk.
    depth: u32,
    /// Whether the innermost of them is a type's or a trait's.
    is_owned: bool,
}

impl<'o> Cutter<'o> {
    fn keep(&mut self, start: u32, end: u32) {
        match self.slices.spans.last_mut() {
            Some(last) if last.end >= start => last.end = last.end.max(end),
            _ if start < end => self.slices.spans.push(Span::new(start, end)),
            _ => {}
        }
    }

    fn chunks(&mut self, chunks: impl Iterator<Item = &'o Chunk>) {
        for chunk in chunks {
            if self.is_kept(chunk.kept_from()) && !self.is_unasked(chunk) {
                self.chunk(chunk);
            }
        }
    }

    /// Whether this is a function of a type or trait, or an `impl`, and nothing that is asked for.
    fn is_unasked(&self, chunk: &Chunk) -> bool {
        let Some(methods) = self.methods else { return false };
        let is_unasked = |member: &Chunk| {
            let is_needed = member.is_selected
                || member.is_touched
                || self.is_kept(member.declares)
                || self.is_kept(member.below);
            member.item == Item::Function && !is_needed && !methods.holds(member)
        };
        match chunk.item {
            Item::Function => self.is_owned && is_unasked(chunk),
            Item::Container if methods.is_impl(chunk) => {
                let blocks = self.outline.blocks_of(chunk);
                let mut members = blocks.flat_map(|(id, _)| self.outline.chunks_of(id));
                !chunk.is_selected
                    && !chunk.is_touched
                    && !self.is_kept(chunk.declares)
                    && members.all(|member| !self.is_kept(member.kept_from()) || is_unasked(member))
            }
            _ => false,
        }
    }

    fn is_kept(&self, from: Option<Detail>) -> bool {
        from.is_some_and(|from| from <= self.detail)
    }

    fn chunk(&mut self, chunk: &'o Chunk) {
        self.is_searched |= chunk.is_selected || chunk.is_touched;
        let is_whole = chunk.is_selected || self.is_kept(chunk.declares) || self.depth >= MAX_DEPTH;
        let (start, end) = (chunk.start, chunk.end);
        // What is nested deeper is not searched.
        if is_whole {
            self.is_searched |= chunk.below.is_some();
            self.slices.whole.push(Span::new(start, end));
            return self.keep(start, end);
        }
        let (tail, tail_end) = chunk.tail;
        match chunk.item {
            Item::InnerAttribute | Item::Declaration | Item::Prefix => self.keep(start, end),
            Item::Fields if chunk.is_touched || self.detail == Detail::Types => self.keep(start, end),
            Item::MacroRules if chunk.is_touched => self.keep(start, end),
            Item::Fields | Item::MacroRules if tail > 0 => {
                self.keep(start, tail);
                self.keep(tail_end, end);
            }
            Item::Fields | Item::MacroRules => self.keep(start, end),
            Item::Constant if !chunk.is_touched && !self.is_kept(chunk.below) => {
                if end - start > SHORT && tail > 0 {
                    self.keep(start, tail);
                    self.keep(end.saturating_sub(1), end);
                } else {
                    self.keep(start, end);
                }
            }
            Item::Function | Item::Container | Item::Constant | Item::Plain => {
                let blocks: Vec<(BlockId, &Block)> = self.outline.blocks_of(chunk).collect();
                let mut from = start;
                let is_owner = chunk.item == Item::Container
                    && self.methods.is_some_and(|methods| methods.is_owner(chunk));
                let is_owned = std::mem::replace(&mut self.is_owned, is_owner);
                self.depth += 1;
                for (id, block) in blocks {
                    self.keep(from, block.open);
                    self.chunks(self.outline.chunks_of(id));
                    from = block.close;
                }
                self.depth -= 1;
                self.is_owned = is_owned;
                self.keep(from, end);
            }
        }
    }
}
