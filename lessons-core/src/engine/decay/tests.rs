//! What counts as decayed, and what does not.

use super::*;
use crate::workspace::Memory;

const NO_DEPENDENCIES: &str = "[package]\nname = 'app'\nedition = '2024'\n";
const LOCK: &str = "[[package]]\nname='app'\nversion='0.0.0'\ndependencies=['far']\n[[package]]\nname='far'\nversion='9.9.9'\nsource='registry+x'\n";

fn lesson(rule: &str, scope: &str, block: &str) -> Lesson {
    let text = format!(
        "```toml\n[lesson]\ndate = 2026-04-12\n{scope}[forbid]\n{rule}\n```\n\n# T\n\n## Root cause\nR.\n\n\
         ## Invariant\nI.\n\n## Mitigation\nM.\n\n```rust,bad\n{block}\n```\n"
    );
    let reading = Lesson::read("lessons/INC-1.md", text.as_bytes());
    reading.lesson.unwrap_or_else(|| panic!("{:?}", reading.problems))
}

fn decayed(files: &[(&str, &str)], lesson: &Lesson) -> Option<String> {
    let files: Memory = files.iter().copied().collect();
    let problems = check_decay(&Workspace::from_source(files).unwrap(), &[lesson]);
    problems.first().map(|problem| problem.message.clone())
}

#[test]
fn a_rule_decays_when_a_name_it_needs_is_nowhere() {
    let code = "fn legacy_fetch() {} // old_fetch()\n#[cfg(test)] mod tests { fn f() { x.only_in_tests() } }\nstruct Pool;";
    let files = [
        ("Cargo.toml", NO_DEPENDENCIES),
        ("src/lib.rs", code),
        ("tests/t.rs", "fn t() { helper::in_test() }"),
    ];
    for (rule, expected) in [
        ("pattern = 'legacy_fetch($$$)'", None),
        ("pattern = 'old_fetch($$$)'", Some("`old_fetch`")),
        ("pattern = '$X.only_in_tests()'", None),
        ("pattern = 'helper::in_test()'", None),
        ("pattern = '$X.frobnicate_all()'", Some("`frobnicate_all`")),
        ("pattern = '$X.lock().unwrap()'", None),
        ("pattern = 'std::thread::no_such_thing($X)'", None),
        ("pattern = 'thread::sleep($X)'", None),
        ("pattern = 'gone_module::sleep($X)'", Some("`gone_module::sleep`")),
        ("pattern = 'let some_local_name = $X.lock();'", None),
        ("pattern = 'old_macro!($$$)'", Some("`old_macro`")),
        ("pattern = 'GonePool::new($$$)'", Some("`GonePool::new`")),
        ("pattern = 'crate::Pool::new($$$)'", None),
        ("kind = 'loop_expression'", None),
        ("any = ['old_fetch($$$)', 'legacy_fetch($$$)']", None),
        ("any = ['old_fetch($$$)', '$X.frobnicate_all()']", Some("`old_fetch`")),
        ("pattern = 'legacy_fetch($$$)'\nnot.inside = 'old_fetch($$$)'", None),
        ("pattern = 'legacy_fetch($$$)'\ninside = 'old_fetch($$$)'", Some("`old_fetch`")),
        ("pattern = '$P.lock()'\nwhere.P.type = 'GonePool'", Some("`GonePool`")),
        ("pattern = '$P.lock()'\nwhere.P.type = ['GonePool', 'Pool']", None),
        ("pattern = '$P.lock()'\nwhere.P.type = 'std::sync::Mutex'", None),
    ] {
        let told = decayed(&files, &lesson(rule, "", "f();"));
        match expected {
            None => assert_eq!(told, None, "{rule}"),
            Some(what) => {
                assert!(told.as_deref().is_some_and(|told| told.contains(what)), "{rule}: {told:?}")
            }
        }
    }
}

#[test]
fn what_cannot_be_told_is_not_decayed() {
    let manifest = format!("{NO_DEPENDENCIES}[dependencies]\nfar = '9'\n");
    let unlocked = [("Cargo.toml", manifest.as_str()), ("src/lib.rs", "")];
    let locked = [("Cargo.toml", manifest.as_str()), ("src/lib.rs", ""), ("Cargo.lock", LOCK)];
    for files in [&unlocked[..], &locked[..]] {
        assert_eq!(decayed(files, &lesson("pattern = '$X.frobnicate_all()'", "", "f();")), None);
        assert_eq!(decayed(files, &lesson("pattern = 'far::f()'", "", "use far::f;")), None);
    }
    let tree = Workspace::bare_tree(Memory::new()).unwrap();
    assert_eq!(check_decay(&tree, &[&lesson("pattern = 'gone::f()'", "", "f();")]), []);
}

#[test]
fn crates_that_left_the_graph_take_their_rules_along() {
    let manifest = format!("{NO_DEPENDENCIES}[dependencies]\nfar = '9'\n");
    let files = [("Cargo.toml", manifest.as_str()), ("src/lib.rs", ""), ("Cargo.lock", LOCK)];
    let by_block =
        lesson("pattern = 'old_client::connect($$$)'", "", "use old_client::connect;\nconnect(x);");
    assert!(decayed(&files, &by_block).unwrap().contains("`old_client::connect`"));
    let by_scope =
        lesson("pattern = '$X.lock()'", "[scope]\ndependency = { old-client = '<2' }\n", "x.lock();");
    assert!(decayed(&files, &by_scope).unwrap().contains("the crate `old-client`"));
    let still = lesson("pattern = '$X.lock()'", "[scope]\ndependency = { far = '<2' }\n", "x.lock();");
    assert_eq!(decayed(&files, &still), None);
}

#[cfg(feature = "workspace")]
#[test]
fn vendored_sources_are_looked_into() {
    let dir = tempfile::tempdir().unwrap();
    for (path, text) in [
        ("Cargo.toml", &*format!("{NO_DEPENDENCIES}[dependencies]\nfar = '9'\n")),
        ("Cargo.lock", LOCK),
        ("src/lib.rs", ""),
        ("vendor/far/Cargo.toml", "[package]\nname = 'far'\nversion = '9.9.9'\n"),
        ("vendor/far/src/lib.rs", "pub fn still_there() {}"),
    ] {
        let path = dir.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    let workspace = Workspace::from_source(crate::workspace::Disk::new(dir.path()).unwrap()).unwrap();
    let told = |rule: &str| check_decay(&workspace, &[&lesson(rule, "", "f();")]).len();
    assert_eq!((told("pattern = 'far::still_there()'"), told("pattern = 'far::was_there()'")), (0, 1));
}

#[test]
fn the_list_of_std_is_sound() {
    for name in
        ["Mutex", "try_lock", "spawn", "unwrap", "read_to_string", "MaybeUninit", "set_var", "println", "fs"]
    {
        assert!(is_of_std(name), "{name}");
    }
    for name in ["tokio", "block_on", "await_holding_lock", ""] {
        assert!(!is_of_std(name), "{name}");
    }
}
