//! Macro bodies are code.

use super::support::{check, report};

#[test]
fn bodies_of_macro_calls() {
    check(&[
        ("an argument list", "pattern = 'f()'", "any!(1, f(), 2)", &["f()"]),
        ("statements", "pattern = 'f()'", "any! { let a = 1; f(); a }", &["f()"]),
        ("arms", "pattern = 'f()'", "any! { A => f(), B => 2 }", &["f()"]),
        ("vec![x; n]", "pattern = 'f()'", "vec![f(); 3]", &["f()"]),
        ("the n of vec![x; n]", "pattern = 'f()'", "vec![1; f()]", &["f()"]),
        ("select!", "pattern = 'f()'", "tokio::select! { biased; Some(a) = f() => b, else => c }", &["f()"]),
        (
            "select!, the handler",
            "pattern = 'f()'",
            "futures::select! { a = b => { f(); } complete => break }",
            &["f()"],
        ),
        ("select!, the precondition", "pattern = 'f()'", "tokio::select! { a = b, if f() => c }", &["f()"]),
        ("matches!, the guard", "pattern = 'f()'", "matches!(a, Some(b) if f())", &["f()"]),
        ("matches!, the pattern", "pattern = 'Some(_)'", "matches!(a, Some(_) | None)", &["Some(_)"]),
        ("assert!", "pattern = 'f()'", "assert!(f(), \"a {}\", b)", &["f()"]),
        ("json!", "pattern = 'f()'", "json!({ \"a\": [1, { \"b\": f() }], \"c\": null })", &["f()"]),
        ("json! with a computed key", "pattern = 'f()'", "json!({ (f()): 1 })", &["f()"]),
        (
            "tracing's fields",
            "pattern = 'f()'",
            "info!(target: \"a\", user.id = %f(), ?b, \"sent {}\", c)",
            &["f()"],
        ),
        (
            "tracing's span",
            "pattern = 'f()'",
            "info_span!(\"a\", b = f(), c = tracing::field::Empty)",
            &["f()"],
        ),
        ("nested macros", "pattern = 'f()'", "a!(b!(vec![f()]))", &["f()"]),
        ("braces of an item", "pattern = 'f()'", "thread_local! { static A: u8 = f(); }", &["f()"]),
        ("lazy_static", "pattern = 'f()'", "lazy_static! { static ref A: u8 = f(); }", &["f()"]),
        (
            "items in a macro",
            "pattern = 'fn $F() { $$$ }'",
            "mod m { cfg_if! { if #[cfg(unix)] { fn a() { b() } } else { fn c() {} } } }",
            &["fn a() { b() }", "fn c() {}"],
        ),
        ("a trailing semicolon", "pattern = 'f()'", "any!(f();)", &["f()"]),
        ("named arguments", "pattern = 'f()'", "println!(\"{a}\", a = f())", &["f()"]),
        ("a map macro", "pattern = 'f()'", "hashmap! { \"a\" => f(), \"b\" => 2 }", &["f()"]),
        ("quote's interpolation is not in the way", "pattern = 'f()'", "any!(a, f())", &["f()"]),
        (
            "a macro call in a pattern position",
            "pattern = 'f()'",
            "let a = if b { c!(f()) } else { d!() };",
            &["f()"],
        ),
        ("a macro as an item", "pattern = 'f()'", "mod a { any! { fn b() { f(); } } }", &["f()"]),
        (
            "a macro's pattern sees its arguments",
            "pattern = 'assert!($A.is_ok())'",
            "assert!(a.is_ok()); assert!(b.is_err());",
            &["assert!(a.is_ok())"],
        ),
        (
            "arguments that the pattern does not write",
            "pattern = 'assert!($A.is_ok())'",
            "assert!(a.is_ok(), \"b\")",
            &[],
        ),
        (
            "arguments that it leaves open",
            "pattern = 'assert!($A.is_ok(), $$$)'",
            "assert!(a.is_ok(), \"b\", c); assert!(d.is_ok())",
            &["assert!(a.is_ok(), \"b\", c)", "assert!(d.is_ok())"],
        ),
        (
            "format!",
            "pattern = 'format!(\"{}\", $A)'",
            "format!(\"{}\", a); format!(\"{} \", a)",
            &["format!(\"{}\", a)"],
        ),
        (
            "a macro by its path",
            "pattern = 'panic!($$$)'",
            "std::panic!(\"a\"); panic!(); unreachable!()",
            &["std::panic!(\"a\")", "panic!()"],
        ),
    ]);
}

