//! A rule as the form has it, written as a lesson's table.
//!
//! The form is flat: a list of conditions, each with a key, so that its schema needs no recursion.

use lessons_core::RuleKind;

use crate::proposal::RuleDraft;
use crate::prove::toml_string;

/// What nodes a rule or a condition speaks of: one of the patterns, of this kind, with this text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Shape {
    pub(crate) patterns: Vec<String>,
    pub(crate) node_kind: Option<String>,
    pub(crate) regex: Option<String>,
}

/// One rule of the form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RuleForm {
    pub(crate) kind: RuleKind,
    pub(crate) shape: Shape,
    pub(crate) conditions: Vec<Condition>,
    pub(crate) message: Option<String>,
}

/// One further thing that must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Condition {
    pub(crate) key: String,
    pub(crate) name: Option<String>,
    pub(crate) shape: Shape,
    pub(crate) values: Vec<String>,
    pub(crate) unless: Vec<String>,
    pub(crate) until: Vec<String>,
}

/// A key of a condition.
pub(crate) struct Key {
    /// As the form has it.
    pub(crate) name: &'static str,
    /// As the rule language has it.
    written: &'static str,
    takes: Takes,
    negated: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Takes {
    /// A rule.
    Shape,
    /// A rule of its own beside the others, not below a key.
    Bare,
    /// Names.
    Values,
    /// A rule for what a metavariable stands for.
    Where,
    /// Types of what a metavariable stands for.
    WhereType,
}

const fn key(name: &'static str, written: &'static str, takes: Takes, negated: bool) -> Key {
    Key { name, written, takes, negated }
}

/// The keys of conditions.
pub(crate) const KEYS: &[Key] = &[
    key("also", "", Takes::Bare, false),
    key("not", "", Takes::Bare, true),
    key("inside", "inside", Takes::Shape, false),
    key("not_inside", "inside", Takes::Shape, true),
    key("has", "has", Takes::Shape, false),
    key("not_has", "has", Takes::Shape, true),
    key("follows", "follows", Takes::Shape, false),
    key("not_follows", "follows", Takes::Shape, true),
    key("precedes", "precedes", Takes::Shape, false),
    key("not_precedes", "precedes", Takes::Shape, true),
    key("context", "context", Takes::Values, false),
    key("not_context", "context", Takes::Values, true),
    key("leads_to", "leads-to", Takes::Shape, false),
    key("not_leads_to", "leads-to", Takes::Shape, true),
    key("held_across", "held-across", Takes::Shape, false),
    key("guarded_by", "guarded-by", Takes::Shape, false),
    key("not_guarded_by", "guarded-by", Takes::Shape, true),
    key("where_is", "", Takes::Where, false),
    key("where_is_not", "", Takes::Where, true),
    key("where_has", "has", Takes::Where, false),
    key("where_from", "from", Takes::Where, false),
    key("where_not_from", "from", Takes::Where, true),
    key("where_type", "type", Takes::WhereType, false),
    key("where_not_type", "type", Takes::WhereType, true),
];

impl Shape {
    pub(crate) fn is_empty(&self) -> bool {
        self.patterns.is_empty() && self.node_kind.is_none() && self.regex.is_none()
    }

