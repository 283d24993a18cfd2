//! Names of rules on the command line. An unknown one is answered by those near to it.

use std::ffi::OsStr;

use clap::builder::{PossibleValue, TypedValueParser};
use clap::{Arg, Command, Error};
use gorigin::bytes::near;
use gorigin::finding::{Level, all_rules, rule, rules_near};

use super::wrong::wrong;

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
            None => Err(wrong(command, arg, &name, &rules_near(&name), LIST)),
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
            return Err(wrong(command, arg, &text, &[], "write RULE=LEVEL, such as no-pie=off"));
        };
        let rule = RuleName.parse_ref(command, arg, OsStr::new(name))?;
        match Level::of_name(level) {
            Some(level) => Ok((rule, level)),
            None => {
                let close = near(level, Level::ALL.map(Level::name));
                Err(wrong(command, arg, level, &close, "a level is error, warning, note or off"))
            }
        }
    }
}

/// What helps where no name is near.
const LIST: &str = "`gorigin rules` lists the rules";
