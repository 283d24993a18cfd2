//! The options of `gorigin scan`.

use std::path::PathBuf;

use clap::Args;

use super::database::DatabaseArgs;
use super::demands::DemandArgs;
use super::images::ImageArgs;
use super::reporting::Reporting;
use super::search::SearchArgs;
use super::share::ShareArgs;
use super::walk::WalkArgs;

#[derive(Debug, Default, Args)]
pub(crate) struct Scan {
    /// Read these files, and all files in these directories and archives, by default in the current
    /// directory; ARCHIVE!/PATH is a file inside, - is standard input
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    /// Read the paths in this list too, one a line; - is standard input
    #[arg(long, value_name = "FILE")]
    pub(crate) files_from: Option<PathBuf>,
    /// Separate the paths in the list by NUL, not by line feed
    #[arg(short = '0', long, requires = "files_from")]
    pub(crate) null: bool,
    /// Show every file, not only Go programs and what is damaged or unreadable
    #[arg(short, long)]
    pub(crate) all: bool,
    /// Read every Go program to its end to check its content ID
    #[arg(long)]
    pub(crate) verify: bool,
    /// Let archives, disk images and installers of kinds that are not opened be no failure
    #[arg(long)]
    pub(crate) ignore_unopened: bool,
    /// Exit with 0 if there is nothing to look at
    #[arg(long)]
    pub(crate) allow_empty: bool,
    #[command(flatten)]
    pub(crate) database: DatabaseArgs,
    #[command(flatten)]
    pub(crate) demands: DemandArgs,
    #[command(flatten)]
    pub(crate) walk: WalkArgs,
    #[command(flatten)]
    pub(crate) search: SearchArgs,
    #[command(flatten)]
    pub(crate) images: ImageArgs,
    #[command(flatten)]
    pub(crate) share: ShareArgs,
    #[command(flatten)]
    pub(crate) reporting: Reporting,
}
