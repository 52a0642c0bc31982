//! Macro bodies in more shapes.

use super::support::check;

#[test]
fn code_in_macro_bodies() {
    check(&[
        (
            "nested macro spans",
            "pattern = 'f($A)'",
            "a!(b!(c!(f(1)), f(2)), f(3))",
            &["f(1)", "f(2)", "f(3)"],
        ),
        (
            "matches guard alternatives",
            "pattern = 'Some($X)'",
            "matches!(a, Some(1) | Some(2) if f(Some(3)))",
            &["Some(1)", "Some(2)", "Some(3)"],
        ),
        (
            "assert with message args",
            "pattern = '$X.unwrap()'",
            "assert!(a.unwrap(), \"{} {}\", b.unwrap(), c = d.unwrap());",
            &["a.unwrap()", "b.unwrap()", "d.unwrap()"],
        ),
        (
            "assert_eq trailing",
            "pattern = '$X.unwrap()'",
            "assert_eq!(a.unwrap(), b.unwrap(),);",
            &["a.unwrap()", "b.unwrap()"],
        ),
        ("dbg", "pattern = '$X.unwrap()'", "let a = dbg!(b.unwrap()) + 1;", &["b.unwrap()"]),
        (
            "write!",
            "pattern = '$X.unwrap()'",
            "write!(f.unwrap(), \"{:?}\", a.unwrap())?;",
            &["f.unwrap()", "a.unwrap()"],
        ),
        (
            "json array and nested macro",
            "pattern = '$X.unwrap()'",
            "json!([a.unwrap(), {\"b\": vec![c.unwrap()], \"d\": {\"e\": f.unwrap()}}, null])",
            &["a.unwrap()", "c.unwrap()", "f.unwrap()"],
        ),
        (
            "json with method chain keys",
            "pattern = '$X.unwrap()'",
            "json!({a.unwrap(): 1, \"x\": y.unwrap().z(), format!(\"{}\", q.unwrap()): null,})",
            &["a.unwrap()", "y.unwrap()", "q.unwrap()"],
        ),
        (
            "tracing variants",
            "pattern = '$X.unwrap()'",
            "tracing::event!(target: \"a\", Level::INFO, x = ?a.unwrap(), { y = %b.unwrap() }, \"m {}\", c.unwrap());",
            &["a.unwrap()", "b.unwrap()", "c.unwrap()"],
        ),
        (
            "tracing parent",
            "pattern = '$X.unwrap()'",
            "info_span!(parent: &p.unwrap(), \"name\", a.b = c.unwrap()).entered();",
            &["p.unwrap()", "c.unwrap()"],
        ),
        (
            "tracing field string keys",
            "pattern = '$X.unwrap()'",
            "info!(\"a.b\" = %x.unwrap(), \"type\" = y.unwrap(); \"msg {}\", z.unwrap());",
            &["x.unwrap()", "y.unwrap()", "z.unwrap()"],
        ),
        (
            "select with all",
            "pattern = '$X.unwrap()'",
            "tokio::select! { biased; Some(a) = b.unwrap().recv(), if c.unwrap() => d.unwrap(), _ = async { e.unwrap() } => { f.unwrap(); } else => g.unwrap(), }",
            &["b.unwrap()", "c.unwrap()", "d.unwrap()", "e.unwrap()", "f.unwrap()", "g.unwrap()"],
        ),
        (
            "crossbeam select",
            "pattern = '$X.unwrap()'",
            "crossbeam::select! { recv(a.unwrap()) -> m => m.unwrap(), send(b, c.unwrap()) -> r => r.unwrap(), default(d.unwrap()) => e.unwrap(), }",
            &["a.unwrap()", "m.unwrap()", "c.unwrap()", "r.unwrap()", "d.unwrap()", "e.unwrap()"],
        ),
        (
            "futures select",
            "pattern = '$X.unwrap()'",
            "futures::select! { a = b.unwrap().fuse() => c.unwrap(), complete => break, default => d.unwrap() }",
            &["b.unwrap()", "c.unwrap()", "d.unwrap()"],
        ),
        (
            "join",
            "pattern = '$X.unwrap()'",
            "let (a, b) = tokio::join!(c.unwrap(), async { d.unwrap() });",
            &["c.unwrap()", "d.unwrap()"],
        ),
        (
            "unknown macro with keyword args",
            "pattern = '$X.unwrap()'",
            "my_macro!(name = \"x\", value: a.unwrap(), b => c.unwrap(), if d.unwrap() { e.unwrap() });",
            &["a.unwrap()", "c.unwrap()", "d.unwrap()", "e.unwrap()"],
        ),
        (
            "unknown macro with closures",
            "pattern = '$X.unwrap()'",
            "my_macro!(|a, b| a.unwrap() + b, move || c.unwrap(), async move { d.unwrap() });",
            &["a.unwrap()", "c.unwrap()", "d.unwrap()"],
        ),
        (
            "item macro",
            "pattern = '$X.unwrap()'",
            "my_items! { pub fn a() { b.unwrap(); } impl C { fn d() { e.unwrap(); } } const F: u8 = g.unwrap(); }",
            &["b.unwrap()", "e.unwrap()", "g.unwrap()"],
        ),
        (
            "lazy_static",
            "pattern = '$X.unwrap()'",
            "lazy_static! { pub static ref A: Regex = Regex::new(\"x\").unwrap(); static ref B: u8 = { c.unwrap() }; }",
            &["Regex::new(\"x\").unwrap()", "c.unwrap()"],
        ),
        (
            "thread_local const",
            "pattern = '$X.unwrap()'",
            "thread_local! { static A: Cell<u8> = const { Cell::new(1) }; pub static B: RefCell<u8> = RefCell::new(a.unwrap()) }",
            &["a.unwrap()"],
        ),
        (
            "macro in pattern and type positions",
            "pattern = '$X.unwrap()'",
            "let x: my_type!(a.unwrap()) = 1;",
            &["a.unwrap()"],
        ),
        (
            "try_stream",
            "pattern = '$X.unwrap()'",
            "let s = async_stream::try_stream! { for await x in y { yield x?.unwrap(); } };",
            &["x?.unwrap()"],
        ),
        (
            "cfg_if",
            "pattern = '$X.unwrap()'",
            "cfg_if::cfg_if! { if #[cfg(unix)] { fn a() { b.unwrap(); } } else if #[cfg(windows)] { fn c() { d.unwrap(); } } else { fn e() { f.unwrap(); } } }",
            &["b.unwrap()", "d.unwrap()", "f.unwrap()"],
        ),
        (
            "format captures width and precision",
            "pattern = 'secret'",
            "format!(\"{:>secret$} {:.secret$} {secret:?} {0:secret$}\", a)",
            &["secret", "secret", "secret", "secret"],
        ),
        (
            "captured in panic/unreachable/expect? (only macros)",
            "pattern = 'token'",
            "panic!(\"bad {token}\"); todo!(\"{token}\"); x.expect(\"{token}\"); anyhow!(\"{token}\"); eprintln!(\"{token:#?}\"); log::error!(\"{token}\");",
            &["token", "token", "token", "token", "token"],
        ),
        (
            "captured in assert message",
            "pattern = 'token'",
            "assert!(a, \"x {token}\"); assert_eq!(a, b, \"{token}\"); debug_assert_ne!(a, b, \"{token}\"); ensure!(a, \"{token}\");",
            &["token", "token", "token", "token"],
        ),
        (
            "captured in write",
            "pattern = 'token'",
            "write!(f, \"{token}\"); writeln!(f, \"a{token}b\");",
            &["token", "token"],
        ),
        ("captured in unknown macro is not known", "pattern = 'token'", "my_fmt!(\"{token}\")", &[]),
        (
            "positional named not captured but escaped",
            "pattern = 'token'",
            "println!(\"{{{token}}}\")",
            &["token"],
        ),
        (
            "concat/format_args nested",
            "pattern = 'token'",
            "println!(\"{}\", format_args!(\"{token}\"))",
            &["token"],
        ),
        (
            "raw identifiers captured",
            "pattern = '$X.unwrap()'",
            "println!(\"{}\", { let a = b.unwrap(); a })",
            &["b.unwrap()"],
        ),
        (
            "cfg-like macros and attributes inside",
            "pattern = '$X.unwrap()'",
            "vec![#[cfg(a)] b.unwrap(), c.unwrap()]",
            &["b.unwrap()", "c.unwrap()"],
        ),
        (
            "macro with trailing expression and comment",
            "pattern = '$X.unwrap()'",
            "foo!( /* a */ b.unwrap() // c\n);",
            &["b.unwrap()"],
        ),
        (
            "maplit",
            "pattern = '$X.unwrap()'",
            "hashmap! { a.unwrap() => b.unwrap(), \"c\" => d.unwrap(), }",
            &["a.unwrap()", "b.unwrap()", "d.unwrap()"],
        ),
        (
            "sqlx-like",
            "pattern = '$X.unwrap()'",
            "sqlx::query!(\"SELECT 1\", a.unwrap(), b as _).fetch_one(&c.unwrap()).await?;",
            &["a.unwrap()", "c.unwrap()"],
        ),
        (
            "html-like does not break neighbours",
            "pattern = '$X.unwrap()'",
            "html! { <div class=\"a\">{ b.unwrap() }</div> }; c.unwrap();",
            &["c.unwrap()"],
        ),
        (
            "rt macro braces statement list",
            "pattern = '$X.unwrap()'",
            "rt! { let a = b.unwrap(); c(a).await; d.unwrap() }",
            &["b.unwrap()", "d.unwrap()"],
        ),
        ("macro path in println", "pattern = 'std::mem::drop'", "fn a() { call!(drop, x); }", &["drop"]),
        (
            "macro top-level type",
            "pattern = 'std::sync::Mutex'",
            "use std::sync::Mutex as M; fn a() { types!(M, u8); }",
            &["std::sync::Mutex", "M"],
        ),
        ("macro: local var not a path", "pattern = 'std::mem::drop'", "fn a(drop: u8) { call!(drop); }", &[]),
        (
            "event braces",
            "pattern = '$X.unwrap()'",
            "tracing::event!(Level::INFO, { y = %b.unwrap(), ?c, }, \"m {}\", d.unwrap());",
            &["b.unwrap()", "d.unwrap()"],
        ),
        (
            "block in macro stays a block",
            "pattern = '$X.unwrap()'",
            "foo!({ let a = b.unwrap(); a }, c.unwrap());",
            &["b.unwrap()", "c.unwrap()"],
        ),
    ]);
}

