//! Statements, and chains with gaps.

use super::support::check;

#[test]
fn statements_and_chains() {
    check(&[
        ("consecutive", "pattern = 'a(); b();'", "a(); x(); b();", &[]),
        ("of one block", "pattern = 'a(); b();'", "a(); { b(); }", &[]),
        ("a comment between", "pattern = 'a(); b();'", "a(); /* x */ b();", &["a(); /* x */ b();"]),
        (
            "$$$ is any run",
            "pattern = 'a(); $$$ b();'",
            "a(); x(); if c {} b(); y();",
            &["a(); x(); if c {} b();"],
        ),
        ("$$$ is also an empty one", "pattern = 'a(); $$$ b();'", "a(); b();", &["a(); b();"]),
        ("the tail is a statement", "pattern = 'a(); b()'", "a(); b()", &["a(); b()"]),
        ("`;` of the last must be there", "pattern = 'a(); b();'", "a(); b()", &[]),
        ("without it both match", "pattern = 'a(); b()'", "a(); b();", &["a(); b();"]),
        (
            "a value thrown away",
            "pattern = '$X.send($A);'",
            "let a = t.send(1); t.send(2); t.send(3)?; t.send(4)",
            &["t.send(2);"],
        ),
        (
            "one pattern without `;` finds each",
            "pattern = '$X.send($A)'",
            "let a = t.send(1); t.send(2); t.send(4)",
            &["t.send(1)", "t.send(2)", "t.send(4)"],
        ),
        (
            "a block's statements from the middle",
            "pattern = 'b(); c();'",
            "a(); b(); c(); d();",
            &["b(); c();"],
        ),
        (
            "statements share bindings",
            "pattern = 'let $A = $B; drop($A);'",
            "let a = 1; drop(a); let b = 1; drop(c);",
            &["let a = 1; drop(a);"],
        ),
        (
            "statements backtrack",
            "pattern = 'a(); $$$ b($X); c($X);'",
            "a(); b(1); x(); b(2); c(2);",
            &["a(); b(1); x(); b(2); c(2);"],
        ),
        ("in an arm's block", "pattern = 'a(); b();'", "match x { _ => { a(); b(); } }", &["a(); b();"]),
        (
            "in a macro",
            "pattern = 'a(); b();'",
            "thread_local! { static X: u8 = { a(); b(); 1 }; }",
            &["a(); b();"],
        ),
        ("in a closure", "pattern = 'a(); b();'", "g(|| { a(); b(); })", &["a(); b();"]),
        (
            "items of a file",
            "pattern = 'struct A; struct B;'",
            "struct A; struct B;",
            &["struct A; struct B;"],
        ),
        (
            "an attribute between",
            "pattern = 'a(); let x = 1;'",
            "a(); #[allow(b)] let x = 1;",
            &["a(); #[allow(b)] let x = 1;"],
        ),
        (
            "only the pattern's own last `;` counts",
            "pattern = 'if a { b(); }'",
            "if a { b(); } if a { b() }",
            &["if a { b(); }", "if a { b() }"],
        ),
        (
            "without `;` in a block",
            "pattern = 'if a { b() }'",
            "if a { b(); } if a { b() }",
            &["if a { b(); }", "if a { b() }"],
        ),
        (
            "a chain",
            "pattern = 'A::new().$$$.build()'",
            "A::new().a(1).b.c()?.d().await.build()",
            &["A::new().a(1).b.c()?.d().await.build()"],
        ),
        ("an empty run", "pattern = 'A::new().$$$.build()'", "A::new().build()", &["A::new().build()"]),
        ("no index in a run", "pattern = 'A::new().$$$.build()'", "A::new().a()[0].build()", &[]),
        ("another beginning", "pattern = 'A::new().$$$.build()'", "B::new().a().build()", &[]),
        ("another end", "pattern = 'A::new().$$$.build()'", "A::new().a().run()", &[]),
        (
            "two runs",
            "pattern = '$A.iter().$$$.map($F).$$$.collect()'",
            "a.iter().b().map(f).c().d().collect()",
            &["a.iter().b().map(f).c().d().collect()"],
        ),
        (
            "a run that must hold something",
            "pattern = '$A.$$$R.build()'\nwhere.R.has = '$_.tls(false)'",
            "a.x().tls(false).build(); a.x().build()",
            &["a.x().tls(false).build()"],
        ),
        ("in a let else block", "pattern = 'f()'", "let Some(a) = b else { f(); return };", &["f()"]),
        ("in a scrutinee", "pattern = 'f()'", "match f() { _ => 1 }", &["f()"]),
        ("in a default of a const generic and a type", "pattern = 'f()'", "fn g(a: [u8; f()]) {}", &["f()"]),
        ("in an arm's guard", "pattern = 'f()'", "match a { b if f() => 1, _ => 2 }", &["f()"]),
        ("in an attribute nothing runs", "pattern = 'f()'", "#[a(f())] fn b() {}", &[]),
        ("in a struct's base", "pattern = 'f()'", "g(S { a: 1, ..f() })", &["f()"]),
        ("in a label's block", "pattern = 'f()'", "'a: { f() }", &["f()"]),
        ("in a closure's default", "pattern = 'f()'", "let a = |b: [u8; f()]| 1;", &["f()"]),
        ("in a discriminant", "pattern = 'f()'", "enum A { B = f() }", &["f()"]),
    ]);
}

