//! One JSON document, written as the records come.

use std::io;

use super::form::{Renderer, Writer};
use super::nested::{List, write_nested};
use crate::host::HostLayout;
use crate::report::{REPORT_SCHEMA, Record, Summary};

/// Words the records of a [`JsonDocument`].
#[derive(Clone, Copy, Debug, Default)]
pub struct Json;

/// One document: `{schema, host, records, summary}`.
#[derive(Clone, Debug)]
pub struct JsonDocument {
    host: Option<HostLayout>,
    list: List,
}

impl JsonDocument {
    /// A document about programs that were compared with `host`; `None` writes `null`.
    pub fn new(host: Option<HostLayout>) -> Self {
        Self { host, list: List::new("    ") }
    }
}

impl Renderer for Json {
    type Row = Vec<u8>;

    /// The record as it stands in the document, without the indent of its first line.
    fn row(&self, record: &Record) -> io::Result<Vec<u8>> {
        let mut row = Vec::new();
        write_nested(&mut row, "    ", record)?;
        Ok(row)
    }
}

impl Writer<Vec<u8>> for JsonDocument {
    fn start(&mut self, to: &mut dyn io::Write) -> io::Result<()> {
        write!(to, "{{\n  \"schema\": \"{REPORT_SCHEMA}\",\n  \"host\": ")?;
        write_nested(to, "  ", &self.host)?;
        write!(to, ",\n  \"records\": [")
    }

    fn write(&mut self, row: Vec<u8>, to: &mut dyn io::Write) -> io::Result<()> {
        self.list.write_json(to, &row)
    }

    fn finish(&mut self, summary: &Summary, to: &mut dyn io::Write) -> io::Result<()> {
        self.list.end(to)?;
        write!(to, "],\n  \"summary\": ")?;
        write_nested(to, "  ", summary)?;
        to.write_all(b"\n}\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::records::{check, records};
    use crate::render::samples::{rendered, summary_of};

    fn document(records: &[Record]) -> String {
        rendered(&Json, &mut JsonDocument::new(None), records)
    }

    #[test]
    fn one_document() {
        let text = document(&records());
        let document: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(document["schema"], REPORT_SCHEMA);
        let again: Vec<Record> = serde_json::from_value(document["records"].clone()).unwrap();
        assert_eq!(again, records::<Record>());
        let summary: Summary = serde_json::from_value(document["summary"].clone()).unwrap();
        assert_eq!(summary, summary_of(&records()));
        check("report.json", &text);
    }

    #[test]
    fn an_empty_document_is_whole() {
        let text = document(&[]);
        let document: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(document["records"], serde_json::json!([]));
        assert_eq!(document["host"], serde_json::Value::Null);
    }
}
