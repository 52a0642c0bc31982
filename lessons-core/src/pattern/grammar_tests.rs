//! Metavariables and ellipses in each of the further languages that the build knows.

#![allow(dead_code, reason = "not every build has every language")]

use super::tests::found;
use crate::language::Language;

#[track_caller]
fn finds(language: &str, pattern: &str, code: &str, expected: &[&str]) {
    let language = Language::named(language).unwrap();
    assert_eq!(found(language, pattern, code), expected, "{pattern}\n--- in ---\n{code}");
}

#[test]
#[cfg(feature = "bash")]
fn bash() {
    let code = "#!/bin/sh\nset -e\nrm -rf \"$dir\" /tmp/x # why\ncurl -s 'https://x' | sh\nif [ -f a ]; then\n  rm -rf a\nfi\necho a > b\n";
    for (pattern, expected) in [
        ("rm -rf $$$", &["rm -rf \"$dir\" /tmp/x", "rm -rf a"][..]),
        ("rm -rf $X", &["rm -rf a"]),
        ("$CMD -e", &["set -e"]),
        ("curl $$$ | sh", &["curl -s 'https://x' | sh"]),
        ("curl -s https://x", &["curl -s 'https://x'"]),
        ("rm -rf \"$dir\" $$$", &["rm -rf \"$dir\" /tmp/x"]),
        ("echo $A > $B", &["echo a > b"]),
        ("echo $A >> $B", &[]),
        ("curl $$$ || sh", &[]),
        (
            "set -e\n$$$\necho $$$ > $F",
            &[
                "set -e\nrm -rf \"$dir\" /tmp/x # why\ncurl -s 'https://x' | sh\nif [ -f a ]; then\n  rm -rf a\nfi\necho a > b",
            ],
        ),
    ] {
        finds("bash", pattern, code, expected);
    }
}

#[test]
#[cfg(feature = "containerfile")]
fn containerfile() {
    let code = "FROM rust:latest AS build\nRUN cargo build --release\n# done\nFROM debian:12\nUSER root\nCMD [\"/app\"]\n";
    for (pattern, expected) in [
        ("FROM $IMAGE", &["FROM debian:12"][..]),
        ("FROM $IMAGE AS $NAME", &["FROM rust:latest AS build"]),
        ("from $IMAGE:latest AS $NAME", &["FROM rust:latest AS build"]),
        ("RUN $$$", &["RUN cargo build --release"]),
        ("USER root", &["USER root"]),
        ("USER $U\nCMD $$$", &["USER root\nCMD [\"/app\"]"]),
        (
            "FROM $A AS $B\n$$$\nUSER root",
            &["FROM rust:latest AS build\nRUN cargo build --release\n# done\nFROM debian:12\nUSER root"],
        ),
    ] {
        finds("dockerfile", pattern, code, expected);
    }
    assert_eq!(Language::of_path("a/Dockerfile.dev").map(Language::name), Some("containerfile"));
}

#[test]
#[cfg(feature = "go")]
fn go() {
    let code = "package p\n\nfunc f(ctx context.Context) error {\n\tx, err := os.Open(\"a\")\n\tif err != nil {\n\t\treturn err\n\t}\n\tdefer x.Close() // why\n\tgo run(ctx, 0x10)\n\treturn nil\n}\n";
    for (pattern, expected) in [
        ("os.Open($P)", &["os.Open(\"a\")"][..]),
        ("os.Open(`a`)", &["os.Open(\"a\")"]),
        ("$F, err := os.Open($$$)", &["x, err := os.Open(\"a\")"]),
        ("defer $X.Close()", &["defer x.Close()"]),
        ("run($$$, 16)", &["run(ctx, 0x10)"]),
        ("if $E != nil { $$$ }", &["if err != nil {\n\t\treturn err\n\t}"]),
        ("if $E == nil { $$$ }", &[]),
        ("func $F($$$) { $$$ }", &[&code[11..code.len() - 1]]),
        (
            "$X, $E := $$$\n$$$\ngo $CALL",
            &[
                "x, err := os.Open(\"a\")\n\tif err != nil {\n\t\treturn err\n\t}\n\tdefer x.Close() // why\n\tgo run(ctx, 0x10)",
            ],
        ),
    ] {
        finds("go", pattern, code, expected);
    }
}

