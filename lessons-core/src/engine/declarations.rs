//! What files declare, read when an answer depends on it: of a file without findings of its own mostly nothing is.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rayon::prelude::*;

use super::words::WordSet;
use crate::language::Language;
use crate::language::rust::{Detail, Outline, Parts};
use crate::locals::Locals;
use crate::names::{FileNames, FileSummary, Question, Symbols, looks_like_root};
use crate::syntax::Builder;
use crate::workspace::{FileEntry, Workspace, relative};

/// Rounds of reading what the answers so far depend on; each goes one module, or one function, deeper.
const MAX_ROUNDS: usize = 64;

/// The declarations of a workspace's files, as far as they have been read.
pub(super) struct Declarations<'w> {
    workspace: &'w Workspace,
    detail: Detail,
    /// The functions of types and traits that are asked about; none where any may be.
    methods: Option<BTreeSet<String>>,
    /// Rust files that may be read, by path.
    entries: HashMap<&'w str, &'w FileEntry>,
    read: BTreeMap<String, FileSummary>,
    /// Functions all of whose files have been read.
    functions: BTreeSet<String>,
    /// Whether all files have.
    is_whole: bool,
    /// Files parsed here.
    parsed: u64,
}

/// The questions of files, by the path.
pub(super) type Asked<'q> = BTreeMap<&'q str, BTreeSet<&'q Question>>;

/// What the questions of files are answered with.
#[derive(Default)]
pub(super) struct Answers(HashMap<String, HashMap<Question, bool>>);

impl Answers {
    /// The answer to a question of a file; no where it was not asked.
    pub(super) fn get(&self, file: &str, question: &Question) -> bool {
        self.0.get(file).and_then(|answers| answers.get(question)).copied().unwrap_or_default()
    }

    fn insert(&mut self, file: &str, question: &Question, answer: bool) {
        match self.0.get_mut(file) {
            Some(answers) => _ = answers.insert(question.clone(), answer),
            None => _ = self.0.insert(file.to_owned(), HashMap::from([(question.clone(), answer)])),
        }
    }
}

impl<'w> Declarations<'w> {
    /// For certain questions, before anything is read but what the search has `known` of files, and in what detail.
    pub(super) fn new(
        workspace: &'w Workspace,
        entries: &[&'w FileEntry],
        known: BTreeMap<String, (Detail, FileSummary)>,
        asked: &Asked<'_>,
    ) -> Self {
        let questions = || asked.values().flatten();
        let detail = questions().map(|question| question.detail()).max().unwrap_or_default();
        let methods = (detail < Detail::Types)
            .then(|| questions().filter_map(|question| question.method().map(str::to_owned)).collect());
        let is_enough = |(path, (has, summary))| (has >= detail).then_some((path, summary));
        let read = known.into_iter().filter_map(is_enough).collect();
        let rust = |entry: &&&FileEntry| Language::of_path(&entry.path) == Some(Language::Rust);
        let entries = entries.iter().filter(rust).map(|entry| (entry.path.as_str(), *entry)).collect();
        Self {
            workspace,
            detail,
            methods,
            entries,
            read,
            functions: BTreeSet::new(),
            is_whole: false,
            parsed: 0,
        }
    }

    /// How many files were parsed to answer.
    pub(super) fn parsed(&self) -> u64 {
        self.parsed
    }

    /// The names of what has been read.
    pub(super) fn symbols(&self) -> Symbols<'_> {
        let is_there = |path: &str| self.entries.contains_key(path) && !self.read.contains_key(path);
        let read = self.read.iter().map(|(path, summary)| (path.as_str(), summary));
        let functions = (!self.is_whole).then_some(&self.functions);
        Symbols::in_part(self.workspace, read, &is_there, functions)
    }

    /// Reads until the questions of these files can be answered, and it is known where the files stand.
    pub(super) fn answer(&mut self, asked: &Asked<'_>) -> Answers {
        let mut answers = Answers::default();
        if asked.is_empty() {
            return answers;
        }
        self.read_files(self.roots(asked.keys().copied()));
        let mut left: Vec<(&str, &Question)> = asked
            .iter()
            .flat_map(|(file, questions)| questions.iter().map(|question| (*file, *question)))
            .collect();
        for _ in 0..MAX_ROUNDS {
            let missing = {
                let symbols = self.symbols();
                let settled: Vec<Option<bool>> =
                    left.par_iter().map(|(file, question)| symbols.settled(file, question)).collect();
                let mut settled = settled.into_iter();
                left.retain(|(file, question)| {
                    let answer = settled.next().flatten();
                    answer.into_iter().for_each(|answer| answers.insert(file, question, answer));
                    answer.is_none()
                });
                symbols.missing(asked.keys().copied())
            };
            let mut files = missing.files;
            files.retain(|file| !self.read.contains_key(file));
            if missing.functions.is_empty() && files.is_empty() {
                break;
            }
            files.extend(self.files_with(&missing.functions));
            self.functions.extend(missing.functions);
            // Where most is read anyway, finding out what needs the rest costs more than reading it.
            if (self.read.len() + files.len()) * 2 > self.entries.len() {
                files.extend(self.entries.keys().map(|path| (*path).to_owned()));
                self.is_whole = true;
            }
            self.read_files(files);
        }
        if !left.is_empty() {
            // Of a file that nobody knows to stand anywhere, and where modules lie too deep.
            let symbols = self.symbols();
            for (file, question) in left {
                answers.insert(file, question, symbols.answer(file, question));
            }
        }
        answers
    }

