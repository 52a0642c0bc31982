//! The dependencies that a manifest declares, inherited ones too.

use semver::VersionReq;
use toml::{Table, Value};

use super::document::{Document, either, is_inherited, section};
use super::error::WorkspaceError;
use super::packages::{Dependency, DependencyKind};
use super::relative;

/// The table that holds `[workspace.dependencies]`, and the directory that its paths are relative to.
#[derive(Clone, Copy)]
pub(crate) struct Inherited<'w> {
    pub(crate) table: Option<&'w Table>,
    pub(crate) dir: &'w str,
}

const TABLES: [(&[&str], DependencyKind); 3] = [
    (&["dependencies"], DependencyKind::Normal),
    (&["dev-dependencies", "dev_dependencies"], DependencyKind::Development),
    (&["build-dependencies", "build_dependencies"], DependencyKind::Build),
];

/// Every dependency of `manifest`, in order.
pub(crate) fn dependencies(
    manifest: &Document,
    inherited: Inherited<'_>,
) -> Result<Vec<Dependency>, WorkspaceError> {
    let mut all = Vec::new();
    collect(manifest, &manifest.table, None, inherited, &mut all)?;
    for (platform, table) in section(&manifest.table, &["target"]).into_iter().flatten() {
        if let Some(table) = table.as_table() {
            collect(manifest, table, Some(platform), inherited, &mut all)?;
        }
    }
    all.sort();
    Ok(all)
}

fn collect(
    manifest: &Document,
    from: &Table,
    platform: Option<&str>,
    inherited: Inherited<'_>,
    all: &mut Vec<Dependency>,
) -> Result<(), WorkspaceError> {
    for (keys, kind) in TABLES {
        for (name, value) in either(from, keys).and_then(Value::as_table).into_iter().flatten() {
            let (shared, dir) = if is_inherited(value) {
                let shared = inherited.table.and_then(|table| table.get(name)).ok_or_else(|| {
                    manifest.error(format!(
                        "the dependency `{name}` is inherited, but [workspace.dependencies] has no `{name}`; add it there"
                    ))
                })?;
                (shared, inherited.dir)
            } else {
                (value, manifest.dir())
            };
            let text = |key: &str| shared.as_table().and_then(|table| table.get(key)).and_then(Value::as_str);
            all.push(Dependency {
                name: name.clone(),
                package: text("package").unwrap_or(name).to_owned(),
                kind,
                platform: platform.map(normal_platform),
                // Only the member says whether it is optional.
                optional: value.as_table().and_then(|table| table.get("optional")).and_then(Value::as_bool)
                    == Some(true),
                requirement: requirement(shared.as_str().or_else(|| text("version")).unwrap_or("*")),
                path: text("path").map(|path| relative::join(dir, path)),
            });
        }
    }
    Ok(())
}

/// A requirement as cargo writes it: `1` is `^1`.
fn requirement(text: &str) -> String {
    VersionReq::parse(text).map_or_else(|_| text.to_owned(), |requirement| requirement.to_string())
}

/// A platform as cargo writes it: `cfg(any(unix,target_os="wasi"))` is `cfg(any(unix, target_os = "wasi"))`.
fn normal_platform(text: &str) -> String {
    if !text.trim_start().starts_with("cfg(") {
        return text.to_owned();
    }
    let mut normal = String::with_capacity(text.len());
    let mut quoted = false;
    for character in text.chars() {
        match character {
            '"' => {
                quoted = !quoted;
                normal.push('"');
            }
            _ if quoted => normal.push(character),
            ',' => normal.push_str(", "),
            '=' => normal.push_str(" = "),
            _ if character.is_whitespace() => {}
            _ => normal.push(character),
        }
    }
    // A trailing comma says nothing.
    normal.replace(", )", ")")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn platforms_have_one_spelling() {
        for (text, normal) in [
            ("cfg(unix)", "cfg(unix)"),
            ("cfg( any(unix,target_os=\"a = b, c\",) )", "cfg(any(unix, target_os = \"a = b, c\"))"),
            ("x86_64-pc-windows-msvc", "x86_64-pc-windows-msvc"),
        ] {
            assert_eq!(normal_platform(text), normal);
        }
    }
}
