//! A form of the result, whichever was chosen.

use std::io::{self, Write};

use gorigin::render::{Renderer, Writer};
use gorigin::report::{Record, Summary};

/// Turns records into text.
pub(crate) trait Render {
    /// Writes what comes before the first record.
    fn start(&mut self, to: &mut dyn Write) -> io::Result<()>;

    /// Writes or remembers one record.
    fn record(&mut self, to: &mut dyn Write, record: &Record) -> io::Result<()>;

    /// Writes what comes after the last record.
    fn finish(&mut self, to: &mut dyn Write, summary: &Summary) -> io::Result<()>;
}

/// The two halves of a form.
pub(crate) struct Form<R, W>(pub(crate) R, pub(crate) W);

impl<R: Renderer, W: Writer<R::Row>> Render for Form<R, W> {
    fn start(&mut self, to: &mut dyn Write) -> io::Result<()> {
        self.1.start(to)
    }

    fn record(&mut self, to: &mut dyn Write, record: &Record) -> io::Result<()> {
        self.1.write(self.0.row(record)?, to)
    }

    fn finish(&mut self, to: &mut dyn Write, summary: &Summary) -> io::Result<()> {
        self.1.finish(summary, to)
    }
}
