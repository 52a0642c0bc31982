//! How paths are shown: from the workspace's root, or from the working directory where trees were named.

use std::path::{Component, Path, PathBuf};

use crate::context::{Context, Lessons};

/// Turns paths of one tree into those that are shown.
#[derive(Clone, Debug, Default)]
pub(crate) struct Shown {
    /// The tree's directory and the directory to show its paths from; none to show them as they are.
    from: Option<(PathBuf, PathBuf)>,
}

impl Shown {
    /// Paths as they are.
    pub(crate) fn as_is() -> Self {
        Self::default()
    }

    /// Paths below `root`, both in canonical form, as they are seen from `cwd`.
    pub(crate) fn from_directory(root: &Path, cwd: &Path) -> Self {
        Self { from: Some((root.to_path_buf(), cwd.to_path_buf())) }
    }

    /// The paths of lesson files, beside trees that were named or not.
    pub(crate) fn lessons(context: &Context, root: &Path, lessons: &Lessons, named: bool) -> Self {
        let inside = !Path::new(&lessons.shown).is_absolute() && lessons.dir == root.join(&lessons.shown);
        match (named && inside, root.canonicalize(), context.cwd.canonicalize()) {
            (true, Ok(root), Ok(cwd)) => Self::from_directory(&root, &cwd),
            _ => Self::as_is(),
        }
    }

    /// The path as it is shown, with `/` between its parts.
    pub(crate) fn path(&self, path: &str) -> String {
        match &self.from {
            None => path.to_owned(),
            Some((root, cwd)) => relative(&root.join(path), cwd),
        }
    }
}

/// `path` from `cwd`, both absolute. What has nothing but the file system's root in common stays absolute.
fn relative(path: &Path, cwd: &Path) -> String {
    let common = path.components().zip(cwd.components()).take_while(|(a, b)| a == b).count();
    let names = path.components().take(common).any(|part| matches!(part, Component::Normal(_)));
    let shown: PathBuf = if names || path.parent() == Some(cwd) {
        let up = cwd.components().skip(common).map(|_| Component::ParentDir);
        up.chain(path.components().skip(common)).collect()
    } else {
        path.to_path_buf()
    };
    shown.to_string_lossy().replace('\\', "/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_seen_from_the_working_directory() {
        for (path, cwd, expected) in [
            ("/a/b/c.rs", "/a/b", "c.rs"),
            ("/a/b/c.rs", "/a", "b/c.rs"),
            ("/a/b/c.rs", "/a/d/e", "../../b/c.rs"),
            ("/tmp/c.rs", "/home/u", "/tmp/c.rs"),
            ("/c.rs", "/", "c.rs"),
        ] {
            assert_eq!(relative(Path::new(path), Path::new(cwd)), expected, "{path} from {cwd}");
        }
    }
}