    /// The root files of the crates that the files may belong to.
    fn roots<'p>(&self, files: impl Iterator<Item = &'p str>) -> BTreeSet<String> {
        let mut roots = BTreeSet::new();
        let mut in_folder: HashMap<&str, Vec<&str>> = HashMap::new();
        for path in self.entries.keys().filter(|path| looks_like_root(path)) {
            in_folder.entry(relative::parent(path)).or_default().push(path);
        }
        for file in files {
            match self.workspace.place(file).package {
                Some(package) => {
                    let targets = package.targets.iter().map(|target| &target.src_path);
                    roots.extend(
                        targets
                            .filter(|root| relative::below(relative::parent(root), file).is_some())
                            .cloned(),
                    );
                }
                // What looks like a root, or a module, in a folder around it.
                None => {
                    for folder in relative::ancestors(file) {
                        let looks_so = in_folder.get(folder).into_iter().flatten();
                        roots.extend(looks_so.map(|path| (*path).to_owned()));
                        let modules = [relative::join(folder, "mod.rs"), format!("{folder}.rs")];
                        let is_there = |path: &String| self.entries.contains_key(path.as_str());
                        roots.extend(modules.into_iter().filter(is_there));
                    }
                }
            }
        }
        roots
    }

    /// The files that declare functions or constants of these names.
    fn files_with(&self, functions: &BTreeSet<String>) -> Vec<String> {
        if functions.is_empty() {
            return Vec::new();
        }
        let words = WordSet::new(functions.iter().cloned().collect());
        let entries: Vec<&str> =
            self.entries.keys().copied().filter(|path| !self.read.contains_key(*path)).collect();
        let declares = |path: &&str| {
            let Ok(text) = self.workspace.source().read(path) else { return false };
            let mut found = false;
            words.find(&text, |at, _| {
                let before = text.get(..at as usize).unwrap_or_default().trim_ascii_end();
                found |= [&b"fn"[..], b"const", b"r#"].iter().any(|word| before.ends_with(word));
            });
            found
        };
        entries.par_iter().copied().filter(declares).map(str::to_owned).collect()
    }

    fn read_files(&mut self, paths: impl IntoIterator<Item = String>) {
        let new: Vec<String> = paths.into_iter().filter(|path| !self.read.contains_key(path)).collect();
        let read: Vec<(String, Option<FileSummary>)> = new
            .into_par_iter()
            .map(|path| {
                let summary = self.entries.get(path.as_str()).and_then(|_| self.summary(&path));
                (path, summary)
            })
            .collect();
        for (path, summary) in read {
            self.parsed += u64::from(summary.is_some());
            // What cannot be read declares nothing, and is not asked for again.
            self.read.insert(path, summary.unwrap_or_default());
        }
    }

    fn summary(&self, path: &str) -> Option<FileSummary> {
        let text = String::from_utf8(self.workspace.source().read(path).ok()?).ok()?;
        summary(self.workspace, path, text, self.detail, self.methods.as_ref())
    }
}

/// What a Rust file declares, parsed no further than that takes: of the functions of types and traits only the
/// `methods`, unless all are wanted.
pub(super) fn summary(
    workspace: &Workspace,
    path: &str,
    text: String,
    detail: Detail,
    methods: Option<&BTreeSet<String>>,
) -> Option<FileSummary> {
    let grammar = Language::Rust.grammar();
    let tree = match Outline::new(&text, &[]).map(|outline| outline.parts(&text, detail, methods)) {
        Some(Parts::Slices(slices)) => Builder::slices(grammar, text, slices),
        Some(Parts::Whole) | None => Builder::file(grammar, text),
    };
    let tree = tree.ok()?;
    let locals = Locals::new(&tree);
    let summary = FileNames::new(&tree, &locals, workspace.place(path).edition).summary();
    Some(summary)
}
