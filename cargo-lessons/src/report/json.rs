//! For machines: one JSON object a line, each finding as cargo prints a diagnostic of rustc, and a summary at the end.

use lessons_core::{LineIndex, Location, Position, Span};
use serde::Serialize;
use serde_json::{Value, json};

use super::diagnostic::{Child, Diagnostic, Mark};
use super::snippet::Drawing;
use super::sources::{Sources, Text};
use crate::search::Outcome;
use crate::terminal::Terminal;

/// The version of the lines that are ours, not cargo's.
const VERSION: u32 = 1;

/// Writes everything to stdout.
pub(crate) fn print(terminal: Terminal, outcome: &Outcome<'_>, unsearched: bool) {
    let drawing = Drawing::new(false);
    let write = |diagnostic: &Diagnostic| {
        line(terminal, &message(diagnostic, &outcome.sources, &drawing));
    };
    for problem in &outcome.problems {
        let text = outcome.sources.text(&problem.path);
        write(&Diagnostic::of_problem(problem, text.as_deref().unwrap_or_default()));
    }
    super::human::print_unreadable(terminal, outcome.lessons);
    for finding in &outcome.report.findings {
        write(&Diagnostic::of_finding(finding, outcome.lesson(finding)));
    }
    if unsearched {
        for code in &outcome.report.unsearched {
            line(
                terminal,
                &json!({
                    "reason": "lessons-unsearched",
                    "file_name": code.path,
                    "line_start": code.location.map(|location| location.start.line),
                    "line_end": code.location.map(|location| location.end.line),
                    "byte_start": code.location.map(|location| location.span.start),
                    "byte_end": code.location.map(|location| location.span.end),
                    "why": code.reason,
                    "detail": code.detail,
                }),
            );
        }
    }
    line(terminal, &Summary::new(outcome));
}

/// The last line.
#[derive(Serialize)]
struct Summary<'s> {
    reason: &'static str,
    version: u32,
    lessons: u64,
    files: u64,
    files_parsed: u64,
    bytes: u64,
    findings: usize,
    unsearched: usize,
    levels: Levels,
    not_applied: Vec<NotApplied<'s>>,
    unusable: Vec<&'s str>,
}

/// How many findings have each level.
#[derive(Serialize)]
struct Levels {
    deny: usize,
    warn: usize,
    note: usize,
}

#[derive(Serialize)]
struct NotApplied<'s> {
    lesson: &'s str,
    why: &'s str,
    files: u64,
}

impl<'s> Summary<'s> {
    fn new(outcome: &'s Outcome<'_>) -> Self {
        use lessons_core::Level;
        let report = &outcome.report;
        Self {
            reason: "lessons-summary",
            version: VERSION,
            lessons: report.stats.lessons,
            files: report.stats.files,
            files_parsed: report.stats.files_parsed,
            bytes: report.stats.bytes,
            findings: report.findings.len(),
            unsearched: report.unsearched.len(),
            levels: Levels {
                deny: outcome.count(Level::Deny),
                warn: outcome.count(Level::Warn),
                note: outcome.count(Level::Note),
            },
            not_applied: report
                .not_applied
                .iter()
                .map(|lack| NotApplied { lesson: &lack.lesson, why: &lack.reason, files: lack.files })
                .collect(),
            unusable: outcome.unusable(),
        }
    }
}

/// What cargo prints for a diagnostic of rustc.
#[derive(Serialize)]
struct CompilerMessage<'m> {
    reason: &'static str,
    package_id: String,
    manifest_path: String,
    target: Target,
    message: Message<'m>,
}

#[derive(Serialize)]
struct Target {
    kind: Vec<String>,
    crate_types: Vec<String>,
    name: String,
    src_path: String,
    edition: String,
    doc: bool,
    doctest: bool,
    test: bool,
}

#[derive(Serialize)]
struct Message<'m> {
    rendered: Option<String>,
    #[serde(rename = "$message_type")]
    message_type: &'static str,
    message: &'m str,
    code: Option<Code<'m>>,
    level: &'static str,
    spans: Vec<JsonSpan>,
    children: Vec<Message<'m>>,
}

#[derive(Serialize)]
struct Code<'m> {
    code: &'m str,
    explanation: Option<&'m str>,
}

#[derive(Serialize)]
struct JsonSpan {
    file_name: String,
    byte_start: u32,
    byte_end: u32,
    line_start: u32,
    line_end: u32,
    column_start: u32,
    column_end: u32,
    is_primary: bool,
    text: Vec<Line>,
    label: Option<String>,
    suggested_replacement: Option<String>,
    suggestion_applicability: Option<&'static str>,
    expansion: Option<Value>,
}

#[derive(Serialize)]
struct Line {
    text: String,
    highlight_start: u32,
    highlight_end: u32,
}

