//! What must exist for a rule to match: the paths, methods and types that every match names.

use crate::pattern::WantedPath;
use crate::rule::Condition;

/// Names that must be there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Need {
    /// A path; of a method its name alone.
    Path(Vec<String>),
    /// All of these.
    All(Vec<Need>),
    /// One of these.
    Any(Vec<Need>),
}

impl Need {
    /// What a condition needs. What stands under `not`, `unless` and `until` need not be there.
    pub(super) fn of(condition: &Condition) -> Self {
        let mut all: Vec<Self> = Vec::new();
        if let Some(pattern) = &condition.pattern {
            all.extend(pattern.apis().into_iter().map(Self::Path));
        }
        all.extend(condition.all.iter().map(Self::of));
        all.extend(condition.any.iter().map(|any| Self::Any(any.iter().map(Self::of).collect())));
        let relations =
            [&condition.inside, &condition.has].into_iter().flatten().map(|relation| &relation.rule);
        let single = [&condition.follows, &condition.precedes, &condition.guarded_by].into_iter().flatten();
        let paths =
            [&condition.leads_to, &condition.held_across].into_iter().flatten().map(|path| &path.rule);
        all.extend(relations.chain(single.map(|rule| &**rule)).chain(paths).map(Self::of));
        for one in &condition.wheres {
            all.push(Self::of(&one.rule));
            all.extend(one.from.iter().map(|from| Self::of(&from.0)));
            if !one.types.is_empty() && !one.unknown_matches {
                all.push(Self::Any(one.types.iter().map(of_type).collect()));
            }
        }
        Self::All(all)
    }

    /// Every name in it.
    pub(super) fn words(&self) -> Vec<&str> {
        match self {
            Self::Path(path) => path.iter().map(String::as_str).collect(),
            Self::All(needs) | Self::Any(needs) => needs.iter().flat_map(Self::words).collect(),
        }
    }

    /// A path for want of which nothing can match; none if something may.
    pub(super) fn gone(&self, is_gone: &dyn Fn(&[String]) -> bool) -> Option<&[String]> {
        match self {
            Self::Path(path) => is_gone(path).then_some(path),
            Self::All(needs) => needs.iter().find_map(|need| need.gone(is_gone)),
            Self::Any(needs) => {
                let gone: Option<Vec<&[String]>> = needs.iter().map(|need| need.gone(is_gone)).collect();
                gone?.first().copied()
            }
        }
    }
}

fn of_type(wanted: &WantedPath) -> Need {
    Need::Path(wanted.segments.iter().flatten().cloned().collect())
}
