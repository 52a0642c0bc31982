//! Much of everything: long bodies, wide lists, deep nests, with every relation asked at each of their places.

use std::fmt::Write as _;

use super::{engine, engine_of, in_time, limit, search, timed};

#[test]
fn much_code() {
    let engine = engine();
    let (guards, size) = if cfg!(debug_assertions) { (300, 20_000) } else { (20_000, 1_000_000) };
    let mut bodies = String::from("async fn f() {\n");
    for number in 0..guards {
        writeln!(bodies, "let g{number} = m{number}.lock().unwrap(); h().await;").unwrap();
    }
    bodies.push('}');
    in_time("guards", bodies.len(), || search(&engine, bodies.clone()));
    for piece in [
        "} ) ] fn let '  #",
        "{ ( [ ",
        "a!( ",
        "< < ",
        "\" ' ",
        "/* ",
        "r#\" ",
        "=> ",
        "\u{0}",
        "let x = ",
        "match ",
        "#[",
        "$x:expr ",
        "é",
        "f(1, 2);",
        "x.unwrap();\n",
        "A::a(&b);",
        "if a { b } else ",
    ] {
        let code = piece.repeat(size / piece.len());
        in_time(piece, code.len(), || search(&engine, code.clone()));
        let code = format!("fn f() {{ {code} }}");
        in_time(piece, code.len(), || search(&engine, code.clone()));
    }
}

