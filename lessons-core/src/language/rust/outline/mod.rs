//! Where the statements and items of a Rust file begin and end, without parsing it; and from that the stretches of it
//! that must be parsed.
//!
//! A file is read once, token by token. What its braces hold is told by what stands before them, or by a `;` between
//! them: items, statements, or neither (then they are part of the statement around them). Macro calls are never
//! divided. Whatever is not understood makes more to be parsed, never less.

mod arguments;
mod calls;
mod chunks;
mod frame;
mod lexer;
mod reader;
mod slices;
#[cfg(test)]
mod tests;

pub(crate) use arguments::Counts;
pub(crate) use calls::MethodCall;
pub(crate) use chunks::{Counted, Mark, Outline};
pub(crate) use lexer::{IS_WORD, item_name, tokens};
pub(crate) use slices::{Detail, SlicedText, Slices};

/// How much of a file is looked at around a word, besides the heads of what encloses it; from the least.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub(crate) enum Reach {
    /// Only the call of the method with this name, where its tokens alone tell it; else as [`Surface`](Self::Surface).
    Call,
    /// The innermost statement around it, without the blocks and macro bodies in it that hold no such word.
    Surface,
    /// The innermost statement around it.
    Statement,
    /// The whole function, constant or other item with a body around it.
    Body,
    /// The outermost item around it.
    Item,
    /// Everything.
    File,
}

/// What to parse of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Parts {
    /// All of it.
    Whole,
    Slices(Slices),
}
