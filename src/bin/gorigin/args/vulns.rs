//! The options about known vulnerabilities: `gorigin vulns`, `gorigin vulndb`, and those of other
//! commands.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use gorigin::bytes::Date;

use super::scan::Scan;

#[derive(Debug, Args)]
pub(crate) struct Vulns {
    /// Show also the advisories whose code was not found: verdicts no-listed-function,
    /// package-absent and other-platform
    #[arg(long)]
    pub(crate) not_found: bool,
    #[command(flatten)]
    pub(crate) scan: Scan,
}

/// What is done with a database.
#[derive(Debug, Subcommand)]
pub(crate) enum VulndbCommand {
    /// Make one index file of the records of a database, without any network
    Update(VulndbUpdate),
}

#[derive(Debug, Args)]
pub(crate) struct VulndbUpdate {
    /// Read the records in this folder or archive, or at this file:// URL, in any layout: ID.json, or ID/
    /// and index/ as they are served
    #[arg(long, value_name = "FILE|DIR")]
    pub(crate) from: PathBuf,
    /// Write the index to this file
    #[arg(short, long, value_name = "INDEX", default_value = "gorigin.vulndb")]
    pub(crate) output: PathBuf,
    /// Give the day of the data, where index/db.json does not
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    pub(crate) date: Option<Date>,
}

fn day(text: &str) -> Result<Date, String> {
    Date::parse(text).ok_or_else(|| "a day is needed, such as 2026-08-21".to_owned())
}
