//! The run: free text, form, proof, repairs, fresh tries.

use lessons_core::Cancel;

use super::assess::{Verdict, assess, form, with_rule};
use super::conversation::{Conversation, Stop, say};
use super::setback::Setback;
use super::{Answers, Case, Event, Outcome, ProposeOptions, Proven, Run, Surroundings};
use crate::clean;
use crate::model::{Message, Model, ModelError, Replay, Reply, Transcript, Usage};
use crate::prompt::{self, Form, Mark, Material};
use crate::proposal::Proposal;
use crate::redact::{RedactError, Redactor};

/// Refusals after which nobody is asked any more.
const REFUSALS: usize = 2;

/// The material of a case, and who takes the secrets out.
fn material(case: &Case<'_>, options: &ProposeOptions) -> Result<(Material, Redactor), RedactError> {
    let mut redactor = Redactor::new(&options.redact)?;
    let material = Material::new(case.document, case.fix, case.candidates, &mut redactor)?;
    Ok((material, redactor))
}

/// The messages that a run begins with.
fn opening(
    case: &Case<'_>,
    material: &Material,
    mark: &Mark,
    redactor: &mut Redactor,
) -> Result<Vec<Message>, RedactError> {
    let mut messages = vec![prompt::system()];
    match &case.refinement {
        None => messages.push(prompt::first(material, mark)),
        Some(refinement) => {
            let proposal = redactor.redact_code(&clean::visible(&in_words(refinement.proposal)))?;
            let wish = redactor.redact(&clean::visible(refinement.wish), &[])?;
            messages.push(prompt::refine(material, mark, &proposal, &wish));
        }
    }
    Ok(messages)
}

#[cfg(feature = "model")]
pub(super) fn payload(
    case: &Case<'_>,
    endpoint: &crate::model::Endpoint,
    options: &ProposeOptions,
) -> Result<String, RedactError> {
    let (material, mut redactor) = material(case, options)?;
    let messages = opening(case, &material, &Mark::for_material(&material), &mut redactor)?;
    for message in messages.iter().filter(|message| message.role != crate::model::Role::System) {
        redactor.verify(&message.content)?;
    }
    let schema = case.refinement.is_some().then(prompt::schema);
    let request = crate::model::Request { messages, schema, most_tokens: options.most_tokens };
    crate::model::Client::payload(endpoint, &request).map_err(|error| RedactError::Setup(error.to_string()))
}

pub(super) fn run(
    case: &Case<'_>,
    answers: Answers<'_>,
    surroundings: &dyn Surroundings,
    options: &ProposeOptions,
    on_event: &mut dyn FnMut(&Event),
    cancel: &Cancel,
) -> Run {
    let nothing = |error: ModelError| Run {
        outcome: Err(error),
        transcript: Transcript::default(),
        usage: Usage::default(),
        redactions: Vec::new(),
    };
    let (material, mut redactor) = match material(case, options) {
        Ok(both) => both,
        Err(error) => return nothing(error.into()),
    };
    let (model, name, mark): (Box<dyn Model + '_>, &str, _) = match answers {
        #[cfg(feature = "model")]
        Answers::Server(endpoint) => {
            match crate::model::Client::new(endpoint, cancel.clone(), options.limit) {
                Ok(client) => (Box::new(client), endpoint.model.as_str(), None),
                Err(error) => return nothing(error),
            }
        }
        Answers::Replay(transcript) => {
            let mark = transcript.mark().and_then(|number| Mark::of_earlier(number, &material));
            (Box::new(Replay::new(transcript)), "replay", mark)
        }
    };
    let mark = mark.unwrap_or_else(|| Mark::for_material(&material));
    let opening = match opening(case, &material, &mark, &mut redactor) {
        Ok(messages) => messages,
        Err(error) => return nothing(error.into()),
    };
    let redactions = redactor.redactions().to_vec();
    let mut talk = Conversation::new(model, redactor, (options.budget, options.most_tokens), on_event);
    talk.transcript.entries.push(Transcript::run(name, mark.number()));
    talk.event(Event::Redacted(redactions));
    if material.is_cut {
        talk.event(Event::Shortened);
    }
    let mut search = Search {
        case,
        surroundings,
        options,
        cancel,
        redacted: &material.document,
        setbacks: Vec::new(),
        best: None,
        story: None,
    };
    let outcome = search.search(&mut talk, opening);
    let mut transcript = talk.transcript;
    if outcome == Err(ModelError::Cancelled) {
        transcript.entries.clear();
    }
    Run { outcome, transcript, usage: talk.spent, redactions: talk.redactor.redactions().to_vec() }
}

