//! What holds of TOML, YAML and JSON alike: what is an error there, `require`, suppressions, hidden files.

use super::support::{found_in, problems, report};

#[test]
fn what_is_no_piece_of_a_file_is_an_error() {
    for (language, pattern) in
        [("toml", "$X"), ("toml", "a = = 1"), ("yaml", "a: [1"), ("json", "{ \"a\": }"), ("json", "a: 1")]
    {
        let tables = format!("[scope]\nlanguage = '{language}'\n[forbid]\npattern = '''{pattern}'''");
        assert!(!problems(&tables).is_empty(), "{language}: {pattern}");
    }
}

#[test]
fn keys_that_need_rust_are_errors_wherever_they_stand() {
    for keys in [
        "follows = 'b: 1'",
        "precedes = 'b: 1'",
        "context = 'async'",
        "leads-to = 'b: 1'",
        "held-across = 'b: 1'",
        "guarded-by = 'b: 1'",
        "not.any = [{ follows = 'b: 1' }]",
        "inside = { kind = 'document', has = { pattern = 'b: 1', precedes = 'c: 1' } }",
        "where.X.type = 'T'",
        "where.X.from = 'b: 1'",
    ] {
        let found = problems(&format!("[scope]\nlanguage = 'yaml'\n[forbid]\npattern = 'a: $X'\n{keys}"));
        assert!(found.iter().any(|one| one.contains("is for Rust only")), "{keys}: {found:?}");
    }
}

#[test]
fn what_must_stay_is_looked_for_in_all_files_of_the_language() {
    let rule = "[scope]\nlanguage = 'yaml'\n[require]\npattern = 'timeout-minutes: $N'";
    for (why, files, missing) in [
        ("nowhere", &[("ci/a.yml", "jobs: {a: 1}\n")][..], true),
        (
            "in a hidden folder",
            &[(".github/workflows/a.yml", "jobs:\n  a:\n    timeout-minutes: 5\n")],
            false,
        ),
        ("in a comment", &[("ci/a.yml", "# timeout-minutes: 5\na: 1\n")], true),
        ("in another language", &[("ci/a.json", "{ \"timeout-minutes\": 5 }\n")], true),
        ("there are no such files", &[], true),
    ] {
        assert_eq!(report(rule, "2021", files).findings.len(), usize::from(missing), "{why}");
    }
}

#[test]
fn suppressions_cover_the_pair_table_or_element_that_begins_next() {
    for (why, language, pattern, code, left) in [
        ("a pair", "toml", "a = 1", "# lessons:allow(X) why\na = 1\n[t]\na = 1\n", 1),
        ("behind a pair", "toml", "a = 1", "a = 1 # lessons:allow(X) why\n[t]\na = 1\n", 1),
        ("a table", "toml", "a = 1", "# lessons:allow(X) why\n[t]\nb = 2\na = 1\n[u]\na = 1\n", 1),
        ("a text", "toml", "a = 1", "b = '# lessons:allow(X) why'\na = 1\n", 1),
        ("a mapping", "yaml", "a: 1", "# lessons:allow(X) why\nt:\n  b: 2\n  a: 1\nu:\n  a: 1\n", 1),
        ("behind a key", "yaml", "a: 1", "t: # lessons:allow(X) why\n  b: 2\n  a: 1\nu:\n  a: 1\n", 1),
        ("an element", "yaml", "a: 1", "l:\n  # lessons:allow(X) why\n  - b: 2\n    a: 1\n  - a: 1\n", 1),
        ("a block of text", "yaml", "a: 1", "c: |\n  # lessons:allow(X) why\na: 1\n", 1),
        ("a member", "json", "\"a\": 1", "[{\n// lessons:allow(X) why\n\"a\": 1 }, { \"a\": 1 }]\n", 1),
    ] {
        let tables =
            format!("[scope]\nlanguage = '{language}'\npaths = ['x/**']\n[forbid]\npattern = '{pattern}'");
        let file = format!("x/a.{language}");
        assert_eq!(found_in(&tables, "2021", &[(&file, code)]).len(), left, "{why}");
    }
}
