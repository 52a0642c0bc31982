//! What a command works on: the workspace, its settings, its lessons and what is known of their approval.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;

use lessons_core::{
    Approval, ApprovalStatus, Approvals, Cache, CacheFile, Discovery, Disk, FileError, FileSource, Lesson,
    LessonSet, Memory, Problem, Workspace, WorkspaceError,
};

use crate::advice;
use crate::base::Base;
use crate::cache::Caches;
use crate::cli::Common;
use crate::exit::Failure;
use crate::settings::Settings;
use crate::terminal::Terminal;

/// The name of the approvals' file in the lessons' folder.
pub(crate) const APPROVALS: &str = "approvals.toml";

/// What every command is given. The workspace and the lessons are read when they are first asked for.
pub(crate) struct Context {
    /// The options that all commands share.
    pub(crate) common: Common,
    /// Where to write.
    pub(crate) terminal: Terminal,
    /// The working directory.
    pub(crate) cwd: PathBuf,
    /// What is kept from run to run.
    pub(crate) caches: Caches,
    project: OnceCell<Project>,
    base: OnceCell<Base>,
}

/// A workspace with its lessons.
pub(crate) struct Project {
    /// The workspace, without the files that the settings exclude; bare and without files where there is no manifest.
    pub(crate) workspace: Workspace,
    /// The workspace's directory; the working directory where there is no manifest.
    pub(crate) root: PathBuf,
    /// The lessons.
    pub(crate) lessons: Lessons,
    /// The settings.
    pub(crate) settings: Settings,
}

/// The lessons of one folder.
#[derive(Default)]
pub(crate) struct Lessons {
    /// The folder on disk; it need not exist.
    pub(crate) dir: PathBuf,
    /// The folder as it stands before the paths of lessons: from the workspace's root where it lies inside.
    pub(crate) shown: String,
    /// The lessons that can be used, and what is wrong with the files.
    pub(crate) set: LessonSet,
    /// The approvals.
    pub(crate) approvals: Approvals,
    /// The text of each file that was read, by its path: what problems are shown in.
    pub(crate) files: BTreeMap<String, Vec<u8>>,
    /// Files that could not be read at all.
    pub(crate) unreadable: Vec<FileError>,
    /// Where it is kept what is known of the lessons.
    kept: Option<Arc<CacheFile>>,
}

impl Context {
    /// A context in the working directory.
    pub(crate) fn new(common: Common, terminal: Terminal) -> Result<Self, Failure> {
        let cwd = std::env::current_dir()
            .map_err(|error| Failure::new(format!("the working directory cannot be told: {error}")))?;
        let caches = Caches::default();
        Ok(Self { common, terminal, cwd, caches, project: OnceCell::new(), base: OnceCell::new() })
    }

    /// The workspace around the working directory or of `--manifest-path`, with settings and lessons.
    ///
    /// Where there is no manifest and none was named, the lessons are those of the working directory.
    pub(crate) fn project(&self) -> Result<&Project, Failure> {
        if let Some(project) = self.project.get() {
            return Ok(project);
        }
        let project = self.read_project()?;
        Ok(self.project.get_or_init(|| project))
    }

    /// The lesson with this id, ignoring case.
    pub(crate) fn lesson(&self, id: &str) -> Result<&Lesson, Failure> {
        let lessons = &self.project()?.lessons;
        lessons.set.get(id).ok_or_else(|| lessons.unknown(id))
    }

    /// The project, if there is a manifest; else the failure that says so.
    pub(crate) fn workspace(&self) -> Result<&Project, Failure> {
        let project = self.project()?;
        if project.workspace.is_bare() {
            let dir = self.cwd.display().to_string();
            return Err(lessons_core::WorkspaceError::NoManifest { dir }.into());
        }
        Ok(project)
    }

    /// What the workspace is compared with; one command compares with one revision.
    pub(crate) fn base(&self, revision: &str) -> Result<&Base, Failure> {
        if let Some(base) = self.base.get() {
            return Ok(base);
        }
        let base = Base::read(self, &self.workspace()?.root, revision)?;
        Ok(self.base.get_or_init(|| base))
    }

    /// The workspace that a directory or a manifest belongs to; cargo is asked only if something changed.
    pub(crate) fn discover(&self, path: &Path) -> Result<Workspace, WorkspaceError> {
        let dir = if path.is_dir() { Some(path) } else { path.parent() };
        let cache = dir.and_then(|dir| self.caches.of_tree(dir, path));
        let mut how = Discovery::default();
        how.cache = cache.as_deref().map(|cache| cache as &dyn Cache);
        Workspace::discover_with(path, &how)
    }

    /// What is kept of searches of the tree in `dir`.
    pub(crate) fn results(&self, dir: &Path) -> Option<Arc<CacheFile>> {
        self.caches.of_tree(dir, self.common.manifest_path.as_deref().unwrap_or(&self.cwd))
    }

