//! Names and literals: which stay, and which become metavariables.

use std::collections::HashMap;

use super::Shaper;
use crate::synthesize::code::Id;

impl Shaper<'_> {
    /// A metavariable for a node.
    pub(super) fn hole(&mut self, id: Id) -> String {
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
    pub(super) fn is_local_field(&self, id: Id) -> bool {
        match self.code.kind(id) {
            "field_expression" => {
                self.code.child(id, "value").is_some_and(|value| self.is_local_field(value))
            }
            "identifier" | "self" => self.locals.contains(self.code.text(id)),
            _ => false,
        }
    }

    pub(super) fn variable(&mut self, of: &str, like: &str) -> String {
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

    pub(super) fn identifier(&mut self, id: Id) -> String {
        let text = self.code.text(id);
        if self.locals.contains(text) {
            return self.variable(text, text);
        }
        if text.starts_with(char::is_lowercase) { self.name(text) } else { text.to_owned() }
    }

    /// What a call by a plain name calls: the name says what it is, also where a local has it.
    pub(super) fn called(&mut self, id: Id, links: u8) -> String {
        if self.code.kind(id) == "identifier" { self.name(self.code.text(id)) } else { self.emit(id, links) }
    }

    pub(super) fn literal(&mut self, id: Id) -> String {
        if self.detail.literals {
            self.shape.literals += 1;
            self.code.text(id).to_owned()
        } else {
            "$_".to_owned()
        }
    }

    pub(super) fn path(&mut self, id: Id) -> String {
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

    pub(super) fn generic_type(&mut self, id: Id, links: u8) -> String {
        let kept = self.is_above(id) || self.detail.arguments > 1 && !self.is_aside(id);
        if kept {
            return self.splice(id, links);
        }
        self.code.child(id, "type").map(|of| self.emit(of, links)).unwrap_or_default()
    }
}
