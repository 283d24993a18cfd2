//! The host that binaries are compared with: this machine, or one with its layout in a file.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use gorigin::Host;
use gorigin::host::Machine;

use crate::exit::Failure;
use crate::names::shown;

/// The longest layout that is read, in bytes: a real one takes a few kilobytes.
const LONGEST: u64 = 16 << 20;

/// This machine, or the host with the layout in `file`. `watch` is called with the files that are
/// read.
pub(crate) fn host(
    file: Option<&Path>,
    watch: Option<impl Fn(&Path) + Send + Sync + 'static>,
) -> Result<Host, Failure> {
    file.map_or_else(|| Ok(Host::new(watched_machine(watch))), read_host)
}

/// This machine; `watch` is called with the files that are read.
pub(crate) fn watched_machine(watch: Option<impl Fn(&Path) + Send + Sync + 'static>) -> Machine {
    match watch {
        Some(watch) => Machine::here().watched_by(watch),
        None => Machine::here(),
    }
}

fn read_host(path: &Path) -> Result<Host, Failure> {
    let name = shown(path);
    let mut text = Vec::new();
    let file = File::open(path).map_err(|error| Failure::at(path, &error))?;
    file.take(LONGEST).read_to_end(&mut text).map_err(|error| Failure::at(path, &error))?;
    Host::from_json(&text).map_err(|error| {
        Failure::new(format!("{name}: not a host layout: {error}"))
            .with_hint("make one with: gorigin host --format json")
    })
}
