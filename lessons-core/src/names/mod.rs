//! What names mean.
use crate::locals::Locals;
use crate::pattern::{Facts, WantedPath};
use crate::syntax::{Node, Tree};
use crate::workspace::Edition;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Hash, PartialOrd, Ord)]
pub(crate) struct Question;
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct FileSummary;
#[derive(Clone, Debug, Default)]
pub(crate) struct Renames;
pub(crate) struct FileNames<'t>(&'t Tree);
impl<'t> FileNames<'t> {
    pub(crate) fn new(tree: &'t Tree, _: &'t Locals<'t>, _: Edition) -> Self {
        Self(tree)
    }
    pub(crate) fn summary(&self) -> FileSummary {
        FileSummary
    }
}
pub(crate) struct FileFacts<'a> {
    _names: &'a FileNames<'a>,
}
impl<'a> FileFacts<'a> {
    pub(crate) fn new(names: &'a FileNames<'a>, _: &Renames, _: &dyn Fn(&Question) -> Option<bool>) -> Self {
        Self { _names: names }
    }
    pub(crate) fn take_pending(&self) -> Option<Question> {
        None
    }
}
impl Facts for FileFacts<'_> {
    fn path_is(&self, node: Node<'_>, wanted: &WantedPath) -> bool {
        let mut written: Vec<&str> =
            crate::pattern::written_path(node).iter().map(|segment| segment.name.text()).collect();
        written.reverse();
        let Some(skip) = written.len().checked_sub(wanted.segments.len()) else { return false };
        written[skip..].iter().zip(&wanted.segments).all(|(a, b)| b.as_deref().is_none_or(|b| b == *a))
    }
    fn type_is(&self, _: Node<'_>, _: &WantedPath, unknown: bool) -> bool {
        unknown
    }
    fn takes_self(&self, node: Node<'_>) -> bool {
        node.text().contains("::")
    }
}

pub(crate) struct Symbols;
impl Symbols {
    pub(crate) fn new<'a>(
        _: &crate::workspace::Workspace,
        _: impl Iterator<Item = (&'a str, &'a FileSummary)>,
    ) -> Self {
        Self
    }
    pub(crate) fn answer(&self, _: &str, _: &Question) -> bool {
        false
    }
    pub(crate) fn is_test_only(&self, _: &str) -> bool {
        false
    }
}
