//! The command line: one declaration that feeds the parser, the help, the man page and the
//! completions.

use std::io::{self, Write};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use clap::builder::PossibleValuesParser;
use clap::error::ErrorKind;
use clap::{ArgAction, Args, CommandFactory, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use gorigin::agree::{Given, Part};
use gorigin::artifact::{Glob, Globs};
use gorigin::bytes::{Escaped, Text};
use gorigin::finding::{Demands, Target, all_rules};
use gorigin::go::Release;
use gorigin::leak::LONGEST_NEEDLE;
use gorigin::origin::{CpuLevel, GlibcVersion};

use crate::exit::{CODES, Exit};
use crate::output::{Color, write_failure};
use crate::policy::{FailOn, Policy};
use crate::progress::When;
use crate::require::Require;
use crate::resources::threads;
use crate::streams::check_stdout;
use crate::talk::{Talk, Volume, say};

/// Examples, shown by the help and the man page.
pub(crate) const EXAMPLES: [(&str, &str); 10] = [
    ("gorigin inspect dist/agent", "everything known about one program, each fact with its place"),
    ("gorigin verify dist/agent", "whether it is still what go build wrote, and if not, why"),
    ("gorigin scan /usr/local/bin", "a table of the Go programs in a directory"),
    ("gorigin scan --fail-on warning dist", "in a build: exit with 1 on a warning"),
    ("gorigin scan -f ndjson / --one-file-system", "one JSON record a line for a whole system"),
    ("gorigin scan --deep --redact dist", "what paths in releases tell of their builders"),
    ("find . -name '*.so' -print0 | gorigin scan --files-from - -0", "files from a list"),
    ("gorigin doctor", "why `go env GOROOT` prints what it prints, and what is broken"),
    ("gorigin doctor --root /mnt --env PATH=/usr/local/go/bin", "the Go of a disk or an image"),
    ("ssh host cat /opt/agent | gorigin inspect -", "a program that is not on this machine"),
];

/// Tell where a compiled Go program came from
///
/// Reads compiled Go programs (ELF, PE, Mach-O, XCOFF and Plan 9 files,
/// WebAssembly modules, archives) and tells which GOROOT and which Go
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
    /// Show what differs between two programs, and what that means
    Diff(Diff),
    /// Say what is wrong with this machine's Go, why, and what mends it
    Doctor(Doctor),
    /// Show how this machine is set up for Go
    Host(Host),
    /// Print rules that lead a debugger from a program's source paths to this machine's
    Remap(Remap),
    /// Explain the rules behind the findings
    Rules(Rules),
    /// Print the completion script for a shell
    Completions {
        /// Name the shell
        shell: Shell,
    },
    /// Print the man page
    #[command(hide = true)]
    Man,
}

/// Options of every command.
#[derive(Debug, Args)]
#[command(next_help_heading = "Global options")]
pub(crate) struct Global {
    /// Say less: only why the command failed
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    quiet: bool,
    /// Say more: also what was skipped
    #[arg(short, long, global = true)]
    verbose: bool,
    /// Colour the output
    #[arg(long, global = true, value_enum, value_name = "WHEN", default_value = "auto")]
    pub(crate) color: Color,
    /// List the limits that apply to each input and exit
    #[arg(long, global = true)]
    pub(crate) limits: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Inspect {
    /// Read these files; - is standard input
    #[arg(value_name = "FILE", required_unless_present = "limits")]
    pub(crate) files: Vec<PathBuf>,
    /// Do not read the whole file to check its content ID
    #[arg(long)]
    pub(crate) no_verify: bool,
    /// Let archives, which are not opened, be no failure
    #[arg(long)]
    pub(crate) ignore_unopened: bool,
    #[command(flatten)]
    pub(crate) search: SearchArgs,
    #[command(flatten)]
    pub(crate) demands: DemandArgs,
    #[command(flatten)]
    pub(crate) result: ResultOptions,
    #[command(flatten)]
    pub(crate) privacy: Privacy,
    #[command(flatten)]
    pub(crate) judgement: Judgement,
    #[command(flatten)]
    pub(crate) work: Work,
}

#[derive(Debug, Args)]
pub(crate) struct Verify {
    /// Check these files; - is standard input
    #[arg(value_name = "FILE", required_unless_present = "limits")]
    pub(crate) files: Vec<PathBuf>,
    /// Recompute the ID of the link from this trace, the standard error of
    /// `GODEBUG=gocachehash=1 go build`
    #[arg(long, value_name = "FILE")]
    pub(crate) trace: Option<PathBuf>,
    /// Try this GOROOT in the trace too
    #[arg(long, value_name = "PATH", requires = "trace")]
    pub(crate) goroot: Vec<String>,
    /// Exit with 1 unless every input is this
    #[arg(long, value_enum, value_name = "WHAT")]
    pub(crate) require: Option<Require>,
    #[command(flatten)]
    pub(crate) result: ResultOptions,
    #[command(flatten)]
    pub(crate) privacy: Privacy,
    #[command(flatten)]
    pub(crate) judgement: Judgement,
    #[command(flatten)]
    pub(crate) work: Work,
}

#[derive(Debug, Args)]
pub(crate) struct Diff {
    /// Compare this program; - is standard input
    #[arg(value_name = "A", required_unless_present = "limits")]
    pub(crate) a: Option<PathBuf>,
    /// Compare it with this one; - is standard input
    #[arg(value_name = "B", required_unless_present = "limits")]
    pub(crate) b: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) result: ResultOptions,
    #[command(flatten)]
    pub(crate) privacy: Privacy,
}

