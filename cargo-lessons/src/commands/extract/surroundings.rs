//! What is known of the code around an incident, for checking what a model says: how loud a rule is, and whether a test,
//! a lint or a version is really there.

use lessons_core::{Lesson, Severity, Workspace, check_guards};
use lessons_extract::{
    Background as _, Fix, RuleDraft, ScopeDraft, Surroundings, WorkspaceBackground, toml_string,
};

/// Today's code, as far as there is any.
pub(super) struct Known<'a> {
    pub(super) workspace: Option<&'a Workspace>,
    pub(super) background: Option<&'a WorkspaceBackground<'a>>,
    /// The fix, whose files do not count as noise.
    pub(super) fix: Option<&'a Fix>,
}

impl Surroundings for Known<'_> {
    fn noise(&self, rules: &[RuleDraft], _scope: &ScopeDraft) -> Option<usize> {
        let fixed = |path: &str| self.fix.is_some_and(|fix| fix.files.iter().any(|file| file.path == path));
        Some(self.background?.findings(rules, &fixed).iter().map(Vec::len).sum())
    }

    fn test(&self, name: &str) -> Result<String, String> {
        self.guard(&format!("test = [{}]", toml_string(name)))?;
        Ok(name.to_owned())
    }

    fn lint(&self, name: &str) -> Result<(), String> {
        self.guard(&format!("clippy = [{}]", toml_string(name)))
    }

    fn dependency(&self, name: &str) -> Result<String, String> {
        let workspace =
            self.workspace.ok_or_else(|| format!("there is no lock file in which to look for `{name}`"))?;
        let mut versions: Vec<_> =
            workspace.members().filter_map(|package| package.versions_of(name)).flatten().collect();
        versions.sort();
        // The oldest is the one that may still be wrong.
        let oldest = versions.first().map(|version| version.to_string());
        oldest.ok_or_else(|| {
            format!("no member of the workspace depends on `{name}`, or there is no lock file")
        })
    }
}

impl Known<'_> {
    /// Whether a `[guard]` with this key stands.
    fn guard(&self, key: &str) -> Result<(), String> {
        let workspace = self.workspace.ok_or("there is no workspace in which to look for it")?;
        let text = format!(
            "```toml\n[lesson]\ndate = 2000-01-01\n[guard]\n{key}\n```\n# T\n## Root cause\na\n## Invariant\nb\n\
             ## Mitigation\nc\n"
        );
        let reading = Lesson::read("lessons/GUARD.md", text.as_bytes());
        let lesson = reading.lesson.ok_or_else(|| {
            reading.problems.first().map(|problem| problem.message.clone()).unwrap_or_default()
        })?;
        let problems = check_guards(workspace, &[&lesson]);
        match problems.into_iter().find(|problem| problem.severity == Severity::Error) {
            Some(problem) => Err(problem.message),
            None => Ok(()),
        }
    }
}
