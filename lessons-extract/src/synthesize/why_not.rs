//! Why a fix gives no rule: because of what it is, not because none was found.

use std::collections::HashMap;

use super::code::{Code, Id};
use crate::fix::Fix;

/// What a fix is, if it is none that code can be searched for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason {
    /// It changes no Rust code.
    NoRust,
    /// It changes tests alone.
    TestsOnly,
    /// It changes comments, layout or documentation alone.
    DocsOnly,
    /// It gives names other names, and changes nothing else.
    Renames,
    /// It moves code, and changes nothing else.
    MovedCode,
    /// It adds files or items, and touches no code that was there.
    NewCodeOnly,
    /// Nothing that it changes calls, names or builds anything: there is nothing to find the mistake by.
    NoAnchor,
}

impl std::fmt::Display for Reason {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::NoRust => "the fix changes no Rust code",
            Self::TestsOnly => "the fix changes tests alone",
            Self::DocsOnly => "the fix changes comments or layout alone",
            Self::Renames => "the fix only renames",
            Self::MovedCode => "the fix only moves code",
            Self::NewCodeOnly => "the fix only adds code that nothing before it stands for",
            Self::NoAnchor => "nothing that the fix changes has a callee, macro or type to find it by",
        })
    }
}

/// Whether a path is that of code which only test builds compile.
pub(super) fn is_test_path(path: &str) -> bool {
    let mut parts = path.split('/');
    let file = path.rsplit('/').next().unwrap_or(path);
    parts.any(|part| matches!(part, "tests" | "benches" | "examples" | "test"))
        || matches!(file, "tests.rs" | "test.rs")
        || file.ends_with("_test.rs")
        || file.ends_with("_tests.rs")
}

/// The reason, if it is seen before anything is tried.
pub(super) fn nature(fix: &Fix) -> Option<Reason> {
    let rust: Vec<_> = fix.files.iter().filter(|file| file.is_rust()).collect();
    if rust.is_empty() {
        return Some(Reason::NoRust);
    }
    if rust.iter().all(|file| is_test_path(&file.path)) {
        return Some(Reason::TestsOnly);
    }
    let both: Vec<(Code<'_>, Code<'_>)> = rust
        .iter()
        .filter_map(|file| Some((Code::new(file.before.as_deref()?)?, Code::new(file.after.as_deref()?)?)))
        .collect();
    if both.is_empty() {
        return Some(Reason::NewCodeOnly);
    }
    if both.iter().all(|(before, after)| before.hash(0) == after.hash(0)) {
        return Some(Reason::DocsOnly);
    }
    if moved(&both) {
        return Some(Reason::MovedCode);
    }
    renames(&both).then_some(Reason::Renames)
}

/// The reason where nothing was proven: what the differences were, outside of tests and imports.
pub(super) fn of_differences(any: bool, touches_old_code: bool, tried: usize) -> Option<Reason> {
    if !any {
        Some(Reason::TestsOnly)
    } else if !touches_old_code {
        Some(Reason::NewCodeOnly)
    } else {
        (tried == 0).then_some(Reason::NoAnchor)
    }
}

fn leaves<'c>(code: &'c Code<'_>) -> impl Iterator<Item = Id> + 'c {
    code.subtree(0).filter(|id| code.children(*id).is_empty())
}

/// Whether both sides have the same fns, and the same code around them, in another order or in other files.
fn moved(both: &[(Code<'_>, Code<'_>)]) -> bool {
    let of = |sides: Vec<&Code<'_>>| {
        let (mut functions, mut tokens) = (Vec::new(), Vec::new());
        for code in sides {
            functions.extend(
                code.subtree(0).filter(|id| code.kind(*id) == "function_item").map(|id| code.hash(id)),
            );
            tokens.extend(leaves(code).map(|id| code.hash(id)));
        }
        functions.sort_unstable();
        tokens.sort_unstable();
        (functions, tokens)
    };
    of(both.iter().map(|(before, _)| before).collect()) == of(both.iter().map(|(_, after)| after).collect())
}

/// Whether both sides are the same but for names, each of which was declared before, is gone, and has one new name.
fn renames(both: &[(Code<'_>, Code<'_>)]) -> bool {
    let mut renamed: HashMap<&str, &str> = HashMap::new();
    for (before, after) in both {
        let (old, new): (Vec<Id>, Vec<Id>) = (leaves(before).collect(), leaves(after).collect());
        if old.len() != new.len() {
            return false;
        }
        for (old, new) in old.into_iter().zip(new) {
            let (was, is) = (before.text(old), after.text(new));
            let names = before.kind(old).ends_with("identifier") && after.kind(new).ends_with("identifier");
            if !names && was != is || *renamed.entry(was).or_insert(is) != is {
                return false;
            }
        }
    }
    let declared = |name: &str| {
        both.iter().any(|(before, _)| {
            leaves(before)
                .any(|id| before.text(id) == name && (before.is_bound(id) || before.field(id) == "name"))
        })
    };
    renamed.into_iter().filter(|(was, is)| was != is).all(|(was, _)| declared(was))
}
