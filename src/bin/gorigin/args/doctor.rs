//! The options of `gorigin doctor`.

use std::path::PathBuf;

use clap::{ArgAction, Args};

use super::findings::Judgement;
use super::policy::PolicyArgs;
use super::result::ResultOptions;

#[derive(Debug, Args)]
pub(crate) struct Doctor {
    /// Look at Go as it is set up in this directory; by default the current one
    #[arg(value_name = "PATH")]
    pub(crate) path: Option<PathBuf>,
    /// Examine the system below this directory, such as a mounted disk or an unpacked image
    #[arg(long, value_name = "DIR")]
    pub(crate) root: Option<PathBuf>,
    /// Set a variable of the environment that is examined
    #[arg(long, value_name = "KEY=VALUE", value_parser = variable, action = ArgAction::Append)]
    pub(crate) env: Vec<(String, String)>,
    /// Set the variables in this file, one KEY=VALUE a line
    #[arg(long, value_name = "FILE")]
    pub(crate) env_file: Option<PathBuf>,
    /// Show every step of the decision, every setting and every check
    #[arg(long)]
    pub(crate) explain: bool,
    /// Run `go env` of the go that was found, and compare; nothing else is ever run
    #[arg(long, conflicts_with = "root")]
    pub(crate) run_go: bool,
    #[command(flatten)]
    pub(crate) result: ResultOptions,
    #[command(flatten)]
    pub(crate) judgement: Judgement,
    #[command(flatten)]
    pub(crate) policy: PolicyArgs,
}

fn variable(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_owned(), value.to_owned())),
        _ => Err("KEY=VALUE is needed".to_owned()),
    }
}
