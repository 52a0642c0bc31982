//! How often rules speak elsewhere: the code against which noise is measured.

use lessons_core::{ApprovalStatus, Engine, FindingKind, Lesson, SearchOptions, Workspace};

use crate::proposal::{RuleDraft, ScopeDraft};
use crate::prove::lesson_text;

/// Code that a rule should mostly leave alone, given by whoever calls.
pub trait Background {
    /// How often each rule speaks outside of the files for which `except` holds. A rule that does not compile finds
    /// nothing.
    fn count(&self, rules: &[RuleDraft], except: &dyn Fn(&str) -> bool) -> Vec<usize>;
}

/// No code at all: everything is as quiet as everything else.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoBackground;

impl Background for NoBackground {
    fn count(&self, rules: &[RuleDraft], _except: &dyn Fn(&str) -> bool) -> Vec<usize> {
        vec![0; rules.len()]
    }
}

/// A workspace, searched as `scan` does. Only files that hold every word of some rule are parsed, so names that other
/// files give to something are not followed: a count is a lower bound.
#[derive(Debug)]
pub struct WorkspaceBackground<'a> {
    workspace: &'a Workspace,
    texts: Vec<(String, String)>,
}

impl<'a> WorkspaceBackground<'a> {
    /// Reads the workspace's Rust files once.
    #[must_use]
    pub fn new(workspace: &'a Workspace) -> Self {
        let rust = workspace.entries().iter().filter(|entry| entry.path.ends_with(".rs"));
        let texts = rust.filter_map(|entry| {
            let text = String::from_utf8(workspace.source().read(&entry.path).ok()?).ok()?;
            Some((entry.path.clone(), text))
        });
        Self { workspace, texts: texts.collect() }
    }
}

impl Background for WorkspaceBackground<'_> {
    fn count(&self, rules: &[RuleDraft], except: &dyn Fn(&str) -> bool) -> Vec<usize> {
        let mut counts = vec![0; rules.len()];
        let lessons = rules.iter().enumerate().filter_map(|(index, rule)| {
            let text = lesson_text(std::slice::from_ref(rule), &ScopeDraft::default(), &[]);
            Lesson::read(&format!("lessons/{index}.md"), text.as_bytes()).lesson
        });
        let (engine, _) = Engine::new(lessons.map(|lesson| (lesson, ApprovalStatus::Proposed)));
        let words: Vec<Vec<&str>> = rules.iter().map(|rule| words(&rule.toml)).collect();
        let holds = |text: &str| words.iter().any(|words| words.iter().all(|word| text.contains(word)));
        let files: std::collections::HashSet<&str> = self
            .texts
            .iter()
            .filter(|(path, text)| !except(path) && holds(text))
            .map(|(path, _)| path.as_str())
            .collect();
        let mut options = SearchOptions::default();
        let only = |path: &str| files.contains(path);
        options.only = Some(&only);
        let Ok(report) = engine.search(self.workspace, &options) else { return counts };
        for finding in report.findings.iter().filter(|finding| finding.kind == FindingKind::Forbidden) {
            if let Some(count) = finding.lesson.parse().ok().and_then(|index: usize| counts.get_mut(index)) {
                *count += 1;
            }
        }
        counts
    }
}

/// The words that code must hold to match a rule: the names in its first line, the pattern.
fn words(toml: &str) -> Vec<&str> {
    let pattern = toml.split("\nnot.").next().unwrap_or(toml);
    let pattern = match pattern.strip_prefix("pattern = '''") {
        Some(rest) => rest.split("'''").next(),
        None => pattern.lines().next().map(|line| line.trim_start_matches("pattern = ")),
    };
    let pattern = pattern.unwrap_or_default();
    let mut words = Vec::new();
    let mut start = None;
    for (at, char) in pattern.char_indices().chain([(pattern.len(), ' ')]) {
        let in_word = char.is_alphanumeric() || char == '_' || char == '$';
        match (in_word, start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                let word = pattern.get(from..at).unwrap_or_default();
                if !word.starts_with(['$', '_'])
                    && !word.starts_with(|c: char| c.is_ascii_digit())
                    && word.len() > 1
                {
                    words.push(word);
                }
                start = None;
            }
            _ => {}
        }
    }
    words
}
