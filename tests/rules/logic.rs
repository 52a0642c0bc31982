//! `kind`, `regex`, logic, and where the match stands among other nodes.

use super::support::{check, problems};

#[test]
fn kind_and_regex() {
    check(&[
        ("a node kind", "kind = 'unsafe_block'", "unsafe { a() } { b() }", &["unsafe { a() }"]),
        (
            "of several alternatives each",
            "any = [{ kind = 'try_expression' }, { kind = 'await_expression' }]",
            "a?; b.await;",
            &["a?", "b.await"],
        ),
        (
            "the text",
            "kind = 'string_literal'\nregex = 'http'",
            "f(\"http://a\", \"ftp\")",
            &["\"http://a\""],
        ),
        ("unanchored", "kind = 'identifier'\nregex = 'b'", "g(abc, xyz)", &["abc"]),
        ("anchors hold", "kind = 'identifier'\nregex = '^b'", "g(abc, bcd)", &["bcd"]),
        ("a comment is no text", "kind = 'block'\nregex = 'danger'", "unsafe { /* danger */ a() }", &[]),
        (
            "without the comment it joins",
            "pattern = 'g($$$)'\nregex = 'g\\(1,\\s*2\\)'",
            "g(1, /* x */ 2)",
            &["g(1, /* x */ 2)"],
        ),
        (
            "a doc comment is a comment",
            "kind = 'struct_item'\nregex = 'danger'",
            "struct A {\n /// danger\n a: u8 }",
            &[],
        ),
        (
            "a comment in a string is text",
            "kind = 'string_literal'\nregex = '//'",
            "g(\"a // b\")",
            &["\"a // b\""],
        ),
        ("both must hold", "kind = 'identifier'\npattern = '$A.b()'", "a.b()", &[]),
        (
            "a kind and a pattern of one node",
            "kind = 'call_expression'\npattern = '$A.b()'",
            "a.b()",
            &["a.b()"],
        ),
        (
            "the regex of a run's first statement is of the node",
            "pattern = '$X.f()'\nregex = '^aa'",
            "aa.f(); b.f();",
            &["aa.f()"],
        ),
    ]);
}

