//! One walk over a file that notes what it declares, and where its modules and blocks with items stand.

use std::collections::HashMap;

use super::path::ModuleId;
use super::scope::Scopes;
use super::summary::{FileSummary, Item, ItemKind, MacroUse, Method, Module, Signature, Use};
use super::use_tree;
use crate::language::rust::{F, K, is_test_code, plain};
use crate::locals::Locals;
use crate::syntax::{Node, Tree};
use crate::types::{TypeTerm, written};

/// A file's declarations, and which node opens which module.
#[derive(Clone, Debug)]
pub(crate) struct Summarised<S = FileSummary> {
    pub(crate) summary: S,
    pub(crate) scopes: Scopes,
}

/// What the file declares. Linear in the file.
pub(crate) fn summarise(tree: &Tree, locals: &Locals<'_>) -> Summarised {
    let mut collector =
        Collector { locals, summary: FileSummary::default(), scopes: Scopes { modules: HashMap::new() } };
    let root = tree.root();
    collector.summary.is_test = is_test_code(root);
    collector.open(root, String::new(), None, false);
    collector.children(root, Place { module: 0, in_body: false });
    Summarised { summary: collector.summary, scopes: collector.scopes }
}

#[derive(Clone, Copy)]
struct Place {
    module: ModuleId,
    /// In a function or other body, where a block is a scope of its own.
    in_body: bool,
}

struct Collector<'a, 't> {
    locals: &'a Locals<'t>,
    summary: FileSummary,
    scopes: Scopes,
}

impl Collector<'_, '_> {
    fn open(&mut self, node: Node<'_>, name: String, parent: Option<ModuleId>, is_block: bool) -> ModuleId {
        let id = ModuleId::try_from(self.summary.modules.len()).unwrap_or(ModuleId::MAX);
        self.summary.modules.push(Module { name, parent, is_block, uses: Vec::new(), items: Vec::new() });
        self.scopes.modules.insert(node.id(), id);
        id
    }

    fn children(&mut self, node: Node<'_>, place: Place) {
        for child in node.children() {
            self.node(child, place);
        }
    }

    /// The arena's depth is bounded, so this may recurse.
    fn node(&mut self, node: Node<'_>, place: Place) {
        match node.k() {
            K::UseDeclaration => self.uses(node, place),
            K::ModItem => self.module(node, place),
            K::ExternCrateDeclaration => {
                let Some(krate) = node.get(F::Name) else { return };
                let name = node.get(F::Alias).unwrap_or(krate);
                let kind =
                    ItemKind::ExternCrate { name: plain(krate.text()).to_owned(), macros: macro_use(node) };
                self.item(node, name, kind, place);
            }
            K::FunctionItem | K::FunctionSignatureItem => {
                if !is_associated(node) {
                    let kind = ItemKind::Function(self.signature(node));
                    self.named(node, kind, place);
                }
                self.children(node, Place { in_body: true, ..place });
            }
            K::StructItem | K::UnionItem => {
                let body = node.get(F::Body);
                let kind = ItemKind::Struct {
                    parameters: written::parameters(node),
                    fields: body.map(|body| self.fields(body)).unwrap_or_default(),
                    as_value: body.is_none_or(|body| body.k() == K::OrderedFieldDeclarationList),
                };
                self.named(node, kind, place);
                self.children(node, place);
            }
            K::EnumItem => {
                let variants = node.get(F::Body).into_iter().flat_map(Node::children);
                let variants = variants
                    .filter(|variant| variant.k() == K::EnumVariant)
                    .filter_map(|variant| {
                        let name = plain(variant.get(F::Name)?.text()).to_owned();
                        Some((name, variant.get(F::Body).map(|body| self.fields(body)).unwrap_or_default()))
                    })
                    .collect();
                self.named(node, ItemKind::Enum { parameters: written::parameters(node), variants }, place);
                self.children(node, place);
            }
            K::TypeItem => {
                if is_associated(node) {
                    return;
                }
                let target = node.get(F::Type).map_or(TypeTerm::Unknown, |target| self.term(target));
                self.named(node, ItemKind::Alias { parameters: written::parameters(node), target }, place);
            }
            K::ConstItem | K::StaticItem => {
                let term = node.get(F::Type).map_or(TypeTerm::Unknown, |written| self.term(written));
                if !is_associated(node) {
                    self.named(node, ItemKind::Value(term), place);
                }
                self.children(node, Place { in_body: true, ..place });
            }
            K::TraitItem => {
                let methods = associated(node)
                    .filter_map(|method| {
                        Some((plain(method.get(F::Name)?.text()).to_owned(), self.signature(method)))
                    })
                    .collect();
                self.named(node, ItemKind::Trait { methods }, place);
                self.children(node, place);
            }
            K::ImplItem => {
                let owner = node.get(F::Type).map_or(TypeTerm::Unknown, |owner| self.term(owner));
                for method in associated(node) {
                    let Some(name) = method.get(F::Name) else { continue };
                    let signature = self.signature(method);
                    self.summary.methods.push(Method {
                        owner: owner.clone(),
                        of_trait: node.get(F::Trait).is_some(),
                        name: plain(name.text()).to_owned(),
                        signature,
                    });
                }
                self.children(node, place);
            }
            K::MacroDefinition => {
                self.named(node, ItemKind::Macro, place);
                // What a rule makes stands wherever the macro is called.
                for made in node.children().filter_map(|rule| rule.get(F::Right)) {
                    let module = self.open(made, String::new(), Some(place.module), true);
                    self.children(made, Place { module, in_body: true });
                }
            }
            K::Block if place.in_body && node.children().any(declares) => {
                let module = self.open(node, String::new(), Some(place.module), true);
                self.children(node, Place { module, ..place });
            }
            K::ClosureExpression => self.children(node, Place { in_body: true, ..place }),
            _ if node.is_atom() => {}
            _ => self.children(node, place),
        }
    }

