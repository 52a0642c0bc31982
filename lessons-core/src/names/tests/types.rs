//! Types of values: known, known to be another, unknown.

use super::{World, library, wanted};
use crate::pattern::Facts;

/// What is known of the type of a value.
#[derive(Debug, PartialEq)]
enum Known {
    Yes,
    No,
    Unknown,
}

use Known::{No, Unknown, Yes};

fn known(files: &[(&str, &str)], ty: &str) -> Known {
    let world = World::new(vec![library("app", "src/lib.rs")], files);
    let (path, code) = files.iter().find(|(_, code)| code.contains('«')).expect("a marked place");
    let ask = |unknown| world.ask(path, code, |facts, node| facts.type_is(node, &[wanted(ty)], unknown)).0;
    match (ask(false), ask(true)) {
        (true, true) => Yes,
        (false, false) => No,
        (false, true) => Unknown,
        (true, false) => panic!("a type is {ty} only if it were unknown: {code}"),
    }
}

const MUTEX: &str = "std::sync::Mutex";

#[test]
fn a_value_s_type_is_known_from_one_file() {
    for (code, ty, expected, why) in [
        ("fn f(m: std::sync::Mutex<u8>) { «m» }", MUTEX, Yes, "a parameter"),
        ("use std::sync::Mutex; fn f(m: Mutex<u8>) { «m» }", MUTEX, Yes, "through use"),
        (
            "use std::sync::Mutex; fn f(m: Mutex<u8>) { «m» }",
            "Mutex",
            Yes,
            "one segment is the last of any path",
        ),
        ("use tokio::sync::Mutex; fn f(m: Mutex<u8>) { «m» }", MUTEX, No, "another Mutex"),
        ("use tokio::sync::Mutex; fn f(m: Mutex<u8>) { «m» }", "Mutex", Yes, "of the same name"),
        ("fn f(m: Mutex<u8>) { «m» }", MUTEX, Unknown, "a name that is declared nowhere"),
        ("use a::*; fn f(m: Mutex<u8>) { «m» }", MUTEX, Unknown, "a glob that nobody can look into"),
        ("use std::sync::*; fn f(m: Mutex<u8>) { «m» }", MUTEX, Yes, "a glob of the type's module"),
        ("type M = std::sync::Mutex<u8>; fn f(m: M) { «m» }", MUTEX, Yes, "an alias"),
        ("fn f(m: &'static mut std::sync::Mutex<u8>) { «m» }", MUTEX, Yes, "& is seen through"),
        ("use std::sync::*; fn f(m: Arc<Box<Mutex<u8>>>) { «m» }", MUTEX, Yes, "Arc and Box are"),
        (
            "use std::rc::Rc; use std::pin::Pin; fn f(m: Rc<Pin<&mut String>>) { «m» }",
            "String",
            Yes,
            "Rc and Pin are",
        ),
        (
            "use std::sync::Arc; fn f(m: Arc<String>) { «m» }",
            "std::sync::Arc",
            Yes,
            "and are types themselves",
        ),
        ("fn f(m: Vec<String>) { «m» }", "String", No, "a Vec is not"),
        ("fn f() { let m: std::sync::Mutex<u8> = g(); «m» }", MUTEX, Yes, "an annotation"),
        ("fn f() { let m = std::sync::Mutex::new(1); «m» }", MUTEX, Yes, "a constructor"),
        (
            "fn f() { let m = std::fs::File::open(p)?; «m» }",
            "std::fs::File",
            Yes,
            "T::f is taken as T, also through ?",
        ),
        (
            "async fn f() { let m = tokio::net::TcpStream::connect(p).await?; «m» }",
            "TcpStream",
            Yes,
            "and .await",
        ),
        ("fn f() { let m = std::fs::File::open(p).unwrap(); «m» }", "std::fs::File", Yes, "and unwrap"),
        ("fn f() { let m = Default::default(); «m» }", "Default", Unknown, "a trait is no type"),
        ("struct S; fn f() { let m = S; «m» }", "S", Yes, "a unit struct"),
        ("struct S { a: u8 } fn f() { let m = S { a: 1 }; «m» }", "S", Yes, "a literal"),
        ("struct S(u8); fn f() { let m = S(1); «m» }", "S", Yes, "a tuple struct"),
        ("enum E { A(u8), B {} , C } fn f() { «E::A(1)» }", "E", Yes, "a variant"),
        ("enum E { A(u8), B {} , C } fn f() { «E::B {}» }", "E", Yes, "with named fields"),
        ("enum E { A(u8), B {} , C } fn f() { «E::C» }", "E", Yes, "with none"),
        ("fn f() { let m = 1 as u64; «m» }", "u64", Yes, "a cast"),
        ("fn f() { «1u64» }", "u64", Yes, "a suffix"),
        ("fn f() { «1» }", "u64", Unknown, "a number without one"),
        ("fn f() { «\"a\"» }", "str", Yes, "a string"),
        ("fn f() { «\"a\"» }", "String", No, "is no String"),
        ("fn f() { «true» }", "bool", Yes, "bool"),
        ("fn f() { «vec![String::new()]» }", "Vec", Yes, "vec!"),
        ("fn f() { «format!(\"{x}\")» }", "std::string::String", Yes, "format!"),
        ("fn f() { «|a| a» }", "u8", No, "a closure"),
        ("fn f(a: u8) { «g(a)» }", "u8", Unknown, "a call of nobody knows what"),
        ("const M: std::sync::Mutex<u8> = g(); fn f() { «M» }", MUTEX, Yes, "a const"),
        ("static M: std::sync::Mutex<u8> = g(); fn f() { «M» }", MUTEX, Yes, "a static"),
        ("fn f() { let g = |m: std::sync::Mutex<u8>| { «m» }; }", MUTEX, Yes, "a closure's parameter"),
        ("fn f() { let g = |m| { «m» }; }", MUTEX, Unknown, "one without a type"),
        ("fn f(m: impl std::io::Read) { «m» }", "std::io::Read", Yes, "a trait that it satisfies"),
        ("fn f(m: impl std::io::Read) { «m» }", "std::fs::File", Unknown, "who knows"),
        ("fn f<R: std::io::Read>(m: R) { «m» }", "std::io::Read", Yes, "a bound"),
        ("fn f<R>(m: R) { «m» }", "std::fs::File", Unknown, "a generic parameter"),
        ("fn f(m: Box<dyn std::io::Read>) { «m» }", "std::io::Read", Yes, "a trait object"),
        ("fn f(m: (u8, String)) { let (a, b) = m; «b» }", "String", Yes, "a tuple's part"),
        ("fn f(m: (u8, String)) { «m.1» }", "String", Yes, "by number"),
        ("fn f(m: [String; 2]) { «m[0]» }", "String", Yes, "an element"),
        ("fn f(m: Vec<String>) { for s in m { «s» } }", "String", Yes, "a loop's"),
        ("fn f(m: &[String]) { for s in m.iter() { «s» } }", "String", Yes, "by iter()"),
        ("fn f(«m»: String) {}", "String", Yes, "where it is bound"),
        ("fn f() { let «m» = String::new(); }", "String", Yes, "in a let"),
        (
            "fn f() { let m = String::new(); let n = &m; let o = n; «o» }",
            "String",
            Yes,
            "one variable from another",
        ),
        ("fn f() { let m = 1u8; let m = String::new(); «m» }", "String", Yes, "the later one of a name"),
        (
            "fn f() { let m = if c { String::new() } else { String::new() }; «m» }",
            "String",
            Yes,
            "both branches",
        ),
        (
            "fn f() { let m = match c { 1 => return, _ => String::new() }; «m» }",
            "String",
            Yes,
            "the arms that give one",
        ),
        ("fn f() { let m = { g(); String::new() }; «m» }", "String", Yes, "a block"),
        ("fn f() { «*m» } ", "String", Unknown, "nobody knows m"),
        ("fn f(m: Box<String>) { «*m» } ", "String", Yes, "behind a Box"),
        ("fn f() { let m = async { String::new() }; «m» }", "String", No, "a future"),
        ("fn f() { let m = async { String::new() }.await; «m» }", "String", Yes, "awaited"),
        (
            "struct A { m: std::sync::Mutex<u8> } impl A { fn f(&self) { «self.m» } }",
            MUTEX,
            Yes,
            "a field of self",
        ),
        (
            "struct A { b: B } struct B { m: String } impl A { fn f(&self) { «self.b.m» } }",
            "String",
            Yes,
            "of a field",
        ),
        (
            "struct A { b: std::sync::Arc<B> } struct B { m: String } fn f(a: &A) { «a.b.m» }",
            "String",
            Yes,
            "behind an Arc",
        ),
        ("struct A<T> { m: T } fn f(a: A<String>) { «a.m» }", "String", Yes, "a generic argument"),
        (
            "struct A<T> { m: T } impl<T> A<T> { fn f(&self) { «self.m» } }",
            "String",
            Unknown,
            "a generic field",
        ),
        ("struct A { m: String } impl A { fn f(&self) { «self» } }", "A", Yes, "self"),
        ("struct A; impl A { fn f(self: Box<Self>) { «self» } }", "A", Yes, "self with a type"),
        ("struct A; impl A { fn n() -> Self { A } } fn f() { «A::n()» }", "A", Yes, "-> Self"),
        ("struct A(String); fn f(a: A) { «a.0» }", "String", Yes, "a tuple struct's field"),
        ("struct A { m: String } fn f(a: A) { let A { m } = a; «m» }", "String", Yes, "a pattern's field"),
        ("struct A { m: String } fn f(a: A) { let A { m: x, .. } = a; «x» }", "String", Yes, "renamed"),
    ] {
        assert_eq!(known(&[("src/lib.rs", code)], ty), expected, "{why}: {ty} in {code}");
    }
}

