//! What one file knows of its names and types, and the questions it has for the workspace.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::hash::Hash;

use indexmap::IndexSet;
use serde::{Deserialize, Serialize};

use super::collect::{Summarised, summarise};
use super::graph::Graph;
use super::path::{PathRef, Renames, Verdict};
use super::resolve::{Def, Lookup, Target};
use super::scope::{Written, written};
use super::summary::{FileSummary, ItemKind, Module};
use crate::language::rust::{Detail, F, K, is_primitive, plain};
use crate::locals::Locals;
use crate::pattern::{Answer, Facts, QuestionId, WantedPath};
use crate::syntax::{Node, NodeId, Tree};
use crate::types::{Is, TypeTerm, Types, makes_its_value, takes_self, term_of};
use crate::workspace::Edition;

/// What a file cannot tell by itself, in its own names.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) enum Question {
    /// Whether one of the paths means the wanted one.
    PathIs { paths: Vec<PathRef>, wanted: WantedPath },
    /// Whether a value is of one of the types; `unknown` where it cannot be told.
    TypeIs { term: TypeTerm, wanted: Vec<WantedPath>, unknown: bool },
    /// Whether the function takes `self`.
    TakesSelf { path: PathRef },
    /// Whether some trait of the workspace has a method of this name.
    IsTraitMethod { name: String },
}

impl Question {
    /// How much of what files declare the answer depends on.
    pub(crate) fn detail(&self) -> Detail {
        match self {
            Self::TypeIs { .. } => Detail::Types,
            Self::PathIs { .. } | Self::TakesSelf { .. } | Self::IsTraitMethod { .. } => Detail::Names,
        }
    }

    /// The function of a type or trait that is asked about, where no other ones decide.
    pub(crate) fn method(&self) -> Option<&str> {
        match self {
            Self::TakesSelf { path } => path.segments.last().map(String::as_str),
            Self::IsTraitMethod { name } => Some(name),
            Self::PathIs { .. } | Self::TypeIs { .. } => None,
        }
    }
}

/// The names of one file.
pub(crate) struct FileNames<'t> {
    locals: &'t Locals<'t>,
    file: Summarised<Graph<FileSummary>>,
    /// Names that the file itself gives to something of another name.
    aliases: HashSet<String>,
    /// Whether the value at a node is of one of some types; the flag says whether one that cannot be told counts.
    types: Known<NodeId, (Vec<WantedPath>, bool), Answer>,
    /// Which paths are the wanted ones, as far as one file tells.
    paths: Known<PathRef, WantedPath, Verdict>,
    /// And those at a node.
    paths_at: Known<NodeId, WantedPath, Answer>,
    /// Whether the function that a node names takes `self`.
    takes_self: Known<NodeId, (), Answer>,
    /// What other files decide, each question once.
    questions: RefCell<IndexSet<Question>>,
}

/// What was found out, by what was asked about and what was asked: a rule asks the same at many places.
struct Known<About, Asked, Found>(RefCell<HashMap<About, Vec<(Asked, Found)>>>);

impl<About, Asked, Found> Default for Known<About, Asked, Found> {
    fn default() -> Self {
        Self(RefCell::default())
    }
}

impl<About: Clone + Eq + Hash, Asked, Found: Copy> Known<About, Asked, Found> {
    /// What is known of `about`, or else found out now. Linear in what else was asked of it.
    fn get_or_find(
        &self,
        about: &About,
        is_asked: impl Fn(&Asked) -> bool,
        find: impl FnOnce() -> (Asked, Found),
    ) -> Found {
        let known = self
            .0
            .borrow()
            .get(about)
            .and_then(|all| all.iter().find(|(asked, _)| is_asked(asked)).map(|(_, found)| *found));
        known.unwrap_or_else(|| {
            let (asked, found) = find();
            self.0.borrow_mut().entry(about.clone()).or_default().push((asked, found));
            found
        })
    }
}

/// The names of a file are asked about with one set of the workspace's other names.
impl<'t> FileNames<'t> {
    /// Linear in the file.
    pub(crate) fn new(tree: &'t Tree, locals: &'t Locals<'t>, edition: Edition) -> Self {
        let Summarised { summary, scopes } = summarise(tree, locals);
        let aliases = aliases(&summary);
        let file = Summarised { summary: Graph::of_file(summary, edition), scopes };
        Self {
            locals,
            file,
            aliases,
            types: Known::default(),
            paths: Known::default(),
            paths_at: Known::default(),
            takes_self: Known::default(),
            questions: RefCell::default(),
        }
    }

