//! The options of `gorigin inspect`.

use std::path::PathBuf;

use clap::Args;

use super::database::DatabaseArgs;
use super::demands::DemandArgs;
use super::images::ImageArgs;
use super::reporting::Reporting;
use super::search::SearchArgs;

#[derive(Debug, Default, Args)]
pub(crate) struct Inspect {
    /// Read these files, and what is in archives; ARCHIVE!/PATH is a file inside, - is standard input
    #[arg(value_name = "FILE", required_unless_present = "limits")]
    pub(crate) files: Vec<PathBuf>,
    /// Do not read the whole file to check its content ID
    #[arg(long)]
    pub(crate) no_verify: bool,
    /// Let archives, disk images and installers of kinds that are not opened be no failure
    #[arg(long)]
    pub(crate) ignore_unopened: bool,
    #[command(flatten)]
    pub(crate) search: SearchArgs,
    #[command(flatten)]
    pub(crate) database: DatabaseArgs,
    #[command(flatten)]
    pub(crate) demands: DemandArgs,
    #[command(flatten)]
    pub(crate) images: ImageArgs,
    #[command(flatten)]
    pub(crate) reporting: Reporting,
}