#[test]
fn options_results_and_guards_hold_a_type() {
    for (code, ty, expected, why) in [
        ("fn f(o: Option<String>) { «o.unwrap()» }", "String", Yes, "unwrap"),
        ("fn f(o: Option<String>) { «o.expect(\"x\")» }", "String", Yes, "expect"),
        ("fn f(o: Option<String>) { «o?» }", "String", Yes, "?"),
        ("fn f(o: std::io::Result<String>) { «o?» }", "String", Yes, "an alias of Result"),
        ("fn f(o: Option<String>) { «o» }", "String", No, "not itself"),
        ("fn f(o: Option<String>) { if let Some(s) = o { «s» } }", "String", Yes, "if let"),
        ("fn f(o: &Option<String>) { match o { Some(s) => «s», None => {} } }", "String", Yes, "match"),
        ("fn f(o: Result<u8, String>) { if let Err(e) = o { «e» } }", "String", Yes, "Err"),
        ("fn f(o: Option<String>) { let Some(s) = o else { return }; «s» }", "String", Yes, "let else"),
        ("fn f(o: Option<String>) { while let Some(s) = o.take() { «s» } }", "String", Yes, "while let"),
        ("fn f() { let s = Some(String::new()); «s.unwrap()» }", "String", Yes, "Some(…)"),
        ("fn f(o: Option<String>) { «o.as_ref().unwrap()» }", "String", Yes, "as_ref"),
        ("fn f(s: String) { «s.clone()» }", "String", Yes, "clone"),
        ("use std::sync::Arc; fn f(s: Arc<String>) { «Arc::clone(&s)» }", "String", Yes, "clone by its path"),
        ("use std::sync::Mutex; fn f(m: Mutex<String>) { «m.lock().unwrap()» }", "String", Yes, "a guard"),
        (
            "use std::sync::Mutex; fn f(m: Mutex<String>) { «m.lock().unwrap()» }",
            "std::sync::MutexGuard",
            Yes,
            "itself",
        ),
        (
            "use std::sync::Mutex; fn f(m: Mutex<String>) { «m.lock()» }",
            "std::result::Result",
            Yes,
            "lock alone",
        ),
        ("async fn f(m: tokio::sync::Mutex<String>) { «m.lock().await» }", "String", Yes, "another's"),
        (
            "use std::sync::{Arc, Mutex}; fn f() { let m = Arc::new(Mutex::new(1)); «m» }",
            MUTEX,
            Yes,
            "new in new",
        ),
        (
            "use std::sync::{Arc, Mutex}; fn f() { let m = Arc::new(Mutex::new(1)); let n = m.clone(); «n» }",
            MUTEX,
            Yes,
            "a clone of it",
        ),
        ("use std::cell::RefCell; fn f(m: RefCell<String>) { «m.borrow_mut()» }", "String", Yes, "RefCell"),
        ("fn f(m: std::collections::HashMap<u8, String>) { «m.get(&1)?» }", "String", Yes, "a map's value"),
        ("fn f(v: Vec<String>) { «v.iter().next()?» }", "String", Yes, "an iterator's item"),
        (
            "enum E { A(String), B { s: String } } fn f(e: E) { match e { E::A(s) => «s», _ => {} } }",
            "String",
            Yes,
            "a variant's",
        ),
        (
            "enum E { A(String), B { s: String } } fn f(e: E) { match e { E::B { s } => «s», _ => {} } }",
            "String",
            Yes,
            "by name",
        ),
    ] {
        assert_eq!(known(&[("src/lib.rs", code)], ty), expected, "{why}: {ty} in {code}");
    }
}