/// One long body, and rules that ask of each of its places what comes after, what was before and what gave the value.
#[test]
fn many_places_in_one_body() {
    const TYPE: &str = "where.L.type = 'std::sync::Mutex'";
    let places = if cfg!(debug_assertions) { 400 } else { 20_000 };
    let each = |line: &dyn Fn(usize) -> String| (0..places).map(line).collect::<String>();
    let guards = each(&|n| format!("let g{n} = m{n}.lock().unwrap(); h().await;\n"));
    let quiet = each(&|n| format!("let g{n} = m{n}.lock().unwrap(); h();\n"));
    let given = each(&|n| format!("let g{n} = m.lock(); take(g{n});\n"));
    let opened = each(&|n| format!("open(a{n});\n")) + &each(&|n| format!("close(a{n});\n"));
    let chain = each(&|n| format!("let x{} = f(x{n}); act(x{n});\n", n + 1));
    let again = each(&|_| "g = m.lock(); take(g);\n".to_owned());
    let arms = format!("match a {{ {} }}", each(&|n| format!("{n} => {{ open(a); f(); }}\n")));
    let branches = each(&|n| format!("if a{n} {{ drop(g); open(a); }}\n"));
    let nested = format!("{} open(a); {}", "{ open(b);\n".repeat(places), "}".repeat(places));
    let arguments = format!("wide({});", each(&|n| format!("open(a{n}), ")));
    for (what, rule, code) in [
        ("follows nothing", "pattern = 'open($A)'\nfollows = 'never($A)'".to_owned(), &opened),
        ("follows the first", "pattern = 'close($A)'\nfollows = 'open(a0)'".to_owned(), &opened),
        ("precedes nothing", "pattern = 'open($A)'\nnot.precedes = 'never($A)'".to_owned(), &opened),
        ("precedes the last", "pattern = 'let $G = $L.lock().unwrap();'\nprecedes = 'never()'".to_owned(), &guards),
        ("follows no argument", "pattern = 'open($A)'\nfollows = 'never($A)'".to_owned(), &arguments),
        ("inside", "pattern = 'open($A)'\ninside = 'unsafe { $$$ }'".to_owned(), &opened),
        ("inside nested", "pattern = 'open($A)'\ninside = 'unsafe { $$$ }'".to_owned(), &nested),
        (
            "inside, until what holds",
            "pattern = 'open($A)'\ninside = { pattern = 'unsafe { $$$ }', until = { kind = 'block', has = 'never()' } }"
                .to_owned(),
            &opened,
        ),
        ("has", "kind = 'block'\nhas = 'never($A)'".to_owned(), &nested),
        ("has, until", "kind = 'block'\nhas = { pattern = 'never()', until = { kind = 'block' } }".to_owned(), &nested),
        ("a run that has", "pattern = 'open($A); $$$; close($B);'\nhas = 'never($B)'".to_owned(), &opened),
        ("context", "pattern = 'open($A)'\ncontext = ['async', 'loop']".to_owned(), &opened),
        ("test code", "pattern = 'open($A)'\nnot.context = 'test'".to_owned(), &opened),
        ("test code, guards", "pattern = '$L.lock()'\nnot.context = 'test'".to_owned(), &guards),
        ("test code, nested", "pattern = 'open($A)'\nnot.context = 'test'".to_owned(), &nested),
        ("leads, nested", "pattern = 'open($A)'\nleads-to = 'never($A)'".to_owned(), &nested),
        ("guarded, nested", "pattern = 'open($A)'\nnot.guarded-by = 'never($A)'".to_owned(), &nested),
        ("held, nested", "pattern = 'open($A)'\nheld-across = 'never($A)'".to_owned(), &nested),
        ("from one of many", "pattern = 'take($A)'\nwhere.A.from = 'never($_)'".to_owned(), &again),
        ("from many guards", "pattern = 'take($A)'\nwhere.A.from = 'never($_)'".to_owned(), &given),
        (
            "held, of another type",
            format!("pattern = '$L.lock()'\nheld-across = '$F.await'\n{TYPE}"),
            &guards,
        ),
        ("held", "pattern = '$L.lock()'\nheld-across = '$F.await'".to_owned(), &guards),
        ("held across nothing", "pattern = '$L.lock()'\nheld-across = '$F.await'".to_owned(), &quiet),
        ("held to the move", "pattern = '$L.lock()'\nheld-across = '$F.await'".to_owned(), &given),
        ("held by one variable", "pattern = '$L.lock()'\nheld-across = '$F.await'".to_owned(), &again),
        ("dropped on branches", "pattern = 'm.lock()'\nheld-across = '$F.await'".to_owned(), &branches),
        ("leads", "pattern = 'open($A)'\nleads-to = 'close($A)'".to_owned(), &opened),
        ("leads nowhere", "pattern = 'open($A)'\nnot.leads-to = 'shut($A)'".to_owned(), &opened),
        ("guarded", "pattern = 'close($A)'\nguarded-by = 'open($A)'".to_owned(), &opened),
        ("not guarded", "pattern = 'open($A)'\nnot.guarded-by = 'check($A)'".to_owned(), &opened),
        ("arms", "pattern = 'open($A)'\nnot.guarded-by = 'check($A)'\nleads-to = 'f()'".to_owned(), &arms),
        ("from", "pattern = 'act($A)'\nwhere.A.from = 'env::var($_)'".to_owned(), &chain),
        ("from, of another type", "pattern = 'act($A)'\nwhere.A.type = 'u8'".to_owned(), &chain),
    ] {
        let engine = engine_of(&[&rule]);
        let code = format!("async fn f() {{ let g = m.lock(); let mut x0 = 1;\n{code} }}");
        in_time(what, code.len(), || search(&engine, code.clone()));
    }
}