    /// A question that was asked; none that has another file's number.
    pub(crate) fn question(&self, number: QuestionId) -> Option<Question> {
        self.questions.borrow().get_index(number.0 as usize).cloned()
    }

    fn ask(&self, question: Question) -> Answer {
        let (number, _) = self.questions.borrow_mut().insert_full(question);
        Answer::Open(QuestionId(u32::try_from(number).unwrap_or(u32::MAX)))
    }

    /// What the file declares, for other files.
    pub(crate) fn summary(&self) -> FileSummary {
        self.file.summary.summary(0).cloned().unwrap_or_default()
    }

    /// The path that the name at `node` stands for, as far as the file tells and if that is another than is written.
    pub(crate) fn meaning(&self, node: Node<'_>) -> Option<String> {
        let paths = match self.written(node) {
            Written::Path(path) => vec![path],
            Written::Any(paths) => paths,
            Written::Local(_) | Written::Nothing => return None,
        };
        let renames = Renames::default();
        let mut lookup = Lookup::new(&self.file.summary, &renames);
        let targets: Vec<Target> = paths.iter().flat_map(|path| lookup.path(0, path)).collect();
        let path = targets.iter().flat_map(|target| &target.paths).next()?.join("::");
        (path != node.text()).then_some(path)
    }

    /// What the path written at `node` names.
    fn written(&self, node: Node<'_>) -> Written {
        written(node, &self.file.scopes, self.locals)
    }
}

/// Names that a file gives to something of another name.
fn aliases(summary: &FileSummary) -> HashSet<String> {
    let of_module = |module: &Module| {
        let uses = module.uses.iter().filter(|one| one.name.as_ref() != one.path.last());
        let items = module
            .items
            .iter()
            .filter(|item| matches!(item.kind, ItemKind::Alias { .. } | ItemKind::ExternCrate { .. }));
        let names = uses.filter_map(|one| one.name.clone());
        names.chain(items.map(|item| item.name.clone())).collect::<Vec<_>>()
    };
    summary.modules.iter().flat_map(of_module).collect()
}

/// What is known at one file's places, with some of its questions answered.
pub(crate) struct FileFacts<'a> {
    names: &'a FileNames<'a>,
    renames: &'a Renames,
    answers: &'a dyn Fn(&Question) -> Option<bool>,
}

impl<'a> FileFacts<'a> {
    pub(crate) fn new(
        names: &'a FileNames<'a>,
        renames: &'a Renames,
        answers: &'a dyn Fn(&Question) -> Option<bool>,
    ) -> Self {
        Self { names, renames, answers }
    }

    /// What is known, with the answers that others gave.
    fn answered(&self, answer: Answer) -> Answer {
        let Answer::Open(number) = answer else { return answer };
        let questions = self.names.questions.borrow();
        let known = questions.get_index(number.0 as usize).and_then(self.answers);
        known.map_or(answer, Answer::from)
    }

    /// Whether the path is the wanted one as far as the file can tell.
    fn verdict(&self, path: &PathRef, wanted: &WantedPath) -> Verdict {
        let look_up = || (wanted.clone(), self.look_up(path, wanted));
        self.names.paths.get_or_find(path, |asked| asked == wanted, look_up)
    }

    fn look_up(&self, path: &PathRef, wanted: &WantedPath) -> Verdict {
        let mut lookup = Lookup::new(&self.names.file.summary, self.renames);
        let targets = lookup.path(0, path);
        let found = targets
            .iter()
            .flat_map(|target| &target.paths)
            .map(|path| self.renames.is(path, wanted))
            .max()
            .unwrap_or(Verdict::No);
        if lookup.open.is_empty() {
            return found;
        }
        let last = wanted.segments.last().and_then(Option::as_deref);
        if found != Verdict::No || lookup.open.iter().any(|name| self.renames.may_be(name, last)) {
            Verdict::Perhaps
        } else {
            Verdict::No
        }
    }