#[test]
fn other_files_tell_types_too() {
    let other = "pub struct S { pub m: std::sync::Mutex<u8>, pub t: T } pub struct T { pub name: String }
        impl S { pub fn name(&self) -> String { x } pub async fn go(&self) -> Result<T, E> { x }
                 pub fn new() -> Self { x } pub fn load() -> std::io::Result<Self> { x } }
        pub fn make() -> S { x } pub async fn later() -> S { x } pub type M = std::sync::Mutex<u8>;
        pub static LOCK: std::sync::Mutex<u8> = x; pub fn once() -> std::sync::Mutex<u8> { x }";
    for (code, ty, expected, why) in [
        ("use crate::other::S; fn f(s: &S) { «s.m» }", MUTEX, Yes, "a field"),
        ("use crate::other::*; fn f(s: &S) { «s.t.name» }", "String", Yes, "a field's field"),
        ("use crate::other::S; fn f(s: &S) { «s.name()» }", "String", Yes, "a method"),
        ("use crate::other::S; async fn f(s: &S) { «s.go().await?» }", "T", Yes, "an async one"),
        ("use crate::other::S; async fn f(s: &S) { «s.go()» }", "Result", No, "not awaited"),
        ("use crate::other; fn f() { «other::make().m» }", MUTEX, Yes, "a function's result"),
        ("use crate::other; fn f() { «other::later()» }", "S", No, "a future"),
        ("use crate::other::S; fn f() { «S::load()?» }", "S", Yes, "a constructor that may fail"),
        ("use crate::other::S; fn f() { «S::load()» }", "S", No, "what it says it gives"),
        ("use crate::other::S; fn f() { «S::made_by_macro()» }", "S", Yes, "a constructor that nobody sees"),
        ("use crate::other::M; fn f(m: M) { «m» }", MUTEX, Yes, "an alias"),
        ("use crate::other::LOCK; fn f() { «LOCK» }", MUTEX, Yes, "a static"),
        ("fn f() { «x.once_only()» }", MUTEX, Unknown, "no method of that name"),
        ("fn f(x: crate::gone::G) { «x» }", MUTEX, Unknown, "a type that is nowhere"),
        ("use crate::other::S; fn f(s: S) { let S { m, .. } = s; «m» }", MUTEX, Yes, "a pattern's field"),
    ] {
        let files = [("src/lib.rs", "mod a; mod other;"), ("src/a.rs", code), ("src/other.rs", other)];
        assert_eq!(known(&files, ty), expected, "{why}: {ty} in {code}");
    }
}

