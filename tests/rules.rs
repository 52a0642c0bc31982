//! The rule language, sentence by sentence: the rule, the code, and every match there must be, or must not be.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

#[path = "rules/support.rs"]
mod support;

#[path = "rules/bodies.rs"]
mod bodies;
#[path = "rules/context.rs"]
mod context;
#[path = "rules/data.rs"]
mod data;
#[path = "rules/demands.rs"]
mod demands;
#[path = "rules/disguises.rs"]
mod disguises;
#[path = "rules/documents.rs"]
mod documents;
#[path = "rules/findings.rs"]
mod findings;
#[path = "rules/forms.rs"]
mod forms;
#[path = "rules/json.rs"]
mod json;
#[path = "rules/logic.rs"]
mod logic;
#[path = "rules/macros.rs"]
mod macros;
#[path = "rules/metavariables.rs"]
mod metavariables;
#[path = "rules/names.rs"]
mod names;
#[path = "rules/natural.rs"]
mod natural;
#[path = "rules/omissions.rs"]
mod omissions;
#[path = "rules/paths.rs"]
mod paths;
#[path = "rules/positions.rs"]
mod positions;
#[path = "rules/questions.rs"]
mod questions;
#[path = "rules/resolution.rs"]
mod resolution;
#[path = "rules/statements.rs"]
mod statements;
#[path = "rules/suppressions.rs"]
mod suppressions;
#[path = "rules/tables.rs"]
mod tables;
#[path = "rules/toml.rs"]
mod toml;
#[path = "rules/types.rs"]
mod types;
#[path = "rules/values.rs"]
mod values;
#[path = "rules/yaml.rs"]
mod yaml;
