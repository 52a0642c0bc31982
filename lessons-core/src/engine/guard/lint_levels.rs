//! At which level a workspace has a Clippy lint: the defaults of its group, the manifests, the crates' attributes.

use std::collections::BTreeMap;

use crate::language::Language;
use crate::language::rust::{F, K, attributes};
use crate::problem;
use crate::syntax::{Builder, Node};
use crate::workspace::{LintLevel, LintSetting, Package, TargetKind, Workspace};

/// The lints of each group, as Clippy 1.95 lists them with `-W help`: the group, a colon, its lints.
const GROUPS: &str = include_str!("clippy.txt");

/// Groups that are on by default.
const ON: &[&str] = &["correctness", "suspicious", "style", "complexity", "perf"];

/// What is known of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Known {
    /// A lint of this group.
    Lint(&'static str),
    /// A group.
    Group,
    /// Neither.
    Unknown,
}

fn groups() -> impl Iterator<Item = (&'static str, &'static str)> {
    GROUPS.lines().filter_map(|line| line.split_once(": "))
}

/// What a name is, written with `_`.
pub(super) fn known(name: &str) -> Known {
    if name == "all" || groups().any(|(group, _)| group == name) {
        return Known::Group;
    }
    groups()
        .find(|(_, lints)| lints.split(' ').any(|lint| lint == name))
        .map_or(Known::Unknown, |(group, _)| Known::Lint(group))
}

/// The lint whose name is a slip of the pen away.
pub(super) fn nearest_to(name: &str) -> Option<&'static str> {
    problem::nearest(name, groups().flat_map(|(_, lints)| lints.split(' ')))
}

/// Whether a setting's name, of a lint or a group, speaks of `lint`.
fn covers(name: &str, lint: &str) -> bool {
    name == lint
        || match known(lint) {
            Known::Lint(group) => name == group || name == "all" && ON.contains(&group),
            Known::Group | Known::Unknown => false,
        }
}

/// One crate's root attribute: its level and the names of lints and groups, `warnings` among them.
type Attribute = (LintLevel, Vec<String>);

/// What sets levels in a workspace besides the manifests.
#[derive(Debug, Default)]
pub(super) struct Levels {
    /// By the root file of a target.
    roots: BTreeMap<String, Vec<Attribute>>,
    /// From `rustflags` in cargo's configuration.
    flags: Vec<Attribute>,
}

impl Levels {
    /// Reads the root files of all targets; nothing unless it is `needed`.
    pub(super) fn read(workspace: &Workspace, needed: bool) -> Self {
        if !needed {
            return Self::default();
        }
        let mut roots = BTreeMap::new();
        for target in workspace.members().flat_map(|package| &package.targets) {
            let bytes = workspace.source().read(&target.src_path).ok();
            if let Some(text) = bytes.and_then(|bytes| String::from_utf8(bytes).ok()) {
                roots.insert(target.src_path.clone(), root_attributes(&text));
            }
        }
        Self { roots, flags: flags(workspace) }
    }

    /// Whether something in the package speaks of the lint by its own name.
    pub(super) fn mentions(&self, package: &Package, lint: &str) -> bool {
        let roots = package.targets.iter().filter_map(|target| self.roots.get(&target.src_path)).flatten();
        package.clippy.contains_key(lint)
            || roots.chain(&self.flags).flat_map(|(_, names)| names).any(|name| name == lint)
    }

    /// Whether every target of the package that is part of the program has the lint on; those for tests too
    /// where `tests` says so. A package without such targets has it as its manifest says.
    pub(super) fn is_on(&self, package: &Package, lint: &str, tests: bool) -> bool {
        let base = self
            .flags
            .iter()
            .fold(manifest_level(&package.clippy, lint), |level, flag| lowered(level, flag, lint));
        let mut targets = package
            .targets
            .iter()
            .filter(|target| target.kind != TargetKind::BuildScript && (tests || !target.kind.is_test_only()))
            .peekable();
        if targets.peek().is_none() {
            return base != LintLevel::Allow;
        }
        targets.all(|target| {
            let attributes = self.roots.get(&target.src_path).into_iter().flatten();
            attributes.fold(base, |level, attribute| lowered(level, attribute, lint)) != LintLevel::Allow
        })
    }
}

/// The level after an attribute; what is forbidden stays so.
fn lowered(level: LintLevel, (new, names): &Attribute, lint: &str) -> LintLevel {
    // `warnings` are all lints at that level.
    let covered =
        names.iter().any(|name| covers(name, lint) || name == "warnings" && level == LintLevel::Warn);
    if covered && level != LintLevel::Forbid { *new } else { level }
}

