//! `cargo lessons try`: tries a pattern on the spot, and says why it does not match somewhere.

use std::path::PathBuf;
use std::time::Instant;

use lessons_core::{Edition, Engine, Finding, Language, LineIndex, Location, Problem, Span, WhyNot, why_not};

use crate::context::Context;
use crate::exit::{Exit, Failure};
use crate::report::diagnostic::{Child, Diagnostic, Mark, Weight};
use crate::report::human::unsearched_line;
use crate::report::progress::Bar;
use crate::report::short;
use crate::report::snippet::Drawing;
use crate::report::summary::count;
use crate::search::{self, Request};
use crate::terminal::{Terminal, Verbosity};

/// The arguments of `try`.
#[derive(Clone, Debug, Default, clap::Args)]
#[command(
    after_help = "Exit codes: 0 the search was done, whatever it found; 2 the pattern is wrong, or the work \
                        could not be done."
)]
pub(crate) struct TryArgs {
    /// The pattern: code with metavariables, such as `$X.lock().unwrap()`
    // `- uses: $ACTION` and `-$X` begin with a hyphen.
    #[arg(value_name = "PATTERN", allow_hyphen_values = true, value_parser = pattern)]
    pattern: String,
    /// Files and folders to search [default: the workspace]
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// The language of the pattern
    #[arg(long, value_name = "LANGUAGE", default_value = "rust", value_parser = language)]
    lang: Language,
    /// The edition of files that belong to no package [default: 2021]
    #[arg(long, value_name = "YEAR")]
    edition: Option<Edition>,
    /// Say why the pattern does not match on this line
    #[arg(long, value_name = "FILE:LINE", value_parser = place)]
    why: Option<(PathBuf, u32)>,
    /// The format of the matches
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    message_format: TryFormat,
    /// List the code that could not be searched
    #[arg(long)]
    unsearched: bool,
}

/// The formats of matches.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum TryFormat {
    /// For people: the code, and what the metavariables stand for
    #[default]
    Human,
    /// One line for each match
    Short,
}

/// Any text but a mistyped option.
fn pattern(text: &str) -> Result<String, String> {
    let is_option =
        text.strip_prefix("--").is_some_and(|name| name.starts_with(|c: char| c.is_ascii_lowercase()));
    if is_option {
        Err(format!("there is no option `{text}`; `--help` lists them"))
    } else {
        Ok(text.to_owned())
    }
}

fn language(name: &str) -> Result<Language, String> {
    Language::named(name).ok_or_else(|| {
        let names: Vec<_> = Language::ALL.iter().map(|language| language.name()).collect();
        format!("the languages are {}", names.join(", "))
    })
}

fn place(text: &str) -> Result<(PathBuf, u32), String> {
    let parts = text.rsplit_once(':').and_then(|(file, line)| Some((file, line.parse().ok()?)));
    match parts {
        Some((file, line)) if !file.is_empty() && line > 0 => Ok((PathBuf::from(file), line)),
        _ => Err("write a file and a line, such as `src/lib.rs:12`".to_owned()),
    }
}

/// Runs the command.
pub(crate) fn run(context: &Context, args: TryArgs) -> Result<Exit, Failure> {
    let engine = match Engine::of_pattern(args.lang, &args.pattern) {
        Ok(engine) => engine,
        Err(problems) => {
            print_problems(context.terminal, &problems, &args.pattern);
            return Ok(Exit::Unable);
        }
    };
    if let Some((file, line)) = &args.why {
        return explain(context, &engine, &args, file, *line);
    }
    let started = Instant::now();
    let bar = Bar::new(context.terminal);
    let (paths, edition) = (args.paths.as_slice(), args.edition);
    let request = Request { paths, edition, exhaustive: args.unsearched, ..Request::default() };
    let (report, sources) = search::with_engine(context, &engine, request, &bar)?;
    drop(bar);
    let terminal = context.terminal;
    let drawing = Drawing::new(terminal.stdout_color());
    for finding in &report.findings {
        match args.message_format {
            TryFormat::Short => terminal.out(&short::line(&of_match(finding))),
            TryFormat::Human => {
                let diagnostic = of_match(finding);
                let text = sources.text(&finding.path);
                let drawn = drawing.draw(&diagnostic, text.as_deref(), diagnostic.children.iter());
                terminal.out(&format!("{drawn}\n"));
            }
        }
    }
    if args.unsearched {
        report.unsearched.iter().for_each(|code| terminal.out(&format!("{}\n", unsearched_line(code))));
    }
    if terminal.verbosity() > Verbosity::Quiet {
        let matches = match report.findings.len() {
            1 => "1 match".to_owned(),
            number => format!("{number} matches"),
        };
        let mut line = format!("{matches} in {}", count(report.stats.files, "file"));
        if !report.unsearched.is_empty() {
            let places = count(report.unsearched.len() as u64, "place");
            line.push_str(&format!("; {places} could not be searched (`--unsearched` lists them)"));
        }
        if terminal.person_waits() {
            line.push_str(&format!(", in {:.2} s", started.elapsed().as_secs_f64()));
        }
        terminal.err(&Drawing::new(terminal.stderr_color()).line(Weight::Note, &line, None));
    }
    Ok(Exit::Clean)
}