#[test]
fn tables_templates_and_heads() {
    check(&[
        (
            "a table's columns",
            "pattern = 'Nullable<$T>'",
            "table! { posts (id) { id -> Integer, #[sql_name = \"t\"] title -> Nullable<Text>, } }",
            &["Nullable<Text>"],
        ),
        (
            "names of a table",
            "pattern = 'secret_column'",
            "diesel::table! { users { id -> Integer, secret_column -> Text } }",
            &["secret_column"],
        ),
        (
            "the head of an impl",
            "pattern = 'Box<$T>'",
            "deref_impl! { #[cfg(feature = \"std\")] <T> Serialize for Box<T> where T: ?Sized + Serialize }",
            &["Box<T>"],
        ),
        (
            "parts of other sorts",
            "pattern = '$X.size_hint()'",
            "seq_impl!( #[cfg(a)] BinaryHeap<T: Ord>, seq, BinaryHeap::with_capacity(cautious::<T>(seq.size_hint())), seq.next() )",
            &["seq.size_hint()"],
        ),
        (
            "a part that is a type",
            "pattern = 'BTreeMap<$$$>'",
            "map_impl!( BTreeMap<K: Ord, V>, map, BTreeMap::new(), )",
            &["BTreeMap<K: Ord, V>"],
        ),
        (
            "pairs without commas",
            "pattern = 'visit_i32'",
            "int_to_int!(i32:visit_i32 i64:visit_i64)",
            &["visit_i32"],
        ),
        (
            "a template with generics",
            "pattern = '$X.unwrap()'",
            "quote! { impl #impl_generics Trait for #name #ty_generics #where_clause { fn a(&self) -> #ty #args { b.unwrap() } } }",
            &["b.unwrap()"],
        ),
        (
            "a template with repetitions",
            "pattern = '$X.unwrap()'",
            "quote! { #(#attrs)* #vis struct #name { #(#fields),* } #(#stmts)* a.unwrap(); match x { #(#arms)* #rest } }",
            &["a.unwrap()"],
        ),
        ("a template's value", "pattern = 'f($$$)'", "quote! { f(#(#args),*) }", &["f(#(#args),*)"]),
        (
            "a template with a span",
            "pattern = '$X.unwrap()'",
            "quote_spanned! { span=> { a.unwrap() } }",
            &["a.unwrap()"],
        ),
        (
            "a template of arms",
            "pattern = '$X.unwrap()'",
            "quote! { Self::#ident(conn) => conn.unwrap(), _ => 1 }",
            &["conn.unwrap()"],
        ),
        (
            "a template of a where clause",
            "pattern = 'FromSql<$$$>'",
            "parse_quote! { T: FromSql<ST, #backend> }",
            &["FromSql<ST, #backend>"],
        ),
        (
            "a template of a type",
            "pattern = 'Vec<$T>'",
            "parse_quote!(Vec<#ty #generics>)",
            &["Vec<#ty #generics>"],
        ),
        ("a template keeps its tail", "pattern = 'x.y'", "quote!({ a(); #b })", &[]),
        ("a template's name is one", "pattern = 'tail'", "quote!({ a(); #tail })", &["tail"]),
        (
            "a suppression between parts",
            "pattern = '$X.unwrap()'",
            "fn a() {\n    thread_local! {\n        // lessons:allow(X) why\n        static A: u8 = b.unwrap();\n        static C: u8 = d.unwrap();\n    }\n}",
            &["d.unwrap()"],
        ),
        (
            "words beside words",
            "pattern = '$X.unwrap()'",
            "ip!(IPv4 ttl, set(a.unwrap()), b -> c.unwrap())",
            &["a.unwrap()", "c.unwrap()"],
        ),
        ("times", "pattern = '1970'", "datetime!(1970-1-1 0:0:0 utc)", &["1970"]),
        (
            "a call with types and a bound",
            "pattern = 'Option<$T>'",
            "check!(b::c<Option<u8>>(&D, E): Send & !Unpin)",
            &["Option<u8>"],
        ),
        (
            "derives of a macro's item",
            "pattern = '$X.unwrap()'",
            "items! { #[derive(Debug, Clone)] struct A { a: u8 } fn b() { c.unwrap(); } }",
            &["c.unwrap()"],
        ),
        ("a comparison is no generic", "pattern = 'a < b'", "check!(a < b, c > d)", &["a < b"]),
        (
            "format with a trailing brace block",
            "pattern = '$X.unwrap()'",
            "info!(target: \"x\", { a = ?b.unwrap() }, \"c\")",
            &["b.unwrap()"],
        ),
    ]);
}

