//! Packages as `cargo metadata` tells them, without dependencies and without the network.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use cargo_metadata::{CrateType, DependencyKind as CargoDependencyKind, Metadata, MetadataCommand};

use super::error::WorkspaceError;
use super::packages::{Dependency, DependencyKind, Edition, Package, Target, TargetKind, crate_name};
use super::relative;

/// What cargo says of a workspace. What cargo does not print (lints, resolved versions) is left empty.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) root: PathBuf,
    pub(crate) target_directory: PathBuf,
    pub(crate) packages: Vec<Package>,
}

/// Asks cargo about the workspace of `manifest`; none if cargo cannot be run here at all.
pub(crate) fn ask(manifest: &Path) -> Result<Option<Answer>, WorkspaceError> {
    let mut command = MetadataCommand::new();
    command.manifest_path(manifest).no_deps().other_options(vec!["--offline".to_owned()]);
    // A toolchain file chooses the toolchain by directory; a missing one must not be downloaded.
    command.env("RUSTUP_AUTO_INSTALL", "0");
    if let Some(dir) = manifest.parent() {
        command.current_dir(dir);
    }
    let failed = |stderr: String| WorkspaceError::Cargo { manifest: manifest.display().to_string(), stderr };
    let output = match command.cargo_command().output() {
        Ok(output) => output,
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::PermissionDenied) => {
            return Ok(None);
        }
        Err(error) => return Err(failed(error.to_string())),
    };
    if !output.status.success() {
        let stderr = String::from_utf8_lossy(&output.stderr).trim_end().to_owned();
        // Cargo itself fails with 101; another code is the toolchain's proxy, which found no cargo to run.
        return if output.status.code() == Some(101) { Err(failed(stderr)) } else { Ok(None) };
    }
    let text = String::from_utf8_lossy(&output.stdout);
    let json = text.lines().find(|line| line.starts_with('{')).unwrap_or_default();
    let metadata = MetadataCommand::parse(json)
        .map_err(|error| failed(format!("its answer is not what `cargo metadata` prints: {error}")))?;
    Ok(Some(answer(&metadata)))
}

fn answer(metadata: &Metadata) -> Answer {
    let root = metadata.workspace_root.as_std_path();
    let mut packages: Vec<Package> =
        metadata.workspace_packages().into_iter().map(|package| convert(root, package)).collect();
    packages.sort_by(|a, b| a.root.cmp(&b.root));
    Answer {
        root: root.to_owned(),
        target_directory: metadata.target_directory.as_std_path().to_owned(),
        packages,
    }
}

fn convert(root: &Path, package: &cargo_metadata::Package) -> Package {
    let manifest_path = relative::from_native(root, package.manifest_path.as_std_path());
    let mut targets: Vec<Target> =
        package.targets.iter().map(|target| convert_target(root, target)).collect();
    targets.sort();
    let mut dependencies: Vec<Dependency> =
        package.dependencies.iter().map(|dependency| convert_dependency(root, dependency)).collect();
    dependencies.sort();
    Package {
        name: package.name.to_string(),
        version: package.version.clone(),
        id: package.id.repr.clone(),
        root: relative::parent(&manifest_path).to_owned(),
        manifest_path,
        edition: convert_edition(package.edition),
        member: true,
        targets,
        dependencies,
        resolved: None,
        clippy: std::collections::BTreeMap::new(),
        metadata: None,
    }
}

fn convert_edition(edition: cargo_metadata::Edition) -> Edition {
    Edition::nearest(edition.as_str()).unwrap_or(Edition::E2024)
}

fn convert_target(root: &Path, target: &cargo_metadata::Target) -> Target {
    let kind = if target.is_custom_build() {
        TargetKind::BuildScript
    } else if target.is_test() {
        TargetKind::Test
    } else if target.is_bench() {
        TargetKind::Bench
    } else if target.is_example() {
        TargetKind::Example
    } else if target.is_bin() {
        TargetKind::Bin
    } else if target.is_proc_macro() {
        TargetKind::ProcMacro
    } else {
        TargetKind::Lib
    };
    Target {
        kind,
        name: target.name.clone(),
        crate_name: crate_name(&target.name),
        src_path: relative::from_native(root, target.src_path.as_std_path()),
        crate_types: target.crate_types.iter().map(CrateType::to_string).collect(),
        edition: convert_edition(target.edition),
    }
}

fn convert_dependency(root: &Path, dependency: &cargo_metadata::Dependency) -> Dependency {
    Dependency {
        name: dependency.rename.clone().unwrap_or_else(|| dependency.name.clone()),
        package: dependency.name.clone(),
        kind: match dependency.kind {
            CargoDependencyKind::Development => DependencyKind::Development,
            CargoDependencyKind::Build => DependencyKind::Build,
            _ => DependencyKind::Normal,
        },
        platform: dependency.target.as_ref().map(ToString::to_string),
        optional: dependency.optional,
        requirement: dependency.req.to_string(),
        path: dependency.path.as_ref().map(|path| relative::from_native(root, path.as_std_path())),
    }
}
