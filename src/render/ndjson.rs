//! One record a line, and nothing else.

use std::io;

use super::form::{Renderer, Writer};
use crate::report::Record;
use crate::report::json::line;

/// One JSON object a line; each is a whole record.
#[derive(Clone, Copy, Debug, Default)]
pub struct Ndjson;

impl Renderer for Ndjson {
    type Row = Vec<u8>;

    fn row(&self, record: &Record) -> io::Result<Vec<u8>> {
        line(record)
    }
}

impl Writer<Vec<u8>> for Ndjson {
    fn write(&mut self, row: Vec<u8>, to: &mut dyn io::Write) -> io::Result<()> {
        to.write_all(&row)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::records::{check, records};
    use crate::render::samples::rendered;

    #[test]
    fn one_record_a_line() {
        let text = rendered(&Ndjson, &mut Ndjson, &records());
        let again: Vec<Record> =
            text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(again, records::<Record>());
        check("report.ndjson", &text);
    }
}
