//! Table-driven tests of patterns on TOML, YAML and JSON.

use super::tests::found;
use super::{Pattern, Vars};
use crate::language::Language;
use crate::language::Language::{Json, Toml, Yaml};

#[track_caller]
fn finds(language: Language, pattern: &str, code: &str, expected: &[&str]) {
    let found = found(language, pattern, code);
    let found: Vec<_> = found.iter().map(|text| text.trim_end()).collect();
    assert_eq!(found, expected, "{pattern}\n--- in ---\n{code}");
}

const CARGO: &str = r#"
[package] # the package
name = "app"
version = "0.1.0"

[dependencies]
openssl = "0.10"
serde = { version = "1", features = ["derive"], default-features = false }
"quoted" = { git = 'https://example.org/q', branch = "main" }
tokio.version = "1"

[dependencies.rand]
version = "0.8" # old
features = [
    "std",
    "small_rng", # for tests
]

[[bin]]
name = "one"
path = "src/one.rs"

[[bin]]
name = "two"

[profile.release]
panic = "abort"
debug = 1_0
text = """
a
b"""
"#;

#[test]
fn cargo_manifests() {
    for (pattern, expected) in [
        ("openssl = $V", &["openssl = \"0.10\""][..]),
        ("openssl = '0.10'", &["openssl = \"0.10\""]),
        ("openssl = \"\"\"0.10\"\"\"", &["openssl = \"0.10\""]),
        ("openssl = \"0.11\"", &[]),
        (
            "quoted = { git = $URL, $$$ }",
            &["\"quoted\" = { git = 'https://example.org/q', branch = \"main\" }"],
        ),
        (
            "$NAME = { $$$, git = $URL }",
            &["\"quoted\" = { git = 'https://example.org/q', branch = \"main\" }"],
        ),
        ("$NAME = { git = $URL }", &[]),
        ("{ branch = $B, git = $URL }", &["{ git = 'https://example.org/q', branch = \"main\" }"]),
        (
            "serde = { default-features = false, features = [$F], version = $V }",
            &["serde = { version = \"1\", features = [\"derive\"], default-features = false }"],
        ),
        (
            "features = [$$$, \"small_rng\", $$$]",
            &["features = [\n    \"std\",\n    \"small_rng\", # for tests\n]"],
        ),
        ("features = [\"std\", $X,]", &["features = [\n    \"std\",\n    \"small_rng\", # for tests\n]"]),
        ("features = [\"small_rng\", \"std\"]", &[]),
        ("tokio.version = $V", &["tokio.version = \"1\""]),
        ("tokio.$KEY = $V", &["tokio.version = \"1\""]),
        ("debug = 10", &["debug = 1_0"]),
        ("text = \"a\\nb\"", &["text = \"\"\"\na\nb\"\"\""]),
        (
            "[profile.$P]\npanic = \"abort\"",
            &["[profile.release]\npanic = \"abort\"\ndebug = 1_0\ntext = \"\"\"\na\nb\"\"\""],
        ),
        (
            "[package]\nversion = $V\nname = $N",
            &["[package] # the package\nname = \"app\"\nversion = \"0.1.0\""],
        ),
        ("[package]\nedition = $V", &[]),
        ("[[bin]]\nname = \"two\"", &["[[bin]]\nname = \"two\""]),
        ("[[$T]]\npath = $P\n$$$", &["[[bin]]\nname = \"one\"\npath = \"src/one.rs\""]),
        ("[bin]\nname = $N", &[]),
        // Several pairs are members of one table, in any order and with others between.
        ("version = $V\nname = $N", &["name = \"app\"\nversion = \"0.1.0\""]),
        ("debug = $D\npanic = \"abort\"", &["panic = \"abort\"\ndebug = 1_0"]),
        ("text = $D\npanic = $P", &["panic = \"abort\"\ndebug = 1_0\ntext = \"\"\"\na\nb\"\"\""]),
        ("name = $X\npanic = $P", &[]),
        ("name = $X\nversion = $X", &[]),
    ] {
        finds(Toml, pattern, CARGO, expected);
    }
}

const MANIFEST: &str = r#"apiVersion: apps/v1
kind: Deployment
metadata: {name: web, labels: {app: "web"}}
spec:
  replicas: 0x3 # three
  template:
    spec:
      hostNetwork: true
      containers:
        - name: web
          image: &image 'nginx:latest'
          securityContext:
            privileged: True
            runAsUser: 0
          args: ["--insecure", --v=2]
        # a sidecar
        - image: *image
          name: side
          command:
          - sh
          - -c
          - |
            echo hi
            exit
---
kind: Service
metadata:
  labels:
    app: web
  name: web
"#;

