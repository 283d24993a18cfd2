//! The short way through the declaration: of a command line that begins with the name of a command, only
//! what is declared for that command is built. For a small file, building all of it takes longer than
//! reading the file.
//!
//! Only a command line without a mistake and without a question goes this way; every other one is parsed
//! by the whole declaration, which has the words for it.

use std::ffi::OsString;
use std::mem::ManuallyDrop;

use clap::{Args, CommandFactory, FromArgMatches, Parser};

use super::cli::{Cli, Command};
use super::global::Global;

/// One command, with the options of every command.
#[derive(Debug, Parser)]
struct Called<A: Args> {
    #[command(flatten)]
    global: Global,
    #[command(flatten)]
    options: A,
}

/// The command line, where it is right and begins with the name of a command that has options.
pub(super) fn called(words: &[OsString]) -> Option<Cli> {
    let (_, words) = words.split_first()?;
    Some(match words.first()?.to_str()? {
        "inspect" => parsed(words, Command::Inspect)?,
        "scan" => parsed(words, Command::Scan)?,
        "verify" => parsed(words, Command::Verify)?,
        "vulns" => parsed(words, Command::Vulns)?,
        "diff" => parsed(words, Command::Diff)?,
        "doctor" => parsed(words, Command::Doctor)?,
        "host" => parsed(words, Command::Host)?,
        "remap" => parsed(words, Command::Remap)?,
        "report" => parsed(words, Command::Report)?,
        "rules" => parsed(words, Command::Rules)?,
        "schema" => parsed(words, Command::Schema)?,
        _ => return None,
    })
}

/// The options in `words`, the first of which is the command's name.
fn parsed<A: Args>(words: &[OsString], command: fn(A) -> Command) -> Option<Cli> {
    // The system takes all of it back at once when the process ends.
    let mut declared = ManuallyDrop::new(Called::<A>::command());
    let mut matches = ManuallyDrop::new(declared.try_get_matches_from_mut(words).ok()?);
    let Called { global, options } = Called::from_arg_matches_mut(&mut matches).ok()?;
    Some(Cli { global, command: Some(command(options)) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(line: &str) -> Vec<OsString> {
        ["gorigin"].into_iter().chain(line.split(' ')).map(OsString::from).collect()
    }

    #[test]
    fn the_short_way_leads_where_the_long_one_does() {
        for line in [
            "inspect a",
            "inspect a b -q --no-verify",
            "inspect -f json=x -f table -- -a",
            "inspect --limits",
            "scan",
            "scan --color never -v -j 2 a -0 --files-from list",
            "scan --select not-trimmed --fail-on warning --glob *.so -ajx",
            "verify --trace t --goroot /go a",
            "vulns --db x a --not-found",
            "diff a b",
            "doctor --root / --env A=B -f json",
            "host -f json",
            "remap a --for gdb",
            "report a b -o x",
            "rules",
            "rules not-trimmed",
            "schema record --for duckdb",
        ] {
            let whole = Cli::try_parse_from(words(line)).map(|cli| format!("{cli:?}")).ok();
            assert_eq!(called(&words(line)).map(|cli| format!("{cli:?}")), whole, "{line}");
        }
    }

    #[test]
    fn what_is_not_simply_right_goes_the_long_way() {
        for line in [
            "inspect",
            "inspect --help",
            "inspect -h",
            "inspect -V",
            "inspect a --no-verfy",
            "inspect a -qv",
            "scan --fail-on nothing",
            "remap a --for",
            "help",
            "-q inspect a",
            "policy check",
            "vulndb update --from x",
            "completions bash",
            "man",
            "./a",
            "--json a",
            "",
        ] {
            assert!(called(&words(line)).is_none(), "{line}");
        }
        assert!(called(&[]).is_none());
    }

    /// Every command of the declaration is here, but for those without options.
    #[test]
    fn commands_are_known() {
        for command in Cli::command().get_subcommands() {
            let name = command.get_name();
            let has_options = !["policy", "completions", "man", "vulndb"].contains(&name);
            let lines =
                ["", " a", " a b", " record", " a --for gdb"].map(|rest| format!("{name}{rest}"));
            let is_known = lines.iter().any(|line| called(&words(line)).is_some());
            assert_eq!(is_known, has_options, "{name}");
        }
    }
}
