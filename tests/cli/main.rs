//! The command as its users meet it. `tests/README.md` says what the parts that ask real tools need.
#![allow(clippy::restriction, reason = "tests")]

#[path = "../common/mod.rs"]
mod common;

/// The page of `-f html` and `report` in Chromium (needs `GORIGIN_PYTHON`, chromium).
mod browser;
/// Exit codes, streams, odd files, odd names.
mod command;
/// Documents in the hands of those who read them (needs `GORIGIN_PYTHON`).
mod consumers_oracle;
/// Archives: what is in them, as a whole or by name, in every command that reads programs.
mod containers;
/// `diff` of programs that real toolchains build (needs toolchains).
mod diff_oracle;
/// `doctor` and `remap` from outside.
mod doctor_cli;
/// Findings below a table and as lines, their severities, `-q`, and what fingers type.
mod findings;
/// Many machines: Spark, DuckDB, GNU parallel, Kubernetes (need `GORIGIN_PYTHON`, java, parallel).
mod fleet;
/// Forms of the result, several in one run.
mod forms;
/// Containers from standard input, and files in them.
mod from_stdin;
/// The patterns of `--glob` choose the files that ripgrep chooses (needs rg).
mod globs;
/// Hostile texts in little address space.
mod memory;
/// Where people already are: pre-commit, an action, a container (need `GORIGIN_PYTHON`, `GORIGIN_STATIC`).
mod nearby;
/// What `-o` never does: destroy a file that is read, or an old result.
mod output;
/// `gorigin.toml` and baselines: found, obeyed, explained, and what is wrong with them.
mod policy;
/// What the system is asked: no path out of a file, no connection, no other program (needs strace).
mod quiet_paths;
/// Command lines that gorigin prints are safe to copy.
mod quoting;
/// Too little of everything: processes, open files, stack, address space.
mod resources;
/// What is written is what `gorigin schema` says.
mod schemas;
/// Scans that many machines share, and scans that go on where one was killed.
mod shares;
/// Signals, closed pipes, and standard output that leads nowhere.
mod signals;
/// What a terminal shows: lines that fit, a progress line, and nothing of it after Ctrl-C (needs python3).
mod terminal;
/// Archives, packages and installers: unopened, counted, and no success (needs their tools).
mod unopened;
/// `verify`, `diff`, and the content check of `inspect` and `scan`.
mod verify_cli;
/// Known vulnerabilities: databases in every layout, verdicts, forms and exit codes.
mod vulns;
/// Verdicts on programs built for the purpose and on real ones, by another's word (needs toolchains, Python).
mod vulns_oracle;
