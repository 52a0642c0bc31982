//! Commands that write: `init`, `new`, `approve`; and `explain`, which tells what they wrote.

mod support;

use std::time::Duration;

use support::{LESSON, Repo, command, git, said};

#[test]
fn init_sets_up_and_overwrites_nothing() {
    let repo = Repo::empty("sha1");
    repo.lessons(&["init", "--ci", "github", "--hook"]).exits(0).says("cargo lessons new");
    let readme = repo.read("lessons/README.md");
    assert!(readme.contains("cargo lessons"));
    let workflow = repo.read(".github/workflows/lessons.yml");
    assert!(
        workflow.contains("fetch-depth: 0")
            && !workflow.contains("run: cargo lessons scan --base origin/${{")
    );
    let hook = repo.path().join(".git/hooks/pre-commit");
    assert!(hook.exists());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(std::fs::metadata(&hook).unwrap().permissions().mode() & 0o111, 0o111);
    }
    repo.write("lessons/README.md", "ours");
    repo.lessons(&["init", "--ci", "github"]).exits(0).says("stays as it is");
    repo.lessons(&["init", "--hook"]).exits(2).says("there is a hook already");
    assert_eq!(repo.read("lessons/README.md"), "ours");
    repo.lessons(&["init", "--ci", "gitlab"]).exits(0).says("include");
    repo.lessons(&["init", "--ci", "jenkins"]).exits(2);
}

#[test]
fn new_refuses_what_is_no_id_or_is_taken() {
    let repo = Repo::new();
    for (id, words) in [
        ("../x", "an id has only"),
        ("..", "begins with"),
        ("-x", "begins with"),
        (".hidden", "begins with"),
        ("a/b", "an id has only"),
        ("x.", "does not end in"),
        ("", "not empty"),
        ("Ünïcode", "an id has only"),
        ("inc-1", "taken, ignoring case, by lessons/INC-1.md"),
    ] {
        repo.lessons(&["new", id]).exits(2).says(words);
    }
    repo.write("lessons/BROKEN.md", "no lesson");
    repo.lessons(&["new", "broken"]).exits(2).says("taken");
    assert_eq!(repo.git(&["status", "--porcelain"]), "?? lessons/BROKEN.md");
}

#[test]
fn a_new_lesson_is_what_the_linter_asks_to_fill_in() {
    let repo = Repo::empty("sha1");
    for title in ["", " ", "Two\nlines", "Bell\u{7}"] {
        repo.lessons(&["new", "INC-7", "--title", title])
            .exits(2)
            .says("the title is empty, or is more than one line");
    }
    let said = repo.lessons(&["new", "INC-7", "--title", "Two words", "--date", "2026-02-03"]).exits(0);
    assert_eq!(said.stdout, "lessons/INC-7.md\n");
    let text = repo.read("lessons/INC-7.md");
    assert!(text.contains("\n# Two words\n") && text.contains("date = 2026-02-03"), "{text}");
    repo.lessons(&["new", "INC-8", "--date", "2026-02-30"]).exits(2).says("no day of the calendar");
    repo.lessons(&["approve", "INC-7"]).exits(2).says("error: lessons/INC-7.md does not load");
    assert!(said.stderr.contains("`cargo lessons check` ends with exit code 2"), "{said:?}");
    repo.lessons(&["check"]).exits(2);
}

#[test]
fn approving_shows_everything_and_wants_a_terminal_or_the_digest() {
    let repo = Repo::empty("sha1");
    repo.write("lessons/INC-1.md", LESSON);
    let shown = repo.lessons(&["approve", "inc-1"]).exits(2).says("--digest");
    for words in ["$TX.blocking_send($_)", "found", "silent", "src/lib.rs:2:5", "proposed"] {
        assert!(shown.stdout.contains(words), "no {words} in {}", shown.stdout);
    }
    let digest = repo.digest("INC-1");
    let other = digest.replace(|c: char| c.is_ascii_digit(), "0");
    repo.lessons(&["approve", "INC-1", "--digest", &other]).exits(2).says("not what was reviewed");
    repo.lessons(&["approve", "INC-1", "--digest", ""]).exits(2);
    assert!(!repo.path().join("lessons/approvals.toml").exists());
    repo.lessons(&["approve", "INC-1", "--digest", &digest.to_uppercase()]).exits(0);
    let approvals = repo.read("lessons/approvals.toml");
    assert!(approvals.contains(&digest) && approvals.contains("A. Reviewer <reviewer@example.org>"));
    assert_eq!(repo.read("lessons/INC-1.md"), LESSON);
    repo.lessons(&["approve", "INC-1", "--digest", &digest]).exits(0).says("approved already");
    repo.lessons(&["approve", "INC-2"]).exits(2).says("no lesson `INC-2`");
}

