//! The command line is parsed: help and mistakes are printed here.

use std::io::{self, Write};

use clap::error::ErrorKind;
use clap::{CommandFactory, Parser};
use gorigin::bytes::Escaped;

use super::cli::Cli;
use super::shortcut;
use crate::exit::Exit;
use crate::output::write_failure;
use crate::streams::check_stdout;
use crate::talk::{Talk, Volume, say};

/// Parses the command line. Help and mistakes are printed here, and give how the command ends.
pub(crate) fn parse() -> Result<Cli, Exit> {
    let words = shortcut::help_and_version(std::env::args_os().collect());
    let error = match Cli::try_parse_from(&words) {
        Ok(cli) if cli.command.is_some() || cli.global.limits => return Ok(cli),
        Ok(_) => Cli::command().error(ErrorKind::MissingSubcommand, "a command is missing"),
        Err(error) => match shortcut::with_command(&words, error) {
            Ok(cli) => return Ok(cli),
            Err(error) => error,
        },
    };
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            return Err(printed(error.print().and_then(|()| io::stdout().flush())));
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            let _ = error.print();
        }
        // The message quotes arguments, and those may be the names of files.
        _ => {
            let text = error.render().to_string();
            say(&text.lines().map(|line| format!("{}\n", Escaped(line))).collect::<String>());
        }
    }
    Err(Exit::Failed)
}

/// How the command ends that has only printed something.
fn printed(result: io::Result<()>) -> Exit {
    let failure = match (check_stdout(), result) {
        (Err(failure), _) => failure,
        (Ok(()), Err(error)) if error.kind() != io::ErrorKind::BrokenPipe => write_failure(error),
        _ => return Exit::Clean,
    };
    Talk::new(Volume::Normal).failure(&failure);
    Exit::Failed
}
