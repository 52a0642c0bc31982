//! A compiled pattern: what each of its nodes asks of the code.

use super::metavariable::Var;
use crate::language::rust::K;
use crate::span::Span;
use crate::syntax::{Field, Kind};

/// A node of a compiled pattern: its place in [`Forms`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct FormId(pub(super) u32);

/// The nodes of a compiled pattern.
#[derive(Clone, Debug, Default)]
pub(crate) struct Forms {
    nodes: Vec<FormNode>,
}

/// One node: what it asks, in which role, and where it stands in the pattern's text.
#[derive(Clone, Debug)]
pub(crate) struct FormNode {
    pub(crate) form: Form,
    pub(crate) field: Field,
    pub(crate) span: Span,
}

/// What a node of a pattern asks of a node of the code.
#[derive(Clone, Debug)]
pub(crate) enum Form {
    /// Any one node.
    Hole(Option<Var>),
    /// Any number of siblings.
    Gap(Option<Var>),
    /// A leaf with this text or, for literals, this value.
    Leaf { kind: Kind, text: String, value: Option<String> },
    /// A node of this kind with these children.
    Node { kind: Kind, children: Vec<FormId>, order: Order },
    /// A statement whose `;` was written.
    Statement(FormId),
    /// Consecutive statements of one block.
    Statements(Vec<FormId>),
    /// An element of a list.
    Element(FormId),
    /// One thing with attributes before it, which may stand in any order and among others.
    Attributed { attributes: Vec<FormId>, item: FormId },
    /// A pair below others with these keys, the innermost last; from the root on where it is written as a header.
    Below { keys: Vec<FormId>, from_root: bool, inner: FormId },
    /// Members of one table, in any order, with others among them.
    Members(Vec<FormId>),
    /// A path: a name by what it means, not by how it is written.
    Path(PathForm),
    /// `receiver.name(arguments)`, also written `T::name(&receiver, arguments)`.
    MethodCall(MethodForm),
    /// `.$$$.`: any run of a method chain above this receiver.
    Chain { base: FormId, var: Option<Var> },
    /// An `else` whose block is only an ellipsis: any `else`.
    AnyElse(Option<Var>),
    /// A name that may stand anywhere a name can.
    Name(String),
}

impl Form {
    fn vars(&self) -> Vec<Var> {
        let of = |segment: &Segment| match segment {
            Segment::Hole(var) => *var,
            Segment::Name(_) => None,
        };
        match self {
            Self::Hole(var) | Self::Gap(var) | Self::Chain { var, .. } | Self::AnyElse(var) => {
                var.iter().copied().collect()
            }
            Self::Path(path) => path.segments.iter().filter_map(of).collect(),
            Self::MethodCall(call) => of(&call.name).into_iter().collect(),
            Self::Leaf { .. }
            | Self::Node { .. }
            | Self::Statement(_)
            | Self::Statements(_)
            | Self::Element(_)
            | Self::Attributed { .. }
            | Self::Below { .. }
            | Self::Members(_)
            | Self::Name(_) => Vec::new(),
        }
    }
}

/// How children are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    /// One after the other.
    Fixed,
    /// In any order, all of them.
    Any,
    /// In any order, and the code may have more.
    AnySubset,
    /// In any order, and the code may have more, each child by itself.
    Open,
    /// Two operands that may change sides.
    Sides,
}

/// A path in a pattern.
#[derive(Clone, Debug)]
pub(crate) struct PathForm {
    /// The segments; a leading metavariable stands for any prefix.
    pub(crate) segments: Vec<Segment>,
    /// Generic arguments that were written: the segment's place counted from the end, and the arguments.
    pub(crate) generics: Vec<(usize, FormId)>,
    /// Begins with `::`.
    pub(crate) global: bool,
}

impl PathForm {
    /// Whether it begins with a metavariable, which stands for any prefix.
    pub(crate) fn has_any_prefix(&self) -> bool {
        matches!(self.segments.first(), Some(Segment::Hole(_)))
    }

    /// Whether what stands before the last segment may be a type: a path of the standard library whose name begins
    /// with a small letter is a module's, or a primitive type's.
    pub(crate) fn is_of_type(&self) -> bool {
        let Some((Segment::Name(_), prefix)) = self.segments.split_last() else { return false };
        let named = prefix.iter().all(|segment| matches!(segment, Segment::Name(_)));
        let Some(Segment::Name(owner)) = prefix.last().filter(|_| named) else { return false };
        let is_std = matches!(prefix.first(), Some(Segment::Name(first)) if matches!(first.as_str(), "std" | "core" | "alloc"));
        !is_std || owner.starts_with(char::is_uppercase) || crate::language::rust::is_primitive(owner)
    }
}