#[test]
fn the_level_is_set_and_nothing_else_changes() {
    let repo = Repo::empty("sha1");
    let crlf = LESSON.replace('\n', "\r\n");
    repo.write("lessons/INC-1.md", &crlf);
    let digest = repo.digest("INC-1");
    repo.lessons(&["approve", "INC-1", "--level", "loud", "--digest", &digest])
        .exits(2)
        .says("`deny`, `warn` or `note`");
    // The level is part of what is approved: another one needs another digest, which the review shows.
    repo.lessons(&["approve", "INC-1", "--level", "warn", "--digest", &digest])
        .exits(2)
        .says("not what was reviewed")
        .says("approve INC-1 --level warn`");
    let digest = digest_at(&repo, "warn");
    repo.lessons(&["approve", "INC-1", "--level", "warn", "--digest", &digest]).exits(0).says("level warn");
    assert_eq!(repo.read("lessons/INC-1.md"), crlf.replace("\"deny\"", "\"warn\""));
    repo.lessons(&["scan"]).exits(0).says_nothing_of("stale");
    assert_eq!(repo.digest("INC-1"), digest);
    let said = repo.lessons(&["approve", "INC-1", "--level", "note"]).exits(2);
    said.says("status  approved").says_nothing_of("stale").says_nothing_of(&digest);
}

/// The digest that the review of INC-1 at this level says to approve.
#[allow(clippy::unwrap_used, reason = "a test without it fails")]
fn digest_at(repo: &Repo, level: &str) -> String {
    let shown = repo.lessons(&["approve", "INC-1", "--level", level]).exits(2).stdout;
    shown.rsplit_once("--digest ").unwrap().1.trim().to_owned()
}

#[test]
fn what_is_not_proven_is_not_approved() {
    let repo = Repo::empty("sha1");
    for (why, text, words) in [
        ("no good block", LESSON.replace("```rust,good", "```rust"), "lessons/INC-1.md:"),
        (
            "a bad block not found",
            LESSON.replace("tx.blocking_send(event)", "tx.send(event)"),
            "does not find",
        ),
        (
            "a good block found",
            LESSON.replace("tx.try_send", "tx.blocking_send"),
            "speaks on this good block",
        ),
    ] {
        repo.write("lessons/INC-1.md", &text);
        let digest = repo.digest("INC-1");
        let said = repo.lessons(&["approve", "INC-1", "--digest", &digest]);
        assert_eq!(said.code, Some(1), "{why}: {said:?}");
        said.says(words);
        assert!(!repo.path().join("lessons/approvals.toml").exists());
    }
}

#[test]
fn approvals_at_once_are_all_kept() {
    let repo = Repo::empty("sha1");
    let ids: Vec<_> = (1..=8).map(|number| format!("INC-{number}")).collect();
    for id in &ids {
        repo.write(&format!("lessons/{id}.md"), LESSON);
    }
    let runs: Vec<_> = ids
        .iter()
        .map(|id| (id, repo.digest(id)))
        .map(|(id, digest)| {
            command(&repo.path(), &["-q", "approve", id, "--digest", &digest]).spawn().unwrap()
        })
        .collect();
    for mut run in runs {
        assert!(run.wait().unwrap().success());
    }
    let approvals = repo.read("lessons/approvals.toml");
    for id in &ids {
        assert!(approvals.contains(&format!("\"{id}\"")), "{id} is lost:\n{approvals}");
    }
}

#[test]
fn a_killed_process_leaves_whole_files() {
    let repo = Repo::empty("sha1");
    repo.write("lessons/INC-1.md", LESSON);
    let other = LESSON.replace("level = \"deny\"", "level = \"warn\"");
    // A file long enough that writing it takes a while.
    let padding = "# padding\n".repeat(200_000);
    repo.write("lessons/approvals.toml", &padding);
    let digests = {
        let first = repo.digest("INC-1");
        repo.write("lessons/INC-1.md", &other);
        [first, repo.digest("INC-1")]
    };
    for round in 0..40_u64 {
        let (text, digest) =
            if round % 2 == 0 { (LESSON, &digests[0]) } else { (other.as_str(), &digests[1]) };
        repo.write("lessons/INC-1.md", text);
        let mut run = command(&repo.path(), &["-q", "approve", "INC-1", "--digest", digest])
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(5 + round * 4));
        run.kill().unwrap();
        run.wait().unwrap();
        assert_eq!(repo.read("lessons/INC-1.md"), text);
        let approvals = repo.read("lessons/approvals.toml");
        assert!(approvals.starts_with(&padding), "round {round}");
        let rest = &approvals[padding.len()..];
        let whole =
            rest.is_empty() || rest.ends_with('\n') && digests.iter().any(|digest| rest.contains(digest));
        assert!(whole, "round {round}: {rest}");
    }
    repo.write("lessons/INC-1.md", LESSON);
    repo.lessons(&["approve", "INC-1", "--digest", &digests[0]]).exits(0);
    let digest = digest_at(&repo, "note");
    repo.lessons(&["approve", "INC-1", "--level", "note", "--digest", &digest]).exits(0);
    let left: Vec<_> =
        std::fs::read_dir(repo.path().join("lessons")).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert_eq!(left.len(), 2, "{left:?}");
}

