//! The options of `gorigin schema`.

use clap::{Args, ValueEnum};

#[derive(Debug, Args)]
pub(crate) struct Schema {
    /// Print the schema of this; without a name, list what has one
    #[arg(value_enum, value_name = "NAME")]
    pub(crate) name: Option<SchemaName>,
    /// Print what this engine reads records with: a macro of DuckDB, the columns of polars or pyarrow, or
    /// Spark's StructType as JSON
    #[arg(long = "for", value_enum, value_name = "ENGINE")]
    pub(crate) engine: Option<Engine>,
}

/// What has a schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum SchemaName {
    /// One program: a line of -f ndjson.
    Record,
    /// A whole scan: -f json.
    Report,
    /// A machine: gorigin host.
    Host,
    /// What is wrong with a machine: gorigin doctor.
    Doctor,
    /// What differs between two programs: gorigin diff.
    Diff,
    /// The rules: gorigin rules.
    Rules,
    /// Rules for a debugger: gorigin remap.
    Remap,
}

/// An engine that reads tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Engine {
    /// DuckDB.
    Duckdb,
    /// Polars, 2.1 and later.
    Polars,
    /// Apache Spark.
    Spark,
    /// Arrow, by pyarrow.
    Arrow,
}
