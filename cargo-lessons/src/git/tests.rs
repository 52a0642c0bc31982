//! Repositories of every kind, as the rest of the program sees them.

use std::path::Path;
use std::process::Command;

use lessons_core::{FileError, FileSource as _};

use super::*;

fn git(dir: &Path, arguments: &[&str]) -> String {
    let identity = ["-c", "user.name=x", "-c", "user.email=x@y", "-c", "commit.gpgsign=false"];
    let output = Command::new("git").arg("-C").arg(dir).args(identity).args(arguments).output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

fn write(dir: &Path, path: &str, text: &[u8]) {
    std::fs::create_dir_all(dir.join(path).parent().unwrap()).unwrap();
    std::fs::write(dir.join(path), text).unwrap();
}

fn repository(format: &str) -> tempfile::TempDir {
    let temp = tempfile::tempdir().unwrap();
    git(temp.path(), &["init", "-q", "-b", "main", "--object-format", format]);
    write(temp.path(), "a.rs", b"a");
    write(temp.path(), "sub/b c ü.rs", b"b\nb\n");
    write(temp.path(), "sub/.hidden", b"h");
    write(temp.path(), "subway/x.rs", b"");
    git(temp.path(), &["add", "-A"]);
    git(temp.path(), &["commit", "-q", "-m", "one"]);
    temp
}

fn paths(tree: &Tree) -> Vec<String> {
    tree.list().unwrap().into_iter().map(|entry| entry.path).collect()
}

#[test]
fn a_tree_is_the_same_in_a_bare_clone_and_in_every_format() {
    for format in ["sha1", "sha256"] {
        let work = repository(format);
        let temp = tempfile::tempdir().unwrap();
        git(temp.path(), &["clone", "-q", "--bare", work.path().to_str().unwrap(), "bare"]);
        let mut keys = Vec::new();
        for dir in [work.path().to_owned(), temp.path().join("bare")] {
            let repository = Git::open(&dir).unwrap();
            let head = repository.commit("HEAD").unwrap();
            assert_eq!(head.len(), if format == "sha1" { 40 } else { 64 });
            let tree = repository.tree(&head).unwrap();
            assert_eq!(paths(&tree), ["a.rs", "sub/b c ü.rs", "subway/x.rs"]);
            assert_eq!(tree.read("sub/b c ü.rs").unwrap(), b"b\nb\n");
            assert_eq!(tree.read("sub/.hidden").unwrap(), b"h");
            assert_eq!(tree.read("subway/x.rs").unwrap(), b"");
            assert!(matches!(tree.read("none"), Err(FileError::NotFound { .. })));
            assert!(matches!(tree.read("../a.rs"), Err(FileError::OutsideRoot { .. })));
            keys.push(tree.list().unwrap()[0].key.unwrap());
        }
        assert_eq!(keys[0], keys[1]);
    }
}

#[test]
fn a_bare_repository_is_compared_commit_with_commit() {
    let work = repository("sha1");
    write(work.path(), "sub/b c ü.rs", b"b\nnew\nb\n");
    git(work.path(), &["commit", "-qam", "two"]);
    let temp = tempfile::tempdir().unwrap();
    git(temp.path(), &["clone", "-q", "--bare", work.path().to_str().unwrap(), "bare"]);
    let bare = Git::open(&temp.path().join("bare")).unwrap();
    assert!(bare.is_bare());
    let base = bare.merge_base("HEAD~1").unwrap();
    let changes = bare.changes_since(&base).unwrap();
    assert!(changes.touches("sub/b c ü.rs", 2, 2) && !changes.touches("sub/b c ü.rs", 3, 9));
}

#[test]
fn a_subdirectory_sees_its_own_files_alone() {
    let work = repository("sha1");
    let inside = Git::open(&work.path().join("sub")).unwrap();
    assert_eq!(inside.prefix(), "sub/");
    let head = inside.commit("HEAD").unwrap();
    assert_eq!(paths(&inside.tree(&head).unwrap()), ["b c ü.rs"]);
    write(work.path(), "a.rs", b"changed");
    write(work.path(), "sub/new.rs", b"n");
    let changes = inside.changes_since(&head).unwrap().below(inside.prefix());
    assert_eq!(changes.paths().collect::<Vec<_>>(), ["new.rs"]);
    // A directory that the commit has not got holds nothing there.
    std::fs::create_dir(work.path().join("later")).unwrap();
    let later = Git::open(&work.path().join("later")).unwrap();
    assert!(paths(&later.tree(&head).unwrap()).is_empty());
}

#[cfg(unix)]
#[test]
fn links_and_submodules_are_no_files() {
    let work = repository("sha1");
    std::os::unix::fs::symlink("a.rs", work.path().join("link.rs")).unwrap();
    git(work.path(), &["add", "-A"]);
    let head = git(work.path(), &["rev-parse", "HEAD"]);
    git(work.path(), &["update-index", "--add", "--cacheinfo", &format!("160000,{head},module")]);
    git(work.path(), &["commit", "-q", "-m", "two"]);
    let repository = Git::open(work.path()).unwrap();
    let tree = repository.tree(&repository.commit("HEAD").unwrap()).unwrap();
    assert!(tree.read("a.rs").is_ok());
    for path in ["link.rs", "module"] {
        assert!(!paths(&tree).contains(&path.to_owned()));
        assert!(tree.read(path).is_err());
    }
}

#[test]
fn many_threads_read_at_once() {
    let work = repository("sha1");
    for number in 0..50 {
        write(work.path(), &format!("many/{number}.rs"), format!("{number}\n").repeat(1000).as_bytes());
    }
    git(work.path(), &["add", "-A"]);
    git(work.path(), &["commit", "-q", "-m", "many"]);
    let repository = Git::open(work.path()).unwrap();
    let tree = repository.tree(&repository.commit("HEAD").unwrap()).unwrap();
    std::thread::scope(|scope| {
        for thread in 0..8 {
            let tree = &tree;
            scope.spawn(move || {
                for number in (0..50).map(|number| (number + thread * 7) % 50) {
                    let content = tree.read(&format!("many/{number}.rs")).unwrap();
                    assert_eq!(content, format!("{number}\n").repeat(1000).as_bytes());
                }
            });
        }
    });
}

#[test]
fn comparing_leaves_the_repository_as_it_is() {
    let work = repository("sha1");
    let repository = Git::open(work.path()).unwrap();
    let head = repository.commit("HEAD").unwrap();
    std::fs::rename(work.path().join("sub/b c ü.rs"), work.path().join("moved.rs")).unwrap();
    // A repository of its own inside, without a commit.
    std::fs::create_dir(work.path().join("inner")).unwrap();
    git(&work.path().join("inner"), &["init", "-q"]);
    write(work.path(), "inner/x.rs", b"x");
    let objects = || git(work.path(), &["count-objects"]);
    let before = (objects(), std::fs::read(work.path().join(".git/index")).unwrap());
    let changes = repository.changes_since(&head).unwrap();
    assert_eq!(changes.base_path("moved.rs"), "sub/b c ü.rs");
    assert_eq!(changes.moved_to("sub/b c ü.rs"), Some("moved.rs"));
    assert!(!changes.touches("moved.rs", 1, 2));
    assert_eq!((objects(), std::fs::read(work.path().join(".git/index")).unwrap()), before);
}

#[test]
fn a_repository_without_a_commit_says_so() {
    let temp = tempfile::tempdir().unwrap();
    git(temp.path(), &["init", "-q"]);
    let repository = Git::open(temp.path()).unwrap();
    assert!(matches!(repository.merge_base("HEAD"), Err(GitError::UnknownRevision { .. })));
}

/// A history with a merge, a move, a link, a submodule and a file that goes; newest last.
fn history() -> tempfile::TempDir {
    let work = repository("sha1");
    let commit = |message: &str| {
        git(work.path(), &["add", "-A"]);
        git(work.path(), &["commit", "-q", "--allow-empty", "-m", message]);
    };
    git(work.path(), &["checkout", "-q", "-b", "side"]);
    write(work.path(), "side.rs", b"s1");
    commit("side 1");
    write(work.path(), "side.rs", b"s2");
    commit("side 2");
    git(work.path(), &["checkout", "-q", "main"]);
    commit("nothing: \u{1}x\n\nbody\nmore");
    git(work.path(), &["merge", "-q", "--no-ff", "-m", "merge", "side"]);
    std::fs::create_dir(work.path().join("new")).unwrap();
    std::fs::rename(work.path().join("sub/b c ü.rs"), work.path().join("new/b.rs")).unwrap();
    std::fs::remove_file(work.path().join("a.rs")).unwrap();
    commit("move");
    work
}

/// Each commit's subject with its changes, as `+path`, `-path` and `~path`.
fn told(log: &Log) -> Vec<String> {
    let change = |change: &lessons_core::Change| {
        let sign = match (&change.before, &change.after) {
            (None, _) => '+',
            (_, None) => '-',
            _ => '~',
        };
        format!(" {sign}{}", change.path)
    };
    let commits = log.commits.iter().zip(&log.revisions);
    commits
        .map(|(commit, revision)| {
            assert_eq!(commit.id, revision.id);
            commit.subject.clone() + &revision.changes.iter().map(change).collect::<String>()
        })
        .collect()
}

#[test]
fn the_main_line_is_told_newest_first() {
    let work = history();
    let temp = tempfile::tempdir().unwrap();
    git(temp.path(), &["clone", "-q", "--bare", work.path().to_str().unwrap(), "bare"]);
    // A setting that would take the root's changes away.
    git(work.path(), &["config", "log.showRoot", "false"]);
    let expected = [
        "move -a.rs +new/b.rs -sub/b c ü.rs",
        "merge +side.rs",
        "nothing: \u{1}x",
        "one +a.rs +sub/.hidden +sub/b c ü.rs +subway/x.rs",
    ];
    for dir in [work.path().to_owned(), temp.path().join("bare")] {
        let repository = Git::open(&dir).unwrap();
        let head = repository.commit("HEAD").unwrap();
        let log = repository.log(&head, 1000).unwrap();
        assert_eq!(told(&log), expected);
        assert!(!log.is_cut_off && log.commits[0].time > 1_600_000_000);
        assert_eq!(told(&repository.log(&head, 2).unwrap()), expected[..2]);
        let blob = log.revisions[1].changes[0].after.clone().unwrap();
        assert_eq!(lessons_core::Blobs::read(&repository, &blob).unwrap(), b"s2");
        let nothing = lessons_core::Blobs::read(&repository, &"0".repeat(40)).unwrap_err();
        assert!(matches!(nothing, FileError::Unreadable { .. }));
    }
    let inside = Git::open(&work.path().join("sub")).unwrap();
    let log = inside.log(&inside.commit("HEAD").unwrap(), 9).unwrap();
    assert_eq!(told(&log), ["move -b c ü.rs", "merge", "nothing: \u{1}x", "one +.hidden +b c ü.rs"]);
}

#[cfg(unix)]
#[test]
fn links_and_submodules_are_no_part_of_history() {
    let work = repository("sha256");
    std::os::unix::fs::symlink("a.rs", work.path().join("link.rs")).unwrap();
    let head = git(work.path(), &["rev-parse", "HEAD"]);
    git(work.path(), &["add", "-A"]);
    git(work.path(), &["update-index", "--add", "--cacheinfo", &format!("160000,{head},module")]);
    git(work.path(), &["commit", "-q", "-m", "two"]);
    std::fs::remove_file(work.path().join("link.rs")).unwrap();
    write(work.path(), "link.rs", b"a file now");
    git(work.path(), &["add", "link.rs"]);
    git(work.path(), &["commit", "-q", "-m", "three"]);
    let repository = Git::open(work.path()).unwrap();
    let head = repository.commit("HEAD").unwrap();
    assert_eq!(told(&repository.log(&head, 2).unwrap()), ["three +link.rs", "two"]);
    let commit = repository.show(&head).unwrap();
    let files = repository.files_of(&commit).unwrap();
    assert!(files[0].before.is_none() && files[0].path() == "link.rs");
    let commit = repository.show(commit.parent.as_deref().unwrap()).unwrap();
    assert_eq!(repository.files_of(&commit).unwrap(), []);
}

#[test]
fn a_clone_that_was_cut_off_says_so() {
    let work = history();
    let temp = tempfile::tempdir().unwrap();
    let url = format!("file://{}", work.path().display());
    git(temp.path(), &["clone", "-q", "--depth", "2", &url, "shallow"]);
    let repository = Git::open(&temp.path().join("shallow")).unwrap();
    let head = repository.commit("HEAD").unwrap();
    let log = repository.log(&head, 1000).unwrap();
    assert!(log.is_cut_off);
    assert_eq!(told(&log), ["move -a.rs +new/b.rs -sub/b c ü.rs", "merge"]);
    let commit = repository.show(&log.commits[1].id).unwrap();
    assert!(matches!(repository.files_of(&commit), Err(GitError::CutOff { .. })));
}

#[test]
fn a_commit_is_what_it_changed_against_its_first_parent() {
    let work = history();
    let repository = Git::open(work.path()).unwrap();
    let told = |revision: &str| {
        let commit = repository.show(&repository.commit(revision).unwrap()).unwrap();
        let path = |side: &Option<(String, String)>| side.as_ref().map(|(path, _)| path.clone());
        let files = repository.files_of(&commit).unwrap();
        let files: Vec<_> = files.iter().map(|file| (path(&file.before), path(&file.after))).collect();
        (commit, files)
    };
    let some = |path: &str| Some(path.to_owned());
    let (head, files) = told("HEAD");
    assert_eq!(files, [(some("a.rs"), None), (some("sub/b c ü.rs"), some("new/b.rs"))]);
    assert_eq!((head.parents, head.subject.as_str()), (1, "move"));
    let (merge, files) = told("HEAD~1");
    assert_eq!((merge.parents, files), (2, vec![(None, some("side.rs"))]));
    let (empty, files) = told("HEAD~2");
    assert_eq!((empty.message.as_str(), files), ("nothing: \u{1}x\n\nbody\nmore", vec![]));
    let (root, files) = told("HEAD~3");
    assert_eq!((root.parent, files.len()), (None, 4));
}
