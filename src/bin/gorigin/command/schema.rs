//! `gorigin schema`: the contracts, for validators and for engines that read tables.

use clap::ValueEnum;

use super::print::print;
use crate::args::{Engine, Schema, SchemaName};
use crate::exit::{Exit, Failure};

/// Runs the command.
pub(super) fn run(options: &Schema) -> Result<Exit, Failure> {
    let text = match (options.name, options.engine) {
        (Some(name), None) => of(name),
        (Some(SchemaName::Record) | None, Some(engine)) => columns(engine),
        (Some(_), Some(_)) => {
            return Err(Failure::new("only records have a schema for an engine")
                .with_hint("gorigin schema record --for ENGINE"));
        }
        (None, None) => return list(),
    };
    print(|to| to.write_all(text.as_bytes()))
}

/// What has a schema, and where it is written.
fn list() -> Result<Exit, Failure> {
    print(|to| {
        SchemaName::value_variants().iter().filter_map(SchemaName::to_possible_value).try_for_each(
            |it| {
                let about = it.get_help().map(ToString::to_string).unwrap_or_default();
                writeln!(to, "{:<8}{about}", it.get_name())
            },
        )
    })
}

fn of(name: SchemaName) -> &'static str {
    match name {
        SchemaName::Record => include_str!("../../../../schemas/record.schema.json"),
        SchemaName::Report => include_str!("../../../../schemas/report.schema.json"),
        SchemaName::Host => include_str!("../../../../schemas/host.schema.json"),
        SchemaName::Doctor => include_str!("../../../../schemas/doctor.schema.json"),
        SchemaName::Diff => include_str!("../../../../schemas/diff.schema.json"),
        SchemaName::Rules => include_str!("../../../../schemas/rules.schema.json"),
        SchemaName::Remap => include_str!("../../../../schemas/remap.schema.json"),
    }
}

fn columns(engine: Engine) -> &'static str {
    match engine {
        Engine::Duckdb => include_str!("../../../../schemas/record.duckdb.sql"),
        Engine::Polars => include_str!("../../../../schemas/record.polars.py"),
        Engine::Spark => include_str!("../../../../schemas/record.spark.json"),
        Engine::Arrow => include_str!("../../../../schemas/record.arrow.py"),
    }
}