#[test]
fn all_any_not() {
    check(&[
        ("all of them", "all = ['$X.f($$$)', { regex = 'a' }]", "a.f(); b.f();", &["a.f()"]),
        ("all share bindings", "all = ['g($A, $_)', 'g($_, $A)']", "g(1, 1); g(1, 2);", &["g(1, 1)"]),
        ("any of them", "any = ['f()', 'g()']", "f(); g(); h();", &["f()", "g()"]),
        ("any gives one finding for a node", "any = ['$X.f()', 'a.$F()']", "a.f()", &["a.f()"]),
        ("not", "pattern = '$X.f($$$A)'\nnot = '$X.f(1)'", "a.f(1); a.f(2);", &["a.f(2)"]),
        ("not sees bindings", "pattern = 'g($A, $B)'\nnot = 'g($B, $A)'", "g(1, 1); g(1, 2);", &["g(1, 2)"]),
        (
            "a name first met under not means some",
            "pattern = '$X.f($$$)'\nnot = '$X.f($Y)'",
            "a.f(); a.f(1); a.f(1, 2);",
            &["a.f()", "a.f(1, 2)"],
        ),
        (
            "some, not all: one is enough to say no",
            "pattern = 'fn $F() { $$$ }'\nnot.has = '$Y.lock()'",
            "fn a() { x.lock(); y(); } fn b() { y(); }",
            &["fn b() { y(); }"],
        ),
        (
            "not.any: none holds",
            "pattern = '$X.f()'\nnot.any = [{ inside = 'a($$$)' }, { inside = 'b($$$)' }]",
            "a(x.f()); b(y.f()); c(z.f()); a(b(w.f()))",
            &["z.f()"],
        ),
        (
            "not.all: not all hold",
            "pattern = '$X.f()'\nnot.all = [{ inside = 'a($$$)' }, { inside = 'b($$$)' }]",
            "a(x.f()); b(y.f()); c(z.f()); a(b(w.f()))",
            &["x.f()", "y.f()", "z.f()"],
        ),
        ("not of not", "pattern = '$X.f()'\nnot.not.inside = 'a($$$)'", "a(x.f()); y.f()", &["x.f()"]),
        ("a string is a pattern", "any = ['f()']\nnot = 'g()'", "f(); g()", &["f()"]),
        (
            "a pattern and any",
            "pattern = '$X.f()'\nany = [{ inside = 'a($$$)' }, { regex = '^y' }]",
            "a(x.f()); y.f(); z.f();",
            &["x.f()", "y.f()"],
        ),
        (
            "a later condition fails, an earlier one takes its next way",
            "pattern = 'g($$$, $A, $$$)'\nwhere.A.regex = '^3$'",
            "g(1, 2, 3, 4); g(1, 2)",
            &["g(1, 2, 3, 4)"],
        ),
        (
            "any tries its next way",
            "any = ['g($A, $_)', 'g($_, $A)']\nwhere.A.regex = '^2$'",
            "g(1, 2); g(2, 1); g(1, 1);",
            &["g(1, 2)", "g(2, 1)"],
        ),
        (
            "inside tries its next way",
            "pattern = '$X.f()'\ninside = 'w($A, $$$)'\nwhere.A.regex = '^1$'",
            "w(1, w(2, x.f())); w(2, y.f())",
            &["x.f()"],
        ),
        (
            "inside tries its next way for not",
            "pattern = 'f($A)'\ninside = 'w($B, $$$)'\nnot.where.B.regex = '^2$'",
            "w(1, w(2, f(0))); w(2, f(1))",
            &["f(0)"],
        ),
        (
            "has tries its next way",
            "pattern = 'fn $F() { $$$ }'\nhas = '$X.lock()'\nwhere.X.regex = 'b'",
            "fn g() { a.lock(); b.lock(); } fn h() { a.lock(); }",
            &["fn g() { a.lock(); b.lock(); }"],
        ),
        (
            "has tries its next way for a later relation",
            "pattern = 'fn $F($$$) { $$$ }'\nhas = 'take($X)'\nprecedes = 'const $C: u8 = give($X);'",
            "fn g() { take(a); take(b); } const C: u8 = give(b);",
            &["fn g() { take(a); take(b); }"],
        ),
        (
            "follows tries its next way",
            "pattern = 'use_it($A)'\nfollows = 'let $B = $V;'\nwhere.V.regex = '^1$'",
            "let a = 1; let b = 2; use_it(c);",
            &["use_it(c)"],
        ),
        (
            "leads-to tries its next way",
            "pattern = 'start()'\nleads-to = 'end($A)'\nwhere.A.regex = '^2$'",
            "start(); end(1); end(2);",
            &["start()"],
        ),
        (
            "leads-to without a way that fits",
            "pattern = 'start()'\nleads-to = 'end($A)'\nwhere.A.regex = '^3$'",
            "start(); end(1); end(2);",
            &[],
        ),
        (
            "held-across tries its next way",
            "pattern = '$L.lock()'\nheld-across = '$F.await'\nwhere.F.regex = '^b'",
            "let g = m.lock(); a().await; b().await;",
            &["m.lock()"],
        ),
        (
            "a type asked of what a path bound",
            "pattern = 'start()'\nleads-to = '$A.end()'\nwhere.A.type = 'String'",
            "let a = 1u8; let s = String::new(); start(); a.end(); s.end();",
            &["start()"],
        ),
    ]);
}

