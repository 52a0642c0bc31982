//! Relative paths as the engine writes them: `/`-separated, from the workspace's root, `""` for the root itself.

/// `rel` seen from the directory `base`, with `.` and `..` resolved by their text alone.
/// What leaves the root keeps its leading `..`; an absolute `rel` stays absolute.
pub(crate) fn join(base: &str, rel: &str) -> String {
    let rel = rel.replace('\\', "/");
    let absolute = rel.starts_with('/') || has_drive(&rel);
    let mut parts: Vec<&str> = Vec::new();
    let base = if absolute { "" } else { base };
    for part in base.split('/').chain(rel.split('/')) {
        match part {
            "" | "." => {}
            ".." => match parts.last() {
                Some(&last) if last != ".." => {
                    parts.pop();
                }
                _ if absolute => {}
                _ => parts.push(".."),
            },
            _ => parts.push(part),
        }
    }
    let joined = parts.join("/");
    if rel.starts_with('/') { format!("/{joined}") } else { joined }
}

/// Whether a joined path stays below the root.
pub(crate) fn is_inside(path: &str) -> bool {
    path != ".." && !path.starts_with("../") && !path.starts_with('/') && !has_drive(path)
}

fn has_drive(path: &str) -> bool {
    let mut bytes = path.bytes();
    bytes.next().is_some_and(|letter| letter.is_ascii_alphabetic()) && bytes.next() == Some(b':')
}

/// The directory that holds `path`; `""` at the top.
pub(crate) fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(parent, _)| parent)
}

/// The last part of `path`.
pub(crate) fn file_name(path: &str) -> &str {
    path.rsplit_once('/').map_or(path, |(_, name)| name)
}

/// The last part of `path` without its extension.
pub(crate) fn stem(path: &str) -> &str {
    let name = file_name(path);
    match name.rsplit_once('.') {
        Some((stem, _)) if !stem.is_empty() => stem,
        _ => name,
    }
}

/// `path` seen from the directory `base`, if it lies below it.
pub(crate) fn below<'p>(base: &str, path: &'p str) -> Option<&'p str> {
    if base.is_empty() {
        return Some(path);
    }
    path.strip_prefix(base)?.strip_prefix('/')
}

/// The directories that hold `path`, from the deepest to the root (`""`).
pub(crate) fn ancestors(path: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(parent(path)), |dir| (!dir.is_empty()).then(|| parent(dir)))
}

/// A native path seen from `root`: relative where the two share a beginning, else as it is.
#[cfg(feature = "workspace")]
pub(crate) fn from_native(root: &std::path::Path, path: &std::path::Path) -> String {
    use std::path::Component;
    let (mut from, mut to) = (root.components().peekable(), path.components().peekable());
    let mut shared = 0_usize;
    while let (Some(a), Some(b)) = (from.peek(), to.peek()) {
        if a != b {
            break;
        }
        from.next();
        to.next();
        shared += 1;
    }
    if shared == 0 {
        return path.to_string_lossy().replace('\\', "/");
    }
    let up = from.filter(|part| matches!(part, Component::Normal(_))).map(|_| "..".to_owned());
    let down = to.map(|part| part.as_os_str().to_string_lossy().into_owned());
    up.chain(down).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn joins_by_text() {
        for (base, rel, joined) in [
            ("", "src/lib.rs", "src/lib.rs"),
            ("a/b", "../c", "a/c"),
            ("a", "./b//c/.", "a/b/c"),
            ("a", "../../x", "../x"),
            ("", "..", ".."),
            ("a", "..", ""),
            ("a", "/etc/passwd", "/etc/passwd"),
            ("a", "src\\lib.rs", "a/src/lib.rs"),
        ] {
            assert_eq!(join(base, rel), joined, "{base} + {rel}");
        }
    }

    #[test]
    fn inside_means_below_the_root() {
        for (path, inside) in [
            ("", true),
            ("a", true),
            ("..a/b", true),
            ("..", false),
            ("../a", false),
            ("/a", false),
            ("C:/a", false),
        ] {
            assert_eq!(is_inside(path), inside, "{path}");
        }
    }

    #[test]
    fn parts() {
        assert_eq!((parent("a/b/c.rs"), file_name("a/b/c.rs"), stem("a/b/c.rs")), ("a/b", "c.rs", "c"));
        assert_eq!((parent("c"), stem(".rs"), stem("a.b.rs")), ("", ".rs", "a.b"));
        assert_eq!(below("a", "a/b"), Some("b"));
        assert_eq!(below("a", "ab/b"), None);
        assert_eq!(below("", "x"), Some("x"));
        assert_eq!(ancestors("a/b/c").collect::<Vec<_>>(), ["a/b", "a", ""]);
        assert_eq!(ancestors("c").collect::<Vec<_>>(), [""]);
    }

    #[cfg(feature = "workspace")]
    #[test]
    fn native_paths_become_relative() {
        use std::path::Path;
        let root = Path::new("/w/s");
        for (path, relative) in
            [("/w/s/a/b.rs", "a/b.rs"), ("/w/s", ""), ("/w/t/x", "../t/x"), ("/x", "../../x")]
        {
            assert_eq!(from_native(root, Path::new(path)), relative);
        }
    }
}
