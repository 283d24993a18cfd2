//! A schema for Arrow, by pyarrow.

use super::definition::{Definition, Definitions, Type};
use super::is_inside_itself;

pub(super) fn schema(all: &Definitions, root: &str) -> String {
    let columns: Vec<_> = all
        .fields(root)
        .iter()
        .map(|it| format!("    (\"{}\", {}),", it.name, of(all, &it.of, &[root])))
        .collect();
    format!(
        "\"\"\"The columns of gorigin's records, for pyarrow, whose own reader of JSON knows no maps:\n\
         pa.Table.from_pylist([json.loads(line) for line in open(\"scan.ndjson\")], schema=SCHEMA)\"\"\"\n\
         import pyarrow as pa\n\nSCHEMA = pa.schema([\n{}\n])\n",
        columns.join("\n")
    )
}

fn of(all: &Definitions, it: &Type, inside: &[&str]) -> String {
    match it {
        Type::Text => "pa.string()".to_owned(),
        Type::Bool => "pa.bool_()".to_owned(),
        Type::Number(bits) => format!("pa.uint{bits}()"),
        Type::Nullable(inner) => of(all, inner, inside),
        Type::List(member) => format!("pa.list_({})", of(all, member, inside)),
        Type::Map(member) => format!("pa.map_(pa.string(), {})", of(all, member, inside)),
        Type::Texts(_) => "pa.list_(pa.string())".to_owned(),
        Type::Named(name) if is_inside_itself(inside, name) => "pa.string()".to_owned(),
        Type::Named(name) => match all.get(name) {
            Definition::Enum { .. } => "pa.string()".to_owned(),
            Definition::Struct { fields, .. } => {
                let inside = [inside, &[name.as_str()]].concat();
                let members = fields.iter();
                let members: Vec<_> = members
                    .map(|it| format!("(\"{}\", {})", it.name, of(all, &it.of, &inside)))
                    .collect();
                format!("pa.struct([{}])", members.join(", "))
            }
        },
    }
}