#[test]
fn inside_and_has() {
    check(&[
        ("some ancestor", "pattern = 'f()'\ninside = 'g($$$)'", "g(1, h(f())); f()", &["f()"]),
        ("never the match itself", "pattern = 'g($$$)'\ninside = 'g($$$)'", "g(1); g(g(2))", &["g(2)"]),
        (
            "across fns",
            "pattern = 'f()'\ninside = 'fn outer() { $$$ }'",
            "fn outer() { fn inner() { f(); } } fn other() { f(); }",
            &["f()"],
        ),
        (
            "across closures",
            "pattern = 'f()'\ninside = { kind = 'for_expression' }",
            "for a in b { c(|| f()) }",
            &["f()"],
        ),
        (
            "across macros",
            "pattern = 'f()'\ninside = 'select! { $$$ }'",
            "select! { a = b => f(), }",
            &["f()"],
        ),
        (
            "until is the last one tried",
            "pattern = 'f()'\ninside = { kind = 'for_expression', until = { kind = 'closure_expression' } }",
            "for a in b { c(|| f()); f() }",
            &["f()"],
        ),
        (
            "until is tried itself",
            "pattern = 'f()'\ninside = { pattern = '|$A| $$$B', until = { kind = 'closure_expression' } }",
            "c(|x| f())",
            &["f()"],
        ),
        ("some descendant", "pattern = 'g($$$)'\nhas = 'f()'", "g(1, h(f())); g(2)", &["g(1, h(f()))"]),
        ("has never the match itself", "pattern = 'g($$$)'\nhas = 'g($$$)'", "g(1); g(g(2))", &["g(g(2))"]),
        (
            "has across fns",
            "pattern = 'fn outer() { $$$ }'\nhas = 'f()'",
            "fn outer() { fn inner() { f(); } }",
            &["fn outer() { fn inner() { f(); } }"],
        ),
        ("has in macros", "pattern = 'g($$$)'\nhas = 'f()'", "g(vec![f()])", &["g(vec![f()])"]),
        (
            "has until",
            "pattern = 'fn $F() { $$$ }'\nhas = { pattern = 'f()', until = { kind = 'closure_expression' } }",
            "fn a() { c(|| f()) } fn b() { f() }",
            &["fn b() { f() }"],
        ),
        (
            "has until tries the last one",
            "pattern = 'fn $F() { $$$ }'\nhas = { pattern = '|| f()', until = { kind = 'closure_expression' } }",
            "fn a() { c(|| f()) }",
            &["fn a() { c(|| f()) }"],
        ),
        (
            "what until cuts off does not cut off its siblings",
            "pattern = 'fn $F() { $$$ }'\nhas = { pattern = 'f()', until = { kind = 'closure_expression' } }",
            "fn a() { c(|| f()); f() }",
            &["fn a() { c(|| f()); f() }"],
        ),
        (
            "bindings go into inside",
            "pattern = '$X.f()'\ninside = 'with($X, $$$)'",
            "with(a, a.f()); with(b, a.f())",
            &["a.f()"],
        ),
        (
            "bindings go into has",
            "pattern = 'fn $F() { $$$ }'\nhas = '$F()'",
            "fn a() { a() } fn b() { a() }",
            &["fn a() { a() }"],
        ),
        (
            "a run's descendants are those of all its statements",
            "pattern = 'a(); $$$; b($X);'\nhas = 'c()'",
            "a(); d(c()); b(1);",
            &["a(); d(c()); b(1);"],
        ),
        ("and no others", "pattern = 'a(); $$$; b($X);'\nhas = 'c()'", "c(); a(); b(1); c();", &[]),
        (
            "not.inside",
            "pattern = 'f()'\nnot.inside = { kind = 'loop_expression' }",
            "loop { f(); } f()",
            &["f()"],
        ),
        (
            "not.has",
            "pattern = 'loop { $$$ }'\nnot.has = 'break'",
            "loop { if a { break } } loop { f() }",
            &["loop { f() }"],
        ),
    ]);
}

#[test]
fn follows_and_precedes() {
    check(&[
        ("an earlier statement", "pattern = 'b()'\nfollows = 'a()'", "a(); x(); b(); ", &["b()"]),
        ("not a later one", "pattern = 'b()'\nfollows = 'a()'", "b(); a();", &[]),
        ("a later statement", "pattern = 'b()'\nprecedes = 'a()'", "b(); x(); a()", &["b()"]),
        ("not an earlier one", "pattern = 'b()'\nprecedes = 'a()'", "a(); b();", &[]),
        ("only the nearest list", "pattern = 'b()'\nfollows = 'a()'", "a(); { b(); }", &[]),
        ("the element itself, not what is in it", "pattern = 'b()'\nfollows = 'a()'", "x(a()); b();", &[]),
        (
            "the element that holds the match",
            "pattern = 'b()'\nfollows = 'a()'",
            "a(); let x = b();",
            &["b()"],
        ),
        (
            "items",
            "pattern = 'fn b() { $$$ }'\nfollows = 'fn a() { $$$ }'",
            "fn a() {} fn b() {}",
            &["fn b() {}"],
        ),
        (
            "items of an impl",
            "pattern = 'fn b(&self) { $$$ }'\nprecedes = 'fn a(&self) { $$$ }'",
            "impl X { fn b(&self) {} fn a(&self) {} }",
            &["fn b(&self) {}"],
        ),
        ("arms", "pattern = '_ => $X'\nprecedes = '1 => $Y'", "match a { _ => 2, 1 => 3 }", &["_ => 2,"]),
        ("arguments", "pattern = 'b()'\nfollows = 'a()'", "g(a(), 1, b()); g(b(), a())", &["b()"]),
        (
            "arguments of a macro",
            "pattern = 'b()'\nfollows = 'a()'",
            "println!(\"{} {}\", a(), b())",
            &["b()"],
        ),
        ("elements of an array", "pattern = 'b()'\nfollows = 'a()'", "g([a(), b()])", &["b()"]),
        ("fields", "pattern = '$A: u8'\nprecedes = 'z: $T'", "struct S { a: u8, z: u16 }", &["a: u8"]),
        (
            "bindings are shared",
            "pattern = 'close($X)'\nfollows = 'let $X = open($$$);'",
            "let a = open(1); close(a); close(b);",
            &["close(a)"],
        ),
        (
            "a run's later elements are after its last",
            "pattern = 'a(); b();'\nprecedes = 'c()'",
            "a(); b(); c();",
            &["a(); b();"],
        ),
        ("not.follows", "pattern = 'b()'\nnot.follows = 'a()'", "b(); a(); b();", &["b()"]),
    ]);
}

