//! `scan --fix`: writes the lessons' own fixes, as `cargo fix` would: only where version control can take them back.

use std::path::Path;

use lessons_core::{FixedFile, RefusedFix};

use crate::context::Context;
use crate::exit::Failure;
use crate::git::{Git, GitError};
use crate::report::diagnostic::Weight;
use crate::report::progress::Bar;
use crate::report::snippet::Drawing;
use crate::report::summary::count;
use crate::search::{self, Request};
use crate::terminal::{Verbosity, escape_line};
use crate::write::{Root, WriteError};

/// Whether and when to write fixes.
#[derive(Clone, Debug, Default, clap::Args)]
pub(crate) struct FixArgs {
    /// Apply the fixes that the lessons' authors wrote, then search again
    #[arg(long)]
    pub(crate) fix: bool,
    /// Fix even if the working tree has changes that are not committed
    #[arg(long, requires = "fix")]
    allow_dirty: bool,
    /// Fix even if the files are not under version control
    #[arg(long, requires = "fix")]
    allow_no_vcs: bool,
}

/// Uncommitted files that are named before the rest is counted.
const NAMED: usize = 5;

/// Applies the fixes that are sound, each file whole or not at all, and tells on stderr what was done and what was not.
pub(crate) fn run(context: &Context, request: Request<'_>, args: &FixArgs) -> Result<(), Failure> {
    let root = context.project()?.root.clone();
    // Trees that are named may lie in another repository each.
    let named: Vec<_> = request.paths.iter().map(|path| context.cwd.join(path)).collect();
    let dirs = if named.is_empty() { vec![root] } else { named };
    for dir in dirs {
        let dir = if dir.is_file() { dir.parent().map(Path::to_path_buf).unwrap_or(dir) } else { dir };
        may_be_written(&dir, args)?;
    }
    let bar = Bar::new(context.terminal);
    let fixes = search::fixes(context, request, &bar)?;
    drop(bar);
    for tree in &fixes {
        let root = Root::new(&tree.dir)?;
        for file in &tree.outcome.files {
            write(&root, file)?;
            let fixed = count(file.findings.len() as u64, "finding");
            tell(context, &format!("fixed {fixed} in {}", tree.shown(&file.path)), None);
        }
    }
    for tree in &fixes {
        for RefusedFix { finding, reason, .. } in &tree.outcome.refused {
            let start = finding.location.start;
            let place = format!("{}:{}:{}", tree.shown(&finding.path), start.line, start.column);
            let reason = reason.to_string();
            let (why, what) = reason.split_once("; ").unwrap_or((&reason, ""));
            tell(context, &format!("not fixed: {} at {place}: {why}", finding.lesson), Some(what));
        }
    }
    Ok(())
}

fn tell(context: &Context, line: &str, hint: Option<&str>) {
    let terminal = context.terminal;
    if terminal.verbosity() > Verbosity::Quiet {
        let drawing = Drawing::new(terminal.stderr_color());
        terminal.err(&drawing.line(Weight::Note, &escape_line(line), hint.filter(|hint| !hint.is_empty())));
    }
}

fn write(root: &Root, file: &FixedFile) -> Result<(), Failure> {
    root.update(Path::new(&file.path), |now| {
        if now == Some(file.before.as_bytes()) {
            Ok(file.after.clone().into_bytes())
        } else {
            Err(WriteError::Changed { path: file.path.clone() })
        }
    })
    .map_err(Failure::from)
}

/// Refuses where a fix could not be taken back.
fn may_be_written(dir: &Path, args: &FixArgs) -> Result<(), Failure> {
    let git = match Git::open(dir) {
        Ok(git) if git.is_bare() => {
            return Err(Failure::new("a bare repository has no files to fix")
                .hint("run the command in a clone with a working tree"));
        }
        Ok(git) => git,
        Err(GitError::NotARepository { .. }) if args.allow_no_vcs => return Ok(()),
        Err(GitError::NotARepository { .. }) => {
            let dir = dir.display();
            return Err(Failure::new(format!(
                "{dir} is under no version control, so a fix cannot be taken back"
            ))
            .hint("`git init` it and commit, or say `--allow-no-vcs`"));
        }
        Err(error) => return Err(error.into()),
    };
    if args.allow_dirty {
        return Ok(());
    }
    let changed = git.uncommitted()?;
    let Some((listed, more)) =
        changed.split_at_checked(NAMED.min(changed.len())).filter(|_| !changed.is_empty())
    else {
        return Ok(());
    };
    let mut names = listed.join(", ");
    if !more.is_empty() {
        names.push_str(&format!(" and {} more", more.len()));
    }
    Err(Failure::new(format!("the working tree has changes that are not committed: {}", escape_line(&names)))
        .hint("commit or stash them, or say `--allow-dirty`"))
}
