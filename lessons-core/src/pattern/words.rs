//! The words that the text of every match of a pattern holds: code without them need not be parsed.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::form::{Form, FormId, Forms, MethodForm, Segment};
use super::metavariable::Var;
use super::{Alternative, Pattern};
use crate::language::rust::{Counts, K};

/// A word that a match holds.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) struct Word {
    pub(crate) text: String,
    /// The last name of a path: code may know what it means by another name.
    pub(crate) is_path: bool,
}

/// Words of which a match holds at least one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Clause {
    pub(crate) words: Vec<Word>,
    /// No block lies between the match and the word: the innermost statement around the word holds the whole match.
    pub(crate) is_near: bool,
}

/// A call of one method on anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct MethodCallShape {
    pub(crate) receiver: Option<Var>,
    /// Whether there may be arguments.
    pub(crate) has_arguments: bool,
}

/// Words that another spelling of the same thing may replace, so that nothing follows from their absence.
const FLEXIBLE: &[&str] = &["self", "Self", "crate", "super", "std", "core", "alloc"];

impl Pattern {
    /// What every match holds: at least one word of each clause. Nothing follows where there is no clause.
    pub(crate) fn words(&self) -> Vec<Clause> {
        let mut ways = self.alternatives.iter().map(|alternative| self.of(alternative));
        let Some(mut common) = ways.next() else { return Vec::new() };
        for way in ways {
            common = either(common, way);
        }
        common
    }

    fn of(&self, alternative: &Alternative) -> Vec<Clause> {
        let mut words = Words { forms: &self.forms, clauses: Vec::new() };
        words.form(alternative.root, true);
        words.clauses
    }
}

impl Pattern {
    /// Whether a match is told by its outermost nodes and one word: what its metavariables stand for is taken as it
    /// is, and nothing else may stand in a block.
    pub(crate) fn is_surface(&self) -> bool {
        self.alternatives.iter().all(|alternative| {
            let mut vars = Vec::new();
            self.is_surface_form(alternative.root, &mut vars)
        })
    }

    /// Whether every match is a call of one method, on anything, with no arguments or with any.
    pub(crate) fn method_call(&self) -> Option<MethodCallShape> {
        let mut shapes = self.alternatives.iter().map(|alternative| self.call_of(alternative.root));
        let first = shapes.next()??;
        shapes.all(|shape| shape == Some(first)).then_some(first)
    }

    fn call_of(&self, root: FormId) -> Option<MethodCallShape> {
        let form = |id| &self.forms.get(id).form;
        let Form::MethodCall(MethodForm { receiver, name: Segment::Name(_), turbofish: None, arguments }) =
            form(root)
        else {
            return None;
        };
        let Form::Hole(receiver) = form(*receiver) else { return None };
        let Form::Node { children, .. } = form(*arguments) else { return None };
        match children.as_slice() {
            [] => Some(MethodCallShape { receiver: *receiver, has_arguments: false }),
            [any] if matches!(form(*any), Form::Gap(None)) => {
                Some(MethodCallShape { receiver: *receiver, has_arguments: true })
            }
            _ => None,
        }
    }

    /// How many arguments the calls have that the pattern names so; none where any number will do, or where something
    /// else has that name.
    pub(crate) fn counts(&self, name: &str) -> Option<Counts> {
        let mut counts = Counts::default();
        for form in self.forms.iter() {
            let is_it = |segment: &Segment| matches!(segment, Segment::Name(known) if known == name);
            match form {
                Form::MethodCall(call) if is_it(&call.name) => {
                    let Form::Node { children, .. } = &self.forms.get(call.arguments).form else {
                        return None;
                    };
                    let is_one = |id: &FormId| {
                        !matches!(
                            self.forms.get(*id).form,
                            Form::Gap(_) | Form::Element(_) | Form::Members(_)
                        )
                    };
                    counts = children.iter().all(is_one).then(|| counts.or(Counts::of(children.len())))?;
                }
                Form::Leaf { text, .. } | Form::Name(text) if text == name => return None,
                Form::Path(path) if path.segments.last().is_some_and(is_it) => return None,
                _ => {}
            }
        }
        Some(counts).filter(|counts| !counts.is_empty())
    }

    /// The names of the methods that it calls; none where it calls any.
    pub(crate) fn methods(&self) -> Option<BTreeSet<&str>> {
        let calls = self.forms.iter().filter_map(|form| match form {
            Form::MethodCall(call) => Some(&call.name),
            _ => None,
        });
        calls.map(|name| if let Segment::Name(name) = name { Some(name.as_str()) } else { None }).collect()
    }

    fn is_surface_form(&self, id: FormId, vars: &mut Vec<Var>) -> bool {
        match &self.forms.get(id).form {
            Form::Hole(var) | Form::Gap(var) => var.is_none_or(|var| {
                // What must be alike twice is looked into.
                let is_new = !vars.contains(&var);
                vars.push(var);
                is_new
            }),
            Form::Path(path) => {
                let is_name = |segment: &Segment| matches!(segment, Segment::Name(_));
                path.generics.is_empty() && path.segments.iter().all(is_name)
            }
            Form::MethodCall(call) => {
                matches!(call.name, Segment::Name(_))
                    && call.turbofish.is_none()
                    && self.is_surface_form(call.receiver, vars)
                    && self.is_surface_form(call.arguments, vars)
            }
            Form::Node { kind, children, .. } => {
                matches!(
                    K::of(*kind),
                    K::CallExpression | K::Arguments | K::AwaitExpression | K::TryExpression
                ) && children.iter().all(|child| self.is_surface_form(*child, vars))
            }
            _ => false,
        }
    }
}

