//! Names over several files and crates.

use super::{CrateFacts, World, library, wanted};
use crate::names::Question;
use crate::pattern::Facts;
use crate::workspace::Edition;

const RM: &str = "std::fs::remove_file";

#[track_caller]
fn assert_is(world: &World, file: &str, code: &str, path: &str, expected: bool, why: &str) {
    let (found, _) = world.ask(file, code, |facts, node| facts.path_is(node, &wanted(path)));
    assert_eq!(found, expected, "{why}: {path} in {code}");
}

#[test]
fn names_are_followed_through_files() {
    let files = [
        (
            "src/lib.rs",
            "pub mod prelude; pub mod a; mod b; pub use a::deep::gone as left; pub use std::fs as disk;",
        ),
        (
            "src/prelude.rs",
            "pub use std::fs::remove_file; pub use crate::b::*; pub use std::sync::Mutex as Lock; use std::fs::copy;",
        ),
        ("src/a/mod.rs", "pub mod deep; pub fn own() {}"),
        ("src/a/deep.rs", "pub use std::fs::remove_file as gone; pub type M<T> = std::sync::Mutex<T>;"),
        ("src/b.rs", "pub use super::prelude::*; pub fn remove() {}"),
    ];
    for (code, path, expected, why) in [
        ("use crate::prelude::*; fn f() { «remove_file»(p) }", RM, true, "a glob of a prelude"),
        (
            "use crate::prelude::*; fn remove_file() {} fn f() { «remove_file»(p) }",
            RM,
            false,
            "a nearer item",
        ),
        ("use crate::prelude::remove_file as x; fn f() { «x»(p) }", RM, true, "an alias of a re-export"),
        ("fn f() { «crate::left»(p) }", RM, true, "renamed twice"),
        ("fn f() { «crate::left»(p) }", "app::left", true, "by its public path"),
        ("fn f() { «crate::left»(p) }", "a::deep::gone", true, "by the path between"),
        ("use crate::a::deep::gone; fn f() { «gone»(p) }", RM, true, "renamed elsewhere"),
        (
            "use crate::prelude::Lock; fn f() { «Lock::new»(1) }",
            "std::sync::Mutex::new",
            true,
            "a type renamed",
        ),
        ("use crate::a::deep::M; fn f() { «M::new»(1) }", "std::sync::Mutex::new", true, "an alias"),
        ("use crate::a::deep::M; fn f(m: «M<u8>») {}", "std::sync::Mutex", true, "an alias alone"),
        (
            "use crate::prelude::*; fn f() { «copy»(p) }",
            "std::fs::copy",
            false,
            "a private use is no re-export",
        ),
        ("use crate::prelude::*; fn f() { «remove»(p) }", "app::b::remove", true, "globs in a circle"),
        ("use crate::b::*; fn f() { «remove_file»(p) }", RM, true, "the other way round"),
        ("fn f() { «crate::disk::remove_file»(p) }", RM, true, "a module re-exported"),
        ("fn f() { «crate::disk::remove_file»(p) }", "crate::disk::remove_file", true, "as the crate's"),
        ("fn f() { «crate::a::own»() }", "app::a::own", true, "a definition's whole path"),
        ("fn f() { «crate::a::own»() }", "other::a::own", false, "another crate's"),
        ("fn f() { «crate::a::own»() }", "a::own", true, "an end of it"),
        (
            "fn f() { «crate::a::made::Thing::new»() }",
            "made::Thing::new",
            true,
            "as written where nobody knows",
        ),
        ("use super::a; fn f() { «a::own»() }", "app::a::own", true, "super"),
        ("use super::super::a; fn f() { «a::own»() }", "app::a::own", false, "above the root"),
    ] {
        let mut files = files.to_vec();
        files.push(("src/c.rs", code));
        let root = format!("{} mod c;", files[0].1);
        files[0].1 = &root;
        let world = World::new(vec![library("app", "src/lib.rs")], &files);
        assert_is(&world, "src/c.rs", code, path, expected, why);
    }
}

#[test]
fn crates_know_each_other_by_their_dependencies() {
    let mut app = library("app", "app/src/lib.rs");
    let dependency = |written: &str, name: &str| (written.to_owned(), name.to_owned());
    app.dependencies =
        [dependency("base", "base_lib"), dependency("rt", "tokio"), dependency("app", "app")].into();
    let main = CrateFacts {
        name: "app_bin".to_owned(),
        root: "app/src/main.rs".to_owned(),
        is_library: false,
        ..app.clone()
    };
    let files = [
        ("app/src/lib.rs", "pub fn own() {} pub use base::rm;"),
        (
            "base/src/lib.rs",
            "pub use std::fs::remove_file as rm; pub mod m { pub struct S; } pub use app_cycle::x;",
        ),
    ];
    for (code, path, expected, why) in [
        ("fn f() { «base::rm»(p) }", RM, true, "a renamed dependency"),
        ("use base::rm; fn f() { «rm»(p) }", RM, true, "imported"),
        ("fn f() { «app::rm»(p) }", RM, true, "through the package's own library"),
        ("fn f() { «base::m::S::new»() }", "base_lib::m::S::new", true, "the crate's own name"),
        ("fn f() { «base::m::S::new»() }", "base::m::S::new", true, "what this crate calls it"),
        ("fn f() { «rt::spawn»() }", "tokio::spawn", true, "an outside crate renamed"),
        ("fn f() { «rt::spawn»() }", "rt::spawn", false, "its name here is no path"),
        ("fn f() { «app::own»() }", "app::own", true, "the library from the binary"),
        (
            "mod app { pub fn own() {} } fn f() { «app::own»() }",
            "app_bin::app::own",
            true,
            "a module shadows a crate",
        ),
    ] {
        let mut files = files.to_vec();
        files.push(("app/src/main.rs", code));
        let crates = vec![app.clone(), main.clone(), library("base_lib", "base/src/lib.rs")];
        let world = World::new(crates, &files);
        assert_is(&world, "app/src/main.rs", code, path, expected, why);
    }
}

