//! JSON Schemas, draft 2020-12.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::definition::{Definition, Definitions, Field, Type};

/// The name of each schema and its text.
pub(super) fn all(all: &Definitions) -> Vec<(String, String)> {
    let report = json!({
        "type": "object",
        "required": ["schema", "host", "records", "summary"],
        "properties": {
            "schema": { "const": "gorigin.report/1" },
            "host": {
                "description": "The host that programs were compared with.",
                "anyOf": [reference("HostLayout"), { "type": "null" }],
            },
            "records": { "type": "array", "items": reference("Record") },
            "summary": reference("Summary"),
        },
    });
    let list = |name: &str| {
        let line = reference(name);
        json!({ "anyOf": [{ "type": "array", "items": line }, line] })
    };
    let about = "Fields are only ever added, so unknown ones are allowed; so are new names where \
                 names are given as examples.";
    let both = "One document with all of them, or one a line.";
    [
        ("record", "One program: a line of `-f ndjson`.", reference("Record")),
        ("report", "A whole scan: `-f json`.", report),
        ("host", "A machine: `gorigin host -f json`.", reference("HostLayout")),
        (
            "doctor",
            "What is wrong with a machine: `gorigin doctor -f json`.",
            reference("DoctorReport"),
        ),
        ("diff", both, list("DiffRecord")),
        ("rules", both, list("RuleRecord")),
        ("remap", both, list("Mapping")),
    ]
    .into_iter()
    .map(|(name, what, root)| {
        let mut schema = json!({
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "$id": format!("urn:gorigin:{name}:1"),
            "title": format!("gorigin.{name}/1"),
            "description": format!("{what} {about}"),
        });
        let Value::Object(members) = root.clone() else { panic!() };
        let schema_of = schema.as_object_mut().unwrap();
        schema_of.extend(members);
        schema_of.insert("$defs".to_owned(), definitions(all, &root));
        let text = serde_json::to_string_pretty(&schema).unwrap();
        (format!("{name}.schema.json"), format!("{text}\n"))
    })
    .collect()
}

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/$defs/{name}") })
}

/// The types that `root` uses, and those that they use.
fn definitions(all: &Definitions, root: &Value) -> Value {
    let mut found = Map::new();
    let mut left: Vec<String> = used(root).into_iter().collect();
    while let Some(name) = left.pop() {
        if !found.contains_key(&name) {
            let schema = definition(all, &name);
            left.extend(used(&schema));
            found.insert(name, schema);
        }
    }
    Value::Object(found)
}

fn used(value: &Value) -> BTreeSet<String> {
    match value {
        Value::Object(members) => members
            .iter()
            .flat_map(|(key, value)| match value.as_str() {
                Some(text) if key == "$ref" => {
                    BTreeSet::from([text.trim_start_matches("#/$defs/").to_owned()])
                }
                _ => used(value),
            })
            .collect(),
        Value::Array(members) => members.iter().flat_map(used).collect(),
        _ => BTreeSet::new(),
    }
}

fn definition(all: &Definitions, name: &str) -> Value {
    match all.get(name) {
        Definition::Struct { doc, fields } => {
            let properties: Map<String, Value> =
                fields.iter().map(|it| (it.name.clone(), property(all, it))).collect();
            let required: Vec<_> =
                fields.iter().filter(|it| it.is_required).map(|it| it.name.as_str()).collect();
            let mut schema = json!({
                "type": "object", "required": required, "properties": properties,
            });
            if !doc.is_empty() {
                schema["description"] = doc.as_str().into();
            }
            schema
        }
        Definition::Enum { doc, names, with_text, is_open } => {
            let mut schema = json!({ "type": "string", "description": doc });
            schema[if *is_open { "examples" } else { "enum" }] = json!(names);
            if with_text.is_empty() {
                return schema;
            }
            let objects = with_text.iter().map(|name| {
                json!({
                    "type": "object",
                    "required": [name],
                    "properties": { name: { "type": "string" } },
                })
            });
            let any: Vec<_> = [schema].into_iter().chain(objects).collect();
            json!({ "anyOf": any })
        }
    }
}

fn property(all: &Definitions, field: &Field) -> Value {
    let mut schema = match all.constant(field) {
        Some(constant) => json!({ "const": constant }),
        None => of(&field.of),
    };
    if !field.doc.is_empty() {
        schema["description"] = field.doc.as_str().into();
    }
    schema
}

fn of(it: &Type) -> Value {
    match it {
        Type::Text => json!({ "type": "string" }),
        Type::Bool => json!({ "type": "boolean" }),
        Type::Number(_) => json!({ "type": "integer", "minimum": 0 }),
        Type::List(member) => json!({ "type": "array", "items": of(member) }),
        Type::Map(member) => json!({ "type": "object", "additionalProperties": of(member) }),
        Type::Texts(count) => json!({
            "type": "array", "items": { "type": "string" }, "minItems": count, "maxItems": count,
        }),
        Type::Named(name) => reference(name),
        Type::Nullable(inner) => match of(inner) {
            Value::Object(mut members) if members.get("type").is_some_and(Value::is_string) => {
                let kind = members["type"].take();
                members["type"] = json!([kind, "null"]);
                Value::Object(members)
            }
            other => json!({ "anyOf": [other, { "type": "null" }] }),
        },
    }
}