    /// Whether the path at `node` can end in the wanted path's last name at all. Cheap, and asked of every name in a
    /// file.
    fn may_end_like(&self, node: Node<'_>, wanted: &WantedPath) -> bool {
        let Some(Some(wanted)) = wanted.segments.last() else { return true };
        let mut last = node;
        loop {
            last = match last.k() {
                K::GenericType | K::GenericTypeWithTurbofish => match last.get(F::Type) {
                    Some(inner) => inner,
                    None => return true,
                },
                K::GenericFunction => match last.get(F::Function) {
                    Some(inner) => inner,
                    None => return true,
                },
                K::ScopedIdentifier | K::ScopedTypeIdentifier => match last.get(F::Name) {
                    Some(inner) => inner,
                    None => return true,
                },
                _ => break,
            };
        }
        let name = plain(last.text());
        name == wanted
            || matches!(name, "self" | "Self" | "crate" | "core" | "alloc")
            || self.names.aliases.contains(name)
            || self.renames.may_be(name, Some(wanted))
            || self.renames.members.as_ref().is_some_and(|members| members.contains(name))
    }

    fn find_type(&self, node: Node<'_>, wanted: &[WantedPath], unknown: bool) -> Answer {
        let term = term_of(node, &self.names.file.scopes, self.names.locals);
        match Types::new(&self.names.file.summary, self.renames, 0).is(&term, wanted) {
            Is::Yes => Answer::Yes,
            Is::No => Answer::No,
            Is::Unknown => unknown.into(),
            Is::Open => self.names.ask(Question::TypeIs { term, wanted: wanted.to_vec(), unknown }),
        }
    }

    fn find_path(&self, node: Node<'_>, wanted: &WantedPath) -> Answer {
        let paths = match self.names.written(node) {
            Written::Local(segments) => return self.as_written(&segments, wanted).into(),
            Written::Nothing => return Answer::No,
            Written::Path(path) => vec![path],
            Written::Any(paths) => paths,
        };
        let mut open = Vec::new();
        for path in paths {
            match self.verdict(&path, wanted) {
                Verdict::Yes => return Answer::Yes,
                Verdict::Perhaps => open.push(path),
                Verdict::No => {}
            }
        }
        if open.is_empty() {
            return Answer::No;
        }
        self.names.ask(Question::PathIs { paths: open, wanted: wanted.clone() })
    }

    fn find_self(&self, node: Node<'_>) -> Answer {
        let path = match self.names.written(node) {
            Written::Path(path) => path,
            // `<T as Tr>::f` is a trait's, `<T>::f` most likely a method.
            Written::Any(paths) => match paths.as_slice() {
                [of_trait, _] => return self.is_method_of_trait(of_trait),
                [path] => path.clone(),
                _ => return Answer::No,
            },
            // `T::f` for a generic parameter can only be a trait's.
            Written::Local(segments) => {
                return match segments.as_slice() {
                    [_, name] if takes_self("", name) => Answer::Yes,
                    [_, name] => self.names.ask(Question::IsTraitMethod { name: name.clone() }),
                    _ => Answer::No,
                };
            }
            Written::Nothing => return Answer::No,
        };
        if path.segments.len() < 2 && node.k() != K::ScopedIdentifier {
            return Answer::No;
        }
        match method_of(&self.names.file.summary, self.renames, 0, &path) {
            Some(answer) => answer.into(),
            None => self.names.ask(Question::TakesSelf { path }),
        }
    }

    /// Whether the function of a trait takes `self`: what is known of the workspace's traits, and of others that most
    /// of their functions do.
    fn is_method_of_trait(&self, path: &PathRef) -> Answer {
        let mut lookup = Lookup::new(&self.names.file.summary, self.renames);
        let targets = lookup.path(0, path);
        if !lookup.open.is_empty() {
            return self.names.ask(Question::TakesSelf { path: path.clone() });
        }
        let is_outside = targets.iter().all(|target| matches!(target.def, Def::Outside | Def::Undeclared));
        let name = path.segments.last().map_or("", String::as_str);
        if is_outside {
            return (!makes_its_value(name)).into();
        }
        method_of(&self.names.file.summary, self.renames, 0, path).unwrap_or(true).into()
    }

    fn as_written(&self, segments: &[String], wanted: &WantedPath) -> bool {
        self.renames.is(segments, wanted) == Verdict::Yes
    }
}