#[test]
fn where_is_a_rule_about_a_binding() {
    check(&[
        ("a regex", "pattern = '$X.f($A)'\nwhere.A.regex = '^\\d+$'", "a.f(1); a.f(b);", &["a.f(1)"]),
        ("a kind", "pattern = 'f($A)'\nwhere.A.kind = 'string_literal'", "f(\"a\"); f(b);", &["f(\"a\")"]),
        (
            "a pattern",
            "pattern = 'f($A)'\nwhere.A.pattern = '$B.len()'",
            "f(x.len()); f(x);",
            &["f(x.len())"],
        ),
        (
            "a string is a pattern",
            "pattern = 'f($A)'\nwhere.A = '$B.len()'",
            "f(x.len()); f(x);",
            &["f(x.len())"],
        ),
        (
            "has includes the node itself",
            "pattern = 'f($A)'\nwhere.A.has = 'g()'",
            "f(g()); f(h(g())); f(h());",
            &["f(g())", "f(h(g()))"],
        ),
        (
            "not.has includes it too",
            "pattern = 'f($A)'\nwhere.A.not.has = 'g()'",
            "f(g()); f(h(g())); f(h());",
            &["f(h())"],
        ),
        (
            "of a run some node",
            "pattern = 'f($$$A)'\nwhere.A.has = 'g()'",
            "f(1, g(), 2); f(1, 2); f();",
            &["f(1, g(), 2)"],
        ),
        (
            "of a run some node is of this kind",
            "pattern = 'f($$$A)'\nwhere.A.kind = 'string_literal'",
            "f(1, \"a\"); f(1);",
            &["f(1, \"a\")"],
        ),
        (
            "some node of a run is not",
            "pattern = 'f($$$A)'\nwhere.A.not.kind = 'integer_literal'",
            "f(1, 2); f(1, b); f();",
            &["f(1, b)"],
        ),
        (
            "no node of a run is",
            "pattern = 'f($$$A)'\nnot.where.A.kind = 'integer_literal'",
            "f(1, b); f(b); f();",
            &["f(b)", "f()"],
        ),
        (
            "inside of the bound node",
            "pattern = '$X.f($A)'\nwhere.A.inside = 'w($$$)'",
            "w(x.f(1)); x.f(1)",
            &["x.f(1)"],
        ),
        (
            "two conditions",
            "pattern = 'f($A, $B)'\nwhere.A.regex = 'a'\nwhere.B.regex = 'b'",
            "f(a, b); f(a, a); f(b, b)",
            &["f(a, b)"],
        ),
        (
            "what the rule binds is bound",
            "pattern = 'f($A, $B)'\nwhere.A.pattern = '$C.len()'\nwhere.B.pattern = '$C.cap()'",
            "f(x.len(), x.cap()); f(x.len(), y.cap())",
            &["f(x.len(), x.cap())"],
        ),
        (
            "a name of a method",
            "pattern = '$X.$M()'\nwhere.M.regex = '^read'",
            "a.read_all(); a.write();",
            &["a.read_all()"],
        ),
        (
            "a name of an item",
            "pattern = 'fn $F($$$) { $$$ }'\nwhere.F.regex = '^test_'",
            "fn test_a() {} fn b() {}",
            &["fn test_a() {}"],
        ),
        (
            "statements of a body",
            "pattern = 'loop { $$$BODY }'\nnot.where.BODY.has = '$F.await'",
            "loop { a(); b().await; } loop { a(); }",
            &["loop { a(); }"],
        ),
        (
            "context of what is bound",
            "pattern = 'spawn($A)'\nwhere.A.has = { pattern = 'f()', context = 'loop' }",
            "spawn(|| loop { f() }); spawn(|| f())",
            &["spawn(|| loop { f() })"],
        ),
        (
            "where in a nested rule",
            "pattern = 'start()'\nleads-to = { pattern = 'end($A)', where.A.regex = '^2$' }",
            "start(); end(1); if c { end(2) }",
            &["start()"],
        ),
        (
            "parentheses around the bound node do not count",
            "pattern = 'f($A)'\nwhere.A = 'a + b'",
            "f((a + b)); f(a + c)",
            &["f((a + b))"],
        ),
    ]);
}