#[test]
fn kubernetes_manifests() {
    for (pattern, expected) in [
        ("hostNetwork: true", &["hostNetwork: true"][..]),
        ("privileged: true", &["privileged: True"]),
        ("privileged: \"true\"", &[]),
        ("replicas: 3", &["replicas: 0x3"]),
        ("image: nginx:latest", &["image: &image 'nginx:latest'", "image: *image"]),
        ("image: $I", &["image: &image 'nginx:latest'", "image: *image"]),
        ("image: *image", &["image: *image"]),
        ("kind: $K", &["kind: Deployment", "kind: Service"]),
        ("$K: Deployment", &["kind: Deployment"]),
        // Block and flow style are one.
        ("labels: {app: web}", &["labels: {app: \"web\"}", "labels:\n    app: web"]),
        ("labels:\n  app: web", &["labels: {app: \"web\"}", "labels:\n    app: web"]),
        (
            "metadata:\n  labels: $L\n  name: $N",
            &[
                "metadata: {name: web, labels: {app: \"web\"}}",
                "metadata:\n  labels:\n    app: web\n  name: web",
            ],
        ),
        ("args:\n- --insecure\n- $$$", &["args: [\"--insecure\", --v=2]"]),
        ("args: [$$$, --v=2]", &["args: [\"--insecure\", --v=2]"]),
        ("args: [$A]", &[]),
        ("args: [$A, $B]", &["args: [\"--insecure\", --v=2]"]),
        (
            "command: [sh, -c, $SCRIPT]",
            &[
                "command:\n          - sh\n          - -c\n          - |\n            echo hi\n            exit",
            ],
        ),
        (
            "command: [sh, -c, \"echo hi\\nexit\\n\"]",
            &[
                "command:\n          - sh\n          - -c\n          - |\n            echo hi\n            exit",
            ],
        ),
        // What a pattern does not close may hold more; what it closes may not.
        (
            "securityContext:\n  privileged: true",
            &["securityContext:\n            privileged: True\n            runAsUser: 0"],
        ),
        ("securityContext: {privileged: true}", &[]),
        (
            "securityContext: {$$$, privileged: true}",
            &["securityContext:\n            privileged: True\n            runAsUser: 0"],
        ),
        ("runAsUser: $U\nprivileged: true", &["privileged: True\n            runAsUser: 0"]),
        (
            "- name: web\n  image: $I",
            &[
                "- name: web\n          image: &image 'nginx:latest'\n          securityContext:\n            privileged: True\n            runAsUser: 0\n          args: [\"--insecure\", --v=2]",
            ],
        ),
        ("containers:\n  - name: web\n  - name: side", &[]),
        (
            "kind: Deployment\nspec: $S\nmetadata: $M",
            &[
                "kind: Deployment\nmetadata: {name: web, labels: {app: \"web\"}}\nspec:\n  replicas: 0x3 # three\n  template:\n    spec:\n      hostNetwork: true\n      containers:\n        - name: web\n          image: &image 'nginx:latest'\n          securityContext:\n            privileged: True\n            runAsUser: 0\n          args: [\"--insecure\", --v=2]\n        # a sidecar\n        - image: *image\n          name: side\n          command:\n          - sh\n          - -c\n          - |\n            echo hi\n            exit",
            ],
        ),
        // Two documents are no one table.
        ("kind: Deployment\nkind: Service", &[]),
    ] {
        let mut expected = expected.to_vec();
        if pattern.starts_with("containers") {
            expected =
                found(Yaml, "containers: $C", MANIFEST).iter().map(|text| &*text.clone().leak()).collect();
        }
        finds(Yaml, pattern, MANIFEST, &expected);
    }
}

const WORKFLOW: &str = r#"name: ci
on:
  pull_request_target:
    types: [opened]
permissions: write-all
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v2
        with:
          ref: ${{ github.event.pull_request.head.sha }}
      - name: Build
        run: cargo build
      - run: echo ${{ github.event.issue.title }}
"#;

