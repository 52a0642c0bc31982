//! `[guard]`: whether the tests and lints that a lesson names are still there.
//!
//! Levels that are given to Clippy on a command line are not seen: what guards must stand in the repository.

mod lint_levels;
mod test_fns;

use crate::lesson::{Guard, Lesson};
use crate::problem::{Problem, Severity};
use crate::span::Span;
use crate::workspace::{Package, Workspace};
use lint_levels::{Known, Levels};
use test_fns::{Standing, TestFns};

/// Checks what the `[guard]` tables of lessons name: each test exists and is not ignored, each lint is turned on in
/// every member that the lesson's scope covers. What is missing is an error at its place in the lesson's file.
///
/// Nothing is read where no lesson names a test; else every Rust file that declares modules or may hold such a test.
#[must_use]
pub fn check_guards(workspace: &Workspace, lessons: &[&Lesson]) -> Vec<Problem> {
    let guarded: Vec<(&Lesson, &Guard)> = lessons
        .iter()
        .filter(|lesson| !lesson.is_withdrawn())
        .filter_map(|lesson| Some((*lesson, lesson.enforcement.guard.as_ref()?)))
        .collect();
    if guarded.is_empty() {
        return Vec::new();
    }
    if workspace.is_bare() {
        return guarded.iter().map(|(lesson, guard)| unchecked(lesson, guard)).collect();
    }
    let tests = TestFns::read(workspace, guarded.iter().flat_map(|(_, guard)| &guard.test));
    let levels = Levels::read(workspace, guarded.iter().any(|(_, guard)| !guard.clippy.is_empty()));
    let mut problems = Vec::new();
    for (lesson, guard) in guarded {
        let place = |places: &[Span], index: usize| places.get(index).copied().unwrap_or(guard.at);
        for (index, name) in guard.test.iter().enumerate() {
            if let Some((message, hint)) = missing_test(&tests, name) {
                problems.push(lesson.problem_at(place(&guard.test_at, index), message, Some(hint)));
            }
        }
        for (index, name) in guard.clippy.iter().enumerate() {
            if let Some((message, hint)) = missing_lint(workspace, lesson, &levels, name) {
                problems.push(lesson.problem_at(place(&guard.clippy_at, index), message, Some(hint)));
            }
        }
    }
    problems.sort();
    problems
}

fn unchecked(lesson: &Lesson, guard: &Guard) -> Problem {
    let message = "the guard cannot be checked: there is no workspace here";
    let hint = Some("run the command in the workspace, or name its `--manifest-path`".to_owned());
    let problem = lesson.problem_at(guard.at, message, hint);
    Problem { severity: Severity::Warning, ..problem }
}

/// What is wrong with a test that a guard names, and what to do.
fn missing_test(tests: &TestFns, name: &str) -> Option<(String, String)> {
    let standings = tests.named(name);
    if standings.iter().any(|standing| matches!(standing, Standing::Runs)) {
        return None;
    }
    let Some(standing) = standings.first() else {
        let near = tests.elsewhere(name);
        let hint = match near.first() {
            Some(near) => format!("there is `{near}`: name that, or bring the test back"),
            None => "bring the test back, or name the one that guards now: `package::module::name`, for a test in \
                     `tests/` `package::file::name`"
                .to_owned(),
        };
        return Some((format!("there is no test `{name}` in the workspace"), hint));
    };
    Some(match standing {
        Standing::Runs => return None,
        Standing::Ignored(reason) => {
            let why = reason.as_deref().map(|reason| format!(" ({reason})")).unwrap_or_default();
            (
                format!("the test `{name}` is ignored{why}, so it guards nothing"),
                "take `#[ignore]` away".to_owned(),
            )
        }
        Standing::NeverCompiled => (
            format!("the test `{name}` is never compiled, so it guards nothing"),
            "take the `#[cfg]` away that never holds".to_owned(),
        ),
        Standing::NoTest => {
            (format!("`{name}` is a function without a test attribute"), "put `#[test]` before it".to_owned())
        }
    })
}

/// What is wrong with a lint that a guard names, and what to do.
fn missing_lint(
    workspace: &Workspace,
    lesson: &Lesson,
    levels: &Levels,
    name: &str,
) -> Option<(String, String)> {
    let lint = name.replace('-', "_");
    let members: Vec<&Package> =
        workspace.members().filter(|package| lesson.scope.covers_crate(&package.name)).collect();
    match lint_levels::known(&lint) {
        Known::Group => {
            return Some((
                format!("`clippy::{lint}` is a group of lints"),
                "name the lint that finds this mistake".to_owned(),
            ));
        }
        // A lint that the manifests speak of by its name is a newer one.
        Known::Unknown if !members.iter().any(|package| levels.mentions(package, &lint)) => {
            let hint = lint_levels::nearest_to(&lint).map_or_else(
                || "`cargo clippy -- -W help` lists the lints".to_owned(),
                |near| format!("did you mean `{near}`?"),
            );
            return Some((format!("Clippy has no lint `{lint}`"), hint));
        }
        Known::Unknown | Known::Lint(_) => {}
    }
    let off: Vec<&str> = members
        .iter()
        .filter(|package| !levels.is_on(package, &lint, lesson.scope.tests))
        .map(|package| package.name.as_str())
        .collect();
    let hint = format!(
        "write `{lint} = \"deny\"` under `[workspace.lints.clippy]`, and `lints.workspace = true` in each package"
    );
    match off.as_slice() {
        [] if members.is_empty() => Some((
            "no member of the workspace is in the lesson's scope".to_owned(),
            "widen `crates`".to_owned(),
        )),
        [] => None,
        off if off.len() == members.len() && off.len() > 1 => {
            Some((format!("the workspace does not turn on `clippy::{lint}`"), hint))
        }
        off => {
            let list = off.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
            Some((format!("`clippy::{lint}` is not turned on in {list}"), hint))
        }
    }
}

#[cfg(test)]
mod tests;