/// A proposal as the model reads it again.
fn in_words(proposal: &Proposal) -> String {
    let rules: Vec<String> =
        proposal.rules.iter().map(|rule| format!("[[{}]]\n{}", rule.kind.name(), rule.toml)).collect();
    format!(
        "{}\n\nRoot cause: {}\nInvariant: {}\nMitigation: {}\n\n{}",
        proposal.title,
        proposal.root_cause,
        proposal.invariant,
        proposal.mitigation,
        rules.join("\n\n")
    )
}

/// What one run looks for, and what it has found.
struct Search<'s> {
    case: &'s Case<'s>,
    surroundings: &'s dyn Surroundings,
    options: &'s ProposeOptions,
    cancel: &'s Cancel,
    /// The document that quotes are looked for in.
    redacted: &'s str,
    setbacks: Vec<Setback>,
    /// What is proven, but not as well as one would like.
    best: Option<Proven>,
    /// The latest story, told well enough to stand beside a rule of the synthesiser's.
    story: Option<Form>,
}

/// How one try ended.
enum Try {
    Done(Outcome),
    /// The rule that was tried last, in words.
    Failed(Option<String>),
}

impl Search<'_> {
    fn search(&mut self, talk: &mut Conversation<'_>, opening: Vec<Message>) -> Result<Outcome, ModelError> {
        match self.tries(talk, opening) {
            Ok(Some(outcome)) => Ok(outcome),
            Ok(None) => Ok(self.fall_back(false)),
            Err(Stop::Budget) => Ok(self.fall_back(true)),
            Err(Stop::Error(error)) => match self.best.take() {
                // What is proven is not lost because the server is.
                Some(proven) if error != ModelError::Cancelled => Ok(Outcome::Proven(vec![proven])),
                _ => Err(error),
            },
        }
    }

    fn tries(&mut self, talk: &mut Conversation<'_>, opening: Vec<Message>) -> Result<Option<Outcome>, Stop> {
        let mut base = opening.clone();
        if self.case.refinement.is_none() {
            base = self.free_text(talk, base)?;
        }
        let mut tried: Vec<String> = Vec::new();
        for attempt in 0..=self.options.fresh_tries {
            let mut messages = base.clone();
            if attempt > 0 {
                // The form was asked for last; that question is put in another way.
                messages = opening.clone();
                let list =
                    if tried.is_empty() { vec!["nothing usable yet".to_owned()] } else { tried.clone() };
                let list = talk.redacted(&list.join("\n"))?.lines().map(str::to_owned).collect::<Vec<_>>();
                say(&mut messages, prompt::afresh(&list));
            }
            match self.one_try(talk, attempt, messages)? {
                Try::Done(outcome) => return Ok(Some(outcome)),
                Try::Failed(rule) => tried.extend(rule),
            }
            let refusals =
                self.setbacks.iter().filter(|it| matches!(it, Setback::Refused(_) | Setback::Filtered));
            if refusals.count() >= REFUSALS || self.best.is_some() {
                break;
            }
        }
        Ok(None)
    }

    /// Asks in free text; what is no answer is passed over. Ends with the question for the form.
    fn free_text(
        &mut self,
        talk: &mut Conversation<'_>,
        mut messages: Vec<Message>,
    ) -> Result<Vec<Message>, Stop> {
        let reply = talk.ask(messages.clone(), None)?;
        let setback = match &reply {
            Reply { refusal: Some(words), .. } => Some(Setback::Refused(clean::line(words, 300))),
            Reply { content, .. } if content.trim().is_empty() => Some(Setback::Empty),
            _ => None,
        };
        if let Some(setback) = setback {
            self.setback(talk, 0, 0, setback);
            say(&mut messages, prompt::second(&[]));
            return Ok(messages);
        }
        let quotes = prompt::marked_quotes(&reply.content);
        let wrong: Vec<String> =
            quotes.into_iter().filter(|quote| prompt::find_quote(self.redacted, quote).is_none()).collect();
        if self.case.document.is_some() {
            for quote in &wrong {
                self.setback(talk, 0, 0, Setback::WrongQuote(quote.clone()));
            }
        }
        say(&mut messages, Message::assistant(reply.content));
        say(&mut messages, prompt::second(&wrong));
        Ok(messages)
    }

    fn one_try(
        &mut self,
        talk: &mut Conversation<'_>,
        attempt: u32,
        base: Vec<Message>,
    ) -> Result<Try, Stop> {
        let mut messages = base.clone();
        let mut last_rule = None;
        for repair in 0..=self.options.repairs {
            if self.cancel.is_cancelled() {
                return Err(Stop::Error(ModelError::Cancelled));
            }
            let reply = talk.ask(messages.clone(), Some(prompt::schema()))?;
            let (setback, rule) = match form(&reply) {
                Err(setback) => (setback, None),
                Ok(form) => match self.verdict(talk, attempt, repair, form) {
                    Ok(outcome) => return Ok(Try::Done(outcome)),
                    Err(wrong) => wrong,
                },
            };
            last_rule = rule.or(last_rule);
            let advice = setback.advice();
            let is_final = matches!(setback, Setback::Refused(_) | Setback::Filtered);
            self.setback(talk, attempt, repair, setback);
            if is_final {
                break;
            }
            // Only the latest answer goes along: each repair is of what is on the table.
            messages = base.clone();
            if let Some(advice) = advice {
                if !reply.content.trim().is_empty() && reply.finish == crate::model::Finish::Stop {
                    say(&mut messages, Message::assistant(clean::cut(&reply.content, 12_000)));
                }
                let advice = talk.redacted(&advice)?;
                say(&mut messages, prompt::repair(&advice));
            }
        }
        Ok(Try::Failed(last_rule))
    }

    /// What an answer amounts to: the end of the run, or what is to be mended.
    fn verdict(
        &mut self,
        talk: &mut Conversation<'_>,
        attempt: u32,
        repair: u32,
        form: Form,
    ) -> Result<Outcome, (Setback, Option<String>)> {
        let is_last = repair >= self.options.repairs;
        let verdict = assess(&form, self.redacted, self.case, self.surroundings);
        self.story = Some(form);
        match verdict {
            Verdict::Proven(proven, wrong) => {
                if let Some(count) = proven.noise.filter(|count| *count > self.options.noisy) {
                    self.keep(*proven);
                    if !is_last {
                        return Err((Setback::Noisy(count), None));
                    }
                    return Ok(self.fall_back(false));
                }
                let quoted = !proven.proposal.quotes.is_empty();
                if let Some(quote) = wrong.first().filter(|_| !quoted && repair == 0 && !is_last) {
                    self.keep(*proven);
                    return Err((Setback::WrongQuote(quote.clone()), None));
                }
                for quote in wrong {
                    self.setback(talk, attempt, repair, Setback::WrongQuote(quote));
                }
                let mut all = vec![*proven];
                all.extend(self.best.take().filter(|other| other.proposal.rules != all[0].proposal.rules));
                Ok(Outcome::Proven(all))
            }
            Verdict::NoPattern(proposal) => Ok(Outcome::NoPattern(proposal)),
            Verdict::NoPatternYet(proposal, setback) if is_last => {
                self.setback(talk, attempt, repair, setback);
                Ok(Outcome::NoPattern(proposal))
            }
            Verdict::NoPatternYet(_, setback) => Err((setback, None)),
            Verdict::Almost(proven, setback) => {
                let rule = proven.proposal.rules.first().map(|rule| clean::line(&rule.toml, 300));
                self.keep(*proven);
                Err((setback, rule))
            }
            Verdict::Wrong(setback, rule) => {
                let rule = rule.map(|rule| format!("{rule} ({})", clean::line(&setback.to_string(), 200)));
                Err((setback, rule))
            }
        }
    }

    /// Remembers what is proven, if nothing quieter is.
    fn keep(&mut self, proven: Proven) {
        let noise = |proven: &Proven| proven.noise.unwrap_or(0);
        if self.best.as_ref().is_none_or(|best| noise(&proven) <= noise(best)) {
            self.best = Some(proven);
        }
    }

    fn setback(&mut self, talk: &mut Conversation<'_>, attempt: u32, repair: u32, setback: Setback) {
        self.setbacks.push(setback.clone());
        talk.event(Event::Setback { attempt: attempt + 1, repair, setback });
    }

    /// What is proven after all: a rule that was kept, or the synthesiser's with the model's story.
    fn fall_back(&mut self, out_of_budget: bool) -> Outcome {
        if let Some(best) = self.best.take() {
            return Outcome::Proven(vec![best]);
        }
        let story = self.story.as_ref();
        let candidates = self.case.candidates.iter();
        let proven: Vec<Proven> =
            candidates.filter_map(|rule| with_rule(story?, self.redacted, rule, self.case)).collect();
        if proven.is_empty() {
            Outcome::NotProven { setbacks: std::mem::take(&mut self.setbacks), out_of_budget }
        } else {
            Outcome::Proven(proven)
        }
    }
}