/// One segment of a path in a pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Segment {
    Name(String),
    Hole(Option<Var>),
}

/// A method call in a pattern.
#[derive(Clone, Debug)]
pub(crate) struct MethodForm {
    pub(crate) receiver: FormId,
    pub(crate) name: Segment,
    pub(crate) turbofish: Option<FormId>,
    pub(crate) arguments: FormId,
}

impl Forms {
    pub(crate) fn push(&mut self, form: Form, field: Field, span: Span) -> FormId {
        let id = FormId(Span::from_range(0..self.nodes.len()).end);
        self.nodes.push(FormNode { form, field, span });
        id
    }

    pub(super) fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Takes back what was pushed since there were so many.
    pub(super) fn truncate(&mut self, length: usize) {
        self.nodes.truncate(length);
    }

    pub(crate) fn get(&self, id: FormId) -> &FormNode {
        // Ids are only made by `push` on the same list.
        &self.nodes[id.0 as usize]
    }

    /// What all nodes ask, in the order in which they were pushed.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Form> {
        self.nodes.iter().map(|node| &node.form)
    }

    /// The last names of all paths, and of the types whose functions are asked for.
    pub(crate) fn last_names(&self) -> impl Iterator<Item = &str> {
        self.nodes.iter().flat_map(|node| {
            let (segments, names) = match &node.form {
                // The type is the one before the last, where a function of it may be called as a method.
                Form::Path(path) => (path.segments.as_slice(), if path.is_of_type() { 2 } else { 1 }),
                _ => (&[][..], 0),
            };
            segments.iter().rev().take(names).filter_map(|segment| match segment {
                Segment::Name(name) => Some(name.as_str()),
                Segment::Hole(_) => None,
            })
        })
    }

    /// Whether a path is among them.
    pub(crate) fn asks_for_paths(&self) -> bool {
        self.nodes.iter().any(|node| matches!(node.form, Form::Path(_)))
    }

    /// Whether a call of a path is among them whose function may be a type's method.
    pub(crate) fn asks_for_types(&self) -> bool {
        self.nodes.iter().any(|node| match &node.form {
            Form::Node { kind, children, .. } if K::of(*kind) == K::CallExpression => {
                children.first().is_some_and(|function| match &self.get(*function).form {
                    Form::Path(path) => path.is_of_type(),
                    _ => false,
                })
            }
            _ => false,
        })
    }

    /// The paths, methods and names of items that are asked for, without the names of variables: a path of one
    /// segment counts where it is called, or begins with a capital.
    pub(crate) fn apis(&self) -> Vec<Vec<String>> {
        let called: Vec<FormId> = self
            .nodes
            .iter()
            .filter_map(|node| match &node.form {
                Form::Node { kind, children, .. }
                    if matches!(K::of(*kind), K::CallExpression | K::MacroInvocation) =>
                {
                    children.first().copied()
                }
                _ => None,
            })
            .collect();
        let names = |segments: &[Segment]| -> Vec<String> {
            let name = |segment: &Segment| match segment {
                Segment::Name(name) => Some(name.clone()),
                Segment::Hole(_) => None,
            };
            segments.iter().filter_map(name).collect()
        };
        let of = |(at, node): (usize, &FormNode)| match &node.form {
            Form::Path(path) => {
                let is_called = called.iter().any(|id| id.0 as usize == at);
                let first = path.segments.first();
                let is_item =
                    matches!(first, Some(Segment::Name(name)) if name.starts_with(char::is_uppercase));
                (path.segments.len() > 1 || is_called || is_item).then(|| names(&path.segments))
            }
            Form::MethodCall(call) => Some(names(std::slice::from_ref(&call.name))),
            Form::Name(name) => Some(vec![name.clone()]),
            _ => None,
        };
        self.nodes.iter().enumerate().filter_map(of).filter(|path| !path.is_empty()).collect()
    }

    /// Every name that a match binds, in order of first sight.
    pub(crate) fn vars(&self) -> Vec<Var> {
        let mut vars: Vec<Var> = self.nodes.iter().flat_map(|node| node.form.vars()).collect();
        vars.sort_unstable();
        vars.dedup();
        vars
    }
}
