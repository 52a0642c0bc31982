//! Names and paths that a lesson may write: ids, and paths that stay in the repository.

/// Why a path is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum PathFault {
    #[error("the path is empty")]
    Empty,
    #[error("the path is absolute")]
    Absolute,
    #[error("the path leaves the repository with `..`")]
    Leaves,
    #[error("the path is written with `\\`")]
    Backslash,
}

/// Whether a path, taken from the repository's root, cannot lead out of it by its words; what links do is for
/// whoever opens it to check.
pub(crate) fn inside_repository(path: &str) -> Result<(), PathFault> {
    let drive =
        path.as_bytes().get(1) == Some(&b':') && path.starts_with(|first: char| first.is_ascii_alphabetic());
    if path.trim().is_empty() {
        Err(PathFault::Empty)
    } else if path.contains('\\') {
        Err(PathFault::Backslash)
    } else if path.starts_with('/') || drive {
        Err(PathFault::Absolute)
    } else if path.split('/').any(|part| part == "..") {
        Err(PathFault::Leaves)
    } else {
        Ok(())
    }
}

/// Why a text is no lesson id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum IdError {
    /// There is nothing in it.
    #[error("an id is not empty")]
    Empty,
    /// The first character is neither a letter nor a digit.
    #[error("an id begins with an ASCII letter or a digit")]
    Start,
    /// The last character is a dot.
    #[error("an id does not end in `.`")]
    End,
    /// Some character that an id may not have.
    #[error("an id has only ASCII letters, digits, `.`, `_` and `-`, and no {0:?}")]
    Character(char),
}

/// Whether `id` can be a lesson's id, and so the stem of its file.
///
/// # Errors
///
/// What is wrong with it, the first character that is.
pub fn check_id(id: &str) -> Result<(), IdError> {
    let allowed = |character: char| character.is_ascii_alphanumeric() || matches!(character, '.' | '_' | '-');
    if let Some(character) = id.chars().find(|character| !allowed(*character)) {
        return Err(IdError::Character(character));
    }
    match id.chars().next() {
        None => Err(IdError::Empty),
        Some(first) if !first.is_ascii_alphanumeric() => Err(IdError::Start),
        Some(_) if id.ends_with('.') => Err(IdError::End),
        Some(_) => Ok(()),
    }
}

/// The name of a file without folders, and without `.md`.
pub(crate) fn stem(path: &str) -> &str {
    let name = path.rsplit(['/', '\\']).next().unwrap_or_default();
    name.strip_suffix(".md").unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_file_names_everywhere() {
        for id in ["INC-245", "a", "7", "2024.05.01_x", "a..b", "a-"] {
            assert_eq!(check_id(id), Ok(()), "{id}");
        }
        for id in ["", ".", "..", "../x", "-x", "_x", ".x", "a.", "a/b", "a b", "é", "a\n", "a\0", "pack/ID"]
        {
            assert!(check_id(id).is_err(), "{id:?}");
        }
    }

    #[test]
    fn paths_that_leave_are_told() {
        for path in ["a", "a/b.md", "./a", "a..b/c", "..a", "a:b"] {
            assert_eq!(
                inside_repository(path),
                if path == "a:b" { Err(PathFault::Absolute) } else { Ok(()) },
                "{path}"
            );
        }
        for path in ["", " ", "/a", "../a", "a/../../b", "a/..", "C:/x", "c:x", "\\\\host\\x", "a\\..\\b"] {
            assert!(inside_repository(path).is_err(), "{path}");
        }
    }

    #[test]
    fn stems() {
        for (path, expected) in
            [("lessons/a/INC-1.md", "INC-1"), ("x.y.md", "x.y"), ("a\\b.md", "b"), ("", "")]
        {
            assert_eq!(stem(path), expected);
        }
    }
}
