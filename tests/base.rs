//! `scan --base REV`: what a change brought, and nothing that was there before.

mod support;

use support::{Repo, command, git, said};

const SEND: &str = "pub fn new(tx: &Tx) {\n    tx.blocking_send(2);\n}\n";

#[test]
fn what_was_there_before_is_not_told_and_what_is_new_is() {
    let repo = Repo::new();
    repo.lessons(&["scan"]).exits(1).says("src/lib.rs:2");
    repo.lessons(&["scan", "--base", "HEAD"]).exits(0).says_nothing_of("src/lib.rs");
    for (why, path) in [("in an untracked file", "src/new.rs"), ("in a name with a space", "src/a b ü.rs")] {
        repo.write(path, SEND);
        repo.lessons(&["scan", "--base", "HEAD"])
            .exits(1)
            .says(&format!("{path}:2"))
            .says_nothing_of("lib.rs");
        repo.commit(why);
        repo.lessons(&["scan", "--base", "HEAD~1"]).exits(1).says(&format!("{path}:2"));
        repo.lessons(&["scan", "--base", "HEAD"]).exits(0);
    }
    // Lines before it move it, and do not touch it.
    repo.write("src/lib.rs", &format!("// a comment\n\n{}", repo.read("src/lib.rs")));
    repo.lessons(&["scan", "--base", "HEAD"]).exits(0);
    // A line of it is written anew.
    repo.replace("src/lib.rs", "tx.blocking_send(1);", "tx.blocking_send(1); // now");
    repo.lessons(&["scan", "--base", "HEAD"]).exits(1).says("src/lib.rs:4");
}

#[test]
fn a_finding_on_lines_that_stayed_is_new_if_the_base_has_none() {
    let repo = Repo::new();
    let lesson = repo.read("lessons/INC-1.md").replace(
        "pattern = \"$TX.blocking_send($_)\"",
        "pattern = \"$L.lock().unwrap()\"\nheld-across = \"$F.await\"",
    );
    let blocks = lesson
        .replace("tx.blocking_send(event);", "let g = l.lock().unwrap();\nf().await;")
        .replace("tx.try_send(event);", "drop(l.lock().unwrap());\nf().await;");
    repo.write("lessons/INC-2.md", &blocks);
    repo.approve("INC-2");
    repo.write(
        "src/w.rs",
        "async fn w() {\n    let g = l.lock().unwrap();\n    drop(g);\n    f().await;\n}\n",
    );
    repo.commit("guard dropped");
    repo.lessons(&["scan", "--base", "HEAD"]).exits(0);
    repo.replace("src/w.rs", "    drop(g);\n", "");
    repo.lessons(&["scan", "--base", "HEAD"]).exits(1).says("src/w.rs:2");
}

#[test]
fn a_file_that_moved_keeps_its_findings() {
    let repo = Repo::new();
    let body = "fn keep() -> u32 {\n    let mut sum = 0;\n    for n in 0..100 {\n        sum += n;\n    }\n    sum\n}\n";
    repo.write("src/old.rs", &format!("{SEND}{body}"));
    repo.commit("old");
    repo.rename("src/old.rs", "src/deep/moved.rs");
    // git has not been told: the file is untracked.
    repo.lessons(&["scan", "--base", "HEAD"]).exits(0).says_nothing_of("moved.rs");
    repo.git(&["add", "-A"]);
    repo.lessons(&["scan", "--base", "HEAD"]).exits(0).says_nothing_of("moved.rs");
    repo.replace("src/deep/moved.rs", "sum\n}", "sum\n}\nfn more(tx: &Tx) {\n    tx.blocking_send(3);\n}");
    repo.lessons(&["scan", "--base", "HEAD"]).exits(1).says("moved.rs:12").says_nothing_of("moved.rs:2:");
    assert!(repo.git(&["status", "--porcelain"]).lines().all(|line| !line.contains("objects")));
}

#[test]
fn the_base_is_where_the_branch_began() {
    let repo = Repo::new();
    repo.git(&["checkout", "-q", "-b", "topic"]);
    repo.commit("on topic");
    repo.git(&["checkout", "-q", "main"]);
    repo.write("src/lib.rs", "");
    repo.commit("main mends it");
    repo.git(&["checkout", "-q", "topic"]);
    // main has no finding any more, but the topic did not bring it.
    repo.lessons(&["scan", "--base", "main"]).exits(0);
}

