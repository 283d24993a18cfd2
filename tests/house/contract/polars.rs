//! A schema for polars.

use super::definition::{Definition, Definitions, Type};
use super::is_inside_itself;

pub(super) fn schema(all: &Definitions, root: &str) -> String {
    let columns: Vec<_> = all
        .fields(root)
        .iter()
        .map(|it| format!("    \"{}\": {},", it.name, of(all, &it.of, &[root])))
        .collect();
    format!(
        "\"\"\"The columns of gorigin's records, for polars 2.1 and later:\n\
         pl.read_ndjson(\"scan.ndjson\", schema=SCHEMA)\"\"\"\n\
         import polars as pl\n\nSCHEMA = {{\n{}\n}}\n",
        columns.join("\n")
    )
}

fn of(all: &Definitions, it: &Type, inside: &[&str]) -> String {
    match it {
        Type::Text => "pl.String".to_owned(),
        Type::Bool => "pl.Boolean".to_owned(),
        // Its reader of JSON ends with a panic on a column of 8 or 16 bits (2.1.0).
        Type::Number(_) => "pl.UInt64".to_owned(),
        Type::Nullable(inner) => of(all, inner, inside),
        Type::List(member) => format!("pl.List({})", of(all, member, inside)),
        Type::Map(member) => format!("pl.Map(pl.String, {})", of(all, member, inside)),
        Type::Texts(_) => "pl.List(pl.String)".to_owned(),
        Type::Named(name) if is_inside_itself(inside, name) => "pl.String".to_owned(),
        Type::Named(name) => match all.get(name) {
            Definition::Enum { .. } => "pl.String".to_owned(),
            Definition::Struct { fields, .. } => {
                let inside = [inside, &[name.as_str()]].concat();
                let members = fields.iter();
                let members: Vec<_> = members
                    .map(|it| format!("\"{}\": {}", it.name, of(all, &it.of, &inside)))
                    .collect();
                format!("pl.Struct({{{}}})", members.join(", "))
            }
        },
    }
}
