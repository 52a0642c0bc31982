//! Where a node stands: its module or block, what `Self` is there, and the path that a node writes.

use std::collections::HashMap;

use super::path::{ModuleId, Namespace, PathRef};
use super::use_tree;
use crate::language::rust::{F, K, gives_name, is_last_name, plain};
use crate::locals::Locals;
use crate::syntax::{Node, NodeId};
use crate::types::{TypeTerm, written};

/// The nodes that open modules, or blocks with items.
#[derive(Clone, Debug, Default)]
pub(crate) struct Scopes {
    pub(super) modules: HashMap<NodeId, ModuleId>,
}

impl Scopes {
    /// The innermost module or block around `node`, and the node that opens it. O(depth).
    pub(crate) fn around<'t>(&self, node: Node<'t>) -> (ModuleId, Option<Node<'t>>) {
        for outer in node.ancestors() {
            if let Some(module) = self.modules.get(&outer.id()) {
                return (*module, Some(outer));
            }
        }
        (0, None)
    }
}

/// What a node that names something writes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Written {
    /// A local variable, a generic parameter, a field, a label: what it is called is all there is.
    Local(Vec<String>),
    /// A path to look up.
    Path(PathRef),
    /// Any of several paths: `<T as Tr>::f`, bounds.
    Any(Vec<PathRef>),
    /// A part of a path, or no name at all.
    Nothing,
}

/// The path that `node` writes, as something to look up.
pub(crate) fn written(node: Node<'_>, scopes: &Scopes, locals: &Locals<'_>) -> Written {
    let Some(parent) = node.parent() else { return Written::Nothing };
    if is_part(node, parent) {
        return Written::Nothing;
    }
    if matches!(node.k(), K::FieldIdentifier | K::ShorthandFieldIdentifier) || gives_name(node) {
        return Written::Local(vec![plain(node.text()).to_owned()]);
    }
    let (module, scope) = scopes.around(node);
    if let Some(declaration) = node.ancestors().find(|outer| outer.k() == K::UseDeclaration) {
        if matches!(node.k(), K::UseList | K::ScopedUseList | K::UseAsClause | K::UseWildcard) {
            return Written::Nothing;
        }
        // A declaration in `use a::b as c` is no path; visibility paths stand in `use` declarations too.
        let in_tree = declaration.get(F::Argument).is_some_and(|argument| argument.contains(node));
        if in_tree {
            let segments = use_tree::whole_path(node);
            let mut path = PathRef::new(module, segments, Namespace::Any);
            path.in_use = true;
            return Written::Path(path);
        }
    }
    let namespace = namespace(node, parent);
    let mut names = Vec::new();
    let mut first = node;
    let mut global = false;
    loop {
        match first.k() {
            K::ScopedIdentifier | K::ScopedTypeIdentifier => {
                names.extend(first.get(F::Name).map(|name| plain(name.text()).to_owned()));
                match first.get(F::Path) {
                    Some(path) => first = path,
                    None => {
                        global = true;
                        break;
                    }
                }
            }
            K::GenericType | K::GenericTypeWithTurbofish => match first.get(F::Type) {
                Some(inner) => first = inner,
                None => return Written::Nothing,
            },
            K::GenericFunction => match first.get(F::Function) {
                Some(inner) => first = inner,
                None => return Written::Nothing,
            },
            _ => break,
        }
    }
    let rest = |names: Vec<String>| names.into_iter().rev();
    if global {
        let segments = std::iter::once(String::new()).chain(rest(names)).collect();
        return Written::Path(PathRef::new(module, segments, namespace));
    }
    match first.k() {
        K::BracketedType => {
            let Some(inner) = first.children().next() else { return Written::Nothing };
            let types = match inner.k() {
                K::QualifiedType => vec![inner.get(F::Alias), inner.get(F::Type)],
                _ => vec![Some(inner)],
            };
            let rest: Vec<String> = rest(names).collect();
            let paths = types
                .into_iter()
                .flatten()
                .filter_map(|node| named(&written::term(node, scopes, locals)))
                .map(|path| extended(path, &rest, namespace))
                .collect();
            return Written::Any(paths);
        }
        K::Identifier
        | K::TypeIdentifier
        | K::PrimitiveType
        | K::SelfName
        | K::SuperName
        | K::CrateName
        | K::Metavariable => {}
        _ => return Written::Nothing,
    }
    let text = plain(first.text()).to_owned();
    if text == "Self" {
        let rest: Vec<String> = rest(names).collect();
        return match self_type(node, scopes, locals).as_ref().and_then(named) {
            Some(path) => Written::Path(extended(path, &rest, namespace)),
            None => Written::Local(std::iter::once(text).chain(rest).collect()),
        };
    }
    let is_single = names.is_empty();
    let segments: Vec<String> = std::iter::once(text).chain(rest(names)).collect();
    let shadowed = namespace != Namespace::Macro
        && (is_single && local_is_nearer(first, scope, locals)
            || locals.is_type_parameter(first) && !declared_nearer(first, scope));
    if shadowed {
        return Written::Local(segments);
    }
    if is_single && first.k() == K::SelfName {
        return Written::Local(segments);
    }
    Written::Path(PathRef::new(module, segments, namespace))
}

