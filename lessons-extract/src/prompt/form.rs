//! The form as a model filled it in: read leniently, checked strictly.

use lessons_core::RuleKind;
use serde_json::{Map, Value};

use super::prose;
use super::rule::{Condition, RuleForm, Shape};
use crate::clean;

/// What was filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Form {
    pub(crate) title: String,
    pub(crate) root_cause: String,
    pub(crate) invariant: String,
    pub(crate) mitigation: String,
    pub(crate) quotes: Vec<String>,
    pub(crate) rules: Vec<RuleForm>,
    pub(crate) bad: Vec<String>,
    pub(crate) good: Vec<String>,
    pub(crate) no_pattern: Option<NoPatternForm>,
}

/// "This cannot be a pattern", as filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NoPatternForm {
    pub(crate) reason: String,
    pub(crate) instead: String,
    pub(crate) name: Option<String>,
    pub(crate) version: Option<String>,
}

/// Why an answer is no form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum FormError {
    /// No JSON object in it, or one that breaks off; where and why.
    NotJson(String),
    /// JSON, but not the form; what is missing.
    Other(String),
}

/// More rules, conditions, patterns and blocks than a lesson has use for are left out.
const MOST: usize = 8;
/// The longest pattern or block in characters; a longer one is no lesson.
const LONGEST_CODE: usize = 4_000;

/// Reads an answer: the JSON object in it, whatever stands around it, numbers where texts belong, one value where a list
/// belongs, other spellings of the fields.
pub(crate) fn read(answer: &str) -> Result<Form, FormError> {
    let value = object(answer)?;
    let fields =
        Fields(unwrapped(&value).ok_or_else(|| FormError::Other("it is no JSON object".to_owned()))?);
    let no_pattern = fields.get("no_pattern").and_then(Value::as_object).map(Fields).and_then(|fields| {
        let reason = prose::paragraphs(&fields.text("reason").unwrap_or_default());
        let instead = fields.text("instead").unwrap_or_default().trim().to_ascii_lowercase();
        (!reason.is_empty()).then(|| NoPatternForm {
            reason,
            instead,
            name: fields.text("name").map(|name| clean::line(&name, 200)).filter(|name| !name.is_empty()),
            version: fields.text("version").map(|it| clean::line(&it, 60)).filter(|it| !it.is_empty()),
        })
    });
    let form = Form {
        title: prose::line(&fields.text("title").unwrap_or_default(), 120),
        root_cause: prose::paragraphs(&fields.text("root_cause").unwrap_or_default()),
        invariant: prose::paragraphs(&fields.text("invariant").unwrap_or_default()),
        mitigation: prose::paragraphs(&fields.text("mitigation").unwrap_or_default()),
        quotes: fields.texts("quotes").map(|quote| clean::visible(&quote)).take(MOST).collect(),
        rules: fields.list("rules").take(MOST).filter_map(rule).collect(),
        bad: blocks(&fields, "bad"),
        good: blocks(&fields, "good"),
        no_pattern,
    };
    let missing: Vec<&str> = [
        ("title", &form.title),
        ("root_cause", &form.root_cause),
        ("invariant", &form.invariant),
        ("mitigation", &form.mitigation),
    ]
    .into_iter()
    .filter_map(|(name, text)| text.is_empty().then_some(name))
    .collect();
    if !missing.is_empty() {
        return Err(FormError::Other(format!("these fields are missing or empty: {}", missing.join(", "))));
    }
    if form.rules.is_empty() && form.no_pattern.is_none() {
        return Err(FormError::Other("`rules` is empty, and `no_pattern` does not say why".to_owned()));
    }
    Ok(form)
}

/// The JSON object of an answer: with reasoning before it, in a fence, or with words around it. Of several the first that
/// has fields of the form.
fn object(answer: &str) -> Result<Value, FormError> {
    let answer = answer.rsplit_once("</think>").map_or(answer, |(_, rest)| rest);
    let mut first = None;
    for (start, _) in answer.match_indices('{').take(20) {
        let text = answer.get(start..).unwrap_or_default();
        let result = match serde_json::Deserializer::from_str(text).into_iter::<Value>().next() {
            Some(Ok(value)) if has_fields(&value) => return Ok(value),
            Some(Ok(value)) => Ok(value),
            Some(Err(error)) => {
                let line = answer.get(..start).unwrap_or_default().matches('\n').count() + error.line();
                Err(FormError::NotJson(if error.is_eof() {
                    format!("it breaks off in line {line}")
                } else {
                    format!("{} (line {line})", strip_place(&error))
                }))
            }
            None => continue,
        };
        first.get_or_insert(result);
    }
    first.unwrap_or_else(|| Err(FormError::NotJson("there is no `{` in it".to_owned())))
}

