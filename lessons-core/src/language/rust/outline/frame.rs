//! Brackets that are open while a file is read, and what the token before was.

use super::chunks::{BlockId, ChunkId};

/// What open brackets hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FrameKind {
    Items,
    Body,
    /// A block if a `;` turns up.
    Unsure,
    /// Brackets, or the fields of a type.
    Group,
    /// The body of a macro call or definition.
    Macro,
}

/// Brackets that are open.
#[derive(Clone, Copy, Debug)]
pub(super) struct Frame {
    pub(super) kind: FrameKind,
    pub(super) closer: u8,
    /// Where it opens.
    pub(super) at: u32,
    pub(super) block: BlockId,
    /// The chunk that is open in it.
    pub(super) chunk: ChunkId,
    pub(super) has_semicolon: bool,
    /// The nearest frame, itself perhaps, that has chunks.
    pub(super) owner: usize,
    /// Whether it is the body of the item whose chunk is open around it.
    pub(super) is_body: bool,
    /// The number of its opening bracket among the tokens.
    pub(super) token: usize,
    /// Whether only the parser can tell if what it holds is code: an attribute's arguments, most macros' bodies.
    pub(super) is_opaque: bool,
}

/// What the token before was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Before {
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

/// What closes a bracket.
pub(super) fn closing(bracket: u8) -> u8 {
    match bracket {
        b'(' => b')',
        b'[' => b']',
        _ => b'}',
    }
}
