//! Reads a rule table of the lesson file; says what is wrong with its shape, and reads the rest.

use crate::problem::{Flaw, nearest};
use crate::rule::keys::{CONDITIONS, CONTEXTS, Place, RELATIONS, RUST_ONLY};
use crate::rule::spec::{Context, Path, Relation, RuleSpec, Text, Where};
use crate::rule::value::{Entry, Node, Table, Value};
use crate::span::Span;

/// How deep rules may lie in each other; compiling and asking recurse as deep.
const DEPTH: usize = 32;

/// Reads `[forbid]`, `[[forbid]]` or a list of them: each rule that could be read.
pub(crate) fn rules(name: &str, value: &Value, rust: bool, flaws: &mut Vec<Flaw>) -> Vec<RuleSpec> {
    let mut reader = Reader { rust, depth: 0, flaws };
    let one = std::slice::from_ref(value);
    let values = match &value.node {
        Node::List(values) if values.is_empty() => {
            reader.fault(value.at, format!("`{name}` is empty"), "write at least one rule");
            &[]
        }
        Node::List(values) => values.as_slice(),
        _ => one,
    };
    values.iter().filter_map(|value| reader.rule(name, value, Place::Top)).collect()
}

/// Reads a rule from the TOML of its table, for tests of what comes after reading.
#[cfg(test)]
pub(crate) fn from_toml(toml: &str) -> (Option<RuleSpec>, Vec<Flaw>) {
    let mut flaws = Vec::new();
    let (table, _) = crate::rule::value::read(toml, 0..toml.len(), &mut flaws);
    let at = Span::from_range(0..toml.len());
    let read = rules("forbid", &Value { at, node: Node::Table(table) }, true, &mut flaws);
    (read.into_iter().next(), flaws)
}

struct Reader<'a> {
    rust: bool,
    depth: usize,
    flaws: &'a mut Vec<Flaw>,
}

/// What stands in a rule table beside its conditions.
#[derive(Default)]
struct Extras {
    until: Option<RuleSpec>,
    unless: Option<(Span, RuleSpec)>,
    types: Vec<Text>,
    from: Option<Box<RuleSpec>>,
    unknown_matches: Option<Span>,
}

