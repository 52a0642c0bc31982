//! A pattern made of code: what matters is kept, the rest becomes metavariables.
//!
//! A pattern grows around a *core*, the node that a fix changed. Its root is the core or an ancestor. What lies aside of
//! the way from the root to the core is a hole; within the core, [`Detail`] says how much is kept. Names of locals are
//! always metavariables, one name one metavariable.

use std::collections::{HashMap, HashSet};

use super::code::{Code, Id};
use super::edits::receiver;

/// How much of the core is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Detail {
    /// Links of a method chain before the last one.
    pub(super) links: u8,
    /// 0: arguments are holes; 1: the calls in them are kept.
    pub(super) arguments: u8,
    /// Whether names of fields are kept.
    pub(super) fields: bool,
    /// Whether literals are kept.
    pub(super) literals: bool,
    /// Whether names of locals are kept: the last resort.
    pub(super) locals: bool,
}

impl Detail {
    /// The least: the callee's own name.
    pub(super) const LEAST: Self =
        Self { links: 0, arguments: 0, fields: false, literals: false, locals: false };
}

/// A pattern, and what it is made of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Shape {
    pub(super) text: String,
    /// Callees, macros and types that it names, as they are written.
    pub(super) names: Vec<String>,
    /// Metavariables and the code that they stand for here.
    pub(super) variables: Vec<(String, String)>,
    /// Literals and names of fields that are kept.
    pub(super) literals: usize,
    pub(super) fields: usize,
    pub(super) locals: usize,
    /// Calls that a link hangs on, which a hole stands for.
    pub(super) hidden: usize,
}

/// Variants that name no API: every crate has them.
const EMPTY_NAMES: &[&str] =
    &["Some", "None", "Ok", "Err", "Self", "self", "crate", "super", "bool", "char", "str"];

impl Shape {
    /// Whether a callee, macro or type is named.
    pub(super) fn has_name(&self) -> bool {
        self.names.iter().any(|name| !EMPTY_NAMES.contains(&name.as_str()))
    }
}

/// Makes the patterns of one fn.
pub(super) struct Shaper<'c> {
    code: &'c Code<'c>,
    core: Id,
    locals: HashSet<&'c str>,
    detail: Detail,
    shape: Shape,
    variables: HashMap<String, String>,
}

impl<'c> Shaper<'c> {
    /// The pattern of `root` around `core`, with metavariables named as in `known`, code by name.
    pub(super) fn shape(code: &'c Code<'c>, root: Id, core: Id, detail: Detail, known: &Shape) -> Shape {
        let variables = known.variables.iter().map(|(name, of)| (of.clone(), name.clone())).collect();
        let shape = Shape { variables: known.variables.clone(), ..Shape::default() };
        let mut shaper = Self { code, core, locals: code.locals(core), detail, shape, variables };
        let text = shaper.emit(root, detail.links);
        let mut shape = shaper.shape;
        shape.text = text.trim().to_owned();
        shape.names.sort();
        shape.names.dedup();
        shape.variables.retain(|(name, _)| shape.text.contains(&format!("${name}")));
        shape
    }

    fn is_above(&self, id: Id) -> bool {
        id != self.core && self.code.contains(id, self.core)
    }

    fn is_aside(&self, id: Id) -> bool {
        !self.code.contains(id, self.core) && !self.code.contains(self.core, id)
    }

    fn name(&mut self, name: &str) -> String {
        self.shape.names.push(name.to_owned());
        name.to_owned()
    }

    fn emit(&mut self, id: Id, links: u8) -> String {
        let code = self.code;
        match code.kind(id) {
            "identifier" | "shorthand_field_identifier" => self.identifier(id),
            "self" => self.variable("self", "SELF"),
            "integer_literal" | "float_literal" | "string_literal" | "raw_string_literal"
            | "char_literal" | "negative_literal" => self.literal(id),
            "call_expression" => self.call(id, links),
            "try_expression" => format!("{}?", self.first(id, links)),
            "await_expression" => format!("{}.await", self.first(id, links)),
            "field_expression" => self.field(id, links),
            "macro_invocation" => self.macro_call(id),
            "scoped_identifier" | "scoped_type_identifier" => self.path(id),
            "type_identifier" => self.name(code.text(id)),
            "generic_type" => self.generic_type(id, links),
            "generic_function" => {
                code.child(id, "function").map(|function| self.emit(function, links)).unwrap_or_default()
            }
            "arguments" | "macro_arguments" => self.arguments(id, "(", ")"),
            "block" | "match_block" | "macro_block" | "declaration_list" => self.block(id),
            "field_initializer_list" => self.fields(id),
            "let_declaration" => self.let_declaration(id, links),
            "const_item" | "static_item" => self.constant(id, links),
            "expression_statement" => self.splice(id, links),
            _ => self.splice(id, links),
        }
    }