impl Facts for FileFacts<'_> {
    fn path_is(&self, node: Node<'_>, wanted: &WantedPath) -> Answer {
        if has_arguments(node) || !self.may_end_like(node, wanted) {
            return Answer::No;
        }
        let find = || (wanted.clone(), self.find_path(node, wanted));
        self.answered(self.names.paths_at.get_or_find(&node.id(), |asked| asked == wanted, find))
    }

    fn type_is(&self, node: Node<'_>, wanted: &[WantedPath], unknown: bool) -> Answer {
        let is_asked = |(types, counts): &(Vec<WantedPath>, bool)| *counts == unknown && types == wanted;
        let find = || ((wanted.to_vec(), unknown), self.find_type(node, wanted, unknown));
        self.answered(self.names.types.get_or_find(&node.id(), is_asked, find))
    }

    fn takes_self(&self, node: Node<'_>) -> Answer {
        let find = || ((), self.find_self(node));
        self.answered(self.names.takes_self.get_or_find(&node.id(), |()| true, find))
    }
}

/// Whether generic arguments follow: the path with them is the one that is meant, so that nothing is found twice.
fn has_arguments(node: Node<'_>) -> bool {
    node.parent().is_some_and(|parent| match parent.k() {
        K::GenericType | K::GenericTypeWithTurbofish => node.field() == F::Type.into(),
        K::GenericFunction => node.field() == F::Function.into(),
        _ => false,
    })
}

/// Whether the function at `path` takes `self`; none where other files decide.
pub(super) fn method_of<S: std::borrow::Borrow<FileSummary>>(
    graph: &Graph<S>,
    renames: &Renames,
    file: super::graph::GraphId,
    path: &PathRef,
) -> Option<bool> {
    let mut lookup = Lookup::new(graph, renames);
    let targets = lookup.path(file, path);
    let name = path.segments.last()?;
    let mut answer = Some(false);
    for target in &targets {
        match target.def {
            Def::Member(module, item) => {
                let found = graph.takes_self(renames, module, item, name);
                match found {
                    Some(true) => return Some(true),
                    Some(false) => return Some(false),
                    None if !graph.is_whole() => answer = None,
                    None => return Some(takes_self("", name) || trait_method(graph, file, name)),
                }
            }
            Def::Outside | Def::Undeclared => {
                if let Some(owner) = owner(target)
                    && takes_self(owner, name)
                {
                    return Some(true);
                }
            }
            _ => {}
        }
    }
    if lookup.open.is_empty() || graph.is_whole() { answer } else { None }
}

/// Whether some trait of the workspace has a method of this name.
pub(super) fn trait_method<S: std::borrow::Borrow<FileSummary>>(
    graph: &Graph<S>,
    file: super::graph::GraphId,
    name: &str,
) -> bool {
    graph.callables(file, name).into_iter().any(|callable| {
        matches!(callable, super::graph::Callable::Trait(..))
            && graph.signature(callable).is_some_and(|signature| signature.takes_self)
    })
}

/// The type or trait that a function of another crate belongs to; none for a module.
fn owner(target: &Target) -> Option<&str> {
    let name = target.paths.first()?.iter().rev().nth(1)?.as_str();
    (name.starts_with(char::is_uppercase) || is_primitive(name)).then_some(name)
}

impl<S: std::borrow::Borrow<FileSummary>> Graph<S> {
    /// Whether a function of a type or trait of the workspace takes `self`; none if it is not found.
    fn takes_self(&self, renames: &Renames, module: super::GraphId, item: u32, name: &str) -> Option<bool> {
        if let ItemKind::Trait { methods } = &self.item(module, item)?.kind {
            // A trait's function is called like a method unless it says that it cannot be.
            let method = methods.iter().find(|(known, _)| known == name);
            return Some(method.is_none_or(|(_, signature)| signature.takes_self));
        }
        let takes_self = |callable: &super::Callable| {
            let super::Callable::Method(file, at) = *callable else { return None };
            let method = self.method(file, at)?;
            let (owners, _) = self.meaning(renames, file, &super::scope::named(&method.owner)?);
            let is_it = owners.iter().any(|owner| owner.def == Def::Item(module, item));
            is_it.then_some(method.signature.takes_self)
        };
        // Most types have their methods beside them, and then no other file is asked.
        if self.callables_beside(module, name).any(|callable| takes_self(&callable) == Some(true)) {
            return Some(true);
        }
        self.callables(module, name).iter().filter_map(takes_self).reduce(|a, b| a || b)
    }
}
