//! What `test` says of guards and decayed rules, and what `scan --fix` writes.

mod support;

use support::Repo;

fn lesson(rule: &str, blocks: &str) -> String {
    format!(
        "```toml\n[lesson]\ndate = 2026-01-02\nlevel = \"deny\"\n\n{rule}\n```\n\n# T\n\n## Root cause\n\nR.\n\n\
         ## Invariant\n\nI.\n\n## Mitigation\n\nM.\n{blocks}"
    )
}

const GUARD: &str = "[guard]\ntest = [\"demo::tests::inc_2\"]\nclippy = [\"unwrap_used\"]";

#[test]
fn a_guard_alone_enforces_a_lesson_as_long_as_it_stands() {
    let repo = Repo::empty("sha1");
    repo.write("lessons/INC-2.md", &lesson(GUARD, ""));
    let test = "#[cfg(test)]\nmod tests {\n    #[test]\n    fn inc_2() {}\n}\n";
    repo.write("src/lib.rs", &format!("#![warn(clippy::unwrap_used)]\n{test}"));
    repo.lessons(&["test"]).exits(0).says("test INC-2 ... ok (proposed; guarded)");
    repo.write("src/lib.rs", &test.replace("#[test]", "#[test]\n    #[ignore = \"flaky\"]"));
    repo.lessons(&["test"])
        .exits(1)
        .says("test INC-2 ... FAILED")
        .says("lessons/INC-2.md:7:9")
        .says("the test `demo::tests::inc_2` is ignored (flaky)")
        .says("`clippy::unwrap_used` is not turned on in `demo`");
    repo.lessons(&["check"]).exits(1).says("is ignored (flaky)");
}

#[test]
fn an_approved_rule_whose_api_is_gone_fails_the_test() {
    let repo = Repo::empty("sha1");
    let blocks = "\n```rust,bad\nlegacy_fetch(1);\n```\n\n```rust,good\nfetch(1);\n```\n";
    repo.write("lessons/INC-3.md", &lesson("[forbid]\npattern = \"legacy_fetch($X)\"", blocks));
    repo.write("Cargo.toml", "[package]\nname = 'demo'\nversion = '0.1.0'\nedition = '2024'\n");
    repo.lessons(&["test"]).exits(0);
    repo.approve("INC-3");
    repo.lessons(&["test"])
        .exits(1)
        .says("this rule is decayed: `legacy_fetch` is nowhere in the workspace or its dependencies")
        .says("withdrawn");
    repo.write("src/lib.rs", "mod old { pub fn legacy_fetch(x: u8) {} }");
    repo.lessons(&["test"]).exits(0);
}

const FIX: &str = "[forbid]\npattern = \"old($$$A)\"\nfix = \"new({A})\"";

fn with_fixes() -> Repo {
    let repo = Repo::empty("sha1");
    repo.write("lessons/INC-4.md", &lesson(FIX, ""));
    repo.write("src/lib.rs", "fn f() {\n    old(1); // stays\n    old(old(2));\n}\n");
    repo.commit("start");
    repo
}

#[test]
fn fixes_are_written_and_what_is_left_is_told() {
    let repo = with_fixes();
    repo.lessons(&["scan", "--fix"])
        .says("fixed 2 findings in src/lib.rs")
        .says("not fixed: INC-4 at src/lib.rs:3:9: it overlaps another fix");
    assert_eq!(repo.read("src/lib.rs"), "fn f() {\n    new(1); // stays\n    new(old(2));\n}\n");
    repo.lessons(&["scan", "--fix", "--allow-dirty"]).exits(0).says("fixed 1 finding in src/lib.rs");
    assert_eq!(repo.read("src/lib.rs"), "fn f() {\n    new(1); // stays\n    new(new(2));\n}\n");
    repo.lessons(&["scan", "--fix", "--allow-dirty"]).exits(0).says_nothing_of("fixed");
}

#[test]
fn nothing_is_fixed_that_could_not_be_taken_back() {
    let repo = with_fixes();
    let before = repo.read("src/lib.rs");
    repo.write("src/other.rs", "");
    repo.lessons(&["scan", "--fix"]).exits(2).says("src/other.rs").says("--allow-dirty");
    repo.remove("src/other.rs");
    repo.lessons(&["scan", "--allow-dirty"]).exits(2);
    std::fs::remove_dir_all(repo.path().join(".git")).unwrap();
    repo.lessons(&["scan", "--fix"]).exits(2).says("no version control").says("--allow-no-vcs");
    assert_eq!(repo.read("src/lib.rs"), before);
    repo.lessons(&["scan", "--fix", "--allow-no-vcs"]).says("fixed 2 findings");
}

#[test]
fn a_fix_that_does_not_help_is_not_written() {
    let repo = with_fixes();
    repo.write("lessons/INC-4.md", &lesson(&FIX.replace("new({A})", "old({A}, 0)"), ""));
    repo.commit("a fix that does not silence");
    let before = repo.read("src/lib.rs");
    repo.lessons(&["scan", "--fix"]).says("the lesson would still speak here");
    repo.write("lessons/INC-4.md", &lesson(&FIX.replace("new({A})", "new({A}"), ""));
    repo.commit("a fix that does not parse");
    repo.lessons(&["scan", "--fix"]).says("the code would not parse with it");
    assert_eq!(repo.read("src/lib.rs"), before);
}
