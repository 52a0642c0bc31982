//! A text's syntax as the synthesiser needs it: one arena, comments left out, every subtree with a hash and its names.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Range;

use crate::syntax;

/// A node's number: ancestors come before their descendants.
pub(super) type Id = usize;

/// Subtrees deeper than this are taken as leaves, so that everything after may recurse.
const DEEPEST: usize = 300;

#[derive(Debug)]
struct Data {
    kind: &'static str,
    field: &'static str,
    range: Range<usize>,
    parent: Option<Id>,
    children: Vec<Id>,
    hash: u64,
    named: bool,
    /// One past the last descendant.
    end: Id,
}

/// The syntax of one text.
#[derive(Debug)]
pub(super) struct Code<'t> {
    pub(super) text: &'t str,
    nodes: Vec<Data>,
    /// What is added, wrapping, to the parser's offsets: what a macro's body was parsed within stands nowhere.
    shift: usize,
}

impl<'t> Code<'t> {
    /// Linear in the text; `None` where the parser cannot be set up.
    pub(super) fn new(text: &'t str) -> Option<Self> {
        let tree = syntax::parse(text)?;
        let mut code = Self { text, nodes: Vec::new(), shift: 0 };
        code.add(tree.root_node(), "", None, 0);
        Some(code)
    }

    fn add(
        &mut self,
        node: tree_sitter::Node<'_>,
        field: &'static str,
        parent: Option<Id>,
        depth: usize,
    ) -> Id {
        let id = self.nodes.len();
        self.nodes.push(Data {
            kind: syntax::kind(node),
            field,
            range: node.start_byte().wrapping_add(self.shift)..node.end_byte().wrapping_add(self.shift),
            parent,
            children: Vec::new(),
            hash: 0,
            named: node.is_named(),
            end: id + 1,
        });
        let leaf = matches!(node.kind(), "string_literal" | "raw_string_literal" | "char_literal")
            || depth >= DEEPEST;
        let mut hasher = DefaultHasher::new();
        node.kind().hash(&mut hasher);
        let mut children = Vec::new();
        if node.kind() == "token_tree" && self.macro_body(id, node, depth, &mut children) {
            children.iter().for_each(|child| self.hash(*child).hash(&mut hasher));
        } else if !leaf {
            let mut cursor = node.walk();
            if cursor.goto_first_child() {
                loop {
                    let child = cursor.node();
                    if !is_comment(child) {
                        let field = syntax::field(&cursor);
                        let child = self.add(child, field, Some(id), depth + 1);
                        children.push(child);
                        if self.kind(child) != "," {
                            (field, self.hash(child)).hash(&mut hasher);
                        }
                    }
                    if !cursor.goto_next_sibling() {
                        break;
                    }
                }
            }
        }
        if children.is_empty() {
            self.text(id).hash(&mut hasher);
        }
        let end = self.nodes.len();
        if let Some(data) = self.nodes.get_mut(id) {
            data.children = children;
            data.hash = hasher.finish();
            data.end = end;
        }
        id
    }

    /// Adds a macro's body as the arguments or statements that it looks like, if it parses as such; says whether it did.
    fn macro_body(
        &mut self,
        id: Id,
        node: tree_sitter::Node<'_>,
        depth: usize,
        children: &mut Vec<Id>,
    ) -> bool {
        let range = self.range(id);
        let Some(inner) = self.text.get(range.start + 1..range.end.saturating_sub(1)) else { return false };
        let is_macro = node.parent().is_some_and(|parent| parent.kind() == "macro_invocation");
        if !is_macro || depth >= DEEPEST {
            return false;
        }
        let brace = self.text(id).starts_with('{');
        let (before, after) = if brace { ("fn f() {", "\n}") } else { ("fn f() { f(", "\n) }") };
        let Some(tree) = syntax::parse(&format!("{before}{inner}{after}")) else { return false };
        let root = tree.root_node();
        if root.has_error() {
            return false;
        }
        let wanted = if brace { "block" } else { "arguments" };
        let Some(list) = find(root, wanted) else { return false };
        // What was parsed stands this much further on in the file.
        let shift = (range.start + 1).wrapping_sub(before.len());
        let outer = std::mem::replace(&mut self.shift, shift);
        let mut cursor = list.walk();
        let inner: Vec<_> = list.children(&mut cursor).filter(|child| !is_comment(*child)).collect();
        let last = inner.len().saturating_sub(1);
        for (index, child) in inner.into_iter().enumerate() {
            if index > 0 && index < last {
                children.push(self.add(child, "", Some(id), depth + 1));
            }
        }
        self.shift = outer;
        if let Some(data) = self.nodes.get_mut(id) {
            data.kind = if brace { "macro_block" } else { "macro_arguments" };
        }
        true
    }

    fn data(&self, id: Id) -> &Data {
        // Ids are only made by `add` on this arena.
        &self.nodes[id]
    }

