//! What is said of a wrong word in the value of an option.

use clap::builder::StyledStr;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, Command, Error};

/// The error for a word that is wrong, with those that may have been meant, and a tip.
pub(super) fn wrong(
    command: &Command,
    arg: Option<&Arg>,
    word: &str,
    close: &[&str],
    tip: impl Into<StyledStr>,
) -> Error {
    let mut error = Error::new(ErrorKind::InvalidValue).with_cmd(command);
    let name = arg.map(ToString::to_string).unwrap_or_default();
    error.insert(ContextKind::InvalidArg, ContextValue::String(name));
    error.insert(ContextKind::InvalidValue, ContextValue::String(word.to_owned()));
    if !close.is_empty() {
        let close = close.iter().map(ToString::to_string).collect();
        error.insert(ContextKind::SuggestedValue, ContextValue::Strings(close));
    }
    error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![tip.into()]));
    error
}
