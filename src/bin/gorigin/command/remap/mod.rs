//! `gorigin remap`: rules that lead a debugger from a program's source paths to those of this
//! machine.

mod debugger;
mod messages;

use gorigin::agree::{Mapping, mappings};
use gorigin::artifact::open;
use gorigin::host::{HostLayout, Machine};
use gorigin::inspect::source_files;

use self::messages::Messages;
use super::whole::write_list;
use crate::args::{Debugger, Format, Global, Remap};
use crate::exit::{Exit, Failure};
use crate::names::shown;
use crate::output::Output;
use crate::talk::{Volume, say};

/// The message that comes with a rule for relative paths.
const DELVE_NEEDS_A_FILE: &str = "gorigin: Delve 1.20 takes the rule with the empty path only in \
    its config.yml: substitute-path: - {from: \"\", to: …}\n";

/// Runs the command.
pub(super) fn run(options: &Remap, global: &Global) -> Result<Exit, Failure> {
    let name = shown(&options.file).to_string();
    let opened = open(&options.file).map_err(|error| Failure::new(format!("{name}: {error}")))?;
    let sources = source_files(opened.source());
    let sources = sources.ok_or_else(|| {
        Failure::new(format!("{name}: no Go program, or one of several in a fat file"))
    })?;
    let view = Machine::here();
    let layout = HostLayout::read(&view);
    let found = mappings(&view, &layout, &sources, &options.to);
    let needed: Vec<Mapping> = found.rules.iter().filter(|it| is_needed(it)).cloned().collect();
    let output = Output::open(options.result.file(), [&options.file], global.color)?;
    let mut left_out = Vec::new();
    write_list(output, options.result.format(), &found.rules, |to, _| {
        left_out = debugger::write(to, &needed, options.debugger)?;
        Ok(())
    })?;
    let messages = Messages { found: &found, needed: &needed, left_out };
    if global.volume() > Volume::Quiet {
        say(&messages.text(&name));
        let is_for_delve =
            options.debugger == Debugger::Delve && options.result.format() == Format::Table;
        if is_for_delve && needed.iter().any(|it| it.in_binary.is_empty()) {
            say(DELVE_NEEDS_A_FILE);
        }
    }
    Ok(if messages.is_incomplete() { Exit::Incomplete } else { Exit::Clean })
}

/// Whether a rule changes a path, or leads to files that are missing.
fn is_needed(mapping: &Mapping) -> bool {
    mapping.reason.is_none() && (mapping.in_binary != mapping.local || mapping.missing > 0)
}
