//! What is to be said about one place, as plain data: made once from a finding or a problem, shown by every format.

use lessons_core::{
    ApprovalStatus, Finding, FindingKind, Language, Lesson, Level, LineIndex, Location, Problem, Severity,
    Span,
};

use crate::advice;

/// How much something weighs, in the compiler's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Weight {
    /// Fails the build.
    Error,
    /// Does not.
    Warning,
    /// Tells.
    Note,
    /// Says what to do.
    Help,
}

impl Weight {
    /// The word that rustc uses.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
            Self::Help => "help",
        }
    }
}

impl From<Level> for Weight {
    fn from(level: Level) -> Self {
        match level {
            Level::Deny => Self::Error,
            Level::Warn => Self::Warning,
            _ => Self::Note,
        }
    }
}

/// A place in the code, and what to write beside it.
#[derive(Clone, Debug)]
pub(crate) struct Mark {
    pub(crate) location: Location,
    pub(crate) label: Option<String>,
}

/// Something said below the place.
#[derive(Clone, Debug)]
pub(crate) struct Child {
    pub(crate) weight: Weight,
    pub(crate) message: String,
    /// Whether it is for those who want to know everything.
    pub(crate) verbose: bool,
    /// What to put in place of what.
    pub(crate) replacement: Option<(Location, String)>,
}

impl Child {
    /// Something that everybody is told.
    pub(crate) fn new(weight: Weight, message: impl Into<String>) -> Self {
        Self { weight, message: message.into(), verbose: false, replacement: None }
    }
}

/// What is said about one place.
#[derive(Clone, Debug)]
pub(crate) struct Diagnostic {
    pub(crate) weight: Weight,
    /// `lessons::INC-245`; empty where there is none.
    pub(crate) code: String,
    /// What the code stands for.
    pub(crate) explanation: Option<String>,
    pub(crate) message: String,
    pub(crate) path: String,
    pub(crate) primary: Mark,
    pub(crate) related: Vec<Mark>,
    pub(crate) children: Vec<Child>,
}

impl Diagnostic {
    /// What a finding says, with its lesson's whole story.
    pub(crate) fn of_finding(finding: &Finding, lesson: Option<&Lesson>) -> Self {
        let code = if finding.lesson.is_empty() { "suppression" } else { &finding.lesson };
        Self {
            weight: finding.level.into(),
            code: format!("lessons::{code}"),
            explanation: lesson.map(|lesson| lesson.title.clone()),
            message: one_line(&finding.message),
            path: finding.path.clone(),
            primary: Mark { location: finding.location, label: None },
            related: finding
                .related
                .iter()
                .map(|related| Mark { location: related.location, label: Some(related.label.clone()) })
                .collect(),
            children: match lesson {
                Some(lesson) => story(finding, lesson),
                None if finding.kind == FindingKind::Stale => vec![gone(&finding.lesson)],
                None => Vec::new(),
            },
        }
    }

    /// What is wrong in a file of the lessons; `text` is the file's.
    pub(crate) fn of_problem(problem: &Problem, text: &str) -> Self {
        let name = problem.path.rsplit('/').next().unwrap_or_default();
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        let span = Span::new(problem.span.start, problem.span.end.max(problem.span.start));
        Self {
            weight: if problem.severity == Severity::Error { Weight::Error } else { Weight::Warning },
            code: format!("lessons::{stem}"),
            explanation: None,
            message: problem.message.clone(),
            path: problem.path.clone(),
            primary: Mark { location: Location::new(text, &LineIndex::new(text), span), label: None },
            related: Vec::new(),
            children: problem.hint.iter().map(|hint| Child::new(Weight::Help, hint)).collect(),
        }
    }
}

/// What caused which incident when, why, what helped, where to read on, and what to do if this place is right.
fn story(finding: &Finding, lesson: &Lesson) -> Vec<Child> {
    let id = &lesson.id;
    let told = |message: String| Child::new(Weight::Note, message);
    let when = lesson.date;
    // An id without a number names a mistake, not an incident.
    let is_incident = id.contains(|c: char| c.is_ascii_digit());
    let mut children = match finding.kind {
        FindingKind::Forbidden if !is_incident => {
            vec![told(format!("this is the mistake of {when} that {id} tells of{}", title(finding, lesson)))]
        }
        FindingKind::Forbidden => {
            vec![told(format!("this is what caused {id} on {when}{}", title(finding, lesson)))]
        }
        FindingKind::Missing => {
            vec![told(format!("what has to stay since {id} on {when}{}", title(finding, lesson)))]
        }
        FindingKind::Suppression => Vec::new(),
        _ => vec![told(format!("{id} of {when}{}", title(finding, lesson)))],
    };
    match finding.kind {
        FindingKind::Suppression => return children,
        FindingKind::Stale => {
            children.push(Child::new(
                Weight::Help,
                format!(
                    "read what changed, then approve it: `{}`",
                    advice::command(&format!("approve {id}"))
                ),
            ));
            return children;
        }
        _ => {}
    }
    if !lesson.root_cause().is_empty() {
        children.push(told(format!("root cause: {}", lesson.root_cause())));
    }
    if !lesson.invariant().is_empty() {
        children.push(Child { verbose: true, ..told(format!("invariant: {}", lesson.invariant())) });
    }
    if !lesson.mitigation().is_empty() {
        children.push(Child::new(Weight::Help, format!("what worked: {}", lesson.mitigation())));
    }
    if let Some(fix) = &finding.fix {
        children.push(Child {
            replacement: Some((finding.location, fix.replacement.clone())),
            ..Child::new(Weight::Help, format!("the fix that {id} gives: `{}`", fix.replacement.trim()))
        });
    }
    let mut more = format!("the whole story: `{}`", advice::command(&format!("explain {id}")));
    if let Some(postmortem) = &lesson.postmortem {
        more.push_str(&format!(", {postmortem}"));
    }
    children.push(told(more));
    if finding.status == ApprovalStatus::Proposed {
        let approve = advice::command(&format!("approve {id}"));
        children.push(told(format!("{id} is not approved yet and can only note; `{approve}`")));
    }
    if finding.kind == FindingKind::Forbidden
        && let Some(comment) = comment(&finding.path)
    {
        children.push(Child::new(
            Weight::Help,
            format!(
                "if it is right here, say why on the line before: `{comment} lessons:allow({id}) reason`"
            ),
        ));
    }
    children
}

/// What to do about an approval without a lesson.
fn gone(id: &str) -> Child {
    let message = format!(
        "put the lesson's file back; to end {id}, keep the file and write `withdrawn = DATE` below its `[lesson]`, or \
         let the lessons' owners take its approval away too"
    );
    Child::new(Weight::Help, message)
}

/// A message without line breaks, which code that it quotes brings along, and of bounded length.
fn one_line(message: &str) -> String {
    const LONGEST: usize = 300;
    let mut line = message.split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some((cut, _)) = line.char_indices().nth(LONGEST) {
        line.truncate(cut);
        line.push('…');
    }
    line
}

/// The lesson's title, unless it has been said.
fn title(finding: &Finding, lesson: &Lesson) -> String {
    if finding.message == lesson.title { String::new() } else { format!(": {}", lesson.title) }
}

/// What a comment begins with in the file's language.
fn comment(path: &str) -> Option<&'static str> {
    match Language::of_path(path)? {
        Language::Rust => Some("//"),
        Language::Toml | Language::Yaml => Some("#"),
        _ => None,
    }
}
