//! Which rules may find anything in a file, and where: known from the words that they need, before anything is parsed.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::compiled::{RuleId, RuleSet};
use super::suppression;
use super::words::{WordId, WordSet};
use crate::language::Language;
use crate::language::rust::{Counted, Counts, Detail, IS_WORD, Mark, Outline, Parts, Reach, is_primitive};
use crate::names::Renames;
use crate::pattern::Word;
use crate::rule::Needs;

/// Files up to this many bytes are parsed whole: dividing them saves little, and all that is not searched is counted.
const SMALL: usize = 2_000;

/// How far before a name the declaration that it stands in may begin, in bytes; looking back is bounded so that many
/// names in one long stretch cost no more than others.
pub(super) const LONGEST_DECLARATION: usize = 4_096;

/// The words of all rules for Rust code, and what stands for them.
#[derive(Clone, Debug)]
pub(crate) struct Prefilter {
    set: WordSet,
    /// For each text that is looked for: the words that it stands for.
    stands_for: Vec<Vec<usize>>,
    /// Texts by which comments that let findings stand are found: a file with such is parsed whole.
    suppressions: Vec<WordId>,
    words: Vec<Word>,
    /// For each word: the rules that it may begin a match of.
    anchored: Vec<Vec<RuleId>>,
    /// Rules that may match without any word.
    unanchored: Vec<RuleId>,
    plans: HashMap<RuleId, Plan>,
    /// The methods that all rules ask for; none where one asks for any.
    methods: Option<BTreeSet<String>>,
}

/// What one rule needs, its words by number.
#[derive(Clone, Debug)]
struct Plan {
    anchor: Vec<usize>,
    is_near: bool,
    others: Vec<Vec<usize>>,
    reach: Reach,
    /// Where the word is the name of a call in every match: how many arguments it may have.
    counts: Option<Counts>,
    detail: Detail,
}

/// What a file has for the rules.
pub(super) struct Hits {
    /// Rules that may find something, in order.
    rules: Vec<RuleId>,
    /// Where each word stands, by its number, in order of place.
    places: HashMap<usize, Vec<u32>>,
    has_suppression: bool,
}

impl Prefilter {
    /// Takes the words of the rules and every name by which the workspace knows them.
    pub(crate) fn new(rules: &RuleSet, renames: &Renames) -> Self {
        let mut numbers: HashMap<Word, usize> = HashMap::new();
        let mut filter = Self {
            set: WordSet::new(Vec::new()),
            stands_for: Vec::new(),
            suppressions: Vec::new(),
            words: Vec::new(),
            anchored: Vec::new(),
            unanchored: Vec::new(),
            plans: HashMap::new(),
            methods: rules
                .needs()
                .map(|(_, needs)| needs.methods.clone())
                .collect::<Option<Vec<_>>>()
                .map(|all| all.into_iter().flatten().collect()),
        };
        for (id, needs) in rules.needs() {
            filter.add(id, needs, &mut numbers);
        }
        let mut texts: HashMap<&str, Vec<usize>> = HashMap::new();
        for (number, word) in filter.words.iter().enumerate() {
            texts.entry(&word.text).or_default().push(number);
        }
        for (name, meant) in &renames.names {
            let word = |name: &String| Word { text: name.clone(), is_path: true };
            let known: Vec<usize> =
                meant.iter().filter_map(|name| numbers.get(&word(name)).copied()).collect();
            if !known.is_empty() {
                texts.entry(name).or_default().extend(known);
            }
        }
        for name in suppression::NAMES {
            texts.entry(name).or_default();
        }
        let mut texts: Vec<(String, Vec<usize>)> =
            texts.into_iter().map(|(text, numbers)| (text.to_owned(), numbers)).collect();
        texts.sort();
        filter.suppressions = (0..)
            .zip(&texts)
            .filter(|(_, (text, _))| suppression::NAMES.contains(&text.as_str()))
            .map(|(id, _)| id)
            .collect();
        let (texts, stands_for) = texts.into_iter().unzip();
        filter.set = WordSet::new(texts);
        filter.stands_for = stands_for;
        filter
    }

