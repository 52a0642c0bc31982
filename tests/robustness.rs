//! What the command does with hostile text, odd file names, many threads and readers that go away.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::fs;
use std::io::Read as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

const LESSON: &str = "```toml\n[lesson]\ndate = 2026-04-12\nlevel = 'deny'\n[forbid]\npattern = '$X.unwrap()'\nmessage = '`{X}` is unwrapped'\n```\n# TITLE\n## Root cause\nCAUSE\n## Invariant\ni\n## Mitigation\nm\n```rust,bad\nx.unwrap();\n```\n```rust,good\nx?;\n```\n";

/// A command in a folder, away from what the environment says of colours and cargo.
fn command(dir: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-lessons"));
    command
        .current_dir(dir)
        .args(arguments)
        .env("CARGO_TERM_COLOR", "never")
        .env("CARGO_NET_OFFLINE", "true");
    command
}

fn run(dir: &Path, arguments: &[&str]) -> Output {
    command(dir, arguments).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// A folder with a lesson and a tree of these files.
fn tree(lesson: &str, files: &[(&str, &str)]) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir_all(dir.path().join("lessons")).unwrap();
    fs::write(dir.path().join("lessons/INC-1.md"), lesson).unwrap();
    for (path, content) in files {
        let path = dir.path().join("tree").join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }
    dir
}

/// Whether nothing in the bytes steers a terminal or turns the direction of text.
fn is_tame(output: &str) -> bool {
    !output.chars().any(|character| {
        character.is_control() && character != '\n'
            || matches!(character, '\u{200e}' | '\u{200f}' | '\u{061c}' | '\u{feff}')
            || ('\u{2028}'..='\u{202e}').contains(&character)
            || ('\u{2066}'..='\u{2069}').contains(&character)
    })
}

const EVIL: &str = "\u{1b}[31m\u{1b}]0;title\u{7}\u{9b}1m\u{202e}\u{2066}\u{200f}\u{61c}\u{feff}\u{8}\r";

#[test]
fn no_text_commands_the_terminal() {
    let lesson = LESSON.replace("TITLE", &format!("T{}", EVIL.trim_end())).replace("CAUSE", EVIL);
    let code = format!("fn f() {{\n    g(\"{EVIL}\", \"{EVIL}\").unwrap(); // {EVIL}\n}}\n");
    let dir = tree(&lesson, &[("a\u{1b}[31m\u{202e}.rs", &code), ("b.rs", &code)]);
    for arguments in [
        &["scan", "tree"][..],
        &["scan", "tree", "-v"],
        &["scan", "tree", "--message-format", "short", "--unsearched"],
        &["list"],
        &["test", "-v"],
        &["try", "g($A, $B)", "tree"],
        &["try", "g($A, $B)", "tree", "--message-format", "short"],
        &["try", "h($A, $B)", "--why", "tree/b.rs:2"],
        &["try", EVIL, "tree"],
        &["scan", EVIL],
        &["scan", "--lesson", EVIL, "tree"],
    ] {
        let output = run(dir.path(), arguments);
        let (out, err) = (text(&output.stdout), text(&output.stderr));
        assert!(is_tame(&out), "{arguments:?}: {out:?}");
        assert!(is_tame(&err), "{arguments:?}: {err:?}");
        assert!(!out.is_empty() || !err.is_empty(), "{arguments:?}");
    }
}

#[test]
fn every_line_of_json_is_an_object_whatever_it_quotes() {
    let lesson = LESSON.replace("TITLE", "\"quotes\" and \\").replace("CAUSE", EVIL);
    let code = format!("fn f() {{\n\tg(\"{EVIL}漢\\\"\").unwrap();\r\n}}\n");
    let dir = tree(&lesson, &[("a\"b.rs", &code)]);
    let output = run(dir.path(), &["scan", "tree", "--message-format", "json", "--unsearched"]);
    let lines: Vec<serde_json::Value> =
        text(&output.stdout).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let [finding, summary] = &lines[..] else { panic!("{lines:#?}") };
    let span = &finding["message"]["spans"][0];
    assert_eq!(span["file_name"], "tree/a\"b.rs");
    let (from, to) = (span["byte_start"].as_u64().unwrap(), span["byte_end"].as_u64().unwrap());
    let found = code.get(from as usize..to as usize).unwrap();
    assert!(found.starts_with("g(") && found.ends_with(".unwrap()"), "{found}");
    let line = &span["text"][0];
    let highlighted: String = line["text"]
        .as_str()
        .unwrap()
        .chars()
        .skip(line["highlight_start"].as_u64().unwrap() as usize - 1)
        .take((line["highlight_end"].as_u64().unwrap() - line["highlight_start"].as_u64().unwrap()) as usize)
        .collect();
    assert_eq!(highlighted, found, "columns count characters");
    assert!(is_tame(finding["message"]["rendered"].as_str().unwrap()));
    assert_eq!((&summary["reason"], &summary["findings"]), (&"lessons-summary".into(), &1.into()));
}