#[derive(Debug, Args)]
pub(crate) struct Scan {
    /// Read these files, and all files in these directories; - is standard input
    #[arg(value_name = "PATH", required_unless_present_any = ["files_from", "limits"])]
    pub(crate) paths: Vec<PathBuf>,
    /// Read the paths in this list too, one a line; - is standard input
    #[arg(long, value_name = "FILE")]
    pub(crate) files_from: Option<PathBuf>,
    /// Separate the paths in the list by NUL, not by line feed
    #[arg(short = '0', long, requires = "files_from")]
    pub(crate) null: bool,
    /// Show every file, not only Go programs and what is damaged or unreadable
    #[arg(short, long)]
    pub(crate) all: bool,
    /// Read every Go program to its end to check its content ID
    #[arg(long)]
    pub(crate) verify: bool,
    /// Let archives, which are not opened, be no failure
    #[arg(long)]
    pub(crate) ignore_unopened: bool,
    /// Exit with 0 if there is nothing to look at
    #[arg(long)]
    pub(crate) allow_empty: bool,
    #[command(flatten)]
    pub(crate) demands: DemandArgs,
    #[command(flatten)]
    pub(crate) walk: WalkArgs,
    #[command(flatten)]
    pub(crate) search: SearchArgs,
    #[command(flatten)]
    pub(crate) result: ResultOptions,
    #[command(flatten)]
    pub(crate) privacy: Privacy,
    #[command(flatten)]
    pub(crate) judgement: Judgement,
    #[command(flatten)]
    pub(crate) work: Work,
}

/// How directories are walked.
#[derive(Debug, Args)]
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
    /// Look only at files with such a name (* and ? match anything), or with ! in front, leave such
    /// files and directories out
    #[arg(short, long, value_name = "GLOB", action = ArgAction::Append)]
    glob: Vec<String>,
}

