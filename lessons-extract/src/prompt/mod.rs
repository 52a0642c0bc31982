//! What a model is asked: first in free text, then for the strict form; and what it may see, with nothing secret in it.

mod form;
mod material;
mod prose;
mod quotes;
mod rule;
mod schema;

use lessons_core::RULE_LANGUAGE;

pub(crate) use form::{Form, FormError, NoPatternForm, read};
pub(crate) use material::{Mark, Material};
pub(crate) use prose::has_link;
pub(crate) use quotes::{find as find_quote, marked as marked_quotes};

use crate::model::{Message, Schema};

/// What the model is and may do, with the rule language's reference. The same for every run.
pub(crate) fn system() -> Message {
    Message::system(format!("{}{RULE_LANGUAGE}", include_str!("system.md")))
}

/// The first question: what went wrong, in free text with quotes.
pub(crate) fn first(material: &Material, mark: &Mark) -> Message {
    Message::user(format!(
        "{}\nIn at most 400 words of plain text, without a form: what went wrong in the code, and why? Which call, type \
         or order of steps makes it a mistake, and how does one see it in code? What did the fix change? Can a rule find \
         it, and which code must the rule not find?\nQuote the material where it says so: each quote on a line of its own \
         that begins with `QUOTE: `, word for word.",
        material.text(mark)
    ))
}

/// The second question: the form. `wrong` are quotes of the first answer that are not in the material.
pub(crate) fn second(wrong: &[String]) -> Message {
    let mut text = String::new();
    if !wrong.is_empty() {
        text.push_str("These quotes are not in the material word for word, so do not use them:\n");
        for quote in wrong {
            text.push_str(&format!("- {}\n", crate::clean::line(quote, 200)));
        }
        text.push('\n');
    }
    text.push_str(FORM);
    Message::user(text)
}

/// What each field of the form is for. Where the server takes no schema, this is all the model has.
const FORM: &str = "Now fill in the form. Answer with one JSON object and nothing else. All fields are required; use null or \
an empty list for what does not apply.

{\"title\": \"…\", \"root_cause\": \"…\", \"invariant\": \"…\", \"mitigation\": \"…\", \"quotes\": [\"…\"],
 \"bad\": [\"…\"], \"good\": [\"…\"],
 \"rules\": [{\"kind\": \"forbid\", \"patterns\": [\"…\"], \"node_kind\": null, \"regex\": null,
   \"conditions\": [{\"key\": \"…\", \"name\": null, \"patterns\": [\"…\"], \"node_kind\": null, \"regex\": null,
     \"values\": [], \"unless\": [], \"until\": []}], \"message\": null}],
 \"no_pattern\": null}

- title: one line that names the mistake. root_cause, invariant, mitigation: one short paragraph each, in plain words, with
  the document's own facts; no links, no headings.
- quotes: passages of the material that carry the root cause, word for word.
- rules: one rule as a rule; several only for several shapes of the one mistake. kind is \"forbid\" for code that must not
  be there, \"require\" for a mitigation that must stay.
- patterns: of several, one must match. conditions: all must hold. Their keys are those of the rule language with `_`:
  inside, has, follows, precedes, context, leads_to, held_across, guarded_by, each also with not_ before it (save
  held_across); not: a pattern that must not match the same code; also: one that must match it too; where_is, where_is_not,
  where_has, where_from, where_not_from, where_type, where_not_type: of what the metavariable in `name` stands for.
  `values` holds the names for context and the type paths for where_type.
- bad, good: short blocks of Rust that prove the rule: at least one of each if there is a rule.
- no_pattern: null if there is a rule. Else {\"reason\": \"…\", \"instead\": \"test\" | \"clippy\" | \"dependency\" |
  \"require\" | \"nothing\", \"name\": …, \"version\": …} with `rules` empty (or, for \"require\", one rule of that kind).";

/// A repair: what was wrong, with one concrete counterexample.
pub(crate) fn repair(wrong: &str) -> Message {
    Message::user(format!(
        "That does not do yet: {wrong}\nMend it, and change nothing that was right. Answer with the whole form again, as \
         one JSON object and nothing else."
    ))
}

/// A fresh start, with what was tried.
pub(crate) fn afresh(tried: &[String]) -> Message {
    let list: String = tried.iter().map(|it| format!("- {it}\n")).collect();
    Message::user(format!(
        "These rules were tried and did not hold:\n{list}Think of the mistake in another way: another place to begin with, \
         another relation, or the thing that is missing.\n\n{FORM}"
    ))
}

/// A sentence of a person's, who wants the lesson otherwise than it was proposed.
pub(crate) fn refine(material: &Material, mark: &Mark, proposal: &str, wish: &str) -> Message {
    Message::user(format!(
        "{}\n{}\nThe person who reads this proposal says:\n{}\nChange the proposal as they wish, and nothing that was right.\n\n{FORM}",
        material.text(mark),
        mark.around("the proposal so far", proposal),
        mark.around("the wish", wish),
    ))
}

/// The form's schema.
pub(crate) fn schema() -> Schema {
    schema::form()
}