#[test]
fn rules_of_macros() {
    check(&[
        (
            "rhs of macro_rules arm",
            "pattern = '$X.unwrap()'",
            "macro_rules! m { ($e:expr) => { $e.unwrap() }; ($a:ident, $($b:expr),*) => {{ let x = y.unwrap(); $( foo($b.unwrap()); )* x }}; }",
            &["$e.unwrap()", "y.unwrap()", "$b.unwrap()"],
        ),
        (
            "macro_rules items",
            "pattern = 'unsafe impl Send for $T {}'",
            "macro_rules! imp { ($($t:ty),* $(,)?) => { $( unsafe impl Send for $t {} )* }; }",
            &["unsafe impl Send for $t {}"],
        ),
        (
            "macro_rules names resolve",
            "pattern = 'std::process::exit($C)'",
            "#[macro_export] macro_rules! fatal { ($($arg:tt)*) => {{ eprintln!($($arg)*); std::process::exit(1) }}; }",
            &["std::process::exit(1)"],
        ),
        (
            "macro_rules arms with matcher not code",
            "pattern = 'f($A)'",
            "macro_rules! m { (f($e:expr)) => { g($e) }; (x) => { f(1) } }",
            &["f(1)"],
        ),
        (
            "macro_rules held across",
            "pattern = '$L.lock().unwrap()'\nheld-across = '$F.await'",
            "macro_rules! m { ($e:expr) => { async { let g = $e.lock().unwrap(); go().await; } } }",
            &["$e.lock().unwrap()"],
        ),
        (
            "macro_rules paren delim",
            "pattern = '$X.unwrap()'",
            "macro_rules! m ( ($e:expr) => ( $e.unwrap() ); );",
            &["$e.unwrap()"],
        ),
        (
            "macro in macro_rules",
            "pattern = '$X.unwrap()'",
            "macro_rules! m { ($e:expr) => { println!(\"{}\", $e.unwrap()) } }",
            &["$e.unwrap()"],
        ),
        (
            "match arms in macro with blocks without commas",
            "pattern = '$X.unwrap()'",
            "match_any! { x, A(a) => { a.unwrap() } B(b) | C(b) => b.unwrap(), _ => {} }",
            &["a.unwrap()", "b.unwrap()"],
        ),
        (
            "pieces that stand for what no expression is",
            "pattern = '$X.unwrap()'",
            "macro_rules! m { ($v:vis $n:ident, $l:lifetime, $b:block, $i:item, $e:expr) => { $i #[a] $v fn $n<$l>(x: &$l u8) $b fn g() { if $e.unwrap() $b } }; }",
            &["$e.unwrap()"],
        ),
        (
            "repetitions of arms, fields and arguments",
            "pattern = '$X.unwrap()'",
            "macro_rules! m { ($($k:pat => $v:expr),+ $(; $d:expr)?) => { match a { $($k => $v.unwrap(),)+ _ => f($($v),+) $(+ $d.unwrap())? } }; }",
            &["$v.unwrap()", "$d.unwrap()"],
        ),
        (
            "a rule's names are its own",
            "pattern = 'std::fs::read($A)'",
            "macro_rules! m { () => {{ use std::fs::read; read(a) }}; (x) => { read(b) } } fn f() { read(c) }",
            &["read(a)"],
        ),
        (
            "the left side is no code",
            "pattern = '$X.unwrap()'",
            "macro_rules! m { ($a:ident.unwrap()) => { $a.expect(\"b\") }; }",
            &[],
        ),
        (
            "select! in a rule",
            "pattern = '$X.unwrap()'",
            "macro_rules! m { ($f:expr, $b:block) => { tokio::select! { a = $f => a.unwrap(), _ = g() => $b } }; }",
            &["a.unwrap()"],
        ),
    ]);
}