#[test]
fn slips_are_errors() {
    for (why, tables, word) in [
        (
            "two relations under not",
            "[forbid]\npattern = 'f()'\nnot = { inside = 'a()', has = 'b()' }",
            "not.any",
        ),
        ("nothing to find by", "[forbid]\ninside = 'f()'", "pattern"),
        ("what stands under not finds nothing", "[forbid]\nnot = 'f()'", "pattern"),
        ("an unknown key", "[forbid]\npattern = 'f()'\ninsde = 'g()'", "inside"),
        ("an unknown context", "[forbid]\npattern = 'f()'\ncontext = 'asynch'", "async"),
        ("a lone metavariable", "[forbid]\npattern = '$X'", "lone"),
        ("a lone ellipsis", "[forbid]\npattern = '$$$X'", "lone"),
        ("code that parses nowhere", "[forbid]\npattern = 'let = ;'", ""),
        ("an unknown node kind", "[forbid]\nkind = 'call_expresion'", "call_expression"),
        ("a regex that is none", "[forbid]\nkind = 'block'\nregex = '('", "regex"),
        ("a name that nothing binds", "[forbid]\npattern = 'f($A)'\nwhere.B.regex = 'x'", "B"),
        ("a name that nothing binds, under not", "[forbid]\npattern = 'f($A)'\nnot.where.B.regex = 'x'", "B"),
        (
            "a name that nothing binds, under unless",
            "[forbid]\npattern = 'f($A)'\nleads-to = { pattern = 'g()', unless = { pattern = 'h()', where.B.regex = 'x' } }",
            "B",
        ),
        ("a name that nothing binds, in the message", "[forbid]\npattern = 'f($A)'\nmessage = '{B}'", "B"),
        ("a name that nothing binds, in the fix", "[forbid]\npattern = 'f($A)'\nfix = 'g({B})'", "B"),
        (
            "a name bound under not alone is bound by nothing",
            "[forbid]\npattern = 'f()'\nnot.inside = 'g($B)'\nmessage = '{B}'",
            "B",
        ),
        (
            "a message inside a rule",
            "[forbid]\npattern = 'f()'\ninside = { pattern = 'g()', message = 'x' }",
            "message",
        ),
        ("type elsewhere than beside where", "[forbid]\npattern = 'f()'\ntype = 'u8'", "type"),
        (
            "type-unknown has one value",
            "[forbid]\npattern = 'f($A)'\nwhere.A.type = 'u8'\nwhere.A.type-unknown = 'maybe'",
            "match",
        ),
        (
            "unless without a path",
            "[forbid]\npattern = 'f()'\ninside = { pattern = 'g()', unless = 'h()' }",
            "unless",
        ),
        (
            "a key that needs Rust",
            "[scope]\nlanguage = 'toml'\n[forbid]\npattern = 'a = 1'\nleads-to = 'b = 1'",
            "leads-to",
        ),
    ] {
        let problems = problems(tables).join("\n");
        assert!(!problems.is_empty(), "{why}: {tables} is no error");
        assert!(problems.contains(word), "{why}: {tables}: {problems}");
    }
}
