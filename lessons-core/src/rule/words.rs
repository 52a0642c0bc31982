//! What a compiled rule needs of a file: the words without which it finds nothing, and how much of the code around
//! them it looks at.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::condition::{Condition, Rule};
use crate::language::rust::{Counts, Detail, K, Reach};
use crate::pattern::{Clause, MethodCallShape, Pattern, best, either, keyword};
use crate::syntax::Kind;

/// What a rule needs of a Rust file.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Needs {
    /// The words at which matches are looked for: every match holds one. Nothing where any code may match.
    pub(crate) anchor: Option<Clause>,
    /// Further words: of each clause the file must hold one.
    pub(crate) others: Vec<Clause>,
    pub(crate) reach: Reach,
    /// What is known of every match where tokens alone tell it.
    pub(crate) call: Option<MethodCallShape>,
    /// How many arguments the call has that the anchor names, where it names one in every match and not any number
    /// will do.
    pub(crate) counts: Option<Counts>,
    /// How much of what files declare its answers depend on.
    pub(crate) detail: Detail,
    /// The methods it asks for: whether a function called by its path is one, is asked of no others. None where it asks
    /// for any.
    pub(crate) methods: Option<BTreeSet<String>>,
    /// The last names of all paths and types it asks for.
    pub(crate) names: Vec<String>,
}

impl Rule {
    /// What the rule needs of a Rust file.
    pub(crate) fn needs(&self) -> Needs {
        let mut clauses = self.root.words();
        let anchor = best(&clauses).cloned();
        clauses.retain(|clause| Some(clause) != anchor.as_ref());
        let far = self.root.far_words();
        clauses.extend(
            far.into_iter().filter(|clause| Some(&clause.words) != anchor.as_ref().map(|a| &a.words)),
        );
        let reach = match &anchor {
            None => Reach::File,
            Some(_) if !clauses.is_empty() => self.root.reach().max(Reach::Statement),
            Some(_) => self.root.reach(),
        };
        let is_near = anchor.as_ref().is_some_and(|anchor| anchor.is_near);
        let reach = if is_near { reach } else { reach.max(Reach::Item) };
        let call = Some(&self.root).filter(|_| reach == Reach::Surface).and_then(Condition::method_call);
        let reach = if call.is_some() { Reach::Call } else { reach };
        let mut names = Vec::new();
        self.root.last_names(&mut names);
        let names = names.into_iter().map(str::to_owned).collect();
        let counts = anchor.as_ref().filter(|_| call.is_none()).and_then(|anchor| self.root.counts(anchor));
        let (detail, methods) = (self.root.detail(), self.root.methods());
        Needs { anchor, others: clauses, reach, call, counts, detail, methods, names }
    }
}

impl Condition {
    /// The words that every node which satisfies this holds.
    fn words(&self) -> Vec<Clause> {
        let mut clauses = self.pattern.as_ref().map(|pattern| pattern.words()).unwrap_or_default();
        clauses.extend(self.kinds.as_deref().and_then(keyword_of));
        for condition in &self.all {
            clauses.extend(condition.words());
        }
        if let Some(any) = &self.any {
            clauses.extend(any.iter().map(Self::words).reduce(either).unwrap_or_default());
        }
        clauses
    }

    /// The words that must stand somewhere in the file besides: of what must be around, before, after or below.
    fn far_words(&self) -> Vec<Clause> {
        let relations = [&self.inside, &self.has].into_iter().flatten().map(|relation| &relation.rule);
        let paths = [&self.leads_to, &self.held_across].into_iter().flatten().map(|path| &path.rule);
        let single =
            [&self.follows, &self.precedes, &self.guarded_by].into_iter().flatten().map(|one| &**one);
        let related = relations.chain(paths).chain(single);
        let mut clauses: Vec<Clause> = related
            .flat_map(|condition| condition.words().into_iter().chain(condition.far_words()))
            .collect();
        for condition in &self.all {
            clauses.extend(condition.far_words());
        }
        for clause in &mut clauses {
            clause.is_near = false;
        }
        clauses
    }