    fn first(&mut self, id: Id, links: u8) -> String {
        match self.code.named(id).next() {
            Some(inner) => self.emit(inner, links),
            None => "$_".to_owned(),
        }
    }

    /// The node as it is written, with holes for what lies aside.
    fn splice(&mut self, id: Id, links: u8) -> String {
        let code = self.code;
        if code.children(id).is_empty() {
            return code.text(id).to_owned();
        }
        let mut text = String::new();
        let mut end = None;
        for &child in code.children(id) {
            if matches!(code.kind(child), "visibility_modifier" | "attribute_item" | "move" | "label") {
                continue;
            }
            let part =
                if code.is_named(child) { self.part(child, links) } else { code.text(child).to_owned() };
            if part.is_empty() {
                continue;
            }
            let range = code.range(child);
            let apart = end.is_some_and(|end| range.start > end);
            if apart && !part.starts_with(['.', '?', ',', ';']) && !text.ends_with(['(', '[', '&', '!']) {
                text.push(' ');
            }
            text += &part;
            end = Some(range.end);
        }
        text
    }

    /// A part of a node: a hole if it lies aside.
    fn part(&mut self, id: Id, links: u8) -> String {
        let code = self.code;
        let kind = code.kind(id);
        let kept = kind.ends_with("_type")
            || kind.ends_with("_pattern") && !matches!(kind, "tuple_pattern")
            || matches!(
                kind,
                "type_identifier"
                    | "primitive_type"
                    | "field_identifier"
                    | "block"
                    | "match_block"
                    | "macro_block"
                    | "else_clause"
                    | "closure_parameters"
                    | "scoped_type_identifier"
                    | "let_condition"
                    | "let_chain"
                    | "mutable_specifier"
                    | "lifetime"
                    | "field_initializer_list"
                    | "parameters"
            );
        // A pattern's variant is what it is about.
        let variant = code.field(id) == "type"
            && code.parent(id).is_some_and(|parent| code.kind(parent).ends_with("_pattern"));
        if self.is_aside(id) && !kept && !variant { self.hole(id) } else { self.emit(id, links) }
    }

    /// A metavariable for a node.
    fn hole(&mut self, id: Id) -> String {
        let code = self.code;
        let (text, mut inner) = (code.text(id), id);
        if matches!(code.kind(id), "_") || text == "_" {
            return "_".to_owned();
        }
        while code.kind(inner) == "reference_expression" || code.kind(inner) == "reference_pattern" {
            match code.named(inner).last() {
                Some(value) => inner = value,
                None => break,
            }
        }
        let plain = code.text(inner);
        match code.kind(inner) {
            "identifier" | "self" if self.locals.contains(plain) => self.variable(plain, plain),
            "mut_pattern" => match code.named(inner).last() {
                Some(name) => self.variable(code.text(name), code.text(name)),
                None => "$_".to_owned(),
            },
            // A constant is its name.
            "identifier"
                if plain.starts_with(|first: char| first.is_ascii_uppercase()) && self.detail.fields =>
            {
                plain.to_owned()
            }
            "field_expression" if self.is_local_field(inner) => {
                let last = code.child(inner, "field").map(|field| code.text(field)).unwrap_or_default();
                self.variable(plain, last)
            }
            _ => "$_".to_owned(),
        }
    }

    /// Whether an expression is a field of a local, or of such a field.
    fn is_local_field(&self, id: Id) -> bool {
        match self.code.kind(id) {
            "field_expression" => {
                self.code.child(id, "value").is_some_and(|value| self.is_local_field(value))
            }
            "identifier" | "self" => self.locals.contains(self.code.text(id)),
            _ => false,
        }
    }