fn has_fields(value: &Value) -> bool {
    let fields = unwrapped(value).map(Fields);
    fields.is_some_and(|fields| {
        fields.get("title").is_some() && (fields.get("rules").is_some() || fields.get("no_pattern").is_some())
    })
}

/// The error without its line and column, which are told of the answer as a whole.
fn strip_place(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.split(" at line ").next().unwrap_or_default().to_owned()
}

/// The object, or the one object in it, as `{"lesson": {…}}`.
fn unwrapped(value: &Value) -> Option<&Map<String, Value>> {
    let object = value.as_object()?;
    match object.iter().next() {
        Some((_, Value::Object(inner))) if object.len() == 1 => Some(inner),
        _ => Some(object),
    }
}

struct Fields<'v>(&'v Map<String, Value>);

impl<'v> Fields<'v> {
    /// The field, also as `rootCause`, `Root cause` or `root-cause`.
    fn get(&self, name: &str) -> Option<&'v Value> {
        let alike = |text: &str| text.replace(['_', '-', ' '], "").to_ascii_lowercase();
        let found = self.0.get(name).or_else(|| {
            let wanted = alike(name);
            self.0.iter().find(|(key, _)| alike(key) == wanted).map(|(_, value)| value)
        });
        found.filter(|value| !value.is_null())
    }

    fn text(&self, name: &str) -> Option<String> {
        self.get(name).and_then(text)
    }

    /// A text that is there and not blank.
    fn filled(&self, name: &str) -> Option<String> {
        self.text(name).map(|text| clean::visible(&text)).filter(|text| !text.trim().is_empty())
    }

    fn list(&self, name: &str) -> impl Iterator<Item = &'v Value> + use<'v> {
        let (many, one) = match self.get(name) {
            Some(Value::Array(items)) => (items.as_slice(), None),
            other => (&[][..], other),
        };
        many.iter().chain(one)
    }

    fn texts(&self, name: &str) -> impl Iterator<Item = String> + use<'v> {
        self.list(name).filter_map(text).filter(|text| !text.trim().is_empty())
    }

    /// Patterns and names: what is too long is no pattern.
    fn code(&self, name: &str) -> Vec<String> {
        let clean = self.texts(name).map(|text| clean::visible(text.trim()));
        clean.filter(|text| text.len() <= LONGEST_CODE).take(MOST).collect()
    }

    fn shape(&self) -> Shape {
        let mut patterns = self.code("patterns");
        if patterns.is_empty() {
            patterns = self.code("pattern");
        }
        Shape { patterns, node_kind: self.filled("node_kind"), regex: self.filled("regex") }
    }
}

/// A text; a number or a truth value as one; a list's texts, one a line.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(truth) => Some(truth.to_string()),
        Value::Array(items) => {
            let lines: Vec<String> = items.iter().filter_map(text).collect();
            (!lines.is_empty()).then(|| lines.join("\n"))
        }
        Value::Null | Value::Object(_) => None,
    }
}

fn rule(value: &Value) -> Option<RuleForm> {
    if let Value::String(pattern) = value {
        let shape = Shape { patterns: vec![clean::visible(pattern.trim())], ..Shape::default() };
        return Some(RuleForm { kind: RuleKind::Forbid, shape, conditions: Vec::new(), message: None });
    }
    let fields = Fields(value.as_object()?);
    let kind = match fields.text("kind") {
        Some(kind) if kind.trim().eq_ignore_ascii_case("require") => RuleKind::Require,
        _ => RuleKind::Forbid,
    };
    let message = fields.text("message").map(|text| prose::line(&text, 160)).filter(|text| !text.is_empty());
    let conditions = fields.list("conditions").filter_map(condition).take(MOST).collect();
    Some(RuleForm { kind, shape: fields.shape(), conditions, message })
}

fn condition(value: &Value) -> Option<Condition> {
    let fields = Fields(value.as_object()?);
    let key = fields.text("key")?.trim().to_ascii_lowercase().replace('-', "_");
    Some(Condition {
        key: clean::line(&key, 40),
        name: fields.filled("name").map(|name| name.trim().to_owned()),
        shape: fields.shape(),
        values: fields.code("values"),
        unless: fields.code("unless"),
        until: fields.code("until"),
    })
}

