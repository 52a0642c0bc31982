//! Which packages `-p` and `--exclude` choose.

use globset::{Glob, GlobMatcher};
use lessons_core::Workspace;

use crate::cli::Common;
use crate::exit::Failure;

/// The packages chosen.
#[derive(Clone, Debug)]
pub(super) struct PackageFilter {
    chosen: Vec<GlobMatcher>,
    excluded: Vec<GlobMatcher>,
}

impl PackageFilter {
    /// None if all packages are chosen. What names no package is an error: it would search nothing, or leave nothing
    /// out, in silence.
    pub(super) fn new(common: &Common, workspace: &Workspace) -> Result<Option<Self>, Failure> {
        if common.packages.is_empty() && common.excluded.is_empty() {
            return Ok(None);
        }
        let compile = |specs: &[String]| -> Result<Vec<GlobMatcher>, Failure> {
            specs.iter().map(|spec| one(spec, workspace)).collect()
        };
        Ok(Some(Self { chosen: compile(&common.packages)?, excluded: compile(&common.excluded)? }))
    }

    /// Whether a package is chosen; files of no package are only when no package is named.
    pub(super) fn takes(&self, package: Option<&str>) -> bool {
        match package {
            None => self.chosen.is_empty(),
            Some(name) => {
                (self.chosen.is_empty() || self.chosen.iter().any(|glob| glob.is_match(name)))
                    && !self.excluded.iter().any(|glob| glob.is_match(name))
            }
        }
    }
}

fn one(spec: &str, workspace: &Workspace) -> Result<GlobMatcher, Failure> {
    let name = spec.split_once('@').map_or(spec, |(name, _)| name);
    let glob = Glob::new(name)
        .map_err(|error| Failure::new(format!("`{spec}` is no package and no glob: {error}")))?
        .compile_matcher();
    if workspace.packages().iter().any(|package| glob.is_match(&package.name)) {
        return Ok(glob);
    }
    let names: Vec<_> = workspace.packages().iter().map(|package| package.name.as_str()).collect();
    let hint = if names.is_empty() {
        "there is none here".to_owned()
    } else {
        format!("there are: {}", names.join(", "))
    };
    Err(Failure::new(format!("no package is named `{spec}`")).hint(hint))
}
