//! A macro of DuckDB that reads records with a type for every column.

use super::definition::{Definition, Definitions, Type};
use super::is_inside_itself;

pub(super) fn schema(all: &Definitions, root: &str) -> String {
    let columns: Vec<_> = all
        .fields(root)
        .iter()
        .map(|it| format!("    \"{}\": '{}'", it.name, of(all, &it.of, &[root])))
        .collect();
    format!(
        "-- Records of gorigin, a row each: FROM gorigin_records('scan.ndjson');\n\
         CREATE OR REPLACE MACRO gorigin_records(files) AS TABLE\n\
         SELECT * FROM read_json(files, format = 'newline_delimited', columns = {{\n{}\n}});\n",
        columns.join(",\n")
    )
}

fn of(all: &Definitions, it: &Type, inside: &[&str]) -> String {
    match it {
        Type::Text => "VARCHAR".to_owned(),
        Type::Bool => "BOOLEAN".to_owned(),
        Type::Number(8) => "UTINYINT".to_owned(),
        Type::Number(16) => "USMALLINT".to_owned(),
        Type::Number(32) => "UINTEGER".to_owned(),
        Type::Number(_) => "UBIGINT".to_owned(),
        Type::Nullable(inner) => of(all, inner, inside),
        Type::List(member) => format!("{}[]", of(all, member, inside)),
        Type::Map(member) => format!("MAP(VARCHAR, {})", of(all, member, inside)),
        Type::Texts(_) => "VARCHAR[]".to_owned(),
        Type::Named(name) if is_inside_itself(inside, name) => "JSON".to_owned(),
        Type::Named(name) => match all.get(name) {
            Definition::Enum { .. } => "VARCHAR".to_owned(),
            Definition::Struct { fields, .. } => {
                let inside = [inside, &[name.as_str()]].concat();
                let members = fields.iter();
                let members: Vec<_> = members
                    .map(|it| format!("\"{}\" {}", it.name, of(all, &it.of, &inside)))
                    .collect();
                format!("STRUCT({})", members.join(", "))
            }
        },
    }
}
