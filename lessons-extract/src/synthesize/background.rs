//! How often rules speak elsewhere: the code against which noise is measured.

use lessons_core::{ApprovalStatus, Engine, FindingKind, Lesson, SearchOptions, Workspace};

use crate::proposal::{RuleDraft, ScopeDraft};
use crate::prove::lesson_text;

/// Code that a rule should mostly leave alone, given by whoever calls.
pub trait Background {
    /// The files in which each rule speaks, once for every finding, outside of those for which `except` holds. A rule
    /// that does not compile finds nothing.
    fn findings(&self, rules: &[RuleDraft], except: &dyn Fn(&str) -> bool) -> Vec<Vec<String>>;
}

/// No code at all: everything is as quiet as everything else.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoBackground;

impl Background for NoBackground {
    fn findings(&self, rules: &[RuleDraft], _except: &dyn Fn(&str) -> bool) -> Vec<Vec<String>> {
        vec![Vec::new(); rules.len()]
    }
}

/// A workspace, searched as `scan` does. Only files that hold every word of some rule are parsed, so names that other
/// files give to something are not followed: what is found is a lower bound.
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
    fn findings(&self, rules: &[RuleDraft], except: &dyn Fn(&str) -> bool) -> Vec<Vec<String>> {
        let mut found = vec![Vec::new(); rules.len()];
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
        let Ok(report) = engine.search(self.workspace, &options) else { return found };
        for finding in report.findings.iter().filter(|finding| finding.kind == FindingKind::Forbidden) {
            if let Some(paths) = finding.lesson.parse().ok().and_then(|index: usize| found.get_mut(index)) {
                paths.push(finding.path.clone());
            }
        }
        found
    }
}

/// The words that code must hold to match a rule: those of its pattern and of what must be there besides.
fn words(toml: &str) -> Vec<&str> {
    let absent = |key: &str| key.starts_with("not.") || key.ends_with("unless");
    let values = toml.split('\n').filter_map(|line| line.split_once(" = ")).filter(|(key, _)| !absent(key));
    let is_word = |char: char| char.is_alphanumeric() || char == '_' || char == '$';
    values
        .flat_map(|(_, value)| value.split(move |char: char| !is_word(char)))
        .filter(|word| word.len() > 1 && !word.starts_with(['$', '_']))
        .filter(|word| !word.starts_with(|first: char| first.is_ascii_digit()))
        .collect()
}