#[test]
fn statements_wherever_they_stand() {
    check(&[
        ("consecutive only", "pattern = 'a(); b();'", "a(); let x = 1; b();", &[]),
        ("across items", "pattern = 'let $A = 1; let $B = 2;'", "let x = 1; fn g() {} let y = 2;", &[]),
        ("empty statement between", "pattern = 'a(); b();'", "a();; b();", &["a();; b();"]),
        (
            "gap then tail",
            "pattern = 'let $A = f(); $$$; $A'",
            "let x = f(); g(); x",
            &["let x = f(); g(); x"],
        ),
        (
            "gap then tail, not tail",
            "pattern = 'let $A = f(); $$$ Ok($A)'",
            "let x = f(); g(); Ok(x)",
            &["let x = f(); g(); Ok(x)"],
        ),
        ("last semicolon must be there (method)", "pattern = '$X.send($A);'", "x.send(1)", &[]),
        (
            "semicolon of macro",
            "pattern = 'panic!(\"a\");'",
            "if a { panic!(\"a\") } else { panic!(\"a\"); }",
            &["panic!(\"a\");"],
        ),
        (
            "no semicolon: both",
            "pattern = 'return $X'",
            "if a { return 1 } return 2;",
            &["return 1", "return 2"],
        ),
        (
            "semicolon on a block-like",
            "pattern = 'if $C { a() };'",
            "if x { a() }; if y { a() }",
            &["if x { a() };"],
        ),
        (
            "match arm expression is no statement with ;",
            "pattern = 'f();'",
            "match a { _ => f(), } match b { _ => { f(); } }",
            &["f();"],
        ),
        ("statement in closures", "pattern = 'a(); b();'", "g(move || { a(); b(); });", &["a(); b();"]),
        ("statement in const block", "pattern = 'a(); b();'", "const { a(); b(); }", &["a(); b();"]),
        ("in let initializer block", "pattern = 'a(); b()'", "let x = { a(); b() };", &["a(); b()"]),
        ("in while condition block", "pattern = 'a(); b()'", "while { a(); b() } { c() }", &["a(); b()"]),
        (
            "in label break value block",
            "pattern = 'a(); b();'",
            "let v = 'l: { a(); b(); break 'l 1; };",
            &["a(); b();"],
        ),
        (
            "in match arm block within macro",
            "pattern = 'a(); b();'",
            "select! { x = y => { a(); b(); } }",
            &["a(); b();"],
        ),
        ("in static initializer", "pattern = 'a(); b()'", "static X: u8 = { a(); b() };", &["a(); b()"]),
        ("in array length", "pattern = 'a(); b()'", "fn g(x: [u8; { a(); b() }]) {}", &["a(); b()"]),
        (
            "in default method of trait",
            "pattern = 'a(); b();'",
            "trait T { fn x() { a(); b(); } }",
            &["a(); b();"],
        ),
        ("in async block", "pattern = 'a(); b();'", "spawn(async move { a(); b(); });", &["a(); b();"]),
        ("in unsafe block", "pattern = 'a(); b();'", "unsafe { a(); b(); }", &["a(); b();"]),
        (
            "in let else block",
            "pattern = 'a(); b();'",
            "let Some(x) = y else { a(); b(); return };",
            &["a(); b();"],
        ),
        (
            "in if let scrutinee",
            "pattern = 'f($X)'",
            "if let Some(a) = f(1) && let Ok(b) = f(2) {}",
            &["f(1)", "f(2)"],
        ),
        ("in for iterator", "pattern = 'f($X)'", "for x in f(1) { f(2); }", &["f(1)", "f(2)"]),
        ("in index", "pattern = 'f($X)'", "a[f(1)] = b[f(2)..f(3)];", &["f(1)", "f(2)", "f(3)"]),
        (
            "in struct update and return and break",
            "pattern = 'f($X)'",
            "loop { if x { break f(1); } return S { a: f(2), ..f(3) }; }",
            &["f(1)", "f(2)", "f(3)"],
        ),
        (
            "in enum discriminant and const generics",
            "pattern = 'f($X)'",
            "enum E { A = f(1) } fn g() { h::<{ f(2) }>(); }",
            &["f(1)", "f(2)"],
        ),
        (
            "in closure params default pattern",
            "pattern = 'f($X)'",
            "let g = |a: [u8; f(1)]| -> u8 { f(2) };",
            &["f(1)", "f(2)"],
        ),
        ("statement gap may not leave the block", "pattern = 'a(); $$$; b();'", "a(); { b(); }", &[]),
        (
            "gap crossing let with same var",
            "pattern = 'let $G = $L.lock(); $$$; drop($G);'",
            "let g = m.lock(); x(); drop(h); drop(g);",
            &["let g = m.lock(); x(); drop(h); drop(g);"],
        ),
        ("two gaps", "pattern = 'a(); $$$; b(); $$$; c();'", "a(); x(); b(); c();", &["a(); x(); b(); c();"]),
        ("gap first", "pattern = '$$$; b();'", "a(); b();", &["a(); b();", "b();"]),
        ("gap last", "pattern = 'a(); $$$'", "a(); b(); c();", &["a();"]),
        (
            "items sequence in module",
            "pattern = 'struct A; impl A { $$$ }'",
            "mod m { struct A; impl A { fn x() {} } }",
            &["struct A; impl A { fn x() {} }"],
        ),
        (
            "attributes and doc comments between statements",
            "pattern = 'a(); b();'",
            "a();\n// c\n/* d */\nb();",
            &["a();\n// c\n/* d */\nb();"],
        ),
        (
            "statement starts with macro",
            "pattern = 'info!($$$); return;'",
            "info!(\"a\"); return;",
            &["info!(\"a\"); return;"],
        ),
        ("let statement no semicolon pattern", "pattern = 'let $A = f()'", "let x = f();", &["let x = f();"]),
        ("expression statement vs let", "pattern = 'f();'", "let x = f(); f(); y = f();", &["f();"]),
        ("? statement", "pattern = 'f()?;'", "f()?; let x = f()?; f();", &["f()?;"]),
        ("await statement", "pattern = '$X.await;'", "a.await; let b = c.await; d.await", &["a.await;"]),
        (
            "pattern of one statement and gap in braces",
            "pattern = 'if $C { $$$; return; }'",
            "if a { return; } if b { x(); return; } if c { return; x(); }",
            &["if a { return; }", "if b { x(); return; }"],
        ),
        (
            "fn body tail",
            "pattern = 'fn $F() { $$$ Ok(()) }'",
            "fn a() { x(); Ok(()) } fn b() { Ok(()) } fn c() { Ok(()); }",
            &["fn a() { x(); Ok(()) }", "fn b() { Ok(()) }", "fn c() { Ok(()); }"],
        ),
    ]);
}

