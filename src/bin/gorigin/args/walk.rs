//! How directories are walked.

use clap::{ArgAction, Args};
use gorigin::artifact::{Glob, Globs};

/// How directories are walked.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Directories")]
pub(crate) struct WalkArgs {
    /// Follow symbolic links in directories
    #[arg(short = 'L', long)]
    pub(crate) follow: bool,
    /// Descend at most this far; 1 is the directory's own files
    #[arg(long, value_name = "N", value_parser = depth)]
    pub(crate) max_depth: Option<usize>,
    /// Stay on the file system of each directory named
    #[arg(long)]
    pub(crate) one_file_system: bool,
    /// Look only at such files (*.exe, *.{exe,dll}, [a-z]*, bin/**/*.so; with a slash the path counts,
    /// without one the name), or with ! in front, leave such files and directories out; the last that
    /// matches decides; names inside archives are not looked at
    #[arg(short, long, value_name = "GLOB", action = ArgAction::Append)]
    glob: Vec<Glob>,
}

impl WalkArgs {
    /// Which names are wanted.
    pub(crate) fn globs(&self) -> Globs {
        self.glob.iter().cloned().collect()
    }
}

fn depth(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(0) | Err(_) => Err("a number from 1 on is needed".to_owned()),
        Ok(depth) => Ok(depth),
    }
}