/// Blocks of code, out of their fences. One that silences a lesson proves nothing.
fn blocks(fields: &Fields<'_>, name: &str) -> Vec<String> {
    let texts = fields.texts(name).map(|text| unfenced(&clean::visible(&text)));
    texts
        .filter(|text| {
            !text.trim().is_empty() && text.len() <= LONGEST_CODE && !text.contains("lessons:allow")
        })
        .take(MOST)
        .collect()
}

fn unfenced(text: &str) -> String {
    let text = text.trim_matches('\n');
    let mut lines: Vec<&str> = text.lines().collect();
    let opens = lines.first().is_some_and(|line| line.trim_start().starts_with("```"));
    let closes = lines.last().is_some_and(|line| line.trim() == "```");
    if opens && closes && lines.len() >= 2 {
        lines.remove(0);
        lines.pop();
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn filled() -> Value {
        json!({
            "title": "A lock is held across an await",
            "root_cause": "The guard lived on.",
            "invariant": "No guard lives across an await.",
            "mitigation": "Drop it first.",
            "quotes": ["held across"],
            "rules": [{
                "kind": "forbid", "patterns": ["$L.lock()"], "node_kind": null, "regex": null,
                "conditions": [{ "key": "held_across", "name": null, "patterns": ["$F.await"], "node_kind": null,
                    "regex": null, "values": [], "unless": [], "until": [] }],
                "message": null
            }],
            "bad": ["let g = m.lock(); f().await;"],
            "good": ["drop(m.lock()); f().await;"],
            "no_pattern": null
        })
    }

    fn with(path: &str, value: Value) -> Value {
        let mut form = filled();
        *form.pointer_mut(path).unwrap() = value;
        form
    }

    #[test]
    fn answers_are_read_leniently() {
        let form = read(&filled().to_string()).unwrap();
        assert_eq!(
            form.rules[0].draft().unwrap().toml,
            "pattern = \"$L.lock()\"\nheld-across = \"$F.await\""
        );
        for answer in [
            format!("Here it is:\n```json\n{}\n```\nDone.", filled()),
            format!("<think>{{maybe}}</think>{}", filled()),
            json!({ "lesson": filled() }).to_string(),
            filled().to_string().replace("root_cause", "rootCause").replace("held_across", "held-across"),
            with("/quotes", json!("held across")).to_string(),
            with("/bad", json!("```rust\nlet g = m.lock(); f().await;\n```")).to_string(),
        ] {
            assert_eq!(read(&answer).as_ref(), Ok(&form), "{answer}");
        }
        let numbers = read(&with("/title", json!(42)).to_string()).unwrap();
        assert_eq!(numbers.title, "42");
        let text = read(&with("/rules", json!("f($X)")).to_string()).unwrap();
        assert_eq!(text.rules[0].draft().unwrap().toml, "pattern = \"f($X)\"");
    }

    #[test]
    fn what_is_no_form_is_said() {
        let long = filled().to_string();
        for (answer, error) in [
            ("I cannot do that", FormError::NotJson("there is no `{` in it".to_owned())),
            (&long[..60], FormError::NotJson("it breaks off in line 1".to_owned())),
            ("{\"title\": }", FormError::NotJson("expected value (line 1)".to_owned())),
            (
                "{\"pattern\": \"f()\", \"x\": 1}",
                FormError::Other(
                    "these fields are missing or empty: title, root_cause, invariant, mitigation".to_owned(),
                ),
            ),
        ] {
            assert_eq!(read(answer), Err(error), "{answer}");
        }
        let empty = with("/rules", json!([]));
        assert!(
            matches!(read(&empty.to_string()), Err(FormError::Other(why)) if why.contains("`rules` is empty"))
        );
    }

    #[test]
    fn nothing_else_is_read() {
        let mut form = filled();
        form["level"] = json!("deny");
        form["path"] = json!("../../etc/passwd");
        form["rules"][0]["fix"] = json!("rm()");
        form["rules"][0]["level"] = json!("deny");
        form["title"] = json!("See https://evil.example \u{1b}[31m# now");
        form["bad"] = json!(["// lessons:allow(INC-1) fine\nlet g = m.lock(); f().await;"]);
        let form = read(&form.to_string()).unwrap();
        assert_eq!(form.title, "See (link) # now");
        assert_eq!(form.bad, Vec::<String>::new());
        let toml = form.rules[0].draft().unwrap().toml;
        assert!(!toml.contains("deny") && !toml.contains("rm()"), "{toml}");
    }

    proptest::proptest! {
        #[test]
        fn reading_is_total(answer in "(?s).{0,300}") {
            let _ = read(&answer);
        }
    }
}