#[test]
fn no_change_approves_or_weakens_by_itself() {
    /// Why, the change, the exit code, and words that are said.
    type Case<'a> = (&'a str, &'a dyn Fn(&Repo), i32, &'a str);
    let cases: &[Case<'_>] = &[
        (
            "deleted",
            &|repo| repo.remove("lessons/INC-1.md"),
            1,
            "is deleted: keep it. To end it, withdraw it",
        ),
        (
            "unapproved",
            &|repo| repo.remove("lessons/approvals.toml"),
            1,
            "approval of an enforced lesson is taken away",
        ),
        (
            "level lowered and approved anew",
            &|repo| {
                repo.replace("lessons/INC-1.md", "level = \"deny\"", "level = \"note\"");
                repo.approve("INC-1");
            },
            1,
            "lowered from deny to note",
        ),
        (
            "withdrawn and approved anew",
            &|repo| {
                repo.replace(
                    "lessons/INC-1.md",
                    "level = \"deny\"",
                    "level = \"deny\"\nwithdrawn = 2026-02-02",
                );
                repo.approve("INC-1");
            },
            1,
            "it is withdrawn. Undo that, or have the owners merge it: this check stays red until then",
        ),
        (
            "rule narrowed and approved anew",
            &|repo| {
                repo.replace("lessons/INC-1.md", "($_)\"", "($_)\"\nnot.inside = \"fn quiet($$$) { $$$ }\"");
                repo.approve("INC-1");
            },
            1,
            "[forbid] is another one",
        ),
        (
            "scope narrowed and approved anew",
            &|repo| {
                repo.replace("lessons/INC-1.md", "[forbid]", "[scope]\npaths = [\"other/**\"]\n\n[forbid]");
                repo.approve("INC-1");
            },
            1,
            "[scope]",
        ),
        (
            "changed and not approved",
            &|repo| {
                repo.replace(
                    "lessons/INC-1.md",
                    "[forbid]",
                    "[[forbid]]\npattern = \"$T.send_now()\"\n\n[[forbid]]",
                )
            },
            1,
            "not approved",
        ),
        (
            "extended and approved anew",
            &|repo| {
                repo.replace(
                    "lessons/INC-1.md",
                    "[forbid]",
                    "[[forbid]]\npattern = \"$T.send_now()\"\n\n[[forbid]]",
                );
                repo.approve("INC-1");
            },
            0,
            "extended and approved anew",
        ),
        (
            "moved out",
            &|repo| repo.rename("lessons/INC-1.md", "docs/INC-1.md"),
            1,
            "moved away to docs/INC-1.md",
        ),
        (
            "folder of lessons moved by the settings",
            &|repo| {
                repo.rename("lessons/INC-1.md", "rules/INC-1.md");
                repo.rename("lessons/approvals.toml", "rules/approvals.toml");
                repo.write("lessons.toml", "lessons = 'rules'\n");
                repo.write("lessons/README.md", "");
            },
            1,
            "moved away to rules/INC-1.md",
        ),
        ("moved within", &|repo| repo.rename("lessons/INC-1.md", "lessons/2026/INC-1.md"), 0, ""),
        (
            "story told better",
            &|repo| repo.replace("lessons/INC-1.md", "stood still", "stood still for an hour"),
            0,
            "",
        ),
    ];
    for (why, change, code, words) in cases {
        let repo = Repo::new();
        change(&repo);
        let said = repo.lessons(&["scan", "--base", "HEAD"]);
        assert_eq!(said.code, Some(*code), "{why}: {said:?}");
        said.says(words);
        repo.commit("change");
        let said = repo.lessons(&["scan", "--base", "HEAD~1"]);
        assert_eq!(said.code, Some(*code), "{why}, committed: {said:?}");
    }
}

#[test]
fn the_bases_version_and_settings_stay_in_force() {
    let repo = Repo::new();
    repo.write("src/new.rs", SEND);
    repo.write("lessons.toml", "exclude = ['src/**']\n");
    repo.lessons(&["scan", "--base", "HEAD"]).exits(1).says("src/new.rs:2");
    repo.remove("lessons/INC-1.md");
    repo.lessons(&["scan", "--base", "HEAD"]).exits(1).says("src/new.rs:2");
}

#[test]
fn a_new_lesson_is_a_proposal_until_it_is_merged() {
    let repo = Repo::new();
    let lesson = repo.read("lessons/INC-1.md").replace("blocking_send", "spin_send");
    repo.write("lessons/INC-2.md", &lesson);
    repo.approve("INC-2");
    repo.write("src/new.rs", "fn f() { tx.spin_send(1); }\n");
    repo.lessons(&["scan"]).exits(1);
    repo.lessons(&["scan", "--base", "HEAD"]).exits(0).says("src/new.rs:1");
}

