//! The whole declaration: the commands, and what the help says beside their options.

use clap::{Parser, Subcommand};
use clap_complete::Shell;

use super::diff::Diff;
use super::doctor::Doctor;
use super::global::Global;
use super::host::Host;
use super::inspect::Inspect;
use super::policy::PolicyCommand;
use super::remap::Remap;
use super::report::Report;
use super::rules::Rules;
use super::scan::Scan;
use super::schema::Schema;
use super::verify::Verify;
use super::vulns::{VulndbCommand, Vulns};
use crate::exit::CODES;

/// Examples, shown by the help and the man page.
pub(crate) const EXAMPLES: [(&str, &str); 16] = [
    ("gorigin dist/agent", "short for gorigin inspect; of a directory, for gorigin scan"),
    ("gorigin inspect dist/agent", "everything known about one program, each fact with its place"),
    ("gorigin verify dist/agent", "whether it is still what go build wrote, and if not, why"),
    ("gorigin scan release.tar.gz", "a table of the Go programs in an archive"),
    ("gorigin scan /usr/local/bin", "the same of a directory, with the archives in it"),
    (
        "gorigin inspect 'app.zip!/bin/agent'",
        "one program in an archive, by the path that scan prints",
    ),
    ("gorigin scan --fail-on warning dist", "in a build: exit with 1 on a warning"),
    ("gorigin scan -f ndjson / --one-file-system", "one JSON record a line for a whole system"),
    (
        "gorigin report monday.ndjson friday.ndjson -o report.html",
        "a page of two such scans, and what is new or gone",
    ),
    ("gorigin scan --deep --redact dist", "what paths in releases tell of their builders"),
    ("find . -name '*.so' -print0 | gorigin scan --files-from - -0", "files from a list"),
    ("gorigin vulndb update --from vulndb.zip", "an index of the Go vulnerability database"),
    (
        "gorigin vulns --db gorigin.vulndb dist",
        "which known vulnerabilities are in the programs, down to the functions",
    ),
    ("gorigin doctor", "why `go env GOROOT` prints what it prints, and what is broken"),
    ("gorigin doctor --root /mnt --env PATH=/usr/local/go/bin", "the Go of a disk or an image"),
    ("ssh host cat /opt/agent | gorigin inspect -", "a program that is not on this machine"),
];

/// Tell where a compiled Go program came from
///
/// Reads compiled Go programs (ELF, PE, Mach-O, XCOFF and Plan 9 files,
/// WebAssembly modules), also in archives, and tells which GOROOT and which Go
/// version they were built with, what their build ID proves, and whether this machine agrees.
/// Only reads: nothing is executed, nothing is sent anywhere.
#[derive(Debug, Parser)]
#[command(name = "gorigin", version, max_term_width = 100, after_help = after_help())]
#[command(arg_required_else_help = true, disable_help_subcommand = true)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Show everything known about each program
    Inspect(Inspect),
    /// List the Go programs among many files
    Scan(Scan),
    /// Check whether programs are still the bytes that go build wrote
    Verify(Verify),
    /// Say which known vulnerabilities are in programs, down to the functions, without any network
    Vulns(Vulns),
    /// Work with a database of known vulnerabilities
    #[command(disable_help_subcommand = true)]
    Vulndb {
        #[command(subcommand)]
        command: VulndbCommand,
    },
    /// Show what differs between two programs, and what that means
    Diff(Diff),
    /// Say what is wrong with this machine's Go, why, and what mends it
    Doctor(Doctor),
    /// Show how this machine is set up for Go
    Host(Host),
    /// Print rules that lead a debugger from a program's source paths to this machine's
    Remap(Remap),
    /// Make one page, which needs no network, of the records of scans
    Report(Report),
    /// Work with a policy, the file gorigin.toml
    #[command(disable_help_subcommand = true)]
    Policy {
        #[command(subcommand)]
        command: PolicyCommand,
    },
    /// Explain the rules behind the findings
    Rules(Rules),
    /// Print the JSON Schema of a result, or what an engine reads records with
    Schema(Schema),
    /// Print the completion script for a shell
    Completions {
        /// Name the shell
        shell: Shell,
    },
    /// Print the man page
    #[command(hide = true)]
    Man,
}

/// The names of the commands.
pub(super) const NAMES: [&str; 15] = [
    "inspect",
    "scan",
    "verify",
    "vulns",
    "vulndb",
    "diff",
    "doctor",
    "host",
    "remap",
    "report",
    "policy",
    "rules",
    "schema",
    "completions",
    "man",
];

fn after_help() -> String {
    let mut text = String::from("Examples:\n");
    for (command, what) in EXAMPLES {
        text.push_str(&format!("  {command}\n      {what}\n"));
    }
    text.push_str("\nExit codes:\n");
    for (code, what) in CODES {
        text.push_str(&format!("  {code}  {what}\n"));
    }
    text
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn names() {
        let command = Cli::command();
        let names: Vec<&str> =
            command.get_subcommands().flat_map(|it| it.get_name_and_visible_aliases()).collect();
        assert_eq!(names, NAMES);
        assert!(command.get_subcommands().all(|it| it.get_all_aliases().count() == 0));
    }

    #[test]
    fn the_declaration_is_sound_and_help_is_one_sentence() {
        let mut command = Cli::command();
        command.build();
        command.clone().debug_assert();
        for subcommand in command.get_subcommands() {
            for arg in subcommand.get_arguments() {
                let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
                let good = help.starts_with(|c: char| c.is_uppercase()) && !help.ends_with('.');
                assert!(good, "{} --{}: {help:?}", subcommand.get_name(), arg.get_id());
            }
        }
    }
}