#[test]
fn colours_are_ours_alone() {
    let lesson = LESSON.replace("TITLE", "T\u{1b}[31m");
    let dir = tree(&lesson, &[("a.rs", "fn f() { \"\u{1b}[5m\".unwrap() }\n")]);
    let output = text(&run(dir.path(), &["scan", "tree", "--color", "always"]).stdout);
    assert!(output.contains("\u{1b}[1m") && !output.contains("\u{1b}[31m") && !output.contains("\u{1b}[5m"));
    for (name, value, colored) in [("NO_COLOR", "1", false), ("CLICOLOR_FORCE", "1", true)] {
        let mut command = command(dir.path(), &["scan", "tree"]);
        command.env_remove("CARGO_TERM_COLOR").env_remove("NO_COLOR").env(name, value);
        assert_eq!(text(&command.output().unwrap().stdout).contains('\u{1b}'), colored, "{name}");
    }
}

#[test]
fn threads_change_no_byte() {
    let files: Vec<(String, String)> = (0..60)
        .map(|number| {
            (
                format!("d{}/f{number}.rs", number % 7),
                format!("fn f() {{ a{number}().unwrap(); b.unwrap() }}\n"),
            )
        })
        .collect();
    let files: Vec<(&str, &str)> =
        files.iter().map(|(path, content)| (path.as_str(), content.as_str())).collect();
    let dir = tree(LESSON, &files);
    for format in ["human", "short", "json"] {
        let outputs: Vec<_> = ["1", "2", "8"]
            .map(|threads| {
                let mut command = command(dir.path(), &["scan", "tree", "-v", "--message-format", format]);
                let output = command.env("RAYON_NUM_THREADS", threads).output().unwrap();
                (output.status.code(), output.stdout, output.stderr)
            })
            .into();
        assert!(outputs[0] == outputs[1] && outputs[0] == outputs[2], "{format}");
        assert!(outputs[0].1.len() > 5000, "{format}");
    }
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let code = "fn f() { x.unwrap() }\n".repeat(3000);
    let dir = tree(LESSON, &[("a.rs", &code)]);
    for arguments in
        [&["scan", "tree"][..], &["scan", "tree", "--message-format", "json"], &["scan", "--help"]]
    {
        let mut child =
            command(dir.path(), arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut first = [0];
        child.stdout.take().unwrap().read_exact(&mut first).unwrap();
        let output = child.wait_with_output().unwrap();
        // The lesson is proposed: its findings are notes.
        assert_eq!(output.status.code(), Some(0), "{arguments:?}");
        assert!(!text(&output.stderr).contains("panicked"), "{arguments:?}");
    }
}

#[test]
fn one_more_finding_never_costs_more_than_its_share() {
    // One line of a megabyte with many matches is named, not drawn again and again.
    let code = format!("fn f() {{ {} }}\n", "x.unwrap();".repeat(3_000));
    let dir = tree(LESSON, &[("a.rs", &code)]);
    let started = std::time::Instant::now();
    let output = run(dir.path(), &["scan", "tree"]);
    assert_eq!(text(&output.stdout).matches("note[lessons::INC-1]").count(), 3_000);
    assert!(output.stdout.len() < 1_000_000, "{}", output.stdout.len());
    assert!(started.elapsed().as_secs() < 60, "{:?}", started.elapsed());
}

#[cfg(target_os = "linux")]
#[test]
fn names_that_are_not_utf8_are_told() {
    use std::os::unix::ffi::OsStrExt as _;
    let dir = tree(LESSON, &[("a.rs", "fn f() { x.unwrap() }\n")]);
    let name = std::ffi::OsStr::from_bytes(b"b\xff.rs");
    fs::write(dir.path().join("tree").join(name), "fn f() { x.unwrap() }\n").unwrap();
    let output = run(dir.path(), &["scan", "tree", "--message-format", "short", "--unsearched"]);
    let out = text(&output.stdout);
    assert!(out.contains("tree/a.rs:1:10: note[lessons::INC-1]"), "{out}");
    assert!(out.contains("not searched") && out.contains("not UTF-8"), "{out}");
    let mut named = command(dir.path(), &["scan"]);
    let output = named.arg(Path::new("tree").join(name)).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("not UTF-8"));
}

