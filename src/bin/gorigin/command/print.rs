//! The program's own text, on standard output.

use std::io::{self, Write};

use crate::exit::{Exit, Failure};
use crate::output::write_failure;
use crate::streams::check_stdout;

/// Prints what `write` writes.
pub(super) fn print(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<Exit, Failure> {
    // Written to memory first: the pieces are small, and a completion script cannot report a
    // failure.
    let mut text = Vec::new();
    write(&mut text).map_err(write_failure)?;
    check_stdout()?;
    let mut to = io::stdout().lock();
    to.write_all(&text).and_then(|()| to.flush()).map_err(write_failure)?;
    Ok(Exit::Clean)
}