impl Reader<'_> {
    fn fault(&mut self, at: Span, message: impl Into<String>, hint: impl Into<String>) {
        self.flaws.push(Flaw::error(at, message).hint(hint));
    }

    fn rule(&mut self, name: &str, value: &Value, place: Place) -> Option<RuleSpec> {
        let (spec, extras) = self.rule_and_extras(name, value, place)?;
        if let Some((at, _)) = extras.unless {
            self.fault(
                at,
                "`unless` belongs to `leads-to` or `held-across`, which this rule has not",
                "add the path, or remove `unless`",
            );
        }
        Some(spec)
    }

    fn relation(&mut self, name: &str, value: &Value) -> Option<Box<Relation>> {
        let (rule, extras) = self.rule_and_extras(name, value, Place::Relation)?;
        if let Some((at, _)) = extras.unless {
            self.fault(
                at,
                format!("`unless` does nothing in `{name}`"),
                "`until` ends the search of `inside` and `has`",
            );
        }
        Some(Box::new(Relation { rule, until: extras.until }))
    }

    fn path(&mut self, name: &str, value: &Value) -> Option<Box<Path>> {
        let (rule, extras) = self.rule_and_extras(name, value, Place::Path)?;
        Some(Box::new(Path { rule, unless: extras.unless.map(|(_, unless)| unless) }))
    }

    fn where_one(&mut self, entry: &Entry) -> Option<Where> {
        let name = &entry.key;
        if !is_metavariable(name) {
            let bare = name.trim_start_matches('$').to_uppercase();
            let flaw = Flaw::error(entry.at, format!("`where.{name}` names no metavariable"));
            self.flaws.push(if is_metavariable(&bare) {
                flaw.hint(format!("write `where.{bare}`"))
            } else {
                flaw.hint(
                    "a name has capital letters, digits and `_`, begins with no digit, and is not `_` alone",
                )
            });
        }
        let (rule, extras) = self.rule_and_extras(&format!("where.{name}"), &entry.value, Place::Where)?;
        if let Some((at, _)) = extras.unless {
            self.fault(
                at,
                "`unless` belongs to `leads-to` or `held-across`, which this rule has not",
                "add the path, or remove `unless`",
            );
        }
        if let (Some(at), true) = (extras.unknown_matches, extras.types.is_empty()) {
            self.fault(at, "`type-unknown` without `type`", "say which type is asked for");
        }
        Some(Where {
            name: name.clone(),
            at: entry.at,
            rule,
            types: extras.types,
            from: extras.from,
            unknown_matches: extras.unknown_matches.is_some(),
        })
    }

    fn rule_and_extras(&mut self, name: &str, value: &Value, place: Place) -> Option<(RuleSpec, Extras)> {
        if self.depth >= DEPTH {
            self.fault(value.at, format!("rules lie more than {DEPTH} deep in each other"), "split the rule");
            return None;
        }
        self.depth += 1;
        let read = match &value.node {
            Node::Text(_) => {
                let pattern = self.text("pattern", value);
                let spec = RuleSpec { at: value.at, pattern, ..RuleSpec::default() };
                Some((spec, Extras::default()))
            }
            Node::Table(table) => {
                let read = self.table(name, value.at, table, place);
                if place.needs_anchor() && !table.entries.is_empty() {
                    self.check_anchor(name, value.at, table);
                }
                Some(read)
            }
            _ => {
                self.fault(
                    value.at,
                    format!("`{name}` takes a rule, not {}", value.describe()),
                    "write a string (its pattern) or a table",
                );
                None
            }
        };
        self.depth -= 1;
        read
    }

    fn table(&mut self, name: &str, at: Span, table: &Table, place: Place) -> (RuleSpec, Extras) {
        let (mut spec, mut extras) = (RuleSpec { at, ..RuleSpec::default() }, Extras::default());
        if table.entries.is_empty() {
            self.fault(at, format!("`{name}` is empty"), "a rule says `pattern`, `kind`, `any` or `all`");
        }
        for entry in &table.entries {
            self.key(name, entry, place, &mut spec, &mut extras);
        }
        if place == Place::Path && (spec.leads_to.is_some() || spec.held_across.is_some()) {
            if let Some((at, _)) = &extras.unless {
                self.fault(
                    *at,
                    "`unless` could belong to either path here",
                    "write it in the inner path's table",
                );
            }
        } else if place != Place::Path {
            self.place_unless(&mut spec, &mut extras);
        }
        (spec, extras)
    }

    /// Gives an `unless` that stands beside `leads-to` or `held-across` to that path.
    fn place_unless(&mut self, spec: &mut RuleSpec, extras: &mut Extras) {
        let path = match (&mut spec.leads_to, &mut spec.held_across) {
            (Some(path), None) | (None, Some(path)) => path,
            (None, None) => return,
            (Some(_), Some(_)) => {
                if let Some((at, _)) = extras.unless.take() {
                    self.fault(
                        at,
                        "`unless` could belong to `leads-to` or to `held-across`",
                        "write it in the table of one of them",
                    );
                }
                return;
            }
        };
        let Some((at, unless)) = extras.unless.take() else { return };
        if path.unless.is_some() {
            self.fault(at, "`unless` stands beside the path and in it", "keep one; `any` joins two rules");
        } else {
            path.unless = Some(unless);
        }
    }

    fn key(&mut self, name: &str, entry: &Entry, place: Place, spec: &mut RuleSpec, extras: &mut Extras) {
        let (key, value) = (entry.key.as_str(), &entry.value);
        let allowed = place.extra_keys();
        if !CONDITIONS.iter().chain(allowed).any(|known| known.name == key) {
            return self.unknown(name, entry, place);
        }
        if !self.rust && RUST_ONLY.contains(&key) {
            return self.fault(
                entry.at,
                format!("`{key}` is for Rust only"),
                "remove it, or set `scope.language = \"rust\"`",
            );
        }
        match key {
            "pattern" => spec.pattern = self.text(key, value),
            "kind" => spec.kind = self.text(key, value),
            "regex" => spec.regex = self.text(key, value),
            "message" => spec.message = self.text(key, value),
            "fix" => spec.fix = self.any_text(key, value),
            "all" => spec.all = self.list(key, value),
            "any" => spec.any = self.list(key, value),
            "not" => spec.not = self.not(value).map(Box::new),
            "inside" => spec.inside = self.relation(key, value),
            "has" => spec.has = self.relation(key, value),
            "follows" => spec.follows = self.rule(key, value, Place::Target).map(Box::new),
            "precedes" => spec.precedes = self.rule(key, value, Place::Target).map(Box::new),
            "leads-to" => spec.leads_to = self.path(key, value),
            "held-across" => spec.held_across = self.path(key, value),
            "guarded-by" => spec.guarded_by = self.rule(key, value, Place::Target).map(Box::new),
            "context" => spec.context = self.contexts(value),
            "where" => spec.wheres = self.wheres(value),
            "until" => extras.until = self.rule(key, value, Place::Target),
            "unless" => {
                extras.unless = self.rule(key, value, Place::Target).map(|rule| (entry.at, rule));
            }
            "type" => extras.types = self.texts(key, value),
            "from" => extras.from = self.rule(key, value, Place::Target).map(Box::new),
            "type-unknown" => extras.unknown_matches = self.unknown_matches(entry),
            // A key of the tables in keys.rs without an arm here is a slip of ours; a test looks for it.
            _ => self.unknown(name, entry, place),
        }
    }

    fn unknown(&mut self, name: &str, entry: &Entry, place: Place) {
        let hint = match entry.key.as_str() {
            "message" | "fix" => Some("it stands at the top of a rule, in `[forbid]` or `[require]`"),
            "until" => Some("it belongs into the table of `inside` or `has`"),
            "type" | "from" | "type-unknown" => Some("it belongs into `where.X`, for a metavariable `$X`"),
            _ => None,
        };
        if let Some(hint) = hint {
            return self.fault(entry.at, format!("`{}` has no place in `{name}`", entry.key), hint);
        }
        let known: Vec<_> = CONDITIONS.iter().chain(place.extra_keys()).map(|known| known.name).collect();
        self.flaws.push(Flaw::unknown_key(entry.at, &entry.key, &format!("`{name}`"), &known));
    }

    fn not(&mut self, value: &Value) -> Option<RuleSpec> {
        if let Node::Table(table) = &value.node {
            let mut relations = table.entries.iter().filter(|entry| RELATIONS.contains(&entry.key.as_str()));
            if let (Some(first), Some(second)) = (relations.next(), relations.next()) {
                self.fault(
                    second.at,
                    format!("`not` holds `{}` and `{}`, which can be read in two ways", first.key, second.key),
                    "write `not.any = [{ … }, { … }]` (neither holds) or `not.all = [{ … }, { … }]` (not both hold)",
                );
            }
        }
        self.rule("not", value, Place::Condition)
    }

    fn list(&mut self, key: &str, value: &Value) -> Option<Vec<RuleSpec>> {
        let Node::List(items) = &value.node else {
            self.fault(
                value.at,
                format!("`{key}` takes a list of rules, not {}", value.describe()),
                format!("write `{key} = [ … ]`"),
            );
            return None;
        };
        if items.is_empty() {
            self.fault(value.at, format!("`{key}` is empty"), "write at least one rule, or remove the key");
            return None;
        }
        Some(items.iter().filter_map(|item| self.rule(key, item, Place::Condition)).collect())
    }

    fn wheres(&mut self, value: &Value) -> Vec<Where> {
        let Node::Table(table) = &value.node else {
            self.fault(
                value.at,
                format!("`where` takes a table, not {}", value.describe()),
                "write `where.X = …` for a metavariable `$X`",
            );
            return Vec::new();
        };
        if table.entries.is_empty() {
            self.fault(value.at, "`where` is empty", "write `where.X = …` for a metavariable `$X`");
        }
        table.entries.iter().filter_map(|entry| self.where_one(entry)).collect()
    }

    fn contexts(&mut self, value: &Value) -> Vec<(Context, Span)> {
        let named = self.texts("context", value);
        let mut contexts = Vec::new();
        for text in named {
            match context(&text.value) {
                Some(context) => contexts.push((context, text.at)),
                None => {
                    let hint = match nearest(&text.value, CONTEXTS.iter().copied()) {
                        Some(name) => format!("did you mean `{name}`?"),
                        None => format!("one of {}", CONTEXTS.join(", ")),
                    };
                    self.fault(text.at, format!("`context` knows no `{}`", text.value), hint);
                }
            }
        }
        contexts
    }

    fn unknown_matches(&mut self, entry: &Entry) -> Option<Span> {
        match &entry.value.node {
            Node::Text(text) if text.value == "match" => Some(entry.at),
            _ => {
                self.fault(
                    entry.value.at,
                    "`type-unknown` takes `\"match\"`",
                    "without it, an unknown type is no match",
                );
                None
            }
        }
    }

    /// A string or a list of strings, none of them empty.
    fn texts(&mut self, key: &str, value: &Value) -> Vec<Text> {
        match &value.node {
            Node::List(items) if items.is_empty() => {
                self.fault(value.at, format!("`{key}` is empty"), "write at least one, or remove the key");
                Vec::new()
            }
            Node::List(items) => items.iter().filter_map(|item| self.text(key, item)).collect(),
            _ => self.text(key, value).into_iter().collect(),
        }
    }

    fn text(&mut self, key: &str, value: &Value) -> Option<Text> {
        let text = self.any_text(key, value)?;
        if text.value.trim().is_empty() {
            self.fault(value.at, format!("`{key}` is empty"), "say what it is, or remove the key");
            return None;
        }
        Some(text)
    }

    fn any_text(&mut self, key: &str, value: &Value) -> Option<Text> {
        if let Node::Text(text) = &value.node {
            return Some(text.clone());
        }
        self.fault(
            value.at,
            format!("`{key}` takes a string, not {}", value.describe()),
            "write it in quotes",
        );
        None
    }

    fn check_anchor(&mut self, name: &str, at: Span, table: &Table) {
        if !anchored(table) {
            self.fault(
                at,
                format!("`{name}` does not say what to look for"),
                "a rule needs a `pattern`, a `kind`, or `any`/`all` of rules that have one, outside `not`",
            );
        }
    }
}