    fn variable(&mut self, of: &str, like: &str) -> String {
        if self.detail.locals && of != "self" {
            self.shape.locals += 1;
            return of.to_owned();
        }
        if let Some(known) = self.variables.get(of) {
            return format!("${known}");
        }
        let upper: String = like
            .chars()
            .filter(|c| c.is_ascii_alphanumeric() || *c == '_')
            .collect::<String>()
            .to_uppercase();
        let upper = upper.trim_matches('_');
        let base = if upper.is_empty() || upper.starts_with(|first: char| first.is_ascii_digit()) {
            "X"
        } else {
            upper
        };
        let taken =
            |name: &str, variables: &HashMap<String, String>| variables.values().any(|known| known == name);
        let mut name = base.to_owned();
        let mut number = 2;
        while taken(&name, &self.variables) {
            name = format!("{base}{number}");
            number += 1;
        }
        self.variables.insert(of.to_owned(), name.clone());
        self.shape.variables.push((name.clone(), of.to_owned()));
        format!("${name}")
    }

    fn identifier(&mut self, id: Id) -> String {
        let text = self.code.text(id);
        if self.locals.contains(text) {
            return self.variable(text, text);
        }
        if text.starts_with(char::is_lowercase) { self.name(text) } else { text.to_owned() }
    }

    /// What a call by a plain name calls: the name says what it is, also where a local has it.
    fn called(&mut self, id: Id, links: u8) -> String {
        if self.code.kind(id) == "identifier" { self.name(self.code.text(id)) } else { self.emit(id, links) }
    }

    fn literal(&mut self, id: Id) -> String {
        if self.detail.literals {
            self.shape.literals += 1;
            self.code.text(id).to_owned()
        } else {
            "$_".to_owned()
        }
    }

    fn path(&mut self, id: Id) -> String {
        let text: String = self.code.text(id).split_whitespace().collect();
        let mut plain = String::new();
        let mut depth = 0u32;
        // Generics may be left out of a pattern.
        for char in text.chars() {
            match char {
                '<' => depth += 1,
                '>' => depth = depth.saturating_sub(1),
                _ if depth == 0 => plain.push(char),
                _ => {}
            }
        }
        let mut segments: Vec<&str> = plain
            .split("::")
            .filter(|part| !part.is_empty() && !matches!(*part, "crate" | "self" | "super"))
            .collect();
        if segments.len() == 1 && plain.contains("::") && self.code.kind(id) == "scoped_identifier" {
            // `crate::f` is any `f` that is called by its path or its name.
            return segments.pop().map(|last| self.name(last)).unwrap_or_default();
        }
        for segment in &segments {
            self.shape.names.push((*segment).to_owned());
        }
        match segments.as_slice() {
            ["Self", rest @ ..] => format!("$T::{}", rest.join("::")),
            _ => segments.join("::"),
        }
    }

    fn generic_type(&mut self, id: Id, links: u8) -> String {
        let kept = self.is_above(id) || self.detail.arguments > 0 && !self.is_aside(id);
        if kept {
            return self.splice(id, links);
        }
        self.code.child(id, "type").map(|of| self.emit(of, links)).unwrap_or_default()
    }

    fn call(&mut self, id: Id, links: u8) -> String {
        let code = self.code;
        let Some(mut function) = code.child(id, "function") else { return "$_".to_owned() };
        let arguments = code.child(id, "arguments");
        if code.kind(function) == "generic_function" {
            function = code.child(function, "function").unwrap_or(function);
        }
        let callee = match (receiver(code, id), code.callee(id)) {
            (Some(inner), Some(name)) => {
                let receiver = self.receiver(inner, links);
                self.shape.names.push(name.clone());
                format!("{receiver}.{name}")
            }
            _ => self.called(function, links),
        };
        let arguments = arguments.map(|arguments| self.arguments(arguments, "(", ")")).unwrap_or_default();
        callee + &arguments
    }

    /// What a link hangs on: kept on the way to the core, and as far as the detail says.
    fn receiver(&mut self, id: Id, links: u8) -> String {
        let code = self.code;
        if code.contains(id, self.core) {
            return self.emit(id, self.detail.links);
        }
        let link = match code.kind(id) {
            // `?` and `.await` are no links that say anything.
            "try_expression" | "await_expression" => links > 0,
            "field_expression" => self.detail.fields,
            "identifier" | "self" => true,
            _ => links > 0,
        };
        if link && !self.is_aside(id) {
            let spent = u8::from(code.kind(id) == "call_expression");
            self.emit(id, links.saturating_sub(spent))
        } else {
            self.shape.hidden += usize::from(code.kind(id) == "call_expression");
            self.hole(id)
        }
    }

