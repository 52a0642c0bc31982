//! `cargo lessons init`: sets up lessons in a repository. Nothing is overwritten.

use std::path::{Path, PathBuf};

use crate::advice;
use crate::context::Context;
use crate::exit::{Exit, Failure};
use crate::git::Git;
use crate::terminal::escape;
use crate::write::{Root, WriteError};

/// The arguments of `init`.
#[derive(Clone, Debug, Default, clap::Args)]
pub(crate) struct InitArgs {
    /// Also write the job that checks the lessons in CI
    #[arg(long, value_enum, value_name = "SERVICE")]
    pub(crate) ci: Option<Ci>,
    /// Also write a git hook that checks the lessons before each commit
    #[arg(long)]
    pub(crate) hook: bool,
}

/// A CI service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Ci {
    /// A workflow in `.github/workflows/`
    Github,
    /// A file in `.gitlab/ci/`, to be included
    Gitlab,
}

const README: &str = include_str!("init/README.md");
const GITHUB: &str = include_str!("init/github.yml");
const GITLAB: &str = include_str!("init/gitlab.yml");
const HOOK: &str = include_str!("init/pre-commit.sh");

const ADD_TO_HOOK: &str = "add the line `cargo lessons -q check` to it";
const NEXT: &str = "Next:\n  1. Start a lesson: `cargo lessons new INC-1 --title \"…\"`.\n  \
                    2. Prove it: `cargo lessons test`. Put it in force: `cargo lessons approve INC-1`.";

/// Runs the command.
pub(crate) fn run(context: &Context, args: InitArgs) -> Result<Exit, Failure> {
    let project = context.project()?;
    let git = Git::open(&project.root).ok().filter(|git| !git.is_bare());
    let top = git.as_ref().map_or(project.root.as_path(), Git::top).to_path_buf();
    let mut steps = Vec::new();
    let mut written = Written { context, any: false };

    let lessons = crate::commands::new::writable(project)?;
    written.file(&lessons, &project.lessons.dir.join("README.md"), &shown(project, "README.md"), README)?;
    let repository = Root::new(&top)?;
    match args.ci {
        Some(Ci::Github) => {
            let path = ".github/workflows/lessons.yml";
            written.file(&repository, &top.join(path), path, GITHUB)?;
        }
        Some(Ci::Gitlab) => {
            let path = ".gitlab/ci/lessons.yml";
            written.file(&repository, &top.join(path), path, GITLAB)?;
            steps.push(format!("Include the job in .gitlab-ci.yml: `include: {{ local: {path} }}`."));
        }
        None => {
            steps.push(format!("Check in CI: `{}`, or `--ci gitlab`.", advice::command("init --ci github")))
        }
    }
    if args.hook {
        let git = git.ok_or_else(|| {
            Failure::new(format!("`{}` is in no git repository, so it has no hooks", project.root.display()))
                .hint("run `git init` first, or leave out `--hook`")
        })?;
        hook(&git, &mut written)?;
    }
    if !written.any {
        context.terminal.status("Everything is there already; nothing was changed.");
    }
    context.terminal.status(&NEXT.replace("cargo lessons ", &advice::command("")));
    for (number, step) in steps.iter().enumerate() {
        context.terminal.status(&format!("  {}. {step}", number + 3));
    }
    Ok(Exit::Clean)
}

fn shown(project: &crate::context::Project, name: &str) -> String {
    format!("{}/{name}", project.lessons.shown)
}

/// Writes files that are not there, and says what it does with each.
struct Written<'a> {
    context: &'a Context,
    any: bool,
}

impl Written<'_> {
    fn file(&mut self, root: &Root, place: &Path, shown: &str, text: &str) -> Result<(), Failure> {
        match root.create(place, text.as_bytes()) {
            Ok(()) => {
                self.any = true;
                self.context.terminal.out(&format!("{}\n", escape(shown)));
                Ok(())
            }
            Err(WriteError::Exists { .. }) => {
                self.context.terminal.status(&format!("{shown} is there already and stays as it is"));
                Ok(())
            }
            Err(error) => Err(error.into()),
        }
    }
}

/// Writes the hook where git looks for hooks, and makes it one that can be run.
fn hook(git: &Git, written: &mut Written<'_>) -> Result<(), Failure> {
    let folder = git.hooks()?;
    let place: PathBuf = folder.join("pre-commit");
    if place.symlink_metadata().is_ok() {
        return Err(Failure::new(format!("there is a hook already: {}", place.display())).hint(ADD_TO_HOOK));
    }
    std::fs::create_dir_all(&folder)?;
    written.file(&Root::new(&folder)?, &place, &place.display().to_string(), HOOK)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        std::fs::set_permissions(&place, std::fs::Permissions::from_mode(0o755))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::*;
    use crate::cli::Cli;

    /// The commands in a text: each to the end of its code span, else of its line.
    fn commands(text: &str) -> Vec<&str> {
        let lines =
            text.lines().flat_map(|line| line.match_indices("cargo lessons").map(move |at| (line, at.0)));
        lines.map(|(line, at)| line[at..].split('`').next().unwrap_or_default()).collect()
    }

    #[test]
    fn every_command_that_is_written_or_advised_exists() {
        let texts = [README, GITHUB, GITLAB, HOOK, NEXT, ADD_TO_HOOK].map(commands);
        assert!(texts.iter().all(|commands| !commands.is_empty()), "{texts:?}");
        for command in texts.iter().flatten() {
            let arguments = command.split_whitespace().skip(1);
            if let Err(error) = Cli::try_parse_from(arguments) {
                panic!("{command}: {error}");
            }
        }
    }
}
