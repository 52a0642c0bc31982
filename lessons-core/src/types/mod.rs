//! Types without a build: from declarations, annotations, constructors, fields, parameters and results of the
//! workspace's functions. What none of them tells is unknown, which is neither yes nor no.
//!
//! A file says of an expression how its type could be found ([`TypeTerm`]); a graph of modules says what it is
//! ([`Types`]), be it the one file's or the whole workspace's.

mod eval;
mod gives;
mod infer;
mod shape;
mod std;
mod term;
mod traits;
pub(crate) mod written;

pub(crate) use eval::{Is, Types};
pub(crate) use infer::term_of;
pub(crate) use term::TypeTerm;
pub(crate) use traits::{makes_its_value, takes_self};