    fn field(&mut self, id: Id, links: u8) -> String {
        let code = self.code;
        let (Some(value), Some(field)) = (code.child(id, "value"), code.child(id, "field")) else {
            return "$_".to_owned();
        };
        let calls =
            code.subtree(value).any(|node| matches!(code.kind(node), "call_expression" | "macro_invocation"));
        if self.is_above(id) || self.detail.fields || calls && links > 0 {
            self.shape.fields += 1;
            let receiver = self.receiver(value, links);
            return format!("{receiver}.{}", code.text(field));
        }
        self.hole(id)
    }

    fn macro_call(&mut self, id: Id) -> String {
        let code = self.code;
        let name = code.child(id, "macro").map(|path| code.text(path)).unwrap_or_default();
        let last = name.rsplit("::").next().unwrap_or(name);
        self.shape.names.push(format!("{last}!"));
        let Some(body) = code.children(id).last().copied() else { return format!("{last}!()") };
        let (open, close) = match code.text(body).chars().next() {
            Some('[') => ("[", "]"),
            Some('{') => ("{", "}"),
            _ => ("(", ")"),
        };
        if code.kind(body) == "macro_block" {
            return format!("{last}! {}", self.block(body));
        }
        if code.kind(body) == "token_tree" {
            let inner = self.tokens(body);
            return format!("{last}!{open}{inner}{close}");
        }
        format!("{last}!{}", self.arguments(body, open, close))
    }

    /// A macro's body that is no list of arguments: as it stands where it matters, with locals made alike.
    fn tokens(&mut self, id: Id) -> String {
        let code = self.code;
        let inner = code.text(id);
        let inner = inner.get(1..inner.len().saturating_sub(1)).unwrap_or_default().trim();
        if inner.is_empty() {
            return String::new();
        }
        match inner.split_once(';') {
            // The one shape of expression that is no list: `vec![x; n]`.
            Some((_, count)) if !count.contains(';') && code.text(id).starts_with('[') => {
                if self.detail.arguments > 0 { self.token_text(id) } else { "$_; $_".to_owned() }
            }
            _ if self.detail.arguments > 0 && self.detail.literals => self.token_text(id),
            _ => "$$$".to_owned(),
        }
    }

    fn token_text(&mut self, id: Id) -> String {
        let code = self.code;
        let mut text = String::new();
        let mut end: Option<usize> = None;
        let leaves: Vec<Id> = code.subtree(id).filter(|leaf| code.children(*leaf).is_empty()).collect();
        let inner = leaves.get(1..leaves.len().saturating_sub(1)).unwrap_or_default().to_vec();
        let mut after_dot = false;
        for leaf in inner {
            let range = code.range(leaf);
            if end.is_some_and(|end| range.start > end) {
                text.push(' ');
            }
            let part = code.text(leaf);
            let local = code.kind(leaf) == "identifier" && self.locals.contains(part) && !after_dot;
            text += &match code.kind(leaf) {
                "self" => self.variable("self", "SELF"),
                _ if local => self.variable(part, part),
                kind if kind.ends_with("_literal") => self.literal(leaf),
                _ => part.to_owned(),
            };
            after_dot = part == ".";
            end = Some(range.end);
        }
        text
    }

    fn arguments(&mut self, id: Id, open: &str, close: &str) -> String {
        let code = self.code;
        let items: Vec<Id> = code.named(id).filter(|item| code.kind(*item) != "attribute_item").collect();
        if items.is_empty() {
            return format!("{open}{close}");
        }
        let above = self.is_above(id) && items.iter().any(|item| code.contains(*item, self.core));
        if !above && (self.detail.arguments == 0 || self.is_aside(id)) {
            let hole = if items.len() == 1 { self.lone(items[0]) } else { "$$$".to_owned() };
            return format!("{open}{hole}{close}");
        }
        let mut parts: Vec<String> = Vec::new();
        for item in items {
            let part =
                if above && !code.contains(item, self.core) { "$$$".to_owned() } else { self.argument(item) };
            if !(part == "$$$" && parts.last().is_some_and(|last| last == "$$$")) {
                parts.push(part);
            }
        }
        format!("{open}{}{close}", parts.join(", "))
    }

    /// A call's only argument, where arguments are holes.
    fn lone(&mut self, id: Id) -> String {
        match self.hole(id) {
            hole if hole.starts_with('$') => hole,
            _ => "$_".to_owned(),
        }
    }

