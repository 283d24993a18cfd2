//! The options of `gorigin report`.

use std::path::{Path, PathBuf};

use clap::Args;

#[derive(Debug, Args)]
pub(crate) struct Report {
    /// Show the records in these files, which scan -f ndjson wrote; of several scans the oldest
    /// comes first, and - is standard input
    #[arg(value_name = "SCAN", required_unless_present = "limits")]
    pub(crate) scans: Vec<PathBuf>,
    /// Write the page to this file
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

impl Report {
    /// The file that the page is written to.
    pub(crate) fn file(&self) -> Option<&Path> {
        self.output.as_deref()
    }
}
