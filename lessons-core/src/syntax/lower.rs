//! From tree-sitter's trees to the arena: what carries no meaning is left out, macro bodies are put in place.

use super::{
    Field, Flags, Kind, Node, NodeData, NodeId, NonMaxId, Remap, Rendered, Tree, Unsearched,
    UnsearchedReason, parse,
};
use crate::language::rust::Slices;
use crate::language::{Grammar, Lowering};
use crate::span::Span;

/// Nodes nested deeper than this are not searched: everything after may then recurse over the tree.
pub(crate) const MAX_DEPTH: u32 = 400;

/// Words that stand for a metavariable of a pattern, wherever its text is parsed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Substitute {
    /// The metavariable in the pattern's text.
    pub(crate) span: Span,
    /// The words.
    pub(crate) words: String,
    /// It stands for any number of nodes.
    pub(crate) many: bool,
}

/// A text that the parser gave up on.
#[derive(Debug)]
pub(crate) struct Unparsed(pub(crate) String);

/// Fills the arena of one file.
pub(crate) struct Builder {
    tree: Tree,
    /// In order of place; none but for a pattern's text.
    substitutes: Vec<Substitute>,
    /// The open nodes, outermost first.
    open: Vec<NodeId>,
    macro_depth: u32,
    /// What of the file is parsed, where that is not all of it.
    slices: Option<Slices>,
}

impl Builder {
    /// An empty arena over `text`.
    pub(crate) fn new(grammar: &'static Grammar, text: String) -> Self {
        let tree = Tree { grammar, text, nodes: Vec::new(), unsearched: Vec::new() };
        Self { tree, substitutes: Vec::new(), open: Vec::new(), macro_depth: 0, slices: None }
    }

    /// Has `words` parsed in place of the text of a metavariable, also where text is parsed again.
    pub(crate) fn substitute(&mut self, substitute: Substitute) {
        self.substitutes.push(substitute);
    }

    pub(crate) fn substitutes(&self) -> &[Substitute] {
        &self.substitutes
    }

    /// Parses the whole text as one file.
    pub(crate) fn file(grammar: &'static Grammar, text: String) -> Result<Tree, Unparsed> {
        let Ok(parsed) = parse(grammar, &text) else { return Err(Unparsed(text)) };
        let mut builder = Self::new(grammar, text);
        builder.fragment(parsed.root_node(), Field::NONE, &Remap::default());
        Ok(builder.finish())
    }

    /// Parses only these stretches of a text, as if nothing stood between them. Offsets are the whole text's.
    pub(crate) fn slices(grammar: &'static Grammar, text: String, slices: Slices) -> Result<Tree, Unparsed> {
        let mut rendered = Rendered::default();
        for slice in &slices.spans {
            rendered.copy(&text, *slice);
        }
        let Ok(parsed) = parse(grammar, rendered.text()) else { return Err(Unparsed(text)) };
        let mut builder = Self::new(grammar, text);
        builder.slices = Some(slices);
        builder.fragment(parsed.root_node(), Field::NONE, &rendered.into_remap());
        Ok(builder.finish())
    }

    /// The finished arena; an empty one gets a root that is an error.
    pub(crate) fn finish(mut self) -> Tree {
        while !self.open.is_empty() {
            self.close();
        }
        if self.tree.nodes.is_empty() {
            let span = Span::from_range(0..self.tree.text.len());
            self.push(Kind(u16::MAX), Field::NONE, span, Flags::NAMED | Flags::ERROR);
            self.close();
        }
        self.tree.unsearched.sort();
        self.tree.unsearched.dedup();
        self.tree
    }

    /// The file's text.
    pub(crate) fn text(&self) -> &str {
        &self.tree.text
    }