    /// How much around the match is looked at.
    fn reach(&self) -> Reach {
        let mut reach = if self.is_surface() { Reach::Surface } else { Reach::Statement };
        if self.leads_to.is_some() || self.held_across.is_some() || self.guarded_by.is_some() {
            reach = Reach::Body;
        }
        let asks = |one: &super::condition::Where| one.from.is_some() || !one.types.is_empty();
        if self.wheres.iter().any(asks) || self.pattern.as_ref().is_some_and(|one| one.asks_for_types()) {
            reach = Reach::Body;
        }
        if let Some(inside) = &self.inside {
            let root = |condition: &Self| {
                condition.starts().is_none_or(|kinds| kinds.iter().any(|kind| K::of(*kind) == K::SourceFile))
            };
            let to_root = root(&inside.rule) || inside.until.as_ref().is_some_and(root);
            reach = reach.max(if to_root { Reach::File } else { Reach::Item });
        }
        if self.follows.is_some() || self.precedes.is_some() {
            let may_be_item =
                self.starts().is_none_or(|kinds| kinds.iter().any(|kind| stands_beside_items(K::of(*kind))));
            reach = reach.max(if may_be_item { Reach::File } else { Reach::Item });
        }
        self.parts().map(Self::reach).fold(reach, Reach::max)
    }

    /// Whether what a block or a macro's body holds does not matter unless the anchor stands in it.
    fn is_surface(&self) -> bool {
        let Self {
            pattern,
            kinds,
            regex: _,
            all,
            any,
            not,
            inside: _,
            has,
            follows: _,
            precedes: _,
            context: _,
            leads_to: _,
            held_across: _,
            guarded_by: _,
            wheres,
            starts: _,
        } = self;
        // A bound node may be asked for its text.
        let is_text = |one: &super::condition::Where| {
            one.rule.pattern.is_none() && one.rule.is_surface() && one.types.is_empty() && one.from.is_none()
        };
        pattern.as_ref().is_none_or(Pattern::is_surface)
            && kinds.is_none()
            && all.is_empty()
            && any.is_none()
            && not.is_none()
            && has.is_none()
            && wheres.iter().all(is_text)
    }

    /// The method call that is all it asks for.
    fn method_call(&self) -> Option<MethodCallShape> {
        let asks_more = self.regex.is_some()
            || self.inside.is_some()
            || !self.context.is_empty()
            || !self.wheres.is_empty()
            || self.parts().next().is_some();
        self.pattern.as_ref().filter(|_| !asks_more)?.method_call()
    }

    /// How many arguments the call has that the anchor names.
    fn counts(&self, anchor: &Clause) -> Option<Counts> {
        let pattern = self.pattern.as_ref().filter(|pattern| pattern.words().contains(anchor))?;
        match anchor.words.as_slice() {
            [only] => pattern.counts(&only.text),
            _ => None,
        }
    }

    /// The names of the methods that it and its parts call; none where one calls any.
    fn methods(&self) -> Option<BTreeSet<String>> {
        let own = self.pattern.as_ref().map_or_else(|| Some(BTreeSet::new()), |pattern| pattern.methods())?;
        let mut all: BTreeSet<String> = own.into_iter().map(str::to_owned).collect();
        for part in self.parts() {
            all.append(&mut part.methods()?);
        }
        Some(all)
    }

    /// How much of what files declare an answer depends on.
    fn detail(&self) -> Detail {
        let patterns = self.pattern.as_ref();
        let own = if self.wheres.iter().any(|one| !one.types.is_empty())
            || patterns.is_some_and(|one| one.asks_for_types())
        {
            Detail::Types
        } else if patterns.is_some_and(|one| one.asks_for_paths()) {
            Detail::Names
        } else {
            Detail::Modules
        };
        self.parts().map(Self::detail).fold(own, Detail::max)
    }
}

/// The word of the nodes of these kinds.
fn keyword_of(kinds: &[Kind]) -> Option<Clause> {
    let words: Option<Vec<_>> = kinds.iter().map(|kind| keyword(K::of(*kind))).collect();
    let mut words = words.filter(|words| !words.is_empty())?;
    words.sort_unstable();
    words.dedup();
    let words = words
        .into_iter()
        .map(|word| crate::pattern::Word { text: word.to_owned(), is_path: false })
        .collect();
    Some(Clause { words, is_near: true })
}

/// Whether nodes of a kind may stand beside items.
fn stands_beside_items(kind: K) -> bool {
    kind.is_item()
        || matches!(
            kind,
            K::MacroInvocation | K::ExpressionStatement | K::AttributeItem | K::InnerAttributeItem
        )
}
