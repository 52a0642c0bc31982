//! From a rule as written to a rule that can be asked: patterns and regular expressions compiled, names checked.

use regex::Regex;

use super::condition::{Condition, From, Path, Relation, Rule, Where};
use super::spec::{self, RuleSpec, Text};
use super::template::Template;
use crate::language::Language;
use crate::pattern::{Pattern, Vars, WantedPath};
use crate::problem::nearest;
use crate::span::Span;
use crate::syntax::Kind;

/// What is wrong with a rule, and where in the lesson file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub(crate) struct RuleError {
    pub(crate) span: Span,
    pub(crate) message: String,
    pub(crate) hint: Option<String>,
}

/// Compiles a rule, or says everything that is wrong with it.
pub(crate) fn compile(language: Language, spec: &RuleSpec) -> Result<Rule, Vec<RuleError>> {
    let mut compiler =
        Compiler { language, vars: Vars::default(), bound: Vec::new(), met: Vec::new(), errors: Vec::new() };
    let root = compiler.condition(spec, Sign::Positive);
    let template = |text: &Option<Text>| text.as_ref().map(|text| Template::new(&text.value));
    let rule = Rule {
        message: template(&spec.message),
        fix: template(&spec.fix),
        vars: compiler.vars.clone(),
        root,
    };
    compiler.check_names(spec);
    if compiler.errors.is_empty() { Ok(rule) } else { Err(compiler.errors) }
}

/// Whether what is read binds its names for the rest of the rule, or only asks whether there are some.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sign {
    Positive,
    Negative,
}

struct Compiler {
    language: Language,
    vars: Vars,
    /// Names that a match is sure to bind, or may bind in one of several ways.
    bound: Vec<String>,
    /// Names that a rule under `not`, `unless` or `until` meets, for the conditions there.
    met: Vec<String>,
    errors: Vec<RuleError>,
}

impl Compiler {
    fn error(&mut self, span: Span, message: impl Into<String>, hint: Option<String>) {
        self.errors.push(RuleError { span, message: message.into(), hint });
    }

    fn condition(&mut self, spec: &RuleSpec, sign: Sign) -> Condition {
        self.only_rust(spec);
        Condition {
            pattern: spec.pattern.as_ref().and_then(|text| self.pattern(text, sign)),
            kinds: spec.kind.as_ref().map(|text| self.kinds(text)),
            regex: spec.regex.as_ref().and_then(|text| self.regex(text)),
            all: self.conditions(spec.all.as_deref(), sign),
            any: spec.any.as_deref().map(|any| self.conditions(Some(any), sign)),
            not: spec.not.as_deref().map(|not| Box::new(self.condition(not, Sign::Negative))),
            inside: spec.inside.as_deref().map(|relation| Box::new(self.relation(relation, sign))),
            has: spec.has.as_deref().map(|relation| Box::new(self.relation(relation, sign))),
            follows: spec.follows.as_deref().map(|rule| Box::new(self.condition(rule, sign))),
            precedes: spec.precedes.as_deref().map(|rule| Box::new(self.condition(rule, sign))),
            context: spec.context.iter().map(|(context, _)| *context).collect(),
            leads_to: spec.leads_to.as_deref().map(|path| Box::new(self.path(path, sign))),
            held_across: spec.held_across.as_deref().map(|path| Box::new(self.path(path, sign))),
            guarded_by: spec.guarded_by.as_deref().map(|rule| Box::new(self.condition(rule, sign))),
            wheres: spec.wheres.iter().map(|condition| self.where_(condition, sign)).collect(),
            starts: None,
        }
        .with_starts()
    }

    fn conditions(&mut self, specs: Option<&[RuleSpec]>, sign: Sign) -> Vec<Condition> {
        specs.unwrap_or_default().iter().map(|spec| self.condition(spec, sign)).collect()
    }

    fn relation(&mut self, relation: &spec::Relation, sign: Sign) -> Relation {
        Relation {
            rule: self.condition(&relation.rule, sign),
            until: relation.until.as_ref().map(|until| self.condition(until, Sign::Negative)),
            inclusive: false,
        }
    }

    fn path(&mut self, path: &spec::Path, sign: Sign) -> Path {
        Path {
            rule: self.condition(&path.rule, sign),
            unless: path.unless.as_ref().map(|unless| self.condition(unless, Sign::Negative)),
        }
    }

    fn where_(&mut self, spec: &spec::Where, sign: Sign) -> Where {
        Where {
            var: self.vars.intern(&spec.name),
            rule: self.condition(&spec.rule, sign).of_binding(),
            types: spec.types.iter().filter_map(|text| self.wanted_type(text)).collect(),
            from: spec.from.as_deref().map(|rule| From(Box::new(self.condition(rule, sign)))),
            unknown_matches: spec.unknown_matches,
        }
    }

    fn pattern(&mut self, text: &Text, sign: Sign) -> Option<Pattern> {
        match Pattern::new(self.language, &text.value, &mut self.vars) {
            Ok(pattern) => {
                let names = pattern.names(&self.vars).map(str::to_owned);
                match sign {
                    Sign::Positive => self.bound.extend(names),
                    Sign::Negative => self.met.extend(names),
                }
                Some(pattern)
            }
            Err(error) => {
                let span = Span::new(text.place(error.span.start), text.place(error.span.end));
                self.error(span, error.message, error.hint);
                // Names of a pattern that does not parse are not unbound besides.
                if let Ok(holes) = crate::pattern::holes(self.language, &text.value) {
                    self.bound.extend(holes.into_iter().filter_map(|hole| hole.name));
                }
                None
            }
        }
    }

