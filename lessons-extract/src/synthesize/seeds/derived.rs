//! A trait that must not be derived: the type that derives it, and types with a field like the one it was about.

use std::collections::HashSet;

use super::Sides;
use crate::synthesize::code::{Code, Id};
use crate::synthesize::edits::Edit;
use crate::synthesize::rule::{About, Rule};
use crate::synthesize::shape::Shape;

/// The rules for a `derive` that lost a trait; none for another difference.
pub(super) fn derived(sides: &Sides<'_>, edit: &Edit) -> Vec<Rule> {
    let (before, after) = (sides.before, sides.after);
    let Some(item) = item_of_derive(before, edit.node) else { return Vec::new() };
    let Some(name) = before.child(item, "name").map(|name| before.text(name)) else { return Vec::new() };
    let keyword = match before.kind(item) {
        "struct_item" => "struct",
        "enum_item" => "enum",
        _ => return Vec::new(),
    };
    let twin = after.subtree(0).find(|id| {
        after.kind(*id) == before.kind(item)
            && after.child(*id, "name").is_some_and(|id| after.text(id) == name)
    });
    let Some(twin) = twin else { return Vec::new() };
    let kept: HashSet<&str> = derives(after, twin).into_iter().collect();
    let mut rules = Vec::new();
    for lost in derives(before, item).into_iter().filter(|derive| !kept.contains(derive)) {
        let rule = |text: String, named: &str| {
            let names = vec![named.to_owned(), lost.to_owned()];
            Rule::new(Shape { text, names, ..Shape::default() }, 0)
        };
        let by_hand = implementation(after, lost, name).map(|id| after.text(id)).unwrap_or_default();
        // What is written by hand now treats this field in its own way.
        for field in fields(before, item).into_iter().filter(|field| by_hand.contains(field)) {
            rules.push(rule(format!("#[derive({lost})] {keyword} $T {{ {field}: $_, .. }}"), field));
        }
        rules.push(rule(format!("#[derive({lost})] {keyword} {name} {{ $$$ }}"), name).about(About::Place));
    }
    rules
}

/// The type whose `derive` a node stands in.
fn item_of_derive(code: &Code<'_>, node: Id) -> Option<Id> {
    let attribute =
        std::iter::once(node).chain(code.ancestors(node)).find(|id| code.kind(*id) == "attribute_item")?;
    let siblings = code.children(code.parent(attribute)?);
    let at = siblings.iter().position(|id| *id == attribute)?;
    siblings.get(at..)?.iter().copied().find(|id| code.kind(*id) != "attribute_item")
}

/// The traits that a type derives.
fn derives<'c>(code: &Code<'c>, item: Id) -> Vec<&'c str> {
    let lists = code.attributes(item).filter_map(|id| {
        let list = code.text(id).split_once("derive")?.1.trim_start().strip_prefix('(')?;
        list.rsplit_once(')').map(|(list, _)| list)
    });
    lists.flat_map(|list| list.split(',')).map(str::trim).filter(|one| !one.is_empty()).collect()
}

/// The names of a struct's fields.
fn fields<'c>(code: &Code<'c>, item: Id) -> Vec<&'c str> {
    let fields = code.subtree(item).filter(|id| code.kind(*id) == "field_declaration");
    fields.filter_map(|id| code.child(id, "name")).map(|name| code.text(name)).collect()
}

/// The `impl` of a trait for a type.
fn implementation(code: &Code<'_>, of: &str, name: &str) -> Option<Id> {
    let last = |text: &str| text.rsplit("::").next().unwrap_or(text).trim().to_owned();
    code.subtree(0).find(|id| {
        let part = |field: &str| code.child(*id, field).map(|part| code.text(part)).unwrap_or_default();
        code.kind(*id) == "impl_item"
            && last(part("trait")) == last(of)
            && part("type").split('<').next() == Some(name)
    })
}