#[test]
fn new_suppressions_are_listed() {
    let repo = Repo::new();
    let text = SEND.replace("    tx", "    // lessons:allow(INC-1) the channel is unbounded\n    tx");
    repo.write("src/new.rs", &text);
    repo.lessons(&["scan", "--base", "HEAD"]).exits(0).says("the channel is unbounded");
    repo.commit("suppressed");
    repo.lessons(&["scan", "--base", "HEAD"]).exits(0).says_nothing_of("the channel is unbounded");
}

#[test]
fn subdirectories_worktrees_and_sha256() {
    for format in ["sha1", "sha256"] {
        let repo = Repo::empty(format);
        for path in ["Cargo.toml", "src/lib.rs"] {
            repo.rename(path, &format!("sub dir/{path}"));
        }
        repo.write("sub dir/lessons/INC-1.md", support::LESSON);
        let inside = repo.path().join("sub dir");
        let run = |arguments: &[&str]| said(command(&inside, arguments).output().unwrap());
        let said = run(&["approve", "INC-1"]).exits(2);
        let digest = said.stdout.split("--digest ").nth(1).unwrap()[..64].to_owned();
        run(&["approve", "INC-1", "--digest", &digest]).exits(0);
        repo.commit("start");
        repo.write("sub dir/src/new.rs", SEND);
        run(&["scan", "--base", "HEAD"]).exits(1).says("src/new.rs:2").says_nothing_of("lib.rs");
        let tree = tempfile::tempdir().unwrap();
        let linked = tree.path().join("linked");
        repo.git(&["worktree", "add", "-q", linked.to_str().unwrap()]);
        let inside = linked.join("sub dir");
        std::fs::write(inside.join("src/more.rs"), SEND).unwrap();
        let more = support::said(command(&inside, &["scan", "--base", "HEAD"]).output().unwrap());
        more.exits(1).says("src/more.rs:2").says_nothing_of("lib.rs");
    }
}

#[test]
fn what_cannot_be_compared_is_said_with_what_to_do() {
    let repo = Repo::new();
    for (revision, words) in [
        ("nowhere", "no commit `nowhere`"),
        ("--output=x", "no name of a revision"),
        ("HEAD:src", "no commit"),
        ("", "no name of a revision"),
    ] {
        repo.lessons(&["scan", &format!("--base={revision}")]).exits(2).says(words);
    }
    assert!(!repo.path().join("x").exists());
    repo.git(&["checkout", "-q", "--orphan", "other"]);
    repo.commit("another root");
    repo.lessons(&["scan", "--base", "main"]).exits(2).says("share no history");

    let plain = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(plain.path().join("lessons")).unwrap();
    std::fs::create_dir_all(plain.path().join("src")).unwrap();
    for path in ["Cargo.toml", "src/lib.rs"] {
        std::fs::write(plain.path().join(path), repo.read(path)).unwrap();
    }
    std::fs::write(plain.path().join("lessons/INC-1.md"), support::LESSON).unwrap();
    let run = command(plain.path(), &["scan", "--base", "HEAD"])
        .env("GIT_CEILING_DIRECTORIES", "/")
        .output()
        .unwrap();
    said(run).exits(2).says("is in no git repository");
}

#[test]
fn a_shallow_clone_is_told_to_fetch_more() {
    let repo = Repo::new();
    repo.commit("second");
    let temp = tempfile::tempdir().unwrap();
    let clone = temp.path().join("clone");
    let from = format!("file://{}", repo.path().display());
    git(temp.path(), &["clone", "-q", "--depth", "1", &from, clone.to_str().unwrap()]);
    let scan = |revision: &str| said(command(&clone, &["scan", "--base", revision]).output().unwrap());
    scan("HEAD~1").exits(2).says("fetch-depth: 0");
    scan("HEAD").exits(0);
}