    fn read_project(&self) -> Result<Project, Failure> {
        let start = self.common.manifest_path.as_deref().unwrap_or(&self.cwd);
        let workspace = match self.discover(start) {
            // Listing the working directory would take forever in somebody's home; only its lessons are wanted.
            Err(WorkspaceError::NoManifest { .. }) if self.common.manifest_path.is_none() => {
                Workspace::bare_tree(Memory::new())?
            }
            other => other?,
        };
        let root = workspace.root().unwrap_or(&self.cwd).to_path_buf();
        let settings = if workspace.is_bare() {
            Settings::read(&Disk::new(&root)?, None)?
        } else {
            Settings::read(&**workspace.source(), workspace.settings())?
        };
        let lessons = match &self.common.lessons {
            Some(dir) => Lessons::named(dir, self, &root)?,
            None => Lessons::inside(settings.folder(), self, &root)?,
        };
        // A tree inside a workspace that has no lessons may bring its own.
        let beside = self.cwd.join("lessons");
        let lessons = if self.common.lessons.is_none() && !lessons.dir.is_dir() && beside.is_dir() {
            Lessons::on_disk(beside, "lessons".to_owned(), self)?
        } else {
            lessons
        };
        let workspace = exclude(workspace, &settings)?;
        Ok(Project { workspace, root, lessons, settings })
    }
}

impl Lessons {
    /// The lessons of a folder in the workspace's directory; none if there is no such folder.
    pub(crate) fn inside(dir: &str, context: &Context, root: &Path) -> Result<Self, Failure> {
        let shown = dir.trim_start_matches("./").trim_end_matches('/').to_owned();
        let path = root.join(&shown);
        let Ok(canonical) = path.canonicalize() else {
            return Ok(Self { dir: path, shown, ..Self::default() });
        };
        if !root.canonicalize().is_ok_and(|root| canonical.starts_with(root)) {
            return Err(Failure::new(format!("the folder {shown} leads out of the workspace"))
                .hint("put the lessons themselves inside, or name their folder with `--lessons`"));
        }
        Self::on_disk(path, shown, context)
    }

    /// The lessons of a tree of their own, which `dir` holds on disk; `shown` stands before their paths.
    pub(crate) fn of_tree(dir: PathBuf, shown: &str, tree: &Workspace) -> Self {
        let prefix = format!("{shown}/");
        let paths: Vec<_> = tree.entries().iter().map(|entry| format!("{prefix}{}", entry.path)).collect();
        Self::read(dir, shown.to_owned(), &paths, None, &|path| {
            tree.source().read(path.strip_prefix(&prefix).unwrap_or(path))
        })
    }

    /// The lessons of a folder of a tree, on disk or not.
    pub(crate) fn in_tree(dir: &str, tree: &Workspace) -> Self {
        let shown = dir.trim_start_matches("./").trim_end_matches('/').to_owned();
        let prefix = format!("{shown}/");
        let below = tree.entries().iter().filter(|entry| entry.path.starts_with(&prefix));
        let paths: Vec<_> = below.map(|entry| entry.path.clone()).collect();
        let root = tree.root().map(Path::to_path_buf).unwrap_or_default();
        Self::read(root.join(&shown), shown, &paths, None, &|path| tree.source().read(path))
    }

    /// The lessons of a folder that was named on the command line, wherever it lies.
    pub(crate) fn named(dir: &Path, context: &Context, root: &Path) -> Result<Self, Failure> {
        let path = context.cwd.join(dir);
        let canonical = path.canonicalize().map_err(|error| {
            Failure::new(format!("the folder of the lessons, {}, cannot be read: {error}", dir.display()))
                .hint("`--lessons` names a folder with a file `ID.md` for each lesson")
        })?;
        let below = root.canonicalize().ok().and_then(|root| {
            let below = canonical.strip_prefix(root).ok()?;
            below.to_str().map(|below| below.replace('\\', "/"))
        });
        if let Some(shown) = below.filter(|below| !below.is_empty()) {
            return Self::on_disk(root.join(&shown), shown, context);
        }
        let shown = dir.to_string_lossy().replace('\\', "/");
        let shown = shown.trim_start_matches("./").trim_end_matches('/').to_owned();
        Self::on_disk(canonical, shown, context)
    }

    fn on_disk(dir: PathBuf, shown: String, context: &Context) -> Result<Self, Failure> {
        let disk = Disk::new(&dir)?;
        let prefix = format!("{shown}/");
        let paths: Vec<_> = disk.list()?.into_iter().map(|entry| format!("{prefix}{}", entry.path)).collect();
        let kept = context.results(&dir);
        Ok(Self::read(dir, shown, &paths, kept, &|path| {
            disk.read(path.strip_prefix(&prefix).unwrap_or(path))
        }))
    }