#[test]
fn chains_with_gaps() {
    check(&[
        (
            "fields and index",
            "pattern = 'a.$$$.z()'",
            "a.b.c.z(); a.b()[0].z(); a.z(); x.a.z()",
            &["a.b.c.z()", "a.z()"],
        ),
        (
            "await, ?",
            "pattern = '$C.get($U).$$$.await'",
            "c.get(u).send().await; c.get(u).await; c.get(u)?.x.await?",
            &["c.get(u).send().await", "c.get(u).await", "c.get(u)?.x.await"],
        ),
        (
            "turbofish methods in run",
            "pattern = '$X.iter().$$$.collect()'",
            "v.iter().map(f).collect::<Vec<_>>(); v.iter().collect()",
            &["v.iter().map(f).collect::<Vec<_>>()", "v.iter().collect()"],
        ),
        (
            "ending with field",
            "pattern = 'a.$$$.field'",
            "a.b().field; a.field; a.c?.field",
            &["a.b().field", "a.field", "a.c?.field"],
        ),
        ("ending with ?", "pattern = 'a.$$$.b()?'", "a.x().b()?; a.b()?", &["a.x().b()?", "a.b()?"]),
        (
            "chain across lines with comments",
            "pattern = 'Client::builder().$$$.build()'",
            "Client::builder()\n  // c\n  .timeout(1)\n  /* d */ .build()",
            &["Client::builder()\n  // c\n  .timeout(1)\n  /* d */ .build()"],
        ),
        (
            "chain base resolved",
            "pattern = 'reqwest::Client::builder().$$$.build()'",
            "use reqwest::Client; fn a() { Client::builder().x().build(); other::Client::builder().build(); }",
            &["Client::builder().x().build()"],
        ),
        (
            "chain with base variable",
            "pattern = '$B.$$$.build()'",
            "a.b().build(); c.build()",
            &["a.b().build()", "c.build()"],
        ),
        (
            "not through parentheses? yes parentheses are redundant",
            "pattern = 'a().$$$.b()'",
            "(a().c()).b()",
            &["(a().c()).b()"],
        ),
        (
            "run with not",
            "pattern = 'C::new().$$$R.build()'\nnot.where.R.has = '$_.timeout($$$)'",
            "C::new().a().build(); C::new().timeout(1).build(); C::new().build()",
            &["C::new().a().build()", "C::new().build()"],
        ),
        (
            "run in the middle of method receiver call args",
            "pattern = 'f($X.$$$.unwrap())'",
            "f(a.b().unwrap()); f(a.unwrap()); f(a)",
            &["f(a.b().unwrap())", "f(a.unwrap())"],
        ),
        ("binary operator ends chain", "pattern = 'a.$$$.b()'", "(a + c).b(); (-a).b(); (&a).b()", &[]),
        ("macro base", "pattern = 'vec![1].$$$.len()'", "vec![1].iter().len()", &["vec![1].iter().len()"]),
        (
            "in statement",
            "pattern = 'let $A = $X.$$$.lock().unwrap();'",
            "let g = self.a.b.lock().unwrap(); let h = m.lock().unwrap();",
            &["let g = self.a.b.lock().unwrap();", "let h = m.lock().unwrap();"],
        ),
        (
            "await in middle",
            "pattern = 'a.$$$.b()'",
            "a.c().await?.d.await.b()",
            &["a.c().await?.d.await.b()"],
        ),
        ("call of a fn is no link", "pattern = 'a.$$$.b()'", "g(a).b()", &[]),
    ]);
}

#[test]
fn a_break_has_its_value_however_that_begins() {
    check(&[
        ("a tuple", "pattern = 'break ($A, $B)'", "loop { break (1, x); }", &["break (1, x)"]),
        ("any value", "pattern = 'break $A'", "loop { break (1, x); }", &["break (1, x)"]),
        ("a negative number", "pattern = 'break -1'", "loop { break -1; }", &["break -1"]),
        ("a borrow", "pattern = 'break &$A'", "loop { break &x.y; }", &["break &x.y"]),
        ("a name and a value", "pattern = 'break $A'", "'a: loop { break 'a [x]; }", &["break 'a [x]"]),
        ("in a macro", "pattern = 'break ($A)'", "m!(loop { break (x); });", &["break (x)"]),
        ("no value is no value", "pattern = 'break'", "loop { break (1, x); }", &[]),
        ("no call", "pattern = '$F(1, $X)'", "loop { break (1, x); }", &[]),
        ("what the value holds", "pattern = 'f($A)'", "loop { break *f(x)?; }", &["f(x)"]),
    ]);
}
