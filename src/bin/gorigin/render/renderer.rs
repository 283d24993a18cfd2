//! What a form of the result is.

use std::io::{self, Write};

use gorigin::report::{Record, Summary};

/// Turns records into text.
pub(crate) trait Render {
    /// Writes what comes before the first record.
    fn start(&mut self, _to: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    /// Writes or remembers one record.
    fn record(&mut self, to: &mut dyn Write, record: &Record) -> io::Result<()>;

    /// Writes what comes after the last record.
    fn finish(&mut self, _to: &mut dyn Write, _summary: &Summary) -> io::Result<()> {
        Ok(())
    }
}