/// Whether the variable that `name` would refer to is bound within the block whose items could have the name.
fn local_is_nearer(name: Node<'_>, scope: Option<Node<'_>>, locals: &Locals<'_>) -> bool {
    let Some(binding) = locals.definition(name) else { return false };
    let block = scope.filter(|scope| scope.k() == K::Block);
    let binding = name.tree().node(binding);
    block.is_none_or(|block| block.contains(binding) || !declares(block, name.text()))
}

/// Whether a block within the item that has the generic parameter declares an item of the name.
fn declared_nearer(name: Node<'_>, scope: Option<Node<'_>>) -> bool {
    scope.is_some_and(|scope| scope.k() == K::Block && declares(scope, name.text()))
}

/// Whether a block declares `name` by an item or a `use`.
fn declares(block: Node<'_>, name: &str) -> bool {
    block.children().any(|child| match child.k() {
        K::UseDeclaration => use_tree::leaves(child).iter().any(|leaf| leaf.name.as_deref() == Some(name)),
        K::LetDeclaration => false,
        _ => child.get(F::Name).is_some_and(|declared| declared.text() == name),
    })
}

/// What `Self` is at `node`.
pub(crate) fn self_type(node: Node<'_>, scopes: &Scopes, locals: &Locals<'_>) -> Option<TypeTerm> {
    let owner = node.ancestors().find(|outer| {
        matches!(outer.k(), K::ImplItem | K::TraitItem | K::StructItem | K::EnumItem | K::UnionItem)
    })?;
    if owner.k() == K::ImplItem {
        let written_type = owner.get(F::Type)?;
        // `impl X for Self` is nonsense, and would not end.
        return (!written_type.contains(node)).then(|| written::term(written_type, scopes, locals));
    }
    let name = owner.get(F::Name)?;
    let (module, _) = scopes.around(owner);
    let path = PathRef::new(module, vec![plain(name.text()).to_owned()], Namespace::Type);
    let arguments = written::parameters(owner).into_iter().map(TypeTerm::Parameter).collect();
    let named = TypeTerm::Named(path, arguments);
    Some(if owner.k() == K::TraitItem { TypeTerm::Bounded(vec![named]) } else { named })
}

/// The path of a type that has one.
pub(crate) fn named(term: &TypeTerm) -> Option<PathRef> {
    match term {
        TypeTerm::Named(path, _) => Some(path.clone()),
        TypeTerm::Std(path, _) => {
            let segments = std::iter::once("").chain(path.split("::")).map(str::to_owned).collect();
            Some(PathRef::new(0, segments, Namespace::Type))
        }
        TypeTerm::Bounded(all) => all.first().and_then(named),
        _ => None,
    }
}

/// A type's path with more segments.
fn extended(mut path: PathRef, rest: &[String], namespace: Namespace) -> PathRef {
    if !rest.is_empty() {
        path.segments.extend_from_slice(rest);
        path.namespace = namespace;
    }
    path
}

/// Whether `node` is no path of its own: the last name of one, or a word that means nothing.
fn is_part(node: Node<'_>, parent: Node<'_>) -> bool {
    match parent.k() {
        // Code in a macro's body, or a token of what has no syntax.
        K::TokenTree => !node.is_fragment(),
        K::Label | K::Lifetime | K::VisibilityModifier => true,
        _ => is_last_name(node),
    }
}

/// What kind of thing the path at `node` can name.
fn namespace(node: Node<'_>, parent: Node<'_>) -> Namespace {
    match parent.k() {
        K::MacroInvocation if node.field() == F::Macro.into() => return Namespace::Macro,
        K::Attribute if node.field() != F::Value.into() => return Namespace::Macro,
        K::ScopedIdentifier | K::ScopedTypeIdentifier => return Namespace::Type,
        // A struct-like variant is written as a type.
        K::StructExpression | K::StructPattern | K::GenericType | K::GenericTypeWithTurbofish
            if node.field() == F::Name.into() || node.field() == F::Type.into() =>
        {
            return Namespace::Type;
        }
        _ => {}
    }
    match node.k() {
        K::TypeIdentifier
        | K::ScopedTypeIdentifier
        | K::PrimitiveType
        | K::GenericType
        | K::GenericTypeWithTurbofish
        | K::CrateName
        | K::SuperName => Namespace::Type,
        _ => Namespace::Value,
    }
}
