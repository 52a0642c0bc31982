//! A JSON Schema that every server's strict mode takes. Each field is required, nullable where it may be missing, nothing
//! beside them is allowed, and there are no limits of length or number, no references, no formats.
//!
//! Fields keep their order, for models fill them in in that order: the story before the rule that follows from it.

use serde::ser::{Serialize, SerializeMap as _, Serializer};

/// A schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Schema {
    /// A text, and what it is for.
    Text(&'static str),
    /// One of these words.
    Word(Vec<&'static str>),
    /// Any number of something.
    List(Box<Schema>),
    /// Something, or null.
    Nullable(Box<Schema>),
    /// An object with these fields.
    Object(Vec<(&'static str, Schema)>),
}

impl Schema {
    pub(crate) fn list(items: Self) -> Self {
        Self::List(Box::new(items))
    }

    pub(crate) fn nullable(schema: Self) -> Self {
        Self::Nullable(Box::new(schema))
    }
}

impl Serialize for Schema {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        match self {
            Self::Text(description) => {
                map.serialize_entry("type", "string")?;
                map.serialize_entry("description", description)?;
            }
            Self::Word(words) => {
                map.serialize_entry("type", "string")?;
                map.serialize_entry("enum", words)?;
            }
            Self::List(items) => {
                map.serialize_entry("type", "array")?;
                map.serialize_entry("items", items)?;
            }
            // `anyOf`, which every strict mode takes, rather than a list of types.
            Self::Nullable(schema) => map.serialize_entry("anyOf", &(schema, Null))?,
            Self::Object(fields) => {
                let names: Vec<&str> = fields.iter().map(|(name, _)| *name).collect();
                map.serialize_entry("type", "object")?;
                map.serialize_entry("properties", &Properties(fields))?;
                map.serialize_entry("required", &names)?;
                map.serialize_entry("additionalProperties", &false)?;
            }
        }
        map.end()
    }
}

struct Null;

impl Serialize for Null {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map([("type", "null")])
    }
}

struct Properties<'s>(&'s [(&'static str, Schema)]);

impl Serialize for Properties<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, schema)| (name, schema)))
    }
}
