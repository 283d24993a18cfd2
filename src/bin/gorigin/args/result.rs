//! What the result looks like and where it goes.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

/// What the result looks like and where it goes.
#[derive(Debug, Args)]
#[command(next_help_heading = "Result")]
pub(crate) struct ResultOptions {
    /// Choose the form of the result
    #[arg(short, long, value_enum, default_value = "table")]
    format: Format,
    /// Do as -f json does
    #[arg(long, conflicts_with = "format")]
    json: bool,
    /// Write the result to this file; - is standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

impl ResultOptions {
    /// The form.
    pub(crate) fn format(&self) -> Format {
        if self.json { Format::Json } else { self.format }
    }

    /// The file that the result is written to; `None` for standard output.
    pub(crate) fn file(&self) -> Option<&Path> {
        place(self.output.as_deref())
    }
}

/// The file of a result; `None` for standard output, which `-` is too.
pub(super) fn place(file: Option<&Path>) -> Option<&Path> {
    file.filter(|file| file.as_os_str() != "-")
}

/// What is left out of the result.
#[derive(Clone, Copy, Debug, Default, Args)]
#[command(next_help_heading = "Result")]
pub(crate) struct Privacy {
    /// Replace names of persons and of internal hosts by placeholders; path hashes stay, and let
    /// whoever guesses a path check the guess
    #[arg(long)]
    pub(crate) redact: bool,
}

/// The form of a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For reading: a table, or a card for each program.
    Table,
    /// One JSON document.
    Json,
    /// One JSON record a line.
    Ndjson,
}