#[test]
fn hooks_and_settings_of_git_do_not_mislead() {
    let repo = Repo::new();
    repo.write("src/new.rs", SEND);
    for (key, value) in [
        ("diff.noprefix", "true"),
        ("diff.mnemonicPrefix", "true"),
        ("diff.external", "false"),
        ("diff.interHunkContext", "50"),
        ("color.ui", "always"),
        ("diff.renames", "false"),
        ("core.quotePath", "true"),
        ("status.showUntrackedFiles", "no"),
    ] {
        repo.git(&["config", key, value]);
    }
    repo.write(".gitattributes", "*.rs -diff\n");
    let run = command(&repo.path(), &["scan", "--base", "HEAD"])
        .env("GIT_DIR", "/nowhere")
        .env("GIT_INDEX_FILE", "/nowhere/index")
        .env("GIT_EXTERNAL_DIFF", "false")
        .output()
        .unwrap();
    said(run).exits(1).says("src/new.rs:2").says_nothing_of("lib.rs");
}

#[test]
fn a_conflict_is_compared_as_the_file_stands() {
    let repo = Repo::new();
    repo.git(&["checkout", "-q", "-b", "topic"]);
    repo.write("src/lib.rs", "pub fn topic() {}\n");
    repo.commit("topic");
    repo.git(&["checkout", "-q", "main"]);
    repo.write("src/lib.rs", "pub fn ours(tx: &Tx) {\n    tx.blocking_send(9);\n}\n");
    repo.commit("ours");
    let merge =
        std::process::Command::new("git").arg("-C").arg(repo.path()).args(["merge", "topic"]).output();
    assert!(!merge.unwrap().status.success());
    repo.write("src/new.rs", SEND);
    repo.lessons(&["scan", "--base", "HEAD"]).exits(1).says("src/new.rs:2");
}

#[test]
fn an_approved_lesson_does_not_end_by_losing_its_file() {
    let repo = Repo::new();
    let lost = "INC-1 is approved, and no file in lessons/ holds it any more";
    repo.rename("lessons/INC-1.md", "lessons/INC-2.md");
    repo.lessons(&["scan"]).exits(1).says(lost).says("lessons/approvals.toml:4:6").says("withdrawn = DATE");
    repo.remove("lessons/INC-2.md");
    for arguments in [&["check"] as &[_], &["scan", "src/lib.rs"]] {
        repo.lessons(arguments).exits(1).says(lost);
    }
    // A comparison says that the change deletes it, and says so once.
    repo.lessons(&["scan", "--base", "HEAD"]).exits(1).says("is deleted").says_nothing_of(lost);
    // Merged all the same, it is not the next change's doing.
    repo.commit("deleted");
    repo.lessons(&["scan", "--base", "HEAD"]).exits(0).says_nothing_of(lost);
    repo.lessons(&["scan"]).exits(1).says(lost);
    // A file that does not load is there: its faults are told.
    repo.write("lessons/INC-1.md", "no lesson");
    repo.lessons(&["scan"]).exits(2).says_nothing_of(lost);
    // Other lessons are searched for without it.
    repo.write("lessons/INC-1.md", support::LESSON);
    repo.rename("lessons/INC-1.md", "lessons/INC-3.md");
    repo.lessons(&["scan", "--lesson", "INC-3"]).exits(0).says_nothing_of(lost);
}

#[test]
fn a_search_of_nothing_is_told() {
    let repo = Repo::new();
    let words = "nothing was searched";
    repo.lessons(&["scan"]).says_nothing_of(words);
    let elsewhere = tempfile::tempdir().unwrap();
    let dir = elsewhere.path().to_str().unwrap();
    let lessons = repo.path().join("lessons");
    let scan = ["scan", dir, "--lessons", lessons.to_str().unwrap()];
    repo.lessons(&scan).exits(0).says(words).says("there are no files");
    std::fs::write(elsewhere.path().join("a.py"), "").unwrap();
    repo.lessons(&scan).exits(0).says("of 1 file none is in a language of the lessons (rust)");
    std::fs::write(elsewhere.path().join("a.rs"), "").unwrap();
    repo.lessons(&scan).exits(0).says_nothing_of(words);
}

#[test]
fn findings_are_counted_by_the_lessons_that_they_are_of() {
    let repo = Repo::new();
    repo.write("lessons/blocking-send.md", support::LESSON);
    repo.lessons(&["scan"])
        .exits(1)
        .says("2 findings of 2 lessons (1 deny, 1 note)")
        .says("this is what caused INC-1 on 2026-01-02\n")
        .says("this is the mistake of 2026-01-02 that blocking-send tells of")
        .says_nothing_of("caused blocking-send");
    repo.remove("lessons/blocking-send.md");
    repo.write("src/lib.rs", "// lessons:allow() nothing is named\nfn f() {}\n");
    repo.lessons(&["scan"]).says("1 finding (").says_nothing_of("of 1 lesson (");
}
