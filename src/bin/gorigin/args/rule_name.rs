//! Names of rules on the command line. An unknown one is answered by those near to it.

use std::ffi::OsStr;

use clap::builder::{PossibleValue, StyledStr, TypedValueParser};
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, Command, Error};
use gorigin::bytes::near;
use gorigin::finding::{Level, all_rules, rule, rules_near};

/// The parser of the name of a rule.
#[derive(Clone, Copy, Debug)]
pub(super) struct RuleName;

impl TypedValueParser for RuleName {
    type Value = String;

    fn parse_ref(
        &self,
        command: &Command,
        arg: Option<&Arg>,
        value: &OsStr,
    ) -> Result<String, Error> {
        let name = value.to_string_lossy();
        match rule(&name) {
            Some(rule) => Ok(rule.name.to_owned()),
            None => Err(unknown(command, arg, &name, &rules_near(&name), LIST)),
        }
    }

    /// For the completion scripts.
    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(all_rules().map(|rule| PossibleValue::new(rule.name))))
    }
}

/// The parser of `RULE=LEVEL`.
#[derive(Clone, Copy, Debug)]
pub(super) struct RuleLevel;

impl TypedValueParser for RuleLevel {
    type Value = (String, Level);

    fn parse_ref(
        &self,
        command: &Command,
        arg: Option<&Arg>,
        value: &OsStr,
    ) -> Result<(String, Level), Error> {
        let text = value.to_string_lossy();
        let Some((name, level)) = text.split_once('=') else {
            return Err(unknown(command, arg, &text, &[], "write RULE=LEVEL, such as no-pie=off"));
        };
        let rule = RuleName.parse_ref(command, arg, OsStr::new(name))?;
        match Level::of_name(level) {
            Some(level) => Ok((rule, level)),
            None => {
                let close = near(level, Level::ALL.map(Level::name));
                Err(unknown(command, arg, level, &close, "a level is error, warning, note or off"))
            }
        }
    }
}

/// What helps where no name is near.
const LIST: &str = "`gorigin rules` lists the rules";

/// The error for a word that is unknown, with those that may have been meant, and a tip.
fn unknown(
    command: &Command,
    arg: Option<&Arg>,
    word: &str,
    close: &[&str],
    tip: &'static str,
) -> Error {
    let mut error = Error::new(ErrorKind::InvalidValue).with_cmd(command);
    let name = arg.map(ToString::to_string).unwrap_or_default();
    error.insert(ContextKind::InvalidArg, ContextValue::String(name));
    error.insert(ContextKind::InvalidValue, ContextValue::String(word.to_owned()));
    if !close.is_empty() {
        let close = close.iter().map(ToString::to_string).collect();
        error.insert(ContextKind::SuggestedValue, ContextValue::Strings(close));
    }
    let tip = StyledStr::from(tip);
    error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![tip]));
    error
}