    fn add(&mut self, id: RuleId, needs: &Needs, numbers: &mut HashMap<Word, usize>) {
        let mut number = |word: &Word| {
            *numbers.entry(word.clone()).or_insert_with(|| {
                self.words.push(word.clone());
                self.anchored.push(Vec::new());
                self.words.len() - 1
            })
        };
        let anchor = needs.anchor.as_ref();
        let plan = Plan {
            anchor: anchor.iter().flat_map(|clause| &clause.words).map(&mut number).collect(),
            is_near: anchor.is_some_and(|clause| clause.is_near),
            others: needs
                .others
                .iter()
                .map(|clause| clause.words.iter().map(&mut number).collect())
                .collect(),
            reach: needs.reach,
            counts: needs.counts,
            detail: needs.detail,
        };
        if anchor.is_none() {
            self.unanchored.push(id);
        }
        for word in &plan.anchor {
            if let Some(rules) = self.anchored.get_mut(*word) {
                rules.push(id);
            }
        }
        self.plans.insert(id, plan);
    }

    /// What a Rust file has for the rules that `applies` to it; none where it has nothing.
    pub(super) fn look(&self, text: &str, applies: &dyn Fn(RuleId) -> bool) -> Option<Hits> {
        let mut places: HashMap<usize, Vec<u32>> = HashMap::new();
        let mut has_suppression = false;
        self.set.find(text.as_bytes(), |at, word| {
            for number in self.stands_for.get(word as usize).into_iter().flatten() {
                places.entry(*number).or_default().push(at);
            }
            has_suppression |= self.suppressions.contains(&word)
                && text.get(at as usize..).is_some_and(suppression::may_begin);
        });
        let is_there = |word: &usize| places.contains_key(word);
        let mut rules: Vec<RuleId> = self.unanchored.clone();
        rules.extend(places.keys().filter_map(|word| self.anchored.get(*word)).flatten());
        rules.sort_unstable();
        rules.dedup();
        rules.retain(|id| {
            let plan = self.plans.get(id);
            plan.is_some_and(|plan| plan.others.iter().all(|clause| clause.iter().any(is_there)))
                && applies(*id)
        });
        if rules.is_empty() && !has_suppression {
            return None;
        }
        self.add_aliases(text, &mut places);
        Some(Hits { rules, places, has_suppression })
    }

    /// Adds the places where the file names something by another name that it gives itself.
    fn add_aliases(&self, text: &str, places: &mut HashMap<usize, Vec<u32>>) {
        let mut seen: BTreeSet<(usize, &str)> = BTreeSet::new();
        let mut open: Vec<(usize, Vec<u32>)> = places
            .iter()
            .filter(|(word, _)| self.words.get(**word).is_some_and(|word| word.is_path))
            .map(|(word, places)| (*word, places.clone()))
            .collect();
        while let Some((word, at)) = open.pop() {
            let is_type = self
                .words
                .get(word)
                .is_some_and(|word| is_primitive(&word.text) || word.text.starts_with(char::is_uppercase));
            let own = is_type.then_some("Self");
            let given = at.iter().filter_map(|at| alias(text, *at as usize)).chain(own);
            for name in given.collect::<Vec<_>>() {
                if !seen.insert((word, name)) {
                    continue;
                }
                let mut found = Vec::new();
                WordSet::new(vec![name.to_owned()]).find(text.as_bytes(), |at, _| found.push(at));
                let all = places.entry(word).or_default();
                all.extend(&found);
                all.sort_unstable();
                all.dedup();
                if name != "Self" {
                    open.push((word, found));
                }
            }
        }
    }

