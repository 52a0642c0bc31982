//! A repository in a temporary folder, and the command run in it.
#![allow(dead_code, reason = "each test file uses its part")]
#![allow(clippy::unwrap_used, reason = "a test that cannot be set up fails")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// A repository with a package, whose lesson INC-1 forbids `blocking_send`.
pub(crate) struct Repo {
    temp: tempfile::TempDir,
}

/// What the command said.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Said {
    /// Fails unless the command ended so.
    #[track_caller]
    pub(crate) fn exits(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{}\n{}", self.stdout, self.stderr);
        self
    }

    /// Fails unless the output holds these words.
    #[track_caller]
    pub(crate) fn says(self, words: &str) -> Self {
        let all = format!("{}\n{}", self.stdout, self.stderr);
        assert!(all.contains(words), "no {words:?} in:\n{all}");
        self
    }

    /// Fails if the output holds these words.
    #[track_caller]
    pub(crate) fn says_nothing_of(self, words: &str) -> Self {
        let all = format!("{}\n{}", self.stdout, self.stderr);
        assert!(!all.contains(words), "{words:?} in:\n{all}");
        self
    }
}

/// The lesson that the repository starts with.
pub(crate) const LESSON: &str = "```toml
[lesson]
date = 2026-01-02   # of the incident
level = \"deny\"

[forbid]
pattern = \"$TX.blocking_send($_)\"
```

# A blocking send in the event loop

The loop stood still.

## Root cause

A full channel blocked the thread that empties it.

## Invariant

The event loop never blocks.

## Mitigation

Use `try_send`.

```rust,bad
tx.blocking_send(event);
```

```rust,good
tx.try_send(event);
```
";

impl Repo {
    /// The repository with one commit, in which the lesson is approved.
    pub(crate) fn new() -> Self {
        let repo = Self::empty("sha1");
        repo.write("lessons/INC-1.md", LESSON);
        repo.approve("INC-1");
        repo.commit("start");
        repo
    }

    /// A repository with a package and nothing else, and no commit.
    pub(crate) fn empty(format: &str) -> Self {
        let repo = Self { temp: tempfile::tempdir().unwrap() };
        repo.git(&["init", "-q", "-b", "main", "--object-format", format]);
        repo.git(&["config", "user.name", "A. Reviewer"]);
        repo.git(&["config", "user.email", "reviewer@example.org"]);
        repo.git(&["config", "commit.gpgsign", "false"]);
        repo.write(
            "Cargo.toml",
            "[package]\nname = 'demo'\nversion = '0.1.0'\nedition = '2024'\n[dependencies]\n",
        );
        repo.write("src/lib.rs", "pub fn old(tx: &Tx) {\n    tx.blocking_send(1);\n}\n");
        repo.write(".gitignore", "/target\n");
        repo
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.temp.path().to_owned()
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        let place = self.temp.path().join(path);
        std::fs::create_dir_all(place.parent().unwrap()).unwrap();
        std::fs::write(place, text).unwrap();
    }

    pub(crate) fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.temp.path().join(path)).unwrap()
    }

    pub(crate) fn remove(&self, path: &str) {
        std::fs::remove_file(self.temp.path().join(path)).unwrap();
    }

    pub(crate) fn rename(&self, from: &str, to: &str) {
        let to = self.temp.path().join(to);
        std::fs::create_dir_all(to.parent().unwrap()).unwrap();
        std::fs::rename(self.temp.path().join(from), to).unwrap();
    }

    pub(crate) fn replace(&self, path: &str, from: &str, to: &str) {
        let text = self.read(path);
        assert!(text.contains(from), "{from:?} is not in {path}");
        self.write(path, &text.replace(from, to));
    }

    pub(crate) fn git(&self, arguments: &[&str]) -> String {
        git(self.temp.path(), arguments)
    }

    pub(crate) fn commit(&self, message: &str) {
        self.git(&["add", "-A"]);
        self.git(&["commit", "-q", "--allow-empty", "-m", message]);
    }

    /// The digest that the command shows for a lesson.
    pub(crate) fn digest(&self, id: &str) -> String {
        let said = self.lessons(&["explain", id, "--message-format", "json"]).exits(0);
        let object: serde_json::Value = serde_json::from_str(&said.stdout).unwrap();
        object["digest"].as_str().unwrap().to_owned()
    }

    #[track_caller]
    pub(crate) fn approve(&self, id: &str) -> Said {
        let digest = self.digest(id);
        self.lessons(&["approve", id, "--digest", &digest]).exits(0)
    }

    /// Runs `cargo lessons` with these arguments.
    pub(crate) fn lessons(&self, arguments: &[&str]) -> Said {
        said(command(self.temp.path(), arguments).output().unwrap())
    }
}

/// The command, ready to run in `dir`.
pub(crate) fn command(dir: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-lessons"));
    command.arg("lessons").args(arguments).current_dir(dir).stdin(Stdio::null());
    command.env_remove("CARGO_TERM_COLOR").env("NO_COLOR", "1");
    command
}

pub(crate) fn said(output: Output) -> Said {
    Said {
        code: output.status.code(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

pub(crate) fn git(dir: &Path, arguments: &[&str]) -> String {
    let output = Command::new("git").arg("-C").arg(dir).args(arguments).output().unwrap();
    assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}
