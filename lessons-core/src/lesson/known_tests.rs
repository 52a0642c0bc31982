//! Lessons that an earlier run knew are the lessons in the files, and are read no sooner than they must be.

use std::collections::HashMap;
use std::sync::Mutex;

use crate::cache::{Cache, CacheKey};
use crate::lesson::{Lesson, LessonSet};
use crate::{ApprovalStatus, Engine, Memory, SearchOptions, Workspace};

#[derive(Default)]
struct Store(Mutex<HashMap<CacheKey, Vec<u8>>>);

impl Cache for Store {
    fn get(&self, key: &CacheKey) -> Option<Vec<u8>> {
        self.0.lock().unwrap().get(key).cloned()
    }

    fn put(&self, key: CacheKey, value: Vec<u8>) {
        self.0.lock().unwrap().insert(key, value);
    }
}

const RULES: [(&str, &str); 6] = [
    ("A", "[forbid]\npattern = '$X.unwrap()'\nmessage = 'at {X}'\n"),
    (
        "B",
        "[scope]\npaths = ['src/**', '!src/gen/**']\ntests = true\n[forbid]\npattern = 'std::fs::remove_file($P)'\nfix = 'gone({P})'\n",
    ),
    ("C", "[scope]\ncrates = ['a*']\ndependency = { tokio = '<1.40' }\n[require]\npattern = 'guard()'\n"),
    (
        "D",
        "[[forbid]]\npattern = '$X.lock()'\nheld-across = '$F.await'\n[[forbid]]\nany = ['f($X)', 'g($X)']\nwhere.X.type = 'Mutex'\n",
    ),
    ("E", "[guard]\ntest = ['p::t']\n"),
    ("F", "[waive]\nreason = 'a process'\n"),
];

fn text(rule: &str) -> String {
    // A tag that nobody knows is a warning.
    format!(
        "```toml\n[lesson]\ndate = 2026-04-12\nlevel = 'deny'\ntags = ['x']\n\n{rule}```\n\n# T\n\n## Root cause\n\na\n\n## Invariant\n\nb\n\n\
         ## Mitigation\n\nc\n\n```rust,bad,odd\nf(x);\n```\n"
    )
}

fn files() -> Vec<(String, String)> {
    RULES.iter().map(|(id, rule)| (format!("lessons/{id}.md"), text(rule))).collect()
}

/// Reads files with what the store knows, makes an engine of them and keeps what was found out.
fn run(files: &[(String, String)], store: &Store) -> (LessonSet, Engine, Vec<crate::Problem>) {
    let set = LessonSet::read_kept(files.iter().map(|(path, text)| (path, text)), store);
    let with_status = set.lessons().iter().map(|lesson| (lesson.clone(), ApprovalStatus::Approved));
    let (engine, problems) = Engine::new(with_status);
    set.keep(store);
    (set, engine, problems)
}

fn found(engine: &Engine) -> String {
    let code = "fn f(m: &Mutex<u8>) { a.unwrap(); std::fs::remove_file(p); }\n\
                async fn g(m: Mutex<u8>) { let l = m.lock(); h().await; f(m); }\n";
    let tree: Memory = [("src/lib.rs", code), ("src/gen/x.rs", code)].into_iter().collect();
    let report = engine.search(&Workspace::bare_tree(tree).unwrap(), &SearchOptions::default()).unwrap();
    format!("{report:?}")
}

fn told(lesson: &Lesson) -> String {
    let Lesson { id, path, title, date, level, withdrawn, scope, digest, file: _ } = lesson;
    let patterns = (scope.crates.patterns(), scope.paths.patterns(), scope.tests, &scope.dependencies);
    format!("{id} {path} {title} {date} {level} {withdrawn:?} {patterns:?} {digest}")
}

#[test]
fn a_known_lesson_is_the_one_in_the_file() {
    let (store, files) = (Store::default(), files());
    let (first, engine, problems) = run(&files, &store);
    assert_eq!((problems, first.unusable().len(), first.problems().len()), (Vec::new(), 0, 6));
    let (second, known, problems) = run(&files, &store);
    assert_eq!((problems, second.problems()), (Vec::new(), first.problems()));
    for (one, other) in first.lessons().iter().zip(second.lessons()) {
        assert_eq!(told(one), told(other));
        assert!(other.file.body.get().is_none(), "{} was read although nothing in it was needed", other.id);
        assert_eq!(format!("{:?}", **one), format!("{:?}", **other));
        assert_eq!((one.source(), one.front_matter()), (other.source(), other.front_matter()));
    }
    assert_eq!(found(&known), found(&engine));
    assert!(found(&engine).contains("still held here"), "{}", found(&engine));
}

#[test]
fn a_rule_is_read_when_a_file_has_what_it_needs() {
    let (store, files) = (Store::default(), files());
    run(&files, &store);
    let (set, engine, _) = run(&files, &store);
    let tree: Memory = [("src/lib.rs", "fn h() { a.unwrap(); }")].into_iter().collect();
    engine.search(&Workspace::bare_tree(tree).unwrap(), &SearchOptions::default()).unwrap();
    let read: Vec<&str> =
        set.lessons().iter().filter(|one| one.file.body.get().is_some()).map(|one| one.id.as_str()).collect();
    assert_eq!(read, ["A"]);
}

#[test]
fn what_changed_is_read_anew_and_what_is_broken_is_told_each_time() {
    let (store, mut files) = (Store::default(), files());
    run(&files, &store);
    files[0].1 = text("[forbid]\npattern = '$X.expect($Y)'\n");
    files[1].1 = text("[forbid]\npattern = 'f($X'\n");
    files[2].1 = text("[forbid]\npatern = 'f($X)'\n");
    for round in 0..3 {
        let (set, engine, problems) = run(&files, &store);
        assert_eq!(set.unusable(), ["lessons/C.md"], "{round}");
        assert!(problems.iter().all(|problem| problem.path == "lessons/B.md") && !problems.is_empty());
        assert_eq!(set.lessons()[0].file.was_known, round > 0);
        assert!(!set.lessons()[1].file.was_known, "a rule that does not compile is known to nobody");
        assert!(!found(&engine).contains("at a"));
    }
    // A lesson that moves is another file.
    let moved: Vec<_> =
        files.iter().map(|(path, text)| (path.replace("lessons/", "lessons/x/"), text.clone())).collect();
    let (set, ..) = run(&moved, &store);
    assert!(
        set.lessons().iter().all(|lesson| !lesson.file.was_known && lesson.path.starts_with("lessons/x/"))
    );
}

#[test]
fn a_store_that_makes_things_up_changes_nothing() {
    let (store, files) = (Store::default(), files());
    let (_, engine, _) = run(&files, &store);
    let whole = store.0.lock().unwrap().values().next().unwrap().clone();
    for cut in (0..whole.len()).step_by(7) {
        for value in store.0.lock().unwrap().values_mut() {
            *value = whole[..cut].to_vec();
        }
        let (set, again, problems) = run(&files, &store);
        assert_eq!((set.lessons().len(), problems.len()), (6, 0));
        assert_eq!(found(&again), found(&engine));
    }
}
