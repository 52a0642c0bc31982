//! What is found at one place, as far as one file can tell: ways to find something, and what the workspace must say for
//! each.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::names::Question;

/// What a rule says at a node.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Decision<T> {
    /// The first of these whose provisos hold.
    First(Vec<Found<T>>),
    /// It depends on the answer to a question.
    Ask { question: Question, yes: Box<Decision<T>>, no: Box<Decision<T>> },
}

/// Something that is found if all provisos hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Found<T> {
    pub(crate) provisos: Vec<Proviso>,
    pub(crate) found: T,
}

/// What must turn out for something to be found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Proviso {
    /// The question is answered with yes.
    Is(Question),
    /// Of each of these lists something does not hold.
    NoneOf(Vec<Vec<Proviso>>),
}

impl Proviso {
    fn holds(&self, answer: &dyn Fn(&Question) -> bool) -> bool {
        match self {
            Self::Is(question) => answer(question),
            Self::NoneOf(lists) => !lists.iter().any(|list| list.iter().all(|one| one.holds(answer))),
        }
    }

    fn questions<'p>(&'p self, all: &mut BTreeSet<&'p Question>) {
        match self {
            Self::Is(question) => _ = all.insert(question),
            Self::NoneOf(lists) => lists.iter().flatten().for_each(|one| one.questions(all)),
        }
    }
}

/// What an evaluation comes to.
pub(crate) enum Evaluated<T> {
    /// What may be found, and whether there may be more that was not found.
    Found { found: Vec<Found<T>>, is_cut: bool },
    /// The question must be answered first.
    Asks(Question),
}

/// Evaluates a rule under the answers assumed so far.
type Evaluate<'f, T, E> = dyn FnMut(&[(Question, bool)]) -> Result<Evaluated<T>, E> + 'f;

/// Evaluations of one rule at one place. Questions that must be answered first are few: mostly there is none.
const MAX_RUNS: usize = 256;

/// Questions that are assumed to be answered one after the other.
const MAX_ASSUMED: usize = 64;

/// A decision, and whether something may not have been found.
pub(crate) struct Explored<T> {
    pub(crate) decision: Decision<T>,
    pub(crate) is_cut: bool,
}

impl<T: PartialEq> Decision<T> {
    /// What is found in any case.
    pub(crate) fn certain(found: T) -> Self {
        Self::First(vec![Found { provisos: Vec::new(), found }])
    }

    /// Runs `evaluate`, for both answers of every question that it must have answered first.
    ///
    /// Costs two runs for each of these questions, and no more than a few hundred.
    pub(crate) fn explore<E>(evaluate: &mut Evaluate<'_, T, E>) -> Result<Explored<T>, E> {
        Self::under(&mut Vec::new(), &mut 0, evaluate)
    }

    fn under<E>(
        assumed: &mut Vec<(Question, bool)>,
        runs: &mut usize,
        evaluate: &mut Evaluate<'_, T, E>,
    ) -> Result<Explored<T>, E> {
        *runs += 1;
        let question = match evaluate(assumed)? {
            Evaluated::Found { found, is_cut } => {
                return Ok(Explored { decision: Self::First(found), is_cut });
            }
            Evaluated::Asks(_) if assumed.len() >= MAX_ASSUMED || *runs >= MAX_RUNS => {
                return Ok(Explored { decision: Self::First(Vec::new()), is_cut: true });
            }
            Evaluated::Asks(question) => question,
        };
        let mut assume = |answer| {
            assumed.push((question.clone(), answer));
            let explored = Self::under(assumed, runs, evaluate);
            assumed.pop();
            explored
        };
        let (yes, no) = (assume(true)?, assume(false)?);
        let is_cut = yes.is_cut || no.is_cut;
        let (yes, no) = (yes.decision, no.decision);
        let decision =
            if yes == no { yes } else { Self::Ask { question, yes: Box::new(yes), no: Box::new(no) } };
        Ok(Explored { decision, is_cut })
    }

    /// Whether there is no answer under which anything is found.
    pub(crate) fn is_never(&self) -> bool {
        matches!(self, Self::First(found) if found.is_empty())
    }

    /// Adds the questions it may depend on.
    pub(crate) fn questions<'d>(&'d self, all: &mut BTreeSet<&'d Question>) {
        match self {
            Self::First(found) => {
                found.iter().flat_map(|one| &one.provisos).for_each(|proviso| proviso.questions(all));
            }
            Self::Ask { question, yes, no } => {
                all.insert(question);
                yes.questions(all);
                no.questions(all);
            }
        }
    }

    /// What is found, given the workspace's answers.
    pub(crate) fn resolve(self, answer: &dyn Fn(&Question) -> bool) -> Option<T> {
        let mut decision = self;
        loop {
            match decision {
                Self::First(found) => {
                    let holds = |one: &Found<T>| one.provisos.iter().all(|proviso| proviso.holds(answer));
                    return found.into_iter().find(holds).map(|one| one.found);
                }
                Self::Ask { question, yes, no } => decision = if answer(&question) { *yes } else { *no },
            }
        }
    }
}
