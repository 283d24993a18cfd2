//! The trace of a build, as `--trace` names it.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use gorigin::verify::{Trace, TraceError};

use crate::exit::Failure;
use crate::names::shown;

/// Reads the trace in the file at `path`.
pub(super) fn read_trace(path: &Path) -> Result<Trace, Failure> {
    let file = File::open(path).map_err(|error| Failure::at(path, &error))?;
    Trace::read(&mut BufReader::new(file)).map_err(|error| {
        let hint = match error {
            TraceError::NotATrace | TraceError::NoLink { .. } => {
                "make one with: GODEBUG=gocachehash=1 go build 2>trace"
            }
            _ => "the trace is damaged; make it anew, with one go command for each file",
        };
        Failure::new(format!("{}: {error}", shown(path))).with_hint(hint)
    })
}
