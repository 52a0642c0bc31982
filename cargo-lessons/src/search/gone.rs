//! Approvals whose lesson is gone: an approved lesson does not end by losing its file.

use lessons_core::{ApprovalStatus, Finding, FindingKind, Level, LineIndex, Location, Span};

use crate::base::Base;
use crate::context::{APPROVALS, Lessons};

/// A finding at level deny for each approval that no lesson has; with a base, for those that lost theirs since.
///
/// A lesson of a pack is not looked for in the folder, and a file that does not load is told with its faults. What a
/// change deletes is told by the comparison with the base: `told` says of which lessons that is so.
pub(super) fn findings(lessons: &Lessons, base: Option<&Base>, told: &dyn Fn(&str) -> bool) -> Vec<Finding> {
    let path = format!("{}/{APPROVALS}", lessons.shown);
    let bytes = lessons.files.get(&path).map(Vec::as_slice).unwrap_or_default();
    let text = std::str::from_utf8(bytes).unwrap_or_default();
    let of_base = |id: &str| base.is_some_and(|base| is_gone(&base.lessons, id));
    let approvals = lessons.approvals.approvals().iter();
    let gone = approvals.filter(|approval| is_gone(lessons, &approval.id));
    let gone = gone.filter(|approval| !of_base(&approval.id) && !told(&approval.id));
    gone.map(|approval| {
        let id = &approval.id;
        let message = format!("{id} is approved, and no file in {}/ holds it any more", lessons.shown);
        let place = place(text, id);
        Finding::new(FindingKind::Stale, id, Level::Deny, ApprovalStatus::Stale, message, &path, place)
    })
    .collect()
}

/// Whether an approval has no lesson there.
fn is_gone(lessons: &Lessons, id: &str) -> bool {
    let approved = lessons.approvals.get(id).is_some();
    approved && !id.contains('/') && lessons.set.get(id).is_none() && lessons.broken(id).is_none()
}

/// Where the approvals name the lesson; their beginning where they spell it in another way.
fn place(text: &str, id: &str) -> Location {
    let quoted = [format!("\"{id}\""), format!("'{id}'")];
    let start = quoted.iter().find_map(|quoted| text.find(quoted)).unwrap_or_default();
    let len = if start == 0 { 0 } else { id.len() + 2 };
    Location::new(text, &LineIndex::new(text), Span::from_range(start..start + len))
}
