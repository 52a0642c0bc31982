//! The files of a source in order, for questions about directories and names.

use super::files::{FileEntry, FileSource};

/// A source with its files listed once.
#[derive(Clone, Copy)]
pub(crate) struct Listing<'a> {
    pub(crate) source: &'a dyn FileSource,
    /// In order of path.
    pub(crate) entries: &'a [FileEntry],
}

impl<'a> Listing<'a> {
    /// The file, if it is listed. O(log files).
    pub(crate) fn entry(&self, path: &str) -> Option<&'a FileEntry> {
        let at = self.entries.binary_search_by(|entry| entry.path.as_str().cmp(path)).ok()?;
        self.entries.get(at)
    }

    /// Whether the file is listed. O(log files).
    pub(crate) fn lists(&self, path: &str) -> bool {
        self.entry(path).is_some()
    }

    /// Whether the file is listed, or can be read although it is not (ignored, hidden, a link inside the root).
    pub(crate) fn has_file(&self, path: &str) -> bool {
        self.lists(path) || self.source.read(path).is_ok()
    }

    /// The listed files below a directory, in order. O(log files + result).
    pub(crate) fn below(&self, dir: &str) -> impl Iterator<Item = &'a str> + use<'a> {
        let prefix = if dir.is_empty() { String::new() } else { format!("{dir}/") };
        let start = self.entries.partition_point(|entry| entry.path < prefix);
        let rest = self.entries.get(start..).unwrap_or_default().iter().map(|entry| entry.path.as_str());
        rest.take_while(move |path| path.starts_with(&prefix))
    }

    /// Every listed `Cargo.toml`, in order.
    pub(crate) fn manifests(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        let paths = self.entries.iter().map(|entry| entry.path.as_str());
        paths.filter(|path| *path == "Cargo.toml" || path.ends_with("/Cargo.toml"))
    }
}