    fn uses(&mut self, node: Node<'_>, place: Place) {
        let is_visible = is_visible(node);
        let uses = use_tree::leaves(node).into_iter().map(|leaf| Use {
            path: leaf.path,
            name: leaf.name,
            is_glob: leaf.is_glob,
            is_visible,
        });
        if let Some(module) = self.summary.modules.get_mut(place.module as usize) {
            module.uses.extend(uses);
        }
    }

    fn module(&mut self, node: Node<'_>, place: Place) {
        let Some(name) = node.get(F::Name) else { return };
        let Some(body) = node.get(F::Body) else {
            return self.item(node, name, ItemKind::ModuleFile { path: path_attribute(node) }, place);
        };
        let module = self.open(body, plain(name.text()).to_owned(), Some(place.module), false);
        self.item(node, name, ItemKind::Module(module), place);
        self.children(body, Place { module, in_body: false });
    }

    fn named(&mut self, node: Node<'_>, kind: ItemKind, place: Place) {
        if let Some(name) = node.get(F::Name) {
            self.item(node, name, kind, place);
        }
    }

    fn item(&mut self, node: Node<'_>, name: Node<'_>, kind: ItemKind, place: Place) {
        if name.text().starts_with('$') {
            return;
        }
        let in_foreign_block = node.ancestors().nth(1).is_some_and(|outer| outer.k() == K::ForeignModItem);
        let item = Item {
            name: plain(name.text()).to_owned(),
            is_visible: is_visible(node) || in_foreign_block || matches!(kind, ItemKind::Macro),
            // Asked where it decides: of modules whose code stands in another file.
            is_test: matches!(kind, ItemKind::ModuleFile { .. }) && is_test_code(node),
            kind,
        };
        if let Some(module) = self.summary.modules.get_mut(place.module as usize) {
            module.items.push(item);
        }
    }