/// A rule for every relation, on code of the kinds that the shapes below are made of.
const RELATIONS: &[(&str, &str)] = &[
    ("inside, everywhere", "pattern = 'open($A)'\ninside = { kind = 'source_file' }"),
    ("inside, nowhere", "pattern = 'open($A)'\nnot.inside = 'unsafe { $$$ }'"),
    (
        "inside, until",
        "pattern = 'open($A)'\ninside = { pattern = 'unsafe { $$$ }', until = { kind = 'block', has = 'never()' } }",
    ),
    ("has, nowhere", "kind = 'block'\nhas = 'never($A)'"),
    ("has, until", "kind = 'block'\nhas = { pattern = 'never($A)', until = 'shut($_)' }"),
    ("has, of each", "pattern = 'open($A)'\nhas = 'never()'"),
    ("has, of a run", "pattern = 'open($A); $$$; shut($B);'\nhas = 'never($B)'"),
    ("follows, nowhere", "pattern = 'open($A)'\nfollows = 'never($A)'"),
    ("follows, the first", "pattern = 'shut($A)'\nfollows = 'first()'"),
    ("not follows", "pattern = 'open($A)'\nnot.follows = { pattern = 'shut($_)', has = 'never()' }"),
    ("precedes, nowhere", "pattern = 'open($A)'\nprecedes = 'never($A)'"),
    ("precedes, the last", "pattern = 'open($A)'\nprecedes = 'last()'"),
    ("follows and precedes", "pattern = 'open($A)'\nfollows = '$X($Y)'\nprecedes = 'never($X, $Y)'"),
    ("follows, any expression", "kind = 'expression_statement'\nfollows = { kind = 'identifier' }"),
    (
        "context",
        "pattern = 'open($A)'\nany = [{ context = 'loop' }, { context = 'unsafe' }, { context = 'const' }, { context = 'drop' }, { context = 'async' }]",
    ),
    ("context, test", "pattern = 'open($A)'\nnot.context = 'test'"),
    ("leads to, nowhere", "pattern = 'open($A)'\nleads-to = 'never($A)'"),
    ("leads to, the last", "pattern = 'open($A)'\nleads-to = 'last()'"),
    ("leads to, unless", "pattern = 'open($A)'\nleads-to = { pattern = 'last()', unless = 'never($A)' }"),
    ("held across, nowhere", "pattern = 'm.lock()'\nheld-across = 'never($A)'"),
    ("held across, the last", "pattern = 'let $G = m.lock();'\nheld-across = 'last()'"),
    ("held across, of anything", "pattern = '$F($A)'\nheld-across = 'never($A)'"),
    ("guarded by nothing", "pattern = 'open($A)'\nnot.guarded-by = 'never($A)'"),
    ("guarded by the first", "pattern = 'open($A)'\nguarded-by = 'first()'"),
    ("from", "pattern = 'open($A)'\nwhere.A.from = 'never()'"),
    ("type", "pattern = 'open($A)'\nwhere.A.type = 'std::sync::Mutex'"),
    ("type of any receiver", "pattern = '$A.$F($$$)'\nwhere.A.type = 'std::sync::Mutex'"),
    (
        "type, unknown counts",
        "pattern = 'open($A)'\nwhere.A = { type = 'std::sync::Mutex', type-unknown = 'match' }",
    ),
    ("where has", "pattern = 'open($A)'\nwhere.A.has = 'never()'"),
    ("regex", "pattern = 'open($A)'\nregex = 'a.*b$'"),
    ("statements with gaps", "pattern = 'open($A); $$$; shut($A); $$$; never($A);'"),
    ("list with gaps", "pattern = 'wide($$$A, $X, $$$B, $X, $$$C)'"),
    ("fields", "pattern = 'S { never: $X, $$$ }'"),
    ("arms", "pattern = 'match $X { $$$, Never($A) => $B, $$$ }'"),
    ("chain", "pattern = '$A.$$$R.never()'"),
    ("items", "pattern = 'fn $F($$$) { never() }'\nfollows = 'struct Never;'"),
    ("attributes", "pattern = '#[never] fn $F() { $$$ }'"),
    ("path", "pattern = 'std::fs::read($A)'"),
    ("method by path", "pattern = 'std::sync::Mutex::lock($A)'"),
    ("every node", "regex = 'never'\nall = [{ kind = 'identifier' }]"),
];

