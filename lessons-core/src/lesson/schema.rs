//! The JSON Schema of a lesson's front matter, made from the keys that the reader knows.

use serde_json::{Map, Value, json};

use crate::lesson::keys::{ROOT, RULE};
use crate::rule::keys::{CONDITIONS, Key, Place, Shape};

/// The JSON Schema (draft 2020-12) of the front matter, for editors that check TOML; ends with a newline.
#[must_use]
pub fn front_matter_schema() -> String {
    let mut schema = object(ROOT, &[]);
    schema.insert("$schema".into(), json!("https://json-schema.org/draft/2020-12/schema"));
    schema.insert("title".into(), json!("The front matter of a lesson"));
    schema.insert("required".into(), json!(["lesson"]));
    let bodies = ["forbid", "require", "guard", "waive"];
    schema.insert("anyOf".into(), bodies.iter().map(|body| json!({ "required": [body] })).collect());
    let places = [Place::Top, Place::Condition, Place::Target, Place::Relation, Place::Path, Place::Where];
    let rules = places.into_iter().map(|place| (name(place).to_owned(), rule(place))).collect::<Map<_, _>>();
    schema.insert("$defs".into(), Value::Object(rules));
    let text = serde_json::to_string_pretty(&Value::Object(schema)).unwrap_or_default();
    text + "\n"
}

/// An object with the keys of both lists and no others.
fn object(keys: &'static [Key], more: &'static [Key]) -> Map<String, Value> {
    let property = |key: &Key| {
        let mut schema = shape(key.shape);
        if let Some(schema) = schema.as_object_mut() {
            schema.insert("description".into(), json!(key.doc));
        }
        (key.name.to_owned(), schema)
    };
    let properties: Map<_, _> = keys.iter().chain(more).map(property).collect();
    let mut object = Map::new();
    object.insert("type".into(), json!("object"));
    object.insert("additionalProperties".into(), json!(false));
    object.insert("properties".into(), Value::Object(properties));
    object
}

fn rule(place: Place) -> Value {
    let mut table = object(CONDITIONS, place.extra_keys());
    table.insert("minProperties".into(), json!(1));
    json!({ "oneOf": [text(), Value::Object(table)] })
}

/// What a rule at this place is called in the schema.
const fn name(place: Place) -> &'static str {
    match place {
        Place::Top => "rule",
        Place::Condition => "condition",
        Place::Target => "target",
        Place::Relation => "relation",
        Place::Path => "path",
        Place::Where => "where",
    }
}

fn shape(shape: Shape) -> Value {
    match shape {
        Shape::Text => text(),
        Shape::Texts => list(text()),
        Shape::TextOrTexts => one_or_more(text()),
        Shape::Integer => json!({ "type": "integer", "minimum": 1, "maximum": 1 }),
        Shape::Boolean => json!({ "type": "boolean" }),
        Shape::Date => json!({ "type": "string", "format": "date" }),
        Shape::Choice(names) => json!({ "enum": names }),
        Shape::ChoiceOrChoices(names) => one_or_more(json!({ "enum": names })),
        Shape::Table(keys) => Value::Object(object(keys, &[])),
        Shape::TextMap => json!({ "type": "object", "minProperties": 1, "additionalProperties": text() }),
        Shape::Rule(place) => reference(place),
        Shape::Rules => some(reference(Place::Condition)),
        Shape::RuleOrRules => one_or_more(self::shape(RULE)),
        Shape::Wheres => json!({
            "type": "object",
            "minProperties": 1,
            "propertyNames": { "pattern": "^[A-Z_][A-Z0-9_]*$" },
            "additionalProperties": reference(Place::Where),
        }),
    }
}

fn text() -> Value {
    json!({ "type": "string", "minLength": 1 })
}

fn list(item: Value) -> Value {
    json!({ "type": "array", "items": item })
}

fn some(item: Value) -> Value {
    json!({ "type": "array", "items": item, "minItems": 1 })
}

fn one_or_more(item: Value) -> Value {
    json!({ "anyOf": [item.clone(), some(item)] })
}

fn reference(place: Place) -> Value {
    json!({ "$ref": format!("#/$defs/{}", name(place)) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lesson::Lesson;
    use std::path::Path;

    /// Set `UPDATE=1` to write the file anew.
    #[test]
    fn the_kept_schema_is_current() {
        if super::super::keys::LANGUAGES.len() > 4 {
            // The kept one is that of the default build.
            return;
        }
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/lesson.schema.json");
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(&file, front_matter_schema()).unwrap();
        }
        let kept = std::fs::read_to_string(&file).unwrap().replace("\r\n", "\n");
        assert!(
            kept == front_matter_schema(),
            "docs/lesson.schema.json is out of date; run this test with UPDATE=1"
        );
    }

    /// Every key of the schema with a value of no key's shape is a fault of that value: the reader knows the key.
    #[test]
    fn the_reader_knows_every_key_of_the_schema() {
        let schema: Value = serde_json::from_str(&front_matter_schema()).unwrap();
        let mut paths = Vec::new();
        for (table, schema) in schema["properties"].as_object().unwrap() {
            paths.push(table.clone());
            let keys = schema["properties"].as_object().into_iter().flatten();
            paths.extend(keys.map(|(key, _)| format!("{table}.{key}")));
        }
        let below = [
            ("rule", ""),
            ("condition", "not."),
            ("target", "follows."),
            ("relation", "has."),
            ("path", "leads-to."),
            ("where", "where.X."),
        ];
        for (name, prefix) in below {
            let keys = schema["$defs"][name]["oneOf"][1]["properties"].as_object().unwrap();
            paths.extend(keys.keys().map(|key| format!("forbid.{prefix}{key}")));
        }
        assert!(paths.len() > 100, "{paths:?}");
        for path in paths {
            let reading = Lesson::read("L.md", format!("```toml\n{path} = inf\n```\n").as_bytes());
            let key = path.rsplit('.').next().unwrap();
            let told = reading.problems.iter().any(|problem| {
                problem.line == 2
                    && problem.message.contains(&format!("`{key}`"))
                    && !problem.message.contains("unknown key")
                    && !problem.message.contains("no place")
            });
            assert!(told, "{path}: {:?}", reading.problems);
        }
    }
}
