//! What a change takes from the lessons that are enforced at the base.
//!
//! Approvals come from the base, so an edited lesson cannot be approved by the change that edits it. An edit that
//! leaves out nothing (level, rules, scope, guards and blocks of the base are all there still) and is approved anew is
//! told as a note; every other edit, and taking away file or approval, is a finding at level deny.

use lessons_core::{ApprovalStatus, Finding, FindingKind, Lesson, Level, Location, Position, Span, Waive};

use super::Base;
use crate::advice;
use crate::context::APPROVALS;

/// A finding for each lesson, and each pack's lesson, that the change touches.
pub(super) fn findings(base: &Base) -> Vec<Finding> {
    let lessons = base.enforced().filter_map(|lesson| judge(base, lesson));
    let packs = base.lessons.approvals.approvals().iter().filter(|approval| approval.id.contains('/'));
    let packs = packs.filter_map(|approval| {
        let now = base.now.lessons.approvals.get(&approval.id);
        let message = match now {
            None => format!("the approval of {} is taken away; put it back", approval.id),
            Some(now) if now.sha256 != approval.sha256 => {
                format!("the approval of {} is for another version; put it back", approval.id)
            }
            Some(_) => return None,
        };
        let path = format!("{}/{APPROVALS}", base.now.lessons.shown);
        Some(finding(&approval.id, &path, Level::Deny, ApprovalStatus::Stale, message))
    });
    lessons.chain(packs).collect()
}

fn judge(base: &Base, was: &Lesson) -> Option<Finding> {
    let lessons = &base.now.lessons;
    let until_merged = "until this is merged, the base's version stays in force";
    let end_it = "To end it, withdraw it with `withdrawn = DATE` and have the owners merge that: this check stays red \
                  until then";
    let Some(now) = lessons.set.get(&was.id) else {
        let moved = base.changes.moved_to(&was.path);
        let message = match moved {
            // A file that does not load is told with its faults.
            _ if lessons.set.unusable().contains(&was.path) => {
                "an enforced lesson does not load any more: mend its file".to_owned()
            }
            Some(to) => format!(
                "an enforced lesson is moved away to {to}: keep it in {}/ under its name. {end_it}",
                lessons.shown
            ),
            None => format!("an enforced lesson is deleted: keep it. {end_it}"),
        };
        return Some(finding(&was.id, &was.path, Level::Deny, ApprovalStatus::Approved, message));
    };
    let status = lessons.status(now);
    let (level, message) = if now.digest() == was.digest() {
        // Stale at the base and stale now: the search tells that.
        if status == base.lessons.status(was) || status == ApprovalStatus::Approved {
            return None;
        }
        let message = match status {
            ApprovalStatus::Proposed => "the approval of an enforced lesson is taken away",
            _ => "the approval of an enforced lesson is for another version",
        };
        (Level::Deny, format!("{message}; put it back"))
    } else {
        let losses = losses(was, now);
        match (losses.is_empty(), status) {
            (true, ApprovalStatus::Approved) => {
                (Level::Note, format!("an enforced lesson is extended and approved anew; {until_merged}"))
            }
            (true, _) => (
                Level::Deny,
                format!(
                    "an enforced lesson is changed and not approved; run `{}`",
                    advice::command(&format!("approve {}", now.id))
                ),
            ),
            (false, _) => (
                Level::Deny,
                format!(
                    "an enforced lesson is weakened: {}. Undo that, or have the owners merge it: this check stays \
                     red until then, and the base's version stays in force",
                    losses.join(", ")
                ),
            ),
        }
    };
    Some(finding(&now.id, &now.path, level, ApprovalStatus::Stale, message))
}

/// What the base's version says and the new one does not. Whether another rule finds less is not decidable, so any
/// other rule counts.
fn losses(was: &Lesson, now: &Lesson) -> Vec<String> {
    let mut losses = Vec::new();
    if now.level < was.level {
        losses.push(format!("its level is lowered from {} to {}", was.level, now.level));
    }
    if now.is_withdrawn() {
        losses.push("it is withdrawn".to_owned());
    }
    let (before, after) = (tables(was), tables(now));
    for (key, value) in before.iter().filter(|(key, _)| *key != "lesson") {
        match after.get(key) {
            Some(other) if other == value => {}
            Some(other) if key != "scope" && items(value).iter().all(|item| items(other).contains(item)) => {}
            Some(_) => losses.push(format!("its [{key}] is another one")),
            None => losses.push(format!("its [{key}] is gone")),
        }
    }
    if after.contains_key("scope") && !before.contains_key("scope") {
        losses.push("it has a [scope]".to_owned());
    }
    if now.enforcement.waive.as_ref().map(reason) != was.enforcement.waive.as_ref().map(reason) {
        losses.push("what it waives is another thing".to_owned());
    }
    let mut blocks: Vec<_> = now.blocks.iter().map(told).collect();
    let all_there = was.blocks.iter().map(told).all(|block| {
        let at = blocks.iter().position(|other| *other == block);
        at.map(|at| blocks.swap_remove(at)).is_some()
    });
    if !all_there {
        losses.push("a block that proves it is changed or gone".to_owned());
    }
    losses
}

fn reason(waive: &Waive) -> &str {
    &waive.reason
}

/// What a block says, wherever in the file it stands.
fn told(block: &lessons_core::Block) -> impl PartialEq {
    (
        block.language.clone(),
        block.polarity,
        block.file.clone(),
        block.edition.clone(),
        block.rule,
        block.text().to_owned(),
    )
}

/// The front matter as plain data.
fn tables(lesson: &Lesson) -> toml::Table {
    lesson.front_matter().of(lesson.source()).parse().unwrap_or_default()
}

/// The rules of a key that takes one or several, without what they say when they find something.
fn items(value: &toml::Value) -> Vec<toml::Value> {
    let mut items = value.as_array().cloned().unwrap_or_else(|| vec![value.clone()]);
    for table in items.iter_mut().filter_map(toml::Value::as_table_mut) {
        table.remove("message");
        table.remove("fix");
    }
    items
}

fn finding(id: &str, path: &str, level: Level, status: ApprovalStatus, message: String) -> Finding {
    let start = Position { line: 1, column: 1 };
    let location = Location::at(Span::new(0, 0), start, start);
    Finding::new(FindingKind::Weakened, id, level, status, message, path, location)
}