/// The level by a manifest. Cargo gives lower priorities first and, among equals, names from last to first, and
/// the last that speaks of a lint wins.
fn manifest_level(settings: &BTreeMap<String, LintSetting>, lint: &str) -> LintLevel {
    let default = match known(lint) {
        Known::Lint("correctness") => LintLevel::Deny,
        Known::Lint(group) if ON.contains(&group) => LintLevel::Warn,
        _ => LintLevel::Allow,
    };
    let mut ordered: Vec<(&String, &LintSetting)> =
        settings.iter().filter(|(name, _)| covers(name, lint)).collect();
    ordered.sort_by_key(|(name, setting)| (setting.priority, std::cmp::Reverse(*name)));
    let forbidden = ordered.iter().any(|(_, setting)| setting.level == LintLevel::Forbid);
    match ordered.last() {
        _ if forbidden => LintLevel::Forbid,
        Some((_, setting)) => setting.level,
        None => default,
    }
}

/// The lint attributes at the top of a crate's root file, in order.
fn root_attributes(text: &str) -> Vec<Attribute> {
    if !text.contains("#![") {
        return Vec::new();
    }
    let Ok(tree) = Builder::file(Language::Rust.grammar(), text.to_owned()) else { return Vec::new() };
    let items = attributes(tree.root()).filter(|item| item.k() == K::InnerAttributeItem);
    items.filter_map(|item| attribute(item.children().find(|child| child.k() == K::Attribute)?)).collect()
}

fn attribute(attribute: Node<'_>) -> Option<Attribute> {
    let name = attribute.children().next()?.text();
    let arguments = attribute.get(F::Arguments)?.text();
    let inner = arguments.get(1..arguments.len().checked_sub(1)?)?;
    if name != "cfg_attr" {
        return Some((level(name)?, names(inner)));
    }
    // A level that only some builds have counts if it turns the lint on.
    let on = [("warn(", LintLevel::Warn), ("deny(", LintLevel::Deny), ("forbid(", LintLevel::Forbid)];
    let (at, level) = on.iter().find_map(|(word, level)| Some((inner.find(word)? + word.len(), *level)))?;
    Some((level, names(inner.get(at..)?.split(')').next()?)))
}

fn level(name: &str) -> Option<LintLevel> {
    match name {
        "allow" => Some(LintLevel::Allow),
        // An expectation is told when it fails, and else keeps quiet as `allow` does.
        "expect" => Some(LintLevel::Allow),
        "warn" => Some(LintLevel::Warn),
        "deny" => Some(LintLevel::Deny),
        "forbid" => Some(LintLevel::Forbid),
        _ => None,
    }
}

fn names(list: &str) -> Vec<String> {
    list.split(',')
        .map(str::trim)
        .filter_map(|name| name.strip_prefix("clippy::").or((name == "warnings").then_some(name)))
        .map(|name| name.trim().replace('-', "_"))
        .collect()
}

/// `-W clippy::…` and the like in `build.rustflags` of cargo's configuration in the workspace.
fn flags(workspace: &Workspace) -> Vec<Attribute> {
    let read = |path: &str| String::from_utf8(workspace.source().read(path).ok()?).ok();
    let text = read(".cargo/config.toml").or_else(|| read(".cargo/config"));
    let Some(table) = text.and_then(|text| text.parse::<toml::Table>().ok()) else { return Vec::new() };
    let build = table.get("build").and_then(|build| build.get("rustflags"));
    let words: Vec<String> = match build {
        Some(toml::Value::String(text)) => text.split_whitespace().map(str::to_owned).collect(),
        Some(toml::Value::Array(list)) => {
            list.iter().filter_map(toml::Value::as_str).map(str::to_owned).collect()
        }
        _ => Vec::new(),
    };
    let mut flags = Vec::new();
    let mut words = words.iter();
    while let Some(word) = words.next() {
        let Some((level, rest)) = flag(word) else { continue };
        let name = if rest.is_empty() { words.next().map(String::as_str).unwrap_or_default() } else { rest };
        flags.push((level, names(name)));
    }
    flags
}

fn flag(word: &str) -> Option<(LintLevel, &str)> {
    let short = [
        ("-A", LintLevel::Allow),
        ("-W", LintLevel::Warn),
        ("-D", LintLevel::Deny),
        ("-F", LintLevel::Forbid),
    ];
    let long = [
        ("--allow", LintLevel::Allow),
        ("--warn", LintLevel::Warn),
        ("--deny", LintLevel::Deny),
        ("--forbid", LintLevel::Forbid),
    ];
    let long = long.iter().find_map(|(name, level)| {
        let rest = word.strip_prefix(name)?;
        Some((*level, rest.strip_prefix('=').unwrap_or(rest)))
    });
    long.or_else(|| short.iter().find_map(|(name, level)| Some((*level, word.strip_prefix(name)?))))
}
