//! A `StructType` of Apache Spark, as JSON.

use serde_json::{Value, json};

use super::definition::{Definition, Definitions, Type};
use super::is_inside_itself;

pub(super) fn schema(all: &Definitions, root: &str) -> String {
    let schema = structure(all, root, &[]);
    format!("{}\n", serde_json::to_string_pretty(&schema).unwrap())
}

fn structure(all: &Definitions, name: &str, inside: &[&str]) -> Value {
    let inside = [inside, &[name]].concat();
    let fields: Vec<_> = all
        .fields(name)
        .iter()
        .map(|it| {
            let of = of(all, &it.of, &inside);
            json!({ "name": it.name, "type": of, "nullable": true, "metadata": {} })
        })
        .collect();
    json!({ "type": "struct", "fields": fields })
}

fn of(all: &Definitions, it: &Type, inside: &[&str]) -> Value {
    match it {
        Type::Text => "string".into(),
        Type::Bool => "boolean".into(),
        Type::Number(8) => "short".into(),
        Type::Number(16) => "integer".into(),
        Type::Number(32) => "long".into(),
        // A number that a smaller type cannot hold becomes null without a word.
        Type::Number(_) => "decimal(20,0)".into(),
        Type::Nullable(inner) => of(all, inner, inside),
        Type::List(member) => {
            json!({ "type": "array", "elementType": of(all, member, inside), "containsNull": true })
        }
        Type::Map(member) => json!({
            "type": "map",
            "keyType": "string",
            "valueType": of(all, member, inside),
            "valueContainsNull": true,
        }),
        Type::Texts(_) => json!({ "type": "array", "elementType": "string", "containsNull": true }),
        Type::Named(name) if is_inside_itself(inside, name) => "string".into(),
        Type::Named(name) => match all.get(name) {
            Definition::Enum { .. } => "string".into(),
            Definition::Struct { .. } => structure(all, name, inside),
        },
    }
}