#[test]
fn github_workflows() {
    for (pattern, expected) in [
        ("permissions: write-all", &["permissions: write-all"][..]),
        ("on:\n  pull_request_target: $$$", &["on:\n  pull_request_target:\n    types: [opened]"]),
        ("uses: actions/checkout@v2", &["uses: actions/checkout@v2"]),
        (
            "- uses: actions/checkout@v2\n  with: $$$",
            &[
                "- uses: actions/checkout@v2\n        with:\n          ref: ${{ github.event.pull_request.head.sha }}",
            ],
        ),
        (
            "ref: ${{ github.event.pull_request.head.sha }}",
            &["ref: ${{ github.event.pull_request.head.sha }}"],
        ),
        ("run: echo ${{ github.event.issue.title }}", &["run: echo ${{ github.event.issue.title }}"]),
        ("run: $CMD", &["run: cargo build", "run: echo ${{ github.event.issue.title }}"]),
        (
            "- run: $A\n- run: $B",
            &["- name: Build\n        run: cargo build\n      - run: echo ${{ github.event.issue.title }}"],
        ),
        ("- {run: $A}\n- {run: $B}", &[]),
        (
            "- name: Build\n  run: $A\n- run: $B",
            &["- name: Build\n        run: cargo build\n      - run: echo ${{ github.event.issue.title }}"],
        ),
        (
            "- uses: $U\n$$$\n- run: $R",
            &[
                "- uses: actions/checkout@v2\n        with:\n          ref: ${{ github.event.pull_request.head.sha }}\n      - name: Build\n        run: cargo build",
            ],
        ),
        (
            "jobs:\n  $JOB:\n    runs-on: $OS\n    steps:\n      - $$$\n      - run: $R",
            &[
                "jobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v2\n        with:\n          ref: ${{ github.event.pull_request.head.sha }}\n      - name: Build\n        run: cargo build\n      - run: echo ${{ github.event.issue.title }}",
            ],
        ),
    ] {
        finds(Yaml, pattern, WORKFLOW, expected);
    }
}

const PACKAGE: &str = r#"{
  "name": "web",
  "scripts": { "postinstall": "curl x | sh", "build": "tsc" },
  "dependencies": { "left-pad": "*", "caf\u00e9": "1.0", "x": { "y": [1, 2.0, null, true] } },
  "files": ["a", "b", "c"]
}
"#;

#[test]
fn package_manifests() {
    for (pattern, expected) in [
        ("\"postinstall\": $S", &["\"postinstall\": \"curl x | sh\""][..]),
        ("$K: \"*\"", &["\"left-pad\": \"*\""]),
        ("\"café\": $V", &["\"caf\\u00e9\": \"1.0\""]),
        ("\"y\": [1.0, 2, $N, true]", &["\"y\": [1, 2.0, null, true]"]),
        ("\"y\": [1, 2, null, false]", &[]),
        ("[$$$, \"b\", $$$]", &["[\"a\", \"b\", \"c\"]"]),
        ("[$A, $B]", &[]),
        (
            "{ \"build\": $B, \"postinstall\": $P }",
            &["{ \"postinstall\": \"curl x | sh\", \"build\": \"tsc\" }"],
        ),
        ("{ \"build\": $B }", &[]),
        ("{ \"build\": $B, $$$ }", &["{ \"postinstall\": \"curl x | sh\", \"build\": \"tsc\" }"]),
        ("{ $$$, \"build\": $B }", &["{ \"postinstall\": \"curl x | sh\", \"build\": \"tsc\" }"]),
        (
            "\"scripts\": { $$$, \"build\": $B, $$$ }",
            &["\"scripts\": { \"postinstall\": \"curl x | sh\", \"build\": \"tsc\" }"],
        ),
        ("\"build\": $B, \"postinstall\": $P", &["\"postinstall\": \"curl x | sh\", \"build\": \"tsc\""]),
        ("\"files\": $F, \"name\": $N", &[PACKAGE.trim().trim_matches(['{', '}']).trim()]),
        ("\"files\": $F, \"build\": $N", &[]),
    ] {
        finds(Json, pattern, PACKAGE, expected);
    }
    finds(Json, "\"a\": $V", "{ // why\n \"a\" /* x */ : 1 }", &["\"a\" /* x */ : 1"]);
}

#[test]
fn one_name_is_one_value() {
    finds(Yaml, "a: $X\nb: $X", "a: 'x'\nb: x\n", &["a: 'x'\nb: x"]);
    finds(Yaml, "a: $X\nb: $X", "a: {k: 1}\nb:\n  k: 1\n", &["a: {k: 1}\nb:\n  k: 1"]);
    finds(Yaml, "a: $X\nb: $X", "a: 1\nb: 2\n", &[]);
    finds(Json, "[$X, $X]", "[[1, 1.0], [1, 2]]", &["[1, 1.0]"]);
    finds(Toml, "a = $X\nb = $X", "b = 'x'\na = \"x\"\n", &["b = 'x'\na = \"x\""]);
}

#[test]
fn a_pattern_that_parses_nowhere_is_an_error() {
    for (language, pattern) in [
        (Toml, "a = "),
        (Toml, "a = $x"),
        (Toml, "[a"),
        (Yaml, "a: [1"),
        (Yaml, "a: $x"),
        (Yaml, "$$X: 1"),
        (Json, "{ \"a\": }"),
        (Json, "\"a\" = 1"),
        (Json, "$X"),
    ] {
        let compiled = Pattern::new(language, pattern, &mut Vars::default());
        assert!(compiled.is_err(), "{language}: {pattern}");
    }
}
