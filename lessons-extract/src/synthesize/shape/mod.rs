//! A pattern made of code: what matters is kept, the rest becomes metavariables.
//!
//! A pattern grows around a *core*, the node that a fix changed. Its root is the core or an ancestor. What lies aside of
//! the way from the root to the core is a hole; within the core, [`Detail`] says how much is kept. Names of locals are
//! always metavariables, one name one metavariable.

mod calls;
mod lists;
mod names;
mod roots;

use std::collections::{HashMap, HashSet};

use super::code::{Code, Id};
pub(super) use roots::roots;

/// How much of the core is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Detail {
    /// Links of a method chain before the last one.
    pub(super) links: u8,
    /// 0: arguments are holes; 1: locals among them are kept; 2: the calls in them too.
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
    /// The callee's own name, and what it is given of what has a name in the body.
    pub(super) const GIVEN: Self = Self { arguments: 1, ..Self::LEAST };
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
}
