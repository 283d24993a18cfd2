//! A result that is complete before any of it is written: for reading, or as JSON.

use std::io::{self, Write};

use gorigin::report::json::{write_line, write_pretty};
use serde::Serialize;

use crate::args::Format;
use crate::exit::Failure;
use crate::output::{Output, write_failure};
use crate::render::Look;

/// Writes one value; `for_reading` words it for people.
pub(super) fn write_one(
    output: Output,
    format: Format,
    value: &impl Serialize,
    for_reading: impl FnOnce(&mut dyn Write, Look) -> io::Result<()>,
) -> Result<(), Failure> {
    write(output, |to, look| match format {
        Format::Table => for_reading(to, look),
        Format::Json => write_pretty(to, value),
        Format::Ndjson => write_line(to, value),
    })
}

/// Writes values: as one array, or one per line; `for_reading` words them for people.
pub(super) fn write_list(
    output: Output,
    format: Format,
    values: &[impl Serialize],
    for_reading: impl FnOnce(&mut dyn Write, Look) -> io::Result<()>,
) -> Result<(), Failure> {
    write(output, |to, look| match format {
        Format::Table => for_reading(to, look),
        Format::Json => write_pretty(to, &values),
        Format::Ndjson => values.iter().try_for_each(|value| write_line(to, value)),
    })
}

fn write(
    mut output: Output,
    result: impl FnOnce(&mut dyn Write, Look) -> io::Result<()>,
) -> Result<(), Failure> {
    let look = output.look();
    let written = result(output.writer(), look).and_then(|()| output.finish());
    written.map_err(write_failure)
}