#[test]
fn names_in_format_strings() {
    check(&[
        ("a captured name", "pattern = 'secret'", "println!(\"{secret}\")", &["secret"]),
        (
            "with a format",
            "pattern = 'secret'",
            "println!(\"a {secret:?} b {secret:>5}\")",
            &["secret", "secret"],
        ),
        ("a width", "pattern = 'width'", "println!(\"{:width$}\", a)", &["width"]),
        ("escaped braces", "pattern = 'secret'", "println!(\"{{secret}}\")", &[]),
        ("a plain string", "pattern = 'secret'", "f(\"{secret}\")", &[]),
        ("a raw string", "pattern = 'secret'", "println!(r#\"é {secret}\"#)", &["secret"]),
        ("in nested macros", "pattern = 'secret'", "bail!(\"{}\", format!(\"{secret}\"))", &["secret"]),
        (
            "has finds them",
            "pattern = 'info!($$$A)'\nwhere.A.has = 'secret'",
            "info!(\"a {secret}\"); info!(\"secret\")",
            &["info!(\"a {secret}\")"],
        ),
        (
            "a named argument is no capture",
            "pattern = '$A.secret'",
            "println!(\"{secret}\", secret = a.b)",
            &[],
        ),
    ]);
}

#[test]
fn spans_are_those_of_the_file_and_values_live_as_in_a_call() {
    let code = "fn a() {\n    é!(\n        f(1),\n    );\n}\n";
    let report = report("[forbid]\npattern = 'f($A)'", "2021", &[("src/lib.rs", code)]);
    let place = report.findings[0].location;
    assert_eq!((place.start.line, place.start.column, place.span.of(code)), (3, 9, "f(1)"));
    check(&[
        (
            "a temporary lives to the end of the call",
            "pattern = '$L.lock()'\nheld-across = '$F.await'",
            "any!(m.lock().a(), f().await); g().await;",
            &["m.lock()"],
        ),
        (
            "and not longer",
            "pattern = '$L.lock()'\nheld-across = '$F.await'",
            "any!(m.lock().a()); g().await;",
            &[],
        ),
    ]);
}

#[test]
fn what_is_not_searched_is_counted() {
    for (why, code, count) in [
        ("plain code", "fn a() { b!(1); }", 0),
        ("a body of no known shape", "fn a() { b!(=> => 1 +); }", 1),
        ("code that does not parse", "fn a() { let = ; }", 1),
        ("empty bodies are fine", "fn a() { b!(); c!{} d![]; }", 0),
    ] {
        let report = report("[forbid]\npattern = '$X.unwrap()'", "2021", &[("src/lib.rs", code)]);
        // A file is parsed only where a rule can match in it.
        let code = format!("{code} fn z() {{ x.unwrap(); }}");
        let again =
            super::support::report("[forbid]\npattern = '$X.unwrap()'", "2021", &[("src/lib.rs", &code)]);
        assert!(report.findings.is_empty(), "{why}");
        assert_eq!(again.unsearched.len(), count, "{why}: {:?}", again.unsearched);
        assert_eq!(again.findings.len(), 1, "{why}: what stands beside it is searched");
    }
}

#[test]
fn the_arguments_of_attributes_are_no_code() {
    check(&[
        ("derive_new default expr", "pattern='f($A)'", "struct S { #[new(value = \"f(1)\")] a: u8 }", &[]),
        ("attr expr", "pattern='f($A)'", "#[attr(x = f(1))] fn b() {}", &[]),
        (
            "serde default path",
            "pattern='f($A)'",
            "#[derive(X)] struct S { #[validate(custom(function = f(1)))] a: u8 }",
            &[],
        ),
        ("cfg_attr expr", "pattern='x.unwrap()'", "#[my(x.unwrap())] fn b() {}", &[]),
        (
            "doc = concat",
            "pattern='concat!($$$)'",
            "#[doc = concat!(\"a\", \"b\")] fn b() {}",
            &["concat!(\"a\", \"b\")"],
        ),
        (
            "doc = include_str",
            "pattern='include_str!($P)'",
            "#[doc = include_str!(\"../README.md\")] fn b() {}",
            &["include_str!(\"../README.md\")"],
        ),
        ("error attr2", "pattern='$X.unwrap()'", "#[error(\"{}\", self.0.unwrap())] struct S(u8);", &[]),
        ("instrument", "pattern='$X.unwrap()'", "#[instrument(fields(a = x.unwrap()))] fn b() {}", &[]),
        (
            "clap default",
            "pattern='f($A)'",
            "#[derive(Parser)] struct S { #[arg(default_value_t = f(1))] a: u8 }",
            &[],
        ),
    ]);
}
