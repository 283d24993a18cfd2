//! The choice of the command.

use clap::CommandFactory;

use super::print::print;
use super::{
    diff, doctor, host, inspect, limits, man, policy, remap, report, rules, scan, schema, verify,
    vulndb, vulns,
};
use crate::args::{Cli, Command};
use crate::exit::{Exit, Failure};

/// Runs what the command line asks for.
pub(crate) fn run(cli: Cli) -> Result<Exit, Failure> {
    let global = cli.global;
    match cli.command {
        _ if global.limits => limits::run(),
        None => Ok(Exit::Failed),
        Some(Command::Inspect(options)) => inspect::run(options, &global),
        Some(Command::Verify(options)) => verify::run(options, &global),
        Some(Command::Vulns(options)) => vulns::run(options, &global),
        Some(Command::Vulndb { command }) => vulndb::run(&command, &global),
        Some(Command::Diff(options)) => diff::run(&options, &global),
        Some(Command::Scan(options)) => scan::run(options, &global),
        Some(Command::Doctor(options)) => doctor::run(&options, &global),
        Some(Command::Host(options)) => host::run(&options, &global),
        Some(Command::Remap(options)) => remap::run(&options, &global),
        Some(Command::Report(options)) => report::run(&options, &global),
        Some(Command::Policy { command }) => policy::run(&command, &global),
        Some(Command::Rules(options)) => rules::run(&options, &global),
        Some(Command::Schema(options)) => schema::run(&options),
        Some(Command::Completions { shell }) => print(|to| {
            clap_complete::generate(shell, &mut Cli::command(), "gorigin", &mut *to);
            Ok(())
        }),
        Some(Command::Man) => print(man::write),
    }
}
