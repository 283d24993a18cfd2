//! The command line is parsed: help and mistakes are printed here.

use std::io::{self, Write};

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{CommandFactory, Parser};
use gorigin::bytes::Escaped;

use super::called::called;
use super::cli::Cli;
use super::paths_alone::paths_alone;
use super::shortcut;
use crate::exit::Exit;
use crate::output::write_failure;
use crate::streams::check_stdout;
use crate::talk::{Talk, Volume, say};

/// Parses the command line. Help and mistakes are printed here, and give how the command ends.
pub(crate) fn parse() -> Result<Cli, Exit> {
    let words = shortcut::help_and_version(std::env::args_os().collect());
    if let Some(cli) = paths_alone(&words).or_else(|| called(&words)) {
        return Ok(cli);
    }
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
        _ => {
            let text = with_escapes(error).render().to_string();
            say(&text.lines().map(|line| format!("{}\n", Escaped(line))).collect::<String>());
        }
    }
    Err(Exit::Failed)
}

/// The same error, with what drives a terminal escaped in what it quotes of the command line: that may be
/// the name of a file, and begin a line of its own.
fn with_escapes(mut error: clap::Error) -> clap::Error {
    let is_quote = |kind| !matches!(kind, ContextKind::Usage | ContextKind::Custom);
    let quotes = error.context().filter(|(kind, _)| is_quote(*kind));
    let quotes: Vec<_> = quotes.filter_map(|(kind, it)| Some((kind, escaped(it)?))).collect();
    for (kind, value) in quotes {
        error.insert(kind, value);
    }
    error
}

/// The value with its texts escaped; `None` for what is no text.
fn escaped(value: &ContextValue) -> Option<ContextValue> {
    let text = |it: &dyn ToString| Escaped(&it.to_string()).to_string();
    Some(match value {
        ContextValue::String(it) => ContextValue::String(text(it)),
        ContextValue::Strings(all) => {
            ContextValue::Strings(all.iter().map(|it| text(it)).collect())
        }
        ContextValue::StyledStr(it) => ContextValue::StyledStr(text(it).into()),
        ContextValue::StyledStrs(all) => {
            ContextValue::StyledStrs(all.iter().map(|it| text(it).into()).collect())
        }
        _ => return None,
    })
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