#[test]
fn files_that_cannot_be_searched_are_counted() {
    let dir = tree(LESSON, &[("a.rs", "fn f() { x.unwrap() }\n")]);
    fs::write(dir.path().join("tree/latin.rs"), b"// \xe9\nfn f() { x.unwrap() }\n").unwrap();
    let output = run(dir.path(), &["scan", "tree", "--message-format", "json"]);
    let out = text(&output.stdout);
    let summary: serde_json::Value = serde_json::from_str(out.lines().last().unwrap()).unwrap();
    assert_eq!((&summary["findings"], &summary["unsearched"]), (&1.into(), &1.into()));
    assert!(text(&output.stderr).contains("1 place could not be searched"));
}

#[test]
fn windows_line_ends_are_drawn_as_line_ends() {
    let dir = tree(
        &LESSON.replace('\n', "\r\n"),
        &[("a.rs", "fn f() {\r\n    g(\r\n        1,\r\n    ).unwrap();\r\n}\r\n")],
    );
    let output = text(&run(dir.path(), &["scan", "tree"]).stdout);
    assert!(output.contains("2 | /     g("), "{output}");
    assert!(!output.contains('␍') && !output.contains('\r'), "{output}");
}

#[cfg(unix)]
#[test]
fn lessons_outside_are_refused_unless_named() {
    let dir = tree(LESSON, &[("Cargo.toml", "[package]\nname = 'a'\n[workspace]\n"), ("src/lib.rs", "")]);
    std::os::unix::fs::symlink("../lessons", dir.path().join("tree/lessons")).unwrap();
    let output = run(&dir.path().join("tree"), &["scan"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("leads out of the workspace"));
    assert_eq!(run(&dir.path().join("tree"), &["scan", "--lessons", "../lessons"]).status.code(), Some(0));
}

#[test]
fn a_finding_is_what_cargo_prints_for_rustc() {
    let lesson = LESSON.replace("[forbid]", "[forbid]\nfix = '$X?'");
    let manifest = "[package]\nname = 'a-b'\nversion = '1.2.3'\nedition = '2024'\n[workspace]\n";
    let code = "fn f() {\n    x\n        .unwrap();\n}\n";
    let dir = tree(
        &lesson.replace("'$X?'", "'{X}?'"),
        &[("Cargo.toml", manifest), ("src/main.rs", code), ("x.rs", "")],
    );
    let root = dir.path().join("tree").canonicalize().unwrap();
    let output = run(&root, &["scan", "--lessons", "../lessons", "--message-format", "json"]);
    let out = text(&output.stdout);
    let lines: Vec<serde_json::Value> = out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let [finding, summary] = &lines[..] else { panic!("{out}") };
    assert_eq!(finding["reason"], "compiler-message");
    assert!(finding["package_id"].as_str().unwrap().ends_with("#a-b@1.2.3"), "{}", finding["package_id"]);
    assert_eq!(finding["manifest_path"], root.join("Cargo.toml").to_str().unwrap());
    let target = &finding["target"];
    assert_eq!(
        (&target["kind"][0], &target["name"], &target["edition"]),
        (&"bin".into(), &"a-b".into(), &"2024".into())
    );
    assert_eq!(target["src_path"], root.join("src/main.rs").to_str().unwrap());
    let message = &finding["message"];
    assert_eq!((&message["code"]["code"], &message["level"]), (&"lessons::INC-1".into(), &"note".into()));
    let spans = message["spans"].as_array().unwrap();
    assert_eq!(spans.iter().filter(|span| span["is_primary"] == true).count(), 1);
    let span = &spans[0];
    for (key, expected) in [
        ("byte_start", 13),
        ("byte_end", 32),
        ("line_start", 2),
        ("line_end", 3),
        ("column_start", 5),
        ("column_end", 18),
    ] {
        assert_eq!(span[key], expected, "{key}");
    }
    assert_eq!(span["file_name"], "src/main.rs");
    assert_eq!(span["text"].as_array().unwrap().len(), 2);
    let children = message["children"].as_array().unwrap();
    for words in ["CAUSE", "invariant: i", "what worked: m", "explain INC-1"] {
        assert!(children.iter().any(|child| child["message"].as_str().unwrap().contains(words)), "{words}");
    }
    let fix = children.iter().find(|child| !child["spans"].as_array().unwrap().is_empty()).unwrap();
    assert_eq!(fix["spans"][0]["suggested_replacement"], "x?");
    assert_eq!(fix["spans"][0]["suggestion_applicability"], "MachineApplicable");
    for (key, expected) in [("version", 1), ("lessons", 1), ("files", 2), ("findings", 1), ("unsearched", 0)]
    {
        assert_eq!(summary[key], expected, "{key}");
    }
    assert!(summary["bytes"].as_u64().unwrap() > 0 && summary["files_parsed"].is_u64());
}