fn message<'m>(diagnostic: &'m Diagnostic, sources: &Sources<'_>, drawing: &Drawing) -> CompilerMessage<'m> {
    let file = sources.indexed(&diagnostic.path);
    let span = |mark: &Mark, primary| json_span(&diagnostic.path, mark, primary, file.as_ref());
    let spans = std::iter::once(span(&diagnostic.primary, true))
        .chain(diagnostic.related.iter().map(|mark| span(mark, false)))
        .collect();
    let child = |child: &'m Child| Message {
        rendered: None,
        message_type: "diagnostic",
        message: &child.message,
        code: None,
        level: child.weight.name(),
        spans: child
            .replacement
            .iter()
            .map(|(location, replacement)| JsonSpan {
                suggested_replacement: Some(replacement.clone()),
                suggestion_applicability: Some("MachineApplicable"),
                ..span(&Mark { location: *location, label: None }, true)
            })
            .collect(),
        children: Vec::new(),
    };
    let shown = diagnostic.children.iter().filter(|child| !child.verbose);
    let (package_id, manifest_path, target) = owner(&diagnostic.path, sources);
    CompilerMessage {
        reason: "compiler-message",
        package_id,
        manifest_path,
        target,
        message: Message {
            rendered: Some(drawing.draw(diagnostic, file.as_ref().map(|file| &*file.text), shown)),
            message_type: "diagnostic",
            message: &diagnostic.message,
            code: Some(Code { code: &diagnostic.code, explanation: diagnostic.explanation.as_deref() }),
            level: diagnostic.weight.name(),
            spans,
            children: diagnostic.children.iter().map(child).collect(),
        },
    }
}

fn json_span(path: &str, mark: &Mark, primary: bool, file: Option<&Text>) -> JsonSpan {
    let Location { span, start, end, .. } = mark.location;
    JsonSpan {
        file_name: path.to_owned(),
        byte_start: span.start,
        byte_end: span.end,
        line_start: start.line,
        line_end: end.line,
        column_start: start.column,
        column_end: end.column,
        is_primary: primary,
        text: file.map(|file| code_lines(&file.text, &file.lines, start, end)).unwrap_or_default(),
        label: mark.label.clone(),
        suggested_replacement: None,
        suggestion_applicability: None,
        expansion: None,
    }
}

/// Lines of more bytes than this are not quoted: each of many findings in one line would quote it again.
const QUOTED: u32 = 64 * 1024;

/// Each line of a span, with the columns that belong to it.
fn code_lines(text: &str, lines: &LineIndex, start: Position, end: Position) -> Vec<Line> {
    let last = end.line.min(lines.line_count());
    let after = if last < lines.line_count() { lines.line_start(last + 1) } else { len(text) };
    if after.saturating_sub(lines.line_start(start.line)) > QUOTED {
        return Vec::new();
    }
    (start.line..=last)
        .map(|number| {
            let from = lines.line_start(number);
            let to =
                if number < lines.line_count() { lines.line_start(number + 1) } else { from.max(len(text)) };
            let line = Span::new(from, to).of(text).trim_end_matches(['\n', '\r']);
            let width = len_in_characters(line) + 1;
            Line {
                text: line.to_owned(),
                highlight_start: if number == start.line { start.column } else { 1 },
                highlight_end: if number == end.line { end.column } else { width },
            }
        })
        .collect()
}

fn len(text: &str) -> u32 {
    Span::from_range(0..text.len()).end
}

fn len_in_characters(text: &str) -> u32 {
    Span::from_range(0..text.chars().count()).end
}

/// Package and target of a file. Files of no package, the lessons' among them, are given to the workspace's first
/// one, because readers of these lines drop what belongs to no package they know; a tree without any package gets one
/// that is made up: `lessons`, with the tree's directory.
fn owner(path: &str, sources: &Sources<'_>) -> (String, String, Target) {
    let owner = sources.owner(path);
    let root = owner.as_ref().map(|owner| owner.root).unwrap_or_else(|| std::path::Path::new("."));
    let absolute = |path: &str| root.join(path).to_string_lossy().into_owned();
    let package = owner.as_ref().and_then(|owner| owner.package);
    let Some(package) = package else {
        let target = Target {
            kind: vec!["lib".to_owned()],
            crate_types: vec!["lib".to_owned()],
            name: "lessons".to_owned(),
            src_path: absolute(path),
            edition: "2021".to_owned(),
            doc: false,
            doctest: false,
            test: false,
        };
        let id = format!("path+file://{}#lessons@0.0.0", root.to_string_lossy().replace('\\', "/"));
        return (id, absolute("Cargo.toml"), target);
    };
    let target = match owner.as_ref().and_then(|owner| owner.target) {
        Some(target) => {
            use lessons_core::TargetKind;
            let library = matches!(target.kind, TargetKind::Lib | TargetKind::ProcMacro);
            let kind = match target.kind {
                TargetKind::Lib => target.crate_types.clone(),
                other => vec![other.as_str().to_owned()],
            };
            Target {
                kind,
                crate_types: target.crate_types.clone(),
                name: target.name.clone(),
                src_path: absolute(&target.src_path),
                edition: target.edition.to_string(),
                doc: library || target.kind == TargetKind::Bin,
                doctest: target.kind == TargetKind::Lib,
                test: library || matches!(target.kind, TargetKind::Bin | TargetKind::Test),
            }
        }
        None => Target {
            kind: vec!["lib".to_owned()],
            crate_types: vec!["lib".to_owned()],
            name: package.name.replace('-', "_"),
            src_path: absolute(path),
            edition: package.edition.to_string(),
            doc: false,
            doctest: false,
            test: false,
        },
    };
    (package.id.clone(), absolute(&package.manifest_path), target)
}

/// Writes one object on a line.
pub(crate) fn line(terminal: Terminal, value: &impl Serialize) {
    // Plain data with string keys always serializes.
    if let Ok(text) = serde_json::to_string(value) {
        terminal.out(&format!("{text}\n"));
    }
}