#[test]
fn files_stand_where_mod_says() {
    let files = [
        (
            "src/lib.rs",
            "mod a; mod i { mod j; } #[path = \"x/y.rs\"] mod p; #[cfg(test)] mod tests; mod both;",
        ),
        ("src/a.rs", "mod b; #[cfg(test)] mod checks;"),
        ("src/a/b.rs", ""),
        ("src/a/checks.rs", "mod inner;"),
        ("src/a/checks/inner.rs", ""),
        ("src/i/j.rs", ""),
        ("src/x/y.rs", "mod z;"),
        ("src/x/z.rs", ""),
        ("src/tests/mod.rs", "#[path = \"../both.rs\"] mod both;"),
        ("src/both.rs", ""),
        ("src/lost.rs", ""),
        ("src/only.rs", "#![cfg(test)]"),
    ];
    let world = World::new(vec![library("app", "src/lib.rs")], &files);
    let symbols = world.symbols();
    for (file, path, is_test) in [
        ("src/lib.rs", Some("app"), false),
        ("src/a.rs", Some("app::a"), false),
        ("src/a/b.rs", Some("app::a::b"), false),
        ("src/a/checks.rs", Some("app::a::checks"), true),
        ("src/a/checks/inner.rs", Some("app::a::checks::inner"), true),
        ("src/i/j.rs", Some("app::i::j"), false),
        ("src/x/y.rs", Some("app::p"), false),
        ("src/x/z.rs", Some("app::p::z"), false),
        ("src/tests/mod.rs", Some("app::tests"), true),
        ("src/both.rs", Some("app::both"), false),
        ("src/lost.rs", None, false),
        ("src/only.rs", None, true),
        ("src/nowhere.rs", None, false),
    ] {
        assert_eq!(symbols.module_paths(file).next().map(|path| path.join("::")).as_deref(), path, "{file}");
        assert_eq!(symbols.is_test_only(file), is_test, "{file}");
    }
}

#[test]
fn trees_without_manifests_have_crates_by_their_files() {
    let code = "mod a; fn f() { «a::rm»(p) }";
    let files = [
        ("one/src/lib.rs", code),
        ("one/src/a.rs", "pub use std::fs::remove_file as rm;"),
        ("loose.rs", "use crate::x::remove_file; fn f() { remove_file() }"),
    ];
    let world = World::new(Vec::new(), &files);
    assert_is(&world, "one/src/lib.rs", code, RM, true, "a root by its name");
    let symbols = world.symbols();
    assert_eq!(
        symbols.module_paths("one/src/a.rs").next().map(|path| path.join("::")).as_deref(),
        Some("one::a")
    );
    assert_eq!(symbols.module_paths("loose.rs").next(), None);
    let loose = "use crate::x::remove_file; fn f() { «remove_file»() }";
    assert_is(&world, "loose.rs", loose, "x::remove_file", true, "as written");
    assert_is(&world, "loose.rs", loose, RM, false, "nobody says that it is std's");
}

#[test]
fn a_file_that_two_crates_compile_is_right_in_either() {
    let code = "fn f() { «crate::rm»(p) }";
    let files = [
        ("src/lib.rs", "mod shared; pub use std::fs::remove_file as rm;"),
        ("src/main.rs", "mod shared; pub fn rm() {}"),
        ("src/shared.rs", code),
    ];
    let main = CrateFacts {
        name: "main".to_owned(),
        root: "src/main.rs".to_owned(),
        is_library: false,
        ..library("app", "src/lib.rs")
    };
    let world = World::new(vec![library("app", "src/lib.rs"), main], &files);
    assert_is(&world, "src/shared.rs", code, RM, true, "in the library");
    assert_is(&world, "src/shared.rs", code, "main::rm", true, "in the binary");
}

#[test]
fn old_crates_begin_their_uses_at_the_root() {
    let code = "use util::rm; fn f() { «rm»(p) }";
    let files = [
        ("src/lib.rs", "mod util; mod a;"),
        ("src/util.rs", "pub use std::fs::remove_file as rm;"),
        ("src/a.rs", code),
    ];
    let krate = CrateFacts { edition: Edition::E2015, ..library("app", "src/lib.rs") };
    let world = World::new(vec![krate], &files);
    assert_is(&world, "src/a.rs", code, RM, true, "util is the root's");
}

#[test]
fn a_file_that_is_not_known_gets_no() {
    let world = World::new(vec![library("app", "src/lib.rs")], &[("src/lib.rs", "")]);
    let question = Question::PathIs { paths: Vec::new(), wanted: wanted("a::b") };
    assert!(!world.symbols().answer("src/none.rs", &question));
}
