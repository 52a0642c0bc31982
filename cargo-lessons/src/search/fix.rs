//! The lessons' own fixes for what a search finds, tried but not written.

use std::path::PathBuf;

use lessons_core::{FixOutcome, Progress, SearchOptions};

use super::shown::Shown;
use super::{Request, engine, parts};
use crate::context::Context;
use crate::exit::Failure;
use crate::report::sources::Sources;

/// What became of the fixes in one tree.
pub(crate) struct Fixes {
    /// The tree's directory.
    pub(crate) dir: PathBuf,
    /// The fixes; paths are from that directory.
    pub(crate) outcome: FixOutcome,
    shown: Shown,
}

impl Fixes {
    /// A path of the tree as it is shown.
    pub(crate) fn shown(&self, path: &str) -> String {
        self.shown.path(path)
    }
}

/// Searches as the request says, and tries the fixes of what is found.
pub(crate) fn fixes(
    context: &Context,
    request: Request<'_>,
    progress: &dyn Progress,
) -> Result<Vec<Fixes>, Failure> {
    let project = if request.paths.is_empty() { context.workspace()? } else { context.project()? };
    let base = request.base.map(|revision| context.base(revision)).transpose()?;
    let (workspace, lessons) = match base {
        Some(base) => (&base.now.workspace, &base.now.lessons),
        None => (&project.workspace, &project.lessons),
    };
    lessons.check_present()?;
    let (engine, _) = engine(lessons, base, request.lessons)?;
    let mut sources = Sources::default();
    let mut fixes = Vec::new();
    for part in parts::parts(context, &project.root, workspace, request, &mut sources)? {
        let workspace = sources.tree(part.tree);
        let only = |path: &str| part.takes(workspace, path);
        let mut options = SearchOptions::default();
        options.only = part.is_partial().then_some(&only as _);
        options.progress = Some(progress);
        let mut report = engine.search(workspace, &options)?;
        if let Some(base) = base {
            report = base.brought(&engine, report, &options)?;
        }
        let outcome = engine.fix(workspace, &report.findings, &SearchOptions::default())?;
        fixes.push(Fixes { dir: sources.root(part.tree).to_path_buf(), outcome, shown: part.shown });
    }
    Ok(fixes)
}
