//! `gorigin remap`: rules that lead a debugger from a program's source paths to this machine's.

use std::io::{self, Write};

use gorigin::artifact::open;
use gorigin::bytes::{Escaped, Text};
use gorigin::host::{HostLayout, Mapping, mappings};
use gorigin::inspect::source_files;
use gorigin::report::json::{write_line, write_pretty};

use crate::args::{Debugger, Format, Global, Remap};
use crate::exit::{Exit, Failure};
use crate::here::machine;
use crate::output::{Output, write_failure};
use crate::talk::say;

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
    let cache = layout.env.iter().find(|value| value.name == "GOMODCACHE");
    let cache = cache.map(|value| value.value.as_str()).filter(|value| !value.is_empty());
    let found = mappings(&view, &layout, &sources, cache);
    if found.is_empty() {
        return Err(Failure::new(format!("{name}: none of its source paths leads anywhere here"))
            .with_hint("a program built with -trimpath names no directories; rebuild without it"));
    }
    let moved = |mapping: &&Mapping| mapping.in_binary != mapping.local || mapping.missing > 0;
    let rules: Vec<Mapping> = found.iter().filter(moved).cloned().collect();
    let mut output =
        Output::open(options.result.file(), std::slice::from_ref(&options.file), global.color)?;
    let to = output.writer();
    match options.result.format {
        Format::Table => write(to, &rules, options.debugger),
        Format::Json => write_pretty(to, &found),
        Format::Ndjson => found.iter().try_for_each(|mapping| write_line(to, mapping)),
    }
    .and_then(|()| output.finish())
    .map_err(write_failure)?;
    let mut incomplete = false;
    if rules.is_empty() {
        say("gorigin: the sources are where the program says: no rule is needed\n");
    }
    for mapping in &found {
        let present = mapping.looked_for.saturating_sub(mapping.missing);
        let (what, local) = (Escaped(&mapping.what), Escaped(&mapping.local));
        let counts = format!("{present} of {} files exist", mapping.looked_for);
        incomplete |= mapping.missing > 0;
        say(&format!("gorigin: {what}: {counts} in {local}\n"));
    }
    Ok(if incomplete { Exit::Incomplete } else { Exit::Clean })
}

/// Writes the rules in the words of a debugger.
fn write(to: &mut dyn Write, mappings: &[Mapping], debugger: Debugger) -> io::Result<()> {
    if debugger == Debugger::Vscode && !mappings.is_empty() {
        writeln!(to, "\"substitutePath\": [")?;
        for (index, mapping) in mappings.iter().enumerate() {
            let end = if index.saturating_add(1) < mappings.len() { "," } else { "" };
            let (from, there) = (json(&mapping.local), json(&mapping.in_binary));
            writeln!(to, "  {{ \"from\": {from}, \"to\": {there} }}{end}")?;
        }
        return writeln!(to, "]");
    }
    for mapping in mappings {
        let (there, here) = (quoted(&mapping.in_binary), quoted(&mapping.local));
        match debugger {
            Debugger::Delve => writeln!(to, "config substitute-path {there} {here}")?,
            Debugger::Gdb => writeln!(to, "set substitute-path {there} {here}")?,
            Debugger::Lldb => {
                writeln!(to, "settings append target.source-map {there} {here}")?;
            }
            Debugger::Vscode => {}
        }
    }
    Ok(())
}

fn json(text: &str) -> String {
    let mut bytes = Vec::new();
    // Into memory, where writing cannot fail.
    let _ = write_line(&mut bytes, &text);
    String::from_utf8_lossy(&bytes).trim_end().to_owned()
}

/// A word as the debuggers' own command lines take it.
fn quoted(text: &str) -> String {
    if text.contains([' ', '\t', '"']) { json(text) } else { Escaped(text).to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_debugger_has_its_direction() {
        let mapping = |in_binary: &str, local: &str| Mapping {
            in_binary: in_binary.to_owned(),
            local: local.to_owned(),
            ..Mapping::default()
        };
        let mappings = [mapping("/build/go", "/usr/local/go"), mapping("/b", "/my code")];
        for (debugger, want) in [
            (
                Debugger::Delve,
                "config substitute-path /build/go /usr/local/go\n\
                 config substitute-path /b \"/my code\"\n",
            ),
            (
                Debugger::Gdb,
                "set substitute-path /build/go /usr/local/go\n\
                 set substitute-path /b \"/my code\"\n",
            ),
            (
                Debugger::Lldb,
                "settings append target.source-map /build/go /usr/local/go\n\
                 settings append target.source-map /b \"/my code\"\n",
            ),
            (
                Debugger::Vscode,
                "\"substitutePath\": [\n  { \"from\": \"/usr/local/go\", \"to\": \"/build/go\" },\n  \
                 { \"from\": \"/my code\", \"to\": \"/b\" }\n]\n",
            ),
        ] {
            let mut text = Vec::new();
            write(&mut text, &mappings, debugger).unwrap();
            assert_eq!(String::from_utf8(text).unwrap(), want);
        }
    }
}
