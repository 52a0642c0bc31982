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

/// Questions that one rule may ask at one place; with more open than this, what is unknown counts as no.
const MAX_QUESTIONS: usize = 6;

impl<T: PartialEq> Decision<T> {
    /// Runs `evaluate` for both answers of every question that it asks. It gets the answers assumed so far and
    /// returns what it found, or the question that it must have answered first.
    ///
    /// Costs two runs for each question asked on a way through the tree.
    pub(crate) fn explore<E>(evaluate: &mut Evaluate<'_, T, E>) -> Result<Self, E> {
        Self::under(&mut Vec::new(), evaluate)
    }

    fn under<E>(assumed: &mut Vec<(Question, bool)>, evaluate: &mut Evaluate<'_, T, E>) -> Result<Self, E> {
        let question = match evaluate(assumed)? {
            Ok(found) => return Ok(Self::Known(found)),
            Err(_) if assumed.len() >= MAX_QUESTIONS => return Ok(Self::Known(None)),
            Err(question) => question,
        };
        let mut assume = |answer| {
            assumed.push((question.clone(), answer));
            let decision = Self::under(assumed, evaluate);
            assumed.pop();
            decision
        };
        let yes = assume(true)?;
        let no = assume(false)?;
        Ok(if yes == no { yes } else { Self::Ask { question, yes: Box::new(yes), no: Box::new(no) } })
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
