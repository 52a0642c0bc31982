//! The form's JSON Schema.

use super::rule::KEYS;
use crate::model::Schema::{self, Object, Text, Word};

/// The schema of [`Form`](super::form::Form).
pub(crate) fn form() -> Schema {
    Object(vec![
        ("title", Text("the mistake in one line, as a sentence about code")),
        ("root_cause", Text("what went wrong and why, in the document's own facts")),
        ("invariant", Text("what must hold from now on")),
        ("mitigation", Text("what to write instead")),
        ("quotes", Schema::list(Text("a passage of the document, word for word"))),
        ("bad", Schema::list(Text("short Rust code with the mistake, that the rule must find"))),
        ("good", Schema::list(Text("short Rust code without it, that the rule must not find"))),
        ("rules", Schema::list(rule())),
        ("no_pattern", Schema::nullable(no_pattern())),
    ])
}

fn rule() -> Schema {
    Object(vec![
        ("kind", Word(vec!["forbid", "require"])),
        ("patterns", Schema::list(Text("code with metavariables; one of them must match"))),
        ("node_kind", Schema::nullable(Text("a tree-sitter node kind"))),
        ("regex", Schema::nullable(Text("searched for in the node's text"))),
        ("conditions", Schema::list(condition())),
        ("message", Schema::nullable(Text("what a finding says; {X} is filled in"))),
    ])
}

fn condition() -> Schema {
    Object(vec![
        ("key", Word(KEYS.iter().map(|key| key.name).collect())),
        ("name", Schema::nullable(Text("the metavariable's name for where_ keys, without $"))),
        ("patterns", Schema::list(Text("code with metavariables; one of them must match"))),
        ("node_kind", Schema::nullable(Text("a tree-sitter node kind"))),
        ("regex", Schema::nullable(Text("searched for in the node's text"))),
        (
            "values",
            Schema::list(Text(
                "for context: async, loop, const, unsafe, drop, test; for where_type: type paths",
            )),
        ),
        ("unless", Schema::list(Text("for leads_to and held_across: patterns that end a path first"))),
        ("until", Schema::list(Text("for inside and has: patterns of the last node tried"))),
    ])
}

fn no_pattern() -> Schema {
    Object(vec![
        ("reason", Text("why no rule over code can find the mistake")),
        ("instead", Word(vec!["test", "clippy", "dependency", "require", "nothing"])),
        ("name", Schema::nullable(Text("the test's path, the lint's name or the dependency's name"))),
        ("version", Schema::nullable(Text("the dependency's versions that are right, as >=1.40"))),
    ])
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    /// What the strictest of the servers asks of every object, and refuses anywhere.
    #[test]
    fn the_schema_is_portable() {
        fn check(value: &Value) {
            match value {
                Value::Object(map) => {
                    if map.get("type") == Some(&json!("object")) {
                        assert_eq!(map["additionalProperties"], json!(false));
                        let mut required: Vec<_> = map["required"]
                            .as_array()
                            .unwrap()
                            .iter()
                            .map(|it| it.as_str().unwrap())
                            .collect();
                        required.sort_unstable();
                        let mut fields: Vec<_> =
                            map["properties"].as_object().unwrap().keys().map(String::as_str).collect();
                        fields.sort_unstable();
                        assert_eq!(required, fields);
                    }
                    for (key, value) in map {
                        assert!(
                            [
                                "type",
                                "properties",
                                "required",
                                "additionalProperties",
                                "items",
                                "enum",
                                "anyOf",
                                "description"
                            ]
                            .contains(&key.as_str())
                                || value.is_object(),
                            "{key}"
                        );
                        check(value);
                    }
                }
                Value::Array(items) => items.iter().for_each(check),
                _ => {}
            }
        }
        check(&serde_json::to_value(form()).unwrap());
    }

    /// A model must have nowhere to put them.
    #[test]
    fn the_form_has_no_place_for_a_path_a_link_a_command_or_a_level() {
        let schema = serde_json::to_string(&form()).unwrap();
        for word in [
            "\"path\"",
            "\"file\"",
            "\"url\"",
            "\"link\"",
            "\"command\"",
            "\"level\"",
            "\"fix\"",
            "\"id\"",
            "\"approve",
            "\"scope\"",
            "\"tags\"",
        ] {
            assert!(!schema.contains(word), "{word}");
        }
    }

    /// Models write the fields in the order of the schema.
    #[test]
    fn the_story_comes_before_the_rule() {
        let schema = serde_json::to_string(&form()).unwrap();
        let place = |name: &str| schema.find(&format!("\"{name}\":{{")).unwrap();
        assert!(place("root_cause") < place("bad") && place("bad") < place("rules"));
        assert!(place("rules") < place("no_pattern"));
    }
}
