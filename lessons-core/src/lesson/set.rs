//! All lessons of a folder: those that can be used, and what is wrong with the files.

use std::collections::{BTreeMap, HashMap, HashSet};

use rayon::prelude::*;

use crate::cache::Cache;
use crate::lesson::Lesson;
use crate::lesson::known::{self, KnownLessons};
use crate::problem::{Flaw, Problem};
use crate::span::{LineIndex, Span};

/// The lessons of a folder, sorted by id; one bad lesson never hides another.
#[derive(Clone, Debug, Default)]
pub struct LessonSet {
    lessons: Vec<Lesson>,
    /// Places in `lessons` by id in lower case.
    places: HashMap<String, usize>,
    problems: Vec<Problem>,
    unusable: Vec<String>,
}

/// Whether a file of a lessons folder is a lesson: it ends with `.md` and is no README.
#[must_use]
pub fn is_lesson_file(path: &str) -> bool {
    let name = path.rsplit(['/', '\\']).next().unwrap_or_default();
    name.strip_suffix(".md").is_some_and(|stem| !stem.eq_ignore_ascii_case("readme"))
}

impl LessonSet {
    /// Reads lessons from pairs of path and content, in any order; files that are no lessons are passed over. Runs on
    /// the current rayon pool.
    pub fn read<P: AsRef<str>, B: AsRef<[u8]>>(files: impl IntoIterator<Item = (P, B)>) -> Self {
        Self::read_with(files, &KnownLessons::default())
    }

    /// As [`read`](Self::read), with a store for what is known of the files of one folder: those that have not changed
    /// since they were last found sound are not parsed before something in them is needed. It learns when it is
    /// [told](Self::keep).
    pub fn read_kept<P: AsRef<str>, B: AsRef<[u8]>>(
        files: impl IntoIterator<Item = (P, B)>,
        cache: &dyn Cache,
    ) -> Self {
        Self::read_with(files, &KnownLessons::load(cache))
    }

    /// Stores what is known of the lessons for the next [`read_kept`](Self::read_kept), if that is more than was known
    /// when they were read: call it when an engine was made of them.
    pub fn keep(&self, cache: &dyn Cache) {
        if self.lessons.iter().any(Lesson::is_news) {
            known::keep(cache, &self.lessons);
        }
    }

    fn read_with<P: AsRef<str>, B: AsRef<[u8]>>(
        files: impl IntoIterator<Item = (P, B)>,
        known: &KnownLessons,
    ) -> Self {
        let files: Vec<_> = files.into_iter().collect();
        let mut files: Vec<(&str, &[u8])> =
            files.iter().map(|(path, bytes)| (path.as_ref(), bytes.as_ref())).collect();
        files.retain(|(path, _)| is_lesson_file(path));
        files.sort_unstable();
        let read = |path, bytes| known.read(path, bytes).unwrap_or_else(|| Lesson::read(path, bytes));
        let readings: Vec<_> = files.par_iter().map(|(path, bytes)| (*path, read(path, bytes))).collect();
        let mut set = Self::default();
        // Ids in lower case, with the file that has each; a broken file has its id too.
        let mut taken: BTreeMap<String, String> = BTreeMap::new();
        let mut loaded = HashSet::new();
        for (path, reading) in readings {
            set.problems.extend(reading.problems);
            let id = super::paths::stem(path);
            let folded = id.to_ascii_lowercase();
            let first = taken.entry(folded.clone()).or_insert_with(|| path.to_owned());
            if first != path {
                let flaw = Flaw::error(
                    Span::default(),
                    format!("the id `{id}` is taken, ignoring case, by {first}"),
                )
                .hint(format!("rename {path} or {first}"));
                set.problems.push(flaw.into_problem(path, "", &LineIndex::new("")));
            }
            match reading.lesson {
                Some(lesson) if loaded.insert(folded) => set.lessons.push(lesson),
                _ => set.unusable.push(path.to_owned()),
            }
        }
        set.lessons.sort_by(|one, other| one.id.cmp(&other.id));
        set.places =
            (0..).zip(&set.lessons).map(|(at, lesson)| (lesson.id.to_ascii_lowercase(), at)).collect();
        set.problems.sort();
        set
    }

    /// The lessons without errors, sorted by id. Of several with one id, the one whose path comes first.
    #[must_use]
    pub fn lessons(&self) -> &[Lesson] {
        &self.lessons
    }

    /// What is wrong with any file, sorted by path and place.
    #[must_use]
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// The files that gave no lesson, sorted by path.
    #[must_use]
    pub fn unusable(&self) -> &[String] {
        &self.unusable
    }

    /// The ids of all files, also of those that gave no lesson.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        let unusable = self.unusable.iter().map(|path| super::paths::stem(path));
        self.lessons.iter().map(|lesson| lesson.id.as_str()).chain(unusable)
    }

    /// The lesson with this id, ignoring case.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Lesson> {
        self.lessons.get(*self.places.get(&id.to_ascii_lowercase())?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LESSON: &str = "```toml\nlesson.date = 2026-04-12\nforbid = 'f()'\n```\n# T\n## Root cause\na\n## Invariant\nb\n## Mitigation\nc\n";

    #[test]
    fn one_bad_lesson_hides_no_other() {
        let files = [
            ("lessons/b/INC-2.md", LESSON),
            ("lessons/README.md", "x"),
            ("lessons/a/readme.md", "x"),
            ("lessons/notes.txt", "x"),
            ("lessons/INC-3.md", "no lesson"),
            ("lessons/INC-1.md", LESSON),
        ];
        let set = LessonSet::read(files);
        let ids: Vec<_> = set.lessons().iter().map(|lesson| lesson.id.as_str()).collect();
        assert_eq!(ids, ["INC-1", "INC-2"]);
        assert_eq!(set.unusable(), ["lessons/INC-3.md"]);
        assert!(set.ids().any(|id| id == "INC-3"));
        assert!(set.problems().iter().all(|problem| problem.path == "lessons/INC-3.md"));
        assert!(set.get("inc-2").is_some());
        let reversed = LessonSet::read(files.into_iter().rev());
        assert_eq!(reversed.problems(), set.problems());
    }

    #[test]
    fn an_id_is_there_once_ignoring_case() {
        let set = LessonSet::read([("lessons/x/inc-1.md", LESSON), ("lessons/INC-1.md", LESSON)]);
        assert_eq!(set.lessons().len(), 1);
        assert_eq!(set.lessons()[0].path, "lessons/INC-1.md");
        let [problem] = set.problems() else { panic!("{:?}", set.problems()) };
        assert_eq!(problem.path, "lessons/x/inc-1.md");
        assert!(problem.message.contains("lessons/INC-1.md"), "{problem}");
    }

    #[test]
    fn a_broken_file_does_not_take_the_place_of_a_sound_one() {
        let set = LessonSet::read([("lessons/INC-1.md", "broken"), ("lessons/x/INC-1.md", LESSON)]);
        assert_eq!(set.lessons()[0].path, "lessons/x/INC-1.md");
        assert_eq!(set.unusable(), ["lessons/INC-1.md"]);
        assert!(set.problems().iter().any(|problem| problem.path == "lessons/x/INC-1.md"));
    }

    #[test]
    fn one_path_twice_is_one_lesson() {
        let set = LessonSet::read([("lessons/INC-1.md", LESSON), ("lessons/INC-1.md", LESSON)]);
        assert_eq!((set.lessons().len(), set.problems().len()), (1, 0));
    }
}
