//! Why a fix gives no rule: because of what it is, not because none was found.

use super::code::Code;
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

/// The reason, if the fix's nature is one. `any_edit` says whether code outside of tests and imports differs.
pub(super) fn reason(fix: &Fix, any_edit: bool) -> Option<Reason> {
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
    let leaves = |code: &Code<'_>, with_names: bool| {
        let mut leaves: Vec<&str> = code
            .subtree(0)
            .filter(|id| code.children(*id).is_empty())
            .map(|id| if with_names || !code.kind(id).ends_with("identifier") { code.text(id) } else { "" })
            .collect();
        if with_names {
            leaves.sort_unstable();
        }
        leaves.into_iter().map(str::to_owned).collect::<Vec<String>>()
    };
    if both.iter().all(|(before, after)| leaves(before, true) == leaves(after, true)) {
        return Some(Reason::MovedCode);
    }
    if both.iter().all(|(before, after)| leaves(before, false) == leaves(after, false)) {
        return Some(Reason::Renames);
    }
    if !any_edit {
        return Some(Reason::TestsOnly);
    }
    None
}