    pub(crate) fn grammar(&self) -> &'static Grammar {
        self.tree.grammar
    }

    /// Whether the body of a macro that stands there is to be parsed.
    pub(crate) fn reads_macro(&self, body: Span) -> bool {
        self.slices.as_ref().is_none_or(|slices| slices.reads_macro(body))
    }

    /// How many macro bodies surround what is lowered now.
    pub(crate) fn macro_depth(&self) -> u32 {
        self.macro_depth
    }

    /// The node that holds the innermost open one.
    pub(crate) fn around(&self) -> Option<Node<'_>> {
        let id = self.open.len().checked_sub(2).and_then(|index| self.open.get(index))?;
        Some(self.tree.node(*id))
    }

    /// The first child of the node that holds the innermost open one, where that comes after it.
    pub(crate) fn first_around(&self) -> Option<Node<'_>> {
        self.first_of(self.around()?).filter(|first| self.open.last() != Some(&first.id()))
    }

    /// The open nodes, the innermost first. They do not know their children yet.
    pub(crate) fn open_nodes(&self) -> impl Iterator<Item = Node<'_>> {
        self.open.iter().rev().map(|id| self.tree.node(*id))
    }

    /// The first child of an open node.
    pub(crate) fn first_of(&self, open: Node<'_>) -> Option<Node<'_>> {
        let first = NodeId(open.id().0 + 1);
        (first.0 < self.tree.len()).then(|| self.tree.node(first))
    }

    /// Notes that `span` cannot be searched.
    pub(crate) fn unsearched(&mut self, span: Span, reason: UnsearchedReason) {
        self.tree.unsearched.push(Unsearched { span, reason });
    }

    /// Opens a node; everything until the matching [`close`](Self::close) is below it.
    pub(crate) fn open(&mut self, kind: Kind, field: Field, span: Span, named: bool) {
        self.push(kind, field, span, if named { Flags::NAMED } else { 0 });
    }

    fn push(&mut self, kind: Kind, field: Field, span: Span, mut flags: u8) {
        if self.macro_depth > 0 {
            flags |= Flags::IN_MACRO;
        }
        let id = NodeId(self.tree.len());
        let parent = self.open.last().copied().and_then(NonMaxId::new);
        self.tree.nodes.push(NodeData { kind, field, span, parent, end: id.0 + 1, flags: Flags(flags) });
        self.open.push(id);
    }

    /// Gives the innermost open node another kind than it was opened with.
    pub(crate) fn turn_into(&mut self, kind: Kind) {
        if let Some(node) = self.open.last().and_then(|id| self.tree.nodes.get_mut(id.0 as usize)) {
            node.kind = kind;
        }
    }

    /// Closes the innermost open node.
    pub(crate) fn close(&mut self) {
        let end = self.tree.len();
        if let Some(node) = self.open.pop().and_then(|id| self.tree.nodes.get_mut(id.0 as usize)) {
            node.end = end;
        }
    }

    /// Opens a node that is the root of a fragment.
    pub(crate) fn open_fragment(&mut self, kind: Kind, field: Field, span: Span) {
        self.push(kind, field, span, Flags::NAMED | Flags::FRAGMENT);
    }

    /// Opens a node that stands for its text, whatever is put below it.
    pub(crate) fn open_atom(&mut self, kind: Kind, field: Field, span: Span) {
        self.push(kind, field, span, Flags::NAMED | Flags::FRAGMENT | Flags::ATOM);
    }

    /// Adds a node without children.
    pub(crate) fn leaf(&mut self, kind: Kind, field: Field, span: Span, named: bool) {
        self.push(kind, field, span, Flags::ATOM | if named { Flags::NAMED } else { 0 });
        self.close();
    }

    /// Runs `body` with everything it adds marked as standing in a macro's body.
    pub(crate) fn in_macro(&mut self, body: impl FnOnce(&mut Self)) {
        self.macro_depth += 1;
        body(self);
        self.macro_depth -= 1;
    }

    /// Lowers `root` and everything below it, marked as a fragment of its own.
    pub(crate) fn fragment(&mut self, root: tree_sitter::Node<'_>, field: Field, remap: &Remap) {
        let id = self.tree.nodes.len();
        self.subtree(root, Some(field), remap);
        if let Some(node) = self.tree.nodes.get_mut(id) {
            node.flags.0 |= Flags::FRAGMENT;
        }
    }

    /// Lowers one node and everything below it. `field` stands in for the root's own role where given.
    pub(crate) fn subtree(&mut self, root: tree_sitter::Node<'_>, field: Option<Field>, remap: &Remap) {
        let mut cursor = root.walk();
        let base = self.open.len();
        let mut at_root = true;
        let mut depth = 0;
        loop {
            let node = cursor.node();
            let role = match (at_root, field) {
                (true, Some(field)) => field,
                _ => Field(cursor.field_id().map_or(0, |id| id.get())),
            };
            at_root = false;
            if self.enter(node, role, remap) && cursor.goto_first_child() {
                depth += 1;
                continue;
            }
            self.close_to(base + depth);
            loop {
                if cursor.goto_next_sibling() {
                    break;
                }
                if !cursor.goto_parent() {
                    self.close_to(base);
                    return;
                }
                depth -= 1;
                self.close_to(base + depth);
            }
        }
    }

    /// Closes nodes until only `depth` are open. Tokens that were left out never opened, so this may close none.
    fn close_to(&mut self, depth: usize) {
        while self.open.len() > depth {
            self.close();
        }
    }

    /// Adds one node; says whether its children are to be lowered too.
    fn enter(&mut self, node: tree_sitter::Node<'_>, field: Field, remap: &Remap) -> bool {
        let kind = Kind(node.kind_id());
        let span = remap.span(Span::from_range(node.byte_range()));
        let parent = self.open.last().map(|id| self.tree.data(*id).kind);
        let mut flags = 0;
        if self.macro_depth > 0 && span.is_empty() && node.start_byte() < node.end_byte() {
            // Words of our own that a macro's body was given.
            return false;
        }
        if node.is_named() {
            flags |= Flags::NAMED;
        } else if !node.is_missing() && !self.tree.grammar.keeps_token(parent, field, kind) {
            return false;
        }
        if node.is_extra() {
            flags |= Flags::EXTRA;
        }
        if node.is_error() || node.is_missing() {
            flags |= Flags::ERROR;
            self.unsearched(span, UnsearchedReason::SyntaxError);
        }
        let lowering = self.tree.grammar.lowering(kind);
        if node.child_count() == 0 || matches!(lowering, Lowering::Leaf) {
            flags |= Flags::ATOM;
        }
        let too_deep = self.open.len() >= MAX_DEPTH as usize && node.child_count() > 0;
        self.push(kind, field, span, flags);
        if too_deep {
            self.unsearched(span, UnsearchedReason::TooDeep);
            return false;
        }
        match lowering {
            Lowering::Leaf => false,
            Lowering::Children => true,
            Lowering::Embedded(embed) => !embed(self, node, remap),
        }
    }
}
