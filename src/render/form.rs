//! The two halves of a form.

use std::io;

use crate::report::{Record, Summary};

/// Words records, each by itself: on whatever thread has read the file.
pub trait Renderer: Sync {
    /// What is written of one record.
    type Row: Send;

    /// The row of one record.
    ///
    /// # Errors
    /// The record cannot be written in this form.
    fn row(&self, record: &Record) -> io::Result<Self::Row>;
}

/// Writes rows, in the order of the inputs.
pub trait Writer<Row> {
    /// Writes what comes before the first row.
    ///
    /// # Errors
    /// What `to` says.
    fn start(&mut self, _to: &mut dyn io::Write) -> io::Result<()> {
        Ok(())
    }

    /// Writes one row, or keeps it until more is known.
    ///
    /// # Errors
    /// What `to` says.
    fn write(&mut self, row: Row, to: &mut dyn io::Write) -> io::Result<()>;

    /// What a reader of the result should know about the form itself, such as what it had no room
    /// for; asked after the end. `None` where there is nothing to say.
    fn remark(&self) -> Option<String> {
        None
    }

    /// Whether there is no result, since the form has none of that which nothing was found of; asked after
    /// the end. Nothing was written then, and a file of an earlier result must not pass for this one's.
    fn is_nothing(&self) -> bool {
        false
    }

    /// Whether a file of an earlier result stays as it is where there is none now: it is not known that there
    /// is nothing to say.
    fn keeps_older(&self) -> bool {
        false
    }

    /// Writes what comes after the last row; `summary` counts all inputs.
    ///
    /// # Errors
    /// What `to` says.
    fn finish(&mut self, _summary: &Summary, _to: &mut dyn io::Write) -> io::Result<()> {
        Ok(())
    }
}
