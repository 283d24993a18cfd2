//! Which database of known vulnerabilities is asked.

use std::path::PathBuf;

use clap::Args;

/// Which database is asked.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Known vulnerabilities")]
pub(crate) struct DatabaseArgs {
    /// Ask this database about the modules and functions of each program: an index that gorigin vulndb
    /// update made, or records in a folder or an archive
    #[arg(long, value_name = "INDEX|DIR", visible_alias = "db")]
    pub(crate) vulndb: Option<PathBuf>,
    /// Say so where the database is older than that many days
    #[arg(long, value_name = "DAYS", default_value_t = Self::default().vulndb_age)]
    pub(crate) vulndb_age: u32,
    /// State in OpenVEX that a program is not affected where the package is in it and no function that the
    /// advisory lists is, inlined or not: trust that the list is whole for that version
    #[arg(long, requires = "vulndb")]
    pub(crate) vex_trust_lists: bool,
}

impl Default for DatabaseArgs {
    fn default() -> Self {
        Self { vulndb: None, vulndb_age: 30, vex_trust_lists: false }
    }
}