/// What holds when one of two ways does: what both ask for, or else one clause of each together.
pub(crate) fn either(a: Vec<Clause>, b: Vec<Clause>) -> Vec<Clause> {
    let common: Vec<Clause> = a
        .iter()
        .filter_map(|one| {
            let other = b.iter().find(|other| other.words == one.words)?;
            Some(Clause { words: one.words.clone(), is_near: one.is_near && other.is_near })
        })
        .collect();
    if !common.is_empty() {
        return common;
    }
    match (best(&a), best(&b)) {
        (Some(a), Some(b)) => {
            let mut words = a.words.clone();
            words.extend(b.words.iter().filter(|word| !a.words.contains(word)).cloned());
            vec![Clause { words, is_near: a.is_near && b.is_near }]
        }
        _ => Vec::new(),
    }
}

/// The clause that says most: a near one before others, then the one of the longest words, which are the rarest.
pub(crate) fn best(clauses: &[Clause]) -> Option<&Clause> {
    let shortest = |clause: &Clause| clause.words.iter().map(|word| word.text.len()).min().unwrap_or(0);
    // Of equals the last would be taken: keywords come first, names after them.
    clauses.iter().max_by_key(|clause| (clause.is_near, shortest(clause)))
}

struct Words<'f> {
    forms: &'f Forms,
    clauses: Vec<Clause>,
}

impl Words<'_> {
    fn word(&mut self, text: &str, is_path: bool, is_near: bool) {
        let is_word = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80)
            && !text.starts_with(|first: char| first.is_ascii_digit());
        if text.is_empty() || !is_word || FLEXIBLE.contains(&text) {
            return;
        }
        let clause = Clause { words: vec![Word { text: text.to_owned(), is_path }], is_near };
        match self.clauses.iter_mut().find(|known| known.words == clause.words) {
            Some(known) => known.is_near |= is_near,
            None => self.clauses.push(clause),
        }
    }

    fn all(&mut self, forms: &[FormId], is_near: bool) {
        for form in forms {
            self.form(*form, is_near);
        }
    }

    fn form(&mut self, id: FormId, is_near: bool) {
        match &self.forms.get(id).form {
            Form::Hole(_) | Form::Gap(_) | Form::AnyElse(_) => {}
            Form::Leaf { text, value, .. } => {
                if value.is_none() {
                    self.word(text, false, is_near);
                }
            }
            Form::Name(name) => self.word(name, false, is_near),
            Form::Node { kind, children, .. } => {
                let kind = K::of(*kind);
                if let Some(keyword) = keyword(kind) {
                    self.word(keyword, false, is_near);
                }
                self.all(children, is_near && !is_block(kind));
            }
            Form::Statement(inner) | Form::Element(inner) => self.form(*inner, is_near),
            // Attributes stand before the node that matches, outer keys around it.
            Form::Attributed { attributes: outer, item: inner } | Form::Below { keys: outer, inner, .. } => {
                self.form(*inner, is_near);
                self.all(outer, false);
            }
            Form::Statements(all) | Form::Members(all) => self.all(all, is_near && all.len() == 1),
            Form::Path(path) => {
                if let Some(Segment::Name(name)) = path.segments.last() {
                    self.word(name, true, is_near);
                }
                for (_, arguments) in &path.generics {
                    self.form(*arguments, is_near);
                }
            }
            Form::MethodCall(call) => {
                if let Segment::Name(name) = &call.name {
                    self.word(name, false, is_near);
                }
                self.form(call.receiver, is_near);
                self.form(call.arguments, is_near);
                if let Some(turbofish) = call.turbofish {
                    self.form(turbofish, is_near);
                }
            }
            Form::Chain { base, .. } => self.form(*base, is_near),
        }
    }
}

/// The word that begins or marks every node of a kind.
pub(crate) fn keyword(kind: K) -> Option<&'static str> {
    Some(match kind {
        K::UnsafeBlock => "unsafe",
        K::AsyncBlock => "async",
        K::AwaitExpression => "await",
        K::LoopExpression => "loop",
        K::WhileExpression => "while",
        K::ForExpression => "for",
        K::MatchExpression => "match",
        K::ReturnExpression => "return",
        K::BreakExpression => "break",
        K::ContinueExpression => "continue",
        K::MacroDefinition => "macro_rules",
        K::ImplItem => "impl",
        K::TraitItem => "trait",
        K::EnumItem => "enum",
        K::UnionItem => "union",
        K::StaticItem => "static",
        K::LetDeclaration | K::LetCondition => "let",
        K::UseDeclaration => "use",
        K::TypeCastExpression => "as",
        K::DynamicType => "dyn",
        _ => return None,
    })
}

/// Whether statements, items or other elements stand in a node of this kind, each by itself.
fn is_block(kind: K) -> bool {
    matches!(
        kind,
        K::Block
            | K::DeclarationList
            | K::FieldDeclarationList
            | K::EnumVariantList
            | K::OrderedFieldDeclarationList
            | K::SourceFile
    )
}
