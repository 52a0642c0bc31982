//! The members of a workspace: its root, what its globs name, and the path dependencies inside it.

use std::collections::{BTreeMap, VecDeque};

use globset::{GlobBuilder, GlobMatcher};
use toml::Value;

use super::dependencies::{Inherited, dependencies};
use super::document::{Document, section, strings};
use super::error::WorkspaceError;
use super::files::FileError;
use super::listing::Listing;
use super::relative;

/// The manifests of all members, each once, the root's own among them if it has a package.
pub(crate) fn members(listing: &Listing<'_>, root: &Document) -> Result<Vec<Document>, WorkspaceError> {
    let Some(workspace) = root.workspace() else { return Ok(vec![root.clone()]) };
    let named: Vec<String> =
        strings(workspace.get("members")).into_iter().map(|m| relative::join("", m)).collect();
    let excluded: Vec<String> =
        strings(workspace.get("exclude")).into_iter().map(|m| relative::join("", m)).collect();
    let inherited = Inherited { table: section(workspace, &["dependencies"]), dir: root.dir() };

    let mut queue = VecDeque::from([(root.dir().to_owned(), Wanted::Root)]);
    for member in &named {
        queue.extend(expand(listing, root, member)?);
    }
    let mut found: BTreeMap<String, Option<Document>> = BTreeMap::new();
    while let Some((dir, wanted)) = queue.pop_front() {
        let is_excluded = wanted != Wanted::Root
            && excluded.iter().any(|prefix| covers(prefix, &dir))
            && !named.iter().any(|prefix| covers(prefix, &dir));
        if is_excluded || found.contains_key(&dir) {
            continue;
        }
        let path = relative::join(&dir, "Cargo.toml");
        let document =
            if wanted == Wanted::Root { Some(root.clone()) } else { read(listing, root, &path, wanted)? };
        // A package that is a workspace of its own is no member of this one.
        let document =
            document.filter(|document| wanted != Wanted::PathDependency || belongs(document, &dir));
        if let Some(document) = &document
            && document.package().is_some()
        {
            for dependency in dependencies(document, inherited)? {
                if let Some(path) = dependency.path.filter(|path| relative::is_inside(path)) {
                    queue.push_back((path, Wanted::PathDependency));
                }
            }
        }
        found.insert(dir, document);
    }
    Ok(found.into_values().flatten().collect())
}

/// Why a directory may be a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wanted {
    Root,
    Named,
    Globbed,
    PathDependency,
}

fn covers(prefix: &str, dir: &str) -> bool {
    prefix == dir || relative::below(prefix, dir).is_some()
}

fn read(
    listing: &Listing<'_>,
    root: &Document,
    path: &str,
    wanted: Wanted,
) -> Result<Option<Document>, WorkspaceError> {
    match Document::read(listing.source, path) {
        Ok(None) if wanted == Wanted::Named => Err(root.error(format!(
            "the workspace's member `{path}` does not exist; create it, or take it off `members`"
        ))),
        // A dependency that is not here, or lies behind a link, belongs to somebody else.
        Err(WorkspaceError::File(FileError::OutsideRoot { .. })) if wanted != Wanted::Named => Ok(None),
        other => other,
    }
}

fn belongs(document: &Document, dir: &str) -> bool {
    let own_root = document.workspace().is_some();
    let elsewhere = document.package().and_then(|package| package.get("workspace")).and_then(Value::as_str);
    !own_root && elsewhere.is_none_or(|path| relative::join(dir, path).is_empty())
}

/// The directories that one entry of `members` names.
fn expand(
    listing: &Listing<'_>,
    root: &Document,
    member: &str,
) -> Result<Vec<(String, Wanted)>, WorkspaceError> {
    if !relative::is_inside(member) {
        // Cargo allows it; the files are not in this tree, so there is nothing to read or to search.
        return Ok(Vec::new());
    }
    if !member.contains(['*', '?', '[']) {
        return Ok(vec![(member.to_owned(), Wanted::Named)]);
    }
    let matcher =
        glob(member).map_err(|reason| root.error(format!("the member `{member}` is no glob: {reason}")))?;
    let dirs = listing.manifests().map(relative::parent);
    Ok(dirs.filter(|dir| matcher.is_match(dir)).map(|dir| (dir.to_owned(), Wanted::Globbed)).collect())
}

fn glob(pattern: &str) -> Result<GlobMatcher, String> {
    let glob = GlobBuilder::new(pattern).literal_separator(true).backslash_escape(false).build();
    glob.map(|glob| glob.compile_matcher()).map_err(|error| error.kind().to_string())
}
