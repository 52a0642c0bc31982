//! A compiled rule: the conditions of its tables, ready to be asked of nodes.

use regex::Regex;

use super::spec::Context;
use super::template::Template;
use crate::pattern::{Pattern, Var, Vars, WantedPath};
use crate::syntax::Kind;

/// A compiled rule.
#[derive(Clone, Debug)]
pub(crate) struct Rule {
    pub(crate) vars: Vars,
    pub(crate) root: Condition,
    pub(crate) message: Option<Template>,
    pub(crate) fix: Option<Template>,
}

/// One table: everything that is given must hold.
#[derive(Clone, Debug, Default)]
pub(crate) struct Condition {
    pub(crate) pattern: Option<Pattern>,
    pub(crate) kinds: Option<Vec<Kind>>,
    pub(crate) regex: Option<Regex>,
    pub(crate) all: Vec<Condition>,
    pub(crate) any: Option<Vec<Condition>>,
    pub(crate) not: Option<Box<Condition>>,
    pub(crate) inside: Option<Box<Relation>>,
    pub(crate) has: Option<Box<Relation>>,
    pub(crate) follows: Option<Box<Condition>>,
    pub(crate) precedes: Option<Box<Condition>>,
    pub(crate) context: Vec<Context>,
    pub(crate) leads_to: Option<Box<Path>>,
    pub(crate) held_across: Option<Box<Path>>,
    pub(crate) guarded_by: Option<Box<Condition>>,
    pub(crate) wheres: Vec<Where>,
    /// Kinds of node at which the condition can hold, ascending; none for any.
    pub(super) starts: Option<Vec<Kind>>,
}

/// `inside` or `has`.
#[derive(Clone, Debug)]
pub(crate) struct Relation {
    pub(crate) rule: Condition,
    pub(crate) until: Option<Condition>,
    /// A `has` of a bound node, which counts among what it holds.
    pub(crate) inclusive: bool,
}

/// `leads-to` or `held-across`.
#[derive(Clone, Debug)]
pub(crate) struct Path {
    pub(crate) rule: Condition,
    pub(crate) unless: Option<Condition>,
}

/// What the node bound to a name satisfies.
#[derive(Clone, Debug)]
pub(crate) struct Where {
    pub(crate) var: Var,
    pub(crate) rule: Condition,
    pub(crate) types: Vec<WantedPath>,
    pub(crate) from: Option<From>,
    pub(crate) unknown_matches: bool,
}

/// What gave a value must satisfy this.
#[derive(Clone, Debug)]
pub(crate) struct From(pub(crate) Box<Condition>);

impl Condition {
    /// Whether nothing is asked.
    pub(crate) fn is_empty(&self) -> bool {
        // Named one by one, so that a new key does not compile until it is asked for here; `starts` follows from them.
        let Self {
            pattern,
            kinds,
            regex,
            all,
            any,
            not,
            inside,
            has,
            follows,
            precedes,
            context,
            leads_to,
            held_across,
            guarded_by,
            wheres,
            starts: _,
        } = self;
        pattern.is_none()
            && kinds.is_none()
            && regex.is_none()
            && all.is_empty()
            && any.is_none()
            && [not, follows, precedes, guarded_by].into_iter().all(Option::is_none)
            && [inside, has].into_iter().all(Option::is_none)
            && context.is_empty()
            && [leads_to, held_across].into_iter().all(Option::is_none)
            && wheres.is_empty()
    }

    /// Adds the last names of all paths and types that are asked for, here and in every condition below.
    pub(crate) fn last_names<'a>(&'a self, names: &mut Vec<&'a str>) {
        names.extend(self.pattern.iter().flat_map(Pattern::last_names));
        for condition in &self.wheres {
            let types = condition.types.iter().filter_map(|wanted| wanted.segments.last()?.as_deref());
            names.extend(types);
        }
        for condition in self.parts() {
            condition.last_names(names);
        }
    }

    /// This condition as one on a bound node, which every `has` on that very node includes.
    pub(super) fn of_binding(mut self) -> Self {
        if let Some(has) = &mut self.has {
            has.inclusive = true;
        }
        let inner = |condition: Self| condition.of_binding();
        self.all = self.all.into_iter().map(inner).collect();
        self.any = self.any.map(|any| any.into_iter().map(inner).collect());
        self.not = self.not.map(|not| Box::new(not.of_binding()));
        self
    }

    /// The conditions right below this one.
    pub(super) fn parts(&self) -> impl Iterator<Item = &Self> {
        // Named one by one, so that a new key does not compile until its conditions are among these.
        let Self {
            pattern: _,
            kinds: _,
            regex: _,
            all,
            any,
            not,
            inside,
            has,
            follows,
            precedes,
            context: _,
            leads_to,
            held_across,
            guarded_by,
            wheres,
            starts: _,
        } = self;
        let single = [not, follows, precedes, guarded_by].into_iter().flatten().map(|condition| &**condition);
        let relations = [inside, has].into_iter().flatten();
        let relations = relations.flat_map(|relation| std::iter::once(&relation.rule).chain(&relation.until));
        let paths = [leads_to, held_across].into_iter().flatten();
        let paths = paths.flat_map(|path| std::iter::once(&path.rule).chain(&path.unless));
        let wheres = wheres
            .iter()
            .flat_map(|one| std::iter::once(&one.rule).chain(one.from.as_ref().map(|from| &*from.0)));
        all.iter().chain(any.iter().flatten()).chain(single).chain(relations).chain(paths).chain(wheres)
    }

    /// Whether the condition can hold at a node of this kind.
    pub(crate) fn can_start(&self, kind: Kind) -> bool {
        self.starts.as_ref().is_none_or(|kinds| kinds.binary_search(&kind).is_ok())
    }

    /// Kinds of node at which the condition can hold, ascending; none for any.
    pub(crate) fn starts(&self) -> Option<&[Kind]> {
        self.starts.as_deref()
    }

    /// Works out where the condition can hold, from its parts that are there already.
    pub(super) fn with_starts(mut self) -> Self {
        let mut starts: Option<Vec<Kind>> = self.pattern.as_ref().and_then(Pattern::starts);
        let mut narrow = |kinds: Option<Vec<Kind>>| {
            starts = match (starts.take(), kinds) {
                (Some(a), Some(b)) => Some(a.into_iter().filter(|kind| b.contains(kind)).collect()),
                (a, b) => a.or(b),
            };
        };
        let owned = |condition: &Self| condition.starts.clone();
        narrow(self.kinds.clone());
        for condition in &self.all {
            narrow(owned(condition));
        }
        if let Some(any) = &self.any {
            narrow(any.iter().map(owned).collect::<Option<Vec<_>>>().map(|lists| lists.concat()));
        }
        if let Some(kinds) = &mut starts {
            kinds.sort_unstable();
            kinds.dedup();
        }
        self.starts = starts;
        self
    }
}
