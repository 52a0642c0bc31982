//! Lists: arguments, statements, fields, and the declarations that have a fixed shape. What lies aside is a gap.

use super::Shaper;
use crate::synthesize::code::Id;

impl Shaper<'_> {
    pub(super) fn arguments(&mut self, id: Id, open: &str, close: &str) -> String {
        let code = self.code;
        let items: Vec<Id> = code.named(id).filter(|item| code.kind(*item) != "attribute_item").collect();
        if items.is_empty() {
            return format!("{open}{close}");
        }
        let above = self.is_above(id) && items.iter().any(|item| code.contains(*item, self.core));
        if !above && (self.detail.arguments == 0 || self.is_aside(id)) {
            // How many arguments a macro is given says nothing.
            let hole = match items.as_slice() {
                [only] if code.kind(id) != "macro_arguments" => self.lone(*only),
                _ => "$$$".to_owned(),
            };
            return format!("{open}{hole}{close}");
        }
        let mut parts: Vec<String> = Vec::new();
        for item in items {
            let given = self.detail.arguments == 1 && !code.contains(item, self.core);
            let part = match above {
                true if !code.contains(item, self.core) => "$$$".to_owned(),
                _ if given => Some(self.hole(item)).filter(|hole| hole != "$_").unwrap_or("$$$".to_owned()),
                _ => self.argument(item),
            };
            if !(part == "$$$" && parts.last().is_some_and(|last| last == "$$$")) {
                parts.push(part);
            }
        }
        format!("{open}{}{close}", parts.join(", "))
    }

    /// A call's only argument, where arguments are holes.
    pub(super) fn lone(&mut self, id: Id) -> String {
        match self.hole(id) {
            hole if hole.starts_with('$') => hole,
            _ => "$_".to_owned(),
        }
    }

    pub(super) fn argument(&mut self, id: Id) -> String {
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

    pub(super) fn block(&mut self, id: Id) -> String {
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

    pub(super) fn fields(&mut self, id: Id) -> String {
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

    pub(super) fn let_declaration(&mut self, id: Id, links: u8) -> String {
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

    pub(super) fn constant(&mut self, id: Id, links: u8) -> String {
        let code = self.code;
        let word = if code.kind(id) == "static_item" { "static" } else { "const" };
        let name = code.child(id, "name").map(|name| code.text(name)).unwrap_or_default();
        let name = if self.detail.fields { name.to_owned() } else { "$NAME".to_owned() };
        let of = code.child(id, "type").map(|of| self.emit(of, links)).unwrap_or_default();
        let value = code.child(id, "value").map(|value| self.emit(value, links)).unwrap_or_default();
        format!("{word} {name}: {of} = {value};")
    }
}
