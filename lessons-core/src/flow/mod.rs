//! Control flow of bodies.
use crate::locals::Locals;
use crate::syntax::{Node, NodeId, Tree};

pub(crate) enum Step {
    Continue,
    Block,
    Stop,
}

pub(crate) struct Flow<'t> {
    tree: &'t Tree,
}

impl<'t> Flow<'t> {
    pub(crate) fn new(tree: &'t Tree, _: &'t Locals<'t>, _: crate::workspace::Edition) -> Self {
        Self { tree }
    }
    pub(crate) fn forward(&self, _: NodeId, _: NodeId, _: &mut dyn FnMut(Node<'t>) -> Step) {
        let _ = self.tree;
    }
    pub(crate) fn while_held(&self, _: NodeId, _: NodeId, _: &mut dyn FnMut(Node<'t>) -> Step) {}
    pub(crate) fn guarded(&self, _: NodeId, _: &mut dyn FnMut(Node<'t>) -> bool) -> bool {
        false
    }
}
