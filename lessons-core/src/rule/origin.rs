//! What gave a local variable its value, followed within the body.

use std::collections::HashSet;

use crate::language::Language;
use crate::language::rust::{F, K};
use crate::locals::Locals;
use crate::pattern::unwrapped;
use crate::syntax::{Node, NodeId, Tree};

/// The node itself, and every expression that gave a local variable in it its value, and so on for the variables in
/// those. Each variable is followed once, when the one before it is done with. Every expression that is found costs a
/// step.
pub(crate) struct Origins<'a, 'l> {
    tree: &'a Tree,
    locals: &'l Locals<'a>,
    found: Vec<Node<'a>>,
    /// How many were given.
    given: usize,
    seen: HashSet<NodeId>,
    step: &'l dyn Fn() -> bool,
}

impl<'a, 'l> Origins<'a, 'l> {
    pub(crate) fn new(
        tree: &'a Tree,
        locals: &'l Locals<'a>,
        node: Node<'a>,
        step: &'l dyn Fn() -> bool,
    ) -> Self {
        Self { tree, locals, found: vec![node], given: 0, seen: HashSet::new(), step }
    }

    /// Adds what gave the variables in `origin` their values.
    fn follow(&mut self, origin: Node<'a>) {
        for name in std::iter::once(origin).chain(origin.descendants()) {
            if let Some(definition) = self.locals.definition(name)
                && self.seen.insert(definition)
            {
                self.sources(self.tree.node(definition));
            }
        }
    }

    /// Adds what is bound or assigned to the variable that `definition` introduces.
    fn sources(&mut self, definition: Node<'a>) {
        let values = bound(definition).into_iter().chain(self.locals.assigned(definition.id()));
        self.found.extend(values.take_while(|_| (self.step)()));
    }
}

impl<'a> Iterator for Origins<'a, '_> {
    type Item = Node<'a>;

    fn next(&mut self) -> Option<Node<'a>> {
        let last = self.given.checked_sub(1).and_then(|last| self.found.get(last)).copied();
        if let Some(last) = last.filter(|last| last.tree().grammar().language() == Language::Rust) {
            self.follow(last);
        }
        let next = self.found.get(self.given).copied();
        self.given += usize::from(next.is_some());
        next
    }
}

/// What the pattern around `definition` is matched with.
fn bound(definition: Node<'_>) -> Option<Node<'_>> {
    let mut child = definition;
    // The places in tuples that lead to the variable, the outermost last.
    let mut places: Vec<Place> = Vec::new();
    for ancestor in definition.ancestors() {
        let value = match ancestor.k() {
            K::LetDeclaration | K::LetCondition | K::ForExpression => ancestor.get(F::Value),
            // In an arm of `select!`, what the future gives.
            K::MatchPattern if ancestor.get(F::Value).is_some() => ancestor.get(F::Value),
            K::MatchArm => ancestor
                .ancestors()
                .find(|node| node.k() == K::MatchExpression)
                .and_then(|found| found.get(F::Value)),
            // A closure's parameter is given by what the closure is passed to: `value.map(|x| …)`.
            K::ClosureExpression => receiver(ancestor),
            K::FunctionItem => None,
            kind => {
                match Place::of(ancestor, child) {
                    Some(place) => places.push(place),
                    None if matches!(kind, K::MutPattern | K::MatchPattern) => {}
                    None => places.clear(),
                }
                child = ancestor;
                continue;
            }
        };
        // The value holds the definition where a closure or block in it does; then this is not its pattern.
        let value = value.filter(|value| *value != child && !value.contains(definition));
        return value.map(|value| part(value, &places));
    }
    None
}

/// A place in a tuple pattern that names every part.
struct Place {
    at: usize,
    of: usize,
}

impl Place {
    fn of(pattern: Node<'_>, part: Node<'_>) -> Option<Self> {
        let parts: Vec<Node<'_>> = pattern.children().collect();
        let has_rest = parts.iter().any(|part| part.k() == K::RemainingFieldPattern);
        let at = parts.iter().position(|one| *one == part)?;
        (pattern.k() == K::TuplePattern && !has_rest).then_some(Self { at, of: parts.len() })
    }
}

/// The part of a tuple that stands at these places, as far as the tuple is written out.
fn part<'t>(value: Node<'t>, places: &[Place]) -> Node<'t> {
    let mut value = value;
    for place in places.iter().rev() {
        let tuple = unwrapped(value);
        let parts: Vec<Node<'t>> = tuple.children().collect();
        match parts.get(place.at) {
            Some(part) if tuple.k() == K::TupleExpression && parts.len() == place.of => value = *part,
            _ => break,
        }
    }
    value
}

/// The receiver of the method call that a closure is an argument of.
fn receiver(closure: Node<'_>) -> Option<Node<'_>> {
    let arguments = closure.parent().filter(|node| node.k() == K::Arguments)?;
    let function = arguments.parent()?.get(F::Function)?;
    (function.k() == K::FieldExpression).then(|| function.get(F::Value)).flatten()
}