#[cfg(unix)]
#[test]
fn nothing_is_written_through_a_link_that_leads_out() {
    use std::os::unix::fs::symlink;
    let repo = Repo::empty("sha1");
    let outside = tempfile::tempdir().unwrap();
    let theirs = outside.path().join("theirs.toml");
    std::fs::write(&theirs, "").unwrap();
    repo.write("lessons/INC-1.md", LESSON);
    let digest = repo.digest("INC-1");
    symlink(&theirs, repo.path().join("lessons/approvals.toml")).unwrap();
    repo.lessons(&["approve", "INC-1", "--digest", &digest]).exits(2);
    assert_eq!(std::fs::read(&theirs).unwrap(), b"");
    symlink(outside.path(), repo.path().join(".github")).unwrap();
    repo.lessons(&["init", "--ci", "github"]).exits(2).says("leads out");
    assert_eq!(std::fs::read_dir(outside.path()).unwrap().count(), 1);
}

#[test]
fn a_lesson_is_told_in_full() {
    let repo = Repo::new();
    let said = repo.lessons(&["explain", "inc-1"]).exits(0);
    for words in [
        "A blocking send in the event loop",
        "The loop stood still.",
        "Root cause",
        "try_send",
        "approved (A. Reviewer",
        "bad, and found",
    ] {
        assert!(said.stdout.contains(words), "no {words} in {}", said.stdout);
    }
    let said = repo.lessons(&["explain", "INC-1", "--message-format", "json"]).exits(0);
    let object: serde_json::Value = serde_json::from_str(&said.stdout).unwrap();
    assert_eq!(object["reason"], "lessons-explanation");
    documented(&object, "`explain ID --message-format json`");
    let said = repo.lessons(&["list", "--message-format", "json"]).exits(0);
    documented(&serde_json::from_str(&said.stdout).unwrap(), "`list --message-format json`");
    assert_eq!(object["status"], "approved");
    assert_eq!(object["blocks"][0]["holds"], true);
    assert_eq!(object["sections"][0]["heading"], "Root cause");
    repo.replace("lessons/INC-1.md", "stood still", "stood \u{1b}[31mstill");
    repo.lessons(&["explain", "INC-1"]).exits(0).says_nothing_of("\u{1b}");
    repo.lessons(&["explain"]).exits(2);
    repo.lessons(&["explain", "INC-9"]).exits(2).says("no lesson `INC-9`");
}

#[test]
fn the_reference_is_printed_anywhere() {
    let nowhere = tempfile::tempdir().unwrap();
    let said = said(command(nowhere.path(), &["explain", "--rules"]).output().unwrap()).exits(0);
    assert!(said.stdout.starts_with("# The rule language"));
}

#[test]
fn a_bare_clone_has_what_it_was_given() {
    let repo = Repo::new();
    let temp = tempfile::tempdir().unwrap();
    git(temp.path(), &["clone", "-q", "--bare", repo.path().to_str().unwrap(), "bare.git"]);
    // There is nothing to scan on disk; what is said is an error, not silence.
    let run = command(&temp.path().join("bare.git"), &["scan", "--base", "HEAD"]).output().unwrap();
    assert_eq!(said(run).code, Some(2));
}

#[test]
fn the_readme_shows_what_its_first_command_prints() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let readme = std::fs::read_to_string(root.join("README.md")).unwrap();
    let block = |fence: &str| readme.split_once(fence).unwrap().1.split_once("```").unwrap().0;
    let run = block("```sh\n").trim().strip_prefix("cargo run --quiet -- lessons ").unwrap();
    let arguments: Vec<_> = run.split_whitespace().collect();
    let said = said(command(root, &arguments).output().unwrap()).exits(1);
    assert_eq!(said.stdout.trim_end(), block("```text\n").trim_end());
}

/// Fails unless docs/output.md names every key of the object below the heading that holds these words.
#[allow(clippy::unwrap_used, reason = "a test without it fails")]
fn documented(object: &serde_json::Value, heading: &str) {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let page = std::fs::read_to_string(root.join("docs/output.md")).unwrap();
    let section = page.split("\n## ").find(|section| section.starts_with(heading)).unwrap();
    for key in object.as_object().unwrap().keys() {
        assert!(section.contains(&format!("`{key}`")), "{key} is not told of in {heading}");
    }
}
