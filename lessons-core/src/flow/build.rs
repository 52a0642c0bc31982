//! Drawing a body's graph from its syntax: expressions, statements, calls that never come back.

use super::body;
use super::diverge::{Diverging, macro_diverges};
use super::graph::{Draft, Graph, PointId, Role};
use crate::language::rust::{F, K};
use crate::locals::Locals;
use crate::syntax::Node;

/// A loop or labelled block that is open.
pub(super) struct Target<'t> {
    pub(super) label: Option<&'t str>,
    pub(super) after: PointId,
    /// Where `continue` goes; none for a block.
    pub(super) head: Option<PointId>,
}

/// Draws one body. The arena's depth is bounded, so it may recurse.
pub(super) struct Builder<'t, 'f> {
    pub(super) draft: Draft,
    diverging: &'f Diverging,
    locals: &'f Locals<'t>,
    /// The points from which the path comes to what is drawn next; none in dead code.
    pub(super) here: Vec<PointId>,
    /// Where the path ended last: what only wraps that code is passed with it.
    ended: Vec<PointId>,
    pub(super) targets: Vec<Target<'t>>,
    /// Where `return` and `?` go; none leaves the body.
    returns: Option<PointId>,
    tries: Option<PointId>,
}

impl<'t, 'f> Builder<'t, 'f> {
    /// The graph of the body with this root.
    pub(super) fn body(root: Node<'t>, diverging: &'f Diverging, locals: &'f Locals<'t>) -> Graph {
        let mut builder = Self {
            draft: Draft::default(),
            diverging,
            locals,
            here: Vec::new(),
            ended: Vec::new(),
            targets: Vec::new(),
            returns: None,
            tries: None,
        };
        builder.begin(root);
        for child in root.children().filter(|child| body::holds(root, *child)) {
            builder.node(child);
        }
        builder.draft.finish()
    }

    /// Draws `node` and what is below it, in the order in which it runs.
    pub(super) fn node(&mut self, node: Node<'t>) {
        if node.k().is_item() || body::is_detached(node) {
            return self.complete(node);
        }
        match node.k() {
            K::Block => self.block(node),
            K::TryBlock => {
                self.begin(node);
                let after = self.draft.point(node.id(), Role::Complete);
                let outer = self.tries.replace(after);
                self.children(node);
                self.tries = outer;
                self.arrive(after);
            }
            K::ClosureExpression => self.closure(node),
            K::LetDeclaration => self.let_declaration(node),
            // The right side runs first.
            K::AssignmentExpression | K::CompoundAssignment => {
                self.child(node, F::Right);
                self.children_but(node, &[F::Right]);
                self.complete(node);
            }
            K::BinaryExpression if is_lazy(node) => self.either_way(node),
            K::LetChain | K::LetCondition => self.either_way(node),
            K::IfExpression => self.if_expression(node),
            K::MatchExpression => self.match_expression(node),
            K::MatchPattern => {
                let outcome = self.match_pattern(node);
                self.join(outcome);
            }
            K::MatchArm => {
                self.children(node);
                self.complete(node);
            }
            K::WhileExpression => self.while_expression(node),
            K::LoopExpression => self.loop_expression(node),
            K::ForExpression => self.for_expression(node),
            K::ReturnExpression => {
                self.children(node);
                self.complete(node);
                self.jump(self.returns);
            }
            K::TryExpression => {
                self.children(node);
                self.complete(node);
                self.also(self.tries);
            }
            K::BreakExpression | K::ContinueExpression => self.leave_loop(node),
            K::CallExpression => {
                self.children(node);
                self.complete(node);
                let ends = |function| self.diverging.ends(function, self.locals);
                if node.get(F::Function).is_some_and(ends) {
                    self.end();
                }
            }
            K::MacroInvocation => self.macro_invocation(node),
            K::TokenTree => self.token_tree(node),
            K::UnsafeBlock | K::ConstBlock => {
                self.begin(node);
                self.children(node);
                self.complete(node);
            }
            _ => {
                self.children(node);
                self.complete(node);
            }
        }
    }

    pub(super) fn children(&mut self, node: Node<'t>) {
        for child in node.children() {
            self.node(child);
        }
    }

    pub(super) fn children_but(&mut self, node: Node<'t>, left_out: &[F]) {
        for child in node.children() {
            if !left_out.iter().any(|field| child.field() == (*field).into()) {
                self.node(child);
            }
        }
    }

    pub(super) fn child(&mut self, node: Node<'t>, field: F) {
        if let Some(child) = node.get(field) {
            self.node(child);
        }
    }

