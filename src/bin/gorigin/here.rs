//! The host that binaries are compared with: this machine, or one whose layout a file holds.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use gorigin::artifact::{Opened, open};
use gorigin::host::{BuiltInGoroot, HOST_SCHEMA, Host, HostLayout, Machine, Program};
use gorigin::inspect::{GoProgram, go_program};

use crate::exit::Failure;
use crate::names::shown;

/// The longest layout that is read: a real one takes a few kilobytes.
const LONGEST: u64 = 16 << 20;

/// This machine, or the host whose layout is in `file`. `watch` hears which files are read for it.
pub(crate) fn host(
    file: Option<&Path>,
    watch: Option<impl Fn(&Path) + Send + Sync + 'static>,
) -> Result<Host, Failure> {
    file.map_or_else(
        || Ok(Host::new(watched_machine(watch))),
        |file| read_layout(file).map(Host::of_layout),
    )
}

/// This machine. What its go commands say of themselves is read out of their files.
pub(crate) fn machine() -> Machine {
    Machine::new(|_| None).with_program(program)
}

/// This machine; `watch` hears which files are read.
pub(crate) fn watched_machine(watch: Option<impl Fn(&Path) + Send + Sync + 'static>) -> Machine {
    match watch {
        Some(watch) => machine().watched_by(watch),
        None => machine(),
    }
}

/// What the Go program at `path` says of itself.
pub(crate) fn program(path: &Path) -> Option<Program> {
    let program = read_go(path)?;
    let built_in = match program {
        GoProgram { goroot: Some(goroot), .. } => BuiltInGoroot::Path(goroot),
        GoProgram { is_trimmed: true, .. } => BuiltInGoroot::Trimmed,
        _ => BuiltInGoroot::Unknown,
    };
    let GoProgram { version, target, path, is_cut, is_gccgo, calls_goroot, .. } = program;
    Some(Program { version, built_in, target, path, is_cut, is_gccgo, calls_goroot })
}

fn read_go(path: &Path) -> Option<GoProgram> {
    open(path).ok().as_ref().map(Opened::source).and_then(|source| go_program(source))
}

fn read_layout(path: &Path) -> Result<HostLayout, Failure> {
    let name = shown(path);
    let mut text = Vec::new();
    let file = File::open(path).map_err(|error| Failure::at(path, &error))?;
    file.take(LONGEST).read_to_end(&mut text).map_err(|error| Failure::at(path, &error))?;
    let hint = "make one with: gorigin host --format json";
    let layout: HostLayout = serde_json::from_slice(&text).map_err(|error| {
        Failure::new(format!("{name}: not a host layout: {error}")).with_hint(hint)
    })?;
    if layout.schema != HOST_SCHEMA {
        let text = format!("{name}: not a host layout: its schema is not {HOST_SCHEMA}");
        return Err(Failure::new(text).with_hint(hint));
    }
    Ok(layout)
}
