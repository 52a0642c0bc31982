//! Paths in a pattern: names by what they mean, with the parts that were written bound to metavariables.

use super::{Matcher, Then};
use crate::language::rust::{F, K, is_path, plain};
use crate::pattern::answer::Answer;
use crate::pattern::env::{Binding, Env};
use crate::pattern::facts::WantedPath;
use crate::pattern::form::{FormId, PathForm, Segment};
use crate::syntax::Node;

impl<'t> Matcher<'t, '_> {
    pub(super) fn path(
        &self,
        id: FormId,
        path: &PathForm,
        node: Node<'t>,
        env: &mut Env,
        then: Then<'_>,
    ) -> bool {
        if !is_path(node) && !matches!(node.k(), K::FieldIdentifier | K::ShorthandFieldIdentifier) {
            return self.miss(id, Some(node));
        }
        let any_prefix = path.has_any_prefix();
        let named = if any_prefix { path.segments.get(1..).unwrap_or_default() } else { &path.segments };
        let segments = named
            .iter()
            .map(|segment| match segment {
                Segment::Name(name) => Some(name.clone()),
                Segment::Hole(_) => None,
            })
            .collect();
        let written = written_path(node);
        // Cheap first: what is written in the pattern with generics must be written in the code.
        if path
            .generics
            .iter()
            .any(|(at, _)| written.get(*at).is_none_or(|segment| segment.generics.is_none()))
        {
            return self.miss(id, Some(node));
        }
        let is_meant = match path.segments.first() {
            // Whatever the type is, this is what it is called here.
            Some(Segment::Name(first)) if first == "Self" => is_written(&written, &path.segments).into(),
            _ => self.facts.path_is(node, &WantedPath { segments, any_prefix }),
        };
        if is_meant == Answer::No {
            return self.miss(id, Some(node));
        }
        env.granted(is_meant, |env| self.path_parts(id, path, node, &written, env, then))
    }

    /// The parts of a path that means what is wanted.
    fn path_parts(
        &self,
        id: FormId,
        path: &PathForm,
        node: Node<'t>,
        written: &[Written<'t>],
        env: &mut Env,
        then: Then<'_>,
    ) -> bool {
        let any_prefix = path.has_any_prefix();
        for (at, segment) in path.segments.iter().rev().enumerate() {
            let Segment::Hole(var) = segment else { continue };
            let leading = any_prefix && at + 1 == path.segments.len();
            let bound = if leading {
                // All that is written before the segment behind it.
                at.checked_sub(1).and_then(|behind| written.get(behind)).and_then(|behind| behind.prefix)
            } else {
                written.get(at).map(|segment| segment.name)
            };
            match bound {
                Some(bound) if env.bind(self.tree, *var, self.same, || Binding::Node(bound.id())) => {}
                // A prefix that a `use` hides stands nowhere, and so cannot be named.
                None if leading || var.is_none() => {}
                _ => return self.miss(id, Some(node)),
            }
        }
        self.generics(&path.generics, written, env, then)
    }

    pub(super) fn generics(
        &self,
        wanted: &[(usize, FormId)],
        written: &[Written<'t>],
        env: &mut Env,
        then: Then<'_>,
    ) -> bool {
        let Some(((at, form), rest)) = wanted.split_first() else { return then(env) };
        let arguments = written.get(*at).and_then(|segment| segment.generics);
        arguments.is_some_and(|arguments| {
            self.fits(*form, arguments, env, &mut |env| self.generics(rest, written, env, then))
        })
    }
}

/// Whether a path is written with just these segments.
fn is_written(written: &[Written<'_>], segments: &[Segment]) -> bool {
    written.len() == segments.len()
        && written.iter().rev().zip(segments).all(|(written, segment)| match segment {
            Segment::Name(name) => plain(written.name.text()) == name,
            Segment::Hole(_) => true,
        })
}

/// One segment of a path as written.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Written<'t> {
    pub(crate) name: Node<'t>,
    pub(crate) generics: Option<Node<'t>>,
    /// The path before this segment.
    pub(crate) prefix: Option<Node<'t>>,
}

/// The segments of a path as written, the last one first.
pub(crate) fn written_path(node: Node<'_>) -> Vec<Written<'_>> {
    let mut segments = Vec::new();
    let mut generics = None;
    let mut next = Some(node);
    while let Some(node) = next {
        next = match node.k() {
            K::ScopedIdentifier | K::ScopedTypeIdentifier => {
                let prefix = node.get(F::Path);
                if let Some(name) = node.get(F::Name) {
                    segments.push(Written { name, generics: generics.take(), prefix });
                }
                prefix
            }
            K::GenericType | K::GenericTypeWithTurbofish => {
                generics = node.get(F::TypeArguments);
                node.get(F::Type)
            }
            K::GenericFunction => {
                generics = node.get(F::TypeArguments);
                node.get(F::Function)
            }
            _ => {
                segments.push(Written { name: node, generics: generics.take(), prefix: None });
                None
            }
        };
    }
    segments
}
