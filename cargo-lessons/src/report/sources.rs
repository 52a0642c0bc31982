//! The texts that reports quote from, and what is known of the packages that hold them.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;

use lessons_core::{FileSource, LineIndex, Workspace};

/// Trees that were searched, and the lessons' own files.
#[derive(Default)]
pub(crate) struct Sources<'a> {
    trees: Vec<Tree<'a>>,
    /// The tree's number and the path in it, by the path as it is shown.
    files: BTreeMap<String, (usize, String)>,
    lessons: BTreeMap<String, &'a [u8]>,
    /// The file that was asked for last: findings come file by file.
    last: RefCell<Option<(String, Option<Text>)>>,
}

/// A file's text, and its lines. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Text {
    pub(crate) text: Rc<str>,
    pub(crate) lines: Rc<LineIndex>,
}

/// One tree that was searched.
struct Tree<'a> {
    workspace: Held<'a>,
    root: PathBuf,
}

/// A workspace of the context, or one made for this search.
enum Held<'a> {
    Borrowed(&'a Workspace),
    Owned(Box<Workspace>),
}

impl Held<'_> {
    fn get(&self) -> &Workspace {
        match self {
            Self::Borrowed(workspace) => workspace,
            Self::Owned(workspace) => workspace,
        }
    }
}

/// What a machine wants to know of the package that a file belongs to.
#[derive(Clone, Debug)]
pub(crate) struct Owner<'s> {
    /// The package; none where the tree has none.
    pub(crate) package: Option<&'s lessons_core::Package>,
    /// The target.
    pub(crate) target: Option<&'s lessons_core::Target>,
    /// The directory that the package's paths start from.
    pub(crate) root: &'s Path,
}

impl<'a> Sources<'a> {
    /// Adds a tree of the context; returns its number.
    pub(crate) fn borrow(&mut self, workspace: &'a Workspace, root: &Path) -> usize {
        self.trees.push(Tree { workspace: Held::Borrowed(workspace), root: root.to_path_buf() });
        self.trees.len() - 1
    }

    /// Adds a tree that was made for this search; returns its number.
    pub(crate) fn own(&mut self, workspace: Workspace, root: &Path) -> usize {
        self.trees.push(Tree { workspace: Held::Owned(Box::new(workspace)), root: root.to_path_buf() });
        self.trees.len() - 1
    }

    /// A tree, by its number.
    pub(crate) fn tree(&self, tree: usize) -> &Workspace {
        // Numbers are only given out for trees that were added.
        self.trees[tree].workspace.get()
    }

    /// The directory of a tree, by its number.
    pub(crate) fn root(&self, tree: usize) -> &Path {
        &self.trees[tree].root
    }

    /// Says that the file shown as `shown` is `path` in a tree.
    pub(crate) fn file(&mut self, shown: &str, tree: usize, path: &str) {
        self.files.entry(shown.to_owned()).or_insert_with(|| (tree, path.to_owned()));
    }

    /// Says what the lesson file shown as `shown` holds.
    pub(crate) fn lesson(&mut self, shown: String, bytes: &'a [u8]) {
        self.lessons.insert(shown, bytes);
    }

    /// The text of a file that was found in; none if it cannot be read or is not UTF-8. The last one is kept.
    pub(crate) fn text(&self, shown: &str) -> Option<Rc<str>> {
        self.indexed(shown).map(|text| text.text)
    }

    /// As [`text`](Self::text), with its lines.
    pub(crate) fn indexed(&self, shown: &str) -> Option<Text> {
        if let Some((path, text)) = &*self.last.borrow()
            && path == shown
        {
            return text.clone();
        }
        let text =
            self.read(shown).map(|text| Text { lines: Rc::new(LineIndex::new(&text)), text: Rc::from(text) });
        *self.last.borrow_mut() = Some((shown.to_owned(), text.clone()));
        text
    }

    fn read(&self, shown: &str) -> Option<String> {
        if let Some(bytes) = self.lessons.get(shown) {
            return Some(valid_part(bytes).to_owned());
        }
        let (tree, path) = self.files.get(shown)?;
        let source: &Arc<dyn FileSource> = self.trees.get(*tree)?.workspace.get().source();
        String::from_utf8(source.read(path).ok()?).ok()
    }

    /// The package that a shown file belongs to; for the lessons' files and files of no package, the first one.
    pub(crate) fn owner(&self, shown: &str) -> Option<Owner<'_>> {
        let (tree, path) = match self.files.get(shown) {
            Some((tree, path)) => (self.trees.get(*tree)?, path.as_str()),
            None => (self.trees.first()?, ""),
        };
        let workspace = tree.workspace.get();
        let place = workspace.place(path);
        let first = || workspace.members().next().or_else(|| workspace.packages().first());
        let package = place.package.or_else(first);
        let target = place.target.or_else(|| package.and_then(|package| package.targets.first()));
        Some(Owner { package, target, root: &tree.root })
    }
}

/// The text up to the first byte that is not UTF-8: readers of lessons read as far.
pub(crate) fn valid_part(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap_or_else(|error| {
        let valid = bytes.get(..error.valid_up_to()).unwrap_or_default();
        std::str::from_utf8(valid).unwrap_or_default()
    })
}