    /// The lessons among the files at `paths`, which `read` gives.
    pub(crate) fn read(
        dir: PathBuf,
        shown: String,
        paths: &[String],
        kept: Option<Arc<CacheFile>>,
        read: &(dyn Fn(&str) -> Result<Vec<u8>, FileError> + Sync),
    ) -> Self {
        let mut files = BTreeMap::new();
        let mut unreadable = Vec::new();
        let approvals_path = format!("{shown}/{APPROVALS}");
        let wanted = paths.par_iter().filter(|path| lessons_core::is_lesson_file(path));
        let wanted = wanted.chain(rayon::iter::once(&approvals_path));
        let contents: Vec<_> = wanted.map(|path| (path, read(path))).collect();
        for (path, content) in contents {
            match content {
                Ok(bytes) => {
                    files.insert(path.clone(), bytes);
                }
                Err(FileError::NotFound { .. }) => {}
                Err(error) => unreadable.push(error),
            }
        }
        let set = match &kept {
            Some(kept) => LessonSet::read_kept(files.iter(), &**kept),
            None => LessonSet::read(files.iter()),
        };
        let approvals = Approvals::read(
            &approvals_path,
            files.get(&approvals_path).map(Vec::as_slice).unwrap_or_default(),
        );
        Self { dir, shown, set, approvals, files, unreadable, kept }
    }

    /// Keeps what was found out of the lessons, once an engine was made of them.
    pub(crate) fn keep(&self) {
        if let Some(kept) = &self.kept {
            self.set.keep(&**kept);
        }
    }

    /// The state of a lesson's approval.
    pub(crate) fn status(&self, lesson: &Lesson) -> ApprovalStatus {
        self.approvals.status(lesson)
    }

    /// A lesson's approval.
    pub(crate) fn approval(&self, lesson: &Lesson) -> Option<&Approval> {
        self.approvals.get(&lesson.id)
    }

    /// What is wrong with the lessons' files and the approvals, sorted by place.
    pub(crate) fn problems(&self) -> Vec<Problem> {
        let mut problems = [self.set.problems(), self.approvals.problems()].concat();
        problems.sort();
        problems
    }

    /// A failure if there is no folder of lessons: searching for nothing would look like finding nothing.
    pub(crate) fn check_present(&self) -> Result<(), Failure> {
        if self.dir.is_dir() {
            return Ok(());
        }
        Err(Failure::new(format!("there is no folder of lessons, {}", self.dir.display()))
            .hint(format!("`{}` makes one, `--lessons DIR` names another", advice::command("init"))))
    }

    /// The lessons with these ids; all that can be used if none are given. One that does not load is left out: its
    /// problems are told.
    pub(crate) fn choose(&self, ids: &[String]) -> Result<Vec<&Lesson>, Failure> {
        if ids.is_empty() {
            return Ok(self.set.lessons().iter().collect());
        }
        let mut chosen: Vec<&Lesson> = Vec::new();
        for id in ids {
            match self.set.get(id) {
                Some(lesson) if chosen.iter().any(|other| other.id == lesson.id) => {}
                Some(lesson) => chosen.push(lesson),
                None if self.broken(id).is_some() => {}
                None => return Err(self.unknown(id)),
            }
        }
        Ok(chosen)
    }

    /// The file of a lesson that does not load.
    pub(crate) fn broken(&self, id: &str) -> Option<&str> {
        let is_it = |path: &&String| {
            let name = path.rsplit('/').next().unwrap_or_default();
            name.strip_suffix(".md").is_some_and(|stem| stem.eq_ignore_ascii_case(id))
        };
        self.set.unusable().iter().find(is_it).map(String::as_str)
    }

    /// The error for an id that no lesson that loads has.
    pub(crate) fn unknown(&self, id: &str) -> Failure {
        match self.broken(id) {
            Some(path) => Failure::new(format!("{path} does not load"))
                .hint(format!("`{}` says why", advice::command(&format!("test {id}")))),
            None => Failure::new(format!("there is no lesson `{id}` in {}", self.shown))
                .hint(format!("`{}` names them all", advice::command("list"))),
        }
    }
}

/// The workspace without the files that the settings exclude. They count as not there, so `require` can still be judged.
pub(crate) fn exclude(workspace: Workspace, settings: &Settings) -> Result<Workspace, Failure> {
    if settings.exclude.is_empty() {
        return Ok(workspace);
    }
    let mut globs = globset::GlobSetBuilder::new();
    for glob in &settings.exclude {
        let compiled = globset::GlobBuilder::new(glob)
            .literal_separator(true)
            .build()
            .map_err(|error| Failure::new(format!("the setting `exclude` holds a bad glob: {error}")))?;
        globs.add(compiled);
    }
    let globs = globs.build().map_err(|error| Failure::new(error.to_string()))?;
    let source = Arc::clone(workspace.source());
    Ok(workspace.with_files(Excluding { source, globs })?)
}

/// Files of a source without those that globs match.
struct Excluding {
    source: Arc<dyn FileSource>,
    globs: globset::GlobSet,
}

impl FileSource for Excluding {
    fn list(&self) -> Result<Vec<lessons_core::FileEntry>, FileError> {
        let mut entries = self.source.list()?;
        entries.retain(|entry| !self.globs.is_match(&entry.path));
        Ok(entries)
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, FileError> {
        self.source.read(path)
    }

    fn root(&self) -> Option<&Path> {
        self.source.root()
    }
}