    pub(super) fn kind(&self, id: Id) -> &'static str {
        self.data(id).kind
    }

    pub(super) fn field(&self, id: Id) -> &'static str {
        self.data(id).field
    }

    pub(super) fn hash(&self, id: Id) -> u64 {
        self.data(id).hash
    }

    pub(super) fn is_named(&self, id: Id) -> bool {
        self.data(id).named
    }

    pub(super) fn range(&self, id: Id) -> Range<usize> {
        self.data(id).range.clone()
    }

    pub(super) fn parent(&self, id: Id) -> Option<Id> {
        self.data(id).parent
    }

    pub(super) fn children(&self, id: Id) -> &[Id] {
        &self.data(id).children
    }

    pub(super) fn text(&self, id: Id) -> &'t str {
        self.text.get(self.range(id)).unwrap_or_default()
    }

    /// The children that are syntax and not tokens.
    pub(super) fn named(&self, id: Id) -> impl Iterator<Item = Id> + '_ {
        self.children(id).iter().copied().filter(|child| self.is_named(*child))
    }

    /// The child in a role.
    pub(super) fn child(&self, id: Id, field: &str) -> Option<Id> {
        self.children(id).iter().copied().find(|child| self.field(*child) == field)
    }

    /// The node and everything below it, outer nodes first.
    pub(super) fn subtree(&self, id: Id) -> Range<Id> {
        id..self.data(id).end
    }

    pub(super) fn contains(&self, outer: Id, inner: Id) -> bool {
        self.subtree(outer).contains(&inner)
    }

    /// The nodes around a node, the nearest first.
    pub(super) fn ancestors(&self, id: Id) -> impl Iterator<Item = Id> + '_ {
        std::iter::successors(self.parent(id), |id| self.parent(*id))
    }

    /// The fn around a node.
    pub(super) fn function(&self, id: Id) -> Option<Id> {
        self.ancestors(id).find(|id| self.kind(*id) == "function_item")
    }

    /// How many tokens a subtree has.
    pub(super) fn size(&self, id: Id) -> usize {
        self.subtree(id).filter(|id| self.children(*id).is_empty()).count()
    }

    /// The name of what a call calls, a method's or the last segment of a path; of a macro with its `!`.
    pub(super) fn callee(&self, id: Id) -> Option<String> {
        match self.kind(id) {
            "call_expression" => {
                let mut function = self.child(id, "function")?;
                if self.kind(function) == "generic_function" {
                    function = self.child(function, "function")?;
                }
                let name = match self.kind(function) {
                    "field_expression" => self.child(function, "field")?,
                    "scoped_identifier" => self.child(function, "name")?,
                    "identifier" => function,
                    _ => return None,
                };
                Some(self.text(name).to_owned())
            }
            "macro_invocation" => {
                let path = self.child(id, "macro")?;
                let name = self.text(path).rsplit("::").next()?;
                Some(format!("{}!", name.trim()))
            }
            _ => None,
        }
    }

    /// The names that patterns in the fn around a node bind, and `self`.
    pub(super) fn locals(&self, id: Id) -> HashSet<&'t str> {
        let mut names: HashSet<&str> = HashSet::from(["self"]);
        let Some(function) = self.ancestors(id).filter(|id| self.kind(*id) == "function_item").last() else {
            return names;
        };
        for node in self.subtree(function) {
            let binds = matches!(self.kind(node), "identifier" | "shorthand_field_identifier")
                && self.text(node).starts_with(|first: char| first.is_lowercase() || first == '_')
                && self.is_bound(node);
            if binds {
                names.insert(self.text(node));
            }
        }
        names
    }

    /// Whether a name stands in a pattern.
    pub(super) fn is_bound(&self, id: Id) -> bool {
        let mut below = id;
        for node in self.ancestors(id) {
            let field = self.field(below);
            match self.kind(node) {
                "let_declaration" | "for_expression" | "parameter" | "let_condition" => {
                    return field == "pattern";
                }
                "match_arm" => return field == "pattern",
                "match_pattern" if field == "condition" => return false,
                "closure_parameters" => return true,
                "tuple_struct_pattern" | "struct_pattern" if field == "type" => return false,
                kind if kind.ends_with("_pattern") || kind == "field_pattern" => {}
                "captured_pattern" | "ref_pattern" | "mut_pattern" => {}
                // The grammar knows no attributes in a pattern.
                "ERROR" => {}
                _ => return false,
            }
            below = node;
        }
        false
    }

    /// Whether a node is in code that only test builds compile: a fn or module under `#[test]`, `#[cfg(test)]` and
    /// the like.
    pub(super) fn is_test(&self, id: Id) -> bool {
        std::iter::once(id).chain(self.ancestors(id)).any(|node| {
            let item =
                matches!(self.kind(node), "function_item" | "mod_item" | "impl_item" | "use_declaration");
            item && self.attributes(node).any(|attribute| self.text(attribute).contains("test"))
        })
    }

    /// The attributes that stand before an item.
    pub(super) fn attributes(&self, id: Id) -> impl Iterator<Item = Id> + '_ {
        let siblings = self.parent(id).map(|parent| self.children(parent)).unwrap_or_default();
        let at = siblings.iter().position(|sibling| *sibling == id).unwrap_or(0);
        siblings.iter().take(at).rev().copied().take_while(|id| self.kind(*id) == "attribute_item")
    }
}

fn is_comment(node: tree_sitter::Node<'_>) -> bool {
    node.is_extra() || matches!(node.kind(), "line_comment" | "block_comment")
}

/// The first node of a kind, outer ones first.
fn find<'a>(root: tree_sitter::Node<'a>, kind: &str) -> Option<tree_sitter::Node<'a>> {
    let mut open = vec![root];
    while let Some(node) = open.pop() {
        if node.kind() == kind
            && (kind != "block" || node.parent().is_some_and(|p| p.kind() == "function_item"))
        {
            return Some(node);
        }
        let mut cursor = node.walk();
        let children: Vec<_> = node.children(&mut cursor).collect();
        open.extend(children.into_iter().rev());
    }
    None
}
