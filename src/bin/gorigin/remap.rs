//! `gorigin remap`: rules that lead a debugger from a program's source paths to this machine's.

use gorigin::agree::{Mapping, mappings};
use gorigin::artifact::open;
use gorigin::bytes::{Escaped, Text};
use gorigin::host::HostLayout;
use gorigin::inspect::source_files;
use gorigin::report::json::{write_line, write_pretty};

use crate::args::{Debugger, Format, Global, Remap};
use crate::debugger;
use crate::exit::{Exit, Failure};
use crate::here::machine;
use crate::output::{Output, write_failure};
use crate::talk::{Volume, say};

/// Runs the command.
pub(crate) fn run(options: &Remap, global: &Global) -> Result<Exit, Failure> {
    let name = Text::from(options.file.as_os_str().as_encoded_bytes()).to_string();
    let opened = open(&options.file).map_err(|error| Failure::new(format!("{name}: {error}")))?;
    let sources = source_files(opened.source());
    let sources = sources.ok_or_else(|| {
        Failure::new(format!("{name}: no Go program, or one of several in a fat file"))
    })?;
    let view = machine();
    let layout = HostLayout::read(&view);
    let found = mappings(&view, &layout, &sources, &options.to);
    let moved = |mapping: &&Mapping| {
        mapping.reason.is_none() && (mapping.in_binary != mapping.local || mapping.missing > 0)
    };
    let rules: Vec<Mapping> = found.rules.iter().filter(moved).cloned().collect();
    let mut output =
        Output::open(options.result.file(), std::slice::from_ref(&options.file), global.color)?;
    let to = output.writer();
    let mut left_out = Vec::new();
    match options.result.format {
        Format::Table => debugger::write(to, &rules, options.debugger).map(|it| left_out = it),
        Format::Json => write_pretty(to, &found.rules),
        Format::Ndjson => found.rules.iter().try_for_each(|mapping| write_line(to, mapping)),
    }
    .and_then(|()| output.finish())
    .map_err(write_failure)?;
    let mut talk = String::new();
    let mut incomplete = !left_out.is_empty() || !found.unused.is_empty();
    if found.rules.is_empty() {
        talk.push_str(&format!(
            "gorigin: {name}: it names no source files: there is nothing to map\n"
        ));
    } else if rules.is_empty() && found.rules.iter().all(|it| it.reason.is_none()) {
        talk.push_str("gorigin: the sources are where the program says: no rule is needed\n");
    }
    for mapping in &found.rules {
        incomplete |= mapping.missing > 0 && !may_be_there(mapping);
        incomplete |= mapping.other_version.is_some();
        talk.push_str(&said(mapping));
    }
    for mapping in left_out {
        let folder = Escaped(&mapping.in_binary);
        let text = "a name in it cannot be written on a command line; --for vscode can";
        talk.push_str(&format!("gorigin: the rule for {folder} is left out: {text}\n"));
    }
    for directory in &found.unused {
        let directory = Escaped(directory);
        talk.push_str(&format!("gorigin: {directory}: none of the program's files is below it\n"));
        talk.push_str(
            "hint: say what it is: --to goroot=DIR, --to modcache=DIR or --to main=DIR\n",
        );
    }
    let is_relative = rules.iter().any(|it| it.in_binary.is_empty());
    if is_relative && options.debugger == Debugger::Delve && options.result.format == Format::Table
    {
        talk.push_str(
            "gorigin: Delve 1.20 takes the rule with the empty path only in its config.yml: \
             substitute-path: - {from: \"\", to: …}\n",
        );
    }
    if global.volume() > Volume::Quiet {
        say(&talk);
    }
    Ok(if incomplete { Exit::Incomplete } else { Exit::Clean })
}

/// Whether the files may be where the program says: nobody looks there.
fn may_be_there(mapping: &Mapping) -> bool {
    mapping.reason.is_some() && mapping.in_binary.starts_with('/') && mapping.what == "main module"
}

/// What there is to say of one rule.
fn said(mapping: &Mapping) -> String {
    let (what, local) = (Escaped(&mapping.what), Escaped(&mapping.local));
    let there = match mapping.in_binary.as_str() {
        "" => "relative paths".to_owned(),
        folder => Escaped(folder).to_string(),
    };
    let count = mapping.looked_for;
    let files = if count == 1 { "1 file".to_owned() } else { format!("{count} files") };
    match &mapping.reason {
        Some(reason) => {
            let kind = match mapping.what.as_str() {
                "GOROOT" => "goroot",
                "module cache" => "modcache",
                _ => "main",
            };
            let hint = if may_be_there(mapping) {
                "if it is not where the program says, name the directory"
            } else {
                "name the directory"
            };
            format!(
                "gorigin: {what}: no rule for {there} ({files}): {}\n\
                 hint: {hint}: --to {kind}=DIR\n",
                Escaped(reason)
            )
        }
        None => {
            let present = count.saturating_sub(mapping.missing);
            let mut text =
                format!("gorigin: {what}: {present} of {count} files exist in {local}\n");
            if let Some(version) = &mapping.other_version {
                text.push_str(&format!(
                    "gorigin: {what}: that is {}, another Go than the program was built with: lines may \
                     differ\nhint: name the right one: --to goroot=DIR\n",
                    Escaped(version)
                ));
            }
            text
        }
    }
}
