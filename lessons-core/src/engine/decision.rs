//! What is found at one place, as far as one file can tell: a finding, none, or a question for the workspace.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::names::Question;

/// What a rule says at a node.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Decision<T> {
    /// The file alone tells.
    Known(Option<T>),
    /// It depends on the answer to a question.
    Ask { question: Question, yes: Box<Decision<T>>, no: Box<Decision<T>> },
}

/// Evaluates a rule under the answers assumed so far: what it found, or the question it must have answered first.
type Evaluate<'f, T, E> = dyn FnMut(&[(Question, bool)]) -> Result<Result<Option<T>, Question>, E> + 'f;

/// Questions that one rule may ask at one place, one depending on the other, whatever that costs.
const FEW_QUESTIONS: usize = 6;

/// The most questions on a way through the tree. A dozen paths of which any may be meant are a dozen questions, each
/// asked only if the one before was answered with no.
const MAX_QUESTIONS: usize = 64;

/// Runs after which no more than [`FEW_QUESTIONS`] are asked.
const MAX_RUNS: usize = 256;

/// A decision, and whether more questions were open somewhere in it than are asked: nothing is found there.
pub(crate) struct Explored<T> {
    pub(crate) decision: Decision<T>,
    pub(crate) is_cut: bool,
}

impl<T: PartialEq> Decision<T> {
    /// Runs `evaluate` for both answers of every question that it asks. It gets the answers assumed so far and
    /// returns what it found, or the question that it must have answered first.
    ///
    /// Costs two runs for each question in the tree, and no more than a few hundred.
    pub(crate) fn explore<E>(evaluate: &mut Evaluate<'_, T, E>) -> Result<Explored<T>, E> {
        Self::under(&mut Vec::new(), &mut 0, evaluate)
    }

    fn under<E>(
        assumed: &mut Vec<(Question, bool)>,
        runs: &mut usize,
        evaluate: &mut Evaluate<'_, T, E>,
    ) -> Result<Explored<T>, E> {
        *runs += 1;
        let limit = if *runs < MAX_RUNS { MAX_QUESTIONS } else { FEW_QUESTIONS };
        let question = match evaluate(assumed)? {
            Ok(found) => return Ok(Explored { decision: Self::Known(found), is_cut: false }),
            Err(_) if assumed.len() >= limit => {
                return Ok(Explored { decision: Self::Known(None), is_cut: true });
            }
            Err(question) => question,
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
        matches!(self, Self::Known(None))
    }

    /// Adds the questions it may depend on.
    pub(crate) fn questions<'d>(&'d self, all: &mut BTreeSet<&'d Question>) {
        if let Self::Ask { question, yes, no } = self {
            all.insert(question);
            yes.questions(all);
            no.questions(all);
        }
    }

    /// What is found, given the workspace's answers.
    pub(crate) fn resolve(self, answer: &dyn Fn(&Question) -> bool) -> Option<T> {
        let mut decision = self;
        loop {
            match decision {
                Self::Known(found) => return found,
                Self::Ask { question, yes, no } => decision = if answer(&question) { *yes } else { *no },
            }
        }
    }
}
