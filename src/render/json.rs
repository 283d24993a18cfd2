//! One JSON document, written as the records come.

use std::io;

use serde::Serialize;

use super::form::{Renderer, Writer};
use crate::host::HostLayout;
use crate::report::json::write_pretty;
use crate::report::{REPORT_SCHEMA, Record, Summary};

/// Words the records of a [`JsonDocument`].
#[derive(Clone, Copy, Debug, Default)]
pub struct Json;

/// One document: `{schema, host, records, summary}`.
#[derive(Clone, Debug)]
pub struct JsonDocument {
    host: Option<HostLayout>,
    is_first: bool,
}

impl JsonDocument {
    /// A document about programs that were compared with `host`; `None` writes `null`.
    pub fn new(host: Option<HostLayout>) -> Self {
        Self { host, is_first: true }
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
        let separator = if self.is_first { "\n    " } else { ",\n    " };
        self.is_first = false;
        to.write_all(separator.as_bytes())?;
        to.write_all(&row)
    }

    fn finish(&mut self, summary: &Summary, to: &mut dyn io::Write) -> io::Result<()> {
        let end = if self.is_first { "" } else { "\n  " };
        write!(to, "{end}],\n  \"summary\": ")?;
        write_nested(to, "  ", summary)?;
        to.write_all(b"\n}\n")
    }
}

/// Writes `value` indented as a part of something else: every line but the first by `indent`. A
/// line feed in the JSON is never part of a string, where it is escaped.
fn write_nested(to: &mut dyn io::Write, indent: &str, value: &impl Serialize) -> io::Result<()> {
    let mut text = Vec::new();
    write_pretty(&mut text, value)?;
    let mut separator = "";
    for line in text.trim_ascii_end().split(|&byte| byte == b'\n') {
        to.write_all(separator.as_bytes())?;
        if !separator.is_empty() {
            to.write_all(indent.as_bytes())?;
        }
        to.write_all(line)?;
        separator = "\n";
    }
    Ok(())
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
