//! Decay: whether the API that a rule forbids is still anywhere in the workspace or its dependencies.
//!
//! A rule is decayed when it could match nothing even if somebody wrote the mistake again. So what cannot be told
//! counts as there: names of the standard library, and any name while the source of some dependency is not on this
//! machine. Only `forbid` is judged: a `require` that matches nothing is a finding by itself.

mod names;
mod needs;

use std::collections::BTreeSet;

use crate::language::Language;
use crate::lesson::{Lesson, RuleKind};
use crate::problem::Problem;
use crate::rule::compile;
use crate::workspace::Workspace;
use names::{Known, is_of_std};
use needs::Need;

/// The rules of lessons that are decayed, each told at its place in the lesson's file.
///
/// Reads the workspace's Rust files and, as long as a name was not found, those of its dependencies: in a folder of
/// vendored sources, in cargo's registry and its checkouts.
#[must_use]
pub fn check_decay(workspace: &Workspace, lessons: &[&Lesson]) -> Vec<Problem> {
    let rules: Vec<Judged<'_>> = lessons
        .iter()
        .filter(|lesson| !lesson.is_withdrawn() && lesson.scope.language == Language::Rust.name())
        .flat_map(|lesson| judged(lesson))
        .collect();
    if rules.is_empty() || workspace.is_bare() {
        return Vec::new();
    }
    let wanted: BTreeSet<&str> = rules.iter().flat_map(|rule| rule.need.words()).collect();
    let known = Known::read(workspace, wanted.into_iter().filter(|word| !is_of_std(word)));
    let mut problems: Vec<Problem> = rules.iter().filter_map(|rule| rule.problem(&known)).collect();
    problems.sort();
    problems
}

/// A rule and what must exist for it to match.
struct Judged<'l> {
    lesson: &'l Lesson,
    at: crate::span::Span,
    need: Need,
}

fn judged(lesson: &Lesson) -> Vec<Judged<'_>> {
    let forbidden = lesson.enforcement.rules.iter().filter(|(kind, _)| *kind == RuleKind::Forbid);
    forbidden
        .filter_map(|(_, spec)| {
            let rule = compile(Language::Rust, spec).ok()?;
            Some(Judged { lesson, at: spec.at, need: Need::of(&rule.root) })
        })
        .collect()
}

impl Judged<'_> {
    fn problem(&self, known: &Known) -> Option<Problem> {
        let what = self.absent_dependency(known).or_else(|| {
            let path = self.need.gone(&|path| self.is_gone(path, known))?;
            Some(format!("`{}`", path.join("::")))
        })?;
        Some(self.lesson.problem_at(
            self.at,
            format!("this rule is decayed: {what} is nowhere in the workspace or its dependencies"),
            Some(
                "set `withdrawn` to keep the lesson for the record, or write the rule for the API of today and \
                 approve it again"
                    .to_owned(),
            ),
        ))
    }

    /// A crate of `scope.dependency` that no package depends on.
    fn absent_dependency(&self, known: &Known) -> Option<String> {
        let mut dependencies = self.lesson.scope.dependencies.iter();
        let absent = dependencies.find(|dependency| known.is_no_crate(&dependency.name))?;
        Some(format!("the crate `{}`", absent.name))
    }

    fn is_gone(&self, path: &[String], known: &Known) -> bool {
        let (Some(first), true) = (path.first(), path.len() > 1) else {
            return path.iter().any(|name| known.is_nowhere(name));
        };
        if matches!(first.as_str(), "std" | "core" | "alloc" | "proc_macro" | "test") {
            return false;
        }
        // The lesson's own code says that the first name is a crate's.
        let is_crate = self.lesson.blocks.iter().any(|block| names_crate(block.text(), first));
        is_crate && known.is_no_crate(first) && known.is_not_here(first)
            || path.iter().any(|name| known.is_nowhere(name))
    }
}

/// Whether code names a crate so that nothing else can be meant or is likely.
fn names_crate(code: &str, name: &str) -> bool {
    code.lines().map(|line| line.trim_start().trim_start_matches("pub ")).any(|line| {
        let after = line
            .strip_prefix("use ")
            .map(|path| path.trim_start_matches("::"))
            .or_else(|| line.strip_prefix("extern crate "));
        after
            .and_then(|path| path.strip_prefix(name))
            .is_some_and(|rest| ["::", ";", " "].iter().any(|end| rest.starts_with(end)))
    })
}

#[cfg(test)]
mod tests;
