//! What names mean: paths followed through `use`, modules, re-exports and type aliases.
//!
//! In two steps, like everything that needs the workspace. [`FileNames`] knows one file: it resolves what the file
//! alone decides, and [`FileFacts`] turns the rest into [`Question`]s, plain data in the file's own names. Of all
//! files' [`FileSummary`]s the workspace then builds [`Symbols`], which answer them. Both look names up by the same
//! rules in the same structure ([`Graph`]), of one file or of all.

mod collect;
mod facts;
mod graph;
mod memo;
mod path;
mod prelude;
mod resolve;
mod scope;
mod summary;
mod symbols;
#[cfg(test)]
mod tests;
mod tree;
mod use_tree;

pub(crate) use facts::{FileFacts, FileNames, Question};
pub(crate) use graph::{Callable, Graph, GraphId};
pub(crate) use memo::Methods;
pub(crate) use path::{Namespace, PathRef, Renames, Verdict};
pub(crate) use resolve::{Def, Target};
pub(crate) use scope::{Scopes, Written, self_type, written};
pub(crate) use summary::{FileSummary, ItemKind};
pub(crate) use symbols::Symbols;
#[cfg(test)]
pub(crate) use tree::CrateFacts;
pub(crate) use tree::looks_like_root;
