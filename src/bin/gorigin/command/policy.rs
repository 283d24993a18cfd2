//! `gorigin policy check`: a policy in words.

use gorigin::bytes::Escaped;
use gorigin::policy::{Given, Rulings, explain, explain_path};

use super::whole::write_one;
use crate::args::{Format, Global, PolicyCheck, PolicyCommand};
use crate::exit::{Exit, Failure};
use crate::names::shown;
use crate::output::Output;
use crate::policy_file::{find, read, today};
use crate::render::write_kept;

/// Runs the command.
pub(super) fn run(command: &PolicyCommand, global: &Global) -> Result<Exit, Failure> {
    match command {
        PolicyCommand::Check(options) => check(options, global),
    }
}

fn check(options: &PolicyCheck, global: &Global) -> Result<Exit, Failure> {
    let found = match options.file.as_ref().or(options.config.as_ref()) {
        Some(path) => Some(read(path)?),
        None => find()?,
    };
    let found = found.ok_or_else(|| {
        Failure::new("there is no gorigin.toml in this directory or one above")
            .with_hint("name the file: gorigin policy check FILE")
    })?;
    let (name, today) = (shown(&found.path).to_string(), today());
    let rulings = Rulings::new(Given::default(), found.policy, found.base, today);
    let lines = match &options.path {
        Some(path) => explain_path(&rulings, path, today),
        None => explain(rulings.file(), today),
    };
    let output = Output::open(None, [], global.color)?;
    write_one(output, Format::Table, &lines, |to, look| {
        writeln!(to, "{name}: is a policy")?;
        lines.iter().try_for_each(|line| write_kept(&Escaped(line).to_string(), look, to))
    })?;
    Ok(if rulings.expired().is_empty() { Exit::Clean } else { Exit::Finding })
}