    /// What must be parsed of a file, and how much is known then of what it declares.
    pub(super) fn parts(
        &self,
        text: &str,
        hits: &Hits,
        in_tests: &dyn Fn(RuleId) -> bool,
    ) -> (Parts, Detail) {
        let plans = || hits.rules.iter().filter_map(|id| Some((*id, self.plans.get(id)?)));
        if text.len() <= SMALL || hits.has_suppression || plans().any(|(_, plan)| plan.reach == Reach::File) {
            return (Parts::Whole, Detail::Types);
        }
        let mut of_word: HashMap<usize, Mark> = HashMap::new();
        for (id, plan) in plans() {
            for word in &plan.anchor {
                let mark = of_word.entry(*word).or_default();
                match plan.counts {
                    Some(counts) => {
                        let known = mark.counted.get_or_insert(Counted { counts, reach: plan.reach });
                        known.counts = known.counts.or(counts);
                        known.reach = known.reach.max(plan.reach);
                    }
                    None => mark.reach = mark.reach.max(Some(plan.reach)),
                }
                mark.in_tests |= in_tests(id);
                mark.not_in_tests |= !in_tests(id);
            }
        }
        let mut marks: Vec<Mark> = of_word
            .into_iter()
            .flat_map(|(word, mark)| {
                let places = hits.places.get(&word).into_iter().flatten();
                places.map(move |at| Mark { at: *at, ..mark })
            })
            .collect();
        marks.sort_unstable();
        let detail = plans().map(|(_, plan)| plan.detail).max().unwrap_or(Detail::Modules);
        let Some(outline) = Outline::new(text, &marks) else { return (Parts::Whole, Detail::Types) };
        let detail = outline.detail(detail);
        (outline.parts(text, detail, self.methods.as_ref()), detail)
    }

    /// The rules to try, with the places of the words of which a match holds one; none of these where a match may
    /// lie anywhere.
    pub(super) fn candidates(&self, hits: Hits) -> BTreeMap<RuleId, Option<Vec<u32>>> {
        let places = |plan: &Plan| {
            let mut all: Vec<u32> =
                plan.anchor.iter().filter_map(|word| hits.places.get(word)).flatten().copied().collect();
            all.sort_unstable();
            plan.is_near.then_some(all)
        };
        hits.rules.iter().filter_map(|id| Some((*id, places(self.plans.get(id)?)))).collect()
    }
}

/// The name that the declaration around the name at `at` gives to it: `use … name as alias`, `type Alias = … name`.
pub(super) fn alias(text: &str, at: usize) -> Option<&str> {
    let name_end = word_end(text, at);
    let after = text.get(name_end..)?.trim_start();
    if let Some(alias) = after.strip_prefix("as").filter(|rest| rest.starts_with(char::is_whitespace)) {
        let alias = alias.trim_start();
        let alias = alias.strip_prefix("r#").unwrap_or(alias);
        return alias.get(..word_end(alias, 0)).filter(|alias| !alias.is_empty());
    }
    // A declaration begins behind what ends the one before; in `type A<T> = …` no such thing stands.
    let first = at.saturating_sub(LONGEST_DECLARATION);
    let before = text.as_bytes().get(first..at)?;
    let start = memchr::memrchr3(b';', b'{', b'}', before).map_or(first, |at| first + at + 1);
    let declaration = text.get(start..at)?;
    let is_word = |at: usize| {
        let byte =
            |at: Option<usize>| at.and_then(|at| declaration.as_bytes().get(at)).copied().unwrap_or(b' ');
        !IS_WORD[byte(at.checked_sub(1)) as usize] && byte(Some(at + 4)).is_ascii_whitespace()
    };
    let keyword = declaration.match_indices("type").map(|(at, _)| at).find(|at| is_word(*at))?;
    let name = declaration.get(keyword + 4..)?.trim_start();
    let name = name.strip_prefix("r#").unwrap_or(name);
    declaration.contains('=').then(|| name.get(..word_end(name, 0))).flatten().filter(|name| !name.is_empty())
}

fn word_end(text: &str, at: usize) -> usize {
    let rest = text.as_bytes().get(at..).unwrap_or_default();
    at + rest.iter().take_while(|byte| IS_WORD[**byte as usize]).count()
}

impl RuleSet {
    /// What each rule for Rust code needs.
    fn needs(&self) -> impl Iterator<Item = (RuleId, &Needs)> {
        (0..)
            .map(RuleId)
            .zip(&self.rules)
            .filter(|(_, rule)| self.lesson_of(rule).language == Language::Rust)
            .map(|(id, rule)| (id, &rule.needs))
    }
}