/// What the result looks like and where it goes.
#[derive(Debug, Args)]
#[command(next_help_heading = "Result")]
pub(crate) struct ResultOptions {
    /// Choose the form of the result
    #[arg(short, long, value_enum, default_value = "table")]
    pub(crate) format: Format,
    /// Write the result to this file
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// What every byte is searched for.
#[derive(Debug, Args)]
#[command(next_help_heading = "Deep search")]
pub(crate) struct SearchArgs {
    /// Search every byte for paths of the machine that built the program, and for this machine's
    /// GOROOT
    #[arg(long)]
    deep: bool,
    /// Search every byte for this text too, also in UTF-16; a file that holds it gives a record and a
    /// finding even if it is no Go program
    #[arg(long, value_name = "TEXT", value_parser = needle, action = ArgAction::Append)]
    needle: Vec<String>,
}

/// What is left out of the result.
#[derive(Clone, Copy, Debug, Args)]
#[command(next_help_heading = "Result")]
pub(crate) struct Privacy {
    /// Replace names of persons and of internal hosts by placeholders; path hashes stay, and let
    /// whoever guesses a path check the guess
    #[arg(long)]
    pub(crate) redact: bool,
}

/// What becomes of findings.
#[derive(Debug, Args)]
#[command(next_help_heading = "Findings")]
pub(crate) struct Judgement {
    /// Exit with 1 on a finding of this severity or above
    #[arg(long, value_enum, value_name = "SEVERITY", default_value = "error")]
    fail_on: FailOn,
    /// Report only findings of these rules
    #[arg(long, value_name = "RULE", value_delimiter = ',', value_parser = rule_names())]
    #[arg(hide_possible_values = true)]
    select: Vec<String>,
    /// Do not report findings of these rules
    #[arg(long, value_name = "RULE", value_delimiter = ',', value_parser = rule_names())]
    #[arg(hide_possible_values = true)]
    ignore: Vec<String>,
}

/// What every program must be.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Demands")]
pub(crate) struct DemandArgs {
    /// Report programs that were built with an older Go, such as 1.22 or 1.22.3
    #[arg(long, value_name = "VERSION", value_parser = go_release)]
    min_go: Option<Release>,
    /// Report programs that need a newer glibc, such as 2.31, than the one they are to run with
    #[arg(long, value_name = "VERSION", value_parser = glibc_version)]
    target_glibc: Option<GlibcVersion>,
    /// Report programs that do not start on this system, such as linux/amd64:musl:v2 or
    /// darwin/arm64:26: os/arch, then the C library (glibc, glibc-2.31, musl, none), the level of the
    /// processor, or the version of macOS
    #[arg(long, value_name = "OS/ARCH[:LIBC][:LEVEL]", value_parser = Target::parse)]
    target: Option<Target>,
    /// Report programs that ask more of the processor than this level, such as v2, v8.1 or GOARM=6
    #[arg(long, value_name = "LEVEL", value_parser = cpu_level)]
    target_cpu: Option<CpuLevel>,
    /// Read the headers with a second, independent reader too, and report where it reads something
    /// else
    #[arg(long)]
    pub(crate) cross_check: bool,
}

impl DemandArgs {
    /// What every program must be.
    pub(crate) fn demands(&self) -> Demands {
        Demands {
            min_go: self.min_go,
            target_glibc: self.target_glibc,
            target: self.target.clone(),
            target_cpu: self.target_cpu,
        }
    }
}

/// How the work is done.
#[derive(Debug, Args)]
#[command(next_help_heading = "Work")]
pub(crate) struct Work {
    /// Use this many threads; by default one for each processor, and never more than 4 for each or 64
    #[arg(short, long, value_name = "N")]
    jobs: Option<NonZeroUsize>,
    /// Compare with the machine whose layout is in this file, as `gorigin host -f json` writes it
    #[arg(long, value_name = "FILE")]
    pub(crate) host: Option<PathBuf>,
    /// Show on a terminal how far a long scan has come
    #[arg(long, value_enum, value_name = "WHEN", default_value = "auto")]
    pub(crate) progress: When,
}

#[derive(Debug, Args)]
pub(crate) struct Doctor {
    /// Look at Go as it is set up in this directory; by default the current one
    #[arg(value_name = "PATH")]
    pub(crate) path: Option<PathBuf>,
    /// Examine the system below this directory, such as a mounted disk or an unpacked image
    #[arg(long, value_name = "DIR")]
    pub(crate) root: Option<PathBuf>,
    /// Set a variable of the environment that is examined
    #[arg(long, value_name = "KEY=VALUE", value_parser = variable, action = ArgAction::Append)]
    pub(crate) env: Vec<(String, String)>,
    /// Set the variables in this file, one KEY=VALUE a line
    #[arg(long, value_name = "FILE")]
    pub(crate) env_file: Option<PathBuf>,
    /// Show every step of the decision, every setting and every check
    #[arg(long)]
    pub(crate) explain: bool,
    /// Run `go env` of the go that was found, and compare; nothing else is ever run
    #[arg(long, conflicts_with = "root")]
    pub(crate) run_go: bool,
    #[command(flatten)]
    pub(crate) result: ResultOptions,
    #[command(flatten)]
    pub(crate) judgement: Judgement,
}

#[derive(Debug, Args)]
pub(crate) struct Remap {
    /// Read this program
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// Choose the debugger; each has a direction of its own
    #[arg(long = "for", value_enum, value_name = "DEBUGGER", default_value = "delve")]
    pub(crate) debugger: Debugger,
    /// Lead the paths to this directory: a GOROOT, a module cache or a module, as the files in it
    /// tell, or as goroot=DIR, modcache=DIR and main=DIR say
    #[arg(long, value_name = "[KIND=]DIR", value_parser = given, action = ArgAction::Append)]
    pub(crate) to: Vec<Given>,
    #[command(flatten)]
    pub(crate) result: ResultOptions,
}

/// A debugger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Debugger {
    /// Delve's own command line.
    Delve,
    /// VS Code's launch.json.
    Vscode,
    /// GDB.
    Gdb,
    /// LLDB.
    Lldb,
}

#[derive(Debug, Args)]
pub(crate) struct Host {
    #[command(flatten)]
    pub(crate) result: ResultOptions,
}

