//! Whether a document is what a JSON Schema says, as far as the schemas of this project go.

use serde_json::Value;

/// Where `value` is not what `schema` says, and which of its fields the schema does not name.
pub(crate) fn complaints(schema: &Value, value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    check(schema, schema, value, "", &mut found);
    found
}

fn check(root: &Value, schema: &Value, value: &Value, at: &str, found: &mut Vec<String>) {
    let members = schema.as_object().unwrap();
    for (keyword, of) in members {
        match keyword.as_str() {
            "$ref" => {
                let pointer = of.as_str().unwrap().trim_start_matches('#');
                check(root, root.pointer(pointer).unwrap(), value, at, found);
            }
            "anyOf" => {
                let tried: Vec<Vec<String>> = of
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|schema| {
                        let mut found = Vec::new();
                        check(root, schema, value, at, &mut found);
                        found
                    })
                    .collect();
                if !tried.iter().any(Vec::is_empty) {
                    found.extend(tried.into_iter().min_by_key(Vec::len).unwrap_or_default());
                }
            }
            "type" => {
                let names = of.as_array().map_or(vec![of], |all| all.iter().collect());
                if !names.iter().any(|name| is_a(value, name.as_str().unwrap())) {
                    found.push(format!("{at}: {value} is no {of}"));
                }
            }
            "const" if of != value => found.push(format!("{at}: {value} is not {of}")),
            "enum" if !of.as_array().unwrap().contains(value) => {
                found.push(format!("{at}: {value} is none of {of}"));
            }
            "minimum" if value.as_u64().is_some_and(|it| it < of.as_u64().unwrap()) => {
                found.push(format!("{at}: {value} is less than {of}"));
            }
            "minItems" | "maxItems" => {
                let count = value.as_array().map(Vec::len);
                if count.is_some_and(|count| count as u64 != of.as_u64().unwrap()) {
                    found.push(format!("{at}: not {of} members"));
                }
            }
            "required" => {
                for name in of.as_array().unwrap() {
                    if value.as_object().is_some_and(|it| !it.contains_key(name.as_str().unwrap()))
                    {
                        found.push(format!("{at}/{}: is missing", name.as_str().unwrap()));
                    }
                }
            }
            "properties" => {
                for (name, value) in value.as_object().into_iter().flatten() {
                    match of.get(name) {
                        Some(schema) => check(root, schema, value, &format!("{at}/{name}"), found),
                        None => found.push(format!("{at}/{name}: is not in the schema")),
                    }
                }
            }
            "additionalProperties" => {
                for (name, value) in value.as_object().into_iter().flatten() {
                    check(root, of, value, &format!("{at}/{name}"), found);
                }
            }
            "items" => {
                for value in value.as_array().into_iter().flatten() {
                    check(root, of, value, &format!("{at}/*"), found);
                }
            }
            "const" | "enum" | "minimum" => {}
            "$schema" | "$id" | "$defs" | "title" | "description" | "examples" => {}
            other => panic!("the keyword {other} is not known here"),
        }
    }
}

fn is_a(value: &Value, name: &str) -> bool {
    match name {
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_u64(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        "null" => value.is_null(),
        _ => panic!("the type {name} is not known here"),
    }
}