/// A match as a diagnostic: what the metavariables stand for stands below it.
fn of_match(finding: &Finding) -> Diagnostic {
    let mut diagnostic = Diagnostic::of_finding(finding, None);
    diagnostic.code = String::new();
    diagnostic.message = "the pattern matches here".to_owned();
    diagnostic.children = finding
        .captures
        .iter()
        .map(|(name, code)| Child::new(Weight::Note, format!("${name} is `{}`", code.trim())))
        .collect();
    diagnostic
}

/// Faults of a pattern, drawn in the pattern.
fn print_problems(terminal: Terminal, problems: &[Problem], pattern: &str) {
    let drawing = Drawing::new(terminal.stderr_color());
    for problem in problems {
        let diagnostic = Diagnostic { code: String::new(), ..Diagnostic::of_problem(problem, pattern) };
        terminal.err(&drawing.draw(&diagnostic, Some(pattern), diagnostic.children.iter()));
    }
}

/// Says why the pattern does not match on a line of a file, or shows the match.
fn explain(
    context: &Context,
    engine: &Engine,
    args: &TryArgs,
    file: &std::path::Path,
    line: u32,
) -> Result<Exit, Failure> {
    let terminal = context.terminal;
    let drawing = Drawing::new(terminal.stdout_color());
    let paths = [file.to_path_buf()];
    let request = Request { paths: &paths, edition: args.edition, ..Request::default() };
    let (report, sources) = search::with_engine(context, engine, request, &())?;
    let shown = file.to_string_lossy().into_owned();
    let text = std::fs::read(context.cwd.join(file))
        .map_err(|error| Failure::new(format!("`{shown}` cannot be read: {error}")))?;
    let text = String::from_utf8(text).map_err(|_| Failure::new(format!("`{shown}` is not UTF-8")))?;
    let lines = LineIndex::new(&text);
    if report.stats.files == 0 {
        let language = args.lang.name();
        return Err(Failure::new(format!("`{shown}` is no {language} file, which this pattern is for"))
            .hint("say which language the pattern is in: `--lang`"));
    }
    let last = text.lines().count();
    if line as usize > last.max(1) {
        return Err(Failure::new(format!("`{shown}` has no line {line}, only {last}")));
    }
    let here = |finding: &&Finding| finding.location.start.line == line;
    if let Some(finding) = report.findings.iter().find(here) {
        let diagnostic = of_match(finding);
        let text = sources.text(&finding.path);
        terminal.out(&drawing.draw(&diagnostic, text.as_deref(), diagnostic.children.iter()));
        return Ok(Exit::Clean);
    }
    let why = why_not(args.lang, &args.pattern, &text, line).map_err(|problems| {
        print_problems(terminal, &problems, &args.pattern);
        Failure::new("the pattern is wrong")
    })?;
    let plain = |message: &str| (message.to_owned(), None, None);
    let (message, code, part) = match why {
        WhyNot::NoCode => plain("no code begins on this line"),
        WhyNot::Unsearched => plain("this code has no syntax that could be searched"),
        WhyNot::NoStart => plain("nothing that begins on this line is the kind of code that the pattern is"),
        WhyNot::Names => plain("it fits as far as this file tells, but the names mean something else here"),
        WhyNot::Part { part, wanted, code: Some(code), found, means } => {
            let found = found.unwrap_or_default();
            let means = means.map(|path| format!(": it is `{path}` here")).unwrap_or_default();
            (format!("`{found}` does not fit the pattern's `{wanted}`{means}"), Some(code), Some(part))
        }
        WhyNot::Part { wanted, part, .. } => {
            (format!("the code ends before the pattern's `{wanted}`"), None, Some(part))
        }
        WhyNot::Besides { code } => {
            ("the code has this besides, the pattern has not".to_owned(), Some(code), None)
        }
        _ => plain("the pattern does not match here"),
    };
    let whole = line_location(&text, &lines, line);
    let diagnostic = note(&message, &shown, code.unwrap_or(whole));
    terminal.out(&drawing.draw(&diagnostic, Some(&text), std::iter::empty()));
    if let Some(part) = part {
        let pattern = &args.pattern;
        let location = Location::new(pattern, &LineIndex::new(pattern), part);
        let diagnostic = note("this part of the pattern asks for something else", "pattern", location);
        terminal.out(&format!("\n{}", drawing.draw(&diagnostic, Some(pattern), std::iter::empty())));
    }
    Ok(Exit::Clean)
}

fn note(message: &str, path: &str, location: Location) -> Diagnostic {
    Diagnostic {
        weight: Weight::Note,
        code: String::new(),
        explanation: None,
        message: message.to_owned(),
        path: path.to_owned(),
        primary: Mark { location, label: None },
        related: Vec::new(),
        children: Vec::new(),
    }
}

/// A line without the white space around it.
fn line_location(text: &str, lines: &LineIndex, line: u32) -> Location {
    let start = lines.line_start(line);
    let rest = text.get(start as usize..).unwrap_or_default();
    let content = rest.split('\n').next().unwrap_or_default();
    let indent = content.len() - content.trim_start().len();
    let (from, to) = (start as usize + indent, start as usize + content.trim_end().len());
    Location::new(text, lines, Span::from_range(from..to.max(from)))
}
