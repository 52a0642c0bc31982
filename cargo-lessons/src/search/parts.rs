//! What was named to be searched, as trees and parts of trees.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use lessons_core::{Disk, Workspace};

use super::Request;
use super::packages::PackageFilter;
use super::shown::Shown;
use crate::context::Context;
use crate::exit::Failure;
use crate::report::sources::Sources;

/// A tree to search, or a part of one.
pub(super) struct Part {
    /// The tree's number in the sources.
    pub(super) tree: usize,
    /// How its paths are shown.
    pub(super) shown: Shown,
    /// Files, or folders, to search; all if none are said.
    only: Option<Vec<String>>,
    packages: Option<PackageFilter>,
}

impl Part {
    /// Whether files of the tree are left out.
    pub(super) const fn is_partial(&self) -> bool {
        self.only.is_some() || self.packages.is_some()
    }

    /// Whether a file of the tree is to be searched.
    pub(super) fn takes(&self, workspace: &Workspace, path: &str) -> bool {
        let below = |dir: &String| {
            path.strip_prefix(dir.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        self.only.as_ref().is_none_or(|only| only.iter().any(below))
            && self.packages.as_ref().is_none_or(|packages| {
                packages.takes(workspace.place(path).package.map(|package| package.name.as_str()))
            })
    }
}

/// The workspace, whole; or what the paths name: parts of the workspace where they are its members' files, trees of
/// their own elsewhere. Files named one by one are a part of the tree of the working directory, or of their folder.
pub(super) fn parts<'a>(
    context: &Context,
    root: &Path,
    workspace: &'a Workspace,
    request: Request<'_>,
    sources: &mut Sources<'a>,
) -> Result<Vec<Part>, Failure> {
    let common = &context.common;
    if request.paths.is_empty() {
        let packages = PackageFilter::new(common, workspace)?;
        let tree = sources.borrow(workspace, root);
        return Ok(vec![Part { tree, shown: Shown::as_is(), only: None, packages }]);
    }
    let cwd = context.cwd.canonicalize()?;
    let canonical_root = root.canonicalize()?;
    let mut in_workspace = Vec::new();
    // Folders, with the files that were named in them; none for all.
    let mut trees: BTreeMap<PathBuf, Option<Vec<String>>> = BTreeMap::new();
    for path in request.paths {
        let canonical = context
            .cwd
            .join(path)
            .canonicalize()
            .map_err(|error| Failure::new(format!("`{}` cannot be searched: {error}", path.display())))?;
        if let Some(below) = below(&canonical, &canonical_root).filter(|below| is_members(workspace, below)) {
            in_workspace.push(below);
        } else if canonical.is_dir() {
            trees.insert(canonical, None);
        } else {
            let dir = if canonical.starts_with(&cwd) { Some(cwd.as_path()) } else { canonical.parent() };
            let dir = dir.unwrap_or(&cwd);
            let name = below(&canonical, dir).ok_or_else(|| {
                Failure::new(format!("`{}`: the file's name is not UTF-8", path.display()))
                    .hint("rename it to have it searched")
            })?;
            if let Some(files) = trees.entry(dir.to_path_buf()).or_insert_with(|| Some(Vec::new())) {
                files.push(name);
            }
        }
    }
    if request.base.is_some() && !trees.is_empty() {
        return Err(Failure::new("`--base` compares the workspace, and some path named is not in it"));
    }
    drop_covered(&mut trees);
    let mut parts = Vec::new();
    if !in_workspace.is_empty() {
        let packages = PackageFilter::new(common, workspace)?;
        let tree = sources.borrow(workspace, root);
        let only = (!in_workspace.iter().any(String::is_empty)).then_some(in_workspace);
        parts.push(Part { tree, shown: Shown::from_directory(&canonical_root, &cwd), only, packages });
    }
    for (dir, files) in trees {
        let shown = Shown::from_directory(&dir, &cwd);
        let disk = Disk::new(&dir)?;
        let workspace = match files.clone() {
            None => match context.results(&dir) {
                Some(cache) => Workspace::bare_tree_cached(disk, &*cache)?,
                None => Workspace::bare_tree(disk.without_keys())?,
            },
            Some(files) => Workspace::bare_tree(Named { disk, files })?,
        };
        let workspace = match request.edition {
            Some(edition) => workspace.with_edition(edition),
            None => workspace,
        };
        let packages = PackageFilter::new(common, &workspace)?;
        parts.push(Part { tree: sources.own(workspace, &dir), shown, only: files, packages });
    }
    Ok(parts)
}

/// Drops what lies in a folder that is searched whole anyway.
fn drop_covered(trees: &mut BTreeMap<PathBuf, Option<Vec<String>>>) {
    let whole: Vec<_> =
        trees.iter().filter(|(_, files)| files.is_none()).map(|(dir, _)| dir.clone()).collect();
    let covered = |path: &Path| whole.iter().any(|dir| path != dir && path.starts_with(dir));
    trees.retain(|dir, files| {
        if let Some(files) = files {
            files.retain(|file| !covered(&dir.join(file)));
            return !files.is_empty();
        }
        !covered(dir)
    });
}

/// The path below a directory, with `/`; `""` for the directory itself.
fn below(path: &Path, dir: &Path) -> Option<String> {
    path.strip_prefix(dir).ok()?.to_str().map(|below| below.replace('\\', "/"))
}

/// Whether a path of the workspace's directory is, or holds, files of its members.
fn is_members(workspace: &Workspace, path: &str) -> bool {
    if workspace.is_bare() {
        return false;
    }
    let listed = workspace.entries().iter().any(|entry| {
        path.is_empty()
            || entry.path.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    });
    let own = |path: &str| workspace.place(path).package.is_some_and(|package| package.member);
    let holds = || {
        workspace.members().any(|member| {
            path.is_empty()
                || member.root.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        })
    };
    listed && (own(path) || holds())
}

/// A few files of a directory, without looking at the rest.
struct Named {
    disk: Disk,
    files: Vec<String>,
}

impl lessons_core::FileSource for Named {
    fn list(&self) -> Result<Vec<lessons_core::FileEntry>, lessons_core::FileError> {
        let mut files = self.files.clone();
        files.sort();
        files.dedup();
        Ok(files.into_iter().map(lessons_core::FileEntry::new).collect())
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, lessons_core::FileError> {
        self.disk.read(path)
    }

    fn root(&self) -> Option<&Path> {
        self.disk.root()
    }
}