    /// The path arrives at `point` and goes on from there.
    pub(super) fn arrive(&mut self, point: PointId) {
        self.ended.clear();
        for from in self.here.drain(..) {
            self.draft.edge(from, point);
        }
        self.here.push(point);
    }

    /// `node` is complete.
    pub(super) fn complete(&mut self, node: Node<'t>) {
        let point = self.draft.point(node.id(), Role::Complete);
        if self.here.is_empty() && wraps(node.k()) && !self.ended.is_empty() {
            for from in self.ended.drain(..) {
                self.draft.edge(from, point);
            }
            self.ended.push(point);
        } else {
            self.arrive(point);
        }
    }

    /// The path ends here.
    pub(super) fn end(&mut self) {
        self.ended = std::mem::take(&mut self.here);
    }

    /// `node` begins.
    pub(super) fn begin(&mut self, node: Node<'t>) -> PointId {
        let point = self.draft.point(node.id(), Role::Passage);
        self.draft.begins(node.id(), point);
        self.arrive(point);
        point
    }

    /// The path goes to `point`, and not on; none leaves the body.
    pub(super) fn jump(&mut self, point: Option<PointId>) {
        self.also(point);
        self.end();
    }

    /// The path may go to `point` as well.
    fn also(&mut self, point: Option<PointId>) {
        if let Some(point) = point {
            for from in &self.here {
                self.draft.edge(*from, point);
            }
        }
    }

    fn block(&mut self, node: Node<'t>) {
        self.begin(node);
        let label = label(node);
        if label.is_none() {
            self.children(node);
            return self.complete(node);
        }
        let after = self.draft.point(node.id(), Role::Complete);
        self.targets.push(Target { label, after, head: None });
        self.children(node);
        self.targets.pop();
        self.arrive(after);
    }

    /// A closure runs once where it is written; `return` and `?` in it lead to its end. One that never comes to its end,
    /// as that of `unwrap_or_else(|| panic!())`, is passed by not being run.
    fn closure(&mut self, node: Node<'t>) {
        let begin = self.begin(node);
        let after = self.draft.point(node.id(), Role::Complete);
        let returns = self.returns.replace(after);
        let tries = self.tries.replace(after);
        let targets = std::mem::take(&mut self.targets);
        self.children(node);
        self.targets = targets;
        self.returns = returns;
        self.tries = tries;
        if self.here.is_empty() && !self.draft.is_reached(after) {
            self.here.push(begin);
        }
        self.arrive(after);
    }

    fn let_declaration(&mut self, node: Node<'t>) {
        self.children_but(node, &[F::Pattern, F::Alternative]);
        self.child(node, F::Pattern);
        if let Some(alternative) = node.get(F::Alternative) {
            // The compiler sees to it that this block does not come to its end.
            let fits = self.here.clone();
            self.node(alternative);
            self.here = fits;
        }
        self.complete(node);
    }

    fn leave_loop(&mut self, node: Node<'t>) {
        self.children(node);
        self.complete(node);
        let name = label(node);
        let open = self.targets.iter().rev();
        let target = match name {
            Some(name) => open.into_iter().find(|target| target.label == Some(name)),
            None => open.into_iter().find(|target| target.head.is_some()),
        };
        let to = target.and_then(|target| match node.k() {
            K::BreakExpression => Some(target.after),
            _ => target.head,
        });
        self.jump(to);
    }

    fn macro_invocation(&mut self, node: Node<'t>) {
        self.children(node);
        self.complete(node);
        if macro_diverges(node) {
            self.end();
        }
    }
}

/// Kinds whose code ends where the last part of them ends, even if nothing comes after: `return x;` is passed as
/// a statement too.
fn wraps(kind: K) -> bool {
    matches!(
        kind,
        K::ExpressionStatement
            | K::ParenthesizedExpression
            | K::Block
            | K::UnsafeBlock
            | K::ElseClause
            | K::IfExpression
            | K::MatchArm
            | K::MatchBlock
            | K::MatchExpression
    )
}

/// The label of a loop, block, `break` or `continue`.
pub(super) fn label(node: Node<'_>) -> Option<&str> {
    node.children().find(|child| child.k() == K::Label).map(Node::text)
}

/// Whether the second operand may not run: `&&` and `||`.
pub(super) fn is_lazy(node: Node<'_>) -> bool {
    node.k() == K::BinaryExpression
        && node.get(F::Operator).is_some_and(|operator| matches!(operator.text(), "&&" | "||"))
}