#[derive(Debug, Args)]
pub(crate) struct Rules {
    /// Explain this rule
    #[arg(value_name = "RULE", value_parser = rule_names(), hide_possible_values = true)]
    pub(crate) rule: Option<String>,
    #[command(flatten)]
    pub(crate) result: ResultOptions,
}

/// The form of a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For reading: a table, or a card for each program.
    Table,
    /// One JSON document.
    Json,
    /// One JSON record a line.
    Ndjson,
}

impl Global {
    /// How much is said.
    pub(crate) fn volume(&self) -> Volume {
        match (self.quiet, self.verbose) {
            (true, _) => Volume::Quiet,
            (_, true) => Volume::Verbose,
            _ => Volume::Normal,
        }
    }
}

impl ResultOptions {
    /// The file that the result is written to.
    pub(crate) fn file(&self) -> Option<&Path> {
        self.output.as_deref()
    }
}

impl Judgement {
    /// Which findings count.
    pub(crate) fn policy(&self) -> Policy {
        Policy::new(self.fail_on, &self.select, &self.ignore)
    }
}

impl SearchArgs {
    /// Whether every byte is searched.
    pub(crate) fn is_deep(&self) -> bool {
        self.deep || !self.needle.is_empty()
    }

    /// The texts that are searched for.
    pub(crate) fn needles(&self) -> Vec<Text> {
        self.needle.iter().map(|needle| Text::from(needle.as_str())).collect()
    }
}

impl Work {
    /// The number of threads.
    pub(crate) fn jobs(&self) -> NonZeroUsize {
        threads(self.jobs)
    }
}

impl WalkArgs {
    /// Which names are wanted.
    pub(crate) fn globs(&self) -> Globs {
        let mut globs = Globs::default();
        for pattern in &self.glob {
            match pattern.strip_prefix('!') {
                Some(pattern) => globs.exclude.push(Glob::new(pattern)),
                None => globs.include.push(Glob::new(pattern)),
            }
        }
        globs
    }
}

/// Parses the command line. Help and mistakes are printed here, and give how the command ends.
pub(crate) fn parse() -> Result<Cli, Exit> {
    let error = match Cli::try_parse() {
        Ok(cli) if cli.command.is_some() || cli.global.limits => return Ok(cli),
        Ok(_) => Cli::command().error(ErrorKind::MissingSubcommand, "a command is missing"),
        Err(error) => error,
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

fn rule_names() -> PossibleValuesParser {
    PossibleValuesParser::new(all_rules().map(|rule| rule.name))
}

fn variable(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_owned(), value.to_owned())),
        _ => Err("KEY=VALUE is needed".to_owned()),
    }
}

fn needle(text: &str) -> Result<String, String> {
    if (3..=LONGEST_NEEDLE).contains(&text.len()) {
        Ok(text.to_owned())
    } else {
        Err(format!("3 to {LONGEST_NEEDLE} bytes are needed"))
    }
}

fn go_release(text: &str) -> Result<Release, String> {
    let number = text.strip_prefix("go").unwrap_or(text);
    let plain = number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    Release::parse(&format!("go{number}"))
        .filter(|_| plain && number.contains('.'))
        .ok_or_else(|| "a release such as 1.22 is needed".to_owned())
}

fn glibc_version(text: &str) -> Result<GlibcVersion, String> {
    GlibcVersion::parse(text).ok_or_else(|| "a version such as 2.31 is needed".to_owned())
}

/// A directory of sources, and what it is.
fn given(text: &str) -> Result<Given, String> {
    let kinds = [("goroot", Part::Goroot), ("modcache", Part::ModCache), ("main", Part::Main)];
    let said = text.split_once('=').and_then(|(kind, directory)| {
        let (_, part) = kinds.iter().find(|(name, _)| *name == kind)?;
        Some((Some(*part), directory))
    });
    let (what, directory) = said.unwrap_or((None, text));
    if directory.is_empty() {
        return Err("a directory is needed".to_owned());
    }
    Ok(Given { what, directory: directory.to_owned() })
}

fn cpu_level(text: &str) -> Result<CpuLevel, String> {
    CpuLevel::of_text(text).ok_or_else(|| {
        "a level such as v3, v8.1,lse, 7, power9, rva22u64 or GOMIPS=softfloat is needed".to_owned()
    })
}

fn depth(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(0) | Err(_) => Err("a number from 1 on is needed".to_owned()),
        Ok(depth) => Ok(depth),
    }
}

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
    use super::*;

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
