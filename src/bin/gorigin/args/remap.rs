//! The options of `gorigin remap`.

use std::path::PathBuf;

use clap::{ArgAction, Args, ValueEnum};
use gorigin::agree::{Given, Part};

use super::result::ResultOptions;

#[derive(Debug, Args)]
pub(crate) struct Remap {
    /// Read this program
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// Choose the debugger; each has a direction of its own
    #[arg(long = "for", value_enum, value_name = "DEBUGGER", default_value = "delve")]
    pub(crate) debugger: Debugger,
    /// Lead the paths to this directory: a GOROOT, a module cache or a module, as the files in it
    /// tell, or as goroot=DIR, modcache=DIR and main=DIR say
    #[arg(long, value_name = "[KIND=]DIR", value_parser = given, action = ArgAction::Append)]
    pub(crate) to: Vec<Given>,
    #[command(flatten)]
    pub(crate) result: ResultOptions,
}

/// A debugger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Debugger {
    /// Delve's own command line.
    Delve,
    /// VS Code's launch.json.
    Vscode,
    /// GDB.
    Gdb,
    /// LLDB.
    Lldb,
}

/// A directory of sources, and what it is.
fn given(text: &str) -> Result<Given, String> {
    let kinds = [("goroot", Part::Goroot), ("modcache", Part::ModCache), ("main", Part::Main)];
    let said = text.split_once('=').and_then(|(kind, directory)| {
        let (_, part) = kinds.iter().find(|(name, _)| *name == kind)?;
        Some((Some(*part), directory))
    });
    let (what, directory) = said.unwrap_or((None, text));
    if directory.is_empty() {
        return Err("a directory is needed".to_owned());
    }
    Ok(Given { what, directory: directory.to_owned() })
}
