//! How results are shown: one output format a file.

pub(crate) mod failure;