/// Code with `n` places; each brings what the relations above ask about.
fn shapes(n: usize) -> Vec<(&'static str, String)> {
    let each = |line: &dyn Fn(usize) -> String| (0..n).map(line).collect::<String>();
    let body =
        |code: String| format!("async fn f(m: &std::sync::Mutex<u8>) {{ first();\n{code}\nlast(); }}\n");
    let calls = |n: usize| format!("open(a{n});\nshut(a{n});\n");
    vec![
        ("statements", body(each(&calls))),
        ("the same statement", body(each(&|_| "open(a);\n".to_owned()))),
        ("guards", body(each(&|n| format!("let g{n} = m.lock();\nopen(g{n});\n")))),
        ("one guard", body(each(&|_| "g = m.lock();\nopen(g);\n".to_owned()))),
        ("shadowing guards", body(each(&|_| "let g = m.lock();\nopen(g);\n".to_owned()))),
        ("a chain of variables", body(each(&|n| format!("let x{} = f(x{n});\nopen(x{n});\n", n + 1)))),
        ("branches", body(each(&|n| format!("if a{n} {{ open(a{n}); drop(g); }}\n")))),
        (
            "branches with else",
            body(each(&|n| format!("if a{n} {{ open(a{n}); }} else {{ shut(a); m.lock(); }}\n"))),
        ),
        ("one `else if` after the other", body(each(&|n| format!("if a{n} {{ open(a{n}); }} else ")) + "{}")),
        ("loops", body(each(&|n| format!("for x in a{n} {{ open(x); if x {{ break; }} }}\n")))),
        ("arms", body(format!("match x {{\n{} }}", each(&|n| format!("{n} => {{ open(a{n}); }}\n"))))),
        (
            "arms with conditions",
            body(format!("match m.lock() {{\n{} }}", each(&|n| format!("x if open(x) => a{n},\n")))),
        ),
        ("arguments", body(format!("wide({});", each(&|n| format!("open(a{n}), "))))),
        ("arguments that lock", body(format!("wide({});", each(&|_| "m.lock(), ".to_owned())))),
        ("elements", body(format!("let x = [{}]; open(x);", each(&|n| format!("open(a{n}), "))))),
        (
            "elements of a macro",
            body(format!("let x = vec![{}]; open(x);", each(&|n| format!("open(a{n}), ")))),
        ),
        (
            "bindings",
            body(format!(
                "let ({}) = m.lock(); open(a1);\n{}",
                each(&|n| format!("a{n}, ")),
                each(&|n| format!("open(a{n});\n"))
            )),
        ),
        ("fields", body(format!("let x = S {{ {} }}; open(x);", each(&|n| format!("a{n}: open(b), "))))),
        ("a chain of methods", body(format!("open(x{});", each(&|n| format!(".a{n}(open(b))\n"))))),
        ("operators", body(format!("open(x {});", each(&|_| "+ open(b)\n".to_owned())))),
        ("lazy operators", body(format!("open(x {});", each(&|_| "&& open(b)\n".to_owned())))),
        ("closures", body(each(&|n| format!("run(|x| open(x + {n}));\n")))),
        ("spawned closures", body(each(&|n| format!("spawn(move || open(x{n}));\n")))),
        ("async blocks", body(each(&|n| format!("go(async {{ open(a{n}); m.lock(); }});\n")))),
        ("macros", body(each(&|n| format!("info!(\"{{}}\", open(a{n}));\n")))),
        ("captures", body(each(&|n| format!("info!(\"{{a{n}}} {{open}}\");\n")))),
        (
            "arms of select",
            body(format!("select! {{ {} }}", each(&|n| format!("x = a{n}() => {{ open(x); m.lock(); }}\n")))),
        ),
        ("questions", body(each(&|n| format!("open(a{n}?);\n")))),
        ("let else", body(each(&|n| format!("let Some(a{n}) = m.lock() else {{ open(b); return; }};\n")))),
        ("returns", body(each(&|n| format!("if a {{ return open(a{n}); }}\n")))),
        ("labels", body(each(&|n| format!("'a{n}: loop {{ open(a); break 'a{n}; }}\n")))),
        ("comments", body(each(&|n| format!("// open\nopen(a{n}); /* a */\n")))),
        ("suppressions", body(each(&|n| format!("// lessons:allow(L0) why\nopen(a{n});\n")))),
        ("nested blocks", body(format!("{} open(a); {}", "{ open(b);\n".repeat(n), "}".repeat(n)))),
        ("nested ifs", body(format!("{} open(a); {}", "if a { open(b);\n".repeat(n), "}".repeat(n)))),
        ("nested closures", body(format!("{} open(a) {}", "run(|x| { open(x);\n".repeat(n), "})".repeat(n)))),
        ("fns", each(&|n| format!("fn f{n}(a: u8) {{ open(a); }}\n"))),
        ("tests", each(&|n| format!("#[test] fn f{n}() {{ open(a); }}\n"))),
        ("test modules", each(&|n| format!("#[cfg(test)] mod m{n} {{ fn f() {{ open(a); }} }}\n"))),
        ("attributes", format!("{} fn f() {{ open(a); }}\n", each(&|n| format!("#[a{n}]\n")))),
        (
            "imports",
            each(&|n| format!("use a{n}::b{n};\n")) + &body(each(&|n| format!("b{n}::open(a);\nopen(a);\n"))),
        ),
        ("globs", each(&|n| format!("use a{n}::*;\n")) + &body(each(&calls))),
        ("imports in a body", body(each(&|n| format!("use a{n}::b{n};\nopen(b{n});\n")))),
        ("fns in a body", body(each(&|n| format!("fn a{n}() {{ open(b); }}\nopen(a{n});\n")))),
        ("modules", each(&|n| format!("mod m{n} {{ fn f() {{ super::open(a); }} }}\n"))),
        (
            "structs",
            each(&|n| {
                format!(
                    "struct S{n} {{ m: std::sync::Mutex<u8> }}\nfn f{n}(s: &S{n}) {{ open(s.m); s.m.lock(); }}\n"
                )
            }),
        ),
        (
            "one struct",
            format!(
                "struct S {{ {} }}\nfn f(s: &S) {{ {} }}\n",
                each(&|n| format!("m{n}: std::sync::Mutex<u8>, ")),
                each(&|n| format!("open(s.m{n}); s.m{n}.lock();\n"))
            ),
        ),
        (
            "methods",
            format!(
                "struct S; impl S {{ {} }}\n",
                each(&|n| format!("fn a{n}(&self) -> std::sync::Mutex<u8> {{ open(self.a{n}()) }}\n"))
            ),
        ),
        (
            "fns of one name",
            each(&|n| format!("mod m{n} {{ pub fn make() -> std::sync::Mutex<u8> {{ open(make()) }} }}\n")),
        ),
        (
            "a chain of types",
            each(&|n| format!("type T{} = T{n};\nfn f{n}(a: T{n}) {{ open(a); a.lock(); }}\n", n + 1)),
        ),
        (
            "parameters",
            format!(
                "fn f({}) {{ {} }}\n",
                each(&|n| format!("a{n}: u8, ")),
                each(&|n| format!("open(a{n});\n"))
            ),
        ),
        (
            "variants",
            format!(
                "enum E {{ {} }}\nfn f(e: E) {{ match e {{ {} }} }}\n",
                each(&|n| format!("V{n}(u8), ")),
                each(&|n| format!("E::V{n}(x) => open(x), "))
            ),
        ),
        ("strings", body(each(&|n| format!("open(\"a{n}\");\n")))),
        ("one string", body(format!("open(\"{}\");", each(&|n| format!("a{n}"))))),
        (
            "drops",
            body(format!("let g = m.lock();\n{}", each(&|n| format!("if a{n} {{ drop(g); open(a); }}\n")))),
        ),
        (
            "moves into closures",
            body(format!("let g = m.lock();\n{}", each(&|n| format!("spawn(move || open(g + {n}));\n")))),
        ),
    ]
}

/// Every relation at each place of every shape. Where a shape takes too long, the relation that takes longest is told.
#[test]
fn every_relation_on_every_shape() {
    let places = if cfg!(debug_assertions) { 8 } else { 4_000 };
    let rules: Vec<&str> = RELATIONS.iter().map(|(_, rule)| *rule).collect();
    let engine = engine_of(&rules);
    for (what, code) in shapes(places) {
        let (_, took) = timed(|| search(&engine, code.clone()));
        // Each rule is allowed a part of what a search of all that are common is.
        let allowed = limit(code.len()) * u32::try_from(rules.len()).unwrap() / 8;
        if took > allowed {
            let alone = RELATIONS
                .iter()
                .map(|(relation, rule)| (timed(|| search(&engine_of(&[rule]), code.clone())).1, *relation));
            panic!("{what} ({} bytes) took {took:?}, of that {:?}", code.len(), alone.max());
        }
    }
}