#[test]
fn results_count_by_name_where_all_agree() {
    let code = "fn f() { let l = x.shared_lock(); «l» }";
    for (other, expected, why) in [
        ("struct A; impl A { fn shared_lock(&self) -> std::sync::Mutex<u8> { x } }", Yes, "the only one"),
        (
            "struct A; impl A { fn shared_lock(&self) -> std::sync::Mutex<u8> { x } }
             struct B; impl B { fn shared_lock(&self) -> std::sync::Mutex<u8> { x } }",
            Yes,
            "both say so",
        ),
        (
            "struct A; impl A { fn shared_lock(&self) -> std::sync::Mutex<u8> { x } }
             struct B; impl B { fn shared_lock(&self) -> u8 { x } }",
            Unknown,
            "they do not agree",
        ),
        ("fn shared_lock() -> std::sync::Mutex<u8> { x }", Unknown, "no method"),
        ("trait A { fn shared_lock(&self) -> std::sync::Mutex<u8>; }", Yes, "a trait's"),
        ("struct A; impl A { fn shared_lock(&self) -> u8 { x } }", No, "another type"),
    ] {
        let files = [("src/lib.rs", "mod a; mod other;"), ("src/a.rs", code), ("src/other.rs", other)];
        assert_eq!(known(&files, MUTEX), expected, "{why}: {other}");
    }
}