    /// What calling a function gives, or what a constant is.
    fn signature(&self, function: Node<'_>) -> Signature {
        if function.k() == K::ConstItem {
            let result = function.get(F::Type).map_or(TypeTerm::Unknown, |written| self.term(written));
            return Signature { takes_self: false, is_async: false, is_const: true, result };
        }
        let parameters = function.get(F::Parameters);
        let takes_self = parameters.into_iter().flat_map(Node::children).any(|parameter| {
            parameter.k() == K::SelfParameter
                || parameter.get(F::Pattern).is_some_and(|pattern| pattern.k() == K::SelfName)
        });
        let is_async = function
            .children()
            .filter(|child| child.k() == K::FunctionModifiers)
            .flat_map(Node::children)
            .any(|modifier| modifier.text() == "async");
        let result = function.get(F::ReturnType).map_or_else(TypeTerm::unit, |result| self.term(result));
        Signature { takes_self, is_async, is_const: false, result }
    }

    fn fields(&self, body: Node<'_>) -> Vec<(String, TypeTerm)> {
        if body.k() == K::FieldDeclarationList {
            return body
                .children()
                .filter(|field| field.k() == K::FieldDeclaration)
                .filter_map(|field| {
                    let name = plain(field.get(F::Name)?.text()).to_owned();
                    Some((name, field.get(F::Type).map_or(TypeTerm::Unknown, |written| self.term(written))))
                })
                .collect();
        }
        let types = body.children().filter(|child| child.field() == F::Type.into());
        types.enumerate().map(|(at, written)| (at.to_string(), self.term(written))).collect()
    }

    fn term(&self, node: Node<'_>) -> TypeTerm {
        written::term(node, &self.scopes, self.locals)
    }
}

/// The functions and constants of an `impl` or a trait.
fn associated(owner: Node<'_>) -> impl Iterator<Item = Node<'_>> {
    let body = owner.get(F::Body).into_iter().flat_map(Node::children);
    body.filter(|child| matches!(child.k(), K::FunctionItem | K::FunctionSignatureItem | K::ConstItem))
}

fn is_associated(node: Node<'_>) -> bool {
    node.ancestors().nth(1).is_some_and(|owner| matches!(owner.k(), K::ImplItem | K::TraitItem))
        && node.parent().is_some_and(|list| list.k() == K::DeclarationList)
}

/// Whether an item gives a name to the block that it stands in.
fn declares(node: Node<'_>) -> bool {
    node.k().is_item() && !matches!(node.k(), K::ImplItem | K::ForeignModItem | K::AssociatedType)
}

fn is_visible(node: Node<'_>) -> bool {
    node.children()
        .find(|child| child.k() == K::VisibilityModifier)
        .is_some_and(|visibility| visibility.children().all(|inner| inner.k() != K::SelfName))
}

/// The attributes before an item.
fn attributes(node: Node<'_>) -> impl Iterator<Item = Node<'_>> {
    let mut before: Vec<Node<'_>> = Vec::new();
    for sibling in node.parent().into_iter().flat_map(Node::children) {
        if sibling == node {
            break;
        }
        if sibling.k() == K::AttributeItem {
            before.push(sibling);
        } else {
            before.clear();
        }
    }
    before.into_iter().filter_map(|item| item.children().find(|child| child.k() == K::Attribute))
}

/// What `#[macro_use]` says of an `extern crate`.
fn macro_use(node: Node<'_>) -> MacroUse {
    let is_macro_use =
        |attribute: &Node<'_>| attribute.children().next().is_some_and(|name| name.text() == "macro_use");
    let Some(attribute) = attributes(node).find(is_macro_use) else { return MacroUse::These(Vec::new()) };
    match attribute.get(F::Arguments) {
        Some(names) => {
            let names = names.text().split(|c: char| !(c.is_alphanumeric() || c == '_'));
            MacroUse::These(names.filter(|name| !name.is_empty()).map(str::to_owned).collect())
        }
        None => MacroUse::All,
    }
}

/// The value of `#[path = "…"]`.
fn path_attribute(node: Node<'_>) -> Option<String> {
    attributes(node).find_map(|attribute| {
        let is_path = attribute.children().next().is_some_and(|name| name.text() == "path");
        let value = attribute.get(F::Value).filter(|_| is_path)?;
        let text = value.text().trim_start_matches('r').trim_matches('#');
        text.strip_prefix('"')?.strip_suffix('"').map(str::to_owned)
    })
}