    fn argument(&mut self, id: Id) -> String {
        let code = self.code;
        if code.contains(id, self.core) {
            return self.emit(id, self.detail.links);
        }
        // A closure or a struct says too much for an argument that is not the point.
        let plain = code.subtree(id).any(|node| matches!(code.kind(node), "block" | "closure_expression"));
        if plain && !self.detail.literals {
            return "$_".to_owned();
        }
        let links = self.detail.links.max(1);
        self.emit(id, links)
    }

    fn block(&mut self, id: Id) -> String {
        let code = self.code;
        let items: Vec<Id> = code.named(id).filter(|item| code.kind(*item) != "attribute_item").collect();
        if items.is_empty() {
            return "{}".to_owned();
        }
        if !self.is_above(id) {
            return "{ $$$ }".to_owned();
        }
        let mut parts: Vec<String> = Vec::new();
        for item in items {
            let part = if code.contains(item, self.core) {
                self.emit(item, self.detail.links)
            } else {
                "$$$".to_owned()
            };
            if !(part == "$$$" && parts.last().is_some_and(|last| last == "$$$")) {
                parts.push(part);
            }
        }
        format!("{{ {} }}", parts.join(" "))
    }

    fn fields(&mut self, id: Id) -> String {
        let code = self.code;
        let items: Vec<Id> = code.named(id).collect();
        let wanted: Vec<Id> = items.iter().copied().filter(|item| code.contains(*item, self.core)).collect();
        let kept: Vec<String> = wanted.into_iter().map(|item| self.emit(item, self.detail.links)).collect();
        match (kept.is_empty(), kept.len() == items.len()) {
            (true, _) => "{ .. }".to_owned(),
            (false, true) => format!("{{ {} }}", kept.join(", ")),
            (false, false) => format!("{{ {}, .. }}", kept.join(", ")),
        }
    }

    fn let_declaration(&mut self, id: Id, links: u8) -> String {
        let code = self.code;
        let mut text = "let ".to_owned();
        if let Some(pattern) = code.child(id, "pattern") {
            text += &match code.kind(pattern) {
                _ if code.text(pattern) == "_" => "_".to_owned(),
                "tuple_pattern" if self.detail.locals => self.emit(pattern, links),
                "identifier" | "mut_pattern" | "tuple_pattern" => self.hole(pattern),
                _ => self.emit(pattern, links),
            };
        }
        if let Some(of) = code.child(id, "type").filter(|of| code.contains(*of, self.core)) {
            text += &format!(": {}", self.emit(of, links));
        }
        if let Some(value) = code.child(id, "value") {
            text += &format!(" = {}", self.part(value, links));
        }
        if code.child(id, "alternative").is_some() {
            text += " else { $$$ }";
        }
        text + ";"
    }

    fn constant(&mut self, id: Id, links: u8) -> String {
        let code = self.code;
        let word = if code.kind(id) == "static_item" { "static" } else { "const" };
        let name = code.child(id, "name").map(|name| code.text(name)).unwrap_or_default();
        let name = if self.detail.fields { name.to_owned() } else { "$NAME".to_owned() };
        let of = code.child(id, "type").map(|of| self.emit(of, links)).unwrap_or_default();
        let value = code.child(id, "value").map(|value| self.emit(value, links)).unwrap_or_default();
        format!("{word} {name}: {of} = {value};")
    }
}

/// The nodes around a core with which a pattern can begin, the core first, out to the statement and the blocks' owners
/// around it within the fn.
pub(super) fn roots(code: &Code<'_>, core: Id, most: usize) -> Vec<Id> {
    let around = std::iter::once(core).chain(code.ancestors(core));
    let inside = around.take_while(|id| {
        !matches!(code.kind(*id), "function_item" | "impl_item" | "mod_item" | "source_file" | "trait_item")
    });
    inside
        .filter(|id| {
            let kind = code.kind(*id);
            kind.ends_with("_expression") && !matches!(kind, "parenthesized_expression")
                || kind.ends_with("_expr")
                || matches!(
                    kind,
                    "macro_invocation"
                        | "let_declaration"
                        | "expression_statement"
                        | "match_arm"
                        | "const_item"
                        | "static_item"
                        | "let_condition"
                        | "field_initializer"
                        | "field_declaration"
                )
        })
        // A method's name without its call is no expression.
        .filter(|id| !(code.kind(*id) == "field_expression" && code.field(*id) == "function"))
        .take(most)
        .collect()
}