    /// The keys of a table, as `pattern = "…"`.
    fn pairs(&self) -> Vec<String> {
        let mut pairs = Vec::new();
        match self.patterns.as_slice() {
            [] => {}
            [one] => pairs.push(format!("pattern = {}", toml_string(one))),
            several => pairs.push(format!("any = {}", strings(several))),
        }
        if let Some(kind) = &self.node_kind {
            pairs.push(format!("kind = {}", toml_string(kind)));
        }
        if let Some(regex) = &self.regex {
            pairs.push(format!("regex = {}", toml_string(regex)));
        }
        pairs
    }
}

fn strings(items: &[String]) -> String {
    format!("[{}]", items.iter().map(|item| toml_string(item)).collect::<Vec<_>>().join(", "))
}

/// A rule as a value: a string where a pattern is all there is.
fn value(shape: &Shape, more: &[String]) -> String {
    match (shape.patterns.as_slice(), &shape.node_kind, &shape.regex, more) {
        ([one], None, None, []) => toml_string(one),
        _ => format!("{{ {} }}", [shape.pairs(), more.to_vec()].concat().join(", ")),
    }
}

/// `unless = …` for patterns.
fn below(name: &str, patterns: &[String]) -> Option<String> {
    match patterns {
        [] => None,
        [one] => Some(format!("{name} = {}", toml_string(one))),
        several => Some(format!("{name} = {{ any = {} }}", strings(several))),
    }
}

impl RuleForm {
    /// The rule as a lesson's table.
    ///
    /// # Errors
    /// What the form does not say, in words for whoever filled it in.
    pub(crate) fn draft(&self) -> Result<RuleDraft, String> {
        if self.shape.is_empty() {
            return Err(
                "a rule is empty: it has no pattern, so it finds nothing. Give it at least one pattern, or \
                        say in `no_pattern` why there is none"
                    .to_owned(),
            );
        }
        let mut lines = self.shape.pairs();
        let mut used = vec!["pattern", "any", "kind", "regex"];
        used.retain(|name| lines.iter().any(|line| line.starts_with(&format!("{name} ="))));
        let (mut all, mut none, mut wheres) = (Vec::new(), Vec::new(), Vec::<(String, Vec<String>)>::new());
        for condition in &self.conditions {
            let key = KEYS
                .iter()
                .find(|key| key.name == condition.key)
                .ok_or_else(|| format!("`{}` is no key of a condition", condition.key))?;
            let pair = condition.pair(key)?;
            match key.takes {
                // `from` and `type` speak of a metavariable, so their `not` stands before the `where`.
                Takes::Where | Takes::WhereType if key.negated && !key.written.is_empty() => {
                    none.push(format!("where.{} = {{ {pair} }}", condition.metavariable(key)?));
                }
                Takes::Where | Takes::WhereType => {
                    let name = condition.metavariable(key)?;
                    match wheres.iter_mut().find(|(other, _)| *other == name) {
                        Some((_, pairs)) => pairs.push(pair),
                        None => wheres.push((name, vec![pair])),
                    }
                }
                _ if key.negated => none.push(pair),
                Takes::Bare => all.push(pair),
                _ if used.contains(&key.written) => all.push(format!("{{ {pair} }}")),
                _ => {
                    used.push(key.written);
                    lines.push(pair);
                }
            }
        }
        // A second condition with the same key is a rule of its own.
        if !all.is_empty() {
            lines.push(format!("all = [{}]", all.join(", ")));
        }
        match none.as_slice() {
            [] => {}
            [one] if one.starts_with('{') || one.starts_with(['"', '\'']) => {
                lines.push(format!("not = {one}"))
            }
            [one] => lines.push(format!("not = {{ {one} }}")),
            several => {
                let rule = |pair: &String| {
                    if pair.starts_with(['{', '"', '\'']) { pair.clone() } else { format!("{{ {pair} }}") }
                };
                let rules: Vec<String> = several.iter().map(rule).collect();
                lines.push(format!("not.any = [{}]", rules.join(", ")));
            }
        }
        for (name, pairs) in wheres {
            lines.push(format!("where.{name} = {{ {} }}", where_pairs(&pairs)?));
        }
        if let Some(message) = &self.message {
            lines.push(format!("message = {}", toml_string(message)));
        }
        Ok(RuleDraft { kind: self.kind, toml: lines.join("\n") })
    }
}

/// Conditions of one metavariable as one table; those with the same key become rules of `all`.
fn where_pairs(pairs: &[String]) -> Result<String, String> {
    let name = |pair: &String| pair.split(" =").next().unwrap_or_default().to_owned();
    let (mut table, mut rest) = (Vec::<String>::new(), Vec::new());
    for pair in pairs {
        if table.iter().any(|other| name(other) == name(pair)) {
            rest.push(format!("{{ {pair} }}"));
        } else {
            table.push(pair.clone());
        }
    }
    if !rest.is_empty() {
        table.push(format!("all = [{}]", rest.join(", ")));
    }
    Ok(table.join(", "))
}

impl Condition {
    fn metavariable(&self, key: &Key) -> Result<String, String> {
        let name = self.name.as_deref().unwrap_or_default().trim_start_matches('$').to_owned();
        let good = name.starts_with(|c: char| c.is_ascii_uppercase() || c == '_')
            && name.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_');
        if good {
            return Ok(name);
        }
        Err(format!(
            "the condition `{}` needs `name`: a metavariable of the pattern, in capitals without `$`",
            key.name
        ))
    }