#[test]
fn the_standard_library_s_results_are_known() {
    const RESULT: &str = "std::result::Result";
    const OPTION: &str = "std::option::Option";
    for (code, ty, expected, why) in [
        ("fn f() { «std::fs::read_to_string(p)» }", RESULT, Yes, "a function of a module"),
        ("fn f() { let s = std::fs::read_to_string(p).unwrap(); «s» }", "String", Yes, "and what is in it"),
        ("use std::env; fn f() { let Ok(v) = env::var(k) else { return }; «v» }", "String", Yes, "env::var"),
        ("use std::io; fn f() { «io::stdout()» }", "std::io::Stdout", Yes, "a handle"),
        ("fn f(s: &str) { «s.parse::<u8>()» }", RESULT, Yes, "parse"),
        ("fn f(s: &str) { «s.find('x')» }", OPTION, Yes, "find of a text"),
        ("fn f(s: String) { «s.chars().next()» }", OPTION, Yes, "an iterator's next"),
        ("fn f(s: String) { for l in s.lines() { «l» } }", "str", Yes, "lines"),
        ("fn f(x: u8) { «x.to_string()» }", "String", Yes, "to_string of anything"),
        ("fn f(v: Vec<u8>) { «v.len()» }", "usize", Yes, "len"),
        ("fn f(v: Vec<String>) { for (i, s) in v.iter().enumerate() { «s» } }", "String", Yes, "enumerate"),
        ("fn f(v: &[String]) { v.iter().for_each(|s| g(«s»)); }", "String", Yes, "for_each's parameter"),
        ("fn f(v: Vec<String>) { v.iter().filter(|s| «s».a()).map(|t| b()); }", "String", Yes, "filter's"),
        ("fn f(v: Vec<String>) { v.iter().map(|s: &u8| «s»); }", "String", No, "one with a type"),
        ("fn f(v: Vec<String>) { v.iter().fold(0, |n, s| «s»); }", "String", Unknown, "not a later one"),
        ("fn f(o: Option<String>) { o.map(|s| «s»); }", "String", Yes, "Option::map's"),
        ("fn f(r: Result<u8, String>) { r.map_err(|e| «e»); }", "String", Yes, "map_err's"),
        ("fn f(o: Option<(u8, String)>) { o.is_some_and(|(_, s)| «s».a()); }", "String", Yes, "a pattern"),
        ("fn f(o: Option<u8>) { «o.map(|s| g(s))» }", OPTION, Yes, "map of an Option"),
        ("fn f(o: Option<u8>) { «o.map(|s| g(s)).unwrap()» }", "u8", Unknown, "what a closure makes"),
        (
            "use std::sync::mpsc; fn f() { let (tx, rx) = mpsc::channel(); «tx» }",
            "std::sync::mpsc::Sender",
            Yes,
            "a channel's end",
        ),
        (
            "use tokio::sync::mpsc; fn f() { let (tx, rx) = mpsc::unbounded_channel(); «rx» }",
            "tokio::sync::mpsc::UnboundedReceiver",
            Yes,
            "another crate's channel",
        ),
        (
            "use tokio::sync::mpsc; fn f() { let (tx, rx) = mpsc::channel(8); «tx» }",
            "std::sync::mpsc::Sender",
            No,
            "is not the standard library's",
        ),
        ("fn f(tx: std::sync::mpsc::Sender<u8>) { «tx.send(1)» }", RESULT, Yes, "send"),
        ("use std::thread; fn f() { «thread::spawn(g).join()» }", RESULT, Yes, "join"),
        ("use std::sync::Arc; fn f(a: Arc<String>) { «Arc::try_unwrap(a)» }", RESULT, Yes, "try_unwrap"),
        (
            "use std::sync::Arc; fn f(a: Arc<String>) { let w = Arc::downgrade(&a); «w» }",
            "Weak",
            Yes,
            "downgrade",
        ),
        (
            "use std::collections::HashMap; fn f(m: HashMap<u8, String>) { for v in m.values() { «v» } }",
            "String",
            Yes,
            "values",
        ),
        ("use std::path::Path; fn f(p: &Path) { «p.join(x)» }", "std::path::PathBuf", Yes, "join of a path"),
        ("fn f(s: &mut String) { «writeln!(s, \"a\")» }", RESULT, Yes, "writeln!"),
        (
            "use tokio::task::JoinHandle; async fn f(h: JoinHandle<String>) { «h.await» }",
            RESULT,
            Yes,
            "a task that is awaited",
        ),
        ("struct S; impl S { fn find(&self) -> u8 { 1 } } fn f(s: S) { «s.find()» }", "u8", Yes, "its own"),
    ] {
        assert_eq!(known(&[("src/lib.rs", code)], ty), expected, "{why}: {code} is {ty}");
    }
}