/// Whether a rule says which nodes it is about. It is asked of the table as written, so that a fault within
/// `pattern` does not bring a second complaint.
fn anchored(table: &Table) -> bool {
    let of = |value: &Value| match &value.node {
        Node::Table(table) => anchored(table),
        Node::Text(_) => true,
        // Some other fault, which has been told.
        _ => true,
    };
    table.entries.iter().any(|entry| match (entry.key.as_str(), &entry.value.node) {
        ("pattern" | "kind", _) => true,
        ("any", Node::List(items)) => items.iter().all(of),
        ("all", Node::List(items)) => items.is_empty() || items.iter().any(of),
        ("any" | "all", _) => true,
        _ => false,
    })
}

/// Whether `name` can be a metavariable's, without its `$`.
pub(crate) fn is_metavariable(name: &str) -> bool {
    name.bytes().all(|byte| matches!(byte, b'A'..=b'Z' | b'0'..=b'9' | b'_'))
        && name.starts_with(|first: char| !first.is_ascii_digit())
        && name != "_"
}

fn context(name: &str) -> Option<Context> {
    Some(match name {
        "async" => Context::Async,
        "loop" => Context::Loop,
        "const" => Context::Const,
        "unsafe" => Context::Unsafe,
        "drop" => Context::Drop,
        "test" => Context::Test,
        _ => return None,
    })
}

#[cfg(test)]
mod tests;
