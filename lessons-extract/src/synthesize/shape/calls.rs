//! Calls and what they hang on: method chains link by link, fields, macros.

use super::Shaper;
use crate::synthesize::code::Id;
use crate::synthesize::edits::receiver;

impl Shaper<'_> {
    pub(super) fn call(&mut self, id: Id, links: u8) -> String {
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
    pub(super) fn receiver(&mut self, id: Id, links: u8) -> String {
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

    pub(super) fn field(&mut self, id: Id, links: u8) -> String {
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

    pub(super) fn macro_call(&mut self, id: Id) -> String {
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
    pub(super) fn tokens(&mut self, id: Id) -> String {
        let code = self.code;
        let inner = code.text(id);
        let inner = inner.get(1..inner.len().saturating_sub(1)).unwrap_or_default().trim();
        if inner.is_empty() {
            return String::new();
        }
        match inner.split_once(';') {
            // The one shape of expression that is no list: `vec![x; n]`.
            Some((_, count)) if !count.contains(';') && code.text(id).starts_with('[') => {
                if self.detail.arguments > 1 { self.token_text(id) } else { "$_; $_".to_owned() }
            }
            _ if self.detail.arguments > 1 && self.detail.literals => self.token_text(id),
            _ => "$$$".to_owned(),
        }
    }

    pub(super) fn token_text(&mut self, id: Id) -> String {
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
}