    fn kinds(&mut self, text: &Text) -> Vec<Kind> {
        let grammar = self.language.grammar();
        let kinds = grammar.kinds_named(&text.value);
        if kinds.is_empty() {
            let hint =
                nearest(&text.value, grammar.kind_names()).map(|name| format!("did you mean `{name}`?"));
            let message = format!("the {} grammar has no node kind `{}`", self.language, text.value);
            self.error(text.at, message, hint);
        }
        kinds
    }

    fn regex(&mut self, text: &Text) -> Option<Regex> {
        match Regex::new(&text.value) {
            Ok(regex) => Some(regex),
            Err(error) => {
                let reason = error.to_string();
                let reason =
                    reason.lines().last().unwrap_or("it does not parse").trim_start_matches("error: ");
                let hint = "the syntax is that of the regex crate: no look-around, no back-references";
                self.error(
                    text.at,
                    format!("the regular expression is wrong: {reason}"),
                    Some(hint.to_owned()),
                );
                None
            }
        }
    }

    fn wanted_type(&mut self, text: &Text) -> Option<WantedPath> {
        let path = text.value.trim().trim_start_matches("::");
        let path = path.split('<').next().unwrap_or(path).trim();
        let is_name = |name: &str| {
            !name.is_empty()
                && name.chars().all(|c| c.is_alphanumeric() || c == '_')
                && !name.starts_with(|c: char| c.is_ascii_digit())
        };
        let segments: Vec<&str> = path.split("::").map(str::trim).collect();
        if !segments.iter().all(|segment| is_name(segment)) {
            let hint = "write a path such as \"std::sync::Mutex\", or only its last name";
            self.error(text.at, format!("`{}` is no path of a type", text.value), Some(hint.to_owned()));
            return None;
        }
        Some(WantedPath {
            segments: segments.into_iter().map(|segment| Some(segment.to_owned())).collect(),
            any_prefix: false,
        })
    }

    /// Names in conditions, message and fix must be bound by something that is not under `not`.
    fn check_names(&mut self, spec: &RuleSpec) {
        let mut asked = Vec::new();
        names_in_conditions(spec, Sign::Positive, &mut asked);
        for (text, what) in [(&spec.message, "message"), (&spec.fix, "fix")] {
            if let Some(text) = text {
                let template = Template::new(&text.value);
                asked.extend(template.names().map(|(name, at)| {
                    let place = Span::new(text.place(at.start), text.place(at.end));
                    (name.to_owned(), place, what, Sign::Positive)
                }));
            }
        }
        for (name, span, what, sign) in asked {
            let met = sign == Sign::Negative && self.met.contains(&name);
            if !met && !self.bound.contains(&name) {
                let known: Vec<_> = self.bound.iter().map(String::as_str).collect();
                let hint = nearest(&name, known.iter().copied())
                    .map(|near| format!("did you mean `{near}`?"))
                    .or_else(|| Some("bind it in a pattern that is not under `not`".to_owned()));
                self.error(span, format!("nothing binds the metavariable `{name}` of this {what}"), hint);
            }
        }
    }

    /// Keys that only Rust has.
    fn only_rust(&mut self, spec: &RuleSpec) {
        if self.language == Language::Rust {
            return;
        }
        let keys = [
            ("follows", spec.follows.is_some()),
            ("precedes", spec.precedes.is_some()),
            ("context", !spec.context.is_empty()),
            ("leads-to", spec.leads_to.is_some()),
            ("held-across", spec.held_across.is_some()),
            ("guarded-by", spec.guarded_by.is_some()),
            ("where.….type", spec.wheres.iter().any(|condition| !condition.types.is_empty())),
            ("where.….from", spec.wheres.iter().any(|condition| condition.from.is_some())),
        ];
        for (key, given) in keys {
            if given {
                let hint = "for other languages there are pattern, kind, regex, all, any, not, inside, has and where";
                self.error(
                    spec.at,
                    format!("`{key}` is for Rust, this lesson is for {}", self.language),
                    Some(hint.to_owned()),
                );
            }
        }
    }
}

/// A name that something asks about: where, in what, and whether under `not`.
type Asked = (String, Span, &'static str, Sign);

/// Every name that a `where` asks about, however deep.
fn names_in_conditions(spec: &RuleSpec, sign: Sign, names: &mut Vec<Asked>) {
    for condition in &spec.wheres {
        names.push((condition.name.clone(), condition.at, "condition", sign));
        names_in_conditions(&condition.rule, sign, names);
        if let Some(from) = &condition.from {
            names_in_conditions(from, sign, names);
        }
    }
    let lists = [&spec.all, &spec.any].into_iter().flatten().flatten();
    let relations = || [&spec.inside, &spec.has].into_iter().flatten();
    let single = [&spec.follows, &spec.precedes, &spec.guarded_by].into_iter().flatten().map(|rule| &**rule);
    let paths = || [&spec.leads_to, &spec.held_across].into_iter().flatten();
    let asked =
        lists.chain(relations().map(|one| &one.rule)).chain(single).chain(paths().map(|one| &one.rule));
    for rule in asked {
        names_in_conditions(rule, sign, names);
    }
    let until = relations().filter_map(|one| one.until.as_ref());
    let unless = paths().filter_map(|one| one.unless.as_ref());
    for rule in spec.not.iter().map(|not| &**not).chain(until).chain(unless) {
        names_in_conditions(rule, Sign::Negative, names);
    }
}