    /// `key = value`, or the value alone for a rule that stands beside the others.
    fn pair(&self, key: &Key) -> Result<String, String> {
        let needs = |what: &str| format!("the condition `{}` is empty: it needs `{what}`", key.name);
        if matches!(key.takes, Takes::Values | Takes::WhereType) {
            let pair = match self.values.as_slice() {
                [] => return Err(needs("values")),
                [one] => format!("{} = {}", key.written, toml_string(one)),
                several => format!("{} = {}", key.written, strings(several)),
            };
            return Ok(pair);
        }
        if self.shape.is_empty() {
            return Err(needs("patterns"));
        }
        let mut more = Vec::new();
        if matches!(key.written, "leads-to" | "held-across") {
            more.extend(below("unless", &self.unless));
        }
        if matches!(key.written, "inside" | "has") && key.takes == Takes::Shape {
            more.extend(below("until", &self.until));
        }
        let value = value(&self.shape, &more);
        Ok(match (key.takes, key.written, key.negated) {
            (Takes::Bare, ..) => value,
            (Takes::Where, "", false) => self.shape.pairs().join(", "),
            (Takes::Where, "", true) => format!("not = {value}"),
            (_, written, _) => format!("{written} = {value}"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proposal::ScopeDraft;
    use crate::prove::compile;

    fn shape(patterns: &[&str]) -> Shape {
        Shape { patterns: patterns.iter().map(|it| (*it).to_owned()).collect(), ..Shape::default() }
    }

    fn condition(key: &str, patterns: &[&str]) -> Condition {
        Condition { key: key.to_owned(), shape: shape(patterns), ..Condition::default() }
    }

    fn rule(patterns: &[&str], conditions: Vec<Condition>) -> RuleForm {
        RuleForm { kind: RuleKind::Forbid, shape: shape(patterns), conditions, message: None }
    }

    #[test]
    fn forms_become_tables_that_compile() {
        let on = |name: &str, condition: Condition| Condition { name: Some(name.to_owned()), ..condition };
        let of = |key: &str, values: &[&str]| Condition {
            values: values.iter().map(|it| (*it).to_owned()).collect(),
            ..condition(key, &[])
        };
        for (form, toml) in [
            (rule(&["f($X)"], vec![]), "pattern = \"f($X)\""),
            (rule(&["f($X)", "g(\"a\")"], vec![]), "any = [\"f($X)\", 'g(\"a\")']"),
            (
                rule(
                    &["$L.lock()"],
                    vec![condition("held_across", &["$F.await"]), of("context", &["async"])],
                ),
                "pattern = \"$L.lock()\"\nheld-across = \"$F.await\"\ncontext = \"async\"",
            ),
            (
                rule(
                    &["f()"],
                    vec![condition("not_inside", &["g($$$)"]), condition("not_guarded_by", &["h()"])],
                ),
                "pattern = \"f()\"\nnot.any = [{ inside = \"g($$$)\" }, { guarded-by = \"h()\" }]",
            ),
            (
                rule(
                    &["f()"],
                    vec![condition("inside", &["a($$$)"]), condition("inside", &["b($$$)", "c($$$)"])],
                ),
                "pattern = \"f()\"\ninside = \"a($$$)\"\nall = [{ inside = { any = [\"b($$$)\", \"c($$$)\"] } }]",
            ),
            (rule(&["f($$$)"], vec![condition("not", &["f(1)"])]), "pattern = \"f($$$)\"\nnot = \"f(1)\""),
            (
                rule(
                    &["$L.lock()"],
                    vec![
                        on("L", of("where_type", &["std::sync::Mutex", "RwLock"])),
                        on("$L", condition("where_is_not", &["self.quiet"])),
                    ],
                ),
                "pattern = \"$L.lock()\"\nwhere.L = { type = [\"std::sync::Mutex\", \"RwLock\"], not = \"self.quiet\" }",
            ),
            (
                rule(&["f($P)"], vec![on("P", condition("where_from", &["env::var($_)"]))]),
                "pattern = \"f($P)\"\nwhere.P = { from = \"env::var($_)\" }",
            ),
            (
                rule(
                    &["begin()"],
                    vec![Condition {
                        unless: vec!["commit()".to_owned(), "rollback()".to_owned()],
                        ..condition("leads_to", &["return $$$X"])
                    }],
                ),
                "pattern = \"begin()\"\nleads-to = { pattern = \"return $$$X\", unless = { any = [\"commit()\", \"rollback()\"] } }",
            ),
            (rule(&["a();\nb();"], vec![]), "pattern = '''\na();\nb();'''"),
        ] {
            let draft = form.draft().unwrap();
            assert_eq!(draft.toml, toml);
            if let Err(problems) = compile(&[draft], &ScopeDraft::default(), &[]) {
                panic!("{toml}\n{problems:#?}");
            }
        }
    }

    #[test]
    fn every_key_compiles() {
        for key in KEYS {
            let condition = Condition {
                key: key.name.to_owned(),
                name: Some("X".to_owned()),
                shape: shape(&["g($$$)"]),
                values: vec![if key.written == "context" { "loop" } else { "Mutex" }.to_owned()],
                ..Condition::default()
            };
            let draft = rule(&["f($X)"], vec![condition]).draft().unwrap();
            let compiled = compile(std::slice::from_ref(&draft), &ScopeDraft::default(), &[]);
            assert!(compiled.is_ok(), "{}: {:#?}", draft.toml, compiled.err());
        }
    }

    #[test]
    fn what_is_missing_is_said() {
        for (form, part) in [
            (rule(&[], vec![]), "a rule is empty"),
            (rule(&["f()"], vec![condition("inside", &[])]), "`inside` is empty"),
            (rule(&["f()"], vec![condition("context", &["x"])]), "needs `values`"),
            (rule(&["f($X)"], vec![condition("where_is", &["x"])]), "needs `name`"),
            (rule(&["f()"], vec![condition("level", &["deny"])]), "`level` is no key"),
        ] {
            let error = form.draft().unwrap_err();
            assert!(error.contains(part), "{error}");
        }
    }
}
