//! The targets of a package, declared or found in their usual places, by cargo's rules.

use std::collections::BTreeSet;

use toml::{Table, Value};

use super::document::{Document, either, section, strings};
use super::error::WorkspaceError;
use super::listing::Listing;
use super::packages::{Edition, Target, TargetKind, crate_name};
use super::relative;

/// A target by name, with its root file from the package's directory.
struct Found {
    name: String,
    path: String,
}

/// Reads and discovers the targets of the package in `manifest`, in order of kind and name.
pub(crate) fn targets(
    manifest: &Document,
    package: &Table,
    name: &str,
    edition: Edition,
    listing: &Listing<'_>,
) -> Result<Vec<Target>, WorkspaceError> {
    let mut finder = Finder { manifest, package, name, edition, listing, targets: Vec::new() };
    finder.library();
    finder.build_scripts();
    for (kind, key, automatic, dir) in [
        (TargetKind::Bin, "bin", "autobins", "src/bin"),
        (TargetKind::Example, "example", "autoexamples", "examples"),
        (TargetKind::Test, "test", "autotests", "tests"),
        (TargetKind::Bench, "bench", "autobenches", "benches"),
    ] {
        finder.listed(kind, key, automatic, dir)?;
    }
    let mut targets = finder.targets;
    targets.sort();
    Ok(targets)
}

struct Finder<'a> {
    manifest: &'a Document,
    package: &'a Table,
    name: &'a str,
    edition: Edition,
    listing: &'a Listing<'a>,
    targets: Vec<Target>,
}

impl Finder<'_> {
    fn exists(&self, path: &str) -> bool {
        self.listing.has_file(&relative::join(self.manifest.dir(), path))
    }

    fn push(&mut self, kind: TargetKind, name: String, path: &str, table: Option<&Table>) {
        let declared: Vec<String> = table
            .map(|table| strings(either(table, &["crate-type", "crate_type"])))
            .unwrap_or_default()
            .into_iter()
            .map(str::to_owned)
            .collect();
        let crate_types = match kind {
            TargetKind::Lib | TargetKind::Example if !declared.is_empty() => declared,
            TargetKind::Lib => vec!["lib".to_owned()],
            TargetKind::ProcMacro => vec!["proc-macro".to_owned()],
            _ => vec!["bin".to_owned()],
        };
        let edition =
            table.and_then(|table| table.get("edition")).and_then(Value::as_str).and_then(Edition::nearest);
        self.targets.push(Target {
            kind,
            crate_name: crate_name(&name),
            name,
            src_path: relative::join(self.manifest.dir(), path),
            crate_types,
            edition: edition.unwrap_or(self.edition),
        });
    }

    fn library(&mut self) {
        let table = section(&self.manifest.table, &["lib"]);
        let automatic = self.package.get("autolib").and_then(Value::as_bool).unwrap_or(true);
        if table.is_none() && !(automatic && self.exists("src/lib.rs")) {
            return;
        }
        let text = |key: &str| table.and_then(|table| table.get(key)).and_then(Value::as_str);
        let name = text("name").map_or_else(|| crate_name(self.name), str::to_owned);
        let legacy = format!("src/{name}.rs");
        let is_legacy = self.edition == Edition::E2015 && !self.exists("src/lib.rs") && self.exists(&legacy);
        let path = text("path").unwrap_or(if is_legacy { &legacy } else { "src/lib.rs" }).to_owned();
        let is_macro = table.is_some_and(|table| {
            either(table, &["proc-macro", "proc_macro"]).and_then(Value::as_bool) == Some(true)
                || strings(either(table, &["crate-type", "crate_type"])).contains(&"proc-macro")
        });
        self.push(if is_macro { TargetKind::ProcMacro } else { TargetKind::Lib }, name, &path, table);
    }

    fn build_scripts(&mut self) {
        let paths = match self.package.get("build") {
            Some(Value::Boolean(false)) => Vec::new(),
            Some(Value::String(path)) => vec![path.as_str()],
            Some(Value::Array(paths)) => paths.iter().filter_map(Value::as_str).collect(),
            Some(Value::Boolean(true)) => vec!["build.rs"],
            _ if self.exists("build.rs") => vec!["build.rs"],
            _ => Vec::new(),
        };
        for path in paths {
            self.push(TargetKind::BuildScript, format!("build-script-{}", relative::stem(path)), path, None);
        }
    }

    /// Binaries, examples, tests and benchmarks: declared as `[[key]]`, found in `dir`.
    fn listed(
        &mut self,
        kind: TargetKind,
        key: &str,
        automatic: &str,
        dir: &str,
    ) -> Result<(), WorkspaceError> {
        let discovered = self.discover(kind, dir);
        let automatic = self.package.get(automatic).and_then(Value::as_bool);
        let declared = self.manifest.table.get(key).and_then(Value::as_array);
        let Some(declared) = declared else {
            if automatic != Some(false) {
                for found in discovered {
                    self.push(kind, found.name, &found.path, None);
                }
            }
            return Ok(());
        };
        let (mut names, mut paths) = (BTreeSet::new(), BTreeSet::new());
        for table in declared.iter().filter_map(Value::as_table) {
            let name = table.get("name").and_then(Value::as_str);
            let name =
                name.ok_or_else(|| self.manifest.error(format!("a [[{key}]] has no name; give it one")))?;
            let path = match table.get("path").and_then(Value::as_str) {
                Some(path) => relative::join("", path),
                None => self.usual_path(kind, name, dir, &discovered),
            };
            self.push(kind, name.to_owned(), &path, Some(table));
            names.insert(name.to_owned());
            paths.insert(path);
        }
        // Since 2018, declaring one target does not hide the ones in their usual places.
        if automatic.unwrap_or(self.edition > Edition::E2015) {
            for found in discovered {
                if !names.contains(&found.name) && !paths.contains(&found.path) {
                    self.push(kind, found.name, &found.path, None);
                }
            }
        }
        Ok(())
    }

    /// What stands in the usual places: `dir/x.rs`, `dir/x/main.rs`, and `src/main.rs` for the package's own binary.
    fn discover(&self, kind: TargetKind, dir: &str) -> Vec<Found> {
        let mut found = Vec::new();
        if kind == TargetKind::Bin && self.exists("src/main.rs") {
            found.push(Found { name: self.name.to_owned(), path: "src/main.rs".to_owned() });
        }
        let absolute = relative::join(self.manifest.dir(), dir);
        for file in self.listing.below(&absolute) {
            let Some(rest) = relative::below(&absolute, file) else { continue };
            let name = match rest.split_once('/') {
                None => rest.strip_suffix(".rs"),
                Some((name, "main.rs")) => Some(name),
                Some(_) => None,
            };
            if let Some(name) = name.filter(|name| !name.is_empty() && !name.starts_with('.')) {
                found.push(Found { name: name.to_owned(), path: format!("{dir}/{rest}") });
            }
        }
        found
    }

    /// Where a declared target without a path is.
    fn usual_path(&self, kind: TargetKind, name: &str, dir: &str, discovered: &[Found]) -> String {
        if let Some(found) = discovered.iter().find(|found| found.name == name) {
            return found.path.clone();
        }
        // Up to 2015, a lone binary could stand in `src/main.rs` under any name, or in `src/<name>.rs`.
        let legacy = [format!("src/{name}.rs"), "src/bin/main.rs".to_owned(), "src/main.rs".to_owned()];
        if kind == TargetKind::Bin
            && self.edition == Edition::E2015
            && let Some(path) = legacy.into_iter().find(|path| self.exists(path))
        {
            return path;
        }
        format!("{dir}/{name}.rs")
    }
}