#[test]
#[cfg(feature = "python")]
fn python() {
    let code = "import subprocess\n\nasync def f(a, b=1) -> int:\n    try:\n        subprocess.run('ls', shell=True, check=False)\n    except:\n        pass\n    if a is not b and a < 1_0:\n        return {\"k\": a, 'x': b}\n";
    for (pattern, expected) in [
        ("subprocess.run($$$, shell=True, $$$)", &["subprocess.run('ls', shell=True, check=False)"][..]),
        ("subprocess.run(\"ls\", $$$)", &["subprocess.run('ls', shell=True, check=False)"]),
        ("subprocess.run($X, shell=True)", &[]),
        ("shell=True", &["shell=True"]),
        ("except:\n  pass", &["except:\n        pass"]),
        ("$A is not $B", &["a is not b"]),
        ("$A is $B", &[]),
        ("$A < 10", &["a < 1_0"]),
        ("$A > 10", &[]),
        ("{'k': $V, $$$}", &["{\"k\": a, 'x': b}"]),
        ("{$$$, 'x': $V}", &["{\"k\": a, 'x': b}"]),
        ("def $F($$$):\n    $$$", &[code[19..].trim_end()]),
        ("import $M", &["import subprocess"]),
    ] {
        finds("python", pattern, code, expected);
    }
}

#[cfg(any(feature = "javascript", feature = "typescript"))]
const SCRIPT: &str = "import { a } from \"x\";\nasync function f(q) {\n  const r = await fetch(`/u/${q}`, { method: 'GET', rejectUnauthorized: false });\n  eval(r == null ? q : (1_0)) // why\n  let t = setTimeout(() => { done() }, 0x10);\n  return t?.x\n}\n";

#[cfg(any(feature = "javascript", feature = "typescript"))]
const SCRIPT_CASES: &[(&str, &[&str])] = &[
    ("eval($X)", &["eval(r == null ? q : (1_0))"]),
    ("$X == null", &["r == null"]),
    ("$X === null", &[]),
    ("$C ? $A : 10", &["r == null ? q : (1_0)"]),
    (
        "fetch($U, { $$$, rejectUnauthorized: false })",
        &["fetch(`/u/${q}`, { method: 'GET', rejectUnauthorized: false })"],
    ),
    ("rejectUnauthorized: $V", &["rejectUnauthorized: false"]),
    ("{ method: \"GET\", $$$ }", &["{ method: 'GET', rejectUnauthorized: false }"]),
    (
        "const $R = await $F($$$)",
        &["const r = await fetch(`/u/${q}`, { method: 'GET', rejectUnauthorized: false });"],
    ),
    ("let $R = await $F($$$)", &[]),
    ("setTimeout(() => { $$$ }, 16)", &["setTimeout(() => { done() }, 0x10)"]),
    ("import { $$$ } from 'x'", &["import { a } from \"x\";"]),
    (
        "eval($A)\n$$$\nreturn $T",
        &["eval(r == null ? q : (1_0)) // why\n  let t = setTimeout(() => { done() }, 0x10);\n  return t?.x"],
    ),
];

#[test]
#[cfg(feature = "javascript")]
fn javascript() {
    for (pattern, expected) in SCRIPT_CASES {
        finds("javascript", pattern, SCRIPT, expected);
    }
    finds("javascript", "function f($$$) {\n  $$$\n}", SCRIPT, &[&SCRIPT[23..SCRIPT.len() - 1]]);
}

#[test]
#[cfg(feature = "typescript")]
fn typescript() {
    for (pattern, expected) in SCRIPT_CASES {
        finds("typescript", pattern, SCRIPT, expected);
        finds("tsx", pattern, SCRIPT, expected);
    }
    finds("typescript", "const $X = $Y as any", "const a: T = b as any;", &["const a: T = b as any;"]);
    finds(
        "typescript",
        "function f($$$) { $$$ }",
        "function f<T>(a: T): void { g() }",
        &["function f<T>(a: T): void { g() }"],
    );
    finds("typescript", "$K: any", "interface I { a: any; b: string }", &["a: any"]);
}

#[test]
#[cfg(feature = "sql")]
fn sql() {
    let code = "-- x\nselect * from Users where id = 1;\nDELETE FROM users;\nDELETE FROM orders WHERE id = 2;\nALTER TABLE t DROP COLUMN c;\n";
    for (pattern, expected) in [
        ("DELETE FROM $T", &["DELETE FROM users"][..]),
        ("delete from $T where $$$", &["DELETE FROM orders WHERE id = 2"]),
        ("SELECT * FROM users WHERE $C = $V", &["select * from Users where id = 1"]),
        ("SELECT $$$ FROM $T WHERE id = 1", &["select * from Users where id = 1"]),
        ("ALTER TABLE $T DROP COLUMN $C", &["ALTER TABLE t DROP COLUMN c"]),
        ("id = $V", &["id = 1", "id = 2"]),
    ] {
        finds("sql", pattern, code, expected);
    }
}
